"""Entities by name: those that bear one, and those whose names come near it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection, Engine, bindparam, or_, select

from domain.errors import BadLines, Candidate, PactlogError, UnknownSubject, UnresolvedParty
from domain.naming.fits import Fit
from domain.naming.names import Name
from domain.naming.resolution import name_key
from infra.store.chunks import chunks
from infra.store.engine import reading
from infra.store.tables import entity_name, fact, still

NEAR_ENOUGH: Final = 80
"""Score from 0 to 100 from which a name is worth suggesting; a score only ever suggests, it never picks."""

likeness: Final = JaroWinkler.normalized_similarity
"""From 0 to 1. Equal beginnings count most, as those who type have them; letters found inside a long name do not."""

MOST_SUGGESTED = 20
"""Unknown names of one request for which suggestions are looked up."""

_BEARERS: Final = select(entity_name.c.key, entity_name.c.entity).where(
    entity_name.c.key.in_(bindparam("keys", expanding=True))
)


def bearing(connection: Connection, keys: Collection[str]) -> dict[str, set[str]]:
    """The subjects that are found under each of *keys* (``domain/naming``)."""
    found: dict[str, set[str]] = {key: set() for key in keys}
    for some in chunks(keys):
        for key, entity in connection.execute(_BEARERS, {"keys": some}):
            found[key].add(entity)
    return found


def near(connection: Connection, text: str, families: Collection[str], limit: int) -> dict[str, float]:
    """The subjects of *families* of which a name ever told comes near *text*, best first, with their scores."""
    if not families:
        return {}
    of_family = or_(*(entity_name.c.entity.startswith(f"{family}/") for family in families))
    names = entity_name.c.key.not_like("%:%"), of_family
    rows = connection.execute(select(entity_name.c.key, entity_name.c.entity).where(*names)).all()
    keys = [row.key for row in rows]
    found = process.extract(name_key(text), keys, scorer=likeness, limit=limit * 4, score_cutoff=NEAR_ENOUGH / 100)
    scores: dict[str, float] = {}
    for _, score, index in found:
        scores.setdefault(rows[index].entity, score * 100)
    return dict(list(scores.items())[:limit])


def likest(text: str, names: Iterable[Name]) -> Fit | None:
    """The one of *names* that comes nearest to *text*, if it comes near."""
    key = name_key(text)
    scored = ((likeness(key, name_key(name.text)) * 100, name) for name in names)
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return Fit("similar", best.field, best.text, int(score)) if best and score >= NEAR_ENOUGH else None


def similar(connection: Connection, text: str, limit: int = 5) -> list[Candidate]:
    """Companies whose names come near *text*, best first, each once."""
    nearest = near(connection, text, ["company"], limit)
    called = names_of(connection, nearest)
    return [
        Candidate(one.removeprefix("company/"), called[one], f"similar name, {score:.0f} of 100")
        for one, score in nearest.items()
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
