"""Receipts: what an append did with each event that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.admission.warnings import Warned
from domain.log import LoggedEvent

if TYPE_CHECKING:
    from domain.fold.facts import Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event that was sent; *event* has its personal values in the clear."""

    event: LoggedEvent
    change: Change
    warnings: list[Warned]
    replayed: bool = False
    """Whether the same event had been recorded before, so that nothing was added."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append did: an outcome for each event that was sent, and the registrations it made on the way."""

    outcomes: list[Outcome]
    registered: list[Outcome]
    position: int
    """Of the last event in the log afterwards."""
    recorded_at: datetime
    personal: Mapping[str, Any] = field(default_factory=dict)
    """The personal values that it added, by the digests that stand for them in its changes."""
    dry_run: bool = False
    """Whether nothing was stored, and all this is only what would have been."""
    answered_before: bool = False
    """Whether the same request, known by its key, did all this the first time."""
