"""Every problem over HTTP: what provokes it, what it says, and that nothing was stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from structlog.testing import capture_logs

from api.bodies import MAX_BODY
from api.catalogue import KINDS
from api.openapi import EXTRAS
from infra.store.engine import make_engine, writing
from tests import given
from tests.api.client import (
    AUTHORIZED,
    KEY,
    NDJSON,
    Databases,
    Wire,
    held,
    key_with,
    log_kept,
    record,
    record_lines,
    recorded,
    serving,
)
from tests.conftest import KINDS as DATABASES
from tests.strategies import PARTIES, SOURCES

ANNOUNCED = "00000000-0000-4000-8000-000000000001"
CLOSED = "00000000-0000-4000-8000-000000000002"
RETRACTION = "00000000-0000-4000-8000-000000000003"
RETRACTED = "00000000-0000-4000-8000-000000000004"
NOWHERE = "00000000-0000-4000-8000-00000000ffff"
ALPHA_REGISTERED = PARTIES[0]["event_id"]
LEI = "5493001KJTIIGC8Y1R12"


@pytest.fixture(scope="module", params=DATABASES)
def store(request: pytest.FixtureRequest, fresh_database: Databases) -> Iterator[str]:
    with fresh_database(request.param) as url:
        yield url


@pytest.fixture(scope="module")
def client(store: str) -> Iterator[TestClient]:
    """A store with some parties, an investment, and a licence that was retracted."""
    with serving(store) as client:
        recorded(record_lines(client, PARTIES))
        recorded(record(client, given.investment_announced("2025-02-01", event_id=ANNOUNCED)))
        recorded(record(client, given.investment_closed("2025-03-01", event_id=CLOSED)))
        recorded(record(client, given.investment_terminated("2025-06-01")))
        recorded(record(client, given.licensing_announced("2025-02-01", event_id=RETRACTED)))
        recorded(record(client, given.retracted(RETRACTED) | {"event_id": RETRACTION}))
        identified = given.company_identifier_assigned("2025-01-01", scheme="lei", value=LEI)
        recorded(record(client, identified))
        yield client


@pytest.fixture(scope="module")
def engine(store: str) -> Iterator[Engine]:
    engine = make_engine(store)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def reading_key(store: str) -> dict[str, str]:
    return key_with(store, "read")


@pytest.fixture
def nothing_stored(engine: Engine) -> Iterator[None]:
    before = held(engine)
    yield
    assert held(engine) == before


def told(answer: httpx2.Response, slug: str) -> Any:
    """The problem document, which must be of the kind *slug* and complete."""
    document = answer.json()
    assert document["type"] == f"/problems/{slug}", answer.text
    assert answer.status_code == document["status"] == KINDS[slug].status
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["title"] == KINDS[slug].title
    assert document["detail"]
    assert document["instance"].startswith("urn:uuid:")
    assert document.keys() - {"type", "title", "status", "detail", "instance", "errors"} <= EXTRAS.get(slug, {}).keys()
    return document


def without(wire: Wire, name: str) -> Wire:
    return {key: value for key, value in wire.items() if key != name}


def beta(**data: Any) -> Wire:
    return given.company_registered(None, **data) | {"subject": "company/omega"}


RECORDING: dict[str, tuple[Wire, str, list[tuple[str, str]]]] = {
    "an unknown field": (
        given.investment_closed("2025-03-01", amont=given.usd(1)),
        "invalid-request",
        [("/data/amont", "extra_forbidden")],
    ),
    "everything that is wrong at once": (
        without(given.investment_closed("2025-13", amount={"amount": 5.0, "currency": "USD"}), "sources"),
        "invalid-request",
        [
            ("/data/amount/amount", "number_for_decimal"),
            ("/occurred_on", "invalid_date"),
            ("/sources", "missing_source"),
        ],
    ),
    "a type that its kind does not have": (
        given.investment_closed("2025-03-01") | {"type": "investment.renewed"},
        "invalid-request",
        [("/type", "unknown_type")],
    ),
    "a type of a later version": (
        {"type": "claim.reported", "data": {}},
        "invalid-request",
        [("/type", "not_recordable")],
    ),
    "an event that the log writes itself": (
        {"type": "log.started", "data": {"demonstration": False, "origin": "me"}},
        "invalid-request",
        [("/type", "not_recordable")],
    ),
    "a day that has not come": (
        given.company_renamed("2999-01-01", name="Omega"),
        "invalid-request",
        [("/occurred_on", "in_the_future")],
    ),
    "an instant that only the log sets": (
        given.company_renamed("2025-01-01") | {"recorded_at": "2020-01-01T00:00:00Z"},
        "invalid-request",
        [("/recorded_at", "extra_forbidden")],
    ),
    "no source": (
        without(given.company_renamed("2025-01-01"), "sources"),
        "missing-source",
        [("/sources", "missing_source")],
    ),
    "an empty list of sources": (
        given.company_renamed("2025-01-01") | {"sources": []},
        "missing-source",
        [("/sources", "missing_source")],
    ),
    "a deal that nothing identifies": (
        given.acquisition_amended("2025-01-01", price=given.usd(1)),
        "missing-terms",
        [("/data/acquirers", "missing_term"), ("/data/target", "missing_term")],
    ),
    "a name that nobody bears": (
        given.acquisition_closed("2025-03-01", target={"name": "Nobody at all"}),
        "unresolved-party",
        [("/data/target", "unresolved_party")],
    ),
    "an event id that says something else": (
        given.investment_closed("2025-03-02", event_id=CLOSED),
        "duplicate-event",
        [("/event_id", "duplicate_event")],
    ),
    "a closing after the end": (given.investment_closed("2025-07-01"), "illegal-history", []),
    "a second kind on one deal": (
        given.acquisition_closed("2025-03-01") | {"subject": "deal/the-investment"},
        "illegal-history",
        [],
    ),
    "a correction of nothing": (
        given.corrected(NOWHERE, occurred_on="2025"),
        "correction-target-unknown",
        [("/data/target", "correction_target_unknown")],
    ),
    "a correction of what is retracted": (
        given.corrected(RETRACTED, occurred_on="2025"),
        "correction-target-dead",
        [("/data/target", "correction_target_dead")],
    ),
    "a correction of a retraction": (
        given.corrected(RETRACTION, reason="duplicate"),
        "correction-does-not-fit",
        [("/data/target", "record_event")],
    ),
    "a correction that leaves no valid event": (
        given.corrected(CLOSED, issuer={"id": "alpha"}),
        "correction-does-not-fit",
        [("/data/target", "party_twice")],
    ),
    "retracting whom others name": (given.retracted(ALPHA_REGISTERED), "still-referenced", []),
    "an identifier of another": (
        beta(name="Omega", identifiers=[{"scheme": "lei", "value": LEI}]),
        "identifier-taken",
        [("/data/identifiers/0", "identifier_taken")],
    ),
    "an event of a company that nobody registered": (
        given.company_renamed("2025-01-01") | {"subject": "company/alphabet-soup"},
        "unknown-company",
        [("/subject", "unknown_company")],
    ),
    "an event of a person whom nobody registered": (
        given.position_started("2025-01-01") | {"subject": "person/p_zzzzzzzzzz"},
        "unknown-person",
        [("/subject", "unknown_person")],
    ),
    "an event of a package that nobody assembled": (
        given.transaction_classified("2025-01-01", label="other", by="press"),
        "unknown-transaction",
        [("/subject", "unknown_transaction")],
    ),
    "money that is part of an unknown deal": (
        given.investment_announced("2025-01-01", amount={"included_in": "the-wedding"}),
        "invalid-request",
        [("/data/amount/included_in", "unknown_deal")],
    ),
    "a package of unknown deals": (
        given.transaction_assembled("2025-01-01", deals=["the-investment", "the-wedding", "the-divorce"]),
        "invalid-request",
        [("/data/deals/1", "unknown_deal"), ("/data/deals/2", "unknown_deal")],
    ),
    "a deal that is distinct from an unknown one": (
        given.acquisition_closed("2025-03-01") | {"distinct_from": ["the-wedding"]},
        "invalid-request",
        [("/distinct_from/0", "unknown_deal")],
    ),
    "the end of a position that never began": (
        given.position_ended("2025-03-01", company=None, position=NOWHERE),
        "invalid-request",
        [("/data/position", "unknown_position")],
    ),
    "a party by an id that nobody has": (
        given.acquisition_closed("2025-03-01", target={"id": "nobody-at-all"}),
        "unresolved-party",
        [("/data/target", "unresolved_party")],
    ),
    "a correction that names an unknown deal": (
        given.corrected(CLOSED, amount={"included_in": "the-wedding"}),
        "correction-does-not-fit",
        [("/data/set/amount/included_in", "unknown_deal")],
    ),
    "a correction that names an unknown party": (
        given.corrected(CLOSED, issuer={"id": "nobody-at-all"}),
        "unresolved-party",
        [("/data/set/issuer", "unresolved_party")],
    ),
    "a retraction of nothing": (
        given.retracted(NOWHERE),
        "correction-target-unknown",
        [("/data/target", "correction_target_unknown")],
    ),
    "too large an event": (
        given.investment_closed("2025-03-01") | {"sources": [SOURCES[0] | {"quote": "q" * 300}] * 200},
        "payload-too-large",
        [],
    ),
}


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("case", RECORDING)
def test_what_cannot_be_recorded_is_a_problem_that_points_at_it(client: TestClient, case: str) -> None:
    wire, slug, errors = RECORDING[case]
    document = told(record(client, wire), slug)
    found = [(error["pointer"], error["code"]) for error in document.get("errors", ())]
    assert sorted(found) == errors


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("case", RECORDING)
def test_in_a_batch_it_points_at_the_line(client: TestClient, case: str) -> None:
    wire, slug, errors = RECORDING[case]
    sound = given.company_renamed("2025-01-01", name="Fine")
    document = told(record_lines(client, [sound, sound, wire]), slug)
    pointers = [error["pointer"] for error in document["errors"]]
    assert sorted(pointers) == [f"/2{pointer}" for pointer, _ in errors] or pointers == ["/2"]


@pytest.mark.usefixtures("nothing_stored")
def test_a_batch_of_one_line_points_at_the_line_too(client: TestClient) -> None:
    document = told(record_lines(client, [given.corrected(NOWHERE, occurred_on="2025")]), "correction-target-unknown")
    assert [error["pointer"] for error in document["errors"]] == ["/0/data/target"]


@pytest.mark.usefixtures("nothing_stored")
def test_a_batch_names_every_bad_line_of_every_sort(client: TestClient) -> None:
    lines = [
        given.investment_closed("2025-07-01"),
        given.company_renamed("2025-01-01", name="Fine"),
        given.corrected(NOWHERE, occurred_on="2025"),
        given.acquisition_closed("2025-03-01", target={"name": "Nobody at all"}),
    ]
    errors = told(record_lines(client, lines), "invalid-request")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("/0", "illegal_history"),
        ("/2/data/target", "correction_target_unknown"),
        ("/3/data/target", "unresolved_party"),
    ]
    assert errors[0]["because"]
    assert errors[2]["candidates"] == []


def test_an_unresolved_party_comes_with_the_bodies_that_would_do(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Gama"})
    document = told(record(client, bought), "unresolved-party")
    assert document["name"] == "Gama"
    [gamma] = [one for one in document["candidates"] if one["id"] == "gamma"]
    assert gamma["body"] == bought | {"data": bought["data"] | {"target": {"name": "Gama", "id": "gamma"}}}
    assert document["create_missing"] == "/v1/events?create_missing=true"


def test_an_illegal_history_names_both_events_and_the_way_out(client: TestClient) -> None:
    document = told(record(client, given.investment_closed("2025-07-01", event_id=NOWHERE)), "illegal-history")
    assert document["event"] == NOWHERE
    assert client.get(f"/v1/events/{document['because']}").json()["type"] == "investment.terminated"
    assert document["remedy"]


BODIES: dict[str, tuple[bytes, dict[str, str], str]] = {
    "no JSON": (b"{", {}, "malformed-body"),
    "an empty body": (b"", {}, "malformed-body"),
    "a key twice": (b'{"type": "company.renamed", "type": "company.renamed"}', {}, "malformed-body"),
    "a key twice, deep": (b'{"data": [{"a": 1, "\\u0061": 2}]}', {}, "malformed-body"),
    "NaN": (b'{"type": NaN}', {}, "malformed-body"),
    "Infinity": (b'{"type": -Infinity}', {}, "malformed-body"),
    "broken UTF-8": (b'{"type": "\xff"}', {}, "malformed-body"),
    "half a character": (b'{"type": "\\ud800"}', {}, "malformed-body"),
    "half a character in a key": (b'{"\\udfff": 1}', {}, "malformed-body"),
    "UTF-16": ('{"type": "company.renamed"}'.encode("utf-16"), {}, "malformed-body"),
    "a number without end": (b"9" * 5000, {}, "malformed-body"),
    "a deep nest": (b"[" * 100 + b"]" * 100, {}, "malformed-body"),
    "an abyss": (b"[" * 100_000 + b"]" * 100_000, {}, "malformed-body"),
    "a list": (b"[]", {}, "invalid-request"),
    "a word": (b'"closed"', {}, "invalid-request"),
    "null": (b"null", {}, "invalid-request"),
    "no media type": (b"{}", {"Content-Type": ""}, "unsupported-media-type"),
    "a form": (b"type=x", {"Content-Type": "application/x-www-form-urlencoded"}, "unsupported-media-type"),
    "Latin-1": (b"{}", {"Content-Type": "application/json; charset=latin-1"}, "unsupported-media-type"),
    "packed": (b"{}", {"Content-Encoding": "gzip"}, "unsupported-media-type"),
    "an empty line": (b"{}\n\n{}\n", NDJSON, "invalid-request"),
    "no line": (b"", NDJSON, "malformed-body"),
    "one line that is no JSON": (b"{]\n", NDJSON, "malformed-body"),
    "too many lines": (b"{}\n" * 10_001, NDJSON, "payload-too-large"),
    "too many bytes": (b" " * (MAX_BODY + 1), {}, "payload-too-large"),
    "a version that is none": (b"{}", {"If-Match": "v3"}, "invalid-request"),
    "a weak version": (b"{}", {"If-Match": 'W/"v3"'}, "invalid-request"),
    "any version": (b"{}", {"If-Match": "*"}, "invalid-request"),
    "two versions": (b"{}", {"If-Match": '"v3", "v4"'}, "invalid-request"),
    "a version for a batch": (b"{}", NDJSON | {"If-Match": '"v3"'}, "invalid-request"),
}


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("case", BODIES)
def test_a_body_that_cannot_be_read_is_refused(client: TestClient, case: str) -> None:
    content, headers, slug = BODIES[case]
    answer = client.post(
        "/v1/events", content=content, headers=AUTHORIZED | {"Content-Type": "application/json"} | headers
    )
    told(answer, slug)


@pytest.mark.usefixtures("nothing_stored")
def test_a_body_without_a_length_is_read_no_further_than_the_limit(client: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 4 * MAX_BODY:
            sent += 2**20
            yield b" " * 2**20

    answer = client.post("/v1/events", content=endless(), headers=AUTHORIZED | {"Content-Type": "application/json"})
    assert told(answer, "payload-too-large")["limit"] == MAX_BODY


def test_the_lines_at_fault_in_a_batch_are_named(client: TestClient) -> None:
    answer = client.post("/v1/events", content=b"{}\n{]\nnull", headers=AUTHORIZED | NDJSON)
    errors = told(answer, "invalid-request")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("/0/type", "missing"),
        ("/1", "malformed_body"),
        ("/2", "not_an_object"),
    ]


ADDRESSES: dict[str, tuple[str, str, str | None]] = {
    "a misspelt parameter": ("/v1/companies/alpha?vaild_at=2025-01-01", "unknown-parameter", "vaild_at"),
    "a parameter of another route": ("/v1/deals/the-investment?axis=valid", "unknown-parameter", "axis"),
    "a parameter where there is none": ("/healthz?verbose=1", "unknown-parameter", "verbose"),
    "a parameter of the document": ("/openapi.json?version=3", "unknown-parameter", "version"),
    "a repeated parameter": (
        "/v1/companies/alpha?valid_at=2025-01-01&valid_at=2026-01-01",
        "invalid-request",
        "valid_at",
    ),
    "an unknown include": ("/v1/companies/alpha?include=ended,suorces", "invalid-request", "include"),
    "an unknown axis": ("/v1/companies/alpha/history?axis=vaild", "invalid-request", "axis"),
    "an unknown type of events": ("/v1/events?type=investmant.closed", "invalid-request", "type"),
    "too long a page": ("/v1/events?limit=501", "invalid-request", "limit"),
    "no page": ("/v1/events?limit=0", "invalid-request", "limit"),
    "a place before the log": ("/v1/events?after=-1", "invalid-request", "after"),
    "a place beyond this log": ("/v1/events?after=1000", "invalid-request", "after"),
    "a place beyond all logs": (f"/v1/events?after={'9' * 30}", "invalid-request", "after"),
    "a subject that is none": ("/v1/events?subject=alpha", "invalid-request", "subject"),
    "a company that is none": ("/v1/events?company=%00", "invalid-request", "company"),
    "an id with a control character": ("/v1/companies/al%00pha", "invalid-request", "company_id"),
    "an id without end": (f"/v1/companies/{'a' * 1000}", "invalid-request", "company_id"),
    "a search for half a character": ("/v1/companies?q=%ED%A0%80", "invalid-request", "q"),
    "a search for nothing that is printed": ("/v1/people?q=a%00", "invalid-request", "q"),
    "a day that is none": ("/v1/companies/alpha?valid_at=2025-02-30", "invalid-datetime", "valid_at"),
    "an instant without its clock": (
        "/v1/events?recorded_from=2025-02-03T00:00:00",
        "invalid-datetime",
        "recorded_from",
    ),
    "a page that nobody promised": ("/v1/companies?cursor=tomorrow", "invalid-cursor", "cursor"),
    "the future": ("/v1/companies/alpha?known_at=2999-01-01", "future-known-at", "known_at"),
    "an unknown company": ("/v1/companies/alpah", "unknown-company", None),
    "a person among companies": ("/v1/companies/p_aaaaaaaaaa", "unknown-company", None),
    "an id that no company can have": ("/v1/companies/Alpha%20Beta%27%3B--", "unknown-company", None),
    "an unknown deal": ("/v1/deals/the-wedding", "unknown-deal", None),
    "an unknown person": ("/v1/people/p_zzzzzzzzzz", "unknown-person", None),
    "an unknown transaction": ("/v1/transactions/the-package", "unknown-transaction", None),
    "the history of an unknown company": ("/v1/companies/alpah/history", "unknown-company", None),
    "the diff of an unknown deal": ("/v1/deals/the-wedding/diff?valid_at=2025-01-01..2025-02-01", "unknown-deal", None),
    "the deals of an unknown company": ("/v1/deals?party=alpah", "unknown-company", None),
    "the events of a company before the log knew it": ("/v1/events?company=alpha&known_at=@0", "not-yet-known", None),
    "an unknown event": (f"/v1/events/{NOWHERE}", "unknown-event", None),
    "an event id that is none": ("/v1/events/7", "unknown-event", None),
    "a company before the log knew it": ("/v1/companies/alpha?known_at=@0", "not-yet-known", None),
    "an event before the log knew it": (f"/v1/events/{CLOSED}?known_at=@1", "not-yet-known", None),
    "an unknown schema": ("/v1/schemas/investment.closed/2", "not-found", None),
    "an unknown problem": ("/problems/boredom", "not-found", None),
    "an unknown route": ("/v1/company/alpha", "not-found", None),
    "a trailing slash": ("/v1/companies/alpha/", "not-found", None),
    "nothing": ("/v1", "not-found", None),
}


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("case", ADDRESSES)
def test_an_address_that_asks_for_what_is_not_there_is_refused(client: TestClient, case: str) -> None:
    address, slug, parameter = ADDRESSES[case]
    document = told(client.get(address), slug)
    assert [error["parameter"] for error in document.get("errors", ())] == ([parameter] if parameter else [])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/v1/schemas/investment.closed/{}", "version"),
        ("/v1/events?after={}", "after"),
        ("/v1/events?limit={}", "limit"),
        ("/v1/companies?limit={}", "limit"),
        ("/v1/companies/suggest?q=alpha&limit={}", "limit"),
        ("/v1/graph?limit={}", "limit"),
        ("/v1/graph?root=alpha&depth={}", "depth"),
        ("/v1/companies/alpha?known_at=@{}", "known_at"),
        ("/v1/companies/alpha/diff?known_at=@2..@{}", "known_at"),
    ],
)
def test_a_number_is_written_in_one_way_only(client: TestClient, address: str, name: str) -> None:
    assert client.get(address.format("1")).status_code == 200
    for other in ("1%20", "%201", "%2B1", "01", "1_0", "1.0", "1e0", "-0", "0x1", "%D9%A1", "one"):
        answer = client.get(address.format(other))
        assert answer.status_code == 422, (other, answer.text)
        assert [error["parameter"] for error in answer.json()["errors"]] == [name], other


def test_how_a_number_is_written_is_told(client: TestClient) -> None:
    document = told(client.get("/v1/events?limit=%2B5"), "invalid-request")
    assert document["detail"] == "limit: write a whole number in digits alone, without zeros before it, as 12"


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("events?limit=0", "limit: it is 1 to 500"),
        ("events?limit=501", "limit: it is 1 to 500"),
        ("events?after=-1", "after: it is 0 to 1,000,000,000,000,000"),
        ("graph?limit=5001", "limit: it is 1 to 5,000"),
        (f"suggest?q=a&limit={'9' * 5000}", "limit: it is 1 to 50"),
        ("schemas/investment.closed/1000", "version: it is 1 to 999"),
        ("companies?q=", "q: it is 1 to 200 characters long"),
        (f"people?q={'a' * 201}", "q: it is 1 to 200 characters long"),
        ("suggest", "q: this parameter is required"),
        (f"resolve?lei={'9' * 301}", "lei: write at most 300 characters"),
    ],
)
def test_a_limit_is_told_with_both_its_ends(client: TestClient, asked: str, detail: str) -> None:
    assert told(client.get(f"/v1/{asked}"), "invalid-request")["detail"] == detail


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/v1/companies/alpha?vaild_at=2025-01-01", "valid_at"),
        ("/v1/companies/alpha?include=suorces", "sources"),
        ("/v1/companies/alpha/history?axis=vaild", "valid"),
        ("/v1/events?type=investmant.closed", "investment.closed"),
    ],
)
def test_the_nearest_valid_name_is_told(client: TestClient, address: str, nearest: str) -> None:
    assert f"did you mean {nearest}?" in client.get(address).json()["errors"][0]["detail"]


def test_an_unknown_company_comes_with_suggestions(client: TestClient) -> None:
    document = told(client.get("/v1/companies/alpah"), "unknown-company")
    assert "alpha" in document["suggestions"]


def test_who_is_not_known_yet_comes_with_the_instant_of_acquaintance(client: TestClient) -> None:
    document = told(client.get("/v1/companies/alpha?known_at=@0"), "not-yet-known")
    assert client.get("/v1/companies/alpha", params={"known_at": document["first_known_at"]}).status_code == 200
    assert document["first_position"] == 1


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("method", "address"), [("DELETE", "/v1/events"), ("PUT", "/v1/companies/alpha"), ("POST", "/healthz")]
)
def test_another_method_is_refused_with_those_there_are(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    told(answer, "method-not-allowed")
    assert {"GET", "HEAD"} <= {*answer.headers["allow"].split(", ")}


@pytest.mark.usefixtures("nothing_stored")
def test_a_subject_that_has_changed_since_is_told_with_both_versions(client: TestClient) -> None:
    wire = given.investment_review_opened("2025-02-01")
    document = told(record(client, wire, headers={"If-Match": '"v1"'}), "version-conflict")
    assert (document["expected"], document["actual"]) == (1, 3)
    since = client.get(document["link"]).json()
    assert {item["subject"] for item in since["items"]} == {"deal/the-investment"}


def test_a_key_of_another_request_is_refused(client: TestClient, engine: Engine) -> None:
    keyed = {"Idempotency-Key": "mine"}
    recorded(record(client, given.company_renamed("2025-01-01", name="Alpha"), headers=keyed))
    before = held(engine)
    document = told(record(client, given.company_renamed("2025-01-01"), headers=keyed), "idempotency-key-reused")
    assert [error["parameter"] for error in document["errors"]] == ["Idempotency-Key"]
    assert held(engine) == before


@pytest.mark.usefixtures("nothing_stored")
def test_a_new_deal_that_looks_like_another_comes_with_what_to_send_for_either(client: TestClient) -> None:
    new = without(given.investment_closed("2025-03-10"), "subject")
    asked = {"dry_run": "true"}
    document = told(record(client, new), "possible-duplicate")
    [candidate] = document["candidates"]
    assert candidate["id"] == "the-investment"
    assert "2025-03-01" in candidate["reason"]
    assert record(client, candidate["body"], params=asked).json()["event"]["subject"] == "deal/the-investment"
    assert record(client, document["distinct"], params=asked).json()["event"]["version"] == 1
    [warning] = record_lines(client, [new], params=asked).json()["warnings"]
    assert (warning["code"], warning["pointer"]) == ("possible-duplicate", "/0")


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_recording_without_a_key_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/v1/events", json=given.company_renamed("2025-01-01"), headers=headers)
    told(answer, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="pactlog"')
    assert ("invalid_token" in answer.headers["www-authenticate"]) is bool(headers)


@pytest.mark.usefixtures("nothing_stored")
def test_a_key_that_may_not_is_told_which_scope_it_lacks(client: TestClient, reading_key: dict[str, str]) -> None:
    answer = client.post("/v1/events", json=given.company_renamed("2025-01-01"), headers=reading_key)
    assert told(answer, "forbidden")["required_scope"] == "record"
    assert answer.headers["www-authenticate"] == 'Bearer realm="pactlog", error="insufficient_scope", scope="record"'


@pytest.mark.usefixtures("nothing_stored")
def test_a_form_from_elsewhere_is_refused(client: TestClient) -> None:
    answer = client.post("/login", data={"key": KEY}, headers={"Sec-Fetch-Site": "cross-site"})
    told(answer, "stale-form")
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("nothing_stored")
def test_a_log_that_another_writer_keeps_is_busy(store: str) -> None:
    with serving(store, lock_timeout=0.2) as client, log_kept(store):
        answer = record(client, given.company_renamed("2025-01-01"))
    told(answer, "busy")
    assert int(answer.headers["retry-after"]) > 0


def test_a_store_that_broke_says_nothing_of_how(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        recorded(record(client, given.company_registered(None)))
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP TABLE fact")
        engine.dispose()
        with capture_logs() as logged:
            answer = client.get("/v1/companies/alpha")
    document = told(answer, "internal")
    assert set(document) == {"type", "title", "status", "detail", "instance"}
    assert "fact" not in answer.text
    [line] = [line for line in logged if line["log_level"] == "error"]
    assert line["request_id"] == document["instance"].removeprefix("urn:uuid:")
    assert "OperationalError" in str(line)
    assert "no such table" not in str(logged)


def test_every_problem_is_provoked_here() -> None:
    in_tables = {slug for _, slug, _ in (*RECORDING.values(), *ADDRESSES.values())}
    in_tables |= {slug for _, _, slug in BODIES.values()}
    by_themselves = {"method-not-allowed", "version-conflict", "possible-duplicate", "unauthenticated", "forbidden"}
    assert in_tables | by_themselves | {
        "idempotency-key-reused",
        "stale-form",
        "not-acceptable",
        "body-timeout",
        "answer-timeout",
        "busy",
        "internal",
    } == set(KINDS)


@pytest.mark.usefixtures("nothing_stored")
def test_a_body_that_breaks_off_is_no_event(client: TestClient) -> None:
    received = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[dict[str, Any]] = []
    headers = AUTHORIZED | {"Content-Type": "application/json"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/events",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return next(received)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    assert client.portal
    client.portal.call(client.app, scope, receive, send)
    assert sent[0]["status"] == 400
