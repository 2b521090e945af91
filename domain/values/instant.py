"""Instants as text: UTC with six fraction digits and ``Z``, in the log's bytes as in every answer."""

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """*moment* in that form, which is exact to the microsecond and sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
