"""A customer who was erased is nowhere, does not come back, and leaves the others as they were."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from dbt_project.erase_customer.__main__ import main
from dbt_project.erase_customer.digests import Digests
from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from reports.render import write_report
from tests.conftest import DEMO, MODELS_ONLY, Build, run_dbt

MAP = "crm.ids"
SETTINGS = {"shop": "orders", "customer_identity_map": MAP, "max_rejected_share": 1}
BUILT = ["build", "--resource-type", "model", "--select", "+row_reconciliation"]
REBUILT = ["+segment_summary", "+segment_migration", "+row_reconciliation"]
SQL_LIKE = "O'Brien; drop table raw.orders_order_lines; --"
QUOTED = 'a,"b"'
KOREAN = "김하나"
# a clean file with a column that the format does not name
CLEAN = f"""customer_id,email,order_id,ordered_at,unit_price
17,seventeen@mail.example,1,2024-01-10,5
1705,other@mail.example,1,2024-01-10,7
B17,seventeen@mail.example,1,2024-01-11,3
{KOREAN},hana@mail.example,17,2024-01-12,17
"""
# a file that is not: its line 5 is of 17, its line 6 of 1705, and line 7 of the quoted one
BROKEN = f"""customer_id,order_id,ordered_at,unit_price
"{SQL_LIKE}",1,2024-01-10,5
{QUOTED},1,2024-01-10,5
1705,2,not a day,5
17,2,2024-01-17
1705,3,"2024-01-17
{QUOTED},2024-01-17
""".replace(QUOTED, '"a,""b"""')
# not clean either, with a column that the format does not name
BROKEN_EMAILS = """customer_id,order_id,ordered_at,unit_price,email
"1705",4,2024-01-10,5,"other@mail.example"
1705,5,other@mail.example
17,3,2024-01-10,5,"seventeen@mail.example"
17,4,seventeen@mail.example
"""


def holders(database: Path, text: str) -> list[str]:
    """Tables and views of a database in which a text stands, in any column."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables order by 1"
        ).fetchall()
        assert names
        query = "select count(*) from {} as t where contains(cast(t as varchar), ?)"
        return [
            name
            for (name,) in names
            if connection.execute(query.format(name), [text]).fetchall() != [(0,)]
        ]


def bytes_of(database: Path) -> bytes:
    """All bytes of a database file and of what DuckDB keeps beside it."""
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def erase(database: Path, customer_id: str) -> int:
    return main(["--database", str(database), "--", customer_id])


def write(folder: Path, **content: str) -> Path:
    (folder / "orders").mkdir(parents=True, exist_ok=True)
    for name, text in content.items():
        (folder / "orders" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def write_map(database: Path, *pairs: tuple[str, str]) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema if not exists crm")
        connection.execute(
            f"create or replace table {MAP} (raw_customer_id varchar, customer_id varchar)"
        )
        for pair in pairs:
            connection.execute(f"insert into {MAP} values (?, ?)", pair)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A shop of a few lines; B17 is 17."""
    folder = tmp_path_factory.mktemp("small")
    write_map(folder / "shop.duckdb", ("B17", "17"))
    raw = write(folder / "raw", clean=CLEAN, broken=BROKEN, emails=BROKEN_EMAILS)
    build = run_dbt(raw, folder, SETTINGS, BUILT)
    assert build.success, build.message
    return build


@pytest.fixture
def database(small: Build, tmp_path: Path) -> Path:
    """A copy of the database of that shop."""
    return Path(shutil.copy(small.database, tmp_path))


def customers(database: Path) -> set[str]:
    rows = Build(database, True, "").rows(
        "select customer_id from intermediate.int_order_lines_checked"
    )
    return {customer for (customer,) in rows if customer is not None}


