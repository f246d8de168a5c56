"""What differs on Windows and macOS, simulated here: no test of this file needs either of them."""

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath

import nbformat
import pandas as pd
import pytest
import zmq

from hubgap import build, folders, kept, open_data
from hubgap.__main__ import main
from hubgap.data import ROOT, DataError, check, write_data
from hubgap.hub.promote import seal

from .test_data import descriptor, tables

DAY = "2026-11-22"
WHOLE = {"day": DAY, "scope": "tracked", "names": ["a"], "renamed": {}, "files": {}}
MODULES = sorted((ROOT / "hubgap").rglob("*.py"))
WINDOWS_CONSOLE = {"PYTHONIOENCODING": "cp1252", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}


class Backslashed(type(Path())):
    """A path whose relative paths are those of Windows."""

    def relative_to(self, *others):
        return PureWindowsPath(super().relative_to(*others))


def python(*words: str, **environment: str) -> subprocess.CompletedProcess:
    """This Python where neither files nor the console are UTF-8 unless it is said."""
    words = (sys.executable, "-X", "utf8=0", *words)
    settings = {**os.environ, **WINDOWS_CONSOLE, "HUBGAP_DATA": "", **environment}
    return subprocess.run(words, capture_output=True, cwd=ROOT, env=settings, check=False)


def with_crlf(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.fixture
def small(tmp_path):
    write_data(tmp_path / "small", descriptor(), tables())
    return tmp_path / "small"


@pytest.fixture
def wave(tmp_path):
    folder = tmp_path / DAY
    (folder / "hub").mkdir(parents=True)
    (folder / "hub" / "x.csv").write_bytes(b"a\n")
    return folder


# --- kernels and processes


@pytest.mark.parametrize("missing", ["sockets in files", "a short folder for temporary files"])
def test_a_kernel_of_this_python_starts_without(missing, tmp_path, monkeypatch, capfd):
    if missing == "sockets in files":
        monkeypatch.setattr(zmq, "has", lambda what, has=zmq.has: what != "ipc" and has(what))
    else:
        long = tmp_path / ("x" * zmq.IPC_PATH_MAX_LEN)
        long.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(long))
    stranger = tmp_path / "jupyter" / "kernels" / "python3"
    stranger.mkdir(parents=True)
    spec = {"argv": ["a-stranger", "{connection_file}"], "display_name": "x", "language": "x"}
    (stranger / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    cell = nbformat.v4.new_code_cell("import sys; print(sys.executable)")
    book = nbformat.v4.new_notebook(cells=[cell])
    book = build.execute(book, tmp_path / "some.ipynb", open_data("embedded"))
    assert book.cells[0].outputs[0].text == f"{sys.executable}\n"
    assert "without encryption" not in capfd.readouterr().err


def test_ports_are_used_only_where_sockets_cannot_be(monkeypatch):
    short = "/tmp/hubgap-12345678"
    assert build._transport(short) == {"transport": "ipc", "ip": f"{short}/kernel"}
    fits = "x" * (zmq.IPC_PATH_MAX_LEN - len("/kernel-9"))
    assert "ip" in build._transport(fits) and "ip" not in build._transport(fits + "x")
    monkeypatch.setattr(sys, "platform", "win32")
    assert build._transport(short) == {"transport_encryption": "auto"}
    monkeypatch.setattr(zmq, "has", lambda what: False)
    assert build._transport(short) == {}


SPAWNED = """
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from hubgap import Study
from hubgap.exhibits import compute
from hubgap.exhibits.exhibit import packed
if __name__ == "__main__":
    content = packed(compute.disclosure(Study("embedded")))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        print(pool.submit(pickle.loads, content).result().slug)
"""


def test_guard_a_spawned_process_reads_what_it_is_to_draw(tmp_path):
    script = tmp_path / "spawn.py"
    script.write_text(SPAWNED)
    done = python(str(script), PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stdout.strip()) == (0, b"08-disclosure"), done.stderr


def test_guard_every_module_is_imported_without_those_of_unix():
    absent = ("fcntl", "resource", "pwd", "grp", "termios", "pty", "tty")
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES]
    names = [name.removesuffix(".__init__") for name in names]
    code = f"""import importlib, sys
sys.modules.update(dict.fromkeys({absent}))
for name in {names}: importlib.import_module(name)"""
    done = python("-W", "ignore", "-c", code)
    assert (done.returncode, done.stderr) == (0, b"")


# --- the console


