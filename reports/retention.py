"""Who goes on buying, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SegmentRetentionCell:
    """A segment in one month after a snapshot; ``queries/segment_retention.sql``.

    `is_most` and `is_least` mark the highest and the lowest rate of the first month among segments
    that are not small. `heat_level` is 0 for nobody, then 1 (under 10 %) to 5 (75 % or more).
    """

    as_of_date: date
    segment_id: int
    segment_name: str
    month_number: int
    customer_count: int
    retained_count: int
    retention_rate: float
    population_retention_rate: float
    is_small: bool
    is_most: bool
    is_least: bool
    heat_level: int


@dataclass(frozen=True)
class CohortRetentionCell:
    """A cohort in one month since its first purchase; ``queries/cohort_retention.sql``.

    The rate is None and the level 0 where the month is not over; steps as in
    `SegmentRetentionCell`.
    """

    cohort_month: date
    month_number: int
    customer_count: int
    retention_rate: float | None
    is_small: bool
    heat_level: int


@dataclass(frozen=True)
class CohortTotals:
    """All cohorts together, by month since; ``queries/cohort_totals.sql``.

    None where fewer than 30 customers have the month behind them.
    """

    first_month_rate: float | None
    third_month_rate: float | None


@dataclass(frozen=True)
class SegmentRetentionRow:
    """The months of one segment."""

    segment_name: str
    customer_count: int
    is_small: bool
    cells: tuple[SegmentRetentionCell, ...]


@dataclass(frozen=True)
class CohortRetentionRow:
    """The months of one cohort."""

    cohort_month: date
    customer_count: int
    is_small: bool
    cells: tuple[CohortRetentionCell, ...]


@dataclass(frozen=True)
class Retention:
    """Who goes on buying, by segment at a snapshot and by month of the first purchase.

    `most` and `least` are the first months of two segments; both None if all segments are small,
    `least` also if only one is not.
    """

    segments: tuple[SegmentRetentionRow, ...]
    most: SegmentRetentionCell | None
    least: SegmentRetentionCell | None
    cohorts: tuple[CohortRetentionRow, ...]
    totals: CohortTotals


def to_retention(
    segment_cells: Sequence[SegmentRetentionCell],
    cohort_cells: Sequence[CohortRetentionCell],
    totals: CohortTotals,
) -> Retention:
    """Arrange cells, ordered by segment or cohort and then month, as rows of two tables."""
    by_segment: dict[int, list[SegmentRetentionCell]] = {}
    for cell in segment_cells:
        by_segment.setdefault(cell.segment_id, []).append(cell)
    by_cohort: dict[date, list[CohortRetentionCell]] = {}
    for month in cohort_cells:
        by_cohort.setdefault(month.cohort_month, []).append(month)
    most = next((cell for cell in segment_cells if cell.is_most), None)
    least = next((cell for cell in segment_cells if cell.is_least), None)
    return Retention(
        segments=tuple(
            SegmentRetentionRow(
                row[0].segment_name, row[0].customer_count, row[0].is_small, tuple(row)
            )
            for row in by_segment.values()
        ),
        most=most,
        least=None if least == most else least,
        cohorts=tuple(
            CohortRetentionRow(cohort, row[0].customer_count, row[0].is_small, tuple(row))
            for cohort, row in by_cohort.items()
        ),
        totals=totals,
    )
