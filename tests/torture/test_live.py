"""The refresh at full length: sizes, faults under the real limits, kills, a full disk, an edition.

Runs in processes of their own; what was measured goes to bench/torture.md.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pandas as pd
import pytest

from bench.bench import fill, serving
from hubgap import build, folders, open_data
from hubgap.data import ROOT, DataError, check
from hubgap.panel import LATEST, snapshot
from hubgap.text import day as day_in_words

from ..hub.conftest import NAMES, command, digests, stored
from ..hub.server import Hub, catalogue, everything
from ..hub.test_faults import LASTING, hits, wave
from ..reading import header

RESULTS = ROOT / "bench" / "torture.md"
RECORDS = 760_000
MEGABYTES = 600
LINEAR = 1.5
RUN = (
    "import resource, sys; from hubgap.__main__ import main; import hubgap.hub.judge as judge; "
    "judge.MISSED = (1, 1); code = main(sys.argv[1:]); "  # one list stands for the whole Hub
    "used = resource.getrusage(resource.RUSAGE_SELF); "
    "print('used', used.ru_utime + used.ru_stime, used.ru_maxrss // 1024); sys.exit(code)"
)
SERVE = """
import json, sys
from hubgap import open_data
from tests.hub.server import Hub, record
records = int(sys.argv[1])
rows = open_data("embedded")["snapshot-2026-08-22"].head(18_000).to_dict("records")
def body(rows):
    shown = [record(r, "-@") for r in rows]
    for one in shown:
        one["_id"] = one["_id"][:18] + "@@@@@@"
    return json.dumps(shown, ensure_ascii=False)
base = [body(rows[i : i + 1000]) for i in range(0, len(rows), 1000)]
def page(handler, _):
    number = int(handler.path.rpartition("cursor=")[2]) if "cursor=" in handler.path else 0
    turn = number // len(base)
    text = base[number % len(base)].replace("@@@@@@", f"{turn:06x}").replace("-@", f"-{turn}")
    more = {"Link": f'<{handler.path.partition("&cursor")[0]}&cursor={number + 1}>; rel="next"'}
    handler.send(text.encode(), 200, more if (number + 1) * 1000 < records else {})
    return True
