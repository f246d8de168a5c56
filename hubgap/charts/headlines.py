"""Charts of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..text import headline, percent
from ..words.en import grammar
from ..words.en import headlines as headlines_words
from .core import (
    COLORS,
    FAINT,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    fold,
    ink,
    marker,
    narrow,
    units,
)

LINES = {"CN": 0.17, "US": -0.17}  # height of a side's line in its row
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}
SIDES = tuple(FILLS)
GRID = "0.85"
PAINT = {  # of the verdicts of `headlines.ranges`, from left to right
    ("CN_ahead",): COLORS["CN"],
    ("CN_hangs", "close", "US_hangs"): FAINT,
    ("US_ahead",): COLORS["US"],
}
NAMES = "China ahead    neither    United States ahead"
ROOM = 0.09  # the share of a bar that holds its number


def ranges(tables: dict[str, pd.DataFrame], published: pd.DataFrame) -> Figure:
    """Ranges of the two shares by universe, one column a panel (from `headlines.ranges`).

    published: name (of the panel), choice (universe), side, share, label, as_of_window: hollow marks
    in their row, with their dates.
    """
    choices = list(dict.fromkeys(c for table in tables.values() for c in table["choice"]))
    figure, axes = canvas(
        1,
        len(tables),
        height=0.7 * len(choices) + 0.8,
        flat=0.6 * len(choices) + 0.7,
        sharex=True,
        sharey=True,
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        rows = table.set_index("choice").reindex(choices)
        for height, row in enumerate(rows.to_dict("records")):
            if np.isnan(row["rules"]):
                axis.text(
                    0.5, -height, "not identified", ha="center", va="center", color=OTHER, size=9.5
                )
                continue
            for side, shift in LINES.items():
                _range(axis, row, side, shift - height)
        marks = published[published["name"] == name]
        marks = marks.assign(
            upper=marks.groupby("choice")["share"].rank() > 1, first=~marks.duplicated("choice")
        )
        for mark in marks.to_dict("records"):
            _published(axis, mark, LINES[mark["side"]] - choices.index(mark["choice"]))
        axis.set_title(name, pad=20 if narrow() else None)
        _rows_of(axis, [headline(headlines_words.ROWS[choice]) for choice in choices])
        axis.set_ylim(top=0.95)
        axis.set_xlim(0, 1)
        axis.set_xticks([0, 0.5, 1] if narrow() else [0, 0.25, 0.5, 0.75, 1])
        units(axis.xaxis, percent)
        axis.grid(True, axis="x", color=GRID, linewidth=0.6)
        axis.set_xlabel("Share of downloads")
    _legend(np.atleast_1d(axes)[0])
    return figure


def _range(axis: Axes, row: dict, side: str, height: float) -> None:
    for ends, look in (
        ("worst_", {"linewidth": 0.8}),
        ("", {"linewidth": 4.5, "alpha": 0.45, "solid_capstyle": "butt"}),
    ):
        reach = [row[f"{side}_{ends}low"], row[f"{side}_{ends}high"]]
        axis.plot(reach, [height] * 2, color=color(side), **look)
    axis.plot(row[f"{side}_median"], height, marker=marker(side), color=color(side), markersize=5)


def _published(axis: Axes, mark: dict, height: float) -> None:
    """A hollow mark and its label, which reaches away from the other mark of its row.

    The first of a row bears the end of the window, which both marks share.
    """
    until = mark["as_of_window"].split("-")[-1].removeprefix("to ")
    axis.plot(
        mark["share"],
        height,
        marker=marker(mark["side"]),
        markersize=8,
        markerfacecolor="white",
        markeredgecolor=color(mark["side"]),
        markeredgewidth=1.4,
        zorder=3,
    )
    axis.annotate(
        mark["label"] + (f"\nto {until}" if mark["first"] else ""),
        (mark["share"], height),
        textcoords="offset points",
        xytext=(18 if mark["upper"] else -18, 6 if mark["side"] == "CN" else -6),
        ha="center",
        va="bottom" if mark["side"] == "CN" else "top",
        size=8.5,
        color=ink(mark["side"]),
        zorder=4,
    )


def _rows_of(axis: Axes, names: list[str]) -> None:
    axis.set_yticks(-np.arange(len(names)), [fold(name, 20) for name in names])
    axis.set_ylim(0.6 - len(names), 0.6)
    axis.tick_params(axis="y", length=0)
    axis.grid(False)


def _legend(axis: Axes) -> None:
    """The marks and names of the two sides, above the first row of a chart."""
    for place, side, sign in ((0.98, "CN", "\u25cf"), (0.6 if narrow() else 0.76, "US", "\u25a0")):
        axis.annotate(
            f"{sign} {grammar.country(side)}",
            (place, 1),
            xycoords="axes fraction",
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            va="bottom",
            size=9.5,
            weight="semibold",
            color=ink(side),
        )


def verdicts(tables: dict[str, pd.DataFrame]) -> Figure:
    """Shares of rules by who is ahead, one row a universe, one column a panel (`headlines.ranges`)."""
    choices = list(dict.fromkeys(c for table in tables.values() for c in table["choice"]))
    figure, axes = canvas(
        1,
        len(tables),
        height=0.38 * len(choices) + 0.7,
        flat=0.3 * len(choices) + 0.6,
        sharex=True,
        sharey=True,
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        rows = table.set_index("choice").reindex(choices)
        start = np.zeros(len(choices))
        for columns, paint in PAINT.items():
            share = (rows[list(columns)].sum(axis=1) / rows["rules"]).fillna(0).to_numpy()
            axis.barh(-np.arange(len(choices)), share, left=start, color=paint, height=0.66)
            for height in np.flatnonzero(share >= ROOM * (2 if narrow() else 1)):
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
            axis.text(
                0.5, -height, "not identified", ha="center", va="center", color=OTHER, size=9.5
            )
        axis.set_title(name)
        _rows_of(axis, [headline(headlines_words.ROWS[choice]) for choice in choices])
        axis.set_xlim(0, 1)
        axis.set_xticks([])
        axis.spines["bottom"].set_visible(False)
        axis.set_xlabel(fold(NAMES, 24))
    return figure


def one(tables: dict[str, pd.DataFrame | str]) -> Figure:
    """Bars of shares under one rule with worst-case whiskers, one column a panel (`headlines.under`).

    A panel that does not identify the rule shows the word instead.
    """
    figure, axes = canvas(1, len(tables), height=1.9, sharex=True, sharey=True)
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        axis.set_title(name)
        _rows_of(axis, [grammar.country(side) for side in SIDES])
        axis.set_xlim(0, 1.15)
        axis.set_xticks([])
        axis.spines["bottom"].set_visible(False)
        if isinstance(table, str):
            axis.text(0.5, -1.5, "not identified", ha="center", va="center", color=OTHER)
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
            beside(axis, percent(row["share"]), end, -height, 1, ink(side), 10)
    return figure
