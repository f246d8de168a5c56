"""Figures for print, slide and card: size, type, fonts, words that fit, no partial file."""

from __future__ import annotations

import functools
import inspect
import io
import os
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from hubgap import Study
from hubgap import __main__ as command
from hubgap import study as studies
from hubgap.charts import core, sizes
from hubgap.charts.sizes import MM, PRESETS
from hubgap.data import ROOT, Data, DataError
from hubgap.exhibits import exhibit
from hubgap.exhibits.exhibit import Exhibit, Remark
from hubgap.kept import Kept
from hubgap.panel import Ground
from hubgap.publish import dress, files, show
from hubgap.rules import Method
from hubgap.words.en.grammar import Words

from . import test_pictures
from .test_publish import SOURCES, SVG, TABLE, WORDS, broken, chart, exhibited

SIZES = list(PRESETS)
LEAST_TYPE = 5.9  # points on paper
ALL = Method("All.")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder, where nothing is kept and one page has two figures and a sentence."""
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    monkeypatch.delenv("HUBGAP_DATA", raising=False)
    monkeypatch.setattr(studies, "open_data", small)
    made = {}
    monkeypatch.setattr(exhibit, "_made", made)
    monkeypatch.setattr(exhibit, "registry", lambda: made)

    @exhibit.exhibit("02-other")
    def other(study: Study) -> Exhibit:
        raise SystemError("another figure is not made")

    @exhibit.exhibit("02-stub")
    def stub(study: Study) -> Exhibit:
        if study.data.folder.name == "broken":
            raise AssertionError("a bad table")
        drawn = broken if study.data.folder.name == "undrawn" else chart
        return Exhibit(TABLE, None, WORDS, drawn, Ground("census", ("free",)), ALL)

    @exhibit.exhibit("02-prose")
    def prose(study: Study) -> Remark:
        return Remark("A sentence.")

    return tmp_path


def small(asked: str | None) -> Data:
    return Data(Path(asked or "data"), {"resources": [{"name": "sources"}]}, {"sources": SOURCES})


def draw(home, *options, name="02-stub") -> int:
    return command.main(["figure", name, "--output", str(home / "out"), *options])


def made(home, size, kind, *options) -> bytes:
    assert draw(home, "--size", size, "--format", kind, *options) == 0
    (path,) = (home / "out").iterdir()  # one whole file, and nothing else
    assert path.name == (f"02-stub.{kind}" if kind in sizes.NUMBERS else f"02-stub-{size}.{kind}")
    return path.read_bytes()


def placed(size, drawn: float) -> float:
    return (PRESETS[size].placed or drawn) / drawn


# --- size


@pytest.mark.parametrize(
    ("size", "millimeters"),
    [("single", 89), ("phone", 91.44), ("double", 183), ("web", 190.5), ("slide", 338.7)],
)
def test_a_file_is_as_wide_as_its_place(home, size, millimeters):
    svg = ElementTree.fromstring(made(home, size, "svg"))
    assert float(svg.get("width")[:-2]) / 72 / MM == pytest.approx(millimeters, abs=0.1)
    assert float(svg.get("viewBox").split()[2]) / 72 == pytest.approx(PRESETS[size].drawn)
    (home / "out" / f"02-stub-{size}.svg").unlink()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", made(home, size, "pdf"))
    assert float(box[1]) / 72 / MM == pytest.approx(millimeters, abs=0.1)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("slide", (1920, 1080)),
        ("social", (1200, 675)),
        ("single", (2102, None)),
        ("phone", (691, None)),
    ],
)
def test_a_png_has_its_pixels(home, size, pixels):
    made(home, size, "png")
    picture = Image.open(home / "out" / f"02-stub-{size}.png")
    assert [got for got, said in zip(picture.size, pixels, strict=True) if said] == [
        p for p in pixels if p
    ]
    assert picture.info["dpi"][0] == pytest.approx(PRESETS[size].dpi, abs=0.1)


@pytest.mark.parametrize("height", [2.0, 3.1, 3.37, 5.7])
def test_a_slide_keeps_its_shape_for_every_chart(height):
    with sizes.sized("social"):
        figure, axes = core.canvas(height=1.0, flat=height)
        dress.dress(figure, Words("Title", "Line", "", ""), ["Source."])
        png = files.content("png", figure, dict.fromkeys(KEYS, ""), None)
        assert Image.open(io.BytesIO(png)).size == (1200, 675)
        figure.draw_without_rendering()
    assert axes.get_tightbbox().height / figure.dpi >= height * 0.9


KEYS = ("figure", "title", "alt", "definition", "rule", "panel", "sources", "terms", "credit")


def test_panels_stand_one_below_another_in_a_column():
    with sizes.sized("single"):
        figure, axes = core.canvas(2, 3, height=2, stacked=7)
        assert core.narrow() and figure.get_size_inches() == pytest.approx((5, 7))
    assert [part.get_subplotspec().get_geometry()[:2] for part in axes] == [(6, 1)] * 6
    figure, axes = core.canvas(2, 3, height=2, width=3.6, stacked=7)
    assert not core.narrow() and figure.get_size_inches() == pytest.approx((3.6, 2))
    assert axes.shape == (2, 3)


# --- type


@pytest.mark.parametrize("size", ["phone", "single", "double", "slide", "social"])
def test_title_line_and_footer_can_be_read(size):
    with sizes.sized(size):
        figure = dress.dress(core.canvas(flat=6)[0], Words("T", "D", "", ""), ["Source."])
    scale = placed(size, figure.get_figwidth())
    title, line, footer = [text.get_size() * scale for text in figure.texts if text.get_text()]
    least = {"slide": 12, "social": 12, "phone": PRESETS["phone"].least}
    assert title > line > footer >= least.get(size, LEAST_TYPE)


def test_no_type_is_under_eleven_pixels_on_a_screen_of_320():
    phone = PRESETS["phone"]
    assert phone.placed == phone.drawn
    points, width = phone.least * 96 / 72, phone.drawn * 96
    assert points * (320 - 2 * 8) / width >= 11


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
def real(slug: str) -> Exhibit:
    return exhibit.one(slug, study())


@functools.cache
def study() -> Study:
    return Study("embedded")


# Their small tables leave no room for words, so these are drawn of the embedded data.
REAL = {
    "flagships": lambda: real("04-flagships").chart(),
    "lags": lambda: real("05-lag").chart(),
    "observed": lambda: real("01-observed").chart(),
}
SMALL = inspect.getmembers(test_pictures, inspect.isfunction)
DRAWN = {name[5:]: chart for name, chart in SMALL if name.startswith("test_")} | REAL


@pytest.mark.parametrize("size", ["phone", "single", "slide"])
@pytest.mark.parametrize("chart", DRAWN.values(), ids=DRAWN)
def test_no_words_are_cut_or_lie_on_others_or_are_too_small(chart, size):
    if size == "phone" and chart is test_pictures.test_pulls:
        return  # three months are too few for its words there; those of the edition are drawn below
    with sizes.sized(size):
        title = "China trails American records by a median of some months"
        words = Words(title, "What. " * 30, "", "")
        figure = dress.dress(chart(), words, ["Source. " * 30])
    found = words_of(figure)
    assert len(found) > 5
    scale = placed(size, figure.get_figwidth())
    assert min(text.get_size() for text in found) * scale >= LEAST_TYPE
    clear(figure, found)


def clear(figure, found: list[Text]) -> None:
    """No word is cut at the edge of the figure, and none lies on another."""
    width, height = 72 * figure.get_size_inches()
    boxes = [Text.get_window_extent(text).extents * 72 / figure.dpi for text in found]
    for number, (text, (left, low, right, high)) in enumerate(zip(found, boxes, strict=True)):
        assert left > -1 and low > -1 and right < width + 1 and high < height + 1, f"{text} is cut"
        for other, (x0, y0, x1, y1) in zip(found[:number], boxes[:number], strict=True):
            across, up = min(right, x1) - max(left, x0), min(high, y1) - max(low, y0)
            assert across < 1 or up < 3, f"{text} lies on {other}"


FIGURES = sorted(path.stem for path in (ROOT / "figures").glob("*.csv"))


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_can_be_read_on_a_phone(name):
    with sizes.sized("phone"):
        figure = real(name).figure()
        assert dress.readable(figure)
    found = words_of(figure)
    assert min(text.get_size() for text in found) >= PRESETS["phone"].least
    clear(figure, found)
    # A word right of the axes would take their width rather than be cut.
    widest = max(axes.get_position().width for axes in figure.axes)
    assert widest > 0.4 / figure.axes[0].get_gridspec().ncols


# --- formats


@pytest.mark.parametrize("size", SIZES)
def test_a_pdf_holds_truetype_fonts_only_and_the_drawing_in_its_scale(home, size):
    pdf = made(home, size, "pdf")
    kinds = set(re.findall(rb"/Subtype /(Type\d|TrueType|CIDFontType\d)", pdf))
    assert b"Type3" not in kinds and b"CIDFontType2" in kinds and b"/FontFile2" in pdf
    parts = re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.DOTALL)
    page = b"".join(zlib.decompress(part) for part in parts)
    scales = re.findall(rb"^([\d.]+) 0 0 \1 0 0 cm", page, re.MULTILINE)
    drawn = PRESETS[size].drawn
    said = [] if size in ("web", "phone") else [pytest.approx(placed(size, drawn), rel=1e-3)]
    assert [float(scale) for scale in scales] == said


@pytest.mark.parametrize("size", SIZES)
def test_words_of_an_svg_are_text(home, size):
    svg = ElementTree.fromstring(made(home, size, "svg"))
    said = " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))
    assert "China leads the United States" in said and "Source: Maker. Chart: hubgap" in said


@pytest.mark.parametrize("size", SIZES)
def test_a_figure_that_cannot_be_read_at_a_size_is_refused_with_those_that_can(size):
    def dense():
        figure, axes = core.canvas(height=2)
        axes.text(0.5, 0.5, "tiny words", size=4.4)
        return figure

    shown = replace(exhibited(), chart=dense)
    if size == "web":
        assert shown.content("png", size)
        return
    told = f"02-test cannot be read at {size}: choose from web."
    with pytest.raises(DataError, match=f"^{told}$"):
        shown.content("png", size)
    assert shown.content("csv", size)


@pytest.mark.parametrize(("background", "alpha"), [("white", 255), ("transparent", 0)])
def test_the_background_is_white_or_nothing(home, background, alpha):
    png = made(home, "single", "png", "--background", background)
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
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


@pytest.mark.parametrize("kind", files.ALL_KINDS)
def test_the_same_figure_is_the_same_bytes(home, kind):
    assert made(home, "slide", kind) == made(home, "slide", kind)


# --- the command


def test_the_numbers_are_those_of_the_edition(home):
    assert made(home, "slide", "csv").startswith(b"country,share,day,bursts")


THERE_ARE = "there are 02-other, 02-stub."


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("02-stubb", (), f"There is no figure '02-stubb'; {THERE_ARE}"),
        ("02-prose", (), f"There is no figure '02-prose'; {THERE_ARE}"),
        ("../02-stub", (), f"There is no figure '../02-stub'; {THERE_ARE}"),
        ("02-stub", ("--data", "broken"), "02-stub cannot be made of these data: a bad table"),
        ("02-stub", ("--data", "undrawn"), "02-stub cannot be made of these data: by zero"),
    ],
)
def test_a_figure_that_cannot_be_made_is_one_sentence(home, capsys, name, options, told):
    assert draw(home, *options, name=name) == 1
    assert capsys.readouterr().err == f"{told}\n"
    assert not (home / "out").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--size", "huge"), "(choose from web, phone, single, double, slide, social)"),
        (("--format", "jpeg"), "(choose from svg, pdf, png, csv, json, xlsx)"),
        (("--background", "black"), "(choose from white, transparent)"),
    ],
)
def test_a_bad_option_says_what_there_is(home, capsys, options, told):
    with pytest.raises(SystemExit) as stop:
        draw(home, *options)
    error = capsys.readouterr().err
    assert stop.value.code == 1 and told in error.replace("'", "") and error.count("\n") == 1
    assert not (home / "out").exists()


@pytest.mark.parametrize("options", [(), ("--format", "csv")])
def test_a_folder_that_is_a_file_is_refused(home, capsys, options):
    (home / "out").write_text("mine", encoding="utf-8")
    assert draw(home, *options) == 1
    told = f"{home / 'out'} cannot be written (File exists): name another folder.\n"
    assert capsys.readouterr() == ("", told)
    assert (home / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("data", ["embedded", "undrawn"])
def test_after_a_figure_the_size_is_the_web_edition(home, data):
    assert draw(home, "--size", "single", "--data", data) == (data == "undrawn")
    assert sizes.active.get() == PRESETS["web"]


def test_every_figure_of_the_edition_is_known():
    assert set(FIGURES) == set(exhibit.figures())


# --- what is kept


def keep(name: str, kind: str, content: bytes) -> Path:
    kept = Kept(ROOT / "data")
    kept.put(name, "a study", [], [], {f"{name}.{kind}": content})
    return kept.folder / f"{name}.{kind}"


def test_the_file_that_a_build_kept_is_taken_and_not_drawn_again(home):
    keep("02-stub", "svg", b"kept")
    assert made(home, "web", "svg") == b"kept"


@pytest.mark.parametrize(
    "options", [("--size", "slide"), ("--background", "transparent"), ("--data", "elsewhere")]
)
def test_another_size_background_or_data_is_drawn(home, options):
    keep("02-stub", "svg", b"kept")
    assert draw(home, "--format", "svg", *options) == 0
    (path,) = (home / "out").iterdir()
    assert path.read_bytes().startswith(b"<?xml")


def test_a_kept_file_that_was_changed_is_drawn_again(home):
    keep("02-stub", "svg", b"kept").write_bytes(b"changed")
    assert made(home, "web", "svg").startswith(b"<?xml")


@pytest.mark.parametrize("kind", files.KINDS)
def test_a_kept_figure_needs_neither_pandas_nor_matplotlib(home, kind):
    keep("02-census", kind, b"kept")
    words = [sys.executable, "-X", "importtime", "-m", "hubgap", "figure", "02-census"]
    words += ["--format", kind, "--output", str(home)]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ}, capture_output=True, text=True)
    name = f"02-census.{kind}" if kind in sizes.NUMBERS else f"02-census-web.{kind}"
    assert (done.returncode, done.stdout) == (0, f"{home / name}\n")
    assert (home / name).read_bytes() == b"kept"
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "hubgap" in loaded and not loaded & {"pandas", "matplotlib", "numpy", "scipy"}


# --- saved from a notebook


@pytest.mark.parametrize(("kind", "name"), [("png", "02-test-slide.png"), ("csv", "02-test.csv")])
def test_a_saved_figure_is_one_file_whose_path_is_printed(tmp_path, capsys, kind, name):
    shown = exhibited()
    shown.save(kind, "slide", tmp_path / "new")
    assert capsys.readouterr().out == f"{tmp_path / 'new' / name}\n"
    (path,) = (tmp_path / "new").iterdir()
    assert path.name == name and path.read_bytes() == shown.content(kind, "slide")


def test_a_saved_figure_is_a_png_for_the_web_on_white_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exhibited().save()
    exhibited().save(clear=True, folder="clear")
    corners = [
        Image.open(folder / "02-test-web.png").convert("RGBA").getpixel((0, 0))
        for folder in (tmp_path, tmp_path / "clear")
    ]
    assert corners == [(255, 255, 255, 255), (255, 255, 255, 0)]


def test_where_nothing_can_be_written_the_picture_is_shown(tmp_path, monkeypatch, capsys):
    displayed = []
    monkeypatch.setattr(show, "_show", lambda content, about=None: displayed.append(content))
    place = tmp_path / "out"
    place.write_text("mine", encoding="utf-8")
    exhibited().save(folder=place)
    told = f"{place} cannot be written (File exists): name another folder.\n"
    assert capsys.readouterr() == (told, "")
    assert "image/png" in displayed[0] and displayed[1]["text/markdown"] == WORDS.finding
    assert place.read_text(encoding="utf-8") == "mine" and [*tmp_path.iterdir()] == [place]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "jpeg"}, "There is no 'jpeg': choose from svg, pdf, png, csv, json, xlsx."),
        (
            {"size": "huge"},
            "There is no 'huge': choose from web, phone, single, double, slide, social.",
        ),
    ],
)
def test_a_format_or_size_that_there_is_not_is_one_sentence(tmp_path, asked, told):
    with pytest.raises(DataError, match=f"^{re.escape(told)}$"):
        replace(exhibited(), chart=broken).save(folder=tmp_path, **asked)
    assert not [*tmp_path.iterdir()]
