"""Random histories of one stream, on a grid so small that dates, parties and amounts often clash.

`submissions` draws them as a client would send them, `histories` as the log holds them; both are one generator.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.fold.fact import Fact
from domain.log import LoggedEvent
from tests.oracle import DAY, RANK, REQUIRED, REVIEW_RANK, Deal, earliest, latest, oracle_objections, span, surviving

Wire = dict[str, Any]

DEAL_KINDS = tuple(REQUIRED)
FAMILIES = (*DEAL_KINDS, "company", "person", "transaction")
SUBJECTS = {
    **{kind: f"deal/the-{kind}" for kind in DEAL_KINDS},
    "company": "company/alpha",
    "person": "person/p_aaaaaaaaaa",
    "transaction": "transaction/the-package",
}
"""Family of a history -> the stream that it happens to."""

SOURCES = [{"publisher": "Reuters", "kind": "press"}]
FIRST_RECORDED = datetime(2025, 1, 1, 9, tzinfo=UTC)

ALPHA, BETA = {"id": "alpha", "name": "Alpha"}, {"id": "beta"}
GAMMA, DELTA = {"id": "gamma"}, {"id": "delta"}
ANNE, BORIS = {"id": "p_aaaaaaaaaa"}, {"id": "p_bbbbbbbbbb"}
OTHERS = {"unnamed": "co-investors"}


def _registration(entity: str, name: str) -> Wire:
    family = "person" if entity.startswith("p_") else "company"
    return {
        "type": f"{family}.registered",
        "subject": f"{family}/{entity}",
        "data": {"name": name},
        "sources": SOURCES,
        "event_id": f"00000000-0000-4000-9000-{sum(name.encode()):012}",
    }


PARTIES = [
    _registration("alpha", "Alpha"),
    _registration("beta", "Beta"),
    _registration("gamma", "Gamma"),
    _registration("delta", "Delta"),
    _registration("p_aaaaaaaaaa", "Anne"),
    _registration("p_bbbbbbbbbb", "Boris"),
]
"""Everybody who is named in a history: what a store must hold before it can take the submissions."""


def _only(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def _some(*values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(_only(*values), min_size=1, max_size=2, unique_by=str)


def _dict(required: dict[str, Any] | None = None, **optional: Any) -> st.SearchStrategy[Wire]:
    return st.fixed_dictionaries(required or {}, optional=optional)


_months = [f"2024-{month:02}" for month in range(1, 9)]
_days = [f"{m}-{day:02}" for m in _months for day in (1, 2, 15, monthrange(2024, int(m[5:]))[1])]
days = st.sampled_from(_days)
dates = st.one_of(days, days, st.sampled_from(_months), st.just("2024"))
"""Partial dates: mostly days of the first eight months of 2024, some whole months, rarely the year."""

amounts = st.sampled_from(
    [
        {"amount": "10", "currency": "USD"},
        {"amount": "25.5", "currency": "USD"},
        {"amount": "10", "currency": "EUR"},
        {"amount": "25.5", "currency": "USD", "qualifier": "approximate"},
        {"amount": "10", "currency": "USD", "qualifier": "at_least"},
        {"amount": "10", "currency": "USD", "qualifier": "up_to"},
    ]
)
money = st.one_of(amounts, amounts, _only({"undisclosed": True}, {"min": "10", "max": "20", "currency": "USD"}))
stakes = st.sampled_from([{"percent": "10"}, {"percent": "49", "voting": "none"}])


def _possible(term: Wire) -> bool:
    ordered = not {"start", "end"} <= term.keys() or span(term["start"])[0] <= span(term["end"])[1]
    return bool(term) and ordered and not (term.get("perpetual") and {"end", "months"} & term.keys())


terms_of_contract = st.one_of(
    _dict({"end": dates}, start=dates, auto_renews=st.booleans()),
    _dict({"months": _only(1, 2, 12)}, start=dates),
    _dict(start=dates, end=dates, perpetual=st.booleans(), until=_only("AGI")),
).filter(_possible)

_stage = _only("planned", "letter_of_intent", "agreed", "definitive")
_review = {"authority": _only("FTC", "CMA")}
_outcome = _only("cleared", "prohibited")
_by = _only(ALPHA, DELTA)

SAID: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rumoured": ({}, {}),
    "announced": ({}, {"stage": _stage, "binding": st.booleans()}),
    "signed": ({}, {"conditions": _some("antitrust", "financing")}),
    "tranche_closed": ({"tranche": _dict({"amount": money}, number=_only(1, 2))}, {}),
    "closed": ({}, {}),
    "took_effect": ({}, {}),
    "started": ({}, {}),
    "payment_made": ({"payment": _dict({"amount": money})}, {}),
    "amended": ({"summary": st.just("some terms changed")}, {}),
    "renewed": ({"term": terms_of_contract}, {}),
    "exited": ({"investor": _only(ALPHA, ALPHA, BETA, ANNE)}, {"stake_after": stakes, "proceeds": money}),
    "withdrawn": ({}, {"by": _by, "reason": _only("lapsed", "rejected")}),
    "terminated": ({}, {"by": _by, "break_fee": money}),
    "expired": ({}, {}),
    "ended": ({}, {"reason": _only("left", "never_started")}),
    "review_opened": (_review, {"phase": _only("1", "2")}),
    "review_decided": (_review | {"outcome": _outcome}, {"phase": _only("1", "2")}),
}
"""Transition -> what it must and what it may say beside the terms of the kind."""

_EVERYWHERE = ("rumoured", "announced", "signed", "amended", "withdrawn", "review_opened", "review_decided")
TRANSITIONS = {
    "investment": (*_EVERYWHERE, "tranche_closed", "closed", "closed", "exited", "exited", "terminated"),
    "acquisition": (*_EVERYWHERE, "closed", "closed", "payment_made", "terminated"),
    "licensing": (*_EVERYWHERE, "signed", "took_effect", "payment_made", "renewed", "renewed", "terminated", "expired"),
    "hiring": (*_EVERYWHERE, "signed", "started", "started", "ended"),
    "commercial": (*_EVERYWHERE, "took_effect", "payment_made", "renewed", "renewed", "terminated", "expired"),
}


def _listed(*parties: Wire) -> st.SearchStrategy[list[Wire]]:
    entry = _dict({"party": _only(*parties)}, stake=stakes)
    return st.lists(entry, min_size=1, max_size=2, unique_by=lambda e: str(e["party"]))


TERMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "investment": (
        {"issuer": _only(GAMMA, GAMMA, DELTA), "investors": _listed(ALPHA, BETA, ANNE, OTHERS)},
        {"amount": money, "committed": money, "round": _only("seed", "series_a")},
    ),
    "acquisition": (
        {"acquirers": _listed(ALPHA, BETA), "target": _only(GAMMA, GAMMA, DELTA)},
        {"scope": _only("whole", "majority"), "price": money},
    ),
    "licensing": (
        {
            "licensors": _some(GAMMA, DELTA),
            "licensees": _some(ALPHA, BETA),
            "subjects": _only([{"name": "Gamma 1", "type": "model"}], [{"name": "archive", "type": "dataset"}]),
        },
        {"term": terms_of_contract, "consideration": money, "exclusivity": _only("exclusive", "non_exclusive")},
    ),
    "hiring": (
        {"employer": _only(ALPHA, BETA), "person": _only(ANNE, BORIS)},
        {
            "start_on": dates,
            "end_on": dates,
            "title": _only("CEO", "Chief Scientist"),
        },
    ),
    "commercial": (
        {
            "parties": _only(
                [{"party": ALPHA, "role": "customer"}, {"party": GAMMA, "role": "supplier"}],
                [{"party": BETA, "role": "partner"}, {"party": DELTA, "role": "partner"}],
            )
        },
        {
            "term": terms_of_contract,
            "commitment": money,
            "commitment_added": money,
            "subtype": _only("compute", "cloud"),
        },
    ),
}
"""Kind of deal -> its terms marked r and others."""

BESIDE = {"headline": _only("Big deal", "Bigger deal")}

_person_data = _dict(
    {"name": _only("Anne", "Anna")},
    aliases=_some("A.", "Annie"),
    identifiers=_some({"scheme": "url", "value": "https://anne.example"}),
)
_ticker = {"scheme": st.just("ticker"), "value": _only("ALPH", "ALP")}
_stake_owner = {"owner": _only(BETA, BETA, GAMMA, ANNE)}
_employer = {"company": _only(BETA, GAMMA)}
_deal = {"deal": _only("the-investment", "the-licensing", "the-hiring")}

PLAIN: dict[str, dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "company": {
        "company.registered": (
            {"name": _only("Alpha", "Alpha Labs")},
            {"legal_name": _only("Alpha Inc."), "country": _only("US"), "aliases": _some("Al", "A1")},
        ),
        "company.renamed": ({"name": _only("Alpha", "Omega")}, {"legal_name": _only("Omega Inc.")}),
        "company.alias_added": ({"alias": _only("Al", "A1")}, {"kind": _only("brand")}),
        "company.identifier_assigned": (_ticker, {}),
        "company.profile_updated": ({"country": _only("US", "FR")}, {"tags": _some("chips", "cloud")}),
        "company.valued": ({"valuation": money}, {"basis": _only("round", "analyst")}),
        "company.ceased": ({"mode": _only("dissolved", "absorbed")}, {"successor": _only(BETA, GAMMA)}),
        "ownership.recorded": (_stake_owner | {"stake": stakes}, {}),
        "ownership.ended": (_stake_owner, {}),
    },
    "person": {
        "person.registered": ({"name": _only("Anne")}, {"aliases": _some("A.", "Annie")}),
        "person.renamed": ({"name": _only("Anne", "Anna")}, {"aliases": _some("A.", "Annie")}),
        "position.started": (
            _employer | {"title": _only("CEO", "Director"), "class": _only("executive", "board_member")},
            {"unit": _only("research")},
        ),
        "position.ended": (_employer, {"reason": _only("left", "retired")}),
    },
    "transaction": {
        "transaction.assembled": (
            {"name": _only("The package"), "deals": st.just(["the-investment", "the-licensing"])},
            {"headline_value": money, "principal": _only(ALPHA), "counterparty": _only(GAMMA)},
        ),
        "transaction.deal_linked": (_deal, {}),
        "transaction.deal_unlinked": (_deal, {}),
        "transaction.classified": ({"label": _only("megaround", "other"), "by": _only("press", "analyst")}, {}),
        "transaction.payment_made": SAID["payment_made"],
        "transaction.review_opened": SAID["review_opened"],
        "transaction.review_decided": SAID["review_decided"],
    },
}
"""Family -> its events, each with what it must and what it may say."""

_WEIGHTS = {"position.started": 3, "position.ended": 3, "ownership.recorded": 3, "ownership.ended": 3}


def _fields(type_: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an event of this type must and may say."""
    kind, _, transition = type_.partition(".")
    if kind not in TERMS:
        return next(events[type_] for events in PLAIN.values() if type_ in events)
    must, may = SAID[transition]
    named, other = TERMS[kind]
    if transition in ("review_opened", "review_decided"):
        return must, may | named
    return must, may | named | {name: term for name, term in other.items() if name not in must} | BESIDE


