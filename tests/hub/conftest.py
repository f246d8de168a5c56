"""A small Hub, quick limits, and a refresh that reports its exit code and its one sentence."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from huggingface_hub import constants

from hubgap import open_data
from hubgap.data import ROOT
from hubgap.hub import collect
from hubgap.hub.client import Limits
from hubgap.hub.collect import Plan, Store
from hubgap.hub.refresh import refresh

from .server import catalogue

NAMES = ["01-ai", "Qwen", "deepseek-ai", "google", "mistralai", "microsoft"]
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


@pytest.fixture(scope="session")
def embedded():
    return open_data("embedded")


@pytest.fixture
def models(embedded):
    """Up to 45 records of each of NAMES; a test may change them."""
    return catalogue(embedded["snapshot-2026-08-22"], NAMES, most=45)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Refresh NAMES from a Hub into tmp_path / "live", on a day of choice."""
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", 0)  # NAMES stand for all that are tracked

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
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def stored(output: Path) -> set[str]:
    """The addresses of the pages that an unfinished pull has stored."""
    store = Store(output / ".pull", Plan("tracked", (), "2026-11-22"))
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
