"""The entries of a state, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api import words
from api.cli.views.layout import Row
from api.words import Document


def since(entry: Document) -> str:
    """From when an entry holds, as exactly as its source told."""
    told = entry.get("since") or {}
    return words.day(told.get("date") or told.get("from"))


def stakes(entries: Iterable[Document]) -> list[Row]:
    """Holdings, those of either side."""
    return [
        Row(
            words.party(entry["party"]),
            words.stake(entry["stake"]),
            " ".join(filter(None, ["possibly" if words.is_possible(entry) else "", "stale" if entry["stale"] else ""])),
            since(entry),
            entry.get("deal", ""),
            words.is_possible(entry),
        )
        for entry in entries
    ]


def deals(entries: Iterable[Document], own: str, *, kinds: bool = False) -> list[Row]:
    """Deals as *own* sees them; with *kinds* each says of which kind it is."""
    return [
        Row(
            words.parties(_others(entry, own)),
            (f"{entry['kind']}: " if kinds else "") + _gist(entry),
            words.status(entry),
            since(entry),
            entry["deal"],
            words.is_possible(entry),
        )
        for entry in entries
    ]


def jobs(entries: Iterable[Document], other: str) -> list[Row]:
    """Positions and hires; *other* names the side that is shown."""
    return [
        Row(
            _worker(entry, other),
            _job(entry),
            "possibly" if words.is_possible(entry) else "",
            since(entry) + (f" to {words.day(entry['until'])}" if "until" in entry else ""),
            entry.get("deal", ""),
            words.is_possible(entry),
        )
        for entry in entries
    ]


def packages(entries: Iterable[Document]) -> list[Row]:
    """Transactions: the package, its headline value, how it is classified."""
    return [
        Row(
            words.text(entry["name"]),
            ", ".join(filter(None, [words.money(entry.get("headline_value")), _labels(entry)])),
            reference=f"transaction/{entry['id']}",
        )
        for entry in entries
    ]


def happened(entries: Iterable[Document], sort: str) -> list[Row]:
    """Tranches, payments, exits or reviews of a deal."""
    return [
        Row(
            words.day(entry["date"]),
            happening(entry, sort),
            "possibly" if words.is_possible(entry) else "",
            is_possible=words.is_possible(entry),
        )
        for entry in entries
    ]


def terms(told: Document) -> list[Row]:
    """All terms of a deal, by name."""
    return [Row(words.plain(name), _term(name, value)) for name, value in told.items()]


def _term(name: str, value: Any) -> str:
    match name:
        case "term":
            return words.term(value)
        case "consideration" if isinstance(value, dict):
            return words.consideration(value)
        case "subjects":
            return _subjects(value)
    return words.anything(value)


def _worker(entry: Document, other: str) -> str:
    if "team" in entry:
        size = entry["team"].get("size")
        told = words.text(entry["team"].get("description")) or "a team"
        return f"{told} ({size['value']})" if size else told
    return words.party(entry[other])


def _job(entry: Document) -> str:
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


def _labels(entry: Document) -> str:
    return ", ".join(words.plain(label["label"]) for label in entry["labels"])


def _others(entry: Document, own: str) -> Iterator[Document]:
    """The sides of a deal that *own* has before it; all of them where nobody looks from one side."""
    if "counterparties" in entry:
        yield from entry["counterparties"]
        return
    beside = _BESIDE.get(entry.get("role", ""))
    for name in _SIDES[entry["kind"]]:
        value = entry["terms"].get(name, ())
        for one in value if isinstance(value, list) else (value,):
            who = one.get("party", one)
            if who.get("id") != own and name != beside:
                yield who


_SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "investment": ("issuer", "investors"),
    "acquisition": ("acquirers", "target"),
    "licensing": ("licensors", "licensees"),
    "hiring": ("employer", "person"),
    "commercial": ("parties",),
}
_BESIDE: Final[Mapping[str, str]] = {
    "investor": "investors",
    "acquirer": "acquirers",
    "licensor": "licensors",
    "licensee": "licensees",
}
"""The role that one has in a deal -> the side on which one stands together with others."""


def _gist(entry: Document) -> str:
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
            parts = [_subjects(told.get("subjects", [])), exclusivity, words.term(told.get("term"))]
            parts.append(words.consideration(told.get("consideration")))
        case "hiring":
            parts = [_job(told)]
        case _:
            parts = [words.plain(told.get("subtype")), words.money(told.get("commitment")), *_balance(entry)]
            parts.append(words.term(told.get("term")))
    return ", ".join(filter(None, parts))


def _subjects(subjects: Iterable[Document]) -> str:
    return ", ".join(words.text(one["name"]) for one in subjects)


def _balance(entry: Document) -> Iterator[str]:
    if entry.get("paid"):
        yield f"{words.totals(entry['paid'])} paid"
    if entry.get("paid") and entry.get("remaining"):
        yield f"{words.totals([entry['remaining']])} left"
