"""Chromium as the tests and the pictures start it: headless, an empty profile, no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

MODULES = ROOT / ".venv" / "lib" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VALIDATOR = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Playwright's own flags keep background services quiet; nothing may be looked up either
FLAGS = ("--disable-gpu", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND")


def missing() -> list[str]:
    """What of the programs is not there; `install.sh` brings it."""
    found = {
        "Chromium": shutil.which("chromium"),
        "Playwright": find_spec("playwright"),
        "axe-core": AXE.exists(),
        "Java": shutil.which("java"),
        "Nu HTML checker": VALIDATOR.exists(),
    }
    return [name for name, there in found.items() if not there]


@contextmanager
def chromium(playwright: Playwright, **environment: str) -> Iterator[Browser]:
    """Start the browser of the system, with these variables in its environment too."""
    browser = playwright.chromium.launch(
        executable_path=Path(str(shutil.which("chromium"))),
        args=list(FLAGS),
        env={**os.environ, **environment},
    )
    try:
        yield browser
    finally:
        browser.close()
