"""Order lines as every case has them, and the file of the format `orders`."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path

# what a customer is called, by a method or by the truth
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """A line of an order. Without a customer it is one of a guest; shipping is of the order."""

    customer_id: str
    order_id: str
    ordered_at: date
    unit_price: float
    quantity: int = 1
    product_id: str = "P1"
    discount_value: float = 0
    shipping_value: float = 0
    coupon_status: str = "not_used"


@dataclass(frozen=True)
class Shop:
    """A small shop on which the right answers are known.

    Attributes
    ----------
    name
        Also the folder that it is built in.
    lines
        All that was delivered.
    as_of_date
        The date that is asked about.
    settings
        Vars of the build beside the date.
    """

    name: str
    lines: tuple[Line, ...]
    as_of_date: date
    settings: Mapping[str, object] = field(default_factory=dict)


def write_orders(lines: Iterable[Line], folder: Path) -> Path:
    """Write `orders.csv` into a folder; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [column.name for column in fields(Line)]
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(line) for line in lines)
    return path
