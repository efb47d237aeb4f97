"""Landing: every row of a raw CSV file, with its file, line and text.

The plugin adds two functions to the DuckDB connection of dbt, which the macro `land_raw_files`
calls. `land_inspect` reads the file once and says whether it is clean: valid UTF-8, no quotes, and
the header's number of fields on every line. A clean file is then read by DuckDB itself. Any other
file goes through `land_repair`, which parses it record by record and loses none: what does not
parse is kept as a malformed line.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from dbt.adapters.duckdb.plugins import BasePlugin

BLOCK_BYTES = 16 * 1024 * 1024
BATCH_ROWS = 50_000
# a quoted field may span lines; a stray quote must not swallow the rest of the file
MAX_LINES_PER_RECORD = 50
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LandingError(ValueError):
    """A file that cannot be landed; the message is one line for the user."""


@dataclass(frozen=True)
class Record:
    """One row as delivered; `fields` is None where the line does not parse."""

    line: int
    text: str
    fields: list[str] | None


def decode(content: bytes, path: Path, first_line: int) -> str:
    """Decode UTF-8 strictly.

    Parameters
    ----------
    content : bytes
        Whole lines of the file.
    path : Path
        The file, for the message.
    first_line : int
        Line number of the first byte, from 1.

    Raises
    ------
    LandingError
        At the first byte that is not UTF-8, with its line.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first_line + content[: error.start].count(b"\n")
        found = content[error.start : error.start + 1].hex()
        raise LandingError(
            f"{path}: line {line} is not UTF-8: found byte 0x{found}, expected a file in UTF-8"
        ) from None


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines, without a byte order mark."""
    with path.open("rb") as file:
        rest = file.read(len(BYTE_ORDER_MARK)).removeprefix(BYTE_ORDER_MARK)
        while chunk := file.read(BLOCK_BYTES):
            whole, newline, tail = (rest + chunk).rpartition(b"\n")
            if newline:
                yield whole + newline
            rest = tail
        if rest:
            yield rest


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number (from 1) and text, without the line ending."""
    number = 1
    for block in blocks(path):
        for text in decode(block, path, number).removesuffix("\n").split("\n"):
            yield number, text.removesuffix("\r")
            number += 1


def parse(text: str) -> tuple[list[str] | None, bool]:
    """Split one record into fields; the flag says that a quoted field is still open."""
    if '"' not in text:
        return text.split(","), False
    try:
        return next(csv.reader(text.splitlines(keepends=True), strict=True)), False
    except csv.Error as error:
        return None, "end of data" in str(error)


def records(path: Path, field_count: int) -> Iterator[Record]:
    """Yield every record below the header; empty lines hold nothing and are no records.

    A quoted field may run over line ends as long as the record then has `field_count` fields;
    otherwise its first line alone is malformed and reading goes on at the next line.
    """
    source = lines(path)
    next(source)
    ahead: deque[tuple[int, str]] = deque()
    while ahead or (line := next(source, None)) is not None:
        number, text = ahead.popleft() if ahead else line
        if not text:
            continue
        fields, is_open = parse(text)
        if is_open:
            while len(ahead) < MAX_LINES_PER_RECORD and (line := next(source, None)) is not None:
                ahead.append(line)
            joined = text
            taken = 0
            while is_open and taken < len(ahead):
                joined += "\n" + ahead[taken][1]
                taken += 1
                fields, is_open = parse(joined)
            if fields is not None and len(fields) == field_count:
                text = joined
                for _ in range(taken):
                    ahead.popleft()
        yield Record(number, text, fields if fields and len(fields) == field_count else None)


def read_header(path: Path, expected: list[str]) -> list[str]:
    """Return the header's column names, after checking that every expected one is there.

    Raises
    ------
    LandingError
        If the file is missing or empty, or lacks a column, or names one twice.
    """
    if not path.is_file():
        folder = path.parent
        found = ", ".join(sorted(p.name for p in folder.iterdir())) if folder.is_dir() else ""
        place = f"the folder holds: {found or 'nothing'}" if folder.is_dir() else "no such folder"
        raise LandingError(f"{path}: file not found ({place}); set raw_path or SEGMART_RAW")
    _, text = next(lines(path), (1, ""))
    header = [name.strip() for name in parse(text)[0] or []]
    wanted = ", ".join(expected)
    if not text:
        raise LandingError(f"{path}: found an empty file, expected the columns {wanted}")
    for name in expected:
        if header.count(name) != 1:
            problem = "missing" if name not in header else "there more than once"
            raise LandingError(
                f"{path}: column {name} is {problem}: found {', '.join(header)}; expected {wanted}"
            )
    return header


def is_clean(path: Path, field_count: int) -> bool:
    """Whether every line has `field_count` fields and no quote, so that a plain split is exact."""
    number = 1
    ending = None
    for block in blocks(path):
        decode(block, path, number)
        codes = np.frombuffer(block, dtype=np.uint8)
        ends = np.flatnonzero(codes == ord("\n"))
        if not block.endswith(b"\n"):
            ends = np.append(ends, len(codes))
        commas = np.flatnonzero(codes == ord(","))
        per_line = np.diff(np.searchsorted(commas, ends), prepend=0)
        returns = block.count(b"\r")
        number += len(ends)
        if ending is None:
            ending = returns > 0
        if (
            field_count < 2
            or b'"' in block
            or b"\0" in block
            or bool((per_line != field_count - 1).any())
            or returns != (block.count(b"\r\n") if ending else 0)
            or (ending and returns < block.count(b"\n"))
        ):
            return False
    return True


def land_inspect(path: str, expected_columns: str) -> str:
    """Check a raw file; the answer is JSON: `error`, or `header` and `is_clean`.

    Parameters
    ----------
    path : str
        The CSV file.
    expected_columns : str
        JSON list of the column names that the shop's format needs; others may be there too.
    """
    try:
        header = read_header(Path(path), json.loads(expected_columns))
        return json.dumps({"header": header, "is_clean": is_clean(Path(path), len(header))})
    except LandingError as error:
        return json.dumps({"error": str(error)})


def land_repair(path: str, header: str, repaired_path: str) -> str:
    """Parse a file that is not clean into Parquet; returns the path of the result.

    Parameters
    ----------
    path : str
        The CSV file.
    header : str
        JSON list of its column names.
    repaired_path : str
        Parquet file to write: `line`, `text`, then the columns, null where a line is malformed.
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

        for record in records(Path(path), len(names)):
            batch.append(record)
            if len(batch) == BATCH_ROWS:
                flush()
        if batch:
            flush()
    return repaired_path


class Plugin(BasePlugin):
    """Makes the database's folder and adds the landing functions to dbt's connection."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Make the folder of the database file, which DuckDB would not."""
        if creds.path != ":memory:":
            Path(creds.path).parent.mkdir(parents=True, exist_ok=True)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the landing functions."""
        for function in (land_inspect, land_repair):
            parameters = ["VARCHAR"] * function.__code__.co_argcount
            conn.create_function(
                function.__name__, function, parameters, "VARCHAR", side_effects=True
            )
