"""The fine print about deals: status, terms, certainty, the arithmetic of contract terms, stakes, legality."""

import pytest

from domain.errors import IllegalHistory, MissingTerms
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    Builder,
    Wire,
    acquisition_amended,
    acquisition_announced,
    acquisition_closed,
    acquisition_payment_made,
    acquisition_terminated,
    commercial_amended,
    commercial_announced,
    commercial_took_effect,
    corrected,
    given,
    hiring_announced,
    hiring_ended,
    hiring_signed,
    hiring_started,
    investment_amended,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_review_decided,
    investment_review_opened,
    investment_rumoured,
    investment_signed,
    investment_terminated,
    investment_tranche_closed,
    investment_withdrawn,
    licensing_amended,
    licensing_announced,
    licensing_expired,
    licensing_payment_made,
    licensing_renewed,
    licensing_review_opened,
    licensing_rumoured,
    licensing_signed,
    licensing_terminated,
    licensing_took_effect,
    percent,
    retracted,
    usd,
)

ALPHA_AND_BETA = [{"party": ALPHA}, {"party": BETA}]
HALF = [{"party": ALPHA, "stake": percent(50)}]
TENTH = [{"party": ALPHA, "stake": percent(10)}]


class TestStatus:
    def test_the_status_is_the_highest_step_reached(self) -> None:
        deal = given(investment_signed("2025-06-10"), investment_announced("2025-06-12"))
        deal.at("2025-06-20").holds(status="signed", since="2025-06-10")

    def test_before_the_first_step_there_is_no_state(self) -> None:
        given(investment_rumoured("2025-06-10")).at("2025-06-09").holds_nothing()

    def test_a_deal_without_a_surviving_event_has_no_state(self) -> None:
        given(investment_rumoured("2025-06-10"), retracted("e1")).at("2025-06-20").holds_nothing()

    def test_a_second_event_of_one_rank_updates_the_terms_and_since_is_the_first_of_the_run(self) -> None:
        deal = given(
            investment_announced("2025-06-10", amount=usd(10)), investment_announced("2025-06-20", amount=usd(12))
        )
        deal.at("2025-06-15").holds(amount=usd(10))
        deal.at("2025-06-25").holds(status="announced", since="2025-06-10", amount=usd(12))

    def test_an_announcement_without_a_stage_keeps_the_stage_before(self) -> None:
        deal = given(licensing_announced("2025-06-10", stage="agreed"), licensing_announced("2025-06-20"))
        deal.at("2025-06-25").holds(stage="agreed", status="in_force_presumed", since="2025-06-10")

    def test_a_second_announcement_updates_the_stage(self) -> None:
        deal = given(
            licensing_announced("2025-06-10", stage="planned"), licensing_announced("2025-06-20", stage="definitive")
        )
        deal.at("2025-06-15").holds(status="announced", stage="planned")
        deal.at("2025-06-25").holds(status="in_force_presumed", stage="definitive", since="2025-06-20")

    @pytest.mark.parametrize("news", [licensing_renewed, licensing_payment_made])
    def test_a_renewal_or_a_payment_alone_gives_in_force(self, news: Builder) -> None:
        given(news("2025-06-10")).at("2025-06-10").holds(status="in_force", since="2025-06-10")

    def test_a_payment_alone_gives_closed_for_an_acquisition(self) -> None:
        given(acquisition_payment_made("2025-06-10")).at("2025-06-10").holds(status="closed")

    def test_a_partial_exit_alone_gives_closed(self) -> None:
        deal = given(investment_exited("2025-06-10", stake_after=percent(5)))
        deal.at("2025-06-10").holds(status="closed", since="2025-06-10")

    @pytest.mark.parametrize(
        "news",
        [investment_amended("2025-06-10", amount=usd(1)), investment_review_opened("2025-06-10")],
        ids=["amendment", "review"],
    )
    def test_an_amendment_or_a_review_alone_gives_announced(self, news: Wire) -> None:
        given(news).at("2025-06-10").holds(status="announced", since="2025-06-10")

    def test_a_tranche_gives_partly_closed_until_the_deal_closes(self) -> None:
        deal = given(investment_tranche_closed("2025-06-10"), investment_closed("2025-08-01"))
        deal.at("2025-07-01").holds(status="partly_closed")
        deal.at("2025-08-01").holds(status="closed", since="2025-08-01")

    def test_it_is_scheduled_from_the_first_step_that_is_signed_until_its_beginning(self) -> None:
        deal = given(
            licensing_announced("2025-06-01"),
            licensing_signed("2025-06-10", term={"start": "2025-07-01"}),
        )
        deal.at("2025-06-05").holds(status="announced")
        deal.at("2025-06-10").holds(status="scheduled", since="2025-06-10")
        deal.at("2025-06-30").holds(status="scheduled")
        deal.at("2025-07-01").holds(status="in_force", since="2025-07-01", since_from="2025-07-01")

    @pytest.mark.parametrize("stage", ["agreed", "definitive"])
    def test_it_is_scheduled_from_an_announcement_as_agreed_or_definitive(self, stage: str | None) -> None:
        deal = given(licensing_announced("2025-06-10", stage=stage, term={"start": "2025-07-01"}))
        deal.at("2025-06-10").holds(status="scheduled")

    @pytest.mark.parametrize("stage", ["planned", "letter_of_intent", "option", None])
    def test_an_announcement_of_less_than_an_agreement_schedules_nothing(self, stage: str | None) -> None:
        deal = given(licensing_announced("2025-06-10", stage=stage, term={"start": "2025-07-01"}))
        deal.at("2025-08-01").holds(status="announced")

    def test_without_a_known_beginning_these_steps_give_in_force_presumed_for_a_licence(self) -> None:
        given(licensing_signed("2025-06-10")).at("2025-06-10").holds(status="in_force_presumed", since="2025-06-10")

    def test_without_a_known_beginning_a_signed_hire_stays_signed(self) -> None:
        given(hiring_signed("2025-06-10")).at("2025-08-10").holds(status="signed")

    def test_a_hire_is_in_force_from_its_start_too(self) -> None:
        deal = given(hiring_announced("2025-06-10", stage="agreed", start_on="2025-07-01"))
        deal.at("2025-06-30").holds(status="scheduled")
        deal.at("2025-07-01").holds(status="in_force", since="2025-07-01")

    def test_the_beginning_is_the_start_stated_last_in_fold_order(self) -> None:
        deal = given(
            licensing_signed("2025-06-10", term={"start": "2025-07-01"}),
            licensing_amended("2025-06-20", term={"start": "2025-09-01"}),
        )
        deal.at("2025-06-15").holds(status="scheduled")
        deal.at("2025-08-31").holds(status="scheduled", since="2025-06-10")
        deal.at("2025-09-01").holds(status="in_force", since="2025-09-01")

    def test_a_renewal_never_gives_the_beginning(self) -> None:
        deal = given(
            licensing_signed("2025-06-10", term={"start": "2025-07-01", "end": "2025-12-31"}),
            licensing_renewed("2025-06-20", term={"start": "2026-01-01", "end": "2026-12-31"}),
        )
        deal.at("2025-07-01").holds(status="in_force", since="2025-07-01")

    def test_else_the_beginning_is_the_earliest_took_effect_known(self) -> None:
        deal = given(licensing_signed("2025-06-10"), licensing_took_effect("2025-07-01"))
        deal.at("2025-06-20").holds(status="scheduled")
        deal.known_at(1).at("2025-06-20").holds(status="in_force_presumed")
        deal.at("2025-07-01").holds(status="in_force", since="2025-07-01")

    def test_a_derived_state_has_its_first_day_in_since(self) -> None:
        deal = given(licensing_signed("2025-06-10", term={"start": "2025-07", "end": "2025-09"}))
        deal.at("2025-08-01").holds(status="in_force", since="2025-07-01", since_from="2025-07-01")
        deal.at("2025-10-01").holds(status="expired_presumed", since="2025-10-01", since_from="2025-10-01")

    def test_a_derived_state_has_its_first_day_in_since_even_if_an_event_brings_it(self) -> None:
        deal = given(licensing_renewed("2025-06", term={"end": "2025-01-31"}))
        deal.at("2025-06-10").holds(
            status="expired_presumed", since="2025-06-01", since_from="2025-06-01", certainty="certain"
        )

    def test_since_keeps_the_date_as_its_source_gave_it(self) -> None:
        deal = given(investment_announced("2025-06-12"), investment_closed("2025-06"))
        deal.at("2025-06-30").holds(status="closed", since="2025-06", since_from="2025-06-12")

    @pytest.mark.parametrize(
        ("ender", "status"),
        [
            (licensing_terminated, "terminated"),
            (licensing_expired, "expired"),
        ],
    )
    def test_an_ender_gives_the_status(self, ender: Builder, status: str) -> None:
        given(licensing_took_effect("2025-06-10"), ender("2025-07-01")).at("2025-07-01").holds(status=status)

    def test_retracting_a_termination_reopens_the_deal(self) -> None:
        deal = given(licensing_took_effect("2025-06-10"), licensing_terminated("2025-07-01"), retracted("e2"))
        deal.known_at(2).at("2025-08-01").holds(status="terminated")
        deal.at("2025-08-01").holds(status="in_force", since="2025-06-10")

    def test_it_is_exited_once_every_named_investor_has_exited_without_a_rest(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=[*ALPHA_AND_BETA, {"party": {"unnamed": "co-investors"}}]),
            investment_exited("2025-03-01"),
            investment_exited("2025-06-01", investor=BETA),
        )
        deal.at("2025-05-31").holds(status="closed", since="2025-01-10")
        deal.at("2025-06-01").holds(status="exited", since="2025-06-01")

    def test_an_exit_that_leaves_a_stake_is_no_exit_from_the_deal(self) -> None:
        deal = given(investment_closed("2025-01-10"), investment_exited("2025-03-01", stake_after=percent(5)))
        deal.at("2025-03-01").holds(status="closed")

    def test_an_investor_who_came_back_has_not_exited(self) -> None:
        deal = given(
            investment_closed("2025-01-10"),
            investment_exited("2025-03-01"),
            investment_exited("2025-06-01", stake_after=percent(5)),
        )
        deal.at("2025-03-01").holds(status="exited")
        deal.at("2025-06-01").holds(status="closed")


