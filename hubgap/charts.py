"""Charts: tables in, matplotlib figures out.

A chart function draws axes only, on `canvas()`. Title, definition line and footer come from
`hubgap.publish`, every word from `hubgap.wording`. Importing this module registers the fonts of
third_party/ and applies theme.mplstyle, so a figure looks the same on every machine.
"""

import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps, dates, font_manager, style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from scipy.optimize import isotonic_regression

from . import wording

THEME = Path(__file__).with_name("theme.mplstyle")
FONTS = Path(__file__).parent.parent / "third_party" / "source-sans-3"

CHINA, UNITED_STATES = "#D55E00", "#0072B2"
# Three grays that print apart: lines and words, fills of other countries, fills of the unknown.
OTHER, PALE, FAINT = "#6b6b6b", "#b8b8b8", "#e6e6e6"
INK = "#1a1a1a"
COLORS = {"CN": CHINA, "US": UNITED_STATES}
MARKERS = {"CN": "o", "US": "s"}
WIDTH = 7.5

for _font in sorted(FONTS.glob("*.ttf")):
    font_manager.fontManager.addfont(_font)
style.use(THEME)


def color(region: str) -> str:
    """Color of lines and fills of a region (`CN`, `US`; anything else is gray)."""
    return COLORS.get(region, OTHER)


def ink(region: str) -> str:
    """Color of words about a region: vermillion is darkened, so that small words reach 4.5:1."""
    return "#BF5300" if region == "CN" else color(region)


def marker(region: str) -> str:
    """Shape of a region, which repeats its color for readers in grayscale."""
    return MARKERS.get(region, "D")


