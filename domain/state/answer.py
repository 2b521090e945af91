"""What all entries of one answer share: its as-of, the sources behind it, and the parties that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.state.documents import Parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from domain.as_of import AsOf
    from domain.fold.fact import Fact
    from domain.state.deals import Deal

    Document = dict[str, Any]


class Cited(NamedTuple):
    """What an answer needs of a deciding event: its place, its type, its sources, and what a correction replaces."""

    position: int
    type: str
    sources: list[Document]
    corrects: str | None = None
    corrected_sources: list[Document] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's as-of and ``include`` names, and the events that decide what it is answered with."""

    as_of: AsOf
    cited: Mapping[str, Cited]
    include: frozenset[str] = frozenset()
    parties: Parties = field(default_factory=Parties)

    def position_of(self, event_id: str) -> int:
        return self.cited[event_id].position

    def since(self, fact: Fact) -> Document:
        """From when *fact* holds: the date as its source gave it, the day of the fold, and whether it is certain."""
        value = fact.value
        stated = value["since"] if "since" in value else {"date": value["date"], "from": value.get("from")}
        first = stated["from"] or (fact.valid_from and fact.valid_from.isoformat())
        return {"date": stated["date"], "from": first, "certainty": fact.certainty_on(self.as_of.valid_at)}

    def decided_by(self, *facts: Fact) -> Document:
        """The events that decide *facts*, in the order of the log, and with ``include=sources`` what they rest on."""
        ids = sorted({event_id for fact in facts for event_id in fact.events}, key=self.position_of)
        return {"events": ids} | ({"sources": self.sources(ids)} if "sources" in self.include else {})

    def in_order(self, facts: Iterable[Fact], aspect: str) -> list[Fact]:
        """Those of *facts* that tell one sort of happening, in the order in which they took place."""
        of_aspect = [fact for fact in facts if fact.aspect.startswith(f"{aspect}/")]
        return sorted(of_aspect, key=lambda fact: (fact.valid_from or date.min, self.position_of(fact.events[0])))

    def entry(self, deal: Deal, role: str | None = None, **more: Any) -> Document:
        """What every entry of a deal carries, and *more*."""
        told: Document = {"deal": deal.id, "kind": deal.kind, "status": deal.status}
        told |= {"role": role} if role else {}
        told |= {name: deal.state.value[name] for name in ("headline", "stage") if name in deal.state.value}
        terms = self.parties.show_all(deal.terms)
        return told | {"since": self.since(deal.state)} | more | {"terms": terms} | self.decided_by(deal.state)

    def happened(self, fact: Fact) -> Document:
        """A tranche, payment, exit, review or valuation with its date, certainty and events."""
        aspect = fact.aspect.partition("/")[0]
        told = fact.value[aspect] if aspect in {"tranche", "payment"} else fact.value
        told = {name: value for name, value in self.parties.show_all(told).items() if name != "date"}
        certainty = fact.certainty_on(self.as_of.valid_at)
        return told | {"date": fact.value["date"], "certainty": certainty} | self.decided_by(fact)

    def sources(self, event_ids: Iterable[str]) -> list[Document]:
        """The sources of events as corrections left them, each once."""
        found: list[Document] = []
        for source in self._sources(list(event_ids)):
            if source not in found:
                found.append(source)
        return found

    def publishers(self, fact: Fact) -> set[str]:
        """Who says so."""
        return {source["publisher"] for source in self._sources(fact.events)}

    def _sources(self, event_ids: Iterable[str]) -> Iterator[Document]:
        cited = {event_id: self.cited[event_id] for event_id in event_ids}
        replaced = {
            one.corrects: one.corrected_sources
            for one in cited.values()
            if one.corrects and one.corrected_sources is not None
        }
        for event_id, one in cited.items():
            yield from replaced.get(event_id) or one.sources
