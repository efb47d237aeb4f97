"""Where the marts are published to."""

import re
from dataclasses import dataclass
from pathlib import Path

from reports.errors import ReportError

# leaves room for what is added to a name, in the 63 bytes that PostgreSQL takes
NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class PostgresTarget:
    """A server, by a URL without a password, the schema to replace and the role that may read it.

    Raises
    ------
    ReportError
        If a name is not one that needs no quotes.
    """

    url: str
    schema: str = "marts"
    role: str = "segmart_reader"

    def __post_init__(self) -> None:
        for option, name in (("schema", self.schema), ("role", self.role)):
            if not NAME.fullmatch(name):
                raise ReportError(
                    f"--postgres-{option}: found {name}; allowed: up to 40 of a to z, 0 to 9 "
                    "and _, no digit first"
                )


@dataclass(frozen=True)
class Targets:
    """Any of a DuckDB file, a folder of Parquet files, a PostgreSQL schema, a folder of audiences.

    Raises
    ------
    ReportError
        If there is none, or if both folders are the same.
    """

    duckdb: Path | None = None
    parquet: Path | None = None
    postgres: PostgresTarget | None = None
    audiences: Path | None = None

    def __post_init__(self) -> None:
        if not any((self.duckdb, self.parquet, self.postgres, self.audiences)):
            raise ReportError(
                "nothing to publish to; allowed: one or more of --duckdb, --parquet, --postgres "
                "and --audiences"
            )
        if self.parquet and self.audiences and self.parquet.resolve() == self.audiences.resolve():
            raise ReportError(
                f"--parquet and --audiences: found {self.parquet} for both; "
                "allowed: a folder for each"
            )