@st.composite
def _world_event(draw: st.DrawFn, family: str, sent: Sequence[Wire]) -> Wire:
    first = not sent
    if family in TERMS:
        type_ = f"{family}.{draw(st.sampled_from(TRANSITIONS[family]))}"
        must, may = _fields(type_)
        if first and draw(st.integers(0, 9)):
            must = must | TERMS[family][0]
            may = {name: value for name, value in may.items() if name not in must}
    else:
        registration, *others = PLAIN[family]
        weighted = [type_ for type_ in others for _ in range(_WEIGHTS.get(type_, 1))]
        type_ = registration if first and draw(st.integers(0, 9)) else draw(st.sampled_from(weighted))
        must, may = _fields(type_)
    data = draw(_dict(must, **may))
    if type_.endswith(".amended"):
        unset = draw(st.lists(_only(*TERMS[family][1]), max_size=1))
        data |= {"unset": unset} if unset and unset[0] not in data else {}
    started = [wire["event_id"] for wire in sent if wire["type"] == "position.started"]
    if type_ == "position.ended" and started and draw(st.booleans()):
        del data["company"]
        data["position"] = draw(st.sampled_from(started))
    dated = {"occurred_on": draw(dates)}
    if type_.endswith(".registered") and draw(st.booleans()):
        dated = {}
    return {"type": type_, "subject": SUBJECTS[family], "data": data, "sources": SOURCES, **dated}


