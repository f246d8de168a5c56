"""Files written beside their places and renamed, so that none is ever half written."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Mapping
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
