"""Which tables are published: what the project says of its marts, as the database holds it."""

from pathlib import Path

import duckdb

from reports.publishing.marts import load_build, load_marts
from tests.conftest import Build


def test_every_table_of_the_marts_is_listed_with_its_key(demo: Build) -> None:
    tables = demo.rows("select table_name from duckdb_tables() where schema_name = 'marts'")
    listed = demo.rows("select table_name, key_columns from marts.dim_marts")
    assert sorted(name for name, _ in listed) == sorted(name for (name,) in tables)
    for name, key in listed:
        repeated = f"select 1 from marts.{name} group by {key} having count(*) > 1"
        assert (name, demo.rows(repeated)) == (name, [])


def test_the_long_table_behind_the_models_is_not_public(demo: Build) -> None:
    steps = demo.rows("select table_name from marts.dim_marts where not is_public")
    assert steps == [("cluster_model",)]
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        marts = {mart.name: mart for mart in load_marts(connection)}
        assert load_build(connection).smallest_published_cell == 10
    assert "cluster_model" not in marts
    assert marts["segment_profile"].key == ("as_of_date", "segment_id", "feature")
    ((description,),) = demo.rows(
        "select comment from duckdb_tables() where table_name = 'segment_profile'"
    )
    assert marts["segment_profile"].description == description


def test_a_table_that_somebody_put_there_is_not_published(shop: Path) -> None:
    with duckdb.connect(str(shop)) as connection:
        before = load_marts(connection)
        connection.execute("create table marts.scratch as select customer_id from marts.fct_orders")
        assert load_marts(connection) == before
