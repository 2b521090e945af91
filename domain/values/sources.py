"""Where an event's content comes from: who said it, where and when; travels with every event."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.values.model import Model
from domain.values.partial_date import PartialDate
from domain.values.text import Line, Quote, single_line, some

_INSTANT: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


_PLAIN_URL: Final = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(/[!-~]*)?")


def http_url(value: str) -> str:
    """Refuse what is no full http or https address."""
    if _PLAIN_URL.fullmatch(value):
        return value  # as nearly all are: no need to take it apart
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", value):
        raise PydanticCustomError("invalid_url", 'give a full web address, as "https://example.org/news"')
    return value


HttpUrl = Annotated[str, Field(min_length=1, max_length=2000), BeforeValidator(single_line), AfterValidator(http_url)]
"""A full web address with http or https, kept as written."""


def _instant(value: str) -> str:
    try:
        sound = bool(re.fullmatch(_INSTANT, value)) and datetime.fromisoformat(value.upper()) is not None
    except ValueError:
        sound = False
    if not sound:
        raise PydanticCustomError("invalid_instant", 'write an instant with its offset, as "2025-06-13T09:00:00Z"')
    return value


Instant = Annotated[str, AfterValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]


class Source(Model):
    """One place that says what the event says."""

    publisher: Line
    """Who published it: "SEC", "Reuters", the company itself."""
    kind: Literal["filing", "registry", "party_statement", "press", "anonymous_press", "aggregator", "analyst_note"]
    """What sort of source it is; better sorts win where sources disagree."""
    url: HttpUrl | None = None
    """Where it can be read."""
    title: Line | None = None
    """What it is headed."""
    published_on: PartialDate | None = None
    """When it was published."""
    retrieved_at: Instant | None = None
    """When somebody last saw it say so."""
    quote: Quote | None = None
    """The decisive words, at most 300 characters."""
    archive_url: HttpUrl | None = None
    """A copy that stays when the page changes."""


Sources = Annotated[
    tuple[Source, ...],
    Field(strict=False, max_length=1000, json_schema_extra={"minItems": 1}),
    AfterValidator(some),
]
"""The sources of one event, at least one."""
