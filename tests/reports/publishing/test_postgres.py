"""PostgreSQL: the marts as BI tools read them, replaced at once, by a role that may only read."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb
import psycopg
import pytest

from reports.errors import ReportError
from reports.publishing.__main__ import main
from reports.publishing.extract import Extract
from reports.publishing.marts import Build as PublishedBuild
from reports.publishing.marts import Column, Mart
from reports.publishing.postgres import publish_postgres
from reports.publishing.postgres_tables import write_table
from reports.publishing.publish import publish
from reports.publishing.targets import PostgresTarget, Targets
from tests.conftest import ROOT, Build
from tests.reports.publishing.conftest import Published
from tests.reports.publishing.server import Server

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def bi(demo: Build, server: Server) -> Server:
    """The server with the demo, and a user `bi` who is of the role that may read."""
    publish(demo.database, Targets(postgres=PostgresTarget(server.url())))
    ask(server, f"create role bi login password '{server.password}' in role segmart_reader")
    return server


def ask(server: Server, query: str, user: str | None = None) -> Rows:
    with psycopg.connect(server.url(user=user)) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def rows_of(path: Path, query: str) -> Rows:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def engine(bi: Server, sqlalchemy_is_there: None) -> Iterator[Any]:
    import sqlalchemy

    created = sqlalchemy.create_engine(bi.url("postgresql+psycopg", "bi"))
    yield created
    created.dispose()


def test_a_bi_tool_finds_tables_columns_keys_and_descriptions(
    engine: Any, published: Published
) -> None:
    import sqlalchemy

    inspector = sqlalchemy.inspect(engine)
    tables = rows_of(published.file, "select table_name, comment from duckdb_tables() order by 1")
    assert sorted(inspector.get_table_names("marts")) == [name for name, _ in tables]
    comments = inspector.get_multi_table_comment("marts")
    assert comments == {("marts", name): {"text": comment} for name, comment in tables}
    columns = {
        column["name"]: column for column in inspector.get_columns("segment_summary", "marts")
    }
    kinds = {name: str(column["type"]) for name, column in columns.items()}
    assert kinds == {
        "as_of_date": "DATE",
        "segment_id": "INTEGER",
        "segment_name": "TEXT",
        "customer_count": "BIGINT",
        "customer_share": "DOUBLE PRECISION",
        "net_value": "NUMERIC(18, 4)",
        "value_share": "DOUBLE PRECISION",
        "order_count": "BIGINT",
        "average_order_value": "NUMERIC(18, 4)",
        "median_recency_days": "DOUBLE PRECISION",
        "expected_value": "NUMERIC(18, 4)",
        "repurchase_rate": "DOUBLE PRECISION",
        "population_repurchase_rate": "DOUBLE PRECISION",
        "repurchase_customer_count": "BIGINT",
        "repurchase_as_of_date": "DATE",
        "is_latest": "BOOLEAN",
    }
    assert columns["is_latest"]["comment"].strip() == "Whether this is the newest snapshot."
    key = inspector.get_pk_constraint("segment_summary", "marts")["constrained_columns"]
    assert key == ["as_of_date", "segment_id"]
    # new customers come from no segment, so its key is no primary key
    assert inspector.get_pk_constraint("segment_migration", "marts")["constrained_columns"] == []


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("segment_summary", "true"),
        ("segment_migration", "true"),
        ("segment_profile", "is_latest_one"),
        ("fct_customer_features", "is_latest"),
        ("fct_orders", "order_date > date '2024-06-01'"),
        ("cluster_models", "true"),
    ],
)
def test_what_a_bi_tool_selects_equals_the_published_marts(
    engine: Any, published: Published, table: str, condition: str
) -> None:
    import sqlalchemy

    condition = condition.replace("is_latest_one", "as_of_date = date '2024-06-30'")
    select = f"select * from marts.{table} where {condition}"
    with engine.connect() as connection:
        found = connection.execute(sqlalchemy.text(select)).fetchall()
    known = rows_of(published.file, select)
    assert len(known) > 0
    # doubles and decimals too: the same values, not near ones
    assert sorted(map(repr, map(tuple, found))) == sorted(map(repr, known))


def test_every_table_has_all_its_rows(bi: Server, published: Published) -> None:
    tables = rows_of(published.file, "select table_name from duckdb_tables()")
    counts = " union all ".join(f"select '{t}', count(*) from marts.{t}" for (t,) in tables)
    assert sorted(ask(bi, counts, "bi")) == sorted(rows_of(published.file, counts))


@pytest.mark.parametrize(
    "statement",
    [
        "insert into marts.dim_products values ('P', 'C')",
        "update marts.rpt_settings set shop = 'mine'",
        "delete from marts.segment_summary",
        "drop table marts.segment_summary",
        "create table marts.mine (i integer)",
    ],
)
def test_the_role_that_reads_may_not_write(bi: Server, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(bi, statement, "bi")


def test_every_value_arrives_as_it_is(server: Server, tmp_path: Path) -> None:
    texts = [
        "",
        "\\N",
        "\\.",
        "NULL",
        'a "quoted" text',
        "two\nlines\r\nand, more\t",
        "한글 😀",
        None,
    ]
    doubles = [0.1 + 0.2, 1e-300, -0.0, float("inf"), 5e-324, 1.7976931348623157e308, 1 / 3, None]
    money = ["99999999999999.9999", "-0.0001", "0", "1.5", "12345678901234.5678", "-1", "7", None]
    whole = [2**63 - 1, -(2**63), 0, 1, 2, 3, 4, None]
    flags = [True, False, None, True, False, None, True, None]
    days = ["0001-01-01", "9999-12-31", "1900-02-28", "2024-02-29", *["2024-06-30"] * 3, None]
    types = ["INTEGER", "VARCHAR", "DOUBLE", "DECIMAL(18,4)", "BIGINT", "BOOLEAN", "DATE"]
    columns = tuple(Column(f"c{n}", kind, None) for n, kind in enumerate(types))
    mart = Mart("values", None, ("c0",), columns)
    rows = list(zip(range(8), texts, doubles, money, whole, flags, days, strict=True))
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        definition = ", ".join(f"{column.name} {column.type}" for column in columns)
        connection.execute(f'create table marts."values" ({definition})')
        connection.executemany('insert into marts."values" values (?, ?, ?, ?, ?, ?, ?)', rows)
        known = connection.execute('select * from marts."values" order by 1').fetchall()
        with psycopg.connect(server.url()) as there, there.cursor() as cursor:
            cursor.execute("create schema exact")
            write_table(connection, cursor, mart, "exact", tmp_path)
            found = cursor.execute('select * from exact."values" order by 1').fetchall()
            there.rollback()
    assert known[0][3] == Decimal("99999999999999.9999") and known[7][1] is None
    assert list(map(repr, found)) == list(map(repr, known))


def test_a_type_that_postgresql_lacks_is_named(server: Server, tmp_path: Path) -> None:
    mart = Mart("odd", None, ("c",), (Column("c", "INTEGER[]", None),))
    with (
        duckdb.connect() as connection,
        psycopg.connect(server.url()) as there,
        pytest.raises(ReportError, match=r"odd.c: no type of PostgreSQL for INTEGER\[\]; allowed:"),
    ):
        write_table(connection, there.cursor(), mart, "exact", tmp_path)


def watch(server: Server, schema: str, stop: Event, seen: list[tuple[str, str]]) -> None:
    """Read two marts in one statement, over and over."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        while not stop.is_set():
            seen += connection.execute(
                f"select distinct shop, segment_name from {schema}.rpt_settings, "
                f"{schema}.segment_summary"
            ).fetchall()
            time.sleep(0.02)


