"""Deletes a customer from the tables of a database, and then from the bytes of its file."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dbt_project.erase_customer.digests import Digests, digest
from dbt_project.erase_customer.errors import EraseError
from dbt_project.erase_customer.relations import (
    TEST_SCHEMA,
    Relation,
    count,
    delete,
    find_erased_rows,
    find_ids,
    holds_ids,
    is_erased,
    quoted,
    read_relations,
    text,
)

# the view on the table that the user names as identity map
VIEW_OF_THE_MAP = "stg_identity__customer_ids"


@dataclass(frozen=True)
class Erasure:
    """What was erased.

    Attributes
    ----------
    id_count
        Ids by which the customer was delivered, its own among them.
    removed
        Rows by table, where there were any.
    sources
        Landed rows by the file or table that they came from.
    left
        Rows that the user's own tables of the database still hold, by table.
    """

    id_count: int
    removed: dict[str, int]
    sources: dict[str, int]
    left: dict[str, int]


def erase_customer(path: Path, customer_id: str) -> Erasure:
    """Erase a customer from a database.

    Parameters
    ----------
    path : Path
        The database file.
    customer_id : str
        The customer, as in the column `customer_id` of the marts.

    Raises
    ------
    EraseError
        If there is no such database or customer, or if a table or view would still name them; the
        database stays as it was then.
    """
    database = path.resolve()
    if not database.is_file():
        raise EraseError(f"{path}: no such file, expected a database that dbt build wrote")
    try:
        with duckdb.connect(str(database)) as connection:
            connection.execute("begin")
            erasure = forget(connection, customer_id.strip())
            connection.execute("commit")
            rewrite(connection, database)
    except duckdb.IOException as error:
        raise EraseError(f"{path}: {str(error).splitlines()[0]}") from None
    except EraseError as error:
        raise EraseError(f"{path}: {error}") from None
    return erasure


def forget(connection: duckdb.DuckDBPyConnection, customer_id: str) -> Erasure:
    """Delete a customer from the tables, and write down by digest that they were."""
    relations = read_relations(connection)
    own = [relation for relation in relations if relation.is_own]
    if "raw.landed_tables" not in map(str, own):
        raise EraseError("found no raw.landed_tables, expected it: run dbt build once before")
    if not customer_id:
        raise EraseError("found an empty customer id, expected one of the marts")
    ids = find_ids(connection, own, customer_id)
    known, digests = read_digests(connection, ids)
    connection.execute("create temp table erased_ids as select unnest(?) as id", [sorted(ids)])
    connection.create_function("names_erased", digests.stand_in, ["VARCHAR"], "BOOLEAN")
    landed = find_erased_rows(connection, own)
    removed = {
        table: delete(connection, table, is_erased(table, landed))
        for table in own
        if not table.is_view
    }
    if not any(removed.values()) and not digests.digests & known:
        raise EraseError(f"found no customer {customer_id!r}")
    connection.execute(f"drop schema if exists {TEST_SCHEMA} cascade")
    check(connection, own)
    write_down(connection, ids, digests.salt, known)
    sources = connection.execute(
        "select source_file, count(*) from temp.erased_rows group by all order by all"
    ).fetchall()
    left = {
        str(table): count(connection, table, holds_ids(table))
        for table in relations
        if not table.is_own and not table.is_view
    }
    return Erasure(
        len(ids),
        {str(table): rows for table, rows in removed.items() if rows},
        dict(sources),
        {table: rows for table, rows in left.items() if rows},
    )


def rewrite(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Write the open database to a new file, which takes its place.

    DuckDB leaves what was deleted in free blocks of the file and in its log.
    """
    connection.execute("checkpoint")
    ((catalog,),) = connection.execute("select current_database()").fetchall()
    folder = database.with_name(f"{database.name}.erasing")
    # of a command that was killed
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        new = folder / database.name
        connection.execute(f"attach {text(str(new))} as segmart_new")
        connection.execute(f"copy from database {quoted(catalog)} to segmart_new")
        connection.execute("detach segmart_new")
        shutil.copymode(database, new)
        # the lock on the old file is held until the new one stands in its place
        new.replace(database)
    finally:
        shutil.rmtree(folder)


def read_digests(
    connection: duckdb.DuckDBPyConnection, ids: frozenset[str]
) -> tuple[frozenset[str], Digests]:
    """Read the digests of all who were erased before, and digest ids with the same salt."""
    rows = connection.execute("select customer_digest, salt from raw.erased_customers").fetchall()
    salt = rows[0][1] if rows else secrets.token_hex(16)
    return frozenset(known for known, _ in rows), Digests.of_ids(salt, ids)


def write_down(
    connection: duckdb.DuckDBPyConnection, ids: frozenset[str], salt: str, known: frozenset[str]
) -> None:
    """Write down who was erased, and how many rows each file lost."""
    for length, found in sorted((len(id), digest(salt, id)) for id in ids):
        if found not in known:
            connection.execute(
                "insert into raw.erased_customers values (?, ?, ?)",
                [salt, length, found],
            )
    connection.execute(
        """
        update raw.landed_files as files
        set erased_row_count = files.erased_row_count + found.row_count
        from (
            select landed_table, source_file, count(*) as row_count
            from temp.erased_rows group by all
        ) as found
        where
            files.source_table = found.landed_table and files.source_file = found.source_file
        """
    )


def check(connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation]) -> None:
    """Check that no table and no view names the customer any more.

    Raises
    ------
    EraseError
        With the first that does.
    """
    for relation in relations:
        # the map is the user's, whose tables stay
        if relation.name == VIEW_OF_THE_MAP:
            continue
        if rows := count(connection, relation, holds_ids(relation)):
            raise EraseError(
                f"{relation} still holds {rows} rows of the customer, expected none: set "
                "is_customer_id on the column that they come from and run dbt build"
            )
