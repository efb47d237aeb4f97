"""RFM scores, the cut-points that freeze them, and the VIP bound."""

from itertools import pairwise

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.rfm import (
    MEASURES,
    CutPoint,
    fit_cut_points,
    frozen_scores,
    is_vip,
    label_by_map,
    percent_rank_scores,
    vip_bound,
)
from tests.clustering.shop import customers, reorder, steady, usual_shop

# few different values, so that most of them are shared by several customers
tied_values = st.lists(st.integers(-6, 6), min_size=1, max_size=60)
buyers = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 6), st.integers(-300, 5000)),
    min_size=1,
    max_size=60,
)


def score(values: list[float]) -> list[int]:
    return percent_rank_scores(np.array(values, dtype=np.float64)).tolist()


def larger_is_better(features: dict[str, np.ndarray], measure: str) -> np.ndarray:
    return -features[measure] if measure == "recency_days" else features[measure]


def expecting(features: dict[str, np.ndarray], values: list[float]) -> dict[str, np.ndarray]:
    """Return the same customers with these expected values."""
    return {**features, "expected_value": np.array(values, dtype=np.float64)}


def test_scores_by_hand_with_a_tie() -> None:
    # n - 1 = 5, so 5 * percent_rank = rank - 1: 0, 1, 1, 3, 4, 5; the last is capped at 4
    assert score([10, 20, 20, 30, 40, 50]) == [1, 2, 2, 4, 5, 5]


def test_the_order_of_customers_keeps_their_scores() -> None:
    assert score([50, 20, 10, 40, 20, 30]) == [5, 2, 1, 5, 2, 4]


def test_one_time_buyers_score_one_however_many_they_are() -> None:
    # 7 of 11 bought once: ranks 1, 8, 8, 10, 11; 5 * (rank - 1) / 10 = 0, 3.5, 3.5, 4.5, 5
    assert score([1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 7]) == [1] * 7 + [4, 4, 5, 5]


def test_a_percent_rank_on_a_bound_earns_the_score_above() -> None:
    # n - 1 = 15: 5 * 3 / 15 = 1, 5 * 6 / 15 = 2, 5 * 9 / 15 = 3, 5 * 12 / 15 = 4, all exact
    scores = score(list(range(16)))
    assert [scores[i] for i in (2, 3, 5, 6, 8, 9, 11, 12)] == [1, 2, 2, 3, 3, 4, 4, 5]


def test_a_single_customer_scores_one() -> None:
    assert score([7]) == [1]


def test_equal_customers_all_score_one() -> None:
    assert score([3, 3, 3, 3]) == [1, 1, 1, 1]


def test_no_customers_have_no_scores() -> None:
    assert score([]) == []


@steady
@given(tied_values)
def test_scores_agree_with_percent_rank_of_the_database(values: list[int]) -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "with shop as (select unnest(?) as v, generate_subscripts(?, 1) as i) "
            "select 1 + least(4, floor(5 * percent_rank() over (order by v))) from shop order by i",
            [values, values],
        ).fetchall()
    assert score(values) == [int(row[0]) for row in rows]


@steady
@given(tied_values)
def test_scores_grow_with_the_value_and_ties_share_one(values: list[int]) -> None:
    ordered = sorted(zip(values, score(values), strict=True))
    for (value, lower), (next_value, upper) in pairwise(ordered):
        assert lower == upper if value == next_value else lower <= upper


@steady
@given(tied_values)
def test_units_change_no_score(values: list[int]) -> None:
    assert score([7 * value + 3 for value in values]) == score(values)


def test_cut_points_by_hand() -> None:
    # 6 customers, so scores of ascending values are 1, 2, 3, 4, 5, 5 where there is no tie;
    # orders 1, 1, 1, 1, 2, 5: ranks 1, 1, 1, 1, 5, 6 score 1, 1, 1, 1, 5, 5
    features = customers([10, 20, 30, 40, 50, 60], [5, 2, 1, 1, 1, 1], [90, 80, 70, 60, 50, 40])
    assert fit_cut_points(expecting(features, [100, 80, 60, 40, 20, 0])) == (
        # .99 * 5 = 4.95 steps from the smallest: 80 + .95 * 20
        CutPoint("expected_value", 1, 99.0),
        CutPoint("monetary_value", 2, 50.0),
        CutPoint("monetary_value", 3, 60.0),
        CutPoint("monetary_value", 4, 70.0),
        CutPoint("monetary_value", 5, 80.0),
        # nobody scores 2, 3 or 4: whoever reaches 5 has reached them
        CutPoint("order_count", 2, 2.0),
        CutPoint("order_count", 3, 2.0),
        CutPoint("order_count", 4, 2.0),
        CutPoint("order_count", 5, 2.0),
        # the more recent the better: 60 days ago scores 1, 50 days 2, 20 and 10 days 5
        CutPoint("recency_days", 2, -50.0),
        CutPoint("recency_days", 3, -40.0),
        CutPoint("recency_days", 4, -30.0),
        CutPoint("recency_days", 5, -20.0),
    )


