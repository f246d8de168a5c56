"""A local Hub: real embedded rows in the shape of the API, with pages, a quota and faults."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pandas as pd


def record(row: dict, suffix: str = "") -> dict:
    """A row of a snapshot table as the API would show it, with every field of `expand`."""
    model_id = row["model_id"] + suffix
    tags = [row[c] for c in ("library", "pipeline_tag") if isinstance(row[c], str)] + ["region:us"]
    if isinstance(row["license"], str):
        tags += [f"license:{part}" for part in row["license"].split("|")]
    for parent in row["base_model"] if isinstance(row["base_model"], Iterable) else ():
        tags.append(f"base_model:{parent}")
        if row["base_relation"] not in ("unknown", None):
            tags.append(f"base_model:{row['base_relation']}:{parent}")
    created = (
        row["created_at"] if pd.notna(row["created_at"]) else pd.Timestamp("2022-03-02T23:29:04Z")
    )
    shown = {
        "_id": hashlib.sha256(model_id.encode()).hexdigest()[:24],
        "id": model_id,
        "trendingScore": 0,
        "author": model_id.split("/")[0],
        "createdAt": created.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "downloads": int(row["downloads_30d"]),
        "downloadsAllTime": int(row["downloads_30d"]) * 10,
        "gated": row["gated"] if row["gated"] in ("auto", "manual") else False,
        "likes": int(row["likes"]) if pd.notna(row["likes"]) else 0,
        "private": False,
        "tags": tags,
        "cardData": {"license": row["license"] if isinstance(row["license"], str) else "mit"},
    }
    for field, column in (("pipeline_tag", "pipeline_tag"), ("library_name", "library")):
        if isinstance(row[column], str):
            shown[field] = row[column]
    if isinstance(row["license_name"], str):
        shown["cardData"]["license_name"] = row["license_name"]
    if pd.notna(row["parameters"]):
        size = int(row["parameters"])
        shown["safetensors"] = {"parameters": {"BF16": size}, "total": size}
    return shown


def catalogue(
    snapshot: pd.DataFrame, names: Iterable[str], most: int = 10**9
) -> dict[str, list[dict]]:
    """Records of the named organizations, by organization, at most `most` of each."""
    own = snapshot[snapshot["author"].isin(set(names))]
    found = {name: [] for name in names}
    for row in own.to_dict("records"):
        if len(found[row["author"]]) < most:
            found[row["author"]].append(record(row))
    return found


ARENA = "lmarena-ai/leaderboard-dataset"


@dataclass
class Datasets:
    """LMArena's files by revision and path, and the official boards: their entries, or a status."""

    files: dict[str, dict[str, bytes]]
    official: dict[str, object]
    head: str
    elsewhere: str = ""  # the address of another host that keeps the files
    listed: dict[str, dict] | None = None  # path -> what the listing says otherwise


@functools.cache
def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def everything(data) -> pd.DataFrame:
    """Every model of any snapshot, as the last one has it: no known organization is missing."""
    names = sorted((name for name in data.resources if name.startswith("snapshot-")), reverse=True)
    rows = pd.concat([data[name] for name in names], ignore_index=True)
    return rows.drop_duplicates("model_id").astype({"downloads_30d": "int64"})


