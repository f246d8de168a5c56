"""What a build keeps, when it holds, and what a module reaches."""

import json

import pytest

from hubgap import kept
from hubgap.kept import Kept

STUDY = "days | rule"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder with one table, and a place to keep things in."""
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    data = tmp_path / "data"
    data.mkdir()
    (data / "t.csv").write_text("a\n1\n", encoding="utf-8")
    resources = [{"name": "t", "path": "t.csv", "title": "T"}]
    (data / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return data


def keep(home) -> Kept:
    one = Kept(home)
    files = {"thing.pickle": b"made", "thing.png": b"drawn"}
    one.put("thing", STUDY, [home / "t.csv"], ["t"], files, about={"title": "T"})
    return one


def test_what_was_kept_is_found_while_nothing_has_changed(home):
    record = keep(home).record("thing", STUDY)
    assert record["about"] == {"title": "T"} and keep(home).whole(record)
    assert Kept(home).read(record, "thing.png") == b"drawn"
    assert Kept(home).record("thing") == record  # a build asks one study only
    assert Kept(home).record("other", STUDY) is None


def test_another_study_file_description_or_version_is_another_thing(home, monkeypatch):
    one = keep(home)
    assert one.record("thing", "another rule") is None
    with monkeypatch.context() as patch:
        patch.setattr(kept, "versions", lambda: "python 4")
        assert one.record("thing", STUDY) is None
    (home / "t.csv").write_text("a\n22\n", encoding="utf-8")
    assert one.record("thing", STUDY) is None
    one = keep(home)
    described = json.loads((home / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"][0]["title"] = "Another"
    (home / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    kept._descriptions.cache_clear()
    assert one.record("thing", STUDY) is None
    (home / "t.csv").unlink()
    assert one.record("thing", STUDY) is None


def test_what_is_dumped_is_loaded_as_long_as_it_is_what_was_written(home):
    one = Kept(home)
    one.put("thing", STUDY, [], [], {}, {"thing.pickle": one.dump("thing.pickle", ["made"])})
    record = one.record("thing", STUDY)
    assert one.load(record, "thing.pickle") == ["made"] and one.whole(record)
    assert one.load(record, "nothing.pickle") is None
    one.dump("thing.pickle", ["made by somebody else"])
    assert one.load(record, "thing.pickle") is None


@pytest.mark.parametrize("file", ["thing.pickle", "thing.png"])
@pytest.mark.parametrize("content", [b"", b"mad", b"made by somebody else"])
def test_a_kept_file_that_was_tampered_with_is_not_read(home, file, content):
    one = keep(home)
    record = one.record("thing", STUDY)
    (one.folder / file).write_bytes(content)
    assert one.read(record, file) is None and not one.whole(record)
    (one.folder / file).unlink()
    assert one.read(record, file) is None and not one.whole(record)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"study": 1}', "null", '"text"'])
def test_a_broken_record_is_no_record(home, content):
    one = keep(home)
    (one.folder / "thing.record.json").write_text(content, encoding="utf-8")
    assert one.record("thing", STUDY) is None and not one.whole(None)


def test_nothing_is_kept_in_two_folders_of_one_name(home, tmp_path):
    other = tmp_path / "elsewhere" / "data"
    assert Kept(home).folder != Kept(other).folder
    one = keep(home)
    one.clear()
    assert not one.folder.exists()


def test_a_module_reaches_what_it_imports_anywhere_and_nothing_else():
    files = {path.relative_to(kept.PACKAGE).as_posix() for path in kept.reached("hubgap.forest")}
    assert {"forest.py", "data.py", "disk.py", "__init__.py"} >= files >= {"forest.py"}
    files = {
        path.relative_to(kept.PACKAGE).as_posix()
        for path in kept.reached("hubgap.exhibits.downloads")
    }
    assert {
        "exhibits/downloads.py",
        "exhibits/exhibit.py",
        "measures/downloads.py",
        "words/en/downloads.py",
        "charts/downloads.py",
        "charts/core.py",
        "publish/files.py",
        "study.py",
        "panel.py",
    } <= files
    assert not {"measures/video.py", "words/en/ledger.py", "build.py", "exhibits/video.py"} & files
