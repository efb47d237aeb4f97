"""Fits the segment model, or measures how the champion holds; appends what came out as rows."""

from clustering import warehouse
from clustering.lifecycle import new_rows
from clustering.settings import Settings


def model(dbt, session):
    """Return the rows to append."""
    settings = Settings(
        min_segments=int(dbt.config.meta_get("min_segments")),
        max_segments=int(dbt.config.meta_get("max_segments")),
        random_seed=int(dbt.config.meta_get("random_seed")),
        refit=dbt.config.meta_get("refit"),
        stability_resamples=int(dbt.config.meta_get("stability_resamples")),
        horizon_days=int(dbt.config.meta_get("horizon_days")),
    )
    tables = warehouse.ShopTables(
        features=dbt.ref("fct_customer_features"),
        outcomes=dbt.ref("fct_customer_outcomes"),
        value_models=dbt.ref("value_models"),
        archetypes=dbt.ref("segment_archetypes"),
        rfm_map=dbt.ref("rfm_segment_map"),
    )
    known = warehouse.read_rows(session.table(str(dbt.this))) if dbt.is_incremental else []
    as_of_date = warehouse.newest_date(tables.features)
    buyers = warehouse.read_buyers(tables.features, as_of_date)
    rows = new_rows(
        known,
        buyers,
        settings,
        lambda: warehouse.read_recent(
            tables, as_of_date, settings.horizon_days, buyers.customer_count
        ),
        lambda: warehouse.read_shop(tables, as_of_date, settings.horizon_days),
    )
    return warehouse.rows_table(rows)
