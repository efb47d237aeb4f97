"""Segmentations to compare with: their rules by hand, their weaknesses, and what all must do."""

import csv
from collections import Counter
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from clustering.baselines import (
    BASELINES,
    CODES,
    FEATURES_NEEDED,
    GRID,
    GRID_NAMES,
    TREE_FEATURES,
    Assignment,
    method_name,
    ntile,
    pymc_segments,
    quartiles,
    rf_map,
    score_tiers,
)
from clustering.evaluation import Outcomes
from clustering.types import Features
from tests.clustering.shop import reorder, steady

LOOKUPS = Path(__file__).parents[2] / "seeds" / "lookups"
EARLIER, LATER = 400, 450


def shop(n_customers: int, seed: int) -> Features:
    """Customers with every feature that is needed; many bought once."""
    random = np.random.default_rng(seed)
    orders = random.geometric(0.4, n_customers).astype(float)
    recency = random.integers(0, 365, n_customers).astype(float)
    span = np.where(orders > 1, random.integers(1, 300, n_customers), 0).astype(float)
    value = random.lognormal(4, 1, n_customers) * orders
    return {
        "recency_days": recency,
        "tenure_days": recency + span,
        "active_span_days": span,
        "order_count": orders,
        "purchase_day_count": np.ceil(orders * 0.8),
        "monetary_value": value,
        "expected_value": value / (1 + recency),
        "units_per_order": random.integers(1, 9, n_customers).astype(float),
        "product_count": random.integers(1, 20, n_customers).astype(float),
        "average_purchase_day_value": value / np.ceil(orders * 0.8),
    }


def followed(features: Features) -> Outcomes:
    """Those who came lately buy again, for half of what they spent."""
    bought = features["recency_days"] < 100
    return Outcomes(np.where(bought, features["monetary_value"] / 2, 0), bought.astype(float))


def assign(name: str, earlier: Features, later: Features, n_clusters: int = 6) -> Assignment:
    return BASELINES[name].assign(earlier, followed(earlier), later, n_clusters, 42)


# --- all of them ------------------------------------------------------------------------------


def test_the_registry_is_complete() -> None:
    assert [method_name(name, 6) for name in BASELINES] == [
        *("raw_kmeans_6", "log_kmeans_6", "rf_map", "score_tiers", "pymc_segments"),
        *("blended_kmeans_6", "tree_6"),
    ]


def test_the_tree_knows_the_state_of_customers_and_the_basket() -> None:
    with (LOOKUPS / "feature_catalog.csv").open(encoding="utf-8") as file:
        state = [row["feature"] for row in csv.DictReader(file) if row["feature_use"] in "CM"]
    assert set(TREE_FEATURES) == {*state, "units_per_order", "product_count"}


@pytest.mark.parametrize("name", BASELINES)
def test_every_customer_of_both_dates_has_a_segment(name: str) -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    found = assign(name, earlier, later)
    assert (len(found.earlier), len(found.later)) == (EARLIER, LATER)
    both = np.concatenate([found.earlier, found.later])
    assert both.dtype == np.int64
    assert both.min() >= 0 and both.max() < found.n_segments
    assert len(np.unique(found.earlier)) > 2
    if BASELINES[name].takes_clusters:
        assert found.n_segments == 6


@pytest.mark.parametrize("name", BASELINES)
def test_the_same_customers_give_the_same_segments(name: str) -> None:
    first, second = (assign(name, shop(EARLIER, 1), shop(LATER, 2)) for _ in range(2))
    np.testing.assert_array_equal(first.earlier, second.earlier)
    np.testing.assert_array_equal(first.later, second.later)


@pytest.mark.parametrize("name", BASELINES)
def test_only_the_features_listed_are_read(name: str) -> None:
    class Listed(dict[str, np.ndarray]):
        def __getitem__(self, feature: str) -> np.ndarray:
            read.add(feature)
            return super().__getitem__(feature)

    read: set[str] = set()
    assign(name, Listed(shop(EARLIER, 1)), Listed(shop(LATER, 2)))
    assert read and read <= set(FEATURES_NEEDED)


@pytest.mark.parametrize("name", [name for name in BASELINES if name != "tree_6"])
def test_outcomes_teach_the_tree_alone(name: str) -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    nothing = Outcomes(np.zeros(EARLIER), np.zeros(EARLIER))
    found = BASELINES[name].assign(earlier, nothing, later, 6, 42)
    np.testing.assert_array_equal(found.later, assign(name, earlier, later).later)


@pytest.mark.parametrize("name", ["raw_kmeans", "log_kmeans", "blended_kmeans", "tree_6"])
def test_frozen_methods_label_a_customer_whoever_else_is_there(name: str) -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    order = np.arange(0, LATER, 3)[::-1]
    some = assign(name, earlier, reorder(later, order))
    np.testing.assert_array_equal(some.later, assign(name, earlier, later).later[order])


