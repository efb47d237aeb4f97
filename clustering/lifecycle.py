"""Decide in each build whether the champion stays or a new model is fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clustering.fit import FittedModel, Shop, fit_model
from clustering.identity import identify
from clustering.model import MIN_BUYERS
from clustering.reasons import Reason, reason
from clustering.rows import (
    Entry,
    Row,
    champion_id,
    entry_rows,
    evidence_rows,
    model_rows,
    next_segment_id,
    read_entry,
    read_model,
    read_segments,
    segment_rows,
)
from clustering.settings import Settings

# no setting gives clusters to such a shop
MAP_VERDICTS = ("few_buyers", "all_alike")


@dataclass(frozen=True)
class Buyers:
    """What is cheap to know of the newest snapshot.

    Attributes
    ----------
    customer_count : int
        Customers with a purchase.
    are_alike : bool
        Whether all are equal in every feature of the spaces.
    """

    customer_count: int
    are_alike: bool


def refit_reason(champion: Entry | None, buyers: Buyers, settings: Settings) -> Reason | None:
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
        return reason("first")
    if settings.refit != "auto":
        return reason("always") if settings.refit == "always" else None
    for name, old in champion.settings.items():
        new = getattr(settings, name)
        if new != old and champion.verdict not in MAP_VERDICTS:
            return reason("changed", name=name, old=old, new=new)
    if champion.verdict == "few_buyers" and buyers.customer_count >= MIN_BUYERS:
        return reason("grown", count=buyers.customer_count)
    if champion.verdict == "all_alike" and not buyers.are_alike:
        return reason("differ")
    return None


def new_rows(
    known: Sequence[Row],
    buyers: Buyers,
    settings: Settings,
    read_shop: Callable[[], Shop],
) -> list[Row]:
    """Rows to append to the table of models in this build; none while the champion stays.

    Parameters
    ----------
    known : sequence of Row
        What the table holds already.
    buyers : Buyers
        The newest snapshot in short.
    settings : Settings
        The user's.
    read_shop : callable
        Reads what a fit needs; called only where there is one.

    Returns
    -------
    list of Row
        The model's entry with its evidence, and its content unless the table holds it already.
    """
    parent = champion_id(known)
    champion = read_entry(known, parent) if parent else None
    before = read_segments(known, read_model(known, parent)) if parent else None
    why = refit_reason(champion, buyers, settings)
    if why is None:
        return []
    shop = read_shop()
    fitted = fit_model(shop, settings, before.clustering if before else None)
    if champion and stays(champion, parent, fitted, settings):
        return []
    entry_number = max((row.entry_number for row in known), default=0) + 1
    rows = entry_rows(entry_number, fitted, settings, parent, why)
    if all(row.model_id != fitted.model.model_id for row in known):
        rows += model_rows(entry_number, fitted.model)
        identities = (
            identify(fitted.chosen, shop.customers, shop.archetypes, before, next_segment_id(known))
            if fitted.chosen
            else []
        )
        rows += segment_rows(entry_number, fitted, identities)
    return rows + evidence_rows(entry_number, fitted)


def stays(
    champion: Entry, champion_id: str | None, fitted: FittedModel, settings: Settings
) -> bool:
    """Whether a fit brought nothing new: the same model by the same settings."""
    return champion_id == fitted.model.model_id and all(
        getattr(settings, name) == old for name, old in champion.settings.items()
    )
