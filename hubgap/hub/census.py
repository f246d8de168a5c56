"""The weekly census: one week of `hfmlsoc/hub_weekly_snapshots`, read by byte ranges into a wave.

The folder PULL of a pull holds plan.json (the pinned revision), the end of the file, the pieces
of the row group that is being read and the row groups that were: none of it is asked for again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..data import ROOT, Data, DataError
from ..disk import MARK, NEW, WORK, discard, write_file, writing
from ..folders import manifest_of, open_data, waves_in
from . import collect
from .census_tables import told, write_census
from .client import Limits
from .collect import Crew
from .judge import Before, implausible, snapshot_of
from .promote import REFUSED, ours, put_in_place, seal, set_aside
from .ranges import Denied, Ranges
from .report import Progress, ended, tell, where
from .weekly import (
    COLUMNS,
    DATASET,
    NEVER_RUN,
    Asked,
    chosen,
    closed,
    find,
    found_in,
    layout,
    paths_of,
)

PULL = f"{MARK}census"
BATCH = 50_000  # rows in memory


class Pull:
    """The folder of a pull, and what is still missing in it."""

    def __init__(self, client: Ranges, folder: Path, day: str):
        """Open the pull that `folder` holds, or find the file and pin its revision."""
        self.client, self.folder, self._plan = client, folder, folder / "plan.json"
        if self._plan.is_file():
            try:
                self.asked = Asked(**json.loads(self._plan.read_text(encoding="utf-8")))
            except (TypeError, ValueError):
                raise DataError(f"{self._plan} is damaged: start over with --fresh.") from None
            if self.asked.day != day:
                raise DataError(
                    f"{folder.parent} holds an unfinished census of {self.asked.day}. Finish that one, "
                    "or start over with --fresh."
                )
        else:
            self.asked = find(client, day)
        self._before, self._there = self.asked, 0  # parts that are on disk
        self._end = self._footer()
        self._read()

    def _footer(self) -> bytes:
        path = self.folder / "end"
        if path.is_file():
            return path.read_bytes()
        size = self.asked.size
        mark = self._part(size - 8, 8)
        length = int.from_bytes(mark[:4], "little") + 8
        if mark[4:] != b"PAR1" or not 8 < length <= min(size - 4, self.client.limits.body):
            raise DataError(f"{self.asked.file} does not end as a parquet file does.")
        return self._part(size - length, length)

    def _read(self) -> None:
        """Decide what to read by the footer."""
        name, end = self.asked.file, self._end
        try:
            with pq.ParquetFile(pa.BufferReader(end)) as file:
                schema, footer = file.schema_arrow, file.metadata
        except (pa.ArrowException, OSError):
            raise DataError(f"The footer of {name} cannot be read: it is damaged.") from None
        self.held = found_in(schema, name)
        self.layout = layout(footer, len(end), self.asked.size, name)
        self.columns = chosen(self.held, self.layout)

    def _part(self, start: int, length: int) -> bytes:
        asked, client = self.asked, self.client
        path = f"/datasets/{DATASET}/resolve/{asked.revision}/{asked.file}"
        try:
            return client.part(path, start, length, asked.size)
        except Denied as error:
            if error.status in (401, 403):
                raise DataError(closed(client, error.status)) from None
            raise DataError(
                f"{asked.file} is gone from revision {asked.revision[:8]} of {DATASET} "
                f"(status {error.status}). Start over with --fresh."
            ) from None

    @property
    def groups(self) -> list[int]:
        """The row groups that hold rows."""
        return [number for number, rows in enumerate(self.layout.rows) if rows]

    def kept(self, group: int) -> Path:
        """The file of a row group, named after its first row."""
        return self.folder / "groups" / f"{sum(self.layout.rows[:group]):012d}.parquet"

    def pieces(self, group: int) -> list[tuple[int, int]]:
        """The parts to ask for of a row group: first byte and length."""
        return self.layout.pieces(group, self.columns)

    def run(self) -> None:
        """Bring every row group; Incomplete with the reason if that cannot be done."""
        write_file(self.folder / "end", self._end)
        self._note()
        total = sum(len(self.pieces(group)) for group in self.groups)
        progress = Progress(self.client, lambda: self._there, total, "part")
        try:
            for group in self.groups:
                if not self.kept(group).is_file():
                    self._bring(group, progress)
                    self._keep(group)
                    self._note()
                self._there += len(self.pieces(group))
        finally:
            progress.close()
            self.client.budget.stop()
            self._note()

    def _note(self) -> None:
        """Store what this pull has taken, so that it is told of all runs."""
        client, before = self.client, self._before
        self.asked = replace(
            before,
            requests=before.requests + client.budget.asked,
            transferred=before.transferred + client.transferred,
        )
        write_file(self._plan, json.dumps(asdict(self.asked)))

    def _piece(self, start: int, length: int) -> Path:
        return self.folder / "pieces" / f"{start}-{length}"

    def _bring(self, group: int, progress: Progress) -> None:
        """The pieces of a row group that are not there, some at a time."""

        def one(start: int, length: int) -> None:
            write_file(self._piece(start, length), self._part(start, length))

        missing = [one for one in self.pieces(group) if not self._piece(*one).is_file()]
        crew = Crew(self.client)
        crew.run(
            {f"from byte {piece[0]:,} on": partial(one, *piece) for piece in missing}, progress
        )
        crew.settle(len(missing), f"parts of {self.asked.file}")

    def _keep(self, group: int) -> None:
        """Write the columns of a row group as a file of its own, and drop its pieces."""
        kept = self.kept(group)
        part, carrier = kept.with_suffix(".part"), self.folder / "carrier"
        kept.parent.mkdir(exist_ok=True)
        pieces = self.pieces(group)
        with carrier.open("wb") as file:  # with holes where nothing is needed
            for start, length in pieces:
                file.seek(start)
                file.write(self._piece(start, length).read_bytes())
            file.seek(self.asked.size - len(self._end))
            file.write(self._end)
        try:
            self._write(part, carrier, group)
            part.replace(kept)
        except OSError:  # of the disk: the pieces are sound
            pieces = []
            raise
        finally:
            carrier.unlink()
            for piece in pieces:
                self._piece(*piece).unlink()

    def _write(self, path: Path, carrier: Path, group: int) -> None:
        writer, rows = None, 0
        try:
            for batch in self._batches(carrier, group):
                writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
                writer.write_batch(batch)
                rows += len(batch)
        finally:
            if writer:
                writer.close()
        if rows != self.layout.rows[group]:
            raise self._broken(group)

    def _batches(self, carrier: Path, group: int) -> Iterator[pa.RecordBatch]:
        opened = pq.ParquetFile(carrier, buffer_size=2**20, page_checksum_verification=True)
        columns = paths_of(self.columns)
        try:
            with opened as file:
                for batch in file.iter_batches(BATCH, row_groups=[group], columns=columns):
                    batch.validate(full=True)
                    yield batch
        except (pa.ArrowException, OSError):
            raise self._broken(group) from None

    def _broken(self, group: int) -> DataError:
        return DataError(
            f"Row group {group} of {self.asked.file} does not hold what its footer says. Run the same "
            "command again to ask for it anew."
        )


# --- the wave


def promote(pull: Pull, output: Path, embedded: Data) -> str:
    """Put the wave of a complete pull into `output`; what it brought, as Markdown."""
    day, beside = pull.asked.day, output / f"{NEW}{pull.asked.day}"
    files, before = [pull.kept(group) for group in pull.groups], _before(output, day)
    facts = {
        "endpoint": pull.client.endpoint,
        "finished": collect.now().isoformat(timespec="seconds"),
        "columns": pull.columns,
        "not_held": [column for column in COLUMNS if column not in pull.held],
        "too_large": [column for column in pull.held if column not in pull.columns],
    }
    try:
        work = output / WORK
        wave = write_census(pull.asked, pull.columns, files, beside, work, embedded)
        manifest = {**wave, **facts}
        alarms = implausible(beside, manifest, before) if before else []
        text = told(manifest)
        write_file(beside / "report.md", text)
        seal(beside, manifest)
        put_in_place(beside, output / (f"{REFUSED}{day}" if alarms else day))
    except DataError:
        discard(pull.folder)  # the same file would bring the same
        raise
    finally:
        shutil.rmtree(output / WORK, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    discard(pull.folder)
    set_aside(alarms, output, day)
    return f"{text}\n{where(output, day, False)}\n"


def _before(output: Path, day: str) -> Before | None:
    """The last census before a day."""
    for path in reversed(waves_in(output)):
        said = manifest_of(path)
        if path.name < day and said["names"] == [DATASET]:
            return Before(snapshot_of(path), said["names"], said["renamed"])
    return None


# --- the command


def census(
    day: str,
    output: Path | None = None,
    endpoint: str | None = None,
    fresh: bool = False,
    dry_run: bool = False,
    limits: Limits | None = None,
) -> int:
    """Read the weekly snapshot of `day` into a wave of `output` (live/); the exit code as `refresh`.

    A fault of the Hub, the network or the disk raises nothing: one sentence goes to stderr.
    """
    output = (output or ROOT / "live").resolve()

    def run() -> None:
        embedded, client = open_data("embedded"), Ranges(endpoint, limits or Limits())
        ours(output)
        _check_day(day, output, embedded)
        if dry_run:
            return tell(_forecast(client, day, output))
        with writing(output):
            tell(_census(client, day, output, embedded, fresh))

    stays = "" if dry_run else " What was stored stays: the same command goes on from there."
    return ended(run, output, lambda: stays)


def _check_day(day: str, output: Path, embedded: Data) -> None:
    try:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError
    except ValueError:
        raise DataError(f"--census cannot be {day!r}: name a day as YYYY-MM-DD.") from None
    if f"snapshot-{day}" in embedded:
        raise DataError(f"data/ holds a snapshot of {day} already: no wave can take its place.")
    home = output / day
    if home.exists() and manifest_of(home)["names"] != [DATASET]:
        raise DataError(f"{home} holds a wave of another scope. Name another --output.")


def _forecast(client: Ranges, day: str, output: Path) -> str:
    client.probe()
    pull = Pull(client, output / PULL, day)
    asked, file = pull.asked, pull.layout
    pieces = [piece for group in pull.groups for piece in file.pieces(group, pull.columns)]
    taken = sum(length for _, length in pieces) + file.end
    return (
        f"{asked.file} at revision {asked.revision[:8]}: {sum(file.rows):,} models, {taken:,} of "
        f"{asked.size:,} bytes ({taken / asked.size:.0%}) in {len(pieces):,} requests, each twice where "
        f"the endpoint keeps files on another host. {NEVER_RUN.capitalize()}."
    )


def _census(client: Ranges, day: str, output: Path, embedded: Data, fresh: bool) -> str:
    folder = output / PULL
    if fresh:
        discard(folder)
    client.probe()
    pull = Pull(client, folder, day)
    pull.run()
    return promote(pull, output, embedded)