def canvas(rows: int = 1, columns: int = 1, *, height: float = 4.2, **options):
    """A themed figure, 7.5 inches wide, and its axes (one, or an array as `Figure.subplots` gives).

    `options` go to `Figure.subplots` (sharex, sharey, width_ratios ...). The figure is not known to
    pyplot, so nothing has to be closed and no notebook shows it twice.
    """
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def units(axis: Axis, write: Callable[[float], str]) -> None:
    """Ticks of an axis in the words of a formatter of `hubgap.wording`."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def years(axis: Axis) -> None:
    """A date axis with one tick a year."""
    axis.set_major_locator(dates.YearLocator())
    axis.set_major_formatter(dates.DateFormatter("%Y"))


def spread(positions: Iterable[float], gap: float) -> np.ndarray:
    """The nearest positions (least squares, same order) that are at least `gap` apart."""
    positions = np.asarray(list(positions), dtype=float)
    order = np.argsort(positions, kind="stable")
    steps = gap * np.arange(len(positions))
    result = np.empty_like(positions)
    result[order] = isotonic_regression(positions[order] - steps).x + steps
    return result


def end_labels(axes: Axes, labels: Iterable[tuple], *, gap: float = 14) -> None:
    """Labels right of the ends of series: tuples (x, y, text, color); none overlaps another.

    Call it last: it needs the final limits of the axes. `gap` is the distance of lines in points.
    A label that had to move is tied to its point by a hair line.
    """
    labels = [(axes.convert_xunits(x), y, text, paint) for x, y, text, paint in labels]
    axes.figure.draw_without_rendering()
    to_points = 72 / axes.figure.dpi
    heights = [to_points * axes.transData.transform((x, y))[1] for x, y, _, _ in labels]
    moves = spread(heights, gap) - heights
    tied = np.abs(moves) > gap / 3
    for (x, y, text, paint), move, tie in zip(labels, moves, tied):
        line = {"arrowstyle": "-", "color": paint, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 4}
        axes.annotate(
            text, (x, y), xytext=(18 if tied.any() else 8, move), textcoords="offset points",
            color=paint, weight="semibold", va="center", annotation_clip=False,
            arrowprops=line if tie else None,
        )


def band(axes: Axes, x, low, high, region: str) -> None:
    """An interval around a line of a region, as a pale band."""
    axes.fill_between(x, low, high, color=color(region), alpha=0.18, linewidth=0, zorder=1)


def hole(axes: Axes, start, end, word: str) -> None:
    """A hole in time or range, gray over the whole height, with a word in it that says why.

    Call it after the limits are set. The series itself must be broken by the caller (NaN between).
    """
    span = axes.axvspan(start, end, color="#f0f0f0", linewidth=0, zorder=0.5)
    axes.figure.draw_without_rendering()
    middle = np.mean([axes.convert_xunits(start), axes.convert_xunits(end)])
    label = axes.text(
        middle, 0.5, word, transform=axes.get_xaxis_transform(), ha="center", va="center",
        color=OTHER, size=9.5,
    )
    if label.get_window_extent().width > span.get_window_extent().width:
        label.set_rotation(90)


def mark(axes: Axes, x, text: str) -> None:
    """A thin vertical line with a word at its top: an event, or an artefact where it is."""
    axes.axvline(x, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    axes.annotate(
        text, (axes.convert_xunits(x), 1), xycoords=axes.get_xaxis_transform(), xytext=(3, -2),
        textcoords="offset points", va="top", color=OTHER, size=9.5,
    )


# --- 01 the data

# How the waves of a selection are drawn: the darker, the more their totals can say.
_WAVES = {
    "census": {"color": INK, "marker": "D"},
    "census of downloaded models": {"color": INK, "marker": "D", "markerfacecolor": "white"},
    "catalogues": {"color": INK, "marker": "o"},
    "followed list": {"color": OTHER, "marker": "s"},
    "attention sample": {"color": PALE, "marker": "s"},
}
_CUT_FROM, _CUT_TO = 365, 80  # days: a hole longer than the first is drawn as long as the second
_WIDE_HOLE = 40  # days: a hole with room for a word


def observed(runs: pd.DataFrame, gaps: pd.DataFrame, doubts: pd.DataFrame) -> Figure:
    """What was observed when: one line of time for each source and each kind of doubt, and holes.

    From `panel.observed`, `holes` and `untrusted`. Marks and bars are the thicker the more models
    a wave lists (logarithm). The axis is cut within a hole of years; a break shows where.
    """
    lines = _timeline_lines(runs, doubts)
    figure, axes = canvas(height=0.235 * len(lines) + 0.6)
    first, last = _place([runs["first_day"].min(), runs["last_day"].max()], gaps)
    axes.set(xlim=(first - 20, last + 8), ylim=(0.3 - len(lines), 1), yticks=[])
    axes.grid(False)
    _timeline_days(axes, runs, gaps)
    for y, (label, spans, look, *numbers) in enumerate(lines):
        head = spans is None
        weight, inset = ("semibold", -136) if head else (None, -128)
        _margin(axes, 0, -y, label, inset, "left", weight=weight)
        for text, inset in zip(numbers, (34, 106), strict=True):
            _margin(axes, 1, -y, text, inset, "right", color=OTHER)
        if not head:
            axes.axhline(-y, color=FAINT, linewidth=0.6, zorder=0.8)
        if look:
            _spans(axes, -y, spans, look, gaps)
        elif not head:
            _doubts(axes, -y, spans, gaps)
    return figure


def _timeline_lines(runs: pd.DataFrame, doubts: pd.DataFrame) -> list[tuple]:
    """Label, spans (None in a head), look and two texts at the right of each line."""
    hub = runs["platform"] == "Hugging Face Hub"
    heads = runs["selection"].map(wording.SELECTED).where(hub, wording.ELSEWHERE)
    order = runs["selection"].map(list(_WAVES).index) + len(_WAVES) * ~hub
    runs = runs.assign(head=heads, order=order).sort_values(["order", "first_day"], kind="stable")
    lines = []
    for head, rows in runs.groupby("head", sort=False):
        lines.append((head, None, None, *(("waves", "models") if not lines else ("", ""))))
        for source, spans in rows.groupby("source", sort=False):
            look = _WAVES[spans["selection"].iloc[0]]
            lines.append((source, spans, look, *wording.observed_numbers(spans)))
    lines.append((wording.DOUBTED, None, None, "", ""))
    for kind, label in wording.DOUBTS.items():
        spans = doubts[doubts["kind"] == kind]
        if len(spans):
            lines.append((label, spans, None, "", wording.days_in(spans)))
    return lines


def _place(days, gaps: pd.DataFrame) -> np.ndarray:
    """Days as positions on an axis that is cut in the middle of holes longer than _CUT_FROM."""
    days = pd.to_datetime(pd.Series(list(days)))
    place = dates.date2num(days)
    for gap in gaps[gaps["days"] > _CUT_FROM].itertuples():
        after = days > gap.last_day - pd.Timedelta(days=_CUT_TO / 2)
        place = place - after.to_numpy() * (gap.days - _CUT_TO)
    return place


def _timeline_days(axes: Axes, runs: pd.DataFrame, gaps: pd.DataFrame) -> None:
    """Half-years on the axis, holes in gray, a break of the axis where it is cut."""
    bottom = axes.get_ylim()[0]
    first, last = runs["first_day"].min(), runs["last_day"].max()
    halves = pd.date_range(f"{first:%Y}-01-01", last, freq="6MS").to_series()
    for gap in gaps.itertuples():
        start, end = _place([gap.first_day, gap.last_day], gaps)
        axes.axvspan(start, end + 1, color="#f0f0f0", linewidth=0, zorder=0.5)
        if gap.days > _WIDE_HOLE:
            axes.text((start + end) / 2, 0.56 * bottom, wording.NOTHING, rotation=90, ha="center",
                      va="center", color=OTHER, size=9.5)
        if gap.days > _CUT_FROM:
            half = pd.Timedelta(days=_CUT_TO / 2)
            halves = halves[(halves < gap.first_day + half) | (halves > gap.last_day - half)]
            at = start + _CUT_TO / 2
            ends = [at - 5, at + 5], [bottom, bottom]
            axes.plot(*ends, color="white", linewidth=2, clip_on=False, zorder=4)
            axes.plot(*ends, linestyle="", marker=[(-1, -2), (1, 2)],
                      color=INK, markersize=9, markeredgewidth=0.8, clip_on=False, zorder=5)
    halves = halves[halves > first - pd.Timedelta(days=15)]
    axes.set_xticks(_place(halves, gaps), [f"{half:%b\n%Y}" for half in halves])


def _spans(axes: Axes, y: float, spans: pd.DataFrame, look: dict, gaps: pd.DataFrame) -> None:
    """Bars of runs and marks of one or two waves, the thicker the more models a wave lists."""
    for span in spans.itertuples():
        start, end = _place([span.first_day, span.last_day], gaps)
        size = 2.4 + 0.9 * np.log10(span.most)
        if span.waves > 2:
            axes.plot([start, end], [y, y], linewidth=size, color=look["color"],
                      solid_capstyle="butt", zorder=3)
        else:
            ends = [start, end] if span.waves == 2 else [end]
            axes.plot(ends, [y] * len(ends), linestyle="", markersize=size + 1, markeredgewidth=1.2,
                      zorder=3, **look)
        if span.selection == "census of downloaded models":
            axes.text(end + 20, y, wording.DOWNLOADED, va="center", color=OTHER, size=9.5,
                      bbox={"facecolor": "#f0f0f0", "edgecolor": "none", "pad": 1})


def _doubts(axes: Axes, y: float, spans: pd.DataFrame, gaps: pd.DataFrame) -> None:
    """Hatched bars of spans and strokes of single days; an undercount crosses all lines."""
    hatched = {"facecolor": "white", "edgecolor": INK, "hatch": "//////", "linewidth": 0.6}
    for span in spans.itertuples():
        start, end = _place([span.first_day, span.last_day], gaps)
        if span.first_day == span.last_day:
            axes.plot([start, start], [y - 0.28, y + 0.28], color=INK, linewidth=1.2, zorder=3)
        else:
            axes.barh(y, end - start, 0.5, left=start, zorder=3, **hatched)
        if span.kind == "undercount":
            axes.axvspan(start, end, facecolor="none", edgecolor=OTHER, hatch="//////", linewidth=0)


def _margin(axes: Axes, x: float, y: float, text: str, inset: float, align: str, **look) -> None:
    """A word beside the axes, `inset` points from their left (x 0) or right (x 1) edge."""
    axes.annotate(
        text, (x, y), xycoords=axes.get_yaxis_transform(), xytext=(inset, 0), va="center", ha=align,
        textcoords="offset points", annotation_clip=False, size=10, parse_math=False, **look,
    )

# --- 02 downloads

SIDES = ("CN", "US", "other", "unknown")
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}


def census(table: pd.DataFrame) -> Figure:
    """Bars of downloads by country, one column a group of tasks (from `adoption.by_task`).

    The part of a bar that is one model is hatched, and named where it is most of the bar.
    """
    groups = list(table.groupby("task", sort=False))
    figure, axes = canvas(1, len(groups), height=2.5, sharey=True)
    for axis, (task, rows) in zip(axes, groups, strict=True):
        rows = rows.set_index("side").reindex(SIDES[::-1])
        axis.barh(rows.index, rows["value"], color=[FILLS[side] for side in rows.index], height=0.62)
        axis.barh(
            rows.index, rows["top_value"], color="none", height=0.62, hatch="////", edgecolor="white"
        )
        for height, (side, row) in enumerate(rows.iterrows()):
            text = f"{wording.number(row['value'])}  {wording.percent(row['share'])}"
            _beside(axis, text, row["value"], height, 1, ink(side), 10)
            if row["top_value"] > row["value"] / 2:
                text = f"one model: {wording.number(row['top_value'])}"
                axis.text(0, height - 0.46, text, va="center", color=ink(side), size=9)
        axis.set_xlim(0, rows["value"].max() * 1.62)
        axis.set_title(wording.headline(wording.UNIVERSES[task]))
        axis.set_yticks(range(len(SIDES)), [wording.country(side) for side in SIDES[::-1]])
        axis.set_xticks([])
        axis.grid(False)
        axis.spines["bottom"].set_visible(False)
    return figure


def _beside(axis: Axes, text: str, x, y, way: int, paint: str, size: float) -> None:
    """A word right (way 1) or left (way -1) of a point."""
    axis.annotate(
        text, (x, y), xytext=(6 * way, 0), textcoords="offset points", va="center", color=paint,
        ha="left" if way > 0 else "right", size=size, parse_math=False, annotation_clip=False,
    )


def vintage(table: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Bars of download shares by year of creation; one row a universe, medians in words."""
    universes = list(dict.fromkeys(table["universe"]))
    figure, axes = canvas(len(universes), 1, height=2.3 * len(universes), sharex=True, sharey=True)
    years = sorted(table["year"].dropna().unique())
    for axis, universe in zip(axes, universes, strict=True):
        rows = table[table["universe"] == universe]
        for shift, side in ((-0.2, "CN"), (0.2, "US")):
            own = rows[rows["side"] == side].set_index("year")["share"]
            values = [*own.reindex(years).fillna(0), own[own.index.isna()].sum()]
            bars = axis.bar(np.arange(len(values)) + shift, values, 0.38, color=color(side))
            bars[-1].set(facecolor="white", edgecolor=color(side), hatch="////", linewidth=0.8)
            words = [wording.percent(value, 1 if value < 0.005 else 0) for value in values]
            axis.bar_label(bars, words, color=ink(side), size=9.5, padding=2)
        middle = medians[medians["universe"] == universe].set_index("side")["created"].dropna()
        for line, side in enumerate(middle.sort_values().index):
            text = f"{wording.country(side)}: half created before {wording.month(middle[side])}"
            axis.text(
                1, 1.02 - 0.13 * line, text, transform=axis.transAxes, ha="right", va="top",
                color=ink(side), weight="semibold", size=10,
            )
        axis.set_title(wording.headline(wording.UNIVERSES[universe]))
        units(axis.yaxis, wording.percent)
        axis.set_ylim(0, table["share"].max() * 1.2)
        axis.tick_params(axis="x", length=0)
    labels = [f"{int(year)}" for year in years]
    labels = [f"{labels[0]} or earlier", *labels[1:], "not recorded"]
    axes[-1].set_xticks(range(len(labels)), labels)
    return figure


