"""Parquet with a manifest: the marts, exactly, and the same bytes for the same content."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from tests.conftest import Build
from tests.reports.publishing.conftest import Published


@pytest.fixture(scope="module")
def manifest(published: Published) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((published.parquet / "manifest.json").read_text("utf-8"))
    return content


def test_the_manifest_says_which_build_it_is_of(demo: Build, manifest: dict[str, Any]) -> None:
    assert manifest["as_of_date"] == "2024-06-30"
    champion = "select model_id from marts.cluster_models where status = 'champion'"
    assert manifest["model_id"] == demo.value(champion)
    public = [
        name
        for (name,) in demo.rows(
            "select table_name from marts.dim_marts where is_public order by 1"
        )
    ]
    assert [entry["table"] for entry in manifest["files"]] == public


def test_every_file_is_what_the_manifest_says(
    published: Published, manifest: dict[str, Any]
) -> None:
    with duckdb.connect(str(published.file), read_only=True) as connection:
        for entry in manifest["files"]:
            path = published.parquet / entry["file"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
            columns = connection.execute(f"describe select * from '{path}'").fetchall()
            told = [(column["name"], column["type"]) for column in entry["columns"]]
            assert [(name, kind) for name, kind, *_ in columns] == told
            assert all(column["description"] for column in entry["columns"])
            table = f"marts.{entry['table']}"
            ((rows, missing),) = connection.execute(
                f"select (select count(*) from '{path}'), "
                f"(select count(*) from (select * from {table} except all select * from '{path}'))"
            ).fetchall()
            assert (entry["rows"], missing) == (rows, 0)


def test_the_same_rows_in_another_order_are_the_same_bytes(
    shop: Path, published: Published, tmp_path: Path
) -> None:
    with duckdb.connect(str(shop)) as connection:
        for table in ("fct_orders", "segment_profile"):
            connection.execute(f"create table turned as from marts.{table} order by hash({table})")
            connection.execute(f"delete from marts.{table}")
            connection.execute(f"insert into marts.{table} from turned")
            connection.execute("drop table turned")
    folder = tmp_path / "parquet"
    shutil.copytree(published.parquet, folder)
    publish(shop, Targets(parquet=folder))
    assert tree(folder) == tree(published.parquet)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
