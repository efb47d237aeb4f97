"""Recency, frequency and money of a large shop, as analysts write them: what we are held against.

Each reads the Parquet files of `benchmarks/large_shop.py` and keeps its answer in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

RFM = """
    create table rfm as
    select
        customer_id,
        max(cast(ordered_at as date)) as last_date,
        {orders} as order_count,
        sum(quantity * unit_price) as net_value
    from read_parquet('{files}')
    group by customer_id
"""


def duckdb_scan(folder: Path) -> int:
    """Group the lines by customer, in DuckDB."""
    return _in_duckdb(folder, "count(*)")


def duckdb_rfm(folder: Path) -> int:
    """The same with the number of orders told apart."""
    return _in_duckdb(folder, "count(distinct order_id)")


def polars_rfm(folder: Path) -> int:
    """The same in Polars."""
    import polars as pl

    lines = pl.scan_parquet(folder / "*.parquet")
    rfm = (
        lines.with_columns(pl.col("ordered_at").str.to_date())
        .group_by("customer_id")
        .agg(
            pl.col("ordered_at").max(),
            pl.col("order_id").n_unique(),
            (pl.col("quantity") * pl.col("unit_price")).sum().alias("net_value"),
        )
        .collect()
    )
    return rfm.height


def pandas_rfm(folder: Path) -> int:
    """The same in pandas, with dates as dates."""
    lines = pd.read_parquet(folder)
    lines["ordered_at"] = pd.to_datetime(lines["ordered_at"], format="%Y-%m-%d")
    lines["net_value"] = lines["quantity"] * lines["unit_price"].astype(float)
    rfm = lines.groupby("customer_id").agg(
        last_date=("ordered_at", "max"),
        order_count=("order_id", "nunique"),
        net_value=("net_value", "sum"),
    )
    return len(rfm)


def _in_duckdb(folder: Path, orders: str) -> int:
    with duckdb.connect() as connection:
        connection.execute(RFM.format(orders=orders, files=folder / "*.parquet"))
        ((customers,),) = connection.execute("select count(*) from rfm").fetchall()
    return int(customers)


REFERENCES: dict[str, Callable[[Path], int]] = {
    "duckdb_scan": duckdb_scan,
    "duckdb_rfm": duckdb_rfm,
    "polars_rfm": polars_rfm,
    "pandas_rfm": pandas_rfm,
}
