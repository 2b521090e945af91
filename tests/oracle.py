"""The obviously right slow version of the fold: scan the log, ask one day, believe nothing that was computed before.

It follows the sentences of the specification one by one and shares no code with what it judges, so it reads dates and
resolves record events itself. `since` is found by walking back day by day. Speed is no concern; the only thing that it
remembers is the standing of a day it has been asked about.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from domain.log import LoggedEvent

DAY = timedelta(days=1)

RANK = {
    "rumoured": 0,
    "announced": 1,
    "signed": 2,
    "took_effect": 3,
    "started": 3,
    "tranche_closed": 3,
    "closed": 4,
    "payment_made": 5,
    "amended": 5,
    "renewed": 5,
    "exited": 5,
    "withdrawn": 6,
    "terminated": 6,
    "expired": 6,
    "ended": 6,
}
REVIEW_RANK = {"review_opened": 0, "review_decided": 1}
REQUIRED = {
    "investment": [["issuer"], ["investors"]],
    "acquisition": [["acquirers"], ["target"]],
    "licensing": [["licensors"], ["licensees"], ["subjects"]],
    "hiring": [["employer"], ["person", "team"]],
    "commercial": [["parties"]],
}
BESIDE_TERMS = ("stage", "headline", "description")
NEVER_LAID = {"tranche", "payment", "unset", "summary", "commitment_added"}
NOT_LAID_BY_AN_EXIT = {"investor", "stake_after", "proceeds", "buyer"}
ENVELOPE = {"occurred_on", "date_basis", "sources", "confidence"}


@dataclass(frozen=True)
class OracleFact:
    value: dict[str, Any]
    certain: bool


State = dict[str, OracleFact]


def oracle_state(events: list[LoggedEvent], subject: str, valid_at: date, position: int) -> State:
    """Every aspect of the stream *subject* on the day *valid_at*, as the log knew it at *position*."""
    return oracle_at(events, subject, position)(valid_at)


def oracle_at(events: list[LoggedEvent], subject: str, position: int) -> Callable[[date], State]:
    """The same for callers that ask about many days."""
    known = surviving(events, subject, position)
    family = subject.partition("/")[0]
    if family == "deal":
        return Deal(subject, known).on if known else lambda _: {}
    return {"company": _company, "person": _person, "transaction": _transaction}[family](known)


def span(text: str) -> tuple[date, date]:
    """The earliest and the latest day of `2025`, `2025-06` or `2025-06-12`."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    return date(*parts), date(*parts)


def earliest(event: LoggedEvent) -> date:
    return span(event.occurred_on)[0]


def latest(event: LoggedEvent) -> date:
    return span(event.occurred_on)[1]


