"""Whom and what the values of a page name: shown as called on its dates, and leading to where they are told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from api import changed, gist, words
from api.pages.links import Here
from api.pages.rendering import unbroken
from domain.as_of import AsOf
from domain.values.identifiers import subject_of_party
from infra.queries import Queries

_FAMILIES: Final = {"companies": "company", "people": "person", "deals": "deal", "transactions": "transaction"}
_DEALS: Final = frozenset({"deals", "deal", "included_in"})
"""Fields that name deals by their ids."""
_MARK: Final = re.compile("\ue000([^\ue000\ue001]+)\ue001")
"""A subject inside of words; who tells a value in words takes it for a name."""

_told: Final = unbroken(changed.told)
_stated: Final = unbroken(gist.stated)


@dataclass(frozen=True, slots=True)
class Named:
    """What all subjects that a page names are called; those that the log did not know yet are missing."""

    here: Here
    called: Mapping[str, Any]

    def thing(self, path: str) -> Markup | str:
        """What a change at *path* is about."""
        subject = _subject_at(path)
        return self.subject(subject) if subject else "/".join(path.split("/")[1:3])

    def subject(self, subject: str) -> Markup | str:
        """``company/…`` or any other subject, under its name."""
        if subject not in self.called:
            return subject.partition("/")[2]
        name = words.text(self.called[subject]) or subject.partition("/")[2]
        return Markup('<a href="{}">{}</a>').format(self.here.subject(subject), name)

    def change(self, path: str, value: Any) -> Markup:
        """What one side of a change at *path* says."""
        return self._linked(_told(self._marked(value, path.rpartition("/")[2])))

    def stated(self, field: str, value: Any) -> Markup:
        """What the data of an event says."""
        return self._linked(_stated(field, self._marked(value, field)))

    def _linked(self, told: str) -> Markup:
        text = _MARK.sub(lambda found: str(escape(self.subject(found[1]))), str(escape(told)))
        return Markup(text)  # noqa: S704 - all but the links is escaped

    def _marked(self, value: Any, field: str) -> Any:
        match value:
            case list():
                return [self._marked(one, field) for one in value]
            case dict():
                marked = {name: self._marked(one, name) for name, one in value.items()}
                subject = subject_of_party(value)
                return marked | {"name": _mark(subject)} if subject and subject in self.called else marked
            case str() if field in _DEALS:
                return _mark(f"deal/{value}")
        return value


def named(queries: Queries, here: Here, as_of: AsOf, *told: Any) -> Named:
    """All subjects that *told*, answers that hold changes or events, name."""
    return Named(here, queries.called(set(_subjects(told, "")), as_of))


def _subjects(told: Any, field: str) -> Iterator[str]:
    match told:
        case list() | tuple():
            for one in told:
                yield from _subjects(one, field)
        case dict():
            if subject := subject_of_party(told):
                yield subject
            for name, one in told.items():
                yield from _subjects(one, name)
        case str() if field == "path":
            yield _subject_at(told)
        case str() if field == "subject":
            yield told
        case str() if field in _DEALS:
            yield f"deal/{told}"


def _subject_at(path: str) -> str:
    root, _, rest = path.removeprefix("/").partition("/")
    return f"{_FAMILIES[root]}/{rest.partition('/')[0]}" if root in _FAMILIES else ""


def _mark(subject: str) -> str:
    return f"\ue000{subject}\ue001"
