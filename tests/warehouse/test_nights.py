"""A build after another: what a night leaves is what a build of everything gives."""

import shutil
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import Build, differences, run_dbt
from tests.nights import EVENTS, SETTINGS, Shop

# what hangs on the rows alone; the rest hangs on these and on the models
MEASURED = ["--select", "+fct_customer_features", "+fct_feature_signal", "+fct_customer_outcomes"]
MEASURED += ["+row_reconciliation", "+fct_rejected_rows", "+fct_order_lines"]
DUE = "select cast(as_of_date as varchar) from intermediate.int_due_snapshots order by 1"
SNAPSHOTS = DUE.replace("int_due_snapshots", "int_snapshots")
# as in a large shop, each snapshot is measured by itself
ONE_BY_ONE = {"days_in_batch": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all builds of this module: dbt reads the project once for one database."""
    return tmp_path_factory.mktemp("nights")


def night(shop: Shop, folder: Path, *select: str, **changed: object) -> Build:
    shop.write_map(folder / "shop.duckdb")
    build = run_dbt(
        shop.folder.parent, folder, {**SETTINGS, **changed}, ["run", *select], macros=ONE_BY_ONE
    )
    assert build.success, build.message
    return build


def first_build(folder: Path, seed: int, *select: str) -> tuple[Shop, Build]:
    shutil.rmtree(folder / "raw", ignore_errors=True)
    (folder / "shop.duckdb").unlink(missing_ok=True)
    shop = Shop(folder / "raw", seed)
    shop.write_map(folder / "shop.duckdb")
    seeded = run_dbt(shop.folder.parent, folder, SETTINGS, ["seed"])
    assert seeded.success, seeded.message
    return shop, night(shop, folder, *select)


def assert_a_full_refresh_changes_nothing(shop: Shop, build: Build, *select: str) -> None:
    """Build everything again, but for the models and what was reported."""
    before = replace(build, database=build.database.with_name("before.duckdb"))
    shutil.copy(build.database, before.database)
    again = night(shop, build.database.parent, *select, "--full-refresh")
    assert differences(before, again) == {}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> tuple[Shop, Build, Path]:
    """A shop before its first night, with a copy of its files and of its database."""
    shop, build = first_build(folder, 0, *MEASURED)
    kept = tmp_path_factory.mktemp("first")
    shutil.copytree(shop.folder, kept / "orders")
    shutil.copy(build.database, kept)
    return shop, build, kept


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    # a failing sequence names itself; making it shorter would take an hour
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 1000),
    nights=st.lists(
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3), min_size=1, max_size=2
    ),
)
def test_nights_leave_what_a_full_refresh_gives(
    folder: Path, first: tuple[Shop, Build, Path], seed: int, nights: Sequence[list[str]]
) -> None:
    known, build, kept = first
    shop = deepcopy(known)
    shop.random.seed(seed)
    shutil.rmtree(shop.folder)
    shutil.copytree(kept / "orders", shop.folder)
    shutil.copy(kept / "shop.duckdb", build.database)
    for events in nights:
        shop.night(events)
        build = night(shop, folder, *MEASURED)
    assert_a_full_refresh_changes_nothing(shop, build, *MEASURED)


def test_a_late_row_changes_the_snapshots_on_or_after_its_date_and_no_other(
    folder: Path,
) -> None:
    shop, build = first_build(folder, 5, *MEASURED)
    features = (
        "select * exclude (input_digest) from marts.fct_customer_features "
        "where as_of_date < date '2024-01-01' order by all"
    )
    before = build.rows(features)
    assert night(shop, folder, *MEASURED).rows(DUE) == []
    late = shop.a_line()
    late[1], late[3], late[8] = "late", "2023-12-31", 1
    shop.lines.append(late)
    shop.write("late")
    build = night(shop, folder, *MEASURED)
    known = [day for (day,) in build.rows(SNAPSHOTS)]
    assert [day for (day,) in build.rows(DUE)] == [day for day in known if day >= "2023-12-31"]
    old = [row for row in before if str(row[0]) < "2023-12-31"]
    new = [row for row in build.rows(features) if str(row[0]) < "2023-12-31"]
    assert old == new and len(old) > 10


def test_only_reported_dates_have_signal_whatever_was_reported_before(folder: Path) -> None:
    shop, build = first_build(folder, 8, *MEASURED)
    signal = "select distinct as_of_date from marts.fct_feature_signal order by 1"
    reported = "select as_of_date from intermediate.int_snapshots where is_reported order by 1"
    every = "select as_of_date from intermediate.int_snapshots"
    before = build.rows(reported)
    fewer = night(shop, folder, *MEASURED, history_snapshots=0)
    # a month end that was reported is a date of the value model still
    assert set(fewer.rows(every)) & set(before) > set(fewer.rows(reported))
    assert fewer.rows(signal) == fewer.rows(reported)
    again = night(shop, folder, *MEASURED)
    assert again.rows(signal) == again.rows(reported) == before


def test_a_build_that_died_is_mended_by_the_next(folder: Path) -> None:
    shop, build = first_build(folder, 6, *MEASURED)
    with duckdb.connect(str(build.database)) as connection:
        # it had come as far as the features of the newest snapshot, and half of the signal
        connection.execute(
            "delete from marts.fct_customer_features where as_of_date = date '2023-12-31'"
        )
        connection.execute("delete from marts.value_models")
    again = night(shop, folder, *MEASURED)
    assert again.rows(DUE) == [("2023-12-31",)]
    assert_a_full_refresh_changes_nothing(shop, again, *MEASURED)


def test_a_backfill_is_what_builds_one_by_one_give(folder: Path) -> None:
    shop, _ = first_build(folder, 7)
    whole = night(shop, folder, history_snapshots=12)
    tables = {
        "marts.fct_customer_features": "* exclude (input_digest, is_latest)",
        "marts.cluster_labels": "*",
        "marts.fct_customer_outcomes": "*",
    }
    months = "select as_of_date from intermediate.int_snapshots where is_reported order by 1"
    days = [str(day) for (day,) in whole.rows(months)]
    assert len(days) == 9

    def rows(build: Build, table: str, day: str) -> list[tuple]:
        where = f"where as_of_date = date '{day}'"
        # what the shop did later is not known earlier
        where += " and is_complete" if table.endswith("outcomes") else ""
        return build.rows(f"select {tables[table]} from {table} {where} order by all")

    expected = {(table, day): rows(whole, table, day) for table in tables for day in days}
    compared = 0
    # the same model labels: that of the first build stays
    for day in days[2::4]:
        one = night(shop, folder, as_of_date=day, history_snapshots=0)
        known = one.rows("select as_of_date from intermediate.int_snapshots")
        for table, past in expected:
            found = (
                rows(one, table, past) if past in {str(known_day) for (known_day,) in known} else []
            )
            if found:
                compared += 1
                assert found == expected[table, past], (table, past, day)
    assert compared >= 8
