"""A notebook as a page: nbconvert's basic template with our Markdown, figures and tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from ..languages import active
from ..publish.files import KINDS
from . import shell
from .language import FOLDER, say, texts

CONTROLS = "03"  # the notebook whose last picture has menus at a kernel
TAG = re.compile(r"<(/?)(table|caption|thead|tbody|tr|th|td|strong)\b([^<>]*)>|<")
FRAME = re.compile(r"<style scoped>.*?</style>|</?(?:div|p)>", re.DOTALL)  # around a data frame
LONG = re.compile(r"<td>(?=[^<]{60})")  # a cell that would be too tall in a narrow column
CAPTION = re.compile(r"<caption>(.*?)</caption>\s*", re.DOTALL)


@dataclass(frozen=True)
class Figure:
    """An exported figure: what it says, the sizes of its files, its width and height in px.

    narrow: width and height of its drawing for a phone, thumb: whether it has a small picture, card:
    whether it has one for links. told: the values of its marks, as JSON.
    """

    name: str
    about: dict[str, str]
    sizes: dict[str, int]
    size: tuple[int, int]
    narrow: tuple[int, int] | None
    thumb: bool
    card: bool
    told: str

    @property
    def until(self) -> str:
        """The last day of its sources, as far as it is known: a day or a month."""
        said = self.about["until"]
        return {10: texts.day, 7: texts.month}.get(len(said), str)(said)

    @property
    def caption(self) -> str:
        return say("%(title)s. %(definition)s %(finding)s", **self.about)

    @property
    def credit(self) -> str:
        about = self.about
        cited = say("; ").join(text for key, text in about.items() if key.startswith("source "))
        slots = {**about, "name": self.name, "cited": cited}
        return say("%(credit)s, figure %(name)s. Sources: %(cited)s. %(terms)s", **slots)


@dataclass(frozen=True)
class Notebook:
    """A notebook ready for its page; `headings` are (anchor, text) of its sections.

    marks: the anchors of all its headings.
    """

    name: str
    question: str
    body: str
    headings: list[tuple[str, str]]
    answer: str
    controls: bool  # whether it holds widgets, which need a kernel
    marks: list[str]
    language: str = "en"

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def folder(self) -> str:
        """Where its file stands in the repository."""
        return "notebooks" if self.language == "en" else f"notebooks/{FOLDER}"

    @property
    def spoken(self) -> bool:
        """Whether it is in the language that is active."""
        return self.language == active.get()


def figures(abouts: Mapping[str, Mapping[str, str]], files: Mapping[str, bytes]) -> dict:
    """The figures of an edition by name, from what each says of itself and the files by path."""
    found = {}
    for name, about in sorted(abouts.items()):
        path = f"figures/{name}"
        sizes = {kind: len(files[f"{path}.{kind}"]) for kind in KINDS}
        narrow, told = files.get(f"{path}-phone.svg"), files.get(f"{path}-told.json", b"")
        thumb, card = (bool(files.get(f"{path}-{one}.png")) for one in ("thumb", "social"))
        found[name] = Figure(
            name, about, sizes, _size(files[f"{path}.svg"]), narrow and _size(narrow), thumb, card,
            told.decode(),
        )  # fmt: skip
    return found


def _size(svg: bytes) -> tuple[int, int]:
    """Width and height of an SVG in px."""
    head = svg[:2000].decode("utf-8", "replace")
    width, height = re.findall(r'(?:width|height)="([\d.]+)pt"', head)[:2]
    return round(float(width) * 4 / 3), round(float(height) * 4 / 3)


def read(path: str, content: bytes, page: Page, twin: Notebook | None = None) -> Notebook:
    """The page content of an executed notebook; a Chinese one takes the anchors of its twin."""
    page.folder, _, file = path.rpartition("/")
    name = file.removesuffix(".ipynb")
    page.marks = twin.marks if twin else []
    book = nbformat.reads(content.decode(), as_version=4)
    first, _, rest = book.cells[0].source.partition("\n")
    book.cells[0].source = rest
    for cell in _opening(book.cells):
        cell.metadata["answer"] = True
    said = [text for cell in _opening(book.cells) for text in _texts(cell)]
    page.headings.clear()
    body, _ = page.from_notebook_node(book)
    sections = [(mark, text) for level, mark, text in page.headings if level == 2]
    question = first.removeprefix("# ").strip()
    marks = [mark for _, mark, _ in page.headings]
    language = FOLDER if page.folder.endswith(FOLDER) else "en"
    answer = "\n\n".join(said)
    return Notebook(name, question, body, sections, answer, name[:2] == CONTROLS, marks, language)


def _opening(cells: list) -> list:
    """The code cells before the first section: they give the answer."""
    found = []
    for cell in cells:
        if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.MULTILINE):
            break
        found += [cell] if cell.cell_type == "code" else []
    return found


def _texts(cell) -> Iterable[str]:
    for output in cell.outputs:
        if text := output.get("data", {}).get("text/markdown"):
            yield text


class Page(HTMLExporter):
    """The exporter with our own Markdown and outputs; its pictures are the `exported` figures.

    `headings` is filled as it goes.
    """

    def __init__(self, exported: dict[str, Figure]):
        self.exported, self.headings = exported, []
        self.folder, self.marks = "notebooks", []
        folders = {"extra_template_basedirs": [str(shell.TEMPLATES)], "template_name": "cells"}
        super().__init__(config=Config({"TemplateExporter": folders}))
        self.register_filter("shown", self.shown)

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", self.markdown

    def markdown(self, text: str) -> str:
        return shell.markdown(text, self.folder, self.headings, self.marks)

    def shown(self, output) -> str:
        """An output as HTML: figure, table, sentences or text."""
        data = output.get("data", {})
        if "image/png" in data:
            return self.picture(output)
        if "text/html" in data:
            return table(data["text/html"])
        if "text/markdown" in data:
            return f'<div class="said">{self.markdown(data["text/markdown"])}</div>'
        return f"<pre>{html.escape(output.get('text') or data.get('text/plain', ''))}</pre>"

    def picture(self, output) -> str:
        """The exported figure whose name the output carries, else the stored picture."""
        alt = output.metadata.get("image/png", {}).get("alt", "")
        name = output.metadata.get("hubgap", {}).get("figure")
        template = shell.environment().get_template("figure.html")
        if name in self.exported:
            return template.module.chart(self.exported[name])
        return template.module.stored(output.data["image/png"], alt)


def table(text: str) -> str:
    """A table of `show.table` or a data frame, its caption above a box of its own that scrolls.

    Other markup shows as text, so nothing can come in with a name.
    """
    text = LONG.sub('<td class="long">', TAG.sub(_tag, FRAME.sub("", text)))
    head, body, rows = text.partition("<tbody>")
    text = head + body + rows.replace('<th scope="col"', '<th scope="row"')
    caption = CAPTION.search(text)
    head = f"<figcaption>{caption[1]}</figcaption>" if caption else ""
    return f'<figure class="table"{shell.foreign()}>{head}<div class="scroll">{CAPTION.sub("", text)}</div></figure>'


def _tag(found: re.Match) -> str:
    end, name, attributes = found.groups()
    if not name:
        return "&lt;"
    side = ' class="right"' if not end and 'align="right"' in attributes else ""
    scope = ' scope="col"' if name == "th" and not end else ""
    return f"<{end}{name}{scope}{side}>"
