"""For who runs the server: whether it lives, whether it can serve, and the description of all it serves."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from api.answers import answer
from api.dependencies import PartsDep
from api.openapi import answers
from api.schemas import Health, Object, Readiness
from infra.readiness import readiness

router = APIRouter(tags=["operations"])

_FIGURES: Final = {
    "description": "The figures, as text or OpenMetrics.",
    "content": {kind: {"schema": {"type": "string"}} for kind in ("text/plain", "application/openmetrics-text")},
}


@router.get("/healthz", responses=answers(Health))
async def healthz() -> Response:
    """Say that the process lives; the database is not asked."""
    return answer({"alive": True})


@router.get("/readyz", responses=answers(Readiness) | {503: {"model": Readiness, "description": "Not ready"}})
def readyz(parts: PartsDep) -> Response:
    """Say whether the database answers in the schema of this version, and whether the log is a demonstration."""
    found = readiness(parts.engine)
    return answer(found.told(), 200 if found.is_ready else 503)


@router.get("/metrics", responses=answers(None) | {200: _FIGURES})
def metrics(request: Request, parts: PartsDep) -> Response:
    """Give the figures of this process to Prometheus."""
    figures, media_type = parts.metrics.exposed(request.headers.get("accept", ""))
    return Response(figures, media_type=media_type)


@router.get("/openapi.json", responses=answers(Object))
async def openapi(request: Request) -> Response:
    """Describe everything that is served (OpenAPI 3.1)."""
    return answer(request.app.openapi())
