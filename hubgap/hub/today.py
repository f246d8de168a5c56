"""The pull of the notebook that pulls: a few organizations and the boards, into a folder of its own."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from huggingface_hub import constants

from ..data import ROOT
from ..folders import waves_in
from . import collect
from .refresh import refresh


def pull(
    organizations: Sequence[str], endpoint: str | None = None, fresh: bool = False
) -> Path | None:
    """Pull the catalogues of organizations, and the boards; the folder for `Study(folder)`.

    Forecast, progress and what came are printed. None where nothing is there to be read, after a
    sentence that says why: HF_HUB_OFFLINE is set, or the endpoint did not answer. What was stored
    of a pull stays for the next try on the same day; `fresh` starts over. endpoint: None asks
    HF_ENDPOINT, or the public Hub.
    """
    if constants.is_offline_mode():
        print("Nothing was asked, since HF_HUB_OFFLINE is set: the page shows what is stored here.")
        print("To pull, unset that variable, restart the kernel and run all cells.")
        return None
    names = [organizations] if isinstance(organizations, str) else [*organizations]
    home = _folder(names, endpoint)
    asked: tuple[dict, ...] = ({"organizations": names}, {"boards": True})
    parts = [partial(refresh, output=home, endpoint=endpoint, **one) for one in asked]
    if not any(part(dry_run=True) for part in parts):
        for part in parts:
            with contextlib.redirect_stdout(io.StringIO()):  # the page tells what the report does
                failed = part(fresh=fresh)
            if failed:
                break
    if not waves_in(home):
        print("Nothing was pulled: the page shows what is stored here.")
        return None
    print(f"What came is in {home.relative_to(ROOT).as_posix()}, with a report.md for each part.")
    return home


def _folder(names: Sequence[str], endpoint: str | None) -> Path:
    """A folder a day, list of names and endpoint, so that no wave meets one of another scope."""
    asked = " ".join([*sorted(set(names)), endpoint or constants.ENDPOINT])
    day = f"{collect.now():%Y-%m-%d}"
    return ROOT / "live" / f"today-{day}-{zlib.crc32(asked.encode()):08x}"
