"""The committed edition as a person reads it: what a figure says of itself."""

import json
import re
from pathlib import Path

import pandas as pd

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import EXTRAS, figures
from hubgap.kept import Kept, kept_as

MONTHS = {f"{pd.Timestamp(2024, n, 1):%B}": n for n in range(1, 13)}
SCALES = {"": 1, "million": 1e6, "billion": 1e9, "trillion": 1e12, "万": 1e4, "亿": 1e8}
NUMBER = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s?({'|'.join(filter(None, SCALES))})?")


def numbers(text: str) -> list[float]:
    """The numbers of a text in either language, dates with their month as a number."""
    for name, place in MONTHS.items():
        text = re.sub(rf"\b{name[:3]}({name[3:]})?\b", str(place), text)
    found = NUMBER.findall(text)
    return sorted(round(float(n.replace(",", "")) * SCALES[unit], 3) for n, unit in found)


def header(path: Path) -> dict[str, str]:
    """What an exported figure says of itself, from the JSON beside its CSV; as `dress.about` has it."""
    said = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    sources, _ = said.pop("sources"), said.pop("columns")
    cited = {f"source {one['id']}": one["citation"] for one in sources}
    cited |= {f"license {one['id']}": one["license"] for one in sources}
    return said | {"sources": " ".join(one["id"] for one in sources)} | cited


def edition() -> tuple[dict[str, dict[str, str]], dict[str, bytes]]:
    """What each committed figure says of itself; the files of figures/ and notebooks/ by path."""
    abouts = {slug: header(ROOT / "figures" / f"{slug}.csv") for slug in figures()}
    paths = [*(ROOT / "figures").glob("[0-9]*.*"), *(ROOT / "notebooks").glob("[0-9]*.ipynb")]
    return abouts, {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def extras(language: str = "en") -> dict[str, bytes]:
    """What the last build kept of each figure for the site, by path; nothing where none was kept."""
    kept, folder = Kept(ROOT / "data"), "" if language == "en" else f"{language}/"
    records = {slug: kept.record(kept_as(slug, language)) for slug in figures()}
    return {
        f"figures/{folder}{slug}-{extra}": kept.read(record, f"{kept_as(slug, language)}.{extra}")
        or b""
        for slug, record in records.items()
        if record
        for extra in EXTRAS
    }
