"""What is published: the public marts of a database, as ``dim_marts`` and the catalog list them."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from reports.errors import ReportError

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Column:
    """A column with its type as DuckDB names it, such as ``DECIMAL(18,4)``."""

    name: str
    type: str
    description: str | None


@dataclass(frozen=True)
class Mart:
    """A public table of the schema ``marts`` and the columns that name one of its rows."""

    name: str
    description: str | None
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        """The table as a query names it."""
        return f"marts.{quoted(self.name)}"


@dataclass(frozen=True)
class Build:
    """Which build the marts are of; ``queries/build.sql``."""

    as_of_date: date
    model_id: str | None
    smallest_published_cell: int


def load_build(connection: duckdb.DuckDBPyConnection) -> Build:
    """The build whose tables the connection reads.

    Raises
    ------
    ReportError
        If a build is under way or the last one did not end well, or if it was not of this version.
    """
    rows = _rows(connection, "build")
    if len(rows) != 1:
        raise ReportError(f"marts.rpt_settings has {len(rows)} rows; allowed: exactly 1")
    *build, is_whole = rows[0]
    if not is_whole:
        raise ReportError(
            "the last build is not over, or not all of it went well; "
            "allowed: publishing after a `dbt build` without errors"
        )
    return Build(*build)


def load_marts(connection: duckdb.DuckDBPyConnection) -> tuple[Mart, ...]:
    """The public marts, by name.

    Raises
    ------
    ReportError
        If one of them is missing, or if they are not those of a build of this version.
    """
    marts = []
    for (name, key, description), rows in groupby(
        _rows(connection, "columns"), key=lambda row: row[:3]
    ):
        columns = tuple(Column(*row[3:]) for row in rows if row[3] is not None)
        if not columns:
            raise ReportError(
                f"no table marts.{name}; all are needed: let `dbt build` finish first"
            )
        marts.append(Mart(name, description, tuple(key.split(", ")), columns))
    return tuple(marts)


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text, or what prints as one, as SQL takes it."""
    return "'" + str(text).replace("'", "''") + "'"


def read_query(name: str) -> str:
    """The text of ``queries/<name>.sql``."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(read_query(query)).fetchall()
    except duckdb.CatalogException as error:
        raise ReportError(
            f"cannot read the marts: {str(error).splitlines()[0]}; "
            "allowed: the tables that a `dbt build` of this version writes"
        ) from error
