"""Charts of notebook 10: do we agree with what is published?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from .core import INK, OTHER, canvas, units

TICKS = {  # ratios of ours to the published value, in words
    0.1: "a tenth",
    0.2: "a fifth",
    0.5: "half",
    1: "the same",
    2: "twice",
    5: "5 times",
    10: "10 times",
}
REACH = 12  # ratios beyond it are drawn at the edge
BIN = 0.05  # of a decade: dots nearer to each other are stacked


def ratios(table: pd.DataFrame, heads: dict[str, str], factor: float) -> Figure:
    """Dots of ours by published (rows of `ledger.ledger`), one row a kind of agreement expected.

    heads: what stands above each kind. The band is the factor within which two values are of the
    same order. Of two figures that are set against each other the first is drawn.
    """
    figure, axes = canvas(len(heads), 1, height=4.4, flat=3.7, sharex=True)
    for axis, (kind, head) in zip(axes, heads.items(), strict=True):
        rows = table[table["expected"] == kind].drop_duplicates("comparison")
        axis.set_xscale("log")
        axis.set_xlim(1 / REACH, REACH)
        axis.axvspan(1 / factor, factor, color="#f0f0f0", linewidth=0, zorder=0)
        axis.axvline(1, color=INK, linewidth=0.8)
        _dots(axis, rows)
        axis.set_title(head)
        axis.set_yticks([])
        axis.grid(False)
        axis.spines["left"].set_visible(False)
        axis.xaxis.set_major_locator(FixedLocator(list(TICKS)))
        axis.xaxis.set_minor_locator(NullLocator())
        units(axis.xaxis, lambda value: TICKS.get(round(value, 3), ""))
    axes[-1].set_xlabel("our value, compared with the published one")
    return figure


def _dots(axis: Axes, rows: pd.DataFrame) -> None:
    """Dots stacked from the base line where they are near to each other; the tallest stack fits."""
    rows = rows.assign(place=np.log10(rows["ratio"].clip(1 / REACH * 1.1, REACH / 1.1)))
    bins = (rows["place"] / BIN).round()
    heights = rows.sort_values(["place", "figure_id"]).groupby(bins).cumcount()
    rows = rows.assign(height=heights).sort_values(["place", "figure_id"])
    for row in rows.to_dict("records"):
        fill = OTHER if row["verdict"] == "agrees" else "white"
        place = 10 ** row["place"], row["height"]
        axis.plot(*place, marker="o", markersize=6, color=OTHER, markerfacecolor=fill)
    axis.set_ylim(-0.8, max(heights.max() if len(heights) else 0, 3) + 1.4)
