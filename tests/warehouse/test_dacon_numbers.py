"""Numbers that must come out of the real DACON files."""

from decimal import Decimal

import pytest

from tests.conftest import Build, real_data, run_dbt


@pytest.fixture(scope="module")
def dacon(tmp_path_factory: pytest.TempPathFactory) -> Build:
    build = run_dbt(real_data("dacon"), tmp_path_factory.mktemp("dacon"))
    assert build.success, build.message
    return build


def test_every_row_is_accepted(dacon: Build) -> None:
    counts = dacon.rows(
        "select source_table, raw_row_count, accepted_row_count, rejected_row_count "
        "from marts.row_reconciliation order by 1"
    )
    assert counts == [
        ("customers", 1468, 1468, 0),
        ("discounts", 204, 204, 0),
        ("marketing_days", 365, 365, 0),
        ("online_sales", 52924, 52924, 0),
        ("taxes", 20, 20, 0),
    ]


def test_orders_are_pairs_of_customer_and_transaction(dacon: Build) -> None:
    assert dacon.value("select count(*) from marts.fct_orders") == 26631
    # summed over lines it would be 556,635.07
    assert dacon.value("select sum(shipping_value) from marts.fct_orders") == Decimal("238987.6")


def test_total_paid_value_d1(dacon: Build) -> None:
    total = dacon.value("select sum(paid_value) from marts.fct_orders")
    assert round(total) == 5_079_711
    # lines are rounded to four places, the published total to the unit
    assert abs(total - Decimal("5079711.3233")) < Decimal("0.01")


def test_customers_by_number_of_orders_d3(dacon: Build) -> None:
    counts = dacon.rows(
        """
        select
            count(*) filter (where order_count >= 1),
            count(*) filter (where order_count >= 2),
            count(*) filter (where order_count >= 5)
        from marts.fct_customer_features
        where is_latest
        """
    )
    assert counts == [(1468, 1343, 1139)]


def test_recency_and_frequency_d8(dacon: Build) -> None:
    ((mean, deviation, low, middle, high, frequency, f_deviation, f_low, f_mid, f_high, f_max),) = (
        dacon.rows(
            """
            select
                avg(recency_days), stddev_samp(recency_days),
                quantile_cont(recency_days, 0.25), median(recency_days),
                quantile_cont(recency_days, 0.75),
                avg(order_count), stddev_samp(order_count),
                quantile_cont(order_count, 0.25), median(order_count),
                quantile_cont(order_count, 0.75), max(order_count)
            from marts.fct_customer_features
            where is_latest
            """
        )
    )
    assert (round(mean, 2), round(deviation, 2)) == (144.29, 101.94)
    assert (low, middle, high) == (55, 131, 220)
    assert (round(frequency, 2), round(f_deviation, 2)) == (18.14, 24.98)
    assert (f_low, f_mid, f_high, f_max) == (5, 11, 23, 328)


def test_known_means_of_the_features(dacon: Build) -> None:
    means = dacon.rows(
        """
        select
            round(avg(recency_days), 4), round(avg(tenure_days), 4), round(avg(order_count), 4),
            round(avg(purchase_day_count), 4), sum(monetary_value), sum(return_value),
            round(avg(cast(average_order_value as double)), 4), round(avg(max_order_share), 4),
            round(avg(cast(net_value_90d as double)), 4), round(avg(order_count_90d), 4),
            round(avg(shrunk_gap_days), 4), round(avg(overdue_ratio), 4)
        from marts.fct_customer_features
        where is_latest
        """
    )
    assert means == [
        (
            *(144.2922, 208.6512, 18.141, 2.1853, Decimal("4360022.162"), 0),
            *(153.6373, 0.3787, 898.8168, 4.9441, 56.0952, 2.8384),
        )
    ]


def test_known_lifecycle_stages(dacon: Build) -> None:
    stages = dacon.rows(
        "select lifecycle_stage, count(*) from marts.fct_customer_features "
        "where is_latest group by 1"
    )
    assert dict(stages) == {
        "new": 106,
        "active": 281,
        "cooling": 261,
        "lapsing": 406,
        "lapsed": 414,
    }


def test_purchase_days_count_because_several_orders_make_one_visit(dacon: Build) -> None:
    features = dacon.rows("select feature from marts.cluster_transforms order by feature_order")
    assert features == [("recency_days",), ("purchase_day_count",), ("monetary_value",)]
