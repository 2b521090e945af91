"""A deal's facts: its state from each turning day to the next, the stakes it states, and what happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from domain.fold.dating import date_deal, date_payment, date_reviews
from domain.fold.deal import DealState, evolve, unborn
from domain.fold.fact import Fact, decided_by, merged
from domain.fold.happenings import happenings
from domain.fold.lifecycle import CHANGE, DEAL_KINDS, ENDED, REVIEWS
from domain.fold.periods import ONE_DAY, Period, running
from domain.fold.stakes import TAKEN_BACK, Statement, restate
from domain.fold.standing import IN_FORCE, Standing, standing, turning_days
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from domain.fold.dating import Dated
    from domain.log import LoggedEvent

BESIDE_TERMS: Final = ("stage", "headline", "description")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The deal from a day on which events took hold until before the next such day."""

    day: date
    until: date | None
    began_with: tuple[Dated, ...]
    state: DealState
    stakes: Mapping[str, Statement]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stretch on which status and term do not change."""

    valid_from: date
    valid_to: date | None
    began_with: tuple[Dated, ...]
    state: DealState
    standing: Standing
    term: Period | None


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive segments of one status: the first day, as its source dates it, and by when it surely began."""

    segments: tuple[Segment, ...]
    since: date
    dated: str
    by: date

    @property
    def began_with(self) -> list[Dated]:
        """What happened on its first day, payments apart."""
        return [step for step in self.segments[0].began_with if not step.only_pays]


