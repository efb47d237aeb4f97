"""Numbers that must come out of the real DACON files."""

from decimal import Decimal

import pytest

from tests.conftest import QUICK, Build, real_data, run_dbt


@pytest.fixture(scope="module")
def dacon(tmp_path_factory: pytest.TempPathFactory) -> Build:
    build = run_dbt(real_data("dacon"), tmp_path_factory.mktemp("dacon"), QUICK)
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
    assert features == [
        ("recency_days",),
        ("purchase_day_count",),
        ("monetary_value",),
        ("expected_value",),
    ]


def test_known_means_of_rhythm_basket_promotion_and_calendar(dacon: Build) -> None:
    ((*means,),) = dacon.rows(
        """
        select
            avg(active_month_share), avg(mean_gap_days), avg(median_gap_days), avg(gap_variation),
            avg(last_gap_share), avg(clumpiness_365d), avg(value_trend), avg(order_count_change),
            avg(units_per_order), avg(lines_per_order), avg(product_count),
            avg(repeat_product_share), avg(category_entropy), avg(category_evenness),
            avg(top_category_share), avg(price_tier_index), avg(premium_share),
            avg(shrunk_coupon_rate), min(shrunk_coupon_rate), max(shrunk_coupon_rate),
            avg(shrunk_coupon_click_rate), avg(coupon_value_share), avg(discount_rate),
            avg(coupon_discount_rate), avg(full_price_share), avg(shipping_share),
            avg(cast(average_shipping_value as double)), avg(weekend_share),
            avg(weekday_concentration), avg(marketing_exposure_ratio), avg(online_exposure_share)
        from marts.fct_customer_features
        where is_latest
        """
    )
    assert [round(mean, 4) for mean in means] == [
        *(0.3087, 64.9257, 61.8004, 0.9806, 0.5332, 0.3767, -0.379, -0.5642),
        *(9.5981, 2.074, 25.6574, 0.1702, 0.9317, 0.5322, 0.6564, -0.0021, 0.2216),
        *(0.3383, 0.3182, 0.3601, 0.7689, 0.3393, 0.0678, 0.2008, 0.6622, 0.0807),
        *(9.5099, 0.3061, 0.5945, 0.9261, 0.4087),
    ]
    counts = dacon.rows(
        """
        select
            count(mean_gap_days), count(gap_variation), count(last_gap_share),
            count(clumpiness_365d), count(value_trend), count(coupon_discount_rate),
            count(weekday_concentration), count(shrunk_return_rate), count(return_value_share)
        from marts.fct_customer_features
        where is_latest
        """
    )
    assert counts == [(734, 209, 370, 370, 904, 1374, 1139, 0, 0)]


def test_known_value_model_and_expected_values(dacon: Build) -> None:
    parameters = dacon.rows(
        "select r, alpha, a, b, p, q, gamma from marts.value_models "
        "where fitted_as_of_date = date '2019-12-31'"
    )
    # the published digits; the numerical fit is good to .1 %
    known = (1.354, 16.62, 1.187, 2.910, 0.5396, 5.643, 11174)
    assert parameters[0] == pytest.approx(known, rel=1e-3)
    means = dacon.rows(
        """
        select
            avg(alive_probability), avg(expected_purchase_day_count),
            avg(cast(expected_purchase_day_value as double)), avg(cast(expected_value as double))
        from marts.fct_customer_features
        where is_latest
        """
    )
    assert means[0] == pytest.approx((0.488, 0.3605, 1297.8, 471.5), rel=1e-3)


def test_known_outcomes(dacon: Build) -> None:
    outcomes = dacon.rows(
        "select count(*), count(*) filter (where has_repurchased), sum(future_order_count), "
        "sum(future_value) from marts.fct_customer_outcomes where as_of_date = date '2019-09-30'"
    )
    customers, repurchased, orders, value = outcomes[0]
    assert (customers, repurchased, orders) == (1207, 289, 3773)
    assert abs(value - Decimal("687105.54")) < Decimal("0.01")


def test_only_how_much_how_often_and_how_lately_is_real(dacon: Build) -> None:
    signal = {
        feature: (correlation, verdict)
        for feature, correlation, verdict in dacon.rows(
            "select feature, retest_correlation, verdict from marts.fct_feature_signal "
            "where as_of_date = date '2019-12-31'"
        )
    }
    known = {
        **{"monetary_value": 0.41, "order_count": 0.41, "purchase_day_count": 0.32},
        **{"average_order_value": 0.07, "units_per_order": 0.10, "lines_per_order": 0.00},
        **{"category_entropy": 0.18, "price_tier_index": -0.03, "premium_share": 0.07},
        **{"shrunk_coupon_rate": -0.05, "shrunk_coupon_click_rate": 0.01},
        **{"coupon_value_share": -0.09, "coupon_discount_rate": -0.08, "full_price_share": -0.10},
        **{"repeat_product_share": 0.14, "shipping_share": 0.05, "weekend_share": -0.01},
        "shrunk_gap_days": 0.28,
    }
    # measured elsewhere to two places, with a tolerance of two hundredths
    off = {
        name: signal[name][0]
        for name, value in known.items()
        if abs(signal[name][0] - value) > 0.02
    }
    assert off == {}
    noise = {"shrunk_coupon_rate", "price_tier_index", "weekend_share"}
    assert {signal[name][1] for name in noise} == {"noise"}
