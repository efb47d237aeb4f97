"""Features of three real shops: means, outcomes and consistency as measured elsewhere."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.conftest import MODELS_ONLY, Build, real_data, run_dbt

MARTS = ("fct_customer_features", "fct_feature_signal", "fct_customer_outcomes")
BACKTEST_DATES = {"dacon": [], "online_retail": ["2011-08-31"], "cdnow": ["1997-12-31"]}
COUPONS = (
    *("coupon_line_count", "coupon_used_count", "shrunk_coupon_rate"),
    *("shrunk_coupon_click_rate", "coupon_value_share", "coupon_discount_rate"),
)
DISCOUNTS = ("discount_rate", "full_price_share")
CATEGORIES = (
    *("category_count", "category_entropy", "category_evenness", "top_category"),
    *("top_category_share", "price_tier_index", "premium_share"),
)
SHIPPING_AND_TAX = ("shipping_share", "average_shipping_value", "paid_value")
PRODUCTS = ("product_count", "repeat_product_share")
RETURNS = ("shrunk_return_rate", "return_value_share")
MARKETING = ("marketing_exposure_ratio", "online_exposure_share")


@dataclass(frozen=True)
class Known:
    """What is known of a shop.

    Attributes
    ----------
    means
        Mean by feature, to four digits; with the number of customers who have one, where some do
        not.
    fitted
        Means that hang on the numerical fit of the value model, to .1 %.
    retests
        Retest correlations at the last date, to two digits.
    """

    customers: int
    monetary_value: str
    return_value: str
    value_without_purchase: str
    means: dict[str, float | tuple[float, int]]
    stages: dict[str, int]
    fitted: dict[str, float]
    missing: tuple[str, ...]
    outcomes: tuple[str, int, int, int, str]
    retested_customers: dict[str, int]
    retests: dict[str, float]


KNOWN = {
    "dacon": Known(
        customers=1468,
        monetary_value="4360022.1620",
        return_value="0",
        value_without_purchase="0",
        means={
            **{"recency_days": 144.2922, "tenure_days": 208.6512},
            **{"order_count": 18.1410, "purchase_day_count": 2.1853},
            **{"average_order_value": 153.6373, "max_order_share": 0.3787},
            **{"net_value_90d": 898.8168, "order_count_90d": 4.9441, "active_month_share": 0.3087},
            **{"mean_gap_days": (64.9257, 734), "median_gap_days": (61.8004, 734)},
            **{"shrunk_gap_days": 56.0952, "overdue_ratio": 2.8384},
            **{"gap_variation": (0.9806, 209), "last_gap_share": (0.5332, 370)},
            **{"clumpiness_365d": (0.3767, 370)},
            **{"value_trend": (-0.3790, 904), "order_count_change": (-0.5642, 904)},
            **{"units_per_order": 9.5981, "lines_per_order": 2.0740},
            **{"product_count": 25.6574, "repeat_product_share": 0.1702},
            **{"category_entropy": 0.9317, "category_evenness": 0.5322},
            **{"top_category_share": 0.6564, "price_tier_index": -0.0021, "premium_share": 0.2216},
            **{"shrunk_coupon_rate": 0.3383, "shrunk_coupon_click_rate": 0.7689},
            **{"coupon_value_share": 0.3393, "discount_rate": 0.0678},
            **{"coupon_discount_rate": (0.2008, 1374), "full_price_share": 0.6622},
            **{"shipping_share": 0.0807, "average_shipping_value": 9.5099},
            **{"weekend_share": 0.3061, "weekday_concentration": (0.5945, 1139)},
            **{"marketing_exposure_ratio": 0.9261, "online_exposure_share": 0.4087},
        },
        stages={"new": 106, "active": 281, "cooling": 261, "lapsing": 406, "lapsed": 414},
        fitted={
            **{"alive_probability": 0.488, "expected_purchase_day_count": 0.3605},
            **{"expected_purchase_day_value": 1297.8, "expected_value": 471.5},
        },
        missing=RETURNS,
        outcomes=("2019-09-30", 1207, 289, 3773, "687105.54"),
        retested_customers={"monetary_value": 314, "shrunk_gap_days": 125},
        retests={
            **{"monetary_value": 0.41, "order_count": 0.41, "purchase_day_count": 0.32},
            **{"average_order_value": 0.07, "units_per_order": 0.10, "lines_per_order": 0.00},
            **{"category_entropy": 0.18, "price_tier_index": -0.03, "premium_share": 0.07},
            **{"shrunk_coupon_rate": -0.05, "shrunk_coupon_click_rate": 0.01},
            **{"coupon_value_share": -0.09, "coupon_discount_rate": -0.08},
            **{"full_price_share": -0.10, "repeat_product_share": 0.14, "shipping_share": 0.05},
            **{"weekend_share": -0.01, "shrunk_gap_days": 0.28},
        },
    ),
    "online_retail": Known(
        customers=4334,
        monetary_value="8290586.3030",
        return_value="470480.3500",
        value_without_purchase="-3922.9800",
        means={
            **{"recency_days": 92.2266, "tenure_days": 222.8341},
            **{"order_count": 4.2460, "purchase_day_count": 3.8482},
            **{"average_order_value": 417.0096, "max_order_share": 0.6243},
            **{"net_value_90d": 723.0640, "order_count_90d": 1.5171, "active_month_share": 0.3747},
            **{"mean_gap_days": (78.8024, 2776), "median_gap_days": (75.1630, 2776)},
            **{"shrunk_gap_days": 53.6449, "overdue_ratio": 1.9394},
            **{"gap_variation": (0.6895, 1410), "last_gap_share": (0.4767, 1907)},
            **{"clumpiness_365d": (0.2288, 1857)},
            **{"value_trend": (0.7977, 2819), "order_count_change": (0.4690, 2819)},
            **{"units_per_order": 256.2995, "lines_per_order": 22.2999},
            **{"product_count": 61.4269, "repeat_product_share": 0.1489},
            "return_value_share": 0.0208,
            **{"weekend_share": 0.1277, "weekday_concentration": (0.1884, 1101)},
        },
        stages={"new": 271, "active": 2003, "cooling": 735, "lapsing": 522, "lapsed": 803},
        fitted={
            **{"expected_purchase_day_count": 1.065, "expected_purchase_day_value": 412.3},
            **{"expected_value": 501.9},
        },
        # nobody is seen to leave: the formula would give over .98 for everybody
        missing=(
            *(*COUPONS, *DISCOUNTS, *CATEGORIES, *SHIPPING_AND_TAX, *MARKETING),
            "alive_probability",
        ),
        outcomes=("2011-08-31", 3314, 1859, 4715, "2431832.50"),
        retested_customers={"monetary_value": 1813, "shrunk_gap_days": 958},
        retests={
            **{"monetary_value": 0.67, "order_count": 0.55, "purchase_day_count": 0.55},
            **{"average_order_value": 0.68, "units_per_order": 0.65, "lines_per_order": 0.69},
            **{"repeat_product_share": 0.51, "weekend_share": 0.25, "shrunk_gap_days": 0.39},
            **{"shrunk_return_rate": 0.31},
        },
    ),
    "cdnow": Known(
        customers=23570,
        monetary_value="2500315.6300",
        return_value="0",
        value_without_purchase="0",
        means={
            **{"recency_days": 367.2216, "tenure_days": 502.0936},
            **{"order_count": 2.8677, "purchase_day_count": 2.8677},
            **{"average_order_value": 33.1166, "max_order_share": (0.7311, 23502)},
            **{"net_value_90d": 8.9917, "order_count_90d": 0.2384, "active_month_share": 0.1381},
            **{"mean_gap_days": (114.4201, 11516), "median_gap_days": (105.8195, 11516)},
            **{"shrunk_gap_days": 79.5363, "overdue_ratio": 5.2842},
            **{"gap_variation": (0.9473, 5271), "last_gap_share": (0.5240, 7476)},
            **{"clumpiness_365d": (0.2092, 3353)},
            **{"value_trend": -0.0899, "order_count_change": -0.0412},
            **{"units_per_order": 2.1923, "lines_per_order": 1.0165},
            **{"weekend_share": 0.2870, "weekday_concentration": (0.1323, 3835)},
        },
        stages={"active": 3591, "cooling": 2024, "lapsing": 2002, "lapsed": 15953},
        fitted={
            **{"alive_probability": 0.414, "expected_purchase_day_count": 0.2360},
            **{"expected_purchase_day_value": 36.17, "expected_value": 9.175},
        },
        missing=(
            *(*COUPONS, *DISCOUNTS, *CATEGORIES, *SHIPPING_AND_TAX, *MARKETING),
            *(*PRODUCTS, *RETURNS),
        ),
        outcomes=("1997-12-31", 23570, 3817, 6608, "262823.89"),
        retested_customers={"monetary_value": 306},
        retests={
            **{"monetary_value": 0.49, "order_count": 0.18, "purchase_day_count": 0.18},
            **{"average_order_value": 0.69, "units_per_order": 0.69, "lines_per_order": 0.32},
            **{"weekend_share": 0.41, "shrunk_gap_days": 0.13},
        },
    ),
}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    """Builds made so far, by shop."""
    return {}


@pytest.fixture(params=list(KNOWN))
def shop(
    request: pytest.FixtureRequest,
    builds: dict[str, Build],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Build, Known]:
    name = request.param
    raw = real_data(name)
    if name not in builds:
        folder = tmp_path_factory.mktemp(name)
        settings = {"shop": name, "history_snapshots": 0, "backtest_dates": BACKTEST_DATES[name]}
        command = (*MODELS_ONLY, "--select", *(f"+{mart}" for mart in MARTS))
        builds[name] = run_dbt(raw, folder, settings, command)
    assert builds[name].success, builds[name].message
    return builds[name], KNOWN[name]


def means_and_counts(build: Build, features: list[str]) -> dict[str, tuple[float, int]]:
    columns = ", ".join(f"avg(cast({name} as double)), count({name})" for name in features)
    ((*found,),) = build.rows(f"select {columns} from marts.fct_customer_features where is_latest")
    return dict(zip(features, zip(found[::2], found[1::2], strict=True), strict=True))


def test_money_of_all_customers(shop: tuple[Build, Known]) -> None:
    build, known = shop
    totals = build.rows(
        "select count(*), sum(monetary_value), sum(return_value) "
        "from marts.fct_customer_features where is_latest"
    )
    assert totals == [(known.customers, Decimal(known.monetary_value), Decimal(known.return_value))]
    # the rest is of customers who only returned
    everything = build.value("select sum(net_value) from intermediate.int_orders")
    assert everything - totals[0][1] == Decimal(known.value_without_purchase)


def test_known_means_of_features(shop: tuple[Build, Known]) -> None:
    build, known = shop
    expected = {
        name: value if isinstance(value, tuple) else (value, known.customers)
        for name, value in known.means.items()
    }
    found = means_and_counts(build, list(expected))
    off = {
        name: (found[name], expected[name])
        for name in expected
        if round(found[name][0], 4) != expected[name][0] or found[name][1] != expected[name][1]
    }
    assert off == {}


def test_known_lifecycle_stages(shop: tuple[Build, Known]) -> None:
    build, known = shop
    stages = build.rows(
        "select lifecycle_stage, count(*) from marts.fct_customer_features "
        "where is_latest group by 1"
    )
    assert dict(stages) == known.stages


def test_known_means_of_expected_values(shop: tuple[Build, Known]) -> None:
    build, known = shop
    found = means_and_counts(build, list(known.fitted))
    means = {name: mean for name, (mean, _) in found.items()}
    # two optimisers of a flat likelihood, and the last printed digit
    off = {
        name: (means[name], value)
        for name, value in known.fitted.items()
        if means[name] != pytest.approx(value, rel=1e-3)
    }
    assert off == {}
    assert {count for _, count in found.values()} == {known.customers}


def test_what_a_shop_lacks_is_null_for_everybody(shop: tuple[Build, Known]) -> None:
    build, known = shop
    found = build.rows(
        f"select {', '.join(f'count({name})' for name in known.missing)} "
        "from marts.fct_customer_features where is_latest"
    )
    assert dict(zip(known.missing, found[0], strict=True)) == dict.fromkeys(known.missing, 0)
    verdicts = dict(build.rows("select feature, verdict from marts.fct_feature_signal"))
    tested = {verdicts[name] for name in known.missing if name in verdicts}
    assert tested == {"untested"}


def test_known_outcomes(shop: tuple[Build, Known]) -> None:
    build, known = shop
    day, customers, repurchased, orders, value = known.outcomes
    ((*counts, money),) = build.rows(
        "select count(*), count(*) filter (where has_repurchased), sum(future_order_count), "
        f"sum(future_value) from marts.fct_customer_outcomes where as_of_date = date '{day}'"
    )
    assert counts == [customers, repurchased, orders]
    assert round(money, 2) == Decimal(value)


def test_known_consistency_of_customers(shop: tuple[Build, Known]) -> None:
    build, known = shop
    signal = {
        feature: (correlation, count)
        for feature, correlation, count in build.rows(
            "select feature, retest_correlation, customer_count from marts.fct_feature_signal "
            "where as_of_date = (select max(as_of_date) from marts.fct_feature_signal)"
        )
    }
    counts = {name: signal[name][1] for name in known.retested_customers}
    assert counts == known.retested_customers
    # printed to two digits; ties and means of halves may be taken a little differently
    off = {
        name: (signal[name][0], value)
        for name, value in known.retests.items()
        if abs(signal[name][0] - value) > 0.02
    }
    assert off == {}


@pytest.mark.parametrize("shop", ["dacon"], indirect=True)
def test_habits_of_chance_are_called_noise(shop: tuple[Build, Known]) -> None:
    build, _ = shop
    verdicts = {
        feature: (verdict, share)
        for feature, verdict, share in build.rows(
            "select feature, verdict, signal_share from marts.fct_feature_signal "
            "where as_of_date = date '2019-12-31'"
        )
    }
    for name in ("shrunk_coupon_rate", "price_tier_index", "weekend_share"):
        assert verdicts[name][0] == "noise"
    # over-dispersion alone would call weekend shoppers real: .89, but their orders fall on one day
    assert round(verdicts["shrunk_coupon_rate"][1], 3) == 0.031
    assert verdicts["shrunk_coupon_click_rate"][1] == 0
    assert round(verdicts["weekend_share"][1], 2) == 0.89
    # the spread of the coupon rate after it is drawn to the shop's
    ((low, high),) = build.rows(
        "select min(shrunk_coupon_rate), max(shrunk_coupon_rate) "
        "from marts.fct_customer_features where is_latest"
    )
    assert (round(low, 4), round(high, 4)) == (0.3182, 0.3601)


@pytest.mark.parametrize("shop", ["dacon"], indirect=True)
def test_sum_of_paid_values(shop: tuple[Build, Known]) -> None:
    build, _ = shop
    paid = build.value("select sum(paid_value) from marts.fct_customer_features where is_latest")
    # lines are rounded to four places
    assert abs(paid - Decimal("5079711.3233")) < Decimal("0.01")


@pytest.mark.parametrize("shop", ["online_retail"], indirect=True)
def test_a_shop_without_categories_has_no_category_rows(shop: tuple[Build, Known]) -> None:
    build, _ = shop
    assert build.value("select count(*) from intermediate.int_customer_categories") == 0


@pytest.mark.parametrize("shop", ["online_retail"], indirect=True)
def test_known_return_rate(shop: tuple[Build, Known]) -> None:
    build, _ = shop
    assert build.value(
        "select round(avg(shrunk_return_rate), 4) from marts.fct_customer_features where is_latest"
    ) == pytest.approx(0.0224, abs=5e-5)
    signal = build.value(
        "select signal_share from marts.fct_feature_signal "
        "where feature = 'shrunk_return_rate' order by as_of_date desc limit 1"
    )
    assert signal == pytest.approx(0.83, abs=0.02)
