"""The site: what its pages say, what hostile names become, and every page in a real browser."""

import csv
import functools
import gzip
import html
import io
import itertools
import json
import posixpath
import re
import threading
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import mistune
import nbformat
import pandas as pd
import pytest

from hubgap import Study, build, open_data, site
from hubgap.charts import core, sizes
from hubgap.data import ROOT
from hubgap.disk import write_all
from hubgap.exhibits.exhibit import EXTRAS, Exhibit, figures
from hubgap.kept import Kept
from hubgap.panel import Ground
from hubgap.publish import dress, files, gallery, show
from hubgap.rules import Method
from hubgap.site import figure as figure_pages
from hubgap.site import flip, lookup, news, notebook, shell, tables
from hubgap.text import safe
from hubgap.words.en.grammar import Words

from . import browser as browsers
from .altered import HOSTILE
from .lookups import small
from .reading import edition, extras, header
from .test_publish import exhibited

FLIP = flip.Flip("Flip", "Lead.", "<p>Body</p>", (), (), {}, [])
KILOBYTE = 1000


def write(folder: Path, made: dict[str, str | bytes]) -> Path:
    """Write files by path into a folder."""
    encoded = {name: c.encode() if isinstance(c, str) else c for name, c in made.items()}
    write_all({folder / name: content for name, content in encoded.items()})
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site of the committed edition, flip page included."""
    study = Study("embedded")
    with pytest.MonkeyPatch.context() as patch:
        if not all(map(Kept(study.data.folder).record, ("flip", "lookup"))):
            patch.setenv("HUBGAP_KEPT", str(tmp_path_factory.mktemp("kept")))
        made = site.render(study, Kept(study.data.folder), *edition(), extras())
    return write(tmp_path_factory.mktemp("site"), made)


@pytest.fixture(scope="module")
def names(folder):
    return sorted(path.name for path in folder.glob("*.html"))


def texts(folder: Path) -> dict[str, str]:
    """All pages of a site by path."""
    found = sorted(folder.rglob("*.html"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


# --- without a browser


def no_tables(data, edition) -> dict[str, bytes]:
    """What `tables.files` gives, without reading the tables."""
    return {path: b"" for path in (*tables.paths(data).values(), tables.FIGURES) if path}


@pytest.fixture
def little(tmp_path, monkeypatch):
    """Makes the edition of other data with one figure and one notebook; the folder."""
    shown = exhibited("00-stub")
    drawn = shown.drawn()
    kinds = {f"00-stub.{kind}": drawn[kind] for kind in (*files.KINDS, *EXTRAS)}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Who?")])

    def exhibits(studies, kept):
        key = studies[0].key
        record = kept.put("00-stub", key, [], [], kinds, about=shown.about)
        return {"en": {"00-stub": record}, "zh": {}}

    def executed(studies, kept, records):
        return {"00-stub": nbformat.writes(book).encode()}

    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    monkeypatch.setattr(build, "exhibits", exhibits)
    monkeypatch.setattr(build, "executed", executed)
    monkeypatch.setattr(flip, "page", lambda study, kept: FLIP)
    monkeypatch.setattr(tables, "files", no_tables)
    monkeypatch.setattr(lookup, "pages", lambda study, kept: lookup.made(small(), set()))
    return lambda: build.build(open_data("embedded"), tmp_path / "edition")


def test_an_edition_of_other_data_has_its_own_site(little):
    home = little()
    assert "<h1>The Open Model Gap</h1>" in (home / "site" / "index.html").read_text()
    about = header(home / "figures" / "00-stub.csv")
    assert f"## {about['title']}" in (home / "figures" / "README.md").read_text(encoding="utf-8")
    assert (home / "notebooks" / "00-stub.ipynb").is_file() and not (home / "README.md").exists()


def test_an_organization_is_shown_and_found_by_its_chinese_names(little):
    home = little() / "site"
    page = (home / "organizations/cn-lab.html").read_text(encoding="utf-8")
    assert '<h1>Lab cn-lab <span lang="zh-Hans">深度求索cn-lab</span></h1>' in page
    source = '(its models, <a href="https://example.net/x">source</a>)'
    assert f'<span lang="zh-Hans">混元cn-lab</span> {source}' in page
    written = (home / "search-data.js").read_text(encoding="utf-8")
    names = ["cn-lab", "group", "深度求索cn-lab", "混元cn-lab"]
    entry = ["Organization", "Lab cn-lab", names, "organizations/cn-lab.html"]
    assert entry in json.loads(written.partition(" = ")[2].removesuffix(";\n"))


def test_a_second_build_changes_nothing_and_drops_what_is_gone(little):
    home = little()
    first = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    assert len(first) > 25
    (home / "site" / "gone.html").write_text("old")
    (home / "figures" / "09-gone.svg").write_text("old")
    little()
    assert {p: p.stat().st_mtime_ns for p in home.rglob("*") if p.is_file()} == first


def test_there_is_a_page_for_every_notebook_and_topic(names):
    books = [f"{path.stem}.html" for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")]
    assert {*books, *site.TITLES} == set(names)


def test_every_link_and_file_of_a_page_exists_and_no_address_is_absolute(folder):
    pages_ = texts(folder)
    files_ = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    anchors = {name: set(re.findall(r' id="([^"]*)"', text)) for name, text in pages_.items()}
    for name, text in pages_.items():
        for kind, found in re.findall(r'(href|src)="([^"]*)"', text):
            target, _, mark = html.unescape(found).partition("#")
            if target.startswith(("https://", "data:image/png;base64,")):
                assert kind == "href" or target.startswith("data:"), (name, found)
                continue
            assert not re.match(r"/|\w+:", target), (name, found)
            to = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            assert not to.startswith(".."), (name, found)
            assert not target or to in files_, (name, found)
            if mark and not mark.startswith("date="):  # a choice of the flip page
                assert mark in anchors[to if target else name], (name, found)


def test_every_page_has_one_title_a_policy_no_inline_style_or_script_and_no_id_twice(folder):
    for name, text in texts(folder).items():
        assert text.count("<h1") == 1, name
        assert "default-src &#39;none&#39;" in text and "connect-src &#39;none&#39;" in text
        assert not re.search(r"<[^>]*\sstyle=|<style|<script(?! src=)|<[^>]*\son\w+=", text), name
        ids = re.findall(r' id="([^"]*)"', text)
        assert len(ids) == len(set(ids)), (name, {i for i in ids if ids.count(i) > 1})
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (
            name,
            levels,
        )


def test_pictures_of_notebooks_are_the_exported_figures_with_their_alt_text(folder):
    for name, text in texts(folder).items():
        for picture in re.findall(r"<img(?! class=\"thumb\")[^>]*>", text):
            assert re.search(r"""alt=(["']).{60,}?\1""", picture), (name, picture)
    for path in (ROOT / "figures").glob("*.csv"):
        page = next(p for p in folder.glob(f"{path.stem[:2]}-*.html"))
        assert f'src="figures/{path.stem}.svg"' in page.read_text(encoding="utf-8")
        own = (folder / "figures" / f"{path.stem}.html").read_text(encoding="utf-8")
        for kind in files.KINDS:
            file = f"figures/{path.stem}.{kind}"
            assert f'href="../{file}"' in own
            assert (folder / file).read_bytes() == path.with_suffix(f".{kind}").read_bytes()


def test_size(folder):
    assert (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 45_000 * KILOBYTE
    )
    start = (folder / "index.html").read_text(encoding="utf-8")
    seen = re.sub(r"<picture>.*?loading=\"lazy\".*?</picture>", "", start, flags=re.DOTALL)
    loaded = set(re.findall(r'(?:src|href)="([\w/.-]+\.(?:svg|css|js))"', seen))
    loaded |= {f"fonts/{path.name}" for path in (folder / "fonts").iterdir()} | {"index.html"}
    assert len(loaded) >= 6
    assert sum((folder / name).stat().st_size for name in loaded) < 500 * KILOBYTE


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("02-downloads.ipynb", "02-downloads.html"),
        ("02-downloads.ipynb#a-b", "02-downloads.html#a-b"),
        ("../data/README.md#waves", "codebook.html#waves"),
        ("../data/", "codebook.html"),
        ("../data/glossary.md#lag", "glossary.html#lag"),
        ("../figures/README.md", "figures.html"),
        ("../figures/02-census.png", "figures/02-census.html"),
        ("../figures/02-census.csv", "figures/02-census.csv"),
        ("../LICENSE-DATA", "sources.html"),
        ("#here", "#here"),
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("../hubgap/data.py", ""),
        ("../../elsewhere.md", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/x", ""),
        ("file:///etc/passwd", ""),
        ("https://[x", ""),
    ],
)
def test_where_links_lead(target, leads):
    assert shell.address(target, "notebooks") == leads


