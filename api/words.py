"""Values as people write them: US$14.3bn, 49 %, 12 June 2025."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

Document = Mapping[str, Any]

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_SIGNS: Final = {"USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "CAD": "CA$", "AUD": "A$", "INR": "₹"}
_QUALIFIERS: Final = {"approximate": "about ", "at_least": "at least ", "up_to": "up to "}
_UNITS: Final = ((12, "tn"), (9, "bn"), (6, "m"))
_PERSONAL: Final = "(erased)"
NOTHING: Final = "–"
_ENUM: Final = re.compile("[a-z]+(_[a-z]+)+")
"""A word of an enum that has more than one part; nobody writes text so."""


def plain(name: object) -> str:
    """A word of an enum, or text that may have been erased."""
    match name:
        case None:
            return ""
        case str():
            return name.replace("_", " ")
        case {"erased": True}:
            return _PERSONAL
    return str(name)


def text(value: object) -> str:
    """Text as it was given, that may have been erased."""
    return value if isinstance(value, str) else plain(value)


def day(date: str | None) -> str:
    """A year, month or day: 2025, June 2025, 12 June 2025."""
    if date is None:
        return ""
    year, *rest = date.split("-")
    match rest:
        case [month, number]:
            return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
        case [month]:
            return f"{_MONTHS[int(month) - 1]} {year}"
    return year


def instant(moment: str) -> str:
    """An instant to the second, in UTC."""
    told = datetime.fromisoformat(moment)
    return f"{day(told.date().isoformat())}, {told:%H:%M:%S} UTC"


def span(first: str | None, until: str | None) -> str:
    """A half-open interval of days."""
    match first, until:
        case None, None:
            return "always"
        case None, _:
            return f"until {day(until)}"
        case _, None:
            return f"from {day(first)}"
    return f"{day(first)} until {day(until)}"


def money(value: Document | None) -> str:
    """A sum, a range, undisclosed, or the deal that includes it."""
    match value:
        case None:
            return ""
        case {"included_in": deal}:
            return f"included in {deal}"
        case {"amount": amount, "currency": currency}:
            return _QUALIFIERS.get(value.get("qualifier", ""), "") + _sum(amount, currency)
        case {"min": low, "max": high, "currency": currency}:
            return f"{_sum(low, currency)} to {_sum(high, currency)}"
    return "undisclosed"


def totals(sums: Iterable[Document]) -> str:
    """Totals, one for each currency."""
    return " + ".join(("at least " if one.get("low") else "") + _sum(one["amount"], one["currency"]) for one in sums)


def _sum(amount: str, currency: str) -> str:
    number, sign = Decimal(amount), _SIGNS.get(currency, f"{currency} ")
    for power, unit in _UNITS:
        scaled = number.scaleb(-power)
        if scaled >= 1 and scaled == round(scaled, 3):
            return f"{sign}{scaled.normalize():,f}{unit}"
    return f"{sign}{number:,f}"


def stake(value: Document | None) -> str:
    """A holding in percent, with its votes."""
    if value is None:
        return "none"
    percent = value["percent"]
    share = percent if isinstance(percent, str) else f"{percent['min']} to {percent['max']}"
    votes = {"none": ", no votes", "limited": ", limited votes"}.get(value.get("voting", ""), "")
    basis = value.get("basis", "unknown")
    return f"{share} %{votes}" + ("" if basis == "unknown" else f", {plain(basis)}")


def term(value: Document | None) -> str:
    """How long a contract runs."""
    if not value:
        return ""
    told = []
    if "months" in value:
        years, months = divmod(value["months"], 12)
        told += [f"{years} years" if years > 1 else f"{years} year"] if years else []
        told += [f"{months} months" if months > 1 else "1 month"] if months else []
    told += [f"from {day(value['start'])}"] if "start" in value else []
    told += [f"to {day(value['end'])}"] if "end" in value else []
    told += ["perpetual"] if value.get("perpetual") else []
    told += [f"until {value['until']}"] if "until" in value else []
    told += ["renewing itself"] if value.get("auto_renews") else []
    return " ".join(told)


def consideration(value: Document | None) -> str:
    """What a licence costs."""
    if not value:
        return ""
    parts = {name: one for name, one in value.items() if name in {"total", "upfront", "minimum", "annual"}}
    if not parts and not value.keys() & {"royalty_percent", "in_kind", "payer"}:
        return money(value)
    told = [money(one) if name == "total" else f"{money(one)} {name}" for name, one in parts.items()]
    told += [f"{value['royalty_percent']} % royalty"] if "royalty_percent" in value else []
    told += [text(value["in_kind"])] if "in_kind" in value else []
    return ", ".join(told)


def party(value: Document) -> str:
    """A company or person by name."""
    if "unnamed" in value:
        return f"{value['count']} {value['unnamed']}" if "count" in value else text(value["unnamed"])
    return text(value.get("name")) or str(value["id"])


def parties(values: Iterable[Document]) -> str:
    """Companies or people by name."""
    return ", ".join(map(party, values))


def status(entry: Document) -> str:
    """The status of a deal, flagged where it only may hold on that day."""
    told = plain(entry["status"])
    if told.endswith(" presumed"):
        told = f"presumed {told.removesuffix(' presumed')}"
    told += f", {plain(entry['stage'])}" if "stage" in entry and entry["status"] in {"announced", "rumoured"} else ""
    return f"possibly {told}" if is_possible(entry) else told


def is_possible(entry: Document) -> bool:
    """Whether an entry may hold on the day asked for, and may not."""
    since = entry.get("since") or {}
    return "possible" in (since.get("certainty"), entry.get("certainty"))


def source(value: Document) -> str:
    """Who said it, and when."""
    told = [text(value["publisher"]), day(value.get("published_on"))]
    return ", ".join(filter(None, told))


def anything(value: Any) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each shape
    """A value of any field, by its shape."""
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(anything, value)) or NOTHING
        case {"erased": True}:
            return _PERSONAL
        case {"amount": str(), "currency": _} | {"undisclosed": _} | {"included_in": _} | {"min": _, "currency": _}:
            return money(value)
        case {"percent": _}:
            return stake(value)
        case {"date": date, "from": _}:
            return day(date)
        case {"party": dict() as who, **rest}:
            return " ".join([party(who), *(f"({anything(one)})" for one in rest.values() if one is not True)])
        case {"value": number, "unit": unit}:
            return f"{number} {unit}"
        case {"name": _} | {"id": _} | {"unnamed": _}:
            return party(value)
        case dict():
            return ", ".join(f"{plain(name)} {anything(one)}" for name, one in value.items()) or NOTHING
        case str() if _is_day(value):
            return day(value)
        case str() if _ENUM.fullmatch(value):
            return plain(value)
    return text(value)


def _is_day(value: str) -> bool:
    return len(value) == len("2025-06-12") and value[4] == value[7] == "-" and value.replace("-", "").isdigit()
