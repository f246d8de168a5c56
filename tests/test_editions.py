"""Editions: the package without a checkout, archives that come back whole, version and day."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import venv
import zipfile
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from datacite import schema45

from hubgap import __version__, editions
from hubgap.__main__ import main
from hubgap.data import DESCRIPTOR, ROOT, write_data
from hubgap.disk import DataError, sha256

from .test_data import descriptor, tables

VERSION = "1.2.3"
README = (ROOT / "README.md").read_text(encoding="utf-8")


# --- the package alone


SOURCE = ("hubgap", "pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA")


def copied(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(path, to)


def required(home: Path) -> Path:
    """The packages of an environment, to which all that is required here is added.

    An editable hubgap is not found through a plain path.
    """
    site = next(path for path in home.glob("env/**/site-packages") if path.is_dir())
    (site / "required.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return site


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An environment with the wheel and what it requires, away from this checkout."""
    home = tmp_path_factory.mktemp("bare")
    source = home / "source"
    source.mkdir()
    for name in SOURCE:
        copied(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--no-index", "-w", home, source], check=True)
    venv.create(home / "env", with_pip=False)
    zipfile.ZipFile(next(home.glob("*.whl"))).extractall(required(home))
    return home


def run(bare: Path, *arguments: str) -> subprocess.CompletedProcess:
    python = bare / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    environment = {"HUBGAP_HOME": str(bare / "home"), "HF_HUB_OFFLINE": "1", "HOME": str(bare)}
    command = [python, "-I", "-m", "hubgap", *arguments]
    if arguments[0] == "-c":
        command = [python, "-I", *arguments]
    return subprocess.run(command, cwd=bare, env=environment, capture_output=True, text=True)


@pytest.mark.long
def test_the_wheel_alone_says_how_to_get_data_then_works(bare):
    for command in (["check"], ["figure", "11-tokens"], ["refresh", "--dry-run"]):
        done = run(bare, *command)
        said = f"There are no data yet: {editions.NO_DATA}\n"
        assert done.returncode == 1 and done.stderr.endswith(said), command
    done = run(bare, "build")
    assert (
        done.stderr == "This needs the notebooks of the repository: clone it, and run make there.\n"
    )
    (archive, *_) = editions.pack(bare / "dist")
    done = run(bare, "fetch", str(archive))
    assert done.returncode == 0, done.stderr
    assert (bare / "home" / editions.TERMS).is_file()
    done = run(bare, "figure", "11-tokens", "--output", str(bare))
    assert done.returncode == 0, done.stderr
    assert (bare / "11-tokens-web.png").stat().st_size > 20_000
    wheel, brought, *share = colab()
    assert wheel == f"%pip install --quiet {{RELEASE}}/{next(bare.glob('*.whl')).name}"
    assert brought == f"!hubgap fetch {{RELEASE}}/{archive.name}"
    done = run(bare, "-c", "\n".join(["import hubgap; print(hubgap.__file__)", *share]))
    assert str(bare) in done.stdout and "% of the downloads" in done.stdout, done.stderr


def colab() -> list[str]:
    """The lines of the cell in README.md that tries a release, after the one that names it."""
    (cell,) = re.findall(r'```python\nRELEASE = "https.*\n((?s:.+?))```', README)
    return cell.splitlines()


INSTALL = {  # what opens JupyterLab elsewhere -> how it installs
    ".binder/requirements.txt": "python -m pip install -r .binder/requirements.txt",
    ".devcontainer/devcontainer.json": json.loads(
        (ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    )["postCreateCommand"],
}


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="containers run Linux")
@pytest.mark.parametrize("name", INSTALL)
def test_what_opens_jupyterlab_elsewhere_installs_the_checkout(tmp_path, name):
    for one in (*SOURCE, "constraints.txt", ".binder", ".devcontainer"):
        copied(ROOT / one, tmp_path / one)
    (tmp_path / "data").symlink_to(ROOT / "data")
    venv.create(tmp_path / "env", with_pip=True)
    for old in (*required(tmp_path).glob("*setuptools*"), *required(tmp_path).glob("distutils*")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()  # that of Python 3.11 is too old
    # What is required is here already: pip only makes sure of it, and asks no index. (0 is no isolation.)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_QUIET": "1"}
    path = {"PATH": f"{tmp_path}/env/bin:{os.environ['PATH']}", "HOME": str(tmp_path)}
    shell = partial(subprocess.run, cwd=tmp_path, env={**offline, **path}, shell=True, check=True)
    shell(INSTALL[name])
    shell("hubgap --help > said && python -m jupyterlab --version >> said")
    assert re.search(r"(?m)^4\.\d", (tmp_path / "said").read_text())
    made = shell(
        "python -c 'import hubgap; print(hubgap.__file__)'", capture_output=True, text=True
    )
    assert made.stdout.strip() == str(tmp_path / "hubgap" / "__init__.py")


def test_the_wheel_holds_what_the_package_reads(bare):
    names = zipfile.ZipFile(next(bare.glob("*.whl"))).namelist()
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "hubgap").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= set(names)
    assert not [name for name in names if name.startswith(("tests", "data", "build"))]


# --- fetched


@pytest.fixture
def packed(tmp_path):
    """A checkout with one table, its archive, and what a package of its edition records."""
    root = tmp_path / "checkout"
    write_data(root / "data", {**descriptor(), "version": __version__}, tables())
    (root / editions.TERMS).write_text("terms")
    for name in ("figures", "site"):
        (root / name).mkdir()
        (root / name / "a.txt").write_text(name)
    archive, *_ = editions.pack(tmp_path / "dist", root)
    return archive, json.loads(editions.recorded(root))


def test_an_edition_comes_back_byte_for_byte(packed, tmp_path):
    archive, edition = packed
    folder = editions.fetch(str(archive), tmp_path / "home", edition)
    for path in folder.rglob("*.*"):
        assert (
            path.read_bytes()
            == (tmp_path / "checkout/data" / path.relative_to(folder)).read_bytes()
        )
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"data", editions.TERMS}
    assert editions.fetch("none", tmp_path / "home", edition) == folder  # they are here already


