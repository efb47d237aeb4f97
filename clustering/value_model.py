"""Expected purchases and their value: MBG/NBD and Gamma-Gamma, fitted by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from scipy.special import digamma, expit, gammaln, hyp2f1
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from clustering.types import FloatArray, IntArray

DAYS_PER_WEEK = 7.0
MIN_REPEAT_BUYERS = 50
MIN_DROPOUT = 0.001
SIGNIFICANT_DIGITS = 9
TRANSACTION_STARTS = ((0.0, 0.0, 0.0, 0.0), (-1.0, 1.5, -0.3, 0.8), (0.0, 3.0, -1.0, 1.0))
TRANSACTION_BOUND = 7.0
SPEND_BOUNDS = (-5.0, 12.0)
# at a maximum the log-likelihood gains less than this share of itself per log of a parameter
MAX_SLOPE = 1e-6
# the series of the expected purchases grows like exp of this before it falls; beyond, it cannot be
# summed in 38 digits, over the longest horizon that may be set
LARGEST_EXPONENT = 40.0
LONGEST_HORIZON_WEEKS = 730 / DAYS_PER_WEEK


@dataclass(frozen=True)
class History:
    """What the value model knows of customers at one date.

    Attributes
    ----------
    x : ndarray of float64, shape (n_customers,)
        Purchase days after the first.
    t_x : ndarray of float64, shape (n_customers,)
        Weeks from the first purchase to the last; 0 where x is 0.
    T : ndarray of float64, shape (n_customers,)
        Weeks from the first purchase to the date.
    m : ndarray of float64, shape (n_customers,)
        Mean money of the purchase days after the first; 0 where x is 0.
    """

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    m: FloatArray


@dataclass(frozen=True)
class ValueModel:
    """A fitted value model; parameters are None where there is too little to fit.

    `r`, `alpha`, `a`, `b` are those of MBG/NBD in weeks, `p`, `q`, `gamma` those of Gamma-Gamma.
    """

    kind: str
    customer_count: int
    repeat_customer_count: int
    r: float | None = None
    alpha: float | None = None
    a: float | None = None
    b: float | None = None
    p: float | None = None
    q: float | None = None
    gamma: float | None = None
    log_likelihood: float | None = None
    has_dropout: bool | None = None
    frequency_value_correlation: float | None = None


def runs(x: FloatArray) -> tuple[FloatArray, IntArray]:
    """Values of an array with how often each follows itself; `numpy.repeat` puts them back.

    Customers are sorted by the number of purchases, of which there are few: what hangs on it alone
    is computed once for each.
    """
    starts = np.flatnonzero(np.diff(x, prepend=np.nan) != 0)
    return x[starts], np.diff(starts, append=len(x))


def transaction_log_likelihood(
    parameters: FloatArray, x: FloatArray, t_x: FloatArray, T: FloatArray, weights: FloatArray
) -> tuple[float, FloatArray]:
    """Log-likelihood of MBG/NBD and its gradient.

    Parameters
    ----------
    parameters : ndarray of float64, shape (4,)
        r, alpha, a, b; all positive.
    x, t_x, T, weights : ndarray of float64, shape (n_patterns,)
        Distinct histories and how many customers share each.

    Returns
    -------
    tuple of float and ndarray of float64, shape (4,)
        The sum over customers, and its derivative by each parameter.

    References
    ----------
    .. [1] E. P. Batislam, M. Denizel and A. Filiztekin (2007), "Empirical validation and comparison
       of models for customer base analysis", International Journal of Research in Marketing 24(3).
    """
    r, alpha, a, b = parameters
    log_T, log_t_x = np.log(alpha + T), np.log(alpha + t_x)
    known, times = runs(x)
    # odds of having left after the last purchase
    log_odds = np.repeat(np.log(a) - np.log(b + known), times) + (r + x) * (log_T - log_t_x)
    left = expit(log_odds)
    by_x = (
        gammaln(r + known)
        - gammaln(r)
        + r * np.log(alpha)
        + gammaln(a + b)
        + gammaln(b + known + 1)
        - gammaln(b)
        - gammaln(a + b + known + 1)
    )
    values = np.repeat(by_x, times) - (r + x) * log_T + np.logaddexp(0, log_odds)
    pooled = digamma(a + b) - digamma(a + b + known + 1)
    gradient = (
        np.repeat(digamma(r + known) - digamma(r) + np.log(alpha), times)
        - log_T
        + left * (log_T - log_t_x),
        r / alpha - (r + x) / (alpha + T) + left * (r + x) * (1 / (alpha + T) - 1 / (alpha + t_x)),
        np.repeat(pooled, times) + left / a,
        np.repeat(pooled + digamma(b + known + 1) - digamma(b), times) - left / (b + x),
    )
    return float(values @ weights), np.array([part @ weights for part in gradient])


def spend_log_likelihood(
    parameters: FloatArray, x: FloatArray, m: FloatArray
) -> tuple[float, FloatArray]:
    """Log-likelihood of Gamma-Gamma and its gradient.

    Parameters
    ----------
    parameters : ndarray of float64, shape (3,)
        p, q, gamma; all positive.
    x, m : ndarray of float64, shape (n_customers,)
        Repeat purchase days and their mean money, both positive.

    Returns
    -------
    tuple of float and ndarray of float64, shape (3,)
        The sum over customers, and its derivative by each parameter.

    References
    ----------
    .. [1] P. S. Fader and B. G. S. Hardie (2013), "The Gamma-Gamma model of monetary value",
       brucehardie.com/notes/025.
    """
    p, q, gamma = parameters
    total = np.log(gamma + m * x)
    known, times = runs(x)
    by_x = gammaln(p * known + q) - gammaln(p * known) - gammaln(q) + q * np.log(gamma)
    values = (
        np.repeat(by_x, times) + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * total
    )
    shape_gain = digamma(p * known + q) - digamma(p * known)
    gradient = (
        x * (np.repeat(shape_gain, times) + np.log(m) + np.log(x) - total),
        np.repeat(digamma(p * known + q) - digamma(q) + np.log(gamma), times) - total,
        q / gamma - (p * x + q) / (gamma + m * x),
    )
    return float(values.sum()), np.array([part.sum() for part in gradient])


def maximise(
    log_likelihood: Callable[[FloatArray], tuple[float, FloatArray]],
    starts: tuple[tuple[float, ...], ...],
    bounds: tuple[float, float],
) -> tuple[FloatArray, float] | None:
    """Maximise over the logs of positive parameters; None if no start converges.

    Parameters
    ----------
    log_likelihood : callable
        Value and gradient at the parameters themselves.
    starts : tuple of tuple of float
        Logs of the parameters to start from; the best end wins.
    bounds : tuple of float
        Bounds of every log.

    Returns
    -------
    tuple of ndarray of float64 and float, or None
        Parameters rounded to 9 significant digits, and the log-likelihood.
    """

    def objective(logs: FloatArray) -> tuple[float, FloatArray]:
        parameters = np.exp(logs)
        value, gradient = log_likelihood(parameters)
        return -value, -gradient * parameters

    # several threads would add up in another order
    with threadpool_limits(limits=1):
        ends = [
            minimize(
                objective,
                start,
                jac=True,
                method="L-BFGS-B",
                bounds=[bounds] * len(start),
                options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-14, "gtol": 1e-7},
            )
            for start in starts
        ]
    # the line search may find nothing better at the top itself and call that abnormal: what counts
    # is that no parameter inside its bounds would still gain
    converged = [end for end in ends if np.isfinite(end.fun) and slope(end, bounds) <= MAX_SLOPE]
    if not converged:
        return None
    best = min(converged, key=lambda end: float(end.fun))
    return significant(np.exp(best.x)), -float(best.fun)


def slope(end: OptimizeResult, bounds: tuple[float, float]) -> float:
    """Largest gain by any parameter not held by a bound, as a share of the log-likelihood."""
    lower, upper = bounds
    gain = -np.asarray(end.jac)
    held = ((end.x <= lower) & (gain < 0)) | ((end.x >= upper) & (gain > 0))
    return float(np.abs(np.where(held, 0.0, gain)).max() / max(abs(float(end.fun)), 1.0))


def significant(values: FloatArray) -> FloatArray:
    """Round to 9 significant digits, as stored: everything is computed from these."""
    return np.array([float(f"{value:.{SIGNIFICANT_DIGITS - 1}e}") for value in values])


def fit_value_model(history: History) -> ValueModel:
    """Fit both models on the customers of one date.

    Parameters
    ----------
    history : History
        Any order of customers gives the same fit.

    Returns
    -------
    ValueModel
        Of kind 'mbg_gamma_gamma', or 'recent_value' where fewer than 50 customers bought again, a
        fit does not converge, or its expectation cannot be summed.
    """
    repeated = history.x > 0
    fallback = ValueModel("recent_value", len(history.x), int(repeated.sum()))
    if fallback.repeat_customer_count < MIN_REPEAT_BUYERS:
        return fallback
    columns = np.column_stack((history.x, history.t_x, history.T))
    patterns, counts = np.unique(columns, axis=0, return_counts=True)
    x, t_x, T = np.ascontiguousarray(patterns.T)
    weights: FloatArray = counts.astype(np.float64)
    transactions = maximise(
        lambda parameters: transaction_log_likelihood(parameters, x, t_x, T, weights),
        TRANSACTION_STARTS,
        (-TRANSACTION_BOUND, TRANSACTION_BOUND),
    )
    spending = repeated & (history.m > 0)
    if transactions is None or spending.sum() < MIN_REPEAT_BUYERS:
        return fallback
    # in a fixed order, since a sum of floats depends on it
    order = np.lexsort((history.m[spending], history.x[spending]))
    spend_x, spend_m = history.x[spending][order], history.m[spending][order]
    spend = maximise(
        lambda parameters: spend_log_likelihood(parameters, spend_x, spend_m),
        ((1.0, 1.0, float(np.log(spend_m.mean()))),),
        SPEND_BOUNDS,
    )
    if spend is None or spend[0][1] <= 1:
        return fallback
    (r, alpha, a, b), log_likelihood = transactions
    # customers who all leave alike drive a and b to their bounds
    if (a - 1) * np.log1p(LONGEST_HORIZON_WEEKS / alpha) > LARGEST_EXPONENT:
        return fallback
    p, q, gamma = spend[0]
    if abs(a - 1) < 1e-6:  # the expectation divides by a - 1
        a = a + 1e-6
    correlation = float(spearmanr(spend_x, spend_m).statistic)
    return replace(
        fallback,
        kind="mbg_gamma_gamma",
        r=float(r),
        alpha=float(alpha),
        a=float(a),
        b=float(b),
        p=float(p),
        q=float(q),
        gamma=float(gamma),
        log_likelihood=round(log_likelihood, 6),
        has_dropout=bool(a / (a + b) >= MIN_DROPOUT),
        frequency_value_correlation=round(correlation, 9) if np.isfinite(correlation) else None,
    )


def expected_purchase_days(model: ValueModel, history: History, weeks: float) -> FloatArray:
    """Mean number of purchase days in the weeks after the date.

    Parameters
    ----------
    model : ValueModel
        Of kind 'mbg_gamma_gamma'.
    history : History
        The customers.
    weeks : float
        Length of the window.

    Returns
    -------
    ndarray of float64, shape (n_customers,)
        Times the probability to be still a customer; the published form after Euler's
        transformation of 2F1, whose series is short.
    """
    if model.r is None or model.alpha is None or model.a is None or model.b is None:
        raise ValueError(f"a model of kind {model.kind} has no expectation")
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x, t_x, T = history.x, history.t_x, history.T
    alive = 1 / (1 + a / (b + x) * ((alpha + T) / (alpha + t_x)) ** (r + x))
    z = weeks / (alpha + T + weeks)
    series = hyp2f1(a + b - r, a - 1, a + b + x, z)
    kept = ((alpha + T) / (alpha + T + weeks)) ** (a - 1) * series
    expected: FloatArray = alive * (a + b + x) / (a - 1) * (1 - kept)
    return expected