def test_markdown_keeps_structure_and_shows_markup_as_text():
    headings: list = []
    made = shell.markdown(
        "# One <b>\n\n## One b\n\n## One b\n\n<!-- c -->\n\nT <script>x</script> **b** "
        "[l](02-a.ipynb) [j](javascript:x) ![p](http://example.org/p.png)"
        "\n\n| a | b |\n|---|--:|\n| 1 | <i> |\n",
        "notebooks",
        headings,
    )
    assert headings == [(1, "one-b", "One <b>"), (2, "one-b-1", "One b"), (2, "one-b-2", "One b")]
    assert "&lt;script&gt;x&lt;/script&gt; <strong>b</strong>" in made
    assert '<a href="02-a.html">l</a> j p' in made
    assert '<td class="right">&lt;i&gt;</td>' in made and '<div class="scroll"><table>' in made
    assert "<!--" not in made and "<script" not in made and "example.org" not in made


def test_a_table_of_a_notebook_keeps_only_its_own_tags():
    made = notebook.table(
        '<table onload="x"><caption>C</caption><thead><tr>'
        '<th align="right" style="text-align: right">n</th></tr></thead>'
        '<tbody><tr><td align="right" style="x">1</td></tr></tbody></table>'
        "<img src=x onerror=alert(1)><script>"
    )
    assert made == (
        '<figure class="table"><figcaption>C</figcaption><div class="scroll"><table><thead><tr>'
        '<th scope="col" class="right">n</th></tr></thead><tbody><tr><td class="right">1</td></tr>'
        "</tbody></table>&lt;img src=x onerror=alert(1)>&lt;script></div></figure>"
    )


