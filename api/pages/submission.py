"""What a form sends: read up to a limit, and only from a page of this server in the session that opened it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request

from api.bodies import media_type_of, received
from api.dependencies import PrincipalDep
from api.errors import BadParameters, MalformedBody, ParameterFault, StaleForm, UnsupportedMediaType
from api.pages.forms.conversion import Pair
from api.parameters import nearest
from api.sessions import Session

FORM: Final = "application/x-www-form-urlencoded"
MAX_FORM: Final = 2**18
_MOST_FIELDS: Final = 10_000
TOKEN: Final = "token"  # noqa: S105 - the name of a field
CONTROLS: Final = (
    TOKEN,
    *("key", "next"),
    *("do", "add", "remove", "set", "distinct"),
    *("checked", "version", "once", "create_missing"),
)
"""What forms send beside the fields of an event, whose names begin with a slash."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a form sends: the fields of an event by their pointers, and beside them what is to be done."""

    fields: tuple[Pair, ...]
    controls: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.controls.get(name, "")

    def without(self, pointer: str) -> Submission:
        """The same without what stands at *pointer* or beneath it."""
        kept = (pair for pair in self.fields if not f"{pair[0]}/".startswith(f"{pointer}/"))
        return replace(self, fields=tuple(kept))

    def having(self, pairs: Iterable[Pair]) -> Submission:
        """The same with *pairs* in place of what stands at their pointers."""
        made = self
        for pair in pairs:
            made = made.without(pair[0])
            made = replace(made, fields=(*made.fields, pair))
        return made


async def _submission(request: Request) -> Submission:
    if media_type_of(request) != FORM:
        raise UnsupportedMediaType(f"a form is sent as {FORM}")
    _ours(request)
    try:
        text = (await received(request, MAX_FORM)).decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise MalformedBody("the form is not UTF-8") from None
    except ValueError:
        raise MalformedBody(f"a form has at most {_MOST_FIELDS} fields") from None
    controls = [(name, text) for name, text in pairs if not name.startswith("/")]
    if faults := [*_strange(Counter(name for name, _ in controls))]:
        raise BadParameters(faults)
    return Submission(tuple(pair for pair in pairs if pair[0].startswith("/")), dict(controls))


def _strange(given: Counter[str]) -> Iterable[ParameterFault]:
    for name, times in given.items():
        if name not in CONTROLS:
            yield ParameterFault(name, "unknown_parameter", f"the form has no such field{nearest(name, CONTROLS)}")
        elif times > 1:
            yield ParameterFault(name, "repeated_parameter", f"it is given {times} times; give it once")


def _ours(request: Request) -> None:
    """Raise StaleForm for what the browser says comes from elsewhere, as all of today's do say."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    host = request.headers.get("host")
    is_ours = site == "same-origin" if site is not None else origin is None or urlsplit(origin).netloc == host
    if not is_ours:
        raise StaleForm("this form was sent from another site")


def session_here(request: Request) -> Session | None:
    """The session that the request was let in with."""
    return getattr(request.state, "session", None)


def of_session(submission: Submission, session: Session) -> None:
    """Raise StaleForm for a form that *session* did not give out."""
    if not compare_digest(submission[TOKEN].encode(), session.form_token.encode()):
        raise StaleForm("this form was opened in a session that is over")


async def _admitted_submission(
    request: Request, _principal: PrincipalDep, submission: Annotated[Submission, Depends(_submission)]
) -> Submission:
    """What is sent by who may; with a key in the header instead of a session nothing can be sent in another's name."""
    if session := session_here(request):
        of_session(submission, session)
    return submission


AnySubmissionDep = Annotated[Submission, Depends(_submission)]
"""From whoever it is. Raises StaleForm for other sites only."""
SubmissionDep = Annotated[Submission, Depends(_admitted_submission)]
