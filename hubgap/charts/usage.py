"""Charts of notebook 11: three counters of use, each on axes of its own."""

from __future__ import annotations

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
    FILLS,
    INK,
    OTHER,
    PALE,
    band,
    canvas,
    color,
    end_labels,
    flat,
    hole,
    ink,
    key,
    marker,
    narrow,
    units,
)

ROW, WIDTH = 0.2, 6.0  # inches: of a reading; of all figures, so that a phone shows their words
HALF = pd.Timedelta(days=14)  # from the first day of a month to its middle
HAIR = {"arrowstyle": "-", "color": OTHER, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
ASIDE = pd.Timedelta(days=5)  # of a hole from the values beside it
LONG_HOLE = pd.Timedelta(days=60)  # has room for a word on a slide
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
SHORT = {"CN": "China", "US": "US"}


def counters(table: pd.DataFrame, holes: pd.DataFrame) -> Figure:
    """Shares of both countries by month, a panel a counter, each with its own axis and title.

    Bands reach to the share with every unknown maker; holes are holes.
    """
    names = [name for name in COUNTERS if name in set(table["counter"])]
    shape = (1, len(names)) if flat() else (len(names), 1)
    figure, panels = canvas(*shape, width=WIDTH, height=6.6, flat=3.2, sharex=True)
    start, end = table["day"].min(), table["day"].max()
    shown = dict(zip(names, np.atleast_1d(panels), strict=True))
    for name, axes in shown.items():
        _scales(axes, name)
        axes.set_xlim(start - pd.Timedelta(days=15), end + pd.Timedelta(days=15))
        rows = table[table["counter"] == name]
        _lines(axes, rows, holes[holes["counter"] == name])
        _lists(axes, rows)
    for one in holes.itertuples():  # last, when the panels have their width
        short = one.end - one.start < LONG_HOLE
        word = "" if flat() and short else words.HOLES[one.counter]
        hole(shown[one.counter], one.start, one.end, word)
    return figure


def _scales(axes: Axes, name: str) -> None:
    """Title, percent and months of one counter's panel."""
    axes.set_title(words.HEADS[name], pad=8 if flat() else 21)
    if not flat():
        _below_title(axes, words.SUBHEADS[name])
    axes.set(ylim=(0, 1), yticks=QUARTERS)
    units(axes.yaxis, percent)
    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 7)))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b\n%Y" if flat() else "%b %Y"))
    axes.tick_params(axis="x", labelbottom=True)


def _below_title(axes: Axes, text: str) -> None:
    """What the panel measures, between its title and its axes."""
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate(text, (0, 1), xytext=(0, 6), color=OTHER, size=9.5, **place)


def _lists(axes: Axes, table: pd.DataFrame) -> None:
    """The names of two lists that are no line, below each."""
    pieces = [rows["day"] for _, rows in table.groupby("piece")]
    if len(pieces) == len(words.LISTS):
        for name, days in zip(words.LISTS, pieces, strict=True):
            middle = days.min() + (days.max() - days.min()) / 2
            axes.text(middle, 0.05, name, ha="center", color=OTHER, size=9.5)


def _lines(axes: Axes, table: pd.DataFrame, holes: pd.DataFrame) -> None:
    """The lines of both countries, broken at holes, with their last share at the end."""
    run = sum((table["day"] >= end).astype(int) for end in holes["end"])
    labels = []
    for side in SIDES:
        rows = table[table["side"] == side].assign(run=run)
        for _, piece in rows.groupby("run"):
            look = {"color": color(side), "marker": marker(side), "linewidth": 1.8}
            axes.plot(piece["day"], piece["share"], markersize=3.5, **look)
            band(axes, piece["day"], piece["share"], piece["high"], side)
        last = rows.iloc[-1]
        name = SHORT[side] if flat() or narrow() else grammar.country(side)
        text = f"{name} {percent(last['share'])}"
        labels.append((last["day"], last["share"], text, ink(side)))
    end_labels(axes, labels)


