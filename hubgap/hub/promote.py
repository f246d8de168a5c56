"""A finished pull as one more wave: written beside, judged, put into live/<date>/."""

from __future__ import annotations

import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa

from ..data import DESCRIPTOR, Data, DataError, write_tables
from ..disk import MARK, write_file
from ..folders import MANIFEST, digest, manifest_of, waves_in
from ..panel import ASKED_AT_LEAST, snapshots
from .collect import Listing, Plan, Store
from .snapshot import (
    SOURCE,
    check_snapshot,
    keep_one_each,
    quoted,
    read_pages,
    write_rejected,
    write_snapshot,
)

SELECTION = {"tracked": "catalogue", "top": "attention sample", "hub": "census"}
TABLES = ("sources", "waves", "coverage", "aliases")
NEW, OLD, WORK = f"{MARK}new-", f"{MARK}old-", f"{MARK}work"
REFUSED = "refused-"
# What a true wave does not do from one refresh to the next.
VANISHED = 0.02  # of the organizations, or of the downloads, that are gone
FEWER_MODELS = 0.2
FALLEN = 0.5  # of a counter of the same models
STALLED = 0.9  # of the downloaded models with the very same 30-day count
ENOUGH = 20  # models for a share of them to be judged


def write_wave(store: Store, folder: Path, work: Path, embedded: Data, facts: dict) -> dict:
    """Write the wave of a complete pull into `folder`; what its manifest says of it.

    Raises DataError if it is not sound.
    """
    plan, wave = store.plan, store.plan.day
    resource = _resource(embedded, wave)
    path = folder / resource["path"]
    with read_pages(store, work) as con:
        repeated = keep_one_each(con, plan.top)
        write_snapshot(con, path, resource, wave)
        rejected = write_rejected(con, folder)
    check_snapshot(path, resource)
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW kept AS FROM {quoted(path)}")
        totals = _totals(con)
        tables = _tables(con, store, embedded)
    write_tables(folder, _descriptor(embedded), tables)
    _describe(folder, {**resource, "rows": totals["models"], "hash": f"sha256:{digest(path)}"})
    return {
        "day": wave,
        **{name: value for name, value in vars(plan).items() if name != "day"},
        "source": SOURCE,
        **facts,
        "client": f"huggingface_hub {version('huggingface_hub')}",
        "pages": sum(len(listing.pages) for listing in store.listings),
        "rows": totals,
        "repeated": repeated,
        "rejected": rejected,
        "coverage": tables["coverage"]["coverage"].value_counts().to_dict(),
        "renamed": {listing.name: listing.moved for listing in store.listings if listing.moved},
    }


def seal(folder: Path, manifest: dict) -> None:
    """Write manifest.json, with the checksum of every other file."""
    files = {f.relative_to(folder).as_posix(): digest(f) for f in sorted(folder.rglob("*.*"))}
    text = json.dumps({**manifest, "files": files}, indent=1) + "\n"
    write_file(folder / MANIFEST, text)