def catalogues(table: pd.DataFrame, leads: pd.DataFrame) -> Figure:
    """Lines of downloads by country: rows are universes, columns all and existing models only.

    Solid with bursts, dashed without; a mark where the lead at the end began, if it changed hands.
    """
    universes = list(dict.fromkeys(table["universe"]))
    figure, axes = canvas(len(universes), 2, height=5.0, sharex=True, sharey="row")
    heads = {"all": "new releases included", "existing": "existing models only"}
    for line, universe in zip(axes, universes, strict=True):
        for axis, (models, head) in zip(line, heads.items(), strict=True):
            rows = table[(table["universe"] == universe) & (table["models"] == models)]
            _two_lines(axis, rows)
            axis.set_title(f"{wording.headline(wording.UNIVERSES[universe])}, {head}")
            axis.set_ylim(0, table.loc[table["universe"] == universe, "value"].max() * 1.2)
            lead = leads.query("universe == @universe and models == @models and bursts == 'included'")
            if lead["crossings"].sum():
                mark(axis, lead["since"].iloc[0], f"ahead since {wording.month(lead['since'].iloc[0])}")
    for axis in axes.flat:
        units(axis.yaxis, wording.number)
        axis.xaxis.set_major_locator(dates.MonthLocator(bymonth=(2, 5, 8)))
        axis.xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))
    for axis in axes[:, 1]:
        end_labels(axis, _ends(axis))
    return figure


