"""Every event type: one class for each, made from the tables of the families and of the transitions."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, Union

from pydantic import Field, create_model

from domain.values.identifiers import CompanySubject, DealSubject, PersonSubject, TransactionSubject
from domain.values.model import Model
from domain.values.partial_date import PartialDate
from domain.vocabulary.acquisition import AcquisitionParties, AcquisitionTerms
from domain.vocabulary.commercial import CommercialParties, CommercialTerms
from domain.vocabulary.company import COMPANY, OWNERSHIP
from domain.vocabulary.envelope import DealEvent, LogEvent, RecordEvent, WorldEvent
from domain.vocabulary.hiring import HiringParties, HiringTerms
from domain.vocabulary.investment import InvestmentParties, InvestmentTerms
from domain.vocabulary.licensing import LicensingParties, LicensingTerms
from domain.vocabulary.person import PERSON, POSITION
from domain.vocabulary.record import LOG, RECORD
from domain.vocabulary.steps import ReviewOpened
from domain.vocabulary.terms import Terms
from domain.vocabulary.transaction import TRANSACTION
from domain.vocabulary.transitions import STEPS, TRANSITIONS

TERMS: Final[dict[str, tuple[type[Terms], type[Terms]]]] = {
    "investment": (InvestmentParties, InvestmentTerms),
    "acquisition": (AcquisitionParties, AcquisitionTerms),
    "licensing": (LicensingParties, LicensingTerms),
    "hiring": (HiringParties, HiringTerms),
    "commercial": (CommercialParties, CommercialTerms),
}
"""For each kind of deal the terms that identify it, and all of them. Reviews take only the former."""

NEW: Final = frozenset({"company.registered", "person.registered", "transaction.assembled"})
"""Types beside those of deals that may be sent without a subject: the server makes the id."""

UNDATED: Final = frozenset({"company.registered", "person.registered"})
"""World events that may be sent without a date: true since always."""

_ABOUT: Final[dict[str, tuple[dict[str, type[Model]], Any]]] = {
    "company": (COMPANY, CompanySubject),
    "person": (PERSON, PersonSubject),
    "position": (POSITION, PersonSubject),
    "ownership": (OWNERSHIP, CompanySubject),
    "transaction": (TRANSACTION, TransactionSubject),
}


def _made(name: str, base: type[Model] | tuple[type[Model], ...], doc: str | None, **fields: Any) -> type[Model]:
    plain = {"use_attribute_docstrings": False}  # there is no source text to read them from
    return create_model(name, __base__=base, __doc__=doc, __module__=__name__, __cls_kwargs__=plain, **fields)


def _event(base: type[Model], type_: str, data: type[Model], subject: Any = None) -> type[Model]:
    name = "".join(word.capitalize() for word in re.split(r"[._]", type_))
    fields: dict[str, Any] = {"type": Literal[type_], "data": _made(f"{name}Data", data, data.__doc__)}
    if subject is not None:
        optional = type_ in NEW or base is DealEvent
        fields["subject"] = (
            (subject | None, _like(base, "subject", None)) if optional else (subject, _like(base, "subject"))
        )
        if type_ not in UNDATED:
            fields["occurred_on"] = (PartialDate, _like(base, "occurred_on"))
    return _made(name, base, data.__doc__, **fields)


def _step(kind: str, transition: str) -> type[Model]:
    step = STEPS[transition]
    terms = TERMS[kind][0 if issubclass(step, ReviewOpened) else 1]
    data = _made(f"{kind}.{transition}", (step, terms), f"{kind.capitalize()}: {step.__doc__}")
    return _event(DealEvent, f"{kind}.{transition}", data, DealSubject)


def _like(base: type[Model], field: str, default: Any = ...) -> Any:
    return Field(default, description=base.model_fields[field].description)


EVENT_TYPES: Final[Mapping[str, type[Model]]] = MappingProxyType(
    {
        f"{family}.{happening}": _event(WorldEvent, f"{family}.{happening}", data, subject)
        for family, (happenings, subject) in _ABOUT.items()
        for happening, data in happenings.items()
    }
    | {
        f"{kind}.{transition}": _step(kind, transition)
        for kind, transitions in TRANSITIONS.items()
        for transition in transitions
    }
    | {f"record.{name}": _event(RecordEvent, f"record.{name}", data) for name, data in RECORD.items()}
    | {f"log.{name}": _event(LogEvent, f"log.{name}", data) for name, data in LOG.items()}
)
"""Wire type -> the class of its events, named as the type in camel case."""

RESERVED_TYPES: Final = frozenset({"claim.reported", "claim.ranked", "entity.merged", "entity.distinguished"})
"""Types whose place is kept: known, and not recordable yet."""

SCHEMA_VERSIONS: Final[Mapping[str, int]] = MappingProxyType(dict.fromkeys(EVENT_TYPES, 1))
"""Wire type -> the version of its schema that is written today."""

REQUIRED_TERMS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {kind: parties.required for kind, (parties, _) in TERMS.items()}
)
"""Kind of deal -> groups of terms; of each group some event of the deal must state one."""

FAMILIES: Final = tuple(dict.fromkeys(type_.partition(".")[0] for type_ in EVENT_TYPES))

if TYPE_CHECKING:
    Event: TypeAlias = WorldEvent | RecordEvent | LogEvent
else:
    Event = Annotated[Union[tuple(EVENT_TYPES.values())], Field(discriminator="type")]  # noqa: UP007  # made from a table

globals().update({model.__name__: model for model in EVENT_TYPES.values()})
