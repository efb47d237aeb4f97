"""Does every dirty shop reconcile? Random sets of all kinds of dirt.

`python benchmarks/dirty_shops.py --shops 10000` builds small shops with dirt of many kinds, through
the SQL of landing and staging, and compares every row and all money with what must become of them.
Prints the shops that fail, and ends with 1 if there are any.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.dirt import STOPS
from tests.reconciled_shops import SHOPS, check
from tests.staging_sql import BuildError, StagingSql


def main() -> int:
    """Build the shops that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=10_000)
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        formats = [StagingSql(shop, folder, max_rejected_share=1) for shop in SHOPS]
        start = time.process_time()
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.shops):
            drawn = random.Random(seed)
            # one in four is of the format that has lookups too
            sql = formats[seed % 4 == 0]
            known = sorted(SHOPS[str(sql.settings["shop"])])
            kinds = sorted(drawn.sample(known, drawn.randrange(1, 20)))
            stop = drawn.choice(sorted(STOPS)) if drawn.random() < 0.15 else None
            try:
                check(sql, seed, kinds, stop, folder / "raw")
            except (AssertionError, BuildError, duckdb.Error) as error:
                failed += 1
                print(f"seed {seed}: {kinds}, {stop}: {error!r:.2000}", flush=True)
        seconds = time.process_time() - start
    print(f"{failed} of {arguments.shops} shops failed; {seconds:.0f} s of CPU")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
