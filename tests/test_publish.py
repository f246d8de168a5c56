"""An exhibit as it is dressed, written, shown and listed."""

import base64
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib._afm import AFM
from matplotlib.text import Text
from openpyxl import load_workbook
from PIL import Image

from hubgap import open_data
from hubgap.charts import core, sizes
from hubgap.disk import DataError, write_all
from hubgap.exhibits import exhibit
from hubgap.exhibits.exhibit import Exhibit, Listing, Remark
from hubgap.panel import FOR_CREDIT, SELECTIONS, Ground
from hubgap.publish import columns, dress, files, gallery, show
from hubgap.rules import Method
from hubgap.site import pages
from hubgap.words.en import captions
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
).assign(folder="benchmarks")
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
    assert len(before) == len(files.KINDS) == 5
    write(tmp_path, exhibited())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    write(tmp_path, exhibited(words=replace(WORDS, title="No clear difference")))
    same = {path.suffix for path, time in before.items() if path.stat().st_mtime_ns == time}
    assert same == {".csv"}  # no word stands in it


def test_an_exhibit_says_the_words_that_it_was_given():
    shown = exhibited()
    assert vars(WORDS).items() <= shown.about.items()
    for part in (WORDS.title, WORDS.finding, "All models."):
        assert part in repr(shown)


def test_the_csv_begins_with_its_header_and_spares_spreadsheets(exported):
    path = exported / "02-test.csv"
    assert path.read_text(encoding="utf-8").splitlines() == [
        "country,share,day,bursts,'-n",
        "China,0.123457,2024-07-11,true,1",
        "'=2+3,-0.5,2024-07-11,false,2",
        "'-5,,2024-07-11,true,-3",
        "'@x,1234568,2024-07-11,false,4",
        "'+1,6e+25,2024-07-11,true,5",
    ]
    assert len(pd.read_csv(path)) == len(TABLE)


def test_the_sidecar_says_what_the_numbers_are(exported):
    said = json.loads((exported / "02-test.json").read_text(encoding="utf-8"))
    assert list(said) == [
        *("figure", "title", "definition", "finding", "alt", "panel", "rule", "sources"),
        *("until", "terms", "credit", "columns"),
    ]
    assert said["title"] == WORDS.title and said["rule"] == "All models."
    assert said["sources"] == [
        {"id": "free", "citation": "Maker 2024; license: MIT", "license": "MIT"},
        {"id": "copyleft", "citation": "L, GPL", "license": "GPL"},
    ]
    columns = pd.read_csv(exported / "02-test.csv").columns
    assert [column["name"] for column in said["columns"]] == [*columns]
    assert said["columns"][1]["unit"] == "share (0 to 1)"
    assert header(exported / "02-test.csv") == exhibited(sources=("free", "copyleft")).about


def test_a_workbook_has_numbers_and_a_page_about_them():
    content = exhibited().content("xlsx")
    assert content == exhibited().content("xlsx")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["numbers", "about"]
    rows = [*book["numbers"].values]
    assert rows[0] == ("country", "share", "day", "bursts", "'-n")
    assert rows[1] == ("China", 0.123456789, "2024-07-11", "true", 1)
    assert rows[2][0] == "'=2+3" and rows[3][1] is None
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    about = [row[:2] for row in book["about"].values]
    assert ("title", WORDS.title) in about and ("sources", "free") in about


def test_a_figures_own_meaning_of_a_column_goes_before_the_usual_one():
    one, other = (columns.explained(name, ["value"])[0] for name in ("10-ledger", "02-census"))
    assert one["meaning"] == "The value as it was published" != other["meaning"]
    (none,) = columns.explained("02-census", ["nobody"])
    assert none == {"name": "nobody", "label": "nobody", "unit": "", "meaning": ""}


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


def test_every_kind_of_terms_asks_for_credit_at_most_or_restricts():
    (field,) = (f for f in open_data().resources["sources"]["schema"]["fields"]
                if f["name"] == "redistribution")  # fmt: skip
    kinds = field["constraints"]["enum"]
    assert sorted(kinds) == sorted([*FOR_CREDIT, *captions.RESTRICTIONS]) == sorted(pages.REUSE)


def test_the_footer_stands_on_the_figure(exported):
    words = " ".join(word or "" for word in svg_words(exported / "02-test.svg"))
    assert "Sources: Maker; Lister. Chart: hubgap, CC BY 4.0." in words
    assert "All models." not in words and "GPL" not in words