def months_later(day: date, months: int) -> date:
    """The same day *months* on, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def surviving(events: list[LoggedEvent], subject: str, position: int) -> list[LoggedEvent]:
    """World events of the stream that nobody has retracted by *position*, as corrected by then."""
    known = sorted(
        (event for event in events if event.subject == subject and event.position <= position),
        key=lambda event: event.position,
    )

    def alive(event: LoggedEvent) -> bool:
        return not any(
            other.type == "record.retracted" and other.data["target"] == event.event_id and alive(other)
            for other in known
        )

    def corrected(event: LoggedEvent) -> LoggedEvent:
        for other in known:
            if other.type == "record.corrected" and other.data["target"] == event.event_id and alive(other):
                event = _with(event, other.data)
        return event

    return [corrected(event) for event in known if event.family != "record" and alive(event)]


def _with(event: LoggedEvent, correction: dict[str, Any]) -> LoggedEvent:
    given, gone = correction.get("set", {}), correction.get("unset", [])
    return replace(
        event,
        data={
            **{name: value for name, value in event.data.items() if name not in gone},
            **{name: value for name, value in given.items() if name not in ENVELOPE},
        },
        **{name: None for name in gone if name in ENVELOPE},
        **{name: value for name, value in given.items() if name in ENVELOPE},
    )


@dataclass
class Folded:
    """What the applied events of a deal say together."""

    terms: dict[str, Any]
    level: int = -1
    ender: LoggedEvent | None = None
    base: tuple[dict[str, Any], LoggedEvent] | None = None
    renewals: list[tuple[dict[str, Any], LoggedEvent]] = field(default_factory=list)


@dataclass(frozen=True)
class Period:
    """A term, the day it starts, the earliest and latest of its last day in force, and the renewal that made it."""

    term: dict[str, Any]
    start: date
    end: tuple[date, date] | None
    renewal: LoggedEvent | None = None


@dataclass(frozen=True)
class Standing:
    """The status of a deal on a day, the steps that give it, and the stated beginning where that gives it."""

    status: str | None
    steps: tuple[LoggedEvent, ...] = ()
    beginning: str | None = None


class Deal:
    def __init__(self, subject: str, events: list[LoggedEvent]) -> None:
        self.subject = subject
        self.kind = events[0].family
        steps = [event for event in events if event.transition in RANK]
        reviews = [event for event in events if event.transition in REVIEW_RANK]
        self.start = {event.event_id: _start_of_step(event, steps) for event in steps}
        self.start |= {event.event_id: _start_of_review(event, reviews) for event in reviews}
        self.steps = sorted(steps, key=lambda e: (self.start[e.event_id], RANK[e.transition], e.position))
        self.reviews = sorted(reviews, key=lambda e: (self.start[e.event_id], REVIEW_RANK[e.transition], e.position))
        self.floor = min(earliest(event) for event in events) - DAY
        self.standing_on = cache(self._standing_on)

    def on(self, day: date) -> State:
        return self._deal(day) | self._rows(day) | self._stakes(day)

    def applied(self, day: date) -> list[LoggedEvent]:
        return [event for event in self.steps if self.start[event.event_id] <= day]

    def prefilled(self) -> dict[str, Any]:
        """Terms marked r hold for the deal's whole life."""
        found: dict[str, Any] = {}
        for name in (name for group in REQUIRED[self.kind] for name in group):
            for event in [*self.steps, *self.reviews]:
                if name in event.data:
                    found[name] = event.data[name]
                    break
        return found

    def fold(self, applied: list[LoggedEvent]) -> Folded:
        folded = Folded(terms=self.prefilled())
        for event in applied:
            self._apply(event, folded)
        return folded

    def _apply(self, event: LoggedEvent, folded: Folded) -> None:
        rank = RANK[event.transition]
        only_fills = _only_fills(rank, folded.level)
        if not only_fills:
            for name in event.data.get("unset", []):
                folded.terms.pop(name, None)
                if name == "term":
                    folded.base, folded.renewals = None, []
        for name, value in event.data.items():
            if name not in _not_laid(event) and not (only_fills and _stated(name, folded)):
                _lay(name, value, event, folded)
        if "commitment_added" in event.data:
            _add_commitment(folded.terms, event.data["commitment_added"])
        if rank == 6:
            folded.ender = event
        if rank != 5:
            folded.level = max(folded.level, rank)

    def beginning(self, folded: Folded) -> tuple[date, str | None] | None:
        """The day on which the deal begins, and the stated date that says so."""
        stated = folded.terms.get("start_on") if self.kind == "hiring" else (folded.base or ({},))[0].get("start")
        if stated:
            return span(stated)[0], stated
        begun = self._begun()
        return (begun, None) if begun else None

    def _begun(self) -> date | None:
        starts = [self.start[e.event_id] for e in self.steps if e.transition in ("took_effect", "started")]
        return min(starts, default=None)

    def periods(self, folded: Folded) -> list[Period]:
        found: list[Period] = []
        if self.kind == "hiring":
            if "end_on" in folded.terms:
                found.append(Period({}, self.floor, span(folded.terms["end_on"])))
            return found
        if folded.base:
            term, event = folded.base
            committed = [self.start[e.event_id] for e in self.steps if _commits(e)]
            if "start" in term:
                start = span(term["start"])[0]
            else:
                start = self._begun() or next(iter(committed), None) or self.start[event.event_id]
            found.append(Period(term, start, _end(term, start)))
        for term, event in folded.renewals:
            if "start" in term:
                start = span(term["start"])[0]
            elif found and (ended := found[-1].end):
                start = ended[1] + DAY
            else:
                start = self.start[event.event_id]
            found.append(Period(term, start, _end(term, start), event))
        return found

    def running(self, folded: Folded, day: date) -> Period | None:
        periods = self.periods(folded)
        begun = [period for period in periods if period.start <= day]
        return (begun or periods[:1] or [None])[-1]

    def _standing_on(self, day: date) -> Standing:
        folded = self.fold(self.applied(day))
        standing = self._standing_before_terms(folded, day)
        running = self.running(folded, day)
        if standing.status in ("in_force", "in_force_presumed") and running and running.end and day > running.end[1]:
            return Standing("expired_presumed")
        return standing

    def _standing_before_terms(self, folded: Folded, day: date) -> Standing:  # noqa: PLR0911 - a sentence, a return
        applied = self.applied(day)
        of_rank = tuple(event for event in applied if RANK[event.transition] == folded.level)
        if folded.ender:
            return Standing(folded.ender.transition, (folded.ender,))
        exits = self._exits_of_everyone(folded, applied)
        if exits:
            return Standing("exited", tuple(event for event in applied if event in exits))
        if folded.level == 4:
            return Standing("closed", of_rank)
        if folded.level == 3:
            return Standing("partly_closed" if self.kind == "investment" else "in_force", of_rank)
        committing = tuple(event for event in applied if _commits(event))
        committed = folded.level == 2 or (folded.level == 1 and folded.terms.get("stage") in ("agreed", "definitive"))
        if committed and self.kind in ("licensing", "commercial", "hiring"):
            beginning = self.beginning(folded)
            if beginning and day < beginning[0]:
                return Standing("scheduled", committing)
            if beginning:
                return Standing("in_force", (), beginning[1])
            if self.kind != "hiring":
                return Standing("in_force_presumed", committing)
        if folded.level >= 0:
            return Standing(["rumoured", "announced", "signed"][folded.level], of_rank)
        return self._standing_without_a_step(applied, day)

    def _standing_without_a_step(self, applied: list[LoggedEvent], day: date) -> Standing:
        def those(*transitions: str) -> tuple[LoggedEvent, ...]:
            return tuple(event for event in applied if event.transition in transitions)

        if those("renewed", "payment_made"):
            return Standing("closed" if self.kind == "acquisition" else "in_force", those("renewed", "payment_made"))
        if those("exited"):
            return Standing("closed", those("exited"))
        if those("amended"):
            return Standing("announced", those("amended"))
        reviews = tuple(event for event in self.reviews if self.start[event.event_id] <= day)
        return Standing("announced", reviews) if reviews else Standing(None)

    def _exits_of_everyone(self, folded: Folded, applied: list[LoggedEvent]) -> list[LoggedEvent]:
        """The exit of each named investor, once every one of them has left for good."""
        if self.kind != "investment":
            return []
        named = [i["party"]["id"] for i in folded.terms.get("investors", []) if "id" in i["party"]]
        exits = [_exit_for_good(investor, applied) for investor in named]
        return [event for event in exits if event] if all(exits) else []

    def _deal(self, day: date) -> State:
        standing = self.standing_on(day)
        if standing.status is None:
            return {}
        folded = self.fold(self.applied(day))
        running = self.running(folded, day)
        terms = {name: value for name, value in folded.terms.items() if name not in BESIDE_TERMS}
        if running and running.term:
            terms["term"] = running.term
        value = {
            "kind": self.kind,
            "status": standing.status,
            "since": {"date": self._since_date(self._run(day)[0]), "from": self._run(day)[0].isoformat()},
            **{name: folded.terms[name] for name in BESIDE_TERMS if name in folded.terms},
            "terms": terms,
        }
        return {"deal": OracleFact(value, self._certain_from(day) <= day < self._certain_to(day, running))}

    def _run(self, day: date) -> list[date]:
        """The unbroken run of days up to *day* with the same status, first day first."""
        status, run = self.standing_on(day).status, [day]
        while run[-1] > self.floor and self.standing_on(run[-1] - DAY).status == status:
            run.append(run[-1] - DAY)
        return run[::-1]

    def _steps_starting(self, day: date) -> list[LoggedEvent]:
        return [event for event in self.standing_on(day).steps if self.start[event.event_id] == day]

    def _since_date(self, first: date) -> str:
        steps = self._steps_starting(first)
        if steps:
            return steps[0].occurred_on
        if self._derived(first):
            return first.isoformat()
        return self._applied_on(first)[0].occurred_on

    def _derived(self, first: date) -> bool:
        """Whether the calendar alone, and no event of that day, begins the status of *first*."""
        standing = self.standing_on(first)
        begins = bool(standing.beginning) and span(standing.beginning)[0] == first
        return standing.status == "expired_presumed" or begins or bool(self._renewal_beginning(first))

    def _renewal_beginning(self, first: date) -> Period | None:
        """The period of a renewal made before *first* and beginning on it."""
        running = self.running(self.fold(self.applied(first)), first)
        if running and running.renewal and self.start[running.renewal.event_id] < first == running.start:
            return running
        return None

    def _applied_on(self, day: date) -> list[LoggedEvent]:
        return [event for event in self.steps if self.start[event.event_id] == day]

    def _certain_from(self, day: date) -> date:
        standing, run = self.standing_on(day), self._run(day)
        first = run[0]
        if standing.status == "exited":
            return max(latest(event) for event in standing.steps)
        # Steps of every day of the run: what once gave the status is not unsaid by a higher rank that gives it later.
        giving = [latest(e) for d in run for e in self.standing_on(d).steps if self.start[e.event_id] >= first]
        stated = [span(text) for d in run if (text := self.standing_on(d).beginning)]
        giving += [ends for begins, ends in stated if begins >= first]
        if giving:
            return min(giving)
        if standing.status == "expired_presumed":
            return first
        if renewal := self._renewal_beginning(first):
            return span(renewal.term["start"])[1] if "start" in renewal.term else first
        return latest(self._applied_on(first)[0])

    def _certain_to(self, day: date, running: Period | None) -> date:
        bounds = [date.max]
        bounds += [earliest(e) for e in self.steps if RANK[e.transition] == 6 and self.start[e.event_id] > day]
        if self.standing_on(day).status in ("in_force", "in_force_presumed") and running and running.end:
            bounds.append(running.end[0] + DAY)
        left = self._everyone_left()
        if left and day < left:
            bounds.append(max(earliest(event) for event in self.standing_on(left).steps))
        return min(bounds)

    def _everyone_left(self) -> date | None:
        """The first day of the last run of days on which the deal is exited."""
        day = max(self.start.values())
        while day > self.floor and self.standing_on(day).status != "exited":
            day -= DAY
        return self._run(day)[0] if self.standing_on(day).status == "exited" else None

    def _rows(self, day: date) -> State:
        begun = [event for event in [*self.steps, *self.reviews] if self.start[event.event_id] <= day]
        return {row[0]: OracleFact(row[1], latest(event) <= day) for event in begun if (row := _row(event))}

    def _stakes(self, day: date) -> State:
        applied = self.applied(day)
        stated: dict[str, tuple[dict[str, Any], LoggedEvent]] = {}
        from_exits: set[str] = set()
        for count, event in enumerate(applied):
            before, after = self.fold(applied[:count]), self.fold(applied[: count + 1])
            issuer = after.terms.get("target" if self.kind == "acquisition" else "issuer", {})
            if after.level == 4 and (before.level < 4 or _restates(event, before)):
                stated = {owner: stated[owner] for owner in from_exits}
                for party, stake in _listed(self.kind, after.terms):
                    stated[_owner(party)] = {"owner": party, "issuer": issuer, "stake": stake}, event
                    from_exits.discard(_owner(party))
            if event.transition == "exited":
                party = event.data["investor"]
                value = {"owner": party, "issuer": issuer, "stake": event.data.get("stake_after")}
                stated[_owner(party)] = value, event
                from_exits.add(_owner(party))
            if event.transition in ("terminated", "withdrawn"):
                stated, from_exits = {}, set()
        taken_back = [e for e in self.steps[len(applied) :] if e.transition in ("terminated", "withdrawn")]
        return {
            f"stake/{owner}": OracleFact(
                {
                    **value,
                    "date": event.occurred_on,
                    "from": self.start[event.event_id].isoformat(),
                    "deal": self.subject.removeprefix("deal/"),
                },
                latest(event) <= day and all(day < earliest(e) for e in taken_back[:1]),
            )
            for owner, (value, event) in stated.items()
        }


