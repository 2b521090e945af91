"""What can be said in an event of each type, read off its schema: groups, rows and leaves with their labels and hints.

The cases of a union are one group with the fields of all of them, the first case's before the others': what is filled
in says which case is meant, and the model of the event says what does not go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from api import words
from domain.vocabulary import REQUIRED_TERMS, SCHEMA_VERSIONS, json_schema

Schema = Mapping[str, Any]
Kind = Literal["line", "prose", "whole", "flag", "true", "choice"]
Need = Literal["", "usual", "identifies", "always"]
"""Whether something must be said: always, or unless the deal states it already; most say what is usual."""

ITSELF: Final = "exactly"
"""The field of a group that stands for the value itself, where a union has a case that is no object."""

_PROSE: Final = 5000
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text, number, word or yes."""

    kind: Kind = "line"
    options: tuple[str, ...] = ()
    longest: int | None = None
    hint: str = ""
    suggest: str = ""
    """What is suggested while one types: ``party``, or what a subject or id is of."""


@dataclass(frozen=True, slots=True)
class Several:
    """A list of words to choose from."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of values of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Group:
    """An object."""

    fields: tuple[Field, ...]
    is_union: bool = False
    """Whether the fields aside are another way to say it."""

    def __getitem__(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Field:
    """What a group says under one name."""

    name: str
    shape: Shape
    label: str
    help: str = ""
    need: Need = ""
    is_aside: bool = False
    """Whether it stands behind the others, for those who look for it."""


Shape: TypeAlias = Leaf | Several | Rows | Group

_LABELS: Final = {
    "id": "Id, if you know it",
    "unnamed": "Parties that no source names",
    "count": "How many",
    "undisclosed": "Undisclosed",
    "included_in": "Included in the deal",
    "min": "At least",
    "max": "At most",
    "url": "Web address",
    "archive_url": "Address of an archived copy",
    "occurred_on": "When it took hold",
    "date_basis": "The date is that of",
    "event_id": "Id of this event",
    "causation_id": "Id of the event it follows from",
    "distinct_from": "Known to be another deal than",
    "sources": "Who says so",
    "data": "What happened",
    "unset": "Terms that no longer apply",
    "class": "Kind of position",
    "by": "By",
}
_HINTS: Final = {
    "amount": "14300000000",
    "min": "10000000000",
    "max": "15000000000",
    "retrieved_at": "2025-06-13T09:00:00Z",
    "url": "https://example.org/news",
    "website": "https://example.org",
}
_ENVELOPE: Final = ("subject", "occurred_on", "date_basis", "data", "sources", "confidence", "note")
_ASIDE: Final = frozenset({"confidence", "note", "distinct_from", "event_id", "causation_id"})
_USUAL: Final = frozenset({"amount", "price", "consideration", "commitment", "headline"})
_SELDOM: Final = frozenset({"retrieved_at", "archive_url"})
_PARTY: Final = frozenset({"id", "name"})
_SUGGEST: Final = (
    ("^(deal/", "deal subject"),
    ("^(company/", "company subject"),
    ("^(person/", "person subject"),
    ("^(transaction/", "transaction subject"),
    ("^([a-z0-9][a-z0-9-]{1,79})$", "deal id"),
)


@cache
def shape_of(type_: str) -> Group:
    """What can be said in an event of *type_* beside its type. Raises KeyError."""
    schema = json_schema(type_, SCHEMA_VERSIONS[type_])
    made = _Reader(schema["$defs"]).group(schema)
    kind = type_.partition(".")[0]
    identifying = frozenset(term for group in REQUIRED_TERMS.get(kind, ()) for term in group)
    fields = {one.name: replace(one, is_aside=one.name in _ASIDE) for one in made.fields if one.name != "type"}
    fields["data"] = replace(fields["data"], shape=_terms(fields["data"].shape, identifying), help="", need="")
    if "sources" in fields:
        fields["sources"] = replace(fields["sources"], help="")
    if "subject" in fields:
        fields["subject"] = _subject(fields["subject"])
    order = [name for name in _ENVELOPE if name in fields]
    return Group((*(fields.pop(name) for name in order), *fields.values()))


def sentence_of(type_: str) -> str:
    """What events of *type_* say, in one sentence."""
    told: str = json_schema(type_, SCHEMA_VERSIONS[type_])["description"]
    return told.removeprefix(f"{type_.partition('.')[0].capitalize()}: ")


def label_of(name: str) -> str:
    """A field's or an option's name in words."""
    told = _LABELS.get(name) or words.plain(_CAMEL.sub(" ", name)).lower()
    return told[:1].upper() + told[1:]


def _subject(one: Field) -> Field:
    """Whom or what the event is about, in words that say which."""
    assert isinstance(one.shape, Leaf), "a subject is a text"
    family = one.shape.suggest.partition(" ")[0]
    label = {"deal": "Which deal", "company": "Which company", "person": "Who", "transaction": "Which package"}[family]
    example = {"deal": "meta-scale-ai-2025", "company": "meta-platforms", "person": "p_7k3m9x2q1z"}.get(
        family, "windsurf"
    )
    told = "Type its name and choose." if one.need else "Leave it empty for a new one; else type its name and choose."
    return replace(one, label=label, help=told, shape=replace(one.shape, hint=f"as {family}/{example}"))


def _terms(data: Shape, identifying: frozenset[str]) -> Shape:
    """*data* with what is needed first."""
    if not isinstance(data, Group):
        return data

    def need(one: Field) -> Need:
        return one.need or ("identifies" if one.name in identifying else "usual" if one.name in _USUAL else "")

    fields = [replace(one, need=need(one)) for one in data.fields]
    return Group(tuple(sorted(fields, key=lambda one: ("always", "identifies", "usual", "").index(one.need))))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads shapes off a schema with its definitions."""

    definitions: Mapping[str, Schema] = field(default_factory=dict)

    def shape(self, schema: Schema, name: str = "") -> Shape:
        if "$ref" in schema:
            return self.shape(self._meant(schema), name)
        if "anyOf" in schema:
            return self.union([self._meant(one) for one in schema["anyOf"]])
        match schema.get("type"):
            case "object":
                return self.group(schema)
            case "array":
                item = self.shape(schema["items"], name)
                is_choice = isinstance(item, Leaf) and item.kind == "choice"
                return Several(item.options) if isinstance(item, Leaf) and is_choice else Rows(item)
        return leaf(schema, name)

    def group(self, schema: Schema) -> Group:
        return Group(tuple(self._fields(schema)))

    def union(self, cases: list[Schema]) -> Group:
        """All cases as one group; a value that is no object under ITSELF."""
        plain = [case for case in cases if case.get("type") != "object"]
        found = {one.name: one for one in (Field(ITSELF, leaf(case), label_of(ITSELF)) for case in plain)}
        for case in (case for case in cases if case.get("type") == "object"):
            is_first = not found
            for one in self._fields(case):
                found.setdefault(one.name, replace(one, need="", is_aside=one.is_aside or not is_first))
        return Group(tuple(found.values()), is_union=True)

    def _fields(self, schema: Schema) -> Iterator[Field]:
        required = schema.get("required", ())
        names = frozenset(schema["properties"])
        seldom = {"id"} if names == _PARTY else _SELDOM
        for name, one in schema["properties"].items():
            shape = self.shape(one, name)
            if name == "name" and names == _PARTY and isinstance(shape, Leaf):
                shape = replace(shape, suggest="party")
            told = one.get("description", "") or self._meant(one).get("description", "")
            need: Need = "always" if name in required else ""
            yield Field(name, shape, label_of(name), told, need, is_aside=name in seldom)

    def _meant(self, schema: Schema) -> Schema:
        return self.definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def leaf(schema: Schema, name: str = "") -> Leaf:
    """How one value is asked for."""
    if schema.get("const") is True:
        return Leaf("true")
    if "enum" in schema:
        return Leaf("choice", tuple(schema["enum"]))
    match schema.get("type"):
        case "boolean":
            return Leaf("flag")
        case "integer":
            return Leaf("whole", hint="a whole number")
    longest = schema.get("maxLength")
    pattern = schema.get("pattern", "")
    hint = _HINTS.get(name) or " or ".join(schema.get("examples", ()))
    suggest = next((what for start, what in _SUGGEST if pattern.startswith(start)), "")
    kind: Kind = "prose" if longest == _PROSE or name == "quote" else "line"
    return Leaf(kind, longest=longest, hint=f"as {hint}" if hint else "", suggest=suggest)
