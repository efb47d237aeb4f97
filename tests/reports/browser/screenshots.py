"""Pictures of the report for the documentation.

Run from the root as ``python -m tests.reports.browser.screenshots``, after `make demo`.
"""

from __future__ import annotations

from tests.conftest import ROOT
from tests.reports.browser.chromium import chromium
from tests.reports.browser.visit import visits

REPORT = ROOT / "target" / "report" / "demo" / "en"
IMAGES = ROOT / "dbt_project" / "docs" / "images"
WIDTH, HEIGHT = 1200, 1300


def main() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, chromium(playwright) as browser, visits(browser) as visit:
        for page, picture in (("index", "overview"), ("segment_101", "segment")):
            visit.open(REPORT / f"{page}.html")
            visit.resize(WIDTH)
            path = IMAGES / f"{picture}.png"
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
            visit.page.screenshot(path=path, clip=clip, full_page=True)
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
