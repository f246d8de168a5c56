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
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from huggingface_hub import constants

from bench.bench import fill, serving
from hubgap import Study, build, folders, open_data
from hubgap.data import ROOT, DataError, check
from hubgap.exhibits.exhibit import one as exhibit
from hubgap.hub import collect
from hubgap.hub.refresh import refresh
from hubgap.panel import LATEST, last_refreshes, latest, newest, series, snapshot
from hubgap.registry import REFRESH, tracked
from hubgap.text import day as day_in_words

from ..hub.conftest import NAMES, command, digests, stored
from ..hub.server import Hub, catalogue, everything
from ..hub.test_faults import LASTING, hits, left_beside, wave
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


@pytest.fixture(scope="module")
def tracked_models():
    """What the edition knows of every tracked organization, as a Hub serves it."""
    data = open_data("embedded")
    return catalogue(everything(data), list(tracked(data["organizations"])["namespace"]))


@pytest.fixture(scope="module")
def all_undisturbed(tracked_models, tmp_path_factory):
    output = tmp_path_factory.mktemp("all")
    home = {"PATH": os.environ["PATH"], "HF_HOME": str(output / ".home")}
    with Hub(tracked_models, page=100) as hub:
        process = command("--endpoint", hub.url, "--output", str(output), **home)
        assert process.communicate() and process.returncode == 0
    return output


def models_in(output) -> dict[str, str]:
    """`wave` without the boards, whose entries tell when they were read."""
    return {name: one for name, one in wave(output).items() if not name.startswith("boards-")}


def test_every_lasting_fault_with_all_organizations(
    tracked_models, all_undisturbed, tmp_path, home, results
):
    """Each with and without an earlier wave: one sentence, nothing partial, a re-run that resumes."""

    def one(case: tuple[str, bool]) -> float:
        name, earlier = case
        output = tmp_path / f"{name.replace(' ', '-')}-{earlier}"
        if earlier:
            shutil.copytree(all_undisturbed, output)
        before = digests(output)

        def fault(handler, _):
            return hits(handler) and (LASTING[name](handler) or True)

        with Hub(tracked_models, page=100, fault=fault) as hub:
            words = ("--endpoint", hub.url, "--output", str(output))
            process, pages = command(*words, **home), output / ".hubgap-pull" / "pages"
            start = last = time.monotonic()
            stored_pages = 0
            while process.poll() is None:
                if (now := len(list(pages.glob("*.json")))) != stored_pages:
                    stored_pages, last = now, time.monotonic()
                time.sleep(0.2)
                assert time.monotonic() - start < 600, case
            quiet = time.monotonic() - last
            told, sentence = process.communicate()
            assert (process.returncode, told) == (2, ""), (case, sentence)
            *progress, sentence = sentence.splitlines()
            assert sentence.startswith("Incomplete: "), (case, sentence)
            assert not any("Incomplete" in line for line in progress), (case, progress)
            assert digests(output) == before, case
            assert left_beside(output) <= {".home", ".hubgap-lock", ".hubgap-pull"}, case
            kept = stored(output)
            assert len(kept) > 400, case
            hub.fault = None
            hub.asked.clear()
            again = command(*words, **home)
            _, sentence = again.communicate()
            assert again.returncode == 0, (case, sentence)
            assert hub.pages() and not kept & set(hub.pages()), case
        assert models_in(output) == models_in(all_undisturbed), case
        shutil.rmtree(output)
        return quiet

    cases = [(name, earlier) for name in LASTING for earlier in (True, False)]
    with ThreadPoolExecutor(4) as pool:
        quiet = dict(zip(cases, pool.map(one, cases), strict=True))
    slowest = max(quiet, key=quiet.get)
    results.append(
        f"{len(LASTING)} lasting faults with all {len(tracked_models)} tracked organizations under the "
        "real limits, each with and without an earlier wave: one sentence, exit 2, earlier wave "
        "unchanged or none begun, nothing partial beside it, re-run complete without a stored page; at "
        f"most {quiet[slowest]:.0f} s after the last progress ({slowest[0]})."
    )


def of_days(tracked_models, output, monkeypatch, days: int, between):
    """Refreshes on consecutive days after the edition; `between` changes the models after each."""
    first = datetime.fromisoformat(newest(open_data("embedded"))).replace(tzinfo=UTC, hour=12)
    models = {name: [dict(one) for one in rows] for name, rows in tracked_models.items()}
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    named = []
    with Hub(models) as hub:
        for number in range(days):
            now = first + timedelta(days=30 + number)
            monkeypatch.setattr(collect, "now", lambda now=now: now)
            assert refresh("tracked", list(models), output, hub.url) == 0
            named.append(f"{now:%Y-%m-%d}")
            between(models, now)
    return named, models


