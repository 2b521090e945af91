"""The document of a person at one as-of: names, positions, and the deals in which the person takes a side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.state import sections
from domain.state.documents import document_of_as_of
from domain.state.holdings import holdings
from domain.state.people import staff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.state.answer import Answer
    from domain.state.dossier import Dossier
    from domain.state.holdings import Round

    Document = dict[str, Any]

_LISTS: Final = ("former_names", "aliases", "identifiers")


def person_state(dossier: Dossier, rounds: Sequence[Round], answer: Answer) -> Document:
    """All that is known of a person; *rounds* are those of the issuers in which the person holds stakes."""
    held = holdings(dossier.statements, rounds, answer.position_of)
    return {
        "id": dossier.id,
        "name": dossier.identity.get("name"),
        **{name: _each_once(dossier.identity.get(name, [])) for name in _LISTS},
        "status": "registered" if dossier.profile else None,
        "as_of": document_of_as_of(answer.as_of),
        "positions": staff(answer, dossier.subject, dossier.live("hiring", "person"), dossier.positions),
        "stakes": sections.stakes_of(dossier, held, answer),
        "investments": sections.investments(dossier, answer),
        "acquisitions": sections.acquisitions(dossier, answer),
        "licences_in": sections.licences(dossier, answer, "licensee"),
        "licences_out": sections.licences(dossier, answer, "licensor"),
        "commercial": sections.contracts(dossier, answer),
        **sections.listed_apart(dossier, answer),
        **sections.soundness(dossier, held, answer),
    }


def _each_once(told: Sequence[Any]) -> list[Any]:
    """What was *told* without repeats, which nobody could see before the values were in the clear."""
    return [one for number, one in enumerate(told) if one not in told[:number]]
