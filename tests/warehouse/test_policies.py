"""Settings that say what the rows mean: when returned money counts, and who is one customer."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.conftest import MODELS_ONLY, Build, run_dbt, write_shop

# two purchases of ann; she returns part of the first and the pot of the second in March, and a hat
# that nobody saw her buy. bob returns his lid within days.
SALES = """customer_id,order_id,ordered_at,product_id,quantity,unit_price
ann,1,2024-01-05,mug,4,5
ann,2,2024-02-10,cup,1,10
ann,2,2024-02-10,pot,1,30
ann,r1,2024-03-10,mug,-1,5
ann,r2,2024-03-20,pot,-1,30
ann,r3,2024-03-20,hat,-1,4
bob,1,2024-01-20,cup,1,10
bob,2,2024-02-12,lid,1,8
bob,r1,2024-02-20,lid,-1,8
bob,3,2024-04-30,cup,1,10
"""
# the same, but the pot comes back under the id of the order that it was in
SALES_OF_ONE_ID = SALES.replace("ann,r2,", "ann,2,")


def write(folder: Path, orders: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    return folder


def build(raw: Path, folder: Path, *select: str, **settings: object) -> Build:
    return run_dbt(raw, folder, {"shop": "orders", **settings}, (*MODELS_ONLY, "--select", *select))


def build_returns(folder: Path, sales: str = SALES, **settings: object) -> Build:
    shop = build(
        write(folder / "raw", sales),
        folder / "build",
        *("+int_customer_features", "+fct_customer_outcomes", "+row_reconciliation"),
        **{"horizon_days": 45, "backtest_dates": ["2024-03-15"], **settings},
    )
    assert shop.success, shop.message
    return shop


@pytest.fixture(scope="module")
def by_order_date(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("by_order_date")
    return build_returns(folder, SALES_OF_ONE_ID, returns="by_order_date")


@pytest.fixture(scope="module")
def by_return_date(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_returns(tmp_path_factory.mktemp("by_return_date"))


@pytest.fixture(scope="module")
def gross(tmp_path_factory: pytest.TempPathFactory) -> Build:
    # without the returns the last day stands so far from the others that it must be set by hand
    return build_returns(tmp_path_factory.mktemp("gross"), returns="gross", as_of_date="2024-04-30")


def money_of_ann(shop: Build) -> list[tuple[int, ...]]:
    """Net money, that of the last 30 and 90 days, and of the repeat day, at three month ends."""
    rows = shop.rows(
        "select monetary_value, net_value_30d, net_value_90d, repeat_day_value "
        "from intermediate.int_customer_features where customer_id = 'ann' "
        "and as_of_date in ('2024-02-29', '2024-03-31', '2024-04-30') order by as_of_date"
    )
    return [tuple(map(int, row)) for row in rows]


def outcomes(shop: Build) -> list[tuple[str, int, int]]:
    """What followed 2024-01-31 (up to 2024-03-16) and 2024-02-29 (up to 2024-04-14)."""
    rows = shop.rows(
        "select customer_id, future_order_count, future_value from marts.fct_customer_outcomes "
        "where as_of_date in ('2024-01-31', '2024-02-29') order by as_of_date, customer_id"
    )
    return [(customer, count, int(value)) for customer, count, value in rows]


def test_by_default_a_return_counts_on_its_own_day(by_return_date: Build) -> None:
    # bought 20 + 40; March takes 5 + 30 + 4 back. The 90 days to 2024-04-30 start on 2024-02-01.
    assert money_of_ann(by_return_date) == [(60, 40, 60, 40), (21, -39, 21, 40), (21, 0, 1, 40)]
    # after January ann buys 40 and returns the mug of 5 in time, bob buys 8 and returns it
    assert outcomes(by_return_date) == [
        ("ann", 1, 35),
        ("bob", 1, 0),
        ("ann", 0, -39),
        ("bob", 0, 0),
    ]
    assert (
        by_return_date.value(
            "select count(*) from intermediate.int_order_lines where counted_date != order_date"
        )
        == 0
    )


def test_by_order_date_a_return_lowers_the_day_of_its_purchase(by_order_date: Build) -> None:
    # the mug counts on 2024-01-05, the pot on 2024-02-10, the hat where it was booked; February
    # does not know of them yet. On 2024-04-30 the mug lies before the 90 days: 40 - 30 - 4.
    assert money_of_ann(by_order_date) == [(60, 40, 60, 40), (21, -4, 21, 10), (21, 0, 6, 10)]
    # after January the mug was bought before and the pot came back too late; after February the hat
    assert outcomes(by_order_date) == [("ann", 1, 40), ("bob", 1, 0), ("ann", 0, -4), ("bob", 0, 0)]
    # the orders stay as the shop booked them, but the pot is no part of order 2: February
    # would know of it then
    assert by_order_date.rows(
        "select order_id, cast(order_date as varchar), net_value from intermediate.int_orders "
        "where is_return order by customer_id, order_date, order_key"
    ) == [
        ("r1", "2024-03-10", Decimal(-5)),
        ("2", "2024-03-20", Decimal(-30)),
        ("r3", "2024-03-20", Decimal(-4)),
        ("r1", "2024-02-20", Decimal(-8)),
    ]


def test_by_order_date_no_date_knows_of_later_returns(by_order_date: Build, tmp_path: Path) -> None:
    # the mug is back, the pot and the hat are not: deleting them changes nothing
    earlier = build_returns(
        tmp_path,
        SALES_OF_ONE_ID,
        returns="by_order_date",
        as_of_date="2024-03-15",
        backtest_dates=[],
    )
    query = (
        "select * from intermediate.int_customer_features where as_of_date = '2024-03-15' "
        "order by customer_id"
    )
    assert earlier.rows(query) == by_order_date.rows(query)
    assert earlier.rows(
        "select monetary_value, return_value from intermediate.int_customer_features "
        "where as_of_date = '2024-03-15' and customer_id = 'ann'"
    ) == [(Decimal(55), Decimal(5))]


def test_gross_ignores_returns_and_lists_them(gross: Build) -> None:
    assert money_of_ann(gross) == [(60, 40, 60, 40), (60, 0, 60, 40), (60, 0, 40, 40)]
    assert outcomes(gross) == [("ann", 1, 40), ("bob", 1, 8), ("ann", 0, 0), ("bob", 0, 0)]
    # 4 of 10 rows, far more than max_rejected_share: they are no damage
    assert gross.rows(
        "select reject_reason, reject_column, is_set_aside, count(*), sum(gross_value) "
        "from intermediate.int_rejected_rows group by all"
    ) == [("return_ignored", "is_return", True, 4, Decimal(-47))]
    assert gross.rows(
        "select raw_row_count, accepted_row_count, rejected_row_count, "
        "raw_value, accepted_value, rejected_value from marts.row_reconciliation"
    ) == [(10, 6, 4, Decimal(41), Decimal(88), Decimal(-47))]


def test_an_unknown_policy_of_returns_stops_the_build(tmp_path: Path) -> None:
    shop = build(write(tmp_path / "raw", SALES), tmp_path / "build", "+int_orders", returns="net")
    assert 'var returns: found "net", allowed: by_return_date, by_order_date, gross' in shop.message


def make_map(folder: Path, *rows: tuple[str | None, str | None]) -> str:
    """Write the identity map into the database that is built next."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("create schema if not exists crm")
        connection.execute(
            "create or replace table crm.ids (raw_customer_id varchar, customer_id varchar)"
        )
        connection.executemany("insert into crm.ids values (?, ?)", rows)
    return "crm.ids"