def test_a_console_that_lacks_a_character_shows_its_code(small):
    folder = small.rename(small.with_name("数据"))
    done = python("-m", "hubgap", "check", "--data", str(folder), LC_ALL="C.UTF-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(rb"\u6570\u636e: 2 tables keep every rule." + os.linesep.encode())


def test_a_page_on_another_drive_is_named_in_full(monkeypatch, tmp_path, capsys):
    def relpath(path):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", relpath)
    monkeypatch.setattr(build, "build", lambda *_: tmp_path)
    assert main(["build", "--force"]) == 0
    assert capsys.readouterr().out.endswith(f"open {tmp_path / 'site' / 'index.html'}.\n")


# --- files


def test_a_file_that_another_program_holds_open_is_one_sentence(monkeypatch, tmp_path):
    def held(part, path):
        raise PermissionError(13, "Access is denied", str(part), None, str(path))

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(build, "edition", lambda *_: {"figures/02-census.pdf": b"new"})
    with pytest.raises(build.BuildError, match=r"02-census\.pdf cannot be written \(Access.*close"):
        build.build(open_data("embedded"), tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_wave_of_windows_is_whole_elsewhere(wave):
    seal(Backslashed(wave), WHOLE)
    said = json.loads((wave / "manifest.json").read_text())
    assert list(said["files"]) == ["hub/x.csv"]
    folders.check_files(Backslashed(wave))
    said["files"] = {r"hub\x.csv": said["files"]["hub/x.csv"]}
    (wave / "manifest.json").write_text(json.dumps(said))
    folders.check_files(wave)


def test_what_a_file_manager_leaves_in_a_wave_is_passed_over(wave):
    seal(wave, WHOLE)
    for name in (".DS_Store", "hub/Thumbs.db", "desktop.ini"):
        (wave / name).write_bytes(b"")
    folders.check_files(wave)


def test_guard_what_is_kept_and_written_is_known_by_slashes(monkeypatch, tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.svg").write_bytes(b"")
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    assert kept._relative(Backslashed(tmp_path / "figures" / "a.svg")) == "figures/a.svg"
    assert build.obsolete(Backslashed(tmp_path), ["figures/a.svg"]) == []


@pytest.mark.parametrize("path", ["C:/makers.csv", r"..\..\up/makers.csv", "makers.csv:more.csv"])
def test_a_table_that_would_lie_elsewhere_on_windows_is_refused(path, small):
    said = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    said["resources"][0]["path"] = path
    (small / "datapackage.json").write_text(json.dumps(said))
    with pytest.raises(DataError, match="Table makers .* its path is no CSV or parquet file here"):
        open_data(small)


REFUSED = re.compile(r'[<>:"|?*\\]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)


def test_guard_every_file_has_a_name_for_every_system():
    homes = ("hubgap", "data", "figures", "notebooks", "tests", "bench")
    paths = [path for home in homes for path in (ROOT / home).rglob("*")]
    paths = [path for path in paths if "__pycache__" not in path.parts]
    assert not [path for path in paths if REFUSED.search(path.name)]
    assert len({str(path).lower() for path in paths}) == len(paths)


# --- lines and encodings


def test_tables_with_line_ends_of_windows_are_read_as_they_were(small):
    data = open_data(small)
    written = {name: data[name] for name in data.resources}
    for path in ("datapackage.json", "registry/makers.csv"):
        with_crlf(small / path)
    for name, table in written.items():
        pd.testing.assert_frame_equal(open_data(small)[name], table)
    with pytest.raises(DataError, match="makers.csv: it is not the file that was written"):
        check(open_data(small))


def test_guard_a_notebook_with_line_ends_of_windows_is_the_same(tmp_path):
    path = ROOT / "notebooks" / "08-compute.ipynb"
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    with_crlf(copy)
    same, other = (nbformat.read(file, as_version=4) for file in (path, copy))
    assert same == other and build._cells(same) == build._cells(other)


def test_text_is_written_and_read_alike_on_every_system():
    asked = {"read_text": {"encoding"}, "write_text": {"encoding", "newline"}, "open": {"encoding"}}
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    trees = {
        path: ast.parse(text) for path, text in texts.items() if re.search(r"(open|_text)\(", text)
    }
    for path, node in ((path, node) for path, tree in trees.items() for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            binary = re.search(r"^Image\.|'[rwa]\+?b'", ast.unparse(node)) and name == "open"
            if name in asked and not binary:
                assert asked[name] <= {keyword.arg for keyword in node.keywords}, path


def test_guard_git_changes_no_line_end():
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "* text=auto eol=lf" in lines
    assert {f"*.{kind} binary" for kind in ("parquet", "pdf", "png", "ttf")} <= {*lines}
