"""The simulated shop: which groups a method finds, who is gone, who loves coupons."""

from collections.abc import Mapping

import pandas as pd

from benchmarks.truth.comparison import Row, mistakes, rand_index
from benchmarks.truth.libraries import LIFETIMES, PYMC_MARKETING, Answers
from benchmarks.truth.orders import Labels, Shop
from benchmarks.truth.simulator import LOVER_TASTES, OTHER_TASTES, Customer
from tests.conftest import Build

# a share of lines with a used coupon, between those who love coupons and those who do not
LOVER_RATE = (LOVER_TASTES[0] + OTHER_TASTES[1]) / 2
# what the libraries are asked about the shop
QUESTIONS = {PYMC_MARKETING: ("segments", "stages"), LIFETIMES: ("stages",)}


def our_labels(build: Build, table: str, label: str) -> Labels:
    """Return a label of each customer from a mart."""
    return dict(
        build.rows(f"select customer_id, {label} from marts.fct_customer_{table} where is_latest")
    )


def raw_lovers(shop: Shop) -> Labels:
    """Who used a coupon on more than that share of lines, however few they are."""
    lines = pd.DataFrame(shop.lines)
    rates = (lines["coupon_status"] == "used").groupby(lines["customer_id"]).mean()
    return {str(name): "lover" if rate > LOVER_RATE else "other" for name, rate in rates.items()}


def compare(
    case: str, asked: str, truth: Labels, ours: Labels, other: str, theirs: Labels | str
) -> Row:
    """Return a row that tells mistakes apart by what is right; missed where ours are more."""
    wrong = [mistakes(truth, labels) for labels in (ours, theirs) if not isinstance(labels, str)]
    shown = [
        f"{counts.total():,} ({', '.join(f'{counts[right]} {right}' for right in kinds(truth))})"
        for counts in wrong
    ]
    reason = theirs if isinstance(theirs, str) else ""
    is_missed = wrong[0].total() > wrong[-1].total()
    return Row(case, asked, len(truth), shown[0], other, reason or shown[1], is_missed)


def kinds(truth: Labels) -> list[str]:
    """Return the right labels that there are, in the order of the alphabet."""
    return sorted(set(truth.values()))


def measure(
    shop: Shop,
    customers: tuple[Customer, ...],
    build: Build,
    answers: Mapping[str, Answers | str],
) -> list[Row]:
    """Return the rows of the table.

    Parameters
    ----------
    shop, customers
        As simulated.
    build
        Ours.
    answers
        By library its labels by question, or why it has none.
    """
    groups = {one.customer_id: one.group for one in customers}
    stages = {one.customer_id: "gone" if one.lapse_date else "active" for one in customers}
    lovers = {one.customer_id: "lover" if one.is_lover else "other" for one in customers}
    our_stages = our_labels(
        build, "features", "case when lifecycle_stage = 'lapsed' then 'gone' else 'active' end"
    )
    our_lovers = our_labels(
        build,
        "features",
        f"case when shrunk_coupon_rate > {LOVER_RATE} then 'lover' else 'other' end",
    )
    ours = rand_index(groups, our_labels(build, "segments", "segment_name"))
    named = answers[PYMC_MARKETING.name]
    theirs = 0.0 if isinstance(named, str) else rand_index(groups, named["segments"])
    return [
        Row(
            "simulated: groups",
            "in which of 7 planted groups? (adjusted Rand index, 1 is best)",
            len(groups),
            f"index {ours:.2f}",
            PYMC_MARKETING.name,
            named if isinstance(named, str) else f"index {theirs:.2f}",
            ours < theirs,
        ),
        *(
            compare(
                "simulated: lapses",
                "active or gone?",
                stages,
                our_stages,
                library.name,
                found if isinstance(found := answers[library.name], str) else found["stages"],
            )
            for library in (PYMC_MARKETING, LIFETIMES)
        ),
        compare(
            "simulated: coupons",
            "a lover of coupons or not?",
            lovers,
            our_lovers,
            "pandas mean of used coupons",
            raw_lovers(shop),
        ),
    ]
