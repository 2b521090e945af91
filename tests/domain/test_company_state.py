"""What the documents of companies, people and deals list, and where: the sentences of the fine print about lists."""

from typing import Any

import pytest

from tests.answers import Told, of, told
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_announced,
    acquisition_closed,
    acquisition_terminated,
    commercial_announced,
    commercial_took_effect,
    company_ceased,
    company_identifier_assigned,
    company_registered,
    company_renamed,
    company_valued,
    corrected,
    hiring_announced,
    hiring_ended,
    hiring_signed,
    hiring_started,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_rumoured,
    investment_signed,
    investment_tranche_closed,
    investment_withdrawn,
    licensing_announced,
    licensing_expired,
    licensing_took_effect,
    ownership_recorded,
    person_registered,
    position_ended,
    position_started,
    transaction_assembled,
    usd,
)
from tests.strategies import ANNE, Wire

END = "2025-12-31"
LISTS = ("acquisitions", "licences_in", "licences_out", "people", "commercial", "pending", "ended")

KEYS = [
    *("id", "name", "legal_name", "former_names", "aliases", "identifiers", "country", "kind", "status", "as_of"),
    *("owners", "stakes", "funding", "investments", "acquisitions", "licences_in", "licences_out", "people"),
    *("commercial", "pending", "transactions", "conflicts", "coverage", "warnings"),
]
MONEY_KEYS = ["committed_undrawn", "secondary", "debt", "in_kind", "undisclosed", "last_post_money", "items"]


def listed(record: Told, day: str = END, company: str = "alpha") -> dict[str, list[str]]:
    """Which lists of a company hold something: list -> the kinds of its entries."""
    state = record.company(day, company, "ended")
    found = {name: [one["kind"] for one in state[name]] for name in LISTS}
    found |= {name: [one["kind"] for one in state[name]["items"]] for name in ("funding", "investments")}
    return {name: kinds for name, kinds in found.items() if kinds}


def test_the_document_has_the_keys_of_the_vocabulary() -> None:
    state = told(company_registered(None)).company(END)
    assert list(state) == KEYS
    assert list(state["funding"]) == ["raised", *MONEY_KEYS]
    assert list(state["investments"]) == ["deployed", *MONEY_KEYS]
    assert state["as_of"] == {
        "valid_at": END,
        "known_at": "2026-01-01T00:00:00.000000Z",
        "position": 1,
        "rules": 1,
    }


def test_the_profile_tells_names_and_identifiers_of_the_day() -> None:
    ticker = {"scheme": "ticker", "value": "ALPH"}
    record = told(
        company_registered("2020", country="US", aliases=["Al"]),
        company_renamed("2024-03-01", legal_name="Omega Inc."),
        company_identifier_assigned("2024-04-01", **ticker),
        company_valued("2024-05", valuation=usd(9), basis="tender"),
    )
    before, after = record.company("2024-02-29"), record.company(END)
    assert (before["name"], before["former_names"], before["legal_name"]) == ("Alpha", [], None)
    assert (after["name"], after["legal_name"]) == ("Omega", "Omega Inc.")
    assert after["former_names"] == [{"name": "Alpha", "until": "2024-03-01"}]
    assert (after["aliases"], after["identifiers"]) == ([{"alias": "Al"}], [ticker])
    assert (after["country"], after["kind"], after["status"]) == ("US", None, "active")
    assert after["valuation"] == {
        "basis": "tender",
        "valuation": usd(9),
        "date": "2024-05",
        "certainty": "certain",
        "events": ["e4"],
    }


def test_a_company_that_is_known_but_not_founded_says_so() -> None:
    state = told(company_registered("2020")).company("2019-12-31")
    assert (state["status"], state["name"]) == ("not_founded", "Alpha")


