"""Everything there is to know of is documented, nothing else is, and every word means one thing."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.routing import iter_route_contexts
from typer.core import TyperGroup

from api.access import ROUTES, Scope
from api.app import create_app
from api.catalogue import KINDS
from api.cli import main
from api.cli.failures import Code
from api.exports import COLUMNS
from api.guide import contents, files
from infra.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
CODE = [file for folder in ("domain", "infra", "api") for file in (ROOT / folder).rglob("*.py")]


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"the reference has no section {title}"
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The rows of the table in a section, without its head."""
    lines = re.findall(r"^\| (.*) \|$", section(title), re.MULTILINE)
    return [[cell.strip().strip("`") for cell in line.split(" | ")] for line in lines[1:]]


def pages() -> dict[str, str]:
    """Every page with its method and its scope; without a method it is one to look at."""
    return {row[0] if " " in row[0] else f"GET {row[0]}": row[1] for row in rows("Pages")}


def commands(name: str, command: Any) -> Iterator[str]:
    """What can be typed, without groups that only hold commands."""
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from commands(f"{name} {word}", inner)
    else:
        yield name


def test_every_command_is_documented() -> None:
    assert [row[0] for row in rows("Commands")] == list(commands("pactlog", typer.main.get_command(main)))


def test_every_column_of_an_export_is_documented() -> None:
    told = re.search(r"### Exports\n(.*?)###", REFERENCE, re.DOTALL)
    assert told
    for sort, columns in COLUMNS.items():
        row = re.search(rf"^- {sort}: (.*?)(;|$)", told[1], re.MULTILINE)
        assert row
        assert re.findall(r"`(\w+)`", row[1]) == [*columns]


def test_the_page_of_the_command_line_is_as_it_would_be_made_now(tmp_path: Path) -> None:
    made = tmp_path / "command-line.md"
    typer_ = Path(sys.executable).with_name("typer")
    command = [typer_, "api.cli.commands", "utils", "docs", "--name", "pactlog", "--title", "The command line"]
    subprocess.run([*command, "--output", made], cwd=ROOT, check=True, capture_output=True)
    kept = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert kept == made.read_text(encoding="utf-8"), "the commands have changed: make docs"


def test_every_command_comes_with_an_example_that_it_understands() -> None:
    for name in commands("pactlog", typer.main.get_command(main)):
        command: Any = typer.main.get_command(main)
        for word in name.split()[1:]:
            command = command.commands[word]
        told = re.fullmatch(rf"For example: (?:PACTLOG_\w+=\S+ )?{name}( .*)?", command.epilog or "")
        assert told, f"{name} has no example"
        command.make_context(name, shlex.split(told[1] or ""))


def test_every_exit_code_is_documented() -> None:
    told = re.search(r"Exit codes: (.*?)\. Each", section("Commands"), re.DOTALL)
    assert told
    assert re.findall(r"(?:^|· )(\d+) ", told[1].replace("\n", " ")) == [str(int(code)) for code in Code]


def test_every_setting_is_documented_with_its_default() -> None:
    defaults = {
        PREFIX + field.name.upper(): {None: "–", False: "false"}.get(field.default, str(field.default))
        for field in fields(Settings)
    }
    assert {row[0]: row[1] for row in rows("Settings")} == defaults


def test_every_route_is_documented(tmp_path: Path) -> None:
    paths = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'unused.db'}")).openapi()["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert {row[0] for row in rows("Routes")} == served


def test_every_page_is_documented(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'unused.db'}"))
    served = [route.path for route in iter_route_contexts(app.routes) if not route.include_in_schema]
    told = [page.partition(" ")[2] for page in pages()]
    assert sorted(told) == sorted(served)


def test_every_route_is_documented_with_the_scope_that_it_needs() -> None:
    told = {row[0]: row[1] for row in rows("Routes")} | pages()
    assert told == {route: scope or "–" for route, scope in ROUTES.items()}


def test_every_scope_is_documented() -> None:
    assert [row[0] for row in rows("Keys and scopes")] == [*Scope]


def test_every_problem_is_documented() -> None:
    assert rows("Problems") == [[slug, str(kind.status), kind.title] for slug, kind in KINDS.items()]


def terms() -> list[tuple[list[str], str, str]]:
    """Each row of the glossary: its words, the meaning, the words that are not used."""
    found = re.findall(r"^\| (\*\*.*?) \| (.*?) \| ?(.*?) ?\|$", GLOSSARY, re.MULTILINE)
    return [(re.findall(r"\*\*(.*?)\*\*", words), meaning, other) for words, meaning, other in found]


def test_every_word_of_the_glossary_stands_there_once_and_in_order() -> None:
    words = [word for some, _, _ in terms() for word in some]
    assert len(words) == len(set(words))
    firsts = [some[0] for some, _, _ in terms()]
    assert firsts == sorted(firsts)


def test_no_word_of_the_glossary_is_one_that_is_not_used() -> None:
    words = {word for some, _, _ in terms() for word in some}
    others = {one for _, _, other in terms() for one in other.split(", ") if one}
    assert words & others == set()


@pytest.mark.parametrize("word", [word for some, _, _ in terms() for word in some])
def test_a_word_of_the_glossary_is_used(word: str) -> None:
    text = " ".join(file.read_text(encoding="utf-8") for file in [*CODE, *DOCUMENTS] if file.name != "glossary.md")
    wanted = word.removesuffix(" (presumed)").replace(" ", "[ _-]")
    assert re.search(rf"\b{wanted}", text, re.IGNORECASE)


def test_every_decision_is_listed_under_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^(\d+)\. \[(.*)\]\((.*)\)$", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    titles = [
        (*re.findall(r"^# (\d+)\. (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)[0], file.name)
        for file in sorted(folder.glob("0*.md"))
    ]
    assert listed == titles


def test_every_page_of_the_guide_is_listed_once_in_its_readme_or_that_of_its_part() -> None:
    listed = [entry.path for entry in contents.order()]
    assert sorted(listed) == sorted([contents.VOCABULARY, *map(contents.path_of, files.pages())])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
        assert link.startswith(("https://", "http://127.0.0.1:8000")) or (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_files_and_settings_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:alembic|api|data|docs|domain|infra|tests)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name
    known = {PREFIX + field.name.upper() for field in fields(Settings)} | {
        "PACTLOG_TEST_POSTGRES_URL",
        "PACTLOG_TEST_PICTURES",
    }
    for name in re.findall(r"\bPACTLOG_\w+", text):
        assert name in known, f"{name}; did you mean {get_close_matches(name, known, n=1)}?"
