"""The state of a company, person, deal or transaction, as one reads it at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from api import words
from api.cli.views import entries, layout
from api.cli.views.layout import Row, Section
from api.words import Document

View = tuple[str, list[str], Iterable[Section]]


def show(console: Console, subject: str, document: Document) -> None:
    """*document*, which tells the state of *subject*."""
    family, _, own = subject.partition("/")
    name, more, sections = _VIEWS[family](document, own)
    layout.heading(console, name, subject, *more)
    console.print(layout.basis(document["as_of"]))
    if not document["status"]:
        console.print(Text("nothing holds on that day", "yellow"))
    layout.show(console, [*sections, *_apart(document, own)])
    if coverage := _coverage(document.get("coverage", {})):
        console.print(Text(f"\n{coverage}", "dim"))
    for warning in document["warnings"]:
        console.print(Text.assemble(("warning: ", "yellow"), warning["detail"]))
    if sources := list(_sources(document)):
        console.print("\n[bold]Sources[/]")
        for source in sources:
            console.print(Text(layout.INDENT + source), soft_wrap=True)


def _company(told: Document, own: str) -> View:
    status = words.plain(told["status"])
    facts = [
        words.text(told.get("legal_name")),
        *_also(words.text(one["alias"]) for one in told["aliases"]),
        *_formerly(told),
        told["country"] or "",
        "" if status == "active" else status,
        *(f"{one['scheme']} {one['value']}" for one in told["identifiers"]),
    ]
    more = [_in_one_line(facts), words.text(told.get("description"))]
    return words.text(told["name"]) or own, more, _sections_of_company(told, own)


def _also(names: Iterable[str]) -> Iterator[str]:
    if told := ", ".join(names):
        yield f"also {told}"


def _formerly(told: Document) -> Iterator[str]:
    for one in told["former_names"]:
        yield f"formerly {words.text(one['name'])}, until {words.day(one['until'])}"


def _in_one_line(told: Iterable[str]) -> str:
    return " · ".join(filter(None, told))


def _sections_of_company(told: Document, own: str) -> Iterator[Section]:
    if "valuation" in told:
        valued = told["valuation"]
        yield Section("Valuation", [Row("", words.money(valued["valuation"]), since=words.day(valued["date"]))])
    yield Section("Owners", entries.stakes(told["owners"]))
    yield Section("Funding", entries.deals(told["funding"]["items"], own), _capital(told["funding"], "raised"))
    yield Section("Stakes", entries.stakes(told["stakes"]))
    yield from _sections_of_party(told, own)
    yield Section("People", entries.jobs(told["people"], "person"))


def _person(told: Document, own: str) -> View:
    facts = [*_also(map(words.text, told["aliases"])), *_formerly(told)]
    return words.text(told["name"]) or own, [_in_one_line(facts)], _sections_of_person(told, own)


def _sections_of_person(told: Document, own: str) -> Iterator[Section]:
    yield Section("Positions", entries.jobs(told["positions"], "company"))
    yield Section("Stakes", entries.stakes(told["stakes"]))
    yield from _sections_of_party(told, own)


def _sections_of_party(told: Document, own: str) -> Iterator[Section]:
    """What companies and people have alike."""
    invested = told["investments"]
    yield Section("Investments", entries.deals(invested["items"], own), _capital(invested, "deployed"))
    yield Section("Acquisitions", entries.deals(told["acquisitions"], own))
    yield Section("Licences in", entries.deals(told["licences_in"], own))
    yield Section("Licences out", entries.deals(told["licences_out"], own))
    yield Section("Contracts", entries.deals(told["commercial"], own))


def _deal(told: Document, own: str) -> View:
    since = f"since {entries.since(told)}" if told["since"] else ""
    more = [_in_one_line([told["kind"], words.status(told), since]), words.text(told.get("description"))]
    return words.text(told["headline"]) or own, more, _sections_of_deal(told)


def _sections_of_deal(told: Document) -> Iterator[Section]:
    yield Section("Terms", entries.terms(told["terms"]))
    for sort in ("tranche", "payment", "exit", "review"):
        yield Section(f"{sort.capitalize()}s", entries.happened(told.get(f"{sort}s", ()), sort))


def _transaction(told: Document, own: str) -> View:
    sides = [words.party(told[name]) for name in ("principal", "counterparty") if told.get(name)]
    labels = [f"{words.plain(one['label'])} (by {one['by']})" for one in told["labels"]]
    more = [_in_one_line([" and ".join(sides), words.money(told.get("headline_value")), *labels])]
    return words.text(told["name"]) or own, more, _sections_of_transaction(told)


def _sections_of_transaction(told: Document) -> Iterator[Section]:
    yield Section("Deals", entries.deals(told["deals"], "", kinds=True))
    for sort in ("payment", "review"):
        yield Section(f"{sort.capitalize()}s", entries.happened(told[f"{sort}s"], sort))


def _apart(told: Document, own: str) -> Iterator[Section]:
    """What stands at the end of every state."""
    for title in ("pending", "ended"):
        yield Section(title.capitalize(), entries.deals(told.get(title, ()), own, kinds=True))
    yield Section("Transactions", entries.packages(told.get("transactions", ())))


def _sources(value: Any) -> Iterator[str]:
    """All sources in a state, each once."""
    yield from dict.fromkeys(_all_sources(value))


def _all_sources(value: Any) -> Iterator[str]:
    match value:
        case {"publisher": _}:
            yield " ".join(filter(None, [words.source(value), words.text(value.get("url"))]))
        case dict():
            for one in value.values():
                yield from _all_sources(one)
        case list():
            for one in value:
                yield from _all_sources(one)


def _capital(told: Document, drawn: str) -> str:
    parts = [(drawn, drawn), ("committed_undrawn", "committed"), ("secondary", "secondary"), ("debt", "debt")]
    parts.append(("in_kind", "in kind"))
    sums = [f"{words.totals(told[name])} {label}" for name, label in parts if told[name]]
    sums += [f"{told['undisclosed']} undisclosed"] if told["undisclosed"] else []
    if drawn == "raised" and told["last_post_money"]:
        sums.append(f"{words.money(told['last_post_money'])} post-money")
    return ", ".join(sums)


def _coverage(told: Document) -> str:
    """What a careful reader wants to know of an answer: how much of it is thin."""
    return ", ".join(f"{words.plain(name)}: {count}" for name, count in told.items() if count)


_VIEWS: dict[str, Any] = {"company": _company, "person": _person, "deal": _deal, "transaction": _transaction}
