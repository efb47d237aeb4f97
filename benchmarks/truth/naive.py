"""What notebooks do where no library does it: a few lines of pandas on the lines as delivered."""

import pandas as pd

from benchmarks.truth.orders import Labels, Shop

# rfm_segment of the R package rfm 0.3.0, the intervals of its manual: recency, frequency, monetary
INTERVALS = {
    "Champions": ((5, 5), (5, 5), (5, 5)),
    "Potential Loyalist": ((3, 5), (3, 5), (2, 5)),
    "Loyal Customers": ((2, 4), (2, 4), (2, 4)),
    "Promising": ((3, 4), (1, 3), (3, 5)),
    "New Customers": ((4, 5), (1, 3), (1, 5)),
    "Can't Lose Them": ((1, 2), (3, 4), (4, 5)),
    "At Risk": ((1, 2), (2, 5), (4, 5)),
    "Need Attention": ((1, 3), (3, 5), (3, 5)),
    "About To Sleep": ((2, 3), (1, 3), (1, 4)),
    "Lost": ((1, 1), (1, 5), (1, 5)),
}


def as_frame(shop: Shop) -> pd.DataFrame:
    """Return the lines of a shop as a frame."""
    return pd.DataFrame(shop.lines)


def first_come_quintiles(shop: Shop) -> Labels:
    """`qcut` of ranks that are made unique with `method="first"`, so that it does not complain."""
    order_counts = as_frame(shop).groupby("customer_id")["order_id"].nunique()
    scores = pd.qcut(order_counts.rank(method="first"), 5, labels=list("12345"))
    return {str(customer): str(score) for customer, score in scores.items()}


def interval_names(shop: Shop) -> Labels:
    """How many of the intervals in a manual a customer of the grid falls into."""
    found = {}
    for customer in {line.customer_id for line in shop.lines}:
        # a level holds a fifth of the customers, so that it is the score
        scores = [int(score) for score in customer[1::2]]
        names = [
            name
            for name, bounds in INTERVALS.items()
            if all(low <= score <= high for score, (low, high) in zip(scores, bounds, strict=True))
        ]
        found[customer] = {0: "no name", 1: "one name"}.get(len(names), "several names")
    return found


def unique_order_ids(shop: Shop) -> Labels:
    """Orders of each customer after `drop_duplicates` on the order id."""
    lines = as_frame(shop)
    counts = lines.drop_duplicates("order_id").groupby("customer_id").size()
    counts = counts.reindex(lines["customer_id"].unique(), fill_value=0)
    return {str(name): str(count) for name, count in counts.items()}


def shipping_of_lines(shop: Shop) -> Labels:
    """What each customer paid, with price and shipping summed over lines."""
    lines = as_frame(shop)
    lines["paid"] = lines["quantity"] * lines["unit_price"] + lines["shipping_value"]
    paid = lines.groupby("customer_id")["paid"].sum()
    return {str(name): f"{value:.2f}" for name, value in paid.items()}
