"""Words of notebook 00: the answer on one page, one sentence a finding.

What another notebook says about a figure of its own is said here from the same parts of its words.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...measures import licenses as licenses_measures
from ...measures import lineage
from ...measures.benchmarks import Ruler
from ...measures.downloads import Group, Hardest
from ...measures.licenses import Led
from ...measures.verdicts import DEPENDS, SIDES, Lead, other
from ...panel import Panel
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    number,
    percent,
    plural,
    points,
    safe,
    sentence,
)
from .benchmarks import MOST_WORDS, by_verdict, lag_clause, lag_title
from .downloads import COUNTERS, UNIVERSES, clause
from .grammar import ADJECTIVE, NO_DIFFERENCE, Words, both, short
from .licenses import flagship_verdict, shares_of
from .lineage import ON_COUNT, across_title, on_other
from .ratings import versus

OVERALL, OPEN = "among all models", "among open-weight models"


# --- how wide the gap is


def best(
    gaps: dict[str, pd.DataFrame], leads: dict[str, dict[str, str | None]], ruler: Ruler
) -> Words:
    """Words of the best models of all and of open-weight ones: `benchmarks.gaps_on`, `.leads`.

    Both by field. `ruler` is the one that the title speaks of.
    """
    rows = {field: table.set_index("ruler").loc[ruler.name] for field, table in gaps.items()}
    first = {field: sides[ruler.name] for field, sides in leads.items()}
    others = {
        field: {name: side for name, side in sides.items() if name != ruler.name}
        for field, sides in leads.items()
    }
    finding = (
        f"{ruler.name}, {day(ruler.day)}: "
        f"{OVERALL} {_lead_clause(rows['overall'], first['overall'])}, "
        f"{OPEN} {_lead_clause(rows['open'], first['open'])}; "
        f"{_elsewhere(others['overall'], others['open'])}"
    )
    definition = (
        "Lead of the best of all models, and of the best open-weight one, in points of each scale. "
        f"Lines: what the published intervals allow ({percent(ruler.level)} on the {ruler.name})."
    )
    alt = (
        "Three scales, each with a row for all models and a row for open-weight models: a dot for "
        f"the lead of the best model and a line for its bounds. {sentence(finding)}"
    )
    title = headline(_best_title(first["overall"], first["open"]))
    return Words(title, definition, sentence(finding), alt)


def _best_title(overall: str | None, opened: str | None) -> str:
    """`in blind votes, American models lead overall, Chinese models among open-weight ones`."""
    votes = "in blind votes"
    if overall is None and opened is None:
        return f"{votes}, {NO_DIFFERENCE} overall or among open-weight models"
    if overall == opened:
        return f"{votes}, {ADJECTIVE[overall]} models lead overall and among open-weight ones"
    if overall and opened:
        ahead = f"{ADJECTIVE[overall]} models lead overall"
        return f"{votes}, {ahead}, {ADJECTIVE[opened]} models among open-weight ones"
    if overall:
        return f"{votes}, {ADJECTIVE[overall]} lead overall; open-weight models: {NO_DIFFERENCE}"
    return f"{votes}, {ADJECTIVE[opened]} lead among open-weight models; overall {NO_DIFFERENCE}"


def _elsewhere(overall: dict[str, str | None], opened: dict[str, str | None]) -> str:
    """`on B and C: no clear difference among all models, Chinese lead among open-weight models`."""
    leads = [set(found.values()) for found in (overall, opened)]
    if max(map(len, leads)) > 1:
        return f"{OVERALL}: {by_verdict(overall)}; {OPEN}: {by_verdict(opened)}"
    said = [f"{ADJECTIVE[side]} lead" if side else NO_DIFFERENCE for (side,) in leads]
    return f"on {listed(list(overall))}: {said[0]} {OVERALL}, {said[1]} {OPEN}"


def _lead_clause(row: pd.Series, side: str | None) -> str:
    """`the American A leads by 22 points (10 to 34)`."""
    size = f"{points(row['points'])} ({number(row['low'])} to {number(row['high'])})"
    if side is None:
        return f"{NO_DIFFERENCE}, {size}"
    return f"the {ADJECTIVE[side]} {safe(row['leading_model'])} leads by {size}"


def july(said: Words) -> Words:
    """The words of `benchmarks.arena_state` with one sentence as finding."""
    return replace(said, finding=said.finding.split(". ")[0] + ".")


def kling(duels: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    """Words of the video hero: its first duel (`video.kling`), and who leads now (`video.gaps`)."""
    first = duels[duels["question"] == "first"].iloc[0]
    rows = gaps.to_dict("records")
    title = by_verdict({row["ruler"]: row["ahead"] for row in rows})
    now = "; ".join(_best_of_each(row, first["ruler"]) for row in rows)
    fitted = f"{first['ruler']}, fit of {day(first['day'])}"
    finding = f"{fitted}: {versus(first)}; best of each country: {now}"
    board = next(row for row in rows if row["ruler"] == first["ruler"])
    sizes = both({side: board[f"models_{side}"] for side in SIDES}, count)
    definition = (
        f"Elo points of makers of video, {fitted}, {percent(first['level'])} intervals. Hollow: "
        f"closed. A longer list has more chances: {sizes}."
    )
    alt = f"Dots with whiskers for single systems, best first. {sentence(finding)}"
    return Words(headline(title), definition, sentence(finding), alt)


def _best_of_each(row: dict, known: str) -> str:
    """`the Chinese A by 9 points (4 to 12)`; board, day, and if a longer list may explain it."""
    board = "" if row["ruler"] == known else f"{row['ruler']}, {day(row['day'])}, "
    side = row["ahead"]
    who = f"the {ADJECTIVE[side]} {safe(row['leading_model'])} by" if side else f"{NO_DIFFERENCE},"
    spread, thinned = (
        f"{number(round(row[f'{kind}low']))} to {number(round(row[f'{kind}high']))}"
        for kind in ("", "thinned_")
    )
    doubt = f"; lists cut to one length {thinned}" if row["longer_list"] else ""
    return f"{board}{who} {points(row['points'])} ({spread}{doubt})"


def months(medians: dict[str, pd.DataFrame], setters: dict[str, str | None], ruler: Ruler) -> Words:
    """Words of the lag on one ruler: `benchmarks.lags_on` and `.record_setter`, both by field."""
    clauses = {field: lag_clause(rows, setters[field]) for field, rows in medians.items()}
    finding = sentence(f"{clauses['overall']} (fit of {day(ruler.day)})")
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


def downloads(shares: dict[Panel, pd.DataFrame], found: dict[Panel, Hardest]) -> Words:
    """Words of downloads of language models, by panel: `downloads.shares` and `.hardest`."""
    said = [_share_clause(p, table.set_index("side"), found[p]) for p, table in shares.items()]
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
    """`Hub census of ..., A 57 %, B 8 % (at most 18 %), without C A 48 %, B 9 %`."""
    text = f"{panel.name}, {both(rows['share'])}"
    if not found.verdict.ahead:
        return f"{text}: {clause(found.verdict)}"
    most, worst = percent(rows.loc[other(found.verdict.ahead), "high"]), found.worst
    after = f"without {safe(worst['subject'])}" if worst["subject"] else "after one other choice"
    return f"{text} (at most {most}), {after} {both({side: worst[side] for side in SIDES})}"


def flagships(years: pd.DataFrame, led: Led, table: pd.DataFrame) -> Words:
    """Words of the flagship releases by year: `licenses.flagship_years`, who led, and the list."""
    sides = licenses_measures.by_year(years)
    title = headline(flagship_verdict(led))
    until, last = day(table["release_date"].max()), list(sides.values())[-1]
    finding = f"{title}; in the last one, until {until}, {shares_of(last)}"
    definition = (
        f"Flagship releases under a permissive license, of all on the list; until {until}. Others "
        "limit users, uses or revenue, or forbid commerce."
    )
    every = "; ".join(f"{when} {shares_of(values)}" for when, values in sides.items())
    alt = (
        f"Bars of the permissive share by year and country. {sentence(finding)} All years: {every}."
    )
    return Words(title, definition, sentence(finding), alt)


def across(tables: dict[Panel, pd.DataFrame], leads: dict[Panel, Lead]) -> Words:
    """Words of `lineage.across`, by models and root of the family, and of `across_lead`."""
    doubt = {None: f" ({NO_DIFFERENCE})", DEPENDS: f" ({ON_COUNT})"}
    said = [
        f"{panel.name}: {on_other(lineage.across_views(table)['models', 'root'])}"
        f"{doubt.get(leads[panel].ahead, '')}"
        for panel, table in tables.items()
    ]
    finding = sentence("; ".join(said))
    first = {panel: table.drop_duplicates("side") for panel, table in tables.items()}
    sizes = "; ".join(
        f"{month(p.days[-1])} {both(rows.set_index('side')['n'], count)}"
        for p, rows in first.items()
    )
    definition = (
        "Share of each country's derivatives that stand on a model of the other country. Lines: "
        f"with all unknown ones. Derivatives: {sizes}."
    )
    alt = f"Bars of the two countries' shares for each list of models. {finding}"
    title = _across_title(leads) or across_title(leads)
    return Words(headline(title), definition, finding, alt)


def _across_title(leads: dict[Panel, Lead]) -> str | None:
    """`A publishers built more on B models in 2024; 2026 the reverse`, where each has a leader."""
    (year, side), *later = [(panel.days[-1].year, lead.ahead) for panel, lead in leads.items()]
    if not {side, *(s for _, s in later)} <= set(SIDES):
        return None
    title = f"{ADJECTIVE[side]} publishers built more on {ADJECTIVE[other(side)]} models in {year}"
    return "; ".join([title, *(f"{y} {'too' if s == side else 'the reverse'}" for y, s in later)])


# --- what cannot be known


def lists(gap: pd.Series, years: pd.DataFrame) -> str:
    """How many of each side two lists hold: a row of `benchmarks.gaps_on`, and flagship years."""
    models = {side: gap[f"models_{side}"] for side in SIDES}
    flagship = years.groupby("side")["flagships"].sum().to_dict()
    said = f"models on {gap['ruler']}, {both(models, count)}; flagships, {both(flagship, count)}"
    return sentence(f"lists are made by hand and unequal: {said}")


def owner(event: pd.Series, group: Group | None) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in the downloads above."""
    said = f"{safe(event['title'])} (announced on {day(event['date'])}, not completed)"
    if group is None:
        return sentence(said)
    return sentence(
        f"{said} and is ranked here: {plural(group.models, 'model')}, {percent(group.share)} of "
        f"the {ADJECTIVE[group.side]} downloads above"
    )
