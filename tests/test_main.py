"""The command line and the files that install, license and cite the project."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from hubgap import __main__ as command
from hubgap import build as building
from hubgap import kept, open_data
from hubgap.data import ROOT, DataError

REQUIREMENTS = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
MODULES = {
    "PIL": "pillow",
    "axe_playwright_python": "axe-playwright-python",
    "fontTools": "fonttools",
    "IPython": "ipython",
    "zmq": "pyzmq",
}  # module -> package, where they differ


def process(*words: str, cwd=ROOT, **environment: str) -> subprocess.CompletedProcess:
    settings = {**os.environ, "HUBGAP_DATA": "", **environment}
    return subprocess.run(words, capture_output=True, text=True, cwd=cwd, env=settings, check=False)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return process(sys.executable, "-m", "hubgap", *arguments, **environment)


# --- commands and exit codes


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of data/ with one value broken."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(ROOT / "data", folder)
    path = folder / "registry" / "organizations.csv"
    text = path.read_text(encoding="utf-8")
    broken = text.replace("\n01-ai,01.AI,CN,CN,,,startup,", "\n01-ai,01.AI,CN,CN,,,start-up,")
    assert broken != text
    path.write_text(broken, encoding="utf-8")
    return folder


def test_check_is_one_line():
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    tables = len(open_data("embedded").resources)
    assert done.stdout == f"{ROOT / 'data'}: {tables} tables keep every rule.\n"


@pytest.mark.parametrize("by_variable", [False, True])
def test_a_broken_value_is_one_sentence_and_exit_code_1(copy, by_variable):
    done = run("check", HUBGAP_DATA=str(copy)) if by_variable else run("check", "--data", str(copy))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    for part in ("Table organizations", "column 'kind'", "row 1 ", "'start-up'", "one of big_tech"):
        assert part in done.stderr


def test_the_switch_is_stronger_than_the_variable(copy):
    assert run("check", "--data", "embedded", HUBGAP_DATA=str(copy)).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("chekc",), "invalid choice: 'chekc'"),
        (("check", "--data", "nowhere"), "nowhere holds no datapackage.json"),
        (("check", "--date", "live"), "unrecognized arguments: --date live"),
        (("compile", "nowhere"), "Table waves needs nowhere/hub/waves.csv, which is missing"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_1(arguments, told):
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert told in done.stderr


def test_help_is_readable_and_quick():
    done = run("--help")
    assert done.returncode == 0
    for word in ("build", "check", "figure", "compile", "China and the United States"):
        assert word in done.stdout
    loaded = process(sys.executable, "-X", "importtime", "-m", "hubgap", "--help").stderr
    assert "argparse" in loaded and "pandas" not in loaded and "matplotlib" not in loaded


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What `build.build` is asked for: data folder, output, force; nothing is built."""
    found = []

    def build(data, output, force):
        found.append((data.folder, output, force))
        return tmp_path

    monkeypatch.setattr(building, "build", build)
    monkeypatch.setattr(kept, "sealed", lambda: False)
    monkeypatch.delenv("HUBGAP_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return found


def test_build_gets_the_data_the_folder_and_whether_all_is_made_anew(asked, tmp_path, capsys):
    assert command.main(["build", "--data", "embedded", "--output", "edition"]) == 0
    assert command.main(["build", "--data", "embedded"]) == 0
    assert command.main(["build", "--force"]) == 0
    data = ROOT / "data"
    assert asked == [(data, tmp_path / "edition", False), (data, None, False), (data, None, True)]
    said = capsys.readouterr().out.splitlines()
    page = os.path.join("site", "index.html")
    assert said == [f"Notebooks, figures and the site are up to date: open {page}."] * 3


def test_build_answers_at_once_where_nothing_has_changed(asked, monkeypatch, capsys):
    monkeypatch.setattr(kept, "sealed", lambda: True)
    for arguments in ([], ["--data", "embedded"]):
        assert command.main(["build", *arguments]) == 0
        told = "Nothing has changed since the last build: open site/index.html.\n"
        assert capsys.readouterr() == (told, "")
    assert not asked


def test_build_makes_what_is_asked_for_even_where_nothing_has_changed(
    asked, copy, monkeypatch, tmp_path
):
    monkeypatch.setattr(kept, "sealed", lambda: True)
    assert command.main(["build", "--force"]) == 0
    assert command.main(["build", "--output", "edition"]) == 0
    assert command.main(["build", "--data", str(copy)]) == 0
    monkeypatch.setenv("HUBGAP_DATA", str(copy))
    assert command.main(["build"]) == 0
    data = ROOT / "data"
    assert asked[:2] == [(data, None, True), (data, tmp_path / "edition", False)]
    assert asked[2:] == [(copy, None, False)] * 2


def test_what_was_sealed_is_sealed_until_something_changes(monkeypatch, tmp_path):
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "versions", lambda: "python")
    assert not kept.sealed()
    (tmp_path / "figures").mkdir()
    file = tmp_path / "figures" / "02-census.csv"
    file.write_text("a")
    kept.seal()
    assert kept.sealed()
    file.write_text("another")
    assert not kept.sealed()
    file.write_text("a")
    assert kept.sealed()
    (tmp_path / "README.md").write_text("new")
    assert not kept.sealed()


