"""Dates of honest precision: what is accepted, and which days it allows. The oracle is the edtf library."""

from datetime import date, timedelta
from time import struct_time

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.values.partial_date import PartialDate, earliest, latest, precision

DATE = TypeAdapter[str](PartialDate)


def accepts(text: object) -> bool:
    try:
        return DATE.validate_python(text, strict=True) == text
    except ValidationError:
        return False


@pytest.mark.parametrize(
    ("text", "first", "last", "exactness"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2025-06", date(2025, 6, 1), date(2025, 6, 30), "month"),
        ("2025-06-12", date(2025, 6, 12), date(2025, 6, 12), "day"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), "month"),
        ("1000", date(1000, 1, 1), date(1000, 12, 31), "year"),
        ("2999-12", date(2999, 12, 1), date(2999, 12, 31), "month"),
    ],
)
def test_a_date_allows_the_days_from_its_earliest_to_its_latest(
    text: str, first: date, last: date, exactness: str
) -> None:
    assert accepts(text)
    assert (earliest(text), latest(text), precision(text)) == (first, last, exactness)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2025",
        "2025 ",
        "2025\n",
        "25",
        "0999",
        "3000",
        "10000",
        "2025-6",
        "2025-00",
        "2025-13",
        "2025-02-29",
        "2025-04-31",
        "2025-06-00",
        "20250612",
        "2025/06/12",
        "2025-W24",
        "2025-06-12T00:00:00Z",
        "2025-06/2025-07",
        "2025~",
        "2025-21",
        "\u0662\u0660\u0662\u0665",
        2025,
        20.25,
        True,
        None,
        ["2025"],
    ],
)
def test_everything_else_is_refused(text: object) -> None:
    assert not accepts(text)


def test_a_refusal_says_what_to_write() -> None:
    with pytest.raises(ValidationError, match="write a year, a month or a day"):
        DATE.validate_python("12 June 2025")
    with pytest.raises(ValidationError, match="no such day in the calendar"):
        DATE.validate_python("2025-02-30")


def day_of(struct: struct_time) -> date:
    return date(struct.tm_year, struct.tm_mon, struct.tm_mday)


@given(st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", fullmatch=True))
def test_a_date_is_read_as_by_the_edtf_library(text: str) -> None:
    try:
        oracle = parse_edtf(text)
        first, last = day_of(oracle.lower_strict()), day_of(oracle.upper_strict())
    except (EDTFParseException, ValueError):
        assert not accepts(text)
        return
    plain = text[0] in "12" and text[5:7] < "13"  # what EDTF knows beyond it: other years, and seasons
    assert accepts(text) == plain
    if plain:
        assert (earliest(text), latest(text)) == (first, last)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 30)))
def test_every_day_lies_in_its_month_and_year_and_the_next_day_follows(day: date) -> None:
    text = day.isoformat()
    assert accepts(text)
    for part in (text, text[:7], text[:4]):
        assert earliest(part) <= day <= latest(part)
        assert (latest(part) + timedelta(days=1)).isoformat()[: len(part)] != part
