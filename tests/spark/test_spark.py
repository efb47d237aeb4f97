"""Spark builds what DuckDB builds: the same marts, and the same values of each engine macro."""

import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from dbt_project.compare import compare
from tests.conftest import QUICK, ROOT, Build, absent, environment, run_dbt, without_tests

INSTALL = "tests/spark/install.sh"
# by macro: calls, and what they must give as text on both engines
CASES = {
    "as_decimal": [
        ("as_decimal(\"'1.00005'\")", "1.0001"),
        ("as_decimal(\"'1e3'\")", "1000.0000"),
        ("as_decimal(\"'-.5'\")", "-0.5000"),
        ("as_decimal(\"'1_000'\")", "1000.0000"),
        ("as_decimal(\"'1,000'\")", None),
        ("as_decimal(\"'NaN'\")", None),
        ("as_decimal(\"'٣'\")", None),
    ],
    "business_date": [
        ("business_date(\"'2024-01-05'\")", "2024-01-05"),
        ("business_date(\"'2024/1/5 23:59'\")", "2024-01-05"),
        ("business_date(\"'2024-02-30'\")", None),
        ("business_date(\"'2024-01'\")", None),
        ("business_date(\"'2024-01-05 10:00:00 Europe/Paris'\")", None),
        # 23:30 in Seoul is 14:30 in UTC; 00:30 there is still the day before
        ("business_date(\"'2024-01-05T23:30:00+09:00'\")", "2024-01-05"),
        ("business_date(\"'2024-01-05T00:30:00+09:00'\")", "2024-01-04"),
        ("business_date(\"'2024-01-05T00:30:00Z'\")", "2024-01-05"),
    ],
    "days_between": [
        ("days_between(\"date '2024-02-28'\", \"date '2024-03-01'\")", "2"),
        ("days_between(\"date '2024-03-01'\", \"date '2024-02-28'\")", "-2"),
    ],
    "double_text": [
        ("double_text('cast(12 as double)')", "12.0"),
        ("double_text('cast(0 as double)')", "0.0"),
        ("double_text('cast(-0.125 as double)')", "-0.125"),
        ("double_text('cast(12345678.5 as double)')", "12345678.5"),
        ("double_text('cast(0.0001 as double)')", "0.0001"),
        ("double_text('cast(1.1258546485 as double)')", "1.1258546485"),
        ("double_text('cast(null as double)')", None),
    ],
    "earlier_period_end": [
        # 2024-06-30 is a Sunday, on which a week ends
        ("earlier_period_end(\"date '2024-06-30'\", 'week', 1)", "2024-06-23"),
        ("earlier_period_end(\"date '2024-06-26'\", 'week', 2)", "2024-06-16"),
        ("earlier_period_end(\"date '2024-06-30'\", 'month', 4)", "2024-02-29"),
        ("earlier_period_end(\"date '2024-05-15'\", 'quarter', 2)", "2023-12-31"),
    ],
    # 1 + (1 + (1 + 1 * 3) * 2) * 1
    "folded": [("folded('cast(3 as integer)', 1, '1 + total * n')", "10.0")],
    "iso_weekday": [
        ("iso_weekday(\"date '2024-07-01'\")", "1"),
        ("iso_weekday(\"date '2024-06-30'\")", "7"),
    ],
    "json_object": [
        (
            "json_object({'n': '12', 'text': \"'\\\"한'\", 'none': 'cast(null as double)',"
            " 'small': 'cast(0.0001 as double)', 'large': 'cast(12345678.5 as double)',"
            " 'unknown': 'cast(null as string)'})",
            '{"n":12,"text":"\\"한","none":null,"small":0.0001,"large":12345678.5,"unknown":null}',
        ),
    ],
    "months_after": [
        ("months_after(\"date '2024-01-31'\", 1)", "2024-02-29"),
        ("months_after(\"date '2024-02-29'\", 12)", "2025-02-28"),
    ],
    "number_text": [
        ("number_text('1234.45', 1)", "1,234.5"),
        ("number_text('cast(0.95 as double)', 1)", "1.0"),
        ("number_text('-0.04', 1)", "0.0"),
        ("number_text('1234567.5', 0)", "1,234,568"),
    ],
    # of the digest of a row it is known only that equal rows have equal ones
    "row_digest": [
        (
            "row_digest([\"'a'\", \"cast(null as integer)\"]) ~ ' = ' ~"
            ' row_digest(["\'a\'", "cast(null as integer)"])',
            "true",
        ),
        ("row_digest([\"'a'\", '1']) ~ ' = ' ~ row_digest([\"'a'\", '2'])", "false"),
    ],
    # every feature once
    "feature_batches": [
        (
            "sql_text((feature_batches() | sum(start=[]) | list == numeric_features()) | string)",
            "True",
        )
    ],
}


# as few snapshots as show that there are several
SETTINGS = {**QUICK, "history_snapshots": 1}


