"""What `hfmlsoc/hub_weekly_snapshots` holds, and what of it a census needs.

Written from descriptions; it was never run against the real dataset. They say (October 2026): a file
`models/YYYY-MM-DD/models.parquet` a week since July 2024, of 1,572,863,800 bytes on 2026-09-30 (its
commit), under ODbL-1.0 (its card). The archive's own script copies the last daily listing of
`cfahlgren1/hub-stats` before the next week begins: the day in the path only opens the week, and the
day of the counters is taken from the newest model. Columns have the names of the Hub's API (its
viewer, and public code that reads them): id, createdAt, downloads, likes, pipeline_tag and tags in
every week; downloadsAllTime from 2025-02-26 and cardData, which is JSON as text, from about October
2024 on (footers that others read); safetensors and gguf as structs with a `total`; `gated` not in
every week. Nobody describes types and row groups: what does not fit is refused.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from ..data import DataError
from . import collect
from .client import Fault
from .ranges import Ranges
from .snapshot import SHAPE

DATASET = "hfmlsoc/hub_weekly_snapshots"
PATH = re.compile(r"models/([0-9]{4}-[0-9]{2}-[0-9]{2})/models\.parquet")
PAGES = 50  # of the list of files
SHARE = 0.25  # of the file, at most
GAP = 32 * 2**10  # bytes that are cheaper to bring than to leave out by another request
PIECE = 4 * 2**20  # bytes of a request
REQUESTS = 5_000
GROUP = 512 * 2**20  # bytes to bring of one row group; they lie on disk and are decoded by page
ROWS = 20_000_000
SORTED = 1_000  # rows between two places in the order of the snapshot
NEVER_RUN = "this reader was never run against the real dataset"
DIFFERS = "it is laid out in another way than was described, and nothing was written."


# --- the columns


@dataclass(frozen=True)
class Column:
    """A column to read: its `names`, what it must be (`kind`, told by `fits`), how it becomes what
    the Hub's API shows (`sql`), and the only field of a struct that is read."""

    names: tuple[str, ...]
    kind: str
    fits: Callable[[pa.DataType], bool]
    sql: str = "{0}::VARCHAR"
    field: str = ""


def _text(kind: pa.DataType) -> bool:
    values = kind.value_type if types.is_dictionary(kind) else kind
    return types.is_string(values) or types.is_large_string(values) or types.is_string_view(values)


def _number(kind: pa.DataType) -> bool:
    return types.is_integer(kind) or types.is_floating(kind)


def _text_or(other: Callable[[pa.DataType], bool]) -> Callable[[pa.DataType], bool]:
    return lambda kind: other(kind) or _text(kind)


def _texts(kind: pa.DataType) -> bool:
    return (types.is_list(kind) or types.is_large_list(kind)) and _text(kind.value_type)


def _total(kind: pa.DataType) -> bool:
    return types.is_struct(kind) and any(f.name == "total" and _number(f.type) for f in kind)


# A whole number as its digits and all else as it stands, so that a count is told from what is none.
COUNT = (
    "(CASE WHEN {0} = round({0}) THEN try_cast({0} AS BIGINT)::VARCHAR ELSE {0}::VARCHAR END)::JSON"
)
TOTAL = "{{'total': try_cast({0}.total AS BIGINT)}}"
CARD = "{{'license_name': CASE WHEN json_valid({0}) THEN {0}->>'$.license_name' END}}"
NEEDED = {  # by name in the Hub's API
    "id": Column(("id", "modelId"), "text", _text),
    "downloads": Column(("downloads",), "a number", _number, COUNT),
    "createdAt": Column(("createdAt", "created_at"), "a time", _text_or(types.is_timestamp)),
    "likes": Column(("likes",), "a number", _number, COUNT),
    "pipeline_tag": Column(("pipeline_tag",), "text", _text),
    "tags": Column(("tags",), "a list of texts", _texts, "{0}::VARCHAR[]"),
}
WANTED = {  # the first ones first, as long as SHARE allows
    "downloadsAllTime": Column(
        ("downloadsAllTime", "downloads_all_time"), "a number", _number, COUNT
    ),
    "gated": Column(("gated",), "text", _text_or(types.is_boolean), "lower({0}::VARCHAR)"),
    "library_name": Column(("library_name",), "text", _text),
    "safetensors": Column(("safetensors",), "a struct", _total, TOTAL, "total"),
    "gguf": Column(("gguf",), "a struct", _total, TOTAL, "total"),
    "cardData": Column(("cardData",), "text", _text, CARD),
}
COLUMNS = NEEDED | WANTED
SHOWN = ("id", "downloads", "downloadsAllTime", "likes", "createdAt", "gated")  # of what is refused


