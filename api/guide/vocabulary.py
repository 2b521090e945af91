"""The vocabulary for reading: what the JSON Schema of an event says, as sentences and tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from api.guide.files import DOCS
from domain.vocabulary import DEAL_KINDS, EVENT_TYPES, FAMILIES, REQUIRED_TERMS, SCHEMA_VERSIONS, json_schema

Schema = Mapping[str, Any]

ABOUT: Final[Mapping[str, str]] = {
    "company": "What happens to a company by itself.",
    "person": "Who somebody is. All of it is personal and can be erased.",
    "position": "Positions that no recorded hiring made.",
    "ownership": "Stakes that no recorded deal made.",
    "transaction": "Several deals that are one package.",
    "investment": "Money, or what stands for it, against a stake, a loan or rights.",
    "acquisition": "A company, its assets or a part of it change hands.",
    "licensing": "Somebody may use what is somebody else's.",
    "hiring": "A person or a team is recruited from outside.",
    "commercial": "A contract about compute, chips, data, distribution or research.",
    "record": "The record was wrong. Such an event moves known time only.",
    "log": "What the log writes about itself. Nobody can send it.",
}
"""What the events of each family are about."""

_UNIONS: Final = {
    "money": ("Amount", "AmountRange", "Undisclosed", "IncludedIn"),
    "party": ("NamedParty", "UnnamedParties"),
}
_SAMPLES: Final = (
    ("meta-scale-ai-2025", "id"),
    ("2025-06", "year, month or day"),
    ("6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10", "event id"),
    ("49.5", "decimal, as text"),
    ("USD", "currency"),
    ("US", "country"),
    ("p_4w7k2m9q1x", "id"),
    ("deal/meta-scale-ai-2025", "deal/…"),
    ("company/meta-platforms", "company/…"),
    ("person/p_4w7k2m9q1x", "person/…"),
    ("transaction/google-windsurf-2025", "transaction/…"),
)
"""Texts of a kind, and what that kind is called; an id may look like a date, so it comes first."""
_PLAIN: Final = {
    "string": "text",
    "boolean": "true or false",
    "integer": "whole number",
    "object": "object",
    "date-time": "instant with offset",
}
_LINE: Final = 300
_ADDRESS: Final = 2000
"""Characters that a line, and that an address on the web may have; a text that may have more has lines."""


class Word(NamedTuple):
    """A word of a shape: text, or a name that ``anchor`` explains."""

    text: str
    anchor: str = ""


class Field(NamedTuple):
    """A row of a table: the name of a field, whether it must be there, its shape in words, what it means."""

    name: str
    is_required: bool
    shape: Sequence[Word]
    values: Sequence[str]
    meaning: str


class Value(NamedTuple):
    """A value that events share, such as money."""

    anchor: str
    title: str
    meaning: str
    fields: Sequence[Field]


class Described(NamedTuple):
    """An event: what it says, its own fields, those that stand around them, and one such event."""

    type: str
    version: int
    meaning: str
    data: Sequence[Field]
    envelope: Sequence[Field]
    required_of_deal: Sequence[Sequence[str]]
    example: str


def families() -> Iterator[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Each family, what it is about, and its types with what each says."""
    for family in FAMILIES:
        types = [type_ for type_ in EVENT_TYPES if type_.partition(".")[0] == family]
        yield family, ABOUT[family], [(type_, meaning(type_)) for type_ in types]


def meaning(type_: str) -> str:
    """What an event of *type_* says, in a sentence."""
    told = (EVENT_TYPES[type_].__doc__ or "").strip()
    kind, _, rest = told.partition(": ")
    return rest if kind.lower() in DEAL_KINDS else told


@cache
def described(type_: str) -> Described:
    """Everything there is to know of an event. Raises KeyError if there is no such type."""
    version = SCHEMA_VERSIONS[type_]
    schema = json_schema(type_, version)
    data = schema["$defs"][schema["properties"]["data"]["$ref"].rpartition("/")[2]]
    kind = type_.partition(".")[0]
    envelope = [field for field in _fields(schema, schema["$defs"]) if field.name not in {"type", "data"}]
    return Described(
        type_,
        version,
        meaning(type_),
        _fields(data, schema["$defs"]),
        envelope,
        REQUIRED_TERMS.get(kind, ()),
        json.dumps(examples()[type_], indent=2, ensure_ascii=False),
    )


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """An event of each type, as it is sent."""
    lines = (DOCS / "examples.ndjson").read_text(encoding="utf-8").splitlines()
    return {event["type"]: event for event in map(json.loads, lines)}


@cache
def values() -> Sequence[Value]:
    """The values that more than one field has, by name; what is not told apart by name stands together."""
    found: dict[str, Schema] = {}
    for type_, version in SCHEMA_VERSIONS.items():
        definitions = json_schema(type_, version)["$defs"]
        found |= {name: one for name, one in definitions.items() if not name.endswith("Data")}
    return [
        Value(_anchor(name), _title(name), one.get("description", ""), _fields(one, found))
        for name, one in sorted(found.items(), key=lambda item: _title(item[0]))
    ]


def unions() -> Iterator[tuple[str, Sequence[Word]]]:
    """The names for one of several values."""
    for name, members in _UNIONS.items():
        yield name, [Word(_title(member), _anchor(member)) for member in members]


def _fields(schema: Schema, definitions: Mapping[str, Schema]) -> list[Field]:
    required = schema.get("required", ())
    fields = [
        Field(name, name in required, _shape(one), _values(one), _told(one, definitions))
        for name, one in schema.get("properties", {}).items()
    ]
    return sorted(fields, key=lambda field: not field.is_required)


def _told(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    """What a field means; what its value means, where it has no description of its own."""
    inner = schema.get("items", schema)
    named = definitions.get(inner.get("$ref", "").rpartition("/")[2], {})
    return str(schema.get("description") or named.get("description", ""))


def _values(schema: Schema) -> Sequence[str]:
    """The words that a field admits, where they are counted."""
    return tuple(schema.get("items", schema).get("enum", ()))


def _shape(schema: Schema) -> Sequence[Word]:
    match schema:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return [Word(_title(name), _anchor(name))]
        case {"anyOf": choices}:
            return _choice(choices)
        case {"type": "array", "items": {"enum": _}}:
            return [Word("some of")]
        case {"type": "array", "items": items}:
            return [Word("list of "), *_shape(items)]
    return [Word(_plain(schema))]


def _plain(schema: Schema) -> str:
    match schema:
        case {"const": only}:
            return json.dumps(only)
        case {"enum": _}:
            return "one of"
        case {"pattern": pattern}:
            return next(told for sample, told in _SAMPLES if re.fullmatch(pattern, sample))
        case {"maxLength": most} if most > _LINE:
            return "web address" if most == _ADDRESS else "text, with lines"
    return _PLAIN[schema.get("format", schema["type"])]


def _choice(choices: Sequence[Schema]) -> Sequence[Word]:
    names = tuple(one.get("$ref", "").rpartition("/")[2] for one in choices)
    words: list[Word] = []
    for union, members in _UNIONS.items():
        if set(members) <= set(names):
            words.append(Word(union, union))
            choices = [one for one, name in zip(choices, names, strict=True) if name not in members]
    for one in choices:
        words += [Word(" or "), *_shape(one)] if words else _shape(one)
    return words


def _title(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _anchor(name: str) -> str:
    return _title(name).replace(" ", "-")
