"""Charts of notebook 07: Kling against Sora, and who leads in open video models."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from ..text import headline, percent, plural, safe
from ..words.en import grammar
from .core import (
    FILLS,
    OTHER,
    canvas,
    color,
    end_labels,
    fold,
    hole,
    ink,
    key,
    legible,
    marker,
    narrow,
    parts,
    slim,
    units,
)

SIDES = ("CN", "US", "other", "unknown")
DASHED = (0, (4, 2))
ENDS = {"overall": "", "open": ", open"}
LISTS = {"sample": "popular models", "head": "most downloaded models"}  # by name of a panel
JUMP = 100  # points, by which a new best system is named where it enters
PLACES = [  # of a name beside its dot, the preferred first: offset, ha, va
    ((-5, 3), "right", "bottom"),
    ((6, -4), "left", "top"),
    ((6, 3), "left", "bottom"),
    ((-5, -4), "right", "top"),
    ((0, 7), "center", "bottom"),
    ((0, -7), "center", "top"),
]
FARTHER = [  # and on a phone, where lines are near to each other
    ((-12, 10), "right", "bottom"),
    ((12, -10), "left", "top"),
    ((0, 18), "center", "bottom"),
    ((0, -18), "center", "top"),
]


def ratings(entries: pd.DataFrame, steps: pd.DataFrame, named: tuple[str, ...], until) -> Figure:
    """Entries of one board by release date with intervals, and the best so far of each side.

    From `video.entries` and `video.steps` of both fields; filled and dashed: open weights. `named`
    systems are labeled, entries that set no record are pale; the lines run to `until`.
    """
    figure, axes = canvas(height=4.4)
    rows = entries.dropna(subset="version_date")
    records = set(zip(steps["model"], steps["score"], strict=True))
    record = [pair in records for pair in zip(rows["model"], rows["score"], strict=True)]
    for (region, opened, sets), own in rows.groupby(
        [rows["region"], rows["open_weights"] == "true", record]
    ):
        pale = 1 if sets else 0.35
        _dots(axes, own["version_date"], own, region, opened, size=3.5, alpha=pale)
    for (field, side), line in steps.groupby(["field", "side"]):
        line = pd.concat([line, line.tail(1).assign(day=pd.Timestamp(until))])
        _line(axes, line, side, field, drawstyle="steps-post")
    _months(axes, rows["version_date"].min(), pd.Timestamp(until))
    best = rows.sort_values("score", ascending=False, kind="stable").drop_duplicates("model")
    crowded = narrow() & (best["region"] == "other")
    best = best[best["model"].isin(named) & ~crowded]
    end_labels(axes, _ends(steps.assign(day=pd.Timestamp(until))), gap=34)
    for row in best.itertuples():
        text = f"{safe(row.model)} (other country)" if row.region == "other" else safe(row.model)
        _name(axes, text, row.version_date, row.score, row.region)
    note = "steps: each country's best so far\npale: below its country's best"
    note += "\ngray diamonds: other countries" if (rows["region"] == "other").any() else ""
    if slim():  # no room above the lines
        axes.set_xlabel(note, size=9.5, color=OTHER)
    else:
        axes.text(0.01, 0.99, note, transform=axes.transAxes, color=OTHER, size=9.5, va="top")
    axes.set_ylabel("Elo points")
    return figure


def by_board(lines: pd.DataFrame) -> Figure:
    """The best of each side on every board, all systems and open weights (`video.by_board`).

    A new best system is named where it lifts a line by JUMP or more.
    """
    figure, axes = canvas(height=4.4)
    for (field, side, _), line in lines.groupby(["field", "side", "run"]):
        _line(axes, line, side, field)
        _dots(axes, line["day"], line, side, field == "open", size=5)
    _months(axes, lines["day"].min(), lines["day"].max())
    last = lines.sort_values("day", kind="stable").groupby(["field", "side"]).tail(1)
    end_labels(axes, _ends(last), gap=34)
    axes.set_ylabel("rating points")
    for start, end, word in _holes(lines[lines["field"] == "overall"]):
        hole(axes, start, end, word, 0.5 if word == "no data" else 0.85)  # above the marks
    for _, line in lines.sort_values("day").groupby(["field", "side", "run"]):
        line = line[(line["model"] != line["model"].shift()) & (line["score"].diff() >= JUMP)]
        line = line[~(narrow() & line["model"].isin(last["model"]))]  # named at its end
        for row in line.itertuples():
            _name(axes, safe(row.model), row.day, row.score, row.side)
    return figure


def _holes(lines: pd.DataFrame) -> list[tuple]:
    """Start and end of each break of a line, and its word; breaks of one kind that touch are one."""
    spans = lines.groupby(["scale", "run"])["day"].agg(["min", "max"]).reset_index()
    found: list[tuple] = []
    for before, after in pairwise(spans.itertuples()):
        start, word = before.max, "no data" if before.scale == after.scale else "scores shifted"
        if found and found[-1][1:] == (start, word):
            start = found.pop()[0]
        found.append((start, after.min, word))
    return found


def _dots(
    axes: Axes, days, rows: pd.DataFrame, region: str, opened: bool, size: float, alpha: float = 1
) -> None:
    """Scores with whiskers; hollow is closed."""
    paint = color(region)
    axes.vlines(days, rows["low"], rows["high"], color=paint, alpha=0.6 * alpha, linewidth=size / 2)
    axes.plot(
        days, rows["score"], marker(region), color=paint, markersize=size, zorder=3, alpha=alpha,
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
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b\n%Y" if slim() else "%b %Y"))


def _name(axes: Axes, text: str, day, score: float, region: str) -> None:
    """The name of a system beside its dot, on the side where it covers the least."""
    label = axes.annotate(
        text, (axes.convert_xunits(day), score), (0, 0), textcoords="offset points",
        color=ink(region), size=legible(9), parse_math=False, zorder=4,
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
    )  # fmt: skip
    axes.figure.draw_without_rendering()
    drawn, frame = _drawn(axes), axes.get_window_extent()

    def covered(place: tuple) -> float:
        label.xyann, ha, va = place
        label.set(ha=ha, va=va)
        box = label.get_window_extent()
        outside = box.x0 < frame.x0 or box.x1 > frame.x1
        left, low, right, high = box.extents
        x, y = drawn.T
        return 1e6 * outside + ((x > left) & (x < right) & (y > low) & (y < high)).sum()

    covered(min(PLACES + FARTHER * slim(), key=covered))


def _drawn(axes: Axes) -> np.ndarray:
    """Pixels on all lines and the boxes of all names so far, as points a few pixels apart."""
    points = [np.empty((0, 2))]
    for line in axes.lines:
        x, y = np.asarray(line.get_xydata(), dtype=float).T
        if "steps" in line.get_drawstyle():
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        places = axes.transData.transform(np.column_stack([x, y]))
        if line.get_linestyle() == "None":
            points.append(np.repeat(places, 5, axis=0))
            continue
        part = np.linspace(0, 1, 40)[:, None]
        points += [a + (b - a) * part for a, b in pairwise(places)]
    for text in axes.texts[:-1]:
        box = text.get_window_extent()
        x, y = np.meshgrid(np.linspace(box.x0, box.x1, 30), np.linspace(box.y0, box.y1, 6))
        points.append(np.column_stack([x.ravel(), y.ravel()]))
    return np.concatenate(points)


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
    """A bar of download shares by country for each snapshot (`video.open_models`)."""
    groups = list(table.groupby("list", sort=False))
    figure, axes = canvas(height=(0.85 if slim() else 0.75) * len(groups) + 0.9)
    names = []
    for place, (name, shares) in enumerate(groups):
        rows = shares.set_index("side").reindex(SIDES)
        parts(axes, -place, rows["share"], said=shares["when"].iloc[0], models=rows["n"])
        holds = LISTS.get(name.split()[1], "every model")
        models = plural(int(rows["n"].sum()), "model")
        names.append(f"{shares['when'].iloc[0]}\n{fold(f'{holds}: {models}', 40, 20)}")
    axes.set_yticks(-np.arange(len(groups)), names)
    axes.set(xlim=(0, 1), ylim=(0.5 - len(groups), 0.6), xlabel="Share of downloads in thirty days")
    units(axes.xaxis, percent)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    looks = {headline(grammar.country(side)): {"facecolor": fill} for side, fill in FILLS.items()}
    key(axes, looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure
