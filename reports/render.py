"""From a warehouse to a folder of HTML pages for each language.

The pages of a language are those of `PAGES` and one for each segment. Every template of a page
extends ``page.html.j2`` and takes the `Report`, the name of its file and its charts; that of a
segment also takes its `SegmentPage`, see `reports.segment_page`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from reports.environment import make_environment
from reports.messages import Messages, available_languages, load_messages
from reports.page_charts import draw_data, draw_nothing, draw_segments
from reports.segment_charts import draw_segment
from reports.view import View, load_view
from reports.warehouse import connect, load_settings


@dataclass(frozen=True)
class Report:
    """What every template takes: the view, and the names of the rendered languages by code."""

    view: View
    languages: Mapping[str, str]


@dataclass(frozen=True)
class PageKind:
    """A template, and what draws the charts that it takes."""

    template: str
    draw: Callable[[View, Messages], object]


# by file; the pages of the segments come from segment.html.j2
PAGES = {
    "index.html": PageKind("overview.html.j2", draw_nothing),
    "segments.html": PageKind("segments.html.j2", draw_segments),
    "movement.html": PageKind("movement.html.j2", draw_nothing),
    "data.html": PageKind("data.html.j2", draw_data),
    "method.html": PageKind("method.html.j2", draw_nothing),
}
SEGMENT_FILE = re.compile(r"segment_(\d+)\.html")


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
    report = Report(view, {code: load_messages(code).name for code in languages})
    environment = make_environment(text, view.settings.currency)
    segments = [f"segment_{segment.segment_id}.html" for segment in view.segment_pages]
    return {file: render_page(report, file, text, environment) for file in (*PAGES, *segments)}


def render_page(report: Report, file: str, text: Messages, environment: Environment) -> str:
    """One page of the report, by its file."""
    number = SEGMENT_FILE.fullmatch(file)
    if number is None:
        kind = PAGES[file]
        charts = kind.draw(report.view, text)
        return environment.get_template(kind.template).render(
            report=report, file=file, charts=charts
        )
    segment = next(s for s in report.view.segment_pages if s.segment_id == int(number[1]))
    return environment.get_template("segment.html.j2").render(
        report=report, file=file, charts=draw_segment(segment, text), segment=segment
    )


def _write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("segment_*.html"):
        if SEGMENT_FILE.fullmatch(path.name) and path.name not in pages:
            path.unlink()
    for file, page in pages.items():
        (folder / file).write_text(page, encoding="utf-8", newline="\n")
