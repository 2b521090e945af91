"""Bring a database to the schema of this version, and say whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, func, select

from infra.store.engine import make_engine, reading, writing

_LOCK = 0x7061_6374_6C6F_67
"""Any number that nobody else locks in the same database: "pactlog"."""


def migrate(url: str | URL, revision: str = "head") -> None:
    """Upgrade the database to *revision*. Two callers at once are safe: the second finds the work done."""
    engine = make_engine(url)
    try:
        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            config = configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None if it is empty."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_at_head(engine: Engine) -> bool:
    """Whether the database has the schema of this version."""
    return current_revision(engine) == ScriptDirectory.from_config(configuration()).get_current_head()


def configuration() -> Config:
    """Where the migrations are: beside the packages in a checkout, inside ``infra`` in the wheel."""
    here = Path(__file__).parent
    installed = here / "_alembic"
    scripts = installed if installed.is_dir() else here.parent / "alembic"
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config
