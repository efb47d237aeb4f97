"""What is read from and written to relations."""

import hashlib
from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pytest

from clustering.names import PROFILE_WEIGHTS
from clustering.rows import Row
from clustering.warehouse import (
    FEATURES,
    ROW_SCHEMA,
    has_value_model,
    later_purchase_days,
    newest_date,
    read_archetypes,
    read_buyers,
    read_customers,
    read_history,
    read_outcomes,
    read_rfm_map,
    read_rows,
    rows_table,
    sample,
)
from tests.clustering.shop import seed_archetypes

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)
# customers in two snapshots; as text '10' stands before '9', and capitals before small letters
SNAPSHOTS = (
    (JANUARY, "10", 5, 2, 2, 1.0, "120.5000", 40, False, "8.5000"),
    (JANUARY, "9", 7, 1, 1, 1.0, "30.2500", 7, True, "0.0000"),
    (FEBRUARY, "10", 34, 2, 2, 1.0, "120.5000", 69, False, "2.2500"),
    (FEBRUARY, "Z", 0, 4, 2, 2.0, "-8.0000", 12, False, "40.0000"),
    (FEBRUARY, "a", None, 1, 1, None, None, None, True, "1.0000"),
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def fill(connection: duckdb.DuckDBPyConnection, rows: tuple[tuple, ...]) -> duckdb.DuckDBPyRelation:
    """Write rows to a table typed like `fct_customer_features`, with a column nobody asks for."""
    connection.execute(
        "create or replace table features (as_of_date date, customer_id varchar, "
        "recency_days integer, order_count bigint, purchase_day_count bigint, "
        "orders_per_purchase_day double, monetary_value decimal(18, 4), tenure_days integer, "
        "is_one_time_buyer boolean, expected_value decimal(18, 4), favourite varchar default 'tea')"
    )
    for row in rows:
        connection.execute(f"insert into features values ({', '.join('?' * 10)}, default)", row)
    return connection.table("features")


def test_newest_date_is_that_of_the_last_snapshot(connection) -> None:
    assert newest_date(fill(connection, SNAPSHOTS[::-1])) == "2024-02-29"
    assert newest_date(fill(connection, SNAPSHOTS[:2])) == "2024-01-31"


def test_features_by_hand_with_nulls_as_nan(connection) -> None:
    features = read_customers(fill(connection, SNAPSHOTS), "2024-02-29").features
    missing = np.nan
    expected = {
        "recency_days": [34, 0, missing],
        "order_count": [2, 4, 1],
        "purchase_day_count": [2, 2, 1],
        "orders_per_purchase_day": [1, 2, missing],
        "monetary_value": [120.5, -8, missing],
        "tenure_days": [69, 12, missing],
        "is_one_time_buyer": [0, 0, 1],
        "expected_value": [2.25, 40, 1],
    }
    assert list(features) == list(expected) == list(FEATURES)
    for name, values in expected.items():
        assert features[name].dtype == np.float64
        np.testing.assert_array_equal(features[name], values)


def test_samples_and_halves_are_those_of_the_md5(connection) -> None:
    relation = fill(connection, SNAPSHOTS)
    ids = ["10", "Z", "a"]
    digests = [hashlib.md5(customer_id.encode()).hexdigest() for customer_id in ids]
    read = read_customers(relation, "2024-02-29")
    assert read.md5_rank.tolist() == [sorted(digests).index(digest) for digest in digests]
    assert read.is_held_out.tolist() == [digest[-1] >= "8" for digest in digests]
    drawn = read_customers(relation, "2024-02-29", ["order_count"], sample_size=1)
    (first,) = drawn.features["order_count"]
    assert first == [2, 4, 1][digests.index(min(digests))]
    in_order = sorted(ids, key=lambda customer_id: digests[ids.index(customer_id)])
    for size in (1, 2, 3, 4):
        chosen = sample(relation, "2024-02-29", size).project("customer_id").fetchall()
        assert {customer_id for (customer_id,) in chosen} == set(in_order[:size])


def test_value_models_of_a_large_shop_see_one_sample(connection) -> None:
    connection.execute(
        "create table features as select date '2024-01-31' + 29 * month::integer as as_of_date, "
        "'c' || n as customer_id, n as repeat_day_count, 7 * n as active_span_days, "
        "14 * n as tenure_days, n + 0.5 as repeat_day_value "
        "from range(10) as customers (n), range(2) as months (month)"
    )
    # everybody bought on two days of February, and once too late
    connection.execute(
        "create table days as select 'c' || n as customer_id, day::date as order_date "
        "from range(10) as customers (n), "
        "(values ('2024-01-31'), ('2024-02-01'), ('2024-02-10'), ('2024-02-11')) as days (day)"
    )
    features, days = connection.table("features"), connection.table("days")
    digests = {hashlib.md5(f"c{n}".encode()).hexdigest(): n for n in range(10)}
    smallest = sorted(digests[digest] for digest in sorted(digests)[:3])
    history = read_history(features, JANUARY, sample_size=3)
    assert history.x.tolist() == history.t_x.tolist() == smallest
    assert history.T.tolist() == [2 * n for n in smallest]
    assert history.m.tolist() == [n + 0.5 for n in smallest]
    assert later_purchase_days(features, days, JANUARY, 10, sample_size=3) == 3 * 2
    assert later_purchase_days(features, days, JANUARY, 10) == 10 * 2
    assert later_purchase_days(features, days, JANUARY, 30) is None


def test_buyers_are_counted_and_compared(connection) -> None:
    relation = fill(connection, SNAPSHOTS)
    january = read_buyers(relation, "2024-01-31")
    assert (january.customer_count, january.are_alike) == (2, False)
    nobody = read_buyers(relation, "2023-12-31")
    assert (nobody.customer_count, nobody.are_alike) == (0, True)
    twins = (SNAPSHOTS[0], (JANUARY, "11", *SNAPSHOTS[0][2:]))
    assert read_buyers(fill(connection, twins), "2024-01-31").are_alike


def test_outcomes_stand_in_the_order_of_the_customers(connection) -> None:
    connection.execute(
        "create table outcomes as select * from (values "
        "(date '2024-01-31', '9', true, 12.5, true), (date '2024-01-31', '10', false, 0, true), "
        "(date '2024-02-29', '9', null, null, false)) "
        "as t(as_of_date, customer_id, has_repurchased, future_value, is_complete)"
    )
    outcomes = connection.table("outcomes")
    read = read_outcomes(outcomes, "2024-01-31")
    assert read is not None
    assert (read.value.tolist(), read.has_repurchased.tolist()) == ([0, 12.5], [0, 1])
    # the horizon is not over
    assert read_outcomes(outcomes, "2024-02-29") is None


def test_the_newest_value_model_not_after_the_date_counts(connection) -> None:
    connection.execute(
        "create table fits as select * from (values (date '2024-01-31', 'recent_value'), "
        "(date '2024-02-29', 'mbg_gamma_gamma')) as t(fitted_as_of_date, kind)"
    )
    fits = connection.table("fits")
    dates = ("2023-12-31", "2024-02-28", "2024-02-29", "2024-03-15")
    assert [has_value_model(fits, day) for day in dates] == [False, False, True, True]


def test_the_map_is_read_cell_by_cell(connection) -> None:
    connection.execute(
        "create table cells as select 5 as r_score, 1 as f_score, 'NEW' as rfm_segment"
    )
    assert read_rfm_map(connection.table("cells")) == {(5, 1): "NEW"}


def test_no_snapshots_have_no_newest_date(connection) -> None:
    with pytest.raises(ValueError, match="as_of_date"):
        newest_date(fill(connection, ()))


def test_archetypes_come_in_display_order_with_prototypes_by_measure(connection) -> None:
    columns = "display_order, segment_code, segment_name_en, segment_name_ko"
    # columns of measures in another order than that of the profile
    measures = ("tenure", "one_time", "monetary", "expected", "frequency", "recency")
    connection.execute(
        "create table seed as "
        f"select * from (values (2, 'B', 'Bee', '벌', .6, .5, .4, .3, .2, .1), "
        "(10, 'C', 'Cat', '고양이', 0, 0, 0, 0, 0, 0), "
        f"(1, 'A', 'Ant', '개미', 1, 1, 1, 1, 1, 1)) as t({columns}, {', '.join(measures)})"
    )
    read = read_archetypes(connection.table("seed"))
    assert [(a.code, a.name_en, a.name_ko) for a in read] == [
        ("A", "Ant", "개미"),
        ("B", "Bee", "벌"),
        ("C", "Cat", "고양이"),
    ]
    assert read[1].prototype == {
        "recency": 0.1,
        "frequency": 0.2,
        "expected": 0.3,
        "monetary": 0.4,
        "one_time": 0.5,
        "tenure": 0.6,
    }


def test_the_seed_has_unique_names_and_prototypes_between_0_and_1() -> None:
    archetypes = seed_archetypes()
    for texts in zip(*((a.code, a.name_en, a.name_ko) for a in archetypes), strict=True):
        assert len(set(texts)) == len(archetypes) == 12
    for archetype in archetypes:
        assert set(archetype.prototype) == set(PROFILE_WEIGHTS)
        assert all(0 <= value <= 1 for value in archetype.prototype.values())


def test_rows_go_to_the_table_and_come_back(connection) -> None:
    rows = [
        Row(1, "abc", "model", None, None, "reason", "it's new"),
        Row(1, "abc", "centroid", "order_count", 0, "value", "-0.25"),
        Row(2, "def", "segment", None, 1, "archetype_code", None),
        Row(2, "def", "segment", None, 1, "segment_name_ko", "핵심 우수 고객"),
    ]
    table = rows_table(rows)
    assert table.schema == ROW_SCHEMA
    # columns in another order than that of the rows
    shuffled = connection.from_arrow(table).project(", ".join(ROW_SCHEMA.names[::-1]))
    assert read_rows(shuffled) == rows


def test_no_rows_are_a_typed_empty_table(connection) -> None:
    empty = rows_table([])
    assert (len(empty), empty.schema) == (0, ROW_SCHEMA)
    assert read_rows(connection.from_arrow(empty)) == []
    types = [str(kind) for kind in connection.from_arrow(empty).types]
    assert types == ["INTEGER", *["VARCHAR"] * 3, "INTEGER", *["VARCHAR"] * 2]
