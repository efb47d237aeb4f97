"""The Python models of the project, run beside dbt where its adapter cannot run them.

A model's own file is loaded and called with what dbt would give it: tables as DuckDB relations, its
settings, and whether it has been built before. What it returns is written to the model's table.
"""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from clustering.customers import MOST_CUSTOMERS

# a little more than fits read, which take those with the smallest MD5 of the id
SAMPLE_CUSTOMERS = MOST_CUSTOMERS * 11 // 10


@dataclass(frozen=True)
class Tables:
    """Tables of Spark as relations of DuckDB, which reads them from files.

    Attributes
    ----------
    spark : SparkSession
        The session of dbt.
    connection : DuckDBPyConnection
        An in-memory database.
    folder : Path
        Where the files are written; Spark and this process must both see it.
    sample_customers : int
        About how many customers are read at most, of tables with a column `customer_id`: those with
        the smallest MD5 of the id.
    """

    spark: SparkSession
    connection: duckdb.DuckDBPyConnection
    folder: Path
    sample_customers: int = SAMPLE_CUSTOMERS

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Read a table of Spark, ``schema.table``; of many customers, a sample."""
        place = self.folder / name
        self._sampled(self.spark.table(name)).write.mode("overwrite").parquet(str(place))
        return self.connection.read_parquet(f"{place}/*.parquet")

    def _sampled(self, table: DataFrame) -> DataFrame:
        if "customer_id" not in table.columns:
            return table
        count = table.select("customer_id").distinct().count()
        if count <= self.sample_customers:
            return table
        bound = f"{int(self.sample_customers / count * 16**8):08x}"
        return table.filter(f"substr(md5(customer_id), 1, 8) <= '{bound}'")


@dataclass(frozen=True)
class Config:
    """The settings of a model, as its function asks for them."""

    meta: dict[str, Any]

    def meta_get(self, name: str) -> object:
        """Return a value of `meta`."""
        return self.meta[name]


@dataclass(frozen=True)
class Context:
    """What dbt hands to the function of a Python model."""

    tables: Tables
    relations: dict[str, str]
    config: Config
    this: str
    is_incremental: bool

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        """Read the table of another model or seed."""
        return self.tables.table(self.relations[name])


def run_python_model(tables: Tables, nodes: dict[str, Any], name: str) -> None:
    """Run a Python model and write what it returns: appended, or in place of what was there.

    Parameters
    ----------
    tables : Tables
        The tables of Spark.
    nodes : dict
        The nodes of dbt's manifest, by their unique id.
    name : str
        The model. One with a `unique_key` returns all its rows, another one those to append.
    """
    named = {node.name: node for node in nodes.values() if node.resource_type in ("model", "seed")}
    node = named[name]
    this = f"{node.schema}.{node.alias}"
    context = Context(
        tables,
        {other: f"{found.schema}.{found.alias}" for other, found in named.items()},
        Config(node.config.meta),
        this,
        tables.spark.catalog.tableExists(this),
    )
    specification = importlib.util.spec_from_file_location(name, node.original_file_path)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    answer: pa.Table = module.model(context, tables)
    tables.spark.sql(f"create schema if not exists {node.schema}")
    mode = "overwrite" if node.config.unique_key else "append"
    tables.spark.createDataFrame(answer).write.mode(mode).saveAsTable(this)
    shutil.rmtree(tables.folder)
