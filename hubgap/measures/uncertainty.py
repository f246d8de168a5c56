"""Uncertainty of what is counted here: thinning and survival, thin over numpy and scipy."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

SEED = 20240711
DRAWS = 1000
CONFIDENCE = 0.95


# --- thinning


def thin(n: int, keep: int, draws: int = DRAWS) -> np.ndarray:
    """Random subsets of `keep` of `n` things, without replacement: a bool array (draws, n).

    The seed is fixed, so equal sizes give equal subsets; sort the things first by a stable key.
    """
    if not 0 < keep <= n:
        raise ValueError(f"{keep} of {n} things cannot be kept: keep between 1 and {n}.")
    if keep == n:
        return np.ones((draws, n), dtype=bool)
    first = np.arange(n) < keep
    return np.random.default_rng(SEED).permuted(np.tile(first, (draws, 1)), axis=1)


def thinned_maximum(values: Sequence[float], keep: int, draws: int = DRAWS) -> np.ndarray:
    """The maximum of `keep` of the values, drawn at random, `draws` times."""
    ordered = np.sort(np.asarray(values, dtype=float))
    return np.where(thin(len(ordered), keep, draws), ordered, -np.inf).max(axis=1)


# --- survival


class Survival(NamedTuple):
    """A median time with its 95 % interval; NaN where the curve does not fall to one half."""

    median: float
    low: float
    high: float


def median_time(times: Sequence[float], still_open: Sequence[bool]) -> Survival:
    """Kaplan-Meier median of times, those still open censored on the right.

    The median is the first time at which at most half are still open, its interval the times at
    which the log-log bounds of the curve (scipy.stats.ecdf) do so.
    """
    times, still_open = np.asarray(times, dtype=float), np.asarray(still_open, dtype=bool)
    if still_open.all():
        return Survival(np.nan, np.nan, np.nan)
    from scipy.stats import CensoredData, ecdf  # a second that other pages save

    sample = CensoredData(uncensored=times[~still_open], right=times[still_open])
    curve = ecdf(sample).sf
    with warnings.catch_warnings():  # bounds are undefined where the curve reaches zero: left NaN
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = curve.confidence_interval(CONFIDENCE, method="log-log")
    return Survival(*(_at_half(bound) for bound in (curve, bounds.low, bounds.high)))


def _at_half(curve) -> float:
    reached = curve.probabilities <= 0.5
    return float(curve.quantiles[reached.argmax()]) if reached.any() else np.nan


# --- bounds


def worst_case(values: pd.Series, unknown: str) -> pd.DataFrame:
    """Bounds of every share where part of the total is of an unknown class.

    `values` holds one total a class; returns low (the unknown part belongs to others) and high (all
    of it belongs here). These are bounds of identification, not a sampling interval (Manski 1995).
    """
    total, unclear = values.sum(), values.get(unknown, 0)
    bounds = pd.DataFrame({"low": values / total, "high": (values + unclear) / total})
    if unknown in bounds.index:
        bounds.loc[unknown] = [0.0, unclear / total]
    return bounds
