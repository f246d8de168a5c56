"""Charts of the benchmark gap: what is drawn where, without pictures."""

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from hubgap.charts import benchmarks as benchmarks_charts
from hubgap.charts import core


def texts(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def step_lines(**columns) -> pd.DataFrame:
    table = pd.DataFrame(
        {"side": ["CN", "US"], "day": pd.to_datetime(["2024-01-01", "2024-02-01"]),
         "model": ["c", "a"], "score": [40.0, 50.0], "low": [39.0, 49.0], "high": [41.0, 51.0]}
    )  # fmt: skip
    more = {"thinned": False, "ruler": "E", "unit": "points", "dated_by": "releases"}
    return table.assign(**{**more, "until": pd.Timestamp("2024-06-01"), **columns})


def test_a_frontier_reaches_the_end_of_its_ruler_and_is_named_there():
    figure = benchmarks_charts.frontiers(pd.concat([step_lines(), step_lines(ruler="F")]))
    end = figure.axes[0].convert_xunits(pd.Timestamp("2024-06-01"))
    lines = [line for line in figure.axes[0].lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_xdata(orig=False)[-1] for line in lines] == [end, end]
    assert {"China\nc, 40", "United States\na, 50"} <= set(texts(figure))


def test_scales_of_a_board_are_not_joined():
    days = [
        step_lines(day=pd.Timestamp(day), scale=scale)
        for day, scale in (("2024-01-01", "N2"), ("2024-02-01", "N2"), ("2024-05-01", "N3"))
    ]
    table = pd.concat(days).assign(dated_by="snapshots", ruler="A")
    figure = benchmarks_charts.frontiers(pd.concat([table, step_lines()]))
    board = figure.axes[0]
    assert sorted(len(line.get_xdata()) for line in board.lines) == [1, 1, 2, 2]
    assert [text.get_text() for text in board.texts].count("new scale") == 1


def test_the_thinned_side_is_dashed():
    table = pd.concat([step_lines(), step_lines(thinned=True)[1:], step_lines(ruler="F")])
    styles = [line.get_linestyle() for line in benchmarks_charts.frontiers(table).axes[0].lines]
    assert styles.count("--") == 1


def test_closed_models_are_hollow_and_a_rank_may_be_a_bound():
    table = pd.DataFrame(
        {"model": ["a", "c"], "region": ["US", "CN"], "open_weights": ["false", "true"],
         "score": [9.0, 5.0], "low": [8.0, 4.0], "high": [10.0, 6.0], "rank": [1, 2],
         "rank_exact": [True, False]}
    )  # fmt: skip
    figure = benchmarks_charts.arena_state(table)
    dots = [line for line in figure.axes[0].lines if line.get_marker() in ("o", "s")]
    assert [to_hex(dot.get_markerfacecolor()) for dot in dots] == ["#ffffff", core.CHINA.lower()]
    assert texts(figure) == ["9, rank 1", "5, rank 2 or lower"]


def lag_tables():
    records = pd.DataFrame(
        {"ruler": ["E", "E", "F"], "side": ["US", "US", "CN"], "months": [3.0, 48.0, 2.0],
         "open": [False, False, True]}
    )  # fmt: skip
    medians = pd.DataFrame(
        {"ruler": ["F", "E"], "side": ["CN", "US"], "median": [np.nan, 6.0], "low": [np.nan, 3.0],
         "high": [np.nan, np.nan], "access": ["held-out", "public"], "models_CN": [7, 12],
         "models_US": [50, 1100]}
    )  # fmt: skip
    return [
        pd.concat([table.assign(field=field) for field in ("overall", "open")])
        for table in (records, medians)
    ]


def test_lags_with_open_records_open_ends_and_long_ones():
    figure = benchmarks_charts.lags(*lag_tables())
    axes = figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["E", "F (held-out)"]  # rulers with a median first
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert [line.get_xdata()[0] for line in arrows] == [2.0]
    (bar,) = axes.patches
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == (3.0, benchmarks_charts.REACH)
    assert {"48", "1,100", "7"} <= set(texts(figure))  # beyond the edge; models


def test_a_ruler_without_a_row_in_a_field_says_why():
    records, medians = lag_tables()
    medians = medians[(medians["ruler"] == "E") | (medians["field"] == "open")]
    assert texts(benchmarks_charts.lags(records, medians)).count("open-weight models only") == 1


def open_table(scores: dict) -> pd.DataFrame:
    """(side, terms) -> score, all of one size with twenty models a cell."""
    rows = [
        {"size": "small", "side": side, "terms": terms, "model": f"{side}-{terms}",
         "score": scores.get((side, terms), np.nan), "license": "mit", "parameters": 7.0,
         "models": 20 if (side, terms) in scores else 0}
        for side in ("CN", "US") for terms in ("permissive", "other")
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table.loc[table["models"] == 0, "model"] = None
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


def test_the_clear_lead_of_a_size_is_bold_and_missing_cells_say_so():
    table = open_table({("CN", "other"): 90.0, ("US", "permissive"): 80.0})
    figure = benchmarks_charts.best_open_models(table, least=10)
    weights = {text.get_text(): text.get_weight() for text in figure.axes[0].texts}
    assert weights["CN-other"] == "semibold"
    assert weights["US-permissive"] == "normal"
    assert texts(figure).count("none on this board") == 2
    assert "mit, 7\u202fB" in weights
    near = open_table({("CN", "other"): 82.0, ("US", "permissive"): 80.0})
    weights = {
        t.get_text(): t.get_weight()
        for t in benchmarks_charts.best_open_models(near, 10).axes[0].texts
    }
    assert weights["CN-other"] == "normal"


def test_held_out_draws_the_same_models_twice():
    table = pd.DataFrame(
        {"region": ["CN", "US"], "release_date": pd.to_datetime(["2024-01-01", "2025-01-01"]),
         "score": [50.0, 60.0], "low": [45.0, 55.0], "high": [55.0, 65.0], "access": "public",
         "unit": "percent"}
    )  # fmt: skip
    figure = benchmarks_charts.held_out(
        pd.concat([table.assign(ruler="E"), table.assign(ruler="F")])
    )
    assert texts(figure) == ["\u25cf China, 1 model", "\u25a0 United States, 1 model"] * 2
