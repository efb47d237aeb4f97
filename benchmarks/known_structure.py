"""Find what structure there is, and none where there is none.

Uniform noise in two and four dimensions and a single blob must end in "no stable structure", and
four planted groups in four segments, for every seed. Run from the root:
`python benchmarks/known_structure.py --seeds 20`. Ends with 1 on the first kind that misses.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from clustering.customers import Customers  # noqa: E402
from clustering.fit import Shop, fit_model  # noqa: E402
from clustering.settings import Settings  # noqa: E402
from clustering.types import FloatArray  # noqa: E402
from clustering.warehouse import read_archetypes  # noqa: E402

N_CUSTOMERS = 1_500
SETTINGS = Settings(
    min_segments=4,
    max_segments=8,
    random_seed=42,
    refit="auto",
    stability_resamples=10,
    horizon_days=90,
)
# centres of four groups, in logs of recency, orders, value and expected value
CENTRES = np.array(
    [[1.5, 3.3, 8, 6.5], [1.8, 0.7, 4, 4], [5.3, 3.0, 7.5, 2.0], [5.6, 0.7, 3.5, 0.7]]
)


def coordinates(kind: str, rng: np.random.Generator) -> FloatArray:
    """Logs of recency, orders, value and expected value."""
    if kind == "noise in 2 dimensions":
        plane = rng.uniform(0, 5, (N_CUSTOMERS, 2))
        return np.column_stack([plane, np.ones((N_CUSTOMERS, 2))])
    if kind == "noise in 4 dimensions":
        return rng.uniform(0, 5, (N_CUSTOMERS, 4))
    if kind == "one blob":
        return rng.normal(5, 0.5, (N_CUSTOMERS, 4))
    return CENTRES[np.arange(N_CUSTOMERS) % 4] + rng.normal(0, 0.15, (N_CUSTOMERS, 4))


EXPECTED = {
    "noise in 2 dimensions": "no_stable_structure",
    "noise in 4 dimensions": "no_stable_structure",
    "one blob": "no_stable_structure",
    "four groups": "4 segments",
}


def shop_of(X: FloatArray, rng: np.random.Generator) -> Shop:
    """A shop whose customers lie at these logs."""
    recency, orders, value, expected = np.expm1(X).T
    features = {
        "recency_days": recency,
        "order_count": orders,
        "purchase_day_count": orders,
        "orders_per_purchase_day": np.ones(len(X)),
        "monetary_value": value,
        "expected_value": expected,
        "tenure_days": recency + 30 * orders,
        "is_one_time_buyer": (orders < 1.5).astype(np.float64),
    }
    places = rng.permutation(len(X))
    with duckdb.connect() as connection:
        path = ROOT / "seeds" / "lookups" / "segment_archetypes.csv"
        archetypes = read_archetypes(connection.read_csv(str(path)))
    customers = Customers("2024-06-30", features, places, places % 2 == 0)
    return Shop(customers, len(customers), None, True, {(1, 1): "LOST"}, archetypes)


def main() -> int:
    """Print how often each kind ended how."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    misses = 0
    for kind, expected in EXPECTED.items():
        ends: Counter[str] = Counter()
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            fitted = fit_model(shop_of(coordinates(kind, rng), rng), SETTINGS)
            chosen = f"{fitted.model.n_clusters} segments"
            ends[chosen if fitted.verdict == "clusters" else fitted.verdict] += 1
        print(f"{kind}: {dict(ends)}, expected {expected} {seeds} times")
        misses += seeds - ends[expected]
    return int(misses > 0)


if __name__ == "__main__":
    sys.exit(main())
