"""The chart of what the Hub's pages report of benchmarks, in notebook 05."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures.reported import EFFORTS
from ..text import percent, plural, safe
from ..words.en import grammar
from ..words.en import reported as words
from .core import (
    INK,
    MARKERS,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    flat,
    fold,
    ink,
    marker,
    narrow,
    slim,
    spread,
    units,
)

WIDTH = 6.0  # inches, so that a phone shows its words
ROW, WIDE_ROW = 0.32, 0.5  # inches: of a model with one entry, with several
APART = 8.5  # percent: between the names of two efforts
LETTERS = 22  # of a name on one line
SIGNS = {"o": "\u25cf", "s": "\u25a0"}  # marker -> the same as a letter


def alternatives(table: pd.DataFrame) -> Figure:
    """A row a model with a mark for each of its entries on one test, joined from lowest to highest.

    From `reported.alternatives`. Hollow: in a proposal that the maker has not accepted. Below a
    row, what an independent measurer found.
    """
    models = [rows for _, rows in table.groupby("model_id", sort=False)]
    steps = [ROW if len(own) == 1 else WIDE_ROW for own in models]
    deep = 0.9 if slim() else 0.5  # of a row: two lines below it, or one
    below = [0.0, *(ROW * deep * own["measured"].notna().any() for own in models[:-1])]
    places = -np.cumsum(np.add(steps, below))
    figure, axes = canvas(width=WIDTH, height=0.9 - places[-1], flat=0.7 - 0.85 * places[-1])
    low = max(0, np.nanmin(table[["value", "measured", "measured_low"]].astype(float)) - 4)
    axes.set(xlim=(low, 134 if slim() else 116), ylim=(places[-1] - ROW * 0.6, -0.05))
    for place, own in zip(places, models, strict=True):
        _model(axes, place, own)
    if not narrow():
        _efforts(axes, [(y, own) for y, own in zip(places, models, strict=True) if len(own) > 1])
    axes.set_xticks([tick for tick in range(0, 101, 20) if tick >= low])
    units(axes.xaxis, lambda value: percent(value / 100))
    axes.set_xlabel(f"{table['benchmark'].iloc[0]}, as reported")
    names = [_name(own["model"].iloc[0]) for own in models]
    axes.set_yticks(places, names, size=9.5, parse_math=False)
    for label, own in zip(axes.get_yticklabels(), models, strict=True):
        label.set_color(ink(own["side"].iloc[0]))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    _sides(axes)
    return figure


def _name(model: str) -> str:
    """A name, in two lines at the hyphen nearest to its middle if it is long."""
    name = safe(model)
    ends = [place + 1 for place, letter in enumerate(name) if letter == "-"]
    if len(name) <= LETTERS or not ends or flat():
        return name
    middle = min(ends, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}\n{name[middle:]}"


def _model(axes: Axes, y: float, own: pd.DataFrame) -> None:
    """The entries of one model, and what was measured where it was."""
    side, ends = own["side"].iloc[0], (own["value"].min(), own["value"].max())
    axes.plot(ends, [y, y], color=PALE, linewidth=4, solid_capstyle="round", zorder=1)
    for hollow, marks in own.groupby("open_pull_request"):
        axes.plot(
            marks["value"], [y] * len(marks), marker(side), color=color(side), markersize=6,
            markerfacecolor="white" if hollow else color(side), markeredgewidth=1.3, zorder=3,
        )  # fmt: skip
    text = " to ".join(dict.fromkeys(percent(end / 100) for end in ends))
    text = text if len(own) == 1 else f"{plural(len(own), 'score')}, {text}"
    beside(axes, text, ends[1], y, 1, ink(side), 9.5)
    if own["measured"].notna().any():
        _measured(axes, y - (0.9 if slim() else 0.55) * ROW, own.iloc[0])


def _efforts(axes: Axes, models: list[tuple[float, pd.DataFrame]]) -> None:
    """The stated efforts of models, each above its values; the first row says what they are."""
    for place, (y, own) in enumerate(models):
        values = own.groupby("effort")["value"].mean().reindex(list(EFFORTS)).dropna()
        if values.empty:
            continue
        spots = spread(values, APART)
        for effort, spot in zip(values.index, spots, strict=True):
            _above(axes, str(effort), (spot, y), 0, "center")
        if place == 0:
            _above(axes, words.EFFORT, (spots[0], y), -13, "right")


def _above(axes: Axes, text: str, at: tuple, move: float, way: str) -> None:
    axes.annotate(
        text, at, (move, 5), textcoords="offset points", ha=way, va="bottom", color=OTHER, size=9.5
    )  # fmt: skip


def _measured(axes: Axes, y: float, row: pd.Series) -> None:
    """What an independent measurer found, with its interval."""
    ends = [row["measured_low"], row["measured_high"]]
    axes.plot(ends, [y, y], color=INK, linewidth=1.6)
    axes.plot(row["measured"], y, "D", color=INK, markersize=4.5, zorder=3)
    text = f"measured by {row['measured_by']}: {percent(row['measured'] / 100)}"
    text = fold(text, 40, 14)
    beside(axes, text, np.nanmax([row["measured"], *ends]), y, 1, INK, 9.5)


def _sides(axes: Axes) -> None:
    """Which mark is whose, above the rows."""
    for place, (side, shape) in enumerate(MARKERS.items()):
        text = f"{SIGNS[shape]} {grammar.ADJECTIVE[side]} model"
        axes.annotate(
            text, (0, 1), (100 * place - 60 * slim(), 4), xycoords="axes fraction", va="bottom",
            textcoords="offset points", color=ink(side), size=10,
        )  # fmt: skip
