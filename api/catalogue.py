"""The problems by slug: the status, a title, and what to do; served at /problems/<slug>."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of problem."""

    status: int
    title: str
    advice: str
    headers: Mapping[str, str] = field(default_factory=dict)


KINDS: Final[Mapping[str, Kind]] = {
    "invalid-request": Kind(
        422,
        "The request breaks rules",
        "Every entry of errors names one thing that is wrong: its JSON pointer into the body or its parameter, a code"
        " that stays the same, and what to do. Pointers into a batch begin with the number of the line, from 0.",
    ),
    "malformed-body": Kind(
        400,
        "The body is not JSON",
        "Send UTF-8 JSON without doubled keys, NaN or half characters: one object, or with application/x-ndjson one"
        " object a line and no empty lines.",
    ),
    "invalid-datetime": Kind(
        422,
        "A date or instant is not one",
        "Write a day as 2025-06-30, an instant with its offset as 2025-06-30T12:00:00Z, a position of the log as @1234."
        " In an address a + must be written %2B.",
    ),
    "unknown-parameter": Kind(
        422,
        "There is no such parameter",
        "Nothing that is asked for is silently ignored, so a parameter with a slip in its name is refused. The detail"
        " gives the nearest valid name.",
    ),
    "future-known-at": Kind(
        422,
        "What will be known cannot be asked",
        "known_at lies in the future or behind the end of the log. Leave it out to ask as of now; newest says how far"
        " the log reaches.",
    ),
    "unknown-company": Kind(404, "No such company", "The log never held it. suggestions lists ids that are close."),
    "unknown-deal": Kind(404, "No such deal", "The log never held it. suggestions lists ids that are close."),
    "unknown-person": Kind(404, "No such person", "The log never held them. suggestions lists ids that are close."),
    "unknown-transaction": Kind(
        404, "No such transaction", "The log never held it. suggestions lists ids that are close."
    ),
    "unknown-event": Kind(404, "No such event", "The log holds no event with this id."),
    "not-yet-known": Kind(
        404,
        "Not known at that time",
        "The log learnt of this only later than asked; first_known_at says when. Ask as of that instant or later.",
    ),
    "unresolved-party": Kind(
        422,
        "A party is not clear",
        "The name or id means no living company or person of the log, or several; none is ever picked for you. Each"
        " candidate carries the body to send if that is who is meant. Someone new is registered in the same go when"
        " the body is sent to the address in create_missing.",
    ),
    "duplicate-event": Kind(
        409,
        "This event id says something else already",
        "An event with this event_id was recorded with other content. Choose a new id for a new event; to mend the"
        " recorded one, send record.corrected.",
    ),
    "version-conflict": Kind(
        412,
        "The subject has changed since",
        "If-Match named an older version. Read the events since, and send again with the actual version if your event"
        " still holds.",
    ),
    "illegal-history": Kind(
        409,
        "This cannot have happened with what is recorded",
        "event and because are two events of which one must be wrong; remedy says which to correct or retract.",
    ),
    "missing-terms": Kind(
        422,
        "The deal is not identified",
        "No surviving event of the deal states a term that tells which deal it is; state it in this event.",
    ),
    "invalid-cursor": Kind(
        400,
        "The cursor does not fit",
        "Follow next or the Link of a page with all its other parameters as they were, or begin without a cursor.",
    ),
    "missing-source": Kind(
        422, "Nobody is named who says so", "Give at least one source: publisher and kind, better also url and date."
    ),
    "correction-target-unknown": Kind(
        404, "The target was never recorded", "target must be the id of a recorded event."
    ),
    "correction-target-dead": Kind(
        409,
        "The target is retracted",
        "A retracted event cannot be corrected or retracted again. Retract its retraction, named in because, first.",
    ),
    "correction-does-not-fit": Kind(
        422,
        "The correction does not fit",
        "With it the event would no longer be valid; the errors point into the correction.",
    ),
    "still-referenced": Kind(
        409,
        "Others still need it",
        "Living events, listed in because, name what would be retracted. Correct or retract these first.",
    ),
    "identifier-taken": Kind(
        409,
        "This belongs to another",
        "The id or identifier belongs to holder already, or is registered already. If both are the same, use holder.",
    ),
    "possible-duplicate": Kind(
        409,
        "The log may hold this deal already",
        "A deal of the same kind between the same parties is still open, or took a step within 14 days. If it is the"
        " same, send the body of its candidate, which names it as subject; if not, the body in distinct, which names"
        " all candidates in distinct_from.",
    ),
    "idempotency-key-reused": Kind(
        422,
        "This key belongs to another request",
        "Send exactly the request that the key was first sent with to get its answer. A new request needs a new key, as"
        " a random UUID.",
    ),
    "unauthenticated": Kind(
        401,
        "A key is needed",
        "Send Authorization: Bearer and a key. The first start on an empty store prints one, and pactlog keys"
        " create makes more.",
    ),
    "forbidden": Kind(
        403,
        "The key may not do this",
        "The key lacks the scope in required_scope. Use one that has it, or have one made: pactlog keys create.",
    ),
    "stale-form": Kind(
        403,
        "The form is not from this session",
        "Forms are taken only from the pages of this server, in the session that they were opened in. Sign in, open the"
        " page again, and fill it in there.",
    ),
    "not-found": Kind(404, "Nothing here", "Nothing is served at this address; /openapi.json lists all that are."),
    "method-not-allowed": Kind(405, "Not with this method", "The header Allow says which methods this address takes."),
    "not-acceptable": Kind(
        406,
        "Not in this form",
        "available lists the media types of this address; name one of them in Accept, or leave Accept out.",
    ),
    "body-timeout": Kind(
        408,
        "The body took too long",
        "Nothing was stored. Send it again, faster or in several requests; limit is in seconds.",
        {"Connection": "close"},
    ),
    "payload-too-large": Kind(
        413,
        "Too much at once",
        "A request takes at most 8 MiB and 10,000 lines, an event 60,000 bytes. Send several requests.",
    ),
    "unsupported-media-type": Kind(
        415,
        "The body has a form that is not read here",
        "Send Content-Type application/json for one event or application/x-ndjson for many.",
        {"Accept": "application/json, application/x-ndjson"},
    ),
    "busy": Kind(
        503,
        "Another writer has the log",
        "Nothing was stored; send the same again after the seconds in Retry-After.",
        {"Retry-After": "5"},
    ),
    "answer-timeout": Kind(
        503,
        "The answer takes too long",
        "It had not begun after the seconds in limit. Ask again later, or for less at once.",
        {"Retry-After": "30"},
    ),
    "internal": Kind(
        500,
        "Something went wrong on our side",
        "The cause is in the log of the server under the instance of this problem.",
    ),
}
