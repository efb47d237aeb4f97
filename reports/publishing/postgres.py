"""PostgreSQL: the marts as a schema of a server, replaced as a whole in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from reports.errors import ReportError
from reports.publishing.extract import Extract
from reports.publishing.postgres_tables import write_table
from reports.publishing.targets import PostgresTarget

Cursor = psycopg.Cursor[tuple[object, ...]]

# begins the comment of a schema that may be replaced
MARK = "Published by segmart"
# how long the tables before may still be read by somebody until they are left to the next time
PATIENCE = "10s"

FOREIGN_VIEWS = """
    select distinct views.relnamespace::regnamespace || '.' || views.relname
    from pg_depend
    inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
    inner join pg_class as views on pg_rewrite.ev_class = views.oid
    inner join pg_class as tables on pg_depend.refobjid = tables.oid
    where
        pg_depend.classid = 'pg_rewrite'::regclass
        and pg_depend.refclassid = 'pg_class'::regclass
        and tables.relnamespace = %(schema)s::regnamespace
        and views.oid != tables.oid
    order by 1
"""


def publish_postgres(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    target: PostgresTarget,
    *,
    keep_previous: bool,
) -> None:
    """Replace a schema of a server by the tables of an extract.

    Everything is one transaction: readers see the schema before or the new one, and of a killed run
    nothing stays. The tables before are dropped afterwards, once nobody reads them.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The extract, opened read-only.
    extract : Extract
        What it holds.
    target : PostgresTarget
        The server, the schema, and the role that may read it; the role is created if missing.
    keep_previous : bool
        Whether tables before that somebody goes on reading may stay until the next time.

    Raises
    ------
    ReportError
        If the server refuses, if the schema is not one that was published, if a view outside it
        reads its tables, or if another process is publishing to it.
    """
    with _connect(target.url) as server, TemporaryDirectory(prefix="segmart-") as folder:
        with server.transaction(), server.cursor() as cursor:
            _take_turn(cursor, target)
            before = _replaceable(cursor, target)
            new = f"{target.schema}__new"
            cursor.execute(sql.SQL("create schema {}").format(sql.Identifier(new)))
            for mart in extract.marts:
                write_table(connection, cursor, mart, new, Path(folder))
            if before is not None:
                _rename(cursor, target.schema, f"{target.schema}__old_{before}")
            _rename(cursor, new, target.schema)
            build = extract.build
            cursor.execute(
                sql.SQL("comment on schema {} is {}").format(
                    sql.Identifier(target.schema),
                    f"{MARK}: {build.as_of_date}, model {build.model_id}",
                )
            )
            _grant(cursor, target)
        _drop_former(server, target, keep_previous=keep_previous)


@contextmanager
def _connect(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection whose faults are told in one line."""
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # its message holds the URL, which may hold a password
        raise ReportError(
            "the URL of PostgreSQL cannot be read; allowed: postgresql://user@host:port/database"
        ) from None
    if "password" in parameters:
        raise ReportError(
            "the URL of PostgreSQL holds a password; allowed: the password in the environment "
            "variable PGPASSWORD, or in the file that PGPASSFILE names"
        )
    try:
        with psycopg.connect(url, application_name="segmart") as connection:
            yield connection
    except psycopg.Error as error:
        raise ReportError(f"PostgreSQL: {' '.join(str(error).split())}") from error


def _take_turn(cursor: Cursor, target: PostgresTarget) -> None:
    cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [f"{MARK} {target.schema}"])
    if cursor.fetchone() != (True,):
        raise ReportError(
            f"another process is publishing to the schema {target.schema}; allowed: one at a time"
        )


def _replaceable(cursor: Cursor, target: PostgresTarget) -> object | None:
    """Id of the schema that is to be replaced; None where there is none."""
    cursor.execute(
        "select oid, obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s",
        [target.schema],
    )
    found = cursor.fetchone()
    if found is None:
        return None
    oid, comment = found
    if not str(comment).startswith(MARK):
        raise ReportError(
            f"the schema {target.schema} is there and was not published by segmart; "
            "allowed: another --postgres-schema"
        )
    cursor.execute(FOREIGN_VIEWS, {"schema": target.schema})
    if views := [str(name) for (name,) in cursor.fetchall()]:
        raise ReportError(
            f"views on tables of the schema {target.schema} would be lost with them: "
            f"{', '.join(views)}; allowed: none, drop them first"
        )
    return oid


def _rename(cursor: Cursor, schema: str, name: str) -> None:
    cursor.execute(
        sql.SQL("alter schema {} rename to {}").format(sql.Identifier(schema), sql.Identifier(name))
    )


def _grant(cursor: Cursor, target: PostgresTarget) -> None:
    schema, role = sql.Identifier(target.schema), sql.Identifier(target.role)
    cursor.execute("select 1 from pg_roles where rolname = %s", [target.role])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("create role {} nologin").format(role))
    cursor.execute(sql.SQL("grant usage on schema {} to {}").format(schema, role))
    cursor.execute(sql.SQL("grant select on all tables in schema {} to {}").format(schema, role))


def _drop_former(
    server: psycopg.Connection[tuple[object, ...]],
    target: PostgresTarget,
    *,
    keep_previous: bool,
) -> None:
    """Drop what was published before, now that new readers find the new tables."""
    with server.transaction(), server.cursor() as cursor:
        cursor.execute(
            "select nspname from pg_namespace where nspname ~ %s order by 1",
            [f"^{target.schema}__old_[0-9]+$"],
        )
        former = [str(name) for (name,) in cursor.fetchall()]
    for name in former:
        try:
            with server.transaction(), server.cursor() as cursor:
                cursor.execute(sql.SQL("set local lock_timeout = {}").format(PATIENCE))
                cursor.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
        except psycopg.errors.LockNotAvailable as error:
            if not keep_previous:
                raise ReportError(
                    f"the tables before, now in the schema {name}, are still being read; "
                    "allowed: publishing again once they are not"
                ) from error
