"""Rows in bulk, handed straight to the driver: SQLAlchemy writes the statement and converts the values once for all.

Its own way takes ten times as long for each row, most of an append.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Table, exc, insert
from sqlalchemy.dialects import postgresql, sqlite

COPY_FROM = 100
"""Rows from which PostgreSQL's COPY is worth its two round trips."""

Row = Mapping[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns."""
    if not rows:
        return
    insertion = _insertion(table, tuple(rows[0]), connection.dialect, missing_only=False)
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        _copy(connection, insertion, rows)
    else:
        _execute(connection, insertion, rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        _execute(connection, _insertion(table, tuple(rows[0]), connection.dialect, missing_only=True), rows)


@dataclass(frozen=True, slots=True)
class _Insertion:
    """How rows with some columns get into a table."""

    statement: str
    copying: str
    columns: Sequence[tuple[str, Callable[[Any], Any] | None]]
    """Each column's name, and what makes of a value what the driver takes."""

    def values(self, row: Row) -> tuple[Any, ...]:
        return tuple([convert(row[name]) if convert else row[name] for name, convert in self.columns])


@cache
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect, *, missing_only: bool) -> _Insertion:
    statement = insert(table)
    if missing_only:
        of_dialect = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        statement = of_dialect(table).on_conflict_do_nothing()
    compiled = statement.inline().compile(dialect=dialect, column_keys=names)
    placed = compiled.positiontup or list(compiled.params)
    quote = dialect.identifier_preparer
    copying = f"COPY {quote.format_table(table)} ({', '.join(map(quote.quote, placed))}) FROM STDIN"
    converters = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in placed]
    return _Insertion(str(compiled), copying, converters)


def _execute(connection: Connection, insertion: _Insertion, rows: Collection[Row]) -> None:
    values: list[Any] = [insertion.values(row) for row in rows]
    if connection.dialect.paramstyle == "pyformat":
        names = [name for name, _ in insertion.columns]
        values = [dict(zip(names, one, strict=True)) for one in values]
    connection.exec_driver_sql(insertion.statement, values)


def _copy(connection: Connection, insertion: _Insertion, rows: Collection[Row]) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(insertion.copying) as copy:
            for row in rows:
                copy.write_row(insertion.values(row))
    except psycopg.Error as error:
        dialect = connection.dialect
        raise exc.DBAPIError.instance(insertion.copying, None, error, psycopg.Error, dialect=dialect) from error
