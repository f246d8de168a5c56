"""A census of three million models by byte ranges against a download of the whole file.

The file is made: columns of the names that are described, text that compresses about as model cards
do, 500 bytes a model. Both sides ask one server on a line of RATE, in processes of their own.
"""

from __future__ import annotations

import json
import random
import runpy
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
MODELS, BLOCK, GROUP = 3_000_000, 100_000, 1_000_000  # rows
DAY, NEWEST = "2026-11-18", datetime(2026, 11, 22)
RATE = 25_000_000  # bytes a second
FILL = (
    "import sys; from pathlib import Path; from bench.weekly import fill; fill(Path(sys.argv[1]))"
)
SERVE = """
import sys, threading, time
from pathlib import Path
from tests.hub.ranges import Part, Weekly
class Slow(Part):
    def send(self, body, status=200, headers=None):
        hub = self.server
        if status == 206:
            with hub.line:
                time.sleep(len(body) / float(sys.argv[3]))
        super().send(body, status, headers)
hub = Weekly({sys.argv[4]: Path(sys.argv[1])}, latency=float(sys.argv[2]))
hub.RequestHandlerClass, hub.line = Slow, threading.Lock()
print(hub.url, flush=True)
hub.serve_forever()
"""
WHOLE = """
import sys
from huggingface_hub.utils import get_session
url, path, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(path, "wb") as file:
    for start in range(0, size, 2**24):
        asked = {"Range": f"bytes={start}-{min(size, start + 2**24) - 1}"}
        file.write(get_session().get(url, headers=asked, timeout=60).content)
"""
OURS = """
import resource, sys
from hubgap.__main__ import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print("used", used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
sys.exit(code)
"""


def fill(path: Path, models: int = MODELS) -> None:
    """A made file of the weekly snapshots, in row groups of GROUP."""
    from tests.hub.ranges import SCHEMA

    block = _block(SCHEMA)
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for first in range(0, models, GROUP):
            blocks = [_renamed(block, n) for n in range(first, min(first + GROUP, models), BLOCK)]
            writer.write_table(pa.concat_tables(blocks), row_group_size=GROUP)


def _block(schema: pa.Schema) -> pa.Table:
    """BLOCK rows; ids are told apart later."""
    chance = random.Random(20261122)
    words = [
        "".join(chance.choices("etaoinshrdlucmfw", k=chance.randint(3, 9))) for _ in range(9_000)
    ]
    often = list(accumulate(1 / (rank + 5) for rank in range(len(words))))

    def text(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=often, k=count))

    rows = []
    for _ in range(BLOCK):
        name = f"{chance.choice(words)}{chance.randint(1, 900)}/{text(3).replace(' ', '-')}"
        popular = int(chance.paretovariate(0.6)) - 1
        tags = ["transformers", "safetensors", f"license:{chance.choice(('mit', 'apache-2.0'))}"]
        tags += [f"dataset:{text(2).replace(' ', '/')}", "region:us", "text-generation"]
        if chance.random() < 0.6:
            base = text(2).replace(" ", "/")
            tags += [f"base_model:{base}", f"base_model:finetune:{base}"]
        row = {
            "_id": f"{chance.getrandbits(96):024x}",
            "id": name,
            "author": name.split("/")[0],
            "cardData": json.dumps({"license": "mit", "tags": tags, "text": text(45)}),
            "config": json.dumps({"architectures": [text(1)], "template": text(25)}),
            "createdAt": NEWEST - timedelta(seconds=chance.randint(0, 10**8)),
            "downloads": min(popular, 10**8),
            "downloadsAllTime": min(12 * popular + chance.randint(0, 300), 10**9),
            "lastModified": NEWEST - timedelta(seconds=chance.randint(0, 10**8)),
            "library_name": "transformers",
            "likes": int(chance.paretovariate(1.5)) - 1,
            "pipeline_tag": chance.choice(("text-generation", "text-to-image", None)),
            "safetensors": {"parameters": "{}", "total": chance.randint(10**6, 10**11)},
            "siblings": [f"{text(1)}-{chance.randint(1, 99)}.json" for _ in range(12)],
            "tags": tags,
            "trendingScore": 0,
        }
        rows.append(row)
    return pa.Table.from_pylist(rows, schema)


def _renamed(block: pa.Table, number: int) -> pa.Table:
    """The block with ids of its own."""
    place = block.schema.get_field_index("id")
    ids = [f"{one}-{number}-{n}" for n, one in enumerate(block["id"].to_pylist())]
    return block.set_column(place, "id", pa.array(ids))


def measured(folder: Path) -> str:
    """The section of bench/results.md."""
    bench = runpy.run_path(str(ROOT / "bench" / "bench.py"))
    path, latency = folder / "models.parquet", bench["LATENCY"]
    # Made in a process of its own: the system counts its memory as that of what it starts.
    bench["timed"](["-c", FILL, str(path)], folder)
    size, arguments = path.stat().st_size, (str(path), str(latency), str(RATE), DAY)
    with bench["serving"](SERVE, *arguments) as (url,):
        words = ["refresh", "--census", DAY, "--endpoint", url, "--output", str(folder / "live")]
        ours, told = bench["timed"](["-c", OURS, *words], folder)
        manifest = json.loads((folder / "live" / DAY / "manifest.json").read_text())
        address = f"{url}/datasets/{manifest['dataset']}/resolve/{manifest['revision']}"
        file = f"{address}/models/{DAY}/models.parquet"
        whole, _ = bench["timed"](["-c", WHOLE, file, str(folder / "whole"), str(size)], folder)
    assert manifest["rows"]["models"] == MODELS
    taken, (computing, peak) = manifest["transferred"], told.rpartition("used ")[2].split()
    return (
        f"## A census of {MODELS:,} models, {1000 * latency:.0f} ms latency, {RATE / 1e6:.0f} MB a second\n\n"
        "| | seconds | bytes |\n|---|---|---|\n"
        f"| census by ranges, to a promoted snapshot | {ours:.1f} | {taken:,} |\n"
        f"| download of the whole file alone | {whole:.1f} | {size:,} |\n\n"
        f"Of the file {taken / size:.1%} is brought, in {manifest['requests']} requests and "
        f"{ours / whole:.2f} times the time of a whole download, {float(computing):.0f} s of it computing; "
        f"peak memory {peak} MB. The file is made in the shape that is described: the reader was never "
        "run against the real dataset."
    )
