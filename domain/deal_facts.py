"""A deal's facts: its state from each turning day to the next, the stakes it states, and what happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from domain.dating import date_deal, date_reviews
from domain.fact import Fact, decided_by, merged
from domain.fold import DealState, evolve, unborn
from domain.happenings import happenings
from domain.lifecycle import DEAL_KINDS, ENDED
from domain.periods import ONE_DAY, Period, running
from domain.stakes import TAKEN_BACK, Statement, restate
from domain.standing import IN_FORCE, Standing, standing, turning_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from domain.dating import Dated
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


def deal_facts(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """All facts of one deal from its surviving *events*."""
    kinds = [event.family for event in events if event.family in DEAL_KINDS]
    if not kinds:
        return []
    dated, reviews = date_deal(events), date_reviews(events)
    stretches = _stretches(unborn(kinds[0], dated, reviews), dated, reviews)
    runs = _runs(_segments(stretches))
    return [
        *merged(_lives(subject, runs)),
        *_stakes(subject, stretches),
        *happenings(subject, (*dated, *reviews)),
    ]


def _stretches(state: DealState, dated: Sequence[Dated], reviews: Sequence[Dated]) -> list[Stretch]:
    """The deal after each day on which something took hold.

    A review changes no state, but a deal known only through its reviews exists from the first of them on.
    """
    days = [(day, tuple(steps)) for day, steps in groupby(dated, key=lambda step: step.start)]
    if reviews and (not days or reviews[0].start < days[0][0]):
        days.insert(0, (reviews[0].start, tuple(reviews[:1])))
    stakes: Mapping[str, Statement] = {}
    stretches = []
    for (day, steps), until in zip(days, [*(day for day, _ in days[1:]), None], strict=True):
        for step in steps:
            if step in reviews:
                continue
            before, state = state, evolve(state, step)
            stakes = restate(stakes, before, state)
        stretches.append(Stretch(day, until, steps, state, stakes))
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
    """*segments* dated by the step that gives their status, else by what the status derives from."""
    first = segments[0]
    day, status = first.valid_from, first.standing
    step = next((step for step in status.steps if step.start == day), None)
    if step is None and first.began_with and not (status.derived and status.derived[0] == day):
        step = first.began_with[0]
    if step:
        return Run(segments, day, step.event.occurred_on or day.isoformat(), step.latest)
    if status.derived and status.derived[0] == day:
        return Run(segments, day, day.isoformat(), status.derived[1])
    return Run(segments, day, day.isoformat(), first.term.starts_by if first.term else day)


def _lives(subject: str, runs: Sequence[Run]) -> Iterator[Fact]:
    """One fact of the aspect ``deal`` for each segment."""
    ends = list(_possible_ends(runs))
    for run in runs:
        for segment in run.segments:
            steps = [step for step in segment.standing.steps if step.start >= run.since]
            setters = dict(segment.state.setters)
            if segment.term:
                setters["term"] = segment.term.stated_by
            yield Fact(
                subject,
                "deal",
                segment.valid_from,
                segment.valid_to,
                _certain_from(segment.standing, steps, run),
                _certain_to(segment, ends),
                _value(segment, run),
                decided_by(step.event for step in (*(steps or run.segments[0].began_with), *setters.values())),
            )


def _certain_from(status: Standing, steps: Sequence[Dated], run: Run) -> date:
    if status.status == "exited":
        return max(step.latest for step in status.steps)
    days = [step.latest for step in steps]
    if status.derived and status.derived[0] >= run.since:
        days.append(status.derived[1])
    return min(days, default=run.by)


def _possible_ends(runs: Sequence[Run]) -> Iterator[tuple[date, date]]:
    """For what ends the deal or completes its last exit: the first day it may have happened, the day it takes hold."""
    if runs and runs[-1].segments[-1].state.level == ENDED:
        ender = runs[-1].segments[-1].standing.steps[0]
        yield ender.earliest, ender.start
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
    since: dict[str, tuple[date, Statement]] = {}
    for stretch in stretches:
        for owner, (day, statement) in list(since.items()):
            if stretch.stakes.get(owner) != statement:
                yield _stake(subject, owner, statement, day, stretch)
                del since[owner]
        for owner, statement in stretch.stakes.items():
            since.setdefault(owner, (stretch.day, statement))
    for owner, (day, statement) in since.items():
        yield _stake(subject, owner, statement, day, None)


def _stake(subject: str, owner: str, statement: Statement, day: date, ended: Stretch | None) -> Fact:
    step = statement.stated_by
    days = [ended.day] if ended else []
    if ended:
        days += [ender.earliest for ender in ended.began_with if ender.event.transition in TAKEN_BACK]
    value = {
        "owner": statement.owner,
        "issuer": statement.issuer,
        "stake": statement.stake,
        "date": step.event.occurred_on,
        "from": day.isoformat(),
        "deal": subject.partition("/")[2],
    }
    valid_to, certain_to = (ended.day if ended else None), min(days, default=None)
    return Fact(subject, f"stake/{owner}", day, valid_to, step.latest, certain_to, value, step.event.decided_by)
