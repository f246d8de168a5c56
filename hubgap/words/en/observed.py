"""Words of notebook 01: what was observed, and what should not be trusted."""

from __future__ import annotations

import math

import pandas as pd

from ...text import count, day, headline, listed, percent, plural, sentence
from .grammar import Words, shown

NOTHING = "nothing observed"
DOWNLOADED = "downloaded models"
ELSEWHERE = "Another hub: ModelScope"
DOUBTED = "Not to be trusted"
SELECTED = {  # selections of a panel, as heads of groups of sources
    "census": "Census",
    "census of downloaded models": "Census",
    "catalogues": "Catalogues and families",
    "followed list": "Followed lists",
    "attention sample": "Attention samples",
}
DOUBTS = {  # kinds of `observed.untrusted`, as names of rows
    "undercount": "whole Hub undercounted",
    "burst": "burst in a country's total",
    "one model": "one model is most of a total",
    "counter stall": "counters stood still",
    "copied day": "copied days (removed)",
    "placeholders": "typed figures (removed)",
}


def observed(runs: pd.DataFrame, gaps: pd.DataFrame, doubts: pd.DataFrame) -> Words:
    """Words of what was observed when, from `observed.observed`, `holes` and `untrusted`."""
    hub = runs[runs["platform"] == "Hugging Face Hub"]
    waves, full = plural(hub["waves"].sum(), "wave"), hub[hub["selection"] == "census"]
    first, last = hub["first_day"].min(), hub["last_day"].max()
    said = f"{f'only {count(len(full))}' if len(full) else 'none'} of {waves}"
    sources = plural(hub["source"].nunique(), "source")
    verdict = sentence(f"{said} listed every model of the Hub{_on(full)}")
    return Words(
        title=headline(f"{said} listed every model of the Hub"),
        definition=(
            f"Waves (crawl rounds) of {sources} that counted downloads, by how models were chosen, "
            f"{day(first)} to {day(last)}. Thicker: more models. Gray: {NOTHING} for weeks (holes "
            "of years are cut)."
        ),
        finding=f"{verdict} {holed(hub, gaps)} {doubted(doubts)}",
        alt=(
            f"One line of time for each of {sources}, from census to attention sample, thicker "
            f"where a wave lists more models, gray where there was {NOTHING}; hatched below, "
            f"{plural(len(doubts), 'span')} of days not to be trusted. {verdict} {holed(hub, gaps)}"
        ),
    )


def _on(full: pd.DataFrame) -> str:
    days = [f"{day(row.first_day)}: {plural(row.most, 'model')}" for row in full.itertuples()]
    return f" ({'; '.join(days)})" if days else ""