def _totals(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = con.sql("""SELECT count(*) AS models, sum(downloads_30d)::BIGINT AS downloads_30d,
        sum(downloads_all_time)::BIGINT AS downloads_all_time FROM kept""")
    totals = dict(zip(found.columns, found.fetchall()[0], strict=True))
    if not totals["models"]:
        raise DataError("The Hub listed no usable model: nothing was written.")
    return totals


def _tables(con: duckdb.DuckDBPyConnection, store: Store, embedded: Data) -> dict:
    counts = con.execute("""SELECT split_part(model_id, '/', 1) AS namespace, count(*) AS n_models,
        count_if(downloads_30d > 0) AS n_with_downloads FROM kept
        WHERE contains(model_id, '/') GROUP BY ALL ORDER BY ALL""").df()
    coverage = _coverage(counts, store, embedded)
    return {
        "sources": pd.DataFrame([_source(pd.Timestamp(store.plan.day))]),
        "waves": pd.DataFrame(_waves(con, store.plan, coverage, embedded)),
        "coverage": coverage,
        "aliases": _aliases(con, store, embedded),
    }


def _waves(
    con: duckdb.DuckDBPyConnection, plan: Plan, coverage: pd.DataFrame, embedded: Data
) -> list[dict]:
    """The rows of the table `waves`: the snapshot, and the same models as a wave of a series."""
    columns = _columns(embedded)
    counted = ", ".join(f"count({name})" for name in columns)
    last, total, names, *values = con.execute(
        f"SELECT max(observed_on), count(*), count(DISTINCT nullif(author, '')), {counted} FROM kept"
    ).fetchall()[0]
    full = (coverage["coverage"] == "full").sum()
    first = {
        "wave_id": plan.day,
        "table": "snapshot",
        "source": SOURCE,
        "first_day": pd.Timestamp(plan.day),
        "last_day": pd.Timestamp(last),
        "n_models": total,
        "n_namespaces": names,
        "selection": SELECTION[plan.scope],
        "fields": "|".join(name for name, n in zip(columns, values, strict=True) if n),
        "note": {
            "tracked": f"{len(plan.names)} organizations asked for, {full} listed in full",
            "top": f"the {plan.top or 0:,} most downloaded models",
            "hub": "every model that the Hub's API lists",
        }[plan.scope],
    }
    if plan.scope != "tracked":
        return [first]
    series = {"wave_id": f"{SOURCE}@{plan.day}", "table": "panel", "fields": "downloads_30d|likes"}
    return [first, {**first, **series}]


def _source(day: pd.Timestamp) -> dict:
    text = day.date().isoformat()
    return {
        "id": SOURCE,
        "folder": "hub",
        "title": "Hub API, own refresh",
        "publisher": "Hugging Face",
        "repository": "huggingface.co",
        "path": "/api/models",
        "commit": text,
        "commit_date": day,
        "license": "facts, attribution required",
        "redistribution": "attribution",
        "measured_from": text,
        "measured_to": text,
        "definition": "Hub API /api/models downloads: trailing 30 days, and since creation",
        "unit": "downloads",
        "quirks": "The counter since creation can fall.",
        "citation": f"Hugging Face Hub API, read on {text}",
    }


def _coverage(counts: pd.DataFrame, store: Store, embedded: Data) -> pd.DataFrame:
    """What was seen of each known namespace. Unknown ones have no row."""
    plan, known = store.plan, set(embedded["organizations"]["namespace"])
    counts = counts.set_index("namespace")
    if plan.scope != "tracked":
        rows = counts[counts.index.isin(known)].reset_index()
        rows["coverage"] = "full" if plan.scope == "hub" else "partial"
        rows["note"] = None
    else:
        seen = {}
        for listing in store.listings:
            name = listing.moved or listing.name
            if listing.name in known and name not in seen:
                seen[name] = _seen(name, listing, counts)
        rows = pd.DataFrame(seen.values())
    if rows.empty:
        rows = pd.DataFrame(
            columns=["namespace", "n_models", "n_with_downloads", "coverage", "note"]
        )
    rows = rows.sort_values("namespace")
    return rows.assign(wave_id=plan.day, source=SOURCE, observed_on=pd.Timestamp(plan.day))[
        [f["name"] for f in embedded.resources["coverage"]["schema"]["fields"]]
    ]


def _seen(name: str, listing: Listing, counts: pd.DataFrame) -> dict:
    models, downloaded = counts.loc[name] if name in counts.index else (0, 0)
    note = None if models else "no models listed"
    coverage = "full"
    if listing.count is not None and models < listing.count:
        coverage, note = "partial", f"{models} of {listing.count} models that it counts"
    return {
        "namespace": name,
        "n_models": int(models),
        "n_with_downloads": int(downloaded),
        "coverage": coverage,
        "note": note,
    }


def _aliases(con: duckdb.DuckDBPyConnection, store: Store, embedded: Data) -> pd.DataFrame:
    """Known models of renamed organizations under their old and their new names."""
    rows = []
    moved = {listing.name: listing.moved for listing in store.listings if listing.moved}
    found = con.execute(
        "SELECT model_id FROM kept WHERE author IN $new", {"new": [*moved.values()]}
    )
    current = {row[0] for row in found.fetchall()}
    for name in sorted(moved):
        old = models_of(embedded, name)
        for new, before in sorted((moved[name] + i[len(name) :], i) for i in old):
            if new in current:
                rows.append((before, new, "namespace", f"redirect on {store.plan.day}", SOURCE))
    table = pd.DataFrame(rows, columns=["old_id", "new_id", "kind", "evidence", "source"])
    return table.assign(old_likes=None, new_likes=None)[
        [f["name"] for f in embedded.resources["aliases"]["schema"]["fields"]]
    ]


def newest(data: Data) -> str:
    """The name of the latest snapshot table."""
    return snapshots(data)[-1]


def seen(data: Data) -> pd.DataFrame:
    """Every model of any snapshot as the latest one has it: model_id, author, downloads_30d."""
    columns = ["model_id", "author", "downloads_30d"]
    tables = [data[name][columns] for name in reversed(snapshots(data))]
    return pd.concat(tables, ignore_index=True).drop_duplicates("model_id")


def models_of(data: Data, namespace: str) -> list[str]:
    """The models that were ever seen of a namespace, the most downloaded first."""
    known = data.once(seen, data)
    own = known[known["author"] == namespace]
    return own.sort_values("downloads_30d", ascending=False)["model_id"].tolist()


def _columns(embedded: Data) -> list[str]:
    """The columns of a snapshot that a wave can have recorded."""
    not_seen = ("model_id", "author", "parameters_source", "license_source", "license_seen_on")
    fields = [field["name"] for field in _resource(embedded, "")["schema"]["fields"]]
    return [name for name in fields[:-3] if name not in not_seen]


def _descriptor(embedded: Data) -> dict:
    """The descriptor of the small tables of a wave; references to what is not there are dropped."""
    resources = []
    for name in TABLES:
        resource = embedded.resources[name]
        schema = {k: v for k, v in resource["schema"].items() if k != "foreignKeys"}
        fields = [dict(field) for field in schema["fields"]]
        for field in fields:
            if field["type"] == "date":  # the embedded tables end on a day, a wave may be later
                rules = field.get("constraints", {})
                field["constraints"] = {k: v for k, v in rules.items() if k != "maximum"}
        resources.append({**resource, "schema": {**schema, "fields": fields}})
    return {**embedded.descriptor, "name": "hubgap-live", "resources": resources}


def _resource(embedded: Data, day: str) -> dict:
    """The resource of a live snapshot: that of the latest embedded one, under its own name."""
    resource = embedded.resources[newest(embedded)]
    # Publishers invent licenses: one that the registry does not know yet is no error.
    keys = [key for key in resource["schema"]["foreignKeys"] if key["fields"] != ["license"]]
    fields = [dict(field) for field in resource["schema"]["fields"]]
    for field in fields:
        if field["name"] == "downloads_all_time":
            field["description"] = "Downloads since the repository exists. The counter can fall."
    return {
        **resource,
        "name": f"snapshot-{day}",
        "path": f"hub/snapshot-{day}.parquet",
        "title": f"Models that a refresh listed on {day}",
        "description": "A row is one model that the Hub's API listed; table `waves` says what was asked.",
        "faults": "Malformed records were set aside; license tags without a row in `licenses` occur.",
        "schema": {**resource["schema"], "fields": fields, "foreignKeys": keys},
    }


def _describe(folder: Path, resource: dict) -> None:
    path = folder / DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"].append(resource)
    text = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
    write_file(path, text)


# --- judging and putting in place


class Before(NamedTuple):
    """An earlier wave: its snapshot, the names that it asked for, and what some are called now."""

    snapshot: Path
    names: list[str]
    renamed: dict[str, str]


def previous_wave(output: Path, plan: Plan, embedded: Data) -> Before | None:
    """The last wave of the same scope and with names of the plan: in `output`, else in the edition."""
    for path in reversed(waves_in(output)):
        said = manifest_of(path)
        if scope_of(said) == (plan.scope, plan.top) and {*said["names"]} & {*plan.names}:
            return Before(snapshot_of(path), said["names"], said["renamed"])
    table = newest(embedded)
    day = table.removeprefix("snapshot-")
    wave = embedded["waves"].set_index("wave_id").loc[day]
    if plan.top or (wave["source"], wave["selection"]) != (SOURCE, SELECTION[plan.scope]):
        return None
    asked = [*embedded["coverage"].query("wave_id == @day")["namespace"]]
    if plan.scope == "tracked" and len({*asked} & {*plan.names}) < ASKED_AT_LEAST * len(asked):
        return None  # a look at a few is no later wave of it
    return Before(embedded.file(table), asked, {})


def scope_of(manifest: dict) -> tuple[str, int | None]:
    """What tells waves apart that cannot be compared."""
    return manifest["scope"], manifest.get("top")


def snapshot_of(folder: Path) -> Path:
    """The snapshot in the folder of a wave."""
    for path in (folder / "hub").glob("snapshot-*.parquet"):
        return path
    raise DataError(f"{folder} holds no snapshot: restore or remove that folder.")


def implausible(folder: Path, manifest: dict, before: Before) -> list[str]:
    """What cannot have happened between two waves, as sentences; judged by what both asked for."""
    new, scope = snapshot_of(folder), manifest["scope"]
    names = [name for name in manifest["names"] if name in before.names]
    views = {"new": (new, manifest["renamed"]), "old": (before.snapshot, before.renamed)}
    with duckdb.connect() as con:
        for view, (path, renamed) in views.items():
            con.execute(f"CREATE VIEW {view} AS FROM {quoted(path)}")
            if scope == "tracked":
                _under_asked_names(
                    con, view, path, {renamed.get(name, name): name for name in names}
                )
        found = _fallen(con)
        if scope != "top":  # what is no longer among the top has not vanished
            found += _vanished(con)
        if new.stem > before.snapshot.stem:
            found += _stalled(con)
    return found


def _under_asked_names(
    con: duckdb.DuckDBPyConnection, view: str, path: Path, asked: dict[str, str]
) -> None:
    """Make the view show only authors that were asked for, under the names that were asked for."""
    columns = {"author": [*asked], "asked": [*asked.values()]}
    con.register(f"asked_{view}", pa.table(columns, pa.schema(dict.fromkeys(columns, pa.string()))))
    con.execute(f"""CREATE OR REPLACE VIEW {view} AS SELECT * EXCLUDE (author, asked), asked AS author
        FROM {quoted(path)} JOIN asked_{view} USING (author)""")


def _vanished(con: duckdb.DuckDBPyConnection) -> list[str]:
    models, organizations, downloads = con.execute(
        "SELECT count(*), count(DISTINCT author), sum(downloads_30d) FROM old"
    ).fetchall()[0]
    gone = con.execute("""SELECT author, sum(downloads_30d) AS downloads FROM old
        WHERE author NOT IN (SELECT author FROM new) GROUP BY ALL ORDER BY 2 DESC, 1""").fetchall()
    now = con.execute("SELECT count(*) FROM new").fetchall()[0][0]
    found = []
    if len(gone) > VANISHED * organizations or sum(g[1] for g in gone) > VANISHED * (
        downloads or 0
    ):
        examples = ", ".join(g[0] for g in gone[:3])
        found.append(f"{len(gone)} of {organizations} organizations vanished ({examples})")
    if now < (1 - FEWER_MODELS) * models:
        found.append(f"the number of models fell from {models:,} to {now:,}")
    return found


def _fallen(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = []
    for column in ("downloads_30d", "downloads_all_time"):
        before, now = con.execute(f"""SELECT sum(old.{column}), sum(new.{column}) FROM old
            JOIN new USING (model_id) WHERE old.{column} + new.{column} IS NOT NULL""").fetchall()[0]
        if before and now < (1 - FALLEN) * before:
            found.append(f"{column} of the same models fell from {before:,} to {now:,}")
    return found


def _stalled(con: duckdb.DuckDBPyConnection) -> list[str]:
    judged, same = con.execute("""SELECT count(*), count_if(old.downloads_30d = new.downloads_30d)
        FROM old JOIN new USING (model_id) WHERE old.downloads_30d > 9""").fetchall()[0]
    if judged < ENOUGH or same <= STALLED * judged:
        return []
    return [f"the counter stood still ({same:,} of {judged:,} models show the same downloads)"]


def recover(output: Path) -> None:
    """Undo what a killed run left between two renames; remove what it left beside."""
    for path in output.glob(f"{OLD}*"):
        home = output / path.name.removeprefix(OLD)
        if home.exists():
            shutil.rmtree(path)
        else:
            os.replace(path, home)
    for path in (*output.glob(f"{NEW}*"), output / WORK):
        shutil.rmtree(path, ignore_errors=True)


def put_in_place(beside: Path, home: Path) -> None:
    """Rename `beside` to `home`; a wave of the same day gives way only to a whole one."""
    old = home.with_name(f"{OLD}{home.name}")
    if home.exists():
        if not (home / MANIFEST).is_file():
            raise DataError(f"{home} is no folder of a refresh: rename or remove it.")
        os.replace(home, old)
    os.replace(beside, home)
    shutil.rmtree(old, ignore_errors=True)
