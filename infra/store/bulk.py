"""Rows in bulk, handed straight to the driver: SQLAlchemy writes the statement and converts the values once for all.

Its own way takes ten times as long for each row, most of an append.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Insert, Table, Update, bindparam, exc, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

COPY_FROM = 100
"""Rows from which PostgreSQL's COPY is worth its two round trips."""

Row = Mapping[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns."""
    if not rows:
        return
    prepared = _prepared(_insert(table), tuple(rows[0]), connection.dialect)
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        _copy(connection, table, prepared, rows)
    else:
        _execute(connection, prepared, rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        connection.execute(_insert_missing_at_once(table, names), {name: [row[name] for row in rows] for name in names})
    else:
        _execute(connection, _prepared(_insert_missing(table), names, connection.dialect), rows)


def update_rows(connection: Connection, statement: Update, rows: Sequence[Row]) -> None:
    """Execute *statement* with the parameters in each of *rows*."""
    if rows:
        _execute(connection, _prepared(statement, (), connection.dialect), rows)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as the driver takes it."""

    text: str
    parameters: Sequence[tuple[str, Callable[[Any], Any] | None]]
    """Each one's name, and what makes of a value what the driver takes."""

    def values(self, row: Row) -> tuple[Any, ...]:
        return tuple([convert(row[name]) if convert else row[name] for name, convert in self.parameters])


@cache
def _insert(table: Table) -> Insert:
    return insert(table).inline()


@cache
def _insert_missing(table: Table) -> Insert:
    return sqlite.insert(table).on_conflict_do_nothing().inline()


@cache
def _insert_missing_at_once(table: Table, names: tuple[str, ...]) -> Insert:
    columns = [bindparam(name, type_=postgresql.ARRAY(table.c[name].type)) for name in names]
    rows = select(func.unnest(*columns).table_valued(*names).render_derived())
    return postgresql.insert(table).from_select(names, rows).on_conflict_do_nothing().inline()


@cache
def _prepared(statement: Insert | Update, columns: tuple[str, ...], dialect: Dialect) -> _Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=columns or None)
    names = compiled.positiontup or list(compiled.params)
    types = {name: compiled.binds[name].type for name in names}
    return _Prepared(
        str(compiled), [(name, type_.dialect_impl(dialect).bind_processor(dialect)) for name, type_ in types.items()]
    )


def _execute(connection: Connection, prepared: _Prepared, rows: Collection[Row]) -> None:
    values: list[Any] = [prepared.values(row) for row in rows]
    if connection.dialect.paramstyle == "pyformat":
        names = [name for name, _ in prepared.parameters]
        values = [dict(zip(names, one, strict=True)) for one in values]
    connection.exec_driver_sql(prepared.text, values)


def _copy(connection: Connection, table: Table, prepared: _Prepared, rows: Collection[Row]) -> None:
    quote = connection.dialect.identifier_preparer
    columns = ", ".join(quote.quote(name) for name, _ in prepared.parameters)
    statement = f"COPY {quote.format_table(table)} ({columns}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(prepared.values(row))
    except psycopg.Error as error:
        raise exc.DBAPIError.instance(statement, None, error, psycopg.Error, dialect=connection.dialect) from error
