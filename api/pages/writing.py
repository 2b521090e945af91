"""What the writing pages share: a form is drawn, checked by a dry run, and what the check showed is recorded once."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, Any, Final
from uuid import uuid4

import msgspec
from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access import Scope, scope_of
from api.catalogue import KINDS
from api.dependencies import Parts, PartsDep, PrincipalDep
from api.errors import Forbidden, Unauthenticated
from api.keys import Principal
from api.pages.forms.conversion import Node, Pair, Wire, filled, read
from api.pages.forms.shape import Group
from api.pages.named import named
from api.pages.rendering import Page, PageDep
from api.pages.submission import Submission, session_here
from api.problems import Problem, problem_of
from api.receipts import told_of_one
from domain.errors import Invalid, PactlogError, PossibleDuplicate, UnresolvedParty, faults_of
from domain.vocabulary import parse_event
from infra.append_keys import AppendKey
from infra.receipts import Receipt

Document = dict[str, Any]

_WHOLE: Final = frozenset({"/data", "/data/set"})
"""Parts of a form that need no name where one of their fields is named."""
_canonical: Final = msgspec.json.Encoder(order="sorted")


def _as_it_stands(pointer: str, _sent: Wire) -> str:
    return pointer


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it asks, what event comes of what it says, and where in it an error belongs."""

    title: str
    lead: str
    shape: Group
    event: Callable[[Wire], Wire]
    place: Callable[[str, Wire], str] = _as_it_stands
    about: Document | None = None
    """The event that is corrected or retracted."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that speaks against what was filled in: the field it belongs to, in words, and what to do."""

    id: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a dry run showed, with all that makes the record of it the same and done once."""

    told: Document
    version: int
    once: str
    digest: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody writes: who it is, and all that is needed to look and to record."""

    request: Request
    page: Page
    parts: Parts
    principal: Principal

    def needs(self, *types: str) -> None:
        """Raise Forbidden unless events of *types* may be recorded here."""
        for scope in (Scope.RECORD, *map(scope_of, types)):
            if not self.principal.may(scope):
                raise Forbidden(scope)

    def open(self, form: Form, said: Wire) -> Response:
        """The form that says *said*, before anything was done with it."""
        return self._draw(form, said)

    def take(self, form: Form, submission: Submission) -> Response:
        """Do what the form was sent for. Raises Invalid for fields that it does not have."""
        grown = [submission["add"]] if submission["add"] else []
        submission = _changed(submission)
        said: Wire = read(form.shape, submission.fields) or {}
        creating = submission["create_missing"] == "yes"
        if grown or submission["remove"]:
            return self._draw(form, said, creating=creating, grown=grown)
        sent = form.event(said)
        is_checked = submission["do"] == "record" and compare_digest(
            submission["checked"].encode(),
            self._digest(sent, creating, submission["version"], submission["once"]).encode(),
        )
        try:
            receipt = self._record(sent, creating, submission if is_checked else None)
        except PactlogError as error:
            return self._draw(form, said, creating=creating, error=error)
        if is_checked:
            return self._lead_to(receipt)
        [outcome] = receipt.outcomes
        version, once = outcome.event.version - (not outcome.replayed), uuid4().hex
        told = told_of_one(receipt, self.parts.engine).document
        checked = Checked(told, version, once, self._digest(sent, creating, str(version), once))
        return self._draw(form, said, creating=creating, checked=checked, is_late=submission["do"] == "record")

    def _record(self, sent: Wire, creating: bool, checked: Submission | None) -> Receipt:  # noqa: FBT001
        """Only try, unless *checked* says that this was tried already and is to be done."""
        try:
            event = parse_event(sent)
        except ValidationError as error:
            raise Invalid(faults_of(error)) from None
        key = checked and AppendKey(self.principal.key_id, checked["once"], bytes.fromhex(checked["checked"]))
        return self.parts.ledger.record(
            [event],
            recorded_by=self.principal.key_id,
            create_missing=creating,
            expected_version=int(checked["version"]) if checked else None,
            refuse_duplicates=True,
            dry_run=checked is None,
            key=key or None,
        )

    def _digest(self, sent: Wire, creating: bool, version: str, once: str) -> str:  # noqa: FBT001
        """Of all that was checked: whatever is changed behind it is checked anew."""
        asked = [self.page.here.path, sent, creating, version, once, self.principal.key_id]
        return sha256(_canonical.encode(asked)).hexdigest()

    def _lead_to(self, receipt: Receipt) -> Response:
        event_id = receipt.outcomes[0].event.event_id
        if session := session_here(self.request):
            session.said = "Recorded. It counts from now on, and this is what it changed."
        return RedirectResponse(self.page.here.at(f"/events/{event_id}"), 303)

    def _draw(  # noqa: PLR0913 - what can be shown of one form
        self,
        form: Form,
        said: Wire,
        *,
        creating: bool = False,
        grown: Collection[str] = (),
        error: PactlogError | None = None,
        checked: Checked | None = None,
        is_late: bool = False,
    ) -> Response:
        root = filled(form.shape, said, grown=grown)
        sent = form.event(said)
        problem = problem_of(error) if error else None
        wrong = [*_wrong(root, form, sent, problem)] if problem else []
        told: dict[str, Any] = {
            "form": form,
            "root": root,
            "wrong": wrong,
            "at": {one.id: [other.detail for other in wrong if other.id == one.id] for one in wrong},
            "way_out": error if isinstance(error, UnresolvedParty | PossibleDuplicate) else None,
            "place": form.place(error.pointer, sent) if isinstance(error, UnresolvedParty) else "",
            "problem": problem and _title(problem),
            "checked": checked,
            "named": checked and named(self.parts.queries, self.page.here, self.parts.queries.as_of(), checked.told),
            "is_late": is_late,
            "creating": creating,
            "grown": [*grown],
            "body": json.dumps(sent, ensure_ascii=False, indent=2),
            "curl": self._curl(sent, creating=creating),
        }
        answer = self.page.draw("form.html", **told)
        answer.status_code = KINDS[problem.slug].status if problem else 200
        return answer

    def _curl(self, sent: Wire, *, creating: bool) -> str:
        """The command that sends the same, with the key taken from the environment."""
        address = f"{str(self.request.base_url).rstrip('/')}/v1/events" + ("?create_missing=true" if creating else "")
        body = shlex.quote(json.dumps(sent, ensure_ascii=False))
        headers = "-H \"Authorization: Bearer $PACTLOG_KEY\" -H 'Content-Type: application/json'"
        return f"curl {shlex.quote(address)} \\\n  {headers} \\\n  -d {body}"


