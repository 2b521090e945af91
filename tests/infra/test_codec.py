"""Events as bytes: the canonical form against its reference, and bytes of every released version still readable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import UUID

import msgspec
import pytest
import rfc8785
from eventsourcing.persistence import Notification
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotCanonical, PayloadTooLarge, UnreadableEvent
from domain.log import LoggedEvent
from domain.vocabulary import SCHEMA_VERSIONS, check_data
from infra.store.codec import CODEC, MAX_EVENT_BYTES, MAX_INTEGER, Codec, Mapper, Recorded, canonical, originator_id

SAMPLES = Path(__file__).with_name("stored_events.ndjson").read_bytes().splitlines()
"""One stored event of every released type and version, never to be edited: lines are only added."""

EVENT = LoggedEvent(
    position=7,
    event_id="0b5f1a1e-9a4e-4f0c-8f0e-6a3b1c2d4e5f",
    type="company.renamed",
    schema_version=1,
    subject="company/meta-platforms",
    version=2,
    recorded_at=datetime(2021, 10, 28, 18, 0, tzinfo=UTC),
    recorded_by="key_4t9v",
    data={"name": "Meta"},
    sources=[{"publisher": "Meta", "kind": "party_statement"}],
    occurred_on="2021-10-28",
)

text = st.text(st.characters(exclude_categories=["Cs"])).map(lambda value: normalize("NFC", value))
profile = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | text,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
)


@given(profile)
def test_within_the_profile_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(profile)
def test_what_was_written_is_read_again(value: Any) -> None:
    assert msgspec.json.decode(canonical(value)) == value


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"data": {"amount": 14.3}}, "/data/amount"),
        ({"n": [0, MAX_INTEGER + 1]}, "/n/1"),
        ({"n": -MAX_INTEGER - 1}, "/n"),
        ({"name": "Meta\ud800"}, "/name"),
        ({"name": "\udfff\ud800"}, "/name"),
        ({"name": "Universite\u0301"}, "/name"),
        ({"data": {"prénom": "Anne"}}, "/data"),
        ({"data": {1: "one"}}, "/data"),
        ({"data": ("a",)}, "/data"),
        ({"data": b"a"}, "/data"),
        ({"at": datetime(2025, 1, 1, tzinfo=UTC)}, "/at"),
    ],
)
def test_what_is_outside_the_profile_is_refused_with_its_place(value: Any, pointer: str) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical(value)
    assert caught.value.pointer == pointer


def test_the_bytes_hold_the_whole_event_and_nothing_derived() -> None:
    assert CODEC.encode(EVENT) == (
        b'{"data":{"name":"Meta"},"event_id":"0b5f1a1e-9a4e-4f0c-8f0e-6a3b1c2d4e5f","occurred_on":"2021-10-28",'
        b'"recorded_at":"2021-10-28T18:00:00.000000Z","recorded_by":"key_4t9v","schema_version":1,'
        b'"sources":[{"kind":"party_statement","publisher":"Meta"}],"subject":"company/meta-platforms",'
        b'"type":"company.renamed","v":1,"version":2}'
    )


def test_an_instant_is_written_in_utc_whatever_its_offset() -> None:
    in_berlin = EVENT.recorded_at.astimezone(timezone(timedelta(hours=2)))
    assert CODEC.encode(replace(EVENT, recorded_at=in_berlin)) == CODEC.encode(EVENT)


def test_an_event_comes_back_at_the_position_of_its_row() -> None:
    assert CODEC.decode(CODEC.encode(EVENT), position=7) == EVENT


def test_absent_fields_are_left_out_and_never_null() -> None:
    bare = replace(EVENT, occurred_on=None, sources=[])
    form = msgspec.json.decode(CODEC.encode(bare))
    assert {"occurred_on", "sources", "note", "confidence", "date_basis", "causation_id"}.isdisjoint(form)
    assert CODEC.decode(CODEC.encode(bare), position=7) == bare


def test_a_large_event_is_refused_with_both_sizes() -> None:
    frame = len(CODEC.encode(replace(EVENT, note="")))
    fits = replace(EVENT, note="x" * (MAX_EVENT_BYTES - frame))
    assert len(CODEC.encode(fits)) == MAX_EVENT_BYTES
    with pytest.raises(PayloadTooLarge) as caught:
        CODEC.encode(replace(fits, note=f"{fits.note}x"))
    assert (caught.value.size, caught.value.limit) == (MAX_EVENT_BYTES + 1, MAX_EVENT_BYTES)


def test_there_is_a_stored_sample_of_every_type_in_its_current_version() -> None:
    samples = {(event.type, event.schema_version) for event in map(CODEC.decode, SAMPLES, range(1, 1000))}
    assert set(SCHEMA_VERSIONS.items()) <= samples


@pytest.mark.parametrize("state", SAMPLES, ids=lambda state: msgspec.json.decode(state)["type"])
def test_a_stored_sample_is_still_read_and_still_fits_its_model(state: bytes) -> None:
    event = CODEC.decode(state, position=1)
    check_data(event.type, event.data)
    if msgspec.json.decode(state)["schema_version"] == SCHEMA_VERSIONS[event.type]:
        assert CODEC.encode(event) == state


# A registry of its own, since no type has had a second version yet.
GROWN = Codec(
    versions={"company.renamed": 3},
    upcasts={
        ("company.renamed", 1): lambda form: {**form, "data": {"names": [form["data"]["name"]]}},
        ("company.renamed", 2): lambda form: {**form, "data": {"names": form["data"]["names"], "language": "en"}},
    },
)


def test_older_bytes_are_brought_forward_version_by_version() -> None:
    first = CODEC.encode(EVENT)
    second = first.replace(b'"name":"Meta"', b'"names":["Meta"]').replace(b'"schema_version":1', b'"schema_version":2')
    for state in (first, second):
        event = GROWN.decode(state, position=7)
        assert event.data == {"names": ["Meta"], "language": "en"}
        assert event.schema_version == 3
    assert GROWN.decode(GROWN.encode(event), position=7) == event


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'"company.renamed"', b'"company.dissolved"'),
        (b'"company.renamed"', b'"domain.log:LoggedEvent"'),
        (b'"schema_version":1', b'"schema_version":2'),
        (b'"schema_version":1', b'"schema_version":0'),
        (b'"v":1', b'"v":2'),
        (b'"v":1,', b""),
        (b'"v":1,', b'"v":1,"mood":"good",'),
        (b'"version":2', b'"version":"2"'),
        (b'"recorded_at":"2021-10-28T18', b'"recorded_at":"yesterday'),
        (b'00.000000Z"', b'00.000000"'),
        (b"{", b""),
        (b'"Meta"', b'"\xff"'),
    ],
)
def test_bytes_that_we_never_write_are_not_read(written: bytes, instead: bytes) -> None:
    state = CODEC.encode(EVENT)
    assert written in state
    with pytest.raises(UnreadableEvent) as caught:
        CODEC.decode(state.replace(written, instead), position=7)
    assert caught.value.position == 7


def test_the_mapper_keeps_the_event_and_names_the_stream_after_its_subject() -> None:
    mapper = Mapper(CODEC)
    stored = mapper.to_stored_event(Recorded.of(EVENT))
    assert (stored.originator_id, stored.originator_version) == (originator_id("company/meta-platforms"), 2)
    assert stored.topic == "company.renamed"
    loaded = mapper.to_domain_event(
        Notification(stored.originator_id, stored.originator_version, stored.topic, stored.state, id=7)
    )
    assert loaded == Recorded.of(EVENT)


def test_a_name_in_a_row_is_never_imported() -> None:
    stored = Mapper(CODEC).to_stored_event(Recorded.of(EVENT))
    row = Notification(stored.originator_id, stored.originator_version, "os:system", stored.state, id=7)
    assert Mapper(CODEC).to_domain_event(row).event == EVENT


def test_originator_ids_never_change() -> None:
    assert originator_id("deal/meta-scale-ai-2025") == UUID("33b78fcd-39bd-564b-b3f0-ac18b21b505f")
