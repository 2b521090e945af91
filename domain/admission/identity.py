"""Which stream an event belongs to, and the ids of new deals, companies, people and packages.

Ids are made from the names of companies, never from a person's: ids stay in the log when personal data is erased.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.admission.parties import is_alive
from domain.errors import CorrectionTargetUnknown, Fault, Invalid, UnknownSubject
from domain.naming.resolution import first_free, slug
from domain.values.identifiers import is_person
from domain.vocabulary import DEAL_KINDS, NEW
from domain.vocabulary.parties import party_slots

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.log import Log

LOG_SUBJECT = "log/pactlog"


def subject_for(sent: dict[str, Any], data: dict[str, Any], log: Log, new_letters: Callable[[int], str]) -> str:
    """The subject of the stream that *sent* belongs to, *data* being its data with all parties resolved."""
    family = sent["type"].partition(".")[0]
    subject: str | None = sent.get("subject")
    if family == "record":
        return _target_stream(subject, data["target"], log)
    if family == "log":
        return LOG_SUBJECT
    if subject is None:
        return _new_subject(sent, data, log, new_letters)
    if sent["type"] in NEW or family in DEAL_KINDS:
        return subject
    if not is_alive(subject, log):
        raise UnknownSubject(subject, pointer="/subject")
    return subject


def _target_stream(subject: str | None, target: str, log: Log) -> str:
    stream = log.subject_of(target)
    if stream is None:
        raise CorrectionTargetUnknown(target)
    if subject not in (None, stream):
        raise Invalid(
            [Fault("/subject", "other_subject", f"event {target} belongs to {stream}; leave the subject out")]
        )
    return stream


def _new_subject(sent: dict[str, Any], data: dict[str, Any], log: Log, new_letters: Callable[[int], str]) -> str:
    def taken(candidate: str) -> bool:
        return bool(log.stream(f"{kind}/{candidate}").events)

    family = sent["type"].partition(".")[0]
    match family:
        case "company":
            kind, wanted = "company", slug(data["name"])
        case "person":
            kind, wanted = "person", f"p_{new_letters(10)}"
        case "transaction":
            kind, wanted = "transaction", slug(*_company_ids(sent["type"], data)[:2], "package")
        case _:
            kind = "deal"
            year = sent["occurred_on"][:4]
            if family == "hiring":
                employer = data.get("employer", {}).get("id", "hiring")
                wanted = slug(employer[:60], year, new_letters(4))
            else:
                wanted = slug(*(company[:35] for company in _company_ids(sent["type"], data)[:2]), year)
    return f"{kind}/{first_free(wanted, taken, new_letters)}"


def _company_ids(type_: str, data: dict[str, Any]) -> list[str]:
    """The companies of an event in the order in which the trade names a deal: who acts first, on whom second."""
    acting = {"investor", "acquirer", "licensee", "customer", "principal"}
    slots = sorted(party_slots(type_, data), key=lambda slot: slot.role not in acting)
    ids = [slot.party["id"] for slot in slots if "id" in slot.party]
    return list(dict.fromkeys(one for one in ids if not is_person(one)))
