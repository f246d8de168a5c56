"""Charts of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..languages import Spoken
from ..measures.benchmarks import TOP
from ..measures.verdicts import NOT_IDENTIFIED, other
from ..text import brief, day, headline, points, safe, signed
from ..words.en import benchmarks as words
from ..words.en import grammar as english
from ..words.en import ratings as english_ratings
from ..words.zh import grammar as chinese
from ..words.zh import ratings as chinese_ratings
from .core import (
    BACKED,
    COLORS,
    FILLS,
    INK,
    OTHER,
    PALE,
    band,
    beside,
    canvas,
    color,
    end_labels,
    fold,
    ink,
    key,
    marker,
    narrow,
    slim,
    tell,
    units,
    years,
)

grammar = Spoken(en=english, zh=chinese)
ratings = Spoken(en=english_ratings, zh=chinese_ratings)
GLOSSES = {
    "ECI": "Epoch's index of many tests",
    "Arena": "blind votes by users",
    "GPQA Diamond": "science questions",
}
RANKED = ("Arena",)  # released models in the ranking of one day
EARLY = pd.Timedelta(days=60)  # before the other panels end, from which that is said
SECRECY = {"held-out": "secret questions", "public": "public questions"}
REACH = 24  # months; an interval that ends later ends in an arrow


def frontiers(table: pd.DataFrame) -> Figure:
    """One panel a ruler: the best model so far of each side, with bands for its interval.

    From `steps` (lines over release dates) and `by_snapshot` (best of each
    snapshot, broken where the scale changed), joined.
    """
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, panels = canvas(
        len(rulers), 1, height=2.4 * len(rulers), flat=1.75 * len(rulers), sharex=True
    )
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler].sort_values("day", kind="stable")
        released = rows["dated_by"].iloc[0] == "releases"
        (_frontier_steps if released else _frontier_snapshots)(axes, rows)
        _frontier_head(axes, rows.iloc[0])
        axes.locator_params(axis="y", nbins=5)
        units(axes.yaxis, partial(_score, unit=rows["unit"].iloc[0]))
    years(panels[-1].xaxis)
    panels[-1].set_xlim(table["day"].min() - pd.Timedelta(days=20), table["until"].max())
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler].dropna(subset="score")
        _scale_holes(axes, rows)
        _early_end(axes, rows["until"].iloc[0], table["until"].max())
        last = rows.sort_values("day", kind="stable").groupby("side").tail(1)
        end_labels(axes, [_frontier_label(row) for row in last.itertuples()], gap=33)
    return figure


def _frontier_head(axes: Axes, row: pd.Series) -> None:
    """The name of a ruler, and in gray what it measures and what its line shows."""
    line = "best model released so far"
    if row["dated_by"] != "releases":
        line = "best model listed on each day"
    elif row["ruler"] in RANKED:
        line += f", as ranked on {day(row['until'])}"
    said = ", ".join(filter(None, (GLOSSES.get(row["ruler"]), row["unit"], line)))
    said = fold(headline(said), 46, 44)
    axes.set_title(row["ruler"], pad=20 + 14 * said.count("\n"))
    axes.annotate(
        said, (0, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points",
        color=OTHER, size=9.5,
    )  # fmt: skip


def _score(value: float, unit: str) -> str:
    return f"{value:.0f}%" if unit.startswith("percent") else f"{value:.0f}"


def _frontier_label(row) -> tuple:
    name = f"{safe(row.model)}, {_score(row.score, row.unit)}"
    return row.until, row.score, f"{grammar.country(row.side)}\n{name}", ink(row.side)


def _early_end(axes: Axes, until: pd.Timestamp, last: pd.Timestamp) -> None:
    """Why the lines of a ruler end long before the others do."""
    if last - until < EARLY:
        return
    axes.axvline(until, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    axes.annotate(
        fold(f"last model tested: {day(until)}", 40, 18), (axes.convert_xunits(until), 0), (-5, 5),
        xycoords=axes.get_xaxis_transform(), textcoords="offset points", ha="right", color=OTHER,
        size=9.5,
    )  # fmt: skip


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
            line["day"], line["score"], color=color(side), marker=marker(side), markersize=3.5,
            clip_on=False,
        )  # fmt: skip
        band(axes, line["day"], line["low"], line["high"], side)


def _scale_holes(axes: Axes, rows: pd.DataFrame) -> None:
    """Holes between the last day of a scale and the first of the next, one word under them all."""
    if rows["dated_by"].iloc[0] == "releases":
        return
    spans = rows.groupby("scale")["day"].agg(["min", "max"]).sort_values("min")
    holes = list(zip(spans["max"].iloc[:-1], spans["min"].iloc[1:], strict=True))
    for start, end in holes:
        axes.axvspan(start, end, color="#f0f0f0", linewidth=0, zorder=0.5)
    if holes:
        ends = [axes.convert_xunits(when) for when in (holes[0][0], holes[-1][1])]
        axes.annotate(
            "gray: scale changed", (np.mean(ends), 0), (0, 5), textcoords="offset points",
            xycoords=axes.get_xaxis_transform(), ha="center", color=OTHER, size=9.5,
        )  # fmt: skip


def lags(medians: pd.DataFrame) -> Figure:
    """Median months that lead records stood, a row a ruler and side, longest first.

    From `with_medians`; hollow where the records are split between the two. The first arrow and the
    first hollow mark say what they mean.
    """
    pitch = 0.46 if slim() else 0.36
    figure, axes = canvas(height=pitch * len(medians) + 0.8, flat=0.24 * len(medians) + 0.7)
    sides, said = list(dict.fromkeys(medians["side"])), {}
    for y, row in zip(-np.arange(len(medians)), medians.itertuples(), strict=True):
        for note, x in _lag(axes, y, row):
            if note not in said and not slim():
                beside(axes, note, x, y - 0.35 * (x == REACH), 1 - 2 * (x == REACH), OTHER, 9.5)
            said[note] = True
    names = [
        f"{row.ruler} (secret test)" if row.access == "held-out" else row.ruler
        for row in medians.itertuples()
    ]
    axes.set_yticks(-np.arange(len(names)), [fold(name, 40, 16) for name in names])
    one = sides[0] if len(sides) == 1 else None
    stood = f"{grammar.ADJECTIVE[one]} record" if one else "record"
    until = grammar.NOUN[other(one)] if one else "the other country"
    axes.set(xlim=(0, REACH), ylim=(0.4 - len(names), 0.7 if one else 1.2))
    label = [f"months that the median {stood} stood until {until} matched it"]
    label += said if slim() else []
    axes.set_xlabel("\n".join(fold(line, 40, 36) for line in label))
    axes.set_xticks(range(0, REACH + 1, 6))
    for place, side in enumerate([] if one else sides):
        sign = {"CN": "\u25cf", "US": "\u25a0"}[side]
        text = f"{sign} {grammar.ADJECTIVE[side]} records"
        axes.text(0.2 + 6 * place, 0.85, text, color=ink(side), size=10, va="center")
    axes.grid(False)
    return figure


def _lag(axes: Axes, y: float, row) -> list[tuple]:
    """One median with its interval; what needs a word, and where that stands."""
    paint, open_end = color(row.side), np.isnan(row.high) or row.high > REACH
    axes.plot([row.low, REACH if open_end else row.high], [y, y], color=paint, lw=2, alpha=0.5)
    face = paint if row.sets else "white"
    axes.plot(
        row.median, y, marker(row.side), color=paint, markersize=7, markerfacecolor=face, zorder=3
    )
    axes.annotate(
        f"{row.median:.1f}", (row.median, y), (0, 6), textcoords="offset points", ha="center",
        color=ink(row.side), size=9.5,
    )  # fmt: skip
    notes = []
    if open_end:
        axes.plot(REACH, y, ">", color=paint, markersize=5, alpha=0.5, clip_on=False)
        end = "no upper end" if np.isnan(row.high) else f"over {REACH} months"
        notes.append((f"arrow: interval has {end}", REACH))
    if not row.sets:
        end = min(REACH * 0.5, max(row.median, REACH if open_end else row.high))
        notes.append(("hollow: neither side sets clearly more records", end))
    return notes


def held_out(table: pd.DataFrame) -> Figure:
    """The best model of each side on two tests with intervals, a row a test, from `both_best`."""
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, axes = canvas(height=1.25 * len(rulers) + 0.6)
    for y, ruler in zip(-np.arange(len(rulers)), rulers, strict=True):
        _two_best(axes, table[table["ruler"] == ruler], y)
    kinds = table.drop_duplicates("ruler").set_index("ruler")["access"]
    heads = [f"{ruler}\n({SECRECY.get(kinds[ruler], kinds[ruler])})" for ruler in rulers]
    axes.set_yticks(-np.arange(len(rulers)), heads)
    axes.set(xlim=(0, 100), ylim=(0.35 - len(rulers), 0.65), xlabel="questions solved")
    units(axes.xaxis, lambda value: f"{value:.0f}%")
    axes.grid(False)
    return figure


def _two_best(axes: Axes, rows: pd.DataFrame, y: float) -> None:
    """Two marks, each below or above its name, and the gap between them in gray."""
    axes.plot(rows["score"], [y, y], color=PALE, linewidth=6, zorder=1)
    for row in rows.itertuples():
        axes.plot([row.low, row.high], [y, y], color=color(row.side), linewidth=2)
        axes.plot(row.score, y, marker(row.side), color=color(row.side), markersize=8, zorder=3)
        up, far = row.side == row.leader, 14 if slim() else 9
        name = f"{grammar.country(row.side)}\n{safe(row.model)}, {row.score:.0f}%"
        axes.annotate(
            name, (row.score, y), (0, far if up else -far), textcoords="offset points", ha="center",
            va="bottom" if up else "top", color=ink(row.side), size=10, parse_math=False,
        )  # fmt: skip
    right = rows["high"].max() < 65
    end = rows["high"].max() if right else rows["low"].min()
    if not np.isnan(end):
        gap = points(rows["points"].iloc[0])
        beside(
            axes, fold(f"gray: the gap of {gap}", 40, 14), end, y, 1 if right else -1, OTHER, 9.5
        )


def scored_downloads(table: pd.DataFrame) -> Figure:
    """The best rated beside the most downloaded (from `benchmarks.scored_downloads`)."""
    figure, panels = canvas(1, 2, height=3.7, flat=3.7, stacked=6.6)
    columns = ("score", "downloads")
    best = [table.nlargest(TOP, column) for column in columns]
    both = set(best[0]["hub_id"]) & set(best[1]["hub_id"])
    for axes, column, rows in zip(panels, columns, best, strict=True):
        _ranked(axes, rows, column, both)
        axes.set_title(words.TOP_HEADS[column].format(n=len(rows)), x=-0.4 if slim() else 0)
    shown = pd.concat(best)["region"].unique()
    looks = {
        headline(grammar.country(side)): {"facecolor": FILLS[side]}
        for side in ("CN", "US", "other")
        if side in shown
    }
    key(panels[0], looks, len(looks), bbox_to_anchor=(0, 1.1))
    panels[0].get_legend().set_in_layout(True)
    return figure


def _ranked(axes: Axes, rows: pd.DataFrame, column: str, both: set[str]) -> None:
    """A row a model with its value, the highest on top; names of `both` lists are bold."""
    places, rated = range(len(rows))[::-1], column == "score"
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        side, value = row["region"], row[column]
        if rated:  # points have no zero: a mark, not a bar
            axes.plot(value, place, marker(side), color=color(side), markersize=7)
        else:
            axes.barh(place, value, color=FILLS[side], height=0.68)
        beside(axes, f"{value:.0f}" if rated else brief(value), value, place, 1, ink(side), 9.5)
    axes.set_yticks(places, [safe(name) for name in rows["model"]], size=9.5, parse_math=False)
    for name, one in zip(axes.get_yticklabels(), rows["hub_id"], strict=True):
        name.set_weight("semibold" if one in both else "normal")
    low = rows[column].min() if rated else 0
    reach = rows[column].max() - low
    axes.set_xlim(low - 0.08 * rated * reach, low + reach * 1.3)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def lead(axes: Axes, y: float, row: pd.Series) -> None:
    """One lead of `benchmarks.duel` left (United States) or right (China) of zero, with the 95%
    interval of the difference and the leader's name; gray and hollow where nobody is ahead.
    """
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
    ends = signed(row["low"]), signed(row["high"])
    pair = ratings.above(safe(row["leading_model"]), safe(row["model_behind"]))
    tell(axes, way * row["points"], y, grammar.valued(pair, signed(row["points"]), ends))
    said = [(ratings.leads_by(safe(row["leading_model"]), row["points"]), way)]
    if not clear:
        said.append((grammar.PHRASES[row["verdict"].kind], -way))
    for text, to in said:
        axes.annotate(
            text,
            (0, y),
            (6 * to, 10 if slim() else 7),
            textcoords="offset points",
            size=10 if clear else 9.5,
            ha="left" if to > 0 else "right",
            color=ink(side) if clear else OTHER,
            parse_math=False,
            bbox=BACKED,
            zorder=1.5,  # the mark stands before it
        )


def directions(axes: Axes) -> None:
    """Which side is ahead left and right of zero, above the axes of `lead`."""
    for side, x, way, text in (
        ("US", -6, "right", "\u2190 {}"),
        ("CN", 6, "left", "{} \u2192"),
    ):
        axes.annotate(
            text.format(ratings.direction(grammar.country(side))),
            (0.5, 1),
            xycoords="axes fraction",
            xytext=(x, 3),
            textcoords="offset points",
            ha=way,
            color=ink(side),
            size=10,
        )


def prompt_languages(table: pd.DataFrame) -> Figure:
    """Lead of the best model by language of the prompt, from `by_language`: a panel a field.

    Narrow, so that its words can be read on a phone.
    """
    fields = list(dict.fromkeys(table["field"]))
    rows = table["category"].nunique()
    figure, panels = canvas(
        len(fields), 1, width=4.4, height=(0.45 * rows + 0.45) * len(fields) + 0.5, sharex=True
    )
    reach = np.nanmax([*table["points"].fillna(0), *table["high"].fillna(0), 1]) * 1.1
    for axes, field in zip(np.atleast_1d(panels), fields, strict=True):
        own = table[table["field"] == field]
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, row in enumerate(own.to_dict("records")):
            if row["verdict"].kind == NOT_IDENTIFIED:
                beside(axes, grammar.PHRASES[NOT_IDENTIFIED], 0, -place, 1, OTHER, 9.5)
            else:
                lead(axes, -place, row)
                way = -1 if row["leader"] == "CN" else 1
                beside(
                    axes,
                    fold(words.fewest_votes(row), 40, 18),
                    0,
                    -place,
                    way,
                    OTHER,
                    9.5,
                    bbox=BACKED,
                )
        axes.set_title(words.FIELD_HEADS[field], pad=22 if field == fields[0] else 6)
        names = [fold(words.PROMPTS[name], 40, 11) for name in own["category"]]
        axes.set_yticks(-np.arange(len(own)), names)
        axes.set(xlim=(-reach, reach), ylim=(0.5 - len(own), 0.85))
        axes.grid(False)
        axes.grid(axis="x")
    directions(np.atleast_1d(panels)[0])
    axes.set_xlabel("lead in rating points, lines are 95% intervals")
    axes.locator_params(axis="x", nbins=8, integer=True)
    units(axes.xaxis, lambda value: f"{abs(value):g}")
    return figure


def releases(table: pd.DataFrame) -> Figure:
    """Two columns a quarter, one a country (from `benchmarks.releases`)."""
    quarters = list(table["quarter"].unique())
    figure, axes = canvas(height=3.4)
    for side, move in {"CN": -0.21, "US": 0.21}.items():
        n = table[table["side"] == side]["n"].to_numpy()
        places = np.arange(len(quarters)) + move
        axes.bar(places, n, 0.4, color=COLORS[side])
        if slim():  # columns too thin for their numbers
            continue
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
