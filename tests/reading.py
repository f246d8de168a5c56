"""The committed edition as a person reads it: what the head of an exported table says."""

import itertools
import re
from pathlib import Path

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures
from hubgap.publish.files import FORMULA


def header(path: Path) -> dict[str, str]:
    """The `# key: value` lines at the top of an exported CSV, in their order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    said = itertools.takewhile(lambda line: line.startswith("# "), lines)
    pairs = (line[2:].split(": ", 1) for line in said)
    return {key: re.sub(rf"([,;]\s*)'([{FORMULA}])", r"\1\2", text) for key, text in pairs}


def edition() -> tuple[dict[str, dict[str, str]], dict[str, bytes]]:
    """What each committed figure says of itself; the files of figures/ and notebooks/ by path."""
    abouts = {slug: header(ROOT / "figures" / f"{slug}.csv") for slug in figures()}
    paths = [*(ROOT / "figures").glob("[0-9]*.*"), *(ROOT / "notebooks").glob("[0-9]*.ipynb")]
    return abouts, {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
