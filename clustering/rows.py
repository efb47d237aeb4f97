"""A segment model as rows of one long table, and back.

Each row is one attribute: `entry_number` counts the entries of the table, `model_id` names the
model, `part` says what the row describes, `item` (a feature or measure) and `number` (a cluster or
score) which one, `attribute` and `value` (as text) what it says. Floats are written with the digits
that read back to the same number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from clustering.evidence import backtest_values, candidate_table, cluster_table
from clustering.fit import FittedModel
from clustering.identity import KnownSegments, SegmentIdentity
from clustering.model import SegmentModel
from clustering.names import SegmentName
from clustering.reasons import Reason, join
from clustering.rfm import CutPoint
from clustering.segments import SegmentRule
from clustering.settings import Settings
from clustering.spaces import NO_CLUSTERING, Clustering
from clustering.transforms import Transform

COLUMNS = ("entry_number", "model_id", "part", "item", "number", "attribute", "value")
FIRST_CLUSTER_SEGMENT_ID = 101
# settings that decide which model comes out: another value asks for another model
MODEL_SETTINGS = ("min_segments", "max_segments", "random_seed", "horizon_days")
# parts that a label hangs on
LABEL_PARTS = ("model", "transform", "centroid", "cut_point")
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


@dataclass(frozen=True)
class Entry:
    """What the newest entry of the champion says of its fit.

    Attributes
    ----------
    settings : dict of str to int
        The settings of `MODEL_SETTINGS` at the fit.
    verdict : str
        As in `fit.FittedModel`.
    """

    settings: dict[str, int]
    verdict: str


# status of an entry: a challenger was fitted, was worse, and labels nobody
CHAMPION = "champion"
CHALLENGER = "challenger"


def rows_of(
    entry_number: int,
    model_id: str,
    part: str,
    item: str | None,
    number: int | None,
    values: Mapping[str, object],
) -> list[Row]:
    """One row per attribute; floats as text that reads back to the same number, NaN as null."""
    return [
        Row(entry_number, model_id, part, item, number, attribute, _text(value))
        for attribute, value in values.items()
    ]


def _text(value: object) -> str | None:
    if isinstance(value, float):
        return None if math.isnan(value) else repr(float(value))
    return None if value is None else str(value)


def head_values(model: SegmentModel) -> dict[str, object]:
    """Attributes of a model that labels hang on and that stand in its entry."""
    return {
        "fitted_as_of_date": model.fitted_as_of_date,
        "feature_space": model.feature_space,
        "n_clusters": model.n_clusters,
    }


def entry_rows(
    entry_number: int,
    fitted: FittedModel,
    settings: Settings,
    parent_model_id: str | None,
    why: Reason,
    status: str = CHAMPION,
) -> list[Row]:
    """Rows of one fit; of those that made a champion, the newest of the table wins."""
    model = fitted.model
    reason = join([why, fitted.reason])
    values = {
        **head_values(model),
        "status": status,
        "verdict": fitted.verdict,
        "customer_count": fitted.customer_count,
        "sample_count": fitted.sample_count,
        "rule_fidelity": fitted.rules.fidelity,
        **{f"{measure}_sum": total for measure, total in fitted.checksum.items()},
        "parent_model_id": parent_model_id,
        "reason": reason.en,
        "reason_ko": reason.ko,
        **{name: getattr(settings, name) for name in MODEL_SETTINGS},
    }
    return rows_of(entry_number, model.model_id, "model", None, None, values)


def model_rows(entry_number: int, model: SegmentModel) -> list[Row]:
    """Rows of everything that labels hang on, but for what stands in the entry."""
    rows: list[Row] = []

    def add(part: str, item: str, number: int, values: Mapping[str, object]) -> None:
        rows.extend(rows_of(entry_number, model.model_id, part, item, number, values))

    transforms = model.clustering.transforms
    for order, step in enumerate(transforms):
        values = {f.name: getattr(step, f.name) for f in fields(step) if f.name != "feature"}
        add("transform", step.feature, order, values)
    for cluster_id, centroid in enumerate(model.clustering.centroids.tolist()):
        for step, coordinate in zip(transforms, centroid, strict=True):
            add("centroid", step.feature, cluster_id, {"value": coordinate})
    for cut in model.cut_points:
        add("cut_point", cut.measure, cut.score, {"lower_bound": cut.lower_bound})
    return rows


def segment_rows(
    entry_number: int, fitted: FittedModel, identities: Sequence[SegmentIdentity]
) -> list[Row]:
    """Rows of ids, names and rules of the clusters."""
    model_id, rows = fitted.model.model_id, []
    for cluster_id, (own, rule) in enumerate(zip(identities, fitted.rules.clusters, strict=True)):
        values = {
            "segment_id": own.segment_id,
            "segment_code": own.name.code,
            "segment_name_en": own.name.name_en,
            "segment_name_ko": own.name.name_ko,
            "archetype_code": own.name.archetype_code,
            "archetype_distance": own.name.archetype_distance,
            "match_kind": own.match_kind,
            "match_jaccard": own.match_jaccard,
            "predecessor_ids": ",".join(map(str, own.predecessor_ids)) or None,
        }
        described = values | rule_values(rule)
        rows += rows_of(entry_number, model_id, "segment", None, cluster_id, described)
    return rows + rows_of(entry_number, model_id, "vip", None, None, rule_values(fitted.rules.vip))


def rule_values(rule: SegmentRule) -> dict[str, object]:
    """Attributes of a rule."""
    return {f"rule_{name}": value for name, value in asdict(rule).items()}


def evidence_rows(entry_number: int, fitted: FittedModel) -> list[Row]:
    """Rows of the decision table and of the back-test."""
    rows: list[Row] = []

    def add(part: str, item: str, number: int | None, values: Mapping[str, object]) -> None:
        rows.extend(rows_of(entry_number, fitted.model.model_id, part, item, number, values))

    for name, values in candidate_table(fitted).items():
        add("candidate", name, None, values)
    for each in fitted.candidates:
        for cluster_id, values in enumerate(cluster_table(each)):
            add("candidate_cluster", each.candidate.name, cluster_id, values)
    for row in fitted.backtest:
        add("backtest", row.method, None, backtest_values(fitted, row))
    return rows


def champion_id(rows: Iterable[Row]) -> str | None:
    """Return the model of the newest entry that made a champion; None without any."""
    entries = (row for row in rows if (row.attribute, row.value) == ("status", CHAMPION))
    newest = max(entries, key=lambda row: row.entry_number, default=None)
    return newest.model_id if newest else None


def last_challenge(rows: Sequence[Row], champion_id: str | None) -> str | None:
    """Return the newest date at which a champion was challenged in vain; None if never."""
    in_vain = {r.entry_number for r in rows if (r.attribute, r.value) == ("status", CHALLENGER)}
    of_champion = {
        row.entry_number
        for row in rows
        if (row.attribute, row.value) == ("parent_model_id", champion_id)
    }
    dates = [
        str(row.value)
        for row in rows
        if row.entry_number in in_vain & of_champion and row.attribute == "fitted_as_of_date"
    ]
    return max(dates, default=None)


def read_entry(rows: Iterable[Row], model_id: str) -> Entry:
    """Read what the newest entry of a model says of its fit."""
    own = [row for row in rows if row.model_id == model_id and row.part == "model"]
    newest = max(row.entry_number for row in own)
    values = {row.attribute: row.value for row in own if row.entry_number == newest}
    settings = {name: int(values[name] or 0) for name in MODEL_SETTINGS}
    return Entry(settings, str(values["verdict"]))


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
        if row.model_id != model_id or row.value is None or row.part not in LABEL_PARTS:
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
    if model.model_id != model_id or centroid_count != model.clustering.centroids.size:
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
    clustering = Clustering(
        head("feature_space"),
        tuple(transforms),
        centroids if n_clusters else NO_CLUSTERING.centroids,
    )
    return SegmentModel(head("fitted_as_of_date"), clustering, cut_points)


def read_segments(rows: Iterable[Row], model: SegmentModel) -> KnownSegments | None:
    """Read which segments the clusters of a model are; None for a model without clusters."""
    own = {
        (row.number, row.attribute): row.value
        for row in rows
        if row.model_id == model.model_id and row.part == "segment"
    }
    if not own:
        return None
    clusters = range(model.n_clusters)

    def text(cluster_id: int, attribute: str) -> str:
        return str(own[cluster_id, attribute])

    return KnownSegments(
        model.clustering,
        tuple(int(text(n, "segment_id")) for n in clusters),
        tuple(
            SegmentName(
                text(n, "segment_code"),
                text(n, "segment_name_en"),
                text(n, "segment_name_ko"),
                own[n, "archetype_code"],
                float(text(n, "archetype_distance")),
            )
            for n in clusters
        ),
    )


def next_segment_id(rows: Iterable[Row]) -> int:
    """Return the first segment id that no cluster ever had."""
    used = [int(row.value) for row in rows if row.attribute == "segment_id" and row.value]
    return max(used, default=FIRST_CLUSTER_SEGMENT_ID - 1) + 1
