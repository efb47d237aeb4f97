"""Every language says everything that English says, and in its own words."""

import csv
import re
from pathlib import Path
from string import Formatter

import pytest

from clustering.baselines import BASELINES
from clustering.drift import FEATURES, SEGMENT_MIX
from clustering.stability import STABILITY_BANDS
from reports.charts import signal_chart
from reports.evidence import FeatureSignal
from reports.formatting import LOCALES
from reports.messages import available_languages, load_messages
from tests.conftest import ROOT, run_dbt

ENGLISH = load_messages("en").texts
OTHERS = [language for language in available_languages() if language != "en"]
LOOKUPS = ROOT / "seeds" / "lookups"
# the same in every language: the scores of the RFM grid
SAME_EVERYWHERE = {"rfm.recency_score", "rfm.frequency_score", "charts.signal_row"}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def problems(english: dict[str, str], other: dict[str, str]) -> list[str]:
    """What is wrong with the texts of a language beside the English ones, a line each."""
    found = [f"missing: {key}" for key in english.keys() - other.keys()]
    found += [f"superfluous: {key}" for key in other.keys() - english.keys()]
    for key in english.keys() & other.keys():
        if not other[key].strip():
            found.append(f"empty: {key}")
        elif slots(other[key]) != slots(english[key]):
            found.append(f"other slots: {key}")
        elif other[key] == english[key] and key not in SAME_EVERYWHERE:
            found.append(f"not translated: {key}")
    return sorted(found)


def test_korean_is_there() -> None:
    assert available_languages() == ("en", "ko")


def test_every_language_has_a_locale() -> None:
    assert set(available_languages()) == set(LOCALES)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_what_english_says(language: str) -> None:
    assert problems(dict(ENGLISH), dict(load_messages(language).texts)) == []


@pytest.mark.parametrize(
    ("korean", "problem"),
    [
        ({}, "missing: a"),
        ({"a": "{n}명", "b": "x"}, "superfluous: b"),
        ({"a": "{m}명"}, "other slots: a"),
        ({"a": "몇 명"}, "other slots: a"),
        ({"a": " "}, "empty: a"),
        ({"a": "{n} customers"}, "not translated: a"),
    ],
)
def test_each_problem_is_found(korean: dict[str, str], problem: str) -> None:
    assert problems({"a": "{n} customers"}, korean) == [problem]


def test_no_english_text_is_empty() -> None:
    assert [key for key, text in ENGLISH.items() if not text.strip()] == []


def accepted_values(column: str) -> set[str]:
    """Values that the models' tests allow for a column."""
    pattern = rf"- name: {column}\n(?:(?!- name:).)*?accepted_values.*?values: \[(.*?)\]"
    texts = [path.read_text("utf-8") for path in (ROOT / "models").rglob("*.yml")]
    found = [match for text in texts for match in re.findall(pattern, text, re.DOTALL)]
    return {value.strip() for values in found for value in values.split(",")}


