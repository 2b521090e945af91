"""What readers do with the belief map: point, step with the arrows, follow a region, choose a field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SHOWN, Visit

COREWEAVE: Final = "/deals/coreweave-openai-2025/belief"
COMMITMENT: Final = f"{COREWEAVE}?field=terms/commitment"


def point(page: Page, region: Locator) -> None:
    """Click in the middle of a region, where it has its name."""
    region.scroll_into_view_if_needed()
    box = region.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_pointing_at_the_map_moves_both_dates(visit: Visit) -> None:
    page = visit(COMMITMENT)
    expect(page.locator(".crossing")).to_contain_text("US$22.4bn")
    point(page, page.locator("#map text.label", has_text="US$11.9bn"))
    expect(page).to_have_url(
        re.compile(r"field=terms(/|%2F)commitment&valid_at=2\d{3}-\d\d-\d\d&known_at=2025-0[345]-\d\d$")
    )
    expect(page.locator(".crossing")).to_contain_text("US$11.9bn")
    expect(page.locator("output").nth(1)).to_contain_text("2025")
    page.go_back()
    expect(page.locator(".crossing")).to_contain_text("US$22.4bn")


def test_the_arrows_move_both_dates_from_change_to_change(visit: Visit) -> None:
    page = visit(f"{COMMITMENT}&valid_at=2025-09-26&known_at=2025-09-30")
    expect(page.locator(".crossing")).to_contain_text("US$28.9bn")
    page.locator("#map").focus()
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("known_at=2025-10-01"))
    expect(page.locator(".crossing")).to_contain_text("US$22.4bn")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("valid_at=2025-09-25"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".crossing")).to_contain_text("US$15.9bn")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("known_at=2025-09-30"))


def test_a_region_is_followed_by_key_to_its_earliest_point(visit: Visit) -> None:
    page = visit(COMMITMENT)
    region = page.get_by_role("link", name=re.compile("US.28.9bn, first believed on 30 Sept 2025"))
    region.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("valid_at=2025-09-25&known_at=2025-09-30"))
    expect(page.locator(".crossing")).to_contain_text("US$28.9bn")


def test_the_map_is_one_key_away_and_keeps_the_dates(visit: Visit) -> None:
    page = visit("/deals/coreweave-openai-2025?known_at=2025-09-30")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile(rf"{COREWEAVE}\?known_at=2025-09-30"))
    page.get_by_label("Field").select_option(label="Commitment")
    page.get_by_role("button", name="Draw").click()
    expect(page).to_have_url(re.compile(r"field=terms(/|%2F)commitment"))
    expect(page.locator(".crossing")).to_contain_text("as known on 30 Sept 2025")


def test_the_map_works_without_javascript(visit: Visit) -> None:
    page = visit(COREWEAVE, java_script_enabled=False)
    page.get_by_label("Field").select_option(label="Commitment")
    page.get_by_role("button", name="Draw").click()
    page.get_by_role("row", name=re.compile("US.28.9bn")).get_by_role("link", name=re.compile("US.28.9bn")).click()
    expect(page.locator(".crossing")).to_contain_text("US$28.9bn")
    point(page, page.locator("#map text.label", has_text="US$11.9bn"))
    expect(page).to_have_url(re.compile("valid_at=2025-03-01&known_at=2025-03-11"))
    expect(page.locator(".crossing")).to_contain_text("US$11.9bn")


def test_the_map_is_shown_in_the_documents(visit: Visit, pictures: Path) -> None:
    page = visit(f"{COMMITMENT}&valid_at=2025-09-26&known_at=2025-09-30", viewport=SHOWN)
    assert page.locator("section", has=page.locator("#map")).screenshot(path=pictures / "belief-map.png")
