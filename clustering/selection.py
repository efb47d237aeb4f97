"""Choose the space and the number of segments by a decision table; it may say that none will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clustering.evaluation import Scores
from clustering.names import LARGEST_DISTANCE
from clustering.spaces import SPACES
from clustering.stability import STABILITY_BANDS, stability_band
from clustering.types import FloatArray, IntArray

MIN_CLUSTER_SHARE = 0.03
MIN_CLUSTER_COUNT = 30
MAX_CLUSTER_SHARE = 0.50
MIN_JACCARD = 0.60
MIN_GAP_GAIN = 0.05
MIN_GAP_ERRORS = 3.0
MIN_RULE_FIDELITY = 0.75
# candidates this close to the best out-of-time criterion count as equal
TOLERATED_LOSS = 0.05
HARD_TESTS = ("complete", "size", "stability", "structure", "nameable", "rules")
WORDS = tuple(word for _, word in STABILITY_BANDS)


@dataclass(frozen=True)
class OutOfTime:
    """How a candidate fitted two horizons ago foretold the last horizon.

    Attributes
    ----------
    scores : Scores
        From `evaluation.score`.
    eta_squared_error : float
        Bootstrap standard error of eta squared.
    """

    scores: Scores
    eta_squared_error: float


@dataclass(frozen=True)
class Candidate:
    """One row of the decision table.

    Attributes
    ----------
    space : str
        A key of `spaces.SPACES`.
    requested_clusters : int
        Number of clusters asked for.
    cluster_sizes : ndarray of int64, shape (n_clusters,)
        Customers per cluster at the fit.
    jaccards : ndarray of float64, shape (n_clusters,)
        Mean bootstrap Jaccard of each cluster.
    archetype_distances : ndarray of float64, shape (n_clusters,)
        Distance of each cluster to the archetype that it is paired with.
    gap_gain, gap_error : float
        From `structure.gap_gains`.
    rule_fidelity : float
        Share of held-out customers whom the rules put where the centroids do.
    silhouette, calinski_harabasz, davies_bouldin, prediction_strength : float
        Reported only.
    out_of_time : OutOfTime or None
        None without history.
    """

    space: str
    requested_clusters: int
    cluster_sizes: IntArray
    jaccards: FloatArray
    archetype_distances: FloatArray
    gap_gain: float
    gap_error: float
    rule_fidelity: float
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    prediction_strength: float
    out_of_time: OutOfTime | None

    @property
    def name(self) -> str:
        """Such as 'rfm_ev_6'."""
        return f"{self.space}_{self.requested_clusters}"

    @property
    def n_clusters(self) -> int:
        """Number of clusters that came out."""
        return len(self.cluster_sizes)

    @property
    def smallest_share(self) -> float:
        """Share of customers in the smallest cluster."""
        return float(self.cluster_sizes.min() / self.cluster_sizes.sum())

    @property
    def largest_share(self) -> float:
        """Share of customers in the largest cluster."""
        return float(self.cluster_sizes.max() / self.cluster_sizes.sum())

    @property
    def min_jaccard(self) -> float:
        """Stability of the least stable cluster."""
        return float(self.jaccards.min())

    @property
    def largest_archetype_distance(self) -> float:
        """Distance of the cluster that its archetype fits least."""
        return float(self.archetype_distances.max())

    @property
    def band(self) -> str:
        """Stability in a word."""
        return stability_band(self.min_jaccard)

    def passes(self) -> dict[str, bool]:
        """Result of every hard test, in the order of `HARD_TESTS`."""
        return {
            "complete": self.n_clusters == self.requested_clusters,
            "size": self.smallest_share >= MIN_CLUSTER_SHARE
            and int(self.cluster_sizes.min()) >= MIN_CLUSTER_COUNT
            and self.largest_share <= MAX_CLUSTER_SHARE,
            "stability": self.min_jaccard >= MIN_JACCARD,
            "structure": self.gap_gain >= MIN_GAP_GAIN
            and self.gap_gain >= MIN_GAP_ERRORS * self.gap_error,
            "nameable": self.largest_archetype_distance <= LARGEST_DISTANCE,
            "rules": self.rule_fidelity >= MIN_RULE_FIDELITY,
        }

    def failed(self) -> tuple[str, ...]:
        """Names of the hard tests it fails."""
        return tuple(test for test, passed in self.passes().items() if not passed)


@dataclass(frozen=True)
class Choice:
    """What the rule chose, and where every other candidate fell out.

    Attributes
    ----------
    chosen : str or None
        Name of the candidate; None where no candidate passes every hard test.
    fell_out : dict of str to str
        The step of the rule that each other candidate did not survive: 'hard_tests', 'criterion',
        'incumbent', 'stability', 'space' or 'fewest'.
    """

    chosen: str | None
    fell_out: dict[str, str]


def main_criterion(candidate: Candidate) -> float:
    """Out-of-time eta squared, or the silhouette without history."""
    if candidate.out_of_time is None:
        return candidate.silhouette
    return candidate.out_of_time.scores.eta_squared


def choose(
    candidates: Sequence[Candidate],
    hard_tests_only_flag: bool = False,
    incumbent: str | None = None,
) -> Choice:
    """Choose by the lexicographic rule.

    Keep what passes every hard test; keep what is as good as the best out of time, within one
    standard error of the best or 5 % of it; then the incumbent; then the highest stability band;
    then the first space in the order of `SPACES`; then the best criterion; then the fewest
    clusters.

    Parameters
    ----------
    candidates : sequence of Candidate
        All with history, or all without; then the silhouette is the criterion, and being close to
        the best of it spares nobody, since it does not compare across spaces.
    hard_tests_only_flag : bool
        True where the user fixed the number of segments: hard tests then exclude nobody.
    incumbent : str or None
        Name of the candidate that the champion was. While it is among the good ones it stays: the
        steps after that are too close a call to move customers for.

    Returns
    -------
    Choice
        With a place in the rule for every candidate.

    References
    ----------
    .. [1] L. Breiman, J. Friedman, R. Olshen and C. Stone (1984), "Classification and Regression
       Trees" (the rule of one standard error).
    """
    fell_out: dict[str, str] = {}

    def keep(kept: list[Candidate], good: list[bool], step: str) -> list[Candidate]:
        fell_out.update(
            {c.name: step for c, is_good in zip(kept, good, strict=True) if not is_good}
        )
        return [c for c, is_good in zip(kept, good, strict=True) if is_good]

    kept = list(candidates)
    if not hard_tests_only_flag:
        kept = keep(kept, [not c.failed() for c in kept], "hard_tests")
    if not kept:
        return Choice(None, fell_out)
    best = max(kept, key=main_criterion)
    if best.out_of_time is not None:
        eta_squared = best.out_of_time.scores.eta_squared
        tolerated = max(TOLERATED_LOSS * eta_squared, best.out_of_time.eta_squared_error)
        kept = keep(kept, [main_criterion(c) >= eta_squared - tolerated for c in kept], "criterion")
    if any(c.name == incumbent for c in kept):
        kept = keep(kept, [c.name == incumbent for c in kept], "incumbent")
    steadiest = min(WORDS.index(c.band) for c in kept)
    kept = keep(kept, [WORDS.index(c.band) == steadiest for c in kept], "stability")
    order = list(SPACES)
    preferred = min(order.index(c.space) for c in kept)
    kept = keep(kept, [order.index(c.space) == preferred for c in kept], "space")
    criterion = np.array([main_criterion(c) for c in kept])
    kept = keep(kept, list(criterion == criterion.max()), "criterion")
    fewest = min(c.requested_clusters for c in kept)
    kept = keep(kept, [c.requested_clusters == fewest for c in kept], "fewest")
    return Choice(kept[0].name, fell_out)