def test_a_company_that_ceased_says_how() -> None:
    state = told(company_registered(None), company_ceased("2025-02-01", successor=BETA)).company(END)
    assert (state["status"], state["mode"], state["successor"]["id"]) == ("ceased", "dissolved", "beta")


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([investment_rumoured("2025-01-10")], "pending"),
        ([investment_announced("2025-01-10")], "pending"),
        ([investment_signed("2025-01-10")], "pending"),
        ([investment_tranche_closed("2025-01-10")], "investments"),
        ([investment_closed("2025-01-10")], "investments"),
        ([investment_closed("2025-01-10"), investment_exited("2025-02-10")], "ended"),
        ([investment_announced("2025-01-10"), investment_withdrawn("2025-02-10")], "ended"),
        ([acquisition_announced("2025-01-10")], "pending"),
        ([acquisition_closed("2025-01-10")], "acquisitions"),
        ([acquisition_closed("2025-01-10"), acquisition_terminated("2025-02-10")], "ended"),
        ([licensing_announced("2025-01-10")], "pending"),
        ([licensing_announced("2025-01-10", stage="agreed")], "licences_in"),
        ([licensing_announced("2025-01-10", stage="agreed", term={"start": "2026"})], "licences_in"),
        ([licensing_took_effect("2024-01-10", term={"months": 6})], "licences_in"),
        ([licensing_took_effect("2024-01-10"), licensing_expired("2025-01-10")], "ended"),
        ([commercial_announced("2025-01-10")], "pending"),
        ([commercial_took_effect("2025-01-10")], "commercial"),
        ([hiring_announced("2025-01-10")], "pending"),
        ([hiring_signed("2025-01-10", start_on="2026-02-01")], "pending"),
        ([hiring_started("2025-01-10")], "people"),
        ([hiring_started("2025-01-10", end_on="2025-06")], "ended"),
        ([hiring_started("2025-01-10"), hiring_ended("2025-02-10")], "ended"),
    ],
)
def test_each_deal_is_in_one_place(steps: list[Wire], place: str) -> None:
    [kind] = {step["type"].partition(".")[0] for step in steps}
    assert listed(told(*steps)) == {place: [kind]}


def test_each_side_sees_the_deal_in_its_own_place() -> None:
    assert listed(told(investment_closed("2025-01-10")), company="gamma") == {"funding": ["investment"]}
    assert listed(told(licensing_took_effect("2025-01-10")), company="gamma") == {"licences_out": ["licensing"]}
    assert listed(told(acquisition_closed("2025-01-10")), company="gamma") == {"acquisitions": ["acquisition"]}
    roles = [
        told(acquisition_closed("2025")).company(END, name)["acquisitions"][0]["role"] for name in ("alpha", "gamma")
    ]
    assert roles == ["acquirer", "target"]


def test_ended_deals_are_told_only_when_asked_for() -> None:
    record = told(licensing_took_effect("2024-01-10"), licensing_expired("2025-01-10"))
    assert "ended" not in record.company(END)
    assert [one["deal"] for one in record.company(END, "alpha", "ended")["ended"]] == ["the-licensing"]


def test_who_is_only_mentioned_has_no_part_in_the_deal() -> None:
    record = told(
        acquisition_closed("2025-01-10", sellers=[BETA]),
        hiring_started("2025-01-10", from_company=BETA),
    )
    assert listed(record, company="beta") == {}


def test_a_party_corrected_away_sees_the_deal_no_more() -> None:
    record = told(investment_closed("2025-01-10"), corrected("e1", investors=[{"party": BETA}]))
    assert listed(record) == {}
    assert listed(record, company="beta") == {"investments": ["investment"]}


def test_every_entry_of_a_deal_carries_the_same_things() -> None:
    record = told(
        investment_closed("2025-01", amount=usd(5), headline="Alpha invests"),
        licensing_took_effect("2025-01-10"),
        commercial_took_effect("2025-01-10"),
        acquisition_closed("2025-01-10"),
        hiring_started("2025-01-10"),
    )
    state = record.company(END)
    entries = [*state["investments"]["items"], *state["acquisitions"], *state["licences_in"], *state["people"]]
    for entry in [*entries, *state["commercial"]]:
        assert {"deal", "kind", "status", "role", "since", "terms", "events"} <= entry.keys()
    [investment] = state["investments"]["items"]
    assert investment["since"] == {"date": "2025-01", "from": "2025-01-01", "certainty": "certain"}
    assert investment["headline"] == "Alpha invests"
    assert investment["terms"]["amount"] == usd(5)
    assert record.company("2025-01-15")["investments"]["items"][0]["since"]["certainty"] == "possible"


