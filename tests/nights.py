"""A small shop night by night, as files of the format `orders`; what comes in is drawn."""

import random
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import duckdb

EVENTS = (
    "append",
    "late",
    "take_back",
    "correction",
    "same_file_twice",
    "file_changed",
    "file_removed",
    "merge",
    "nothing",
)
MAP = "crm.customer_ids"
SETTINGS: dict[str, object] = {
    "shop": "orders",
    "customer_identity_map": MAP,
    "max_rejected_share": 1,
    "history_snapshots": 3,
    "horizon_days": 20,
}
FIRST_DAY = date(2024, 1, 15)
COLUMNS = (
    "customer_id,order_id,line_number,ordered_at,product_id,product_category,quantity,unit_price,"
    "loaded_at"
)


class Shop:
    """Files of a shop that grow night by night.

    Parameters
    ----------
    folder : Path
        Where the files are written.
    seed : int
        Another seed, another shop.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder / "orders"
        self.folder.mkdir(parents=True)
        self.random = random.Random(seed)
        self.day = FIRST_DAY
        self.loaded = 0
        self.lines: list[list[object]] = []
        self.written: list[list[object]] = []
        self.merged: dict[str, str] = {}
        for _ in range(60):
            self.buy(FIRST_DAY - timedelta(days=self.random.randrange(250)))
        self.write("history")

    def buy(self, day: date) -> None:
        """One line of a customer: a new order, or one more line of the last order of that day."""
        customer = f"c{self.random.randrange(14)}"
        product = self.random.randrange(9)
        self.lines.append(
            [
                customer,
                f"{day}-{self.random.randrange(2)}",
                self.random.randrange(1, 4),
                day,
                f"p{product}",
                f"category {product % 3}",
                self.random.randrange(1, 4),
                self.random.randrange(5, 40),
                self.loaded,
            ]
        )

    def write(self, name: str) -> None:
        """Write the lines that were not written yet."""
        rows = [",".join(map(str, line)) for line in self.lines]
        (self.folder / f"{name}.csv").write_text("\n".join([COLUMNS, *rows]) + "\n")
        self.written += self.lines
        self.lines = []

    def write_map(self, database: Path) -> None:
        """Write which ids are one customer."""
        database.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema if not exists crm")
            connection.execute(
                f"create or replace table {MAP} (raw_customer_id varchar, customer_id varchar)"
            )
            for pair in self.merged.items():
                connection.execute(f"insert into {MAP} values (?, ?)", pair)

    def night(self, events: Iterable[str]) -> None:
        """Let a day pass, with what it brings."""
        self.day += timedelta(days=self.random.choice([1, 1, 1, 16]))
        self.loaded += 1
        for event in events:
            getattr(self, event)()
        if self.lines:
            self.write(f"night_{self.loaded:03}")

    def append(self) -> None:
        """Purchases of the day."""
        for _ in range(3):
            self.buy(self.day)

    def late(self) -> None:
        """A purchase that came in late."""
        self.buy(self.day - timedelta(days=self.random.randrange(1, 120)))

    def a_line(self) -> list[object]:
        """Return a line that was delivered before."""
        return list(self.random.choice(self.written))

    def correction(self) -> None:
        """A line again, with another price."""
        line = self.a_line()
        line[7], line[8] = self.random.randrange(5, 40), self.loaded
        self.lines.append(line)

    def same_file_twice(self) -> None:
        """A file is delivered again under another name."""
        path = self.random.choice(sorted(self.folder.iterdir()))
        shutil.copy(path, self.folder / f"again_{self.loaded:03}.csv")

    def file_changed(self) -> None:
        """A file loses a line."""
        path = self.random.choice(sorted(self.folder.iterdir()))
        header, *rows = path.read_text().splitlines()
        if len(rows) > 1:
            rows.pop(self.random.randrange(len(rows)))
            path.write_text("\n".join([header, *rows]) + "\n")

    def file_removed(self) -> None:
        """A file goes, but for the first."""
        paths = sorted(self.folder.glob("night_*.csv"))
        if paths:
            self.random.choice(paths).unlink()

    def take_back(self) -> None:
        """A purchase comes back."""
        line = self.a_line()
        line[1], line[3], line[8] = f"back-{line[1]}", self.day, self.loaded
        line[6] = -int(str(line[6]))
        self.lines.append(line)

    def merge(self) -> None:
        """Two ids turn out to be one customer."""
        known = {str(line[0]) for line in self.written}
        free = sorted(known - self.merged.keys() - set(self.merged.values()))
        if len(free) > 1:
            merged, customer = self.random.sample(free, 2)
            self.merged[merged] = customer

    def nothing(self) -> None:
        """Nothing comes in."""
