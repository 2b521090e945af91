"""Requests whose body is spoilt: as an event, as text, or in how it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import jsonschema_rs

from api.bodies import MAX_BODY, MAX_LINES
from domain.vocabulary import json_schema
from tests import given
from tests.api.raw import Headers, Request
from tests.api.spoilt.addresses import Spoil, a_wrong_header
from tests.api.spoilt.odd import NOT_UTF8, ODD, WRONG
from tests.api.spoilt.operations import AUTHORIZED, JSON, NDJSON, Bad, Operation

Json = Any
SAMPLES: Final = Path(__file__).parents[2] / "infra" / "stored_events.ndjson"
BY_THE_SERVER: Final = {"event_id", "recorded_at", "recorded_by", "schema_version", "v", "version", "causation_id"}
PAGE: Final = "https://example.org/page"


def _in_the_clear(value: Json, name: str = "") -> Json:
    match value:
        case {"$c": _}:
            return {"url": PAGE, "archive_url": PAGE, "identifiers": {"scheme": "url", "value": PAGE}}.get(
                name, "Somebody"
            )
        case dict():
            return {key: _in_the_clear(one, key) for key, one in value.items()}
        case list():
            return [_in_the_clear(one, name) for one in value]
    return value


def _events() -> dict[str, Json]:
    found = {}
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["type"] != "log.started":
            never_sent = BY_THE_SERVER | ({"subject"} if event["type"].startswith("record.") else set())
            wire = {name: value for name, value in event.items() if name not in never_sent}
            found[event["type"]] = _in_the_clear(wire)
    return found


EVENTS: Final = _events()
CHECKS: Final = {type_: jsonschema_rs.validator_for(json_schema(type_, 1), validate_formats=True) for type_ in EVENTS}


def _copy(value: Json) -> Json:
    return json.loads(json.dumps(value))


def _places(value: Json, pointer: str = "") -> Iterator[tuple[Json, str | int, str]]:
    """Every place in a document: what holds it, under which key, and its pointer."""
    items: Iterable[tuple[str | int, Json]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, one in items:
        yield value, key, f"{pointer}/{key}"
        yield from _places(one, f"{pointer}/{key}")


def _is_bad_event(event: Json) -> bool:
    """Whether the schema of its type, or that every text is one, forbids it."""
    if re.search(r"\\u(d[89a-f]|00[01]|007f)", json.dumps(event)):
        return True
    check = CHECKS.get(event.get("type")) if isinstance(event, dict) and isinstance(event.get("type"), str) else None
    return check is None or not check.is_valid(event)


def _spoilt_event(random: Random) -> tuple[bytes, str] | None:
    """An event that is wrong in one place, and where."""
    event = _copy(EVENTS[random.choice(list(EVENTS))])
    holder, key, pointer = random.choice(list(_places(event)))
    match random.choice(["replace", "replace", "replace", "remove", "add"]):
        case "replace":
            holder[key] = random.choice(WRONG)
        case "remove":
            del holder[key]
            pointer = pointer.rpartition("/")[0]
        case _ if isinstance(holder, dict):
            holder["amont"] = random.choice(WRONG)
            pointer = pointer.rpartition("/")[0] + "/amont"
    if not _is_bad_event(event):
        return None
    return json.dumps(event).encode(), pointer


def _recording(operation: Operation, headers: Headers, body: bytes, chunk: int = 2**16) -> Request:
    return replace(operation.good(), headers=(AUTHORIZED, *headers), body=body, chunk=chunk)


def an_event_against_the_rules(random: Random, operation: Operation) -> Bad | None:
    if not (spoilt := _spoilt_event(random)):
        return None
    body, pointer = spoilt
    request = _recording(operation, (JSON,), body, random.choice([1000, 2**16]))
    return Bad(request, "an event against the rules", frozenset({400, 422}), pointer=pointer)


def _fine(number: int) -> bytes:
    return json.dumps(given.company_registered(None) | {"subject": f"company/fine-{number}"}).encode()


def a_bad_line(random: Random, operation: Operation) -> Bad | None:
    """Among good ones: none may be stored."""
    if not (spoilt := _spoilt_event(random)):
        return None
    lines = [_fine(number) for number in range(random.randint(1, 5))]
    number = random.randint(0, len(lines))
    lines.insert(number, spoilt[0])
    request = _recording(operation, (NDJSON,), b"\n".join(lines) + random.choice([b"", b"\n"]))
    return Bad(request, "a bad line", frozenset({400, 422}), pointer=f"/{number}")


def no_json(random: Random, operation: Operation) -> Bad:
    text = json.dumps(EVENTS[random.choice(list(EVENTS))])
    raw = text.encode()
    at = random.randrange(1, len(raw) - 1)
    spoilt: Callable[[], bytes] = random.choice([
        lambda: raw[:at],
        lambda: raw + random.choice([b"}", b",", b"x", raw, b"\x00", b"// the end"]),
        lambda: raw[:at] + random.choice(NOT_UTF8[:3]) + raw[at:],
        lambda: raw[:at] + b"\x00" + raw[at:],
        lambda: b"\xef\xbb\xbf" + raw,
        lambda: text.encode(random.choice(["utf-16", "utf-32", "utf-16-be"])),
        lambda: raw[:-1] + b', "type": "company.renamed"}',
        lambda: raw[:-1] + b', "note": ' + random.choice([b"NaN", b"-Infinity", b"01", b".5", b"'x'", b"tru"]) + b"}",
        lambda: raw[:-1] + b', "note": ' + b"9" * random.choice([4301, 100_000]) + b"}",
        lambda: raw[:-1] + b', "note": ' + b"[" * (depth := random.choice([65, 1000, 200_000])) + b"]" * depth + b"}",
        lambda: raw[:-1] + b', "note": "\\ud83d"}',
        lambda: random.choice([b"", b" ", b"\n", b"undefined", b"type=company.renamed", b"<event/>", b"\xff" * 100]),
    ])  # fmt: skip
    return Bad(_recording(operation, (JSON,), spoilt()), "no JSON", frozenset({400, 422}), pointer="")


def no_event(random: Random, operation: Operation) -> Bad:
    types = [*ODD[:30], "log.started", "company.merged", "investment.renewed", "Company.registered", "claim.reported"]
    wire: Json = random.choice([
        random.choice([value for value in WRONG if not isinstance(value, str | float)]),
        EVENTS["company.renamed"] | {"type": random.choice(types)},
        EVENTS["company.renamed"] | {random.choice(["recorded_at", "position", "version", "recorded_by"]): "1"},
        {"type": "record.retracted", "data": {"target": str(UUID(int=random.getrandbits(128))), "reason": "duplicate"}},
        {"type": "record.corrected", "data": {"target": random.choice(ODD), "set": {"name": "X"}, "reason": "typo"}},
        EVENTS["company.renamed"] | {"occurred_on": random.choice(["2999", "2999-12", "9999-12-31"])},
        EVENTS["company.renamed"] | {"subject": random.choice(["company/nobody-at-all", "deal/x", "log/1", *ODD[:20]])},
        EVENTS["position.started"] | {"data": EVENTS["position.started"]["data"] | {"company": {"name": "No such"}}},
    ])  # fmt: skip
    return Bad(_recording(operation, (JSON,), json.dumps(wire).encode()), "no event", frozenset({400, 404, 409, 422}))


def too_much(random: Random, operation: Operation) -> Bad:
    event = _copy(EVENTS["company.profile_updated"])
    declared = (b"content-length", str(random.choice([MAX_BODY + 1, 2**31, 10**25])).encode())
    long_event = event | {"sources": [event["sources"][0] | {"quote": f"{number:0300}"} for number in range(150)]}
    long_event |= {"subject": "company/meta-platforms"}
    sent: Callable[[], Request] = random.choice([
        *[lambda: _recording(operation, (JSON, declared), b"{}")] * 3,
        *[lambda: _recording(operation, (JSON,), json.dumps(long_event).encode())] * 3,
        lambda: _recording(operation, (NDJSON,), b"{}\n" * (MAX_LINES + random.randint(1, 9))),
        lambda: _recording(operation, (JSON,), b" " * (MAX_BODY + random.randint(1, 9)), 2**20),
    ])  # fmt: skip
    return Bad(sent(), "too much", frozenset({413}))


def another_form(random: Random, operation: Operation) -> Bad:
    values = (
        b"",
        b"text/plain",
        b"application/xml",
        b"application/jsonx",
        b"json",
        b"multipart/form-data; boundary=",
        b"\xff",
    )
    values += (
        b"application/json; charset=utf-16",
        b"application/json; charset=' OR 1",
        b"application/json/json",
        b"*/*",
    )
    headers = ((JSON[0], random.choice(values)),)
    if random.random() < 0.3:
        headers = (JSON, (b"content-encoding", random.choice([b"gzip", b"br", b"x", b"identity, gzip"])))
    body = json.dumps(EVENTS["company.renamed"]).encode()
    return Bad(_recording(operation, headers, body), "another form", frozenset({415}))


OF_BODIES: Final[Sequence[Spoil]] = (
    *[an_event_against_the_rules] * 8,
    *(a_bad_line, a_bad_line, no_json, no_json, no_event, another_form),
    *(a_wrong_header, too_much),
)
