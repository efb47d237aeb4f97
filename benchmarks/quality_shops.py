"""Real shops of the quality benchmark: their raw files, dates, and values measured elsewhere."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
HORIZON_DAYS = 90

# lines of a shop whose format is not staged: order_id, customer_id, order_date, product_id,
# quantity, unit_price, gross_value, is_return
ONLINE_RETAIL_LINES = """
    select
        InvoiceNo as order_id,
        cast(CustomerID as varchar) as customer_id,
        -- 43 invoices have two timestamps
        cast(min(InvoiceDate) over (partition by CustomerID, InvoiceNo) as date) as order_date,
        StockCode as product_id,
        Quantity as quantity,
        cast(UnitPrice as decimal(18, 4)) as unit_price,
        cast(Quantity * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as gross_value,
        Quantity < 0 as is_return
    from '{folder}/online_retail.parquet'
    where
        CustomerID is not null
        and UnitPrice > 0
        and Quantity != 0
        and StockCode not in (
            'POST', 'DOT', 'M', 'C2', 'D', 'S', 'BANK CHARGES', 'AMAZONFEE', 'CRUK'
        )
"""
CDNOW_LINES = """
    with
    file as (
        select string_split_regex(trim(line, ' ' || chr(13)), ' +') as fields
        from read_csv(
            '{folder}/CDNOW_master.txt', header = false, skip = 1, columns = {{'line': 'varchar'}},
            delim = '|', quote = ''
        )
    ),

    sample as (
        select distinct fields[1] as customer_id
        from file
        order by md5(fields[1])
        limit 5000
    )

    select
        fields[2] as order_id,
        fields[1] as customer_id,
        cast(strptime(fields[2], '%Y%m%d') as date) as order_date,
        cast(null as varchar) as product_id,
        cast(fields[3] as bigint) as quantity,
        cast(null as decimal(18, 4)) as unit_price,
        cast(fields[4] as decimal(18, 4)) as gross_value,
        false as is_return
    from file
    where fields[1] in (select customer_id from sample)
"""
# what the shop does not deliver is null
TABLES = (
    """
    create table intermediate.int_order_lines as
    select
        customer_id || '|' || order_id as order_key,
        cast(row_number() over (
            partition by customer_id, order_id order by product_id, quantity, gross_value
        ) as integer) as line_number,
        order_id, customer_id, order_date, product_id,
        cast(null as varchar) as product_category,
        cast(quantity as decimal(18, 4)) as quantity,
        unit_price,
        gross_value,
        cast(null as decimal(18, 4)) as discount_value,
        gross_value as net_value,
        cast(null as decimal(18, 4)) as tax_value,
        cast(null as decimal(18, 4)) as shipping_value,
        cast(null as varchar) as coupon_status,
        is_return,
        false as is_discount_unknown,
        false as is_tax_unknown,
        'prepared' as source_table
    from ({lines}) as lines
    """,
    """
    create table intermediate.int_orders as
    select
        order_key, order_id, customer_id, order_date,
        cast(sum(gross_value) as decimal(18, 4)) as gross_value,
        cast(sum(discount_value) as decimal(18, 4)) as discount_value,
        cast(sum(net_value) as decimal(18, 4)) as net_value,
        cast(sum(tax_value) as decimal(18, 4)) as tax_value,
        max(shipping_value) as shipping_value,
        cast(null as decimal(18, 4)) as paid_value,
        cast(sum(quantity) as decimal(18, 4)) as unit_count,
        cast(count(*) as integer) as line_count,
        bool_and(is_return) as is_return
    from intermediate.int_order_lines
    group by order_key, order_id, customer_id, order_date
    """,
    """
    create table intermediate.int_marketing_days (
        marketing_date date, offline_cost_value decimal(18, 4), online_cost_value decimal(18, 4)
    )
    """,
)

Known = dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Shop:
    """A shop and what is known of it.

    Attributes
    ----------
    name
        Also the folder of its raw files.
    as_of_date
        Date of the build, at least a horizon after the last date; ISO 8601, as `dates`.
    dates
        Dates D at which customers are labelled and their next 90 days predicted.
    tolerance
        Largest deviation from a reference that counts as reproduced.
    references
        By method the mean over dates of eta_squared, auc, gini and, where known,
        explained_value_share. The last is shown, not judged: these values come from value models
        of the dates themselves, and the model of the month end before, which builds use, moves it
        by up to .03 on Online Retail, the other three by up to .006.
    claims
        By baseline the sign of rfm_ev_6 minus it in eta_squared, auc and gini: '+' for better,
        '=' for an interval that includes 0.
    notes
        By method what is known of a reference that is not reproduced; it still counts as missed.
    lines
        Query of the order lines, for a shop whose format is not staged.
    """

    name: str
    as_of_date: str
    dates: tuple[str, ...]
    tolerance: float
    references: Known
    claims: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    lines: str | None = None


SHOPS = (
    Shop(
        name="online_retail",
        as_of_date="2011-12-09",
        dates=("2011-05-31", "2011-08-31"),
        tolerance=0.01,
        lines=ONLINE_RETAIL_LINES,
        references={
            "raw_kmeans_4": (0.162, 0.664, 0.547, 0.48),
            "raw_kmeans_6": (0.200, 0.694, 0.598, 0.49),
            "log_kmeans_6": (0.250, 0.729, 0.664, 0.23),
            "rf_map": (0.188, 0.709, 0.539, 0.12),
            "score_tiers": (0.217, 0.727, 0.578, 0.12),
            "pymc_segments": (0.165, 0.626, 0.473, 0.14),
            "blended_kmeans_6": (0.243, 0.729, 0.671, 0.23),
            "tree_6": (0.251, 0.727, 0.702, 0.36),
            "rfm_ev_5": (0.264, 0.733, 0.698, 0.31),
            "rfm_ev_6": (0.264, 0.731, 0.696, 0.40),
            "rfm_ev_8": (0.263, 0.733, 0.703, 0.40),
            "rfm_ev_6_vip": (0.266, 0.731, 0.702, 0.61),
            "expected_value_20": (0.251, 0.728, 0.706, 0.40),
        },
        claims={
            **{"raw_kmeans_4": "+++", "raw_kmeans_6": "+++", "log_kmeans_6": "+=+"},
            **{"rf_map": "+++", "score_tiers": "+=+", "pymc_segments": "+++"},
        },
    ),
    Shop(
        name="cdnow",
        as_of_date="1998-06-30",
        dates=("1997-09-30", "1997-12-31", "1998-03-31"),
        tolerance=0.01,
        lines=CDNOW_LINES,
        references={
            "raw_kmeans_4": (0.237, 0.754, 0.625, 0.30),
            "raw_kmeans_6": (0.251, 0.777, 0.659, 0.32),
            "log_kmeans_6": (0.243, 0.793, 0.685, 0.20),
            "rf_map": (0.190, 0.782, 0.609, 0.11),
            "score_tiers": (0.162, 0.768, 0.581, 0.09),
            "pymc_segments": (0.097, 0.708, 0.536, 0.07),
            "blended_kmeans_6": (0.223, 0.784, 0.665, 0.17),
            "tree_6": (0.256, 0.779, 0.671, 0.24),
            "rfm_ev_5": (0.242, 0.789, 0.684, 0.19),
            "rfm_ev_6": (0.253, 0.794, 0.692, 0.21),
            "rfm_ev_8": (0.262, 0.800, 0.698, 0.23),
            "rfm_ev_6_vip": (0.267, 0.795, 0.701, 0.32),
            "expected_value_20": (0.257, 0.796, 0.690, 0.23),
        },
        claims={
            **{"raw_kmeans_4": "+++", "raw_kmeans_6": "=++", "log_kmeans_6": "+=+"},
            **{"rf_map": "+++", "score_tiers": "+++", "pymc_segments": "+++"},
        },
    ),
    Shop(
        name="dacon",
        as_of_date="2019-12-31",
        dates=("2019-06-30", "2019-09-30"),
        # 900 and 1,207 customers: no claim rests on it
        tolerance=0.02,
        references={
            "raw_kmeans_4": (0.037, 0.558, 0.260),
            "raw_kmeans_6": (0.037, 0.572, 0.321),
            "log_kmeans_6": (0.026, 0.551, 0.328),
            "rf_map": (0.052, 0.611, 0.334),
            "score_tiers": (0.036, 0.580, 0.339),
            "pymc_segments": (0.034, 0.601, 0.309),
            "blended_kmeans_6": (0.026, 0.546, 0.325),
            "tree_6": (0.048, 0.600, 0.205),
            "rfm_ev_5": (0.074, 0.637, 0.333),
            "rfm_ev_6": (0.074, 0.592, 0.367),
            "rfm_ev_8": (0.073, 0.581, 0.365),
            "rfm_ev_6_vip": (0.080, 0.595, 0.374),
            "expected_value_20": (0.066, 0.631, 0.317),
        },
        claims={},
        notes={
            "tree_6": "the features of the reference are not known; this tree splits on "
            "active_span_days, and without it reaches .052 / .627 / .256"
        },
    ),
)


def build(shop: Shop, data: Path, folder: Path) -> Path:
    """Build features and outcomes at the dates of a shop and a horizon before; return the database.

    Raises
    ------
    subprocess.CalledProcessError
        If dbt fails; it has said why.
    """
    horizon = timedelta(days=HORIZON_DAYS)
    earlier = {str(date.fromisoformat(day) - horizon) for day in shop.dates}
    database = folder / "shop.duckdb"
    raw = data / shop.name
    command = ["dbt", "build", "--quiet", "--resource-type", "model"]
    command += ["--select", "+fct_customer_features", "+fct_customer_outcomes"]
    if shop.lines:
        write_prepared(database, shop.lines.format(folder=raw))
        command += ["--exclude", "+int_orders", "+int_marketing_days"]
        # some raw files are landed in any case; none of the chosen models reads them
        raw = ROOT / "seeds" / "demo"
    settings = {
        "as_of_date": shop.as_of_date,
        "horizon_days": HORIZON_DAYS,
        "history_snapshots": 0,
        "backtest_dates": sorted({*earlier, *shop.dates}),
    }
    command += ["--vars", json.dumps(settings)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    environment = os.environ | {"SEGMART_RAW": str(raw), "SEGMART_DATABASE": str(database)}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return database


def write_prepared(database: Path, lines: str) -> None:
    """Write order lines and orders where the feature models read them."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema intermediate")
        for statement in TABLES:
            connection.execute(statement.format(lines=lines))
