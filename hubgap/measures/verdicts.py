"""Verdicts: who is ahead, how surely and why not, as values made beside the measures.

Scores (a rating, an index, a percent solved) have published errors; counts and shares have none.
Each family has kinds of its own, all thresholds stand in one table; only words say them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .uncertainty import CONFIDENCE, Resampled

SIDES = ("CN", "US")

# The kinds of a verdict. Of both families:
AHEAD = "ahead"
NOT_IDENTIFIED = "not identified"
# of scores:
WITHIN_ERROR = "within the margin of error"
NO_ERROR = "higher, error not published"
TOO_FEW = "too few"
# of counts and shares:
HANGS = "hangs on unknown publishers"
CLOSE = "within the margin of points"
DEPENDS = "depends on the rule"  # counters or readings disagree
UNTAGGED = "hangs on unknown licenses"  # of shares of licenses: no tag, an unread text

EXACT = 9  # digits of a difference: five points exactly are not more than five

# The table of thresholds: what differs by less, or is less likely, is not called different.
SHARE = 0.05  # shares of downloads, of likes, of models, of counting rules: five points
MARGINS = (0.03, SHARE, 0.1)  # the verdict on shares stands in tables at each of them
YEARS = 0.5  # median ages
DISCLOSED = 0.1  # shares of models whose training compute is known
MOSTLY_ONE = 0.5  # of a total, for it to be mostly one model's
UNLIKELY = 0.05  # a split of lead records that is more probable than this names no leader
FEW_VOTES = 1000  # behind a rating: fewer are said beside a lead
SHIFT = 5  # rating points in the median of entries on two boards: they have no one scale
LEAST_SCORED = 5  # models a side, for a lead on scores; below it there is none
LEAST_MAKERS = 3  # a side: fewer are said beside a lead
LEAST_PUBLISHERS = 10  # a side, for a share of models that is resampled by publisher
LEAST_MODELS = 10  # a side, for a lag or the best of a size; below it there is none
LEAST_RECORDS = 5  # a side, for a median lag
MOST_RULES = 2 / 3  # of counting rules: a smaller share is not most of them
MAJORITY = 1 / 2  # of counting rules, for a side to count as ahead in the claims
FACTOR = 2  # two published values of the same order differ by at most this factor
LEVEL = 0.05  # a larger p of Fisher's exact test on the ledger is no clear difference


def leader(values: Mapping[str, float], margin: float = 0.0) -> str | None:
    """The side ("CN" or "US") whose value is larger by more than `margin`, else None."""
    gap = round(values["CN"] - values["US"], EXACT)
    if math.isnan(gap) or abs(gap) <= margin:
        return None
    return "CN" if gap > 0 else "US"


class Change(NamedTuple):
    """The side whose share changed most between two lists, and both its shares."""

    side: str
    before: float
    after: float


def most_changed(first: Mapping[str, float], last: Mapping[str, float]) -> Change | None:
    """The side whose share changed most; of two that part the one that rose.

    None where it changed by SHARE or less, or by no more than SHARE otherwise than the other's.
    """
    by = {side: round(last[side] - first[side], EXACT) for side in SIDES}
    side = max(SIDES, key=lambda one: (abs(by[one]), by[one]))
    least = min(abs(by[side]), abs(by[side] - by[other(side)]))
    return Change(side, first[side], last[side]) if round(least, EXACT) > SHARE else None


def other(side: str) -> str:
    """The other of the two sides."""
    return "US" if side == "CN" else "CN"


def leader_of_intervals(values: Mapping[str, tuple[float, float]]) -> str | None:
    """The side whose whole (low, high) interval lies above the other's, else None."""
    for side in SIDES:
        if values[side][0] > values[other(side)][1]:
            return side
    return None


def agreed(sides: Iterable[str | None]) -> str | None:
    """The side that all verdicts name, else None."""
    found = set(sides)
    return found.pop() if len(found) == 1 else None


class Verdict(NamedTuple):
    """A kind of those above, and the side that is ahead, higher, or would be; None: neither."""

    kind: str
    side: str | None = None

    @property
    def ahead(self) -> str | None:
        """The side that is ahead, None under any other kind."""
        return self.side if self.kind == AHEAD else None

    def __str__(self) -> str:
        """As a cell of a table: `ahead: CN`."""
        return f"{self.kind}: {self.side}" if self.side else self.kind


# --- scores


class Score(NamedTuple):
    """A score with its published interval and the confidence level of that; NaN without one.

    The first three may be arrays of such numbers.
    """

    score: float
    low: float = math.nan
    high: float = math.nan
    level: float = CONFIDENCE


def difference(first: Score, second: Score) -> tuple[float, float]:
    """The 95% interval of first less second: their half-widths, rescaled, in quadrature.

    Errors are taken as independent. NaN where one has no interval.
    """
    gap = first.score - second.score
    down = np.hypot(_rescaled(first, first.low), _rescaled(second, second.high))
    up = np.hypot(_rescaled(first, first.high), _rescaled(second, second.low))
    return (gap - down).round(EXACT), (gap + up).round(EXACT)


