"""How the number of groups was chosen and how the segments compare, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from dataclasses import dataclass
from datetime import date

# what a candidate must reach to be chosen
SMALLEST_SHARE, STEADY_FROM, STRUCTURE_FROM, RULES_FROM = 0.03, 0.60, 0.05, 0.75


@dataclass(frozen=True)
class Candidate:
    """A space and a number of groups that was tried; ``queries/candidates.sql``.

    `outcome` is chosen, passes, fails, or fallback for the RFM map, which has no groups.
    """

    candidate: str
    feature_space: str
    n_clusters: int | None
    outcome: str
    smallest_cluster_share: float | None
    min_jaccard: float | None
    stability_band: str | None
    gap_gain: float | None
    rule_fidelity: float | None
    silhouette: float | None
    eta_squared: float | None
    reason: str


@dataclass(frozen=True)
class BacktestMethod:
    """A way to segment, judged by what customers did later; ``queries/backtest.sql``.

    Differences are ours less this method's, with their 95 % interval; `verdict` says whether that
    of eta squared lies above 0 (better), below (worse) or around it (equal). The counts stand on
    every row: of the `other_count` methods that are not ours, how many have which verdict.
    """

    as_of_date: date
    horizon_days: int
    customer_count: int
    other_count: int
    better_count: int
    worse_count: int
    equal_count: int
    method_name: str
    is_ours: bool
    n_clusters: int
    eta_squared: float | None
    eta_squared_difference: float | None
    eta_squared_difference_low: float | None
    eta_squared_difference_high: float | None
    verdict: str | None
    auc: float | None
    auc_difference_low: float | None
    auc_difference_high: float | None
    gini: float | None
    gini_difference_low: float | None
    gini_difference_high: float | None
    explained_value_share: float | None


@dataclass(frozen=True)
class Choice:
    """The candidates, and what a candidate must reach to be chosen."""

    candidates: tuple[Candidate, ...]
    smallest_share: float = SMALLEST_SHARE
    steady_from: float = STEADY_FROM
    structure_from: float = STRUCTURE_FROM
    rules_from: float = RULES_FROM
