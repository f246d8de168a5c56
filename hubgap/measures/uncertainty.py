"""Uncertainty of what is counted here: lengths of lists, survival, publishers drawn again, bounds."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

SEED = 20240711
DRAWS = 1000
CONFIDENCE = 0.95


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
    """A median time with its 95% interval; NaN where the curve does not fall to one half."""

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


# --- publishers drawn again


class Resampled(NamedTuple):
    """A share of models with its 95% interval over publishers (0 to 1), and what it rests on.

    models: of how many; publishers: of how many namespaces; sources: namespaces with a hit.
    """

    share: float
    low: float
    high: float
    models: int
    publishers: int
    sources: int


def by_publisher(hits: pd.Series, weights: pd.Series, publishers: pd.Series) -> Resampled:
    """The share of `hits` in `weights`, one row a model, if whole publishers are drawn again.

    Percentiles of DRAWS samples of publishers with replacement, since the models of one resemble
    each other (cluster bootstrap). The seed is fixed and publishers are sorted by name, so that
    equal data give equal intervals; a share of no models is NaN.
    """
    rows = pd.DataFrame({"hits": hits, "of": weights}).groupby(publishers).sum().sort_index()
    share, low, high = np.nan, np.nan, np.nan
    if rows["of"].sum() > 0:
        own, of = rows["hits"].to_numpy(dtype=float), rows["of"].to_numpy(dtype=float)
        generator = np.random.default_rng(SEED)
        drawn = [
            own[picks].sum() / of[picks].sum()
            for picks in (generator.integers(0, len(of), len(of)) for _ in range(DRAWS))
        ]
        tail = 50 * (1 - CONFIDENCE)
        share = own.sum() / of.sum()
        low, high = np.percentile(drawn, [tail, 100 - tail])
    values = (round(float(value), 4) for value in (share, low, high))
    models, sources = round(float(rows["of"].sum())), int((rows["hits"] > 0).sum())
    return Resampled(*values, models, len(rows), sources)


# --- bounds


def worst_case(values: pd.Series, unknown: str) -> pd.DataFrame:
    """Bounds of every share where part of the total is of an unknown class.

    `values` holds one total a class; returns low (the unknown part belongs to others) and high (all
    of it belongs here), NaN where there is nothing. These are bounds of identification, not a
    sampling interval (Manski 1995).
    """
    total, unclear = values.sum() or np.nan, values.get(unknown, 0)
    bounds = pd.DataFrame({"low": values / total, "high": (values + unclear) / total})
    if unknown in bounds.index:
        bounds.loc[unknown] = [0.0, unclear / total]
    return bounds