def _start_of_step(event: LoggedEvent, steps: list[LoggedEvent]) -> date:
    """What begins, begins at its earliest possible day; what ends takes hold at its latest."""
    rank = RANK[event.transition]
    if rank == 6 or event.transition == "exited":
        return latest(event)
    lower = [_start_of_step(step, steps) for step in steps if RANK[step.transition] < rank]
    return max(earliest(event), *(start for start in lower if start <= latest(event)), date.min)


def _start_of_review(event: LoggedEvent, reviews: list[LoggedEvent]) -> date:
    opened = [earliest(e) for e in reviews if e.transition == "review_opened"] if _decides(event) else []
    return max(earliest(event), *(start for start in opened if start <= latest(event)), date.min)


def _decides(event: LoggedEvent) -> bool:
    return event.transition == "review_decided"


def _commits(event: LoggedEvent) -> bool:
    agreed = event.data.get("stage") in ("agreed", "definitive")
    return event.transition == "signed" or (event.transition == "announced" and agreed)


def _only_fills(rank: int, level: int) -> bool:
    return level == 6 if rank == 5 else rank < level


def _not_laid(event: LoggedEvent) -> set[str]:
    return NEVER_LAID | (NOT_LAID_BY_AN_EXIT if event.transition == "exited" else set())


