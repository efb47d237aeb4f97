"""The shop of five customers as a warehouse, as a view, and as the pages that it renders to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pytest

from reports.environment import make_environment
from reports.messages import available_languages, load_messages
from reports.render import Report, render_page, render_pages
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.shop import ROWS, TABLES, Rows

BuildDatabase = Callable[..., Path]


def write_warehouse(path: Path, **changed: Rows | None) -> Path:
    """Write the shop to a file; a keyword replaces the rows of a table, None leaves it out.

    Rows may leave out the last columns of a table, which are then null.
    """
    path.unlink(missing_ok=True)
    tables: dict[str, Rows | None] = {**ROWS, **changed}
    with duckdb.connect(str(path)) as connection:
        # one write to the disk, not one for each table
        connection.begin()
        connection.execute("create schema marts")
        for name, rows in tables.items():
            if rows is None:
                continue
            connection.execute(f"create table marts.{name} ({TABLES[name]})")
            if rows:
                columns = connection.table(f"marts.{name}").columns
                padding = [None] * len(columns)
                values = [value for row in rows for value in [*row, *padding][: len(columns)]]
                slots = ", ".join(f"({', '.join('?' * len(columns))})" for _ in rows)
                connection.execute(f"insert into marts.{name} values {slots}", values)
        connection.commit()
    return path


@pytest.fixture
def build_database(tmp_path: Path) -> BuildDatabase:
    """Write the shop, changed as `write_warehouse` says, to a file of the test."""
    return partial(write_warehouse, tmp_path / "warehouse.duckdb")


@pytest.fixture
def view(build_database: BuildDatabase) -> View:
    """What the report shows of the shop of five customers."""
    with connect(build_database()) as connection:
        return load_view(connection, "en")


@pytest.fixture(scope="session")
def rendered() -> dict[str, dict[str, str]]:
    """Pages that a test before had rendered, by language and changes."""
    return {}


@pytest.fixture
def pages(
    build_database: BuildDatabase, rendered: dict[str, dict[str, str]]
) -> Callable[..., dict[str, str]]:
    """All pages of the shop by file, with the same changes as `build_database`."""

    def build(language: str = "en", **changed: Rows | None) -> dict[str, str]:
        key = repr((language, sorted(changed.items())))
        if key not in rendered:
            with connect(build_database(**changed)) as connection:
                view = load_view(connection, language)
            rendered[key] = render_pages(view, load_messages(language), available_languages())
        return rendered[key]

    return build


@pytest.fixture
def page(build_database: BuildDatabase) -> Callable[..., str]:
    """One page of the shop, named without its ending: "movement"."""

    def build(name: str, language: str = "en", **changed: Rows | None) -> str:
        with connect(build_database(**changed)) as connection:
            view = load_view(connection, language)
        text = load_messages(language)
        environment = make_environment(text, view.settings.currency)
        return render_page(Report(view, {}), f"{name}.html", text, environment)

    return build
