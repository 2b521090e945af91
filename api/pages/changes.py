"""Pages about how something came to be as it is: its history, what differs between two points, and what to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from api import gist
from api.as_of import KnownAt, ValidAt
from api.dependencies import AsOfDep, ComparisonDep, QueriesDep
from api.pages.basis import turns_of
from api.pages.named import named
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import Axis, SubjectId

ROOTS: Final = {"company": "companies", "person": "people", "deal": "deals", "transaction": "transactions"}

router = pages()

Endpoint = Callable[..., Response]


def _history_of(family: str) -> Endpoint:
    def history(
        subject_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep, axis: Axis = "known"
    ) -> Response:
        as_of = asked.basis().as_of
        subject = f"{family}/{subject_id}"
        told = queries.history(subject, as_of, axis=axis)
        turns = turns_of(queries.timeline(subject, queries.as_of())["items"], as_of.position)
        shown = {
            "subject": subject,
            "name": gist.name_of(queries.state(subject, as_of)),
            "items": told["items"],
            "axis": axis,
            "named": named(queries, page.here, as_of, told["items"]),
        }
        return page.show("history.html", told["as_of"], turns, **shown)

    return history


def _diff_of(family: str) -> Endpoint:
    def diff(subject_id: SubjectId, compared: ComparisonDep, queries: QueriesDep, page: PageDep) -> Response:
        subject = f"{family}/{subject_id}"
        before, after = compared.bases()
        told = queries.diff(subject, before.as_of, after.as_of)
        name = gist.name_of(queries.state(subject, after.as_of))
        who = named(queries, page.here, after.as_of, told)
        return page.draw("diff.html", subject=subject, name=name, diff=told, both=told["as_of"], named=who)

    return diff


def _compare(family: str) -> Endpoint:
    def compare(  # noqa: PLR0913, PLR0917 - two points of two clocks
        subject_id: SubjectId,
        queries: QueriesDep,
        page: PageDep,
        valid_before: Annotated[ValidAt, Query()] = None,
        valid_after: Annotated[ValidAt, Query()] = None,
        known_before: Annotated[KnownAt, Query()] = None,
        known_after: Annotated[KnownAt, Query()] = None,
    ) -> Response:
        """Lead from a form with four dates to the address of the difference between two points."""
        query = page.here.query
        today = page.today.isoformat()
        spans = {}
        for clock, points in (("valid", (valid_before, valid_after)), ("known", (known_before, known_after))):
            if any(point is not None for point in points):
                before, after = (query.get(f"{clock}_{side}", today) for side in ("before", "after"))
                spans[f"{clock}_at"] = before if before == after else f"{before}..{after}"
        if any(".." in span for span in spans.values()):
            return RedirectResponse(page.here.bare(f"/{ROOTS[family]}/{subject_id}/diff", **spans), 303)
        subject = f"{family}/{subject_id}"
        return page.draw("compare.html", subject=subject, name=gist.name_of(queries.state(subject, queries.as_of())))

    return compare


def _add(family: str, root: str) -> None:
    made: dict[str, Any] = {"history": _history_of(family), "diff": _diff_of(family), "compare": _compare(family)}
    for name, endpoint in made.items():
        router.add_api_route(f"/{root}/{{subject_id}}/{name}", endpoint, methods=["GET"], name=f"{family}_{name}_page")


for _family, _root in ROOTS.items():
    _add(_family, _root)
