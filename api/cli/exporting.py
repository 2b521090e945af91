"""Exports: the file that HTTP sends, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final

import typer

from api.as_of import Question
from api.cli import store
from api.cli.failures import Code, Failure
from api.cli.terminal import print_document, progress, say
from api.exports import Format, Sort, chunks, file_name
from domain.as_of import AsOf
from domain.state.documents import document_of_as_of
from domain.state.selection import DealFilters
from infra.queries import Queries
from infra.queries.export import Batch

STANDARD_OUTPUT: Final = "-"


def export(sort: Sort, asked: Question, *, form: Format, output: str | None, as_json: bool) -> None:
    """Write all of *sort* as of two dates to *output*, by default a file named after both, and tell of the file."""
    if as_json and output == STANDARD_OUTPUT:
        advice = "what is told with it would stand in the file; give the file a name"
        raise typer.BadParameter(advice, param_hint=["--json", "--output -"])
    with store.reading() as engine:
        queries = Queries(engine)
        as_of = asked.resolved(queries)
        file = output or file_name(sort, as_of, form)
        count = 0

        def counted(batches: Iterator[Batch]) -> Iterator[Batch]:
            nonlocal count
            for batch in batches:
                yield batch
                count += len(batch)
                told(*(batch[-1]["position"], as_of.position) if sort == "events" and batch else (count, 0))

        with _written(file) as stream, progress(sort) as told:
            for piece in chunks(sort, counted(_batches(queries, sort, as_of)), form):
                stream.write(piece)
    if as_json:
        print_document({"file": file, "count": count, "as_of": document_of_as_of(as_of)})
    elif file != STANDARD_OUTPUT:
        say(f"{file}: {count:,} {sort} as of {as_of.valid_at}, as known at @{as_of.position}")


def _batches(queries: Queries, sort: Sort, as_of: AsOf) -> Iterator[Batch]:
    match sort:
        case "events":
            return queries.export.events(as_of, {})
        case "deals":
            return queries.export.deals(as_of, DealFilters())
        case "companies":
            return queries.export.companies(as_of, None)


@contextmanager
def _written(file: str) -> Iterator[BinaryIO]:
    """Where to write what becomes *file* when all of it is there. Raises Failure."""
    if file == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    unfinished = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with unfinished.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", Code.UNUSABLE) from error
    finally:
        unfinished.unlink(missing_ok=True)
