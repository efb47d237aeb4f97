"""Features of basket, promotion and calendar on a shop small enough to compute them by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import MODELS_ONLY, Build, run_dbt, write_rows

SALES = [
    # customer, order, date, product, category, quantity, price, shipping, coupon
    ("ann", "t1", "2024-01-06", "P1", "Bags", 2, 10, 5, "Used"),  # a Saturday; net 20 - 4 = 16
    ("ann", "t1", "2024-01-06", "P2", "Toys", 1, 4, 5, "Clicked"),
    ("ann", "t2", "2024-01-31", "P1", "Bags", 1, 20, 3, "Not Used"),  # a Wednesday
    ("bob", "t3", "2024-01-10", "P3", "Bags", 1, 30, 0, "Used"),  # net 30 - 6 = 24
]
FEATURES = (*MODELS_ONLY, "--select", "+fct_customer_features", "+dim_features")


def build_shop(folder: Path, factor: int = 1, names: dict[str, str] | None = None) -> Build:
    """Build the shop with all money times `factor` and customers renamed."""
    raw = folder / "raw"
    raw.mkdir(parents=True)
    named = names or {"ann": "ann", "bob": "bob"}
    write_rows(
        raw / "Onlinesales_info.csv",
        "고객ID,거래ID,거래날짜,제품ID,제품카테고리,수량,평균금액,배송료,쿠폰상태",
        [
            (named[row[0]], *row[1:6], row[6] * factor, row[7] * factor, row[8])  # type: ignore[operator]
            for row in SALES
        ],
    )
    write_rows(
        raw / "Customer_info.csv",
        "고객ID,성별,고객지역,가입기간",
        [(name, "남", "Busan", 1) for name in named.values()],
    )
    write_rows(
        raw / "Discount_info.csv", "월,제품카테고리,쿠폰코드,할인율", [("Jan", "Bags", "B20", 20)]
    )
    write_rows(raw / "Tax_info.csv", "제품카테고리,GST", [("Bags", 0.1), ("Toys", 0)])
    write_rows(
        raw / "Marketing_info.csv",
        "날짜,오프라인비용,온라인비용",
        [(f"2024-01-{day:02}", 15 * factor, 5 * factor) for day in range(1, 32)],
    )
    build = run_dbt(raw, folder / "build", command=FEATURES)
    assert build.success, build.message
    return build


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_shop(tmp_path_factory.mktemp("shop"))


def feature(build: Build, name: str) -> list[object]:
    """Value of a feature for ann and for bob."""
    query = f"select {name} from marts.fct_customer_features where is_latest order by customer_id"
    return [value for (value,) in build.rows(query)]


@pytest.mark.parametrize(
    ("name", "ann", "bob"),
    [
        # ann: 4 units, 3 lines, 2 orders
        ("units_per_order", 2, 1),
        ("lines_per_order", 1.5, 1),
        # P1 twice and P2: 1 - 2 / 3
        ("product_count", 2, 1),
        ("repeat_product_share", 0.333333333, 0),
        # 36 in Bags and 4 in Toys: -(.9 ln .9 + .1 ln .1); the same / ln 2
        ("category_count", 2, 1),
        ("category_entropy", 0.325082973, 0),
        ("category_evenness", 0.468995594, 0),
        ("top_category", "Bags", "Bags"),
        ("top_category_share", 0.9, 1),
        # medians 20 (of 10, 20, 30) and 4: (ln .5 + ln 1 + ln 1) / 3; ln 1.5
        ("price_tier_index", -0.23104906, 0.405465108),
        # the upper quartile of Bags is 30, and nothing costs more
        ("premium_share", 0, 0),
        ("coupon_line_count", 3, 1),
        ("coupon_used_count", 1, 1),
        # nobody has five lines: nothing tells them from the shop, 2 of 4 and 1 of 2
        ("shrunk_coupon_rate", 0.5, 0.5),
        ("shrunk_coupon_click_rate", 0.5, 0.5),
        # 20 of 44; 4 of 44; 4 of 20; 24 of 44
        ("coupon_value_share", 0.454545455, 1),
        ("discount_rate", 0.090909091, 0.2),
        ("coupon_discount_rate", 0.2, 0.2),
        ("full_price_share", 0.545454545, 0),
        # shipping 5 once and 3: 8 / (8 + 40); 0 / 24
        ("shipping_share", 0.166666667, 0),
        ("average_shipping_value", 4, 0),
        ("shrunk_return_rate", None, None),
        ("return_value_share", None, None),
        # one order of two on a Saturday; fewer than five orders have no weekday
        ("weekend_share", 0.5, 0),
        ("preferred_weekday", None, None),
        ("weekday_concentration", None, None),
        ("peak_month", None, None),
        ("fourth_quarter_share", None, None),
        # 20 a day: 120 in the week up to the 6th, 140 up to the 31st, mean 130; over the days from
        # the 6th (120 + 25 * 140) / 26; bob bought in a usual week
        ("marketing_exposure_ratio", 0.933701657, 1),
        ("online_exposure_share", 0.25, 0.25),
        # 25 days between two purchases, for both the mean of the shop
        ("mean_gap_days", 25, None),
        ("shrunk_gap_days", 25, 25),
        ("previous_recency_days", 25, None),
        ("active_month_share", 1, 1),
        ("has_trend", False, False),
        # too few repeat buyers for a model: what came in within 90 days
        ("expected_value", 40, 24),
        ("repeat_day_value", 20, 0),
    ],
)
def test_feature_by_hand(shop: Build, name: str, ann: object, bob: object) -> None:
    assert feature(shop, name) == [ann, bob]


def test_money_times_100_changes_no_rate_share_count_or_day(shop: Build, tmp_path: Path) -> None:
    dear = build_shop(tmp_path, factor=100)
    units = shop.rows("select feature, unit from marts.dim_features order by display_order")
    assert len(units) > 50
    for name, unit in units:
        usual, scaled = feature(shop, name), feature(dear, name)
        if unit == "money":
            assert scaled == [None if v is None else v * Decimal(100) for v in usual], name
        else:
            assert scaled == usual, name


def test_other_names_change_nothing_but_the_names(shop: Build, tmp_path: Path) -> None:
    # bob now comes first in every order by name
    renamed = build_shop(tmp_path, names={"ann": "zoe", "bob": "abe"})
    for (name,) in shop.rows("select feature from marts.dim_features"):
        assert feature(renamed, name) == feature(shop, name)[::-1], name
