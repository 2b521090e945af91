"""The sections that an answer about a company and one about a person have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.state import oddities
from domain.state.totals import capital, paid, remaining
from domain.state.transaction import package_entry
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.admission.warnings import Warned
    from domain.state.answer import Answer
    from domain.state.deals import Deal
    from domain.state.dossier import Dossier
    from domain.state.holdings import Holding

    Document = dict[str, Any]

_OF_LICENCE: Final = ("subjects", "exclusivity", "field_of_use", "term", "consideration")


def stakes_of(dossier: Dossier, held: Sequence[Holding], answer: Answer) -> list[Document]:
    """What it holds of others."""
    return [stake_entry(answer, one, one.issuer) for one in held if subject_of_party(one.owner) == dossier.subject]


def stake_entry(answer: Answer, held: Holding, party: Document) -> Document:
    """A stake, told with the *party* on its other side."""
    told: Document = {"party": answer.parties.show(party), "stake": held.stake, "since": answer.since(held.statement)}
    told |= {"deal": held.deal} if held.deal else {}
    return told | {"stale": held.stale} | answer.decided_by(held.statement)


def investments(dossier: Dossier, answer: Answer) -> Document:
    """What it put into others, and the deals."""
    deals = dossier.of_kind("investment", "investor")
    totals = capital(deals, answer.as_of.valid_at, drawn_as="deployed", investor=dossier.subject)
    return totals | {"items": [answer.entry(deal, "investor") for deal in dossier.live("investment", "investor")]}


def acquisitions(dossier: Dossier, answer: Answer) -> list[Document]:
    """What it bought, and by whom it was bought."""
    return [answer.entry(deal, dossier.role_in(deal)) for deal in dossier.live("acquisition")]


def licences(dossier: Dossier, answer: Answer, role: str) -> list[Document]:
    """Those in which it is licensee or licensor; a mutual licence is both to everybody."""
    told = []
    for deal in dossier.live("licensing"):
        mutual = deal.terms.get("mutual", False)
        if mutual or role in dossier.roles[deal.id]:
            others = () if mutual else {"licensor", "licensee"} - {role}
            shown: Document = {
                "counterparties": [answer.parties.show(one) for one in deal.counterparties(dossier.id, others)]
            }
            shown |= {name: deal.terms.get(name) for name in _OF_LICENCE}
            told.append(answer.entry(deal, role, **answer.parties.show_all(shown)))
    return told


def contracts(dossier: Dossier, answer: Answer) -> list[Document]:
    """Commercial contracts, with what was promised, paid and is left."""
    return [_contract(dossier, answer, deal) for deal in dossier.live("commercial")]


def listed_apart(dossier: Dossier, answer: Answer) -> Document:
    """Deals that do not count yet or no more, packages, and what sources disagree about."""
    told: Document = {"pending": [answer.entry(deal, dossier.role_in(deal)) for deal in dossier.pending()]}
    if "ended" in answer.include:
        told["ended"] = [answer.entry(deal, dossier.role_in(deal)) for deal in dossier.ended()]
    told["transactions"] = [package_entry(answer, package) for package in dossier.packages]
    return told | {"conflicts": []}


def soundness(dossier: Dossier, held: Sequence[Holding], answer: Answer) -> Document:
    """How complete the answer is, and what looks odd in it; what has ended is left aside."""
    facts = [fact for fact in (dossier.profile, dossier.valuation) if fact]
    facts += [*dossier.positions, *(one.statement for one in held if not one.deal)]
    return {
        "coverage": oddities.coverage(answer, dossier.not_ended(), facts),
        "warnings": oddities.told(_warnings(dossier, held, answer)),
    }


def _contract(dossier: Dossier, answer: Answer, deal: Deal) -> Document:
    terms = deal.terms
    counterparties = [answer.parties.show(party) for party in deal.counterparties(dossier.id)]
    told = {"counterparties": counterparties, "subtype": terms.get("subtype"), "commitment": terms.get("commitment")}
    payments = [fact.value["payment"]["amount"] for fact in deal.happenings("payment")]
    told |= {"paid": paid(deal), "remaining": remaining(terms.get("commitment"), payments), "term": terms.get("term")}
    return answer.entry(deal, dossier.role_in(deal), **told)


def _warnings(dossier: Dossier, held: Sequence[Holding], answer: Answer) -> Iterator[Warned]:
    owners = [one for one in held if subject_of_party(one.issuer) == dossier.subject]
    yield from oddities.of_owners(dossier.subject, owners)
    for deal in dossier.not_ended():
        yield from oddities.of_deal(answer, deal)
    for fact in dossier.positions:
        yield from oddities.of_position(fact)
