"""What was observed, and what may be compared? The exhibits of notebook 01."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .. import panel
from ..charts import observed as charts
from ..measures import downloads
from ..measures import observed as measures
from ..panel import Ground, Panel
from ..rules import with_copies
from ..study import Study
from ..words.en import observed as words
from .exhibit import Exhibit, Listing, Remark, exhibit


@exhibit("01-answer")
def answer(study: Study) -> Remark:
    """How much of the Hub was seen, and what of it may be compared?"""
    runs, gaps, _ = _found(study)
    seen = measures.seen(runs, gaps)
    lines = [study.catalogues, study.daily, *study.once(panel.refreshes, study.data)]
    few = words.not_used(study.once(panel.looks_at_a_few, study.data))
    said = f"**{words.full(seen)}.** {words.compared(lines, _pictures(study))} {few}"
    return Remark(said.strip(), seen)


@exhibit("01-in-doubt")
def in_doubt(study: Study) -> Remark:
    """What should not be trusted?"""
    doubted = measures.doubted(_found(study)[-1])
    return Remark(words.doubted(doubted), doubted)


@exhibit("01-observed")
def observed(study: Study) -> Exhibit:
    """What was observed when?"""
    runs, gaps, _ = _found(study)
    seen, table = measures.seen(runs, gaps), measures.stacked({"observed": runs, "hole": gaps})
    ground = Ground.rows("every wave in the data; ModelScope is another platform", runs)
    chart = partial(charts.observed, runs)
    return Exhibit(table, seen, words.observed(seen), chart, ground, measures.LISTED)


@exhibit("01-sources")
def sources(study: Study) -> Listing:
    """Who observed it?"""
    table = words.sources_table(_found(study)[0], study.data["sources"])
    return Listing(table, "The table shows the sources that counted downloads, and how often.")


def _found(study: Study):
    """What was observed, its holes, and what of it is in doubt."""
    runs = study.once(measures.observed, study.data)
    return runs, measures.holes(runs), study.once(measures.untrusted, study.data)


@exhibit("01-answers")
def answers(study: Study) -> Listing:
    """What may be compared?"""
    return Listing(
        panel.answers(_questions(study)), "What the panels answer, and what they refuse."
    )


def _questions(study: Study) -> dict[str, Callable[[], object]]:
    """Questions to panels, each by its words."""
    census, catalogues, daily, best = study.census, study.catalogues, study.daily, study.latest
    sampled = study.picture(study.days.winter)
    elsewhere = study.once(panel.modelscope, study.data)
    return {
        "downloads in the census": lambda: census.require("downloads_30d"),
        "a line through full catalogues": catalogues.require_trend,
        "a line through the same models": daily.require_trend,
        "a line through the sample of popular models": sampled.require_trend,
        "a line through one census": census.require_trend,
        "a line through family trees": lambda: panel.series(study.data, "hamida").require_trend(),
        "census and sample as two ends of a line": lambda: panel.join(census, sampled),
        "census and head as two ends of a line": lambda: panel.join(census, best),
        "catalogues continued by the daily list": lambda: panel.join(catalogues, daily),
        "the Hub and ModelScope together": lambda: panel.join(catalogues, elsewhere),
        "downloads since creation": lambda: census.require("downloads_all_time"),
        "likes in the oldest list": lambda: study.picture(study.days.early).require("likes"),
        "licenses in the catalogues": lambda: catalogues.require("license"),
        "a day that nobody saw": lambda: study.picture("2023-07-11"),
        **{
            f"catalogues continued by {one.name}": partial(panel.join, catalogues, one)
            for one in _pictures(study)
            if one.refreshed
        },
    }


def _pictures(study: Study) -> list[Panel]:
    """The cross-sections of the page, and behind them what a refresh brought."""
    return [study.picture(day) for day in panel.pictured(study.data, study.days.latest)]


@exhibit("01-filled")
def filled(study: Study) -> Listing:
    """How much is filled in?"""
    caption = "Share of the rows of each cross-section that hold a value."
    return Listing(words.filled_table(measures.filled(study.data)), caption)


@exhibit("01-attributed")
def attributed(study: Study) -> Listing:
    """How many of the downloads have a country?"""
    shown = [one for one in _pictures(study) if one.days[-1] >= study.census.days[-1]]
    counts = {one.name: downloads.by_counter(one, with_copies(one, study.rule)) for one in shown}
    known = measures.attributed(counts)
    caption = "Share whose publisher has a known country, copies included where they are listed."
    return Listing(words.attributed_table(known), caption)


@exhibit("01-agreed")
def agreed(study: Study) -> Remark:
    """How often do two sources report the same?"""
    found = measures.agreed(measures.agreement(study.data))
    return Remark(words.agreed(found), found)


@exhibit("01-agreement")
def agreement(study: Study) -> Listing:
    """Which sources agree with which?"""
    table = words.agreement_table(measures.agreement(study.data))
    return Listing(table, "Same model, same day, two sources.")


@exhibit("01-doubts")
def doubts(study: Study) -> Listing:
    """Which weeks should not be trusted?"""
    table = words.doubts_table(_found(study)[-1])
    return Listing(table, "Days that should not be trusted, by kind.")


@exhibit("01-artifacts")
def artifacts(study: Study) -> Remark:
    """What else was found and is kept as a table?"""
    return Remark(words.artifacts_list(measures.artifacts(study.data)))
