"""The store that a command works on: the database of the settings, at the schema of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from api.cli.failures import Code, Failure
from infra.ledger import Ledger
from infra.migrate import current_revision, is_at_head, migrate
from infra.settings import PREFIX, Settings
from infra.store.engine import make_engine


@contextmanager
def reading() -> Iterator[Engine]:
    """A database that holds a log already. Raises Failure if there is none, or an older one."""
    settings = Settings.from_environment()
    with _connected(settings) as engine:
        if _is_missing(engine.url) or current_revision(engine) is None:
            raise Failure(f"{name_of(engine)} holds no log yet; pactlog serve or import begins one", Code.UNUSABLE)
        _refuse_older(engine)
        yield engine


@contextmanager
def writing(settings: Settings | None = None, *, start_log: bool = True) -> Iterator[Engine]:
    """A database to add to: set up if it is empty, with the first event of its log. Raises Failure for an older one.

    Without *start_log* the log is left without an event, for its first one to say what it is.
    """
    settings = settings or Settings.from_environment()
    with _connected(settings) as engine:
        if current_revision(engine) is None:
            migrate(engine.url)
        _refuse_older(engine)
        if start_log:
            Ledger(engine).start(demonstration=False, origin=settings.log_origin)
        yield engine


@contextmanager
def rehearsing() -> Iterator[Engine]:
    """A database for a dry run: the log as it is, or where there is none an empty one that is thrown away."""
    settings = Settings.from_environment()
    with _connected(settings) as engine:
        if not _is_missing(engine.url) and current_revision(engine) is not None:
            _refuse_older(engine)
            yield engine
            return
    with (
        TemporaryDirectory() as folder,
        writing(replace(settings, database_url=f"sqlite:///{folder}/pactlog.db")) as engine,
    ):
        yield engine


@contextmanager
def as_it_is() -> Iterator[Engine]:
    """The database, whatever it holds."""
    with _connected(Settings.from_environment()) as engine:
        yield engine


def name_of(engine: Engine) -> str:
    """The database as one may say it aloud, without its password."""
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def _connected(settings: Settings) -> Iterator[Engine]:
    try:
        url = make_url(settings.database_url)
        if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
            raise ValueError("a database in memory ends with the command")  # noqa: TRY301 - told with the others
        engine = make_engine(url)
    except (ArgumentError, ValueError, OSError) as error:
        advice = "write sqlite:///path/to/file.db or postgresql://user@host/database"
        raise Failure(f"{PREFIX}DATABASE_URL: {error}; {advice}", Code.UNUSABLE) from error
    try:
        yield engine
    except Exception as error:
        cause = error if isinstance(error, SQLAlchemyError) else error.__cause__
        if not isinstance(cause, SQLAlchemyError):
            raise
        reason = getattr(cause, "orig", None) or cause
        raise Failure(f"{name_of(engine)}: {str(reason).strip()}", Code.INCOMPLETE) from error
    finally:
        engine.dispose()


def _refuse_older(engine: Engine) -> None:
    if not is_at_head(engine):
        raise Failure(
            f"{name_of(engine)} has the schema of another version; run pactlog migrate first", Code.INCOMPLETE
        )


def _is_missing(url: URL) -> bool:
    """Whether the file of SQLite is not there, which asking would make."""
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()
