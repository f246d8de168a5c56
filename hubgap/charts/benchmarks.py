"""Charts of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..text import brief, count, headline, plural, safe
from ..words.en import grammar
from .core import (
    COLORS,
    INK,
    OTHER,
    PALE,
    band,
    beside,
    canvas,
    color,
    end_labels,
    fold,
    hole,
    ink,
    marker,
    narrow,
    years,
)

PLACES = {"CN": 0.17, "US": -0.17}  # of the two sides around the middle of a row
REACH = 24  # months; a longer lag stands at the edge with its number


def arena_state(table: pd.DataFrame) -> Figure:
    """Dots with whiskers of single models, best first, from `state`; hollow is closed."""
    figure, axes = canvas(height=0.5 * len(table) + 0.75, flat=0.4 * len(table) + 0.75)
    heights = -np.arange(len(table))
    names = []
    for y, row in zip(heights, table.itertuples(), strict=True):
        paint, opened = color(row.region), row.open_weights == "true"
        axes.plot([row.low, row.high], [y, y], color=paint, linewidth=2.2)
        axes.plot(
            row.score,
            y,
            marker=marker(row.region),
            markersize=8,
            color=paint,
            markerfacecolor=paint if opened else "white",
            markeredgewidth=1.6,
        )
        rank = f"rank {row.rank}" if row.rank_exact else f"rank {row.rank} or lower"
        beside(axes, f"{row.score:.0f}, {rank}", row.high, y, 1, INK, 10.5)
        weights = "open weights" if opened else "closed"
        names.append(f"{safe(row.model)}\n{grammar.country(row.region)}, {weights}")
    axes.set_yticks(heights, names)
    for label, region in zip(axes.get_yticklabels(), table["region"], strict=True):
        label.set(color=ink(region), parse_math=False)
    axes.set_ylim(heights[-1] - 0.6, 0.6)
    axes.set_xlim(table["low"].min() - 5, table["high"].max() + 25)
    axes.set_xlabel("rating points")
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def frontiers(table: pd.DataFrame) -> Figure:
    """One panel a ruler: the best model so far of each side, with bands for its interval.

    From `steps` (lines over release dates) and `by_snapshot` (best of each
    snapshot, broken where the scale changed), joined.
    """
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, panels = canvas(
        len(rulers), 1, height=2.1 * len(rulers), flat=1.5 * len(rulers), sharex=True
    )
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler].sort_values("day", kind="stable")
        released = rows["dated_by"].iloc[0] == "releases"
        (_frontier_steps if released else _frontier_snapshots)(axes, rows)
        dated = "release date" if released else "snapshot"
        axes.set_title(fold(f"{ruler}: {rows['unit'].iloc[0]}, by {dated}", 38))
        axes.locator_params(axis="y", nbins=5)
    years(panels[-1].xaxis)
    panels[-1].set_xlim(table["day"].min() - pd.Timedelta(days=20), table["until"].max())
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler].dropna(subset="score")
        _scale_holes(axes, rows)
        last = rows.sort_values("day", kind="stable").groupby("side").tail(1)
        end_labels(axes, [_frontier_label(row) for row in last.itertuples()], gap=29)
    return figure


def _frontier_label(row) -> tuple:
    text = f"{grammar.country(row.side)}\n{safe(row.model)}, {row.score:.0f}"
    return row.until, row.score, text, ink(row.side)


def _frontier_steps(axes: Axes, rows: pd.DataFrame) -> None:
    for side, records in rows.groupby("side"):
        line = pd.concat([records, records.tail(1).assign(day=records["until"].iloc[0])])
        paint = color(side)
        axes.step(line["day"], line["score"], where="post", color=paint, linewidth=2)
        axes.fill_between(
            line["day"], line["low"], line["high"], step="post", color=paint, alpha=0.18,
            linewidth=0, zorder=1,
        )  # fmt: skip
        axes.plot(records["day"], records["score"], marker(side), color=paint, markersize=3.5)


def _frontier_snapshots(axes: Axes, rows: pd.DataFrame) -> None:
    for (side, _), line in rows.groupby(["side", "scale"]):
        axes.plot(
            line["day"], line["score"], color=color(side), marker=marker(side), markersize=3.5
        )
        band(axes, line["day"], line["low"], line["high"], side)


def _scale_holes(axes: Axes, rows: pd.DataFrame) -> None:
    """A hole between the last day of a scale and the first of the next."""
    if rows["dated_by"].iloc[0] == "releases":
        return
    spans = rows.groupby("scale")["day"].agg(["min", "max"]).sort_values("min")
    for end, start in zip(spans["max"].iloc[:-1], spans["min"].iloc[1:], strict=True):
        hole(axes, end, start, "new scale")


def lags(records: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Months until the other side reached each lead record, one row a ruler, one panel a field.

    From `lags_on`, fields joined: dots, open records as arrows, medians with intervals.
    Rulers without any median come last.
    """
    rulers = list(dict.fromkeys([*medians.dropna(subset="median")["ruler"], *medians["ruler"]]))
    fields = list(dict.fromkeys(medians["field"]))
    figure, panels = canvas(
        1,
        len(fields),
        height=0.36 * len(rulers) + 0.9,
        flat=0.23 * len(rulers) + 0.8,
        sharex=True,
        sharey=True,
    )
    rows = {ruler: -place for place, ruler in enumerate(rulers)}
    for axes, field in zip(panels, fields, strict=True):
        for row in medians[medians["field"] == field].itertuples():
            _median(axes, row, rows[row.ruler])
        for ruler in set(rulers) - set(medians.loc[medians["field"] == field, "ruler"]):
            axes.text(0, rows[ruler], "open-weight models only", color=OTHER, size=9, va="center")
        for row in records[records["field"] == field].itertuples():
            _record(axes, row, rows[row.ruler] + PLACES[row.side])
        head = {"overall": "All models", "open": "Open-weight models"}[field]
        axes.set_title(head, pad=28 if narrow() else 18)
        across = {"transform": axes.get_yaxis_transform(), "size": 9, "va": "center"}
        places = ((0.02, 1.2), (0.02, 0.75)) if narrow() else ((0.02, 0.75), (0.38, 0.75))
        axes.text(1.25, 0.75, "models", color=OTHER, ha="right", **across)
        axes.text(*places[0], "\u25cf set by China", color=ink("CN"), **across)
        axes.text(*places[1], "\u25a0 by the United States", color=ink("US"), **across)
        axes.grid(False)
        axes.grid(axis="x")
        axes.set(xlim=(-0.6, REACH), xlabel="months", xticks=range(0, REACH + 1, 6))
    held_out = set(medians.loc[medians["access"] == "held-out", "ruler"])
    names = [f"{name} (held-out)" if name in held_out else name for name in rulers]
    panels[0].set_yticks(list(rows.values()), [fold(name, 14) for name in names])
    panels[0].set_ylim(-len(rulers) + 0.4, 0.6)
    return figure