def _two_lines(axis: Axes, table: pd.DataFrame) -> None:
    for (side, bursts), rows in table.groupby(["side", "bursts"]):
        kept = bursts == "included"
        axis.plot(
            rows["day"], rows["value"], color=color(side), linewidth=2 if kept else 1.2,
            linestyle="-" if kept else (0, (4, 2)), marker=marker(side) if kept else "",
            markersize=4, label=side if kept else "_",
        )


def _ends(axis: Axes) -> list[tuple]:
    """The labels of the ends of the lines that carry a side's name."""
    lines = [line for line in axis.lines if line.get_label() in COLORS]
    return [
        (line.get_xdata()[-1], line.get_ydata()[-1], wording.country(line.get_label()), ink(line.get_label()))
        for line in lines
    ]


def robustness(tables: dict[str, pd.DataFrame]) -> Figure:
    """Dots for the lead under each single change, one block a panel (`adoption.sensitivity`)."""
    rows = [len(table) for table in tables.values()]
    figure, axes = canvas(
        len(tables), 1, height=0.22 * sum(rows) + 1.2, sharex=True, height_ratios=rows
    )
    for axis, (name, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        base = table["gap"].iloc[0]
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.axvline(base, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)))
        for height, row in enumerate(table.to_dict("records")):
            _changed(axis, -height, base, row)
        axis.set_yticks(
            -np.arange(len(table)), [wording.change_words(row) for row in table.to_dict("records")]
        )
        for label in axis.get_yticklabels():
            label.set_parse_math(False)
        axis.set_title(name)
        axis.set_ylim(0.6 - len(table), 0.6)
        axis.grid(False)
        units(axis.xaxis, lambda value: wording.number(abs(value)))
    reach = max(table["gap"].abs().max() for table in tables.values()) * 1.2
    axis.set_xlim(-reach, reach)
    axis.set_xlabel("\u2190 United States ahead     points     China ahead \u2192")
    return figure


