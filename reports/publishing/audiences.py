"""Audiences: the customers of each segment, and who came and went, as files for campaign tools."""

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from reports.publishing.extract import Extract
from reports.publishing.marts import literal, quoted, read_query
from reports.publishing.versions import File, publish_version

# what a spreadsheet takes for the beginning of a formula, in the widths of East Asian keyboards too
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"


def publish_audiences(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    folder: Path,
    *,
    keep_previous: bool,
) -> Path:
    """Write the audiences of the newest report as a new version of a folder.

    Each list is a CSV file, in which a text that a spreadsheet would take for a formula begins with
    an apostrophe, and a file of JSON lines, which has every value as it is. See `publish_version`.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The extract, opened read-only and with the tables of customers.
    extract : Extract
        What it holds.
    folder : Path
        The folder of versions.
    keep_previous : bool
        Whether the version before stays.
    """

    def write(new: Path) -> list[File]:
        for name in ("audiences", "changes"):
            connection.execute(f"create or replace temp table {name} as {read_query(name)}")
        segments = connection.execute(
            "select segment_id, any_value(segment_code), any_value(segment_name_en), "
            "any_value(segment_name_ko), count(*) from audiences group by segment_id order by 1"
        ).fetchall()
        files = []
        for segment_id, code, name_en, name_ko, rows in segments:
            about = {
                "segment_id": segment_id,
                "segment_code": code,
                "segment_name_en": name_en,
                "segment_name_ko": name_ko,
                "rows": rows,
            }
            path = new / list_name(segment_id, code)
            select = f"select * from audiences where segment_id = {segment_id}"
            files += [File(name, about) for name in _write_list(connection, select, path)]
        ((rows,),) = connection.execute("select count(*) from changes").fetchall()
        paths = _write_list(connection, "select * from changes", new / "changes")
        return [*files, *(File(path, {"rows": rows}) for path in paths)]

    return publish_version(folder, extract.build, write, keep_previous=keep_previous)


def list_name(segment_id: int, segment_code: str) -> str:
    """Name of the files of a segment, without their endings: "101_champions"."""
    return f"{segment_id}_{re.sub('[^a-z0-9]+', '_', segment_code.lower())}"


def _write_list(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> Iterable[str]:
    """Write a list as CSV and as JSON lines; the names of both files."""
    columns = connection.execute(f"describe {select}").fetchall()
    guarded = ", ".join(
        f"if(regexp_matches({quoted(name)}, {literal(FORMULA)}), '''' || {quoted(name)}, "
        f"{quoted(name)}) as {quoted(name)}"
        if type_ == "VARCHAR"
        else quoted(name)
        for name, type_, *_ in columns
    )
    names = [f"{path.name}.csv", f"{path.name}.jsonl"]
    connection.execute(
        f"copy (select {guarded} from ({select}) order by customer_id) "
        f"to {literal(path.with_name(names[0]))} (format csv, header)"
    )
    connection.execute(
        f"copy (select * from ({select}) order by customer_id) "
        f"to {literal(path.with_name(names[1]))} (format json)"
    )
    return names
