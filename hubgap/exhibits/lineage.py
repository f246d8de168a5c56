"""Whose base models carry whose derivatives? The exhibits of notebook 06."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..charts import lineage as charts
from ..measures import lineage as measures
from ..panel import Ground, Panel, full_catalogues
from ..study import Study
from ..text import count, month
from ..words.en import lineage as words
from ..words.en.grammar import latest
from .exhibit import Exhibit, Listing, Remark, exhibit, titles


@exhibit("06-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, publisher_by_base, across, descendants, drift)


@exhibit("06-in-short")
def in_short(study: Study) -> Remark:
    """What is counted in the census, and what the latest snapshot is."""
    counted = publisher_by_base(study).words.definition.split("; ")[0]
    return Remark(f"{counted}. {latest(study.sample)}")


@exhibit("06-publisher-by-base")
def publisher_by_base(study: Study) -> Exhibit:
    """Who built on whom in July 2024?"""
    panel = study.census
    rows, others = _readings(study, panel)
    cells, carried = measures.matrix(rows), measures.carried(rows)
    lead = measures.carried_lead(carried, measures.carried(others))
    said = words.matrix(carried, lead, rows, panel)
    return Exhibit(cells, lead, said, partial(charts.matrix, cells), measures.ground((panel, rows)))


@exhibit("06-edges")
def edges(study: Study) -> Remark:
    """Which edges were used, and how did their roots come out?"""
    rows, _ = _readings(study, study.census)
    counts = measures.edges_of(study.census, study.data).counts
    return Remark(words.edges(counts, rows, study.census))


@exhibit("06-declared")
def declared(study: Study) -> Listing:
    """How many edges were declared, dropped and used?"""
    counts = measures.edges_of(study.census, study.data).counts
    counts = counts.assign(edges=counts["edges"].map(count))
    return Listing(counts, f"Declared bases, {study.census.name}.")


@exhibit("06-across")
def across(study: Study) -> Exhibit:
    """Does one country build on the other?"""
    read = {
        panel: study.once(measures.crossed, panel, study.rule, study.data)
        for panel in (study.census, study.sample)
    }
    tables = {panel: first for panel, (first, *_) in read.items()}
    leads = {panel: measures.across_lead(every) for panel, every in read.items()}
    said, table = words.across(tables, leads), measures.side_by_side(tables)
    named = {panel.name: first for panel, first in tables.items()}
    ground = measures.ground(*((panel, _readings(study, panel)[0]) for panel in tables))
    verdict = {panel.name: lead for panel, lead in leads.items()}
    return Exhibit(table, verdict, said, partial(charts.across, named), ground)


@exhibit("06-undeclared")
def undeclared(study: Study) -> Remark:
    """What do declarations miss?"""
    seen = measures.edges_of(study.census, study.data).edges
    return Remark(words.undeclared(measures.undeclared(study.census, study.rule, seen)))


@exhibit("06-repackaged")
def repackaged(study: Study) -> Remark:
    """Whose models do repackagers carry?"""
    found = {panel: _repackagers(study, panel) for panel in (study.census, study.sample)}
    leads = {panel: measures.repackaged_lead(table) for panel, table in found.items()}
    said = [words.repackaged(table, leads[panel], panel) for panel, table in found.items()]
    return Remark(" ".join(said), {panel.name: lead for panel, lead in leads.items()})


@exhibit("06-repackagers-then")
def repackagers_then(study: Study) -> Listing:
    """Which repackagers carried what in the census?"""
    caption = f"Origin of what repackagers carry, by downloads, {study.census.name}."
    return Listing(words.repackagers(_repackagers(study, study.census)), caption, bold=0)


@exhibit("06-repackagers-now")
def repackagers_now(study: Study) -> Listing:
    """Which repackagers carry what in the latest snapshot?"""
    table = words.repackagers(_repackagers(study, study.sample))
    return Listing(table, f"The same, {study.sample.name}.", bold=0)


@exhibit("06-descendants")
def descendants(study: Study) -> Exhibit:
    """Do the families grow?"""
    few = study.once(full_catalogues, study.data, study.days.families)
    sets = few, study.catalogues
    families = {one.name: measures.descendants(one, study.rule) for one in sets}
    totals = measures.descendant_totals(families)
    ahead = measures.descendants_lead(totals)
    said = words.descendants(totals, families, ahead)
    lines = measures.descendant_lines(totals, families)
    chart = partial(charts.descendants, totals, families)
    return Exhibit(lines, ahead, said, chart, Ground.of(*sets), measures.DESCENDANTS)


@exhibit("06-bulk")
def bulk(study: Study) -> Remark:
    """How much is bulk upload?"""
    table = _authors(study)
    ahead = measures.batched_lead(table)
    return Remark(words.bulk(table, ahead), ahead)


@exhibit("06-authors")
def authors(study: Study) -> Listing:
    """How few authors stand behind the derivatives?"""
    return Listing(words.authors(_authors(study)), f"Authors of derivatives, {study.census.name}.")


@exhibit("06-league")
def league(study: Study) -> Listing:
    """Which bases are used most, before and after correction for bulk uploads?"""
    rows, _ = _readings(study, study.census)
    caption = f"Most used bases before and after correction, {study.census.name}."
    return Listing(words.league(measures.league(rows)), caption)


@exhibit("06-merges")
def merges(study: Study) -> Listing:
    """Do merges join the two countries?"""
    last = measures.last_seen(study.data, measures.MERGES)
    sources = {"Census": study.census.sources[0], month(last): measures.MERGES}
    found = {
        name: measures.merges_seen(study.data, source, study.rule)
        for name, source in sources.items()
    }
    caption = "Models with several declared bases, by country of the bases."
    return Listing(words.merges(found), caption)


@exhibit("06-license-drift")
def drift(study: Study) -> Exhibit:
    """Do licenses hold along an edge?"""
    panel = study.census
    rows, others = _readings(study, panel)
    table, second = (measures.drift(one, panel, study.data) for one in (rows, others))
    shares = measures.contrary(table)
    ahead = measures.contrary_lead(shares, measures.contrary(second))
    said = words.drift(table, shares, ahead, panel)
    return Exhibit(table, ahead, said, partial(charts.drift, table), measures.ground((panel, rows)))


def _readings(study: Study, panel: Panel) -> tuple[pd.DataFrame, pd.DataFrame]:
    return study.once(measures.readings, panel, study.rule, study.data)


def _repackagers(study: Study, panel: Panel) -> pd.DataFrame | str:
    return study.once(measures.carried_by_repackagers, panel, study.rule, study.data)


def _authors(study: Study) -> pd.DataFrame:
    return measures.authors(_readings(study, study.census)[0])