SAMPLE = SELECTIONS["attention sample"]


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ("Hub census of 11 July 2024: every model of the Hub on that day.", []),
        (f"Hub sample of 1 May 2026: {SAMPLE}.", ["Popular models, not all of Hugging Face."]),
        (
            f"Hub census: {SELECTIONS['census']}. Hub sample, 2 days from a to b: {SAMPLE}.",
            ["Hub sample: popular models, not all of Hugging Face."],
        ),
    ],
)
def test_a_sample_is_told_first(panel, said):
    assert dress.caution(panel) == said
    lines = dress.footer({"panel": panel}, SOURCES.iloc[:1])
    assert lines == [*said, "Source: Maker. Chart: hubgap, CC BY 4.0."]


def test_who_recorded_the_hub_is_told_behind_its_name():
    rows = SOURCES.assign(folder=["hub", "hub", "benchmarks", "hub"])
    (line,) = dress.footer({"panel": "P."}, rows.iloc[[0, 1, 2]])
    assert line.startswith(
        "Sources: Hugging Face, as recorded by Maker and Lister; Lab. Chart: hubgap"
    )
    many = SOURCES.iloc[[0] * 7].assign(publisher=[f"P{n}" for n in range(7)], folder="hub")
    (line,) = dress.footer({"panel": "P."}, many)
    assert line.startswith("Source: Hugging Face, as recorded by P0, P1, P2 and 4 others. Chart")


def test_the_footer_keeps_the_word_noncommercial_and_counts_many_sources():
    (line,) = dress.footer({"panel": "P."}, SOURCES)
    assert line == (
        "Sources: Maker; Lister; Lab; Someone. Chart: hubgap, CC BY 4.0. "
        "No commercial use of the numbers of Lab under CC-NC."
    )
    many = SOURCES.iloc[[0] * 8].assign(publisher=[f"P{n}" for n in range(8)])
    (line,) = dress.footer({"panel": "P."}, many)
    assert line == "Sources: P0; P1; P2; P3; P4; 3 others. Chart: hubgap, CC BY 4.0."


@pytest.mark.parametrize("size", sizes.PRESETS)
def test_the_foot_is_at_most_a_fifth_of_the_figure(size):
    shown = exhibited(
        sources=("free", "copyleft", "closed", "silent"), panel=f"Hub sample: {SAMPLE}"
    )
    with sizes.sized(size):
        figure = shown.figure()
    figure.draw_without_rendering()
    foot = [text for text in figure.texts if text.get_position()[1] < 0.4]
    assert foot[0].get_text().startswith("Popular models")
    assert foot[0].get_window_extent().y1 <= figure.bbox.height / 5


def test_no_line_is_cut_where_an_editor_takes_arial():
    """Helvetica, which matplotlib has the metrics of, is as wide as Arial."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "afm"
    fonts = {}
    for weight, name in (("normal", "phvr8a"), ("semibold", "phvb8a")):
        with (folder / f"{name}.afm").open("rb") as file:
            fonts[weight] = AFM(file)
    text = "The United States and China, 57% of 12 million downloads; Qwen2.5-Coder-32B " * 4
    figure = dress.dress(chart(), Words(text, text, "", ""), [text])
    for line in filter(Text.get_text, figure.texts):
        widths = map(fonts[line.get_weight()].get_width_char, map(ord, line.get_text()))
        drawn = sum(widths) / 1000
        assert drawn * line.get_size() + dress.EDGE <= 72 * figure.get_figwidth(), line.get_text()


def test_an_svg_keeps_blanks_and_can_have_its_letters_as_shapes():
    figure = dress.dress(chart(), WORDS, [])
    figure.axes[0].text(0.2, 0.5, "China  and the States")
    about = exhibited().about
    with core.look():
        plain = files.content("svg", figure, about, TABLE).decode()
        shapes = files.content("svg", figure, about, TABLE, outlines=True).decode()
    assert "China  and the States" in plain and 'xml:space="preserve"' in plain
    assert "<text" not in shapes and "@font-face" not in shapes and WORDS.alt[:9] in shapes
    with pytest.raises(DataError, match="^Outlines are for svg, not for png.$"):
        exhibited().content("png", outlines=True)


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


def test_pdf_embeds_its_fonts_and_says_what_it_shows(exported):
    content = (exported / "02-test.pdf").read_bytes()
    assert b"/FontFile2" in content and b"/ToUnicode" in content  # its words can be copied
    assert b"/Type3" not in content and b"CreationDate" not in content
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
