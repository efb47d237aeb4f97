"""Builds for the tests: dbt in this process, a database and a folder of raw files a build."""

import atexit
import csv
import gc
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from hashlib import md5
from pathlib import Path
from types import CodeType
from typing import NoReturn

import duckdb
import pytest
from dbt.adapters.base import BaseRelation
from dbt.adapters.duckdb import DuckDBAdapter
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt.parser.manifest import extended_mashumuro_decoder
from dbt.parser.schema_generic_tests import SchemaGenericTestParser
from dbt.parser.singular_test import SingularTestParser
from dbt.parser.unit_tests import UnitTestParser
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent
from dbt_common.events.event_manager import EventManager

# dbt makes millions of small objects that stay: looking through them again and again takes long
gc.set_threshold(1_000_000, 50, 50)

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "seeds" / "demo"
DATA = Path(os.environ.get("SEGMART_DATA", ROOT.parent / "shared" / "data"))
# without the tests of dbt: those run on the demo shop in `make test`
MODELS_ONLY = ("build", "--resource-type", "model", "--resource-type", "seed")
# a fit in seconds, where a test is not about which segments there are
QUICK = {"stability_resamples": 2, "min_segments": 5, "max_segments": 6}

LONGEST = ("test_nights", "test_spark", "test_history", "test_pages", "test_invariances")
BUILDS = ("build", "run", "seed", "test", "compile", "run-operation")
# reading a thousand tests takes most of the time, and only `dbt test` runs them here
PARSERS_OF_TESTS = {
    SchemaGenericTestParser: ("parse_tests", "parse_versioned_tests"),
    UnitTestParser: ("parse",),
    SingularTestParser: ("parse_file",),
}
# vars that decide which models and sources there are; the others are read in the build
READ_WITH_THE_PROJECT = ("shop", "orders_table", "customer_identity_map")


@dataclass(frozen=True)
class Build:
    """A finished command of dbt and the database it wrote."""

    database: Path
    success: bool
    message: str

    def rows(self, query: str) -> list[tuple]:
        """Result of a query on the database."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def value(self, query: str) -> object:
        """The only value of a query."""
        ((value,),) = self.rows(query)
        return value


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def drop_relation(adapter: DuckDBAdapter, relation: BaseRelation) -> None:
    adapter.cache_dropped(relation)
    adapter.execute(f"drop {relation.type} if exists {relation} cascade")


def rename_relation(adapter: DuckDBAdapter, old: BaseRelation, new: BaseRelation) -> None:
    adapter.cache_renamed(old, new)
    adapter.execute(f"alter {old.type} {old} rename to {new.identifier}")


# dbt gathers all macros anew for each of these statements, which takes a sixth of a small build
DuckDBAdapter.drop_relation = drop_relation
DuckDBAdapter.rename_relation = rename_relation
# most templates are those of the build before
compile_template = MacroFuzzEnvironment.compile
compiled_templates: dict[tuple[object, ...], CodeType] = {}


def compile_template_once(self: MacroFuzzEnvironment, source: object, *how: object) -> CodeType:
    key = (type(self), frozenset(self.extensions), source, *how)
    if key not in compiled_templates:
        compiled_templates[key] = compile_template(self, source, *how)
    return compiled_templates[key]


MacroFuzzEnvironment.compile = compile_template_once
# nobody reads what dbt would log, and putting it together takes another sixth
BaseEvent.__init__ = lambda *_, **__: None
EventManager.fire_event = lambda *_, **__: None


@contextmanager
def without_tests() -> Iterator[None]:
    """Let dbt read no test."""
    with pytest.MonkeyPatch.context() as patch:
        for parser, methods in PARSERS_OF_TESTS.items():
            for method in methods:
                patch.setattr(parser, method, lambda *_, **__: None)
        yield


@cache
def project(settings: str, *, tests: bool) -> bytes:
    """Read the project once for the vars that models are read with, as dbt stores it.

    Empty if the vars are wrong: the build that reads them says so. The workers of a test run share
    what they read.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    key = md5(f"{tests} {settings}".encode()).hexdigest()
    shared = Path(tempfile.gettempdir()) / f"segmart-{run}-{key}"
    if shared.exists():
        return shared.read_bytes()
    folder = tempfile.mkdtemp(prefix="segmart-project-")
    names = {"SEGMART_DATABASE": f"{folder}/shop.duckdb"}
    with environment(names), nullcontext() if tests else without_tests():
        dbtRunner().invoke(["parse", *options(Path(folder), settings)])
    path = Path(folder) / "target" / "partial_parse.msgpack"
    stored = path.read_bytes() if path.exists() else b""
    if stored:
        path.replace(shared)
        atexit.register(shared.unlink, missing_ok=True)
    shutil.rmtree(folder)
    return stored


def options(folder: Path, settings: str) -> list[str]:
    return [
        *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        *("--vars", settings, "--log-level", "none", "--log-level-file", "none"),
    ]


