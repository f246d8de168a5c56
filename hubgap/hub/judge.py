"""Whether a wave can be true: compared with the one before it, or with the embedded data."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa

from ..data import Data, DataError
from ..folders import manifest_of, waves_in
from ..panel import ASKED_AT_LEAST, snapshots
from ..registry import tracked
from .collect import Plan
from .snapshot import SOURCE, quoted

SELECTION = {"tracked": "catalogue", "top": "attention sample", "hub": "census"}
# What a true wave does not do from one refresh to the next: it is set aside.
VANISHED = 0.02  # of the organizations, or of the downloads, that are gone
FEWER_MODELS = 0.2
FALLEN = 0.5  # of a counter of the same models
STALLED = 0.9  # of the downloaded models with the very same 30-day count
MISSED = 0.25, 0.05  # a first wave: of the organizations known, of their downloads
ENOUGH = 20  # models, or organizations, for a share of them to be judged
# What the Hub's counter did in June 2026, and in no other two waves up to a month apart: in doubt.
COUNTED = 1_000  # downloads in 30 days of a model that is judged
TOGETHER = 0.8  # of these models, whose counter moves in one direction
SHIFTED = 0.05  # by so much at the median
ROLLED_BACK = 0.1  # of these models, whose counter since creation fell: it cannot


class Before(NamedTuple):
    """An earlier wave: its snapshot, the names that it asked for, and what some are called now."""

    snapshot: Path
    names: list[str]
    renamed: dict[str, str]

    @property
    def day(self) -> str:
        """The day of the wave, as YYYY-MM-DD."""
        return self.snapshot.stem.removeprefix("snapshot-")


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
    if len(gone) > VANISHED * organizations or sum(g[1] or 0 for g in gone) > VANISHED * (
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


def missed(manifest: dict, embedded: Data) -> list[str]:
    """What a first wave cannot lack, as sentences: organizations that the embedded data know."""
    names = manifest["names"]
    if manifest["scope"] == "hub":
        names = [*tracked(embedded["organizations"])["namespace"]]
    known = embedded.once(seen, embedded)
    downloads = known[known["author"].isin(names)].groupby("author")["downloads_30d"].sum()
    gone = downloads[downloads.index.isin(manifest["organizations"]["gone"])]
    gone = gone.sort_values(ascending=False)
    number, share = len(downloads), gone.sum() / max(1, downloads.sum())
    if number < ENOUGH or (len(gone) <= MISSED[0] * number and share <= MISSED[1]):
        return []
    examples = ", ".join(gone.index[:3])
    return [f"{len(gone)} of {number} organizations of the embedded data vanished ({examples})"]


def suspect(snapshot: Path, before: Before) -> list[str]:
    """What the Hub's counter does only by a fault of its own, as sentences: the wave is in doubt."""
    with duckdb.connect() as con:
        judged, fell, rose, ratio, back = con.execute(f"""
            SELECT count(*), count_if(new.downloads_30d < old.downloads_30d),
                count_if(new.downloads_30d > old.downloads_30d),
                median(new.downloads_30d / old.downloads_30d),
                count_if(new.downloads_all_time < old.downloads_all_time)
            FROM {quoted(snapshot)} AS new JOIN {quoted(before.snapshot)} AS old USING (model_id)
            WHERE old.downloads_30d >= {COUNTED} AND new.downloads_30d IS NOT NULL""").fetchall()[0]
    found, whose = [], f"of {judged:,} models with {COUNTED:,} downloads or more since {before.day}"
    if judged < ENOUGH:
        return []
    for number, verb, enough in ((fell, "fell", -SHIFTED), (rose, "rose", SHIFTED)):
        if number >= TOGETHER * judged and (ratio - 1) / enough >= 1:
            found.append(
                f"the 30-day downloads {verb} together for {number:,} {whose}, by {abs(ratio - 1):.0%} "
                "at the median"
            )
    if back >= ROLLED_BACK * judged:
        found.append(f"the counter since creation, which cannot fall, fell for {back:,} {whose}")
    return found


# --- what is known already


def newest(data: Data) -> str:
    """The name of the latest snapshot table."""
    return snapshots(data)[-1]


def seen(data: Data) -> pd.DataFrame:
    """Every model of any snapshot as the latest one has it: model_id, author, downloads_30d."""
    columns = ["model_id", "author", "downloads_30d"]
    tables = [data.part(name, *columns) for name in reversed(snapshots(data))]
    return pd.concat(tables, ignore_index=True).drop_duplicates("model_id")


def models_of(data: Data, namespace: str) -> list[str]:
    """The models that were ever seen of a namespace, the most downloaded first."""
    known = data.once(seen, data)
    own = known[known["author"] == namespace]
    return own.sort_values("downloads_30d", ascending=False)["model_id"].tolist()
