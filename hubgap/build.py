"""One edition: exhibits made once, notebooks executed, figures, generated pages and the site written.

`python -m hubgap build` makes what is not kept from an earlier build (see `kept`). The committed
edition stands in notebooks/, figures/ and the generated pages; an edition of other data touches
nothing of it. All files are made before the first one is written.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets.config import Config

from . import site
from .data import ROOT, Data, DataError
from .disk import MARK, claim, sha256, write_all
from .editions import EDITION, recorded
from .exhibits import PAGES
from .exhibits.exhibit import EXTRAS, Exhibit, card, drawn, of_these_data, packed, told_in
from .kept import LOOKS, Kept, imported, kept_as, reached, seal
from .languages import LANGUAGES
from .measures import lineage
from .publish.files import KINDS
from .publish.gallery import gallery
from .site.codebook import codebook
from .site.glossary import glossary
from .site.readme import in_chinese, with_blocks
from .study import Study, keep_latest

CELL_SECONDS = 600  # longer means that something hangs
AT_ONCE = 2
FILES = {"en": KINDS, "zh": ("svg", "pdf", "png")}  # of a figure; its numbers are in English
READMES = {"en": "README.md", "zh": "README.zh.md"}


class BuildError(DataError):
    """A notebook that did not run; the message names it and the cell."""


def build(data: Data, output: Path | None = None, force: bool = False, address: str = "") -> Path:
    """Make the edition of `data` and write what differs; the folder that holds it.

    The embedded data renew the committed edition, its pages included. Other data go to `output`, by
    default below build/. `force` makes everything anew; `address` is where the site will stand. Raises
    BuildError at the first notebook that fails; nothing is written then. A file that another program
    holds open is a BuildError too, and a folder of somebody else a DataError: what an edition no
    longer has is deleted there.
    """
    committed = output is None and data.folder == ROOT / "data"
    home = ROOT if committed else output or ROOT / "build" / data.folder.name
    if output:
        claim(home)
    files = edition(Study(data), force, address)
    if not committed:
        own = ("figures/", "notebooks/", "site/")
        files = {name: content for name, content in files.items() if name.startswith(own)}
        files[f"{MARK}build"] = b""
    try:
        write_all({home / name: content for name, content in files.items()}, obsolete(home, files))
    except OSError as error:
        place = error.filename2 or error.filename or home
        raise BuildError(
            f"{place} cannot be written ({error.strerror}): close it where it is open, or make its "
            "folder writable, and build again."
        ) from None
    if committed and not address:
        seal()
    return home


def obsolete(home: Path, files: Iterable[str]) -> list[Path]:
    """Files of figures/ and site/ that an edition no longer has."""
    there = [path for name in ("figures", "site") for path in (home / name).rglob("*")]
    return [p for p in there if p.is_file() and p.relative_to(home).as_posix() not in set(files)]


def edition(study: Study, force: bool = False, address: str = "") -> dict[str, bytes]:
    """All files of the edition of a study, by path: figures, notebooks, site and generated pages."""
    kept = Kept(study.data.folder)
    if force:
        kept.clear()
    with of_these_data("the latest list"):
        keep_latest(study)  # before the exhibits: a list of the whole Hub stands in memory twice
    studies = {language: replace(study, language=language) for language in LANGUAGES}
    records = exhibits(list(studies.values()), kept)
    study.data.forget(lineage.derivatives, lineage.families_seen, lineage.readings)  # the largest
    notebooks = executed(studies, kept, records)
    files = {f"notebooks/{name}.ipynb": content for name, content in notebooks.items()}
    extras: dict[str, bytes] = {}
    abouts: dict[str, dict] = {}
    for language, own in records.items():
        abouts[language] = {slug: one["about"] for slug, one in own.items() if "about" in one}
        for slug in abouts[language]:
            files |= _figure(kept, own[slug], slug, language, FILES[language])
            extras |= _figure(kept, own[slug], slug, language, EXTRAS)
    figures = abouts.pop("en")
    if address:
        extras |= cards(kept, {slug: records["en"][slug] for slug in figures})
    pages = site.render(study, kept, figures, files, extras, address, abouts)
    readmes = {one: (ROOT / name).read_text(encoding="utf-8") for one, name in READMES.items()}
    written = {
        f"hubgap/{EDITION}": recorded(),
        "figures/README.md": gallery(figures),
        "data/README.md": codebook(study.data),
        "data/glossary.md": glossary(study.data),
        "README.md": with_blocks(readmes["en"], study.data, figures, files),
        "README.zh.md": in_chinese(readmes["zh"], abouts["zh"]),
        **{f"site/{name}": content for name, content in pages.items()},
    }
    return files | {n: c.encode() if isinstance(c, str) else c for n, c in written.items()}


def _figure(kept: Kept, record: dict, slug: str, language: str, kinds) -> dict[str, bytes]:
    """Files of a figure by path, as they were kept; EXTRAS are named with a dash."""
    name, folder = kept_as(slug, language), "" if language == "en" else f"{language}/"
    joint = {kind: "-" if kind in EXTRAS else "." for kind in kinds}
    return {
        f"figures/{folder}{slug}{joint[kind]}{kind}": kept.read(record, f"{name}.{kind}") or b""
        for kind in kinds
    }


# --- exhibits


def exhibits(studies: list[Study], kept: Kept) -> dict[str, dict[str, dict]]:
    """The records of all exhibits by language, in the order of the pages; what is not kept is made.

    Tables and words are made here, from one study; other processes draw them meanwhile.
    """
    records: dict[str, dict[str, dict]] = {study.language: {} for study in studies}
    made: dict[tuple, tuple] = {}
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as drawing:
        for study in studies:
            for slug, make in told_in(study.language).items():
                record = kept.record(kept_as(slug, study.language), study.key)
                records[study.language][slug] = record
                if not kept.whole(record):
                    made[study, slug] = _make(slug, make, study, drawing)
        for (study, slug), parts in made.items():
            records[study.language][slug] = _keep(slug, study, kept, *parts)
    return records


def _make(slug: str, make, study: Study, drawing: ProcessPoolExecutor) -> tuple:
    """What `_keep` needs of an exhibit that is made anew."""
    with study.data.reading() as tables, of_these_data(slug):
        shown = make(study)
        exported = isinstance(shown, Exhibit) and shown.exported
        about = {"about": shown.about} if exported else {}
    content = packed(shown)
    pictures = drawing.submit(drawn, content) if about else None
    return make.__module__, tables, content, about, pictures


def cards(kept: Kept, records: dict[str, dict]) -> dict[str, bytes]:
    """The picture of each figure for links to it, by path: only a site that has an address needs it."""
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as drawing:
        made = drawing.map(
            card, [kept.read(one, f"{slug}.pickle") for slug, one in records.items()]
        )
        return {f"figures/{slug}-social.png": one for slug, one in zip(records, made, strict=True)}


def _keep(
    slug: str,
    study: Study,
    kept: Kept,
    module: str,
    tables: set[str],
    content: bytes,
    about: dict,
    pictures: Future | None,
) -> dict:
    name = kept_as(slug, study.language)
    files = {f"{name}.pickle": content}
    if pictures:
        files |= {f"{name}.{kind}": made for kind, made in pictures.result().items()}
    inputs = (*reached(module), *LOOKS[study.language], *study.data.files(*tables))
    return kept.put(name, study.key, inputs, tables, files, **about)


# --- notebooks


def executed(
    studies: dict[str, Study], kept: Kept, records: dict[str, dict[str, dict]]
) -> dict[str, bytes]:
    """The notebooks by name, each executed by a kernel of its own unless it is kept.

    Those of another language stand in a folder of its name: `zh/00-start-here`.
    """
    asked = {}
    for language, study in studies.items():
        folder = "" if language == "en" else f"{language}/"
        for path in sorted((ROOT / "notebooks").glob(f"{folder}[0-9][0-9]-*.ipynb")):
            asked[f"{folder}{path.stem}"] = path, study, kept, records[language]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda one: _kept_or_executed(*one), asked.values()))
    return dict(zip(asked, found, strict=True))


def _kept_or_executed(path: Path, study: Study, kept: Kept, records: dict[str, dict]) -> bytes:
    notebook = nbformat.read(path, as_version=4)
    modules, tables = _rests_on(notebook, records)
    asked, name = f"{study.key} | cells {_cells(notebook)}", kept_as(path.stem, study.language)
    file = f"{name}.ipynb"
    if (record := kept.record(name, asked)) and (content := kept.read(record, file)):
        return content
    content = (nbformat.writes(execute(notebook, path, study.data)) + "\n").encode()
    inputs = (*reached(*modules), *LOOKS[study.language], *study.data.files(*tables))
    kept.put(name, asked, inputs, tables, {file: content})
    return content


def _cells(notebook: nbformat.NotebookNode) -> str:
    """A checksum of what was written into a notebook by hand: everything but its outputs."""
    said = [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    return sha256(json.dumps([said, notebook.metadata.kernelspec], sort_keys=True).encode())


def _rests_on(notebook: nbformat.NotebookNode, records: dict) -> tuple[list[str], set[str]]:
    """The modules that a notebook imports, and the tables that their exhibits read."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    modules = sorted(set(imported(ast.parse(code), [])))
    topics = {name.rpartition("hubgap.exhibits.")[2] for name in modules}
    tables = {
        table
        for slug, record in records.items()
        if PAGES[slug[:2]] in topics
        for table in record["tables"]
    }
    return modules, tables


