"""Exports as files: a thing a line, as NDJSON or as CSV, and what the file is called.

CSV follows RFC 4180, in UTF-8, with the names of the columns in its first line. A cell holds text, or a nested value
as canonical JSON. What a spreadsheet would take for a formula has an apostrophe put before it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, Final, Literal

import msgspec

from domain.as_of import AsOf

Document = Mapping[str, Any]
Sort = Literal["events", "deals", "companies"]
Format = Literal["ndjson", "csv"]

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
}

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would run (OWASP, CSV injection)."""

_MONEY: Final[Mapping[str, str]] = {
    "investment": "amount",
    "acquisition": "price",
    "licensing": "consideration",
    "commercial": "commitment",
}
"""Kind -> the term that tells for how much the deal is."""

Cells = Mapping[str, Callable[[Document], Any]]


def _field(*path: str) -> Callable[[Document], Any]:
    def found(document: Document) -> Any:
        value: Any = document
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    return found


def _fields(*names: str) -> Cells:
    return {name: _field(name) for name in names}


def _money(part: str) -> Callable[[Document], Any]:
    def found(deal: Document) -> Any:
        money = deal["terms"].get(_MONEY.get(deal["kind"], ""), {})
        return money.get("total", money).get(part)

    return found


COLUMNS: Final[Mapping[Sort, Cells]] = {
    "events": _fields(
        *("position", "recorded_at", "recorded_by", "event_id", "type", "subject", "version", "schema_version"),
        *("occurred_on", "date_basis", "confidence", "data", "sources", "note", "causation_id"),
    ),
    "deals": {
        **_fields("deal", "kind", "status", "headline", "stage"),
        "since": _field("since", "date"),
        "since_from": _field("since", "from"),
        "certainty": _field("since", "certainty"),
        "amount": _money("amount"),
        "amount_min": _money("min"),
        "amount_max": _money("max"),
        "currency": _money("currency"),
        "qualifier": _money("qualifier"),
        **_fields("terms", "events"),
    },
    "companies": _fields(
        *("id", "name", "legal_name", "kind", "country", "status", "former_names", "aliases", "identifiers"),
        *("description", "website", "tags", "events"),
    ),
}
"""The columns of each CSV file, each with where its cells come from."""


def file_name(sort: Sort, as_of: AsOf, form: Format) -> str:
    """What the file is called: which day it tells of, and which position of the log."""
    return f"pactlog-{sort}-{as_of.valid_at}-at-{as_of.position}.{form}"


def chunks(sort: Sort, batches: Iterable[Iterable[Document]], form: Format) -> Iterator[bytes]:
    """The file in pieces, one for each of *batches*."""
    if form == "ndjson":
        return (b"".join(msgspec.json.encode(item) + b"\n" for item in batch) for batch in batches)
    return _csv(COLUMNS[sort], batches)


def _csv(columns: Cells, batches: Iterable[Iterable[Document]]) -> Iterator[bytes]:
    yield _rows([columns])
    for batch in batches:
        yield _rows([_cell(found(item)) for found in columns.values()] for item in batch)


def _rows(rows: Iterable[Iterable[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
    return msgspec.json.encode(value, order="sorted").decode()
