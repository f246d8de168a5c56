"""A pull of boards: LMArena's leaderboards at one revision, and the Hub's official benchmarks.

The folder of a pull holds plan.json (the pinned revision and what to ask for), the files that were
verified and the answers of the boards: what is there is not asked for again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..data import DataError
from ..disk import write_file
from . import collect
from .client import Client, Fault, Incomplete, Reply
from .collect import Crew, mended, read_json, read_page
from .report import Progress

ARENA = "lmarena-ai/leaderboard-dataset"
AGENT = "agent"
NEEDED = ("text", "text_style_control")  # without them it is no wave
SUBSETS = (
    *NEEDED,
    *("webdev", "vision", "document", "search"),
    *("text_to_image", "text_to_video", "image_to_video", AGENT),
)
LARGEST = 16 * 10**6  # bytes of a file; text has 0.6 million, its whole history 59
OFFICIAL = "/api/datasets?filter=benchmark:official&limit=1000"
BENCHMARKS = 48  # official ones in October 2026: only to forecast a pull
ID = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)
GATED, GONE = (401, 403), (404, 410)


@dataclass
class BoardPlan:
    """What a pull asks for. `files`: subset -> (bytes, sha256 if listed); `odd`: nameless boards."""

    day: str
    started: str
    revision: str
    committed: str
    files: dict[str, tuple[int, str | None]]
    official: list[str]
    odd: list = field(default_factory=list)
    requests: int = 0


class BoardStore:
    """The folder of a pull of boards; every method has written before it returns."""

    def __init__(self, folder: Path):
        """Open the pull that `folder` holds, if any."""
        self.folder, self._path = folder, folder / "plan.json"
        self._plan: BoardPlan | None = None
        self._closed = False
        if self._path.is_file():
            try:
                self._plan = BoardPlan(**json.loads(self._path.read_text(encoding="utf-8")))
            except (TypeError, ValueError):
                raise DataError(f"{self._path} is damaged: start over with --fresh.") from None

    @property
    def begun(self) -> bool:
        return self._plan is not None

    @property
    def plan(self) -> BoardPlan:
        assert self._plan, "begin first"
        return self._plan

    def begin(self, plan: BoardPlan) -> None:
        self._plan = plan
        self._keep(self._path, json.dumps(vars(plan)))

    def ran(self, requests: int) -> None:
        """A run has ended after so many requests; workers that still wait write nothing more."""
        try:
            if self.begun:
                self.plan.requests += requests
                self._keep(self._path, json.dumps(vars(self.plan)))
        finally:
            self._closed = True

    def _keep(self, path: Path, content: str | bytes) -> None:
        if self._closed:
            raise Incomplete("it was stopped")
        write_file(path, content)

    def complete(self) -> bool:
        """Whether nothing is left to ask for."""
        return (
            self.begun
            and all(map(self.has_file, self.plan.files))
            and all(map(self.answer, self.plan.official))
        )

    def file(self, subset: str) -> Path:
        return self.folder / "files" / f"{subset}.parquet"

    def has_file(self, subset: str) -> bool:
        path = self.file(subset)
        return path.is_file() and not flaw(path.read_bytes(), *self.plan.files[subset])

    def keep_file(self, subset: str, body: bytes) -> None:
        self._keep(self.file(subset), body)

    def _answer(self, dataset: str) -> Path:
        return self.folder / "answers" / f"{self.plan.official.index(dataset):05d}.json"

    def keep_answer(self, dataset: str, reply: Reply) -> None:
        at = collect.now().isoformat(timespec="seconds")
        body = reply.value.decode() if reply.status == 200 else None
        told = {"dataset": dataset, "status": reply.status, "at": at, "body": body}
        self._keep(self._answer(dataset), json.dumps(told))

    def answer(self, dataset: str) -> dict | None:
        """Status, time and body of the answer of a board, if it is there."""
        try:
            told = json.loads(self._answer(dataset).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return told if told.get("dataset") == dataset else None


def flaw(body: bytes, size: int, checksum: str | None) -> str:
    """Why a body is not the file that was listed; empty if it is."""
    if len(body) != size:
        return f"{len(body):,} bytes of the {size:,} that its listing names"
    if checksum and hashlib.sha256(body).hexdigest() != checksum:
        return "a file of another checksum than its listing names"
    return ""


def pull_boards(client: Client, store: BoardStore) -> None:
    """Ask for everything that the store lacks; Incomplete with the reason if that cannot be done."""
    client.probe()
    try:
        if not store.begun:
            store.begin(_asked(client))
        plan, crew = store.plan, Crew(client)
        tasks, total = _missing(client, store), len(plan.files) + len(plan.official)
        progress = Progress(client, lambda: total - len(tasks) + crew.done, total, "board")
        try:
            crew.run(tasks, progress)
        finally:
            progress.close()
        crew.settle(total, "boards")
    finally:
        client.budget.stop()
        store.ran(client.budget.asked)


def _asked(client: Client) -> BoardPlan:
    """What there is to ask for now, by the two lists that tell it."""
    at, crew = collect.now(), Crew(client)
    found: dict = {}
    lists = {
        f"the files of {ARENA}": partial(_tell, found, _pinned, client),
        "the official benchmarks": partial(_tell, found, _official, client),
    }
    crew.run(lists, lambda: None)
    crew.settle(len(lists), "lists")
    return BoardPlan(str(at.date()), at.isoformat(timespec="seconds"), **found)


def _tell(found: dict, ask: Callable[[Client], dict], client: Client) -> None:
    found |= ask(client)


def _missing(client: Client, store: BoardStore) -> Mapping[str, Callable[[], None]]:
    """What is still to be asked for, by name."""
    plan = store.plan
    files = [subset for subset in plan.files if not store.has_file(subset)]
    boards = [dataset for dataset in plan.official if store.answer(dataset) is None]
    tasks = {f"{one} of {ARENA}": partial(_file, client, store, one) for one in files}
    return tasks | {one: partial(_board, client, store, one) for one in boards}


def _pinned(client: Client) -> dict:
    """The revision of LMArena's dataset now, with sizes and checksums of the files that are read."""
    reply = client.get(f"/api/datasets/{ARENA}?blobs=true", _listing)
    if reply.status in (*GATED, *GONE):
        raise DataError(
            f"{ARENA} cannot be read any more (status {reply.status}): the embedded boards serve "
            "until it can."
        )
    if reply.status != 200:
        raise Fault(f"status {reply.status}")
    for subset in NEEDED:
        if subset not in reply.value["files"]:
            raise DataError(
                f"{ARENA} holds no {_path(subset)} any more: this version of hubgap cannot read it, "
                "and the embedded boards serve."
            )
    for subset, (size, _) in reply.value["files"].items():
        if size > LARGEST:
            raise DataError(
                f"{_path(subset)} of {ARENA} has {size / 10**6:.1f} MB, more than the "
                f"{LARGEST // 10**6} that a board can have: the embedded boards serve."
            )
    return reply.value


