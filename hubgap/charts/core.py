"""The look of every chart and its shared marks.

Whatever is drawn inside `look` has theme.mplstyle and the fonts of third_party/, so a figure looks the
same on every machine.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib import dates, font_manager, rcParams, style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from ..languages import active
from ..text import percent, plural
from ..words.en import grammar
from . import sizes

THEME = Path(__file__).parent.parent / "theme.mplstyle"
FONTS = Path(__file__).parent.parent / "third_party" / "source-sans-3"
CHINESE = FONTS.parent / "noto-sans-sc"  # for what the first font does not have
LATIN, HAN = "Source Sans 3", "Noto Sans SC"

CHINA, UNITED_STATES = "#D55E00", "#0072B2"
# Three grays that print apart: lines and words, fills of other countries, fills of the unknown.
OTHER, PALE, FAINT = "#6b6b6b", "#b8b8b8", "#e6e6e6"
INK = "#1a1a1a"
COLORS = {"CN": CHINA, "US": UNITED_STATES}
FILLS = {**COLORS, "other": PALE, "unknown": FAINT}  # of the parts of a whole
REGION_FILLS = {**COLORS, "EU": "#858585", "other": PALE, "unknown": FAINT}  # the EU apart
MARKERS = {"CN": "o", "US": "s"}
WIDTH = sizes.PRESETS["web"].drawn
BACKED = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # of words on a grid: `bbox`
CHART = 0.38  # height of the chart by width of a slide or card; its words take the rest
HAN_LETTER = "[\u2e80-\u9fff\uff00-\uffef]"  # a Chinese letter or sign, as wide as it is high
PARTS = re.compile(f"{HAN_LETTER}|(?:(?!{HAN_LETTER})[^ ])+")
_told: WeakKeyDictionary[Figure, list[tuple]] = WeakKeyDictionary()


@contextmanager
def look() -> Iterator[None]:
    """The theme and its fonts, for what is drawn and written inside; a reader's own settings stay."""
    _add_fonts()
    with style.context(THEME, after_reset=True):
        if active.get() == "zh":
            rcParams["font.family"] = [LATIN, HAN, "sans-serif"]
        yield


@cache
def _add_fonts() -> None:
    for font in sorted([*FONTS.glob("*.ttf"), *CHINESE.glob("*.ttf")]):
        font_manager.fontManager.addfont(font)


def color(region: str) -> str:
    """Color of lines and fills of a region (`CN`, `US`; anything else is gray)."""
    return COLORS.get(region, OTHER)


def ink(region: str) -> str:
    """Color of words about a region: vermillion is darkened, so that small words reach 4.5:1."""
    return "#BF5300" if region == "CN" else color(region)


def marker(region: str) -> str:
    """Shape of a region, which repeats its color for readers in grayscale."""
    return MARKERS.get(region, "D")


def canvas(
    rows: int = 1,
    columns: int = 1,
    *,
    height: float = 4.2,
    width: float = WIDTH,
    flat: float | None = None,
    stacked: float | None = None,
    **options,
):
    """A themed figure and its axes (one, or an array as `Figure.subplots` gives).

    `width` and `height` in inches are those of the web edition. In a narrow column all axes stand
    one below another, `stacked` high together, if it is given. A slide or card is drawn as large
    as `flat` (default `height`) needs, and the axes fill what its words leave.
    `options` go to `Figure.subplots` (sharex, sharey, width_ratios ...). The figure is not known to
    pyplot, so nothing has to be closed and no notebook shows it twice.
    """
    preset = sizes.active.get()
    if preset.ratio:
        height = max(flat or height, preset.drawn * CHART)
        width = height / CHART
    elif preset.placed:
        width = preset.drawn
    if narrow() and stacked:
        rows, columns, height = rows * columns, 1, stacked
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def narrow() -> bool:
    """Whether a chart is drawn for one column of print."""
    return sizes.active.get().drawn < WIDTH * 0.8


def slim() -> bool:
    """Whether a chart is drawn for a phone: most of its width goes to the words beside the marks."""
    return sizes.active.get().drawn < WIDTH / 2


def flat() -> bool:
    """Whether a chart is drawn for a slide or card: rows stand nearer, panels side by side."""
    return sizes.active.get().ratio is not None


def legible(points: float) -> float:
    """A size of type, larger where it could not be read as the active size is placed."""
    preset = sizes.active.get()
    return max(points, preset.least * preset.drawn / (preset.placed or preset.drawn))


