"""The segments of the latest snapshot and the RFM grid, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Segment:
    """A segment of the latest snapshot; ``queries/segments.sql``.

    `customer_bar` and `value_bar` are the shares relative to the longest bar of the table.
    Prospects have no orders, hence no order value, no orders per customer and no recency. The
    `repurchase_rate` is that of the `repurchase_customer_count` customers who were in the segment
    on `repurchase_as_of_date`, the last date whose horizon is over.
    """

    as_of_date: date
    segment_id: int
    segment_name: str
    is_prospect: bool
    customer_count: int
    customer_share: float | None
    customer_bar: float | None
    net_value: Decimal | None
    value_share: float | None
    value_bar: float | None
    order_count: int
    average_order_value: Decimal | None
    orders_per_customer: float | None
    median_recency_days: float | None
    expected_value: Decimal | None
    repurchase_rate: float | None
    population_repurchase_rate: float | None
    repurchase_customer_count: int | None
    repurchase_as_of_date: date | None


@dataclass(frozen=True)
class RfmCell:
    """A cell of the RFM grid; ``queries/rfm_cells.sql``.

    `heat_level` is 0 for an empty cell, then 1 (under 1 % of customers) to 5 (12 % or more).
    """

    r_score: int
    f_score: int
    rfm_segment: str
    customer_count: int
    customer_share: float
    heat_level: int


@dataclass(frozen=True)
class RfmRow:
    """The five cells of one recency score, from fewest to most orders."""

    r_score: int
    cells: tuple[RfmCell, ...]


@dataclass(frozen=True)
class RfmSegment:
    """A name of the RFM grid over all its cells; ``queries/rfm_segments.sql``."""

    rfm_segment: str
    customer_count: int
    customer_share: float
    value_share: float | None
    median_recency_days: float


@dataclass(frozen=True)
class Model:
    """The model behind the segments; ``queries/model.sql``."""

    model_id: str
    fitted_as_of_date: date
    feature_space: str
    n_clusters: int | None
    random_seed: str | None
    reason: str | None
