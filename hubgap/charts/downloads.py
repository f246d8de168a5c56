"""Charts of notebook 02: whose models are downloaded."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures import downloads as measures
from ..measures.downloads import mostly_one
from ..text import brief, headline, month, percent, plural, safe
from ..words.en import downloads as downloads_words
from ..words.en import grammar
from .core import (
    COLORS,
    FAINT,
    INK,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    end_labels,
    fold,
    ink,
    key,
    mark,
    marker,
    narrow,
    units,
)

SIDES = ("CN", "US", "other", "unknown")
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}


def census(table: pd.DataFrame) -> Figure:
    """Shares of downloads by country, one bar a group of tasks (from `downloads.by_task`).

    A model that is most of a country's part is hatched, with its downloads below it.
    """
    groups = list(table.groupby("task", sort=False))
    figure, axes = canvas(height=0.8 * len(groups) + 0.8)
    names = []
    for place, (task, rows) in enumerate(groups):
        rows = rows.set_index("side").reindex(SIDES)
        _shares(axes, rows, -place)
        name = headline(downloads_words.UNIVERSES[task])
        names.append(f"{fold(name, 16)}\n{brief(rows['value'].sum())} downloads")
    axes.set_yticks(-np.arange(len(groups)), names)
    axes.set_ylim(0.55 - len(groups), 1 if narrow() else 0.85)
    axes.set_xlim(0, 1)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of downloads in thirty days")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in SIDES}
    top = axes.get_ylim()[1]
    place = {"bbox_to_anchor": (0, top - (0.42 if narrow() else 0.22))}
    key(axes, looks, 2 if narrow() else 4, bbox_transform=axes.transData, **place)
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, height: float) -> None:
    """The parts of one bar with their numbers; those without room stand above it."""
    start, of_one, room = 0.0, mostly_one(rows), 0.09 if narrow() else 0.045
    above = 0
    for side, row in rows.iterrows():
        axes.barh(height, row["share"], left=start, color=FILLS[side], height=0.5)
        hatched = row["share"] * row["top_value"] / row["value"] if of_one[side] else 0
        if hatched >= room:
            look = {"color": "none", "height": 0.5, "hatch": "////", "edgecolor": "white"}
            axes.barh(height, hatched, left=start, **look)
            text = f"one model: {brief(row['top_value'])}"
            axes.text(start, height - 0.27, text, va="top", color=ink(side), size=9)
        _number(axes, row["share"], start, height, side, room, above)
        above += 0 < row["share"] < room  # so that no number lies on the one before
        start += row["share"]


def _number(axes: Axes, share, start, height, side: str, room: float, above) -> None:
    """A share in its part of the bar, clear of its hatching, or above a part without `room`."""
    if not share > 0:
        return
    inside = share >= room
    paint = ("white" if side in COLORS else INK) if inside else ink(side)
    y, va = (height, "center") if inside else (height + 0.27, "bottom")
    ha = "center" if inside or not above else "left"
    behind = {"facecolor": FILLS[side], "edgecolor": "none", "pad": 1.5} if inside else None
    at = {"ha": ha, "va": va, "color": paint, "size": 10, "bbox": behind}
    axes.text(start + share / 2, y, percent(share), **at)


def largest(table: pd.DataFrame) -> Figure:
    """A bar a model, the most downloaded on top (from `downloads.largest`)."""
    figure, axes = canvas(height=0.27 * len(table) + 0.5, flat=0.22 * len(table) + 0.4)
    rows, places = table.to_dict("records"), range(len(table))[::-1]
    fills = [FILLS[row["side"]] for row in rows]
    axes.barh(places, table["value"], color=fills, height=0.7)
    for place, row in zip(places, rows, strict=True):
        year = "undated" if np.isnan(row["year"]) else f"{row['year']:.0f}"
        text = "  ".join([brief(row["value"]), year, safe(row["license_tag"])])
        beside(axes, text, row["value"], place, 1, ink(row["side"]), 9.5)
    axes.set_yticks(places, [safe(row["model_id"].split("/")[-1]) for row in rows], size=9.5)
    axes.set_xlim(0, table["value"].max() * (1.75 if narrow() else 1.35))
    axes.set_ylim(-0.6, len(table) - 0.4)
    units(axes.xaxis, brief)
    axes.set_xlabel("Downloads in thirty days")
    axes.grid(visible=False, axis="y")
    for side, x, end in (("CN", 0, "left"), ("US", 1, "right")):
        count = sum(row["side"] == side for row in rows)
        said = f"{count} of {len(rows)} by {grammar.ADJECTIVE[side]} publishers"
        axes.text(x, 1.01, said, transform=axes.transAxes, ha=end, color=ink(side), size=11)
    return figure


def vintage(medians: pd.DataFrame) -> Figure:
    """Dots for the day before which half of the downloaded models were created, a row a universe."""
    universes = list(dict.fromkeys(medians["universe"]))
    figure, axes = canvas(height=0.75 * len(universes) + 0.7)
    for place, universe in enumerate(universes):
        rows = medians[medians["universe"] == universe].dropna(subset="created")
        days = dates.date2num(rows["created"])
        axes.plot(days, [-place] * len(rows), color=OTHER, linewidth=1.2)
        for side, when, number in zip(rows["side"], rows["created"], days, strict=True):
            first = number == days.min() and (days.min() < days.max() or side == "CN")
            axes.plot(number, -place, marker=marker(side), color=color(side), markersize=8)
            axes.annotate(
                f"{grammar.country(side)}\n{month(when)}",
                (number, -place),
                xytext=(-10 if first else 10, 0),
                textcoords="offset points",
                ha="right" if first else "left",
                va="center",
                color=ink(side),
                size=9.5,
            )
    names = [headline(downloads_words.UNIVERSES[universe]) for universe in universes]
    axes.set_yticks(-np.arange(len(names)), [fold(name, 12) for name in names])
    axes.set_ylim(0.5 - len(names), 0.5)
    low, high = medians["created"].min(), medians["created"].max()
    room = pd.Timedelta(days=500 if narrow() else 330)
    axes.set_xlim(low - room, high + room)
    axes.xaxis.set_major_locator(dates.YearLocator())
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y"))
    axes.set_xlabel("Half of the downloads go to models created before")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    return figure


def catalogues(table: pd.DataFrame, leads: pd.DataFrame) -> Figure:
    """Lines of downloads by country: rows are universes, columns all and existing models only.

    Solid with bursts, dashed without; a mark where the lead at the end (by more than the margin)
    began, unless it held throughout.
    """
    universes = list(dict.fromkeys(table["universe"]))
    figure, axes = canvas(
        len(universes), 2, height=5.0, flat=3.8, stacked=7.0, sharex=True, sharey="row"
    )
    axes = axes.reshape(-1, 2)
    heads = {"all": "new releases included", "existing": "existing models only"}
    for line, universe in zip(axes, universes, strict=True):
        for axis, (models, head) in zip(line, heads.items(), strict=True):
            rows = table[(table["universe"] == universe) & (table["models"] == models)]
            _two_lines(axis, rows)
            axis.set_title(f"{headline(downloads_words.UNIVERSES[universe])}, {head}")
            tallest = table.loc[table["universe"] == universe, "value"].max()
            axis.set_ylim(0, tallest * (1.4 if narrow() else 1.2))
            lead = leads.query("universe == @universe and models == @models").iloc[0]
            if lead["since"] > rows["day"].min():
                said = f"{grammar.country(lead['leader'])} ahead since {month(lead['since'])}"
                mark(axis, lead["since"], said)
    for axis in axes.flat:
        units(axis.yaxis, brief)
        axis.xaxis.set_major_locator(dates.MonthLocator(bymonth=(2, 5, 8)))
        axis.xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))
    for axis in axes.flat if narrow() else axes[:, 1]:
        end_labels(axis, _ends(axis))
    return figure


def _two_lines(axis: Axes, table: pd.DataFrame) -> None:
    last = table["day"].max()
    pieces = [table["piece"]] if "piece" in table else []  # a changed country breaks the line
    for (side, bursts, *_), rows in table.groupby(["side", "bursts", *pieces]):
        kept = bursts == "included"
        axis.plot(
            rows["day"],
            rows["value"],
            color=color(side),
            linewidth=2 if kept else 1.2,
            linestyle="-" if kept else (0, (4, 2)),
            marker=marker(side) if kept else "",
            markersize=4,
            label=side if kept and rows["day"].max() == last else "_",
        )


def _ends(axis: Axes) -> list[tuple]:
    """The labels of the ends of the lines that carry a side's name."""
    lines = [line for line in axis.lines if line.get_label() in COLORS]
    return [
        (
            line.get_xdata()[-1],
            line.get_ydata()[-1],
            grammar.country(line.get_label()),
            ink(line.get_label()),
        )
        for line in lines
    ]


