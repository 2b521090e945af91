"""The stakes that one deal states: each party's holding after an event, until the deal says otherwise.

Which of several deals' statements about a pair holds is decided at read, by the latest start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from domain.fold.deal import only_fills
from domain.fold.lifecycle import RANKS
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.fold.dating import Dated
    from domain.fold.deal import DealState

CLOSED: Final = RANKS["closed"]
HOLDERS: Final = {"investment": ("investors", "issuer"), "acquisition": ("acquirers", "target")}
"""For each kind that moves ownership: the term that lists who holds, and the term that names what is held."""
TAKEN_BACK: Final = frozenset({"terminated", "withdrawn"})
WHOLE: Final = {"percent": "100"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One party's holding as an event states it; a stake of None states that nothing is held."""

    owner: dict[str, Any]
    issuer: dict[str, Any]
    stake: dict[str, Any] | None
    stated_by: Dated
    listed: bool


def restate(before: Mapping[str, Statement], earlier: DealState, state: DealState) -> dict[str, Statement]:
    """The statements in force, by owner, after the last event applied to *state*; *earlier* is the state before it."""
    step = state.applied[-1]
    if step.event.transition in TAKEN_BACK or state.kind not in HOLDERS:
        return {}
    list_name, issuer_name = HOLDERS[state.kind]
    issuer = state.fields.get(issuer_name, {})
    statements = dict(before)
    closes = state.level == CLOSED and earlier.level < CLOSED
    if closes or (state.level == CLOSED and _restates(earlier, step, {list_name, issuer_name, "scope"})):
        kept = {owner: statement for owner, statement in before.items() if not statement.listed}
        statements = kept | _listed(state, list_name, issuer, step)
    if step.event.transition == "exited":
        investor = step.event.data["investor"]
        if owner := subject_of_party(investor):
            left = step.event.data.get("stake_after")
            statements[owner] = Statement(investor, issuer, left, step, listed=False)
    return statements


def _restates(earlier: DealState, step: Dated, names: set[str]) -> bool:
    told = names.intersection({*step.event.data, *step.event.data.get("unset", ())})
    return bool(told - earlier.fields.keys() if only_fills(earlier, step) else told)


def _listed(state: DealState, list_name: str, issuer: dict[str, Any], step: Dated) -> dict[str, Statement]:
    entries = state.fields.get(list_name, ())
    whole = state.kind == "acquisition" and len(entries) == 1 and state.fields.get("scope", "whole") == "whole"
    statements: dict[str, Statement] = {}
    for entry in entries:
        owner = subject_of_party(entry["party"])
        stake = entry.get("stake") or (WHOLE if whole else None)
        if owner and stake:
            statements[owner] = Statement(entry["party"], issuer, stake, step, listed=True)
    return statements
