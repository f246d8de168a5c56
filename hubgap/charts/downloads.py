"""Charts of notebook 02: whose models are downloaded."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures.downloads import mostly_one
from ..text import brief, headline, month, percent, safe
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
    flat,
    fold,
    ink,
    mark,
    marker,
    narrow,
    units,
)

SIDES = ("CN", "US", "other", "unknown")
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}


def census(table: pd.DataFrame) -> Figure:
    """Bars of downloads by country, one column a group of tasks (from `downloads.by_task`).

    The part of a bar that is one model is hatched, and named where it is most of the bar.
    """
    groups = list(table.groupby("task", sort=False))
    figure, axes = canvas(1, len(groups), height=2.5, stacked=5.6, sharey=True)
    for axis, (task, rows) in zip(axes, groups, strict=True):
        rows = rows.set_index("side").reindex(SIDES[::-1])
        of_one = mostly_one(rows)
        axis.barh(
            rows.index, rows["value"], color=[FILLS[side] for side in rows.index], height=0.62
        )
        axis.barh(
            rows.index,
            rows["top_value"],
            color="none",
            height=0.62,
            hatch="////",
            edgecolor="white",
        )
        for height, (side, row) in enumerate(rows.iterrows()):
            text = f"{brief(row['value'])}  {percent(row['share'])}"
            beside(axis, text, row["value"], height, 1, ink(side), 10)
            if of_one[side]:
                text = f"one model: {brief(row['top_value'])}"
                axis.text(0, height - 0.46, text, va="center", color=ink(side), size=9)
        axis.set_xlim(0, rows["value"].max() * 1.62)
        axis.set_title(headline(downloads_words.UNIVERSES[task]))
        axis.set_yticks(range(len(SIDES)), [grammar.country(side) for side in SIDES[::-1]])
        axis.set_xticks([])
        axis.grid(False)
        axis.spines["bottom"].set_visible(False)
    return figure


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


def vintage(table: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Bars of download shares by year of creation; one row a universe, medians in words."""
    universes = list(dict.fromkeys(table["universe"]))
    figure, axes = canvas(
        len(universes),
        1,
        height=2.3 * len(universes),
        flat=1.8 * len(universes),
        sharex=True,
        sharey=True,
    )
    years = sorted(table["year"].dropna().unique())
    for axis, universe in zip(axes, universes, strict=True):
        rows = table[table["universe"] == universe]
        for shift, side in ((-0.2, "CN"), (0.2, "US")):
            own = rows[rows["side"] == side].set_index("year")["share"]
            values = [*own.reindex(years).fillna(0), own[own.index.isna()].sum()]
            bars = axis.bar(np.arange(len(values)) + shift, values, 0.38, color=color(side))
            bars[-1].set(facecolor="white", edgecolor=color(side), hatch="////", linewidth=0.8)
            words = [percent(value, 1 if value < 0.005 else 0) for value in values]
            axis.bar_label(bars, words, color=ink(side), size=9.5, padding=2)
        middle = medians[medians["universe"] == universe].set_index("side")["created"].dropna()
        for line, side in enumerate(middle.sort_values().index):
            name = {"CN": "China (left)", "US": "United States (right)"}[side]
            text = f"{name}: half created before {month(middle[side])}"
            axis.text(
                1,
                1.02 - 0.13 * line,
                text,
                transform=axis.transAxes,
                ha="right",
                va="top",
                color=ink(side),
                weight="semibold",
                size=10,
            )
        axis.set_title(headline(downloads_words.UNIVERSES[universe]))
        units(axis.yaxis, percent)
        axis.set_ylim(0, table["share"].max() * (1.6 if flat() or narrow() else 1.2))
        axis.tick_params(axis="x", length=0)
    labels = [f"{int(year)}" for year in years]
    labels = [f"{labels[0]} or earlier", *labels[1:], "not recorded"]
    axes[-1].set_xticks(range(len(labels)), labels)
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
        text = fold(f"  {downloads_words.unchanged(row)}", 18).replace("\n", "\n  ")
        axis.text(base, height, text, color=OTHER, size=9.5, va="center")
        return
    side = "CN" if row["gap"] > 0 else "US"
    axis.plot([base, row["gap"]], [height, height], color=color(side), linewidth=2.5, alpha=0.5)
    axis.plot(row["gap"], height, marker=marker(side), color=color(side), markersize=6)
    way, outer = (1, max) if side == "CN" else (-1, min)
    beside(axis, brief(abs(row["gap"])), outer(row["gap"], base), height, way, ink(side), 9.5)
