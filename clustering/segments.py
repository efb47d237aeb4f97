"""What the segments of a model are called, and the rules that find their customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clustering.candidates import Fitted
from clustering.customers import Customers
from clustering.rfm import is_vip
from clustering.rule_texts import rule_text, vip_rule_text
from clustering.rules import apply_rules, rule_fidelity, rule_sql, vip_rule_sql
from clustering.transforms import STORED_DECIMALS


@dataclass(frozen=True)
class SegmentRule:
    """A rule, and how well it finds the customers of its segment.

    Attributes
    ----------
    sql : str
        Predicate on the columns of `fct_customer_features`.
    text_en, text_ko : str
        The same in words.
    fidelity : float
        Share of the segment's held-out customers whom the rule finds; NaN without any.
    precision : float
        Share of the held-out customers found by the rule who are of the segment; NaN without any.
    """

    sql: str
    text_en: str
    text_ko: str
    fidelity: float
    precision: float


@dataclass(frozen=True)
class SegmentRules:
    """Rules of all segments of a model.

    Attributes
    ----------
    clusters : tuple of SegmentRule
        One per cluster, VIPs excepted; empty without clusters.
    vip : SegmentRule
        The rule of the VIPs: a comparison, hence exact.
    fidelity : float
        Share of all held-out customers whose rule is that of their segment; NaN without clusters.
    """

    clusters: tuple[SegmentRule, ...]
    vip: SegmentRule
    fidelity: float


def segment_rules(chosen: Fitted | None, customers: Customers, vip_bound: float) -> SegmentRules:
    """Write the rules of a model, and judge them on the customers that they were not fitted on.

    Parameters
    ----------
    chosen : Fitted or None
        The chosen candidate; None without clusters.
    customers : Customers
        Customers of the fit.
    vip_bound : float
        Expected value above which a customer is a VIP.

    Returns
    -------
    SegmentRules
    """
    vip = SegmentRule(
        sql=vip_rule_sql(vip_bound),
        text_en=vip_rule_text(vip_bound, "en"),
        text_ko=vip_rule_text(vip_bound, "ko"),
        fidelity=1.0,
        precision=1.0,
    )
    if chosen is None:
        return SegmentRules((), vip, float("nan"))
    vips = is_vip(customers.features, vip_bound)
    judged = customers.is_held_out & ~vips
    by_rule = apply_rules(customers.take(judged).features, chosen.rules)
    labels = chosen.labels[judged]
    found = rule_fidelity(labels, by_rule, len(chosen.rules))
    vip_count = np.count_nonzero(customers.is_held_out & vips)
    right = np.count_nonzero(labels == by_rule) + vip_count
    return SegmentRules(
        tuple(
            SegmentRule(
                rule_sql(rule, vip_bound),
                rule_text(rule, "en", vip_bound),
                rule_text(rule, "ko", vip_bound),
                round(float(fidelity), STORED_DECIMALS),
                round(float(precision), STORED_DECIMALS),
            )
            for rule, fidelity, precision in zip(
                chosen.rules, found.per_cluster, found.precision, strict=True
            )
        ),
        vip,
        round(right / (len(labels) + vip_count), STORED_DECIMALS),
    )