@pytest.mark.parametrize("name", ["rf_map", "score_tiers", "pymc_segments"])
def test_rule_maps_are_computed_anew_at_each_date(name: str) -> None:
    later = shop(LATER, 2)
    found, alone = assign(name, shop(EARLIER, 1), later), assign(name, later, later)
    np.testing.assert_array_equal(found.later, alone.earlier)


@pytest.mark.parametrize("name", BASELINES)
def test_equal_customers_end_in_no_error(name: str) -> None:
    same = {feature: np.full(50, 3.0) for feature in FEATURES_NEEDED}
    found = assign(name, same, same)
    if name not in ("rf_map", "score_tiers"):
        assert len(np.unique(found.earlier)) == 1


@pytest.mark.parametrize("name", ["blended_kmeans", "tree_6"])
def test_a_shop_without_products_has_none_in_its_baskets(name: str) -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    unknown = [
        {**date, "product_count": np.full(len(date["recency_days"]), np.nan)}
        for date in (earlier, later)
    ]
    found = assign(name, *unknown)
    assert len(np.unique(found.later)) > 1


# --- K-means ----------------------------------------------------------------------------------


def test_raw_kmeans_is_the_usual_notebook() -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    X, other = (
        np.column_stack([date[name] for name in ("recency_days", "order_count", "monetary_value")])
        for date in (earlier, later)
    )
    scaler = StandardScaler().fit(X)
    usual = KMeans(n_clusters=4, n_init=20, random_state=42).fit(scaler.transform(X))
    expected = usual.predict(scaler.transform(other))
    found = assign("raw_kmeans", earlier, later, n_clusters=4)
    # the same partition under other numbers
    pairs = set(zip(expected, found.later, strict=True))
    assert len(pairs) == len(np.unique(expected)) == len(np.unique(found.later))


def test_fewer_different_customers_than_clusters_give_fewer_segments() -> None:
    earlier = {
        name: np.repeat([1.0, 5.0, 50.0], 20) if name in ("recency_days", "order_count") else value
        for name, value in {feature: np.full(60, 9.0) for feature in FEATURES_NEEDED}.items()
    }
    found = assign("log_kmeans", earlier, earlier)
    assert (found.n_segments, len(np.unique(found.earlier))) == (3, 3)


# --- rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "counts"),
    # the first buckets take what is left over
    [(5, [1, 1, 1, 1, 1]), (7, [2, 2, 1, 1, 1]), (13, [3, 3, 3, 2, 2]), (3, [1, 1, 1, 0, 0])],
)
def test_ntile_makes_equal_shares(size: int, counts: list[int]) -> None:
    scores = ntile(np.arange(size, dtype=float))
    assert [Counter(scores.tolist())[score] for score in range(1, 6)] == counts
    assert (np.diff(scores) >= 0).all()


