"""Command line: ``python -m dbt_project.erase_customer [--database PATH] CUSTOMER_ID``."""

import argparse
import os
import sys
from pathlib import Path

from dbt_project.erase_customer.erase import Erasure, erase_customer
from dbt_project.erase_customer.errors import EraseError


def main(arguments: list[str] | None = None) -> int:
    """Erase a customer and say what is left to do; 0, 1 if the user's tables name them, or 2."""
    default_database = os.environ.get("SEGMART_DATABASE", "warehouse/demo.duckdb")
    parser = argparse.ArgumentParser(
        prog="python -m dbt_project.erase_customer", description=__doc__
    )
    parser.add_argument("customer_id", help="as in the column customer_id of the marts")
    parser.add_argument("--database", type=Path, default=Path(default_database))
    options = parser.parse_args(arguments)
    try:
        erasure = erase_customer(options.database, options.customer_id)
    except EraseError as error:
        print(f"erase_customer: {error}", file=sys.stderr)
        return 2
    print("\n".join(report(options.database, erasure)))
    return 1 if erasure.left else 0


def report(database: Path, erasure: Erasure) -> list[str]:
    """Lines that say what was erased and what is left to do, without an id."""
    rows = sum(erasure.removed.values())
    lines = [
        f"{database}: written anew without a customer of {counted(erasure.id_count, 'id')}, "
        f"{counted(rows, 'row')} less",
        *(f"  {count:>8,}  {table}" for table, count in erasure.removed.items()),
        "Left to do (dbt_project/docs/privacy.md):",
    ]
    if erasure.left:
        tables = listed(erasure.left)
        lines.append(f"  - delete the customer from your own {tables}, then erase them again")
    sources = {name: rows for name, rows in erasure.sources.items() if name not in erasure.left}
    if sources:
        lines.append(f"  - delete the customer where these rows came from: {listed(sources)}")
    lines += [
        "  - make clean: logs and target/ may quote raw rows",
        "  - dbt build, the reports, and every published copy again: until then they count the "
        "customer",
    ]
    return lines


def counted(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(counts: dict[str, int]) -> str:
    """Return names with their rows."""
    return ", ".join(f"{name} ({counted(count, 'row')})" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
