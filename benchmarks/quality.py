"""Compare the segments with seven segmentations in common use, on what customers did next.

Segments are fitted and learned from 90 days before each date and judged by the 90 days after it,
on real shops whose files lie in a folder each. Run from the root:
`python benchmarks/quality.py --shop online_retail --data ../shared/data`.
Ends with 1 if a value measured elsewhere is missed or a claimed difference does not show.
"""

import argparse
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.quality_shops import HORIZON_DAYS, SHOPS, Shop, build  # noqa: E402
from clustering.backtest import (  # noqa: E402
    PastSnapshots,
    assign_clusters,
    learn_and_score,
    set_vips_apart,
)
from clustering.baselines import BASELINES, Assignment, method_name  # noqa: E402
from clustering.evaluation import (  # noqa: E402
    MEASURES,
    Lessons,
    as_array,
    bootstrap_scores,
    difference_intervals,
    learn,
    score,
)
from clustering.types import FloatArray, IntArray  # noqa: E402
from clustering.warehouse import read_past  # noqa: E402

RANDOM_STATE = 42
OURS = "rfm_ev_6"
OUR_CLUSTERS = (5, 6, 8)
RAW_CLUSTERS = (4, 6)
CLUSTERS = 6
VALUE_BINS = 20
# the share of value explained is shown beside them
JUDGED = 3

Measured = dict[str, FloatArray]


def read_window(database: Path, judged_at: str) -> PastSnapshots:
    """Customers a horizon before a date and at it, with what followed each."""
    end = date.fromisoformat(judged_at) + timedelta(days=HORIZON_DAYS)
    with duckdb.connect(str(database), read_only=True) as connection:
        features = connection.table("marts.fct_customer_features")
        outcomes = connection.table("marts.fct_customer_outcomes")
        past = read_past(features, outcomes, str(end), HORIZON_DAYS)
        kinds = connection.execute(
            "select fitted_as_of_date, kind from marts.value_models "
            "where fitted_as_of_date <= ? order by 1 desc limit 2",
            [judged_at],
        ).fetchall()
    if past is None:
        raise ValueError(f"no complete outcomes after {judged_at}; check the dates of the shop")
    models = ", ".join(f"{kind} of {day}" for day, kind in reversed(kinds))
    print(
        f"{judged_at}: {len(past.later):,} customers, {past.outcome.has_repurchased.mean():.1%} "
        f"bought; value models {models}",
        flush=True,
    )
    return past


def all_segments(past: PastSnapshots) -> dict[str, Assignment]:
    """Every method of the table at one date."""
    found = {}
    for name, baseline in BASELINES.items():
        for n_clusters in RAW_CLUSTERS if name == "raw_kmeans" else (CLUSTERS,):
            found[method_name(name, n_clusters)] = baseline.assign(
                past.earlier.features, past.lesson, past.later.features, n_clusters, RANDOM_STATE
            )
    for n_clusters in OUR_CLUSTERS:
        name = f"rfm_ev_{n_clusters}"
        found[name] = assign_clusters(past, "rfm_ev", n_clusters, RANDOM_STATE)
        found[f"{name}_vip"] = set_vips_apart(found[name], past)
    return found


def score_expected_value(past: PastSnapshots) -> FloatArray:
    """What the prediction achieves without segments: sorted by it, and in bins of equal size."""
    value = past.later.features["expected_value"]
    each = np.arange(len(value))
    rank = np.empty_like(each)
    rank[np.argsort(value, kind="stable")] = each
    bins = rank * VALUE_BINS // len(value)
    binned = score(bins, learn(bins, past.outcome, VALUE_BINS), past.outcome)
    ordered = score(each, Lessons(value, value), past.outcome)
    return np.array([binned.eta_squared, ordered.auc, ordered.gini, binned.explained_value_share])


