"""Charts of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ..measures import verdicts
from ..measures.lineage import of_one_account
from ..measures.uncertainty import CONFIDENCE
from ..text import brief, month, percent, plural, safe
from ..words.en import grammar
from .core import (
    COLORS,
    FILLS,
    INK,
    OTHER,
    beside,
    canvas,
    color,
    end_labels,
    fold,
    hole,
    ink,
    key,
    legible,
    marker,
    narrow,
    slim,
    units,
)

LONGEST_STEP = pd.Timedelta(days=45)  # monthly waves; a longer step is a hole
FAMILIES = 5


def matrix(table: pd.DataFrame) -> Figure:
    """Pairs of bars of what is built on each country's bases, from rows of `lineage.carried`.

    Thin lines run to the share with every base of unknown origin.
    """
    counters = list(dict.fromkeys(table["counter"]))
    figure, axes = _paired([f"share of {BUILT[one]}" for one in counters])
    for row in table.itertuples():
        _bounded(axes, row, PLACES[row.base_side] - counters.index(row.counter))
    smaller = table[table["counter"] == counters[0]].sort_values("low", kind="stable").iloc[0]
    note = "line: if all unknown bases were from that country"
    said = "share that names a model of the country as its base"
    if narrow():
        axes.set(xlim=(0, 1), xlabel=f"{fold(said, 60, 38)}\n{fold(note, 60, 38)}")
        return figure
    at = max(smaller["low"] + 0.26, smaller["high"]), PLACES[smaller["base_side"]]
    beside(axes, note, *at, 1, OTHER, 9.5)
    axes.set(xlim=(0, 1), xlabel=said)
    return figure


BUILT = {"models": "derivatives", "downloads": "their downloads", "authors": "their authors"}
INSIDE = 0.4  # a bar so long has its words inside


def _bounded(axes: Axes, row, y: float) -> None:
    """A bar with its value at its end, and a thin line to the share with all unknown bases."""
    whose = grammar.ADJECTIVE[row.base_side]
    axes.barh(y, row.low, 0.34, color=color(row.base_side))
    low = y - 0.15
    axes.plot([row.low, row.high], [low, low], color=INK, linewidth=1, clip_on=False)
    within = row.low > INSIDE
    way, paint = (-1, "white") if within else (1, ink(row.base_side))
    said = f"{percent(row.low)} on {whose}" + ("" if slim() else " models")
    beside(axes, said, row.low, y + 0.02, way, paint, 10)


def drift(table: pd.DataFrame) -> Figure:
    """Pairs of bars of derivatives that grant what their base withholds: `lineage.contrary`."""
    counters = list(dict.fromkeys(table["counter"]))
    figure, axes = _paired([f"share of {GRANTED[one]}" for one in counters])
    for row in table.itertuples():
        y = PLACES[row.base_side] - counters.index(row.counter)
        if np.isnan(row.share):
            continue
        axes.barh(y, row.share, 0.34, color=color(row.base_side))
        text = f"{percent(row.share, 1)} of {brief(row.n)}"
        text += "" if slim() else f" {GRANTED[row.counter]}"  # as before the bars
        text += f" on {grammar.ADJECTIVE[row.base_side]} bases"
        beside(axes, text, row.share, y, 1, ink(row.base_side), 10)
    axes.set_xlim(
        0, max(LEAST_AXIS, (3.8 if slim() else 3 if narrow() else 1.6) * table["share"].max())
    )
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5]))
    axes.set_xlabel("share that grants what the base withholds")
    return figure


GRANTED = {"models": "derivatives", "downloads": "downloads"}
LEAST_AXIS = 0.2  # a share of a few percent should look like one
PLACES = {"CN": 0.19, "US": -0.19}  # of the two bars of a pair


def _paired(names: list[str]) -> tuple[Figure, Axes]:
    """Axes for pairs of bars, a name a pair, over a percent axis."""
    figure, axes = canvas(height=0.95 + 0.72 * len(names), flat=0.9 + 0.6 * len(names))
    axes.set_yticks([-place for place in range(len(names))], [fold(name, 14) for name in names])
    axes.set_ylim(0.5 - len(names), 0.5)
    units(axes.xaxis, percent)
    axes.grid(False)
    return figure, axes


BLOCKS = {"models": ("by models", 0.0), "downloads": ("by downloads", -3.0)}


def across(table: pd.DataFrame, verdict: verdicts.Verdict) -> Figure:
    """Shares whose declared base is the other country's, from `lineage.across`.

    Lines are the intervals over publishers. Without a lead its phrase stands above.
    """
    figure, axes = canvas(height=4.6 if slim() else 4, flat=3.7)
    if verdict.kind not in (verdicts.AHEAD, verdicts.DEPENDS):  # readings beside it disagree
        axes.set_title(grammar.PHRASES[verdict.kind])
    rows = table[table["through"] == "base"].set_index(["counter", "side"])
    for counter, (head, top) in BLOCKS.items():
        axes.annotate(
            head, (0, top + (0.9 if slim() else 0.62)), (4, 0), textcoords="offset points", va="center",
            weight="semibold",
        )  # fmt: skip
        for place, side in enumerate(verdicts.SIDES):
            _share(axes, rows.loc[(counter, side)], top - place, side)
    _row_names(axes)
    said = "share of a country's derivatives that name a model of the other"
    axes.set_xlabel(fold(said, 70, 30))
    return figure


def _row_names(axes: Axes) -> None:
    """Whose derivatives on whose models, before each row, in the color of the first."""
    places = {top - n: side for _, top in BLOCKS.values() for n, side in enumerate(verdicts.SIDES)}
    names = [
        f"{grammar.ADJECTIVE[side]} derivatives\non {grammar.ADJECTIVE[verdicts.other(side)]} models"
        for side in places.values()
    ]
    axes.set_yticks(list(places), names)
    for label, side in zip(axes.get_yticklabels(), places.values()):
        label.set_color(ink(side))
    axes.set(xlim=(0, 1), ylim=(min(places) - 0.6, 1.2 if slim() else 1))
    units(axes.xaxis, percent)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")


def _share(axes: Axes, row: pd.Series, y: float, side: str) -> None:
    """The mark of a share, its interval if it has one, and what it is of; nothing without models."""
    if np.isnan(row["low"]):
        return
    paint, said = color(side), percent(row["low"])
    ends = row["drawn_low"], row["drawn_high"]
    if not np.isnan(ends[0]):
        axes.plot(ends, [y, y], color=paint, linewidth=1.2, clip_on=False)
        apart = "\n" if slim() else " "
        said += f" of {plural(row['n'], 'model')}{apart}by {plural(row['publishers'], 'publisher')}"
        if side == verdicts.SIDES[0]:
            beside(axes, f"{percent(CONFIDENCE)} interval", ends[1], y, 1, OTHER, 9.5)
    axes.plot(row["low"], y, marker(side), color=paint, markersize=7, clip_on=False)
    _words(axes, said, (row["low"], y), 10 + 6 * said.count("\n"), ink(side))


def _words(axes: Axes, text: str, at: tuple[float, float], above: float, paint: str) -> None:
    """Words over a point (or under it), on white so that no grid line strikes through them."""
    axes.annotate(
        text,
        at,
        (0, above),
        textcoords="offset points",
        ha="left" if at[0] < 0.5 else "right",
        va="center",
        size=9.5,
        color=paint,
        annotation_clip=False,
        bbox={"facecolor": "white", "linewidth": 0, "pad": 0.5},
        zorder=1.5,
    )


def descendants(totals: pd.DataFrame, owners: pd.DataFrame, sets: dict[str, str]) -> Figure:
    """Lines of descendants: the largest owners of the last set, and the totals of every set.

    From `lineage.by_owner` and `.descendant_totals`; sets: what each panel holds. Both start where
    the last set does.
    """
    figure, (left, right) = canvas(1, 2, height=3.9, flat=3.2, stacked=6.4, sharey=True)
    last = owners[owners["day"] == owners["day"].max()]
    last = last.sort_values(["value", "family"], ascending=[False, True]).head(FAMILIES)
    lines = [
        (
            owners[(owners["family"] == name) & (owners["side"] == side)],
            safe(name),
            side,
            "-",
        )
        for name, side in zip(last["family"], last["side"])
    ]
    _lines(left, lines)
    styles = dict(zip(sets, ("--", "-"), strict=True))
    drawn = totals[totals["day"] >= owners["day"].min()]
    _lines(
        right,
        [
            (part, grammar.country(side), side, styles[name])
            for (name, side), part in drawn.groupby(["panel", "side"], sort=False)
        ],
    )
    marks = [Line2D([], [], color=OTHER, linestyle=styles[name], label=sets[name]) for name in sets]
    white = {"frameon": True, "facecolor": "white", "edgecolor": "white", "framealpha": 1}
    place = {"loc": "lower left", "fontsize": 9.5, "labelcolor": OTHER}
    right.legend(handles=marks[::-1], **place, **white)
    left.set_title("Largest families, by owner")
    right.set_title("All families together")
    left.set_ylabel("descendants (models)")
    return figure


def _lines(axes: Axes, lines: list[tuple[pd.DataFrame, str, str, str]]) -> None:
    """Series (rows, label, side, style), broken where no wave was within LONGEST_STEP."""
    labels = []
    for rows, label, side, style in lines:
        series = rows.set_index("day")["value"].sort_index()
        part = (series.index.to_series().diff() > LONGEST_STEP).cumsum()
        for _, piece in series.groupby(part):
            axes.plot(piece.index, piece, style, color=color(side), linewidth=2)
            axes.plot(
                piece.index[-1:], piece.iloc[-1:], marker(side), color=color(side), markersize=5.5
            )
        labels.append(
            (
                series.index[-1],
                series.iloc[-1],
                f"{label} {brief(series.iloc[-1])}",
                ink(side),
            )
        )
    days = pd.Series(sorted({day for rows, *_ in lines for day in rows["day"]}))
    highest = max(rows["value"].max() for rows, *_ in lines) * 1.1
    axes.set_ylim(0, max(highest, axes.get_ylim()[1]))
    for before, after in zip(
        days[:-1][days.diff().shift(-1)[:-1] > LONGEST_STEP], days[days.diff() > LONGEST_STEP]
    ):
        hole(axes, before, after, "not listed")
    units(axes.yaxis, brief)
    axes.set_xticks([days.iloc[0], days.iloc[-1]], [month(days.iloc[0]), month(days.iloc[-1])])
    end_labels(axes, labels)


def by_month(table: pd.DataFrame) -> Figure:
    """A bar of shares a month, Chinese bases at the foot (from `lineage.by_month`)."""
    months = list(table["month"].unique())
    figure, axes = canvas(height=3.6)
    foot = np.zeros(len(months))
    for side, fill in FILLS.items():
        share = table[table["base_side"] == side]["share"].to_numpy()
        axes.bar(range(len(months)), share, 0.86, bottom=foot, color=fill)
        for place, (start, value) in enumerate(zip(foot, share, strict=True)):
            if side in COLORS and value > 0.045:
                at = {"ha": "center", "va": "center", "size": legible(9), "color": "white"}
                behind = {"facecolor": fill, "edgecolor": "none", "pad": 1}  # clear of a hatching
                axes.text(
                    place,
                    start + value / 2,
                    percent(value)[: -1 if slim() else None],
                    bbox=behind,
                    **at,
                )
        foot = foot + share
    for row in of_one_account(table).itertuples():
        place = months.index(row.month)
        start = table[(table["month"] == row.month) & (table["base_side"] == "CN")]["share"].iloc[0]
        start = 0 if row.base_side == "CN" else start
        height = row.share * row.largest / row.models
        look = {"color": "none", "hatch": "////", "edgecolor": "white"}
        axes.bar(place, height, 0.86, bottom=start, **look)
    every = 3 if narrow() else 2
    ticks = range((len(months) - 1) % every, len(months), every)
    axes.set_xticks(ticks, [f"{months[place]:%b %Y}" for place in ticks])
    axes.set(ylim=(0, 1), xlim=(-0.6, len(months) - 0.4))
    units(axes.yaxis, percent)
    axes.set_ylabel("Share of the month's new derivatives")
    axes.grid(visible=False)
    bases = {"CN": "Chinese base", "US": "American base", "other": "other countries",
             "unknown": "country not known"}  # fmt: skip
    looks = {bases[side]: {"facecolor": fill} for side, fill in FILLS.items()}
    looks["mostly from one account"] = {"facecolor": "white", "hatch": "////"}
    key(axes, looks, 2 if narrow() else 5, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure
