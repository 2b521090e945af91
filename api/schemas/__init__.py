"""The shape of every answer, for the OpenAPI document; answers are not validated on their way out.

They grow by addition only: a client must overlook members that it does not know.
"""

from api.schemas.companies import Company
from api.schemas.deals import Deal, DealFacets, DealPage
from api.schemas.drawing import KnownSpan, Rectangle, Timeline, ValidSpan
from api.schemas.entries import Coverage, DealEntry, Funding, Happened, Investments, Package, StakeEntry, Total
from api.schemas.event_schemas import EventSchemaEntry, EventSchemas
from api.schemas.events import Change, EventAnswer, Feed, Recorded, RecordedBatch, RecordedEvent, SaidOf
from api.schemas.finding import Found, FoundPage
from api.schemas.histories import Basis, Cause, ChangedField, Diff, Difference, History, Learnt, Turned
from api.schemas.naming import Matched, Reason, Resolution, ResolutionCandidate, Suggestion, Suggestions
from api.schemas.operations import Health, Readiness
from api.schemas.people import Person
from api.schemas.problems import Fault, Problem, ProblemKind, ProblemKinds
from api.schemas.transactions import Transaction
from api.schemas.words import (
    Amount,
    AsOf,
    Certainty,
    Day,
    Erased,
    Instant,
    Json,
    Kind,
    Object,
    PartialDate,
    Personal,
    ShownParty,
    Since,
    Status,
    Warned,
)

__all__ = [
    "Amount",
    "AsOf",
    "Basis",
    "Cause",
    "Certainty",
    "Change",
    "ChangedField",
    "Company",
    "Coverage",
    "Day",
    "Deal",
    "DealEntry",
    "DealFacets",
    "DealPage",
    "Diff",
    "Difference",
    "Erased",
    "EventAnswer",
    "EventSchemaEntry",
    "EventSchemas",
    "Fault",
    "Feed",
    "Found",
    "FoundPage",
    "Funding",
    "Happened",
    "Health",
    "History",
    "Instant",
    "Investments",
    "Json",
    "Kind",
    "KnownSpan",
    "Learnt",
    "Matched",
    "Object",
    "Package",
    "PartialDate",
    "Person",
    "Personal",
    "Problem",
    "ProblemKind",
    "ProblemKinds",
    "Readiness",
    "Reason",
    "Recorded",
    "RecordedBatch",
    "RecordedEvent",
    "Rectangle",
    "Resolution",
    "ResolutionCandidate",
    "SaidOf",
    "ShownParty",
    "Since",
    "StakeEntry",
    "Status",
    "Suggestion",
    "Suggestions",
    "Timeline",
    "Total",
    "Transaction",
    "Turned",
    "ValidSpan",
    "Warned",
]
