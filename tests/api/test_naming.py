"""Names looked up over HTTP: suggested as one types, and resolved, as of any two dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.store.engine import make_engine
from tests.api.client import Databases, record_lines, recorded, serving
from tests.given import SOURCES, company_registered, person_registered

ALPHA = "company/alpha"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(request: pytest.FixtureRequest, fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database(request.param) as url:
        engine = make_engine(url)
        Ledger(engine).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
        engine.dispose()
        with serving(url) as client:
            yield client


@pytest.fixture
def small(database_url: str) -> Iterator[TestClient]:
    """Give a store in which Alpha, founded in 2020, became Omega in 2024, as was recorded a line later."""
    with serving(database_url) as client:
        renamed = {"type": "company.renamed", "subject": ALPHA, "occurred_on": "2024-03-01", "sources": SOURCES}
        told = [
            company_registered("2020-01-01", name="Alpha Labs, Inc.", aliases=["A1 Works"]) | {"subject": ALPHA},
            renamed | {"data": {"name": "Omega"}},
            person_registered(None, name="Anne Alpha") | {"subject": "person/p_aaaaaaaaaa"},
        ]
        recorded(record_lines(client, told))
        yield client


def found(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def suggested(client: TestClient, asked: str) -> list[tuple[str, str, str]]:
    items = found(client, f"/v1/{asked}")["items"]
    return [(one["subject"], one["matched"]["field"], one["matched"]["fit"]) for one in items]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sc", ("company/scale-ai", "name", "start")),
        ("scaleai", ("company/scale-ai", "name", "start")),
        ("mid jou", ("company/midjourney", "name", "start")),
        ("faceb", ("company/meta-platforms", "former_name", "start")),
        ("platforms", ("company/meta-platforms", "name", "word")),
        ("altm", ("person/p_huewk6hbce", "name", "word")),
        ("altman sam", ("person/p_huewk6hbce", "name", "word")),
        ("meta-scale", ("deal/meta-scale-ai-2025", "id", "start")),
        ("Meta and Scale", ("transaction/meta-scale-ai-2025", "name", "start")),
        ("mdijourney", ("company/midjourney", "name", "similar")),
    ],
)
def test_the_beginning_of_a_name_finds_what_it_may_mean(
    client: TestClient, typed: str, first: tuple[str, str, str]
) -> None:
    assert suggested(client, f"suggest?q={typed}")[0] == first


def test_better_fits_come_first_and_no_more_than_wanted(client: TestClient) -> None:
    every = suggested(client, "suggest?q=me&limit=50")
    order = ["start", "word", "part", "similar"]
    assert [fit for _, _, fit in every] == sorted((fit for _, _, fit in every), key=order.index)
    assert suggested(client, "suggest?q=me&limit=3") == every[:3]


def test_only_what_is_wanted_is_suggested(client: TestClient) -> None:
    families = {subject.partition("/")[0] for subject, _, _ in suggested(client, "suggest?q=me&limit=50")}
    assert families == {"company", "person", "deal", "transaction"}
    assert all(one[0].startswith("company/") for one in suggested(client, "companies/suggest?q=me&limit=50"))
    two = suggested(client, "suggest?q=me&limit=50&among=person,deal")
    assert {subject.partition("/")[0] for subject, _, _ in two} == {"person", "deal"}
    assert suggested(client, "suggest?q=altman&among=deal") == []
    assert suggested(client, "suggest?q=meta&among=") == []


@pytest.mark.parametrize("typed", ["%25", "_", "!!!", "'", "%C3%A9", "a%20%20b"])
def test_whatever_is_typed_is_answered(client: TestClient, typed: str) -> None:
    assert all(fit != "start" for _, _, fit in suggested(client, f"suggest?q={typed}"))


def test_only_names_known_and_borne_by_then_are_suggested(small: TestClient) -> None:
    assert suggested(small, "suggest?q=om") == [(ALPHA, "name", "start")]
    assert suggested(small, "suggest?q=om&known_at=@1") == []
    assert suggested(small, "suggest?q=om&valid_at=2023-01-01") == []
    assert suggested(small, "companies/suggest?q=alpha") == [(ALPHA, "former_name", "start")]
    assert suggested(small, "companies/suggest?q=alpha&valid_at=2023-01-01") == [(ALPHA, "name", "start")]
    assert suggested(small, "companies/suggest?q=alpha&valid_at=2019-12-31") == []
    assert suggested(small, "suggest?q=alpha&among=person") == [("person/p_aaaaaaaaaa", "name", "word")]
    assert found(small, "/v1/suggest?q=works")["items"][0]["name"] == "Omega"


def resolved(client: TestClient, asked: str) -> tuple[str, list[str]]:
    answer = found(client, f"/v1/resolve?{asked}")
    return answer["result"], [one["id"] for one in answer["candidates"]]


@pytest.mark.parametrize(
    ("asked", "company"),
    [
        ("name=ScaleAI", "scale-ai"),
        ("name=Mid Journey", "midjourney"),
        ("name=Open AI, Inc.", "openai"),
        ("name=Facebook", "meta-platforms"),
        ("domain=https://www.OpenAI.com/", "openai"),
        ("domain=openai.com&name=OpenAI", "openai"),
        ("name=sam altman", "p_huewk6hbce"),
    ],
)
def test_an_equal_name_or_identifier_is_a_match(client: TestClient, asked: str, company: str) -> None:
    assert resolved(client, asked) == ("match", [company])


def test_a_likeness_is_told_with_its_score_and_never_a_match(client: TestClient) -> None:
    answer = found(client, "/v1/resolve?name=Scale A")
    assert answer["result"] == "none"
    assert answer["unconfirmed"] == ["name"]
    assert (answer["candidates"][0]["id"], answer["candidates"][0]["reasons"][0]["says"]) == ("scale-ai", "similar")
    assert 80 <= answer["candidates"][0]["score"] <= 100


@pytest.mark.parametrize(
    ("slip", "companies"),
    [
        ("Skale", ["scale-ai"]),
        ("Micosoft", ["microsoft"]),
        ("Nvida", ["nvidia"]),
        ("Openia", ["openai", "openai-foundation", "openai-startup-fund"]),
        ("xqzw", []),
    ],
)
def test_what_is_suggested_for_a_slip_is_what_was_meant(client: TestClient, slip: str, companies: list[str]) -> None:
    assert resolved(client, f"name={slip}") == ("none", companies)


def test_a_contradiction_is_ambiguous(client: TestClient) -> None:
    assert resolved(client, "name=Midjourney&domain=openai.com") == ("ambiguous", ["midjourney", "openai"])


def test_a_name_means_who_bore_it_then_as_known_then(small: TestClient) -> None:
    assert resolved(small, "name=Omega") == ("match", ["alpha"])
    assert resolved(small, "name=Omega&known_at=@1")[0] == "none"
    assert resolved(small, "name=Omega&valid_at=2023-01-01")[0] == "none"
    assert resolved(small, "name=alpha labs&valid_at=2023-01-01") == ("match", ["alpha"])
    assert resolved(small, "name=alpha labs&known_at=@0") == ("none", [])


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("resolve", "name"),
        ("resolve?name=", "name"),
        ("resolve?domain=meta", "domain"),
        ("resolve?domain=meta.com/about", "domain"),
        ("resolve?lei=BQ4BKCS1HXDV9HN80Z94", "lei"),
        ("resolve?wikidata=380", "wikidata"),
        ("resolve?nmae=Meta", "nmae"),
        ("suggest", "q"),
        ("suggest?q=%00", "q"),
        ("suggest?q=a&among=firm", "among"),
        ("companies/suggest?q=a&among=company", "among"),
        ("companies/suggest?q=a&limit=51", "limit"),
    ],
)
def test_what_cannot_be_asked_is_named(client: TestClient, asked: str, parameter: str) -> None:
    refused = client.get(f"/v1/{asked}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, parameter)