def _changed(axis: Axes, height: float, base: float, row: dict) -> None:
    """One change: a line from the unchanged lead to the changed one, a dot for who leads then."""
    if np.isnan(row["gap"]):
        axis.text(base, height, "  too recent to be judged", color=OTHER, size=9.5, va="center")
        return
    side = "CN" if row["gap"] > 0 else "US"
    axis.plot([base, row["gap"]], [height, height], color=color(side), linewidth=2.5, alpha=0.5)
    axis.plot(row["gap"], height, marker=marker(side), color=color(side), markersize=6)
    way, outer = (1, max) if side == "CN" else (-1, min)
    _beside(axis, wording.number(abs(row["gap"])), outer(row["gap"], base), height, way, ink(side), 9.5)

# --- 04 licenses

# Lightness rises with the restrictions, so that the order survives grayscale; what nobody declared
# is blank, and what nobody recorded is hatched like every hole.
_STEPS = colormaps["YlGn_r"](np.linspace(0.02, 0.8, 6))
LICENSE_FILLS = {
    "permissive": {"color": _STEPS[0]},
    "copyleft": {"color": _STEPS[1]},
    "use restrictions": {"color": _STEPS[2]},
    "user or revenue limits": {"color": _STEPS[3]},
    "non-commercial or research": {"color": _STEPS[4]},
    "own or unread terms": {"color": _STEPS[5]},
    "undeclared": {"facecolor": "white"},
    "not recorded": {"facecolor": "white", "hatch": "////"},
}
_DARK_FILLS = ("permissive", "copyleft")


def license_classes(table: pd.DataFrame) -> Figure:
    """Stacked bars of license classes by view and side, from the table of `licensing.classes`."""
    shares = table.pivot_table(
        index=["view", "side"], columns="license", values="share", sort=False
    ).fillna(0)
    shares = shares.loc[:, shares.max() > 0]
    totals = table.groupby(["view", "side"], sort=False)["weight"].sum()
    views = list(dict.fromkeys(table["view"]))
    figure, axes = canvas(height=5.6)
    y = 0.0
    for view in views:
        axes.text(0, y, f"by {view}", weight="semibold", va="center")
        axes.text(1.015, y, view.split()[0], color=OTHER, va="center", size=9)
        for side in shares.loc[view].index:
            y -= 1
            _license_bar(axes, y, shares.loc[view, side])
            axes.text(-0.015, y, _PLACES[side], ha="right", va="center", color=ink(side))
            axes.text(1.015, y, wording.number(totals[view, side]), va="center", color=OTHER)
        y -= 1.35
    _license_names(axes, shares.iloc[0])
    axes.set(xlim=(0, 1), ylim=(y + 0.9, 2.6))
    axes.axis("off")
    return figure


_PLACES = {"CN": "China", "US": "United States", "other": "other countries", "unknown": "unknown"}


def _license_bar(axes: Axes, y: float, shares: pd.Series) -> None:
    """One bar of shares with the percentages that have room."""
    left = 0.0
    for name, share in shares.items():
        edge = PALE if "facecolor" in LICENSE_FILLS[name] else "white"
        axes.barh(y, share, 0.78, left, edgecolor=edge, linewidth=0.7, **LICENSE_FILLS[name])
        if share >= 0.04:
            axes.text(
                left + share / 2, y, wording.percent(share), ha="center", va="center", size=9,
                color="white" if name in _DARK_FILLS else INK,
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1.2} if edge == PALE else None,
            )
        left += share


