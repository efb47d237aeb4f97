"""The comparison of two databases finds what was changed, and nothing else."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dbt_project.compare import compare
from tests.conftest import ROOT

MARTS = """
    create schema marts;
    create table marts.dim_marts as
        select 'sales' as table_name, 'day, customer_id' as key_columns
        union all select 'dim_marts', 'table_name';
    create table marts.sales as
        select
            date '2024-01-01' + cast(n as integer) as day, 'c' || n as customer_id,
            cast(n as decimal(18, 4)) as net_value, n / 3 as share, n as order_count,
            'digest ' || random() as input_digest
        from range(4) as numbers (n);
"""


def database(path: Path, changes: str = "") -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(MARTS + changes)
    return path


def texts(left: Path, right: Path) -> dict[str, list[str]]:
    return {found.mart: found.texts for found in compare(left, right) if found.texts}


def test_equal_marts_are_equal_whatever_their_digest(tmp_path: Path) -> None:
    left, right = database(tmp_path / "a.duckdb"), database(tmp_path / "b.duckdb")
    assert texts(left, right) == {}
    assert [found.mart for found in compare(left, right)] == ["dim_marts", "sales"]


def test_a_folder_of_parquet_is_read_like_a_database(tmp_path: Path) -> None:
    left = database(tmp_path / "a.duckdb")
    folder = tmp_path / "marts.db"
    with duckdb.connect(str(left), read_only=True) as connection:
        for mart in ("dim_marts", "sales"):
            (folder / mart).mkdir(parents=True)
            connection.execute(f"copy marts.{mart} to '{folder / mart}/part.parquet'")
    assert texts(left, folder) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "update marts.sales set net_value = 9 where customer_id = 'c2'",
            "column net_value: 1 rows differ: day 2024-01-03, customer_id c2: "
            "Decimal('2.0000') left, Decimal('9.0000') right",
        ),
        # 1 / 3 + 2e-9: more than one unit of the ninth place
        (
            "update marts.sales set share = share + 2e-9 where customer_id = 'c1'",
            "column share: 1 rows differ: day 2024-01-02, customer_id c1: "
            "0.3333333333333333 left, 0.3333333353333333 right",
        ),
        (
            "update marts.sales set share = null where customer_id = 'c0'",
            "column share: 1 rows differ: day 2024-01-01, customer_id c0: 0.0 left, None right",
        ),
        (
            "delete from marts.sales where customer_id = 'c3'",
            "1 rows only left: day 2024-01-04, customer_id c3",
        ),
        (
            "insert into marts.sales (day, customer_id) values ('2024-02-01', 'new')",
            "1 rows only right: day 2024-02-01, customer_id new",
        ),
        ("alter table marts.sales drop order_count", "column order_count: only left"),
        (
            "alter table marts.sales alter net_value type double",
            "column net_value: DECIMAL(18,4) left, DOUBLE right",
        ),
        ("drop table marts.sales", "table only left"),
    ],
)
def test_a_difference_is_found(tmp_path: Path, change: str, expected: str) -> None:
    left, right = database(tmp_path / "a.duckdb"), database(tmp_path / "b.duckdb", change)
    assert texts(left, right) == {"sales": [expected]}


def test_what_rounding_may_change_is_no_difference(tmp_path: Path) -> None:
    change = "update marts.sales set share = share + 1e-9"
    left, right = database(tmp_path / "a.duckdb"), database(tmp_path / "b.duckdb", change)
    assert texts(left, right) == {}


def test_the_command_ends_with_one_where_marts_differ(tmp_path: Path) -> None:
    left = database(tmp_path / "a.duckdb")
    right = database(tmp_path / "b.duckdb", "delete from marts.sales where customer_id = 'c3'")
    command = [sys.executable, "-m", "dbt_project.compare"]
    for place, code, verdict in ((left, 0, "equal"), (right, 1, "differs")):
        done = subprocess.run(
            [*command, str(left), str(place)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        assert f"sales: {verdict}, 4 and" in done.stdout


def test_a_place_without_marts_is_one_line(tmp_path: Path) -> None:
    left = database(tmp_path / "it's a shop.duckdb")
    (tmp_path / "empty").mkdir()
    for name, said in (("none.duckdb", "found nothing there"), ("empty", "found no marts")):
        with pytest.raises(SystemExit, match=f"{name}: {said}"):
            texts(left, tmp_path / name)
