"""Editions as others keep them: named and dated, packed into archives, fetched with checksums."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from .data import DESCRIPTOR, as_text, open_folder
from .disk import NO_DATA, PACKAGE, ROOT, DataError, sha256, write_all
from .version import __version__

EDITION = "edition.json"  # in the package: its version, and the checksum of its description of data
TERMS = "LICENSE-DATA"
MOST = 500 * 2**20  # bytes of an archive, many times what an edition takes
DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive on any day
LICENSES = "https://spdx.org/licenses/"


# --- named and dated


def stamp(version: str, day: date, root: Path = ROOT) -> None:
    """Write version and day of a new edition wherever they stand. DataError if one is unfit."""
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version):
        raise DataError(f"{version} is no version: three numbers make one, like 1.0.0.")
    if f"\n## {version}" not in (root / "CHANGELOG.md").read_text(encoding="utf-8"):
        raise DataError(f"CHANGELOG.md has no section {version}: say there first what moved.")
    path = root / "data" / DESCRIPTOR
    descriptor = open_folder(path.parent).descriptor | {"version": version}
    changed = {
        root / "hubgap" / "version.py": (
            r'(?m)^__version__ = ".*"$',
            f'__version__ = "{version}"',
        ),
        root / "CITATION.cff": (r"(?m)^version: .*$", f"version: {version}"),
    }
    files = {
        path: re.sub(*pair, path.read_text(encoding="utf-8")) for path, pair in changed.items()
    }
    cff = root / "CITATION.cff"
    files[cff] = re.sub(r"(?m)^date-released: .*$", f'date-released: "{day}"', files[cff])
    files[path] = as_text(descriptor)
    files |= {root / name: as_text(said) for name, said in archived(files[cff]).items()}
    write_all({place: text.encode() for place, text in files.items()})


def cited(cff: str) -> dict[str, str]:
    """The plain entries of a citation file."""
    return dict(re.findall(r'^(?:  - )?([a-z-]+): "?([^"\n]+?)"?$', cff, re.MULTILINE))


def archived(cff: str) -> dict[str, dict]:
    """What archives of software read, from the citation file: codemeta.json and datacite.json."""
    about = cited(cff)
    abstract = " ".join(re.findall(r"(?s)abstract: >-\n(.*?)\n\S", cff)[0].split())
    words = re.findall(r"^  - ([^:\n]+)$", cff, re.MULTILINE)
    version, day, name = about["version"], about["date-released"], about["name"]
    codemeta = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": about["title"],
        "identifier": "hubgap",
        "description": abstract,
        "author": [{"@type": "Organization", "name": name}],
        "version": version,
        "datePublished": day,
        "license": f"{LICENSES}{about['license']}",
        "programmingLanguage": "Python",
        "keywords": words,
    }
    datacite = {
        "creators": [{"name": name, "nameType": "Organizational"}],
        "titles": [{"title": about["title"]}],
        "publisher": {"name": name},
        "publicationYear": day[:4],
        "types": {"resourceType": "Notebooks", "resourceTypeGeneral": "Software"},
        "subjects": [{"subject": word} for word in words],
        "dates": [{"date": day, "dateType": "Issued"}],
        "version": version,
        "rightsList": [{"rightsIdentifier": about["license"], "rightsIdentifierScheme": "SPDX"}],
        "descriptions": [{"description": abstract, "descriptionType": "Abstract"}],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {"codemeta.json": codemeta, "datacite.json": datacite}


def recorded(folder: Path) -> str:
    """What EDITION says of the package whose data stand in a folder."""
    descriptor = (folder / DESCRIPTOR).read_bytes()
    return as_text({"version": __version__, "descriptor": sha256(descriptor)})


# --- packed


def pack(output: Path, root: Path = ROOT) -> list[Path]:
    """Archives of an edition: its data, its figures and its site, each with the terms of the data."""
    made = []
    for name in ("data", "figures", "site"):
        paths = sorted(path for path in (root / name).rglob("*") if path.is_file())
        if not paths:
            raise DataError(f"{root / name} is empty: run make first.")
        path = output / f"hubgap-{name}-{__version__}.zip"
        output.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in (root / TERMS, *paths):
                entry = zipfile.ZipInfo(one.relative_to(root).as_posix(), DAY_OF_ZIP)
                archive.writestr(entry, one.read_bytes(), zipfile.ZIP_DEFLATED)
        os.replace(part, path)
        made.append(path)
    return made


# --- fetched


def fetch(where: str, home: Path = ROOT, edition: dict | None = None) -> Path:
    """Bring the data of this edition from an archive of `pack`, a path or an address, into `home`.

    Every file is compared with the checksum that the package and its descriptor record. The tables
    that stood there stay until all is well. Raises DataError.
    """
    if (home / "pyproject.toml").is_file():
        raise DataError(
            f"{home} is a checkout, whose data stand in data/: nothing is to be fetched."
        )
    edition = edition or json.loads((PACKAGE / EDITION).read_text(encoding="utf-8"))
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".hubgap-fetch-", dir=home) as beside:
            path = _brought(where, Path(beside) / "archive.zip")
            unpacked = _unpacked(path, where, edition, Path(beside))
            _put(unpacked, home / "data", Path(beside) / "old")
            os.replace(Path(beside) / TERMS, home / TERMS)
    except OSError as error:
        raise DataError(
            f"{error.filename or home} cannot be used ({error.strerror or error}): nothing was changed."
        ) from None
    return home / "data"


def _brought(where: str, path: Path) -> Path:
    """The archive as a file of this machine."""
    if urlsplit(where).scheme not in ("http", "https"):
        if not Path(where).is_file():
            raise DataError(f"{where} is no file: name the archive hubgap-data-{__version__}.zip.")
        return Path(where)
    import httpx2

    size = 0
    try:
        with httpx2.stream("GET", where, follow_redirects=True, timeout=30) as answer:
            if answer.status_code != 200:
                raise DataError(f"{where} answers {answer.status_code}: check the address.")
            with path.open("wb") as file:
                for piece in answer.iter_bytes():
                    size += file.write(piece)
                    if size > MOST:
                        raise DataError(
                            f"{where} sends more than an edition holds: check the address."
                        )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        why = str(error) or type(error).__name__
        raise DataError(f"{where} could not be fetched ({why}): check the network.") from None
    return path


def _unpacked(path: Path, where: str, edition: dict, beside: Path) -> Path:
    """The data of an archive in a folder, every file as its checksum says."""
    again = "fetch it again."
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if not {f"data/{DESCRIPTOR}", TERMS} <= names:
                raise DataError(f"{where} holds no data of hubgap: {NO_DATA}")
            content = archive.read(f"data/{DESCRIPTOR}")
            if sha256(content) != edition["descriptor"]:
                raise DataError(
                    f"{where} does not hold the data of edition {edition['version']}: take "
                    "the archive of that edition."
                )
            tables = [f"data/{one['path']}" for one in json.loads(content)["resources"]]
            if missing := sorted(set(tables) - names):
                raise DataError(f"{where} lacks {missing[0]}: {again}")
            for name in (f"data/{DESCRIPTOR}", TERMS, *tables):
                archive.extract(name, beside)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{where} is no whole archive ({error}): {again}") from None
    data = open_folder(beside / "data")
    for resource in data.resources.values():
        file = data.file(resource["name"])
        if resource["hash"] != f"sha256:{sha256(file.read_bytes())}":
            raise DataError(
                f"{resource['path']} in {where} is not the file of the edition: {again}"
            )
    return beside / "data"


def _put(folder: Path, place: Path, old: Path) -> None:
    """A folder in its place; what stood there comes back if that fails."""
    if place.exists():
        os.replace(place, old)
    try:
        os.replace(folder, place)
    except OSError:
        if old.exists():
            os.replace(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)
