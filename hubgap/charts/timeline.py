"""Charts of dated events: a timeline in lanes, and events named on other charts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .core import (
    FAINT,
    INK,
    OTHER,
    canvas,
    color,
    flat,
    fold,
    ink,
    marker,
    narrow,
    slim,
    text_width,
    units,
)

SIZE, HEAD = 10, 10.5  # points, of a label and of the name of a lane
ROW, GAP = 15, 9  # points, of a row of labels and between two lanes
LINE = 12  # points, of a second line of a label
MARK = 7  # points, of a marker
NOTE, LEVEL = 9.5, 13  # points, of a label on another chart and of a row of them
HARD_SPACE = "\u00a0"
DASHES = {"linestyle": (0, (3, 2))}
SIDE = 16  # points from the left edge to the first mark
WIDE = 8  # inches of a slide that the labels are packed for
LANES = {  # kind of an event -> its lane
    "release": "Models and the industry",
    "licence_change": "Models and the industry",
    "platform": "Models and the industry",
    "conference": "Models and the industry",
    "legislation": "Bill to license AI exports (ENFORCE Act)",
    "export_control": "Export rules for chips",
}
NAMES = {"CN": "China", "US": "United States", "other": "elsewhere or both"}


def timeline(rows: pd.DataFrame, labels: dict[str, str], through: str) -> Figure:
    """Events of `timeline.rows` in lanes, each with its label right of its mark.

    labels: event_id -> words. Shape and color: country. A line goes through the event whose id is
    `through`. The days take as much of the width as the labels leave.
    """
    width = WIDE if flat() else canvas(height=1)[0].get_figwidth()
    if slim():  # in lines that keep their day together
        days = {key: text.rpartition(", ") for key, text in labels.items()}
        labels = {
            key: fold(f"{event}{comma}{day.replace(' ', HARD_SPACE)}", 26)
            for key, (event, comma, day) in days.items()
        }
    words = {
        key: max(text_width(line, SIZE) for line in text.split("\n")) + MARK + 4
        for key, text in labels.items()
    }
    first, points = rows["start"].min(), 72 * width - SIDE - 8
    days = (rows["end"] - first).dt.days
    need = rows["event_id"].map(words)
    scale = min((points - need) / days.clip(lower=1))  # points a day
    lanes = {name: own for name, own in _lanes(rows) if len(own)}
    packed = {name: _packed(own, words, first, scale) for name, own in lanes.items()}
    heights = {name: _heights(lane, labels) for name, lane in packed.items()}
    depth = sum(_middles(rows)[-1] + ROW + GAP for rows in heights.values()) + ROW
    figure, axes = canvas(height=depth / 72 + 0.3)
    ends = (first + pd.Timedelta(days=part / scale) for part in (-SIDE, points + 8))
    axes.set(xlim=tuple(ends), ylim=(depth, -GAP))
    day = rows.loc[rows["event_id"] == through, "start"]
    axes.vlines(day, -GAP, depth - ROW - GAP, color=INK, linewidth=1, **DASHES, zorder=0.8)
    top = 0.0
    for name, lane in packed.items():
        axes.text(0, top, name, transform=axes.get_yaxis_transform(), va="center", size=HEAD,
                  weight="semibold", color=INK, bbox=_paper())  # fmt: skip
        middles = _middles(heights[name])
        for row in lane.itertuples():
            y = top + middles[row.row]
            _event(axes, row, y, labels[row.event_id], row.event_id == through)
        top += middles[-1] + ROW + GAP
        axes.axhline(top - ROW + (ROW - GAP) / 2, color=FAINT, linewidth=0.8, zorder=0.5)
    _key(axes, top, rows["side"])
    _dress(axes, rows["end"].max())
    return figure


def marks(axes: Axes, rows: pd.DataFrame, head: str) -> None:
    """Events of `timeline.rows` on another chart: a dashed line each, its label above the axes.

    Call it last: it needs the final limits. Labels stand right of their lines, in so many rows that
    none meets another or its line; `head` stands before the first. A narrow chart has no room
    right of late lines: labels move left, over earlier lines.
    """
    axes.figure.draw_without_rendering()
    low, high = axes.get_xlim()
    room = 72 / axes.figure.dpi * axes.get_window_extent().width
    edge = 72 * axes.figure.get_figwidth() - 72 / axes.figure.dpi * axes.get_window_extent().x0 - 8
    starts = dates.date2num(rows["start"])
    rows = rows[(starts > low) & (starts < high)].sort_values("start", ascending=False)
    taken: list[tuple[float, int]] = []  # place and level of each, from the right
    for row in rows.itertuples():
        place = room * (dates.date2num(row.start) - low) / (high - low)
        width = text_width(row.label, NOTE)
        left = min(place, edge - width) if narrow() else place
        level = max((level + 1 for at, level in taken if at < left + width + 6), default=0)
        taken.append((place, level))
        _mark(axes, row, level, left - place)
    if taken and left > text_width(head, NOTE, "semibold") + 4:
        at, shift = (0, 1), (0, 4 + LEVEL * level)
        axes.annotate(head, at, shift, xycoords="axes fraction", textcoords="offset points",
                      va="bottom", size=NOTE, weight="semibold", color=OTHER)  # fmt: skip


def _mark(axes: Axes, row, level: int, shift: float) -> None:
    """One line through the axes up to the row of its label, and the label beside its end."""
    blended, rise = axes.get_xaxis_transform(), 4 + LEVEL * level
    place, stroke = (dates.date2num(row.start), 1), {"color": color(row.side), "linewidth": 0.9}
    axes.axvline(row.start, zorder=0.8, **stroke, **DASHES)
    options = {"xycoords": blended, "textcoords": "offset points", "annotation_clip": False}
    stem = {"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, **stroke, **DASHES}
    axes.annotate("", place, (0, rise + 10), arrowprops=stem, **options)
    over = {"bbox": _paper(), "zorder": 4} if narrow() else {}  # the lines of others
    axes.annotate(row.label, place, (3 + shift, rise), va="bottom", size=NOTE,
                  color=ink(row.side), parse_math=False, **over, **options)  # fmt: skip


def _lanes(rows: pd.DataFrame):
    """The lanes in order, each with its events."""
    lane = rows["kind"].map(LANES)
    return ((name, rows[lane == name]) for name in dict.fromkeys(LANES.values()))


def _packed(lane: pd.DataFrame, words: dict[str, float], first, scale: float) -> pd.DataFrame:
    """The lane with the row of each event, so that no label overlaps the next."""
    left = scale * (lane["start"] - first).dt.days.to_numpy() - MARK
    right = scale * (lane["end"] - first).dt.days.to_numpy() + lane["event_id"].map(words)
    taken: list[float] = []
    place = np.zeros(len(lane), dtype=int)
    for item in np.argsort(left, kind="stable"):
        free = [number for number, until in enumerate(taken) if until <= left[item]]
        place[item] = free[0] if free else len(taken)
        taken[place[item] : place[item] + 1] = [right.iloc[item] + 2]
    return lane.assign(row=place)


def _heights(lane: pd.DataFrame, labels: dict[str, str]) -> list[float]:
    """Points of each row of a packed lane: more where a label has several lines."""
    lines = lane["event_id"].map(lambda key: labels[key].count("\n"))
    return [ROW + LINE * most for most in lines.groupby(lane["row"]).max()]


def _middles(heights: list[float]) -> list[float]:
    """How far below the name of its lane the middle of each row is."""
    return [ROW / 2 + sum(heights[:row]) + high / 2 for row, high in enumerate(heights)]


def _event(axes: Axes, row, y: float, label: str, heavy: bool) -> None:
    """The mark of an event and its label; a bar where only the month or year is known."""
    paint = color(row.side)
    if not row.precise:
        ends = [row.start, row.end]
        axes.plot(ends, [y, y], color=paint, linewidth=4, alpha=0.35, solid_capstyle="butt")
    middle = row.start + (row.end - row.start) / 2
    axes.plot([middle], [y], **_look(row.side))
    axes.annotate(label, (row.end, y), (MARK, -0.5), textcoords="offset points", size=SIZE,
                  va="center", color=INK if heavy else ink(row.side), parse_math=False,
                  weight="semibold" if heavy else "normal", annotation_clip=False,
                  bbox=_paper())  # fmt: skip


def _paper() -> dict:
    """A white ground for words, so that no line strikes through them."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def _look(side: str) -> dict:
    paint = color(side)
    size = MARK - (marker(side) == "D")
    return {"marker": marker(side), "markersize": size, "color": paint, "linestyle": "none"}


