"""Texts by key: those that are used are there, and what goes into them stays as it is."""

import re
from pathlib import Path

import pytest

import reports
from reports.errors import ReportError
from reports.messages import Messages, load_messages, read_texts

PACKAGE = Path(reports.__file__).parent
# keys whose last part is a code of the data
FAMILIES = {
    "rfm_segments",
    "reject_reasons",
    "table_names",
    "column_names",
    "feature_spaces",
    "feature_names",
    "verdicts",
    "verdict_meanings",
    "drift_measures",
    "drift_verdicts",
    "drift_meanings",
    "confidences",
    "metric_names",
    "movements",
    "candidate_outcomes",
    "stability_bands",
    "backtest_methods",
    "backtest_verdicts",
    "steps",
    "terms",
    "definitions",
}


def sources() -> str:
    files = [*PACKAGE.glob("*.py"), *PACKAGE.glob("templates/*.j2")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_keys_used_are_the_keys_that_exist() -> None:
    used = set(re.findall(r'\b(?:text|self)\(\s*"([a-z0-9_.]+)"', sources()))
    left_out = {*FAMILIES, "counts"}
    existing = {key for key in load_messages("en").texts if key.partition(".")[0] not in left_out}
    assert used == existing


def test_nouns_counted_are_the_nouns_that_exist() -> None:
    used = set(re.findall(r'counted\("([a-z_]+)"', sources()))
    existing = {key for key in load_messages("en").texts if key.startswith("counts.")}
    assert {f"counts.{noun}_{form}" for noun in used for form in ("one", "other")} == existing


def test_families_used_are_the_families_that_exist() -> None:
    used = set(re.findall(r'name_of\("([a-z_]+)"', sources()))
    existing = {key.partition(".")[0] for key in load_messages("en").texts}
    assert used == FAMILIES <= existing


def test_a_missing_key_raises() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        load_messages("en")("no.such")


def test_a_missing_value_raises() -> None:
    with pytest.raises(KeyError, match="value"):
        load_messages("en")("overview.orders_note")


def test_braces_in_a_value_are_left_alone() -> None:
    text = Messages("en", {"key": "of {name}"})
    assert text("key", name="{name} {0}") == "of {name} {0}"


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    text = load_messages("en")
    assert text.name_of("rfm_segments", "CANT_LOSE") == "Can't lose"
    assert text.name_of("rfm_segments", "BIG_SPENDERS") == "BIG_SPENDERS"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("recency_days", "Days since last order"),
        ("category:Tea", "Category Tea"),
        ("category:{x}: y", "Category {x}: y"),
        ("category:", "category:"),
        ("shoe_size", "shoe_size"),
    ],
)
def test_features_are_named(code: str, name: str) -> None:
    assert load_messages("en").feature_name(code) == name


@pytest.mark.parametrize(
    ("number", "english", "korean"),
    [
        ("0", "0 rows", "0행"),
        ("1", "1 row", "1행"),
        ("1,001", "1,001 rows", "1,001행"),
        ("–", "– rows", "–행"),
    ],
)
def test_only_exactly_one_is_singular(number: str, english: str, korean: str) -> None:
    assert load_messages("en").counted("rows", number) == english
    assert load_messages("ko").counted("rows", number) == korean


@pytest.mark.parametrize("language", ["fr", "", "../en"])
def test_an_unknown_language_names_itself_and_what_is_allowed(language: str) -> None:
    with pytest.raises(ReportError) as raised:
        load_messages(language)
    assert repr(language) in str(raised.value)
    assert "en" in str(raised.value).partition("allowed: ")[2]


def test_a_key_in_two_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[page]\ntitle = "A"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[page]\ntitle = "B"\n', encoding="utf-8")
    with pytest.raises(ReportError, match=r"page\.title stands in a\.toml and in b\.toml"):
        read_texts(tmp_path)


def test_files_of_one_table_are_merged(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[counts]\na_one = "A"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[counts]\nb_one = "B"\n', encoding="utf-8")
    assert read_texts(tmp_path) == {"counts.a_one": "A", "counts.b_one": "B"}


def test_every_term_of_the_glossary_has_a_definition() -> None:
    text = load_messages("en")
    assert text.codes_of("terms") == text.codes_of("definitions")
    assert len(text.codes_of("terms")) > 20


def test_codes_of_a_family_come_in_the_order_of_the_file() -> None:
    text = Messages("en", {"a.z": "1", "b.y": "2", "a.x": "3"})
    assert text.codes_of("a") == ("z", "x")
