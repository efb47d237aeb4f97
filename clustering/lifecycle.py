"""Decide in each build whether the champion stays or a new model is fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from threadpoolctl import threadpool_limits

from clustering.backtest import OURS
from clustering.drift import Drift, Recent, eta_squared, measure_drift, take_reference
from clustering.drift_rows import drift_rows, read_reference, reference_rows
from clustering.fit import FittedModel, Shop, fit_model
from clustering.identity import KnownSegments, identify
from clustering.model import MIN_BUYERS, SegmentModel
from clustering.reasons import Reason, join, reason
from clustering.rows import (
    CHALLENGER,
    CHAMPION,
    Entry,
    Row,
    champion_id,
    entry_rows,
    evidence_rows,
    last_challenge,
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
# a challenger that foretells this much worse than the champion is not promoted
TOLERATED_LOSS = 0.02
# a champion that was challenged in vain is left in peace for as long
REST_DAYS = 30


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


def drift_reason(
    known: Sequence[Row], champion: Entry, model: SegmentModel, drifts: Sequence[Drift], day: str
) -> Reason | None:
    """Why drift asks for a challenger now; None where it does not.

    Parameters
    ----------
    known : sequence of Row
        The table of models.
    champion : Entry
        Its newest entry.
    model : SegmentModel
        The champion.
    drifts : sequence of Drift
        Every measure at the newest snapshot.
    day : str
        That snapshot. A past one asks for nothing.
    """
    if day <= model.fitted_as_of_date or champion.verdict in MAP_VERDICTS:
        return None
    challenged = last_challenge(known, model.model_id)
    if challenged and date.fromisoformat(day) < date.fromisoformat(challenged) + timedelta(
        days=REST_DAYS
    ):
        return None
    reasons = [
        reason("drift", name=drift.measure, value=drift.value, threshold=f"{drift.threshold:g}")
        for drift in drifts
        if drift.verdict == "refit"
    ]
    return join(reasons) if reasons else None


def trial(fitted: FittedModel, champion_eta: float | None) -> tuple[str, Reason]:
    """Say whether a challenger takes the champion's place, and why.

    Parameters
    ----------
    fitted : FittedModel
        The challenger.
    champion_eta : float or None
        Eta squared of the champion over the last horizon; None where it has no clusters or there
        is no history, and the hard tests alone decide.
    """
    if fitted.chosen is None:
        return CHALLENGER, reason("no_better_structure")
    ours = next((r.scores.eta_squared for r in fitted.backtest if r.method == OURS), None)
    if champion_eta is None or ours is None:
        return CHAMPION, reason("promoted_by_tests")
    is_worse = ours < (1 - TOLERATED_LOSS) * champion_eta
    key = "worse" if is_worse else "promoted"
    return CHALLENGER if is_worse else CHAMPION, reason(key, new=ours, old=champion_eta)


# drift is measured by sums too, which several threads add up in another order
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def new_rows(
    known: Sequence[Row],
    buyers: Buyers,
    settings: Settings,
    read_recent: Callable[[], Recent],
    read_shop: Callable[[], Shop],
) -> list[Row]:
    """Rows to append to the table of models in this build.

    Parameters
    ----------
    known : sequence of Row
        What the table holds already.
    buyers : Buyers
        The newest snapshot in short.
    settings : Settings
        The user's.
    read_recent : callable
        Reads what drift is measured on; called only where there is a model.
    read_shop : callable
        Reads what a fit needs; called only where there is one.

    Returns
    -------
    list of Row
        The entry of a model that was fitted with its evidence, and its content unless the table
        holds it already; and the drift of the champion, unless the last build measured the same.
    """
    parent = champion_id(known)
    champion = read_entry(known, parent) if parent else None
    why = refit_reason(champion, buyers, settings)
    if champion is None or parent is None:
        return _first_rows(settings, read_shop())
    model, recent = read_model(known, parent), read_recent()
    reference = read_reference(known, parent)
    drifts = measure_drift(model, reference, recent) if reference else []
    day = recent.newest.as_of_date
    is_trial = why is None and settings.refit == "auto"
    if is_trial:
        why = drift_reason(known, champion, model, drifts, day)
    if why is None:
        return drift_rows(known, parent, day, drifts)
    shop = read_shop()
    before = read_segments(known, model)
    fitted = fit_model(shop, settings, before.clustering if before else None)
    if stays(champion, parent, fitted, settings):
        return drift_rows(known, parent, day, drifts)
    status = CHAMPION
    if is_trial:
        status, outcome = trial(fitted, eta_squared(model, recent))
        why = join([why, outcome])
    rows = _fit_rows(known, shop, fitted, before, parent, why, status)
    if status == CHALLENGER:
        return rows + drift_rows([*known, *rows], parent, day, drifts)
    return rows + _no_drift_rows([*known, *rows], fitted, shop)


def _first_rows(settings: Settings, shop: Shop) -> list[Row]:
    fitted = fit_model(shop, settings)
    rows = _fit_rows([], shop, fitted, None, None, reason("first"), CHAMPION)
    return rows + _no_drift_rows(rows, fitted, shop)


def _fit_rows(
    known: Sequence[Row],
    shop: Shop,
    fitted: FittedModel,
    before: KnownSegments | None,
    parent: str | None,
    why: Reason,
    status: str,
) -> list[Row]:
    """Rows of a fit: its entry, its content where it is new, its evidence."""
    entry_number = max((row.entry_number for row in known), default=0) + 1
    model_id = fitted.model.model_id
    rows = entry_rows(entry_number, fitted, fitted.settings, parent, why, status)
    if all(row.model_id != model_id for row in known):
        rows += model_rows(entry_number, fitted.model)
        identities = (
            identify(fitted.chosen, shop.customers, shop.archetypes, before, next_segment_id(known))
            if fitted.chosen
            else []
        )
        rows += segment_rows(entry_number, fitted, identities)
    reference = take_reference(fitted.model, recent_of(shop))
    rows += reference_rows(entry_number, model_id, reference)
    return rows + evidence_rows(entry_number, fitted)


def _no_drift_rows(known: Sequence[Row], fitted: FittedModel, shop: Shop) -> list[Row]:
    """Rows of the drift of a new champion at its fit: what the next build measures, and none."""
    recent = recent_of(shop)
    drifts = measure_drift(fitted.model, take_reference(fitted.model, recent), recent)
    return drift_rows(known, fitted.model.model_id, shop.customers.as_of_date, drifts)


def recent_of(shop: Shop) -> Recent:
    """Return the part of a shop that drift is measured on."""
    past = shop.past
    return Recent(
        shop.customers.fit_sample(), past.later if past else None, past.outcome if past else None
    )


def stays(
    champion: Entry, champion_id: str | None, fitted: FittedModel, settings: Settings
) -> bool:
    """Whether a fit brought nothing new: the same model by the same settings."""
    return champion_id == fitted.model.model_id and all(
        getattr(settings, name) == old for name, old in champion.settings.items()
    )
