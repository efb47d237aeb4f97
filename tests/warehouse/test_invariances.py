"""What must not change a table: row order, threads, another build, rows of later days."""

import random
from pathlib import Path

import pytest

from tests.conftest import QUICK, Build, differences, run_dbt

# the one column that may depend on the order of rows in the files
FILE_ROW_NUMBER = ["source_row_number"]
MARCH = "2024-03-31"


def shuffled_copy(files: Path, folder: Path, seed: int) -> Path:
    """Write the files with their rows in another order."""
    folder.mkdir()
    for path in files.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(seed).shuffle(rows)
        (folder / path.name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def test_row_order_threads_and_batches_change_nothing(
    quick: Build, few: Path, tmp_path: Path
) -> None:
    raw = shuffled_copy(few, tmp_path / "raw", seed=1)
    again = run_dbt(raw, tmp_path / "build", QUICK, threads=4, macros={"days_in_batch": "1"})
    assert again.success, again.message
    batches = "select count(*), count(distinct batch_number) from intermediate.int_due_snapshots"
    assert quick.rows(batches) == [(9, 1)]
    assert again.rows(batches) == [(9, 9)]
    assert differences(quick, again, ignored=FILE_ROW_NUMBER) == {}


def test_a_second_build_changes_nothing(quick: Build, few: Path, next_to_quick: Path) -> None:
    second = run_dbt(few, next_to_quick, QUICK)
    assert second.success, second.message
    assert differences(quick, second) == {}


@pytest.fixture(scope="module")
def in_march(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    build = run_dbt(few, tmp_path_factory.mktemp("in_march"), {**QUICK, "as_of_date": MARCH})
    assert build.success, build.message
    return build


def test_rows_after_as_of_date_change_nothing(in_march: Build, few: Path, tmp_path: Path) -> None:
    known = tmp_path / "known"
    known.mkdir()
    dated = {"Onlinesales_info.csv": 2, "Marketing_info.csv": 0}
    removed = 0
    for path in few.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        position = dated.get(path.name)
        kept = [
            row
            for row in rows
            if position is None
            or len(row.split(",")) <= position
            or not MARCH < row.split(",")[position] < "3"
        ]
        removed += len(rows) - len(kept)
        (known / path.name).write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    assert removed > 500
    cut = run_dbt(known, tmp_path / "cut", {**QUICK, "as_of_date": MARCH})
    assert cut.success, cut.message
    assert differences(in_march, cut, ignored=FILE_ROW_NUMBER) == {}


def test_a_past_snapshot_is_what_a_build_of_that_day_saw(quick: Build, in_march: Build) -> None:
    query = f"""
        select * exclude (is_latest) from marts.fct_customer_features
        where as_of_date = date '{MARCH}' order by customer_id
    """
    assert quick.rows(query) == in_march.rows(query)