def column_of(seed: str, column: str) -> set[str]:
    with (LOOKUPS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def rejected_columns() -> set[str]:
    """Columns that a check or a key of the models can reject a row for."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "models").rglob("*.sql"))
    reasons = "|".join(accepted_values("reject_reason"))
    keys = [key for keys in re.findall(r"key=\[(.*?)\]", code) for key in re.findall(r"\w+", keys)]
    return {*re.findall(rf'"(?:{reasons})",\s*"(\w+)"', code), *keys}


def profiled() -> tuple[set[str], set[str]]:
    """Tables and columns of the exploratory analysis."""
    code = (ROOT / "models" / "marts" / "core" / "shop_profile.sql").read_text("utf-8")
    tables = set(re.findall(r'"(\w+)": \[ref', code))
    return tables, set(re.findall(r'"(\w+)": "(?:date|text|number)"', code))


def drift_measures() -> set[str]:
    """What is measured of drift, by the names that the table gives it."""
    code = (ROOT / "clustering" / "drift.py").read_text("utf-8")
    shifts = {f"psi_{name}" for name in (*FEATURES, SEGMENT_MIX)}
    return shifts | set(re.findall(r'Drift\("(\w+)"', code))


def metrics_of_strategies() -> set[str]:
    """What strategies rest on, but for features and categories, which have names of their own."""
    named = ("segment_profile.", "segment_category_affinity.", "segment_next_category.")
    metrics = column_of("playbook_evidence", "metric")
    return {metric for metric in metrics if not metric.startswith(named)}


def source_tables() -> set[str]:
    texts = [path.read_text("utf-8") for path in (ROOT / "models").rglob("_*__sources.yml")]
    return {name for text in texts for name in re.findall(r"^ {6}- name: (\w+)", text, re.M)}


# models have verdicts too; the report gives their reason instead
MODEL_VERDICTS = {"clusters", "no_stable_structure", "few_buyers", "all_alike"}
# and so has drift, in words of its own
DRIFT_VERDICTS = {"none", "moderate", "refit"}
OTHER_VERDICTS = MODEL_VERDICTS | DRIFT_VERDICTS
CODES = {
    "metric_names": metrics_of_strategies(),
    # who moved has the name of a segment; those that are not shown singly have none
    "movements": accepted_values("movement") - {"moved"} | {"others"},
    "confidences": accepted_values("confidence"),
    "stability_bands": {word for _, word in STABILITY_BANDS},
    "backtest_methods": {"segmart", "rfm_map"} | {name.rstrip("_0123456789") for name in BASELINES},
    "feature_names": column_of("feature_catalog", "feature"),
    "rfm_segments": column_of("rfm_segment_map", "rfm_segment"),
    "reject_reasons": accepted_values("reject_reason"),
    "verdicts": accepted_values("verdict") - OTHER_VERDICTS,
    "verdict_meanings": accepted_values("verdict") - OTHER_VERDICTS,
    "drift_measures": drift_measures(),
    "drift_verdicts": DRIFT_VERDICTS | {"untested"},
    "drift_meanings": DRIFT_VERDICTS | {"untested"},
    "feature_spaces": accepted_values("feature_space"),
    "table_names": profiled()[0] | source_tables(),
    "column_names": profiled()[1] | rejected_columns(),
}


def test_the_codes_are_read_from_the_project() -> None:
    assert {family: len(codes) for family, codes in CODES.items()} == {
        "metric_names": 13,
        "movements": 4,
        "confidences": 3,
        "stability_bands": 4,
        "backtest_methods": 9,
        "feature_names": 63,
        "rfm_segments": 11,
        "reject_reasons": 17,
        "verdicts": 4,
        "verdict_meanings": 4,
        "drift_measures": 8,
        "drift_verdicts": 4,
        "drift_meanings": 4,
        "feature_spaces": 3,
        "table_names": 11,
        "column_names": 30,
    }


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("family", CODES)
def test_every_code_of_the_project_has_a_text(language: str, family: str) -> None:
    texts = load_messages(language).texts
    named = {key.removeprefix(f"{family}.") for key in texts if key.startswith(f"{family}.")}
    assert CODES[family] - named == set()


@pytest.mark.parametrize("language", available_languages())
def test_features_have_names_of_their_own(language: str) -> None:
    text = load_messages(language)
    names = [text.feature_name(code) for code in sorted(CODES["feature_names"])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", available_languages())
def test_no_name_is_cut_in_the_signal_chart(language: str) -> None:
    text = load_messages(language)
    with (LOOKUPS / "feature_catalog.csv").open(encoding="utf-8", newline="") as file:
        retested = [row["feature"] for row in csv.DictReader(file) if row["is_retested"] == "true"]
    assert len(retested) > 10
    drawn = signal_chart([FeatureSignal(code, 9, 0.2, None, "noise") for code in retested], text)
    assert drawn is not None
    assert [code for code in retested if f">{text.feature_name(code)}</text>" not in drawn] == []


def test_no_korean_particle_depends_on_a_value() -> None:
    # after a vowel and after a consonant these differ; a value may end in either
    particles = "은|는|이|가|을|를|과|와|으로|로|이나|나|이며|며|이라|라|이고|고|입니다|이다"
    depends = re.compile(rf"\}}[”\"')]*(?:{particles})(?![가-힣])")
    texts = load_messages("ko").texts
    assert [key for key, text in texts.items() if depends.search(text)] == []
    assert depends.search("{name}은 고객") and not depends.search("{count}명이 구매")


@pytest.mark.parametrize("language", available_languages())
def test_the_var_allows_the_language(tmp_path: Path, language: str) -> None:
    command = ("run-operation", "check_settings")
    assert run_dbt(ROOT, tmp_path, {"report_language": language}, command).success
