"""Charts of the video page: what is drawn where, and their pictures (see test_pictures)."""

import pandas as pd
import pytest

from hubgap.charts import sizes
from hubgap.charts import video as video_charts
from hubgap.measures import video

from .test_charts_frontier import texts
from .test_video import RULE, TABLES, hub
from .test_wording_video import shares

picture = pytest.mark.mpl_image_compare
NAMED = ("Kling 1.0", "Sora", "LTX")


def ratings():
    steps = pd.concat([video.steps(video.AA, TABLES, field) for field in ("overall", "open")])
    return video_charts.ratings(video.entries(video.AA, TABLES), steps, NAMED, video.AA.day)


def boards():
    lines = pd.concat([video.by_board(TABLES, field) for field in ("overall", "open")])
    return video_charts.by_board(lines)


@picture
def test_video_ratings():
    return ratings()


@picture
def test_video_boards():
    return boards()


@picture
def test_video_hub():
    lists = [shares(0.5, 0.1, 0.1), shares(0.2, 0.3, 0.2, when="August 2026")]
    lists += [table.assign(makes="pictures") for table in lists]
    return video_charts.hub(pd.concat(lists))


def test_every_entry_is_drawn_and_open_weights_are_filled():
    axes = ratings().axes[0]
    dots = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    assert sum(len(line.get_xdata()) for line in dots) == len(video.entries(video.AA, TABLES))
    hollow = sum(len(line.get_xdata()) for line in dots if line.get_markerfacecolor() == "white")
    assert hollow == 6  # Wan, Mochi 1 and LTX have open weights
    assert {"China\nKling 3.0 Pro, 1200", "United States, open\nMochi 1, 990"} <= set(
        texts(axes.figure)
    )


def test_names_stay_inside_and_a_third_country_is_left_out_of_a_column():
    assert set(NAMED) <= set(texts(ratings()))
    with sizes.sized("single"):
        assert "LTX" not in texts(ratings())


def test_a_month_without_a_board_is_a_hole_with_a_word():
    axes = boards().axes[0]
    assert texts(axes.figure).count("no board") == 2  # February 2026, and April to July
    joined = [
        line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1
    ]
    days = sorted(pd.to_datetime(line.get_xdata()[-1]).strftime("%Y-%m") for line in joined)
    assert days == ["2026-01", "2026-01"]  # a line a side up to the hole; one point is no line


def test_unknown_publishers_have_no_whisker_and_counts_stand_at_the_bars():
    figure = video_charts.hub(video.open_models(hub(), RULE))
    first = figure.axes[0]
    assert len(first.lines) == 3
    assert "80\u202f%, 3 models" in texts(figure)
    assert [axes.get_title("left") for axes in figure.axes] == [
        "Video, test panel",
        "Pictures, test panel",
    ]
