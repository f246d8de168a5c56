"""How much training compute, on which chips? The exhibits of notebook 08."""

from __future__ import annotations

from functools import partial

from ..charts import compute as charts
from ..data import Data
from ..measures import compute as measures
from ..measures import timeline
from ..measures.benchmarks import ECI, Ruler
from ..panel import Ground, sources_of
from ..study import Study
from ..words.en import compute as words
from ..words.en import timeline as timeline_words
from ..words.en.grammar import by_margin
from .exhibit import Exhibit, Listing, Remark, exhibit, titles


@exhibit("08-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, training_compute, chip_stock, score_for_compute, disclosure)


@exhibit("08-in-short")
def in_short(study: Study) -> Remark:
    """What is known of the best models, and of the chips."""
    tops = measures.known_at_top(_scored(study))
    now = measures.stock_share(_stock(study))
    found = measures.ratio(now, "middle")
    return Remark(f"{words.at_the_top(tops)} {words.chips(now, found)}", found)


@exhibit("08-training-compute")
def training_compute(study: Study) -> Exhibit:
    """How large are the largest known runs?"""
    runs = _runs(study)
    table = measures.largest(runs)
    found = measures.larger(table)
    said = words.training_compute(table, found, charts.shown(runs))
    records = measures.record_runs(runs)
    chart = partial(charts.training_compute, runs, records, _named_rules(study))
    ground = Ground.rows(
        "Language models of both countries with a training run of their own.", runs
    )
    return Exhibit(runs, found, said, chart, ground, measures.LARGEST)


@exhibit("08-silence")
def silence(study: Study) -> Remark:
    """How many later models have no value?"""
    return Remark(words.silence(measures.largest(_runs(study))))


@exhibit("08-largest-runs")
def largest_runs(study: Study) -> Listing:
    """Which are the largest known runs?"""
    table = words.run_table(measures.top_runs(_runs(study)))
    return Listing(table, "The largest known training runs of each country.")


@exhibit("08-then")
def then(study: Study) -> Remark:
    """What was the largest known run on the day of the report?"""
    table = measures.largest(_runs(study), study.days.report)
    found = measures.larger(table)
    return Remark(words.largest(table, found), found)


@exhibit("08-factors")
def factors(study: Study) -> Remark:
    """How far may a value be off?"""
    return Remark(words.factors())


@exhibit("08-disclosure")
def disclosure(study: Study) -> Exhibit:
    """What stopped being disclosed?"""
    table = measures.disclosure(_runs(study))
    found = measures.spans(_runs(study))
    ground = Ground.rows(
        "Language models that Epoch AI lists, both countries, with a training run of their own.",
        measures.without_team(_runs(study)),
    )
    said, chart = words.disclosure(table, found), partial(charts.disclosure, table)
    return Exhibit(table, found, said, chart, ground, measures.KNOWN)


@exhibit("08-known-shares")
def known_shares(study: Study) -> Listing:
    """Of how many models and developers?"""
    table = words.known_shares(disclosure(study).verdict)
    return Listing(table, "Models with a known training compute, by weights and years.")


@exhibit("08-margins")
def margins(study: Study) -> Listing:
    """Who is ahead by another margin?"""
    named = {
        f"training compute known, {weights}, {span.first} to {span.last}": span.margins
        for weights, parts in disclosure(study).verdict.items()
        for span in parts
    }
    return Listing(by_margin(named), "Each share of this page by three margins.")


@exhibit("08-score-for-compute")
def score_for_compute(study: Study) -> Exhibit:
    """Who scores higher for the same compute?"""
    scored, planes, ruler = _scored(study), _planes(study), _ruler(study)
    found, tops = measures.higher(planes), measures.known_at_top(scored)
    said = words.score_for_compute(planes, found, tops, ruler)
    table = measures.left_over(scored, planes)
    chart = partial(charts.score_for_compute, table, words.gap(planes))
    values = measures.valued(study.data)
    values = values[values["benchmark_model"].isin(scored["model"])]
    ground = Ground(ruler.sentence, ruler.sources + sources_of(values))
    return Exhibit(table, found, said, chart, ground, measures.PLANE)


@exhibit("08-undated")
def undated(study: Study) -> Remark:
    """What does the date do to that comparison?"""
    dates = measures.middle_release(_scored(study))
    return Remark(f"{words.undated(_planes(study))} {words.middle_release(dates)}")


@exhibit("08-chip-stock")
def chip_stock(study: Study) -> Exhibit:
    """Who owns the counted chips?"""
    stock = _stock(study)
    tables = {
        "now": measures.stock_share(stock),
        "then": measures.stock_share(stock, study.days.report),
        "nvidia": measures.stock_share(stock, makers="Nvidia"),
    }
    found = {name: measures.ratio(table, "middle") for name, table in tables.items()}
    makers = list(measures.complete(study.data)["chip_maker"].value_counts().index)
    said = words.chip_stock(**tables, found=found, makers=makers)
    note = words.unnamed(tables["now"])
    chart = partial(charts.chip_stock, stock, _named_rules(study), note)
    ground = Ground.rows(
        "Complete quarters of the model; owners named by the source.",
        measures.complete(study.data),
    )
    return Exhibit(stock, found, said, chart, ground, measures.ADDED)


@exhibit("08-owners")
def owners(study: Study) -> Listing:
    """Whose chips are they in the last complete quarter?"""
    quarter = measures.stock_share(_stock(study))["quarter"].iloc[0]
    table = words.owner_table(measures.by_owner(study.data, quarter))
    return Listing(table, "Owners of the counted chips in the last complete quarter.")


@exhibit("08-rules")
def rules(study: Study) -> Remark:
    """How many export rules fall into these years?"""
    return Remark(words.rules(_rules(study)))


@exhibit("08-rule-table")
def rule_table(study: Study) -> Listing:
    """Which export rules are they?"""
    return Listing(words.rule_table(_rules(study)), "Export rules and announcements, by date.")


def _runs(study: Study):
    return study.once(measures.runs, study.data, study.days.today)


def _ruler(study: Study):
    (ruler,) = study.rulers(ECI)
    return ruler


def _scored(study: Study):
    return study.once(measures.scored, _ruler(study), study.data)


def _planes(study: Study):
    return study.once(_planes_on, _ruler(study), study.data)


def _planes_on(ruler: Ruler, data: Data):
    return measures.equal_compute(measures.scored(ruler, data))


def _stock(study: Study):
    return study.once(measures.stock, study.data)


def _rules(study: Study):
    return timeline.rows(study.data["events"], ["export_control"])


def _named_rules(study: Study):
    """The rules that a chart names, each with its label."""
    rows = timeline.named(study.data["events"], measures.NAMED_RULES)
    return rows.assign(label=rows["event_id"].map(timeline_words.labels(rows)))
