"""The charts of the page of one segment."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts import share_chart
from reports.messages import Messages
from reports.segment_page import SegmentPage


@dataclass(frozen=True)
class SegmentCharts:
    """Drawn charts; None where there is nothing to draw."""

    shares: Markup | None


def draw_segment(page: SegmentPage, text: Messages) -> SegmentCharts:
    """Draw the charts of the page of a segment."""
    return SegmentCharts(shares=share_chart((page.segment,), text))
