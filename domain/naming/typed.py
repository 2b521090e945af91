"""Identifiers as people type or paste them, brought to the form in which they are recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from domain.values.identifiers import CompanyIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def identifier_typed(scheme: str, text: str) -> str:
    """The identifier in *scheme* that *text* means. Raises ValueError with what to do.

    A domain may be the address of a home page, in any case and with accents; an LEI may be in groups.
    """
    value = _FORMS[scheme](text.strip())
    try:
        return CompanyIdentifier.model_validate({"scheme": scheme, "value": value}).value
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from None


def _host(text: str) -> str:
    host = re.sub(r"^https?://|(:(80|443))?/?$", "", text.lower()).removesuffix(".").removeprefix("www.")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise ValueError("a domain is a host name, as meta.com") from None


def _lei(text: str) -> str:
    return re.sub(r"[ -]", "", text).upper()


_FORMS: Final[Mapping[str, Callable[[str], str]]] = {"domain": _host, "lei": _lei, "wikidata": str.upper}
