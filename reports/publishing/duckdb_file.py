"""A second DuckDB file: readers never meet the build, and a new one takes its place at once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from reports.errors import ReportError
from reports.publishing.files import exclusive, swap


@contextmanager
def successor(target: Path, database: Path) -> Iterator[Path]:
    """The name of a new file beside the target, which nobody else writes meanwhile.

    Raises
    ------
    ReportError
        If the target is named like the schema in it, if it is there and was not published, or if
        another process is publishing to it.
    """
    if target.stem == "marts":
        # DuckDB names the database after its file, and marts.… would be the schema or the database
        raise ReportError(f"--duckdb: found {target}; allowed: a file not named marts")
    _check_replaceable(target, database)
    with exclusive(target.with_name(f".{target.name}.lock"), target):
        path = target.with_name(f".{target.name}.new")
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def replace_file(new: Path, target: Path) -> None:
    """Put a closed file in the place of the target; who has that one open goes on reading it."""
    if target.exists():
        shutil.copymode(target, new)
    # a log of changes belongs to the file that goes, and nobody should have changed that
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    swap(new, target)


def _check_replaceable(target: Path, database: Path) -> None:
    if not target.exists():
        return
    if database.exists() and target.samefile(database):
        raise ReportError(f"--duckdb: found the build's own file {target}; allowed: another one")
    try:
        with duckdb.connect(str(target), read_only=True) as connection:
            found = connection.execute(
                "select distinct schema_name from duckdb_tables() order by 1"
            ).fetchall()
    except duckdb.Error as error:
        raise ReportError(
            f"cannot open {target}: {str(error).splitlines()[0]}; "
            "allowed: a DuckDB file that was published before, or none"
        ) from error
    if found != [("marts",)]:
        schemas = ", ".join(name for (name,) in found) or "none"
        raise ReportError(
            f"{target} is no published file, its schemas are: {schemas}; "
            "allowed: a DuckDB file that was published before, or none"
        )
