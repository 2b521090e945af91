"""The words that every answer shares: days, instants, parties, the basis."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

Json: TypeAlias = Any
Object: TypeAlias = dict[str, Any]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2025-06-13T09:00:00Z"]})
]
PartialDate = Annotated[str, WithJsonSchema({"type": "string", "examples": ["2025", "2025-06", "2025-06-12"]})]
Amount = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"})]
Certainty = Literal["certain", "possible"]
Kind = Literal["investment", "acquisition", "licensing", "hiring", "commercial"]
Status = Literal[
    "rumoured",
    "announced",
    "signed",
    "partly_closed",
    "closed",
    "in_force",
    "in_force_presumed",
    "scheduled",
    "expired_presumed",
    "withdrawn",
    "terminated",
    "expired",
    "ended",
    "exited",
]


class Erased(TypedDict):
    """Stands for personal data that was deleted for good."""

    erased: Literal[True]


Personal: TypeAlias = str | Erased


class AsOf(TypedDict):
    """The basis of an answer: the same position and rules give the same answer for ever."""

    valid_at: Day
    known_at: Instant
    position: Annotated[int, Field(ge=0)]
    rules: int


class Warned(TypedDict):
    """Something that looks odd and was accepted all the same."""

    code: str
    pointer: str
    detail: str


class ShownParty(TypedDict, total=False):
    """A company or person with its name at that as-of; what no source names is `unnamed`."""

    id: str
    name: Personal | None
    unnamed: str
    count: int


Since = TypedDict(
    "Since", {"date": PartialDate | None, "from": Day | None, "certainty": Certainty}
)  # "from" is no name in Python
