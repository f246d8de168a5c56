"""Countries and comparisons in words: what all sentences of a language are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    NO_ERROR,
    NOT_IDENTIFIED,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Change,
    Verdict,
    other,
)
from ...text import percent, plural, points, sentence, when

NO_DIFFERENCE = "no clear difference"
MOST_WORDS = 14  # of a title
NOUN = {"CN": "China", "US": "the United States"}
ADJECTIVE = {"CN": "Chinese", "US": "American"}
PHRASES = {  # what words say of a verdict that is no lead, by its kind; no other sentence says it
    WITHIN_ERROR: "within the margin of error",
    NO_ERROR: "no error is published",
    TOO_FEW: "too few models to say",
    HANGS: "hangs on publishers of unknown country",
    CLOSE: "within five points",
    DEPENDS: "depends on how one counts",
    NOT_IDENTIFIED: "cannot be told",
    UNTAGGED: "hangs on unknown licenses",
}


def short(verdict: Verdict) -> str:
    """A verdict in a title: `American lead`, `within the margin of error`."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} lead"
    if verdict.kind == NO_ERROR:
        return f"{NOUN[verdict.side]} higher, though {PHRASES[NO_ERROR]}"
    return PHRASES[verdict.kind]


def by_margin(rows: dict[str, dict[float, Verdict]]) -> pd.DataFrame:
    """A table for readers of verdicts on shares: a row a question, a column a margin of points."""
    return pd.DataFrame(
        {"Who is ahead": name}
        | {f"by more than {points(margin * 100)}": _cell(one) for margin, one in found.items()}
        for name, found in rows.items()
    )


def _cell(verdict: Verdict) -> str:
    """The country that is ahead, or what it is instead; nobody where the margin is not reached."""
    if verdict.kind == CLOSE:
        return "neither"
    return country(verdict.side) if verdict.kind == AHEAD else PHRASES[verdict.kind]


@dataclass(frozen=True)
class Words:
    """What a figure says: title (at most MOST_WORDS), definition line, finding, alt text."""

    title: str
    definition: str
    finding: str
    alt: str


AMONG = {  # selections that are not all of the Hub, before the month of the list
    "attention sample": "among popular models of",
    "head": "among the most downloaded models of",
}
CHOSEN = {"attention sample": "popular ", "head": "most downloaded "}  # the same before a noun
TOP = {"attention sample": "popular ", "head": "top "}  # and in a title


def among(selection: str, label: str) -> str:
    """`in July 2024`, `among popular models of August 2026`: where a list's numbers hold."""
    return f"{AMONG.get(selection, 'in')} {when(label)}"


def changed(what: str, change: Change) -> str:
    """`the Chinese share of top video models' downloads fell from 62% to 19%`."""
    went = "rose" if change.after > change.before else "fell"
    return (
        f"the {ADJECTIVE[change.side]} share of {what} {went} from {percent(change.before)} to "
        f"{percent(change.after)}"
    )


def free(panel, said: str) -> str:
    """A sentence on a list whose terms ask for credit at most, beside one that asks for more."""
    return sentence(f"{among(panel.selection, panel.label)}, a list free to reuse, {said}")


def latest(panel) -> str:
    """A sentence on the latest snapshot: its day, how it was selected, what it leaves out."""
    return sentence(f"the latest snapshot is the {panel.sentence}")


def bold(titles: list[str]) -> str:
    """The titles of findings as an answer."""
    return " ".join(f"**{title}.**" for title in titles)


def printed(title: str, finding: str, rule: str) -> str:
    """A figure as text, for who asks without a notebook."""
    return f"{title}. {finding} Rule: {rule}"


def joined(*sentences: str) -> str:
    """Sentences as one paragraph; empty ones are left out."""
    return " ".join(filter(None, sentences))


def models(n: int) -> str:
    """`1 model`, `12 models`."""
    return plural(n, "model")


def both(
    values: dict[str, float], text: Callable[[float], str] = percent, joint: str = ", "
) -> str:
    """`the United States 50%, China 4%`: the larger first; `each 50%` where they are equal."""
    first = larger(values)
    if first is None:
        return f"each {text(values['CN'])}"
    return joint.join(f"{NOUN[side]} {text(values[side])}" for side in (first, other(first)))


def larger(values: dict[str, float]) -> str | None:
    """The side to tell first, because its number is the larger one; no verdict."""
    if values["CN"] == values["US"]:
        return None
    return "CN" if values["CN"] > values["US"] else "US"


def country(side: str) -> str:
    """A side as the name of a row: `China`, `United States`, `other countries`, `not known`."""
    names = {"other": "other countries", "unknown": "not known", "EU": "European Union"}
    return NOUN[side].removeprefix("the ") if side in NOUN else names[side]


def valued(mark: str, value: str, ends: tuple[str, str] | None = None, of: str = "") -> str:
    """What a page says of one mark of a picture: its name, exact value, interval and number."""
    return f"{mark}: {value}" + (f" ({ends[0]} to {ends[1]})" if ends else "") + (of and f", {of}")


def shown(table: pd.DataFrame, **columns: tuple[str, Callable]) -> pd.DataFrame:
    """A table for readers: the named columns under readable heads, written by their formatters."""
    return pd.DataFrame({head: table[name].map(write) for name, (head, write) in columns.items()})
