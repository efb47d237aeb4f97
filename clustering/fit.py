"""Fit a segment model: candidates, choice, rules, names and proof."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from clustering.backtest import BacktestRow, PastSnapshots, back_test, methods
from clustering.candidates import Fitted, fit_candidates, step_count
from clustering.customers import Customers
from clustering.model import MIN_BUYERS, SegmentModel
from clustering.names import Archetype
from clustering.progress import show_progress
from clustering.reasons import Reason, chosen_reason, join, reason
from clustering.rfm import RfmMap, fit_cut_points
from clustering.segments import SegmentRules, segment_rules
from clustering.selection import Choice, choose
from clustering.settings import Settings
from clustering.spaces import NO_CLUSTERING, Clustering, frequency_feature, space_features

# number of clusters of the methods in the back-test where no clusters were chosen
USUAL_CLUSTERS = 6
CHECKSUM = ("recency_days", "order_count", "monetary_value", "expected_value")


@dataclass(frozen=True)
class Shop:
    """All that a fit knows of a shop.

    Attributes
    ----------
    customers : Customers
        Of the newest snapshot; of more than a million, a sample of a million.
    customer_count : int
        How many there are.
    past : PastSnapshots or None
        None where fewer than 200 customers had bought two horizons ago.
    has_value_model : bool
        False where the expected value is only what came in lately.
    rfm_map : RfmMap
        Names of the RFM grid.
    archetypes : sequence of Archetype
        Names for clusters.
    """

    customers: Customers
    customer_count: int
    past: PastSnapshots | None
    has_value_model: bool
    rfm_map: RfmMap
    archetypes: Sequence[Archetype]


@dataclass(frozen=True)
class FittedModel:
    """A model, and why it is this one.

    Attributes
    ----------
    model : SegmentModel
        The model.
    verdict : str
        'clusters', 'no_stable_structure', 'few_buyers' or 'all_alike'.
    reason : Reason
        In a sentence.
    customer_count, sample_count : int
        Customers at the fit, and those whom the centroids were fitted on.
    checksum : dict of str to float
        Sum over the customers of the measures that `CHECKSUM` names: tells whether a snapshot still
        holds what the model was fitted on.
    chosen : Fitted or None
        The chosen candidate; None for the RFM map.
    rules : SegmentRules
        Rules of its segments.
    settings : Settings
        The user's.
    backtest_clusters : int
        Number of clusters of the methods in the back-test.
    backtest_as_of_date : str or None
        Date by whose outcome methods were judged; None without history.
    backtest_customer_count : int
        Customers of that date whom methods were judged on.
    candidates : tuple of Fitted
        All candidates; empty where there was nothing to choose.
    choice : Choice
        What the rule made of them.
    backtest : tuple of BacktestRow
        Empty without history.
    """

    model: SegmentModel
    verdict: str
    reason: Reason
    customer_count: int
    sample_count: int
    checksum: dict[str, float]
    chosen: Fitted | None
    rules: SegmentRules
    settings: Settings
    backtest_clusters: int
    backtest_as_of_date: str | None
    backtest_customer_count: int
    candidates: tuple[Fitted, ...]
    choice: Choice
    backtest: tuple[BacktestRow, ...]


def fit_model(shop: Shop, settings: Settings, champion: Clustering | None = None) -> FittedModel:
    """Fit a model on the customers of the newest snapshot.

    Parameters
    ----------
    shop : Shop
        Customers and their past.
    settings : Settings
        The user's.
    champion : Clustering or None
        The model before, which a refit starts from too; None for a first fit.

    Returns
    -------
    FittedModel
        Without clusters for fewer than 200 customers, where all are equal in every feature, or
        where no candidate has a stable structure.
    """
    if len(shop.customers) < MIN_BUYERS:
        return _describe(shop, settings, "few_buyers", (), Choice(None, {}))
    # several threads add up in another order and move centroids in the 13th digit
    with threadpool_limits(limits=1), show_progress(step_count(settings)) as advance:
        candidates = fit_candidates(
            shop.customers, shop.past, settings, shop.archetypes, champion, advance
        )
        incumbent = f"{champion.space}_{champion.n_clusters}" if champion else None
        choice = choose([c.candidate for c in candidates], settings.is_number_fixed, incumbent)
        if not candidates:
            verdict = "all_alike"
        else:
            verdict = "clusters" if choice.chosen else "no_stable_structure"
        return _describe(shop, settings, verdict, tuple(candidates), choice)


def _describe(
    shop: Shop, settings: Settings, verdict: str, candidates: tuple[Fitted, ...], choice: Choice
) -> FittedModel:
    chosen = next((c for c in candidates if c.candidate.name == choice.chosen), None)
    clustering = chosen.clustering if chosen else NO_CLUSTERING
    backtest: list[BacktestRow] = []
    usual = min(settings.numbers, key=lambda number: abs(number - USUAL_CLUSTERS))
    number = chosen.candidate.requested_clusters if chosen else usual
    if shop.past and candidates:
        seed = settings.random_seed
        segmented = methods(shop.past, clustering.space, number, seed, shop.rfm_map)
        backtest = back_test(segmented, shop.past, seed)
    customers = shop.customers
    model = SegmentModel(customers.as_of_date, clustering, fit_cut_points(customers.features))
    return FittedModel(
        model=model,
        verdict=verdict,
        reason=join(_reasons(shop, settings, verdict, candidates, chosen)),
        customer_count=shop.customer_count,
        sample_count=len(customers.fit_sample()),
        checksum={name: round(math.fsum(customers.features[name]), 4) for name in CHECKSUM},
        chosen=chosen,
        rules=segment_rules(chosen, customers, model.vip_bound),
        settings=settings,
        backtest_clusters=number,
        backtest_as_of_date=shop.past.later.as_of_date if shop.past else None,
        backtest_customer_count=len(shop.past.later) if shop.past else 0,
        candidates=candidates,
        choice=choice,
        backtest=tuple(backtest),
    )


def _reasons(
    shop: Shop,
    settings: Settings,
    verdict: str,
    candidates: tuple[Fitted, ...],
    chosen: Fitted | None,
) -> list[Reason]:
    count, sample_count = shop.customer_count, len(shop.customers.fit_sample())
    reasons = []
    if chosen:
        reasons.append(chosen_reason(chosen.candidate, settings.is_number_fixed))
        frequency = frequency_feature(shop.customers.features)
        for name in space_features(chosen.clustering.space, frequency):
            if name not in chosen.clustering.feature_names:
                reasons.append(reason("left", name=name))
        if sample_count < count:
            reasons.append(reason("sampled", sample=sample_count, count=count))
    else:
        reasons.append(reason(verdict, count=count))
    if not shop.has_value_model:
        reasons.append(reason("recent_value", days=settings.horizon_days))
    if candidates and not shop.past:
        reasons.append(reason("no_past"))
    elif candidates and candidates[0].candidate.out_of_time is None:
        reasons.append(reason("no_outcome"))
    return reasons
