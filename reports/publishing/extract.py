"""The copy of the public marts that every target is filled from.

The build's file is open for as long as the copy takes and no longer: DuckDB lets no build begin
while somebody reads it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reports.errors import ReportError
from reports.publishing.cells import select_published
from reports.publishing.marts import Build, Mart, literal, load_build, load_marts, quoted
from reports.warehouse import check_database

# the oldest that DuckDB writes: the clients of BI tools are older than the build's
STORAGE = "v1.0.0"


@dataclass(frozen=True)
class Extract:
    """A DuckDB file with the marts to publish, their descriptions in it too."""

    path: Path
    build: Build
    marts: tuple[Mart, ...]


def extract_marts(database: Path, path: Path, *, with_customers: bool) -> Extract:
    """Copy the public marts of a build into a new DuckDB file.

    Parameters
    ----------
    database : Path
        The build's file; it is opened read-only.
    path : Path
        The new file; one that is there is replaced.
    with_customers : bool
        Whether tables with a ``customer_id`` are copied too.

    Returns
    -------
    Extract
        The file, closed and whole on disk but for the operating system's cache.

    Raises
    ------
    ReportError
        If a build is under way or the last one did not end well, or if a mart is missing.
    """
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    with duckdb.connect() as connection:
        _attach(connection, database)
        connection.execute("use built")
        build = load_build(connection)
        marts = tuple(
            mart
            for mart in load_marts(connection)
            if with_customers or "customer_id" not in {column.name for column in mart.columns}
        )
        connection.execute(
            f"attach {literal(path)} as published (storage_version {literal(STORAGE)})"
        )
        # one transaction: each of its own would wait for the disk
        connection.begin()
        connection.execute("create schema published.marts")
        for mart in marts:
            _copy(connection, mart, build.smallest_published_cell)
        connection.commit()
        connection.execute("checkpoint published")
    return Extract(path, build, marts)


@contextmanager
def read_extract(extract: Extract) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the tables of an extract as ``marts.<name>``, whatever its file is called."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(extract.path)} as published (read_only)")
        connection.execute("use published")
        yield connection


def _attach(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    check_database(database)
    try:
        connection.execute(f"attach {literal(database)} as built (read_only)")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if writer := re.search(r"lock.*\(PID (\d+)\)", reason):
            raise ReportError(
                f"a build is writing to {database} (process {writer[1]}); "
                "allowed: publishing after it has ended"
            ) from error
        raise ReportError(f"cannot open {database}: {reason}") from error


def _copy(connection: duckdb.DuckDBPyConnection, mart: Mart, smallest_cell: int) -> None:
    copy = f"published.{mart.table}"
    connection.execute(
        f"create table {copy} as {select_published(mart, smallest_cell)} order by all"
    )
    if mart.description:
        connection.execute(f"comment on table {copy} is {literal(mart.description)}")
    for column in mart.columns:
        if column.description:
            connection.execute(
                f"comment on column {copy}.{quoted(column.name)} is {literal(column.description)}"
            )
