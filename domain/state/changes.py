"""What changed: facts held before against facts held after, field by field, with the days for which each changed.

    /deals/<id>/status   /deals/<id>/terms/<term>   /deals/<id>/stakes/<owner>   /deals/<id>/payments/<event>
    /companies/<id>/profile/name   /companies/<id>/owners/<owner>   /people/<id>/positions/<event>/title

What the log changed and what the world changed is one question on two axes: where two sides say something else.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from domain.fold.fact import Fact

    Document = dict[str, Any]
    Difference = tuple[str, Any, Any]

_ROOTS: Final = {"deal": "deals", "company": "companies", "person": "people", "transaction": "transactions"}
_LISTS: Final = {
    "stake": "stakes",
    "tranche": "tranches",
    "payment": "payments",
    "exit": "exits",
    "review": "reviews",
    "ownership": "owners",
    "position": "positions",
}


class Span(NamedTuple):
    """Days from ``first`` until before ``until`` on which nothing turns; None is since always, or still."""

    first: date | None
    until: date | None


class Turn(NamedTuple):
    """A day on which a fact begins, changes, becomes certain or ends: the fact before and after, and what differs."""

    day: date | None
    before: Fact | None
    after: Fact | None
    changes: list[Document]


def path_of(fact: Fact) -> str:
    """The JSON pointer to what *fact* is about."""
    family, _, subject_id = fact.subject.partition("/")
    aspect, _, key = fact.aspect.partition("/")
    root = f"/{_ROOTS[family]}/{subject_id}"
    if aspect == family:
        return root
    return f"{root}/{_LISTS[aspect]}/{key.rpartition('/')[2]}" if key else f"{root}/{aspect}"


def is_told_by_field(path: str) -> bool:
    """Whether the fields of what *path* leads to change one by one; all else is told as a whole."""
    aspect = path.split("/")[3:]
    return not aspect or aspect[0] in {"profile", _LISTS["position"]}


def fields_of(fact: Fact, certainty: str) -> Document:
    """Everything that *fact* says, by path: terms one by one, empty lists left out."""
    path = path_of(fact)
    told: Document = {f"{path}/certainty": certainty}
    if not is_told_by_field(path):
        return told | {path: fact.value}
    told |= {f"{path}/{name}": value for name, value in fact.value.items() if name != "terms" and value != []}
    return told | {f"{path}/terms/{name}": value for name, value in fact.value.get("terms", {}).items()}


def differing(before: Document, after: Document) -> Iterator[Difference]:
    """Where the fields *before* and *after* differ: path, then both sides, None where a side says nothing.

    That something new or gone was certain is not worth telling.
    """
    for path in sorted(before.keys() | after.keys()):
        sides = before.get(path), after.get(path)
        plain = path.endswith("/certainty") and None in sides and "certain" in sides
        if sides[0] != sides[1] and not plain:
            yield path, *sides


def changes(closed: Iterable[Fact], opened: Iterable[Fact]) -> list[Document]:
    """What one event changed that *closed* some facts and *opened* others: by path, then by day."""
    before, after = _by_aspect(closed), _by_aspect(opened)
    told: list[Document] = []
    for key in sorted(before.keys() | after.keys()):
        spans, (old, new) = _aligned(before.get(key, ()), after.get(key, ()))
        found = [
            (*difference, span)
            for span, was, now in zip(spans, old, new, strict=True)
            for difference in differing(_said(was, span), _said(now, span))
        ]
        told += _joined(sorted(found, key=lambda difference: difference[0]))
    return told


def turns(facts: Iterable[Fact]) -> list[Turn]:
    """Every turn of what *facts* tell, aspect by aspect; each change holds until the field says something else."""
    found: list[Turn] = []
    for _, lives in sorted(_by_aspect(facts).items()):
        spans, (told,) = _aligned(lives)
        said = [_said(fact, span) for fact, span in zip(told, spans, strict=True)]
        for index, span in enumerate(spans):
            changed = [
                _change(path, was, now, Span(span.first, _until(spans, said, index, path)))
                for path, was, now in differing(said[index - 1] if index else {}, said[index])
            ]
            if changed:
                found.append(Turn(span.first, told[index - 1] if index else None, told[index], changed))
    return found


def _by_aspect(facts: Iterable[Fact]) -> dict[tuple[str, str], list[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.subject, fact.aspect), []).append(fact)
    return found


def _aligned(*sides: Sequence[Fact]) -> tuple[list[Span], list[list[Fact | None]]]:
    """The spans between all turning days of all *sides*, and for each side its fact on every span."""
    facts = [fact for side in sides for fact in side]
    days = sorted({day for fact in facts for day in (fact.valid_from, fact.valid_to, *_certain_within(fact)) if day})
    placed: list[list[Fact | None]] = []
    for side in sides:
        row: list[Fact | None] = [None] * (len(days) + 1)
        for fact in side:
            first = bisect_left(days, fact.valid_from) + 1 if fact.valid_from else 0
            until = bisect_left(days, fact.valid_to) + 1 if fact.valid_to else len(row)
            row[first:until] = [fact] * (until - first)
        placed.append(row)
    return [Span(first, until) for first, until in pairwise([None, *days, None])], placed


def _certain_within(fact: Fact) -> Iterator[date]:
    """The days inside *fact* on which its certainty turns."""
    return (day for day in (fact.certain_from, fact.certain_to) if day and fact.holds_on(day))


def _said(fact: Fact | None, span: Span) -> Document:
    if fact is None:
        return {}
    if span.first is None:
        return fields_of(fact, "possible" if fact.certain_from else "certain")
    return fields_of(fact, fact.certainty_on(span.first))


def _joined(found: Iterable[tuple[str, Any, Any, Span]]) -> Iterator[Document]:
    """Changes sorted by path, with neighbouring spans joined on which a field changed in the same way."""
    for path, of_path in groupby(found, key=lambda difference: difference[0]):
        last: Document | None = None
        for _, was, now, span in of_path:
            change = _change(path, was, now, span)
            if last and last["valid_to"] == change["valid_from"] and (last["before"], last["after"]) == (was, now):
                last["valid_to"] = change["valid_to"]
                continue
            if last:
                yield last
            last = change
        if last:
            yield last


def _change(path: str, before: Any, after: Any, span: Span) -> Document:
    first, until = (day and day.isoformat() for day in span)
    return {"path": path, "before": before, "after": after, "valid_from": first, "valid_to": until}


def _until(spans: Sequence[Span], said: Sequence[Document], index: int, path: str) -> date | None:
    """Until when the field keeps saying what it says on the span *index*."""
    value = said[index].get(path)
    other = (spans[later].first for later in range(index + 1, len(spans)) if said[later].get(path) != value)
    return next(other, None)
