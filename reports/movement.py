"""Who moved between the last two snapshots, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MovementTotals:
    """All movement between the last two snapshots; ``queries/movement_totals.sql``.

    `customer_count` are those in both snapshots. Customers who never bought are not counted.
    """

    from_as_of_date: date
    to_as_of_date: date
    customer_count: int
    stayed_count: int
    stayed_share: float | None
    moved_count: int
    moved_bought_count: int
    moved_not_bought_count: int
    new_count: int
    gone_count: int


@dataclass(frozen=True)
class MovementCell:
    """Customers of an origin by destination; ``queries/movement_cells.sql``.

    `from_segment_id` is None for new customers, `to_segment_id` for those who are gone, of whom it
    is not known whether they bought. `heat_level` is 0 for an empty cell, then 1 (under 5 % of the
    row) to 5 (60 % or more).
    """

    from_segment_id: int | None
    to_segment_id: int | None
    from_segment_name: str | None
    to_segment_name: str | None
    from_count: int
    to_count: int
    customer_count: int
    row_share: float
    bought_count: int | None
    is_stay: bool
    is_largest_move: bool
    heat_level: int


@dataclass(frozen=True)
class MovementRow:
    """The destinations of one origin; no name for new customers."""

    segment_name: str | None
    customer_count: int
    cells: tuple[MovementCell, ...]


@dataclass(frozen=True)
class SizeChange:
    """What changed the reported size of a segment; ``queries/size_changes.sql``."""

    segment_name: str
    from_count: int
    behaviour: int
    cut_points: int
    model: int
    to_count: int


@dataclass(frozen=True)
class SizeChangeTotals:
    """Customers that segments gained net, by cause; ``queries/size_change_totals.sql``."""

    from_as_of_date: date
    to_as_of_date: date
    behaviour_count: int
    behaviour_share: float
    refit_count: int
    refit_share: float


@dataclass(frozen=True)
class Movement:
    """Who moved, and what of the reported change a new model made.

    `totals` is None without two snapshots to compare, `largest` if nobody moved, `refit` where no
    new model changed anything.
    """

    totals: MovementTotals | None
    largest: MovementCell | None
    rows: tuple[MovementRow, ...]
    refit: SizeChangeTotals | None
    size_changes: tuple[SizeChange, ...]


def to_movement_rows(cells: Sequence[MovementCell]) -> tuple[MovementRow, ...]:
    """Arrange cells, ordered by origin and then destination, as rows of the table."""
    by_origin: dict[int | None, list[MovementCell]] = {}
    for cell in cells:
        by_origin.setdefault(cell.from_segment_id, []).append(cell)
    return tuple(
        MovementRow(row[0].from_segment_name, row[0].from_count, tuple(row))
        for row in by_origin.values()
    )
