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
    said = [f"{row.events} {KNOWN_BY[row.grade]}" for row in evidence.itertuples() if row.events]
    title = f"{source} of {plural(total, 'dated event')} were read at their source"
    finding = (
        f"Of {plural(total, 'event')} in the hand-made list: {listed(said)}; of {partial} only the "
        f"month or year is known. That {percent(source / total)} were read at their source limits "
        "what any order of days can show, and an order of days shows no cause"
    )
    return Words(
        title=headline(title),
        definition=(
            f"Releases, export rules, laws and Hub changes, {span}. Fill: how an event is known. "
            f"Line: the report. {count(listed_events - total)} less important events of the list "
            "are not drawn."
        ),
        finding=sentence(finding),
        alt=(
            f"Timeline in lanes with a mark and a label for each of {total} events, {span}: models "
            f"by country, export rules, laws and bills, Hub and industry. {sentence(finding)}"
        ),
    )