def measure(database: Path, dates: tuple[str, ...], n_resamples: int) -> tuple[Measured, Measured]:
    """Scores of every method and their resamples, both as means over dates."""
    scores: dict[str, list[FloatArray]] = {}
    resamples: dict[str, list[FloatArray]] = {}
    for judged_at in dates:
        past = read_window(database, judged_at)
        methods: dict[str, tuple[IntArray, Lessons]] = {}
        for name, found in all_segments(past).items():
            lessons, reached = learn_and_score(found, past)
            methods[name] = (found.later, lessons)
            scores.setdefault(name, []).append(as_array(reached))
        scores.setdefault(f"expected_value_{VALUE_BINS}", []).append(score_expected_value(past))
        print(f"    {OURS}: {shown(scores[OURS][-1])}", flush=True)
        # the same seed: where the customers are the same at all dates, so are those drawn
        drawn = bootstrap_scores(methods, past.outcome, n_resamples, RANDOM_STATE)
        for name, resampled in drawn.items():
            resamples.setdefault(name, []).append(resampled)
    means = {name: np.mean(values, axis=0) for name, values in scores.items()}
    return means, {name: np.mean(values, axis=0) for name, values in resamples.items()}


def print_scores(shop: Shop, scores: Measured) -> int:
    """Print a line a method; return how many miss their reference."""
    print(f"{'method':<18}{' / '.join(MEASURES)}; reference; largest deviation")
    missed = 0
    for name, values in scores.items():
        line = f"{name:<18}{shown(values)}"
        if known := shop.references.get(name):
            deviation = float(np.abs(values[:JUDGED] - known[:JUDGED]).max())
            line += f"   {shown(known)}   {deviation:.3f}"
            if deviation > shop.tolerance:
                missed += 1
                line += f" MISSED {shop.notes.get(name, '')}".rstrip()
        print(line)
    return missed


def print_differences(shop: Shop, resamples: Measured) -> int:
    """Print the intervals of our advantage; return how many claims do not hold."""
    print(f"{OURS} minus each, 95 % intervals of {', '.join(MEASURES)}")
    failed = 0
    for name, intervals in difference_intervals(resamples, OURS).items():
        line = f"{name:<18}" + "  ".join(f"{low:6.3f} to {high:6.3f}" for low, high in intervals)
        if claim := shop.claims.get(name):
            found = "".join(sign(low, high) for low, high in intervals[: len(claim)])
            failed += claim != found
            line += f"   {found}" + ("" if claim == found else f" but claimed {claim}")
        print(line)
    return failed


def sign(low: float, high: float) -> str:
    """Say whether an interval lies above 0, below it, or includes it."""
    return "+" if low > 0 else "-" if high < 0 else "="


def shown(values: FloatArray | tuple[float, ...]) -> str:
    """Measures of one method in a row."""
    return " / ".join(f"{value:.3f}" for value in values)


def run(shop: Shop, data: Path, n_resamples: int) -> int | None:
    """Measure one shop, print it, and return the number of failures; None if it is not there."""
    print(f"\n{shop.name}", flush=True)
    if not (data / shop.name).is_dir():
        print(f"skipped: no folder {data / shop.name}; --data names the folder that holds it")
        return None
    with tempfile.TemporaryDirectory() as folder:
        database = build(shop, data, Path(folder))
        scores, resamples = measure(database, shop.dates, n_resamples)
    failures = print_scores(shop, scores) + print_differences(shop, resamples)
    # the overlay is there to explain value
    lift = scores[f"{OURS}_vip"][3] - scores[OURS][3]
    print(f"the overlay adds {lift:.3f} to the share of value explained")
    if shop.claims and lift <= 0:
        failures += 1
    return failures


def main() -> int:
    """Measure the chosen shops; 1 if anything is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [shop.name for shop in SHOPS]
    parser.add_argument("--shop", choices=[*names, "all"], default="all")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--resamples", type=int, default=300, help="bootstrap resamples")
    arguments = parser.parse_args()
    chosen = [shop for shop in SHOPS if arguments.shop in (shop.name, "all")]
    found = [run(shop, arguments.data.resolve(), arguments.resamples) for shop in chosen]
    failures = [count for count in found if count is not None]
    print(f"\n{len(failures)} shops measured: {sum(failures)} values and claims do not hold")
    return int(sum(failures) > 0)


if __name__ == "__main__":
    sys.exit(main())
