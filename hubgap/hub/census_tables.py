"""The row groups of a weekly file as a checked wave: its snapshot and the small tables beside it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas as pd

from ..data import Data, DataError, write_tables
from ..folders import digest
from ..registry import WEEKLY
from ..text import day as in_words
from .promote import TABLES, _describe, loosened, snapshot_resource
from .snapshot import (
    check_snapshot,
    connect,
    keep_one_each,
    quoted,
    seen_of,
    untold,
    write_rejected,
    write_snapshot,
)
from .weekly import DATASET, NEVER_RUN, Asked, select

WEEK = timedelta(days=7)
FIELDS = (  # what a census can fill of a snapshot
    *("created_at", "downloads_30d", "downloads_all_time", "likes", "pipeline_tag", "library"),
    *("license", "license_name", "base_model", "base_relation", "parameters", "gated"),
)


def write_census(
    asked: Asked,
    columns: dict[str, str],
    groups: list[Path],
    folder: Path,
    work: Path,
    embedded: Data,
) -> dict:
    """Write the wave of a file, read as `groups`, into `folder`; what its manifest says of it.

    `columns` as in `weekly.found_in`. Raises DataError if it is not sound, or of another week.
    """
    files = [str(group) for group in groups]
    day = _observed(asked, columns["createdAt"], files)
    with connect(work, WEEKLY) as con:
        con.execute(seen_of(select(columns)), {"files": files, "day": day})
        repeated = keep_one_each(con, None)
        resource = _resource(asked, embedded, untold(con))
        path = folder / resource["path"]
        write_snapshot(con, path, resource, asked.day)
        rejected = write_rejected(con, folder)
    check_snapshot(path, resource)
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW kept AS FROM {quoted(path)}")
        totals = _totals(con, asked)
        tables = {
            "sources": pd.DataFrame([_source(asked, day)]),
            "waves": pd.DataFrame([_wave(con, asked, day)]),
            "coverage": _coverage(con, asked, day, embedded),
            "aliases": embedded["aliases"].iloc[:0],
        }
    small = [loosened(embedded.resources[name]) for name in TABLES]
    write_tables(folder, {**embedded.descriptor, "name": "hubgap-live", "resources": small}, tables)
    _describe(folder, {**resource, "rows": totals["models"], "hash": f"sha256:{digest(path)}"})
    return {
        **asdict(asked),
        "scope": "hub",
        "names": [DATASET],
        "renamed": {},
        "source": WEEKLY,
        "dataset": DATASET,
        "file": asked.file,
        "note": NEVER_RUN,
        "observed_on": str(day),
        "share": round(asked.transferred / asked.size, 4),
        "client": f"huggingface_hub {version('huggingface_hub')}",
        "rows": totals,
        "repeated": repeated,
        "rejected": rejected,
    }


def _observed(asked: Asked, created: str, files: list[str]) -> date:
    """The day of the counters: that of the newest model. DataError if it is not of that week."""
    day = date.fromisoformat(asked.day)
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("SET TimeZone = 'UTC'")
        query = f"""SELECT max(created)::DATE FROM (
            SELECT try_cast("{created}"::VARCHAR AS TIMESTAMP_MS) AS created
            FROM read_parquet($files)) WHERE created < $after"""
        newest = con.execute(query, {"files": files, "after": day + 2 * WEEK}).fetchall()[0][0]
    if newest is None or abs(newest - day) > WEEK:
        raise DataError(
            f"{asked.file} is no census of that week: its newest model was created on {newest}."
        )
    return newest


def _totals(con: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, int]:
    found = con.sql("""SELECT count(*) AS models, sum(downloads_30d)::BIGINT AS downloads_30d,
        sum(downloads_all_time)::BIGINT AS downloads_all_time FROM kept""")
    totals = dict(zip(found.columns, found.fetchall()[0], strict=True))
    if not totals["models"]:
        raise DataError(f"{asked.file} holds no usable model: nothing was written.")
    return totals


def _wave(con: duckdb.DuckDBPyConnection, asked: Asked, day: date) -> dict:
    """The row of the table `waves`."""
    known = {"gated": "nullif(gated, 'unknown')"}  # the snapshot knows no other word for missing
    counted = ", ".join(f"count({known.get(name, name)})" for name in FIELDS)
    total, names, *values = con.execute(
        f"SELECT count(*), count(DISTINCT nullif(author, '')), {counted} FROM kept"
    ).fetchall()[0]
    when = in_words(pd.Timestamp(day))
    return {
        "wave_id": asked.day,
        "table": "snapshot",
        "source": WEEKLY,
        "first_day": pd.Timestamp(day),
        "last_day": pd.Timestamp(day),
        "n_models": total,
        "n_namespaces": names,
        "selection": "census",
        "fields": "|".join(name for name, n in zip(FIELDS, values, strict=True) if n),
        "note": f"read from the weekly snapshots of hfmlsoc, as of {when}; {NEVER_RUN}",
    }


def _source(asked: Asked, day: date) -> dict:
    """The row of the table `sources`."""
    return {
        "id": WEEKLY,
        "folder": "hub",
        "title": "Weekly snapshots of the Hub",
        "publisher": "hfmlsoc",
        "repository": f"huggingface.co/datasets/{DATASET}",
        "path": asked.file,
        "commit": asked.revision,
        "commit_date": pd.Timestamp(asked.changed),
        "license": "ODbL-1.0",
        "redistribution": "share-alike",
        "measured_from": str(day),
        "measured_to": str(day),
        "definition": "Hub API downloads: trailing 30 days, and since creation",
        "unit": "downloads",
        "quirks": "The day in a path opens the week; the day of the counters is that of the newest "
        f"model. The counter since creation can fall. {NEVER_RUN.capitalize()}.",
        "citation": f"hfmlsoc, Weekly snapshots of the Hub, {asked.file} at revision "
        f"{asked.revision[:8]}, ODbL-1.0",
    }


def _coverage(
    con: duckdb.DuckDBPyConnection, asked: Asked, day: date, embedded: Data
) -> pd.DataFrame:
    """What was seen of each known namespace: all that it has. Unknown ones have no row."""
    known = embedded["organizations"][["namespace"]].drop_duplicates()
    con.register("known", known.astype(object))
    rows = con.execute("""SELECT author AS namespace, count(*) AS n_models,
        count_if(downloads_30d > 0) AS n_with_downloads, 'full' AS coverage, NULL AS note
        FROM kept WHERE author IN (FROM known) GROUP BY ALL ORDER BY ALL""").df()
    rows = rows.assign(wave_id=asked.day, source=WEEKLY, observed_on=pd.Timestamp(day))
    return rows[[field["name"] for field in embedded.resources["coverage"]["schema"]["fields"]]]


def _resource(asked: Asked, embedded: Data, untold: bool) -> dict:
    """The description of the snapshot."""
    return {
        **snapshot_resource(embedded, asked.day, untold),
        "title": f"Models of the weekly snapshot of {asked.day}",
        "description": f"A row is one model that {asked.file} of {DATASET} lists.",
        "faults": f"Malformed records were set aside. {NEVER_RUN.capitalize()}.",
    }


def told(manifest: dict) -> str:
    """What a census brought, as Markdown."""
    rows, refused = manifest["rows"], manifest["rejected"]
    lines = [
        f"# Census of {manifest['day']}",
        (
            f"{rows['models']:,} models, {rows['downloads_30d']:,} downloads in 30 days, as the weekly "
            f"snapshots of {DATASET} list them (revision {manifest['revision'][:8]}, ODbL-1.0): "
            f"{manifest['transferred']:,} of {manifest['size']:,} bytes ({manifest['share']:.0%}) in "
            f"{manifest['requests']:,} requests."
        ),
        f"The counters are of {manifest['observed_on']}, when its newest model was created. Written from "
        f"descriptions of that dataset, {NEVER_RUN}.",
    ]
    if manifest["not_held"]:
        lines.append(f"Not in the file, or of a strange type: {', '.join(manifest['not_held'])}.")
    if manifest["too_large"]:
        lines.append(f"Left out as too large to bring: {', '.join(manifest['too_large'])}.")
    said = ", ".join(f"{why}: {number:,}" for why, number in refused.items()) or "nothing"
    lines += ["## What was refused", f"{said}. Repeated records: {manifest['repeated']:,}."]
    return "\n\n".join(lines) + "\n"
