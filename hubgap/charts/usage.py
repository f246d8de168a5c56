"""Charts of notebook 11: three counters of use, each on axes of its own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from ..measures.usage import ALL, COUNTERS, LARGEST, OPEN
from ..measures.verdicts import HANGS, SIDES, Verdict
from ..text import brief, percent
from ..words.en import grammar
from ..words.en import usage as words
from .core import (
    BACKED,
    COLORS,
    INK,
    OTHER,
    PALE,
    band,
    canvas,
    color,
    end_labels,
    flat,
    fold,
    hole,
    ink,
    key,
    marker,
    narrow,
    slim,
    units,
)

ROW, WIDTH = 0.2, 6.0  # inches: of a reading; of all figures, so that a phone shows their words
HALF = pd.Timedelta(days=14)  # from the first day of a month to its middle
HAIR = {"arrowstyle": "-", "color": OTHER, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
ASIDE = pd.Timedelta(days=5)  # of a hole from the values beside it
LONG_HOLE = pd.Timedelta(days=60)  # has room for a word on a slide
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
SHORT = {"CN": "China", "US": "US"}


def counters(table: pd.DataFrame, holes: pd.DataFrame, lists: list[str]) -> Figure:
    """Shares of both countries by month, a panel a counter, each with its own axis and title.

    Bands reach to the share with every unknown maker; holes are holes. lists: the name of each
    piece of the downloads, which no line joins to the next.
    """
    names = [name for name in COUNTERS if name in set(table["counter"])]
    shape = (1, len(names)) if flat() else (len(names), 1)
    figure, panels = canvas(*shape, width=WIDTH, height=6.9, flat=3.2, stacked=8.4, sharex=True)
    table, holes = table.assign(x=middles(table["day"])), between(holes)
    name_of = SHORT.get if flat() or narrow() else grammar.country
    shown = dict(zip(names, np.atleast_1d(panels), strict=True))
    for name, axes in shown.items():
        _scales(axes, words.HEADS[name], words.SUBHEADS[name], 34 if flat() else 70)
        axes.set_xlim(table["x"].min() - HALF, table["x"].max() + HALF)
        rows = table[table["counter"] == name]
        _lines(axes, rows, holes[holes["counter"] == name], name_of)
        if name == "downloads":
            _lists(axes, rows, lists)
        if name == "tokens":
            _short_month(axes, rows)
    for one in holes.itertuples():  # last, when the panels have their width
        _hole(shown[one.counter], one, words.HOLES[one.counter])
    return figure


def _hole(axes: Axes, one, word: str) -> None:
    """A hole with its word, upright at the foot of a short one, where no line runs."""
    short = one.end - one.start < LONG_HOLE
    hole(axes, one.start, one.end, "" if short else word)
    if short:
        middle = one.start + (one.end - one.start) / 2
        look = {"rotation": 90, "ha": "center", "va": "bottom", "color": OTHER, "size": 9.5}
        axes.text(middle, 0.03, word, transform=axes.get_xaxis_transform(), **look)


def _scales(axes: Axes, head: str, below: str, letters: int) -> None:
    """Title, what is measured in lines of so many letters below it, percent and months of a panel."""
    wide = 50 if narrow() else letters
    lines = [one for line in below.splitlines() for one in textwrap.wrap(line, wide)]
    axes.set_title(head, pad=8 + 13 * len(lines))
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate("\n".join(lines), (0, 1), xytext=(0, 6), color=OTHER, size=9.5, **place)
    axes.set(ylim=(0, 1), yticks=QUARTERS)
    units(axes.yaxis, percent)
    _months(axes, (1, 7), "%b\n%Y" if flat() or narrow() else "%b %Y")
    axes.tick_params(axis="x", labelbottom=True)


def _lists(axes: Axes, table: pd.DataFrame, names: list[str]) -> None:
    """The name of each list above its lines."""
    pieces = [rows["x"] for _, rows in table.groupby("piece")]
    if len(pieces) == len(names):
        for place, (name, days) in enumerate(zip(names, pieces, strict=True)):
            middle = days.min() + (days.max() - days.min()) / 2
            align = "center"
            if slim() and not place:  # clear of the percent left of it
                middle, align = days.min(), "left"
            y, va = (0.02, "bottom") if flat() and place else (0.99, "top")  # side by side no room
            axes.text(middle, y, name, ha=align, va=va, color=OTHER, size=9.5)


def _lines(
    axes: Axes, table: pd.DataFrame, holes: pd.DataFrame, name: Callable[[str], str]
) -> None:
    """The lines of both countries, broken at holes, with their last share at the end."""
    labels = []
    for side in SIDES:
        rows = table[table["side"] == side]
        for _, piece in rows.groupby(_runs(rows["x"], holes)):
            look = {"color": color(side), "marker": marker(side), "linewidth": 1.8}
            axes.plot(piece["x"], piece["share"], markersize=3.5, **look)
            band(axes, piece["x"], piece["share"], piece["high"], side)
        last = rows.iloc[-1]
        text = f"{name(side)} {percent(last['share'])}"
        labels.append((last["x"], last["share"], text, ink(side)))
    end_labels(axes, labels)


def _runs(days: pd.Series, holes: pd.DataFrame) -> pd.Series:
    """Of each day, how many holes lie before it: what has the same number is one line."""
    return sum(((days > start).astype(int) for start in holes["start"]), start=0 * days.dt.day)


def _short_month(axes: Axes, table: pd.DataFrame) -> None:
    """Hollow points and a word at a last month that was not observed to its end."""
    last = table[table["day"] == table["day"].max()].set_index("side").loc[list(SIDES)]
    day = last["day"].iloc[0]
    if day.is_month_end:
        return
    for side in SIDES:
        look = {"color": color(side), "marker": marker(side), "markerfacecolor": "white"}
        axes.plot(last.loc[side, "x"], last.loc[side, "share"], markersize=4.5, **look)
    at, look = (last["x"].iloc[0], last["share"].min()), {"color": OTHER, "size": 9.5, "va": "top"}
    place = {"xytext": (8, -8), "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(words.short_month(day), at, **place, **look)  # below the name of the lower line


def pulls(
    table: pd.DataFrame, holes: pd.DataFrame, climbed: pd.DataFrame, swept: pd.Series
) -> Figure:
    """Pulls a day by month without what looks automated, and thin behind it all that was counted.

    climbed: the names that climbed in step. swept: the month in which all names gained alike.
    """
    figure, axes = canvas(width=WIDTH, height=4.2 if slim() else 3.6)
    table, holes = table.assign(x=middles(table["end"])), between(holes)
    for side in SIDES:
        _both_lines(axes, table[table["side"] == side], holes, side)
    axes.set_ylim(0, table["value"].max() * (1.45 if slim() else 1.3))
    if slim():  # words that begin at the first month need the room
        axes.set_title("Pulls a day", color=OTHER, size=9.5, weight="normal", x=-0.1)
    else:
        axes.set_ylabel("Pulls a day")
    axes.set_xlim(table["x"].min() - HALF, table["x"].max() + HALF)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    units(axes.yaxis, brief)
    _months(axes, (1, 4, 7, 10), "%b\n%Y")
    _what_happened(axes, table, climbed, swept)
    for one in holes.itertuples():
        _hole(axes, one, words.NO_READINGS)
    ends = table[table["end"] == table["end"].max()].set_index("side")
    name = SHORT.get if narrow() else grammar.country
    labels = [(*ends.loc[side, ["x", "cleaned"]], name(side), ink(side)) for side in SIDES]
    end_labels(axes, labels)
    return figure


def middles(days: pd.Series) -> pd.Series:
    """The middle of the month of each day, where the value of that month stands."""
    return pd.to_datetime(days).dt.to_period("M").dt.to_timestamp() + HALF


def between(holes: pd.DataFrame) -> pd.DataFrame:
    """Holes between the values of two months; one inside a month parts no values."""
    drawn = holes.assign(start=middles(holes["start"]), end=middles(holes["end"]))
    drawn = drawn[drawn["start"] < drawn["end"]]
    return drawn.assign(start=drawn["start"] + ASIDE, end=drawn["end"] - ASIDE)


def _months(axes: Axes, months: tuple[int, ...], look: str) -> None:
    """Names of months, each below the values of its month."""
    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=months, bymonthday=1 + HALF.days))
    axes.xaxis.set_major_formatter(dates.DateFormatter(look))


def _both_lines(axes: Axes, rows: pd.DataFrame, holes: pd.DataFrame, side: str) -> None:
    """A thick line of one country and a thin one behind it, both broken at holes."""
    for _, piece in rows.groupby(_runs(rows["x"], holes)):
        axes.plot(piece["x"], piece["value"], color=color(side), linewidth=0.9, alpha=0.6)
        look = {"color": color(side), "marker": marker(side), "markersize": 4, "linewidth": 2.2}
        axes.plot(piece["x"], piece["cleaned"], **look)


def _what_happened(
    axes: Axes, table: pd.DataFrame, climbed: pd.DataFrame, swept: pd.Series
) -> None:
    """Words at the month of the sweep, at that of the climb, and at both kinds of line."""
    look = {"color": OTHER, "size": 9.5, "textcoords": "offset points", "bbox": BACKED}
    highest = table.groupby("x")["value"].max()
    lifted, place = middles(pd.Series([swept["to_day"]]))[0], highest.index
    if lifted in place:
        at = lifted, highest[lifted]
        axes.annotate(words.SWEPT, at, xytext=(6, 5), ha="right", va="bottom", **look)
        if before := [one for one in place if one < lifted]:
            at = before[-1], (highest[before[-1]] + 2 * highest[lifted]) / 3
            axes.annotate(words.COUNTED, at, xytext=(4, 0), ha="right", va="center", **look)
    if len(climbed) and (rose := middles(climbed["end"]).max()) in place:
        above = look | {"textcoords": axes.get_xaxis_transform(), "arrowprops": HAIR}
        at, text = (rose, highest[rose]), words.climb(climbed)
        axes.annotate(text, at, xytext=(rose, 1), ha="center", va="top", **above)
    early = highest.iloc[: len(highest) // 2]
    at = early.index[0], early.max()
    axes.annotate(words.CLEANED, at, xytext=(-4, 8), ha="left", va="bottom", **look)


COMPARED = (ALL, [*LARGEST][-1])  # what the title compares
HEADS = {ALL: "All models", OPEN: "Open-weight models"}


def tokens(table: pd.DataFrame, led: Mapping[str, str]) -> Figure:
    """Shares of tokens by month, of all and of open-weight models, with all that is unknown.

    led: what it means to lead, in words, for each reading.
    """
    figure, panels = canvas(1, 2, width=WIDTH, height=3.8, flat=3.5, stacked=6.6, sharey=True)
    table = table.assign(x=middles(table["day"]))
    for axes, (name, head) in zip(panels, HEADS.items(), strict=True):
        rows = table[table["reading"] == name]
        _scales(axes, head, led[name], 56 if flat() else 34)
        _months(axes, (1, 7), "%b\n%Y")
        axes.set_xlim(table["x"].min() - HALF, table["x"].max() + HALF)
        _lines(axes, rows, between(pd.DataFrame(columns=["start", "end"])), SHORT.get)
        _short_month(axes, rows)
    return figure


def leads(found: pd.DataFrame) -> Figure:
    """A grid of months: who leads in each reading of each counter; pale where it is not sure."""
    rows = list(found[["counter", "reading"]].drop_duplicates().itertuples(index=False))
    months = pd.period_range(found["month"].min(), found["month"].max(), freq="M")
    gaps = sum(a.counter != b.counter for a, b in pairwise(rows))
    pitch = 0.26 if slim() else ROW
    figure, axes = canvas(width=WIDTH, height=pitch * (len(rows) + 1.6 * gaps) + 1.2)
    place, names, before = 0.0, {}, None
    for row in rows:
        place += 1 if row.counter == before else 2.4
        before = row.counter
        own = found[(found["counter"] == row.counter) & (found["reading"] == row.reading)]
        for one in own.itertuples():
            x = (one.month.to_period("M") - months[0]).n
            _cell(axes, x, -place, one.verdict)
        names[-place] = words.NAMES[row.reading]
        if row.reading == ALL:
            axes.text(-0.5, -place + 1, words.HEADS[row.counter], va="center",
                      weight="semibold", size=10)  # fmt: skip
    axes.set_yticks(list(names), list(names.values()), size=9.5)
    for label in axes.get_yticklabels():
        if label.get_text() in (words.NAMES[one] for one in COMPARED):
            label.set(color=INK, weight="semibold")
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.set_ylim(-place - 0.6, -1)
    ticks = [n for n, one in enumerate(months) if one.month in (1, 7)]
    axes.set_xticks(ticks, [f"{months[n]:%b\n%Y}" for n in ticks])
    axes.tick_params(length=0)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    looks = {fold(text, 80, 46): _look(verdict) for text, verdict in words.FIELDS.items()}
    across = blended_transform_factory(figure.transFigure, axes.transAxes)
    key(axes, looks, 1, bbox_to_anchor=(0.01, 1.02), bbox_transform=across)
    axes.get_legend().set_in_layout(True)
    return figure


def _cell(axes: Axes, x: float, y: float, verdict: Verdict) -> None:
    """A month: a full field for a lead, a pale one for an unsure one, gray for neither."""
    axes.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, linewidth=0, **_look(verdict)))
    if verdict.side:
        axes.plot(x, y, marker=marker(verdict.side), color="white", markersize=3)


def _look(verdict: Verdict) -> dict:
    return {
        "facecolor": COLORS.get(verdict.side, PALE),
        "alpha": 0.35 if verdict.kind == HANGS else 1,
    }
