"""The short forms of the decisions: money, dates, names for ids."""

# ruff: noqa: INP001 (a script's module, no package)

from __future__ import annotations

import calendar
import re
import unicodedata
from decimal import Decimal
from typing import Any, Final

Data = dict[str, Any]

_QUALIFIERS: Final = {"~": "approximate", ">=": "at_least", "<=": "up_to"}
_UNITS: Final = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9}
_SUM: Final = r"([0-9.]+?)(k|m|bn)?"


def money(text: str) -> Data:
    """The sum that *text* states: "~2bn USD", ">=2bn USD", "1bn..2bn USD", "undisclosed" or "in:deal-id"."""
    if text == "undisclosed":
        return {"undisclosed": True}
    if text.startswith("in:"):
        return {"included_in": text[3:]}
    if match := re.fullmatch(rf"{_SUM}\.\.{_SUM} ([A-Z]{{3}})", text):
        low, low_unit, high, high_unit, currency = match.groups()
        return {"min": _plain(low, low_unit), "max": _plain(high, high_unit), "currency": currency}
    if match := re.fullmatch(rf"(~|>=|<=)?{_SUM} ([A-Z]{{3}})", text):
        sign, number, unit, currency = match.groups()
        told: Data = {"amount": _plain(number, unit), "currency": currency}
        return told | ({"qualifier": _QUALIFIERS[sign]} if sign else {})
    raise ValueError(f"no sum: {text}")


def _plain(number: str, unit: str | None) -> str:
    return format((Decimal(number) * _UNITS[unit or ""]).normalize(), "f")


def latest(date: str) -> str:
    """The last day that a year, month or day may mean."""
    match [int(part) for part in date.split("-")]:
        case [year]:
            return f"{year}-12-31"
        case [year, month]:
            return f"{date}-{calendar.monthrange(year, month)[1]}"
        case _:
            return date


def slug(name: str) -> str:
    """An id out of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