def _key(axes: Axes, y: float, sides: pd.Series) -> None:
    """The last line of the timeline: what shapes and colors mean."""
    point = 1 / (72 * axes.figure.get_figwidth())
    blended, place = axes.get_yaxis_transform(), 5 * point
    plain = sides.where(sides.isin(["CN", "US"]), "other")
    for side in [side for side in NAMES if side in set(plain)]:
        axes.plot([place], [y], transform=blended, clip_on=False, **_look(side))
        axes.annotate(NAMES[side], (place, y), (MARK, -0.5), xycoords=blended, size=SIZE,
                      textcoords="offset points", va="center", color=OTHER, bbox=_paper())  # fmt: skip
        place += (text_width(NAMES[side], SIZE) + 28) * point


def _dress(axes: Axes, last: pd.Timestamp) -> None:
    axes.set_yticks([])
    axes.grid(False)
    low = dates.num2date(axes.get_xlim()[0]).year + 1
    years = [pd.Timestamp(year, 1, 1) for year in range(low, last.year + 1)]
    axes.set_xticks(years)
    axes.grid(axis="x", linewidth=0.6)
    units(axes.xaxis, lambda value: f"{dates.num2date(value):%Y}")
    for name in ("bottom", "left"):
        axes.spines[name].set_visible(False)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
