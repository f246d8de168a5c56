"""Charts of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures import verdicts
from ..measures.lineage import Crossing
from ..text import brief, headline, month, percent
from ..words.en import grammar
from ..words.en import lineage as lineage_words
from .core import (
    INK,
    OTHER,
    PALE,
    canvas,
    color,
    end_labels,
    hole,
    ink,
    key,
    marker,
    narrow,
    spread,
    units,
)

SIDES = ("CN", "US", "other", "unknown")
COUNTERS = ("models", "downloads", "authors")
LONGEST_STEP = pd.Timedelta(days=45)  # monthly waves; a longer step is a hole
FAMILIES = 5

# Lightness rises as less of the base's terms is kept; what breaks them is dark and hatched, so that
# it is found in grayscale; what is not declared is blank, and what is not known is hatched.
_GREENS = colormaps["YlGn_r"](np.linspace(0.02, 0.75, 3))
_CHANGES = {
    "same": {"color": _GREENS[0]},
    "stricter": {"color": _GREENS[1]},
    "freer": {"color": _GREENS[2]},
    "incompatible": {"facecolor": "#5e3c99", "hatch": "xxxx"},
    "undeclared": {"facecolor": "white"},
    "own or unread terms": {"color": PALE},
    "base not known": {"facecolor": "white", "hatch": "////"},
}
_SHORT = {"own or unread terms": "own terms", "base not known": "base not known"}


def matrix(table: pd.DataFrame) -> Figure:
    """Grids of publisher country by base country, one a counter, from `lineage.matrix`."""
    import seaborn  # two seconds that the other charts save

    figure, panels = canvas(1, 3, height=2.9, stacked=5.6, sharey=True)
    for axes, counter in zip(panels, COUNTERS, strict=True):
        grid = table.pivot(index="side", columns="base_side", values=counter).loc[
            list(SIDES), list(SIDES)
        ]
        seaborn.heatmap(
            np.sqrt(grid.astype(float) / max(grid.to_numpy().max(), 1)),
            vmin=0,
            vmax=2.2,
            cmap="Greys",
            cbar=False,
            annot=grid.map(brief),
            fmt="",
            ax=axes,
            annot_kws={"size": 10, "color": INK},
            yticklabels=[grammar.country(side) for side in SIDES],
            xticklabels=["China", "United\nStates", "other", "not\nknown"],
        )
        axes.set_title(headline(counter), pad=8)
        axes.set(xlabel="", ylabel="rows: publisher" if axes is panels[0] or narrow() else "")
        axes.xaxis.tick_top()
        axes.tick_params(length=0, rotation=0)
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            for side, label in zip(SIDES, labels):
                label.set_color(ink(side))
    panels[-1 if narrow() else 1].set_xlabel("columns: country of the base model")
    return figure


def across(tables: dict[str, pd.DataFrame], found: dict[str, Crossing]) -> Figure:
    """Shares built on the other country, one panel a list, from `lineage.across` and `.crossing`.

    Thick lines run to the share with all unknown bases, thin ones over the interval by publishers.
    """
    figure, panels = canvas(1, len(tables), height=2.9, stacked=4.8, sharex=True, sharey=True)
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
    room = 0.6 if named else 0.85
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


def drift(table: pd.DataFrame) -> Figure:
    """Stacked bars of license changes by country of the base, from `lineage.drift`."""
    figure, axes = canvas(height=4.5, flat=3.9)
    y = 0.0
    for counter in ("models", "downloads"):
        axes.text(0, y, f"by {counter}", weight="semibold", va="center")
        axes.text(1.015, y, counter, color=OTHER, va="center", size=9)
        for side in SIDES:
            y -= 1
            values = (
                table[table["base_side"] == side].set_index("change")[counter].loc[list(_CHANGES)]
            )
            axes.text(-0.015, y, grammar.country(side), ha="right", va="center", color=ink(side))
            axes.text(1.015, y, brief(values.sum()), va="center", color=OTHER)
            _bar(axes, y, values / max(values.sum(), 1))
        y -= 1.35
    first = table[table["base_side"] == "CN"].set_index("change")["models"].loc[list(_CHANGES)]
    if narrow():
        key(axes, _CHANGES, 3, bbox_to_anchor=(-0.3, 0.8), bbox_transform=axes.transData)
    else:
        _names(axes, first / max(first.sum(), 1))
    axes.set(xlim=(0, 1), ylim=(y + 0.9, 2.4))
    axes.axis("off")
    return figure


def _bar(axes: Axes, y: float, shares: pd.Series) -> None:
    left = 0.0
    for name, share in shares.items():
        edge = "white" if name == "incompatible" or "color" in _CHANGES[name] else PALE
        axes.barh(y, share, 0.78, left, edgecolor=edge, linewidth=0.7, **_CHANGES[name])
        if share >= (0.075 if narrow() else 0.04):
            axes.text(
                left + share / 2,
                y,
                percent(share),
                ha="center",
                va="center",
                size=9,
                color="white" if name == "same" else INK,
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1.2}
                if "hatch" in _CHANGES[name]
                else None,
            )
        left += share


def _names(axes: Axes, shares: pd.Series) -> None:
    """The names of the changes above the first bar, tied to their segments."""
    middles = (shares.cumsum() - shares / 2).to_numpy()
    places = spread(middles, 0.145)
    places += min(0, 1 - places[-1])
    tie = {"arrowstyle": "-", "color": OTHER, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    for name, middle, place in zip(shares.index, middles, places):
        text = _SHORT.get(name, name).replace(" ", "\n", 1)
        axes.annotate(
            text, (middle, -0.6), (place, 0.75), ha="center", va="bottom", size=9, arrowprops=tie
        )
