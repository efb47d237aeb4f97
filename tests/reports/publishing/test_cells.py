"""Cells of few customers are published without their numbers."""

from pathlib import Path

import duckdb
import pytest

from reports.publishing.cells import customer_counts, select_published
from reports.publishing.extract import extract_marts
from reports.publishing.marts import Column, Mart, load_marts
from tests.conftest import Build
from tests.reports.publishing.conftest import Published

COLUMNS = {
    "month_number": "INTEGER",
    "segment_name": "VARCHAR",
    "customer_count": "BIGINT",
    "retained_count": "BIGINT",
    "rate": "DOUBLE",
    "body": "VARCHAR",
    "is_latest": "BOOLEAN",
    "measured_date": "DATE",
}
ROWS = """
    (1, 'VIP', 10, 10, 1.0, 'ten', true, date '2024-01-31'),
    (2, 'VIP', 9, 0, 0.0, 'nine', true, date '2024-01-31'),
    (3, 'VIP', 30, 1, 0.03, 'one stayed', true, date '2024-01-31'),
    (4, 'VIP', 30, 0, 0.0, 'none stayed', true, date '2024-01-31'),
    (5, 'VIP', 30, null, null, null, null, null)
"""


def mart(columns: dict[str, str], *key: str) -> Mart:
    return Mart("cells", None, key, tuple(Column(*item, None) for item in columns.items()))


def publish(rows: str, columns: dict[str, str], smallest_cell: int) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table marts.cells ({definition})")
        connection.execute(f"insert into marts.cells values {rows}")
        select = select_published(mart(columns, "month_number"), smallest_cell)
        return connection.execute(f"{select} order by 1").fetchall()


def test_a_small_cell_keeps_what_names_it_and_nothing_else() -> None:
    whole = publish(ROWS, COLUMNS, 0)
    assert len(whole) == 5
    cells = publish(ROWS, COLUMNS, 10)
    # 10 is enough, 9 is not; one who stayed is a cell of one; none are nobody's data
    assert [cells[n] for n in (0, 3, 4)] == [whole[n] for n in (0, 3, 4)]
    hidden = (None, None, None, None, True, whole[0][-1])
    assert cells[1] == (2, "VIP", *hidden)
    assert cells[2] == (3, "VIP", *hidden)


@pytest.mark.parametrize("smallest_cell", [0, 1])
def test_a_bound_that_nothing_is_under_publishes_every_cell(smallest_cell: int) -> None:
    rows = "(1, 1, 5.0)"
    columns = {"month_number": "INTEGER", "customer_count": "BIGINT", "value": "DOUBLE"}
    assert publish(rows, columns, smallest_cell) == [(1, 1, 5.0)]
    assert publish(rows, columns, 2) == [(1, None, None)]


def test_rows_about_one_customer_and_counts_of_other_things_are_no_cells() -> None:
    columns = {"customer_id": "VARCHAR", "customer_count": "BIGINT"}
    assert customer_counts(mart(columns, "customer_id")) == ()
    columns = {"day": "DATE", "order_count": "BIGINT"}
    assert customer_counts(mart(columns, "day")) == ()
    # a key is no measure, and a count that nobody thought of is taken for one of customers
    columns = {"step_count": "BIGINT", "lapsed_count": "BIGINT"}
    assert customer_counts(mart(columns, "step_count")) == ("lapsed_count",)


def test_the_published_demo_has_no_small_cell_and_every_other_row(
    demo: Build, published: Published
) -> None:
    with duckdb.connect() as connection:
        for name, path in (("built", demo.database), ("published", published.file)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        connection.execute("use built")
        hidden = {}
        for table in load_marts(connection):
            copy, own = f"published.{table.table}", f"built.{table.table}"
            lost = f"(select * from {own} except all select * from {copy})"
            counts = customer_counts(table)
            small = " or ".join(f"{name} between 1 and 9" for name in counts) or "false"
            ((kept,),) = connection.execute(f"select count(*) from {copy} where {small}").fetchall()
            ((others,),) = connection.execute(
                f"select count(*) from {lost} where ({small}) is not true"
            ).fetchall()
            ((hidden[table.name], rows, own_rows),) = connection.execute(
                f"select (select count(*) from {lost}), (select count(*) from {copy}), "
                f"(select count(*) from {own})"
            ).fetchall()
            assert (table.name, kept, others, rows) == (table.name, 0, 0, own_rows)
    # the 19 VIPs are few enough to have small cells
    assert {name for name, count in hidden.items() if count} == {
        "segment_category_affinity",
        "segment_metrics",
        "segment_migration",
        "segment_next_category",
        "segment_profile",
        "segment_retention",
        "segment_rhythm",
    }


def test_only_aggregates_are_published_where_customers_are_left_out(
    shop: Path, tmp_path: Path
) -> None:
    extract = extract_marts(shop, tmp_path / "aggregates.duckdb", with_customers=False)
    with duckdb.connect(str(extract.path), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
    assert ("segment_summary", "customer_count") in columns
    assert [table for table, column in columns if column == "customer_id"] == []