class TestTerms:
    def test_later_terms_replace_top_level_terms_whole(self) -> None:
        deal = given(
            investment_announced("2025-06-10", amount={"min": "5", "max": "10", "currency": "USD"}, round="seed"),
            investment_amended("2025-06-20", amount=usd(8)),
        )
        deal.at("2025-06-25").holds(amount=usd(8), round="seed")

    def test_lists_are_replaced_too(self) -> None:
        deal = given(investment_announced("2025-06-10"), investment_closed("2025-06-20", investors=[{"party": BETA}]))
        deal.at("2025-06-15").holds(investors=[{"party": ALPHA}])
        deal.at("2025-06-20").holds(investors=[{"party": BETA}])

    def test_a_step_below_the_status_reached_fills_only_absent_terms(self) -> None:
        deal = given(
            investment_closed("2025-06-12", amount=usd(143)),
            investment_announced("2025-06-13", amount=usd(148), pre_money=usd(290)),
        )
        deal.at("2025-06-30").holds(status="closed", amount=usd(143), pre_money=usd(290))

    def test_an_old_fact_that_arrives_late_does_not_wipe_a_newer_one(self) -> None:
        deal = given(
            investment_closed("2025-06-12", amount=usd(143)), investment_rumoured("2025-06-10", amount=usd(148))
        )
        deal.at("2025-06-11").holds(status="rumoured", amount=usd(148))
        deal.at("2025-06-30").holds(status="closed", amount=usd(143))

    def test_an_amendment_is_not_held_back_and_reaches_no_status(self) -> None:
        deal = given(
            investment_closed("2025-06-12", amount=usd(143)), investment_amended("2025-07-01", amount=usd(150))
        )
        deal.at("2025-06-30").holds(amount=usd(143))
        deal.at("2025-07-01").holds(amount=usd(150), status="closed", since="2025-06-12")

    def test_after_an_ender_everything_fills_only_absent_terms(self) -> None:
        deal = given(
            investment_closed("2025-06-12", amount=usd(143)),
            investment_terminated("2025-07-15"),
            investment_exited("2025-07", amount=usd(150), round="seed"),
        )
        deal.at("2025-07-31").holds(status="terminated", amount=usd(143), round="seed")

    def test_an_amendment_unsets_terms(self) -> None:
        deal = given(
            investment_announced("2025-06-10", round="seed", amount=usd(1)),
            investment_amended("2025-06-20", unset=["round"]),
        )
        deal.at("2025-06-15").holds(round="seed")
        deal.at("2025-06-20").holds(round=None, amount=usd(1))

    def test_terms_that_identify_the_deal_hold_for_its_whole_life(self) -> None:
        deal = given(
            investment_rumoured("2025-06-10", issuer=None, investors=None),
            investment_closed("2025-06-20", investors=HALF),
        )
        deal.at("2025-06-10").holds(issuer=GAMMA, investors=HALF)

    def test_terms_marked_r_in_a_review_identify_the_deal(self) -> None:
        deal = given(
            investment_review_opened("2025-06-10", issuer=GAMMA, investors=[{"party": ALPHA}]),
            investment_closed("2025-06-20", issuer=None, investors=None),
        )
        deal.at("2025-06-10").holds(status="announced", issuer=GAMMA)
        deal.at("2025-06-20").holds(status="closed", investors=[{"party": ALPHA}])

    def test_terms_of_events_take_precedence_over_those_of_reviews(self) -> None:
        deal = given(
            investment_review_opened("2025-06-10", issuer=GAMMA, investors=[{"party": BETA}]),
            investment_closed("2025-06-20"),
        )
        deal.at("2025-06-10").holds(investors=[{"party": ALPHA}])

    def test_reviews_live_apart_and_narrow_nothing(self) -> None:
        deal = given(
            investment_announced("2025-06-10"),
            investment_review_opened("2025-06-20", phase="1"),
            investment_review_decided("2025-06", outcome="cleared", phase="2"),
        )
        deal.at("2025-06-30").holds(status="announced", since="2025-06-10", authority=None)
        deal.at("2025-06-20").shows("review/e2", step="opened", authority="FTC", phase="1", date="2025-06-20")
        deal.at("2025-06-19").shows_no("review/e3")
        deal.at("2025-06-20").shows("review/e3", step="decided", outcome="cleared", phase="2", certainty="possible")
        deal.at("2025-06-30").shows("review/e3", certainty="certain")

    def test_an_exit_takes_hold_at_its_latest_day(self) -> None:
        deal = given(investment_closed("2025-01-10"), investment_exited("2025-06"))
        deal.at("2025-06-29").holds(status="closed").shows_no("exit/e2")
        deal.at("2025-06-30").holds(status="exited").shows("exit/e2", investor=ALPHA, date="2025-06")

    def test_tranches_and_payments_accumulate(self) -> None:
        one, two = {"amount": usd(1), "number": 1}, {"amount": usd(2), "number": 2}
        deal = given(
            investment_tranche_closed("2025-06-10", tranche=one), investment_tranche_closed("2025-07-10", tranche=two)
        )
        deal.at("2025-06-10").shows("tranche/e1", tranche=one).shows_no("tranche/e2").holds(tranche=None)
        deal.at("2025-07-10").shows("tranche/e1", tranche=one).shows("tranche/e2", tranche=two)
        given(licensing_payment_made("2025-06-10")).at("2025-07-01").shows("payment/e1", date="2025-06-10")

    def test_headline_and_description_are_laid_beside_the_terms(self) -> None:
        deal = given(
            investment_rumoured("2025-06-10", headline="Alpha eyes Gamma", description="It is said."),
            investment_closed("2025-06-20", headline="Alpha in Gamma"),
        )
        deal.at("2025-06-20").holds(headline="Alpha in Gamma", description="It is said.")

    def test_an_amended_commitment_replaces_and_commitment_added_adds(self) -> None:
        deal = given(
            commercial_announced("2025-06-01", commitment=usd(10)),
            commercial_amended("2025-07-01", commitment_added=usd(5)),
            commercial_amended("2025-08-01", commitment=usd(7)),
        )
        deal.at("2025-07-01").holds(commitment=usd(15), commitment_added=None)
        deal.at("2025-08-01").holds(commitment=usd(7))

    def test_commitment_added_to_none_is_the_commitment(self) -> None:
        given(commercial_announced("2025-06-01", commitment_added=usd(5))).at("2025-06-01").holds(commitment=usd(5))

    def test_a_sum_of_commitments_is_no_more_certain_than_its_parts(self) -> None:
        deal = given(
            commercial_announced("2025-06-01", commitment=usd(10, "approximate")),
            commercial_amended("2025-07-01", commitment_added=usd(5)),
            commercial_amended("2025-08-01", commitment_added=usd(5, "at_least")),
        )
        deal.at("2025-07-01").holds(commitment=usd(15, "approximate"))
        deal.at("2025-08-01").holds(commitment=usd(20, "at_least"))

    def test_a_sum_with_an_upper_bound_is_an_upper_bound(self) -> None:
        deal = given(
            commercial_announced("2025-06-01", commitment=usd(10)),
            commercial_amended("2025-07-01", commitment_added=usd(5, "up_to")),
            commercial_amended("2025-08-01", commitment_added=usd(5, "at_least")),
        )
        deal.at("2025-07-01").holds(commitment=usd(15, "up_to"))
        deal.at("2025-08-01").holds(commitment=usd(15, "up_to"), commitment_added=usd(5, "at_least"))

    def test_a_commitment_that_cannot_be_added_stands_beside(self) -> None:
        euros = {"amount": "5", "currency": "EUR"}
        deal = given(
            commercial_announced("2025-06-01", commitment=usd(10)),
            commercial_amended("2025-07-01", commitment_added=euros),
        )
        deal.at("2025-07-01").holds(commitment=usd(10), commitment_added=euros)


