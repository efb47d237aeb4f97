"""What the page of one segment shows, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`. A query
is run once for all segments, and its rows are handed out by `segment_id`. What a shop does not
have, or a segment cannot have, is None or empty, and the page says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

import duckdb

from reports.publishing.audiences import list_name
from reports.retention import SegmentRetentionCell
from reports.segments import Segment
from reports.warehouse import select


@dataclass(frozen=True)
class SegmentFacts:
    """Rule and birth of a segment; ``queries/segment_page_facts.sql``.

    `is_map_cell` marks a segment of the RFM map, which needs no rule in words.
    """

    segment_id: int
    segment_code: str | None
    is_map_cell: bool
    rule_text: str | None
    rule_fidelity: float | None
    born_as_of_date: date | None
    birth_kind: str
    predecessor_names: Sequence[str]

    @property
    def list_name(self) -> str | None:
        """Name of the files of its customers, see `reports.publishing.audiences`."""
        return None if self.segment_code is None else list_name(self.segment_id, self.segment_code)


@dataclass(frozen=True)
class Trait:
    """What a segment is known by; ``queries/segment_page_traits.sql``.

    The effect of a feature is a difference in standard deviations (`kind` difference, none is 0),
    that of a category a ratio (lift, none is 1).
    """

    segment_id: int
    feature: str
    kind: str
    unit: str | None
    customer_count: int
    segment_value: float
    population_value: float
    effect: float
    effect_low: float
    effect_high: float
    verdict: str


@dataclass(frozen=True)
class CategoryAffinity:
    """A category that a segment buys; ``queries/segment_page_categories.sql``."""

    segment_id: int
    product_category: str
    customer_count: int
    penetration: float
    population_penetration: float
    lift: float
    lift_low: float
    lift_high: float
    value_share: float | None
    population_value_share: float | None
    is_evident: bool
    category_count: int


@dataclass(frozen=True)
class NextCategory:
    """What usually follows a first category; ``queries/segment_page_next_categories.sql``.

    Of `pair_count` pairs that were looked at, some are evident by chance.
    """

    segment_id: int
    first_category: str
    next_category: str
    audience_count: int
    beginner_count: int
    bought_share: float
    base_share: float
    lift: float
    lift_low: float
    lift_high: float
    pair_count: int


@dataclass(frozen=True)
class Rhythm:
    """Gaps between purchases, None without a gap; ``queries/segment_page_rhythm.sql``."""

    segment_id: int
    customer_count: int
    repeat_customer_count: int
    gap_count: int
    p25_gap_days: float | None
    median_gap_days: float | None
    p75_gap_days: float | None


@dataclass(frozen=True)
class Returning:
    """Who came back within a number of days; ``queries/segment_page_returns.sql``.

    The shares are None where no first purchase lies so far back.
    """

    segment_id: int
    within_days: int
    observed_count: int
    second_share: float | None
    population_second_share: float | None
    third_share: float | None
    population_third_share: float | None


@dataclass(frozen=True)
class Promotion:
    """Coupons and discounts; ``queries/segment_page_promotion.sql``.

    Without a coupon status, or without discounts, what rests on them is None.
    """

    segment_id: int
    customer_count: int
    coupon_customer_count: int | None
    coupon_line_count: int
    coupon_used_share: float | None
    population_coupon_used_share: float | None
    coupon_clicked_share: float | None
    population_coupon_clicked_share: float | None
    discount_value: Decimal | None
    discount_share: float | None
    full_price_share: float | None
    population_full_price_share: float | None
    coupon_verdict: str
    discount_verdict: str


@dataclass(frozen=True)
class Move:
    """Customers who came from or went to a segment; ``queries/segment_page_moves.sql``.

    `movement` is stayed, moved, new, gone or others (segments that are not shown singly); a name is
    missing for the last three. Of who is gone it is not known whether they bought.
    """

    from_as_of_date: date
    to_as_of_date: date
    segment_id: int
    direction: str
    movement: str
    other_segment_name: str | None
    customer_count: int
    customer_share: float
    bought_count: int | None
    value_at_risk: Decimal | None


@dataclass(frozen=True)
class EvidenceItem:
    """A number that a strategy rests on; ``queries/segment_page_evidence.sql``.

    `metric` is ``mart.column``, with a feature in place of the column of ``segment_profile``, which
    `feature` then holds: its mean over customers if `is_mean`, else its median.
    """

    segment_id: int
    action_code: str
    metric: str
    feature: str | None
    unit: str | None
    is_mean: bool
    product_category: str | None
    next_category: str | None
    segment_value: float | None
    base_value: float | None
    effect_kind: str
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    customer_count: int
    source: str


@dataclass(frozen=True)
class StrategyRow:
    """An action that is proposed or withheld; ``queries/segment_page_strategies.sql``.

    `detectable_difference` is None where no test could be planned; `is_too_small_to_test` then too.
    """

    segment_id: int
    action_code: str
    status: str
    title: str
    body: str
    kpi: str
    guardrail: str
    test_days: int
    customer_count: int
    value_at_stake: Decimal | None
    confidence: str
    detectable_difference: float | None
    is_too_small_to_test: bool


@dataclass(frozen=True)
class Strategy:
    """A proposed action with what it rests on."""

    row: StrategyRow
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True)
class Audience:
    """Who came, stayed and left at the newest date; ``queries/segment_page_audiences.sql``.

    By segments as they were reported. `left_count` went to another segment, `exited_count` are
    buyers no more. `previous_as_of_date` is None at the first date.
    """

    as_of_date: date
    previous_as_of_date: date | None
    segment_id: int
    customer_count: int
    entered_count: int
    stayed_count: int
    left_count: int
    exited_count: int
    holdout_count: int
    holdout_share: float


@dataclass(frozen=True)
class SegmentPage:
    """A segment and what is known of it; see `reports.render` for how the pages are written."""

    segment_id: int
    segment_name: str
    segment: Segment
    facts: SegmentFacts
    traits: tuple[Trait, ...]
    categories: tuple[CategoryAffinity, ...]
    next_categories: tuple[NextCategory, ...]
    rhythm: Rhythm | None
    returning: tuple[Returning, ...]
    promotion: Promotion | None
    came_from: tuple[Move, ...]
    went_to: tuple[Move, ...]
    retention: tuple[SegmentRetentionCell, ...]
    proposed: tuple[Strategy, ...]
    withheld: tuple[StrategyRow, ...]
    audience: Audience | None

    @property
    def lead_trait(self) -> Trait | None:
        """The trait that comes first, other than the recency, which is told of every segment."""
        others = (trait for trait in self.traits if trait.feature != "recency_days")
        return next(others, next(iter(self.traits), None))


class _OfSegment(Protocol):
    """A row that belongs to a segment."""

    @property
    def segment_id(self) -> int: ...


Row = TypeVar("Row", bound=_OfSegment)


def load_segment_pages(
    connection: duckdb.DuckDBPyConnection,
    language: str,
    segments: Sequence[Segment],
    retention_cells: Sequence[SegmentRetentionCell],
) -> tuple[SegmentPage, ...]:
    """The pages of `segments`, in their order; names in `language`."""

    def rows(query: str, row_type: type[Row], **parameters: str) -> dict[int, list[Row]]:
        return by_segment(select(connection, f"segment_page_{query}", row_type, **parameters))

    facts = rows("facts", SegmentFacts, language=language)
    traits = rows("traits", Trait)
    categories = rows("categories", CategoryAffinity)
    next_categories = rows("next_categories", NextCategory)
    rhythm = rows("rhythm", Rhythm)
    returning = rows("returns", Returning)
    promotion = rows("promotion", Promotion)
    moves = rows("moves", Move, language=language)
    retention = by_segment(retention_cells)
    strategies = rows("strategies", StrategyRow, language=language)
    evidence = rows("evidence", EvidenceItem)
    audiences = rows("audiences", Audience)
    pages = []
    for segment in segments:
        key = segment.segment_id
        own_moves, own_strategies = moves.get(key, []), strategies.get(key, [])
        pages.append(
            SegmentPage(
                segment_id=key,
                segment_name=segment.segment_name,
                segment=segment,
                facts=facts[key][0],
                traits=tuple(traits.get(key, ())),
                categories=tuple(categories.get(key, ())),
                next_categories=tuple(next_categories.get(key, ())),
                rhythm=next(iter(rhythm.get(key, ())), None),
                returning=tuple(returning.get(key, ())),
                promotion=next(iter(promotion.get(key, ())), None),
                came_from=tuple(move for move in own_moves if move.direction == "from"),
                went_to=tuple(move for move in own_moves if move.direction == "to"),
                retention=tuple(retention.get(key, ())),
                proposed=to_strategies(own_strategies, evidence.get(key, [])),
                withheld=tuple(row for row in own_strategies if row.status == "withheld"),
                audience=next(iter(audiences.get(key, ())), None),
            )
        )
    return tuple(pages)


def by_segment(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Rows by their segment, in the order in which they came."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.segment_id, []).append(row)
    return found


def to_strategies(
    rows: Sequence[StrategyRow], evidence: Sequence[EvidenceItem]
) -> tuple[Strategy, ...]:
    """The proposed actions of one segment, each with its evidence."""
    return tuple(
        Strategy(row, tuple(item for item in evidence if item.action_code == row.action_code))
        for row in rows
        if row.status == "proposed"
    )
