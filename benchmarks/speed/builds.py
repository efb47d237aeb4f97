"""Builds of a large shop, with the time of each stage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parents[2]
LANDING = "segmart-on-run-start"


@dataclass(frozen=True)
class Run:
    """A command in a process of its own.

    Attributes
    ----------
    seconds
        From its start to its end.
    gigabytes
        Its largest resident memory.
    stages
        Seconds by stage, of a build.
    models
        Seconds by model, of a build.
    """

    seconds: float
    gigabytes: float
    stages: dict[str, float]
    models: dict[str, float]


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command; return its seconds and its largest memory in GB. Stops where it fails."""
    start = time.perf_counter()
    with TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}:\n{said.read()[-3000:]}")
    return time.perf_counter() - start, usage.ru_maxrss / 2**20


def build(shop: Path, folder: Path, command: str, *options: str, **settings: object) -> Run:
    """Run a command of dbt on the raw files in `shop`, into `folder`/shop.duckdb.

    Models are built one after another, each on all cores, so that the stages add up.
    """
    environment = {
        "SEGMART_RAW": str(shop),
        "SEGMART_DATABASE": str(folder / "shop.duckdb"),
        "SEGMART_THREADS": "1",
        "SEGMART_MEMORY": "3GB",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    values = json.dumps({"shop": "orders", **settings})
    dbt = str(Path(sys.executable).with_name("dbt"))
    seconds, gigabytes = measure([dbt, command, *options, "--vars", values], environment)
    models, stages = _models(folder / "target" / "run_results.json"), defaultdict(float)
    for stage, spent in models.values():
        stages[stage] += spent
    stages["dbt itself"] = seconds - sum(stages.values())
    return Run(
        seconds, gigabytes, dict(stages), {name: spent for name, (_, spent) in models.items()}
    )


def _models(path: Path) -> dict[str, tuple[str, float]]:
    """Stage and seconds of each model: landing, or the folder that the model lies in."""
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    manifest = json.loads(path.with_name("manifest.json").read_text(encoding="utf-8"))
    found = {}
    for result in results:
        name = result["unique_id"].split(".")[-1]
        if name.startswith(LANDING):
            stage = "landing"
        else:
            *folders, _ = manifest["nodes"][result["unique_id"]]["fqn"][1:]
            stage = folders[-1] if folders else "seeds"
        found[name] = (stage, result["execution_time"])
    return found
