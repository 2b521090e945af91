"""The guide in a real browser: read in light and dark, on a phone and with the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, Visit

PAGES: Final = {
    "guide": "/guide",
    "guide-tutorial": "/guide/tutorial",
    "guide-two-clocks": "/guide/two-clocks",
    "guide-how-to": "/guide/how-to/record",
    "guide-reference": "/guide/reference",
    "guide-decision": "/guide/decisions/0007-positions-not-timestamps",
    "guide-vocabulary": "/guide/vocabulary",
    "guide-event": "/guide/vocabulary/investment.closed",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_that_axe_finds(visit: Visit, name: str, scheme: str) -> None:
    page = visit(PAGES[name], color_scheme=scheme)
    found = Axe().run(page)
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    assert told == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_has_its_list_of_pages_behind_a_summary(visit: Visit, name: str) -> None:
    page = visit(PAGES[name], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    listed = page.locator("details.contents").get_by_role("link", name="Follow one deal")
    expect(listed).to_be_hidden()
    page.get_by_text("Pages of the guide").click()
    expect(listed).to_be_visible()


def test_a_picture_is_drawn(visit: Visit) -> None:
    page = visit("/guide/two-clocks")
    for picture in page.locator("article img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("image => image.naturalWidth") >= 700


def test_what_is_too_wide_is_scrolled_with_the_keyboard(visit: Visit) -> None:
    page = visit("/guide/tour", viewport=PHONE)
    block = page.locator("article pre").first
    block.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("block => block.scrollLeft > 0", arg=block.element_handle())


def test_the_guide_is_read_from_page_to_page(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Guide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guide")
    page.locator("a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow one deal")
    page.get_by_role("link", name="Meta Platforms on 30 June 2025").click()
    expect(page.locator("#stakes")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_picture_taken(visit: Visit, pictures: Path, name: str, size: str, scheme: str) -> None:
    page = visit(PAGES[name], viewport=PHONE if size == "phone" else WIDE, color_scheme=scheme)
    assert page.screenshot(path=pictures / f"{name}-{size}-{scheme}.png", full_page=True)
