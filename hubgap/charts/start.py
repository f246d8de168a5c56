"""Charts of notebook 00: small pictures that are read on a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.offsetbox import AnchoredOffsetbox, HPacker, TextArea
from matplotlib.patches import Patch

from ..languages import Spoken
from ..measures import lineage
from ..measures.benchmarks import Ruler
from ..measures.downloads import Hardest
from ..measures.licenses import Flagships
from ..measures.verdicts import NOT_IDENTIFIED, TOO_FEW
from ..text import safe
from ..words.en import grammar as english_grammar
from ..words.en import start as english
from ..words.zh import grammar as chinese_grammar
from ..words.zh import start as chinese
from .benchmarks import directions, lead
from .core import (
    BACKED,
    COLORS,
    FAINT,
    INK,
    OTHER,
    PALE,
    beside,
    canvas,
    color,
    ink,
    marker,
    slim,
    tell,
    text_width,
    units,
)

grammar = Spoken(en=english_grammar, zh=chinese_grammar)
words = Spoken(en=english, zh=chinese)
WIDTH = 4.0  # inches: nearly the width of a phone, so that words keep their size there
ROW = 0.23  # inches of one bar, dot or line
MOST_ABOVE = 180  # points of a head above the axes on a phone: a longer one begins left of them
ROOM = 0.35  # of a bar's axis: a line that ends there has its words beside it
FULL, HOLLOW = {"CN": "\u25cf", "US": "\u25a0"}, {"CN": "\u25cb", "US": "\u25a1"}


def best(gaps: dict[str, pd.DataFrame], rulers: Sequence[Ruler]) -> Figure:
    """Lead of the best model on each ruler, one panel a ruler: `benchmarks.gaps_on` by field.

    Dots are the lead, left or right of zero by who is higher; lines the 95% interval of the
    difference; hollow where nobody is ahead.
    """
    many = len(rulers)
    figure, panels = canvas(many, 1, width=WIDTH, height=1.6 * many + 0.2, flat=1.45 * many + 0.2)
    heads = max(text_width(words.gloss(ruler.name), 10.5, "semibold") for ruler in rulers)
    left = -0.25 if slim() and heads > MOST_ABOVE else -0.02
    for axes, ruler in zip(np.atleast_1d(panels), rulers, strict=True):
        rows = {field: table.set_index("ruler").loc[ruler.name] for field, table in gaps.items()}
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, row in enumerate(rows.values()):
            lead(axes, -place, row)
        reach = max(np.nanmax([row["points"], row["high"]]) for row in rows.values()) * 1.1
        axes.set(xlim=(-reach, reach), ylim=(-1.5, 0.9), xlabel=words.scale(ruler))
        axes.set_title(words.gloss(ruler.name), pad=22 if ruler is rulers[0] else 6, x=left)
        axes.set_yticks(
            [-place for place in range(len(rows))], [words.FIELDS[field] for field in rows]
        )
        axes.locator_params(axis="x", nbins=6, integer=True)
        units(axes.xaxis, lambda value: f"{abs(value):g}")
        axes.grid(False)
        axes.grid(axis="x")
    directions(np.atleast_1d(panels)[0])
    return figure


def rated(table: pd.DataFrame, gaps: dict[str, tuple[str, str]] | None = None) -> Figure:
    """Dots with whiskers of single models on one board, best first; hollow is closed.

    Columns model, region, score, low, high, open_weights. `gaps`: the words of a bracket right of
    the dots, and the two models that it joins.
    """
    figure, axes = canvas(width=WIDTH, height=0.27 * len(table) + 0.65)
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
        ends = f"{row.low:.1f}", f"{row.high:.1f}"
        tell(axes, row.score, y, grammar.valued(safe(row.model), f"{row.score:.1f}", ends))
        beside(
            axes, f"{row.score:.0f}", row.high, y, 1, ink(row.region), 10, bbox=BACKED, zorder=1.5
        )
    axes.set_yticks(-np.arange(len(table)), [safe(name) for name in table["model"]])
    for label, region in zip(axes.get_yticklabels(), table["region"], strict=True):
        label.set(color=ink(region), parse_math=False)
    span = table["high"].max() - table["low"].min()
    axes.set_xlim(
        table["low"].min() - 0.05 * span, table["high"].max() + (0.35 if gaps else 0.2) * span
    )
    axes.set_xlabel(words.UNIT)
    axes.set_ylim(0.4 - len(table), 0.6)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(False)
    axes.grid(axis="x")
    places = {name: -place for place, name in enumerate(table["model"])}
    for text, pair in (gaps or {}).items():
        _bracket(axes, text, *(places[name] for name in pair))
    kinds = set(table["open_weights"])
    closed = kinds == {"false"}
    said = words.ALL_CLOSED if closed else words.SOME_CLOSED if "false" in kinds else ""
    signs = (HOLLOW if closed else FULL).items()
    names = [(f"{sign} {grammar.country(side)}", ink(side)) for side, sign in signs]
    _key(axes, [*names, (said, OTHER)])
    return figure


def _bracket(axes: Axes, text: str, top: float, bottom: float) -> None:
    """A bracket right of the axes from one row to another, and its words."""
    to_axes = axes.get_yaxis_transform()
    x = [1.0, 1.03, 1.03, 1.0]
    y = [top, top, bottom, bottom]
    axes.plot(x, y, color=INK, linewidth=1, transform=to_axes, clip_on=False)
    middle = (top + bottom) / 2
    axes.annotate(
        text,
        (1.03, middle),
        xycoords=to_axes,
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        size=10,
        annotation_clip=False,
    )


def _key(axes: Axes, said: Sequence[tuple[str, str]]) -> None:
    """Words in their colors in one line above the axes, which ends where they end."""
    words = [TextArea(text, textprops={"color": paint, "size": 10}) for text, paint in said]
    line = HPacker(children=words, sep=10, pad=0, align="baseline")
    axes.add_artist(
        AnchoredOffsetbox(
            "lower right",
            child=line,
            frameon=False,
            pad=0,
            borderpad=0.4,
            bbox_to_anchor=(1, 1),
            bbox_transform=axes.transAxes,
        )
    )


def months(records: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Months until the other side reached each record, one row a field and side.

    From `benchmarks.lags_on` on one ruler, fields joined: dots, arrows for open records, the median
    with its interval; a side without records has no row.
    """
    kept = medians[medians["records"] > 0]
    end = max([1, *records["months"]]) * 1.08
    swarms = [_stacked(records, row, end) for row in kept.itertuples()]
    tall = [max(1.0, 0.42 * (max(levels, default=0) + 1)) for _, levels in swarms]
    heads = len(set(kept["field"]))
    figure, axes = canvas(width=WIDTH, height=0.3 * sum(tall) + 0.5 * heads + 0.85)
    if kept.empty:
        axes.text(end / 2, 0.5, words.NO_RECORDS, ha="center", va="center", color=OTHER)
    y, ticks, field = 0.0, [], None
    for row, high, (own, levels) in zip(kept.itertuples(), tall, swarms, strict=True):
        if row.field != field:
            field, y = row.field, y - (1.3 if y else 0.7)
            axes.text(
                0, y + 0.15, words.FIELD_HEADS[field], weight="semibold", color=INK, va="bottom"
            )
        y -= high + 0.3
        _records(axes, y, high, own, levels, row, end)
        ticks.append(y + high / 2)
    axes.set_yticks(ticks, [words.recorded(row) for row in kept.itertuples()])
    for label, side in zip(axes.get_yticklabels(), kept["side"], strict=True):
        label.set_color(ink(side))
    axes.set(xlim=(0, end), ylim=(y - 0.3, 0.2), xlabel=words.UNTIL_MATCHED)
    if len(records):
        _key(axes, [(words.WAITING, OTHER), (words.SHADE, OTHER)])
    axes.locator_params(axis="x", nbins=5, integer=True)
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def _stacked(records: pd.DataFrame, row, end: float) -> tuple[pd.DataFrame, list[int]]:
    """The records of one row by months, and on which level each stands so that no two touch."""
    own = records[(records["field"] == row.field) & (records["side"] == row.side)]
    own = own.sort_values("months", kind="stable")
    last: list[float] = []  # of each level
    levels = []
    for value in own["months"]:
        free = [level for level, before in enumerate(last) if value - before >= end * 0.036]
        level = free[0] if free else len(last)
        last[level : level + 1] = [value]
        levels.append(level)
    return own, levels


