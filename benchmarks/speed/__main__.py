"""Time and memory of builds of a large shop, beside what analysts would write for RFM alone.

`python benchmarks/speed --lines 20_000_000 --customers 1_000_000` writes the shop, runs the
references and three builds, and prints each stage with its ratios. Ends with 1 where a ratio is
above what is asked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.large_shop import write_shop
from benchmarks.speed.builds import Run, build, measure
from benchmarks.speed.references import REFERENCES

SLOWEST_MODELS = 12


@dataclass(frozen=True)
class Asked:
    """A ratio that a build may reach at most."""

    build: str
    other: str
    most: float


ASKED = (
    Asked("one snapshot", "duckdb_rfm", 8),
    Asked("one snapshot", "pandas_rfm", 1),
    Asked("first build", "duckdb_rfm", 60),
    Asked("a night", "first build", 0.10),
)
MOST_GIGABYTES = 4.0


def references(folder: Path) -> dict[str, Run]:
    """Measure each reference that is installed, in a process of its own."""
    measured = {}
    for name in REFERENCES:
        library, _, _ = name.partition("_")
        if find_spec(library) is None:
            print(f"{name}: not run, {library} is not installed")
            continue
        command = [sys.executable, __file__, "--reference", name, str(folder)]
        measured[name] = Run(*measure(command, {}), {}, {})
    return measured


def builds(shop: Path, folder: Path) -> dict[str, Run]:
    """Measure the first build, a night after it, and one snapshot under the model that is there."""
    night = shop / "orders" / "night_001.parquet"
    waiting = shop / night.name
    night.rename(waiting)
    build(shop, folder, "seed")
    measured = {"first build": build(shop, folder, "run")}
    waiting.rename(night)
    measured["a night"] = build(shop, folder, "run")
    measured["one snapshot"] = build(
        shop, folder, "run", "--full-refresh", history_snapshots=0, refit="never"
    )
    return measured


def report(measured: dict[str, Run]) -> bool:
    """Print what was measured; whether all of it is as asked."""
    console = Console(width=110)
    table = Table("", "seconds", "GB", "stages, in seconds", title="Time and memory")
    for name, run in measured.items():
        stages = "  ".join(f"{stage} {spent:.1f}" for stage, spent in run.stages.items())
        table.add_row(name, f"{run.seconds:.1f}", f"{run.gigabytes:.2f}", stages)
    console.print(table)
    for name, run in measured.items():
        slowest = sorted(run.models.items(), key=lambda item: -item[1])[:SLOWEST_MODELS]
        if slowest:
            print(f"{name}: " + ", ".join(f"{model} {spent:.1f}" for model, spent in slowest))
    kept = True
    for asked in ASKED:
        if asked.other in measured:
            ratio = measured[asked.build].seconds / measured[asked.other].seconds
            kept &= ratio <= asked.most
            print(f"{asked.build} / {asked.other}: {ratio:.2f}, asked at most {asked.most:g}")
    largest = max(run.gigabytes for run in measured.values() if run.stages)
    print(f"largest memory of a build: {largest:.2f} GB, asked at most {MOST_GIGABYTES:g}")
    return kept and largest <= MOST_GIGABYTES


def main() -> int:
    """Measure a shop as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="on a disk with room; default: temporary")
    parser.add_argument("--reference", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.reference:
        name, files = arguments.reference
        REFERENCES[name](Path(files))
        return 0
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        shop, folder = Path(name) / "shop", Path(name) / "build"
        folder.mkdir()
        start = time.perf_counter()
        write_shop(shop, arguments.lines, arguments.customers, 1, arguments.seed)
        print(f"{arguments.lines:,} lines written in {time.perf_counter() - start:.1f} s")
        measured = references(shop / "orders") | builds(shop, folder)
    return int(not report(measured))


if __name__ == "__main__":
    sys.exit(main())
