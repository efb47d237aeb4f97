"""Every row of every query of the report, recomputed from the marts without the query.

A recomputation is written from what the dataclasses and the columns of the marts are said to mean.
It takes the marts and a language, and gives the rows in the order of the page, as dicts.
"""

from collections.abc import Callable

from reports.choice import BacktestMethod, Candidate
from reports.drift import DriftMeasure
from reports.evidence import ColumnProfile, FeatureSignal, ProfileCell, SignalTotals
from reports.movement import MovementCell, MovementTotals, SizeChange, SizeChangeTotals
from reports.overview import Action, Glance
from reports.rejections import Reconciliation, Rejection, RejectionTotals
from reports.retention import CohortRetentionCell, CohortTotals, SegmentRetentionCell
from reports.segment_page import (
    Audience,
    CategoryAffinity,
    EvidenceItem,
    Move,
    NextCategory,
    Promotion,
    Returning,
    Rhythm,
    SegmentFacts,
    StrategyRow,
    Trait,
)
from reports.segments import Model, RfmCell, RfmSegment, Segment
from reports.warehouse import Settings
from tests.reports.recomputed import (
    model_choice,
    movement,
    retention,
    segment_page,
    segments,
    shop,
)
from tests.reports.recomputed.marts import Marts, Rows

Recomputation = Callable[[Marts, str], Rows]

# the dataclass that each query fills, and its rows
QUERIES: dict[str, tuple[type, Recomputation]] = {
    "actions": (Action, shop.actions),
    "backtest": (BacktestMethod, model_choice.backtest),
    "candidates": (Candidate, model_choice.candidates),
    "cohort_retention": (CohortRetentionCell, retention.cohort_retention),
    "cohort_totals": (CohortTotals, retention.cohort_totals),
    "column_profiles": (ColumnProfile, shop.column_profiles),
    "drift": (DriftMeasure, model_choice.drift),
    "feature_signals": (FeatureSignal, model_choice.feature_signals),
    "glance": (Glance, shop.glance),
    "model": (Model, model_choice.model),
    "movement_cells": (MovementCell, movement.movement_cells),
    "movement_totals": (MovementTotals, movement.movement_totals),
    "profile_cells": (ProfileCell, segments.profile_cells),
    "reconciliation": (Reconciliation, shop.reconciliation),
    "rejection_totals": (RejectionTotals, shop.rejection_totals),
    "rejections": (Rejection, shop.rejections),
    "rfm_cells": (RfmCell, segments.rfm_cells),
    "rfm_segments": (RfmSegment, segments.rfm_segments),
    "segment_page_audiences": (Audience, segment_page.audiences),
    "segment_page_categories": (CategoryAffinity, segment_page.categories),
    "segment_page_evidence": (EvidenceItem, segment_page.evidence),
    "segment_page_facts": (SegmentFacts, segment_page.facts),
    "segment_page_moves": (Move, segment_page.moves),
    "segment_page_next_categories": (NextCategory, segment_page.next_categories),
    "segment_page_promotion": (Promotion, segment_page.promotion),
    "segment_page_returns": (Returning, segment_page.returns),
    "segment_page_rhythm": (Rhythm, segment_page.rhythm),
    "segment_page_strategies": (StrategyRow, segment_page.strategies),
    "segment_page_traits": (Trait, segment_page.traits),
    "segment_retention": (SegmentRetentionCell, retention.segment_retention),
    "segments": (Segment, segments.segments),
    "settings": (Settings, shop.settings),
    "signal_totals": (SignalTotals, model_choice.signal_totals),
    "size_change_totals": (SizeChangeTotals, movement.size_change_totals),
    "size_changes": (SizeChange, movement.size_changes),
}