def test_columns_that_no_format_names_are_kept_nowhere(small: Build) -> None:
    assert holders(small.database, "mail.example") == []
    assert b"mail.example" not in bytes_of(small.database)
    texts = "select source_row_number, source_text from raw.orders_order_lines "
    # of a clean file, and of one that is not: where it has other columns, a line that does not
    # parse has no text, since nobody can tell what is in it
    assert small.rows(texts + "where source_file = 'orders/clean.csv' order by 1 limit 1") == [
        (2, "17,1,2024-01-10,5")
    ]
    assert small.rows(texts + "where source_file = 'orders/emails.csv' order by 1") == [
        (2, "1705,4,2024-01-10,5"),
        (3, None),
        (4, "17,3,2024-01-10,5"),
        (5, None),
    ]
    # without other columns the text is that of the file
    assert small.rows(texts + "where source_file = 'orders/broken.csv' and is_malformed") == [
        (5, "17,2,2024-01-17"),
        (6, '1705,3,"2024-01-17'),
        (7, '"a,""b""",2024-01-17'),
    ]


def test_a_customer_goes_with_all_their_ids_and_no_other(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # the map is the user's own table, and still names them
    assert erase(database, "17") == 1
    said = capsys.readouterr().out
    assert "a customer of 2 ids" in said
    # lines 2 and 4 of the clean file; line 4 of the one with e-mail addresses; a line that does
    # not parse, but not the one whose text was not kept
    assert "4  raw.orders_order_lines" in said
    assert "orders/broken.csv (1 row), orders/clean.csv (2 rows), orders/emails.csv (1 row)" in said
    assert f"your own {MAP} (1 row), then erase them again" in said
    assert customers(database) == {"1705", KOREAN, SQL_LIKE, QUOTED}
    after = Build(database, True, "")
    assert after.rows(
        "select source_text from raw.orders_order_lines where is_malformed and source_text "
        "is not null order by 1"
    ) == [('"a,""b""",2024-01-17',), ('1705,3,"2024-01-17',)]
    # 17 as an order id and as a price is no customer
    assert after.value(
        "select order_id || ' ' || unit_price from raw.orders_order_lines "
        f"where customer_id = '{KOREAN}'"
    ) == ("17 17")
    assert "B17" in bytes_of(database).decode("latin-1")
    # once they are out of the map, the bytes go too
    write_map(database)
    assert erase(database, "17") == 0
    assert "B17" not in bytes_of(database).decode("latin-1")
    assert "a customer of 1 id, 0 rows less" in capsys.readouterr().out
    assert customers(database) == {"1705", KOREAN, SQL_LIKE, QUOTED}


@pytest.mark.parametrize("customer_id", [SQL_LIKE, QUOTED, KOREAN, "1705"])
def test_an_id_is_only_text(database: Path, customer_id: str) -> None:
    assert customer_id.encode() in bytes_of(database)
    before = customers(database)
    assert erase(database, f" {customer_id} ") == 0
    assert before - customers(database) == {customer_id}
    assert holders(database, customer_id) == []
    assert customer_id.encode() not in bytes_of(database)


@pytest.mark.parametrize(
    ("customer_id", "message"),
    [
        ("170", "found no customer '170'"),
        ("", "found an empty customer id, expected one of the marts"),
        ("B17", "'B17' is an id of the customer '17', by intermediate.int_order_lines: "),
    ],
)
def test_what_is_no_customer_changes_nothing(
    database: Path, capsys: pytest.CaptureFixture[str], customer_id: str, message: str
) -> None:
    before = bytes_of(database)
    assert erase(database, customer_id) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert said.err.startswith(f"erase_customer: {database}: {message}")
    assert bytes_of(database) == before
    assert list(database.parent.iterdir()) == [database]


def test_a_table_that_still_names_the_customer_undoes_the_erasure(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # a format of one's own with a second source, whose column of the customer has no mark
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table raw.cards as select '1705' as card")
        connection.execute(
            "create view staging.stg_cards as select card as customer_id from raw.cards"
        )
    assert erase(database, "1705") == 2
    assert "staging.stg_cards still holds 1 rows of the customer" in capsys.readouterr().err
    assert "1705" in customers(database)


def test_a_file_in_use_and_no_file_are_refused(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase(tmp_path / "none.duckdb", "17") == 2
    (tmp_path / "text.duckdb").write_text("no database", encoding="utf-8")
    assert erase(tmp_path / "text.duckdb", "17") == 2
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table raw.landed_tables")
    assert erase(database, "17") == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert "no such file, expected a database that dbt build wrote" in first
    assert "not a valid DuckDB database file" in second
    assert "run dbt build once before" in third


def test_the_erased_do_not_come_back(small: Build, database: Path, tmp_path: Path) -> None:
    for customer_id in ("17", QUOTED):
        erase(database, customer_id)
    # every file comes again, and another with both of them
    more = CLEAN.replace("mail.example", "home.example")
    broken = BROKEN + "1705,6,2024-01-18,5\n"
    emails = BROKEN_EMAILS + "1705,7,2024-01-18,5,\n"
    raw = write(tmp_path / "raw", clean=CLEAN + "\n", more=more, broken=broken, emails=emails)
    again = run_dbt(raw, tmp_path, SETTINGS, BUILT)
    assert again.success, again.message
    assert customers(database) == {"1705", KOREAN, SQL_LIKE}
    # of the second, a line that parses and one that does not; of the third now too the line whose
    # text is not kept
    assert again.rows(
        "select source_file, erased_row_count from raw.landed_files order by source_file"
    ) == [
        ("orders/broken.csv", 3),
        ("orders/clean.csv", 2),
        ("orders/emails.csv", 2),
        ("orders/more.csv", 2),
    ]
    # 4 + 7 + 5 + 4 lines in the files, 9 of them left out; a day that is none and two lines that
    # do not parse are rejected
    assert again.rows(
        "select raw_row_count, accepted_row_count, rejected_row_count from marts.row_reconciliation"
    ) == [(11, 8, 3)]
    for text in (b"B17", b'a,""b'):
        assert text in bytes_of(small.database)
    # a map in which one person is erased and not
    write_map(database, ("C9", "17"))
    stopped = run_dbt(raw, tmp_path, SETTINGS, BUILT)
    assert f"{MAP}: 1 rows map an erased customer to or from one who is not" in stopped.message


def test_ids_are_told_as_their_format_reads_them(tmp_path: Path) -> None:
    # written by a tool that knows no missing integers
    (tmp_path / "online_retail.csv").write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,P1,pot,1,2011-01-10 08:00:00,5,17850.0,France\n"
        "2,P1,pot,1,2011-01-10 08:00:00,5,178500,France\n"
        "3,P1,pot,1,2011-01-10 08:00:00,5,17850,France\n",
        encoding="utf-8",
    )
    command = ["run", "--select", "stg_online_retail__invoice_lines"]
    build = run_dbt(tmp_path, tmp_path / "build", {"shop": "online_retail"}, command)
    assert build.success, build.message
    assert erase(build.database, "17850") == 0
    assert build.rows("select customer_id from staging.stg_online_retail__invoice_lines") == [
        ("178500",)
    ]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("17", True),
        ("17,x", True),
        ('"17";x', True),
        ("x\t17 y", True),
        ("1705", False),
        ("x,2024-01-17", False),
        ("C17,x", False),
        ('"a,""b""",x', True),
        ('x a,"b"', True),
        ("a,b", False),
        ("", False),
    ],
)
def test_an_id_stands_in_a_line_between_delimiters(text: str, stands: bool) -> None:
    assert Digests.of_ids("salt", frozenset({"17", QUOTED})).stand_in(text) is stands


