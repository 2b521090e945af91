"""Pages of changes name whom they tell of as the page's dates call them, and lead there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.client import AUTHORIZED, Databases, record, serving
from tests.api.test_pages import HTML, page, words

SOURCES = {"sources": [{"publisher": "P", "kind": "press"}]}


@pytest.fixture(scope="module")
def shipped(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


def row(html: str, field: str) -> str:
    """The newest change of *field*."""
    return html.partition(f'<th scope="row">{field}</th>')[2].partition("</tr>")[0]


def test_a_history_names_parties_and_deals_and_leads_to_them(shipped: TestClient) -> None:
    history = page(shipped, "/companies/windsurf/history")
    assert '<ins><a href="/companies/cognition">Cognition</a></ins>' in row(history, "acquirers")
    assert '<ins><a href="/companies/windsurf">Windsurf</a></ins>' in row(history, "target")
    assert '<a href="/deals/google-windsurf-2025">Google licenses Windsurf&#39;s' in row(history, "deals")
    assert '<a href="/transactions/google-windsurf-2025">Google and Windsurf: licence and hires</a>' in history
    assert '<a href="/people/p_bksn2ntaor">Jeff Wang</a>' in history


@pytest.mark.parametrize("address", ["history", "history?axis=valid", "diff?known_at=2025-05-01..2025-08-01"])
def test_no_change_tells_an_id_where_there_is_a_name(shipped: TestClient, address: str) -> None:
    told = words(page(shipped, f"/companies/windsurf/{address}")).partition("As of")[0]
    assert "Cognition" in told
    for own in ("cognition", "windsurf", "google-windsurf-2025", "p_bksn2ntaor"):
        assert f" {own} " not in told


def test_an_event_names_whom_it_tells_of(shipped: TestClient) -> None:
    items = shipped.get("/v1/deals/cognition-windsurf-2025/history").json()["items"]
    told = page(shipped, f"/events/{items[0]['event']['event_id']}")
    assert 'about deal <a href="/deals/cognition-windsurf-2025">Cognition buys what remains of Windsurf</a>' in told
    assert told.count('<a href="/companies/cognition">Cognition</a>') == 2, "in what changed and in what it says"


def test_names_are_those_of_the_day_and_a_deal_without_headline_goes_by_its_id(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        for number, name in enumerate(("Facebook", "Meta <b>")):
            kind = "company.renamed" if number else "company.registered"
            day = {"occurred_on": "2021-10-28"} if number else {}
            event = {"type": kind, "subject": "company/meta", "data": {"name": name}}
            assert record(client, event | day | SOURCES).status_code == 201
        party = {"id": "meta"}
        bought = {"type": "acquisition.announced", "subject": "deal/x-2019", "occurred_on": "2019-05-02"}
        data = {"acquirers": [{"party": party}], "target": {"name": "X Inc"}}
        assert record(client, bought | {"data": data} | SOURCES, params={"create_missing": "true"}).status_code == 201
        now = page(client, "/companies/meta/history")
        assert '<a href="/companies/meta">Meta &lt;b&gt;</a>' in row(now, "acquirers")
        assert '<a href="/deals/x-2019">x-2019</a>' in now
        then = page(client, "/companies/meta/history?valid_at=2020-01-01")
        assert '<a href="/companies/meta?valid_at=2020-01-01">Facebook</a>' in row(then, "acquirers")


def test_what_a_dry_run_would_register_has_no_page_yet(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        registered = {"type": "company.registered", "subject": "company/meta", "data": {"name": "Meta"}}
        assert record(client, registered | SOURCES).status_code == 201
        fields = {
            "/occurred_on": "2025-05-02",
            "/data/acquirers/0/party/id": "meta",
            "/data/target/name": "X Inc",
            "/sources/0/publisher": "P",
            "/sources/0/kind": "press",
            "create_missing": "yes",
            "do": "check",
        }
        headers = AUTHORIZED | HTML | {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
        shown = client.post("/record/acquisition.announced", data=fields, headers=headers).text
        assert '<ins><a href="/companies/meta">Meta</a></ins>' in row(shown, "acquirers")
        assert "<ins>X Inc</ins>" in row(shown, "target")
