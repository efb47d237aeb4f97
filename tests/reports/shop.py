"""A shop of five customers, small enough to count by hand, as rows of its marts."""

from collections.abc import Sequence

from tests.reports.segment_shop import SEGMENT_ROWS, SEGMENT_TABLES
from tests.reports.shop_model import MODEL_ROWS, MODEL_TABLES, Rows

TABLES = {
    **MODEL_TABLES,
    **SEGMENT_TABLES,
    "rpt_settings": "shop varchar, as_of_date date, currency varchar, report_language varchar, "
    "time_zone varchar, horizon_days integer",
    "dim_customers": "customer_id varchar, has_purchased boolean, first_order_date date",
    "fct_orders": "order_key varchar, customer_id varchar, order_date date, "
    "net_value decimal(18, 4), is_return boolean",
    "fct_rejected_rows": "source_table varchar, source_row_number bigint, reject_reason varchar, "
    "reject_column varchar",
    "row_reconciliation": "source_table varchar, raw_row_count bigint, accepted_row_count bigint, "
    "rejected_row_count bigint, raw_value decimal(18, 4), accepted_value decimal(18, 4), "
    "rejected_value decimal(18, 4)",
    "fct_customer_features": "as_of_date date, customer_id varchar, is_one_time_buyer boolean",
    "fct_customer_rfm": "as_of_date date, customer_id varchar, recency_days integer, "
    "monetary_value decimal(18, 4), r_score integer, f_score integer, rfm_segment varchar",
    "dim_rfm_cells": "r_score integer, f_score integer, rfm_segment varchar",
    "dim_segments": "segment_id integer, segment_code varchar, segment_name_en varchar, "
    "segment_name_ko varchar, display_order integer, rule_text_en varchar, rule_text_ko varchar, "
    "rule_fidelity double, born_as_of_date date, birth_kind varchar, predecessor_ids varchar",
    "segment_summary": "as_of_date date, segment_id integer, segment_name varchar, "
    "customer_count bigint, customer_share double, net_value decimal(18, 4), value_share double, "
    "order_count bigint, average_order_value decimal(18, 4), median_recency_days double, "
    "expected_value decimal(18, 4), repurchase_rate double, population_repurchase_rate double, "
    "repurchase_customer_count bigint, repurchase_as_of_date date, is_latest boolean",
    "segment_profile": "as_of_date date, segment_id integer, feature varchar, mean double, "
    "median double, p10 double, p90 double, population_mean double, population_median double, "
    "standardized_difference double, verdict varchar",
    "dim_features": "feature varchar, section varchar, feature_use varchar, transform varchar, "
    "unit varchar, display_order integer, is_retested boolean",
    "fct_feature_signal": "as_of_date date, feature varchar, customer_count integer, "
    "retest_correlation double, signal_share double, verdict varchar",
    "segment_migration": "from_as_of_date date, to_as_of_date date, from_segment_id integer, "
    "to_segment_id integer, from_segment_name varchar, to_segment_name varchar, "
    "movement varchar, customer_count bigint, share_of_from double, bought_count bigint, "
    "not_bought_count bigint, value_at_risk decimal(18, 4)",
    "segment_migration_parts": "from_as_of_date date, to_as_of_date date, segment_id integer, "
    "from_count integer, behaviour integer, cut_points integer, model integer, to_count integer",
    "segment_retention": "as_of_date date, segment_id integer, month_number integer, "
    "customer_count bigint, retained_count bigint, retention_rate double",
    "cohort_retention": "cohort_month date, month_number integer, customer_count bigint, "
    "retained_count bigint, retention_rate double",
    "cluster_drift": "as_of_date date, measure varchar, model_id varchar, value double, "
    "threshold double, verdict varchar",
    "shop_profile": "table_name varchar, column_name varchar, variable varchar, "
    "statistic varchar, value double, value_text varchar",
    "cluster_models": "model_id varchar, fitted_as_of_date date, feature_space varchar, "
    "n_clusters integer, random_seed integer, status varchar, reason varchar, "
    "reason_ko varchar",
}

# by recency score 5 to 1, then frequency score 1 to 5
GRID = (
    ("NEW_CUSTOMERS", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "CHAMPIONS", "CHAMPIONS"),
    ("PROMISING", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "LOYAL", "LOYAL"),
    ("ABOUT_TO_SLEEP", "ABOUT_TO_SLEEP", "NEED_ATTENTION", "LOYAL", "LOYAL"),
    ("HIBERNATING", "HIBERNATING", "AT_RISK", "AT_RISK", "CANT_LOSE"),
    ("LOST", "HIBERNATING", "AT_RISK", "AT_RISK", "CANT_LOSE"),
)


def profile_row(
    segment_id: int,
    feature: str,
    median: float | None,
    population_median: float | None,
    difference: float | None,
    verdict: str,
    as_of_date: str = "2024-03-31",
) -> tuple[object, ...]:
    """A row of segment_profile; only what the report reads is filled."""
    shown = (None, population_median, difference, verdict)
    return (as_of_date, segment_id, feature, None, median, None, None, *shown)


def column_rows(table: str, column: str, **statistics: object) -> list[tuple[object, ...]]:
    """Rows of shop_profile; a text, such as a date, stands as it is beside some number."""
    return [
        (
            table,
            column,
            f"{table}.{column}",
            statistic,
            0.0 if isinstance(value, str) else value,
            str(value),
        )
        for statistic, value in statistics.items()
    ]


def summary_row(
    segment_id: int,
    name: str,
    customers: int,
    customer_share: float,
    net_value: float,
    value_share: float | None,
    orders: int,
    average_order_value: float | None,
    recency_days: float | None,
    expected_value: float | None = None,
    repurchase: tuple[float, int] | None = None,
    as_of_date: str = "2024-03-31",
) -> tuple[object, ...]:
    """A row of segment_summary; `repurchase` is a rate and of how many, at the end of 2023."""
    rate, count = repurchase or (None, None)
    known = (0.625, count, "2023-12-31") if repurchase else (None, None, None)
    return (
        *(as_of_date, segment_id, name, customers, customer_share, net_value, value_share),
        *(orders, average_order_value, recency_days, expected_value, rate, *known),
        as_of_date == "2024-03-31",
    )


NAMES = {101: "Loyal regulars", 102: "Newcomers", 2: "Prospects", None: None}


def move(
    from_id: int | None,
    to_id: int | None,
    count: int,
    bought: int | None,
    dates: tuple[str, str] = ("2024-02-29", "2024-03-31"),
) -> tuple[object, ...]:
    """A row of segment_migration; its share of the origin is not read."""
    movement = "stayed" if from_id == to_id else "moved"
    if from_id is None or to_id is None:
        movement = "new" if from_id is None else "gone"
    others = None if bought is None else count - bought
    names = (NAMES.get(from_id, str(from_id)), NAMES.get(to_id, str(to_id)))
    return (*dates, from_id, to_id, *names, movement, count, None, bought, others)


def months(
    key: object, customers: int, retained: Sequence[int], first: int
) -> list[Sequence[object]]:
    """Rows of a table of retention after its key, month by month from the number `first`."""
    keys = key if isinstance(key, tuple) else (key,)
    return [
        (*keys, first + month, customers, count, count / customers)
        for month, count in enumerate(retained)
    ]


DRIFT_BOUNDS = {
    "psi_recency_days": 0.25,
    "psi_order_count": 0.25,
    "psi_monetary_value": 0.25,
    "psi_expected_value": 0.25,
    "psi_segment_mix": 0.25,
    "distance_growth": 0.15,
    "eta_squared_loss": 0.2,
    "model_age_days": 180,
}


def drift_rows(as_of_date: str = "2024-03-31", **changed: float | None) -> list[Sequence[object]]:
    """Rows of cluster_drift; a measure that is not named is 0, an age 31 days."""
    values: dict[str, float | None] = {**dict.fromkeys(DRIFT_BOUNDS, 0.0), "model_age_days": 31}
    values |= changed

    def verdict(measure: str, value: float | None) -> str:
        if value is None:
            return "untested"
        if value > DRIFT_BOUNDS[measure]:
            return "refit"
        return "moderate" if measure.startswith("psi_") and value >= 0.1 else "none"

    return [
        (as_of_date, measure, "m1", value, DRIFT_BOUNDS[measure], verdict(measure, value))
        for measure, value in values.items()
    ]


