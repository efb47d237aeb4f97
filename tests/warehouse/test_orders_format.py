"""The neutral format: any shop's order lines, from files or from a table."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dbt_project.erase_customer.__main__ import main
from tests.conftest import MODELS_ONLY, Build, run_dbt

HEADER = "customer_id,order_id,ordered_at,quantity,unit_price"
ROWS = ["ann,1,2024-01-10,2,5.00", "ann,2,2024-02-10,1,7.50", "bob,1,2024-02-11,3,1.00"]


def write(folder: Path, content: Mapping[str, str]) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build(raw: Path, folder: Path, *select: str, **settings: object) -> Build:
    command = (*MODELS_ONLY, "--select", *(select or ("+int_orders", "+row_reconciliation")))
    return run_dbt(raw, folder, {"shop": "orders", **settings}, command)


def orders(shop: Build) -> list[tuple]:
    return shop.rows(
        "select customer_id, order_id, cast(order_date as varchar), net_value, is_return "
        "from intermediate.int_orders order by 1, 3, 2"
    )


PLAIN = [
    ("ann", "1", "2024-01-10", Decimal(10), False),
    ("ann", "2", "2024-02-10", Decimal("7.5"), False),
    ("bob", "1", "2024-02-11", Decimal(3), False),
]


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def test_three_columns_and_a_value_are_enough(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(*ROWS)})
    shop = build(raw, tmp_path / "build")
    assert shop.success, shop.message
    assert orders(shop) == PLAIN
    lacking = "discount_value, tax_value, shipping_value, paid_value"
    assert shop.rows(f"select distinct {lacking} from intermediate.int_orders") == [(None,) * 4]


@pytest.mark.parametrize(
    ("header", "row", "value"),
    [
        ("customer_id,order_id,ordered_at,unit_price", "ann,1,2024-01-10,4", 4),
        ("customer_id,order_id,ordered_at,gross_value", "ann,1,2024-01-10,9.5", 9.5),
        (f"{HEADER},gross_value", "ann,1,2024-01-10,2,5,", 10),
        (f"{HEADER},discount_value", "ann,1,2024-01-10,2,5,1.5", 8.5),
        (f"{HEADER},is_return", "ann,1,2024-01-10,2,5,yes", -10),
        (HEADER, "ann,1,2024-01-10,-2,5", -10),
        ("customer_id,order_id,ordered_at,unit_price", "ann,1,2024-01-10,-4", -4),
    ],
)
def test_the_value_of_a_line(tmp_path: Path, header: str, row: str, value: float) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(row, header=header)})
    shop = build(raw, tmp_path / "build", "+int_orders")
    assert shop.rows("select net_value, is_return from intermediate.int_orders") == [
        (Decimal(str(value)), value < 0)
    ]


def test_broken_values_are_rejected_with_their_reason(tmp_path: Path) -> None:
    header = f"{HEADER},discount_value,tax_value,coupon_status,is_return"
    raw = write(
        tmp_path / "raw",
        {
            "orders.csv": lines(
                "ann,1,2024-01-10,2,5,1,1,Not Used,no",
                "ann,2,2024-01-10,2,5,much,,,",
                "ann,3,2024-01-10,2,5,-1,,,",
                "ann,4,2024-01-10,2,5,,some,,",
                "ann,5,2024-01-10,2,5,,,maybe,",
                "ann,6,2024-01-10,2,5,,,,perhaps",
                "ann,7,2024-01-10,,,,,,",
                header=header,
            )
        },
    )
    shop = build(raw, tmp_path / "build", max_rejected_share=1)
    assert shop.success, shop.message
    assert shop.rows(
        "select source_row_number, reject_reason, reject_column "
        "from intermediate.int_rejected_rows order by 1"
    ) == [
        (3, "bad_number", "discount_value"),
        (4, "bad_number", "discount_value"),
        (5, "bad_number", "tax_value"),
        (6, "unknown_status", "coupon_status"),
        (7, "unknown_status", "is_return"),
        (8, "missing_value", "quantity"),
    ]


def test_of_rows_with_one_line_number_the_last_loaded_stays(tmp_path: Path) -> None:
    header = f"{HEADER},line_number,loaded_at"
    raw = write(
        tmp_path / "raw",
        {
            "orders/1.csv": lines(
                "ann,1,2024-01-10,2,5,1,2024-01-10",
                "ann,1,2024-01-10,1,3,2,2024-01-10",
                header=header,
            ),
            "orders/2.csv": lines("ann,1,2024-01-10,2,4,1,2024-01-12", header=header),
        },
    )
    shop = build(raw, tmp_path / "build")
    # a correction is no damage: it does not stop the build
    assert shop.success, shop.message
    assert [row[3] for row in orders(shop)] == [Decimal(11)]
    assert shop.rows(
        "select source_file, source_row_number, reject_reason from intermediate.int_rejected_rows"
    ) == [("orders/1.csv", 2, "superseded")]


def test_files_come_change_and_go(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", {f"orders/{n}.csv": lines(row) for n, row in enumerate(ROWS)})
    counted = "select source_file, count(*) from raw.orders_order_lines group by 1 order by 1"
    assert orders(build(raw, tmp_path / "build")) == PLAIN
    (raw / "orders" / "0.csv").unlink()
    write(raw, {"orders/1.csv": lines(ROWS[0]), "orders/3.csv": lines(ROWS[1])})
    # delivered twice: read once
    write(raw, {"orders/4.csv": lines(ROWS[2])})
    shop = build(raw, tmp_path / "build")
    assert orders(shop) == PLAIN
    assert shop.rows(counted) == [("orders/1.csv", 1), ("orders/2.csv", 1), ("orders/3.csv", 1)]


def test_a_landing_that_died_is_repaired(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(*ROWS)})
    shop = build(raw, tmp_path / "build")
    with duckdb.connect(str(shop.database)) as connection:
        connection.execute("delete from raw.landed_files")
        connection.execute("delete from raw.orders_order_lines where source_row_number > 2")
    assert orders(build(raw, tmp_path / "build")) == PLAIN


def test_parquet_lands_like_csv(tmp_path: Path) -> None:
    text = write(tmp_path / "text", {"orders.csv": lines(*ROWS)})
    parquet = tmp_path / "parquet"
    parquet.mkdir()
    duckdb.execute(
        f"copy (from read_csv('{text}/orders.csv')) to '{parquet}/orders.parquet' (format parquet)"
    )
    assert orders(build(parquet, tmp_path / "build")) == PLAIN


def test_a_file_is_read_by_its_name_and_not_by_a_pattern(tmp_path: Path) -> None:
    names = ["a1.csv", "a[1].csv", "a*.csv", "a?.csv", "it's \".csv"]
    text = {f"orders/{name}": lines(f"{name},1,2024-01-10,2,5") for name in names}
    raw = write(tmp_path / "raw", text)
    shop = build(raw, tmp_path / "build [1]*", "stg_orders__order_lines")
    assert shop.success, shop.message
    found = "select source_file from raw.orders_order_lines order by 1"
    assert [name for (name,) in shop.rows(found)] == sorted(text)


def test_money_of_any_currency_adds_up(tmp_path: Path) -> None:
    rows = ["ann,1,2024-01-10,1,12000000000.5", *["ann,2,2024-01-10,900000,100000000"] * 3]
    raw = write(tmp_path / "raw", {"orders.csv": lines(*rows, "ann,3,2024-01-10,1e7,1e7")})
    shop = build(
        raw, tmp_path / "build", "+row_reconciliation", "+int_order_lines", max_rejected_share=1
    )
    assert shop.success, shop.message
    # 12,000,000,000.5 and three times 90,000,000,000,000
    assert shop.value("select accepted_value from marts.row_reconciliation") == Decimal(
        "270012000000000.5"
    )
    assert shop.rows("select reject_reason, reject_column from intermediate.int_rejected_rows") == [
        ("bad_number", "gross_value")
    ]


def test_too_many_broken_rows_are_told_in_one_short_line(tmp_path: Path) -> None:
    text = {
        "orders/1.csv": lines(*ROWS, "ann,9,2024-01-10,1,x"),
        "orders/2.csv": lines('"two\nlines",1,2024-01-10,2,?' + "x" * 5000),
    }
    raw = write(tmp_path / "raw", text)
    shop = build(raw, tmp_path / "build")
    message = "1.csv: 2 of 5 rows rejected, most for bad_number (first: line 5, column unit_price,"
    assert f"{raw}/orders/{message} found ann,9,2024-01-10,1,x); expected" in shop.message
    (raw / "orders" / "1.csv").unlink()
    shop = build(raw, tmp_path / "build")
    message = "2.csv: 1 of 1 rows rejected, most for bad_number (first: line 2, column unit_price,"
    assert f'{raw}/orders/{message} found "two lines",1,2024-01-10,2,?xxx' in shop.message
    assert len(shop.message) < 1000


def test_korean_files_of_windows_land(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    content = lines("김하나,1,2024-01-10,2,5").replace("\n", "\r\n")
    (raw / "orders.csv").write_bytes(content.encode("cp949"))
    shop = build(raw, tmp_path / "build")
    assert shop.rows("select customer_id, order_id from intermediate.int_orders") == [
        ("김하나", "1")
    ]


def make_table(database: Path, rows: list[tuple]) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema if not exists webshop")
        connection.execute(
            "create table if not exists webshop.sales (customer_id varchar, order_id integer, "
            "ordered_at timestamp, unit_price decimal(9, 2), loaded_at timestamp)"
        )
        connection.executemany("insert into webshop.sales values (?, ?, ?, ?, ?)", rows)


def test_a_table_of_the_warehouse_is_read_from_the_last_time_on(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    database = folder / "shop.duckdb"
    night = ["2024-01-11 02:00", "2024-01-12 02:00"]
    make_table(database, [("ann", 1, "2024-01-10", 5, night[0])])
    found = "select customer_id, order_id from raw.orders_order_lines order by 1, 2"

    def landed() -> list[tuple]:
        shop = build(tmp_path, folder, orders_table="webshop.sales")
        assert shop.success, shop.message
        assert shop.value("select count(*) from intermediate.int_orders") == len(shop.rows(found))
        return shop.rows(found)

    assert landed() == [("ann", "1")]
    # at the time that was read last, and after it
    make_table(database, [("bob", 2, "2024-01-10", 5, night[0])])
    make_table(database, [("cat", 3, "2024-01-11", 5, night[1])])
    assert landed() == [("ann", "1"), ("bob", "2"), ("cat", "3")]
    # before it: the count shows it, and everything is read again
    make_table(database, [("dan", 4, "2024-01-09", 5, "2024-01-01")])
    assert len(landed()) == 4
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from webshop.sales where customer_id = 'ann'")
    assert landed() == [("bob", "2"), ("cat", "3"), ("dan", "4")]


def test_the_erased_of_a_table_are_not_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    database = folder / "shop.duckdb"
    night = ["2024-01-11 02:00", "2024-01-12 02:00", "2024-01-13 02:00"]
    rows = [("ann", 1, "2024-01-10", 5, night[0]), ("annie", 2, "2024-01-10", 5, night[0])]
    make_table(database, [*rows, ("annie", 3, "2024-01-11", 5, night[1])])
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "alter table webshop.sales add column email varchar default 'a@b.example'"
        )
    found = "select source_row_number, source_text from raw.orders_order_lines order by 1"

    def landed() -> list[tuple]:
        shop = build(tmp_path, folder, "stg_orders__order_lines", orders_table="webshop.sales")
        assert shop.success, shop.message
        return shop.rows(found)

    # without the column that the format does not name
    assert landed()[0] == (1, "ann,1,2024-01-10 00:00:00,5.00,2024-01-11 02:00:00")
    # the table is the user's own, and still holds them
    assert main(["--database", str(database), "ann"]) == 1
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "insert into webshop.sales by name select 'ann' as customer_id, 4 as order_id, "
            f"'2024-01-12' as ordered_at, 5 as unit_price, '{night[2]}' as loaded_at "
            f"union all select 'annie', 5, '2024-01-12', 5, '{night[2]}'"
        )
    # numbered from 1 on, had all been read again
    assert landed() == [
        (2, "annie,2,2024-01-10 00:00:00,5.00,2024-01-11 02:00:00"),
        (3, "annie,3,2024-01-11 00:00:00,5.00,2024-01-12 02:00:00"),
        (4, "annie,5,2024-01-12 00:00:00,5.00,2024-01-13 02:00:00"),
    ]


def test_a_table_that_is_not_there_or_lacks_a_column_stops_the_build(tmp_path: Path) -> None:
    shop = build(tmp_path, tmp_path / "build", orders_table="webshop.gone")
    assert "var orders_table: found no table webshop.gone in the database" in shop.message
    with duckdb.connect(str(shop.database)) as connection:
        connection.execute("create schema webshop")
        connection.execute("create table webshop.gone (customer_id varchar, order_id varchar)")
    shop = build(tmp_path, tmp_path / "build", orders_table="webshop.gone")
    assert "webshop.gone: column ordered_at is missing: found customer_id, order_id" in shop.message


@pytest.mark.parametrize(
    ("time_zone", "ordered_at", "day"),
    [
        # without an offset a time is the shop's own
        ("Asia/Seoul", "2024-01-10 23:30:00", "2024-01-10"),
        ("Asia/Seoul", "2024-01-10", "2024-01-10"),
        ("Asia/Seoul", "2024-01-10T15:30:00Z", "2024-01-11"),
        ("Asia/Seoul", "2024-01-10 23:30:00.5+09:00", "2024-01-10"),
        # clocks go forward on 2024-03-31 at 01:00 UTC: an hour lies on either side of midnight
        ("Europe/Berlin", "2024-03-30T22:30:00Z", "2024-03-30"),
        ("Europe/Berlin", "2024-03-31T22:30:00Z", "2024-04-01"),
        # and back on 2024-10-27
        ("Europe/Berlin", "2024-10-26 22:30:00+00", "2024-10-27"),
        ("Europe/Berlin", "2024-10-27 22:30:00+00", "2024-10-27"),
        ("America/New_York", "2024-01-10T04:59:59+0000", "2024-01-09"),
    ],
)
def test_order_times_become_business_days_first(
    tmp_path: Path, time_zone: str, ordered_at: str, day: str
) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(f"ann,1,{ordered_at},1,5")})
    shop = build(raw, tmp_path / "build", "+int_orders", time_zone=time_zone)
    assert shop.rows("select cast(order_date as varchar) from intermediate.int_orders") == [(day,)]


@pytest.mark.parametrize("ordered_at", ["2024-01-10 08:00 Asia/Seoul", "infinity", "epoch", "now"])
def test_what_only_the_database_takes_for_a_time_is_rejected(
    tmp_path: Path, ordered_at: str
) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(*ROWS, f"ann,9,{ordered_at},1,5")})
    shop = build(raw, tmp_path / "build", max_rejected_share=1)
    assert shop.rows("select reject_reason from intermediate.int_rejected_rows") == [("bad_date",)]


def test_wrong_settings_stop_the_build(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", {"orders.csv": lines(*ROWS)})
    shop = build(raw, tmp_path / "build", time_zone="Mars/Olympus")
    assert 'var time_zone: found "Mars/Olympus", allowed: a name of the IANA' in shop.message
    shop = build(raw, tmp_path / "build", orders_table="sales; drop table x")
    assert "allowed: a table as schema.table, or empty" in shop.message
    shop = run_dbt(raw, tmp_path / "build", {"shop": "amazon"})
    assert 'found "amazon", allowed: dacon, online_retail, cdnow, orders' in shop.message


def test_a_whole_build_of_a_shop_that_delivers_little(tmp_path: Path) -> None:
    rows = [
        f"c{customer},{customer}-{n},2024-{1 + (customer + 3 * n) % 12:02}-{1 + n:02},1,{5 + n}"
        for customer in range(30)
        for n in range(1 + customer % 4)
    ]
    raw = write(tmp_path / "raw", {"orders.csv": lines(*rows)})
    shop = run_dbt(raw, tmp_path / "build", {"shop": "orders"})
    assert shop.success, shop.message
    verdicts = shop.rows(
        "select distinct verdict from marts.fct_feature_signal where feature = 'shrunk_coupon_rate'"
    )
    assert verdicts == [("untested",)]
