"""Questions: the state of a subject, its history, and what differs between two points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from api.as_of import Comparison, Question, parse_day, parse_known, parse_span
from api.cli import store, views
from api.cli.terminal import answers, print_document
from api.parameters import Include
from infra.queries import Queries

FAMILIES = ("company", "person", "deal", "transaction")
T = TypeVar("T")


def state(subject: str, *, valid_at: str | None, known_at: str | None, include: list[str], as_json: bool) -> None:
    """Print the state of *subject* as of two dates."""
    _checked(subject)
    wanted = _parsed(TypeAdapter[frozenset[str]](Include).validate_python, include, "--include") or frozenset()
    asked = question_of(valid_at, known_at)
    with store.reading() as engine:
        queries = Queries(engine)
        document = queries.state(subject, asked.resolved(queries), include=wanted)
    if as_json:
        print_document(document)
    else:
        views.states.show(answers(), subject, document)


def history(
    subject: str, *, axis: Literal["known", "valid"], valid_at: str | None, known_at: str | None, as_json: bool
) -> None:
    """Print every change of *subject*, newest first."""
    _checked(subject)
    asked = question_of(valid_at, known_at)
    with store.reading() as engine:
        queries = Queries(engine)
        document = queries.history(subject, asked.resolved(queries), axis=axis)
    if as_json:
        print_document(document)
    else:
        views.changes.show_history(answers(), subject, document)


def diff(subject: str, *, valid_at: str | None, known_at: str | None, as_json: bool) -> None:
    """Print what differs between two points."""
    _checked(subject)
    valid = _parsed(lambda text: parse_span(text, parse_day), valid_at, "--valid-at")
    known = _parsed(lambda text: parse_span(text, parse_known), known_at, "--known-at")
    if not any(span and span.is_range for span in (valid, known)):
        advice = "give two different points to compare, as 2025-06-11..2025-06-30"
        raise typer.BadParameter(advice, param_hint=["--valid-at", "--known-at"])
    with store.reading() as engine:
        queries = Queries(engine)
        before, after = Comparison(valid, known).resolved(queries)
        document = queries.diff(subject, before, after)
    if as_json:
        print_document(document)
    else:
        views.changes.show_diff(answers(), subject, document)


def question_of(valid_at: str | None, known_at: str | None) -> Question:
    """The two dates as typed. Raises typer.BadParameter."""
    return Question(_parsed(parse_day, valid_at, "--valid-at"), _parsed(parse_known, known_at, "--known-at"))


def _parsed(parse: Callable[[Any], T], text: Any, option: str) -> T | None:
    if text is None:
        return None
    try:
        return parse(text)
    except ValidationError as error:
        reason = "; ".join(one["msg"] for one in error.errors())
    except ValueError as error:
        reason = str(error)
    raise typer.BadParameter(reason, param_hint=option)


def _checked(subject: str) -> None:
    family, slash, own = subject.partition("/")
    if family not in FAMILIES or not slash or not own:
        advice = "a subject is company/…, person/…, deal/… or transaction/…, as company/meta-platforms"
        raise typer.BadParameter(f"{subject!r}: {advice}", param_hint="SUBJECT")
