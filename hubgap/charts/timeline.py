"""Charts of dated events: a timeline in lanes, and marks of events on other charts."""

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
    PALE,
    canvas,
    color,
    flat,
    ink,
    marker,
    narrow,
    text_width,
    units,
)

SIZE = 9  # points, of a label
ROW = 13  # points, of a row of labels
MARK = 6  # points, of a marker
EDGE = 26  # points that the axes leave free at both sides together
WIDE = 17  # inches of a slide that the labels are packed for
FILLS = {
    "primary read": "full",
    "secondary": "left",
    "excerpt": "none",
    "general knowledge": "full",
}
NAMES = {"CN": "China", "US": "United States", "other": "elsewhere", "both": "both countries"}


def timeline(rows: pd.DataFrame, through: str) -> Figure:
    """Events of `timeline.rows` in lanes, each with its label; models in a lane a side.

    Shape and color: country. Fill: how the event is known. A bar: only month or year is known. A
    line goes through the event whose id is `through`. As many rows are taken as the labels need at
    the width of the figure, so none overlaps another.
    """
    lanes = _lanes(rows)
    width = WIDE if flat() else canvas(height=1)[0].get_figwidth()
    first, last = rows["start"].min(), rows["end"].max()
    scale = (72 * width - EDGE) / (last - first).days
    packed = {name: _packed(lane, first, last, scale) for name, lane in lanes.items()}
    depth = sum(max(lane["row"]) + 2 for lane in packed.values()) + 2
    pitch = ROW - 2 if flat() or narrow() else ROW  # so that they fit a slide and a page
    figure, axes = canvas(height=depth * pitch / 72 + 0.3)
    axes.set_xlim(first, last)
    axes.set_ylim(depth - 0.5, -0.5)
    day = rows.loc[rows["event_id"] == through, "start"]
    axes.vlines(day, -0.5, depth - 2.5, color=PALE, linewidth=1, linestyle=(0, (3, 2)), zorder=0.8)
    top = 0
    for name, lane in packed.items():
        axes.axhline(top - 0.5, color=FAINT, linewidth=0.8)
        axes.annotate(
            name,
            (0, top),
            xycoords=("axes fraction", "data"),
            xytext=(-MARK, 0),
            textcoords="offset points",
            va="center",
            weight="semibold",
            size=SIZE + 1,
            color=INK,
        )
        for row in lane.itertuples():
            _event(axes, row, top + 1 + row.row)
        top += max(lane["row"]) + 2
    _key(axes, top)
    _dress(axes)
    return figure


def marks(axes: Axes, rows: pd.DataFrame, named: tuple[str, ...] = ()) -> None:
    """Events of `timeline.rows` along the top of another chart, once its limits are set.

    A thin line where the day is known, a pale span where only month or year is; the marker above
    tells country and evidence as in `timeline`. Events whose ids are `named` carry their label.
    """
    low, high = axes.get_xlim()
    for row in rows.itertuples():
        start, end = (dates.date2num(day) for day in (row.start, row.end))
        if end < low or start > high:
            continue
        if row.precise:
            axes.axvline(row.start, color=color(row.side), linewidth=0.7, alpha=0.6, zorder=0.8)
        else:
            axes.axvspan(row.start, row.end, color=color(row.side), alpha=0.12, zorder=0.5)
        middle = (start + end) / 2
        _marker(axes, middle, 1, row.side, row.grade, transform=axes.get_xaxis_transform())
        if row.event_id in named:
            axes.annotate(
                row.label,
                (middle, 1),
                xycoords=axes.get_xaxis_transform(),
                xytext=(0, MARK),
                textcoords="offset points",
                ha="left",
                va="bottom",
                rotation=30,
                size=SIZE,
                color=ink(row.side),
                annotation_clip=False,
                parse_math=False,
            )
    axes.set_xlim(low, high)


