"""The audit tree made again from the stored bytes. Verifying an export without the store comes with the export."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from bench.results import Line, Target, rate
from bench.stores import Store
from domain.merkle import Place, grow, leaf_hash, peaks, root_of_peaks
from infra.store.audit_log import root
from infra.store.engine import reading


def hashed_again(store: Store) -> Iterator[Line]:
    """Every leaf read from the store and hashed, and the root compared with that of the stored tree."""
    with reading(store.engine) as connection:
        size = store.queries.as_of().position
        wanted = {(place.level, place.index): place for place in peaks(size)}
        found: dict[Place, bytes] = {}
        started = perf_counter()
        for level, index, hash_ in grow(0, {}, (leaf_hash(one.state) for one in store.ledger.log.stored(connection))):
            if place := wanted.get((level, index)):
                found[place] = hash_
        taken = perf_counter() - started
        assert root_of_peaks([found[place] for place in wanted.values()]) == root(connection, size)
    yield Line("offline verify", store.kind, None, target=Target("value", ">=", 100_000))
    yield Line("leaves and root hashed again, in the store", store.kind, rate(size, taken, "entries/s"))
