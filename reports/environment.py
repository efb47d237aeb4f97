"""The environment of all templates: the texts of one language and how numbers are written."""

from functools import partial
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from reports import formatting
from reports.messages import Messages

TEMPLATES = Path(__file__).parent / "templates"


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all languages, which takes half as long as to render a page."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what it was compiled to, if it was."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template is compiled to."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = CompiledTemplates()


def make_environment(text: Messages, currency: str) -> Environment:
    """The environment of all templates: texts of one language, money of one currency."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=COMPILED_TEMPLATES,
        # a filter on a constant would be compiled in, in the language of the first environment
        optimized=False,
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
