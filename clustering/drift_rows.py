"""What a model saw at its fit, and how far the shop moved since, as rows of the table of models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from clustering.drift import Drift, Reference
from clustering.rows import Row, rows_of


def reference_rows(entry_number: int, model_id: str, reference: Reference) -> list[Row]:
    """Rows of what later snapshots are compared with."""
    rows: list[Row] = []
    for name, shares in reference.shares.items():
        # the last bin of a feature, and segments, have no edge
        edges = [*reference.edges.get(name, ()), *[None] * len(shares)]
        for number, (share, edge) in enumerate(zip(shares.tolist(), edges, strict=False)):
            bin_values = {"share": share, "upper_bound": None if edge is None else float(edge)}
            rows += rows_of(entry_number, model_id, "reference", name, number, bin_values)
    means = {"mean_distance": reference.mean_distance, "eta_squared": reference.eta_squared}
    return rows + rows_of(entry_number, model_id, "reference", None, None, means)


def read_reference(rows: Iterable[Row], model_id: str) -> Reference | None:
    """Read what a model saw at its newest fit; None where nothing was written."""
    own = [row for row in rows if row.model_id == model_id and row.part == "reference"]
    if not own:
        return None
    newest = max(row.entry_number for row in own)
    values = {
        (row.item, row.number, row.attribute): None if row.value is None else float(row.value)
        for row in own
        if row.entry_number == newest
    }

    def column(name: str, attribute: str) -> np.ndarray:
        found = {
            number: value
            for (item, number, key), value in values.items()
            if (item, key) == (name, attribute) and value is not None
        }
        return np.array([found[number] for number in sorted(found, key=lambda n: n or 0)])

    names = sorted({item for item, _, _ in values if item is not None})
    return Reference(
        edges={name: column(name, "upper_bound") for name in names},
        shares={name: column(name, "share") for name in names},
        mean_distance=values[None, None, "mean_distance"],
        eta_squared=values[None, None, "eta_squared"],
    )


def drift_rows(
    known: Sequence[Row], model_id: str, as_of_date: str, drifts: Sequence[Drift]
) -> list[Row]:
    """Rows of what was measured in this build; none where the last build measured the same.

    Parameters
    ----------
    known : sequence of Row
        What the table holds already, with the rows of this build.
    model_id : str
        The champion.
    as_of_date : str
        The newest snapshot.
    drifts : sequence of Drift
        Every measure.
    """
    entry_number = max(row.entry_number for row in known) + 1
    rows: list[Row] = []
    for drift in drifts:
        values = {
            "as_of_date": as_of_date,
            "value": drift.value,
            "threshold": float(drift.threshold),
            "verdict": drift.verdict,
        }
        rows += rows_of(entry_number, model_id, "drift", drift.measure, None, values)
    before = [row for row in known if row.part == "drift"]
    last = max((row.entry_number for row in before), default=0)
    same = {replace(row, entry_number=entry_number) for row in before if row.entry_number == last}
    return [] if same == set(rows) else rows
