"""Whole editions on altered copies of the data: files written, notebooks executed by kernels.

What was seen goes to bench/torture-editions.md.
"""

import re
from copy import deepcopy
from datetime import date

import nbformat
import pytest

from hubgap import build, open_data
from hubgap.data import ROOT, write_data
from hubgap.disk import write_file
from hubgap.words.en.grammar import NO_DIFFERENCE

from .. import browser as browsers
from ..altered import COUNTRY, HOSTILE, NO_COMPARISON, equal, exchanged, hostile, swapped
from ..reading import header
from ..test_site import assert_inert_figures, assert_inert_in_a_browser, assert_inert_pages

WORDS = ("title", "finding", "alt")
RESULTS = ROOT / "bench" / "torture-editions.md"


@pytest.fixture(scope="module")
def results():
    """Lines for bench/torture-editions.md, written when all of this module is through."""
    lines: list[str] = []
    yield lines
    if len(lines) == 4:
        head = f"# Editions on altered data\n\nRun on {date.today()} by `make torture`.\n\n"
        write_file(RESULTS, head + "".join(f"- {line}\n" for line in lines))


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
            assert NO_DIFFERENCE in made[name][part].lower(), f"{name} {part}"
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


def test_a_second_edition_changes_no_byte(tmp_path, results):
    first, second = tmp_path / "first", tmp_path / "second"
    for output in (first, second):
        build.build(open_data("embedded"), output)
    files = {
        path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()
    }
    assert len(files) > 20
    for name, content in files.items():
        assert (second / name).read_bytes() == content, name
    results.append(f"Two editions of the same data: {len(files)} files, no byte differs.")
