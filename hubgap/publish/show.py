"""What a notebook shows: pictures with alt text, sentences and tables."""

from __future__ import annotations

import base64
import html
import io

import pandas as pd
from PIL import Image

from .files import PACKED, plain, with_palette

INLINE_DPI, INLINE_COLORS = 120, 64  # small enough for ten figures in one notebook
THUMB, THUMB_COLORS = (480, 360), 32  # for a screen of twice as many dots


def inline(large: bytes) -> bytes:
    """The picture for a notebook, made smaller from the PNG of a figure."""
    picture = Image.open(io.BytesIO(large))
    return _smaller(picture, INLINE_DPI / round(picture.info["dpi"][0]), INLINE_COLORS)


def thumb(large: bytes) -> bytes:
    """The picture for a card that leads to a figure: its upper part, in THUMB pixels."""
    picture, (width, height) = Image.open(io.BytesIO(large)), THUMB
    scale = width / picture.width
    shown = picture.crop((0, 0, picture.width, min(picture.height, round(height / scale))))
    return _smaller(shown, scale, THUMB_COLORS)


def card(large: bytes) -> bytes:
    """The picture of a link, in as few colors as a small one."""
    return _smaller(Image.open(io.BytesIO(large)), 1, THUMB_COLORS)


def _smaller(picture: Image.Image, scale: float, colors: int) -> bytes:
    target = io.BytesIO()
    size = [round(side * scale) for side in picture.size]
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    with_palette(small, colors).save(target, "png", compress_level=PACKED)
    return target.getvalue()


def picture(content: bytes, alt: str, name: str = "") -> None:
    """Show a picture made by `inline` with its alt text; `name` tells the site its figure."""
    pixels = int.from_bytes(content[16:20], "big")
    shape = {"alt": alt, "width": round(100 * pixels / INLINE_DPI)}
    code = base64.b64encode(content).decode()
    about = {"image/png": shape} | ({"hubgap": {"figure": name}} if name else {})
    _show({"image/png": code, "text/plain": alt}, about)


def say(*sentences: str) -> None:
    """Show computed sentences as one paragraph of Markdown."""
    text = " ".join(sentences)
    _show({"text/markdown": text, "text/plain": text})


def table(frame: pd.DataFrame, caption: str, *, bold: int | None = None) -> None:
    """Show a table below its caption; row number `bold` (from 0) in bold.

    The first column names the rows; others are set right if they hold numbers, which are printed
    as they are: write them with the formatters of `hubgap.text`.
    """
    plain = "\n".join([caption, frame.map(_cell).to_string(index=False)])
    _show({"text/html": table_html(frame, caption, bold), "text/plain": plain})


def table_html(frame: pd.DataFrame, caption: str, bold: int | None = None) -> str:
    """The table as HTML without scripts, style sheets or random ids; texts are escaped."""
    others = frame.columns[1:]
    sides = ["left", *("right" if _is_numeric(frame[name]) else "left" for name in others)]

    def row(tag: str, cells, strong: bool = False) -> str:
        texts = [html.escape(str(cell)) for cell in cells]
        texts = [f"<strong>{text}</strong>" for text in texts] if strong else texts
        cells = [
            f'<{tag} align="{side}" style="text-align: {side}">{text}</{tag}>'
            for side, text in zip(sides, texts, strict=True)
        ]
        return f"<tr>{''.join(cells)}</tr>"

    rows = [
        row("td", map(_cell, cells), strong=number == bold)
        for number, cells in enumerate(frame.itertuples(index=False, name=None))
    ]
    head = f"<caption>{html.escape(caption)}</caption>\n<thead>{row('th', frame.columns)}</thead>"
    return "\n".join(["<table>", head, "<tbody>", *rows, "</tbody>", "</table>"])


def _is_numeric(column: pd.Series) -> bool:
    """Numbers, or texts that begin like one because a formatter of `hubgap.text` wrote them."""
    if pd.api.types.is_numeric_dtype(column):
        return not pd.api.types.is_bool_dtype(column)
    return column.dropna().astype(str).str.match(r"[−+-]?\d|not known|under \d").all()


def _cell(value) -> str:
    return "–" if pd.isna(value) else plain(value)


def _show(content: dict[str, str], metadata: dict | None = None) -> None:
    """Display in a notebook; say nothing in plain Python."""
    from IPython import display, get_ipython  # half a second that an import of hubgap saves

    if get_ipython() is not None:
        display.display(content, raw=True, metadata=metadata)
