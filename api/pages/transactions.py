"""Pages about packages of deals."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import AsOfDep, QueriesDep
from api.pages.basis import turns_of
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import SubjectId

router = pages("/transactions")


@router.get("/{transaction_id}")
def transaction_page(transaction_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep) -> Response:
    """What a package was on a day, as known at an instant."""
    as_of = asked.basis().as_of
    told = queries.transaction(transaction_id, as_of, include=frozenset({"sources"}))
    timeline = queries.timeline(f"transaction/{transaction_id}", queries.as_of())
    return page.show("transaction.html", told["as_of"], turns_of(timeline["items"], as_of.position), package=told)
