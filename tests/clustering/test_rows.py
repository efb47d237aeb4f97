"""A model as rows of a long table, and back."""

import json
from dataclasses import asdict, replace

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.model import SegmentModel
from clustering.rfm import MEASURES, CutPoint, fit_cut_points
from clustering.rows import (
    Row,
    champion_id,
    head_values,
    model_rows,
    next_segment_id,
    read_model,
    rows_of,
)
from clustering.spaces import Clustering, fit_clustering
from clustering.transforms import Transform
from clustering.warehouse import read_rows, rows_table
from tests.clustering.shop import AS_OF_DATE, steady, usual_shop

FEATURES = ("recency_days", "order_count", "purchase_day_count", "monetary_value")

number = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def models(draw: st.DrawFn) -> SegmentModel:
    """Models of any shape; bounds of scores may be missing from the top, as when nobody scores."""
    space = draw(st.lists(st.sampled_from(FEATURES), unique=True, max_size=4))
    transforms = tuple(
        Transform(feature, draw(st.sampled_from(["log1p", "identity"])), *draw(six_numbers))
        for feature in space
    )
    n_clusters = draw(st.integers(2, 12)) if space else 0
    coordinates = st.lists(number, min_size=len(space), max_size=len(space))
    rows = draw(st.lists(coordinates, min_size=n_clusters, max_size=n_clusters))
    return SegmentModel(
        fitted_as_of_date=str(draw(st.dates())),
        clustering=Clustering(
            "rfm" if space else "rfm_map",
            transforms,
            np.array(rows) if space else np.empty((0, 0)),
        ),
        cut_points=tuple(
            CutPoint(measure, score, draw(number))
            for measure in MEASURES
            for score in range(2, draw(st.integers(1, 5)) + 1)
        ),
    )


six_numbers = st.tuples(*[number] * 6)


def fitted(seed: int = 0) -> SegmentModel:
    features = usual_shop(300, seed)
    clustering = fit_clustering(features, "rfm", "order_count", 3, random_state=42)
    return SegmentModel(AS_OF_DATE, clustering, fit_cut_points(features))


def written(model: SegmentModel) -> list[Row]:
    """The rows of a model that are read again."""
    head = rows_of(1, model.model_id, "model", None, None, head_values(model))
    return head + model_rows(1, model)


def content(model: SegmentModel) -> str:
    """Everything a model holds, as text that tells 0.0 from -0.0."""
    held = asdict(model)
    held["clustering"]["centroids"] = model.clustering.centroids.tolist()
    return json.dumps(held)


# --- there and back


@steady
@given(models(), st.randoms())
def test_a_model_reads_back_exactly_whatever_the_order_of_rows(model, random) -> None:
    rows = written(model)
    random.shuffle(rows)
    read = read_model(rows, model.model_id)
    assert content(read) == content(model)
    assert read.clustering.centroids.shape == model.clustering.centroids.shape
    assert read.clustering.centroids.dtype == np.float64
    assert read.model_id == model.model_id


@steady
@given(models())
def test_the_warehouse_keeps_every_row(model) -> None:
    rows = written(model)
    with duckdb.connect() as connection:
        connection.register("written", rows_table(rows))
        connection.execute("create table models as select * from written")
        kept = read_rows(connection.table("models"))
    assert sorted(kept, key=repr) == sorted(rows, key=repr)


def test_a_fitted_model_reads_back_exactly() -> None:
    model = fitted()
    assert content(read_model(written(model), model.model_id)) == content(model)


def test_a_model_is_read_from_among_others() -> None:
    first, second = fitted(seed=1), fitted(seed=2)
    rows = written(first) + written(second)
    assert content(read_model(rows, first.model_id)) == content(first)
    assert content(read_model(rows, second.model_id)) == content(second)


# --- rows by hand


def test_rows_by_hand() -> None:
    step = Transform("order_count", "log1p", 1.0, 0.5, 2.5, 1.25, 0.75, 1.0)
    clustering = Clustering("rfm", (step,), np.array([[1.5], [-0.25]]))
    model = SegmentModel("2024-01-31", clustering, (CutPoint("recency_days", 2, -30.0),))
    rows = rows_of(3, model.model_id, "model", None, None, head_values(model))
    rows += model_rows(3, model)
    assert {(row.entry_number, row.model_id) for row in rows} == {(3, model.model_id)}
    assert [(row.part, row.item, row.number, row.attribute, row.value) for row in rows] == [
        ("model", None, None, "fitted_as_of_date", "2024-01-31"),
        ("model", None, None, "feature_space", "rfm"),
        ("model", None, None, "n_clusters", "2"),
        ("transform", "order_count", 0, "transform", "log1p"),
        ("transform", "order_count", 0, "null_value", "1.0"),
        ("transform", "order_count", 0, "lower_bound", "0.5"),
        ("transform", "order_count", 0, "upper_bound", "2.5"),
        ("transform", "order_count", 0, "mean", "1.25"),
        ("transform", "order_count", 0, "scale", "0.75"),
        ("transform", "order_count", 0, "weight", "1.0"),
        ("centroid", "order_count", 0, "value", "1.5"),
        ("centroid", "order_count", 1, "value", "-0.25"),
        ("cut_point", "recency_days", 2, "lower_bound", "-30.0"),
    ]


