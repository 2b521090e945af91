"""Long lists, in parts that fit into one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, TypeVar

_SIZE: Final = 1000
T = TypeVar("T")


def chunks(items: Collection[T]) -> Iterator[list[T]]:
    """*items* in lists that fit into one statement."""
    ordered = list(items)
    return (ordered[start : start + _SIZE] for start in range(0, len(ordered), _SIZE))
