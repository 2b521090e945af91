"""Which forms of an answer are admitted by who asks: the header Accept (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from api.errors import NotAcceptable


def offered(routes: Sequence[BaseRoute]) -> dict[str, list[str]]:
    """The media types of each route by its name, as its description tells; none where it tells nothing."""
    return {str(route.name): sorted(set(_offered(route))) for route in iter_route_contexts(routes)}


def _offered(route: object) -> Iterator[str]:
    response_class = getattr(route, "response_class", None)
    if isinstance(response_class, type) and issubclass(response_class, StreamingResponse) and response_class.media_type:
        yield response_class.media_type
    for status, response in getattr(route, "responses", {}).items():
        if str(status).startswith("2"):
            yield from response.get("content", ())
            if response.get("model"):
                yield "application/json"


async def acceptable(request: Request) -> None:
    """Refuse to answer in a form that Accept does not admit. Raises NotAcceptable."""
    accept = ",".join(request.headers.getlist("accept"))
    forms = request.app.state.offered[request.scope["route"].name]
    if accept and forms and not any(admits(accept, form) for form in forms):
        raise NotAcceptable(forms)


def admits(accept: str, media_type: str) -> bool:
    """Whether the most specific range of *accept* that fits *media_type* has a weight above nought."""
    family = media_type.partition("/")[0]
    weights = dict(_weights(accept.split(",")))
    return next((weights[one] for one in (media_type, f"{family}/*", "*/*") if one in weights), 0.0) > 0


def _weights(ranges: Iterable[str]) -> Iterator[tuple[str, float]]:
    for one in ranges:
        media_range, *parameters = (part.strip().lower() for part in one.split(";"))
        yield media_range, next((_weight(text[2:]) for text in parameters if text.startswith("q=")), 1.0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0  # what is no weight does not speak against the range
