"""Generate the demo shop: five raw files in the DACON shape, and the truth about them.

Six groups of customers differ in how lately, how often and how much they buy. A quarter of
the repeat buyers love coupons, in every group alike. The price level of what somebody buys is
noise, drawn line by line. A few dozen rows are dirty. `truth.json` tells all of it.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from demo_dirt import (
    SALES_DIRT_COUNT,
    Line,
    dirty_customers,
    dirty_discounts,
    dirty_marketing,
    dirty_sales,
    rejected_rows,
    truth_text,
)
from demo_lookups import (
    CATEGORIES,
    FIRST_DATE,
    GENDERS,
    HEADERS,
    LAST_DATE,
    LAST_DAY,
    REGIONS,
    UNDISCOUNTED_CATEGORY,
    UNSOLD_CATEGORY,
    calendar_date,
    discount_rows,
    marketing_rows,
    tax_rows,
)

DEFAULT_SEED = 20240630

# Same ladder of price levels, equally popular in every category: with a common shape a
# customer's taste for a category says nothing about his price level.
PRODUCT_WEIGHTS = (1, 2, 3, 4, 5, 4, 3, 2, 1)
PRICE_STEP = 0.16  # log distance between neighbouring products
PRICE_JITTER = 0.08  # log standard deviation of one product's price from line to line
FREE_LINE_SHARE = 0.004
FREE_ORDER_COUNT = 12

SHIPPING = (0.0, 2.5, 3.0, 4.5, 9.0)
SHIPPING_WEIGHTS = (25, 30, 20, 20, 5)

PROSPECT_COUNT = 110
COUPON_LOVER_SHARE = 0.25
LOVER_COUPON_RATES = (0.65, 0.85)
OTHER_COUPON_RATES = (0.08, 0.32)
CLICKED_SHARE = 0.6  # of the lines without a used coupon
FAVOURITE_SHARE = 0.3  # of the lines in the customer's favourite category
GROUP_CATEGORY_SHARE = 0.15  # of the lines in the favourite category of the group
CUSTOMER_SPREAD = 0.28  # log standard deviation of a customer's usual quantity
LINE_SPREAD = 0.4  # the same from line to line
WHALE_SHARE = 0.05  # of the customers in groups that can hold whales
WHALE_FACTORS = (4.0, 10.0)

FIRST_ORDER_NUMBER = 2000  # four digits, later five: text order is not number order
SHARED_ORDER_COUNT = 80
REPEATED_ORDER_SHARE = 0.015  # the same basket bought again on the same day


@dataclass(frozen=True)
class Group:
    """A planted segment; ranges are inclusive, recency and tenure in days before LAST_DATE."""

    code: str
    size: int
    orders: tuple[int, int]
    recency: tuple[int, int]
    tenure: tuple[int, int]
    lines_per_order: float
    quantity: float
    category: str
    has_whales: bool = False


# Silent groups have been silent for long: they stand apart at the back-test dates as well.
GROUPS = (
    Group("CHAMPIONS", 210, (20, 34), (3, 10), (330, 546), 2.2, 3.8, "Coffee", True),
    Group("LOYAL", 330, (8, 13), (32, 62), (280, 546), 2.2, 2.6, "Kitchen"),
    Group("RISING_LOYAL", 370, (4, 7), (4, 18), (110, 330), 1.8, 1.8, "Pet Care"),
    Group("AT_RISK_VALUE", 260, (10, 15), (290, 350), (440, 546), 2.2, 3.6, "Garden", True),
    Group("NEW_ONE_TIME", 360, (1, 1), (14, 40), (14, 40), 1.12, 0.85, "Candles"),
    Group("LAPSED_ONE_TIME", 360, (1, 1), (290, 520), (290, 520), 1.12, 0.85, "Toys"),
)
LAST_DAY_GROUP = GROUPS[0]
LAST_DAY_SHARE = 0.05  # of that group buy on the last day itself
FREE_ORDER_GROUPS = GROUPS[:3]
PROSPECT = "PROSPECT"


@dataclass(frozen=True)
class Customer:
    """A customer of the shop; a prospect has no group."""

    customer_id: str
    group: Group | None
    is_coupon_lover: bool
    coupon_rate: float
    quantity: float
    favourite: str
    gender: str
    region: str


@dataclass(frozen=True)
class Order:
    """One basket of one customer; `lines` hold product, category, quantity, price, status."""

    customer: Customer
    day: int
    shipping: str
    lines: tuple[tuple[str, str, str, str, str], ...]
    order_id: str = ""


def draw_products(rng: Random) -> dict[str, list[str]]:
    """Give each category its products, cheapest first; their ids do not follow the price."""
    numbers = list(range(1, len(CATEGORIES) * len(PRODUCT_WEIGHTS) + 1))
    rng.shuffle(numbers)
    ids = iter(numbers)
    return {name: [f"P{next(ids):03d}" for _ in PRODUCT_WEIGHTS] for name in CATEGORIES}


def draw_customers(rng: Random) -> list[Customer]:
    """Draw every customer, numbered in an order that gives the group away to nobody."""
    plan: list[tuple[Group | None, bool]] = [(None, False)] * PROSPECT_COUNT
    for group in GROUPS:
        lovers = round(group.size * COUPON_LOVER_SHARE) if group.orders[1] > 1 else 0
        plan += [(group, number < lovers) for number in range(group.size)]
    rng.shuffle(plan)
    customers = []
    for number, (planned, is_lover) in enumerate(plan, start=1):
        quantity = 0.0
        if planned is not None:
            quantity = planned.quantity * math.exp(rng.gauss(0.0, CUSTOMER_SPREAD))
            if planned.has_whales and rng.random() < WHALE_SHARE:
                quantity *= rng.uniform(*WHALE_FACTORS)
        customers.append(
            Customer(
                customer_id=f"C{number:04d}",
                group=planned,
                is_coupon_lover=is_lover,
                coupon_rate=rng.uniform(*(LOVER_COUPON_RATES if is_lover else OTHER_COUPON_RATES)),
                quantity=quantity,
                favourite=rng.choice(list(CATEGORIES)),
                gender=rng.choice(GENDERS),
                region=rng.choices(REGIONS[:-1], weights=(30, 26, 16, 12, 8, 8))[0],
            )
        )
    return customers


def draw_days(group: Group, rng: Random) -> list[int]:
    """Draw the purchase days of one customer.

    Between the first and the last day they fall evenly at random, so gaps look exponential;
    after the last day the customer is silent, for a short or a long while.
    """
    low, high = group.recency
    recency = min(int(rng.triangular(low, high + 1, low)), high)  # recent ends are likelier
    if group == LAST_DAY_GROUP and rng.random() < LAST_DAY_SHARE:
        recency = 0
    if group.orders[1] == 1:
        return [LAST_DAY - recency]
    count = round(rng.triangular(*group.orders))
    tenure = rng.randint(*group.tenure)
    first, last = LAST_DAY - tenure, LAST_DAY - recency
    return [first, *sorted(rng.sample(range(first + 1, last), count - 2)), last]


def draw_category(customer: Customer, group: Group, rng: Random) -> str:
    """Draw a category: the customer's favourite, the group's, or any."""
    throw = rng.random()
    if throw < FAVOURITE_SHARE:
        return customer.favourite
    if throw < FAVOURITE_SHARE + GROUP_CATEGORY_SHARE:
        return group.category
    return rng.choice(list(CATEGORIES))


def draw_line(
    customer: Customer, category: str, products: dict[str, list[str]], rng: Random
) -> tuple[str, str, str, str, str]:
    """Draw product, quantity, price and coupon status; the price knows nothing of the customer."""
    level = rng.choices(range(len(PRODUCT_WEIGHTS)), weights=PRODUCT_WEIGHTS)[0]
    steps = (level - len(PRODUCT_WEIGHTS) // 2) * PRICE_STEP
    price = CATEGORIES[category][0] * math.exp(steps + rng.gauss(0.0, PRICE_JITTER))
    if rng.random() < FREE_LINE_SHARE:
        price = 0.0
    quantity = max(1, round(customer.quantity * math.exp(rng.gauss(0.0, LINE_SPREAD))))
    if rng.random() < customer.coupon_rate:
        status = "Used"
    else:
        status = "Clicked" if rng.random() < CLICKED_SHARE else "Not Used"
    return products[category][level], category, str(quantity), f"{price:.2f}", status


def draw_orders(
    customers: Sequence[Customer], products: dict[str, list[str]], rng: Random
) -> list[Order]:
    """Draw the baskets of all customers, by day and within a day at random, still unnumbered."""
    orders: list[Order] = []
    for customer in customers:
        group = customer.group
        if group is None:
            continue
        for day in draw_days(group, rng):
            lines: dict[str, tuple[str, str, str, str, str]] = {}
            more = 1 - 1 / group.lines_per_order  # geometric basket size
            while not lines or rng.random() < more:
                line = draw_line(customer, draw_category(customer, group, rng), products, rng)
                lines.setdefault(line[0], line)  # a product stands once in a basket
            shipping = rng.choices(SHIPPING, weights=SHIPPING_WEIGHTS)[0]
            order = Order(customer, day, f"{shipping:.2f}", tuple(lines.values()))
            orders.append(order)
            if group.orders[1] > 1 and rng.random() < REPEATED_ORDER_SHARE:
                orders.append(order)
    frequent = [n for n, order in enumerate(orders) if order.customer.group in FREE_ORDER_GROUPS]
    for number in rng.sample(frequent, FREE_ORDER_COUNT):
        free = tuple((*line[:3], "0.00", line[4]) for line in orders[number].lines)
        orders[number] = replace(orders[number], lines=free)
    rng.shuffle(orders)
    orders.sort(key=lambda order: order.day)
    return orders


def number_orders(
    orders: Sequence[Order], rng: Random
) -> tuple[list[Order], list[str], dict[int, str]]:
    """Give the orders their ids, leaving some numbers out and using some twice.

    Parameters
    ----------
    orders : sequence of Order
        In file order.
    rng : random.Random
        Chooses which numbers are shared and which are left out.

    Returns
    -------
    numbered : list of Order
        The orders with their ids, in the same order.
    shared : list of str
        Ids that two different customers have, ascending in number.
    spare : dict of int to str
        Ids that no order has, by the position of the order before which they were left out.
    """
    spare_places = set(rng.sample(range(1, len(orders)), SALES_DIRT_COUNT))
    eligible = [
        place
        for place in range(1, len(orders))
        if place not in spare_places and orders[place].customer != orders[place - 1].customer
    ]
    chosen = set(rng.sample(eligible, SHARED_ORDER_COUNT))
    shared_places = {place for place in chosen if place - 1 not in chosen}
    number = FIRST_ORDER_NUMBER - 1
    numbered: list[Order] = []
    shared: list[str] = []
    spare: dict[int, str] = {}
    for place, order in enumerate(orders):
        if place in shared_places:
            shared.append(f"T{number}")
        else:
            number += 1
        if place in spare_places:
            spare[place] = f"T{number}"
            number += 1
        numbered.append(replace(order, order_id=f"T{number}"))
    return numbered, shared, spare


def sales_fields(order: Order) -> list[list[str]]:
    """Fields of an order's lines in the sales file."""
    day = calendar_date(order.day).isoformat()
    key = [order.customer.customer_id, order.order_id, day]
    return [
        [*key, product, category, quantity, price, order.shipping, status]
        for product, category, quantity, price, status in order.lines
    ]


