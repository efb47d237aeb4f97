"""Fits the value model at every month end, but for those that were fitted on the same rows."""

from clustering import warehouse


def model(dbt, session):
    """Return one row per month end."""
    features = dbt.ref("int_customer_features")
    purchase_days = dbt.ref("int_purchase_days")
    horizon_days = dbt.config.meta_get("horizon_days")
    known = session.table(str(dbt.this)) if dbt.is_incremental else None
    return warehouse.value_models_table(features, purchase_days, int(horizon_days), known)
