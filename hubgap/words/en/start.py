"""Words of notebook 00: the answer on one page, one sentence a finding.

What another notebook says about a figure of its own is said here from the same parts of its words.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...measures import lineage
from ...measures.benchmarks import Ruler
from ...measures.downloads import Group, Hardest
from ...measures.licenses import MOST, Led
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    CONFIDENCE,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...panel import Panel
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    percent,
    plural,
    safe,
    sentence,
)
from .benchmarks import lag_clause, lag_title
from .downloads import COUNTERS, UNIVERSES, clause
from .grammar import ADJECTIVE, MOST_WORDS, PHRASES, Words, both, short
from .licenses import flagship_title, shares_of
from .lineage import across_title, known_clause, numbered, of_all, on_other
from .ratings import BRACKETS, by_verdict, versus

OVERALL, OPEN = "among all models", "among open-weight models"


# --- how wide the gap is


def best(
    gaps: dict[str, pd.DataFrame], leads: dict[str, dict[str, Verdict]], ruler: Ruler
) -> Words:
    """Words of the best models of all and of open-weight ones: `benchmarks.gaps_on`, `.leads`.

    Both by field. `ruler` is the one that the title speaks of.
    """
    rows = {field: table.set_index("ruler").loc[ruler.name] for field, table in gaps.items()}
    first = {field: found[ruler.name] for field, found in leads.items()}
    others = {
        field: {name: verdict for name, verdict in found.items() if name != ruler.name}
        for field, found in leads.items()
    }
    finding = (
        f"on the {ruler.name} of {day(ruler.day)} {versus(rows['overall'])}; {OPEN} "
        f"{versus(rows['open'])}; {_elsewhere(others['overall'], others['open'])}"
    )
    definition = (
        "Lead of the best of all models, and of the best open-weight one, in points of each scale. "
        f"Lines and brackets: {BRACKETS}."
    )
    alt = (
        "Three scales, each with a row for all models and a row for open-weight models: a dot for "
        f"the lead of the best model and a line for its interval. {sentence(finding)}"
    )
    title = headline(_best_title(first["overall"], first["open"]))
    return Words(title, definition, sentence(finding), alt)


def _best_title(overall: Verdict, opened: Verdict) -> str:
    """`in blind votes, American models lead overall, Chinese models among open-weight ones`."""
    votes = "in blind votes"
    if overall.ahead and opened.ahead:
        first, second = (f"{ADJECTIVE[one.side]} models" for one in (overall, opened))
        if first == second:
            return f"{votes}, {first} lead overall and among open-weight ones"
        return f"{votes}, {first} lead overall, {second} among open-weight ones"
    if short(overall) == short(opened):
        return f"{votes}, {short(overall)} overall and among open-weight models"
    return f"{votes}, {short(overall)} overall, {short(opened)} among open-weight models"


def _elsewhere(overall: dict[str, Verdict], opened: dict[str, Verdict]) -> str:
    """`on B and C: Chinese lead among all models, American lead among open-weight models`."""
    kinds = [set(found.values()) for found in (overall, opened)]
    if max(map(len, kinds)) > 1:
        return f"elsewhere overall {by_verdict(overall)}; open-weight {by_verdict(opened)}"
    said = [short(verdict) for (verdict,) in kinds]
    return f"on {listed(list(overall))}: {said[0]} {OVERALL}, {said[1]} {OPEN}"


def july(said: Words) -> Words:
    """The words of `benchmarks.arena_state` with one sentence as finding."""
    return replace(said, finding=said.finding.split(". ")[0] + ".")


def kling(duels: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    """Words of the video hero: its first duel (`video.kling`), and who leads now (`video.gaps`)."""
    first = duels[duels["question"] == "first"].iloc[0]
    rows = gaps.to_dict("records")
    title = by_verdict({row["ruler"]: row["verdict"] for row in rows})
    now = "; ".join(_best_of_each(row, first["ruler"]) for row in rows)
    fitted = f"{first['ruler']}, fit of {day(first['day'])}"
    finding = f"{fitted}: {versus(first)}; best of each country: {now}"
    board = next(row for row in rows if row["ruler"] == first["ruler"])
    sizes = both({side: board[f"makers_{side}"] for side in SIDES}, count)
    definition = (
        f"Elo points of makers of video, {fitted}, {percent(first['level'])} intervals; brackets: "
        f"of the difference. Hollow: closed. Makers ranked: {sizes}."
    )
    alt = f"Dots with whiskers for single systems, best first. {sentence(finding)}"
    return Words(headline(title), definition, sentence(finding), alt)


def _best_of_each(row: dict, known: str) -> str:
    """`LMArena video, 17 August 2026, the American A (9) is 4 points ahead of the Chinese B (5)`."""
    board = "" if row["ruler"] == known else f"{row['ruler']}, {day(row['day'])}, "
    return f"{board}{versus(row)}"


def months(medians: dict[str, pd.DataFrame], setters: dict[str, str | None], ruler: Ruler) -> Words:
    """Words of the lag on one ruler: `benchmarks.lags_on` and `.record_setter`, both by field."""
    clauses = {field: lag_clause(rows, setters[field]) for field, rows in medians.items()}
    finding = sentence(clauses["overall"])
    definition = (
        f"Months until the other country reached each record of the {ruler.name}. Line and band: "
        "median and interval. Arrows: not reached yet."
    )
    alt = (
        "Two rows, all models and open-weight models: a dot for each record by the months until "
        f"the other country reached it, arrows for open ones. {finding} Among open-weight models, "
        f"{sentence(clauses['open'])}"
    )
    title = lag_title(medians["overall"], setters["overall"])
    return Words(headline(f"{ruler.name}: {title}"), definition, finding, alt)


# --- what is downloaded


def downloads(
    shares: dict[Panel, pd.DataFrame],
    since: dict[Panel, pd.DataFrame],
    found: dict[Panel, Hardest],
) -> Words:
    """Words of downloads of language models, by panel: `downloads.shares` and `.hardest`.

    `since`: the shares among those created since ChatGPT.
    """
    said = [
        f"{_share_clause(p, table.set_index('side'), found[p])}; created since ChatGPT "
        f"{both(since[p].set_index('side')['share'])}"
        for p, table in shares.items()
    ]
    what = COUNTERS["downloads_30d"] + UNIVERSES["language"]
    finding = sentence(f"of {what}, {'; '.join(said)}")
    definition = (
        f"Share of the {what} in thirty days, by country "
        "of the publisher. Lines: with every unknown publisher."
    )
    alt = (
        "Bars of the two countries' shares for each list of models, and without the publisher or "
        f"model whose loss changes most. {finding}"
    )
    return Words(headline(_downloads_title(found)), definition, finding, alt)


def _downloads_title(found: dict[Panel, Hardest]) -> str:
    """`language-model downloads: 2024 American lead; 2026 Chinese lead hangs on A`."""
    plain, full = [], []
    for panel, (verdict, worst, lost, _) in found.items():
        text = f"{panel.days[-1].year} {short(verdict)}"
        plain.append(text + (", not robust" if lost else ""))
        subject = safe(worst["subject"]) if lost and worst["subject"] else "one choice"
        full.append(text + (f" hangs on {subject}" if lost else ""))
    kinds = {one.verdict for one in found.values()}
    if len(kinds) == 1 and not (one := kinds.pop()).ahead:
        return f"language-model downloads: {short(one)}"
    titles = [f"language-model downloads: {'; '.join(texts)}" for texts in (full, plain)]
    return titles[0] if len(titles[0].split()) <= MOST_WORDS else titles[1]


def _share_clause(panel: Panel, rows: pd.DataFrame, found: Hardest) -> str:
    """`Hub census of ..., A 57%, B 8% (at most 18%), without C A 48%, B 9%`."""
    text = f"{panel.label}, {both(rows['share'])}"
    if not found.verdict.ahead:
        return f"{text}: {clause(found.verdict)}"
    most, worst = percent(rows.loc[other(found.verdict.ahead), "high"]), found.worst
    after = f"without {safe(worst['subject'])}" if worst["subject"] else "after one other choice"
    return f"{text} (at most {most}), {after} {both({side: worst[side] for side in SIDES})}"


def flagships(led: Led, panel: Panel) -> Words:
    """Words of the flagships of each year by rule in one wave, and by hand: `licenses.led`."""
    years, last = led.ruled, max(led.ruled)
    title = headline(flagship_title(years))
    finding = sentence(
        f"of those created in {last}, {shares_of(years[last].counts)} are known to be permissive "
        f"({panel.label}), {_flagship_tail(years[last].verdict)}"
    )
    definition = (
        "Flagships are the most liked models of makers, as many from either country, up to "
        f"{count(MOST)}. Bars show the share known to be permissive by year of creation. Thin "
        "lines reach to the share with all unknown licenses."
    )
    every = " ".join(
        f"Of those created in {when}, {shares_of(one.counts)} are known to be permissive."
        for when, one in years.items()
    )
    alt = (
        f"Bars of the permissive share by year and country. {sentence(title)} {every} "
        f"In {last} that is {_flagship_tail(years[last].verdict)}."
    )
    return Words(title, definition, finding, alt)


def _flagship_tail(verdict: Verdict) -> str:
    """How sure the difference of one year is, after its two shares."""
    if verdict.kind == AHEAD:
        return (
            f"{ADJECTIVE[verdict.side]} ones more often than {ADJECTIVE[other(verdict.side)]} ones"
        )
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"a difference {PHRASES[verdict.kind]}"
    joint = "which are" if verdict.kind == TOO_FEW else "a difference that"
    return f"{joint} {PHRASES[verdict.kind]}"


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> Words:
    """Words of `lineage.across`, by models and root of the family, and of `lineage.crossing`."""
    shares = {panel: lineage.drawn_again(table, "root") for panel, table in tables.items()}
    said = [_across_clause(panel, shares[panel], one.known) for panel, one in found.items()]
    finding = " ".join(map(sentence, filter(None, [*said, of_all(found)])))
    sizes = [
        f"{numbered({s: one.publishers for s, one in own.items()})} ({month(panel.days[-1])})"
        for panel, own in shares.items()
    ]
    definition = (
        "Bars show the share of each country's derivatives that stand on a model of the other, "
        "among publishers of known country. Thin lines are "
        f"{percent(CONFIDENCE)} intervals, publishers drawn again. The publishers are "
        f"{' and '.join(sizes)}."
    )
    alt = f"Bars of the two countries' shares for each list of models. {finding}"
    return Words(across_title(found), definition, finding, alt)


def _across_clause(panel: Panel, shares: dict, verdict: Verdict) -> str:
    """What is known of one list, in one clause."""
    when = month(panel.days[-1])
    if verdict.kind == NOT_IDENTIFIED:
        return f"for {when} it {PHRASES[NOT_IDENTIFIED]}, no base is recorded"
    if verdict.kind == TOO_FEW:
        return f"in {when} there are {PHRASES[TOO_FEW]}"
    said = f"in {when} {on_other(shares, False)}"
    return said if verdict.ahead else f"{said}, and {known_clause(verdict, shares)}"


# --- what cannot be known


def lists(gap: pd.Series) -> str:
    """How many models of each side a board holds: a row of `benchmarks.gaps_on`."""
    models = {side: gap[f"models_{side}"] for side in SIDES}
    return sentence(f"lists are unequal: models on {gap['ruler']}, {both(models, count)}")


def owner(event: pd.Series, group: Group | None) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in the downloads above."""
    said = f"{safe(event['title'])} (announced on {day(event['date'])}, not completed)"
    if group is None:
        return sentence(said)
    return sentence(
        f"{said} and is ranked here: {plural(group.models, 'model')}, {percent(group.share)} of "
        f"the {ADJECTIVE[group.side]} downloads above"
    )
