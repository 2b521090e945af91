"""Caching by those who ask (RFC 9110, RFC 9111): what an answer is known by, and an answer that says "you have it"."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from fastapi import Request, Response

_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_KEPT: Final = ("cache-control", "content-location", "date", "etag", "expires", "vary")
"""What a 304 repeats of the 200 that it stands for (RFC 9110 §15.4.5)."""


def etag_of(content: bytes) -> str:
    """The strong entity tag of *content*: equal for equal bytes only."""
    return f'"{urlsafe_b64encode(sha256(content).digest()[:16]).rstrip(b"=").decode()}"'


def unless_held(request: Request, response: Response) -> Response:
    """*response*, which has an ETag, or 304 if If-None-Match says that who asks has it already."""
    if not _is_held(", ".join(request.headers.getlist("if-none-match")), response.headers["etag"]):
        return response
    return Response(None, 304, {name: response.headers[name] for name in _KEPT if name in response.headers})


def _is_held(if_none_match: str, etag: str) -> bool:
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