def pulls(
    table: pd.DataFrame, holes: pd.DataFrame, climbed: pd.DataFrame, swept: pd.Series
) -> Figure:
    """Pulls a day by month without what looks automated, and thin behind it all that was counted.

    climbed: the names that climbed in step. swept: the month in which all names gained alike.
    """
    figure, axes = canvas(width=WIDTH, height=3.6)
    table, holes = table.assign(x=middles(table["end"])), between(holes)
    for side in SIDES:
        _both_lines(axes, table[table["side"] == side], holes, side)
    axes.set(ylim=(0, table["value"].max() * 1.3), ylabel="Pulls a day")
    axes.set_xlim(table["x"].min() - HALF, table["x"].max() + HALF)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    units(axes.yaxis, brief)
    _months(axes, (1, 4, 7, 10), "%b\n%Y")
    _what_happened(axes, table, climbed, swept)
    for one in holes.itertuples():
        hole(axes, one.start, one.end, words.NO_READINGS)
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
    run = sum(((rows["x"] > start).astype(int) for start in holes["start"]), start=0)
    for _, piece in rows.assign(run=run).groupby("run"):
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


SHOWN = ("CN", "other", "unknown", "US")  # from the bottom up
COMPARED = (ALL, [*LARGEST][-1])  # what the title compares
HEADS = {ALL: "All models", OPEN: "Open-weight models"}


def tokens(table: pd.DataFrame) -> Figure:
    """Columns of shares of tokens by month, of all and of open-weight models."""
    figure, panels = canvas(1, 2, width=WIDTH, height=3.5, flat=3.5, stacked=6.4, sharey=True)
    for axes, (name, head) in zip(panels, HEADS.items(), strict=True):
        rows = table[table["reading"] == name]
        wide = rows.pivot(index="day", columns="side", values="part")
        wide["unknown"] = 1 - wide[["CN", "US", "other"]].sum(axis=1)
        _columns(axes, wide)
        above = (
            "\n" * (1 + narrow()) if axes is panels[0] or not narrow() else ""
        )  # room for the key
        axes.set_title(f"{above}{head}", pad=16)
    looks = {words.PART_NAMES[side]: {"facecolor": FILLS[side]} for side in SHOWN}
    key(panels[0], looks, 2 if narrow() else 4, bbox_to_anchor=(0, 1.19))
    return figure


def _columns(axes: Axes, wide: pd.DataFrame) -> None:
    """A column a month, China from below, the United States from above; a word at a short month."""
    months, bottom = pd.DatetimeIndex(wide.index), np.zeros(len(wide))
    for side in SHOWN:
        axes.bar(range(len(wide)), wide[side], bottom=bottom, width=1, color=FILLS[side])
        bottom = bottom + wide[side].to_numpy()
    axes.axhline(0.5, color=INK, linewidth=0.7, linestyle=(0, (3, 2)))
    for place, day in enumerate(months):
        if not day.is_month_end:
            axes.text(place + 0.5, 1.01, words.short_month(day), ha="right", va="bottom",
                      color=OTHER, size=9.5)  # fmt: skip
    axes.set(ylim=(0, 1), xlim=(-0.5, len(wide) - 0.5), yticks=QUARTERS)
    ticks = [place for place, day in enumerate(months) if day.month in (1, 7)]
    axes.set_xticks(ticks, [f"{months[place]:%b\n%Y}" for place in ticks])
    units(axes.yaxis, percent)
    axes.grid(False)


def leads(found: pd.DataFrame) -> Figure:
    """A grid of months: who leads in each reading of each counter; pale where it is not sure."""
    rows = list(found[["counter", "reading"]].drop_duplicates().itertuples(index=False))
    months = pd.period_range(found["month"].min(), found["month"].max(), freq="M")
    gaps = sum(a.counter != b.counter for a, b in zip(rows, rows[1:]))
    figure, axes = canvas(width=WIDTH, height=ROW * (len(rows) + 1.6 * gaps) + 1.2)
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
    axes.set_xticks([n for n in ticks], [f"{months[n]:%b\n%Y}" for n in ticks])
    axes.tick_params(length=0)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    looks = {text: _look(verdict) for text, verdict in words.FIELDS.items()}
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
