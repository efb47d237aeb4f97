"""Fits the segment model, or keeps the champion; appends each model as rows."""

from clustering import warehouse
from clustering.lifecycle import new_rows
from clustering.settings import Settings


def model(dbt, session):
    """Return the rows to append."""
    features = dbt.ref("fct_customer_features")
    archetypes = dbt.ref("segment_archetypes")
    settings = Settings(
        min_segments=int(dbt.config.meta_get("min_segments")),
        max_segments=int(dbt.config.meta_get("max_segments")),
        random_seed=int(dbt.config.meta_get("random_seed")),
        refit=dbt.config.meta_get("refit"),
    )
    known = warehouse.read_rows(session.table(str(dbt.this))) if dbt.is_incremental else []
    as_of_date = warehouse.newest_date(features)
    newest = warehouse.features_of(warehouse.read_customers(features, as_of_date))
    names = warehouse.read_archetypes(archetypes)
    return warehouse.rows_table(new_rows(known, newest, as_of_date, settings, names))
