"""How the model holds: the verdict and its reasons, against measures made by hand."""

from collections.abc import Callable

import pytest

from clustering.drift import MODERATE_SHIFT
from reports.drift import WATCH_FROM
from reports.messages import load_messages
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import Rows, drift_rows
from tests.reports.test_evidence import words_of

Page = Callable[..., str]


def section(html: str) -> str:
    return html[html.index('<section id="drift"') : html.index("</main>")]


def loaded(database: BuildDatabase, rows: Rows) -> View:
    with connect(database(cluster_drift=rows)) as connection:
        return load_view(connection, "en")


def test_measures_are_of_the_date_of_the_report_gravest_first(view: View) -> None:
    assert view.drift is not None
    assert (view.drift.verdict, view.drift.decisive) == ("moderate", ("psi_recency_days",))
    assert not view.drift.is_new_fit
    assert [(m.measure, m.unit, m.value, m.threshold, m.verdict) for m in view.drift.measures] == [
        ("psi_recency_days", None, 0.125, 0.25, "moderate"),
        ("psi_expected_value", None, 0, 0.25, "none"),
        ("psi_monetary_value", None, 0, 0.25, "none"),
        ("psi_order_count", None, 0, 0.25, "none"),
        ("psi_segment_mix", None, 0, 0.25, "none"),
        ("distance_growth", "share", 0.034, 0.15, "none"),
        ("eta_squared_loss", "share", -0.5, 0.2, "none"),
        ("model_age_days", "days", 31, 180, "none"),
    ]


@pytest.mark.parametrize(
    ("rows", "verdict", "decisive"),
    [
        (drift_rows(), "none", 8),
        (drift_rows(eta_squared_loss=None), "none", 7),
        (drift_rows(psi_order_count=0.1), "moderate", 1),
        (drift_rows(psi_order_count=0.1, psi_segment_mix=0.25), "moderate", 2),
        (drift_rows(psi_order_count=0.1, model_age_days=181), "refit", 1),
        ([("2024-03-31", "distance_growth", "m1", None, 0.15, "untested")], "untested", 1),
    ],
)
def test_the_gravest_verdict_decides(
    build_database: BuildDatabase, rows: Rows, verdict: str, decisive: int
) -> None:
    drift = loaded(build_database, rows).drift
    assert drift is not None
    assert (drift.verdict, len(drift.decisive)) == (verdict, decisive)


def test_each_verdict_is_said_in_words(page: Page) -> None:
    for rows, expected in [
        (drift_rows(), "The model still fits: nothing has shifted, and no measure is above"),
        (
            drift_rows(psi_order_count=0.1, psi_segment_mix=0.2),
            "Watch. Moderately shifted: Orders (PSI), Mix of segments (PSI). The segments can be",
        ),
        (
            drift_rows(psi_order_count=0.1, distance_growth=0.16, model_age_days=200),
            "Refit. Above the threshold: Distance to segment centres, Age of the model in days. A",
        ),
        (
            [("2024-03-31", "distance_growth", "m1", None, 0.15, "untested")],
            "Nothing could be measured, so nothing can be said about how the model fits.",
        ),
    ]:
        assert expected in words_of(page("data", cluster_drift=rows))


def test_measures_are_shown_in_their_units(page: Page) -> None:
    words = words_of(
        page("data", cluster_drift=drift_rows(psi_recency_days=0.125, distance_growth=0.034))
    )
    for expected in (
        "Days since last order (PSI) 0.13 0.25 Watch A shift to keep an eye on.",
        "Orders (PSI) 0.00 0.25 Fits No reason for a new model.",
        "Distance to segment centres 3.4% 15.0% Fits",
        "Age of the model in days 31 180 Fits",
        "under 0.10 counts as no shift",
    ):
        assert expected in words
    words = words_of(
        page("data", cluster_drift=drift_rows(eta_squared_loss=None, psi_order_count=0.3))
    )
    assert "Loss in telling customers apart – 20.0% Not measured Needs clusters" in words
    assert "Orders (PSI) 0.30 0.25 Refit Reason enough for a new model." in words


def test_a_korean_page_says_the_same(page: Page) -> None:
    words = words_of(page("data", "ko"))
    for expected in (
        "주시가 필요합니다. 중간 정도로 변한 지표: 마지막 구매 후 경과일 (PSI). 세그먼트는 그대로",
        "세그먼트 중심까지의 거리 3.4% 15.0% 적합",
        "구분력 손실 −50.0% 20.0% 적합",
        "모델 경과일 31일 180일 적합",
    ):
        assert expected in words


@pytest.mark.parametrize("unknown", [0.0, None])
def test_a_model_of_the_newest_date_has_not_drifted_yet(page: Page, unknown: float | None) -> None:
    rows = drift_rows(model_age_days=0, distance_growth=unknown)
    html = section(page("data", cluster_drift=rows))
    assert "so no drift can be measured yet" in html
    assert "<table" not in html and "still fits:" not in html
    # late rows of the day of the fit are drift
    rows = drift_rows(model_age_days=0, psi_order_count=0.01)
    assert "The model still fits:" in section(page("data", cluster_drift=rows))


def test_what_was_not_measured_on_the_date_is_not_shown(page: Page) -> None:
    other = [*drift_rows("2024-02-29", psi_order_count=9), *drift_rows("2024-04-30")]
    for rows in ([], other):
        html = section(page("data", cluster_drift=rows))
        assert "has not been measured for this date" in html and "<table" not in html


def test_the_bound_of_a_moderate_shift_is_that_of_the_fit() -> None:
    assert WATCH_FROM == MODERATE_SHIFT
    assert "{watch}" in load_messages("en").texts["drift.note"]
