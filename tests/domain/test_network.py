"""The network of deals: the edges that each kind draws, and how far they reach."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.state.deals import Deal, deals_on
from domain.state.network import Edge, Network, edges_of
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    acquisition_announced,
    acquisition_closed,
    commercial_signed,
    given,
    hiring_started,
    investment_announced,
    investment_closed,
    licensing_signed,
    usd,
)
from tests.strategies import ANNE, DELTA, OTHERS, Wire

DAY = date(2025, 12, 31)


def deal(*wires: Wire, of: str = "the-deal") -> Deal:
    """The one deal that *wires* are about."""
    [found] = deals_on(DAY, given(*(wire | {"subject": f"deal/{of}"} for wire in wires)).facts())
    return found


def drawn(*wires: Wire) -> list[str]:
    """Each edge as text."""
    return [arrow(edge) for edge in edges_of(deal(*wires))]


def arrow(edge: Edge) -> str:
    ends = [f"{'+'.join(end.roles)} {end.party['id']}" for end in (edge.tail, edge.head)]
    return " -> ".join(ends)


def amounts(*wires: Wire) -> dict[str, Any]:
    return {edge.tail.party["id"]: edge.amount for edge in edges_of(deal(*wires))}


def investors(*parties: Wire) -> list[Wire]:
    return [{"party": party} for party in parties]


def contract(**roles: str) -> Wire:
    parties = [{"party": {"id": one}, "role": role} for one, role in roles.items()]
    return commercial_signed("2025-01-10", parties=parties)


def test_each_investor_is_joined_with_the_issuer() -> None:
    wire = investment_closed("2025-01-10", investors=investors(ALPHA, BETA, ANNE))
    assert drawn(wire) == [
        "investor alpha -> issuer gamma",
        "investor beta -> issuer gamma",
        "investor p_aaaaaaaaaa -> issuer gamma",
    ]


def test_each_acquirer_is_joined_with_the_target_and_sellers_are_not() -> None:
    wire = acquisition_closed("2025-01-10", acquirers=investors(ALPHA, BETA), sellers=[DELTA])
    assert drawn(wire) == ["acquirer alpha -> target gamma", "acquirer beta -> target gamma"]


def test_each_licensor_is_joined_with_each_licensee() -> None:
    wire = licensing_signed("2025-01-10", licensors=[GAMMA, DELTA], licensees=[ALPHA, BETA])
    assert drawn(wire) == [
        "licensor gamma -> licensee alpha",
        "licensor gamma -> licensee beta",
        "licensor delta -> licensee alpha",
        "licensor delta -> licensee beta",
    ]


def test_a_cross_licence_has_no_direction_and_does_not_join_one_side_with_itself() -> None:
    wire = licensing_signed("2025-01-10", licensors=[GAMMA, DELTA], licensees=[ALPHA], mutual=True)
    both = "licensor+licensee"
    assert drawn(wire) == [f"{both} gamma -> {both} alpha", f"{both} delta -> {both} alpha"]


def test_a_cross_licence_that_names_all_on_both_sides_joins_each_two_once() -> None:
    wire = licensing_signed("2025-01-10", licensors=[GAMMA, ALPHA], licensees=[GAMMA, ALPHA], mutual=True)
    assert drawn(wire) == ["licensor+licensee gamma -> licensor+licensee alpha"]


def test_who_is_hired_and_the_company_they_leave_are_joined_with_the_employer() -> None:
    assert drawn(hiring_started("2025-01-10")) == ["person p_aaaaaaaaaa -> employer alpha"]
    assert drawn(hiring_started("2025-01-10", from_company=GAMMA)) == [
        "person p_aaaaaaaaaa -> employer alpha",
        "from_company gamma -> employer alpha",
    ]


def test_a_team_is_drawn_by_the_company_it_leaves() -> None:
    team: Wire = {"person": None, "team": {"size": {"value": 5}}}
    assert drawn(hiring_started("2025-01-10", **team, from_company=GAMMA)) == ["from_company gamma -> employer alpha"]
    assert drawn(hiring_started("2025-01-10", **team)) == []


@pytest.mark.parametrize(
    ("parties", "edges"),
    [
        ({"alpha": "customer", "gamma": "supplier"}, ["supplier gamma -> customer alpha"]),
        (
            {"alpha": "supplier", "beta": "supplier", "gamma": "customer"},
            ["supplier alpha -> customer gamma", "supplier beta -> customer gamma"],
        ),
        (
            {"alpha": "supplier", "beta": "reseller", "gamma": "customer"},
            ["supplier alpha -> reseller beta", "supplier alpha -> customer gamma", "reseller beta -> customer gamma"],
        ),
        (
            {"alpha": "partner", "beta": "partner", "gamma": "partner"},
            ["partner alpha -> partner beta", "partner alpha -> partner gamma"],
        ),
        (
            {"delta": "partner", "alpha": "customer", "gamma": "supplier"},
            ["supplier gamma -> customer alpha", "customer alpha -> partner delta"],
        ),
        ({"alpha": "supplier", "beta": "supplier"}, ["supplier alpha -> supplier beta"]),
        ({"alpha": "supplier"}, []),
    ],
)
def test_contracts_join_suppliers_with_customers_and_partners_with_the_principal(
    parties: dict[str, str], edges: list[str]
) -> None:
    assert drawn(contract(**parties)) == edges


def test_who_takes_several_roles_has_them_all_at_one_edge() -> None:
    parties = [(ALPHA, "supplier"), (GAMMA, "customer"), (ALPHA, "customer"), (GAMMA, "supplier")]
    wire = commercial_signed("2025-01-10", parties=[{"party": party, "role": role} for party, role in parties])
    assert drawn(wire) == ["supplier+customer alpha -> customer+supplier gamma"]


def test_who_has_no_id_cannot_be_drawn() -> None:
    assert drawn(investment_closed("2025-01-10", investors=investors(OTHERS))) == []
    assert drawn(investment_closed("2025-01-10", investors=investors(ALPHA, OTHERS))) == [
        "investor alpha -> issuer gamma"
    ]


def test_the_money_of_a_deal_stands_at_an_edge_only_if_it_is_between_these_two() -> None:
    assert amounts(investment_closed("2025-01-10", amount=usd(9))) == {"alpha": usd(9)}
    assert amounts(investment_closed("2025-01-10", amount=usd(9), investors=investors(ALPHA, OTHERS))) == {
        "alpha": None
    }
    own = [{"party": ALPHA, "amount": usd(5)}, {"party": BETA}]
    assert amounts(investment_closed("2025-01-10", amount=usd(9), investors=own)) == {"alpha": usd(5), "beta": None}
    assert amounts(acquisition_announced("2025-01-10", price=usd(9))) == {"alpha": usd(9)}
    assert amounts(acquisition_closed("2025-01-10", price=usd(9), acquirers=investors(ALPHA, BETA))) == {
        "alpha": None,
        "beta": None,
    }
    total = {"total": usd(7), "upfront": usd(2)}
    assert amounts(licensing_signed("2025-01-10", consideration=total)) == {"gamma": usd(7)}
    assert amounts(contract(alpha="supplier", gamma="customer")) == {"alpha": None}


CHAIN = [
    deal(investment_announced("2025-01-10", investors=investors({"id": one}), issuer={"id": two}), of=f"{one}-{two}")
    for one, two in (("aa", "bb"), ("bb", "cc"), ("cc", "dd"), ("dd", "aa"), ("cc", "ee"))
]


def reach(root: str, hops: int) -> Network:
    network = Network.around(f"company/{root}", lambda _: True)
    for _ in range(hops):
        network.hop(one for one in CHAIN if any(f"company/{one}" in network.frontier for one in one.id.split("-")))
    return network


def test_each_hop_reaches_the_deals_of_those_met_in_the_one_before() -> None:
    assert {hops: len(reach("aa", hops).edges) for hops in (0, 1, 2, 3)} == {0: 0, 1: 2, 2: 4, 3: 5}
    assert reach("aa", 3).depths == {
        "company/aa": 0,
        "company/bb": 1,
        "company/dd": 1,
        "company/cc": 2,
        "company/ee": 3,
    }


def test_the_nearest_edges_come_first() -> None:
    assert [edge.deal.id for edge in reach("aa", 3).in_order()] == ["dd-aa", "aa-bb", "cc-dd", "bb-cc", "cc-ee"]


def test_a_deal_that_only_mentions_somebody_is_not_theirs() -> None:
    network = Network.around("company/delta", lambda _: True)
    network.hop([deal(acquisition_closed("2025-01-10", sellers=[DELTA]))])
    assert (network.edges, network.unpaired) == ({}, set())


def test_deals_that_cannot_be_drawn_are_counted() -> None:
    network = Network.around("company/gamma", lambda _: True)
    network.hop([deal(investment_closed("2025-01-10", investors=investors(OTHERS)))])
    assert (network.edges, network.unpaired) == ({}, {"the-deal"})
