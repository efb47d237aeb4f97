"""Command line: ``python -m reports [--lang en] [--database PATH] [--output DIR]``."""

import argparse
import os
import sys
from pathlib import Path

from reports.errors import ReportError
from reports.render import write_report


def main(arguments: list[str] | None = None) -> int:
    """Render the report and print its path; 0, or 2 with one line on stderr."""
    default_database = os.environ.get("SEGMART_DATABASE", "warehouse/demo.duckdb")
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    parser.add_argument("--lang", help="language of the report (default: as the shop is set)")
    parser.add_argument("--database", type=Path, default=Path(default_database))
    parser.add_argument("--output", type=Path, default=Path("target/report"))
    options = parser.parse_args(arguments)
    try:
        print(write_report(options.database, options.output, options.lang))
    except ReportError as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
