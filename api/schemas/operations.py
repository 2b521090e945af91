"""Whether the process lives and can serve."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class Health(TypedDict):
    """The process lives."""

    alive: Literal[True]


class Readiness(TypedDict):
    """Whether requests can be served, and what the log says it is; null is what could not be found out."""

    ready: bool
    database: Literal["answers", "unreachable"]
    schema: Literal["current", "behind"] | None
    demonstration: bool | None
