"""The Merkle tree over the stored bytes: what an append adds to it, and its root at any size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from domain.errors import Tampered
from domain.merkle import Place, grow, leaf_hash, needed, peaks, root_of_peaks
from infra.store.bulk import insert_rows
from infra.store.tables import node


def append_leaves(connection: Connection, first_position: int, states: Sequence[bytes]) -> None:
    """Add the stored bytes of the events from *first_position* on, and the subtrees that they complete."""
    size = first_position - 1
    edge = _hashes(connection, needed(size, len(states)))
    nodes = grow(size, edge, map(leaf_hash, states))
    rows = [{"level": level, "index": index, "hash": hash_} for level, index, hash_ in nodes]
    insert_rows(connection, node, rows)


def root(connection: Connection, size: int) -> bytes:
    """Root of the first *size* leaves (RFC 6962 §2.1)."""
    places = peaks(size)
    hashes = _hashes(connection, places)
    return root_of_peaks([hashes[place] for place in places])


def _hashes(connection: Connection, places: Sequence[Place]) -> dict[Place, bytes]:
    if not places:
        return {}
    wanted = {f"level_{n}": place.level for n, place in enumerate(places)}
    wanted |= {f"index_{n}": place.index for n, place in enumerate(places)}
    rows = connection.execute(_select_nodes(len(places)), wanted)
    hashes = {Place(level, index): hash_ for level, index, hash_ in rows}
    if missing := [(place.level, place.index) for place in places if place not in hashes]:
        raise Tampered(f"the audit tree has no node at {missing}")
    return hashes


@cache
def _select_nodes(count: int) -> Select[int, int, bytes]:
    here = [
        and_(node.c.level == bindparam(f"level_{n}"), node.c.index == bindparam(f"index_{n}")) for n in range(count)
    ]
    return select(node.c.level, node.c.index, node.c.hash).where(or_(*here))
