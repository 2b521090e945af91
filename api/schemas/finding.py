"""Companies and people found by name."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from api.schemas.words import AsOf, Object, Personal


class Found(TypedDict):
    """A company or person by its name at that as-of."""

    id: str
    name: Personal
    former_names: list[Object]
    aliases: list[Personal | Object]
    identifiers: list[Object]
    legal_name: NotRequired[str]
    country: NotRequired[str]
    kind: NotRequired[str]
    status: NotRequired[str]
    description: NotRequired[str]
    website: NotRequired[str]
    tags: NotRequired[list[str]]
    events: list[str]


class FoundPage(TypedDict):
    """A page of companies or people; where there are more, `next` is the cursor to go on with."""

    items: list[Found]
    next: NotRequired[str]
    as_of: AsOf
