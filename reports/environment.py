"""The environment of all templates: the texts of one language and how numbers are written."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import formatting
from reports.messages import Messages

TEMPLATES = Path(__file__).parent / "templates"


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
        # in a sentence, where `days` stands alone
        "days_counted": lambda value: text.counted("days", formatting.days(value)),
        "difference": formatting.difference,
        "drift_name": lambda measure: text.name_of("drift_measures", measure),
        "exact": formatting.exact,
        "feature_name": text.feature_name,
        "figure": partial(formatting.figure, locale=locale),
        "measure": partial(formatting.measure, currency=currency, locale=locale),
        "money": partial(formatting.money, currency=currency, locale=locale),
        "month": partial(formatting.calendar_month, locale=locale),
        "pct": formatting.pct,
        "points": formatting.points,
        "ratio": formatting.ratio,
        "times": formatting.times,
    }
    environment.globals["text"] = text
    return environment
