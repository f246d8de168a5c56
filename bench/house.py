"""Whole commands of this checkout against the same commands of an earlier commit, as ratios in one run.

`python -m hubgap bench --against COMMIT` clones both into folders of their own and runs each command
in both, one after the other; `--tests` adds the whole test suites (half an hour).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURE, SIZED = "02-census", ("--size", "slide", "--format", "pdf")
SENTENCE = ("hubgap/words/en/video.py", "entries by release date", "entries by day of release")
TESTS = "-q -n 2 --nbval --nbval-current-env --ignore tests/torture tests notebooks".split()


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds of processor and of the clock, memory of its largest process."""

    cpu: float
    wall: float
    megabytes: float


def measure(folder: Path, *words: str) -> Taken:
    """One command in a folder, all its processes counted by the operating system."""
    settings = {
        "HUBGAP_DATA": "",
        "HUBGAP_KEPT": "",
        "HUBGAP_WIDGETS": "off",
        "HF_HUB_OFFLINE": "1",
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, **settings, "HUBGAP_OUTPUT": "", "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"{' '.join(words)} in {folder.name} ended with {process.returncode}")
    wall = time.perf_counter() - start
    return Taken(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def clone(folder: Path, commit: str) -> Path:
    """A checkout of a commit of this repository."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "-q", commit], cwd=folder, check=True)
    return folder


def change_a_sentence(folder: Path) -> None:
    """One sentence of notebook 07 in other words."""
    name, old, new = SENTENCE
    text = (folder / name).read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{name} no longer says {old!r}: name another sentence in bench/house.py.")
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def compared(commit: str, tests: bool) -> str:
    """The section of bench/results.md."""
    hubgap = (sys.executable, "-m", "hubgap")
    figure = (*hubgap, "figure", FIGURE)
    with tempfile.TemporaryDirectory() as folder:
        before, now = clone(Path(folder) / "before", commit), clone(Path(folder) / "now", "HEAD")
        build = measure(before, *hubgap, "build")
        rows = [("full build", measure(now, *hubgap, "build", "--force"), build)]
        changed = subprocess.run(["git", "status", "-s"], cwd=now, capture_output=True, text=True)
        if changed.stdout:
            raise SystemExit(f"A build of a fresh clone changes files:\n{changed.stdout}")
        rows.append(("build, nothing changed", measure(now, *hubgap, "build"), build))
        change_a_sentence(now)
        rows.append(("build, a sentence of 07 changed", measure(now, *hubgap, "build"), build))
        subprocess.run(["git", "checkout", "-q", "."], cwd=now, check=True)
        measure(now, *hubgap, "build")
        for name, options in (("its numbers", ("--format", "csv")), ("a slide as PDF", SIZED)):
            pair = (measure(one, *figure, *options) for one in (now, before))
            rows.append((f"figure {FIGURE}, {name}", *pair))
        if tests:
            shutil.rmtree(now / "build" / "test", ignore_errors=True)
            suite = (sys.executable, "-m", "pytest", *TESTS)
            rows.append(("all tests", *(measure(one, *suite) for one in (now, before))))
    lines = [
        f"| {name} | {now.cpu:.1f} | {now.wall:.1f} | {now.megabytes:.0f} | {now.cpu / old.cpu:.1%} "
        f"| {now.wall / old.wall:.1%} | {now.megabytes / old.megabytes:.2f} |"
        for name, now, old in rows
    ]
    return "\n".join(
        [
            f"## Whole commands, against commit {commit}",
            "",
            "Builds that make little are set against the full build before: it had no other.",
            "",
            "| | CPU s | wall s | MB | CPU, of before | wall, of before | memory, times |",
            "|---|---|---|---|---|---|---|",
            *lines,
        ]
    )
