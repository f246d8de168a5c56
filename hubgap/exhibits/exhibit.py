"""An exhibit: what one figure shows, says and rests on; all that is printed of it comes from here.

A Remark (sentences) and a Listing (a table) are its two small sisters. `@exhibit("02-census")` over
a function of a Study registers what it makes; `registry` has all of them in the order of the pages.
"""

from __future__ import annotations

import functools
import importlib
import json
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pandas as pd
from matplotlib.figure import Figure

from ..charts import core, sizes
from ..data import DataError
from ..kept import Kept, kept_as
from ..languages import Spoken, speaking
from ..panel import Ground
from ..publish import dress, files, show
from ..rules import CountingRule, Method
from ..study import Study
from ..words.en import grammar as english
from ..words.en.grammar import Words
from ..words.zh import grammar as chinese
from . import PAGES, TRANSLATED

grammar = Spoken(en=english, zh=chinese)
Maker = Callable[[Study], Any]  # of an Exhibit, a Remark or a Listing
NAMES = {"zh": "Chinese"}  # of languages, in a sentence
EXTRAS = ("phone.svg", "thumb.png", "told.json")  # of a figure, for the site alone
Shown = TypeVar("Shown", "Exhibit", "Remark", "Listing")
_made: dict[str, Maker] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Exhibit:
    """What one figure shows, says and rests on.

    table: the plotted numbers (its index is not written). verdict: who leads, as the measure has
    it. chart: draws the axes at the size that is active; a `functools.partial`, so that it can be
    kept. ground: panel, ruler or Ground with `.sentence` and `.sources`. rule: with `.sentence`;
    None: that of the study.
    """

    table: pd.DataFrame
    verdict: Any
    words: Words
    chart: Callable[[], Figure]
    ground: Any
    rule: CountingRule | Method | None = None
    slug: str = ""
    language: str = "en"
    cited: pd.DataFrame | None = field(default=None)
    inline: bytes = b""
    exported: ClassVar[bool] = True

    @functools.cached_property
    def about(self) -> dict[str, str]:
        """All that is said about it, a line each.

        Raises ValueError for an unknown source or a missing word.
        """
        with speaking(self.language):
            return dress.about(self.slug, self.words, self.ground, self.rule, self.cited)

    def figure(self) -> Figure:
        """Drawn and dressed for the size that is active."""
        said = Words(*(self.about[part] for part in ("title", "definition", "finding", "alt")))
        with self._look():
            return dress.dress(self.chart(), said, dress.footer(self.about, self.cited))

    def content(
        self, kind: str, size: str = "web", clear: bool = False, outlines: bool = False
    ) -> bytes:
        """The bytes of a file for its place; `clear` leaves out the white.

        `outlines` draws the letters of an SVG as shapes. Raises DataError for words too small.
        """
        for asked, known in ((kind, files.ALL_KINDS), (size, sizes.PRESETS)):
            if asked not in known:
                raise DataError(f"There is no {asked!r}: choose from {', '.join(known)}.")
        if outlines and kind != "svg":
            raise DataError(f"Outlines are for svg, not for {kind}.")
        with of_these_data(self.slug), self._look(), sizes.sized(size):
            drawn = None if kind in sizes.NUMBERS else self.figure()
            if drawn and not dress.readable(drawn):
                raise DataError(f"{self.slug} cannot be read at {size}: {self._instead(size)}.")
            return files.content(
                kind, drawn, self.about, self.table, transparent=clear, outlines=outlines
            )

    @contextmanager
    def _look(self) -> Iterator[None]:
        with speaking(self.language), core.look():
            yield

    def _instead(self, refused: str) -> str:
        """The sizes at which it can be read, in words."""
        fit = []
        for size in sizes.PRESETS:
            with sizes.sized(size):
                fit += [size] if size != refused and dress.readable(self.figure()) else []
        return f"choose from {', '.join(fit)}"

    def drawn(self) -> dict[str, bytes]:
        """The files of an edition by kind, as `inline` the picture for a notebook, and EXTRAS."""
        with of_these_data(self.slug), self._look():
            drawn = self.figure()
            made = {
                kind: files.content(kind, drawn, self.about, self.table) for kind in files.KINDS
            }
            with sizes.sized("phone"):
                slim = self.figure()
                narrow = files.content("svg", slim, self.about, self.table)
        told = {"wide": core.told(drawn), "narrow": core.told(slim)}
        return made | {
            "inline": show.inline(made["png"]),
            "phone.svg": narrow,
            "thumb.png": show.thumb(made["png"]),
            "told.json": json.dumps(told, ensure_ascii=False).encode(),
        }

    def save(
        self,
        kind: str = "png",
        size: str = "web",
        folder: str | Path = ".",
        clear: bool = False,
        outlines: bool = False,
    ) -> None:
        """Write one file into a folder and print its path; where it cannot be, show the picture."""
        content = self.content(kind, size, clear, outlines)
        try:
            name = kept_as(self.slug, self.language)
            print(sizes.write(Path(folder), name, kind, size, content))
        except OSError as error:
            print(f"{folder} cannot be written ({error.strerror}): name another folder.")
            self._ipython_display_()

    def _ipython_display_(self) -> None:
        picture = self.inline or show.inline(self.content("png"))
        show.picture(picture, self.about["alt"], self.slug if self.exported else "")
        show.say(self.about["finding"])

    def __repr__(self) -> str:
        said = (self.about[part] for part in ("title", "finding", "rule"))
        with speaking(self.language):
            return grammar.printed(*said)


