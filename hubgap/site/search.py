"""What a search of the site finds: pages, figures, organizations, models, words; and its scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from .. import kept
from ..data import Data
from ..languages import speaking
from ..registry import maker_of
from ..text import american, safe
from ..words.en.lookup import FOUND
from .glossary import anchor
from .glossary import chinese as words_in_chinese
from .language import say
from .lookup import Pages, script
from .notebook import Figure, Notebook

LIBRARY = kept.PACKAGE / "third_party" / "minisearch"
LIMIT = 1_500_000  # bytes of the index and its library


def files(
    data: Data,
    books: Iterable[Notebook],
    figures: Mapping[str, Figure],
    titles: Mapping[str, str],
    looked_up: Pages,
    chinese: Mapping[str, list[str]],
) -> dict[str, bytes]:
    """The library and the names that it looks through, which is all that a search loads.

    chinese: names in Chinese by address, first the title of a Chinese page, figure or word.
    """
    found = {f"minisearch/{path.name}": path.read_bytes() for path in sorted(LIBRARY.iterdir())}
    return found | {
        "search-data.js": script(
            "hubgapSearch", _entries(data, books, figures, titles, looked_up, chinese)
        )
    }


def _entries(
    data: Data,
    books: Iterable[Notebook],
    figures: Mapping[str, Figure],
    titles: Mapping[str, str],
    looked_up: Pages,
    chinese: Mapping[str, list[str]],
) -> list[list]:
    """Kind, title, other spellings and address of everything that can be found; where there is one,
    its title in Chinese."""
    pages = _page_of(books)
    rows: list[tuple[str, str, list[str], str]] = []
    rows += [("page", title, [], name) for name, title in titles.items()]
    rows += [("page", book.question, [], f"{book.name}.html") for book in books]
    rows += [
        ("figure", one.about["title"], [name], _at(name, pages)) for name, one in figures.items()
    ]
    terms = sorted(map(american, data["glossary"]["term"]))
    rows += [("word", term, [], f"glossary.html#{anchor(term)}") for term in terms]
    boards = _on_boards(data)
    spelled = dict(zip(boards["model"], boards["names"], strict=True))
    own = {name for _, _, also, _ in looked_up.names for name in also}
    for kind, title, also, to in looked_up.names:
        rows.append((kind, title, [*also, *(n for one in also for n in spelled.get(one, []))], to))
    rows += [
        ("entry", model, names, looked_up.groups[maker])
        for model, names, maker in boards[["model", "names", "maker"]].itertuples(index=False)
        if maker in looked_up.groups and model not in own
    ]
    return [
        [FOUND[kind], safe(title), _spellings(title, [*also, *chinese.get(to, ())]), to]
        + [safe(one) for one in chinese.get(to, ())[:1]]
        for kind, title, also, to in rows
    ]


def in_chinese(
    data: Data,
    books: Iterable[Notebook],
    figures: Mapping[str, Figure],
    titles: Mapping[str, str],
) -> dict[str, list[str]]:
    """Names in Chinese by address: of pages, figures and words; of a word those not said here too."""
    with speaking("zh"):
        found = {name: [say(title)] for name, title in titles.items()}
        words = words_in_chinese(data)
    found |= {f"{book.name}.html": [book.question] for book in books}
    pages = _page_of(books)
    found |= {_at(name, pages): [one.about["title"]] for name, one in figures.items()}
    return found | {f"glossary.html#{w['mark']}": [w["chinese"], *w["avoid"]] for w in words}


def _page_of(books: Iterable[Notebook]) -> dict[str, str]:
    return {book.number: f"{book.name}.html" for book in books}


def _at(figure: str, pages: Mapping[str, str]) -> str:
    """Where a figure stands on the page of its notebook."""
    return f"{pages.get(figure[:2], 'figures.html')}#{figure}"


def _spellings(title: str, names: list[str]) -> list[str]:
    return [safe(one) for one in dict.fromkeys(names) if one != title]


def _on_boards(data: Data) -> pd.DataFrame:
    """Every model of a scoreboard: model, names (other ones, Chinese among them), maker."""
    names = {"benchmark_models": "aliases", "video_models": "names_on_boards"}
    tables = [
        data[table][["model", "developer", column]].set_axis(
            ["model", "developer", "names"], axis=1
        )
        for table, column in names.items()
    ]
    found = pd.concat(tables, ignore_index=True).drop_duplicates("model")
    split = found["names"].fillna("").str.split("|").map(lambda names: [*filter(None, names)])
    return found.assign(names=split, maker=maker_of(found["developer"], data["organizations"]))
