"""From a build's database to every place that the marts are published to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from reports.errors import ReportError
from reports.publishing.audiences import publish_audiences
from reports.publishing.duckdb_file import replace_file, successor
from reports.publishing.extract import Extract, extract_marts, read_extract
from reports.publishing.parquet import publish_parquet
from reports.publishing.targets import PostgresTarget, Targets


def publish(
    database: Path,
    targets: Targets,
    *,
    with_customers: bool = True,
    keep_previous: bool = True,
) -> list[str]:
    """Publish the public marts of a build.

    Each target is replaced as a whole or not at all, and all of them by the same tables. Publishing
    the same build again changes nothing that a reader could tell.

    Parameters
    ----------
    database : Path
        The build's file; it is opened read-only, and only while its tables are copied.
    targets : Targets
        Where to.
    with_customers : bool, default=True
        Whether tables with a ``customer_id`` are published too.
    keep_previous : bool, default=True
        Whether what was published before may stay for those who are reading it. After a customer
        was erased it may not.

    Returns
    -------
    list of str
        What was published where, a line for each target.

    Raises
    ------
    ReportError
        If a build is under way or the last one did not end well, or if a target cannot be
        replaced. Targets before it in the order PostgreSQL, Parquet, audiences, DuckDB have been.
    """
    if targets.audiences and not with_customers:
        raise ReportError("--audiences: found --aggregates-only too; allowed: one of the two")
    said = []
    with _place(targets.duckdb, database) as path:
        extract = extract_marts(database, path, with_customers=with_customers)
        what = f"{len(extract.marts)} tables as of {extract.build.as_of_date}"
        with read_extract(extract) as connection:
            if targets.postgres:
                _fill_postgres(connection, extract, targets.postgres, keep_previous=keep_previous)
                said.append(f"postgres:  {what} in the schema {targets.postgres.schema}")
            if targets.parquet:
                version = publish_parquet(
                    connection, extract, targets.parquet, keep_previous=keep_previous
                )
                said.append(f"parquet:   {what} in {version}")
            if targets.audiences:
                version = publish_audiences(
                    connection, extract, targets.audiences, keep_previous=keep_previous
                )
                said.append(f"audiences: those of {extract.build.as_of_date} in {version}")
        if targets.duckdb:
            replace_file(path, targets.duckdb)
            said.append(f"duckdb:    {what} in {targets.duckdb}")
    return said


@contextmanager
def _place(target: Path | None, database: Path) -> Iterator[Path]:
    """Name of the file that the marts are copied into: beside the file that it is to replace."""
    if target:
        with successor(target, database) as path:
            yield path
    else:
        with TemporaryDirectory(prefix="segmart-") as folder:
            yield Path(folder) / "extract.duckdb"


def _fill_postgres(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    target: PostgresTarget,
    *,
    keep_previous: bool,
) -> None:
    try:
        # its driver is needed by those alone who publish there
        from reports.publishing.postgres import publish_postgres
    except ModuleNotFoundError as error:
        raise ReportError(
            f"--postgres: found no module {error.name}; allowed: once "
            "`pip install 'psycopg[binary]>=3.2'` has brought it"
        ) from error
    publish_postgres(connection, extract, target, keep_previous=keep_previous)
