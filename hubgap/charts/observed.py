"""Charts of notebook 01: what was observed when."""

from __future__ import annotations

import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..words.en import observed as observed_words
from .core import INK, OTHER, canvas, fold, narrow, years

# What a way of collecting can say of the whole Hub: black says all, hollow and gray say less.
_WAVES = {
    "census": {"color": INK, "marker": "D", "markersize": 10},
    "census of downloaded models": {"color": INK, "marker": "D", "markerfacecolor": "white"},
}
_REST = {"color": OTHER, "marker": "o"}
_FEW = 2  # rounds that are drawn as dots, not as a bar


def observed(runs: pd.DataFrame) -> Figure:
    """What was observed of the Hub when: a row for each way of choosing models.

    From `observed.observed`, without other platforms. A dot is a round or two of a source, a bar many with no hole between.
    """
    runs = runs[runs["platform"] == "Hugging Face Hub"]
    rows = [(name, runs[runs["selection"] == name]) for name in observed_words.SELECTED]
    rows = [(name, spans) for name, spans in rows if len(spans)]
    figure, axes = canvas(height=(0.62 if narrow() else 0.5) * len(rows) + 0.6)
    first, last = dates.date2num([runs["first_day"].min(), runs["last_day"].max()])
    room = (last - first) / 40
    axes.set(xlim=(first - room, last + room), ylim=(0.4 - len(rows), 0.6))
    for place, (name, spans) in enumerate(rows):
        _spans(axes, -place, spans, {"markersize": 7} | _WAVES.get(name, _REST))
        _told(axes, -place, name, spans)
    names = [fold(observed_words.SELECTED[name], 16) for name, _ in rows]
    axes.set_yticks([-place for place in range(len(rows))], names)
    axes.tick_params(axis="y", length=0)
    axes.grid(False, axis="y")
    years(axes.xaxis)
    return figure


def _spans(axes: Axes, y: float, spans: pd.DataFrame, look: dict) -> None:
    """Bars of runs, and marks for runs of a round or two."""
    for span in spans.itertuples():
        days = dates.date2num([span.first_day, span.last_day])
        if span.waves > _FEW:
            axes.plot(
                days, [y, y], color=look["color"], linewidth=9, solid_capstyle="butt", zorder=4
            )
        else:
            marks = days[-span.waves :]
            axes.plot(marks, [y] * len(marks), linestyle="", markeredgewidth=1, zorder=3, **look)


def _told(axes: Axes, y: float, name: str, spans: pd.DataFrame) -> None:
    """How often and how many models, at the side of the marks that has more room."""
    start, end = dates.date2num([spans["first_day"].min(), spans["last_day"].max()])
    low, high = axes.get_xlim()
    way = 1 if high - end >= start - low else -1
    full = name == "census"
    axes.annotate(
        fold(observed_words.listed_models(name, spans), 24, 16),
        (end if way > 0 else start, y),
        xytext=(11 * way, 0),
        textcoords="offset points",
        va="center",
        ha="left" if way > 0 else "right",
        color=INK if full else OTHER,
        weight="semibold" if full else "normal",
        size=10,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
