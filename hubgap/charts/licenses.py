"""Charts of notebook 04: how free the licenses are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from ..text import brief, count, percent
from .core import (
    INK,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    fold,
    ink,
    key,
    legible,
    marker,
    narrow,
    slim,
    units,
)

# Lightness rises with the restrictions, so that the order survives grayscale; what nobody declared
# is blank, and what nobody recorded is hatched like every hole.
_STEPS = colormaps["YlGn_r"](np.linspace(0.02, 0.8, 6))
LICENSE_FILLS = {
    "permissive": {"color": _STEPS[0]},
    "with conditions": {"color": _STEPS[3]},
    "own or unread terms": {"color": _STEPS[5]},
    "undeclared": {"facecolor": "white"},
    "not recorded": {"facecolor": "white", "hatch": "////"},
}
_PLACES = {
    "CN": "China",
    "US": "United States",
    "other": "other countries",
    "unknown": "country unknown",
}


def license_classes(table: pd.DataFrame) -> Figure:
    """Stacked bars of license classes by view and side, from the table of `licenses.drawn`."""
    shares = table.pivot_table(
        index=["view", "side"], columns="license", values="share", sort=False
    ).fillna(0)
    shares = shares.loc[:, shares.max() > 0]
    totals = table.groupby(["view", "side"], sort=False)["weight"].sum()
    figure, axes = canvas(height=5.2 if slim() else 4.0, flat=3.6)
    y = 0.0
    for view, of_all in totals.groupby("view", sort=False).sum().items():
        axes.text(0, y, f"by {view}", weight="semibold", va="center")
        axes.text(
            1.015,
            y,
            view if narrow() else f"{view} (share)",
            color=OTHER,
            va="center",
            size=legible(9),
        )
        for side in shares.loc[view].index:
            y -= 1
            total = totals[view, side]
            _row(axes, y, side, f"{brief(total)} ({percent(total / of_all)})")
            _license_bar(axes, y, shares.loc[(view, side)], percent)
        y -= 1.35
    _license_key(axes, list(shares), y)
    return figure


def flagships(table: pd.DataFrame) -> Figure:
    """Stacked bars of the models of each license class by year, from `licenses.drawn`."""
    names = [name for name in LICENSE_FILLS if name in set(table["license"])]
    counts = table.set_index(["year", "side", "license"])["models"].unstack()[names]
    years = list(dict.fromkeys(table["year"]))
    figure, axes = canvas(height=0.7 + 1.1 * len(years), flat=0.9 + 1.1 * len(years))
    y = 0.0
    for year in years:
        axes.text(0, y, f"created in {year}", weight="semibold", va="center")
        for side in counts.loc[year].index:
            y -= 1
            total = counts.loc[(year, side)].sum()
            _row(axes, y, side, f"of {count(total)} models")
            _license_bar(axes, y, counts.loc[(year, side)] / total, _counted(total))
        y -= 1.35
    _license_key(axes, names, y)
    return figure


def _counted(total: int):
    """A share of so many as their number."""
    return lambda share: count(round(share * total))


def _row(axes: Axes, y: float, side: str, size: str) -> None:
    """The name of a bar before it, and after it how much it is of."""
    axes.text(-0.015, y, fold(_PLACES[side], 20, 13), ha="right", va="center", color=ink(side))
    axes.text(1.015, y, size, va="center", color=OTHER, size=9.5)


def _license_key(axes: Axes, names: list[str], low: float) -> None:
    """The fills and their names above the first block, and the limits of bars down to `low`."""
    fills = {name: LICENSE_FILLS[name] for name in names}
    place = (-0.35 if slim() else -0.25 if narrow() else 0, 0.8)
    key(axes, fills, 2 if narrow() else 5, bbox_to_anchor=place, bbox_transform=axes.transData)
    lines = -(-len(names) // 2) if narrow() else 1
    axes.set(xlim=(0, 1), ylim=(low + 0.9, 0.9 + 0.75 * lines))
    axes.axis("off")


def _license_bar(axes: Axes, y: float, shares: pd.Series, write) -> None:
    """One bar of shares, each written where it has room."""
    left = 0.0
    for name, share in shares.items():
        edge = PALE if "facecolor" in LICENSE_FILLS[name] else "white"
        axes.barh(y, share, 0.78, left, edgecolor=edge, linewidth=0.7, **LICENSE_FILLS[name])
        text = write(share)
        if share >= len(text) * (0.048 if slim() else 0.03 if narrow() else 0.02):
            axes.text(
                left + share / 2,
                y,
                text,
                ha="center",
                va="center",
                size=legible(9),
                color="white" if name == "permissive" else INK,
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1.2} if edge == PALE else None,
            )
        left += share


def at_release(table: pd.DataFrame, cut: str) -> Figure:
    """Columns of flagship releases by year and license in a panel a country, as shares of a year.

    table: from `licenses.releases_by_year`, classes added up. cut: the month in which the last year
    ends, which is then faded; empty if it is whole.
    """
    figure, panels = canvas(1, 2, height=3.4, flat=3.2, stacked=6, sharey=True)
    for axes, side in zip(panels, ("CN", "US")):
        counts = table[table["side"] == side].pivot(
            index="year", columns="license", values="models"
        )
        counts = counts[[name for name in LICENSE_FILLS if name in counts]]
        for place, (_, row) in enumerate(counts.iterrows()):
            faded = bool(cut) and place == len(counts) - 1
            _column(axes, place, row, 0.5 if faded else 1)
        axes.set_title(_PLACES[side], color=ink(side), pad=28 if slim() else 20)
        names = [f"{year}" for year in counts.index]
        names[-1] += f"\nto {cut}, paler" if cut else ""
        axes.set_xticks(range(len(names)), names)
        axes.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 1.12), yticks=[0, 0.5, 1])
        units(axes.yaxis, percent)
        axes.grid(False)
    panels[0].set_ylabel("share of flagships")
    names = [name for name in LICENSE_FILLS if name in set(table["license"])]
    fills = {name: LICENSE_FILLS[name] for name in names}
    key(panels[0], fills, 2, bbox_to_anchor=(0, 1.02))
    return figure


def _column(axes: Axes, place: int, row: pd.Series, alpha: float) -> None:
    """One year of a country, permissive at the bottom with its count, and all of them on top."""
    low, total = 0.0, row.sum()
    for name, models in row.items():
        share = models / max(total, 1)
        axes.bar(place, share, 0.8, low, edgecolor="white", alpha=alpha, **LICENSE_FILLS[name])
        if share > 0.1:
            paint = "white" if name == "permissive" and alpha == 1 else INK
            axes.text(place, low + share / 2, count(models), ha="center", va="center", color=paint)
        low += share
    text = f"of {count(total)}" if total else "none"
    axes.text(place, low + 0.02, text, ha="center", va="bottom", size=9.5, color=OTHER)


def openness(table: pd.DataFrame) -> Figure:
    """Shares rated open (filled) and at least partly open (hollow), from `licenses.openness`."""
    table = table[table["side"] != "unknown"]
    pooled = table.groupby("dimension")[["open", "systems"]].sum()
    share = (pooled["open"] / pooled["systems"]).rename("pooled")
    themes = list(dict.fromkeys(table["theme"]))
    order = table.join(share, on="dimension").drop_duplicates("dimension")
    order = order.assign(theme=order["theme"].map(themes.index))
    order = order.sort_values(["theme", "pooled"], ascending=[True, False], kind="stable")
    figure, axes = canvas(height=7 if slim() else 6.6, flat=4.8)
    y = 0.0
    for theme, rows in order.groupby("theme"):
        if themes[theme] != "base weights":
            axes.text(-0.03, y, themes[theme], ha="right", va="center", weight="semibold")
            y -= 0.75
        for dimension in rows["dimension"]:
            _openness_row(
                axes, y, table[table["dimension"] == dimension], named=not axes.lines and not slim()
            )
            axes.text(-0.03, y, fold(dimension, 40, 22), ha="right", va="center")
            y -= 1
    axes.set(xlim=(0, 1), ylim=(y + 0.4, 0.4), yticks=[], xlabel="share of a country's systems")
    units(axes.xaxis, percent)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    (_openness_legend if slim() else _openness_key)(axes, table)
    return figure


def _openness_legend(axes: Axes, table: pd.DataFrame) -> None:
    """Countries and what a filled and a hollow mark are, above rows too short for the words."""
    systems = table.drop_duplicates("side").set_index("side")["systems"]
    marks = [
        (marker(side), color(side), color(side), f"{_PLACES[side]} ({count(systems[side])})")
        for side in systems.index
    ]
    marks += [("o", OTHER, OTHER, "open"), ("o", OTHER, "white", "open or partly open")]
    handles = [
        Line2D([], [], marker=shape, color=edge, markerfacecolor=fill, linestyle="", label=text)
        for shape, edge, fill, text in marks
    ]
    axes.legend(handles=handles, ncols=2, fontsize=9.5, loc="lower left", borderpad=0,
                borderaxespad=0, handletextpad=0.2, columnspacing=1.2,
                bbox_to_anchor=(0.015, 1.01), bbox_transform=blended_transform_factory(
                    axes.figure.transFigure, axes.transAxes))  # fmt: skip


def _openness_key(axes: Axes, _: pd.DataFrame) -> None:
    """What a filled and a hollow mark are, beside the first row, where the left side is empty."""
    for y, fill, text in ((-0.6, OTHER, "open"), (-1.1, "white", "open or partly open")):
        axes.plot(0.04, y, "o", color=OTHER, markerfacecolor=fill, markersize=6)
        beside(axes, text, 0.04, y, 1, OTHER, 9.5)


def _openness_row(axes: Axes, y: float, rows: pd.DataFrame, *, named: bool) -> None:
    for row, offset in zip(rows.itertuples(), (0.27, 0, -0.27)):
        low, high = row.open / row.systems, (row.open + row.partial) / row.systems
        paint, shape = color(row.side), marker(row.side)
        at, look = y + offset, {"color": paint, "clip_on": False}
        axes.plot([low, high], [at] * 2, linewidth=1.2, **look)
        axes.plot(high, at, shape, markersize=4.5, markerfacecolor="white", **look)
        axes.plot(low, at, shape, markersize=6, **look)
        if named:
            axes.annotate(
                f"{_PLACES[row.side]} ({row.systems})",
                (1, at),
                (9, 14 * offset),
                textcoords="offset points",
                va="center",
                size=legible(9),
                color=ink(row.side),
                annotation_clip=False,
                weight="semibold",
            )
