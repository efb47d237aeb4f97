"""Landing: every row of a raw file, with its file, line and text.

The plugin adds functions to the DuckDB connection of dbt, which the macro `land_raw_files` calls.
`land_find` lists the files of a source table with a digest of their content, by which a file is
known again. `land_inspect` reads one and says how it is to be read: Parquet and clean CSV (valid
UTF-8, no quotes, the header's number of fields on every line) by DuckDB itself. Any other file goes
through `land_repair`, which parses it record by record and loses none: what does not parse is kept
as a malformed line. `land_names_erased` finds erased customers in such lines.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from dbt.adapters.duckdb.plugins import BasePlugin

from dbt_project.database_file import claim, limit_memory, remove_leftovers
from dbt_project.delivered_files import (
    LandingError,
    Layout,
    Record,
    check_header,
    encoding_of,
    is_clean,
    parquet_columns,
    read_header,
    records,
)
from dbt_project.erase_customer.digests import land_names_erased

BATCH_ROWS = 50_000


def land_find(folder: str, patterns: str, is_optional: bool) -> str:
    """Find the files of a source table; the answer is JSON: `error`, or `files`.

    Parameters
    ----------
    folder : str
        Folder of the raw files.
    patterns : str
        JSON list of file names or patterns such as ``orders/*.csv``; files may match one of them
        only, so that the same table is never read in two forms.
    is_optional : bool
        Whether there may be no file at all.

    Returns
    -------
    str
        `files` is a list of `name` (relative to the folder), `digest` (SHA-256 of the content) and
        `same_as` (the name of an earlier file with the same content, or null).
    """
    place, wanted = Path(folder), json.loads(patterns)
    found = {p: sorted(f for f in place.glob(p) if f.is_file()) for p in wanted}
    matched = [pattern for pattern in wanted if found[pattern]]
    if len(matched) > 1:
        error = f"{folder}: found both {' and '.join(matched)}, expected one of them"
        return json.dumps({"error": error})
    if not matched and not is_optional:
        held = ", ".join(sorted(p.name for p in place.glob("*"))) or "nothing"
        here = f"the folder holds: {held}" if place.is_dir() else "no such folder"
        missing = f"{place / ' or '.join(wanted)}: file not found ({here})"
        return json.dumps({"error": f"{missing}; set raw_path or SEGMART_RAW"})
    files: list[dict[str, str | None]] = []
    known: dict[str, str] = {}
    for path in found[matched[0]] if matched else []:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return json.dumps({"error": told(path, error)})
        name = path.relative_to(place).as_posix()
        files.append({"name": name, "digest": digest, "same_as": known.get(digest)})
        known.setdefault(digest, name)
    return json.dumps({"files": files})


def land_inspect(path: str, layout: str) -> str:
    """Check a raw file; the answer is JSON: `error`, or how to read it.

    Parameters
    ----------
    path : str
        The file; one that ends in ``.parquet`` is Parquet, any other is text.
    layout : str
        The layout as JSON.

    Returns
    -------
    str
        `header`; `reader`, which is parquet, csv (a plain split is exact) or repair; `encoding`.
    """
    file, wanted = Path(path), Layout.read(layout)
    try:
        if file.suffix == ".parquet":
            header, encoding, reader = parquet_columns(file), "utf-8", "parquet"
        else:
            encoding = encoding_of(file, wanted.encodings)
            header = read_header(file, encoding, wanted)
            plain = encoding == "utf-8" and wanted.separator == "," and wanted.has_header
            reader = "csv" if plain and is_clean(file, len(header)) else "repair"
        check_header(file, header, wanted)
    except (LandingError, OSError) as error:
        return json.dumps({"error": told(file, error)})
    return json.dumps({"header": header, "reader": reader, "encoding": encoding})


def told(path: Path, error: LandingError | OSError) -> str:
    """One line for the user; a file may go between a look at it and the next."""
    if isinstance(error, LandingError):
        return str(error)
    return f"{path}: cannot be read ({error.strerror}); build again once it is there and readable"


def land_repair(path: str, layout: str, header: str, repaired_path: str) -> str:
    """Parse a text file record by record into Parquet, so that memory stays bounded.

    Parameters
    ----------
    path : str
        The text file.
    layout : str
        The layout as JSON.
    header : str
        JSON list of its column names.
    repaired_path : str
        Parquet file to write: `line`, `text`, then the columns, null where a line is malformed.

    Returns
    -------
    str
        The path of the result.
    """
    names = json.loads(header)
    schema = pa.schema([("line", pa.int64()), ("text", pa.string())])
    for position in range(len(names)):
        schema = schema.append(pa.field(f"field_{position}", pa.string()))
    Path(repaired_path).parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(repaired_path, schema) as writer:
        batch: list[Record] = []

        def flush() -> None:
            nothing = [None] * len(names)
            columns = zip(*(r.fields or nothing for r in batch), strict=True)
            arrays = [[r.line for r in batch], [r.text for r in batch], *columns]
            writer.write_table(pa.table([pa.array(a) for a in arrays], schema=schema))
            batch.clear()

        file, wanted = Path(path), Layout.read(layout)
        encoding = encoding_of(file, wanted.encodings)
        for record in records(file, encoding, wanted, len(names)):
            batch.append(record)
            if len(batch) == BATCH_ROWS:
                flush()
        if batch:
            flush()
    return repaired_path


def land_remove(repaired_path: str) -> bool:
    """Remove what `land_repair` wrote, and its folder when that is empty."""
    path = Path(repaired_path)
    path.unlink()
    if not any(path.parent.iterdir()):
        path.parent.rmdir()
    return True


class Plugin(BasePlugin):
    """Claims the database's file and adds the landing functions to dbt's connection."""

    def initialize(self, config: dict[str, Any]) -> None:
        """Take the settings of the profile."""
        self.wait_seconds = float(config["wait_seconds"])
        self.memory_limit = config["memory_limit"]

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Wait for the database file, or say in one line why it cannot be opened."""
        if creds.path != ":memory:":
            claim(Path(creds.path), self.wait_seconds)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the landing functions, now that nobody else has the file open."""
        limit_memory(conn, self.memory_limit)
        if self.creds and self.creds.path != ":memory:":
            remove_leftovers(Path(self.creds.path))
        text, flag = "VARCHAR", "BOOLEAN"
        for function, parameters, answer in (
            (land_find, [text, text, flag], text),
            (land_inspect, [text, text], text),
            (land_repair, [text, text, text, text], text),
            (land_remove, [text], flag),
            (land_names_erased, [text, text], flag),
        ):
            conn.create_function(function.__name__, function, parameters, answer, side_effects=True)
