"""The figures of a server: each application counts for itself, by the templates of its routes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from infra.store.engine import make_engine, writing
from tests import given
from tests.api.client import AUTHORIZED, Databases, record, recorded, serving
from tests.api.process import messages, served


@pytest.fixture
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url, serving(url) as client:
        yield client


def figures(text: str) -> dict[tuple[str, ...], float]:
    """The samples by their names and the values of their labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_method_and_status(client: TestClient) -> None:
    client.get("/v1/companies/somebody")
    client.get("/v1/companies/nobody")
    client.head("/v1/companies/nobody?valid_at=2025-01-01")
    client.delete("/v1/companies/nobody")
    client.request("BREW", "/coffee")
    found = figures(client.get("/metrics").text)
    counted = {labels[1:]: value for labels, value in found.items() if labels[0] == "pactlog_requests_total"}
    assert counted == {
        ("GET", "/v1/companies/{company_id}", "404"): 2,
        ("HEAD", "/v1/companies/{company_id}", "404"): 1,
        ("DELETE", "/v1/companies/{company_id}", "405"): 1,
        ("other", "none", "404"): 1,
    }
    assert found["pactlog_request_duration_seconds_count", "GET", "/v1/companies/{company_id}"] == 2
    assert found["pactlog_request_duration_seconds_sum", "GET", "/v1/companies/{company_id}"] > 0
    assert found["pactlog_requests_in_progress",] == 1
    assert "nobody" not in client.get("/metrics").text


def test_the_log_is_told_by_its_last_position(client: TestClient) -> None:
    assert figures(client.get("/metrics").text)["pactlog_log_position",] == 0
    recorded(record(client, given.company_registered(None)))
    found = figures(client.get("/metrics").text)
    assert found["pactlog_log_position",] == client.get("/v1/events").json()["as_of"]["position"]


def test_errors_of_the_store_are_counted_and_do_not_keep_the_figures_away(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP TABLE log_head")
        engine.dispose()
        assert client.get("/v1/events").status_code == 500
        found = figures(client.get("/metrics").text)
    assert found["pactlog_store_errors_total", "OperationalError"] >= 1
    assert found["pactlog_log_position",] != found["pactlog_log_position",], "not a number"


def test_two_applications_in_one_process_count_apart(fresh_database: Databases, client: TestClient) -> None:
    with fresh_database("sqlite") as url, serving(url) as other:
        client.get("/healthz")
        assert ("pactlog_requests_total", "GET", "/healthz", "200") not in figures(other.get("/metrics").text)
        assert figures(client.get("/metrics").text)["pactlog_requests_total", "GET", "/healthz", "200"] == 1


def test_readers_of_the_stream_are_counted_while_they_read(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        first, second = messages(server.client), messages(server.client)
        assert next(first) == next(second)
        found = figures(server.client.get("/metrics").text)
        assert found["pactlog_streams_open",] == 2
        first.close()
        second.close()
        while found["pactlog_streams_open",]:
            found = figures(server.client.get("/metrics").text)
        assert found["pactlog_requests_total", "GET", "/v1/events/stream", "200"] == 2
        assert ("pactlog_request_duration_seconds_count", "GET", "/v1/events/stream") not in found


def test_figures_are_for_those_who_may_read(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url, host="0.0.0.0") as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers=AUTHORIZED).status_code == 200


@pytest.mark.parametrize("form", ["text/plain", "application/openmetrics-text"])
def test_figures_come_in_the_form_that_is_asked_for(client: TestClient, form: str) -> None:
    answer = client.get("/metrics", headers={"Accept": f"{form};q=0.9,*/*;q=0.1"})
    assert answer.headers["content-type"].startswith(form)
