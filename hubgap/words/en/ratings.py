"""Scores in words: one against another on one ruler, how surely, and how long each side's list is."""

from __future__ import annotations

import math

from ...measures.verdicts import (
    AHEAD,
    CONFIDENCE,
    NO_ERROR,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...text import count, listed, percent, plural, points, safe
from .grammar import ADJECTIVE, NOUN, PHRASES, both, short

BRACKETS = f"{percent(CONFIDENCE)} interval of the difference"  # what `versus` has in brackets


def versus(row) -> str:
    """A row of `benchmarks.duel` or `gap`: `the American A is 4.0 points ahead of the Chinese B (1.2
    to 6.8)`, in brackets the interval; any other kind of verdict in its own words.
    """
    lead = system(row["leader"], row["leading_model"])
    behind = system(row["behind"], row["model_behind"])
    kind = row["verdict"].kind
    if kind == TOO_FEW:
        above = "is level with" if row["points"] == 0 else f"stands {size(row['points'])} above"
        return f"{lead} {above} {behind}, though there are {PHRASES[TOO_FEW]}{_of_models(row)}"
    if kind == AHEAD:
        return f"{lead} is {size(row['points'])} ahead of {behind} ({span(row)})"
    if row["points"] == 0:
        return f"{lead} and {behind} are level, {PHRASES[WITHIN_ERROR]}"
    above = f"{lead} stands {size(row['points'])} above {behind}"
    if kind == NO_ERROR:
        return f"{above}, though {PHRASES[NO_ERROR]}"
    return f"{above}, {PHRASES[WITHIN_ERROR]} ({span(row)})"


def _of_models(row) -> str:
    if "models_CN" not in row:
        return ""
    return f" ({both({side: row[f'models_{side}'] for side in SIDES}, count)})"


def system(side: str, model: str) -> str:
    """`the American A`; a system of another country without its adjective."""
    return f"the {ADJECTIVE[side]} {safe(model)}" if side in ADJECTIVE else safe(model)


def size(value: float) -> str:
    """A gap: `47 points`, `5.1 points`."""
    return points(value, _digits(value))


def span(row) -> str:
    """The interval of a gap, `−5 to 9`, with as many digits as its points; or that there is none."""
    low, high, digits = row["low"], row["high"], _digits(row["points"])
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    ends = [f"{end:.{digits}f}".replace("-", "\u2212") for end in (low, high)]
    return " to ".join(dict.fromkeys(ends))


def _digits(value: float) -> int:
    return 0 if abs(value) >= 10 else 1


def makers(row) -> str:
    """How many makers each side of a `gap` has, and how many of the leader's stand above all."""
    sides = {side: row[f"makers_{side}"] for side in SIDES}
    numbers = both(sides, lambda n: plural(int(n), "maker"))
    side, above = row["leader"], int(row["above"])
    said = (
        f"{numbers}; {above} of the {ADJECTIVE[side]} ones have a model above every "
        f"{ADJECTIVE[other(side)]} one"
    )
    if row["stays"] < 1:
        cut = plural(int(sides[other(side)]), "maker")
        said += f", and one of these stays in {percent(row['stays'])} of lists cut to {cut}"
    few = sorted(NOUN[side] for side in row["few"])
    return f"{said}; few makers: {listed(few)}" if few else said


def by_verdict(verdicts: dict[str, Verdict]) -> str:
    """`American lead on A; within the margin of error on B and C`, leads first."""
    groups: dict[str, list[str]] = {}
    for ruler, verdict in sorted(verdicts.items(), key=lambda pair: pair[1].ahead is None):
        groups.setdefault(short(verdict), []).append(ruler)
    return "; ".join(f"{said} on {listed(rulers)}" for said, rulers in groups.items())
