"""Where the texts and pictures of the guide are: in docs/ of a checkout, inside ``api`` in the wheel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent.parent
_INSTALLED: Final = _HERE / "_docs"
DOCS: Final = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent / "docs"
PICTURES: Final = ("pictures", "screenshots")
"""Folders of what is looked at; their files have different names."""


def pages() -> Iterator[str]:
    """The name of each page: its path without ``.md``; that of a folder for the folder's README."""
    for file in sorted(DOCS.rglob("*.md")):
        yield name_of(file)


def name_of(file: Path) -> str:
    """The name of the page that *file* is."""
    path = file.relative_to(DOCS)
    named = path.parent if path.name == "README.md" else path.with_suffix("")
    return "" if named == Path() else named.as_posix()


def file_of(name: str) -> Path:
    """Where the page called *name* is."""
    folder = DOCS / name
    return folder / "README.md" if folder.is_dir() else DOCS / f"{name}.md"


def pictures() -> Iterator[Path]:
    """The drawings and screenshots that pages show."""
    for folder in PICTURES:
        yield from (DOCS / folder).iterdir()
