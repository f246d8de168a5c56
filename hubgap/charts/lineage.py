"""Charts of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures import verdicts
from ..measures.lineage import Crossing, of_one_account
from ..text import brief, month, percent
from ..words.en import grammar
from ..words.en import lineage as lineage_words
from .core import (
    COLORS,
    FAINT,
    INK,
    PALE,
    beside,
    canvas,
    color,
    end_labels,
    hole,
    ink,
    key,
    marker,
    narrow,
    units,
)

LONGEST_STEP = pd.Timedelta(days=45)  # monthly waves; a longer step is a hole
FAMILIES = 5
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}


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


def across(tables: dict[str, pd.DataFrame], found: dict[str, Crossing]) -> Figure:
    """Shares built on the other country, one panel a list, from `lineage.across` and `.crossing`.

    Thick lines run to the share with all unknown bases, thin ones over the interval by publishers.
    """
    figure, panels = canvas(len(tables), 1, height=4.8, flat=3.6, sharex=True, sharey=True)
    rows = [
        (counter, through) for counter in ("models", "downloads") for through in ("base", "root")
    ]
    panels = np.atleast_1d(panels)
    for axes, (name, table) in zip(panels, tables.items(), strict=True):
        verdict = found[name].known
        doubt = "" if verdict.kind == verdicts.AHEAD else f"\n{grammar.PHRASES[verdict.kind]}"
        table = table.set_index(["counter", "through", "side"])
        for place, row in enumerate(rows):
            for side, shift in (("CN", 0.17), ("US", -0.17)):
                _share(axes, table.loc[(*row, side)], -place + shift, side, named=place == 0)
        axes.set(title=f"{name}{doubt}", xlim=(0, 1), ylim=(-len(rows) + 0.45, 0.6))
        units(axes.xaxis, percent)
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    panels[-1].set_xlabel("share of derivatives")
    panels[0].set_yticks(
        [-place for place in range(len(rows))],
        [f"{counter}, {lineage_words.THROUGH[through]}" for counter, through in rows],
    )
    return figure


def _share(axes: Axes, row: pd.Series, y: float, side: str, *, named: bool) -> None:
    """The mark of a known share, its two ranges and its label; nothing where there is no model."""
    if np.isnan(row["low"]):
        return
    ends = [row["low"], row["high"], *row[["drawn_low", "drawn_high"]].dropna()]
    paint = color(side)
    axes.plot([min(ends), max(ends)], [y, y], color=paint, linewidth=0.8, clip_on=False)
    axes.plot(row[["low", "high"]], [y, y], color=paint, linewidth=2.6, clip_on=False)
    axes.plot(row["low"], y, marker(side), color=paint, markersize=6.5, clip_on=False)
    _range_label(axes, row["low"], (min(ends), max(ends)), y, side, named=named)


def _range_label(
    axes: Axes, low: float, ends: tuple[float, float], y: float, side: str, *, named: bool
) -> None:
    """The known share beside its ranges; the first row says whose derivatives are meant."""
    whose = (
        f"  {grammar.ADJECTIVE[side]} on {grammar.ADJECTIVE[verdicts.other(side)]}" if named else ""
    )
    room = 0.5 if named else 0.85
    x, offset, align = (ends[1], (8, 0), "left") if ends[1] < room else (ends[0], (-8, 0), "right")
    if ends[1] >= room and ends[0] < (0.65 if named else 0.2):  # room on neither side
        x, offset, align = ends[0], (6, 8 if side == "CN" else -8), "left"
    axes.annotate(
        f"{percent(low)}{whose}",
        (x, y),
        offset,
        textcoords="offset points",
        ha=align,
        va="center",
        size=9.5,
        color=ink(side),
        annotation_clip=False,
    )


def descendants(totals: pd.DataFrame, families: dict[str, pd.DataFrame]) -> Figure:
    """Lines of descendants: the largest families of the last panel, and totals of every panel."""
    figure, (left, right) = canvas(1, 2, height=3.9, flat=3.2, stacked=6.0)
    rows = list(families.values())[-1]
    last = rows[rows["day"] == rows["day"].max()].sort_values(
        ["value", "family"], ascending=[False, True]
    )
    lines = [
        (rows[rows["family"] == name], name, side, "-")
        for name, side in zip(last["family"].head(FAMILIES), last["side"].head(FAMILIES))
    ]
    _lines(left, lines)
    styles = dict(zip(families, ("--", "-"), strict=True))
    _lines(
        right,
        [
            (part, f"{grammar.country(side)}, set of {name.split()[-2]}:", side, styles[name])
            for (name, side), part in totals.groupby(["panel", "side"], sort=False)
        ],
    )
    left.set_title("The largest families")
    right.set_title("All families of two sets of organizations")
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
    axes.set_ylim(0, max(rows["value"].max() for rows, *_ in lines) * 1.1)
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
                at = {"ha": "center", "va": "center", "size": 9, "color": "white"}
                behind = {"facecolor": fill, "edgecolor": "none", "pad": 1}  # clear of a hatching
                axes.text(place, start + value / 2, percent(value), bbox=behind, **at)
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
    looks["mostly of one account"] = {"facecolor": "white", "hatch": "////"}
    key(axes, looks, 2 if narrow() else 5, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure
