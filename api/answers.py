"""Answers: documents as bytes. What is to be cached, and how, will be decided here for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Response


def answer(document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """*document* as JSON. Keys keep their order, so an equal document is the same bytes."""
    return Response(msgspec.json.encode(document), status, headers, "application/json")