def execute(notebook: nbformat.NotebookNode, path: Path, data: Data) -> nbformat.NotebookNode:
    """A notebook, executed on `data` in a kernel of its own.

    What differs between machines (times, version of the language) is left out.
    """
    settings = {
        "HUBGAP_DATA": str(data.folder),
        "HUBGAP_WIDGETS": "off",
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    with tempfile.TemporaryDirectory(prefix="hubgap-") as sockets:
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            config=Config({"KernelManager": _transport(sockets)}),
        )
        # This Python, whatever kernel somebody has installed as python3.
        client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        try:
            client.execute(env={**os.environ, **settings})
        except (CellExecutionError, DeadKernelError, TimeoutError) as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            raise BuildError(f"{path.name} did not run: {lines[-1]}") from None
    notebook.metadata.pop("language_info", None)
    return notebook


def _transport(folder: str) -> dict[str, str]:
    """Sockets in a folder: nothing listens on the network. Else ports, encrypted where zmq can."""
    sockets = f"{folder}/kernel"
    fits = len(os.fsencode(f"{sockets}-9")) <= zmq.IPC_PATH_MAX_LEN
    if fits and zmq.has("ipc") and sys.platform != "win32":
        return {"transport": "ipc", "ip": sockets}
    return {"transport_encryption": "auto"} if zmq.has("curve") else {}
