"""The page of the whole network, or of what surrounds one company or person, as of any two dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

from fastapi import Response

from api.dependencies import AsOfDep, QueriesDep
from api.filters import DealFiltersDep
from api.pages.basis import by_the_month
from api.pages.circle import circle
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import IncludeEnded
from api.routers.drawing import MAX_EDGES, Depth, Edges, Root, asked_graph
from api.schemas import Status

router = pages()


@router.get("/graph")
def graph_page(  # noqa: PLR0913  # the page asks what the API asks
    asked: AsOfDep,
    queries: QueriesDep,
    filters: DealFiltersDep,
    page: PageDep,
    *,
    root: Root = None,
    depth: Depth | None = None,
    include: IncludeEnded = frozenset(),
    limit: Edges = 1000,
) -> Response:
    """Who is joined with whom by which deals; in the same places on every day."""
    subject, steps, wanted = asked_graph(filters, root, depth, include)
    as_of = asked.basis().as_of
    now = queries.as_of()
    graph = queries.graph(as_of, subject, steps, wanted, limit)
    everything = queries.graph(now, subject, steps, replace(wanted, ended=True), MAX_EDGES)
    began = queries.as_of(known_at=min(1, now.position)).known_at.date()
    days = [date.fromisoformat(edge["since"]["from"]) for edge in everything["edges"]]
    turns = by_the_month(began, days)
    told: dict[str, Any] = {"graph": graph, "picture": circle(graph, everything), "root": root}
    told |= {"statuses": get_args(Status), "limit": limit, "most": MAX_EDGES}
    names = {node["id"]: node for node in graph["nodes"]}
    return page.show("graph.html", graph["as_of"], turns, names=names, **told)