# A shop of five customers: ann, bob, cy and dee bought, eve never did.
ROWS: dict[str, Rows] = {
    **MODEL_ROWS,
    **SEGMENT_ROWS,
    "rpt_settings": [("corner shop", "2024-03-31", "EUR", "en", "Europe/Berlin", 90)],
    "dim_customers": [
        ("ann", True, "2024-01-02"),
        ("bob", True, "2024-01-10"),
        ("cy", True, "2024-02-01"),
        ("dee", True, "2024-03-30"),
        ("eve", False, None),
    ],
    "fct_orders": [
        ("ann|1", "ann", "2024-01-02", 100, False),
        ("ann|2", "ann", "2024-03-01", 200, False),
        ("bob|3", "bob", "2024-01-10", 40, False),
        ("cy|4", "cy", "2024-02-01", 30.5, False),
        ("dee|5", "dee", "2024-03-30", 30, False),
        # a return after the last order is no order, but its money counts
        ("bob|6", "bob", "2024-03-31", -0.5, True),
    ],
    "fct_customer_features": [
        ("2024-02-29", "ann", True),
        ("2024-03-31", "ann", False),
        ("2024-03-31", "bob", True),
        ("2024-03-31", "cy", True),
        ("2024-03-31", "dee", True),
    ],
    "fct_customer_rfm": [
        ("2024-02-29", "ann", 58, 100, 1, 1, "LOST"),
        ("2024-03-31", "ann", 30, 300, 4, 5, "LOYAL"),
        ("2024-03-31", "bob", 81, 39.5, 1, 1, "LOST"),
        ("2024-03-31", "cy", 59, 30.5, 1, 1, "LOST"),
        ("2024-03-31", "dee", 1, 30, 5, 1, "NEW_CUSTOMERS"),
    ],
    "dim_rfm_cells": [
        (5 - row, column + 1, name)
        for row, names in enumerate(GRID)
        for column, name in enumerate(names)
    ],
    "dim_segments": [
        (101, "LOYAL", "Loyal regulars", "충성 고객", 1),
        (102, "NEW", "Newcomers", "신규 고객", 3),
        (2, "PROSPECT", "Prospects", "미구매 고객", 2),
    ],
    "segment_summary": [
        summary_row(101, "Loyal regulars", 1, 1.0, 100, 1.0, 1, 100, 58, as_of_date="2024-02-29"),
        summary_row(101, "Loyal regulars", 1, 0.2, 300, 0.75, 2, 150, 30, 120, (0.5, 4)),
        summary_row(102, "Newcomers", 3, 0.6, 100, 0.25, 3, 33.5, 59, 40.5),
        summary_row(2, "Prospects", 1, 0.2, 0, 0, 0, None, None),
    ],
    "segment_profile": [
        profile_row(101, "recency_days", 58, 58, None, "cluster", "2024-02-29"),
        profile_row(102, "recency_days", 59, 44.5, 0.49, "cluster"),
        profile_row(101, "recency_days", 30, 44.5, -0.5, "cluster"),
        profile_row(101, "monetary_value", 1300.4, 35, 0.8, "cluster"),
        profile_row(102, "monetary_value", 30.5, 35, -0.8, "cluster"),
        profile_row(101, "weekend_share", 0.5, 0.25, 2.0, "noise"),
        profile_row(102, "weekend_share", 0.125, 0.25, -2.0, "noise"),
        profile_row(101, "shipping_share", None, 0.1, None, "untested"),
        profile_row(102, "shipping_share", 0.1, 0.1, 0.19, "untested"),
        profile_row(101, "shrunk_return_rate", None, None, None, "untested"),
        profile_row(102, "shrunk_return_rate", None, None, None, "untested"),
        profile_row(101, "peak_month", 3, 3, 0, "untested"),  # not among the telling
    ],
    "dim_features": [
        ("recency_days", "lifecycle", "C", "log1p", "days", 1, False),
        ("monetary_value", "value", "C", "log1p", "money", 6, False),
        ("shipping_share", "promotion", "B", "identity", "share", 49, False),
        ("weekend_share", "calendar", "P", "identity", "share", 53, True),
    ],
    "fct_feature_signal": [
        ("2024-02-29", "order_count", 9, 0.9, None, "cluster"),
        ("2024-03-31", "shrunk_return_rate", 0, None, None, "untested"),
        ("2024-03-31", "weekend_share", 120, -0.001, 0.0, "noise"),
        ("2024-03-31", "order_count", 1234, 0.456, None, "cluster"),
        ("2024-03-31", "category:Tea", 120, 0.2, None, "profile"),
        ("2024-03-31", "shrunk_coupon_rate", 110, 0.5, 0.8, "cluster"),
    ],
    # in March ann bought and stayed, bob did not and stayed, cy did not and moved, dee came
    "segment_migration": [
        move(102, 101, 9, 9, ("2024-01-31", "2024-02-29")),
        move(101, 101, 1, 1),
        move(102, 102, 1, 0),
        move(101, 102, 1, 0),
        move(None, 102, 1, 1),
        move(None, 2, 1, 0),
    ],
    "segment_migration_parts": [
        ("2024-01-31", "2024-02-29", 101, 9, 0, 1, 2, 12),
        ("2024-02-29", "2024-03-31", 101, 2, -1, 0, 0, 1),
        ("2024-02-29", "2024-03-31", 102, 1, 2, 0, 0, 3),
    ],
    # what follows counts many customers: rates of five would all be small
    "segment_retention": [
        *months(("2024-01-31", 101), 40, [30, 20], first=1),
        *months(("2024-01-31", 102), 50, [5, 0], first=1),
        *months(("2024-02-29", 101), 40, [40], first=1),
    ],
    "cohort_retention": [
        *months("2024-01-01", 40, [40, 20, 10], first=0),
        *months("2024-02-01", 20, [20, 6], first=0),
        *months("2024-03-01", 30, [30], first=0),
    ],
    "cluster_drift": [
        *drift_rows("2024-02-29", psi_order_count=9),
        *drift_rows(psi_recency_days=0.125, distance_growth=0.034, eta_squared_loss=-0.5),
        # of a build for a later date
        *drift_rows("2024-04-30", psi_order_count=9),
    ],
    "shop_profile": [
        *column_rows("order_lines", "coupon_status", row_count=8, missing_count=2),
        *column_rows("order_lines", "coupon_status", missing_share=0.25, distinct_count=3),
        *column_rows("order_lines", "order_date", row_count=8, missing_count=0, missing_share=0),
        *column_rows("order_lines", "order_date", distinct_count=5, minimum="2024-01-02"),
        *column_rows("order_lines", "order_date", p25="2024-01-10", median="2024-02-01"),
        *column_rows("order_lines", "order_date", p75="2024-03-01", maximum="2024-03-30"),
        *column_rows("customers", "age", row_count=5, missing_count=0, missing_share=0.0),
        *column_rows("customers", "age", distinct_count=4, minimum=-0.5, p05=1, p25=30.5),
        *column_rows("customers", "age", median=40.0, p75=50.125, p95=9, maximum=31009.0, mean=1),
    ],
    "fct_rejected_rows": [
        ("sales", 7, "not_a_date", "order_date"),
        ("sales", 9, "not_a_date", "order_date"),
        ("customers", 3, "duplicate_key", None),
    ],
    "row_reconciliation": [
        ("sales", 8, 6, 2, 412.25, 400, 12.25),
        ("customers", 6, 5, 1, None, None, None),
    ],
    "cluster_models": [
        ("old", "2023-12-31", "rfm", 4, 42, "retired", "Older.", "이전 모델."),
        (
            "m1",
            "2024-02-29",
            "rfm",
            2,
            42,
            "champion",
            "Two groups are stable.",
            "두 그룹이 안정적임",
        ),
    ],
}


def segment_rows(*names: str) -> dict[str, Rows]:
    """Equal segments with these names, as rows of the two tables that hold them."""
    share = 1 / len(names)
    ids = range(101, 101 + len(names))
    return {
        "dim_segments": [(i, f"S{i}", name, name, i) for i, name in zip(ids, names, strict=True)],
        "segment_summary": [
            summary_row(i, name, 10, share, 100, share, 30 + i % 7, 3, (i - 100) * 9, 20)
            for i, name in zip(ids, names, strict=True)
        ],
    }
