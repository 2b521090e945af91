"""Make ai-deals.ndjson of the reports, the decisions taken about them and the lines written by hand.

Prints what became of every report, one a line; --check compares with the file that is there and writes nothing.
"""

# ruff: noqa: INP001, T201 (a script; it prints)

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from entities import Entities
from shorthand import Data, latest, money
from terms import of_report, spelt_out

HERE: Final = Path(__file__).parent
BUILT: Final = HERE.parent / "ai-deals.ndjson"

_BASIS: Final = {
    "rumoured": "reported", "announced": "announced", "signed": "signed", "tranche_closed": "closed",
    "closed": "closed", "took_effect": "effective", "withdrawn": "reported", "terminated": "reported",
    "ended": "reported",
}  # fmt: skip
_WHOLE: Final = {"rumoured", "announced", "signed", "closed", "took_effect", "started"}
"""Steps that state all terms of their report; the others only what the decision sets, unless they come first."""

_UNSURE: Final = re.compile(r"inferred|sibling|computed|by context|relative|year earlier|page address", re.IGNORECASE)
_PAGE_DATE: Final = re.compile(r"page date|date from address|day of page|page prints|page stamp", re.IGNORECASE)


def _toml(name: str) -> Data:
    return tomllib.loads((HERE / "decisions" / f"{name}.toml").read_text(encoding="utf-8"))


def _ndjson(path: Path) -> list[Data]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass
class Line:
    """An event with the instant at which the demonstration learnt of it, before the line may move later."""

    event: Data
    at: str
    whole: bool = True