@dataclass(frozen=True)
class Erased:
    """The demo shop before and after a customer was erased, and after it was built again."""

    customer_id: str
    before: Build
    forgotten: Build
    after: Build


@pytest.fixture(scope="module")
def erased(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    folder = tmp_path_factory.mktemp("erased")
    database = Path(shutil.copy(demo.database, folder / "shop.duckdb"))
    # somebody who bought often, and first after some of the snapshots
    customer_id = demo.value(
        "select customer_id from marts.fct_orders group by 1 having min(order_date) > '2024-03-01' "
        "order by count(*) desc, 1 limit 1"
    )
    assert isinstance(customer_id, str)
    assert erase(database, customer_id) == 0
    forgotten = Build(Path(shutil.copy(database, folder / "forgotten.duckdb")), True, "")
    after = run_dbt(DEMO, folder, command=(*MODELS_ONLY, "--select", *REBUILT))
    assert after.success, after.message
    return Erased(customer_id, demo, forgotten, after)


def test_no_table_no_byte_and_no_report_names_the_erased(erased: Erased, tmp_path: Path) -> None:
    assert len(holders(erased.before.database, erased.customer_id)) > 20
    assert erased.customer_id.encode() in bytes_of(erased.before.database)
    for build in (erased.forgotten, erased.after):
        assert holders(build.database, erased.customer_id) == []
        assert erased.customer_id.encode() not in bytes_of(build.database)
    folder = write_report(erased.after.database, tmp_path, "en").parent
    pages = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    assert pages and all(erased.customer_id not in html for html in pages)


def test_published_copies_lose_the_erased(erased: Erased, tmp_path: Path) -> None:
    parquet, audiences = tmp_path / "parquet", tmp_path / "audiences"
    targets = Targets(duckdb=tmp_path / "segmart.duckdb", parquet=parquet, audiences=audiences)

    def named() -> set[Path]:
        """Published files that name the customer."""
        found = {
            path
            for path in audiences.rglob("*")
            if path.is_file() and erased.customer_id in path.read_text("utf-8")
        }
        for path in parquet.rglob("*.parquet"):
            rows = duckdb.execute(
                f"select count(*) from '{path}' as t where contains(cast(t as varchar), ?)",
                [erased.customer_id],
            ).fetchall()
            found |= {path} if rows != [(0,)] else set()
        published = tmp_path / "segmart.duckdb"
        return found | ({published} if holders(published, erased.customer_id) else set())

    publish(erased.before.database, targets)
    assert {path.suffix for path in named()} >= {".duckdb", ".parquet", ".csv", ".jsonl"}
    publish(erased.after.database, targets, keep_previous=False)
    assert named() == set()


def test_aggregates_reconcile_without_the_erased(erased: Erased) -> None:
    before, after = erased.before, erased.after
    ((first, orders, value),) = before.rows(
        "select min(order_date), count(*), sum(net_value) from marts.fct_orders "
        f"where customer_id = '{erased.customer_id}'"
    )
    totals = "select count(*), sum(net_value) from marts.fct_orders"
    ((order_count, net_value),) = before.rows(totals)
    assert after.rows(totals) == [(order_count - orders, net_value - value)]
    # one customer less on every date since their first order, and as many as ever before it
    sizes = "select as_of_date, sum(customer_count) from marts.segment_summary group by 1"
    sizes_before = dict(before.rows(sizes))
    assert dict(after.rows(sizes)) == {
        day: count - (day >= first) for day, count in sizes_before.items()
    }
    assert min(sizes_before) < first < max(sizes_before)
    ((first_due,),) = after.rows("select min(as_of_date) from intermediate.int_due_snapshots")
    assert first_due >= first
    gone = "select count(*) from marts.segment_migration where movement = 'gone'"
    assert after.value(gone) == 0
    lines = (
        "select source_table, raw_row_count, accepted_row_count + rejected_row_count, raw_value, "
        "accepted_value + rejected_value from marts.row_reconciliation"
    )
    assert all(raw == sum_ and money == parts for _, raw, sum_, money, parts in after.rows(lines))


def test_the_file_keeps_what_it_is_besides_its_rows(erased: Erased) -> None:
    for query in (
        "select schema_name, table_name, sql, comment from duckdb_tables() where not internal",
        "select table_name, column_name, comment from duckdb_columns() where not internal",
        "select schema_name, view_name, sql, comment from duckdb_views() where not internal",
        "select schema_name, table_name, constraint_text from duckdb_constraints()",
        "select * from marts.cluster_model",
    ):
        query += " order by all"
        assert erased.forgotten.rows(query) == erased.before.rows(query)
