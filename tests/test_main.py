"""The command line and the files that install, license and cite the project."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hubgap import __main__ as command
from hubgap import __version__, kept, open_data
from hubgap import build as building
from hubgap.data import ROOT, DataError

REQUIREMENTS = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = SETTINGS["project"]["optional-dependencies"]
LISTED = {"core": SETTINGS["project"]["dependencies"], **EXTRAS}
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
MODULES = {
    "PIL": "pillow",
    "axe_playwright_python": "axe-playwright-python",
    "fontTools": "fonttools",
    "IPython": "ipython",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}  # module -> package, where they differ
HOMES = {
    "notebooks": {"exhibits/controls.py", "publish/show.py"},
    "site": {"build.py", "site/shell.py", "site/notebook.py"},
}  # extra -> the only modules that may import it
NEVER_IMPORTED = {
    "setuptools",
    "jupyterlab",
    "ipykernel",
    "nbval",
    "pytest-mpl",
    "pytest-xdist",
    "seaborn",
}
NEVER_IMPORTED |= {"ruff", "mypy", "pre-commit"}  # commands; seaborn is promised to notebooks
NEVER_IMPORTED |= {"socksio"}  # asked for by httpx2 behind a SOCKS proxy


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
    for word in ("build", "check", "figure", "describe", "compile", "China and the United States"):
        assert word in done.stdout
    loaded = process(sys.executable, "-X", "importtime", "-m", "hubgap", "--help").stderr
    assert "argparse" in loaded and "pandas" not in loaded and "matplotlib" not in loaded


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What `build.build` is asked for: data folder, output, force, address if any; nothing is built."""
    found = []

    def build(data, output, force, address):
        found.append((data.folder, output, force, *([address] if address else [])))
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
    page = Path("site", "index.html")
    assert said == [f"Notebooks, figures and the site are up to date: open {page}."] * 3


def test_build_takes_the_address_of_the_site_and_refuses_what_is_none(asked, monkeypatch, capsys):
    monkeypatch.setattr(kept, "sealed", lambda: True)
    assert command.main(["build", "--address", "https://example.org/gap"]) == 0
    assert asked == [(ROOT / "data", None, False, "https://example.org/gap/")]
    for said in ("example.org", "javascript:x", 'https://a"b/', "https://"):
        with pytest.raises(SystemExit):
            command.main(["build", "--address", said])
        assert f"{said} is no address like https://example.org/gap/" in capsys.readouterr().err


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
    def build(data, output, force, address):
        raise building.BuildError("01-the-data.ipynb did not run: ValueError: why.")

    monkeypatch.setattr(building, "build", build)
    monkeypatch.setattr(kept, "sealed", lambda: False)
    assert command.main(["build", "--data", "embedded"]) == 1
    assert capsys.readouterr().err == "01-the-data.ipynb did not run: ValueError: why.\n"
    assert issubclass(building.BuildError, DataError)


