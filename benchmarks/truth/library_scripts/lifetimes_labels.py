"""lifetimes: a BG/NBD model as in its quickstart, alive from a probability of one half."""

import pandas as pd
from answering import answer
from lifetimes import BetaGeoFitter
from lifetimes.utils import ConvergenceError, summary_data_from_transaction_data

PENALTIES = (0.0, 0.001, 0.01, 0.1)


def fitted(history: tuple[pd.Series, ...]) -> BetaGeoFitter:
    """Fit with the least penalty that converges, as its message asks for where it does not."""
    for penalty in PENALTIES:
        model = BetaGeoFitter(penalizer_coef=penalty)
        try:
            return model.fit(*history)
        except ConvergenceError:
            continue
    raise ValueError(f"no penalty of {PENALTIES} lets the model converge")


def stages(lines: pd.DataFrame, as_of_date: str) -> pd.Series:
    """Call a customer gone below a probability of one half."""
    summary = summary_data_from_transaction_data(
        lines, "customer_id", "ordered_at", observation_period_end=as_of_date
    )
    history = (summary["frequency"], summary["recency"], summary["T"])
    alive = fitted(history).conditional_probability_alive(*history)
    return pd.Series(alive, summary.index).lt(0.5).map({True: "gone", False: "active"})


answer(gone_called_alive=stages, stages=stages)
