"""Customers of one snapshot, and the samples of them that everybody can draw again."""

from __future__ import annotations

from dataclasses import dataclass

from clustering.types import BoolArray, Features, IntArray

# above LARGE_SHOP customers, centroids are fitted on SAMPLE_SIZE of them
LARGE_SHOP = 200_000
SAMPLE_SIZE = 50_000
# a fit reads no more than this, whatever the shop; shares of segments are then within 0.1 points
MOST_CUSTOMERS = 1_000_000


@dataclass(frozen=True)
class Customers:
    """Customers of one snapshot, in the order of their ids.

    Attributes
    ----------
    as_of_date : str
        Date of the snapshot, ISO 8601.
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Columns of `fct_customer_features`; NaN stands for null.
    md5_rank : ndarray of int64, shape (n_customers,)
        Place of each customer, from 0, by the MD5 of the id: the first n are a sample of n that any
        engine draws alike.
    is_held_out : ndarray of bool, shape (n_customers,)
        The half of customers, by the last digit of the MD5, that rules are judged on: the first
        digits would put a whole sample into one half.
    """

    as_of_date: str
    features: Features
    md5_rank: IntArray
    is_held_out: BoolArray

    def __len__(self) -> int:
        """Number of customers."""
        return len(self.md5_rank)

    def sample(self, size: int) -> Customers:
        """Return the customers with the smallest MD5, in the order of their ids."""
        return self if size >= len(self) else self.take(self.md5_rank < size)

    def take(self, chosen: BoolArray | IntArray) -> Customers:
        """Return these customers; positions may repeat."""
        return Customers(
            self.as_of_date,
            {name: values[chosen] for name, values in self.features.items()},
            self.md5_rank[chosen],
            self.is_held_out[chosen],
        )

    def fit_sample(self) -> Customers:
        """Return the customers that centroids are fitted on: all, or a sample of a large shop."""
        return self.sample(SAMPLE_SIZE) if len(self) > LARGE_SHOP else self
