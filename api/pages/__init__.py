"""The web pages: what the API answers, drawn for people. Each page has the path and the query of its API route.

home companies deals …     one file for each resource: ask the queries as the API does, choose what to draw
guide                      the texts of docs/ and the vocabulary, made by api/guide
basis                      the two dates that a page is asked as of, and where something changes on either clock
surroundings lifelines circle   pictures: where everything in them goes is decided here, and the templates draw it
belief belief_map fields   what was believed of a field at any point of both clocks
links                      the address of a page, and those that it leads to with the same dates
routing                    how their routes differ from those of the API
rendering                  the templates with all that they may use
problem                    a problem document as a page
templates/                 base.html, a template for each page, macros/ for what they share
"""

from __future__ import annotations

from typing import Final

from api.pages import belief, changes, companies, deals, events, guide, home, network, people, search, transactions

_PARTS: Final = (home, search, belief, changes, companies, deals, events, network, people, transactions, guide)
ROUTERS: Final = tuple(part.router for part in _PARTS)