def sales_lines(orders: Sequence[Order], spare: dict[int, str], rng: Random) -> list[Line]:
    """Lines of the sales file; a dirty one stands before the order it is a spoilt copy of."""
    places = sorted(spare)
    templates = [sales_fields(replace(orders[p], order_id=spare[p]))[0] for p in places]
    dirt = dict(zip(places, dirty_sales(templates, rng), strict=True))
    lines: list[Line] = []
    for place, order in enumerate(orders):
        if place in dirt:
            lines.append(dirt[place])
        lines += [Line(",".join(fields)) for fields in sales_fields(order)]
    return lines


def customer_rows(
    customers: Sequence[Customer], first_days: dict[str, int], rng: Random
) -> list[list[str]]:
    """Rows of the customer file, shuffled; months count from some time before the first order."""
    rows = []
    for customer in customers:
        tenure = LAST_DAY - first_days.get(customer.customer_id, LAST_DAY)
        months = tenure // 30 + 1 + min(int(rng.expovariate(0.15)), 40)
        rows.append([customer.customer_id, customer.gender, customer.region, str(months)])
    rng.shuffle(rows)
    return rows


def customer_truth(
    customers: Sequence[Customer], orders: Sequence[Order]
) -> list[dict[str, object]]:
    """Describe what was planted in each customer, and how many orders and lines came of it."""
    order_counts: dict[str, int] = {}
    line_counts: dict[str, int] = {}
    for order in orders:
        key = order.customer.customer_id
        order_counts[key] = order_counts.get(key, 0) + 1
        line_counts[key] = line_counts.get(key, 0) + len(order.lines)
    return [
        {
            "customer_id": customer.customer_id,
            "planted_segment": customer.group.code if customer.group else PROSPECT,
            "is_coupon_lover": customer.is_coupon_lover,
            "order_count": order_counts.get(customer.customer_id, 0),
            "line_count": line_counts.get(customer.customer_id, 0),
        }
        for customer in customers
    ]


