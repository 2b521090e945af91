"""Money counts once: the sentences of the fine print, one by one."""

from typing import Any

import pytest

from tests.answers import Told, of, told
from tests.given import (
    ALPHA,
    BETA,
    commercial_announced,
    commercial_signed,
    investment_amended,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_rumoured,
    investment_terminated,
    investment_tranche_closed,
    usd,
)
from tests.strategies import Wire

BOTH = [{"party": ALPHA}, {"party": BETA}]
INCLUDED = {"included_in": "the-licensing"}
UNDISCLOSED = {"undisclosed": True}
RANGE = {"min": "10", "max": "20", "currency": "USD"}


def tranche(day: str, amount: Wire | None, *investors: Wire, **data: Any) -> Wire:
    """A tranche of *amount*, or of nothing stated, that is said to be of *investors*."""
    paid = {"amount": amount} if amount else {"number": 1}
    return investment_tranche_closed(day, tranche=paid | ({"investors": list(investors)} if investors else {}), **data)


def paid(record: Told, day: str = "2025-12-31") -> Any:
    """Alpha's side."""
    return record.company(day)["investments"]


def raised(record: Told, day: str = "2025-12-31") -> Any:
    """Gamma's side."""
    return record.company(day, "gamma")["funding"]


def dollars(amount: str, **more: Any) -> list[Wire]:
    return [{"currency": "USD", "amount": amount, **more}]


@pytest.mark.parametrize("qualifier", [None, "exact", "approximate", "at_least"])
def test_an_amount_counts_however_it_is_qualified(qualifier: str | None) -> None:
    record = told(investment_closed("2025-01-10", amount=usd(5, qualifier)))
    assert raised(record)["raised"] == paid(record)["deployed"] == dollars("5")


def test_of_a_range_the_lower_end_counts_and_says_so() -> None:
    assert raised(told(investment_closed("2025-01-10", amount=RANGE)))["raised"] == dollars("10", low=True)


def test_up_to_never_counts_and_is_no_secret() -> None:
    funding = raised(told(investment_closed("2025-01-10", amount=usd(5, "up_to"))))
    assert (funding["raised"], funding["undisclosed"]) == ([], 0)


@pytest.mark.parametrize(
    ("terms", "category"),
    [
        ({"round": "debt"}, "debt"),
        ({"instruments": ["loan"]}, "debt"),
        ({"instruments": ["loan", "warrant"]}, "raised"),
        ({"round": "secondary"}, "secondary"),
        ({"round": "tender"}, "secondary"),
        ({"instruments": ["in_kind"]}, "in_kind"),
        ({"instruments": ["in_kind", "compute_credits"]}, "in_kind"),
        ({"instruments": ["compute_credits", "preferred"]}, "raised"),
        ({"round": "seed"}, "raised"),
        ({}, "raised"),
    ],
)
def test_each_investment_counts_in_one_category(terms: Wire, category: str) -> None:
    funding = raised(told(investment_closed("2025-01-10", amount=usd(5), **terms)))
    lists = {name: funding[name] for name in ("raised", "debt", "secondary", "in_kind", "committed_undrawn")}
    assert lists == {name: [] for name in lists} | {category: dollars("5")}


def test_the_closing_counts_and_its_tranches_do_not_again() -> None:
    record = told(tranche("2025-01-10", usd(2)), investment_closed("2025-02-10", amount=usd(5)))
    assert raised(record)["raised"] == dollars("5")
    assert raised(record, "2025-01-31")["raised"] == dollars("2")


@pytest.mark.parametrize("amount", [None, UNDISCLOSED, usd(9, "up_to")])
def test_where_the_closings_amount_does_not_count_the_tranches_do(amount: Wire | None) -> None:
    record = told(tranche("2025-01-10", usd(2)), investment_closed("2025-02-10", amount=amount))
    assert raised(record)["raised"] == dollars("2")


def test_what_is_included_in_another_deal_counts_there_only() -> None:
    record = told(tranche("2025-01-10", usd(2)), investment_closed("2025-02-10", amount=INCLUDED))
    funding = raised(record)
    assert (funding["raised"], funding["undisclosed"]) == ([], 0)


