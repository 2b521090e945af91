"""Who holds what of whom: the sentences of the fine print about stakes."""

from typing import Any

from tests.answers import Told, of, told
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_closed,
    acquisition_terminated,
    investment_amended,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_terminated,
    investment_tranche_closed,
    ownership_ended,
    ownership_recorded,
    percent,
)
from tests.strategies import Wire

END = "2025-12-31"


def holding(party: Wire, share: int) -> list[Wire]:
    return [{"party": party, "stake": percent(share)}]


def owned(day: str, owner: Wire, share: int | None) -> Wire:
    """Gamma's register says that *owner* holds so much, or nothing."""
    event = (
        ownership_ended(day, owner=owner)
        if share is None
        else ownership_recorded(day, owner=owner, stake=percent(share))
    )
    return event | {"subject": "company/gamma"}


def stakes(record: Told, day: str = END, company: str = "alpha") -> list[tuple[Any, ...]]:
    return [
        (one["party"]["id"], one["stake"]["percent"], one["stale"]) for one in record.company(day, company)["stakes"]
    ]


def owners(record: Told, day: str = END, company: str = "gamma") -> list[tuple[Any, ...]]:
    return [
        (one["party"]["id"], one["stake"]["percent"], one["stale"]) for one in record.company(day, company)["owners"]
    ]


def test_a_closed_investment_gives_a_stake_on_both_sides() -> None:
    record = told(investment_closed("2025-01-10", investors=holding(ALPHA, 49)))
    assert stakes(record) == [("gamma", "49", False)]
    assert owners(record) == [("alpha", "49", False)]
    [stake] = record.company(END)["stakes"]
    assert stake["deal"] == "the-investment"
    assert stake["since"] == {"date": "2025-01-10", "from": "2025-01-10", "certainty": "certain"}
    assert stake["events"] == ["e1"]


def test_a_stake_needs_a_closing() -> None:
    assert stakes(told(investment_announced("2025-01-10", investors=holding(ALPHA, 49)))) == []
    assert stakes(told(investment_tranche_closed("2025-01-10", investors=holding(ALPHA, 49)))) == []


def test_the_latest_start_holds_and_nothing_is_added_up() -> None:
    record = told(
        of("later", investment_closed("2025-06-10", investors=holding(ALPHA, 30))),
        of("earlier", investment_closed("2025-01-10", investors=holding(ALPHA, 20))),
    )
    assert [one[:2] for one in stakes(record)] == [("gamma", "30")]
    assert [one[:2] for one in stakes(record, "2025-03-01")] == [("gamma", "20")]


def test_of_two_statements_of_one_day_the_later_recorded_holds() -> None:
    one = of("one", investment_closed("2025-01-10", investors=holding(ALPHA, 20)))
    two = of("two", investment_closed("2025-01-10", investors=holding(ALPHA, 30)))
    assert [stake[1] for stake in stakes(told(one, two))] == ["30"]
    assert [stake[1] for stake in stakes(told(two, one))] == ["20"]


def test_ownership_records_compete_with_deals() -> None:
    record = told(
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        owned("2025-03-01", ALPHA, 45),
        owned("2025-06-01", ALPHA, None),
    )
    assert [stake[1] for stake in stakes(record, "2025-02-01")] == ["49"]
    assert [stake[1] for stake in stakes(record, "2025-03-01")] == ["45"]
    assert stakes(record) == []
    assert owners(record) == []
    [stake] = record.company("2025-03-01")["stakes"]
    assert "deal" not in stake


def test_a_deal_after_the_register_holds_against_it() -> None:
    record = told(owned("2025-01-01", ALPHA, None), investment_closed("2025-03-10", investors=holding(ALPHA, 49)))
    assert [stake[1] for stake in stakes(record)] == ["49"]


def test_an_amendment_states_the_stake_anew_from_its_day() -> None:
    record = told(
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        owned("2025-03-01", ALPHA, 45),
        investment_amended("2025-06-01", investors=holding(ALPHA, 40)),
    )
    assert [stake[1] for stake in stakes(record)] == ["40"]


def test_a_sole_acquirer_of_the_whole_holds_everything() -> None:
    assert stakes(told(acquisition_closed("2025-01-10"))) == [("gamma", "100", False)]
    assert stakes(told(acquisition_closed("2025-01-10", scope="whole"))) == [("gamma", "100", False)]
    assert stakes(told(acquisition_closed("2025-01-10", scope="assets"))) == []
    assert stakes(told(acquisition_closed("2025-01-10", acquirers=[{"party": ALPHA}, {"party": BETA}]))) == []


