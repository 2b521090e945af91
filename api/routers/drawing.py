"""What to draw pictures from."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Query, Response
from pydantic import PlainValidator, WithJsonSchema

from api.cursors import PagingDep
from api.dependencies import AsOfDep, QueriesDep
from api.errors import BadParameters, ParameterFault
from api.filters import DealFiltersDep
from api.openapi import AS_OF, OF_PARTIES, answers
from api.parameters import MAX_PAGE, IncludeEnded, Limit, like, one_of, whole
from api.schemas import Graph, Statistics
from domain.state.selection import DealFilters
from domain.state.statistics import By
from domain.values.identifiers import subject_of_party

router = APIRouter(prefix="/v1", tags=["drawing"])

MAX_EDGES: Final = 5000

Root = Annotated[
    str | None,
    Query(description="The company or person to begin with; without it the whole network."),
    *like("[a-z0-9][a-z0-9-]{1,79}|p_[a-z0-9]{10}", "give the id of a company or person, as meta-platforms"),
]
Depth = Annotated[
    Literal[1, 2, 3],
    Query(description="How many deals away from the root; only with `root`."),
    PlainValidator(lambda text: int(one_of("1", "2", "3")(text))),
    WithJsonSchema({"type": "integer", "enum": [1, 2, 3]}),
]
Edges = Annotated[
    int,
    Query(alias="limit", description="At most so many edges, the nearest and latest of them."),
    *whole(1, MAX_EDGES),
]
PartedBy = Annotated[
    By,
    Query(description="Into which parts: a deal has one kind, status and month, and one part for each party."),
    PlainValidator(one_of(*get_args(By))),
    WithJsonSchema({"type": "string", "enum": [*get_args(By)]}),
]


@router.get("/graph", responses=answers(Graph, *OF_PARTIES, *AS_OF))
def graph(  # noqa: PLR0913  # every choice is a parameter of the address
    asked: AsOfDep,
    queries: QueriesDep,
    filters: DealFiltersDep,
    *,
    root: Root = None,
    depth: Depth | None = None,
    include: IncludeEnded = frozenset(),
    limit: Edges = 1000,
) -> Response:
    """Who is joined with whom by which deals: an edge for each deal and pair of parties, in the roles they take.

    Deals that are over are drawn with `include=ended`, or if their `status` is asked for. The edges nearest to the
    root come first, then the latest; `total` and `truncated` tell whether `limit` left some out.
    """
    subject, steps, wanted = asked_graph(filters, root, depth, include)
    return asked.answer(lambda as_of: queries.graph(as_of, subject, steps, wanted, limit))


def asked_graph(
    filters: DealFilters, root: str | None, depth: int | None, include: frozenset[str]
) -> tuple[str | None, int, DealFilters]:
    """The subject to begin with, how far to go, and which deals count. Raises BadParameters."""
    if depth is not None and root is None:
        raise BadParameters([ParameterFault("depth", "root_missing", "depth counts from a root; give root too")])
    subject = None if root is None else subject_of_party({"id": root})
    return subject, depth or 1, replace(filters, ended="ended" in include or filters.status is not None)


@router.get("/stats", responses=answers(Statistics, "invalid-cursor", *OF_PARTIES, *AS_OF))
def stats(
    paging: PagingDep, queries: QueriesDep, filters: DealFiltersDep, by: PartedBy = "kind", limit: Limit = MAX_PAGE
) -> Response:
    """How many deals there are and what they add up to, per currency and never converted, all and in parts.

    Money counts once: paid apart from promised, no headline of a package, nothing that another deal includes. What is
    in no sum is told with the reason, and what in a sum is not exact with its share. By party the parts overlap:
    a deal counts whole for each who takes part, or who takes `role` if that is given.
    """
    return paging.answer(lambda as_of: queries.statistics(as_of, by, filters, paging.after, limit))