def robustness(tables: dict[str, pd.DataFrame]) -> Figure:
    """Dots for the lead under each single change, one block a panel (`downloads.sensitivity`)."""
    rows = [len(table) for table in tables.values()]
    pitch = 0.38 if narrow() else 0.22
    figure, axes = canvas(
        len(tables),
        1,
        height=pitch * sum(rows) + 1.2,
        flat=0.17 * sum(rows) + 1,
        sharex=True,
        height_ratios=rows,
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        base = table["gap"].iloc[0]
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.axvline(base, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)))
        for height, row in enumerate(table.to_dict("records")):
            _changed(axis, -height, base, row)
        changes = [downloads_words.change_words(row) for row in table.to_dict("records")]
        axis.set_yticks(-np.arange(len(table)), [fold(change, 36) for change in changes])
        for label in axis.get_yticklabels():
            label.set_parse_math(False)
        axis.set_title(name)
        axis.set_ylim(0.6 - len(table), 0.6)
        axis.grid(False)
        units(axis.xaxis, lambda value: brief(abs(value)))
    reach = max(table["gap"].abs().max() for table in tables.values()) * 1.2
    axis.set_xlim(-reach, reach)
    gap = "  " if narrow() else "     "
    axis.set_xlabel(gap.join(["\u2190 United States ahead", "points", "China ahead \u2192"]))
    return figure