@dataclass
class Build:
    """The lines so far, and what became of the reports."""

    reports: dict[str, Data]
    kinds: dict[str, str]
    who: Entities
    by_hand: list[Data]
    lines: list[Line] = field(default_factory=list)
    fates: dict[str, list[str]] = field(default_factory=dict)
    deal_ids: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    """Subject -> the earliest instant at which something may name it."""
    read_by: str = ""
    """The day of the newest page: what happened in a year that is not over was known by then."""
    _keys: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.read_by = max(report["source"]["published_on"] or "" for report in self.reports.values())
        for event in self.by_hand:
            if (subject := event.get("subject")) and not _registers(event):
                self.known.setdefault(subject, event["demo_recorded_at"])

    def source(self, report_id: str, *, talk: bool = False) -> Data:
        """Where *report_id* was read."""
        source = self.reports[report_id]["source"]
        kind = self.kinds.get(source["publisher"], "press")
        told = {"publisher": source["publisher"], "kind": "anonymous_press" if talk and kind == "press" else kind}
        told |= {"published_on": source["published_on"]} if source["published_on"] else {}
        return told | {"url": source["url"]}

    def event(self, type_: str, subject: str, decided: Data, data: Data) -> Line:
        """The event of *type_* that the reports of *decided* tell of."""
        ids = decided["from"].split()
        base = self.reports[ids[0]]
        talk = type_.endswith(".rumoured")
        sources: list[Data] = []
        for report_id in ids:
            if (source := self.source(report_id, talk=talk)) not in sources:
                sources.append(source)
            self._fate(report_id, type_, subject, "event" if report_id == ids[0] else "further source")
        event: Data = {"type": type_, "subject": subject, "occurred_on": decided.get("on", base["occurred_on"])}
        event |= {"date_basis": basis} if (basis := self._basis(type_, decided, base)) else {}
        if confidence := decided.get("confidence", "rumoured" if talk else None):
            event["confidence"] = confidence
        event |= {"data": data, "sources": sources}
        if note := self._note(decided, base):
            event["note"] = note
        key = f"{type_}:{ids[0]}"
        self._keys[key] += 1
        if self._keys[key] > 1:
            key += f":{self._keys[key]}"
        event["event_id"] = str(uuid5(NAMESPACE_URL, f"ai-deals.ndjson/{key}"))
        day = min(latest(sources[0].get("published_on") or event["occurred_on"]), self.read_by)
        return Line(event, f"{day}T12:00:00Z")

    def _basis(self, type_: str, decided: Data, base: Data) -> str | None:
        if decided.get("basis") in {*_BASIS.values(), "unknown"}:
            return str(decided["basis"])
        if "on" not in decided and _UNSURE.search(base["notes"] or ""):
            return "unknown"
        if "on" not in decided and _PAGE_DATE.search(base["notes"] or ""):
            return "reported"
        return _BASIS.get(type_.partition(".")[2])

    def _note(self, decided: Data, base: Data) -> str:
        inferred = "on" not in decided and _UNSURE.search(base["notes"] or "")
        unsure = "The date does not stand on the page in full; the rest was inferred when it was read."
        return " ".join(part for part in (decided.get("note"), unsure if inferred else None) if part)

    def _fate(self, report_id: str, type_: str, subject: str, role: str) -> None:
        self.fates.setdefault(report_id, []).append(f"{role} of {type_} {subject}")

    def not_before_what_it_names(self, line: Line) -> str:
        """The instant of *line*, or the later one at which all that it names is known."""
        return max(line.at, *(self.known.get(name, "") for name in _mentioned(line.event)))

    def add(self, line: Line) -> None:
        """*line*, not before what it names is known."""
        line.at = self.not_before_what_it_names(line)
        self.lines.append(line)

    def deals(self, name: str) -> None:
        """The deals of one file of decisions."""
        decisions = _toml(name)
        for deal, decided in decisions["deal"].items():
            lines = self._deal(decisions["kind"], deal, decided)
            subject = lines[0].event["subject"]
            for line in lines:
                line.at = self.not_before_what_it_names(line)
            if subject not in self.known:
                self.known[subject] = min(line.at for line in lines if line.whole)
            for line in lines:
                line.at = max(line.at, self.known[subject])
            self.lines += sorted(lines, key=lambda line: (line.at, not line.whole))

    def _deal(self, kind: str, deal: str, decided: Data) -> list[Line]:
        known = f"deal/{deal}" in self.known
        lines: list[Line] = []
        for number, step in enumerate(decided["events"]):
            first = number == 0 and not known
            whole = not step.get("bare") and (first or step["step"] in _WHOLE)
            data = self._terms(kind, step) if whole else {}
            data |= spelt_out(step.get("set", {}), self.who)
            if first:
                data = {"headline": decided["headline"]} | data
                self.deal_ids[deal] = self._deal_id(kind, deal, step, data)
            subject = f"deal/{self.deal_ids.get(deal, deal)}"
            line = self.event(f"{kind}.{step['step']}", subject, step, data)
            line.whole = whole or first
            if first and "distinct_from" in decided:
                line.event["distinct_from"] = decided["distinct_from"].split()
            lines.append(line)
        return lines

    def _terms(self, kind: str, step: Data) -> Data:
        data = of_report(kind, self.reports[step["from"].split()[0]], self.who)
        for term in step.get("drop", ()):
            data.pop(term, None)
        for term, report_id in step.get("take", {}).items():
            data[term] = of_report(kind, self.reports[report_id], self.who)[term]
        if step.get("others") and (parties := data["investors"]) != [{"party": {"unnamed": "investors"}}]:
            data["investors"] = [one for one in parties if "unnamed" not in one["party"]]
            data["investors"].append({"party": {"unnamed": "other investors"}})
        return data

    def _deal_id(self, kind: str, deal: str, step: Data, data: Data) -> str:
        if kind != "hiring":
            return deal
        day: str = step.get("on") or self.reports[step["from"].split()[0]]["occurred_on"]
        return f"{data['employer']['id']}-{day[:4]}-{self.who.letters(deal, 4)}"

    def companies(self) -> None:
        """Valuations, stakes, further names."""
        decisions = _toml("companies")
        for one in decisions["valued"]["events"]:
            report = self.reports[one["from"].split()[0]]
            worth = money(one["value"]) if "value" in one else {"amount": report["valuation_post"], "currency": "USD"}
            data = {"valuation": worth} | ({"basis": one["basis"]} if "basis" in one else {})
            self.add(self.event("company.valued", self._company(report, "investee"), one, data))
        for one in decisions["owned"]["events"]:
            report = self.reports[one["from"].split()[0]]
            owner: Data = {"owner": self.who.party(one["owner"])}
            if one.get("ended"):
                told = one | {"confidence": "inferred"}
                self.add(self.event("ownership.ended", f"company/{self.who.id(one['of'])}", told, owner))
            else:
                subject = self._company(report, "investee")
                self.add(self.event("ownership.recorded", subject, one, owner | {"stake": one["stake"]}))
        for one in decisions["alias"]:
            subject = f"company/{self.who.id(one['company'])}"
            self.add(self.event("company.alias_added", subject, one, {"alias": one["alias"]}))

    def _company(self, report: Data, role: str) -> str:
        name = next(party["name"] for party in report["parties"] if party["role"] == role)
        return f"company/{self.who.id(name)}"

    def posts(self) -> None:
        """Positions that no recruitment from outside made."""
        for one in _toml("companies")["posts"]["events"]:
            terms = of_report("hiring", self.reports[one["from"].split()[0]], self.who)
            subject = f"person/{terms['person']['id']}"
            data = {"company": terms["employer"], "title": one["title"], "class": one["class"]}
            begun = self.event("position.started", subject, one, data)
            self.add(begun)
            if "until" in one:
                told = {"from": one["until"]}
                data = {"position": begun.event["event_id"], "reason": one["reason"]}
                ended = self.event("position.ended", subject, told, data)
                ended.at = max(ended.at, begun.at)
                self.add(ended)

    def packages(self) -> None:
        """Transactions, each with its label."""
        for name, decided in _toml("packages")["package"].items():
            subject = f"transaction/{name}"
            data = {"name": decided["name"], "deals": [self.deal_ids.get(deal, deal) for deal in decided["deals"]]}
            told = ("headline_value", "principal", "counterparty")
            data |= spelt_out({key: decided[key] for key in told if key in decided}, self.who)
            assembled = self.event("transaction.assembled", subject, decided | {"basis": "announced"}, data)
            self.add(assembled)
            label = {"label": decided["label"], "by": "analyst"}
            note = "The label is ours."
            classified = self.event("transaction.classified", subject, decided | {"note": note}, label)
            classified.at = assembled.at
            self.add(classified)

    def aside(self) -> None:
        """Reports that nothing rests on, with the reason; those whose page a line by hand names are used."""
        decisions = _toml("aside")
        for reason, ids in decisions["aside"].items():
            for report_id in ids.split():
                if report_id in self.fates or report_id not in self.reports:
                    raise ValueError(f"{report_id} is set aside as {reason} and {self.fates.get(report_id, 'unknown')}")
                self.fates[report_id] = [f"aside, {reason}: {decisions['reason'][reason]}"]
        pages = {source.get("url") for event in self.by_hand for source in event.get("sources", ())}
        for report_id, report in self.reports.items():
            if report_id not in self.fates:
                if report["source"]["url"] not in pages:
                    raise ValueError(f"nothing is decided about {report_id} of {report['deal']}")
                self.fates[report_id] = ["page of a line written by hand"]

    def file(self) -> list[Data]:
        """All lines, oldest knowledge first, each company and person registered just before it is first named."""
        hand = [Line(event, event["demo_recorded_at"]) for event in self.by_hand if not _registers(event)]
        by_hand = {event["subject"]: event for event in self.by_hand if _registers(event)}
        registered: set[str] = set()
        told: list[Data] = []
        for line in sorted([*hand, *self.lines], key=lambda line: line.at):
            for subject in _mentioned(line.event):
                if subject.startswith(("company/", "person/")) and subject not in registered:
                    registered.add(subject)
                    registration = by_hand.get(subject) or self._registration(subject, line)
                    told.append(registration | {"demo_recorded_at": line.at})
            told.append(line.event | {"demo_recorded_at": line.at})
        if unnamed := by_hand.keys() - registered:
            raise ValueError(f"registered by hand and named by no event: {', '.join(sorted(unnamed))}")
        return told

    def _registration(self, subject: str, line: Line) -> Data:
        family, _, entity = subject.partition("/")
        sources = line.event["sources"][:1]
        if shown_by := self.who.shown_by(entity) if family == "company" else None:
            sources = [*sources, *(one for one in [self.source(shown_by)] if one not in sources)]
        return {
            "type": f"{family}.registered",
            "subject": subject,
            "data": self.who.registration(entity),
            "sources": sources,
            "event_id": str(uuid5(NAMESPACE_URL, f"ai-deals.ndjson/{subject}")),
        }


