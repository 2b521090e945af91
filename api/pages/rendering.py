"""Pages out of templates: everything that a template may use is named here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import changed, gist, words
from api.assets import address
from api.dependencies import PartsDep, QueriesDep
from api.pages.basis import Basis, Turns, basis_of
from api.pages.forms.conversion import Node
from api.pages.forms.shape import label_of
from api.pages.links import Here
from infra.ledger import utc_now
from infra.queries import Queries

TEMPLATES: Final = Path(__file__).parent / "templates"
VARY: Final = {"Vary": "Accept, HX-Request"}
_WORDS: Final = (
    *("plain", "text", "day", "instant", "span", "money", "totals", "stake", "term", "consideration"),
    *("party", "parties", "status", "source", "anything"),
)
Document = dict[str, Any]


@cache
def environment() -> Environment:
    """Where the templates are; an undefined name is an error and every value is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {name: unbroken(getattr(words, name)) for name in _WORDS}
    made.filters |= {name: unbroken(getattr(gist, name)) for name in ("of_deal", "job", "stated", "happening")}
    made.filters |= {"others": gist.others, "deal_title": gist.title, "is_possible": words.is_possible}
    made.filters |= {"thing": changed.thing, "field": changed.field_alone}
    made.filters |= {"label": label_of, "is_open": is_open}
    made.globals |= {"version": version("pactlog"), "asset": address, "stated": unbroken(gist.stated)}
    return made


def unbroken(tell: Callable[..., str]) -> Callable[..., str]:
    """*tell*, with percentages that no line ends within."""

    @wraps(tell)
    def told(*values: Any) -> str:
        return tell(*values).replace(" %", "\N{NO-BREAK SPACE}%")

    return told


def is_open(nodes: Sequence[Node], at: Mapping[str, Any], grown: Collection[str]) -> bool:
    """Whether a part of a form must be seen: it is filled in, has an error, or was just asked for."""
    all_of_them = [one for node in nodes for one in node.walk()]
    return any(one.texts or one.id in at or one.pointer in grown for one in all_of_them)


def here_of(request: Request) -> Here:
    """Where *request* asks."""
    return Here(request.scope.get("root_path", ""), request.url.path, dict(request.query_params))


class Page:
    """What a page knows before it has asked anything: where it is, and what log this is."""

    def __init__(self, request: Request, queries: Queries, *, everybody_reads: bool) -> None:
        self.here = here_of(request)
        self.today: date = utc_now().date()
        self._queries = queries
        self._everybody_reads = everybody_reads
        self._session = getattr(request.state, "session", None)

    def show(self, template: str, as_of: Document, turns: Turns | None = None, **told: Any) -> HTMLResponse:
        """*template*, answered as of *as_of*; with sliders where *turns* are known."""
        return self.draw(template, basis=basis_of(as_of, self.here, self.today, turns), **told)

    def draw(self, template: str, basis: Basis | None = None, **told: Any) -> HTMLResponse:
        """*template*, which may have no dates."""
        shared = {
            "here": self.here,
            "basis": basis,
            "today": self.today.isoformat(),
            "everybody_reads": self._everybody_reads,
            "session": self._session,
            "is_demonstration": self._queries.is_demonstration(),
        }
        return HTMLResponse(environment().get_template(template).render(shared | told), headers=VARY)


async def _page(request: Request, queries: QueriesDep, parts: PartsDep) -> Page:
    return Page(request, queries, everybody_reads=parts.everybody_reads)


PageDep = Annotated[Page, Depends(_page)]
