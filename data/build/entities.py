"""Who is who: the companies and people that the reports name, with the ids that they have in the file."""

# ruff: noqa: INP001 (a script's module, no package)

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from shorthand import Data, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_COUNTRIES: Final = {
    "United States": "US", "China": "CN", "Germany": "DE", "United Kingdom": "GB", "Israel": "IL", "Canada": "CA",
    "France": "FR", "Australia": "AU", "Singapore": "SG", "Netherlands": "NL", "Saudi Arabia": "SA",
    "United Arab Emirates": "AE", "Finland": "FI", "Japan": "JP",
}  # fmt: skip


class Entities:
    """Names to ids, and ids to what their registration says."""

    def __init__(self, listed: Iterable[Data], decided: Mapping[str, Any], by_hand: Iterable[Data]) -> None:
        self._key: bytes = decided["key"].encode()
        self._same: dict[str, str] = decided["same"]
        self._ids: dict[str, str] = decided["id"]
        self._decided: dict[str, Data] = decided["company"]
        self._unnamed: dict[str, str] = decided["unnamed"]
        self._listed = {entity["name"]: entity for entity in listed}
        people = {name for name, entity in self._listed.items() if entity["type"] == "person"}
        self._people = people | set(decided["people"]["names"])
        self.by_hand: dict[str, str] = {}
        for event in by_hand:
            if event["type"] in {"company.registered", "company.renamed", "person.registered"}:
                entity = event["subject"].partition("/")[2]
                for name in (event["data"]["name"], *event["data"].get("aliases", ())):
                    self.by_hand[name] = entity
        self.names: dict[str, str] = {entity: name for name, entity in self.by_hand.items()}
        self._bearers = Counter(
            alias for name, entity in self._listed.items() for alias in {*entity["aliases"], self._canonical(name)}
        )

    def letters(self, text: str, count: int) -> str:
        """*count* letters and digits that *text* always gives and that do not give it back."""
        digest = hmac.new(self._key, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().lower()[:count]

    def _canonical(self, name: str) -> str:
        return self._same.get(name, name)

    def id(self, name: str) -> str:
        """The id of the company or person of that name."""
        canonical = self._canonical(name)
        if canonical in self.by_hand:
            return self.by_hand[canonical]
        if canonical not in self._people and canonical not in self._listed and canonical not in self._decided:
            raise KeyError(f"nobody is called {name}")
        person = canonical in self._people
        entity = f"p_{self.letters(canonical, 10)}" if person else self._ids.get(canonical, slug(canonical))
        self.names[entity] = canonical
        return entity

    def party(self, name: str) -> Data:
        """A party as events name it; "unnamed:…" for those whom no source names."""
        if name.startswith("unnamed:"):
            return {"unnamed": name.removeprefix("unnamed:")}
        if name in self._unnamed:
            return {"unnamed": self._unnamed[name]}
        entity = self.id(name)
        as_given = name != self._canonical(name) and not entity.startswith("p_")
        return {"id": entity, "name": name} if as_given else {"id": entity}

    def registration(self, entity: str) -> Data:
        """What the registration of *entity* says."""
        name = self.names[entity]
        if entity.startswith("p_"):
            return {"name": name}
        listed, decided = self._listed.get(name, {}), self._decided.get(name, {})
        data: Data = {"name": name}
        country = decided.get("country") or listed.get("country")
        if country:
            data["country"] = _COUNTRIES.get(country, country)
        aliases = [alias for alias in listed.get("aliases", ()) if self._bearers[alias] == 1]
        aliases = sorted({*aliases, *decided.get("aliases", ())} - {name})
        if aliases:
            data["aliases"] = aliases
        return data | {key: decided[key] for key in ("kind", "identifiers") if key in decided}

    def shown_by(self, entity: str) -> str | None:
        """The report that shows what the first source of *entity* does not."""
        shown: str | None = self._decided.get(self.names[entity], {}).get("shown_by")
        return shown
