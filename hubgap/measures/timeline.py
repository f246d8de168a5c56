"""Dated events: policy, releases, platform changes; their evidence and the days they span."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from ..panel import Ground
from ..registry import region_of
from ..rules import Method
from ..text import american

# How an event is known, the firmest first.
GRADES = ("primary read", "secondary", "excerpt", "general knowledge")
LANES = {  # kind in the table -> lane of a timeline
    "release": "models",
    "licence_change": "models",
    "export_control": "export rules",
    "legislation": "laws and bills",
    "platform": "hub and industry",
    "conference": "hub and industry",
}
SPANS = {"month": pd.offsets.MonthEnd(0), "year": pd.offsets.YearEnd(0)}
LONGEST = 40  # characters of a label that keeps what stands after a colon or comma
COPIES = {  # a copy in which events were read, as `verified_how` calls it -> id of its source
    "Epoch notable-models table": "epoch_notable",
    "ATOM release-date corrections": "atom",
    "Hub metadata cohort": "radar",
    "raw Hub API census": "stalnaker",
    "Artificial Analysis table": "aa_t2v",
}
NAMED = Method(
    "Drawn are the events that a reading of the report's statements or a chart of chips names by "
    "its id; the others stand in the table."
)


def rows(
    events: pd.DataFrame, kinds: Iterable[str] = tuple(LANES), tier: str | None = "core"
) -> pd.DataFrame:
    """Events in order of time, as spans: one row an event.

    events: the table `events`. kinds: which of LANES; tier None takes the less important ones too.
    Columns: event_id, start, end (the last day that the date may mean: both are the same where the
    day is known), precise (whether it is), side (CN, US, other, or both), kind, lane, grade (of
    GRADES), title, label (the title without brackets; if long, cut at its first colon or comma).
    """
    table = events[events["kind"].isin(list(kinds))]
    if tier is not None:
        table = table[table["tier"] == tier]
    start, end = table["date"], table["date"].copy()
    for precision, offset in SPANS.items():
        partial = table["date_precision"] == precision
        end[partial] = start[partial] + offset
    title = table["title"].map(american)
    label = title.str.replace(r" \([^)]*\)", "", regex=True)
    found = pd.DataFrame(
        {
            "event_id": table["event_id"],
            "start": start,
            "end": end,
            "precise": table["date_precision"] == "day",
            "side": side_of(table["country"]),
            "kind": table["kind"],
            "lane": table["kind"].map(LANES),
            "grade": table["evidence_grade"],
            "title": title,
            "label": label.where(label.str.len() <= LONGEST, label.str.split("[:,]").str[0]),
        }
    )
    order = ["start", "end", "event_id"]
    return found.sort_values(order, kind="stable").reset_index(drop=True)


def named(events: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """`rows` of the events that other measures name by their ids, of any tier: see NAMED."""
    table = rows(events, tier=None)
    return table[table["event_id"].isin(list(ids))].reset_index(drop=True)


def side_of(countries: pd.Series) -> pd.Series:
    """The side of country cells such as `US`, `US-CA` (a state of it) or `US; CN` (both)."""
    parts = countries.str.split("; ").explode().str.split("-").str[0]
    sides = region_of(parts).groupby(level=0).agg(lambda found: "|".join(sorted(set(found))))
    return sides.replace({"CN|US": "both", "unknown": "other"}).rename("side")


def happened(events: pd.DataFrame, event_id: str) -> pd.Series:
    """One event by its id; KeyError for an id that the table does not have."""
    return events.set_index("event_id").loc[event_id]


def days_between(events: pd.DataFrame, first: str, last: str) -> int:
    """Days from one event to another, both known to the day; ValueError where one is not."""
    pair = [happened(events, one) for one in (first, last)]
    if partial := [e["title"] for e in pair if e["date_precision"] != "day"]:
        raise ValueError(f"The day of {partial[0]!r} is not known.")
    return (pair[1]["date"] - pair[0]["date"]).days


class After(NamedTuple):
    """What followed one of the drawn events: months until another, rules drawn behind it."""

    months: int
    rules: int


def after(table: pd.DataFrame, report: str, end: str) -> After | None:
    """How long after the event `report` of `rows` came `end`, and how many export rules; or None.

    None where one of the two is missing, or `end` came first. Whole months that have passed.
    """
    days = table.set_index("event_id")["start"]
    if report not in days or end not in days or days[end] <= days[report]:
        return None
    rules = table[(table["kind"] == "export_control") & (table["start"] > days[report])]
    first, last = days[report], days[end]
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    return After(months, len(rules))


def evidence(table: pd.DataFrame) -> pd.DataFrame:
    """How the events of `rows` are known: grade, events, partial (dates not known to the day)."""
    groups = table.assign(partial=~table["precise"]).groupby("grade")["partial"]
    counts = groups.agg(events="size", partial="sum").reindex(list(GRADES), fill_value=0)
    return counts.rename_axis("grade").reset_index()


def ground(table: pd.DataFrame, events: pd.DataFrame) -> Ground:
    """What some `rows` rest on: the addresses of the table, and the copies read for them."""
    how = events.set_index("event_id").loc[table["event_id"], "verified_how"]
    read = [
        {"source": one}
        for words, one in COPIES.items()
        if how.str.contains(words, regex=False).any()
    ]
    said = "Events collected by hand; each with its address in the table events"
    return Ground.rows(said, pd.DataFrame(read, columns=["source"]))
