"""Name clusters by the archetype that their customers resemble most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from clustering.types import Features, FloatArray, IntArray

# measure of the profile: weight in the distance to an archetype
PROFILE_WEIGHTS = {
    "recency": 1.0,
    "frequency": 1.0,
    "expected": 1.0,
    "monetary": 1.0,
    "one_time": 0.6,
    "tenure": 0.5,
}
LARGEST_DISTANCE = 0.45
# lower bound of the mean percentile, code, English, Korean; first match from the top
VALUE_TIERS = (
    (2 / 3, "HIGH_VALUE", "High value", "고액"),
    (1 / 3, "MIDDLE_VALUE", "Middle value", "중간 금액"),
    (0.0, "LOW_VALUE", "Low value", "소액"),
)
RECENCY_WORDS = (
    (2 / 3, "LONG_AWAY", "long away", "장기 미구매"),
    (1 / 3, "COOLING", "cooling", "구매 감소"),
    (0.0, "RECENT", "recent", "최근 구매"),
)
# measure: code, English, Korean of a mean percentile above one half, and of one below
TRAIT_WORDS = {
    "frequency": (("FREQUENT", "frequent", "자주 구매"), ("RARE", "rare", "드문 구매")),
    "expected": (
        ("PROMISING", "promising", "기대 매출 높음"),
        ("FADING", "fading", "기대 매출 낮음"),
    ),
    "tenure": (("LONG_KNOWN", "long known", "오랜 고객"), ("NEWLY_WON", "newly won", "신규 유입")),
}


@dataclass(frozen=True)
class Archetype:
    """A kind of customer every shop has; `prototype` holds one value per measure of the profile."""

    code: str
    name_en: str
    name_ko: str
    prototype: dict[str, float]


@dataclass(frozen=True)
class SegmentName:
    """Name of one cluster; `archetype_code` is None for a descriptive name."""

    code: str
    name_en: str
    name_ko: str
    archetype_code: str | None
    archetype_distance: float


def percentiles(values: FloatArray) -> FloatArray:
    """Average rank divided by the number of customers, in (0, 1]."""
    shares: FloatArray = rankdata(values, method="average") / len(values)
    return shares


def profile_measures(features: Features, frequency: str) -> dict[str, FloatArray]:
    """Where each customer stands among all customers.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Needs recency_days, monetary_value, expected_value, tenure_days, is_one_time_buyer and
        `frequency`.
    frequency : str
        The frequency feature of the shop.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_customers,)
        Percentile (0 to 1) per measure, and 1 for one-time buyers.
    """
    return {
        "recency": percentiles(features["recency_days"]),
        "frequency": percentiles(features[frequency]),
        "expected": percentiles(features["expected_value"]),
        "monetary": percentiles(features["monetary_value"]),
        "one_time": features["is_one_time_buyer"].astype(np.float64),
        "tenure": percentiles(features["tenure_days"]),
    }


def cluster_profiles(
    measures: dict[str, FloatArray], labels: IntArray, n_clusters: int
) -> dict[str, FloatArray]:
    """Mean of each measure over the customers of each cluster.

    Parameters
    ----------
    measures : dict of str to ndarray of float64, shape (n_customers,)
        From `profile_measures`.
    labels : ndarray of int64, shape (n_customers,)
        Clusters, 0 to n_clusters - 1.
    n_clusters : int
        Number of clusters.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_clusters,)
        Mean percentile (0 to 1) per measure, and the share of one-time buyers; 0 for a cluster
        without customers.
    """
    sizes = np.maximum(np.bincount(labels, minlength=n_clusters), 1)
    return {
        measure: np.bincount(labels, weights=values, minlength=n_clusters) / sizes
        for measure, values in measures.items()
    }


def archetype_distances(
    profiles: dict[str, FloatArray], archetypes: Sequence[Archetype]
) -> FloatArray:
    """Weighted Euclidean distance of every cluster to every archetype.

    Returns
    -------
    ndarray of float64, shape (n_clusters, n_archetypes)
        Rounded to 9 decimals, so that ties are ties.
    """
    squared = sum(
        PROFILE_WEIGHTS[measure]
        * (values[:, None] - np.array([a.prototype[measure] for a in archetypes])) ** 2
        for measure, values in profiles.items()
    )
    distances: FloatArray = np.sqrt(squared).round(9)
    return distances


def _first_match(words: Sequence[tuple[float, str, str, str]], value: float) -> tuple[str, ...]:
    return next(word[1:] for word in words if value >= word[0])


def _trait_word(profile: dict[str, float]) -> tuple[str, ...]:
    """Words for the measure in which the cluster stands out most, beside value and recency."""
    measure = max(TRAIT_WORDS, key=lambda name: abs(profile[name] - 0.5))
    high, low = TRAIT_WORDS[measure]
    return high if profile[measure] > 0.5 else low


def descriptive_name(profile: dict[str, float]) -> tuple[str, str, str]:
    """Code, English and Korean name from value tier, recency and what stands out most."""
    words = (
        _first_match(VALUE_TIERS, profile["monetary"]),
        _first_match(RECENCY_WORDS, profile["recency"]),
        _trait_word(profile),
    )
    code, english, korean = zip(*words, strict=True)
    return "_".join(code), " / ".join(english), " / ".join(korean)


def name_clusters(
    profiles: dict[str, FloatArray],
    archetypes: Sequence[Archetype],
    taken: Collection[str] = (),
) -> list[SegmentName]:
    """Give every cluster a name of its own.

    Clusters and archetypes are paired so that the sum of distances is smallest (Hungarian method).
    A cluster farther than .45 from its archetype, or left without one, takes a descriptive name.

    Parameters
    ----------
    profiles : dict of str to ndarray of float64, shape (n_clusters,)
        From `cluster_profiles`.
    archetypes : sequence of Archetype
        At least one.
    taken : collection of str
        Codes of living segments, which no cluster gets again.

    Returns
    -------
    list of SegmentName
        One per cluster, in order; codes and names are unique.
    """
    distances = archetype_distances(profiles, archetypes)
    chosen = dict(zip(*linear_sum_assignment(distances), strict=True))
    names: list[SegmentName] = []
    for cluster_id, row in enumerate(distances):
        position = chosen.get(cluster_id)
        nearest = float(row.min() if position is None else row[position])
        if position is not None and nearest <= LARGEST_DISTANCE:
            match = archetypes[position]
            names.append(SegmentName(match.code, match.name_en, match.name_ko, match.code, nearest))
            continue
        profile = {measure: float(values[cluster_id]) for measure, values in profiles.items()}
        code, english, korean = descriptive_name(profile)
        used = [*taken, *(name.code for name in names)]
        alike = sum(other.startswith(code) for other in used)
        if alike:
            number = alike + 1
            code, english, korean = f"{code}_{number}", f"{english} {number}", f"{korean} {number}"
        names.append(SegmentName(code, english, korean, None, nearest))
    return names
