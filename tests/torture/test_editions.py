"""Whole editions on altered copies of the data: files written, notebooks executed by kernels.

What was seen goes to bench/torture-editions.md.
"""

import re
from copy import deepcopy
from datetime import date

import nbformat
import pytest

from hubgap import build, kept, open_data
from hubgap.data import ROOT, write_data
from hubgap.disk import write_file
from hubgap.exhibits.exhibit import Exhibit

from .. import browser as browsers
from ..altered import (
    COUNTRY,
    HOSTILE,
    NO_COMPARISON,
    equal,
    exchanged,
    hostile,
    names_no_leader,
    swapped,
)
from ..reading import header
from ..test_site import assert_inert_figures, assert_inert_in_a_browser, assert_inert_pages

WORDS = ("title", "finding", "alt")
RESULTS = ROOT / "bench" / "torture-editions.md"


@pytest.fixture(scope="module")
def results():
    """Lines for bench/torture-editions.md, written when all of this module is through."""
    lines: list[str] = []
    yield lines
    if len(lines) == 5:
        head = f"# Editions on altered data\n\nRun on {date.today()} by `make torture`.\n\n"
        write_file(RESULTS, head + "".join(f"- {line}\n" for line in lines))


@pytest.fixture(autouse=True)
def apart(tmp_path, monkeypatch):
    """Nothing of an altered edition is kept among what builds of the embedded data keep."""
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))


@pytest.fixture(scope="module")
def committed():
    return {path.stem: header(path) for path in (ROOT / "figures").glob("*.csv")}


def edition(tmp_path, change) -> dict[str, dict[str, str]]:
    """The headers of all figures of an edition made from an altered copy of the data folder."""
    data = change(open_data("embedded"))
    copy, descriptor = tmp_path / "data", deepcopy(data.descriptor)
    chips = next(one for one in descriptor["resources"] if one["name"] == "chip_stock")
    # exchanged, several American owners are all "China", and China is an owner "United States"
    del chips["schema"]["primaryKey"]
    owner = next(field for field in chips["schema"]["fields"] if field["name"] == "owner")
    del owner["constraints"]["enum"]
    write_data(copy, descriptor, {name: data[name] for name in data.resources})
    build.build(open_data(copy), tmp_path)
    return {path.stem: header(path) for path in (tmp_path / "figures").glob("*.csv")}


def test_swapped_edition(tmp_path, committed, results):
    made = edition(tmp_path, swapped)
    assert made.keys() == committed.keys()
    for name, about in committed.items():
        for part in WORDS:
            assert made[name][part] == exchanged(about[part]), f"{name} {part}"
    results.append(f"Regions exchanged: all words of {len(made)} figures exchange their countries.")


def test_equal_edition(tmp_path, committed, results):
    made = edition(tmp_path, equal)
    assert made.keys() == committed.keys()
    for name in made.keys() - NO_COMPARISON:
        for part in WORDS:
            assert names_no_leader(made[name][part]), f"{name} {part}"
        assert not COUNTRY.search(made[name]["title"])
    compared = len(made.keys() - NO_COMPARISON)
    results.append(f"The same rows on both sides: {compared} of {compared} figures say so.")


def test_hostile_edition(tmp_path, committed, results):
    made = edition(tmp_path, hostile)
    assert made.keys() == committed.keys()
    assert_inert_figures(tmp_path / "figures")
    assert_inert_pages(tmp_path / "site")
    told = [about for about in made.values() if "window.hacked" in about["finding"]]
    for path in (tmp_path / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        for output in (output for cell in cells for output in cell.get("outputs", [])):
            for kind in ("text/html", "text/markdown"):
                shown = output.get("data", {}).get(kind, "")
                assert not re.search(r"<(script|img)|\]\(javascript", shown), (path.name, shown)
    with browsers.chromium("the hostile edition is not opened") as browser:
        assert_inert_in_a_browser(tmp_path / "site", browser)
    assert told and HOSTILE[:20] in made["02-census"]["source stalnaker"]
    results.append(f"Hostile names: text in {len(made)} figures and on every page, nothing ran.")


def edition_in(folder, monkeypatch, kept) -> dict[str, bytes]:
    """All files of an edition of the embedded data, made with what `kept` holds."""
    monkeypatch.setenv("HUBGAP_KEPT", str(kept))
    build.build(open_data("embedded"), folder)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_nothing_kept_or_tampered_with_gives_the_same_edition(tmp_path, monkeypatch, results):
    first = edition_in(tmp_path / "first", monkeypatch, tmp_path / "kept")
    assert len(first) > 300
    for name in first:
        if name.startswith(("figures/", "notebooks/")):
            assert first[name] == (ROOT / name).read_bytes(), name
    cold = edition_in(tmp_path / "cold", monkeypatch, tmp_path / "kept-2")
    assert cold == first
    files = sorted(path for path in (tmp_path / "kept").rglob("*") if path.is_file())
    for number, path in enumerate(files):
        content = path.read_bytes()
        if number % 5 == 0:
            path.write_bytes(content[: len(content) // 2])
        elif number % 5 == 1:
            path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        elif number % 5 == 2:
            path.unlink()
    assert edition_in(tmp_path / "mended", monkeypatch, tmp_path / "kept") == first
    results.append(
        f"Three editions of the same data, two with nothing kept, one where {len(files)} kept files were "
        f"cut, changed or taken away: {len(first)} files, no byte differs."
    )


def test_a_reader_with_another_rule_and_day_changes_nothing(tmp_path, monkeypatch, results):
    before = kept._state()
    away = tmp_path / "away"
    away.write_text("a file where a folder is needed", encoding="utf-8")
    ran = 0
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        space: dict = {}
        cells = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        exec(compile(cells[0], path.name, "exec"), space)  # our own notebook
        space["study"] = space["study"].under(disputed="alternative").on(winter="2024-07-11")
        for cell in cells[1:]:
            shown = eval(compile(cell.strip(), path.name, "eval"), space)
            ran += 1
            if isinstance(shown, Exhibit):
                shown.save("csv", folder=away / "there")  # cannot be written: it says so
    assert kept._state() == before and away.read_text(encoding="utf-8").startswith("a file")
    results.append(f"Eleven notebooks under another rule and day, {ran} cells: no file differs.")
