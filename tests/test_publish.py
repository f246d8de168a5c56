"""An exhibit as it is dressed, written, shown and listed."""

import base64
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from hubgap.charts import core
from hubgap.disk import DataError, write_all
from hubgap.exhibits import exhibit
from hubgap.exhibits.exhibit import Exhibit, Listing, Remark
from hubgap.panel import Ground
from hubgap.publish import dress, files, gallery, show
from hubgap.rules import Method
from hubgap.words.en.grammar import Words

from .reading import header

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    title="China leads the United States by 38%",
    definition="Share of downloads; 11 July 2024; n = 12 models.",
    finding="China 69%, the United States 31%, by the tested rule.",
    alt='Two bars: China 69%, the United States 31%; 2 < 3 & "so on".',
)
SOURCES = pd.DataFrame(
    [
        ("free", "Crawl of all", "Maker (Univ.)", "MIT", "attribution", "2024-07-11", "Maker 2024"),
        ("copyleft", "List, 2024-07", "Lister (Org)", "GPL", "share-alike", "2024-07", "L, GPL"),
        ("closed", "Exam", "Lab", "CC-NC; facts", "noncommercial", "2023", "Lab 2023"),
        ("silent", "Someone's feed", "Someone", "none stated", "unstated", "now", "S. 2025"),
    ],
    columns=["id", "title", "publisher", "license", "redistribution", "measured_to", "citation"],
)
TABLE = pd.DataFrame(
    {
        "country": ["China", "=2+3", "-5", "@x", "+1"],
        "share": [0.123456789, -0.5, None, 1234567.8, 6e25],
        "day": pd.to_datetime(["2024-07-11"] * 5),
        "bursts": [True, False, True, False, True],
        "-n": [1, 2, -3, 4, 5],
    }
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The folder with the files of one figure."""
    folder = tmp_path_factory.mktemp("figures")
    write(folder, exhibited(sources=("free", "copyleft")))
    return folder


@pytest.fixture
def displayed(monkeypatch):
    """What a notebook would show, as (content, metadata)."""
    shown = []
    monkeypatch.setattr(show, "_show", lambda content, about=None: shown.append((content, about)))
    return shown


def chart():
    figure, axes = core.canvas(height=2)
    axes.barh(["China", "the United States"], [0.69, 0.31], color=[*core.COLORS.values()])
    return figure


def exhibited(
    name="02-test", words=WORDS, sources=("free",), panel="census", rule="All models."
) -> Exhibit:
    """An exhibit as it is when its maker has been asked."""
    cited = dress.cited(name, SOURCES, sources)
    ground, rule = Ground(panel, sources), Method(rule)
    return Exhibit(TABLE, None, words, chart, ground, rule, slug=name, cited=cited)


def write(folder, shown: Exhibit) -> None:
    made = shown.drawn()
    write_all({folder / f"{shown.slug}.{kind}": made[kind] for kind in files.KINDS})


def svg_words(path):
    return [text.text for text in ElementTree.parse(path).iter(f"{SVG}text")]


def test_the_same_figure_leaves_its_files_untouched_and_another_word_changes_all(tmp_path):
    write(tmp_path, exhibited())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(before) == 4
    write(tmp_path, exhibited())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    write(tmp_path, exhibited(words=replace(WORDS, title="No clear difference")))
    assert all(path.stat().st_mtime_ns != time for path, time in before.items())


def test_an_exhibit_says_the_words_that_it_was_given():
    shown = exhibited()
    assert vars(WORDS).items() <= shown.about.items()
    for part in (WORDS.title, WORDS.finding, "All models."):
        assert part in repr(shown)


def test_the_csv_says_what_it_shows_and_spares_spreadsheets(exported):
    path = exported / "02-test.csv"
    assert path.read_text(encoding="utf-8").splitlines() == [
        "# figure: 02-test",
        f"# title: {WORDS.title}",
        f"# definition: {WORDS.definition}",
        f"# finding: {WORDS.finding}",
        f"# alt: {WORDS.alt}",
        "# panel: Census.",
        "# rule: All models.",
        "# sources: free copyleft",
        "# source free: Maker 2024; license: MIT",
        "# source copyleft: L, GPL",
        "# terms: CC BY 4.0 for figure and text. Share alike the numbers of Lister under GPL.",
        "# credit: Chart and coding: hubgap",
        "country,share,day,bursts,'-n",
        "China,0.123457,2024-07-11,true,1",
        "'=2+3,-0.5,2024-07-11,false,2",
        "'-5,,2024-07-11,true,-3",
        "'@x,1234568,2024-07-11,false,4",
        "'+1,6e+25,2024-07-11,true,5",
    ]
    assert len(pd.read_csv(path, comment="#")) == len(TABLE)
    assert header(path)["sources"] == "free copyleft"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("free", ""),
        ("copyleft", " Share alike the numbers of Lister under GPL."),
        ("closed", " No commercial use of the numbers of Lab under CC-NC."),
        ("silent", " No license stated by Someone."),
    ],
)
def test_terms_say_what_a_source_restricts(source, said):
    rows = SOURCES[SOURCES["id"] == source]
    assert dress.terms(rows) == "CC BY 4.0 for figure and text." + said


def test_the_footer_stands_on_the_figure(exported):
    words = " ".join(word or "" for word in svg_words(exported / "02-test.svg"))
    assert "Sources: Maker, Crawl of all, until 11 July 2024; Lister, List, 2024-07" in words
    assert "Census. All models." in words
    assert "Chart and coding: hubgap. CC BY 4.0 for figure and text. Share alike" in words


def test_the_footer_names_sources_with_their_last_day_or_only_publishers():
    about = {"panel": "P.", "rule": "R.", "credit": "C", "terms": "T."}
    assert dress.footer(about, SOURCES.iloc[1:])[0] == (
        "Sources: Lister, List, 2024-07; Lab, Exam, until 2023; Someone's feed."
    )
    assert dress.footer(about, SOURCES) == [
        "Sources: Maker; Lister; Lab; Someone.",
        "P. R.",
        "C. T.",
    ]


def test_svg_keeps_words_as_text_with_their_glyphs_and_an_alternative(exported):
    path = exported / "02-test.svg"
    root = ElementTree.parse(path).getroot()
    assert root.get("role") == "img"
    labels = {element.get("id"): element.text for element in root if element.get("id")}
    assert [labels[label] for label in root.get("aria-labelledby").split()] == [
        WORDS.title,
        WORDS.alt,
    ]
    assert WORDS.title in svg_words(path)
    faces = re.findall(r"base64,([^)]*)\)", "".join(root.itertext()))
    regular, semibold = (TTFont(io.BytesIO(base64.b64decode(face))) for face in faces)
    for font in (regular, semibold):
        assert {ord(letter) for letter in WORDS.title} <= set(font.getBestCmap())


def test_png_is_printable_and_says_what_it_shows(exported):
    picture = Image.open(exported / "02-test.png")
    assert picture.width == 1500
    assert picture.text["Title"] == WORDS.title
    assert picture.text["Description"] == WORDS.alt
    for note in (WORDS.definition, "rule: All models.", "panel: Census.", "sources: free copyleft"):
        assert note in picture.text["Comment"]


def test_pdf_embeds_outlines_and_says_what_it_shows(exported):
    content = (exported / "02-test.pdf").read_bytes()
    assert b"/Subtype /Type3" in content and b"CreationDate" not in content
    assert WORDS.title.encode() in content and WORDS.alt.encode() in content
    assert b"rule: All models. | panel: Census. | sources: free copyleft" in content


def test_a_notebook_gets_a_small_picture_with_alt_text_and_the_finding(displayed):
    exhibited()._ipython_display_()
    (content, metadata), (said, _) = displayed
    assert metadata["image/png"] == {"alt": WORDS.alt, "width": 750}
    assert metadata["hubgap"] == {"figure": "02-test"}  # the site shows the exported figure
    assert content["text/plain"] == WORDS.alt
    assert len(content["image/png"]) < 50 * 1024
    assert Image.open(io.BytesIO(base64.b64decode(content["image/png"]))).width == 900
    assert said == {"text/markdown": WORDS.finding, "text/plain": WORDS.finding}


def test_a_notebook_shows_the_kept_picture_without_drawing(displayed):
    drawn = exhibited().drawn()["inline"]
    replace(exhibited(), chart=None, inline=drawn)._ipython_display_()
    assert base64.b64decode(displayed[0][0]["image/png"]) == drawn


def test_sentences_and_tables_show_themselves(displayed):
    frame = pd.DataFrame({"model": ["a", "b"], "points": [1, None]})
    Remark("China leads.")._ipython_display_()
    Listing(frame, "Best.", bold=1)._ipython_display_()
    (said, _), (listed, _) = displayed
    assert said == {"text/markdown": "China leads.", "text/plain": "China leads."}
    assert listed["text/html"] == show.table_html(frame, "Best.", 1)
    assert listed["text/plain"].splitlines()[0] == "Best."


def test_the_readers_own_settings_stay_and_change_no_figure():
    usual = exhibited().content("svg")
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "svg.fonttype": "path"}):
        before = dict(matplotlib.rcParams)
        shown = exhibited()
        assert shown.content("svg") == usual
        shown._ipython_display_()
        assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("words", [1, 12, 200])
def test_words_of_any_length_overlap_nothing(words):
    figure = chart()
    figure.draw_without_rendering()
    height = figure.axes[0].bbox.height
    text = " ".join(["Qwen2.5-Coder-32B-Instruct"] * words)
    dress.dress(figure, Words(text, text, "", ""), [text, text])
    figure.draw_without_rendering()
    boxes = [part.get_window_extent() for part in figure.texts if part.get_text()]
    boxes.append(figure.axes[0].get_tightbbox())
    assert figure.axes[0].bbox.height == pytest.approx(height, rel=0.02)
    for number, box in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1
        assert box.y0 >= 0 and box.y1 <= figure.bbox.y1
        # Line boxes hold ascenders and descenders: neighbors may touch by a point, not more.
        assert all(min(box.y1, other.y1) - max(box.y0, other.y0) < 2 for other in boxes[:number])


def test_a_title_of_twelve_words_takes_two_lines_of_large_type():
    title = "Chinese models are downloaded more than American ones since the summer of 2025"
    figure = dress.dress(chart(), Words(title, "Line", "", ""), [])
    assert [text.get_size() for text in figure.texts if text.get_weight() == "semibold"] == [15, 15]


def test_a_line_never_ends_between_number_and_unit():
    lines = dress._wrap("China 12M " * 40, 100, 10, "normal")
    assert len(lines) > 10
    assert not [line for line in lines if line.startswith("M") or line.endswith("12")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"sources": ("free", "nobody")},
            "Source 'nobody' of figure 02-test is not in the sources table.",
        ),
        ({"sources": ()}, "Figure 02-test names no source."),
        ({"words": Words("Title", "Line", " ", "Alt")}, "Figure 02-test has no finding."),
        ({"words": Words("Title", "Line", "Finding", "")}, "Figure 02-test has no alt."),
        ({"rule": ""}, "Figure 02-test has no rule."),
    ],
)
def test_bad_input_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        _ = exhibited(**change).about


def test_an_exhibit_has_a_name_of_its_own(monkeypatch):
    monkeypatch.setattr(exhibit, "_made", {"02-census": chart})
    for name in ("../census", "02-census", "2-census", "02-Census", "02-a.b"):
        told = f"An exhibit has a name of its own like 02-census, not {name!r}."
        with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
            exhibit.exhibit(name)(broken)


def broken():
    raise ZeroDivisionError("by zero")


@pytest.mark.parametrize("asked", [lambda one: one.content("png"), lambda one: one.drawn()])
def test_a_chart_that_cannot_be_drawn_is_one_sentence(asked):
    told = "02-test cannot be made of these data: by zero"
    with pytest.raises(DataError, match=f"^{told}$"):
        asked(replace(exhibited(), chart=broken))


def test_the_gallery_lists_every_figure_with_links_that_resolve(tmp_path):
    both = [exhibited("02-test"), exhibited("05-gap", sources=("silent",))]
    for shown in both:
        write(tmp_path, shown)
    text = gallery.gallery({shown.slug: shown.about for shown in both})
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert {*links} == {path.name for path in tmp_path.iterdir()}
    assert text.count(WORDS.definition) == text.count(f"![{WORDS.alt}]") == 2
    assert "- S. 2025; license: none stated" in text
    assert "No license stated by Someone." in text


def test_a_table_is_plain_html():
    frame = pd.DataFrame({"model": ["a<b>", "c"], "points": [1432, None], "open": ["yes", "no"]})
    text = show.table_html(frame, "Best & only", bold=0)
    rows = re.findall(r"<tr>.*</tr>", text)
    assert "<caption>Best &amp; only</caption>" in text
    assert re.findall(r'align="(\w+)"', rows[0]) == ["left", "right", "left"]
    assert [re.sub("<[^>]*>", "|", row).strip("|") for row in rows[1:]] == [
        "a&lt;b&gt;||||1432||||yes",
        "c||–||no",
    ]
    assert ["<strong>" in row for row in rows] == [False, True, False]


def test_plain_python_hears_nothing(capsys):
    show.say("China leads.", "It is so.")
    show.table(TABLE, "Table.")
    for shown in (exhibited(), Remark("China leads."), Listing(TABLE, "Table.")):
        shown._ipython_display_()
    assert capsys.readouterr() == ("", "")
