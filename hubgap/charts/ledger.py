"""Charts of notebook 10: do we agree with what is published?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from .core import INK, OTHER, canvas, fold, units

TICKS = {  # ratios of ours to the published value, in words
    0.1: "a tenth",
    0.2: "a fifth",
    0.5: "half",
    1: "the same",
    2: "twice",
    5: "5 times",
}
LEAST, MOST = 1 / 14, 6  # ratios beyond them are drawn at the edge
BIN = 0.05  # of a decade: dots nearer to each other are stacked
BAND = "order"  # the kind of agreement that the band is asked of
TALLY = "direction"  # the kind in which the ratio decides nothing


def ratios(table: pd.DataFrame, heads: dict[str, str], factor: float) -> Figure:
    """Dots of ours by published (rows of `ledger.ledger`), one row a kind of agreement expected.

    heads: what stands above each kind. The band is the factor within which two values are of the
    same order. Directions are only counted, each comparison once.
    """
    sizes = {"height_ratios": [0.35 if kind == TALLY else 1 for kind in heads]}
    figure, axes = canvas(len(heads), 1, height=4.8, flat=3.9, gridspec_kw=sizes)
    once = table.drop_duplicates(["expected", "comparison"])
    for axis, (kind, head) in zip(axes, heads.items(), strict=True):
        rows = once[once["expected"] == kind]
        axis.set_title(fold(head, 70, 42))
        axis.set_yticks([])
        axis.grid(False)
        axis.spines["left"].set_visible(False)
        if kind == TALLY:
            _tally(axis, rows)
            continue
        _scale(axis)
        if kind == BAND:
            _band(axis, factor)
        _dots(axis, rows)
    axes[0].tick_params(labelbottom=False)
    scale = "our value divided by the published one, on a logarithmic scale"
    axes[1].set_xlabel(fold(scale, 70, 40))
    _key(axes[0])
    return figure


def _scale(axis: Axes) -> None:
    axis.set_xscale("log")
    axis.set_xlim(LEAST, MOST)
    axis.axvline(1, color=INK, linewidth=0.8)
    axis.xaxis.set_major_locator(FixedLocator(list(TICKS)))
    axis.xaxis.set_minor_locator(NullLocator())
    units(axis.xaxis, lambda value: TICKS.get(round(value, 3), ""))


def _band(axis: Axes, factor: float) -> None:
    """The values of the same order, named left of it, where stacks are low."""
    axis.axvspan(1 / factor, factor, color="#f0f0f0", linewidth=0, zorder=0)
    axis.annotate("shaded: within a factor of two", (1 / factor, 1), (-6, -4), va="top", ha="right",
                  xycoords=axis.get_xaxis_transform(), textcoords="offset points", size=9.5,
                  color=OTHER, linespacing=1.1)  # fmt: skip


def _look(agrees: bool) -> dict:
    fill = OTHER if agrees else "white"
    return {"marker": "o", "markersize": 6.5, "color": OTHER, "markerfacecolor": fill,
            "linestyle": "none"}  # fmt: skip


def _dots(axis: Axes, rows: pd.DataFrame) -> None:
    """Dots stacked from the base line where they are near to each other; the tallest stack fits."""
    low, high = LEAST * 1.1, MOST / 1.1
    rows = rows.assign(place=np.log10(rows["ratio"].clip(low, high)))
    bins = (rows["place"] / BIN).round()
    heights = rows.sort_values(["place", "figure_id"]).groupby(bins).cumcount()
    rows = rows.assign(height=heights).sort_values(["place", "figure_id"])
    for row in rows.to_dict("records"):
        axis.plot(10 ** row["place"], row["height"], **_look(row["verdict"] == "agrees"))
    axis.set_ylim(-0.8, max(heights.max() if len(heights) else 0, 3) + 1.4)
    for edge, word, side in ((low, "far less", "left"), (high, "far more", "right")):
        far = rows["ratio"] < low if edge == low else rows["ratio"] > high
        if far.any():
            axis.annotate(word, (edge, far.sum()), (-5 if side == "left" else 5, 0), ha=side,
                          textcoords="offset points", size=9.5, color=OTHER)  # fmt: skip


def _tally(axis: Axes, rows: pd.DataFrame) -> None:
    """A dot a comparison, those that agree first."""
    agrees = sorted(rows["verdict"] == "agrees", reverse=True)
    for place, one in enumerate(agrees):
        axis.plot(place, 0, **_look(one))
    axis.set(xlim=(-0.5, 36), ylim=(-1, 1), xticks=[])
    axis.spines["bottom"].set_visible(False)


def _key(axis: Axes) -> None:
    """What a filled and a hollow dot mean, at the left above the first dots."""
    for step, (agrees, word) in enumerate(((True, "agrees"), (False, "differs"))):
        place = 0.012, 0.92 - 0.17 * step
        axis.plot(*place, transform=axis.transAxes, **_look(agrees))
        axis.annotate(word, place, (8, -0.5), xycoords="axes fraction", va="center", size=9.5,
                      textcoords="offset points", color=OTHER)  # fmt: skip