class OnPage(Exhibit):
    """An exhibit that its page shows and no edition exports: it stands for a choice of the reader."""

    exported = False


@dataclass(frozen=True, eq=False, repr=False)
class Remark:
    """Computed sentences, one paragraph."""

    words: str
    verdict: Any = None
    slug: str = ""

    def _ipython_display_(self) -> None:
        show.say(self.words)

    def __repr__(self) -> str:
        return self.words


def titles(study: Study, *figures: Callable[[Study], Exhibit]) -> Remark:
    """The titles of figures, the answer of a page."""
    return Remark(grammar.bold([figure(study).words.title for figure in figures]))


@dataclass(frozen=True, eq=False, repr=False)
class Listing:
    """A table for readers, its cells as they are printed; row number `bold` (from 0) in bold."""

    table: pd.DataFrame
    words: str
    bold: int | None = None
    slug: str = ""

    def _ipython_display_(self) -> None:
        show.table(self.table, self.words, bold=self.bold)

    def __repr__(self) -> str:
        return f"{self.words}\n{self.table.to_string(index=False)}"


# --- the registry


def exhibit(slug: str) -> Callable[[Callable[[Study], Shown]], Callable[[Study], Shown]]:
    """Register a function of a Study under a name like `02-census`; what is kept is not made."""

    def register(make: Callable[[Study], Shown]) -> Callable[[Study], Shown]:
        known = _made.get(slug, make)  # a module that is loaded again registers the same ones
        same = (known.__module__, known.__qualname__) == (make.__module__, make.__qualname__)
        if not re.fullmatch(r"\d\d-[a-z0-9-]+", slug) or not same:
            raise ValueError(f"An exhibit has a name of its own like 02-census, not {slug!r}.")

        @functools.wraps(make)
        def made(study: Study):
            if slug[:2] not in TRANSLATED.get(study.language, PAGES):
                study = replace(study, language="en")
            return found(slug, study) or study.once(_finished, make, slug, study)

        _made[slug] = made
        return made

    return register


def _finished(make: Maker, slug: str, study: Study):
    with speaking(study.language):
        shown = make(study)
    if not isinstance(shown, Exhibit):
        return replace(shown, slug=slug)
    cited = dress.cited(slug, study.data["sources"], shown.ground.sources)
    known = {"slug": slug, "cited": cited, "rule": shown.rule or study.rule, "inline": b""}
    return replace(shown, **known, language=study.language)


def registry() -> dict[str, Maker]:
    """All exhibits, remarks and listings by name, in the order of the pages."""
    for topic in PAGES.values():
        importlib.import_module(f"{__package__}.{topic}")
    return {slug: _made[slug] for page in PAGES for slug in _made if slug[:2] == page}


def told_in(language: str) -> dict[str, Maker]:
    """Those that have words in a language."""
    pages = TRANSLATED.get(language, PAGES)
    return {slug: make for slug, make in registry().items() if slug[:2] in pages}


def figures() -> list[str]:
    """The names of all figures that an edition exports, in the order of the pages."""
    made = registry()
    return [slug for slug, make in made.items() if make.__annotations__["return"] == "Exhibit"]


def one(slug: str, study: Study) -> Exhibit:
    """One figure; DataError for a name that is none, and where the data do not give it."""
    if slug not in figures():
        raise DataError(f"There is no figure {slug!r}; there are {', '.join(figures())}.")
    told = told_in(study.language)
    if slug not in told:
        there = ", ".join(name for name in figures() if name in told)
        raise DataError(
            f"{slug} has no words in {NAMES[study.language]} yet: leave --language away, or name one of "
            f"{there}."
        )
    with of_these_data(slug):
        return _made[slug](study)


@contextmanager
def of_these_data(slug: str) -> Iterator[None]:
    """What fails inside is one sentence, a DataError, that names the exhibit."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"{slug} cannot be made of these data: {error}") from error


# --- what is kept


def found(slug: str, study: Study):
    """What a build kept of a name, if nothing that it depends on has changed; else None."""
    kept, name = Kept(study.data.folder), kept_as(slug, study.language)
    record = kept.record(name, study.key)
    if record is None or not _same_tables(study, record):
        return None
    content = kept.read(record, f"{name}.pickle")
    if content is None:
        return None
    study.data.note(record["tables"])
    shown = pickle.loads(content)
    if isinstance(shown, Exhibit):
        return replace(shown, inline=kept.read(record, f"{name}.inline") or b"")
    return shown


def _same_tables(study: Study, record: dict) -> bool:
    """Whether the tables in memory are those of files; the record holds for files only."""
    return all(name in study.data and study.data.files(name) for name in record["tables"])


def packed(shown: Exhibit | Remark | Listing) -> bytes:
    """What is kept of it: everything but the rows of its panel."""
    if isinstance(shown, Exhibit):
        shown = replace(shown, ground=Ground(shown.ground.sentence, tuple(shown.ground.sources)))
    return pickle.dumps(shown)


def drawn(content: bytes) -> dict[str, bytes]:
    """The files of a packed exhibit, for a process that only draws."""
    return pickle.loads(content).drawn()


def card(content: bytes) -> bytes:
    """The picture of a packed exhibit for links to it; none where its type would be too small."""
    try:
        return show.card(pickle.loads(content).content("png", "social"))
    except DataError:
        return b""