def put(server: Server, schema: str, night: str, *, keep_previous: bool = True) -> None:
    """Publish two marts that say the same."""
    marts = []
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for table, column in (("rpt_settings", "shop"), ("segment_summary", "segment_name")):
            connection.execute(f"create table marts.{table} as select '{night}' as {column}")
            marts.append(Mart(table, None, (column,), (Column(column, "VARCHAR", None),)))
        extract = Extract(Path(), PublishedBuild(date(2024, 6, 30), "model", 10), tuple(marts))
        target = PostgresTarget(server.url(), schema)
        publish_postgres(connection, extract, target, keep_previous=keep_previous)


def schemas(server: Server, schema: str) -> list[str]:
    found = ask(
        server, f"select nspname from pg_namespace where nspname like '{schema}%' order by 1"
    )
    return [name for (name,) in found]


def test_readers_see_one_night_or_the_next(server: Server) -> None:
    put(server, "nights", "night 0")
    stop, seen = Event(), list[tuple[str, str]]()
    reader = Thread(target=watch, args=(server, "nights", stop, seen))
    reader.start()
    for number in range(1, 11):
        put(server, "nights", f"night {number}")
        time.sleep(0.05)
    stop.set()
    reader.join()
    assert all(shop == segment for shop, segment in seen)
    assert {("night 0", "night 0"), ("night 10", "night 10")} <= set(seen)
    assert schemas(server, "nights") == ["nights"]