def _records(
    axes: Axes, y: float, high: float, own: pd.DataFrame, levels: list[int], row, end: float
) -> None:
    """The records of one row as stacked dots and arrows, over their median and its interval."""
    paint = color(row.side)
    foot = y + (high - 0.42 * max(levels, default=0)) / 2
    for one, level in zip(own.itertuples(), levels, strict=True):
        value, waiting, height = one.months, one.open, foot + 0.42 * level
        tell(axes, value, height, words.record(safe(one.model), value, waiting))
        axes.plot(
            value,
            height,
            ">" if waiting else marker(row.side),
            color=paint,
            markersize=5,
            markerfacecolor="white" if waiting else paint,
            zorder=3,
        )
    if not np.isnan(row.median):
        late = end if np.isnan(row.high) else row.high
        axes.barh(y, late - row.low, high, row.low, align="edge", color=paint, alpha=0.18, zorder=1)
        axes.plot([row.median] * 2, [y, y + high], color=INK, linewidth=2, zorder=4)


def downloads(shares: dict[str, pd.DataFrame], found: dict[str, Hardest]) -> Figure:
    """Shares of downloads by list, with worst-case bounds, and after the hardest single change.

    By name of the list: `downloads.shares` and `downloads.hardest`.
    """
    blocks = []
    for name, table in shares.items():
        rows = table.set_index("side")
        ends = {s: (*rows.loc[s, ["share", "share", "high"]], rows.loc[s, "n"]) for s in COLORS}
        blocks.append((name, ends))
        verdict, worst, _, _ = found[name]
        if verdict.ahead:
            head = words.same_without(safe(worst["subject"]))
            blocks.append((head, {s: (worst[s],) * 3 + (None,) for s in COLORS}))
    return _bars(blocks, grammar.country)


