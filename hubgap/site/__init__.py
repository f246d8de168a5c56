"""The site: a folder of pages that opens from disk and from any static host, without a server.

`render` makes it from an executed edition (notebooks, figures) and its study. Pages refer to each
other by relative addresses and to no other host, which their content security policy forbids. Only
what others read (cards of links, the feed, frames) needs the address where the site will stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..data import ROOT, Data
from ..editions import cited
from ..kept import Kept
from ..languages import Spoken, speaking
from ..panel import last_day, looks_at_a_few
from ..study import Study
from ..words.en import observed
from ..words.en.lookup import FOUND
from ..words.zh import site as chinese_words
from . import figure, flip, language, lookup, news, notebook, pages, search, shell, tables

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
STATICS = (
    "style.css", "site.js", "search.js", "league.js", "gallery.js", "start.js", "flip-lookup.js",
    "icon.svg",
)  # fmt: skip
NOT_USED = Spoken(en=observed, zh=chinese_words)  # what is said of refreshes that no page uses
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
    spoken: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> dict[str, str | bytes]:
    """The files of the site by name.

    abouts: what each figure says of itself; edition: the files of figures/ and notebooks/ by path;
    extras: the EXTRAS of each figure by path, and its card if there is an address, empty where there
    is none; address: where the site will stand, ending with a slash; spoken: `abouts` in other
    languages, whose files stand in folders of their own: figures/zh/, notebooks/zh/.
    """
    extras = extras or {}
    held = {**edition, **extras}
    figures = notebook.figures(abouts, held)
    books = _books(edition, figures)
    english = Told(books, figures, list(figures), address)
    chinese = _in_chinese(english, held, (spoken or {}).get("zh", {}))
    known = language.spoken(held) | _spoken_pages(chinese) if chinese.own else {}
    files = _pages(study, kept, english, chinese, known, tables.files(study.data, edition))
    files |= shell.fonts("".join(text for text in files.values() if isinstance(text, str)))
    files |= {name: (STATIC / name).read_bytes() for name in STATICS}
    pictures = {path: made for path, made in extras.items() if made and not path.endswith("json")}
    return files | pictures | dict(edition)


@dataclass(frozen=True)
class Told:
    """What the pages of a language tell: notebooks and figures, `own` the figures that have a page."""

    books: list[notebook.Notebook]
    figures: dict[str, notebook.Figure]
    own: list[str]
    address: str

    @property
    def drawn(self) -> dict[str, notebook.Figure]:
        """The figures that have a page."""
        return {name: self.figures[name] for name in self.own}


def _books(edition: Mapping[str, bytes], figures: dict) -> list[notebook.Notebook]:
    page = notebook.Page(figures)
    paths = sorted(path for path in edition if re.fullmatch(r"notebooks/[^/]+", path))
    return [notebook.read(path, edition[path], page) for path in paths]


def _in_chinese(english: Told, held: Mapping[str, bytes], abouts: Mapping) -> Told:
    """Notebooks and figures as a Chinese page tells them, in English where there are no Chinese ones."""
    own = language.spoken(held)
    seen = {**held, **{path: held[version] for path, version in own.items()}}
    with speaking("zh"):
        figures = english.figures | notebook.figures(abouts, seen)
        page = notebook.Page(figures)
        books = []
        for book in english.books:
            path = own.get(f"{book.folder}/{book.name}.ipynb")
            twin = path and notebook.read(path, held[path], page, book)
            books.append(twin or replace(book, question=language.say(book.question)))
    address = english.address and f"{english.address}{language.FOLDER}/"
    return Told(books, figures, sorted(abouts), address)


def _spoken_pages(told: Told) -> dict[str, str]:
    """Where the pages that are Chinese too stand, by their English address."""
    books = [f"{book.name}.html" for book in told.books if book.language != "en"]
    drawn = [f"{kind}/{name}.html" for name in told.own for kind in ("figures", "embed")]
    names = ["index.html", "flip.html", "glossary.html", *books, *drawn]
    return {name: f"{language.FOLDER}/{name}" for name in names}


def _pages(
    study: Study, kept: Kept, english: Told, chinese: Told, known: dict, held: dict
) -> dict[str, str | bytes]:
    """All pages by name, with the files that some of them need; `held`: those of `tables`, `known`:
    the addresses of Chinese versions by those of English ones.
    """
    data, flipped, looked_up = study.data, flip.page(study, kept), lookup.pages(study, kept)
    named = cited((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    log = news.changelog()
    given = _frame(english, flipped, named) | {
        "figures.html": ("figures.html", pages.gallery(english.books, english.figures)),
        "codebook.html": ("text.html", pages.codebook_page(data)),
        "tables.html": ("tables.html", tables.page(data, held)),
        "changes.html": ("text.html", pages.text(log, "")),
        "sources.html": ("sources.html", pages.sources(data, english.figures)),
        "artifacts.html": ("artifacts.html", pages.artifacts(data)),
        "glossary.html": ("text.html", pages.glossary_page(data)),
        "methods.html": ("text.html", pages.written("methods.md")),
        "related.html": ("text.html", pages.written("related-work.md")),
        "cite.html": ("cite.html", pages.cite(data)),
        **looked_up.given,
    }
    files = {**flipped.files, **looked_up.files, **held}
    files["feed.xml"] = news.feed(log, named, english.address)
    names = search.in_chinese(data, chinese.books, chinese.drawn, TITLES) if known else {}
    files |= search.files(data, english.books, english.figures, TITLES, looked_up, names)
    files |= _rendered(data, given, english, known, named)
    return files | (_chinese_pages(study, kept, english, chinese, known, named) if known else {})


def _frame(told: Told, flipped: flip.Flip, named: Mapping[str, str]) -> dict[str, tuple[str, dict]]:
    """Template and what it is given, of the pages that every language has."""
    books, figures = told.books, told.figures
    given = {
        "index.html": ("start.html", pages.start(books, figures, flipped.choices)),
        "flip.html": ("flip-shell.html", vars(flipped)),
        **figure.pages(books, told.drawn, named, told.address),
    }
    for before, book, after in zip([None, *books], books, [*books[1:], None]):
        about = {"book": book, "before": before, "after": after, "title": book.question}
        about |= {"description": shell.brief(shell.markdown(book.answer))}
        about |= {"card": next(iter(pages.findings(book, figures)), None)}
        given[f"{book.name}.html"] = ("notebook.html", about)
    return given


def _chinese_pages(
    study: Study, kept: Kept, english: Told, chinese: Told, known: dict, named: Mapping[str, str]
) -> dict[str, str | bytes]:
    """The pages below zh/ by name, and what their scripts need."""
    with speaking("zh"):
        flipped = flip.page(study, kept)
        given = _frame(chinese, flipped, named)
        given["glossary.html"] = ("glossary.html", pages.glossary_in_chinese(study.data))
        given = {name: page for name, page in given.items() if name in known}
        made = _rendered(study.data, given, replace(chinese, address=english.address), known, named)
    moved = {known[name]: language.moved(text, name, known) for name, text in made.items()}
    words = lookup.script("hubgapChinese", language.for_scripts(known, FOUND))
    return {**flipped.files, **moved, language.SCRIPT: words}


def _rendered(
    data: Data, given: dict, told: Told, known: dict, named: Mapping[str, str]
) -> dict[str, str]:
    """The pages of a language by name, at the place of their English versions."""
    common = {"site": _map(data, told.books), "policy": POLICY, "headings": [], "edition": named}
    common |= {"styles": (), "scripts": (), "section": "", "address": told.address}
    common |= {"description": "", "card": pages.hero(told.figures)}
    released = language.released(named)
    files = {}
    for name, (template, about) in given.items():
        own = {"page": name, "root": "../" * name.count("/")}
        own["language"] = language.head(name, known, told.address) | {"released": released}
        said = {**common, "title": language.say(TITLES.get(name, "")), **about, **own}
        files[name] = shell.environment().get_template(template).render(said)
    return files


def _map(data: Data, books: list) -> dict:
    """The navigation: the bar at the top, the map of all pages at the bottom."""
    say = language.say
    questions = {f"{book.name}.html": book.question for book in books}
    use, of_data, about, known = (
        {name: say(TITLES[name]) for name in group} for group in (USE, DATA, ABOUT, LOOKUP)
    )
    bar = [(say("Questions"), "index.html#questions", questions)]
    bar += [(label, name, (name,)) for name, label in use.items()]
    bar += [(say("Look up"), LOOKUP[0], LOOKUP), (say("Data"), DATA[0], DATA)]
    bar += [(say("About"), ABOUT[0], ABOUT)]
    groups = [(say("Questions"), questions), (say("Use it"), use | known), (say("Data"), of_data)]
    groups += [(say("About"), about)]
    return {
        "name": say(NAME),
        "bar": bar,
        "map": [(label, group.items()) for label, group in groups],
        "subnav": {name: group.items() for group in (of_data, about, known) for name in group},
        "until": language.texts.day(last_day(data)),
        "not_used": NOT_USED.not_used(looks_at_a_few(data)),
    }
