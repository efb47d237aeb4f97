"""The charts of each page, as frozen dataclasses."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.backtest_chart import backtest_chart
from reports.charts import CLUSTER_FROM, PROFILE_FROM, recency_chart, share_chart, signal_chart
from reports.messages import Messages
from reports.view import View


@dataclass(frozen=True)
class SegmentsCharts:
    """Charts of all segments; None where there is nothing to draw."""

    shares: Markup | None
    recency: Markup | None


@dataclass(frozen=True)
class DataCharts:
    """Charts of what the numbers rest on, and the thresholds that one of them shows."""

    signal: Markup | None
    backtest: Markup | None
    profile_from: float = PROFILE_FROM
    cluster_from: float = CLUSTER_FROM


def draw_nothing(view: View, text: Messages) -> None:
    """No charts, for a page of texts and tables."""


def draw_segments(view: View, text: Messages) -> SegmentsCharts:
    """Draw the charts of the page that compares the segments."""
    return SegmentsCharts(share_chart(view.segments, text), recency_chart(view.segments, text))


def draw_data(view: View, text: Messages) -> DataCharts:
    """Draw the charts of the page on the data."""
    return DataCharts(signal_chart(view.signals, text), backtest_chart(view.backtest, text))