class TestOrder:
    def test_closed_in_june_comes_after_announced_on_12_june(self) -> None:
        deal = given(investment_closed("2025-06"), investment_announced("2025-06-12"))
        deal.at("2025-06-11").holds_nothing()
        deal.at("2025-06-12").holds(status="closed", since_from="2025-06-12")

    def test_rumoured_in_june_comes_before_announced_on_12_june(self) -> None:
        deal = given(investment_announced("2025-06-12"), investment_rumoured("2025-06"))
        deal.at("2025-06-01").holds(status="rumoured", since_from="2025-06-01")
        deal.at("2025-06-12").holds(status="announced")

    def test_amended_in_2025_comes_after_the_closing_that_it_amends(self) -> None:
        deal = given(investment_amended("2025", amount=usd(9)), investment_closed("2025-06-12", amount=usd(8)))
        deal.at("2025-06-12").holds(amount=usd(9), status="closed")
        deal.at("2025-06-11").holds_nothing()

    def test_who_left_in_2025_is_still_there_until_the_year_is_over(self) -> None:
        deal = given(hiring_started("2024-06-01"), hiring_ended("2025"))
        deal.at("2024-12-31").holds(status="in_force", certainty="certain")
        deal.at("2025-12-30").holds(status="in_force", certainty="possible")
        deal.at("2025-12-31").holds(status="ended", certainty="certain")

    def test_of_two_events_with_equal_start_and_rank_the_later_recorded_wins(self) -> None:
        deal = given(investment_closed("2025-06-12", amount=usd(1)), investment_closed("2025-06-12", amount=usd(2)))
        deal.at("2025-06-12").holds(amount=usd(2))


