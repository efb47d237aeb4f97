"""Kills builds at random moments, and compares what the next ones leave with a clean build.

`python benchmarks/faults.py --kills 200` starts builds of a small shop, the first or that of a
night after it, kills each at a random moment, builds again, and compares all marts with those of a
build that was not killed. Prints each moment with what came of it, and ends with 1 if anything
differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.faults import prepare


def main() -> int:
    """Kill as many builds as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    drawn = random.Random(arguments.seed)
    killed = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, night = prepare(folder, arguments.seed)
        print(f"seed {arguments.seed}: a build takes {night.seconds:.1f} s", flush=True)
        for number in range(arguments.kills):
            step, what = drawn.choice([(first, "first build"), (night, "night")])
            seconds = drawn.uniform(0, step.seconds)
            code, found = step.faults_after_kill(folder / "killed", seconds)
            killed += code != 0
            failed += bool(found)
            ended = "killed" if code else "ended before"
            print(f"{number}: {what}, {seconds:.2f} s: {ended}, {found or 'equal'}", flush=True)
    print(f"{failed} of {arguments.kills} differ; {killed} were killed before they ended")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
