"""Where do three counters of use agree about who leads? The exhibits of notebook 11."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..charts import usage as charts
from ..counters import laws
from ..measures import usage as measures
from ..panel import Ground, Panel, sources_of
from ..rules import Method
from ..study import Study
from ..words.en import usage as words
from .exhibit import Exhibit, Listing, OnPage, Remark, exhibit, titles

TABLES = (
    "ollama_pulls",
    "ollama_jumps",
    "openrouter_tokens",
    "openrouter_monthly_totals",
)


@exhibit("11-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, counters, pulls, tokens, who_leads)


@exhibit("11-in-short")
def in_short(study: Study) -> Remark:
    """Who leads each counter since when, and in how many months do all name one leader?"""
    ends, agreed = _ends(study), measures.agreement(_leads(study))
    return Remark(words.in_short(ends, agreed), measures.headline(ends))


@exhibit("11-what-each-counts")
def what_each_counts(study: Study) -> Listing:
    """What does each counter count, and what not?"""
    table = measures.extent(_rows(study), _read(study))
    table["publisher"] = [_publisher(study, ids) for ids in _sources(study).values()]
    return Listing(
        words.counters_table(table),
        "The table shows what each counter counts and what it leaves out.",
    )


@exhibit("11-largest-said")
def largest_said(study: Study) -> Remark:
    """Does each counter's leader keep its lead without its largest maker?"""
    said, found = who_leads(study).words, who_leads(study).verdict
    return Remark(f"**{said.title}.** {said.finding}", found)


@exhibit("11-largest")
def largest(study: Study) -> Listing:
    """Who leads each counter in its last month without the largest model and maker?"""
    return Listing(
        words.largest_table(_ends(study), measures.largest(_rows(study))),
        "The table shows who leads by more than five points in each counter's last month.",
    )


@exhibit("11-counters")
def counters(study: Study) -> Exhibit:
    """Who leads each counter, and in how many months do all agree?"""
    found, ends = _leads(study), _ends(study)
    heads = measures.headline(ends)
    agreed = measures.agreement(found)
    said = words.counters(heads, ends, agreed)
    table = _table(study)
    table = table[table["reading"] == measures.ALL].drop(columns=["reading", "value"])
    lists = measures.lists(_panels(study), _rows(study, "downloads")["downloads"])
    names = [words.list_name(row) for row in lists.to_dict("records")]
    chart = partial(charts.counters, table, measures.holes(_read(study)), names)
    return Exhibit(table, heads, said, chart, _all(study), SHARES)


@exhibit("11-agreement")
def agreement(study: Study) -> Listing:
    """Who leads each counter in the months that all observed?"""
    table = measures.agreement(_leads(study))
    return Listing(
        words.agreement_table(table),
        "The table shows who leads by more than five points in each month that all three observed.",
    )


# --- pulls


@exhibit("11-pulls")
def pulls(study: Study) -> Exhibit:
    """Who leads in pulls, with and without what looks automated?"""
    found = _leads(study, "pulls")
    found = found[found["reading"].isin((measures.ALL, measures.CLEAN))]
    table, climbed = measures.flow(study.data), measures.climbers(study.data)
    said = words.pulls(found, climbed, study.data["ollama_models"]["open_weights"])
    holes = measures.holes({"pulls": study.data["ollama_pulls"]["day"]})
    swept = measures.swept(study.data["ollama_background"])
    chart = partial(charts.pulls, table, holes, climbed, swept)
    ground = Ground.rows(PULLS, study.data["ollama_pulls"])
    return Exhibit(table, tuple(found["verdict"]), said, chart, ground, GAINS)


@exhibit("11-stock")
def stock(study: Study) -> Listing:
    """Whose pulls are more since the beginning?"""
    table = measures.stock(study.data)
    return Listing(
        words.stock_table(table),
        "The table shows pulls since each name was listed, which no later month undoes.",
    )


# --- tokens


@exhibit("11-tokens")
def tokens(study: Study) -> Exhibit:
    """Who leads in tokens, of all and of open-weight models, and since when?"""
    shown = measures.ALL, measures.OPEN
    ends, table = _ends(study, "tokens"), _table(study, "tokens")
    ends, table = (rows[rows["reading"].isin(shown)] for rows in (ends, table))
    table = table.drop(columns=["counter", "value", "piece"])
    led = {row["reading"]: words.led(row) for row in ends.to_dict("records")}
    chart, ground = partial(charts.tokens, table, led), Ground.rows(TOKENS, *_routed(study))
    return Exhibit(table, tuple(ends["verdict"]), words.tokens(ends), chart, ground, SHARES)


