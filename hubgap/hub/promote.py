"""A finished pull as one more wave: written beside, judged, put into live/<date>/."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas as pd

from ..data import DESCRIPTOR, Data, DataError, write_tables
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
    _describe(folder, {**resource, "rows": totals["models"], "hash": f"sha256:{_digest(path)}"})
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
    files = {str(f.relative_to(folder)): _digest(f) for f in sorted(folder.rglob("*.*"))}
    text = json.dumps({**manifest, "files": files}, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _totals(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = con.sql("""SELECT count(*) AS models, sum(downloads_30d)::BIGINT AS downloads_30d,
        sum(downloads_all_time)::BIGINT AS downloads_all_time FROM kept""")
    totals = dict(zip(found.columns, found.fetchall()[0], strict=True))
    if not totals["models"]:
        raise DataError("The Hub listed no usable model: nothing was written.")
    return totals


def _tables(con: duckdb.DuckDBPyConnection, store: Store, embedded: Data) -> dict:
    plan = store.plan
    day = pd.Timestamp(plan.day)
    counts = con.execute("""SELECT split_part(model_id, '/', 1) AS namespace, count(*) AS n_models,
        count_if(downloads_30d > 0) AS n_with_downloads FROM kept
        WHERE contains(model_id, '/') GROUP BY ALL ORDER BY ALL""").df()
    columns = _columns(embedded)
    filled = f"SELECT count(*), {', '.join(f'count({name})' for name in columns)} FROM kept"
    total, *values = con.execute(filled).fetchall()[0]
    first = {
        "wave_id": plan.day,
        "table": "snapshot",
        "source": SOURCE,
        "first_day": day,
        "last_day": day,
        "n_models": total,
        "n_namespaces": len(counts),
        "selection": SELECTION[plan.scope],
        "fields": "|".join(name for name, n in zip(columns, values, strict=True) if n),
        "note": {
            "tracked": f"full catalogues of {len(plan.names)} named organizations, by the Hub's API",
            "top": f"the {plan.top} most downloaded models, by the Hub's API",
            "hub": "every model that the Hub's API lists",
        }[plan.scope],
    }
    waves = [first]
    if plan.scope == "tracked":  # the same rows are one more wave of a series
        panel = {"wave_id": f"{SOURCE}@{plan.day}", "table": "panel"}
        waves.append({**first, **panel, "fields": "downloads_30d|likes"})
    return {
        "sources": pd.DataFrame([_source(day)]),
        "waves": pd.DataFrame(waves),
        "coverage": _coverage(counts, store, embedded),
        "aliases": _aliases(con, store, embedded),
    }


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


def models_of(data: Data, namespace: str) -> list[str]:
    """The models that the latest snapshot has of a namespace, the most downloaded first."""
    latest = data[max(name for name in data.resources if name.startswith("snapshot-"))]
    own = latest[latest["author"] == namespace]
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
    latest = max(name for name in embedded.resources if name.startswith("snapshot-"))
    resource = embedded.resources[latest]
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
    path.write_text(text, encoding="utf-8")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- judging and putting in place


def previous_wave(output: Path, plan: Plan) -> Path | None:
    """The last promoted wave of the same scope, to compare with."""
    for path in sorted(output.glob("[0-9]*/manifest.json"), reverse=True):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if (manifest["scope"], manifest["top"]) == (plan.scope, plan.top):
            return path.parent
    return None


def snapshot_of(folder: Path) -> Path:
    """The snapshot in the folder of a wave."""
    return next((folder / "hub").glob("snapshot-*.parquet"))


def implausible(new: Path, old: Path, plan: Plan) -> list[str]:
    """What cannot have happened between two waves, as sentences; judged by what both asked for."""
    before = json.loads((old / "manifest.json").read_text(encoding="utf-8"))["names"]
    names = [name for name in plan.names if name in before]
    scope = plan.scope
    with duckdb.connect() as con:
        own = f"WHERE author IN ({', '.join(map(repr, names))})" if scope == "tracked" else ""
        con.execute(f"CREATE VIEW new AS FROM {quoted(snapshot_of(new))} {own}")
        con.execute(f"CREATE VIEW old AS FROM {quoted(snapshot_of(old))} {own}")
        found = _fallen(con)
        if scope != "top":  # what is no longer among the top has not vanished
            found += _vanished(con)
        if snapshot_of(new).stem > snapshot_of(old).stem:
            found += _stalled(con)
    return found


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
    for path in output.glob(".????-??-??-old"):
        home = output / path.name[1:11]
        if home.exists():
            shutil.rmtree(path)
        else:
            os.replace(path, home)
    for path in (*output.glob(".*-new"), output / ".work"):
        shutil.rmtree(path, ignore_errors=True)


def put_in_place(beside: Path, home: Path) -> None:
    """Rename `beside` to `home`; a wave of the same day gives way only to a whole one."""
    old = home.with_name(f".{home.name}-old")
    if home.exists():
        os.replace(home, old)
    os.replace(beside, home)
    shutil.rmtree(old, ignore_errors=True)
