"""Charts of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measures.benchmarks import TOP
from ..measures.verdicts import other
from ..text import brief, headline, safe
from ..words.en import grammar
from .core import (
    COLORS,
    INK,
    OTHER,
    PALE,
    band,
    canvas,
    color,
    end_labels,
    fold,
    hole,
    ink,
    key,
    marker,
    narrow,
    text_width,
    units,
    years,
)

REACH = 24  # months; an interval that ends later ends in an arrow
COLUMN = 103  # points; a longer name of a model is set smaller, so that columns stay apart


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


def lags(medians: pd.DataFrame) -> Figure:
    """Median months that lead records stood, a row a ruler and side, longest first.

    From `with_medians`; hollow where the records are split between the two.
    """
    figure, axes = canvas(height=0.34 * len(medians) + 0.9, flat=0.24 * len(medians) + 0.8)
    names = []
    for y, row in zip(-np.arange(len(medians)), medians.itertuples(), strict=True):
        paint, end = color(row.side), REACH if np.isnan(row.high) else min(row.high, REACH)
        axes.plot([row.low, end], [y, y], color=paint, linewidth=2, alpha=0.5)
        face = paint if row.sets else "white"
        axes.plot(
            row.median,
            y,
            marker(row.side),
            color=paint,
            markersize=7,
            markerfacecolor=face,
            zorder=3,
        )
        if np.isnan(row.high) or row.high > REACH:
            axes.plot(REACH, y, ">", color=paint, markersize=5, alpha=0.5, clip_on=False)
        axes.annotate(
            f"{row.median:.1f}", (row.median, y), (0, 5), textcoords="offset points", ha="center",
            color=ink(row.side), size=9.5,
        )  # fmt: skip
        names.append(f"{row.ruler} (held-out)" if row.access == "held-out" else row.ruler)
    axes.set_yticks(-np.arange(len(names)), names)
    axes.set(xlim=(0, REACH), ylim=(0.4 - len(names), 1.2), xlabel="median months until matched")
    axes.set_xticks(range(0, REACH + 1, 6))
    for place, side in enumerate(dict.fromkeys(medians["side"])):
        sign = {"CN": "\u25cf", "US": "\u25a0"}[side]
        text = f"{sign} {grammar.ADJECTIVE[side]} records, until {grammar.NOUN[other(side)]}"
        axes.text(
            0.2, 0.85 - 0.5 * place, f"{text} matched them", color=ink(side), size=10, va="center"
        )
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def held_out(table: pd.DataFrame) -> Figure:
    """The best model of each side on two tests with intervals, a row a test, from `both_best`."""
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, axes = canvas(height=0.95 * len(rulers) + 0.7)
    for y, ruler in zip(-np.arange(len(rulers)), rulers, strict=True):
        rows = table[table["ruler"] == ruler]
        axes.plot(rows["score"], [y, y], color=PALE, linewidth=6, zorder=1)
        for row in rows.itertuples():
            axes.plot([row.low, row.high], [y, y], color=color(row.side), linewidth=2)
            axes.plot(row.score, y, marker(row.side), color=color(row.side), markersize=8, zorder=3)
            up = row.side == row.leader
            name = f"{grammar.country(row.side)}, {safe(row.model)}, {row.score:.0f}%"
            axes.annotate(
                name, (row.score, y), (0, 11 if up else -11), textcoords="offset points",
                ha="right" if row.score > 50 else "left", va="bottom" if up else "top",
                color=ink(row.side), size=10, parse_math=False,
            )  # fmt: skip
    heads = [
        f"{ruler}\n({table.set_index('ruler').loc[ruler, 'access'].iloc[0]})" for ruler in rulers
    ]
    axes.set_yticks(-np.arange(len(rulers)), heads)
    axes.set(xlim=(0, 100), ylim=(0.4 - len(rulers), 0.6), xlabel="questions solved")
    units(axes.xaxis, lambda value: f"{value:.0f}%")
    axes.grid(False)
    axes.grid(axis="x")
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
        weight = "semibold" if cell["model"] in bold and paint == INK else "normal"
        axes.text(
            x,
            y + step,
            text,
            size=min(9, 9 * COLUMN / text_width(text, 9, weight)),
            va="center",
            color=paint,
            parse_math=False,
            weight=weight,
        )


def scored_downloads(table: pd.DataFrame) -> Figure:
    """Downloads over score, a mark a model (from `benchmarks.scored_downloads`)."""
    figure, axes = canvas(height=4.2)
    for side in ("other", *COLORS):
        rows = table[table["region"] == side]
        look = {"markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.5}
        axes.plot(rows["score"], rows["downloads"], marker(side), color=color(side), **look)
    axes.set_yscale("log")
    units(axes.yaxis, brief)
    axes.set(xlabel="Arena rating, points from blind votes", ylabel="Downloads in thirty days")
    axes.set_xlim(table["score"].min() - 15, table["score"].max() + 15)
    axes.set_ylim(table["downloads"].min() / 2, table["downloads"].max() * 4)
    _top(axes, table)
    for place, side in enumerate(("CN", "US", "other")):
        text, x = headline(grammar.country(side)), 0.01 + place * (0.2 if narrow() else 0.15)
        axes.plot(x, 0.96, marker(side), color=color(side), transform=axes.transAxes)
        at = {"transform": axes.transAxes, "va": "center", "size": 10, "color": ink(side)}
        axes.text(x + 0.02, 0.96, text, **at)
    return figure


def _top(axes: Axes, table: pd.DataFrame) -> None:
    """Lines that part the best rated and the most downloaded from the others; who is both, named."""
    best, drawn = (table.nlargest(TOP, column) for column in ("score", "downloads"))
    line = {"color": OTHER, "linewidth": 0.9, "linestyle": (0, (3, 2))}
    right = table["score"].nlargest(TOP + 1).iloc[-2:].mean()
    above = np.exp(np.log(table["downloads"].nlargest(TOP + 1).iloc[-2:]).mean())
    axes.axvline(right, ymax=0.9, **line)
    axes.axhline(above, **line)
    said = {"color": OTHER, "size": 9.5}
    low = axes.get_ylim()[0]
    axes.annotate(f"{TOP} best rated \u2192", (right, low), xytext=(-4, 8), ha="right",
                  textcoords="offset points", **said)  # fmt: skip
    axes.annotate(f"{TOP} most downloaded \u2191", (axes.get_xlim()[0], above), xytext=(4, 4),
                  textcoords="offset points", **said)  # fmt: skip
    for row in best[best["hub_id"].isin(drawn["hub_id"])].to_dict("records"):
        at = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center", "size": 9.5}
        axes.annotate(safe(row["model"]), (row["score"], row["downloads"]),
                      color=ink(row["region"]), parse_math=False, **at)  # fmt: skip


def releases(table: pd.DataFrame) -> Figure:
    """Two columns a quarter, one a country (from `benchmarks.releases`)."""
    quarters = list(table["quarter"].unique())
    figure, axes = canvas(height=3.4)
    for side, move in {"CN": -0.21, "US": 0.21}.items():
        n = table[table["side"] == side]["n"].to_numpy()
        places = np.arange(len(quarters)) + move
        axes.bar(places, n, 0.4, color=COLORS[side])
        for place, value in zip(places, n, strict=True):
            axes.text(place, value, value, ha="center", va="bottom", size=8.5, color=ink(side))
    every = 4 if narrow() else 2
    ticks = range(0, len(quarters), every)
    axes.set_xticks(ticks, [f"{quarters[place]:%b %Y}" for place in ticks])
    axes.set_xlabel("Quarter, by its first month")
    axes.set_ylabel("Open-weight models released")
    axes.set_ylim(0, table["n"].max() * 1.15 + 0.5)
    axes.grid(visible=False, axis="x")
    looks = {headline(grammar.country(side)): {"facecolor": fill} for side, fill in COLORS.items()}
    key(axes, looks, 2, bbox_to_anchor=(0, 1.01))
    axes.get_legend().set_in_layout(True)
    return figure
