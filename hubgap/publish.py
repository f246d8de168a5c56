"""A finished figure: words and footer on it, shown with alt text, exported as four files.

`figure` is what a notebook calls; `dress` is its pure part; `gallery` lists what was exported.
"""

from __future__ import annotations

import base64
import csv
import functools
import html
import io
import itertools
import os
import re
import textwrap
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_pdf import Op, PdfFile, PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from hubgap import charts, presets
from hubgap.data import ROOT, write_file
from hubgap.wording import Words, day, month, sentence

CREDIT = "Chart and coding: hubgap"
LICENSE = "CC BY 4.0 for figure and text"
RESTRICTIONS = {
    "noncommercial": "No commercial use of the numbers of",
    "share-alike": "Share alike the numbers of",
    "unstated": "No license stated by",
}
NAMED_SOURCES = 3  # a figure with more of them names the publishers only
KINDS = ("svg", "pdf", "png", "csv")
FILE_COLORS = 256
INLINE_DPI, INLINE_COLORS = 120, 64  # small enough for ten figures in one notebook
EDGE = 3  # points left free around a figure
FORMULA = "=+@＝＋＠－-"  # what a cell may not begin with, lest a spreadsheet computes it
# Characters that a name may hold but no line should: controls, line ends, changes of direction.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
GALLERY = """# Figures

Every figure as SVG (words stay text), PDF, PNG at twice the screen size, and CSV with the plotted
numbers. The lines of a CSV that begin with `#` say what is shown, by which rule and from which
sources; `pandas.read_csv(path, comment="#")` skips them. A text cell that a spreadsheet would take
for a formula begins with an apostrophe. This page is generated from those lines."""

published: list[tuple[str, Words]] = []
wanted: ContextVar[str | None] = ContextVar("wanted", default=None)


class Finished(Exception):
    """Ends a notebook that runs for the sake of one figure; holds (figure, about, table)."""


def figure(
    fig: Figure,
    name: str,
    words: Words,
    table: pd.DataFrame,
    *,
    data,
    panel,
    rule,
    sources: tuple[str, ...],
) -> None:
    """Finish a figure: dress it, export it as `name`.svg, .pdf, .png and .csv, show it inline.

    `table` holds the plotted numbers (its index is not written), `data` the Data whose sources
    table knows the ids in `sources`; `panel` and `rule` have a `.sentence` or are sentences.
    Where one figure is `wanted`, others are passed over and this one raises Finished.
    Raises ValueError for an unknown source, a missing word or a name that is not like `02-census`.
    """
    if wanted.get() not in (None, name):
        return
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", name):
        raise ValueError(f"A figure is named like 02-census, not {name!r}.")
    cited = _cited(name, data["sources"], sources)
    about = _about(name, words, _sentence(panel), _sentence(rule), cited)
    if empty := [key for key, text in about.items() if not text]:
        raise ValueError(f"Figure {name} has no {empty[0]}.")
    words = Words(*(about[part] for part in ("title", "definition", "finding", "alt")))
    dress(fig, words, footer(about, cited))
    if wanted.get():
        raise Finished(fig, about, table)
    _export(fig, about, table)
    published.append((name, words))
    picture(fig, words.alt)


def picture(fig: Figure, alt: str) -> None:
    """Show a figure inline with its alt text, and export nothing."""
    content = base64.b64encode(_png(fig, INLINE_DPI, INLINE_COLORS, {})).decode()
    shape = {"alt": alt, "width": round(100 * fig.get_figwidth())}
    _show({"image/png": content, "text/plain": alt}, {"image/png": shape})


def say(*sentences: str) -> None:
    """Show computed sentences as one paragraph of Markdown."""
    text = " ".join(sentences)
    _show({"text/markdown": text, "text/plain": text})


def table(frame: pd.DataFrame, caption: Words | str, *, bold: int | None = None) -> None:
    """Show a table below its caption; row number `bold` (from 0) in bold.

    The first column names the rows; others are set right if they hold numbers, which are printed
    as they are: write them with the formatters of `wording`.
    """
    if isinstance(caption, Words):
        caption = f"{caption.title}. {caption.definition}"
    plain = "\n".join([caption, frame.map(_cell).to_string(index=False)])
    _show({"text/html": table_html(frame, caption, bold), "text/plain": plain})


