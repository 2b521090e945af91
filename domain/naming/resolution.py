"""From a name as a source writes it to a key under which the same name is found again, and to an id for a new thing."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_SLUG: Final = 80

LEGAL_FORMS: Final = frozenset(
    {"ag", "bv", "corp", "corporation", "gmbh", "inc", "incorporated", "kgaa", "limited", "llc", "llp", "lp", "ltd"}
    | {"nv", "plc", "pbc", "pte", "pty", "sarl", "sas", "spa"}
)
"""Common abbreviations of legal forms, chosen by us; those that are often a word or a surname are left out."""


def name_key(name: str) -> str:
    """The normal form of a name: NFKC, case folded, letters and digits only, without the legal form at its end.

    So "Scale AI", "ScaleAI" and "Scale AI, Inc." are one. A name without any letter or digit is its own key, and one
    that is nothing but a legal form keeps it.
    """
    words = words_of(name)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words) or _folded(name)


def words_of(name: str) -> list[str]:
    """The words of a name, NFKC and case folded, of letters and digits only; none if it has neither."""
    return re.findall(r"[^\W_]+", re.sub(r"[.'’]", "", _folded(name)))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def identifier_key(scheme: str, value: str) -> str:
    """The key of an identifier; no name has one of its form, since keys of names hold no colon."""
    return f"{scheme}:{value}"


def slug(*words: str) -> str:
    """An id of lower-case letters, digits and hyphens out of *words*, at most 80 long; ``x`` stands for no letters."""
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return joined if len(joined) > 1 else f"{joined or 'x'}-1"


def first_free(wanted: str, taken: Callable[[str], bool], new_letters: Callable[[int], str]) -> str:
    """*wanted*, or with what makes it new behind it: a digit while that lasts, then random letters."""
    room = wanted[: LONGEST_SLUG - 7].rstrip("-")
    numbered = (f"{room}-{number}" for number in range(2, 10))
    lettered = (f"{room}-{new_letters(6)}" for _ in count())
    return next(candidate for candidate in chain([wanted], numbered, lettered) if not taken(candidate))


def contains_name(identifier: str, names: Iterable[str]) -> bool:
    """Whether *identifier* spells out one of *names* or a word of at least four letters of it."""
    text = name_key(identifier)
    words = [name_key(word) for name in names for word in (name, *name.split())]
    return any(len(word) > 3 and word in text for word in words)  # noqa: PLR2004 (shorter words are in everything)
