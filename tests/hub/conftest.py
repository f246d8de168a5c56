"""A small Hub, quick limits, and a refresh that reports its exit code and its one sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from hubgap import folders, open_data
from hubgap.data import DESCRIPTOR, ROOT
from hubgap.folders import digest
from hubgap.hub import collect
from hubgap.hub.client import Limits
from hubgap.hub.collect import Plan, Store
from hubgap.hub.refresh import refresh

from .server import catalogue

NAMES = ["01-ai", "Qwen", "deepseek-ai", "google", "mistralai", "microsoft"]
LARGE = {  # and the column that names a model
    "snapshot-2022-07-02": "model_id",
    "snapshot-2024-07-11": "model_id",
    "snapshot-2025-12-21": "model_id",
    "panel_observations": "model_id",
    "lineage_edges": "child",
}
REFERRING = ("bursts", "jumps")  # to models that panel_observations holds
QUICK = Limits(
    read=0.5, answer=1, patience=3, pause=0.02, tries=4, probe=2, workers=4, body=2**20, wait=5
)


@dataclass
class Outcome:
    code: int
    sentence: str  # on stderr
    text: str  # on stdout


@pytest.fixture(autouse=True, scope="package")
def online(tmp_path_factory):
    """The suite runs with HF_HUB_OFFLINE=1; these tests ask a server on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_OFFLINE", False)
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))
        patch.delenv("HF_TOKEN", raising=False)
        yield


@pytest.fixture(autouse=True, scope="package")
def small(tmp_path_factory):
    """The edition with few owners in its largest tables: a refresh reads it in less than a second."""
    root = shrunk(tmp_path_factory.mktemp("small"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "ROOT", root)
        yield


def shrunk(root: Path) -> Path:
    """The folder with a data/ that holds few owners in its largest tables."""
    shutil.copytree(ROOT / "data", root / "data")
    path = root / "data" / DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    hub = root / "data" / "hub"
    named = {one for n in REFERRING for one in pd.read_csv(hub / f"{n}.csv")["model_id"]}
    for resource in descriptor["resources"]:
        if (name := LARGE.get(resource["name"])) is None:
            continue
        file = root / "data" / resource["path"]
        table = pq.read_table(file)
        names = table[name].unique().to_pylist()
        kept = [one for one in names if one in named or one.partition("/")[0] in NAMES]
        table = table.filter(pc.is_in(table[name], pa.array(kept)))
        pq.write_table(table, file)
        resource |= {"rows": len(table), "hash": f"sha256:{digest(file)}"}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return root


@pytest.fixture(scope="package")
def embedded(small):
    return open_data("embedded")


@pytest.fixture
def models(embedded):
    """Up to 45 records of each of NAMES; a test may change them."""
    return catalogue(embedded["snapshot-2026-08-22"], NAMES, most=45)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Refresh NAMES from a Hub into tmp_path / "live", on a day of choice."""
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", 0)  # NAMES stand for all that are tracked
    monkeypatch.setattr("hubgap.hub.judge.MISSED", (1, 1))

    def run(hub, today: date | None = None, **options) -> Outcome:
        if today:
            noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
            monkeypatch.setattr(collect, "now", lambda: noon)
        settings = {"organizations": NAMES, "output": tmp_path / "live", "limits": QUICK, **options}
        code = refresh(endpoint=hub.url, **settings)
        text, sentence = capsys.readouterr()
        return Outcome(code, sentence, text)

    return run


def digests(folder: Path) -> dict[str, str]:
    """Every file of the promoted waves, with its checksum."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0].startswith(("2", "boards-"))
    }


def stored(output: Path) -> set[str]:
    """The addresses of the pages that an unfinished pull has stored."""
    store = Store(output / ".hubgap-pull", Plan("tracked", (), "2026-11-22"))
    addresses = set()
    for listing in store.listings:
        following = [listing.first, *(page.next for page in listing.pages)]
        addresses |= set(following[: len(listing.pages)])
    return addresses


def command(*arguments: str, **environment: str) -> subprocess.Popen:
    """`python -m hubgap refresh` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "hubgap", "refresh", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
