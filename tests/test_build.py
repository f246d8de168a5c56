"""A build makes what has changed and nothing else, and writes all of it or nothing."""

from dataclasses import replace

import nbformat
import pytest

from hubgap import build, kept, open_data
from hubgap.data import ROOT, DataError
from hubgap.exhibits.exhibit import told_in
from hubgap.kept import Kept, kept_as
from hubgap.languages import LANGUAGES
from hubgap.study import Study

NOTEBOOKS = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
ALL = {*NOTEBOOKS, "zh"}  # the Chinese page 00


@pytest.fixture(scope="module")
def edition():
    """The study and the records of the committed edition; made here if no build has kept them."""
    study = Study("embedded")
    files = build.edition(study)
    home = Kept(study.data.folder)
    studies = {language: replace(study, language=language) for language in LANGUAGES}
    records = {
        language: {
            slug: home.record(kept_as(slug, language), own.key) for slug in told_in(language)
        }
        for language, own in studies.items()
    }
    return study, home, records, files, studies


@pytest.fixture
def runs(edition, monkeypatch):
    """Which notebooks run, and which exhibits are made, where one thing is another one."""
    _, home, records, _, studies = edition

    def page(path) -> str:
        return path.name[:2] if path.parent.name == "notebooks" else path.parent.name

    def asked(file="", versions="", cells=None) -> tuple[set[str], set[str]]:
        ran, real, read = [], kept.digest, nbformat.read

        def digest(path):
            return "another" if file and path == ROOT / file else real(path)

        def reading(path, as_version):
            notebook = read(path, as_version)
            if cells == page(path):
                notebook.cells[0].source += " More."
            return notebook

        with monkeypatch.context() as patch:
            patch.setattr(kept, "digest", digest)
            patch.setattr(nbformat, "read", reading)
            if versions:
                patch.setattr(kept, "versions", lambda: versions)
            patch.setattr(Kept, "put", lambda *_, **__: {})
            patch.setattr(build, "execute", lambda book, path, data: ran.append(page(path)) or book)
            build.executed(studies, home, records)
            made = {
                slug[:2] if language == "en" else language
                for language, study in studies.items()
                for slug in records[language]
                if home.record(kept_as(slug, language), study.key) is None
            }
        return set(ran), made

    return asked


def test_nothing_has_changed(runs):
    assert runs() == (set(), set())


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("hubgap/exhibits/ledger.py", {"10"}),
        ("hubgap/charts/ledger.py", {"10"}),
        ("hubgap/words/en/observed.py", {"01"}),
        ("hubgap/charts/timeline.py", {"08", "09"}),
        ("hubgap/measures/claims.py", {"09"}),
        ("hubgap/text.py", ALL),
        ("hubgap/publish/files.py", ALL),
        ("hubgap/theme.mplstyle", ALL),
        ("hubgap/third_party/source-sans-3", ALL),
        ("hubgap/third_party/noto-sans-sc", {"zh"}),
        ("hubgap/words/zh/start.py", {"00", "zh"}),
        ("hubgap/build.py", set()),
        ("hubgap/site/pages.py", set()),
        ("hubgap/hub/compile.py", set()),
    ],
)
def test_a_changed_file_of_the_package_runs_the_pages_that_reach_it(runs, file, pages):
    assert (ROOT / file).exists()
    assert runs(file) == (pages, pages)


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("data/openness/openness.csv", {"04"}),
        ("data/compute/chip_stock.csv", {"08", "09"}),
        ("data/hub/modelscope.parquet", {"01", "02"}),
        ("data/registry/ledger.csv", {"03", "10"}),
        ("data/hub/snapshot-2024-07-11.parquet", ALL - {"08"}),
        ("data/context/glossary.csv", set()),
    ],
)
def test_a_changed_table_runs_the_pages_that_read_it(runs, file, pages):
    assert (ROOT / file).exists()
    assert runs(file) == (pages, pages)


def test_a_changed_way_of_pulling_runs_the_notebook_that_pulls(runs):
    assert runs("hubgap/hub/collect.py") == ({"12"}, set())


def test_a_changed_cell_runs_its_notebook_and_makes_no_exhibit(runs):
    assert runs(cells="07") == ({"07"}, set())


def test_another_version_runs_everything(runs):
    assert runs(versions="python 4.0") == (ALL, ALL)


# --- what is written


def test_an_interrupted_build_leaves_the_old_edition_whole(edition, tmp_path, monkeypatch):
    study = edition[0]
    old = {"figures/02-census.svg": b"old", "site/index.html": b"old", "notebooks/00.ipynb": b"old"}
    old[".hubgap-build"] = b""
    for name, content in old.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build.site, "render", stopped)
    with pytest.raises(KeyboardInterrupt):
        build.build(study.data, tmp_path)
    there = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in there} == old


def test_a_page_that_does_not_run_is_named_and_nothing_is_written(edition, tmp_path, monkeypatch):
    study = edition[0]
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))

    def broken(_):
        raise ValueError("a bad table")

    monkeypatch.setattr(build, "told_in", lambda _: {"02-census": broken})
    with pytest.raises(DataError, match="^02-census cannot be made .*: a bad table$"):
        build.build(study.data, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_second_build_changes_nothing_and_drops_what_is_gone(edition, tmp_path):
    study, *_ = edition
    build.build(study.data, tmp_path)
    first = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert len(first) > 300
    (tmp_path / "site" / "gone.html").write_text("old", encoding="utf-8")
    (tmp_path / "figures" / "02-gone.svg").write_text("old", encoding="utf-8")
    build.build(study.data, tmp_path)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()} == first


def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "edition", lambda *_: {"figures/02-census.svg": b"new"})
    mine = tmp_path / "figures" / "holiday.jpg"
    mine.parent.mkdir()
    mine.write_bytes(b"years of work")
    with pytest.raises(DataError, match="holds figures and nothing that hubgap wrote: name an em"):
        build.build(open_data("embedded"), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    for _ in range(2):
        build.build(open_data("embedded"), tmp_path / "mine")
    assert (tmp_path / "mine" / "figures" / "02-census.svg").read_bytes() == b"new"
