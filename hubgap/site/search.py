"""What a search of the site finds: pages, figures, organizations, models, words; and its scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from .. import kept
from ..data import Data
from ..registry import maker_of
from ..text import american, safe
from ..words.en.lookup import FOUND
from .glossary import anchor
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
) -> dict[str, bytes]:
    """The library and the names that it looks through, which is all that a search loads."""
    found = {f"minisearch/{path.name}": path.read_bytes() for path in sorted(LIBRARY.iterdir())}
    return found | {
        "search-data.js": script("hubgapSearch", _entries(data, books, figures, titles, looked_up))
    }


def _entries(
    data: Data,
    books: Iterable[Notebook],
    figures: Mapping[str, Figure],
    titles: Mapping[str, str],
    looked_up: Pages,
) -> list[list]:
    """Kind, title, other spellings and address of everything that can be found."""
    pages = {book.number: f"{book.name}.html" for book in books}
    rows: list[tuple[str, str, list[str], str]] = []
    rows += [("page", title, [], name) for name, title in titles.items()]
    rows += [("page", book.question, [], f"{book.name}.html") for book in books]
    rows += [
        ("figure", figure.about["title"], [name], f"{pages.get(name[:2], 'figures.html')}#{name}")
        for name, figure in figures.items()
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
        [FOUND[kind], safe(title), [safe(one) for one in dict.fromkeys(also) if one != title], to]
        for kind, title, also, to in rows
    ]


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
