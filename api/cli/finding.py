"""Names looked up, as the search box of a page would."""

from __future__ import annotations

import re
from collections.abc import Collection

import typer

from api.as_of import Question
from api.cli import store, views
from api.cli.terminal import answers, print_document
from infra.queries import Queries
from infra.queries.naming import Among


def search(text: str, asked: Question, *, among: Collection[Among], limit: int, as_json: bool) -> None:
    """Print what may be meant by *text*, the best first."""
    if not re.fullmatch(r"[^\x00-\x1f\x7f]{1,200}", text):
        raise typer.BadParameter("write 1 to 200 characters on one line", param_hint="TEXT")
    with store.reading() as engine:
        queries = Queries(engine)
        document = queries.naming.suggest(text, asked.resolved(queries), among=among, limit=limit)
    if as_json:
        print_document(document)
    else:
        views.suggestions.show(answers(), text, document)
