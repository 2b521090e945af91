"""The ledger: what it records once, in which order, all or nothing, and what it keeps out of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy import text as sql

from domain.errors import (
    BadLines,
    DuplicateEvent,
    IllegalHistory,
    MissingTerms,
    NotEmpty,
    PayloadTooLarge,
    UnresolvedParty,
    VersionConflict,
)
from domain.log import LoggedEvent
from domain.vocabulary import Event, parse_event
from infra.demonstration import demonstration
from infra.doctor import examine
from infra.ledger import Ledger
from infra.projector import rebuild
from infra.receipts import Receipt
from infra.store.codec import MAX_EVENT_BYTES
from infra.store.commitments import revealed
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import entity_name, metadata, personal_value
from tests.histories import derived, log_of

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DEAL = "deal/meta-scale-ai-2025"
META, SCALE = {"id": "meta"}, {"id": "scale-ai"}
WANG = {"id": "p_alexandrw1", "name": "Alexandr Wang"}
SOURCES = [{"publisher": "Meta", "kind": "party_statement", "title": "A new chapter"}]
SUBJECTS = [{"name": "Data", "type": "dataset"}]
ID = "00000000-0000-4000-8000-00000000000{}"

Wire = dict[str, Any]


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """The ledger of a store in which Meta, Scale AI and Alexandr Wang are registered at the positions 1 to 3."""
    engine = make_engine(database_url)
    ledger = Ledger(engine, clock=lambda: NOON)
    record(
        ledger,
        told("company.registered", "company/meta", name="Meta Platforms", aliases=["Meta"]),
        told("company.registered", "company/scale-ai", name="Scale AI"),
        told("person.registered", "person/p_alexandrw1", name=WANG["name"]),
    )
    yield ledger
    engine.dispose()


def told(type_: str, subject: str | None = None, event_id: str | None = None, **data: Any) -> Wire:
    wire: Wire = {"type": type_, "data": data, "sources": SOURCES, "occurred_on": "2025-06-12"}
    return wire | ({"subject": subject} if subject else {}) | ({"event_id": event_id} if event_id else {})


def closing(event_id: str | None = ID.format(1), **data: Any) -> Wire:
    said = {"issuer": SCALE, "investors": [{"party": META}], "amount": usd("14300000000")}
    return told("investment.closed", DEAL, event_id, **(said | data))


def usd(amount: str) -> Wire:
    return {"amount": amount, "currency": "USD"}


def corrected(target: str, **fields: Any) -> Wire:
    return {"type": "record.corrected", "data": {"target": target, "set": fields, "reason": "typo"}}


def retracted(target: str) -> Wire:
    return {"type": "record.retracted", "data": {"target": target, "reason": "other"}}


def record(ledger: Ledger, *wires: Wire, **options: Any) -> Receipt:
    return ledger.record([parse_event(wire) for wire in wires], recorded_by="key_1", **options)


def everything(ledger: Ledger) -> tuple[Any, ...]:
    """All that the store holds, to see whether anything has been added."""
    with reading(ledger.log.engine) as connection:
        kept = connection.execute(select(personal_value.c.digest)).all()
    return log_of(ledger), derived(ledger.log.engine), sorted(kept)


def test_an_event_that_is_sent_again_is_recorded_once(ledger: Ledger) -> None:
    first = record(ledger, closing())
    before = everything(ledger)
    again = record(ledger, closing())
    assert everything(ledger) == before
    assert [outcome.replayed for outcome in (*first.outcomes, *again.outcomes)] == [False, True]
    assert again.outcomes[0].event == first.outcomes[0].event
    assert again.outcomes[0].change == first.outcomes[0].change


def test_a_new_deal_that_is_sent_again_is_the_same_deal(ledger: Ledger) -> None:
    new = closing() | {"subject": None}
    wire = {name: value for name, value in new.items() if value is not None}
    first, again = record(ledger, wire), record(ledger, wire)
    assert first.outcomes[0].event.subject == again.outcomes[0].event.subject == "deal/meta-scale-ai-2025"
    assert len(log_of(ledger)) == 4


def test_a_party_that_is_sent_again_by_its_name_alone_is_the_same(ledger: Ledger) -> None:
    wire = closing(issuer={"name": "ScaleAI"}, investors=[{"party": {"name": "Meta"}}])
    first, again = record(ledger, wire), record(ledger, wire)
    assert first.outcomes[0].event.data["issuer"] == {"id": "scale-ai", "name": "ScaleAI"}
    assert again.outcomes[0].replayed


def test_an_event_with_personal_values_is_the_same_when_it_is_sent_again(ledger: Ledger) -> None:
    wire = told("hiring.started", "deal/wang", ID.format(1), employer=META, person=WANG, headline="Wang joins Meta")
    wire |= {"note": "He stays on the board of Scale AI."}
    record(ledger, wire)
    before = everything(ledger)
    assert record(ledger, wire).outcomes[0].replayed
    assert everything(ledger) == before


def test_an_event_is_the_same_after_it_was_corrected_or_retracted(ledger: Ledger) -> None:
    record(ledger, closing(ID.format(1)), closing(ID.format(2)))
    record(ledger, corrected(ID.format(1), amount=usd("14800000000")))
    record(ledger, retracted(ID.format(2)))
    again = record(ledger, closing(ID.format(1)), closing(ID.format(2)))
    assert [outcome.replayed for outcome in again.outcomes] == [True, True]


def test_an_event_is_the_same_after_its_personal_values_were_erased(ledger: Ledger) -> None:
    wire = told("hiring.started", "deal/wang", ID.format(1), employer=META, person=WANG) | {"note": "He stays."}
    record(ledger, wire)
    erase_everything(ledger)
    assert record(ledger, wire).outcomes[0].replayed
    assert len(log_of(ledger)) == 4


def test_an_event_is_recorded_once_though_a_batch_holds_it_twice(ledger: Ledger) -> None:
    receipt = record(ledger, closing(), closing())
    assert [outcome.replayed for outcome in receipt.outcomes] == [False, True]
    assert len(log_of(ledger)) == 4


def test_a_batch_may_be_half_recorded_before(ledger: Ledger) -> None:
    record(ledger, closing(ID.format(1)))
    receipt = record(ledger, closing(ID.format(1)), closing(ID.format(2)))
    assert [outcome.replayed for outcome in receipt.outcomes] == [True, False]
    assert receipt.position == 5


def test_an_event_without_an_id_is_another_event_each_time(ledger: Ledger) -> None:
    record(ledger, closing(None))
    assert record(ledger, closing(None)).position == 5


@pytest.mark.parametrize(
    "other",
    [
        closing(amount=usd("14800000000")),
        closing(round="strategic"),
        closing() | {"occurred_on": "2025-06"},
        closing() | {"confidence": "confirmed"},
        closing() | {"note": "or not"},
        closing() | {"sources": [{"publisher": "Meta", "kind": "press", "title": "A new chapter"}]},
        closing() | {"subject": "deal/other"},
        closing(issuer={"name": "Meta"}),
        closing() | {"type": "investment.signed"},
    ],
)
def test_an_id_that_stands_for_something_else_is_refused(ledger: Ledger, other: Wire) -> None:
    record(ledger, closing())
    before = everything(ledger)
    with pytest.raises(DuplicateEvent, match="at position 4 with other content"):
        record(ledger, other)
    assert everything(ledger) == before


def test_a_field_that_is_left_out_is_something_else(ledger: Ledger) -> None:
    record(ledger, closing(round="strategic"))
    with pytest.raises(DuplicateEvent):
        record(ledger, closing())


def test_the_version_is_that_of_the_stream_before_the_event(ledger: Ledger) -> None:
    assert record(ledger, closing(None), expected_version=0).outcomes[0].event.version == 1
    assert record(ledger, closing(None), expected_version=1).outcomes[0].event.version == 2
    with pytest.raises(VersionConflict, match=rf"{DEAL} is at version 2, not 1") as caught:
        record(ledger, closing(None), expected_version=1)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert len(log_of(ledger)) == 5


def test_the_version_is_seen_before_all_events_of_an_append(ledger: Ledger) -> None:
    receipt = record(ledger, closing(None), closing(None), expected_version=0)
    assert [outcome.event.version for outcome in receipt.outcomes] == [1, 2]


def test_a_record_event_counts_in_the_stream_of_its_target(ledger: Ledger) -> None:
    record(ledger, closing())
    with pytest.raises(VersionConflict):
        record(ledger, retracted(ID.format(1)), expected_version=0)
    record(ledger, retracted(ID.format(1)), expected_version=1)


def test_what_was_recorded_before_is_told_whatever_version_was_seen(ledger: Ledger) -> None:
    record(ledger, closing(), expected_version=0)
    assert record(ledger, closing(), expected_version=0).outcomes[0].replayed


def test_who_is_missing_is_registered_first_and_with_the_sources_of_the_event(ledger: Ledger) -> None:
    wire = told(
        "investment.announced", None, ID.format(1), issuer={"name": "Acme AI"}, investors=[{"party": {"name": "Zeta"}}]
    )
    receipt = record(ledger, wire, create_missing=True)
    acme, zeta, announced = log_of(ledger)[3:]
    assert [outcome.event for outcome in receipt.registered] == [acme, zeta]
    assert (acme.subject, zeta.subject) == ("company/acme-ai", "company/zeta")
    assert acme.data == {"name": "Acme AI"}
    assert acme.sources == announced.sources == SOURCES
    assert acme.occurred_on is None
    assert acme.recorded_at == announced.recorded_at
    assert announced.data["issuer"] == {"id": "acme-ai", "name": "Acme AI"}
    assert [outcome.event for outcome in receipt.outcomes] == [announced]


def test_who_is_missing_is_registered_once(ledger: Ledger) -> None:
    wires = [
        told("investment.announced", issuer={"name": name}, investors=[{"party": META}])
        for name in ("Acme AI", "AcmeAI", "ACME ai")
    ]
    receipt = record(ledger, *wires, create_missing=True)
    assert [outcome.event.subject for outcome in receipt.registered] == ["company/acme-ai"]
    assert record(ledger, wires[0], create_missing=True).registered == []


def test_a_person_who_is_missing_gets_an_id_that_tells_nothing(ledger: Ledger) -> None:
    wire = told("hiring.announced", employer=META, person={"name": "Jane Doe"})
    receipt = record(ledger, wire, create_missing=True)
    (registered,) = receipt.registered
    assert registered.event.type == "person.registered"
    assert registered.event.subject.startswith("person/p_")
    deal = receipt.outcomes[0].event.subject
    assert deal.startswith("deal/meta-2025-")
    assert not {"jane", "doe"} & set(deal.split("-"))


def test_what_a_hiring_says_of_a_person_does_not_get_out_by_registering_the_employer(ledger: Ledger) -> None:
    wire = told("hiring.announced", employer={"name": "Acme AI"}, person=WANG)
    wire |= {"sources": [{"publisher": "Acme AI", "kind": "press", "title": "Wang joins", "url": "https://a.ai/wang"}]}
    record(ledger, wire, create_missing=True)
    (registered,) = [event for event in log_of(ledger) if event.subject == "company/acme-ai"]
    assert registered.sources == [{"publisher": "Acme AI", "kind": "press"}]
    assert b"wang" not in dump(ledger)


def test_who_is_missing_in_a_correction_is_registered_with_the_sources_of_what_is_corrected(ledger: Ledger) -> None:
    record(ledger, closing())
    receipt = record(ledger, corrected(ID.format(1), issuer={"name": "Acme AI"}), create_missing=True)
    assert [outcome.event.sources for outcome in receipt.registered] == [SOURCES]
    assert record(
        ledger,
        corrected(ID.format(1), issuer={"name": "Zeta"}, sources=[{"publisher": "Zeta", "kind": "press"}]),
        create_missing=True,
    ).registered[0].event.sources == [{"publisher": "Zeta", "kind": "press"}]


def test_nobody_is_registered_for_an_event_that_was_recorded_before(ledger: Ledger) -> None:
    wire = closing(issuer={"name": "Acme AI"})
    registered = record(ledger, wire, create_missing=True).registered[0].event
    record(ledger, retracted(ID.format(1)), retracted(registered.event_id))
    again = record(ledger, wire, create_missing=True)
    assert again.registered == []
    assert again.outcomes[0].replayed


def test_nobody_is_registered_for_an_event_that_is_refused(ledger: Ledger) -> None:
    before = everything(ledger)
    with pytest.raises(MissingTerms):
        record(ledger, told("investment.announced", issuer={"name": "Acme AI"}), create_missing=True)
    assert everything(ledger) == before


def test_nobody_is_registered_unasked(ledger: Ledger) -> None:
    with pytest.raises(UnresolvedParty, match="Acme AI"):
        record(ledger, closing(issuer={"name": "Acme AI"}))


def test_a_name_that_several_bear_is_not_missing(ledger: Ledger) -> None:
    record(ledger, told("company.registered", "company/scale-ai-2", name="Scale AI"))
    with pytest.raises(UnresolvedParty, match="scale-ai, scale-ai-2"):
        record(ledger, closing(issuer={"name": "Scale AI"}), create_missing=True)


def test_every_bad_line_is_named_and_nothing_is_stored(ledger: Ledger) -> None:
    before = everything(ledger)
    with pytest.raises(BadLines) as caught:
        record(
            ledger,
            closing(ID.format(1)),
            closing(ID.format(2), issuer={"name": "Acme AI"}),
            told("company.renamed", "company/scale-ai", name="Scale"),
            told("investment.announced", "deal/other", issuer=SCALE),
            told("investment.withdrawn", DEAL) | {"occurred_on": "2025-06-01"},
        )
    assert {number: type(error) for number, error in caught.value.errors.items()} == {
        1: UnresolvedParty,
        3: MissingTerms,
        4: IllegalHistory,
    }
    assert everything(ledger) == before


def test_the_lines_that_are_not_named_can_be_recorded(ledger: Ledger) -> None:
    wires = [closing(ID.format(1)), told("investment.announced", "deal/other"), corrected(ID.format(1), shares=5)]
    with pytest.raises(BadLines) as caught:
        record(ledger, *wires)
    good = [wire for number, wire in enumerate(wires) if number not in caught.value.errors]
    assert len(record(ledger, *good).outcomes) == 2


def test_a_line_may_speak_of_those_before_it(ledger: Ledger) -> None:
    acme = {"name": "Acme AI"}
    receipt = record(
        ledger,
        told("company.registered", name="Acme AI"),
        closing(ID.format(1), issuer=acme),
        corrected(ID.format(1), amount=usd("5")),
        told("licensing.announced", "deal/licence", licensors=[acme], licensees=[META], subjects=SUBJECTS),
        told("transaction.assembled", name="Both", deals=["meta-scale-ai-2025", "licence"], counterparty=acme),
    )
    assert [outcome.event.position for outcome in receipt.outcomes] == [4, 5, 6, 7, 8]
    assert list(examine(ledger.log)) == []


def test_an_append_of_nothing_adds_nothing(ledger: Ledger) -> None:
    before = everything(ledger)
    assert record(ledger).outcomes == []
    assert everything(ledger) == before


def test_an_event_of_too_many_bytes_is_refused(ledger: Ledger) -> None:
    wire = closing(ID.format(1), description="x" * 5000) | {"note": "y" * 5000}
    wire["sources"] = [{"publisher": "p" * 300, "kind": "press", "title": "t" * 300} for _ in range(100)]
    before = everything(ledger)
    with pytest.raises(PayloadTooLarge) as caught:
        record(ledger, wire)
    assert caught.value.size > caught.value.limit == MAX_EVENT_BYTES == 60_000
    with pytest.raises(BadLines) as bad:
        record(ledger, closing(ID.format(2)), wire, closing(ID.format(3)))
    assert [type(error) for error in bad.value.errors.values()] == [PayloadTooLarge]
    assert everything(ledger) == before
    wire["sources"] = wire["sources"][:70]
    record(ledger, wire)


def started(ledger: Ledger) -> LoggedEvent:
    return log_of(ledger)[0]


@pytest.fixture
def empty(database_url: str) -> Iterator[Ledger]:
    engine = make_engine(database_url)
    yield Ledger(engine, clock=lambda: NOON)
    engine.dispose()


def test_a_log_starts_once(empty: Ledger) -> None:
    assert empty.start(demonstration=False, origin="pactlog.example")
    assert not empty.start(demonstration=True, origin="other.example")
    (event,) = log_of(empty)
    assert (event.type, event.subject, event.position) == ("log.started", "log/pactlog", 1)
    assert event.data == {"demonstration": False, "origin": "pactlog.example"}
    assert (event.recorded_by, event.recorded_at) == ("system", NOON)
    assert list(examine(empty.log)) == []


def test_a_log_that_has_begun_does_not_start(ledger: Ledger) -> None:
    assert not ledger.start(demonstration=False, origin="pactlog.example")
    assert len(log_of(ledger)) == 3


def lines(*told_at: tuple[datetime, str]) -> list[tuple[datetime, Event]]:
    return [(at, parse_event(told("company.registered", f"company/{name}", name=name))) for at, name in told_at]


def load(ledger: Ledger, pairs: list[tuple[datetime, Event]]) -> int:
    return ledger.load_demonstration(pairs, origin="pactlog.example", recorded_by="demo")


def test_a_demonstration_gives_the_known_clock_a_past(empty: Ledger) -> None:
    june, july = datetime(2025, 6, 13, 9, tzinfo=UTC), datetime(2025, 6, 20, tzinfo=UTC)
    assert load(empty, lines((june, "alpha"), (june, "beta"), (july, "gamma"), (june, "delta"))) == 5
    start, *events = log_of(empty)
    assert (start.type, start.data["demonstration"], start.recorded_at) == ("log.started", True, june - TICK)
    assert [event.subject[8:] for event in events] == ["alpha", "beta", "gamma", "delta"]
    assert [event.recorded_at for event in events] == [june, june, july, july + TICK]
    assert {event.recorded_by for event in events} == {"demo"}
    assert list(examine(empty.log)) == []


def test_after_a_demonstration_the_clock_goes_on(empty: Ledger) -> None:
    load(empty, lines((datetime(2025, 6, 13, tzinfo=UTC), "alpha")))
    record(empty, told("company.registered", name="Beta"))
    assert log_of(empty)[-1].recorded_at == NOON


def test_a_demonstration_goes_into_an_empty_log_only(ledger: Ledger) -> None:
    before = everything(ledger)
    with pytest.raises(NotEmpty, match="3 events"):
        load(ledger, lines((NOON, "alpha")))
    assert everything(ledger) == before


def test_a_log_that_has_only_started_still_counts_as_empty(empty: Ledger) -> None:
    empty.start(demonstration=False, origin="pactlog.example")
    load(empty, lines((datetime(2025, 6, 13, tzinfo=UTC), "alpha")))
    assert [event.data.get("demonstration") for event in log_of(empty)] == [False, True, None]
    with pytest.raises(NotEmpty):
        load(empty, lines((NOON, "beta")))


def test_a_demonstration_is_loaded_whole_or_not_at_all(empty: Ledger) -> None:
    bad = lines((NOON, "alpha"), (NOON + TICK, "beta"), (NOON + TICK, "alpha"))
    with pytest.raises(BadLines) as caught:
        load(empty, bad)
    assert list(caught.value.errors) == [2]
    assert log_of(empty) == []


def test_the_shipped_demonstration_is_loaded(empty: Ledger) -> None:
    shipped = demonstration()
    assert load(empty, shipped) == len(shipped) + 1
    events = log_of(empty)
    assert events[1].recorded_at == shipped[0][0]
    assert events[-1].recorded_at < NOON.replace(year=2027)
    assert list(examine(empty.log)) == []


ANNE = {"id": "p_anneanne12", "name": "Secretname Anne"}
TELLTALE = [
    {
        "publisher": "Meta",
        "kind": "press",
        "title": "Secrettitle",
        "url": "https://secreturl.example/",
        "archive_url": "https://secretarchive.example/",
        "quote": "Secretquote",
    }
]
PERSONAL = [
    told(
        "person.registered",
        "person/p_anneanne12",
        ID.format(1),
        name="Secretname Anne",
        aliases=["Secretalias"],
        identifiers=[{"scheme": "url", "value": "https://secretid.example"}],
    )
    | {"note": "Secretnote", "sources": TELLTALE},
    told("person.renamed", "person/p_anneanne12", name="Secretrenamed", aliases=["Secretalias two"]),
    told("position.started", "person/p_anneanne12", company=META, title="CEO", **{"class": "executive"})
    | {"note": "Secretnote", "sources": TELLTALE},
    corrected(ID.format(1), name="Secretcorrected", aliases=["Secretalias three"], sources=TELLTALE)
    | {"note": "Secretnote"},
    told("hiring.announced", "deal/hire", ID.format(2), employer=META, person={"name": "Secretrenamed"})
    | {"note": "Secretnote", "sources": TELLTALE},
    told("hiring.started", "deal/hire", headline="Secrethead joins", description="Secretdescription"),
    corrected(ID.format(2), person={"id": "p_anneanne12", "name": "Secretname again"}, headline="Secrethead")
    | {"note": "Secretnote"},
    told("hiring.announced", "deal/no-hire", ID.format(4), employer=META, person=ANNE),
    {
        "type": "record.retracted",
        "data": {"target": ID.format(4), "reason": "other", "explanation": "Secretexplanation"},
        "sources": TELLTALE,
        "note": "Secretnote",
    },
    told("investment.closed", "deal/invest", ID.format(3), issuer=SCALE, investors=[{"party": ANNE}]),
    told("investment.tranche_closed", "deal/invest", tranche={"number": 1, "investors": [ANNE]}),
    told("investment.exited", "deal/invest", investor=ANNE, buyer=ANNE),
    corrected(ID.format(3), investors=[{"party": {"id": "p_anneanne12", "name": "Secretname in a list"}}]),
    told("acquisition.closed", "deal/buy", acquirers=[{"party": META}], target=SCALE, sellers=[ANNE]),
    told("acquisition.payment_made", "deal/buy", payment={"amount": usd("1"), "payer": META, "payee": ANNE}),
    told(
        "licensing.signed",
        "deal/licence",
        licensors=[ANNE],
        licensees=[META],
        subjects=SUBJECTS,
        consideration={"total": usd("1"), "payer": ANNE},
    ),
    told("commercial.signed", "deal/contract", parties=[{"party": ANNE, "role": "supplier"}]),
    told("commercial.withdrawn", "deal/contract", by=ANNE),
    told("ownership.recorded", "company/scale-ai", owner=ANNE, stake={"percent": "10"}),
    told("ownership.ended", "company/scale-ai", owner=ANNE),
    told("transaction.assembled", name="Package", deals=["buy", "licence"], principal=ANNE, counterparty=ANNE),
]
"""Every place in which a person's name or what is said about one can stand; all of it says "secret"."""


