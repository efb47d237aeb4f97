"""Labels every customer of every snapshot with the champion."""

from clustering import warehouse
from clustering.labelling import label_snapshots
from clustering.rows import champion_id, read_model


def model(dbt, session):
    """Return one row per as_of_date and customer."""
    rows = warehouse.read_rows(dbt.ref("cluster_model"))
    champion = read_model(rows, champion_id(rows))
    return label_snapshots(dbt.ref("fct_customer_features"), champion, session)
