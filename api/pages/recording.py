"""Recording pages: which event it is to be, its form, and the names that may be meant while one types."""

from __future__ import annotations

from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.dependencies import QueriesDep, TurnDep
from api.errors import NothingHere
from api.pages.forms.conversion import Wire
from api.pages.forms.shape import label_of, sentence_of, shape_of
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.pages.submission import SubmissionDep
from api.pages.writing import DeskDep, Form
from api.parameters import SubjectFilter, nearest
from api.routers.naming import Among, Typed
from domain.vocabulary import EVENT_TYPES, NEW, TRANSITIONS
from infra.queries import Queries
from infra.queries.naming import AMONG

router = pages("/record")

RECORDABLE: Final = tuple(type_ for type_ in EVENT_TYPES if not type_.startswith(("record.", "log.")))
_ABOUT: Final = {
    "company": ("company", "ownership"),
    "person": ("person", "position"),
    "transaction": ("transaction",),
}
_FAMILIES: Final = (
    ("investment", "Somebody puts money, or what stands for it, into a company."),
    ("acquisition", "A company, a part of it or its assets change hands."),
    ("licensing", "Somebody may use what is somebody else's."),
    ("hiring", "A person or a team is recruited from outside."),
    ("commercial", "Compute, chips, data, distribution, research: a contract about them."),
    ("transaction", "Several deals are one package."),
    ("company", "A company by itself: its names, identifiers, worth and end."),
    ("ownership", "Who holds a stake that no recorded deal made."),
    ("person", "A person and the names they bear."),
    ("position", "Who takes up or leaves a position that no recorded hiring made."),
)


class Family(NamedTuple):
    """Types of one family, each with what it says."""

    name: str
    about: str
    types: dict[str, str]


def _recordable(type: str) -> str:  # noqa: A002 - as the address calls it
    if type not in RECORDABLE:
        raise NothingHere(f"nothing of type {type:.80} is recorded here{nearest(type, RECORDABLE)}")
    return type


TypeHere = Annotated[str, Depends(_recordable)]


@router.get("")
def record_types_page(desk: DeskDep, queries: QueriesDep, page: PageDep, subject: SubjectFilter = None) -> Response:
    """What can be recorded, of *subject* if it is given."""
    desk.needs()
    wanted = _families_about(subject, queries) if subject else {name for name, _ in _FAMILIES}
    families = [Family(name, about, _types(name, subject)) for name, about in _FAMILIES if name in wanted]
    return page.draw("record.html", families=families, subject=subject)


@router.get("/names")
def names_page(q: Typed, queries: QueriesDep, page: PageDep, among: Among = frozenset(AMONG)) -> Response:
    """Names that begin so, to choose from while one types."""
    found = queries.naming.suggest(q, queries.as_of(), among=among, limit=8)
    return page.draw("names.html", items=found["items"])


@router.get("/{type}")
def record_page(type_: TypeHere, desk: DeskDep, subject: SubjectFilter = None) -> Response:
    """The form for an event, of *subject* if it is given."""
    desk.needs(type_)
    return desk.open(_form(type_), {"subject": subject} if subject else {})


@router.post("/{type}")
def record(type_: TypeHere, desk: DeskDep, submission: SubmissionDep, _turn: TurnDep) -> Response:
    """Check what is filled in, or record what was checked."""
    desk.needs(type_)
    return desk.take(_form(type_), submission)


def _form(type_: str) -> Form:
    def event(said: Wire) -> Wire:
        return {"type": type_, "data": {}, **said}

    family, _, happening = type_.partition(".")
    return Form(f"{label_of(family)} {label_of(happening).lower()}", sentence_of(type_), shape_of(type_), event)


def _types(family: str, subject: str | None) -> dict[str, str]:
    types = [f"{family}.{one}" for one in TRANSITIONS[family]] if family in TRANSITIONS else RECORDABLE
    found = [one for one in types if one.partition(".")[0] == family and not (subject and one in NEW)]
    return {one: sentence_of(one) for one in found}


def _families_about(subject: str, queries: Queries) -> set[str]:
    """The families of events that can happen to *subject*. Raises UnknownSubject."""
    told: dict[str, Any] = queries.state(subject, queries.as_of())
    family = subject.partition("/")[0]
    return {told["kind"]} if family == "deal" else {*_ABOUT.get(family, ())}
