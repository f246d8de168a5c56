"""What reads a wave of the whole Hub, at three sizes: seconds, memory and how fast they grow.

`python -m hubgap bench --scale` makes folders of 20 thousand, 400 thousand and 3.1 million models and
measures each step in a process of its own, one after the other.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
ROWS = (20_000, 400_000, 3_100_000)
DAY = "2026-11-22"
FIRST = "TIMESTAMPTZ '2022-03-02 23:29:04+00'"  # twice as far from it the base ends on DAY
BASE = "snapshot-2024-07-11"  # the one embedded snapshot with everybody on it
LIMIT = 4096  # MB that any step may take
STEPS = ("check", "panel", "rules grid", "licenses", "lineage", "page 02", "all pages")
STEP = """
import json, resource, sys, time
from hubgap import open_data
from hubgap.measures import headlines, licenses, lineage
from hubgap.study import Study
step, folder = sys.argv[1:]
study = Study(open_data(folder))
made = lambda: study.latest
def pages(start):
    from hubgap.exhibits.exhibit import registry
    for slug, make in registry().items():
        if slug.startswith(start):
            make(study)
def check():
    from types import SimpleNamespace
    from hubgap.__main__ import check
    check(SimpleNamespace(data=folder))
def lineages():
    lineage.crossed(made(), study.rule, study.data)
    lineage.crossing(made(), study.rule, study.data)
def terms():
    licenses.cross_section(made(), study.rule, study.data)
    licenses.led(made(), study.rule, study.data)
do = {
    "check": check, "panel": made, "rules grid": lambda: headlines.grid(headlines.cube(made())),
    "licenses": terms, "lineage": lineages, "page 02": lambda: pages("02"),
    "all pages": lambda: pages(""),
}[step]
if step not in ("check", "panel"):
    made()
start = time.process_time()
do()
taken = time.process_time() - start
print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
# Row i of the wave: everybody of the base once, then again under other names. Organizations that the
# tables know get more models; all others are other people. So shares stay as they are in the base.
MADE = """
    WITH known AS (SELECT DISTINCT namespace FROM organizations),
    base AS (SELECT *, row_number() OVER (ORDER BY hash(model_id)) - 1 AS place FROM $base),
    turned AS (
        SELECT base.*, turn, author IN (FROM known) AS listed, names
        FROM base, range($turns) AS t(turn), (SELECT list(namespace) AS names FROM known)
        WHERE turn * (SELECT count(*) FROM base) + place < $rows
    ), named AS (
        SELECT *, CASE WHEN turn = 0 THEN model_id WHEN listed OR author = '' THEN
            model_id || '-again' || turn ELSE author || '-again' || turn || substr(model_id, length(author) + 1)
            END AS id FROM turned
    )
    SELECT id AS model_id, CASE WHEN contains(id, '/') THEN split_part(id, '/', 1) ELSE '' END AS author,
        created_at + (created_at - $first) AS created_at,
        downloads_30d // (turn + 1) AS downloads_30d, downloads_30d * 9 AS downloads_all_time,
        likes // (turn + 1) AS likes, pipeline_tag, library, license, license_name,
        list_transform(base_model, lambda b: CASE WHEN turn = 0 OR NOT contains(b, '/')
            OR list_contains(names, split_part(b, '/', 1)) THEN b
            ELSE split_part(b, '/', 1) || '-again' || turn || substr(b, strpos(b, '/')) END) AS base_model,
        base_relation, NULL::VARCHAR AS base_relation_inferred, parameters,
        CASE WHEN parameters IS NOT NULL THEN 'hub_api' END AS parameters_source,
        NULL::BIGINT AS active_parameters, gated, 'hub_api' AS license_source,
        DATE '$day' AS license_seen_on, DATE '$day' AS observed_on, 'hub_api' AS source,
        '$day' AS wave_id
    FROM named ORDER BY turn DESC, place
"""