def run_dbt(
    raw: Path,
    folder: Path,
    settings: Mapping[str, object] | None = None,
    command: Sequence[str] = MODELS_ONLY,
    threads: int = 1,
    bare: bool = True,
    macros: Mapping[str, str] | None = None,
) -> Build:
    """Run a command of dbt on the raw files, into `folder`/shop.duckdb.

    A bare database has neither comments nor constraints, which take long to write. `macros` says
    what macros without arguments render instead.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "shop.duckdb"
    given = dict(settings or {})
    arguments = [*command, *options(folder, json.dumps(given))]
    manifest = None
    if command[0] in BUILDS:
        read = {name: given[name] for name in READ_WITH_THE_PROJECT if name in given}
        # a build alters what it was given, so each has its own
        tests = command[0] == "test"
        if stored := project(json.dumps(read, sort_keys=True), tests=tests):
            manifest = Manifest.from_msgpack(stored, decoder=extended_mashumuro_decoder)
            for name, text in (macros or {}).items():
                macro = manifest.macros[f"macro.segmart.{name}"]
                macro.macro_sql = f"{{% macro {name}() %}}{text}{{% endmacro %}}"
            for node in manifest.nodes.values():
                # settings that Python models are given
                meta = node.config.meta
                meta.update({name: given[name] for name in meta if name in given})
                if bare:
                    node.config.persist_docs = {}
                if bare and isinstance(node, ModelNode):
                    node.config.contract.enforced = False
            manifest.build_flat_graph()
        arguments.append("--no-write-json")
    names = {
        "SEGMART_RAW": str(raw),
        "SEGMART_DATABASE": str(database),
        "SEGMART_THREADS": str(threads),
    }
    with environment(names):
        result = dbtRunner(manifest).invoke(arguments)
    # dbt keeps the database open until the process ends
    DuckDBConnectionManager.close_all_connections()
    problems = [str(result.exception)] if result.exception else []
    outcomes = getattr(result.result, "results", None) or []
    problems += [
        f"{outcome.node.name}: {outcome.message}"
        for outcome in outcomes
        if str(outcome.status) in ("error", "fail")
    ]
    return Build(database, result.success, "\n".join(problems))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that the workers end together."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def write_rows(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_shop(
    folder: Path, sales: Iterable[Sequence[object]], customers: Iterable[str] | None = None
) -> Path:
    """Write a small shop: sales are customer, order, date, quantity, price, coupon status.

    Everything is of one category, taxed 10 %; a used coupon takes 20 % off; shipping is 5.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sales = list(sales)
    known = list(dict.fromkeys(row[0] for row in sales)) if customers is None else customers
    write_rows(
        folder / "Onlinesales_info.csv",
        "고객ID,거래ID,거래날짜,제품ID,제품카테고리,수량,평균금액,배송료,쿠폰상태",
        [[*row[:3], "P1", "Bags", row[3], row[4], 5, row[5]] for row in sales],
    )
    write_rows(
        folder / "Customer_info.csv",
        "고객ID,성별,고객지역,가입기간",
        [[customer, "여", "Seoul", 3] for customer in known],
    )
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    write_rows(
        folder / "Discount_info.csv",
        "월,제품카테고리,쿠폰코드,할인율",
        [[month, "Bags", "BAG20", 20] for month in months],
    )
    write_rows(folder / "Tax_info.csv", "제품카테고리,GST", [["Bags", 0.1]])
    write_rows(
        folder / "Marketing_info.csv", "날짜,오프라인비용,온라인비용", [["2024-01-01", 10, 20]]
    )
    return folder


def differences(first: Build, second: Build, ignored: Iterable[str] = ()) -> dict[str, int]:
    """Marts that differ between two builds, with the number of rows only one of them has."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{first.database}' as a (read_only)")
        connection.execute(f"attach '{second.database}' as b (read_only)")
        tables = connection.execute(
            "select table_name, list(column_name order by column_name) "
            "from information_schema.columns where table_catalog = 'a' and table_schema = 'marts' "
            "group by 1 order by 1"
        ).fetchall()
        assert tables
        for table, columns in tables:
            chosen = ", ".join(name for name in columns if name not in ignored)
            one, other = (f"select {chosen} from {name}.marts.{table}" for name in "ab")
            query = f"(({one}) except all ({other})) union all (({other}) except all ({one}))"
            if rows := connection.execute(query).fetchall():
                found[table] = len(rows)
    return found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The demo shop, built once: by `make test`, which names it, or here."""
    if built := os.environ.get("SEGMART_DEMO"):
        return Build(ROOT / built, True, "")
    build = run_dbt(DEMO, tmp_path_factory.mktemp("demo"), bare=False)
    assert build.success, build.message
    return build


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a third of the demo's customers."""
    folder = tmp_path_factory.mktemp("few")
    for path in DEMO.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        # customers are C0001 and so on; files without customers stay whole
        kept = [row for row in rows if not row[1:5].isdigit() or int(row[1:5]) % 3 == 0]
        (folder / path.name).write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def quick(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Those customers, with a quick fit."""
    build = run_dbt(few, tmp_path_factory.mktemp("quick"), QUICK)
    assert build.success, build.message
    return build


@pytest.fixture
def next_to_quick(quick: Build, tmp_path: Path) -> Path:
    """Folder with a copy of that database, to build into."""
    shutil.copy(quick.database, tmp_path)
    return tmp_path


def absent(what: str, install: str) -> NoReturn:
    """Stop a test that needs `what`: CI has it, others may not."""
    message = f"no {what}: {install} brings it"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def real_data(shop: str) -> Path:
    """Folder of a real shop; skips where it is not there."""
    folder = DATA / shop
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set SEGMART_DATA to the folder that holds {shop}")
    return folder
