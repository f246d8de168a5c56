import matplotlib.colors
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from hubgap.charts import core, sizes
from hubgap.publish import dress
from hubgap.text import number
from hubgap.words.en.grammar import Words

# --- what all charts share


def test_the_font_comes_with_the_repository_and_has_the_signs_that_charts_use():
    for weight in ("normal", "semibold"):
        found = font_manager.findfont(
            font_manager.FontProperties(family="Source Sans 3", weight=weight),
            fallback_to_default=False,
        )
        assert core.FONTS in font_manager.Path(found).parents
        assert {ord(sign) for sign in "\u00a0\u2212\u2013\u2026→←↑↓≥≤±×·’"} <= set(
            TTFont(found).getBestCmap()
        )


@pytest.mark.parametrize(
    ("positions", "gap", "expected"),
    [
        ([0, 10], 3, [0, 10]),
        ([0, 1], 3, [-1, 2]),
        ([1, 0], 3, [2, -1]),
        ([0, 0, 0], 2, [-2, 0, 2]),
        ([0, 1, 10], 3, [-1, 2, 10]),
        ([5], 3, [5]),
    ],
)
def test_spread_moves_labels_no_further_than_needed(positions, gap, expected):
    assert core.spread(positions, gap) == pytest.approx(expected)


def test_end_labels_keep_their_distance_and_order():
    figure, axes = core.canvas()
    axes.set_ylim(0, 100)
    heights = {"a": 50, "b": 51, "c": 52, "d": 9}
    core.end_labels(axes, [(1, height, name, "k") for name, height in heights.items()])
    figure.draw_without_rendering()
    boxes = {text.get_text(): Text.get_window_extent(text) for text in axes.texts}
    assert boxes["d"].y1 < boxes["a"].y0
    assert boxes["a"].y1 <= boxes["b"].y0 + 1 and boxes["b"].y1 <= boxes["c"].y0 + 1
    assert [text.arrow_patch is not None for text in axes.texts] == [True, False, True, False]


@pytest.mark.parametrize("region", ["CN", "US", "FR", "unknown"])
def test_words_about_a_region_reach_the_contrast_of_small_type(region):
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in matplotlib.colors.to_rgb(core.ink(region))
    )
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_regions_differ_by_color_and_by_shape():
    for part in (core.color, core.ink, core.marker):
        assert len({part("CN"), part("US"), part("FR")}) == 3
        assert part("FR") == part("unknown")


@pytest.mark.parametrize(("width", "rotation"), [(200, 0), (20, 90)])
def test_the_word_of_a_hole_stands_upright_where_it_is_narrow(width, rotation):
    _, axes = core.canvas()
    days = pd.to_datetime(["2024-01-01", "2025-01-01"])
    axes.set_xlim(days)
    core.hole(axes, days[0], days[0] + pd.Timedelta(days=width), "no wave")
    assert axes.texts[0].get_rotation() == rotation


def test_a_hole_too_narrow_for_its_word_is_drawn_without():
    _, axes = core.canvas()
    days = pd.to_datetime(["2024-01-01", "2025-01-01"])
    axes.set_xlim(days)
    core.hole(axes, days[0], days[0] + pd.Timedelta(days=3), "no wave")
    assert not axes.texts and len(axes.patches) == 1


def test_labels_are_folded_in_a_narrow_column_only():
    assert core.fold("Models over a billion parameters", 20) == "Models over a billion parameters"
    with sizes.sized("single"):
        assert (
            core.fold("Models over a billion parameters", 20) == "Models over a\nbillion parameters"
        )
        assert core.fold("Qwen2.5-Coder-32B-Instruct", 9) == "Qwen2.5-Coder-32B-Instruct"


@pytest.mark.mpl_image_compare
def test_the_house_style():
    """Lines with bands, a hole, a mark and labels that would collide, fully dressed."""
    figure, axes = core.canvas(height=3.4)
    days = pd.date_range("2023-01-01", "2026-08-01", freq="MS")
    step = np.arange(len(days))
    for region, height in (("US", 400e6 + step * 13e6), ("CN", 300e6 + step * 15e6)):
        height = np.where((step > 20) & (step < 27), np.nan, height)
        axes.plot(days, height, color=core.color(region))
        axes.plot(days[-1], height[-1], core.marker(region), color=core.color(region))
        core.band(axes, days, height * 0.96, height * 1.04, region)
    axes.set_ylim(0, 1.1e9)
    core.years(axes.xaxis)
    core.units(axes.yaxis, number)
    core.hole(axes, days[20], days[27], "no wave")
    core.mark(axes, days[10], "burst")
    core.end_labels(
        axes,
        [
            (days[-1], 959e6, "the United States", core.ink("US")),
            (days[-1], 945e6, "China", core.ink("CN")),
        ],
    )
    words = Words(
        "A title states the finding in at most fourteen words, whichever side leads",
        "What is counted, in which unit, on which day; bands are intervals; n = 88.",
        "",
        "",
    )
    return dress.dress(figure, words, ["Source: a test.", "Panel. Rule.", "Credit. Terms."])


def test_a_line_is_as_wide_as_its_words_and_spaces():
    text, size = "China 12M, To VA", 9.5
    font = font_manager.FontProperties(family="sans-serif", size=size, weight="semibold")
    whole = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    assert core.text_width(text, size, "semibold") == pytest.approx(whole)


def test_what_is_told_of_a_mark_lies_where_it_is_drawn():
    figure, axes = core.canvas(height=2, width=4)
    axes.set_position((0.25, 0.5, 0.5, 0.25))
    figure.set_layout_engine(None)
    axes.set(xlim=(0, 10), ylim=(0, 1))
    core.tell(axes, 5, 0.5, "a bar", 10, 1)
    core.tell(axes, 0, 1, "a dot")
    assert core.told(figure) == [(0.5, 0.375, 0.5, 0.25, "a bar"), (0.25, 0.25, 0, 0, "a dot")]
    assert core.told(core.canvas()[0]) == []
