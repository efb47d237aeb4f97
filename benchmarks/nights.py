"""Do nights leave what a full refresh gives? Random sequences of what may come in.

`python benchmarks/nights.py --sequences 200` builds a small shop night by night, then everything
again, and compares all marts. Prints the sequences that differ, and ends with 1 if there are any.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.conftest import MODELS_ONLY, Build, differences, run_dbt
from tests.nights import EVENTS, SETTINGS, Shop


def build(shop: Shop, folder: Path, *options: str) -> Build:
    """Build the shop as its files are; stops where a build fails."""
    shop.write_map(folder / "shop.duckdb")
    done = run_dbt(shop.folder.parent, folder, SETTINGS, [*MODELS_ONLY, *options])
    if not done.success:
        raise SystemExit(done.message)
    return done


def run_sequence(folder: Path, seed: int) -> tuple[list[list[str]], dict[str, int]]:
    """Build a sequence of up to five nights; return it, and the marts that differ.

    Parameters
    ----------
    folder : Path
        The same for every sequence, so that dbt reads the project once.
    seed : int
        Another seed, another shop and sequence.
    """
    drawn = random.Random(seed)
    nights = [drawn.choices(EVENTS, k=drawn.randint(1, 4)) for _ in range(drawn.randint(1, 5))]
    shutil.rmtree(folder / "raw", ignore_errors=True)
    (folder / "shop.duckdb").unlink(missing_ok=True)
    shop = Shop(folder / "raw", seed)
    last = build(shop, folder)
    for events in nights:
        shop.night(events)
        last = build(shop, folder)
    before = replace(last, database=folder / "before.duckdb")
    shutil.copy(last.database, before.database)
    return nights, differences(before, build(shop, folder, "--full-refresh"))


def main() -> int:
    """Run the sequences that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.sequences):
            nights, found = run_sequence(Path(folder), seed)
            failed += bool(found)
            print(f"seed {seed}: {nights}: {found or 'equal'}", flush=True)
    print(f"{failed} of {arguments.sequences} sequences differ")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
