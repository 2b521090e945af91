"""The belief map without a browser: at every point what the API answers there, and how each belief began and ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.pages.belief_map import LEFT, RIGHT, TOP, Scale, belief_map
from domain.state.beliefs import Belief, Span, Statement
from tests.api.client import serving
from tests.api.test_pages import HTML, page, words

SOFTBANK: Final = "/deals/softbank-openai-2025"
COREWEAVE: Final = "/deals/coreweave-openai-2025"
STILL: Span[str] = Span(None, None)


@pytest.fixture(scope="module")
def client(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


def crossing(client: TestClient, address: str) -> str:
    """What a page says was believed where its two dates cross."""
    shown = page(client, address)
    return words("<main" + shown.partition('class="crossing"')[2].partition("</p>")[0]).rpartition(": ")[2].rstrip(" .")


def table(client: TestClient, address: str) -> list[list[str]]:
    rows = page(client, address).partition('<h2 id="beliefs"')[2].partition("<tbody>")[2].split("</tr>")[:-1]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [[" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row] for row in cells]


@pytest.mark.parametrize("valid_at", ["2025-04-15", "2025-06-01", "2025-09-10", "2025-09-26"])
@pytest.mark.parametrize("known_at", ["2025-03-12", "2025-06-01", "2025-09-30", "@393"])
def test_where_the_dates_cross_it_says_what_is_answered_there(client: TestClient, valid_at: str, known_at: str) -> None:
    dates = f"valid_at={valid_at}&known_at={known_at}"
    state = client.get(f"/v1{COREWEAVE}?{dates}").json()
    told = crossing(client, f"{COREWEAVE}/belief?field=terms/commitment&{dates}")
    assert f"US${int(state['terms']['commitment']['amount']) / 1e9:g}bn" == told


def test_a_day_that_may_be_before_is_told_as_possible(client: TestClient) -> None:
    assert crossing(client, f"{COREWEAVE}/belief?valid_at=2025-03-02") == "possibly presumed in force"
    assert crossing(client, f"{COREWEAVE}/belief?valid_at=2025-02-02") == "nothing was told"


def test_a_correction_and_a_retraction_are_told_apart_from_what_happened(client: TestClient) -> None:
    tranche = "tranches/a15530ad-caac-4259-8d81-f1e99e0fb422"
    first, second = table(client, f"{SOFTBANK}/belief?field={tranche}")
    assert (first[0], first[3], first[5]) == ("no. 1, US$10bn, SoftBank Group", "31 Dec 2025", "corrected")
    assert (second[0], second[3], second[4]) == ("no. 1, US$7.5bn, SoftBank Group", "still held", "record corrected")

    twice = [row for row in table(client, f"{COREWEAVE}/belief?field=terms/commitment") if row[0] == "US$28.9bn"]
    assert [(row[2], row[3], row[5]) for row in twice] == [("30 Sept 2025", "1 Oct 2025", "retracted")]
    again = table(client, f"{COREWEAVE}/belief?field=terms/commitment")[-1]
    assert (again[0], again[4]) == ("US$22.4bn", "commercial amended"), "what was retracted gave no other value"

    windsurf = table(client, "/deals/openai-windsurf-2025/belief")
    assert [(row[0], row[5]) for row in windsurf] == [("rumoured", "withdrawn"), ("rumoured", "–"), ("withdrawn", "–")]


def test_what_was_believed_for_less_than_a_day_is_told_in_the_table_only(client: TestClient) -> None:
    rumour = table(client, "/deals/meta-google-cloud-2025/belief")[0]
    assert (rumour[0], rumour[3]) == ("rumoured", "22 Aug 2025 less than a day, so not drawn")


def test_every_field_that_ever_had_a_value_is_offered_in_words(client: TestClient) -> None:
    shown = unescape(page(client, f"{SOFTBANK}/belief"))
    offered = dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', shown))
    assert offered["status"] == "Status"
    assert offered["terms/investors"] == "Investors"
    assert offered["stakes/softbank-group"] == "Stake of SoftBank Group"
    assert "Tranche no. 1, Apr 2025" in offered.values()
    told = client.get(f"/v1{SOFTBANK}").json()["terms"]
    assert {f"terms/{name}" for name in told} <= offered.keys()


def test_a_company_offers_its_stakes_its_deals_and_those_who_work_for_it(client: TestClient) -> None:
    shown = unescape(
        page(client, "/companies/meta-platforms/belief?field=/deals/meta-scale-ai-2025/stakes/meta-platforms")
    )
    assert "Stake in Scale AI</h2>" in shown
    assert re.findall(r'<optgroup label="([^"]*)"', shown)[:3] == ["Stakes", "The company", "Deals"]
    assert "49 %, no votes" in words(shown)


def test_the_chooser_keeps_the_dates(client: TestClient) -> None:
    shown = page(client, f"{SOFTBANK}/belief?valid_at=2025-06-01&field=headline")
    form = shown.partition('class="filters"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="valid_at" value="2025-06-01">' in form
    assert 'name="field" value=' not in form


def test_every_region_leads_to_the_earliest_point_of_it(client: TestClient) -> None:
    shown = unescape(page(client, f"{COREWEAVE}/belief?field=terms/commitment"))
    ways = re.findall(rf'<a href="({COREWEAVE}/belief\?[^"]*)" aria-label="([^,]*)', shown)
    assert len(ways) >= 4
    for way, told in ways:
        assert crossing(client, way).removeprefix("possibly ") == told


def test_a_field_that_never_had_a_value_is_refused_with_the_nearest(client: TestClient) -> None:
    answer = client.get(f"{SOFTBANK}/belief?field=terms/investor", headers=HTML)
    assert answer.status_code == 422
    assert "did you mean terms/investors?" in answer.text


@pytest.mark.parametrize(
    "address", ["/people/p_4w7k2m9q1x", "/transactions/google-windsurf-2025", "/companies/openai", "/companies/udio"]
)
def test_everything_has_a_belief_map(client: TestClient, address: str) -> None:
    shown = page(client, f"{address}/belief").replace("&amp;", "&")
    assert '<path class="patch' in shown
    assert f'href="/v1{address}/timeline"' in shown


FIRST = datetime(2025, 3, 1, 12, tzinfo=UTC)
RECORDED = {number: FIRST + timedelta(hours=16 * number) for number in range(1, 9)}
"""Some of them on one day."""
TODAY = date(2025, 6, 1)
DAYS = [date(2025, 1, 1) + timedelta(days=11 * number) for number in range(12)]


def spans(bounds: st.SearchStrategy[Any]) -> st.SearchStrategy[Span[Any]]:
    pairs = st.tuples(st.none() | bounds, st.none() | bounds)
    return pairs.filter(lambda pair: None in pair or pair[0] < pair[1]).map(lambda pair: Span(*pair))


valid_spans = spans(st.sampled_from(DAYS).map(date.isoformat))
known_spans = spans(st.sampled_from(sorted(RECORDED))).filter(lambda span: span.first)


known_days = st.sampled_from(sorted({moment.date() for moment in RECORDED.values()} | {TODAY}))


@given(valid_spans, known_spans, st.sampled_from(DAYS), known_days)
def test_the_crosshair_lies_in_the_region_of_what_is_believed_there(
    valid: Span[str], known: Span[int], day: date, known_day: date
) -> None:
    drawn = belief_map([Statement("told", valid, STILL, known)], RECORDED, (day, known_day), TODAY, str)
    position = max((number for number, moment in RECORDED.items() if moment.date() <= known_day), default=0)
    is_told = Belief("told", valid, (), known).covers(day.isoformat(), position)
    within = [
        patch.told
        for patch in drawn.patches
        for x, y, width, height in boxes(patch.shape)
        if x <= drawn.cross_x < x + width and y < drawn.cross_y <= y + height
    ]
    assert within == ["told"] * is_told


def boxes(shape: str) -> list[tuple[int, int, int, int]]:
    found = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", shape)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height in found]


@settings(max_examples=50)
@given(st.lists(st.integers(700_000, 740_000), min_size=2, max_size=30, unique=True))
def test_a_scale_leaves_room_for_every_change_and_keeps_their_order(days: list[int]) -> None:
    scale = Scale.over(days, LEFT, RIGHT)
    places = [scale.at(day) for day in sorted(days)]
    assert (places[0], places[-1]) == (LEFT, RIGHT)
    assert all(second - first >= 10 for first, second in pairwise(places))
    upwards = Scale.over(days, 400, TOP)
    assert (upwards.at(min(days)), upwards.at(max(days))) == (400, TOP)
