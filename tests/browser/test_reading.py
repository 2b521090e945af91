"""What readers do with pages: move the two clocks, ask why, go back, with the keyboard, a phone, or no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.api.client import Databases
from tests.api.process import served
from tests.browser.conftest import PHONE, SHOWN, WIDE, Visit
from tests.given import company_registered

META: Final = "/companies/meta-platforms"
CLOSING: Final = "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"
WORKED: Final = f"{META}?valid_at=2025-06-30&known_at=2025-07-01"
PAGES: Final = {
    "home": "/",
    "company": WORKED,
    "company-now": META,
    "company-largest": "/companies/openai",
    "company-history": f"{META}/history",
    "company-history-in-the-world": f"{META}/history?axis=valid",
    "company-diff": f"{META}/diff?valid_at=2025-06-30&known_at=2025-06-11..2025-07-01",
    "company-compare": f"{META}/compare",
    "companies": "/companies",
    "search": "/suggest?q=meta",
    "deals": "/deals?kind=licensing",
    "deal": "/deals/softbank-openai-2025",
    "deal-history": "/deals/softbank-openai-2025/history",
    "belief": "/deals/coreweave-openai-2025/belief?field=terms/commitment&valid_at=2025-09-26&known_at=2025-09-30",
    "belief-corrected": "/deals/softbank-openai-2025/belief?field=tranches/a15530ad-caac-4259-8d81-f1e99e0fb422",
    "belief-of-a-company": "/companies/openai/belief",
    "person": "/people/p_4w7k2m9q1x",
    "people": "/people",
    "package": "/transactions/google-windsurf-2025",
    "event": f"/events/{CLOSING}",
    "log": "/events",
    "network": "/graph",
    "network-around": "/graph?root=openai&known_at=2025-07-01",
    "problems": "/problems",
    "problem": "/problems/busy",
}


def day(text: str) -> str:
    """What a slider has for a day."""
    return str((date.fromisoformat(text) - date(1970, 1, 1)).days)


def test_the_worked_example_by_moving_the_sliders(visit: Visit) -> None:
    page = visit(META)
    valid, known = page.locator("#valid-slider"), page.locator("#known-slider")
    told = page.locator("#main")

    known.fill(day("2025-06-11"))
    expect(page).to_have_url(re.compile(rf"{META}\?known_at=2025-06-11$"))
    valid.fill(day("2025-06-30"))
    expect(page).to_have_url(re.compile(r"valid_at=2025-06-30"))
    expect(told).to_contain_text("about US$14.8bn")
    expect(told.locator("#stakes")).to_have_count(0)

    known.fill(day("2025-07-01"))
    expect(page).to_have_url(re.compile(r"known_at=2025-07-01"))
    expect(told).to_contain_text("49 %, no votes")
    expect(told).to_contain_text("Alexandr Wang")
    expect(page.locator(".past")).to_contain_text("30 June 2025, as known on 1 July 2025")

    page.go_back()
    expect(page).to_have_url(re.compile(r"known_at=2025-06-11"))
    expect(page.locator("#main")).to_contain_text("about US$14.8bn")

    page.get_by_text("See it as of now").click()
    expect(page).to_have_url(re.compile(rf"{META}$"))
    expect(page.locator(".past")).to_have_count(0)


def test_today_in_the_world_may_be_asked_as_known_before(visit: Visit) -> None:
    today = datetime.now(UTC).date().isoformat()
    page = visit(f"{META}?valid_at=2025-06-30&known_at=2025-07-01")
    page.locator("#valid-slider").fill(day(today))
    expect(page).to_have_url(re.compile(rf"valid_at={today}&known_at=2025-07-01$"))
    page.locator("#known-slider").fill(day(today))
    expect(page).to_have_url(re.compile(rf"\?valid_at={today}$"))
    page.locator("#valid-slider").fill(day("2025-06-30"))
    expect(page).to_have_url(re.compile(r"valid_at=2025-06-30$"))
    page.locator("#valid-slider").fill(day(today))
    expect(page).to_have_url(re.compile(rf"{META}$"))


def test_an_address_that_is_copied_shows_the_same_to_others(visit: Visit) -> None:
    mine = visit(META)
    mine.locator("#known-slider").fill(day("2025-06-11"))
    expect(mine).to_have_url(re.compile("2025-06-11"))
    told = mine.locator("#main").inner_text()
    assert visit(mine.url).locator("#main").inner_text() == told


def test_the_arrows_go_from_change_to_change_and_the_slider_keeps_the_focus(visit: Visit) -> None:
    page = visit(f"{META}?valid_at=2025-06-30&known_at=2025-06-11")
    page.keyboard.press("k")
    expect(page.locator("#known-slider")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"known_at=(?!2025-06-11)"))
    expect(page.locator("#known-slider")).to_be_focused()
    expect(page.locator("#main")).to_contain_text("49 %")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#main")).to_contain_text("about US$14.8bn")


def test_everything_can_be_reached_with_the_keyboard(visit: Visit) -> None:
    page = visit(WORKED)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(f"{META}/history"))
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(rf"{META}\?"))
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(rf"{META}$"))
    page.keyboard.press("/")
    page.keyboard.type("winds")
    page.locator("#suggestions").get_by_role("link", name="Windsurf company").wait_for()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/suggest\?q=winds"))


def test_what_is_typed_is_suggested_as_of_the_same_dates(visit: Visit) -> None:
    page = visit(f"{META}?known_at=2025-07-01")
    page.get_by_role("searchbox").press_sequentially("scale")
    page.locator("#suggestions").get_by_role("link", name="Scale AI company").click()
    expect(page).to_have_url(re.compile(r"/companies/scale-ai\?known_at=2025-07-01"))


def test_every_value_says_why(visit: Visit) -> None:
    page = visit(WORKED)
    page.get_by_role("link", name="49 %, no votes").click()
    told = page.locator("#main")
    for part in ("Investment closed", "13 June 2025", "MENAFN", "by demonstration", "about US$14.8bn"):
        expect(told).to_contain_text(part)


def test_two_entries_of_a_history_are_compared(visit: Visit) -> None:
    page = visit("/deals/softbank-openai-2025/history")
    froms = page.locator("input[name=known_before]")
    froms.last.check()
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page).to_have_url(re.compile(r"/deals/softbank-openai-2025/diff\?known_at=@\d+..@\d+"))
    expect(page.locator("#main")).to_contain_text("world changed")


def test_a_correction_is_told_apart_from_what_happened(visit: Visit) -> None:
    page = visit("/deals/softbank-openai-2025/diff?valid_at=2025-05-31&known_at=2025-06-01..2026-01-01")
    row = page.get_by_role("row", name=re.compile("US.10bn"))
    expect(row).to_contain_text("US$7.5bn")
    expect(row).to_contain_text("record changed")


def test_the_story_of_windsurf_in_july_2025(visit: Visit) -> None:
    """OpenAI's offer lapses, Google licenses and hires, Cognition buys what is left, within days."""
    page = visit("/companies/windsurf?valid_at=2025-06-30&known_at=2025-08-01&include=ended")
    told = page.locator("#main")
    expect(told.locator("#pending + .table")).to_contain_text("OpenAI")
    page.locator("#valid-slider").fill(day("2025-07-12"))
    expect(page).to_have_url(re.compile("valid_at=2025-07-12"))
    expect(told.locator("#licences-out + .table")).to_contain_text("Google")
    expect(told.locator("#ended + .table")).to_contain_text("withdrawn")
    page.locator("#valid-slider").fill(day("2025-07-20"))
    expect(page).to_have_url(re.compile("valid_at=2025-07-20"))
    expect(told).to_contain_text("Cognition")


