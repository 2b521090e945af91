"""Files that pages load, ours and those of libraries, each at an address that changes with its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from api.guide.files import pictures

_OURS: Final = files("api") / "static"
_OF_LIBRARIES: Final = {
    "htmx.min.js": files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js",
    "swagger-ui.css": files("fastapi_swagger") / "resources" / "swagger-ui.css",
    "swagger-ui-bundle.js": files("fastapi_swagger") / "resources" / "swagger-ui-bundle.js",
}
MEDIA_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """All there are, by name."""
    found = {file.name: file for file in (*_OURS.iterdir(), *pictures())} | _OF_LIBRARIES
    return {name: _asset(name, file.read_bytes()) for name, file in found.items()}


def address(name: str) -> str:
    """Where *name* is served in the version that there is now, from the root of the server."""
    return f"/static/{name}?v={assets()[name].version}"


def _asset(name: str, content: bytes) -> Asset:
    return Asset(content, MEDIA_TYPES[name.rpartition(".")[2]], sha256(content).hexdigest()[:16])
