"""Who works where: hires that a deal made and positions that no deal stands behind, told alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.fold.fact import Fact
    from domain.state.answer import Answer
    from domain.state.deals import Deal

    Document = dict[str, Any]


def staff(answer: Answer, subject: str, hires: Iterable[Deal], positions: Iterable[Fact]) -> list[Document]:
    """The people of a company, or the jobs of a person, by the day on which they began."""
    seen_from = "person" if subject.startswith("company/") else "company"
    told = [_hired(answer, deal, seen_from) for deal in hires]
    told += [_positioned(answer, fact, seen_from) for fact in positions]
    return sorted(told, key=lambda one: (one["since"]["from"], one["events"]))


def _hired(answer: Answer, deal: Deal, seen_from: str) -> Document:
    terms = deal.terms
    if seen_from == "company":
        told = {"company": answer.parties.show(terms["employer"])}
    elif "person" in terms:
        told = {"person": answer.parties.show(terms["person"])}
    else:
        told = {"team": terms["team"]}
    told |= {name: terms[name] for name in ("title", "class", "unit") if name in terms}
    told |= {"until": terms["end_on"]} if "end_on" in terms else {}
    told |= {"from_company": answer.parties.show(terms["from_company"])} if "from_company" in terms else {}
    return answer.entry(deal, "employer" if seen_from == "person" else "person", **told)


def _positioned(answer: Answer, fact: Fact, seen_from: str) -> Document:
    person = {"id": fact.subject.partition("/")[2]}
    other = person if seen_from == "person" else fact.value["company"]
    told: Document = {seen_from: answer.parties.show(other)}
    told |= {name: fact.value[name] for name in ("title", "class", "unit") if name in fact.value}
    told |= {"since": answer.since(fact)}
    told |= {name: fact.value[name] for name in ("until", "reason") if name in fact.value}
    return told | answer.decided_by(fact)
