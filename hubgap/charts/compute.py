"""Charts of notebook 08: training compute and chips."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..text import brief, count, percent, plural, safe
from ..words.en import compute as compute_words
from ..words.en import grammar
from .core import COLORS, OTHER, band, canvas, color, end_labels, flat, ink, marker, narrow, units
from .core import years as year_ticks
from .timeline import marks

FILLS = {"confident": 1, "likely": 0.5, "speculative": 0, "guess": 0}  # strength of a fill by class
WORDS = {"guess": "guess, in no line"}
LEAP = 3  # a record is named if it is so many times the one before
SHOWN_SINCE, SHOWN_FROM = pd.Timestamp(2022, 1, 1), 2e21  # of training runs: day, FLOP


class Shown(NamedTuple):
    """How many runs since SHOWN_SINCE have a value, one too small to be drawn, and none."""

    valued: int
    small: int
    unknown: int


def shown(runs: pd.DataFrame) -> Shown:
    """What `training_compute` shows of `compute.runs`."""
    flop = runs.loc[runs["day"] >= SHOWN_SINCE, "flop"]
    return Shown(int(flop.notna().sum()), int((flop < SHOWN_FROM).sum()), int(flop.isna().sum()))


def training_compute(
    runs: pd.DataFrame, records: pd.DataFrame, rules: pd.DataFrame, named: tuple[str, ...] = ()
) -> Figure:
    """Dots of runs by day, step lines of the largest so far, export rules along the top.

    From `compute.runs`, `compute.record_runs` and `timeline.rows`; solid lines rest on confident or
    likely values, dashed ones on speculative ones too. `named` rules carry their label.
    """
    figure, axes = canvas(height=3.2 if flat() else 4.6)
    last, firm = runs["day"].max(), records["line"].iloc[0]
    for (side, known), rows in runs.dropna(subset="flop").groupby(["side", "known"]):
        axes.plot(rows["day"], rows["flop"], **_dot(known, side), markersize=4, alpha=0.85)
    for (line, side), rows in records.groupby(["line", "side"]):
        days, tops = [*rows["day"], last], [*rows["flop"], rows["flop"].iloc[-1]]
        axes.step(days, tops, where="post", color=color(side), **_stroke(line == firm))
    axes.set_yscale("log")
    axes.set(xlim=(SHOWN_SINCE, last), ylabel="FLOP")
    axes.set_ylim(SHOWN_FROM, records["flop"].max() * 4)
    solid = records[records["line"] == firm]
    _named(axes, solid)
    units(axes.yaxis, compute_words.flop)
    year_ticks(axes.xaxis)
    _classes(axes)
    marks(axes, rules, () if flat() else named)
    ends = solid.groupby("side").tail(1)
    _ends(axes, ends.assign(day=last), ends["flop"], ends["model"].map(safe))
    return figure


def _ends(axes: Axes, rows: pd.DataFrame, heights: pd.Series, texts: pd.Series) -> None:
    """The countries at the ends of their lines, each with a text."""
    names = rows["side"].map(grammar.country) + "\n" + texts
    end_labels(axes, zip(rows["day"], heights, names, rows["side"].map(ink), strict=True), gap=30)


def _classes(axes: Axes) -> None:
    """Markers of the classes and their names, below the dots."""
    looks = [Line2D([], [], **_dot(k), markersize=4, label=WORDS.get(k, k)) for k in FILLS]
    spaces = {"handletextpad": 0, "borderaxespad": 0.2, "columnspacing": 1}
    columns = 2 if narrow() else len(FILLS)
    axes.legend(
        handles=looks,
        loc="lower right",
        ncols=columns,
        fontsize=9,
        labelcolor=OTHER,
        **spaces,
    )


def _word(axes: Axes, text: str, at: tuple, shift: tuple, side: str, **options) -> None:
    """A small word about a side, `shift` points from a place."""
    looks = {"size": 9, "color": ink(side), "parse_math": False, **options}
    axes.annotate(text, at, shift, textcoords="offset points", **looks)


def _dot(known: str, side: str = "other") -> dict:
    """Marker of a side; the firmer a value is known, the darker its fill; a cross for a guess."""
    return {
        "marker": "x" if known == "guess" else marker(side), "linestyle": "none", "zorder": 3,
        "color": color(side), "markerfacecolor": _tint(side, FILLS[known]), "markeredgewidth": 0.9,
    }  # fmt: skip


def _tint(side: str, strength: float) -> tuple[float, ...]:
    """The color of a side, mixed with white."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(color(side)))


def _stroke(solid: bool) -> dict:
    return {"linewidth": 2 if solid else 1.1, "linestyle": "-" if solid else (0, (4, 2))}


def _named(axes: Axes, records: pd.DataFrame) -> None:
    """Names of the records that are LEAP times the one before, but the last of each side."""
    for _, rows in records.groupby("side"):
        leaps = (rows["flop"] / rows["flop"].shift() >= LEAP) & (rows["day"] > SHOWN_SINCE)
        for row in rows[leaps & (rows["flop"] < rows["flop"].max())].itertuples():
            name = safe(row.model)
            _word(axes, name, (row.day, row.flop), (-4, 3), row.side, ha="right")