hub = Hub({}, fault=page)
print(hub.url, flush=True)
hub.serve_forever()
"""


@pytest.fixture(scope="module", autouse=True)
def results(request):
    """Lines for bench/torture.md, written when the whole module is through."""
    lines = []
    yield lines
    if request.config.getoption("keyword"):
        return
    head = f"# Torture of the refresh\n\nRun on {datetime.now(UTC).date()} by `make torture`.\n\n"
    RESULTS.write_text(head + "".join(f"- {line}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def home(tmp_path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HF_HOME": str(tmp_path / "home")}


@pytest.fixture(scope="module")
def small():
    return catalogue(open_data("embedded")["snapshot-2026-08-22"], NAMES, most=45)


def named(hub, output) -> tuple[str, ...]:
    names = [word for name in NAMES for word in ("--organization", name)]
    return (*names, "--endpoint", hub.url, "--output", str(output))


def measured(words: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, seconds of computing and peak megabytes of a run that succeeds."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    computing, peak = done.stdout.rpartition("used ")[2].split()
    return time.perf_counter() - start, float(computing), int(peak)


def test_as_many_records_as_a_quarter_of_the_hub_in_bounded_memory(tmp_path, home, results):
    with serving(SERVE, str(RECORDS)) as (url,):
        words = ["refresh", "--scope", "hub", "--endpoint", url, "--output", str(tmp_path / "live")]
        seconds, _, peak = measured(words, home)
    manifest = json.loads(next(tmp_path.glob("live/2*/manifest.json")).read_text())
    assert manifest["rows"]["models"] == RECORDS
    results.append(
        f"{RECORDS:,} records over HTTP into a checked snapshot: {seconds:.0f} s, peak memory {peak} MB "
        f"(limit {MEGABYTES})."
    )
    assert peak < MEGABYTES


def test_pages_to_snapshot_is_linear(tmp_path, home, results):
    taken = {}
    for records in (RECORDS, 3_000_000):
        output = tmp_path / "live"
        fill(output / ".hubgap-pull", records, f"{datetime.now(UTC):%Y-%m-%d}")
        plan = json.loads(
            (output / ".hubgap-pull" / "journal.jsonl").read_text().partition("\n")[0]
        )
        assert plan["plan"]["scope"] == "hub"
        words = [
            "refresh",
            "--scope",
            "hub",
            "--endpoint",
            "http://127.0.0.1:9",
            "--output",
            str(output),
        ]
        taken[records] = measured(words, home)
        shutil.rmtree(output)
    first, last = (computing / records for records, (_, computing, _) in taken.items())
    said = "; ".join(
        f"{n:,}: {seconds:.0f} s, {computing:.0f} s of computing, peak memory {peak} MB"
        for n, (seconds, computing, peak) in taken.items()
    )
    results.append(
        f"Stored pages to a checked snapshot by number of records: {said}. Computing for a record takes "
        f"{last / first:.2f} times as long (limit {LINEAR}: waiting for the disk and for others left out)."
    )
    assert last < LINEAR * first
    assert max(peak for *_, peak in taken.values()) < MEGABYTES


@pytest.fixture(scope="module")
def undisturbed(small, tmp_path_factory):
    output = tmp_path_factory.mktemp("undisturbed")
    home = {"PATH": os.environ["PATH"], "HF_HOME": str(output / ".home")}
    with Hub(small, page=20) as hub:
        process = command(*named(hub, output), **home)
        assert process.communicate() and process.returncode == 0
    return output


def test_every_lasting_fault_ends_within_a_minute(small, undisturbed, tmp_path, home, results):
    def one(name: str) -> tuple[str, float]:
        output = shutil.copytree(undisturbed, tmp_path / name.replace(" ", "-"))
        before = digests(output)

        def fault(handler, _):
            return hits(handler) and (LASTING[name](handler) or True)

        with Hub(small, page=20, fault=fault) as hub:
            process = command(*named(hub, output), **home)
            last = start = time.monotonic()
            while process.poll() is None:
                if len(list((output / ".hubgap-pull" / "pages").glob("*.json"))) != getattr(
                    hub, "seen", 0
                ):
                    hub.seen = len(list((output / ".hubgap-pull" / "pages").glob("*.json")))
                    last = time.monotonic()
                time.sleep(0.1)
                assert time.monotonic() - start < 180, name
            quiet = time.monotonic() - last
            _, sentence = process.communicate()
            assert process.returncode == 2 and quiet < 60, (name, quiet, sentence)
            assert sentence.splitlines()[-1].startswith("Incomplete: "), name
            assert digests(output) == before, name
            kept = stored(output)
            hub.fault = None
            hub.asked.clear()
            again = command(*named(hub, output), **home)
            again.communicate()
            assert again.returncode == 0 and hub.pages() and not kept & set(hub.pages()), name
        assert wave(output) == wave(undisturbed), name
        return name, quiet

    with ThreadPoolExecutor(6) as pool:
        quiet = dict(pool.map(one, LASTING))
    slowest = max(quiet, key=quiet.get)
    results.append(
        f"{len(quiet)} lasting faults under the real limits: each one sentence, exit 2, earlier wave "
        f"unchanged, re-run complete without a stored page; at most {quiet[slowest]:.0f} s after the "
        f"last progress ({slowest})."
    )


def test_killed_at_twenty_random_points(small, undisturbed, tmp_path, home, results):
    chance, output, ended = random.Random(20240711), tmp_path / "killed", 0
    with Hub(small, page=5, latency=0.15) as hub:
        kept, saved = set(), 0
        for _ in range(20):
            before = len(hub.asked)
            process = command(*named(hub, output), **home)
            while len(hub.asked) == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.7))
            process.kill()
            process.communicate()
            assert not kept & set(hub.pages(before))
            if process.returncode == 0:  # a whole wave: the next run begins anew
                ended, kept = ended + 1, set()
            else:
                kept = stored(output)
                saved += bool(kept)
        before = len(hub.asked)
        process = command(*named(hub, output), **home)
        process.communicate()
        assert process.returncode == 0 and not kept & set(hub.pages(before))
    assert wave(output) == wave(undisturbed)
    assert saved
    results.append(
        f"Killed at 20 random points ({ended} had ended before, {saved} had stored pages): the snapshot "
        "equals an undisturbed one, and no stored page was asked for again."
    )


@pytest.mark.skipif(
    shutil.which("mount") is None or os.geteuid() != 0, reason="needs to mount a disk"
)
@pytest.mark.parametrize("kilobytes", [60, 140, 180])
def test_a_small_disk(kilobytes, small, undisturbed, tmp_path, home, results):
    disk = tmp_path / "disk"
    disk.mkdir()
    size = f"size={kilobytes}k"
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=False
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        with Hub(small, page=20) as hub:
            process = command(*named(hub, disk), **home)
            _, sentence = process.communicate()
            assert process.returncode == 2 and "No space left" in sentence, sentence
            assert not digests(disk)
            subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
            kept = stored(disk)
            hub.asked.clear()
            process = command(*named(hub, disk), **home)
            process.communicate()
            assert process.returncode == 0 and not kept & set(hub.pages())
        assert wave(disk) == wave(undisturbed)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    results.append(f"A disk of {kilobytes} kB that fills: one sentence, exit 2, re-run complete.")


def _showing(edition, name: str) -> list[str]:
    """The figures whose panel line names a panel."""
    tables = sorted((edition / "figures").glob("*.csv"))
    return [path.stem for path in tables if name in header(path)["panel"]]


def test_a_wave_flows_through_check_and_build(tmp_path, home, results, monkeypatch):
    names = list(pd.unique(open_data("embedded")["organizations"]["namespace"]))
    models = catalogue(everything(open_data("embedded")), names)
    output = tmp_path / "live"
    with Hub(models) as hub:
        process = command("--endpoint", hub.url, "--output", str(output), **home)
        assert process.communicate() and process.returncode == 0
    data = open_data(output)
    assert check(data) == check(open_data("embedded")) + 1
    depending = _showing(ROOT, snapshot(open_data("embedded"), LATEST).name)
    committed = digests(ROOT / "figures") | digests(ROOT / "notebooks")
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    build.build(data, tmp_path / "build")
    assert digests(ROOT / "figures") | digests(ROOT / "notebooks") == committed
    day, name = next(output.glob("2*")).name, snapshot(data, LATEST).name
    assert day_in_words(pd.Timestamp(day)) in name
    made = {path.stem: header(path) for path in (tmp_path / "build/figures").glob("*.csv")}
    assert len(depending) > 5 and _showing(tmp_path / "build", name) == depending
    for stem in depending:
        assert name in made[stem]["finding"] and "hub_api" in made[stem]["sources"].split(), stem
    results.append(
        f"A live wave through `build --data`: of {len(made)} figures the {len(depending)} that show the "
        f"latest snapshot cite it and say `{name}` in panel line and finding."
    )

    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setattr("hubgap.folders.ROOT", tmp_path)
    assert folders.make_edition(output) == day
    assert len(open_data("embedded")[f"snapshot-{day}"]) == len(data[f"snapshot-{day}"])
    with pytest.raises(DataError, match="run a refresh first"):
        folders.make_edition(output)
    results.append("`edition` makes the wave the latest snapshot of data/, which keeps every rule.")