def _license_names(axes: Axes, shares: pd.Series) -> None:
    """The names of the classes above the first bar, tied to their segments."""
    middles = (shares.cumsum() - shares / 2).to_numpy()
    places = spread(middles, 0.125)
    places += min(0, 1 - places[-1])
    tie = {"arrowstyle": "-", "color": OTHER, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    for name, middle, place in zip(shares.index, middles, places):
        axes.annotate(
            textwrap.fill(name, 12), (middle, -0.6), (place, 0.75), ha="center", va="bottom",
            size=9, arrowprops=tie,
        )


def flagships(table: pd.DataFrame) -> Figure:
    """Blocks for flagship releases by half-year and license, from `licensing.flagships`."""
    figure, panels = canvas(1, 2, height=4.3, sharey=True)
    names = list(dict.fromkeys(table["license"]))
    for axes, side in zip(panels, ("CN", "US")):
        counts = table[table["side"] == side].pivot(
            index="half_year", columns="license", values="models"
        )[names]
        _blocks(axes, counts)
        axes.set_title(_PLACES[side], color=ink(side), pad=26)
        halves = counts.index
        axes.set_xticks(range(len(halves)), [f"H{1 + (day.month > 6)}" for day in halves], size=9)
        for place, day in enumerate(halves):
            if day.month == 1:
                axes.text(place + 0.5, -2.6, day.year, ha="center", color=OTHER, clip_on=False)
        axes.set(xlim=(-0.6, len(halves) - 0.4), yticks=[])
        axes.grid(False)
    panels[0].set_ylim(0, table.groupby(["half_year", "side"])["models"].sum().max() + 2.5)
    _block_names(panels[0], names)
    return figure


def _blocks(axes: Axes, counts: pd.DataFrame) -> None:
    """Columns of blocks, one a model, permissive at the bottom, with `permissive of all` on top."""
    for place, (_, row) in enumerate(counts.iterrows()):
        height = 0
        for name, number in row.items():
            axes.bar(
                [place] * number, 1, 0.8, np.arange(height, height + number),
                edgecolor="white", linewidth=1.2, **LICENSE_FILLS[name],
            )
            height += number
        axes.text(
            place, height + 0.35, f"{row.get('permissive', 0)} of\n{height}" if height else "none",
            ha="center", va="bottom", size=9, linespacing=0.95,
        )


def _block_names(axes: Axes, names: list[str]) -> None:
    """The classes, each after its block, in one line between the panel titles and the columns."""
    across = {"transform": axes.transAxes, "clip_on": False, "in_layout": False}
    ends = np.cumsum([0, *(0.019 * (len(name) + 6) for name in names)])
    for name, x in zip(names, ends):
        axes.add_patch(Rectangle((x, 1.035), 0.045, 0.035, **LICENSE_FILLS[name], **across))
        axes.text(x + 0.06, 1.052, name, va="center", size=9.5, **across)


def openness(table: pd.DataFrame) -> Figure:
    """Shares rated open (mark) and partly open (to the end of line), from `licensing.openness`."""
    table = table[table["side"] != "unknown"]
    pooled = table.groupby("dimension")[["open", "systems"]].sum()
    share = (pooled["open"] / pooled["systems"]).rename("pooled")
    themes = list(dict.fromkeys(table["theme"]))
    order = table.join(share, on="dimension").drop_duplicates("dimension")
    order = order.assign(theme=order["theme"].map(themes.index))
    order = order.sort_values(["theme", "pooled"], ascending=[True, False], kind="stable")
    figure, axes = canvas(height=6.6)
    y = 0.0
    for theme, rows in order.groupby("theme"):
        if themes[theme] != "base weights":
            axes.text(-0.03, y, themes[theme], ha="right", va="center", weight="semibold")
            y -= 0.75
        for dimension in rows["dimension"]:
            _openness_row(axes, y, table[table["dimension"] == dimension], named=not axes.lines)
            axes.text(-0.03, y, dimension, ha="right", va="center")
            y -= 1
    axes.set(xlim=(0, 1), ylim=(y + 0.4, 0.4), yticks=[])
    units(axes.xaxis, wording.percent)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    return figure


def _openness_row(axes: Axes, y: float, rows: pd.DataFrame, *, named: bool) -> None:
    for row, offset in zip(rows.itertuples(), (0.27, 0, -0.27)):
        low, high = row.open / row.systems, (row.open + row.partial) / row.systems
        paint = color(row.side)
        axes.plot([low, high], [y + offset] * 2, color=paint, linewidth=1.6, clip_on=False)
        axes.plot(low, y + offset, marker(row.side), color=paint, markersize=6, clip_on=False)
        if named:
            axes.annotate(
                f"{_PLACES[row.side]} ({row.systems})", (1, y + offset), (9, 14 * offset),
                textcoords="offset points", va="center", size=9, color=ink(row.side),
                annotation_clip=False, weight="semibold",
            )



# --- 05 benchmark gap

PLACES = {"CN": 0.17, "US": -0.17}  # of the two sides around the middle of a row
REACH = 24  # months; a longer lag stands at the edge with its number


def arena_state(table: pd.DataFrame) -> Figure:
    """Dots with whiskers of single models, best first, from `frontier.state`; hollow is closed."""
    figure, axes = canvas(height=0.5 * len(table) + 0.75)
    heights = -np.arange(len(table))
    names = []
    for y, row in zip(heights, table.itertuples(), strict=True):
        paint, opened = color(row.region), row.open_weights == "true"
        axes.plot([row.low, row.high], [y, y], color=paint, linewidth=2.2)
        axes.plot(
            row.score, y, marker=marker(row.region), markersize=8, color=paint,
            markerfacecolor=paint if opened else "white", markeredgewidth=1.6,
        )
        rank = f"rank {row.rank}" if row.rank_exact else f"rank {row.rank} or lower"
        _beside(axes, f"{row.score:.0f}, {rank}", row.high, y, 1, INK, 10.5)
        weights = "open weights" if opened else "closed"
        names.append(f"{wording.safe(row.model)}\n{wording.country(row.region)}, {weights}")
    axes.set_yticks(heights, names)
    for label, region in zip(axes.get_yticklabels(), table["region"], strict=True):
        label.set(color=ink(region), parse_math=False)
    axes.set_ylim(heights[-1] - 0.6, 0.6)
    axes.set_xlim(table["low"].min() - 5, table["high"].max() + 25)
    axes.set_xlabel("rating points")
    axes.grid(False)
    axes.grid(axis="x")
    return figure


def frontiers(table: pd.DataFrame) -> Figure:
    """One panel a ruler: the best model so far of each side, with bands for its interval.

    From `frontier.steps` (lines over release dates) and `frontier.by_snapshot` (best of each
    snapshot, broken where the scale changed), joined. Dashed: the larger side thinned.
    """
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, panels = canvas(len(rulers), 1, height=2.1 * len(rulers), sharex=True)
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler].sort_values("day", kind="stable")
        released = rows["dated_by"].iloc[0] == "releases"
        (_frontier_steps if released else _frontier_snapshots)(axes, rows)
        dated = "release date" if released else "snapshot"
        axes.set_title(f"{ruler}: {rows['unit'].iloc[0]}, by {dated}")
        axes.locator_params(axis="y", nbins=5)
    years(panels[-1].xaxis)
    panels[-1].set_xlim(table["day"].min() - pd.Timedelta(days=20), table["until"].max())
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[(table["ruler"] == ruler) & ~table["thinned"]].dropna(subset="score")
        _scale_holes(axes, rows)
        last = rows.sort_values("day", kind="stable").groupby("side").tail(1)
        end_labels(axes, [_frontier_label(row) for row in last.itertuples()], gap=29)
    return figure


