"""Markdown as the guide shows it: HTML with an id for each heading, and links that lead where the reader is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

Lead = Callable[[str], str | None]
"""What becomes of the address of a link or picture; None where it leads nowhere from here."""


class _Renderer(RendererHTML):
    """What is wider than the page scrolls in itself, and can be reached with the keyboard."""

    def table_open(self, *_: Any) -> str:
        return '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return super().fence(tokens, idx, options, env).replace("<pre>", '<pre tabindex="0">', 1)


_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")

_COMMENT: Final = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
"""For tools that write a part of a page; not for readers."""


@dataclass(frozen=True, slots=True)
class Text:
    """A page: its title, and all of it as HTML."""

    title: str
    html: str


def text(source: str, lead: Lead) -> Text:
    """*source* for reading."""
    tokens = _MARKDOWN.parse(_COMMENT.sub("", source))
    seen: Counter[str] = Counter()
    title = ""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            told = _words(inline)
            title = title or told
            opening.attrSet("id", _anchor(told, seen))
    for number, token in enumerate(tokens):
        _led(token.children or (), lead)
        if token.type == "th_open" and not tokens[number + 1].content:
            token.tag = tokens[number + 2].tag = "td"  # a head that says nothing heads nothing
    return Text(title, str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})))


def links(source: str) -> Iterator[tuple[str, str, str]]:
    """The links of *source* in order: the heading of second rank that each stands under, its words, its address."""
    heading = ""
    tokens = _MARKDOWN.parse(source)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            heading = _words(inline)
        for number, child in enumerate(inline.children or ()):
            if child.type == "link_open":
                yield heading, (inline.children or ())[number + 1].content, str(child.attrs["href"])


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _anchor(heading: str, seen: Counter[str]) -> str:
    """The id that code hosts give a heading, so that one link serves both."""
    anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    seen[anchor] += 1
    return anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor] - 1}"


def _led(tokens: Sequence[Token], lead: Lead) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", lead(str(token.attrs["src"])) or "")
        elif token.type == "link_open":
            opened.append(token)
            where = lead(str(token.attrs["href"]))
            if where is None:
                token.tag, token.attrs = "span", {}
            else:
                token.attrSet("href", where)
        elif token.type == "link_close":
            token.tag = opened.pop().tag
