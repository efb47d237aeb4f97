"""Shops by hand that have what the demo lacks, as changes of the shop of five customers."""

from tests.reports.shop import (
    GRID,
    ROWS,
    Rows,
    drift_rows,
    months,
    move,
    profile_row,
    summary_row,
)
from tests.reports.shop_model import method, strategy
from tests.reports.test_movement import MOVES, REFIT
from tests.reports.test_page import KEPT

# a new model, names that are gone or missing in a language, more than is shown, values on a bound
EDGES: dict[str, Rows] = {
    "dim_segments": [
        (101, "LOYAL", "Loyal regulars", None, 5, "Often.", "자주", 0.5, None, "split", "103,2"),
        (103, "AT_RISK", "At risk", "이탈 위험 고객", 1),
        (2, "PROSPECT", "Prospects", "미구매 고객", 2),
    ],
    "segment_summary": [
        *ROWS["segment_summary"],
        *(summary_row(key, f"S{key}", 0, 0, 0, 0.9, 0, None, None) for key in (10, 11, 21, 22)),
    ],
    # from 101 six ways, of which the two smallest are told together; from 102 five
    "segment_migration": [
        *MOVES,
        *((*move(101, 100 + n, n - 2, 1), 9.5) for n in range(3, 6)),
        *((*move(102, key, 2, 1), 0) for key in (103, 104)),
        move(102, 101, 99, 9, ("2024-01-31", "2024-02-29")),
    ],
    "segment_migration_parts": [*REFIT, ("2024-02-29", "2024-03-31", 103, 5, 2, 1, 0, 8)],
    "segment_retention": [
        *months(("2023-06-30", 101), 100, [1] * 9, first=1),
        *months(("2023-07-31", 102), 40, [4, 10, 20, 30, 0, 8, 1], first=1),
        *months(("2023-07-31", 101), 30, [3, 9], first=1),
        *months(("2023-07-31", 103), 100, [10], first=1),
        *months(("2023-07-31", 104), 29, [29, 0], first=1),
        *months(("2024-02-29", 101), 40, [40], first=1),
    ],
    "cohort_retention": [
        *(row for m in range(1, 13) for row in months(f"2022-{m:02}-01", 29, [29, 7], first=0)),
        *months("2023-01-01", 30, [30, 3, 15, 1, *[0] * 10], first=0),
        *months("2024-01-01", 40, [40, 10, 30], first=0),
        *months("2024-02-01", 20, [20], first=0),
    ],
    "fct_customer_rfm": [
        ("2024-03-31", f"{r} {n}", n, r, r, 1, GRID[5 - r][0])
        for r, customers in [(5, 1), (4, 3), (3, 6), (2, 12), (1, 78)]
        for n in range(customers)
    ],
    "segment_profile": [
        profile_row(key, feature, 1, 1, step, "profile")
        for feature, size in [("order_count", 0.2), ("discount_rate", 0.5), ("weekend_share", 0.8)]
        for key, step in [(101, size), (102, -size), (103, None)]
    ],
    "cluster_models": [
        *ROWS["cluster_models"],
        ("m2", "2024-03-31", "rfm_ev", 3, None, "challenger", "Not better.", "더 낫지 않음"),
    ],
    "cluster_drift": [
        *drift_rows(
            psi_order_count=0.1, psi_segment_mix=0.3, distance_growth=0.2, eta_squared_loss=None
        ),
        *drift_rows("2024-04-30"),
    ],
    "segment_backtest": [
        *ROWS["segment_backtest"],
        method("rf_map", 0.45, (0.0, 0.1)),
        method("score_tiers", 0.45, (-0.1, 0.0)),
        method("pymc_segments", None, (None, None)),
    ],
    "segment_strategies": [
        strategy(105, "DEAR", 9, confidence="low", priority=1),
        strategy(105, "SURE", 9, confidence="medium", priority=2),
        strategy(104, "TIED", 9),
        strategy(102, "NOTHING", 0),
        strategy(101, "DOUBTFUL", 99, status="withheld"),
    ],
    "fct_orders": [*ROWS["fct_orders"], ("ann|0", "ann", "2023-12-31", -20, True)],
    "row_reconciliation": [
        *ROWS["row_reconciliation"],
        ("stock", 0, 0, 0, None, None, None),
        ("lost money", 8, 6, 2, 412.25, 400, 12),
        ("lost row", 9, 6, 2, 412.25, 400, 12.25),
        ("money half known", 8, 6, 2, None, 400, None),
        ("money of rejected rows unknown", 8, 6, 2, 412.25, 400, None),
    ],
}

SHOPS: dict[str, dict[str, Rows]] = {
    "edges": EDGES,
    "nobody": {name: [] for name in ROWS if name not in KEPT},
}
