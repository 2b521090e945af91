"""Which pages the guide has, and in which order: that of the links in docs/README.md, its own first page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple

from api.assets import address
from api.guide.files import PICTURES, file_of, pages
from api.guide.markup import Text, links, text

ADDRESS: Final = "http://127.0.0.1:8000"
"""What the texts call the server; on its own pages it is this one."""
VOCABULARY: Final = "/guide/vocabulary"


class Entry(NamedTuple):
    """A page in the list of pages: its path on the server, and what it is called there."""

    path: str
    title: str


class Group(NamedTuple):
    """Pages under one heading."""

    title: str
    entries: Sequence[Entry]


def path_of(name: str) -> str:
    """Where the page called *name* is served."""
    return f"/guide/{name}" if name else "/guide"


@cache
def groups() -> Sequence[Group]:
    """The list of pages, as docs/README.md arranges it."""
    told = ((heading, Entry(path, title)) for heading, title, path in _listed("") if path.startswith("/guide/"))
    return [Group(heading, [entry for _, entry in some]) for heading, some in groupby(told, key=lambda one: one[0])]


@cache
def order() -> Sequence[Entry]:
    """All pages one after another; those that a page such as that of the decisions lists follow it."""
    ordered = [Entry("/guide", "Guide")]
    names = {path_of(name): name for name in pages()}
    for group in groups():
        for entry in group.entries:
            ordered.append(entry)
            name = names.get(entry.path, "")
            if file_of(name).name == "README.md" and name:
                ordered += [Entry(path, title) for _, title, path in _listed(name)]
    return ordered


@cache
def page(name: str, root: str) -> Text:
    """The page called *name* on a server whose paths begin with *root*. Raises KeyError if there is none."""
    if name not in pages():
        raise KeyError(name)

    def lead(link: str) -> str | None:
        where = _led(name, link)
        return root + where if where and where.startswith("/") else where

    return text(file_of(name).read_text(encoding="utf-8"), lead)


def _listed(name: str) -> Iterator[tuple[str, str, str]]:
    """The links of the page called *name* that lead to places on this server."""
    for heading, title, link in links(file_of(name).read_text(encoding="utf-8")):
        where = _led(name, link)
        if where and where.startswith("/"):
            yield heading, title, where


def _led(name: str, link: str) -> str | None:
    """Where *link* on the page called *name* leads on this server; None for files that are not served."""
    if link.startswith(ADDRESS):
        return link.removeprefix(ADDRESS) or "/"
    if link.startswith(("#", "https://")):
        return link
    target, mark, anchor = link.partition("#")
    folder = name if file_of(name).name == "README.md" else posixpath.dirname(name)
    path = posixpath.normpath(posixpath.join(folder, target))
    if path.partition("/")[0] in PICTURES:
        return address(posixpath.basename(path))
    wanted = "" if path == "README.md" else path.removesuffix("/README.md").removesuffix(".md")
    return path_of(wanted) + mark + anchor if wanted in pages() else None