def _stated(name: str, folded: Folded) -> bool:
    # A renewal gives the deal a term as much as any other step does.
    return bool(folded.base or folded.renewals) if name == "term" else name in folded.terms


def _lay(name: str, value: Any, event: LoggedEvent, folded: Folded) -> None:
    if name != "term":
        folded.terms[name] = value
    elif event.transition == "renewed":
        folded.renewals.append((value, event))
    else:
        folded.base, folded.renewals = (value, event), []


def _add_commitment(terms: dict[str, Any], added: dict[str, Any]) -> None:
    held = terms.get("commitment")
    if held is None:
        terms["commitment"] = added
    elif total := _sum(held, added):
        terms["commitment"] = total
    else:
        terms["commitment_added"] = added


def _sum(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any] | None:
    if "amount" not in one or "amount" not in two or one["currency"] != two["currency"]:
        return None
    qualifiers = {one.get("qualifier", "exact"), two.get("qualifier", "exact")}
    if {"at_least", "up_to"} <= qualifiers:
        return None
    total = {"amount": str(Decimal(one["amount"]) + Decimal(two["amount"])), "currency": one["currency"]}
    # `up_to` never counts, so nothing that it is part of may count: the sum is up to so much, not approximate.
    bounds = [name for name in ("at_least", "up_to", "approximate") if name in qualifiers]
    return total | ({"qualifier": bounds[0]} if bounds else {})