def test_the_closed_amount_is_the_folded_one() -> None:
    record = told(investment_announced("2025-01-10", amount=usd(5)), investment_closed("2025-02-10"))
    assert raised(record)["raised"] == dollars("5")


def test_what_is_committed_and_not_drawn_is_told_while_partly_closed() -> None:
    record = told(tranche("2025-01-10", usd(2), committed=usd(10)), investment_closed("2025-02-10", amount=usd(10)))
    assert raised(record, "2025-01-31")["committed_undrawn"] == dollars("8")
    assert raised(record)["committed_undrawn"] == []


def test_undrawn_money_is_never_negative_and_only_of_its_currency() -> None:
    euros = {"amount": "4", "currency": "EUR"}
    record = told(tranche("2025-01-10", euros, committed=usd(10)), tranche("2025-02-10", usd(12)))
    assert raised(record, "2025-01-31")["committed_undrawn"] == dollars("10")
    assert raised(record)["committed_undrawn"] == []
    assert raised(record)["raised"] == [{"currency": "EUR", "amount": "4"}, *dollars("12")]


def test_a_commitment_up_to_something_leaves_nothing_undrawn() -> None:
    record = told(tranche("2025-01-10", usd(2), committed=usd(10, "up_to")))
    assert raised(record)["committed_undrawn"] == []


def test_a_sole_investor_has_the_whole() -> None:
    record = told(tranche("2025-01-10", usd(2), committed=usd(10)))
    assert paid(record)["deployed"] == dollars("2")
    assert paid(record)["committed_undrawn"] == dollars("8")


def test_a_sole_investors_own_amount_is_the_amount_of_the_round() -> None:
    record = told(investment_closed("2025-01-10", investors=[{"party": ALPHA, "amount": usd(5)}]))
    assert raised(record)["raised"] == paid(record)["deployed"] == dollars("5")


def test_among_several_only_an_investors_own_amount_counts() -> None:
    investors = [{"party": ALPHA, "amount": usd(3)}, {"party": BETA}]
    record = told(investment_closed("2025-01-10", amount=usd(5), investors=investors))
    assert (paid(record)["deployed"], paid(record)["undisclosed"]) == (dollars("3"), 0)
    beta = record.company("2025-12-31", "beta")["investments"]
    assert (beta["deployed"], beta["undisclosed"]) == ([], 1)
    assert raised(record)["raised"] == dollars("5")


def test_unnamed_co_investors_make_several() -> None:
    investors = [{"party": ALPHA}, {"party": {"unnamed": "co-investors"}}]
    record = told(investment_closed("2025-01-10", amount=usd(5), investors=investors))
    assert (paid(record)["deployed"], paid(record)["undisclosed"]) == ([], 1)


def test_a_tranche_is_one_investors_only_if_it_names_that_investor_alone() -> None:
    record = told(
        tranche("2025-01-10", usd(2), ALPHA, investors=BOTH),
        tranche("2025-02-10", usd(3), ALPHA, BETA, investors=BOTH, event_id="second"),
        tranche("2025-03-10", usd(4), investors=BOTH, event_id="third"),
    )
    assert paid(record)["deployed"] == dollars("2")
    assert paid(record)["committed_undrawn"] == []
    assert raised(record)["raised"] == dollars("9")


@pytest.mark.parametrize(
    ("tranches", "amount", "count"),
    [
        ([], None, 1),
        ([], UNDISCLOSED, 1),
        ([], usd(5), 0),
        ([usd(2)], None, 0),
        ([None], None, 1),
        ([UNDISCLOSED], UNDISCLOSED, 1),
    ],
)
@pytest.mark.parametrize("terms", [{}, {"round": "debt"}])
def test_a_closed_deal_without_disclosed_money_is_counted(
    tranches: list[Wire | None], amount: Wire | None, count: int, terms: Wire
) -> None:
    steps = [tranche("2025-01-10", one) for one in tranches]
    record = told(*steps, investment_closed("2025-02-10", amount=amount, **terms))
    assert raised(record)["undisclosed"] == paid(record)["undisclosed"] == count
    assert raised(record, "2025-01-31")["undisclosed"] == 0


