"""Logs, winsorising and standardising."""

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.transforms import Transform, apply_transforms, fit_transforms, take_log
from tests.clustering.shop import reorder, steady, usual_shop

SPACE = ("recency_days", "order_count", "monetary_value")
# bounds, mean and scale are stored with 9 decimals: half a unit of the last one
STORED = 5e-10

# net values may be negative: returns
known = st.floats(-1e6, 1e9, allow_nan=False)
column = st.lists(known | st.just(math.nan), min_size=1, max_size=40)


def fit_one(values: np.ndarray | list[float]) -> Transform:
    (fitted,) = fit_transforms({"monetary_value": np.array(values, dtype=float)}, SPACE[2:])
    return fitted


def test_log_by_hand() -> None:
    # ln(1 + 0), ln(1 + e - 1), ln(1 + e^2 - 1); refunds beyond the purchases count as nothing
    logs = take_log(np.array([0, math.e - 1, math.e**2 - 1, -5]))
    assert logs.tolist() == pytest.approx([0, 1, 2, 0], abs=1e-15)


def test_bounds_mean_and_scale_by_hand() -> None:
    # logs are .00, .01, ..., 2.00. Of 201 values the .5 % and 99.5 % quantiles are at positions
    # .005 * 200 = 1 and 199: .01 and 1.99
    step = fit_one(np.expm1(np.arange(201) / 100))
    assert step.lower_bound == pytest.approx(0.01, abs=STORED)
    assert step.upper_bound == pytest.approx(1.99, abs=STORED)
    # clipped logs lie evenly about 1.00
    assert step.mean == pytest.approx(1, abs=STORED)
    # squares about the mean: 2 * (.01^2 + ... + .99^2) = 2 * 32.835, and 2 * .99^2 for the two
    # clipped ends: 67.6302 over 201 customers
    assert step.scale == pytest.approx(math.sqrt(67.6302 / 201), abs=STORED)
    # the median customer, e^1.00 - 1
    assert step.null_value == pytest.approx(math.e - 1, abs=STORED)
    assert (step.feature, step.transform, step.weight) == ("monetary_value", "log1p", 1.0)


def test_quantiles_between_two_customers_are_interpolated() -> None:
    # logs 0 and ln 9: positions .005 and .995
    step = fit_one([0, 8])
    assert step.lower_bound == pytest.approx(0.005 * math.log(9), abs=STORED)
    assert step.upper_bound == pytest.approx(0.995 * math.log(9), abs=STORED)
    # both clipped ends lie .495 ln 9 from the middle
    assert step.scale == pytest.approx(0.495 * math.log(9), abs=STORED)


def test_a_missing_value_counts_as_the_median_in_the_fit() -> None:
    # 3 is the median of 1, 3 and 8
    with_gaps = fit_one([1, math.nan, 3, 8, math.nan])
    assert with_gaps == fit_one([1, 3, 3, 8, 3])
    assert with_gaps.null_value == 3.0


def test_the_median_is_taken_before_the_log() -> None:
    # median of 0 and 8 is 4; through the logs it would be e^(ln 9 / 2) - 1 = 2
    assert fit_one([0, 8]).null_value == 4.0


def test_a_feature_that_is_equal_for_everybody_leaves_the_space() -> None:
    features = {**usual_shop(10), "order_count": np.full(10, 2.0)}
    fitted = fit_transforms(features, SPACE)
    assert [step.feature for step in fitted] == ["recency_days", "monetary_value"]


def test_a_feature_that_only_differs_beyond_the_bounds_leaves_the_space() -> None:
    # one customer of 401: the 99.5 % quantile lies at position 398 of 0 to 400, which is still 1
    assert fit_transforms({"order_count": np.array([1.0] * 400 + [50.0])}, ("order_count",)) == ()


def test_a_feature_that_is_null_for_everybody_leaves_the_space() -> None:
    features = {**usual_shop(10), "order_count": np.full(10, math.nan)}
    fitted = fit_transforms(features, SPACE)
    assert [step.feature for step in fitted] == ["recency_days", "monetary_value"]


def test_transforms_keep_the_order_of_the_space() -> None:
    fitted = fit_transforms(usual_shop(), SPACE[::-1])
    assert [step.feature for step in fitted] == list(SPACE[::-1])


def test_coordinates_by_hand() -> None:
    ln2 = math.log(2)
    step = Transform(
        "order_count",
        "log1p",
        null_value=3.0,
        lower_bound=ln2,
        upper_bound=3 * ln2,
        mean=2 * ln2,
        scale=ln2,
        weight=4.0,
    )
    # logs in units of ln 2 are 0 (clipped to 1), 1, 2, 3, 4 (clipped to 3), missing as 3 orders: 2;
    # minus the mean 2, over the scale 1, times the root of the weight 2
    X = apply_transforms({"order_count": np.array([0, 1, 3, 7, 15, math.nan])}, [step])
    assert X[:, 0].tolist() == pytest.approx([-2, -2, 0, 2, 2, 0], abs=1e-12)


def test_each_column_is_the_feature_of_its_transform() -> None:
    features = usual_shop()
    transforms = fit_transforms(features, SPACE)
    X = apply_transforms(features, transforms)
    assert X.shape == (300, 3)
    for column_number, step in enumerate(transforms):
        np.testing.assert_array_equal(X[:, [column_number]], apply_transforms(features, [step]))


def test_fitted_customers_are_centred_with_unit_deviation() -> None:
    features = usual_shop()
    X = apply_transforms(features, fit_transforms(features, SPACE))
    # mean and scale carry 9 decimals
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-8)
    np.testing.assert_allclose(X.std(axis=0), 1, atol=1e-8)


def test_customers_beyond_those_of_the_fit_stay_within_its_bounds() -> None:
    step = fit_one([1, 3, 8])
    X = apply_transforms({"monetary_value": np.array([-1e9, 0, 1e12])}, [step])
    lowest = (step.lower_bound - step.mean) / step.scale
    highest = (step.upper_bound - step.mean) / step.scale
    assert X[:, 0].tolist() == [lowest, lowest, highest]


@steady
@given(column)
def test_no_coordinate_is_ever_missing(values: list[float]) -> None:
    features = {"monetary_value": np.array(values)}
    for step in fit_transforms(features, SPACE[2:]):
        assert np.isfinite(apply_transforms(features, [step])).all()


@steady
@given(column)
def test_numbers_of_a_transform_are_stored_with_nine_decimals(values: list[float]) -> None:
    for step in fit_transforms({"monetary_value": np.array(values)}, SPACE[2:]):
        # all but the names of feature and transform; plain floats, whose text reads back the same
        for number in astuple(step)[2:]:
            assert type(number) is float
            assert number == round(number, 9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_customers_changes_no_transform(seed: int) -> None:
    features = usual_shop()
    shuffled = np.random.default_rng(seed).permutation(300)
    # sums in another order differ in the 16th digit, which storing with 9 decimals takes away
    assert fit_transforms(reorder(features, shuffled), SPACE) == fit_transforms(features, SPACE)
