"""Rules of the house, read off the manifest of dbt and off the files."""

import re
from pathlib import Path
from typing import Any

from tests.conftest import DEMO, ROOT, run_dbt
from tests.project.conftest import layer

LAYERS = ("staging", "intermediate", "marts")
PYTHON_MODELS = {"value_models", "cluster_model", "cluster_labels"}
CLOCK = re.compile(
    r"current_date|current_timestamp|\bnow\(|\btoday\(|datetime\.(now|today)|time\.time"
)


def key_columns(manifest: dict[str, Any], model: dict[str, Any]) -> list[set[str]]:
    """Sets of columns that a test says are unique together."""
    found = []
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node") == model["unique_id"]:
            kind = node["test_metadata"]["name"]
            if kind == "unique":
                found.append({node["column_name"]})
            elif kind == "unique_combination":
                found.append(set(node["test_metadata"]["kwargs"]["columns"]))
    return found


def test_every_model_tests_its_key(manifest: dict[str, Any], models: list[dict[str, Any]]) -> None:
    assert models
    tables = [m for m in models if m["config"]["materialized"] != "ephemeral"]
    assert [m["name"] for m in tables if not key_columns(manifest, m)] == []


def test_every_model_and_column_is_described(models: list[dict[str, Any]]) -> None:
    assert [m["name"] for m in models if "One row per" not in m["description"]] == ["rpt_settings"]
    bare = [
        f"{m['name']}.{name}"
        for m in models
        for name, column in m["columns"].items()
        if not column["description"].strip()
    ]
    assert bare == []


def test_each_layer_reads_earlier_layers_only(
    manifest: dict[str, Any], models: list[dict[str, Any]]
) -> None:
    wrong = []
    for model in models:
        for parent in model["depends_on"]["nodes"]:
            if parent.startswith("source."):
                allowed = layer(model) == "staging"
            elif parent.startswith("model."):
                own, read = (LAYERS.index(layer(n)) for n in (model, manifest["nodes"][parent]))
                allowed = read <= own
            else:
                allowed = True
            if not allowed:
                wrong.append(f"{model['name']} reads {parent}")
    assert wrong == []


def test_layers_have_schemas_of_their_own(models: list[dict[str, Any]]) -> None:
    assert all(m["schema"] == layer(m) for m in models)


def test_sql_marts_enforce_a_contract(models: list[dict[str, Any]]) -> None:
    loose = [
        m["name"]
        for m in models
        if layer(m) == "marts"
        and m["language"] == "sql"
        # a step that is no table has nothing to enforce
        and m["config"]["materialized"] != "ephemeral"
        and not m["contract"]["enforced"]
    ]
    assert loose == []


def test_python_stands_at_the_known_doors_only(models: list[dict[str, Any]]) -> None:
    assert {m["name"] for m in models if m["language"] == "python"} <= PYTHON_MODELS
    assert all(len(m["raw_code"].splitlines()) <= 40 for m in models if m["language"] == "python")


def test_features_and_labels_do_not_know_the_future(models: list[dict[str, Any]]) -> None:
    parents = {
        m["name"]: {node.split(".")[-1] for node in m["depends_on"]["nodes"]} for m in models
    }
    # the fit alone judges past snapshots by what came after them; what it hands on is data
    del parents["cluster_model"]
    reached = {"fct_customer_features", "fct_feature_signal", "value_models", "cluster_labels"}
    assert reached <= set(parents)
    while more := {name for model in reached for name in parents.get(model, ())} - reached:
        reached |= more
    assert "int_orders" in reached
    assert "fct_customer_outcomes" not in reached


def test_the_feature_catalog_is_the_list_of_the_models() -> None:
    seed = (ROOT / "seeds" / "lookups" / "feature_catalog.csv").read_text(encoding="utf-8")
    catalog = [line.split(",") for line in seed.splitlines()[1:]]
    macro = (ROOT / "dbt_project" / "macros" / "numeric_features.sql").read_text(encoding="utf-8")
    assert re.findall(r'"(\w+)"', macro) == [row[1] for row in catalog]
    halves = (ROOT / "models" / "intermediate" / "int_half_features.sql").read_text("utf-8")
    listed = re.findall(r'"(\w+)"', halves[: halves.index("%}")])
    assert set(listed) == {row[1] for row in catalog if row[6] == "true"}


def test_sql_says_its_grain_first(models: list[dict[str, Any]]) -> None:
    silent = [
        m["name"]
        for m in models
        if m["language"] == "sql" and not m["raw_code"].startswith("-- Grain: ")
    ]
    assert silent == []


def test_nothing_reads_the_clock() -> None:
    files = [
        path
        for folder in ("models", "dbt_project", "clustering", "reports", "seeds")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".sql", ".py", ".j2", ".yml"}
    ]
    assert len(files) > 50
    assert [str(p) for p in files if CLOCK.search(p.read_text(encoding="utf-8"))] == []


def test_no_file_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".sql", ".j2", ".yml"}
        and not {".venv", "target", "logs"} & set(path.relative_to(ROOT).parts)
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    # a YAML of descriptions is read by search
    assert {name for name in long if not name.endswith(".yml")} == set()


def test_the_readme_lists_every_mart(models: list[dict[str, Any]]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    marts = {
        m["name"]
        for m in models
        if layer(m) == "marts" and m["config"]["materialized"] != "ephemeral"
    }
    listed = set(re.findall(r"^\| `(\w+)` \|", readme, flags=re.MULTILINE))
    assert marts - listed == set()


def test_documentation_is_generated_and_persisted(demo: Any, parsed: Path) -> None:
    # where dbt has read the project, so that it does not read it again
    database = parsed.with_name("shop.duckdb")
    database.write_bytes(demo.database.read_bytes())
    docs = run_dbt(DEMO, parsed.parent, command=["docs", "generate", "--static"])
    assert docs.success, docs.message
    assert "segment_summary" in (parsed / "static_index.html").read_text("utf-8")
    bare = docs.rows(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and comment is null"
    )
    assert bare == []


def test_dbt_reads_no_secret_from_the_environment() -> None:
    # what it reads may end up in its logs and artifacts
    paths = [ROOT / "dbt_project.yml", ROOT / "profiles.yml"]
    for folder in ("models", "seeds", "dbt_project"):
        paths += [p for end in ("sql", "yml", "py") for p in (ROOT / folder).rglob(f"*.{end}")]
    read = re.compile(r"(?:env_var\(|environ[\[.]\w*\(?)\s*[\"'](\w+)")
    names = {name for path in paths for name in read.findall(path.read_text(encoding="utf-8"))}
    ours = ("DATABASE", "MEMORY", "RAW", "SPARK", "SPARK_MASTER", "THREADS", "WAIT")
    assert names == {f"SEGMART_{name}" for name in ours}
