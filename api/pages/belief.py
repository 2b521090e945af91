"""The belief map of a subject: what was believed of one of its fields on any day, at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Query, Response

from api import gist, words
from api.dependencies import AsOfDep, QueriesDep
from api.errors import BadParameters, ParameterFault
from api.pages.basis import turns_of
from api.pages.belief_map import belief_map, corner
from api.pages.fields import Field, fields_of, in_words, names_in
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import SubjectId, like, nearest
from domain.state.beliefs import Belief, beliefs, fields_told, regions, statements_of
from infra.queries import Queries

Document = Mapping[str, Any]
Endpoint = Callable[..., Response]

FAMILIES: Final = {"company": "companies", "person": "people", "deal": "deals", "transaction": "transactions"}
MOST: Final = 500
"""Events of one stream that are looked through for the one that ended a belief."""

router = pages()

FieldName = Annotated[
    str | None,
    Query(alias="field", description="The field, as status or terms/amount; of another subject its whole path."),
    *like(r"[^\x00-\x1f\x7f]{1,300}", "name a field, as status or terms/amount"),
]


class Row(NamedTuple):
    """A belief as the table tells it: since when and until when it was held, by which event, and what ended it."""

    told: str
    belief: Belief
    valid_at: str
    since: Document | None
    until: Document | None
    decided_by: Document
    ending: str
    cause: str


def _belief_of(family: str, root: str) -> Endpoint:
    def belief(
        subject_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep, field: FieldName = None
    ) -> Response:
        as_of, now = asked.basis().as_of, queries.as_of()
        subject = f"{family}/{subject_id}"
        state = queries.state(subject, as_of)
        drawn = queries.timeline(subject, now)["items"]
        names = dict(names_in(state))
        offered = fields_of(drawn, subject_id, root, names)
        chosen = _chosen(offered, field, drawn)
        told = {
            "subject": subject,
            "name": gist.name_of(state),
            "offered": offered,
            "chosen": chosen,
        }
        if chosen:
            at = date.fromisoformat(state["as_of"]["valid_at"]), _known_day(page.here.query, state["as_of"], page.today)
            told |= _picture(queries, drawn, chosen, names, at, as_of.position, page.today)
        return page.show("belief.html", state["as_of"], turns_of(drawn, as_of.position), **told)

    return belief


def _chosen(offered: Sequence[Field], name: str | None, drawn: Iterable[Document]) -> Field | None:
    """The field asked for; else the status, or what of all most different things were told of. Raises BadParameters."""
    if name is None:
        told: defaultdict[str, set[str]] = defaultdict(set)
        for one in drawn:
            for path, value in fields_told(one).items():
                told[path].add(str(value))
        return max(offered, key=lambda one: (one.name == "status", len(told[one.path])), default=None)
    found = next((one for one in offered if name in {one.name, one.path}), None)
    if found is None:
        advice = f"it never had a value here{nearest(name, [one.name for one in offered])}"
        raise BadParameters([ParameterFault("field", "unknown_value", advice)])
    return found


def _known_day(query: Mapping[str, str], as_of: Document, today: date) -> date:
    return datetime.fromisoformat(as_of["known_at"]).astimezone(UTC).date() if "known_at" in query else today


def _picture(  # noqa: PLR0913, PLR0917 - what the page knows
    queries: Queries,
    drawn: Sequence[Document],
    field: Field,
    names: Mapping[str, Any],
    at: tuple[date, date],
    position: int,
    today: date,
) -> dict[str, Any]:
    def tell(value: Any) -> str:
        return in_words(field.path, value, names)

    statements = statements_of(drawn, field.path)
    events = {one["position"]: one for one in _events(queries, field.path)}
    recorded = {number: datetime.fromisoformat(one["recorded_at"]) for number, one in events.items()}
    believed = beliefs(statements)
    day = at[0].isoformat()
    here = next((one for one in believed if one.covers(day, position)), None)
    return {
        "map": belief_map(statements, recorded, at, today, tell),
        "rows": [_row(one, believed, events, tell) for region in regions(believed) for one in region.parts],
        "here_told": None if here is None else tell(here.value),
        "is_possible": here is not None and here.is_possible_on(day),
        "known_day": at[1].isoformat(),
    }


def _events(queries: Queries, path: str) -> Iterable[Document]:
    """The events of the stream that says *path*."""
    _, root, own, *_ = path.split("/")
    family = next(family for family, name in FAMILIES.items() if name == root)
    as_of = queries.as_of()
    after: int | None = 0
    while after is not None:
        page = queries.events(as_of, after=after, limit=MOST, subject=f"{family}/{own}")
        yield from page["items"]
        after = page.get("next")


def _row(one: Belief, believed: Sequence[Belief], events: Mapping[int, Document], tell: Callable[[Any], str]) -> Row:
    first, until = (events.get(bound) if bound else None for bound in one.known)
    by = events[_origin(one, believed, events)]
    return Row(tell(one.value), one, corner(one.valid), first, until, by, *_ending(until))


def _origin(one: Belief, believed: Sequence[Belief], events: Mapping[int, Document]) -> int:
    """The position at which the value of *one* began to be believed of its first day; before what was retracted."""
    day, since = corner(one.valid), one.known.first or 0
    same = [other for other in believed if other.value == one.value and (other.known.first or 0) < since]
    before = [other for other in same if other.covers(day, since - 1)]
    if not before and events[since]["type"] == "record.retracted":
        before = [other for other in same if other.covers(day, other.known.first or 0)][-1:]
    return _origin(before[0], believed, events) if before else since


def _ending(event: Document | None) -> tuple[str, str]:
    """How a belief ended, in a word, and whether the world or the record changed."""
    if event is None:
        return "", ""
    family, _, transition = event["type"].partition(".")
    return words.plain(transition), "record" if family == "record" else "world"


for _family, _root in FAMILIES.items():
    router.add_api_route(
        f"/{_root}/{{subject_id}}/belief", _belief_of(_family, _root), methods=["GET"], name=f"{_family}_belief_page"
    )
