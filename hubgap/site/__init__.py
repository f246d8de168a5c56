"""The site: a folder of pages that opens from disk and from any static host, without a server.

`render` makes it from an executed edition (notebooks, figures) and its study. Pages refer to each
other by relative addresses and to no other host, which their content security policy forbids. Only
what others read (cards of links, the feed, frames) needs the address where the site will stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..data import ROOT, Data
from ..editions import cited
from ..kept import Kept
from ..panel import last_day, looks_at_a_few
from ..study import Study
from ..text import day
from ..words.en.observed import not_used
from . import figure, flip, lookup, news, notebook, pages, search, shell, tables

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
STATICS = (
    "style.css", "site.js", "search.js", "league.js", "gallery.js", "start.js", "flip-lookup.js",
    "icon.svg",
)  # fmt: skip
NAME = "The Open Model Gap"
TITLES = {  # of the pages besides notebooks
    "index.html": NAME,
    "flip.html": "Flip the rule",
    "figures.html": "Figures",
    "organizations.html": "Organizations",
    "models.html": "Models",
    "codebook.html": "Codebook",
    "tables.html": "Tables",
    "sources.html": "Sources and terms",
    "artifacts.html": "Known artifacts",
    "methods.html": "How a verdict is made",
    "glossary.html": "Glossary",
    "related.html": "Related work",
    "changes.html": "What changed",
    "cite.html": "How to cite",
}
USE = ("flip.html", "figures.html")
LOOKUP = ("organizations.html", "models.html")
DATA = ("codebook.html", "tables.html", "sources.html", "artifacts.html")
ABOUT = ("methods.html", "glossary.html", "changes.html", "related.html", "cite.html")


def render(
    study: Study,
    kept: Kept,
    abouts: Mapping[str, Mapping[str, str]],
    edition: Mapping[str, bytes],
    extras: Mapping[str, bytes] | None = None,
    address: str = "",
) -> dict[str, str | bytes]:
    """The files of the site by name.

    abouts: what each figure says of itself; edition: the files of figures/ and notebooks/ by path;
    extras: the EXTRAS of each figure by path, and its card if there is an address, empty where there
    is none; address: where the site will stand, ending with a slash.
    """
    extras = extras or {}
    figures = notebook.figures(abouts, {**edition, **extras})
    paths = sorted(path for path in edition if path.startswith("notebooks/"))
    page = notebook.Page(figures)
    books = [notebook.read(path, edition[path], page) for path in paths]
    files = _pages(study, kept, books, figures, tables.files(study.data, edition), address)
    files |= shell.fonts("".join(text for text in files.values() if isinstance(text, str)))
    files |= {name: (STATIC / name).read_bytes() for name in STATICS}
    pictures = {path: made for path, made in extras.items() if made and not path.endswith("json")}
    return files | pictures | dict(edition)


def _pages(
    study: Study, kept: Kept, books: list, figures: dict, held: dict, address: str
) -> dict[str, str | bytes]:
    """All pages by name, with the files that some of them need; `held`: those of `tables`."""
    data, flipped, looked_up = study.data, flip.page(study, kept), lookup.pages(study, kept)
    named = cited((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    log = news.changelog()
    given = {
        "index.html": ("start.html", pages.start(books, figures, flipped.choices)),
        "flip.html": ("flip-shell.html", vars(flipped)),
        "figures.html": ("figures.html", pages.gallery(books, figures)),
        "codebook.html": ("text.html", pages.codebook_page(data)),
        "tables.html": ("tables.html", tables.page(data, held)),
        "changes.html": ("text.html", pages.text(log, "")),
        "sources.html": ("sources.html", pages.sources(data, figures)),
        "artifacts.html": ("artifacts.html", pages.artifacts(data)),
        "glossary.html": ("text.html", pages.glossary_page(data)),
        "methods.html": ("text.html", pages.written("methods.md")),
        "related.html": ("text.html", pages.written("related-work.md")),
        "cite.html": ("cite.html", pages.cite(data)),
        **looked_up.given,
        **figure.pages(books, figures, named, address),
    }
    for before, book, after in zip([None, *books], books, [*books[1:], None]):
        about = {"book": book, "before": before, "after": after, "title": book.question}
        about |= {"description": shell.brief(shell.markdown(book.answer))}
        about |= {"card": next(iter(pages.findings(book, figures)), None)}
        given[f"{book.name}.html"] = ("notebook.html", about)
    common = {"site": _map(data, books), "policy": POLICY, "headings": []}
    common |= {"styles": (), "scripts": (), "section": "", "address": address, "edition": named}
    common |= {"description": "", "card": pages.hero(figures)}
    files = {**flipped.files, **looked_up.files, **held, "feed.xml": news.feed(log, named, address)}
    files |= search.files(data, books, figures, TITLES, looked_up)
    for name, (template, about) in given.items():
        root = "../" * name.count("/")
        said = {**common, "title": TITLES.get(name), **about, "page": name, "root": root}
        files[name] = shell.environment().get_template(template).render(said)
    return files


def _map(data: Data, books: list) -> dict:
    """The navigation: the bar at the top, the map of all pages at the bottom."""
    questions = {f"{book.name}.html": book.question for book in books}
    use, of_data, about, known = (
        {name: TITLES[name] for name in group} for group in (USE, DATA, ABOUT, LOOKUP)
    )
    bar = [("Questions", "index.html#questions", questions)]
    bar += [(label, name, (name,)) for name, label in use.items()]
    bar += [("Look up", LOOKUP[0], LOOKUP), ("Data", DATA[0], DATA), ("About", ABOUT[0], ABOUT)]
    groups = [("Questions", questions), ("Use it", use | known), ("Data", of_data)]
    groups += [("About", about)]
    return {
        "name": NAME,
        "bar": bar,
        "map": [(label, group.items()) for label, group in groups],
        "subnav": {name: group.items() for group in (of_data, about, known) for name in group},
        "until": day(last_day(data)),
        "not_used": not_used(looks_at_a_few(data)),
    }
