"""A client that a generator makes of the served document, without a word of complaint, used against a real server."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from tests.api.client import KEY, Databases
from tests.api.process import Served, served
from tests.given import company_registered

NAME: Final = "pactlog_client_of_the_tests"
CONFIG: Final = """
post_hooks: []
content_type_overrides:
  application/x-ndjson: application/octet-stream
"""
FUNCTIONS: Final = {
    "companies": {"companies", "company", "company_diff", "company_history", "suggest_companies"},
    "deals": {"deals", "deal", "deal_diff", "deal_history"},
    "events": {"events", "event", "event_stream", "record_events"},
    "people": {"people", "person", "person_diff", "person_history"},
    "transactions": {"transaction", "transaction_diff", "transaction_history"},
}


@pytest.fixture(scope="module")
def server(fresh_database: Databases) -> Iterator[Served]:
    with fresh_database("sqlite") as url, served(url) as server:
        yield server


@pytest.fixture(scope="module")
def made(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(server.client.get("/openapi.json").content)
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--fail-on-warning"]
    options = ["--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--output-path", NAME]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Warning" not in done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield folder / NAME
    sys.path.remove(str(folder))


@pytest.fixture
def package(made: Path) -> Any:
    def part(name: str = "") -> ModuleType:
        return importlib.import_module(f"{made.name}{name}")

    return part


@pytest.fixture
def client(package: Any, server: Served) -> Iterator[Any]:
    with package().AuthenticatedClient(
        base_url=str(server.client.base_url), token=KEY, raise_on_unexpected_status=True
    ) as client:
        yield client


@pytest.mark.parametrize("tag", FUNCTIONS)
def test_functions_are_named_by_what_is_asked(made: Path, tag: str) -> None:
    found = {file.stem for file in (made / "api" / tag).glob("*.py")} - {"__init__"}
    assert found >= FUNCTIONS[tag]
    assert not [name for name in found if "v1" in name or name.endswith(("_get", "_post"))]


def test_models_are_named_as_the_log_speaks(package: Any) -> None:
    models = package(".models")
    for name in ("InvestmentClosed", "RecordCorrected", "Company", "Deal", "Diff", "Feed", "Problem"):
        assert hasattr(models, name), name


def test_what_the_client_records_it_is_told_again(package: Any, client: Any) -> None:
    models = package(".models")
    wire = company_registered(None, name="Omega") | {"subject": "company/omega"}
    sent = models.CompanyRegistered.from_dict(wire)
    answer = package(".api.events.record_events").sync(client=client, body=sent)
    assert isinstance(answer, models.Recorded)
    assert answer.event.subject == "company/omega"
    company = package(".api.companies.company").sync("omega", client=client)
    assert isinstance(company, models.Company)
    assert (company.name, company.as_of.position) == ("Omega", answer.event.position)
    feed = package(".api.events.events").sync(client=client, subject="company/omega")
    assert [item.event_id for item in feed.items] == [answer.event.event_id]


def test_many_events_are_sent_as_lines(package: Any, client: Any) -> None:
    lines = b'{"type":"company.registered","data":{"name":"%s"},"sources":[{"publisher":"R","kind":"press"}]}\n'
    body = package(".types").File(payload=b"".join(lines % name for name in (b"Psi", b"Chi")))
    answer = package(".api.events.record_events").sync(client=client, body=body)
    assert isinstance(answer, package(".models").RecordedBatch), answer.to_dict()
    assert [item.subject for item in answer.items] == ["company/psi", "company/chi"]


def test_what_is_not_there_comes_as_a_problem(package: Any, client: Any) -> None:
    problem = package(".api.companies.company").sync("omgea", client=client)
    assert problem.status == 404
    assert problem.type_.endswith("/problems/unknown-company")
