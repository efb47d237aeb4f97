"""What fits read from the warehouse and write to it, through relations of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyRelation

from clustering.backtest import PastSnapshots
from clustering.baselines import FEATURES_NEEDED as BASELINE_FEATURES
from clustering.customers import LARGE_SHOP, MOST_CUSTOMERS, SAMPLE_SIZE, Customers
from clustering.drift import Recent
from clustering.evaluation import Outcomes
from clustering.fit import Shop
from clustering.lifecycle import Buyers
from clustering.model import MIN_BUYERS
from clustering.names import PROFILE_WEIGHTS, Archetype
from clustering.rfm import RfmMap
from clustering.rows import COLUMNS, Row
from clustering.value_model import (
    DAYS_PER_WEEK,
    History,
    ValueModel,
    expected_purchase_days,
    fit_value_model,
)

# what spaces, names and rules are made of, and what methods in the back-test need besides
FEATURES = (
    *("recency_days", "order_count", "purchase_day_count", "orders_per_purchase_day"),
    *("monetary_value", "tenure_days", "is_one_time_buyer", "expected_value"),
)
BACKTEST_FEATURES = tuple(dict.fromkeys((*FEATURES, *BASELINE_FEATURES)))
# of which spaces are made
SPACE_FEATURES = (
    *("recency_days", "order_count", "purchase_day_count", "monetary_value", "expected_value"),
)
ROW_SCHEMA = pa.schema(
    [
        (column, pa.int32() if column in ("entry_number", "number") else pa.string())
        for column in COLUMNS
    ]
)


@dataclass(frozen=True)
class ShopTables:
    """The relations that a fit reads; each is named after its model."""

    features: DuckDBPyRelation
    outcomes: DuckDBPyRelation
    value_models: DuckDBPyRelation
    archetypes: DuckDBPyRelation
    rfm_map: DuckDBPyRelation


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


def read_buyers(features: DuckDBPyRelation, as_of_date: str) -> Buyers:
    """Count the customers of a snapshot, and see whether they differ at all."""
    spread = " or ".join(f"min({name}) is distinct from max({name})" for name in SPACE_FEATURES)
    chosen = features.filter(f"as_of_date = date '{as_of_date}'")
    ((count, differ),) = chosen.aggregate(f"count(*), coalesce({spread}, false)").fetchall()
    return Buyers(int(count), not differ)


def read_customers(
    relation: DuckDBPyRelation,
    as_of_date: str,
    names: Sequence[str] = FEATURES,
    sample_size: int | None = None,
) -> Customers:
    """Read the customers of one snapshot in the order of their ids.

    Parameters
    ----------
    relation : DuckDBPyRelation
        `fct_customer_features`.
    as_of_date : str
        The snapshot.
    names : sequence of str
        Features to read.
    sample_size : int, optional
        Only the customers with the smallest MD5 of the id; all by default.
    """
    chosen = sample(relation, as_of_date, sample_size).project(
        f"customer_id, {as_doubles(names)}, right(md5(customer_id), 1) >= '8' as is_held_out, "
        "row_number() over (order by md5(customer_id), customer_id) - 1 as md5_rank"
    )
    arrays = chosen.order("customer_id").project("* exclude (customer_id)").fetchnumpy()
    return Customers(
        as_of_date,
        {name: np.ma.filled(arrays[name].astype(np.float64), np.nan) for name in names},
        np.asarray(arrays["md5_rank"], dtype=np.int64),
        np.asarray(arrays["is_held_out"], dtype=np.bool_),
    )


def sample(relation: DuckDBPyRelation, as_of_date: str, size: int | None) -> DuckDBPyRelation:
    """Return the customers of a snapshot with the smallest MD5 of the id, or all.

    Whoever is among n customers is among more of them too.
    """
    chosen = relation.filter(f"as_of_date = date '{as_of_date}'")
    return chosen if size is None else chosen.order("md5(customer_id), customer_id").limit(size)


def as_doubles(names: Sequence[str]) -> str:
    """SQL that reads columns as doubles."""
    return ", ".join(f"cast({name} as double) as {name}" for name in names)


def read_outcomes(
    outcomes: DuckDBPyRelation, as_of_date: str, sample_size: int | None = None
) -> Outcomes | None:
    """Read what the customers of a snapshot did next, in the order of their ids.

    None where the horizon after it is not over.
    """
    chosen = sample(outcomes.filter("is_complete"), as_of_date, sample_size).project(
        "customer_id, cast(future_value as double) as value, "
        "cast(has_repurchased as double) as has_repurchased"
    )
    arrays = chosen.order("customer_id").fetchnumpy()
    if not len(arrays["value"]):
        return None
    value, bought = (np.asarray(arrays[n], np.float64) for n in ("value", "has_repurchased"))
    return Outcomes(value, bought)


def read_past(
    features: DuckDBPyRelation,
    outcomes: DuckDBPyRelation,
    as_of_date: str,
    horizon_days: int,
    names: Sequence[str] = BACKTEST_FEATURES,
) -> PastSnapshots | None:
    """Read the snapshots one and two horizons before a date, with their outcomes.

    None where fewer than 200 customers had bought by the earlier one. Of a large shop, samples.
    """
    newest = date.fromisoformat(as_of_date)
    dates = [str(newest - timedelta(days=horizons * horizon_days)) for horizons in (2, 1)]
    counts = [read_buyers(features, day).customer_count for day in dates]
    if counts[0] < MIN_BUYERS:
        return None
    sizes = [SAMPLE_SIZE if count > LARGE_SHOP else None for count in counts]
    earlier, later = (
        read_customers(features, day, names, size) for day, size in zip(dates, sizes, strict=True)
    )
    lesson, outcome = (
        read_outcomes(outcomes, day, size) for day, size in zip(dates, sizes, strict=True)
    )
    if lesson is None or outcome is None:
        return None
    return PastSnapshots(earlier, lesson, later, outcome)


def read_recent(tables: ShopTables, as_of_date: str, horizon_days: int, count: int) -> Recent:
    """Read what drift is measured on; of a large shop, samples.

    Parameters
    ----------
    tables : ShopTables
        The warehouse.
    as_of_date : str
        The newest snapshot.
    horizon_days : int
        Length of the outcome window.
    count : int
        Customers of the newest snapshot.
    """
    size = SAMPLE_SIZE if count > LARGE_SHOP else None
    past = read_past(tables.features, tables.outcomes, as_of_date, horizon_days, SPACE_FEATURES)
    return Recent(
        read_customers(tables.features, as_of_date, SPACE_FEATURES, size),
        past.later if past else None,
        past.outcome if past else None,
    )


def has_value_model(value_models: DuckDBPyRelation, as_of_date: str) -> bool:
    """Whether the newest value model not after a date has parameters."""
    known = value_models.filter(f"fitted_as_of_date <= date '{as_of_date}'")
    ((kind,),) = known.aggregate("max_by(kind, fitted_as_of_date)").fetchall()
    return kind is not None and kind != "recent_value"


def read_rfm_map(relation: DuckDBPyRelation) -> RfmMap:
    """Read the seed of the RFM grid."""
    cells = relation.project("r_score, f_score, rfm_segment").fetchall()
    return {(int(r_score), int(f_score)): name for r_score, f_score, name in cells}


def read_shop(tables: ShopTables, as_of_date: str, horizon_days: int) -> Shop:
    """Read all that a fit needs; of more than a million customers, a million."""
    return Shop(
        customers=read_customers(tables.features, as_of_date, sample_size=MOST_CUSTOMERS),
        customer_count=read_buyers(tables.features, as_of_date).customer_count,
        past=read_past(tables.features, tables.outcomes, as_of_date, horizon_days),
        has_value_model=has_value_model(tables.value_models, as_of_date),
        rfm_map=read_rfm_map(tables.rfm_map),
        archetypes=read_archetypes(tables.archetypes),
    )


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


def month_ends(features: DuckDBPyRelation) -> list[tuple[date, str]]:
    """Return the snapshots that are the last day of a month with their digests, oldest first."""
    snapshots = features.project("as_of_date, input_digest").distinct().fetchall()
    return sorted((day, digest) for day, digest in snapshots if (day + timedelta(days=1)).day == 1)


def read_history(
    features: DuckDBPyRelation, as_of_date: date, sample_size: int = LARGE_SHOP
) -> History:
    """Read what the value model knows of the customers of one snapshot, in weeks and money.

    Of a large shop, a sample: the parameters of 200,000 customers are sure to three digits.
    """
    columns = ("repeat_day_count", "active_span_days", "tenure_days", "repeat_day_value")
    chosen = sample(features, str(as_of_date), sample_size).order("customer_id")
    arrays = chosen.project(as_doubles(columns)).fetchnumpy()
    x, span, tenure, value = (np.asarray(arrays[name], dtype=np.float64) for name in columns)
    return History(x=x, t_x=span / DAYS_PER_WEEK, T=tenure / DAYS_PER_WEEK, m=value)


def later_purchase_days(
    features: DuckDBPyRelation,
    purchase_days: DuckDBPyRelation,
    as_of_date: date,
    days: int,
    sample_size: int = LARGE_SHOP,
) -> int | None:
    """Count the purchase days in the window after a date of the customers of `read_history`.

    None where the window is not over yet at the newest snapshot.
    """
    end = as_of_date + timedelta(days=days)
    if str(end) > newest_date(features):
        return None
    known = sample(features, str(as_of_date), sample_size).set_alias("known")
    window = f"order_date > date '{as_of_date}' and order_date <= date '{end}'"
    later = purchase_days.filter(window).set_alias("later")
    joined = later.join(known, "later.customer_id = known.customer_id")
    return int(joined.aggregate("count(*)").fetchall()[0][0])


def value_models_table(
    features: DuckDBPyRelation,
    purchase_days: DuckDBPyRelation,
    horizon_days: int,
    known: DuckDBPyRelation | None = None,
) -> pa.Table:
    """Return the value model of every month end among the snapshots; one row each.

    Parameters
    ----------
    features : DuckDBPyRelation
        Features of all snapshots, with the digest of the rows that each was measured from.
    purchase_days : DuckDBPyRelation
        Customers and dates with a purchase.
    horizon_days : int
        Length of the window that a model is judged by.
    known : DuckDBPyRelation or None
        What the last build returned: a model of the same digest is taken over, not fitted again.

    Returns
    -------
    pyarrow.Table
        `backtest_ratio` is actual over expected purchase days in the horizon after the date, null
        where that is not over yet.
    """
    before = read_value_models(known) if known else {}
    rows = []
    for as_of_date, digest in month_ends(features):
        history = read_history(features, as_of_date)
        model = before.get((as_of_date, digest)) or fit_value_model(history)
        ratio = None
        actual = later_purchase_days(features, purchase_days, as_of_date, horizon_days)
        if actual is not None and model.r is not None:
            expected = expected_purchase_days(model, history, horizon_days / DAYS_PER_WEEK).sum()
            ratio = round(float(actual / expected), 9)
        own = {"backtest_ratio": ratio, "input_digest": digest}
        rows.append({"fitted_as_of_date": as_of_date, **asdict(model), **own})
    types = {"str": pa.string(), "int": pa.int32(), "bool": pa.bool_(), "float": pa.float64()}
    schema = [("fitted_as_of_date", pa.date32())]
    schema += [(f.name, types[str(f.type).split(" ")[0]]) for f in fields(ValueModel)]
    schema += [("backtest_ratio", pa.float64()), ("input_digest", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(schema))


def read_value_models(known: DuckDBPyRelation) -> dict[tuple[date, str], ValueModel]:
    """Read fitted value models, by month end and digest of the rows up to it."""
    names = [f.name for f in fields(ValueModel)]
    rows = known.project(", ".join(["fitted_as_of_date", "input_digest", *names])).fetchall()
    return {(day, digest): ValueModel(*values) for day, digest, *values in rows}