@exhibit("11-requests-said")
def requests_said(study: Study) -> Remark:
    """Do requests name the same leader as tokens?"""
    table = measures.requests(study.data)
    found = measures.of_requests(table)
    return Remark(words.requests(table, found, measures.days_of_requests(study.data)), found)


@exhibit("11-requests")
def requests(study: Study) -> Listing:
    """Tokens beside requests of the days on which all models are named."""
    caption = "The table shows tokens and requests of the days on which every model is named."
    return Listing(words.requests_table(measures.requests(study.data)), caption)


# --- all readings


@exhibit("11-who-leads")
def who_leads(study: Study) -> OnPage:
    """Who leads in each counter, in each reading, and since when?"""
    found, ends = _leads(study), _ends(study)
    over = measures.over_readings(ends)
    said = words.readings(ends, over, measures.largest(_rows(study)))
    table = found[["counter", "reading", "month", "CN", "CN_high", "US", "US_high", "verdict"]]
    chart = partial(charts.leads, table)
    verdicts = tuple(ends["verdict"]), over
    return OnPage(
        table.assign(verdict=table["verdict"].map(str)), verdicts, said, chart, _all(study), SHARES
    )


@exhibit("11-readings")
def readings(study: Study) -> Listing:
    """Shares of the last month in every reading, and since when the lead has held."""
    return Listing(
        words.readings_table(_ends(study)),
        "The table shows the last month of each counter in each way to count.",
    )


@exhibit("11-laws")
def counted_right(study: Study) -> Listing:
    """Does a counter do what no count can do?"""
    found = laws({name: study.data[name] for name in TABLES})
    return Listing(
        words.laws_table(found), "The table shows how often each law of a counter was checked."
    )


# --- what all of them share

SHARES = Method(
    "Shares of one counter in one month by country of the maker; the upper bound adds every "
    "unknown maker and every unnamed model; a lead is more than five points and beyond that bound"
)
GAINS = Method(
    "Gain of each name between the last days read in two months, a day; the last count of a name "
    "that leaves is carried forward, a first count is a gain from zero, and a fall is no gain; thick "
    "lines leave out gains in listed jumps, and take from each name the median gain in that month of "
    "names that hardly anybody asks for, down to nothing"
)
PULLS = "Every name of the Ollama library, one reading a day"
TOKENS = (
    "Every model that OpenRouter routes, the largest of each day by name and the rest as one sum"
)


def _panels(study: Study) -> tuple[Panel, ...]:
    return study.catalogues, study.daily


def _rows(study: Study, *names: str) -> dict[str, pd.DataFrame]:
    """The rows of the named counters, of all of them without a name."""
    return {name: study.once(_counted, study, name) for name in names or measures.COUNTERS}


def _counted(study: Study, name: str) -> pd.DataFrame:
    if name == "downloads":
        return measures.downloads(_panels(study), study.rule)
    return {"pulls": measures.pulls, "tokens": measures.tokens}[name](study.data)


def _table(study: Study, *names: str) -> pd.DataFrame:
    return study.once(_in_readings, study, *names)


def _in_readings(study: Study, *names: str) -> pd.DataFrame:
    return measures.in_readings(_rows(study, *names))


def _leads(study: Study, *names: str) -> pd.DataFrame:
    return measures.leads(_table(study, *names))


def _ends(study: Study, *names: str) -> pd.DataFrame:
    return measures.held(_leads(study, *names))


def _read(study: Study) -> dict[str, pd.Series]:
    """The days of each counter."""
    return measures.days_read(_panels(study), study.data)


def _routed(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the tables that tokens by month are made of."""
    rows = study.data["openrouter_tokens"]
    return rows[rows["source"] == measures.MONTHLY], study.data["openrouter_monthly_totals"]


def _sources(study: Study) -> dict[str, tuple[str, ...]]:
    return {
        "downloads": Ground.of(*_panels(study)).sources,
        "pulls": sources_of(study.data["ollama_pulls"]),
        "tokens": sources_of(*_routed(study)),
    }


def _all(study: Study) -> Ground:
    """What the three counters rest on together."""
    said = f"{Ground.of(*_panels(study)).sentence} {PULLS}. {TOKENS}."
    return Ground(said, tuple(one for ids in _sources(study).values() for one in ids))


def _publisher(study: Study, ids: tuple[str, ...]) -> str:
    known = study.data["sources"].set_index("id")["publisher"]
    return "; ".join(dict.fromkeys(known[list(ids)]))
