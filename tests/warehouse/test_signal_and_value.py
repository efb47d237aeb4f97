"""The gate finds the preference that was planted, and no other."""

from pathlib import Path

import numpy as np
import pytest
from generate_demo import generate
from scipy.special import hyp2f1

from tests.conftest import Build, run_dbt, write_shop

VERDICTS = """
    select feature, verdict from marts.fct_feature_signal
    where as_of_date = (select max(as_of_date) from marts.fct_feature_signal)
"""


@pytest.mark.parametrize("seed", [11])
def test_coupon_lovers_are_found_and_noise_is_not(seed: int, tmp_path: Path) -> None:
    generate(seed, tmp_path / "raw")
    build = run_dbt(
        tmp_path / "raw",
        tmp_path / "build",
        command=["build", "--select", "+fct_feature_signal", "--exclude-resource-type", "test"],
    )
    assert build.success, build.message
    verdicts = dict(build.rows(VERDICTS))
    assert verdicts["shrunk_coupon_rate"] == "cluster"
    assert verdicts["price_tier_index"] == "noise"


def test_the_committed_shop_passes_the_gate_as_planted(demo: Build) -> None:
    verdicts = dict(demo.rows(VERDICTS))
    assert verdicts["shrunk_coupon_rate"] == "cluster"
    assert verdicts["price_tier_index"] == "noise"
    assert verdicts["weekend_share"] == "noise"
    # the shop has no returns: nobody can tell, and nothing is made up
    assert verdicts["shrunk_return_rate"] == "untested"
    assert demo.value("select count(shrunk_return_rate) from marts.fct_customer_features") == 0


def test_expected_values_in_sql_equal_those_of_scipy(demo: Build) -> None:
    ((r, alpha, a, b, p, q, gamma),) = demo.rows(
        "select r, alpha, a, b, p, q, gamma from marts.value_models "
        "where fitted_as_of_date = date '2024-06-30'"
    )
    rows = demo.rows(
        """
        select
            repeat_day_count, active_span_days / 7, tenure_days / 7,
            cast(repeat_day_value as double), alive_probability, expected_purchase_day_count,
            cast(expected_value as double), cast(lifetime_value_365d as double)
        from marts.fct_customer_features
        where is_latest
        """
    )
    x, t_x, T, m, alive, days, value, lifetime = np.array(rows, dtype=float).T
    expected_alive = 1 / (1 + a / (b + x) * ((alpha + T) / (alpha + t_x)) ** (r + x))

    def expected_days(weeks: float) -> np.ndarray:
        series = hyp2f1(a + b - r, a - 1, a + b + x, weeks / (alpha + T + weeks))
        kept = ((alpha + T) / (alpha + T + weeks)) ** (a - 1) * series
        return expected_alive * (a + b + x) / (a - 1) * (1 - kept)

    day_value = p * (gamma + m * x) / (p * x + q - 1)
    # stored to 9 places, money to 4
    assert np.abs(alive - expected_alive).max() < 1e-9
    assert np.abs(days - expected_days(90 / 7)).max() < 1e-9
    assert np.abs(value - expected_days(90 / 7) * day_value).max() < 1e-4
    steps = [expected_days(365 * month / 12 / 7) for month in range(13)]
    discounted = sum((steps[j] - steps[j - 1]) / 1.1 ** (j / 12) for j in range(1, 13))
    assert np.abs(lifetime - discounted * day_value).max() < 1e-4


def test_too_few_repeat_buyers_take_recent_value(tmp_path: Path) -> None:
    # 90 days up to 2024-06-30 start on 2024-04-02: of ann 30, of bob the day before does not count
    sales = [
        ("ann", "t1", "2024-01-10", 1, "10", "Not Used"),
        ("ann", "t2", "2024-04-02", 3, "10", "Not Used"),
        ("bob", "t3", "2024-04-01", 1, "10", "Not Used"),
        ("eve", "t4", "2024-06-30", 1, "7", "Not Used"),
    ]
    raw = write_shop(tmp_path / "raw", sales)
    build = run_dbt(raw, tmp_path / "build", {"as_of_date": "2024-06-30"})
    assert build.success, build.message
    kinds = build.rows("select distinct kind from marts.value_models")
    assert kinds == [("recent_value",)]
    found = build.rows(
        "select customer_id, expected_value, alive_probability from marts.fct_customer_features "
        "where is_latest order by 1"
    )
    assert found == [("ann", 30, None), ("bob", 0, None), ("eve", 7, None)]


def test_outcomes_count_the_horizon_and_say_nothing_before_it_is_over(demo: Build) -> None:
    # 2024-04-01 and 90 days are 2024-06-30, the newest date: complete; a day later is not
    counts = dict(
        demo.rows(
            "select as_of_date, bool_and(is_complete) from marts.fct_customer_outcomes group by 1"
        )
    )
    complete = sorted(str(day) for day, is_complete in counts.items() if is_complete)
    assert complete[-1] == "2024-04-01"
    assert (
        demo.value(
            "select count(*) from marts.fct_customer_outcomes where not is_complete and ("
            "future_value is not null or future_order_count is not null "
            "or has_repurchased is not null)"
        )
        == 0
    )
    # by hand, from the orders themselves
    ((orders, value),) = demo.rows(
        """
        select count(*), sum(net_value) from marts.fct_orders
        where
            order_date > date '2024-03-31' and order_date <= date '2024-06-29'
            and customer_id in (
                select customer_id from marts.fct_orders where order_date <= date '2024-03-31'
            )
        """
    )
    assert demo.rows(
        "select sum(future_order_count), sum(future_value) from marts.fct_customer_outcomes "
        "where as_of_date = date '2024-03-31'"
    ) == [(orders, value)]
