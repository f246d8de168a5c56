"""The refresh against the plain client and a bare reader, as ratios in one run.

`python -m hubgap bench` writes bench/results.md. Both sides run in processes of their own, one after
the other; the server is a third process, so that neither pays for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LATENCY = 0.15
RECORDS = 100_000
ROUNDS = 3
HEAD = """# Measured

Made by `python -m hubgap bench`; ratios hold between machines, seconds do not."""

SERVE = """
import sys
from hubgap import open_data
from hubgap.registry import tracked
from tests.hub.server import Hub, catalogue, everything
data = open_data("embedded")
names = list(tracked(data["organizations"])["namespace"])
hub = Hub(catalogue(everything(data), names), latency=float(sys.argv[1]))
least = sum(max(1, -(-len(r) // 1000)) for r in hub.models.values())
print(hub.url, least, ",".join(names), flush=True)
hub.serve_forever()
"""
PLAIN = """
import sys
from huggingface_hub import HfApi
from hubgap.hub.collect import FIELDS
api = HfApi(endpoint=sys.argv[1], token=False)
models = 0
for name in sys.argv[2].split(","):
    models += sum(1 for _ in api.list_models(author=name, expand=list(FIELDS), limit=None))
print(models)
"""
BARE = """
import io, sys, time
from pathlib import Path
import pyarrow.json as pj
pages = sorted(Path(sys.argv[1]).glob("*.json"))
start = time.perf_counter()
rows = 0
for page in pages:
    body = b'{"page":' + page.read_bytes() + b"}"
    options = pj.ReadOptions(block_size=len(body) + 1)
    rows += len(pj.read_json(io.BytesIO(body), options)["page"].combine_chunks().flatten())
print(time.perf_counter() - start, rows)
"""
OBJECTS = """
import json, sys, time
from pathlib import Path
from huggingface_hub import ModelInfo
pages = sorted(Path(sys.argv[1]).glob("*.json"))
start = time.perf_counter()
models = [ModelInfo(**record) for page in pages for record in json.loads(page.read_bytes())]
print(time.perf_counter() - start, len(models))
"""
SNAPSHOT = """
import sys, time
from pathlib import Path
from hubgap import open_data
from hubgap.hub.collect import Plan, Store
from hubgap.hub.snapshot import *
from hubgap.hub.promote import snapshot_resource
pull, work = Path(sys.argv[1]), Path(sys.argv[2])
store = Store(pull, Plan("hub", ("hub",), "2026-11-22"))
resource = snapshot_resource(open_data("embedded"), "2026-11-22")
start = time.perf_counter()
con = read_pages(store, work / "work")
keep_one_each(con, None)
write_snapshot(con, work / "snapshot.parquet", resource, "2026-11-22")
write_rejected(con, work)
rows = con.execute("SELECT count(*) FROM kept").fetchall()[0][0]
con.close()
check_snapshot(work / "snapshot.parquet", resource)
print(time.perf_counter() - start, rows)
"""
SERVE_BOARDS = """
import sys
from tests.hub.arena import agent, datasets, entry, place
from tests.hub.server import Hub
kinds = [f"kind {k}" for k in range(27)]
rows = [place(f"model {n}", n + 1, k) for k in ["overall", *kinds] for n in range(380)]
made = datasets(text=rows, text_style_control=rows, agent=[agent(f"a {n}", n + 1) for n in range(40)])
made.official = {f"a/b{n}": [entry(r, f"c/d{r}", 50.0) for r in range(1, 41)] for n in range(48)}
hub = Hub({}, latency=float(sys.argv[1]), datasets=made)
print(hub.url, flush=True)
hub.serve_forever()
"""
BOARDS = """
import sys, time
from pathlib import Path
from hubgap.hub.boards import BoardStore, pull_boards
from hubgap.hub.client import Client, get_session
client, store = Client(sys.argv[1]), BoardStore(Path(sys.argv[2]))
get_session()  # reads the certificates of the machine
start = time.perf_counter()
pull_boards(client, store)
print(time.perf_counter() - start, client.budget.asked, client.limits.workers)
"""
PLAIN_BOARDS = """
import sys
from huggingface_hub import HfApi, hf_hub_download
from hubgap.hub.boards import ARENA, SUBSETS
url, folder = sys.argv[1:]
api = HfApi(endpoint=url, token=False)
info = api.dataset_info(ARENA, files_metadata=True)
for subset in SUBSETS:
    file = f"{subset}/latest-00000-of-00001.parquet"
    where = {"revision": info.sha, "endpoint": url, "local_dir": folder, "token": False}
    hf_hub_download(ARENA, file, repo_type="dataset", **where)
for one in api.list_datasets(benchmark=True):
    api.get_dataset_leaderboard(one.id, base_model_only=False)
"""


def main(against: str | None = None, tests: bool = False, scale: bool = False) -> str:
    """Measure the refresh, whole commands against an earlier commit, or what reads a wave of the
    whole Hub; bench/results.md renewed.
    """
    if scale:
        return record(runpy.run_path(str(ROOT / "bench" / "scale.py"))["main"]())
    if against:
        return record(runpy.run_path(str(ROOT / "bench" / "house.py"))["compared"](against, tests))
    with tempfile.TemporaryDirectory() as folder:
        census = runpy.run_path(str(ROOT / "bench" / "weekly.py"))["measured"]
        measured = (_pull, _pages, boards, census)
        return record(*(measure(Path(folder)) for measure in measured))


def record(*sections: str) -> str:
    """Write bench/results.md with these sections in the place of those of the same heading."""
    path = ROOT / "bench" / "results.md"
    _, *old = path.read_text(encoding="utf-8").split("\n## ")
    found = {text.partition("\n")[0]: text.rstrip() for text in old}
    measured = f"Measured on {datetime.now(UTC).date()}, Python {platform.python_version()}, "
    for section in sections:
        head, _, rest = section.removeprefix("## ").partition("\n")
        found[head] = f"{head}\n\n{measured}{os.cpu_count()} cores.\n{rest}"
    text = "\n\n## ".join([HEAD, *found.values()]) + "\n"
    path.write_text(text, encoding="utf-8")
    return text


@contextlib.contextmanager
def serving(code: str, *arguments: str) -> Iterator[list[str]]:
    """A server in a process of its own; yields the words of its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        yield process.stdout.readline().split()
    finally:
        process.kill()
        process.wait()


def timed(code: list[str], folder: Path) -> tuple[float, str]:
    """Seconds and output of a Python process with a home of its own."""
    home = {"HF_HOME": str(folder / "home"), "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_OFFLINE": "0"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **home},
        check=True,
    )
    return time.perf_counter() - start, done.stdout


def _pull(folder: Path) -> str:
    with serving(SERVE, str(LATENCY)) as (url, least, names):
        words = ["-m", "hubgap", "refresh", "--endpoint", url, "--output", str(folder / "live")]
        words += [
            word for name in names.split(",") for word in ("--organization", name)
        ]  # no boards
        ours, _ = timed(words, folder)
        manifest = json.loads(next((folder / "live").glob("2*/manifest.json")).read_text())
        plain, models = timed(["-c", PLAIN, url, ",".join(manifest["names"])], folder)
    rows, pages = manifest["rows"]["models"], manifest["pages"]
    assert rows + sum(manifest["rejected"].values()) == int(models)
    return (
        f"## All tracked organizations, {1000 * LATENCY:.0f} ms latency\n\n"
        "| | seconds | requests for models |\n|---|---|---|\n"
        f"| refresh, to a promoted snapshot | {ours:.1f} | {pages} |\n"
        f"| sequential `HfApi.list_models` loop | {plain:.1f} | {least} (the minimum) |\n\n"
        f"{rows:,} models of {len(manifest['names'])} organizations. The refresh is {plain / ours:.1f} times as fast, with "
        f"{100 * (pages / int(least) - 1):.1f} % more requests than the minimum; besides, it asks every "
        f"organization for its own count and probes once ({manifest['requests'] - pages} requests)."
    )


def fill(folder: Path, records: int, day: str = "2026-11-22") -> None:
    """A finished pull of so many records: embedded rows multiplied with fresh ids."""
    from hubgap import open_data
    from hubgap.hub.client import Reply
    from hubgap.hub.collect import Plan, Store
    from tests.hub.server import record

    rows = open_data("embedded")["snapshot-2026-08-22"].head(18_000).to_dict("records")
    shown = [record(row, "-@") for row in rows]
    for one in shown:
        one["_id"] = one["_id"][:18] + "@@@@@@"
        one["gated"] = "auto"  # a bare pyarrow.json read takes no column of two types
    base = [
        json.dumps(shown[i : i + 1000], separators=(",", ":"), ensure_ascii=False)
        for i in range(0, len(shown), 1000)
    ]
    store = Store(folder, Plan("hub", ("hub",), day))
    for number in range(records // 1000):
        turn = number // len(base)
        body = base[number % len(base)].replace("@@@@@@", f"{turn:06x}").replace("-@", f"-{turn}")
        following = "/next" if number + 1 < records // 1000 else None
        reply = Reply(200, "", (1000, body.encode()), b"", following)
        store.add(store.listings[0], reply)
    store.finish(store.listings[0], None)


def _pages(folder: Path) -> str:
    sys.path.insert(0, str(ROOT))
    fill(folder / "pull", RECORDS)
    pages = str(folder / "pull" / "pages")
    seconds = {"bare": [], "objects": [], "ours": []}
    for turn in range(ROUNDS):
        work = folder / f"work-{turn}"
        work.mkdir()
        for name, words in (
            ("bare", [BARE, pages]),
            ("objects", [OBJECTS, pages]),
            ("ours", [SNAPSHOT, str(folder / "pull"), str(work)]),
        ):
            taken, rows = timed(["-c", *words], folder)[1].split()
            assert int(rows) == RECORDS, (name, rows)
            seconds[name].append(float(taken))
    bare, objects, ours = (min(seconds[name]) for name in ("bare", "objects", "ours"))
    return (
        f"## {RECORDS:,} records in stored pages\n\nBest of {ROUNDS} rounds in turn.\n\n"
        "| | seconds | records a second |\n|---|---|---|\n"
        f"| pages to a written and checked snapshot | {ours:.2f} | {RECORDS / ours:,.0f} |\n"
        f"| bare `pyarrow.json` read, page by page | {bare:.2f} | {RECORDS / bare:,.0f} |\n"
        f"| `json` and `ModelInfo` | {objects:.2f} | {RECORDS / objects:,.0f} |\n\n"
        f"The snapshot takes {ours / bare:.1f} times a bare read; `ModelInfo` alone takes "
        f"{objects / ours:.1f} times the snapshot."
    )


def boards(folder: Path) -> str:
    """The pull of all boards against the waiting that its requests cost in parallel."""
    with serving(SERVE_BOARDS, str(LATENCY)) as (url,):
        runs = [timed(["-c", BOARDS, url, str(folder / f"b{n}")], folder)[1] for n in range(ROUNDS)]
        words = ["-m", "hubgap", "refresh", "--boards", "--endpoint", url]
        words += ["--output", str(folder / "live")]
        whole = min(timed(words, folder)[0] for _ in range(ROUNDS))
        plain, _ = timed(["-c", PLAIN_BOARDS, url, str(folder / "plain")], folder)
    seconds, asked, workers = min(runs, key=lambda one: float(one.split()[0])).split()
    manifest = json.loads(next((folder / "live").glob("boards-*/manifest.json")).read_text())
    assert manifest["requests"] == int(asked)
    rounds = 2 + -(-(int(asked) - 3) // int(workers))  # the probe, the two lists, then all others
    return (
        f"## All boards, {1000 * LATENCY:.0f} ms latency\n\nBest of {ROUNDS} rounds.\n\n"
        "| | seconds | requests |\n|---|---|---|\n"
        f"| pure waiting, {workers} requests at once | {rounds * LATENCY:.2f} | {asked} |\n"
        f"| the pull, all verified and stored, once the client is there | {float(seconds):.2f} | {asked} |\n"
        f"| `refresh --boards`, to a promoted wave, with the start of Python | {whole:.1f} | {asked} |\n"
        f"| plain client, one after the other | {plain:.1f} | |\n\n"
        f"{sum(manifest['rows'].values()):,} rows. The pull takes "
        f"{float(seconds) / rounds / LATENCY:.2f} times the pure waiting of its requests in parallel."
    )
