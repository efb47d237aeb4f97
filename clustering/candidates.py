"""Fit every candidate and measure what the decision table asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from clustering.backtest import PastSnapshots, assign_clusters, out_of_time
from clustering.customers import Customers
from clustering.kmeans import N_INIT
from clustering.labels import nearest_centroids
from clustering.names import (
    Archetype,
    SegmentName,
    cluster_profiles,
    name_clusters,
    profile_measures,
)
from clustering.rules import Rule, apply_rules, fit_rules, rule_fidelity
from clustering.selection import Candidate
from clustering.settings import Settings
from clustering.spaces import (
    SPACES,
    Clustering,
    carry_over,
    fit_numbered_centroids,
    frequency_feature,
    space_features,
)
from clustering.stability import HALVES, bootstrap_jaccard, prediction_strength
from clustering.structure import UNIFORM_SAMPLES, gap_gains
from clustering.transforms import STORED_DECIMALS, Transform, apply_transforms, fit_transforms
from clustering.types import FloatArray, IntArray

# resampling and silhouettes need no more customers than this
RESAMPLED_CUSTOMERS = 4_000
SILHOUETTE_CUSTOMERS = 10_000
MORE_RULE_FEATURES = ("purchase_day_count", "tenure_days")
Advance = Callable[[str], None]


@dataclass(frozen=True)
class Fitted:
    """A candidate with all that a model needs of it.

    Attributes
    ----------
    candidate : Candidate
        Its row of the decision table.
    clustering : Clustering
        Transforms and centroids.
    labels : ndarray of int64, shape (n_customers,)
        Cluster of every customer at the fit.
    names : tuple of SegmentName
        One per cluster.
    rules : tuple of Rule
        One per cluster.
    """

    candidate: Candidate
    clustering: Clustering
    labels: IntArray
    names: tuple[SegmentName, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class SpaceFit:
    """One space with every number of clusters.

    Attributes
    ----------
    transforms : tuple of Transform
        Shared by all numbers of clusters.
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates of all customers.
    centroids : dict of int to ndarray of float64, shape (n_clusters, n_features)
        By the number of clusters asked for.
    labels : dict of int to ndarray of int64, shape (n_customers,)
        Likewise.
    """

    transforms: tuple[Transform, ...]
    X: FloatArray
    centroids: dict[int, FloatArray]
    labels: dict[int, IntArray]


def step_count(settings: Settings) -> int:
    """How often `fit_candidates` calls `advance`."""
    per_candidate = settings.stability_resamples + HALVES + 1
    return len(SPACES) * (UNIFORM_SAMPLES + len(settings.numbers) * per_candidate)


def fit_space(
    customers: Customers,
    space: str,
    frequency: str,
    settings: Settings,
    champion: Clustering | None,
) -> SpaceFit | None:
    """Fit one space with each number of clusters; None where all customers are equal in it.

    The candidate with the space and number of the champion starts from its centroids too.
    """
    sample = customers.fit_sample()
    transforms = fit_transforms(sample.features, space_features(space, frequency))
    if not transforms:
        return None
    X = apply_transforms(customers.features, transforms)
    chosen = X if sample is customers else apply_transforms(sample.features, transforms)
    start = carry_over(champion, transforms) if champion else None
    centroids = {
        n_clusters: fit_numbered_centroids(
            chosen,
            transforms,
            n_clusters,
            settings.random_seed,
            N_INIT,
            start if start is not None and len(start) == n_clusters else None,
        )
        for n_clusters in settings.numbers
    }
    labels = {number: nearest_centroids(X, found) for number, found in centroids.items()}
    return SpaceFit(transforms, X, centroids, labels)


def fit_rules_for(
    customers: Customers, names: Sequence[str], labels: IntArray, n_clusters: int, seed: int
) -> tuple[tuple[Rule, ...], float]:
    """Describe clusters by rules from one half of the customers, and judge them on the other.

    Returns
    -------
    tuple of tuple of Rule and float
        Rules, and the share of held-out customers whom they put where the centroids do.
    """
    sample = customers.fit_sample()
    seen = ~sample.is_held_out
    own_labels = labels if sample is customers else labels[customers.md5_rank < len(sample)]
    rules = fit_rules(sample.take(seen).features, names, own_labels[seen], n_clusters, seed)
    held_out = customers.is_held_out
    by_rule = apply_rules(customers.take(held_out).features, rules)
    return rules, rule_fidelity(labels[held_out], by_rule, n_clusters).overall


def fit_candidates(
    customers: Customers,
    past: PastSnapshots | None,
    settings: Settings,
    archetypes: Sequence[Archetype],
    champion: Clustering | None,
    advance: Advance,
) -> list[Fitted]:
    """Fit each space with each number of clusters.

    Parameters
    ----------
    customers : Customers
        Of the newest snapshot.
    past : PastSnapshots or None
        None where there is too little history to judge candidates out of time.
    settings : Settings
        Bounds of the number of clusters, resamples and seed.
    archetypes : sequence of Archetype
        Names to choose from.
    champion : Clustering or None
        The model before, which a refit starts from too.
    advance : callable
        Told what was done, after each fit.

    Returns
    -------
    list of Fitted
        By space in the order of `SPACES`, then by number of clusters; a space in which all
        customers are equal has none.
    """
    frequency = frequency_feature(customers.features)
    measures = profile_measures(customers.features, frequency)
    seed = settings.random_seed
    resampled = customers.md5_rank < RESAMPLED_CUSTOMERS
    found = []
    for space in SPACES:
        fit = fit_space(customers, space, frequency, settings, champion)
        if fit is None:
            continue
        names = [step.feature for step in fit.transforms]
        rule_names = [*names, *(name for name in MORE_RULE_FEATURES if name not in names)]
        jaccards = bootstrap_jaccard(
            customers.take(resampled).features,
            space,
            frequency,
            {number: labels[resampled] for number, labels in fit.labels.items()},
            settings.stability_resamples,
            seed,
            advance,
        )
        gaps = gap_gains(fit.X[resampled], settings.numbers, seed, advance)
        for number, labels in fit.labels.items():
            size = len(fit.centroids[number])
            segment_names = name_clusters(cluster_profiles(measures, labels, size), archetypes)
            rules, fidelity = fit_rules_for(customers, rule_names, labels, size, seed)
            seen = customers.md5_rank < SILHOUETTE_CUSTOMERS
            judged = None
            if past:
                judged = out_of_time(assign_clusters(past, space, number, seed), past, seed)
            candidate = Candidate(
                space=space,
                requested_clusters=number,
                cluster_sizes=np.bincount(labels, minlength=size),
                # fewer where there are fewer different customers
                jaccards=jaccards[number][:size],
                archetype_distances=np.array([n.archetype_distance for n in segment_names]),
                gap_gain=gaps[number].gain,
                gap_error=gaps[number].simulation_error,
                rule_fidelity=fidelity,
                **cluster_indices(fit.X[seen], labels[seen]),
                prediction_strength=prediction_strength(fit.X[resampled], number, seed, advance),
                out_of_time=judged,
            )
            clustering = Clustering(space, fit.transforms, fit.centroids[number])
            found.append(Fitted(candidate, clustering, labels, tuple(segment_names), rules))
            advance(f"{space}, {number} clusters")
    return found


def cluster_indices(X: FloatArray, labels: IntArray) -> dict[str, float]:
    """Silhouette, Calinski-Harabasz and Davies-Bouldin; usual definitions, reported only.

    Returns
    -------
    dict of str to float
        NaN where all these customers are in one cluster.
    """
    indices = {
        "silhouette": silhouette_score,
        "calinski_harabasz": calinski_harabasz_score,
        "davies_bouldin": davies_bouldin_score,
    }
    if len(np.unique(labels)) < 2:
        return dict.fromkeys(indices, float("nan"))
    return {name: round(float(of(X, labels)), STORED_DECIMALS) for name, of in indices.items()}