class TestCertainty:
    def test_it_is_certain_from_the_least_latest_day_of_the_steps_of_the_run(self) -> None:
        deal = given(investment_closed("2025"), investment_closed("2025-06"))
        deal.at("2025-06-29").holds(status="closed", certainty="possible")
        deal.at("2025-06-30").holds(status="closed", certainty="certain")

    def test_a_step_of_the_run_counts_whatever_the_rank_that_gives_the_status_later(self) -> None:
        deal = given(investment_amended("2025-03-01", amount=usd(1)), investment_announced("2025-06"))
        deal.at("2025-06-10").holds(status="announced", since="2025-03-01", certainty="certain")

    def test_a_beginning_that_came_by_calendar_counts_after_it_is_confirmed(self) -> None:
        deal = given(hiring_signed("2025-05-01", start_on="2025-06-01"), hiring_started("2025-07"))
        deal.at("2025-07-10").holds(status="in_force", since="2025-06-01", certainty="certain")

    def test_any_review_makes_the_announcement_certain(self) -> None:
        deal = given(investment_review_opened("2025"), investment_review_opened("2025-06-01"))
        deal.at("2025-05-01").holds(status="announced", certainty="possible")
        deal.at("2025-06-01").holds(status="announced", certainty="certain")

    def test_where_all_exits_are_needed_the_greatest_counts(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=ALPHA_AND_BETA),
            investment_exited("2025-06"),
            investment_exited("2025-05", investor=BETA),
        )
        deal.at("2025-05-31").holds(status="closed", certainty="certain")
        deal.at("2025-06-01").holds(status="closed", certainty="possible")
        deal.at("2025-06-30").holds(status="exited", certainty="certain")

    def test_the_earliest_day_of_an_ender_bounds_every_segment_that_it_reaches_into(self) -> None:
        deal = given(
            investment_announced("2025-01-10"), investment_signed("2025-06-15"), investment_terminated("2025-06")
        )
        deal.at("2025-05-31").holds(status="announced", certainty="certain")
        deal.at("2025-06-10").holds(status="announced", certainty="possible")
        deal.at("2025-06-20").holds(status="signed", certainty="possible")
        deal.at("2025-06-30").holds(status="terminated", certainty="certain")

    def test_a_derived_beginning_is_possible_between_the_days_of_its_date(self) -> None:
        deal = given(licensing_signed("2025-05-01", term={"start": "2025-06"}))
        deal.at("2025-05-31").holds(status="scheduled", certainty="certain")
        deal.at("2025-06-01").holds(status="in_force", certainty="possible")
        deal.at("2025-06-30").holds(status="in_force", certainty="certain")

    def test_before_a_derived_end_it_is_possible_between_the_days_of_its_date(self) -> None:
        deal = given(licensing_took_effect("2025-01-01", term={"end": "2025-06"}))
        deal.at("2025-06-01").holds(status="in_force", certainty="certain")
        deal.at("2025-06-02").holds(status="in_force", certainty="possible")
        deal.at("2025-07-01").holds(status="expired_presumed", certainty="certain")

    def test_employed_between_started_and_an_end_that_says_never_started(self) -> None:
        deal = given(hiring_started("2025-06-01"), hiring_ended("2025-07-01", reason="never_started"))
        deal.at("2025-06-15").holds(status="in_force")
        deal.at("2025-07-01").holds(status="ended")


