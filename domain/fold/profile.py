"""Profiles of companies and people, and transactions: a founding event and later ones laid over it."""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Any

from domain.fold.dating import Dated, date_reviews, span
from domain.fold.fact import Fact, decided_by
from domain.fold.happenings import happenings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from domain.log import LoggedEvent

    Value = dict[str, Any]


def company_profile(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """A company's names, identifiers and description, from its founding on, and whether it is still active."""
    own = [event for event in events if event.family == "company" and event.transition != "valued"]
    return list(_lives(subject, "profile", own, _company_founded, _company_changed))


def person_profile(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """A person's names and identifiers."""
    own = [event for event in events if event.family == "person"]
    return list(_lives(subject, "profile", own, _person_founded, _person_changed))


def transaction_facts(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """The package of deals, and the payments and reviews recorded on it."""
    reviews = date_reviews(events)
    payments = [_dated(event) for event in events if event.transition == "payment_made"]
    apart = {step.event.event_id for step in (*reviews, *payments)}
    own = [event for event in events if event.event_id not in apart]
    return [
        *_lives(subject, "transaction", own, _assembled, _reassembled),
        *happenings(subject, (*payments, *reviews)),
    ]


def _lives(
    subject: str,
    aspect: str,
    events: Sequence[LoggedEvent],
    found: Callable[[Value], Value],
    evolve: Callable[[Value, Dated, date | None], Value],
) -> Iterator[Fact]:
    """One fact from each day on which something took hold; what is dated before the founding holds from it on."""
    base = next((event for event in events if event.transition in ("registered", "assembled")), None)
    if base is None:
        return
    founded, sure = span(base) if base.occurred_on else (None, None)
    later = sorted((_dated(event) for event in events if event is not base), key=lambda step: step.order)

    early = [step for step in later if founded and step.start <= founded]
    days: list[tuple[date | None, list[Dated]]] = [(founded, early)]
    days += [(day, list(steps)) for day, steps in groupby(later[len(early) :], key=lambda step: step.start)]
    value, applied = found(base.data), [base]
    for (day, steps), until in zip(days, [*(day for day, _ in days[1:]), None], strict=True):
        for step in steps:
            value = evolve(value, step, day)
            applied.append(step.event)
            sure = max(sure, step.latest) if sure else step.latest
        ceasing = [step.earliest for step in later if step.event.transition == "ceased" and step.event not in applied]
        bounds = [*ceasing, *([until] if until else [])]
        yield Fact(subject, aspect, day, until, sure, min(bounds, default=None), value, decided_by(applied))


def _dated(event: LoggedEvent) -> Dated:
    first, last = span(event)
    return Dated(event, 0, first, last, last if event.transition == "ceased" else first)


def _company_founded(data: Value) -> Value:
    aliases = [{"alias": alias} for alias in data.get("aliases", ())]
    lists = {"identifiers": list(data.get("identifiers", ())), "aliases": aliases, "former_names": []}
    return data | lists | {"status": "active"}


def _company_changed(value: Value, step: Dated, day: date | None) -> Value:
    data = step.event.data
    match step.event.transition:
        case "renamed":
            return _named(value, step, day)
        case "alias_added":
            return value | {"aliases": _with(value["aliases"], data)}
        case "identifier_assigned":
            return value | {"identifiers": _with(value["identifiers"], data)}
        case "ceased":
            return value | data | {"status": "ceased"}
        case _:
            return value | data


def _person_founded(data: Value) -> Value:
    lists = {name: list(data.get(name, ())) for name in ("aliases", "identifiers")}
    return data | lists | {"former_names": []}


def _person_changed(value: Value, step: Dated, day: date | None) -> Value:
    lists = {name: reduce(_with, step.event.data.get(name, ()), value[name]) for name in ("aliases", "identifiers")}
    return _named(value, step, day) | lists


def _named(value: Value, step: Dated, day: date | None) -> Value:
    former = {"name": value["name"], "until": (day or step.start).isoformat()}
    return value | step.event.data | {"former_names": [*value["former_names"], former]}


def _assembled(data: Value) -> Value:
    return data | {"labels": []}


def _reassembled(value: Value, step: Dated, _day: date | None) -> Value:
    data = step.event.data
    match step.event.transition:
        case "deal_linked":
            return value | {"deals": _with(value["deals"], data["deal"])}
        case "deal_unlinked":
            return value | {"deals": [deal for deal in value["deals"] if deal != data["deal"]]}
        case _:
            return value | {"labels": _with(value["labels"], data)}


def _with(items: list[Any], item: object) -> list[Any]:
    return items if item in items else [*items, item]