def test_a_data_frame_is_a_plain_table():
    frame = pd.DataFrame({"a<b>": ["<i>", "y"]}, index=["<p>", "<style scoped>x</style>"])
    made = re.sub(r"\s*\n\s*", "", notebook.table(frame._repr_html_()))
    assert made == (
        '<figure class="table"><div class="scroll"><table><thead><tr><th scope="col"></th>'
        '<th scope="col">a&lt;b&gt;</th></tr></thead><tbody>'
        '<tr><th scope="row">&lt;p&gt;</th><td>&lt;i&gt;</td></tr>'
        '<tr><th scope="row">&lt;style scoped&gt;x&lt;/style&gt;</th><td>y</td></tr>'
        "</tbody></table></div></figure>"
    )
    long = notebook.table(pd.DataFrame({"n": range(100)})._repr_html_())
    assert "100 rows × 1 columns" in long and "&lt;" not in long
    assert "<script" not in notebook.table("<scr<p>ipt></p><sty<div>le>x</style>")


def picture(name: str) -> nbformat.NotebookNode:
    """A picture as a notebook stores it, which names a figure."""
    content = {"image/png": "iVBORw0KGgo=", "text/plain": "An alt"}
    about = {"image/png": {"alt": "An alt"}} | ({"hubgap": {"figure": name}} if name else {})
    return nbformat.v4.new_output("display_data", content, metadata=about)


@pytest.mark.parametrize("name", ["02-test", "02-gone", ""])
def test_a_picture_is_the_exported_figure_that_it_names_else_the_stored_one(name):
    shown = exhibited()
    drawn = shown.drawn()
    made = {f"figures/02-test.{kind}": drawn[kind] for kind in files.KINDS}
    known = notebook.figures({"02-test": shown.about}, made)
    cells = [nbformat.v4.new_markdown_cell("# Who?")]
    cells += [nbformat.v4.new_code_cell("x", outputs=[picture(name)])]
    content = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    body = notebook.read("notebooks/02-a.ipynb", content, notebook.Page(known)).body
    (image,) = re.findall(r"<img[^>]*>", body)
    if name == "02-test":
        assert 'src="figures/02-test.svg" width="720"' in image and 'id="02-test"' in body
    else:
        assert 'src="data:image/png;base64,iVBORw0KGgo="' in image and 'alt="An alt"' in image


