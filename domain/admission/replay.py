"""Whether an event that is sent again says what was recorded the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from domain.log import LoggedEvent

SAID: Final = ("type", "occurred_on", "date_basis", "confidence", "note", "causation_id")


def says_the_same(sent: dict[str, Any], recorded: LoggedEvent) -> bool:
    """Whether *sent* is what *recorded*, with its personal values, was made from.

    The log may have added the subject and the ids of parties that were only named; all else must be equal. What was
    erased counts as equal to whatever stands in its place.
    """
    if not all(_same(sent.get(name), getattr(recorded, name)) for name in SAID):
        return False
    if "subject" in sent and sent["subject"] != recorded.subject:
        return False
    return _same(sent.get("sources", []), recorded.sources) and _same(sent["data"], recorded.data)


def _same(sent: Any, recorded: Any) -> bool:
    match sent, recorded:
        case _, {"erased": True}:
            return sent is not None
        case dict(), dict():
            added = recorded.keys() - sent.keys()
            resolved = added == {"id"} and "name" in sent
            return (not added or resolved) and all(_same(sent[key], recorded.get(key)) for key in sent)
        case list(), list():
            return len(sent) == len(recorded) and all(map(_same, sent, recorded))
    return bool(sent == recorded)
