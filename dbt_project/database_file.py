"""Before a build opens its database: it is free and can be written, or one line says what to do."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from pathlib import Path
from tempfile import TemporaryFile

import duckdb
from dbt.adapters.events.logging import AdapterLogger

LOCKED = re.compile(r"Could not set lock(?:.*\(PID (\d+)\))?", re.DOTALL)
POLL_SECONDS = 0.2
# a disk that has no more than this is full
SPARE_BYTES = 64 * 1024


class DatabaseFileError(RuntimeError):
    """A database that no build can begin on; the message is one line for the user."""


def claim(path: Path, wait_seconds: float) -> None:
    """Make the folder of a database, and wait until no other process has the file open.

    Parameters
    ----------
    path : Path
        The DuckDB file; it need not be there.
    wait_seconds : float
        How long to wait for the other process; longer than a minute is announced.

    Raises
    ------
    DatabaseFileError
        If the file or its folder cannot be written, if the file is no database of this version of
        DuckDB, or if it was not free in time.
    """
    check_writable(path)
    deadline = time.monotonic() + wait_seconds
    is_announced = wait_seconds <= 60
    while holder := holder_of(path):
        if time.monotonic() >= deadline:
            raise DatabaseFileError(
                f"{path}: {holder} has it open, such as another build; begin again when that has "
                f"ended, or set SEGMART_WAIT to the seconds to wait for it (now {wait_seconds:g})"
            )
        if not is_announced:
            AdapterLogger("DuckDB").info(f"{path}: waiting for {holder}, which has it open")
            is_announced = True
        time.sleep(POLL_SECONDS)


def check_writable(path: Path) -> None:
    """Check that the file can be written, and others beside it: DuckDB keeps its log there.

    Raises
    ------
    DatabaseFileError
        If not, with the reason of the operating system.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path.parent) as file:
            file.write(bytes(SPARE_BYTES))
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(None, "the file is write-protected")
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "free some space" if is_full else "make it and its folder writable"
        raise DatabaseFileError(
            f"{path}: cannot be written ({error.strerror}); {remedy}, or set SEGMART_DATABASE to "
            "a file elsewhere"
        ) from None


def holder_of(path: Path) -> str | None:
    """Process that has a database open, in words; None where it is free."""
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        locked = LOCKED.search(str(error))
        if not locked:
            raise DatabaseFileError(
                f"{path}: cannot be opened ({' '.join(str(error).split())}); put a copy of it back "
                "or set SEGMART_DATABASE to a new file"
            ) from None
        return f"process {locked[1]}" if locked[1] else "another process"
    return None


def limit_memory(connection: duckdb.DuckDBPyConnection, limit: str) -> None:
    """Set how much memory DuckDB takes before it writes beside the database.

    Raises
    ------
    DatabaseFileError
        If the limit is neither a size nor a share.
    """
    try:
        connection.execute("set memory_limit = ?", [limit])
    except duckdb.Error:
        raise DatabaseFileError(
            f"SEGMART_MEMORY: found {limit!r}, allowed: a size such as 4GB or a share such as 80%"
        ) from None


def remove_leftovers(path: Path) -> None:
    """Remove what a killed build left beside a database that this process has open.

    Files that were being landed and what DuckDB put on disk for want of memory hold rows of
    customers, and no later build would look at them.
    """
    for ending in ("landing", "tmp"):
        if (folder := Path(f"{path}.{ending}")).is_dir():
            shutil.rmtree(folder)