def test_the_answer_is_what_a_notebook_says_before_its_first_section():
    def said(text):
        shown = {"text/markdown": text, "text/plain": text}
        return nbformat.v4.new_code_cell(
            "x", outputs=[nbformat.v4.new_output("display_data", shown)]
        )

    cells = [
        nbformat.v4.new_markdown_cell("# Who?\n\nIntro."),
        said("**Yes.**"),
        nbformat.v4.new_markdown_cell("Text.\n\n## Why?"),
        said("Later."),
    ]
    content = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    book = notebook.read("notebooks/00-a.ipynb", content, notebook.Page({}))
    assert (book.question, book.answer, book.headings) == ("Who?", "**Yes.**", [("why", "Why?")])
    assert "<h1" not in book.body and "<p>Intro.</p>" in book.body and not book.controls
    assert book.body.count("cell answer") == 1


# --- what others read: cards of links, the feed, frames, tables


NAMED = {"name": "Us", "title": "A & B", "version": "1.0.0", "date-released": "2026-11-22"}


def a_figure(title: str) -> notebook.Figure:
    about = dict.fromkeys(("finding", "alt", "credit", "terms", "definition", "sources"), "x")
    return notebook.Figure("02-a", about | {"title": title}, {}, (800, 400), None, False, False, "")


def test_a_citation_names_figure_version_and_day():
    said = figure_pages.citation(a_figure("China leads."), NAMED)
    assert said == "Us: China leads. Figure 02-a of A & B, version 1.0.0, 2026-11-22."


def test_a_bibtex_entry_keeps_its_braces_whatever_a_title_holds():
    entry = figure_pages.bibtex(
        a_figure("62% of {x}\\ & $1_2"), NAMED, "https://example.org/a.html"
    )
    assert "title = {{62\\% of x \\& \\$1\\_2}}" in entry
    assert entry.count("{") == entry.count("}") and "url = {https://example.org/a.html}" in entry
    assert "url" not in figure_pages.bibtex(a_figure("x"), NAMED, "")


def test_a_frame_has_the_height_of_its_picture_and_an_inert_title():
    code = figure_pages.frame(a_figure('"><script>'), "https://example.org/")
    assert code.startswith(
        '<iframe src="https://example.org/embed/02-a.html" title="&quot;&gt;&lt;'
    )
    assert f'height="{360 + figure_pages.FEET}"' in code  # 800 by 400 in a frame of 720


def test_the_feed_has_each_section_of_the_changelog_that_has_a_day():
    log = "# Log\n\n## One & <two>\n\nWritten on 2026-11-29.\n\n## Three\n\nText\n"
    feed = ET.fromstring(news.feed(log, NAMED, "https://example.org/"))
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = feed.iter(f"{atom}entry")
    assert entry.findtext(f"{atom}title") == "One & <two>"
    assert entry.find(f"{atom}link").get("href").startswith("https://example.org/changes.html#one")
    assert feed.findtext(f"{atom}updated") == "2026-11-29T12:00:00Z"


def test_every_section_of_our_changelog_is_in_the_feed_and_on_its_page(folder):
    log = news.changelog()
    heads = re.findall(r"(?m)^## (.+)$", log)
    feed = (folder / "feed.xml").read_text(encoding="utf-8")
    assert [html.unescape(t) for t in re.findall(r"<entry><title>(.*?)</title>", feed)] == heads
    page = (folder / "changes.html").read_text(encoding="utf-8")
    for mark in re.findall(r"changes\.html#([^\"]+)", feed):
        assert f'id="{mark}"' in page


def test_an_address_stands_in_cards_and_frames_only_if_it_is_given(little, folder, monkeypatch):
    card = {"figures/00-stub-social.png": b"a picture"}
    monkeypatch.setattr(build, "cards", lambda kept, records: card)
    assert not re.search(r"og:image|og:url|canonical", texts(folder)["index.html"])
    home = build.build(
        open_data("embedded"), little().parent / "hosted", address="https://example.org/g/"
    )
    page = (home / "site" / "figures" / "00-stub.html").read_text(encoding="utf-8")
    assert 'og:image" content="https://example.org/g/figures/00-stub-social.png"' in page
    assert (home / "site" / "figures" / "00-stub-social.png").is_file()
    assert "https://example.org/g/embed/00-stub.html" in page
    assert 'rel="canonical" href="https://example.org/g/figures/00-stub.html"' in page