def _record(axes: Axes, row, y: float) -> None:
    """One lead record: filled where it was reached, an open arrow where not yet."""
    axes.plot(
        min(row.months, REACH - 0.4),
        y,
        color=color(row.side),
        zorder=3,
        marker=">" if row.open else marker(row.side),
        markersize=5 if row.open else 3.4,
        markerfacecolor="white" if row.open else color(row.side),
        markeredgewidth=0.8,
    )
    if row.months > REACH:
        beside(axes, f"{row.months:.0f}", REACH - 0.4, y, -1, ink(row.side), 9)


def _median(axes: Axes, row, y: float) -> None:
    """Median and interval of one side's records, and its number of models right of the panel."""
    if not np.isnan(row.median):
        place = y + PLACES[row.side]
        end = REACH if np.isnan(row.high) else row.high
        axes.barh(place, end - row.low, 0.27, row.low, color=color(row.side), alpha=0.22, zorder=1)
        axes.plot([row.median] * 2, [place - 0.17, place + 0.17], color=INK, linewidth=2, zorder=4)
    place = ({"CN": 1.13, "US": 1.25}[row.side], y)
    if narrow():
        place = (1.25, y + 1.4 * PLACES[row.side])
    models = count(getattr(row, f"models_{row.side}"))
    axes.annotate(
        models,
        place,
        xycoords=axes.get_yaxis_transform(),
        color=ink(row.side),
        size=9,
        va="center",
        ha="right",
        annotation_clip=False,
    )