def gallery(figures: Path) -> None:
    """Write README.md of a folder of figures from the headers of its CSV files."""
    parts = [GALLERY]
    for path in sorted(figures.glob("*.csv")):
        about, name = header(path), path.stem
        alt = re.sub(r"<(?=[a-zA-Z/!?])|[\\\[\]]", r"\\\g<0>", about["alt"])
        about = {key: _no_markup(text) for key, text in about.items()}
        links = " · ".join(f"[{kind.upper()}]({name}.{kind})" for kind in KINDS)
        cited = [f"- {text}" for key, text in about.items() if key.startswith("source ")]
        parts += [
            f"## {about['title']}",
            f"![{alt}]({name}.png)",
            f"**{name}**: {links}",
            f"*{about['definition']}*",
            about["finding"],
            f"In words: {about['alt']}",
            f"{about['panel']} {about['rule']}",
            "\n".join(["Sources:", "", *cited]),
            f"Terms: {about['terms']}",
        ]
    write_file(figures / "README.md", "\n\n".join(parts) + "\n")


def header(path: Path) -> dict[str, str]:
    """The `# key: value` lines at the top of an exported CSV, in their order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    said = itertools.takewhile(lambda line: line.startswith("# "), lines)
    pairs = (line[2:].split(": ", 1) for line in said)
    return {key: re.sub(rf"([,;]\s*)'([{FORMULA}])", r"\1\2", text) for key, text in pairs}


def _no_markup(text: str) -> str:
    """A text that Markdown shows without elements and links."""
    return re.sub(r"<(?=[a-zA-Z/!?])|\\|\](?=[(\[])", r"\\\g<0>", text)


def folder() -> Path:
    """Where figures are written: under `HUBGAP_OUTPUT` if it is set, else in the repository."""
    return Path(os.environ.get("HUBGAP_OUTPUT") or ROOT) / "figures"


# --- what is said


def footer(about: Mapping[str, str], cited: pd.DataFrame) -> list[str]:
    """Paragraphs of a footer: sources with their last day, panel and rule, credit and terms."""
    brief = presets.active.get().brief
    if brief or len(cited) > NAMED_SOURCES:
        named = [*dict.fromkeys(cited["publisher"].map(_short))]
    else:
        named = [_named(source) for source in cited.to_dict("records")]
    word = "Source" if len(named) == 1 else "Sources"
    source = _line(f"{word}: {'; '.join(named)}".rstrip(".") + ".")
    if brief:
        return [f"{source} {about['credit']}, figure {about['figure']}. {about['terms']}"]
    return [source, f"{about['panel']} {about['rule']}", f"{about['credit']}. {about['terms']}"]


def terms(cited: pd.DataFrame) -> str:
    """Terms of reuse of a figure: those of hubgap, and what its sources restrict."""
    texts = [LICENSE]
    for kind, text in RESTRICTIONS.items():
        rows = cited[cited["redistribution"] == kind]
        under = "" if kind == "unstated" else " under " + rows["license"].str.split(";").str[0]
        if who := [*dict.fromkeys(rows["publisher"].map(_short) + under)]:
            texts.append(f"{text} {'; '.join(who)}")
    return ". ".join(texts) + "."


def _sentence(thing) -> str:
    text = getattr(thing, "sentence", thing)
    return text and sentence(text)


def _cited(name: str, known: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    if not ids:
        raise ValueError(f"Figure {name} names no source.")
    if missing := [one for one in ids if one not in set(known["id"])]:
        raise ValueError(f"Source {missing[0]!r} of figure {name} is not in the sources table.")
    return known.set_index("id", drop=False).loc[list(dict.fromkeys(ids))]


def _about(name: str, words: Words, panel: str, rule: str, cited: pd.DataFrame) -> dict[str, str]:
    """All that is said about a figure, in the order of the CSV header; one line each."""
    about = {
        "figure": name,
        "title": words.title,
        "definition": words.definition,
        "finding": words.finding,
        "alt": words.alt,
        "panel": panel,
        "rule": rule,
        "sources": " ".join(cited["id"]),
    }
    for row in cited.itertuples():
        known = row.license in row.citation
        about[f"source {row.id}"] = row.citation + ("" if known else f"; license: {row.license}")
    about |= {"terms": terms(cited), "credit": CREDIT}
    return {key: _line(text) for key, text in about.items()}


def _line(text: str) -> str:
    return re.sub(" +", " ", UNSEEN.sub(" ", text)).strip()


def _named(source: Mapping) -> str:
    """`Publisher, title, until 11 July 2024`, without what the title itself says."""
    last, title = str(source["measured_to"]), _short(source["title"])
    maker = _short(source["publisher"])
    write = {4: str, 7: month, 10: day}.get(len(last))
    until = f", until {write(last)}" if write and last not in title else ""
    return (title if title.startswith(maker) else f"{maker}, {title}") + until


def _short(text: str) -> str:
    return text.split(" (")[0]


# --- how it is set


def dress(fig: Figure, words: Words, lines: list[str]) -> Figure:
    """Add title, definition and footer `lines`; the figure grows, so the axes keep their size.

    At a size of fixed height the axes get what the words leave.
    """
    ratio = presets.active.get().ratio
    width, height = fig.get_size_inches()
    room = 72 * width - 2 * EDGE
    large = width / presets.active.get().drawn if ratio else 1  # words as large on every slide
    above = _title(words.title, room, large) + _paragraph(words.definition, room, 10.5 * large)
    below = [line for text in lines for line in _paragraph(text, room, 8.5 * large)]
    top, bottom = _height(above) + 14, _height(below) + 12
    if ratio:
        height = width * ratio - (top + bottom) / 72
    full = height + (top + bottom) / 72
    fig.set_size_inches(width, full)
    fig.get_layout_engine().set(rect=(0, bottom / 72 / full, 1, height / full))
    _stack(fig, above, 72 * full - EDGE)
    _stack(fig, below, _height(below) + EDGE)
    return fig


def _paragraph(text: str, room: float, size: float, weight="normal", color=charts.OTHER) -> list:
    """A paragraph as lines (text, size, weight, color) that fit into `room` points."""
    return [(line, size, weight, color) for line in _wrap(text, room, size, weight)]


def _title(text: str, room: float, large: float = 1) -> list[tuple]:
    """A title in at most two lines of about equal length, in smaller type if it must be."""
    sizes = [size * large for size in (15, 14, 13, 12)]
    size = next((s for s in sizes if len(_wrap(text, room, s, "semibold")) <= 2), sizes[-1])
    lines = len(_wrap(text, room, size, "semibold"))
    while lines > 1 and len(_wrap(text, room - 10, size, "semibold")) == lines:
        room -= 10
    return [*_paragraph(text, room, size, "semibold", charts.INK), ("", 2, "normal", charts.INK)]


def _wrap(text: str, room: float, size: float, weight: str) -> list[str]:
    """Lines of at most `room` points; no break at the no-break space before a unit."""
    font = FontProperties(family="sans-serif", size=size, weight=weight)
    pieces = [
        piece
        for word in text.split(" ")
        for piece in textwrap.wrap(word, 60, break_on_hyphens=False)
    ]
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]} {piece}".strip(" ")
        if text_to_path.get_text_width_height_descent(longer, font, ismath=False)[0] <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _height(lines: list[tuple]) -> float:
    return sum(1.3 * size for _, size, _, _ in lines)


def _stack(fig: Figure, lines: list[tuple], top: float) -> None:
    """Set lines one under another, the first below `top` points."""
    width, height = 72 * fig.get_size_inches()
    for text, size, weight, color in lines:
        fig.text(
            EDGE / width,
            (top - size) / height,
            text,
            size=size,
            weight=weight,
            color=color,
            parse_math=False,
        )
        top -= 1.3 * size


def table_html(frame: pd.DataFrame, caption: str, bold: int | None = None) -> str:
    """The table as HTML without scripts, style sheets or random ids; texts are escaped."""
    others = frame.columns[1:]
    sides = ["left", *("right" if _is_numeric(frame[name]) else "left" for name in others)]

    def row(tag: str, cells, strong: bool = False) -> str:
        texts = [html.escape(str(cell)) for cell in cells]
        texts = [f"<strong>{text}</strong>" for text in texts] if strong else texts
        cells = [
            f'<{tag} align="{side}" style="text-align: {side}">{text}</{tag}>'
            for side, text in zip(sides, texts)
        ]
        return f"<tr>{''.join(cells)}</tr>"

    rows = [
        row("td", map(_cell, cells), strong=number == bold)
        for number, cells in enumerate(frame.itertuples(index=False, name=None))
    ]
    head = f"<caption>{html.escape(caption)}</caption>\n<thead>{row('th', frame.columns)}</thead>"
    return "\n".join(["<table>", head, "<tbody>", *rows, "</tbody>", "</table>"])


def _is_numeric(column: pd.Series) -> bool:
    """Numbers, or texts that begin like one because a formatter of `wording` wrote them."""
    if pd.api.types.is_numeric_dtype(column):
        return not pd.api.types.is_bool_dtype(column)
    return column.dropna().astype(str).str.match(r"[−+-]?\d|not known|under \d").all()


def _cell(value) -> str:
    return "–" if pd.isna(value) else _plain(value)


# --- what is written


def _export(fig: Figure, about: dict[str, str], table: pd.DataFrame) -> None:
    for kind in KINDS:
        name = f"{about['figure']}.{kind}"
        write_file(folder() / name, content(kind, fig, about, table))


def content(
    kind: str,
    fig: Figure,
    about: Mapping[str, str],
    table: pd.DataFrame,
    *,
    transparent: bool = False,
) -> bytes:
    """One file of a dressed figure, of the size that is active; `about` as in Finished."""
    if kind == "csv":
        return _numbers(about, table).encode()
    keys = ("definition", "rule", "panel", "sources", "terms")
    notes = " | ".join(f"{key}: {about[key]}" for key in keys)
    title, alt = about["title"], about["alt"]
    preset = presets.active.get()
    placed = (preset.placed or fig.get_figwidth()) / fig.get_figwidth()
    if kind == "svg":
        about_svg = {"Title": title, "Description": notes, "Creator": CREDIT, "Date": None}
        return _svg(fig, about["figure"], alt, about_svg, placed, transparent)
    if kind == "pdf":
        about_pdf = {
            "Title": title,
            "Subject": alt,
            "Keywords": notes,
            "Creator": CREDIT,
            "Producer": None,
            "CreationDate": None,
        }
        return _pdf(fig, about_pdf, placed, transparent)
    about_png = {"Title": title, "Description": alt, "Comment": notes, "Author": CREDIT}
    return _png(fig, preset.dpi, FILE_COLORS, about_png, placed, transparent)


def _svg(fig: Figure, name: str, alt: str, metadata: dict, placed: float, transparent: bool):
    """An SVG as large as its place; its view box keeps what is drawn."""
    target = io.StringIO()
    fig.savefig(target, format="svg", metadata=metadata, transparent=transparent)
    lines = [UNSEEN.sub(" ", line) for line in target.getvalue().split("\n")]
    svg = _accessible("\n".join(lines), name, alt)
    if placed != 1:
        svg = re.sub(
            r' (width|height)="([\d.]+)pt"',
            lambda found: f' {found[1]}="{float(found[2]) * placed:.6g}pt"',
            svg,
            count=2,
        )
    return svg.encode()


def _pdf(fig: Figure, metadata: dict, placed: float, transparent: bool) -> bytes:
    """A PDF whose page is `placed` times as large as the figure is drawn."""
    target = io.BytesIO()
    with PdfPages(target, metadata=metadata) as pages:
        file = pages._ensure_file()  # its page is scaled here: savefig cannot
        file.newPage = functools.partial(_new_page, file, placed)
        pages.savefig(fig, transparent=transparent)
    return target.getvalue()


def _new_page(file: PdfFile, placed: float, width: float, height: float) -> None:
    PdfFile.newPage(file, width * placed, height * placed)
    if placed != 1:
        file.output(placed, 0, 0, placed, 0, 0, Op.concat_matrix)


def _png(
    fig: Figure,
    dpi: int,
    colors: int,
    metadata: dict[str, str],
    placed: float = 1,
    transparent: bool = False,
) -> bytes:
    """A PNG; on white with a palette: less than half the size, and no difference for the eye."""
    full, target, info = io.BytesIO(), io.BytesIO(), PngInfo()
    fig.savefig(full, format="png", dpi=dpi * placed, transparent=transparent)
    for key, text in metadata.items():
        info.add_itxt(key, text)
    picture = Image.open(full)
    if not transparent:
        picture = picture.convert("RGB").quantize(colors, dither=Image.Dither.NONE)
    picture.save(target, "png", optimize=True, dpi=(dpi, dpi), pnginfo=info)
    return target.getvalue()


def _accessible(svg: str, name: str, alt: str) -> str:
    """The SVG as an image with a text alternative and with its glyphs, its words still text.

    Where an editor ignores the embedded glyphs, the font list falls back on fonts as narrow.
    """
    characters = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)", svg)))
    labels = f'role="img" aria-labelledby="title-{name} alt-{name}"'
    for old, new in (
        ("<svg ", f"<svg {labels} "),
        ("<title>", f'<title id="title-{name}">'),
        ("</title>", f'</title>\n <desc id="alt-{name}">{escape(alt)}</desc>'),
        ("</style>", f"\n{_font_faces(characters)}</style>"),
    ):
        svg = svg.replace(old, new, 1)
    return svg.replace(", 'DejaVu Sans', ", ", 'Source Sans Pro', 'Open Sans', Arial, ")


def _font_faces(characters: str) -> str:
    """CSS that carries these glyphs of the font, which the OFL lets a document embed."""
    rules = []
    for weight, face in ((400, "Regular"), (600, "Semibold")):
        font = TTFont(charts.FONTS / f"SourceSans3-{face}.ttf", recalcTimestamp=False)
        worker = subset.Subsetter(subset.Options(hinting=False, layout_features=["kern", "liga"]))
        worker.populate(text=characters)
        worker.subset(font)
        font.flavor = "woff"
        target = io.BytesIO()
        font.save(target)
        code = base64.b64encode(target.getvalue()).decode()
        rules.append(
            f"@font-face {{font-family: 'Source Sans 3'; font-weight: {weight}; "
            f"src: url(data:font/woff;base64,{code}) format('woff');}}\n"
        )
    return "".join(rules)


def _numbers(about: dict[str, str], table: pd.DataFrame) -> str:
    target = io.StringIO()
    for key, text in about.items():
        # to a spreadsheet, a comma ends a cell; `header` takes the apostrophe out
        text = re.sub(rf"([,;]\s*)([{FORMULA}])", r"\1'\2", text)
        target.write(f"# {key}: {text}\n")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_field(str(column)) for column in table.columns)
    for row in table.itertuples(index=False, name=None):
        writer.writerow(map(_field, row))
    return target.getvalue()


def _field(value) -> str:
    """A CSV cell; text that a spreadsheet would take for a formula gets an apostrophe."""
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        text = UNSEEN.sub(" ", value)
        return f"'{text}" if text.lstrip().startswith(tuple(FORMULA)) else text
    return _plain(value)


def _plain(value) -> str:
    """A value as text: days as ISO dates, fractions with at most six significant digits."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    if isinstance(value, (float, np.floating)):
        whole = abs(value) < 1e15 and (float(value).is_integer() or abs(value) >= 1e5)
        return str(round(value)) if whole else f"{value:.6g}"
    return str(value)


def _show(content: dict[str, str], metadata: dict | None = None) -> None:
    """Display in a notebook; say nothing in plain Python."""
    from IPython import display, get_ipython  # half a second that an import of hubgap saves

    if get_ipython() is not None:
        display.display(content, raw=True, metadata=metadata)
