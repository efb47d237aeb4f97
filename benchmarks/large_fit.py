"""Time and memory of choosing the segments of a large shop.

Makes the features of customers of three dates, and what they did after the earlier two, in DuckDB,
then reads and fits them as a build does. Run from the root:
`python benchmarks/large_fit.py --customers 1000000`. Ends with 1 above 4 minutes or 3 GB.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from clustering import warehouse  # noqa: E402
from clustering.lifecycle import new_rows  # noqa: E402
from clustering.settings import Settings  # noqa: E402

MAX_SECONDS, MAX_GIGABYTES = 240, 3.0
SETTINGS = Settings(
    min_segments=4,
    max_segments=8,
    random_seed=42,
    refit="auto",
    stability_resamples=50,
    horizon_days=90,
)
# four kinds of customers, spread by draws from the hash of the customer and date
FEATURES = """
    create table features as
    with drawn as (
        select
            as_of_date,
            number,
            'C' || number as customer_id,
            number % 4 as kind,
            (hash(number, as_of_date, 'recency') % 1000003) / 1000003.0 as u,
            (hash(number, as_of_date, 'orders') % 1000003) / 1000003.0 as v,
            (hash(number, as_of_date, 'value') % 1000003) / 1000003.0 as w
        from range({customers}) as numbers (number)
        cross join (
            values (date '2024-06-30'), (date '2024-04-01'), (date '2024-01-02')
        ) as dates (as_of_date)
    ),
    measured as (
        select
            as_of_date,
            customer_id,
            cast(floor(case when kind < 2 then 5 + 60 * u else 120 + 250 * u end) as integer)
                as recency_days,
            cast(floor(case when kind % 2 = 0 then 6 + 20 * v else 1 + 3 * v end) as integer)
                as order_count,
            cast(exp(3 + 3 * w + case when kind % 2 = 0 then 2 else 0 end) as decimal(18, 4))
                as monetary_value
        from drawn
    )
    select
        *,
        order_count as purchase_day_count,
        1.0 as orders_per_purchase_day,
        recency_days + 30 * order_count as tenure_days,
        30 * order_count as active_span_days,
        order_count = 1 as is_one_time_buyer,
        cast(monetary_value * 90 / (30 + recency_days * 4) as decimal(18, 4)) as expected_value,
        3.0 as units_per_order,
        order_count as product_count,
        monetary_value / order_count as average_purchase_day_value
    from measured
"""
OUTCOMES = """
    create table outcomes as
    select
        as_of_date,
        customer_id,
        (hash(customer_id, as_of_date, 'buys') % 1000003) / 1000003.0
        < 1 / (1 + recency_days / 40.0) as has_repurchased,
        case when has_repurchased then expected_value else 0 end as future_value,
        as_of_date < date '2024-06-30' as is_complete
    from features
"""


def main() -> int:
    """Print the stages and judge the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    customers = parser.parse_args().customers
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "shop.duckdb"))
        connection.execute("set memory_limit = '1GB'")
        connection.execute(FEATURES.format(customers=customers))
        connection.execute(OUTCOMES)
        connection.execute("create table value_models (fitted_as_of_date date, kind varchar)")
        connection.execute("insert into value_models values ('2024-05-31', 'mbg_gamma_gamma')")
        lookups = ROOT / "seeds" / "lookups"
        tables = warehouse.ShopTables(
            features=connection.table("features"),
            outcomes=connection.table("outcomes"),
            value_models=connection.table("value_models"),
            archetypes=connection.read_csv(str(lookups / "segment_archetypes.csv")),
            rfm_map=connection.read_csv(str(lookups / "rfm_segment_map.csv")),
        )
        start = time.perf_counter()
        as_of_date = warehouse.newest_date(tables.features)
        buyers = warehouse.read_buyers(tables.features, as_of_date)
        counted = time.perf_counter()
        shop = warehouse.read_shop(tables, as_of_date, SETTINGS.horizon_days)
        read = time.perf_counter()
        rows = new_rows([], buyers, SETTINGS, lambda: shop)
        fitted = time.perf_counter()
        again = new_rows(rows, buyers, SETTINGS, lambda: shop)
        frozen = time.perf_counter()
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    reasons = [row.value for row in rows if (row.part, row.attribute) == ("model", "reason")]
    print(f"{customers} customers: {reasons[0]}")
    print(f"count {counted - start:.1f} s, read {read - counted:.1f} s, fit {fitted - read:.1f} s")
    print(f"frozen champion: {len(again)} rows in {frozen - fitted:.3f} s")
    print(f"peak memory {gigabytes:.2f} GB, of which DuckDB may take 1 GB")
    return int(fitted - start > MAX_SECONDS or gigabytes > MAX_GIGABYTES or bool(again))


if __name__ == "__main__":
    sys.exit(main())
