"""What the report shows, as frozen dataclasses filled by selects on marts.

Each dataclass has one query in ``queries/``, and its fields are that query's columns: shares,
sums and medians are SQL, so that a reader can run the same select and get the same number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import duckdb

from reports.drift import Drift, DriftMeasure, to_drift
from reports.errors import ReportError
from reports.evidence import ColumnProfile, FeatureSignal, Profile, ProfileCell, to_profile
from reports.messages import load_messages
from reports.movement import (
    Movement,
    MovementCell,
    MovementTotals,
    SizeChange,
    SizeChangeTotals,
    to_movement_rows,
)
from reports.retention import (
    CohortRetentionCell,
    CohortTotals,
    Retention,
    SegmentRetentionCell,
    to_retention,
)

QUERIES = Path(__file__).parent / "queries"

Row = TypeVar("Row")


@dataclass(frozen=True)
class Settings:
    """How the shop is set; ``queries/settings.sql``."""

    shop: str
    as_of_date: date
    currency: str
    report_language: str
    time_zone: str


@dataclass(frozen=True)
class Glance:
    """The shop as a whole; ``queries/glance.sql``."""

    customer_count: int
    buyer_count: int
    prospect_count: int
    buyer_share: float | None
    one_time_buyer_count: int
    one_time_buyer_share: float | None
    order_count: int
    return_count: int
    net_value: Decimal
    average_order_value: float | None
    first_order_date: date | None
    last_order_date: date | None


@dataclass(frozen=True)
class Segment:
    """A segment of the latest snapshot; ``queries/segments.sql``.

    `customer_bar` and `value_bar` are the shares relative to the longest bar of the table.
    Prospects have no orders, hence no order value, no orders per customer and no recency.
    """

    as_of_date: date
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
    is_largest_by_value: bool


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


@dataclass(frozen=True)
class Model:
    """The model behind the segments; ``queries/model.sql``."""

    model_id: str
    fitted_as_of_date: date
    feature_space: str
    n_clusters: int | None
    random_seed: str | None
    reason: str | None


@dataclass(frozen=True)
class View:
    """Everything that the report shows."""

    settings: Settings
    glance: Glance
    segments: tuple[Segment, ...]
    largest: Segment | None
    profile: Profile
    movement: Movement
    retention: Retention
    rfm_rows: tuple[RfmRow, ...]
    rfm_segments: tuple[RfmSegment, ...]
    signals: tuple[FeatureSignal, ...]
    drift: Drift | None
    columns: tuple[ColumnProfile, ...]
    rejections: tuple[Rejection, ...]
    reconciliation: tuple[Reconciliation, ...]
    rejection_totals: RejectionTotals
    model: Model | None


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse read-only.

    Raises
    ------
    ReportError
        If there is no such file, or if it cannot be opened as a database.
    """
    check_database(database)
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise ReportError(f"cannot open {database}: {_first_line(error)}") from error


def check_database(database: Path) -> None:
    """Stop where there is no warehouse.

    Raises
    ------
    ReportError
        If there is no such file.
    """
    if not database.is_file():
        raise ReportError(
            f"no database at {database}; allowed: the file of a finished `dbt build`, "
            "named by --database or SEGMART_DATABASE"
        )


def load_settings(connection: duckdb.DuckDBPyConnection) -> Settings:
    """How the shop is set, after a check that every mart of the report is there.

    Raises
    ------
    ReportError
        If a mart is missing (names the missing and the found), or if ``rpt_settings`` is not
        one row.
    """
    needed = sorted(
        {name for path in QUERIES.glob("*.sql") for name in re.findall(r"marts\.(\w+)", _sql(path))}
    )
    missing = [name for name in needed if not _exists(connection, name)]
    if missing:
        found = [name for name in needed if name not in missing]
        raise ReportError(
            f"no table marts.{', marts.'.join(missing)}; found in marts: "
            f"{', '.join(found) or 'none'}; all are needed: let `dbt build` finish first"
        )
    settings = _select(connection, "settings", Settings)
    if len(settings) != 1:
        raise ReportError(f"marts.rpt_settings has {len(settings)} rows; allowed: exactly 1")
    return settings[0]


def load_view(connection: duckdb.DuckDBPyConnection, language: str) -> View:
    """Read what the report shows.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A warehouse after a build.
    language : str
        Language of the segment names: a code that has a file in ``messages/``.

    Raises
    ------
    ReportError
        If a mart or a column is missing, or if the language is not available.
    """
    load_messages(language)
    settings = load_settings(connection)
    segments = _select(connection, "segments", Segment, language=language)
    cells = _select(connection, "rfm_cells", RfmCell)
    # the query is ordered by r_score, so the scores come in the order of the rows
    r_scores = dict.fromkeys(cell.r_score for cell in cells)
    return View(
        settings=settings,
        glance=_select(connection, "glance", Glance)[0],
        segments=segments,
        largest=next((segment for segment in segments if segment.is_largest_by_value), None),
        profile=to_profile(_select(connection, "profile_cells", ProfileCell, language=language)),
        movement=_load_movement(connection, language),
        retention=to_retention(
            _select(connection, "segment_retention", SegmentRetentionCell, language=language),
            _select(connection, "cohort_retention", CohortRetentionCell),
            _select(connection, "cohort_totals", CohortTotals)[0],
        ),
        rfm_rows=tuple(
            RfmRow(r_score, tuple(cell for cell in cells if cell.r_score == r_score))
            for r_score in r_scores
        ),
        rfm_segments=_select(connection, "rfm_segments", RfmSegment),
        signals=_select(connection, "feature_signals", FeatureSignal),
        drift=to_drift(_select(connection, "drift", DriftMeasure)),
        columns=_select(connection, "column_profiles", ColumnProfile),
        rejections=_select(connection, "rejections", Rejection),
        reconciliation=_select(connection, "reconciliation", Reconciliation),
        rejection_totals=_select(connection, "rejection_totals", RejectionTotals)[0],
        model=next(iter(_select(connection, "model", Model, language=language)), None),
    )


def _load_movement(connection: duckdb.DuckDBPyConnection, language: str) -> Movement:
    cells = _select(connection, "movement_cells", MovementCell, language=language)
    return Movement(
        totals=next(iter(_select(connection, "movement_totals", MovementTotals)), None),
        largest=next((cell for cell in cells if cell.is_largest_move), None),
        rows=to_movement_rows(cells),
        refit=next(iter(_select(connection, "size_change_totals", SizeChangeTotals)), None),
        size_changes=_select(connection, "size_changes", SizeChange, language=language),
    )


def _sql(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _exists(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    try:
        connection.execute(f"select 1 from marts.{name} limit 0").fetchall()
    except duckdb.CatalogException:
        return False
    return True


def _select(
    connection: duckdb.DuckDBPyConnection, query: str, row_type: type[Row], **parameters: str
) -> tuple[Row, ...]:
    """Run ``queries/<query>.sql``; each row becomes a `row_type` with the columns as fields."""
    try:
        cursor = connection.execute(_sql(QUERIES / f"{query}.sql"), parameters or None)
        rows = cursor.fetchall()
    except duckdb.Error as error:
        raise ReportError(
            f"cannot read the marts for {query}: {_first_line(error)}; "
            "allowed: the columns that a `dbt build` of this version writes"
        ) from error
    columns = [column[0] for column in cursor.description]
    return tuple(row_type(**dict(zip(columns, row, strict=True))) for row in rows)
