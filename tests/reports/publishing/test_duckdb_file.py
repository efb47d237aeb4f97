"""The published DuckDB file: read while it is replaced, never half, never the build's lock."""

import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from reports.errors import ReportError
from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from tests.conftest import ROOT
from tests.reports.publishing.conftest import Published, call_it

READER = Path(__file__).with_name("reader.py")
READERS = 8
NIGHTS = 10


def value(path: Path, query: str) -> object:
    with duckdb.connect(str(path), read_only=True) as connection:
        ((found,),) = connection.execute(query).fetchall()
    return found


def test_eight_readers_see_ten_nights_and_none_of_them_half(
    few_marts: Path, tmp_path: Path
) -> None:
    target, stop = tmp_path / "published.duckdb", tmp_path / "stop"
    call_it(few_marts, "night 0")
    publish(few_marts, Targets(target))
    readers = [
        subprocess.Popen(
            [sys.executable, READER, target, stop], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(READERS)
    ]
    for number in range(1, NIGHTS + 1):
        # the build's own file is free for its next night whatever is being read
        call_it(few_marts, f"night {number}")
        publish(few_marts, Targets(target))
    stop.touch()
    ended = [reader.communicate(timeout=60) for reader in readers]
    assert [
        (reader.returncode, error) for reader, (_, error) in zip(readers, ended, strict=True)
    ] == [(0, b"")] * READERS
    told = [json.loads(output) for output, _ in ended]
    assert all(f"night {NIGHTS}" in one["seen"] for one in told)
    # they did read in between
    assert len(set().union(*(one["seen"] for one in told))) > NIGHTS / 2
    assert sum(one["reads"] for one in told) > READERS * NIGHTS / 2


def test_who_has_the_old_file_open_goes_on_reading_it(few_marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published.duckdb"
    call_it(few_marts, "old")
    publish(few_marts, Targets(target))
    target.chmod(0o640)
    with duckdb.connect(str(target), read_only=True) as reader:
        call_it(few_marts, "new")
        publish(few_marts, Targets(target))
        assert reader.execute("select shop from marts.rpt_settings").fetchall() == [("old",)]
        assert reader.execute("select count(*) from marts.fct_orders").fetchall() != [(0,)]
    assert value(target, "select shop from marts.rpt_settings") == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {
        *("shop.duckdb", "published.duckdb", ".published.duckdb.lock")
    }


def test_a_killed_publication_leaves_what_was_there(shop: Path, tmp_path: Path) -> None:
    target, parquet = tmp_path / "published.duckdb", tmp_path / "parquet"
    call_it(shop, "old")
    publish(shop, Targets(target, parquet), with_customers=False)
    before = target.read_bytes(), (parquet / "manifest.json").read_bytes()
    call_it(shop, "new")
    options = ["--database", shop, "--duckdb", target, "--parquet", parquet, "--aggregates-only"]
    process = subprocess.Popen([sys.executable, "-m", "reports.publishing", *options], cwd=ROOT)
    half = parquet / "versions" / ".new"
    while process.poll() is None and not (half.exists() and any(half.iterdir())):
        time.sleep(0.001)
    process.kill()
    assert process.wait() == -9
    assert (tmp_path / ".published.duckdb.new").exists() and half.exists()
    assert (target.read_bytes(), (parquet / "manifest.json").read_bytes()) == before
    publish(shop, Targets(target, parquet), with_customers=False)
    assert value(target, "select shop from marts.rpt_settings") == "new"
    assert not (tmp_path / ".published.duckdb.new").exists() and not half.exists()


def test_the_tables_carry_their_descriptions_for_clients_of_any_version(
    published: Published,
) -> None:
    bare = "select count(*) from duckdb_columns() where schema_name = 'marts' and comment is null"
    assert value(published.file, bare) == 0
    bare = "select count(*) from duckdb_tables() where comment is null"
    assert value(published.file, bare) == 0
    # files of the default format are read by DuckDB 2 alone
    storage = "select tags['storage_version'] from duckdb_databases() where not internal"
    assert value(published.file, storage) == "v1.0.0+"


def test_only_a_published_file_is_replaced(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="found the build's own file"):
        publish(shop, Targets(shop))
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute(
            "create schema marts; create schema raw; create table raw.orders (i int)"
        )
        connection.execute("create table marts.rpt_settings (shop varchar)")
    with pytest.raises(ReportError, match="its schemas are: marts, raw; allowed"):
        publish(shop, Targets(other))
    text = tmp_path / "notes.txt"
    text.write_text("mine")
    with pytest.raises(ReportError, match=r"cannot open .*notes\.txt"):
        publish(shop, Targets(text))
    assert text.read_text() == "mine"
    # DuckDB could not tell the schema from the database
    with pytest.raises(ReportError, match="allowed: a file not named marts"):
        publish(shop, Targets(tmp_path / "marts.duckdb"))
    assert not (tmp_path / "marts.duckdb").exists()


def test_the_file_is_read_through_sqlalchemy(
    few_marts: Path, tmp_path: Path, sqlalchemy_is_there: None
) -> None:
    import sqlalchemy

    target = tmp_path / "published.duckdb"
    call_it(few_marts, "old")
    publish(few_marts, Targets(target))
    engine = sqlalchemy.create_engine(
        f"duckdb:///{target}",
        connect_args={"read_only": True},
        # as Superset has it: a pool would keep the old file open
        poolclass=sqlalchemy.pool.NullPool,
    )
    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine, schema="marts")
    assert set(metadata.tables) == {
        *("marts.rpt_settings", "marts.segment_summary", "marts.cluster_models"),
        *("marts.dim_marts", "marts.fct_orders"),
    }
    summary = metadata.tables["marts.segment_summary"]
    assert summary.c.net_value.type.asdecimal and summary.c.net_value.comment
    select = sqlalchemy.select(summary.c.segment_name, summary.c.net_value).where(
        summary.c.is_latest
    )
    with engine.connect() as connection:
        rows = connection.execute(select).fetchall()
    with duckdb.connect(str(few_marts), read_only=True) as connection:
        known = connection.execute(
            "select segment_name, net_value from marts.segment_summary where is_latest"
        ).fetchall()
    assert sorted(map(tuple, rows)) == sorted(known)
    call_it(few_marts, "new")
    publish(few_marts, Targets(target))
    with engine.connect() as connection:
        assert {name for name, _ in connection.execute(select)} == {"new"}
