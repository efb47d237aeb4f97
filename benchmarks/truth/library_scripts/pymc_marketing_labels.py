"""pymc-marketing: the segments of `rfm_segments` with its own map."""

import pandas as pd
from answering import answer
from pymc_marketing.clv import rfm_segments


def segments(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Return the name of each customer's segment."""
    found = rfm_segments(
        lines, "customer_id", "ordered_at", "value", observation_period_end=as_of_date
    )
    return found.set_index("customer_id")["segment"]


def cells_of_the_map(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """'Other' is what its map has no name for."""
    is_unnamed = segments(lines, as_of_date) == "Other"
    return is_unnamed.map({True: "no name", False: "one name"})


def stages(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Inactive is gone, every other name is not."""
    is_inactive = segments(lines, as_of_date) == "Inactive Customer"
    return is_inactive.map({True: "gone", False: "active"})


answer(
    cells_of_the_map=cells_of_the_map,
    recent_called_inactive=stages,
    ranks_in_a_busy_week=stages,
    segments=segments,
    stages=stages,
)
