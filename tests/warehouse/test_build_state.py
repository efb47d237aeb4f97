"""Whether the marts are those of builds that ended well: what publishing asks."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import DEMO, Build, run_dbt

STATE = "select was_whole, is_whole from raw.build_state"


@pytest.fixture
def folder(demo: Build, tmp_path: Path) -> Path:
    shutil.copy(demo.database, tmp_path / "shop.duckdb")
    return tmp_path


def test_a_build_of_every_model_makes_the_marts_whole(demo: Build) -> None:
    ((_, is_whole),) = demo.rows(STATE)
    assert is_whole


def test_a_build_of_some_models_leaves_whole_what_was_whole(folder: Path) -> None:
    some = ["build", "--select", "dim_marts"]
    assert run_dbt(DEMO, folder, command=some).rows(STATE) == [(True, True)]
    # as a build leaves it that is killed
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("update raw.build_state set is_whole = false")
    build = run_dbt(DEMO, folder, command=some)
    assert build.success
    assert build.rows(STATE) == [(False, False)]


def test_a_build_that_fails_leaves_the_marts_not_whole(folder: Path) -> None:
    failed = run_dbt(
        DEMO, folder, {"max_rejected_share": 0.001}, ["run", "--select", "int_order_lines"]
    )
    assert "expected a share of at most max_rejected_share" in failed.message
    assert failed.rows(STATE) == [(True, False)]
