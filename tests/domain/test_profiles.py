"""Streams without a lifecycle: profiles of companies, people and transactions, positions, ownership, valuations."""

import pytest

from domain.errors import IdentifierTaken
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    company_alias_added,
    company_ceased,
    company_identifier_assigned,
    company_profile_updated,
    company_registered,
    company_renamed,
    company_valued,
    given,
    ownership_ended,
    ownership_recorded,
    percent,
    person_registered,
    person_renamed,
    position_ended,
    position_started,
    retracted,
    transaction_assembled,
    transaction_classified,
    transaction_deal_linked,
    transaction_deal_unlinked,
    transaction_payment_made,
    transaction_review_opened,
    usd,
)


class TestCompany:
    def test_registered_without_a_date_it_is_valid_since_always(self) -> None:
        company = given(company_registered(None))
        company.at("1024-01-01").shows("profile", name="Alpha", status="active", certainty="certain")

    def test_it_is_not_there_before_its_founding(self) -> None:
        company = given(company_registered("2025"))
        company.at("2024-12-31").shows_no("profile")
        company.at("2025-01-01").shows("profile", name="Alpha", certainty="possible")
        company.at("2025-12-31").shows("profile", certainty="certain")

    def test_without_a_surviving_registration_there_is_no_profile(self) -> None:
        company = given(company_registered(None), company_renamed("2025-01-01"), retracted("e1"))
        company.at("2025-02-01").shows_no("profile")

    def test_a_name_change_keeps_the_old_name_until_the_first_day_of_the_new(self) -> None:
        company = given(company_registered(None, legal_name="Alpha Inc."), company_renamed("2025-03"))
        company.at("2025-02-28").shows("profile", name="Alpha", former_names=[], certainty="certain")
        company.at("2025-03-01").shows(
            "profile",
            name="Omega",
            legal_name="Alpha Inc.",
            former_names=[{"name": "Alpha", "until": "2025-03-01"}],
            certainty="possible",
        )

    def test_a_name_change_may_give_the_legal_name(self) -> None:
        company = given(
            company_registered(None, legal_name="Alpha Inc."), company_renamed("2025-03-01", legal_name="O Ltd")
        )
        company.at("2025-03-01").shows("profile", legal_name="O Ltd")

    def test_an_older_name_that_arrives_late_does_not_wipe_a_newer_one(self) -> None:
        company = given(
            company_registered(None), company_renamed("2025-03-01"), company_renamed("2024-03-01", name="Interim")
        )
        company.at("2025-03-01").shows(
            "profile",
            name="Omega",
            former_names=[{"name": "Alpha", "until": "2024-03-01"}, {"name": "Interim", "until": "2025-03-01"}],
        )

    def test_what_is_older_than_the_founding_takes_hold_with_it(self) -> None:
        company = given(company_registered("2025-01-01"), company_profile_updated("2024-06-01", country="US"))
        company.at("2024-12-31").shows_no("profile")
        company.at("2025-01-01").shows("profile", country="US")

    def test_a_name_older_than_the_founding_is_new_with_it(self) -> None:
        company = given(company_registered("2025-01-01"), company_renamed("2024-06-01"))
        company.at("2025-01-01").shows("profile", former_names=[{"name": "Alpha", "until": "2025-01-01"}])

    def test_two_ends_bound_the_certainty_of_what_they_reach_into(self) -> None:
        company = given(company_registered(None), company_ceased("2025-07-31"), company_ceased("2025"))
        company.at("2025-02-01").shows("profile", status="active", certainty="possible")

    def test_aliases_and_identifiers_accumulate_without_repeats(self) -> None:
        lei, ticker = {"scheme": "cik", "value": "1326801"}, {"scheme": "ticker", "value": "ALPH"}
        company = given(
            company_registered(None, aliases=["Al"], identifiers=[lei]),
            company_alias_added("2025-01-01", alias="AlphaGo", kind="brand"),
            company_identifier_assigned("2025-02-01", **ticker),
            company_identifier_assigned("2025-03-01", **lei),
        )
        company.at("2025-01-01").shows("profile", aliases=[{"alias": "Al"}, {"alias": "AlphaGo", "kind": "brand"}])
        company.at("2025-03-01").shows("profile", identifiers=[lei, ticker])

    def test_an_end_takes_hold_at_its_latest_day(self) -> None:
        company = given(company_registered(None), company_ceased("2025", mode="absorbed", successor=BETA))
        company.at("2024-12-31").shows("profile", status="active", certainty="certain")
        company.at("2025-12-30").shows("profile", status="active", certainty="possible")
        company.at("2025-12-31").shows("profile", status="ceased", mode="absorbed", successor=BETA, certainty="certain")

    def test_after_it_ceased_everything_stays_legal(self) -> None:
        company = given(company_registered(None), company_ceased("2025-01-01"))
        company.when(company_renamed("2025-06-01"), ownership_recorded("2025-07-01")).is_accepted()

    def test_a_second_registration_is_refused(self) -> None:
        given(company_registered(None)).when(company_registered("2025-01-01")).is_refused(IdentifierTaken)

    def test_a_second_registration_is_accepted_after_the_first_is_retracted(self) -> None:
        given(company_registered(None)).when(retracted("e1"), company_registered("2025-01-01")).is_accepted()

    def test_a_valuation_holds_until_the_next(self) -> None:
        company = given(
            company_valued("2025-06", valuation=usd(30), basis="tender"),
            company_valued("2025-01-01", valuation=usd(20)),
        )
        company.at("2025-05-31").shows("valuation", valuation=usd(20), basis=None, date="2025-01-01")
        company.at("2025-06-01").shows(
            "valuation", valuation=usd(30), basis="tender", date="2025-06", certainty="possible"
        )
        company.at("2025-06-30").shows("valuation", certainty="certain")


