"""Charts of notebook 00: small pictures that are read on a phone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures import lineage
from ..measures.downloads import Hardest
from ..measures.licenses import Flagships
from ..measures.verdicts import NOT_IDENTIFIED, TOO_FEW, other
from ..text import percent, safe
from ..words.en import grammar
from .core import COLORS, INK, OTHER, beside, canvas, color, ink, marker

WIDTH = 4.0  # inches: nearly the width of a phone, so that words keep their size there
ROW = 0.23  # inches of one bar, dot or line
PLACES = {"CN": 0.2, "US": -0.2}  # of the two sides around the middle of a block
FIELDS = {"overall": "all models", "open": "open-weight"}


def best(gaps: dict[str, pd.DataFrame]) -> Figure:
    """Lead of the best model on each ruler, one panel a ruler: `benchmarks.gaps_on` by field.

    Dots are the lead in points, left or right of zero by who is higher; lines the 95% interval of
    the difference; hollow where nobody is ahead.
    """
    rulers = list(gaps["overall"]["ruler"])
    figure, panels = canvas(len(rulers), 1, width=WIDTH, height=1.15 * len(rulers) + 0.3)
    for axes, ruler in zip(np.atleast_1d(panels), rulers, strict=True):
        rows = {field: table.set_index("ruler").loc[ruler] for field, table in gaps.items()}
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, row in enumerate(rows.values()):
            _lead(axes, -place, row)
        reach = max(np.nanmax([row["points"], row["high"]]) for row in rows.values()) * 1.1
        axes.set(xlim=(-reach, reach), ylim=(-1.4, 0.8), xticks=[], title=ruler)
        axes.set_yticks([-place for place in range(len(rows))], [FIELDS[field] for field in rows])
        axes.spines["bottom"].set_visible(False)
        axes.grid(False)
    axes.set_xlabel("\u2190 United States ahead    points    China ahead \u2192")
    return figure


def _lead(axes: Axes, y: float, row: pd.Series) -> None:
    side, way = row["leader"], 1 if row["leader"] == "CN" else -1
    clear = row["verdict"].ahead is not None
    paint = color(side) if clear else OTHER
    axes.plot([way * row["low"], way * row["high"]], [y, y], color=paint, linewidth=2.2)
    axes.plot(
        way * row["points"],
        y,
        marker(side),
        color=paint,
        markersize=7,
        markeredgewidth=1.4,
        markerfacecolor=paint if clear else "white",
    )
    text = f"{safe(row['leading_model'])}, {row['points']:.0f} ahead"
    axes.annotate(
        text if clear else grammar.PHRASES[row["verdict"].kind],
        (0, y),
        (6 * way, 7),
        textcoords="offset points",
        size=10,
        ha="left" if way > 0 else "right",
        color=ink(side) if clear else OTHER,
        parse_math=False,
    )


def rated(table: pd.DataFrame) -> Figure:
    """Dots with whiskers of single models on one board, best first; hollow is closed.

    Columns model, region, score, low, high, open_weights.
    """
    figure, axes = canvas(width=WIDTH, height=0.27 * len(table) + 0.35)
    for y, row in zip(-np.arange(len(table)), table.itertuples(), strict=True):
        paint = color(row.region)
        axes.plot([row.low, row.high], [y, y], color=paint, linewidth=2.2)
        axes.plot(
            row.score,
            y,
            marker(row.region),
            color=paint,
            markersize=6.5,
            markeredgewidth=1.4,
            markerfacecolor=paint if row.open_weights == "true" else "white",
        )
        beside(axes, f"{row.score:.0f}", row.high, y, 1, ink(row.region), 10)
    axes.set_yticks(-np.arange(len(table)), [safe(name) for name in table["model"]])
    for label, region in zip(axes.get_yticklabels(), table["region"], strict=True):
        label.set(color=ink(region), parse_math=False)
    span = table["high"].max() - table["low"].min()
    axes.set_xlim(table["low"].min() - 0.05 * span, table["high"].max() + 0.2 * span)
    axes.set_xlabel("rating points")
    axes.set_ylim(0.4 - len(table), 0.6)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def months(records: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Months until the other side reached each record, one row a field and side.

    From `benchmarks.lags_on` on one ruler, fields joined: dots, arrows for open records, the median
    with its interval; a side without records has no row.
    """
    kept = medians[medians["records"] > 0]
    figure, axes = canvas(width=WIDTH, height=0.44 * max(len(kept), 1) + 0.5)
    end = max([1, *records["months"]]) * 1.08
    if kept.empty:
        axes.text(end / 2, 0.5, "no lead records", ha="center", va="center", color=OTHER)
    for y, row in zip(-np.arange(len(kept)), kept.itertuples(), strict=True):
        own = records[(records["field"] == row.field) & (records["side"] == row.side)]
        _records(axes, y, own, row, end)
    axes.set_yticks(-np.arange(len(kept)), [_recorded(row) for row in kept.itertuples()])
    for label, side in zip(axes.get_yticklabels(), kept["side"], strict=True):
        label.set_color(ink(side))
    axes.set(xlim=(0, end), ylim=(0.4 - len(kept), 0.6), xlabel="months")
    axes.locator_params(axis="x", nbins=5, integer=True)
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def _records(axes: Axes, y: float, records: pd.DataFrame, row, end: float) -> None:
    """The records of one side as dots and arrows over their median and its interval."""
    paint = color(row.side)
    for waiting, dots in records.groupby("open"):
        axes.plot(
            dots["months"],
            [y] * len(dots),
            ">" if waiting else marker(row.side),
            color=paint,
            markersize=5,
            markerfacecolor="white" if waiting else paint,
            zorder=3,
        )
    if not np.isnan(row.median):
        high = end if np.isnan(row.high) else row.high
        axes.barh(y, high - row.low, 0.6, row.low, color=paint, alpha=0.22, zorder=1)
        axes.plot([row.median] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=2, zorder=4)


