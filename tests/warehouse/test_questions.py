"""The forty questions of analysts: short, of marts alone, and answered right on the demo shop."""

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.answers import ANSWERS, PARTS
from tests.conftest import DEMO, ROOT, Build, run_dbt

FOLDER = Path("dbt_project/analyses/questions")
QUESTIONS = {path.stem: path.read_text("utf-8") for path in (ROOT / FOLDER).glob("*.sql")}
MARTS = {
    path.stem
    for path in (ROOT / "models" / "marts").rglob("*")
    # what is only a step between marts is no table
    if path.suffix in {".sql", ".py"} and "materialized='ephemeral'" not in path.read_text("utf-8")
}
# the long table behind the tables of models, and the days that metrics are laid out on
NOT_FOR_READING = {"cluster_model", "dim_dates"}
REF = re.compile(r"\{\{ ref\('(\w+)'\) \}\}")


@pytest.fixture(scope="module")
def answers(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """Rows of each question, as dbt compiles it."""
    folder = tmp_path_factory.mktemp("questions")
    shutil.copy(demo.database, folder / "shop.duckdb")
    build = run_dbt(DEMO, folder, command=["compile", "--select", f"path:{FOLDER}"])
    assert build.success, build.message
    compiled = folder / "target" / "compiled" / "segmart" / FOLDER
    return {name: build.rows((compiled / f"{name}.sql").read_text("utf-8")) for name in QUESTIONS}


def written(value: object) -> object:
    """A value as the expected answers write it."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def test_there_are_forty_questions_and_each_has_an_answer() -> None:
    assert len(QUESTIONS) >= 40
    assert QUESTIONS.keys() == ANSWERS.keys()
    # none is answered twice
    assert sum(len(part.ANSWERS) for part in PARTS) == len(ANSWERS)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_is_answered(answers: dict[str, list[tuple]], name: str) -> None:
    found = [tuple(written(value) for value in row) for row in answers[name]]
    # answers are written with four decimals; the rest is left to another computer's last digits
    assert found == [
        tuple(
            pytest.approx(value, rel=1e-5, abs=1e-4) if isinstance(value, float) else value
            for value in row
        )
        for row in ANSWERS[name]
    ]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_takes_at_most_fifteen_lines(name: str) -> None:
    question, *lines = QUESTIONS[name].splitlines()
    assert re.match(r"-- [A-Z].*\?", question)
    assert lines[0] == "select"
    assert len(lines) <= 15


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_reads_marts_alone(name: str) -> None:
    text = QUESTIONS[name]
    read = re.findall(r"^(?:from|.* join) (.*?)(?: as \w+)?(?: on .*)?$", text, flags=re.MULTILINE)
    assert len(read) == len(re.findall(r"\b(?:from|join)\b", text.split("\n", 1)[1]))
    assert [table for table in read if not REF.fullmatch(table)] == []
    assert set(REF.findall(text)) <= MARTS
    assert text.count("{") == 2 * len(REF.findall(text))


def test_every_mart_answers_a_question() -> None:
    read = {table for text in QUESTIONS.values() for table in REF.findall(text)}
    assert MARTS - read == NOT_FOR_READING


def test_the_readme_lists_every_question() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| (.+) \| `(\w+)` \|$", readme, flags=re.MULTILINE)
    questions = {(text.splitlines()[0][3:], name) for name, text in QUESTIONS.items()}
    assert questions - set(listed) == set()
