"""The routers of all pages."""

from __future__ import annotations

from typing import Final

from api.pages import (
    belief,
    changes,
    companies,
    deals,
    events,
    guide,
    home,
    login,
    mending,
    network,
    people,
    recording,
    search,
    transactions,
)

_READING: Final = (home, search, belief, changes, companies, deals, events, network, people, transactions, guide)
_WRITING: Final = (login, recording, mending)
ROUTERS: Final = tuple(part.router for part in (*_READING, *_WRITING))