def dump(ledger: Ledger, *, names: bool = False) -> bytes:
    """All rows of all tables but that of personal values, with or without that of names, which is made from them."""
    apart = {personal_value} if names else {personal_value, entity_name}
    with reading(ledger.log.engine) as connection:
        tables = [table for table in metadata.sorted_tables if table not in apart]
        rows = [row for table in tables for row in connection.execute(sql(f'SELECT * FROM "{table.name}"'))]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    ).lower()


def erase_everything(ledger: Ledger) -> None:
    with writing(ledger.log.engine) as connection:
        assert connection.execute(delete(personal_value)).rowcount


def test_no_personal_value_is_in_the_log_or_in_what_is_derived_from_it(ledger: Ledger) -> None:
    for wire in PERSONAL:
        record(ledger, wire)
    assert b"secret" not in dump(ledger)


def test_every_personal_value_is_told_to_who_sent_it(ledger: Ledger) -> None:
    for wire in PERSONAL:
        (outcome,) = record(ledger, wire).outcomes
        assert str(wire).count("Secret") <= str(outcome.event).count("Secret")
        with reading(ledger.log.engine) as connection:
            assert revealed(connection, [log_of(ledger)[-1]]) == [outcome.event]


def test_erasing_personal_values_leaves_a_sound_store_that_knows_them_no_more(ledger: Ledger) -> None:
    record(ledger, *PERSONAL)
    events = log_of(ledger)
    erase_everything(ledger)
    assert list(examine(ledger.log)) == []
    with reading(ledger.log.engine) as connection:
        plain = revealed(connection, events)
    assert "Secret" not in str(plain)
    assert plain[3].data["name"] == {"erased": True}
    rebuild(ledger.log)
    assert b"secret" not in dump(ledger, names=True)
    assert list(examine(ledger.log)) == []


def test_a_stream_with_erased_values_goes_on(ledger: Ledger) -> None:
    record(ledger, *PERSONAL)
    erase_everything(ledger)
    record(ledger, told("person.renamed", "person/p_anneanne12", name="Anna"))
    record(ledger, told("hiring.ended", "deal/hire", ID.format(5)), corrected(ID.format(5), headline="Gone"))
    assert list(examine(ledger.log)) == []
