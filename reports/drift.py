"""How far the shop has moved from what its model was fitted on, as frozen dataclasses.

Each dataclass of a query has the columns of that query as fields; see `reports.warehouse`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# index of stability from which a shift is called moderate; that of a refit comes with the data
WATCH_FROM = 0.10


@dataclass(frozen=True)
class DriftMeasure:
    """A measure of drift at the newest date; ``queries/drift.sql``.

    `is_decisive` marks the measures whose verdict is that of the model as a whole.
    """

    measure: str
    unit: str | None
    value: float | None
    threshold: float
    verdict: str
    is_decisive: bool
    is_new_fit: bool


@dataclass(frozen=True)
class Drift:
    """How the model holds.

    `verdict` is the gravest of all measures, `decisive` those that have it. `is_new_fit` tells
    that the model was fitted on the very data it would be compared with.
    """

    verdict: str
    decisive: tuple[str, ...]
    is_new_fit: bool
    measures: tuple[DriftMeasure, ...]
    watch_from: float = WATCH_FROM


def to_drift(measures: Sequence[DriftMeasure]) -> Drift | None:
    """The measures with the verdict they come to; None without measures."""
    decisive = [measure for measure in measures if measure.is_decisive]
    if not decisive:
        return None
    return Drift(
        verdict=decisive[0].verdict,
        decisive=tuple(measure.measure for measure in decisive),
        is_new_fit=decisive[0].is_new_fit,
        measures=tuple(measures),
    )