class TestOwnership:
    STAKE = "ownership/company/beta"

    def test_a_stake_holds_until_the_next_is_recorded(self) -> None:
        company = given(ownership_recorded("2025-01-01"), ownership_recorded("2025-06-01", stake=percent(20)))
        company.at("2024-12-31").shows_no(self.STAKE)
        company.at("2025-05-31").shows(self.STAKE, owner=BETA, stake=percent(10), date="2025-01-01")
        company.at("2025-06-01").shows(self.STAKE, stake=percent(20), date="2025-06-01")

    def test_an_end_means_none_from_its_latest_day(self) -> None:
        company = given(ownership_recorded("2025-01-01"), ownership_ended("2025-06"))
        company.at("2025-05-31").shows(self.STAKE, stake=percent(10), certainty="certain")
        company.at("2025-06-29").shows(self.STAKE, stake=percent(10), certainty="possible")
        company.at("2025-06-30").shows(self.STAKE, stake=None, date="2025-06")

    def test_an_end_that_follows_an_end_makes_none_no_less_certain(self) -> None:
        company = given(ownership_recorded("2025-01-01"), ownership_ended("2025-03-01"), ownership_ended("2025"))
        company.at("2025-04-01").shows(self.STAKE, stake=None, certainty="certain")

    def test_an_end_takes_hold_before_the_next_beginning_of_the_pair(self) -> None:
        company = given(
            ownership_recorded("2025-01-01"),
            ownership_ended("2025"),
            ownership_recorded("2025-06-01", stake=percent(20)),
        )
        company.at("2025-05-30").shows(self.STAKE, stake=percent(10), certainty="possible")
        company.at("2025-05-31").shows(self.STAKE, stake=None)
        company.at("2025-12-31").shows(self.STAKE, stake=percent(20), certainty="certain")

    def test_a_beginning_of_another_pair_does_not_shorten_an_end(self) -> None:
        company = given(
            ownership_recorded("2025-01-01"), ownership_ended("2025"), ownership_recorded("2025-06-01", owner=GAMMA)
        )
        company.at("2025-12-30").shows(self.STAKE, stake=percent(10))

    def test_on_one_day_an_end_sorts_before_a_beginning(self) -> None:
        company = given(ownership_recorded("2025-06-01", stake=percent(20)), ownership_ended("2025-06-01"))
        company.at("2025-06-01").shows(self.STAKE, stake=percent(20))