def test_nothing_is_null_and_not_the_text_nan() -> None:
    (row,) = rows_of(1, "a", "candidate", "rfm_4", None, {"silhouette": float("nan")})
    assert row.value is None


def test_no_two_rows_say_the_same() -> None:
    rows = written(fitted())
    assert len({(row.part, row.item, row.number, row.attribute) for row in rows}) == len(rows)


# --- changed rows


def altered(row: Row) -> Row:
    """Return the row with another value of the same kind."""
    assert row.value is not None
    try:
        return replace(row, value=repr(float(row.value) * 2 + 1))
    except ValueError:
        return replace(row, value=f"{row.value}x")


def decisive(rows: list[Row]) -> list[int]:
    """Positions of the rows that a label or a score hangs on."""
    return [position for position, row in enumerate(rows) if row.attribute != "n_clusters"]


def test_any_changed_value_is_noticed() -> None:
    model = fitted()
    rows = written(model)
    # 2 attributes of the model, 3 * 7 of transforms, 3 * 3 coordinates, and the cut-points
    assert len(decisive(rows)) == 2 + 21 + 9 + len(model.cut_points)
    for position in decisive(rows):
        changed = [*rows[:position], altered(rows[position]), *rows[position + 1 :]]
        # a float where a whole number belongs is not even readable
        with pytest.raises(ValueError, match=f"{model.model_id}: its rows were changed|invalid"):
            read_model(changed, model.model_id)


def test_a_change_in_the_last_digit_is_noticed() -> None:
    model = fitted()
    rows = written(model)
    position = next(i for i, row in enumerate(rows) if row.part == "cut_point")
    nudged = repr(np.nextafter(float(rows[position].value or 0), np.inf).item())
    rows[position] = replace(rows[position], value=nudged)
    with pytest.raises(ValueError, match="its rows were changed"):
        read_model(rows, model.model_id)


@pytest.mark.parametrize("n_clusters", ["0", "2", "4"])
def test_another_number_of_clusters_is_noticed(n_clusters: str) -> None:
    # there are three
    model = fitted()
    rows = [
        replace(row, value=n_clusters) if row.attribute == "n_clusters" else row
        for row in written(model)
    ]
    with pytest.raises(ValueError, match=model.model_id):
        read_model(rows, model.model_id)


def test_a_lost_cut_point_is_noticed() -> None:
    model = fitted()
    rows = [row for row in written(model) if (row.part, row.number) != ("cut_point", 5)]
    with pytest.raises(ValueError, match="its rows were changed"):
        read_model(rows, model.model_id)


@pytest.mark.parametrize("part", ["model", "transform", "centroid"])
def test_a_lost_row_is_noticed(part: str) -> None:
    model = fitted()
    rows = written(model)
    lost = next(row for row in rows if row.part == part)
    rows.remove(lost)
    with pytest.raises(ValueError, match=model.model_id):
        read_model(rows, model.model_id)


def test_an_added_centroid_is_noticed() -> None:
    # the SQL scoring would label customers with it
    model = fitted()
    rows = written(model)
    added = [replace(row, number=3) for row in rows if row.part == "centroid" and row.number == 2]
    with pytest.raises(ValueError, match=model.model_id):
        read_model(rows + added, model.model_id)


def test_a_second_value_for_one_attribute_is_noticed() -> None:
    # the SQL models take the greatest of the two, Python the one that comes last
    model = fitted()
    rows = written(model)
    second = next(replace(row, value="9.9") for row in rows if row.part == "centroid")
    with pytest.raises(ValueError, match=model.model_id):
        read_model([second, *rows], model.model_id)


@pytest.mark.parametrize("rows", [[], written(fitted())])
def test_an_unknown_model_is_an_error_that_names_it(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="no model 0123456789abcdef"):
        read_model(rows, "0123456789abcdef")


# --- the table


def row(
    entry_number: int, model_id: str, attribute: str = "status", value: str = "champion"
) -> Row:
    return Row(entry_number, model_id, "model", None, None, attribute, value)


def test_the_champion_is_the_model_of_the_newest_entry() -> None:
    assert champion_id([row(2, "b"), row(3, "c"), row(1, "a")]) == "c"
    # an old model that came back
    assert champion_id([row(1, "a"), row(2, "b"), row(3, "a")]) == "a"
    # as numbers: 10 is newer than 9
    assert champion_id([row(10, "j"), row(9, "i")]) == "j"
    # a challenger that was not promoted
    assert champion_id([row(1, "a"), row(2, "b", value="challenger")]) == "a"


def test_an_empty_table_has_no_champion() -> None:
    assert champion_id([]) is None


def test_segment_ids_start_at_101_and_go_on_after_the_largest() -> None:
    assert next_segment_id([]) == 101
    assert next_segment_id([row(1, "a")]) == 101
    ids = [row(1, "a", "segment_id", text) for text in ("101", "1000", "999")]
    # as numbers: as text '999' would be the largest
    assert next_segment_id(ids) == 1001
