"""Editions as others keep them: named and dated, packed into archives, fetched with checksums."""

from __future__ import annotations

import io
import json
import lzma
import os
import re
import ssl
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .data import DESCRIPTOR, as_text, open_folder
from .disk import NO_DATA, PACKAGE, ROOT, DataError, exchange, write_all, write_file
from .folders import digest
from .version import __version__

EDITION = "edition.json"  # in the package: its version, and the checksum of its description of data
TERMS = "LICENSE-DATA"
BROKEN = (zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, RuntimeError, ValueError)
MOST = 500 * 2**20  # bytes of an archive, many times what an edition takes
DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive on any day
LICENSES = "https://spdx.org/licenses/"


# --- named and dated


def named(version: str, root: Path = ROOT) -> None:
    """Refuse a version that is none, or of which CHANGELOG.md tells nothing."""
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version):
        raise DataError(f"{version} is no version: three numbers make one, like 1.0.0.")
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"(?m)^## {re.escape(version)}(:|$)", log):
        raise DataError(f"CHANGELOG.md has no section {version}: say there first what moved.")


def stamp(version: str, day: date, root: Path = ROOT) -> None:
    """Write version and day of a new edition wherever they stand. DataError if it has no name."""
    named(version, root)
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


def recorded(root: Path = ROOT) -> str:
    """What EDITION says of the package: the checksums of the description of its data, and of terms."""
    said = {"version": __version__, DESCRIPTOR: digest(root / "data" / DESCRIPTOR)}
    return as_text({**said, TERMS: digest(root / TERMS)})


# --- packed


def pack(output: Path, root: Path = ROOT) -> list[Path]:
    """Archives of an edition: its data, its figures and its site, each with the terms of the data.

    The same edition makes the same bytes. Raises DataError.
    """
    made = []
    for name in ("data", "figures", "site"):
        paths = sorted(path for path in (root / name).rglob("*") if path.is_file())
        if not paths:
            raise DataError(f"{root / name} is empty: run make first.")
        files = {path.relative_to(root).as_posix(): path for path in (root / TERMS, *paths)}
        path = output / f"hubgap-{name}-{__version__}.zip"
        try:
            write_file(path, archive({entry: file.read_bytes() for entry, file in files.items()}))
        except OSError as error:
            raise DataError(f"{path} cannot be written ({error.strerror}): nothing was.") from None
        made.append(path)
    return made


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by path; the same files make the same bytes on any day."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in files.items():
            about = zipfile.ZipInfo(entry, DAY_OF_ZIP)
            about.external_attr = 0o644 << 16  # a web server may read it
            packed.writestr(about, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


# --- fetched


def fetch(where: str, home: Path = ROOT, edition: dict | None = None) -> Path:
    """Bring the data of this edition from an archive of `pack`, a path or an address, into `home`.

    Every file is compared with the checksum that the package and its descriptor record. Data of an
    earlier edition stay until all is well; what somebody changed is not replaced. Raises DataError.
    """
    if (home / "pyproject.toml").is_file():
        raise DataError(
            f"{home} is a checkout, whose data stand in data/: nothing is to be fetched."
        )
    edition = edition or json.loads((PACKAGE / EDITION).read_text(encoding="utf-8"))
    try:
        if _stands(home / "data", edition):
            return home / "data"
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".hubgap-fetch-", dir=home) as beside:
            path = _brought(where, Path(beside) / "archive.zip")
            unpacked = _unpacked(path, where, edition, Path(beside))
            os.replace(Path(beside) / TERMS, home / TERMS)
            exchange(home / "data", unpacked)
    except OSError as error:
        place = error.filename or home
        raise DataError(
            f"{place} cannot be used ({error.strerror or error}): name another folder in HUBGAP_HOME."
        ) from None
    return home / "data"


def _stands(folder: Path, edition: dict) -> bool:
    """Whether a folder holds the edition whole. DataError for one that somebody changed."""
    if not (folder / DESCRIPTOR).is_file():
        return False
    data = open_folder(folder)
    if data.descriptor.get("version") != edition["version"]:
        return False
    same = digest(folder / DESCRIPTOR) == edition[DESCRIPTOR]
    if not same or any(digest(data.file(r["name"])) != _hash(r) for r in data.resources.values()):
        raise DataError(f"{folder} holds this edition, but changed: move that folder away first.")
    return True


def _hash(resource: dict) -> str:
    return resource["hash"].removeprefix("sha256:")


def _brought(where: str, path: Path) -> Path:
    """The archive as a file of this machine."""
    if not where.startswith(("http://", "https://")):
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
    except ImportError:
        raise DataError(
            f"{where} lies behind a SOCKS proxy, which needs one more package: pip install socksio."
        ) from None
    except (FileNotFoundError, ssl.SSLError):
        raise DataError("SSL_CERT_FILE or SSL_CERT_DIR names no certificates.") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        if isinstance(error, DataError):
            raise
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
            if sum(one.file_size for one in archive.infolist()) > MOST:
                raise DataError(f"{where} holds more than an edition does: check where it is from.")
            for name in (f"data/{DESCRIPTOR}", TERMS):
                if digest(Path(archive.extract(name, beside))) != edition[Path(name).name]:
                    raise DataError(
                        f"{where} does not hold the data of edition {edition['version']}: take the "
                        "archive of that edition."
                    )
            data = open_folder(beside / "data")
            for resource in data.resources.values():
                name = f"data/{resource['path']}"
                if name not in names:
                    raise DataError(f"{where} lacks {name}: {again}")
                if digest(Path(archive.extract(name, beside))) != _hash(resource):
                    raise DataError(f"{name} in {where} is not the file of the edition: {again}")
    except DataError:
        raise
    except BROKEN as error:
        raise DataError(f"{where} is no whole archive ({error}): {again}") from None
    return beside / "data"
