"""Entities by name: those that bear one, and those whose names come near it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, Engine, select

from domain.errors import BadLines, Candidate, PactlogError, UnknownSubject, UnresolvedParty
from domain.naming.resolution import name_key
from infra.store.engine import reading
from infra.store.tables import entity_name, fact, still

NEAR_ENOUGH = 70
"""Score from 0 to 100 from which a name is worth suggesting; a score only ever suggests, it never picks."""

MOST_SUGGESTED = 20
"""Unknown names of one request for which suggestions are looked up."""


def bearing(connection: Connection, key: str) -> set[str]:
    """The subjects that are found under this key (``domain/naming``)."""
    return set(connection.scalars(select(entity_name.c.entity).where(entity_name.c.key == key)))


def similar(connection: Connection, text: str, limit: int = 5) -> list[Candidate]:
    """Companies whose names come near *text*, best first, each once."""
    companies = entity_name.c.entity.startswith("company/", autoescape=True)
    rows = connection.execute(select(entity_name.c.key, entity_name.c.entity).where(companies)).all()
    keys = [row.key for row in rows]
    found = process.extract(name_key(text), keys, scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=NEAR_ENOUGH)
    scores: dict[str, float] = {}
    for _, score, index in found:
        scores.setdefault(rows[index].entity, score)
    nearest = list(scores)[:limit]
    called = names_of(connection, nearest)
    return [
        Candidate(one.removeprefix("company/"), called[one], f"similar name, {scores[one]:.0f} of 100")
        for one in nearest
        if one in called
    ]


def names_of(connection: Connection, companies: Collection[str]) -> dict[str, str]:
    """What *companies* are called last, as far as the log knows now."""
    profiles = select(fact.c.subject, fact.c.value).where(fact.c.subject.in_(companies), fact.c.aspect == "profile")
    rows = connection.execute(profiles.where(still(fact.c.known_to)).order_by(fact.c.valid_from))
    return {subject: msgspec.json.decode(value)["name"] for subject, value in rows}


def suggest(engine: Engine, error: PactlogError) -> None:
    """Say in *error* whom the unknown names in it may mean; for the first of many, so that the answer comes soon."""
    errors = list(error.errors.values()) if isinstance(error, BadLines) else [error]
    unknown = [one for one in errors if isinstance(one, UnresolvedParty | UnknownSubject)][:MOST_SUGGESTED]
    if not unknown:
        return
    with reading(engine) as connection:
        for one in unknown:
            if isinstance(one, UnresolvedParty):
                one.candidates = one.candidates or similar(connection, one.name)
            elif one.family == "company":
                one.suggestions = [candidate.id for candidate in similar(connection, one.subject.partition("/")[2])]
