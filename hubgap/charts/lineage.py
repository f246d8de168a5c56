"""Charts of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..measures import verdicts
from ..measures.lineage import Crossing
from ..measures.uncertainty import CONFIDENCE
from ..text import brief, month, percent, plural, safe
from ..words.en import grammar
from .core import (
    INK,
    OTHER,
    beside,
    canvas,
    color,
    end_labels,
    hole,
    ink,
    marker,
    narrow,
    units,
)

LONGEST_STEP = pd.Timedelta(days=45)  # monthly waves; a longer step is a hole
FAMILIES = 5


def matrix(table: pd.DataFrame) -> Figure:
    """Pairs of bars of what stands on each country's bases, from rows of `lineage.carried`.

    Thin lines run to the share with every base of unknown origin.
    """
    blocks = {
        counter: {row.base_side: (row.low, row.high) for row in rows.itertuples()}
        for counter, rows in table.groupby("counter", sort=False)
    }
    return _pairs(blocks, "share that stands on the country's base models", 0)


def drift(table: pd.DataFrame) -> Figure:
    """Pairs of bars of derivatives that grant what their base withholds: `lineage.contrary`."""
    blocks = {
        f"by {counter}": {row.base_side: (row.share, row.share) for row in rows.itertuples()}
        for counter, rows in table.groupby("counter", sort=False)
    }
    return _pairs(blocks, "share that grants what the base withholds", 1)


def _pairs(blocks: dict[str, dict[str, tuple[float, float]]], what: str, digits: int) -> Figure:
    """Two bars a block, named by country, with a thin line from the value to its upper bound."""
    figure, axes = canvas(height=0.95 + 0.72 * len(blocks), flat=0.9 + 0.6 * len(blocks))
    most = max([high for sides in blocks.values() for _, high in sides.values()] + [0.01])
    for place, sides in enumerate(blocks.values()):
        for side, (value, high) in sides.items():
            y = -place + (0.19 if side == "CN" else -0.19)
            axes.barh(y, value, 0.34, color=color(side))
            axes.plot([value, high], [y, y], color=INK, linewidth=1, clip_on=False)
            text = f"{grammar.country(side)} {percent(value, digits)}"
            beside(axes, text, max(value, high), y, 1, ink(side), 10)
    axes.set_yticks([-place for place in range(len(blocks))], list(blocks))
    axes.set(
        xlim=(0, most * (1.4 if narrow() else 1.2)), ylim=(0.5 - len(blocks), 0.5), xlabel=what
    )
    units(axes.xaxis, percent)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    return figure


BLOCKS = {"models": ("by models", 0.0), "downloads": ("by downloads", -3.0)}


def across(tables: dict[str, pd.DataFrame], found: dict[str, Crossing]) -> Figure:
    """Shares whose declared base is the other country's, a panel a list, from `lineage.across`.

    Lines are the intervals over publishers. A list without a lead has its phrase above it.
    """
    figure, panels = canvas(len(tables), 1, height=3.3 * len(tables), flat=3.4, sharex=True)
    panels = np.atleast_1d(panels)
    for axes, (name, table) in zip(panels, tables.items(), strict=True):
        verdict = found[name].known
        heads = [name] if len(tables) > 1 else []
        heads += [] if verdict.kind == verdicts.AHEAD else [grammar.PHRASES[verdict.kind]]
        if heads:
            axes.set_title("\n".join(heads))
        rows = table[table["through"] == "base"].set_index(["counter", "side"])
        for counter, (head, top) in BLOCKS.items():
            axes.annotate(
                head, (0, top + 0.62), (4, 0), textcoords="offset points", va="center",
                weight="semibold",
            )  # fmt: skip
            for place, side in enumerate(verdicts.SIDES):
                _share(axes, rows.loc[(counter, side)], top - place, side)
        _row_names(axes)
    panels[-1].set_xlabel("share of a country's derivatives that name a model of the other")
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
    axes.set(xlim=(0, 1), ylim=(min(places) - 0.6, 1))
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
        said += f" of {plural(row['n'], 'model')} by {plural(row['publishers'], 'publisher')}"
        if side == verdicts.SIDES[0]:
            note = f"{percent(CONFIDENCE)} interval if publishers are drawn at random"
            _words(axes, note, (ends[0], y), -10, OTHER)
    axes.plot(row["low"], y, marker(side), color=paint, markersize=7, clip_on=False)
    _words(axes, said, (row["low"], y), 10, ink(side))


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
