"""Labels of all snapshots, read and written in batches."""

from collections.abc import Iterator
from math import log

import duckdb
import numpy as np
import pytest

from clustering.labelling import LABEL_SCHEMA, label_snapshots
from clustering.model import SegmentModel
from clustering.spaces import NO_CLUSTERING, Clustering
from clustering.transforms import Transform

# logs of order counts as they are, and 3 orders where nobody knows how many
STEP = Transform("order_count", "log1p", 3.0, 0.0, 10.0, 0.0, 1.0, 1.0)
MODEL = SegmentModel("2024-02-29", Clustering("rfm", (STEP,), np.array([[log(2)], [log(8)]])), ())
WITHOUT_CLUSTERS = SegmentModel("2024-02-29", NO_CLUSTERING, ())


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            "create table features (as_of_date date, customer_id varchar, order_count bigint)"
        )
        yield opened


def written(
    connection: duckdb.DuckDBPyConnection, model: SegmentModel, batch_size: int
) -> list[tuple]:
    """The rows that arrive where the connection that is read writes a table."""
    labels = label_snapshots(connection.table("features"), model, connection, batch_size)
    assert labels.schema == LABEL_SCHEMA
    connection.register("labels", labels)
    connection.execute("create or replace table cluster_labels as select * from labels")
    return connection.execute("from cluster_labels order by as_of_date, customer_id").fetchall()


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_labels_by_hand_whatever_the_size_of_a_batch(connection, batch_size) -> None:
    connection.execute(
        "insert into features values ('2024-01-31', 'a', 1), ('2024-01-31', 'b', 3), "
        "('2024-02-29', 'a', 7), ('2024-02-29', 'b', null)"
    )
    labels = [
        (str(day), customer_id, cluster_id, model_id, distance, margin)
        for day, customer_id, cluster_id, model_id, distance, margin in written(
            connection, MODEL, batch_size
        )
    ]
    # ln 4 lies half way between ln 2 and ln 8: the lower cluster, and a margin of 0
    half_way = ("b", 0, MODEL.model_id, round(log(2), 9), 0)
    assert labels == [
        ("2024-01-31", "a", 0, MODEL.model_id, 0, 1),
        ("2024-01-31", *half_way),
        ("2024-02-29", "a", 1, MODEL.model_id, 0, 1),
        ("2024-02-29", *half_way),
    ]


def test_without_clusters_there_is_no_distance(connection) -> None:
    connection.execute("insert into features values ('2024-01-31', 'a', 1)")
    ((_, *label),) = written(connection, WITHOUT_CLUSTERS, 100)
    assert label == ["a", -1, WITHOUT_CLUSTERS.model_id, None, None]


def test_no_customers_give_an_empty_table(connection) -> None:
    assert written(connection, MODEL, 100) == []


def test_many_batches_say_what_one_says(connection) -> None:
    connection.execute(
        "insert into features select date '2024-01-31' + cast(n % 3 as integer), "
        "'c' || n, n * n % 23 from range(20_000) as customers (n)"
    )
    assert written(connection, MODEL, 700) == written(connection, MODEL, 100_000)
