"""Are there clusters at all? The gap statistic against a uniform cloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clustering.kmeans import fit_centroids
from clustering.labels import squared_distances
from clustering.stability import RESAMPLE_N_INIT
from clustering.types import FloatArray

UNIFORM_SAMPLES = 20


@dataclass(frozen=True)
class Gap:
    """How much more clusters explain in the data than in uniform clouds.

    Attributes
    ----------
    gain : float
        `gap(k) - gap(1)`; about 0 in a uniform cloud, below it in a single blob.
    simulation_error : float
        Standard error of the gain from the number of clouds.
    """

    gain: float
    simulation_error: float


def log_within(X: FloatArray, n_clusters: int, random_state: int) -> float:
    """Log of the sum of squared distances to the own centroid; minus infinity for no distance."""
    # one cluster is the mean, whatever the start
    n_init = RESAMPLE_N_INIT if n_clusters > 1 else 1
    centroids = fit_centroids(X, n_clusters, random_state, n_init)
    within = squared_distances(X, centroids).min(axis=1).sum()
    return float(np.log(within)) if within > 0 else -np.inf


def uniform_cloud(X: FloatArray, random_state: tuple[int, int]) -> FloatArray:
    """As many points as `X`, uniform in the box of its principal axes, in units of the axes."""
    centred = X - X.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    cloud: FloatArray = np.random.default_rng(random_state).uniform(
        turned.min(axis=0), turned.max(axis=0), X.shape
    )
    return cloud


def gap_gains(
    X: FloatArray,
    numbers: Sequence[int],
    random_state: int,
    advance: Callable[[str], None],
) -> dict[int, Gap]:
    """Gain in the gap statistic over one cluster, for several numbers of clusters.

    Parameters
    ----------
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates, not all equal.
    numbers : sequence of int
        Numbers of clusters.
    random_state : int
        Seed of the clouds and of K-means.
    advance : callable
        Told what was done, after each cloud.

    Returns
    -------
    dict of int to Gap
        By number of clusters. The gap is the mean log of the inertia in 20 uniform clouds less the
        log of the inertia of the data; the error is that of paired differences, times
        `sqrt(1 + 1 / 20)`.

    References
    ----------
    .. [1] R. Tibshirani, G. Walther and T. Hastie (2001), "Estimating the number of clusters in a
       data set via the gap statistic", Journal of the Royal Statistical Society B 63(2), 411-423.
    """
    tried = (1, *numbers)
    data = {k: log_within(X, k, random_state) for k in tried}
    clouds = np.empty((UNIFORM_SAMPLES, len(tried)))
    for number in range(UNIFORM_SAMPLES):
        cloud = uniform_cloud(X, (random_state, number))
        clouds[number] = [log_within(cloud, k, random_state) for k in tried]
        advance(f"uniform cloud {number + 1}")
    shrunk = clouds[:, 1:] - clouds[:, :1]
    errors = shrunk.std(axis=0) * np.sqrt(1 + 1 / UNIFORM_SAMPLES)
    return {
        k: Gap(
            round(float(shrunk[:, column].mean() - (data[k] - data[1])), 9),
            round(float(errors[column]), 9),
        )
        for column, k in enumerate(numbers)
    }