class TestTermArithmetic:
    def test_a_missing_start_is_the_start_of_took_effect(self) -> None:
        deal = given(licensing_signed("2025-01-01", term={"months": 2}), licensing_took_effect("2025-03-10"))
        deal.at("2025-05-09").holds(status="in_force")
        deal.at("2025-05-10").holds(status="expired_presumed", since="2025-05-10")

    def test_else_it_is_the_first_step_that_makes_it_scheduled_or_presumed_in_force(self) -> None:
        deal = given(
            licensing_announced("2025-01-01", stage="planned"),
            licensing_announced("2025-02", stage="agreed"),
            licensing_signed("2025-03-10", term={"months": 2}),
        )
        deal.at("2025-03-31").holds(status="in_force_presumed", since="2025-02")
        deal.at("2025-04-01").holds(status="expired_presumed")

    def test_an_imprecise_start_counts_from_its_earliest_day(self) -> None:
        deal = given(licensing_took_effect("2025-01-01", term={"start": "2025", "months": 1}))
        deal.at("2025-01-31").holds(status="in_force")
        deal.at("2025-02-01").holds(status="expired_presumed")

    @pytest.mark.parametrize(
        ("start", "months", "last", "after"),
        [
            ("2025-01-15", 1, "2025-02-14", "2025-02-15"),
            ("2025-01-31", 1, "2025-02-27", "2025-02-28"),
            ("2024-02-29", 12, "2025-02-27", "2025-02-28"),
            ("2024-03-01", 12, "2025-02-28", "2025-03-01"),
        ],
    )
    def test_months_end_on_the_day_before_the_same_day_clamped_to_the_month(
        self, start: str, months: int, last: str, after: str
    ) -> None:
        deal = given(licensing_took_effect(start, term={"start": start, "months": months}))
        deal.at(last).holds(status="in_force", certainty="certain")
        deal.at(after).holds(status="expired_presumed")

    def test_the_end_is_the_last_day_in_force(self) -> None:
        deal = given(licensing_took_effect("2025-01-01", term={"end": "2025-06-30"}))
        deal.at("2025-06-30").holds(status="in_force", certainty="certain")
        deal.at("2025-07-01").holds(status="expired_presumed")

    def test_it_is_expired_presumed_from_the_day_after_the_latest_day_of_the_end(self) -> None:
        deal = given(licensing_took_effect("2025-01-01", term={"end": "2025"}))
        deal.at("2025-12-31").holds(status="in_force")
        deal.at("2026-01-01").holds(status="expired_presumed")

    @pytest.mark.parametrize("lasting", [{"perpetual": True}, {"auto_renews": True}, {"until": "AGI"}])
    def test_perpetual_auto_renewing_and_open_terms_never_expire_by_themselves(self, lasting: Wire) -> None:
        ends = {} if "perpetual" in lasting else {"end": "2025-06-30"}
        deal = given(licensing_took_effect("2025-01-01", term=lasting | ends))
        deal.at("2035-01-01").holds(status="in_force")

    def test_what_is_said_not_to_renew_does_expire(self) -> None:
        deal = given(licensing_took_effect("2025-01-01", term={"auto_renews": False, "end": "2025-06-30"}))
        deal.at("2025-07-01").holds(status="expired_presumed")

    def test_a_renewal_without_a_start_begins_the_day_after_the_old_end(self) -> None:
        deal = given(
            licensing_took_effect("2025-01-01", term={"end": "2025-06-30"}),
            licensing_renewed("2025-05-01", term={"months": 1}),
        )
        deal.at("2025-06-30").holds(term={"end": "2025-06-30"})
        deal.at("2025-07-31").holds(status="in_force", term={"months": 1}, since="2025-01-01")
        deal.at("2025-08-01").holds(status="expired_presumed")

    def test_else_it_begins_on_the_day_of_the_renewal(self) -> None:
        deal = given(licensing_took_effect("2025-01-01"), licensing_renewed("2025-05-10", term={"months": 1}))
        deal.at("2025-06-09").holds(status="in_force")
        deal.at("2025-06-10").holds(status="expired_presumed")

    def test_a_renewal_that_starts_later_lets_the_old_term_run_until_then(self) -> None:
        deal = given(
            licensing_took_effect("2025-01-01", term={"end": "2025-06-30"}),
            licensing_renewed("2025-05-01", term={"start": "2025-09", "end": "2025-12-31"}),
        )
        deal.at("2025-07-01").holds(status="expired_presumed", term={"end": "2025-06-30"})
        deal.at("2025-09-01").holds(status="in_force", since="2025-09-01", certainty="possible")
        deal.at("2025-09-30").holds(status="in_force", certainty="certain")
        deal.at("2026-01-01").holds(status="expired_presumed", since="2026-01-01")

    def test_a_renewal_that_comes_late_brings_the_contract_back(self) -> None:
        deal = given(
            licensing_took_effect("2025-01-01", term={"end": "2025-06-30"}),
            licensing_renewed("2025-08-01", term={"end": "2026-06-30"}),
        )
        deal.at("2025-07-31").holds(status="expired_presumed", since="2025-07-01")
        deal.at("2025-08-01").holds(status="in_force", since="2025-08-01")
        deal.known_at(1).at("2025-08-01").holds(status="expired_presumed")

    def test_a_new_term_in_an_amendment_takes_the_place_of_term_and_renewals(self) -> None:
        deal = given(
            licensing_took_effect("2025-01-01", term={"end": "2025-06-30"}),
            licensing_renewed("2025-05-01", term={"end": "2025-12-31"}),
            licensing_amended("2025-06-01", term={"end": "2025-08-31"}),
        )
        deal.at("2025-08-31").holds(status="in_force", term={"end": "2025-08-31"})
        deal.at("2025-09-01").holds(status="expired_presumed")

    def test_a_step_below_the_status_fills_no_term_where_a_renewal_gave_one(self) -> None:
        deal = given(
            licensing_signed("2025-01-01"),
            licensing_renewed("2025-02-01", term={"end": "2025-12-31"}),
            licensing_announced("2025-03-01", term={"end": "2025-06-30"}),
        )
        deal.at("2025-07-01").holds(status="in_force_presumed", term={"end": "2025-12-31"})

    def test_the_end_of_a_hire_is_derived_from_end_on(self) -> None:
        deal = given(hiring_started("2025-01-01", end_on="2025-06-30"))
        deal.at("2025-06-30").holds(status="in_force")
        deal.at("2025-07-01").holds(status="expired_presumed", since="2025-07-01")


