"""Words of notebook 01: what was observed, and what should not be trusted."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.observed import Agreed, Doubted, Seen
from ...panel import ASKED_AT_LEAST
from ...registry import WEEKLY
from ...text import count, day, listed, month, percent, plural, safe, sentence
from .grammar import NOUN, Words, shown

SELECTED = {  # selections of a panel, as names of rows
    "census": "Every model",
    "census of downloaded models": "Every downloaded model",
    "head": "Every model above a number of downloads",
    "catalogues": "Catalogues of organizations and families",
    "followed list": "Chosen models, followed over time",
    "attention sample": "Popular models",
}
DOUBTS = {  # kinds of `observed.untrusted`, as names of rows
    "undercount": "whole Hub undercounted",
    "burst": "burst in a country's total",
    "one model": "one model is most of a total",
    "counter stall": "counters stood still",
    "copied day": "copied days (removed)",
    "placeholders": "typed figures (removed)",
}


def observed(seen: Seen) -> Words:
    """Words of what was observed when."""
    sources = plural(seen.sources, "public source")
    return Words(
        title=_full(seen),
        definition=(
            f"Days on which {sources} counted downloads on the Hugging Face Hub, by kind of list, "
            f"{month(seen.first_day)} to {month(seen.last_day)}."
        ),
        finding=f"{full(seen)}. {_downloaded(seen)}{holed(seen)}",
        alt=(
            f"One row for each way of choosing models shows on a line of years when {sources} "
            f"counted downloads. {full(seen)}. {_downloaded(seen)}Most dots and bars lie in the "
            "rows of catalogues, chosen models and popular models."
        ),
    )


def _full(seen: Seen) -> str:
    """`Only once, in July 2024, did anyone list every model on Hugging Face`."""
    months = [month(when) for when, _ in seen.full]
    if not months:
        return "No source listed every model on Hugging Face"
    if len(months) == 1:
        return f"Only once, in {months[0]}, did anyone list every model on Hugging Face"
    return f"Only {plural(len(months), 'time')} did anyone list every model on Hugging Face"


def not_used(few: dict[str, int]) -> str:
    """Refreshes of too few organizations, day -> how many; empty where there are none."""
    return " ".join(
        f"The refresh of {day(when)} asked for {plural(n, 'tracked organization')}, under "
        f"{percent(ASKED_AT_LEAST)} of them, and no page uses it but that of what is new."
        for when, n in sorted(few.items())
    )


def full(seen: Seen) -> str:
    """Which lists held the whole Hub, of how many, without a full stop."""
    rounds = plural(seen.waves, "round")
    if not seen.full:
        return f"None of {rounds} of collection listed every model"
    days = [f"{plural(models, 'model')} on {day(when)}" for when, models in seen.full]
    few = "only one" if len(days) == 1 else f"only {count(len(days))}"
    return f"Of {rounds} of collection {few} listed every model, {listed(days)}"


def _downloaded(seen: Seen) -> str:
    """A sentence on the lists that left out models without downloads, and a blank."""
    days = [f"the {plural(models, 'model')}" for _, models in seen.downloaded]
    if not days:
        return ""
    on = listed([day(when) for when, _ in seen.downloaded])
    return f"The list of {on} holds only {listed(days)} that had any downloads. "


def holed(seen: Seen) -> str:
    """Sentences on the holes: how many, how long, and how much of the time they are."""
    if not seen.holes:
        return "No hole interrupts the observations."
    return (
        f"On {percent(seen.unseen)} of {plural(seen.days, 'day')} no source counted anything. The "
        f"longest of {plural(seen.holes, 'hole')} lasted {plural(seen.longest, 'day')}."
    )


def listed_models(selection: str, spans: pd.DataFrame) -> str:
    """A row of the chart: `listed 22 times, up to 9,058 models`."""
    rounds, most = spans["waves"].sum(), plural(int(spans["most"].max()), "model")
    if selection == "census" and rounds == 1:
        return f"the only full list: {most}"
    if rounds == 1:
        return f"listed once: {most}"
    return f"listed {plural(int(rounds), 'time')}, up to {most}"


def sources_table(runs: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """`observed.observed` for readers, one row a source and platform; `known`: table of sources."""
    by = ["platform", "selection", "source"]
    table = runs.groupby(by, sort=False).agg(
        first_day=("first_day", "min"),
        last_day=("last_day", "max"),
        waves=("waves", "sum"),
        least=("least", "min"),
        most=("most", "max"),
    )
    table = table.reset_index().sort_values(
        ["platform", "selection", "first_day"],
        key=lambda column: column.map(list(SELECTED).index) if column.name == by[1] else column,
    )
    publishers = known.set_index("id")["publisher"]
    table["publisher"] = table["source"].map(publishers).fillna(table["source"])
    table["models"] = [_range(*ends) for ends in zip(table["least"], table["most"], strict=True)]
    return shown(
        table,
        platform=("platform", str),
        selection=("models listed", SELECTED.get),
        source=("source", str),
        publisher=("by", safe),
        first_day=("from", day),
        last_day=("to", day),
        waves=("rounds", count),
        models=("models in a round", str),
    )


def _range(least: int, most: int) -> str:
    return count(most) if least == most else f"{count(least)} to {count(most)}"


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


def compared(lines: list, apart: list) -> str:
    """A sentence on what may be compared: `lines` are panels with a trend, `apart` single waves."""
    said = [
        f"the {panel.name} have {plural(len(panel.days), 'round')} from {day(panel.days[0])} to "
        f"{day(panel.days[-1])}"
        for panel in lines
    ]
    texts = ["a line over time is possible only inside one source", *said]
    for first in range(0, len(apart), 3):  # no sentence names more
        some = apart[first : first + 3]
        names = listed([f"the {panel.name}" for panel in some])
        texts.append(f"{names} {'is a picture' if len(some) == 1 else 'are pictures'} of one day")
    texts.append("nothing joins them")
    texts += [f"the {one.name} was {one.note}" for one in apart if WEEKLY in one.sources]
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
