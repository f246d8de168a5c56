"""The workflows: actions pinned by commit, no more permissions than needed, every Python."""

import os
import re
import shutil
import subprocess

import pytest

from hubgap.data import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WRITES = {"refresh": ["contents", "pull-requests"], "release": ["contents"], "tests": []}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_pinned_and_with_least_permissions(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    assert re.search(r"^permissions:( \{\}|\n  contents: read)$", text, re.MULTILINE)
    assert re.findall(r"^ +([\w-]+): write$", text, re.MULTILINE) == WRITES[path.stem]
    assert "pull_request_target" not in text and text.count("secrets.") <= 1


def test_every_python_is_tested():
    (tests,) = (path.read_text(encoding="utf-8") for path in WORKFLOWS if path.stem == "tests")
    declared = re.search(
        r'requires-python = ">=3.(\d+),<3.(\d+)"', (ROOT / "pyproject.toml").read_text()
    )
    versions = [f"3.{minor}" for minor in range(*map(int, declared.groups()))]
    assert re.search(r"python: \[(.*)\]", tests)[1] == ", ".join(f'"{one}"' for one in versions)
    assert versions == ["3.11", "3.12", "3.13"]


def test_other_systems_install_check_draw_run_a_page_and_pull():
    (tests,) = (path.read_text(encoding="utf-8") for path in WORKFLOWS if path.stem == "tests")
    job = tests.partition("\n  other-systems:\n")[2]
    assert "system: [windows-latest, macos-latest]\n" in job and 'python-version: "3.12"\n' in job
    install, check, figure, notebook, pull = re.findall(r"- run: python -m (.+)", job)
    assert install == "pip install -r requirements.txt -c constraints.txt"
    assert (check, figure) == ("hubgap check", "hubgap figure 02-census")
    assert (ROOT / "figures" / f"{figure.split()[-1]}.svg").is_file()
    assert notebook.startswith("pytest --nbval-lax ") and (ROOT / notebook.split()[-1]).is_file()
    file, names = re.fullmatch('pytest (tests/hub/[a-z_]+.py) -k "(.+)"', pull).groups()
    there = re.findall(r"^def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert all(sum(name in test for test in there) == 1 for name in names.split(" or "))


@pytest.mark.skipif(shutil.which("awk") is None, reason="awk is not installed")
def test_a_release_tells_what_moved_in_its_own_edition(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(
        "# All\n## 1.0.10: a\nno\n## 1.0.1: b\nyes\n## 1.0.0\nold\n"
    )
    release = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"awk .+", release)
    tag = {"GITHUB_REF_NAME": "v1.0.1", "PATH": os.environ["PATH"]}
    subprocess.run(["bash", "-c", command], cwd=tmp_path, env=tag, check=True)
    assert (tmp_path / "notes.md").read_text() == "yes\n"
