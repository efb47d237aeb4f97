"""Files as they are delivered: encodings, headers, and every record with its line and text."""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BLOCK_BYTES = 16 * 1024 * 1024
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
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return line[:SHOWN_CHARACTERS] + ("..." if len(line) > SHOWN_CHARACTERS else "")


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


def parquet_columns(path: Path) -> list[str]:
    """Column names of a Parquet file."""
    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise LandingError(f"{path}: found no Parquet file ({error}), expected one") from None
