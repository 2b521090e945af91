"""The entries of a state, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from api import gist, words
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
            words.parties(gist.others(entry, own)),
            (f"{entry['kind']}: " if kinds else "") + gist.of_deal(entry),
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
            gist.job(entry),
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
            gist.happening(entry, sort),
            "possibly" if words.is_possible(entry) else "",
            is_possible=words.is_possible(entry),
        )
        for entry in entries
    ]


def terms(told: Document) -> list[Row]:
    """All terms of a deal, by name."""
    return [Row(words.plain(name), gist.stated(name, value)) for name, value in told.items()]


def _worker(entry: Document, other: str) -> str:
    if "team" in entry:
        size = entry["team"].get("size")
        told = words.text(entry["team"].get("description")) or "a team"
        return f"{told} ({size['value']})" if size else told
    return words.party(entry[other])


def _labels(entry: Document) -> str:
    return ", ".join(words.plain(label["label"]) for label in entry["labels"])