def test_an_exit_without_a_rest_states_that_nothing_is_held() -> None:
    record = told(
        of("earlier", investment_closed("2025-01-10", investors=holding(ALPHA, 20))),
        investment_closed("2025-02-10", investors=holding(ALPHA, 49)),
        investment_exited("2025-06-10"),
    )
    assert [stake[1] for stake in stakes(record, "2025-03-01")] == ["49"]
    assert stakes(record) == []


def test_an_exit_with_a_rest_states_the_rest() -> None:
    record = told(
        investment_closed("2025-02-10", investors=holding(ALPHA, 49)),
        investment_exited("2025-06-10", stake_after=percent(9)),
    )
    assert [stake[1] for stake in stakes(record)] == ["9"]


def test_a_termination_takes_back_what_the_deal_stated_and_the_statement_before_holds_again() -> None:
    record = told(
        of("earlier", investment_closed("2025-01-10", investors=holding(ALPHA, 20))),
        investment_closed("2025-02-10", investors=holding(ALPHA, 49)),
        investment_terminated("2025-06-10"),
    )
    assert [stake[1] for stake in stakes(record, "2025-03-01")] == ["49"]
    assert [stake[1] for stake in stakes(record)] == ["20"]
    assert stakes(told(acquisition_closed("2025-01-10"), acquisition_terminated("2025-02-10"))) == []


def test_a_stake_is_stale_from_the_day_of_a_later_primary_round() -> None:
    record = told(
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        of("next", investment_closed("2025-06-10", investors=holding(BETA, 10))),
    )
    assert stakes(record, "2025-06-09") == [("gamma", "49", False)]
    assert stakes(record, "2025-06-10") == [("gamma", "49", True)]
    assert owners(record) == [("alpha", "49", True), ("beta", "10", False)]


def test_the_first_tranche_of_another_round_makes_stale() -> None:
    record = told(
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        of("next", investment_tranche_closed("2025-06-10", investors=[{"party": BETA}])),
    )
    assert stakes(record) == [("gamma", "49", True)]


def test_neither_its_own_deal_nor_debt_nor_an_earlier_or_unclosed_round_makes_stale() -> None:
    record = told(
        of("before", investment_closed("2024-06-10", investors=[{"party": BETA}])),
        investment_tranche_closed("2024-12-10"),
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        of("debt", investment_closed("2025-03-10", investors=[{"party": BETA}], round="debt")),
        of("talk", investment_announced("2025-04-10", investors=[{"party": BETA}])),
        of("elsewhere", investment_closed("2025-05-10", issuer={"id": "delta"}, investors=[{"party": BETA}])),
        acquisition_closed("2025-06-10", target={"id": "delta"}),
    )
    assert stakes(record)[0] == ("gamma", "49", False)


def test_a_round_closed_before_the_stake_and_exited_after_it_does_not_make_stale() -> None:
    record = told(
        of("before", investment_closed("2024-06-10", investors=[{"party": BETA}])),
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        of("before", investment_exited("2025-03-10", investor=BETA)),
    )
    assert stakes(record) == [("gamma", "49", False)]


def test_a_new_statement_is_fresh_again() -> None:
    record = told(
        investment_closed("2025-01-10", investors=holding(ALPHA, 49)),
        of("next", investment_closed("2025-06-10", investors=[{"party": BETA}])),
        owned("2025-07-01", ALPHA, 44),
    )
    assert stakes(record) == [("gamma", "44", False)]


def test_stakes_of_more_than_everything_are_told_with_a_warning() -> None:
    record = told(owned("2025-01-01", ALPHA, 60), owned("2025-01-01", BETA, 50))
    [warning] = record.company(END, "gamma")["warnings"]
    assert (warning["code"], warning["pointer"]) == ("stakes-over-100", "/companies/gamma/owners")
    assert record.company(END, "alpha")["warnings"] == []


def test_a_person_holds_stakes_too() -> None:
    record = told(investment_closed("2025-01-10", investors=holding({"id": "p_aaaaaaaaaa"}, 5)))
    [stake] = record.person(END)["stakes"]
    assert stake["party"]["id"] == GAMMA["id"]
    assert [one[0] for one in owners(record)] == ["p_aaaaaaaaaa"]