@dataclass(frozen=True)
class Spark:
    """A finished build on Spark."""

    marts: Path
    options: list[str]


def values_of_cases(target: str, options: list[str]) -> dict[str, str | None]:
    """Evaluate every case on an engine."""
    expressions = [expression for cases in CASES.values() for expression, _ in cases]
    columns = [
        "cast({{ " + expression + " }} as string) as case_" + str(number)
        for number, expression in enumerate(expressions)
    ]
    query = "select\n" + ",\n".join(columns)
    answer = dbtRunner().invoke(["show", "--target", target, "--inline", query, *options])
    assert answer.success, answer.exception
    table = answer.result.results[0].agate_table
    return dict(zip(expressions, map(told, table.rows[0].values()), strict=True))


def told(value: Any) -> str | None:
    """Agate makes numbers and dates of texts that look like them."""
    if isinstance(value, bool):
        return str(value)
    return value if value is None else str(value)


def quick_options(folder: Path) -> list[str]:
    return ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]


def start_session(folder: Path) -> None:
    """Start the session that dbt will find: small, with a catalog that ends with it."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "tables"),
        # plans of a few thousand rows take longer to compile than to run
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.adaptive.enabled": "false",
    }
    SparkSession.builder.config(map=settings).getOrCreate()


@pytest.fixture(scope="session")
def spark(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    if not shutil.which("java") or not importlib.util.find_spec("pyspark"):
        absent("Java and pyspark", INSTALL)
    from pyspark.sql import SparkSession

    from dbt_project.spark.__main__ import build

    folder = tmp_path_factory.mktemp("spark")
    names = {
        "SEGMART_SPARK": str(folder),
        "SEGMART_DATABASE": str(folder / "landing.duckdb"),
        "SEGMART_RAW": str(few),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        # code that runs once is not worth compiling well
        "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        # the first compiler alone is given little room, and stops when that is full
        " -XX:ReservedCodeCacheSize=240m",
    }
    with environment(names):
        start_session(folder)
        with without_tests():
            build(folder, json.dumps(SETTINGS))
        yield Spark(folder / "tables" / "marts.db", quick_options(folder))
    DuckDBConnectionManager.close_all_connections()
    SparkSession.active().stop()


@pytest.fixture(scope="session")
def duck(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    built = run_dbt(few, tmp_path_factory.mktemp("duck"), SETTINGS)
    assert built.success, built.message
    return built


def test_the_marts_are_those_of_duckdb(spark: Spark, duck: Build) -> None:
    found = list(compare(duck.database, spark.marts))
    assert {each.mart: each.texts for each in found if each.texts} == {}
    assert len(found) > 45
    assert sum(each.left_count for each in found) > 10_000


def test_models_have_the_same_id(spark: Spark, duck: Build) -> None:
    ((expected,),) = duck.rows("select model_id from marts.cluster_models")
    with duckdb.connect() as connection:
        query = f"select distinct model_id from '{spark.marts}/cluster_labels/*.parquet'"
        assert connection.execute(query).fetchall() == [(expected,)]


def test_of_a_large_shop_the_python_models_read_a_sample(
    spark: Spark, duck: Build, tmp_path: Path
) -> None:
    from pyspark.sql import SparkSession

    from dbt_project.spark.python_steps import Tables

    query = "select distinct customer_id from marts.fct_customer_features order by md5(customer_id)"
    everybody = [customer for (customer,) in duck.rows(query)]
    with duckdb.connect() as connection:
        tables = Tables(SparkSession.active(), connection, tmp_path, sample_customers=100)
        features = tables.table("marts.fct_customer_features")
        read = {customer for (customer,) in features.project("customer_id").distinct().fetchall()}
        ((rows,),) = features.aggregate("count(*)").fetchall()
        ((models,),) = tables.table("marts.cluster_models").aggregate("count(*)").fetchall()
    # those with the smallest MD5, at every snapshot; about as many as are wanted
    assert read == set(everybody[: len(read)])
    assert 70 < len(read) < 130 < len(everybody)
    listed = ", ".join(f"'{customer}'" for customer in read)
    assert rows == duck.value(
        f"select count(*) from marts.fct_customer_features where customer_id in ({listed})"
    )
    # what has no customers is read whole
    assert models == duck.value("select count(*) from marts.cluster_models")


def test_each_engine_macro_gives_the_same_on_both(spark: Spark) -> None:
    expected = {expression: value for cases in CASES.values() for expression, value in cases}
    assert values_of_cases("duckdb", spark.options) == expected
    assert values_of_cases("spark", spark.options) == expected


def test_every_engine_macro_has_a_case() -> None:
    folder = ROOT / "dbt_project" / "macros"
    texts = [path.read_text("utf-8") for path in folder.rglob("*.sql")]
    dispatched = {
        engine: {name for text in texts for name in re.findall(rf"macro {engine}__(\w+)\(", text)}
        for engine in ("duckdb", "spark")
    }
    assert dispatched["duckdb"] == dispatched["spark"] == set(CASES)