def _registers(event: Data) -> bool:
    return str(event["type"]).endswith(".registered")


def _mentioned(event: Data) -> list[str]:
    """The subjects that *event* names: its own, its parties, deals whose money holds its own or that it joins."""
    found = [event["subject"]] if event.get("subject") else []

    def walk(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                found.append(f"{'person' if value['id'].startswith('p_') else 'company'}/{value['id']}")
            if "included_in" in value:
                found.append(f"deal/{value['included_in']}")
            for name, one in value.items():
                walk(one, name)
        elif isinstance(value, list | tuple):
            for one in value:
                if key == "deals":
                    found.append(f"deal/{one}")
                walk(one)

    walk(event["data"])
    return found


def build() -> Build:
    """Everything read, decided and put into lines."""
    found = [report for path in sorted((HERE / "reports").glob("*.ndjson")) for report in _ndjson(path)]
    kinds = {publisher: kind for kind, listed in _toml("publishers").items() for publisher in listed}
    by_hand = _ndjson(HERE / "by-hand.ndjson")
    listed = json.loads((HERE / "reports" / "entities.json").read_text(encoding="utf-8"))
    made = Build({r["fact_id"]: r for r in found}, kinds, Entities(listed, _toml("companies"), by_hand), by_hand)
    for name in ("investments", "acquisitions", "licences", "hires", "contracts"):
        made.deals(name)
    made.companies()
    made.posts()
    made.packages()
    made.aside()
    return made


def main() -> None:
    """Build, tell what became of the reports, write or compare."""
    made = build()
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made.file())
    if "--check" in sys.argv[1:]:
        if not BUILT.is_file() or BUILT.read_text(encoding="utf-8") != text:
            sys.exit(f"{BUILT.name} is not what {Path(__file__).name} makes: run it")
        return
    for report_id in made.reports:
        print(f"{report_id:9} {made.reports[report_id]['deal']:40} {'; '.join(made.fates[report_id])}")
    print()
    fates = Counter(re.split(r" of |:", made.fates[report_id][0])[0] for report_id in made.reports)
    for fate, count in fates.most_common():
        print(f"{count:5} {fate}")
    BUILT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