def test_parties_bear_the_name_that_they_bear_on_the_day() -> None:
    record = told(
        company_registered(None),
        company_registered(None, name="Gamma") | {"subject": "company/gamma"},
        investment_closed("2025-01-10", investors=[{"party": {"id": "alpha", "name": "Alfa"}}]),
    )
    [item] = record.company(END)["investments"]["items"]
    assert item["terms"]["issuer"] == {"id": "gamma", "name": "Gamma"}
    assert item["terms"]["investors"][0]["party"] == {"id": "alpha", "name": "Alpha"}


def test_parties_that_nobody_names_stay_as_given() -> None:
    others = {"unnamed": "co-investors", "count": 5}
    record = told(investment_closed("2025-01-10", investors=[{"party": ALPHA}, {"party": others}]))
    assert record.company(END)["investments"]["items"][0]["terms"]["investors"][1]["party"] == others


def test_a_licence_tells_its_counterparties_and_terms() -> None:
    record = told(licensing_took_effect("2025-01-10", consideration={"undisclosed": True}, term={"perpetual": True}))
    [licence] = record.company(END)["licences_in"]
    assert licence["counterparties"] == [{"id": "gamma", "name": None}]
    assert licence["subjects"] == [{"name": "Gamma 1", "type": "model"}]
    assert (licence["consideration"], licence["term"]) == ({"undisclosed": True}, {"perpetual": True})
    assert (licence["exclusivity"], licence["field_of_use"]) == (None, None)


def test_a_mutual_licence_runs_both_ways_for_everybody() -> None:
    state = told(licensing_took_effect("2025-01-10", mutual=True)).company(END)
    assert [one["counterparties"][0]["id"] for one in (*state["licences_in"], *state["licences_out"])] == ["gamma"] * 2


def test_people_are_hires_and_positions() -> None:
    record = told(
        hiring_started("2025-03-01", title="Chief Scientist", from_company=BETA),
        position_started("2024", company=ALPHA),
        position_ended("2025-06", company=ALPHA, reason="left"),
    )
    position, hire = record.company("2025-06-15")["people"]
    assert (hire["person"]["id"], hire["title"], hire["from_company"]["id"]) == (ANNE["id"], "Chief Scientist", "beta")
    assert (position["title"], position["class"], position["until"]) == ("CEO", "executive", "2025-06")
    assert position["since"] == {"date": "2024", "from": "2024-01-01", "certainty": "possible"}
    assert [one["title"] for one in record.company(END)["people"]] == ["Chief Scientist"]


def test_a_team_is_people_too() -> None:
    team = {"description": "research"}
    assert told(hiring_started("2025-03-01", person=None, team=team)).company(END)["people"][0]["team"] == team


def test_a_person_has_positions_that_tell_the_company() -> None:
    record = told(
        person_registered(None, aliases=["Annie"]), position_started("2024"), hiring_started("2025-03-01", title="Head")
    )
    person = record.person(END)
    assert (person["name"], person["aliases"], person["status"]) == ("Anne", ["Annie"], "registered")
    assert [(one["company"]["id"], one["title"]) for one in person["positions"]] == [
        ("gamma", "CEO"),
        ("alpha", "Head"),
    ]


def test_who_never_began_is_employed_by_the_fold_with_a_warning() -> None:
    record = told(
        hiring_started("2025-03-01"),
        hiring_ended("2025-06-01", reason="never_started"),
        position_started("2025-03-01", company=ALPHA),
        position_ended("2025-06-01", company=ALPHA, reason="never_started"),
    )
    state = record.company("2025-04-01")
    assert len(state["people"]) == 2
    assert [one["code"] for one in state["warnings"]] == ["contradicts-start", "contradicts-start"]
    assert [one["code"] for one in record.deal(END, "the-hiring")["warnings"]] == ["contradicts-start"]


