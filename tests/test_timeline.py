"""Dated events: spans of partial dates, sides, days between; a picture without overlaps."""

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.charts import core, sizes
from hubgap.charts import timeline as timeline_charts
from hubgap.measures import claims, timeline
from hubgap.words.en import timeline as timeline_words

EVENTS = pd.DataFrame(
    [
        ("E1", "core", "2024-02-01", "month", "release", "CN", "One (open): and more", "excerpt"),
        ("E2", "core", "2024-01-15", "day", "export_control", "US-CA", "Two", "primary read"),
        ("E3", "core", "2024-01-01", "year", "legislation", "US; CN", "Three", "general knowledge"),
        ("E4", "extra", "2023-05-05", "day", "platform", "intl", "Four", "secondary"),
        (
            "E5",
            "core",
            "2024-03-01",
            "day",
            "licence_change",
            "HK",
            "New licence, of a long name " * 2,
            "excerpt",
        ),
    ],
    columns=[
        "event_id",
        "tier",
        "date",
        "date_precision",
        "kind",
        "country",
        "title",
        "evidence_grade",
    ],
).astype({"date": "datetime64[s]"})


def test_partial_dates_are_spans_to_their_last_day():
    rows = timeline.rows(EVENTS).set_index("event_id")
    assert list(rows.index) == ["E3", "E2", "E1", "E5"]  # by time; E4 is not core
    assert rows["end"].dt.strftime("%Y-%m-%d").to_dict() == {
        "E3": "2024-12-31",
        "E2": "2024-01-15",
        "E1": "2024-02-29",
        "E5": "2024-03-01",
    }
    assert rows["precise"].to_dict() == {"E3": False, "E2": True, "E1": False, "E5": True}


def test_sides_lanes_and_labels():
    rows = timeline.rows(EVENTS, tier=None).set_index("event_id")
    assert rows["side"].to_dict() == {
        "E3": "both",
        "E2": "US",
        "E1": "CN",
        "E5": "CN",
        "E4": "other",
    }
    assert rows["lane"].to_dict()["E5"] == rows["lane"].to_dict()["E1"] == "models"
    assert rows.loc["E1", "label"] == "One: and more"
    assert rows.loc["E5", "label"] == "New license"  # too long, so cut; in American spelling
    assert list(timeline.rows(EVENTS, ("platform",), tier=None)["event_id"]) == ["E4"]


def test_days_between_needs_days():
    assert timeline.days_between(EVENTS, "E4", "E2") == 255
    with pytest.raises(ValueError, match="day of 'One"):
        timeline.days_between(EVENTS, "E1", "E2")
    with pytest.raises(KeyError):
        timeline.happened(EVENTS, "E9")


def test_evidence_counts_every_grade():
    table = timeline.evidence(timeline.rows(EVENTS)).set_index("grade")
    assert table["events"].to_dict() == {
        "primary read": 1,
        "secondary": 0,
        "excerpt": 2,
        "general knowledge": 1,
    }
    assert table["partial"].to_dict()["excerpt"] == 1


def test_sources_are_the_copies_in_which_the_events_were_read():
    how = ["not looked up", "search excerpts", "ATOM release-date corrections read"]
    how += ["Epoch notable-models table, row read; raw Hub API census read", "general knowledge"]
    events = EVENTS.assign(verified_how=how)
    assert timeline.ground(timeline.rows(events), events).sources == ("atom",)
    every = timeline.ground(timeline.rows(events, tier=None), events)
    assert every.sources == ("atom", "epoch_notable", "stalnaker")


def test_named_events_are_taken_of_any_tier():
    assert list(timeline.named(EVENTS, ("E4", "E2"))["event_id"]) == ["E4", "E2"]
    events = open_data("embedded")["events"]
    drawn = timeline.named(events, claims.DRAWN)
    assert set(drawn["event_id"]) == set(claims.DRAWN) and 12 <= len(drawn) <= 18


def test_what_came_after_counts_whole_months_and_later_rules():
    rows = timeline.named(EVENTS, ("E4", "E2", "E5"))
    # 5 May 2023 to 1 March 2024: nine whole months; one rule, of January, behind the first
    assert timeline.after(rows, "E4", "E5") == timeline.After(9, 1)
    assert timeline.after(rows, "E2", "E5") == timeline.After(1, 0)
    assert timeline.after(rows, "E5", "E4") is None and timeline.after(rows, "E4", "E9") is None


def test_words_say_what_came_after_and_count_the_evidence():
    rows = timeline.rows(EVENTS)
    found = timeline.After(5, 2)
    words = timeline_words.timeline(rows.head(2), rows, timeline.evidence(rows), found)
    assert (
        words.title
        == "AI export bill lapsed 5 months after the Times report, while chip rules changed"
    )
    assert "The 2 events" in words.definition
    assert "Of 2 only the month or year is known" in words.finding
    assert "1 was read at their source" in words.finding
    none = timeline_words.timeline(rows, rows, timeline.evidence(rows), None)
    assert none.title == "The report has 4 dated events around it"


def test_a_table_names_days_as_firmly_as_they_are_known():
    table = timeline_words.table(timeline.rows(EVENTS))
    assert list(table["day"]) == ["2024", "15 January 2024", "February 2024", "1 March 2024"]
    assert list(table["country"]) == ["both", "United States", "China", "China"]
    assert table["how known"].iloc[0] == "not looked up"


@pytest.mark.parametrize("size", ["web", "single", "slide"])
def test_no_two_labels_overlap_and_none_is_cut(size):
    rows = timeline.named(open_data("embedded")["events"], claims.DRAWN)
    labels = timeline_words.labels(rows)
    with sizes.sized(size):
        figure = timeline_charts.timeline(rows, labels, claims.PRINTED)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    # line boxes hold ascenders and descenders: neighbors may touch by two points
    boxes = [text.get_window_extent().padded(0, -1.4) for text in axes.texts]
    assert len(boxes) > len(rows)  # a label an event, lanes and key
    assert {text.get_text() for text in axes.texts} >= set(labels.values())
    for number, box in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= figure.bbox.width
        assert not any(box.overlaps(later) for later in boxes[number + 1 :])


def test_sides_show_in_the_marks():
    rows = timeline.rows(EVENTS)
    figure = timeline_charts.timeline(rows, timeline_words.labels(rows), "E2")
    shapes = [line.get_marker() for line in figure.axes[0].lines]
    assert {shape for shape in shapes if shape not in ("None", "")} == {"o", "s", "D"}


def test_marks_on_another_chart_keep_its_limits_and_leave_out_what_lies_beyond():
    _, axes = core.canvas()
    axes.set_xlim(pd.Timestamp("2024-01-10"), pd.Timestamp("2024-02-20"))
    limits = axes.get_xlim()
    timeline_charts.marks(axes, timeline.rows(EVENTS), "Rules")
    assert axes.get_xlim() == limits
    assert [text.get_text() for text in axes.texts if text.get_text()] == [
        "One: and more",
        "Two",
        "Rules",
    ]
    assert len(axes.lines) == 2  # E3 and E5 lie beyond
