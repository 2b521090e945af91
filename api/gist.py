"""A deal in few words: who is in it, what it is about, what happened in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api import words
from api.words import Document
from domain.vocabulary.parties import SIDES

_BESIDE: Final[Mapping[str, str]] = {
    "investor": "investors",
    "acquirer": "acquirers",
    "licensor": "licensors",
    "licensee": "licensees",
}
"""The role that one has in a deal -> the side on which one stands together with others."""

_CALLED: Final[Mapping[str, str]] = {
    "investment": "investment",
    "acquisition": "acquisition",
    "licensing": "licence",
    "hiring": "hire",
    "commercial": "contract",
}
_NAMED: Final = 3
"""Parties that a title names."""


def others(entry: Document, own: str) -> Iterator[Document]:
    """The sides of a deal that *own* has before it; all of them where nobody looks from one side."""
    if "counterparties" in entry:
        yield from entry["counterparties"]
        return
    beside = _BESIDE.get(entry.get("role", ""))
    for name in SIDES[entry["kind"]]:
        value = entry["terms"].get(name, [])
        for one in value if isinstance(value, list) else [value]:
            who = one.get("party", one)
            if who.get("id") != own and name != beside:
                yield who


def title(entry: Document) -> str:
    """What a deal is called: its headline, or who takes part in what."""
    if headline := words.text(entry.get("headline")):
        return headline
    named = [words.party(one) for one in others(entry, "")]
    if not named:
        return str(entry.get("deal") or entry["id"])
    *first, last = [*named[:_NAMED], *(["others"] if len(named) > _NAMED else [])]
    who = f"{', '.join(first)} and {last}" if first else last
    return f"{who}: {_CALLED[entry['kind']]}"


def name_of(state: Document) -> str:
    """What a company, person, deal or package is called."""
    return title(state) if "terms" in state else words.text(state["name"]) or str(state["id"])


def of_deal(entry: Document) -> str:
    """What a deal is about, in few words."""
    told = entry["terms"]
    match entry["kind"]:
        case "investment":
            committed = f"of {words.money(told['committed'])} committed" if "committed" in told else ""
            parts = [words.money(told.get("amount")), committed, words.plain(told.get("round"))]
        case "acquisition":
            parts = [words.money(told.get("price")), words.plain(told.get("scope"))]
        case "licensing":
            exclusivity = words.plain(told.get("exclusivity")).replace("unknown", "")
            parts = [subjects(told.get("subjects", [])), exclusivity, words.term(told.get("term"))]
            parts.append(words.consideration(told.get("consideration")))
        case "hiring":
            parts = [job(told)]
        case _:
            parts = [words.plain(told.get("subtype")), words.money(told.get("commitment")), *_balance(entry)]
            parts.append(words.term(told.get("term")))
    return ", ".join(filter(None, parts))


def subjects(named: Iterable[Document]) -> str:
    """What is licensed, by name."""
    return ", ".join(words.text(one["name"]) for one in named)


def _balance(entry: Document) -> Iterator[str]:
    if entry.get("paid"):
        yield f"{words.totals(entry['paid'])} paid"
    if entry.get("paid") and entry.get("remaining"):
        yield f"{words.totals([entry['remaining']])} left"


def stated(name: str, value: Any) -> str:
    """What the term *name* of a deal says."""
    match name:
        case "term":
            return words.term(value)
        case "consideration" if isinstance(value, dict):
            return words.consideration(value)
        case "subjects":
            return subjects(value)
    return words.anything(value)


def job(entry: Document) -> str:
    """What someone was hired as, and from where."""
    title, kind = words.text(entry.get("title")), words.plain(entry.get("class"))
    told = f"{title} ({kind})" if title and kind else title or kind
    origin = f"from {words.party(entry['from_company'])}" if "from_company" in entry else ""
    return ", ".join(filter(None, [told, words.text(entry.get("unit")), origin]))


def happening(entry: Document, sort: str) -> str:
    """What happened in a deal, but for its date."""
    match sort:
        case "tranche":
            number = f"no. {entry['number']}" if "number" in entry else ""
            told = [number, words.money(entry.get("amount")), words.parties(entry.get("investors", ()))]
        case "payment":
            to = f"to {words.party(entry['payee'])}" if "payee" in entry else ""
            told = [words.money(entry["amount"]), to, words.anything(entry["period"]) if "period" in entry else ""]
        case "review":
            told = [
                entry["authority"],
                words.plain(entry.get("phase")),
                words.plain(entry.get("outcome", entry["step"])),
            ]
        case _:
            told = [words.party(entry["investor"]), f"keeps {words.stake(entry.get('stake_after'))}"]
    return ", ".join(filter(None, told))
