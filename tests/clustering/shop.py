"""Customers and names that several test modules share."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
from hypothesis import settings
from numpy.typing import ArrayLike

from clustering.customers import Customers
from clustering.fit import Shop
from clustering.names import Archetype
from clustering.settings import Settings
from clustering.types import Features
from clustering.warehouse import read_archetypes

ARCHETYPES_FILE = Path(__file__).parents[2] / "seeds" / "lookups" / "segment_archetypes.csv"
AS_OF_DATE = "2024-01-31"

# the same examples in every run
steady = settings(derandomize=True, deadline=None, max_examples=50)


def seed_archetypes() -> list[Archetype]:
    """Archetypes of the committed seed."""
    with duckdb.connect() as connection:
        return read_archetypes(connection.read_csv(str(ARCHETYPES_FILE)))


def user_settings(segments: int = 6, random_seed: int = 42, refit: str = "auto") -> Settings:
    """Settings that ask for exactly this number of segments."""
    return Settings(
        min_segments=segments,
        max_segments=segments,
        random_seed=random_seed,
        refit=refit,
        stability_resamples=3,
        horizon_days=90,
    )


def customers(
    recency_days: ArrayLike,
    order_count: ArrayLike,
    monetary_value: ArrayLike,
    orders_per_purchase_day: float = 1.0,
) -> Features:
    """Features of customers who buy that often a day and came 100 days before their last order.

    A tenth of their value is expected to come again, less for those who were away for long.
    """
    orders = np.asarray(order_count, dtype=np.float64)
    recency = np.asarray(recency_days, dtype=np.float64)
    return {
        "recency_days": recency,
        "order_count": orders,
        "purchase_day_count": np.ceil(orders / orders_per_purchase_day),
        "orders_per_purchase_day": np.full(len(orders), orders_per_purchase_day),
        "monetary_value": np.asarray(monetary_value, dtype=np.float64),
        "expected_value": np.asarray(monetary_value, dtype=np.float64) / (10 + recency / 10),
        "tenure_days": recency + 100.0,
        "is_one_time_buyer": (orders == 1).astype(np.float64),
    }


def usual_shop(
    n_customers: int = 300, seed: int = 0, orders_per_purchase_day: float = 1.0
) -> Features:
    """Many who bought little, few who bought much."""
    rng = np.random.default_rng(seed)
    return customers(
        rng.integers(0, 365, n_customers),
        rng.geometric(0.4, n_customers),
        rng.lognormal(4, 1, n_customers).round(2),
        orders_per_purchase_day,
    )


def four_kinds(per_kind: int = 60) -> tuple[Features, np.ndarray]:
    """Four groups far apart, interleaved, and the group of each customer by value, largest first.

    (recency, orders, value) about (5, 20, 5000), (200, 20, 500), (5, 1, 50), (300, 1, 5).
    """
    kind = np.arange(4 * per_kind) % 4
    wobble = 1 + 0.02 * (np.arange(4 * per_kind) % 5)
    features = customers(
        np.array([5, 200, 5, 300])[kind] * wobble,
        np.array([20, 20, 1, 1])[kind],
        np.array([5000, 500, 50, 5])[kind] * wobble,
    )
    return features, kind


def reorder(features: Features, order: Sequence[int] | np.ndarray) -> Features:
    """Return the same customers in another order, or some of them."""
    return {name: values[order] for name, values in features.items()}


def as_customers(features: Features, as_of_date: str = AS_OF_DATE) -> Customers:
    """Customers in the order of their ids; every other one, in an order of its own, is held out."""
    places = np.random.default_rng(3).permutation(len(features["recency_days"]))
    return Customers(as_of_date, features, places, places % 2 == 0)


def shop_of(features: Features, as_of_date: str = AS_OF_DATE) -> Shop:
    """A shop without a past."""
    rfm_map = {(r, f): f"NAME_{r}{f}" for r in range(1, 6) for f in range(1, 6)}
    customers = as_customers(features, as_of_date)
    return Shop(customers, len(customers), None, True, rfm_map, seed_archetypes())
