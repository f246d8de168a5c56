"""Which counting rule makes the headline? The exhibits of notebook 03."""

from __future__ import annotations

from functools import partial

from ..charts import headlines as charts
from ..measures import downloads, ledger
from ..measures import headlines as measures
from ..panel import Ground, Panel
from ..study import Study
from ..words.en import headlines as words
from ..words.en.downloads import margin_table
from ..words.en.grammar import latest
from .controls import menus
from .exhibit import Exhibit, Listing, OnPage, Remark, exhibit, titles

SHOWN = ("every", "all", "language", "larger", "encoder", "other tasks")


@exhibit("03-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, verdicts, ranges)


@exhibit("03-in-short")
def in_short(study: Study) -> Remark:
    """The finding behind them, and what the latest snapshot is."""
    said = [verdicts(study).words.finding]
    if panel := study.reusable:
        grid = study.once(measures.grid, study.once(measures.cube, panel))
        said.append(words.freely(measures.tally(measures.ranges(grid)), panel))
    return Remark(" ".join([*said, latest(study.latest)]))


@exhibit("03-numbers")
def numbers(study: Study) -> Remark:
    """How many rules are there?"""
    grids = _grids(study)
    said = [words.numbers(measures.counts(grids[p.label]), p) for p in _panels(study)]
    return Remark(" ".join(said))


@exhibit("03-refusals")
def refusals(study: Study) -> Listing:
    """Which rules does a panel not identify?"""
    found = {name: measures.refusals(grid) for name, grid in _grids(study).items()}
    table = words.refusal_table(measures.stacked(found))
    return Listing(
        table, "The table counts the combinations that a list cannot answer, by the first reason."
    )


@exhibit("03-verdicts")
def verdicts(study: Study) -> Exhibit:
    """Under which rules does a country lead?"""
    tables = {name: measures.ranges(grid) for name, grid in _grids(study).items()}
    tallies = {name: measures.tally(table) for name, table in tables.items()}
    drawn = {name: _shown(measures.with_total(table)) for name, table in tables.items()}
    said, table = words.verdicts(tallies), measures.stacked(drawn)
    chart = partial(charts.verdicts, drawn)
    return Exhibit(table, tallies, said, chart, _ground(study), measures.EVERY)


@exhibit("03-ranges")
def ranges(study: Study) -> Exhibit:
    """How widely do rules move a share?"""
    panel = study.latest
    table = measures.by_width(_shown(_of_downloads(study)[panel.label]))
    found = measures.spread(table.head(1))
    said = words.ranges(table, found, panel, measures.always(table, "language"))
    chart = partial(charts.ranges, table)
    return Exhibit(table, {panel.label: found}, said, chart, panel, measures.EVERY)


def _of_downloads(study: Study):
    """The ranges of the rules that count downloads, by name of the panel."""
    grids = _grids(study).items()
    return {n: measures.ranges(grid[grid["counter"] == "downloads_30d"]) for n, grid in grids}


def _shown(table):
    """The rows that a picture has room for, the wider universes first; all where it has none."""
    rows = table[table["choice"].isin(SHOWN)].sort_values(
        "choice", key=lambda c: c.map(SHOWN.index)
    )
    return (rows if len(rows) else table).reset_index(drop=True)


@exhibit("03-range-table")
def range_table(study: Study) -> Listing:
    """How widely do rules move a share among other models?"""
    caption = "The table gives the lowest and the highest share of downloads over all rules."
    return Listing(words.range_table(_of_downloads(study)), caption)


@exhibit("03-published")
def published(study: Study) -> Listing:
    """What do the authors of the published shares say of them?"""
    caption = (
        "These are the published shares of downloads, as their authors define them. The last "
        "column "
        "gives the lowest and the highest share here among the models that they name."
    )
    rows = ledger.published_shares(study.data, study.latest.label)
    return Listing(words.published_table(rows, _of_downloads(study)[study.latest.label]), caption)


@exhibit("03-effects")
def effects(study: Study) -> Remark:
    """Which choice moves the lead most?"""
    means = {name: measures.mean_gap(grid) for name, grid in _grids(study).items()}
    return Remark(words.effects(_effects(study), means), means)


@exhibit("03-effect-table")
def effect_table(study: Study) -> Listing:
    """How much does each choice move the lead?"""
    return Listing(
        words.effect_table(_effects(study)),
        "The table gives the share of the variance of the lead that each choice explains.",
    )


def _effects(study: Study):
    return {name: measures.effects(grid) for name, grid in _grids(study).items()}


@exhibit("03-your-rule")
def your_rule(study: Study) -> OnPage:
    """What does the rule of the study say?"""
    tables = _under_both(study)
    found = measures.leaders(tables)
    said, table = words.one(tables, found, study.rule), measures.stacked(tables)
    return OnPage(table, found, said, partial(charts.one, tables), _ground(study))


@exhibit("03-margins")
def margins(study: Study) -> Listing:
    """Would another margin, or the other reading of disputed publishers, make another leader?"""
    tables = {
        (name, study.rule.universe): table
        for name, table in _under_both(study).items()
        if not isinstance(table, str)
    }
    caption = "The table shows the shares in both readings of disputed publishers and who leads by each margin."
    return Listing(margin_table(downloads.margins(tables)), caption)


def _under_both(study: Study):
    return measures.under_both(_cubes(study), study.rule)


def controls(study: Study) -> None:
    """A menu for each choice of the rule, and below them `your_rule` under it."""
    menus(study, your_rule)


def _panels(study: Study) -> list[Panel]:
    return [study.earlier, study.latest]


def _ground(study: Study) -> Ground:
    return Ground.of(*_panels(study))


def _cubes(study: Study) -> dict[str, measures.Cube]:
    return {panel.label: study.once(measures.cube, panel) for panel in _panels(study)}


def _grids(study: Study):
    return {name: study.once(measures.grid, cube) for name, cube in _cubes(study).items()}
