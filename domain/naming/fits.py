"""How well a name fits what somebody is typing: it begins so, one of its words does, or it holds it somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from domain.naming.resolution import name_key, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.naming.names import Name

How = Literal["start", "word", "part", "similar"]

ORDER: Final[Sequence[How]] = ("start", "word", "part", "similar")
"""From the best fit to the worst; what is only similar is measured elsewhere."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The name of a thing that fits best, and how."""

    how: How
    field: str
    text: str
    score: int | None = None
    """Of what is only similar, from 0 to 100."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """What fits better comes first; of equals the shorter, of which more is typed already."""
        return ORDER.index(self.how), -(self.score or 0), len(self.text)


class Typed:
    """What somebody has typed of a name so far."""

    def __init__(self, text: str) -> None:
        self.key = name_key(text)
        self.words = words_of(text) or [self.key]
        """What every name that fits must hold in its normal form."""

    def best(self, names: Iterable[Name]) -> Fit | None:
        """The best fit among *names*, the first of equals; None if none fits."""
        fits = [Fit(how, name.field, name.text) for name in names if (how := self._how(name.text))]
        return min(fits, key=lambda one: ORDER.index(one.how), default=None)

    def _how(self, text: str) -> How | None:
        words = words_of(text)
        whole = "".join(words) or name_key(text)
        if whole.startswith(self.key):
            return "start"
        if any("".join(words[number:]).startswith(self.key) for number in range(1, len(words))):
            return "word"
        if all(any(word.startswith(typed) for word in words) for typed in self.words):
            return "word"
        return "part" if self.key in whole else None
