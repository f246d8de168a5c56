"""The answer on one page, small pictures for a phone. The exhibits of notebook 00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from ..charts import start as charts
from ..languages import Spoken
from ..measures import benchmarks, lineage, video
from ..measures import downloads as counting
from ..measures import licenses as licensing
from ..measures.benchmarks import ARENA, ARENA_THEN, ECI, GPQA
from ..panel import Ground
from ..registry import chinese_groups
from ..study import Study
from ..text import month
from ..words.en import grammar as english_grammar
from ..words.en import ratings as english_ratings
from ..words.en import start as english
from ..words.zh import grammar as chinese_grammar
from ..words.zh import ratings as chinese_ratings
from ..words.zh import start as chinese
from .downloads import tornado
from .exhibit import Exhibit, Remark, exhibit, titles
from .headlines import verdicts

words = Spoken(en=english, zh=chinese)
grammar = Spoken(en=english_grammar, zh=chinese_grammar)
ratings = Spoken(en=english_ratings, zh=chinese_ratings)
BOARDS = (ARENA, ECI, GPQA)


@exhibit("00-answer")
def answer(study: Study) -> Remark:
    """The titles of the two findings that a reader comes for."""
    return titles(study, best_models, downloads)


# --- how wide is the gap


@exhibit("00-best-models")
def best_models(study: Study) -> Exhibit:
    """How wide is the gap?"""
    gaps, rulers = _gaps(study), study.rulers(*BOARDS, leads=True)
    leads = {field: benchmarks.leads(table) for field, table in gaps.items()}
    table = pd.concat(gaps, names=["field"]).reset_index("field")
    said, chart = words.best(gaps, leads, rulers[0]), partial(charts.best, gaps, rulers)
    return _shown(table, leads, said, chart, rulers, benchmarks.CLEAR)


def _gaps(study: Study) -> dict[str, pd.DataFrame]:
    """The gaps by field, from the last boards: also from one that is not known to its end."""
    rulers = study.rulers(*BOARDS, leads=True)
    return {
        field: study.once(benchmarks.gaps_on, rulers, study.data, field)
        for field in ("overall", "open")
    }


@exhibit("00-july-2024")
def july(study: Study) -> Exhibit:
    """How wide was it in July 2024?"""
    board = ARENA_THEN.on(study.data, study.days.report)
    table = benchmarks.state(board, study.data, benchmarks.NAMED)
    duels = benchmarks.july(board, study.data)
    said = words.july(table, duels, board, benchmarks.stored(board, study.data))
    verdicts = benchmarks.verdicts_of(duels)
    chart = partial(charts.rated, table, words.july_gaps(duels))
    return _shown(table, verdicts, said, chart, (board,), benchmarks.STATE)


@exhibit("00-kling")
def kling(study: Study) -> Exhibit:
    """What became of Kling?"""
    first, other = study.once(video.boards, study.data, study.days.today)
    duels, gaps = video.kling(first, study.data), video.gaps((first, other), study.data)
    table = video.heroes(first, study.data)
    ahead = benchmarks.leads(gaps)
    said, chart = words.kling(table, duels, gaps), partial(charts.rated, table)
    return _shown(table, ahead, said, chart, (first, other), video.HEROES)


@exhibit("00-months")
def months(study: Study) -> Exhibit:
    """How many months behind?"""
    (ruler,) = study.rulers(ECI)
    fields = {
        field: study.once(benchmarks.lags_on, (ruler,), study.data, field)
        for field in ("overall", "open")
    }
    medians = {field: rows for field, (_, rows) in fields.items()}
    setters = {field: benchmarks.record_setter(rows) for field, rows in medians.items()}
    both = [pd.concat(tables) for tables in zip(*fields.values(), strict=True)]
    said, chart = words.months(medians, setters, ruler), partial(charts.months, *both)
    return _shown(pd.concat(both), setters, said, chart, (ruler,), benchmarks.REACHED)


@exhibit("00-why-they-differ")
def why_they_differ(study: Study) -> Remark:
    """Why do points and months answer differently?"""
    (ruler,) = study.rulers(ECI)
    _, medians = study.once(benchmarks.lags_on, (ruler,), study.data, "overall")
    gaps, setter = _gaps(study), benchmarks.record_setter(medians)
    return Remark(words.reconciled(gaps, medians, setter, ruler), setter)


# --- what is downloaded


@exhibit("00-downloads")
def downloads(study: Study) -> Exhibit:
    """Whose models are downloaded?"""
    study = study.under(universe="language")
    panels = tuple(dict.fromkeys((study.earlier, study.latest)))
    shares = {one: study.once(counting.shares, one, study.rule) for one in panels}
    found = {one: _spelled(study, tornado(study).verdict[one.label]) for one in panels}
    names = {one: words.listing(one) for one in panels}
    drawn = ({names[one]: value for one, value in of.items()} for of in (shares, found))
    chart = partial(charts.downloads, *drawn)
    late = replace(study.rule, window="since ChatGPT")
    since = {one: study.once(counting.shares, one, late) for one in panels}
    table = counting.stacked(_by_month(shares))
    table["since_chatgpt"] = counting.stacked(_by_month(since))["share"]
    said = words.downloads(shares, since, found)
    return _shown(table, _by_month(found), said, chart, panels, study.rule)


def _spelled(study: Study, found: counting.Hardest) -> counting.Hardest:
    """The same with the group that a lead hangs on as it calls itself in the language of the study."""
    names = chinese_groups(study.data) if study.language == "zh" else {}
    if found.worst is None:
        return found
    subject = found.worst["subject"]
    worst = pd.Series({**found.worst, "subject": names.get(subject, subject)})
    return found._replace(worst=worst)


@exhibit("00-licenses")
def licenses(study: Study) -> Exhibit:
    """How free are the licenses?"""
    led = _led(study)
    said, chart = words.flagships(led, study.latest), partial(charts.flagships, led.ruled)
    table = licensing.flagship_table(led.ruled)
    return _shown(table, led, said, chart, (study.latest,), licensing.RULED)


def _led(study: Study) -> licensing.Led:
    return study.once(licensing.led, study.latest, study.rule, study.data)


@exhibit("00-builds-on")
def builds_on(study: Study) -> Exhibit:
    """Who builds on whom?"""
    asked = study.rule, study.data
    found = {one: study.once(lineage.crossing, one, *asked) for one in (study.latest, study.census)}
    panel = lineage.telling(found)[0]
    found = {panel: found[panel]}
    tables = {panel: study.once(lineage.crossed, panel, *asked)[lineage.FIRST]}
    ground = lineage.ground((panel, study.once(lineage.readings, panel, *asked)[0]))
    ground = replace(ground, sentence=words.grounded(panel))
    table, said = lineage.side_by_side(tables), words.across(tables, found)
    head = words.when(panel)
    chart = partial(charts.across, {head: tables[panel]}, {head: found[panel]})
    return Exhibit(table, _by_month(found), said, chart, ground, words.ruled(lineage.BY_ROOT))


@exhibit("00-free")
def free(study: Study) -> Remark:
    """What does a list free to reuse say?"""
    panel, asked = study.reusable, (study.rule, study.data)
    if not panel:
        return Remark(words.FREE)
    shares = study.once(counting.shares, panel, study.under(universe="language").rule)
    led = study.once(licensing.led, panel, *asked)
    crossed = study.once(lineage.crossed, panel, *asked)[lineage.FIRST]
    found = study.once(lineage.crossing, panel, *asked)
    return Remark(words.free(shares, led, crossed, found.known, panel), found)


def _by_month(values: dict) -> dict:
    return {month(panel.days[-1]): value for panel, value in values.items()}


def _shown(table: pd.DataFrame, verdict, said, chart, observed: Sequence, rule) -> Exhibit:
    """An exhibit on panels or rulers; panels by name and selection alone: the pictures are small."""
    ground = replace(Ground.of(*observed), sentence=words.grounded(*observed))
    return Exhibit(table, verdict, said, chart, ground, words.ruled(rule))


# --- what cannot be known


@exhibit("00-by-rule")
def by_rule(study: Study) -> Remark:
    """Which way to count is right?"""
    tally = verdicts(study).verdict[study.latest.label]
    return Remark(words.by_rule(study.latest, tally), tally)


@exhibit("00-lists")
def lists(study: Study) -> Remark:
    """What do the lists hold, and who buys the Hub?"""
    board = benchmarks.gaps_on(study.rulers(ARENA), study.data).iloc[0]
    deal = study.data["events"].set_index("event_id").loc[counting.DEAL]
    rule = study.under(universe="language").rule
    buyer = counting.group(study.latest, rule, counting.BUYER)
    (last,) = study.rulers(ARENA, leads=True)
    stale = ratings.not_renewed(benchmarks.pulled_without_boards(study.data), last.day)
    return Remark(grammar.joined(words.lists(board), words.owner(deal, buyer), stale))