def _frontier_label(row) -> tuple:
    text = f"{wording.country(row.side)}\n{wording.safe(row.model)}, {row.score:.0f}"
    return row.until, row.score, text, ink(row.side)


def _frontier_steps(axes: Axes, rows: pd.DataFrame) -> None:
    for (side, thinned), line in rows.groupby(["side", "thinned"]):
        line = pd.concat([line, line.tail(1).assign(day=line["until"].iloc[0])])
        axes.step(
            line["day"], line["score"], where="post", color=color(side),
            linewidth=1.1 if thinned else 2, linestyle=(0, (4, 2)) if thinned else "-",
        )
        if not thinned:
            axes.fill_between(
                line["day"], line["low"], line["high"], step="post", color=color(side),
                alpha=0.18, linewidth=0, zorder=1,
            )
            axes.plot(
                line["day"][:-1], line["score"][:-1], marker(side), color=color(side),
                markersize=3.5,
            )


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


def lags(records: pd.DataFrame, medians: pd.DataFrame) -> Figure:
    """Months until the other side reached each lead record, one row a ruler, one panel a field.

    From `frontier.lags_on`, fields joined: dots, open records as arrows, medians with intervals.
    Rulers without any median come last.
    """
    rulers = list(dict.fromkeys([*medians.dropna(subset="median")["ruler"], *medians["ruler"]]))
    fields = list(dict.fromkeys(medians["field"]))
    figure, panels = canvas(
        1, len(fields), height=0.36 * len(rulers) + 0.9, sharex=True, sharey=True
    )
    rows = {ruler: -place for place, ruler in enumerate(rulers)}
    for axes, field in zip(panels, fields, strict=True):
        for row in medians[medians["field"] == field].itertuples():
            _median(axes, row, rows[row.ruler])
        for ruler in set(rulers) - set(medians.loc[medians["field"] == field, "ruler"]):
            axes.text(0, rows[ruler], "open-weight models only", color=OTHER, size=9, va="center")
        for row in records[records["field"] == field].itertuples():
            _record(axes, row, rows[row.ruler] + PLACES[row.side])
        axes.set_title({"overall": "All models", "open": "Open-weight models"}[field], pad=18)
        across = {"transform": axes.get_yaxis_transform(), "size": 9, "va": "center"}
        axes.text(1.25, 0.75, "models", color=OTHER, ha="right", **across)
        axes.text(0.02, 0.75, "\u25cf set by China", color=ink("CN"), **across)
        axes.text(0.38, 0.75, "\u25a0 by the United States", color=ink("US"), **across)
        axes.grid(False)
        axes.grid(axis="x")
        axes.set(xlim=(-0.6, REACH), xlabel="months", xticks=range(0, REACH + 1, 6))
    held_out = set(medians.loc[medians["access"] == "held-out", "ruler"])
    panels[0].set_yticks(
        list(rows.values()), [f"{name} (held-out)" if name in held_out else name for name in rulers]
    )
    panels[0].set_ylim(-len(rulers) + 0.4, 0.6)
    return figure


