"""What happened once in a deal or transaction and accumulates: its tranches, payments, exits and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.fold.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.fold.dating import Dated


def happenings(subject: str, steps: Iterable[Dated]) -> Iterator[Fact]:
    """A fact for each such event among *steps*, true from its day on for ever."""
    for step in steps:
        event = step.event
        if happening := _happening(event.transition, event.data):
            aspect, value = happening
            value["date"] = event.occurred_on
            name = f"{aspect}/{event.event_id}"
            yield Fact(subject, name, step.start, None, step.latest, None, value, event.decided_by)


def _happening(transition: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    match transition:
        case "tranche_closed":
            return "tranche", _picked(data, "tranche")
        case "payment_made":
            return "payment", _picked(data, "payment")
        case "exited":
            return "exit", _picked(data, "investor", "stake_after", "proceeds", "buyer")
        case "review_opened":
            return "review", {"step": "opened"} | _picked(data, "authority", "jurisdiction", "phase")
        case "review_decided":
            return "review", {"step": "decided"} | _picked(data, "authority", "jurisdiction", "phase", "outcome")
        case _:
            return None


def _picked(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}
