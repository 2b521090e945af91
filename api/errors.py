"""What only HTTP can get wrong, beside the errors of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Malformed, NotFound, Refused


class MalformedBody(Malformed):
    """The body is no I-JSON document (RFC 7493)."""


class TooManyLines(Malformed):
    """A batch has more lines than one transaction takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} lines are accepted at once; send the rest in further requests")
        self.limit = limit


class InvalidCursor(Malformed):
    """A cursor is none that this server gave out, or belongs to another question."""


class BodyTimeout(Malformed):
    """The body did not arrive in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the body was not there after {seconds:g} seconds; send it faster, or in several requests")
        self.seconds = seconds


class AnswerTimeout(Refused):
    """The answer did not begin in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the answer had not begun after {seconds:g} seconds; ask again, or for less at once")
        self.seconds = seconds


class NotAcceptable(Refused):
    """The answer has no form that Accept admits."""

    def __init__(self, available: Sequence[str]) -> None:
        super().__init__(f"Accept admits none of {', '.join(available)}; add one of them or */*")
        self.available = list(available)


class UnsupportedMediaType(Malformed):
    """The body is in a form that is not read here."""


class Unauthenticated(Refused):
    """The request needs a key, or brings one that opens nothing."""

    def __init__(self, reason: str, *, key_given: bool) -> None:
        super().__init__(reason)
        self.key_given = key_given


class Forbidden(Refused):
    """The key that the request brings lacks a scope."""

    def __init__(self, required_scope: str) -> None:
        super().__init__(f"this key lacks the scope {required_scope}")
        self.required_scope = required_scope


class StaleForm(Refused):
    """A form comes from elsewhere, or from a session that is over."""


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """One thing wrong with a parameter in the address or the header."""

    parameter: str
    code: str
    detail: str


class BadParameters(Refused):
    """Parameters are unknown, repeated or not what they should be; every fault is named."""

    def __init__(self, faults: Sequence[ParameterFault]) -> None:
        super().__init__("; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults))
        self.faults = list(faults)


class NothingHere(NotFound):
    """No route, schema or problem has this address."""

    def __init__(self, what: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.suggestions = list(suggestions)
