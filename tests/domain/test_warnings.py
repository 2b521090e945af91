"""What is stored all the same and warned about, because a hard gate would make people lie."""

from __future__ import annotations

from typing import Any

import pytest

from domain.admission.warnings import Warned, warnings_of
from domain.fold.record_plane import Stream
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_closed,
    corrected,
    given,
    hiring_ended,
    hiring_started,
    investment_announced,
    investment_closed,
    investment_signed,
    investment_tranche_closed,
    investment_withdrawn,
    licensing_signed,
    person_registered,
    position_ended,
    position_started,
    retracted,
    usd,
)
from tests.strategies import ANNE, Wire, logged


def warned(*wires: Wire) -> list[tuple[str, str]]:
    """Code and pointer of what is odd about the last of *wires* behind the others."""
    return [(warning.code, warning.pointer) for warning in warnings(*wires)]


def detail(*wires: Wire) -> str:
    (warning,) = warnings(*wires)
    return warning.detail


def warnings(*wires: Wire) -> list[Warned]:
    stream = Stream(logged(given(*wires).wires))
    return warnings_of(stream, stream.events[-1])


def test_an_ordinary_history_has_no_warnings() -> None:
    history = [
        investment_announced("2025-05-01", committed=usd(3)),
        investment_signed("2025-06-01"),
        investment_tranche_closed("2025-06-12"),
        investment_closed("2025-06-30"),
    ]
    assert [warned(*history[:count]) for count in range(1, 5)] == [[]] * 4


@pytest.mark.parametrize("before", [investment_signed, investment_tranche_closed, investment_closed])
def test_what_was_signed_is_not_withdrawn(before: Any) -> None:
    signed, withdrawn = before("2025-05-01"), investment_withdrawn("2025-06-01")
    assert warned(signed, withdrawn) == [("withdrawn-after-signing", "/type")]
    assert warned(withdrawn, signed) == [("withdrawn-after-signing", "/type")]
    assert warned(signed, retracted("e1"), withdrawn) == []
    assert warned(signed, withdrawn, investment_announced("2025-04-01")) == [], "that is not at odds with anything"


def test_what_was_only_announced_may_be_withdrawn() -> None:
    assert warned(investment_announced("2025-05-01"), investment_withdrawn("2025-06-01")) == []


def test_who_started_cannot_never_have_started() -> None:
    started, never = hiring_started("2025-05-01"), hiring_ended("2025-06-01", reason="never_started")
    assert warned(started, never) == [("contradicts-start", "/data/reason")]
    assert warned(never, started) == [("contradicts-start", "/type")]
    assert warned(started, hiring_ended("2025-06-01", reason="left")) == []


def test_tranches_may_not_exceed_what_was_committed() -> None:
    def tranche(amount: Wire) -> Wire:
        return investment_tranche_closed("2025-06-01", tranche={"amount": amount})

    committed = investment_signed("2025-05-01", committed=usd(10))
    assert warned(committed, tranche(usd(6)), tranche(usd(4))) == []
    assert warned(committed, tranche(usd(6)), tranche(usd(5))) == [("tranches-over-commitment", "/data/tranche/amount")]
    assert detail(committed, tranche(usd(11))) == "tranches add up to 11 USD, and 10 were committed"
    assert warned(committed, tranche(usd(11) | {"currency": "EUR"})) == [], "nothing is converted"
    assert warned(committed, tranche(usd(11, "up_to"))) == [], "it may be less"
    assert warned(committed, tranche({"undisclosed": True})) == []
    assert warned(committed, tranche({"min": "11", "max": "12", "currency": "USD"})) != []
    assert warned(committed, tranche(usd(6)), retracted("e2"), tranche(usd(5))) == []
    assert warned(committed, corrected("e1", committed=usd(20)), tranche(usd(11))) == []


def test_stakes_do_not_add_up_to_more_than_all() -> None:
    def closed(*percents: Any) -> Wire:
        parties = (ALPHA, BETA, {"id": "delta"})
        stakes = [{"percent": percent} if percent else None for percent in percents]
        entries = [{"party": party, "stake": stake} for party, stake in zip(parties, stakes, strict=False)]
        return investment_closed("2025", investors=[{k: v for k, v in entry.items() if v} for entry in entries])

    assert warned(closed("60", "40")) == []
    assert warned(closed("60", "40.1")) == [("stakes-over-100", "/data/investors")]
    assert warned(closed("60", None, "40.1")) == [("stakes-over-100", "/data/investors")]
    assert warned(closed("60", {"min": "50", "max": "60"})) == [], "a range may be less"
    assert detail(closed("60", "40.1")) == "the stakes add up to 100.1 %"
    both = [{"party": ALPHA, "stake": {"percent": "51"}}, {"party": BETA, "stake": {"percent": "50"}}]
    assert warned(acquisition_closed("2025", acquirers=both)) == [("stakes-over-100", "/data/acquirers")]


def test_a_chosen_id_should_not_hold_a_name_of_a_person() -> None:
    person = {"id": "p_aaaaaaaaaa", "name": "Alexandr Wang"}

    def subject(deal: str) -> list[tuple[str, str]]:
        return warned(hiring_started("2025", person=person) | {"subject": f"deal/{deal}"})

    assert subject("meta-hires-2025") == []
    assert subject("meta-hires-alexandr") == [("subject-names-person", "/subject")]
    assert subject("alexandr-wang-meta") == [("subject-names-person", "/subject")]
    assert subject("alexandrwang") == [("subject-names-person", "/subject")]


def test_only_the_first_event_of_a_deal_is_warned_about_its_id() -> None:
    person = ANNE | {"name": "Anneliese"}
    first = hiring_started("2025", person=person) | {"subject": "deal/anneliese"}
    assert warned(first) == [("subject-names-person", "/subject")]
    assert warned(first, hiring_started("2025", person=person) | {"subject": "deal/anneliese"}) == []


def test_companies_may_give_their_names_to_deals() -> None:
    licence = licensing_signed("2025", licensors=[GAMMA | {"name": "Gamma Labs"}])
    assert warned(licence | {"subject": "deal/gamma-labs-licence"}) == []


def test_an_end_should_end_something() -> None:
    registered, end = person_registered(None), position_ended("2025-06-01", company=GAMMA)
    nothing = [("nothing-ends", "/data/company")]
    assert warned(registered, end) == nothing
    assert warned(registered, position_started("2025-05-01"), end) == []
    assert warned(registered, position_started("2025-07-01"), end) == nothing
    assert warned(registered, position_started("2025-06"), end) == []
    assert warned(registered, position_started("2025-05-01", company=BETA), end) == nothing
    assert warned(registered, position_started("2025-05-01"), retracted("e2"), end) == nothing
    named = position_ended("2025-06-01", position="e2")
    assert warned(registered, position_started("2025-05-01"), named) == []
    assert warned(registered, position_started("2025-07-01"), named) == [("nothing-ends", "/data/position")]