def test_mapped_ids_are_one_customer(tmp_path: Path) -> None:
    # bob is ann. Both have an order 1, and two orders they stay; the order ids of returns too.
    table = make_map(tmp_path / "build", ("bob", "ann"), ("ann", "ann"), ("nobody", "eve"))
    shop = build(
        write(tmp_path / "raw", SALES),
        tmp_path / "build",
        *("+int_customer_features", "+int_customers", "+row_reconciliation"),
        customer_identity_map=table,
        returns="by_order_date",
    )
    assert shop.success, shop.message
    assert shop.rows("select customer_id from intermediate.int_customers") == [("ann",)]
    assert shop.rows(
        "select order_key, customer_id from intermediate.int_orders where order_id in ('1', 'r1') "
        "order by 1"
    ) == [("ann|1", "ann"), ("ann|r1", "ann"), ("bob|1", "ann"), ("bob|r1", "ann")]
    # ann 20 + 40 - 39, bob 10 + 8 - 8 + 10; the purchase days are four and one
    assert shop.rows(
        "select order_count, purchase_day_count, monetary_value, cast(first_order_date as varchar) "
        "from intermediate.int_customer_features where as_of_date = '2024-04-30'"
    ) == [(5, 5, Decimal(41), "2024-01-05")]
    assert shop.rows(
        "select accepted_row_count, rejected_row_count, merged_customer_count "
        "from marts.row_reconciliation"
    ) == [(10, 0, 1)]
    assert shop.rows(
        "select raw_customer_id, customer_id, count(*) from intermediate.int_order_lines_checked "
        "group by all order by all"
    ) == [("ann", "ann", 6), ("bob", "ann", 4)]


