"""The only module that reads from and writes to the warehouse, through relations of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, fields
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyRelation

from clustering.labels import Labels
from clustering.names import PROFILE_WEIGHTS, Archetype
from clustering.rows import COLUMNS, Row
from clustering.types import Features
from clustering.value_model import (
    DAYS_PER_WEEK,
    History,
    ValueModel,
    expected_purchase_days,
    fit_value_model,
)

FEATURES = (
    "recency_days",
    "order_count",
    "purchase_day_count",
    "orders_per_purchase_day",
    "monetary_value",
    "tenure_days",
    "is_one_time_buyer",
)
ROW_SCHEMA = pa.schema(
    [
        (column, pa.int32() if column in ("entry_number", "number") else pa.string())
        for column in COLUMNS
    ]
)


def newest_date(features: DuckDBPyRelation) -> str:
    """Return the newest snapshot of a feature table, ISO 8601.

    Raises
    ------
    ValueError
        If it has no rows.
    """
    ((newest,),) = features.aggregate("max(as_of_date)").fetchall()
    if newest is None:
        raise ValueError("no as_of_date: found no customers, expected at least one")
    return str(newest)


def read_customers(relation: DuckDBPyRelation, as_of_date: str | None = None) -> pa.Table:
    """Read the keys and features that models need, ordered by date and customer id.

    Parameters
    ----------
    relation : DuckDBPyRelation
        `fct_customer_features`.
    as_of_date : str, optional
        Only this snapshot; all of them by default.

    Returns
    -------
    pyarrow.Table
        as_of_date, customer_id and one column of doubles per feature.
    """
    chosen = relation.filter(f"as_of_date = date '{as_of_date}'") if as_of_date else relation
    casts = ", ".join(f"cast({name} as double) as {name}" for name in FEATURES)
    ordered = chosen.project(f"as_of_date, customer_id, {casts}").order("as_of_date, customer_id")
    return ordered.to_arrow_table()


def features_of(customers: pa.Table) -> Features:
    """Return the features of customers as float64 arrays; NaN stands for null."""
    return {name: customers[name].to_numpy().astype(np.float64, copy=False) for name in FEATURES}


def read_archetypes(relation: DuckDBPyRelation) -> list[Archetype]:
    """Read the seed of archetypes, in the order of its display_order."""
    measures = list(PROFILE_WEIGHTS)
    columns = ["segment_code", "segment_name_en", "segment_name_ko", *measures]
    rows = (
        relation.project(", ".join([*columns, "display_order"])).order("display_order").fetchall()
    )
    return [
        Archetype(code, english, korean, dict(zip(measures, map(float, values), strict=True)))
        for code, english, korean, *values, _ in rows
    ]


def read_rows(relation: DuckDBPyRelation) -> list[Row]:
    """Read the long table of models."""
    return [Row(*values) for values in relation.project(", ".join(COLUMNS)).fetchall()]


def rows_table(rows: Sequence[Row]) -> pa.Table:
    """Return rows of the long table of models; typed even where there are none."""
    columns = list(zip(*(astuple(row) for row in rows), strict=True)) or [()] * len(fields(Row))
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, ROW_SCHEMA, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=ROW_SCHEMA)


def labels_table(customers: pa.Table, labels: Labels, model_id: str) -> pa.Table:
    """Put labels beside the keys of the customers."""
    # NaN is how NumPy says null
    columns = {
        "cluster_id": pa.array(labels.cluster_id.astype(np.int32)),
        "model_id": pa.array([model_id] * len(customers), type=pa.string()),
        "distance": pa.array(labels.distance, from_pandas=True),
        "margin": pa.array(labels.margin, from_pandas=True),
    }
    table = customers.select(["as_of_date", "customer_id"])
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def month_ends(features: DuckDBPyRelation) -> list[date]:
    """Return the snapshots that are the last day of a month, oldest first."""
    dates = (row[0] for row in features.project("as_of_date").distinct().fetchall())
    return sorted(day for day in dates if (day + timedelta(days=1)).day == 1)


def read_history(features: DuckDBPyRelation, as_of_date: date) -> History:
    """Read what the value model knows of the customers of one snapshot, in weeks and money."""
    columns = ("repeat_day_count", "active_span_days", "tenure_days", "repeat_day_value")
    casts = ", ".join(f"cast({name} as double) as {name}" for name in columns)
    chosen = features.filter(f"as_of_date = date '{as_of_date}'")
    arrays = chosen.project(f"customer_id, {casts}").order("customer_id").fetchnumpy()
    x, span, tenure, value = (np.asarray(arrays[name], dtype=np.float64) for name in columns)
    return History(x=x, t_x=span / DAYS_PER_WEEK, T=tenure / DAYS_PER_WEEK, m=value)


def later_purchase_days(
    features: DuckDBPyRelation, purchase_days: DuckDBPyRelation, as_of_date: date, days: int
) -> int | None:
    """Count the purchase days in the window after a date of customers known at it.

    None where the window is not over yet at the newest snapshot.
    """
    end = as_of_date + timedelta(days=days)
    if str(end) > newest_date(features):
        return None
    known = features.filter(f"as_of_date = date '{as_of_date}'").set_alias("known")
    window = f"order_date > date '{as_of_date}' and order_date <= date '{end}'"
    later = purchase_days.filter(window).set_alias("later")
    joined = later.join(known, "later.customer_id = known.customer_id")
    return int(joined.aggregate("count(*)").fetchall()[0][0])


def value_models_table(
    features: DuckDBPyRelation, purchase_days: DuckDBPyRelation, horizon_days: int
) -> pa.Table:
    """Fit a value model at every month end among the snapshots; one row each.

    `backtest_ratio` is actual over expected purchase days in the horizon after the date, null where
    that is not over yet.
    """
    rows = []
    for as_of_date in month_ends(features):
        history = read_history(features, as_of_date)
        model = fit_value_model(history)
        ratio = None
        actual = later_purchase_days(features, purchase_days, as_of_date, horizon_days)
        if actual is not None and model.r is not None:
            expected = expected_purchase_days(model, history, horizon_days / DAYS_PER_WEEK).sum()
            ratio = round(float(actual / expected), 9)
        rows.append({"fitted_as_of_date": as_of_date, **asdict(model), "backtest_ratio": ratio})
    types = {"str": pa.string(), "int": pa.int32(), "bool": pa.bool_(), "float": pa.float64()}
    schema = [("fitted_as_of_date", pa.date32())]
    schema += [(f.name, types[str(f.type).split(" ")[0]]) for f in fields(ValueModel)]
    return pa.Table.from_pylist(rows, schema=pa.schema([*schema, ("backtest_ratio", pa.float64())]))
