"""Check that the signal gate tells a planted preference from noise, whatever the random seed.

Builds demo shops of many seeds and reads the verdicts of the planted coupon preference and of the
planted noise (price tier). Run from the root: `python benchmarks/signal_gate.py --seeds 100`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "seeds"))
GATE = "+fct_feature_signal"


def verdicts(seed: int, folder: Path) -> dict[str, str]:
    """Build the shop of one seed up to the gate and return the verdict of each feature."""
    from generate_demo import generate

    generate(seed, folder)
    environment = os.environ | {
        "SEGMART_RAW": str(folder),
        "SEGMART_DATABASE": str(folder / "shop.duckdb"),
    }
    target = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    # the feature table itself is not needed: the gate compares halves
    command = ["dbt", "build", "--quiet", "--select", GATE, "--exclude-resource-type", "test"]
    command += ["--exclude-resource-type", "unit_test", *target]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    with duckdb.connect(str(folder / "shop.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select feature, verdict from marts.fct_feature_signal "
            "where as_of_date = (select max(as_of_date) from marts.fct_feature_signal)"
        ).fetchall()
    return dict(rows)


def main() -> int:
    """Print a line a seed and the totals; 1 if any verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="number of seeds, from 1")
    seeds = range(1, parser.parse_args().seeds + 1)
    right = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            found = verdicts(seed, Path(folder))
        coupon, noise = found["shrunk_coupon_rate"], found["price_tier_index"]
        right += coupon == "cluster" and noise == "noise"
        print(f"seed {seed}: coupon rate {coupon}, price tier {noise}", flush=True)
    print(f"{right} of {len(seeds)} seeds right")
    return int(right < len(seeds))


if __name__ == "__main__":
    sys.exit(main())
