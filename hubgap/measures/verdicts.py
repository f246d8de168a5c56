"""Verdicts: who is ahead, as values made beside the measures; only words say them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

SIDES = ("CN", "US")
DEPENDS = "depends"  # counts or readings disagree on who leads
EXACT = 9  # digits of a difference: five points exactly are not more than five

# The table of thresholds: what differs by less, or is less likely, is not called different.
SHARE = 0.05  # shares of downloads, of likes, of counting rules
YEARS = 0.5  # median ages
DISCLOSED = 0.1  # shares of models whose training compute is known
MOSTLY_ONE = 0.5  # of a total, for it to be mostly one model's
UNLIKELY = 0.05  # a split of lead records that is more probable than this names no leader
LEAST_MODELS = 10  # a side, for a lag or the best of a size; below it there is none
LEAST_RECORDS = 5  # a side, for a median lag
MOST_RULES = 2 / 3  # of counting rules: a smaller share is not most of them
MAJORITY = 1 / 2  # of counting rules, for a side to count as ahead in the claims
FACTOR = 2  # two published values of the same order differ by at most this factor
LEVEL = 0.05  # a larger p of Fisher's exact test on the ledger is no clear difference


def leader(values: dict[str, float], margin: float = 0.0) -> str | None:
    """The side ("CN" or "US") whose value is larger by more than `margin`, else None."""
    gap = round(values["CN"] - values["US"], EXACT)
    if math.isnan(gap) or abs(gap) <= margin:
        return None
    return "CN" if gap > 0 else "US"


def other(side: str) -> str:
    """The other of the two sides."""
    return "US" if side == "CN" else "CN"


def leader_of_intervals(values: dict[str, tuple[float, float]]) -> str | None:
    """The side whose whole (low, high) interval lies above the other's, else None."""
    for side in SIDES:
        if values[side][0] > values[other(side)][1]:
            return side
    return None


def agreed(sides: Iterable[str | None]) -> str | None:
    """The side that all verdicts name, else None."""
    found = set(sides)
    return found.pop() if len(found) == 1 else None


def unanimous(verdicts: Iterable[str | None]) -> str | None:
    """What all verdicts say, a side or None; DEPENDS where they do not say the same."""
    found = set(verdicts)
    return found.pop() if len(found) == 1 else DEPENDS


class Lead(NamedTuple):
    """Who leads by every count (a side, None, DEPENDS); `surely`: also in the worst case."""

    ahead: str | None
    surely: bool


def by_every_count(views: Iterable[dict[str, tuple[float, float]]]) -> Lead:
    """The lead in known shares (low) by SHARE, from the (low, high) of both sides by each count."""
    views = list(views)
    ahead = unanimous(leader({side: view[side][0] for side in SIDES}, SHARE) for view in views)
    surely = ahead in SIDES and all(leader_of_intervals(view) == ahead for view in views)
    return Lead(ahead, surely)
