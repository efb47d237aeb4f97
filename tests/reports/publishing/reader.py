"""Reads a published file again and again, as dashboards do, until a file says to stop.

Run as a program with the published file and the file to wait for; prints what it read as JSON.
"""

import json
import sys
import time
from pathlib import Path

import duckdb


def main(path: str, stop: str) -> None:
    seen = set()
    reads = 0
    stopping = False
    while not stopping:
        # the file is looked at before the last read, which then is of the last publication
        stopping = Path(stop).exists()
        with duckdb.connect(path, read_only=True) as connection:
            settings = connection.execute("select shop from marts.rpt_settings").fetchall()
            summary = connection.execute(
                "select distinct segment_name from marts.segment_summary"
            ).fetchall()
        if settings != summary:
            raise AssertionError(f"torn: {settings} and {summary}")
        seen.add(settings[0][0])
        reads += 1
        time.sleep(0.5)
    print(json.dumps({"seen": sorted(seen), "reads": reads}))


if __name__ == "__main__":
    main(*sys.argv[1:])
