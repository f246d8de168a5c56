"""Charts of notebook 07: Kling against Sora, and who leads in open video models."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from ..measures.video import MAKES
from ..text import headline, percent, plural, safe
from ..words.en import grammar
from .core import (
    COLORS,
    FAINT,
    OTHER,
    PALE,
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

SIDES = ("CN", "US", "other", "unknown")
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}
DASHED = (0, (4, 2))
ENDS = {"overall": "", "open": ", open"}
EDGE = 0.15  # of the width, where a name does not fit left of its dot


def ratings(entries: pd.DataFrame, steps: pd.DataFrame, named: tuple[str, ...], until) -> Figure:
    """Entries of one board by release date with intervals, and the best so far of each side.

    From `video.entries` and `video.steps` of both fields; filled and dashed: open weights. `named`
    systems are labeled; the lines run to `until`.
    """
    figure, axes = canvas(height=4.2)
    rows = entries.dropna(subset="version_date")
    for (region, opened), own in rows.groupby([rows["region"], rows["open_weights"] == "true"]):
        _dots(axes, own["version_date"], own, region, opened, size=3.5)
    for (field, side), line in steps.groupby(["field", "side"]):
        line = pd.concat([line, line.tail(1).assign(day=pd.Timestamp(until))])
        _line(axes, line, side, field, drawstyle="steps-post")
    _months(axes, rows["version_date"].min(), pd.Timestamp(until))
    best = rows.sort_values("score", ascending=False, kind="stable").drop_duplicates("model")
    crowded = narrow() & (best["region"] == "other")
    best = best[best["model"].isin(named) & ~crowded]
    for row in best.itertuples():
        _name(axes, row)
    end_labels(axes, _ends(steps.assign(day=pd.Timestamp(until))), gap=27)
    axes.set_ylabel("Elo points")
    return figure


def by_board(lines: pd.DataFrame) -> Figure:
    """The best of each side on every board, all systems and open weights (`video.by_board`)."""
    figure, axes = canvas(height=4.2)
    for (field, side, _), line in lines.groupby(["field", "side", "run"]):
        _line(axes, line, side, field)
        _dots(axes, line["day"], line, side, field == "open", size=5)
    _months(axes, lines["day"].min(), lines["day"].max())
    last = lines.sort_values("day", kind="stable").groupby(["field", "side"]).tail(1)
    end_labels(axes, _ends(last), gap=27)
    axes.set_ylabel("rating points")
    spans = lines.loc[lines["field"] == "overall"].groupby("run")["day"].agg(["min", "max"])
    for end, start in zip(spans["max"].iloc[:-1], spans["min"].iloc[1:], strict=True):
        hole(axes, end, start, "no board")
    return figure


def _dots(axes: Axes, days, rows: pd.DataFrame, region: str, opened: bool, size: float) -> None:
    """Scores with whiskers; hollow is closed."""
    paint = color(region)
    axes.vlines(days, rows["low"], rows["high"], color=paint, alpha=0.6, linewidth=size / 2)
    axes.plot(
        days, rows["score"], marker(region), color=paint, markersize=size, zorder=3,
        markerfacecolor=paint if opened else "white",
    )  # fmt: skip


def _line(axes: Axes, line: pd.DataFrame, side: str, field: str, **look) -> None:
    opened = field == "open"
    axes.plot(
        line["day"],
        line["score"],
        color=color(side),
        linewidth=1.2 if opened else 2,
        linestyle=DASHED if opened else "-",
        zorder=2,
        **look,
    )


def _months(axes: Axes, first, last) -> None:
    """A date axis from the first to the last day, with a tick every quarter or half-year."""
    axes.set_xlim(first - pd.Timedelta(days=20), last + pd.Timedelta(days=8))
    months = (1, 4, 7, 10) if (last - first).days < 500 and not narrow() else (1, 7)
    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=months))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))


def _name(axes: Axes, row) -> None:
    """The name of a system: left above its dot, or below it where that is outside the axes."""
    x = axes.convert_xunits(row.version_date)
    first, last = axes.get_xlim()
    right = (x - first) / (last - first) < EDGE
    below = "center" if row.region == "other" else "bottom"
    axes.annotate(
        safe(row.model), (x, row.score), xytext=(-6, -5) if right else (-4, 3),
        textcoords="offset points", ha="left" if right else "right", va="top" if right else below,
        color=ink(row.region), size=9, parse_math=False, zorder=4,
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
    )  # fmt: skip


def _ends(lines: pd.DataFrame) -> list[tuple]:
    """Labels of the last points of the lines: country, system and score."""
    last = lines.groupby(["field", "side"]).tail(1)
    heads = [f"{grammar.country(row.side)}{ENDS[row.field]}" for row in last.itertuples()]
    names = [f"{safe(row.model)}, {row.score:.0f}" for row in last.itertuples()]
    return [
        (row.day, row.score, f"{head}\n{name}", ink(row.side))
        for row, head, name in zip(last.itertuples(), heads, names, strict=True)
    ]


def hub(table: pd.DataFrame) -> Figure:
    """Bars of download shares by country with worst-case whiskers (`video.open_models`).

    One row for what the models make, one column a snapshot.
    """
    table = table.sort_values(
        "makes", key=lambda makes: makes.map(list(MAKES).index), kind="stable"
    )
    groups = list(table.groupby(["makes", "list"], sort=False))
    columns = table["list"].nunique()
    rows = len(groups) // columns
    figure, grid = canvas(
        rows, columns, height=1.7 * rows, stacked=1.5 * len(groups), sharex=True, sharey=True
    )
    for axes, ((makes, name), shares) in zip(grid.flat, groups, strict=True):
        _shares(axes, shares.set_index("side").reindex(SIDES))
        axes.set_title(f"{headline(makes)}, {name.removeprefix('Hub ')}")
        axes.set_xlim(0, 1.2)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        units(axes.xaxis, percent)
    for axes in grid.flat[-columns:]:
        axes.set_xlabel("share of downloads")
    return figure


def _shares(axes: Axes, rows: pd.DataFrame) -> None:
    heights = -np.arange(len(rows))
    axes.barh(heights, rows["share"], color=[FILLS[side] for side in rows.index], height=0.62)
    for y, (side, row) in zip(heights, rows.iterrows(), strict=True):
        end = row["share"] if side == "unknown" else row["high"]
        if side != "unknown":
            axes.plot(
                [row["low"], end], [y, y], color=OTHER, linewidth=1.2, marker="|", markersize=6
            )
        models = plural(int(row["n"]), "model")
        beside(axes, f"{percent(row['share'])}, {models}", end, y, 1, ink(side), 9.5)
    axes.set_yticks(heights, [grammar.country(side) for side in rows.index])
    axes.tick_params(axis="y", length=0)
    axes.grid(False)
    axes.grid(axis="x")
