"""How free are the licenses? The exhibits of notebook 04."""

from __future__ import annotations

from functools import partial

from ..charts import licenses as charts
from ..measures import licenses as measures
from ..panel import Ground, Panel
from ..study import Study
from ..words.en import licenses as words
from ..words.en.grammar import latest
from .exhibit import Exhibit, Listing, Remark, exhibit, titles


@exhibit("04-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, classes_then, classes_now, flagships, openness)


@exhibit("04-in-short")
def in_short(study: Study) -> Remark:
    """What the two lists hold, and what the latest snapshot is."""
    lines = [shown(study).words.definition for shown in (classes_then, classes_now)]
    return Remark(" ".join([*(f"{line.split('. ')[0]}." for line in lines), latest(study.sample)]))


@exhibit("04-classes-2024")
def classes_then(study: Study) -> Exhibit:
    """How free was the Hub in July 2024?"""
    return _classes(study, study.census)


@exhibit("04-top-models-then")
def top_models_then(study: Study) -> Remark:
    """Which models did the last view of the census leave out?"""
    return Remark(words.top_models(_section(study, study.census).top))


@exhibit("04-freedoms-then")
def freedoms_then(study: Study) -> Listing:
    """Which freedoms did the census hold?"""
    return _freedoms(study, study.census)


@exhibit("04-classes-2026")
def classes_now(study: Study) -> Exhibit:
    """How free is the latest snapshot?"""
    return _classes(study, study.sample)


@exhibit("04-top-models-now")
def top_models_now(study: Study) -> Remark:
    """Which models does its last view leave out, and where do its tags come from?"""
    said = words.top_models(_section(study, study.sample).top)
    return Remark(f"{said} {words.recorded(study.sample)}")


@exhibit("04-freedoms-now")
def freedoms_now(study: Study) -> Listing:
    """Which freedoms does the latest snapshot hold?"""
    return _freedoms(study, study.sample)


def _section(study: Study, panel: Panel) -> measures.CrossSection:
    return study.once(measures.cross_section, panel, study.rule, study.data)


def _classes(study: Study, panel: Panel) -> Exhibit:
    section = _section(study, panel)
    lead = measures.permissive_lead(section)
    said = words.licenses(section, lead, panel)
    chart = partial(charts.license_classes, section.classes)
    return Exhibit(section.classes, lead, said, chart, measures.ground(panel))


def _freedoms(study: Study, panel: Panel) -> Listing:
    section = _section(study, panel)
    table = words.freedom_table(section.freedoms, measures.larger(section))
    return Listing(table, f"Freedoms, {panel.name}: share of models and of downloads.", bold=0)


@exhibit("04-flagships")
def flagships(study: Study) -> Exhibit:
    """Did the licenses of flagships change?"""
    listed = study.data["flagship_licenses"]
    releases = measures.flagships(listed)
    years = measures.flagship_years(releases)
    led = measures.flagships_led(years)
    said, ground = words.flagships(years, led, listed), measures.flagship_ground(listed)
    chart = partial(charts.flagships, releases)
    return Exhibit(releases, led, said, chart, ground, measures.LISTED)


@exhibit("04-weights-against-documentation")
def openness(study: Study) -> Exhibit:
    """Are the documents as open as the weights?"""
    systems = study.data["openness"]
    table, gaps = measures.openness(systems), measures.openness_gap(systems)
    leads = measures.openness_leads(gaps)
    said = words.openness(table, gaps, leads, len(systems))
    ground = Ground.rows("European Open Source AI Index, all rated systems", systems)
    chart = partial(charts.openness, table)
    return Exhibit(table, leads, said, chart, ground, measures.JUDGED)
