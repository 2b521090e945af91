"""Parameters of requests: what is unknown, repeated or misspelt is refused with the nearest valid name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Final, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query as QueryInfo
from fastapi.routing import iter_route_contexts
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.routing import BaseRoute

from api.as_of import parse_day, parse_instant
from api.errors import BadParameters, ParameterFault
from domain.errors import UnknownEvent
from domain.vocabulary import EVENT_TYPES, FAMILIES
from infra.queries.feed import Filters
from infra.queries.finding import Sort

MAX_PAGE: Final = 500
_PATTERNS: Final = tuple(f"{family}.*" for family in FAMILIES)
_SLUG: Final = "[a-z0-9][a-z0-9-]{1,79}"
_SUBJECT: Final = rf"(company|deal|transaction|log)/{_SLUG}|person/p_[a-z0-9]{{10}}"
_KEY_ID: Final = "[a-z0-9_-]{1,80}"
_LAST_POSITION: Final = 10**15
_NO_TEXT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def nearest(name: str, valid: Iterable[str]) -> str:
    """Advice that names the valid name closest to *name*, if one is close."""
    near = get_close_matches(name, list(valid), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def declared(routes: Sequence[BaseRoute]) -> dict[str, list[str]]:
    """The query parameters of every route, by its name."""
    return {
        str(route.name): [
            one.alias for one in get_flat_params(route.dependant) if isinstance(one.field_info, QueryInfo)
        ]
        for route in iter_route_contexts(routes)
    }


async def only_known(request: Request) -> None:
    """Refuse query parameters that the route does not declare, any given twice, and text that is none.

    Raises BadParameters.
    """
    if not request.scope["query_string"]:
        return
    known = request.app.state.parameters[request.scope["route"].name]
    # The framework would put question marks for broken bytes, and search for those.
    text = request.scope["query_string"].decode("ascii", errors="surrogateescape")
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    if faults := [*_strange(Counter(name for name, _ in pairs), known), *_unreadable(dict(pairs), known)]:
        raise BadParameters(faults)


def _unreadable(given: Mapping[str, str], known: list[str]) -> Iterator[ParameterFault]:
    for name, text in given.items():
        if name in known and _NO_TEXT.search(text):
            advice = "remove the control characters, and write all else in UTF-8 and percent-encoded"
            yield ParameterFault(name, "invalid_text", advice)


def _strange(given: Counter[str], known: list[str]) -> Iterator[ParameterFault]:
    for name, times in given.items():
        if name not in known:
            advice = nearest(name, known) or (f"; there are {', '.join(known)}" if known else "")
            yield ParameterFault(name, "unknown_parameter", f"there is no such parameter{advice}")
        elif times > 1:
            yield ParameterFault(name, "repeated_parameter", f"it is given {times} times; give it once")


def _refused(code: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{advice}", {"advice": advice})


def one_of(*valid: str, shown: Iterable[str] = ()) -> Callable[[str], str]:
    """What lets only *valid* pass."""

    def check(text: str) -> str:
        if text not in valid:
            raise _refused("unknown_value", f"it is one of {', '.join(shown or valid)}{nearest(text, valid)}")
        return text

    return check


def like(pattern: str, advice: str) -> tuple[PlainValidator, WithJsonSchema]:
    """What lets only text of this pattern pass, and tells programs of it."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise _refused("invalid_value", advice)
        return text

    return PlainValidator(check), WithJsonSchema({"type": "string", "pattern": f"^({pattern})$"})


def names(*valid: str) -> tuple[PlainValidator, WithJsonSchema]:
    """What lets a list of *valid* names pass, separated by commas."""

    def check(texts: list[str]) -> frozenset[str]:
        return frozenset(one_of(*valid)(name) for text in texts for name in text.split(",") if text)

    return PlainValidator(check), WithJsonSchema({"type": "array", "items": {"type": "string", "enum": [*valid]}})


def whole(least: int, most: int) -> tuple[PlainValidator, WithJsonSchema]:
    """What lets a whole number of this span pass, written in one way only.

    Pydantic would take blanks, signs, underscores and decimals.
    """

    def check(text: str) -> int:
        if not re.fullmatch("0|-?[1-9][0-9]*", text):
            raise _refused("int_parsing", "write a whole number in digits alone, without zeros before it, as 12")
        if len(text) > len(str(most)) or not least <= int(text) <= most:
            raise _refused("out_of_range", f"it is {least:,} to {most:,}")
        return int(text)

    return PlainValidator(check), WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def of_length(least: int, most: int) -> tuple[PlainValidator, WithJsonSchema]:
    """What lets text of so many characters pass."""

    def check(text: str) -> str:
        if not least <= len(text) <= most:
            raise _refused("invalid_length", f"it is {least} to {most} characters long")
        return text

    return PlainValidator(check), WithJsonSchema({"type": "string", "minLength": least, "maxLength": most})


