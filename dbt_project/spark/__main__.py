"""Build a shop on Spark: ``python -m dbt_project.spark --vars '{"shop": "dacon"}'``.

Raw files are landed by DuckDB, as for a build on DuckDB, and registered as tables of Spark; then
dbt runs in phases, with the Python models between them, all in one session. Tables, metastore and
landed files stand in the folder SEGMART_SPARK.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from pyspark.sql import SparkSession

from dbt_project.spark.python_steps import Tables, run_python_model

PYTHON_MODELS = ("value_models", "cluster_model")


@contextmanager
def stopwatch(step: str) -> Iterator[None]:
    """Say how long a step took."""
    started = time.perf_counter()
    yield
    print(f"{time.perf_counter() - started:7.1f} s  {step}", file=sys.stderr)


class Dbt:
    """dbt with one target; the project is read once."""

    def __init__(self, target: str, variables: str) -> None:
        self.options = ["--target", target, "--vars", variables]
        self.runner = dbtRunner()
        self.manifest: Manifest = self.run("parse")
        self.runner = dbtRunner(manifest=self.manifest)

    def run(self, *command: str) -> Any:
        """Run a command and return its result; the process ends where it fails."""
        with stopwatch(f"dbt {' '.join(command)}"):
            answer = self.runner.invoke([*command, *self.options])
        if not answer.success:
            sys.exit(str(answer.exception) if answer.exception else 1)
        return answer.result


def build(folder: Path, variables: str = "{}") -> Dbt:
    """Build a shop.

    Parameters
    ----------
    folder : Path
        The folder that SEGMART_SPARK names.
    variables : str
        Vars of dbt, as JSON.

    Returns
    -------
    Dbt
        For more commands in the same session.
    """
    (folder / "delivered").mkdir(parents=True, exist_ok=True)
    delivered = json.dumps({"folder": str(folder / "delivered")})
    landing = Dbt("duckdb", variables)
    landing.run("seed")
    landing.run("run-operation", "write_delivered_tables", "--args", delivered)
    dbt = Dbt("spark", variables)
    dbt.run("run-operation", "read_delivered_tables", "--args", delivered)
    done: list[str] = []
    for name in PYTHON_MODELS:
        dbt.run("run", "--select", f"+{name}", "--exclude", name, *done)
        session = SparkSession.active()
        tables = Tables(session, duckdb.connect(), folder / "python")
        with stopwatch(f"Python model {name}"):
            run_python_model(tables, dict(dbt.manifest.nodes), name)
        done.append(f"+{name}")
    dbt.run("run", "--exclude", *done)
    return dbt


def main() -> None:
    """Build a shop and test it."""
    parser = argparse.ArgumentParser(prog="python -m dbt_project.spark", description=__doc__)
    parser.add_argument("--vars", default="{}", help="vars of dbt, as JSON")
    parser.add_argument("--no-tests", action="store_true", help="leave out dbt test")
    arguments = parser.parse_args()
    folder = Path(os.environ.setdefault("SEGMART_SPARK", "warehouse/spark")).absolute()
    os.environ["SEGMART_DATABASE"] = str(folder / "landing.duckdb")
    dbt = build(folder, arguments.vars)
    if not arguments.no_tests:
        dbt.run("test", "--exclude-resource-type", "unit_test")


if __name__ == "__main__":
    main()
