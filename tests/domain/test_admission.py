"""Admission: from an event as it was sent to the event that the log holds, or what speaks against it."""

from __future__ import annotations

import string
from collections.abc import Collection
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from domain.admission import Stamp, admitted, unknown_names
from domain.errors import (
    CorrectionDoesNotFit,
    CorrectionTargetDead,
    CorrectionTargetUnknown,
    IdentifierTaken,
    IllegalHistory,
    Invalid,
    MissingTerms,
    PactlogError,
    StillReferenced,
    UnknownSubject,
    UnresolvedParty,
)
from domain.fold.facts import facts_told
from domain.fold.record_plane import Stream
from domain.log import LoggedEvent
from domain.naming.likeness import likenesses
from domain.naming.names import keys_of
from domain.naming.references import named_subjects
from domain.vocabulary import EVENT_TYPES, never_future, parse_event, wire
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_announced,
    commercial_signed,
    company_alias_added,
    company_ceased,
    company_identifier_assigned,
    company_registered,
    company_renamed,
    company_valued,
    corrected,
    hiring_ended,
    hiring_started,
    investment_announced,
    investment_closed,
    investment_rumoured,
    licensing_announced,
    licensing_took_effect,
    ownership_ended,
    ownership_recorded,
    person_registered,
    person_renamed,
    position_ended,
    position_started,
    retracted,
    transaction_assembled,
    transaction_deal_linked,
    usd,
)
from tests.strategies import ANNE, SUBJECTS, Wire

TODAY = datetime(2025, 7, 1, 12, tzinfo=UTC)
GAMMA_LABS = {"name": "Gamma Labs"}


def eid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


class Memory:
    """A log in memory: all that deciding may ask (``domain.log.Log``), and the recording of what is admitted."""

    def __init__(self, *wires: Wire) -> None:
        self.events: list[LoggedEvent] = []
        self._random = Random(0)
        for sent in wires:
            self.record(sent)

    def stream(self, subject: str) -> Stream:
        return Stream([event for event in self.events if event.subject == subject])

    def subject_of(self, event_id: str) -> str | None:
        return next((event.subject for event in self.events if event.event_id == event_id), None)

    def bearing(self, key: str) -> Collection[str]:
        found = {event.subject for event in self.events if key in keys_of(event)}
        deals = {event.subject for event in self.events if event.subject.startswith("deal/")}
        return found | {deal for deal in deals if key in likenesses(facts_told(self.stream(deal).alive))}

    def naming(self, subject: str) -> Collection[str]:
        return {event.subject for event in self.events if subject in named_subjects(event)}

    def record(self, sent: Wire) -> LoggedEvent:
        """Take in *sent* as the event ``eid(position)``, unless it chose another id."""
        position = len(self.events) + 1
        stamp = Stamp(TODAY, "key_1", lambda: eid(position), self._letters)
        event = admitted(wire(parse_event(sent)), self, stamp, position)
        self.events.append(event)
        return event

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(string.ascii_lowercase, k=count))


def registered(company: str, name: str, **data: Any) -> Wire:
    return company_registered(None, name=name, **data) | {"subject": f"company/{company}"}


@pytest.fixture
def log() -> Memory:
    """Alpha, Beta, Gamma Labs and Anne at the positions 1 to 4."""
    return Memory(
        company_registered(None), registered("beta", "Beta"), registered("gamma", "Gamma Labs"), person_registered(None)
    )


def new(sent: Wire) -> Wire:
    return {name: value for name, value in sent.items() if name != "subject"}


def faults(log: Memory, sent: Wire, error: type[Invalid] = Invalid) -> list[tuple[str, str]]:
    """Where and why *sent* is refused."""
    before = list(log.events)
    with pytest.raises(error) as caught:
        log.record(sent)
    assert log.events == before
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def refused(log: Memory, sent: Wire, error: type[PactlogError]) -> Any:
    with pytest.raises(error) as caught:
        log.record(sent)
    assert type(caught.value) is error
    return caught.value


