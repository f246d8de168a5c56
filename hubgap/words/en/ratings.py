"""Scores in words: one against another on one ruler, how surely, and how long each side's list is."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.verdicts import (
    AHEAD,
    CONFIDENCE,
    NO_ERROR,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...text import count, day, listed, percent, plural, points, safe
from .grammar import ADJECTIVE, MOST_WORDS, PHRASES

INTERVAL = f"{percent(CONFIDENCE)} interval of the difference"
BRACKETS = f"In brackets stands the {INTERVAL}."  # of `versus`


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
        sure = f"but who leads {untold(row)}" if kind == NOT_IDENTIFIED else PHRASES[WITHIN_ERROR]
        return f"{lead} and {behind} are level, {sure}"
    above = f"{lead} stands {size(row['points'])} above {behind}"
    if kind == NOT_IDENTIFIED:
        return f"{above}, but who leads {untold(row)}"
    if kind == NO_ERROR:
        return f"{above}, though {PHRASES[NO_ERROR]}"
    return f"{above}, {PHRASES[WITHIN_ERROR]} ({span(row)})"


def untold(row) -> str:
    """`cannot be told while the country of X is unknown`."""
    return f"{PHRASES[NOT_IDENTIFIED]} while the country of {safe(row['unknown_model'])} is unknown"


def not_renewed(models: pd.Timestamp | None, board: str | None) -> str:
    """That models were pulled on a day and rankings were not; the last one is that of `board`."""
    if models is None or board is None:
        return ""
    return f"Models were pulled on {day(models)} without rankings, of which the last is of {day(board)}."


def _of_models(row) -> str:
    if "models_CN" not in row:
        return ""
    return f" ({of_each({side: row[f'models_{side}'] for side in SIDES})})"


def of_each(counts: dict[str, int], noun: str = "") -> str:
    """`12 Chinese and 3 American models`, the larger first; `3 models of each side` where equal."""
    more, fewer = sorted(SIDES, key=lambda side: counts[side], reverse=True)
    if counts[more] == counts[fewer]:
        return f"{plural(int(counts[more]), noun) if noun else count(counts[more])} of each side"
    said = f"{count(counts[more])} {ADJECTIVE[more]} and {count(counts[fewer])} {ADJECTIVE[fewer]}"
    return f"{said} {noun if counts[fewer] == 1 else noun + 's'}" if noun else said


def system(side: str, model: str) -> str:
    """`the American A`; a system of another country without its adjective."""
    return f"the {ADJECTIVE[side]} {safe(model)}" if side in ADJECTIVE else safe(model)


def size(value: float) -> str:
    """A gap: `47 points`, `5.1 points`."""
    return points(value, digits(value))


def span(row) -> str:
    """The interval of a gap, `−5 to 9`, with as many digits as its points; or that there is none."""
    low, high, many = row["low"], row["high"], digits(row["points"])
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    ends = [f"{end:.{many}f}".replace("-", "\u2212") for end in (low, high)]
    return " to ".join(dict.fromkeys(ends))


def leads_by(model: str, value: float) -> str:
    """Beside a mark: `A, 42 ahead`."""
    return f"{model}, {value:.0f} ahead"


def above(first: str, second: str) -> str:
    """Of two models, the higher first: `A above B`."""
    return f"{first} above {second}"


def direction(country: str) -> str:
    """Which way a chart counts for a country: `China ahead`."""
    return f"{country} ahead"


def digits(value: float) -> int:
    """How many digits a gap has after its point."""
    return 0 if abs(value) >= 10 else 1


def known_part(row) -> str:
    """How far a list was read that is not known to its end, from `gaps_on`; after its name."""
    return f"only the first {row['read']:.0f} of {row['listed']:.0f} places are known"


def makers(row) -> str:
    """How many makers each side of a `gap` has, and how many of the leader's stand above all.

    To stand after a place (`on Board ...`); further sentences follow where there is more to say.
    """
    sides = {side: row[f"makers_{side}"] for side in SIDES}
    side, above = row["leader"], int(row["above"])
    stand = "stands" if above == 1 else "stand"
    said = (
        f"{of_each(sides, 'maker')} are ranked, and {above} of the {ADJECTIVE[side]} ones {stand} "
        f"above every {ADJECTIVE[other(side)]} one"
    )
    if row["stays"] < 1:
        cut = plural(int(sides[other(side)]), "maker")
        kept = "it" if above == 1 else f"one of the {above}"
        said += (
            f". Cut at random to {cut}, the {ADJECTIVE[side]} list would keep {kept} in "
            f"{percent(row['stays'])} of cases"
        )
    for few in sorted(row["few"], key=lambda one: one != side):
        said += f". With {plural(int(sides[few]), 'maker')} the {ADJECTIVE[few]} list is short"
    return said


def fields_title(
    overall, opened, where: str, noun: str = "models", kind: str = "open-weight", past: bool = False
) -> str:
    """`in X American models lead, open-weight ones are within the margin of error`.

    From two rows of `gap` on one board: all, and those with open weights. What does not fit a
    title is left to the finding.
    """
    first, second = (one["verdict"] for one in (overall, opened))
    lead = "led" if past else "lead"
    clauses = _clause(overall, noun, past), _clause(opened, f"{kind} ones", past)
    if first.ahead and second.ahead:
        clauses = (
            f"{ADJECTIVE[first.side]} {noun} {lead} overall",
            (f"{ADJECTIVE[second.side]} ones among {kind} {noun}"),
        )
        if first.side == second.side:
            return f"{where} {clauses[0]} and among {kind} ones"
    elif first.kind == second.kind == NOT_IDENTIFIED:
        return f"{where} whose {noun} {lead} {PHRASES[NOT_IDENTIFIED]}"
    elif first.kind == second.kind and not names_a_side(overall) and not names_a_side(opened):
        return f"{where} {_clause(overall, f'all and {kind} {noun}', past)}"
    whole = f"{where} {', '.join(clauses)}"
    return whole if len(whole.split()) <= MOST_WORDS else f"{where} {clauses[0]}"


def names_a_side(row) -> bool:
    """Whether a title names the side with the higher score."""
    kind = row["verdict"].kind
    return kind in (AHEAD, NO_ERROR) or (kind == TOO_FEW and row["points"] > 0)


def _clause(row, noun: str, past: bool) -> str:
    """What a title says of one row of `gap`: who leads, who stands highest, or why neither."""
    lead, be, stand = ("led", "were", "stood") if past else ("lead", "are", "stand")
    kind = row["verdict"].kind
    if kind == AHEAD:
        return f"{ADJECTIVE[row['leader']]} {noun} {lead}"
    if names_a_side(row):
        return f"{ADJECTIVE[row['leader']]} {noun} {stand} highest"
    if kind == NOT_IDENTIFIED:
        return f"whose {noun} {lead} {PHRASES[kind]}"
    return f"{noun} {be} {PHRASES[kind]}"


def on_each(verdicts: dict[str, Verdict], noun: str = "models") -> str:
    """`American models lead on A, Chinese models on B, and on C the two are within ...`."""
    leads: dict[str, list[str]] = {}
    rest: dict[str, list[str]] = {}
    for ruler, verdict in verdicts.items():
        group = leads if verdict.ahead else rest
        group.setdefault(verdict.ahead or verdict.kind, []).append(ruler)
    said = [f"{ADJECTIVE[side]} {noun} lead on {listed(on)}" for side, on in leads.items()]
    said += [f"on {listed(on)} {_neither(kind)}" for kind, on in rest.items()]
    return f"{', '.join(said[:-1])}, and {said[-1]}" if len(said) > 1 else said[0]


def _neither(kind: str) -> str:
    if kind == WITHIN_ERROR:
        return f"the two sides are {PHRASES[kind]}"
    if kind == NOT_IDENTIFIED:
        return f"who leads {PHRASES[kind]}"
    return f"there are {PHRASES[kind]}" if kind == TOO_FEW else PHRASES[kind]


def boards_title(verdicts: dict[str, Verdict], kind: str = "") -> str:
    """Who leads on several scoreboards as a title: `American models lead on A, Chinese ones on B`.

    `kind`: of models, with a space after it. Where one side is the higher on all of them, that is
    said before on which it is clear.
    """
    ahead = {name: one.ahead for name, one in verdicts.items() if one.ahead}
    sides, led = {one.side for one in verdicts.values()}, list(dict.fromkeys(ahead.values()))
    if not ahead:
        return _nobody_ahead(verdicts, kind)
    if len(led) > 1:
        on = {side: [name for name, one in ahead.items() if one == side] for side in led}
        said = f"{ADJECTIVE[led[0]]} {kind}models lead on {listed(on[led[0]])}, "
        said += f"{ADJECTIVE[led[1]]} ones on {listed(on[led[1]])}"
        fallback = f"{len(verdicts)} scoreboards disagree on whose {kind}models are ahead"
        return _short_enough([said, fallback])
    who, clear, many = f"{ADJECTIVE[led[0]]} {kind}models", listed(list(ahead)), len(verdicts)
    if len(ahead) == many:
        return _short_enough([f"{who} lead on {clear}", f"{who} lead on {all_boards(many)}"])
    if sides == set(led):
        return f"{who} stand highest on {all_boards(many)}"
    return _short_enough(
        [f"{who} lead on {clear} alone", f"{who} are ahead on {len(ahead)} of {many} scoreboards"]
    )


def all_boards(many: int) -> str:
    """`both scoreboards`, `all three scoreboards`."""
    return {2: "both", 3: "all three"}.get(many, f"all {many}") + " scoreboards"


def _nobody_ahead(verdicts: dict[str, Verdict], kind: str) -> str:
    on, kinds = listed(list(verdicts)), {one.kind for one in verdicts.values()}
    if kinds == {WITHIN_ERROR}:
        said = f"{kind}models are {PHRASES[WITHIN_ERROR]} on"
        return _short_enough([f"{said} {on}", f"{said} {all_boards(len(verdicts))}"])
    if kinds == {TOO_FEW}:
        return f"there are {PHRASES[TOO_FEW]} on {on}"
    if kinds == {NOT_IDENTIFIED}:
        return f"whose {kind}models lead on {on} {PHRASES[NOT_IDENTIFIED]}"
    if len(found := set(verdicts.values())) == 1 and (side := found.pop().side):
        return f"{ADJECTIVE[side]} {kind}models stand highest on {on}, though {PHRASES[NO_ERROR]}"
    return f"no side's {kind}models are clearly ahead on any scoreboard"


def _short_enough(titles: list[str]) -> str:
    """The first that fits a title, else the last."""
    return next((one for one in titles if len(one.split()) <= MOST_WORDS), titles[-1])
