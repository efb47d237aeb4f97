"""A browser, and a visit that opens one page after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.conftest import absent
from tests.reports.browser.chromium import chromium, missing
from tests.reports.browser.visit import Visit, visits

if TYPE_CHECKING:
    from playwright.sync_api import Playwright


@pytest.fixture(scope="session")
def programs() -> None:
    if names := missing():
        absent(", ".join(names), "tests/reports/browser/install.sh")


@pytest.fixture(scope="session")
def playwright(programs: None) -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def visit(playwright: Playwright) -> Iterator[Visit]:
    with chromium(playwright) as browser, visits(browser) as opened:
        yield opened
