"""What every figure says below its chart: sources, credit, terms, and what limits its numbers."""

from __future__ import annotations

import re

from ...panel import SELECTIONS as SELECTIONS
from ...text import TERMS, listed
from ...text import sentence as sentence

COLON = ": "
CREDIT = "Chart and coding: hubgap"
LICENSE = f"{TERMS} for figure and text"
BRIEF_CREDIT = f"Chart: hubgap, {TERMS}."
RESTRICTIONS = {
    "noncommercial": "No commercial use of the numbers of",
    "unpaid": "No paid distribution of the table of",
    "share-alike": "Share alike the numbers of",
    "unstated": "No license stated by",
}
LIMITED = {  # by selection: what its numbers hold for
    "head": "only the most downloaded models of Hugging Face.",
    "attention sample": "popular models, not all of Hugging Face.",
}


def sources(named: list[str]) -> str:
    """`Source: A.`, `Sources: A; B.`"""
    word = "Source" if len(named) == 1 else "Sources"
    return f"{word}: {'; '.join(named)}".rstrip(".") + "."


def recorded(keepers: list[str]) -> str:
    """Those that recorded the Hub."""
    return f"Hugging Face, as recorded by {listed(keepers)}"


def others(n: int) -> str:
    """Of a list that is cut: how many it leaves out."""
    return f"{n} others"


def restricted(kind: str, who: list[str]) -> str:
    """What the sources of one kind of terms restrict."""
    return f"{RESTRICTIONS[kind]} {'; '.join(who)}"


def under(publisher: str, license: str) -> str:
    """A source and its terms."""
    return f"{publisher} under {license}"


def licensed(license: str) -> str:
    """The license of a source, after its citation."""
    return f"; license: {license}"


def joined(texts: list[str]) -> str:
    """Terms in sentences."""
    return ". ".join(texts) + "."


def alone(said: str) -> str:
    """What limits all lists of a figure."""
    return f"{said[0].upper()}{said[1:]}"


def beside(before: list[str], said: str) -> str:
    """What limits some of its lists; before: what a panel says up to the colon after each."""
    named = [re.split(r"[.:] ", text)[-1].split(", ")[0] for text in before]
    return f"{listed(list(dict.fromkeys(named)))}: {said}"
