"""Log, winsorise and standardise the features of a space; every step can be stored as a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clustering.types import Features, FloatArray

TAIL_SHARE = 0.005
SMALLEST_SCALE = 1e-9
# stored and used alike, so that a last digit that differs between machines reaches no label
STORED_DECIMALS = 9


@dataclass(frozen=True)
class Transform:
    """How one feature enters the space: `(clip(log1p(value)) - mean) / scale * sqrt(weight)`."""

    feature: str
    transform: str
    null_value: float
    lower_bound: float
    upper_bound: float
    mean: float
    scale: float
    weight: float


def take_log(values: FloatArray) -> FloatArray:
    """Return `ln(1 + max(value, 0))`."""
    logs: FloatArray = np.log(1 + np.maximum(values, 0))
    return logs


def fit_transforms(features: Features, space: Sequence[str]) -> tuple[Transform, ...]:
    """Fit one log transform a feature; a feature that is equal for everybody leaves the space.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        NaN stands for null.
    space : sequence of str
        Names of the features that span the space, in their order.

    Returns
    -------
    tuple of Transform
        Bounds are the 0.5 % and 99.5 % quantiles of the logs (linear interpolation); mean and
        population standard deviation are those of the clipped logs.
    """
    fitted = []
    for feature in space:
        values = features[feature]
        known = values[~np.isnan(values)]
        if not len(known):
            continue
        null_value = float(np.median(known))
        logs = take_log(np.where(np.isnan(values), null_value, values))
        lower, upper = np.quantile(logs, [TAIL_SHARE, 1 - TAIL_SHARE])
        clipped = np.clip(logs, lower, upper)
        numbers = (null_value, lower, upper, clipped.mean(), clipped.std())
        null, low, high, mean, scale = (round(float(n), STORED_DECIMALS) for n in numbers)
        if scale >= SMALLEST_SCALE:
            fitted.append(Transform(feature, "log1p", null, low, high, mean, scale, weight=1.0))
    return tuple(fitted)


def apply_transforms(features: Features, transforms: Sequence[Transform]) -> FloatArray:
    """Bring customers into the space.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        NaN stands for null.
    transforms : sequence of Transform
        From `fit_transforms`.

    Returns
    -------
    ndarray of float64, shape (n_customers, n_features)
        Standardised, weighted coordinates; never NaN.
    """
    columns = []
    for step in transforms:
        values = features[step.feature]
        logs = take_log(np.where(np.isnan(values), step.null_value, values))
        clipped = np.minimum(np.maximum(logs, step.lower_bound), step.upper_bound)
        columns.append((clipped - step.mean) / step.scale * np.sqrt(step.weight))
    return np.column_stack(columns)
