"""Likeness: the key under which deals of one kind between the same parties are found, for one may be recorded twice."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from domain.vocabulary.parties import SIDES, party_slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from domain.fold.fact import Fact

_OF_A_TEAM: Final = ("employer", "from_company")
"""A team has no id of its own: where it came from tells it apart."""


def likeness_of(kind: str, terms: Mapping[str, Any]) -> str:
    """The key of a deal with these *terms*; parties that no source names tell nothing.

    A digest, because a round may have more investors than an index takes; no name has a key of its form.
    """
    sides = _OF_A_TEAM if "team" in terms else SIDES[kind]
    told = {name: terms[name] for name in sides if name in terms}
    parties = sorted(
        {f"{slot.pointer.split('/')[2]}={slot.party['id']}" for slot in party_slots(kind, told) if "id" in slot.party}
    )
    return f"{kind}:{sha256(' '.join(parties).encode()).hexdigest()[:32]}"


def likenesses(facts: Iterable[Fact]) -> set[str]:
    """The keys of what *facts* tell of deals."""
    told = [one.value for one in facts if one.aspect == "deal"]
    apart = told[:1] + [state for before, state in pairwise(told) if _sides(state) != _sides(before)]
    return {likeness_of(state["kind"], state["terms"]) for state in apart}


def _sides(state: Mapping[str, Any]) -> list[Any]:
    return [state["terms"].get(name) for name in (*SIDES[state["kind"]], "team", "from_company")]
