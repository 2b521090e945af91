"""The address of a page, and the addresses that it leads to, which keep its two dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

DATES: Final = ("valid_at", "known_at")
_ROOTS: Final = {"company": "companies", "person": "people", "deal": "deals", "transaction": "transactions"}


@dataclass(frozen=True)
class Here:
    """Where a page is: the prefix of the server, the path behind it, and the query."""

    root: str
    path: str
    query: Mapping[str, str]

    @cached_property
    def _dates(self) -> dict[str, str]:
        return {name: self.query[name].rpartition("..")[2] for name in DATES if name in self.query}

    @cached_property
    def _dates_alone(self) -> str:
        """What most links of a page end with."""
        return self._address("", self._dates).removeprefix(self.root)

    def to(self, path: str, **query: str | None) -> str:
        """Another page as of the same dates; of a pair of dates that are compared, the later."""
        if not query:
            return self._address(path, {}) + self._dates_alone
        return self._address(path, self._dates | query)

    def bare(self, path: str, **query: str | None) -> str:
        """Another page, with the dates that *query* names and no others."""
        return self._address(path, query)

    def subject(self, subject: str) -> str:
        """The page of ``company/…``, ``person/…``, ``deal/…`` or ``transaction/…``; its events for anything else."""
        family, _, own = subject.partition("/")
        if family in _ROOTS:
            return self.to(f"/{_ROOTS[family]}/{own}")
        return self.to("/events", subject=subject)

    def party(self, party_id: str) -> str:
        """The page of a company, or of a person."""
        return self.subject(f"person/{party_id}" if party_id.startswith("p_") else f"company/{party_id}")

    def beside(self, name: str = "", **query: str | None) -> str:
        """Another page about the same subject: its ``history``, its ``diff``, or with no name its state."""
        path = "/".join(self.path.split("/")[:3])
        return self.to(f"{path}/{name}" if name else path, **query)

    def but(self, **query: str | None) -> str:
        """The same page with some of its query otherwise, or with None without it; a cursor fits no longer."""
        return self._address(self.path, {**self.query, "cursor": None, **query})

    def at(self, path: str) -> str:
        """A page that has no dates."""
        return self.root + path

    def api(self, path: str | None = None, **query: str | None) -> str:
        """The API's answer to the question of this page."""
        return self._address(f"/v1{self.path if path is None else path}", {**self.query, **query})

    def others(self, *names: str) -> Iterator[tuple[str, str]]:
        """The rest of the query, for a form that asks for *names*."""
        return ((name, text) for name, text in self.query.items() if name not in {*names, "cursor"})

    def _address(self, path: str, query: Mapping[str, str | None]) -> str:
        told = {name: text for name, text in query.items() if text is not None}
        return f"{self.root}{path}" + (f"?{urlencode(told, safe='@:,/')}" if told else "")