@st.composite
def _record_event(draw: st.DrawFn, sent: Sequence[Wire]) -> Wire:
    worlds = [wire for wire in sent if not wire["type"].startswith("record.")]
    if draw(st.booleans()):
        target = draw(st.sampled_from(sent))
        return {"type": "record.retracted", "data": {"target": target["event_id"], "reason": "other"}}
    target = draw(st.sampled_from(worlds))
    must, may = _fields(target["type"])
    fields = {name: value for name, value in (must | may).items() if name != "position"} | {"occurred_on": dates}
    if "position" in target["data"]:
        fields = {"occurred_on": dates}
    given = draw(st.lists(st.sampled_from(sorted(fields)), max_size=2, unique=True))
    gone = [name for name in target["data"] if name in may and name not in given]
    unset = draw(st.lists(st.sampled_from(gone), max_size=1)) if gone else []
    if not given and not unset:
        given = ["occurred_on"]
    data = {"target": target["event_id"], "reason": "misread"}
    if given:
        data["set"] = {name: draw(fields[name]) for name in given}
    if unset:
        data["unset"] = unset
    return {"type": "record.corrected", "data": data}


@st.composite
def submissions(draw: st.DrawFn, family: str, *, max_size: int = 8) -> list[Wire]:
    """A history as a client would send it, event by event; it need not be legal."""
    sent: list[Wire] = []
    for number in range(draw(st.integers(1, max_size))):
        world = not sent or draw(st.integers(0, 3))
        wire = draw(_world_event(family, sent) if world else _record_event(sent))
        sent.append(wire | {"event_id": f"00000000-0000-4000-8000-{number:012}"})
    return sent