def test_drawn_money_stays_counted_whatever_ends_the_deal() -> None:
    drawn = told(tranche("2025-01-10", usd(2), committed=usd(10)), investment_terminated("2025-03-01"))
    assert raised(drawn)["raised"] == dollars("2")
    assert raised(drawn)["committed_undrawn"] == []
    closed = told(investment_closed("2025-01-10", amount=usd(5)), investment_terminated("2025-03-01"))
    assert raised(closed)["raised"] == dollars("5")
    left = told(investment_closed("2025-01-10", amount=usd(5)), investment_exited("2025-03-01"))
    assert paid(left)["deployed"] == dollars("5")


def test_what_was_never_closed_is_not_counted_when_it_dies() -> None:
    record = told(investment_announced("2025-01-10", amount=usd(5)), investment_terminated("2025-03-01"))
    assert raised(record)["raised"] == []
    assert raised(record)["undisclosed"] == 0


def test_pending_money_never_counts() -> None:
    record = told(investment_rumoured("2025-01-10", amount=usd(5)))
    assert raised(record)["raised"] == []
    assert [one["deal"] for one in record.company("2025-12-31", "gamma")["pending"]] == ["the-investment"]


def test_the_last_post_money_is_that_of_the_latest_round_that_tells_one() -> None:
    record = told(
        of("first", investment_closed("2025-01-10", post_money=usd(50))),
        of("third", investment_closed("2025-03-10", post_money=UNDISCLOSED)),
        of("second", investment_closed("2025-02-10", post_money=usd(70))),
        of("second", investment_exited("2025-04-01")),
        of("fourth", investment_rumoured("2025-05-10", post_money=usd(90))),
    )
    assert raised(record)["last_post_money"] == usd(70)
    assert raised(record, "2025-01-31")["last_post_money"] == usd(50)
    assert raised(told(investment_rumoured("2025-05-10", post_money=usd(90))))["last_post_money"] is None


def test_sums_are_exact_and_plain() -> None:
    small, large = {"amount": "0.10", "currency": "USD"}, {"amount": "9" * 24 + ".123456789012", "currency": "USD"}
    record = told(
        of("one", investment_closed("2025-01-10", amount=small)), of("two", investment_closed("2025", amount=large))
    )
    assert raised(record)["raised"] == dollars("9" * 24 + ".223456789012")
    record = told(
        of("one", investment_closed("2025", amount=small)), of("two", investment_closed("2025", amount=small))
    )
    assert raised(record)["raised"] == dollars("0.2")


def payment(amount: Wire) -> Wire:
    paid_out = {"type": "commercial.payment_made", "subject": "deal/the-commercial", "occurred_on": "2025-03-01"}
    return paid_out | {"data": {"payment": {"amount": amount}}, "sources": [{"publisher": "Reuters", "kind": "press"}]}


@pytest.mark.parametrize(
    ("commitment", "remaining"),
    [
        (usd(10), {"currency": "USD", "amount": "7"}),
        (usd(2), {"currency": "USD", "amount": "0"}),
        (RANGE, {"currency": "USD", "amount": "7", "low": True}),
        (usd(10, "up_to"), None),
        (UNDISCLOSED, None),
        (None, None),
    ],
)
def test_a_contract_tells_what_is_paid_and_what_remains(commitment: Wire | None, remaining: Wire | None) -> None:
    record = told(commercial_signed("2025-01-10", commitment=commitment), payment(usd(3)))
    [contract] = record.company("2025-12-31")["commercial"]
    assert (contract["commitment"], contract["paid"], contract["remaining"]) == (commitment, dollars("3"), remaining)


def test_an_added_commitment_adds_and_an_amended_one_replaces() -> None:
    record = told(
        commercial_announced("2025-01-10", stage="agreed", commitment=usd(10)),
        of("the-commercial", commercial_signed("2025-02-10", commitment_added=usd(4))),
    )
    [contract] = record.company("2025-12-31")["commercial"]
    assert contract["commitment"] == usd(14)


def test_an_amended_amount_is_the_one_that_counts() -> None:
    record = told(investment_closed("2025-01-10", amount=usd(5)), investment_amended("2025-02-10", amount=usd(6)))
    assert raised(record)["raised"] == dollars("6")
