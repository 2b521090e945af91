"""The record plane: corrections and retractions move what is known, never what was known before."""

from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    corrected,
    given,
    hiring_ended,
    hiring_started,
    investment_amended,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_rumoured,
    investment_tranche_closed,
    percent,
    retracted,
    usd,
)


def test_a_correction_does_not_change_what_was_known_before() -> None:
    deal = given(investment_closed("2025-06-12", amount=usd(148)), corrected("e1", amount=usd(143)))
    deal.known_at(1).at("2025-06-30").holds(amount=usd(148))
    deal.at("2025-06-30").holds(amount=usd(143))


def test_an_amendment_and_a_correction_agree_about_today_and_differ_about_the_past() -> None:
    closing = investment_closed("2025-06-12", amount=usd(148))
    amended = given(closing, investment_amended("2025-07-01", amount=usd(143)))
    mended = given(closing, corrected("e1", amount=usd(143)))
    amended.at("2025-07-10").holds(amount=usd(143))
    mended.at("2025-07-10").holds(amount=usd(143))
    amended.at("2025-06-20").holds(amount=usd(148))
    mended.at("2025-06-20").holds(amount=usd(143))


def test_fixing_the_amount_and_later_the_date_keeps_both() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(148)),
        corrected("e1", amount=usd(143)),
        corrected("e1", occurred_on="2025-06-10"),
    )
    deal.at("2025-06-11").holds(amount=usd(143), since="2025-06-10")


def test_of_two_corrections_of_one_field_the_later_recorded_is_seen() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(1)), corrected("e1", amount=usd(2)), corrected("e1", amount=usd(3))
    )
    deal.known_at(2).at("2025-06-30").holds(amount=usd(2))
    deal.at("2025-06-30").holds(amount=usd(3))


def test_retracting_a_correction_brings_back_what_it_replaced() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(1)),
        corrected("e1", amount=usd(2)),
        corrected("e1", amount=usd(3)),
        retracted("e3"),
    )
    deal.at("2025-06-30").holds(amount=usd(2))


def test_a_superseded_correction_is_alive_and_can_be_retracted() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(1)),
        corrected("e1", amount=usd(2), round="seed"),
        corrected("e1", amount=usd(3)),
        retracted("e2"),
    )
    deal.at("2025-06-30").holds(amount=usd(3), round=None)


def test_a_retracted_event_disappears() -> None:
    deal = given(investment_rumoured("2025-06-10"), investment_closed("2025-06-12"), retracted("e2"))
    deal.known_at(2).at("2025-06-30").holds(status="closed")
    deal.at("2025-06-30").holds(status="rumoured", since="2025-06-10")


def test_retracting_a_retraction_brings_the_event_back() -> None:
    deal = given(investment_rumoured("2025-06-10"), investment_closed("2025-06-12"), retracted("e2"), retracted("e3"))
    deal.at("2025-06-30").holds(status="closed")


def test_a_retraction_of_a_retraction_can_be_retracted_in_its_turn() -> None:
    deal = given(
        investment_rumoured("2025-06-10"),
        investment_closed("2025-06-12"),
        retracted("e2"),
        retracted("e3"),
        retracted("e4"),
    )
    deal.known_at(4).at("2025-06-30").holds(status="closed")
    deal.at("2025-06-30").holds(status="rumoured")


def test_a_correction_removes_fields() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(1), round="seed"), corrected("e1", unset=["round"], amount=usd(2))
    )
    deal.at("2025-06-30").holds(round=None, amount=usd(2))


def test_a_correction_replaces_top_level_fields_whole() -> None:
    deal = given(
        investment_closed("2025-06-12", investors=[{"party": ALPHA, "stake": percent(5)}, {"party": BETA}]),
        corrected("e1", investors=[{"party": ALPHA}]),
    )
    deal.at("2025-06-30").holds(investors=[{"party": ALPHA}]).shows_no("stake/company/alpha")


def test_a_corrected_date_moves_the_event_in_the_order_of_the_deal() -> None:
    deal = given(
        investment_announced("2025-06-10", amount=usd(1)),
        investment_announced("2025-06-20", amount=usd(2)),
        corrected("e1", occurred_on="2025-06-25"),
    )
    deal.at("2025-06-20").holds(amount=usd(2), since="2025-06-20")
    deal.at("2025-06-25").holds(amount=usd(1), since="2025-06-20")


def test_a_corrected_date_can_make_a_day_of_a_month() -> None:
    deal = given(hiring_started("2024-01-01"), hiring_ended("2025"), corrected("e2", occurred_on="2025-03-01"))
    deal.known_at(2).at("2025-03-01").holds(status="in_force", certainty="possible")
    deal.at("2025-03-01").holds(status="ended")


def test_a_corrected_source_or_basis_changes_no_state() -> None:
    deal = given(
        investment_closed("2025-06-12", amount=usd(1)),
        corrected("e1", sources=[{"publisher": "SEC", "kind": "filing"}], date_basis="closed", confidence="confirmed"),
    )
    deal.at("2025-06-30").holds(amount=usd(1), since="2025-06-12", sources=None, date_basis=None, confidence=None)


def test_rows_of_an_event_follow_its_corrections() -> None:
    deal = given(
        investment_tranche_closed("2025-06-12"),
        investment_exited("2025-07-01"),
        corrected("e1", tranche={"amount": usd(7)}),
        retracted("e2"),
    )
    deal.known_at(2).at("2025-07-01").shows("exit/e2", investor=ALPHA)
    deal.at("2025-07-01").shows("tranche/e1", tranche={"amount": usd(7)}).shows_no("exit/e2")


def test_a_corrected_party_takes_its_stake_along() -> None:
    deal = given(
        investment_closed("2025-06-12", investors=[{"party": ALPHA, "stake": percent(5)}]),
        corrected("e1", investors=[{"party": BETA, "stake": percent(5)}]),
    )
    deal.known_at(1).at("2025-06-30").shows("stake/company/alpha", stake=percent(5))
    deal.at("2025-06-30").shows_no("stake/company/alpha").shows("stake/company/beta", issuer=GAMMA)


def test_what_decides_a_fact_includes_the_corrections() -> None:
    deal = given(investment_closed("2025-06-12", amount=usd(1)), corrected("e1", amount=usd(2)))
    deal.at("2025-06-30").holds(decided_by=["e1", "e2"])