def found_in(schema: pa.Schema, name: str) -> dict[str, str]:
    """The columns that a file holds in a type that fits, by name in the API: their own names.

    Raises DataError for a needed one that is missing or of another type.
    """
    found = {}
    for column, wanted in COLUMNS.items():
        own = next((one for one in wanted.names if schema.get_field_index(one) >= 0), None)
        if own and wanted.fits(schema.field(own).type):
            found[column] = own
        elif column in NEEDED:
            wrong = (
                f"{schema.field(own).type}, not {wanted.kind}" if own else "missing or there twice"
            )
            raise DataError(
                f"The column {own or ' or '.join(wanted.names)} of {name} is {wrong}: {DIFFERS}"
            )
    return found


def select(columns: dict[str, str]) -> str:
    """The query for records in the shape of the Hub's API, for `seen_of`, out of row groups.

    `columns` as in `found_in`. Parameters: files (named after their first row), day.
    """
    read = {column: COLUMNS[column].sql.format(f'"{own}"') for column, own in columns.items()}
    listed = ", ".join(f'{sql} AS "{column}"' for column, sql in read.items())
    shown = ", ".join(f"'{column}': \"{column}\"" for column in SHOWN if column in columns)
    return f"""
        SELECT *, to_json({{{shown}}}) AS json, coalesce(nullif(id, ''), '?') AS _id, 0 AS listing,
            $day::DATE AS day, []::VARCHAR[] AS names, row // {SORTED} AS place
        FROM (SELECT {listed}, regexp_extract(filename, '([0-9]+).parquet$', 1)::BIGINT AS page,
                page + file_row_number AS row
            FROM read_parquet($files, filename = true, file_row_number = true))
        UNION ALL BY NAME (SELECT unnest(json_transform('{{}}'::JSON, '{SHAPE}')) WHERE false)
    """


# --- what of a file is read


@dataclass(frozen=True)
class Layout:
    """Where the columns of a file lie: by row group, by path, the first byte and the length."""

    name: str
    size: int
    end: int  # bytes of the footer
    chunks: list[dict[str, tuple[int, int]]]
    rows: list[int]  # of each row group

    def ranges(self, group: int, columns: dict[str, str]) -> list[tuple[int, int]]:
        """The bytes that hold some columns, as first byte and end, in order."""
        paths = paths_of(columns)
        found: list[tuple[int, int]] = []
        for path, (start, length) in sorted(self.chunks[group].items(), key=lambda item: item[1]):
            if not any(path == one or path.startswith(f"{one}.") for one in paths):
                continue
            if found and start - found[-1][1] <= GAP:
                found[-1] = found[-1][0], max(found[-1][1], start + length)
            else:
                found.append((start, start + length))
        return found

    def pieces(self, group: int, columns: dict[str, str]) -> list[tuple[int, int]]:
        """The requests for them: first byte and length."""
        return [
            (place, min(PIECE, end - place))
            for start, end in self.ranges(group, columns)
            for place in range(start, end, PIECE)
        ]

    def share(self, columns: dict[str, str]) -> float:
        """Of the file, what the columns and its end take."""
        pieces = [self.pieces(group, columns) for group in range(len(self.chunks))]
        return (self.end + sum(length for group in pieces for _, length in group)) / self.size


def paths_of(columns: dict[str, str]) -> list[str]:
    """What is read of a file, as pyarrow names it: columns, and fields of structs."""
    return [".".join(filter(None, (own, COLUMNS[one].field))) for one, own in columns.items()]


def layout(footer: pq.FileMetaData, end: int, size: int, name: str) -> Layout:
    """The layout of a file of `size` bytes, `end` of them the footer; DataError if it cannot be."""
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    rows = [group.num_rows for group in groups]
    chunks: list[dict[str, tuple[int, int]]] = []
    for group in groups:
        chunks.append({})
        for index in range(group.num_columns):
            column = group.column(index)
            first = column.dictionary_page_offset or column.data_page_offset
            start, length = min(first, column.data_page_offset), column.total_compressed_size
            if start < 4 or length < 0 or start + length > size - end:
                raise DataError(f"{name} places a column outside itself: it is damaged.")
            chunks[-1][column.path_in_schema] = start, length
    if min(rows, default=-1) < 0 or not 0 < sum(rows) <= ROWS:
        raise DataError(f"{name} counts {sum(rows):,} rows, which is no census of the Hub.")
    return Layout(name, size, end, chunks, rows)


