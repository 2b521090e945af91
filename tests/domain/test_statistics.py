"""Deals counted and added up: each money once, and what is in no sum told with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.state.deals import deals_on
from domain.state.statistics import By, tallies
from tests.answers import of
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_announced,
    acquisition_closed,
    acquisition_payment_made,
    acquisition_terminated,
    commercial_amended,
    commercial_announced,
    commercial_signed,
    given,
    hiring_started,
    investment_closed,
    investment_rumoured,
    investment_terminated,
    investment_tranche_closed,
    licensing_payment_made,
    licensing_signed,
    licensing_terminated,
    usd,
)
from tests.strategies import Wire

DAY = date(2025, 12, 31)
CLOSED = "2025-01-10"


def parts(*wires: Wire, by: By = "kind", role: str | None = None) -> tuple[Any, dict[str, Any]]:
    """The total and the parts."""
    streams: dict[str, list[Wire]] = {}
    for wire in wires:
        streams.setdefault(wire["subject"], []).append(wire)
    facts = [fact for stream in streams.values() for fact in given(*stream).facts()]
    total, found = tallies(deals_on(DAY, facts), by, DAY, role)
    return total.told(), {key: tally.told() for key, tally in found}


def total(*wires: Wire) -> Any:
    return parts(*wires)[0]


def left_out(*wires: Wire) -> dict[str, Any]:
    """Reason -> how many dollars are stated, if any."""
    return {one["reason"]: [sum_["amount"] for sum_ in one["stated"]] for one in total(*wires)["left_out"]}


def dollars(amount: str, deals: int = 1, **inexact: str) -> list[Wire]:
    told: Wire = {"currency": "USD", "amount": amount, "deals": deals}
    return [told | ({"inexact": inexact} if inexact else {})]


def payment(day: str, amount: Wire, **data: Any) -> Wire:
    return licensing_payment_made(day, payment={"amount": amount}, **data)


def tranche(day: str, paid: Wire, **data: Any) -> Wire:
    return investment_tranche_closed(day, tranche={"amount": paid}, **data)


def test_a_deal_counts_once_whoever_takes_part() -> None:
    both = [{"party": ALPHA, "amount": usd(4)}, {"party": BETA, "amount": usd(6)}]
    told, by_party = parts(investment_closed(CLOSED, amount=usd(10), investors=both), by="party")
    assert (told["deals"], told["drawn"]) == (1, dollars("10"))
    assert {key: (part["deals"], part["drawn"]) for key, part in by_party.items()} == {
        key: (1, dollars("10")) for key in ("alpha", "beta", "gamma")
    }


def test_the_most_active_parties_come_first_and_of_a_role_only_those_who_take_it() -> None:
    wires = [investment_closed(CLOSED), of("other", investment_closed(CLOSED, issuer=BETA))]
    assert list(parts(*wires, by="party")[1]) == ["alpha", "beta", "gamma"]
    assert list(parts(*wires, by="party", role="issuer")[1]) == ["beta", "gamma"]


def test_the_amount_of_a_closed_round_counts_and_not_its_tranches_too() -> None:
    assert total(tranche(CLOSED, usd(4), committed=usd(10)), investment_closed("2025-02-10", amount=usd(10)))[
        "drawn"
    ] == dollars("10")


def test_what_is_committed_is_told_apart_from_what_is_drawn() -> None:
    told = total(tranche(CLOSED, usd(4), committed=usd(10)), tranche("2025-02-10", usd(1)))
    assert (told["drawn"], told["committed"]) == (dollars("5"), dollars("5"))


def test_an_announced_amount_is_no_commitment() -> None:
    wires = [tranche(CLOSED, usd(4), amount=usd(10))]
    assert (total(*wires)["drawn"], total(*wires)["committed"]) == (dollars("4"), [])
    assert left_out(*wires) == {"pending": ["6"]}


def test_payments_of_a_contract_are_drawn_and_the_rest_is_committed() -> None:
    told = total(licensing_signed(CLOSED, consideration={"total": usd(10), "upfront": usd(3)}), payment(CLOSED, usd(3)))
    assert (told["drawn"], told["committed"], told["left_out"]) == (dollars("3"), dollars("7"), [])


def test_what_is_added_to_a_commitment_in_another_currency_counts_there() -> None:
    euros = {"amount": "5", "currency": "EUR"}
    more = commercial_amended("2025-02-10", commitment_added=euros)
    told = total(commercial_signed(CLOSED, commitment=usd(10)), more)
    assert told["committed"] == [{**euros, "deals": 1}, *dollars("10")]


def test_a_licence_that_ended_keeps_what_was_paid_and_loses_the_rest() -> None:
    wires = [licensing_signed(CLOSED, consideration=usd(10)), payment(CLOSED, usd(3)), licensing_terminated("2025-03")]
    assert (total(*wires)["drawn"], total(*wires)["committed"]) == (dollars("3"), [])
    assert left_out(*wires) == {"ended": ["7"]}


@pytest.mark.parametrize(
    "wires",
    [
        (investment_closed(CLOSED, amount=usd(5)), investment_terminated("2025-03-10")),
        (acquisition_closed(CLOSED, price=usd(5)), acquisition_terminated("2025-03-10")),
    ],
)
def test_what_was_drawn_stays_drawn_whatever_ends_the_deal(wires: tuple[Wire, ...]) -> None:
    assert (total(*wires)["drawn"], left_out(*wires)) == (dollars("5"), {})


def test_a_purchase_counts_by_its_price_and_not_by_its_payments_too() -> None:
    paid = acquisition_payment_made("2025-02-10", payment={"amount": usd(4)})
    assert total(acquisition_closed(CLOSED, price=usd(10)), paid)["drawn"] == dollars("10")
    assert total(acquisition_closed(CLOSED, price={"undisclosed": True}), paid)["drawn"] == dollars("4")


def test_what_several_deals_share_counts_where_it_is_stated() -> None:
    package = [
        licensing_signed(CLOSED, consideration=usd(10)),
        investment_closed(CLOSED, amount={"included_in": "the-licensing"}),
        hiring_started(CLOSED),
    ]
    told = total(*package)
    assert (told["deals"], told["drawn"], told["committed"]) == (3, [], dollars("10"))
    assert left_out(*package) == {"included_in": []}


@pytest.mark.parametrize(
    ("terms", "bucket"),
    [
        ({"round": "debt"}, "debt"),
        ({"round": "tender"}, "secondary"),
        ({"instruments": ["in_kind"]}, "in_kind"),
    ],
)
def test_money_that_is_no_new_equity_has_sums_of_its_own(terms: Wire, bucket: str) -> None:
    told = total(investment_closed(CLOSED, amount=usd(5), **terms))
    assert (told["drawn"], told[bucket]) == ([], dollars("5"))


def test_a_sum_says_how_much_of_it_is_not_exact() -> None:
    amounts = [usd(1), usd(2, "approximate"), usd(4, "at_least"), {"min": "8", "max": "99", "currency": "USD"}]
    rounds = [of(f"round-{number}", investment_closed(CLOSED, amount=one)) for number, one in enumerate(amounts)]
    assert total(*rounds)["drawn"] == dollars("15", 4, approximate="2", at_least="4", range="8")


def test_a_rest_is_no_more_exact_than_what_it_is_made_of() -> None:
    told = total(licensing_signed(CLOSED, consideration=usd(10)), payment(CLOSED, usd(3, "approximate")))
    assert told["committed"] == dollars("7", approximate="7")
    told = total(licensing_signed(CLOSED, consideration=usd(10, "at_least")), payment(CLOSED, usd(3)))
    assert told["committed"] == dollars("7", at_least="7")


def test_currencies_are_never_converted() -> None:
    euros = {"amount": "5", "currency": "EUR"}
    told = total(investment_closed(CLOSED, amount=usd(5)), of("other", investment_closed(CLOSED, amount=euros)))
    assert told["drawn"] == [{**euros, "deals": 1}, *dollars("5")]


@pytest.mark.parametrize(
    ("wires", "expected"),
    [
        ([investment_closed(CLOSED)], {"undisclosed": []}),
        ([investment_closed(CLOSED, amount={"undisclosed": True})], {"undisclosed": []}),
        ([investment_closed(CLOSED, amount=usd(9, "up_to"))], {"up_to": ["9"]}),
        ([commercial_signed(CLOSED, commitment=usd(9, "up_to"))], {"up_to": ["9"]}),
        ([commercial_signed(CLOSED)], {"undisclosed": []}),
        ([licensing_signed(CLOSED, consideration={"annual": usd(2)})], {"parts_only": []}),
        ([acquisition_closed(CLOSED, price=usd(9), contingent=usd(2))], {"contingent": ["2"]}),
        ([hiring_started(CLOSED, compensation={"sign_on": usd(2), "retention": usd(3)})], {"compensation": ["5"]}),
        ([hiring_started(CLOSED, compensation={"sign_on": usd(2), "total": usd(9)})], {"compensation": ["9"]}),
        ([hiring_started(CLOSED)], {}),
        ([investment_rumoured(CLOSED, amount=usd(9, "approximate"))], {"pending": ["9"]}),
        ([acquisition_announced(CLOSED)], {"pending": []}),
        ([commercial_announced(CLOSED, stage="planned", commitment=usd(9))], {"pending": ["9"]}),
        ([acquisition_announced(CLOSED, price=usd(9)), acquisition_terminated("2025-03-10")], {"ended": ["9"]}),
        ([tranche(CLOSED, usd(4), committed=usd(10)), investment_terminated("2025-03-10")], {"ended": ["6"]}),
        (
            [tranche(CLOSED, {"undisclosed": True}, committed=usd(9))],
            {"undisclosed": []},
        ),
    ],
)
def test_what_is_in_no_sum_is_told_with_the_reason(wires: list[Wire], expected: dict[str, list[str]]) -> None:
    assert left_out(*wires) == expected


@pytest.mark.parametrize(("told", "month"), [("2025-06-12", "2025-06"), ("2025-06", "2025-06"), ("2025", "2025")])
def test_a_deal_falls_into_no_month_that_its_source_does_not_tell(told: str, month: str) -> None:
    assert list(parts(investment_closed(told), by="month")[1]) == [month]


def test_kinds_and_statuses_part_the_deals() -> None:
    wires = [investment_closed(CLOSED), licensing_signed(CLOSED), of("x", licensing_signed(CLOSED, licensors=[GAMMA]))]
    assert {key: part["deals"] for key, part in parts(*wires)[1].items()} == {"investment": 1, "licensing": 2}
    assert {key: part["deals"] for key, part in parts(*wires, by="status")[1].items()} == {
        "closed": 1,
        "in_force_presumed": 2,
    }
