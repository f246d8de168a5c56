"""Which tables: embedded, live (the embedded ones with every wave that refreshes brought) or a folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from .boards import RANKINGS, with_boards
from .data import DESCRIPTOR, ROOT, Data, DataError, open_folder, write_data
from .disk import INSTALLED, LITTER, NO_DATA, put_back
from .panel import ID, latest
from .registry import LIVE, canonical
from .version import __version__

MANIFEST = "manifest.json"
SCOPES = ("tracked", "top", "hub")
SAID = {"scope": str, "names": list, "renamed": dict, "files": dict}  # what a manifest must say
BOARDS = "boards-"  # before the day, in the name of a wave of boards
BOARDS_SAID = {"scope": str, "revision": str, "files": dict}


def open_data(where: str | os.PathLike | None = None) -> Data:
    """Open `embedded` (data/), `live` (live/) or a folder; None asks the variable HUBGAP_DATA.

    A folder of refreshes, like live/, gives the embedded tables with its waves. Else reads the
    descriptor only. Raises DataError if it is missing, unreadable or not usable.
    """
    where = where or os.environ.get("HUBGAP_DATA") or "embedded"
    folder = {"embedded": ROOT / "data", "live": ROOT / "live"}.get(str(where), Path(where))
    if not (folder / DESCRIPTOR).is_file():
        put_back(folder)
        waves, boards = waves_in(folder), boards_in(folder)
        if waves or boards:
            return with_waves(_embedded(), folder, waves, boards)
        if str(where) == "live":
            raise DataError(f"{folder} holds no wave: run a refresh first, or use --data embedded.")
    return _embedded() if folder == ROOT / "data" else open_folder(folder)


def _embedded() -> Data:
    if not (ROOT / "data" / DESCRIPTOR).is_file():
        put_back(ROOT)
    if INSTALLED and not (ROOT / "data" / DESCRIPTOR).is_file():
        raise DataError(f"There are no data yet: {NO_DATA}")
    data = open_folder(ROOT / "data")
    if INSTALLED and (version := data.descriptor.get("version")) != __version__:
        raise DataError(f"{ROOT / 'data'} holds edition {version}, not {__version__}: {NO_DATA}")
    return data


def waves_in(folder: Path) -> list[Path]:
    """The folders of the promoted waves, oldest first. DataError for one that is not whole."""
    return _whole(folder.glob("????-??-??"))


def boards_in(folder: Path) -> list[Path]:
    """The folders of the pulled boards, as `waves_in`."""
    return _whole(folder.glob(f"{BOARDS}????-??-??"))


def _whole(paths: Iterable[Path]) -> list[Path]:
    found = sorted(path for path in paths if path.is_dir())
    for path in found:
        manifest_of(path)
    return found


def manifest_of(wave: Path) -> dict:
    """What the manifest of a wave says; DataError where it is missing, broken or a stranger's."""
    path, remedy = wave / MANIFEST, "restore or remove that folder."
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{wave} holds no {MANIFEST}, so it is no whole wave: {remedy}") from None
    except (OSError, ValueError, RecursionError):
        raise DataError(f"{path} cannot be read as JSON: {remedy}") from None
    boards = wave.name.startswith(BOARDS)
    rules, scopes = (BOARDS_SAID, ("boards",)) if boards else (SAID, SCOPES)
    whole = isinstance(said, dict) and all(isinstance(said.get(k), t) for k, t in rules.items())
    day = wave.name.removeprefix(BOARDS)
    if not whole or said.get("day") != day or said["scope"] not in scopes:
        raise DataError(f"{path} does not describe a wave of {wave.name}: {remedy}")
    texts = [*said["files"].values()]
    texts += [] if boards else [*said["names"], *said["renamed"].values()]
    if not all(isinstance(text, str) for text in texts):
        raise DataError(f"{path} lists names or checksums that are no text: {remedy}")
    # An earlier refresh on Windows wrote backslashes.
    files = {name.replace("\\", "/"): checksum for name, checksum in said["files"].items()}
    return {**said, "files": files}


