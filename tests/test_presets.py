"""Figures for print, slide and card: size, type, fonts, words that fit, no partial file."""

import functools
import inspect
import json
import re
import zlib
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from hubgap import __main__ as command
from hubgap import open_data, redraw
from hubgap.charts import benchmarks as benchmarks_charts
from hubgap.charts import core, sizes
from hubgap.charts import licenses as licenses_charts
from hubgap.charts import observed as observed_charts
from hubgap.charts.sizes import MM, PRESETS
from hubgap.data import ROOT, DataError
from hubgap.measures import benchmarks, licenses, observed
from hubgap.publish import UNKNOWN, dress, files
from hubgap.words.en.grammar import Words

from . import test_pictures
from .test_publish import SVG

SIZES = list(PRESETS)
LEAST_TYPE = 5.9  # points on paper
CELLS = [
    "DATA = None",
    """
from hubgap import charts, publish
from tests.test_publish import SOURCES, TABLE, WORDS, chart
about = {"data": {"sources": SOURCES}, "panel": "census", "rule": "All.", "sources": ("free",)}
""",
    'publish.figure(chart(), "02-other", WORDS, TABLE, **about)',
    """
assert DATA != "broken", "a bad table"
publish.figure(chart(), "02-stub", WORDS, TABLE, **about)
""",
    "raise SystemError('what follows the figure does not run')",
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A repository with one notebook, which makes two figures."""
    cells = [{"cell_type": "markdown", "source": ['A figure "02-prose".']}]
    cells += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in CELLS]
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "02-stub.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setattr(redraw, "ROOT", tmp_path)
    monkeypatch.setattr(publish, "_export", None)  # the edition is not touched
    return tmp_path


def draw(home, *options, name="02-stub") -> int:
    return command.main(["figure", name, "--output", str(home / "out"), *options])


def made(home, size, kind, *options) -> bytes:
    assert draw(home, "--size", size, "--format", kind, *options) == 0
    (path,) = (home / "out").iterdir()  # one whole file, and nothing else
    assert path.name == ("02-stub.csv" if kind == "csv" else f"02-stub-{size}.{kind}")
    return path.read_bytes()


def placed(size, drawn: float) -> float:
    return (PRESETS[size].placed or drawn) / drawn


# --- size


@pytest.mark.parametrize(
    ("size", "millimeters"), [("single", 89), ("double", 183), ("web", 190.5), ("slide", 338.7)]
)
def test_a_file_is_as_wide_as_its_place(home, size, millimeters):
    svg = ElementTree.fromstring(made(home, size, "svg"))
    assert float(svg.get("width")[:-2]) / 72 / MM == pytest.approx(millimeters, abs=0.1)
    assert float(svg.get("viewBox").split()[2]) / 72 == pytest.approx(PRESETS[size].drawn)
    (home / "out" / f"02-stub-{size}.svg").unlink()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", made(home, size, "pdf"))
    assert float(box[1]) / 72 / MM == pytest.approx(millimeters, abs=0.1)


@pytest.mark.parametrize(
    ("size", "pixels"), [("slide", (1920, 1080)), ("social", (1200, 675)), ("single", (2102, None))]
)
def test_a_png_has_its_pixels(home, size, pixels):
    made(home, size, "png")
    picture = Image.open(home / "out" / f"02-stub-{size}.png")
    assert [got for got, said in zip(picture.size, pixels) if said] == [p for p in pixels if p]
    assert picture.info["dpi"][0] == pytest.approx(PRESETS[size].dpi, abs=0.1)


@pytest.mark.parametrize("height", [2.0, 3.1, 3.37, 5.7])
def test_a_slide_keeps_its_shape_for_every_chart(height):
    with sizes.sized("social"):
        figure, axes = core.canvas(height=1.0, flat=height)
        dress.dress(figure, Words("Title", "Line", "", ""), ["Source."])
        png = files.content("png", figure, dict.fromkeys(KEYS, ""), None)
        assert UNKNOWN.Image.open(UNKNOWN.io.BytesIO(png)).size == (1200, 675)
        figure.draw_without_rendering()
    assert axes.get_tightbbox().height / figure.dpi >= height * 0.9


KEYS = ("figure", "title", "alt", "definition", "rule", "panel", "sources", "terms")


def test_panels_stand_one_below_another_in_a_column():
    with sizes.sized("single"):
        figure, axes = core.canvas(2, 3, height=2, stacked=7)
        assert core.narrow() and figure.get_size_inches() == pytest.approx((5, 7))
    assert [part.get_subplotspec().get_geometry()[:2] for part in axes] == [(6, 1)] * 6
    figure, axes = core.canvas(2, 3, height=2, width=3.6, stacked=7)
    assert not core.narrow() and figure.get_size_inches() == pytest.approx((3.6, 2))
    assert axes.shape == (2, 3)


# --- type


@pytest.mark.parametrize("size", ["single", "double", "slide", "social"])
def test_title_line_and_footer_can_be_read(size):
    with sizes.sized(size):
        figure = dress.dress(core.canvas(flat=6)[0], Words("T", "D", "", ""), ["Source."])
    scale = placed(size, figure.get_figwidth())
    sizes = [text.get_size() * scale for text in figure.texts if text.get_text()]
    assert sizes[0] > sizes[1] > sizes[2] >= (12 if size in ("slide", "social") else LEAST_TYPE)


def words_of(figure) -> list[Text]:
    """The words of a figure that are drawn: labels of ticks beyond the limits are not."""
    figure.draw_without_rendering()
    axes = [axis for part in figure.axes for axis in (part.xaxis, part.yaxis)]
    shown = {tick for axis in axes if axis.axes.axison for tick in axis._update_ticks()}
    ticks = {tick for axis in axes for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())}
    hidden = {label for tick in ticks - shown for label in (tick.label1, tick.label2)}
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text not in hidden]
    texts = [text for text in texts if text.get_text().strip()]
    return [text for text in texts if Text.get_window_extent(text).width]


@functools.cache
def tables(chart: str) -> tuple:
    """What charts draw of the embedded data whose small tables leave no room for words."""
    data = open_data("embedded")
    if chart == "observed":
        runs = observed.observed(data)
        return runs, observed.holes(runs), observed.untrusted(data)
    if chart == "lags":
        overall = benchmarks.lags_on(benchmarks.RULERS, data)
        opened = benchmarks.lags_on(benchmarks.OPEN_RULERS, data, "open")
        return tuple(map(pd.concat, zip(overall, opened)))
    return (licenses.flagships(data["flagship_licenses"]),)


REAL = {
    "flagships": lambda: licenses_charts.flagships(*tables("flagships")),
    "lags": lambda: benchmarks_charts.lags(*tables("lags")),
    "observed": lambda: observed_charts.observed(*tables("observed")),
}
SMALL = inspect.getmembers(test_pictures, inspect.isfunction)
DRAWN = {name[5:]: chart for name, chart in SMALL if name.startswith("test_")} | REAL


@pytest.mark.parametrize("size", ["single", "slide"])
@pytest.mark.parametrize("chart", DRAWN.values(), ids=DRAWN)
def test_no_words_are_cut_or_lie_on_others_or_are_too_small(chart, size):
    with sizes.sized(size):
        title = "China trails American records by a median of some months"
        words = Words(title, "What. " * 30, "", "")
        figure = dress.dress(chart(), words, ["Source. " * 30])
    found = words_of(figure)
    assert len(found) > 5
    scale = placed(size, figure.get_figwidth())
    assert min(text.get_size() for text in found) * scale >= LEAST_TYPE
    width, height = 72 * figure.get_size_inches()
    boxes = [Text.get_window_extent(text).extents * 72 / figure.dpi for text in found]
    for number, (text, (left, low, right, high)) in enumerate(zip(found, boxes)):
        assert left > -1 and low > -1 and right < width + 1 and high < height + 1, f"{text} is cut"
        for other, (x0, y0, x1, y1) in zip(found[:number], boxes):
            across, up = min(right, x1) - max(left, x0), min(high, y1) - max(low, y0)
            assert across < 1 or up < 3, f"{text} lies on {other}"


# --- formats


@pytest.mark.parametrize("size", SIZES)
def test_a_pdf_holds_type_3_fonts_only_and_the_drawing_in_its_scale(home, size):
    pdf = made(home, size, "pdf")
    kinds = set(re.findall(rb"/Subtype /(Type\d|TrueType|CIDFontType\d)", pdf))
    assert kinds == {b"Type3"} and b"/FontFile" not in pdf
    parts = re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.DOTALL)
    page = b"".join(zlib.decompress(part) for part in parts)
    scales = re.findall(rb"^([\d.]+) 0 0 \1 0 0 cm", page, re.MULTILINE)
    drawn = PRESETS[size].drawn
    said = [] if size == "web" else [pytest.approx(placed(size, drawn), rel=1e-3)]
    assert [float(scale) for scale in scales] == said


@pytest.mark.parametrize("size", SIZES)
def test_words_of_an_svg_are_text(home, size):
    svg = ElementTree.fromstring(made(home, size, "svg"))
    said = " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))
    assert "China leads the United States" in said and "Chart and coding: hubgap" in said
    assert ("Census. All." in said) == (size in ("web", "single", "double"))  # else a brief footer


@pytest.mark.parametrize(("background", "alpha"), [("white", 255), ("transparent", 0)])
def test_the_background_is_white_or_nothing(home, background, alpha):
    png = made(home, "single", "png", "--background", background)
    picture = Image.open(UNKNOWN.io.BytesIO(png)).convert("RGBA")
    assert picture.getpixel((0, 0)) == (255, 255, 255, alpha)
    assert picture.getextrema()[3] == (alpha, 255)
    svg_home = home / "out" / "02-stub-single.png"
    svg_home.unlink()
    white = b"fill: #ffffff" in made(home, "single", "svg", "--background", background)
    assert white == (background == "white")


def test_countries_differ_in_grayscale():
    luma = np.array([0.299, 0.587, 0.114])
    china, states = (luma @ to_rgb(core.color(side)) for side in ("CN", "US"))
    assert abs(china - states) > 0.1


@pytest.mark.parametrize("kind", ["svg", "pdf", "png", "csv"])
def test_the_same_figure_is_the_same_bytes(home, kind):
    assert made(home, "slide", kind) == made(home, "slide", kind)


# --- the command


def test_the_numbers_are_those_of_the_edition(home):
    assert made(home, "slide", "csv").startswith(b"# figure: 02-stub\n# title: China leads")


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("02-stubb", (), "No notebook makes a figure '02-stubb'; there are 02-other, 02-stub."),
        ("02-prose", (), "No notebook makes a figure '02-prose'; there are 02-other, 02-stub."),
        ("02-stub", ("--data", "broken"), "02-stub.ipynb did not run: a bad table"),
    ],
)
def test_a_figure_that_cannot_be_made_is_one_sentence(home, capsys, name, options, told):
    assert draw(home, *options, name=name) == 1
    assert capsys.readouterr().err == f"{told}\n"
    assert not (home / "out").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--size", "huge"), "(choose from web, single, double, slide, social)"),
        (("--format", "jpeg"), "(choose from svg, pdf, png, csv)"),
        (("--background", "black"), "(choose from white, transparent)"),
    ],
)
def test_a_bad_option_says_what_there_is(home, capsys, options, told):
    with pytest.raises(SystemExit) as stop:
        draw(home, *options)
    error = capsys.readouterr().err
    assert stop.value.code == 1 and told in error.replace("'", "") and error.count("\n") == 1
    assert not (home / "out").exists()


def test_a_folder_that_is_a_file_is_refused(home, capsys):
    (home / "out").write_text("mine", encoding="utf-8")
    assert draw(home) == 1
    assert "02-stub-web.png cannot be written" in capsys.readouterr().err
    assert (home / "out").read_text(encoding="utf-8") == "mine"


def test_after_a_figure_nothing_is_wanted_and_the_size_is_the_web_edition(home):
    assert draw(home, "--size", "single") == 0
    with pytest.raises(DataError):
        redraw.redraw("02-none", home, "slide")
    assert UNKNOWN.wanted.get() is None and sizes.active.get() == PRESETS["web"]


def test_every_figure_of_the_edition_is_known():
    committed = {path.stem for path in (ROOT / "figures").glob("*.csv")}
    assert committed <= set(redraw.notebooks())
