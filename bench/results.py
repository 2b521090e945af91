"""What a run finds out: one line for each thing measured, beside what it is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any, Final, Literal

PERCENTILES: Final = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; of repeated ones the median, with how they spread."""

    value: float
    unit: str
    spread: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What *of* a line is to be reached: its ratio or its value."""

    of: Literal["ratio", "value"]
    sign: Literal["<=", ">="]
    bound: float

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:,g}" + (" ×" if self.of == "ratio" else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured, on one kind of store; the ratio is ours to theirs, as the target counts it."""

    what: str
    store: str
    ours: Figure | None
    baseline: Figure | None = None
    against: str = ""
    ratio: float | None = None
    target: Target | None = None
    note: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None if there is none, or nothing was measured."""
        if self.target is None:
            return None
        measured = self.ours.value if self.ours else None
        found = self.ratio if self.target.of == "ratio" else measured
        if found is None:
            return None
        return found <= self.target.bound if self.target.sign == "<=" else found >= self.target.bound

    def document(self) -> dict[str, Any]:
        """The line as JSON."""

        def told(figure: Figure | None) -> dict[str, Any] | None:
            if figure is None:
                return None
            return {"value": figure.value, "unit": figure.unit} | ({"spread": figure.spread} if figure.spread else {})

        return {
            "what": self.what,
            "store": self.store,
            "ours": told(self.ours),
            "baseline": told(self.baseline),
            "against": self.against,
            "ratio": self.ratio,
            "target": str(self.target) if self.target else None,
            "reached": self.is_reached,
            "note": self.note,
        }


def milliseconds(seconds: Sequence[float]) -> Figure:
    """The median of durations, with their percentiles."""
    if len(seconds) == 1:
        return Figure(seconds[0] * 1000, "ms")
    cuts = quantiles(seconds, n=100, method="inclusive")
    return Figure(median(seconds) * 1000, "ms", {f"p{percent}": cuts[percent - 1] * 1000 for percent in PERCENTILES})


def rate(count: int, seconds: float, unit: str = "events/s") -> Figure:
    """How many of something a second."""
    return Figure(count / seconds, unit)
