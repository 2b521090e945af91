"""A real browser against a real server: Debian's Chromium, driven by Playwright, before the shipped deals."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.api.process import served

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
PHONE: Final = {"width": 390, "height": 844}
WIDE: Final = {"width": 1280, "height": 900}
SHOWN: Final = {"width": 1080, "height": 680}
"""What pictures in the documents show: small enough to load soon."""

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Where no Chromium is installed, skips, or fails in CI."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        reason = "no Chromium is installed; on Debian and Ubuntu: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shipped(shipped_url: str) -> Iterator[str]:
    """Give the address of a server of the shipped deals."""
    with served(shipped_url) as server:
        yield str(server.client.base_url).rstrip("/")


@pytest.fixture
def visiting(browser: Browser) -> Callable[..., Any]:
    """Give a context manager that visits a server; whatever the browser complains of fails the test."""

    @contextmanager
    def visit(origin: str, *, is_problem: bool = False, **wanted: Any) -> Iterator[Page]:
        context = browser.new_context(**{"viewport": WIDE, "base_url": origin, "locale": "en-GB"} | wanted)
        complaints: list[str] = []

        def note(request: Request) -> None:
            if not request.url.startswith((origin, "data:")):
                complaints.append(f"asked {urlsplit(request.url).netloc}")

        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
        try:
            yield page
        finally:
            context.close()
        expected = "Failed to load resource: the server responded with a status of 4"
        assert [one for one in complaints if not (is_problem and one.startswith(expected))] == []

    return visit


@pytest.fixture
def visit(visiting: Callable[..., Any], shipped: str) -> Iterator[Visit]:
    """Give a function that opens a page of the shipped deals."""
    with ExitStack() as stack:

        def open_page(address: str, **wanted: Any) -> Page:
            page: Page = stack.enter_context(visiting(shipped, **wanted))
            page.goto(address)
            return page

        yield open_page


PICTURES: Final = "PACTLOG_TEST_PICTURES"
"""The setting that names the folder for pictures of pages; without it nobody takes any."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if PICTURES not in os.environ:
        of_pictures = [item for item in items if "pictures" in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in of_pictures]
        config.hook.pytest_deselected(items=of_pictures)


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Give the folder for pictures of pages."""
    return Path(os.environ[PICTURES])
