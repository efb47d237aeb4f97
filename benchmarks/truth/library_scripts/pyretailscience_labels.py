"""pyretailscience, the former name of openretailscience: its RFM scores of 0 to 9."""

import pandas as pd
from answering import answer
from pyretailscience.segmentation.rfm import RFMSegmentation


def scores_inverted(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Return the recency score; by the documentation 9 is the best."""
    named = {"order_id": "transaction_id", "ordered_at": "transaction_date", "value": "unit_spend"}
    rfm = RFMSegmentation(lines.rename(columns=named), current_date=as_of_date)
    # tenths as fifths
    return rfm.df["r_score"] // 2 + 1


answer(scores_inverted=scores_inverted)
