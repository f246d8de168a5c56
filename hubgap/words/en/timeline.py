"""Words of the timeline: what came after the report, and how firmly the days are known.

It compares no countries.
"""

from __future__ import annotations

import pandas as pd

from ...measures.timeline import After
from ...text import count, day, headline, listed, month, months, percent, plural, safe, sentence
from .grammar import Words

KNOWN_BY = {
    "primary read": "read at their source",
    "secondary": "known at second hand",
    "excerpt": "known from a search excerpt",
    "general knowledge": "not looked up",
}
READERS = {  # event_id -> label where the title in the table says too little to a reader
    "E018": "Introduced",
    "E019": "Yi-Large released",
    "E020": "Passed by a committee",
    "E021": "Kling opens for tests",
    "E029": "Kling open to everyone",
    "E030": "New York Times report",
    "E041": "Sora open to the public",
    "E044": "Lapsed",
    "E007": "Rule redrawn to cover more chips",
    "E001": "First wide rule on advanced chips",
    "E012": "Sora shown",
    "E039": "Memory and chipmaking tools added",
    "E085": "Case-by-case review",
    "E095": "Sora shutdown announced",
}


def labels(rows: pd.DataFrame) -> dict[str, str]:
    """What stands beside the mark of each event of `timeline.rows`."""
    known = dict(zip(rows["event_id"], rows["label"], strict=True))
    known |= {one: READERS[one] for one in known if one in READERS}
    dates = {row.event_id: row.start for row in rows.itertuples() if row.precise}
    return known | {one: f"{known[one]}, {on.day} {on:%b %Y}" for one, on in dates.items()}


def timeline(
    drawn: pd.DataFrame, every: pd.DataFrame, evidence: pd.DataFrame, found: After | None
) -> Words:
    """Words for the drawn events, all core ones, their `evidence` and `timeline.after`."""
    span = f"{day(drawn['start'].min())} to {day(drawn['end'].max())}"
    title = headline(_title(drawn, found))
    return Words(
        title=title,
        definition=(
            f"The {plural(len(drawn), 'event')} on which our check of the New York Times report rests, "
            f"{span}. It said that open source was closing the gap between the two countries."
        ),
        finding=f"{title}. {known(every, evidence)}",
        alt=(
            f"Timeline with a mark and a label for each of {count(len(drawn))} events, {span}, in "
            "rows for models and the industry, the bill, and export rules for chips. A dashed line "
            f"marks the day of the report. {title}."
        ),
    )


def _title(drawn: pd.DataFrame, found: After | None) -> str:
    """What came after the report, if the bill ended behind it; else how many events there are."""
    if found is None:
        return f"the report has {plural(len(drawn), 'dated event')} around it"
    text = f"AI export bill lapsed {months(found.months)} after the Times report"
    return f"{text}, while chip rules changed" if found.rules else text


def known(rows: pd.DataFrame, evidence: pd.DataFrame) -> str:
    """Sentences on how the events are known, and what their order can show."""
    total, source = len(rows), evidence["events"].iloc[0]
    said = [
        f"{count(row.events)} {_verb(row)} {KNOWN_BY[row.grade]}"
        for row in evidence.itertuples()
        if row.events
    ]
    return " ".join(
        map(
            sentence,
            [
                f"of {plural(total, 'core event')} in the hand-made list, {listed(said)}",
                f"of {count(evidence['partial'].sum())} only the month or year is known",
                f"only {percent(source / total)} were read at their source, which limits what any "
                "order of days can show",
                "an order of days shows no cause",
            ],
        )
    )


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Events of `timeline.rows` for readers."""
    when = [day(row.start) if row.precise else _partly(row) for row in rows.itertuples()]
    return pd.DataFrame(
        {
            "day": when,
            "event": rows["title"].map(safe),
            "country": rows["side"].map(COUNTRIES),
            "how known": rows["grade"].map(ONE_KNOWN_BY),
        }
    )


COUNTRIES = {"CN": "China", "US": "United States", "both": "both", "other": "elsewhere"}
ONE_KNOWN_BY = {
    "primary read": "read at its source",
    "secondary": "second hand",
    "excerpt": "search excerpt",
    "general knowledge": "not looked up",
}


def _partly(row) -> str:
    """A month, or a year where not even the month is known."""
    one_month = row.start.month == row.end.month
    return month(row.start) if one_month else f"{row.start.year}"


def _verb(row) -> str:
    """`are` known, `were` read or not looked up."""
    if KNOWN_BY[row.grade].startswith("known"):
        return "is" if row.events == 1 else "are"
    return "was" if row.events == 1 else "were"
