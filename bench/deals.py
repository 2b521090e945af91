"""The lives of made-up deals: which steps each takes, and what each step says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

Wire = dict[str, Any]

ENDERS: Final = frozenset({"withdrawn", "terminated", "expired", "ended"})
"""Steps that are told with a day, after all others: nothing that came later could then be true."""

_KINDS: Final = {"investment": 40, "commercial": 22, "licensing": 16, "acquisition": 11, "hiring": 11}

_LIVES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "investment": (
        ("announced", "closed"),
        ("closed",),
        ("rumoured", "announced", "closed", "amended"),
        ("announced", "tranche_closed", "tranche_closed", "tranche_closed", "closed"),
        ("rumoured", "withdrawn"),
        ("announced", "signed", "closed", "exited"),
    ),
    "acquisition": (
        ("announced", "closed"),
        ("rumoured", "announced", "signed", "review_opened", "review_decided", "closed"),
        ("announced", "signed", "closed", "payment_made"),
        ("rumoured", "announced", "withdrawn"),
    ),
    "licensing": (
        ("announced", "took_effect"),
        ("announced", "took_effect", "payment_made", "payment_made", "renewed"),
        ("signed", "took_effect", "amended", "terminated"),
    ),
    "hiring": (("started",), ("announced", "started"), ("announced", "started", "ended"), ("announced", "withdrawn")),
    "commercial": (
        ("announced", "took_effect"),
        ("announced", "signed", "took_effect", "payment_made", "payment_made", "amended", "payment_made"),
        ("signed", "took_effect", "payment_made", "renewed", "payment_made"),
        ("announced", "took_effect", "amended", "terminated"),
    ),
}


@dataclass(slots=True)
class Deal:
    """A deal of which *steps* are still to come, last first."""

    subject: str
    kind: str
    parties: tuple[Wire, Wire, Wire]
    steps: list[str]
    is_told: bool = False

    def next_step(self, random: Random) -> tuple[str, Wire]:
        """The transition that comes next and what the event says of it; the first one says who takes part."""
        transition = self.steps.pop()
        told = _SAID[transition](self, random) if transition in _SAID else {}
        if not self.is_told:
            self.is_told = True
            told = {"headline": f"{self.parties[0]['name']} and {self.parties[1]['name']}"} | _sides(self) | told
        return transition, told


def begun(subject: str, kind: str, parties: tuple[Wire, Wire, Wire], random: Random) -> Deal:
    """A deal between two companies, or of the first with a person."""
    return Deal(subject, kind, parties, [*reversed(random.choice(_LIVES[kind]))])


def drawn_kind(random: Random) -> str:
    """The kind of the next deal."""
    (kind,) = random.choices(list(_KINDS), [*_KINDS.values()])
    return kind


def money(random: Random, digits: int) -> Wire:
    """An amount of about so many digits, two of them significant; one of twelve is undisclosed."""
    if random.random() < 1 / 12:
        return {"undisclosed": True}
    amount = random.randrange(10, 100) * 10 ** (digits - 2)
    return {"amount": str(amount), "currency": random.choice(("USD", "USD", "USD", "USD", "EUR", "GBP"))}


def stake(random: Random) -> Wire:
    """A holding below one half."""
    return {"percent": str(random.randrange(1, 50))}


def _sides(deal: Deal) -> Wire:
    first, second, person = deal.parties
    match deal.kind:
        case "investment":
            return {"investors": [{"party": first}], "issuer": second}
        case "acquisition":
            return {"acquirers": [{"party": first}], "target": second}
        case "licensing":
            subjects = [{"name": f"The archive of {second['name']}", "type": "dataset", "modalities": ["text"]}]
            return {"licensees": [first], "licensors": [second], "subjects": subjects}
        case "hiring":
            return {"employer": first, "person": person, "from_company": second, "title": "VP Research"}
        case _:
            return {"parties": [{"party": first, "role": "customer"}, {"party": second, "role": "supplier"}]}


def _announced(deal: Deal, random: Random) -> Wire:
    stage: Wire = {"stage": "definitive"}
    return stage | _price(deal, random)


def _price(deal: Deal, random: Random) -> Wire:
    match deal.kind:
        case "investment":
            return {"round": random.choice(("seed", "series_a", "series_b")), "amount": money(random, 8)}
        case "acquisition":
            return {"price": money(random, 9), "scope": "whole"}
        case "licensing":
            return {"exclusivity": "non_exclusive", "consideration": money(random, 7), "term": _term(random)}
        case "commercial":
            return {"subtype": "compute", "commitment": money(random, 9), "term": _term(random)}
        case _:
            return {}


def _closed(deal: Deal, random: Random) -> Wire:
    if deal.kind == "acquisition":
        return _price(deal, random)
    investors = [{"party": deal.parties[0], "lead": True, "stake": stake(random)}]
    return _price(deal, random) | {"investors": investors, "post_money": money(random, 9)}


def _amended(deal: Deal, random: Random) -> Wire:
    return {"summary": "The parties changed the price."} | _price(deal, random)


def _term(random: Random) -> Wire:
    return {"months": random.choice((12, 24, 36, 60))}


def _payment(_deal: Deal, random: Random) -> Wire:
    return {"payment": {"amount": money(random, 7), "period": "a quarter"}}


def _review(deal: Deal, _random: Random) -> Wire:
    decided: Sequence[tuple[str, str]] = [] if "review_decided" in deal.steps else [("outcome", "cleared")]
    return {"authority": "CMA", "jurisdiction": "GB", **dict(decided)}


_SAID: Final[dict[str, Callable[[Deal, Random], Wire]]] = {
    "rumoured": _price,
    "announced": _announced,
    "signed": _price,
    "closed": _closed,
    "amended": _amended,
    "tranche_closed": lambda _deal, random: {"tranche": {"amount": money(random, 7)}},
    "payment_made": _payment,
    "renewed": lambda _deal, random: {"term": _term(random)},
    "exited": lambda deal, random: {"investor": deal.parties[0], "proceeds": money(random, 8)},
    "review_opened": _review,
    "review_decided": _review,
}
