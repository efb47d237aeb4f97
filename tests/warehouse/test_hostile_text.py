"""A shop whose every text tries to be something else: markup, a formula, SQL, a path, a flood."""

import csv
import json
from datetime import date, timedelta
from hashlib import md5
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from reports.render import write_report
from tests.conftest import QUICK, Build, run_dbt, write_rows

MEGABYTE = "m" * 1_000_000
TEXTS = (
    "<script>hostile()</script>",
    '"><img src=hostile onerror=hostile()>',
    "</style></svg></title><h1 class=hostile>",
    "javascript:hostile()",
    "{{ hostile }}{% raw %}",
    '=HYPERLINK("hostile")',
    "@SUM(1)|cmd",
    "'; drop schema marts cascade; --",
    "x' or 1=1 --",
    '"marts"."fct_orders"',
    "../../../hostile",
    "/etc/hostile",
    "NUL: \\0 %00 $(hostile) `hostile`",
    "\u202etxt.elitsoh",
    "null",
)
CATEGORIES = (*TEXTS, MEGABYTE)
HEADER = "customer_id,order_id,ordered_at,product_id,product_category,quantity,unit_price"
SALT = "'; drop schema marts cascade; --"
NEWEST = date(2024, 6, 30)


def sales() -> list[tuple[object, ...]]:
    """A few orders of 200 customers, each with a text in its id, order, product and category."""
    rows = []
    for number in range(200):
        text = TEXTS[number % len(TEXTS)]
        customer = MEGABYTE if number == 7 else f"{text} {number}"
        for order in range(1 + number % 7):
            day = NEWEST - timedelta(days=number % 50 + order * (20 + number % 13))
            category = CATEGORIES[(number // 20 + order) % len(CATEGORIES)]
            rows.append(
                (customer, f"{text} {order}", day, text, category, 1 + order % 3, number + 5)
            )
    return rows


class Elements(HTMLParser):
    """Names of the elements and attributes of a page, and where its attributes lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "class")]
        # written by hand, and only in our own element
        assert not any(name.startswith("on") for name, _ in attrs)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("hostile")
    raw = folder / "it's [raw] {{ 1 }}"
    (raw / "orders").mkdir(parents=True)
    write_rows(raw / "orders" / "o'rders; --.csv", HEADER, sales())
    settings = {**QUICK, "shop": "orders", "campaign_salt": SALT, "history_snapshots": 2}
    build = run_dbt(raw, folder / "build", settings)
    assert build.success, build.message[:2000]
    return build


def test_every_text_comes_out_as_it_went_in(hostile: Build) -> None:
    rows = hostile.rows(
        "select customer_id, order_id, order_date, product_id, product_category, "
        "cast(quantity as integer), cast(unit_price as integer) from marts.fct_order_lines"
    )
    assert sorted(rows) == sorted(sales())
    buyers = {row[0] for row in sales()}
    labelled = hostile.rows("select customer_id from marts.fct_customer_segments where is_latest")
    assert {customer for (customer,) in labelled} == buyers
    assert hostile.value("select count(*) from marts.fct_rejected_rows") == 0
    held_out = hostile.rows(
        "select customer_id from marts.segment_audience_changes "
        "where is_holdout and as_of_date = (select max(as_of_date) from marts.rpt_settings)"
    )
    drawn = {buyer for buyer in buyers if md5(f"{SALT}{buyer}".encode()).hexdigest() < "1999999a"}
    assert {customer for (customer,) in held_out} == drawn


def test_pages_hold_none_of_it_as_markup(hostile: Build, tmp_path: Path) -> None:
    write_report(hostile.database, tmp_path)
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > 10
    said = ""
    for path in pages:
        page = path.read_text(encoding="utf-8")
        elements = Elements(page)
        assert "img" not in elements.names
        assert not [target for target in elements.targets if "hostile" in target]
        # nobody reads a name of a megabyte, and a page of several is slow to open
        assert len(page) < 300_000, path
        said += page
    # what was escaped was there to be escaped
    assert "&lt;script&gt;hostile()" in said
    assert "<script>hostile" not in said


def test_published_tables_and_lists_hold_it_as_it_is(hostile: Build, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "published"
    file = folder / "shop.duckdb"
    publish(hostile.database, Targets(file, folder / "parquet", None, folder / "audiences"))
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["published"]
    query = "select customer_id, order_id, product_category from {} order by all"
    expected = hostile.rows(query.format("marts.fct_order_lines"))
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute(query.format("marts.fct_order_lines")).fetchall() == expected
    (parquet,) = folder.glob("parquet/**/fct_order_lines*.parquet")
    with duckdb.connect() as connection:
        assert connection.execute(query.format(f"'{parquet}'")).fetchall() == expected
    buyers = {row[0] for row in sales()}
    listed: set[str] = set()
    for path in folder.glob("audiences/**/*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        listed |= {json.loads(line)["customer_id"] for line in lines}
    assert listed == buyers
    csv.field_size_limit(2_000_000)
    for path in folder.glob("audiences/**/*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                assert not [field for field in row if field.startswith(("=", "@", "+", "\t"))]


@pytest.mark.parametrize(
    "setting",
    [
        {"shop": "../../hostile"},
        {"orders_table": "main.t; drop schema marts cascade"},
        {"as_of_date": "2024-06-30' or '1'='1"},
        {"backtest_dates": ["2024-05-31'); drop schema marts cascade; --"]},
        {"time_zone": "UTC'; drop schema marts cascade; --"},
        {"currency": "<b>"},
        {"random_seed": "42; drop schema marts cascade"},
        {"margin_share": "1 or true"},
        {"rfm_method": "cut_points' --"},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_a_var_that_is_none_stops_before_anything_is_built(
    tmp_path: Path, setting: dict[str, object]
) -> None:
    (tmp_path / "raw" / "orders").mkdir(parents=True)
    write_rows(tmp_path / "raw" / "orders" / "orders.csv", HEADER, sales()[:1])
    build = run_dbt(tmp_path / "raw", tmp_path / "build", {"shop": "orders", **setting}, ["run"])
    assert not build.success
    (name,) = setting
    assert f"var {name}: found" in build.message and "allowed: " in build.message
