"""What the report shows, filled by selects on marts; see `reports.warehouse`."""

from dataclasses import dataclass

import duckdb

from reports.choice import BacktestMethod, Candidate, Choice
from reports.drift import Drift, DriftMeasure, to_drift
from reports.evidence import (
    ColumnProfile,
    FeatureSignal,
    Profile,
    ProfileCell,
    SignalTotals,
    to_profile,
)
from reports.messages import load_messages
from reports.movement import (
    Movement,
    MovementCell,
    MovementTotals,
    SizeChange,
    SizeChangeTotals,
    to_movement_rows,
)
from reports.overview import Action, Glance
from reports.rejections import Reconciliation, Rejection, RejectionTotals
from reports.retention import (
    CohortRetentionCell,
    CohortTotals,
    Retention,
    SegmentRetentionCell,
    to_retention,
)
from reports.segment_page import SegmentPage, load_segment_pages
from reports.segments import Model, RfmCell, RfmRow, RfmSegment, Segment
from reports.warehouse import Settings, load_settings, select


@dataclass(frozen=True)
class View:
    """Everything that the report shows."""

    settings: Settings
    glance: Glance
    actions: tuple[Action, ...]
    segments: tuple[Segment, ...]
    profile: Profile
    movement: Movement
    retention: Retention
    rfm_rows: tuple[RfmRow, ...]
    rfm_segments: tuple[RfmSegment, ...]
    signals: tuple[FeatureSignal, ...]
    signal_totals: SignalTotals
    choice: Choice
    backtest: tuple[BacktestMethod, ...]
    drift: Drift | None
    columns: tuple[ColumnProfile, ...]
    rejections: tuple[Rejection, ...]
    reconciliation: tuple[Reconciliation, ...]
    rejection_totals: RejectionTotals
    model: Model | None
    segment_pages: tuple[SegmentPage, ...]


def load_view(connection: duckdb.DuckDBPyConnection, language: str) -> View:
    """Read what the report shows.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A warehouse after a build.
    language : str
        Language of the segment names: a code that has a folder in ``messages/``.

    Raises
    ------
    ReportError
        If a mart or a column is missing, or if the language is not available.
    """
    load_messages(language)
    settings = load_settings(connection)
    segments = select(connection, "segments", Segment, language=language)
    months = select(connection, "segment_retention", SegmentRetentionCell, language=language)
    cells = select(connection, "rfm_cells", RfmCell)
    # the query is ordered by r_score, so the scores come in the order of the rows
    r_scores = dict.fromkeys(cell.r_score for cell in cells)
    return View(
        settings=settings,
        glance=select(connection, "glance", Glance)[0],
        actions=select(connection, "actions", Action, language=language),
        segments=segments,
        profile=to_profile(select(connection, "profile_cells", ProfileCell, language=language)),
        movement=_load_movement(connection, language),
        retention=to_retention(
            months,
            select(connection, "cohort_retention", CohortRetentionCell),
            select(connection, "cohort_totals", CohortTotals)[0],
        ),
        rfm_rows=tuple(
            RfmRow(r_score, tuple(cell for cell in cells if cell.r_score == r_score))
            for r_score in r_scores
        ),
        rfm_segments=select(connection, "rfm_segments", RfmSegment),
        signals=select(connection, "feature_signals", FeatureSignal),
        signal_totals=select(connection, "signal_totals", SignalTotals)[0],
        choice=Choice(select(connection, "candidates", Candidate, language=language)),
        backtest=select(connection, "backtest", BacktestMethod),
        drift=to_drift(select(connection, "drift", DriftMeasure)),
        columns=select(connection, "column_profiles", ColumnProfile),
        rejections=select(connection, "rejections", Rejection),
        reconciliation=select(connection, "reconciliation", Reconciliation),
        rejection_totals=select(connection, "rejection_totals", RejectionTotals)[0],
        model=next(iter(select(connection, "model", Model, language=language)), None),
        segment_pages=load_segment_pages(connection, language, segments, months),
    )


def _load_movement(connection: duckdb.DuckDBPyConnection, language: str) -> Movement:
    cells = select(connection, "movement_cells", MovementCell, language=language)
    return Movement(
        totals=next(iter(select(connection, "movement_totals", MovementTotals)), None),
        largest=next((cell for cell in cells if cell.is_largest_move), None),
        rows=to_movement_rows(cells),
        refit=next(iter(select(connection, "size_change_totals", SizeChangeTotals)), None),
        size_changes=select(connection, "size_changes", SizeChange, language=language),
    )
