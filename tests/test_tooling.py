"""The checkout and what it builds work on other machines than the one where they were made."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from sqlalchemy import inspect

from infra.migrate import is_at_head
from infra.store.engine import make_engine

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TOOLS = Path(sys.executable).parent


def locked(name: str) -> dict[str, Version]:
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in pins}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_registry_and_no_machine(lock: Path) -> None:
    for line in lock.read_text().splitlines():
        assert "://" not in line
        assert not re.match(r"\s*-(?!-hash=sha256:)", line)  # no --index-url, no --find-links
        assert not re.search(r"(^|[\s=@])[/~]", line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_everything_locked_has_a_hash(lock: Path) -> None:
    pins = re.split(r"^(?=\w)", lock.read_text(), flags=re.MULTILINE)[1:]
    assert pins
    assert all("--hash=sha256:" in pin for pin in pins)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run.txt", PROJECT["project"]["dependencies"]),
        ("dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("build.txt", PROJECT["build-system"]["requires"]),
    ],
    ids=lambda value: value.removesuffix(".txt") if isinstance(value, str) else "",
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    pins = locked(lock)
    for requirement in map(Requirement, wanted):
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier


def test_development_runs_on_what_is_shipped() -> None:
    assert locked("run.txt").items() <= locked("dev.txt").items()


@pytest.mark.parametrize("folder", ["alembic", "tests"])
def test_a_folder_that_would_shadow_others_is_no_package(folder: str) -> None:
    assert not list((ROOT / folder).rglob("__init__.py"))


def test_help_tells_every_target() -> None:
    targets = re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = run("make", "--no-print-directory", cwd=ROOT)
    assert re.findall(r"^  make (\S+)  +\S", told, re.MULTILINE) == targets


def test_a_test_gets_a_fresh_migrated_database(database_url: str) -> None:
    engine = make_engine(database_url)
    assert is_at_head(engine)
    engine.dispose()


def test_the_wheel_brings_its_migrations_to_an_empty_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path), cwd=ROOT)
    (wheel,) = tmp_path.glob("pactlog-*.whl")
    packed = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in packed} == {
        "domain", "infra", "api", f"pactlog-{PROJECT['project']['version']}.dist-info",
    }  # fmt: skip
    assert not [name for name in packed if "__pycache__" in name]
    assert {"api/static/pactlog.css", "api/pages/templates/base.html", "api/pages/templates/macros/as_of.html"} <= set(
        packed
    )
    shipped = {file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.*")}
    assert shipped == {name.removeprefix("api/_docs/") for name in packed if name.startswith("api/_docs/")}

    environment = tmp_path / "environment"
    run(TOOLS / "uv", "venv", "--python", sys.executable, environment, cwd=tmp_path)
    install = [TOOLS / "uv", "pip", "install", "--python", environment, "--no-deps"]
    run(*install, "--require-hashes", "--requirement", ROOT / "requirements" / "run.txt", cwd=tmp_path)
    run(*install, wheel, cwd=tmp_path)

    url = f"sqlite:///{tmp_path / 'pactlog.db'}"
    run(environment / "bin" / "pactlog", "migrate", cwd=tmp_path, PACTLOG_DATABASE_URL=url)
    engine = make_engine(url)
    assert inspect(engine).has_table("event")
    assert is_at_head(engine)
    engine.dispose()


def run(*command: str | Path, cwd: Path, **settings: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env=inherited | settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