def test_reading_works_without_javascript(visit: Visit) -> None:
    page = visit(META, java_script_enabled=False)
    page.get_by_label("True on").fill("2025-06-30")
    page.get_by_label("Known by").fill("2025-06-11")
    page.locator("#as-of").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(rf"{META}\?valid_at=2025-06-30&known_at=2025-06-11$"))
    expect(page.locator("#main")).to_contain_text("about US$14.8bn")
    page.locator("fieldset.known").get_by_label("change after").click()
    expect(page.locator("#main")).to_contain_text("49 %")
    page.get_by_label("Known by").fill("")
    page.locator("#as-of").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(rf"{META}\?valid_at=2025-06-30$"))
    page.get_by_role("searchbox").fill("windsurf")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_contain_text("Windsurf")


def test_the_first_page_tells_what_is_recorded_while_one_looks(
    visiting: Callable[..., Any], fresh_database: Databases
) -> None:
    with fresh_database("sqlite") as url, served(url) as server, visiting(str(server.client.base_url)) as page:
        page.goto("/")
        expect(page.locator("#feed")).to_contain_text("log started")
        with page.expect_request(re.compile("/v1/events/stream")):
            page.reload()
        answer = server.client.post(
            "/v1/events", json=company_registered(None, name="Acme") | {"subject": "company/acme"}
        )
        assert answer.status_code == 201
        expect(page.locator("#feed")).to_contain_text("acme")


def test_an_instant_is_told_by_the_clock_of_the_reader_too(visit: Visit) -> None:
    page = visit(f"/events/{CLOSING}", timezone_id="America/New_York")
    time = page.locator("main time").first
    time.hover()
    expect(time).to_have_attribute("title", re.compile("05:00"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit: Visit, name: str) -> None:
    page = visit(PAGES[name], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_that_axe_finds(visit: Visit, name: str, scheme: str) -> None:
    page = visit(PAGES[name], color_scheme=scheme)
    found = Axe().run(page)
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    assert told == []


@pytest.mark.parametrize("address", ["/companies/nobody", f"{META}?valid_at=soon", f"{META}?known_at=2020-01-01"])
def test_a_problem_is_a_page_too(visit: Visit, address: str) -> None:
    page = visit(address, is_problem=True)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not Axe().run(page).response["violations"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_picture_taken(visit: Visit, pictures: Path, name: str, size: str, scheme: str) -> None:
    page: Page = visit(PAGES[name], viewport=PHONE if size == "phone" else WIDE, color_scheme=scheme)
    assert page.screenshot(path=pictures / f"{name}-{size}-{scheme}.png", full_page=True)


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("home", "wide", "light"),
        ("company", "wide", "light"),
        ("company", "phone", "dark"),
        ("company-diff", "wide", "light"),
        ("deal", "wide", "dark"),
        ("event", "wide", "light"),
    ],
)
def test_a_page_is_shown_in_the_documents(visit: Visit, pictures: Path, name: str, size: str, scheme: str) -> None:
    page: Page = visit(PAGES[name], viewport=PHONE if size == "phone" else SHOWN, color_scheme=scheme)
    assert page.screenshot(path=pictures / f"{name}-{size}-{scheme}.png")
