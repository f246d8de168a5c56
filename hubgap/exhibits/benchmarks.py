"""How wide is the benchmark gap? The exhibits of notebook 05."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from ..charts import benchmarks as charts
from ..charts import reported as reported_charts
from ..measures import benchmarks as measures
from ..measures import reported as entered
from ..measures.benchmarks import ARENA, ARENA_THEN, ECI, FRONTIERMATH, GPQA, OPEN_RULERS, RULERS
from ..panel import LATEST, Ground, sources_of
from ..study import Study
from ..text import day
from ..words.en import benchmarks as words
from ..words.en import reported as reported_words
from ..words.en.ratings import not_renewed
from .exhibit import Exhibit, Listing, Remark, exhibit, titles

THREE = (ECI, ARENA, GPQA)


def _then(study: Study) -> measures.Ruler:
    """The Arena as it was published last before the report."""
    return ARENA_THEN.on(study.data, study.days.report)


@exhibit("05-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, frontiers, open_frontiers, lag)


@exhibit("05-in-short")
def in_short(study: Study) -> Remark:
    """The gaps in points, the lag of the index, and whether the rankings are as new as the models."""
    (board,) = study.rulers(ARENA, leads=True)
    stale = not_renewed(measures.pulled_without_boards(study.data), board.day)
    said = (frontiers(study).words.finding, lag(study).words.finding, stale)
    return Remark(" ".join(filter(None, said)))


@exhibit("05-rulers")
def rulers(study: Study) -> Listing:
    """Which rulers, and what do they share?"""
    table = measures.rulers_table(study.rulers(*OPEN_RULERS), study.data)
    return Listing(
        words.ruler_table(table),
        "The scoreboards, who measures them and how many models they list.",
    )


@exhibit("05-july-2024")
def july(study: Study) -> Listing:
    """How did it stand when the report appeared?"""
    board = _then(study)
    table = measures.state(board, study.data, measures.NAMED)
    caption = f"The named models and the best of each side on the Arena, {day(board.day)}."
    return Listing(words.state_table(table), caption)


@exhibit("05-then-and-now")
def then_and_now(study: Study) -> Remark:
    """How old were the Arena's records that the other side had not reached, on its own boards?"""
    (now,) = study.rulers(ARENA)
    boards = [
        measures.lag_at(board, study.data, board.day or LATEST) for board in (_then(study), now)
    ]
    return Remark(words.then_and_now(*boards))


@exhibit("05-re-estimated")
def re_estimated(study: Study) -> Remark:
    """How old were those of rulers that were fitted or run later?"""
    days = study.days.report, study.days.today
    said = [
        words.then_and_now(*(measures.lag_at(ruler, study.data, day) for day in days))
        for ruler in study.rulers(ECI, GPQA)
    ]
    return Remark(" ".join(said))


@exhibit("05-frontiers")
def frontiers(study: Study) -> Exhibit:
    """How wide is the gap in points?"""
    eci, boards, gpqa = study.rulers(*THREE, leads=True)
    gaps = _gaps(study, "overall", leads=True)
    leads = measures.leads(gaps)
    lines = _lines(study)
    boards = replace(boards, sources=sources_of(measures.snapshots(boards, study.data)))
    ground = Ground.of(eci, boards, gpqa)
    said = words.frontiers(gaps, leads)
    return Exhibit(lines, leads, said, partial(charts.frontiers, lines), ground, measures.SO_FAR)


def _gaps(study: Study, field: str, leads: bool = False) -> pd.DataFrame:
    return study.once(measures.gaps_on, study.rulers(*THREE, leads=leads), study.data, field)


def _boards(study: Study) -> pd.DataFrame:
    """The best of each side on all boards of the Arena, also on those not known to their end."""
    boards = replace(ARENA_THEN, day=study.days.today)
    return study.once(measures.by_snapshot, boards, study.data)


def _lines(study: Study) -> pd.DataFrame:
    eci, gpqa = (study.once(measures.steps, ruler, study.data) for ruler in study.rulers(ECI, GPQA))
    return pd.concat([eci, _boards(study), gpqa])


@exhibit("05-by-length")
def by_length(study: Study) -> Remark:
    """Does the longer list explain a lead? It changes none."""
    gaps = _gaps(study, "overall")
    return Remark(words.by_length(gaps), measures.leads(gaps))


@exhibit("05-without-interval")
def without_interval(study: Study) -> Remark:
    """Which record setters have no published interval?"""
    return Remark(words.without_interval(_lines(study)))


