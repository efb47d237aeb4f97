"""Decide in each build whether the champion stays or a new model is fitted."""

from __future__ import annotations

from collections.abc import Sequence

from clustering.model import MIN_BUYERS, SegmentModel, fit_model, name_segments
from clustering.names import Archetype
from clustering.rows import (
    Row,
    champion_id,
    content_rows,
    entry_rows,
    next_segment_id,
    read_model,
)
from clustering.settings import Settings
from clustering.types import Features


def refit_reason(
    champion: SegmentModel | None, customer_count: int, settings: Settings
) -> str | None:
    """Why a model must be fitted now; None where the champion stays.

    Raises
    ------
    ValueError
        If there is no champion and `refit` is 'never'.
    """
    if champion is None:
        if settings.refit == "never":
            raise ValueError(
                "refit 'never': there is no model yet; allowed for the first build are auto, always"
            )
        return "first model of this shop"
    if settings.refit != "auto":
        return "refit is set to always" if settings.refit == "always" else None
    if champion.random_seed != settings.random_seed:
        return f"random_seed changed from {champion.random_seed} to {settings.random_seed}"
    if champion.n_clusters and champion.requested_clusters != settings.n_clusters:
        return f"segments changed from {champion.requested_clusters} to {settings.n_clusters}"
    if not champion.n_clusters and customer_count >= MIN_BUYERS:
        grown = champion.customer_count < MIN_BUYERS
        return f"the shop has grown to {customer_count} buyers" if grown else "buyers differ now"
    return None


def keeps_the_map(champion: SegmentModel, model: SegmentModel, settings: Settings) -> bool:
    """Whether a new model would only be another RFM map that nobody asked for."""
    return settings.refit == "auto" and not champion.n_clusters and not model.n_clusters


def new_rows(
    known: Sequence[Row],
    features: Features,
    as_of_date: str,
    settings: Settings,
    archetypes: Sequence[Archetype],
) -> list[Row]:
    """Rows to append to the table of models in this build; none while the champion stays.

    Parameters
    ----------
    known : sequence of Row
        What the table holds already.
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Customers of the newest snapshot, ordered by customer id.
    as_of_date : str
        Date of that snapshot.
    settings : Settings
        The user's.
    archetypes : sequence of Archetype
        Names to choose from.

    Returns
    -------
    list of Row
        The model's entry, and its content unless the table holds it already.
    """
    parent = champion_id(known)
    champion = read_model(known, parent) if parent else None
    customer_count = len(features["recency_days"])
    reason = refit_reason(champion, customer_count, settings)
    if reason is None:
        return []
    model = fit_model(features, as_of_date, settings)
    if model.model_id == parent or (champion and keeps_the_map(champion, model, settings)):
        return []
    if not model.n_clusters:
        few = customer_count < MIN_BUYERS
        cause = f"{customer_count} buyers, fewer than {MIN_BUYERS}" if few else "all buyers alike"
        reason = f"{reason}; {cause}: segments of the RFM map"
    elif model.n_clusters < settings.n_clusters:
        reason = f"{reason}; only {model.n_clusters} different customers"
    entry_number = max((row.entry_number for row in known), default=0) + 1
    rows = entry_rows(entry_number, model, parent, reason)
    if all(row.model_id != model.model_id for row in known):
        names = name_segments(features, model, archetypes)
        rows += content_rows(entry_number, model, names, next_segment_id(known))
    return rows
