"""The usual mistakes, each on a shop where the right answer is known without our code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from benchmarks.truth import naive, shops
from benchmarks.truth.libraries import (
    LIFETIMES,
    OPENRETAILSCIENCE,
    PYMC_MARKETING,
    PYRETAILSCIENCE,
    Library,
)
from benchmarks.truth.orders import Labels, Shop

RFM = "from marts.fct_customer_rfm where as_of_date = cast($as_of_date as date)"
FEATURES = "from marts.fct_customer_features where as_of_date = cast($as_of_date as date)"

# the grid in common use, with a name for the cell of those who came once and long ago: rows are
# recency 5 to 1, columns frequency 1 to 5
NAMES = (
    "NEW_CUSTOMERS POTENTIAL_LOYALIST POTENTIAL_LOYALIST CHAMPIONS CHAMPIONS",
    "PROMISING POTENTIAL_LOYALIST POTENTIAL_LOYALIST LOYAL LOYAL",
    "ABOUT_TO_SLEEP ABOUT_TO_SLEEP NEED_ATTENTION LOYAL LOYAL",
    "HIBERNATING HIBERNATING AT_RISK AT_RISK CANT_LOSE",
    "LOST HIBERNATING AT_RISK AT_RISK CANT_LOSE",
)


@dataclass(frozen=True)
class Naive:
    """What notebooks do where no library makes the mistake.

    Attributes
    ----------
    name
        How it is called in the table.
    label
        Names each customer of a shop.
    """

    name: str
    label: Callable[[Shop], Labels]


@dataclass(frozen=True)
class Case:
    """A mistake.

    Attributes
    ----------
    name
        Also what the scripts of the libraries are asked.
    asked
        What is to be said of each customer.
    shop
        Where it is asked.
    truth
        The right answer for each customer; a label for anybody else is wrong.
    query
        Our answer: customer_id and label, from marts at `$as_of_date`.
    others
        Who makes the mistake.
    limit
        Why our answer cannot be right for all, which is then shown and not judged.
    """

    name: str
    asked: str
    shop: Shop
    truth: Labels
    query: str
    others: tuple[Library | Naive, ...]
    limit: str = ""


def customers(shop: Shop, *, by: date | None = None) -> list[str]:
    """Return the customers of a shop, those who bought by a date."""
    known = dict.fromkeys(
        line.customer_id for line in shop.lines if by is None or line.ordered_at <= by
    )
    return [customer for customer in known if customer]


def fifths(shop: Shop, by: date) -> Labels:
    """RFM code of the ranked customers: four in each fifth, the same in R, F and M."""
    found = sorted(customers(shop, by=by))
    return {customer: str(1 + rank // 4) * 3 for rank, customer in enumerate(found)}


def cases() -> list[Case]:
    """Return all cases; those on one shop stand together."""
    grid, ties = shops.grid(), shops.ties()
    lapses, busy = shops.lapses(), shops.lapses("busy", new_days=(0, 6), regular_days=(0, 9))
    guests, counting, future = shops.guests(), shops.counting(), shops.future()
    stages = {
        customer: "gone" if customer.startswith("gone") else "active"
        for customer in customers(lapses)
    }
    by_rfm_segment = (
        "select customer_id, case when rfm_segment in ('HIBERNATING', 'LOST') then 'gone' "
        f"else 'active' end {RFM}"
    )
    return [
        Case(
            "scores_inverted",
            "recency score, 5 for those who came last",
            grid,
            {customer: customer[1] for customer in customers(grid)},
            f"select customer_id, cast(r_score as varchar) {RFM}",
            (PYRETAILSCIENCE,),
        ),
        Case(
            "cells_of_the_map",
            "one name of the RFM map, no more and no less",
            grid,
            dict.fromkeys(customers(grid), "one name"),
            f"""
            select
                customer_id,
                case
                    when rfm_segment is null then 'no name'
                    when rfm_segment = split([{", ".join(f"'{row}'" for row in NAMES)}]
                        [6 - cast(customer_id[2] as integer)], ' ')[cast(customer_id[4] as integer)]
                        then 'one name'
                    else 'another name'
                end
            {RFM}
            """,
            (PYMC_MARKETING, Naive("intervals of R rfm 0.3.0's manual", naive.interval_names)),
        ),
        Case(
            "ties_split",
            "frequency score, the same for the same number of orders",
            ties,
            {
                # 60 of 100 have fewer orders, then 70, 80, 90
                customer: "1" if customer.startswith("once") else "4455"[int(customer[5])]
                for customer in customers(ties)
            },
            f"select customer_id, cast(f_score as varchar) {RFM}",
            (
                OPENRETAILSCIENCE,
                Naive("pandas.qcut of rank(method='first')", naive.first_come_quintiles),
            ),
        ),
        Case(
            "recent_called_inactive",
            "active or gone, by the RFM segment",
            lapses,
            stages,
            by_rfm_segment,
            (PYMC_MARKETING,),
        ),
        Case(
            "ranks_in_a_busy_week",
            "the same, where most came this week",
            busy,
            stages,
            by_rfm_segment,
            (PYMC_MARKETING,),
            limit="RFM scores are ranks: where most customers came this week, some who came this "
            "week are in the lower fifths. `lifecycle_stage` (the next row, on the same shop) "
            "compares customers with their own rhythm instead. Not counted as missed.",
        ),
        Case(
            "gone_called_alive",
            "active or gone, by the rhythm of purchases",
            busy,
            stages,
            "select customer_id, case when lifecycle_stage = 'lapsed' then 'gone' "
            f"else 'active' end {FEATURES}",
            (LIFETIMES,),
        ),
        Case(
            "lines_without_customer",
            "RFM code of each customer, of guests none",
            guests,
            fifths(guests, guests.as_of_date),
            f"select customer_id, rfm_code {RFM}",
            (OPENRETAILSCIENCE,),
        ),
        Case(
            "shared_order_ids",
            "orders of each customer, or of each in their group",
            counting,
            {customer: customer.split("x")[0] for customer in customers(counting)},
            f"select customer_id, cast(order_count as varchar) {FEATURES}",
            (
                OPENRETAILSCIENCE,
                Naive("pandas.drop_duplicates('order_id')", naive.unique_order_ids),
            ),
        ),
        Case(
            "shipping_per_line",
            "what each customer paid, shipping included",
            counting,
            {
                # three lines of 10 and shipping of 4, once an order
                customer: f"{34 * int(customer.split('x')[0]):.2f}"
                for customer in customers(counting)
            },
            f"select customer_id, printf('%.2f', cast(paid_value as double)) {FEATURES}",
            (Naive("pandas sum of price and shipping", naive.shipping_of_lines),),
        ),
        Case(
            "future_rows",
            "RFM code of each customer of that date",
            future,
            fifths(future, future.as_of_date),
            f"select customer_id, rfm_code {RFM}",
            (OPENRETAILSCIENCE,),
        ),
    ]
