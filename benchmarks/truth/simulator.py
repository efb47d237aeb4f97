"""A shop whose customers are known: their group, when they lapsed, their taste for coupons.

Everything else is noise: how long a customer waits, how much an order is worth, whether a lover of
coupons uses one this time. The same seed gives the same bytes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.truth.orders import Line, Shop

LAST_DAY = date(2024, 6, 30)
LOVER_SHARE = 0.25
LOVER_TASTES = (0.65, 0.85)
OTHER_TASTES = (0.05, 0.25)
DISCOUNT_RATE = 0.2
# which segments there are hangs little on how long their stability is judged
SETTINGS = {"stability_resamples": 10}
# the Christmas trade: month and day of its first and last purchase
SEASON = ((11, 20), (12, 31))


@dataclass(frozen=True)
class Group:
    """Customers of one kind.

    Attributes
    ----------
    name
        What the planted segment is called.
    share
        Of all customers.
    gap_days
        Mean days between purchases; None for a single purchase.
    order_value
        Median value of an order.
    first_days
        The first purchase lies so many days before the last day: from, to.
    lapse_days
        The lapse does; None for customers who still buy.
    is_seasonal
        They buy in the season alone.
    """

    name: str
    share: float
    gap_days: float | None
    order_value: float
    first_days: tuple[int, int]
    lapse_days: tuple[int, int] | None = None
    is_seasonal: bool = False


GROUPS = (
    Group("loyal", 0.15, 18, 60, (400, 720)),
    Group("occasional", 0.20, 75, 40, (300, 720)),
    Group("rising", 0.12, 10, 50, (60, 110)),
    Group("newcomer", 0.10, 60, 35, (1, 25)),
    Group("seasonal", 0.08, 10, 45, (560, 588), is_seasonal=True),
    Group("lapsed_loyal", 0.15, 20, 70, (500, 720), (150, 350)),
    Group("one_time", 0.20, None, 25, (120, 700), (0, 0)),
)


@dataclass(frozen=True)
class Customer:
    """What is true of a customer; `lapse_date` is None while they still buy."""

    customer_id: str
    group: str
    lapse_date: date | None
    coupon_taste: float

    @property
    def is_lover(self) -> bool:
        """Whether they were planted as a lover of coupons."""
        return self.coupon_taste >= LOVER_TASTES[0]


def simulate(
    n_customers: int, random_state: int, noise: float = 1
) -> tuple[Shop, tuple[Customer, ...]]:
    """Draw a shop and the truth about its customers.

    Parameters
    ----------
    n_customers : int
        Customers; each buys at least once.
    random_state : int
        Another seed, another shop.
    noise : float
        Factor of the spread between customers of a group and between their orders; 0 for none.
    """
    drawn = Random(random_state)
    lines: list[Line] = []
    customers = []
    for number, group in enumerate(planted_groups(n_customers)):
        first_day = LAST_DAY - timedelta(days=drawn.randint(*group.first_days))
        lapse_date = None
        if group.lapse_days:
            lapse_date = LAST_DAY - timedelta(days=drawn.randint(*group.lapse_days))
        if group.gap_days is None:
            lapse_date = first_day
        tastes = LOVER_TASTES if drawn.random() < LOVER_SHARE else OTHER_TASTES
        customer = Customer(f"c{number:05}", group.name, lapse_date, drawn.uniform(*tastes))
        customers.append(customer)
        days = purchase_days(group, first_day, lapse_date or LAST_DAY, drawn, noise)
        lines += order_lines(customer, group.order_value, days, drawn, noise)
    return Shop("simulated", tuple(lines), LAST_DAY, SETTINGS), tuple(customers)


def planted_groups(n_customers: int) -> list[Group]:
    """Return the group of each customer, as many of each as its share says."""
    bounds = [0.0]
    for group in GROUPS:
        bounds.append(bounds[-1] + group.share)
    return [
        group
        for group, low, high in zip(GROUPS, bounds, bounds[1:], strict=False)
        for _ in range(round(low * n_customers), round(high * n_customers))
    ]


def purchase_days(
    group: Group, first_day: date, last_day: date, drawn: Random, noise: float
) -> list[date]:
    """Days of purchase from the first to the last day that is possible."""
    days = [first_day]
    if group.gap_days is None:
        return days
    own_gap = group.gap_days * drawn.lognormvariate(0, 0.3 * noise)
    day = float(first_day.toordinal())
    while True:
        # from always the same gap to gaps that are as irregular as they are long
        day += max(1.0, (1 - noise) * own_gap + noise * drawn.gammavariate(2, own_gap / 2))
        if day > last_day.toordinal():
            return days
        bought = date.fromordinal(int(day))
        if not group.is_seasonal or SEASON[0] <= (bought.month, bought.day) <= SEASON[1]:
            days.append(bought)


def order_lines(
    customer: Customer, order_value: float, days: list[date], drawn: Random, noise: float
) -> list[Line]:
    """Draw the lines of a customer's orders, one order a day."""
    level = order_value * drawn.lognormvariate(0, 0.3 * noise)
    lines = []
    for day in days:
        n_lines = drawn.choice((1, 2, 2, 3))
        for _ in range(n_lines):
            price = max(0.01, round(level / n_lines * drawn.lognormvariate(0, 0.4 * noise), 2))
            is_used = drawn.random() < customer.coupon_taste
            lines.append(
                Line(
                    customer_id=customer.customer_id,
                    order_id=f"{customer.customer_id}-{day}",
                    ordered_at=day,
                    unit_price=price,
                    product_id=f"P{drawn.randrange(40)}",
                    discount_value=round(DISCOUNT_RATE * price, 2) if is_used else 0,
                    coupon_status="used" if is_used else "not_used",
                )
            )
    return lines