async def _desk(request: Request, page: PageDep, parts: PartsDep, principal: PrincipalDep) -> Desk:
    if principal is None:
        raise Unauthenticated("recording needs a key", key_given=False)
    return Desk(request, page, parts, principal)


DeskDep = Annotated[Desk, Depends(_desk)]


def _changed(submission: Submission) -> Submission:
    """What is sent with what its button changes of it."""
    if submission["remove"]:
        return submission.without(submission["remove"])
    if submission["set"]:
        pointer, _, text = submission["set"].partition("=")
        return submission.having([(pointer, text)])
    if submission["distinct"]:
        return submission.having(_distinct(submission))
    if submission["do"] == "register":
        return replace(submission, controls={**submission.controls, "create_missing": "yes"})
    return submission


def _distinct(submission: Submission) -> list[Pair]:
    """Deals known to be others: those named already, and those that the button names."""
    named = [text for name, text in submission.fields if name.startswith("/distinct_from/") and text]
    deals = dict.fromkeys([*named, *submission["distinct"].split()])
    return [(f"/distinct_from/{index}", deal) for index, deal in enumerate(deals)]


def _wrong(root: Node, form: Form, sent: Wire, problem: Problem) -> Iterator[Wrong]:
    """Each error at the innermost field that it can belong to."""
    for one in problem.errors or [{"pointer": "", "detail": problem.detail}]:
        way = [*_way(root, form.place(one.get("pointer", ""), sent))]
        where = " ".join(node.label for node in way[1:] if node.label and node.pointer not in _WHOLE)
        yield Wrong(way[-1].id, where, _sentence(one["detail"]))


def _way(node: Node, pointer: str) -> Iterator[Node]:
    """From *node* to the innermost field at or above *pointer*."""
    yield node
    for one in node.nodes:
        if f"{pointer}/".startswith(f"{one.pointer}/"):
            yield from _way(one, pointer)


def _title(problem: Problem) -> str:
    return "Something is missing or does not fit" if problem.slug == "invalid-request" else KINDS[problem.slug].title


def _sentence(detail: str) -> str:
    return detail[:1].upper() + detail[1:]
