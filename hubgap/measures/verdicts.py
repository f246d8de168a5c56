"""Verdicts: who is ahead, as values made beside the measures; only words say them."""

from __future__ import annotations

import math

SIDES = ("CN", "US")

# The table of thresholds: what differs by less, or is less likely, is not called different.
SHARE = 0.05  # shares of downloads, of likes, of counting rules
YEARS = 0.5  # median ages


def leader(values: dict[str, float], margin: float = 0.0) -> str | None:
    """The side ("CN" or "US") whose value is larger by more than `margin`, else None."""
    gap = values["CN"] - values["US"]
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
