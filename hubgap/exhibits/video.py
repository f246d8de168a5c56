"""Kling against Sora, and who leads in open video models? The exhibits of notebook 07."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..charts import video as charts
from ..measures import video as measures
from ..measures.benchmarks import Ruler, pulled_without_boards
from ..measures.downloads import between_heads
from ..panel import Ground, Panel
from ..study import Study
from ..words.en import video as words
from ..words.en.ratings import not_renewed
from .exhibit import Exhibit, Listing, Remark, exhibit, titles

LARGEST = 8  # namespaces of a list


@exhibit("07-answer")
def answer(study: Study) -> Remark:
    """The titles of the page's findings."""
    return titles(study, ratings, boards, open_models)


@exhibit("07-in-short")
def in_short(study: Study) -> Remark:
    """The heroes of the report on each board, since when they could be compared, and whether the
    rankings are as new as the models."""
    boards = _boards(study)
    duels = [measures.kling(ruler, study.data) for ruler in boards]
    first = words.testable(_pairs(study).iloc[0], study.days.report)
    rows = [row for table in duels for row in table.to_dict("records")]
    ahead = {(row["ruler"], row["question"]): row["verdict"] for row in rows}
    stale = not_renewed(pulled_without_boards(study.data), boards[-1].day)
    return Remark(f"{words.kling(*duels)} {first} {stale}".strip(), ahead)


# --- ratings


@exhibit("07-ratings")
def ratings(study: Study) -> Exhibit:
    """How do the systems compare on one scale?"""
    ruler, _ = _boards(study)
    entries, gaps = measures.entries(ruler, study.data), _gaps(study, ruler)
    steps = measures.per_field(measures.steps, ruler, study.data)
    said = words.ratings(gaps, entries)
    chart = partial(charts.ratings, entries, steps, measures.NAMED, ruler.day)
    return Exhibit(entries, measures.by_field(gaps), said, chart, ruler, measures.EVERY_ENTRY)


@exhibit("07-by-length")
def by_length(study: Study) -> Remark:
    """Does the longer list explain a lead? It changes none."""
    gaps = pd.concat([_gaps(study, ruler) for ruler in _boards(study)])
    return Remark(words.by_length(gaps), list(gaps["verdict"]))


@exhibit("07-pairs")
def pairs(study: Study) -> Listing:
    """From which day could each pair be compared?"""
    caption = (
        "Kling and its rivals on the fit of Artificial Analysis, re-estimated; brackets: the "
        "interval of the difference."
    )
    return Listing(words.pair_table(_pairs(study)), caption, bold=0)


@exhibit("07-access")
def access(study: Study) -> Listing:
    """Who could use what, and since when?"""
    table = words.event_table(measures.logged(measures.ACCESS, study.data))
    return Listing(table, "Who could use what, and since when.")


@exhibit("07-boards")
def boards(study: Study) -> Exhibit:
    """What does the other board say, day by day?"""
    first, ruler = _boards(study)
    until, gaps = study.days.today, _gaps(study, ruler)
    lines = measures.per_field(measures.by_board, study.data, until)
    ground = Ground.rows(
        "LMArena, text to video: every ranking that is kept.", measures.kept(study.data, until)
    )
    lead, worth = gaps.iloc[0], measures.with_sound(ruler, study.data)
    mixed = words.mixed_with_sound(lead, worth, measures.sound_outweighs(lead, worth))
    known = set(measures.entries(first, study.data)["model"])
    apart = words.apart(_gaps(study, first).iloc[0], lead, known)
    said, chart = words.by_board(gaps, lines, mixed, apart), partial(charts.by_board, lines)
    return Exhibit(lines, measures.by_field(gaps), said, chart, ground, measures.BEST_OF_EACH)


@exhibit("07-sound")
def sound(study: Study) -> Remark:
    """What is sound worth on that board?"""
    _, ruler = _boards(study)
    return Remark(words.sound(measures.with_sound(ruler, study.data)))


def _boards(study: Study) -> tuple[Ruler, ...]:
    return study.once(measures.boards, study.data, study.days.today)


