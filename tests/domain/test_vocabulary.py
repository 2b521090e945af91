"""Every event at the door: what each type takes, what is refused and where, and what is personal in it."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.fold import lifecycle
from domain.vocabulary import (
    DEAL_KINDS,
    EVENT_TYPES,
    FAMILIES,
    NEW,
    REQUIRED_TERMS,
    RESERVED_TYPES,
    SCHEMA_VERSIONS,
    TRANSITIONS,
    UNDATED,
    Event,
    check_data,
    check_event,
    data_model_of,
    event_schemas,
    json_schema,
    model_of,
    never_future,
    parse_event,
    wire,
)
from domain.vocabulary.parties import party_slots
from domain.vocabulary.personal import personal_paths

Wire = dict[str, Any]

EVENT_ID = "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"
PERSON = "p_7k3m9x2q1z"
SOURCES = [{"publisher": "Reuters", "kind": "press"}]
USD = {"amount": "1", "currency": "USD"}
ALPHA, GAMMA, ANNE = {"id": "alpha"}, {"id": "gamma"}, {"id": PERSON, "name": "Anne"}
PARTIES: dict[str, Wire] = {
    "investment": {"issuer": GAMMA, "investors": [{"party": ALPHA}]},
    "acquisition": {"acquirers": [{"party": ALPHA}], "target": GAMMA},
    "licensing": {"licensors": [GAMMA], "licensees": [ALPHA], "subjects": [{"name": "G1", "type": "model"}]},
    "hiring": {"employer": ALPHA, "person": ANNE},
    "commercial": {"parties": [{"party": ALPHA, "role": "supplier"}, {"party": GAMMA, "role": "customer"}]},
}
TERMS: dict[str, Wire] = {
    "investment": {
        "round": "series_b",
        "instruments": ["preferred", "warrant"],
        "amount": USD,
        "committed": {"min": "1", "max": "2", "currency": "USD"},
        "pre_money": USD,
        "post_money": {"undisclosed": True},
        "shares": 5,
        "rights": ["veto"],
    },
    "acquisition": {
        "sellers": [{"unnamed": "founders", "count": 2}, ANNE],
        "scope": "whole",
        "form": "merger",
        "price": USD,
        "contingent": USD,
        "consideration": ["cash", "stock"],
        "valuation": USD,
    },
    "licensing": {
        "exclusivity": "sole",
        "field_of_use": ["train"],
        "excluded": ["resale"],
        "territory": "EU",
        "sublicensable": False,
        "exclusive_until": "2027",
        "mutual": False,
        "conditions": ["No military use."],
        "term": {"start": "2025", "months": 12},
        "consideration": {"total": USD, "royalty_percent": "2.5", "payer": ALPHA},
    },
    "hiring": {
        "from_company": GAMMA,
        "title": "Chief Scientist",
        "class": "executive",
        "unit": "Research",
        "compensation": {"sign_on": USD},
        "keeps_role_at_origin": True,
        "start_on": "2025-07",
        "end_on": "2027",
    },
    "commercial": {
        "subtype": "compute",
        "commitment": USD,
        "commitment_added": USD,
        "rights": ["Priority"],
        "quantity": {"value": "1.5", "unit": "GW"},
        "term": {"perpetual": True},
        "exclusivity": "unknown",
    },
}
OF_TRANSITION: dict[str, Wire] = {
    "announced": {"stage": "definitive", "binding": True, "expected_close": "2025-12"},
    "signed": {"conditions": ["Approval"]},
    "tranche_closed": {"tranche": {"number": 1, "amount": USD, "shares": 2, "investors": [ALPHA]}},
    "payment_made": {"payment": {"amount": USD, "payer": ALPHA, "payee": GAMMA, "period": "2025-Q1"}},
    "amended": {"summary": "Longer."},
    "renewed": {"term": {"months": 24}},
    "exited": {"investor": ALPHA, "stake_after": {"percent": "1"}, "proceeds": USD, "buyer": {"name": "Delta"}},
    "withdrawn": {"by": ALPHA, "reason": "regulator"},
    "terminated": {"by": ALPHA, "reason": "other", "break_fee": USD},
    "ended": {"reason": "left"},
    "review_opened": {"authority": "CMA", "jurisdiction": "UK", "phase": "1"},
    "review_decided": {"authority": "CMA", "outcome": "cleared"},
}
MINIMAL: dict[str, Wire] = {
    "tranche_closed": {"tranche": {"amount": USD}},
    "payment_made": {"payment": {"amount": USD}},
    "amended": {"summary": "Longer."},
    "renewed": {"term": {"months": 24}},
    "exited": {"investor": ALPHA},
    "review_opened": {"authority": "CMA"},
    "review_decided": {"authority": "CMA", "outcome": "cleared"},
}
OTHERS: dict[str, tuple[str | None, Wire]] = {
    "company.registered": (
        "company/alpha",
        {
            "name": "Alpha",
            "legal_name": "Alpha Inc.",
            "kind": "company",
            "country": "US",
            "identifiers": [{"scheme": "wikidata", "value": "Q380"}],
            "aliases": ["A"],
            "description": "Makes things.\nOf all kinds.",
        },
    ),
    "company.renamed": ("company/alpha", {"name": "Omega"}),
    "company.alias_added": ("company/alpha", {"alias": "A", "kind": "brand"}),
    "company.identifier_assigned": ("company/alpha", {"scheme": "lei", "value": "BQ4BKCS1HXDV9HN80Z93"}),
    "company.profile_updated": ("company/alpha", {"website": "https://alpha.example/", "tags": ["chips"]}),
    "company.valued": ("company/alpha", {"valuation": USD, "basis": "tender"}),
    "company.ceased": ("company/alpha", {"mode": "absorbed", "successor": GAMMA}),
    "person.registered": (
        f"person/{PERSON}",
        {"name": "Anne", "aliases": ["A."], "identifiers": [{"scheme": "orcid", "value": "0000-0002-1825-0097"}]},
    ),
    "person.renamed": (f"person/{PERSON}", {"name": "Anna"}),
    "position.started": (f"person/{PERSON}", {"company": ALPHA, "title": "CEO", "class": "executive"}),
    "position.ended": (f"person/{PERSON}", {"position": EVENT_ID, "reason": "dismissed"}),
    "ownership.recorded": ("company/alpha", {"owner": ANNE, "stake": {"percent": "5"}}),
    "ownership.ended": ("company/alpha", {"owner": ANNE}),
    "transaction.assembled": ("transaction/package", {"name": "The package", "deals": ["one", "two"]}),
    "transaction.deal_linked": ("transaction/package", {"deal": "three"}),
    "transaction.deal_unlinked": ("transaction/package", {"deal": "three"}),
    "transaction.classified": ("transaction/package", {"label": "reverse_acquihire", "by": "press"}),
    "transaction.payment_made": ("transaction/package", MINIMAL["payment_made"]),
    "transaction.review_opened": ("transaction/package", MINIMAL["review_opened"]),
    "transaction.review_decided": ("transaction/package", MINIMAL["review_decided"]),
    "record.corrected": (
        None,
        {"target": EVENT_ID, "set": {"amount": USD, "occurred_on": "2025-06"}, "unset": ["round"], "reason": "misread"},
    ),
    "record.retracted": (None, {"target": EVENT_ID, "reason": "duplicate", "explanation": "Twice."}),
    "log.started": (None, {"demonstration": False, "origin": "pactlog.example"}),
}


def event(type_: str, *, full: bool = False, **changed: Any) -> Wire:
    """An event of *type_* with the least or the most that its kind takes; None leaves a field out."""
    kind, _, transition = type_.partition(".")
    if kind in DEAL_KINDS:
        terms = TERMS[kind] if full and not transition.startswith("review") else {}
        more = OF_TRANSITION.get(transition, {}) | {"headline": "H", "description": "D"} if full else {}
        subject, data = f"deal/{kind}", PARTIES[kind] | terms | MINIMAL.get(transition, {}) | more
    else:
        subject, data = OTHERS[type_]
    plain: Wire = {"type": type_, "data": data}
    if kind not in {"record", "log"}:
        plain |= {"subject": subject, "occurred_on": "2025-06-12", "sources": SOURCES}
    return {key: value for key, value in (plain | changed).items() if value is not None}


def errors(sent: object) -> list[tuple[str, str]]:
    """Every error as (path, code); none if *sent* is accepted."""
    try:
        parse_event(sent)
    except ValidationError as error:
        return [("/".join(map(str, one["loc"])), one["type"]) for one in error.errors()]
    return []


def message(sent: object) -> str:
    with pytest.raises(ValidationError) as caught:
        parse_event(sent)
    return str(caught.value.errors()[0]["msg"])


ANY_EVENT = TypeAdapter[Any](Event)
SENDABLE = sorted(EVENT_TYPES.keys() - {"log.started"})


def test_the_transitions_are_those_of_the_specification() -> None:
    every = {"rumoured", "announced", "signed", "amended", "withdrawn", "review_opened", "review_decided"}
    assert {kind: set(transitions) for kind, transitions in TRANSITIONS.items()} == {
        "investment": every | {"tranche_closed", "closed", "exited", "terminated"},
        "acquisition": every | {"closed", "payment_made", "terminated"},
        "licensing": every | {"took_effect", "payment_made", "renewed", "terminated", "expired"},
        "hiring": every | {"started", "ended"},
        "commercial": every | {"took_effect", "payment_made", "renewed", "terminated", "expired"},
    }


def test_the_tables_speak_of_the_same_things() -> None:
    assert set(DEAL_KINDS) == set(lifecycle.DEAL_KINDS) == set(REQUIRED_TERMS)
    assert set(lifecycle.RANKS) <= {transition for transitions in TRANSITIONS.values() for transition in transitions}
    assert set(OTHERS) == {type_ for type_ in EVENT_TYPES if type_.partition(".")[0] not in DEAL_KINDS}
    assert UNDATED < NEW < set(EVENT_TYPES) == set(SCHEMA_VERSIONS)
    assert RESERVED_TYPES.isdisjoint(EVENT_TYPES)
    assert {type_.partition(".")[0] for type_ in EVENT_TYPES} == set(FAMILIES)


def test_classes_are_called_as_on_the_wire() -> None:
    assert model_of("investment.tranche_closed").__name__ == "InvestmentTrancheClosed"
    assert model_of("company.alias_added").__name__ == "CompanyAliasAdded"
    assert data_model_of("record.corrected").__name__ == "RecordCorrectedData"


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("type_", SENDABLE)
def test_every_event_is_kept_as_it_was_sent(type_: str, full: bool) -> None:  # noqa: FBT001  # pytest gives it
    sent = event(type_, full=full)
    parsed = parse_event(sent)
    assert wire(parsed) == sent
    assert parsed == ANY_EVENT.validate_python(sent)
    check_event(sent)
    check_data(type_, sent["data"])


@pytest.mark.parametrize("type_", sorted(EVENT_TYPES))
def test_the_published_schema_says_what_the_door_does(type_: str) -> None:
    schema = json_schema(type_, 1)
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert schema["title"] == model_of(type_).__name__
    assert schema["description"]
    assert all(validator.is_valid(event(type_, full=full)) for full in (False, True))
    assert not validator.is_valid(event(type_, surprise=1))
    assert not validator.is_valid(event(type_, data=None))
    assert not validator.is_valid(event(type_) | {"note": None})
    assert '"null"' not in json.dumps(schema)


def test_a_schema_that_does_not_exist_is_no_schema() -> None:
    for type_, version in [("investment.closed", 2), ("investment.renewed", 1), ("claim.reported", 1)]:
        with pytest.raises(KeyError):
            json_schema(type_, version)


def test_the_schemas_of_all_events_stand_together() -> None:
    schemas = event_schemas()
    assert {model.__name__ for model in EVENT_TYPES.values()} <= schemas.keys()
    assert schemas["Event"]["discriminator"]["mapping"]["investment.closed"] == "#/components/schemas/InvestmentClosed"


def test_what_happens_is_told_by_a_type_that_exists() -> None:
    assert errors([]) == [("", "not_an_object")]
    assert errors({}) == [("type", "missing")]
    assert errors({"type": ["investment.closed"]}) == [("type", "missing")]
    assert errors({"type": "investment.closd"}) == [("type", "unknown_type")]
    assert errors({"type": "log.started"}) == [("type", "not_recordable")]
    assert message({"type": "investment.renewed"}).startswith("investment has no 'renewed'; it has rumoured, announced")
    assert "did you mean 'investment.closed'" in message({"type": "investment.closd"})
    assert "did you mean 'company.renamed'" in message({"type": "company.rename"})


@pytest.mark.parametrize("type_", sorted(RESERVED_TYPES))
def test_claims_and_merges_are_known_and_not_yet_recordable(type_: str) -> None:
    assert errors({"type": type_}) == [("type", "not_recordable")]
    assert "not recordable in this version" in message({"type": type_})


@pytest.mark.parametrize("type_", SENDABLE)
def test_a_world_event_has_a_source_a_date_and_a_subject_of_its_family(type_: str) -> None:
    family = type_.partition(".")[0]
    if family == "record":
        assert errors(event(type_, subject="deal/one")) == [("subject", "extra_forbidden")]
        assert errors(event(type_, sources=SOURCES)) == []
        return
    may_be_new = family in DEAL_KINDS or type_ in NEW
    assert errors(event(type_, sources=None)) == [("sources", "missing_source")]
    assert errors(event(type_, sources=[])) == [("sources", "missing_source")]
    assert errors(event(type_, occurred_on=None)) == ([] if type_ in UNDATED else [("occurred_on", "missing_date")])
    assert errors(event(type_, subject=None)) == ([] if may_be_new else [("subject", "missing_subject")])
    assert errors(event(type_, subject="log/one")) == [("subject", "invalid_id")]


DATA: list[tuple[str, Wire, list[tuple[str, str]]]] = [
    ("investment.closed", {"isuer": GAMMA}, [("isuer", "extra_forbidden")]),
    ("investment.closed", {"issuer": ALPHA}, [("investors/0/party", "party_twice")]),
    ("investment.closed", {"issuer": {"id": PERSON}}, [("issuer", "person_for_company")]),
    ("investment.closed", {"investors": []}, [("investors", "too_short")]),
    ("investment.closed", {"investors": [{"party": ALPHA}] * 2}, [("investors/1", "duplicate")]),
    (
        "investment.closed",
        {"investors": [{"party": ALPHA}, {"party": ALPHA, "lead": True}]},
        [("investors/1/party", "party_twice")],
    ),
    ("investment.closed", {"investors": [{"party": {"id": PERSON}}]}, []),
    ("investment.closed", {"investors": [{"party": ALPHA, "lead": 1}]}, [("investors/0/lead", "bool_type")]),
    ("investment.closed", {"amount": 5}, [("amount", "not_money")]),
    ("investment.closed", {"amount": {"amount": 5, "currency": "USD"}}, [("amount/amount", "number_for_decimal")]),
    ("investment.closed", {"shares": "5"}, [("shares", "int_type")]),
    ("investment.closed", {"shares": 2**53}, [("shares", "less_than")]),
    ("investment.closed", {"round": "series_k"}, [("round", "literal_error")]),
    ("investment.closed", {"rights": ["veto", "veto"]}, [("rights/1", "duplicate")]),
    ("investment.closed", {"round": None}, [("round", "null_value")]),
    ("investment.closed", {"price": USD}, [("price", "extra_forbidden")]),
    ("investment.closed", {"headline": "a\nb"}, [("headline", "control_character")]),
    ("investment.announced", {"stage": "closed"}, [("stage", "literal_error")]),
    ("investment.tranche_closed", {"tranche": {}}, [("tranche", "empty")]),
    ("investment.tranche_closed", {"tranche": {"number": 0}}, [("tranche/number", "greater_than_equal")]),
    ("investment.amended", {"unset": ["round"]}, []),
    ("investment.amended", {"unset": ["price"]}, [("unset/0", "unknown_term")]),
    ("investment.amended", {"unset": ["headline"]}, [("unset/0", "unknown_term")]),
    ("investment.amended", {"unset": ["round"], "round": "seed"}, [("unset/0", "set_and_unset")]),
    ("investment.review_opened", {"amount": USD}, [("amount", "extra_forbidden")]),
    ("acquisition.closed", {"target": ALPHA}, [("acquirers/0/party", "party_twice")]),
    ("licensing.closed", {}, [("type", "unknown_type")]),
    ("licensing.signed", {"licensees": [GAMMA]}, [("licensees/0", "party_twice")]),
    ("licensing.signed", {"licensors": [ALPHA, GAMMA], "licensees": [ALPHA, GAMMA], "mutual": True}, []),
    ("licensing.signed", {"consideration": USD}, []),
    ("licensing.signed", {"consideration": {"undisclosed": True}}, []),
    (
        "licensing.signed",
        {"consideration": {}},
        [("consideration/amount", "missing"), ("consideration/currency", "missing")],
    ),
    (
        "licensing.signed",
        {"consideration": {"annual": USD, "amount": "1"}},
        [("consideration/amount", "extra_forbidden")],
    ),
    (
        "licensing.signed",
        {"consideration": {"royalty_percent": "101"}},
        [("consideration/royalty_percent", "percent_out_of_range")],
    ),
    ("licensing.renewed", {"term": {"start": "2026", "end": "2025"}}, [("term/end", "ends_before_start")]),
    ("hiring.started", {"person": GAMMA}, [("person", "company_for_person")]),
    ("hiring.started", {"team": {"size": {"value": 3}}}, [("team", "person_and_team")]),
    ("hiring.started", {"class_": "executive"}, [("class_", "extra_forbidden")]),
    ("hiring.started", {"start_on": "2026", "end_on": "2025"}, [("end_on", "ends_before_start")]),
    ("hiring.amended", {"unset": ["class"]}, []),
    ("hiring.amended", {"unset": ["class"], "class": "advisor"}, [("unset/0", "set_and_unset")]),
    ("hiring.amended", {"unset": ["team"]}, []),
    ("commercial.signed", {"parties": [{"party": ALPHA, "role": role} for role in ("supplier", "customer")]}, []),
    ("commercial.signed", {"quantity": {"value": 1, "unit": "GW"}}, [("quantity/value", "number_for_decimal")]),
    ("company.registered", {"country": "UK"}, [("country", "unknown_country")]),
    (
        "company.registered",
        {"identifiers": [{"scheme": "lei", "value": "X"}]},
        [("identifiers/0/value", "invalid_identifier")],
    ),
    ("company.registered", {"aliases": "A"}, [("aliases", "tuple_type")]),
    ("company.registered", {"name": "x" * 301}, [("name", "string_too_long")]),
    ("company.ceased", {"successor": ALPHA}, [("successor", "party_twice")]),
    ("ownership.recorded", {"owner": ALPHA}, [("owner", "party_twice")]),
    ("position.ended", {"company": ALPHA}, [("position", "position_or_company")]),
    ("position.ended", {"position": "5"}, [("position", "invalid_id")]),
    ("transaction.assembled", {"deals": ["one"]}, [("deals", "too_short")]),
    ("transaction.assembled", {"deals": ["one", "one"]}, [("deals/1", "duplicate")]),
    ("transaction.assembled", {"deals": ["deal/one", "two"]}, [("deals/0", "invalid_id")]),
    ("record.corrected", {"set": {"amount": {"amount": 1.5}}}, [("set/amount/amount", "number_for_decimal")]),
    ("record.corrected", {"set": {"shares": 2**53}}, [("set/shares", "number_too_large")]),
    ("record.corrected", {"set": {"name": {"$c": "x"}}}, [("set/name/$c", "invalid_name")]),
    ("record.corrected", {"set": {"name": "\ud800"}}, [("set/name", "lone_surrogate")]),
    ("record.corrected", {"set": {"type": "investment.signed"}}, [("set/type", "not_correctable")]),
    ("record.corrected", {"set": {"occurred_on": "June"}}, [("set/occurred_on", "invalid_date")]),
    ("record.corrected", {"set": {"sources": []}}, [("set/sources", "too_short")]),
    (
        "record.corrected",
        {"set": {"sources": [{"publisher": "X", "kind": "tweet"}]}},
        [("set/sources/0/kind", "literal_error")],
    ),
    ("record.corrected", {"set": {"round": "seed"}}, [("unset/0", "set_and_unset")]),
    ("record.corrected", {"unset": ["sources"]}, [("unset/0", "missing_source")]),
    ("record.corrected", {"unset": ["subject"]}, [("unset/0", "not_correctable")]),
    ("record.corrected", {"reason": "never_happened"}, [("reason", "literal_error")]),
]


@pytest.mark.parametrize(("type_", "changed", "expected"), DATA)
def test_data_that_does_not_fit_is_refused_at_its_place(
    type_: str, changed: Wire, expected: list[tuple[str, str]]
) -> None:
    sent = event(type_) if type_ in EVENT_TYPES else {"type": type_, "data": {}}
    sent["data"] = sent["data"] | changed
    assert errors(sent) == [(at if at == "type" else f"data/{at}", code) for at, code in expected]


@pytest.mark.parametrize(
    ("unset", "stated", "expected"),
    [
        ("issuer", {}, [("data/unset/0", "required_term")]),
        ("issuer", {"investors": [{"party": ALPHA}]}, [("data/unset/0", "required_term")]),
    ],
)
def test_a_term_that_the_deal_needs_is_changed_and_not_unset(
    unset: str, stated: Wire, expected: list[tuple[str, str]]
) -> None:
    assert errors(event("investment.amended", data={"unset": [unset]} | stated)) == expected


def test_a_person_may_give_way_to_a_team() -> None:
    assert errors(event("hiring.amended", data={"unset": ["person"]})) == [("data/unset/0", "required_term")]
    assert errors(event("hiring.amended", data={"unset": ["person"], "team": {"size": {"value": 3}}})) == []


@pytest.mark.parametrize("type_", ["investment.amended", "company.profile_updated"])
def test_a_change_changes_something(type_: str) -> None:
    assert errors(event(type_, data={})) == [("data", "empty")]


def test_a_correction_changes_something() -> None:
    data = {"target": EVENT_ID, "reason": "typo"}
    assert errors(event("record.corrected", data=data)) == [("data/set", "empty")]
    assert errors(event("record.corrected", data=data | {"set": {}})) == [("data/set", "empty")]
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    assert [code for _, code in errors(event("record.corrected", data=data | {"set": {"deep": deep}}))] == ["too_deep"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"note": "two\nlines"}, []),
        ({"event_id": EVENT_ID.upper(), "causation_id": EVENT_ID}, []),
        ({"event_id": "{" + EVENT_ID + "}"}, [("event_id", "invalid_id")]),
        ({"distinct_from": ["another-deal"]}, []),
        ({"distinct_from": ["deal/another"]}, [("distinct_from/0", "invalid_id")]),
        ({"recorded_at": "2025-06-12T00:00:00Z"}, [("recorded_at", "extra_forbidden")]),
        ({"confidence": "sure"}, [("confidence", "literal_error")]),
        ({"occurred_on": "2025-06-31"}, [("occurred_on", "invalid_date")]),
        ({"data": []}, [("data", "model_type")]),
        ({"sources": SOURCES[0]}, [("sources", "tuple_type")]),
        ({"sources": [{}]}, [("sources/0/publisher", "missing"), ("sources/0/kind", "missing")]),
    ],
)
def test_the_envelope_takes_its_own_fields_only(changed: Wire, expected: list[tuple[str, str]]) -> None:
    assert errors(event("investment.closed", **changed)) == expected


def test_ids_of_events_are_kept_in_lower_case() -> None:
    assert wire(parse_event(event("investment.closed", event_id=EVENT_ID.upper())))["event_id"] == EVENT_ID


def test_only_deals_are_told_apart() -> None:
    assert errors(event("company.renamed", distinct_from=["one"])) == [("distinct_from", "extra_forbidden")]


def test_all_errors_are_told_at_once() -> None:
    sent = event("investment.closed", occurred_on="x", sources=None, data={"isuer": {}, "amount": 5, "round": "x"})
    assert sorted(errors(sent)) == [
        ("data/amount", "not_money"),
        ("data/isuer", "extra_forbidden"),
        ("data/round", "literal_error"),
        ("occurred_on", "invalid_date"),
        ("sources", "missing_source"),
    ]


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["1", "2025", "alpha"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["party", "amount", "id", "name", "unnamed", "min", "$c", "set", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(type_=st.sampled_from(SENDABLE), where=st.data(), value=junk)
def test_whatever_is_sent_is_an_event_or_refused(type_: str, where: st.DataObject, value: object) -> None:
    sent = json.loads(json.dumps(event(type_, full=True)))
    holder = where.draw(st.sampled_from([sent, sent["data"]]))
    holder[where.draw(st.sampled_from([*holder, "surprise"]))] = value
    try:
        parsed = parse_event(sent)
    except ValidationError:
        return
    assert wire(parse_event(wire(parsed))) == wire(parsed)


def test_only_what_has_come_is_recorded_except_effects_and_ends() -> None:
    ahead = {type_ for type_ in EVENT_TYPES if not never_future(type_)}
    assert ahead == {
        *(f"{kind}.withdrawn" for kind in DEAL_KINDS),
        *(f"{kind}.terminated" for kind in DEAL_KINDS if kind != "hiring"),
        *(f"{kind}.{end}" for kind in ("licensing", "commercial") for end in ("took_effect", "expired")),
        *(f"{family}.{end}" for family in ("hiring", "position") for end in ("started", "ended")),
        *("ownership.ended", "company.ceased", "record.corrected", "record.retracted", "log.started"),
    }


def slots(type_: str, data: Wire) -> list[tuple[str, str]]:
    return [(slot.pointer, slot.role) for slot in party_slots(type_, data)]


def test_every_party_is_found_with_its_place_and_role() -> None:
    assert slots("investment.exited", event("investment.exited", full=True)["data"]) == [
        ("/data/issuer", "issuer"),
        ("/data/investors/0/party", "investor"),
        ("/data/investor", "investor"),
        ("/data/buyer", "buyer"),
    ]
    assert slots("commercial.payment_made", event("commercial.payment_made", full=True)["data"]) == [
        ("/data/parties/0/party", "supplier"),
        ("/data/parties/1/party", "customer"),
        ("/data/payment/payer", "payer"),
        ("/data/payment/payee", "payee"),
    ]
    assert ("/data/consideration/payer", "payer") in slots(
        "licensing.signed", PARTIES["licensing"] | TERMS["licensing"]
    )
    assert ("/data/tranche/investors/0", "investor") in slots(
        "investment.tranche_closed", OF_TRANSITION["tranche_closed"]
    )
    assert slots("record.corrected", {"target": EVENT_ID, "set": {"target": GAMMA, "issuer": "x"}}) == [
        ("/data/set/target", "target")
    ]
    assert slots("transaction.classified", {"label": "other", "by": "press"}) == []


def test_a_slot_holds_the_very_party_of_the_event() -> None:
    data = {"issuer": {"name": "Gamma"}}
    next(party_slots("investment.closed", data)).party["id"] = "gamma"
    assert data == {"issuer": {"name": "Gamma", "id": "gamma"}}


def test_the_schema_and_the_walk_know_the_same_parties() -> None:
    """Every party of the fullest event of each type is in the walk: none slips past resolution."""
    for type_ in EVENT_TYPES:
        data = event(type_, full=True)["data"]
        found = {slot.pointer for slot in party_slots(type_, data)}
        assert found == set(_parties("/data", data)), type_


def _parties(pointer: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        if value in (ALPHA, GAMMA, ANNE) or value.get("name") == "Delta" or "unnamed" in value:
            return [pointer]
        return [found for key, item in value.items() for found in _parties(f"{pointer}/{key}", item)]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _parties(f"{pointer}/{index}", item)]
    return []


FULL_SOURCE = {
    "publisher": "Reuters",
    "kind": "press",
    "url": "https://example.org/anne",
    "title": "Anne leaves",
    "quote": "Anne left.",
    "archive_url": "https://archive.example/anne",
    "published_on": "2025",
}
OF_SOURCE = ["title", "url", "archive_url", "quote"]


def test_what_is_said_about_a_person_is_personal() -> None:
    registered = event("person.registered", note="N", sources=[FULL_SOURCE])
    assert personal_paths(registered, about_person=True) == [
        "/data/name",
        "/data/aliases/0",
        "/data/identifiers/0",
        "/note",
        *(f"/sources/0/{name}" for name in OF_SOURCE),
    ]
    hired = event("hiring.started", note="N", sources=[SOURCES[0], FULL_SOURCE])
    assert personal_paths(hired, about_person=True) == [
        "/data/person/name",
        "/note",
        *(f"/sources/1/{name}" for name in OF_SOURCE),
    ]
    retracted = event("record.retracted", note="N")
    assert personal_paths(retracted, about_person=True) == ["/note", "/data/explanation"]
    assert personal_paths(retracted, about_person=False) == []


def test_the_name_of_a_person_is_personal_wherever_it_stands() -> None:
    assert personal_paths(event("ownership.recorded"), about_person=False) == ["/data/owner/name"]
    assert personal_paths(event("company.registered", note="N"), about_person=False) == []
    bought = event("acquisition.closed", full=True)
    assert personal_paths(bought, about_person=False) == ["/data/sellers/1/name"]
    unresolved = event("hiring.started", data={"person": {"name": "Anne"}, "employer": {"name": "Alpha"}})
    assert personal_paths(unresolved, about_person=True) == ["/data/person/name"]


def test_what_a_correction_lays_over_personal_values_is_personal() -> None:
    laid_over = {"name": "Anna", "aliases": ["A"], "sources": [FULL_SOURCE], "title": "CEO"}
    corrected = event(
        "record.corrected", data={"target": EVENT_ID, "set": laid_over, "reason": "typo", "explanation": "E"}
    )
    assert personal_paths(corrected, about_person=True) == [
        "/data/explanation",
        "/data/set/name",
        "/data/set/aliases/0",
        *(f"/data/set/sources/0/{name}" for name in OF_SOURCE),
    ]
    of_deal = event(
        "record.corrected", data={"target": EVENT_ID, "reason": "typo", "set": {"investors": [{"party": ANNE}]}}
    )
    assert personal_paths(of_deal, about_person=False) == ["/data/set/investors/0/party/name"]


def commit(holder: Any, path: str) -> None:
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")[1:]]
    for part in parents:
        holder = holder[part]
    holder[last] = {"$c": f"digest-of-{path.replace('/', '-')}"}


@pytest.mark.parametrize("type_", [type_ for type_ in SENDABLE if not type_.startswith("record")])
def test_an_event_fits_its_model_also_when_its_personal_values_are_commitments(type_: str) -> None:
    stored = json.loads(json.dumps(event(type_, full=True, note="N", sources=[FULL_SOURCE])))
    stored["data"] |= {"aliases": ["A", "B"]} if type_ == "person.registered" else {}
    for path in personal_paths(stored, about_person=True):
        commit(stored, path)
    check_event(stored)
    check_data(type_, stored["data"])
    assert "note" not in stored or errors(stored) != []


def test_checked_data_is_refused_at_its_place_in_the_data() -> None:
    with pytest.raises(ValidationError) as caught:
        check_data("investment.closed", {"investors": [{"party": ALPHA, "amount": 5}]})
    assert [one["loc"] for one in caught.value.errors()] == [("investors", 0, "amount")]