class TestTheEventItself:
    def test_the_log_adds_what_only_it_knows(self, log: Memory) -> None:
        event = log.record(investment_closed("2025-06-12") | {"confidence": "confirmed", "date_basis": "closed"})
        assert (event.position, event.version, event.schema_version) == (5, 1, 1)
        assert (event.event_id, event.recorded_at, event.recorded_by) == (eid(5), TODAY, "key_1")
        assert (event.occurred_on, event.confidence, event.date_basis) == ("2025-06-12", "confirmed", "closed")
        assert log.record(investment_closed("2025-06-12")).version == 2

    def test_an_id_that_was_chosen_is_kept(self, log: Memory) -> None:
        assert log.record(investment_closed("2025", event_id=eid(99))).event_id == eid(99)

    def test_what_was_sent_is_not_changed(self, log: Memory) -> None:
        sent = investment_closed("2025", issuer=dict(GAMMA_LABS))
        assert log.record(sent).data["issuer"] == {"id": "gamma", "name": "Gamma Labs"}
        assert sent["data"]["issuer"] == GAMMA_LABS


class TestParties:
    @pytest.mark.parametrize("name", ["Gamma Labs", "gammalabs", "GAMMA  LABS", "Gamma-Labs."])
    def test_a_name_stands_for_the_one_who_bears_it(self, log: Memory, name: str) -> None:
        assert log.record(investment_closed("2025", issuer={"name": name})).data["issuer"] == {
            "id": "gamma",
            "name": name,
        }

    def test_former_names_aliases_and_legal_names_are_borne_too(self, log: Memory) -> None:
        log.record(company_renamed("2025", name="Omega", legal_name="Omega Holdings"))
        log.record(company_alias_added("2025", alias="Om"))
        for name in ("Alpha", "Omega", "Omega Holdings", "OM"):
            assert log.record(commercial_with({"name": name})).data["parties"][0]["party"]["id"] == "alpha"

    def test_a_name_that_nobody_bears_is_refused(self, log: Memory) -> None:
        error = refused(log, investment_closed("2025", issuer={"name": "Gama Lab"}), UnresolvedParty)
        assert (error.pointer, error.name, error.candidates) == ("/data/issuer", "Gama Lab", [])

    def test_a_name_that_several_bear_is_refused_with_all_of_them(self, log: Memory) -> None:
        log.record(registered("gamma-2", "Gamma Labs"))
        error = refused(log, investment_closed("2025", issuer=GAMMA_LABS), UnresolvedParty)
        assert [candidate.id for candidate in error.candidates] == ["gamma", "gamma-2"]

    def test_an_id_that_nobody_has_is_refused_at_its_place(self, log: Memory) -> None:
        sent = investment_closed("2025", investors=[{"party": ALPHA}, {"party": {"id": "delta"}}])
        error = refused(log, sent, UnresolvedParty)
        assert (error.pointer, error.name) == ("/data/investors/1/party", "delta")

    def test_who_was_registered_by_mistake_bears_no_name(self, log: Memory) -> None:
        log.record(registered("gamma-2", "Gamma Labs"))
        log.record(retracted(eid(3)))
        assert log.record(investment_closed("2025", issuer=GAMMA_LABS)).data["issuer"]["id"] == "gamma-2"
        refused(log, investment_closed("2025", issuer=GAMMA), UnresolvedParty)

    def test_only_people_are_hired_and_only_companies_issue(self, log: Memory) -> None:
        log.record(registered("anne", "Anne"))
        assert log.record(hiring_started("2025", person={"name": "Anne"})).data["person"]["id"] == ANNE["id"]
        assert log.record(investment_closed("2025", issuer={"name": "Anne"})).data["issuer"]["id"] == "anne"
        investor = investment_closed("2025", investors=[{"party": {"name": "Anne"}}])
        assert refused(log, investor, UnresolvedParty).pointer == "/data/investors/0/party"

    def test_parties_that_no_source_names_stay_unnamed(self, log: Memory) -> None:
        others = [{"party": ALPHA}, {"party": {"unnamed": "co-investors", "count": 5}}]
        assert log.record(investment_closed("2025", investors=others)).data["investors"] == others

    def test_one_entity_by_id_and_by_name_is_still_one(self, log: Memory) -> None:
        investors = [{"party": {"name": "Gamma Labs"}}]
        assert faults(log, investment_closed("2025", investors=investors)) == [
            ("/data/investors/0/party", "party_twice")
        ]
        sides = {"licensors": [GAMMA_LABS], "licensees": [GAMMA]}
        assert faults(log, licensing_announced("2025", **sides)) == [("/data/licensees/0", "party_twice")]
        log.record(commercial_with(GAMMA_LABS, GAMMA))
        both = [ALPHA, {"name": "Gamma Labs"}]
        log.record(licensing_announced("2025", licensors=both, licensees=[GAMMA, ALPHA], mutual=True))

    def test_a_company_does_not_own_itself_by_its_name(self, log: Memory) -> None:
        assert faults(log, ownership_recorded("2025", owner={"name": "Alpha"})) == [("/data/owner", "party_twice")]

    def test_unknown_names_are_told_with_their_roles(self, log: Memory) -> None:
        sent = hiring_started("2025", employer={"name": "New Co"}, person={"name": "Jane"}, from_company=GAMMA_LABS)
        assert [(slot.role, slot.party["name"]) for slot in unknown_names(sent, log)] == [
            ("employer", "New Co"),
            ("person", "Jane"),
        ]


