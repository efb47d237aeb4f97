"""From a warehouse to one HTML file: the view, its charts and the template."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import formatting
from reports.charts import CLUSTER_FROM, PROFILE_FROM, recency_chart, share_chart, signal_chart
from reports.drift import WATCH_FROM
from reports.messages import Messages, load_messages
from reports.view import View, connect, load_settings, load_view

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Report:
    """What the templates take: the view and its drawn charts."""

    view: View
    share_chart: Markup | None
    recency_chart: Markup | None
    signal_chart: Markup | None
    profile_from: float = PROFILE_FROM
    cluster_from: float = CLUSTER_FROM
    watch_from: float = WATCH_FROM


def write_report(database: Path, output: Path, language: str | None = None) -> Path:
    """Render the report of a warehouse into ``<output>/segments_<language>.html``.

    Parameters
    ----------
    database : Path
        A DuckDB file after a build; it is opened read-only.
    output : Path
        Folder of the report; made if it is missing.
    language : str, optional
        Language of the report; by default ``report_language`` of the shop.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    ReportError
        If the database, a mart or the language is missing.
    """
    with connect(database) as connection:
        language = language or load_settings(connection).report_language
        messages = load_messages(language)
        view = load_view(connection, language)
    path = output / f"segments_{language}.html"
    output.mkdir(parents=True, exist_ok=True)
    path.write_text(render(view, messages), encoding="utf-8", newline="\n")
    return path


def render(view: View, text: Messages) -> str:
    """The report as one HTML page; equal views give equal pages."""
    report = Report(
        view=view,
        share_chart=share_chart(view.segments, text),
        recency_chart=recency_chart(view.segments, text),
        signal_chart=signal_chart(view.signals, text),
    )
    template = make_environment(text, view.settings.currency).get_template("report.html.j2")
    return template.render(report=report)


def make_environment(text: Messages, currency: str) -> Environment:
    """The environment of all templates: texts of one language, money of one currency."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    locale = text.locale
    environment.filters |= {
        "amount": partial(formatting.amount, currency=currency),
        "bar": formatting.bar,
        "change": formatting.change,
        "correlation": formatting.correlation,
        "count": formatting.count,
        "counted": lambda number, noun: text.counted(noun, number),
        "currency": partial(formatting.currency_name, locale=locale),
        "date": partial(formatting.calendar_date, locale=locale),
        "days": partial(formatting.duration, locale=locale),
        "drift_name": lambda measure: text.name_of("drift_measures", measure),
        "feature_name": text.feature_name,
        "figure": partial(formatting.figure, locale=locale),
        "measure": partial(formatting.measure, currency=currency, locale=locale),
        "money": partial(formatting.money, currency=currency, locale=locale),
        "month": partial(formatting.calendar_month, locale=locale),
        "pct": formatting.pct,
        "ratio": formatting.ratio,
    }
    environment.globals["text"] = text
    return environment
