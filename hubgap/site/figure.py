"""The page of a figure: to link to it, take it into an article, or say what is wrong with it.

A smaller page of the same name shows the picture alone, for a frame on somebody else's page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from .language import say
from .notebook import Figure, Notebook

CITED = ("name", "title", "version", "date-released")
FRAME = 720  # pixels that a frame is wide where there is room
FEET = 90  # and what it is higher than its picture
DOUBT = (
    "Figure %(name)s, edition %(version)s. It says: %(title)s. %(finding)s Sources: %(sources)s. "
    "What is wrong: ... What it should say: ... A source that shows it: ..."
)


def pages(
    books: list[Notebook], figures: Mapping[str, Figure], edition: Mapping[str, str], address: str
) -> dict[str, tuple[str, dict]]:
    """Template and what it is given, by page. edition: entries of CITATION.cff."""
    by_number = {book.number: book for book in books}
    row = list(figures.values())
    given: dict[str, tuple[str, dict]] = {}
    for before, figure, after in zip([None, *row], row, [*row[1:], None]):
        page = f"figures/{figure.name}.html"
        about = {
            "figure": figure,
            "book": by_number.get(figure.name[:2]),
            "before": before,
            "after": after,
            "title": figure.about["title"],
            "description": figure.about["finding"],
            "card": figure,
            "copies": [
                (say("Link"), f"{address}{page}", "own-address"),
                (say("Citation"), citation(figure, edition), ""),
                ("BibTeX", bibtex(figure, edition, address and f"{address}{page}"), "mono"),
                (say("Code to embed it"), frame(figure, address), "mono own-frame"),
                (say("Caption"), figure.caption, ""),
                (say("Alt text"), figure.about["alt"], ""),
                (say("Credit"), figure.credit, ""),
            ],
            "doubt": doubt(figure, edition),
        }
        given[page] = ("figure-page.html", about)
        given[f"embed/{figure.name}.html"] = ("embed.html", about)
    return given


def citation(figure: Figure, edition: Mapping[str, str]) -> str:
    """The figure as one line of a list of references."""
    name, title, version, day = (edition[key] for key in CITED)
    return say(
        "%(name)s: %(said)s. Figure %(figure)s of %(title)s, version %(version)s, %(day)s.",
        name=name,
        said=figure.about["title"].rstrip("."),
        figure=figure.name,
        title=title,
        version=version,
        day=day,
    )


def bibtex(figure: Figure, edition: Mapping[str, str], address: str) -> str:
    """The figure as an entry of BibTeX."""
    name, title, version, day = (edition[key] for key in CITED)
    entries = {
        "author": f"{{{_tex(name)}}}",
        "title": f"{{{_tex(figure.about['title'])}}}",
        "howpublished": say("Figure %(name)s of %(title)s", name=figure.name, title=_tex(title)),
        "version": version,
        "date": day,
    }
    entries |= {"url": address} if address else {}
    lines = ", ".join(f"{key} = {{{text}}}" for key, text in entries.items())
    return f"@misc{{hubgap-{figure.name}, {lines}}}"


def _tex(text: str) -> str:
    """A text as TeX prints it; braces and backslashes, which would end an entry, are left out."""
    return re.sub(r"([%&#_$])", r"\\\1", re.sub(r"[{}\\]", "", text))


def frame(figure: Figure, address: str) -> str:
    """The element that shows the figure on another page."""
    width, height = figure.size
    high = round(height * min(1, FRAME / width)) + FEET
    title = html.escape(figure.about["title"])
    return (
        f'<iframe src="{address}embed/{figure.name}.html" title="{title}" width="100%" '
        f'height="{high}" loading="lazy"></iframe>'
    )


def doubt(figure: Figure, edition: Mapping[str, str]) -> str:
    """A text for those who doubt the figure, to be completed and sent."""
    return say(DOUBT, **{**figure.about, "name": figure.name, "version": edition["version"]})
