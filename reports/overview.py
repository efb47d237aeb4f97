"""The shop as a whole and what to do first, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Glance:
    """The shop as a whole; ``queries/glance.sql``.

    `expected_value` is what buyers are expected to spend in the horizon as things are;
    `top_20_percent_share` the share of net value that the fifth of buyers with most of it brought.
    """

    customer_count: int
    buyer_count: int
    one_time_buyer_share: float | None
    order_count: int
    net_value: Decimal
    average_order_value: float | None
    expected_value: Decimal | None
    top_20_percent_share: float | None
    first_order_date: date | None
    last_order_date: date | None


@dataclass(frozen=True)
class Action:
    """What is proposed for a segment with most value at stake; ``queries/actions.sql``.

    `value_at_stake` is the expected value of the segment as things are, no expected gain.
    """

    segment_id: int
    segment_name: str
    action_code: str
    title: str
    confidence: str
    customer_count: int
    value_at_stake: Decimal