def across(tables: dict[str, pd.DataFrame], found: dict[str, lineage.Crossing]) -> Figure:
    """Share of derivatives on the other country's models, by list, with intervals over publishers.

    From `lineage.across` and `lineage.crossing`; a list that tells nothing is left to the words.
    """
    told = [n for n in tables if found[n].known.kind not in (TOO_FEW, NOT_IDENTIFIED)]
    shares = {name: lineage.drawn_again(tables[name], "root") for name in told}
    blocks = [(name, {side: one[side][:4] for side in COLORS}) for name, one in shares.items()]
    figure = _bars(blocks, words.derived, words.INTERVAL_OF_ONE)
    if not told:
        why = grammar.PHRASES[next(iter(found.values())).known.kind]
        figure.axes[0].text(0.5, 0, why, ha="center", va="center", color=OTHER)
    return figure


def _bars(
    blocks: list[tuple[str, dict[str, tuple]]],
    name: Callable[[str], str],
    note: str = "",
) -> Figure:
    """Pairs of bars below a head, one pair a block: a value, the ends of its line, and models.

    name: of a bar, by side. note: what its line is, if that is said beside the shortest one.
    """
    figure, axes = canvas(width=WIDTH, height=ROW * 3 * max(len(blocks), 1) + 0.45)
    ticks, labels, lines = [], [], []
    for place, (head, sides) in enumerate(blocks):
        axes.text(0, -3 * place, head, weight="semibold", va="center", parse_math=False)
        for row, (side, (value, low, high, models)) in enumerate(sides.items(), start=1):
            y = -3 * place - row
            axes.barh(y, value, 0.78, color=color(side))
            ends = (grammar.percent(low, 1), grammar.percent(high, 1)) if high > low else None
            of = grammar.models(int(models)) if models else ""
            said = grammar.valued(f"{head}, {name(side)}", grammar.percent(value, 1), ends, of)
            tell(axes, value / 2, y, said, value, 0.78)
            if high > low:
                axes.plot([low, high], [y, y], "|-", color=INK, linewidth=1.2, markersize=6)
                lines.append((high, y, side))
            ticks.append(y)
            labels.append((f"{name(side)} {grammar.percent(value)}", ink(side)))
    _name_rows(axes, ticks, labels)
    if lines and note:
        high, y, _ = min(lines)
        if high <= ROOM:
            beside(axes, note, high, y, 1, OTHER, 9.5, bbox=BACKED)
        else:
            axes.set_xlabel(words.LINE)
    _to_all(axes, 3 * len(blocks))
    return figure


