"""What is new on the Hub since this edition? The exhibits of notebook 12."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..charts import today as charts
from ..measures import today as measures
from ..panel import Ground, Panel
from ..study import Study
from ..words.en import today as words
from .exhibit import Exhibit, Listing, Remark, exhibit, titles


@exhibit("12-answer")
def answer(study: Study) -> Remark:
    """The title of the page's picture."""
    return titles(study, labs)


@exhibit("12-in-short")
def in_short(study: Study) -> Remark:
    """Which lists are compared, and what is new: models, licenses, places."""
    found, pair = _found(study), _pair(study)
    said = (words.compared(*pair), words.created(found, *pair), words.places(_board(study)))
    return Remark(" ".join(said), found)


@exhibit("12-lists")
def lists(study: Study) -> Listing:
    """What does each of the two lists hold of each lab?"""
    return Listing(
        words.labs_table(_labs(study), *_pair(study)),
        "The table shows what each of the two lists holds of each lab.",
    )


@exhibit("12-labs")
def labs(study: Study) -> Exhibit:
    """Whose models are downloaded more or less than on the earlier list?"""
    table, pair = _labs(study), _pair(study)
    said = words.labs(_found(study), table, *pair)
    chart = partial(charts.labs, table)
    return Exhibit(table, _found(study), said, chart, Ground.of(*pair), measures.SAME)


@exhibit("12-movers")
def movers(study: Study) -> Listing:
    """Which models moved most?"""
    return _listing(
        words.movers_table(measures.movers(_models(study)), *_pair(study)),
        "The table shows the models on both lists whose downloads in thirty days moved most.",
        "No model is on both lists with another number of downloads.",
    )


@exhibit("12-new")
def new_models(study: Study) -> Listing:
    """Which models are new, and under which license?"""
    return _listing(
        words.new_table(measures.newest(_models(study))),
        "The table shows the most downloaded of the models created after the earlier list.",
        "No model was created after the earlier list.",
    )


@exhibit("12-licenses")
def licenses(study: Study) -> Remark:
    """How many of the new models have a permissive license?"""
    return Remark(words.licenses(_found(study)), _found(study))


@exhibit("12-places")
def places(study: Study) -> Listing:
    """Which places on the board of text are new?"""
    return _listing(
        words.places_table(_board(study).places),
        "The table shows models of these labs that no earlier list of the text board holds.",
        "The text board holds no new model of these labs.",
    )


# --- what all of them share


def _listing(table: pd.DataFrame, caption: str, without: str) -> Listing:
    """A table under its caption, or what is said instead of one without rows."""
    return Listing(table, caption if len(table) else without)


def _names(study: Study) -> list[str]:
    return measures.current(study.labs, study.data["organizations"])


def _pair(study: Study) -> tuple[Panel, Panel]:
    """The earlier list and the later one."""
    days = measures.days(study.data, _names(study), study.days.latest)
    first, last = map(study.picture, days)
    return first, last


def _models(study: Study) -> pd.DataFrame:
    return study.once(_listed, study)


def _listed(study: Study) -> pd.DataFrame:
    return measures.models(*_pair(study), _names(study), study.data)


def _labs(study: Study) -> pd.DataFrame:
    return measures.by_lab(_models(study), _names(study), study.data)


def _found(study: Study) -> measures.Found:
    return measures.found(_models(study), _labs(study))


def _board(study: Study) -> measures.Board:
    return study.once(measures.board, study.data, tuple(_names(study)))
