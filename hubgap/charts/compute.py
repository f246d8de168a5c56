"""Charts of notebook 08: training compute and chips."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from ..measures.compute import MAKERS
from ..text import count, percent, safe
from ..words.en import compute as compute_words
from ..words.en import grammar
from .core import (
    COLORS,
    OTHER,
    band,
    canvas,
    color,
    end_labels,
    flat,
    fold,
    ink,
    marker,
    narrow,
    slim,
    units,
)
from .core import years as year_ticks
from .timeline import marks

FILLS = {"confident": 1, "likely": 0.5, "speculative": 0, "guess": 0}  # strength of a fill by class
IN_LINES = {"confident": "confident value", "likely": "likely value",
            "speculative": "speculative value", "guess": "guess, in no line"}  # fmt: skip
FITTED = {"confident": "confident value", "likely": "likely value",
          "speculative": "speculative value, not averaged"}  # fmt: skip
LEAP = 3  # a record is named if it is so many times the one before
SHOWN_SINCE, SHOWN_FROM = pd.Timestamp(2022, 1, 1), 2e21  # of training runs: day, FLOP
MARGIN = pd.Timedelta(days=12)  # right of the last point, which would be cut in half
QUARTERS = 7  # as many as the words under the end of a line are wide
RULES = "Export rules"  # stands before their labels


class Shown(NamedTuple):
    """How many runs since SHOWN_SINCE have a value, one too small to be drawn, and none."""

    valued: int
    small: int
    unknown: int


def shown(runs: pd.DataFrame) -> Shown:
    """What `training_compute` shows of `compute.runs`."""
    flop = runs.loc[runs["day"] >= SHOWN_SINCE, "flop"]
    return Shown(int(flop.notna().sum()), int((flop < SHOWN_FROM).sum()), int(flop.isna().sum()))


def training_compute(runs: pd.DataFrame, records: pd.DataFrame, rules: pd.DataFrame) -> Figure:
    """Dots of runs by day, step lines of the largest so far, export rules along the top.

    From `compute.runs`, `compute.record_runs` and `timeline.rows`; solid lines rest on confident or
    likely values, dashed ones on speculative ones too.
    """
    figure, axes = canvas(height=3.6 if flat() else 4.8)
    last, firm = runs["day"].max(), records["line"].iloc[0]
    for (side, known), rows in runs.dropna(subset="flop").groupby(["side", "known"]):
        axes.plot(rows["day"], rows["flop"], **_dot(known, side), markersize=3.5, alpha=0.4)
    for (line, side), rows in records.groupby(["line", "side"]):
        days, tops = [*rows["day"], last], [*rows["flop"], rows["flop"].iloc[-1]]
        axes.step(days, tops, where="post", color=color(side), **_stroke(line == firm), zorder=4)
    axes.set_yscale("log")
    axes.set(xlim=(SHOWN_SINCE, last + MARGIN), ylabel="training compute, FLOP (log scale)")
    axes.set_ylim(SHOWN_FROM, records["flop"].max() * 4)
    solid = records[records["line"] == firm]
    if not slim():  # their names would cover the dots
        _named(axes, solid)
    units(axes.yaxis, compute_words.flop)
    year_ticks(axes.xaxis)
    lines = {"largest so far": True, "with speculative values": False}
    looks = [Line2D([], [], color=OTHER, label=n, **_stroke(one)) for n, one in lines.items()]
    _key(axes, looks, IN_LINES)
    ends = solid.groupby("side").tail(1)
    _ends(axes, ends.assign(day=last), ends["flop"], ends["model"].map(safe))
    marks(axes, rules, RULES)
    return figure


def _ends(axes: Axes, rows: pd.DataFrame, heights: pd.Series, texts: pd.Series) -> None:
    """The countries at the ends of their lines, each with a text."""
    names = rows["side"].map(grammar.country) + "\n" + texts
    end_labels(axes, zip(rows["day"], heights, names, rows["side"].map(ink), strict=True), gap=30)


def _key(axes: Axes, first: list, classes: dict[str, str]) -> None:
    """What lines and the fills of marks mean, below the axes."""
    looks = [Line2D([], [], **_dot(k), markersize=4.5, label=word)
             for k, word in classes.items()]  # fmt: skip
    handles = [*first, *looks]
    place = {"bbox_to_anchor": (0, -0.11 if not axes.get_xlabel() else -0.19)}
    if slim():  # its six lines are high: below the axes by points, however high these become
        down = ScaledTranslation(
            0, -(42 if axes.get_xlabel() else 26) / 72, axes.figure.dpi_scale_trans
        )
        place = {"bbox_to_anchor": (0, 0), "bbox_transform": axes.transAxes + down}
    axes.legend(
        handles=handles,
        loc="upper left",
        **place,
        ncols=1 if slim() else 2 if narrow() else 3,
        fontsize=9.5,
        labelcolor=OTHER,
        handletextpad=0.5,
        borderaxespad=0,
        borderpad=0,
        columnspacing=1.6,
    )


def _word(axes: Axes, text: str, at: tuple, shift: tuple, side: str, **options) -> None:
    """A small word about a side, `shift` points from a place."""
    looks = {"size": 9.5, "color": ink(side), "parse_math": False, **options}
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


def _paper() -> dict:
    """A white ground for words."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def _named(axes: Axes, records: pd.DataFrame) -> None:
    """Names of the records that are LEAP times the one before, but the last of each side."""
    for _, rows in records.groupby("side"):
        leaps = (rows["flop"] / rows["flop"].shift() >= LEAP) & (rows["day"] > SHOWN_SINCE)
        for row in rows[leaps & (rows["flop"] < rows["flop"].max())].itertuples():
            name = safe(row.model)
            _word(axes, name, (row.day, row.flop), (-4, 3), row.side, ha="right", bbox=_paper())


