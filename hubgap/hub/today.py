"""The pull of the notebook that pulls: a few organizations and the boards, into live/today/."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from filelock import Timeout
from huggingface_hub import constants

from ..disk import MARK, ROOT, claim, discard, exchange, write_file, writing
from ..folders import waves_in
from . import collect
from .refresh import refresh

ASKED = f"{MARK}asked"  # in a folder: what its pull asks for


def pull(
    organizations: Sequence[str], endpoint: str | None = None, fresh: bool = False
) -> Path | None:
    """Pull the catalogues of organizations, and the boards; the folder for `Study(folder)`.

    Forecast, progress and what came are printed. None where nothing is there to be read, after a
    sentence that says why: HF_HUB_OFFLINE is set, or the endpoint did not answer. What was stored
    of a pull stays for the next try on the same day; `fresh` starts over. Another day or other
    organizations replace the folder once their models are there. endpoint: None asks HF_ENDPOINT,
    or the public Hub.
    """
    if constants.is_offline_mode():
        print("Nothing was asked, since HF_HUB_OFFLINE is set: the page shows what is stored here.")
        print("To pull, unset that variable, restart the kernel and run all cells.")
        return None
    names = [organizations] if isinstance(organizations, str) else [*organizations]
    day, where = f"{collect.now():%Y-%m-%d}", endpoint or constants.ENDPOINT
    try:
        with writing(ROOT / "live"):
            home = _pulled(names, endpoint, fresh, " ".join([day, *sorted(set(names)), where]))
    except Timeout:
        print("Another refresh is writing to live/. Run this cell again when it has ended.")
        home = None
    if not home:
        print("Nothing was pulled: the page shows what is stored here.")
        return None
    print(f"What came is in {home.relative_to(ROOT).as_posix()}, with a report.md for each part.")
    return home


def _pulled(names: list[str], endpoint: str | None, fresh: bool, asked: str) -> Path | None:
    """Pull into live/today, or beside it until there are models where it holds another pull."""
    home = ROOT / "live" / "today"
    folder = home if _asked(home) == asked else home.with_name(f"{MARK}today")
    if _asked(folder) != asked:
        discard(folder)
    models, boards = (
        partial(refresh, endpoint=endpoint, **one)
        for one in ({"organizations": names}, {"boards": True})
    )
    failed = any(part(output=folder, dry_run=True) for part in (models, boards))
    if not failed:
        folder.mkdir(exist_ok=True)
        write_file(folder / ASKED, asked)
        with contextlib.redirect_stdout(io.StringIO()):  # the page tells what the report does
            failed = bool(models(output=folder, fresh=fresh))
    if not waves_in(folder):
        return None
    if folder != home:
        claim(home)
        exchange(home, folder)
    if not failed:
        with contextlib.redirect_stdout(io.StringIO()):
            boards(output=home, fresh=fresh)
    return home


def _asked(folder: Path) -> str | None:
    path = folder / ASKED
    return path.read_text(encoding="utf-8") if path.is_file() else None
