"""Every number of the report, against the shop of five customers counted by hand."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reports.errors import ReportError
from reports.overview import Glance
from reports.rejections import RejectionTotals
from reports.segments import Model
from reports.view import View, load_view
from reports.warehouse import QUERIES, connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import GRID, summary_row


def test_glance_is_the_shop_counted_by_hand(view: View) -> None:
    assert view.glance == Glance(
        customer_count=5,
        buyer_count=4,
        one_time_buyer_share=0.75,  # bob, cy and dee; ann was one in February only
        order_count=5,
        net_value=Decimal("400.0000"),  # 100 + 200 + 40 + 30.5 + 30 - 0.5
        average_order_value=80.1,  # 400.5 / 5, before the return
        expected_value=Decimal("160.5"),  # 120 + 40.5
        top_20_percent_share=0.75,
        first_order_date=date(2024, 1, 2),
        last_order_date=date(2024, 3, 30),  # the return of the next day is no order
    )


def test_segments_are_the_latest_in_display_order_with_prospects_last(view: View) -> None:
    loyal, new, prospects = view.segments
    assert [s.segment_name for s in view.segments] == ["Loyal regulars", "Newcomers", "Prospects"]
    assert {s.as_of_date for s in view.segments} == {date(2024, 3, 31)}
    assert [s.is_prospect for s in view.segments] == [False, False, True]
    assert [s.customer_count for s in view.segments] == [1, 3, 1]
    assert [s.customer_share for s in view.segments] == [0.2, 0.6, 0.2]
    assert [s.net_value for s in view.segments] == [300, 100, 0]
    assert [s.value_share for s in view.segments] == [0.75, 0.25, 0]
    assert [s.order_count for s in view.segments] == [2, 3, 0]
    assert [s.average_order_value for s in view.segments] == [150, Decimal("33.5"), None]
    assert [s.orders_per_customer for s in view.segments] == [2.0, 1.0, None]
    assert [s.median_recency_days for s in view.segments] == [30, 59, None]
    assert [s.expected_value for s in view.segments] == [120, Decimal("40.5"), None]
    assert [s.repurchase_rate for s in view.segments] == [0.5, None, None]
    assert [s.repurchase_customer_count for s in view.segments] == [4, None, None]
    assert loyal.repurchase_as_of_date == date(2023, 12, 31)
    assert loyal.population_repurchase_rate == 0.625
    # the longest bar is the .75 of net value: .2 / .75, .6 / .75 and .25 / .75 of it
    assert loyal.customer_bar == pytest.approx(4 / 15)
    assert loyal.value_bar == 1.0
    assert new.customer_bar == pytest.approx(0.8)
    assert new.value_bar == pytest.approx(1 / 3)
    assert prospects.customer_bar == pytest.approx(4 / 15)
    assert prospects.value_bar == 0.0


def test_segment_names_come_in_the_language_of_the_report(build_database: BuildDatabase) -> None:
    summary = [summary_row(101, "A", 1, 1.0, 1, 1.0, 1, 1, 1)]
    for names, english, korean in [
        ([(101, "A", "English", "한국어", 1)], "English", "한국어"),
        ([(101, "A", None, "한국어", 1)], "A", "한국어"),
        ([(101, "A", "English", None, 1)], "English", "A"),
        ([], "A", "A"),
    ]:
        database = build_database(segment_summary=summary, dim_segments=names)
        with connect(database) as connection:
            assert load_view(connection, "en").segments[0].segment_name == english
            assert load_view(connection, "ko").segments[0].segment_name == korean


def test_grid_has_25_cells_with_the_counts_of_the_latest_snapshot(view: View) -> None:
    assert [row.r_score for row in view.rfm_rows] == [5, 4, 3, 2, 1]
    assert tuple(tuple(c.rfm_segment for c in row.cells) for row in view.rfm_rows) == GRID
    filled = {
        (cell.r_score, cell.f_score): (cell.customer_count, cell.customer_share, cell.heat_level)
        for row in view.rfm_rows
        for cell in row.cells
        if cell.customer_count
    }
    # dee; ann; bob and cy (ann was there in February)
    assert filled == {(5, 1): (1, 0.25, 5), (4, 5): (1, 0.25, 5), (1, 1): (2, 0.5, 5)}


@pytest.mark.parametrize(
    ("others", "level"),
    # one customer among 1 + others: 1/200, 1/100, 1/50, 1/33, 1/20, 1/16, 1/10, 1/8
    [(199, 1), (99, 2), (49, 2), (32, 3), (19, 3), (15, 4), (9, 4), (7, 5)],
)
def test_heat_steps_are_fixed_shares(
    build_database: BuildDatabase, others: int, level: int
) -> None:
    rows = [("2024-03-31", "one", 1, 1, 5, 5, "CHAMPIONS")]
    rows += [("2024-03-31", f"c{i}", 1, 1, 1, 1, "LOST") for i in range(others)]
    with connect(build_database(fct_customer_rfm=rows)) as connection:
        best = load_view(connection, "en").rfm_rows[0].cells[4]
    assert (best.customer_count, best.heat_level) == (1, level)


def test_rfm_names_add_up_over_their_cells(view: View) -> None:
    # monetary values: LOST 39.5 + 30.5 = 70, LOYAL 300, NEW_CUSTOMERS 30; 400 in all
    assert [
        (s.rfm_segment, s.customer_count, s.customer_share, s.value_share, s.median_recency_days)
        for s in view.rfm_segments
    ] == [
        ("LOST", 2, 0.5, 0.175, 70.0),  # median of 81 and 59
        ("LOYAL", 1, 0.25, 0.75, 30.0),
        ("NEW_CUSTOMERS", 1, 0.25, 0.075, 1.0),
    ]


def test_rejected_rows_are_counted_by_table_and_reason(view: View) -> None:
    assert [
        (r.source_table, r.reject_reason, r.reject_columns, r.row_count) for r in view.rejections
    ] == [("sales", "not_a_date", ["order_date"], 2), ("customers", "duplicate_key", [], 1)]
    assert [r.rejected_row_share for r in view.rejections] == [
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
    ]


def test_reconciliation_shows_that_raw_is_accepted_plus_rejected(view: View) -> None:
    customers, sales = view.reconciliation
    assert (customers.raw_row_count, customers.accepted_row_count) == (6, 5)
    assert (customers.rejected_row_count, customers.raw_value) == (1, None)
    assert (sales.raw_value, sales.accepted_value) == (Decimal("412.25"), Decimal(400))
    assert (sales.rejected_value, sales.rejected_row_share) == (Decimal("12.25"), 0.25)
    assert customers.adds_up and sales.adds_up
    assert view.rejection_totals == RejectionTotals(
        raw_row_count=14,
        rejected_row_count=3,
        rejected_row_share=3 / 14,
        listed_row_count=3,
        adds_up=True,
    )


@pytest.mark.parametrize(
    "sales",
    [
        ("sales", 9, 6, 2, 412.25, 400, 12.25),  # 9 rows came, 8 are known
        ("sales", 8, 6, 2, 412.25, 400, 12),  # 0.25 is lost
        ("sales", 8, 6, 2, 412.25, 400, None),  # the money of rejected rows is unknown
    ],
)
def test_what_does_not_add_up_is_said(
    build_database: BuildDatabase, sales: tuple[object, ...]
) -> None:
    customers = ("customers", 6, 5, 1, None, None, None)
    with connect(build_database(row_reconciliation=[sales, customers])) as connection:
        view = load_view(connection, "en")
    assert [table.adds_up for table in view.reconciliation] == [True, False]
    assert not view.rejection_totals.adds_up


def test_a_rejected_row_that_is_not_listed_is_said(build_database: BuildDatabase) -> None:
    with connect(build_database(fct_rejected_rows=[])) as connection:
        totals = load_view(connection, "en").rejection_totals
    assert (totals.rejected_row_count, totals.listed_row_count, totals.adds_up) == (3, 0, False)


def test_model_is_the_champion(view: View) -> None:
    reason = "Two groups are stable."
    assert view.model == Model("m1", date(2024, 2, 29), "rfm", 2, "42", reason)


def test_a_shop_without_buyers_has_unknowns_not_zeros(build_database: BuildDatabase) -> None:
    database = build_database(
        dim_customers=[],
        fct_orders=[],
        fct_customer_features=[],
        fct_customer_rfm=[],
        segment_summary=[],
        cluster_models=[],
    )
    with connect(database) as connection:
        view = load_view(connection, "en")
    assert view.glance == replace(
        view.glance,
        customer_count=0,
        one_time_buyer_share=None,
        order_count=0,
        net_value=Decimal(0),
        average_order_value=None,
        expected_value=None,
        first_order_date=None,
        last_order_date=None,
    )
    assert (view.segments, view.rfm_segments, view.model) == ((), (), None)
    assert {cell.heat_level for row in view.rfm_rows for cell in row.cells} == {0}


def test_zero_net_value_has_no_shares(build_database: BuildDatabase) -> None:
    summary = [summary_row(101, "Loyal", 4, 1.0, 0, None, 4, 0, 30)]
    with connect(build_database(segment_summary=summary)) as connection:
        view = load_view(connection, "en")
    assert (view.segments[0].value_share, view.segments[0].average_order_value) == (
        None,
        Decimal(0),
    )


def test_settings_must_be_one_row(build_database: BuildDatabase) -> None:
    with (
        connect(build_database(rpt_settings=[])) as connection,
        pytest.raises(ReportError, match="rpt_settings has 0 rows"),
    ):
        load_view(connection, "en")


def test_a_missing_column_is_named(build_database: BuildDatabase) -> None:
    database = build_database()
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table marts.fct_orders drop column net_value")
    with (
        connect(database) as connection,
        pytest.raises(ReportError, match="net_value"),
    ):
        load_view(connection, "en")


def test_the_warehouse_is_read_only(build_database: BuildDatabase) -> None:
    with (
        connect(build_database()) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute("drop table marts.fct_orders")


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.sql")), ids=lambda p: p.stem)
def test_queries_select_from_marts_only(path: Path) -> None:
    code = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    code = code.replace("is not distinct from", "=")
    steps = set(re.findall(r"(\w+) as \(", code))
    read = re.findall(r"\b(?:from|join)\s+([\w.]+)", code)
    assert read
    assert all(name.startswith("marts.") or name in steps for name in read)
    assert not re.search(r"\b(insert|update|delete|create|drop|copy|attach|now|today)\b", code)
    assert code.split()[0] in ("with", "select")
