"""Every field of the view, against a recomputation from the marts that knows no query."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import duckdb
import pytest

from reports.messages import available_languages
from reports.view import View, load_view
from reports.warehouse import QUERIES as FOLDER
from reports.warehouse import connect, select
from tests.conftest import Build
from tests.reports.conftest import write_warehouse
from tests.reports.recomputed import QUERIES
from tests.reports.recomputed.marts import Marts, Row
from tests.reports.recomputed.shops import SHOPS
from tests.reports.recomputed.view import view


@pytest.fixture(scope="module", params=["demo", *SHOPS])
def marts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Marts]:
    """The marts of a shop."""
    if request.param == "demo":
        demo: Build = request.getfixturevalue("demo")
        database = demo.database
    else:
        folder: Path = tmp_path_factory.mktemp("shop")
        database = write_warehouse(folder / "warehouse.duckdb", **SHOPS[request.param])
    with connect(database) as connection:
        yield Marts(connection)


def plain(value: Any) -> Any:
    """Dataclasses as dicts of their fields and properties, tuples as lists."""
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        names += [name for name, is_a in vars(type(value)).items() if isinstance(is_a, property)]
        return {name: plain(getattr(value, name)) for name in names}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def is_same(recomputed: object, shown: object) -> bool:
    if type(recomputed) is not type(shown):
        return False
    # sums of doubles depend on the order of the terms
    return shown == (pytest.approx(recomputed, rel=1e-9) if type(shown) is float else recomputed)


def differences(recomputed: Any, shown: Any, path: str = "") -> list[str]:
    """Where two values of dicts and lists differ; a field too many or too few is a difference."""
    if isinstance(recomputed, dict) and isinstance(shown, dict):
        found = [f"{path}.{name} is in one only" for name in recomputed.keys() ^ shown.keys()]
        pairs = [
            (f".{name}", recomputed[name], shown[name]) for name in recomputed if name in shown
        ]
    elif isinstance(recomputed, list) and isinstance(shown, list):
        sizes = len(recomputed), len(shown)
        found = [] if sizes[0] == sizes[1] else [f"{path} has {sizes[1]} items, not {sizes[0]}"]
        pairs = [(f"[{i}]", *pair) for i, pair in enumerate(zip(recomputed, shown, strict=False))]
    else:
        same = is_same(recomputed, shown)
        return [] if same else [f"{path} is {shown!r}, recomputed {recomputed!r}"]
    return found + [way for name, *pair in pairs for way in differences(*pair, path + name)]


def may_hold(kind: Any) -> set[type]:
    """Dataclasses that a type leads to."""
    own = {kind} if is_dataclass(kind) else set()
    parts = get_type_hints(kind).values() if own else get_args(kind)
    return own.union(*map(may_hold, parts))


def holds(value: Any) -> set[type]:
    """Dataclasses that a value is made of."""
    own = {type(value)} if is_dataclass(value) else set()
    parts = [getattr(value, field.name) for field in fields(value)] if own else value
    return own.union(*map(holds, parts)) if own or isinstance(value, tuple | list) else own


def selected(connection: duckdb.DuckDBPyConnection, query: str, language: str) -> list[Row]:
    """Rows of a query, as fields only."""
    row_type, _ = QUERIES[query]
    is_translated = "$language" in (FOLDER / f"{query}.sql").read_text("utf-8")
    parameters = {"language": language} if is_translated else {}
    rows = select(connection, query, row_type, **parameters)
    return [{field.name: getattr(row, field.name) for field in fields(row)} for row in rows]


def test_every_query_is_recomputed() -> None:
    assert {path.stem for path in FOLDER.glob("*.sql")} == QUERIES.keys()


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("query", QUERIES)
def test_rows_of_a_query_are_those_recomputed(marts: Marts, query: str, language: str) -> None:
    _, recompute = QUERIES[query]
    shown = selected(marts.connection, query, language)
    assert differences(recompute(marts, language), shown, query) == []


@pytest.mark.parametrize("language", available_languages())
def test_the_whole_view_is_recomputed(marts: Marts, language: str) -> None:
    rows = {query: recompute(marts, language) for query, (_, recompute) in QUERIES.items()}
    shown = plain(load_view(marts.connection, language))
    assert differences(view(rows), shown, "view") == []


def test_no_class_of_the_view_is_left_out(demo: Build) -> None:
    with connect(demo.database) as connection:
        put_together = holds(load_view(connection, "en"))
    assert may_hold(View) == {row_type for row_type, _ in QUERIES.values()} | put_together
