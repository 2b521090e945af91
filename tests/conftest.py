"""Fixtures for all tests: fresh, migrated databases of both kinds."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import hypothesis
import pytest
import structlog
from sqlalchemy import URL, Engine, create_engine, text

from tests import postgres

KINDS = ("sqlite", "postgresql")

hypothesis.settings.register_profile("pactlog", deadline=None)  # time on a shared machine says nothing
hypothesis.settings.load_profile("pactlog")

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # not a line a request

for setting in [name for name in os.environ if name.startswith("PACTLOG_") and not name.startswith("PACTLOG_TEST_")]:
    del os.environ[setting]  # the developer's own store is not to be touched


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Maintenance database of a PostgreSQL server; where none can be had, skips, or fails in CI."""
    try:
        with postgres.server() as url:
            yield _text(url)
    except postgres.Unavailable as why:
        if os.environ.get("CI"):
            pytest.fail(str(why))
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[tuple[Engine, str]]:
    """Give a connection to the server and the name of a migrated database there."""
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with _postgres_database(admin) as url:
        _migrate(_text(url))
        yield admin, str(url.database)
    admin.dispose()


@pytest.fixture(scope="session")
def fresh_database(request: pytest.FixtureRequest) -> Callable[[str], AbstractContextManager[str]]:
    """Give a context manager, for use per example, that makes a migrated database of the kind it is told."""

    @contextmanager
    def fresh(kind: str) -> Iterator[str]:
        if kind == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            with TemporaryDirectory(dir=template.parent) as folder:
                yield f"sqlite:///{shutil.copy(template, Path(folder) / 'pactlog.db')}"
        else:
            admin, template = request.getfixturevalue("postgres_template")
            with _postgres_database(admin, template) as url:
                yield _text(url)

    return fresh


@pytest.fixture(scope="session")
def shipped_url(fresh_database: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    """Give a store with the shipped deals, as `make run` serves them, for tests that only read."""
    from infra.demonstration import demonstration  # noqa: PLC0415 - tests without a database do not need it
    from infra.ledger import Ledger  # noqa: PLC0415
    from infra.store.engine import make_engine  # noqa: PLC0415

    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        Ledger(engine).load_demonstration(demonstration(), origin="localhost/pactlog", recorded_by="demonstration")
        engine.dispose()
        yield url


@pytest.fixture(params=KINDS)
def database_url(
    request: pytest.FixtureRequest, fresh_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[str]:
    """Give a fresh, migrated database; the test runs once on each kind."""
    with fresh_database(request.param) as url:
        yield url


@contextmanager
def _postgres_database(admin: Engine, template: str = "template0") -> Iterator[URL]:
    name = f"pactlog_{uuid4().hex}"
    with admin.connect() as connection:
        # Copying files takes half the time of the default, which goes through the write-ahead log.
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    try:
        yield admin.url.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _migrate(url: str) -> None:
    from infra.migrate import migrate  # noqa: PLC0415 - tests without a database do not need it

    migrate(url)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
