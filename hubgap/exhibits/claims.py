"""Which statements of the report of July 2024 held? The exhibits of notebook 09."""

from __future__ import annotations

from functools import partial

from ..charts import timeline as timeline_charts
from ..measures import claims as measures
from ..measures import timeline as events
from ..measures import video
from ..measures.verdicts import other
from ..panel import Refusal
from ..study import Study
from ..text import day
from ..words.en import claims as words
from ..words.en import timeline as timeline_words
from ..words.en.benchmarks import then_and_now
from .exhibit import Exhibit, Listing, Remark, exhibit


@exhibit("09-answer")
def answer(study: Study) -> Remark:
    """How many statements held, and were the systems of the report open?"""
    said = words.heroes(measures.heroes(study.data), _readings(study))
    title = words.title(_readings(study), _verdicts(study))
    return Remark(f"**{title}.** {said}")


@exhibit("09-in-short")
def in_short(study: Study) -> Remark:
    """The finding, and which verdicts turned."""
    readings, verdicts = _readings(study), _verdicts(study)
    led, found = measures.led(readings), measures.turned(verdicts)
    finding = words.revisited(readings, verdicts, led, study.latest)
    return Remark(f"{finding} {words.turned(found)}", (led, found, _verdicts_of(readings)))


@exhibit("09-claims")
def statements(study: Study) -> Listing:
    """What came of each statement?"""
    return Listing(words.overview(_readings(study), _verdicts(study)), words.OVERVIEW)


# --- the statements, by question


@exhibit("09-level-statements")
def level_statements(study: Study) -> Listing:
    """What did the report say of capability?"""
    return _statements(study, "level", "Statements on capability.")


@exhibit("09-level")
def level(study: Study) -> Remark:
    """Were the Chinese systems level?"""
    return _answers(study, "level")


@exhibit("09-level-measured")
def level_measured(study: Study) -> Listing:
    """How large were the differences in capability?"""
    return _measured(study, "level")


@exhibit("09-closing")
def closing(study: Study) -> Listing:
    """Who gained on which ruler?"""
    rows = _readings(study)
    return Listing(words.gain_table(rows[rows["kind"] == "gain"]), words.GAINS)


@exhibit("09-in-months")
def in_months(study: Study) -> Remark:
    """How far apart were they in months?"""
    lags = measures.lags(study.data, study.days.report, study.days.today)
    return Remark(" ".join(then_and_now(*two) for two in lags))


@exhibit("09-video-statements")
def video_statements(study: Study) -> Listing:
    """What did it say of video?"""
    return _statements(study, "video", "Statements on video.")


@exhibit("09-video")
def kling(study: Study) -> Remark:
    """What became of Kling against Sora?"""
    return _answers(study, "video")


@exhibit("09-video-measured")
def video_measured(study: Study) -> Listing:
    """How large were those of video?"""
    return _measured(study, "video")


@exhibit("09-versions")
def versions(study: Study) -> Listing:
    """How does every Kling compare with the first Sora?"""
    (board,) = study.rulers(video.AA)
    table = words.version_table(measures.versions(board, study.data), video.RIVAL)
    return Listing(table, words.version_caption(board))


@exhibit("09-use-statements")
def use_statements(study: Study) -> Listing:
    """What did it say of use and of the Hub?"""
    return _statements(study, "use", "Statements on use, history and the Hub.")


@exhibit("09-use")
def use(study: Study) -> Remark:
    """Who used what, and did openness lead to the lead?"""
    return _answers(study, "use")


@exhibit("09-use-measured")
def use_measured(study: Study) -> Listing:
    """How large were those of downloads?"""
    return _measured(study, "use")


@exhibit("09-openness-statements")
def openness_statements(study: Study) -> Listing:
    """What did it say of open source?"""
    return _statements(study, "openness", "Statements on open source as a strategy.")


@exhibit("09-openness")
def openness(study: Study) -> Remark:
    """Who built on whom?"""
    return _answers(study, "openness")


@exhibit("09-openness-measured")
def openness_measured(study: Study) -> Listing:
    """How large were those of derivatives and weights?"""
    return _measured(study, "openness")


@exhibit("09-both-readings")
def both_readings(study: Study) -> Listing:
    """What do these answers become with disputed publishers read the other way?"""
    rows = measures.both_readings(_readings(study))
    return Listing(words.reading_table(rows), words.READINGS)


@exhibit("09-rules-statements")
def rules_statements(study: Study) -> Listing:
    """What did it say of chips and laws?"""
    return _statements(study, "rules", "Statements on chips and laws.")


@exhibit("09-rules")
def rules(study: Study) -> Remark:
    """Chips, bills, and in which order?"""
    return _answers(study, "rules")


@exhibit("09-rules-measured")
def rules_measured(study: Study) -> Listing:
    """How large were those of chips?"""
    return _measured(study, "rules")


@exhibit("09-laws")
def laws(study: Study) -> Listing:
    """Which laws and rules touch weights?"""
    table = measures.weight_laws(study.data["events"], other(_basis(study).side))
    caption = "Laws and export rules that touch weights, as listed."
    return Listing(words.law_table(table), caption)


# --- dated events


@exhibit("09-timeline")
def timeline(study: Study) -> Exhibit:
    """In which order did releases and rules come, and how firmly is each day known?"""
    every = study.data["events"]
    core, drawn = events.rows(every), events.named(every, measures.DRAWN)
    found = events.after(drawn, measures.PRINTED, measures.BILL[-1])
    said = timeline_words.timeline(drawn, core, events.evidence(core), found)
    labels = timeline_words.labels(drawn)
    chart = partial(timeline_charts.timeline, drawn, labels, measures.PRINTED)
    return Exhibit(drawn, None, said, chart, events.ground(drawn, every), events.NAMED)


@exhibit("09-events")
def dated_events(study: Study) -> Listing:
    """Which dated events are listed, and how is each known?"""
    table = timeline_words.table(events.rows(study.data["events"]))
    return Listing(table, "Releases, export rules, laws and changes of the Hub, by date.")


@exhibit("09-digest")
def digest(study: Study) -> Listing:
    """Where does the digest differ from the report?"""
    caption = "Digest against original, statement by statement, where they differ."
    return Listing(words.digest(study.data["claims"]), caption)


def _basis(study: Study) -> measures.Basis:
    return study.once(_basis_of, study)


def _basis_of(study: Study) -> measures.Basis:
    days = study.days
    panels = study.census, study.latest, study.followed
    then, now = (panel.days[-1] for panel in panels[:2])
    if now < then:
        raise Refusal(
            f"The list of {day(now)} is no later one than that of {day(then)}: choose a later day."
        )
    return measures.Basis(study.data, *panels, study.rule, days.report, days.today, days.early)


def _readings(study: Study):
    return study.once(measures.readings, _basis(study))


def _verdicts(study: Study):
    return measures.verdicts(_readings(study))


def _statements(study: Study, group: str, caption: str) -> Listing:
    return Listing(words.statements(study.data["claims"], group), caption)


def _measured(study: Study, group: str) -> Listing:
    return Listing(words.measured(_readings(study), group), words.MEASURED)


def _answers(study: Study, group: str) -> Remark:
    readings = _readings(study)
    said = words.answers(readings, _verdicts(study), group)
    own = readings[readings["claim_id"].isin(words.GROUPS[group])]
    return Remark(said, _verdicts_of(own))


def _verdicts_of(readings) -> tuple:
    """The verdicts of all readings that compare the two sides."""
    return tuple(one for one in readings["verdict"] if one)
