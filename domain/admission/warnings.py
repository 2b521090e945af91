"""What looks odd about an event that was accepted all the same: a hard gate would make people lie."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from domain.fold.dating import span
from domain.fold.lifecycle import DEAL_KINDS
from domain.naming.resolution import contains_name
from domain.values.identifiers import is_person
from domain.values.money import counted
from domain.vocabulary.parties import party_slots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.fold.record_plane import Stream
    from domain.log import LoggedEvent

_BINDING: Final = frozenset({"signed", "took_effect", "started", "tranche_closed", "closed"})
"""Steps after which a deal is terminated, and no longer withdrawn."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to look at again; ``pointer`` leads to it in the event, "" being the event as a whole."""

    code: str
    pointer: str
    detail: str


def warnings_of(stream: Stream, plain: LoggedEvent) -> list[Warned]:
    """What is odd about the last event of *stream*, given with its personal values as *plain*."""
    alive = stream.alive
    if plain.family in DEAL_KINDS:
        return [*_steps(alive, plain), *_sums(alive, plain), *_stakes(plain), *_id_names_person(stream, plain)]
    if plain.type == "position.ended":
        return list(_nothing_ends(alive, plain))
    return []


def _steps(alive: Sequence[LoggedEvent], plain: LoggedEvent) -> Iterator[Warned]:
    said = {event.transition for event in alive}
    if "withdrawn" in said and said & _BINDING and plain.transition in {"withdrawn", *_BINDING}:
        detail = "the deal was signed, so it cannot be withdrawn any more: was it terminated?"
        yield Warned("withdrawn-after-signing", "/type", detail)
    never = any(event.transition == "ended" and event.data.get("reason") == "never_started" for event in alive)
    if never and "started" in said and plain.transition in {"started", "ended"}:
        pointer = "/data/reason" if plain.transition == "ended" else "/type"
        yield Warned("contradicts-start", pointer, "the hire started and is said never to have started")


def _sums(alive: Sequence[LoggedEvent], plain: LoggedEvent) -> Iterator[Warned]:
    commitments = [event.data["committed"] for event in alive if "amount" in event.data.get("committed", {})]
    if plain.transition != "tranche_closed" or not commitments:
        return
    committed = commitments[-1]
    drawn = [event.data["tranche"].get("amount", {}) for event in alive if event.transition == "tranche_closed"]
    total = sum(
        (counted(one) or Decimal(0) for one in drawn if one.get("currency") == committed["currency"]), Decimal(0)
    )
    if total > Decimal(committed["amount"]):
        detail = f"tranches add up to {total:f} {committed['currency']}, and {committed['amount']} were committed"
        yield Warned("tranches-over-commitment", "/data/tranche/amount", detail)


def _stakes(plain: LoggedEvent) -> Iterator[Warned]:
    for name in ("investors", "acquirers"):
        shares = [entry.get("stake", {}).get("percent") for entry in plain.data.get(name, ())]
        total = sum((Decimal(share) for share in shares if isinstance(share, str)), Decimal(0))
        if total > 100:  # noqa: PLR2004 (percent)
            yield Warned("stakes-over-100", f"/data/{name}", f"the stakes add up to {total:f} %")


def _id_names_person(stream: Stream, plain: LoggedEvent) -> Iterator[Warned]:
    people = [
        slot.party["name"]
        for slot in party_slots(plain.type, plain.data)
        if "name" in slot.party and is_person(slot.party.get("id", ""))
    ]
    if len(stream.events) == 1 and contains_name(plain.subject, people):
        detail = "the deal's id seems to hold a person's name; it stays when personal data is erased"
        yield Warned("subject-names-person", "/subject", detail)


def _nothing_ends(alive: Sequence[LoggedEvent], plain: LoggedEvent) -> Iterator[Warned]:
    last_day = span(plain)[1]
    company = plain.data.get("company", {}).get("id")
    begun = [
        event
        for event in alive
        if event.type == "position.started"
        and (event.event_id == plain.data.get("position") or event.data["company"].get("id") == company)
        and span(event)[0] <= last_day
    ]
    if not begun:
        detail = "no position is known that had begun by then; it will be ended once its start is recorded"
        pointer = "/data/position" if "position" in plain.data else "/data/company"
        yield Warned("nothing-ends", pointer, detail)
