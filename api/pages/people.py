"""Pages about people: the list, and one person as of any two dates."""

from __future__ import annotations

from fastapi import Response

from api.cursors import PagingDep
from api.dependencies import AsOfDep, QueriesDep
from api.pages.basis import turns_of
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import Include, Limit, Q, SubjectId

router = pages("/people")


@router.get("")
def people_page(paging: PagingDep, queries: QueriesDep, page: PageDep, q: Q = None, limit: Limit = 50) -> Response:
    """People by name."""
    as_of = paging.basis().as_of
    found = queries.finding.entities("person", as_of, q, paging.after, limit)
    told = {"title": "People", "path": "/people", "items": found["items"], "following": paging.cursor(found, as_of)}
    return page.show("entities.html", found["as_of"], **told)


@router.get("/{person_id}")
def person_page(
    person_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep, include: Include = frozenset()
) -> Response:
    """Where a person worked and invested on a day, as known at an instant."""
    as_of = asked.basis().as_of
    person = queries.person(person_id, as_of, include=include)
    timeline = queries.timeline(f"person/{person_id}", queries.as_of())
    return page.show("person.html", person["as_of"], turns_of(timeline["items"], as_of.position), person=person)