def test_every_page_and_figure_describes_itself(folder):
    for name, text in texts(folder).items():
        if "embed/" in name:
            continue
        (said,) = re.findall(r'<meta name="description" content="([^"]*)"', text)
        assert len(said) > 10 and f'og:description" content="{said}"' in text, name


def test_tables_are_whole_and_those_too_large_are_named(folder):
    data = open_data("embedded")
    page = (folder / "tables.html").read_text(encoding="utf-8")
    missing = [name for name, path in tables.paths(data).items() if not path]
    assert missing == ["snapshot-2024-07-11", "panel_observations", "lineage_edges"]
    assert page.count("too large for these pages") == len(missing)
    packed = gzip.decompress((folder / "tables" / "modelscope.csv.gz").read_bytes())
    assert packed.count(b"\n") == len(data["modelscope"]) + 1
    assert (folder / "tables" / "sources.csv").read_bytes() == data.file("sources").read_bytes()
    with zipfile.ZipFile(folder / tables.FIGURES) as archive:
        assert len(archive.namelist()) == len(files.KINDS) * len(figures())


def test_a_table_of_names_from_elsewhere_computes_nothing_in_a_spreadsheet():
    data = open_data("embedded")
    rows = data["bursts"].head(2).assign(model_id=["=1+1", "a/b"])
    made = tables.content(data.replace({"bursts": rows}), "bursts").decode()
    read = pd.read_csv(io.StringIO(made))
    assert read["model_id"].tolist() == ["'=1+1", "a/b"]


# --- hostile names