def fold(text: str, letters: int, fewer: int | None = None) -> str:
    """A label, in lines of so many letters if the chart is drawn for one column of print.

    fewer: letters of a line on a phone.
    """
    letters = fewer if fewer and slim() else letters
    lines = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) if narrow() else text


def key(axes: Axes, looks: Mapping[str, Mapping], columns: int, **place) -> None:
    """Names of fills above the axes, for a column too narrow to name them at their parts.

    On a phone they begin at the left edge of the figure, as its title does.
    """
    if slim() and "bbox_transform" not in place:
        above = axes.transAxes + ScaledTranslation(0, 6 / 72, axes.figure.dpi_scale_trans)
        across = blended_transform_factory(axes.figure.transFigure, above)
        place |= {"bbox_transform": across, "bbox_to_anchor": (0.015, place["bbox_to_anchor"][1])}
    patches = [Patch(label=name, **look) for name, look in looks.items()]
    for patch in patches:
        patch.set(edgecolor=PALE, linewidth=0.7)
    legend = axes.legend(
        handles=patches,
        ncols=columns,
        fontsize=legible(9),
        borderpad=0,
        borderaxespad=0,
        columnspacing=1.2,
        handlelength=1.2,
        loc="lower left",
        **place,
    )
    legend.set_in_layout(False)


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line in points, part by part: the fonts kern across no space and no other font."""
    spaces = text.count(" ") * _width(" ", weight)
    return size * (spaces + sum(_width(part, weight) for part in PARTS.findall(text)))


def is_han(letter: str) -> bool:
    """Whether it is of HAN_LETTER."""
    return re.match(HAN_LETTER, letter) is not None


@lru_cache(4096)
def _width(part: str, weight: str) -> float:
    family = HAN if is_han(part[0]) else "sans-serif"
    font = font_manager.FontProperties(family=family, size=1, weight=weight)
    return text_to_path.get_text_width_height_descent(part, font, ismath=False)[0]


def units(axis: Axis, write: Callable[[float], str]) -> None:
    """Ticks of an axis in the words of a formatter of `hubgap.text`."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def years(axis: Axis) -> None:
    """A date axis with one tick a year."""
    axis.set_major_locator(dates.YearLocator())
    axis.set_major_formatter(dates.DateFormatter("%Y"))


def spread(positions: Iterable[float], gap: float) -> np.ndarray:
    """The nearest positions (least squares, same order) that are at least `gap` apart."""
    from scipy.optimize import isotonic_regression  # a second that other pages save

    positions = np.asarray(list(positions), dtype=float)
    order = np.argsort(positions, kind="stable")
    steps = gap * np.arange(len(positions))
    result = np.empty_like(positions)
    result[order] = isotonic_regression(positions[order] - steps).x + steps
    return result


def end_labels(axes: Axes, labels: Iterable[tuple], *, gap: float = 14) -> None:
    """Labels right of the ends of series: tuples (x, y, text, color); none overlaps another.

    Call it last: it needs the final limits of the axes. `gap` is the distance of lines in points.
    A label that had to move is tied to its point by a hair line. In a narrow chart none stands
    above the axes, where the words of its head are.
    """
    labels = list(labels)
    if slim():
        labels = [(x, y, _shorter(text), paint) for x, y, text, paint in labels]
        gap = 14 + 12 * max((text.count("\n") for _, _, text, _ in labels), default=0)
    labels = [(axes.convert_xunits(x), y, text, paint) for x, y, text, paint in labels]
    axes.figure.draw_without_rendering()
    to_points = 72 / axes.figure.dpi
    heights = [to_points * axes.transData.transform((x, y))[1] for x, y, _, _ in labels]
    places = spread(heights, gap)
    if narrow():
        ranks = np.argsort(np.argsort(-places, kind="stable"), kind="stable")
        top = to_points * axes.get_window_extent().y1
        places = np.minimum(places, top - gap * (ranks + 0.5))
    moves = places - heights
    tied = np.abs(moves) > gap / 3
    for (x, y, text, paint), move, tie in zip(labels, moves, tied):
        line = {"arrowstyle": "-", "color": paint, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 4}
        axes.annotate(
            text,
            (x, y),
            xytext=(18 if tied.any() else 8, move),
            textcoords="offset points",
            color=paint,
            size=9.5 if slim() else None,
            weight="semibold",
            va="center",
            annotation_clip=False,
            arrowprops=line if tie else None,
        )


