"""The demonstration: the shipped deals, each event with the instant at which a store that shows them learnt of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.vocabulary import Event, parse_event

RECORDED_AT: Final = "demo_recorded_at"
"""The one field of a line that is no part of the event; whoever loads lines into any other store ignores it."""

_NAME: Final = "ai-deals.ndjson"


def demonstration(file: Path | None = None) -> list[tuple[datetime, Event]]:
    """All events of the demonstration or of another such *file*, oldest first, with the instants of their recording."""
    return [_told(line) for line in (file or _shipped()).read_text(encoding="utf-8").splitlines()]


def _told(line: str) -> tuple[datetime, Event]:
    sent = json.loads(line)
    return datetime.fromisoformat(sent.pop(RECORDED_AT)), parse_event(sent)


def _shipped() -> Path:
    """Where the lines are: beside the packages in a checkout, inside ``infra`` in the wheel."""
    here = Path(__file__).parent
    installed = here / "_data" / _NAME
    return installed if installed.is_file() else here.parent / "data" / _NAME