INTERRUPTED = """
import runpy, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == sys.argv[-1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv = ["hubgap", "refresh", "--dry-run", "--output", sys.argv[1]]
runpy.run_module("hubgap", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("module", ["platformdirs", "pandas", "duckdb", "huggingface_hub"])
def test_an_interrupt_during_an_import_is_no_traceback(module, tmp_path):
    code = INTERRUPTED.replace("sys.argv[-1]", repr(module))
    done = process(sys.executable, "-c", code, str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr and done.stderr.count("\n") <= 1


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10)])
def test_an_older_python_gets_one_sentence(version):
    tree = (ROOT / "hubgap" / "__init__.py").read_text(encoding="utf-8")
    ast.parse(tree, feature_version=max(version, (3, 7)))
    fake = f"import sys; sys.version_info = {version}; import hubgap"
    done = process(sys.executable, "-c", fake)
    told = f"hubgap needs Python 3.11, 3.12 or 3.13; this is Python {version[0]}.{version[1]}.\n"
    assert (done.returncode, done.stderr) == (1, told)


# --- project files


def packages(*lists: str) -> set[str]:
    return {re.match(r"[\w-]+", line)[0] for name in lists for line in LISTED[name]}


def imported(home: str) -> dict[str, set[str]]:
    """The packages that each module under a folder imports, at its head or when it needs them."""
    found = {}
    for path in (ROOT / home).rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
        names -= {*sys.stdlib_module_names, "hubgap", "tests", "bench"}
        found[path.relative_to(ROOT / home).as_posix()] = {MODULES.get(n, n) for n in names}
    return found


def test_nothing_used_is_unlisted():
    for module, names in imported("hubgap").items():
        extras = [extra for extra, modules in HOMES.items() if module in modules]
        assert names <= packages("core", *extras), module
    for home in ("tests", "bench"):
        for module, names in imported(home).items():
            assert names <= packages("core", *HOMES, "tests"), module


def test_nothing_listed_is_unused_and_what_serves_tests_alone_is_their_extra():
    own = set().union(*imported("hubgap").values())
    checks = set().union(*imported("tests").values(), *imported("bench").values())
    assert packages("core", *HOMES) - own <= NEVER_IMPORTED
    assert packages("tests", "lint") - (checks - own) <= NEVER_IMPORTED
    assert sum(map(len, LISTED.values())) == len(packages(*LISTED)), "listed twice"
    assert packages(*LISTED) >= NEVER_IMPORTED


def test_requirements_are_ranges_and_constraints_are_pins():
    ranges = [line for lines in LISTED.values() for line in lines]
    assert all(re.fullmatch(r"[\w-]+>=[\d.]+(,<[\d.]+)?", line) for line in ranges)
    assert "matplotlib>=3.11,<3.13" in ranges
    asked = [line for line in REQUIREMENTS if not line.startswith("#")]
    assert asked == [f"-e .[{','.join(EXTRAS)}]"]
    pins = [line for line in CONSTRAINTS if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pins)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins}
    wanted = {name.lower().replace("_", "-") for name in packages(*LISTED)}
    assert wanted - pinned == {"numpy"} and "hubgap" not in pinned


def test_lint_runs_wherever_the_tests_run():
    for place in (".ci/run", ".github/workflows/tests.yml"):
        text = (ROOT / place).read_text(encoding="utf-8")
        assert 0 < text.index(" make lint") < text.index(" make test"), place
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    commands = re.findall(r"entry: \.venv/bin/(.*)", hooks)
    code = "hubgap tests bench"
    assert commands == [f"ruff check {code} notebooks", f"ruff format --check {code}", "mypy"]
    assert hooks.count("repo: ") == hooks.count("repo: local") == 1, "a hook that must be fetched"


def test_the_baseline_of_mypy_only_gets_shorter():
    settings = SETTINGS["tool"]["mypy"]
    (baseline,) = (one["module"] for one in settings["overrides"])
    assert settings["files"] == ["hubgap"] and len(baseline) <= 37
    rooms = {name.split(".")[1] for name in baseline}
    assert not rooms & {"data", "text", "panel", "rules", "exhibits", "publish", "hub"}
    for name in baseline:
        place = ROOT / name.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__init__.py").is_file(), name


def test_every_source_is_licensed_and_the_version_is_one():
    notice = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    sources = open_data("embedded")["sources"]
    for source in sources.itertuples():
        line = (
            f"| {source.id} | {source.publisher} | {source.license} | {source.redistribution} |\n"
        )
        assert line in notice
    assert notice.count("\n| ") == len(sources) + 3  # two lines of head, hub_api of a refresh
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert "version" in SETTINGS["project"]["dynamic"]
    assert package["version"] == re.search(r"\nversion: (.+)\n", citation)[1] == __version__
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
    for target in ("build", "lint", "test", "lab", "check", "torture", "clean", "help"):
        assert f"make {target} " in told
