"""Pages about companies: the list, and one company as of any two dates."""

from __future__ import annotations

from fastapi import Response

from api.cursors import PagingDep
from api.dependencies import AsOfDep, QueriesDep
from api.pages.basis import turns_of
from api.pages.lifelines import lifelines
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.pages.surroundings import surroundings
from api.parameters import Include, Limit, Q, SubjectId

router = pages("/companies")


@router.get("")
def companies_page(paging: PagingDep, queries: QueriesDep, page: PageDep, q: Q = None, limit: Limit = 50) -> Response:
    """Companies by name."""
    as_of = paging.basis().as_of
    found = queries.finding.entities("company", as_of, q, paging.after, limit)
    told = {"title": "Companies", "path": "/companies", "items": found["items"]}
    return page.show("entities.html", found["as_of"], following=paging.cursor(found, as_of), **told)


@router.get("/{company_id}")
def company_page(
    company_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep, include: Include = frozenset()
) -> Response:
    """What a company was, owned, licensed and did on a day, as known at an instant."""
    as_of = asked.basis().as_of
    company = queries.company(company_id, as_of, include=include)
    timeline = queries.timeline(f"company/{company_id}", queries.as_of())
    turns = turns_of(timeline["items"], as_of.position)
    lines = lifelines(timeline["items"], as_of.position, company["as_of"]["valid_at"], page.today)
    told = {"company": company, "network": surroundings(company), "lines": lines}
    return page.show("company.html", company["as_of"], turns, **told)