def test_a_score_that_nobody_reaches_has_no_cut_point() -> None:
    # orders 1, 2, 2, 2: rank 2 of 4 gives floor(5 * 1 / 3) = 1, so the best score is 2
    features = expecting(customers([5, 5, 5, 5], [1, 2, 2, 2], [9, 9, 9, 9]), [4, 4, 4, 4])
    assert fit_cut_points(features) == (
        CutPoint("expected_value", 1, 4.0),
        CutPoint("order_count", 2, 2.0),
    )


def test_a_single_customer_sets_no_bound_but_that_of_vips() -> None:
    features = expecting(customers([5], [3], [80]), [4])
    assert fit_cut_points(features) == (CutPoint("expected_value", 1, 4.0),)


# bounds of the scores 2 to 5
RECENCY_CUTS = tuple(
    CutPoint("recency_days", score, bound)
    for score, bound in ((2, -50.0), (3, -40.0), (4, -30.0), (5, -20.0))
)
ORDER_CUTS = tuple(CutPoint("order_count", score, 2.0) for score in (2, 3, 4, 5))


def test_frozen_scores_by_hand() -> None:
    features = customers([400, 51, 50, 41, 40, 30, 20, 0], [1, 2, 3, 1, 1, 1, 1, 9], [10] * 8)
    cuts = (*RECENCY_CUTS, *ORDER_CUTS)
    # reversed, since bounds may come in any order
    for bounds in (cuts, cuts[::-1]):
        assert frozen_scores(features, "recency_days", bounds).tolist() == [1, 1, 2, 2, 3, 4, 5, 5]
        # all bounds are 2, so that 2 orders earn the best score
        assert frozen_scores(features, "order_count", bounds).tolist() == [1, 5, 5, 1, 1, 1, 1, 5]
        # no bounds of value
        assert frozen_scores(features, "monetary_value", bounds).tolist() == [1] * 8


def test_segments_of_a_map_are_numbered_by_name() -> None:
    names = {
        (r, f): "BUYS" if f >= 4 else "COMES" if r >= 4 else "AWAY"
        for r in range(1, 6)
        for f in range(1, 6)
    }
    # scores of recency and frequency 5 5, 1 5, 5 1, 1 1
    features = customers([10, 60, 10, 60], [5, 5, 1, 1], [10] * 4)
    # AWAY 0, BUYS 1, COMES 2
    assert label_by_map(features, (*RECENCY_CUTS, *ORDER_CUTS), names).tolist() == [1, 1, 2, 0]


def test_vips_are_above_the_99_percent_quantile() -> None:
    # 0 to 200: .99 * 200 = 198 steps from the smallest
    features = expecting(usual_shop(201), list(range(201)))
    assert vip_bound(features) == 198.0
    # on the bound is not above it
    assert np.flatnonzero(is_vip(features, 198.0)).tolist() == [199, 200]


def test_the_vip_bound_holds_for_customers_of_another_date() -> None:
    later = expecting(customers([1, 2, 3], [1, 1, 1], [9, 9, 9]), [197.5, 198.5, 500])
    assert is_vip(later, 198.0).tolist() == [False, True, True]


def test_the_vip_bound_is_kept_to_nine_decimals() -> None:
    features = expecting(customers([1, 2], [1, 1], [9, 9]), [0.0, 1 / 3])
    # .99 / 3
    assert vip_bound(features) == 0.33
    assert vip_bound(expecting(features, [2 / 3, 2 / 3])) == 0.666666667


@steady
@given(buyers)
def test_cut_points_reproduce_the_scores_they_were_fitted_on(
    shop: list[tuple[int, int, int]],
) -> None:
    features = customers(*zip(*shop, strict=True))
    cuts = fit_cut_points(features)
    for measure in MEASURES:
        values = larger_is_better(features, measure)
        frozen = frozen_scores(features, measure, cuts)
        assert frozen.tolist() == percent_rank_scores(values).tolist()


@steady
@given(buyers)
def test_bounds_never_fall_from_one_score_to_the_next(shop: list[tuple[int, int, int]]) -> None:
    cuts = fit_cut_points(customers(*zip(*shop, strict=True)))
    assert list(cuts) == sorted(cuts, key=lambda cut: (cut.measure, cut.score))
    for cut, following in pairwise(cuts):
        if cut.measure == following.measure:
            # no score is skipped: a gap would leave customers between two bounds without one
            assert following.score == cut.score + 1
            assert following.lower_bound >= cut.lower_bound


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_customers_changes_no_cut_point(seed: int) -> None:
    features = usual_shop()
    shuffled = np.random.default_rng(seed).permutation(300)
    assert fit_cut_points(reorder(features, shuffled)) == fit_cut_points(features)
