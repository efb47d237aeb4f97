"""openretailscience: RFM segmentation in fifths, and its statistics of segments."""

import pandas as pd
from answering import answer
from openretailscience.segmentation.rfm import RFMSegmentation
from openretailscience.segmentation.segstats import SegTransactionStats


def renamed(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines under the names of columns that the library looks for."""
    return lines.rename(
        columns={
            "order_id": "transaction_id",
            "ordered_at": "transaction_date",
            "value": "unit_spend",
        }
    )


def scores(lines: pd.DataFrame, as_of_date: str) -> pd.DataFrame:
    """Scores 1 to 5; the library counts from 0."""
    rfm = RFMSegmentation(
        renamed(lines), current_date=as_of_date, r_segments=5, f_segments=5, m_segments=5
    )
    return rfm.df[["r_score", "f_score", "m_score"]] + 1


def ties_split(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Return the frequency score."""
    return scores(lines, as_of_date)["f_score"]


def codes(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Return the three scores side by side."""
    return scores(lines, as_of_date).astype(str).sum(axis=1)


def shared_order_ids(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Orders per customer of each group; in a group all have the same number."""
    grouped = renamed(lines).assign(group=lines["customer_id"].str.split("x").str[0])
    statistics = SegTransactionStats(grouped, segment_col="group", calc_total=False).df
    per_customer = statistics.set_index("group")["transactions_per_customer"]
    group_of = grouped.drop_duplicates("customer_id").set_index("customer_id")["group"]
    return group_of.map(per_customer).map("{:g}".format)


answer(
    ties_split=ties_split,
    lines_without_customer=codes,
    future_rows=codes,
    shared_order_ids=shared_order_ids,
)
