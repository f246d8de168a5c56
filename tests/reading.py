"""The committed edition as a person reads it: what is said beside an exported table."""

import json
from pathlib import Path

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures


def header(path: Path) -> dict[str, str]:
    """What is said of a figure, from the JSON beside one of its files; the columns apart."""
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return {key: text for key, text in about.items() if isinstance(text, str)}


def edition() -> tuple[dict[str, dict[str, str]], dict[str, bytes]]:
    """What each committed figure says of itself; the files of figures/ and notebooks/ by path."""
    abouts = {slug: header(ROOT / "figures" / f"{slug}.csv") for slug in figures()}
    paths = [*(ROOT / "figures").glob("[0-9]*.*"), *(ROOT / "notebooks").glob("[0-9]*.ipynb")]
    return abouts, {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