def check_files(wave: Path) -> None:
    """Compare every file of a wave with the checksum in its manifest; DataError names the first."""
    recorded = manifest_of(wave)["files"]
    files = {path for path in wave.rglob("*") if path.is_file() and path.name not in LITTER}
    there = {path.relative_to(wave).as_posix() for path in files}
    for name in sorted(recorded.keys() | there - {MANIFEST}):
        if name not in there or recorded.get(name) != digest(wave / name):
            raise DataError(
                f"{wave / name} is not the file that the refresh of {wave.name} wrote: restore it, or "
                "remove that folder and refresh again."
            )


def digest(path: Path) -> str:
    """The SHA-256 checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- the joined tables


def with_waves(
    embedded: Data, folder: Path, waves: list[Path], boards: Sequence[Path] = ()
) -> Data:
    """The embedded data, each of the waves of `folder` as one more snapshot and, if it lists
    catalogues, as one more wave of a series. A later row replaces one of the same key.

    `boards`: folders of pulled boards, whose rankings are added (`boards.with_boards`); what makers
    report comes from the last wave that asked for it.
    """
    found = {path: open_folder(path) for path in waves if f"snapshot-{path.name}" not in embedded}
    manifests = {path: manifest_of(path) for path in found}
    for path, wave in found.items():
        if f"snapshot-{path.name}" not in wave:
            raise DataError(f"{path} holds no snapshot of its day: remove that folder.")
    pulled = [open_folder(path) for path in boards]
    tables: dict[str, pd.DataFrame] = {
        name: _stacked(embedded, name, [wave[name] for wave in found.values() if len(wave[name])])
        for name in ("waves", "coverage")
    }
    tables["sources"] = _sources(embedded, [one["sources"] for one in (*found.values(), *pulled)])
    tables |= _with_boards(embedded, [one["board_places"] for one in pulled])
    if reports := [one["eval_results"] for one in found.values() if _reported(one)]:
        tables["eval_results"] = reports[-1][list(embedded["eval_results"].columns)]
    tables["aliases"], tables["organizations"] = embedded["aliases"], embedded["organizations"]
    for path, wave in found.items():
        tables["aliases"] = _followed(tables["aliases"], wave["aliases"])
        tables["organizations"] = _renamed(tables["organizations"], manifests[path]["renamed"])
    listed = {path: wave for path, wave in found.items() if manifests[path]["scope"] == "tracked"}
    makers = {  # as large as a wave: made when somebody asks for them
        "panel_observations": lambda: _with_series(embedded, listed),
        "lineage_edges": lambda: _with_edges(embedded["lineage_edges"], found, tables),
    }
    resources = [wave.resources[f"snapshot-{path.name}"] for path, wave in found.items()]
    descriptor = {**embedded.descriptor, "resources": embedded.descriptor["resources"] + resources}
    homes = {f"snapshot-{path.name}": path for path in found}
    homes |= dict.fromkeys(embedded.resources, embedded.folder)
    files = [path for wave in (*waves, *boards) for path in wave.rglob("*") if path.is_file()]
    joined = (*[embedded.file(name) for name in (*tables, *makers)], *sorted(files))
    return Data(folder, descriptor, {**tables}, homes, joined, makers)


def _stacked(embedded: Data, name: str, later: list[pd.DataFrame]) -> pd.DataFrame:
    key = embedded.resources[name]["schema"]["primaryKey"]
    if not later:
        return embedded[name]
    rows = pd.concat([embedded[name], *(table[list(embedded[name].columns)] for table in later)])
    return rows.drop_duplicates(key, keep="last").reset_index(drop=True)


def _sources(embedded: Data, later: list[pd.DataFrame]) -> pd.DataFrame:
    """The sources with those of later waves, each from its first day to its last."""
    rows = _stacked(embedded, "sources", later)
    if not later:
        return rows
    first = pd.concat(later).groupby("id")["measured_from"].min()
    return rows.assign(measured_from=rows["id"].map(first).fillna(rows["measured_from"]))


def _with_boards(embedded: Data, pulled: list[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of rankings with every pull of boards, the oldest first."""
    tables = {name: embedded[name] for name in RANKINGS} if pulled else {}
    for places in pulled:
        tables |= with_boards(tables, places)
    return tables


