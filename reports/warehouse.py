"""Reads the marts of a warehouse: each query becomes rows of one frozen dataclass.

A query is a file in ``queries/`` that selects from marts only, and the columns that it returns are
the fields of its dataclass: shares, sums and medians are SQL, so that a reader can run the same
select and get the same number.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb

from reports.errors import ReportError

QUERIES = Path(__file__).parent / "queries"
# no rule or reason is as long; a name of a megabyte would make pages that no browser shows
LONGEST_TEXT = 10_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class Settings:
    """How the shop is set; ``queries/settings.sql``."""

    shop: str
    as_of_date: date
    horizon_days: int
    currency: str
    report_language: str
    time_zone: str


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse read-only.

    Raises
    ------
    ReportError
        If there is no such file, or if it cannot be opened as a database.
    """
    check_database(database)
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise ReportError(f"cannot open {database}: {_first_line(error)}") from error


def check_database(database: Path) -> None:
    """Stop where there is no warehouse.

    Raises
    ------
    ReportError
        If there is no such file.
    """
    if not database.is_file():
        raise ReportError(
            f"no database at {database}; allowed: the file of a finished `dbt build`, "
            "named by --database or SEGMART_DATABASE"
        )


def load_settings(connection: duckdb.DuckDBPyConnection) -> Settings:
    """How the shop is set, after a check that every mart of the report is there.

    Raises
    ------
    ReportError
        If a mart is missing (names the missing and the found), or if ``rpt_settings`` is not
        one row.
    """
    needed = sorted(
        {name for path in QUERIES.glob("*.sql") for name in re.findall(r"marts\.(\w+)", _sql(path))}
    )
    missing = [name for name in needed if not _exists(connection, name)]
    if missing:
        found = [name for name in needed if name not in missing]
        raise ReportError(
            f"no table marts.{', marts.'.join(missing)}; found in marts: "
            f"{', '.join(found) or 'none'}; all are needed: let `dbt build` finish first"
        )
    settings = select(connection, "settings", Settings)
    if len(settings) != 1:
        raise ReportError(f"marts.rpt_settings has {len(settings)} rows; allowed: exactly 1")
    return settings[0]


def select(
    connection: duckdb.DuckDBPyConnection, query: str, row_type: type[Row], **parameters: str
) -> tuple[Row, ...]:
    """Run ``queries/<query>.sql``; each row becomes a `row_type` with the columns as fields.

    Of a text of more than 10,000 characters the beginning is read.

    Raises
    ------
    ReportError
        If a mart or a column that the query reads is missing.
    """
    try:
        cursor = connection.execute(_sql(QUERIES / f"{query}.sql"), parameters or None)
        rows = cursor.fetchall()
    except duckdb.Error as error:
        raise ReportError(
            f"cannot read the marts for {query}: {_first_line(error)}; "
            "allowed: the columns that a `dbt build` of this version writes"
        ) from error
    columns = [column[0] for column in cursor.description]
    return tuple(row_type(**dict(zip(columns, map(_cut, row), strict=True))) for row in rows)


def _cut(value: object) -> object:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}…"
    return value


def _sql(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _exists(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    try:
        connection.execute(f"select 1 from marts.{name} limit 0").fetchall()
    except duckdb.CatalogException:
        return False
    return True
