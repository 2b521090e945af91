"""Whether a database can serve: it answers, in the schema of this version, and what log it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, exc, select

from infra.migrate import is_at_head
from infra.store.engine import reading
from infra.store.tables import event


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found; None is what could not be."""

    answers: bool
    is_at_head: bool | None = None
    demonstration: bool | None = None
    """Whether the log ever started as one, since it may have started empty before; None for a log without events."""

    @property
    def is_ready(self) -> bool:
        return self.answers and bool(self.is_at_head)

    def told(self) -> dict[str, Any]:
        """The same as a document."""
        return {
            "ready": self.is_ready,
            "database": "answers" if self.answers else "unreachable",
            "schema": {True: "current", False: "behind", None: None}[self.is_at_head],
            "demonstration": self.demonstration,
        }


def readiness(engine: Engine) -> Readiness:
    """Ask the database of *engine*; never raises."""
    try:
        if not is_at_head(engine):
            return Readiness(answers=True, is_at_head=False)
        with reading(engine) as connection:
            demonstration = told_by_the_log(connection)
    except exc.SQLAlchemyError:
        return Readiness(answers=False)
    return Readiness(answers=True, is_at_head=True, demonstration=demonstration)


def told_by_the_log(connection: Connection) -> bool | None:
    """Whether the log ever started as a demonstration; None for a log without events."""
    starts = connection.scalars(select(event.c.state).where(event.c.topic == "log.started")).all()
    return any(map(is_demonstration, starts)) if starts else None


def is_demonstration(state: bytes) -> bool:
    """Whether an event with which a log started, as it is stored, says that the log is a demonstration."""
    found: bool = msgspec.json.decode(state)["data"].get("demonstration", False)
    return found
