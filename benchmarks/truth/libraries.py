"""Other libraries: each in an environment of its own, asked by a small script that only it runs."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.truth.orders import Labels

# labels by question
Answers = Mapping[str, Labels]
SCRIPTS = Path(__file__).parent / "library_scripts"
INSTALL_SECONDS = 900
RUN_SECONDS = 600


class NotInstalledError(Exception):
    """A library that cannot be had here, with the reason of pip."""


@dataclass(frozen=True)
class Library:
    """A version of a library.

    Attributes
    ----------
    package, version
        As on the package index.
    script
        Module of `library_scripts` that speaks its language.
    pins
        What else is held, so that the same versions come again.
    """

    package: str
    version: str
    script: str
    pins: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what it is called in the table."""
        return f"{self.package} {self.version}"


LIFETIMES = Library("lifetimes", "0.11.3", "lifetimes", ("pandas<4", "numpy<3"))
OPENRETAILSCIENCE = Library("openretailscience", "0.48.1", "openretailscience", ())
# the last under the former name that scores recency this way; it needs Python below 3.13
PYRETAILSCIENCE = Library("pyretailscience", "0.33.0", "pyretailscience", ("duckdb==1.3.2",))
PYMC_MARKETING = Library("pymc-marketing", "0.19.2", "pymc_marketing", ())


def install(library: Library, folder: Path) -> Path:
    """Install a library into an environment below a folder, once; return its Python.

    Raises
    ------
    NotInstalledError
        If pip cannot, with the last line that it says.
    """
    environment = folder / library.name.replace(" ", "-")
    python = environment / "bin" / "python"
    stamp = environment / "installed"
    if stamp.exists():
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--retries", "1", f"{library.package}=={library.version}", *library.pins]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotInstalledError(f"not within {INSTALL_SECONDS} s") from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstalledError((said or ["pip failed without a word"])[-1])
    stamp.touch()
    return python


def ask(
    library: Library, python: Path, questions: Iterable[tuple[str, Path, date]]
) -> dict[str, Labels]:
    """Ask a library all its questions in one process; return its labels by question.

    Parameters
    ----------
    library : Library
        Which.
    python : Path
        Python of its environment.
    questions : iterable of (question, orders.csv, as_of_date)
        A question is one that the script answers.
    """
    command = [str(python), str(SCRIPTS / f"{library.script}_labels.py")]
    asked = json.dumps([[name, str(path), str(day)] for name, path, day in questions])
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=RUN_SECONDS)
    if done.returncode:
        raise RuntimeError(f"{library.name} stopped: {done.stderr[-2000:]}")
    # libraries print too; the answer is the last line
    answers: dict[str, Labels] = json.loads(done.stdout.splitlines()[-1])
    return answers
