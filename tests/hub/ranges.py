"""A local Hub that keeps weekly snapshots, and a made file of the shape that is described."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from hubgap.hub.weekly import DATASET

from .server import Handler, Hub

REVISION = "1" * 40
NEWEST = datetime(2026, 10, 5, 9, tzinfo=UTC)
BASES = pa.struct(
    [("relation", pa.string()), ("models", pa.list_(pa.struct([("id", pa.string())])))]
)
SCHEMA = pa.schema(
    [
        ("_id", pa.string()),
        ("id", pa.string()),
        ("author", pa.string()),
        ("cardData", pa.string()),
        ("config", pa.string()),
        ("createdAt", pa.timestamp("us")),
        ("downloads", pa.int64()),
        ("downloadsAllTime", pa.int64()),
        ("gated", pa.string()),
        ("gguf", pa.struct([("total", pa.int64()), ("architecture", pa.string())])),
        ("lastModified", pa.timestamp("us")),
        ("library_name", pa.string()),
        ("likes", pa.int64()),
        ("pipeline_tag", pa.string()),
        ("safetensors", pa.struct([("parameters", pa.string()), ("total", pa.int64())])),
        ("siblings", pa.list_(pa.string())),
        ("tags", pa.list_(pa.string())),
        ("trendingScore", pa.int64()),
        ("baseModels", BASES),
    ]
)


def listing(count: int) -> list[dict]:
    """Made records, the newest first. What nobody needs of them takes most of the room."""
    chance = random.Random(count)
    return [
        {
            "_id": f"{chance.getrandbits(96):024x}",
            "id": f"maker-{n % 7}/model-{n}",
            "author": f"maker-{n % 7}",
            "cardData": f'{{"license": "mit", "text": "{chance.randbytes(150).hex()}"}}',
            "config": chance.randbytes(150).hex(),
            "createdAt": (NEWEST - timedelta(hours=n)).replace(tzinfo=None),
            "downloads": n % 100,
            "downloadsAllTime": 10 * n,
            "gated": "false",
            "library_name": "transformers",
            "likes": n % 10,
            "pipeline_tag": "text-generation",
            "safetensors": {"parameters": "{}", "total": 10**9 + n},
            "siblings": ["README.md", chance.randbytes(300).hex()],
            "tags": ["transformers", "license:mit", "region:us"],
            "trendingScore": 0,
        }
        for n in range(count)
    ]


def made(records: list[dict], schema: pa.Schema = SCHEMA, rows: int = 400, **options) -> bytes:
    """The parquet file of records, in row groups of `rows`."""
    file = io.BytesIO()
    table = pa.Table.from_pylist(records, schema)
    pq.write_table(table, file, row_group_size=rows, write_page_checksum=True, **options)
    return file.getvalue()


class Weekly(Hub):
    """A Hub whose dataset holds files by day (bytes, or paths); `keeper` sends them if it is given.

    sent: bytes of files. A `fault` may answer in the place of the right answer.
    """

    def __init__(
        self,
        files: dict[str, bytes | Path],
        keeper: Weekly | None = None,
        fault: Callable[[Handler, int], bool] | None = None,
        latency: float = 0,
    ):
        super().__init__({}, fault=fault, latency=latency)
        self.RequestHandlerClass = Part
        self.revision, self.keeper, self.sent = REVISION, keeper, 0
        self.revisions = {REVISION: files}
        self.listed: dict[str, int] = {}  # sizes, where the listing errs
        self.ranges: list[str] = []  # that were sent, in order


class Part(Handler):
    server: Weekly

    def answer(self) -> None:
        hub, path = self.server, urlsplit(self.path).path
        sha = next((one for one in hub.revisions if one in path), None)
        day = re.search(r"models/([^/]+)/models\.parquet$", path)
        if path == f"/api/datasets/{DATASET}":
            changed = "2026-10-07T06:00:00.000Z"
            return self.send_json({"id": DATASET, "sha": hub.revision, "lastModified": changed})
        if path.startswith(f"/api/datasets/{DATASET}/tree/") and sha:
            return self.send_json(self.entries(hub.revisions[sha]))
        if sha and day and day[1] in hub.revisions[sha]:
            if hub.keeper:
                return self.send(b"", 302, {"Location": f"{hub.keeper.url}{path}?signature=x"})
            return self.part(hub.revisions[sha][day[1]])
        super().answer()

    def entries(self, files: dict[str, bytes | Path]) -> list[dict]:
        found = [{"type": "directory", "path": f"models/{day}"} for day in files]
        return found + [
            {
                "type": "file",
                "path": f"models/{day}/models.parquet",
                "size": self.server.listed.get(day, self.size(content)),
            }
            for day, content in files.items()
        ]

    def size(self, content: bytes | Path) -> int:
        return content.stat().st_size if isinstance(content, Path) else len(content)

    def part(self, content: bytes | Path) -> None:
        """The bytes that were asked for."""
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["range"]).groups())
        told = {"Content-Range": f"bytes {first}-{last}/{self.size(content)}"}
        self.send_part(self.cut(content, first, last), told)

    def cut(self, content: bytes | Path, first: int, last: int) -> bytes:
        if isinstance(content, bytes):
            return content[first : last + 1]
        with content.open("rb") as file:
            file.seek(first)
            return file.read(last - first + 1)

    def send_part(self, body: bytes, headers: dict[str, str], status: int = 206) -> None:
        with self.server._lock:
            self.server.sent += len(body)
            self.server.ranges.append(self.headers["range"])
        self.send(body, status, headers)
