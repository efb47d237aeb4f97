"""Parquet: one file a table, for whatever reads a folder."""

from pathlib import Path

import duckdb

from reports.publishing.extract import Extract
from reports.publishing.marts import Mart, literal
from reports.publishing.versions import File, publish_version


def publish_parquet(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    folder: Path,
    *,
    keep_previous: bool,
) -> Path:
    """Write the tables of an extract as a new version of a folder, see `publish_version`.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The extract, opened read-only.
    extract : Extract
        What it holds.
    folder : Path
        The folder of versions.
    keep_previous : bool
        Whether the version before stays.
    """

    def write(new: Path) -> list[File]:
        # several threads would cut the row groups elsewhere, and the bytes would differ
        connection.execute("set threads = 1")
        return [_write_table(connection, mart, new) for mart in extract.marts]

    return publish_version(folder, extract.build, write, keep_previous=keep_previous)


def _write_table(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> File:
    name = f"{mart.name}.parquet"
    ((rows,),) = connection.execute(
        f"copy {mart.table} to {literal(folder / name)} (format parquet, compression zstd)"
    ).fetchall()
    return File(
        name,
        {
            "table": mart.name,
            "description": mart.description,
            "rows": rows,
            "key": list(mart.key),
            "columns": [
                {"name": column.name, "type": column.type, "description": column.description}
                for column in mart.columns
            ],
        },
    )
