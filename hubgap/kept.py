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
import pickle
import re
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from .disk import PACKAGE, ROOT, sha256, write_all, write_file

UNUSED = re.compile("extra == .(tests|lint)")  # by a build
LOOK = (PACKAGE / "theme.mplstyle", PACKAGE / "third_party" / "source-sans-3")
LOOKS = {"en": LOOK, "zh": (*LOOK, PACKAGE / "third_party" / "noto-sans-sc")}  # by language


def kept_as(slug: str, language: str) -> str:
    """The name under which a build keeps an exhibit: `00-downloads`, `00-downloads-zh`."""
    return slug if language == "en" else f"{slug}-{language}"


class Kept:
    """The folder of what was kept for one data folder; reading it never writes."""

    def __init__(self, data: Path):
        self.data = data
        mark = f"{zlib.crc32(str(data.resolve()).encode()):08x}"
        self.folder = _home() / f"{data.name}-{mark}"

    def record(self, name: str, study: str | None = None) -> dict | None:
        """What is known of a kept thing, if all that it depends on is as it was; else None.

        study: what must have been asked; None takes what a build asks, which is all that is kept.
        """
        try:
            found = json.loads((self.folder / f"{name}.record.json").read_text(encoding="utf-8"))
            same = study in (None, found["study"]) and found["versions"] == versions()
            same &= found["tables"] == self.described(found["tables"])
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

    def dump(self, file: str, thing) -> str:
        """Pickle a thing into a file, piece by piece: a wave may not fit beside itself; the checksum."""
        path, part = self.folder / file, self.folder / f"{file}.part"
        self.folder.mkdir(parents=True, exist_ok=True)
        with part.open("w+b") as out:
            pickle.dump(thing, out, protocol=5)
            out.seek(0)
            checksum = hashlib.file_digest(out, "sha256").hexdigest()
        os.replace(part, path)
        return checksum

    def load(self, record: dict, file: str):
        """What was dumped; None if the file is missing or not what was written."""
        path = self.folder / file
        if not path.is_file():
            return None
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != record["files"].get(file):
                return None
            content.seek(0)
            return pickle.load(content)

    def whole(self, record: dict | None) -> bool:
        """Whether there is a record and all its files are what was written."""
        return record is not None and all(self.read(record, file) for file in record["files"])

    def put(
        self,
        name: str,
        study: str,
        inputs: Iterable[Path],
        tables: Iterable[str],
        files: dict[str, bytes],
        dumped: dict[str, str] | None = None,
        **about,
    ) -> dict:
        """Keep files (named `name.*`) with what they depend on; the record, which is written last.

        dumped: files that are there already, with their checksums.
        """
        record = {
            "study": study,
            "versions": versions(),
            "tables": self.described(tables),
            "inputs": {_relative(path): digest(path) for path in sorted(set(inputs))},
            "files": {file: sha256(content) for file, content in files.items()} | (dumped or {}),
            **about,
        }
        write_all({self.folder / file: content for file, content in files.items()})
        write_file(self.folder / f"{name}.record.json", json.dumps(record, ensure_ascii=False))
        return record

    def described(self, tables: Iterable[str]) -> dict[str, str]:
        """Checksums of how the descriptor of the data describes some tables."""
        said = _descriptions(self.data)
        return {name: said.get(name, "") for name in sorted(tables)}

    def clear(self) -> None:
        """Forget everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _home() -> Path:
    return Path(os.environ.get("HUBGAP_KEPT") or ROOT / "build" / "kept")


@cache
def _descriptions(data: Path) -> dict[str, str]:
    path = data / "datapackage.json"
    said = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"resources": []}
    return {r["name"]: sha256(json.dumps(r, sort_keys=True).encode()) for r in said["resources"]}


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
    try:
        required = [r for r in metadata.requires("hubgap") or [] if not UNUSED.search(r)]
    except metadata.PackageNotFoundError:
        required = []  # a checkout that is on the path, not installed
    names = sorted({re.split(r"[^\w-]", line, maxsplit=1)[0] for line in required} - {"hubgap"})
    return " ".join([f"python {sys.version_info[0]}.{sys.version_info[1]}", *map(_version, names)])


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name} -"


# --- the committed edition

EDITION = ("hubgap", "data", "notebooks", "figures", "site")
PAGES = ("README.md", "README.zh.md", "CITATION.cff", "pyproject.toml")


def sealed() -> bool:
    """Whether the committed edition and all that it is made from are as the last build left them."""
    try:
        return (_home() / "edition.txt").read_text(encoding="utf-8") == _state()
    except OSError:
        return False


def seal() -> None:
    """Remember the state of the committed edition."""
    write_file(_home() / "edition.txt", _state())


def _state() -> str:
    paths = [path for name in EDITION for path in (ROOT / name).rglob("*") if _counts(path)]
    known = [f"{digest(path)} {_relative(path)}" for path in sorted(paths)]
    return "\n".join([versions(), *known, *(digest(ROOT / name) for name in PAGES)])


def _counts(path: Path) -> bool:
    passed = {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    return path.is_file() and not passed


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
