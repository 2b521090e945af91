"""A draft: the events that one append is about to add, decided one after another, written all together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from domain.admission import Stamp, admitted, duplicates, unknown_names
from domain.admission.replay import says_the_same
from domain.admission.warnings import warnings_of
from domain.errors import CorrectionTargetUnknown, DuplicateEvent, VersionConflict
from domain.fold.record_plane import Stream
from domain.log import LoggedEvent
from domain.naming.likeness import likeness_of
from domain.naming.resolution import name_key
from domain.values.identifiers import subject_of_party
from domain.vocabulary import DEAL_KINDS
from domain.vocabulary.parties import party_slots
from infra import names
from infra.projector import Projection, change_at
from infra.receipts import Outcome
from infra.store.audit_log import append_leaves
from infra.store.bulk import insert_rows
from infra.store.codec import Recorded
from infra.store.commitments import committed, revealed
from infra.store.event_index import index_row, subjects_of
from infra.store.personal import PersonalValue, keep
from infra.store.tables import event_index, party

if TYPE_CHECKING:
    from infra.origins import Origins
    from infra.store.event_store import EventLog
    from infra.store.recorders import Append

_IMPERSONAL = ("publisher", "published_on", "retrieved_at", "kind")
"""What a source says that cannot name anybody."""


class Draft:
    """Answers what deciding asks of the log, events of this draft included (``domain.log.Log``)."""

    def __init__(
        self, log: EventLog, append: Append, origins: Origins, recorded_by: str, *, refuse_duplicates: bool = False
    ) -> None:
        self._log = log
        self._append = append
        self._connection = append.connection
        self._origins = origins
        self._recorded_by = recorded_by
        self._refuse_duplicates = refuse_duplicates
        self._places: dict[str, str | None] = {}
        self._bearers: dict[str, set[str]] = {}
        self._streams: dict[str, Stream] = {}
        self._plain: dict[str, LoggedEvent] = {}
        self._recorded: list[Recorded] = []
        self._personal: list[tuple[int, PersonalValue]] = []
        self._projection = Projection(self._connection)

    # What deciding asks

    def stream(self, subject: str) -> Stream:
        if subject not in self._streams:
            self._load([subject])
        return self._streams[subject]

    def subject_of(self, event_id: str) -> str | None:
        if event_id in self._plain:
            return self._plain[event_id].subject
        if event_id not in self._places:
            self._locate([event_id])
        return self._places[event_id]

    def bearing(self, key: str) -> Collection[str]:
        if key not in self._bearers:
            self._bearers |= names.bearing(self._connection, [key])
        return self._bearers[key] | self._projection.bearing(key)

    def naming(self, subject: str) -> Collection[str]:
        named = select(party.c.subject).where(party.c.entity == subject)
        return {*self._connection.scalars(named), *self._projection.naming(subject)}

    # What the ledger does

    def expect(self, sent: Sequence[dict[str, Any]]) -> None:
        """Read in one go the streams that *sent* will touch, instead of one by one."""
        told = {one["event_id"] for one in sent if "event_id" in one}
        targets = {one["data"]["target"] for one in sent if one["type"].startswith("record.")}
        self._locate(told | targets)
        written = {one["subject"] for one in sent if "subject" in one}
        written |= {subject for one in targets if (subject := self._places[one])}
        named = {subject_of_party(slot.party) for one in sent for slot in party_slots(one["type"], one["data"])}
        self._load(written | {subject for subject in named if subject})
        self._projection.load({subject for subject in written if self._streams[subject].events})
        self._bearers |= names.bearing(self._connection, {key for one in sent for key in self._keys(one)})
        self._load({subject for bearers in self._bearers.values() for subject in bearers} - self._streams.keys())

    def add(self, sent: dict[str, Any]) -> Outcome:
        """Decide about one event and project it. Raises what speaks against it; the draft is then as before."""
        if earlier := self._recorded_before(sent):
            return earlier
        position = self._append.position + len(self._recorded) + 1
        stamp = Stamp(
            self._append.recorded_at, self._recorded_by, self._origins.new_event_id, self._origins.new_letters
        )
        plain = admitted(sent, self, stamp, position)
        alike = duplicates.look_alikes(plain, sent, self)
        if self._refuse_duplicates:
            duplicates.refuse(plain, alike)
        stream = self._streams[plain.subject]
        stored, personal = committed(plain, stream.events, self._origins.new_salt)
        state = self._log.codec.encode(stored)  # too large, or no canonical form: refused before anything is kept
        stream.add(stored)
        self._recorded.append(Recorded.of(stored, state))
        self._plain[plain.event_id] = plain
        self._personal += [(position, value) for value in personal]
        change = self._projection.follow(stream, plain)
        return Outcome(plain, change, [*warnings_of(stream, plain), *duplicates.warned(alike)])

    def add_unknown(self, sent: dict[str, Any]) -> list[Outcome]:
        """Register every party that *sent* names and nobody bears the name of, with the sources of *sent*."""
        if "event_id" in sent and self.subject_of(sent["event_id"]):
            return []
        outcomes = []
        while slot := next(unknown_names(sent, self), None):
            family = "person" if slot.role == "person" else "company"
            data, sources = {"name": slot.party["name"]}, self._sources_of(sent, family)
            outcomes.append(self.add({"type": f"{family}.registered", "data": data, "sources": sources}))
        return outcomes

    def _sources_of(self, sent: dict[str, Any], registering: str) -> list[dict[str, Any]]:
        """The sources of *sent*, a correction without any having those of its target.

        Where they may speak of a person they pass on to a company who published them and no more.
        """
        told, sources = sent["type"], sent.get("sources")
        if told.startswith("record."):
            target = self._event(sent["data"]["target"])
            told, sources = target.type, sources or sent["data"]["set"].get("sources", target.sources)
        if told.startswith(("hiring.", "person.", "position.")) and (registering == "company" or told != sent["type"]):
            return [{name: source[name] for name in _IMPERSONAL if name in source} for source in sources or ()]
        return sources or []

    def _keys(self, sent: dict[str, Any]) -> Iterator[str]:
        """Under what deciding about *sent* will look for others: parties without an id, deals like one that begins."""
        for slot in party_slots(sent["type"], sent["data"]):
            if "name" in slot.party and "id" not in slot.party:
                yield name_key(slot.party["name"])
        family = sent["type"].partition(".")[0]
        known = self._streams.get(sent.get("subject", ""))
        if family in DEAL_KINDS and not (known and known.events):
            yield likeness_of(family, sent["data"])

    def _load(self, subjects: Collection[str]) -> None:
        loaded = self._log.load(self._connection, subjects)
        self._streams |= {subject: Stream(events) for subject, events in loaded.items()}

    def _locate(self, event_ids: Collection[str]) -> None:
        self._places |= dict.fromkeys(event_ids) | subjects_of(self._connection, event_ids)

    def _event(self, event_id: str) -> LoggedEvent:
        subject = self.subject_of(event_id)
        if subject is None:
            raise CorrectionTargetUnknown(event_id)
        return next(event for event in self.stream(subject).events if event.event_id == event_id)

    def expect_version(self, subject: str, version: int) -> None:
        """Raise VersionConflict if the stream of *subject* was not at *version* before this draft."""
        before = [one.position for one in self.stream(subject).events if one.position <= self._append.position]
        if version != len(before):
            seen = before[:version][-1:] or [0]
            raise VersionConflict(subject, version, len(before), seen[0])

    @property
    def personal(self) -> dict[str, Any]:
        """The personal values that the draft adds, by the digests that stand for them."""
        return {value.digest: value.value for _, value in self._personal}

    def write(self) -> None:
        """Write everything in the transaction of the append."""
        if not self._recorded:
            return
        first = self._append.position + 1
        recordings = self._log.save(*self._recorded, append=self._append)
        insert_rows(self._connection, event_index, [index_row(recorded.event) for recorded in self._recorded])
        keep(self._connection, self._personal)
        append_leaves(self._connection, first, [recording.notification.state for recording in recordings])
        self._projection.write()

    def _recorded_before(self, sent: dict[str, Any]) -> Outcome | None:
        """The outcome of the same event if it is in the log; raises DuplicateEvent if that says something else."""
        event_id = sent.get("event_id")
        if event_id is None or self.subject_of(event_id) is None:
            return None
        stored = self._event(event_id)
        plain = self._plain.get(stored.event_id) or revealed(self._connection, [stored])[0]
        if not says_the_same(sent, plain):
            raise DuplicateEvent(stored.event_id, stored.position)
        return Outcome(plain, change_at(self._connection, stored.subject, stored.position), [], replayed=True)
