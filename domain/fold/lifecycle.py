"""The table of a deal's life: how far each transition takes it, and which status that gives.

    rank   0         1          2       3                                     4       5               6
           rumoured  announced  signed  took_effect, started, tranche_closed  closed  (changes)       (enders)

Which transitions exist for which kind is told by the vocabulary; here is what they mean.
"""

from __future__ import annotations

from typing import Final

DEAL_KINDS: Final = ("investment", "acquisition", "licensing", "hiring", "commercial")

ENDERS: Final = frozenset({"withdrawn", "terminated", "expired", "ended"})
REVIEWS: Final = frozenset({"review_opened", "review_decided"})

CHANGE: Final = 5
ENDED: Final = 6
RANKS: Final = {
    "rumoured": 0,
    "announced": 1,
    "signed": 2,
    "took_effect": 3,
    "started": 3,
    "tranche_closed": 3,
    "closed": 4,
} | dict.fromkeys(ENDERS, ENDED)

STATUS_OF_STEP: Final = {
    "rumoured": "rumoured",
    "announced": "announced",
    "signed": "signed",
    "took_effect": "in_force",
    "started": "in_force",
    "tranche_closed": "partly_closed",
    "closed": "closed",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "expired": "expired",
    "ended": "ended",
}

ENDING_AT_LATEST: Final = ENDERS | {"exited"}
"""Transitions that take hold at the latest day of their date: nothing ends before it surely has."""

AFTER_THE_END: Final = frozenset({"payment_made"}) | REVIEWS
"""Transitions that may be dated after a deal has ended: money is paid and authorities decide late."""

BINDING_STAGES: Final = frozenset({"agreed", "definitive"})


def rank_of(transition: str) -> int:
    """How far *transition* takes a deal; reviews have no rank and must not be asked."""
    return RANKS.get(transition, CHANGE)
