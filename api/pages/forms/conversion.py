"""An event in wire form as a filled form, and back. Pure; each field is named by its JSON pointer in the event.

    {"data": {"issuer": {"name": "Acme"}}}   <->   /data/issuer/name = Acme

What is left empty is not said. What cannot be read as its field wants stays as it was typed, for the model to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from api.pages.forms.shape import ITSELF, Field, Group, Leaf, Need, Rows, Several, Shape
from domain.errors import Fault, Invalid

Pair = tuple[str, str]
Wire = dict[str, Any]

YES, NO = "yes", "no"
PAST_THE_END: Final = "-"
"""Of a row that is not there yet (RFC 6901 §4): what further rows are made from."""
_ROW: Final = re.compile(r"0|[1-9][0-9]{0,5}")
_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Node:
    """A field of a form as it is drawn: what it holds, and how it is asked for."""

    pointer: str
    label: str
    kind: str
    help: str = ""
    need: Need = ""
    is_aside: bool = False
    is_union: bool = False
    leaf: Leaf = field(default_factory=Leaf)
    texts: tuple[str, ...] = ()
    """What leaves hold: one text, or the words that are chosen."""
    options: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    """The fields of a group, or the rows."""
    further: Node | None = None
    """What a further row is made from."""

    @property
    def id(self) -> str:
        return "field" + self.pointer.replace("/", "_")

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def is_filled(self) -> bool:
        return bool(self.texts) or any(one.is_filled for one in self.nodes)

    @property
    def names_parties(self) -> bool:
        return any(one.leaf.suggest == "party" for one in self.walk())

    @property
    def is_row(self) -> bool:
        return bool(re.fullmatch(r"[0-9]+|-", self.pointer.rpartition("/")[2]))

    def walk(self) -> Iterator[Node]:
        """All nodes, this one first."""
        yield self
        for one in self.nodes:
            yield from one.walk()


def filled(shape: Shape, value: Any, pointer: str = "", *, grown: Collection[str] = ()) -> Node:
    """The form of *shape* that says *value*; the rows at the pointers *grown* have one more that is empty."""
    return _node(Field("", shape, ""), value, pointer, grown)


def pairs_of(node: Node) -> list[Pair]:
    """What a browser sends of *node*, empty fields left out."""
    return [(one.pointer, text) for one in node.walk() for text in one.texts]


def read(shape: Shape, pairs: Iterable[Pair]) -> Any:
    """What the fields say, None if nothing. Raises Invalid for fields that the form does not have, or has once."""
    root = _Named()
    for name, text in pairs:
        at = root
        for part in name.split("/")[1:]:
            at = at.parts.setdefault(part, _Named())
        at.texts.append(text)
    faults: list[Fault] = []
    value = _value(shape, root, "", faults)
    if faults:
        raise Invalid(faults)
    return value


def event_of(type_: str, shape: Shape, pairs: Iterable[Pair]) -> Wire:
    """The event that the fields say; it need not be one that its model accepts. Raises Invalid likewise."""
    return {"type": type_, "data": {}, **(read(shape, pairs) or {})}


def _node(one: Field, value: Any, pointer: str, grown: Collection[str]) -> Node:
    said: dict[str, Any] = {}
    match one.shape:
        case Leaf() as shape:
            text = _text(value)
            said = {"kind": shape.kind, "leaf": shape, "options": shape.options, "texts": (text,) if text else ()}
        case Several(options):
            texts = tuple(filter(None, map(_text, value))) if isinstance(value, Sequence) else ()
            said = {
                "kind": "several",
                "options": (*texts, *(word for word in options if word not in texts)),
                "texts": texts,
            }
        case Rows(item):
            values = [*value] if isinstance(value, list | tuple) else []
            count = max(len(values), 1) + (pointer in grown and bool(values))
            rows = [*values, *[None] * (count - len(values))]
            nodes = tuple(_row(item, row, pointer, str(index), grown) for index, row in enumerate(rows))
            said = {"kind": "rows", "nodes": nodes, "further": _row(item, None, pointer, PAST_THE_END, grown)}
        case Group(fields) as shape:
            held = value if isinstance(value, Mapping) else {ITSELF: value}
            nodes = tuple(_node(each, held.get(each.name), f"{pointer}/{each.name}", grown) for each in fields)
            said = {"kind": "group", "nodes": nodes, "is_union": shape.is_union}
    return Node(pointer, one.label, help=one.help, need=one.need, is_aside=one.is_aside, **said)


def _row(item: Shape, value: Any, pointer: str, index: str, grown: Collection[str]) -> Node:
    return _node(
        Field(index, item, "" if index == PAST_THE_END else str(int(index) + 1)), value, f"{pointer}/{index}", grown
    )


def _text(value: Any) -> str:
    match value:
        case bool():
            return YES if value else NO
        case str() | int():
            return str(value)
    return ""


@dataclass(slots=True)
class _Named:
    """What is sent under the beginning of a name: the texts that stand there, and what goes on."""

    texts: list[str] = field(default_factory=list)
    parts: dict[str, _Named] = field(default_factory=dict)


def _value(shape: Shape, sent: _Named, pointer: str, faults: list[Fault]) -> Any:
    texts, parts = sent.texts, sent.parts
    match shape:
        case Leaf() if not parts:
            if len(texts) > 1:
                faults.append(Fault(pointer, "repeated", "this is given more than once"))
            return _said(shape, texts[0]) if texts else None
        case Several() if not parts:
            return [text for text in texts if text] or None
        case Rows(item) if not texts and all(map(_ROW.fullmatch, parts)):
            rows = (_value(item, parts[at], f"{pointer}/{at}", faults) for at in sorted(parts, key=int))
            return [row for row in rows if row is not None] or None
        case Group() if not texts:
            return _object(shape, parts, pointer, faults)
    faults.append(Fault(pointer, "extra_forbidden", "the form has no such field"))
    return None


def _object(shape: Group, parts: Mapping[str, _Named], pointer: str, faults: list[Fault]) -> Any:
    said = {}
    for name, sent in parts.items():
        one = shape[name]
        if one is None:
            faults.append(Fault(f"{pointer}/{name}", "extra_forbidden", "the form has no such field"))
        elif (value := _value(one.shape, sent, f"{pointer}/{name}", faults)) is not None:
            said[name] = value
    return said[ITSELF] if said.keys() == {ITSELF} else said or None


def _said(shape: Leaf, typed: str) -> Any:
    text = typed.replace("\r\n", "\n") if shape.kind == "prose" else typed.strip()
    if not text.strip():
        return None
    match shape.kind:
        case "whole" if _WHOLE.fullmatch(text):
            return int(text)
        case "flag" | "true" if text in {YES, NO}:
            return text == YES
    return text