def _end(term: dict[str, Any], start: date) -> tuple[date, date] | None:
    if term.get("perpetual") or term.get("auto_renews") or term.get("until"):
        return None
    if "end" in term:
        return span(term["end"])
    if "months" in term:
        return (months_later(start, term["months"]) - DAY,) * 2
    return None


def _exit_for_good(investor: str, applied: list[LoggedEvent]) -> LoggedEvent | None:
    """The exit since which *investor* holds nothing."""
    since = None
    for event in applied:
        if event.transition == "exited" and event.data["investor"].get("id") == investor:
            since = None if "stake_after" in event.data else since or event
    return since


def _row(event: LoggedEvent) -> tuple[str, dict[str, Any]] | None:
    data, dated = event.data, {"date": event.occurred_on}
    match event.transition:
        case "tranche_closed":
            return f"tranche/{event.event_id}", {"tranche": data["tranche"]} | dated
        case "payment_made":
            return f"payment/{event.event_id}", {"payment": data["payment"]} | dated
        case "exited":
            said = _only(data, "investor", "stake_after", "proceeds", "buyer")
            return f"exit/{event.event_id}", said | dated
        case "review_opened" | "review_decided":
            said = _only(data, "authority", "jurisdiction", "phase", "outcome")
            return f"review/{event.event_id}", {"step": event.transition.removeprefix("review_")} | said | dated
    return None