def _shorter(text: str) -> str:
    """The lines of a label, folded so that the chart on a phone keeps half of the width."""
    return "\n".join(fold(line, 16) for line in text.split("\n"))


def band(axes: Axes, x, low, high, region: str) -> None:
    """An interval around a line of a region, as a pale band."""
    axes.fill_between(x, low, high, color=color(region), alpha=0.18, linewidth=0, zorder=1)


def tell(axes: Axes, x, y, text: str, width: float = 0, height: float = 0) -> None:
    """Say the exact value of a mark, for a page where a reader points at it.

    x, y, width, height: its middle and size in the units of the axes; a dot has no size.
    """
    place = (axes, axes.convert_xunits(x), axes.convert_yunits(y), width, height)
    _told.setdefault(axes.get_figure(root=True), []).append((*place, text))


def told(figure: Figure) -> list[tuple[float, float, float, float, str]]:
    """What was told of a dressed figure: middle and size of each mark from the upper left corner, in
    shares of the figure's width and height, and its text.
    """
    found = []
    for axes, x, y, width, height, text in _told.get(figure, []):
        ends = [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
        (left, bottom), (right, top) = axes.transData.transform(ends) / figure.bbox.size
        size = (abs(right - left), abs(top - bottom))
        found.append(((left + right) / 2, 1 - (bottom + top) / 2, *size, text))
    return [(*(round(float(part), 4) for part in place), text) for *place, text in found]


def hole(axes: Axes, start, end, word: str, height: float = 0.5) -> None:
    """A hole in time or range, gray over the whole height, with a word in it that says why.

    height: of the word, as a share of the axes.

    Call it after the limits are set. The series itself must be broken by the caller (NaN between).
    """
    span = axes.axvspan(start, end, color="#f0f0f0", linewidth=0, zorder=0.5)
    axes.figure.draw_without_rendering()
    middle = np.mean([axes.convert_xunits(start), axes.convert_xunits(end)])
    label = axes.text(
        middle,
        height,
        word,
        transform=axes.get_xaxis_transform(),
        ha="center",
        va="center",
        color=OTHER,
        size=9.5,
    )
    room = span.get_window_extent().width
    if label.get_window_extent().width > room:
        label.set_rotation(90)
        if label.get_window_extent().width > 2 * room:  # not even upright
            label.remove()


def mark(axes: Axes, x, text: str) -> None:
    """A thin vertical line with a word at its top: an event, or an artefact where it is."""
    axes.axvline(x, color=OTHER, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    axes.annotate(
        text,
        (axes.convert_xunits(x), 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(3, -2),
        textcoords="offset points",
        va="top",
        color=OTHER,
        size=9.5,
    )


def beside(axis: Axes, text: str, x, y, way: int, paint: str, size: float, **look) -> None:
    """A word right (way 1) or left (way -1) of a point; `look` as for a text (`bbox=BACKED`)."""
    axis.annotate(
        text,
        (x, y),
        xytext=(6 * way, 0),
        textcoords="offset points",
        va="center",
        color=paint,
        ha="left" if way > 0 else "right",
        size=size,
        parse_math=False,
        annotation_clip=False,
        **look,
    )


def parts(
    axes: Axes,
    y: float,
    shares: Mapping[str, float],
    fills: Mapping[str, str] = FILLS,
    *,
    said: str,
    models: Mapping[str, int],
) -> None:
    """A bar of shares by side, each with its number; above the bar for a side that is too narrow.

    `said`, `models`: name of the bar and models by side, for those who point at a part of it.
    """
    start, room, height = 0.0, 0.115 if slim() else 0.09 if narrow() else 0.05, 0.56
    for side, fill in fills.items():
        share = shares[side]
        axes.barh(y, share, left=start, color=fill, height=height)
        if share > 0:
            of = plural(int(models[side]), "model")
            text = grammar.valued(f"{said}, {grammar.country(side)}", percent(share, 1), of=of)
            tell(axes, start + share / 2, y, text, share, height)
        at = {"ha": "center", "size": 10}
        if share > room:
            paint = "white" if side in (*COLORS, "EU") else INK
            axes.text(start + share / 2, y, percent(share), va="center", color=paint, **at)
        elif side in (*COLORS, "EU") and share:
            if narrow() and share < room / 2 and not start:  # clear of the name of the bar
                at["ha"] = "left"
            axes.text(
                start + share / 2 * (at["ha"] == "center"),
                y + height / 2 + 0.01,
                percent(share),
                va="bottom",
                color=ink(side),
                **at,
            )
        start += share
