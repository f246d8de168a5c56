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
from ...measures.verdicts import CLOSE, CONFIDENCE, NOT_IDENTIFIED, SIDES, TOO_FEW, Verdict, other
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
from .downloads import at_most, clause, drew, models_of
from .grammar import ADJECTIVE, MOST_WORDS, NOUN, PHRASES, Words, both, short
from .licenses import flagship_title, shares_of
from .lineage import across_title, known_clause, of_all, on_other
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
    finding = " ".join(_shares(p, table.set_index("side"), found[p]) for p, table in shares.items())
    late = since[list(since)[-1]].set_index("side")["share"]
    late = sentence(f"among models created since ChatGPT, {drew(late, 'the downloads')}")
    return Words(
        headline(_downloads_title(found)),
        "Share of the downloads of language models in thirty days, by country of the publisher. Thin "
        "lines add every unknown publisher.",
        f"{finding} {late}",
        "Bars show the two countries' shares for each list of models, and without the publisher or "
        f"model whose loss changes most. {finding}",
    )


def _downloads_title(found: dict[Panel, Hardest]) -> str:
    """`among popular models A leads in language-model downloads, thanks to B`: of the latest list."""
    panel, one = list(found.items())[-1]
    which = "among popular models " if panel.selection == "attention sample" else ""
    if not one.verdict.ahead:
        return f"{which}{clause(one.verdict)}{' in downloads' if one.verdict.kind == CLOSE else ''}"
    title = f"{which}{NOUN[one.verdict.ahead]} leads in language-model downloads"
    if not one.lost:
        return title
    if one.worst["subject"]:
        full = f"{title}, thanks to {safe(one.worst['subject'])}"
        if len(full.split()) <= MOST_WORDS:
            return full
    return f"{title}, but not robustly"


def _shares(panel: Panel, rows: pd.DataFrame, found: Hardest) -> str:
    """`In July 2024 A publishers drew 57% of ..., B ones 8%, or 18% if ...`; without C too."""
    what = "the downloads of language models"
    text = f"in {month(panel.days[-1])} {drew(rows['share'], what)}"
    if not found.verdict.ahead:
        return f"{sentence(text)} {sentence(clause(found.verdict))}"
    said, worst = [f"{text}, {at_most(rows, other(found.verdict.ahead))}"], found.worst
    if found.lost:
        after = f"without {safe(worst['subject'])}" if worst["subject"] else "by another choice"
        said.append(f"{after}, {drew(worst, 'the rest', 'would have')}")
    return " ".join(map(sentence, said))


def flagships(led: Led, panel: Panel) -> Words:
    """Words of the flagships of each year by rule in one wave, and by hand: `licenses.led`."""
    years, last = led.ruled, max(led.ruled)
    title = headline(flagship_title(years))
    finding = sentence(
        f"of flagships created in {last}, {shares_of(years[last].counts)} are known as permissive "
        f"({panel.label}), {short(years[last].verdict)}"
    )
    definition = (
        f"Flagships by rule, the most liked models of makers, as many a side, {count(MOST)} at "
        "most: known to be permissive by year of creation. Lines: with all unknown licenses."
    )
    every = "; ".join(f"{when} {shares_of(one.counts)}" for when, one in years.items())
    alt = (
        f"Bars of the permissive share by year and country. {sentence(title)} {finding} All years: "
        f"{every}."
    )
    return Words(title, definition, finding, alt)


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> Words:
    """Words of `lineage.across`, by models and root of the family, and of `lineage.crossing`."""
    shares = {panel: lineage.drawn_again(table, "root") for panel, table in tables.items()}
    said = [_across_clause(panel, shares[panel], one.known) for panel, one in found.items()]
    finding = sentence("; ".join(filter(None, [of_all(found).rstrip("."), *said])))
    sizes = [
        f"{month(panel.days[-1])} {both({s: one.publishers for s, one in own.items()}, count)}"
        for panel, own in shares.items()
    ]
    definition = (
        "Share of each country's derivatives that stand on a model of the other country, of "
        f"publishers of known country. Lines: {percent(CONFIDENCE)} intervals, publishers drawn "
        f"again. Publishers: {'; '.join(sizes)}."
    )
    alt = f"Bars of the two countries' shares for each list of models. {finding}"
    return Words(across_title(found), definition, finding, alt)


def _across_clause(panel: Panel, shares: dict, verdict: Verdict) -> str:
    """What is known of one list, in one clause."""
    if verdict.kind == NOT_IDENTIFIED:
        return f"{panel.label}: {PHRASES[NOT_IDENTIFIED]}, no base is recorded"
    if verdict.kind == TOO_FEW:
        return f"{panel.label}: {PHRASES[TOO_FEW]}"
    said = f"{panel.label}, of the others {on_other(shares, False)}"
    return said if verdict.ahead else f"{said}, {known_clause(verdict, shares)}"


# --- what cannot be known


def lists(gap: pd.Series) -> str:
    """How many models of each side a board holds: a row of `benchmarks.gaps_on`."""
    models = {side: gap[f"models_{side}"] for side in SIDES}
    return sentence(f"lists are unequal: {gap['ruler']} ranks {models_of(models)}")


def owner(event: pd.Series, group: Group | None) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in the downloads above."""
    said = f"{safe(event['title'])} (announced on {day(event['date'])}, not completed)"
    if group is None:
        return sentence(said)
    place = (
        f"the buyer is ranked here: its {plural(group.models, 'model')} drew {percent(group.share)} "
        f"of the {ADJECTIVE[group.side]} downloads above"
    )
    return f"{sentence(said)} {sentence(place)}"
