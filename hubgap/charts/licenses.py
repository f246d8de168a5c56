"""Charts of notebook 04: how free the licenses are."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..text import brief, percent
from .core import INK, OTHER, PALE, canvas, color, ink, key, marker, narrow, spread, units

# Lightness rises with the restrictions, so that the order survives grayscale; what nobody declared
# is blank, and what nobody recorded is hatched like every hole.
_STEPS = colormaps["YlGn_r"](np.linspace(0.02, 0.8, 6))
LICENSE_FILLS = {
    "permissive": {"color": _STEPS[0]},
    "copyleft": {"color": _STEPS[1]},
    "use restrictions": {"color": _STEPS[2]},
    "user or revenue limits": {"color": _STEPS[3]},
    "non-commercial or research": {"color": _STEPS[4]},
    "own or unread terms": {"color": _STEPS[5]},
    "undeclared": {"facecolor": "white"},
    "not recorded": {"facecolor": "white", "hatch": "////"},
}
_DARK_FILLS = ("permissive", "copyleft")


def license_classes(table: pd.DataFrame) -> Figure:
    """Stacked bars of license classes by view and side, from the table of `licenses.classes`."""
    shares = table.pivot_table(
        index=["view", "side"], columns="license", values="share", sort=False
    ).fillna(0)
    shares = shares.loc[:, shares.max() > 0]
    totals = table.groupby(["view", "side"], sort=False)["weight"].sum()
    heads = {view: (f"by {view}", view.split()[0]) for view in dict.fromkeys(table["view"])}
    return _stacked(shares, totals, heads, 5.6, 4.4)


def flagships(table: pd.DataFrame) -> Figure:
    """Stacked bars of license classes of flagships by year, from `licenses.by_license`."""
    names = list(dict.fromkeys(table["license"]))
    counts = table.set_index(["year", "side", "license"])["models"].unstack()[names]
    totals = counts.sum(axis=1)
    heads = {year: (f"created in {year}", "models") for year in dict.fromkeys(table["year"])}
    return _stacked(counts.div(totals, axis=0), totals, heads, 5.2, 4.2, tied=False)


def _stacked(
    shares: pd.DataFrame,
    totals: pd.Series,
    heads: dict,
    height: float,
    flat: float,
    *,
    tied: bool = True,
) -> Figure:
    """Bars of shares by block and side (columns: licenses), each block under its two heads.

    tied: names of licenses point to the segments of the first bar, where there is room.
    """
    figure, axes = canvas(height=height, flat=flat)
    y = 0.0
    for block, (head, unit) in heads.items():
        axes.text(0, y, head, weight="semibold", va="center")
        axes.text(1.015, y, unit, color=OTHER, va="center", size=9)
        for side in shares.loc[block].index:
            y -= 1
            _license_bar(axes, y, shares.loc[(block, side)])
            axes.text(-0.015, y, _PLACES[side], ha="right", va="center", color=ink(side))
            axes.text(1.015, y, brief(totals[block, side]), va="center", color=OTHER)
        y -= 1.35
    if narrow() or not tied:
        names, columns = {name: LICENSE_FILLS[name] for name in shares}, 2 if narrow() else 3
        place = (-0.25 if narrow() else 0, 0.8)
        key(axes, names, columns, bbox_to_anchor=place, bbox_transform=axes.transData)
    else:
        _license_names(axes, shares.iloc[0])
    axes.set(xlim=(0, 1), ylim=(y + 0.9, 3.6 if narrow() else 2.6))
    axes.axis("off")
    return figure


_PLACES = {"CN": "China", "US": "United States", "other": "other countries", "unknown": "unknown"}


def _license_bar(axes: Axes, y: float, shares: pd.Series) -> None:
    """One bar of shares with the percentages that have room."""
    left = 0.0
    for name, share in shares.items():
        edge = PALE if "facecolor" in LICENSE_FILLS[name] else "white"
        axes.barh(y, share, 0.78, left, edgecolor=edge, linewidth=0.7, **LICENSE_FILLS[name])
        if share >= (0.075 if narrow() else 0.04):
            axes.text(
                left + share / 2,
                y,
                percent(share),
                ha="center",
                va="center",
                size=9,
                color="white" if name in _DARK_FILLS else INK,
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1.2} if edge == PALE else None,
            )
        left += share


def _license_names(axes: Axes, shares: pd.Series) -> None:
    """The names of the classes above the first bar, tied to their segments."""
    middles = (shares.cumsum() - shares / 2).to_numpy()
    places = spread(middles, 0.125)
    places += min(0, 1 - places[-1])
    tie = {"arrowstyle": "-", "color": OTHER, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    for name, middle, place in zip(shares.index, middles, places):
        axes.annotate(
            textwrap.fill(name, 12),
            (middle, -0.6),
            (place, 0.75),
            ha="center",
            va="bottom",
            size=9,
            arrowprops=tie,
        )


def at_release(table: pd.DataFrame) -> Figure:
    """Blocks for flagship releases by half-year and license, from `licenses.releases`."""
    figure, panels = canvas(1, 2, height=4.3, flat=3.6, sharey=True)
    names = list(dict.fromkeys(table["license"]))
    for axes, side in zip(panels, ("CN", "US")):
        counts = table[table["side"] == side].pivot(
            index="half_year", columns="license", values="models"
        )[names]
        _blocks(axes, counts)
        axes.set_title(_PLACES[side], color=ink(side), pad=40 if narrow() else 26)
        halves = counts.index
        axes.set_xticks(range(len(halves)), [f"H{1 + (day.month > 6)}" for day in halves], size=9)
        for place, day in enumerate(halves):
            if day.month == 1:
                low = -3.2 if narrow() else -2.6
                axes.text(place + 0.5, low, day.year, ha="center", color=OTHER, clip_on=False)
        axes.set(xlim=(-0.6, len(halves) - 0.4), yticks=[])
        axes.grid(False)
    panels[0].set_ylim(0, table.groupby(["half_year", "side"])["models"].sum().max() + 2.5)
    if narrow():
        key(panels[0], {name: LICENSE_FILLS[name] for name in names}, 2, bbox_to_anchor=(0, 1.02))
    else:
        _block_names(panels[0], names)
    return figure


def _blocks(axes: Axes, counts: pd.DataFrame) -> None:
    """Columns of blocks, one a model, permissive at the bottom, with `permissive of all` on top."""
    for place, (_, row) in enumerate(counts.iterrows()):
        height = 0
        for name, models in row.items():
            axes.bar(
                [place] * models,
                1,
                0.8,
                np.arange(height, height + models),
                edgecolor="white",
                linewidth=1.2,
                **LICENSE_FILLS[name],
            )
            height += models
        axes.text(
            place,
            height + 0.35,
            f"{row.get('permissive', 0)} of\n{height}" if height else "none",
            ha="center",
            va="bottom",
            size=9,
            linespacing=0.95,
        )


def _block_names(axes: Axes, names: list[str]) -> None:
    """The classes, each after its block, in one line between the panel titles and the columns."""
    across = {"transform": axes.transAxes, "clip_on": False, "in_layout": False}
    ends = np.cumsum([0, *(0.019 * (len(name) + 6) for name in names)])
    for name, x in zip(names, ends):
        axes.add_patch(Rectangle((x, 1.035), 0.045, 0.035, **LICENSE_FILLS[name], **across))
        axes.text(x + 0.06, 1.052, name, va="center", size=9.5, **across)


def openness(table: pd.DataFrame) -> Figure:
    """Shares rated open (mark) and partly open (to the end of line), from `licenses.openness`."""
    table = table[table["side"] != "unknown"]
    pooled = table.groupby("dimension")[["open", "systems"]].sum()
    share = (pooled["open"] / pooled["systems"]).rename("pooled")
    themes = list(dict.fromkeys(table["theme"]))
    order = table.join(share, on="dimension").drop_duplicates("dimension")
    order = order.assign(theme=order["theme"].map(themes.index))
    order = order.sort_values(["theme", "pooled"], ascending=[True, False], kind="stable")
    figure, axes = canvas(height=6.6, flat=4.8)
    y = 0.0
    for theme, rows in order.groupby("theme"):
        if themes[theme] != "base weights":
            axes.text(-0.03, y, themes[theme], ha="right", va="center", weight="semibold")
            y -= 0.75
        for dimension in rows["dimension"]:
            _openness_row(axes, y, table[table["dimension"] == dimension], named=not axes.lines)
            axes.text(-0.03, y, dimension, ha="right", va="center")
            y -= 1
    axes.set(xlim=(0, 1), ylim=(y + 0.4, 0.4), yticks=[])
    units(axes.xaxis, percent)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    return figure


def _openness_row(axes: Axes, y: float, rows: pd.DataFrame, *, named: bool) -> None:
    for row, offset in zip(rows.itertuples(), (0.27, 0, -0.27)):
        low, high = row.open / row.systems, (row.open + row.partial) / row.systems
        paint = color(row.side)
        axes.plot([low, high], [y + offset] * 2, color=paint, linewidth=1.6, clip_on=False)
        axes.plot(low, y + offset, marker(row.side), color=paint, markersize=6, clip_on=False)
        if named:
            axes.annotate(
                f"{_PLACES[row.side]} ({row.systems})",
                (1, y + offset),
                (9, 14 * offset),
                textcoords="offset points",
                va="center",
                size=9,
                color=ink(row.side),
                annotation_clip=False,
                weight="semibold",
            )
