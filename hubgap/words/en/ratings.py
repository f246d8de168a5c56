"""Ratings of one board in words: a system with its interval, and one against another."""

from __future__ import annotations

import math

from ...text import points, safe
from .grammar import ADJECTIVE, NO_DIFFERENCE


def versus(row) -> str:
    """A row of `video.kling` or `video.gaps`: `the American A 9 [8, 9] leads the Chinese B 5 [4, 6]
    by 4 points`.
    """
    lead = _system(row["leader"], row["leading_model"], row, "leading")
    behind = _system(row["behind"], row["model_behind"], row, "behind")
    gap = f"{points(row['points'])} ({span(row['low'], row['high'])}{_cut(row)})"
    if row["ahead"] is None:
        return f"{lead} and {behind} show {NO_DIFFERENCE}, {gap}"
    return f"{lead} leads {behind} by {gap}"


def _cut(row) -> str:
    """The gap with the longer list thinned to the shorter, where a row of `video.gaps` gives it."""
    if "thinned_low" not in row:
        return ""
    return f"; lists cut to one length {span(row['thinned_low'], row['thinned_high'])}"


def _system(side: str, model: str, row, role: str) -> str:
    scores = [row[f"{role}_{key}"] for key in ("score", "low", "high")]
    name = f"{safe(model)} {rating(*scores)}"
    return f"the {ADJECTIVE[side]} {name}" if side in ADJECTIVE else name


def rating(score: float, low: float, high: float) -> str:
    """`1354 [1344, 1364]`; a score without a spread is the one that fixes the scale."""
    if math.isnan(low):
        return f"{score:.0f} (no interval)"
    return f"{score:.0f} (fixed)" if low == high else f"{score:.0f} [{low:.0f}, {high:.0f}]"


def span(low: float, high: float) -> str:
    """`−5 to 9`, or that there is none."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    return f"{low:.0f} to {high:.0f}".replace("-", "\u2212")