def held_out(table: pd.DataFrame) -> Figure:
    """Dots with whiskers of the same models on two tests, by release date, from `on_both`."""
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, panels = canvas(1, len(rulers), height=3.4, stacked=5.6, sharex=True)
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler]
        for side, own in rows.groupby("region"):
            axes.vlines(own["release_date"], own["low"], own["high"], color=color(side), alpha=0.35)
            axes.plot(
                own["release_date"], own["score"], marker(side), color=color(side), markersize=4
            )
        axes.set_title(f"{ruler}, {rows['access'].iloc[0]}: {rows['unit'].iloc[0]}")
        axes.set(ylim=(0, 116), yticks=range(0, 101, 20))
        years(axes.xaxis)
        for place, (side, own) in zip((0.02, 0.42), rows.groupby("region"), strict=False):
            sign = {"CN": "\u25cf", "US": "\u25a0"}[side]
            axes.text(
                place,
                0.97,
                f"{sign} {grammar.country(side)}, {plural(len(own), 'model')}",
                transform=axes.transAxes,
                color=ink(side),
                weight="semibold",
                va="top",
            )
    return figure


def best_open_models(table: pd.DataFrame, duels: dict[str, dict]) -> Figure:
    """Table of the best open-weight models: sizes by country and terms, from `best_open`.

    Bold is the best of a size that is ahead (`by_size`).
    """
    sizes = list(dict.fromkeys(table["size"]))
    terms = ("permissive", "other")
    blocks = [[(side, each) for side in COLORS for each in terms]]
    if narrow():
        blocks = [[(side, each) for side in COLORS] for each in terms]
    bold = {found["leading_model"] for found in duels.values() if found["verdict"].ahead}
    figure, panels = canvas(
        len(blocks),
        1,
        height=(0.64 * len(sizes) + 0.8) * len(blocks),
        flat=0.56 * len(sizes) + 0.7,
        squeeze=False,
    )
    for axes, columns in zip(panels.flat, blocks, strict=True):
        _open_block(axes, table.set_index(["side", "terms", "size"]), columns, sizes, bold)
    return figure


def _open_block(axes: Axes, cells: pd.DataFrame, columns: list, sizes: list, bold: set) -> None:
    for x, (side, terms) in enumerate(columns):
        head = "permissive license" if terms == "permissive" else "other terms"
        head = f"{grammar.country(side)},\n{head}"
        axes.text(x, 0.5, head, color=ink(side), weight="semibold", va="center")
    for y, size in enumerate(sizes):
        axes.axhline(-y, color=PALE, linewidth=0.6)
        name = "size not\nrecorded" if size == "not recorded" else size
        axes.text(-0.62, -y - 0.5, headline(name), va="center", weight="semibold")
        for x, (side, terms) in enumerate(columns):
            _open_cell(axes, x, -y - 0.5, cells.loc[(side, terms, size)], bold)
    axes.set(xlim=(-0.64, len(columns)), ylim=(-len(sizes), 0.9))
    axes.axis("off")


def _open_cell(axes: Axes, x: float, y: float, cell: pd.Series, bold: set[str]) -> None:
    if cell["models"] == 0:
        axes.text(x, y, "none on this board", color=OTHER, size=9, va="center")
        return
    half = (cell["high"] - cell["low"]) / 2
    size = [] if np.isnan(cell["parameters"]) else [brief(cell["parameters"] * 1e9)]
    lines = [
        (safe(cell["model"]), INK),
        (f"{cell['score']:.0f} \u00b1 {half:.0f}, best of {cell['models']}", INK),
        (", ".join([safe(cell["license"]), *size]), OTHER),
    ]
    for step, (text, paint) in zip((0.24, 0, -0.24), lines, strict=True):
        axes.text(
            x,
            y + step,
            text,
            size=9,
            va="center",
            color=paint,
            parse_math=False,
            weight="semibold" if cell["model"] in bold and paint == INK else "normal",
        )
