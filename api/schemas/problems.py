"""Problem details, and the catalogue of their kinds."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict


class Fault(TypedDict, total=False):
    """One thing that is wrong: a pointer into the body or the name of a parameter, a stable code, and what to do."""

    pointer: str
    parameter: str
    code: str
    detail: str


class Problem(TypedDict):
    """Problem details (RFC 9457); `type` can be looked up."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[list[Fault]]


class ProblemKind(TypedDict):
    """One kind of problem: what happened and what to do."""

    type: str
    slug: str
    status: int
    title: str
    advice: str


class ProblemKinds(TypedDict):
    """Every kind of problem."""

    items: list[ProblemKind]
