"""Small shops on which the right answer is known from how they are made."""

from datetime import date, timedelta
from itertools import product
from random import Random

from benchmarks.truth.orders import Line, Shop

LAST_DAY = date(2024, 6, 30)
PAST_DATE = date(2024, 3, 31)
LEVELS = range(1, 6)


def days_before(day: date, days: int) -> date:
    """Return the date so many days earlier."""
    return day - timedelta(days=days)


def orders(
    customer: str, last_day: date, count: int, gap_days: int, price: float, ids: str = ""
) -> list[Line]:
    """Lines of orders of one line each, at equal distances up to the last day."""
    return [
        Line(
            customer, f"{ids or customer}-{number}", days_before(last_day, number * gap_days), price
        )
        for number in range(count)
    ]


def grid() -> Shop:
    """Return 125 customers: five levels each of recency, orders and money, all combinations.

    Customer `r5f1m3` came most lately, ordered least often and spent the middle amount: each level
    holds a fifth of the customers, so it is the score.
    """
    lines = [
        line
        for r, f, m in product(LEVELS, repeat=3)
        for line in orders(f"r{r}f{f}m{m}", days_before(LAST_DAY, (5 - r) * 60), f, 7, 60 * m / f)
    ]
    return Shop("grid", tuple(lines), LAST_DAY)


def ties() -> Shop:
    """Return 60 customers who are the same in everything but name, and 40 who buy more often."""
    lines = [
        line for number in range(60) for line in orders(f"once{number:02}", LAST_DAY, 1, 1, 20)
    ]
    for number in range(40):
        lines += orders(f"often{number:02}", LAST_DAY, 2 + number // 10, 30, 20)
    return Shop("ties", tuple(lines), LAST_DAY)


def lapses(
    name: str = "lapses",
    new_days: tuple[int, int] = (0, 2),
    regular_days: tuple[int, int] = (3, 30),
) -> Shop:
    """Return 50 newcomers, 80 regulars, and 50 who came once and over a year ago.

    Parameters
    ----------
    name : str
        Of the shop.
    new_days, regular_days : (int, int)
        Days since the only purchase of newcomers and since the last one of regulars: from, to.
    """
    drawn = Random(1)
    lines = []
    for number in range(50):
        day = days_before(LAST_DAY, drawn.randint(*new_days))
        lines += orders(f"new{number:02}", day, 1, 1, drawn.randint(10, 15))
        day = days_before(LAST_DAY, drawn.randint(500, 700))
        lines += orders(f"gone{number:02}", day, 1, 1, drawn.randint(10, 30))
    for number in range(80):
        customer, order = f"regular{number:02}", 0
        day = days_before(LAST_DAY, drawn.randint(*regular_days))
        while day > days_before(LAST_DAY, 365):
            lines.append(Line(customer, f"{customer}-{order}", day, drawn.randint(40, 80)))
            day, order = days_before(day, drawn.randint(10, 30)), order + 1
    return Shop(name, tuple(lines), LAST_DAY)


def ranked(last_day: date) -> list[Line]:
    """Lines of 20 customers, each in every way better than the one before."""
    return [
        line
        for number in range(20)
        for line in orders(
            f"c{number:02}", days_before(last_day, 10 * (19 - number)), 1 + number, 5, 10
        )
    ]


def guests() -> Shop:
    """Return the ranked customers and 40 orders of nobody in particular."""
    lines = [Line("", f"guest-{number}", LAST_DAY, 50) for number in range(40)]
    # every order of a guest is rejected, which is more than a build puts up with by default
    return Shop("guests", (*ranked(LAST_DAY), *lines), LAST_DAY, {"max_rejected_share": 1})


def future() -> Shop:
    """Return the ranked customers at a date; the worst ten and five others buy after it."""
    later = [
        line
        for number in range(15)
        for line in orders(
            f"c{number:02}" if number < 10 else f"later{number}", LAST_DAY, 30, 3, 99, f"l{number}"
        )
    ]
    return Shop("future", (*ranked(PAST_DATE), *later), PAST_DATE)


def counting() -> Shop:
    """Return customers with 1, 3 or 6 orders of three lines; each begins to count at order 1."""
    lines = [
        Line(
            f"{count}x{number}",
            str(order),
            days_before(LAST_DAY, 30 * (count - order)),
            10,
            product_id=f"P{line}",
            shipping_value=4,
        )
        for count in (1, 3, 6)
        for number in range(10)
        for order in range(1, count + 1)
        for line in range(3)
    ]
    return Shop("counting", tuple(lines), LAST_DAY)
