"""A change in words: what it is about, which field changed, and what either side says."""

from __future__ import annotations

import re
from typing import Any, Final

from api import gist, words

_EVENT_ID: Final = re.compile(r"([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


_ONE: Final = {
    "tranches": "tranche",
    "payments": "payment",
    "exits": "exit",
    "reviews": "review",
    "stakes": "stake of",
    "owners": "owner",
    "positions": "position",
    "profile": "",
}
"""Lists, of which one entry changed."""


def thing(path: str) -> str:
    """What it is about: ``deals/meta-scale-ai-2025``."""
    return "/".join(path.split("/")[1:3])


def field(path: str) -> str:
    """Which field of it, in words; events by the first letters of their ids."""
    fields = [field for field in path.split("/")[3:] if field != "terms"]
    return " ".join(words.plain(_EVENT_ID.sub(r"\1", field)) for field in fields) or "all"


def field_alone(path: str) -> str:
    """The same where the event is at hand: without its id."""
    first, *rest = [field for field in path.split("/")[3:] if field != "terms"] or ["all"]
    named = [words.plain(one) for one in rest if not _EVENT_ID.fullmatch(one)]
    return " ".join(filter(None, [_ONE.get(first, words.plain(first)), *named])) or "all"


def told(value: Any) -> str:
    """What one side says."""
    match value:
        case {"kind": kind, "status": status, "terms": _}:
            about = gist.of_deal({"kind": kind, **value})
            return ", ".join(filter(None, [value.get("headline"), about, words.status({"status": status})]))
        case {"class": kind, "company": company}:
            return f"{words.text(value.get('title')) or kind}, {words.party(company)}"
        case {"stake": stake, "owner": owner}:
            return f"{words.party(owner)} {words.stake(stake)}"
        case {"tranche": told} | {"payment": told}:
            sort = "tranche" if "tranche" in value else "payment"
            return f"{words.day(value['date'])}: {gist.happening(told, sort)}"
        case str():
            return words.plain(value) if " " not in value and not value[:1].isdigit() else words.anything(value)
    return words.anything(value)
