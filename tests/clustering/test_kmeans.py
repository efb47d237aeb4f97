"""Centroids, and the rule that numbers them."""

from itertools import permutations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from clustering import kmeans
from clustering.kmeans import fit_centroids, order_centroids


def cloud(n_customers: int = 600) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(n_customers, 3))


def test_centroids_are_the_means_of_groups_far_apart() -> None:
    X = np.array([[0, 0], [0, 2], [10, 0], [10, 2], [20, 6], [22, 6]], dtype=float)
    # (0, 1), (10, 1), (21, 6)
    assert sorted(fit_centroids(X, 3, 42).tolist()) == [[0, 1], [10, 1], [21, 6]]


def test_centroids_are_rounded_to_six_decimals() -> None:
    # mean of 0, 0 and 1 is .333...
    assert sorted(fit_centroids(np.array([[0.0], [0.0], [1.0], [9.0]]), 2, 42).tolist()) == [
        [0.333333],
        [9.0],
    ]


def test_a_mean_just_below_zero_is_plain_zero() -> None:
    # -1e-9 rounds to -0.0, which would print and hash unlike 0.0
    centroids = fit_centroids(np.array([[-1e-9], [5.0]]), 2, 42)
    assert sorted(str(value) for value in centroids[:, 0].tolist()) == ["0.0", "5.0"]


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_the_number_of_threads_changes_no_bit(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # rounding would hide a difference in the 16th digit on all but unlucky data
    monkeypatch.setattr(kmeans, "CENTROID_DECIMALS", 17)
    with threadpool_limits(limits=1):
        alone = fit_centroids(cloud(), 6, 42)
    with threadpool_limits(limits=threads):
        together = fit_centroids(cloud(), 6, 42)
    assert alone.tobytes() == together.tobytes()


def test_the_layout_in_memory_changes_nothing() -> None:
    X = cloud(300)
    by_column = np.asfortranarray(X)
    assert fit_centroids(by_column, 5, 42).tobytes() == fit_centroids(X, 5, 42).tobytes()


def test_the_seed_decides_and_nothing_else() -> None:
    X = cloud(300)
    first = fit_centroids(X, 8, 42)
    np.random.seed(7)
    assert first.tobytes() == fit_centroids(X, 8, 42).tobytes()
    # no structure in the cloud: eight clusters have many near-equal solutions
    assert first.tobytes() != fit_centroids(X, 8, 43).tobytes()


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_clusters_are_numbered_by_value_then_recency(order: tuple[int, ...]) -> None:
    # columns: recency, frequency, value
    numbered = np.array(
        [
            [9.0, 1.0, 3.0],  # most valuable, however long ago
            [-1.0, 0.0, 2.0],  # of two equal values the more recent
            [4.0, 5.0, 2.0],
            [-5.0, 9.0, -7.0],
        ]
    )
    given = numbered[list(order)]
    np.testing.assert_array_equal(order_centroids(given, descending=2, ascending=0), numbered)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_column_that_is_not_in_the_space_does_not_order(order: tuple[int, ...]) -> None:
    # columns: recency, frequency; no value: the most recent first, ties by what is left
    numbered = np.array([[-1.0, 5.0], [0.0, 2.0], [0.0, 7.0]])
    given = numbered[list(order)]
    by_recency = order_centroids(given, descending=None, ascending=0)
    np.testing.assert_array_equal(by_recency, numbered)
    # columns: value, frequency; no recency
    by_value = order_centroids(-given, descending=0, ascending=None)
    np.testing.assert_array_equal(by_value, -numbered[[0, 2, 1]])


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
def test_centroids_that_are_equal_after_rounding_are_one() -> None:
    X = np.array([[0.0], [1e-9], [5.0]])
    # 0 and 1e-9 are two clusters until six decimals make them one
    assert fit_centroids(X, 3, 42).tolist() == [[0.0], [5.0]]
