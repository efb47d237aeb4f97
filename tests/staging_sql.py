"""The SQL from raw files to reconciled rows without dbt: many small shops in a short time.

dbt reads the project; a Jinja environment that has what the macros of landing and the models up to
`row_reconciliation` ask for renders them. DuckDB plans the models once and runs them for each shop.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import duckdb
import yaml
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt.parser.manifest import extended_mashumuro_decoder
from jinja2 import Environment

from dbt_project.landing import Plugin
from tests.conftest import ROOT, project

# what `land_raw_files` does for a shop, but for tables that are there already
MAKE = """
{%- do run_query(
    "create table raw.landed_files (source_table varchar, source_file varchar,"
    ~ " content_digest varchar, erased_row_count bigint)"
) %}
{%- do make_erasure_tables() %}
{%- for source in graph.sources.values() if source.source_name == var("shop") %}
    {%- do make_landing_table(source) %}
{%- endfor %}"""
LAND = """
{%- for source in graph.sources.values() if source.source_name == var("shop") %}
    {%- do land_files(source) %}
{%- endfor %}"""


class BuildError(Exception):
    """An error of the project's own, as dbt would show it."""


class ReturnedError(Exception):
    """What a macro returns."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


def give_back(value: object) -> NoReturn:
    raise ReturnedError(value)


def stop(message: str) -> NoReturn:
    raise BuildError(message)


row_type = lru_cache(lambda *names: namedtuple("row", names, rename=True))


class Table:
    """The result of a query, as dbt gives it to a macro."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        row = row_type(*(column[0] for column in cursor.description or []))
        self.rows = [row(*values) for values in cursor.fetchall()]
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(row._fields)
        self.columns = [SimpleNamespace(values=lambda c=column: c) for column in columns]


class StagingSql:
    """Landing and the models up to `row_reconciliation` for a shop's format.

    Parameters
    ----------
    shop : str
        The format.
    folder : Path
        Where broken files are repaired.
    **settings
        Vars.
    """

    def __init__(self, shop: str, folder: Path, **settings: object) -> None:
        # the format that dbt takes without vars is read without them elsewhere too
        read = {} if shop == "dacon" else {"shop": shop}
        stored = project(json.dumps(read), tests=False)
        manifest = Manifest.from_msgpack(stored, decoder=extended_mashumuro_decoder)
        manifest.build_flat_graph()
        configuration = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
        self.settings = {**configuration["vars"], "shop": shop, **settings}
        self.raw = folder
        self.connection = duckdb.connect(config={"threads": 1})
        Plugin("landing", {"wait_seconds": 0, "memory_limit": "80%"}).configure_connection(
            self.connection
        )
        self.environment = Environment(extensions=["jinja2.ext.do"])
        self.environment.globals |= {
            "execute": True,
            "flags": SimpleNamespace(WHICH="build", FULL_REFRESH=False),
            "graph": manifest.flat_graph,
            "target": SimpleNamespace(database="shop", path=str(folder / "shop.duckdb")),
            "adapter": SimpleNamespace(
                quote=lambda name: f'"{name}"',
                dispatch=lambda name: self.environment.globals[f"duckdb__{name}"],
            ),
            "exceptions": SimpleNamespace(raise_compiler_error=stop, warn=lambda _: ""),
            "config": lambda **_: "",
            "var": self.settings.__getitem__,
            "env_var": lambda *_: str(self.raw),
            "ref": lambda name: f"models.{name}",
            "source": lambda name, table: f"raw.{name}_{table}",
            "tojson": json.dumps,
            "fromjson": json.loads,
            "return": give_back,
            "run_query": lambda query: Table(self.connection.execute(query)),
        }
        for macro in manifest.macros.values():
            if macro.package_name == "segmart":
                self.environment.globals[macro.name] = self.macro(macro.name, macro.macro_sql)
        self.steps: list[tuple[str, list[str]]] = []
        self.prepare({n.name: n for n in manifest.nodes.values() if isinstance(n, ModelNode)})

    def macro(self, name: str, source: str) -> Callable[..., object]:
        """Return a macro as a function, which is read when it is called first."""
        read = lru_cache(lambda: getattr(self.environment.from_string(source).module, name))

        def call(*arguments: object, **named: object) -> object:
            try:
                return read()(*arguments, **named)
            except ReturnedError as returned:
                return returned.value

        return call

    @contextmanager
    def setting(self, name: str, value: object) -> Iterator[None]:
        """Have another value of a var for a while."""
        before = self.settings[name]
        self.settings[name] = value
        try:
            yield
        finally:
            self.settings[name] = before

    def render(self, template: str) -> str:
        return self.environment.from_string(template).render()

    def prepare(self, models: dict[str, ModelNode]) -> None:
        """Make all tables, empty, and let DuckDB plan what fills them."""
        run = self.connection.execute
        # a plan must not rest on there being no rows yet
        run("attach ':memory:' as shop; use shop; pragma disable_optimizer")
        run("create schema raw; create schema models")
        self.render(MAKE)
        by_id = {node.unique_id: node for node in models.values()}

        def make(node: ModelNode) -> None:
            for parent in node.depends_on_nodes:
                if parent in by_id:
                    make(by_id.pop(parent))
            sql = self.render(node.raw_code)
            run(f"create table models.{node.name} as {sql}")
            run(f"prepare {node.name} as insert into models.{node.name} {sql}")
            self.steps.append((node.name, [hook.sql for hook in node.config.pre_hook]))

        make(models["row_reconciliation"])

    @contextmanager
    def build(self, raw: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """Build the shop of a folder, as `dbt build` would; nothing of it is left afterwards.

        Raises
        ------
        BuildError
            Where the project stops the build.
        """
        self.raw = raw
        run = self.connection.execute
        run("begin")
        try:
            self.render(LAND)
            for name, hooks in self.steps:
                for hook in hooks:
                    self.render(hook)
                run(f"execute {name}")
            yield self.connection
        finally:
            run("rollback")
