"""Chart of notebook 09: all statements in one picture that reads like a table."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from ..text import month
from .core import FAINT, INK, OTHER, canvas, text_width
from .timeline import MARK, ROW, SIZE

# status -> (marker, how it is filled, words of the key)
STATUSES = {
    "yes": ("o", "full", "holds"),
    "mixed": ("o", "left", "in part"),
    "no": ("o", "none", "does not hold"),
    "level": ("$=$", "full", "within the margin of error"),
    "open": ("_", "full", "cannot be said"),
}
SAME = {"seen": "mixed", "untested": "open", "past": "open"}
COLUMNS = (0.0, 0.285, 0.63)  # where statement, then and now begin
GAP = 6  # points between columns


def statements(cells: pd.DataFrame, report: str) -> Figure:
    """`cells` of words.en.claims: a row a statement, then and now each with a mark and words.

    report: the day of `then`.
    """
    room = 72 * canvas(height=1)[0].get_figwidth() - 2 * GAP
    widths = [
        room * (end - start) - GAP for start, end in zip(COLUMNS, (*COLUMNS[1:], 1), strict=True)
    ]
    rows = [_wrapped(cell, widths) for cell in cells.to_dict("records")]
    heads = cells["group"].ne(cells["group"].shift())
    key = 1 + (sum(text_width(word, SIZE) + 30 for *_, word in STATUSES.values()) > room)
    depth = sum(max(map(len, row)) for row in rows) + heads.sum() + 1 + key
    figure, axes = canvas(height=depth * ROW / 72 + 0.15)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(depth - 0.5, -0.5)
    names = ("", f"Then, {month(pd.Timestamp(report))}", "Now")
    for place, word in zip(COLUMNS, names, strict=True):
        _text(axes, place, 0, [word], weight="semibold")
    top = 1
    for cell, row, head in zip(cells.to_dict("records"), rows, heads, strict=True):
        if head:
            axes.axhline(top - 0.5, color=OTHER, linewidth=0.8)
            _text(axes, 0, top, [cell["group"]], weight="semibold")
            top += 1
        _row(axes, top, cell, row)
        top += max(map(len, row))
    _key(axes, top, room)
    return figure


def _row(axes: Axes, top: float, cell: dict, row: list[list[str]]) -> None:
    axes.axhline(top - 0.5, color=FAINT, linewidth=0.6)
    for place, lines, status in zip(COLUMNS, row, (None, cell["then"], cell["now"]), strict=True):
        if status:
            _mark(axes, place, top, status)
        _text(axes, place, top, lines, indent=12 if status else 0)


def _wrapped(cell: dict, widths: list[float]) -> list[list[str]]:
    """Statement, then and now of one row, each as lines that fit its column."""
    texts = (f"{cell['claim_id']} {cell['label']}", cell["then_phrase"], cell["now_phrase"])
    indents = (0, 12, 12)
    return [
        _lines(text, width - indent)
        for text, width, indent in zip(texts, widths, indents, strict=True)
    ]


def _lines(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if text_width(longer, SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(
    axes: Axes, place: float, top: float, lines: list[str], indent: float = 0, **style
) -> None:
    for number, line in enumerate(lines):
        axes.annotate(
            line,
            (place, top + number),
            xytext=(indent, 0),
            textcoords="offset points",
            va="center",
            size=SIZE,
            color=style.get("color", INK),
            parse_math=False,
            weight=style.get("weight"),
            annotation_clip=False,
        )


def _mark(axes: Axes, x: float, y: float, status: str) -> None:
    shape, fill, _ = STATUSES[SAME.get(status, status)]
    right = ScaledTranslation(4 / 72, 0, axes.figure.dpi_scale_trans)
    axes.plot(
        [x],
        [y],
        marker=shape,
        fillstyle=fill,
        markersize=MARK,
        color=INK,
        linestyle="none",
        markerfacecolor=INK if fill != "none" else "white",
        markerfacecoloralt="white",
        markeredgecolor=INK,
        clip_on=False,
        transform=axes.transData + right,
    )


def _key(axes: Axes, top: float, room: float) -> None:
    axes.axhline(top - 0.5, color=OTHER, linewidth=0.8)
    place = 0.0
    for status, (_, _, word) in STATUSES.items():
        wide = (text_width(word, SIZE) + 12) / room
        if place + wide > 1:
            place, top = 0.0, top + 1
        _mark(axes, place, top, status)
        _text(axes, place, top, [word], indent=12, color=OTHER)
        place += wide + 18 / room
