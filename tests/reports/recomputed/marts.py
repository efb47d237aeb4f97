"""The marts of a warehouse as rows, and what every recomputation needs to read them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import duckdb

Row = dict[str, Any]
Rows = list[Row]

# the id reserved for customers who never bought
PROSPECTS = 2
# a rate of fewer customers may be chance
FEWEST_CUSTOMERS = 30


class Marts(dict[str, Rows]):
    """All rows of a mart by its name, read once; values are those of the database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self.connection = connection

    def __missing__(self, name: str) -> Rows:
        cursor = self.connection.execute(f"select * from marts.{name}")
        columns = [column[0] for column in cursor.description]
        self[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return self[name]


def pick(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def latest(rows: Rows) -> Rows:
    return [row for row in rows if row["is_latest"]]


def newest(rows: Rows, key: str = "as_of_date") -> Rows:
    last = max((row[key] for row in rows), default=None)
    return [row for row in rows if row[key] == last]


def grouped(rows: Iterable[Row], *columns: str) -> dict[Any, Rows]:
    """Rows by the value of a column, or by those of several."""
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[itemgetter(*columns)(row)].append(row)
    return dict(groups)


def total(values: Iterable[Any]) -> Any:
    """Sum of the values that are known; None if none is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """Part of a whole; None if either is unknown or there is no whole."""
    return None if part is None or not whole else float(part) / float(whole)


def step(value: float, bounds: Sequence[float]) -> int:
    """Step of a heat map, from 1; a bound belongs to the step above it."""
    return bisect_right(bounds, value) + 1


def unknown_last(value: Any) -> tuple[bool, Any]:
    """Key to sort by that puts None at the end."""
    return value is None, 0 if value is None else value


def largest_first(value: float | None) -> tuple[bool, float]:
    """Key to sort by that puts the largest first and None at the end."""
    return value is None, -(value or 0)


def segment_name(marts: Marts, language: str, segment_id: int | None, *otherwise: Any) -> Any:
    """Today's name in the language, else the first of the others that is known."""
    names = {row["segment_id"]: row[f"segment_name_{language}"] for row in marts["dim_segments"]}
    names_by_preference = (names.get(segment_id), *otherwise)
    return next((str(name) for name in names_by_preference if name is not None), None)


def display_key(marts: Marts, segment_id: int | None) -> tuple[Any, ...]:
    """Key to sort segments by as reports show them, unknown ones at the end."""
    order = {row["segment_id"]: row["display_order"] for row in marts["dim_segments"]}
    return *unknown_last(order.get(segment_id)), *unknown_last(segment_id)


def units(marts: Marts) -> dict[str, str | None]:
    """Unit of each feature."""
    return {row["feature"]: row["unit"] for row in marts["dim_features"]}


def reason(row: Row, language: str) -> Any:
    return row["reason" if language == "en" else f"reason_{language}"]
