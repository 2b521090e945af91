"""Who is meant by a name and identifiers: one, several, or nobody; only equality decides, never a likeness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from domain.naming.names import names_in
from domain.naming.resolution import identifier_key, name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from domain.fold.fact import Fact

Result = Literal["match", "ambiguous", "none"]

SINGLE: Final = frozenset({"lei", "wikidata"})
"""Schemes in which a thing has one identifier, so that another one speaks against it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one of the things asked for says of a candidate: that it is the same, another, or only similar."""

    by: str
    says: Literal["same", "other", "similar"]
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is asked for: a name, identifiers by their schemes, or both."""

    name: str | None
    identifiers: Mapping[str, str]

    def keys(self) -> Iterator[str]:
        """The keys of names and identifiers under which the one who is meant is found."""
        if self.name is not None:
            yield name_key(self.name)
        for scheme, value in self.identifiers.items():
            yield from (identifier_key(scheme, one) for one in _spellings(scheme, value))

    def given(self) -> list[str]:
        """What is asked by."""
        return [*(["name"] if self.name is not None else []), *self.identifiers]

    def reasons(self, profile: Mapping[str, Any]) -> list[Reason]:
        """What speaks for and against the bearer of *profile*, the value of a fact."""
        return [*self._of_name(profile), *self._of_identifiers(profile)]

    def _of_name(self, profile: Mapping[str, Any]) -> list[Reason]:
        key = None if self.name is None else name_key(self.name)
        return [Reason("name", "same", one.field, one.text) for one in names_in(profile) if name_key(one.text) == key][
            :1
        ]

    def _of_identifiers(self, profile: Mapping[str, Any]) -> Iterator[Reason]:
        held = [one for one in profile.get("identifiers", ()) if isinstance(one, dict)]
        for scheme, asked in self.identifiers.items():
            values = [one["value"] for one in held if one.get("scheme") == scheme]
            same = [value for value in values if value in _spellings(scheme, asked)]
            if same:
                yield Reason(scheme, "same", "identifier", same[0])
            elif scheme in SINGLE and values:
                yield Reason(scheme, "other", "identifier", values[0])


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, and why."""

    profile: Fact
    reasons: Sequence[Reason]

    def _says(self, word: str) -> set[str]:
        return {reason.by for reason in self.reasons if reason.says == word}

    @property
    def agrees_by(self) -> set[str]:
        return self._says("same")

    @property
    def differs_by(self) -> set[str]:
        return self._says("other")

    @property
    def place(self) -> tuple[int, int, str]:
        """For whom more speaks, and against whom less, comes first."""
        return -len(self.agrees_by), len(self.differs_by), self.profile.subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is meant, and by which of the things asked for nobody is known."""

    result: Result
    candidates: list[Candidate]
    unconfirmed: list[str]


def verdict(mention: Mention, profiles: Collection[Fact]) -> Verdict:
    """Who of those with *profiles* is meant.

    A match bears all that anybody bears of what was asked for, and nothing that contradicts it, and is the only one
    of whom that holds. What nobody bears neither makes a match nor prevents one.
    """
    found = [Candidate(profile, mention.reasons(profile.value)) for profile in profiles]
    candidates = sorted((one for one in found if one.agrees_by), key=lambda one: one.place)
    confirmed = set[str]().union(*(one.agrees_by for one in candidates))
    agreeing = [one for one in candidates if one.agrees_by == confirmed and not one.differs_by]
    unconfirmed = [one for one in mention.given() if one not in confirmed]
    if len(agreeing) == 1:
        return Verdict("match", agreeing, unconfirmed)
    return Verdict("ambiguous" if candidates else "none", candidates, unconfirmed)


def _spellings(scheme: str, value: str) -> tuple[str, ...]:
    """A host is the same with and without www, and may have been recorded either way."""
    return (value, f"www.{value}") if scheme == "domain" else (value,)
