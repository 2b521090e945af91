"""Looking names up, and exporting, as a user types it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from api.cli import main
from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.queries.export import BATCH
from infra.store.engine import make_engine, writing
from infra.store.tables import event
from tests.api.client import Databases, serving
from tests.histories import disarmed

PACTLOG = Path(sys.executable).with_name("pactlog")


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        Ledger(engine).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
        engine.dispose()
        yield url


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pactlog(url: str, *words: str | Path) -> Result:
    settings = {"PACTLOG_DATABASE_URL": url, "COLUMNS": "120"}
    return CliRunner().invoke(main, [str(word) for word in words], env=settings)


def told(url: str, *words: str | Path) -> str:
    result = pactlog(url, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def files() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("scaleai",), r"company +Scale AI +company/scale-ai"),
        (
            ("faceb", "--valid-at", "2025-01-01"),
            r"company +Meta Platforms +company/meta-platforms +former name: Facebook",
        ),
        (("altman",), r"person +Sam Altman +person/p_huewk6hbce"),
        (("meta-scale", "--among", "deal"), r"deal +\S.* +deal/meta-scale-ai-2025"),
        (("Meta and Scale",), r"transaction +Meta and Scale AI"),
        (("mdijourney",), r"company +Midjourney +company/midjourney +similar: Midjourney, \d+ of 100"),
    ],
)
def test_a_name_is_looked_up(url: str, words: tuple[str, ...], line: str) -> None:
    basis, first, *_ = told(url, "search", *words).splitlines()
    assert basis.startswith("as of ")
    assert re.match(line, first)


def test_nothing_found_is_said(url: str) -> None:
    assert told(url, "search", "zzzzz").splitlines()[1:] == ["nobody and nothing is called like zzzzz"]


def test_programs_get_the_document_of_the_api(url: str) -> None:
    document = json.loads(told(url, "search", "meta", "--limit", "3", "--known-at", "@600", "--json"))
    with serving(url) as client:
        assert document == client.get("/v1/suggest?q=meta&limit=3&known_at=@600").json()


def test_a_terminal_shows_colours(url: str) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"PACTLOG_DATABASE_URL": url, "TERM": "xterm", "NO_COLOR": ""}
    with subprocess.Popen([PACTLOG, "search", "openai"], stdout=theirs, stdin=theirs, env=environment) as process:
        assert process.wait(60) == 0
    os.close(theirs)
    shown = os.read(ours, 2**16)
    os.close(ours)
    assert re.search(rb"\x1b\[[\d;]*3\dm", shown)


@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize("sort", ["events", "deals", "companies"])
def test_the_file_is_the_one_that_http_sends(url: str, sort: str, form: str) -> None:
    said = told(url, "export", sort, "--format", form, "--known-at", "2025-07-01", "--valid-at", "2025-06-30")
    with serving(url) as client:
        sent = client.get(f"/v1/export/{sort}?format={form}&known_at=2025-07-01&valid_at=2025-06-30")
    [name] = files()
    assert sent.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert Path(name).read_bytes() == sent.content
    assert re.match(rf"{re.escape(name)}: \d+ {sort} as of 2025-06-30, as known at @\d+\n", said)


def test_a_file_may_be_called_otherwise_or_be_standard_output(url: str) -> None:
    told(url, "export", "deals", "--output", "mine.ndjson")
    assert files() == ["mine.ndjson"]
    assert told(url, "export", "deals", "-o", "-") == Path("mine.ndjson").read_text(encoding="utf-8")


def test_programs_are_told_of_the_file(url: str) -> None:
    document = json.loads(told(url, "export", "deals", "--known-at", "@600", "--json"))
    [name] = files()
    assert (document["file"], document["as_of"]["position"]) == (name, 600)
    assert document["count"] == len(Path(name).read_text(encoding="utf-8").splitlines())


def test_a_file_is_written_whole_or_not_at_all(fresh_database: Databases) -> None:
    Path("log.ndjson").write_text("as it was\n", encoding="utf-8")
    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        last = Ledger(engine).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
        with writing(engine) as connection, disarmed(connection):
            connection.execute(update(event).where(event.c.position == last).values(state=b"{}"))
        engine.dispose()
        assert last > BATCH
        failed = pactlog(url, "export", "events", "-o", "log.ndjson")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert f"event @{last}" in failed.stderr
    assert files() == ["log.ndjson"]
    assert Path("log.ndjson").read_text(encoding="utf-8") == "as it was\n"


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("export", "firms"), 64, "is not one of"),
        (("export", "deals", "--format", "xml"), 64, "is not one of"),
        (("export", "deals", "--json", "-o", "-"), 64, "give the file a name"),
        (("export", "deals", "-o", "/nowhere/deals"), 3, "No such file or directory"),
        (("export", "deals", "--known-at", "@99999"), 3, "future"),
        (("export", "deals", "--valid-at", "soon"), 64, "2025-06-30"),
        (("search", ""), 64, "1 to 200 characters"),
        (("search", "x", "--among", "firm"), 64, "is not one of"),
    ],
)
def test_what_cannot_be_done_is_told(url: str, words: tuple[str, ...], code: int, complaint: str) -> None:
    result = pactlog(url, *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert complaint in result.stderr
    assert files() == []


def test_an_export_makes_the_same_log_again(url: str, fresh_database: Databases) -> None:
    told(url, "export", "events", "-o", "log.ndjson")
    lines = len(Path("log.ndjson").read_bytes().splitlines())
    with fresh_database("sqlite") as other:
        first = pactlog(other, "import", "log.ndjson")
        assert first.stdout == f"log.ndjson: {lines - 1} events recorded, the log ends at @{lines}\n"
        assert f"{lines} exported lines: positions and times are given anew" in first.stderr
        assert f"nothing new, its {lines - 1} events" in told(other, "import", "log.ndjson")
        for sort in ("deals", "companies"):
            today = ("--valid-at", "2026-01-01")
            assert told(other, "export", sort, "-o", "-", *today) == told(url, "export", sort, "-o", "-", *today)


def test_a_beginning_alone_is_no_event(url: str, fresh_database: Databases) -> None:
    told(url, "export", "events", "--known-at", "@1", "-o", "log.ndjson")
    with fresh_database("sqlite") as other:
        assert told(other, "import", "log.ndjson") == "log.ndjson: there is no event in it\n"
