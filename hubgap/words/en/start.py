"""Words of notebook 00: the answer on one page, one sentence a finding.

What another notebook says about a figure of its own is said here from the same parts of its words.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...measures import lineage, video
from ...measures.benchmarks import lead_in_points
from ...measures.downloads import hardest
from ...measures.licenses import flagship_lead
from ...measures.verdicts import SIDES, other
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
from . import benchmarks as benchmarks_words
from . import lineage as lineage_words
from . import video as video_words
from .benchmarks import MOST_WORDS, by_verdict, lag_clause, lag_title
from .downloads import COUNTERS, UNIVERSES
from .grammar import ADJECTIVE, NO_DIFFERENCE, Words, both
from .licenses import flagship_verdict, shares_of

OVERALL, OPEN = "among all models", "among open-weight models"


# --- how wide the gap is


def best(gaps: dict[str, pd.DataFrame], ruler) -> Words:
    """Words of the best models of all and of open-weight ones, from `frontier.gaps_on` by field.

    `ruler` is the one that the title speaks of; see `benchmarks.lead_in_points` for a lead.
    """
    rows = {field: table.set_index("ruler") for field, table in gaps.items()}
    first = {field: rows[field].loc[ruler.name] for field in ("overall", "open")}
    title = _best_title(*(lead_in_points(row) for row in first.values()))
    others = {
        field: {name: lead_in_points(row) for name, row in table.iterrows() if name != ruler.name}
        for field, table in rows.items()
    }
    finding = (
        f"{ruler.name}, {day(ruler.day)}: {OVERALL} {_lead_clause(first['overall'])}, {OPEN} "
        f"{_lead_clause(first['open'])}; {_elsewhere(others['overall'], others['open'])}"
    )
    definition = (
        "Lead of the best of all models, and of the best open-weight one, in points of each scale. "
        f"Lines: what the published intervals allow ({percent(ruler.level)} on the {ruler.name})."
    )
    alt = (
        "Three scales, each with a row for all models and a row for open-weight models: a dot for "
        f"the lead of the best model and a line for its bounds. {sentence(finding)}"
    )
    return Words(headline(title), definition, sentence(finding), alt)


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


def _lead_clause(row: pd.Series) -> str:
    """`the American A leads by 22 points (10 to 34)`."""
    side = lead_in_points(row)
    size = f"{points(row['points'])} ({number(row['low'])} to {number(row['high'])})"
    if side is None:
        return f"{NO_DIFFERENCE}, {size}"
    return f"the {ADJECTIVE[side]} {safe(row['leading_model'])} leads by {size}"


def july(state: pd.DataFrame, ruler, stored: tuple[int, int]) -> Words:
    """`benchmarks.arena_state` in one sentence."""
    words = benchmarks_words.arena_state(state, ruler, *stored)
    return replace(words, finding=words.finding.split(". ")[0] + ".")


def kling(duels: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    """Words of the video hero: its first duel (`video.kling`), and who leads now (`video.gaps`)."""
    first = duels[duels["question"] == "first"].iloc[0]
    rows = gaps.to_dict("records")
    title = by_verdict({row["ruler"]: video.ahead(row) for row in rows})
    now = "; ".join(_best_of_each(row, first["ruler"]) for row in rows)
    fitted = f"{first['ruler']}, fit of {day(first['day'])}"
    finding = f"{fitted}: {video_words.versus(first)}; best of each country: {now}"
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
    side = video.ahead(row)
    who = f"the {ADJECTIVE[side]} {safe(row['leading_model'])} by" if side else f"{NO_DIFFERENCE},"
    spread, thinned = (
        f"{number(round(row[f'{kind}low']))} to {number(round(row[f'{kind}high']))}"
        for kind in ("", "thinned_")
    )
    doubt = f"; lists cut to one length {thinned}" if row["low"] > 0 >= row["thinned_low"] else ""
    return f"{board}{who} {points(row['points'])} ({spread}{doubt})"


def months(medians: pd.DataFrame, opened: pd.DataFrame, ruler) -> Words:
    """Words of the lag on one ruler, of all and of open-weight models, from `frontier.lags_on`."""
    finding = sentence(f"{lag_clause(medians)} (fit of {day(ruler.day)})")
    definition = (
        f"Months until the other country reached each record of the {ruler.name}. Line and band: "
        "median and interval. Arrows: not reached yet."
    )
    alt = (
        "Two rows, all models and open-weight models: a dot for each record by the months until "
        f"the other country reached it, arrows for open ones. {finding} Among open-weight models, "
        f"{sentence(lag_clause(opened))}"
    )
    return Words(headline(f"{ruler.name}: {lag_title(medians)}"), definition, finding, alt)


# --- what is downloaded


def downloads(shares: dict[object, pd.DataFrame], changes: dict[object, pd.DataFrame]) -> Words:
    """Words of downloads of language models: panel -> `adoption.shares` and `.sensitivity`."""
    said = [_share_clause(p, shares[p].set_index("side"), changes[p]) for p in shares]
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
    return Words(headline(_downloads_title(changes)), definition, finding, alt)


def _downloads_title(changes: dict[object, pd.DataFrame]) -> str:
    """`language-model downloads: 2024 American lead; 2026 Chinese lead hangs on A`."""
    plain, full = [], []
    for panel, table in changes.items():
        ahead, worst, lost, _ = hardest(table)
        year = panel.days[-1].year
        text = f"{year} " + (f"{ADJECTIVE[ahead]} lead" if ahead else NO_DIFFERENCE)
        plain.append(text + (", not robust" if lost else ""))
        subject = safe(worst["subject"]) if lost and worst["subject"] else "one choice"
        full.append(text + (f" hangs on {subject}" if lost else ""))
    if {hardest(table)[0] for table in changes.values()} == {None}:
        return f"{NO_DIFFERENCE} in downloads of {UNIVERSES['language']}"
    titles = [f"language-model downloads: {'; '.join(texts)}" for texts in (full, plain)]
    return titles[0] if len(titles[0].split()) <= MOST_WORDS else titles[1]


def _share_clause(panel, rows: pd.DataFrame, changes: pd.DataFrame) -> str:
    """`Hub census of ..., A 57 %, B 8 % (at most 18 %), without C A 48 %, B 9 %`."""
    ahead, worst, _, _ = hardest(changes)
    text = f"{panel.name}, {both(rows['share'])}"
    if ahead is None:
        return f"{text}: {NO_DIFFERENCE}"
    most = percent(rows.loc[other(ahead), "high"])
    after = f"without {safe(worst['subject'])}" if worst["subject"] else "after one other choice"
    return f"{text} (at most {most}), {after} {both({side: worst[side] for side in SIDES})}"


def flagships(years: pd.DataFrame, table: pd.DataFrame) -> Words:
    """Words of the flagship releases by year: `licensing.flagship_years`, and the list itself."""
    sides = {
        year: {row.side: (row.permissive, row.flagships) for row in rows.itertuples()}
        for year, rows in years.groupby("year")
    }
    title = headline(flagship_verdict([flagship_lead(values) for values in sides.values()]))
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


def across(lists: dict[object, tuple[pd.DataFrame, ...]]) -> Words:
    """Words of `lineage.across` (panel -> readings), by models and root of the family."""
    said, leads = [], {}
    for panel, tables in lists.items():
        year = panel.days[-1].year
        leads[year], _ = lineage.across_lead(tables)
        doubt = {None: f" ({NO_DIFFERENCE})", lineage.DEPENDS: f" ({lineage.DEPENDS})"}
        views = lineage.across_views(tables[0])["models", "root"]
        said.append(f"{panel.name}: {lineage_words.on_other(views)}{doubt.get(leads[year], '')}")
    title = _across_title(leads) or lineage_words.across(lists).title
    finding = sentence("; ".join(said))
    first = {panel: tables[0].drop_duplicates("side") for panel, tables in lists.items()}
    sizes = "; ".join(
        f"{month(p.days[-1])} {both(rows.set_index('side')['n'], count)}"
        for p, rows in first.items()
    )
    definition = (
        "Share of each country's derivatives that stand on a model of the other country. Lines: "
        f"with all unknown ones. Derivatives: {sizes}."
    )
    alt = f"Bars of the two countries' shares for each list of models. {finding}"
    return Words(headline(title), definition, finding, alt)


def _across_title(leads: dict[int, str | None]) -> str | None:
    """`A publishers built more on B models in 2024; 2026 the reverse`, where each has a leader."""
    if not set(leads.values()) <= set(SIDES):
        return None
    (year, side), *later = leads.items()
    title = f"{ADJECTIVE[side]} publishers built more on {ADJECTIVE[other(side)]} models in {year}"
    return "; ".join([title, *(f"{y} {'too' if s == side else 'the reverse'}" for y, s in later)])


# --- what cannot be known


def lists(gap: pd.Series, years: pd.DataFrame) -> str:
    """How many of each side two lists hold: a row of `frontier.gaps_on`, and the flagship years."""
    models = {side: gap[f"models_{side}"] for side in SIDES}
    flagship = years.groupby("side")["flagships"].sum().to_dict()
    said = f"models on {gap['ruler']}, {both(models, count)}; flagships, {both(flagship, count)}"
    return sentence(f"lists are made by hand and unequal: {said}")


def owner(event: pd.Series, rows: pd.DataFrame, name: str) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in `rules.counted` rows."""
    own = rows[(rows["parent"] == name) & rows["side"].isin(SIDES)]
    said = f"{safe(event['title'])} (announced on {day(event['date'])}, not completed)"
    if own.empty:
        return sentence(said)
    side = own["side"].mode().iloc[0]
    share = own["value"].sum() / rows.loc[rows["side"] == side, "value"].sum()
    return sentence(
        f"{said} and is ranked here: {plural(len(own), 'model')}, {percent(share)} of the "
        f"{ADJECTIVE[side]} downloads above"
    )
