"""Companies, people and deals found over HTTP, page by page on one basis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from schemathesis.openapi import from_dict

from tests.api.client import record, record_lines, recorded, serving
from tests.given import company_registered


@pytest.fixture(scope="module")
def client(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


def pages(client: TestClient, address: str) -> Iterator[Any]:
    """Every page, by the header Link."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        yield answer.json()
        address = answer.links.get("next", {}).get("url", "")


def ids(client: TestClient, address: str) -> list[str]:
    return [item.get("id", item.get("deal")) for page in pages(client, address) for item in page["items"]]


@pytest.mark.parametrize("text", ["ScaleAI", "scale ai, inc.", "Scale"])
def test_a_company_is_found_however_its_name_is_written(client: TestClient, text: str) -> None:
    assert "scale-ai" in ids(client, f"/v1/companies?q={text}")


def test_a_company_is_found_by_its_former_name(client: TestClient) -> None:
    assert "meta-platforms" in ids(client, "/v1/companies?q=facebook")


def test_people_are_found_by_name(client: TestClient) -> None:
    [found] = client.get("/v1/people?q=altman").json()["items"]
    assert found["name"] == "Sam Altman"


@pytest.mark.parametrize("path", ["/v1/companies", "/v1/people", "/v1/deals", "/v1/deals?sort=since"])
def test_pages_together_are_the_list(client: TestClient, path: str) -> None:
    whole = ids(client, f"{path}{'&' if '?' in path else '?'}limit=500")
    assert len(whole) > 3
    assert ids(client, f"{path}{'&' if '?' in path else '?'}limit=3") == whole
    described = from_dict(client.get("/openapi.json").json())
    described[path.partition("?")[0]]["GET"].validate_response(client.get(path))


def test_filters_and_facets_agree(client: TestClient) -> None:
    every = client.get("/v1/deals?limit=500").json()
    assert every["total"] == len(every["items"]) == sum(every["facets"]["kind"].values())
    for name, counts in every["facets"].items():
        for value, count in counts.items():
            some = client.get(f"/v1/deals?{name}={value}").json()
            assert (some["total"], {one[name] for one in some["items"]}) == (count, {value})
            assert some["facets"][name] == counts


def test_deals_by_party_role_amount_and_date(client: TestClient) -> None:
    asked = "/v1/deals?party=meta-platforms&role=investor&currency=USD&min_amount=14000000000"
    assert ids(client, asked) == ["meta-scale-ai-2025"]
    assert ids(client, f"{asked}&occurred_to=2025-01-01") == []
    assert ids(client, asked.replace("investor", "issuer")) == []


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("kind=merger", "kind"),
        ("status=open", "status"),
        ("min_amount=5", "min_amount"),
        ("currency=usd", "currency"),
        ("sort=amount", "sort"),
        ("limit=0", "limit"),
        ("party=Meta", "party"),
        ("role=1", "role"),
        ("role=investors", "role"),
        ("currency=XYZ&min_amount=1", "currency"),
        ("knd=x", "knd"),
    ],
)
def test_what_cannot_be_asked_is_named(client: TestClient, asked: str, parameter: str) -> None:
    refused = client.get(f"/v1/deals?{asked}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, parameter)


OF_PARTIES = ("deals", "graph", "stats", "export/deals")
OF_COMPANIES = ("events", "events/stream", "export/events")


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        *((f"{path}?party=meta-platfroms", "unknown-company") for path in OF_PARTIES),
        *((f"{path}?party=p_zzzzzzzzzz", "unknown-person") for path in OF_PARTIES),
        *((f"{path}?company=meta-platfroms", "unknown-company") for path in OF_COMPANIES),
    ],
)
def test_nothing_is_asked_about_somebody_the_log_never_heard_of(client: TestClient, asked: str, slug: str) -> None:
    refused = client.get(f"/v1/{asked}")
    assert (refused.status_code, refused.json()["type"]) == (404, f"/problems/{slug}")
    assert ("meta-platforms" in refused.json()["suggestions"]) == (slug == "unknown-company")


@pytest.mark.parametrize(
    "asked",
    [
        *(f"{path}?party=meta-platforms" for path in OF_PARTIES),
        *(f"{path}?company=meta-platforms" for path in OF_COMPANIES if path != "events/stream"),
    ],
)
def test_nothing_is_asked_about_somebody_of_whom_the_log_heard_later(client: TestClient, asked: str) -> None:
    known = client.get("/v1/companies/meta-platforms?known_at=@0").json()
    refused = client.get(f"/v1/{asked}&known_at=@{known['first_position'] - 1}")
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/not-yet-known")
    assert refused.json()["first_position"] == known["first_position"]
    assert client.get(f"/v1/{asked}&known_at=@{known['first_position']}").status_code == 200


def test_a_cursor_is_good_for_its_own_question_only(client: TestClient) -> None:
    cursor = client.get("/v1/companies?limit=2").json()["next"]
    assert client.get(f"/v1/companies?limit=5&cursor={cursor}").status_code == 200
    others = [f"people?cursor={cursor}", f"companies?q=a&cursor={cursor}", f"companies?known_at=@3&cursor={cursor}"]
    broken = [f"companies?cursor={one}" for one in ("", "x", "é", cursor[:-1], cursor + "A", "A" + cursor[1:])]
    for asked in others + broken:
        refused = client.get(f"/v1/{asked}")
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/invalid-cursor"), asked
        assert refused.json()["errors"][0]["parameter"] == "cursor"


def test_pages_keep_the_basis_of_the_first_while_others_record(database_url: str) -> None:
    def named(number: int, name: str) -> dict[str, Any]:
        return company_registered(None, name=name) | {"subject": f"company/c{number:04}"}

    with serving(database_url) as client:
        recorded(record_lines(client, [named(number, f"Firm {number}") for number in range(0, 400, 2)]))
        seen, bases = [], []
        for count, page in enumerate(pages(client, "/v1/companies?limit=50")):
            seen += [item["id"] for item in page["items"]]
            bases.append(page["as_of"])
            recorded(record(client, named(count * 100 + 1, f"Behind {count}")))
            recorded(record(client, named(399 - 2 * count, f"Ahead {count}")))
    assert seen == [f"c{number:04}" for number in range(0, 400, 2)]
    assert bases == bases[:1] * 4
