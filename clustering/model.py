"""Fit a segment model: space, transforms, centroids, cut-points and names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from clustering.kmeans import fit_centroids, order_centroids
from clustering.labels import Labels, label_customers
from clustering.names import Archetype, SegmentName, cluster_profiles, name_clusters
from clustering.rfm import CutPoint, fit_cut_points
from clustering.settings import Settings
from clustering.transforms import Transform, apply_transforms, fit_transforms
from clustering.types import Features, FloatArray

# below this, clusters are not worth their name and the RFM map serves better
MIN_BUYERS = 200
# above this median of orders a purchase day, tickets are not occasions
MAX_ORDERS_PER_DAY = 2.0
NO_CLUSTER = -1


@dataclass(frozen=True)
class SegmentModel:
    """A fitted model; everything that a label hangs on.

    Attributes
    ----------
    fitted_as_of_date : str
        Date of the customers it was fitted on, ISO 8601.
    feature_space : str
        'rfm', or 'rfm_map' where there are no clusters.
    random_seed : int
        Seed of K-means.
    requested_clusters : int
        Number of clusters asked for; there are fewer where there are fewer different customers.
    transforms : tuple of Transform
        In the order of the space; empty without clusters.
    centroids : ndarray of float64, shape (n_clusters, n_features)
        Rounded; the row number is the cluster id.
    cut_points : tuple of CutPoint
        Bounds of the RFM scores.
    customer_count : int
        Customers it was fitted on.
    """

    fitted_as_of_date: str
    feature_space: str
    random_seed: int
    requested_clusters: int
    transforms: tuple[Transform, ...]
    centroids: FloatArray
    cut_points: tuple[CutPoint, ...]
    customer_count: int

    @property
    def n_clusters(self) -> int:
        """Number of clusters; 0 without."""
        return len(self.centroids)

    @property
    def model_id(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of the content."""
        content = asdict(self) | {"centroids": self.centroids.tolist()}
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def frequency_feature(features: Features) -> str:
    """Return order_count, or purchase_day_count where several orders make one occasion."""
    median = np.median(features["orders_per_purchase_day"])
    return "purchase_day_count" if median > MAX_ORDERS_PER_DAY else "order_count"


def fit_model(features: Features, fitted_as_of_date: str, settings: Settings) -> SegmentModel:
    """Fit a model on the customers of one date.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Columns of `fct_customer_features`, ordered by customer id.
    fitted_as_of_date : str
        Date of the features.
    settings : Settings
        Number of clusters and seed.

    Returns
    -------
    SegmentModel
        Without clusters for fewer than 200 customers, or where all are equal in every feature.
    """
    customer_count = len(features["recency_days"])
    frequency = frequency_feature(features)
    transforms: tuple[Transform, ...] = ()
    centroids: FloatArray = np.empty((0, 0))
    if customer_count >= MIN_BUYERS:
        transforms = fit_transforms(features, ("recency_days", frequency, "monetary_value"))
    if transforms:
        X = apply_transforms(features, transforms)
        n_clusters = min(settings.n_clusters, len(np.unique(X, axis=0)))
        columns = {step.feature: column for column, step in enumerate(transforms)}
        centroids = order_centroids(
            fit_centroids(X, n_clusters, settings.random_seed),
            columns.get("monetary_value"),
            columns.get("recency_days"),
        )
    return SegmentModel(
        fitted_as_of_date=fitted_as_of_date,
        feature_space="rfm" if transforms else "rfm_map",
        random_seed=settings.random_seed,
        requested_clusters=settings.n_clusters,
        transforms=transforms,
        centroids=centroids,
        cut_points=fit_cut_points(features),
        customer_count=customer_count,
    )


def label_features(features: Features, model: SegmentModel) -> Labels:
    """Label the customers of any date; cluster -1, distance and margin NaN without clusters."""
    if model.n_clusters:
        return label_customers(apply_transforms(features, model.transforms), model.centroids)
    customer_count = len(features["recency_days"])
    unknown = np.full(customer_count, np.nan)
    return Labels(np.full(customer_count, NO_CLUSTER, dtype=np.int64), unknown, unknown)


def name_segments(
    features: Features, model: SegmentModel, archetypes: Sequence[Archetype]
) -> list[SegmentName]:
    """Name the model's clusters by the customers it was fitted on."""
    if not model.n_clusters:
        return []
    labels = label_features(features, model)
    profiles = cluster_profiles(
        features, frequency_feature(features), labels.cluster_id, model.n_clusters
    )
    return name_clusters(profiles, archetypes)