def _listing(body: bytes) -> dict:
    """Revision, its day and the files of a listing with blobs; ValueError if it is none."""
    told = read_json(body)
    if not isinstance(told, dict) or not re.fullmatch("[0-9a-f]{40}", str(told.get("sha"))):
        raise ValueError("a listing without a revision")
    siblings = told.get("siblings")
    listed = [one for one in siblings if isinstance(one, dict)] if siblings else []
    named = {one.get("rfilename"): one for one in listed}
    files = {s: _described(named[_path(s)]) for s in SUBSETS if _path(s) in named}
    day = re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(told.get("lastModified")))
    return {
        "revision": told["sha"],
        "committed": day[0] if day else str(collect.now().date()),
        "files": files,
    }


def _path(subset: str) -> str:
    return f"{subset}/latest-00000-of-00001.parquet"


def _described(one: dict) -> tuple[int, str | None]:
    """Size and sha256 of a listed file; only files in large storage have the latter."""
    stored = one.get("lfs")
    checksum = str(stored.get("sha256")) if isinstance(stored, dict) else ""
    size = one.get("size")
    if not isinstance(size, float) or not 0 < size < 1e15:
        raise ValueError("a listing without sizes")
    return int(size), checksum if re.fullmatch("[0-9a-f]{64}", checksum) else None


def _official(client: Client) -> dict:
    """The names of the official benchmarks, and the records that have none."""
    names: dict[str, None] = {}
    odd, path = [], OFFICIAL
    for _ in range(10):  # pages of a thousand
        reply = client.get(path, lambda body: read_json(read_page(body)[1]))
        if reply.status != 200:
            raise Fault(f"status {reply.status}")
        for one in reply.value:
            name = one.get("id") if isinstance(one, dict) else None
            if isinstance(name, str) and ID.fullmatch(name):
                names[name] = None
            else:
                odd.append(one)
        if not reply.next:
            break
        path = reply.next
    return {"official": [*names], "odd": odd}


def _file(client: Client, store: BoardStore, subset: str) -> None:
    """Bring the file of a subset, if it is the one that was listed."""
    plan = store.plan
    size, checksum = plan.files[subset]

    def sound(body: bytes) -> bytes:
        if wrong := flaw(body, size, checksum):
            raise ValueError(wrong)
        return body

    path = f"/datasets/{ARENA}/resolve/{plan.revision}/{_path(subset)}"
    # A file without a checksum is taken from the endpoint alone.
    reply = client.get(path, sound, size if checksum else None)
    if reply.status in (*GATED, *GONE):
        raise DataError(
            f"{_path(subset)} of {ARENA} is served no longer at the revision {plan.revision[:7]} "
            f"(status {reply.status}). Start over with --fresh."
        )
    if reply.status != 200:
        raise Fault(f"status {reply.status}")
    store.keep_file(subset, reply.value)


def _board(client: Client, store: BoardStore, dataset: str) -> None:
    """Bring the board of an official benchmark, or the word that there is none for us."""
    reply = client.get(f"/api/datasets/{dataset}/leaderboard?base_model=false", _readable)
    if reply.status >= 500:
        raise Fault(f"status {reply.status}")
    store.keep_answer(dataset, reply)


def _readable(body: bytes) -> bytes:
    read_json(body)
    return mended(body)
