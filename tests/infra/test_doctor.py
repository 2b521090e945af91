"""The doctor finds every kind of damage and tells both sides of it; a sound store has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Executable, delete, func, insert, select, update

from infra.doctor import examine
from infra.ledger import Ledger
from infra.projector import rebuild
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import entity_name, event, event_index, fact, log_head, node, party, personal_value, still
from tests.crash_writer import ALPHA, ANNE, GAMMA, record, registrations, stated, usd
from tests.histories import disarmed

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
DEAL = "deal/alpha-gamma"
CLOSED = "00000000-0000-4000-8000-000000000005"
HISTORY = [
    stated("investment.announced", DEAL, issuer=GAMMA, investors=[{"party": ALPHA}]),
    stated("investment.closed", DEAL, CLOSED, amount=usd(5)),
    stated("hiring.started", "deal/anne", employer=ALPHA, person=ANNE),
    {"type": "record.corrected", "data": {"target": CLOSED, "set": {"amount": usd(7)}, "reason": "typo"}},
]
"""Behind the registrations of alpha, gamma and Anne, so at the positions 4 to 7."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    ledger = Ledger(engine, clock=lambda: NOON)
    record(ledger, [*registrations(), *HISTORY])
    return ledger


def findings(ledger: Ledger) -> set[tuple[str, str]]:
    return {(finding.table, finding.detail) for finding in examine(ledger.log)}


def damaged(ledger: Ledger, *statements: Executable) -> set[str]:
    """Damage the store in one place and give the tables about which the doctor complains."""
    with writing(ledger.log.engine) as connection, disarmed(connection):
        for statement in statements:
            assert connection.execute(statement).rowcount, "it hit something"
    return {finding.table for finding in examine(ledger.log)}


def rewritten(ledger: Ledger, position: int, old: bytes, new: bytes) -> Executable:
    """What replaces a part of the bytes at *position*."""
    with reading(ledger.log.engine) as connection:
        state: bytes = connection.execute(select(event.c.state).where(event.c.position == position)).scalar_one()
    assert old in state
    return update(event).where(event.c.position == position).values(state=state.replace(old, new))


def current(subject: str, aspect: str) -> Any:
    return (fact.c.subject == subject) & (fact.c.aspect == aspect) & still(fact.c.known_to)


def test_a_sound_store_has_no_findings(ledger: Ledger) -> None:
    assert findings(ledger) == set()


def test_an_empty_store_has_no_findings(engine: Engine) -> None:
    assert findings(Ledger(engine)) == set()


def test_progress_is_told_up_to_all_events_looked_at_twice(ledger: Ledger) -> None:
    told: list[tuple[int, int]] = []
    list(examine(ledger.log, lambda *progress: told.append(progress)))
    assert told == sorted(told)
    assert told[-1] == (14, 14)


def test_a_changed_byte_breaks_the_tree_and_the_facts(ledger: Ledger) -> None:
    tables = damaged(ledger, rewritten(ledger, 5, b'"amount":"5"', b'"amount":"6"'))
    assert tables == {"node", "fact"}


def test_a_byte_that_changes_nothing_that_is_read_still_breaks_the_tree(ledger: Ledger) -> None:
    assert damaged(ledger, rewritten(ledger, 4, b'"Reuters"', b'"Rauters"')) == {"node"}


def test_bytes_in_another_form_are_not_canonical(ledger: Ledger) -> None:
    assert damaged(ledger, rewritten(ledger, 5, b'"amount":"5"', b'"amount": "5"')) == {"event", "node"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"data"', b'["data"'),
        (b'"occurred_on":"2025-06-12"', b'"occurred_on":"2025-06-1x"'),
        (b'"investment.closed"', b'"investment.clozed"'),
        (b'"investment.closed"', b'"investment.\xff"'),
        (b'"amount":{"amount"', b'"tranche":{"amount"'),
        (b'"v":1', b'"v":2'),
    ],
)
def test_bytes_that_cannot_be_read_do_not_stop_the_doctor(ledger: Ledger, old: bytes, new: bytes) -> None:
    damage = update(node).where(node.c.level == 0, node.c.index == 0).values(hash=bytes(32))
    assert damaged(ledger, rewritten(ledger, 5, old, new), damage) >= {"node"}
    places = {detail[:8] for table, detail in findings(ledger) if table == "node"}
    assert {"hash 0,0", "hash 0,4"} <= places


