"""Reads at (valid_at, known position): each question is one snapshot of the store, each answer a plain document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, Unpack

from sqlalchemy import Engine

from domain.as_of import AsOf
from domain.fold.facts import Fact
from domain.state.answer import Answer
from domain.state.company import company_state
from domain.state.deal import deal_state, stateless_deal
from domain.state.deals import deals_on
from domain.state.documents import document_of_as_of, document_of_event
from domain.state.dossier import Dossier, dossier
from domain.state.holdings import Round
from domain.state.person import person_state
from domain.state.selection import DealFilters
from domain.state.statistics import By
from domain.state.transaction import transaction_state
from infra.ledger import utc_now
from infra.queries import drawing, histories
from infra.queries.acquaintance import first_type, must_know
from infra.queries.basis import Basis, position_of_head, resolve
from infra.queries.citations import Citations
from infra.queries.export import Export
from infra.queries.facts_at import FactsAt
from infra.queries.feed import Feed, Filters
from infra.queries.finding import Finding
from infra.queries.naming import Naming
from infra.queries.rounds import rounds_since
from infra.queries.timeline import timeline
from infra.readiness import told_by_the_log
from infra.store.engine import reading
from infra.store.event_store import EventLog
from infra.store.personal import reveal

Document = dict[str, Any]
NOTHING: Final[frozenset[str]] = frozenset()


class Queries:
    """Answers questions about the log of one database."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._log = EventLog(engine)
        self._citations = Citations()
        self.finding = Finding(engine, self._citations)
        self.naming = Naming(engine)
        self.export = Export(engine, self._log, self._citations, self.finding)
        self._demonstration: bool | None = None

    def as_of(self, valid_at: date | None = None, known_at: datetime | date | int | None = None) -> AsOf:
        """A question, resolved: *known_at* is an instant, a day in UTC or a position. Raises FutureKnownAt."""
        return self.basis(valid_at, known_at).as_of

    def basis(self, valid_at: date | None = None, known_at: datetime | date | int | None = None) -> Basis:
        """The same, with what an answer may be kept by. Raises FutureKnownAt."""
        with reading(self._engine) as connection:
            return resolve(connection, self._clock(), valid_at, known_at)

    def is_demonstration(self) -> bool:
        """Whether the log is a demonstration, which nothing changes once it holds more than its beginning."""
        if self._demonstration is None:
            with reading(self._engine) as connection:
                told = bool(told_by_the_log(connection))
                if position_of_head(connection) > 1:
                    self._demonstration = told
                return told
        return self._demonstration

    def must_know(self, entity: str | None, as_of: AsOf) -> None:
        """Let pass an id of a company or person only if the log knows it. Raises UnknownSubject, NotYetKnown."""
        with reading(self._engine) as connection:
            must_know(connection, entity, as_of)

    def state(self, subject: str, as_of: AsOf, *, include: frozenset[str] = NOTHING) -> Document:
        """The document of *subject*, whatever it is: ``company/…``, ``person/…``, ``deal/…`` or ``transaction/…``."""
        family, _, name = subject.partition("/")
        ask = {"company": self.company, "person": self.person, "deal": self.deal, "transaction": self.transaction}
        return ask[family](name, as_of, include=include)

    def company(self, company_id: str, as_of: AsOf, *, include: frozenset[str] = NOTHING) -> Document:
        """The state of a company; *include* may name ``ended`` and ``sources``. Raises UnknownSubject, NotYetKnown."""
        with reading(self._engine) as connection:
            facts = FactsAt(connection, as_of)
            found, rounds, answer = self._dossier(facts, f"company/{company_id}", include)
            return _finished(facts, answer, company_state(found, rounds, answer))

    def person(self, person_id: str, as_of: AsOf, *, include: frozenset[str] = NOTHING) -> Document:
        """The state of a person. Raises UnknownSubject, NotYetKnown."""
        with reading(self._engine) as connection:
            facts = FactsAt(connection, as_of)
            found, rounds, answer = self._dossier(facts, f"person/{person_id}", include)
            return _finished(facts, answer, person_state(found, rounds, answer))

    def deal(self, deal_id: str, as_of: AsOf, *, include: frozenset[str] = NOTHING) -> Document:
        """The state of a deal. Raises UnknownSubject, NotYetKnown."""
        subject = f"deal/{deal_id}"
        with reading(self._engine) as connection:
            facts = FactsAt(connection, as_of)
            known = facts.lives([subject])[subject]
            kinds = [fact.value["kind"] for fact in known if fact.aspect == "deal"]
            kind = kinds[0] if kinds else first_type(connection, subject, as_of).partition(".")[0]
            packages = [fact for fact in facts.packages_of(subject) if deal_id in fact.value["deals"]]
            answer = self._answer(facts, [*known, *packages], include)
            deal = next(iter(deals_on(as_of.valid_at, known)), None)
            if deal is None:
                return _finished(facts, answer, stateless_deal(deal_id, kind, packages, answer))
            return _finished(facts, answer, deal_state(deal, packages, answer))

    def transaction(self, transaction_id: str, as_of: AsOf, *, include: frozenset[str] = NOTHING) -> Document:
        """The state of a package of deals. Raises UnknownSubject, NotYetKnown."""
        subject = f"transaction/{transaction_id}"
        with reading(self._engine) as connection:
            facts = FactsAt(connection, as_of)
            own = facts.lives([subject])[subject]
            if not own:
                first_type(connection, subject, as_of)
            of_deals = facts.of_streams({f"deal/{deal}" for fact in own for deal in fact.value.get("deals", ())})
            answer = self._answer(facts, [*own, *of_deals], include)
            return _finished(facts, answer, transaction_state(transaction_id, own, of_deals, answer))

    def history(self, subject: str, as_of: AsOf, *, axis: Literal["known", "valid"] = "known") -> Document:
        """Every change, newest first, by position or by day in the world. Raises UnknownSubject, NotYetKnown."""
        tell = histories.as_recorded if axis == "known" else histories.in_the_world
        with reading(self._engine) as connection:
            items = reveal(connection, tell(connection, self._log, subject, as_of))
        return {"items": items, "as_of": document_of_as_of(as_of)}

    def diff(self, subject: str, before: AsOf, after: AsOf) -> Document:
        """What differs between two answers about *subject*, and whether the record or the world changed."""
        with reading(self._engine) as connection:
            told = reveal(connection, histories.difference_between(connection, subject, before, after))
        return told | {"as_of": {"before": document_of_as_of(before), "after": document_of_as_of(after)}}

    def timeline(self, subject: str, as_of: AsOf) -> Document:
        """All that was held about *subject*, as rectangles on both clocks. Raises UnknownSubject, NotYetKnown."""
        with reading(self._engine) as connection:
            items = timeline(connection, subject, as_of)
        return {"items": items, "as_of": document_of_as_of(as_of)}

    def called(self, subjects: Collection[str], as_of: AsOf) -> dict[str, Any]:
        """What *subjects* of all families are called, as far as they are known; None for a deal without a headline."""
        with reading(self._engine) as connection:
            return FactsAt(connection, as_of).called(subjects)

    def graph(self, as_of: AsOf, root: str | None, depth: int, filters: DealFilters, limit: int) -> Document:
        """Who is joined with whom by which deals, around *root* or all. Raises UnknownSubject, NotYetKnown."""
        with reading(self._engine) as connection:
            return drawing.graph(FactsAt(connection, as_of), root, depth, filters, limit)

    def statistics(self, as_of: AsOf, by: By, filters: DealFilters, after: Sequence[str], limit: int) -> Document:
        """How many deals there are and what they add up to, as a whole and in parts, a page of these.

        Raises UnknownSubject, NotYetKnown.
        """
        with reading(self._engine) as connection:
            return drawing.statistics(FactsAt(connection, as_of), by, filters, after, limit)

    def event(self, event_id: str, as_of: AsOf) -> Document:
        """One event, what it changed, what corrects and retracts it. Raises UnknownEvent, NotYetKnown."""
        with reading(self._engine) as connection:
            told = reveal(connection, histories.event_with_changes(connection, self._log, event_id, as_of))
        return told | {"as_of": document_of_as_of(as_of)}

    def event_as_corrected(self, event_id: str) -> Document:
        """What an event of the world says now. Raises UnknownEvent, CorrectionTargetDead, CorrectionDoesNotFit."""
        with reading(self._engine) as connection:
            told: Document = reveal(connection, histories.event_as_corrected(connection, self._log, event_id))
        return told

    def events(self, as_of: AsOf, *, after: int = 0, limit: int = 50, **filters: Unpack[Filters]) -> Document:
        """A page of the feed in position order, and in ``next`` the position to go on behind if there are more.

        Raises UnknownSubject, NotYetKnown.
        """
        with reading(self._engine) as connection:
            must_know(connection, filters.get("company"), as_of)
            found, following = Feed(connection, self._log, as_of).page(filters, after=after, limit=limit)
            items = reveal(connection, [document_of_event(one) for one in found])
        told: Document = {"items": items} | ({} if following is None else {"next": following})
        return told | {"as_of": document_of_as_of(as_of)}

    def _dossier(self, facts: FactsAt, subject: str, include: frozenset[str]) -> tuple[Dossier, list[Round], Answer]:
        found = dossier(subject, facts.of_entity(subject))
        if found.profile is None:
            first_type(facts.connection, subject, facts.as_of)
            found = found.founded_by(facts.lives([subject])[subject])
        if wanted := found.wanted_lives:
            found = found.with_lives(facts.lives(wanted))
        first = found.first_stake
        rounds = rounds_since(facts, found.issuers, first) if first else []
        return found, rounds, self._answer(facts, found.facts(), include)

    def _answer(self, facts: FactsAt, told: Iterable[Fact], include: frozenset[str]) -> Answer:
        ids = dict.fromkeys(event_id for fact in told for event_id in fact.events)
        return Answer(facts.as_of, self._citations.of(facts.connection, ids), include)


def _finished(facts: FactsAt, answer: Answer, document: Document) -> Document:
    """*document* with the names of its parties, and the sources it may hold in the clear."""
    answer.parties.name(facts.names(answer.parties.subjects()))
    return reveal(facts.connection, document) if answer.include else document
