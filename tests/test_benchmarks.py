"""Frontiers, gaps and lags worked out by hand on small tables; their verdicts, words and charts."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hubgap import Study, open_data
from hubgap.charts import benchmarks as charts
from hubgap.charts import core
from hubgap.exhibits import benchmarks as exhibits
from hubgap.measures import benchmarks
from hubgap.measures.verdicts import (
    AHEAD,
    NO_ERROR,
    NOT_IDENTIFIED,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
)
from hubgap.panel import Refusal, sources_of
from hubgap.words.en import benchmarks as words
from hubgap.words.en import grammar, ratings

from .altered import exchanged


def scores(*rows) -> pd.DataFrame:
    """(region, model, release date, score) or with low and high, all closed."""
    rows = [(*row, np.nan, np.nan)[:6] for row in rows]
    table = pd.DataFrame(rows, columns=["region", "model", "release_date", "score", "low", "high"])
    table["release_date"] = pd.to_datetime(table["release_date"])
    table["score"] = table["score"].astype(float)
    maker = table["model"].str[0]
    table["weights_date"] = table["release_date"]
    return table.assign(level=0.95, open_weights="false", base_region="unknown", maker=maker)


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
LEAD = {side: Verdict(AHEAD, side) for side in ("CN", "US")}
NEAR = Verdict(WITHIN_ERROR, "CN")
NAMES = pd.DataFrame({"display_name": ["lab"], "parent": ["Lab Group"]})


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


TIES = scores(
    ("US", "a1", "2024-01-01", 50, 47, 53),
    ("CN", "c1", "2024-02-01", 45, 41, 49),  # 5 below, interval of the difference 0 to 10: a tie
    ("CN", "c2", "2024-03-01", 51, 48, 54),  # above a1, but not clear of it: no record with ties
    ("US", "a2", "2024-04-01", 60, 57, 63),
    ("US", "a3", "2024-05-01", 70),  # without an interval
)


def test_a_tie_reaches_a_record_earlier_than_points():
    points = benchmarks.lags(TIES, END).set_index("model")
    assert points["reached_by"].dropna().to_dict() == {"a1": "c2", "c2": "a2"}
    assert list(points.index) == ["a1", "c2", "a2", "a3"]
    ties = benchmarks.lags(TIES, END, ties=True).set_index("model")
    assert ties["reached_by"].dropna().to_dict() == {"a1": "c1"}
    assert list(ties.index) == ["a1", "a2"]


def test_wider_intervals_never_shorten_the_point_reading_nor_make_a_lag_negative():
    points, open_ones = benchmarks.lags(TIES, END), []
    for factor in (0.5, 1, 2, 4):
        ends = {
            end: TIES["score"] + factor * (TIES[end] - TIES["score"]) for end in ("low", "high")
        }
        wider = TIES.assign(**ends)
        assert benchmarks.lags(wider, END).equals(points)
        ties = benchmarks.lags(wider, END, ties=True)
        assert (ties["months"] >= 0).all()
        open_ones.append(int(ties["open"].sum()))
    assert open_ones == sorted(open_ones, reverse=True)


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


def test_gap_and_the_interval_of_the_difference():
    found = benchmarks.gap(CLOSE)
    assert (found["leader"], found["leading_model"], found["model_behind"]) == ("US", "a", "c")
    assert (found["points"], found["low"], found["high"]) == (
        8, round(8 - 41**0.5, 9), round(8 + 41**0.5, 9),  # half-widths of 5 and 4
    )  # fmt: skip
    assert found["verdict"] == Verdict(TOO_FEW)
    assert (found["models_CN"], found["models_US"]) == (2, 1)


def test_the_makers_of_a_list_stand_beside_a_lead():
    # Chinese c and d of two makers; b, the second American maker, stands below both.
    found = benchmarks.gap(pd.concat([CLOSE, scores(("US", "b", "2024-01-01", 30))]))
    assert found[["makers_CN", "makers_US", "above", "stays"]].tolist() == [2, 2, 1, 1.0]
    found = benchmarks.gap(pd.concat([CLOSE, scores(("US", "b", "2024-01-01", 30)),
                                      scores(("US", "e", "2024-01-01", 53))]))  # fmt: skip
    assert found[["makers_US", "above", "stays"]].tolist() == [3, 2, 1.0]
    assert found["few"] == ("CN",)
    found = benchmarks.gap(pd.concat([CLOSE, scores(("US", "b", "2024-01-01", 30)),
                                      scores(("US", "e", "2024-01-01", 31))]))  # fmt: skip
    assert found["stays"] == round(2 / 3, 4)  # two of three pairs hold a


def many(*best, n=5) -> pd.DataFrame:
    """CLOSE's best scores with `n` models a side, the others far below."""
    rest = [(side, f"{side}{k}", "2024-01-01", 10 + k, 9 + k, 11 + k)
            for side in ("CN", "US") for k in range(n - 1)]  # fmt: skip
    return scores(*best, *rest)


BEST = ("US", "a", "2024-01-01", 60, 55, 65), ("CN", "c", "2024-01-01", 52, 48, 56)


def test_a_best_model_far_above_leads_whatever_the_lists():
    longer = [("CN", f"x{k}", "2024-01-01", 51, 47, 55) for k in range(40)]
    for rows in (BEST, (*BEST, *longer)):
        far = many(("US", "top", "2024-01-01", 3000, 2980, 3020), *rows)
        assert benchmarks.gap(far)["verdict"] == Verdict(AHEAD, "US")


def test_models_below_the_best_change_no_lead():
    lead = benchmarks.gap(many(*BEST))
    more = [(side, f"{side}low{k}", "2024-01-01", 1, 0, 2) for side in ("CN", "US", "US")
            for k in range(7)]  # fmt: skip
    same = benchmarks.gap(many(*BEST, *more))
    columns = ["verdict", "points", "low", "high", "leading_model", "model_behind"]
    assert lead["verdict"] == Verdict(AHEAD, "US")  # 8 points, half-width 6.4
    assert same[columns].equals(lead[columns])


def test_a_lead_of_exchanged_and_of_equal_countries():
    table = many(*BEST)
    other = benchmarks.gap(table.assign(region=table["region"].map({"CN": "US", "US": "CN"})))
    assert other["verdict"] == Verdict(AHEAD, "CN")
    assert other["low"] == benchmarks.gap(table)["low"]
    equal = many(BEST[0], ("CN", "a2", *BEST[0][2:]))
    assert benchmarks.gap(equal)["verdict"] == Verdict(WITHIN_ERROR)


def test_gap_without_an_interval_has_no_bounds():
    assert np.isnan(benchmarks.gap(RACE)["low"])
    assert benchmarks.gap(RACE)["points"] == 70 - 62
    assert benchmarks.gap(many(("US", "a", "2024-01-01", 60), BEST[1]))["verdict"] == (
        NO_ERROR, "US",
    )  # fmt: skip


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


def test_an_open_model_counts_from_the_day_of_its_weights():
    table = scores(("US", "a", "2024-01-01", 9), ("CN", "c", "2024-02-01", 8))
    table = table.assign(
        open_weights="true", weights_date=pd.to_datetime(["2024-03-01", "2024-02-01"])
    )
    assert benchmarks.records(benchmarks.pick(table))["model"].tolist() == ["a", "c"]
    assert benchmarks.records(benchmarks.pick(table, "open"))["model"].tolist() == ["c", "a"]
    tables = index(("a", "US", "2024-01-01", 9.0), ("c", "CN", "2024-02-01", 8.0))
    known = tables["benchmark_models"].assign(open_weights="true")
    known["weights_date"] = pd.to_datetime(["2026-08-23", "2026-08-22"])  # the fit: 22 August
    found = benchmarks.on_ruler(ECI, {**tables, "benchmark_models": known})
    assert found.set_index("model")["open_weights"].to_dict() == {"a": "false", "c": "true"}


def test_coverage_counts_what_is_missing():
    table = pd.concat([CLOSE, scores(("US", "b", None, 10))])
    found = benchmarks.coverage(table).set_index("side")
    assert found.loc["US"].tolist() == [2, 0, 1, 1]
    assert found.loc["CN"].tolist() == [2, 0, 0, 0]


# --- reading a ruler


def models(**countries) -> pd.DataFrame:
    """model -> (country, release date, open_weights)"""
    rows = [
        (
            name,
            country,
            np.nan,
            opened,
            "maker",
            pd.Timestamp(date),
            pd.Timestamp(date),
            np.nan,
            np.nan,
        )
        for name, (country, date, opened) in countries.items()
    ]
    columns = "model country base_model_country open_weights developer release_date weights_date hub_id license"
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
        "organizations": NAMES,
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
    return {
        "arena_history": table,
        "benchmark_models": models(**known),
        "organizations": NAMES,
    }


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
    ends = [10 - 13**0.5, 7 - 13**0.5]  # 2 down of the first, 3 up of the second
    assert change["low"].tolist() == [round(end, 9) for end in ends]
    assert change["verdict"].tolist() == [(AHEAD, "US"), (AHEAD, "CN")]


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


# --- a board of which only the first places are known

LATEST_BOARD = replace(BOARD, table="arena_snapshot", day="latest")
WHOLE, PART = pd.Timestamp("2024-09-01"), pd.Timestamp("2024-10-01")


def boards(*rows) -> dict:
    """`board` with its last rows as two later boards: one whole, one known to its third place."""
    found = board(*rows)
    late = found["arena_history"].drop(columns="scale_break")
    late = pd.concat([late.assign(published_on=WHOLE), late.head(3).assign(published_on=PART)])
    cuts = [("B", WHOLE, "overall", 5, 5), ("B", PART, "overall", 5, 3), ("B", PART, "x", 5, 3)]
    columns = ["board", "published_on", "category", "listed", "ranks_read"]
    later = {
        "arena_snapshot": late.assign(source="s"),
        "arena_cuts": pd.DataFrame(cuts, columns=columns),
    }
    return found | later | {"arena_history": found["arena_history"].assign(source="s")}


CUT = boards(*(("2024-08-01", "N3", *row) for row in (
    ("ax", 130), ("cx", 120), ("co", 118), ("ao", 110), ("cy", 100)
)))  # fmt: skip


def test_a_cut_board_is_passed_over_unless_leads_alone_are_read():
    whole = LATEST_BOARD.on(CUT)
    assert (whole.day, whole.cut, "places" in whole.sentence) == ("2024-09-01", None, False)
    lead = LATEST_BOARD.on(CUT, leads=True)
    assert (lead.day, lead.cut) == ("2024-10-01", (3, 5))
    assert "snapshot of 1 October 2024, of which the first 3 of 5 places are known" in lead.sentence
    assert LATEST_BOARD.on(CUT, "2024-09-30", leads=True).day == "2024-09-01"
    only = CUT | {"arena_snapshot": CUT["arena_snapshot"].query("published_on == @PART")}
    with pytest.raises(Refusal, match="No list of B is known to its end"):
        LATEST_BOARD.on(only)


@pytest.mark.parametrize(
    "asked",
    [
        lambda ruler: benchmarks.on_ruler(ruler, CUT),
        lambda ruler: benchmarks.rulers_table([ruler], CUT),
        lambda ruler: benchmarks.lags_on([ruler], CUT),
        lambda ruler: benchmarks.lag_at(ruler, CUT, "latest"),
        lambda ruler: benchmarks.steps(ruler, CUT),
        lambda ruler: benchmarks.best_open(ruler, CUT, pd.DataFrame()),
        lambda ruler: benchmarks.scored_downloads(ruler, CUT, pd.DataFrame()),
    ],
)
def test_numbers_makers_medians_and_lags_of_a_cut_board_are_refused(asked):
    # Also where nobody turned the day with `on`: the rows themselves are refused.
    for ruler in (LATEST_BOARD.on(CUT, leads=True), replace(LATEST_BOARD, day="2024-10-01")):
        with pytest.raises(
            Refusal, match="on 1 October 2024 only the first 3 of 5 places are known"
        ):
            asked(ruler)


def test_a_cut_board_gives_the_lead_and_no_number_of_models():
    ruler = LATEST_BOARD.on(CUT, leads=True)
    (found,) = benchmarks.gaps_on([ruler], CUT).to_dict("records")
    assert (found["leading_model"], found["model_behind"], found["points"]) == ("ax", "cx", 10)
    assert found["low"] == pytest.approx(10 - 13**0.5)  # 2 down of the first, 3 up of the second
    assert found["verdict"] == (
        AHEAD,
        "US",
    )  # two models a side, and not too few: how many is unknown
    assert (found["day"], found["read"], found["listed"]) == (PART, 3, 5)
    assert not {"models_CN", "makers_US", "above", "stays"} & set(found)
    (whole,) = benchmarks.gaps_on([LATEST_BOARD.on(CUT)], CUT).to_dict("records")
    assert (whole["models_CN"], whole["models_US"], whole["verdict"]) == (3, 2, (TOO_FEW, None))
    assert "read" not in whole


def test_a_side_that_the_known_places_do_not_show_has_no_lead():
    ruler = LATEST_BOARD.on(CUT, leads=True)
    assert benchmarks.gaps_on([ruler], CUT, "open").empty  # ao stands below the third place
    assert len(benchmarks.gaps_on([LATEST_BOARD.on(CUT)], CUT, "open")) == 1


def test_the_frontier_of_snapshots_goes_on_with_the_leads_of_later_boards():
    tops = benchmarks.by_snapshot(replace(BOARD, day="latest"), CUT)
    assert tops["day"].unique().tolist() == [pd.Timestamp("2024-08-01"), WHOLE, PART]
    assert set(tops["scale"]) == {"N3"}
    assert tops.groupby("day")["models"].sum(min_count=2).isna().tolist() == [False, True, True]
    assert benchmarks.change_of_gap(tops, "2024-08-01", PART)["points"].tolist() == [10, 10]
    early = benchmarks.by_snapshot(replace(BOARD, day="2024-09-01"), CUT)
    assert early["day"].max() == WHOLE
    opened = benchmarks.by_snapshot(replace(BOARD, day="latest"), CUT, "open")
    assert opened[opened["day"] == PART].set_index("side")["model"].to_dict() == {
        "CN": "co", "US": np.nan
    }  # fmt: skip


@pytest.mark.parametrize(
    ("moves", "run"),
    [((5, 5, 9), 0), ((-5, -5, -9), 0), ((5.1, 5.1, 0), 1), ((-6, -6, 0), 1), ((60, 0, 0), 0)],
)
def test_entries_that_move_together_begin_a_new_scale(moves, run):
    first = [(WHOLE, name, 1000 + place) for place, name in enumerate("abc")]
    second = [(PART, name, 1000 + place + moves[place]) for place, name in enumerate("abc")]
    columns = ["published_on", "name_on_board", "rating"]
    assert benchmarks.scale_runs(pd.DataFrame(first + second, columns=columns)) == {
        WHOLE: 0, PART: run
    }  # fmt: skip
    apart = pd.DataFrame([*first, (PART, "d", 1000)], columns=columns)
    assert benchmarks.scale_runs(apart)[PART] == 1  # no entry stands on both


def test_the_breaks_that_were_found_by_hand_are_found_by_the_rule():
    history = open_data("embedded")["arena_history"].query("board == 'text_style'")
    runs = benchmarks.scale_runs(history)
    first = history.groupby("scale_break")["published_on"].min()
    assert {day for day, run in runs.items() if run} >= set(first.iloc[1:])
    assert len(set(runs.values())) == history["scale_break"].nunique()


def test_a_new_scale_of_a_later_board_breaks_the_line_and_bars_a_change():
    moved = CUT["arena_snapshot"].copy()
    late = moved["published_on"] == PART
    moved.loc[late, ["rating", "ci_low", "ci_high"]] += 60
    tops = benchmarks.by_snapshot(replace(BOARD, day="latest"), {**CUT, "arena_snapshot": moved})
    assert tops.drop_duplicates("day")["scale"].tolist() == ["N3", "N3", f"{PART:%Y-%m-%d}"]
    with pytest.raises(Refusal, match="changed its scale"):
        benchmarks.change_of_gap(tops, WHOLE, PART)


def test_a_cut_list_is_told_with_the_places_that_are_known():
    table = benchmarks.gaps_on([LATEST_BOARD.on(CUT, leads=True)], CUT)
    finding = words.frontiers(table, benchmarks.leads(table)).finding
    assert "On B of 1 October 2024 the American ax is 10 points ahead" in finding
    assert finding.endswith("On B of 1 October 2024 only the first 3 of 5 places are known.")
    assert " lists " not in finding


# --- the language of the prompt


def by_language(*rows) -> dict:
    """(category, rank, model, rating, half-width, votes); c is Chinese, a second letter o open."""
    columns = ["category", "rank", "model", "rating", "half", "votes"]
    table = pd.DataFrame(rows, columns=columns)
    ends = {"ci_low": table["rating"] - table["half"], "ci_high": table["rating"] + table["half"]}
    table = table.assign(
        **ends,
        board="text_style",
        published_on=pd.Timestamp("2026-10-08"),
        name_on_board=table["model"],
        ci_level=0.95,
        source="s",
    )
    country = {"c": "CN", "a": "US"}
    known = {
        name: (country[name[0]], "2024-01-01", "true" if name[1] == "o" else "false")
        for name in table["model"].unique()
    }
    return {
        "arena_languages": table,
        "benchmark_models": models(**known),
        "organizations": NAMES,
    }


PROMPTED = by_language(
    ("overall", 1, "ax", 150, 3, 9000), ("overall", 4, "cx", 140, 4, 8000),
    ("overall", 9, "co", 120, 6, 7000), ("overall", 12, "ao", 110, 8, 6000),
    ("english", 1, "ax", 155, 3, 5000), ("english", 2, "ay", 151, 3, 5000),
    ("english", 3, "cx", 143, 4, 4000), ("english", 8, "co", 120, 4, 3000),
    ("english", 9, "ao", 118, 4, 2000),
    ("chinese", 1, "ax", 170, 24, 368), ("chinese", 2, "ay", 150, 3, 2000),
    ("chinese", 3, "cx", 140, 7, 2000), ("chinese", 5, "co", 132, 6, 1500),
    ("chinese", 20, "ao", 112, 8, 522),
    ("non_english", 1, "ax", 149, 3, 4000), ("non_english", 2, "cx", 149, 3, 4000),
    ("non_english", 7, "ao", 108, 3, 3000),
)  # fmt: skip


def prompted(**choice) -> dict:
    found = benchmarks.by_language(PROMPTED)
    return found[(found[list(choice)] == pd.Series(choice)).all(axis=1)].iloc[0].to_dict()


def test_leads_by_language_by_hand():
    found = benchmarks.by_language(PROMPTED)
    assert len(found) == 8  # four categories, two fields
    both = prompted(category="overall", field="overall")
    assert (both["leading_model"], both["model_behind"], both["points"]) == ("ax", "cx", 10)
    assert (both["low"], both["high"]) == (5, 15)  # 3 and 4 make 5
    assert both["verdict"] == LEAD["US"]  # one model a side is kept: too few is not known
    assert [both[f"{role}_{what}"] for role in ("leading", "behind") for what in ("rank", "votes")] == [
        1, 9000, 4, 8000
    ]  # fmt: skip
    opened = prompted(category="overall", field="open")
    assert (opened["leading_model"], opened["points"], opened["low"]) == ("co", 10, 0)
    assert opened["verdict"] == Verdict(WITHIN_ERROR, "CN")  # 6 and 8 make 10: it holds zero
    level = prompted(category="non_english", field="overall")
    assert level["points"] == 0 and level["verdict"] == Verdict(WITHIN_ERROR)
    assert prompted(category="non_english", field="open")["verdict"] == Verdict(NOT_IDENTIFIED)


def test_what_the_second_best_would_lead_by():
    row = prompted(category="chinese", field="overall")
    assert [row[end] for end in ("points", "low", "high")] == [30, 5, 55]  # 24 and 7 make 25
    assert (row["next_model"], row["next_points"]) == ("ay", 10)
    assert row["next_low"] == pytest.approx(10 - 58**0.5)  # 3 and 7
    assert row["next_verdict"] == LEAD["US"]
    # Of closed American models only the best is kept here: the second best may be another one.
    assert pd.isna(prompted(category="overall", field="overall")["next_model"])


def test_openness_is_that_of_the_model_on_the_day_and_not_the_word_of_the_license():
    late = PROMPTED["benchmark_models"].assign(weights_date=pd.Timestamp("2026-10-09"))
    tables = PROMPTED | {"benchmark_models": late}
    opened = benchmarks.by_language(tables).query("field == 'open'")
    assert set(opened["verdict"]) == {Verdict(NOT_IDENTIFIED)}


def test_the_lead_of_one_language_against_that_of_the_other():
    # 12 points (half-width 5) and 30 (25): 18 more, half-width 25.5. 2 (5.7) and 20 (10): 18, 11.5.
    found = benchmarks.between_languages(benchmarks.by_language(PROMPTED))
    assert {field: one.kind for field, one in found.items()} == {
        "overall": WITHIN_ERROR, "open": "grew"
    }  # fmt: skip
    with pytest.raises(Refusal, match="not read before 1 January 2026"):
        benchmarks.by_language(PROMPTED, "2026-01-01")


def said_of_prompts(tables: dict) -> grammar.Words:
    table = benchmarks.by_language(tables).query("category != 'non_english'")
    return words.prompt_languages(table, benchmarks.between_languages(table))


def test_leads_by_language_in_words():
    said = said_of_prompts(PROMPTED)
    assert said.title == "On English and Chinese-language prompts American models lead"
    assert said.finding == (
        "The American lead is 12 points on English-language prompts (7 to 17) and 30 on "
        "Chinese-language prompts (5 to 55). Among open-weight models on English-language prompts "
        "the Chinese co stands 2.0 points above the American ao, within the margin of error (−3.7 "
        "to 7.7). Among open-weight models on Chinese-language prompts the Chinese co is 20 points "
        "ahead of the American ao (10 to 30). In brackets stands the 95% interval of the "
        "difference. The difference between the two languages is within the margin of error. Among "
        "open-weight models the gap is wider on Chinese-language prompts. On Chinese-language "
        "prompts ax has 368 votes and ao has 522 votes. Without ax, the American ay would be 10 "
        "points ahead (2 to 18)."
    )
    assert "by language of the prompt" in said.definition and "8 October 2026" in said.definition
    assert "The American lead is 10 points on all prompts, 12 on English" in said.alt


def changed_rating(tables: dict, **ratings) -> dict:
    """Other ratings, in all languages or as `chinese_ax`; intervals move along."""
    table = tables["arena_languages"].copy()
    for name, rating in ratings.items():
        category, _, model = name.rpartition("_")
        own = (table["model"] == model) & (table["category"].eq(category) | (category == ""))
        table.loc[own, "rating"] = rating
    ends = {"ci_low": table["rating"] - table["half"], "ci_high": table["rating"] + table["half"]}
    return tables | {"arena_languages": table.assign(**ends)}


@pytest.mark.parametrize(
    "ratings, title",
    [
        ({"co": 135, "ao": 100}, "On English and Chinese-language prompts American models lead, "
         "Chinese ones among open-weight models"),
        ({"ao": 135, "co": 100}, "On English and Chinese-language prompts American models lead "
         "overall and among open-weight ones"),
        ({"chinese_cx": 220},
         "American models lead on English-language prompts, Chinese ones on Chinese-language prompts"),
        ({"chinese_cx": 168}, "American models lead on English-language prompts alone"),
        ({"ax": 150, "cx": 150}, "In both languages the best two models are within the margin of error"),
    ],
)  # fmt: skip
def test_titles_by_language(ratings, title):
    assert said_of_prompts(changed_rating(PROMPTED, **ratings)).title == title


def test_without_the_best_the_other_side_may_lead_or_nobody():
    for rating, told in ((158, "Without ax, the Chinese cx would be ahead."),
                         (148, "Without ax, the American ay and the Chinese cx would be within the "
                          "margin of error.")):  # fmt: skip
        tables = changed_rating(PROMPTED, chinese_cx=rating, chinese_ax=200)
        assert told in said_of_prompts(tables).finding


def test_a_language_in_which_a_side_is_not_kept_cannot_be_told():
    rows = PROMPTED["arena_languages"]
    kept = PROMPTED | {"arena_languages": rows[~(rows["model"].isin(["cx", "co"]))]}
    said = said_of_prompts(kept)
    assert said.title == "Who leads on English and Chinese-language prompts cannot be told"
    assert "On English-language prompts who is ahead cannot be told." in said.finding
    table = benchmarks.by_language(kept)
    assert words.prompt_language_table(table).empty
    figure = charts.prompt_languages(table)
    assert "cannot be told" in {text.get_text() for text in figure.axes[0].texts}


def test_the_table_of_leads_by_language():
    rows = words.prompt_language_table(benchmarks.by_language(PROMPTED)).to_dict("records")
    assert len(rows) == 14  # one of eight is not identified
    first = rows[0]
    assert list(first.values()) == [
        "All prompts", "all models", "United States", "ax", "150 ± 3", "9,000", "1", "10 (5 to 15)"
    ]  # fmt: skip
    assert rows[1]["Best model"] == "cx" and not list(rows[1].values())[-1]
    assert list(rows[2].values())[-1] == "within the margin of error"


def test_few_votes_stand_beside_their_lead():
    figure = charts.prompt_languages(benchmarks.by_language(PROMPTED))
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "ax: 368 votes" in texts and "ao: 522 votes" in texts
    assert sum("votes" in text for text in texts) == 2


def test_swapped_sides_swap_the_words_of_prompts():
    facts = PROMPTED["benchmark_models"]
    other = PROMPTED | {"benchmark_models": facts.assign(country=facts["country"].map(SWAP))}
    assert same_words(said_of_prompts(PROMPTED), said_of_prompts(other))


# --- frontiers over time


def index(*rows) -> dict:
    """(model, country, release date, score) on the index."""
    names, countries, dates, values = zip(*rows, strict=True)
    table = pd.DataFrame({"model": names, "variant": "v", "score": values})
    return {
        "eci": table.assign(ci_low=1.0, ci_high=2.0, fit=pd.Timestamp("2026-08-22")),
        "benchmark_models": models(
            **{n: (c, d, "false") for n, c, d in zip(names, countries, dates, strict=True)}
        ),
        "organizations": NAMES,
    }


ECI = replace(benchmarks.ECI, day="2026-08-22")


def test_steps_are_the_records_of_each_side():
    tables = index(
        ("a", "US", "2024-01-01", 50.0),
        ("b", "US", "2024-02-01", 60.0),
        ("d", "US", "2024-03-01", 60.0),
        ("c", "CN", "2024-03-01", 40.0),
    )
    lines = benchmarks.steps(ECI, tables)
    assert lines["model"].tolist() == ["a", "b", "c"]
    assert lines["models"].tolist() == [3, 3, 1]
    assert lines["until"].unique() == pd.Timestamp("2026-08-22")


def test_lag_at_an_earlier_day_is_re_estimated():
    tables = index(
        ("a", "US", "2024-01-01", 50.0),
        ("b", "US", "2024-06-01", 60.0),
        ("c", "CN", "2024-09-01", 55.0),
    )
    then = benchmarks.lag_at(ECI, tables, "2024-07-01").set_index("side")
    assert then.loc["US", ["now", "now_model"]].tolist() == [round(182 / 30.4375, 1), "a"]
    assert then["re_estimated"].all()
    now = benchmarks.lag_at(ECI, tables, "2026-08-22").set_index("side")
    assert now.loc["US", "now_model"] == "b"
    assert not now["re_estimated"].any()
    assert now.equals(benchmarks.lag_at(ECI, tables, "latest").set_index("side"))


# --- verdicts


def test_who_leads_by_ruler():
    table = pd.DataFrame({"ruler": ["A", "B"], "verdict": [LEAD["US"], NEAR]})
    assert benchmarks.leads(table) == {"A": (AHEAD, "US"), "B": (WITHIN_ERROR, "CN")}


def test_too_few_models_on_one_side_are_too_few():
    assert benchmarks.too_few(pd.DataFrame({"models_CN": [9], "models_US": [90]}))
    assert not benchmarks.too_few(pd.DataFrame({"models_CN": [10], "models_US": [10]}))


def test_who_sets_records_needs_an_unlikely_split():
    table = pd.DataFrame({"ruler": ["A", "A", "B", "B"], "side": ["CN", "US"] * 2})
    table = table.assign(records=[0, 9, 0, 4], chance=[0.004, 0.004, 0.125, 0.125])
    assert benchmarks.record_setters(table) == {"A": "US", "B": None}


def test_the_side_ahead_in_more_sizes():
    cn, us = LEAD["CN"], LEAD["US"]
    assert benchmarks.more_sizes({"a": cn, "b": NEAR, "c": cn, "d": us}) == "CN"
    assert benchmarks.more_sizes({"a": cn, "b": us, "c": NEAR}) is None


def changed(first, last, leaders=("US", "US")) -> pd.DataFrame:
    """(points, half-width) of a gap on two days, as `change_of_gap`."""
    table = pd.DataFrame([first, last], columns=["points", "half"])
    table = table.assign(low=table["points"] - table["half"], high=table["points"] + table["half"])
    kinds = [
        Verdict(AHEAD if low > 0 else WITHIN_ERROR, side)
        for low, side in zip(table["low"], leaders, strict=True)
    ]
    days = pd.to_datetime(["2024-07-07", "2025-05-24"])
    return table.assign(day=days, leader=leaders, verdict=kinds)


@pytest.mark.parametrize(
    "first, last, leaders, kind",
    [
        ((10, 3), (16, 4), "US US", "grew"),  # by 6, half-width 5
        ((10, 3), (15, 4), "US US", WITHIN_ERROR),  # by 5: the interval holds zero
        ((16, 4), (10, 3), "CN CN", "shrank"),
        ((6, 3), (9, 4), "US CN", "passed"),
        ((6, 3), (3, 4), "US CN", "shrank"),  # by 9, to nobody's lead
        ((1, 3), (2, 4), "US US", WITHIN_ERROR),
    ],
)
def test_what_became_of_a_gap(first, last, leaders, kind):
    assert benchmarks.moved(changed(first, last, leaders.split())).kind == kind


def test_fine_tunes_are_counted_and_named_where_they_are_the_best():
    rows = {"ruler": ["A", "B"], "leading_model": ["a", "b"], "model_behind": ["c", "d"]}
    opened = pd.DataFrame(rows).assign(models_CN=[9, 9], models_US=[8, 8])
    own = opened.assign(models_CN=[7, 9], model_behind=["e", "d"])
    assert benchmarks.fine_tunes(opened, own) == (2, ["A"])


def test_the_days_of_a_scale():
    tops = benchmarks.by_snapshot(BOARD, DAYS)
    days = pd.to_datetime(["2024-04-01", "2024-05-01", "2024-08-01"])
    assert benchmarks.days_of_scale(tops, "2024-04-15") == (days[0], days[1])
    assert benchmarks.days_of_scale(tops, "latest") == (days[2], days[2])
    until = benchmarks.by_snapshot(replace(BOARD, day="2024-05-01"), DAYS)
    assert until["day"].max() == days[1]


# --- words


SWAP = {"CN": "US", "US": "CN"}
BOARD_OF_JULY = SimpleNamespace(name="Board", day="2024-07-07", level=0.95)
COUNTRIES = ("China", "United States", "Chinese", "American")


def same_words(left: grammar.Words, right: grammar.Words) -> bool:
    return all(
        exchanged(getattr(left, part)) == getattr(right, part)
        for part in ("title", "finding", "alt")
    )


def says_within_error(said: grammar.Words) -> bool:
    texts = (said.title, said.finding, said.alt)
    named = any(name in said.title for name in COUNTRIES)
    return all(grammar.PHRASES[WITHIN_ERROR] in text.lower() for text in texts) and not named


def duel(side, gap, models=20, half=2.0) -> dict:
    """A lead of so many points on a board, half-widths of two points each."""
    return benchmarks.duel(
        {"side": side, "model": "a", "score": 100.0, "low": 100 - half, "high": 100 + half,
         "level": 0.95},
        {"side": SWAP[side], "model": "b", "score": 100.0 - gap, "low": 100 - gap - half,
         "high": 100 - gap + half, "level": 0.95},
        {"CN": models, "US": 20},
    )  # fmt: skip


# --- gaps


def gaps(*rows) -> pd.DataFrame:
    """(ruler, leader, points), half-widths of two points each."""
    table = pd.DataFrame([{"ruler": name, **duel(side, gap)} for name, side, gap in rows])
    return table.assign(level=0.95, access="public", models_CN=9, models_US=9, unknown=0)


def frontier_words(table, field="overall") -> grammar.Words:
    return words.frontiers(table, benchmarks.leads(table), field)


def held_out_words(table) -> grammar.Words:
    return words.held_out(table, benchmarks.leads(table), benchmarks.too_few(table))


def test_leads_stand_before_rulers_without_one():
    said = frontier_words(gaps(("A", "CN", 2), ("B", "US", 22), ("C", "US", 1)))
    assert said.alt.endswith(
        "American models lead on B, and on A and C the two sides are within the margin of error."
    )
    assert said.title == "American models lead on B alone"
    assert "On B the American a is 22 points ahead of the Chinese b (19 to 25)." in said.finding
    assert (
        "On A the Chinese a stands 2.0 points above the American b, within the margin "
        "of error (\u22120.8 to 4.8)." in said.finding
    )


def test_a_title_says_who_is_highest_before_where_that_is_clear():
    said = frontier_words(gaps(("A", "US", 2), ("B", "US", 22), ("C", "US", 30)))
    assert said.title == "American models stand highest on all three scoreboards"
    assert "The latest lead exceeds its margin of error on B and C, not on A." in said.definition
    said = frontier_words(gaps(("A", "US", 12), ("B", "US", 22)), "open")
    assert said.title == "American open-weight models lead on A and B"
    said = frontier_words(gaps(("A", "US", 12), ("B", "CN", 22)))
    assert said.title == "American models lead on A, Chinese ones on B"
    assert "On A the American line ends at 100, the Chinese one at 88." in said.alt
    assert "A lists 9 models of each side, B 9 of each side." in said.finding


def test_since_when_a_side_has_been_highest():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"])
    lines = pd.DataFrame({"ruler": "A", "day": days, "side": ["CN", "US", "CN", "CN", "US"],
                          "score": [5, 7, 6, 8, 7.5]})  # fmt: skip
    assert benchmarks.highest_since(lines) == {"A": days[3]}
    assert benchmarks.highest_since(lines.head(1)) == {}
    assert benchmarks.highest_since(lines.assign(score=1.0)) == {}
    table = gaps(("A", "CN", 5), ("B", "CN", 22))
    said = words.frontiers(table, benchmarks.leads(table), "open", days[3])
    assert said.title == (
        "Chinese open-weight models have stood highest on both scoreboards since April 2024"
    )
    mixed = gaps(("A", "CN", 5), ("B", "US", 22))
    said = words.frontiers(mixed, benchmarks.leads(mixed), "open", days[3])
    assert "since" not in said.title


def test_gaps_of_exchanged_and_of_equal_countries():
    table = gaps(("A", "CN", 5), ("B", "US", 22))
    swapped = gaps(("A", "US", 5), ("B", "CN", 22))
    for field in ("overall", "open"):
        assert same_words(frontier_words(table, field), frontier_words(swapped, field))
        assert says_within_error(frontier_words(gaps(("A", "CN", 0)), field))


def test_a_missing_interval_names_no_leader():
    table = pd.DataFrame([{"ruler": "A", **duel("CN", 5, half=np.nan)}])
    table = table.assign(level=0.95, access="public", models_CN=9, models_US=9, unknown=0)
    said = frontier_words(table)
    assert said.title == "Chinese models stand highest on A, though no error is published"
    assert "stands 5.0 points above the American b, though no error is published" in (said.finding)


def test_a_title_that_gets_too_long_is_replaced():
    names = [f"Ruler of {letter}" for letter in "abcd"]
    both = zip(names, ("CN", "US") * 2, strict=True)
    title = frontier_words(gaps(*((name, side, 5) for name, side in both))).title
    assert title == "4 scoreboards disagree on whose models are ahead"
    one = zip(names, (5, 5, 5, 1), strict=True)
    title = frontier_words(gaps(*((name, "CN", gap) for name, gap in one))).title
    assert title == "Chinese models stand highest on all 4 scoreboards"


def test_the_makers_of_each_side_in_words():
    row = {"makers_CN": 10, "makers_US": 8, "leader": "CN", "above": 3, "stays": 0.67, "few": ()}
    said = ratings.makers(row)
    assert said == (
        "10 Chinese and 8 American makers are ranked, and 3 of the Chinese ones stand above every "
        "American one. Cut at random to 8 makers, the Chinese list would keep one of the 3 in 67% "
        "of cases"
    )
    other = {**row, "makers_CN": 8, "makers_US": 10, "leader": "US"}
    assert exchanged(said) == ratings.makers(other)
    few = ratings.makers({**row, "makers_US": 2, "stays": 1.0, "few": ("US",)})
    assert few.endswith("With 2 makers the American list is short")
    one = ratings.makers({**row, "above": 1})
    assert "1 of the Chinese ones stands above" in one and "would keep it in 67%" in one


def test_counts_of_both_sides_have_the_larger_first():
    assert ratings.of_each({"CN": 1200, "US": 3}, "model") == "1,200 Chinese and 3 American models"
    assert ratings.of_each({"CN": 1, "US": 3}, "model") == "3 American and 1 Chinese model"
    assert ratings.of_each({"CN": 3, "US": 3}, "model") == "3 models of each side"
    assert ratings.of_each({"CN": 3, "US": 3}) == "3 of each side"


def test_the_gaps_of_a_public_and_a_secret_test_are_the_title():
    table = gaps(("A", "US", 3), ("B", "US", 24)).assign(access=["public", "held-out"])
    said = held_out_words(table)
    assert said.title == "American models lead a public test by 3 points, a secret one by 24"
    assert (
        "overlap on A, but" in said.finding and "questions of B are kept secret" in said.definition
    )
    swapped = gaps(("A", "CN", 3), ("B", "CN", 24)).assign(access=["public", "held-out"])
    assert same_words(said, held_out_words(swapped))
    split = gaps(("A", "US", 3), ("B", "CN", 24)).assign(access=["public", "held-out"])
    assert (
        held_out_words(split).title == "American models lead on public A, Chinese ones on secret B"
    )


def test_held_out_counts_the_models():
    table = gaps(("A", "US", 3), ("B", "US", 1))
    said = held_out_words(table)
    assert said.title == "American models stand highest on both scoreboards"
    assert "With under 10 models of a side no lag is read." in said.finding
    assert "no lag" not in held_out_words(table.assign(models_CN=10, models_US=10)).finding
    assert "On A the best American model solves 100%, the best Chinese one 97%." in said.alt
    assert same_words(said, held_out_words(gaps(("A", "CN", 3), ("B", "CN", 1))))
    assert says_within_error(held_out_words(gaps(("A", "US", 0))))


def test_change_of_a_gap():
    def said(*days):
        change = changed(*days)
        return words.gap_change(change, benchmarks.moved(change), BOARD_OF_JULY)

    assert said((47, 7), (78, 8)) == (
        "On one scale of the Board the gap was 47 points (40 to 54) on 7 July 2024 and 78 points "
        "(70 to 86) on 24 May 2025. The American margin grew."
    )
    assert said((78, 8), (47, 7)).endswith("The American margin shrank.")
    assert said((47, 7), (50, 8)).endswith("The change is within the margin of error.")
    assert said((47, 7), (20, 9), ("US", "CN")).endswith(
        "The lead passed from the United States to China."
    )


def test_fine_tunes_that_change_the_best_model_are_named():
    opened, own = gaps(("A", "CN", 1)), gaps(("A", "CN", 1)).assign(models_US=7)
    assert words.without_fine_tunes(benchmarks.fine_tunes(opened, own), ["A"]).endswith(
        "2 entries on A that one side tuned from a base model of the other changes no best model."
    )
    own["model_behind"] = "other"
    assert words.without_fine_tunes(benchmarks.fine_tunes(opened, own), ["A"]).endswith(
        "changes the best model on A."
    )


# --- lags


def medians(us=(20, 3, 6.5, 5.4, 7.6, 5.6), cn=(0, 0) + (np.nan,) * 4, chance=0.0001, ruler="E"):
    """(records, open, median, low, high, now) of both sides on one ruler."""
    table = pd.DataFrame([us, cn], columns=["records", "open", "median", "low", "high", "now"])
    sizes = {"models_CN": 52, "models_US": 144}
    return table.assign(side=["US", "CN"], ruler=ruler, chance=chance, **sizes)


def lag_words(table, ties) -> grammar.Words:
    return words.lags(table, ties, benchmarks.record_setters(table), "E")


NOTHING = medians(us=(0, 0) + (np.nan,) * 4, chance=1.0)


def test_lag_of_a_clear_record_setter():
    said = lag_words(medians(), medians())
    assert said.title == "China typically matches American records after about 6 months"
    assert said.finding.startswith(
        "All 20 lead records on E are American. China has matched 17 and 3 still stand, the oldest "
        "for 5.6 months. The median record stood for 6.5 months (5.4 to 7.6)."
    )
    swapped = medians().assign(side=["CN", "US"], models_CN=144, models_US=52)
    assert same_words(said, lag_words(swapped, swapped))


def test_lags_of_equal_countries():
    even = medians(us=(7, 0, 2, 1, 3, np.nan), cn=(3, 0) + (np.nan,) * 4, chance=0.34)
    for table in (NOTHING, even):
        said = lag_words(table, table)
        assert said.title == "On E lead records are split between the two"
        assert said.title in said.finding and said.title in said.alt
    assert "between the two: 7 American and 3 Chinese." in said.finding


def test_a_median_that_is_not_reached():
    late = medians(us=(9, 8, np.nan, np.nan, np.nan, 12.0))
    said = lag_words(late, late)
    assert said.title == "On E American records have no median lag yet"
    assert "China has matched 1 and 8 still stand, the oldest for 12.0 months." in said.finding


def test_other_rulers_and_the_reading_where_a_tie_reaches():
    every = pd.concat([medians(), medians(us=(9, 1, 3.9, 1, 9, 2), ruler="F"),
                       medians(us=(9, 1, 17, 7, np.nan, 2), ruler="G"),
                       medians(us=(3, 1, 99, 1, 99, 2), chance=0.5, ruler="H")])  # fmt: skip
    ties = medians(us=(13, 3, 3.3, 2.4, 4.6, 5.6))
    said = lag_words(every, ties)
    assert said.title == "China typically matches American records after about 6 months"
    assert "17.0 months on the 3 scoreboards where most records are American" in said.definition
    assert "The medians run from 3.9 to 17.0 months on" in said.definition
    assert "On 2 other scoreboards the median runs from 3.9 to 17.0 months." in said.finding
    assert "If a tie counted as a match, the median would be 3.3 months." in said.finding
    assert "The longest median is that of H (99.0), the shortest that of F (3.9)." in said.alt


def test_scoreboards_without_a_median_are_named():
    table = pd.concat([medians(), medians(us=(0, 0) + (np.nan,) * 4, ruler="F")])
    assert words.without_median(table) == "F has too few models or records for a median."
    assert words.without_median(medians()) == ""


def test_medians_are_drawn_longest_first_and_know_who_sets_records():
    every = pd.concat([medians(), medians(us=(9, 1, 17, 7, np.nan, 2), ruler="G"),
                       medians(us=(3, 1, 99, 1, 99, 2), chance=0.5, ruler="H")])  # fmt: skip
    found = benchmarks.with_medians(every, benchmarks.record_setters(every))
    assert found["ruler"].tolist() == ["H", "G", "E"]
    assert found["sets"].tolist() == [False, True, True]


def test_then_and_now():
    def rows(now, day, re_estimated):
        table = pd.DataFrame({"side": ["CN", "US"], "now": [np.nan, now], "now_model": [None, "g"]})
        return table.assign(
            ruler="E", day=pd.Timestamp(day), re_estimated=re_estimated, models=[12, 50]
        )

    said = words.then_and_now(rows(16.4, "2024-07-25", True), rows(np.nan, "2026-08-22", False))
    assert said == (
        "On E, re-estimated for 25 July 2024 with 50 American and 12 Chinese models, the oldest "
        "American record not reached by China was g, 16.4 months old. On 22 August 2026 with 50 "
        "American and 12 Chinese models, neither side held a record that the other had not reached."
    )


def test_lag_table_writes_open_ends():
    table = medians(us=(9, 6, 9.2, 3.4, np.nan, 8.7))
    row = words.lag_table(table, table.assign(records=7, median=[5.4, np.nan])).iloc[0]
    assert row.tolist() == [
        "E", "United States", "52", "144", "9", "6", "9.2 (3.4 to no end)", "7", "5.4", "8.7",
    ]  # fmt: skip


# --- the best open models


def open_models(*rows) -> pd.DataFrame:
    """(size, side, model, score, number of models), intervals of two points each way."""
    table = pd.DataFrame(rows, columns=["size", "side", "model", "score", "models"])
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


SIZED = open_models(
    ("small", "CN", "c", 90, 12), ("small", "US", "a", 95, 12),
    ("large", "CN", "d", 99, 12), ("large", "US", "b", 94, 12),
    ("tiny", "CN", "e", 10, 4), ("tiny", "US", "f", 50, 12),
    ("not recorded", "CN", None, np.nan, 2), ("not recorded", "US", None, np.nan, 5),
)  # fmt: skip


def open_words(table) -> str:
    duels = benchmarks.by_size(table, 0.95)
    more = benchmarks.more_sizes(benchmarks.verdicts_of(duels))
    return words.best_open_models(table, duels, more, BOARD_OF_JULY)


def test_nobody_leads_a_size_with_few_models():
    said = open_words(SIZED)
    assert said.startswith("Each side's open-weight models lead in 1 of 3 sizes. ")
    assert "At tiny there are too few models to say." in said
    assert "where a country has under 5 models" in said
    assert "Without a recorded size are 5 American and 2 Chinese models" in said
    more = open_words(SIZED.replace({"models": {4: 5}}))
    title = "American open-weight models lead in 2 of 3 sizes, Chinese ones in 1."
    assert more.startswith(title)
    swapped = SIZED.assign(side=SIZED["side"].map(SWAP)).replace({"models": {4: 5}})
    assert open_words(swapped).startswith(exchanged(title))
    finding = open_words(SIZED[SIZED["size"] != "tiny"])
    assert "At large the Chinese d is 5.0 points ahead of the American b (2.2 to 7.8)." in finding


def test_sizes_without_a_lead():
    near = SIZED.assign(score=90.0, low=88.0, high=92.0)
    said = open_words(near)
    assert said.startswith("Neither country's open-weight models lead in any size.")
    assert "the best models are within the margin of error" in said


# --- single sentences


@pytest.mark.parametrize(
    "names, text", [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_listed(names, text):
    assert words.listed(names) == text


def test_record_setters_without_an_interval_are_listed():
    lines = pd.DataFrame(
        {"ruler": ["E", "E", "F"], "model": ["b", "a", "c"], "low": [np.nan, np.nan, 1.0]}
    )
    assert words.without_interval(lines) == (
        "No interval is published of a and b on E, so they are drawn without a band."
    )
    assert words.without_interval(lines[2:]) == "Every record setter drawn here has an interval."


# --- charts


def texts(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def step_lines(**columns) -> pd.DataFrame:
    table = pd.DataFrame(
        {"side": ["CN", "US"], "day": pd.to_datetime(["2024-01-01", "2024-02-01"]),
         "model": ["c", "a"], "score": [40.0, 50.0], "low": [39.0, 49.0], "high": [41.0, 51.0]}
    )  # fmt: skip
    more = {"ruler": "E", "unit": "points", "dated_by": "releases"}
    return table.assign(**{**more, "until": pd.Timestamp("2024-06-01"), **columns})


def test_a_frontier_reaches_the_end_of_its_ruler_and_is_named_there():
    figure = charts.frontiers(pd.concat([step_lines(), step_lines(ruler="F")]))
    end = figure.axes[0].convert_xunits(pd.Timestamp("2024-06-01"))
    lines = [line for line in figure.axes[0].lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_xdata(orig=False)[-1] for line in lines] == [end, end]
    assert {"China\nc, 40", "United States\na, 50"} <= set(texts(figure))


def test_a_frontier_that_ends_early_says_why():
    later = step_lines(ruler="F", until=pd.Timestamp("2024-12-01"))
    said = texts(charts.frontiers(pd.concat([step_lines(), later])))
    assert said.count("last model tested: 1 June 2024") == 1
    assert "Points, best model released so far" in said


def test_scales_of_a_board_are_not_joined():
    days = [
        step_lines(day=pd.Timestamp(day), scale=scale)
        for day, scale in (("2024-01-01", "N2"), ("2024-02-01", "N2"), ("2024-05-01", "N3"))
    ]
    table = pd.concat(days).assign(dated_by="snapshots", ruler="A")
    figure = charts.frontiers(pd.concat([table, step_lines()]))
    board = figure.axes[0]
    assert sorted(len(line.get_xdata()) for line in board.lines) == [1, 1, 2, 2]
    assert [text.get_text() for text in board.texts].count("gray: scale changed") == 1
    assert "Points, best model listed on each day" in texts(figure)


def test_the_table_of_a_day_says_where_a_rank_is_a_bound():
    table = pd.DataFrame(
        {"model": ["a", "c"], "region": ["US", "CN"], "open_weights": ["false", "true"],
         "score": [9.0, 5.0], "low": [8.0, 4.0], "high": [10.0, 6.0], "rank": [1, 2],
         "rank_exact": [True, False]}
    )  # fmt: skip
    said = words.state_table(table)
    assert said["Rank"].tolist() == ["1", "2 or lower"]
    assert said["Weights"].tolist() == ["closed", "open"]
    assert said["95% interval"].tolist() == ["8 to 10", "4 to 6"]


def lag_table() -> pd.DataFrame:
    return pd.DataFrame(
        {"ruler": ["F", "E"], "side": ["CN", "US"], "median": [9.0, 6.0], "low": [7.0, 3.0],
         "high": [11.0, np.nan], "access": ["held-out", "public"], "sets": [False, True]}
    )  # fmt: skip


def test_medians_with_open_ends_and_without_a_record_setter():
    axes = charts.lags(lag_table()).axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["F (secret test)", "E"]
    assert {
        "hollow: neither side sets clearly more records",
        "arrow: interval has no upper end",
    } <= (set(texts(axes.figure)))
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert [line.get_xdata()[0] for line in arrows] == [charts.REACH]
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in ("o", "s")]
    assert faces == ["white", core.UNITED_STATES]
    assert {"9.0", "6.0"} <= set(texts(axes.figure))


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


def best_table(table: pd.DataFrame) -> pd.DataFrame:
    return words.best_open_table(table, benchmarks.by_size(table, 0.95)).set_index("Best model")


def test_the_clear_lead_of_a_size_is_told_and_empty_cells_are_left_out():
    found = best_table(open_table({("CN", "other"): 90.0, ("US", "permissive"): 80.0}))
    assert found["Ahead in its size"].to_dict() == {"CN-other": "yes", "US-permissive": "no"}
    assert found["Its license"].tolist() == ["MIT", "MIT"]
    assert found["Rating (95% interval)"].tolist() == ["90 \u00b1 2", "80 \u00b1 2"]
    near = best_table(open_table({("CN", "other"): 82.0, ("US", "permissive"): 80.0}))
    assert set(near["Ahead in its size"]) == {"within the margin of error"}
    alone = best_table(open_table({("US", "other"): 80.0}).assign(license="Proprietary"))
    assert alone["Ahead in its size"].tolist() == ["not compared"]
    assert alone["Its license"].tolist() == ["proprietary, says the scoreboard"]


def two_tests() -> pd.DataFrame:
    table = gaps(("E", "US", 7), ("F", "CN", 24)).assign(access=["public", "held-out"])
    return benchmarks.both_best(table)


def test_the_two_best_of_each_test_are_rows_of_their_own():
    table = two_tests()
    assert table["ruler"].tolist() == ["E", "E", "F", "F"]
    assert table["side"].tolist() == ["US", "CN", "CN", "US"]
    assert table["score"].tolist() == [100, 93, 100, 76]
    assert table["low"].tolist() == [98, 91, 98, 74]


def test_held_out_names_the_best_of_both_sides_on_each_test():
    figure = charts.held_out(two_tests())
    assert texts(figure) == [
        "United States\na, 100%", "China\nb, 93%", "gray: the gap of 7 points",
        "China\na, 100%", "United States\nb, 76%", "gray: the gap of 24 points",
    ]  # fmt: skip
    heads = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert heads == ["E\n(public questions)", "F\n(secret questions)"]


# --- on the data


def test_leads_of_august_2026(data):
    # GPQA Diamond: 6.8 points, of which the two intervals allow 1.2 to 12.3 when they are combined.
    _, gpqa = (ruler.on(data) for ruler in (benchmarks.ECI, benchmarks.GPQA))
    found = benchmarks.gap(benchmarks.on_ruler(gpqa, data))
    assert found["verdict"] == LEAD["US"]
    assert [round(found[end], 1) for end in ("points", "low", "high")] == [6.8, 1.2, 12.3]


def test_leads_of_october_2026_and_what_stays_in_august(data):
    # By hand from the rows: 1533.86 - 1491.66 = 42.2; half-widths 8.81 and 9.34, together 12.8.
    whole, lead = benchmarks.ARENA.on(data), benchmarks.ARENA.on(data, leads=True)
    assert (whole.day, whole.cut) == ("2026-08-19", None)
    assert (lead.day, lead.cut) == ("2026-10-08", (90, 414))
    assert benchmarks.ARENA_STYLE.on(data, leads=True).cut == (138, 414)
    for field, expected in (("overall", [42.2, 29.4, 55.0]), ("open", [47.2, 35.6, 58.7])):
        (found,) = benchmarks.gaps_on([lead], data, field).to_dict("records")
        assert [round(found[end], 1) for end in ("points", "low", "high")] == expected
        assert found["verdict"] == LEAD["US" if field == "overall" else "CN"]
    with pytest.raises(Refusal, match="first 90 of 414 places"):
        benchmarks.on_ruler(lead, data)


def test_leads_by_language_in_october_2026(data):
    found = benchmarks.by_language(data).set_index(["category", "field"])
    expected = {
        ("overall", "overall"): ["US", 37.3, 27.3, 47.3], ("overall", "open"): ["CN", 35.7, 26.9, 44.5],
        ("english", "overall"): ["US", 37.8, 17.4, 58.2], ("english", "open"): ["CN", 33.2, 14.1, 52.3],
        ("chinese", "overall"): ["US", 45.8, 11.8, 79.7], ("chinese", "open"): ["CN", 48.7, 20.7, 76.6],
        ("non_english", "overall"): ["US", 35.6, 23.2, 48.0],
        ("non_english", "open"): ["CN", 38.4, 27.7, 49.2],
    }  # fmt: skip
    for at, (side, *ends) in expected.items():
        row = found.loc[at]
        assert row["verdict"] == LEAD[side]
        assert row[["points", "low", "high"]].tolist() == pytest.approx(ends, abs=0.051)
    row = found.loc[("chinese", "overall")]
    assert (row["leading_votes"], row["next_model"]) == (368, "Claude Opus 5.5")
    # All prompts: the same as the board with style control, read to its place 138.
    style = benchmarks.gaps_on([benchmarks.ARENA_STYLE.on(data, leads=True)], data).iloc[0]
    assert style["points"] == pytest.approx(found.loc[("overall", "overall"), "points"])
    assert style["low"] == pytest.approx(found.loc[("overall", "overall"), "low"])


@pytest.mark.parametrize("test, names", [("text_nostyle", 75), ("text_style", 119)])
def test_the_scale_of_august_goes_on_in_october(data, test, names):
    """Names that both days list move by nothing in the median, so that gaps may be compared."""
    rows = data["arena_snapshot"].query("board == @test")
    both = rows.pivot(index="name_on_board", columns="published_on", values="rating").dropna()
    assert len(both) == names and abs((both.iloc[:, 1] - both.iloc[:, 0]).median()) < 0.1


def test_the_record_of_gpt_4_is_reached_after_18_months_by_points_and_14_by_a_tie(data):
    eci = benchmarks.ECI.on(data)
    scores = benchmarks.pick(benchmarks.on_ruler(eci, data))
    for ties, months, by in ((False, 18.2, "Qwen2.5-72B"), (True, 13.8, "DeepSeek-V2")):
        found = benchmarks.lags(scores, benchmarks.until(eci, scores), ties).set_index("model")
        assert found.loc["GPT-4 (Mar 2023)", "months"] == months
        assert found.loc["GPT-4 (Mar 2023)", "reached_by"].startswith(by)


def test_phi_4_holds_no_record_before_its_weights_were_out(data):
    eci = benchmarks.ECI.on(data)
    scores = benchmarks.pick(benchmarks.on_ruler(eci, data), "open").set_index("model")
    assert scores.loc["Phi-4", "release_date"] == pd.Timestamp("2025-01-08")
    assert "Phi-4" not in set(benchmarks.lags(scores.reset_index(), END)["model"])


@pytest.mark.parametrize("name", ["FrontierMath", "SWE-bench (bash only)", "ARC-AGI-1",
                                  "Terminal-Bench 2.0"])  # fmt: skip
def test_open_lists_of_two_or_three_models_name_no_leader(data, name):
    (ruler,) = (one.on(data) for one in benchmarks.RULERS if one.name == name)
    found = benchmarks.gap(benchmarks.on_ruler(ruler, data), "open")
    assert found["models_US"] < 5 and found["verdict"] == Verdict(TOO_FEW)


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


@pytest.mark.parametrize("ruler", benchmarks.OPEN_RULERS, ids=lambda ruler: ruler.name)
def test_what_a_ruler_says_of_itself_is_in_the_data(ruler, data):
    ruler = ruler.on(data)
    found = benchmarks.on_ruler(ruler, data)
    assert found["model"].is_unique
    assert ruler.sources and set(ruler.sources) <= set(data["sources"]["id"])
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
    board = benchmarks.ARENA_THEN.on(data, "2024-07-25")
    assert board.day == "2024-07-07"
    found = benchmarks.state(board, data, benchmarks.NAMED).set_index("model")
    columns = ["score", "low", "high", "rank"]
    assert found.loc["GPT-4o (May 2024)", columns].tolist() == [1287, 1284, 1291, 1]
    assert found.loc["Yi-Large (preview)", columns].tolist() == [1240, 1236, 1244, 10]
    assert found.loc["Yi-Large", columns].tolist() == [1217, 1212, 1223, 12]
    assert found.loc["Llama 3-70B", columns].tolist() == [1207, 1204, 1209, 15]
    assert found.loc["Qwen2-72B", columns].tolist() == [1187, 1183, 1191, 21]
    assert not found.loc["Qwen2-72B", "rank_exact"]


def test_the_best_open_model_has_a_size_and_a_license(data):
    arena = benchmarks.ARENA.on(data)
    table = benchmarks.best_open(arena, data, data["snapshot-2026-08-22"])
    found = table.set_index(["size", "side", "terms"])
    first = found.loc[("over 80B", "CN", "other")]
    assert first[["model", "license", "parameters"]].tolist() == ["Kimi K3", "kimi-k3", 2800]
    opened = benchmarks.pick(benchmarks.on_ruler(arena, data), "open")
    assert found["models"].sum() == len(opened)
    assert {"atom", "radar"} <= set(sources_of(table)) <= set(data["sources"]["id"])


def test_a_ruler_has_sources_once_it_is_read(data):
    assert not any(ruler.sources for ruler in benchmarks.OPEN_RULERS)
    eci = benchmarks.ECI.on(data)
    assert (eci.day, eci.sources) == ("2026-08-22", ("epoch_eci_2026_08",))
    assert benchmarks.on_ruler(eci, data) is benchmarks.on_ruler(eci, data)
    with pytest.raises(Refusal, match="ECI was not read before 1 January 2024"):
        benchmarks.ECI.on(data, "2024-01-01")


# --- the page


@pytest.fixture(scope="module")
def study(data):
    return Study(data)


def test_the_day_of_the_report_moves_the_board(study):
    moved = exhibits.july(study.on(report="2025-01-31"))
    assert moved.words.endswith("on the Arena, 31 January 2025.")


def test_changes_of_the_gap_end_where_a_scale_does(study):
    assert "on 7 July 2024 and" in exhibits.change_since_then(study).words
    assert "on 24 May 2025" in exhibits.change_since_then(study).words
    later = exhibits.change_of_late(study.on(today="2026-07-31"))
    assert "on 6 November 2025 and" in later.words and "on 30 July 2026" in later.words


def test_the_frontiers_cite_the_snapshots_they_draw(study):
    drawn = exhibits.frontiers(study).ground.sources
    assert {"arena_jasontrigg0", "arena_fboulnois", "epoch_hub"} <= set(drawn)
    assert "arena_site_scrape" not in drawn  # keeps another board only


def test_the_best_rated_and_the_most_downloaded_open_models(monkeypatch):
    scores = pd.DataFrame({
        "model": list("abcdef"), "hub_id": ["x/a", "x/a", "x/c", "x/d", "x/e", None],
        "region": ["CN", "CN", "US", "US", "other", "CN"],
        "score": [6.0, 5, 4, 3, 2, 1],
        "open_weights": ["true"] * 6,
    })  # fmt: skip
    monkeypatch.setattr(benchmarks, "on_ruler", lambda ruler, tables: scores)
    rows = pd.DataFrame({"model_id": ["x/a", "x/c", "x/d", "x/e", "x/z"],
                         "downloads_30d": [10, 30, 20, 40, 99]})  # fmt: skip
    table = benchmarks.scored_downloads(None, None, rows)
    assert table["model"].tolist() == ["a", "c", "d", "e"]  # the better entry of x/a
    assert table["downloads"].tolist() == [10, 30, 20, 40]
    found = benchmarks.correlation(table)
    # ranks 4 3 2 1 against 1 3 2 4: 1 - 6 * (9 + 0 + 0 + 9) / (4 * 15) = -0.8
    assert found.rho == -0.8 and found.n == 4 and found.low < -0.9 < 0 < found.high
    assert np.isnan(benchmarks.correlation(table[:3]).rho)


def test_two_lists_in_words(monkeypatch):
    monkeypatch.setattr(words, "TOP", 2)
    table = pd.DataFrame({"hub_id": ["a", "b", "c", "d"], "region": ["CN", "CN", "US", "US"],
                          "score": [4, 3, 2, 1], "downloads": [1, 2, 3, 4]})  # fmt: skip
    ruler, panel = SimpleNamespace(name="Arena", day="2026-08-19"), SimpleNamespace(
        days=[pd.Timestamp("2026-08-22")])  # fmt: skip
    said = words.scored_downloads(table, benchmarks.Correlation(0.38, 0.2, 0.5, 40), ruler, panel)
    assert (
        said.title == "2 of 2 best-rated open models are Chinese, 2 of 2 most downloaded American"
    )
    assert "downloaded more, but only loosely" in said.finding and "No models are" in said.finding
    said = words.scored_downloads(
        table.assign(region=["CN", "US", "US", "CN"]),
        benchmarks.Correlation(0.1, -0.2, 0.4, 40), ruler, panel,
    )  # fmt: skip
    assert "says nothing of downloads" in said.finding
    assert said.title.startswith("1 of 2 best-rated open models are of each country")


def test_releases_by_whole_quarter_and_who_has_more_of_late():
    days = ["2023-02-01", "2023-02-02", "2023-05-01", "2023-08-01", "2023-11-01", "2024-02-01"]
    days += ["2024-03-30", "2024-05-05"]  # the last quarter is not whole
    models = pd.DataFrame({"open_weights": "true", "weights_date": pd.to_datetime(days),
                           "country": ["US", "US", "US", "CN", "CN", "CN", "US", "US"]})  # fmt: skip
    table = benchmarks.releases({"benchmark_models": models}, "latest")
    wide = table.pivot(index="quarter", columns="side", values="n")
    assert wide.index.max() == pd.Timestamp("2024-01-01")
    assert wide["US"].tolist() == [2, 1, 0, 0, 1] and wide["CN"].tolist() == [0, 0, 1, 1, 1]
    assert benchmarks.released(table) == Verdict(AHEAD, "CN")  # 3 of 5
    early = benchmarks.releases({"benchmark_models": models}, "2023-06-30")
    assert early["quarter"].max() == pd.Timestamp("2023-04-01")
    said = words.releases(table, Verdict(AHEAD, "CN"))
    assert said.title == "Chinese labs now release more ranked open models than American ones"
    assert said.finding == (
        "From April 2023 to March 2024, 3 ranked open models of Chinese labs came out, and 2 of "
        "American ones."
    )
    ahead = words.releases(table[table["quarter"] < "2024-01-01"], Verdict(AHEAD, "CN"))
    assert "more in every quarter since July 2023" in ahead.finding
