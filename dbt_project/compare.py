"""Compare the marts of two databases: ``python -m dbt_project.compare LEFT RIGHT``.

Each side is a DuckDB file, or a folder with a folder of Parquet files a mart, as Spark keeps its
tables (``warehouse/spark/tables/marts.db``). Rows are matched by the key that `dim_marts` names.
Doubles are equal to 1e-9 of their size, or of 1; everything else exactly. The digest by which a
build knows its own rows again is each engine's own and is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

# one unit of the ninth place, to which marts are rounded
TOLERANCE = 1e-9 + 1e-15
EXAMPLES = 3
OWN_COLUMNS = ("input_digest",)


@dataclass
class Difference:
    """What differs between the two sides of a mart.

    Attributes
    ----------
    mart : str
        Name of the table.
    left_count, right_count : int
        Rows of each side.
    texts : list of str
        One line a difference: a missing table or column, another type, keys of one side only, or a
        column with the number of its rows that differ and the first keys with both values.
    """

    mart: str
    left_count: int = 0
    right_count: int = 0
    texts: list[str] = field(default_factory=list)


def attach(connection: duckdb.DuckDBPyConnection, side: str, place: Path) -> None:
    """Make the marts of a place views of a schema named after its side."""
    if not place.exists():
        raise SystemExit(
            f"{place}: found nothing there, expected a DuckDB file or a folder of Parquet tables"
        )
    connection.execute(f"create schema {side}")
    path = str(place).replace("'", "''")
    if place.is_dir():
        sources = {
            table.name: f"read_parquet('{path}/{table.name}/*.parquet')"
            for table in sorted(place.iterdir())
            if any(table.glob("*.parquet"))
        }
    else:
        connection.execute(f"attach '{path}' as {side}_file (read_only)")
        names = connection.execute(
            "select table_name from duckdb_tables() "
            f"where database_name = '{side}_file' and schema_name = 'marts'"
        ).fetchall()
        sources = {name: f"{side}_file.marts.{name}" for (name,) in names}
    if not sources:
        raise SystemExit(f"{place}: found no marts")
    for name, source in sources.items():
        connection.execute(f"create view {side}.{name} as select * from {source}")


def columns_of(connection: duckdb.DuckDBPyConnection, side: str, mart: str) -> dict[str, str]:
    """Names and types of the columns of a mart, but for those of one engine's own."""
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where schema_name = ? and table_name = ? order by column_index",
        [side, mart],
    ).fetchall()
    # whole numbers are told apart by their values alone
    kinds = {"TINYINT": "BIGINT", "SMALLINT": "BIGINT", "INTEGER": "BIGINT", "HUGEINT": "BIGINT"}
    return {name: kinds.get(kind, kind) for name, kind in rows if name not in OWN_COLUMNS}


def compare_mart(connection: duckdb.DuckDBPyConnection, mart: str, key: list[str]) -> Difference:
    """Compare one mart, which both sides have."""
    found = Difference(mart)
    left, right = (columns_of(connection, side, mart) for side in ("left_side", "right_side"))
    for name in sorted(left.keys() ^ right.keys()):
        found.texts.append(f"column {name}: only {'left' if name in left else 'right'}")
    shared = [name for name in left if name in right]
    for name in shared:
        if left[name] != right[name]:
            found.texts.append(f"column {name}: {left[name]} left, {right[name]} right")
    on = " and ".join(f"one.{name} is not distinct from other.{name}" for name in key)
    connection.execute(
        "create or replace temp table pairs as select one, other from "
        f"(select *, true as is_here from left_side.{mart}) as one full outer join "
        f"(select *, true as is_here from right_side.{mart}) as other on {on}"
    )
    ((found.left_count, found.right_count),) = connection.execute(
        "select count(one.is_here), count(other.is_here) from pairs"
    ).fetchall()
    for side, opposite in (("one", "other"), ("other", "one")):
        keys = ", ".join(f"{side}.{name}" for name in key)
        query = f"from pairs where {side}.is_here and {opposite}.is_here is null"
        ((count,),) = connection.execute(f"select count(*) {query}").fetchall()
        if count:
            rows = connection.execute(f"select {keys} {query} order by all limit {EXAMPLES}")
            named = "; ".join(told(key, row) for row in rows.fetchall())
            found.texts.append(f"{count} rows only {'left' if side == 'one' else 'right'}: {named}")
    keys = ", ".join(f"one.{name}" for name in key)
    for name in (name for name in shared if name not in key):
        differs = f"one.{name} is distinct from other.{name}"
        if left[name] == right[name] == "DOUBLE":
            size = f"greatest(1, abs(one.{name}), abs(other.{name}))"
            differs += f" and coalesce(abs(one.{name} - other.{name}) > {TOLERANCE} * {size}, true)"
        query = f"from pairs where one.is_here and other.is_here and {differs}"
        ((count,),) = connection.execute(f"select count(*) {query}").fetchall()
        if count:
            rows = connection.execute(
                f"select {keys}, one.{name}, other.{name} {query} order by all limit {EXAMPLES}"
            )
            named = "; ".join(
                f"{told(key, row)}: {row[-2]!r} left, {row[-1]!r} right" for row in rows.fetchall()
            )
            found.texts.append(f"column {name}: {count} rows differ: {named}")
    return found


def exact_columns(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """Columns by which rows are matched where no key is known: all but the doubles."""
    left, right = (columns_of(connection, side, mart) for side in ("left_side", "right_side"))
    return [name for name, kind in left.items() if name in right and kind != "DOUBLE"]


def told(key: list[str], row: tuple[object, ...]) -> str:
    """Say which row is meant."""
    return ", ".join(f"{name} {value}" for name, value in zip(key, row, strict=False))


def compare(left: Path, right: Path) -> Iterator[Difference]:
    """Compare every mart that one of two places has, by name."""
    with duckdb.connect() as connection:
        attach(connection, "left_side", left)
        attach(connection, "right_side", right)
        keys = dict(
            connection.execute(
                "select table_name, key_columns from left_side.dim_marts union "
                "select table_name, key_columns from right_side.dim_marts"
            ).fetchall()
        )
        sides: dict[str, set[str]] = {}
        for side, name in connection.execute(
            "select schema_name, view_name from duckdb_views() where schema_name like '%_side'"
        ).fetchall():
            sides.setdefault(name, set()).add(side)
        for name in sorted(sides.keys() | keys.keys()):
            here = sides.get(name, set())
            if len(here) == 2 and name in keys:
                key = [column for column in keys[name].split(", ") if column]
                yield compare_mart(connection, name, key or exact_columns(connection, name))
            else:
                only = {"left_side": "only left", "right_side": "only right"}
                text = ", ".join(only[side] for side in here) or "on neither side"
                yield Difference(name, texts=[f"table {text if len(here) < 2 else 'has no key'}"])


def main() -> None:
    """Print the marts that differ; the exit code is 1 if any does."""
    parser = argparse.ArgumentParser(prog="python -m dbt_project.compare", description=__doc__)
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    arguments = parser.parse_args()
    differ = False
    for found in compare(arguments.left, arguments.right):
        differ = differ or bool(found.texts)
        counts = f"{found.left_count} and {found.right_count} rows"
        print(f"{found.mart}: {'differs' if found.texts else 'equal'}, {counts}")
        for text in found.texts:
            print(f"    {text}")
    sys.exit(differ)


if __name__ == "__main__":
    main()