def _lanes(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The lanes in order: models by side (the longer list first), then the other lanes."""
    models = rows[rows["lane"] == "models"]
    sides = models["side"].value_counts().index
    lanes = {f"Models, {NAMES[side]}": models[models["side"] == side] for side in sides}
    for name in ("export rules", "laws and bills", "hub and industry"):
        lanes[name.capitalize()] = rows[rows["lane"] == name]
    return {name: lane for name, lane in lanes.items() if len(lane)}


def _packed(lane: pd.DataFrame, first, last, scale: float) -> pd.DataFrame:
    """The lane with row and way (1: label right of the mark, -1: left), so that none overlaps."""
    start, end = (scale * (lane[c] - first).dt.days.to_numpy() for c in ("start", "end"))
    words = np.array([text_width(label, SIZE) for label in lane["label"]]) + MARK + 4
    way = np.where(end + words > scale * (last - first).days + EDGE / 3, -1, 1)
    left = np.where(way > 0, start - MARK, start - words)
    right = np.where(way > 0, end + words, end + MARK)
    taken: list[float] = []
    place = np.zeros(len(lane), dtype=int)
    for item in np.argsort(left, kind="stable"):
        free = [number for number, until in enumerate(taken) if until <= left[item]]
        place[item] = free[0] if free else len(taken)
        taken[place[item] : place[item] + 1] = [right[item] + 2]
    return lane.assign(row=place, way=way)


def _event(axes: Axes, row, y: float) -> None:
    if not row.precise:
        axes.plot(
            [row.start, row.end],
            [y, y],
            color=color(row.side),
            linewidth=4,
            alpha=0.35,
            solid_capstyle="butt",
        )
    middle = row.start + (row.end - row.start) / 2
    _marker(axes, middle, y, row.side, row.grade)
    anchor = row.end if row.way > 0 else row.start
    axes.annotate(
        row.label,
        (anchor, y),
        xytext=(row.way * MARK, -0.5),
        textcoords="offset points",
        size=SIZE,
        ha="left" if row.way > 0 else "right",
        va="center",
        color=ink(row.side),
        parse_math=False,
        annotation_clip=False,
    )


def _marker(axes: Axes, x, y: float, side: str, grade: str | None, **options) -> None:
    """One mark: shape and color by side, fill by grade; a question mark for general knowledge."""
    paint, fill = color(side), FILLS.get(grade, "full")
    shape = "$?$" if grade == "general knowledge" else marker(side)
    axes.plot(
        [x],
        [y],
        marker=shape,
        fillstyle=fill,
        markersize=MARK - (shape == "D"),
        color=paint,
        markerfacecolor=paint if fill != "none" else "white",
        markerfacecoloralt="white",
        markeredgecolor=paint,
        linestyle="none",
        clip_on=False,
        zorder=3,
        **options,
    )


def _key(axes: Axes, y: float) -> None:
    """The last two lines of the timeline: what shapes, bars and fills mean."""
    axes.axhline(y - 0.5, color=FAINT, linewidth=0.8)
    fills = zip(
        ("read at its source", "second hand", "search excerpt", "not looked up"), FILLS, strict=True
    )
    sides = [("China", "CN"), ("United States", "US"), ("elsewhere or both", "other")]
    _key_line(
        axes, y, [(text, side, None) for text, side in sides] + [("month or year only", "", "")]
    )
    _key_line(axes, y + 1, [(text, "other", grade) for text, grade in fills])


def _key_line(axes: Axes, y: float, entries: list[tuple]) -> None:
    """One line of the key: (text, side, grade), without a side the bar of a partial date."""
    point, place = 1 / (72 * axes.figure.get_figwidth() - EDGE), 0.0
    blended = axes.get_yaxis_transform()
    for text, side, grade in entries:
        if side:
            _marker(axes, place, y, side, grade, transform=blended)
        else:
            ends = [place - 5 * point, place + 5 * point]
            axes.plot(
                ends,
                [y, y],
                color=OTHER,
                linewidth=4,
                alpha=0.35,
                transform=blended,
                solid_capstyle="butt",
                clip_on=False,
            )
        axes.annotate(
            text,
            (place, y),
            xycoords=blended,
            xytext=(MARK + 2, -0.5),
            size=SIZE,
            textcoords="offset points",
            va="center",
            color=OTHER,
        )
        place += (text_width(text, SIZE) + 26) * point


def _dress(axes: Axes) -> None:
    axes.set_yticks([])
    axes.grid(False)
    axes.grid(axis="x", linewidth=0.6)
    axes.xaxis.set_major_locator(dates.YearLocator())
    units(axes.xaxis, lambda value: f"{dates.num2date(value):%Y}")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0, top=True, labeltop=True)