SHOWN = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The site of an edition whose sources, models, words and terms are all called HOSTILE."""
    home = tmp_path_factory.mktemp("hostile")
    data = open_data("embedded")
    named = {
        "sources": [
            "title",
            "publisher",
            "license",
            "definition",
            "quirks",
            "citation",
            "repository",
            "path",
        ],
        "bursts": ["model_id"],
        "aliases": ["old_id", "new_id"],
        "placeholders": ["model_id"],
        "glossary": ["term", "plain_definition", "trap", "source"],
    }
    tables = {
        name: data[name].head(4).assign(**dict.fromkeys(columns, HOSTILE))
        for name, columns in named.items()
    }
    tables["sources"]["redistribution"] = HOSTILE
    data = data.replace(tables)
    shown = hostile_exhibit(data)
    drawn = shown.drawn()
    made = {f"figures/02-hostile.{kind}": drawn[kind] for kind in files.KINDS}
    made["notebooks/02-hostile.ipynb"] = hostile_notebook(shown)
    abouts = {"02-hostile": shown.about}
    beside = {f"figures/02-hostile-{extra}": drawn[extra] for extra in EXTRAS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flip, "page", lambda study, kept: FLIP)
        patch.setattr(site.tables, "files", no_tables)
        tables = small(HOSTILE, HOSTILE, HOSTILE)
        patch.setattr(lookup, "pages", lambda study, kept: lookup.made(tables, set()))
        pages = site.render(Study(data), None, abouts, made, beside)
    write(home, made | {"figures/README.md": gallery.gallery(abouts)})
    write(home / "site", pages)
    return home


def hostile_chart():
    figure, axes = core.canvas()
    axes.bar([0], [1])
    axes.text(0, 0, HOSTILE, parse_math=False)
    core.tell(axes, 0, 0.5, HOSTILE, 0.8, 1)
    return figure


def hostile_exhibit(data) -> Exhibit:
    table = pd.DataFrame({"model": [HOSTILE], "n": [1]})
    words = Words(HOSTILE, HOSTILE, f"{HOSTILE}, {HOSTILE}", f"{HOSTILE} {HOSTILE}")
    ground, rule = Ground(HOSTILE, (data["sources"]["id"][0],)), Method(HOSTILE)
    cited = dress.cited("02-hostile", data["sources"], ground.sources)
    return Exhibit(table, None, words, hostile_chart, ground, rule, slug="02-hostile", cited=cited)


def hostile_notebook(shown: Exhibit) -> bytes:
    """A notebook 02 with sentences, tables and a figure."""
    outputs: list = []

    def record(content, metadata=None):
        outputs.append(nbformat.v4.new_output("display_data", content, metadata=metadata or {}))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show, "_show", record)
        show.say(f"A publisher {HOSTILE} leads.")
        frame = pd.DataFrame({"model": [HOSTILE], HOSTILE: [1]})
        show.table(frame, f"Table of {HOSTILE}")
        record({"text/html": frame.set_index("model")._repr_html_()})
        shown._ipython_display_()
    cells = [
        nbformat.v4.new_markdown_cell(f"# Who is {safe(HOSTILE)}?"),
        nbformat.v4.new_code_cell(f"x = {HOSTILE!r}", outputs=outputs),
    ]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


def assert_inert_figures(folder: Path) -> None:
    """No picture of a folder holds an element that acts, no table a cell that computes."""
    for path in folder.glob("*.svg"):
        for element in ET.fromstring(path.read_bytes()).iter():
            assert element.tag.rpartition("}")[2] not in ("script", "image", "foreignObject", "a")
            assert not [key for key in element.attrib if key.startswith("on")], path.name
    for path in folder.glob("*.csv"):
        content = path.read_text(encoding="utf-8")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", content), path.name
        cells = [cell for line in csv.reader(content.splitlines()) for cell in line]
        formulas = [cell for cell in cells if re.match(r"\s*([=+@]|-(?![\d.]))", cell)]
        assert len(cells) > 3 and not formulas, (path.name, formulas)


def assert_inert_pages(folder: Path) -> None:
    """No page of a site holds an element, address or handler besides its own."""
    for name, text in texts(folder).items():
        for tag, attributes in elements(text):
            leads = attributes.get("src") or attributes.get("href") or ""
            elsewhere = re.match(r"\w+:|/", leads)
            assert not elsewhere or (tag == "a" and leads.startswith("https://")), (
                name,
                tag,
                leads,
            )
            assert "example.org" not in leads, (name, tag)
            assert not [key for key in attributes if key.startswith("on")], (name, tag)
            assert tag != "script" or re.fullmatch(
                r"(\.\./)*((site|search|gallery|start|words-zh)\.js|flip(-data|-lookup|-words-zh)?\.js|"
                r"league[\w-]*\.js|vega/[\w.-]+)",
                leads,
            ), name
            assert tag != "img" or re.match(r"(\.\./)*figures/", leads), name


def elements(page: str) -> list[tuple[str, dict]]:
    """All start tags of a page as a browser would read them."""
    found: list = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(page)
    return found


def assert_inert_in_a_browser(folder: Path, browser) -> None:
    """Every page of a site opens without running, asking or reporting anything of its own."""
    for path in sorted(folder.rglob("*.html")):
        page = browser.new_page()
        said = browsers.heard(page)
        page.goto(path.as_uri())
        assert page.evaluate("typeof window.hacked") == "undefined", path.name
        assert not said, path.name
        page.close()


def test_hostile_names_leave_pictures_well_formed_and_tables_without_formulas(hostile):
    figures = hostile / "figures"
    assert_inert_figures(figures)
    svg = ET.fromstring((figures / "02-hostile.svg").read_bytes())
    assert any(SHOWN in "".join(element.itertext()) for element in svg.iter())
    assert header(figures / "02-hostile.csv").keys() >= {"title", "alt", "terms", "credit"}
    assert len(pd.read_csv(figures / "02-hostile.csv")) == 1


def test_hostile_names_are_text_on_every_page(hostile):
    assert_inert_pages(hostile / "site")
    found = texts(hostile / "site")
    for name in (
        "02-hostile.html",
        "figures.html",
        "sources.html",
        "artifacts.html",
        "glossary.html",
        *(name for name in found if "/" in name),
    ):
        assert html.escape(SHOWN, quote=False) in found[name].replace("&#34;", '"'), name


def test_hostile_names_are_text_in_the_gallery_of_the_repository(hostile):
    made = mistune.html((hostile / "figures" / "README.md").read_text(encoding="utf-8"))
    assert html.escape(SHOWN, quote=False) in made
    assert {tag for tag, _ in elements(made)} <= {
        "h1",
        "h2",
        "p",
        "a",
        "img",
        "strong",
        "em",
        "ul",
        "li",
        "code",
    }
    assert not [leads for leads in re.findall(r'(?:src|href)="([^"]*)', made) if ":" in leads]


def test_hostile_names_do_nothing_in_a_browser(hostile, chromium):
    assert_inert_in_a_browser(hostile / "site", chromium)


@pytest.mark.parametrize("name", ["organizations", "models"])
def test_hostile_names_are_inert_in_the_csv_of_a_league_table(hostile, chromium, name):
    page = chromium.new_page()
    page.goto((hostile / "site" / f"{name}.html").as_uri())
    with page.expect_download() as download:
        page.click("text=CSV of this choice")
    content = download.value.path().read_text(encoding="utf-8")
    page.close()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", content)
    head, *rows = list(csv.reader(content.splitlines()))
    assert rows and {len(row) for row in rows} == {len(head)}
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@-]", cell)]


# --- in a browser

PAGES = sorted(
    {
        *site.TITLES,
        *(f"{path.stem}.html" for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")),
        "figures/00-months.html",
        "figures/04-weights-against-documentation.html",
        "embed/02-census.html",
    }
)
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter(element =>
    element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll, pre"))
    .map(element => element.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium("no page of the site is opened") as browser:
        yield browser


@pytest.fixture
def opened(chromium, folder):
    with browsers.opener(chromium, folder) as open_:
        yield open_


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_disk_fits_a_phone_and_has_no_serious_violation(opened, name, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, 360, theme)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") == 360, page.evaluate(OUTSIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    if page.locator("#show-code").count():
        page.check("#show-code")
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    page.wait_for_timeout(50)  # boxes that scroll now become stops for the keyboard
    found = (
        Axe()
        .run(page, options={"preload": False, "resultTypes": ["violations"]})
        .response["violations"]
    )
    assert not [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_code_hides_behind_a_switch(opened):
    page = opened("02-downloads.html")
    code = page.locator(".code").first
    assert not code.is_visible()
    page.check("#show-code")
    assert code.is_visible()


def test_the_theme_is_kept_from_page_to_page_and_back(opened):
    page = opened("index.html")
    look = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(look)
    page.click("button.theme")
    dark = page.evaluate(look)
    assert dark != light and page.get_attribute("button.theme", "aria-pressed") == "true"
    page.click("text=Figures >> nth=0")
    page.wait_for_url("**/figures.html")
    assert page.evaluate(look) == dark
    white = page.locator(".thumb").first
    assert white.evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(255, 255, 255)"
    page.go_back()
    page.wait_for_url("**/index.html")
    assert page.evaluate(look) == dark
    page.click("button.theme")
    assert page.evaluate(look) == light


def test_what_a_figure_gives_is_copied_or_selected(opened):
    page = opened("figures/02-census.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    about = header(ROOT / "figures" / "02-census.csv")
    wanted = {
        "Link": "figures/02-census.html",
        "Citation": "Figure 02-census of The Open Model Gap",
        "BibTeX": "@misc{hubgap-02-census, author = {{",
        "Code to embed it": '<iframe src="embed/02-census.html" title="',
        "Caption": about["finding"],
        "Alt text": about["alt"],
        "Credit": about["terms"],
    }
    boxes = page.locator(".copy")
    for number, (name, said) in enumerate(wanted.items()):
        assert boxes.nth(number).locator("h3").inner_text() == name
        boxes.nth(number).locator("button").click()
        boxes.nth(number).locator("text=Copied").wait_for()
        assert said in page.evaluate("navigator.clipboard.readText()")
    boxes.nth(number).locator("text=Copied").wait_for(state="detached")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.execCommand = () => false")
    boxes.nth(5).locator("button").click()
    boxes.nth(5).locator("text=Selected").wait_for()
    assert page.evaluate("getSelection().toString()").strip() == about["alt"]


@pytest.mark.parametrize("width", [320, 1280])
def test_a_mark_tells_its_value_to_pointer_finger_and_keyboard(opened, width):
    page = opened("figures/00-downloads.html", width)
    marks, value = page.locator(".mark"), page.locator(".value")
    rows = pd.read_csv(ROOT / "figures" / "00-downloads.csv")
    share = rows[rows["side"] == "CN"]["share"].max()
    said = [mark.get_attribute("aria-label") for mark in marks.all()]
    best = next(n for n, text in enumerate(said) if f"China: {share:.1%}" in text)
    assert not value.is_visible()
    marks.nth(best).hover()
    assert f"{share:.1%}" in value.inner_text()
    page.mouse.move(1, 1)
    assert not value.is_visible()
    marks.first.focus()
    for _ in range(best):
        page.keyboard.press("ArrowDown")
    assert value.inner_text() == said[best]
    page.keyboard.press("Escape")
    assert not value.is_visible()
    assert [mark.evaluate("one => one.tabIndex") for mark in marks.all()].count(0) == 1
    picture, bar = page.locator(".plot img").bounding_box(), marks.nth(best).bounding_box()
    assert picture["x"] < bar["x"] and bar["x"] + bar["width"] < picture["x"] + picture["width"]


@pytest.mark.parametrize(
    ("width", "drawn"), [(320, "-phone.svg"), (600, "-phone.svg"), (700, ".svg")]
)
def test_a_phone_gets_the_narrow_drawing(opened, width, drawn):
    page = opened("figures/02-census.html", width)
    assert page.evaluate("document.querySelector('.plot img').currentSrc").endswith(
        f"census{drawn}"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", ["index.html", "05-benchmark-gap.html", "figures/02-census.html"])
def test_no_type_of_a_figure_is_under_eleven_pixels_on_the_smallest_phone(opened, name):
    page, preset = opened(name, 320), sizes.PRESETS["phone"]
    page.evaluate("document.querySelectorAll('img').forEach(one => { one.loading = 'eager'; })")
    page.evaluate("Promise.all([...document.images].map(one => one.decode()))")
    wide = page.evaluate(
        "[...document.querySelectorAll('.plot img')].map(one => one.getBoundingClientRect().width)"
    )
    assert wide and min(wide) / (preset.drawn * 96) * preset.least * 96 / 72 >= 11


def test_the_first_finding_is_counted_in_another_way_as_on_the_flip_page(opened):
    page, flipped = opened("index.html"), opened("flip.html")
    assert page.locator(".in-place .found").inner_text() == ""
    page.select_option(".in-place [name=counter]", "models")
    page.locator(".in-place h3").wait_for()
    to = page.locator(".in-place a").get_attribute("href")
    flipped.goto(flipped.url.partition("#")[0] + "#" + to.partition("#")[2])
    assert page.locator(".in-place h3").inner_text() == flipped.locator("#flip-title").inner_text()
    sentence = flipped.locator("#flip-sentence").inner_text()
    assert page.locator(".in-place .found p").inner_text() == sentence
    assert "counter=models" in to


def test_the_gallery_is_filtered_by_words(opened):
    page = opened("figures.html")
    shown = page.locator(".thumbs li:visible")
    whole = shown.count()
    page.fill(".filter input", "license flagships")
    assert 0 < shown.count() < whole
    assert page.locator("[id='04-flagships']").is_visible()
    assert page.locator(".filter [role=status]").inner_text() == f"{shown.count()} of {whole}"
    page.fill(".filter input", "")
    assert shown.count() == whole


@pytest.mark.parametrize(("days", "old"), [(89, False), (91, True)])
def test_an_edition_that_is_old_says_so(chromium, folder, days, old):
    page = chromium.new_page()
    edition = pd.Timestamp(re.findall(r'data-day="([^"]+)"', texts(folder)["index.html"])[0])
    page.clock.set_fixed_time((edition + pd.Timedelta(days=days)).to_pydatetime())
    page.goto((folder / "index.html").as_uri())
    assert page.locator(".old").is_visible() == old
    page.close()


def test_the_keyboard_reaches_the_text_and_boxes_that_scroll(opened):
    page = opened("codebook.html", 360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    wide = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth)"
        ".map(b => b.tabIndex)"
    )
    assert wide and set(wide) == {0}


def test_a_figure_is_enlarged_where_it_is_shrunk(opened):
    page = opened("08-compute.html", 610)
    picture, button = page.locator(".chart img").first, page.locator(".enlarge").first
    assert picture.bounding_box()["width"] <= 610
    button.click()
    assert picture.bounding_box()["width"] >= 700
    assert page.evaluate("document.documentElement.scrollWidth") == 610


def test_the_site_works_below_a_path_of_a_static_host(chromium, folder, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(folder)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    page = chromium.new_page()
    said, asked = [], []
    page.on("console", lambda line: said.append(line.text))
    page.on("response", lambda answer: asked.append((answer.url, answer.status)))
    page.goto(f"{host}/some/where/02-downloads.html")
    page.click("text=How to cite")
    page.wait_for_url("**/some/where/cite.html")
    page.close()
    server.shutdown()
    assert asked and not said
    assert all(url.startswith(f"{host}/some/where/") and status == 200 for url, status in asked)
