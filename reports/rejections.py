"""What came in and what was rejected, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Rejection:
    """Rows of a source table rejected for one reason; ``queries/rejections.sql``."""

    source_table: str
    reject_reason: str
    reject_columns: Sequence[str]
    row_count: int
    rejected_row_share: float


@dataclass(frozen=True)
class Reconciliation:
    """Raw = accepted + rejected, for a source table; ``queries/reconciliation.sql``."""

    source_table: str
    raw_row_count: int
    accepted_row_count: int
    rejected_row_count: int
    rejected_row_share: float | None
    raw_value: Decimal | None
    accepted_value: Decimal | None
    rejected_value: Decimal | None
    adds_up: bool


@dataclass(frozen=True)
class RejectionTotals:
    """All source tables together; ``queries/rejection_totals.sql``."""

    raw_row_count: int
    rejected_row_count: int
    rejected_row_share: float | None
    listed_row_count: int
    adds_up: bool