def _rescaled(one: Score, end: float) -> float:
    """From a score to an end of its interval, as if that were published at CONFIDENCE."""
    wanted, published = (NormalDist().inv_cdf((1 + p) / 2) for p in (CONFIDENCE, one.level))
    return (end - one.score) * (wanted / published)


def on_scores(best: Mapping[str, Score], models: Mapping[str, int] | None = None) -> Verdict:
    """Who is ahead by the best score of each side; `models`: how many scores each side has."""
    if models is not None and min(models[side] for side in SIDES) < LEAST_SCORED:
        return Verdict(TOO_FEW)
    side = leader({side: best[side].score for side in SIDES})
    if side is None:
        return Verdict(WITHIN_ERROR)
    low, _ = difference(best[side], best[other(side)])
    if math.isnan(low):
        return Verdict(NO_ERROR, side)
    return Verdict(AHEAD if low > 0 else WITHIN_ERROR, side)


# --- counts and shares


def on_shares(bounds: Mapping[str, tuple[float, float]], margin: float = SHARE) -> Verdict:
    """Who is ahead in known shares (low) by more than `margin`, from the (low, high) of both sides.

    high: with every unknown publisher.
    """
    if any(math.isnan(bounds[side][0]) for side in SIDES):
        return Verdict(NOT_IDENTIFIED)
    side = leader({side: bounds[side][0] for side in SIDES}, margin)
    if side is None:
        return Verdict(CLOSE)
    return Verdict(AHEAD if leader_of_intervals(bounds) == side else HANGS, side)


def in_every_reading(found: Iterable[Verdict]) -> Verdict:
    """One verdict of several readings: DEPENDS where they name different sides, the weaker kind
    where they name one; NOT_IDENTIFIED without any.
    """
    kinds, sides = zip(*found, strict=True) if (found := list(found)) else ((), ())
    if not kinds or NOT_IDENTIFIED in kinds:
        return Verdict(NOT_IDENTIFIED)
    if len(set(sides)) > 1:
        return Verdict(DEPENDS)
    return Verdict(HANGS if HANGS in kinds else kinds[0], sides[0])


def on_tags(views: Iterable[Mapping[str, tuple[float, float]]], margin: float = SHARE) -> Verdict:
    """`on_shares` of every reading of shares of licenses; high: with every unknown license.

    UNTAGGED also where known shares are close and unknown licenses could part them by more.
    """
    each = [(on_shares(view, margin), _widest(view)) for view in views]
    shut = [one for one, widest in each if one.kind != CLOSE or widest <= margin]
    found = in_every_reading(shut) if shut or not each else Verdict(CLOSE)
    if found.kind == HANGS or (found.kind in (AHEAD, CLOSE) and len(shut) < len(each)):
        return Verdict(UNTAGGED, found.side)
    return found


def _widest(bounds: Mapping[str, tuple[float, float]]) -> float:
    """The largest difference that the bounds of two sides allow."""
    return round(max(bounds[side][1] - bounds[other(side)][0] for side in SIDES), EXACT)


def on_resampled(shares: Mapping[str, Resampled], margin: float = SHARE) -> Verdict:
    """Who is ahead in a share of models by more than `margin`, if publishers are drawn again.

    TOO_FEW under LEAST_PUBLISHERS on a side or with all hits of one in one namespace; WITHIN_ERROR
    where the interval of the difference holds zero (`difference`, the two sides independent).
    """
    both = [shares[side] for side in SIDES]
    if any(math.isnan(one.share) for one in both):
        return Verdict(NOT_IDENTIFIED)
    if any(one.publishers < LEAST_PUBLISHERS or one.sources == 1 for one in both):
        return Verdict(TOO_FEW)
    side = leader({name: shares[name].share for name in SIDES}, margin)
    if side is None:
        return Verdict(CLOSE)
    pair = [Score(shares[s].share, shares[s].low, shares[s].high) for s in (side, other(side))]
    return Verdict(AHEAD if difference(*pair)[0] > 0 else WITHIN_ERROR, side)


def of_models(drawn: Iterable[Verdict], views: Verdict) -> Verdict:
    """One verdict of shares of models, `on_resampled`, and of all `views` of the same question.

    Too few models say nothing; a lead in all views must also be one in every draw of publishers.
    """
    drawn = list(drawn)
    for one in drawn:
        if one.kind in (NOT_IDENTIFIED, TOO_FEW):
            return one
    weaker = [one for one in drawn if one.kind != AHEAD]
    return weaker[0] if views.kind == AHEAD and weaker else views


def at_margins(views: Iterable[Mapping[str, tuple[float, float]]]) -> dict[float, Verdict]:
    """`on_shares` of every reading at each of MARGINS."""
    views = list(views)
    return {
        margin: in_every_reading(on_shares(view, margin) for view in views) for margin in MARGINS
    }
