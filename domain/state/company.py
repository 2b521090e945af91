"""The document of a company at one as-of: who owns it, what it holds, licenses, buys, sells, and who works there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.state import sections
from domain.state.documents import document_of_as_of
from domain.state.holdings import holdings
from domain.state.people import staff
from domain.state.totals import capital
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.state.answer import Answer
    from domain.state.dossier import Dossier
    from domain.state.holdings import Round

    Document = dict[str, Any]

_ALWAYS: Final = ("name", "legal_name", "former_names", "aliases", "identifiers", "country", "kind")
_LISTS: Final = frozenset({"former_names", "aliases", "identifiers"})
_IF_TOLD: Final = ("mode", "successor", "description", "website", "tags")


def company_state(dossier: Dossier, rounds: Sequence[Round], answer: Answer) -> Document:
    """All that is known of a company; *rounds* are those of the issuers of its stakes, itself among them."""
    held = holdings(dossier.statements, rounds, answer.position_of)
    return {
        "id": dossier.id,
        **_profile(dossier, answer),
        "as_of": document_of_as_of(answer.as_of),
        "owners": [
            sections.stake_entry(answer, one, one.owner)
            for one in held
            if subject_of_party(one.issuer) == dossier.subject
        ],
        "stakes": sections.stakes_of(dossier, held, answer),
        "funding": _funding(dossier, answer),
        "investments": sections.investments(dossier, answer),
        "acquisitions": sections.acquisitions(dossier, answer),
        "licences_in": sections.licences(dossier, answer, "licensee"),
        "licences_out": sections.licences(dossier, answer, "licensor"),
        "people": staff(answer, dossier.subject, dossier.live("hiring", "employer"), dossier.positions),
        "commercial": sections.contracts(dossier, answer),
        **sections.listed_apart(dossier, answer),
        **sections.soundness(dossier, held, answer),
    }


def _profile(dossier: Dossier, answer: Answer) -> Document:
    value = dossier.identity
    told = {name: value.get(name, [] if name in _LISTS else None) for name in _ALWAYS}
    told |= {
        "status": dossier.profile.value["status"] if dossier.profile else "not_founded" if dossier.founding else None
    }
    told |= answer.parties.show_all({name: value[name] for name in _IF_TOLD if name in value})
    if dossier.valuation:
        told["valuation"] = answer.happened(dossier.valuation)
    return told


def _funding(dossier: Dossier, answer: Answer) -> Document:
    totals = capital(dossier.of_kind("investment", "issuer"), answer.as_of.valid_at, drawn_as="raised")
    return totals | {"items": [answer.entry(deal, "issuer") for deal in dossier.live("investment", "issuer")]}