def commercial_with(*parties: Wire) -> Wire:
    return commercial_signed("2025", parties=[{"party": party, "role": "partner"} for party in parties])


class TestIds:
    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            (investment_closed("2025-06-12"), "deal/alpha-gamma-2025"),
            (acquisition_announced("2024"), "deal/alpha-gamma-2024"),
            (licensing_announced("2025-06"), "deal/alpha-gamma-2025"),
            (commercial_signed("2025"), "deal/gamma-alpha-2025"),
            (investment_closed("2025", investors=[{"party": {"unnamed": "funds"}}]), "deal/gamma-2025"),
            (investment_closed("2025", investors=[{"party": ANNE}]), "deal/gamma-2025"),
            (company_registered("2024", name="Scale AI, Inc."), "company/scale-ai-inc"),
            (company_registered("2024", name="Éclair & Fils"), "company/eclair-fils"),
            (company_registered("2024", name="数据"), "company/x-1"),
        ],
    )
    def test_they_are_made_from_the_names_of_companies(self, log: Memory, sent: Wire, expected: str) -> None:
        assert log.record(new(sent)).subject == expected

    def test_they_are_free(self, log: Memory) -> None:
        ids = [log.record(new(investment_closed("2025"))).subject for _ in range(3)]
        assert ids == ["deal/alpha-gamma-2025", "deal/alpha-gamma-2025-2", "deal/alpha-gamma-2025-3"]
        many = [log.record(new(company_registered(None, name="Delta"))).subject for _ in range(12)]
        assert len(set(many)) == 12
        assert all(one.startswith("company/delta") for one in many)

    def test_those_of_people_and_hirings_tell_no_name(self, log: Memory) -> None:
        person = log.record(new(person_registered(None, name="Zoe Zimmer"))).subject
        assert len(person) == len("person/p_") + 10
        assert "zo" not in person
        hired = {"id": person.partition("/")[2], "name": "Zoe Zimmer"}
        first, second = (log.record(new(hiring_started("2025-06", person=hired))).subject for _ in range(2))
        assert first.startswith("deal/alpha-2025-")
        assert len(first) == len("deal/alpha-2025-") + 4
        assert first != second

    def test_a_package_is_called_after_its_parties(self, log: Memory) -> None:
        with_deals(log)
        sent = transaction_assembled("2025", principal=ALPHA, counterparty=GAMMA)
        assert log.record(new(sent)).subject == "transaction/alpha-gamma-package"

    def test_a_chosen_id_is_taken_as_it_is(self, log: Memory) -> None:
        assert log.record(investment_closed("2025") | {"subject": "deal/stargate"}).subject == "deal/stargate"

    def test_an_id_of_another_family_is_no_collision(self, log: Memory) -> None:
        log.record(registered("alpha-gamma-2025", "Whatever"))
        assert log.record(new(investment_closed("2025"))).subject == "deal/alpha-gamma-2025"


def with_deals(log: Memory) -> Memory:
    """Two deals in *log*, called as packages call them: the investment at position 5, the licensing at 6."""
    log.record(investment_closed("2025"))
    log.record(licensing_announced("2025"))
    return log