def test_ntile_tells_equal_customers_apart_by_their_order() -> None:
    # the labelled weakness: ten customers with one order each score from 1 to 5
    assert ntile(np.ones(10)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # so that another order of the same customers gives them other segments
    features = shop(EARLIER, 1)
    turned = reorder(features, np.arange(EARLIER)[::-1])
    assert (rf_map(features) != rf_map(turned)[::-1]).mean() > 0.05


def test_the_grid_is_the_seed_with_lost_as_hibernating() -> None:
    with (LOOKUPS / "rfm_segment_map.csv").open(encoding="utf-8") as file:
        seed = {
            (int(row["r_score"]), int(row["f_score"])): row["rfm_segment"].replace(
                "LOST", "HIBERNATING"
            )
            for row in csv.DictReader(file)
        }
    cells = product(range(1, 6), repeat=2)
    assert seed == {(r, f): GRID[r - 1][f - 1] for r, f in cells}
    assert len(GRID_NAMES) == 10


def test_the_grid_by_hand() -> None:
    # five customers: the one who came last bought most
    features = {
        "recency_days": np.array([100.0, 80, 60, 40, 20]),
        "order_count": np.array([1.0, 2, 3, 4, 5]),
        "monetary_value": np.array([5.0, 4, 3, 2, 1]),
    }
    assert [GRID_NAMES[number] for number in rf_map(features)] == [
        *("HIBERNATING", "HIBERNATING", "NEED_ATTENTION", "LOYAL", "CHAMPIONS")
    ]
    # 1 + 1 + 5, 2 + 2 + 4, 3 + 3 + 3, 4 + 4 + 2, 5 + 5 + 1: tiers 6-8, 6-8, 9-11, 9-11, 9-11
    assert score_tiers(features).tolist() == [1, 1, 2, 2, 2]


def test_tiers_begin_at_6_9_and_12() -> None:
    # R, F and M equal: sums 3, 6, 9, 12, 15
    rising = np.array([1.0, 2, 3, 4, 5])
    features = {"recency_days": -rising, "order_count": rising, "monetary_value": rising}
    assert score_tiers(features).tolist() == [0, 1, 2, 3, 3]


def test_codes_of_the_library_are_disjoint() -> None:
    codes = {name: set(text.split()) for name, text in CODES.items()}
    assert [len(codes[name]) for name in codes] == [8, 7, 13, 11, 7]
    assert not any(first & second for first, second in combinations(codes.values(), 2))
    possible = {"".join(digits) for digits in product("1234", repeat=3)}
    assert set().union(*codes.values()) < possible


def test_quartiles_by_hand() -> None:
    # edges 1, 2.75, 4.5, 6.25, 8; an edge belongs to the bin below
    values = np.arange(1.0, 9)
    assert quartiles(values).tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert quartiles(values, is_reversed=True).tolist() == [4, 4, 3, 3, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("values", "scores", "reversed_scores"),
    [
        # edges 1, 1, 1, 1.75, 6: two bins, and the best score is 2
        ([1, 1, 1, 1, 2, 6], [1, 1, 1, 1, 2, 2], [2, 2, 2, 2, 1, 1]),
        # edges 1, 1, 2, 3, 4: three bins
        ([1, 1, 2, 3, 4], [1, 1, 1, 2, 3], [3, 3, 3, 2, 1]),
        # nobody differs
        ([7, 7, 7], [1, 1, 1], [1, 1, 1]),
        ([7], [1], [1]),
    ],
)
def test_where_edges_coincide_there_are_fewer_scores(
    values: list[float], scores: list[int], reversed_scores: list[int]
) -> None:
    array = np.array(values, dtype=float)
    assert quartiles(array).tolist() == scores
    assert quartiles(array, is_reversed=True).tolist() == reversed_scores


def labelled(values: np.ndarray, is_reversed: bool) -> list[int]:
    """As the library does it: try 4 labels, then 3, then 2."""
    for count in (4, 3, 2):
        labels = list(range(1, count + 1))[:: -1 if is_reversed else 1]
        try:
            return [int(v) for v in pd.qcut(values, q=4, labels=labels, duplicates="drop")]
        except ValueError:
            continue
    return []


@given(st.lists(st.integers(0, 12), min_size=2, max_size=60), st.booleans())
@steady
def test_quartiles_are_those_of_the_library(numbers: list[int], is_reversed: bool) -> None:
    values = np.array(numbers, dtype=float)
    # the library fails where there is one bin or none; ours scores 1
    expected = labelled(values, is_reversed) or [1] * len(values)
    assert quartiles(values, is_reversed).tolist() == expected


def test_segments_of_the_library_by_hand() -> None:
    # the last eight of sixteen customers are in the upper quartiles of all three: 333 to 444
    rising = np.arange(1.0, 17)
    features = {
        "recency_days": -rising,
        "purchase_day_count": rising,
        "average_purchase_day_value": rising,
    }
    names = [[*CODES, "Other"][number] for number in pymc_segments(features)]
    # quartiles 1 to 4 of four customers: codes 111, 222, 333, 444
    assert names == [
        *["Inactive Customer"] * 4,
        *["At Risk Customer"] * 4,
        *["Premium Customer"] * 8,
    ]


def test_one_time_buyers_are_nobody_of_the_library() -> None:
    # everybody bought on one day: F is 1 for all, and 4 1 2 has a name but 2 1 3 has none
    features = {
        "recency_days": -np.arange(8.0),
        "purchase_day_count": np.ones(8),
        "average_purchase_day_value": np.array([1.0, 2, 5, 6, 7, 8, 3, 4]),
    }
    # R from 1 to 4 by pairs; M of the pairs 1, 3, 4, 2
    names = [[*CODES, "Other"][number] for number in pymc_segments(features)[::2]]
    assert names == ["Inactive Customer", "Other", "Top Spender", "At Risk Customer"]


# --- tree -------------------------------------------------------------------------------------


def test_the_tree_splits_where_outcomes_do() -> None:
    earlier, later = shop(EARLIER, 1), shop(LATER, 2)
    found = assign("tree_6", earlier, later)
    # those who bought again, a hundred or so, fill three leaves of thirty at most
    assert 2 < found.n_segments <= 4
    assert np.bincount(found.earlier, minlength=found.n_segments).min() >= 30
    # who came within 100 days buys again: no leaf holds customers of both kinds
    for leaf in range(found.n_segments):
        lately = earlier["recency_days"][found.earlier == leaf] < 100
        assert lately.all() or not lately.any()


def test_leaves_hold_three_percent_of_a_larger_shop() -> None:
    features = shop(2000, 3)
    # forty buyers, apart from the rest by recency: a leaf of thirty could hold them alone
    features["recency_days"][:40] = -100.0
    bought = np.arange(2000) < 40
    outcomes = Outcomes(np.where(bought, 500.0, 0.0), bought.astype(float))
    found = BASELINES["tree_6"].assign(features, outcomes, features, 6, 42)
    assert found.n_segments > 1
    assert np.bincount(found.earlier).min() >= 60