def test_an_event_moved_to_another_stream_is_out_of_place(ledger: Ledger) -> None:
    tables = damaged(ledger, rewritten(ledger, 6, b"deal/anne", b"deal/anna"))
    assert tables >= {"event", "event_index", "node"}


def test_a_missing_event_is_told_by_its_position(ledger: Ledger) -> None:
    tables = damaged(ledger, delete(event).where(event.c.position == 6))
    assert tables >= {"event", "event_index", "log_head"}
    assert ("event", "position 6 is missing; 7 follows") in findings(ledger)


def test_a_missing_last_event_is_missed_by_the_head(ledger: Ledger) -> None:
    damaged(ledger, delete(event).where(event.c.position == 7))
    assert ("log_head", "position is 7 and should be 6") in findings(ledger)


@pytest.mark.parametrize(
    ("column", "value", "detail"),
    [
        ("topic", "investment.signed", "topic at position 5 is 'investment.signed' and should be 'investment.closed'"),
        ("originator_version", 9, "originator version at position 5 is 9 and should be 2"),
    ],
)
def test_the_columns_beside_the_bytes_repeat_them(ledger: Ledger, column: str, value: object, detail: str) -> None:
    damaged(ledger, update(event).where(event.c.position == 5).values({column: value}))
    assert ("event", detail) in findings(ledger)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_id", "00000000-0000-4000-8000-000000000009"),
        ("type", "investment.signed"),
        ("subject", "deal/other"),
        ("version", 3),
        ("recorded_at", NOON.replace(year=2024)),
        ("recorded_by", "key_9"),
        ("occurred_from", datetime(2025, 6, 1, tzinfo=UTC).date()),
        ("occurred_to", None),
    ],
)
def test_a_shifted_column_of_the_index_is_told_with_what_the_bytes_say(
    ledger: Ledger, column: str, value: object
) -> None:
    with reading(ledger.log.engine) as connection:
        said = connection.execute(select(event_index.c[column]).where(event_index.c.position == 5)).scalar_one()
    damaged(ledger, update(event_index).where(event_index.c.position == 5).values({column: value}))
    expected = f"{column} at position 5 is {value!r} and should be {said!r}"
    assert findings(ledger) == {("event_index", expected)}


def test_a_missing_row_of_the_index_is_missed(ledger: Ledger) -> None:
    assert damaged(ledger, delete(event_index).where(event_index.c.position == 5)) == {"event_index"}


@pytest.mark.parametrize("place", [(0, 0), (0, 6), (1, 1), (2, 0)])
def test_a_changed_node_is_told_with_both_hashes(ledger: Ledger, place: tuple[int, int]) -> None:
    here = (node.c.level == place[0]) & (node.c.index == place[1])
    with reading(ledger.log.engine) as connection:
        said = connection.execute(select(node.c.hash).where(here)).scalar_one()
    damaged(ledger, update(node).where(here).values(hash=bytes(32)))
    assert findings(ledger) == {("node", f"hash {place[0]},{place[1]} is {bytes(32)!r} and should be {said!r}")}


def test_a_node_too_few_or_too_many_is_told(ledger: Ledger) -> None:
    assert damaged(ledger, delete(node).where(node.c.level == 1, node.c.index == 0)) == {"node"}
    assert ("node", "number of rows is 10 and should be 11") in findings(ledger)
    assert damaged(ledger, insert(node).values(level=3, index=0, hash=bytes(32))) == {"node"}


def test_a_moved_head_is_told(ledger: Ledger) -> None:
    damaged(ledger, update(log_head).values(position=8, recorded_at=NOON.replace(year=2026)))
    assert findings(ledger) == {
        ("log_head", "position is 8 and should be 7"),
        ("log_head", f"recorded_at is {NOON.replace(year=2026)!r} and should be {NOON!r}"),
    }


