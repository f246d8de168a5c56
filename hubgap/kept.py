"""What a build keeps: exhibits and executed notebooks, each as long as what it depends on is the same.

A thing depends on the files of the modules that it reaches by import, on the files of the tables
that it read, on the fonts and the theme, on the study that was asked and on the versions of the
packages. Where one of them differs, or a kept file is not the one that was written, it is made anew.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent
LOOK = (PACKAGE / "theme.mplstyle", ROOT / "third_party" / "source-sans-3")


class Kept:
    """The folder of what was kept for one data folder; reading it never writes."""

    def __init__(self, data: Path):
        home = Path(os.environ.get("HUBGAP_KEPT") or ROOT / "build" / "kept")
        mark = f"{zlib.crc32(str(data.resolve()).encode()):08x}"
        self.folder = home / f"{data.name}-{mark}"

    def record(self, name: str, study: str) -> dict | None:
        """What is known of a kept thing, if all that it depends on is as it was; else None."""
        try:
            found = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            same = found["study"] == study and found["versions"] == versions()
            inputs = {ROOT / path: known for path, known in found["inputs"].items()}
            if same and all(digest(path) == known for path, known in inputs.items()):
                return found
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return None

    def read(self, record: dict, file: str) -> bytes | None:
        """One kept file of a record; None if it is missing or not what was written."""
        path = self.folder / file
        content = path.read_bytes() if path.is_file() else b""
        return content if sha256(content) == record["files"].get(file) else None

    def put(
        self, name: str, study: str, inputs: Iterable[Path], files: dict[str, bytes], **about
    ) -> dict:
        """Keep files (named `name.*`) with what they depend on; the record, which is written last."""
        self.folder.mkdir(parents=True, exist_ok=True)
        record = {
            "study": study,
            "versions": versions(),
            "inputs": {_relative(path): digest(path) for path in sorted(set(inputs))},
            "files": {file: sha256(content) for file, content in files.items()},
            **about,
        }
        for file, content in files.items():
            self._write(file, content)
        self._write(f"{name}.json", json.dumps(record, ensure_ascii=False).encode())
        return record

    def _write(self, file: str, content: bytes) -> None:
        beside = self.folder / f"{file}.{os.getpid()}.part"
        beside.write_bytes(content)
        os.replace(beside, self.folder / file)


def sha256(content: bytes) -> str:
    """The checksum of some bytes."""
    return hashlib.sha256(content).hexdigest()


def digest(path: Path) -> str:
    """The checksum of a file, or of all files of a folder; empty if there is none."""
    if path.is_dir():
        return sha256("".join(digest(file) for file in sorted(path.iterdir())).encode())
    try:
        about = path.stat()
    except OSError:
        return ""
    return _digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4096)
def _digest(path: Path, changed: int, size: int) -> str:
    return sha256(path.read_bytes())


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


@cache
def versions() -> str:
    """Python and the required packages with their versions, as one text."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = [found[0] for line in lines if (found := re.match(r"\w[\w-]*", line))]
    return " ".join([f"python {sys.version_info[0]}.{sys.version_info[1]}", *map(_version, names)])


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name} -"


# --- what a module reaches


@cache
def reached(*modules: str) -> tuple[Path, ...]:
    """The files of these modules of the package and of all that they import, in order."""
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in found and (path := _file(name)):
            found[name] = path
            waiting += _imports(name, path)
    return tuple(sorted(found.values()))


def _file(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


@cache
def _imports(module: str, path: Path) -> tuple[str, ...]:
    """The modules of the package that one of its modules imports, anywhere in its text."""
    home = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(name for name in imported(tree, home) if name.split(".")[0] == PACKAGE.name)


def imported(tree: ast.AST, home: list[str]) -> Iterator[str]:
    """The names of all modules that a parsed module of the package `home` may import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)