class TestStakes:
    STAKE = "stake/company/alpha"

    def test_a_stake_needs_a_closing(self) -> None:
        deal = given(investment_signed("2025-01-10", investors=HALF), investment_closed("2025-02-01", investors=None))
        deal.at("2025-01-31").shows_no(self.STAKE)
        deal.at("2025-02-01").shows(
            self.STAKE, owner=ALPHA, issuer=GAMMA, stake=percent(50), date="2025-02-01", deal="the-investment"
        )

    def test_a_tranche_makes_no_stake(self) -> None:
        deal = given(investment_tranche_closed("2025-01-10", investors=HALF))
        deal.at("2025-02-01").shows_no(self.STAKE)

    def test_an_investor_without_a_stake_states_none(self) -> None:
        given(investment_closed("2025-01-10")).at("2025-02-01").shows_no(self.STAKE)

    def test_a_later_amendment_states_the_stake_anew(self) -> None:
        deal = given(investment_closed("2025-01-10", investors=HALF), investment_amended("2025-03", investors=TENTH))
        deal.at("2025-02-28").shows(self.STAKE, stake=percent(50), date="2025-01-10")
        deal.at("2025-03-01").shows(self.STAKE, stake=percent(10), date="2025-03", certainty="possible")
        deal.at("2025-03-31").shows(self.STAKE, stake=percent(10), certainty="certain")

    def test_an_amendment_of_other_terms_states_no_stake(self) -> None:
        deal = given(investment_closed("2025-01-10", investors=HALF), investment_amended("2025-03-01", amount=usd(1)))
        deal.at("2025-04-01").shows(self.STAKE, date="2025-01-10")

    def test_a_sole_acquirer_of_the_whole_has_100_percent(self) -> None:
        acquisition = given(acquisition_closed("2025-01-10"))
        acquisition.at("2025-01-10").shows(self.STAKE, owner=ALPHA, issuer=GAMMA, stake=percent(100))
        given(acquisition_closed("2025-01-10", scope="whole")).at("2025-01-10").shows(self.STAKE, stake=percent(100))

    @pytest.mark.parametrize("scope", ["majority", "minority", "assets", "product", "team"])
    def test_other_scopes_give_no_stake(self, scope: str) -> None:
        given(acquisition_closed("2025-01-10", scope=scope)).at("2025-01-10").shows_no(self.STAKE)

    def test_one_of_several_acquirers_gets_no_stake_that_nobody_states(self) -> None:
        given(acquisition_closed("2025-01-10", acquirers=ALPHA_AND_BETA)).at("2025-02-01").shows_no(self.STAKE)

    def test_a_scope_told_later_takes_back_the_whole(self) -> None:
        deal = given(acquisition_closed("2025-01-10"), acquisition_amended("2025-02-01", scope="majority"))
        deal.at("2025-01-31").shows(self.STAKE, stake=percent(100))
        deal.at("2025-02-01").shows_no(self.STAKE)

    def test_a_scope_that_a_lower_step_fills_in_states_the_stake_anew(self) -> None:
        deal = given(acquisition_closed("2025-01-10"), acquisition_announced("2025-02-01", scope="whole"))
        deal.at("2025-02-01").shows(self.STAKE, stake=percent(100), date="2025-02-01")

    def test_a_list_that_comes_with_an_exit_states_stakes_anew(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=HALF),
            investment_exited("2025-03-01", investor=BETA, investors=TENTH),
        )
        deal.at("2025-03-01").shows(self.STAKE, stake=percent(10), date="2025-03-01")

    def test_an_announced_acquisition_gives_no_stake(self) -> None:
        given(acquisition_announced("2025-01-10")).at("2025-02-01").shows_no(self.STAKE)

    def test_stake_after_an_exit_is_a_statement(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=HALF), investment_exited("2025-03-01", stake_after=percent(5))
        )
        deal.at("2025-03-01").shows(self.STAKE, stake=percent(5), date="2025-03-01")

    def test_an_exit_without_a_rest_states_none_at_its_start(self) -> None:
        deal = given(investment_closed("2025-01-10", investors=HALF), investment_exited("2025-03"))
        deal.at("2025-03-30").shows(self.STAKE, stake=percent(50))
        fact = deal.at("2025-03-31").facts[self.STAKE]
        assert fact.value["stake"] is None
        assert fact.value["date"] == "2025-03"

    @pytest.mark.parametrize("ender", [investment_terminated, investment_withdrawn])
    def test_terminated_and_withdrawn_take_back_what_the_deal_stated(self, ender: Builder) -> None:
        deal = given(investment_closed("2025-01-10", investors=HALF), ender("2025-03"))
        deal.at("2025-02-28").shows(self.STAKE, certainty="certain")
        deal.at("2025-03-30").shows(self.STAKE, certainty="possible")
        deal.at("2025-03-31").shows_no(self.STAKE)

    def test_the_end_bounds_the_certainty_of_every_statement_that_it_reaches_into(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=HALF),
            investment_amended("2025-03-20", investors=TENTH),
            investment_terminated("2025-03"),
        )
        deal.at("2025-03-10").shows(self.STAKE, stake=percent(50), certainty="possible")
        deal.at("2025-03-25").shows(self.STAKE, stake=percent(10), certainty="possible")

    def test_what_an_exit_states_after_the_end_is_not_bounded_by_it(self) -> None:
        deal = given(
            investment_closed("2025-01-10", investors=HALF),
            investment_terminated("2025-06"),
            investment_exited("2025", stake_after=percent(5)),
        )
        deal.at("2025-12-31").shows(self.STAKE, stake=percent(5), certainty="certain")

    def test_an_acquisition_that_is_undone_gives_the_stake_back(self) -> None:
        deal = given(acquisition_closed("2025-01-10"), acquisition_terminated("2025-03-01"))
        deal.at("2025-03-01").shows_no(self.STAKE)

    def test_a_person_who_invests_is_an_owner_too(self) -> None:
        anne = {"id": "p_aaaaaaaaaa"}
        deal = given(investment_closed("2025-01-10", investors=[{"party": anne, "stake": percent(1)}]))
        deal.at("2025-01-10").shows("stake/person/p_aaaaaaaaaa", owner=anne, stake=percent(1))


