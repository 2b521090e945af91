"""Forms for events: what is filled in is what the event says, for every type, and a correction sends what differs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.pages.forms.conversion import event_of, filled, pairs_of, read
from api.pages.forms.correction import correction, correction_shape, place, said_by
from api.pages.forms.shape import Group, Leaf, Rows, Several, Shape, sentence_of, shape_of
from domain.errors import Invalid
from domain.vocabulary import EVENT_TYPES, parse_event
from tests.strategies import FAMILIES, Wire, submissions

TYPES: Final = [type_ for type_ in EVENT_TYPES if type_ != "log.started"]
SHIPPED: Final = Path(__file__).parents[2] / "data" / "ai-deals.ndjson"


def again(wire: Wire) -> Wire:
    """An event filled into its form and read back."""
    shape = shape_of(wire["type"])
    return event_of(wire["type"], shape, pairs_of(filled(shape, wire)))


def of_the_world(wires: list[Wire]) -> list[Wire]:
    return [wire for wire in wires if wire["type"] != "record.corrected"]


@given(st.sampled_from(FAMILIES).flatmap(submissions))
def test_what_an_event_says_is_what_its_form_says(wires: list[Wire]) -> None:
    for wire in of_the_world(wires):
        assert again(wire) == wire


def test_so_it_is_with_every_deal_that_is_shipped() -> None:
    lines = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["demo_recorded_at"]
    assert len({line["type"] for line in lines}) > 20
    for line in of_the_world(lines):
        assert again(line) == line


@cache
def something(shape: Shape) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one case for each shape
    """Whatever can be typed and chosen in a form."""
    match shape:
        case Leaf(kind="flag"):
            return st.booleans()
        case Leaf(kind="true"):
            return st.just(value=True)
        case Leaf(kind="whole"):
            return st.one_of(st.integers(0, 10**18 - 1), st.just("many"))
        case Leaf(kind="choice", options=options):
            return st.sampled_from(options)
        case Leaf(kind="prose"):
            return st.text("ab \n\t<&\"'", min_size=1, max_size=4).filter(str.strip)
        case Leaf():
            return st.text("ab0é<&\"'-", min_size=1, max_size=4)
        case Several(options):
            return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)
        case Rows(item):
            return st.lists(something(item), min_size=1, max_size=2)
        case Group(fields):
            optional = {one.name: something(one.shape) for one in fields if one.name != "exactly"}
            said = st.fixed_dictionaries({}, optional=optional).filter(bool)
            exactly = next((something(one.shape) for one in fields if one.name == "exactly"), None)
            return said if exactly is None else st.one_of(exactly, said)


@given(st.sampled_from(TYPES), st.data())
def test_whatever_is_typed_stays(type_: str, data: st.DataObject) -> None:
    shape = shape_of(type_)
    said = data.draw(something(shape))
    assert read(shape, pairs_of(filled(shape, said))) == said


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_says_in_a_sentence_what_it_is(type_: str) -> None:
    assert sentence_of(type_).endswith(".")
    assert not sentence_of(type_).startswith(type_.partition(".")[0].capitalize() + ":")


@given(st.sampled_from(FAMILIES).flatmap(submissions), st.data())
def test_a_correction_sets_and_unsets_just_what_was_changed(wires: list[Wire], data: st.DataObject) -> None:
    """Each pair of events of a type is a value before, and the value that somebody makes of it in the form."""
    world = [wire for wire in wires if not wire["type"].startswith("record.")]
    before = data.draw(st.sampled_from(world))
    after = data.draw(st.sampled_from([wire for wire in world if wire["type"] == before["type"]]))
    shape = correction_shape(before["type"])
    form = filled(shape, {"data": {"set": said_by(after), "reason": "typo"}})
    made = correction(before, read(shape, pairs_of(form)))["data"]
    laid = {name: value for name, value in said_by(before).items() if name not in made.get("unset", ())}
    assert laid | made.get("set", {}) == said_by(after)
    unchanged = {name for name, value in said_by(before).items() if said_by(after).get(name) == value}
    assert unchanged.isdisjoint(made.get("set", {}))


CLOSED: Final[Wire] = {
    "type": "investment.closed",
    "event_id": "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
    "occurred_on": "2025-06-12",
    "data": {
        "issuer": {"id": "scale-ai"},
        "investors": [{"party": {"id": "p_7k3m9x2q1z", "name": {"erased": True}}}],
        "round": "strategic",
    },
    "sources": [{"publisher": "Reuters", "kind": "press"}],
}


def corrected(*changes: tuple[str, str]) -> Wire:
    """What comes of the form of CLOSED in which some fields were changed; one that is emptied counts too."""
    shape = correction_shape(CLOSED["type"])
    pairs = dict(pairs_of(filled(shape, {"data": {"set": said_by(CLOSED)}}))) | dict(changes)
    return correction(CLOSED, read(shape, pairs.items()))


def test_a_value_that_is_erased_is_not_corrected_by_looking_at_it() -> None:
    assert corrected() == {"type": "record.corrected", "data": {"target": CLOSED["event_id"]}}


def test_what_is_emptied_is_unset_and_its_error_stands_where_it_was() -> None:
    made = corrected(("/data/set/round", ""), ("/data/set/occurred_on", "2025-06"), ("/data/reason", "misread"))
    assert made["data"]["unset"] == ["round"]
    assert made["data"]["set"] == {"occurred_on": "2025-06"}
    parse_event(made)
    assert place("/data/unset/0", made) == "/data/set/round"
    assert place("/data/set/occurred_on", made) == "/data/set/occurred_on"


def test_an_empty_field_says_nothing_and_an_empty_row_is_none() -> None:
    shape = shape_of("investment.closed")
    pairs = [
        ("/data/issuer/name", " "),
        ("/data/investors/0/party/name", ""),
        ("/data/investors/7/party/name", " Meta "),
        ("/data/description", "\r\n"),
    ]
    said = event_of("investment.closed", shape, pairs)
    assert said == {"type": "investment.closed", "data": {"investors": [{"party": {"name": "Meta"}}]}}


def test_what_does_not_go_together_is_kept_for_the_model_to_refuse() -> None:
    shape = shape_of("ownership.recorded")
    said = read(shape, [("/data/stake/percent/exactly", "49"), ("/data/stake/percent/min", "40")])
    assert said == {"data": {"stake": {"percent": {"exactly": "49", "min": "40"}}}}
    with pytest.raises(ValidationError):
        parse_event({"type": "ownership.recorded", **said})


@pytest.mark.parametrize(
    "name",
    ["/amount", "/data/amont", "/data/amount", "/data/amount/amount/x", "/data//", "/data/investors/-/party/name", "/"],
)
def test_a_field_that_the_form_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(shape_of("investment.closed"), [(name, "1")])
    [fault] = refused.value.faults
    assert name.startswith(fault.pointer)


def test_a_field_that_is_sent_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="more than once"):
        read(shape_of("company.renamed"), [("/data/name", "A"), ("/data/name", "B")])


def test_a_further_row_is_empty_and_stands_behind_the_others() -> None:
    shape = shape_of("company.registered")
    said = {"data": {"aliases": ["A", "B"]}}
    rows = {node.pointer: node for node in filled(shape, said, grown=["/data/aliases"]).walk()}
    assert [one.text for one in rows["/data/aliases"].nodes] == ["A", "B", ""]
    assert [one.text for one in rows["/sources"].nodes] == [""]
