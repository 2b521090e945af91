"""Requests whose address, method or headers are spoilt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes

import jsonschema_rs
from pydantic import TypeAdapter, ValidationError

from tests.api.client import KEY
from tests.api.spoilt.odd import NOT_UTF8, ODD, UNPRINTABLE
from tests.api.spoilt.operations import AUTHORIZED, IN_PATHS, Bad, Operation

Json = Any
Spoil = Callable[[Random, Operation], Bad | None]

METHODS: Final = [
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "BREW",
    "get",
    "POST",
    "GET",
    "'",
]
NO_KEYS: Final = (
    *(b"Bearer", b"Bearer ", b"Bearer nonsense", b"Basic dXNlcjpwYXNz", b"Bearer \xff\xfe", b"", b"\x00", KEY.encode()),
    *(AUTHORIZED[1] + b"x", AUTHORIZED[1].upper(), b"Bearer pl_" + b"a" * 43 + b"_00000000", b"Bearer ' OR 1=1 --"),
)


def _given(random: Random, operation: Operation) -> str:
    """Any text; for a page not an empty one, which stands for a field of a form that was left empty."""
    return random.choice(ODD) or ("" if operation.described else "empty")


def an_unknown_parameter(random: Random, operation: Operation) -> Bad | None:
    names = [*ODD, *operation.declared, "vaild_at", "known_at ", "Limit", "__proto__", "sql", "constructor", "limit[]"]
    name = random.choice(names) + random.choice(["", "", "_", "[0]", "x"])
    if name in operation.declared or not name:
        return None
    query = f"{quote(name)}={quote(_given(random, operation))}".encode()
    return Bad(operation.good(query), "an unknown parameter", frozenset({422}), parameter=name)


def a_parameter_twice(random: Random, operation: Operation) -> Bad | None:
    if not operation.declared:
        return None
    name = random.choice(operation.declared)
    query = "&".join([f"{name}={quote(_given(random, operation))}"] * random.randint(2, 4)).encode()
    return Bad(operation.good(query), "a parameter twice", frozenset({422}), parameter=name)


def a_wrong_value(random: Random, operation: Operation) -> Bad | None:
    schemas = operation.schemas("query")
    if not schemas:
        return None
    name, text = random.choice(list(schemas)), random.choice(ODD)
    if allowed(text, schemas[name]):
        return None
    return Bad(operation.good(f"{name}={quote(text)}".encode()), "a wrong value", frozenset({422}), parameter=name)


def a_cursor_of_nobody(random: Random, operation: Operation) -> Bad | None:
    if "cursor" not in operation.declared:
        return None
    query = f"cursor={quote(_given(random, operation))}".encode()
    return Bad(operation.good(query), "a cursor of nobody", frozenset({400}), parameter="cursor")


def a_value_that_is_no_text(random: Random, operation: Operation) -> Bad | None:
    if not operation.declared:
        return None
    name = random.choice(operation.declared)
    raw = random.choice([*(one.encode() for one in UNPRINTABLE), *NOT_UTF8])
    query = f"{name}={quote_from_bytes(raw)}".encode()
    return Bad(operation.good(query), "a value that is no text", frozenset({400, 422}), parameter=name)


def tomorrow(random: Random, operation: Operation) -> Bad | None:
    if "known_at" not in operation.declared or operation.path.endswith("/diff"):
        return None
    when = random.choice(["2999-01-01", "@1000000", "2999-01-01T00:00:00Z", "9999-12-31"])
    query = f"known_at={when}{'&q=a' * ('q' in operation.declared)}".encode()
    return Bad(operation.good(query), "tomorrow's knowledge", frozenset({422}), parameter="known_at")


def a_filter_for_a_stranger(random: Random, operation: Operation) -> Bad | None:
    names = [name for name in ("party", "company") if name in operation.declared]
    if not names:
        return None
    name = random.choice(names)
    stranger = random.choice(["meta-platfroms", "nobody", "00", *(["p_zzzzzzzzzz"] if name == "party" else [])])
    return Bad(operation.good(f"{name}={stranger}".encode()), "a filter for a stranger", frozenset({404}))


def a_place_beyond_the_log(random: Random, operation: Operation) -> Bad | None:
    if "after" not in operation.declared:
        return None
    query = f"after={random.choice([1_000_000, 10**15])}".encode()
    return Bad(operation.good(query), "a place beyond the log", frozenset({422}), parameter="after")


def a_strange_id(random: Random, operation: Operation) -> Bad | None:
    names = re.findall(r"{(\w+)", operation.path)
    if not names:
        return None
    name = random.choice(names)
    text = random.choice([*ODD, *UNPRINTABLE])
    if name == "version" and text == IN_PATHS["version"]:
        return None
    raw = random.choice([text.encode(), random.choice(NOT_UTF8)])
    value = quote_from_bytes(raw, safe="")
    request = replace(operation.good(), path=operation.address(**{name: value}))
    return Bad(request, "a strange id", frozenset({404, 405, 422}))


def an_address_of_nothing(random: Random, operation: Operation) -> Bad:
    tail = random.choice(["/", "//", "/.", "/x", ";x=1", "%00", "/..%2f..%2fetc%2fpasswd", ".json", "~"])
    path = random.choice(
        [operation.address() + tail, "/" + quote(random.choice(ODD) + "~"), "/v2" + operation.address()]
    )
    return Bad(replace(operation.good(), path=path), "an address of nothing", frozenset({404, 405, 422}))


def another_method(random: Random, operation: Operation) -> Bad:
    request = replace(operation.good(), method=random.choice(METHODS))
    return Bad(request, "another method", frozenset({405}))


def a_key_that_opens_nothing(random: Random, operation: Operation) -> Bad | None:
    if not operation.described.get("security"):
        return None
    good = operation.good()
    some = random.choice([[value] for value in NO_KEYS] + [[AUTHORIZED[1], AUTHORIZED[1]], [AUTHORIZED[1], b"Basic x"]])
    headers = tuple((AUTHORIZED[0], value) for value in some) + good.headers[1:]
    return Bad(replace(good, headers=headers), "a key that opens nothing", frozenset({401}))


def a_wrong_header(random: Random, operation: Operation) -> Bad | None:
    schemas = {name: schema for name, schema in operation.schemas("header").items() if "pattern" in schema}
    if not schemas:
        return None
    name = random.choice(list(schemas))
    raw = random.choice([*(one.encode() for one in (*ODD, '"v01"', '"v-1"', "*", '"v3", "v4"')), *NOT_UTF8])
    text = raw.decode("latin-1")
    if allowed(text, schemas[name]) or "\n" in text:
        return None
    good = operation.good()
    request = replace(good, headers=(*good.headers, (name.lower().encode(), raw)))
    return Bad(request, "a wrong header", frozenset({422}), parameter=name)


def allowed(text: str, schema: dict[str, Json]) -> bool:
    """Whether the description of a parameter lets *text* pass, read as leniently as anybody might."""
    kinds = {"integer": int, "boolean": bool, "number": float}
    value: Json = text
    if schema.get("type") == "array":
        value = [one for one in text.split(",") if one]
    elif schema.get("type") in kinds:
        try:
            value = TypeAdapter(kinds[schema["type"]]).validate_python(text)
        except ValidationError:
            return False
    return jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(value)


OF_ADDRESSES: Final[Sequence[Spoil]] = (
    *(
        an_unknown_parameter,
        a_parameter_twice,
        a_wrong_value,
        a_wrong_value,
        a_value_that_is_no_text,
        a_cursor_of_nobody,
    ),
    *(
        tomorrow,
        a_filter_for_a_stranger,
        a_place_beyond_the_log,
        a_strange_id,
        a_strange_id,
        an_address_of_nothing,
        another_method,
        a_key_that_opens_nothing,
        a_wrong_header,
    ),
)
