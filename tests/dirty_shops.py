"""Small shops with dirt of many kinds, as files; what must become of each row is known beforehand.

A kind of dirt adds rows of its own to a clean shop, each with the reason it must be rejected for or
none, or changes how a file is written. So any set of kinds makes a shop.
"""

import csv
import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

CENTS = Decimal("0.0001")
# the columns of an order line, as the formats name them
NAMES = {
    "orders": {
        "customer": "customer_id",
        "order": "order_id",
        "date": "ordered_at",
        "product": "product_id",
        "category": "product_category",
        "quantity": "quantity",
        "price": "unit_price",
        "shipping": "shipping_value",
        "coupon": "coupon_status",
        "line": "line_number",
        "loaded": "loaded_at",
    },
    "dacon": {
        "customer": "고객ID",
        "order": "거래ID",
        "date": "거래날짜",
        "product": "제품ID",
        "category": "제품카테고리",
        "quantity": "수량",
        "price": "평균금액",
        "shipping": "배송료",
        "coupon": "쿠폰상태",
    },
}
TABLES = {
    "Customer_info.csv": ("customers", ["고객ID", "성별", "고객지역", "가입기간"]),
    "Discount_info.csv": ("discounts", ["월", "제품카테고리", "쿠폰코드", "할인율"]),
    "Tax_info.csv": ("taxes", ["제품카테고리", "GST"]),
    "Marketing_info.csv": ("marketing_days", ["날짜", "오프라인비용", "온라인비용"]),
}
MALFORMED = ("malformed_line", "source_text")


@dataclass
class Row:
    """A row of a file, and what must become of it.

    Attributes
    ----------
    fields
        By column.
    fault
        Reason and column it must be rejected with, or none.
    text
        The line, where it does not parse.
    value
        Its money, where both numbers read.
    """

    fields: dict[str, str]
    fault: tuple[str, str] | None = None
    text: str | None = None
    value: Decimal | None = None
    is_last: bool = False


@dataclass
class File:
    """How a file is written."""

    table: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    # columns of the file that the format does not name
    others: list[str] = field(default_factory=list)
    header: str | None = None
    header_blanks: bool = False
    has_rows: bool = True
    encoding: str = "utf-8"
    line_ends: tuple[str, ...] = ("\n",)
    has_last_end: bool = True
    blank_lines: bool = False
    quoting: int = csv.QUOTE_MINIMAL
    start: bytes = b""
    tail: bytes = b""
    content: bytes | None = None
    is_absent: bool = False

    def line(self, row: Row) -> str:
        """Return the text of a row."""
        if row.text is not None:
            return row.text
        return self.written([row.fields.get(column, "") for column in self.columns + self.others])

    def written(self, fields: list[str]) -> str:
        text = io.StringIO()
        # it quotes the characters of the line end only
        csv.writer(text, lineterminator="\r\n", quoting=self.quoting).writerow(fields)
        return text.getvalue().removesuffix("\r\n")


@dataclass(frozen=True)
class Landed:
    """What must be known of a row after the build."""

    table: str
    file: str
    line: int
    text: str | None
    reason: str | None
    column: str | None
    value: Decimal | None


