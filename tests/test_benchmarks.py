"""Frontiers, gaps and lags worked out by hand on small tables; their verdicts, words and charts."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from hubgap import Study, open_data
from hubgap.charts import benchmarks as charts
from hubgap.charts import core
from hubgap.exhibits import benchmarks as exhibits
from hubgap.measures import benchmarks
from hubgap.panel import Refusal, sources_of
from hubgap.words.en import benchmarks as words
from hubgap.words.en import grammar

from .altered import exchanged


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
    names, countries, dates, values = zip(*rows, strict=True)
    table = pd.DataFrame({"model": names, "variant": "v", "score": values})
    return {
        "eci": table.assign(ci_low=1.0, ci_high=2.0, fit=pd.Timestamp("2026-08-22")),
        "benchmark_models": models(
            **{n: (c, d, "false") for n, c, d in zip(names, countries, dates, strict=True)}
        ),
    }


ECI = replace(benchmarks.ECI, day="2026-08-22")


def test_steps_with_the_larger_side_thinned():
    # One of a, b, d is kept: a third of the draws each. So the median is nothing until b stands
    # beside a (nothing, 50, 60), then 50, then 60 (50, 60, 60).
    tables = index(
        ("a", "US", "2024-01-01", 50.0),
        ("b", "US", "2024-02-01", 60.0),
        ("d", "US", "2024-03-01", 60.0),
        ("c", "CN", "2024-03-01", 40.0),
    )
    found = benchmarks.steps(ECI, tables)
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
    then = benchmarks.lag_at(ECI, tables, "2024-07-01").set_index("side")
    assert then.loc["US", ["now", "now_model"]].tolist() == [round(182 / 30.4375, 1), "a"]
    assert then["re_estimated"].all()
    now = benchmarks.lag_at(ECI, tables, "2026-08-22").set_index("side")
    assert now.loc["US", "now_model"] == "b"
    assert not now["re_estimated"].any()
    assert now.equals(benchmarks.lag_at(ECI, tables, "latest").set_index("side"))


# --- verdicts


def test_a_lead_in_points_needs_apart_intervals_and_holds_when_thinned():
    rows = {"leader": "CN", "low": 1, "thinned_low": 2}
    assert benchmarks.lead_in_points(rows) == "CN"
    assert benchmarks.lead_in_points({**rows, "low": 0}) is None
    assert benchmarks.lead_in_points({**rows, "thinned_low": -1}) is None
    table = pd.DataFrame([{**rows, "ruler": "A"}, {**rows, "ruler": "B", "low": np.nan}])
    assert benchmarks.leads(table) == {"A": "CN", "B": None}


def test_too_few_models_on_one_side_are_too_few():
    assert benchmarks.too_few(pd.DataFrame({"models_CN": [9], "models_US": [90]}))
    assert not benchmarks.too_few(pd.DataFrame({"models_CN": [10], "models_US": [10]}))


def test_who_sets_records_needs_an_unlikely_split():
    table = pd.DataFrame({"ruler": ["A", "A", "B", "B"], "side": ["CN", "US"] * 2})
    table = table.assign(records=[0, 9, 0, 4], chance=[0.004, 0.004, 0.125, 0.125])
    assert benchmarks.record_setters(table) == {"A": "US", "B": None}


def test_a_pair_is_ahead_where_the_intervals_are_apart():
    role = "best overall, best open-weight"
    table = CLOSE.assign(role=[role, role, ""])
    pair = benchmarks.best_pairs(table)["overall"]
    assert (pair.first["model"], pair.second["model"], pair.ahead) == ("a", "c", None)
    apart = benchmarks.best_pairs(table.assign(high=[65, 54, 42]))
    assert benchmarks.ahead_in(apart) == {"overall": "US", "open-weight": "US"}


def test_the_side_ahead_in_more_sizes():
    assert benchmarks.more_sizes({"a": "CN", "b": None, "c": "CN", "d": "US"}) == "CN"
    assert benchmarks.more_sizes({"a": "CN", "b": "US", "c": None}) is None


def test_what_became_of_a_gap():
    def moved(first, last, leaders=("US", "US")):
        table = pd.DataFrame([first, last], columns=["low", "high"])
        return benchmarks.moved(table.assign(leader=leaders))

    assert moved((1, 5), (6, 9)) == ("grew", "US", "US")
    assert moved((6, 9), (1, 5), ("CN", "CN")) == ("shrank", "CN", "CN")
    assert moved((6, 9), (1, 5), ("US", "CN")) == ("passed", "US", "CN")
    assert moved((1, 5), (5, 9)).kind is None
    assert moved((-1, 5), (6, 9)) == (None, None, "US")


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


def says_no_difference(said: grammar.Words) -> bool:
    texts = (said.title, said.finding, said.alt)
    named = any(name in said.title for name in COUNTRIES)
    return all(grammar.NO_DIFFERENCE in text.lower() for text in texts) and not named


# --- the state of one day


def state(*rows) -> pd.DataFrame:
    """(model, region, score, role), intervals of two points each way."""
    table = pd.DataFrame(rows, columns=["model", "region", "score", "role"])
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


def state_words(table, *stored) -> grammar.Words:
    return words.arena_state(table, benchmarks.best_pairs(table), BOARD_OF_JULY, stored)


BOTH = "best overall, best open-weight"
APART = state(("a", "US", 100, BOTH), ("b", "CN", 90, BOTH))


def test_state_with_one_leader():
    said = state_words(APART, 2, 3)
    assert (
        said.title == "July 2024: American lead of 10 points overall, 10 among open-weight models"
    )
    assert (
        "the American a 100 [98, 102] leads the Chinese b 90 [88, 92] by 10 points" in said.finding
    )
    assert "2 of the 3 models" in said.definition
    swapped = APART.assign(region=APART["region"].map(SWAP))
    assert same_words(said, state_words(swapped, 2, 3))


def test_state_with_touching_intervals_and_mixed_verdicts():
    near = state(("a", "US", 100, BOTH), ("b", "CN", 96, BOTH))  # 98 to 102 touches 94 to 98
    assert says_no_difference(state_words(near, 2, 2))
    mixed = state(
        ("a", "US", 100, "best overall"), ("b", "CN", 90, "best overall"),
        ("d", "CN", 80, "best open-weight"), ("e", "US", 79, "best open-weight"),
    )  # fmt: skip
    title = state_words(mixed, 4, 4).title
    assert title == "July 2024: American lead overall, no clear difference among open-weight models"


# --- gaps


def gaps(*rows) -> pd.DataFrame:
    """(ruler, leader, low, thinned_low), a gap of 22 points each."""
    table = pd.DataFrame(rows, columns=["ruler", "leader", "low", "thinned_low"])
    table["behind"] = table["leader"].map(SWAP)
    more = {"points": 22.0, "high": 34.0, "thinned": 20.0, "thinned_high": 22.0, "level": 0.95}
    names = {"leading_model": "a", "model_behind": "b", "access": "public"}
    return table.assign(**more, **names, models_CN=[9] * len(table), models_US=[9] * len(table))


def frontier_words(table, field="overall") -> grammar.Words:
    return words.frontiers(table, benchmarks.leads(table), field)


def held_out_words(table) -> grammar.Words:
    return words.held_out(table, benchmarks.leads(table), benchmarks.too_few(table))


def test_leads_stand_before_rulers_without_one():
    said = frontier_words(gaps(("A", "CN", -1, 5), ("B", "US", 10, 8), ("C", "US", 1, -0.1)))
    assert said.title == "American lead on B; no clear difference on A and C"
    assert "B: the United States leads by 22 points (10 to 34; thinned 8 to 22)." in said.finding
    assert "A: no clear difference, 22 points (\u22121 to 34; thinned 5 to 22)." in said.finding


def test_gaps_of_exchanged_and_of_equal_countries():
    table = gaps(("A", "CN", 3, 5), ("B", "US", 10, 8))
    swapped = table.assign(leader=table["leader"].map(SWAP))
    for field in ("overall", "open"):
        assert same_words(frontier_words(table, field), frontier_words(swapped, field))
        assert says_no_difference(frontier_words(gaps(("A", "CN", -3, 0)), field))


def test_a_missing_interval_names_no_leader():
    table = gaps(("A", "CN", np.nan, 5))
    assert frontier_words(table).title == "No clear difference on A"
    assert "(no interval; thinned 5 to 22)" in frontier_words(table).finding


def test_a_title_that_gets_too_long_is_replaced():
    names = [
        (f"Ruler of {n}", side, 1, 1) for n, side in zip("abcd", ("CN", "US") * 2, strict=True)
    ]
    assert frontier_words(gaps(*names)).title == "Which side leads models depends on the ruler"


def test_held_out_counts_the_models():
    table = gaps(("A", "US", 3, 1), ("B", "US", -3, 1))
    said = held_out_words(table)
    assert said.title == "American lead on public A; no clear difference on public B"
    assert "Under 10 models a side are too few for a lag." in said.finding
    assert "No lag is drawn." in held_out_words(table.assign(models_CN=10, models_US=10)).finding
    assert same_words(said, held_out_words(table.assign(leader="CN")))
    assert says_no_difference(held_out_words(gaps(("A", "US", -3, 1))))


def test_change_of_a_gap():
    def said(first, last, leaders=("US", "US")):
        table = pd.DataFrame([first, last], columns=["points", "low", "high"])
        days = pd.to_datetime(["2024-07-07", "2025-05-24"])
        change = table.assign(day=days, leader=leaders)
        return words.gap_change(change, benchmarks.moved(change), BOARD_OF_JULY)

    assert said((47, 40, 55), (78, 66, 89)) == (
        "Board, one scale: the gap was 47 points (40 to 55) on 7 July 2024 and 78 points "
        "(66 to 89) on 24 May 2025: the American lead grew."
    )
    assert said((78, 66, 89), (47, 40, 55)).endswith("the American lead shrank.")
    assert said((47, 40, 55), (50, 44, 60)).endswith("no clear difference between the two days.")
    assert said((47, 40, 55), (20, 9, 30), ("US", "CN")).endswith(
        "the lead passed from the United States to China."
    )
    assert said((4, -2, 9), (20, 9, 30), ("CN", "US")).endswith("between the two days.")


def test_fine_tunes_that_change_the_best_model_are_named():
    opened, own = gaps(("A", "CN", 1, 1)), gaps(("A", "CN", 1, 1)).assign(models_US=7)
    assert words.without_fine_tunes(benchmarks.fine_tunes(opened, own), ["A"]).endswith(
        "(2 rows of A) changes no best model."
    )
    own["model_behind"] = "other"
    assert words.without_fine_tunes(benchmarks.fine_tunes(opened, own), ["A"]).endswith(
        "changes the best models on A."
    )


# --- lags


def medians(us=(20, 3, 6.5, 5.4, 7.6, 5.6), cn=(0, 0) + (np.nan,) * 4, chance=0.0001, ruler="E"):
    """(records, open, median, low, high, now) of both sides on one ruler."""
    table = pd.DataFrame([us, cn], columns=["records", "open", "median", "low", "high", "now"])
    return table.assign(side=["US", "CN"], ruler=ruler, chance=chance)


def lag_words(table, opened, strict) -> grammar.Words:
    setters = {
        "overall": benchmarks.record_setters(table),
        "open": benchmarks.record_setters(opened),
    }
    return words.lags(table, opened, strict, setters, "E")


NOTHING = medians(us=(0, 0) + (np.nan,) * 4, chance=1.0)


def test_lag_of_a_clear_record_setter():
    said = lag_words(medians(), NOTHING, medians())
    assert said.title == "E: China trails American records by a median 6.5 months"
    assert said.finding.startswith(
        "On E 20 of 20 lead records are American, reached by China after a median of 6.5 months "
        "(5.4 to 7.6); 3 still open, the oldest for 5.6 months."
    )
    assert "leaves the median as it is" in said.finding
    swapped = medians().assign(side=["CN", "US"])
    assert same_words(said, lag_words(swapped, NOTHING, swapped))


def test_lags_of_equal_countries():
    assert says_no_difference(lag_words(NOTHING, NOTHING, NOTHING))
    even = medians(us=(7, 0, 2, 1, 3, np.nan), cn=(3, 0) + (np.nan,) * 4, chance=0.34)
    assert says_no_difference(lag_words(even, NOTHING, even))


def test_a_median_that_is_not_reached():
    late = medians(us=(9, 8, np.nan, np.nan, np.nan, 12.0))
    said = lag_words(late, NOTHING, late)
    assert said.title == "E: most American records not yet reached by China"
    assert "8 still open, the oldest for 12.0 months" in said.finding


def test_other_rulers_and_the_strict_rule():
    every = pd.concat([medians(), medians(us=(9, 1, 3.9, 1, 9, 2), ruler="F"),
                       medians(us=(9, 1, 17, 7, np.nan, 2), ruler="G"),
                       medians(us=(3, 1, 99, 1, 99, 2), chance=0.5, ruler="H")])  # fmt: skip
    strict = medians(us=(20, 3, 7.0, 5.4, 7.6, 5.6))
    finding = lag_words(every, NOTHING, strict).finding
    assert "Medians on 2 other rulers run from 3.9 to 17.0 months" in finding
    assert "makes the median 7.0 months" in finding


def test_then_and_now():
    def rows(now, day, re_estimated):
        table = pd.DataFrame({"side": ["CN", "US"], "now": [np.nan, now], "now_model": [None, "g"]})
        return table.assign(
            ruler="E", day=pd.Timestamp(day), re_estimated=re_estimated, models=[12, 50]
        )

    said = words.then_and_now(rows(16.4, "2024-07-25", True), rows(np.nan, "2026-08-22", False))
    assert said == (
        "E: on 25 July 2024 (re-estimated, models: the United States 50, China 12) the oldest "
        "American record not reached by China, g, was 16.4 months old; on 22 August 2026 (models: "
        "the United States 50, China 12) no clear difference, neither side held a record that the "
        "other had not reached."
    )


def test_lag_table_writes_open_ends():
    table = medians(us=(9, 6, 9.2, 3.4, np.nan, 8.7))
    row = words.lag_table(table, table.assign(median=[9.4, np.nan])).iloc[0]
    assert row.tolist() == ["E", "United States", "9", "6", "9.2 (3.4 to open)", "9.4", "8.7"]


# --- the best open models


def open_models(*rows) -> pd.DataFrame:
    """(size, side, model, score, number of models), intervals of two points each way."""
    table = pd.DataFrame(rows, columns=["size", "side", "model", "score", "models"])
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


SIZED = open_models(
    ("small", "CN", "c", 90, 12), ("small", "US", "a", 95, 12),
    ("large", "CN", "d", 99, 12), ("large", "US", "b", 94, 12),
    ("tiny", "CN", "e", 10, 9), ("tiny", "US", "f", 50, 12),
    ("not recorded", "CN", None, np.nan, 2), ("not recorded", "US", None, np.nan, 5),
)  # fmt: skip


def open_words(table) -> grammar.Words:
    pairs = benchmarks.size_pairs(table)
    more = benchmarks.more_sizes(benchmarks.ahead_in(pairs))
    return words.best_open_models(table, pairs, more, BOARD_OF_JULY)


def test_sizes_with_few_models_are_not_compared():
    said = open_words(SIZED)
    assert said.title == "Open models: American lead small, Chinese large"
    assert "tiny" not in said.finding
    assert "Without a recorded size: the United States 5, China 2." in said.finding
    swapped = SIZED.assign(side=SIZED["side"].map(SWAP))
    assert same_words(said, open_words(swapped))
    title = open_words(SIZED.replace({"models": {9: 10}})).title
    assert title == "Open models: American lead in 2 of 3 sizes"


def test_sizes_without_a_lead():
    near = SIZED.assign(score=90.0, low=88.0, high=92.0)
    assert says_no_difference(open_words(near))


# --- single sentences


@pytest.mark.parametrize(
    "names, text", [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_listed(names, text):
    assert words.listed(names) == text


def test_record_setters_without_an_interval_are_listed():
    lines = pd.DataFrame(
        {"ruler": ["E", "E", "F"], "model": ["b", "a", "c"], "low": [np.nan, np.nan, 1.0]}
    ).assign(thinned=False)
    assert words.without_interval(lines).endswith("none is published: a and b (E).")
    assert words.without_interval(lines[2:]) == "Every record setter drawn here has an interval."


# --- charts


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
    figure = charts.frontiers(pd.concat([step_lines(), step_lines(ruler="F")]))
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
    figure = charts.frontiers(pd.concat([table, step_lines()]))
    board = figure.axes[0]
    assert sorted(len(line.get_xdata()) for line in board.lines) == [1, 1, 2, 2]
    assert [text.get_text() for text in board.texts].count("new scale") == 1


def test_the_thinned_side_is_dashed():
    table = pd.concat([step_lines(), step_lines(thinned=True)[1:], step_lines(ruler="F")])
    styles = [line.get_linestyle() for line in charts.frontiers(table).axes[0].lines]
    assert styles.count("--") == 1


def test_closed_models_are_hollow_and_a_rank_may_be_a_bound():
    table = pd.DataFrame(
        {"model": ["a", "c"], "region": ["US", "CN"], "open_weights": ["false", "true"],
         "score": [9.0, 5.0], "low": [8.0, 4.0], "high": [10.0, 6.0], "rank": [1, 2],
         "rank_exact": [True, False]}
    )  # fmt: skip
    figure = charts.arena_state(table)
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
    figure = charts.lags(*lag_tables())
    axes = figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["E", "F (held-out)"]  # rulers with a median first
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert [line.get_xdata()[0] for line in arrows] == [2.0]
    (bar,) = axes.patches
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == (3.0, charts.REACH)
    assert {"48", "1,100", "7"} <= set(texts(figure))  # beyond the edge; models


def test_a_ruler_without_a_row_in_a_field_says_why():
    records, medians = lag_tables()
    medians = medians[(medians["ruler"] == "E") | (medians["field"] == "open")]
    assert texts(charts.lags(records, medians)).count("open-weight models only") == 1


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
    figure = charts.best_open_models(table, benchmarks.size_pairs(table))
    weights = {text.get_text(): text.get_weight() for text in figure.axes[0].texts}
    assert weights["CN-other"] == "semibold"
    assert weights["US-permissive"] == "normal"
    assert texts(figure).count("none on this board") == 2
    assert "mit, 7\u202fB" in weights
    near = open_table({("CN", "other"): 82.0, ("US", "permissive"): 80.0})
    weights = {
        t.get_text(): t.get_weight()
        for t in charts.best_open_models(near, benchmarks.size_pairs(near)).axes[0].texts
    }
    assert weights["CN-other"] == "normal"


def test_held_out_draws_the_same_models_twice():
    table = pd.DataFrame(
        {"region": ["CN", "US"], "release_date": pd.to_datetime(["2024-01-01", "2025-01-01"]),
         "score": [50.0, 60.0], "low": [45.0, 55.0], "high": [55.0, 65.0], "access": "public",
         "unit": "percent"}
    )  # fmt: skip
    figure = charts.held_out(pd.concat([table.assign(ruler="E"), table.assign(ruler="F")]))
    assert texts(figure) == ["\u25cf China, 1 model", "\u25a0 United States, 1 model"] * 2


# --- on the data


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
    first = found.loc[("over 80 B", "CN", "other")]
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
    assert moved.words.title.startswith("January 2025: ")
    assert moved.verdict == {"overall": "US", "open-weight": "CN"}
    assert moved.ground.day == "2025-01-31"


def test_changes_of_the_gap_end_where_a_scale_does(study):
    assert "on 7 July 2024 and" in exhibits.change_since_then(study).words
    assert "on 24 May 2025" in exhibits.change_since_then(study).words
    later = exhibits.change_of_late(study.on(today="2026-07-31"))
    assert "on 6 November 2025 and" in later.words and "on 30 July 2026" in later.words


def test_the_frontiers_cite_the_snapshots_they_draw(study):
    drawn = exhibits.frontiers(study).ground.sources
    assert {"arena_jasontrigg0", "arena_fboulnois", "epoch_hub"} <= set(drawn)
    assert "arena_site_scrape" not in drawn  # keeps another board only
