"""The embedded tables with what refreshes brought: every wave of a folder like live/."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from .data import Data, DataError, open_data, write_data

JOINED = ("sources", "waves", "coverage", "aliases")


def waves_in(folder: Path) -> list[Path]:
    """The folders of the promoted waves, oldest first."""
    return sorted(path.parent for path in folder.glob("[0-9]*/manifest.json"))


def with_waves(embedded: Data, folder: Path, waves: list[Path]) -> Data:
    """The embedded data, each of the waves of `folder` as one more snapshot and, if it lists
    catalogues, as one more wave of a series. A later row replaces one of the same key."""
    found = [open_data(path) for path in waves if f"snapshot-{path.name}" not in embedded]
    manifests = [json.loads((wave.folder / "manifest.json").read_text("utf-8")) for wave in found]
    tables = {}
    for name in JOINED:
        parts = [embedded[name], *(wave[name] for wave in found if len(wave[name]))]
        key = embedded.resources[name]["schema"]["primaryKey"]
        tables[name] = pd.concat(parts).drop_duplicates(key, keep="last").reset_index(drop=True)
    renamed = {old: new for manifest in manifests for old, new in manifest["renamed"].items()}
    tables["organizations"] = _renamed(embedded["organizations"], renamed)
    series = [
        _as_series(wave[f"snapshot-{manifest['day']}"])
        for wave, manifest in zip(found, manifests, strict=True)
        if manifest["scope"] == "tracked"
    ]
    observations = pd.concat([embedded["panel_observations"], *series], ignore_index=True)
    tables["panel_observations"] = observations
    snapshots = {f"snapshot-{wave.folder.name}": wave for wave in found}
    resources = [wave.resources[name] for name, wave in snapshots.items()]
    descriptor = {**embedded.descriptor, "resources": embedded.descriptor["resources"] + resources}
    homes = {name: wave.folder for name, wave in snapshots.items()}
    homes |= {name: embedded.folder for name in embedded.resources}
    return Data(folder, descriptor, tables, homes)


def _renamed(organizations: pd.DataFrame, renamed: dict[str, str]) -> pd.DataFrame:
    """The publishers under the names that a refresh found; the new one is who the old one was."""
    rows = organizations.set_index("namespace")
    for old, new in renamed.items():
        if old in rows.index and new not in rows.index:
            rows.loc[new] = rows.loc[old]
        if old in rows.index:
            rows.loc[old, "renamed_to"] = new
    return rows.reset_index()[list(organizations.columns)]


def _as_series(snapshot: pd.DataFrame) -> pd.DataFrame:
    rows = snapshot[["model_id", "observed_on", "downloads_30d", "likes", "source"]]
    return rows.assign(descendants=float("nan"), wave_id=rows["source"] + "@" + snapshot["wave_id"])


def make_edition(folder: Path) -> str:
    """Write the embedded tables anew with the latest wave of `folder` among them; its day."""
    embedded = open_data("embedded")
    waves = waves_in(folder)[-1:]
    if not waves or f"snapshot-{waves[0].name}" in embedded:
        raise DataError(f"{folder} holds no wave that data/ does not have: run a refresh first.")
    data, day = with_waves(embedded, folder, waves), waves[0].name
    resources = [_reaching(resource, day) for resource in data.descriptor["resources"]]
    tables = {name: data[name] for name in data.resources}
    write_data(embedded.folder, {**data.descriptor, "resources": resources}, tables)
    return day


def _reaching(resource: dict, day: str) -> dict:
    """The resource with the limits of its days moved to a later day."""
    fields = [dict(field) for field in resource["schema"]["fields"]]
    for field in fields:
        last = field.get("constraints", {}).get("maximum")
        if field["type"] == "date" and last and last < day:
            field["constraints"] = {**field["constraints"], "maximum": day}
    return {**resource, "schema": {**resource["schema"], "fields": fields}}
