"""Time and memory of the report of a shop of a million customers in twelve segments.

Copies the customers and segments of a built demo shop, in every mart and column that a query of the
report names, and renders the report of that in both languages. Run from the root after `make demo`:
`python benchmarks/report.py --customers 1000000`. Ends with 1 above 15 seconds or 1 GB.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
MAX_SECONDS, MAX_GIGABYTES = 15, 1.0
SEGMENTS = 12
# segments below are the reserved ones, of which there is one each
FIRST_DRAWN = 100
# a mart with one of these grows with the customers
KEYS = ("customer_id", "order_key", "source_row_number")
# the peak that the system counts for a child begins with what its parent holds, this one does not
MEASURED = """
import re, sys
from pathlib import Path
from reports.__main__ import main
main()
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def main() -> int:
    """Print time and memory beside those of one query, and judge the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--demo", type=Path, default=ROOT / "warehouse" / "demo.duckdb")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shop, output = Path(folder) / "shop.duckdb", Path(folder) / "report"
        with duckdb.connect(str(shop)) as connection:
            connection.execute("set memory_limit = '2GB'")
            connection.execute("set preserve_insertion_order = false")
            connection.execute(f"attach '{arguments.demo}' as demo (read_only)")
            write_marts(connection, arguments.customers)
            start = time.perf_counter()
            orders = connection.execute(
                "select count(*), sum(orders) from ("
                "select customer_id, count(*) as orders from marts.fct_orders group by customer_id)"
            ).fetchone()
            reference = time.perf_counter() - start
        start = time.perf_counter()
        command = [sys.executable, "-c", MEASURED, "--database", str(shop)]
        command += ["--output", str(output)]
        run = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        pages = len(list(output.rglob("*.html")))
    gigabytes = int(run.stdout.splitlines()[-1]) / 2**20
    # the report is the only process that was waited for
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{pages} pages in {seconds:.1f} s, peak memory {gigabytes:.2f} GB")
    print(f"processor time {used.ru_utime + used.ru_stime:.1f} s")
    print(f"beside it: orders grouped by customer, {orders}, in {reference:.1f} s")
    return int(seconds > MAX_SECONDS or gigabytes > MAX_GIGABYTES)


def write_marts(connection: duckdb.DuckDBPyConnection, customers: int) -> None:
    """Write the marts of the large shop beside those of the attached `demo`."""
    connection.execute("create schema marts")
    segment_ids = connection.sql("select segment_id from demo.marts.dim_segments order by 1")
    write_twins(connection, [segment_id for (segment_id,) in segment_ids.fetchall()])
    known = connection.table("demo.marts.dim_customers").count("*").fetchall()[0][0]
    queries = " ".join(path.read_text("utf-8") for path in (ROOT / "reports/queries").glob("*.sql"))
    words = {*re.findall(r"\w+", queries), *KEYS}
    for mart in sorted(set(re.findall(r"marts\.(\w+)", queries))):
        columns = [name for name in connection.table(f"demo.marts.{mart}").columns if name in words]
        connection.execute(copy_sql(mart, columns, copies=-(-customers // known)))


def write_twins(connection: duckdb.DuckDBPyConnection, segment_ids: Collection[int]) -> None:
    """Write by which segments one of the demo is replaced, so that there are `SEGMENTS`."""
    drawn = [segment_id for segment_id in segment_ids if segment_id > FIRST_DRAWN]
    twins = [(segment_id, segment_id) for segment_id in segment_ids]
    for number in range(SEGMENTS - len(twins)):
        twins.append((drawn[number % len(drawn)], drawn[-1] + 1 + number))
    connection.execute("create temp table twins (segment_id integer, twin_id integer)")
    connection.executemany("insert into twins values (?, ?)", twins)
    connection.execute(
        "create or replace temp table twins as select *, "
        "row_number() over (partition by segment_id order by twin_id) - 1 as twin_number, "
        "count(*) over (partition by segment_id) as twin_count from twins"
    )


def copy_sql(mart: str, columns: Collection[str], copies: int) -> str:
    """SQL that copies a mart: all its customers so many times, or each segment once a twin."""
    is_large = any(key in columns for key in KEYS)
    segments = [column for column in columns if column.endswith("segment_id")]

    def copied(column: str) -> Iterator[str]:
        if column in segments:
            yield f"{column}_twins.twin_id"
        elif column in ("customer_id", "order_key"):
            yield f"source.{column} || '-' || copy"
        elif column == "source_row_number":
            yield f"source.{column} * {copies} + copy"
        elif column in ("segment_name_en", "segment_name_ko"):
            yield f"source.{column} || repeat(' II', segment_id_twins.twin_number)"
        else:
            yield f"source.{column}"
        yield f"as {column}"

    joins = [f"cross join range({copies}) as copies (copy)"] if is_large else []
    for column in segments:
        twins = f"{column}_twins"
        joins.append(f"left join twins as {twins} on source.{column} = {twins}.segment_id")
        # a customer is of one segment: the copies take turns
        if is_large:
            joins.append(f"and {twins}.twin_number = copy % {twins}.twin_count")
    selected = ", ".join(" ".join(copied(column)) for column in columns)
    return (
        f"create table marts.{mart} as "
        f"select {selected} from demo.marts.{mart} as source {' '.join(joins)}"
    )


if __name__ == "__main__":
    sys.exit(main())
