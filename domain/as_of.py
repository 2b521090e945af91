"""The two coordinates of a question: what was true on ``valid_at``, as the log knew it at ``known_at``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

RULES: Final = 1
"""Version of the fold's rules; same position and same rules give the same answer for ever."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """A resolved question: a day, and the log position that stands for the instant ``known_at``.

    Everything filters by ``position``; ``known_at`` is only echoed. Position 0 is the empty log.
    """

    valid_at: date
    known_at: datetime
    position: int
    rules: int = RULES
