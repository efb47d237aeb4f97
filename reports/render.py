"""From a warehouse to a folder of HTML pages for each language.

The pages of a language are those of `PAGES` and one for each segment. Every template of a page
extends ``page.html.j2`` and takes the `Report`; that of a segment also takes its `SegmentPage` and
its `SegmentCharts`, see `reports.segment_page`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.charts import CLUSTER_FROM, PROFILE_FROM, recency_chart, share_chart, signal_chart
from reports.drift import WATCH_FROM
from reports.environment import make_environment
from reports.messages import Messages, available_languages, load_messages
from reports.segment_charts import draw_segment
from reports.view import View, load_view
from reports.warehouse import connect, load_settings

# template by file; those of the segments come from segment.html.j2
PAGES = {
    "index.html": "overview.html.j2",
    "segments.html": "segments.html.j2",
    "movement.html": "movement.html.j2",
    "data.html": "data.html.j2",
    "method.html": "method.html.j2",
}
SEGMENT_FILE = re.compile(r"segment_\d+\.html")


@dataclass(frozen=True)
class Report:
    """What the templates take: the view, its drawn charts, and where the links lead.

    `languages` has the names of the languages that are rendered, by code.
    """

    view: View
    languages: Mapping[str, str]
    share_chart: Markup | None
    recency_chart: Markup | None
    signal_chart: Markup | None
    profile_from: float = PROFILE_FROM
    cluster_from: float = CLUSTER_FROM
    watch_from: float = WATCH_FROM


def write_report(database: Path, output: Path, language: str | None = None) -> Path:
    """Render the report of a warehouse into ``<output>/<language>/``.

    Pages of segments that the shop no longer has are removed.

    Parameters
    ----------
    database : Path
        A DuckDB file after a build; it is opened read-only.
    output : Path
        Folder of the report; made if it is missing.
    language : str, optional
        The only language to render; by default all are rendered.

    Returns
    -------
    Path
        The first page, in `language` or else in ``report_language`` of the shop.

    Raises
    ------
    ReportError
        If the database, a mart or the language is missing.
    """
    with connect(database) as connection:
        first = language or load_settings(connection).report_language
        load_messages(first)
        languages = (language,) if language else available_languages()
        pages = {
            code: render_pages(load_view(connection, code), load_messages(code), languages)
            for code in languages
        }
    for code, rendered in pages.items():
        _write_pages(output / code, rendered)
    return output / first / "index.html"


def render_pages(view: View, text: Messages, languages: Sequence[str] = ()) -> dict[str, str]:
    """The pages of the report in one language, by file; equal views give equal pages.

    Parameters
    ----------
    view : View
        What the report shows, with names in the language of `text`.
    text : Messages
        The texts of the language.
    languages : sequence of str, optional
        The languages that are rendered; a page links to itself in each other one.
    """
    report = Report(
        view=view,
        languages={code: load_messages(code)("page.language") for code in languages},
        share_chart=share_chart(view.segments, text),
        recency_chart=recency_chart(view.segments, text),
        signal_chart=signal_chart(view.signals, text),
    )
    environment = make_environment(text, view.settings.currency)
    pages = {
        file: environment.get_template(template).render(report=report, file=file)
        for file, template in PAGES.items()
    }
    template = environment.get_template("segment.html.j2")
    for segment in view.segment_pages:
        file = f"segment_{segment.segment_id}.html"
        charts = draw_segment(segment, text)
        pages[file] = template.render(report=report, file=file, segment=segment, charts=charts)
    return pages


def _write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("segment_*.html"):
        if SEGMENT_FILE.fullmatch(path.name) and path.name not in pages:
            path.unlink()
    for file, page in pages.items():
        (folder / file).write_text(page, encoding="utf-8", newline="\n")