def test_a_killed_publication_leaves_what_was_there(server: Server, demo: Build) -> None:
    put(server, "killed", "old")
    options = [
        "--database",
        demo.database,
        "--postgres",
        server.url(),
        "--postgres-schema",
        "killed",
    ]
    with psycopg.connect(server.url()) as blocker:
        # the swap waits for this, and by then all is loaded
        blocker.execute("grant usage on schema killed to public")
        process = subprocess.Popen(
            [sys.executable, "-m", "reports.publishing", "--aggregates-only", *options], cwd=ROOT
        )
        waiting = (
            "select count(*) from pg_stat_activity where application_name = 'segmart' "
            "and wait_event_type = 'Lock' and query like 'alter schema%'"
        )
        while ask(server, waiting) != [(1,)]:
            assert process.poll() is None
            time.sleep(0.1)
        process.kill()
        process.wait()
        blocker.rollback()
    assert ask(server, "select shop from killed.rpt_settings") == [("old",)]
    while ask(server, "select 1 from pg_stat_activity where application_name = 'segmart'"):
        time.sleep(0.1)
    assert schemas(server, "killed") == ["killed"]
    put(server, "killed", "new")
    assert ask(server, "select shop from killed.rpt_settings") == [("new",)]


def test_tables_before_that_are_being_read_stay_for_a_while(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.publishing.postgres.PATIENCE", "50ms")
    put(server, "slow", "night")
    with psycopg.connect(server.url()) as reader:
        reader.execute("select count(*) from slow.segment_summary")
        put(server, "slow", "night")
        former = [name for name in schemas(server, "slow") if name.startswith("slow__old_")]
        assert len(former) == 1
        # after an erasure that is not good enough
        with pytest.raises(ReportError, match="are still being read; allowed: publishing again"):
            put(server, "slow", "night", keep_previous=False)
    put(server, "slow", "night", keep_previous=False)
    assert schemas(server, "slow") == ["slow"]


def test_what_is_not_ours_is_left_alone(server: Server) -> None:
    ask(server, "create schema theirs")
    with pytest.raises(ReportError, match="the schema theirs is there and was not published by"):
        put(server, "theirs", "night")
    put(server, "viewed", "night")
    ask(server, "create view public.mine as select * from viewed.segment_summary")
    with pytest.raises(ReportError, match=r"would be lost with them: public\.mine; allowed"):
        put(server, "viewed", "night")
    assert ask(server, "select * from public.mine") == [("night",)]


def test_the_password_stands_in_nothing_that_is_written_or_said(
    server: Server,
    shop: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = tmp_path / "published"
    options = ["--database", shop, "--postgres", server.url(), "--postgres-schema", "secretly"]
    options += ["--duckdb", places / "shop.duckdb", "--parquet", places / "parquet"]
    options += ["--audiences", places / "audiences"]
    assert main([str(option) for option in options]) == 0
    comments = ask(server, "select string_agg(description, ' ') from pg_description")
    assert server.password not in str(comments)
    monkeypatch.setenv("PGPASSWORD", f"not-{server.password}")
    assert main([str(option) for option in options]) == 2
    said = "".join(capfd.readouterr())
    assert "in the schema secretly" in said
    assert 'PostgreSQL: connection failed: connection to server at "127.0.0.1"' in said
    assert 'password authentication failed for user "owner"' in said
    assert server.password not in said
    written = [path for path in places.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".duckdb", ".parquet", ".json", ".csv", ".jsonl"}
    for path in written:
        assert server.password.encode() not in path.read_bytes()
