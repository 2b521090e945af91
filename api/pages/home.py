"""The first page: where to begin, and what the log learnt last."""

from __future__ import annotations

from typing import Final

from fastapi import Response

from api.dependencies import AsOfDep, QueriesDep
from api.pages.rendering import PageDep
from api.pages.routing import pages
from domain.state.selection import DealFilters
from domain.vocabulary import EVENT_TYPES

router = pages()

LATEST: Final = 12
"""Events that the first page shows."""


@router.get("/")
def home_page(asked: AsOfDep, queries: QueriesDep, page: PageDep) -> Response:
    """Search, the latest changes, and how much there is."""
    as_of = asked.basis().as_of
    latest = queries.events(as_of, after=max(as_of.position - LATEST, 0), limit=LATEST)
    deals = queries.finding.deals(as_of, DealFilters(), "-since", [], 8)
    return page.show("home.html", latest["as_of"], latest=latest["items"][::-1], deals=deals, types=EVENT_TYPES)
