"""What a report says, in the terms of its kind of deal."""

# ruff: noqa: INP001 (a script's module, no package)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shorthand import Data, money

if TYPE_CHECKING:
    from entities import Entities

_ROUNDS: Final = {
    "corporate": "corporate_round", "seed": "seed", "convertible note": "convertible_note",
    "convertible": "convertible_note", "secondary sale": "secondary", "Series C extension": "series_c",
    "Series L": "series_unknown", **{f"Series {letter}": f"series_{letter.lower()}" for letter in "ABCDEFG"},
}  # fmt: skip
_PAID_IN: Final = {
    "all-cash": ["cash"], "cash": ["cash"], "all-cash offer": ["cash"], "all-stock": ["stock"],
    "cash and stock": ["cash", "stock"], "stock, 90/10": ["stock"],
}  # fmt: skip
_SUBJECTS: Final = {
    "content": "content", "data": "dataset", "technology": "technology", "model_weights": "model", "patent": "patent",
}  # fmt: skip
_MONEY: Final = {
    "amount", "committed", "pre_money", "post_money", "price", "contingent", "valuation", "consideration",
    "commitment", "commitment_added", "proceeds", "break_fee", "total", "upfront", "minimum", "annual", "sign_on",
    "retention", "headline_value",
}  # fmt: skip
_PARTY: Final = {"party", "issuer", "target", "employer", "person", "from_company", "by", "investor", "buyer", "owner",
                 "company", "principal", "counterparty"}  # fmt: skip
_PARTIES: Final = {"licensors", "licensees", "sellers"}


def of_report(kind: str, report: Data, who: Entities) -> Data:
    """The terms that *report* states."""
    return {
        "investment": _investment,
        "acquisition": _acquisition,
        "licensing": _licensing,
        "hiring": _hiring,
        "commercial": _commercial,
    }[kind](report, who)


def spelt_out(value: Any, who: Entities, key: str = "") -> Any:
    """*value* of a decision with its short forms written out."""
    if isinstance(value, dict):
        return {name: spelt_out(one, who, name) for name, one in value.items()}
    if isinstance(value, list):
        return [who.party(one) if key in _PARTIES else spelt_out(one, who) for one in value]
    if isinstance(value, str) and key in _MONEY:
        return money(value)
    if isinstance(value, str) and key in _PARTY:
        return who.party(value)
    return value


def _named(report: Data, *roles: str) -> list[str]:
    return [party["name"] for party in report["parties"] if party["role"] in roles]


def _sum(report: Data, field: str = "amount") -> Data | None:
    return {"amount": report[field], "currency": report["currency"] or "USD"} if report.get(field) else None


def _stated(**terms: Any) -> Data:
    return {name: value for name, value in terms.items() if value is not None}


def _investment(report: Data, who: Entities) -> Data:
    leads, others = _named(report, "lead_investor"), _named(report, "investor")
    investors: list[Data] = [{"party": who.party(name), "lead": True} for name in leads]
    investors += [{"party": who.party(name)} for name in others]
    if len(investors) == 1 and report["stake_percent"]:
        investors[0]["stake"] = {"percent": report["stake_percent"]}
    elif len(investors) == 1 and leads:
        investors.append({"party": {"unnamed": "other investors"}})
    return _stated(
        issuer=who.party(_named(report, "investee")[0]),
        investors=investors or [{"party": {"unnamed": "investors"}}],
        round=_ROUNDS.get(report["round"]),
        amount=_sum(report),
        post_money=_sum(report, "valuation_post"),
    )


def _acquisition(report: Data, who: Entities) -> Data:
    return _stated(
        acquirers=[{"party": who.party(name)} for name in _named(report, "acquirer")] or None,
        target=who.party(_named(report, "target")[0]),
        sellers=[who.party(name) for name in _named(report, "seller")] or None,
        price=_sum(report),
        consideration=_PAID_IN.get(report["round"]),
        form="asset_purchase" if report["round"] == "asset purchase" else None,
        valuation=_sum(report, "valuation_post"),
    )


def _exclusivity(report: Data) -> str | None:
    exclusive: bool | None = report["exclusive"]
    return None if exclusive is None else "exclusive" if exclusive else "non_exclusive"


def _term(report: Data) -> Data | None:
    return _stated(months=report["term_months"], end=report["ends_on"]) or None


def _licensing(report: Data, who: Entities) -> Data:
    return _stated(
        licensors=[who.party(name) for name in _named(report, "licensor")],
        licensees=[who.party(name) for name in _named(report, "licensee")],
        subjects=[{"name": report["subject"], "type": _SUBJECTS[report["licence_type"]]}],
        exclusivity=_exclusivity(report),
        term=_term(report),
        consideration=_sum(report),
    )


def _hiring(report: Data, who: Entities) -> Data:
    former = _named(report, "previous_employer")
    return _stated(
        employer=who.party(_named(report, "employer")[0]),
        person=who.party(_named(report, "person")[0]),
        from_company=who.party(former[0]) if former else None,
        title=report["position"],
    )


def _commercial(report: Data, who: Entities) -> Data:
    roles = ("supplier", "customer", "partner")
    subject: str = report["subject"]
    return _stated(
        description=f"{subject[0].upper()}{subject[1:]}.",
        parties=[{"party": who.party(p["name"]), "role": p["role"]} for p in report["parties"] if p["role"] in roles],
        commitment=_sum(report),
        term=_term(report),
        exclusivity=_exclusivity(report),
    )
