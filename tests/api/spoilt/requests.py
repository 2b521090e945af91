"""Any number of requests of which each is surely bad: good ones over the routes of an application, spoilt in one place.

Values are random, and count only where the served schema, or what every parameter must be, forbids them. Around the
spoilt place there may be noise that changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from random import Random
from typing import Any, Final

from tests.api.spoilt.addresses import OF_ADDRESSES, another_method
from tests.api.spoilt.bodies import OF_BODIES
from tests.api.spoilt.operations import Bad, operations


def bad_requests(app: Any, seed: int, count: int) -> Iterator[Bad]:
    """*count* requests, the same for the same *seed*."""
    random = Random(seed)
    every = operations(app)
    paths = [
        (one.method, re.compile(re.sub(r"{\w+:path}", ".+", re.sub(r"{\w+}", "[^/]+", one.path)))) for one in every
    ]

    def served_at(path: str) -> Iterator[str]:
        return (method for method, pattern in paths if pattern.fullmatch(path))

    recording = [one for one in every if one.records]
    turns = cycle(every)
    for _ in range(count):
        operation = random.choice(recording) if random.random() < 0.4 else next(turns)
        spoils = OF_BODIES if operation.records and random.random() < 0.8 else OF_ADDRESSES
        bad: Bad | None = None
        while bad is None:
            spoil = random.choice(spoils)
            bad = spoil(random, operation)
            if bad and spoil is another_method and bad.request.method in {"HEAD", *served_at(bad.request.path)}:
                bad = None
        bad = replace(bad, over=str(operation))
        yield noisy(random, bad) if random.random() < 0.3 else bad


def noisy(random: Random, bad: Bad) -> Bad:
    """The same among headers that are odd in themselves, which may be refused first."""
    noise = random.sample(NOISE, random.randint(1, 3))
    request = replace(bad.request, headers=(*bad.request.headers, *noise))
    return replace(bad, request=request, statuses=bad.statuses | {406}, parameter=None, pointer=None)


NOISE: Final[Sequence[tuple[bytes, bytes]]] = (
    *((b"accept", value) for value in (b"*/*", b"text/html;q=0", b"\xff", b",,;;", b"a" * 9000, b"application/*;q=2")),
    *((b"accept-language", b"tlh"), (b"accept-encoding", b"br;q=x"), (b"range", b"bytes=5-1"), (b"te", b"trailers")),
    *((b"if-none-match", b'W/"'), (b"if-modified-since", b"yesterday"), (b"expect", b"the unexpected")),
    *((b"cookie", b"session=' OR 1=1 --"), (b"x-forwarded-for", b"127.0.0.1, ::1"), (b"forwarded", b"for=\xff")),
    *((b"x-http-method-override", b"DELETE"), (b"content-language", b"\x01"), (b"referer", b"http://[::1"), (b"", b"")),
)