def grown(models, now) -> None:
    """A day later: every counter has moved."""
    for number, one in enumerate(one for rows in models.values() for one in rows):
        one["downloads"] += 1 + number % 7 + one["downloads"] // 100
        one["downloadsAllTime"] += 1 + number % 7 + one["downloads"] // 30


def test_two_days_against_each_other(tracked_models, tmp_path, monkeypatch, results):
    output, new, gone = tmp_path / "live", [], []

    def between(models, now):
        grown(models, now)
        for name in ("Qwen", "google", "nvidia"):
            gone.append(models[name].pop(3)["id"])
            made = {**models[name][0], "_id": f"{name:0<24}"[:24], "id": f"{name}/Made-Today"}
            later = now + timedelta(hours=5 if name == "Qwen" else 20)  # the same evening, or not
            models[name].append(
                {**made, "createdAt": f"{later:%Y-%m-%dT%H}:00:00.000Z", "tags": []}
            )
            new.append(made["id"])

    (one, two), _ = of_days(tracked_models, output, monkeypatch, 2, between)
    gone, new = gone[:3], new[:3]
    said = (output / two / "report.md").read_text(encoding="utf-8")
    assert f"## New since {one}\n\n3 new models." in said and "3 models no longer listed." in said
    assert f"compared with the snapshot of {one}:" in said
    assert all(f"- {name}: " in said for name in (*gone, *new))
    study = Study(output)
    assert study.latest.days == [pd.Timestamp(two)]
    listed = {}
    for day in (one, two):
        on = study.on(latest=day)
        assert on.latest.days == [pd.Timestamp(day)]
        listed[day] = set(on.latest.rows["model_id"])
        assert "November 2026" in exhibit("02-tornado", on).words.title
    assert listed[two] - listed[one] == {*new} and listed[one] - listed[two] == {*gone}
    (pair,) = last_refreshes(study.data)
    assert [str(day.date()) for day in pair.days] == [one, two]
    results.append(
        f"Two days of {len(listed[two]):,} models against each other: 3 new, 3 gone, the second "
        "compared with the first, and both can be the latest of a study."
    )


def test_a_month_of_daily_waves(tracked_models, tmp_path, monkeypatch, home, results):
    output = tmp_path / "live"
    days, models = of_days(tracked_models, output, monkeypatch, 30, grown)
    waves = [path for path in output.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in waves) / 1e6
    opening = (
        "import sys, time; from hubgap import Study; start = time.perf_counter(); "
        "study = Study(sys.argv[1]); study.latest; print(time.perf_counter() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", opening, str(output)],
        **{"capture_output": True, "text": True, "cwd": ROOT, "env": home, "check": True},
    )
    seconds, _, peak = measured(["check", "--data", str(output)], home)
    data = open_data(output)
    assert series(data, REFRESH).days == [pd.Timestamp(day) for day in days]
    assert latest(data) == days[-1]
    results.append(
        f"A month of 30 daily waves of {sum(map(len, models.values())):,} models in one folder: "
        f"{size:.0f} MB, opened with its latest day in {float(done.stdout):.1f} s, checked in "
        f"{seconds:.0f} s with a peak memory of {peak} MB."
    )


def test_killed_at_twenty_random_points(small, undisturbed, tmp_path, home, results):
    chance, output, ended = random.Random(20240711), tmp_path / "killed", 0
    with Hub(small, page=5, latency=0.15) as hub:
        kept, saved = set(), 0
        for _ in range(20):
            before, after = len(hub.asked), chance.randint(1, 20)
            process = command(*named(hub, output), **home)
            while len(hub.asked) < before + after and process.poll() is None:
                time.sleep(0.01)
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


def test_a_wave_flows_through_check_and_build(tracked_models, tmp_path, home, results, monkeypatch):
    output = tmp_path / "live"
    named = [word for name in tracked_models for word in ("--organization", name)]
    with Hub(tracked_models) as hub:  # without the boards, of which this Hub has toys
        process = command(*named, "--endpoint", hub.url, "--output", str(output), **home)
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
    assert len(depending) > 5 and {*depending} <= {*_showing(tmp_path / "build", name)}
    for stem in depending:
        assert "hub_api" in made[stem]["sources"].split(), stem
    results.append(
        f"A live wave through `build --data`: of {len(made)} figures the {len(depending)} that show the "
        f"latest snapshot cite it and say `{name}` in the panel line."
    )

    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setattr("hubgap.folders.ROOT", tmp_path)
    assert folders.make_edition(output) == day
    assert len(open_data("embedded")[f"snapshot-{day}"]) == len(data[f"snapshot-{day}"])
    with pytest.raises(DataError, match="run a refresh first"):
        folders.make_edition(output)
    results.append("`edition` makes the wave the latest snapshot of data/, which keeps every rule.")