def generate(seed: int, output: Path) -> None:
    """Write the five files of the shop and the truth about them.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    output : Path
        Folder to write to; it is created, and files of these names in it are replaced.
    """
    rng = Random(seed)
    products = draw_products(rng)
    customers = draw_customers(rng)
    orders, shared, spare = number_orders(draw_orders(customers, products, rng), rng)
    first_days: dict[str, int] = {}
    for order in orders:
        first_days.setdefault(order.customer.customer_id, order.day)
    files = {
        "Onlinesales_info.csv": sales_lines(orders, spare, rng),
        "Customer_info.csv": dirty_customers(customer_rows(customers, first_days, rng), rng),
        "Discount_info.csv": dirty_discounts(discount_rows(), UNSOLD_CATEGORY, rng),
        "Marketing_info.csv": dirty_marketing(marketing_rows(rng), rng),
        "Tax_info.csv": [Line(",".join(row)) for row in tax_rows()],
    }
    truth: dict[str, object] = {
        "seed": seed,
        "first_date": FIRST_DATE.isoformat(),
        "as_of_date": LAST_DATE.isoformat(),
        "noise_behaviour": "price_tier",
        "undiscounted_category": UNDISCOUNTED_CATEGORY,
        "unsold_category": UNSOLD_CATEGORY,
        "shared_order_ids": shared,
        "rejected_rows": [
            row for name, lines in files.items() for row in rejected_rows(name, lines)
        ],
        "customers": customer_truth(customers, orders),
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        write_text(output / name, "\n".join([HEADERS[name], *(line.text for line in lines)]) + "\n")
    write_text(output / "truth.json", truth_text(truth))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with plain line feeds on every system."""
    path.write_bytes(text.encode("utf-8"))


def main() -> None:
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(description="Generate the demo shop.")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "demo")
    arguments = parser.parse_args()
    generate(arguments.seed, arguments.output)


if __name__ == "__main__":
    main()
