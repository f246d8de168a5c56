"""Charts of notebook 02: whose models are downloaded."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures import downloads as measures
from ..measures.downloads import mostly_one
from ..registry import at_floor
from ..text import alike, brief, headline, month, percent, plural, safe
from ..words.en import downloads as downloads_words
from ..words.en import grammar
from .core import (
    COLORS,
    FILLS,
    INK,
    OTHER,
    REGION_FILLS,
    beside,
    canvas,
    color,
    end_labels,
    fold,
    ink,
    key,
    legible,
    mark,
    marker,
    narrow,
    parts,
    slim,
    units,
    years,
)

SIDES = ("CN", "US", "other", "unknown")


def census(table: pd.DataFrame) -> Figure:
    """Shares of downloads by country, one bar a group of tasks (from `downloads.by_task`).

    A model that is most of a country's part is hatched, with its name and downloads below it.
    """
    groups = list(table.groupby("task", sort=False))
    figure, axes = canvas(height=(1.3 if slim() else 0.85) * len(groups) + 0.8)
    names = []
    for place, (task, rows) in enumerate(groups):
        rows = rows.set_index("side").reindex(SIDES)
        _shares(axes, rows, -place)
        name = headline(downloads_words.UNIVERSES[task])
        names.append(f"{fold(name, 22, 16)}\n{brief(rows['value'].sum())} downloads")
    axes.set_yticks(-np.arange(len(groups)), names)
    low, high = (0.25, 0.6) if slim() else (0.42, 1 if narrow() else 0.85)
    axes.set_ylim(low - len(groups), high)
    axes.set_xlim(0, 1)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of downloads in thirty days")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in SIDES}
    top = axes.get_ylim()[1]
    place = {"bbox_to_anchor": (0, top - (0.42 if narrow() else 0.22))}
    if slim():
        key(axes, looks, 2, bbox_to_anchor=(0, 1.01))
        axes.get_legend().set_in_layout(True)
    else:
        key(axes, looks, 2 if narrow() else 4, bbox_transform=axes.transData, **place)
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, height: float) -> None:
    """The parts of one bar with their numbers; those without room stand above it."""
    start, of_one, room = 0.0, mostly_one(rows), 0.115 if slim() else 0.09 if narrow() else 0.045
    above, named, below = 0, 0, 0.27
    for side, row in rows.iterrows():
        axes.barh(height, row["share"], left=start, color=FILLS[side], height=0.5)
        hatched = row["share"] * row["top_value"] / row["value"] if of_one[side] else 0
        hatched *= side in COLORS and hatched >= room
        if hatched:
            look = {"color": "none", "height": 0.5, "hatch": "////", "edgecolor": "white"}
            axes.barh(height, hatched, left=start, **look)
            text = downloads_words.one_of(row["top_model"], row["top_value"])
            if slim():
                text = "\n".join(textwrap.wrap(text, 38))
            x, ha = (1, "right") if named else (start, "left")  # the second clear of the first
            axes.text(x, height - below, text, va="top", ha=ha, color=ink(side), size=legible(9))
            named += 1
            below += 0.15 * (text.count("\n") + 1) * slim()  # no room side by side
        _number(axes, row["share"], start, height, side, room, above, hatched)
        above += 0 < row["share"] < room  # so that no number lies on the one before
        start += row["share"]


def _number(
    axes: Axes, share, start, height, side: str, room: float, above: int, hatched: float
) -> None:
    """A share in its part of the bar, clear of its hatching, or above a part without `room`."""
    if not share > 0:
        return
    inside = share - hatched >= (3 * room if hatched else room)
    paint = ("white" if side in COLORS else INK) if inside else ink(side)
    y, va = (height, "center") if inside else (height + 0.27, "bottom")
    ha = "center" if inside or not (above or slim()) else "left"
    text = f"{percent(share)} in all" if hatched else percent(share)
    middle = start + (share + hatched * inside) / 2
    axes.text(middle, y, text, ha=ha, va=va, color=paint, size=10)


def largest(table: pd.DataFrame) -> Figure:
    """A bar a model, the most downloaded on top (from `downloads.largest`)."""
    figure, axes = canvas(height=0.27 * len(table) + 0.5, flat=0.22 * len(table) + 0.4)
    rows, places = table.to_dict("records"), range(len(table))[::-1]
    axes.barh(places, table["value"], color=[FILLS[row["side"]] for row in rows], height=0.7)
    for place, row, text in zip(places, rows, alike(table["value"]), strict=True):
        beside(axes, text, row["value"], place, 1, ink(row["side"]), 9.5)
    axes.set_yticks(places, [safe(row["model_id"].split("/")[-1]) for row in rows], size=9.5)
    axes.set_xlim(0, table["value"].max() * (1.3 if slim() else 1.2 if narrow() else 1.1))
    axes.set_ylim(-0.6, len(table) - 0.4)
    units(axes.xaxis, brief)
    axes.set_xlabel("Downloads in thirty days")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    looks = {
        downloads_words.published(side, int(n), len(rows)): {"facecolor": FILLS[side]}
        for side, n in table["side"].value_counts().reindex(SIDES).dropna().items()
    }
    if slim():
        key(axes, looks, 1, bbox_to_anchor=(0, 1.01))
        axes.get_legend().set_in_layout(True)
    else:  # where bars are short
        key(axes, looks, 1, bbox_to_anchor=(0.4 if narrow() else 0.6, 0.06))
    return figure


def vintage(medians: pd.DataFrame) -> Figure:
    """Marks for the day before which half of the downloaded models were created, a row a universe.

    Where the Hub's dates begin a hollow mark with an arrow stands: that day or any before it.
    """
    universes = list(dict.fromkeys(medians["universe"]))
    figure, axes = canvas(height=0.75 * len(universes) + 1)
    for place, universe in enumerate(universes):
        rows = medians[medians["universe"] == universe].dropna(subset="created")
        days = dates.date2num(rows["created"])
        axes.plot(days, [-place] * len(rows), color=OTHER, linewidth=1.2, zorder=1)
        for side, date, number in zip(rows["side"], rows["created"], days, strict=True):
            left = number == days.min() and (days.min() < days.max() or side == "CN")
            _created(axes, side, date, -place, -1 if left else 1)
    names = [headline(downloads_words.UNIVERSES[universe]) for universe in universes]
    axes.set_yticks(-np.arange(len(names)), [fold(name, 12) for name in names])
    axes.set_ylim(0.55 - len(names), 1)
    low, high = dates.date2num([medians["created"].min(), medians["created"].max()])
    span = max(high - low, 1000)
    before, after = (0.8, 0.42) if narrow() else (0.46, 0.25)
    axes.set_xlim(low - before * span, high + after * span)
    years(axes.xaxis)
    axes.set_xlabel("Day of creation")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    return figure


def _created(axes: Axes, side: str, date: pd.Timestamp, y: float, way: int) -> None:
    """A mark with country and month beside it; hollow, with an arrow, for `or earlier`."""
    x, open_end, paint = dates.date2num(date), at_floor(date), color(side)
    fill = "white" if open_end else paint
    axes.plot(x, y, marker=marker(side), color=paint, markerfacecolor=fill, markersize=8)
    if open_end:
        arrow = {"arrowstyle": "<-", "color": paint, "linewidth": 1.4, "shrinkB": 5}
        axes.annotate("", (x, y), (-26, 0), textcoords="offset points", arrowprops=arrow)
    axes.annotate(
        f"{grammar.country(side)}\n{downloads_words.middle(date)}",
        (x, y),
        xytext=((28 if open_end and way < 0 else 10) * way, 0),
        textcoords="offset points",
        ha="left" if way > 0 else "right",
        va="center",
        color=ink(side),
        size=9.5,
    )


def catalogues(table: pd.DataFrame, leads: pd.DataFrame) -> Figure:
    """Lines of downloads by country, in a panel all models, in another the existing ones only.

    Of one universe. Solid with bursts, dashed without; a mark where the lead at the end (by more
    than the margin) began, unless it held throughout.
    """
    figure, axes = canvas(1, 2, height=3.4, flat=3.4, stacked=6, sharex=True, sharey=True)
    heads = {"all": "New releases included", "existing": "Only models listed at the start"}
    top = table["value"].max()
    axes[0].set_ylim(0, top * 1.35)
    axes[0].set_yticks([tick for tick in axes[0].get_yticks() if tick <= top * 1.1])
    for axis, (models, head) in zip(axes, heads.items(), strict=True):
        rows = table[table["models"] == models]
        _two_lines(axis, rows)
        axis.set_title(head)
        _lead(axis, leads[leads["models"] == models].iloc[0], rows["day"])
        units(axis.yaxis, brief)
        axis.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 5, 9)))
        axis.xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))
    axes[0].set_ylabel("Downloads in thirty days")
    _line_key(axes[0])
    for axis in axes:
        end_labels(axis, _ends(axis))
    return figure


def _lead(axis: Axes, lead: pd.Series, days: pd.Series) -> None:
    """Since when the lead at the end holds, at its beginning; or that nobody leads at the end."""
    if pd.isna(lead["since"]):
        said = f"{downloads_words.clause(lead['verdict'])}\nat the end"
        axis.text(0.98, 0.98, headline(said), ha="right", va="top", transform=axis.transAxes,
                  color=OTHER, size=9.5)  # fmt: skip
    elif lead["since"] > days.min():
        mark(axis, lead["since"], downloads_words.ahead_since(lead))


def _line_key(axis: Axes) -> None:
    """What solid and dashed lines count."""
    looks = {"all downloads": "-", "without bursts": (0, (4, 2))}
    lines = [
        axis.plot([], [], color=OTHER, linestyle=look, linewidth=1.5, label=f"_{name}")[0]
        for name, look in looks.items()
    ]
    place = "lower right" if narrow() else "upper left"  # clear of the words at a lead
    axis.legend(lines, list(looks), loc=place, fontsize=legible(9), handlelength=2)


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
    rows = [len(table) + 1 for table in tables.values()]
    pitch = 0.42 if slim() else 0.38 if narrow() else 0.22
    figure, axes = canvas(
        len(tables),
        1,
        height=pitch * sum(rows) + 1.2,
        flat=0.17 * sum(rows) + 1,
        sharex=True,
        height_ratios=rows,
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        _block(axis, name, table)
    reach = max(table["gap"].abs().max() for table in tables.values())
    reach *= 1.4 if slim() else 1.2
    axis.set_xlim(-reach, reach)
    ways = ["\u2190 United States ahead", "points", "China ahead \u2192"]
    gap = "  " if narrow() else "     "
    axis.set_xlabel(gap.join(ways))
    if slim():
        axis.set_xlabel("\u2190 United States    China \u2192\npoints ahead")
    return figure


def _block(axis: Axes, name: str, table: pd.DataFrame) -> None:
    """The changes of one list, and dashed the lead that they start from."""
    base, rows = table["gap"].iloc[0], table.to_dict("records")
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.axvline(base, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)))
    beside(axis, "our count", base, -len(rows), 1 if base > 0 else -1, OTHER, 9.5)
    for height, row in enumerate(rows):
        _changed(axis, -height, base, row)
    names = [downloads_words.change_words(row, downloads_words.LABELS) for row in rows]
    axis.set_yticks(-np.arange(len(rows)), [fold(text, 28, 25) for text in names])
    for label in axis.get_yticklabels():
        label.set_parse_math(False)
    axis.set_title(name)
    axis.set_ylim(-0.5 - len(rows), 0.6)
    axis.tick_params(axis="y", length=0)
    axis.grid(False)
    units(axis.xaxis, lambda value: brief(abs(value)))


def _changed(axis: Axes, height: float, base: float, row: dict) -> None:
    """One change: a line from the unchanged lead to the changed one, a dot for who leads then."""
    if np.isnan(row["gap"]):  # on the empty side
        said = fold(downloads_words.unchanged(row), 99, 14)
        beside(axis, said, 0, height, -1 if base > 0 else 1, OTHER, 9.5)
        return
    side = "CN" if row["gap"] > 0 else "US"
    axis.plot([base, row["gap"]], [height, height], color=color(side), linewidth=2.5, alpha=0.5)
    axis.plot(row["gap"], height, marker=marker(side), color=color(side), markersize=6)
    outward = row["gap"] - base or row["gap"]  # clear of the line
    way = 1 if outward > 0 else -1
    beside(axis, brief(abs(row["gap"])), row["gap"], height, way, ink(side), 9.5)


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
    axes.set_xlim(0, table["share"].max() * (1.9 if slim() else 1.5 if narrow() else 1.25))
    axes.set_ylim(-0.6, len(table) - 0.4)
    units(axes.xaxis, percent)
    axes.set_xlabel(fold("Share of the downloads of all listed language models", 60, 32))
    axes.grid(visible=False, axis="y")
    sides = [side for side in SIDES if side in set(table["side"])]
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in sides}
    key(axes, looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure


def pictures(table: pd.DataFrame) -> Figure:
    """A bar of shares for each list of the Hub (from `downloads.pictures`)."""
    lists = [rows for _, rows in table.groupby("panel", sort=False)]
    alike = sum(rows["selection"].iloc[0] == "head" for rows in lists)
    heads = dict(zip((0, alike), downloads_words.MADE)) if alike > 1 else {}
    figure, axes = canvas(height=(0.7 if slim() else 0.62) * len(lists) + 0.4 * len(heads) + 0.9)
    places, names = [], []
    for number, rows in enumerate(lists):
        place = (
            -number - 0.6 * sum(first <= number for first in heads) - 0.2 * (number >= alike > 1)
        )
        if number in heads:
            axes.text(
                0, place + (0.8 if number else 0.62), heads[number], weight="semibold", va="center"
            )
        rows = rows.set_index("side").reindex(SIDES)
        when, listing = month(rows["day"].iloc[0]), downloads_words.LISTS[rows["selection"].iloc[0]]
        parts(axes, place, rows["share"], said=f"{when}, {listing}", models=rows["n"])
        names.append(f"{when}\n{fold(listing, 18)}")
        places.append(place)
    axes.set_yticks(places, names)
    axes.set_xlim(0, 1)
    axes.set_ylim(places[-1] - 0.5, 0.4 if heads else 0.8)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of downloads in thirty days")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in SIDES}
    key(axes, looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure


def regions(table: pd.DataFrame, publisher: str) -> Figure:
    """A bar of shares for each placing of a publisher (from `downloads.placed`)."""
    figure, axes = canvas(height=3 if narrow() else 2.2)
    names = []
    for place, (region, rows) in enumerate(table.groupby("placed", sort=False)):
        name = downloads_words.placing(publisher, region)
        rows = rows.set_index("region")
        parts(axes, -place, rows["share"], REGION_FILLS, said=name, models=rows["n"])
        names.append("\n".join(textwrap.wrap(name, 22, break_on_hyphens=False)))
    axes.set_yticks(-np.arange(len(names)), names)
    axes.set_xlim(0, 1)
    axes.set_ylim(0.5 - len(names), 0.8)
    units(axes.xaxis, percent)
    axes.set_xlabel("Share of downloads in thirty days")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {
        headline(grammar.country(one)): {"facecolor": REGION_FILLS[one]} for one in REGION_FILLS
    }
    key(axes, looks, 2 if narrow() else 5, bbox_to_anchor=(0, 1.01))
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
    half = {"transform": axes.get_yaxis_transform(), "size": 10}
    axes.text(0.01, 0.97, "China ahead", color=ink("CN"), va="top", **half)
    axes.text(0.99, 0.03, "United States ahead", color=ink("US"), va="bottom", ha="right", **half)
    ends = rows.groupby("line", sort=False)["day"].agg(["min", "max"])
    start, end = ends.loc["all", "max"], ends.loc["fixed", "min"]
    axes.axvspan(start, end, color="#f0f0f0", linewidth=0, zorder=0.5)
    said = fold("nobody listed the same models", 12, 9)
    axes.text(start + (end - start) / 2, 0.25, said, ha="center", va="center", color=OTHER, size=10)
    for name, (part, place) in NAMED_AT.items():
        line = rows[rows["line"] == name]
        at = line.iloc[max(int(part * len(line)), min(len(line) - 1, 2 * narrow()))]
        axes.annotate(
            fold(downloads_words.LINES[name], 18, 14), (at["day"], at["share"]), xytext=(0, place),
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
    axes.set_xticks(range(len(names)), [fold(name, 8, 6) for name in names])
    axes.set_ylim(0, table["share"].max() * 1.15)
    units(axes.yaxis, percent)
    axes.set_xlabel("Parameters of the model")
    axes.set_ylabel("Share of the country's downloads")
    axes.grid(visible=False, axis="x")
    looks = {headline(grammar.country(side)): {"facecolor": FILLS[side]} for side in COLORS}
    key(axes, looks, 2, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure
