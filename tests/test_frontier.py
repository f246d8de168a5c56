"""Frontiers, gaps and lags against numbers worked out by hand on small tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.measures import benchmarks
from hubgap.panel import Refusal


def scores(*rows) -> pd.DataFrame:
    """(region, model, release date, score) or with low and high, all closed."""
    rows = [(*row, np.nan, np.nan)[:6] for row in rows]
    table = pd.DataFrame(rows, columns=["region", "model", "release_date", "score", "low", "high"])
    table["release_date"] = pd.to_datetime(table["release_date"])
    table["score"] = table["score"].astype(float)
    return table.assign(open_weights="false", base_region="unknown")


RACE = scores(
    ("US", "a1", "2024-01-01", 50),
    ("CN", "c1", "2024-01-31", 40),
    ("US", "a2", "2024-03-01", 45),  # below a1: no record
    ("CN", "c2", "2024-04-01", 50),  # ties a1 after 91 days
    ("US", "a3", "2024-05-01", 60),  # reached by c4 after 31 days
    ("US", "a4", "2024-05-01", 55),  # the same day, lower: no record
    ("CN", "c3", "2024-05-15", 58),  # a record of its side, not a lead
    ("CN", "c4", "2024-06-01", 62),  # a lead record
    ("US", "a5", "2024-07-01", 70),  # reaches c4 after 30 days, itself never reached
)
END = pd.Timestamp("2024-12-31")


# --- records


def test_records_of_each_side():
    found = benchmarks.records(RACE).groupby("region")["model"].agg(list)
    assert found["US"] == ["a1", "a3", "a5"]
    assert found["CN"] == ["c1", "c2", "c3", "c4"]


def test_a_model_without_a_date_sets_no_record():
    table = pd.concat([RACE, scores(("US", "undated", None, 99))])
    assert "undated" not in set(benchmarks.records(table)["model"])


# --- lags


def test_lags_by_hand():
    found = benchmarks.lags(RACE, END).set_index("model")
    assert list(found.index) == ["a1", "a3", "c4", "a5"]
    assert found.loc["a1", "reached_by"] == "c2"
    assert found["months"].tolist() == [
        round(days / 30.4375, 1)
        for days in (91, 31, 30, 183)  # a5 is open until 31 December
    ]
    assert found["open"].tolist() == [False, False, False, True]
    assert pd.isna(found.loc["a5", "reached_on"])


def test_the_strict_rule_asks_for_a_higher_score():
    found = benchmarks.lags(RACE, END, strict=True).set_index("model")
    assert found.loc["a1", "reached_by"] == "c3"  # 58 > 50, c2 only ties
    assert found.loc["a1", "months"] == round(135 / 30.4375, 1)


def test_equal_records_of_one_day_lead_nobody():
    both = scores(("US", "a", "2024-01-01", 50), ("CN", "c", "2024-01-01", 50))
    assert benchmarks.lags(both, END).empty


def test_summary_counts_open_records_and_needs_five_for_a_median():
    row = benchmarks.summary(benchmarks.lags(RACE, END)).set_index("side")
    assert row["records"].to_dict() == {"CN": 1, "US": 3}
    assert row.loc["US", ["open", "now", "now_model"]].tolist() == [1, 6.0, "a5"]
    assert np.isnan(row.loc["CN", "now"])
    assert row["median"].isna().all()
    assert row["chance"].iloc[0] == 0.625  # 3 of 4: (1 + 4) / 16, twice


def test_median_of_a_summary_by_hand():
    table = pd.DataFrame({"side": "US", "months": [1.0, 2, 3, 4, 5], "open": [False] * 4 + [True]})
    table = table.assign(model=list("abcde"), release_date=pd.date_range("2024-01-01", periods=5))
    row = benchmarks.summary(table).set_index("side").loc["US"]
    assert row["median"] == 3  # left after 1, 2, 3: 4/5, 3/5, 2/5
    assert row["chance"] == 0.0625  # 5 of 5: 1 / 32, twice


def test_swapped_sides_swap_the_lags():
    other = RACE.assign(region=RACE["region"].map({"CN": "US", "US": "CN"}))
    left, right = benchmarks.lags(RACE, END), benchmarks.lags(other, END)
    assert left["side"].map({"CN": "US", "US": "CN"}).tolist() == right["side"].tolist()
    assert left.drop(columns="side").equals(right.drop(columns="side"))


# --- gaps


CLOSE = scores(
    ("US", "a", "2024-01-01", 60, 55, 65),
    ("CN", "c", "2024-01-01", 52, 48, 56),
    ("CN", "d", "2024-01-01", 40, 38, 42),
)


def test_gap_and_what_its_intervals_allow():
    found = benchmarks.gap(CLOSE)
    assert (found["leader"], found["leading_model"], found["model_behind"]) == ("US", "a", "c")
    assert (found["points"], found["low"], found["high"]) == (8, 55 - 56, 65 - 48)


def test_gap_with_the_larger_side_thinned():
    # One of the two Chinese models is kept: the gap is 8 or 20, each half of the time.
    found = benchmarks.gap(CLOSE)
    assert (found["thinned_low"], found["thinned_high"]) == (8, 20)
    assert (found["models_CN"], found["models_US"]) == (2, 1)


def test_gap_without_an_interval_has_no_bounds():
    assert np.isnan(benchmarks.gap(RACE)["low"])
    assert benchmarks.gap(RACE)["points"] == 70 - 62


def test_gap_needs_both_sides():
    with pytest.raises(Refusal, match="One side has no model here"):
        benchmarks.gap(CLOSE, "open")


def test_fields_are_symmetric_in_the_countries():
    table = scores(
        *[(side, side + base, "2024-01-01", 1) for side in ("CN", "US") for base in "xy"]
    )
    table["open_weights"] = ["true", "true", "true", "unknown"]
    table["base_region"] = ["US", "CN", "CN", "US"]
    assert benchmarks.pick(table, "open")["model"].tolist() == ["CNx", "CNy", "USx"]
    assert benchmarks.pick(table, "own")["model"].tolist() == ["CNy"]
    with pytest.raises(ValueError, match="not one of"):
        benchmarks.pick(table, "closed")


def test_coverage_counts_what_is_missing():
    table = pd.concat([CLOSE, scores(("US", "b", None, 10))])
    found = benchmarks.coverage(table).set_index("side")
    assert found.loc["US"].tolist() == [2, 0, 1, 1]
    assert found.loc["CN"].tolist() == [2, 0, 0, 0]


# --- reading a ruler


def models(**countries) -> pd.DataFrame:
    """model -> (country, release date, open_weights)"""
    rows = [
        (name, country, np.nan, opened, "maker", pd.Timestamp(date), np.nan, np.nan)
        for name, (country, date, opened) in countries.items()
    ]
    columns = "model country base_model_country open_weights developer release_date hub_id license"
    table = pd.DataFrame(rows, columns=columns.split())
    return table.astype({"country": "str", "base_model_country": "str"})


def test_best_variant_and_interval_of_a_score():
    runs = pd.DataFrame(
        {
            "benchmark": "T", "measured_by": "M", "model": ["a", "a", "c", "c"],
            "variant": list("pqrs"), "setting": ["agent=X", "agent= X", "agent=Y", "agent=X"],
            "score": [40.0, 50.0, 99.0, 0.0], "stderr": [1.0, 2.0, 1.0, 0.0],
        }
    )  # fmt: skip
    tables = {
        "scores": runs,
        "benchmark_models": models(a=("US", "2024-01-01", "true"), c=("HK", "2024-02-01", "true")),
    }
    ruler = benchmarks.Ruler("T", "M", "scores", "T", "public", setting="X")
    found = benchmarks.on_ruler(ruler, tables).set_index("model")
    assert found.loc["a", ["variant", "score"]].tolist() == ["q", 50.0]
    assert found.loc["a", "high"] == pytest.approx(50 + 1.96 * 2, abs=0.001)
    assert found.loc["c", ["region", "score"]].tolist() == ["CN", 0.0]  # Hong Kong; agent Y is out
    assert np.isnan(found.loc["c", "low"])  # no spread among no solved tasks: no interval
    with pytest.raises(Refusal, match="T has no rows of U"):
        benchmarks.on_ruler(replace(ruler, test="U"), tables)


# --- snapshots of a board


def board(*rows) -> dict:
    """(day, scale, model, rating) on a board; models starting with c are Chinese."""
    table = pd.DataFrame(rows, columns=["published_on", "scale_break", "model", "rating"])
    table["published_on"] = pd.to_datetime(table["published_on"])
    table = table.assign(
        board="B",
        name_on_board=table["model"],
        ci_low=table["rating"] - 2,
        ci_high=table["rating"] + 3,
    )
    known = {
        name: (
            "CN" if name[0] == "c" else "US",
            "2024-01-01",
            "true" if name[1] == "o" else "false",
        )
        for name in table["model"].unique()
    }
    return {"arena_history": table, "benchmark_models": models(**known)}


BOARD = benchmarks.Ruler("B", "L", "arena_history", "B", "votes", unit="points")
DAYS = board(
    ("2024-01-01", "N1", "ax", 5), ("2024-01-01", "N1", "cx", 4),
    ("2024-04-01", "N2", "ax", 100), ("2024-04-01", "N2", "cx", 90),
    ("2024-05-01", "N2", "ax", 101), ("2024-05-01", "N2", "cx", 108),
    ("2024-08-01", "N3", "ax", 130), ("2024-08-01", "N3", "cx", 128),
)  # fmt: skip


def test_change_of_a_gap_within_one_scale():
    days = benchmarks.by_snapshot(BOARD, DAYS)
    assert days["scale"].unique().tolist() == ["N2", "N3"]  # the sequential ratings are left out
    change = benchmarks.change_of_gap(days, "2024-04-01", "2024-05-01")
    assert change["leader"].tolist() == ["US", "CN"]
    assert change["points"].tolist() == [10, 7]
    assert change["low"].tolist() == [98 - 93, 106 - 104]


def test_gaps_of_two_scales_are_not_compared():
    days = benchmarks.by_snapshot(BOARD, DAYS)
    with pytest.raises(Refusal, match="changed its scale .N2 to N3.: .* within one scale only"):
        benchmarks.change_of_gap(days, "2024-04-01", "2024-08-01")
    with pytest.raises(Refusal, match="no gap for 1 June 2024"):
        benchmarks.change_of_gap(days, "2024-04-01", "2024-06-01")


def test_a_frontier_that_may_hide_better_models_is_a_hole():
    # Fifteen closed models stand above the best open one: the history may have dropped another.
    closed = [("2024-04-01", "N2", f"ax{number}", 200 + number) for number in range(15)]
    opened = [("2024-04-01", "N2", "ao", 100), ("2024-04-01", "N2", "co", 90)]
    found = benchmarks.by_snapshot(BOARD, board(*closed, *opened), "open").set_index("side")
    assert np.isnan(found.loc["US", "score"])
    assert found.loc["CN", "score"] == 90
    found = benchmarks.by_snapshot(BOARD, board(*closed[1:], *opened), "open").set_index("side")
    assert found.loc["US", "score"] == 100


def test_state_names_the_best_and_ranks_them():
    rows = [
        ("2024-04-01", "N2", *row)
        for row in (("ax", 9), ("ao", 8), ("cx", 8), ("co", 5), ("az", 1))
    ]
    found = benchmarks.state(replace(BOARD, day="2024-04-01"), board(*rows), ["az"]).set_index(
        "model"
    )
    assert found["rank"].to_dict() == {"ax": 1, "ao": 2, "cx": 2, "co": 4, "az": 5}
    assert found["role"].tolist() == [
        "best overall",
        "best open-weight",
        "best overall",
        "best open-weight",
        "",
    ]
    assert found["rank_exact"].all()


# --- frontiers over time


def index(*rows) -> dict:
    """(model, country, release date, score) on the index."""
    names, countries, dates, values = zip(*rows)
    table = pd.DataFrame({"model": names, "variant": "v", "score": values})
    return {
        "eci": table.assign(ci_low=1.0, ci_high=2.0, fit=pd.Timestamp("2026-08-22")),
        "benchmark_models": models(
            **{n: (c, d, "false") for n, c, d in zip(names, countries, dates)}
        ),
    }


def test_steps_with_the_larger_side_thinned():
    # One of a, b, d is kept: a third of the draws each. So the median is nothing until b stands
    # beside a (nothing, 50, 60), then 50, then 60 (50, 60, 60).
    tables = index(
        ("a", "US", "2024-01-01", 50.0),
        ("b", "US", "2024-02-01", 60.0),
        ("d", "US", "2024-03-01", 60.0),
        ("c", "CN", "2024-03-01", 40.0),
    )
    found = benchmarks.steps(benchmarks.ECI, tables)
    lines = found[~found["thinned"]]
    assert lines["model"].tolist() == ["a", "b", "c"]
    assert lines["models"].tolist() == [3, 3, 1]
    thinned = found[found["thinned"]]
    assert thinned["side"].unique().tolist() == ["US"]
    assert np.isnan(thinned["score"].iloc[0])
    assert thinned["score"].tolist()[1:] == [50, 60]
    assert found["until"].unique() == pd.Timestamp("2026-08-22")


def test_lag_at_an_earlier_day_is_re_estimated():
    tables = index(
        ("a", "US", "2024-01-01", 50.0),
        ("b", "US", "2024-06-01", 60.0),
        ("c", "CN", "2024-09-01", 55.0),
    )
    then = benchmarks.lag_at(benchmarks.ECI, tables, "2024-07-01").set_index("side")
    assert then.loc["US", ["now", "now_model"]].tolist() == [round(182 / 30.4375, 1), "a"]
    assert then["re_estimated"].all()
    now = benchmarks.lag_at(benchmarks.ECI, tables, "2026-08-22").set_index("side")
    assert now.loc["US", "now_model"] == "b"
    assert not now["re_estimated"].any()


# --- on the data


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


@pytest.mark.parametrize("ruler", benchmarks.OPEN_RULERS, ids=lambda ruler: ruler.name)
def test_what_a_ruler_says_of_itself_is_in_the_data(ruler, data):
    found = benchmarks.on_ruler(ruler, data)
    assert found["model"].is_unique
    assert set(ruler.sources) <= set(data["sources"]["id"])
    assert found["low"].notna().any() == (ruler.level is not None)
    if ruler.table == "scores":
        rows = data["scores"].query(
            "benchmark == @ruler.test and measured_by == @ruler.measured_by"
        )
        assert set(rows["public_or_heldout"]) == {ruler.access}
        assert set(rows["source"]) == set(ruler.sources)
        assert rows["higher_is_better"].all()


def test_the_state_of_july_2024(data):
    # The anchors of the quality note: ratings, intervals and board ranks of 2024-07-07.
    named = ["GPT-4o (May 2024)", "Yi-Large (preview)", "Yi-Large", "Llama 3-70B", "Llama 3-8B"]
    found = benchmarks.state(benchmarks.ARENA_JULY_2024, data, named).set_index("model")
    columns = ["score", "low", "high", "rank"]
    assert found.loc["GPT-4o (May 2024)", columns].tolist() == [1287, 1284, 1291, 1]
    assert found.loc["Yi-Large (preview)", columns].tolist() == [1240, 1236, 1244, 10]
    assert found.loc["Yi-Large", columns].tolist() == [1217, 1212, 1223, 12]
    assert found.loc["Llama 3-70B", columns].tolist() == [1207, 1204, 1209, 15]
    assert found.loc["Qwen2-72B", columns].tolist() == [1187, 1183, 1191, 21]
    assert not found.loc["Qwen2-72B", "rank_exact"]


def test_the_best_open_model_has_a_size_and_a_license(data):
    found = benchmarks.best_open(benchmarks.ARENA, data).set_index(["size", "side", "terms"])
    first = found.loc[("over 80 B", "CN", "other")]
    assert first[["model", "license", "parameters"]].tolist() == ["Kimi K3", "kimi-k3", 2800]
    assert found["models"].sum() == len(
        benchmarks.pick(benchmarks.on_ruler(benchmarks.ARENA, data), "open")
    )
