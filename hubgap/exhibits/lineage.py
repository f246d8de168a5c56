"""Whose base models carry whose derivatives? The exhibits of notebook 06."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..charts import lineage as charts
from ..measures import lineage as measures
from ..measures.verdicts import SHARE, SIDES
from ..panel import Ground, Panel, full_catalogues
from ..study import Study
from ..text import count, month
from ..words.en import lineage as words
from ..words.en.grammar import by_margin, free, latest
from .exhibit import Exhibit, Listing, Remark, exhibit, titles

DRAWN = ("models", "downloads", "authors")  # counters of `measures.carried`


@exhibit("06-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, publisher_by_base, across, across_late, descendants, drift)


@exhibit("06-in-short")
def in_short(study: Study) -> Remark:
    """What is counted in the census, and what the latest snapshot is."""
    counted = publisher_by_base(study).words.definition.split(". ")[0]
    return Remark(f"{counted}. {latest(study.latest)}")


@exhibit("06-publisher-by-base")
def publisher_by_base(study: Study) -> Exhibit:
    """Who built on whom in July 2024?"""
    panel = study.census
    rows, others = _readings(study, panel)
    carried = measures.carried(rows)
    drawn = carried[carried["counter"].isin(DRAWN) & carried["base_side"].isin(SIDES)]
    found = measures.carried_verdicts(rows, carried, measures.carried(others))
    said, chart = words.matrix(carried, found[SHARE], rows, panel), partial(charts.matrix, drawn)
    return Exhibit(drawn, found, said, chart, measures.ground((panel, rows)))


@exhibit("06-new-derivatives")
def new_derivatives(study: Study) -> Exhibit:
    """And month by month before it?"""
    panel = study.census
    rows, _ = _readings(study, panel)
    table = measures.by_month(rows, panel)
    found = measures.last_month(table)
    said, chart = words.by_month(table, found, panel), partial(charts.by_month, table)
    return Exhibit(table, found, said, chart, measures.ground((panel, rows)))


@exhibit("06-cells")
def cells(study: Study) -> Listing:
    """How many by country of the publisher and of the base?"""
    table = words.cells(measures.matrix(_readings(study, study.census)[0]))
    return Listing(table, f"Derivatives by country of publisher and base, {study.census.name}.")


@exhibit("06-carried")
def carried(study: Study) -> Listing:
    """What do the bases carry by other counts?"""
    table = words.carried_readings(measures.carried(_readings(study, study.census)[0]))
    caption = f"Shares that stand on the bases of each country, {study.census.name}."
    return Listing(table, f"{caption} A range ends where every unknown base is there.", bold=0)


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
    return Listing(counts, f"Bases declared, dropped and used, {study.census.name}.")


@exhibit("06-across")
def across(study: Study) -> Exhibit:
    """Did one country build on the other in July 2024?"""
    return _across(study, study.census)


@exhibit("06-across-latest")
def across_late(study: Study) -> Exhibit:
    """Does one country build on the other now?"""
    return _across(study, study.latest)


def _across(study: Study, panel: Panel) -> Exhibit:
    asked = study.rule, study.data
    tables = {panel: study.once(measures.crossed, panel, *asked)[measures.FIRST]}
    found = {panel: study.once(measures.crossing, panel, *asked)}
    said, table = words.across(tables, found), measures.side_by_side(tables)
    ground = measures.ground((panel, _readings(study, panel)[0]))
    chart = partial(charts.across, tables[panel], found[panel].known)
    verdict = {panel.name: found[panel]}
    return Exhibit(
        table[table["through"] == "base"], verdict, said, chart, ground, measures.BY_BASE
    )


@exhibit("06-across-limits")
def across_limits(study: Study) -> Remark:
    """What do the pictures leave out?"""
    asked = study.rule, study.data
    panels = dict.fromkeys((study.census, study.latest))
    found = {one: study.once(measures.crossing, one, *asked) for one in panels}
    said, verdicts = words.across_limits(found), {one.name: found[one] for one in found}
    if panel := study.reusable:
        table = study.once(measures.crossed, panel, *asked)[measures.FIRST]
        verdicts["reusable"] = study.once(measures.crossing, panel, *asked)
        known = words.crossed_said(table, verdicts["reusable"].known, "base")
        said += f" {free(panel, known)}"
    return Remark(said, verdicts)


@exhibit("06-across-then")
def across_then(study: Study) -> Listing:
    """Does that hold in every reading of the census?"""
    return _across_readings(study, study.census)


@exhibit("06-across-now")
def across_now(study: Study) -> Listing:
    """And in every reading of the latest snapshot?"""
    return _across_readings(study, study.latest)


def _across_readings(study: Study, panel: Panel) -> Listing:
    read = study.once(measures.crossed, panel, study.rule, study.data)
    caption = f"Shares of derivatives on the other country's models, {panel.name}."
    return Listing(words.across_readings(read), caption, bold=0)


@exhibit("06-undeclared")
def undeclared(study: Study) -> Remark:
    """What do declarations miss?"""
    seen = measures.edges_of(study.census, study.data).edges
    return Remark(words.undeclared(measures.undeclared(study.census, study.rule, seen)))


@exhibit("06-repackaged")
def repackaged(study: Study) -> Remark:
    """Whose models do repackagers carry?"""
    found = {panel: _repackagers(study, panel) for panel in (study.census, study.latest)}
    leads = {panel: measures.repackaged_verdict(table) for panel, table in found.items()}
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
    table = words.repackagers(_repackagers(study, study.latest))
    return Listing(
        table, f"Origin of what repackagers carry, by downloads, {study.latest.name}.", bold=0
    )


@exhibit("06-descendants")
def descendants(study: Study) -> Exhibit:
    """Do the families grow?"""
    few = study.once(full_catalogues, study.data, study.days.families)
    sets = few, study.catalogues
    families = {one.name: measures.descendants(one, study.rule) for one in sets}
    totals = measures.descendant_totals(families)
    margins = measures.descendants_verdicts(totals)
    owners = measures.by_owner(families[study.catalogues.name], study.data)
    said = words.descendants(totals, families, owners, margins[SHARE])
    lines = measures.descendant_lines(totals, {study.catalogues.name: owners})
    chart = partial(charts.descendants, totals, owners, words.sets(families))
    return Exhibit(lines, margins, said, chart, Ground.of(*sets), measures.DESCENDANTS)


@exhibit("06-bulk")
def bulk(study: Study) -> Remark:
    """How much is bulk upload?"""
    table = _authors(study)
    verdict = measures.batched_verdict(table)
    return Remark(words.bulk(table, verdict), verdict)


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
    margins = measures.contrary_verdicts(shares, measures.contrary(second))
    drawn = shares[shares["base_side"].isin(SIDES)]
    pairs = measures.contrary_pairs(rows, panel, study.data)
    said, chart = words.drift(shares, pairs, margins[SHARE], panel), partial(charts.drift, drawn)
    return Exhibit(drawn, margins, said, chart, measures.ground((panel, rows)))


@exhibit("06-license-changes")
def changes(study: Study) -> Listing:
    """How do licenses change from base to derivative?"""
    rows, _ = _readings(study, study.census)
    table = words.changes(measures.drift(rows, study.census, study.data))
    return Listing(table, f"Licenses of derivatives against their base, {study.census.name}.")


@exhibit("06-margins")
def margins(study: Study) -> Listing:
    """Who is ahead by another margin?"""
    crossings = across_limits(study).verdict
    named = {"what their bases carry": publisher_by_base(study).verdict}
    named |= {f"on the other country, {name}": one.margins for name, one in crossings.items()}
    named |= {
        "descendants of families": descendants(study).verdict,
        "licenses that grant more than the base's": drift(study).verdict,
    }
    return Listing(
        by_margin(named), "Who is ahead on each question of this page, by three margins."
    )


def _readings(study: Study, panel: Panel) -> tuple[pd.DataFrame, pd.DataFrame]:
    return study.once(measures.readings, panel, study.rule, study.data)


def _repackagers(study: Study, panel: Panel) -> pd.DataFrame | str:
    return study.once(measures.carried_by_repackagers, panel, study.rule, study.data)


def _authors(study: Study) -> pd.DataFrame:
    return measures.authors(_readings(study, study.census)[0])
