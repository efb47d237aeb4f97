"""Labels from published centroids."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.kmeans import fit_centroids
from clustering.labels import Labels, label_customers
from tests.clustering.shop import steady

# d1 to (0, 0), (4, 0) and (0, 3) can be taken off the 3-4-5 triangle
TRIANGLE = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])

# coordinates on a grid, so that equally near centroids are common
coordinate = st.integers(-4, 4).map(float)
point = st.tuples(coordinate, coordinate)


def label(customer: tuple[float, float], centroids: np.ndarray = TRIANGLE) -> tuple[int, ...]:
    labels = label_customers(np.array([customer]), centroids)
    return (labels.cluster_id[0], labels.distance[0], labels.margin[0])


def brute_force(X: np.ndarray, centroids: np.ndarray) -> list[int]:
    """Walk over the clusters from the lowest; a later one must be nearer to win."""
    found = []
    for row in X.tolist():
        best, nearest = -1, math.inf
        for cluster_id, centroid in enumerate(centroids.tolist()):
            squared = round(math.fsum((a - b) ** 2 for a, b in zip(row, centroid, strict=True)), 9)
            if squared < nearest:
                best, nearest = cluster_id, squared
        found.append(best)
    return found


@pytest.mark.parametrize(
    ("customer", "cluster_id", "distance", "margin"),
    [
        # d1 = 1 to (0, 0), d2 = 3 to (4, 0): (3 - 1) / (1 + 3)
        ((1, 0), 0, 1.0, 0.5),
        # d1 = 3 to (4, 0), d2 = 4 to (0, 3), 5 to (0, 0): (4 - 3) / (3 + 4)
        ((4, 3), 1, 3.0, 0.142857143),
        # on a centroid: d1 = 0, so the margin is whole
        ((0, 3), 2, 0.0, 1.0),
        # d1 = 1 to (0, 3), d2 = 4 to (0, 0): 3 / 5
        ((0, 4), 2, 1.0, 0.6),
        # d1 = sqrt 2 to (0, 0), d2 = sqrt 5 to (0, 3)
        ((1, 1), 0, 1.414213562, 0.225148227),
    ],
)
def test_cluster_distance_and_margin_by_hand(
    customer: tuple[float, float], cluster_id: int, distance: float, margin: float
) -> None:
    assert label(customer) == (cluster_id, distance, margin)


@pytest.mark.parametrize(
    ("customer", "lowest", "distance"),
    [
        ((2, 0), 0, 2.0),  # halfway between 0 and 1
        ((0, 1.5), 0, 1.5),  # halfway between 0 and 2
        ((2, 1.5), 0, 2.5),  # all three at 2.5
    ],
)
def test_of_equally_near_clusters_the_lowest_wins_with_margin_zero(
    customer: tuple[float, float], lowest: int, distance: float
) -> None:
    assert label(customer) == (lowest, distance, 0.0)


def test_a_tie_between_two_later_clusters_goes_to_the_lower() -> None:
    # 3 from (4, 0) and from (10, 0), 7 from (0, 0)
    centroids = np.array([[0.0, 0.0], [4.0, 0.0], [10.0, 0.0]])
    assert label((7, 0), centroids) == (1, 3.0, 0.0)


def test_nearer_by_less_than_nine_decimals_is_a_tie() -> None:
    # squared distances 4 +- 4e-11 both round to 4, 4 +- 4e-8 do not
    assert label((2 + 1e-11, 0))[0] == 0
    assert label((2 + 1e-8, 0))[0] == 1


def test_customers_on_two_equal_centroids_have_margin_zero() -> None:
    assert label((1, 1), np.ones((2, 2))) == (0, 0.0, 0.0)


@pytest.mark.parametrize("n_centroids", [0, 1])
def test_fewer_than_two_centroids_have_no_margin(n_centroids: int) -> None:
    with pytest.raises(ValueError, match=f"at least 2 centroids, got {n_centroids}"):
        label_customers(np.zeros((3, 2)), np.zeros((n_centroids, 2)))


def test_no_customers_have_no_labels() -> None:
    labels = label_customers(np.empty((0, 2)), TRIANGLE)
    assert [len(part) for part in (labels.cluster_id, labels.distance, labels.margin)] == [0] * 3


def test_cluster_ids_are_whole_numbers() -> None:
    assert label_customers(np.zeros((1, 2)), TRIANGLE).cluster_id.dtype == np.int64


@steady
@given(st.lists(point, min_size=1, max_size=30), st.lists(point, min_size=2, max_size=6))
def test_labels_agree_with_brute_force(customers: list, centroids: list) -> None:
    X, centers = np.array(customers), np.array(centroids)
    assert label_customers(X, centers).cluster_id.tolist() == brute_force(X, centers)


@pytest.mark.parametrize("n_clusters", [2, 6, 12])
def test_labels_from_rounded_centroids_agree_with_brute_force(n_clusters: int) -> None:
    X = np.random.default_rng(n_clusters).normal(size=(400, 3))
    centroids = fit_centroids(X, n_clusters, 42)
    labels = label_customers(X, centroids).cluster_id
    assert labels.tolist() == brute_force(X, centroids)
    assert set(labels.tolist()) == set(range(n_clusters))


@steady
@given(
    st.lists(point, min_size=1, max_size=20), st.lists(point, min_size=2, max_size=5), st.randoms()
)
def test_a_label_hangs_on_no_other_customer(customers: list, centroids: list, random) -> None:
    def rows(labels: Labels) -> list:
        return list(
            zip(
                labels.cluster_id.tolist(),
                labels.distance.tolist(),
                labels.margin.tolist(),
                strict=True,
            )
        )

    centers = np.array(centroids)
    shuffled = random.sample(range(len(customers)), len(customers))
    together = rows(label_customers(np.array(customers), centers))
    apart = rows(label_customers(np.array([customers[i] for i in shuffled]), centers))
    assert apart == [together[i] for i in shuffled]
    alone = [rows(label_customers(np.array([customer]), centers))[0] for customer in customers]
    assert alone == together


@steady
@given(
    st.lists(point, min_size=1, max_size=20), st.lists(point, min_size=2, max_size=5, unique=True)
)
def test_renumbering_clusters_moves_no_customer_who_is_not_on_a_border(
    customers: list, centroids: list
) -> None:
    X, centers = np.array(customers), np.array(centroids)
    forward, backward = label_customers(X, centers), label_customers(X, centers[::-1])
    np.testing.assert_array_equal(forward.distance, backward.distance)
    np.testing.assert_array_equal(forward.margin, backward.margin)
    clear = forward.margin > 0
    np.testing.assert_array_equal(
        forward.cluster_id[clear], len(centers) - 1 - backward.cluster_id[clear]
    )


@steady
@given(st.lists(point, min_size=1, max_size=20), st.lists(point, min_size=2, max_size=5))
def test_margins_are_shares(customers: list, centroids: list) -> None:
    margin = label_customers(np.array(customers), np.array(centroids)).margin
    assert ((margin >= 0) & (margin <= 1)).all()
