"""Names looked up: suggestions as one types, and who a name and identifiers mean."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.words import AsOf, Personal

Score = Annotated[int, Field(ge=0, le=100)]


class Matched(TypedDict):
    """What fits the text: the name begins so, a word of it does, it holds the text, or it is only similar."""

    field: Literal["name", "legal_name", "alias", "former_name", "headline", "id"]
    text: str
    fit: Literal["start", "word", "part", "similar"]
    score: NotRequired[Annotated[Score, Field(description="Of what is only similar.")]]


class Suggestion(TypedDict):
    """A company, person, deal or transaction that may be meant."""

    subject: str
    id: str
    name: Personal
    matched: Matched


class Suggestions(TypedDict):
    """What may be meant, the best first."""

    items: list[Suggestion]
    as_of: AsOf


class Reason(TypedDict):
    """What one of the things asked for says of a candidate; `other`: it has another identifier in that scheme."""

    by: Literal["name", "domain", "lei", "wikidata"]
    says: Literal["same", "other", "similar"]
    field: Literal["name", "legal_name", "alias", "former_name", "identifier"]
    value: str


class ResolutionCandidate(TypedDict):
    """A company or person that may be meant, and why; a score says that it is only similar."""

    subject: str
    id: str
    name: Personal
    score: NotRequired[Score]
    reasons: list[Reason]


class Resolution(TypedDict):
    """Who is meant. `unconfirmed` names what was asked for and nobody bears."""

    result: Literal["match", "ambiguous", "none"]
    candidates: list[ResolutionCandidate]
    unconfirmed: list[Literal["name", "domain", "lei", "wikidata"]]
    as_of: AsOf