def _gaps(study: Study, ruler: Ruler) -> pd.DataFrame:
    return study.once(measures.per_field, measures.gaps, (ruler,), study.data)


def _pairs(study: Study) -> pd.DataFrame:
    return study.once(measures.comparable, _boards(study)[0], study.data)


# --- open models on the Hub


@exhibit("07-open-models")
def open_models(study: Study) -> Exhibit:
    """Whose open video models are downloaded?"""
    table = _shares(study, "video")
    leads = measures.leads(table)
    said = words.hub(table, leads, between_heads(table, "list"))
    chart = partial(charts.hub, table)
    return Exhibit(table, leads, said, chart, Ground.of(*_lists(study)))


@exhibit("07-one-model")
def one_model(study: Study) -> Remark:
    """What is left of each side without its most downloaded model?"""
    said = [words.one_model(_shares(study, "video"))]
    if panel := study.reusable:
        said.append(words.freely(study.once(measures.open_models, panel, study.rule), panel))
    return Remark(" ".join(said))


@exhibit("07-open-pictures")
def open_pictures(study: Study) -> Listing:
    """And whose open models that make pictures?"""
    table = _shares(study, "pictures")
    return Listing(words.share_table(table), words.shares_said(table, measures.leads(table)))


@exhibit("07-licenses")
def licenses(study: Study) -> Listing:
    """Under which licenses?"""
    tables = {one.name: measures.licenses(one, study.rule, study.data) for one in _lists(study)}
    return Listing(words.license_table(tables), "Licenses by downloads.")


@exhibit("07-families-then")
def families_then(study: Study) -> Listing:
    """Family by family, in the census."""
    table = words.family_table(_families(study, study.census))
    return Listing(table, f"Open video models, {study.census.name}.")


@exhibit("07-families-now")
def families_now(study: Study) -> Listing:
    """Family by family, in the latest list."""
    late = study.followed
    return Listing(words.family_table(_families(study, late)), f"The same, {late.name}.")


@exhibit("07-absent")
def absent(study: Study) -> Remark:
    """Which families are missing?"""
    said = [words.absent(_families(study, one), one) for one in _seen(study)]
    return Remark(" ".join(said))


@exhibit("07-unseen")
def unseen(study: Study) -> Remark:
    """What does the counter miss?"""
    said = [
        words.unseen(_unseen(study, one), one, measures.only_counted(one)) for one in _seen(study)
    ]
    return Remark(" ".join([*said, words.listed_in(measures.SILENT, study.census)]))


@exhibit("07-unseen-then")
def unseen_then(study: Study) -> Listing:
    """Whose models does it miss in the census?"""
    table = words.unseen_table(_unseen(study, study.census), LARGEST)
    caption = f"Namespaces with liked models that show no download, {study.census.name}."
    return Listing(table, caption)


@exhibit("07-unseen-now")
def unseen_now(study: Study) -> Listing:
    """Whose models does it miss in the latest list?"""
    late = study.followed
    table = words.unseen_table(_unseen(study, late), LARGEST)
    return Listing(table, f"The same, {late.name}: the most liked.")


@exhibit("07-counter")
def counter(study: Study) -> Listing:
    """What is on record about the counter?"""
    table = words.event_table(measures.logged(measures.COUNTER, study.data))
    return Listing(table, "What is on record.")


def _lists(study: Study) -> tuple[Panel, ...]:
    """The two lists whose shares stand beside each other, once where they are one."""
    return tuple(dict.fromkeys((study.earlier, study.latest)))


def _seen(study: Study) -> tuple[Panel, ...]:
    """The census and the list of late that also holds what is little downloaded."""
    return tuple(dict.fromkeys((study.census, study.followed)))


def _shares(study: Study, makes: str) -> pd.DataFrame:
    tables = [study.once(measures.open_models, one, study.rule) for one in _lists(study)]
    return pd.concat(tables).query("makes == @makes")


def _families(study: Study, panel: Panel) -> pd.DataFrame:
    return study.once(measures.families, panel, study.rule, study.data)


def _unseen(study: Study, panel: Panel) -> pd.DataFrame:
    return study.once(measures.unseen, panel, study.rule)
