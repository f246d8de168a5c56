"""Files written beside their places and renamed, so that none is ever half written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from platformdirs import user_data_path

from .version import __version__

PACKAGE = Path(__file__).resolve().parent
try:
    INSTALLED = 'name = "hubgap"' not in (PACKAGE.parent / "pyproject.toml").read_text(
        encoding="utf-8"
    )
except OSError:
    INSTALLED = True  # no checkout lies around the package
ROOT = PACKAGE.parent  # of data/, live/ and what builds keep
if INSTALLED:
    ROOT = Path(os.environ.get("HUBGAP_HOME") or user_data_path("hubgap", False))
MARK = ".hubgap-"  # how the names begin of what may be deleted in a folder that somebody named
NEW, OLD, WORK = f"{MARK}new-", f"{MARK}old-", f"{MARK}work"  # beside a folder while it is written
LOCK = f"{MARK}lock"
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")  # left by the file managers of macOS and Windows
NO_DATA = f"run `hubgap fetch` with the path or address of hubgap-data-{__version__}.zip."


class DataError(ValueError):
    """A data folder or table that cannot be used; the message is one sentence with a remedy."""

    def __init__(self, sentence: str):
        # A cell or a file name may hold control characters: none reaches a terminal.
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in sentence))

    def _render_traceback_(self) -> list[str]:
        """A notebook shows the sentence alone."""
        return [str(self)]


def claim(folder: Path, *patterns: str) -> None:
    """Refuse a folder with things of somebody else in it: neither MARK nor a pattern is found."""
    there = folder.iterdir() if folder.exists() else ()
    strange = sorted(path.name for path in there if path.name not in LITTER)
    if strange and not any(any(folder.glob(pattern)) for pattern in (f"{MARK}*", *patterns)):
        raise DataError(
            f"{folder} holds {strange[0]} and nothing that hubgap wrote: name an empty folder."
        )


def write_file(path: Path, content: str | bytes) -> None:
    """Write beside and rename; the same content leaves the file untouched."""
    write_all({path: content.encode() if isinstance(content, str) else content})


def write_all(files: Mapping[Path, bytes], obsolete: Iterable[Path] = ()) -> None:
    """Write all files beside their places, then rename them, then delete those that are obsolete.

    The same content leaves a file untouched. What fails before the first rename changes nothing.
    """
    beside = {}
    try:
        for path, content in files.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder is in its place", str(path))
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                beside[path] = path.with_name(f"{path.name}.part")
                beside[path].write_bytes(content)
        for path, part in beside.items():
            os.replace(part, path)
    except BaseException:
        for part in beside.values():
            part.unlink(missing_ok=True)
        raise
    for path in obsolete:
        path.unlink()


def sha256(content: bytes) -> str:
    """The checksum of some bytes."""
    return hashlib.sha256(content).hexdigest()


# --- whole folders


@contextlib.contextmanager
def writing(home: Path) -> Iterator[None]:
    """The folder for one writer of folders in it, mended if an earlier one was killed; filelock.Timeout
    if it is held.
    """
    from filelock import FileLock  # most commands write no folder

    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / LOCK, timeout=0):
        put_back(home)
        for mark in (OLD, NEW, WORK):
            for path in home.glob(f"{mark}*"):
                shutil.rmtree(path, ignore_errors=True)
        yield


def put_back(home: Path) -> None:
    """Undo the first rename of `exchange` where a run was killed before the second."""
    for old in home.glob(f"{OLD}*"):
        with contextlib.suppress(OSError):  # another reader did, or nobody may write here
            if not (folder := home / old.name.removeprefix(OLD)).exists():
                os.replace(old, folder)


def exchange(folder: Path, beside: Path) -> None:
    """Put `beside` in the place of `folder`; at every moment the old files stand somewhere."""
    old = folder.with_name(f"{OLD}{folder.name}")
    if folder.exists():
        os.replace(folder, old)
    try:
        os.replace(beside, folder)
    except BaseException:
        if old.exists():
            os.replace(old, folder)
        raise
    discard(old)


def discard(folder: Path) -> None:
    """Remove a folder by a rename first: no half of it is ever taken for the whole."""
    gone = folder.with_name(f"{NEW}gone")
    shutil.rmtree(gone, ignore_errors=True)
    if folder.exists():
        os.replace(folder, gone)
        shutil.rmtree(gone, ignore_errors=True)
