"""The metrics, as MetricFlow answers them on the demo shop, are the numbers of the marts."""

import json
import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from dbt.adapters.factory import get_adapter_by_type

from tests.conftest import ROOT, Build, environment

Ask = Callable[..., pd.DataFrame]

# half of the last place that the marts store
TOLERANCES = {"average_order_value": 0.000051, "value_share": 5.1e-10, "repurchase_rate": 5.1e-10}


@pytest.fixture(scope="module")
def ask(parsed: Path, demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask MetricFlow, on a copy of the demo shop under the name that the parse knows."""
    if find_spec("dbt_metricflow") is None:
        missing = "MetricFlow is not installed; make metrics installs it"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)

    from dbt_metricflow.cli.cli_configuration import CLIConfiguration
    from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    database = tmp_path_factory.mktemp("metrics") / "shop.duckdb"
    shutil.copy(demo.database, database)
    with environment({"SEGMART_DATABASE": str(database)}):
        CLIConfiguration().setup(ROOT, ROOT, configure_file_logging=False)
    content = (parsed / "semantic_manifest.json").read_text("utf-8")
    engine = MetricFlowEngine(
        SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(content)),
        AdapterBackedSqlClient(get_adapter_by_type("duckdb")),
    )

    def answer(**question: object) -> pd.DataFrame:
        table = engine.query(MetricFlowQueryRequest.create(**question)).result_df
        return pd.DataFrame(table.rows, columns=list(table.column_names))

    return answer


def frame(build: Build, query: str) -> pd.DataFrame:
    with duckdb.connect(str(build.database), read_only=True) as connection:
        return connection.sql(query).df()


def assert_same(answered: pd.DataFrame, stored: pd.DataFrame, keys: list[str]) -> None:
    """The stored metrics by the stored keys, no row more or less."""
    assert len(stored) > 1
    answered, stored = (
        table.astype(dict.fromkeys(keys, str)).set_index(keys).sort_index()
        for table in (answered, stored)
    )
    for metric in stored.columns:
        pd.testing.assert_series_equal(
            answered[metric].astype(float),
            stored[metric].astype(float),
            rtol=0,
            atol=TOLERANCES.get(metric, 0),
        )


def test_segments_by_snapshot_are_segment_summary(ask: Ask, demo: Build) -> None:
    stored = frame(
        demo,
        "select cast(as_of_date as timestamp) as metric_time__day, "
        "segment_name as segment__segment_name, customer_count, net_value, value_share, "
        "order_count, average_order_value from marts.segment_summary",
    )
    answered = ask(saved_query_name="segments_by_snapshot")
    assert_same(answered, stored, ["metric_time__day", "segment__segment_name"])


def test_regions_are_those_of_orders_and_customers(ask: Ask, demo: Build) -> None:
    # of the newest snapshot all orders are known
    stored = frame(
        demo,
        "select region as customer__region, count(distinct customer_id) as customer_count, "
        "sum(net_value) as net_value, sum(net_value) / sum(sum(net_value)) over () as value_share, "
        "count(*) filter (where not is_return) as order_count, "
        "sum(net_value) filter (where not is_return) / order_count as average_order_value "
        "from marts.dim_customers left join marts.fct_orders using (customer_id) group by 1",
    )
    metrics = list(stored.columns[1:])
    answered = ask(metric_names=metrics, group_by_names=["customer__region"])
    assert_same(answered, stored, ["customer__region"])

    snapshots = ask(saved_query_name="regions_by_snapshot")
    newest = snapshots[snapshots["metric_time__day"] == snapshots["metric_time__day"].max()]
    assert_same(newest, stored, ["customer__region"])


def test_regions_of_a_segment_add_up_to_it(ask: Ask, demo: Build) -> None:
    keys = ["metric_time__day", "segment__segment_name"]
    sums = ["customer_count", "net_value", "value_share", "order_count"]
    parts = ask(saved_query_name="segments_by_region").groupby(keys)[sums].sum().reset_index()
    whole = ask(saved_query_name="segments_by_snapshot")[keys + sums]
    # doubles, added in another order
    pd.testing.assert_frame_equal(
        parts, whole.sort_values(keys, ignore_index=True), check_dtype=False, rtol=1e-12
    )


def test_repurchase_rates_are_those_of_the_marts(ask: Ask, demo: Build) -> None:
    by_segment = frame(
        demo,
        "select distinct dim_segments.segment_name_en as restated_segment__segment_name, "
        "repurchase_rate from marts.segment_summary inner join marts.dim_segments "
        "using (segment_id) where repurchase_as_of_date is not null",
    )
    answered = ask(saved_query_name="repurchase_by_segment")
    assert_same(answered, by_segment, ["restated_segment__segment_name"])

    rate = "avg(cast(has_repurchased as integer)) as repurchase_rate from marts.dim_customers "
    by_region = frame(
        demo,
        f"select region as customer__region, {rate}"
        "inner join marts.fct_customer_outcomes using (customer_id) where as_of_date = "
        "(select max(repurchase_as_of_date) from marts.segment_summary) group by 1",
    )
    answered = ask(metric_names=["repurchase_rate"], group_by_names=["customer__region"])
    assert_same(answered, by_region, ["customer__region"])

    by_date = frame(
        demo,
        f"select cast(as_of_date as timestamp) as metric_time__day, {rate}"
        "inner join marts.fct_customer_outcomes using (customer_id) where is_complete "
        "and as_of_date in (select as_of_date from marts.segment_summary) group by 1",
    )
    answered = ask(metric_names=["repurchase_rate"], group_by_names=["metric_time__day"])
    assert_same(answered, by_date, ["metric_time__day"])


def test_customers_of_several_snapshots_count_once(ask: Ask, demo: Build) -> None:
    customer_count = demo.value("select count(*) from marts.dim_customers")
    (newest,) = ask(metric_names=["customer_count"])["customer_count"]
    assert newest == customer_count

    # the snapshot that a quarter ends with stands for it
    by_quarter = frame(
        demo,
        "select date_trunc('quarter', as_of_date) as metric_time__quarter, "
        "sum(customer_count) as customer_count from marts.segment_summary "
        "group by metric_time__quarter, as_of_date qualify as_of_date = "
        "max(as_of_date) over (partition by metric_time__quarter)",
    )
    answered = ask(metric_names=["customer_count"], group_by_names=["metric_time__quarter"])
    assert_same(answered, by_quarter, ["metric_time__quarter"])


def test_a_share_of_value_is_one_of_the_whole_shop(ask: Ask) -> None:
    regions = ask(metric_names=["value_share"], group_by_names=["customer__region"])
    region, share = regions.iloc[0]
    (filtered,) = ask(
        metric_names=["value_share"],
        where_constraints=[f"{{{{ Dimension('customer__region') }}}} = '{region}'"],
    )["value_share"]
    assert 0 < filtered < 1
    assert filtered == share


def test_no_measure_is_summed_over_dates(parsed: Path) -> None:
    manifest = json.loads((parsed / "semantic_manifest.json").read_text("utf-8"))
    models = {model["name"]: model for model in manifest["semantic_models"]}
    measures = models["customer_snapshots"]["measures"]
    assert len(measures) >= 7
    default = models["customer_snapshots"]["defaults"]["agg_time_dimension"]
    for measure in measures:
        over = measure["non_additive_dimension"]
        assert over["name"] == (measure["agg_time_dimension"] or default), measure["name"]
        assert (over["window_choice"], over["window_groupings"]) == ("max", [])
    assert [name for name, model in models.items() if model["measures"]] == ["customer_snapshots"]