def test_a_notebook_that_fails_is_one_sentence_and_exit_code_1(monkeypatch, capsys):
    def build(data, output, force):
        raise building.BuildError("01-the-data.ipynb did not run: ValueError: why.")

    monkeypatch.setattr(building, "build", build)
    monkeypatch.setattr(kept, "sealed", lambda: False)
    assert command.main(["build", "--data", "embedded"]) == 1
    assert capsys.readouterr().err == "01-the-data.ipynb did not run: ValueError: why.\n"
    assert issubclass(building.BuildError, DataError)


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10)])
def test_an_older_python_gets_one_sentence(version):
    tree = (ROOT / "hubgap" / "__init__.py").read_text(encoding="utf-8")
    ast.parse(tree, feature_version=max(version, (3, 7)))
    fake = f"import sys; sys.version_info = {version}; import hubgap"
    done = process(sys.executable, "-c", fake)
    told = f"hubgap needs Python 3.11, 3.12 or 3.13; this is Python {version[0]}.{version[1]}.\n"
    assert (done.returncode, done.stderr) == (1, told)


# --- project files


def requirement_names() -> set[str]:
    return {re.match(r"[\w-]+", line)[0] for line in REQUIREMENTS if re.match(r"\w", line)}


def test_every_import_is_a_requirement_and_nothing_else_is():
    imported = set()
    for path in [
        path for home in ("hubgap", "tests", "bench") for path in ROOT.glob(f"{home}/**/*.py")
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.split(".")[0])
    third = imported - set(sys.stdlib_module_names) - {path.name for path in ROOT.iterdir()}
    names = {MODULES.get(name, name) for name in third}
    run_or_promised = {"jupyterlab", "ipykernel", "nbval", "pytest-mpl", "pytest-xdist"}
    assert names <= requirement_names(), "an import without a requirement"
    assert requirement_names() - names <= run_or_promised | {"seaborn", "huggingface_hub"}


def test_requirements_are_ranges_and_constraints_are_pins():
    ranges = [line for line in REQUIREMENTS if re.match(r"\w", line)]
    assert all(re.fullmatch(r"[\w-]+>=[\d.]+(,<[\d.]+)?", line) for line in ranges)
    assert "matplotlib>=3.11,<3.13" in ranges and REQUIREMENTS[-1] == "-e ."
    pins = [line for line in CONSTRAINTS if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pins)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins}
    wanted = {name.lower().replace("_", "-") for name in requirement_names()}
    assert wanted - pinned == {"numpy"} and "hubgap" not in pinned


def test_every_source_is_licensed_and_the_version_is_one():
    notice = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    for source in open_data("embedded")["sources"].itertuples():
        line = (
            f"| {source.id} | {source.publisher} | {source.license} | {source.redistribution} |\n"
        )
        assert line in notice
    assert notice.count("\n| ") == 57  # hub_api, which a refresh brings, included
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert project["version"] == package["version"] == re.search(r"\nversion: (.+)\n", citation)[1]
    assert "TERMS AND CONDITIONS FOR USE" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_refuses_an_older_python_in_one_sentence(tmp_path):
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    old = tmp_path / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = process("make", f"PYTHON={old}", cwd=tmp_path)
    assert done.stderr.startswith("hubgap needs Python 3.11, 3.12 or 3.13: install one, or name it")
    assert done.returncode != 0 and not (tmp_path / ".venv").exists()
    told = process("make", "help", cwd=tmp_path).stdout
    for target in ("build", "test", "lab", "check", "torture", "clean", "help"):
        assert f"make {target} " in told
