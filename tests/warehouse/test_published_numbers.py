"""Published numbers of Online Retail and CDNOW, and what their formats do with odd rows."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import MODELS_ONLY, Build, real_data, run_dbt


def build_shop(shop: str, folder: Path) -> Build:
    settings = {"shop": shop}
    command = (*MODELS_ONLY, "--select", "+row_reconciliation", "+int_orders")
    raw = real_data(shop)
    build = run_dbt(raw, folder, settings, command)
    assert build.success, build.message
    assert run_dbt(raw, folder, settings, ["compile"]).success
    return build


def analysis(build: Build, name: str) -> list[tuple]:
    """Rows of an analysis of the project."""
    folder = build.database.parent / "target" / "compiled" / "segmart" / "dbt_project" / "analyses"
    return build.rows((folder / "published" / f"{name}.sql").read_text("utf-8"))


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_shop("online_retail", tmp_path_factory.mktemp("online_retail"))


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_shop("cdnow", tmp_path_factory.mktemp("cdnow"))


def test_positive_lines_of_online_retail_u1(online_retail: Build) -> None:
    assert analysis(online_retail, "online_retail_positive_lines") == [
        (397_884, 4_338, 18_532, Decimal("8911407.904"))
    ]


def test_tutorial_segments_of_online_retail_u2(online_retail: Build) -> None:
    assert analysis(online_retail, "online_retail_tutorial_segments") == [
        *[("hibernating", 1071), ("loyal", 819), ("champions", 633), ("at_risk", 593)],
        *[("potential_loyalists", 484), ("about_to_sleep", 352), ("need_attention", 187)],
        *[("promising", 94), ("cant_lose", 63), ("new", 42)],
    ]


def test_online_retail_rejects_what_is_no_sale_to_a_known_customer(online_retail: Build) -> None:
    reasons = online_retail.rows(
        "select reject_reason, count(*) from intermediate.int_rejected_rows group by 1"
    )
    assert dict(reasons)["missing_customer"] == 135_080
    assert {reason for reason, _ in reasons} == {
        *("missing_customer", "non_merchandise", "zero_price")
    }
    ((raw, accepted, rejected),) = online_retail.rows(
        "select raw_row_count, accepted_row_count, rejected_row_count from marts.row_reconciliation"
    )
    assert (raw, accepted + rejected) == (541_909, 541_909)


def test_online_retail_takes_cancellations_as_returns(online_retail: Build) -> None:
    returns = online_retail.rows(
        "select count(*), max(net_value) <= 0, bool_and(order_id like 'C%') "
        "from intermediate.int_orders where is_return"
    )
    assert returns[0][0] > 3_000
    assert returns[0][1:] == (True, True)


def test_an_invoice_with_two_times_is_one_order(online_retail: Build) -> None:
    doubled = online_retail.value(
        """
        select count(*) from (
            select order_id from intermediate.int_orders group by order_id, customer_id
            having count(*) > 1
        )
        """
    )
    assert doubled == 0


def summary(name: str, columns: Sequence[str]) -> list[list[float]]:
    with (real_data("cdnow") / name).open(encoding="utf-8") as file:
        return [[float(row[column]) for column in columns] for row in csv.DictReader(file)]


def test_repeat_days_of_cdnow_c1(cdnow: Build) -> None:
    rows = analysis(cdnow, "cdnow_repeat_days")
    published = summary("cdnow_customers_summary.csv", ["frequency", "recency", "T"])
    assert len(rows) == len(published) == 2_357
    for row, expected in zip(rows, published, strict=True):
        assert row[1:4] == pytest.approx(expected, abs=0.0051)


def test_daily_spend_of_cdnow_c2(cdnow: Build) -> None:
    rows = analysis(cdnow, "cdnow_repeat_days")
    published = summary("cdnow_customers_summary_with_transactions.csv", ["zbar"])
    for row, (expected,) in zip(rows, published, strict=True):
        assert float(row[4]) == pytest.approx(expected, abs=0.0051)


def test_cdnow_has_one_order_per_customer_and_day(cdnow: Build) -> None:
    assert cdnow.rows(
        "select count(*), count(distinct (customer_id, order_date)), sum(line_count) "
        "from intermediate.int_orders"
    ) == [(67_591, 67_591, 69_659)]
    counts = cdnow.rows(
        "select source_table, raw_row_count, rejected_row_count "
        "from marts.row_reconciliation order by 1"
    )
    assert counts == [("purchases", 69_659, 0), ("sample", 6_919, 0)]