def test_an_earlier_edition_is_replaced_and_what_somebody_changed_is_not(packed, tmp_path):
    archive, edition = packed
    home = tmp_path / "home"
    path = editions.fetch(str(archive), home, edition) / DESCRIPTOR
    path.write_text(path.read_text() + " ")
    with pytest.raises(DataError, match=r"holds this edition, but changed: move that folder away"):
        editions.fetch(str(archive), home, edition)
    assert path.read_text().endswith(" ")
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": "0.0.1"}))
    editions.fetch(str(archive), home, edition)
    assert sha256(path.read_bytes()) == edition[DESCRIPTOR]


def test_the_same_edition_makes_the_same_archive(packed, tmp_path):
    archive, _ = packed
    first = archive.read_bytes()
    assert editions.pack(tmp_path / "dist", tmp_path / "checkout")[0].read_bytes() == first
    shutil.rmtree(tmp_path / "checkout" / "site")
    with pytest.raises(DataError, match=r"site is empty: run make first\.$"):
        editions.pack(tmp_path / "dist", tmp_path / "checkout")


def test_an_edition_comes_from_an_address(packed, tmp_path):
    archive, edition = packed

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=archive.parent)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        assert editions.fetch(f"{base}/{archive.name}", tmp_path / "home", edition).is_dir()
        with pytest.raises(DataError, match=r"/none\.zip answers 404: check the address\.$"):
            editions.fetch(f"{base}/none.zip", tmp_path / "other", edition)
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(DataError, match=r"could not be fetched \(.+\): check the network\.$"):
        editions.fetch(f"{base}/{archive.name}", tmp_path / "other", edition)


def rewritten(archive: Path, change) -> Path:
    """A copy of an archive whose files `change` (a dict of bytes by name) has altered."""
    files = {one: zipfile.ZipFile(archive).read(one) for one in zipfile.ZipFile(archive).namelist()}
    change(files)
    path = archive.with_name("other.zip")
    with zipfile.ZipFile(path, "w") as other:
        for name, content in files.items():
            other.writestr(name, content)
    return path


def tampered(files):
    (name,) = (name for name in files if name.endswith(".csv"))
    files[name] += b"\n"


def lacking(files):
    del files[next(name for name in files if name.endswith(".csv"))]


def other_terms(files):
    files[editions.TERMS] = b"none"