def _restates(event: LoggedEvent, before: Folded) -> bool:
    """Whether *event* says anew who holds what of whom."""
    fills = _only_fills(RANK[event.transition], before.level)
    names = {"investors", "acquirers", "scope", "issuer", "target"} & {*event.data, *event.data.get("unset", [])}
    return any(not (fills and name in before.terms) for name in names)


def _listed(kind: str, terms: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Parties of the deal's list with their stakes."""
    entries = terms.get("acquirers" if kind == "acquisition" else "investors", [])
    sole = kind == "acquisition" and len(entries) == 1 and terms.get("scope", "whole") == "whole"
    found = []
    for entry in entries:
        stake = entry.get("stake") or ({"percent": "100"} if sole else None)
        if stake and "id" in entry["party"]:
            found.append((entry["party"], stake))
    return found


def _owner(party: dict[str, Any]) -> str:
    return f"person/{party['id']}" if party["id"].startswith("p_") else f"company/{party['id']}"


def _only(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def oracle_objections(events: list[LoggedEvent], subject: str, position: int) -> set[str]:
    """What makes the surviving history of a deal illegal: `kinds`, `enders`, `after the end`, `terms`."""
    if not subject.startswith("deal/"):
        return set()
    known = surviving(events, subject, position)
    enders = [event for event in known if RANK.get(event.transition) == 6]
    found = set()
    if len({event.family for event in known}) > 1:
        found.add("kinds")
    if len(enders) > 1:
        found.add("enders")
    for event in known:
        exempt = event.transition in ("payment_made", "review_opened", "review_decided")
        if not exempt and any(latest(ender) < earliest(event) for ender in enders):
            found.add("after the end")
    for group in REQUIRED[known[0].family] if known else []:
        if not any(name in event.data for name in group for event in known):
            found.add("terms")
    return found


@dataclass(frozen=True)
class Base:
    """The profile of a stream on a day: its registration and what was applied to it since."""

    registration: LoggedEvent
    applied: list[tuple[date, LoggedEvent]]
    certain: bool


def _base_on(known: list[LoggedEvent], day: date, of: Iterable[str]) -> Base | None:
    registration = next((event for event in known if event.transition in ("registered", "assembled")), None)
    if registration is None:
        return None
    begins = earliest(registration) if registration.occurred_on else date.min
    if day < begins:
        return None
    dated = [(latest(e) if e.transition == "ceased" else earliest(e), e) for e in known if e.type in of]
    # What is older than the registration takes hold with it, in the order in which it happened.
    in_order = [(max(start, begins), e) for start, e in sorted(dated, key=lambda d: (d[0], d[1].position))]
    applied = [(start, event) for start, event in in_order if start <= day]
    ceasing = [event for start, event in in_order if start > day and event.transition == "ceased"]
    past = all(latest(e) <= day for e in [registration, *(e for _, e in applied)] if e.occurred_on)
    return Base(registration, applied, past and all(day < earliest(event) for event in ceasing))


def _add(items: list[Any], *new: Any) -> None:
    items.extend(item for item in new if item not in items)


COMPANY_PROFILE = {
    "company.renamed",
    "company.alias_added",
    "company.identifier_assigned",
    "company.profile_updated",
    "company.ceased",
}


def _company(known: list[LoggedEvent]) -> Callable[[date], State]:
    def on(day: date) -> State:
        return _company_profile(known, day) | _ownership(known, day) | _valuation(known, day)

    return on


def _company_profile(known: list[LoggedEvent], day: date) -> State:
    base = _base_on(known, day, COMPANY_PROFILE)
    if base is None:
        return {}
    given = base.registration.data
    value = {
        **_only(given, "name", "legal_name", "kind", "country", "description"),
        "identifiers": [],
        "aliases": [],
        "former_names": [],
        "status": "active",
    }
    _add(value["identifiers"], *given.get("identifiers", []))
    _add(value["aliases"], *({"alias": alias} for alias in given.get("aliases", [])))
    for start, event in base.applied:
        match event.transition:
            case "renamed":
                value["former_names"].append({"name": value["name"], "until": start.isoformat()})
                value |= _only(event.data, "name", "legal_name")
            case "alias_added":
                _add(value["aliases"], _only(event.data, "alias", "kind"))
            case "identifier_assigned":
                _add(value["identifiers"], _only(event.data, "scheme", "value"))
            case "profile_updated":
                value |= _only(event.data, "country", "description", "website", "tags")
            case "ceased":
                value |= {"status": "ceased"} | _only(event.data, "mode", "successor")
    return {"profile": OracleFact(value, base.certain)}


def _person(known: list[LoggedEvent]) -> Callable[[date], State]:
    def on(day: date) -> State:
        return _person_profile(known, day) | _positions(known, day)

    return on


def _person_profile(known: list[LoggedEvent], day: date) -> State:
    base = _base_on(known, day, {"person.renamed"})
    if base is None:
        return {}
    value: dict[str, Any] = {
        "name": base.registration.data["name"],
        "aliases": [],
        "identifiers": [],
        "former_names": [],
    }
    for start, event in [(date.min, base.registration), *base.applied]:
        _add(value["aliases"], *event.data.get("aliases", []))
        _add(value["identifiers"], *event.data.get("identifiers", []))
        if event.transition == "renamed":
            value["former_names"].append({"name": value["name"], "until": start.isoformat()})
            value["name"] = event.data["name"]
    return {"profile": OracleFact(value, base.certain)}


def _takes_hold(end: LoggedEvent, beginnings: list[LoggedEvent]) -> date:
    """The latest day of *end*, but no later than the day before the beginning that follows the one it ends."""
    days = sorted(earliest(event) for event in beginnings)
    before = [day for day in days if day <= earliest(end)]
    within = [day for day in days if earliest(end) < day <= latest(end)]
    ended = before[-1] if before else within[0] if within else None
    if ended is None:
        return latest(end)
    # Of two beginnings on one day neither follows the other: an end of both must not be pushed before them.
    return min([latest(end), *(day - DAY for day in days if day > ended)])


def _positions(known: list[LoggedEvent], day: date) -> State:
    started = [event for event in known if event.type == "position.started"]
    ended = [event for event in known if event.type == "position.ended"]
    found: State = {}
    for position in started:
        start, company = earliest(position), position.data["company"]["id"]
        pair = [event for event in started if event.data["company"]["id"] == company]
        ends: list[tuple[date, date, int, LoggedEvent]] = []
        for end in ended:
            if end.data.get("position") == position.event_id:
                ends.append((max(latest(end), start), earliest(end), end.position, end))
            elif "position" not in end.data and end.data["company"]["id"] == company:
                hold = _takes_hold(end, pair)
                if hold > start:
                    ends.append((hold, earliest(end), end.position, end))
        closing = min(ends, default=None)
        if not start <= day or (closing and closing[0] <= day):
            continue
        value = {**_only(position.data, "company", "title", "class", "unit"), "date": position.occurred_on}
        certain = latest(position) <= day
        if closing:
            value |= {"until": closing[3].occurred_on} | _only(closing[3].data, "reason")
            certain = certain and day < closing[1]
        found[f"position/{position.event_id}"] = OracleFact(value, certain)
    return found


def _ownership(known: list[LoggedEvent], day: date) -> State:
    changes = [event for event in known if event.family == "ownership"]
    found: State = {}
    for owner in {_owner(event.data["owner"]) for event in changes}:
        pair = [event for event in changes if _owner(event.data["owner"]) == owner]
        recorded = [event for event in pair if event.transition == "recorded"]
        in_order = sorted(
            ((earliest(e), 1, e.position, e) if e in recorded else (_takes_hold(e, recorded), 0, e.position, e))
            for e in pair
        )
        past = [change for change in in_order if change[0] <= day]
        if not past:
            continue
        start, begins, _, event = past[-1]
        certain = latest(event) <= day
        following = in_order[len(past) :]
        if begins and following and following[0][1] == 0:
            certain = certain and all(
                day < earliest(e) for hold, kind, _, e in following if (hold, kind) == (following[0][0], 0)
            )
        found[f"ownership/{owner}"] = OracleFact(
            {
                "owner": event.data["owner"],
                "stake": event.data["stake"] if begins else None,
                "date": event.occurred_on,
                "from": start.isoformat(),
            },
            certain,
        )
    return found


def _valuation(known: list[LoggedEvent], day: date) -> State:
    valued = [event for event in known if event.type == "company.valued" and earliest(event) <= day]
    if not valued:
        return {}
    event = max(valued, key=lambda event: (earliest(event), event.position))
    value = {**_only(event.data, "valuation", "basis"), "date": event.occurred_on}
    return {"valuation": OracleFact(value, latest(event) <= day)}


TRANSACTION_PROFILE = {"transaction.deal_linked", "transaction.deal_unlinked", "transaction.classified"}


def _transaction(known: list[LoggedEvent]) -> Callable[[date], State]:
    reviews = [event for event in known if event.transition in REVIEW_RANK]

    def on(day: date) -> State:
        rows = {}
        for event in known:
            start = _start_of_review(event, reviews) if event in reviews else earliest(event)
            if start <= day and (row := _row(event)):
                rows[row[0]] = OracleFact(row[1], latest(event) <= day)
        return _package(known, day) | rows

    return on


def _package(known: list[LoggedEvent], day: date) -> State:
    base = _base_on(known, day, TRANSACTION_PROFILE)
    if base is None:
        return {}
    given = base.registration.data
    value = {
        **_only(given, "name", "headline_value", "principal", "counterparty"),
        "deals": list(given["deals"]),
        "labels": [],
    }
    for _, event in base.applied:
        match event.transition:
            case "deal_linked":
                _add(value["deals"], event.data["deal"])
            case "deal_unlinked":
                value["deals"] = [deal for deal in value["deals"] if deal != event.data["deal"]]
            case "classified":
                _add(value["labels"], _only(event.data, "label", "by"))
    return {"transaction": OracleFact(value, base.certain)}
