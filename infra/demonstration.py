"""The demonstration: real deals told by hand, each with the instant at which a store that shows them learnt of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.vocabulary import Event, parse_event
from infra.ndjson import event_id_of_line

RECORDED_AT: Final = "demo_recorded_at"
"""The one field of a line that is no part of the event; whoever loads lines into any other store ignores it."""

_NAME: Final = "ai-deals.ndjson"


def demonstration() -> list[tuple[datetime, Event]]:
    """All events of the demonstration, oldest first, with the instants at which they are to have been recorded."""
    lines = _file().read_text(encoding="utf-8").splitlines()
    return [_told(number, line) for number, line in enumerate(lines, 1)]


def _told(number: int, line: str) -> tuple[datetime, Event]:
    sent = {"event_id": event_id_of_line(_NAME, number)} | json.loads(line)
    return datetime.fromisoformat(sent.pop(RECORDED_AT)), parse_event(sent)


def _file() -> Path:
    """Where the lines are: beside the packages in a checkout, inside ``infra`` in the wheel."""
    here = Path(__file__).parent
    installed = here / "_data" / _NAME
    return installed if installed.is_file() else here.parent / "data" / _NAME