class TestPositions:
    def test_a_position_is_held_from_its_earliest_day(self) -> None:
        person = given(position_started("2025-03", unit="Research"))
        person.at("2025-02-28").shows_no("position/e1")
        person.at("2025-03-01").shows(
            "position/e1", company=GAMMA, title="CEO", unit="Research", date="2025-03", until=None, certainty="possible"
        )

    def test_who_left_in_2025_is_there_until_the_year_is_over(self) -> None:
        person = given(position_started("2024-01-01"), position_ended("2025", company=GAMMA, reason="left"))
        person.at("2024-12-31").shows("position/e1", until="2025", reason="left", certainty="certain")
        person.at("2025-12-30").shows("position/e1", certainty="possible")
        person.at("2025-12-31").shows_no("position/e1")

    def test_an_end_by_company_ends_all_positions_there(self) -> None:
        person = given(
            position_started("2024-01-01"),
            position_started("2024-02-01", title="Director", **{"class": "board_member"}),
            position_started("2024-01-01", company=BETA),
            position_ended("2025-01-01", company=GAMMA),
        )
        person.at("2024-12-31").shows("position/e1").shows("position/e2")
        person.at("2025-01-01").shows_no("position/e1", "position/e2").shows("position/e3")

    def test_an_end_by_company_ends_positions_taken_up_on_one_day(self) -> None:
        person = given(
            position_started("2025-02-01"),
            position_started("2025-02-01", title="Director"),
            position_ended("2025", company=GAMMA),
        )
        person.at("2025-12-30").shows("position/e1").shows("position/e2")
        person.at("2025-12-31").shows_no("position/e1", "position/e2")

    def test_an_end_takes_hold_before_the_return_of_the_person(self) -> None:
        person = given(
            position_started("2024-01-01"), position_ended("2025", company=GAMMA), position_started("2025-06-01")
        )
        person.at("2025-05-30").shows("position/e1", certainty="possible")
        person.at("2025-05-31").shows_no("position/e1", "position/e3")
        person.at("2026-06-01").shows("position/e3", certainty="certain")

    def test_the_one_it_ends_is_else_the_first_beginning_within_it(self) -> None:
        person = given(
            position_ended("2025", company=GAMMA), position_started("2025-02-01"), position_started("2025-06-01")
        )
        person.at("2025-05-30").shows("position/e2")
        person.at("2025-05-31").shows_no("position/e2")
        person.at("2026-06-01").shows("position/e3")

    def test_an_end_that_names_its_position_is_not_shortened(self) -> None:
        person = given(
            position_started("2024-01-01"), position_ended("2025", position="e1"), position_started("2025-06-01")
        )
        person.at("2025-12-30").shows("position/e1").shows("position/e3")
        person.at("2025-12-31").shows_no("position/e1").shows("position/e3")

    def test_on_one_day_an_end_sorts_before_a_beginning(self) -> None:
        person = given(
            position_started("2025-01-01"), position_started("2025-06-01"), position_ended("2025-06-01", company=GAMMA)
        )
        person.at("2025-06-01").shows_no("position/e1").shows("position/e2")

    def test_a_position_ended_before_it_started_was_never_held(self) -> None:
        person = given(position_started("2025-06-01"), position_ended("2025-05-01", position="e1"))
        person.at("2025-06-01").shows_no("position/e1")


class TestPerson:
    def test_names_of_a_person_follow_each_other(self) -> None:
        person = given(
            person_registered(None, aliases=["A."]), person_renamed("2025-03-01", name="Anna", aliases=["Ann"])
        )
        person.at("2025-02-28").shows("profile", name="Anne", aliases=["A."])
        person.at("2025-03-01").shows(
            "profile", name="Anna", aliases=["A.", "Ann"], former_names=[{"name": "Anne", "until": "2025-03-01"}]
        )

    def test_personal_values_stay_commitments(self) -> None:
        name = {"$c": "4Q5pFz3yYlqvS1kQeDCEx3LTmGXMaEN5bOGXmPzWb0k"}
        given(person_registered(None, name=name)).at("2025-01-01").shows("profile", name=name)


class TestTransaction:
    def test_deals_are_linked_and_unlinked(self) -> None:
        package = given(
            transaction_assembled("2025-01-01", principal=ALPHA),
            transaction_deal_linked("2025-02-01", deal="the-hiring"),
            transaction_deal_unlinked("2025-03-01", deal="the-investment"),
        )
        package.at("2025-01-01").shows(
            "transaction", name="The package", principal=ALPHA, deals=["the-investment", "the-licensing"]
        )
        package.at("2025-02-01").shows("transaction", deals=["the-investment", "the-licensing", "the-hiring"])
        package.at("2025-03-01").shows("transaction", deals=["the-licensing", "the-hiring"])

    def test_labels_accumulate_with_who_gave_them(self) -> None:
        one, two = {"label": "reverse_acquihire", "by": "press"}, {"label": "de_facto_merger", "by": "authority"}
        package = given(
            transaction_assembled("2025-01-01"),
            transaction_classified("2025-02-01", **one),
            transaction_classified("2025-03-01", **two),
        )
        package.at("2025-01-01").shows("transaction", labels=[])
        package.at("2025-03-01").shows("transaction", labels=[one, two])

    @pytest.mark.parametrize(
        ("news", "aspect"),
        [(transaction_payment_made("2025-02"), "payment/e2"), (transaction_review_opened("2025-02"), "review/e2")],
        ids=["payment", "review"],
    )
    def test_payments_and_reviews_are_recorded_as_on_a_deal(self, news: dict[str, object], aspect: str) -> None:
        package = given(transaction_assembled("2025-01-01"), news)
        package.at("2025-01-31").shows_no(aspect)
        package.at("2025-02-01").shows(aspect, date="2025-02", certainty="possible")
        package.at("2025-02-28").shows(aspect, certainty="certain")
