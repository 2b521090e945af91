"""The small values: money, stakes, terms, sources, identifiers and texts at the door."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError

from domain.values.identifiers import CompanyIdentifier, PersonIdentifier, subject_of_party
from domain.values.model import Model
from domain.values.money import CURRENCIES, Money, added, counted
from domain.values.sources import Source
from domain.values.stake import Stake
from domain.values.term import Term
from domain.values.text import Line, Percent, Prose
from domain.vocabulary.countries import COUNTRIES
from domain.vocabulary.parties import Party

STRICT = ConfigDict(strict=True)
MONEY = TypeAdapter[Any](Money)
PERCENT = TypeAdapter[str](Percent, config=STRICT)
LINE = TypeAdapter[str](Line, config=STRICT)
PROSE = TypeAdapter[str](Prose, config=STRICT)
PARTY = TypeAdapter[Any](Party)


def errors(kind: TypeAdapter[Any] | type[Model], value: object) -> list[tuple[str, str]]:
    """Every error as (path, code); none if the value is accepted."""
    try:
        kind.validate_python(value) if isinstance(kind, TypeAdapter) else kind.model_validate(value)
    except ValidationError as error:
        return [(".".join(map(str, one["loc"])), one["type"]) for one in error.errors()]
    return []


@pytest.mark.parametrize(
    "money",
    [
        {"amount": "14300000000", "currency": "USD"},
        {"amount": "0", "currency": "EUR", "qualifier": "exact"},
        {"amount": "0.5", "currency": "JPY", "qualifier": "approximate"},
        {"amount": "1.50", "currency": "GBP", "qualifier": "at_least"},
        {"min": "1", "max": "1", "currency": "USD"},
        {"min": "9", "max": "10", "currency": "USD"},
        {"undisclosed": True},
        {"included_in": "meta-scale-ai-2025"},
    ],
)
def test_money_has_four_forms(money: dict[str, Any]) -> None:
    assert MONEY.dump_python(MONEY.validate_python(money), mode="json", exclude_unset=True) == money


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (14.3, [("", "not_money")]),
        ("14 USD", [("", "not_money")]),
        ({}, [("amount", "missing"), ("currency", "missing")]),
        ({"amount": 14300000000, "currency": "USD"}, [("amount", "number_for_decimal")]),
        ({"amount": 14.3, "currency": "USD"}, [("amount", "number_for_decimal")]),
        ({"amount": True, "currency": "USD"}, [("amount", "string_type")]),
        ({"amount": "-1", "currency": "USD"}, [("amount", "negative")]),
        ({"amount": "+1", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "01", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1.", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": ".5", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1e9", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1,000", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1 ", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1\n", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "NaN", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "١", "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "9" * 25, "currency": "USD"}, [("amount", "invalid_decimal")]),
        ({"amount": "1", "currency": "usd"}, [("currency", "unknown_currency")]),
        ({"amount": "1", "currency": "XXX"}, [("currency", "unknown_currency")]),
        ({"amount": "1", "currency": None}, [("currency", "null_value")]),
        ({"amount": "1", "currency": "USD", "qualifier": "about"}, [("qualifier", "literal_error")]),
        ({"amount": "1", "currency": "USD", "undisclosed": True}, [("amount", "extra"), ("currency", "extra")]),
        ({"min": "2", "max": "1", "currency": "USD"}, [("min", "range_reversed")]),
        ({"min": "10", "max": "9", "currency": "USD"}, [("min", "range_reversed")]),
        ({"min": "1", "currency": "USD"}, [("max", "missing")]),
        ({"undisclosed": False}, [("undisclosed", "not_true")]),
        ({"undisclosed": 1}, [("undisclosed", "not_true")]),
        ({"included_in": "deal/meta"}, [("included_in", "invalid_id")]),
    ],
)
def test_money_of_any_other_form_is_refused(money: object, expected: list[tuple[str, str]]) -> None:
    assert errors(MONEY, money) == [(at, code.replace("extra", "extra_forbidden")) for at, code in expected]


@given(st.decimals(min_value=0, max_value=10**24 - 1, allow_nan=False, allow_infinity=False, places=12))
def test_a_decimal_is_kept_to_the_last_digit(amount: Decimal) -> None:
    money = {"amount": f"{amount:f}", "currency": "USD"}
    assert MONEY.validate_python(money).amount == money["amount"]
    assert counted(money) == amount


@given(st.text(alphabet="0123456789.-+eE _,", max_size=8))
def test_what_is_accepted_as_a_decimal_reads_back_the_same(text: str) -> None:
    if not errors(MONEY, {"amount": text, "currency": "USD"}):
        assert f"{Decimal(text):f}" == text


def test_lower_ends_and_stated_amounts_count_and_upper_limits_do_not() -> None:
    assert counted({"amount": "5", "currency": "USD", "qualifier": "at_least"}) == 5
    assert counted({"min": "3", "max": "5", "currency": "USD"}) == 3
    assert counted({"amount": "5", "currency": "USD", "qualifier": "up_to"}) is None
    assert counted({"undisclosed": True}) is None
    assert counted({"included_in": "other-deal"}) is None


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [
        ({"amount": "1.5"}, {"amount": "2"}, {"amount": "3.5"}),
        ({"amount": "1"}, {"amount": "2", "qualifier": "up_to"}, {"amount": "3", "qualifier": "up_to"}),
        ({"amount": "1", "qualifier": "approximate"}, {"amount": "2"}, {"amount": "3", "qualifier": "approximate"}),
        (
            {"amount": "1", "qualifier": "approximate"},
            {"amount": "2", "qualifier": "at_least"},
            {"amount": "3", "qualifier": "at_least"},
        ),
        ({"amount": "1", "qualifier": "at_least"}, {"amount": "2", "qualifier": "up_to"}, None),
        ({"amount": "1", "currency": "EUR"}, {"amount": "2"}, None),
        ({"undisclosed": True}, {"amount": "2"}, None),
        (None, {"amount": "2"}, None),
    ],
)
def test_a_sum_is_no_more_certain_than_its_parts(
    one: dict[str, Any] | None, other: dict[str, Any], total: dict[str, Any] | None
) -> None:
    usd = {"currency": "USD"}
    result = added(one and (usd | one), usd | other)
    assert result == (total and (usd | total))
    assert result is None or not errors(MONEY, result)


@pytest.mark.parametrize(
    ("stake", "expected"),
    [
        ({"percent": "49"}, []),
        ({"percent": "100"}, []),
        ({"percent": "0.000001", "voting": "none", "basis": "fully_diluted"}, []),
        ({"percent": {"min": "5", "max": "9.9"}, "interests": ["shareholding", "votingRights"]}, []),
        ({"percent": 49}, [("percent", "number_for_decimal")]),
        ({"percent": "0"}, [("percent", "percent_out_of_range")]),
        ({"percent": "0.0"}, [("percent", "percent_out_of_range")]),
        ({"percent": "100.1"}, [("percent", "percent_out_of_range")]),
        ({"percent": "-5"}, [("percent", "negative")]),
        ({"percent": "49 %"}, [("percent", "invalid_decimal")]),
        ({"percent": {"min": "5"}}, [("percent.max", "missing")]),
        ({"percent": {"min": "9", "max": "5"}}, [("percent.min", "range_reversed")]),
        ({"percent": {"min": "0", "max": "5"}}, [("percent.min", "percent_out_of_range")]),
        ({}, [("percent", "missing")]),
        ({"percent": "5", "voting": "some"}, [("voting", "literal_error")]),
        ({"percent": "5", "interests": ["voting-rights"]}, [("interests.0", "literal_error")]),
        ({"percent": "5", "interests": []}, [("interests", "too_short")]),
        ({"percent": "5", "interests": ["nominee", "nominee"]}, [("interests.1", "duplicate")]),
        ({"percent": "5", "interests": "nominee"}, [("interests", "tuple_type")]),
    ],
)
def test_a_stake_is_a_percentage_above_nothing_and_up_to_all(stake: object, expected: list[tuple[str, str]]) -> None:
    assert errors(Stake, stake) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ({"start": "2025", "end": "2025-06"}, []),
        ({"start": "2025-06-12", "months": 12, "auto_renews": True}, []),
        ({"until": "AGI"}, []),
        ({"perpetual": True, "start": "2025"}, []),
        ({}, [("", "empty")]),
        ({"start": "2025-06", "end": "2025-05"}, [("end", "ends_before_start")]),
        ({"months": 0}, [("months", "greater_than_equal")]),
        ({"months": True}, [("months", "int_type")]),
        ({"months": 1.0}, [("months", "int_type")]),
        ({"perpetual": True, "end": "2030"}, [("perpetual", "perpetual_ends")]),
        ({"perpetual": 1}, [("perpetual", "bool_type")]),
    ],
)
def test_a_term_does_not_end_before_it_starts(term: object, expected: list[tuple[str, str]]) -> None:
    assert errors(Term, term) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"url": "https://example.org/a?b=c#d", "retrieved_at": "2025-06-13T09:00:00.123456+02:00"}, []),
        ({"url": "http://[::1]:8000/"}, []),
        ({"url": "ftp://example.org/"}, [("url", "invalid_url")]),
        ({"url": "javascript:alert(1)"}, [("url", "invalid_url")]),
        ({"url": "https:///path"}, [("url", "invalid_url")]),
        ({"url": "https://[::1/"}, [("url", "invalid_url")]),
        ({"url": "https://example.org:99999/"}, [("url", "invalid_url")]),
        ({"url": "https://example.org/a b"}, [("url", "invalid_url")]),
        ({"url": "https://example.org/" + "a" * 2000}, [("url", "string_too_long")]),
        ({"quote": "a" * 300}, []),
        ({"quote": "a" * 301}, [("quote", "string_too_long")]),
        ({"retrieved_at": "2025-06-13T09:00:00"}, [("retrieved_at", "invalid_instant")]),
        ({"retrieved_at": "2025-06-13"}, [("retrieved_at", "invalid_instant")]),
        ({"retrieved_at": "2025-06-31T09:00:00Z"}, [("retrieved_at", "invalid_instant")]),
        ({"published_on": "13 June"}, [("published_on", "invalid_date")]),
        ({"kind": "tweet"}, [("kind", "literal_error")]),
        ({"publisher": " "}, [("publisher", "blank")]),
    ],
)
def test_a_source_says_who_said_it(more: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert errors(Source, {"publisher": "Reuters", "kind": "press"} | more) == expected


@pytest.mark.parametrize(
    ("scheme", "sound", "broken"),
    [
        ("lei", "BQ4BKCS1HXDV9HN80Z93", "BQ4BKCS1HXDV9HN80Z94"),
        ("lei", "5493006MHB84DD0ZWV18", "5493006MHB84DD0ZWV1"),
        ("lei", "7ZW8QJWVPR4P1J1KQY45", "7zw8qjwvpr4p1j1kqy45"),
        ("isin", "US30303M1027", "US30303M1028"),
        ("isin", "US0378331005", "US0378331006"),
        ("cik", "0001326801", "CIK1326801"),
        ("wikidata", "Q380", "380"),
        ("ticker", "NASDAQ:META", "meta"),
        ("domain", "ai.meta.com", "https://meta.com"),
        ("domain", "xn--caf-dma.fr", "-a.fr"),
        ("opencorporates", "us_de/3835815", "3835815"),
        ("crunchbase", "scale-2", "organization/scale"),
    ],
)
def test_an_identifier_of_a_company_adds_up(scheme: str, sound: str, broken: str) -> None:
    assert errors(CompanyIdentifier, {"scheme": scheme, "value": sound}) == []
    assert errors(CompanyIdentifier, {"scheme": scheme, "value": broken}) == [("value", "invalid_identifier")]


@pytest.mark.parametrize(
    ("scheme", "sound", "broken"),
    [
        ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0098"),
        ("orcid", "0000-0002-1694-233X", "0000-0002-1694-2330"),
        ("wikidata", "Q42", "q42"),
        ("url", "https://example.org/anne", "example.org/anne"),
    ],
)
def test_an_identifier_of_a_person_adds_up(scheme: str, sound: str, broken: str) -> None:
    assert errors(PersonIdentifier, {"scheme": scheme, "value": sound}) == []
    assert errors(PersonIdentifier, {"scheme": scheme, "value": broken}) == [("value", "invalid_identifier")]


def test_a_person_has_no_company_schemes() -> None:
    assert errors(PersonIdentifier, {"scheme": "lei", "value": "BQ4BKCS1HXDV9HN80Z93"}) == [("scheme", "literal_error")]


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"id": "meta-platforms"}, []),
        ({"name": "Meta"}, []),
        ({"id": "p_7k3m9x2q1z", "name": "Anne"}, []),
        ({"unnamed": "co-investors", "count": 5}, []),
        ({}, [("", "party_without_name")]),
        ("Meta", [("", "not_a_party")]),
        ({"id": "Meta"}, [("id", "invalid_id")]),
        ({"id": "p_7k3m9x2q"}, [("id", "invalid_id")]),
        ({"id": "-meta"}, [("id", "invalid_id")]),
        ({"id": "m"}, [("id", "invalid_id")]),
        ({"id": "m" * 81}, [("id", "invalid_id")]),
        ({"id": "meta\n"}, [("id", "invalid_id")]),
        ({"unnamed": "co-investors", "name": "x"}, [("name", "extra_forbidden")]),
        ({"unnamed": "co-investors", "count": 0}, [("count", "greater_than_equal")]),
        ({"unnamed": "co-investors", "count": 2**53}, [("count", "less_than")]),
    ],
)
def test_a_party_has_an_id_or_a_name(party: object, expected: list[tuple[str, str]]) -> None:
    assert errors(PARTY, party) == expected


def test_a_party_with_an_id_is_a_subject() -> None:
    assert subject_of_party({"id": "meta-platforms"}) == "company/meta-platforms"
    assert subject_of_party({"id": "p_7k3m9x2q1z", "name": "Anne"}) == "person/p_7k3m9x2q1z"
    assert subject_of_party({"name": "Meta"}) is None
    assert subject_of_party({"unnamed": "others"}) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        (" \u3000", "blank"),
        ("a\x00b", "control_character"),
        ("a\x85b", "control_character"),
        ("\ud800", "lone_surrogate"),
        (5, "string_type"),
        (b"a", "string_type"),
    ],
)
def test_text_that_says_nothing_or_breaks_readers_is_refused(text: object, code: str) -> None:
    assert errors(LINE, text) == [("", code)]
    assert errors(PROSE, text) == [("", code)]


def test_only_prose_has_several_lines() -> None:
    assert PROSE.validate_python("a\r\n\tb\n") == "a\n\tb\n"
    assert errors(LINE, "a\nb") == [("", "control_character")]


def test_text_is_brought_to_one_form_and_otherwise_kept() -> None:
    assert LINE.validate_python(" Cafe\u0301 ") == " Caf\u00e9 "


def test_advice_names_what_was_probably_meant() -> None:
    with pytest.raises(ValidationError) as caught:
        Stake.model_validate({"percent": "5", "votng": "full", "basis": "full_diluted"})
    messages = {one["loc"][0]: one["msg"] for one in caught.value.errors()}
    assert messages["votng"].endswith("did you mean 'voting'?")
    assert messages["basis"].endswith("did you mean 'fully_diluted'?")


def test_refusals_do_not_repeat_what_was_sent() -> None:
    with pytest.raises(ValidationError) as caught:
        PersonIdentifier.model_validate({"scheme": "url", "value": "the secret of Anne"})
    assert "secret" not in str(caught.value)


def test_codes_of_currencies_and_countries_are_codes() -> None:
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    assert {"USD", "EUR", "CNY", "KRW", "ILS", "SAR"} <= CURRENCIES
    assert {"US", "GB", "CN", "KR", "IL", "SA", "FR"} <= COUNTRIES
