"""What a figure says about itself, and how title, definition and footer are set around a chart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..charts import sizes
from ..charts.core import HAN_LETTER, INK, OTHER, is_han, legible, text_width
from ..languages import Spoken
from ..words.en import captions as english
from ..words.en import grammar as english_grammar
from ..words.en.grammar import Words
from ..words.zh import captions as chinese
from ..words.zh import grammar as chinese_grammar

words = Spoken(en=english, zh=chinese)
grammar = Spoken(en=english_grammar, zh=chinese_grammar)
NAMED_SOURCES, ARCHIVISTS = 5, 3  # a footer names so many and counts the others
NO_START, NO_END = "，。、；：？！）》」％", "（《「："  # of a Chinese line
PIECES = re.compile(
    f"{'|'.join(chinese.WHOLE)}|{HAN_LETTER}| ?(?:(?!{HAN_LETTER})[^ ]){{1,60}}"
)  # 60: a name without end
EDGE = 3  # points left free around a figure
WIDER = 1.15  # Arial by our font: lines end so early that they fit where an editor takes Arial
# Characters that a name may hold but no line should: controls, line ends, changes of direction.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


def footer(about: Mapping[str, str], cited: pd.DataFrame) -> list[str]:
    """Lines of a footer: a caution where one is needed, then the sources and the credit.

    The whole rule, panel, citations and terms stand in the files, the caption and the gallery.
    """
    source = _line(words.sources(_named(cited)))
    kept = _restricted("noncommercial", cited)  # on the figure itself
    said = [source, words.BRIEF_CREDIT, words.joined(kept) if kept else ""]
    return [*caution(about["panel"]), grammar.joined(*said)]


def _named(cited: pd.DataFrame) -> list[str]:
    """Publishers; those that recorded the Hub are told as what they are, its archivists."""
    hub = cited["folder"] == "hub"
    keepers = _at_most([*dict.fromkeys(cited.loc[hub, "publisher"].map(_short))], ARCHIVISTS)
    recorded = [words.recorded(keepers)] if keepers else []
    return [*recorded, *_at_most([*dict.fromkeys(cited.loc[~hub, "publisher"].map(_short))])]


def _at_most(names: list[str], most: int = NAMED_SOURCES) -> list[str]:
    """So many names, and a count of the others."""
    return [*names[:most], words.others(len(names) - most)] if len(names) > most + 1 else names


def caution(panel: str) -> list[str]:
    """What limits the numbers of a panel, given its sentence: popular models are not all models."""
    return [line for selection in words.LIMITED for line in _limit(panel, selection)]


def _limit(panel: str, selection: str) -> list[str]:
    """A line on one selection of LIMITED, if the panel holds it; it names what others stand beside."""
    chosen, said = words.SELECTIONS[selection], words.LIMITED[selection]
    *before, _ = panel.split(f"{words.COLON}{chosen}")
    if not before:
        return []
    others = any(text in panel for text in words.SELECTIONS.values() if text != chosen)
    return [words.beside(before, said) if others else words.alone(said)]


def terms(cited: pd.DataFrame) -> str:
    """Terms of reuse of a figure: those of hubgap, and what its sources restrict."""
    texts = [words.LICENSE]
    for kind in words.RESTRICTIONS:
        texts += _restricted(kind, cited)
    return words.joined(texts)


def _restricted(kind: str, cited: pd.DataFrame) -> list[str]:
    """What the sources of one kind of terms restrict, in at most one sentence."""
    rows = cited[cited["redistribution"] == kind]
    plain = kind in ("unpaid", "unstated")
    who = rows["publisher"].map(_short) if plain else _under(rows)
    return [words.restricted(kind, list(dict.fromkeys(who)))] if len(who) else []


def _under(rows: pd.DataFrame) -> list[str]:
    """Publisher and license of some sources."""
    licenses = rows["license"].str.split(";").str[0]
    named = map(words.under, rows["publisher"].map(_short), licenses)
    return [*dict.fromkeys(named)]


def cited(name: str, known: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    """The rows of the sources table for some ids; ValueError for none or an unknown one."""
    if not ids:
        raise ValueError(f"Figure {name} names no source.")
    if missing := [one for one in ids if one not in set(known["id"])]:
        raise ValueError(f"Source {missing[0]!r} of figure {name} is not in the sources table.")
    return known.set_index("id", drop=False).loc[list(dict.fromkeys(ids))]


def about(name: str, told: Words, ground, rule, cited: pd.DataFrame) -> dict[str, str]:
    """All that is said about a figure, one line each.

    `ground` and `rule` have a `.sentence`. Raises ValueError for a missing word.
    """
    said = {
        "figure": name,
        "title": told.title,
        "definition": told.definition,
        "finding": told.finding,
        "alt": told.alt,
        "panel": ground.sentence and words.sentence(ground.sentence),
        "rule": rule.sentence and words.sentence(rule.sentence),
        "sources": " ".join(cited["id"]),
        "until": cited["measured_to"].max(),
    }
    for row in cited.itertuples():
        known = row.license in row.citation
        said[f"source {row.id}"] = row.citation + ("" if known else words.licensed(row.license))
        said[f"license {row.id}"] = row.license
    said |= {"terms": terms(cited), "credit": words.CREDIT}
    said = {key: _line(text) for key, text in said.items()}
    if empty := [key for key, text in said.items() if not text]:
        raise ValueError(f"Figure {name} has no {empty[0]}.")
    return said


def _line(text: str) -> str:
    return re.sub(" +", " ", UNSEEN.sub(" ", text)).strip()


def _short(text: str) -> str:
    return text.split(" (")[0]


def dress(fig: Figure, said: Words, lines: list[str]) -> Figure:
    """Add title, definition and footer `lines`; the figure grows, so the axes keep their size.

    At a size of fixed height the axes get what the words leave.
    """
    ratio = sizes.active.get().ratio
    width, height = fig.get_size_inches()
    room = (72 * width - 2 * EDGE) / WIDER
    large = width / sizes.active.get().drawn if ratio else 1  # words as large on every slide
    above = _title(said.title, room, large) + _paragraph(said.definition, room, 10.5 * large)
    below = [line for text in lines for line in _paragraph(text, room, legible(8.5) * large)]
    top, bottom = _height(above) + 14, _height(below) + 12
    if ratio:
        height = width * ratio - (top + bottom) / 72
    full = height + (top + bottom) / 72
    fig.set_size_inches(width, full)
    engine: Any = fig.get_layout_engine()  # of the look, constrained: it takes a rectangle
    engine.set(rect=(0, bottom / 72 / full, 1, height / full))
    _stack(fig, above, 72 * full - EDGE)
    _stack(fig, below, _height(below) + EDGE)
    _settle(fig)
    return fig


def readable(fig: Figure) -> bool:
    """Whether the smallest words of a dressed figure can be read where the active size is placed."""
    preset = sizes.active.get()
    scale = (preset.placed or fig.get_figwidth()) / fig.get_figwidth()
    words = [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return min(float(text.get_fontsize()) for text in words) * scale >= preset.least


def _settle(fig: Figure) -> None:
    """Solve the layout once for all files, rounded: the last bits of the solver differ by run."""
    fig.draw_without_rendering()
    fig.set_layout_engine(None)  # "none" would draw it once more for each file
    for axes in fig.axes:
        box = axes.get_position(original=True)
        left, bottom, width, height = (round(end, 6) for end in box.bounds)
        axes.set_position((left, bottom, width, height))


def _paragraph(text: str, room: float, size: float, weight="normal", color=OTHER) -> list:
    """A paragraph as lines (text, size, weight, color) that fit into `room` points."""
    return [(line, size, weight, color) for line in _wrap(text, room, size, weight)]


def _title(text: str, room: float, large: float = 1) -> list[tuple]:
    """A title in at most two lines of about equal length, in smaller type if it must be."""
    sizes = [size * large for size in (15, 14, 13, 12)]
    size = next((s for s in sizes if len(_wrap(text, room, s, "semibold")) <= 2), sizes[-1])
    lines = _at_comma(text, room, size) or _evenly(text, room, size)
    return [*((line, size, "semibold", INK) for line in lines), ("", 2, "normal", INK)]


def _evenly(text: str, room: float, size: float) -> list[str]:
    lines = _wrap(text, room, size, "semibold")
    while len(lines) > 1 and len(closer := _wrap(text, room - 10, size, "semibold")) == len(lines):
        room, lines = room - 10, closer
    return lines


def _at_comma(text: str, room: float, size: float) -> list[str]:
    """A Chinese title in two lines, broken after the comma nearest to its middle; none if that is
    impossible or one line is enough.
    """
    halves = [[text[: at + 1], text[at + 1 :]] for at, sign in enumerate(text) if sign == "，"]
    if not halves or text_width(text, size, "semibold") <= room:
        return []
    best = min(halves, key=lambda half: abs(len(half[0]) - len(half[1])))
    return best if max(text_width(half, size, "semibold") for half in best) <= room else []


def _wrap(text: str, room: float, size: float, weight: str) -> list[str]:
    """Lines of at most `room` points; no break at the no-break space before a unit."""
    lines = [""]
    for piece in pieces(text):
        longer = (lines[-1] + piece).lstrip(" ")
        if text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(piece.lstrip(" "))
    return lines


def pieces(text: str) -> list[str]:
    """A text in parts that a line may end after: words, each with the blank before it, and Chinese
    letters and whole words, which keep closing signs behind them, opening ones and numbers before them.
    """
    found: list[str] = []
    for part in PIECES.findall(text):
        ends = found[-1][-1] if found else ""
        if found and (
            part in NO_START or (ends and ends in NO_END) or (ends.isdigit() and is_han(part[0]))
        ):
            found[-1] += part
        else:
            found.append(part)
    return found


def _height(lines: list[tuple]) -> float:
    return sum(1.3 * size for _, size, _, _ in lines)


def _stack(fig: Figure, lines: list[tuple], top: float) -> None:
    """Set lines one under another, the first below `top` points."""
    width, height = 72 * fig.get_size_inches()
    for text, size, weight, color in lines:
        fig.text(
            EDGE / width,
            (top - size) / height,
            text,
            size=size,
            weight=weight,
            color=color,
            parse_math=False,
        )
        top -= 1.3 * size
