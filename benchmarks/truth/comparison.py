"""How many customers a method calls what they are not, and the table of all methods."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sklearn.metrics import adjusted_rand_score

from benchmarks.truth.orders import Labels

HEADER = ("Case", "Asked of each customer", "Customers", "segmart wrong", "Other", "wrong")
ALIGNMENT = "|---|---|--:|--:|---|--:|"


@dataclass(frozen=True)
class Row:
    """A line of the table: ours and another method's mistakes, or why it made none."""

    case: str
    asked: str
    customers: int
    ours: str
    other: str
    theirs: str
    is_missed: bool


def mistakes(truth: Labels, labels: Labels) -> Counter[str]:
    """Count by right label who has another one or none, and as "nobody" who is no customer."""
    wrong = Counter(right for customer, right in truth.items() if labels.get(customer) != right)
    wrong["nobody"] += len(labels.keys() - truth.keys())
    return wrong


def shown(wrong: Counter[str]) -> str:
    """Say how many customers are called what they are not, and how many are none."""
    customers = wrong.total() - wrong["nobody"]
    return f"{customers} and {wrong['nobody']} invented" if wrong["nobody"] else str(customers)


def rand_index(truth: Labels, labels: Labels) -> float:
    """Adjusted Rand index of the groups of a method with the true ones; 1 is the same groups.

    Raises
    ------
    ValueError
        If the customers are not the same.
    """
    if truth.keys() != labels.keys():
        raise ValueError(f"{len(truth.keys() ^ labels.keys())} customers are on one side only")
    customers = sorted(truth)
    return float(
        adjusted_rand_score(
            [truth[name] for name in customers], [labels[name] for name in customers]
        )
    )


def table(rows: Iterable[Row]) -> str:
    """Return the rows as Markdown."""
    cells = [
        (row.case, row.asked, f"{row.customers:,}", row.ours, row.other, row.theirs) for row in rows
    ]
    header, *lines = [f"| {' | '.join(line)} |" for line in (HEADER, *cells)]
    return "\n".join([header, ALIGNMENT, *lines])