def test_a_package_is_listed_with_its_deals() -> None:
    package = transaction_assembled("2025-01-10", principal=ALPHA, headline_value=usd(9))
    record = told(investment_closed("2025-01-10"), package)
    [told_of] = record.company(END, "gamma")["transactions"]
    assert (told_of["id"], told_of["name"], told_of["deals"]) == (
        "the-package",
        "The package",
        package["data"]["deals"],
    )
    assert told_of["principal"]["id"] == "alpha"
    assert record.company(END, "beta")["transactions"] == []


def test_coverage_counts_what_is_not_known_well() -> None:
    second = [{"publisher": "Reuters", "kind": "press"}, {"publisher": "Alpha", "kind": "party_statement"}]
    record = told(
        company_registered(None) | {"sources": second},
        investment_closed("2025", amount=usd(5)) | {"sources": second},
        licensing_announced("2025-01-10", stage="agreed"),
        ownership_recorded("2025-02") | {"sources": second},
        hiring_started("2025-03-01"),
    )
    assert record.company(END)["coverage"] == {
        "undisclosed_amounts": 1,
        "single_source_facts": 2,
        "imprecise_dates": 2,
        "presumed_states": 1,
    }


def test_sources_come_when_asked_for_and_as_corrected() -> None:
    better = [{"publisher": "SEC", "kind": "filing"}]
    record = told(investment_closed("2025-01-10"), corrected("e1", sources=better))
    [item] = record.company(END, "alpha", "sources")["investments"]["items"]
    assert (item["events"], item["sources"]) == (["e1", "e2"], better)
    assert "sources" not in record.company(END)["investments"]["items"][0]


DEAL_KEYS = [
    *("id", "kind", "headline", "status", "terms", "since", "tranches", "payments", "reviews", "conflicts"),
    *("transactions", "events", "warnings", "as_of"),
]


def test_a_deal_tells_its_state_and_what_happened_in_it() -> None:
    record = told(
        investment_tranche_closed("2025-01-10", committed=usd(1)),
        investment_tranche_closed("2025-02", tranche={"amount": usd(3), "investors": [ALPHA]}, event_id="second"),
    )
    deal = record.deal("2025-02-15", "the-investment")
    assert list(deal) == DEAL_KEYS
    assert (deal["status"], deal["headline"], deal["events"]) == ("partly_closed", None, ["e1", "second"])
    first, second = deal["tranches"]
    assert first == {"amount": usd(1), "date": "2025-01-10", "certainty": "certain", "events": ["e1"]}
    assert (second["date"], second["certainty"]) == ("2025-02", "possible")
    assert second["investors"] == [{"id": "alpha", "name": None}]
    assert [one["code"] for one in deal["warnings"]] == ["tranches-over-commitment"]


def test_exits_stage_and_description_are_told_where_there_are_any() -> None:
    record = told(
        investment_announced("2025-01-10", stage="agreed", description="In two parts."),
        investment_closed("2025-02-10"),
        investment_exited("2025-03-10", proceeds=usd(7)),
    )
    deal: Any = record.deal(END, "the-investment")
    assert (deal["stage"], deal["description"]) == ("agreed", "In two parts.")
    [left] = deal["exits"]
    assert (left["investor"]["id"], left["proceeds"]) == ("alpha", usd(7))


def test_a_withdrawal_after_signing_is_told_with_a_warning() -> None:
    record = told(investment_signed("2025-01-10"), investment_withdrawn("2025-02-10"))
    assert [one["code"] for one in record.deal(END, "the-investment")["warnings"]] == ["withdrawn-after-signing"]
    agreed = told(licensing_announced("2025-01-10", stage="agreed"), of("the-licensing", _withdrawn("2025-02-10")))
    assert agreed.deal(END, "the-licensing")["warnings"] == []


def _withdrawn(day: str) -> Wire:
    return investment_withdrawn(day) | {"type": "licensing.withdrawn"}


def test_entries_are_in_the_order_in_which_they_began() -> None:
    record = told(
        of("late", investment_closed("2025-03-01")),
        of("early", investment_closed("2025-01-01", issuer=GAMMA)),
        of("between", investment_closed("2025-02-01")),
    )
    items = record.company(END)["investments"]["items"]
    assert [one["deal"] for one in items] == ["early", "between", "late"]