def disclosure(table: pd.DataFrame) -> Figure:
    """Bars of shares with a known value by year, of all models.

    From `compute.disclosure`; darker where the value is firmer, share and number of models above.
    """
    figure, axes = canvas(height=3.7)
    table = table[table["weights"] == "all"]
    found = sorted(table["year"].unique())
    for side, place in zip(COLORS, (-0.21, 0.21), strict=True):
        rows = table[table["side"] == side]
        _stack(axes, rows, [found.index(year) + place for year in rows["year"]], side)
    axes.set_xticks(range(len(found)), [str(year) for year in found])
    axes.set(ylim=(0, 1), yticks=np.linspace(0, 1, 5))
    axes.set_ylabel("models with known training compute")
    axes.tick_params(axis="x", length=0)
    units(axes.yaxis, percent)
    _swatches(axes)
    return figure


def _swatches(axes: Axes) -> None:
    """The colors of countries and the shades of classes, above the bars."""
    sides = [Patch(facecolor=color(side), label=grammar.country(side)) for side in COLORS]
    shades = [
        Patch(
            facecolor=_shade("other", FILLS[k]), edgecolor=OTHER, linewidth=0.5, label=f"{k} value"
        )
        for k in list(FILLS)[:3]
    ]
    options = {"fontsize": 9.5, "labelcolor": OTHER, "loc": "lower left", "borderpad": 0,
               "borderaxespad": 0, "columnspacing": 1.4, "handlelength": 1.1}  # fmt: skip
    columns = 2 if narrow() else 5
    axes.legend(handles=[*sides, *shades], ncols=columns, bbox_to_anchor=(0, 1.04), **options)


def _shade(side: str, strength: float) -> tuple[float, ...]:
    """The fill of a part of a bar."""
    return _tint(side, 0.15 + 0.85 * strength)


def _stack(axes: Axes, rows: pd.DataFrame, places: list[float], side: str) -> None:
    base = np.zeros(len(rows))
    for known, strength in FILLS.items():
        if known not in rows:
            continue
        height = (rows[known] / rows["models"]).fillna(0).to_numpy()
        fill, edge = _shade(side, strength), color(side)
        axes.bar(places, height, 0.38, bottom=base, color=fill, edgecolor=edge, linewidth=0.5)
        base += height
    for x, y, models in zip(places, base, rows["models"], strict=True):
        text = f"{percent(y)}\nof {count(models)}" if models else "no models"
        _word(axes, text, (x, y), (0, 2), side, ha="center", va="bottom", linespacing=1.05,
              bbox=_paper())  # fmt: skip