class TestLegality:
    def test_skipping_steps_is_legal(self) -> None:
        given(investment_closed("2025-06-12")).when(investment_rumoured("2025-06-10")).is_accepted()

    def test_two_enders_are_refused(self) -> None:
        deal = given(licensing_took_effect("2025-01-01"), licensing_terminated("2025-06-01"))
        deal.when(licensing_expired("2025-06-01")).is_refused(IllegalHistory)

    def test_a_second_ender_is_accepted_once_the_first_is_retracted(self) -> None:
        deal = given(licensing_took_effect("2025-01-01"), licensing_terminated("2025-06-01"))
        deal.when(retracted("e2"), licensing_expired("2025-06-01")).is_accepted()

    def test_what_begins_after_the_end_is_refused(self) -> None:
        deal = given(investment_announced("2025-01-10"), investment_withdrawn("2025-03-01"))
        deal.when(investment_closed("2025-03-02")).is_refused(IllegalHistory)
        deal.when(investment_closed("2025-03-01")).is_accepted()
        deal.when(investment_closed("2025-03")).is_accepted()

    def test_an_end_before_what_is_known_is_refused(self) -> None:
        given(investment_closed("2025-06-12")).when(investment_withdrawn("2025-06-01")).is_refused(IllegalHistory)

    def test_payments_and_reviews_may_come_after_the_end(self) -> None:
        deal = given(licensing_took_effect("2025-01-01"), licensing_terminated("2025-06-01"))
        deal.when(licensing_payment_made("2025-07-01"), licensing_review_opened("2025-07-01")).is_accepted()

    def test_a_second_kind_on_one_deal_is_refused(self) -> None:
        other = licensing_rumoured("2025-06-12") | {"subject": "deal/the-investment"}
        given(investment_rumoured("2025-06-10")).when(other).is_refused(IllegalHistory)

    def test_terms_marked_r_must_be_stated_by_some_surviving_event(self) -> None:
        silent = investment_closed("2025-06-12", issuer=None, investors=None)
        given().when(silent).is_refused(MissingTerms)
        given(investment_rumoured("2025-06-10")).when(silent).is_accepted()
        given(investment_rumoured("2025-06-10"), silent).when(retracted("e1")).is_refused(MissingTerms)

    def test_terms_of_a_review_count_as_stated(self) -> None:
        review = investment_review_opened("2025-06-10", issuer=GAMMA, investors=[{"party": ALPHA}])
        given().when(review).is_accepted()

    def test_a_hire_is_of_a_person_or_of_a_team(self) -> None:
        given().when(hiring_started("2025-06-12", person=None, team={"description": "research"})).is_accepted()
        given().when(hiring_started("2025-06-12", person=None)).is_refused(MissingTerms)

    def test_a_correction_is_judged_like_any_write(self) -> None:
        deal = given(commercial_took_effect("2025-01-01"), corrected("e1", occurred_on="2025-02-01"))
        deal.when(corrected("e1", unset=["parties"])).is_refused(MissingTerms)
