"""Charts of notebook 01: what was observed when."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures.observed import days_in
from ..text import plural
from ..words.en import observed as observed_words
from .core import FAINT, INK, OTHER, PALE, canvas, narrow

# How the waves of a selection are drawn: the darker, the more their totals can say.
_WAVES = {
    "census": {"color": INK, "marker": "D"},
    "census of downloaded models": {"color": INK, "marker": "D", "markerfacecolor": "white"},
    "catalogues": {"color": INK, "marker": "o"},
    "followed list": {"color": OTHER, "marker": "s"},
    "attention sample": {"color": PALE, "marker": "s"},
}
_CUT_FROM, _CUT_TO = 365, 80  # days: a hole longer than the first is drawn as long as the second
_WIDE_HOLE = 40  # days: a hole with room for a word


def observed(runs: pd.DataFrame, gaps: pd.DataFrame, doubts: pd.DataFrame) -> Figure:
    """What was observed when: one line of time for each source and each kind of doubt, and holes.

    From `observed.observed`, `holes` and `untrusted`. Marks and bars are the thicker the more
    models a wave lists (logarithm). The axis is cut within a hole of years; a break shows where.
    """
    lines = _timeline_lines(runs, doubts)
    figure, axes = canvas(height=0.235 * len(lines) + 0.6, flat=0.18 * len(lines) + 0.6)
    first, last = _place([runs["first_day"].min(), runs["last_day"].max()], gaps)
    axes.set(xlim=(first - _beside(), last + 8), ylim=(0.3 - len(lines), 1), yticks=[])
    axes.grid(False)
    _timeline_days(axes, runs, gaps)
    for y, (label, spans, look, *numbers) in enumerate(lines):
        head = spans is None
        weight, inset = ("semibold", -136) if head else (None, -128)
        _margin(axes, 0, -y, label, inset, "left", weight=weight)
        for text, inset in zip(numbers, (26, 88) if narrow() else (34, 106), strict=True):
            _margin(axes, 1, -y, text, inset, "right", color=OTHER)
        if not head:
            axes.axhline(-y, color=FAINT, linewidth=0.6, zorder=0.8)
        if look:
            _spans(axes, -y, spans, look, gaps)
        elif not head:
            _doubts(axes, -y, spans, gaps)
    return figure


def _timeline_lines(runs: pd.DataFrame, doubts: pd.DataFrame) -> list[tuple]:
    """Label, spans (None in a head), look and two texts at the right of each line."""
    hub = runs["platform"] == "Hugging Face Hub"
    heads = runs["selection"].map(observed_words.SELECTED).where(hub, observed_words.ELSEWHERE)
    order = runs["selection"].map(list(_WAVES).index) + len(_WAVES) * ~hub
    runs = runs.assign(head=heads, order=order).sort_values(["order", "first_day"], kind="stable")
    lines = []
    for head, rows in runs.groupby("head", sort=False):
        lines.append((head, None, None, *(("waves", "models") if not lines else ("", ""))))
        for source, spans in rows.groupby("source", sort=False):
            look = _WAVES[spans["selection"].iloc[0]]
            lines.append((source, spans, look, *observed_words.observed_numbers(spans)))
    lines.append((observed_words.DOUBTED, None, None, "", ""))
    for kind, label in observed_words.DOUBTS.items():
        spans = doubts[doubts["kind"] == kind]
        if len(spans):
            lines.append((label, spans, None, "", plural(days_in(spans), "day")))
    return lines


def _place(days, gaps: pd.DataFrame) -> np.ndarray:
    """Days as positions on an axis that is cut in the middle of holes longer than _CUT_FROM."""
    days = pd.to_datetime(pd.Series(list(days)))
    place = dates.date2num(days)
    for gap in gaps[gaps["days"] > _CUT_FROM].itertuples():
        after = days > gap.last_day - pd.Timedelta(days=_CUT_TO / 2)
        place = place - after.to_numpy() * (gap.days - _CUT_TO)
    return place


def _beside() -> int:
    """Days beside a mark that it needs for itself."""
    return 60 if narrow() else 20


def _timeline_days(axes: Axes, runs: pd.DataFrame, gaps: pd.DataFrame) -> None:
    """Half-years on the axis, holes in gray, a break of the axis where it is cut."""
    bottom = axes.get_ylim()[0]
    first, last = runs["first_day"].min(), runs["last_day"].max()
    halves = pd.date_range(f"{first:%Y}-01-01", last, freq="6MS").to_series()
    for gap in gaps.itertuples():
        start, end = _place([gap.first_day, gap.last_day], gaps)
        axes.axvspan(start, end + 1, color="#f0f0f0", linewidth=0, zorder=0.5)
        if gap.days > _WIDE_HOLE * (2.5 if narrow() else 1):
            axes.text(
                (start + end) / 2,
                0.56 * bottom,
                observed_words.NOTHING,
                rotation=90,
                ha="center",
                va="center",
                color=OTHER,
                size=9.5,
            )
        if gap.days > _CUT_FROM:
            half = pd.Timedelta(days=_CUT_TO / 2)
            halves = halves[(halves < gap.first_day + half) | (halves > gap.last_day - half)]
            at = start + _CUT_TO / 2
            ends = [at - 5, at + 5], [bottom, bottom]
            axes.plot(*ends, color="white", linewidth=2, clip_on=False, zorder=4)
            axes.plot(
                *ends,
                linestyle="",
                marker=[(-1, -2), (1, 2)],
                color=INK,
                markersize=9,
                markeredgewidth=0.8,
                clip_on=False,
                zorder=5,
            )
    halves = halves[halves > first - pd.Timedelta(days=15)]
    if narrow():
        halves = halves[(halves.dt.month == 1) | (halves == halves.min())]
    axes.set_xticks(_place(halves, gaps), [f"{half:%b\n%Y}" for half in halves])


def _spans(axes: Axes, y: float, spans: pd.DataFrame, look: dict, gaps: pd.DataFrame) -> None:
    """Bars of runs and marks of one or two waves, the thicker the more models a wave lists."""
    for span in spans.itertuples():
        start, end = _place([span.first_day, span.last_day], gaps)
        size = 2.4 + 0.9 * np.log10(span.most)
        if span.waves > 2:
            axes.plot(
                [start, end],
                [y, y],
                linewidth=size,
                color=look["color"],
                solid_capstyle="butt",
                zorder=3,
            )
        else:
            ends = [start, end] if span.waves == 2 else [end]
            axes.plot(
                ends,
                [y] * len(ends),
                linestyle="",
                markersize=size + 1,
                markeredgewidth=1.2,
                zorder=3,
                **look,
            )
        if span.selection == "census of downloaded models":
            axes.text(
                end + _beside(),
                y,
                observed_words.DOWNLOADED,
                va="center",
                color=OTHER,
                size=9.5,
                bbox={"facecolor": "#f0f0f0", "edgecolor": "none", "pad": 1},
            )


def _doubts(axes: Axes, y: float, spans: pd.DataFrame, gaps: pd.DataFrame) -> None:
    """Hatched bars of spans and strokes of single days; an undercount crosses all lines."""
    hatched = {"facecolor": "white", "edgecolor": INK, "hatch": "//////", "linewidth": 0.6}
    for span in spans.itertuples():
        start, end = _place([span.first_day, span.last_day], gaps)
        if span.first_day == span.last_day:
            axes.plot([start, start], [y - 0.28, y + 0.28], color=INK, linewidth=1.2, zorder=3)
        else:
            axes.barh(y, end - start, 0.5, left=start, zorder=3, **hatched)
        if span.kind == "undercount":
            axes.axvspan(start, end, facecolor="none", edgecolor=OTHER, hatch="//////", linewidth=0)


def _margin(axes: Axes, x: float, y: float, text: str, inset: float, align: str, **look) -> None:
    """A word beside the axes, `inset` points from their left (x 0) or right (x 1) edge."""
    axes.annotate(
        text,
        (x, y),
        xycoords=axes.get_yaxis_transform(),
        xytext=(inset, 0),
        va="center",
        ha=align,
        textcoords="offset points",
        annotation_clip=False,
        size=10,
        parse_math=False,
        **look,
    )
