"""What the page of one segment shows, as frozen dataclasses.

The pages are rendered by `reports.render`, which needs no more than this: `load_segment_pages`
gives one `SegmentPage` per segment of the latest snapshot with its `segment_id` (the file is named
after it) and its `segment_name` (links are named after it), and `segment_charts.draw_segment` draws
the charts of one. The template ``segment.html.j2`` takes both, as `segment` and `charts`.
"""

from dataclasses import dataclass

import duckdb

from reports.segments import Segment
from reports.warehouse import select


@dataclass(frozen=True)
class SegmentPage:
    """A segment and what is known of it."""

    segment_id: int
    segment_name: str
    segment: Segment


def load_segment_pages(
    connection: duckdb.DuckDBPyConnection, language: str
) -> tuple[SegmentPage, ...]:
    """The pages of all segments in display order, prospects last; names in `language`."""
    return tuple(
        SegmentPage(segment.segment_id, segment.segment_name, segment)
        for segment in select(connection, "segments", Segment, language=language)
    )
