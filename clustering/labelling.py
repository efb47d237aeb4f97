"""Labels of all customers at all snapshots, from a relation of the caller, in batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from clustering.labels import Labels, no_labels
from clustering.model import SegmentModel
from clustering.spaces import label_features
from clustering.types import Features
from clustering.warehouse import as_doubles

LABEL_SCHEMA = pa.schema(
    [
        ("as_of_date", pa.date32()),
        ("customer_id", pa.string()),
        ("cluster_id", pa.int32()),
        ("model_id", pa.string()),
        ("distance", pa.float64()),
        ("margin", pa.float64()),
    ]
)
# customers who are in memory at once while they are labelled
LABEL_BATCH = 100_000


def label_snapshots(
    features: DuckDBPyRelation,
    model: SegmentModel,
    session: DuckDBPyConnection,
    batch_size: int = LABEL_BATCH,
) -> pa.RecordBatchReader:
    """Label the customers of all snapshots, some at a time.

    Parameters
    ----------
    features : DuckDBPyRelation
        `fct_customer_features`.
    model : SegmentModel
        The model.
    session : DuckDBPyConnection
        Connection that the relation belongs to.
    batch_size : int
        Customers that are in memory at once.

    Returns
    -------
    pyarrow.RecordBatchReader
        Rows of `LABEL_SCHEMA`, which are read and labelled only when they are asked for.
    """
    columns = f"as_of_date, customer_id, {as_doubles(model.clustering.feature_names)}"
    query = features.project(columns.removesuffix(", ")).sql_query()
    # a connection of its own: the caller's will be busy writing what comes out here
    customers = session.cursor().sql(query).to_arrow_reader(batch_size)
    return pa.RecordBatchReader.from_batches(LABEL_SCHEMA, _label_batches(customers, model))


def _label_batches(batches: pa.RecordBatchReader, model: SegmentModel) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        customers = pa.Table.from_batches([batch])
        if model.n_clusters:
            labels = label_features(features_of(customers), model.clustering)
        else:
            labels = no_labels(len(customers))
        yield from labels_table(customers, labels, model.model_id).to_batches()


def features_of(customers: pa.Table) -> Features:
    """Return the features of customers as float64 arrays; NaN stands for null."""
    names = [name for name in customers.column_names if name not in ("as_of_date", "customer_id")]
    return {name: customers[name].to_numpy().astype(np.float64, copy=False) for name in names}


def labels_table(customers: pa.Table, labels: Labels, model_id: str) -> pa.Table:
    """Put labels beside the keys of the customers."""
    columns = [
        customers["as_of_date"],
        customers["customer_id"],
        pa.array(labels.cluster_id.astype(np.int32)),
        pa.array([model_id] * len(customers), type=pa.string()),
        # NaN is how NumPy says null
        pa.array(labels.distance, from_pandas=True),
        pa.array(labels.margin, from_pandas=True),
    ]
    return pa.Table.from_arrays(columns, schema=LABEL_SCHEMA)
