"""What dbt makes of the project, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DEMO, run_dbt


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the artifacts of a parse."""
    folder = tmp_path_factory.mktemp("parse")
    assert run_dbt(DEMO, folder, command=["parse", "--no-partial-parse"]).success
    return folder / "target"


@pytest.fixture(scope="session")
def manifest(parsed: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((parsed / "manifest.json").read_text("utf-8"))
    return content


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(node: dict[str, Any]) -> str:
    folder: str = node["fqn"][1]
    return folder