def score_for_compute(table: pd.DataFrame, note: str) -> Figure:
    """Dots of models by training compute and by what compute and date leave of their score.

    From `compute.left_over`; `note` says how far the two sides are apart. The best model of each
    side by score carries its name, and the one that is furthest above the line.
    """
    figure, axes = canvas(height=3.6 if flat() else 4.6)
    for (side, known), own in table.groupby(["side", "known"]):
        axes.plot(own["flop"], own["left"], **_dot(known, side), markersize=6)
    axes.axhline(0, color=OTHER, linewidth=1, zorder=1)
    axes.set_xscale("log")
    reach = 1.25 * table["left"].abs().max()
    axes.set(ylim=(-reach, 1.25 * reach), xlabel="training compute, FLOP (log scale)",
             xlim=(table["flop"].min() / 1.6, table["flop"].max() * 4))  # fmt: skip
    axes.set_ylabel("ECI points above or below expectation")
    units(axes.xaxis, compute_words.flop)
    units(axes.yaxis, lambda value: f"{value:+.0f}".replace("-", "\u2212") if value else "0")
    _word(axes, note, (0, 1), (2, -2), "other", xycoords="axes fraction", va="top", bbox=_paper())
    place = {"xycoords": ("axes fraction", "data"), "ha": "right", "va": "bottom", "bbox": _paper()}
    _word(axes, "as expected", (1, 0), (-2, 3), "other", **place)
    for row in _best(table).itertuples():
        way = _freer(table, row)
        looks = {"ha": "left" if way > 0 else "right", "bbox": _paper(), "zorder": 2}
        name = fold(safe(row.model), 60, 20)
        _word(axes, name, (row.flop, row.left), (6 * way, 4), row.side, **looks)
    sides = [Line2D([], [], **_dot("confident", side), markersize=6, label=grammar.country(side))
             for side in COLORS]  # fmt: skip
    _key(axes, sides, FITTED)
    return figure


def _best(table: pd.DataFrame) -> pd.DataFrame:
    """Of each side the model with the best score and the one furthest above the line."""
    sides = [own for _, own in table.groupby("side")]
    places = [own[name].idxmax() for own in sides for name in ("score", "left")]
    return table.loc[list(dict.fromkeys(places))]


def _freer(table: pd.DataFrame, row) -> int:
    """On which side of a dot a name meets fewer others: 1 right, -1 left."""
    tenfolds = np.log10(table["flop"] / row.flop)
    near = (table["left"] - row.left - 1).abs() < 2.5
    right, left = (near & (way * tenfolds).between(0.01, 0.45) for way in (1, -1))
    return 1 if right.sum() <= left.sum() else -1


def chip_stock(table: pd.DataFrame, rules: pd.DataFrame, note: str = "") -> Figure:
    """Lines of counted chips by quarter with bands; dashed: Nvidia only; export rules on top.

    From `compute.stock` and `timeline.rows`; `note` stands at the lower line: what limits it.
    """
    figure, axes = canvas(height=3.4 if flat() else 4.5)
    table = table[table["side"].isin(list(COLORS))]
    counted = table[table["makers"] == MAKERS[0]]
    for (makers, side), rows in table.groupby(["makers", "side"]):
        axes.plot(rows["day"], rows["middle"], color=color(side), **_stroke(makers == MAKERS[0]))
    for side, rows in counted.groupby("side"):
        axes.plot(rows["day"], rows["middle"], marker(side), color=color(side), markersize=4)
        band(axes, rows["day"], rows["low"], rows["high"], side)
    axes.set_yscale("log")
    start, end = table["day"].min(), table["day"].max()
    axes.set(xlim=(start - pd.Timedelta(days=90), end + MARGIN))
    axes.set_ylabel("Nvidia H100 chips of equal power (log scale)")
    units(axes.yaxis, compute_words.chip_count)
    year_ticks(axes.xaxis)
    ends = counted.groupby("side").tail(1)
    _nvidia(axes, table, ends)
    lower = ends.loc[ends["middle"].idxmin()]
    place = {"ha": "right", "va": "top", "linespacing": 1.15, "bbox": _paper()}
    under = counted.loc[counted["side"] == lower["side"], "low"].tail(QUARTERS).min()
    text = "\n".join(fold(line, 16) for line in note.split("\n"))
    _word(axes, text, (lower["day"], float(under)), (4, -3), lower["side"], **place)
    _ends(axes, ends, ends["middle"], ends["middle"].map(compute_words.chip_count))
    marks(axes, rules[rules["start"] <= end], RULES)
    return figure


def _nvidia(axes: Axes, table: pd.DataFrame, ends: pd.DataFrame) -> None:
    """A name at the dashed line that lies furthest from its solid one."""
    lines = table[table["makers"] == MAKERS[1]].sort_values("day")
    own = lines.groupby("side")["middle"].last()
    if own.empty:
        return
    side = (own / ends.set_index("side")["middle"]).idxmin()
    rows = lines[lines["side"] == side].tail(QUARTERS // 2)
    place = {"ha": "right", "va": "top", "bbox": _paper()}
    _word(
        axes,
        fold("Nvidia chips only", 11),
        (rows["day"].iloc[-1], rows["middle"].min()),
        (4, -3),
        side,
        **place,
    )
