"""Money as deals state it: an amount, a range, undisclosed, or in another deal; never a float or converted."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from domain.values.identifiers import DealId
from domain.values.model import Model, picked, refusal
from domain.values.text import DecimalText

_CODES: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: Final = frozenset(_CODES.split())
"""Active alphabetic codes of ISO 4217 list one as of January 2026, without metals, bond units and test codes."""


def _currency(value: str) -> str:
    if value not in CURRENCIES:
        raise PydanticCustomError("unknown_currency", 'write an active ISO 4217 code in capitals, as "USD"')
    return value


Currency = Annotated[
    str, AfterValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD"]})
]
Qualifier = Literal["exact", "approximate", "at_least", "up_to"]


class Amount(Model):
    """A sum in major units of one currency; exact unless it says otherwise."""

    amount: DecimalText
    """In major units: dollars, not cents."""
    currency: Currency
    qualifier: Qualifier | None = None
    """How near the amount is to the truth, as its source says."""


class AmountRange(Model):
    """A sum that the source places between two others."""

    min: DecimalText
    max: DecimalText
    currency: Currency

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if Decimal(self.min) > Decimal(self.max):
            raise refusal("range_reversed", "min is above max", "min")
        return self


def _true(value: object) -> object:
    if value is not True:
        raise PydanticCustomError("not_true", "say true, or state the amount")
    return value


class Undisclosed(Model):
    """Money was paid or promised, and nobody says how much."""

    undisclosed: Annotated[Literal[True], BeforeValidator(_true)]


class IncludedIn(Model):
    """The money is part of what another deal states, so it is not counted here."""

    included_in: DealId
    """The deal that states the money."""


def money_form(value: Any) -> type[Model]:
    """Which of the four forms *value* means to be, by its fields."""
    if not isinstance(value, dict):
        raise PydanticCustomError("not_money", 'write money as {"amount": "14300000000", "currency": "USD"}')
    forms: dict[str, type[Model]] = {
        "undisclosed": Undisclosed,
        "included_in": IncludedIn,
        "min": AmountRange,
        "max": AmountRange,
    }
    return next((form for key, form in forms.items() if key in value), Amount)


Money = Annotated[Amount | AmountRange | Undisclosed | IncludedIn, picked(money_form)]
"""``{amount, currency, qualifier?}``, ``{min, max, currency}``, ``{undisclosed: true}`` or ``{included_in: deal id}``.

Not accepted: JSON numbers, signs, exponents, currency symbols, minor units.
"""


def counted(money: dict[str, Any]) -> Decimal | None:
    """What *money* adds to a total: its amount or its lower end; None if it must not be counted."""
    if money.get("qualifier") == "up_to":
        return None
    text = money.get("amount", money.get("min"))
    return None if text is None else Decimal(text)


def added(money: dict[str, Any] | None, more: dict[str, Any]) -> dict[str, Any] | None:
    """Two amounts of one currency as one amount, no more certain than either; None if they have no sum."""
    if not money or "amount" not in money or "amount" not in more or money["currency"] != more["currency"]:
        return None
    amounts = (money, more)
    qualifiers = {one.get("qualifier", "exact") for one in amounts} - {"exact"}
    if {"at_least", "up_to"} <= qualifiers:
        return None
    total = {"amount": format(sum(Decimal(one["amount"]) for one in amounts), "f"), "currency": more["currency"]}
    bounds = [one for one in ("at_least", "up_to", "approximate") if one in qualifiers]
    return {**total, "qualifier": bounds[0]} if bounds else total