def logged(wires: Sequence[Wire]) -> list[LoggedEvent]:
    """The events that a log holds after it took *wires* in this order."""
    subjects: dict[str, str] = {}
    versions: dict[str, int] = {}
    events = []
    for position, wire in enumerate(wires, start=1):
        subject = wire.get("subject") or subjects[wire["data"]["target"]]
        subjects[wire["event_id"]] = subject
        versions[subject] = versions.get(subject, 0) + 1
        events.append(
            LoggedEvent(
                position=position,
                event_id=wire["event_id"],
                type=wire["type"],
                schema_version=1,
                subject=subject,
                version=versions[subject],
                recorded_at=FIRST_RECORDED + timedelta(days=position - 1),
                recorded_by="test",
                data=wire["data"],
                sources=wire.get("sources", []),
                occurred_on=wire.get("occurred_on"),
            )
        )
    return events


def histories(family: str, *, max_size: int = 8) -> st.SearchStrategy[list[LoggedEvent]]:
    """A history as the log holds it; it need not be legal."""
    return submissions(family, max_size=max_size).map(logged)


def legal_submissions(family: str, *, max_size: int = 8) -> st.SearchStrategy[list[Wire]]:
    """A history of which every event was legal when it came."""
    return submissions(family, max_size=max_size).map(lambda wires: keep_while(wires, is_legal)).filter(bool)


def keep_while(wires: Sequence[Wire], fits: Callable[[list[LoggedEvent]], bool]) -> list[Wire]:
    """Those of *wires* that, coming one by one, keep the history fit, and speak of events that are kept."""
    kept: list[Wire] = []
    for wire in wires:
        ids = {one["event_id"] for one in kept}
        named = {name for field in ("target", "position") if isinstance(name := wire["data"].get(field), str)}
        if named <= ids and fits(logged([*kept, wire])):
            kept.append(wire)
    return kept


def is_legal(events: list[LoggedEvent]) -> bool:
    """Whether a deal's history is legal; those of other streams are, as they are drawn here."""
    return not oracle_objections(events, events[0].subject, len(events))


def has_no_ties(events: list[LoggedEvent]) -> bool:
    """Whether no two surviving events take their place by position alone."""
    known = surviving(events, events[0].subject, len(events))
    if events[0].subject.startswith("deal/"):
        if not known:
            return True
        deal = Deal(events[0].subject, known)
        places = [(deal.start[e.event_id], _rank(e)) for e in known]
    else:
        places = [(latest(e) if e.type == "company.ceased" else earliest(e),) for e in known if e.occurred_on]
    return len(set(places)) == len(places)


def _rank(event: LoggedEvent) -> tuple[bool, int]:
    review = event.transition in REVIEW_RANK
    return review, (REVIEW_RANK if review else RANK)[event.transition]


@st.composite
def rearranged(draw: st.DrawFn, wires: Sequence[Wire]) -> list[Wire]:
    """The same world events in another order of arrival, followed by the same record events."""
    worlds = [wire for wire in wires if not wire["type"].startswith("record.")]
    records = [wire for wire in wires if wire["type"].startswith("record.")]
    return [*draw(st.permutations(worlds)), *records]


def days_to_ask(events: Iterable[LoggedEvent], facts: Iterable[Fact]) -> list[date]:
    """Every day on which what *events* or *facts* tell could change, and its neighbours."""
    edges = {date(2023, 6, 1), date(2024, 5, 20), date(2026, 1, 1)}
    for event in events:
        edges.update(day for text in partial_dates([event.occurred_on, event.data]) for day in span(text))
    for fact in facts:
        edges.update(d for d in (fact.valid_from, fact.valid_to, fact.certain_from, fact.certain_to) if d)
    return sorted({day + shift for day in edges for shift in (-DAY, DAY * 0, DAY)})


def partial_dates(value: Any) -> Iterator[str]:
    """Every partial date within *value*."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from partial_dates(item)
    elif isinstance(value, str) and value.startswith("2024"):
        yield value
