"""What the segments are like and what there is to believe, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ProfileCell:
    """A segment of the newest snapshot and a feature; ``queries/profile_cells.sql``.

    `shade` runs from -3 (far below the other customers) to 3 (far above); it is 0 where the
    difference is small or unknown. `is_known` tells whether anybody has the feature.
    """

    feature: str
    unit: str | None
    is_known: bool
    is_noise: bool
    segment_name: str
    median: float | None
    standardized_difference: float | None
    shade: int
    population_median: float | None


@dataclass(frozen=True)
class ProfileRow:
    """A feature over all segments, in display order."""

    feature: str
    unit: str | None
    is_noise: bool
    population_median: float | None
    cells: tuple[ProfileCell, ...]


@dataclass(frozen=True)
class Profile:
    """The heat map: rows of features that somebody has, and the names of those nobody has."""

    rows: tuple[ProfileRow, ...]
    unknown_features: tuple[str, ...]


@dataclass(frozen=True)
class FeatureSignal:
    """How consistent customers are in a feature; ``queries/feature_signals.sql``."""

    feature: str
    customer_count: int
    retest_correlation: float | None
    signal_share: float | None
    verdict: str


@dataclass(frozen=True)
class SignalTotals:
    """How many features were tested, and how many of them are noise; ``signal_totals.sql``."""

    tested_count: int
    noise_count: int


@dataclass(frozen=True)
class ColumnProfile:
    """A column of a table of accepted rows; ``queries/column_profiles.sql``.

    The quantiles are texts: of a number or an ISO date, None for a column of text.
    """

    table_name: str
    column_name: str
    row_count: float | None
    missing_count: float | None
    missing_share: float | None
    distinct_count: float | None
    minimum: str | None
    p25: str | None
    median: str | None
    p75: str | None
    maximum: str | None


def to_profile(cells: Sequence[ProfileCell]) -> Profile:
    """Arrange cells, ordered by feature and then segment, as the rows of the heat map."""
    by_feature: dict[str, list[ProfileCell]] = {}
    for cell in cells:
        by_feature.setdefault(cell.feature, []).append(cell)
    return Profile(
        rows=tuple(
            ProfileRow(
                feature=feature,
                unit=row[0].unit,
                is_noise=row[0].is_noise,
                population_median=row[0].population_median,
                cells=tuple(row),
            )
            for feature, row in by_feature.items()
            if row[0].is_known
        ),
        unknown_features=tuple(
            feature for feature, row in by_feature.items() if not row[0].is_known
        ),
    )
