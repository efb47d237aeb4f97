"""Small shops whose every number is computed by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Build, run_dbt, write_shop

NO_VALUE_MODEL = (
    "no value model (fewer than 50 repeat buyers, or no fit): expected value is the net value of "
    "the last 90 days"
)
USED, CLICKED, NOT_USED = "Used", "Clicked", "Not Used"


def build_shop(
    folder: Path,
    sales: list[tuple],
    **settings: object,
) -> Build:
    customers = settings.pop("customers", None)
    raw = write_shop(folder / "raw", sales, customers)  # type: ignore[arg-type]
    build = run_dbt(raw, folder / "build", settings)
    assert build.success, build.message
    return build


def test_money_of_orders_by_hand(tmp_path: Path) -> None:
    build = build_shop(
        tmp_path,
        [
            # two lines: 2 * 10 less 20 % = 16, and 3 * 1 = 3; tax 1.9, shipping 5 once
            ("ann", "t1", "2024-01-10", 2, "10.00", USED),
            ("ann", "t1", "2024-01-10", 3, "1.00", CLICKED),
            # another customer with the same order id, for nothing: still a purchase
            ("bob", "t1", "2024-01-10", 1, "0.00", NOT_USED),
            # equal but for the order id: a second purchase
            ("bob", "t2", "2024-01-10", 1, "0.00", NOT_USED),
        ],
        customers=["ann", "bob", "eve"],
    )
    orders = build.rows(
        "select order_key, gross_value, discount_value, net_value, tax_value, shipping_value, "
        "paid_value, unit_count, line_count from marts.fct_orders order by 1"
    )
    assert orders == [
        ("ann|t1", 23, 4, 19, Decimal("1.9"), 5, Decimal("25.9"), 5, 2),
        ("bob|t1", 0, 0, 0, 0, 5, 5, 1, 1),
        ("bob|t2", 0, 0, 0, 0, 5, 5, 1, 1),
    ]
    features = build.rows(
        "select customer_id, recency_days, order_count, purchase_day_count, monetary_value, "
        "is_one_time_buyer from marts.fct_customer_features where is_latest order by 1"
    )
    assert features == [("ann", 0, 1, 1, 19, True), ("bob", 0, 2, 1, 0, True)]
    customers = build.rows(
        "select customer_id, has_purchased, first_order_date, current_segment_name "
        "from marts.dim_customers where not has_purchased"
    )
    assert customers == [("eve", False, None, "Prospects")]


def test_an_order_on_the_date_counts_and_one_the_day_after_does_not_exist(tmp_path: Path) -> None:
    sales = [
        ("ann", "t1", "2024-01-01", 1, "10", NOT_USED),
        ("ann", "t2", "2024-01-31", 1, "10", NOT_USED),
        ("ann", "t3", "2024-02-01", 1, "10", NOT_USED),
        ("bob", "t4", "2024-02-01", 1, "10", NOT_USED),
        # not even a rejected row tells of the future
        ("eve", "t5", "2024-02-01", "two", "10", NOT_USED),
    ]
    build = build_shop(tmp_path, sales, as_of_date="2024-01-31")
    features = build.rows(
        "select customer_id, recency_days, tenure_days, order_count "
        "from marts.fct_customer_features where is_latest"
    )
    assert features == [("ann", 0, 30, 2)]
    assert build.value("select count(*) from marts.fct_orders") == 2
    assert build.value("select sum(rejected_row_count) from marts.row_reconciliation") == 0


def test_too_few_buyers_take_the_rfm_map(tmp_path: Path) -> None:
    # recency 0, 10, 20, 30, 40 days: percent ranks 1, .75, .5, .25, 0 score 5, 4, 3, 2, 1;
    # all bought once: F 1
    sales = [
        (
            f"c{n}",
            f"t{n}",
            str(date(2024, 3, 31 - 10 * n) if n < 4 else date(2024, 2, 20)),
            1,
            "9",
            USED,
        )
        for n in range(5)
    ]
    build = build_shop(tmp_path, sales)
    segments = build.rows(
        "select customer_id, segment_id, segment_name, rfm_segment "
        "from marts.fct_customer_segments where is_latest order by 1"
    )
    assert segments == [
        ("c0", 11, "RFM new", "NEW_CUSTOMERS"),
        ("c1", 14, "RFM promising", "PROMISING"),
        ("c2", 16, "RFM about to sleep", "ABOUT_TO_SLEEP"),
        ("c3", 18, "RFM hibernating", "HIBERNATING"),
        ("c4", 21, "RFM lost", "LOST"),
    ]
    model = build.rows("select feature_space, n_clusters, reason from marts.cluster_models")
    reason = "first model of this shop; 5 buyers, fewer than 200: segments of the RFM map"
    assert model == [("rfm_map", 0, f"{reason}; {NO_VALUE_MODEL}")]
    assert build.value("select count(*) from marts.cluster_labels where cluster_id != -1") == 0


def test_a_single_customer_has_a_segment(tmp_path: Path) -> None:
    build = build_shop(tmp_path, [("ann", "t1", "2024-01-10", 1, "10", USED)])
    segment = build.rows(
        "select segment_id, customer_count, customer_share, value_share from marts.segment_summary"
    )
    # alone, a percent rank is 0: every score is 1
    assert segment == [(21, 1, 1.0, 1.0)]


def test_the_best_customer_of_a_small_shop_is_its_vip(tmp_path: Path) -> None:
    # without a value model the expected value is the net money of the last 90 days: 90, 10, 10;
    # the 99 % quantile of three lies .98 of the way from 10 to 90, at 88.4
    sales = [
        ("ann", "t1", "2024-01-10", 9, "10", NOT_USED),
        ("bob", "t2", "2024-01-10", 1, "10", NOT_USED),
        ("eve", "t3", "2024-01-20", 1, "10", NOT_USED),
    ]
    build = build_shop(tmp_path, sales, customers=["ann", "bob", "eve", "kim"])
    segments = build.rows(
        "select customer_id, segment_id, is_vip, is_borderline from marts.fct_customer_segments "
        "where is_latest order by 1"
    )
    # recency 10, 10, 0: percent ranks 0, 0, 1 score 1, 1, 5
    assert segments == [
        ("ann", 1, True, False),
        ("bob", 21, False, None),
        ("eve", 11, False, None),
        ("kim", 2, False, None),
    ]
    bound = build.rows(
        "select score, lower_bound from marts.rfm_cut_points where measure = 'expected_value'"
    )
    assert bound == [(1, pytest.approx(88.4))]
    # the horizon of no snapshot is over, and nothing is sure of three customers
    assert build.rows(
        "select segment_id, expected_value, repurchase_rate, repurchase_as_of_date "
        "from marts.segment_summary where is_latest order by 1"
    ) == [(1, 90, None, None), (2, None, None, None), (11, 10, None, None), (21, 10, None, None)]
    assert build.value("select count(*) from marts.segment_traits") == 0


def test_equal_customers_have_one_segment(tmp_path: Path) -> None:
    sales = [(f"c{n:03}", f"t{n}", "2024-01-10", 1, "10", NOT_USED) for n in range(250)]
    build = build_shop(tmp_path, sales)
    assert build.rows("select segment_id, customer_count from marts.segment_summary") == [(21, 250)]
    reason = "first model of this shop; all buyers alike: segments of the RFM map"
    assert build.value("select reason from marts.cluster_models") == f"{reason}; {NO_VALUE_MODEL}"


def test_fewer_different_customers_than_clusters(tmp_path: Path) -> None:
    # three kinds of customers cannot make six clusters
    kinds = [("2024-01-10", "10"), ("2024-02-10", "100"), ("2024-03-10", "1000")]
    sales = [
        (f"c{n:03}", f"t{n}", *kinds[n % 3][:1], 1, kinds[n % 3][1], NOT_USED) for n in range(300)
    ]
    build = build_shop(tmp_path, sales, stability_resamples=2)
    sizes = build.rows("select customer_count from marts.segment_summary where is_latest")
    assert sizes == [(100,), (100,), (100,)]


def test_money_may_be_large(tmp_path: Path) -> None:
    build = build_shop(
        tmp_path,
        [
            ("ann", "t1", "2024-01-10", 1, "3000000000.00", NOT_USED),
            ("bob", "t1", "2024-02-10", 2, "500000000.00", NOT_USED),
        ],
    )
    (spent,) = build.rows(
        "select distinct population_mean, population_median from marts.segment_profile "
        "where is_latest and feature = 'monetary_value'"
    )
    assert spent == (2e9, 2e9)