def disclosure(table: pd.DataFrame) -> Figure:
    """Bars of shares with a known value by year, of all models.

    From `compute.disclosure`; darker where the value is firmer, the number of models above.
    """
    figure, axes = canvas(height=3.4)
    table = table[table["weights"] == "all"]
    found = sorted(table["year"].unique())
    for side, place in zip(COLORS, (-0.21, 0.21), strict=True):
        rows = table[table["side"] == side]
        _stack(axes, rows, [found.index(year) + place for year in rows["year"]], side)
    axes.set_xticks(range(len(found)), [str(year) for year in found])
    axes.set(ylim=(0, 1.12), yticks=np.linspace(0, 1, 5))
    axes.set_ylabel("models with known training compute")
    axes.tick_params(axis="x", length=0)
    units(axes.yaxis, percent)
    for step, side in enumerate(COLORS):
        place = {"xycoords": "axes fraction", "ha": "right", "va": "top"}
        head = {"size": 10.5, "weight": "semibold", **place}
        _word(axes, grammar.country(side), (1, 1), (0, -14 * step), side, **head)
    return figure


def _stack(axes: Axes, rows: pd.DataFrame, places: list[float], side: str) -> None:
    base = np.zeros(len(rows))
    for known, strength in FILLS.items():
        if known not in rows:
            continue
        height = (rows[known] / rows["models"]).fillna(0).to_numpy()
        fill, edge = _tint(side, 0.15 + 0.85 * strength), color(side)
        axes.bar(places, height, 0.38, bottom=base, color=fill, edgecolor=edge, linewidth=0.5)
        base += height
    for x, y, models in zip(places, base, rows["models"], strict=True):
        _word(axes, count(models), (x, y), (0, 2), side, ha="center")


def score_for_compute(table: pd.DataFrame, planes: pd.DataFrame, reference: tuple) -> Figure:
    """Dots of models by score and training compute, one panel a year, with one line for both sides.

    From `compute.scored` and `compute.equal_compute`, whose fit is read at `reference`.
    """
    table = table[table["known"] != "not known"]
    found = sorted(table["day"].dt.year.unique())
    shape = (1, len(found)) if flat() else (-(-len(found) // 2), 2)
    figure, panels = canvas(*shape, height=2.6 if flat() else 5.2, sharex=True, sharey=True)
    plane = next(planes[planes["dated"]].itertuples())
    for axes, year in zip(panels.flat, found, strict=False):
        years_later = (pd.Timestamp(f"{year}-07-01") - reference[1]).days / 365.25
        start = plane.level + plane.per_year * years_later
        _year(axes, table[table["day"].dt.year == year], start, plane.per_tenfold, reference[0])
        axes.set_title(f"{year}")
        axes.set_ylim(table["score"].min() - 4, table["score"].max() + 18)
        units(axes.xaxis, compute_words.flop)
    for axes in panels.flat[len(found) :]:
        axes.axis("off")
    for axes in np.atleast_2d(panels)[-1]:
        axes.set_xlabel("training compute, FLOP")
    for axes in np.atleast_2d(panels)[:, 0]:
        axes.set_ylabel("ECI points")
    return figure


def _year(axes: Axes, rows: pd.DataFrame, start: float, slope: float, reference: float) -> None:
    """The models of one year, the line that holds for both sides, and each side in words."""
    for (side, known), own in rows.groupby(["side", "known"]):
        axes.plot(own["flop"], own["score"], **_dot(known, side), markersize=5)
    axes.set_xscale("log")
    ends = np.array([rows["flop"].min(), rows["flop"].max()])
    line = start + slope * np.log10(ends / reference)
    axes.plot(ends, line, color=OTHER, linewidth=1, zorder=1)
    for step, side in enumerate(COLORS):
        own = rows[rows["side"] == side]
        text = f"{grammar.country(side)}, {plural(len(own), 'model')}"
        if len(own) and not (narrow() or flat()):
            text += f", best {safe(own.loc[own['score'].idxmax(), 'model'])}"
        place = {"xycoords": "axes fraction", "va": "top"}
        _word(axes, text, (0, 1), (3, -3 - 12 * step), side, **place)


def chip_stock(
    table: pd.DataFrame, rules: pd.DataFrame, named: tuple[str, ...] = (), note: str = ""
) -> Figure:
    """Lines of counted chips by quarter with bands; dashed: Nvidia only; export rules on top.

    From `compute.stock` and `timeline.rows`; `named` rules carry their label; `note`: what limits
    the counts.
    """
    figure, axes = canvas(height=3.2 if flat() else 4.2)
    table = table[table["side"].isin(list(COLORS))]
    first = table["makers"].iloc[0]
    for (makers, side), rows in table.groupby(["makers", "side"]):
        axes.plot(rows["day"], rows["middle"], color=color(side), **_stroke(makers == first))
        if makers == first:
            axes.plot(rows["day"], rows["middle"], marker(side), color=color(side), markersize=4)
            band(axes, rows["day"], rows["low"], rows["high"], side)
    axes.set_yscale("log")
    start, end = table["day"].min(), table["day"].max()
    axes.set(xlim=(start - pd.Timedelta(days=90), end), ylabel="H100 equivalents")
    units(axes.yaxis, brief)
    year_ticks(axes.xaxis)
    marks(axes, rules[rules["start"] <= end], () if flat() else named)
    ends = table[table["makers"] == first].groupby("side").tail(1)
    _ends(axes, ends, ends["middle"], ends["middle"].map(brief))
    place = {"xycoords": "axes fraction", "ha": "right", "va": "bottom"}
    place["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    _word(axes, note, (1, 0), (-4, 4), "other", **place)
    return figure