def _record(axes: Axes, row, y: float) -> None:
    """One lead record: filled where it was reached, an open arrow where not yet."""
    axes.plot(
        min(row.months, REACH - 0.4), y, color=color(row.side), zorder=3,
        marker=">" if row.open else marker(row.side), markersize=5 if row.open else 3.4,
        markerfacecolor="white" if row.open else color(row.side), markeredgewidth=0.8,
    )
    if row.months > REACH:
        _beside(axes, f"{row.months:.0f}", REACH - 0.4, y, -1, ink(row.side), 9)


def _median(axes: Axes, row, y: float) -> None:
    """Median and interval of one side's records, and its number of models right of the panel."""
    if not np.isnan(row.median):
        place = y + PLACES[row.side]
        end = REACH if np.isnan(row.high) else row.high
        axes.barh(place, end - row.low, 0.27, row.low, color=color(row.side), alpha=0.22, zorder=1)
        axes.plot([row.median] * 2, [place - 0.17, place + 0.17], color=INK, linewidth=2, zorder=4)
    axes.annotate(
        wording.count(getattr(row, f"models_{row.side}")),
        ({"CN": 1.13, "US": 1.25}[row.side], y), xycoords=axes.get_yaxis_transform(),
        color=ink(row.side), size=9, va="center", ha="right", annotation_clip=False,
    )


def held_out(table: pd.DataFrame) -> Figure:
    """Dots with whiskers of the same models on two tests, by release date, from `frontier.on_both`."""
    rulers = list(dict.fromkeys(table["ruler"]))
    figure, panels = canvas(1, len(rulers), height=3.4, sharex=True)
    for axes, ruler in zip(panels, rulers, strict=True):
        rows = table[table["ruler"] == ruler]
        for side, own in rows.groupby("region"):
            axes.vlines(own["release_date"], own["low"], own["high"], color=color(side), alpha=0.35)
            axes.plot(
                own["release_date"], own["score"], marker(side), color=color(side), markersize=4
            )
        axes.set_title(f"{ruler}, {rows['access'].iloc[0]}: {rows['unit'].iloc[0]}")
        axes.set(ylim=(0, 116), yticks=range(0, 101, 20))
        years(axes.xaxis)
        for place, (side, own) in zip((0.02, 0.42), rows.groupby("region")):
            axes.text(
                place, 0.97, f"{wording.country(side)}, {wording.plural(len(own), 'model')}",
                transform=axes.transAxes, color=ink(side), weight="semibold", va="top",
            )
    return figure


def best_open_models(table: pd.DataFrame, least: int) -> Figure:
    """Table of the best open-weight models: sizes by country and terms, from `frontier.best_open`.

    Bold is the best of a size whose interval lies above the other side's (`wording.size_pairs`).
    """
    sizes = list(dict.fromkeys(table["size"]))
    columns = [(side, terms) for side in COLORS for terms in ("permissive", "other")]
    bold = {
        first["model"] for first, second in wording.size_pairs(table, least).values()
        if first["low"] > second["high"]
    }
    figure, axes = canvas(height=0.64 * len(sizes) + 0.8)
    cells = table.set_index(["side", "terms", "size"])
    for x, (side, terms) in enumerate(columns):
        head = "permissive license" if terms == "permissive" else "other terms"
        head = f"{wording.country(side)},\n{head}"
        axes.text(x, 0.5, head, color=ink(side), weight="semibold", va="center")
    for y, size in enumerate(sizes):
        axes.axhline(-y, color=PALE, linewidth=0.6)
        name = "size not\nrecorded" if size == "not recorded" else size
        axes.text(-0.62, -y - 0.5, wording.headline(name), va="center", weight="semibold")
        for x, (side, terms) in enumerate(columns):
            _open_cell(axes, x, -y - 0.5, cells.loc[(side, terms, size)], bold)
    axes.set(xlim=(-0.64, len(columns)), ylim=(-len(sizes), 0.9))
    axes.axis("off")
    return figure


def _open_cell(axes: Axes, x: float, y: float, cell: pd.Series, bold: set[str]) -> None:
    if cell["models"] == 0:
        axes.text(x, y, "none on this board", color=OTHER, size=9, va="center")
        return
    half = (cell["high"] - cell["low"]) / 2
    size = [] if np.isnan(cell["parameters"]) else [wording.number(cell["parameters"] * 1e9)]
    lines = [
        (wording.safe(cell["model"]), INK),
        (f"{cell['score']:.0f} \u00b1 {half:.0f}, best of {cell['models']}", INK),
        (", ".join([wording.safe(cell["license"]), *size]), OTHER),
    ]
    for step, (text, paint) in zip((0.24, 0, -0.24), lines, strict=True):
        axes.text(
            x, y + step, text, size=9, va="center", color=paint, parse_math=False,
            weight="semibold" if cell["model"] in bold and paint == INK else "normal",
        )