class Shop:
    """A clean shop of a few order lines, to be made dirty.

    Parameters
    ----------
    shop : str
        Its format.
    random : Random
        What is drawn.
    """

    def __init__(self, shop: str, random: Random) -> None:
        self.shop = shop
        self.random = random
        self.names = NAMES[shop]
        self.main = "orders.csv" if shop == "orders" else "Onlinesales_info.csv"
        table = "order_lines" if shop == "orders" else "online_sales"
        self.files = {self.main: File(table, list(self.names.values()))}
        self.customers: set[str] = set()
        # the file that must stop the build, and what the message says of it
        self.stop: tuple[str, str] | None = None
        # how the order lines are spread over files
        self.parts = 1
        self.stem = ""
        self.is_repeated = False
        if shop == "dacon":
            self.files |= {name: File(table, [*names]) for name, (table, names) in TABLES.items()}
            for month in ("Jan", "Feb"):
                self.add("Discount_info.csv", month, "Bags", "BAG20", "20")
            self.add("Tax_info.csv", "Bags", "0.1")
            self.add("Marketing_info.csv", "2024-01-01", "10", "20.50")
        for n in range(random.randrange(1, 6)):
            self.sell(quantity=str(1 + n), price=f"{random.randrange(1, 900)}.{n}5")

    def add(self, name: str, *values: str, fault: tuple[str, str] | None = None) -> Row:
        """Add a row to a file other than that of the order lines."""
        rows = self.files[name].rows
        rows.append(Row(dict(zip(TABLES[name][1], values, strict=True)), fault))
        return rows[-1]

    def sell(
        self,
        reason: str | None = None,
        column: str | None = None,
        text: str | None = None,
        is_known: bool = True,
        **values: str,
    ) -> Row:
        """Add an order line; `values` are by name of NAMES."""
        rows = self.files[self.main].rows
        line = {
            "customer": f"c{self.random.randrange(4)}",
            "order": f"o{len(rows)}",
            "date": f"2024-01-{self.random.randrange(10, 29)}",
            "product": "p1",
            "category": "Bags",
            "quantity": "2",
            "price": "5.25",
            "shipping": "3",
            "coupon": "Used",
        } | values
        customer = line["customer"].strip(" ")
        if self.shop == "dacon" and is_known and customer and customer not in self.customers:
            self.customers.add(customer)
            self.add("Customer_info.csv", customer, "여", "Seoul", "3")
        fault = (reason, column) if reason and column else None
        fields = {self.names[name]: value for name, value in line.items() if name in self.names}
        value = None if text is not None else self.money(line["quantity"], line["price"])
        rows.append(Row(fields, fault, text, value))
        return rows[-1]

    def money(self, quantity_text: str, price_text: str) -> Decimal | None:
        """Quantity times price as the format counts it, where both are plain numbers."""
        quantity, price = amount(quantity_text), amount(price_text)
        if self.shop == "orders" and not quantity_text.strip(" ") and price is not None:
            return -abs(price) if price < 0 else price
        if quantity is None or price is None:
            return None
        value = (quantity * price).quantize(CENTS, ROUND_HALF_UP)
        if abs(value) >= 10**14:
            return None
        is_return = self.shop == "orders" and (quantity < 0 or value < 0)
        return -abs(value) if is_return else value

    def spread(self) -> dict[str, File]:
        """Return the files, with the order lines spread over several where that is asked for."""
        if self.stop or not (self.parts > 1 or self.stem or self.is_repeated):
            return self.files
        main = self.files[self.main]
        return {
            f"orders/{self.stem}{n}.csv": replace(main, rows=main.rows[n :: self.parts])
            for n in range(self.parts)
        }

    def write(self, folder: Path) -> list[Landed]:
        """Write the files; return what must become of their rows."""
        landed: list[Landed] = []
        known: set[bytes] = set()
        for name, file in self.spread().items():
            if file.is_absent:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content, rows = self.content(name, file)
            path.write_bytes(content)
            if self.is_repeated and path.parent != folder:
                (path.parent / "힣 again.csv").write_bytes(content)
            # the same content is read once
            if content not in known or path.parent == folder:
                landed += rows
            known.add(content)
        return landed

    def content(self, name: str, file: File) -> tuple[bytes, list[Landed]]:
        """Bytes of a file, and what must become of its rows."""
        if file.content is not None:
            return file.content, []
        header = file.header
        if header is None:
            blank = "  " if file.header_blanks else ""
            header = file.written([f"{blank}{c}{blank}" for c in file.columns + file.others])
        end = self.random.choice(file.line_ends)
        pieces, landed, line = [header, end], [], 2
        rows = sorted(file.rows, key=lambda row: row.is_last) if file.has_rows else []
        for row in rows:
            text = file.line(row)
            if not can_be_written(text, file.encoding):
                continue
            if file.blank_lines:
                empty = self.random.randrange(3)
                pieces += [self.random.choice(file.line_ends) for _ in range(empty)]
                line += empty
            end = self.random.choice(file.line_ends)
            pieces += [text.replace("\n", end), end]
            seen: str | None = text
            if file.others:
                # of a broken line nobody can tell what stands in it
                kept = [row.fields.get(column, "") for column in file.columns]
                seen = ",".join(kept) if row.text is None else None
            fault = row.fault or (None, None)
            landed.append(Landed(file.table, name, line, seen, *fault, row.value))
            line += 1 + text.count("\n")
        if not file.has_last_end and landed:
            pieces.pop()
        return file.start + "".join(pieces).encode(file.encoding) + file.tail, landed


def can_be_written(text: str, encoding: str) -> bool:
    """Whether an encoding has every character of a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def amount(text: str) -> Decimal | None:
    """A plain number as `decimal(18, 4)`, or none."""
    try:
        number = Decimal(text.strip(" ").encode("ascii").decode())
    except (ArithmeticError, UnicodeEncodeError):
        return None
    if not number.is_finite() or abs(number) >= 10**14:
        return None
    return number.quantize(CENTS, ROUND_HALF_UP)


def dirty_shop(shop: str, seed: int, kinds: Mapping[str, Callable[[Shop], None]]) -> Shop:
    """Make a clean shop dirty.

    Parameters
    ----------
    shop : str
        The format.
    seed : int
        Another seed, another shop of these kinds.
    kinds : mapping
        The kinds of dirt by name.
    """
    made = Shop(shop, Random(seed))
    for name, dirty in kinds.items():
        # a kind draws the same whatever others there are
        made.random = Random(zlib.crc32(f"{seed} {name}".encode()))
        dirty(made)
    return made
