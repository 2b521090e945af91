"""Pages while others record: who walks through a list sees what there was at the first page, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from threading import Event, Thread
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from tests import given
from tests.api.client import record, record_lines, recorded, serving

MANY: Final = 175
"""Of each sort in the store at first: three whole pages and a part of one."""
PAGE: Final = 50


def scattered(number: int) -> str:
    """Four digits, so that later ones fall between earlier ones."""
    return f"{number * 7919 % 10_000:04}"


def happening(number: int) -> list[dict[str, Any]]:
    """A company, a person, and a deal of Alpha with the company."""
    id_, day = scattered(number), f"20{number % 25:02}-0{number % 9 + 1}-11"
    parties = {"issuer": {"id": f"company-{id_}"}, "investors": [{"party": {"id": "alpha"}}]}
    return [
        given.company_registered(None, name=f"Company {id_}") | {"subject": f"company/company-{id_}"},
        given.person_registered(None, name=f"Person {id_}") | {"subject": f"person/p_000000{id_}"},
        given.investment_closed(day, **parties) | {"subject": f"deal/deal-{id_}"},
    ]


def changes(number: int) -> list[dict[str, Any]]:
    """What moves or removes entries that are there: a new name, and a deal that ends."""
    id_ = scattered(number)
    return [
        given.company_renamed("2025-02-01", name=f"Aardvark {id_}") | {"subject": f"company/company-{id_}"},
        given.investment_terminated("2025-08-01") | {"subject": f"deal/deal-{id_}"},
    ]


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    first = [given.company_registered(None), *chain.from_iterable(map(happening, range(MANY)))]
    with serving(database_url) as client:
        recorded(record_lines(client, first))
        yield client


def walk(client: TestClient, address: str, between: Event) -> Iterator[Any]:
    """Every page; after the first, and between any two, something is recorded."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        yield answer.json()
        address = answer.links.get("next", {}).get("url", "")
        if address:
            between.clear()
            assert between.wait(timeout=60)


def feed(client: TestClient, between: Event) -> Iterator[Any]:
    """The pages of the feed, which go on by position on the basis that the first page names."""
    page = client.get(f"/v1/events?limit={PAGE}").json()
    yield page
    basis = page["as_of"]["position"]
    while "next" in page:
        between.clear()
        assert between.wait(timeout=60)
        page = client.get(f"/v1/events?limit={PAGE}&after={page['next']}&known_at=@{basis}").json()
        yield page


LISTS: Final = (
    *("events", "companies", "companies?q=company", "people", "deals", "deals?sort=since"),
    "deals?status=closed",
)


@pytest.mark.parametrize("list_", LISTS)
def test_pages_are_those_of_the_first_ones_basis(client: TestClient, list_: str) -> None:
    recorded_one, ends = Event(), Event()

    def write() -> None:
        for number in count():
            if ends.is_set():
                return
            recorded(record_lines(client, happening(MANY + number)))
            for wire in changes(number) if number < MANY else ():
                recorded(record(client, wire))
            recorded_one.set()

    writer = Thread(target=write)
    writer.start()
    try:
        address = f"/v1/{list_}{'&' if '?' in list_ else '?'}limit={PAGE}"
        pages = list(feed(client, recorded_one) if list_ == "events" else walk(client, address, recorded_one))
    finally:
        ends.set()
        writer.join()
    basis = pages[0]["as_of"]
    assert len(pages) > MANY // PAGE
    assert all(page["as_of"] == basis for page in pages if list_ != "events")
    asked = f"known_at=@{basis['position']}&valid_at={basis['valid_at']}&limit=500"
    whole = everything(client, f"/v1/{list_}{'&' if '?' in list_ else '?'}{asked}")
    assert [item for page in pages for item in page["items"]] == whole
    assert client.get("/v1/events", params={"after": basis["position"]}).json()["items"], "nobody wrote"


def everything(client: TestClient, address: str) -> list[Any]:
    """The same list, asked for when nobody writes any more."""
    found: list[Any] = []
    after = 0
    while True:
        page = client.get(f"{address}&after={after}" if "/events" in address else address).json()
        found += page["items"]
        if "next" not in page:
            return found
        assert "/events" in address
        after = page["next"]
