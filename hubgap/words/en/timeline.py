"""Words of the timeline: how firmly its events are known. It compares no countries."""

from __future__ import annotations

import pandas as pd

from ...text import count, day, headline, listed, percent, plural, sentence
from .grammar import Words

KNOWN_BY = {
    "primary read": "read at their source",
    "secondary": "known at second hand",
    "excerpt": "known from a search excerpt",
    "general knowledge": "not looked up",
}


def timeline(rows: pd.DataFrame, evidence: pd.DataFrame, listed_events: int) -> Words:
    """Words for `timeline.rows` and their `evidence`; `listed_events`: in the whole table."""
    total, source = len(rows), evidence["events"].iloc[0]
    partial = evidence["partial"].sum()
    span = f"{day(rows['start'].min())} to {day(rows['end'].max())}"
    said = [
        f"{row.events} {_verb(row)} {KNOWN_BY[row.grade]}"
        for row in evidence.itertuples()
        if row.events
    ]
    title = f"{source} of {plural(total, 'dated event')} {_was(source)} read at their source"
    finding = [
        f"of {plural(total, 'event')} in the hand-made list, {listed(said)}",
        f"of {partial} only the month or year is known",
        f"that {percent(source / total)} were read at their source limits what any order of days "
        "can show",
        "an order of days shows no cause",
    ]
    finding = " ".join(map(sentence, finding))
    return Words(
        title=headline(title),
        definition=(
            f"Releases, export rules, laws and Hub changes, {span}. The fill of a mark tells "
            "how an event is known, and a dashed line marks the report. "
            f"{count(listed_events - total)} less important events are not drawn."
        ),
        finding=finding,
        alt=(
            f"Timeline in lanes with a mark and a label for each of {total} events, {span}. The lanes "
            "are models by country, export rules, laws and bills, and the Hub and its industry. "
            f"{headline(title)}."
        ),
    )


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _verb(row) -> str:
    """`are` known, `were` read or not looked up."""
    if KNOWN_BY[row.grade].startswith("known"):
        return "is" if row.events == 1 else "are"
    return _was(row.events)
