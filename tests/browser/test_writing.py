"""What writers do with pages: sign in, record, correct and retract, with the keyboard, on a phone, or no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.api.client import KEY, Databases, load_worked_example
from tests.api.process import served
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.test_reading import CLOSING

PAGES: Final = {
    "record": "/record",
    "record-a-step": "/record?subject=deal/meta-scale-ai-2025",
    "form": "/record/licensing.announced",
    "form-of-a-company": "/record/company.registered",
    "correct": f"/events/{CLOSING}/correct",
    "retract": f"/events/{CLOSING}/retract",
    "event-signed-in": f"/events/{CLOSING}",
    "deal-signed-in": "/deals/meta-scale-ai-2025",
}
CHECK: Final = "form.event > .do button"


@pytest.fixture(scope="module")
def store(fresh_database: Databases) -> Iterator[str]:
    """Give the address of a server of the worked example, which may be written to."""
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with served(url) as server:
            yield str(server.client.base_url).rstrip("/")


@pytest.fixture
def open_page(visiting: Callable[..., Any], store: str) -> Iterator[Visit]:
    """Give a function that opens a page and signs in on the way."""
    with ExitStack() as stack:

        def open_signed_in(address: str, **wanted: Any) -> Page:
            page: Page = stack.enter_context(visiting(store, **wanted))
            page.goto("/login")
            page.get_by_label("Key", exact=True).fill(KEY)
            page.get_by_role("button", name="Sign in").click()
            page.goto(address)
            return page

        yield open_signed_in


def field(page: Page, pointer: str) -> Any:
    return page.locator(f"[name='{pointer}']")


def source(page: Page, publisher: str) -> None:
    field(page, "/sources/0/publisher").fill(publisher)
    field(page, "/sources/0/kind").select_option("press")


def test_from_the_sign_in_to_the_history(visiting: Callable[..., Any], store: str) -> None:
    with visiting(store, is_problem=True) as page:
        page.goto("/companies/meta-platforms")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Record").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("Key", exact=True).fill("not the key")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("opens nothing here")
        page.get_by_label("Key", exact=True).fill(KEY)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/record$"))

        page.locator("section", has=page.locator("#investment")).get_by_role("link", name="Announced").click()
        page.locator(CHECK).click()
        expect(page.get_by_role("alert")).to_contain_text("Something is missing or does not fit")
        page.get_by_role("alert").get_by_role("link", name="When it took hold").click()
        expect(field(page, "/occurred_on")).to_be_focused()
        page.keyboard.type("2025-10-01")
        field(page, "/data/issuer/name").fill("Acme Robotics")
        field(page, "/data/investors/0/party/name").press_sequentially("Meta Pl")
        expect(page.locator("datalist option[value='Meta Platforms']")).to_have_count(1)
        field(page, "/data/investors/0/party/name").fill("Meta Platforms")
        field(page, "/data/amount/amount").fill("2000000000")
        field(page, "/data/amount/currency").fill("USD")
        source(page, "Reuters")
        page.locator(CHECK).click()
        expect(page.get_by_role("alert")).to_contain_text("say who “Acme Robotics” is")
        page.get_by_role("button", name="Somebody new: register them").click()
        checked = page.locator(".checked")
        expect(checked).to_contain_text("“Acme Robotics” would be registered as a new company")
        expect(checked.get_by_role("row", name=re.compile("amount"))).to_contain_text("US$2bn")
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_role("status")).to_contain_text("Recorded.")

        page.get_by_role("link", name="Correct", exact=True).click()
        field(page, "/data/set/amount/amount").fill("2500000000")
        field(page, "/data/reason").select_option("misread")
        page.locator(CHECK).click()
        expect(page.locator(".checked").get_by_role("row", name=re.compile("amount"))).to_contain_text("US$2.5bn")
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_role("status")).to_contain_text("Recorded.")

        page.locator(".also a[href^='/deals/']").click()
        expect(page.locator("#main")).to_contain_text("US$2.5bn")
        page.get_by_role("link", name="History", exact=True).click()
        told = page.locator("#main")
        for part in ("investment announced", "record corrected", "misread", "by k_environment"):
            expect(told).to_contain_text(part)

        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_recording_works_without_javascript(open_page: Visit) -> None:
    page = open_page("/record/company.registered", java_script_enabled=False)
    field(page, "/data/name").fill("Plain Works")
    page.locator("summary", has_text="Aliases").click()
    field(page, "/data/aliases/0").fill("Plain")
    page.locator("button[name=add][value='/data/aliases']").click()
    field(page, "/data/aliases/1").fill("PW")
    source(page, "Reuters")
    page.locator(CHECK).click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded.")
    expect(page.locator("#main")).to_contain_text("Plain, PW")


def test_recording_works_with_the_keyboard_alone(open_page: Visit) -> None:
    page = open_page("/record/company.renamed?subject=company/midjourney")
    field(page, "/occurred_on").focus()
    page.keyboard.type("2025-09")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Midjourney Labs")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Reuters")
    page.keyboard.press("Tab")
    page.keyboard.type("Pr")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".checked")).to_be_focused()
    record = page.get_by_role("button", name="Record it")
    while not record.evaluate("one => one === document.activeElement"):  # behind the links to whom it would change
        page.keyboard.press("Tab")
        assert page.locator(":focus").count()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded.")


def test_rows_are_added_and_taken_away_in_place(open_page: Visit) -> None:
    page = open_page("/record/licensing.announced", is_problem=True)
    field(page, "/data/licensors/0/name").fill("Midjourney")
    page.locator("button[name=add][value='/data/licensors']").click()
    expect(field(page, "/data/licensors/1/name")).to_be_focused()
    page.keyboard.type("Black Forest Labs")
    page.locator("button[name=add][value='/data/licensors']").click()
    page.locator("button[name=remove][value='/data/licensors/0']").click()
    page.locator(CHECK).click()
    expect(field(page, "/data/licensors/0/name")).to_have_value("Black Forest Labs")
    expect(field(page, "/data/licensors/1/name")).to_have_count(0)


def test_what_is_chosen_from_suggestions_names_the_stream(open_page: Visit) -> None:
    page = open_page("/record/investment.amended")
    field(page, "/subject").press_sequentially("meta scale")
    option = page.locator("datalist option").first
    expect(option).to_have_attribute("data-subject", "deal/meta-scale-ai-2025")
    field(page, "/subject").fill(str(option.get_attribute("value")))
    expect(field(page, "/subject")).to_have_value("deal/meta-scale-ai-2025")


def test_what_is_recorded_twice_by_going_back_is_recorded_once(open_page: Visit) -> None:
    page = open_page("/record/company.alias_added?subject=company/midjourney")
    field(page, "/occurred_on").fill("2024")
    field(page, "/data/alias").fill("MJ")
    source(page, "Reuters")
    page.locator(CHECK).click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded.")
    event = page.url
    page.go_back()
    page.get_by_role("button", name="Record it").click()
    expect(page).to_have_url(event)


def test_a_value_is_corrected_from_where_it_stands(open_page: Visit) -> None:
    page = open_page("/deals/meta-scale-ai-2025")
    page.get_by_role("link", name=re.compile("^Correct US.14.3bn")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Correct investment closed")
    page.get_by_role("link", name="Retract it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retract investment closed")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_writes_fits_a_phone(open_page: Visit, name: str) -> None:
    page = open_page(PAGES[name], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_writes_has_no_violation_that_axe_finds(open_page: Visit, name: str, scheme: str) -> None:
    page = open_page(PAGES[name], color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_errors_and_checks_have_no_violation_that_axe_finds(open_page: Visit, scheme: str) -> None:
    page = open_page("/record/company.valued?subject=company/midjourney", color_scheme=scheme, is_problem=True)
    page.locator(CHECK).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    field(page, "/occurred_on").fill("2025")
    field(page, "/data/valuation/amount").fill("10000000000")
    field(page, "/data/valuation/currency").fill("USD")
    source(page, "Reuters")
    page.locator(CHECK).click()
    expect(page.locator(".checked")).to_contain_text("US$10bn")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_has_no_violation_that_axe_finds(visiting: Callable[..., Any], store: str, scheme: str) -> None:
    with visiting(store, color_scheme=scheme) as page:
        page.goto("/login")
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_writes_has_its_picture_taken(
    open_page: Visit, pictures: Path, name: str, size: str, scheme: str
) -> None:
    page = open_page(PAGES[name], viewport=PHONE if size == "phone" else WIDE, color_scheme=scheme)
    assert page.screenshot(path=pictures / f"{name}-{size}-{scheme}.png", full_page=True)
