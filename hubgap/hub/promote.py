"""A finished pull as one more wave: written beside, put into live/<date>/."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas as pd

from ..data import DESCRIPTOR, ROOT, Data, DataError, write_tables
from ..disk import claim, exchange, write_file
from ..folders import BOARDS, MANIFEST, digest
from .collect import Plan, Store
from .judge import SELECTION, Before, models_of, newest, suspect
from .organizations import FOUND, UNKNOWN, Organization, counts, coverage, found, last_seen, summed
from .snapshot import (
    SOURCE,
    check_snapshot,
    keep_one_each,
    private_models,
    quoted,
    read_pages,
    read_results,
    untold,
    write_rejected,
    write_snapshot,
)

TABLES = ("sources", "waves", "coverage", "aliases")
REFUSED = "refused-"
OURS = ("????-??-??", f"{BOARDS}*", f"{REFUSED}*")  # folders, each with its manifest


class Useless(DataError):
    """A finished pull of which no wave can be made, however often it is tried."""


def write_wave(
    store: Store, folder: Path, work: Path, embedded: Data, before: Before | None, facts: dict
) -> dict:
    """Write the wave of a complete pull into `folder`; what its manifest says of it.

    It is the public listing: what a token lists for its owner alone is set aside. Raises DataError
    if the wave is not sound, Useless if there is none.
    """
    plan, wave = store.plan, store.plan.day
    with read_pages(store, work) as con:
        repeated = keep_one_each(con, plan.top)
        resource = snapshot_resource(embedded, wave, untold(con))
        path = folder / resource["path"]
        write_snapshot(con, path, resource, wave)
        rejected = write_rejected(con, folder)
        private = private_models(con)
        results = read_results(con, wave) if plan.scope == "tracked" else None
    check_snapshot(path, resource)
    doubts = suspect(path, before) if before else []
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW kept AS FROM {quoted(path)}")
        models = counts(con)
        asked = found(store, models, private, last_seen(embedded, before), embedded)
        totals = _totals(con, plan, asked)
        tables = {
            "sources": pd.DataFrame([_source(pd.Timestamp(wave))]),
            "waves": pd.DataFrame(_waves(con, plan, embedded, asked, doubts)),
            "coverage": _coverage(plan, models, asked, embedded),
            "aliases": _aliases(con, store, embedded),
        }
    small = [loosened(embedded.resources[name]) for name in TABLES]
    if results is not None:
        tables["eval_results"] = results
        small.append(live_resource("eval_results"))
    write_tables(folder, {**embedded.descriptor, "name": "hubgap-live", "resources": small}, tables)
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
        **({} if results is None else {"eval_results": _reported(results)}),
        "coverage": tables["coverage"]["coverage"].value_counts().to_dict(),
        "organizations": summed(asked),
        "suspect": doubts,
        "renamed": {listing.name: listing.moved for listing in store.listings if listing.moved},
    }


def _reported(results: pd.DataFrame) -> dict[str, int]:
    """What a manifest says of the results that makers report."""
    return {
        "entries": len(results),
        "models": results["model_id"].nunique(),
        "malformed": int(results["malformed"].sum()),
        "open_pull_request": int(results["open_pull_request"].sum()),
    }


def seal(folder: Path, manifest: dict) -> None:
    """Write manifest.json, with the checksum of every other file."""
    files = {f.relative_to(folder).as_posix(): digest(f) for f in sorted(folder.rglob("*.*"))}
    text = json.dumps({**manifest, "files": files}, indent=1) + "\n"
    write_file(folder / MANIFEST, text)


def _totals(
    con: duckdb.DuckDBPyConnection, plan: Plan, asked: list[Organization]
) -> dict[str, int]:
    totals = con.sql("""SELECT count(*) AS models, sum(downloads_30d)::BIGINT AS downloads_30d,
        sum(downloads_all_time)::BIGINT AS downloads_all_time FROM kept""")
    told = dict(zip(totals.columns, totals.fetchall()[0], strict=True))
    wrong = [one.asked for one in asked if one.state == UNKNOWN and not one.listed]
    if wrong:
        raise Useless(
            f"The Hub knows no organization named {', '.join(wrong)}: correct or leave away what is "
            "wrong. Nothing was written."
        )
    if not told["models"]:
        whose = f" of {', '.join(one.asked for one in asked[:3])}" if asked else ""
        raise Useless(f"The Hub listed no usable model{whose}: nothing was written.")
    if told["downloads_30d"] is None:
        raise Useless("The Hub told the downloads of no model: nothing was written.")
    return told


def _waves(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    embedded: Data,
    asked: list[Organization],
    doubts: list[str],
) -> list[dict]:
    """The rows of the table `waves`: the snapshot, and the same models as a wave of a series."""
    columns = _columns(embedded)
    counted = ", ".join(f"count({name})" for name in columns)
    last, total, names, *values = con.execute(
        f"SELECT max(observed_on), count(*), count(DISTINCT nullif(author, '')), {counted} FROM kept"
    ).fetchall()[0]
    there = [one for one in asked if one.state == FOUND]
    unchecked = sum(one.whole and one.note is not None for one in there)
    note = {
        "tracked": f"{len(asked)} organizations asked for, {len(there)} found, "
        f"{sum(one.whole for one in there)} listed in full"
        + (f" ({unchecked} of them without a count to check)" if unchecked else ""),
        "top": f"the {plan.top or 0:,} most downloaded models",
        "hub": "every model that the Hub's API lists",
    }[plan.scope]
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
        "note": "; ".join([note, *(f"in doubt: {doubt}" for doubt in doubts)]),
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


def _coverage(
    plan: Plan, models: pd.DataFrame, asked: list[Organization], embedded: Data
) -> pd.DataFrame:
    """What was seen of each known namespace. Unknown ones have no row."""
    rows = coverage(asked)
    if plan.scope != "tracked":
        by_chance = models[models.index.isin(embedded["organizations"]["namespace"])].reset_index()
        kind = "full" if plan.scope == "hub" else "partial"
        rows = pd.concat([by_chance.assign(coverage=kind, note=None), rows])
    fields = [field["name"] for field in embedded.resources["coverage"]["schema"]["fields"]]
    day = pd.Timestamp(plan.day)
    return rows.sort_values("namespace").assign(wave_id=plan.day, source=SOURCE, observed_on=day)[
        fields
    ]


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


def _columns(embedded: Data) -> list[str]:
    """The columns of a snapshot that a wave can have recorded."""
    not_seen = ("model_id", "author", "parameters_source", "license_source", "license_seen_on")
    fields = [field["name"] for field in snapshot_resource(embedded, "")["schema"]["fields"]]
    return [name for name in fields[:-3] if name not in not_seen]


def loosened(resource: dict) -> dict:
    """An embedded table as a wave has it: without references to what is not there, and any day."""
    schema = {k: v for k, v in resource["schema"].items() if k != "foreignKeys"}
    fields = [dict(field) for field in schema["fields"]]
    for field in fields:
        if field["type"] == "date":  # the embedded tables end on a day, a wave may be later
            rules = field.get("constraints", {})
            field["constraints"] = {k: v for k, v in rules.items() if k != "maximum"}
    return {**resource, "schema": {**schema, "fields": fields}}


def live_resource(name: str) -> dict:
    """A table that only waves have, as it is described in tables.json."""
    path = Path(__file__).with_name("tables.json")
    described = json.loads(path.read_text(encoding="utf-8"))["resources"]
    return next(resource for resource in described if resource["name"] == name)


def snapshot_resource(embedded: Data, day: str, untold: bool = False) -> dict:
    """The resource of a live snapshot: that of the latest embedded one, under its own name.

    untold: the Hub told no downloads of some models.
    """
    resource = embedded.resources[newest(embedded)]
    # Publishers invent licenses: one that the registry does not know yet is no error.
    keys = [key for key in resource["schema"]["foreignKeys"] if key["fields"] != ["license"]]
    fields = [dict(field) for field in resource["schema"]["fields"]]
    for field in fields:
        if field["name"] == "downloads_all_time":
            field["description"] = "Downloads since the repository exists. The counter can fall."
        if field["name"] == "downloads_30d" and untold:
            field["constraints"] = {**field["constraints"], "required": False}
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


# --- putting in place


def ours(output: Path) -> None:
    """Refuse an output folder with things of somebody else in it."""
    if output != ROOT / "live":
        claim(output, *(f"{name}/{MANIFEST}" for name in OURS))


def put_in_place(beside: Path, home: Path) -> None:
    """Rename `beside` to `home`; a wave of the same day gives way only to a whole one."""
    if home.exists() and not (home / MANIFEST).is_file():
        raise DataError(f"{home} is no folder of a refresh: rename or remove it.")
    exchange(home, beside)


def set_aside(alarms: list[str], output: Path, day: str) -> None:
    """Refuse a wave that was put aside, if there are alarms."""
    if alarms:
        raise DataError(
            f"{'; '.join(alarms)}. No wave does that, so it is set aside in "
            f"{output / f'{REFUSED}{day}'}: rename that folder to {day} if it is true."
        )