class TestSubjects:
    @pytest.mark.parametrize(
        "sent",
        [
            company_renamed("2025"),
            company_valued("2025", valuation=usd(1)),
            ownership_recorded("2025", owner=BETA),
        ],
    )
    def test_only_who_is_registered_has_a_story(self, log: Memory, sent: Wire) -> None:
        error = refused(log, sent | {"subject": "company/gamma-labs"}, UnknownSubject)
        assert (error.family, error.subject) == ("company", "company/gamma-labs")

    def test_who_was_registered_by_mistake_has_none(self, log: Memory) -> None:
        log.record(retracted(eid(4)))
        refused(log, person_renamed("2025"), UnknownSubject)
        refused(log, position_started("2025"), UnknownSubject)

    def test_a_record_event_belongs_to_its_target(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        assert log.record(corrected(eid(5), amount=usd(1))).subject == SUBJECTS["investment"]

    def test_an_identifier_belongs_to_one_company(self, log: Memory) -> None:
        ticker = {"scheme": "ticker", "value": "ALPH"}
        log.record(company_identifier_assigned("2025", **ticker))
        log.record(company_identifier_assigned("2025", **ticker))
        error = refused(log, registered("delta", "Delta", identifiers=[ticker]), IdentifierTaken)
        assert (error.pointer, error.holder) == ("/data/identifiers/0", "company/alpha")
        other = company_identifier_assigned("2025", **ticker) | {"subject": "company/beta"}
        assert refused(log, other, IdentifierTaken).pointer == "/data/value"

    def test_an_identifier_of_who_was_registered_by_mistake_is_free(self, log: Memory) -> None:
        ticker = {"scheme": "ticker", "value": "DELT"}
        log.record(registered("delta", "Delta", identifiers=[ticker]))
        log.record(retracted(eid(5)))
        log.record(registered("delta-2", "Delta", identifiers=[ticker]))

    def test_a_second_registration_is_refused(self, log: Memory) -> None:
        refused(log, company_registered("2024"), IdentifierTaken)
        refused(log, person_registered(None), IdentifierTaken)


class TestDates:
    TOMORROW = "2025-07-02"

    @pytest.mark.parametrize("type_", [type_ for type_ in EVENT_TYPES if not type_.startswith(("log.", "record."))])
    def test_only_effects_and_ends_may_lie_ahead(self, type_: str) -> None:
        happening = type_.partition(".")[2]
        ahead = happening in {"took_effect", "started", "ended", "withdrawn", "terminated", "expired", "ceased"}
        assert never_future(type_) is not ahead

    @pytest.mark.parametrize("sent", [investment_closed, company_renamed, ownership_recorded, person_renamed])
    def test_what_happened_has_come(self, log: Memory, sent: Any) -> None:
        assert faults(log, sent(self.TOMORROW)) == [("/occurred_on", "in_the_future")]
        assert faults(log, sent("2026")) == [("/occurred_on", "in_the_future")]
        for day in ("2025-07-01", "2025-07", "2025"):
            log.record(sent(day))

    @pytest.mark.parametrize(
        "sent", [licensing_took_effect, hiring_started, company_ceased, ownership_ended, position_started]
    )
    def test_what_takes_effect_or_ends_may_lie_ahead(self, log: Memory, sent: Any) -> None:
        log.record(sent("2027"))

    def test_a_correction_does_not_move_into_the_future_either(self, log: Memory) -> None:
        log.record(investment_closed("2025-06-12"))
        moved = corrected(eid(5), occurred_on=self.TOMORROW)
        assert faults(log, moved, CorrectionDoesNotFit) == [("/data/set/occurred_on", "in_the_future")]


class TestReferences:
    def test_money_is_part_of_a_deal_that_is_known(self, log: Memory) -> None:
        with_deals(log)
        part = {"amount": {"included_in": "the-licensing"}}
        assert log.record(investment_closed("2025", **part)).data["amount"] == part["amount"]
        unknown = {"amount": {"included_in": "the-hiring"}}
        assert faults(log, investment_closed("2025", **unknown)) == [("/data/amount/included_in", "unknown_deal")]
        own = {"consideration": {"total": {"included_in": "the-licensing"}}}
        assert faults(log, licensing_announced("2025", **own)) == [
            ("/data/consideration/total/included_in", "own_deal")
        ]

    def test_a_package_is_made_of_deals_that_are_known(self, log: Memory) -> None:
        assert faults(log, transaction_assembled("2025")) == [
            ("/data/deals/0", "unknown_deal"),
            ("/data/deals/1", "unknown_deal"),
        ]
        with_deals(log).record(transaction_assembled("2025"))
        assert faults(log, transaction_deal_linked("2025", deal="the-hiring")) == [("/data/deal", "unknown_deal")]

    def test_a_deal_that_was_retracted_is_not_known(self, log: Memory) -> None:
        with_deals(log).record(retracted(eid(6)))
        assert faults(log, transaction_assembled("2025")) == [("/data/deals/1", "unknown_deal")]

    def test_the_position_that_ends_is_one_of_this_person(self, log: Memory) -> None:
        log.record(new(person_registered(None, name="Boris")) | {"subject": "person/p_bbbbbbbbbb"})
        begun = log.record(position_started("2024") | {"subject": "person/p_bbbbbbbbbb"}).event_id
        assert faults(log, position_ended("2025", position=begun)) == [("/data/position", "unknown_position")]
        log.record(position_ended("2025", position=begun) | {"subject": "person/p_bbbbbbbbbb"})

    def test_a_position_that_a_hiring_made_is_ended_by_its_deal(self, log: Memory) -> None:
        hired = log.record(hiring_started("2024"))
        error = refused(log, position_ended("2025", position=hired.event_id), IllegalHistory)
        assert error.because == hired.event_id
        assert "hiring.ended" in error.remedy
        assert "deal/the-hiring" in error.remedy
        log.record(hiring_ended("2025"))


class TestRetractions:
    def test_what_was_never_recorded_is_not_retracted(self, log: Memory) -> None:
        assert refused(log, retracted(eid(9)), CorrectionTargetUnknown).target == eid(9)
        assert refused(log, corrected(eid(9), amount=usd(1)), CorrectionTargetUnknown).target == eid(9)

    def test_a_registration_that_others_name_stays(self, log: Memory) -> None:
        closed = log.record(investment_closed("2025"))
        error = refused(log, retracted(eid(1)), StillReferenced)
        assert (error.target, error.by) == (eid(1), [closed.event_id])
        refused(log, retracted(eid(3)), StillReferenced)
        log.record(retracted(eid(2)))
        log.record(retracted(closed.event_id))
        log.record(retracted(eid(1)))

    def test_a_registration_that_its_own_story_needs_stays(self, log: Memory) -> None:
        renamed = log.record(company_renamed("2025"))
        assert refused(log, retracted(eid(1)), StillReferenced).by == [renamed.event_id]

    def test_who_was_corrected_away_is_needed_no_more(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        correction = log.record(corrected(eid(5), issuer=BETA))
        log.record(retracted(eid(3)))
        assert faults(log, retracted(correction.event_id), CorrectionDoesNotFit) == [("/data/target", "unknown_party")]

    def test_a_position_that_an_end_names_stays(self, log: Memory) -> None:
        begun = log.record(position_started("2024"))
        end = log.record(position_ended("2025", position=begun.event_id))
        assert refused(log, retracted(begun.event_id), StillReferenced).by == [end.event_id]
        other = log.record(position_started("2024"))
        log.record(position_ended("2025", company=GAMMA))
        log.record(retracted(other.event_id))

    def test_the_last_event_of_a_deal_that_others_name_stays(self, log: Memory) -> None:
        with_deals(log)
        assembled = log.record(transaction_assembled("2025"))
        assert refused(log, retracted(eid(5)), StillReferenced).by == [assembled.event_id]
        log.record(investment_announced("2025"))
        log.record(retracted(eid(5)))
        refused(log, retracted(eid(8)), StillReferenced)
        log.record(retracted(assembled.event_id))
        log.record(retracted(eid(8)))

    def test_the_last_event_of_a_deal_that_money_is_part_of_stays(self, log: Memory) -> None:
        with_deals(log).record(investment_closed("2025", amount={"included_in": "the-licensing"}))
        assert refused(log, retracted(eid(6)), StillReferenced).by == [eid(7)]

    def test_a_deal_that_loses_what_identifies_it_is_refused(self, log: Memory) -> None:
        log.record(investment_rumoured("2025"))
        log.record(investment_closed("2025", issuer=None, investors=None))
        refused(log, retracted(eid(5)), MissingTerms)

    def test_what_is_retracted_is_neither_retracted_nor_corrected(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        gone = log.record(retracted(eid(5)))
        for sent in (retracted(eid(5)), corrected(eid(5), amount=usd(1))):
            error = refused(log, sent, CorrectionTargetDead)
            assert (error.target, error.by) == (eid(5), gone.event_id)

    def test_a_retraction_is_undone_by_its_retraction(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        gone = log.record(retracted(eid(5)))
        undone = log.record(retracted(gone.event_id))
        assert refused(log, retracted(gone.event_id), CorrectionTargetDead).by == undone.event_id
        log.record(corrected(eid(5), amount=usd(1)))
        log.record(retracted(eid(5)))

    def test_what_comes_back_must_fit_what_has_happened_since(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        gone = log.record(retracted(eid(5)))
        log.record(retracted(eid(3)))
        assert faults(log, retracted(gone.event_id), CorrectionDoesNotFit) == [("/data/target", "unknown_party")]

    def test_a_superseded_correction_is_alive(self, log: Memory) -> None:
        log.record(investment_closed("2025"))
        log.record(corrected(eid(5), amount=usd(1)))
        log.record(corrected(eid(5), amount=usd(2)))
        log.record(retracted(eid(6)))

    def test_a_registration_comes_back_only_if_it_is_still_the_only_one(self, log: Memory) -> None:
        gone = log.record(retracted(eid(2)))
        log.record(registered("beta", "Beta again"))
        refused(log, retracted(gone.event_id), IdentifierTaken)

    def test_how_the_log_started_stays(self, log: Memory) -> None:
        started = LoggedEvent(
            position=5,
            event_id=eid(5),
            type="log.started",
            schema_version=1,
            subject="log/pactlog",
            version=1,
            recorded_at=TODAY,
            recorded_by="system",
            data={"demonstration": False, "origin": "pactlog.example"},
            sources=[],
        )
        log.events.append(started)
        assert faults(log, retracted(eid(5))) == [("/data/target", "start_of_the_log")]


class TestCorrections:
    @pytest.fixture
    def closed(self, log: Memory) -> Memory:
        log.record(investment_closed("2025-06-12", amount=usd(5)))
        return log

    def test_the_parties_of_a_correction_are_resolved(self, closed: Memory) -> None:
        correction = closed.record(corrected(eid(5), issuer={"name": "Beta"}))
        assert correction.data["set"]["issuer"] == {"id": "beta", "name": "Beta"}
        error = refused(closed, corrected(eid(5), issuer={"name": "Nobody"}), UnresolvedParty)
        assert error.pointer == "/data/set/issuer"

    @pytest.mark.parametrize(
        ("correction", "expected"),
        [
            ({"amount": {"amount": "-5", "currency": "USD"}}, ("/data/set/amount/amount", "negative")),
            ({"round": "series_z"}, ("/data/set/round", "literal_error")),
            ({"price": {"amount": "5", "currency": "USD"}}, ("/data/set/price", "extra_forbidden")),
            ({"amount": {"included_in": "the-hiring"}}, ("/data/set/amount/included_in", "unknown_deal")),
            ({"amount": {"included_in": "the-investment"}}, ("/data/set/amount/included_in", "own_deal")),
            ({"issuer": {"name": "Alpha"}}, ("/data/target", "party_twice")),
            ({"investors": [{"party": {"name": "Gamma Labs"}}]}, ("/data/set/investors/0/party", "party_twice")),
        ],
    )
    def test_what_a_correction_results_in_must_be_valid(
        self, closed: Memory, correction: dict[str, Any], expected: tuple[str, str]
    ) -> None:
        assert faults(closed, corrected(eid(5), **correction), CorrectionDoesNotFit) == [expected]

    def test_a_field_that_the_event_needs_is_not_unset(self, log: Memory) -> None:
        renamed = log.record(company_renamed("2025"))
        pointers = faults(log, corrected(renamed.event_id, unset=["name"]), CorrectionDoesNotFit)
        assert pointers == [("/data/unset", "missing")]

    def test_a_record_event_is_not_corrected(self, closed: Memory) -> None:
        closed.record(corrected(eid(5), amount=usd(6)))
        assert faults(closed, corrected(eid(6), reason="typo"), CorrectionDoesNotFit) == [
            ("/data/target", "record_event")
        ]

    def test_a_correction_is_judged_with_those_before_it(self, closed: Memory) -> None:
        closed.record(corrected(eid(5), issuer=BETA))
        moved = corrected(eid(5), investors=[{"party": GAMMA}])
        closed.record(moved)
        assert faults(closed, retracted(eid(6)), CorrectionDoesNotFit)

    def test_a_deal_is_judged_as_corrected(self, closed: Memory) -> None:
        refused(closed, corrected(eid(5), unset=["issuer"]), MissingTerms)
        closed.record(investment_announced("2025-06-01"))
        closed.record(corrected(eid(5), unset=["issuer"]))
