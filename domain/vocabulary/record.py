"""What happens to the log itself: it starts, and it was wrong."""

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from domain.values.identifiers import EventId
from domain.values.model import Model, refusal
from domain.values.partial_date import PartialDate
from domain.values.sources import Sources
from domain.values.text import Line, Listed, Prose, prose

DateBasis = Literal["effective", "closed", "signed", "announced", "reported", "unknown"]
Confidence = Literal["confirmed", "reported", "rumoured", "inferred"]

FIXED: Final = frozenset(
    {"type", "subject", "event_id", "version", "schema_version", "recorded_at", "recorded_by", "note"}
)
"""What a correction can never change."""

_DEEPEST: Final = 16


def _json(value: Any, *at: str | int) -> Any:
    """*value* with its texts in NFC; refuses what the log cannot hold and what would pass for a commitment."""
    match value:
        case str():
            try:
                return prose(value)
            except PydanticCustomError as error:
                raise refusal(error.type, error.message(), *at) from None
        case float():
            raise refusal("number_for_decimal", "send decimal strings: JSON numbers lose money", *at)
        case int() if abs(value) >= 2**53:
            raise refusal("number_too_large", "whole numbers stay below 2^53; send larger ones as text", *at)
        case list() | dict() if len(at) >= _DEEPEST:
            raise refusal("too_deep", f"values nest at most {_DEEPEST} deep", *at)
        case list():
            return [_json(item, *at, index) for index, item in enumerate(value)]
        case dict():
            for key in value:
                if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key):
                    raise refusal("invalid_name", "names are lower-case words with underscores", *at, key)
            return {key: _json(item, *at, key) for key, item in value.items()}
    return value


class Replacements(Model):
    """Whole fields and their new values: fields of the target's data, and what stands beside its data."""

    model_config = ConfigDict(extra="allow")

    occurred_on: PartialDate | None = None
    date_basis: DateBasis | None = None
    confidence: Confidence | None = None
    sources: Sources | None = None


class Corrected(Model):
    """The log said it wrong: the target's fields are replaced as if they had been recorded so, from now on."""

    target: EventId
    """The event that was wrong; always the original, never a correction."""
    set: Annotated[Replacements, BeforeValidator(_json)] | None = None
    """Fields and their right values; lists are replaced whole."""
    unset: Listed[Line] | None = None
    """Fields that should never have been stated."""
    reason: Literal["typo", "misread", "wrong_entity", "wrong_date", "wrong_source", "source_corrected"]
    explanation: Prose | None = None
    """What was wrong, for those who read the history."""

    @model_validator(mode="after")
    def _changes(self) -> Self:
        named = list(self.set.model_fields_set) if self.set else []
        if not named and not self.unset:
            raise refusal("empty", "set or unset at least one field", "set")
        unset = [(("unset", index), name) for index, name in enumerate(self.unset or ())]
        for location, name in [(("set", name), name) for name in named] + unset:
            if name in FIXED:
                raise refusal(
                    "not_correctable", f"a correction cannot change {name}; retract and record anew", *location
                )
        for location, name in unset:
            if name in named:
                raise refusal("set_and_unset", f"{name} is set and unset at once", *location)
            if name == "sources":
                raise refusal("missing_source", "an event keeps at least one source: set the right ones", *location)
        return self


class Retracted(Model):
    """The target should never have been recorded: from now on it counts for nothing."""

    target: EventId
    """A world event, a claim or a record event."""
    reason: Literal["never_happened", "duplicate", "wrong_subject", "source_retracted", "other"]
    explanation: Prose | None = None
    """What was wrong, for those who read the history."""


class Started(Model):
    """The first event of a store."""

    demonstration: bool
    """Whether its recording times come from the shipped file instead of a clock."""
    origin: Line
    """The name under which the log signs."""


RECORD: Final[dict[str, type[Model]]] = {"corrected": Corrected, "retracted": Retracted}
LOG: Final[dict[str, type[Model]]] = {"started": Started}
