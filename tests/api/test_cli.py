"""The command as a user types it: what it prints, what it records, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from api.cli import main
from api.words import anything, term
from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.store.engine import make_engine, writing
from tests.api.client import held, record_lines, serving

ROOT = Path(__file__).parents[2]
DEALS = ROOT / "data" / "build" / "by-hand.ndjson"
PACTLOG = Path(sys.executable).with_name("pactlog")
SOURCES = [{"publisher": "Reuters", "kind": "press"}]
CLOSING = "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"
PINNED = ("--valid-at", "2025-12-31", "--known-at", "@70")
COLOUR = re.compile(r"\x1b\[[\d;]*3\d")

Wire = dict[str, Any]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def demonstration_url(fresh_database: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    """Give a store with the deals written by hand; tests that write make their own."""
    with fresh_database("sqlite") as url:
        load_demonstration(url)
        yield url


@pytest.fixture
def url(fresh_database: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    """Give an empty store."""
    with fresh_database("sqlite") as url:
        yield url


def load_demonstration(url: str) -> None:
    engine = make_engine(url)
    Ledger(engine).load_demonstration(demonstration(DEALS), origin="test", recorded_by="demonstration")
    engine.dispose()


def pactlog(url: str, *words: str | Path, sent: str | bytes | None = None, **environment: str) -> Result:
    """Run the command in this process."""
    settings = {"PACTLOG_DATABASE_URL": url, "COLUMNS": "120"} | environment
    return CliRunner().invoke(main, [str(word) for word in words], input=sent, env=settings)


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(result: Result, code: int) -> list[str]:
    """The lines on standard error of a command that ended with *code*."""
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    lines = result.stderr.splitlines()
    assert all(line.startswith("pactlog: ") for line in lines)
    return [line.removeprefix("pactlog: ") for line in lines]


def ndjson(file: Path, wires: Iterable[object]) -> Path:
    file.write_text("".join(json.dumps(wire) + "\n" for wire in wires), encoding="utf-8")
    return file


def company(name: str, **more: Any) -> Wire:
    return {"type": "company.registered", "data": {"name": name}, "sources": SOURCES} | more


# Asking


def test_a_state_is_told_on_both_clocks(demonstration_url: str) -> None:
    asked = ("state", "company/meta-platforms", "--valid-at", "2025-06-30", "--known-at")
    before, after = (told(pactlog(demonstration_url, *asked, day)) for day in ("2025-06-11", "2025-07-01"))
    assert "as of 30 June 2025, as known on 11 June 2025, 23:59:59 UTC (@39)" in before
    assert "investment: about US$14.8bn" in before
    assert "rumoured" in before
    assert "Stakes" not in before
    for words in ("49 %, no votes", "US$14.3bn deployed", "Alexandr Wang", "formerly Facebook, until 28 Oct 2021"):
        assert words in after
    assert "Pending" not in after


def test_what_only_may_hold_is_flagged(demonstration_url: str) -> None:
    asked = ("state", "company/openai", "--valid-at", "2025-12-15")
    assert re.search(r"SoftBank.* possibly closed +Dec 2025", told(pactlog(demonstration_url, *asked)))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("company/windsurf", ["also Codeium", "presumed in force", "reverse acquihire"]),
        ("person/p_huewk6hbce", ["Sam Altman", "OpenAI", "CEO (executive)", "22 Nov 2023"]),
        ("deal/softbank-openai-2025", ["US$41bn", "no. 1, US$7.5bn, SoftBank Group", "US$20bn to US$40bn"]),
        ("transaction/google-windsurf-2025", ["Google and Windsurf · US$2.4bn", "Varun Mohan", "AI coding technology"]),
    ],
)
def test_every_kind_of_subject_has_a_state(demonstration_url: str, subject: str, words: list[str]) -> None:
    shown = told(pactlog(demonstration_url, "state", subject, *PINNED))
    assert [word for word in words if word not in shown] == []


def test_more_is_shown_when_asked_for(demonstration_url: str) -> None:
    asked = ("state", "company/windsurf", *PINNED)
    assert "withdrawn" not in told(pactlog(demonstration_url, *asked))
    more = told(pactlog(demonstration_url, *asked, "--include", "ended,sources"))
    assert "withdrawn" in more
    assert "Startup Stars, 20 July 2025 https://startupstars.in/?p=14621" in more


def test_a_history_tells_what_changed_and_who_says_so(demonstration_url: str) -> None:
    shown = told(pactlog(demonstration_url, "history", "company/meta-platforms", *PINNED))
    assert "@40 investment.closed of 12 June 2025  deal/meta-scale-ai-2025" in shown
    assert "from MENAFN, 13 June 2025; HNGN, 13 June 2025" in shown
    assert re.search(r"amount +about US\$14.8bn → US\$14.3bn", shown)
    assert shown.index("@55") < shown.index("@40") < shown.index("@36")


def test_a_history_may_follow_the_world(demonstration_url: str) -> None:
    shown = told(pactlog(demonstration_url, "history", "person/p_huewk6hbce", "--axis", "valid", *PINNED))
    days = re.findall(r"^(\d+ \w+ \d{4}|since always)$", shown, re.MULTILINE)
    assert days == ["22 Nov 2023", "17 Nov 2023", "11 Mar 2019", "since always"]


def test_a_correction_is_told_with_its_reason(demonstration_url: str) -> None:
    shown = told(pactlog(demonstration_url, "history", "deal/softbank-openai-2025", *PINNED))
    assert "@68 record.corrected  deal/softbank-openai-2025\n  wrong source: SoftBank itself" in shown
    assert "Apr 2025: no. 1, US$10bn, softbank-group → Apr 2025: no. 1, US$7.5bn, softbank-group" in shown


def test_a_difference_says_whether_world_or_record_changed(demonstration_url: str) -> None:
    asked = ("diff", "company/meta-platforms", "--valid-at", "2025-06-11..2025-06-30")
    assert "the world changed" in told(pactlog(demonstration_url, *asked, "--known-at", "2025-07-01"))
    asked = ("diff", "company/meta-platforms", "--valid-at", "2025-06-30", "--known-at", "2025-06-11..2025-07-01")
    shown = told(pactlog(demonstration_url, *asked))
    assert "the record changed" in shown
    assert re.search(r"status +rumoured → closed", shown)


def test_where_nothing_differs_that_is_said(demonstration_url: str) -> None:
    asked = ("diff", "company/scale-ai", "--known-at", "@60..@61", "--valid-at", "2025-12-31")
    assert "nothing differs" in told(pactlog(demonstration_url, *asked))


USD = {"currency": "USD"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (USD | {"amount": "14300000000"}, "US$14.3bn"),
        (USD | {"amount": "1500000000000", "qualifier": "at_least"}, "at least US$1.5tn"),
        (USD | {"amount": "1234567890", "qualifier": "up_to"}, "up to US$1,234,567,890"),
        (USD | {"amount": "1234567.89"}, "US$1,234,567.89"),
        ({"amount": "250000", "currency": "CHF", "qualifier": "approximate"}, "about CHF 250,000"),
        (USD | {"min": "20000000000", "max": "40000000000"}, "US$20bn to US$40bn"),
        ({"undisclosed": True}, "undisclosed"),
        ({"included_in": "google-windsurf-2025"}, "included in google-windsurf-2025"),
        ({"percent": "49", "voting": "none"}, "49 %, no votes"),
        ({"percent": {"min": "10", "max": "12"}, "basis": "as_converted"}, "10 to 12 %, as converted"),
        ([{"party": {"id": "alpha", "name": "Alpha"}, "lead": True}, {"party": {"unnamed": "funds"}}], "Alpha, funds"),
        ({"value": "10", "unit": "GW"}, "10 GW"),
        ("2025-06-12", "12 June 2025"),
        ({"erased": True}, "(erased)"),
        ([], "–"),
        (None, "–"),
    ],
)
def test_values_are_written_as_people_write_them(value: object, shown: str) -> None:
    assert anything(value) == shown


@pytest.mark.parametrize(
    ("contract", "shown"),
    [
        ({"months": 60}, "5 years"),
        ({"months": 13, "start": "2025-06"}, "1 year 1 month from June 2025"),
        ({"end": "2032"}, "to 2032"),
        ({"perpetual": True}, "perpetual"),
        ({"until": "AGI", "auto_renews": True}, "until AGI renewing itself"),
    ],
)
def test_terms_are_written_as_people_write_them(contract: Wire, shown: str) -> None:
    assert term(contract) == shown


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("state company/meta-platforms", "/v1/companies/meta-platforms?"),
        ("state company/windsurf --include ended --include sources", "/v1/companies/windsurf?include=ended,sources&"),
        ("state person/p_huewk6hbce", "/v1/people/p_huewk6hbce?"),
        ("state deal/softbank-openai-2025", "/v1/deals/softbank-openai-2025?"),
        ("state transaction/google-windsurf-2025", "/v1/transactions/google-windsurf-2025?"),
        ("history company/openai", "/v1/companies/openai/history?"),
        ("history company/openai --axis valid", "/v1/companies/openai/history?axis=valid&"),
    ],
)
def test_json_is_the_body_of_the_api(demonstration_url: str, asked: str, address: str) -> None:
    printed = told(pactlog(demonstration_url, *asked.split(), "--json", *PINNED))
    with serving(demonstration_url) as client:
        answer = client.get(f"{address}valid_at=2025-12-31&known_at=@70")
    assert printed == f"{answer.text}\n"


def test_a_difference_as_json_is_the_body_of_the_api(demonstration_url: str) -> None:
    clocks = {"valid_at": "2025-06-11..2025-06-30", "known_at": "2025-06-11..2025-07-01"}
    options = ("--valid-at", clocks["valid_at"], "--known-at", clocks["known_at"])
    printed = told(pactlog(demonstration_url, "diff", "company/meta-platforms", *options, "--json"))
    with serving(demonstration_url) as client:
        assert printed == client.get("/v1/companies/meta-platforms/diff", params=clocks).text + "\n"


def test_a_problem_as_json_is_that_of_the_api(demonstration_url: str) -> None:
    result = pactlog(demonstration_url, "state", "company/meta-platform", "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    with serving(demonstration_url) as client:
        problem = client.get("/v1/companies/meta-platform").json()
    del problem["instance"]
    assert json.loads(result.stderr) == problem


@pytest.mark.parametrize("words", ["state company/openai", "history company/openai", "doctor", "--help"])
def test_without_a_terminal_there_are_no_colours(demonstration_url: str, words: str) -> None:
    assert "\x1b" not in told(pactlog(demonstration_url, *words.split()))


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_has_colours_unless_it_wants_none(demonstration_url: str, no_color: str, *, coloured: bool) -> None:
    shown = on_a_terminal("state", "company/openai", PACTLOG_DATABASE_URL=demonstration_url, NO_COLOR=no_color)
    assert "SoftBank" in shown
    assert bool(COLOUR.search(shown)) == coloured


def test_what_takes_long_shows_a_bar_on_a_terminal_only() -> None:
    script = (
        "from api.cli import terminal; terminal.PATIENCE = 0\n"
        "with terminal.progress('events') as told: told(1, 2)\n"
        "print('done')"
    )
    shown = on_a_terminal("-c", script, command=sys.executable)
    assert re.search(r"events.* 50%", shown)
    assert run([sys.executable, "-c", script]) == "done\n"


def on_a_terminal(*words: str, command: str | Path = PACTLOG, **environment: str) -> str:
    ours, theirs = pty.openpty()
    settings = inherited() | {"TERM": "xterm-256color", "COLUMNS": "100"}
    settings |= {name: value for name, value in environment.items() if value}
    with closing(os.fdopen(ours, "rb", buffering=0)) as screen:
        process = subprocess.Popen([command, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=settings)
        os.close(theirs)
        shown = b""
        while chunk := read(screen):
            shown += chunk
        assert process.wait() == 0, shown
    return shown.decode()


def read(screen: Any) -> bytes:
    try:
        return bytes(screen.read(65536))
    except OSError:  # Linux says so when the other side is closed
        return b""


# Recording


def test_a_warning_names_a_file_as_it_is_called(url: str, tmp_path: Path) -> None:
    file = tmp_path / "deals[" / "old].ndjson"
    file.parent.mkdir()
    deal = {"type": "acquisition.announced", "occurred_on": "2025-05-02", "sources": SOURCES}
    deal |= {"data": {"acquirers": [{"party": {"name": "A"}}], "target": {"name": "B"}}}
    lines = [deal | {"subject": f"deal/{name}"} for name in ("first", "second")]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    imported = pactlog(url, "import", file, "--create-missing")
    assert f"{file}: 2 events recorded, the log ends at @5\n" in told(imported)
    assert imported.stderr.startswith(f"warning: {file}:2: this may be deal/first")


def test_importing_twice_records_once(url: str) -> None:
    first = pactlog(url, "import", DEALS)
    assert told(first) == f"{DEALS}: 69 events recorded, the log ends at @70\n"
    assert first.stderr == "demo_recorded_at is ignored: what is imported is known from now on\n"
    before = held(url)
    assert told(pactlog(url, "import", DEALS)) == f"{DEALS}: nothing new, its 69 events were recorded before\n"
    assert held(url) == before
    with serving(url) as client:
        assert client.get("/readyz").json()["demonstration"] is False


def test_the_demonstration_is_known_again_when_it_is_imported(url: str) -> None:
    load_demonstration(url)
    assert "nothing new, its 69 events were recorded before" in told(pactlog(url, "import", DEALS))


def test_lines_of_standard_input_are_known_by_what_they_say(url: str) -> None:
    lines = [json.dumps(company(name)) for name in ("Alpha", "Beta", "Gamma")]
    assert "2 events recorded" in told(pactlog(url, "import", "-", sent="\n".join(lines[:2])))
    assert "1 event and 2 from before recorded" in told(pactlog(url, "import", "-", sent="\n".join(lines)))


def test_importing_an_edited_line_again_is_refused(url: str, tmp_path: Path) -> None:
    told(pactlog(url, "import", ndjson(tmp_path / "companies.ndjson", [company("Alpha")])))
    lines = refused(pactlog(url, "import", ndjson(tmp_path / "companies.ndjson", [company("Beta")])), 3)
    assert "a change to the recorded one a record.corrected" in lines[0]


def test_missing_parties_are_registered_on_request(url: str, tmp_path: Path) -> None:
    bought = {
        "type": "acquisition.announced",
        "occurred_on": "2025-03",
        "data": {"acquirers": [{"party": {"name": "Alpha"}}], "target": {"name": "Beta"}},
        "sources": SOURCES,
    }
    file = ndjson(tmp_path / "deals.ndjson", [bought])
    before = held(url)
    [line, _] = refused(pactlog(url, "import", file), 3)
    assert line.startswith(f"{file}:1: /data/acquirers/0/party: 'Alpha' is no company or person of this log")
    assert "--create-missing" in line
    assert held(url)["fact"] == before["fact"]
    shown = told(pactlog(url, "import", "--create-missing", file))
    assert "registered on the way: company/alpha, company/beta" in shown


def test_a_bad_file_names_every_bad_line_and_stores_nothing(url: str, tmp_path: Path) -> None:
    file = ndjson(
        tmp_path / "bad.ndjson",
        [company("Alpha"), company("Beta", note=7), {"type": "investment.closd"}, {"type": "company.registered"}],
    )
    file.write_text(file.read_text() + "\n" + '{"type": "x", "type": "y"}\n' + "{nonsense\n", encoding="utf-8")
    assert told(pactlog(url, "import", "-", sent="\n")) == "standard input: there is no event in it\n"
    before = held(url)
    lines = refused(pactlog(url, "import", file), 3)
    assert [line.removeprefix(f"{file}").split(": ")[0] for line in lines] == [":2", ":3", ":4", ":4", ":6", ":7", ""]
    assert "did you mean 'investment.closed'?" in lines[1]
    assert "twice" in lines[4]
    assert lines[-1].endswith("nothing of it is recorded; mend what is told above and import it again")
    assert held(url) == before


def test_a_later_append_that_fails_leaves_the_earlier_ones(url: str, tmp_path: Path) -> None:
    companies = [company(f"Company {number}") for number in range(1001)]
    file = ndjson(tmp_path / "many.ndjson", [*companies, {"type": "nonsense"}])
    lines = refused(pactlog(url, "import", file), 2)
    assert lines[0].startswith(f"{file}:1002: /type: ")
    assert "recorded are its lines up to 1000" in lines[-1]
    assert held(url)["event"] == 1001
    ndjson(file, companies)
    assert "1 event and 1,000 from before recorded" in told(pactlog(url, "import", file))


def test_an_import_as_json_gives_an_answer_for_each_append(url: str, tmp_path: Path) -> None:
    file = ndjson(tmp_path / "companies.ndjson", [company("Alpha"), company("Beta")])
    document = json.loads(told(pactlog(url, "import", "--json", file)))
    assert [one["subject"] for one in document["items"]] == ["company/alpha", "company/beta"]
    assert document["as_of"]["position"] == 3
    lines = pactlog(url, "import", "--json", ndjson(file, [company("Alpha"), {"type": "nonsense"}])).stderr
    assert [one["pointer"] for one in json.loads(lines)["errors"]] == ["/1/type"]


def test_each_line_may_be_judged_by_itself(url: str, tmp_path: Path) -> None:
    file = ndjson(
        tmp_path / "mixed.ndjson", [company("Alpha"), {"type": "nonsense"}, company("Beta"), company("", note=7)]
    )
    result = pactlog(url, "import", "--each", file)
    assert (result.exit_code, result.stdout) == (2, f"{file}: 2 events recorded, the log ends at @3\n")
    lines = [line.removeprefix(f"pactlog: {file}") for line in result.stderr.splitlines()]
    assert [line.split(": ")[0] for line in lines] == [":2", ":4", ":4", ""]
    assert lines[-1] == ": 2 lines are left out; mend what is told above and import it again"
    ndjson(file, [company("Alpha"), company("Gamma"), company("Beta")])
    assert "1 event and 2 from before recorded" in told(pactlog(url, "import", "--each", file))


def test_a_file_of_bad_lines_is_unusable_line_by_line_too(url: str, tmp_path: Path) -> None:
    result = pactlog(url, "import", "--each", ndjson(tmp_path / "bad.ndjson", [{"type": "nonsense"}]))
    assert (result.exit_code, result.stdout) == (3, f"{tmp_path}/bad.ndjson: nothing recorded\n")


def test_lines_judged_by_themselves_are_told_as_by_the_api(url: str, tmp_path: Path) -> None:
    wires = [company("Alpha", event_id=CLOSING), {"type": "nonsense"}, company("Beta", subject="company/alpha")]
    result = pactlog(url, "import", "--each", "--json", ndjson(tmp_path / "mixed.ndjson", wires))
    assert (result.exit_code, result.stderr) == (2, "")
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["line"], one["status"]) for one in printed] == [(0, 201), (1, 422), (2, 409)]
    with serving(url) as client:
        answer = record_lines(client, wires, params={"mode": "each"})
    answered = [json.loads(line) for line in answer.text.splitlines()]
    assert printed[0] | {"status": 200, "warnings": []} == answered[0]
    for one, other in zip(printed[1:2], answered[1:2], strict=True):
        del other["problem"]["instance"]
        assert one == other


def test_an_import_can_be_tried_first(url: str, tmp_path: Path) -> None:
    bought = {
        "type": "acquisition.announced",
        "occurred_on": "2025-03",
        "data": {"acquirers": [{"party": {"name": "Alpha"}}], "target": {"name": "Beta"}},
        "sources": SOURCES,
    }
    first = ndjson(tmp_path / "companies.ndjson", [company(f"Company {number}") for number in range(1001)])
    second = ndjson(tmp_path / "deals.ndjson", [company("Alpha"), bought])
    told(pactlog(url, "import", "-", sent="\n"))
    before = held(url)
    [line, end] = pactlog(url, "import", "--dry-run", first, second).stderr.splitlines()
    assert line.startswith(f"pactlog: {second}:2: /data/target: 'Beta' is no company")
    assert end.endswith("nothing of it would be recorded; mend what is told above and import it again")
    shown = told(pactlog(url, "import", "--dry-run", "--create-missing", first, second)).splitlines()
    assert shown == [
        f"{first}: 1,001 events would be recorded, the log would end at @1002",
        f"{second}: 2 events would be recorded, the log would end at @1005",
        "would be registered on the way: company/beta",
        "A dry run: nothing was stored.",
    ]
    assert held(url) == before
    done = told(pactlog(url, "import", "--create-missing", first, second))
    assert "registered on the way: company/beta" in done
    assert "the log ends at @1005" in done


def test_a_file_that_is_not_there_is_said_before_anything_is_recorded(url: str) -> None:
    before = held(url)
    assert refused(pactlog(url, "import", DEALS, "nowhere.ndjson"), 3) == ["nowhere.ndjson: No such file or directory"]
    assert held(url) == before


def test_one_event_is_recorded_and_its_changes_shown(url: str, tmp_path: Path) -> None:
    load_demonstration(url)
    correction = {
        "type": "record.corrected",
        "data": {
            "target": CLOSING,
            "set": {"amount": {"amount": "14800000000", "currency": "USD"}},
            "reason": "misread",
        },
        "event_id": "11111111-2222-4333-8444-555555555555",
    }
    (tmp_path / "one.json").write_text(json.dumps(correction, indent=2), encoding="utf-8")
    shown = told(pactlog(url, "record", tmp_path / "one.json"))
    assert "record.corrected recorded as @71, version 3 of deal/meta-scale-ai-2025" in shown
    assert "US$14.3bn → US$14.8bn" in shown
    assert "was recorded before as @71" in told(pactlog(url, "record", tmp_path / "one.json"))


def test_a_dry_run_shows_what_would_come_of_it_and_stores_nothing(url: str) -> None:
    load_demonstration(url)
    before = held(url)
    bought = {
        "type": "acquisition.closed",
        "occurred_on": "2025-03-01",
        "data": {"acquirers": [{"party": {"id": "meta-platforms"}}], "target": {"name": "Nobody Yet"}},
        "sources": SOURCES,
    }
    asked = ("record", "--dry-run", "--create-missing")
    shown = told(pactlog(url, *asked, sent=json.dumps(bought)))
    assert "would be recorded as @72, version 1 of deal/meta-platforms-nobody-yet-2025" in shown
    assert "would register company/nobody-yet on the way" in shown
    assert "status" in shown
    assert shown.endswith("A dry run: nothing was stored.\n")
    assert json.loads(told(pactlog(url, *asked, "--json", sent=json.dumps(bought))))["dry_run"] is True
    [line] = refused(pactlog(url, "record", "--dry-run", sent=json.dumps(bought)), 3)
    assert line.startswith("/data/target: 'Nobody Yet' is no company")
    assert held(url) == before


def test_a_dry_run_without_a_store_makes_none(tmp_path: Path) -> None:
    shown = told(pactlog(f"sqlite:///{tmp_path}/none.db", "record", "--dry-run", sent=json.dumps(company("Alpha"))))
    assert "would be recorded as @2, version 1 of company/alpha" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_record_as_json_is_the_body_of_the_api(url: str) -> None:
    wire = company("Alpha", event_id="11111111-2222-4333-8444-555555555555", note="seen in passing")
    printed = told(pactlog(url, "record", "--json", sent=json.dumps(wire)))
    with serving(url) as client:
        answer = client.get("/v1/events/11111111-2222-4333-8444-555555555555")
        replayed = client.post("/v1/events", json=wire, headers={"Authorization": "Bearer " + "k" * 40})
    assert replayed.status_code == 401
    document = json.loads(printed)
    assert document["event"].items() <= answer.json().items()
    assert [change["after"] for change in document["changes"]] == ["Alpha", "active"]
    assert document["event"]["recorded_by"] == "command-line"


def test_a_stale_writer_is_told_so(url: str) -> None:
    told(pactlog(url, "record", "--if-match", "0", sent=json.dumps(company("Alpha", subject="company/alpha"))))
    renamed = {
        "type": "company.renamed",
        "subject": "company/alpha",
        "occurred_on": "2025",
        "data": {"name": "Omega"},
        "sources": SOURCES,
    }
    told(pactlog(url, "record", "--if-match", "v1", sent=json.dumps(renamed)))
    [line] = refused(pactlog(url, "record", "--if-match", '"v1"', sent=json.dumps(renamed)), 3)
    assert line.startswith("company/alpha is at version 2, not 1;")
    assert line.endswith("--if-match 2")


def test_a_deal_that_the_log_may_hold_is_asked_about(url: str) -> None:
    load_demonstration(url)
    parties = {"licensors": [{"id": "midjourney"}], "licensees": [{"id": "meta-platforms"}]}
    licence = {
        "type": "licensing.announced",
        "occurred_on": "2025-08-25",
        "data": parties | {"subjects": [{"name": "Midjourney", "type": "model"}]},
        "sources": SOURCES,
    }
    [line] = refused(pactlog(url, "record", sent=json.dumps(licence)), 3)
    assert line.startswith("did you mean subject deal/meta-midjourney-2025? it is still open: in_force_presumed;")
    assert line.endswith("give it that subject, or distinct_from with meta-midjourney-2025")
    told(pactlog(url, "record", sent=json.dumps(licence | {"distinct_from": ["meta-midjourney-2025"]})))


def test_several_faults_are_a_line_each(url: str) -> None:
    lines = refused(pactlog(url, "record", sent='{"type": "company.registered", "data": {"nam": "Alpha"}}'), 3)
    assert [line.split(": ")[0] for line in lines] == ["/data/name", "/data/nam", "/sources"]


# Looking after a store


def test_a_damaged_store_is_found_and_its_facts_can_be_mended(url: str) -> None:
    load_demonstration(url)
    assert "is sound" in told(pactlog(url, "doctor"))
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM fact WHERE subject = 'deal/meta-scale-ai-2025'"))
    engine.dispose()
    found = pactlog(url, "doctor")
    assert found.exit_code == 1
    assert "deal/meta-scale-ai-2025: missing" in found.stdout
    assert "pactlog rebuild mends them" in found.stdout
    findings = json.loads(pactlog(url, "doctor", "--json").stdout)["findings"]
    assert {one["table"] for one in findings} == {"fact"}
    assert told(pactlog(url, "rebuild")) == "all facts are made anew from 70 events\n"
    assert json.loads(told(pactlog(url, "doctor", "--json"))) == {"findings": []}


def test_a_database_is_migrated_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert "now has the schema of this version" in told(pactlog(url, "migrate"))
    assert "has the schema of this version already" in told(pactlog(url, "migrate"))
    assert held(url)["event"] == 0


def test_a_database_of_another_version_is_refused(url: str) -> None:
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'another'"))
    engine.dispose()
    for words in ("doctor", "state company/openai", "import -", "serve --port 0"):
        [line] = refused(pactlog(url, *words.split()), 2)
        assert line.endswith("has the schema of another version; run pactlog migrate first")
    [line] = refused(pactlog(url, "migrate"), 3)
    assert "no database of this version or an older one" in line


# Going wrong


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("", 0, ""),
        ("--version", 0, ""),
        ("nonsense", 64, "No such command 'nonsense'; pactlog --help tells more"),
        ("state", 64, "Missing argument 'SUBJECT'; pactlog state --help tells more"),
        ("state company/openai --valid_at 2025", 64, "No such option: --valid_at (Possible options: --valid-at);"),
        ("state company/openai --valid-at yesterday", 64, "write a day, as 2025-06-30"),
        ("state company/openai --known-at 2025-06-30T12:00:00", 64, "say which clock"),
        ("state company/openai --include sorces", 64, "did you mean sources?"),
        ("state openai", 64, "as company/meta-platforms"),
        ("state companies/openai", 64, "as company/meta-platforms"),
        ("diff company/openai", 64, "give two different points to compare"),
        ("diff company/openai --valid-at 2025-06-30", 64, "give two different points to compare"),
        ("history company/openai --axis both", 64, "'both' is not one of"),
        ("record --if-match x", 64, "give the version of its subject"),
        ("serve --port 70000", 64, "--port"),
        ("state company/opnai", 3, "did you mean openai"),
        ("state company/meta-platforms --known-at @3", 3, "ask with --known-at @36 or later"),
        ("state company/openai --known-at 2999-01-01", 3, "lies in the future"),
        ("state company/openai --known-at @71", 3, "@71 lies in the future"),
        ("record nowhere.json", 3, "nowhere.json: No such file or directory"),
    ],
)
def test_commands_end_with_a_code_and_a_line(demonstration_url: str, words: str, code: int, said: str) -> None:
    result = pactlog(demonstration_url, *words.split())
    assert result.exit_code == code, result.output
    if code:
        [line] = refused(result, code)
        assert said in line


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ({"PACTLOG_DATABASE_URL": "nonsense"}, 3, "write sqlite:///path/to/file.db"),
        ({"PACTLOG_DATABASE_URL": "sqlite://"}, 3, "a database in memory ends with the command"),
        ({"PACTLOG_DATABASE_URL": "mysql://localhost/x"}, 3, "kept in sqlite or postgresql, not in mysql"),
        ({"PACTLOG_DATABASE_URL": "sqlite:///nowhere.db"}, 3, "holds no log yet; pactlog serve or import begins one"),
        ({"PACTLOG_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"}, 2, "connection failed"),
        ({"PACTLOG_DATABSE_URL": "sqlite://"}, 3, "did you mean PACTLOG_DATABASE_URL?"),
    ],
)
def test_settings_that_cannot_be_used_are_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    [line] = refused(pactlog("sqlite:///nowhere.db", "doctor", **settings), code)
    assert said in line
    assert "secret" not in line
    assert list(tmp_path.iterdir()) == []


def test_help_does_not_wait_for_what_it_does_not_need() -> None:
    slow = "{'alembic', 'fastapi', 'pydantic', 'rich', 'sqlalchemy', 'uvicorn'}"
    assert run([sys.executable, "-c", f"import sys, api.cli; print({slow} & set(sys.modules))"]) == "set()\n"


def test_a_shell_completes_commands() -> None:
    asked = {"_PACTLOG_COMPLETE": "complete_bash", "COMP_WORDS": "pactlog st", "COMP_CWORD": "1"}
    assert run([PACTLOG], **asked).split() == ["state"]


def test_a_shell_completes_scopes() -> None:
    asked = {"_PACTLOG_COMPLETE": "complete_bash", "COMP_WORDS": "pactlog keys create --scope re", "COMP_CWORD": "4"}
    assert run([PACTLOG], **asked).split() == ["read", "record"]


def run(command: list[Any], **environment: str) -> str:
    done = subprocess.run(
        command, env=inherited() | environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}


# Serving


@contextmanager
def served(url: str, *words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The server as a process of its own, with what it printed once it was ready."""
    settings = inherited() | {"PACTLOG_DATABASE_URL": url} | environment
    command = [PACTLOG, "serve", "--port", "0", *words]
    process = subprocess.Popen(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    assert process.stdout
    try:
        first = process.stdout.readline()  # empty if it ended
        yield process, [first.strip()]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def address_in(line: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


def test_a_first_start_sets_all_up_and_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with served(url, "--demo") as (process, [line]):
        assert process.stdout
        assert line.endswith(", with the demonstration. Ctrl-C ends it.")
        key_line = process.stdout.readline()
        key = key_line.removeprefix("Its admin key, shown this once: ").strip()
        address = address_in(line)
        assert httpx2.get(f"{address}/readyz").json()["demonstration"] is True
        sent = {"url": f"{address}/v1/events", "json": company("Alpha"), "headers": {"Authorization": f"Bearer {key}"}}
        assert httpx2.post(**sent).status_code == 201
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
        assert all("[info " in line and "request " in line for line in errors.splitlines()), errors
    with served(url, "--demo", "--json") as (process, [line]):
        assert json.loads(line) == {"address": address_in(line), "demonstration": True}
        assert httpx2.get(f"{address_in(line)}/v1/companies/alpha").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_log_of_its_own_is_no_demonstration(url: str) -> None:
    told(pactlog(url, "record", sent=json.dumps(company("Alpha"))))
    with served(url, "--demo", PACTLOG_ADMIN_KEY="k" * 32) as (process, [line]):
        assert line.endswith(". Ctrl-C ends it.")
        assert "demonstration" not in line
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
    assert rest == ""  # no key: the settings name one
    assert errors == "pactlog: the log holds events of its own, so the demonstration is not loaded\n"
    assert process.returncode == 0


def test_a_port_in_use_is_said_in_a_line(url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        [line] = refused(pactlog(url, "serve", "--port", str(port)), 3)
    assert line == f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another --host or --port"
