"""The demo shop published once, a copy of it to publish again, and what BI tools read with."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from tests.conftest import Build, absent
from tests.reports.publishing.server import Server, find_programs, run_server

INSTALL = "tests/reports/publishing/install.sh"


@dataclass(frozen=True)
class Published:
    """Where the demo was published to."""

    file: Path
    parquet: Path
    audiences: Path


@pytest.fixture(scope="session")
def published(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The demo as published; for reading only."""
    folder = tmp_path_factory.mktemp("published")
    places = Published(folder / "demo.duckdb", folder / "parquet", folder / "audiences")
    publish(demo.database, Targets(places.file, places.parquet, None, places.audiences))
    return places


@pytest.fixture
def shop(demo: Build, tmp_path: Path) -> Path:
    """A copy of the demo's database, to alter as a build would."""
    return shutil.copy(demo.database, tmp_path / "shop.duckdb")


@pytest.fixture
def few_marts(shop: Path) -> Path:
    """That copy with a handful of public marts: publishing takes a third of the time."""
    with duckdb.connect(str(shop)) as connection:
        connection.execute(
            "update marts.dim_marts set is_public = table_name in ('rpt_settings', "
            "'segment_summary', 'cluster_models', 'dim_marts', 'fct_orders')"
        )
    return shop


def call_it(shop: Path, night: str) -> None:
    """Have two marts of a database say the same, as two marts of one build do."""
    with duckdb.connect(str(shop)) as connection:
        connection.execute(f"update marts.rpt_settings set shop = '{night}'")
        connection.execute(f"update marts.segment_summary set segment_name = '{night}'")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server with an empty database, its password in the environment."""
    if not (programs := find_programs()):
        absent("PostgreSQL", INSTALL)
    with run_server(programs) as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", running.password)
        yield running


@pytest.fixture(scope="session")
def sqlalchemy_is_there() -> None:
    for module in ("sqlalchemy", "duckdb_engine"):
        if not find_spec(module):
            absent(module, INSTALL)
