"""Words of notebook 01: what was observed, and what should not be trusted."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.observed import Agreed, Doubted, Seen
from ...text import count, day, listed, month, percent, plural, sentence
from .grammar import NOUN, Words, shown

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


def observed(seen: Seen, doubts: Doubted) -> Words:
    """Words of what was observed when, and of what is in doubt."""
    sources = plural(seen.sources, "source")
    return Words(
        title=_full(seen),
        definition=(
            f"Rounds of collection of {sources} that counted downloads, by how models were chosen, "
            f"{day(seen.first_day)} to {day(seen.last_day)}. Thicker lines list more models. Gray "
            "spans are weeks without any observation, and those of years are cut."
        ),
        finding=f"{full(seen)}. {holed(seen)} {doubted(doubts)}",
        alt=(
            f"One line of time for each of {sources}, from censuses of the Hub to lists of popular "
            f"models. Lines are thicker where more models were listed, and gray spans show that "
            f"there was {NOTHING}. Hatched below are {plural(doubts.spans, 'span')} of days not to "
            f"be trusted. {full(seen)}. {holed(seen)}"
        ),
    )


def _full(seen: Seen) -> str:
    """`Only once, in July 2024, did anyone list every model of the Hub`."""
    months = [month(when) for when, _ in seen.full]
    if not months:
        return "Nobody ever listed every model of the Hub"
    if len(months) == 1:
        return f"Only once, in {months[0]}, did anyone list every model of the Hub"
    return f"Only {count(len(months))} lists ever held every model of the Hub"


def full(seen: Seen) -> str:
    """Which lists held the whole Hub, of how many, without a full stop."""
    days = [f"{plural(models, 'model')} on {day(when)}" for when, models in seen.full]
    held = f", {listed(days)}" if days else ""
    few = count(len(seen.full)) if days else "none"
    return f"Of {plural(seen.waves, 'round')} of collection {few} listed every model{held}"


def holed(seen: Seen) -> str:
    """Sentences on the holes: how many, how long, and how much of the time they are."""
    if not seen.holes:
        return "No hole interrupts the observations."
    return (
        f"On {percent(seen.unseen)} of {plural(seen.days, 'day')} nobody looked. The "
        f"{plural(seen.holes, 'hole')} last up to {plural(seen.longest, 'day')}."
    )


def doubted(doubts: Doubted) -> str:
    """Sentences on what should not be trusted; they name no country."""
    parts = [
        f"levels from {day(first)} to {day(last)} are not to be trusted, as {reason}"
        for first, last, reason in doubts.undercounts
    ]
    if doubts.stalled:
        days = plural(doubts.stalled, "day")
        parts.append(f"on {days} counters stood still, so that one-day changes mislead")
    if doubts.carried:
        spans = plural(doubts.carried, "span")
        parts.append(f"in {spans} of days one model carries the total of a country")
    return " ".join(map(sentence, parts or ["no day is in doubt"]))


def observed_numbers(spans: pd.DataFrame) -> tuple[str, str]:
    """Waves of a source, and the range of models that a wave lists."""
    least, most = spans["least"].min(), spans["most"].max()
    models = count(most) if least == most else f"{count(least)}\u2013{count(most)}"
    return count(spans["waves"].sum()), models


def compared(lines: list, apart: list) -> str:
    """A sentence on what may be compared: `lines` are panels with a trend, `apart` single waves."""
    said = [
        f"the {panel.name} have {plural(len(panel.days), 'round')} from {day(panel.days[0])} to "
        f"{day(panel.days[-1])}"
        for panel in lines
    ]
    single = listed([panel.name for panel in apart])
    texts = ["a line over time is possible only inside one source", *said]
    texts += [f"{single} are pictures of one day each", "nothing joins them"]
    return " ".join(
        [*map(sentence, texts), *(_refreshed(panel, lines) for panel in apart if panel.refreshed)]
    )


def _refreshed(panel, lines: list) -> str:
    """What the latest refresh lists, and with what it may be joined."""
    others = [line for line in lines if line.refreshed]
    joined = f"it continues the {others[0].name}" if others else "there is none of its kind yet"
    return sentence(
        f"a refresh brought {panel.sentence}. It may be joined only with refreshes that list the "
        f"same models, and {joined}"
    )


def named(doubts: pd.DataFrame) -> pd.DataFrame:
    """`observed.untrusted` with the countries whose totals are meant by name."""
    reach = [f"total of {NOUN[one]}" if one in NOUN else one for one in doubts["reach"]]
    return doubts.assign(reach=reach)


def doubts_table(doubts: pd.DataFrame) -> pd.DataFrame:
    """`observed.untrusted` for readers, one kind after the other."""
    return shown(
        named(doubts).sort_values(
            "kind", key=lambda kinds: kinds.map(list(DOUBTS).index), kind="stable"
        ),
        kind=("what", DOUBTS.get),
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


def attributed_table(table: pd.DataFrame) -> pd.DataFrame:
    """`observed.attributed` for readers."""
    heads = {name: f"of {name.removesuffix('_30d')}" for name in table.columns[2:]}
    heads["models"] = "of the models"
    shares = {name: (head, percent) for name, head in heads.items()}
    return shown(table, panel=("panel", str), n=("models", count), **shares)


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


def agreed(found: Agreed) -> str:
    """A sentence on how often two sources report the same count."""
    return sentence(
        f"{count(found.identical)} of {count(found.compared)} counts that two sources report for "
        f"the same model and day are identical ({_nearly(found.share)})"
    )


def _nearly(share: float) -> str:
    """A share that is not printed as all where it is not all."""
    return percent(share, 1) if share < 1 else percent(share)


def artifacts_list(table: pd.DataFrame) -> str:
    """`observed.artifacts` as a list with links to the codebook."""
    return "\n".join(
        f"- [{row.title}](../data/README.md#{row.table}): {plural(row.rows, 'row')}"
        for row in table.itertuples()
    )