def _changed(axis: Axes, height: float, base: float, row: dict) -> None:
    """One change: a line from the unchanged lead to the changed one, a dot for who leads then."""
    if np.isnan(row["gap"]):
        way = -1 if base > 0 else 1  # where there is room
        beside(axis, downloads_words.unchanged(row), base, height, way, OTHER, 9.5)
        return
    side = "CN" if row["gap"] > 0 else "US"
    axis.plot([base, row["gap"]], [height, height], color=color(side), linewidth=2.5, alpha=0.5)
    axis.plot(row["gap"], height, marker=marker(side), color=color(side), markersize=6)
    way, outer = (1, max) if side == "CN" else (-1, min)
    beside(axis, brief(abs(row["gap"])), outer(row["gap"], base), height, way, ink(side), 9.5)


# --- who, what size, and when


def organizations(table: pd.DataFrame) -> Figure:
    """A bar a publisher, the most downloaded on top (from `downloads.organizations`)."""
    figure, axes = canvas(height=0.36 * len(table) + 0.6, flat=0.3 * len(table) + 0.4)
    places = range(len(table))[::-1]
    fills = [FILLS[side] for side in table["side"]]
    axes.barh(places, table["share"], color=fills, height=0.68)
    for place, row in zip(places, table.to_dict("records"), strict=True):
        text = f"{percent(row['share'])}, {plural(row['n'], 'model')}"
        beside(axes, text, row["share"], place, 1, ink(row["side"]), 10)
    axes.set_yticks(places, [safe(name) for name in table["publisher"]])
    axes.set_xlim(0, table["share"].max() * (1.5 if narrow() else 1.25))
    axes.set_ylim(-0.6, len(table) - 0.4)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of the downloads of all listed language models")
    axes.grid(visible=False, axis="y")
    sides = [side for side in SIDES if side in set(table["side"])]
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in sides}
    key(axes, looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure


def pictures(table: pd.DataFrame) -> Figure:
    """A bar of shares for each list of the Hub (from `downloads.pictures`)."""
    days = list(table["day"].unique())
    figure, axes = canvas(height=0.62 * len(days) + 0.9)
    names = []
    for place, (when, rows) in enumerate(table.groupby("day", sort=False)):
        rows = rows.set_index("side").reindex(SIDES)
        start = 0.0
        for side, share in rows["share"].items():
            axes.barh(-place, share, left=start, color=FILLS[side], height=0.56)
            if share > (0.09 if narrow() else 0.05):
                paint = "white" if side in COLORS else INK
                axes.text(start + share / 2, -place, percent(share), ha="center", va="center",
                          color=paint, size=10)  # fmt: skip
            start += share
        listing = fold(downloads_words.LISTS[rows["selection"].iloc[0]], 18)
        names.append(f"{month(when)}\n{listing}")
    axes.set_yticks(-np.arange(len(days)), names)
    axes.set_xlim(0, 1)
    axes.set_ylim(0.5 - len(days), 0.5)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of downloads in thirty days")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in SIDES}
    key(axes, looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure


NAMED_AT = {"all": (0.34, 26), "existing": (0.4, -22), "fixed": (0.5, 14)}  # part of a line, points


def over_time(table: pd.DataFrame) -> Figure:
    """China's share of the two countries' downloads (from `downloads.two_lines`), with the hole."""
    figure, axes = canvas(height=3.6)
    rows = table[table["side"] == "CN"]
    for name, line in rows.groupby("line", sort=False):
        style = {"linestyle": (0, (4, 2)) if name == "existing" else "-", "linewidth": 2}
        pieces = [one for _, one in line.groupby("piece")] if "piece" in line else [line]
        for piece in pieces:
            axes.plot(piece["day"], piece["share"], color=INK, **style)
    axes.axhline(0.5, color=OTHER, linewidth=0.8)
    axes.set_ylim(0, 1)
    axes.set_xlim(rows["day"].min(), rows["day"].max())
    units(axes.yaxis, percent)
    axes.set_ylabel("China's share of the two countries")
    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 7)))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))
    half = {"transform": axes.get_yaxis_transform(), "ha": "left", "size": 10}
    axes.text(0.01, 0.97, "China ahead", color=ink("CN"), va="top", **half)
    axes.text(0.01, 0.03, "United States ahead", color=ink("US"), va="bottom", **half)
    ends = rows.groupby("line", sort=False)["day"].agg(["min", "max"])
    start, end = ends.loc["all", "max"], ends.loc["fixed", "min"]
    axes.axvspan(start, end, color="#f0f0f0", linewidth=0, zorder=0.5)
    said = fold("nobody listed the same models", 12)
    axes.text(start + (end - start) / 2, 0.25, said, ha="center", va="center", color=OTHER, size=10)
    for name, (part, place) in NAMED_AT.items():
        line = rows[rows["line"] == name]
        at = line.iloc[int(part * len(line))]
        axes.annotate(
            fold(downloads_words.LINES[name], 18), (at["day"], at["share"]), xytext=(0, place),
            textcoords="offset points", ha="center", va="bottom" if place > 0 else "top", size=10,
        )  # fmt: skip
    return figure


def sizes(table: pd.DataFrame) -> Figure:
    """Columns of shares by number of parameters, two a class (from `downloads.size_classes`)."""
    table = table[table["value"] > 0]
    names = [name for name in measures.SIZES if name in set(table["size"])]
    figure, axes = canvas(height=3.4)
    for side, move in {"CN": -0.2, "US": 0.2}.items():
        share = table[table["side"] == side].set_index("size")["share"].reindex(names).fillna(0)
        places = np.arange(len(names)) + move
        axes.bar(places, share, width=0.38, color=COLORS[side])
        for place, value in zip(places, share, strict=True):
            axes.text(place, value, percent(value), ha="center", va="bottom", size=10,
                      color=ink(side))  # fmt: skip
    axes.set_xticks(range(len(names)), [fold(name, 8) for name in names])
    axes.set_ylim(0, table["share"].max() * 1.15)
    units(axes.yaxis, percent)
    axes.set_xlabel("Parameters of the model")
    axes.set_ylabel("Share of the country's downloads")
    axes.grid(visible=False, axis="x")
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in COLORS}
    key(axes, looks, 2, bbox_to_anchor=(0, 1.01))
    return figure
