"""Numbers, dates and names as text: what every sentence, caption and file is made of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import pandas as pd

FIXED_SPACE = "\u00a0"  # between a number and its unit, where a line must not break
STOP = "."  # at the end of a sentence
TERMS = "CC BY 4.0"  # of figures and texts
LONGEST_NAME = 80  # characters of a name from the Hub that are shown
# Tables keep the spelling of their authors; pages are in American spelling.
AMERICAN = {
    "icence": "icense",
    "uantis": "uantiz",
    "centre": "center",
    "labelled": "labeled",
    "aviour": "avior",
    "avourite": "avorite",
}


class Told(str):
    """A text in English that holds what it tells as data, for who tells it in another language.

    cause: a kind and its values, which JSON can hold.
    """

    cause: tuple

    def __new__(cls, text: str, *cause) -> Told:
        told = super().__new__(cls, text)
        told.cause = cause or ("plain", str(text))
        return told


def cause_of(text: str) -> tuple:
    """What a text tells, as data; a text that holds none tells itself."""
    return text.cause if isinstance(text, Told) else Told(text).cause


def number(value: float) -> str:
    """A count in three significant figures, for a sentence: `12 million`, `1.3 billion`, `103,000`."""
    if value is None or math.isnan(value):
        return "not known"
    for scale, unit in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if abs(value) >= scale - scale / 2000:
            return f"{_short(value / scale)}{FIXED_SPACE}{unit}"
    if abs(value) < 999.5:
        return _short(value)
    return f"{float(f'{value:.3g}'):,.0f}".replace("-", "\u2212")


def brief(value: float) -> str:
    """A count for a chart or a cell: `12M`, `1.3B`, `57k`, `940`."""
    if value is None or math.isnan(value):
        return "not known"
    for scale, unit in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= scale - scale / 2000:
            return f"{_short(value / scale)}{unit}"
    return _short(value)


def alike(values: Iterable[float]) -> list[str]:
    """Counts of one list in the unit of the largest, with one decimal: `25.2M`, `9.0M`."""
    values = list(values)
    largest = max(map(abs, values), default=0)
    for scale, unit in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if largest >= scale:
            return [f"{value / scale:.1f}{unit}".replace("-", "\u2212") for value in values]
    return [_short(value) for value in values]


def _short(value: float) -> str:
    text = f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}"
    return text.removesuffix(".0").replace("-", "\u2212")


def count(value: int) -> str:
    """A whole number with its thousands apart: `416,513`."""
    return f"{int(value):,}"


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as `38%`; a share that rounds to nothing is `under 1%`."""
    if share is None or math.isnan(share):
        return "not known"
    smallest = 10.0**-digits
    if 0 < share * 100 < smallest / 2:
        return f"under {smallest:.{digits}f}%"
    return f"{share * 100:.{digits}f}%"


def points(value: float, digits: int = 0) -> str:
    """A difference on a scale, without its sign: `47 points`."""
    text = f"{abs(value):.{digits}f}"
    return f"{text} point{'' if float(text) == 1 else 's'}"


def signed(value: float) -> str:
    """A difference with its sign: `\u22120.3`."""
    return f"{value:.1f}".replace("-", "\u2212")


def months(value: float, digits: int = 0) -> str:
    """A span of months: `7 months`."""
    text = f"{abs(value):.{digits}f}"
    return f"{text} month{'' if float(text) == 1 else 's'}"


def day(value) -> str:
    """A date as `11 July 2024`."""
    date = pd.Timestamp(value)
    return f"{date.day} {date:%B %Y}"


def month(value) -> str:
    """A date as `July 2024`."""
    return f"{pd.Timestamp(value):%B %Y}"


def when(name: str) -> str:
    """The month in a `Panel.label`, for a title: `22 November 2026` ends with it."""
    return " ".join(name.split()[-2:])


def plural(n: int, noun: str) -> str:
    """`1 model`, `12 models`."""
    return f"{count(n)} {noun}" + ("" if n == 1 else "s")


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """The text with a capital at its start and one full stop at its end."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(STOP) + STOP


def headline(text: str) -> str:
    """The text with a capital at its start and no full stop."""
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def american(text: str) -> str:
    """A text of a table in American spelling; what is missing and addresses stay as they are."""
    if pd.isna(text) or text.startswith("http"):
        return text
    for theirs, ours in AMERICAN.items():
        text = text.replace(theirs, ours)
    return text


def license_name(tag: str) -> str:
    """A license tag as readers know it, where a few do; any other tag as it is."""
    known = {"apache-2.0": "Apache 2.0", "mit": "MIT", "modified-mit": "modified MIT"}
    return known.get(tag, tag)


_INERT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    + re.escape("<>*`[]|$\\")
    + "]"
)


def safe(name: object) -> str:
    """A name from the Hub without control, direction and markup characters, cut to one line."""
    text = _INERT.sub("", str(name))
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "\u2026"