class Hub(ThreadingHTTPServer):
    """Serves `models` (by organization) and `datasets` (small ones by default). `fault(handler, number)` may answer in its place.

    page: rows of a page; latency in seconds; quota: requests of a window of `window` seconds.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self,
        models: dict[str, list[dict]],
        page: int = 1000,
        latency: float = 0,
        quota: int | None = None,
        window: int = 300,
        fault: Callable[[Handler, int], bool] | None = None,
        renamed: dict[str, str] | None = None,
        counts: bool = True,
        datasets: Datasets | None = None,
    ):
        super().__init__(("127.0.0.1", 0), Handler)
        self.models, self.page, self.latency, self.quota, self.window = (
            models,
            page,
            latency,
            quota,
            window,
        )
        self.fault, self.renamed, self.counts = fault, renamed or {}, counts
        self.datasets = datasets
        self.asked: list[str] = []  # paths, in order
        self.tokens: set[str] = set()
        self.served: Counter[str] = Counter()  # paths that were answered in full
        self._lock = threading.Lock()
        self._window_end, self._left = 0.0, quota or 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_) -> None:
        """A client that hangs up is part of the tests."""

    def pages(self, start: int = 0) -> list[str]:
        """The pages of models that were asked for since request `start`, probes left out."""
        return [
            path
            for path in self.asked[start:]
            if path.startswith("/api/models?") and "limit=1&" not in path + "&"
        ]

    def admit(self) -> tuple[bool, dict]:
        """Whether the quota allows one more request, and the headers that tell of it."""
        if self.quota is None:
            return True, {}
        with self._lock:
            now = time.monotonic()
            if now >= self._window_end:
                self._window_end, self._left = now + self.window, self.quota
            allowed, self._left = self._left > 0, max(0, self._left - 1)
            rest = int(self._window_end - now)
            return allowed, {
                "RateLimit": f'"api";r={self._left};t={rest}',
                "RateLimit-Policy": f'"fixed window";"api";q={self.quota};w={self.window}',
            }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits for a delayed acknowledgment
    server: Hub

    def log_message(self, *_) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub = self.server
        with hub._lock:
            hub.asked.append(self.path)
            number = len(hub.asked)
        if token := self.headers.get("authorization"):
            hub.tokens.add(token)
        if hub.latency:
            time.sleep(hub.latency)
        allowed, self.quota = hub.admit()
        if not allowed:
            return self.send(b"", 429)
        if hub.fault and hub.fault(self, number):
            return
        self.answer()

    do_CONNECT = do_GET  # what a proxy is asked

    def answer(self) -> None:
        """The right answer."""
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path == "/api/models":
            return self.send(*self.listing(query))
        parts = url.path.strip("/").split("/")
        if parts[:2] == ["api", "datasets"] or parts[0] in ("datasets", "blobs"):
            return self.dataset(parts, query)
        if parts[:2] == ["api", "organizations"] and self.server.counts:
            return self.overview(parts[2])
        if parts[:2] == ["api", "models"] and len(parts) == 4 and parts[2] in self.server.renamed:
            return self.redirect(f"/api/models/{self.server.renamed[parts[2]]}/{parts[3]}")
        self.send(b'{"error":"Not Found"}', 404)

    def dataset(self, parts: list[str], query: dict) -> None:
        """The two lists, the board of a benchmark, or a file here or elsewhere."""
        from .arena import datasets

        if self.server.datasets is None:
            self.server.datasets = datasets()
        own = self.server.datasets
        if parts == ["api", "datasets"] and query["filter"] == ["benchmark:official"]:
            shown = [{"_id": sha256(n.encode())[:24], "id": n, "tags": []} for n in own.official]
            return self.send_json(shown)
        if parts[1:] == ["datasets", *ARENA.split("/")]:
            return self.send_json(self.repository(own))
        if parts[1] == "datasets" and parts[-1] == "leaderboard":
            board = own.official.get("/".join(parts[2:-1]), 401)  # as for an encoded slash
            if isinstance(board, int):
                return self.send(b'{"error":"no"}', board)
            return self.send_json(board)
        if parts[0] == "blobs":
            known = [body for files in own.files.values() for body in files.values()]
            return self.send_file(next(body for body in known if sha256(body) == parts[1]))
        revision, path = parts[4], "/".join(parts[5:])
        body = own.files.get(revision, {}).get(path)
        if parts[:4] != ["datasets", *ARENA.split("/"), "resolve"] or body is None:
            return self.send(b"Entry not found", 404, {"X-Error-Code": "EntryNotFound"})
        headers = {"X-Repo-Commit": revision, "ETag": f'"{sha256(body)}"'}
        if not own.elsewhere:
            return self.send_file(body, headers)
        target = f"{own.elsewhere}/blobs/{sha256(body)}"
        linked = {"X-Linked-Size": str(len(body)), "X-Linked-ETag": headers["ETag"]}
        self.send(
            f"Found. Redirecting to {target}".encode(),
            302,
            {**headers, **linked, "Location": target},
        )

    def repository(self, own: Datasets) -> dict:
        """The dataset as `?blobs=true` shows it: what is large has a checksum."""
        siblings = [{"rfilename": "README.md", "size": 1234, "blobId": "0" * 40}]
        for path, body in own.files[own.head].items():
            stored = {"sha256": sha256(body), "size": len(body), "pointerSize": 134}
            one = {"rfilename": path, "size": len(body), "blobId": "0" * 40, "lfs": stored}
            siblings.append({**one, **(own.listed or {}).get(path, {})})
        return {
            "_id": "0" * 24,
            "id": ARENA,
            "sha": own.head,
            "lastModified": "2026-11-21T10:00:00.000Z",
            "siblings": siblings,
        }

    def send_file(self, body: bytes, headers: dict | None = None) -> None:
        """A file, or the end of it."""
        shared = {"Content-Type": "application/octet-stream", **(headers or {})}
        start = self.headers.get("range", "").removeprefix("bytes=").partition("-")[0]
        if not start:
            return self.send(body, 200, shared)
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.send(body[int(start) :], 206, {**shared, "Content-Range": span})

    def overview(self, name: str) -> None:
        if name in self.server.renamed:
            return self.redirect(f"/api/organizations/{self.server.renamed[name]}/overview")
        if name not in self.server.models:
            return self.send(b'{"error":"Not Found"}', 404)
        self.send_json({"name": name, "numModels": len(self.server.models[name])})

    def listing(self, query: dict) -> tuple[bytes, int, dict]:
        rows, following = self.rows(query)
        return json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass"), 200, following

    def rows(self, query: dict) -> tuple[list, dict]:
        """The records of a page, and the header with the address of the next one."""
        author = query.get("author", [None])[0]
        models = self.server.models
        found = models.get(author, []) if author else [r for name in models for r in models[name]]
        if query.get("sort") == ["downloads"]:
            found = sorted(found, key=lambda r: -r["downloads"])
        limit = min(self.server.page, int(query.get("limit", ["1000"])[0]))
        start = int(base64.b64decode(query["cursor"][0])) if "cursor" in query else 0
        wanted = {"_id", "id", "trendingScore", *query.get("expand", [])}
        rows = [
            {k: v for k, v in r.items() if k in wanted} if isinstance(r, dict) else r
            for r in found[start : start + limit]
        ]
        if start + limit >= len(found):
            return rows, {}
        cursor = base64.b64encode(str(start + limit).encode()).decode()
        address = "/api/models?" + urlencode(
            {**query, "cursor": [cursor]}, doseq=True, quote_via=quote
        )
        return rows, {"Link": f'<{self.server.url}{address}>; rel="next"'}

    def redirect(self, where: str) -> None:
        self.send(b"", 307, {"Location": where})

    def send_json(self, value: object, status: int = 200, headers: dict | None = None) -> None:
        self.send(json.dumps(value).encode(), status, headers)

    def send(self, body: bytes, status: int = 200, headers: dict | None = None) -> None:
        self.send_response(status)
        kind = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in {**kind, **self.quota, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if status == 200:
            with self.server._lock:
                self.server.served[self.path] += 1
