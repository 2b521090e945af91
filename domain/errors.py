"""Everything that Pactlog refuses or cannot do.

    PactlogError
    ├── Malformed            it does not say anything that this log can hold
    │   ├── NotCanonical
    │   └── PayloadTooLarge
    ├── NotFound             nobody has told the log of it
    │   ├── UnknownSubject   UnknownEvent   NotYetKnown   CorrectionTargetUnknown
    ├── Conflict             it contradicts what the log already holds
    │   ├── DuplicateEvent   VersionConflict   IllegalHistory
    │   ├── CorrectionTargetDead   StillReferenced   IdentifierTaken   PossibleDuplicate
    │   ├── SeveralSubjects   NotEmpty
    ├── Refused              a rule of the trade forbids it
    │   ├── Invalid (MissingTerms, MissingSource, CorrectionDoesNotFit)
    │   ├── UnresolvedParty   FutureKnownAt   IdempotencyKeyReused
    ├── BadLines             several lines of a batch, each with its own error
    ├── Busy                 another writer kept the log for too long
    └── Tampered             the store does not hold what was written
        └── UnreadableEvent

Errors carry values, and their messages show both sides. What they mean over HTTP is decided in ``api/problems.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pydantic import ValidationError


class PactlogError(Exception):
    """The root of the tree."""


class Malformed(PactlogError):
    """It does not say anything that this log can hold."""


class NotCanonical(Malformed):
    """A value has no canonical JSON form within the profile of the log."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer or 'the document'}: {reason}")
        self.pointer = pointer
        self.reason = reason


class PayloadTooLarge(Malformed):
    """A document takes more bytes than the log accepts."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, and at most {limit} are accepted")
        self.size = size
        self.limit = limit


class NotFound(PactlogError):
    """Nobody has told the log of it."""


class UnknownSubject(NotFound):
    """No event of this company, deal, person or transaction was ever recorded."""

    def __init__(self, subject: str, suggestions: Sequence[str] = (), *, pointer: str | None = None) -> None:
        family, _, name = subject.partition("/")
        super().__init__(f"the log holds no {family} {name!r}")
        self.family = family
        self.subject = subject
        self.suggestions = list(suggestions)
        self.pointer = pointer
        """Where what was sent names it; None if it was only asked for."""


class NotYetKnown(NotFound):
    """The log learnt of the subject only later than asked."""

    def __init__(self, subject: str, asked: int, first_known_at: datetime, first_position: int) -> None:
        super().__init__(f"at position {asked} the log did not know {subject} yet; it does since {first_position}")
        self.subject = subject
        self.first_known_at = first_known_at
        self.first_position = first_position


class UnknownEvent(NotFound):
    """No event with this id was ever recorded."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"the log holds no event {event_id}")
        self.event_id = event_id


class CorrectionTargetUnknown(NotFound):
    """A correction or retraction names an event that was never recorded."""

    def __init__(self, target: str) -> None:
        super().__init__(f"the log holds no event {target} to correct or retract")
        self.target = target


class Conflict(PactlogError):
    """It contradicts what the log already holds."""


class DuplicateEvent(Conflict):
    """An event with this id was recorded with other content."""

    def __init__(self, event_id: str, position: int) -> None:
        super().__init__(f"event {event_id} is recorded at position {position} with other content")
        self.event_id = event_id
        self.position = position


class VersionConflict(Conflict):
    """The stream has moved on since the writer looked."""

    def __init__(self, subject: str, expected: int, actual: int, expected_position: int = 0) -> None:
        super().__init__(f"{subject} is at version {actual}, not {expected}")
        self.subject = subject
        self.expected = expected
        self.actual = actual
        self.expected_position = expected_position
        """Where the expected version is in the log; what was recorded since lies behind it. 0 for none."""


