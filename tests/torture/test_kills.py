"""A promotion and an edition, killed before every step on the disk: whole as before, or as after.

What was seen goes to bench/torture-kills.md.
"""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from huggingface_hub import constants

from hubgap import folders, open_data
from hubgap.data import ROOT, open_folder
from hubgap.disk import write_file
from hubgap.folders import check_files, digest, waves_in
from hubgap.hub import refresh
from hubgap.hub.client import Incomplete

from ..hub.conftest import NAMES, QUICK, shrunk
from ..hub.server import Hub, catalogue

RESULTS = ROOT / "bench" / "torture-kills.md"
NAMED = [word for name in NAMES for word in ("--organization", name)]
# Kills itself before step `last` of those that a command takes in a folder. What C++ writes is no
# step: it is killed before and after.
CHILD = """
import os, signal, sys
home, last, *words = sys.argv[1:]
import duckdb, pyarrow.parquet
from pathlib import Path
from hubgap import folders
from hubgap.__main__ import main
import hubgap.hub.refresh, hubgap.panel
folders.ROOT, steps = Path(home), []
hubgap.panel.ASKED_AT_LEAST = 0  # a few organizations stand for all that are tracked
def step(event, given):
    if event == "open":
        path, _, flags = given
        if not (flags & (os.O_WRONLY | os.O_RDWR) and str(path).startswith(home)):
            return
    elif event not in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
        return
    steps.append(event)
    if len(steps) == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
code = main(words)
print(*steps)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def results():
    """Lines for bench/torture-kills.md, written when all of this module is through."""
    lines: list[str] = []
    yield lines
    if len(lines) == 2:
        head = f"# Killed at every step\n\nRun on {datetime.now(UTC).date()} by `make torture`.\n\n"
        write_file(RESULTS, head + "".join(f"- {line}\n" for line in lines))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A small data/, a live/ with a wave of today, and a pull of today that waits for its promotion."""
    root = shrunk(tmp_path_factory.mktemp("root"))
    models = catalogue(open_data("embedded")["snapshot-2026-08-22"], NAMES, most=45)

    def cut(*_):
        raise Incomplete("cut off")

    with Hub(models) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_OFFLINE", False)
        patch.setattr(folders, "ROOT", root)
        patch.setattr("hubgap.panel.ASKED_AT_LEAST", 0)
        where = {"output": root / "live", "endpoint": hub.url, "limits": QUICK}
        assert refresh.refresh("tracked", NAMES, **where) == 0
        for record in (record for rows in models.values() for record in rows):
            record["downloads"] += 1
        patch.setattr(refresh, "_promote", cut)
        assert refresh.refresh("tracked", NAMES, **where) == 2
    return root


def run(home, last: int, *words: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "HF_HOME": str(home / "home")}
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(home), str(last), *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def killed(root, tmp_path, words, judge, often=1) -> tuple[int, int]:
    """Run a command once whole and once killed before each of its steps, or before and after each
    rename and before every so many others; how many kills, and how many steps.
    """

    def one(last: int) -> list[str]:
        home = shutil.copytree(root, tmp_path / str(last))
        done = run(home, last, *(word.replace("HOME", str(home)) for word in words))
        assert done.returncode == (-signal.SIGKILL if last else 0), (last, done.stderr)
        judge(home, last)
        shutil.rmtree(home)
        return done.stdout.splitlines()[-1].split() if not last else []

    steps = one(0)
    renames = {
        number + after for number, s in enumerate(steps) if s == "os.rename" for after in (1, 2)
    }
    chosen = [n for n in range(1, len(steps) + 1) if n % often == 0 or n in renames]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, chosen))
    return len(chosen), len(steps)


def test_a_promotion_that_is_killed_anywhere(root, tmp_path, results):
    words = ["refresh", *NAMED, "--output", "HOME/live", "--endpoint", "http://127.0.0.1:9"]

    def downloads(live) -> int:
        """Of the one wave that a reader finds, which is whole; it may have been put back."""
        data = open_data(live)
        (wave,) = waves_in(live)
        check_files(wave)
        return int(data[f"snapshot-{wave.name}"]["downloads_30d"].sum())

    before = downloads(root / "live")
    seen = []

    def judge(home, last):
        live = home / "live"
        absent = not list(live.glob("2*"))
        found = downloads(live)
        after = before + len(open_data(live)[f"snapshot-{waves_in(live)[0].name}"])
        assert found == after if last == 0 else found in (before, after)
        seen.append((absent, found == after))
        if not last:
            return
        asks_anew = not (live / ".hubgap-pull").exists()  # all was done but the last removals
        again = run(home, 0, *(word.replace("HOME", str(home)) for word in words))
        assert again.returncode == (2 if asks_anew else 0), (last, again.stderr)
        assert downloads(live) == after
        beside = {path.name for path in live.iterdir() if path.name.startswith(".")}
        assert beside == {".hubgap-lock"} | ({".hubgap-pull"} if asks_anew else set())

    kills, steps = killed(root, tmp_path, words, judge)
    assert (
        sum(absent for absent, _ in seen) == 1 and 1 < sum(new for _, new in seen) < kills == steps
    )
    results.append(
        f"A promotion over a wave of the same day, killed before each of its {steps} steps on the disk: "
        "live/ was whole as before or whole as after (once after the next command had put it back), "
        "and the same refresh ended it, or began anew where it was done."
    )


def test_an_edition_that_is_killed_anywhere(root, tmp_path, results):
    whole = tmp_path / "whole"
    shutil.copytree(ROOT / "data", whole / "data")
    shutil.copytree(root / "live", whole / "live")
    words = ["edition", "--data", "HOME/live"]
    (wave,) = waves_in(whole / "live")
    seen = []

    def judge(home, last):
        if absent := not (home / "data").exists():
            assert run(home, 0, "check", "--data", str(home / "live")).returncode == 0
        data = open_folder(home / "data")
        for resource in data.resources.values():
            assert resource["hash"] == f"sha256:{digest(data.file(resource['name']))}", last
        new = f"snapshot-{wave.name}" in data
        seen.append((absent, new))
        again = run(home, 0, *(word.replace("HOME", str(home)) for word in words))
        if new:
            assert again.returncode == 1 and "holds no later wave than data/" in again.stderr
        else:
            assert again.returncode == 0, (last, again.stderr)
            assert f"snapshot-{wave.name}" in open_folder(home / "data")
            assert {path.name for path in home.glob(".hubgap-*")} == {".hubgap-lock"}

    kills, steps = killed(whole, tmp_path, words, judge, often=60)
    assert sum(absent for absent, _ in seen) == 1 and 1 < sum(new for _, new in seen) < kills
    results.append(
        f"An edition, killed before {kills} of its {steps} steps on the disk, all renames among them: "
        "every table of data/ was as before or as after (once after the next command had put the "
        "folder back), and the same command made the edition, or said that it is made."
    )
