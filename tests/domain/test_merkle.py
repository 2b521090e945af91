"""The tree against the recursive text of RFC 6962, and what a growing log adds to it."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import EMPTY_ROOT, Place, grow, leaf_hash, needed, node_hash, peaks, root, root_of_peaks

entries = st.lists(st.binary(max_size=8), max_size=70)


def mth(entries: Sequence[bytes]) -> bytes:
    """Merkle tree hash, word by word from RFC 6962 §2.1."""
    n = len(entries)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1 << ((n - 1).bit_length() - 1)  # the largest power of two smaller than n
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


@given(entries)
def test_the_root_is_that_of_the_rfc(entries: list[bytes]) -> None:
    assert root(map(leaf_hash, entries)) == mth(entries)


@given(entries, st.lists(st.integers(0, 70), max_size=6))
def test_wherever_batches_are_cut_the_nodes_are_the_same(entries: list[bytes], cuts: list[int]) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    bounds = [0, *sorted(min(cut, len(leaves)) for cut in cuts), len(leaves)]
    nodes: dict[Place, bytes] = {}
    for start, end in pairwise(bounds):
        edge = {place: nodes[place] for place in needed(start, end - start)}
        nodes.update((Place(level, index), hash_) for level, index, hash_ in grow(start, edge, leaves[start:end]))

    assert nodes == {Place(level, index): hash_ for level, index, hash_ in grow(0, {}, leaves)}


@given(entries)
def test_a_node_is_the_root_of_the_entries_that_it_covers(entries: list[bytes]) -> None:
    for level, index, hash_ in grow(0, {}, map(leaf_hash, entries)):
        assert hash_ == mth(entries[index << level : (index + 1) << level])


@given(entries)
def test_every_earlier_root_follows_from_nodes_that_never_change(entries: list[bytes]) -> None:
    nodes = {Place(level, index): hash_ for level, index, hash_ in grow(0, {}, map(leaf_hash, entries))}
    for size in range(len(entries) + 1):
        assert root_of_peaks([nodes[place] for place in peaks(size)]) == mth(entries[:size])


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_an_append_reads_at_most_one_node_a_level(size: int, count: int) -> None:
    places = needed(size, count)
    assert len({place.level for place in places}) == len(places)
    assert set(places) <= set(peaks(size))


def test_the_first_leaf_of_a_pair_needs_nothing_read() -> None:
    assert needed(6, 1) == []
    assert needed(7, 1) == [Place(2, 0), Place(1, 2), Place(0, 6)]


def test_peaks_stand_from_left_to_right() -> None:
    assert peaks(0) == []
    assert peaks(5) == [Place(2, 0), Place(0, 4)]
    assert peaks(6) == [Place(2, 0), Place(1, 2)]


# Test vectors of the certificate-transparency project for these eight entries.
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_known_roots(size: int, expected: str) -> None:
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    assert root(leaf_hash(bytes.fromhex(entry)) for entry in entries[:size]).hex() == expected


def test_leaves_and_nodes_are_hashed_apart() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)
    assert sha256(b"").digest() == EMPTY_ROOT
