"""Charts of notebook 12: what is new on the Hub."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from ..text import brief
from ..words.en.grammar import country
from ..words.en.today import HEAD, beside_lab
from .core import INK, OTHER, canvas, color, ink, marker, narrow, units

ORDER = ("CN", "US", "other", "unknown")
ROOM = 1.6  # factor left free on either side of the marks


def labs(table: pd.DataFrame) -> Figure:
    """Downloads of the same models then (hollow) and now (filled), a row a lab under its country.

    table: rows of `today.by_lab`; a lab without a model on both lists has words and no marks.
    """
    sides = [side for side in ORDER if side in set(table["side"])]
    lines = len(table) + 1.3 * len(sides)
    figure, axes = canvas(height=0.9 + 0.3 * lines, flat=0.8 + 0.27 * lines)
    axes.set_xscale("log")
    y = 0.0
    for side in sides:
        axes.text(
            *(0, y, country(side)),
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            color=ink(side),
            weight="semibold",
        )
        for row in table[table["side"] == side].itertuples():
            y -= 1
            _row(axes, y, row)
        y -= 1.3
    if narrow():
        across = axes.get_yaxis_transform()
        axes.text(1.02, 0, HEAD, transform=across, va="center", color=OTHER, size=9.5)
    axes.set_ylim(y + 0.7, 0.6)
    seen = table.loc[table["models"] > 0, ["before", "now"]].clip(lower=1)
    if len(seen):
        ends = seen.min().min() / ROOM, seen.max().max() * ROOM
        axes.set_xlim(ends)
        within = (1, 2, 5) if ends[1] < 100 * ends[0] else (1,)  # two decades hold few powers
        axes.xaxis.set_major_locator(LogLocator(subs=within, numticks=5 if narrow() else 8))
    axes.set_yticks([])
    axes.xaxis.set_minor_locator(NullLocator())
    units(axes.xaxis, brief)
    axes.set_xlabel("downloads in 30 days, on a logarithmic scale")
    axes.grid(False, axis="y")
    axes.grid(axis="x")
    return figure


def _row(axes, y: float, row) -> None:
    across = axes.get_yaxis_transform()
    axes.text(-0.02, y, row.lab, transform=across, ha="right", va="center", color=INK)
    axes.text(
        *(1.02, y, beside_lab(row.models, row.change, narrow())),
        transform=across,
        va="center",
        color=OTHER,
        size=9.5,
    )
    if not row.models:
        return
    paint, shape = color(row.side), marker(row.side)
    ends = [max(row.before, 1), max(row.now, 1)]  # a logarithmic scale has no zero
    axes.plot(ends, [y, y], color=paint, linewidth=1.5, zorder=2)
    axes.plot(ends[0], y, shape, color=paint, markerfacecolor="white", markersize=6.5, zorder=3)
    axes.plot(ends[1], y, shape, color=paint, markersize=7, zorder=4)
