"""Tables and views of a database, and which of their rows are of the customers to erase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from dbt_project.erase_customer.errors import EraseError

# a customer id stands in columns of these names and in no other
CUSTOMER_COLUMNS = ("customer_id", "raw_customer_id")
# by which a row of any table names the landed row that it came from
ROW_COLUMNS = ("source_file", "source_row_number")
OWN_SCHEMAS = ("raw", "staging", "intermediate", "marts", "lookups")
# rows that failed a test of dbt, where they are stored: in columns of any name
TEST_SCHEMA = "dbt_test__audit"


@dataclass(frozen=True)
class Relation:
    """A table or a view."""

    schema: str
    name: str
    is_view: bool
    columns: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether a build wrote it, and not the user."""
        return self.schema in OWN_SCHEMAS

    @property
    def customer_columns(self) -> list[str]:
        """Its columns of customer ids."""
        return [column for column in CUSTOMER_COLUMNS if column in self.columns]

    @property
    def sql(self) -> str:
        """Its name as SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def read_relations(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    """Read the tables and views of the open database, by name, without those of tests."""
    rows = connection.execute(
        """
        select
            table_schema, table_name, table_type = 'VIEW',
            list(column_name order by ordinal_position)
        from information_schema.tables
        inner join information_schema.columns using (table_catalog, table_schema, table_name)
        where table_catalog = current_database() and table_schema != ?
        group by all
        order by all
        """,
        [TEST_SCHEMA],
    ).fetchall()
    return [Relation(schema, name, view, tuple(columns)) for schema, name, view, columns in rows]


def count(connection: duckdb.DuckDBPyConnection, relation: Relation, condition: str) -> int:
    """Count the rows for which a condition holds."""
    query = f"select count(*) from {relation.sql} where {condition}"
    return int(connection.execute(query).fetchall()[0][0])


def delete(connection: duckdb.DuckDBPyConnection, table: Relation, condition: str) -> int:
    """Delete the rows for which a condition holds; returns how many."""
    query = f"delete from {table.sql} where {condition}"
    return int(connection.execute(query).fetchall()[0][0])


def holds_ids(relation: Relation) -> str:
    """SQL of whether a row names one of the ids of the table `erased_ids`."""
    conditions = [
        f"coalesce(cast({column} as varchar) in (select id from temp.erased_ids), false)"
        for column in relation.customer_columns
    ]
    return " or ".join(conditions) or "false"


def is_erased(relation: Relation, landed_tables: Iterable[str]) -> str:
    """SQL of whether a row of a table must go, by the tables `erased_ids` and `erased_rows`."""
    columns = ", ".join(ROW_COLUMNS)
    is_of_erased_row = f"coalesce(({columns}) in (select ({columns}) from temp.erased_rows), false)"
    if relation.schema == "raw":
        return is_of_erased_row if relation.name in landed_tables else "false"
    if set(ROW_COLUMNS) <= set(relation.columns):
        return f"{is_of_erased_row} or {holds_ids(relation)}"
    return holds_ids(relation)


def find_erased_rows(
    connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation]
) -> list[str]:
    """Write the landed rows of the customers into `erased_rows`; returns the landed tables.

    A row is of a customer by its customer id; a line that does not parse by an id in its text.
    """
    names = [relation.name for relation in relations if relation.schema == "raw"]
    tables = connection.execute(
        "select landed_table, customer_id_sql from raw.landed_tables "
        "where customer_id_sql is not null and list_contains(?, landed_table) "
        "order by landed_table",
        [names],
    ).fetchall()
    if not tables:
        raise EraseError(
            "found no landed table with a customer id, expected is_customer_id on a column of "
            "the shop's sources"
        )
    connection.execute(
        "create temp table erased_rows "
        "(landed_table varchar, source_file varchar, source_row_number bigint)"
    )
    for landed_table, customer_id in tables:
        connection.execute(
            f"""
            insert into temp.erased_rows
            select {text(landed_table)}, source_file, source_row_number
            from raw.{quoted(landed_table)}
            where
                case
                    when is_malformed then names_erased(source_text)
                    else {customer_id} in (select id from temp.erased_ids)
                end
            """
        )
    return [landed_table for landed_table, _ in tables]


def find_ids(
    connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation], customer_id: str
) -> frozenset[str]:
    """Find all ids by which a customer is delivered, its own among them.

    Raises
    ------
    EraseError
        If the id is itself one of those of another customer.
    """
    found = {customer_id}
    for relation in relations:
        if not set(CUSTOMER_COLUMNS) <= set(relation.columns):
            continue
        rows = connection.execute(
            f"select distinct raw_customer_id, customer_id from {relation.sql} "
            "where ? in (raw_customer_id, customer_id)",
            [customer_id],
        ).fetchall()
        for delivered, customer in rows:
            if customer != customer_id:
                raise EraseError(
                    f"{customer_id!r} is an id of the customer {customer!r}, by {relation}: "
                    "expected the id of the customer"
                )
            found.add(delivered)
    return frozenset(found - {None})
