"""Charts of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures.verdicts import NOT_IDENTIFIED
from ..text import headline, percent
from ..words.en import grammar
from ..words.en import headlines as headlines_words
from .core import (
    BACKED,
    COLORS,
    FAINT,
    INK,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    fold,
    ink,
    key,
    marker,
    narrow,
    slim,
    units,
)

LINES = {"CN": 0.2, "US": -0.2}  # height of a side's line in its row
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}
SIDES = tuple(FILLS)
GRID = "0.85"
PAINT = {  # of the verdicts of `headlines.ranges`, from left to right
    ("CN_ahead",): COLORS["CN"],
    ("CN_hangs", "close", "US_hangs"): FAINT,
    ("US_ahead",): COLORS["US"],
}
KEY = (("China ahead", ink("CN")), ("neither", OTHER), ("United States ahead", ink("US")))
UNTOLD = grammar.PHRASES[NOT_IDENTIFIED]
ROOM = 0.09  # the share of a bar that holds its number


def ranges(table: pd.DataFrame) -> Figure:
    """Lowest, middle and highest share of both sides by universe: rows of `headlines.ranges`."""
    rows = table.to_dict("records")
    figure, axes = canvas(height=0.68 * len(rows) + 0.75, flat=0.55 * len(rows) + 0.75)
    for place, row in enumerate(rows):
        for side, shift in LINES.items():
            _range(axes, row, side, shift - place, named=place == 0)
    _rows_of(axes, [headlines_words.ROWS[row["choice"]] for row in rows], 22)
    axes.set_ylim(0.5 - len(rows), 0.75)
    _percents(axes, -0.25 if slim() else -0.15 if narrow() else -0.06)
    axes.set_xlabel("Share of downloads")
    return figure


def _range(axes: Axes, row: dict, side: str, y: float, named: bool) -> None:
    """A line from the lowest to the highest share with its ends in numbers, a mark in the middle.

    The one that is `named` says what country it is, and the first of the two what the mark is.
    """
    low, middle, high = (row[f"{side}_{end}"] for end in ("low", "median", "high"))
    axes.plot(
        [low, high], [y, y], color=color(side), linewidth=6, alpha=0.45, solid_capstyle="butt"
    )
    axes.plot(middle, y, marker(side), color=color(side), markersize=6)
    name = f" {grammar.country(side)}" if named else ""
    beside(axes, percent(low), low, y, -1, ink(side), 9.5, bbox=BACKED)
    beside(axes, f"{percent(high)}{name}", high, y, 1, ink(side), 9.5, bbox=BACKED)
    if named and side == "CN":
        axes.annotate(
            "middle of all ways",
            (middle, y),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=9.5,
            color=OTHER,
            bbox=BACKED,
        )


def _percents(axes: Axes, left: float = 0) -> None:
    """An axis of shares from nothing to all."""
    axes.set_xlim(left, 1)
    axes.set_xticks([0, 0.5, 1] if narrow() else [0, 0.25, 0.5, 0.75, 1])
    units(axes.xaxis, percent)
    axes.grid(True, axis="x", color=GRID, linewidth=0.6)


def _rows_of(axes: Axes, names: list[str], letters: int) -> None:
    axes.set_yticks(-np.arange(len(names)), [fold(headline(name), letters) for name in names])
    axes.set_ylim(0.6 - len(names), 0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(False)


def verdicts(tables: dict[str, pd.DataFrame]) -> Figure:
    """Shares of rules by verdict, one bar a row of `headlines.with_total`, one column a panel."""
    longest = sorted(tables.values(), key=len, reverse=True)
    choices = list(dict.fromkeys(c for table in longest for c in table["choice"]))
    figure, axes = canvas(
        1,
        len(tables),
        height=(0.48 if narrow() else 0.36) * len(choices) + 0.7,
        flat=0.32 * len(choices) + 0.6,
        sharex=True,
        sharey=True,
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        _stacks(axis, table.set_index("choice").reindex(choices))
        axis.set_title(name, pad=42 if slim() else 34 if narrow() else 22)
        _rows_of(axis, [headlines_words.ROWS[choice] for choice in choices], 16 if slim() else 20)
        axis.set_xlim(0, 1)
        axis.set_xticks([])
        axis.spines["bottom"].set_visible(False)
        if not slim():
            _key(axis)
    if slim():  # once, above both panels
        names = [name for name, _ in KEY]
        looks = {name: {"facecolor": paint} for name, paint in zip(names, PAINT.values())}
        key(np.atleast_1d(axes)[0], looks, 2, bbox_to_anchor=(0, 1))
    first = np.atleast_1d(axes)[0].get_yticklabels()[0]
    first.set(weight="semibold", color=INK)
    return figure


def _stacks(axis: Axes, rows: pd.DataFrame) -> None:
    start = np.zeros(len(rows))
    for columns, paint in PAINT.items():
        share = (rows[list(columns)].sum(axis=1) / rows["rules"]).fillna(0).to_numpy()
        axis.barh(-np.arange(len(rows)), share, left=start, color=paint, height=0.66)
        for height in np.flatnonzero(share >= ROOM * (3 if slim() else 2 if narrow() else 1)):
            axis.text(
                start[height] + share[height] / 2,
                -height,
                percent(share[height]),
                ha="center",
                va="center",
                size=9.5,
                color=OTHER if paint == FAINT else "white",
            )
        start = start + share
    for height in np.flatnonzero(rows["rules"].isna()):
        axis.text(0.5, -height, UNTOLD, ha="center", va="center", color=OTHER, size=9.5)


def _key(axis: Axes) -> None:
    """The names of the three parts in their colors, above the bars from left to right."""
    for (name, paint), (place, way) in zip(KEY, ((0, "left"), (0.42, "center"), (1, "right"))):
        axis.annotate(
            fold(name, 9),
            (place, 1),
            xycoords="axes fraction",
            xytext=(0, 3),
            textcoords="offset points",
            ha=way,
            va="bottom",
            size=9.5,
            weight="semibold",
            color=paint,
        )


def one(tables: dict[str, pd.DataFrame | str]) -> Figure:
    """Bars of shares under one rule with worst-case whiskers, one column a panel (`headlines.under`).

    A panel that does not identify the rule shows the word instead.
    """
    figure, axes = canvas(1, len(tables), height=2.3, sharex=True, sharey=True)
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        axis.set_title(name)
        _rows_of(axis, [grammar.country(side) for side in SIDES], 20)
        _percents(axis)
        axis.set_xlabel(fold("share, lines add every unknown publisher", 24))
        if isinstance(table, str):
            axis.text(0.5, -1.5, UNTOLD, ha="center", va="center", color=OTHER)
            continue
        rows = table.set_index("side").reindex(SIDES)
        axis.barh(-np.arange(len(SIDES)), rows["share"], color=list(FILLS.values()), height=0.62)
        for height, (side, row) in enumerate(rows.iterrows()):
            end = row["share"] if side == "unknown" else row["high"]
            if side != "unknown":
                axis.plot(
                    [row["low"], end],
                    [-height] * 2,
                    color=OTHER,
                    linewidth=1.2,
                    marker="|",
                    markersize=6,
                )
            beside(axis, percent(row["share"]), end, -height, 1, ink(side), 10, bbox=BACKED)
    return figure
