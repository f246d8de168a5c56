"""The committed edition as a person reads it: what a figure says of itself."""

import json
from pathlib import Path

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import EXTRAS, figures
from hubgap.kept import Kept


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


def extras() -> dict[str, bytes]:
    """What the last build kept of each figure for the site, by path; nothing where none was kept."""
    kept = Kept(ROOT / "data")
    records = {slug: kept.record(slug) for slug in figures()}
    return {
        f"figures/{slug}-{extra}": kept.read(record, f"{slug}.{extra}") or b""
        for slug, record in records.items()
        if record
        for extra in EXTRAS
    }