def truth(text: str) -> bool:
    """What the only two ways to write a truth value mean."""
    return one_of("true", "false")(text) == "true"


SubjectId = Annotated[
    str,
    Path(description="The id alone, without its family."),
    *like(r"[^\x00-\x1f\x7f]{1,200}", "an id has no control characters and is not that long"),
]
Include = Annotated[
    frozenset[str],
    Query(description="What to add, separated by commas: deals that have ended, the sources of each entry."),
    *names("ended", "sources"),
]
IncludeSources = Annotated[
    frozenset[str],
    Query(alias="include", description="What to add: the sources of each entry."),
    *names("sources"),
]
IncludeEnded = Annotated[
    frozenset[str],
    Query(alias="include", description="What to add: deals that have ended."),
    *names("ended"),
]
Axis = Annotated[
    Literal["known", "valid"],
    Query(description="Order changes by when the log learnt of them, or by when they happened in the world."),
    PlainValidator(one_of("known", "valid")),
    WithJsonSchema({"type": "string", "enum": ["known", "valid"]}),
]
After = Annotated[int, Query(description="Only events behind this position."), *whole(0, _LAST_POSITION)]
Limit = Annotated[int, Query(description="At most so many items."), *whole(1, MAX_PAGE)]
EventType = Annotated[
    str | None,
    Query(alias="type", description="Only events of this type, or of a family, as `investment.*`."),
    PlainValidator(one_of(*EVENT_TYPES, *_PATTERNS, shown=_PATTERNS)),
    WithJsonSchema({"type": "string", "enum": [*_PATTERNS, *EVENT_TYPES]}),
]
CompanyFilter = Annotated[
    str | None,
    Query(alias="company", description="Only events of streams that name this company."),
    *like(_SLUG, "give the id of a company, as meta-platforms"),
]
SubjectFilter = Annotated[
    str | None,
    Query(alias="subject", description="Only events of this stream."),
    *like(_SUBJECT, "give a subject, as deal/meta-scale-ai-2025"),
]
RecorderFilter = Annotated[
    str | None,
    Query(alias="recorded_by", description="Only events that this key recorded."),
    *like(_KEY_ID, "give the id of a key"),
]
_DAY: Final = (PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"}))
_INSTANT: Final = (PlainValidator(parse_instant), WithJsonSchema({"type": "string", "format": "date-time"}))
RecordedFrom = Annotated[
    datetime | None, Query(description="Only what was recorded at this instant or later."), *_INSTANT
]
RecordedTo = Annotated[datetime | None, Query(description="Only what was recorded before this instant."), *_INSTANT]
OccurredFrom = Annotated[date | None, Query(description="Only what can have happened on this day or later."), *_DAY]
OccurredTo = Annotated[date | None, Query(description="Only what can have happened before this day."), *_DAY]


Q = Annotated[
    str | None,
    Query(description="Only those of whom a name, alias or former name holds this."),
    *of_length(1, 200),
]
SortBy = Annotated[
    Sort,
    Query(description="By the day from which the status holds, latest (`-since`) or earliest (`since`) first."),
    PlainValidator(one_of("-since", "since")),
    WithJsonSchema({"type": "string", "enum": ["-since", "since"]}),
]


async def _event_id(event_id: Annotated[str, Path(examples=["6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"])]) -> str:
    if not re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event_id.lower(), re.ASCII):
        raise UnknownEvent(event_id)
    return event_id.lower()


EventId = Annotated[str, Depends(_event_id)]


async def _filters(  # noqa: PLR0913  # every filter is a parameter of the address
    *,
    type_: EventType = None,
    company: CompanyFilter = None,
    subject: SubjectFilter = None,
    recorded_by: RecorderFilter = None,
    recorded_from: RecordedFrom = None,
    recorded_to: RecordedTo = None,
    occurred_from: OccurredFrom = None,
    occurred_to: OccurredTo = None,
) -> Filters:
    return {
        "type": type_,
        "company": company,
        "subject": subject,
        "recorded_by": recorded_by,
        "recorded_from": recorded_from,
        "recorded_to": recorded_to,
        "occurred_from": occurred_from,
        "occurred_to": occurred_to,
    }


FiltersDep = Annotated[Filters, Depends(_filters)]
"""Which events of the feed are wanted."""