@exhibit("05-change-since-then")
def change_since_then(study: Study) -> Remark:
    """How did the Arena's gap change from the board of the report to the end of its scale?"""
    first = pd.Timestamp(_then(study).day)
    return _change(study, first, measures.days_of_scale(_boards(study), first)[1])


@exhibit("05-change-of-late")
def change_of_late(study: Study) -> Remark:
    """How did it change on its last scale?"""
    return _change(study, *measures.days_of_scale(_boards(study), LATEST))


def _change(study: Study, first: pd.Timestamp, last: pd.Timestamp) -> Remark:
    change = measures.change_of_gap(_boards(study), first, last)
    moved = measures.moved(change)
    return Remark(words.gap_change(change, moved, ARENA), moved)


@exhibit("05-open-frontiers")
def open_frontiers(study: Study) -> Exhibit:
    """And among open-weight models?"""
    rulers = study.rulers(*THREE)
    gaps = _gaps(study, "open")
    leads = measures.leads(gaps)
    lines = pd.concat([measures.steps(ruler, study.data, "open") for ruler in rulers])
    since = measures.highest_since(lines)
    latest_start = max(since.values()) if len(since) == len(rulers) else None
    said = words.frontiers(gaps, leads, "open", latest_start)
    chart = partial(charts.frontiers, lines)
    return Exhibit(lines, leads, said, chart, Ground.of(*rulers), measures.OPEN_SO_FAR)


@exhibit("05-fine-tunes")
def fine_tunes(study: Study) -> Remark:
    """What changes without fine-tunes of the other side's models?"""
    opened = _gaps(study, "open")
    found = measures.fine_tunes(opened, _gaps(study, "own"))
    return Remark(words.without_fine_tunes(found, list(opened["ruler"])), found)


@exhibit("05-prompt-languages")
def prompt_languages(study: Study) -> Exhibit:
    """Does the language of the prompt change who leads?"""
    found = _by_language(study)
    table = found[found["category"] != measures.CATEGORIES[-1]]
    between = measures.between_languages(table)
    leads: dict = {(row.category, row.field): row.verdict for row in table.itertuples()}
    leads["without the best"] = tuple(table["next_verdict"].dropna())
    rows = measures.of_languages(study.data, study.days.today)
    ground = Ground.rows(words.voted(rows["published_on"].iloc[0]), rows)
    chart = partial(charts.prompt_languages, table)
    said = words.prompt_languages(table, between)
    return Exhibit(table, {**leads, **between}, said, chart, ground, measures.BY_LANGUAGE)


def _by_language(study: Study) -> pd.DataFrame:
    return study.once(measures.by_language, study.data, study.days.today)


@exhibit("05-prompt-language-models")
def prompt_language_models(study: Study) -> Listing:
    """Which models are they, and on how many votes do they stand?"""
    table = _by_language(study)
    return Listing(words.prompt_language_table(table), words.prompt_language_caption(table))


@exhibit("05-lag")
def lag(study: Study) -> Exhibit:
    """How many months?"""
    _, medians = _lags(study, RULERS, "overall")
    setters = measures.record_setters(medians)
    table = measures.with_medians(medians, setters)
    said = words.lags(medians, _ties(study), setters, ECI.name)
    sources = Ground.of(*study.rulers(*RULERS)).sources
    ground = Ground("Scoreboards of one measurer and one scale each, listed beside it.", sources)
    return Exhibit(table, setters, said, partial(charts.lags, table), ground, measures.REACHED)


def _lags(study: Study, rulers: tuple, field: str, ties: bool = False) -> tuple:
    return study.once(measures.lags_on, study.rulers(*rulers), study.data, field, ties)


def _ties(study: Study) -> pd.DataFrame:
    return _lags(study, RULERS, "overall", ties=True)[1]


@exhibit("05-lags")
def lags(study: Study) -> Listing:
    """The medians of all rulers, and those where a tie reaches."""
    medians = _lags(study, RULERS, "overall")[1]
    caption = f"How long lead records of all models stood. {words.without_median(medians)}"
    return Listing(words.lag_table(medians, _ties(study)), caption.strip())


@exhibit("05-open-lags")
def open_lags(study: Study) -> Listing:
    """The same among open-weight models."""
    medians, ties = (_lags(study, OPEN_RULERS, "open", ties=one)[1] for one in (False, True))
    caption = f"The same among open-weight models. {words.without_median(medians)}"
    return Listing(words.lag_table(medians, ties), caption.strip())


