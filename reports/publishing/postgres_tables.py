"""A mart as a table of PostgreSQL: types, rows, descriptions and key."""

import re
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from reports.errors import ReportError
from reports.publishing.marts import Column, Mart, literal, quoted

TYPES = {
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39, 0)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "JSON": "json",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}
DECIMAL = re.compile(r"DECIMAL(\(\d+,\d+\))")
BLOCK = 1 << 20


def postgres_type(mart: Mart, column: Column) -> str:
    """The type that holds every value of a column exactly.

    Raises
    ------
    ReportError
        If there is none.
    """
    if decimal := DECIMAL.fullmatch(column.type):
        return f"numeric{decimal[1]}"
    if column.type not in TYPES:
        raise ReportError(
            f"{mart.name}.{column.name}: no type of PostgreSQL for {column.type}; "
            f"allowed: DECIMAL, {', '.join(TYPES)}"
        )
    return TYPES[column.type]


def write_table(
    connection: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor[tuple[object, ...]],
    mart: Mart,
    schema: str,
    folder: Path,
) -> None:
    """Create a mart in a schema and fill it, within the transaction of the cursor.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Has the table as ``marts.<name>``.
    cursor : psycopg.Cursor
        Of the server.
    mart : Mart
        The table.
    schema : str
        Schema of the server, without such a table.
    folder : Path
        Place for the rows on their way.
    """
    table = sql.Identifier(schema, mart.name)
    columns = [
        sql.SQL("{} {}").format(
            sql.Identifier(column.name),
            # from the table above, or digits
            sql.SQL(postgres_type(mart, column)),
        )
        for column in mart.columns
    ]
    cursor.execute(sql.SQL("create table {} ({})").format(table, sql.SQL(", ").join(columns)))
    _copy_rows(connection, cursor, mart, table, folder)
    if _has_whole_key(connection, mart):
        key = sql.SQL(", ").join(map(sql.Identifier, mart.key))
        cursor.execute(sql.SQL("alter table {} add primary key ({})").format(table, key))
    if mart.description:
        cursor.execute(sql.SQL("comment on table {} is {}").format(table, mart.description))
    for column in mart.columns:
        if column.description:
            name = sql.Identifier(schema, mart.name, column.name)
            cursor.execute(sql.SQL("comment on column {} is {}").format(name, column.description))


def _copy_rows(
    connection: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor[tuple[object, ...]],
    mart: Mart,
    table: sql.Identifier,
    folder: Path,
) -> None:
    path = folder / "rows.csv"
    # a text in quotes is never taken for a null or for the end of the data
    texts = [quoted(column.name) for column in mart.columns if column.type in ("VARCHAR", "JSON")]
    quotes = f", force_quote ({', '.join(texts)})" if texts else ""
    connection.execute(
        f"copy {mart.table} to {literal(path)} (format csv, header false, nullstr ''{quotes})"
    )
    command = sql.SQL("copy {} from stdin (format csv)").format(table)
    with path.open("rb") as file, cursor.copy(command) as copy:
        while block := file.read(BLOCK):
            copy.write(block)


def _has_whole_key(connection: duckdb.DuckDBPyConnection, mart: Mart) -> bool:
    """Whether no key column holds a null, which a primary key may not."""
    nulls = " or ".join(f"{quoted(name)} is null" for name in mart.key)
    ((count,),) = connection.execute(f"select count(*) from {mart.table} where {nulls}").fetchall()
    return bool(count == 0)
