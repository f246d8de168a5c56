"""Uncertainty of what is counted here: lengths of lists, survival, bounds; thin over scipy."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .verdicts import CONFIDENCE

SEED = 20240711
DRAWS = 1000


# --- lists of different length


def stays_ahead(makers: int, above: int, keep: int) -> float:
    """The chance that one of the `above` is left when `keep` of the makers are kept at random.

    Exact, 1 - C(makers - above, keep) / C(makers, keep); 1 where no more than `keep` are there.
    """
    if makers <= keep:
        return 1.0
    return round(1 - math.comb(makers - above, keep) / math.comb(makers, keep), 4)


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
