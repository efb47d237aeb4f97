"""A large shop in the format `orders`: heavy tails, ties, two years; the same seed, the same rows.

`python benchmarks/large_shop.py FOLDER --lines 20_000_000 --customers 1_000_000` writes
`FOLDER/orders/history.parquet`, and with `--nights 2` the files of two nights after it, each with
0.3 % more lines, a tenth of them late.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

# everything is drawn by md5, which is the same on every machine and in every version
LINES = """
    with drawn as (
        select
            line,
            {u} as u,
            {v} as v,
            {w} as w
        from range({first}, {first} + {lines}) as numbers (line)
    ),

    placed as (
        select
            line,
            -- orders a customer fall with the rank of the customer, 51 to 1
            cast(floor((power(51, u) - 1) / 50 * {customers}) as bigint) as customer,
            {day} as day_number,
            cast(floor(power(w, 2) * 4000) as bigint) as product
        from drawn
    )

    select
        'c' || customer as customer_id,
        line // 4 as order_id,
        cast(date '2022-01-01' + cast(day_number as integer) as varchar) as ordered_at,
        'p' || product as product_id,
        'category ' || (product % 12) as product_category,
        1 + line % 3 as quantity,
        cast(2 + product % 97 + 0.99 as decimal(10, 2)) as unit_price
    from placed
"""
DAYS = 730


def draw(number: str, name: str, seed: int) -> str:
    """SQL for a uniform number in [0, 1) from the number of a line or order."""
    return f"md5_number_lower({number} || '{name}{seed}') / 18446744073709551616.0"


def write_lines(path: Path, first: int, lines: int, customers: int, day: str, seed: int) -> None:
    """Write a Parquet file of lines.

    Parameters
    ----------
    path : Path
        The file.
    first, lines : int
        Number of the first line, and how many.
    customers : int
        Customers of the shop; some may not buy.
    day : str
        SQL for the day of a line, from the uniform numbers u, v, w.
    seed : int
        Another seed, another shop.
    """
    query = LINES.format(
        # four lines share customer and day
        u=draw("line // 4", "customer", seed),
        v=draw("line // 4", "day", seed),
        w=draw("line", "product", seed),
        first=first,
        lines=lines,
        customers=customers,
        day=day,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute("set preserve_insertion_order = true")
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")


def write_shop(folder: Path, lines: int, customers: int, nights: int = 0, seed: int = 1) -> None:
    """Write the history of a shop, and the files of the nights after it."""
    orders = folder / "orders"
    write_lines(orders / "history.parquet", 0, lines, customers, f"floor(v * {DAYS})", seed)
    night_lines = lines * 3 // 1000
    for night in range(nights):
        # one line in ten is of a day in the month before
        day = f"{DAYS + night} - case when v < 0.1 then floor(v * 300) else 0 end"
        first = lines + night * night_lines
        path = orders / f"night_{night + 1:03}.parquet"
        write_lines(path, first, night_lines, customers, day, seed)


def main() -> None:
    """Write a shop as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--nights", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write_shop(
        arguments.folder,
        arguments.lines,
        arguments.customers,
        arguments.nights,
        arguments.seed,
    )


if __name__ == "__main__":
    main()