def _reported(wave: Data) -> bool:
    return "eval_results" in wave and len(wave["eval_results"]) > 0


def _followed(aliases: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Aliases with those of a later wave: what it renames is followed, a name in use is no old one."""
    if later.empty:
        return aliases
    kept = aliases[~aliases["old_id"].isin(later["new_id"])]
    onward = kept["new_id"].map(later.set_index("old_id")["new_id"])
    kept = kept.assign(new_id=onward.fillna(kept["new_id"]))
    return pd.concat([kept, later]).drop_duplicates("old_id", keep="last").reset_index(drop=True)


def _renamed(organizations: pd.DataFrame, renamed: dict[str, str]) -> pd.DataFrame:
    """The publishers under the names that a refresh found; the new one is who the old one was."""
    rows = organizations
    for old, new in renamed.items():
        was = rows["namespace"] == old
        if old == new or not was.any():
            continue
        if not (rows["namespace"] == new).any():
            rows = pd.concat([rows, rows[was].assign(namespace=new)], ignore_index=True)
        names, to = rows["namespace"], rows["renamed_to"]
        to = to.mask(names == new)  # it may have been the old name once
        rows = rows.assign(renamed_to=to.mask((to == old) | (names == old), new))
    return rows


def _with_series(embedded: Data, listed: dict[Path, Data]) -> pd.DataFrame:
    """The observations with those of every wave that lists catalogues."""
    named = ("model_id", "observed_on", "downloads_30d", "likes", "source", "wave_id")
    waves = [wave.part(f"snapshot-{path.name}", *named) for path, wave in listed.items()]
    return _stacked(embedded, "panel_observations", [_as_series(rows) for rows in waves])


def _as_series(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.dropna(subset="downloads_30d")  # the Hub told no count
    return rows.assign(descendants=float("nan"), wave_id=rows["source"] + "@" + rows["wave_id"])


def _with_edges(edges: pd.DataFrame, waves: dict[Path, Data], tables: dict) -> pd.DataFrame:
    """The declared bases, with those of the last wave in the place of an earlier refresh."""
    if not waves:
        return edges
    last = max(waves)
    columns = {"model_id": "child", "base_model": "parent", "base_relation": "relation"}
    listed = waves[last].part(f"snapshot-{last.name}", *columns, "observed_on", "source")
    rows = listed.rename(columns=columns)
    rows = rows.dropna(subset="parent").explode("parent")
    rows = rows.dropna(subset="parent").astype({"parent": "str"})
    current = canonical(rows["parent"], tables["aliases"], tables["organizations"])
    rows["parent_canonical"] = current.where(current.str.match(ID))
    edges = edges[~edges["source"].isin(LIVE)]
    return pd.concat([edges, rows[list(edges.columns)]], ignore_index=True)


# --- an edition


def later(folder: Path) -> str | None:
    """The day of the latest wave of `folder`, which is no look at a few; None if data/ holds it."""
    embedded = _embedded()
    day = latest(with_waves(embedded, folder, waves_in(folder)))
    return None if f"snapshot-{day}" in embedded else day


def doubts(wave: Path) -> list[str]:
    """What the refresh found in a wave that the Hub's counter does only by a fault, as sentences."""
    said = manifest_of(wave).get("suspect", [])
    return [str(one) for one in (said if isinstance(said, list) else [said])]


def make_edition(folder: Path, accept: bool = False) -> str:
    """Write the embedded tables anew with the latest wave and boards of `folder`; the wave's day.

    A wave in doubt is refused unless `accept` says that somebody has looked at it.
    """
    embedded, day = _embedded(), later(folder)
    if day is None:
        raise DataError(f"{folder} holds no later wave than data/: run a refresh first.")
    wave = [one for one in waves_in(folder) if one.name == day]
    if (found := [doubt for one in wave for doubt in doubts(one)]) and not accept:
        raise DataError(
            f"The wave of {day} is in doubt: {'; '.join(found)}. Look at it; --accept makes it an "
            "edition all the same."
        )
    data = with_waves(embedded, folder, wave, boards_in(folder)[-1:])
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
