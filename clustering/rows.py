"""A segment model as rows of one long table, and back.

Each row is one attribute: `entry_number` counts the entries of the table, `model_id` names the
model, `part` says what the row describes, `item` (a feature or measure) and `number` (a cluster or
score) which one, `attribute` and `value` (as text) what it says. Floats are written with the digits
that read back to the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from clustering.model import SegmentModel
from clustering.names import SegmentName
from clustering.rfm import CutPoint
from clustering.transforms import Transform

COLUMNS = ("entry_number", "model_id", "part", "item", "number", "attribute", "value")
FIRST_CLUSTER_SEGMENT_ID = 101
# part, item, number, attribute: value
Attributes = dict[tuple[str, str | None, int | None, str], str]


@dataclass(frozen=True)
class Row:
    """One attribute of one part of a model."""

    entry_number: int
    model_id: str
    part: str
    item: str | None
    number: int | None
    attribute: str
    value: str | None


def _text(value: object) -> str | None:
    return None if value is None else repr(value) if isinstance(value, float) else str(value)


def entry_rows(
    entry_number: int, model: SegmentModel, parent_model_id: str | None, reason: str
) -> list[Row]:
    """Rows that make a model the champion; the newest entry of the table wins."""
    attributes = {
        "fitted_as_of_date": model.fitted_as_of_date,
        "feature_space": model.feature_space,
        "n_clusters": model.n_clusters,
        "random_seed": model.random_seed,
        "requested_clusters": model.requested_clusters,
        "customer_count": model.customer_count,
        "parent_model_id": parent_model_id,
        "reason": reason,
    }
    return [
        Row(entry_number, model.model_id, "model", None, None, attribute, _text(value))
        for attribute, value in attributes.items()
    ]


def content_rows(
    entry_number: int, model: SegmentModel, names: Sequence[SegmentName], first_segment_id: int
) -> list[Row]:
    """Rows of everything that a model holds; its clusters get the next free segment ids."""
    rows = []

    def add(part: str, item: str | None, number: int | None, values: Mapping[str, object]) -> None:
        for attribute, value in values.items():
            row = Row(entry_number, model.model_id, part, item, number, attribute, _text(value))
            rows.append(row)

    for order, step in enumerate(model.transforms):
        values = {f.name: getattr(step, f.name) for f in fields(step) if f.name != "feature"}
        add("transform", step.feature, order, values)
    for cluster_id, centroid in enumerate(model.centroids.tolist()):
        for step, coordinate in zip(model.transforms, centroid, strict=True):
            add("centroid", step.feature, cluster_id, {"value": coordinate})
    for cut in model.cut_points:
        add("cut_point", cut.measure, cut.score, {"lower_bound": cut.lower_bound})
    for cluster_id, name in enumerate(names):
        values = {
            "segment_id": first_segment_id + cluster_id,
            "segment_code": name.code,
            "segment_name_en": name.name_en,
            "segment_name_ko": name.name_ko,
            "archetype_code": name.archetype_code,
            "archetype_distance": name.archetype_distance,
            "match_kind": "born",
        }
        add("segment", None, cluster_id, values)
    return rows


def champion_id(rows: Iterable[Row]) -> str | None:
    """Return the model of the newest entry; None without any."""
    newest = max(rows, key=lambda row: row.entry_number, default=None)
    return newest.model_id if newest else None


def read_model(rows: Iterable[Row], model_id: str) -> SegmentModel:
    """Put a model together from its rows, and check that they are those that were written.

    Raises
    ------
    ValueError
        If there is no such model, or its rows are not those that were written.
    """
    own: Attributes = {}
    # oldest first: of the entries of a model that came back, the newest tells
    for row in sorted(rows, key=lambda row: row.entry_number):
        key = row.part, row.item, row.number, row.attribute
        if row.model_id != model_id or row.value is None:
            continue
        if row.part != "model" and own.get(key, row.value) != row.value:
            raise ValueError(f"model {model_id}: its rows were changed, two values for {key}")
        own[key] = row.value
    if not own:
        raise ValueError(f"no model {model_id}")
    try:
        model = _assemble(own)
    except KeyError as error:
        raise ValueError(f"model {model_id}: lacks the row {error}") from error
    centroid_count = sum(part == "centroid" for part, *_ in own)
    if model.model_id != model_id or centroid_count != model.centroids.size:
        raise ValueError(f"model {model_id}: its rows were changed, they now read {model.model_id}")
    return model


def _assemble(own: Attributes) -> SegmentModel:
    def keys(part: str) -> list[tuple[str, int]]:
        found = {(str(key[1]), int(key[2] or 0)) for key in own if key[0] == part}
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def head(attribute: str) -> str:
        return own["model", None, None, attribute]

    transforms = []
    for feature, order in keys("transform"):
        numbers = {
            f.name: float(own["transform", feature, order, f.name])
            for f in fields(Transform)
            if f.name not in ("feature", "transform")
        }
        kind = own["transform", feature, order, "transform"]
        transforms.append(Transform(feature=feature, transform=kind, **numbers))
    n_clusters = int(head("n_clusters"))
    centroids = np.empty((n_clusters, len(transforms)))
    for cluster_id in range(n_clusters):
        for column, step in enumerate(transforms):
            centroids[cluster_id, column] = float(
                own["centroid", step.feature, cluster_id, "value"]
            )
    cut_points = tuple(
        CutPoint(measure, score, float(own["cut_point", measure, score, "lower_bound"]))
        for measure, score in sorted(keys("cut_point"))
    )
    return SegmentModel(
        fitted_as_of_date=head("fitted_as_of_date"),
        feature_space=head("feature_space"),
        random_seed=int(head("random_seed")),
        requested_clusters=int(head("requested_clusters")),
        transforms=tuple(transforms),
        centroids=centroids if n_clusters else np.empty((0, 0)),
        cut_points=cut_points,
        customer_count=int(head("customer_count")),
    )


def next_segment_id(rows: Iterable[Row]) -> int:
    """Return the first segment id that no cluster ever had."""
    used = [int(row.value) for row in rows if row.attribute == "segment_id" and row.value]
    return max(used, default=FIRST_CLUSTER_SEGMENT_ID - 1) + 1
