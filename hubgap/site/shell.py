"""What all pages share: templates, Markdown made safe, links inside the site, fonts."""

from __future__ import annotations

import functools
import html
import io
import itertools
import posixpath
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
import mistune
from fontTools import subset
from fontTools.ttLib import TTFont

from .. import kept
from ..languages import active
from .glossary import anchor
from .language import at_english, say

TEMPLATES = Path(__file__).parent / "templates"
FONTS = kept.PACKAGE / "third_party" / "source-sans-3"
FAMILY = "Hubgap"
NOTICES = (0, 13, 14)  # copyright and license in the table of names of a font
DESCRIBED = 300  # letters
HAN = 120  # Chinese ones
ALWAYS = range(0x20, 0x180)  # letters and signs of Latin scripts
PAGES = {  # files of the repository that are pages here
    "README.md": "index.html",
    "LICENSE": "cite.html",
    "LICENSE-DATA": "sources.html",
    "CITATION.cff": "cite.html",
    "data": "codebook.html",
    "data/README.md": "codebook.html",
    "data/glossary.md": "glossary.html",
    "data/methods.md": "methods.html",
    "data/related-work.md": "related.html",
    "figures": "figures.html",
    "figures/README.md": "figures.html",
}


@functools.cache
def environment() -> jinja2.Environment:
    """The templates; every value is escaped unless a template says that it is HTML."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(say, _one_or_many, newstyle=True)  # type: ignore[attr-defined]
    made.globals["foreign"] = foreign
    return made


def _one_or_many(one: str, many: str, n: int) -> str:
    return say(one if n == 1 else many)


def foreign() -> str:
    """The attribute of an element whose words are English on every page."""
    return "" if active.get() == "en" else ' lang="en"'


def address(target: str, folder: str = "") -> str:
    """Where a link of a file in `folder` of the repository leads from a page; "" if nowhere.

    Other hosts only by http(s); a file that is no page here and no figure leads nowhere.
    """
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc:
        return target if parts.scheme in ("http", "https") else ""
    mark = f"#{parts.fragment}" if parts.fragment else ""
    if not parts.path:
        return mark
    path = posixpath.normpath(posixpath.join(folder, parts.path))
    if path in PAGES:
        return PAGES[path] + mark
    path = at_english(path)  # a page has one address, whatever languages it has
    if found := re.fullmatch(r"notebooks/([\w-]+)\.ipynb", path):
        return f"{found[1]}.html{mark}"
    if found := re.fullmatch(r"figures/([\w-]+)\.png", path):
        return f"figures/{found[1]}.html"
    return path if re.fullmatch(r"figures/[\w-]+\.(svg|pdf|csv)", path) else ""


def plain(markup: str) -> str:
    """The text of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def brief(markup: str) -> str:
    """The first sentences of some HTML, as long as a search engine shows them."""
    text = " ".join(plain(markup).split())
    if active.get() == "zh":
        return text if len(text) <= HAN else text[:HAN].rpartition("。")[0] + "。"
    return textwrap.shorten(text, DESCRIBED, placeholder=" …")


class Renderer(mistune.HTMLRenderer):
    """Markdown to HTML: markup in the text shows as text, no picture or script from elsewhere."""

    def __init__(self, folder: str, headings: list[tuple[int, str, str]], marks: Sequence[str]):
        super().__init__(escape=True)
        self.folder = folder
        self.headings = headings
        self.marks = marks

    def heading(self, text: str, level: int, **attributes) -> str:
        given = self.marks[len(self.headings) :]
        name = mark = given[0] if given else anchor(plain(text))
        taken = {mark for _, mark, _ in self.headings}
        for number in itertools.count(1):
            if mark not in taken:
                break
            mark = f"{name}-{number}"
        self.headings.append((level, mark, plain(text)))
        return f'<h{level} id="{html.escape(mark)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        to = address(html.unescape(url), self.folder)
        return f'<a href="{html.escape(to)}">{text}</a>' if to else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def block_html(self, html: str) -> str:
        return "" if re.fullmatch(r"\s*<!--.*-->\s*", html, re.DOTALL) else super().block_html(html)

    def table(self, text: str) -> str:
        return f'<div class="scroll"><table>\n{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag = 'th scope="col"' if head else "td"
        side = ' class="right"' if align == "right" else ""
        return f"<{tag}{side}>{text}</{tag[:2]}>\n"


def markdown(
    text: str, folder: str = "", headings: list | None = None, marks: Sequence[str] = ()
) -> str:
    """A Markdown text of a file in `folder` as HTML; adds (level, anchor, text) to `headings`.

    marks: the anchors of the headings in their order, where they are those of another language.
    """
    renderer = Renderer(folder, [] if headings is None else headings, marks)
    return mistune.create_markdown(renderer=renderer, plugins=["table"])(text)


def fonts(characters: str) -> dict[str, bytes]:
    """The vendored fonts with the glyphs of these characters and of Latin scripts, as WOFF.

    The license reserves the name of the fonts for unchanged ones, so these have another.
    """
    wanted = {*ALWAYS, *map(ord, characters)}
    return {
        f"fonts/{FAMILY.lower()}-{face.lower()}.woff": _font(face, wanted)
        for face in ("Regular", "Semibold")
    }


def _font(face: str, characters: set[int]) -> bytes:
    font = TTFont(FONTS / f"SourceSans3-{face}.ttf", recalcTimestamp=False)
    names = {
        1: FAMILY,
        2: face,
        3: f"{FAMILY}-{face}",
        4: f"{FAMILY} {face}",
        6: f"{FAMILY}-{face}",
    }
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())
    options = subset.Options(hinting=False, layout_features=["kern", "liga", "tnum"])
    options.name_IDs = [*names, *NOTICES]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