def test_a_deleted_fact_is_missing(ledger: Ledger) -> None:
    damaged(ledger, delete(fact).where(current(DEAL, "deal")))
    ((table, detail),) = findings(ledger)
    assert table == "fact"
    assert detail.startswith(f"{DEAL}: missing ('{DEAL}', 'deal', datetime.date(2025, 6, 12), None")


@pytest.mark.parametrize(
    "changed",
    [
        {"value": func.replace(fact.c.value, '"7"', '"8"')},
        {"valid_from": datetime(2025, 6, 13, tzinfo=UTC).date()},
        {"certain_to": datetime(2025, 6, 13, tzinfo=UTC).date()},
        {"known_from": 5},
        {"known_to": 9},
        {"events": "[]"},
        {"aspect": "dael"},
    ],
)
def test_a_changed_fact_is_told_as_it_is_and_as_it_should_be(ledger: Ledger, changed: dict[str, Any]) -> None:
    damaged(ledger, update(fact).where(current(DEAL, "deal")).values(changed))
    starts = {(table, detail.partition("(")[0]) for table, detail in findings(ledger)}
    assert starts == {("fact", f"{DEAL}: missing "), ("fact", f"{DEAL}: not told by any event ")}


def test_a_fact_held_in_the_past_is_looked_at_too(ledger: Ledger) -> None:
    assert damaged(ledger, delete(fact).where(fact.c.subject == DEAL, fact.c.known_to == 5)) == {"fact"}


def test_a_fact_of_a_stream_that_does_not_exist_is_told(ledger: Ledger) -> None:
    row = dict.fromkeys(("valid_from", "valid_to", "certain_from", "certain_to", "known_to"))
    row |= {"subject": "deal/none", "aspect": "deal", "known_from": 1, "value": "{}", "events": "[]"}
    damaged(ledger, insert(fact).values(row))
    assert findings(ledger) == {("fact", "number of rows is 8 and should be 7")}


def test_a_party_too_few_or_too_many_is_told(ledger: Ledger) -> None:
    damaged(ledger, delete(party).where(party.c.entity == "company/alpha", party.c.subject == DEAL))
    assert findings(ledger) == {("party", f"{DEAL}: missing ('company/alpha', '{DEAL}')")}
    damaged(ledger, insert(party).values(entity="company/beta", subject=DEAL))
    assert ("party", f"{DEAL}: not told by any event ('company/beta', '{DEAL}')") in findings(ledger)


def test_a_name_too_few_or_too_many_is_told(ledger: Ledger) -> None:
    damaged(ledger, delete(entity_name).where(entity_name.c.key == "alpha"))
    assert findings(ledger) == {("entity_name", "company/alpha: missing ('alpha', 'company/alpha')")}
    damaged(ledger, insert(entity_name).values(key="omega", entity="company/gamma"))
    assert ("entity_name", "company/gamma: not told by any event ('omega', 'company/gamma')") in findings(ledger)


def test_a_personal_value_that_the_event_did_not_commit_to_is_told(ledger: Ledger) -> None:
    tables = damaged(ledger, update(personal_value).where(personal_value.c.position == 6).values(value='"Mallory"'))
    assert tables == {"personal_value"}


def test_a_personal_value_of_another_event_is_told(ledger: Ledger) -> None:
    assert damaged(ledger, update(personal_value).where(personal_value.c.position == 6).values(position=5)) == {
        "personal_value"
    }
    assert damaged(ledger, update(personal_value).where(personal_value.c.position == 5).values(position=99)) == {
        "personal_value"
    }


def test_erased_personal_values_are_no_damage(ledger: Ledger) -> None:
    with writing(ledger.log.engine) as connection:
        assert connection.execute(delete(personal_value)).rowcount == 2
    assert findings(ledger) == set()


def test_what_is_derived_is_mended_by_a_rebuild(ledger: Ledger) -> None:
    damage = [
        delete(fact).where(current(DEAL, "deal")),
        delete(party).where(party.c.entity == "company/alpha", party.c.subject == DEAL),
        insert(entity_name).values(key="omega", entity="company/gamma"),
    ]
    assert damaged(ledger, *damage) == {"fact", "party", "entity_name"}
    rebuild(ledger.log)
    assert findings(ledger) == set()
