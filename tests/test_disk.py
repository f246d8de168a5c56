"""Files are written whole or not at all."""

import os

import pytest

from hubgap import disk
from hubgap.disk import DataError, write_all, write_file


def there(folder) -> dict[str, bytes]:
    """All files of a folder by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path):
    """A folder with two files, and a folder in the place of a third."""
    for name in ("a.txt", "b.txt", "c.txt/mine.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("old")
    return tmp_path


def test_files_are_written_with_their_folders_and_nothing_beside_stays(tmp_path):
    write_all({tmp_path / "a.txt": b"a", tmp_path / "new" / "folder" / "b.txt": b"b"})
    write_file(tmp_path / "c.txt", "ä")
    assert there(tmp_path) == {"a.txt": b"a", "new/folder/b.txt": b"b", "c.txt": "ä".encode()}


def test_the_same_content_is_left_untouched(folder):
    os.utime(folder / "a.txt", ns=(1, 1))
    write_all({folder / "a.txt": b"old", folder / "b.txt": b"new"})
    assert (folder / "a.txt").stat().st_mtime_ns == 1
    assert there(folder) == {"a.txt": b"old", "b.txt": b"new", "c.txt/mine.txt": b"old"}


@pytest.mark.parametrize("later", ["c.txt", "a.txt/below.txt"])
def test_where_a_later_file_cannot_be_written_all_is_as_it_was(folder, later):
    before = there(folder)
    files = {folder / "a.txt": b"new", folder / "n.txt": b"new", folder / later: b"new"}
    with pytest.raises(OSError):
        write_all(files, obsolete=[folder / "b.txt"])
    assert there(folder) == before


def test_what_stops_the_writing_leaves_nothing_beside(folder, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    before = there(folder)
    monkeypatch.setattr(disk.os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_all({folder / "a.txt": b"new", folder / "n.txt": b"new"})
    assert there(folder) == before


def test_obsolete_files_are_deleted_last(folder, monkeypatch):
    seen = []

    def replace(part, path, moved=os.replace):
        seen.append((folder / "b.txt").exists())
        moved(part, path)

    monkeypatch.setattr(disk.os, "replace", replace)
    write_all({folder / "a.txt": b"new", folder / "n.txt": b"new"}, [folder / "b.txt"])
    assert seen == [True, True]
    assert there(folder) == {"a.txt": b"new", "n.txt": b"new", "c.txt/mine.txt": b"old"}


def test_an_error_of_data_is_one_line_that_can_be_printed():
    error = DataError("A table\n\x1b[31m\u202ehas a cell ä.")
    assert isinstance(error, ValueError)
    assert str(error) == r"A table\n\x1b[31m\u202ehas a cell ä."
    assert error._render_traceback_() == [str(error)]


def test_a_checksum_is_that_of_the_bytes():
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert disk.sha256(b"abc") == known
