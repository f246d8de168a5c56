"""The site: a folder of pages that opens from disk and from any static host, without a server.

`render` writes it from an executed edition (notebooks, figures) and its data. Pages refer to each
other by relative addresses and to no other host, which their content security policy forbids.
"""

from __future__ import annotations

from pathlib import Path

from ..data import Data, write_file
from ..publish.files import KINDS
from ..text import day
from . import flip, notebook, pages, shell

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
NAME = "The Open Model Gap"
TITLES = {  # of the pages besides notebooks
    "index.html": NAME,
    "flip.html": "Flip the rule",
    "figures.html": "Figures",
    "codebook.html": "Codebook",
    "sources.html": "Sources and terms",
    "artifacts.html": "Known artifacts",
    "glossary.html": "Glossary",
    "related.html": "Related work",
    "cite.html": "How to cite",
}
USE = ("flip.html", "figures.html")
DATA = ("codebook.html", "sources.html", "artifacts.html")
ABOUT = ("glossary.html", "related.html", "cite.html")


def render(data: Data, home: Path, site: Path) -> None:
    """Write the site of the edition in `home` (notebooks/, figures/) to the folder `site`.

    A file changes only if its content does; files that are no longer part of it are deleted.
    """
    figures = notebook.figures(home / "figures")
    paths = sorted((home / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    books = [notebook.read(path, figures) for path in paths]
    files = _pages(data, home, books, figures)
    files |= shell.fonts("".join(text for text in files.values() if isinstance(text, str)))
    drawn = [home / "figures" / f"{figure}.{kind}" for figure in figures for kind in KINDS]
    files |= {f"{path.parent.name}/{path.name}": path.read_bytes() for path in [*paths, *drawn]}
    files |= {name: (STATIC / name).read_bytes() for name in ("style.css", "site.js", "icon.svg")}
    for name, content in files.items():
        write_file(site / name, content)
    for path in [path for path in site.rglob("*") if path.is_file()]:
        if path.relative_to(site).as_posix() not in files:
            path.unlink()


def _pages(data: Data, home: Path, books: list, figures: dict) -> dict[str, str | bytes]:
    """All pages by name, with the files of the flip page."""
    flipped = flip.page(data, home)
    given = {
        "index.html": ("start.html", pages.start(books, figures)),
        "flip.html": ("flip-shell.html", vars(flipped)),
        "figures.html": ("figures.html", pages.gallery(books, figures)),
        "codebook.html": ("text.html", pages.codebook_page(data)),
        "sources.html": ("sources.html", pages.sources(data, figures)),
        "artifacts.html": ("artifacts.html", pages.artifacts(data)),
        "glossary.html": ("text.html", pages.glossary_page(data)),
        "related.html": ("text.html", pages.related(data)),
        "cite.html": ("cite.html", pages.cite(data)),
    }
    for before, book, after in zip([None, *books], books, [*books[1:], None]):
        about = {"book": book, "before": before, "after": after, "title": book.question}
        given[f"{book.name}.html"] = ("notebook.html", about)
    common = {"site": _map(data, books), "policy": POLICY, "headings": []}
    common |= {"styles": (), "scripts": ()}
    files = dict(flipped.files)
    for name, (template, about) in given.items():
        said = {**common, "title": TITLES.get(name), **about, "page": name}
        files[name] = shell.environment().get_template(template).render(said)
    return files


def _map(data: Data, books: list) -> dict:
    """The navigation: the bar at the top, the map of all pages at the bottom."""
    questions = {f"{book.name}.html": book.question for book in books}
    use, of_data, about = ({name: TITLES[name] for name in group} for group in (USE, DATA, ABOUT))
    bar = [("Questions", "index.html#questions", questions)]
    bar += [(label, name, (name,)) for name, label in use.items()]
    bar += [("Data", DATA[0], DATA), ("About", ABOUT[0], ABOUT)]
    groups = [("Questions", questions), ("Use it", use), ("Data", of_data), ("About", about)]
    return {
        "name": NAME,
        "bar": bar,
        "map": [(label, group.items()) for label, group in groups],
        "subnav": {name: group.items() for group in (of_data, about) for name in group},
        "until": day(data["waves"]["last_day"].max()),
    }
