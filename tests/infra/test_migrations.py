"""The schema: up and down on both databases, and a log that refuses to be changed."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Engine, Row, Table, delete, insert, inspect, make_url, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from api.access import Scope
from api.keys import Door, made
from infra import migrate as migrations
from infra.keys import KeyStore
from infra.migrate import configuration, current_revision, is_at_head, migrate
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import event, event_index, log_head, metadata, node

REFUSED = {"sqlite": ("update", "delete", "replace"), "postgresql": ("update", "delete", "truncate")}
LOG_TABLES = (event, event_index, node)
ROWS: dict[Table, dict[str, Any]] = {
    event: {"position": 1, "originator_id": UUID(int=1), "originator_version": 1, "topic": "t", "state": b"{}"},
    event_index: {
        "position": 1,
        "event_id": str(UUID(int=1)),
        "type": "company.renamed",
        "subject": "company/meta",
        "version": 1,
        "recorded_at": datetime(2025, 1, 1, tzinfo=UTC),
        "recorded_by": "key_1",
    },
    node: {"level": 0, "index": 0, "hash": b"hash"},
}
CHANGED: dict[Table, dict[str, Any]] = {
    event: {"state": b"[]"},
    event_index: {"recorded_by": "key_2"},
    node: {"hash": b"other"},
}
FREE: dict[Table, list[dict[str, Any]]] = {
    event: [{"position": 2}, {"originator_version": 2}],
    event_index: [{"position": 2}, {"event_id": str(UUID(int=2))}],
    node: [{}],
}
"""What makes a row collide on the other keys only."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> Engine:
    """A store whose log tables hold one row each."""
    with writing(engine) as connection:
        for table, row in ROWS.items():
            connection.execute(insert(table), row)
    return engine


def held(engine: Engine) -> list[Row[Any]]:
    with reading(engine) as connection:
        return [row for table in LOG_TABLES for row in connection.execute(select(table))]


def alembic(engine: Engine, do: Callable[..., object], *arguments: str) -> None:
    config = configuration()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        do(config, *arguments)


def test_down_leaves_nothing_and_up_makes_everything_again(engine: Engine, database_url: str) -> None:
    assert is_at_head(engine)
    alembic(engine, command.downgrade, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert current_revision(engine) is None
    assert not is_at_head(engine)

    migrate(database_url)
    assert is_at_head(engine)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    with reading(engine) as connection:
        assert connection.execute(select(log_head)).one() == (1, 0, None)


def test_the_migrated_database_is_what_tables_py_says(engine: Engine) -> None:
    alembic(engine, command.check)


def test_keys_survive_that_they_get_a_name(engine: Engine, database_url: str) -> None:
    key, kept = made(frozenset({"admin", "read", "record"}), datetime(2025, 1, 1, tzinfo=UTC))
    KeyStore(engine).add(kept)
    alembic(engine, command.downgrade, "0001")
    assert "name" not in {column["name"] for column in inspect(engine).get_columns("api_key")}
    migrate(database_url)
    assert Door(KeyStore(engine), None).principal(key.encode()).may(Scope.CURATE)


def test_two_who_migrate_at_once_do_it_once(engine: Engine, database_url: str) -> None:
    alembic(engine, command.downgrade, "base")
    errors: list[BaseException] = []

    def run() -> None:
        try:
            migrate(database_url)
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert is_at_head(engine)


def test_a_migration_that_fails_leaves_the_database_as_it_was(engine: Engine, database_url: str) -> None:
    alembic(engine, command.downgrade, "base")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE api_key (id TEXT)"))
    with pytest.raises(Exception, match="api_key"):
        migrate(database_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "api_key"}


def test_a_missing_folder_is_made_for_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'store' / 'pactlog.db'}"
    migrate(url)
    engine = make_engine(url)
    assert is_at_head(engine)
    engine.dispose()


def test_the_wheel_finds_the_migrations_that_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Path(configuration().get_main_option("script_location") or "")
    package = tmp_path / "100%" / "infra"
    shutil.copytree(checkout, package / "_alembic")
    monkeypatch.setattr(migrations, "__file__", str(package / "migrate.py"))
    assert configuration().get_main_option("script_location") == str(package / "_alembic")
    test_a_missing_folder_is_made_for_the_file(tmp_path)


def test_every_log_table_has_its_triggers(engine: Engine) -> None:
    query = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    }[engine.dialect.name]
    with reading(engine) as connection:
        names = connection.execute(text(query)).scalars().all()
    assert sorted(names) == sorted(
        f"{table.name}_refuse_{change}" for table in LOG_TABLES for change in REFUSED[engine.dialect.name]
    )


@pytest.mark.parametrize("table", LOG_TABLES, ids=str)
def test_a_row_of_the_log_is_never_updated_or_deleted(log: Engine, table: Table) -> None:
    before = held(log)
    for change in (update(table).values(CHANGED[table]), delete(table)):
        with pytest.raises(IntegrityError, match="append-only"), writing(log) as connection:
            connection.execute(change)
    assert held(log) == before


@pytest.mark.parametrize("table", LOG_TABLES, ids=str)
def test_a_row_of_the_log_is_never_overwritten_by_an_insert(log: Engine, table: Table) -> None:
    before = held(log)
    dialect_insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[log.dialect.name]
    for free in FREE[table]:
        row = {**ROWS[table], **CHANGED[table], **free}
        upsert = dialect_insert(table).values(row)
        keys = ([column.name for column in table.primary_key], ["event_id"], ["originator_id", "originator_version"])
        taken = next(key for key in keys if all(name in table.c and ROWS[table][name] == row[name] for name in key))
        upsert = upsert.on_conflict_do_update(index_elements=taken, set_=CHANGED[table])
        with pytest.raises(IntegrityError, match="append-only"), writing(log) as connection:
            connection.execute(upsert)
    assert held(log) == before


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("table", LOG_TABLES, ids=str)
def test_sqlite_replaces_no_row_of_the_log_whoever_opens_the_file(
    kind: str, table: Table, fresh_database: Callable[[str], Any]
) -> None:
    with fresh_database(kind) as url:
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.execute(insert(table), ROWS[table])
        before = held(engine)
        file = make_url(url).database
        assert file is not None
        shell = sqlite3.connect(file)
        columns = ", ".join(f'"{column.name}"' for column in table.c)
        row = dict(
            zip((column.name for column in table.c), shell.execute(f"SELECT * FROM {table}").fetchone(), strict=True)
        )
        for free in FREE[table]:
            values = {**row, **CHANGED[table], **free}
            marks = ", ".join("?" * len(values))
            for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    shell.execute(f"{verb} INTO {table} ({columns}) VALUES ({marks})", list(values.values()))
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            shell.execute(f"UPDATE OR REPLACE {table} SET {next(iter(CHANGED[table]))} = NULL")
        shell.close()
        assert held(engine) == before
        engine.dispose()


@pytest.mark.parametrize("table", LOG_TABLES, ids=str)
def test_postgresql_truncates_no_table_of_the_log(table: Table, fresh_database: Callable[[str], Any]) -> None:
    with fresh_database("postgresql") as url:
        engine = make_engine(url)
        with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
            connection.execute(text(f"TRUNCATE {table}"))
        engine.dispose()
