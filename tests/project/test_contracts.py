"""What readers may rely on: contracts, constraints, access, and who reads what."""

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT, Build
from tests.project.conftest import layer

Node = dict[str, Any]
# marts by their folder, but steps on the way or not for reading
STEPS = re.compile(r"int_\w+|cluster_model|customer_expected_values")


@pytest.fixture(scope="session")
def sql_marts(models: list[Node]) -> list[Node]:
    return [
        model
        for model in models
        if layer(model) == "marts"
        and model["language"] == "sql"
        and model["config"]["materialized"] != "ephemeral"
    ]


def never_null(model: Node) -> set[str]:
    """Columns that a constraint keeps from being null."""
    return {
        name
        for name, column in model["columns"].items()
        if "not_null" in {constraint["type"] for constraint in column["constraints"]}
    }


def test_a_column_that_is_tested_for_nulls_is_constrained_too(
    manifest: Node, sql_marts: list[Node]
) -> None:
    tested: dict[str, set[str]] = {model["unique_id"]: set() for model in sql_marts}
    for node in manifest["nodes"].values():
        metadata = node.get("test_metadata") or {}
        if metadata.get("name") == "not_null" and node["attached_node"] in tested:
            tested[node["attached_node"]].add(node["column_name"])
    assert tested == {model["unique_id"]: never_null(model) for model in sql_marts}
    assert [model["name"] for model in sql_marts if not never_null(model)] == []


def test_the_database_has_the_constraints(demo: Build, sql_marts: list[Node]) -> None:
    built = demo.rows(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'marts' and is_nullable = 'NO'"
    )
    declared = {(model["name"], column) for model in sql_marts for column in never_null(model)}
    assert set(built) == declared


def test_a_null_does_not_get_into_a_mart(demo: Build, tmp_path: Path) -> None:
    database = shutil.copy(demo.database, tmp_path)
    with (
        duckdb.connect(str(database)) as connection,
        pytest.raises(duckdb.ConstraintException, match=r"segment_summary\.segment_id"),
    ):
        connection.execute("update marts.segment_summary set segment_id = null")


def test_only_marts_are_public(models: list[Node]) -> None:
    public = {model["name"] for model in models if model["access"] == "public"}
    assert public == {
        model["name"]
        for model in models
        if layer(model) == "marts" and not STEPS.fullmatch(model["name"])
    }
    assert {model["access"] for model in models if model["name"] not in public} == {"private"}
    assert {model["group"] for model in models} == {"segmart"}


def test_public_models_have_a_contract_where_dbt_allows_one(models: list[Node]) -> None:
    loose = {
        model["name"]
        for model in models
        if model["access"] == "public" and not model["contract"]["enforced"]
    }
    assert loose == {"value_models", "cluster_labels"}
    assert loose <= {model["name"] for model in models if model["language"] == "python"}


def test_the_report_reads_what_its_exposure_says(manifest: Node) -> None:
    queries = [path.read_text("utf-8") for path in (ROOT / "reports" / "queries").glob("*.sql")]
    read = {name for query in queries for name in re.findall(r"\bmarts\.(\w+)", query)}
    assert len(read) > 10
    (report,) = (e for e in manifest["exposures"].values() if e["name"] == "segment_report")
    assert {node.split(".")[-1] for node in report["depends_on"]["nodes"]} == read
