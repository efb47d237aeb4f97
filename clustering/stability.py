"""Would the same clusters come out again? Bootstrap Jaccard and prediction strength."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from sklearn.metrics.cluster import contingency_matrix

from clustering.kmeans import fit_centroids
from clustering.labels import nearest_centroids
from clustering.spaces import space_features
from clustering.transforms import apply_transforms, fit_transforms
from clustering.types import Features, FloatArray, IntArray

RESAMPLE_N_INIT = 10
HALVES = 10
# lower bound of the smallest Jaccard, and what it is called; first match from the top
STABILITY_BANDS = ((0.85, "high"), (0.75, "good"), (0.60, "fair"), (0.0, "unstable"))


def stability_band(min_jaccard: float) -> str:
    """Word for the stability of the least stable cluster, after Hennig (2007)."""
    return next(word for bound, word in STABILITY_BANDS if min_jaccard >= bound)


def cluster_jaccard(reference: IntArray, resampled: IntArray, n_clusters: int) -> FloatArray:
    """Best Jaccard similarity of each reference cluster with any resampled cluster.

    Parameters
    ----------
    reference, resampled : ndarray of int64, shape (n_customers,)
        Cluster of the same customers, in the same order, over all data and over a resample. The two
        numberings need not match.
    n_clusters : int
        Number of reference clusters, 0 to n_clusters - 1.

    Returns
    -------
    ndarray of float64, shape (n_clusters,)
        One value in [0, 1] per reference cluster; 1 is recovered exactly, 0 has no customer here.

    Raises
    ------
    ValueError
        If the arrays are empty or differ in length.

    References
    ----------
    .. [1] C. Hennig (2007), "Cluster-wise assessment of cluster stability", Computational
       Statistics & Data Analysis 52(1), 258-271.
    """
    if not 0 < len(reference) == len(resampled):
        raise ValueError(f"need one label per customer, got {len(reference)} and {len(resampled)}")
    shared = contingency_matrix(reference, resampled)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    best = np.zeros(n_clusters)
    best[np.unique(reference)] = (shared / union).max(axis=1)
    return best


def bootstrap_jaccard(
    features: Features,
    space: str,
    frequency: str,
    labels: Mapping[int, IntArray],
    n_resamples: int,
    random_state: int,
    advance: Callable[[str], None],
) -> dict[int, FloatArray]:
    """Mean Jaccard of each cluster over resamples of customers, for several numbers of clusters.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Customers to resample.
    space, frequency : str
        The space, and the frequency feature of the shop.
    labels : mapping of int to ndarray of int64, shape (n_customers,)
        Clusters of the same customers, by number of clusters.
    n_resamples : int
        Resamples with replacement; all numbers of clusters see the same ones.
    random_state : int
        Seed of the resamples and of K-means.
    advance : callable
        Told what was done, after each fit.

    Returns
    -------
    dict of int to ndarray of float64, shape (n_clusters,)
        Transforms and centroids are fitted anew on each resample; a resample's own copies of a
        customer count once.
    """
    customer_count = len(next(iter(features.values())))
    names = space_features(space, frequency)
    total = {n_clusters: np.zeros(n_clusters) for n_clusters in labels}
    for number in range(n_resamples):
        drawn = np.random.default_rng((random_state, number)).integers(
            0, customer_count, customer_count
        )
        members = np.unique(drawn)
        own = {name: features[name] for name in names}
        transforms = fit_transforms({name: values[drawn] for name, values in own.items()}, names)
        X = apply_transforms(own, transforms) if transforms else np.zeros((customer_count, 1))
        for n_clusters, reference in labels.items():
            centroids = fit_centroids(X[drawn], n_clusters, random_state, RESAMPLE_N_INIT)
            again = nearest_centroids(X[members], centroids)
            total[n_clusters] += cluster_jaccard(reference[members], again, n_clusters)
            advance(f"{space}, {n_clusters} clusters, resample {number + 1}")
    return {n_clusters: (sums / n_resamples).round(9) for n_clusters, sums in total.items()}


def prediction_strength(
    X: FloatArray, n_clusters: int, random_state: int, advance: Callable[[str], None]
) -> float:
    """How well one half of the customers foretells the clusters of the other half.

    Parameters
    ----------
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates.
    n_clusters : int
        Number of clusters.
    random_state : int
        Seed of the halves and of K-means.
    advance : callable
        Told what was done, after each pair of halves.

    Returns
    -------
    float
        For the cluster that fares worst, the share of pairs of its customers whom the centroids of
        the other half put together, 0 to 1; mean over both directions and 10 splits.

    References
    ----------
    .. [1] R. Tibshirani and G. Walther (2005), "Cluster validation by prediction strength", Journal
       of Computational and Graphical Statistics 14(3), 511-528.
    """
    strengths = []
    for number in range(HALVES):
        order = np.random.default_rng((random_state, number)).permutation(len(X))
        halves = [X[np.sort(part)] for part in np.array_split(order, 2)]
        centroids = [
            fit_centroids(half, n_clusters, random_state, RESAMPLE_N_INIT) for half in halves
        ]
        for own, other in ((0, 1), (1, 0)):
            together = contingency_matrix(
                nearest_centroids(halves[own], centroids[own]),
                nearest_centroids(halves[own], centroids[other]),
            )
            size = together.sum(axis=1)
            pairs = (together * (together - 1)).sum(axis=1)
            # a cluster of one has no pair to lose
            shares = np.where(size > 1, pairs / np.maximum(size * (size - 1), 1), 1.0)
            strengths.append(float(shares.min()))
        advance(f"{n_clusters} clusters, halves {number + 1}")
    return round(float(np.mean(strengths)), 9)
