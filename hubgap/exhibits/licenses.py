"""How free are the licenses? The exhibits of notebook 04."""

from __future__ import annotations

from functools import partial

from ..charts import licenses as charts
from ..measures import licenses as measures
from ..measures.verdicts import SHARE
from ..panel import Ground, Panel
from ..study import Study
from ..text import month
from ..words.en import licenses as words
from ..words.en.grammar import by_margin, latest
from .exhibit import Exhibit, Listing, Remark, exhibit, titles


@exhibit("04-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, classes_then, classes_now, flagships, openness)


@exhibit("04-in-short")
def in_short(study: Study) -> Remark:
    """What the two lists hold, and what the latest snapshot is."""
    lines = [shown(study).words.definition for shown in (classes_then, classes_now)]
    said = [f"{line.split('. ')[0]}." for line in lines]
    if panel := study.reusable:
        said.append(words.freely(_section(study, panel), panel))
    return Remark(" ".join([*said, latest(study.latest)]))


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
    return _classes(study, study.latest)


@exhibit("04-top-models-now")
def top_models_now(study: Study) -> Remark:
    """Which models does its last view leave out, and where do its tags come from?"""
    said = words.top_models(_section(study, study.latest).top)
    return Remark(f"{said} {words.recorded(study.latest)}")


@exhibit("04-freedoms-now")
def freedoms_now(study: Study) -> Listing:
    """Which freedoms does the latest snapshot hold?"""
    return _freedoms(study, study.latest)


def _section(study: Study, panel: Panel) -> measures.CrossSection:
    return study.once(measures.cross_section, panel, study.rule, study.data)


def _classes(study: Study, panel: Panel) -> Exhibit:
    section = _section(study, panel)
    found = measures.permissive_verdicts(section)
    said = words.licenses(section, found[SHARE], panel)
    table = measures.drawn(section.classes)
    table = table[table["view"].isin(measures.SHOWN)]
    chart = partial(charts.license_classes, table)
    return Exhibit(table, found, said, chart, measures.ground(panel))


def _freedoms(study: Study, panel: Panel) -> Listing:
    section = _section(study, panel)
    table = words.freedom_table(section.freedoms, measures.freedom_verdicts(section))
    return Listing(table, f"Models and downloads that grant each freedom, {panel.name}.", bold=0)


@exhibit("04-flagships")
def flagships(study: Study) -> Exhibit:
    """Are the most-liked models of one country freer?"""
    panel, led = study.latest, _led(study)
    rows = measures.most_liked(panel, study.rule, study.data)
    drawn = measures.recorded(led.ruled)
    table = measures.drawn(measures.by_license(rows[rows["year"].isin(drawn)]))
    said = words.flagships(led, drawn, panel)
    return Exhibit(table, led, said, partial(charts.flagships, table), panel, measures.RULED)


@exhibit("04-flagship-readings")
def flagship_readings(study: Study) -> Listing:
    """And in other years, and by other lists?"""
    others = {
        one.label: study.once(measures.led, one, study.rule, study.data).ruled
        for one in (study.census, study.newest)
    }
    table = words.flagship_readings(_led(study), others)
    return Listing(
        table,
        "Permissive models by year: the most-liked ones by rule, and flagships listed by hand. A range "
        "ends where every unknown license is permissive.",
    )


@exhibit("04-at-release")
def at_release(study: Study) -> Exhibit:
    """Did the licenses of releases change? By a list made by hand."""
    listed, led = study.data["flagship_licenses"], _led(study)
    releases = measures.drawn(measures.releases_by_year(measures.releases(listed)))
    said = words.at_release(led, listed, releases["models"].sum())
    chart = partial(charts.at_release, releases, words.cut_short(listed))
    return Exhibit(releases, led, said, chart, measures.flagship_ground(listed), measures.LISTED)


def _led(study: Study) -> measures.Led:
    return study.once(measures.led, study.latest, study.rule, study.data)


@exhibit("04-weights-against-documentation")
def openness(study: Study) -> Exhibit:
    """Are the documents as open as the weights?"""
    systems = study.data["openness"]
    table, gaps = measures.openness(systems), measures.openness_gap(systems)
    found = measures.openness_verdicts(gaps)
    said = words.openness(table, gaps, found, len(systems))
    ground = Ground.rows("European Open Source AI Index, all rated systems", systems)
    chart = partial(charts.openness, table)
    return Exhibit(table, found, said, chart, ground, measures.JUDGED)


@exhibit("04-margins")
def margins(study: Study) -> Listing:
    """Who is ahead by another margin?"""
    named = {
        f"permissive, {month(panel.days[-1])}": shown(study).verdict
        for panel, shown in ((study.census, classes_then), (study.latest, classes_now))
    }
    named |= {f"open {theme}": found for theme, found in openness(study).verdict.items()}
    return Listing(
        by_margin(named), "Who is ahead on each question of this page, by three margins."
    )
