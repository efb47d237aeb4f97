"""What answers are checked with: the truth of the demo shop and numbers of its marts."""

import json

import duckdb
import pandas as pd
import pytest

from tests.answers import ANSWERS
from tests.conftest import DEMO, Build

TRUTH = json.loads((DEMO / "truth.json").read_text("utf-8"))
PLANTED = {row["customer_id"]: row["planted_segment"] for row in TRUTH["customers"]}
LAST, BEFORE = "2024-06-30", "2024-05-31"


def table(build: Build, query: str) -> pd.DataFrame:
    with duckdb.connect(str(build.database), read_only=True) as connection:
        return connection.execute(query).df()


def segments(build: Build, as_of_date: str) -> dict[str, str]:
    query = (
        "select customer_id, segment_name from marts.fct_customer_segments "
        f"where as_of_date = '{as_of_date}'"
    )
    return dict(build.rows(query))


def values(build: Build, column: str, as_of_date: str) -> dict[str, float]:
    query = (
        f"select customer_id, cast({column} as double) from marts.fct_customer_features "
        f"where as_of_date = '{as_of_date}'"
    )
    return dict(build.rows(query))


def expected(name: str, value: int, keys: int = 1) -> dict:
    """A column of an answer by its first columns."""
    found = {row[:keys] if keys > 1 else row[0]: row[value] for row in ANSWERS[name]}
    assert len(found) == len(ANSWERS[name])
    return found


def close(numbers: dict, digits: float = 1e-4) -> object:
    return pytest.approx({key: numbers[key] for key in numbers}, abs=digits)