def _name_rows(axes: Axes, ticks: list[float], labels: list[tuple[str, str]]) -> None:
    axes.set_yticks(ticks, [text for text, _ in labels])
    for label, (_, paint) in zip(axes.get_yticklabels(), labels, strict=True):
        label.set(color=paint, parse_math=False)


def _to_all(axes: Axes, rows: int) -> None:
    """An axis of shares from nothing to all, under so many rows."""
    axes.set(xlim=(0, 1), ylim=(0.4 - max(rows, 1), 0.6), xticks=[0, 0.25, 0.5, 0.75, 1])
    units(axes.xaxis, grammar.percent)
    axes.grid(False)
    axes.grid(axis="x")


def flagships(years: dict[int, Flagships]) -> Figure:
    """Flagships by year, side and what is known of their license: `licenses.flagships_by_year`."""
    figure, axes = canvas(width=WIDTH, height=ROW * 3 * len(years) + 0.75)
    ticks, labels = [], []
    for place, (year, one) in enumerate(years.items()):
        axes.text(0, -3 * place, f"{year}", weight="semibold", va="center")
        for row, side in enumerate(COLORS, start=1):
            y = -3 * place - row
            share, total = one.shares[side].share, one.counts[side][1]
            shares = (share, 1 - one.high[side], one.high[side] - share)
            _thirds(axes, y, side, shares, total, f"{year}, {grammar.country(side)}")
            ticks.append(y)
            labels.append((grammar.country(side), ink(side)))
    _name_rows(axes, ticks, labels)
    _to_all(axes, 3 * len(years))
    axes.set_xlabel(words.IN_THE_BAR)
    _thirds_key(axes)
    return figure


def _thirds(
    axes: Axes, y: float, side: str, parts: tuple[float, ...], total: int, said: str
) -> None:
    """One bar, named `said`, in three parts of `words.THIRDS`; each with its number."""
    start, paints = 0.0, ((color(side), "white"), (PALE, INK), (FAINT, OTHER))
    for kind, part, (paint, word) in zip(words.THIRDS, parts, paints, strict=True):
        axes.barh(y, part, 0.78, left=start, color=paint)
        if part:
            text = grammar.valued(f"{said}, {kind}", words.some_of(round(part * total), total))
            tell(axes, start + part / 2, y, text, part, 0.78)
        if round(part * total):
            axes.text(
                start + part / 2, y, f"{part * total:.0f}", ha="center", va="center",
                size=9.5, color=word,
            )  # fmt: skip
        start += part


def _thirds_key(axes: Axes) -> None:
    fills = (COLORS.values(), (PALE,), (FAINT,))
    patches = [tuple(Patch(color=paint) for paint in paints) for paints in fills]
    looks = dict(zip(words.THIRDS, patches, strict=True))
    axes.legend(
        list(looks.values()),
        list(looks),
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
        ncols=3,
        fontsize=9.5,
        loc="lower left",
        bbox_to_anchor=(-0.2, 1),
        borderpad=0,
        borderaxespad=0.3,
        columnspacing=1,
        handlelength=1.5,
    )
