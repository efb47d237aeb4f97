"""The report as people open it: every page of the demo, and of shops at the edges, in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.render import write_report
from tests.conftest import Build
from tests.reports.browser.checks import CHECKS, OF_COLOURS, validate
from tests.reports.browser.visit import Visit
from tests.reports.conftest import write_warehouse
from tests.reports.shop import ROWS, Rows, segment_rows

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script><b>Bold & brave</b>'
NAMES = (
    HOSTILE,
    "🛒 Basket 👩‍👩‍👧‍👦 fillers 🇰🇷",
    "العملاء الأوفياء منذ سنوات",
    "לקוחות \u202eחדשים\u202c 2024",
    "x" * 200,
    "long words " * 18 + "end",
    "가" * 200,
    *(f"Segment {number}" for number in range(5)),
)
SHOPS: dict[str, dict[str, Rows]] = {
    "names": {
        **segment_rows(*NAMES),
        "rpt_settings": [(HOSTILE, "2024-03-31", "KRW", "en", HOSTILE, 90)],
        "fct_rejected_rows": [("x" * 200, 1, HOSTILE, "y" * 200)],
        "row_reconciliation": [("x" * 200, 1, 0, 1, None, None, None)],
        "cluster_models": [
            ("m" * 200, "2024-02-29", HOSTILE, 2, 42, "champion", HOSTILE, "가" * 200)
        ],
    },
    "empty": {**dict.fromkeys(ROWS, ()), "rpt_settings": ROWS["rpt_settings"]},
}
CASES = [
    (shop, name)
    for shop in ("demo", *SHOPS)
    for name in CHECKS
    if shop == "demo" or name not in OF_COLOURS
]


@pytest.fixture(scope="module")
def reports(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folder of the pages of each shop."""
    folder = tmp_path_factory.mktemp("reports")
    databases = {"demo": demo.database}
    for name, changed in SHOPS.items():
        databases[name] = write_warehouse(folder / f"{name}.duckdb", **changed)
    for name, database in databases.items():
        write_report(database, folder / name)
    return {name: folder / name for name in databases}


@pytest.fixture(scope="module")
def found(visit: Visit, reports: dict[str, Path]) -> dict[tuple[str, str], list[str]]:
    """What every check found, by shop and check; each page is opened once."""
    lines: dict[tuple[str, str], list[str]] = {(shop, name): [] for shop, name in CASES}
    for shop, folder in reports.items():
        # a language more shows nothing more of what names and gaps do
        paths = sorted(folder.rglob("*.html" if shop == "demo" else "en/*.html"))
        first_segment = next((path for path in paths if path.name.startswith("segment_")), None)
        for path in paths:
            is_new = path.parent.name == "en" and (
                path == first_segment or not path.name.startswith("segment_")
            )
            visit.open(path)
            for name, check in CHECKS.items():
                if (shop, name) in lines and (is_new or name not in OF_COLOURS):
                    place = path.relative_to(folder)
                    lines[shop, name] += [f"{place}: {line}" for line in check(visit)]
    return lines


@pytest.mark.parametrize(("shop", "check"), CASES)
def test_every_page_passes(found: dict[tuple[str, str], list[str]], shop: str, check: str) -> None:
    faults = found[shop, check]
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:20]])


def test_every_page_is_valid_html(programs: None, reports: dict[str, Path]) -> None:
    faults = validate(*reports.values())
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:20]])


def test_the_segments_can_be_sorted(visit: Visit, reports: dict[str, Path]) -> None:
    for path in reports["demo"].glob("*/segments.html"):
        visit.open(path)
        assert visit.page.locator("th button").count() > 1
