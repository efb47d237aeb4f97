"""What the shop of five customers knows of its model and of what to do, as rows of its marts."""

from collections.abc import Sequence

Rows = Sequence[Sequence[object]]

MODEL_TABLES = {
    "cluster_selection": "model_id varchar, candidate varchar, feature_space varchar, "
    "n_clusters integer, is_eligible boolean, smallest_cluster_share double, min_jaccard double, "
    "stability_band varchar, gap_gain double, rule_fidelity double, silhouette double, "
    "eta_squared double, passes_complete boolean, passes_size boolean, passes_stability boolean, "
    "passes_structure boolean, passes_nameable boolean, passes_rules boolean, is_chosen boolean, "
    "reason varchar, reason_ko varchar",
    "segment_backtest": "as_of_date date, method varchar, horizon_days integer, "
    "customer_count integer, n_clusters integer, eta_squared double, auc double, gini double, "
    "explained_value_share double, eta_squared_difference_low double, "
    "eta_squared_difference_high double, auc_difference_low double, auc_difference_high double, "
    "gini_difference_low double, gini_difference_high double",
    "segment_concentration": "as_of_date date, decile integer, top_20_percent_share double, "
    "is_latest boolean",
    "segment_strategies": "as_of_date date, segment_id integer, segment_name varchar, "
    "action_code varchar, priority integer, status varchar, title_en varchar, body_en varchar, "
    "kpi_en varchar, guardrail_en varchar, title_ko varchar, body_ko varchar, kpi_ko varchar, "
    "guardrail_ko varchar, test_days integer, evidence varchar, customer_count bigint, "
    "value_at_stake decimal(18, 4), confidence varchar, detectable_difference double, "
    "is_too_small_to_test boolean",
}


def candidate(
    name: str,
    n_clusters: int,
    smallest_share: float | None = None,
    jaccard: float | None = None,
    band: str | None = None,
    eta_squared: float | None = None,
    is_chosen: bool = False,
    passes: bool | None = None,
    model_id: str = "m1",
) -> tuple[object, ...]:
    """A row of cluster_selection; `passes` is said of every test, but size passes always."""
    space = name.rstrip("_0123456789") if name.startswith("rfm") else None
    measured = None if jaccard is None else (0.5, 0.875, 0.25)
    tests = (passes, None if passes is None else True, *[passes] * 4)
    return (
        *(model_id, name, space, n_clusters, space is not None),
        *(smallest_share, jaccard, band),
        *(measured or (None, None, None)),
        eta_squared,
        *tests,
        is_chosen,
        f"why {name}",
        f"이유 {name}",
    )


def method(
    name: str,
    eta_squared: float,
    interval: tuple[float, float] | tuple[None, None],
    as_of_date: str = "2024-01-01",
) -> tuple[object, ...]:
    """A row of segment_backtest."""
    low, high = interval
    return (
        *(as_of_date, name, 90, 1234, 4, eta_squared, 0.75, 0.625, 0.375),
        *(low, high, low, high, low, high),
    )


def strategy(
    segment_id: int,
    code: str,
    value: float | None,
    confidence: str = "medium",
    priority: int = 1,
    status: str = "proposed",
) -> tuple[object, ...]:
    """A row of segment_strategies; texts are named after the code."""
    english = (f"Do {code}", "body", "kpi", "guardrail")
    korean = (f"{code} 하기", "본문", "지표", "보호")
    return (
        *("2024-03-31", segment_id, str(segment_id), code, priority, status),
        *english,
        *korean,
        *(30, "[]", 7, value, confidence, 0.25, True),
    )


MODEL_ROWS: dict[str, Rows] = {
    "cluster_selection": [
        candidate("rfm_5", 5, 0.02, 0.7, "fair", 0.5, passes=False),
        candidate("rfm_2", 2, 0.4, 0.9, "high", 0.456, is_chosen=True, passes=True),
        candidate("rfm_ev_4", 4, 0.1, 0.8, "good", 0.4, passes=True),
        candidate("rfm_map", 0, eta_squared=0.3),
        candidate("raw_kmeans_2", 2, eta_squared=0.2),
        candidate("rfm_9", 9, model_id="old"),
    ],
    "segment_backtest": [
        method("rfm_map", 0.4, (-0.02, 0.13)),
        method("segmart", 0.456, (None, None)),
        method("raw_kmeans_2", 0.2, (0.1, 0.4)),
        method("tree_6", 0.5, (-0.09, -0.01)),
        # ours of other sizes and spaces stand among the candidates
        *(method(f"{name}", 0.1, (0.1, 0.2)) for name in ("rfm_2", "rfm_ev_4", "rfm_ev_4_vip")),
        method("segmart", 0.9, (None, None), "2023-10-03"),
        method("old_way", 0.1, (0.7, 0.9), "2023-10-03"),
    ],
    "segment_concentration": [
        ("2024-02-29", 1, 0.9, False),
        ("2024-03-31", 1, 0.75, True),
        ("2024-03-31", 2, 0.75, True),
    ],
    "segment_strategies": [
        strategy(101, "LATER", 120, priority=2),
        strategy(101, "TIER", 120),
        strategy(101, "DOUBTFUL", 120, status="withheld", confidence="high", priority=0),
        strategy(102, "WELCOME", 40.5),
        strategy(102, "SURE", 40.5, confidence="high", priority=9),
        strategy(2, "FIRST", None),
    ],
}
