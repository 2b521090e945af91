"""The tree over the log: RFC 6962 hashes, and the subtrees that a growing log completes.

A node covers the leaves ``[index << level, (index + 1) << level)``; level 0 holds the leaves. Only complete subtrees
are nodes, so a node never changes. A log of any size is a row of complete subtrees, its *peaks*, largest first:

    level 2        ┌───2,0───┐
    level 1     ┌─1,0─┐   ┌─1,1─┐
    level 0    0,0   0,1 0,2   0,3  0,4      size 5: peaks (2,0) (0,4)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 §2.1)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a complete subtree stands: its height above the leaves, and its number among those of its height."""

    level: int
    index: int


Node = tuple[int, int, bytes]
"""A complete subtree: level, index and hash."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one log entry (RFC 6962 §2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> list[Place]:
    """The complete subtrees that cover the first *size* leaves, from left to right."""
    levels = reversed(range(size.bit_length()))
    return [Place(level, (size >> level) - 1) for level in levels if size >> level & 1]


def root_of_peaks(hashes: Sequence[bytes]) -> bytes:
    """Root of a tree from the hashes of its peaks, from left to right."""
    if not hashes:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over the given leaf hashes (RFC 6962 §2.1)."""
    nodes = {Place(level, index): hash_ for level, index, hash_ in grow(0, {}, leaves)}
    size = sum(place.level == 0 for place in nodes)
    return root_of_peaks([nodes[place] for place in peaks(size)])


def needed(size: int, count: int) -> list[Place]:
    """The peaks of a tree of *size* leaves that *count* further leaves complete into larger subtrees."""
    return [peak for peak in peaks(size) if (peak.index // 2 + 1) << (peak.level + 1) <= size + count]


def grow(size: int, edge: Mapping[Place, bytes], leaves: Iterable[bytes]) -> Iterator[Node]:
    """The nodes that *leaves* (hashes) add to a tree of *size* leaves, in the order in which they complete.

    *edge* holds the hashes of at least the peaks that are :func:`needed`.
    """
    left = dict(edge)
    for number, leaf in enumerate(leaves, start=size):
        level, index, hash_ = 0, number, leaf
        yield level, index, hash_
        while index & 1:
            hash_ = node_hash(left.pop(Place(level, index - 1)), hash_)
            level, index = level + 1, index >> 1
            yield level, index, hash_
        left[Place(level, index)] = hash_
