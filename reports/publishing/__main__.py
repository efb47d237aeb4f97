"""Command line: ``python -m reports.publishing --duckdb FILE --parquet FOLDER …``."""

import argparse
import os
import sys
from pathlib import Path

from reports.errors import ReportError
from reports.publishing.publish import publish
from reports.publishing.targets import PostgresTarget, Targets


def main(arguments: list[str] | None = None) -> int:
    """Publish and print where to; 0, or 2 with one line on stderr."""
    default_database = os.environ.get("SEGMART_DATABASE", "warehouse/demo.duckdb")
    parser = argparse.ArgumentParser(prog="python -m reports.publishing", description=__doc__)
    parser.add_argument("--database", type=Path, default=Path(default_database))
    parser.add_argument("--duckdb", type=Path, metavar="FILE", help="a second DuckDB file")
    parser.add_argument("--parquet", type=Path, metavar="FOLDER", help="Parquet and a manifest")
    parser.add_argument("--audiences", type=Path, metavar="FOLDER", help="customers by segment")
    parser.add_argument(
        "--postgres",
        metavar="URL",
        help="a PostgreSQL server, its password in PGPASSWORD: postgresql://user@host:port/database",
    )
    parser.add_argument("--postgres-schema", default="marts", metavar="NAME")
    parser.add_argument(
        "--postgres-role", default="segmart_reader", metavar="NAME", help="role that may read"
    )
    parser.add_argument(
        "--aggregates-only", action="store_true", help="leave out tables with a customer_id"
    )
    parser.add_argument(
        "--forget-previous",
        action="store_true",
        help="keep nothing of what was published before, as after the erasure of a customer",
    )
    options = parser.parse_args(arguments)
    try:
        targets = Targets(
            options.duckdb,
            options.parquet,
            PostgresTarget(options.postgres, options.postgres_schema, options.postgres_role)
            if options.postgres
            else None,
            options.audiences,
        )
        said = publish(
            options.database,
            targets,
            with_customers=not options.aggregates_only,
            keep_previous=not options.forget_previous,
        )
    # a folder that may not be written to, a disk that is full
    except (ReportError, OSError) as error:
        print(f"publishing: {error}", file=sys.stderr)
        return 2
    print("\n".join(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
