"""Swaps that a reader, a killed process or a power cut never finds half done."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.errors import ReportError


@contextmanager
def exclusive(lock: Path, what: Path) -> Iterator[None]:
    """Hold `lock`, a file that stays, while `what` is written.

    Raises
    ------
    ReportError
        If another process holds it: waiting would let publications pile up.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReportError(
                f"another process is publishing to {what}; allowed: one at a time"
            ) from error
        yield


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(new: Path, target: Path) -> None:
    """Put a finished file in the place of another; who has that one open goes on reading it."""
    sync(new)
    new.replace(target)
    sync(target.parent)
