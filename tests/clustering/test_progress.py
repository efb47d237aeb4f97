"""Progress: drawn on a terminal, silent elsewhere."""

import os
import pty
import subprocess
import sys

SCRIPT = """
from clustering.progress import show_progress
with show_progress(2) as advance:
    advance("rfm_ev, 4 clusters, resample 1")
    advance("rfm_ev, 4 clusters, resample 2")
"""


def test_silent_without_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


def test_a_terminal_shows_what_is_done_and_what_is_left() -> None:
    master, terminal = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    subprocess.run([sys.executable, "-c", SCRIPT], stderr=terminal, env=environment, check=True)
    os.close(terminal)
    drawn = os.read(master, 100_000).decode()
    os.close(master)
    assert "choosing segments" in drawn
    assert "2/2" in drawn
    assert "rfm_ev, 4 clusters, resample 2" in drawn