def of_another_edition(files):
    files[f"data/{DESCRIPTOR}"] += b"\n"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (tampered, "in {} is not the file of the edition: fetch it again."),
        (other_terms, "does not hold the data of edition"),
        (lacking, "lacks data/"),
        (
            of_another_edition,
            f"does not hold the data of edition {__version__}: take the archive of",
        ),
        (lambda files: files.pop(editions.TERMS), "holds no data of hubgap: run `hubgap fetch`"),
    ],
)
def test_an_archive_that_is_not_the_edition_changes_nothing(packed, tmp_path, change, told):
    archive, edition = packed
    kept = editions.fetch(str(archive), tmp_path / "home", edition) / DESCRIPTOR
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "version": "0.0.1"}))
    before = kept.read_bytes()
    other = rewritten(archive, change)
    with pytest.raises(DataError) as error:
        editions.fetch(str(other), tmp_path / "home", edition)
    assert told.format(other) in str(error.value) and str(error.value).endswith(".")
    assert kept.read_bytes() == before
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"data", editions.TERMS}


def test_what_is_no_archive_is_one_sentence(packed, tmp_path):
    archive, edition = packed
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"cut\.zip is no whole archive \(.+\): fetch it again\.$"):
        editions.fetch(str(cut), tmp_path / "home", edition)
    with pytest.raises(DataError, match=r"^none\.zip is no file: name the archive"):
        editions.fetch("none.zip", tmp_path / "home", edition)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"file.* cannot be used \(.+\): name another folder in"):
        editions.fetch(str(archive), tmp_path / "file", edition)
    with pytest.raises(
        DataError, match=r"^http://\[x could not be fetched \(.+\): check the network"
    ):
        editions.fetch("http://[x", tmp_path / "home", edition)
    with pytest.raises(
        DataError, match=r"hubgap-data-.+\.zip cannot be written \(.+\): nothing was"
    ):
        editions.pack(tmp_path / "file", tmp_path / "checkout")
    with pytest.raises(DataError, match=r"is a checkout, whose data stand in data/"):
        editions.fetch(str(archive))


# --- named and dated


def test_the_archives_metadata_say_what_the_citation_says_and_keep_their_schema():
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for name, said in editions.archived(cff).items():
        assert json.loads((ROOT / name).read_text(encoding="utf-8")) == said
    schema45.validate(editions.archived(cff)["datacite.json"])
    about = editions.cited(cff)
    assert about["version"] == __version__ and date.fromisoformat(about["date-released"])
    assert (ROOT / "hubgap" / editions.EDITION).read_text(encoding="utf-8") == editions.recorded()


@pytest.fixture
def checkout(tmp_path):
    write_data(tmp_path / "data", descriptor(), tables())
    (tmp_path / "hubgap").mkdir()
    for name in ("hubgap/version.py", "CITATION.cff", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_new_edition_has_one_version_and_day_everywhere(checkout):
    log = checkout / "CHANGELOG.md"
    log.write_text(
        log.read_text(encoding="utf-8") + f"\n## {VERSION}: what moved\n", encoding="utf-8"
    )
    editions.stamp(VERSION, date(2027, 1, 2), checkout)
    files = ("hubgap/version.py", "CITATION.cff", "data/datapackage.json", "codemeta.json")
    for name in (*files, "datacite.json"):
        text = (checkout / name).read_text(encoding="utf-8")
        assert len(re.findall(re.escape(VERSION), text)) == 1, name
    assert '"2027-01-02"' in (checkout / "CITATION.cff").read_text(encoding="utf-8")
    schema45.validate(json.loads((checkout / "datacite.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("1.2", "1.2 is no version: three numbers"),
        (VERSION, f"has no section {VERSION}"),  # of 1.2.30 there is one
    ],
)
def test_an_edition_without_number_or_words_is_refused(checkout, version, told):
    with (checkout / "CHANGELOG.md").open("a") as log:
        log.write(f"\n## {VERSION}0: another\n")
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match=re.escape(told)):
        editions.stamp(version, date(2027, 1, 2), checkout)
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_a_version_is_refused_before_anything_is_written(capsys):
    path = ROOT / "hubgap" / "version.py"
    before = path.read_bytes()
    assert main(["edition", "--version", "1.2"]) == 1
    assert capsys.readouterr().err == "1.2 is no version: three numbers make one, like 1.0.0.\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", "lies behind a SOCKS proxy.*pip install socksio"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE or SSL_CERT_DIR names no certificates"),
    ],
)
def test_a_variable_that_forbids_to_fetch_is_named(name, value, told, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv(name, value)
    with pytest.raises(DataError, match=told):
        editions.fetch("https://127.0.0.1:9/x.zip", tmp_path / "home", {"version": "1"})