@exhibit("05-held-out")
def held_out(study: Study) -> Exhibit:
    """Do held-out tests say the same?"""
    public, held = study.rulers(GPQA, FRONTIERMATH)
    _, gaps = measures.on_both(public, held, study.data)
    leads, table = measures.leads(gaps), measures.both_best(gaps)
    said = words.held_out(gaps, leads, measures.too_few(gaps))
    chart = partial(charts.held_out, table)
    return Exhibit(table, leads, said, chart, Ground.of(public, held), measures.ON_BOTH)


@exhibit("05-reported")
def reported(study: Study) -> Exhibit:
    """What do makers report of themselves?"""
    rows = entered.used(_entries(study))
    measured = study.once(entered.measured, study.data)
    table = entered.alternatives(rows, measured)
    found = entered.reported(rows, table)
    ruler = entered.anchors(study.data).get(found.benchmark)
    drawn = ruler.sources if ruler and table["measured"].notna().any() else ()
    ground = Ground(reported_words.ground(_entries(study)), (*sources_of(rows), *drawn))
    said, chart = (
        reported_words.reported(found, table),
        partial(reported_charts.alternatives, table),
    )
    return Exhibit(table, found, said, chart, ground, entered.AS_REPORTED)


def _entries(study: Study) -> pd.DataFrame:
    return study.once(entered.entries, study.data, study.days.today)


@exhibit("05-reported-tests")
def reported_tests(study: Study) -> Listing:
    """On which tests, and whose numbers are they?"""
    rows = _entries(study)
    caption = reported_words.class_caption(rows, entered.unused(rows))
    return Listing(reported_words.class_table(entered.by_class(rows, study.data)), caption)


@exhibit("05-reported-sides")
def reported_sides(study: Study) -> Remark:
    """Who stands higher within one class?"""
    table = _compared(study)
    return Remark(reported_words.sides(table), list(table["verdict"]))


def _compared(study: Study) -> pd.DataFrame:
    return entered.compared(entered.one_each(entered.used(_entries(study))))


@exhibit("05-reported-compared")
def reported_compared(study: Study) -> Listing:
    """The best of each side within one class, and how many there were."""
    return Listing(reported_words.compared_table(_compared(study)), reported_words.COMPARED)


@exhibit("05-reported-anchor")
def reported_anchor(study: Study) -> Listing:
    """What did independent measurers find?"""
    chosen = entered.one_each(entered.used(_entries(study)))
    table = entered.anchored(chosen, study.once(entered.measured, study.data))
    return Listing(reported_words.anchor_table(table), reported_words.anchor_caption(table))


@exhibit("05-best-open-models")
def best_open_models(study: Study) -> Listing:
    """Which open-weight model, at which size, under which license?"""
    (arena,) = study.rulers(ARENA)
    table = measures.best_open(arena, study.data, _hub(study))
    duels = measures.by_size(table, arena.level)
    more = measures.more_sizes(measures.verdicts_of(duels))
    said = words.best_open_models(table, duels, more, arena)
    return Listing(words.best_open_table(table, duels), said)


def _hub(study: Study) -> pd.DataFrame:
    """What is asked of the followed snapshot of the Hub, as it was listed."""
    asked = "model_id parameters parameters_source license license_name license_source".split()
    return study.data.part(f"snapshot-{study.followed.rows['wave_id'].iloc[0]}", *asked)


@exhibit("05-rating-and-downloads")
def rating_and_downloads(study: Study) -> Exhibit:
    """Are the better open models the ones that are downloaded?"""
    (arena,), panel = study.rulers(ARENA), study.followed
    table = measures.scored_downloads(arena, study.data, panel.rows)
    found = measures.correlation(table)
    said = words.scored_downloads(table, found, arena, panel)
    chart = partial(charts.scored_downloads, table)
    return Exhibit(table, found, said, chart, Ground.of(arena, panel), measures.OPEN_SCORED)


@exhibit("05-releases")
def releases(study: Study) -> Exhibit:
    """Who releases more open models that rankings list?"""
    table = measures.releases(study.data, study.days.today)
    found = measures.released(table)
    ground = Ground.rows("Models on any ranking used here", measures.ranked_open(study.data))
    chart = partial(charts.releases, table)
    return Exhibit(table, found, words.releases(table, found), chart, ground, measures.RELEASED)