class IllegalHistory(Conflict):
    """Two events of a stream cannot both have happened; ``remedy`` says what to correct or retract instead."""

    def __init__(self, event_id: str, because: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.event_id = event_id
        self.because = because
        self.reason = reason
        self.remedy = remedy


class CorrectionTargetDead(Conflict):
    """The target is retracted; ``by`` is the retraction that could itself be retracted."""

    def __init__(self, target: str, by: str) -> None:
        super().__init__(f"event {target} is retracted; retract {by} first to bring it back")
        self.target = target
        self.by = by


class StillReferenced(Conflict):
    """Living events name what would be retracted."""

    def __init__(self, target: str, by: Sequence[str]) -> None:
        super().__init__(f"event {target} is still needed by {', '.join(by)}")
        self.target = target
        self.by = list(by)


class IdentifierTaken(Conflict):
    """The id or identifier belongs to another subject, or the subject is registered already."""

    def __init__(self, pointer: str, identifier: str, holder: str) -> None:
        super().__init__(f"{identifier} belongs to {holder} already")
        self.pointer = pointer
        self.identifier = identifier
        self.holder = holder


class PossibleDuplicate(Conflict):
    """A new deal looks like others that the log holds; whether it is one of them, the sender must say."""

    def __init__(self, deals: Sequence[LookAlike]) -> None:
        super().__init__("; ".join(f"did you mean subject deal/{one.deal}? {one.reason}" for one in deals))
        self.deals = list(deals)


class SeveralSubjects(Conflict):
    """One version was named for events of several subjects."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(f"the events are about {len(subjects)} subjects, and a version is that of one")
        self.subjects = list(subjects)


class NotEmpty(Conflict):
    """A demonstration is only loaded into an empty log, which it marks for ever."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the log holds {position} events, and a demonstration goes into an empty one")
        self.position = position


class Refused(PactlogError):
    """A rule of the trade forbids it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document: the JSON pointer to it, a stable code, and what to do."""

    pointer: str
    code: str
    detail: str


def faults_of(error: ValidationError) -> list[Fault]:
    """Every error that a model found, located by JSON pointer."""
    return [
        Fault("".join(f"/{_escaped(part)}" for part in one["loc"]), one["type"], one["msg"])
        for one in error.errors(include_url=False, include_input=False)
    ]


def _escaped(part: str | int) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


class Invalid(Refused):
    """A document breaks rules of the vocabulary; every fault is named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or 'the document'}: {fault.detail}" for fault in faults))
        self.faults = list(faults)


class MissingSource(Invalid):
    """A statement about the world comes without anybody who makes it."""


class MissingTerms(Invalid):
    """No surviving event of the deal states what identifies it."""


class CorrectionDoesNotFit(Invalid):
    """The corrected event, or one that depends on it, would no longer be valid."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a name may mean, with the reason for thinking so."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A deal, by its id, that a new one may repeat, with the reason for thinking so."""

    deal: str
    reason: str
    is_sure: bool
    """Whether the reason holds wherever in their spans imprecise dates may lie."""


class UnresolvedParty(Refused):
    """A name means no entity or several; one must be chosen, none is ever picked."""

    def __init__(self, pointer: str, name: str, candidates: Sequence[Candidate] = ()) -> None:
        super().__init__(pointer, name)
        self.pointer = pointer
        self.name = name
        self.candidates = list(candidates)

    def __str__(self) -> str:
        found = ", ".join(candidate.id for candidate in self.candidates)
        return f"{self.name!r} " + (f"may be {found}" if found else "is no company or person of this log")


class FutureKnownAt(Refused):
    """What will be known cannot be asked."""

    def __init__(self, asked: str, newest: str) -> None:
        super().__init__(f"{asked} lies in the future; the newest answer is at {newest}")
        self.asked = asked
        self.newest = newest


class IdempotencyKeyReused(Refused):
    """The key stands for another request that was made before."""

    def __init__(self, key: str) -> None:
        super().__init__("this key was sent with another request before; a new request needs a key of its own")
        self.key = key


class BadLines(PactlogError):
    """Lines of a batch that were refused, by their number from 0; nothing of the batch was stored."""

    def __init__(self, errors: Mapping[int, PactlogError]) -> None:
        super().__init__(errors)
        self.errors = dict(errors)

    def __str__(self) -> str:
        return "; ".join(f"line {number}: {error}" for number, error in self.errors.items())


class Busy(PactlogError):
    """Another writer kept the log for too long; trying again later is safe, nothing was stored."""

    def __init__(self, waited: float) -> None:
        super().__init__(f"the log stayed locked by another writer for {waited:g} s; nothing was stored")
        self.waited = waited


class Tampered(PactlogError):
    """The store does not hold what was written."""


class UnreadableEvent(Tampered):
    """A stored event is not one that this version of Pactlog writes."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"event @{position}: {reason}")
        self.position = position
        self.reason = reason
