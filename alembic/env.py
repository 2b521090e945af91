"""Run the migrations on the database that ``-x url=…``, the caller or the environment names."""

from alembic import context
from sqlalchemy import Connection

from infra.settings import Settings
from infra.store.engine import make_engine, writing
from infra.store.tables import metadata


def run(connection: Connection) -> None:
    """Run what the command asks for, in one transaction: SQLite can roll back its schema too."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes
if "connection" in given:
    run(given["connection"])
else:
    url = context.get_x_argument(as_dictionary=True).get("url") or Settings.from_environment().database_url
    engine = make_engine(url)
    try:
        with writing(engine) as connection:
            run(connection)
    finally:
        engine.dispose()
