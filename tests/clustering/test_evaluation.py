"""Segments judged by outcomes: by hand, against other computations, and what must not change."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from clustering.evaluation import (
    MEASURES,
    Lessons,
    Outcomes,
    as_array,
    bootstrap_scores,
    difference_intervals,
    learn,
    score,
    standard_error,
)
from tests.clustering.shop import steady

# sums of floats in another order
ROUNDING = 1e-9


def outcomes(*values: float) -> Outcomes:
    """Everybody with a positive value bought, nobody else."""
    value = np.array(values, dtype=float)
    return Outcomes(value, (value > 0).astype(float))


def labels(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@st.composite
def windows(draw: st.DrawFn) -> tuple[np.ndarray, Lessons, Outcomes]:
    """Labels, lessons with ties, and outcomes with returns and ties."""
    size = draw(st.integers(1, 40))
    n_segments = draw(st.integers(1, 5))
    numbers = st.sampled_from([-20.0, 0.0, 0.0, 1.0, 5.0, 5.5, 80.0, 3000.0])
    learned = st.sampled_from([0.0, 0.1, 0.5, 2.0])
    value = np.array(draw(st.lists(numbers, min_size=size, max_size=size)))
    bought = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=float)
    segments = draw(st.lists(st.integers(0, n_segments - 1), min_size=size, max_size=size))
    means, rates = (
        np.array(draw(st.lists(learned, min_size=n_segments, max_size=n_segments)))
        for _ in range(2)
    )
    return labels(*segments), Lessons(means, rates), Outcomes(value, bought)


def winsorised(found: Outcomes) -> np.ndarray:
    buyers = found.y[found.y > 0]
    return np.minimum(found.y, np.quantile(buyers, 0.99)) if len(buyers) else found.y


# --- learning ---------------------------------------------------------------------------------


def test_lessons_by_hand() -> None:
    # of the buyers 10, 20, 110 the 99 % quantile lies at position 1.98: 20 + .98 * 90 = 108.2;
    # a return counts 0 in the mean
    found = learn(labels(0, 0, 1, 1, 1), outcomes(10, 0, 20, 110, -50), n_segments=2)
    assert found.mean_value.tolist() == pytest.approx([10 / 2, (20 + 108.2 + 0) / 3])
    assert found.repurchase_rate.tolist() == pytest.approx([1 / 2, 2 / 3])


def test_a_segment_without_members_learns_the_mean_of_all() -> None:
    # the 99 % quantile of 4 and 8 is 7.96
    found = learn(labels(0, 0, 2, 2), outcomes(0, 4, 8, 0), n_segments=3)
    assert found.mean_value[1] == pytest.approx((4 + 7.96) / 4)
    assert found.repurchase_rate[1] == 0.5


def test_nothing_is_learned_where_nobody_buys() -> None:
    found = learn(labels(0, 1), outcomes(0, -3), n_segments=2)
    assert (found.mean_value.tolist(), found.repurchase_rate.tolist()) == ([0, 0], [0, 0])


# --- scores -----------------------------------------------------------------------------------


def test_scores_by_hand() -> None:
    # logs of 1 + y are 0, 1, 2, 3: variation 5 about 1.5; means of the segments .5 and 2.5, so
    # between them 4 * 1: 4 / 5
    values = outcomes(*np.expm1([0, 1, 2, 3]))
    segments = labels(0, 0, 1, 1)
    found = score(segments, Lessons(np.array([1.0, 2.0]), np.array([0.3, 0.6])), values)
    assert found.eta_squared == pytest.approx(4 / 5, abs=ROUNDING)
    # buyers 1, 2, 3 against non-buyer 0: 2 and 3 lie above him, 1 is tied: 2.5 of 3 pairs
    assert found.auc == pytest.approx(2.5 / 3, abs=ROUNDING)
    # y = 0, e - 1, e^2 - 1, c with c between the last two at .98 of the way. (2 rank - n - 1) is
    # -3, -1, 1, 3 sorted by y, and -2, -2, 2, 2 with the members of a segment tied
    one, two, top = np.expm1([1, 2, 3])
    c = two + 0.98 * (top - two)
    assert found.gini == pytest.approx((-2 * one + 2 * two + 2 * c) / (-one + two + 3 * c))
    mean, low, high = (one + two + c) / 4, one / 2, (two + c) / 2
    variation = mean**2 + (one - mean) ** 2 + (two - mean) ** 2 + (c - mean) ** 2
    between = 2 * (low - mean) ** 2 + 2 * (high - mean) ** 2
    assert found.explained_value_share == pytest.approx(between / variation)


def test_what_was_learned_the_wrong_way_round_scores_below_chance() -> None:
    values = outcomes(0, 0, 5, 9)
    found = score(labels(0, 0, 1, 1), Lessons(np.array([2.0, 1.0]), np.array([0.6, 0.3])), values)
    assert found.auc == 0
    assert found.gini < 0
    # how much segments differ does not hang on what was learned
    assert found.eta_squared > 0.9


def test_one_segment_tells_nobody_apart() -> None:
    lessons = Lessons(np.array([1.0]), np.array([0.5]))
    found = score(labels(0, 0, 0), lessons, outcomes(0, 3, 9))
    assert as_array(found).tolist() == pytest.approx([0, 0.5, 0, 0], abs=ROUNDING)


def test_segments_of_one_customer_each_are_perfect() -> None:
    lessons = Lessons(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.3]))
    found = score(labels(0, 1, 2), lessons, outcomes(0, 3, 9))
    assert as_array(found).tolist() == pytest.approx([1, 1, 1, 1], abs=ROUNDING)


@pytest.mark.parametrize("values", [(0, 0, -4), (7, 7, 7), (3,)])
def test_measures_without_meaning_are_nan(values: tuple[float, ...]) -> None:
    lessons = Lessons(np.array([1.0, 2.0]), np.array([0.1, 0.2]))
    found = score(labels(*[0, 1, 1][: len(values)]), lessons, outcomes(*values))
    assert np.isnan(as_array(found)).all()


def test_values_that_winsorising_makes_equal_have_no_gini() -> None:
    # of 200 buyers of 1 and one of 100 the 99 % quantile is 1
    lessons = Lessons(np.array([1.0, 2.0]), np.array([0.1, 0.2]))
    found = score(labels(*[0] * 200, 1), lessons, outcomes(*[1] * 200, 100))
    assert math.isnan(found.gini) and math.isnan(found.explained_value_share)
    assert found.eta_squared == pytest.approx(1, abs=ROUNDING)


@given(windows())
@steady
def test_auc_is_that_of_scikit_learn(window: tuple[np.ndarray, Lessons, Outcomes]) -> None:
    segments, lessons, found = window
    assume(0 < found.has_repurchased.sum() < len(segments))
    expected = roc_auc_score(found.has_repurchased, lessons.repurchase_rate[segments])
    assert score(segments, lessons, found).auc == pytest.approx(expected, abs=ROUNDING)


def concentration(values: np.ndarray, sorted_by: np.ndarray) -> float:
    """Sum over pairs of the value that stands higher less the lower one; nothing for ties."""
    pairs = [
        values[i] - values[j]
        for i in range(len(values))
        for j in range(len(values))
        if sorted_by[i] > sorted_by[j]
    ]
    return float(np.sum(pairs))


@given(windows())
@steady
def test_gini_counts_pairs(window: tuple[np.ndarray, Lessons, Outcomes]) -> None:
    segments, lessons, found = window
    values = winsorised(found)
    assume(values.min() < values.max())
    expected = concentration(values, lessons.mean_value[segments]) / concentration(values, values)
    assert score(segments, lessons, found).gini == pytest.approx(expected, abs=ROUNDING)


@given(windows())
@steady
def test_shares_of_variance_are_those_of_means_by_customer(
    window: tuple[np.ndarray, Lessons, Outcomes],
) -> None:
    segments, lessons, found = window
    scores = score(segments, lessons, found)
    for values, share in (
        (np.log1p(found.y), scores.eta_squared),
        (winsorised(found), scores.explained_value_share),
    ):
        if values.min() == values.max():
            assert math.isnan(share)
            continue
        means = np.array([values[segments == own].mean() for own in segments])
        assert share == pytest.approx(means.var() / values.var(), abs=ROUNDING)
        assert 0 <= share <= 1


# --- what must not change ---------------------------------------------------------------------

Change = Callable[[np.ndarray, Lessons, Outcomes], tuple[np.ndarray, Lessons, Outcomes]]


def reverse_customers(
    segments: np.ndarray, lessons: Lessons, found: Outcomes
) -> tuple[np.ndarray, Lessons, Outcomes]:
    return segments[::-1], lessons, Outcomes(found.value[::-1], found.has_repurchased[::-1])


def renumber(
    segments: np.ndarray, lessons: Lessons, found: Outcomes
) -> tuple[np.ndarray, Lessons, Outcomes]:
    n_segments = len(lessons.mean_value)
    reversed_lessons = Lessons(lessons.mean_value[::-1], lessons.repurchase_rate[::-1])
    return n_segments - 1 - segments, reversed_lessons, found


def add_empty_segment(
    segments: np.ndarray, lessons: Lessons, found: Outcomes
) -> tuple[np.ndarray, Lessons, Outcomes]:
    means, rates = np.append(lessons.mean_value, 1.0), np.append(lessons.repurchase_rate, 0.3)
    return segments, Lessons(means, rates), found


@pytest.mark.parametrize("change", [reverse_customers, renumber, add_empty_segment])
@given(window=windows())
@steady
def test_scores_do_not_hang_on_order_and_numbers(
    change: Change, window: tuple[np.ndarray, Lessons, Outcomes]
) -> None:
    before, after = as_array(score(*window)), as_array(score(*change(*window)))
    assert after.tolist() == pytest.approx(before.tolist(), abs=ROUNDING, nan_ok=True)


@given(windows())
@steady
def test_doubling_all_customers_changes_only_the_winsorised_measures(
    window: tuple[np.ndarray, Lessons, Outcomes],
) -> None:
    segments, lessons, found = window
    twice = Outcomes(np.tile(found.value, 2), np.tile(found.has_repurchased, 2))
    before, after = score(*window), score(np.tile(segments, 2), lessons, twice)
    # the interpolated quantile of 2 n buyers lies elsewhere than that of n
    for name in ("eta_squared", "auc"):
        assert getattr(after, name) == pytest.approx(
            getattr(before, name), abs=ROUNDING, nan_ok=True
        )
    if np.isclose(winsorised(twice).max(), winsorised(found).max()):
        assert as_array(after).tolist() == pytest.approx(
            as_array(before).tolist(), abs=ROUNDING, nan_ok=True
        )


# --- resamples --------------------------------------------------------------------------------


def usual_window(n_customers: int = 300, seed: int = 1) -> tuple[np.ndarray, Lessons, Outcomes]:
    random = np.random.default_rng(seed)
    bought = random.random(n_customers) < 0.4
    value = np.where(bought, random.lognormal(3, 1, n_customers), 0).round(2)
    segments = (random.integers(0, 3, n_customers) + (value > 20)).astype(np.int64)
    found = Outcomes(value, bought.astype(float))
    return segments, learn(segments, found, 4), found


@pytest.mark.parametrize("n_customers", [3, 300])
def test_resamples_are_those_of_rows(n_customers: int) -> None:
    segments, lessons, found = usual_window(n_customers)
    resampled = bootstrap_scores({"ours": (segments, lessons)}, found, 20, random_state=7)["ours"]
    random = np.random.default_rng(7)
    for row in resampled:
        drawn = random.integers(0, n_customers, n_customers)
        rows = Outcomes(found.value[drawn], found.has_repurchased[drawn])
        expected = as_array(score(segments[drawn], lessons, rows))
        assert row.tolist() == pytest.approx(expected.tolist(), abs=ROUNDING, nan_ok=True)


def test_resamples_hang_on_the_seed_alone() -> None:
    segments, lessons, found = usual_window()
    others = {"ours": (segments, lessons), "other": (segments[::-1], lessons)}
    first = bootstrap_scores(others, found, 10, random_state=7)
    alone = bootstrap_scores({"ours": (segments, lessons)}, found, 10, random_state=7)
    assert first["ours"].shape == (10, len(MEASURES))
    np.testing.assert_array_equal(first["ours"], alone["ours"])
    other_seed = bootstrap_scores(others, found, 10, random_state=8)
    assert (first["ours"] != other_seed["ours"]).all()


def test_a_method_is_no_better_than_itself() -> None:
    segments, lessons, found = usual_window()
    twice = dict.fromkeys(("ours", "same"), (segments, lessons))
    resampled = bootstrap_scores(twice, found, 30, random_state=0)
    intervals = difference_intervals(resampled, "ours")
    assert list(intervals) == ["same"]
    assert (intervals["same"] == 0).all()


def test_intervals_by_hand() -> None:
    # differences 0, 1, ..., 40: the 2.5 % and 97.5 % quantiles lie at positions 1 and 39
    column = np.arange(41.0).reshape(-1, 1)
    found = difference_intervals({"ours": column, "other": np.zeros((41, 1))}, "ours")
    assert found["other"].tolist() == [[1, 39]]


def test_resamples_without_a_measure_are_left_out() -> None:
    ours = np.array([[np.nan, np.nan], [1.0, np.nan], [1.0, np.nan]])
    found = difference_intervals({"ours": ours, "other": np.zeros((3, 2))}, "ours")["other"]
    assert found[0].tolist() == [1, 1]
    assert np.isnan(found[1]).all()


def test_standard_error_is_the_spread_of_resamples() -> None:
    segments, lessons, found = usual_window()
    resampled = bootstrap_scores({"ours": (segments, lessons)}, found, 200, random_state=3)["ours"]
    assert standard_error(segments, lessons, found, random_state=3) == np.std(
        resampled[:, 0], ddof=1
    )
    nobody = outcomes(*[0] * 300)
    assert math.isnan(standard_error(segments, lessons, nobody, random_state=3))


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "bought", "message"),
    [
        ([], [], "got 0 and 0"),
        ([1.0, 2.0], [1.0], "got 2 and 1"),
        ([1.0, math.nan], [1.0, 0.0], "value has a NaN"),
        ([1.0, 2.0], [1.0, 0.5], "neither 0 nor 1"),
        ([1.0, 2.0], [1.0, math.nan], "neither 0 nor 1"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(
    value: list[float], bought: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Outcomes(np.array(value), np.array(bought))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [((0,), "got 1 for 2"), ((0, 2), "0 to 2, expected 0 to 1"), ((-1, 0), "-1 to 0")],
)
def test_labels_that_do_not_fit_are_refused(numbers: tuple[int, ...], message: str) -> None:
    found, lessons = outcomes(0, 1), Lessons(np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match=message):
        learn(labels(*numbers), found, 2)
    with pytest.raises(ValueError, match=message):
        score(labels(*numbers), lessons, found)
    with pytest.raises(ValueError, match=message):
        bootstrap_scores({"ours": (labels(*numbers), lessons)}, found, 1, 0)
