"""A pull of the Hub: what it asks for, what it has stored, what is still missing.

The folder of a pull holds raw pages and journal.jsonl. A page and the address of the next one are
on disk before the next request, so a pull that was stopped anywhere goes on from there.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from ..data import DataError
from .client import Client, Fault, Incomplete, Refused, Reply, Slow

PAGE = 1_000  # the largest page that the Hub serves
ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
NOTHING = Reply(0, "", None, b"", None)  # of a listing that nobody counts
LEAST = 100  # rows of a page: an endpoint that is slower than that is too slow
PAGES = 20_000  # of one listing; more would be an endless walk
FIELDS = (
    *("createdAt", "downloads", "downloadsAllTime", "likes", "gated", "pipeline_tag"),
    *("library_name", "tags", "safetensors", "gguf", "cardData", "private"),
)
RESULTS = "evalResults"  # what makers report on their pages; asked of tracked organizations only


@dataclass(frozen=True)
class Plan:
    """What to pull: scope tracked, top or hub; the names of its listings; `top` rows at most."""

    scope: str
    names: tuple[str, ...]
    day: str
    top: int | None = None

    def address(self, name: str) -> str:
        """The first page of a listing. Sorted by a key that does not move during the walk."""
        limit = min(PAGE, self.top or PAGE)
        by = [("sort", "downloads")] if self.scope == "top" else [("sort", "createdAt")]
        who = [("author", name)] if self.scope == "tracked" else []
        fields = [*FIELDS, RESULTS] if self.scope == "tracked" else FIELDS
        return "/api/models?" + urlencode(
            [("limit", limit), *who, *by, *(("expand", f) for f in fields)]
        )


@dataclass
class Page:
    file: str
    next: str | None
    rows: int
    at: str


@dataclass
class Listing:
    """One walk through pages; `count` is the organization's own number of models, if told.

    `status` is that of the answer to the question for it: 200, or 401 or 404 for an unknown name.
    """

    number: int
    name: str
    first: str
    pages: list[Page] = field(default_factory=list)
    count: int | None = None
    status: int | None = None
    moved: str | None = None  # the name that the organization has now
    done: bool = False

    @property
    def next(self) -> str | None:
        return self.pages[-1].next if self.pages else self.first

    @property
    def rows(self) -> int:
        return sum(page.rows for page in self.pages)


class Store:
    """The folder of a pull. Thread-safe; every method has written before it returns."""

    def __init__(self, folder: Path, plan: Plan):
        """Open the pull that `folder` holds, whatever its plan, or begin one with `plan`.

        A pull that has stored nothing, as from a dead endpoint, is begun anew.
        """
        self.folder, self._journal = folder, folder / "journal.jsonl"
        self._lock, self._closed = threading.Lock(), False
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        lines = self._lines()
        self.requests = 0
        if not any(line.keys() & {"page", "done"} for line in lines):
            self._journal.unlink(missing_ok=True)
            self._append({"plan": vars(plan)})
            lines = [{"plan": vars(plan)}]
        try:
            self._replay(lines)
        except (AttributeError, KeyError, IndexError, TypeError):
            raise _damaged(self._journal) from None

    def _replay(self, lines: list[dict]) -> None:
        plan = lines[0]["plan"]
        self.plan = Plan(**{**plan, "names": tuple(plan["names"])})
        self.listings = [Listing(i, n, self.plan.address(n)) for i, n in enumerate(self.plan.names)]
        for line in lines[1:]:
            self._apply(line)

    def _lines(self) -> list[dict]:
        """The journal, without a last line that was cut off while it was written."""
        if not self._journal.exists():
            return []
        whole, _, cut = self._journal.read_bytes().rpartition(b"\n")
        if cut:
            os.truncate(self._journal, len(whole) + 1 if whole else 0)
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
        except ValueError:
            raise _damaged(self._journal) from None
        if not all(isinstance(line, dict) for line in lines):
            raise _damaged(self._journal)
        return lines

    def _append(self, line: dict) -> None:
        data = json.dumps(line).encode() + b"\n"
        with self._lock, self._journal.open("ab", buffering=0) as journal:
            if self._closed:
                raise Incomplete("it was stopped")
            end = journal.seek(0, os.SEEK_END)
            try:
                if journal.write(data) < len(data):
                    raise OSError("the disk is full")
                os.fsync(journal.fileno())
            except OSError:
                os.truncate(self._journal, end)
                raise

    def _apply(self, line: dict) -> None:
        if "ran" in line:
            self.requests += line["ran"]
            return
        listing = self.listings[line["listing"]]
        if "page" in line:
            listing.pages.append(Page(**line["page"]))
        if "keep" in line:
            del listing.pages[line["keep"] :]
        if "moved" in line:
            listing.moved = line["moved"]
            if not listing.rows:
                listing.first = self.plan.address(listing.moved)
                listing.pages.clear()
        listing.count = line.get("count", listing.count)
        listing.status = line.get("status", listing.status)
        listing.done = line.get("done", False)

    def _record(self, listing: Listing, **what) -> None:
        line = {"listing": listing.number, **what}
        self._append(line)
        self._apply(line)

    def add(self, listing: Listing, reply: Reply) -> None:
        """Keep a page and the address after it."""
        stem = f"{listing.number:05d}-{len(listing.pages):05d}"
        path = self.folder / "pages" / f"{stem}.json"
        # A worker of a run that has just ended may still hold the same page.
        beside = path.with_suffix(f".{threading.get_ident()}.part")
        rows, body = reply.value
        try:
            with beside.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except OSError:
            beside.unlink(missing_ok=True)  # on a full disk every page counts
            raise
        at = now().isoformat(timespec="seconds")
        self._record(listing, page=vars(Page(path.name, reply.next, rows, at)))

    def keep(self, listing: Listing, pages: int) -> None:
        """Set the pages after the first so many aside: they are in doubt and will be asked anew."""
        self._record(listing, keep=pages)

    def moved(self, listing: Listing, name: str) -> None:
        """The organization has another name now; a listing that is empty starts over under it."""
        self._record(listing, moved=name)

    def finish(self, listing: Listing, count: int | None = None, status: int | None = None) -> None:
        """The listing is at its end; the organization counts so many models, and answered so."""
        self._record(listing, count=count, status=status, done=True)

    def ran(self, requests: int) -> None:
        """A run has ended after so many requests; workers that still wait write nothing more."""
        try:
            self._append({"ran": requests})
            self._apply({"ran": requests})
        finally:
            with self._lock:
                self._closed = True

    def ids(self, listing: Listing) -> Iterator[tuple[str, str]]:
        """Identity and name of each record of a listing; one without them counts as itself."""
        for page in listing.pages:
            for place, record in enumerate(
                read_json((self.folder / "pages" / page.file).read_bytes())
            ):
                fields = record if isinstance(record, dict) else {}
                yield str(fields.get("_id", (page.file, place))), str(fields.get("id"))


def _damaged(journal: Path) -> DataError:
    return DataError(f"{journal} is damaged: start over with --fresh.")


def now() -> datetime:
    return datetime.now(UTC)


def read_page(body: bytes) -> tuple[int, bytes]:
    """Number of records of a page, and the page to store; ValueError if it is no JSON list."""
    records = read_json(body)
    if not isinstance(records, list):
        raise ValueError("an answer that is no list")  # one kind of fault
    return len(records), mended(body)


def mended(body: bytes) -> bytes:
    """JSON as every reader can read it.

    Half a surrogate is JSON for some and not for others: it becomes a question mark.
    """
    if b"\\ud" in body.lower() or not _is_utf8(body):
        body = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
    return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


class Crew:
    """Daemon workers that share tasks, until all are done or none has come on for too long."""

    def __init__(self, client: Client):
        self.client = client
        self.faults: dict[str, str] = {}  # of tasks that failed
        self.done = 0
        self._progress = threading.Condition()
        self._fatal: Exception | None = None
        self._last, self._granted = time.monotonic(), False

    def run(self, tasks: Mapping[str, Callable[[], None]], report: Callable[[], None]) -> None:
        """Do every task. A Fault or Refused fails its task; any other error ends all, raised here."""
        todo = deque(tasks.items())
        for _ in range(min(self.client.limits.workers, len(tasks))):
            threading.Thread(target=self._work, args=(todo,), daemon=True).start()
        while self.done < len(tasks) and not self._fatal:
            self._watch(len(tasks))
            report()
        if self._fatal:
            raise self._fatal

    def settle(self, total: int, what: str) -> None:
        """Incomplete with the reason if any of `total` tasks failed."""
        if self.faults:
            name, why = next(iter(self.faults.items()))
            example = f"{name}: {why}" if len(self.faults) == 1 else f"for example {name}: {why}"
            raise Incomplete(f"{len(self.faults)} of {total} {what} ({example})")

    def advanced(self) -> None:
        """A task has come on."""
        with self._progress:
            self._last, self._granted = time.monotonic(), False
            self._progress.notify_all()

    def _watch(self, tasks: int) -> None:
        """Wait for progress; give up when none came for too long. One announced wait is granted."""
        with self._progress:
            if self.done < tasks and not self._fatal:
                self._progress.wait(0.2)
            pause = self.client.budget.pause()
            if pause > 0 and not self._granted:
                self._granted, self._last = True, time.monotonic() + pause
            if time.monotonic() - self._last > self.client.limits.patience:
                why = self.client.last_fault or "no answer"
                self._fatal = Incomplete(
                    f"nothing came for {self.client.limits.patience:.0f} s ({why})"
                )

    def _work(self, todo: deque[tuple[str, Callable[[], None]]]) -> None:
        while not self._fatal:
            try:
                name, task = todo.popleft()
            except IndexError:
                return
            try:
                task()
                self.advanced()
            except (Fault, Refused) as error:
                self.faults[name] = str(error)
            except Exception as error:  # noqa: BLE001 (raised again by `run`)
                self._fatal = self._fatal or error
            with self._progress:
                self.done += 1
                self._progress.notify_all()


class Pull:
    """Brings a store to completion with concurrent workers over its listings."""

    def __init__(self, client: Client, store: Store, known: dict[str, str]):
        """`known`: a model that each organization had, to find it under its new name."""
        self.client, self.store, self.known = client, store, known
        self._crew = Crew(client)
        self._sizes = {PAGE}  # of full pages
        for page in (page for listing in store.listings for page in listing.pages if page.next):
            self._sizes.add(page.rows)

    def run(self, report: Callable[[], None]) -> None:
        """Pull everything that is missing; Incomplete with the reason if that cannot be done."""
        todo = [listing for listing in self.store.listings if not listing.done]
        try:
            self._crew.run({one.name: partial(self._listing, one) for one in todo}, report)
        finally:
            self.client.budget.stop()
        self._crew.settle(len(self.store.listings), "listings")

    def _listing(self, listing: Listing) -> None:
        """One listing to its end. What does not add up is asked again: its last page, then all."""
        for turn in range(3):
            self._pages(listing)
            told = self._settle(listing) if self.store.plan.scope == "tracked" else NOTHING
            short = self._short(listing, told.value)
            if not short or (told.value is None and turn):  # the same end twice is the end
                self.store.finish(listing, told.value, told.status)
                return
            self.store.keep(listing, 0 if turn == 1 else max(0, len(listing.pages) - 1))
        raise Fault(short)

    def _pages(self, listing: Listing) -> None:
        seen = {listing.first, *(page.next for page in listing.pages)}
        top = self.store.plan.top
        while listing.next and (top is None or listing.rows < top):
            reply = self._page(listing.next)
            if reply.status != 200:
                raise Fault(f"status {reply.status}")
            if reply.next in seen or len(seen) > PAGES:
                raise Fault("its pages go round in a circle")
            if reply.next:
                seen.add(reply.next)
                self._sizes.add(reply.value[0])
            self.store.add(listing, reply)
            self._crew.advanced()

    def _page(self, address: str) -> Reply:
        """A page; of half the rows where the endpoint cannot bring the whole one to its end."""
        while (smaller := _halved(address)) is not None:
            try:
                return self.client.get(address, read_page, large=True)
            except Slow:
                address, rows = smaller
                self._sizes.add(rows)
        return self.client.get(address, read_page)

    def _settle(self, listing: Listing) -> Reply:
        """What the organization says of its own count; follows it to a new name, found by a redirect."""
        asked = listing.moved or listing.name
        reply = self.client.get(f"/api/organizations/{quote(asked)}/overview", _own_count)
        name = None
        if reply.status == 200:
            name = _name_in(r"/api/organizations/([\w.-]+)/overview", reply.path)
        if not name and not listing.rows and asked in self.known:
            model = self.client.get(f"/api/models/{quote(self.known[asked])}", lambda body: None)
            name = _name_in(r"/api/models/([\w.-]+)/[\w.-]+", model.path)
        found = {i.split("/")[0] for _, i in self.store.ids(listing) if ID.fullmatch(i)}
        name = found.pop() if len(found) == 1 else name or asked
        if name != asked and not listing.moved:
            empty = not listing.rows
            self.store.moved(listing, name)
            if empty and name not in self.store.plan.names:
                self._pages(listing)
                return self._settle(listing)
        return reply

    def _short(self, listing: Listing, count: int | None) -> str:
        """Why a listing that has no next page cannot be complete; empty if it can."""
        if (self.store.plan.top and listing.rows >= self.store.plan.top) or not listing.pages:
            return ""
        cut = listing.pages[-1].rows in self._sizes
        if count is None:
            return "a full page without a next one" if cut else ""
        found = len({hub_id for hub_id, _ in self.store.ids(listing)})
        # Two models more or less can come and go between the listing and the count.
        if found < count and (cut or count - found > max(2, count // 50)):
            return f"{found:,} models listed of the {count:,} that it counts"
        return ""


def _halved(address: str) -> tuple[str, int] | None:
    """The address of a page with half as many rows, and how many; None for a page that is small."""
    limit = re.search(r"(?<=[?&]limit=)\d{1,4}(?=&|$)", address)
    if limit is None or (rows := int(limit[0]) // 2) < LEAST:
        return None
    return f"{address[: limit.start()]}{rows}{address[limit.end() :]}", rows


def _own_count(body: bytes) -> int | None:
    overview = read_json(body)
    count = overview.get("numModels") if isinstance(overview, dict) else None
    return int(count) if isinstance(count, float) and 0 <= count < 1e9 else None


def read_json(body: bytes | str) -> Any:
    """What a body says, every number as a float; ValueError if it is no JSON."""
    try:
        return json.loads(body, parse_int=float)  # an int of 5,000 digits would be refused
    except ValueError:
        raise ValueError("an answer that is no JSON") from None


def _name_in(pattern: str, path: str) -> str | None:
    match = re.fullmatch(pattern, path.split("?")[0])
    return match[1] if match else None
