"""The one search box: companies, people, deals and packages that may be meant."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import AsOfDep, QueriesDep
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.routers.naming import Among, Most, Typed
from infra.queries.naming import AMONG

router = pages()


@router.get("/suggest")
def search_page(  # noqa: PLR0913, PLR0917 - the page asks what the API asks
    q: Typed, asked: AsOfDep, queries: QueriesDep, page: PageDep, among: Among = frozenset(AMONG), limit: Most = 10
) -> Response:
    """What may be meant by the beginning of a name, the best first."""
    found = queries.naming.suggest(q, asked.basis().as_of, among=among, limit=limit)
    return page.show("search.html", found["as_of"], items=found["items"])
