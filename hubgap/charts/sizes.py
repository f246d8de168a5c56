"""Sizes of a figure: how wide it is drawn and how large its file is.

A chart is drawn again for each size, with type of the same size in points; the file is then as
large as the place that it is made for: a single column, say, is drawn 5 inches wide, placed at 89 mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ..disk import write_file

MM = 1 / 25.4
# A page shows it on a screen of 320 pixels in 304: there 9.5 points are still 11 pixels.
PHONE = 3.6  # inches, 346 pixels
NUMBERS = ("csv", "json", "xlsx")  # kinds of files that are not drawn


@dataclass(frozen=True)
class Preset:
    """A size; lengths in inches, `dpi` for PNG.

    drawn: width that charts are drawn in, the least one if `ratio` (height by width) is fixed.
    placed: width of the file; None: as drawn. least: points of the smallest words that can be read
    there.
    """

    drawn: float
    placed: float | None
    dpi: int
    ratio: float | None = None
    least: float = 0


PRESETS = {
    "web": Preset(7.5, None, 200),
    "phone": Preset(PHONE, PHONE, 192, least=9.5),
    "single": Preset(5.0, 89 * MM, 600, least=5.5),
    "double": Preset(7.5, 183 * MM, 600, least=5.5),
    "slide": Preset(8.0, 40 / 3, 144, ratio=9 / 16, least=8),  # 13.33 x 7.5 inches
    "social": Preset(8.0, 12.5, 96, ratio=9 / 16, least=8),  # 1200 x 675 pixels
}

active: ContextVar[Preset] = ContextVar("preset", default=PRESETS["web"])


def write(folder: Path, name: str, kind: str, size: str, content: bytes) -> Path:
    """Write a figure into a folder as NAME-SIZE.KIND (numbers have no size); its path."""
    path = folder / (f"{name}.{kind}" if kind in NUMBERS else f"{name}-{size}.{kind}")
    write_file(path, content)
    return path


@contextmanager
def sized(size: str) -> Iterator[Preset]:
    """Draw and write everything inside for a size (a key of PRESETS)."""
    token = active.set(PRESETS[size])
    try:
        yield PRESETS[size]
    finally:
        active.reset(token)
