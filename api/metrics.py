"""Figures of one server for Prometheus: what it was asked, how long that took, and how its log and store do.

A server is one process and counts for itself; several are scraped each at its own address.
"""

from __future__ import annotations

from contextlib import suppress
from math import nan
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import Busy
from infra.queries import Queries

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The figures of one application; nothing is shared with others in the same process."""

    def __init__(self, engine: Engine, queries: Queries) -> None:
        self._queries = queries
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._answered = Counter(
            "pactlog_requests", "Requests by what they were answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "pactlog_request_duration_seconds",
            "Seconds until an answer was sent; streams are left out.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.under_way = Gauge("pactlog_requests_in_progress", "Requests that are being answered.", registry=registry)
        self.streams = Gauge("pactlog_streams_open", "Readers who follow the log live.", registry=registry)
        self._store_errors = Counter("pactlog_store_errors", "Errors of the database.", ["kind"], registry=registry)
        self._position = Gauge(
            "pactlog_log_position", "Events in the log; grows with each that is recorded.", registry=registry
        )

        @event.listens_for(engine, "handle_error")
        def on_error(context: ExceptionContext) -> None:
            self._store_errors.labels(type(context.original_exception).__name__).inc()

    def answered(self, method: str, route: str | None, status: int, seconds: float | None) -> None:
        """Count an answer; *seconds* is None for a stream."""
        self._answered.labels(method, route or "none", str(status)).inc()
        if seconds is not None:
            self._seconds.labels(method, route or "none").observe(seconds)

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """All figures in the form that *accept* prefers, and its media type."""
        self._position.set(nan)
        with suppress(Busy, SQLAlchemyError):
            self._position.set(self._queries.basis().head)
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type
