"""Audiences: every customer of the newest report in one list, safe to open in a spreadsheet."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from reports.publishing.audiences import publish_audiences
from reports.publishing.extract import Extract
from reports.publishing.marts import Build as PublishedBuild
from tests.conftest import Build
from tests.reports.publishing.conftest import Published

Row = dict[str, Any]


def entries(folder: Path) -> list[Row]:
    found: list[Row] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return found


def read(folder: Path, entry: Row) -> list[Row]:
    text = (folder / entry["file"]).read_text(encoding="utf-8")
    if entry["file"].endswith(".csv"):
        return list(csv.DictReader(text.splitlines()))
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def test_each_customer_of_the_newest_report_is_in_the_list_of_their_segment(
    demo: Build, published: Published
) -> None:
    known = demo.rows(
        "select segment_id, customer_id from marts.fct_customer_segments where is_latest"
    )
    assert len(known) == 2000
    for ending in (".csv", ".jsonl"):
        listed = [
            (entry["segment_id"], row["customer_id"])
            for entry in entries(published.audiences)
            if entry["file"].endswith(ending) and "segment_id" in entry
            for row in read(published.audiences, entry)
        ]
        assert sorted(listed) == sorted(known)


def test_the_changes_are_those_of_the_newest_report(demo: Build, published: Published) -> None:
    known = demo.rows(
        "select customer_id, change, segment_id, previous_segment_id, is_holdout "
        "from marts.segment_audience_changes where as_of_date = date '2024-06-30' order by 1"
    )
    (entry,) = (e for e in entries(published.audiences) if e["file"].endswith("/changes.jsonl"))
    names = ("customer_id", "change", "segment_id", "previous_segment_id", "is_holdout")
    rows = read(published.audiences, entry)
    assert [tuple(row[name] for name in names) for row in rows] == known
    assert entry["rows"] == len(known) > 0


# ids as a hostile or a careless shop may have them
HOSTILE = ["=1+1", "+82 10", "-1", "@sum(1)", "\tt", "\rr", "＝1", "a=1", 'O\'Neil, "Kim"', "한글"]


def write_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables that audiences are read from, for a segment of customers with such ids."""
    day = "date '2024-06-30'"
    connection.execute("create schema marts")
    connection.execute(f"create table marts.rpt_settings as select {day} as as_of_date")
    connection.execute(
        "create table marts.dim_segments as select 7 as segment_id, 'RFM CAN''T/LOSE' as "
        "segment_code, '-Dear' as segment_name_en, '귀한' as segment_name_ko"
    )
    connection.execute("create table ids (customer_id varchar)")
    connection.executemany("insert into ids values (?)", [[name] for name in HOSTILE])
    connection.execute(
        f"create table marts.fct_customer_segments as select {day} as as_of_date, customer_id, "
        "7 as segment_id, true as is_latest from ids"
    )
    connection.execute(
        f"create table marts.segment_audience_changes as select {day} as as_of_date, customer_id, "
        "7 as segment_id, null::integer as previous_segment_id, 'entered' as change, "
        "false as is_holdout from ids"
    )
    # 18 digits, more than a double holds
    connection.execute(
        f"create table marts.fct_customer_features as select {day} as as_of_date, customer_id, "
        "1 as recency_days, 2 as order_count, -12345678901234.5678::decimal(18, 4) as "
        "monetary_value, null::decimal(18, 4) as expected_value from ids"
    )


def test_formulas_are_guarded_in_csv_and_exact_in_json(tmp_path: Path) -> None:
    build = PublishedBuild(date(2024, 6, 30), None, 10)
    with duckdb.connect() as connection:
        write_marts(connection)
        extract = Extract(tmp_path, build, ())
        version = publish_audiences(connection, extract, tmp_path, keep_previous=True)
    assert sorted(path.name for path in version.iterdir()) == [
        *("7_rfm_can_t_lose.csv", "7_rfm_can_t_lose.jsonl", "changes.csv", "changes.jsonl")
    ]
    guarded = {name: f"'{name}" for name in HOSTILE[:7]}
    for stem in ("7_rfm_can_t_lose", "changes"):
        with (version / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["customer_id"] for row in rows} == {guarded.get(n, n) for n in HOSTILE}
        lines = (version / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
        exact = [json.loads(line, parse_float=Decimal) for line in lines]
        assert {row["customer_id"] for row in exact} == set(HOSTILE)
    with (version / "7_rfm_can_t_lose.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    # a number is no formula, whatever its sign
    assert row["segment_name_en"] == "'-Dear" and row["monetary_value"] == "-12345678901234.5678"
    lines = (version / "7_rfm_can_t_lose.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0], parse_float=Decimal) == {
        "as_of_date": "2024-06-30",
        "customer_id": min(HOSTILE),
        "segment_id": 7,
        "segment_code": "RFM CAN'T/LOSE",
        "segment_name_en": "-Dear",
        "segment_name_ko": "귀한",
        "change": "entered",
        "is_holdout": False,
        "recency_days": 1,
        "order_count": 2,
        "monetary_value": Decimal("-12345678901234.5678"),
        "expected_value": None,
    }
