"""What browsers are told not to do, and that no page needs more than what is served here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from infra.store.engine import make_engine, writing
from tests.api.client import Databases, serving


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with serving(url) as client:
        yield client


PAGES = ["/docs", "/problems", "/problems/busy"]
EVERYWHERE = [*PAGES, "/healthz", "/v1/events", "/v1/companies/nobody", "/nowhere", "/static/docs.js", "/openapi.json"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_is_protected(client: TestClient, address: str) -> None:
    headers = client.get(address, headers={"Accept": "text/html,*/*"}).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy.pop("img-src", "'self'") in {"'self'", "'self' data:"}
    assert policy == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_what_fails_unforeseen_is_protected_and_named_too(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP TABLE fact")
        engine.dispose()
        answer = client.get("/v1/deals")
    assert answer.status_code == 500
    assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


@pytest.mark.parametrize("address", PAGES)
def test_pages_hold_no_script_and_no_style_and_load_only_what_is_served(client: TestClient, address: str) -> None:
    page = client.get(address, headers={"Accept": "text/html"}).text
    assert not re.search(r"<style|<script(?! src=)| style=| on\w+=", page)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    for one in loaded:
        assert one == "data:," or client.get(one, headers={"Accept": "text/html, */*;q=0.8"}).status_code == 200


def test_the_style_of_a_problem_is_that_of_its_page(client: TestClient) -> None:
    page = client.get("/problems/busy", headers={"Accept": "text/html"}).text
    [address] = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    assert client.get(address).headers["content-type"] == "text/css; charset=utf-8"


def test_a_file_is_kept_for_ever_under_its_version_and_asked_for_anew_under_another(client: TestClient) -> None:
    page = client.get("/docs").text
    [address] = re.findall(r'src="(/static/docs[^"]+)"', page)
    assert client.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in ("/static/docs.js", "/static/docs.js?v=0"):
        answer = client.get(other)
        assert answer.headers["cache-control"] == "no-cache"
        held = client.get(other, headers={"If-None-Match": answer.headers["etag"]})
        assert (held.status_code, held.content) == (304, b"")


@pytest.mark.parametrize("file", ["nothing.js", "..%2Fapp.py", "__init__.py"])
def test_only_files_for_pages_are_served(client: TestClient, file: str) -> None:
    assert client.get(f"/static/{file}").status_code == 404