def deal_facts(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """All facts of one deal from its surviving *events*."""
    kinds = [event.family for event in events if event.family in DEAL_KINDS]
    if not kinds:
        return []
    dated, reviews = date_deal(events), date_reviews(events)
    steps = sorted((*_telling(dated), *reviews), key=lambda step: step.start)
    stretches = _stretches(unborn(kinds[0], dated, reviews), steps)
    return [
        *merged(_lives(subject, _runs(_segments(stretches)))),
        *_stakes(subject, stretches),
        *happenings(subject, (*dated, *reviews)),
    ]


def only_adds(alive: Sequence[LoggedEvent]) -> Fact | None:
    """The fact by which the last of *alive* adds to those of all before it, if it surely changes none of these.

    So it is with a payment that says nothing else, on a deal that has a status: there may be thousands of them.
    """
    *before, last = alive
    dated = date_payment(last, before) if last.family in DEAL_KINDS and last.transition == "payment_made" else None
    return next(happenings(last.subject, [dated]), None) if dated and dated.only_pays else None


def _telling(dated: Sequence[Dated]) -> list[Dated]:
    """*dated* without the days of which nothing is told but payments under a deal that has a status."""
    status_from = min((step.start for step in dated if step.rank != CHANGE), default=None)
    if status_from is None:
        return list(dated)
    days = {step.start for step in dated if step.start <= status_from or not step.only_pays}
    return [step for step in dated if step.start in days]


def _stretches(state: DealState, steps: Sequence[Dated]) -> list[Stretch]:
    """The deal after each day on which something took hold."""
    stakes: Mapping[str, Statement] = {}
    stretches: list[Stretch] = []
    days = [(day, tuple(of_day)) for day, of_day in groupby(steps, key=lambda step: step.start)]
    for (day, began_with), until in zip(days, [*(day for day, _ in days[1:]), None], strict=True):
        for step in began_with:
            before, state = state, evolve(state, step)
            if step.event.transition not in REVIEWS:
                stakes = restate(stakes, before, state)
        stretches.append(Stretch(day, until, began_with, state, stakes))
    return stretches


def _segments(stretches: Sequence[Stretch]) -> Iterator[Segment]:
    for stretch in stretches:
        turns = {
            turn
            for turn in turning_days(stretch.state)
            if stretch.day < turn and (stretch.until is None or turn < stretch.until)
        }
        for day, until in pairwise([stretch.day, *sorted(turns), stretch.until]):
            assert day is not None
            yield Segment(
                day,
                until,
                stretch.began_with if day == stretch.day else (),
                stretch.state,
                standing(stretch.state, day),
                running(stretch.state.terms, day),
            )


def _runs(segments: Iterator[Segment]) -> list[Run]:
    return [_run(tuple(group)) for _, group in groupby(segments, key=lambda segment: segment.standing.status)]


def _run(segments: tuple[Segment, ...]) -> Run:
    """*segments* dated by the step that gives their status, else by the calendar that does, else by what began them."""
    first = segments[0]
    day, standing, term = first.valid_from, first.standing, first.term
    step = next((step for step in standing.steps if step.start == day), None)
    if step is None and standing.derived and (standing.derived[0] == day or standing.status == "expired_presumed"):
        return Run(segments, day, day.isoformat(), max(day, standing.derived[1]))
    if step is None and term and term.is_renewal and term.stated_by.start < day == term.start:
        return Run(segments, day, day.isoformat(), term.starts_by)
    step = step or next(step for step in first.began_with if step.event.transition not in REVIEWS)
    return Run(segments, day, step.event.occurred_on or day.isoformat(), step.latest)


def _lives(subject: str, runs: Sequence[Run]) -> Iterator[Fact]:
    """One fact of the aspect ``deal`` for each segment."""
    ends = list(_possible_ends(runs))
    for run in runs:
        given: dict[str, Dated] = {}
        sure: list[date] = []
        for segment in run.segments:
            standing, term = segment.standing, segment.term
            given |= {step.event.event_id: step for step in standing.steps if step.start >= run.since}
            if standing.derived and standing.derived[0] >= run.since:
                sure.append(standing.derived[1])
            certain_from = min((*sure, *(step.latest for step in given.values())), default=run.by)
            if standing.status == "exited":
                certain_from = max(step.latest for step in standing.steps)
            setters = dict(segment.state.setters) | ({"term": term.stated_by} if term else {})
            yield Fact(
                subject,
                "deal",
                segment.valid_from,
                segment.valid_to,
                certain_from,
                _certain_to(segment, ends),
                _value(segment, run),
                decided_by(step.event for step in (*(given.values() or run.began_with), *setters.values())),
            )


def _possible_ends(runs: Sequence[Run]) -> Iterator[tuple[date, date]]:
    """For what ends the deal or completes its last exit: the first day it may have happened, the day it takes hold."""
    for step in runs[-1].segments[-1].state.applied:
        if step.rank == ENDED:
            yield step.earliest, step.start
    for run in reversed(runs):
        completing = run.segments[0].standing
        if completing.status == "exited":
            yield max(step.earliest for step in completing.steps), run.since
            break


def _certain_to(segment: Segment, ends: Sequence[tuple[date, date]]) -> date | None:
    days = [possible for possible, taken in ends if segment.valid_from < taken]
    if segment.term and segment.term.ends and segment.standing.status in IN_FORCE:
        days.append(segment.term.ends[0] + ONE_DAY)
    if segment.valid_to:
        days.append(segment.valid_to)
    return min(days, default=None)


def _value(segment: Segment, run: Run) -> dict[str, Any]:
    fields = dict(segment.state.fields)
    if segment.term and segment.state.kind != "hiring":
        fields["term"] = segment.term.term
    beside = {name: fields.pop(name) for name in BESIDE_TERMS if name in fields}
    since = {"date": run.dated, "from": run.since.isoformat()}
    return {"kind": segment.state.kind, "status": segment.standing.status, "since": since, "terms": fields} | beside


def _stakes(subject: str, stretches: Sequence[Stretch]) -> Iterator[Fact]:
    """The facts ``stake/<owner>``: each statement from its day until the deal states something else."""
    last = stretches[-1].state
    taken_back = next((step for step in last.applied if step.event.transition in TAKEN_BACK), None)
    since: dict[str, tuple[date, Statement]] = {}
    for stretch in stretches:
        for owner, (day, statement) in list(since.items()):
            if stretch.stakes.get(owner) != statement:
                yield _stake(subject, statement, day, stretch.day, taken_back)
                del since[owner]
        for owner, statement in stretch.stakes.items():
            since.setdefault(owner, (stretch.day, statement))
    for day, statement in since.values():
        yield _stake(subject, statement, day, None, taken_back)


def _stake(subject: str, statement: Statement, day: date, valid_to: date | None, taken_back: Dated | None) -> Fact:
    step = statement.stated_by
    value = {
        "owner": statement.owner,
        "issuer": statement.issuer,
        "stake": statement.stake,
        "date": step.event.occurred_on,
        "from": day.isoformat(),
        "deal": subject.partition("/")[2],
    }
    aspect = f"stake/{subject_of_party(statement.owner)}"
    bounds = [valid_to] if valid_to else []
    if taken_back and day < taken_back.start:
        bounds.append(taken_back.earliest)
    return Fact(subject, aspect, day, valid_to, step.latest, min(bounds, default=None), value, step.event.decided_by)
