"""One figure as the bytes of a file: SVG, PDF, PNG, its numbers as CSV or XLSX, what it says as JSON."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..charts import sizes
from ..charts.core import CHINESE, FONTS, HAN, LATIN, is_han, text_width
from .columns import explained
from .dress import UNSEEN

KINDS = ("svg", "pdf", "png", "csv", "json")  # of an edition
ALL_KINDS = (*KINDS, "xlsx")
FILE_COLORS = 256
FACES = {400: "Regular", 600: "Semibold"}  # by weight
SEMIBOLD = 600
PACKED = 8  # of 9: as small within 4%, in less than half the time
# What figures are written in; one subset of the font serves all that need nothing else.
USUAL = frozenset([*map(chr, range(0x20, 0x7F)), *"\u00a0±·×²³⁴⁵⁶⁷–—‘’“”…−≈≤≥←→■●"])
FORMULA = "=+@＝＋＠－-"  # what a cell may not begin with, lest a spreadsheet computes it


def content(
    kind: str,
    fig: Figure | None,
    about: Mapping[str, str],
    table: pd.DataFrame,
    *,
    transparent: bool = False,
    outlines: bool = False,
) -> bytes:
    """One file of a dressed figure, of the active size; `about` as `dress.about` gives it.

    `outlines` draws the letters of an SVG as shapes, for editors that ignore embedded fonts.
    """
    if kind in numbers:
        return numbers[kind](about, table)
    assert fig is not None  # every other kind shows the figure
    keys = ("definition", "rule", "panel", "sources", "terms")
    notes = " | ".join(f"{key}: {about[key]}" for key in keys)
    title, alt = about["title"], about["alt"]
    preset = sizes.active.get()
    placed = (preset.placed or fig.get_figwidth()) / fig.get_figwidth()
    if kind == "svg":
        about_svg = {"Title": title, "Description": notes, "Creator": about["credit"], "Date": None}
        with rc_context({"svg.fonttype": "path"} if outlines else {}):
            return _svg(fig, about["figure"], alt, about_svg, placed, transparent)
    if kind == "pdf":
        about_pdf = {
            "Title": title,
            "Subject": alt,
            "Keywords": notes,
            "Creator": about["credit"],
            "Producer": None,
            "CreationDate": None,
        }
        return _pdf(fig, about_pdf, placed, transparent)
    about_png = {"Title": title, "Description": alt, "Comment": notes, "Author": about["credit"]}
    return png(fig, preset.dpi, FILE_COLORS, about_png, placed, transparent)


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
    from matplotlib.backends.backend_pdf import Op, PdfPages  # a quarter of a second

    target = io.BytesIO()
    with PdfPages(target, metadata=metadata) as pages:
        file = pages._ensure_file()  # its page is scaled here: savefig cannot
        new_page = file.newPage

        def scaled(width: float, height: float) -> None:
            new_page(width * placed, height * placed)
            if placed != 1:
                file.output(placed, 0, 0, placed, 0, 0, Op.concat_matrix)

        file.newPage = scaled
        pages.savefig(fig, transparent=transparent)
    return target.getvalue()


def png(
    fig: Figure,
    dpi: int,
    colors: int,
    metadata: dict[str, str],
    placed: float = 1,
    transparent: bool = False,
) -> bytes:
    """A PNG; on white with a palette: less than half the size, and no difference for the eye."""
    full, target, info = io.BytesIO(), io.BytesIO(), PngInfo()
    exact = fig.get_figwidth() * dpi * placed + 1e-6  # a width of 1919.9999 has 1920 pixels
    fig.savefig(full, format="rgba", dpi=exact / fig.get_figwidth(), transparent=transparent)
    for key, text in metadata.items():
        info.add_itxt(key, text)
    width = int(exact)
    size = width, full.tell() // (4 * width)
    picture = Image.frombuffer("RGBA", size, full.getvalue(), "raw", "RGBA", 0, 1)
    if not transparent:
        picture = with_palette(picture.convert("RGB"), colors)
    picture.save(target, "png", compress_level=PACKED, dpi=(dpi, dpi), pnginfo=info)
    return target.getvalue()


def with_palette(picture: Image.Image, colors: int) -> Image.Image:
    """A picture in so many colors, the nearest ones to what is drawn."""
    return picture.quantize(colors, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _accessible(svg: str, name: str, alt: str) -> str:
    """The SVG as an image with a text alternative and with its glyphs, its words still text.

    Where the embedded glyphs are ignored, the font list falls back on fonts as narrow, and any font
    is squeezed into the width that was drawn, so that nothing is cut.
    """
    texts = re.findall(r"<text([^>]*)>([^<]*)", svg)
    characters = {_weight(style): "" for style, _ in texts}
    for style, text in texts:
        characters[_weight(style)] += html.unescape(text)
    # A no-break space and a blank, or two blanks, stay as wide as they were drawn.
    labels = f'role="img" aria-labelledby="title-{name} alt-{name}" xml:space="preserve"'
    faces = _font_faces(frozenset("".join(characters.values())) - USUAL) if texts else ""
    faces += "".join(_chinese_face(*one) for one in sorted(characters.items()))
    for old, new in (
        ("<svg ", f"<svg {labels} "),
        ("<title>", f'<title id="title-{name}">'),
        ("</title>", f'</title>\n <desc id="alt-{name}">{escape(alt)}</desc>'),
        ("</style>", f"\n{faces}</style>"),
    ):
        svg = svg.replace(old, new, 1)
    svg = re.sub(r'<text style="([^"]*)"([^>]*)>([^<]*)<', _as_wide, svg)
    return svg.replace(", 'DejaVu Sans', ", ", 'Source Sans Pro', 'Open Sans', Arial, ")


def _as_wide(found: re.Match) -> str:
    """A line of text with the width that it was drawn in, in points."""
    style, place, text = found.groups()
    size = float(re.findall(r"font-size: ([\d.]+)px", style)[0])
    weight = "semibold" if _weight(style) == SEMIBOLD else "normal"
    width = f'textLength="{text_width(html.unescape(text), size, weight):.2f}"'
    squeezed = f'{width} lengthAdjust="spacingAndGlyphs"'
    return f'<text style="{style}"{place} {squeezed}>{text}<'


@cache
def _font_faces(others: frozenset[str]) -> str:
    """CSS that carries the usual glyphs of the font and others; the OFL lets a document embed it."""
    return "".join(
        _face(LATIN, weight, _subset(FONTS / f"SourceSans3-{face}.ttf", USUAL | others))
        for weight, face in FACES.items()
    )


def _chinese_face(weight: int, text: str) -> str:
    """CSS that carries the Chinese letters of some words of one weight; nothing without any."""
    letters = set(filter(is_han, text))
    path = CHINESE / f"NotoSansSC-{FACES[weight]}.ttf"
    return _face(HAN, weight, _subset(path, sorted(letters))) if letters else ""


def _face(family: str, weight: int, font: bytes) -> str:
    code = base64.b64encode(font).decode()
    return (
        f"@font-face {{font-family: '{family}'; font-weight: {weight}; "
        f"src: url(data:font/woff;base64,{code}) format('woff');}}\n"
    )


def _weight(style: str) -> int:
    """The weight of the words of an SVG, given their style."""
    return SEMIBOLD if "font-weight" in style else min(FACES)


def _subset(file: Path, characters: Iterable[str]) -> bytes:
    from fontTools import subset  # half a second that a page saves
    from fontTools.ttLib import TTFont

    font = TTFont(file, recalcTimestamp=False)
    worker = subset.Subsetter(subset.Options(hinting=False, layout_features=["kern", "liga"]))
    worker.populate(unicodes=map(ord, characters))
    worker.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _csv(about: Mapping[str, str], table: pd.DataFrame) -> bytes:
    """The plotted numbers, the header line first; a sidecar says what they are."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_field(str(column)) for column in table.columns)
    for row in table.itertuples(index=False, name=None):
        writer.writerow(map(_field, row))
    return target.getvalue().encode()


