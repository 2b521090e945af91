"""Since when the log knows a subject, and what else may have been meant by one that it never heard of."""

from __future__ import annotations

from typing import Final

from rapidfuzz import process
from sqlalchemy import Connection, bindparam, select

from domain.as_of import AsOf
from domain.errors import NotYetKnown, UnknownSubject
from domain.values.identifiers import subject_of_party
from infra.names import NEAR_ENOUGH, likeness, similar
from infra.store.tables import event_index

_FIRST: Final = (
    select(event_index.c.position, event_index.c.recorded_at, event_index.c.type)
    .where(event_index.c.subject == bindparam("subject"))
    .order_by(event_index.c.position)
    .limit(1)
)
_BEGINNING: Final = (
    select(event_index.c.subject)
    .where(event_index.c.subject.between(bindparam("first"), bindparam("last")))
    .distinct()
    .limit(5000)
)
_SUGGESTED: Final = 5


def first_type(connection: Connection, subject: str, as_of: AsOf) -> str:
    """The type of the event by which the log learnt of *subject*.

    Raises NotYetKnown if that is later than *as_of*, UnknownSubject with suggestions if there is none.
    """
    first = connection.execute(_FIRST, {"subject": subject}).one_or_none()
    if first is None:
        raise UnknownSubject(subject, _near(connection, subject))
    if first.position > as_of.position:
        raise NotYetKnown(subject, as_of.position, first.recorded_at, first.position)
    return str(first.type)


def must_know(connection: Connection, entity: str | None, as_of: AsOf) -> None:
    """Let pass an id of a company or person only if the log knows it. Raises NotYetKnown, UnknownSubject."""
    if subject := subject_of_party({"id": entity}):
        first_type(connection, subject, as_of)


def _near(connection: Connection, subject: str) -> list[str]:
    """Ids of the same sort that are spelt alike; ids of people are random, so nothing is like them."""
    family, _, wanted = subject.partition("/")
    if family == "company":
        return [candidate.id for candidate in similar(connection, wanted, _SUGGESTED)]
    if family == "person":
        return []
    start = f"{family}/{wanted[:1]}"
    ids = [
        found.removeprefix(f"{family}/")
        for found in connection.scalars(_BEGINNING, {"first": start, "last": f"{start}~"})
    ]
    near = process.extract(wanted, ids, scorer=likeness, limit=_SUGGESTED, score_cutoff=NEAR_ENOUGH / 100)
    return [name for name, *_ in near]
