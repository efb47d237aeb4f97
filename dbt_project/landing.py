"""Landing: every row of a raw file, with its file, line and text.

The plugin adds functions to the DuckDB connection of dbt, which the macro `land_raw_files` calls.
`land_find` lists the files of a source table with a digest of their content, by which a file is
known again. `land_inspect` reads one and says how it is to be read: Parquet and clean CSV (valid
UTF-8, no quotes, the header's number of fields on every line) by DuckDB itself. Any other file goes
through `land_repair`, which parses it record by record and loses none: what does not parse is kept
as a malformed line. `land_names_erased` finds erased customers in such lines.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from dbt.adapters.duckdb.plugins import BasePlugin

from dbt_project.database_file import claim, remove_leftovers
from dbt_project.erase_customer.digests import land_names_erased

BLOCK_BYTES = 16 * 1024 * 1024
BATCH_ROWS = 50_000
# a quoted field may span lines; a stray quote must not swallow the rest of the file
MAX_LINES_PER_RECORD = 50
# DuckDB reads no lines of 2 MB and more
LONGEST_CLEAN_LINE = 1024 * 1024
# of what was found in a file, a message shows so much
SHOWN_CHARACTERS = 300
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# a field may be of any length
csv.field_size_limit(2**31 - 1)


class LandingError(ValueError):
    """A file that cannot be landed; the message is one line for the user."""


@dataclass(frozen=True)
class Layout:
    """What the files of a source table look like.

    Attributes
    ----------
    columns
        Names of the columns that the shop's format needs; a file may have others too.
    optional
        Names of columns that a file may lack.
    separator
        What stands between fields: a comma, or a blank for any number of blanks.
    has_header
        Whether the first line names the columns; without, `columns` are all of them, in order.
    encodings
        Tried in this order: the first that holds for every byte is taken.
    """

    columns: list[str]
    optional: list[str]
    separator: str = ","
    has_header: bool = True
    encodings: tuple[str, ...] = ("utf-8", "cp949")

    @classmethod
    def read(cls, text: str) -> Layout:
        """Return the layout that the macro wrote as JSON."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Record:
    """One row as delivered; `fields` is None where the line does not parse."""

    line: int
    text: str
    fields: list[str] | None


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


def undecodable(path: Path, encoding: str) -> tuple[int, str] | None:
    """Line number and first byte (hexadecimal) that the encoding does not have, or None."""
    line = 1
    for block in blocks(path):
        try:
            block.decode(encoding)
        except UnicodeDecodeError as error:
            found = block[error.start : error.start + 1].hex()
            return line + block[: error.start].count(b"\n"), f"0x{found}"
        line += block.count(b"\n")
    return None


def encoding_of(path: Path, encodings: Sequence[str]) -> str:
    """Return the first of the encodings that holds for every byte of the file.

    Raises
    ------
    LandingError
        If none does, with the line of the first byte that each of them does not have.
    """
    problems = []
    for encoding in encodings:
        problem = undecodable(path, encoding)
        if problem is None:
            return encoding
        problems.append(f"{encoding.upper()} (line {problem[0]}: byte {problem[1]})")
    found = " nor ".join(problems)
    raise LandingError(f"{path}: found text that is not {found}, expected one of these encodings")


def lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield line number (from 1) and text, without the line ending."""
    number = 1
    for block in blocks(path):
        for text in block.decode(encoding).removesuffix("\n").split("\n"):
            yield number, text.removesuffix("\r")
            number += 1


def parse(text: str, separator: str = ",") -> tuple[list[str] | None, bool]:
    """Split one record into fields; the flag says that a quoted field is still open."""
    if separator == " ":
        return text.split(), False
    if '"' not in text:
        return text.split(separator), False
    try:
        # a line feed alone ends a line, not all that Unicode has
        return next(csv.reader(io.StringIO(text, newline="\n"), strict=True)), False
    except csv.Error as error:
        return None, "end of data" in str(error)


def records(path: Path, encoding: str, layout: Layout, field_count: int) -> Iterator[Record]:
    """Yield every record below the header; empty lines hold nothing and are no records.

    A quoted field may run over line ends as long as the record then has `field_count` fields;
    otherwise its first line alone is malformed and reading goes on at the next line.
    """
    source = lines(path, encoding)
    if layout.has_header:
        next(source)
    ahead: deque[tuple[int, str]] = deque()
    while ahead or (line := next(source, None)) is not None:
        number, text = ahead.popleft() if ahead else line
        if not text:
            continue
        fields, is_open = parse(text, layout.separator)
        if is_open:
            while len(ahead) < MAX_LINES_PER_RECORD and (line := next(source, None)) is not None:
                ahead.append(line)
            joined = text
            taken = 0
            while is_open and taken < len(ahead):
                joined += "\n" + ahead[taken][1]
                taken += 1
                fields, is_open = parse(joined, layout.separator)
            if fields is not None and len(fields) == field_count:
                text = joined
                for _ in range(taken):
                    ahead.popleft()
        yield Record(number, text, fields if fields and len(fields) == field_count else None)


def shown(text: str) -> str:
    """Return a text that was found in a file as a message may show it: short, in one line."""
    cut = text[:SHOWN_CHARACTERS] + ("..." if len(text) > SHOWN_CHARACTERS else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def read_header(path: Path, encoding: str, layout: Layout) -> list[str]:
    """Return the column names of a text file, as its header or else the layout has them.

    Raises
    ------
    LandingError
        If there is no first line, or it ends where no other tool ends one.
    """
    number, text = next(lines(path, encoding), (0, ""))
    wanted = ", ".join(layout.columns)
    if not text:
        problem = "an empty first line" if number else "an empty file"
        raise LandingError(f"{path}: found {problem}, expected the columns {wanted}")
    if "\r" in text:
        raise LandingError(
            f"{path}: found a carriage return in the first line ({shown(text)}), expected lines "
            "that end in a line feed, with or without a carriage return before it"
        )
    if not layout.has_header:
        return layout.columns
    return [name.strip() for name in parse(text, layout.separator)[0] or []]


def check_header(path: Path, header: list[str], layout: Layout) -> None:
    """Check that every needed column is there, and none that is read is there twice.

    Raises
    ------
    LandingError
        With the columns that were found and those that were expected.
    """
    expected = f"found {shown(', '.join(header))}; expected {', '.join(layout.columns)}"
    if layout.optional:
        expected += f" and, where there are any, {', '.join(layout.optional)}"
    for name in [*layout.columns, *layout.optional]:
        count = header.count(name)
        if count > 1 or (count == 0 and name in layout.columns):
            problem = "there more than once" if count else "missing"
            raise LandingError(f"{path}: column {name} is {problem}: {expected}")


def is_clean(path: Path, field_count: int) -> bool:
    """Whether every line has `field_count` fields and no quote, so that a plain split is exact."""
    ending = None
    for block in blocks(path):
        codes = np.frombuffer(block, dtype=np.uint8)
        ends = np.flatnonzero(codes == ord("\n"))
        if not block.endswith(b"\n"):
            ends = np.append(ends, len(codes))
        commas = np.flatnonzero(codes == ord(","))
        per_line = np.diff(np.searchsorted(commas, ends), prepend=0)
        returns = block.count(b"\r")
        if ending is None:
            ending = returns > 0
        if (
            field_count < 2
            or int(np.diff(ends, prepend=-1).max()) > LONGEST_CLEAN_LINE
            or b'"' in block
            or b"\0" in block
            or bool((per_line != field_count - 1).any())
            or returns != (block.count(b"\r\n") if ending else 0)
            or (ending and returns < block.count(b"\n"))
        ):
            return False
    return True


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


def parquet_columns(path: Path) -> list[str]:
    """Column names of a Parquet file."""
    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise LandingError(f"{path}: found no Parquet file ({error}), expected one") from None


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

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Wait for the database file, or say in one line why it cannot be opened."""
        if creds.path != ":memory:":
            claim(Path(creds.path), self.wait_seconds)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the landing functions, now that nobody else has the file open."""
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