def main() -> str:
    """Measure every step at every size; the section of bench/results.md."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            fill(Path(folder) / str(rows) / "live", rows)
        found = measured(Path(folder))
        return section(found, built(Path(folder) / str(ROWS[-1]) / "live"))


def measured(folder: Path) -> dict[tuple[str, int], tuple[float, float]]:
    """Seconds and megabytes of every step at every size, of live folders in `folder`."""
    return {
        (step, rows): taken(step, folder / str(rows) / "live") for rows in ROWS for step in STEPS
    }


def fill(live: Path, rows: int) -> None:
    """A folder of refreshes with one wave of so many models, as a refresh of scope hub writes it."""
    from hubgap import open_data
    from hubgap.data import STORED, write_tables
    from hubgap.folders import digest
    from hubgap.hub import organizations, promote
    from hubgap.hub.collect import Plan, Store

    embedded, home = open_data("embedded"), live / DAY
    resource = promote.snapshot_resource(embedded, DAY)
    schema = pa.schema([(f["name"], STORED[f["type"]]) for f in resource["schema"]["fields"]])
    path = home / resource["path"]
    path.parent.mkdir(parents=True)
    base = promote.quoted(embedded.file(BASE))
    query = MADE.replace("$base", base).replace("$turns", str(1 + rows // len(embedded[BASE])))
    query = query.replace("$rows", str(rows)).replace("$day", DAY).replace("$first", FIRST)
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 2}) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.register("organizations", embedded["organizations"][["namespace"]])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in con.sql(query).to_arrow_reader(50_000):
                writer.write_table(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
        con.execute(f"CREATE VIEW kept AS FROM {promote.quoted(path)}")
        plan = Plan("hub", ("hub",), DAY)
        store = Store(live.parent / "pull", plan)
        models, seen = organizations.counts(con), organizations.last_seen(embedded, None)
        asked = organizations.found(store, models, {}, seen, embedded)
        tables = {
            "sources": pd.DataFrame([promote._source(pd.Timestamp(DAY))]),
            "waves": pd.DataFrame(promote._waves(con, plan, embedded, asked, [])),
            "coverage": promote._coverage(plan, models, asked, embedded),
            "aliases": promote._aliases(con, store, embedded),
        }
    small = [promote.loosened(embedded.resources[name]) for name in promote.TABLES]
    write_tables(home, {**embedded.descriptor, "name": "hubgap-live", "resources": small}, tables)
    promote._describe(home, {**resource, "rows": rows, "hash": f"sha256:{digest(path)}"})
    said = {"day": DAY, "scope": "hub", "names": ["hub"], "top": None, "renamed": {}}
    promote.seal(home, said)


def taken(step: str, live: Path) -> tuple[float, float]:
    """Seconds of a step, without what it stands on, and megabytes of its whole process."""
    settings = {"HUBGAP_DATA": "", "HUBGAP_KEPT": str(live / ".kept"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", STEP, step, str(live)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **settings},
    )
    if done.returncode:
        return math.nan, math.nan
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def built(live: Path) -> tuple[float, float, float]:
    """CPU seconds of `build --data`, megabytes of its largest process and of all at one time."""
    largest = together = 0.0
    before = _of_children()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"HUBGAP_KEPT": f"{folder}/kept", "HUBGAP_WIDGETS": "off", "HF_HUB_OFFLINE": "1"}
        said = ["-m", "hubgap", "build", "--data", str(live), "--output", f"{folder}/edition"]
        run = psutil.Popen([sys.executable, *said], cwd=ROOT, env={**os.environ, **settings})
        while run.poll() is None:
            taken = []
            for one in [run, *run.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    taken.append(one.memory_info().rss / 2**20)
            largest, together = max(largest, *taken, 0), max(together, sum(taken))
            time.sleep(0.5)
    seconds = math.nan if run.returncode else _of_children() - before
    return seconds, largest, together


def _of_children() -> float:
    """CPU seconds of all processes that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def section(
    found: dict[tuple[str, int], tuple[float, float]], whole: tuple[float, float, float]
) -> str:
    """The section of bench/results.md of what was measured; `whole`: of a whole build."""
    sizes = " | ".join(f"s, {rows:,}" for rows in ROWS)
    spans = [f"{small:,} to {large:,}" for small, large in pairwise(ROWS)]
    lines = [
        "## A wave of the whole Hub, at three sizes\n",
        "CPU seconds of each step, without what it stands on (the tables opened, the panel made), and "
        "the memory of its whole process. The exponent of n between two sizes is 1 where time grows "
        "with the rows, and less where the embedded tables, which are the same at every size, take "
        "most of it.\n",
        f"| | {sizes} | exponent, {' | exponent, '.join(spans)} | MB at {ROWS[-1]:,} |",
        f"|{'---|' * (len(ROWS) + len(spans) + 2)}",
    ]
    for step in STEPS:
        seconds = [found[step, rows][0] for rows in ROWS]
        grown = [math.log(b / a) / math.log(n / m) for (a, b), (m, n) in
                 zip(pairwise(seconds), pairwise(ROWS), strict=True)]  # fmt: skip
        cells = [*(f"{one:.1f}" for one in seconds), *(f"{one:.2f}" for one in grown)]
        megabytes = found[step, ROWS[-1]][1]
        lines.append(f"| {step} | {' | '.join(cells)} | {megabytes:,.0f} |".replace("nan", "–"))
    limits = [n_log_n(small, large) for small, large in pairwise(ROWS)]
    lines.append(f"| n log n | {'| ' * len(ROWS)}{' | '.join(f'{x:.2f}' for x in limits)} | |")
    above = [step for step in STEPS if found[step, ROWS[-1]][1] > LIMIT]
    missing = [step for step in STEPS if math.isnan(found[step, ROWS[-1]][0])]
    lines.append(f"\nOver {LIMIT:,} MB: {', '.join(above) or 'nothing'}.")
    lines.append(f"Did not end: {', '.join(missing)}." if missing else "")
    seconds, largest, together = whole
    ended = "did not end" if math.isnan(seconds) else f"takes {seconds:,.0f} CPU s"
    lines.append(
        f"\nA whole `build --data` of {ROWS[-1]:,} models, all notebooks and the site included, "
        f"{ended}. Its largest process takes {largest:,.0f} MB; all its processes at one "
        f"time (two kernels run beside it) {together:,.0f} MB, pages that they share counted in each."
    )
    return "\n".join(lines).rstrip()


def n_log_n(small: int, large: int) -> float:
    """The exponent of n that n log n has between two sizes."""
    return math.log(large * math.log(large) / (small * math.log(small))) / math.log(large / small)
