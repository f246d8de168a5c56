"""Whose models are downloaded? The exhibits of notebook 02."""

from __future__ import annotations

from functools import partial

from ..charts import downloads as charts
from ..measures import downloads as measures
from ..panel import Ground, Panel, last_refreshes, modelscope, sources_of
from ..study import Study
from ..words.en import downloads as words
from ..words.en.grammar import latest
from .exhibit import Exhibit, Listing, Remark, exhibit, titles

BOTH = ("all", "language")
REGIONAL = ("encoder", "language", "all")
OF_PUBLISHERS = {"credit": "publisher", "unknown": "own class"}  # whose region alone is split
MOST, TEN = 20, 10  # models, and publishers, that a reader takes in at a glance


@exhibit("02-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, pictures, catalogues, tornado)


@exhibit("02-in-short")
def in_short(study: Study) -> Remark:
    """The findings behind them, and what the latest snapshot is."""
    rule, said = study.under(universe="language").rule, [tornado(study).words.finding]
    if panel := study.reusable:
        said.append(words.freely(measures.shares(panel, rule), panel))
    return Remark(" ".join([*said, latest(study.latest)]))


@exhibit("02-census")
def census(study: Study) -> Exhibit:
    """Who led in the census of July 2024?"""
    panel, table = study.census, _by_task(study, study.census)
    found = measures.verdicts(table, "task")
    said = words.census(table, found, panel)
    return Exhibit(table, found, said, partial(charts.census, table), panel)


@exhibit("02-one-model")
def one_model(study: Study) -> Remark:
    """Where is one model most of a bar?"""
    table = _by_task(study, study.census)
    of_one = table[measures.mostly_one(table)]
    return Remark(words.one_model(of_one), of_one)


@exhibit("02-pictures")
def pictures(study: Study) -> Exhibit:
    """Who led in each list of the Hub that was ever made?"""
    rule = study.under(universe="language").rule
    panels = _pictures(study)
    table = measures.pictures(panels, rule)
    found = measures.verdicts(table, "panel")
    said = words.pictures(table, found, measures.between_heads(table, "panel"))
    chart = partial(charts.pictures, table)
    return Exhibit(table, found, said, chart, Ground.of(*panels), rule=rule)


def _pictures(study: Study) -> list[Panel]:
    """The two lists that are made alike, if there are two, then all others by day."""
    early, winter = map(study.picture, (study.days.early, study.days.winter))
    panels = early, study.census, winter, study.latest, study.newest
    alike = [study.earlier, study.latest] if study.latest.selection == "head" else []
    return list(dict.fromkeys([*alike, *panels]))


@exhibit("02-regions")
def regions(study: Study) -> Exhibit:
    """Where is Europe?"""
    panel, organizations = study.latest, study.data["organizations"]
    rule = study.under(universe="encoder", **OF_PUBLISHERS).rule
    mover = measures.mover(panel, rule, organizations)
    table = measures.placed(panel, rule, organizations, mover.publisher)
    said, chart = (
        words.regions(table, mover, panel),
        partial(charts.regions, table, mover.publisher),
    )
    return Exhibit(table, None, said, chart, panel, rule=rule)


@exhibit("02-region-shares")
def region_shares(study: Study) -> Listing:
    """And in other groups of models?"""
    caption = f"Shares of downloads by region, {study.latest.name}."
    return Listing(words.region_table(_by_region(study)), caption)


def _by_region(study: Study):
    asked = study.under(**OF_PUBLISHERS).rule, study.data["organizations"], REGIONAL
    return measures.by_region(study.latest, *asked)


@exhibit("02-matched")
def matched(study: Study) -> Remark:
    """What do the same models draw in a later list?"""
    rule = study.under(universe="language").rule
    pair = study.picture(study.days.summer), study.newest
    table = measures.matched(*pair, rule)
    return Remark(words.matched(table, *pair), measures.at_both(table))


@exhibit("02-new")
def new(study: Study) -> Listing:
    """Which language models are new?"""
    panel, since = study.newest, study.latest.days[-1]
    rule = study.under(universe="language").rule
    table = measures.largest(panel, rule, study.data, TEN, since)
    return Listing(words.largest_table(table), words.newest(table, since, panel))


@exhibit("02-margins")
def margins(study: Study) -> Listing:
    """Would another margin, or the other reading of disputed publishers, make another leader?"""
    tables = {
        (panel.label, task): rows
        for panel in (study.census, study.latest)
        for task, rows in _by_task(study, panel).groupby("task", sort=False)
    }
    rule, newest = study.under(universe="language").rule, study.newest
    tables[newest.label, "language"] = measures.shares(newest, rule)  # it follows few other models
    caption = "The table shows the shares in both readings of disputed publishers and who leads by each margin."
    return Listing(words.margin_table(measures.margins(tables)), caption)


@exhibit("02-language")
def language(study: Study) -> Remark:
    """Who leads in language models, of all repositories and of those since ChatGPT?"""
    found = {one.label: measures.over_readings(_readings(study, one)) for one in _lists(study)}
    return Remark(words.language(found), found)


@exhibit("02-language-readings")
def language_readings(study: Study) -> Listing:
    """What would another reading of language models and of copies say?"""
    tables = {
        (panel.label, key): rows
        for panel in _lists(study)
        for key, rows in _readings(study, panel).items()
    }
    table = measures.margins(tables)
    table[["window", "reading"]] = table.pop("universe").tolist()
    caption = "The table shows who leads in language models by age, task and treatment of copies."
    return Listing(words.language_table(table), caption)


def _readings(study: Study, panel: Panel):
    return study.once(measures.language_readings, panel, study.rule)


def _lists(study: Study) -> tuple[Panel, ...]:
    """The census and the latest list, once where they are one."""
    return tuple(dict.fromkeys((study.census, study.latest)))


def _by_task(study: Study, panel: Panel):
    return study.once(measures.by_task, panel, study.rule)


@exhibit("02-catalogues")
def catalogues(study: Study) -> Exhibit:
    """Since when, in full catalogues?"""
    lines = _lines(study)
    leads = measures.leads(lines)
    lasting = measures.steady(leads)
    said = words.catalogues(leads, lasting, study.catalogues)
    plotted = lines[lines["universe"] == "tracked"]
    chart = partial(charts.catalogues, plotted, leads[leads["universe"] == "tracked"])
    found = lasting, tuple(leads["verdict"])
    return Exhibit(plotted, found, said, chart, study.catalogues)


@exhibit("02-crossings")
def crossings(study: Study) -> Listing:
    """How often did the leader change?"""
    table = words.lead_table(measures.leads(_lines(study)))
    return Listing(
        table, "The table shows who leads on the last day of each line of the full catalogues."
    )


def _lines(study: Study):
    return study.once(measures.indexes, study.catalogues, study.rule, ("all", "tracked"))


@exhibit("02-over-time")
def over_time(study: Study) -> Exhibit:
    """How did the share change where the same things were listed again?"""
    panels = study.catalogues, study.daily
    table = measures.two_lines(*panels, study.rule)
    found = measures.gained(table), measures.at_last(table)
    said = words.over_time(table, *found, *panels)
    chart = partial(charts.over_time, table)
    return Exhibit(table, found, said, chart, Ground.of(*panels), study.rule)


@exhibit("02-since-then")
def since_then(study: Study) -> Remark:
    """What can be said of later months?"""
    table = measures.index(study.daily, study.rule)
    found: list = [measures.at_both_ends(table)]
    said = [words.fixed_set(table, found[0], study.daily)]
    for two in study.once(last_refreshes, study.data):
        gained = measures.daily(two, study.rule)
        found.append(measures.in_column(gained))
        said.append(words.daily(gained, found[-1], two))
    return Remark(" ".join(said), tuple(found))


@exhibit("02-tornado")
def tornado(study: Study) -> Exhibit:
    """How much hangs on one model, or one publisher?"""
    study = study.under(universe="language")
    both = study.earlier, study.latest
    changes = {one.label: measures.sensitivity(one, study.rule) for one in both}
    found = {name: measures.hardest(table) for name, table in changes.items()}
    selections = {one.label: one.selection for one in both}
    said, table = words.robustness(changes, found, selections), measures.stacked(changes)
    chart = partial(charts.robustness, changes)
    return Exhibit(table, found, said, chart, Ground.of(*both), study.rule)


@exhibit("02-concentrated")
def concentrated(study: Study) -> Remark:
    """Which side's downloads are the more concentrated, by publisher and by model?"""
    table = _concentration(study)
    found = measures.concentrated(table)
    return Remark(words.concentrated(table, found, study.latest), found)


@exhibit("02-concentration")
def concentration(study: Study) -> Listing:
    """How many publishers, and how many models, carry each side?"""
    caption = "The table shows how concentrated the downloads of language models are."
    return Listing(words.concentration_table(_concentration(study)), caption)


def _concentration(study: Study):
    rule = study.under(universe="language").rule
    return study.once(measures.concentration, study.latest, rule)


@exhibit("02-organizations")
def organizations(study: Study) -> Exhibit:
    """Which publishers draw most downloads now?"""
    panel, rule = study.latest, study.under(universe="language").rule
    table = measures.organizations(panel, rule, TEN)
    said, chart = words.organizations(table, panel), partial(charts.organizations, table)
    return Exhibit(table, None, said, chart, panel, rule=rule)


@exhibit("02-largest")
def largest(study: Study) -> Exhibit:
    """Which language models are downloaded most now?"""
    panel, rule = study.latest, study.under(universe="language").rule
    table = measures.largest(panel, rule, study.data, MOST)
    said = words.largest(table, panel)
    return Exhibit(table, None, said, partial(charts.largest, table), panel, rule=rule)


@exhibit("02-vintage")
def vintage(study: Study) -> Exhibit:
    """How old are the models that people fetch?"""
    panel = study.latest
    years = measures.per_universe(measures.vintage, panel, study.rule, BOTH)
    medians = measures.per_universe(measures.median_creation, panel, study.rule, BOTH)
    older = measures.older(medians)
    said = words.vintage(years, medians, older, panel)
    commits = sources_of(study.data["first_commits"])
    ground = Ground(panel.sentence, (*panel.sources, *commits))
    return Exhibit(medians, older, said, partial(charts.vintage, medians), ground)


@exhibit("02-by-year")
def by_year(study: Study) -> Listing:
    """From which years are the models that people fetch?"""
    table = measures.vintage(study.latest, study.rule)
    caption = f"Downloads by the year in which a model was created, {study.latest.name}."
    return Listing(words.vintage_table(table), caption)


@exhibit("02-counters")
def counters(study: Study) -> Remark:
    """Does another counter tell another story?"""
    table = _by_counter(study)
    found = measures.by_counters(table)
    return Remark(words.counters(table, found, study.latest), found)


@exhibit("02-by-counter")
def by_counter(study: Study) -> Listing:
    """Shares of language models by each counter."""
    table = words.share_table(_by_counter(study), "counter")
    return Listing(table, "The table shows the shares of language models by each counter.")


def _by_counter(study: Study):
    rule = study.under(universe="language").rule
    return study.once(measures.by_counter, study.latest, rule)


@exhibit("02-sizes")
def sizes(study: Study) -> Exhibit:
    """How large are the language models that are downloaded?"""
    panel, rule = study.latest, study.under(universe="language").rule
    table = measures.size_classes(panel, rule)
    found = measures.small(table)
    said = words.sizes(table, found, panel)
    return Exhibit(table, found, said, partial(charts.sizes, table), panel, rule=rule)


@exhibit("02-modelscope")
def elsewhere(study: Study) -> Listing:
    """What does ModelScope count?"""
    table = measures.cumulative(study.once(modelscope, study.data))
    return Listing(
        words.cumulative_table(table),
        "The table shows the downloads since creation of listed ModelScope catalogues.",
    )