def chosen(held: dict[str, str], file: Layout) -> dict[str, str]:
    """The columns to read: those that are needed, and of the others those that SHARE allows.

    Raises DataError where the needed ones alone are too much to bring.
    """
    columns = {column: held[column] for column in NEEDED}
    why = ""
    if (share := file.share(columns)) > SHARE:
        why = f"{share:.0%} of {file.name} would have to be brought, not {SHARE:.0%} at most"
    for column in WANTED:
        if column in held and file.share(more := {**columns, column: held[column]}) <= SHARE:
            columns = more
    groups = [file.pieces(group, columns) for group in range(len(file.chunks))]
    largest = max(sum(length for _, length in pieces) for pieces in groups)
    if largest > GROUP:
        why = f"{largest:,} bytes of one row group of {file.name} are needed, not {GROUP:,} at most"
    if (asked := sum(map(len, groups))) > REQUESTS:
        why = f"{file.name} would take {asked:,} requests, not {REQUESTS:,} at most"
    if why:
        raise DataError(f"{why}: {DIFFERS}")
    return columns


# --- which file


@dataclass(frozen=True)
class Asked:
    """The file to read, at a pinned revision of the day `changed`; what runs so far have taken."""

    day: str
    revision: str
    changed: str
    size: int
    started: str
    requests: int = 0
    transferred: int = 0

    @property
    def file(self) -> str:
        return f"models/{self.day}/models.parquet"


def find(client: Ranges, day: str) -> Asked:
    """The file of a day at the newest revision. DataError if there is none, or no dataset."""
    reply = client.get(f"/api/datasets/{DATASET}", _revision)
    if reply.status in (401, 404, 410):
        raise DataError(
            f"{DATASET} is not on {client.endpoint} (status {reply.status}): it was deleted, renamed "
            "or made private. --scope hub asks the Hub itself."
        )
    if reply.status == 403:
        raise DataError(closed(client, 403))
    if reply.status != 200:
        raise Fault(f"status {reply.status} of {DATASET}")
    revision, changed = reply.value
    files = _files(client, revision)
    if day not in files:
        days = sorted(files)
        place = bisect_left(days, day)
        near = " and ".join(days[max(0, place - 1) : place + 1])
        listed = (
            f"of its {len(days)} days the nearest: {near}" if days else "it lists no day at all"
        )
        raise DataError(f"{DATASET} holds no models of {day}; {listed}.")
    return Asked(day, revision, changed, files[day], collect.now().isoformat(timespec="seconds"))


def closed(client: Ranges, status: int) -> str:
    """One sentence on a dataset that is there but not open."""
    return (
        f"{DATASET} is not open to you (status {status}): accept its terms at "
        f"{client.endpoint}/datasets/{DATASET}, and set HF_TOKEN."
    )


def _revision(body: bytes) -> tuple[str, str]:
    told = json.loads(body)
    if not isinstance(told, dict) or not re.fullmatch("[0-9a-f]{40}", str(told.get("sha"))):
        raise ValueError("a dataset without a revision")
    return told["sha"], date.fromisoformat(str(told.get("lastModified"))[:10]).isoformat()


def _files(client: Ranges, revision: str) -> dict[str, int]:
    """The size of the file of each day."""
    files: dict[str, int] = {}
    following: str | None = f"/api/datasets/{DATASET}/tree/{revision}/models?recursive=true"
    for _ in range(PAGES):
        if following is None:
            return files
        reply = client.get(following, _sizes)
        if reply.status == 404:  # of a dataset that holds no such folder
            return files
        if reply.status != 200:
            raise Fault(f"status {reply.status} of the list of files")
        files |= reply.value
        following = reply.next
    raise DataError(f"{DATASET} lists more than {PAGES} pages of files: its layout has changed.")


def _sizes(body: bytes) -> dict[str, int]:
    entries = json.loads(body)
    if not isinstance(entries, list):
        raise ValueError("an answer that is no list of files")
    found = {}
    for entry in entries:
        told = entry if isinstance(entry, dict) else {}
        match, size = PATH.fullmatch(str(told.get("path"))), told.get("size")
        if match and type(size) is int and 12 < size < 10**12:
            found[match[1]] = size
    return found
