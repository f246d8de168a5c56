"""The pages besides the notebooks: what their templates are given."""

from __future__ import annotations

import re
from urllib.parse import quote

import pandas as pd

from ..data import ROOT, Data
from ..editions import cited
from ..publish import show
from ..text import american, plural
from . import shell
from .codebook import codebook
from .glossary import chinese, glossary
from .language import say
from .notebook import Figure, Notebook, table

FINDINGS = ("00-downloads", "00-best-models", "00-months")  # of the front page
WHAT = (
    "How widely Chinese and American open-weight AI models are downloaded on the Hugging Face Hub, how "
    "free their licenses are, and how wide the benchmark gap is."
)
KNOWN = "Terms of this project in plain words, in the words of the field, and what they are mistaken for."
ROWS_SHOWN = 25  # of a table of artifacts
REUSE = {  # by `redistribution` of the table sources: what it asks, and why
    "free": ("Free", "No condition."),
    "attribution": (
        "Name the source",
        "CC BY, MIT, Apache or terms of its own, which ask for credit.",
    ),
    "share-alike": (
        "Name the source and pass its license on",
        "GPL, MPL, ODbL: what is made of the numbers stays under the same license.",
    ),
    "noncommercial": ("No commercial use", "Name the source; no commercial use of its numbers."),
    "unpaid": (
        "No paid distribution",
        "Name the source; do not sell its table of numbers. Single counts are facts of the Hub.",
    ),
    "unstated": (
        "No license stated",
        "Facts are free in many countries, databases are not in some: ask before you copy a table.",
    ),
}


def start(notebooks: list[Notebook], figures: dict[str, Figure], choices: list[dict]) -> dict:
    """The answer, three findings of notebook 00, and a card for each page.

    choices: those of the flip page that the first finding offers in place.
    """
    first = next((book for book in notebooks if book.number == "00"), None)
    return {
        "answer": shell.markdown(first.answer, first.folder) if first else "",
        "first": first,
        "findings": [figures[name] for name in FINDINGS if name in figures],
        "choices": choices,
        "cards": [(book, findings(book, figures)) for book in notebooks],
        "description": say(WHAT),
        "scripts": ("start.js",),
    }


def hero(figures: dict[str, Figure]) -> Figure:
    """The figure whose card stands for a page that has none of its own."""
    return figures[FINDINGS[0] if FINDINGS[0] in figures else min(figures)]


def findings(book: Notebook, figures: dict[str, Figure]) -> list[Figure]:
    """The figures of a notebook in the order of its page."""
    own = [figure for name, figure in figures.items() if name[:2] == book.number]
    return sorted(own, key=lambda figure: book.body.find(f'id="{figure.name}"'))


def gallery(notebooks: list[Notebook], figures: dict[str, Figure]) -> dict:
    """All figures, by question."""
    groups = [(book, findings(book, figures)) for book in notebooks]
    groups = [group for group in groups if group[1]]
    return {"groups": groups, "scripts": ("gallery.js",)}


def text(markdown: str, folder: str) -> dict:
    """A Markdown page: its first heading is the title of the page, the next ones its contents."""
    head, _, rest = markdown.partition("\n")
    headings: list = []
    body = shell.markdown(rest, folder, headings)
    sections = [(mark, said) for level, mark, said in headings if level == 2]
    title = head.removeprefix("# ")
    return {"title": title, "body": body, "headings": sections, "description": shell.brief(body)}


def codebook_page(data: Data) -> dict:
    return text(codebook(data), "data")


def glossary_page(data: Data) -> dict:
    return {**text(glossary(data), "data"), "headings": []}  # the page begins with its own list


def glossary_in_chinese(data: Data) -> dict:
    """The terms in Chinese, at the anchors of the English ones."""
    return {"entries": chinese(data), "lead": say(KNOWN)}


def written(name: str) -> dict:
    """A page of the folder data/ that is written by hand."""
    return text((ROOT / "data" / name).read_text(encoding="utf-8"), "data")


def sources(data: Data, figures: dict[str, Figure]) -> dict:
    """The sources by what they allow, each with the figures that rest on it."""
    known = data["sources"].sort_values("id")
    known["commit_date"] = known["commit_date"].dt.strftime("%Y-%m-%d")
    known = known.map(american).fillna("")
    order = {kind: place for place, kind in enumerate(REUSE)}
    groups = [
        (
            kind,
            *REUSE.get(kind, (kind, "")),
            [_source(row, figures) for row in rows.to_dict("records")],
        )
        for kind, rows in known.groupby("redistribution")
    ]
    return {"groups": sorted(groups, key=lambda group: order.get(group[0], len(order)))}


def _source(row: dict, figures: dict[str, Figure]) -> dict:
    used = [f for f in figures.values() if row["id"] in f.about["sources"].split()]
    where = ""
    if re.fullmatch(r"github\.com/[\w.-]+/[\w.-]+", row["repository"]):
        where = f"https://{row['repository']}/tree/{quote(row['commit'], safe='')}"
    return {**row, "where": where, "figures": used}


def artifacts(data: Data) -> dict:
    """What is wrong with the observations, as the descriptor says it, with rows of each table."""
    found = []
    for resource in data.resources.values():
        if "artifact" not in resource:
            continue
        rows = data[resource["name"]]
        said = resource["artifact"].partition(". ")[2]  # after its kind
        shown = rows.head(ROWS_SHOWN)
        caption = f"{plural(len(rows), 'row')} of the table {resource['name']}"
        caption += f", the first {ROWS_SHOWN}." if len(rows) > len(shown) else "."
        found.append(
            {
                "name": resource["name"],
                "title": resource["title"],
                "said": shell.markdown(said),
                "faults": resource.get("faults", ""),
                "table": table(show.table_html(shown.apply(_readable), caption)),
            }
        )
    return {"artifacts": found}


def _readable(column: pd.Series) -> pd.Series:
    """Whole numbers with thousands separators; other values as they are."""
    if pd.api.types.is_numeric_dtype(column) and (column.dropna() % 1 == 0).all():
        return column.map(lambda value: f"{value:,.0f}", na_action="ignore")
    return column


def cite(data: Data) -> dict:
    """What CITATION.cff says of title, version and day."""
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return {"about": cited(said), "file": said}
