"""Do we agree with what is published? The exhibits of notebook 10."""

from __future__ import annotations

from functools import partial

from ..charts import ledger as charts
from ..measures import ledger as measures
from ..measures.verdicts import FACTOR
from ..study import Study
from ..words.en import ledger as words
from .exhibit import Exhibit, Listing, Remark, exhibit


def _rows(study: Study):
    return study.once(measures.ledger, study.data)


@exhibit("10-answer")
def answer(study: Study) -> Remark:
    """How many figures agree, in one sentence and its finding."""
    said = agreement(study).words
    return Remark(f"**{said.title}.** {said.finding}")


@exhibit("10-ledger")
def agreement(study: Study) -> Exhibit:
    """Which agreement was expected, and was it reached?"""
    rows = _rows(study)
    rebuilt, verdict = measures.rebuilt(rows), (measures.tallies(rows), measures.easily(rows))
    said = words.agreement(*verdict, len(rows), rebuilt["panel"].nunique())
    table = measures.plotted(rebuilt)
    chart = partial(charts.ratios, table, words.heads(verdict[0]), FACTOR)
    return Exhibit(table, verdict, said, chart, measures.ground(rebuilt), measures.NEAREST)


@exhibit("10-digit")
def digit(study: Study) -> Listing:
    """Where were digits expected?"""
    return _expected(study, "digit", "To the digit: agreement within the published rounding.")


@exhibit("10-order")
def order(study: Study) -> Listing:
    """Where was the size expected?"""
    return _expected(study, "order", "In size: agreement within a factor of two.")


@exhibit("10-direction")
def direction(study: Study) -> Listing:
    """Where was a direction expected?"""
    return _expected(study, "direction", "In direction: the same side of another number.")


def _expected(study: Study, kind: str, caption: str) -> Listing:
    rebuilt = measures.rebuilt(_rows(study))
    return Listing(words.rebuilt_table(rebuilt[rebuilt["expected"] == kind]), caption)


@exhibit("10-missing")
def missing(study: Study) -> Listing:
    """What cannot be rebuilt, and what is missing for it?"""
    table = words.missing_table(measures.missing(_rows(study)))
    return Listing(table, "Published figures without a value of ours, by what these data lack.")
