"""Progress of a long fit on a terminal; silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def show_progress(total: int) -> Iterator[Callable[[str], None]]:
    """Give a function that is told each finished step.

    Parameters
    ----------
    total : int
        Number of steps.

    Yields
    ------
    callable
        Takes the step's description: the bar on the terminal shows it with the time left. Without
        a terminal behind the standard error it does nothing.
    """
    if not sys.stderr.isatty():
        yield lambda description: None
        return
    columns = (
        TextColumn("choosing segments"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda description: progress.update(task, advance=1, description=description)
