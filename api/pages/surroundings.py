"""Whom a company deals with, drawn: on the left what it gets comes from, on the right what it gives goes to.

    Microsoft ──╮              ╭── Harvey
    SoftBank ───┤── OpenAI ────┤
    Reddit ─────╯              ╰── io Products

The same deals give the same picture: rows are sorted by kind and name, so that two dates compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from api import gist, words

Document = Mapping[str, Any]

ROW: Final = 24
HEAD: Final = 34
WIDTH: Final = 900
LEFT: Final = 286
RIGHT: Final = WIDTH - LEFT
"""Where the lines of a side end."""
MOST: Final = 45
"""Rows of a side; the rest is only counted."""
_GIVES: Final = frozenset({"investor", "acquirer", "licensor", "supplier", "reseller"})
_KINDS: Final = ("investment", "acquisition", "licensing", "commercial", "hiring")
_PENDING: Final = frozenset({"rumoured", "announced", "signed", "scheduled"})


class Row(NamedTuple):
    """One with whom there are deals of one kind, and where its line is."""

    y: int
    name: str
    id: str | None
    kind: str
    deals: Sequence[str]
    is_pending: bool


class Line(NamedTuple):
    """The lines to all with whom there are deals of one kind, as one path."""

    kind: str
    is_pending: bool
    path: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The picture: two sides, how high it is, and how many each side leaves out."""

    left: Sequence[Row]
    right: Sequence[Row]
    left_out: int

    @property
    def height(self) -> int:
        return HEAD + ROW * max(len(self.left), len(self.right), 2) + ROW // 2

    @property
    def middle(self) -> int:
        return (self.height + HEAD) // 2

    @property
    def lines(self) -> list[Line]:
        paths: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
        for rows, end in ((self.left, LEFT), (self.right, RIGHT)):
            bend = (end + WIDTH) // 3
            for row in rows:
                curve = f"M{end} {row.y}C{bend} {row.y} {bend} {self.middle} {WIDTH // 2} {self.middle}"
                paths[row.kind, row.is_pending].append(curve)
        return [Line(*key, "".join(path)) for key, path in paths.items()]


def surroundings(company: Document) -> Surroundings:
    """What *company*, the state of one, tells of those with whom it has deals."""
    sides: dict[bool, dict[tuple[str, str], tuple[Document, list[Document]]]] = {True: {}, False: {}}
    for entry in _entries(company):
        for party in gist.others(entry, company["id"]):
            side = sides[_gives(entry, company["id"])]
            side.setdefault((entry["kind"], words.party(party)), (party, []))[1].append(entry)
    left, right = (_rows(sides[gives]) for gives in (False, True))
    left_out = max(len(left) - MOST, 0) + max(len(right) - MOST, 0)
    return Surroundings(left[:MOST], right[:MOST], left_out)


def _entries(company: Document) -> Iterator[Document]:
    for section in ("funding", "investments"):
        yield from company[section]["items"]
    for section in ("acquisitions", "licences_in", "licences_out", "commercial", "pending"):
        yield from company[section]


def _gives(entry: Document, own: str) -> bool:
    role = entry.get("role", "")
    if entry["kind"] == "commercial":
        roles = [one.get("role") for one in entry["terms"].get("parties", ()) if one.get("party", {}).get("id") == own]
        role = roles[0] if roles else role
    return role in _GIVES


def _rows(side: Mapping[tuple[str, str], tuple[Document, list[Document]]]) -> list[Row]:
    ordered = sorted(side.items(), key=lambda one: (_KINDS.index(one[0][0]), one[0][1].casefold()))
    return [
        Row(
            HEAD + ROW * number + ROW // 2,
            name,
            party.get("id"),
            kind,
            [one["deal"] for one in entries],
            all(one["status"] in _PENDING for one in entries),
        )
        for number, ((kind, name), (party, entries)) in enumerate(ordered)
    ]
