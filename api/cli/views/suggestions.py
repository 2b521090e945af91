"""What may be meant by a name, one row each."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from api import words
from api.cli.views import layout
from api.words import Document

_STYLES: Final = {"company": "green", "person": "magenta", "deal": "blue", "transaction": "cyan"}


def show(console: Console, text: str, document: Document) -> None:
    """All suggestions, the best first."""
    console.print(layout.basis(document["as_of"]))
    table = layout.columns(4)
    for item in document["items"]:
        family = item["subject"].partition("/")[0]
        table.add_row(
            Text(family, _STYLES[family]),
            Text(words.text(item["name"]), "bold"),
            Text(item["subject"], "dim"),
            Text(_why(item), "yellow" if item["matched"]["fit"] == "similar" else "dim"),
        )
    if document["items"]:
        layout.print_block(console, table)
    else:
        console.print(f"nobody and nothing is called like {text}", markup=False)


def _why(item: Document) -> str:
    """What fits, unless that is the name that is shown anyway."""
    matched = item["matched"]
    if matched["fit"] == "similar":
        return f"similar: {matched['text']}, {matched['score']} of 100"
    if matched["text"] == item["name"] or matched["field"] == "id":
        return ""
    return f"{words.plain(matched['field'])}: {matched['text']}"