def holed(runs: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """A sentence on the holes: how many, how long, and how much of the time they are."""
    if gaps.empty:
        return "No hole interrupts the observations."
    span = (runs["last_day"].max() - runs["first_day"].min()).days + 1
    return sentence(
        f"in {plural(len(gaps), 'hole')} of up to {plural(gaps['days'].max(), 'day')} nobody "
        f"looked: {percent(gaps['days'].sum() / span)} of {plural(span, 'day')}"
    )


def doubted(doubts: pd.DataFrame) -> str:
    """A sentence on what should not be trusted, from `observed.untrusted`; names no country."""
    kinds = dict(list(doubts.groupby("kind")))
    parts = [
        f"levels from {day(row.first_day)} to {day(row.last_day)} ({row.reason})"
        for row in kinds.get("undercount", doubts.iloc[:0]).itertuples()
    ]
    if "counter stall" in kinds:
        parts.append(f"one-day changes on {days_in(kinds['counter stall'])} of stalled counters")
    carried = sum(len(kinds.get(kind, ())) for kind in ("burst", "one model"))
    if carried:
        spans = plural(carried, "span")
        parts.append(f"totals of a country in {spans} in which one model carries them")
    return sentence(f"not to be trusted are {listed(parts)}" if parts else "no day is in doubt")


def days_in(spans: pd.DataFrame) -> str:
    """`12 days`: how many days lie in spans that do not overlap."""
    days = (spans["last_day"] - spans["first_day"]).dt.days + 1
    return plural(int(days.sum()), "day")


def observed_numbers(spans: pd.DataFrame) -> tuple[str, str]:
    """Waves of a source, and the range of models that a wave lists."""
    least, most = spans["least"].min(), spans["most"].max()
    models = count(most) if least == most else f"{count(least)}\u2013{count(most)}"
    return count(spans["waves"].sum()), models


def compared(lines: list, apart: list) -> str:
    """A sentence on what may be compared: `lines` are panels with a trend, `apart` single waves."""
    said = [
        f"{panel.name} ({plural(len(panel.days), 'wave')}, {day(panel.days[0])} to "
        f"{day(panel.days[-1])})"
        for panel in lines
    ]
    single = listed([panel.name for panel in apart])
    text = sentence(
        f"a line over time is possible only inside one source, for {listed(said)}; {single} are "
        "pictures of one day each, and nothing joins them"
    )
    return " ".join([text, *(_refreshed(panel, lines) for panel in apart if panel.refreshed)])


def _refreshed(panel, lines: list) -> str:
    """What the latest refresh lists, and with what it may be joined."""
    others = [line for line in lines if line.refreshed]
    joined = f"it continues the {others[0].name}" if others else "there is none of its kind yet"
    return sentence(
        f"a refresh brought {panel.sentence}. It may be joined only with refreshes that list the "
        f"same: {joined}"
    )


def doubts_table(doubts: pd.DataFrame) -> pd.DataFrame:
    """`observed.untrusted` for readers, one kind after the other."""
    return shown(
        doubts.sort_values("kind", key=lambda kinds: kinds.map(list(DOUBTS).index), kind="stable"),
        kind=("what", lambda kind: DOUBTS[kind]),
        first_day=("from", day),
        last_day=("to", day),
        reach=("reach", str),
        reason=("why", str),
        sources=("sources", lambda text: text.replace("|", ", ")),
    )


def filled_table(table: pd.DataFrame) -> pd.DataFrame:
    """`observed.filled` for readers."""
    fields = {name: (name.replace("_", " "), _recorded) for name in table.columns[3:]}
    about = {"day": ("day", day), "selection": ("selection", str), "models": ("rows", count)}
    return shown(table, **about, **fields)


def _recorded(share: float) -> str:
    return "never recorded" if math.isnan(share) else percent(share)


def attributed_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How much is credited to a country: `adoption.by_counter` of several panels, by name."""
    rows = []
    for name, table in tables.items():
        unknown = table[table["side"] == "unknown"].set_index("counter")["share"]
        models = table.loc[table["counter"] == "models", "value"].sum()
        known = (1 - unknown).rename(lambda key: f"of {key.removesuffix('_30d')}").map(percent)
        rows.append({"panel": name, "models": count(models), **known})
    return pd.DataFrame(rows).rename(columns={"of models": "of the models"})


def agreement_table(table: pd.DataFrame) -> pd.DataFrame:
    """`observed.agreement` for readers."""
    return shown(
        table,
        source_a=("source", str),
        source_b=("and source", str),
        days=("days", count),
        compared=("counts compared", count),
        identical=("identical", count),
        share=("share", _nearly),
    )


def agreed(table: pd.DataFrame) -> str:
    """A sentence on `observed.agreement`: how often two sources report the same count."""
    same, compared = table["identical"].sum(), table["compared"].sum()
    return sentence(
        f"{count(same)} of {count(compared)} counts that two sources report for the same model and "
        f"day are identical ({_nearly(same / compared)})"
    )


def _nearly(share: float) -> str:
    """A share that is not printed as all where it is not all."""
    return percent(share, 1) if share < 1 else percent(share)


def artefacts_list(table: pd.DataFrame) -> str:
    """`observed.artefacts` as a list with links to the codebook."""
    return "\n".join(
        f"- [{row.title}](../data/README.md#{row.table}): {plural(row.rows, 'row')}"
        for row in table.itertuples()
    )