def sidecar(about: Mapping[str, str], table: pd.DataFrame) -> dict:
    """All that a figure says of itself, its sources one by one, and what its columns mean."""
    apart = ("source ", "license ")
    said: dict = {key: text for key, text in about.items() if not key.startswith(apart)}
    said["sources"] = [
        {"id": one, "citation": about[f"source {one}"], "license": about[f"license {one}"]}
        for one in about["sources"].split()
    ]
    return said | {"columns": explained(about["figure"], map(_name, table.columns))}


def _name(column) -> str:
    return _field(str(column))


def _json(about: Mapping[str, str], table: pd.DataFrame) -> bytes:
    return (json.dumps(sidecar(about, table), ensure_ascii=False, indent=1) + "\n").encode()


def _xlsx(about: Mapping[str, str], table: pd.DataFrame) -> bytes:
    """A workbook of two sheets, the numbers and what they are; equal figures are equal bytes."""
    from openpyxl import Workbook  # a quarter of a second

    book = Workbook()
    sheet, page = book.active, book.create_sheet("about")
    sheet.title = "numbers"
    sheet.append([_name(column) for column in table.columns])
    for row in table.itertuples(index=False, name=None):
        sheet.append([_cell(value) for value in row])
    for key, said in sidecar(about, table).items():
        lines = [[key, *row.values()] for row in said] if isinstance(said, list) else [[key, said]]
        for line in lines:
            page.append([_cell(text) for text in line])
    sheet.freeze_panes = "A2"
    page.column_dimensions["B"].width = 90
    return _undated(book)


def _cell(value):
    """A number as a number, everything else as inert text."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_)):
        return None if pd.isna(value) or not np.isfinite(value) else value
    return _field(value) or None


def _undated(book) -> bytes:
    """The bytes of a workbook without the time of writing."""
    full, target = io.BytesIO(), io.BytesIO()
    book.save(full)
    with zipfile.ZipFile(full) as parts, zipfile.ZipFile(target, "w") as packed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                dated = rb"(<dcterms:(created|modified)[^>]*>)[^<]*"
                content = re.sub(dated, rb"\g<1>2024-07-11T00:00:00Z", content)
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


numbers = {"csv": _csv, "json": _json, "xlsx": _xlsx}


def _field(value) -> str:
    """A CSV cell; text that a spreadsheet would take for a formula gets an apostrophe."""
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        text = UNSEEN.sub(" ", value)
        return f"'{text}" if text.lstrip().startswith(tuple(FORMULA)) else text
    return plain(value)


def plain(value) -> str:
    """A value as text: days as ISO dates, fractions with at most six significant digits."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    if isinstance(value, (float, np.floating)):
        number = float(value)
        whole = abs(number) < 1e15 and (number.is_integer() or abs(number) >= 1e5)
        return str(round(number)) if whole else f"{number:.6g}"
    return str(value)
