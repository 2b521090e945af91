"""The documentation to read and try in a browser, and the files that pages load; nothing comes from elsewhere."""

from __future__ import annotations

from string import Template
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.assets import MEDIA_TYPES, address, assets
from api.caching import unless_held
from api.errors import NothingHere
from api.middleware.protection import policy
from api.openapi import answers

router = APIRouter(tags=["operations"])

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pactlog: the interface</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="$root$style">
<div id="docs" data-description="$root/openapi.json"></div>
<script src="$root$bundle"></script>
<script src="$root$start"></script>
</html>
""")
_POLICY: Final = {"Content-Security-Policy": policy(img_src="'self' data:")}  # icons in Swagger UI's style sheet
_FILE: Final = {"content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@router.get("/docs", responses=answers(None, html=True))
async def docs(request: Request) -> Response:
    """Show all of this as a page on which each question can be asked."""
    page = _PAGE.substitute(
        root=request.scope.get("root_path", ""),
        style=address("swagger-ui.css"),
        bundle=address("swagger-ui-bundle.js"),
        start=address("docs.js"),
    )
    return HTMLResponse(page, headers=_POLICY)


@router.get("/static/{file}", responses=answers(None, "not-found") | {200: {"description": "The file."} | _FILE})
async def static(
    request: Request,
    file: Annotated[str, Path(examples=["pactlog.css"])],
    v: Annotated[str | None, Query(description="The version that is wanted, to be kept for ever.")] = None,
) -> Response:
    """A file that pages load."""
    found = assets().get(file)
    if found is None:
        raise NothingHere("there is no such file")
    headers = {"ETag": f'"{found.version}"', "Cache-Control": _FOR_EVER if v == found.version else "no-cache"}
    return unless_held(request, Response(found.content, headers=headers, media_type=found.media_type))