def _recorded(row) -> str:
    """`20 American records`, and the median on a second line."""
    middle = "" if np.isnan(row.median) else f",\nmedian {row.median:.1f}"
    noun = {"overall": "records", "open": "open ones"}[row.field]
    return f"{row.records} {grammar.ADJECTIVE[row.side]} {noun}{middle}"


def downloads(shares: dict[str, pd.DataFrame], found: dict[str, Hardest]) -> Figure:
    """Shares of downloads by list, with worst-case bounds, and after the hardest single change.

    By name of the list: `downloads.shares` and `downloads.hardest`.
    """
    blocks = {}
    for name, table in shares.items():
        rows = table.set_index("side")
        blocks[name] = {side: (rows.loc[side, "share"], rows.loc[side, "high"]) for side in COLORS}
        verdict, worst, _, _ = found[name]
        if verdict.ahead:
            subject = safe(worst["subject"]) or "one choice"
            blocks[f"{name},\nwithout {subject}"] = {side: (worst[side],) * 2 for side in COLORS}
    return _bars(blocks)


def flagships(years: dict[int, Flagships]) -> Figure:
    """Permissive flagships by year, with all unknown licenses: `licenses.flagships_by_year`."""
    blocks = {
        f"{year}": {side: (one.shares[side].share, one.high[side]) for side in COLORS}
        for year, one in years.items()
    }

    def said(block: str, side: str) -> str:
        yes, total = years[int(block)].counts[side]
        return f"{grammar.country(side)} {yes} of {total}"

    return _bars(blocks, said)


def across(tables: dict[str, pd.DataFrame], found: dict[str, lineage.Crossing]) -> Figure:
    """Share of derivatives on the other country's models, by list, with intervals over publishers.

    From `lineage.across` and `lineage.crossing`; a list that tells nothing has words, not bars.
    """
    shares = {name: lineage.drawn_again(table, "root") for name, table in tables.items()}
    told = {n: found[n].known.kind not in (TOO_FEW, NOT_IDENTIFIED) for n in tables}

    def said(name: str, side: str) -> str:
        if told[name]:
            on = grammar.ADJECTIVE[other(side)]
            return f"{percent(shares[name][side].share)} of {grammar.ADJECTIVE[side]} on {on}"
        return grammar.PHRASES[found[name].known.kind] if PLACES[side] > 0 else ""

    blocks = {
        n: {s: (one[s].share, one[s].high) if told[n] else (0, 0) for s in COLORS}
        for n, one in shares.items()
    }
    figure = _bars(blocks, said)
    for text in figure.axes[0].texts:
        if text.get_text() in grammar.PHRASES.values():
            text.set_color(OTHER)
    for name in filter(told.get, shares):
        for side, one in shares[name].items():
            y = PLACES[side] - list(shares).index(name)
            figure.axes[0].plot([one.low, one.share], [y, y], color="white", linewidth=1.2)
    return figure


def _bars(
    blocks: dict[str, dict[str, tuple[float, float]]],
    said: Callable[[str, str], str] | None = None,
) -> Figure:
    """Pairs of bars (value and upper bound, both shares), one pair a block, with their words."""
    figure, axes = canvas(width=WIDTH, height=2.2 * ROW * len(blocks) + 0.15)
    for place, (block, sides) in enumerate(blocks.items()):
        for side, (value, high) in sides.items():
            y = PLACES[side] - place
            axes.barh(y, value, 0.34, color=color(side))
            if high > value:
                axes.plot([value, high], [y, y], color=INK, linewidth=1.2)
                axes.plot(high, y, "|", color=INK, markersize=6)
            text = said(block, side) if said else f"{grammar.country(side)} {percent(value)}"
            beside(axes, text, max(value, high), y, 1, ink(side), 10)
    axes.set_yticks([-place for place in range(len(blocks))], list(blocks))
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set(xlim=(0, 1.35), ylim=(0.45 - len(blocks), 0.5), xticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.grid(False)
    return figure