def test_rows_of_one_customer_in_a_customer_table_become_one(tmp_path: Path) -> None:
    # the customer table lists bob before ann, and dan, who is cid, but not cid himself
    sales = [
        (customer, "1", f"2024-01-1{day}", 1, "10", "Used")
        for day, customer in enumerate(["ann", "bob", "cid", "dan", "eve"])
    ]
    raw = write_shop(tmp_path / "raw", sales, customers=["bob", "ann", "dan", "eve"])
    table = make_map(tmp_path / "build", ("bob", "ann"), ("dan", "cid"))
    command = (*MODELS_ONLY, "--select", "+int_customers", "+row_reconciliation")
    shop = run_dbt(raw, tmp_path / "build", {"customer_identity_map": table}, command)
    assert shop.success, shop.message
    # one of four rows, more than max_rejected_share: it is no damage
    assert shop.rows(
        "select source_table, source_row_number, reject_reason, is_set_aside "
        "from intermediate.int_rejected_rows"
    ) == [("customers", 2, "merged_customer", True)]
    assert shop.rows("select customer_id from intermediate.int_customers order by 1") == [
        ("ann",),
        ("cid",),
        ("eve",),
    ]
    assert shop.rows(
        "select source_table, accepted_row_count, rejected_row_count, merged_customer_count "
        "from marts.row_reconciliation where source_table in ('customers', 'online_sales', 'taxes')"
        " order by 1"
    ) == [("customers", 3, 1, 2), ("online_sales", 5, 0, 2), ("taxes", 1, 0, None)]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("bob", "ann"), ("bob", "eve")], "raw_customer_id bob stands in 2 rows, expected one"),
        (
            [("bob", "ann"), ("ann", "eve")],
            "raw_customer_id bob is mapped to ann, which is mapped to eve, "
            "expected a customer_id that is mapped no further",
        ),
        (
            [("bob", "ann"), ("cid", None), (" ", "ann")],
            "2 rows without raw_customer_id or customer_id, expected both",
        ),
    ],
)
def test_a_map_that_is_not_exact_stops_the_build(
    tmp_path: Path, rows: list[tuple[str | None, str | None]], fault: str
) -> None:
    table = make_map(tmp_path / "build", *rows)
    raw = write(tmp_path / "raw", SALES)
    shop = build(raw, tmp_path / "build", "+int_orders", customer_identity_map=table)
    assert f"crm.ids: {fault}\n" in shop.message


def test_a_map_that_is_not_there_or_lacks_a_column_stops_the_build(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", SALES)
    shop = build(raw, tmp_path / "build", "+int_orders", customer_identity_map="crm.ids")
    assert "var customer_identity_map: found no table crm.ids in the database" in shop.message
    with duckdb.connect(str(shop.database)) as connection:
        connection.execute("create schema crm")
        connection.execute("create table crm.ids (raw_customer_id varchar, person varchar)")
    shop = build(raw, tmp_path / "build", "+int_orders", customer_identity_map="crm.ids")
    assert "crm.ids: column customer_id is missing: found raw_customer_id, person" in shop.message
    shop = build(raw, tmp_path / "build", "+int_orders", customer_identity_map="ids")
    assert 'found "ids", allowed: a table as schema.table, or empty' in shop.message
