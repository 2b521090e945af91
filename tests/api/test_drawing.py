"""What is drawn, over HTTP: the timeline held against the answers on both clocks, the network, counts and sums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from schemathesis.openapi import from_dict

from tests.api.client import Databases, load_worked_example, serving
from tests.api.test_pages import page

META = "/v1/companies/meta-platforms"
DEAL = "/deals/meta-scale-ai-2025"


@pytest.fixture(scope="module")
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            yield client


def rectangles(client: TestClient, path: str, **asked: str) -> list[dict[str, Any]]:
    items = client.get(f"{META}/timeline", params=asked).json()["items"]
    return [item for item in items if item["path"] == path]


def covers(span: dict[str, Any], at: str) -> bool:
    return (span["from"] or "") <= at and (span["to"] is None or at < span["to"])


@pytest.mark.parametrize("known_at", ["2025-06-11", "2025-07-01", "2025-09-01"])
@pytest.mark.parametrize("valid_at", ["2025-06-09", "2025-06-11", "2025-06-12", "2025-08-25"])
def test_one_rectangle_at_most_covers_a_point_and_says_what_was_answered_there(
    client: TestClient, valid_at: str, known_at: str
) -> None:
    found = [
        one["value"]
        for one in rectangles(client, DEAL)
        if covers(one["valid"], valid_at) and covers(one["known"], f"{known_at}T23:59:59.999999Z")
    ]
    state = client.get("/v1" + DEAL, params={"valid_at": valid_at, "known_at": known_at}).json()
    assert [one["status"] for one in found] == ([state["status"]] if state.get("status") else [])


def test_what_ended_later_than_asked_is_still_held(client: TestClient) -> None:
    then = rectangles(client, DEAL, known_at="2025-06-11")
    assert [one["known"]["to"] for one in then] == [None]
    now = rectangles(client, DEAL)
    assert any(one["known"]["to_position"] for one in now)
    assert {one["value"]["status"] for one in now} == {"rumoured", "closed"}


@pytest.mark.parametrize("valid_at", ["2025-06-01", "2025-06-13", "2025-06-29", "2025-06-30", "2025-07-01"])
def test_the_days_on_which_something_surely_holds_are_those_of_the_answers(client: TestClient, valid_at: str) -> None:
    hired = "/deals/meta-platforms-2025-x7q2"
    now = [one for one in rectangles(client, hired) if one["known"]["to"] is None and covers(one["valid"], valid_at)]
    state = client.get(f"/v1{hired}", params={"valid_at": valid_at}).json()
    told = [state["since"]["certainty"]] if state["since"] else []
    assert ["certain" if covers(one["certain"], valid_at) else "possible" for one in now] == told


def test_personal_values_are_in_the_clear(client: TestClient) -> None:
    assert '"$c"' not in client.get(f"{META}/timeline").text


def test_a_company_that_was_never_heard_of_has_no_timeline(client: TestClient) -> None:
    answer = client.get("/v1/companies/nobody/timeline")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "unknown-company")


@pytest.fixture(scope="module")
def shipped(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


@pytest.mark.parametrize(
    ("route", "subject_id", "paths"),
    [
        ("/v1/deals/{deal_id}", "meta-scale-ai-2025", {DEAL, f"{DEAL}/stakes/meta-platforms"}),
        ("/v1/people/{person_id}", "p_4w7k2m9q1x", {"/people/p_4w7k2m9q1x/profile", "/deals/meta-platforms-2025-x7q2"}),
        ("/v1/transactions/{transaction_id}", "meta-scale-ai-2025", {"/transactions/meta-scale-ai-2025"}),
    ],
)
def test_deals_people_and_packages_have_a_timeline_too(
    shipped: TestClient, route: str, subject_id: str, paths: set[str]
) -> None:
    address = f"{route.partition('{')[0]}{subject_id}/timeline"
    described, answer = from_dict(shipped.get("/openapi.json").json()), shipped.get(address)
    described[f"{route}/timeline"]["GET"].validate_response(answer)
    assert paths <= {one["path"] for one in answer.json()["items"]}
    assert shipped.get(address.replace(subject_id, subject_id[:-1] + "0")).status_code == 404


def graph(client: TestClient, **asked: Any) -> Any:
    answer = client.get("/v1/graph", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def stats(client: TestClient, **asked: Any) -> Any:
    answer = client.get("/v1/stats", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def drawn(told: Any) -> set[tuple[str, str, str]]:
    return {(edge["from"], edge["deal"], edge["to"]) for edge in told["edges"]}


def test_the_network_is_asked_for_on_both_clocks(client: TestClient) -> None:
    rumour = graph(client, root="meta-platforms", valid_at="2025-06-30", known_at="2025-06-11")
    assert [edge["status"] for edge in rumour["edges"]] == ["rumoured"]
    then = graph(client, root="meta-platforms", valid_at="2025-06-30", known_at="2025-07-01")
    assert drawn(then) == {
        ("meta-platforms", "meta-scale-ai-2025", "scale-ai"),
        ("p_4w7k2m9q1x", "meta-platforms-2025-x7q2", "meta-platforms"),
        ("scale-ai", "meta-platforms-2025-x7q2", "meta-platforms"),
    }
    assert then["as_of"]["valid_at"] == "2025-06-30"
    assert {(node["id"], node["kind"], node["depth"]) for node in then["nodes"]} == {
        ("meta-platforms", "company", 0),
        ("scale-ai", "company", 1),
        ("p_4w7k2m9q1x", "person", 1),
    }


def test_people_are_nodes_by_name(client: TestClient) -> None:
    told = graph(client, root="p_4w7k2m9q1x")
    assert [node["name"] for node in told["nodes"]] == ["Alexandr Wang", "Meta Platforms"]
    assert [edge["roles"] for edge in told["edges"]] == [{"from": ["person"], "to": ["employer"]}]


@pytest.mark.parametrize(
    ("asked", "status", "slug"),
    [
        ({"root": "meta-platfrms"}, 404, "unknown-company"),
        ({"root": "p_zzzzzzzzzz"}, 404, "unknown-person"),
        ({"root": "meta-platforms", "known_at": "@1"}, 404, "not-yet-known"),
        ({"depth": "2"}, 422, "invalid-request"),
        ({"root": "meta-platforms", "depth": "4"}, 422, "invalid-request"),
        ({"include": "sources"}, 422, "invalid-request"),
        ({"limit": "5001"}, 422, "invalid-request"),
        ({"dept": "2"}, 422, "unknown-parameter"),
    ],
)
def test_a_network_that_cannot_be_drawn_is_refused(
    client: TestClient, asked: dict[str, str], status: int, slug: str
) -> None:
    answer = client.get("/v1/graph", params=asked)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)
    if slug == "unknown-company":
        assert "meta-platforms" in answer.json()["suggestions"]


def test_the_network_of_a_root_grows_with_depth_up_to_all(shipped: TestClient) -> None:
    whole = graph(shipped, limit=5000)
    assert (whole["truncated"], whole["total"]["edges"]) == (False, len(whole["edges"]))
    reached = [drawn(graph(shipped, root="openai", depth=depth, limit=5000)) for depth in (1, 2, 3)]
    assert reached[0] < reached[1] <= reached[2] <= drawn(whole)
    assert all("openai" in edge for edge in reached[0])


def test_a_network_that_is_cut_says_so_and_keeps_the_first(shipped: TestClient) -> None:
    whole, cut = graph(shipped), graph(shipped, limit=3)
    assert cut["edges"] == whole["edges"][:3]
    assert (cut["truncated"], cut["total"]) == (True, whole["total"])
    ends = {edge[end] for edge in cut["edges"] for end in ("from", "to")}
    assert {node["id"] for node in cut["nodes"]} == ends


def test_what_is_over_is_drawn_if_asked_for(shipped: TestClient) -> None:
    statuses = {
        name: {edge["status"] for edge in graph(shipped, limit=5000, **asked)["edges"]}
        for name, asked in {"live": {}, "all": {"include": "ended"}, "some": {"status": "withdrawn"}}.items()
    }
    assert "withdrawn" not in statuses["live"]
    assert "withdrawn" in statuses["all"]
    assert statuses["some"] == {"withdrawn"}


def test_the_edges_of_a_company_are_the_deals_of_its_state(shipped: TestClient) -> None:
    state = shipped.get("/v1/companies/openai").json()
    listed = [*state["funding"]["items"], *state["investments"]["items"], *state["pending"]]
    for name in ("acquisitions", "licences_in", "licences_out", "commercial", "people"):
        listed += [one for one in state[name] if "deal" in one]
    edges = graph(shipped, root="openai", limit=5000)["edges"]
    hired_away = {one["deal"] for one in edges if one["from"] == "openai" and one["roles"]["from"] == ["from_company"]}
    assert {edge["deal"] for edge in edges} - hired_away <= {one["deal"] for one in listed}


def test_statistics_agree_with_the_list_of_deals(shipped: TestClient) -> None:
    for asked in ({}, {"kind": "investment"}, {"party": "openai"}, {"currency": "USD", "min_amount": "1000000000"}):
        listed = shipped.get("/v1/deals", params=asked).json()
        for by in ("kind", "status"):
            told = stats(shipped, by=by, **asked)
            assert told["total"]["deals"] == listed["total"]
            if by not in asked:
                assert {one["key"]: one["deals"] for one in told["items"]} == listed["facets"][by]


def test_what_companies_raised_is_the_same_in_their_states_and_in_statistics(shipped: TestClient) -> None:
    issuers = stats(shipped, by="party", kind="investment", role="issuer")["items"]
    assert len(issuers) > 1
    for told in issuers:
        funding = shipped.get(f"/v1/companies/{told['key']}").json()["funding"]
        for name, bucket in (("raised", "drawn"), ("committed_undrawn", "committed"), ("debt", "debt")):
            totals = [(one["currency"], one["amount"]) for one in funding[name]]
            assert [(one["currency"], one["amount"]) for one in told[bucket]] == totals, told["key"]


def test_parts_that_overlap_say_so_and_the_total_counts_once(shipped: TestClient) -> None:
    told = stats(shipped, by="party")
    assert (told["by"], told["overlapping"]) == ("party", True)
    assert sum(one["deals"] for one in told["items"]) > told["total"]["deals"]
    assert told["items"][0]["party"] == {"id": told["items"][0]["key"], "name": told["items"][0]["party"]["name"]}
    assert stats(shipped)["total"] == told["total"]


def test_pages_of_parts_together_are_all_of_them(shipped: TestClient) -> None:
    whole, address = stats(shipped, by="month"), "/v1/stats?by=month&limit=7"
    items: list[Any] = []
    while address:
        answer = shipped.get(address)
        items += answer.json()["items"]
        address = answer.links.get("next", {}).get("url", "")
    assert (items, whole["count"]) == (whole["items"], len(items))


@pytest.mark.parametrize("asked", ["by=year", "kind=merger", "min_amount=5", "limit=0", "b=kind"])
def test_statistics_refuse_what_cannot_be_asked(client: TestClient, asked: str) -> None:
    assert client.get(f"/v1/stats?{asked}").status_code == 422


@pytest.mark.parametrize("address", ["/v1/graph?root=openai&depth=3&include=ended", "/v1/graph", "/v1/stats?by=party"])
def test_what_is_drawn_is_as_described(shipped: TestClient, address: str) -> None:
    described = from_dict(shipped.get("/openapi.json").json())
    described[address.partition("?")[0]]["GET"].validate_response(shipped.get(address))


def test_the_page_of_the_network_tells_amounts_and_kinds_in_words_and_can_be_narrowed_down(client: TestClient) -> None:
    everything = page(client, "/graph")
    row = everything.partition('href="/companies/scale-ai">Scale AI</a></td>')[2].partition("</tr>")[0]
    assert "<td>investment</td>" in row
    assert "<td>US$14.3bn</td>" in row or "<td>about US$14.3bn</td>" in row
    assert '<select name="status"><option value="">any</option>' in everything
    narrowed = page(client, "/graph?status=closed&limit=1")
    assert '<option value="closed" selected>closed</option>' in narrowed
    assert 'name="limit" type="number" min="1" max="5000" value="1"' in narrowed
    assert narrowed.count('<th scope="row">') == 1
    assert page(client, "/graph?status=&limit=5"), "as a form without JavaScript asks"
