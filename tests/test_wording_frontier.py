"""Words about the benchmark gap: which case says what; exchanged countries; equal countries."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hubgap.words.en import benchmarks as benchmarks_words
from hubgap.words.en import grammar

from .altered import exchanged

SWAP = {"CN": "US", "US": "CN"}
RULER = SimpleNamespace(name="Board", day="2024-07-07", level=0.95)
COUNTRIES = ("China", "United States", "Chinese", "American")


def same_words(left: grammar.Words, right: grammar.Words) -> bool:
    return all(
        exchanged(getattr(left, part)) == getattr(right, part)
        for part in ("title", "finding", "alt")
    )


def says_no_difference(words: grammar.Words) -> bool:
    texts = (words.title, words.finding, words.alt)
    named = any(name in words.title for name in COUNTRIES)
    return all(grammar.NO_DIFFERENCE in text.lower() for text in texts) and not named


# --- the state of one day


def state(*rows) -> pd.DataFrame:
    """(model, region, score, role), intervals of two points each way."""
    table = pd.DataFrame(rows, columns=["model", "region", "score", "role"])
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


BOTH = "best overall, best open-weight"
APART = state(("a", "US", 100, BOTH), ("b", "CN", 90, BOTH))


def test_state_with_one_leader():
    words = benchmarks_words.arena_state(APART, RULER, 2, 3)
    assert (
        words.title == "July 2024: American lead of 10 points overall, 10 among open-weight models"
    )
    assert (
        "the American a 100 [98, 102] leads the Chinese b 90 [88, 92] by 10 points" in words.finding
    )
    assert "2 of the 3 models" in words.definition
    swapped = APART.assign(region=APART["region"].map(SWAP))
    assert same_words(words, benchmarks_words.arena_state(swapped, RULER, 2, 3))


def test_state_with_touching_intervals_and_mixed_verdicts():
    near = state(("a", "US", 100, BOTH), ("b", "CN", 96, BOTH))  # 98 to 102 touches 94 to 98
    assert says_no_difference(benchmarks_words.arena_state(near, RULER, 2, 2))
    mixed = state(
        ("a", "US", 100, "best overall"), ("b", "CN", 90, "best overall"),
        ("d", "CN", 80, "best open-weight"), ("e", "US", 79, "best open-weight"),
    )  # fmt: skip
    title = benchmarks_words.arena_state(mixed, RULER, 4, 4).title
    assert title == "July 2024: American lead overall, no clear difference among open-weight models"


# --- gaps


def gaps(*rows) -> pd.DataFrame:
    """(ruler, leader, low, thinned_low), a gap of 22 points each."""
    table = pd.DataFrame(rows, columns=["ruler", "leader", "low", "thinned_low"])
    table["behind"] = table["leader"].map(SWAP)
    more = {"points": 22.0, "high": 34.0, "thinned": 20.0, "thinned_high": 22.0, "level": 0.95}
    names = {"leading_model": "a", "model_behind": "b", "access": "public"}
    return table.assign(**more, **names, models_CN=[9] * len(table), models_US=[9] * len(table))


def test_leads_stand_before_rulers_without_one():
    words = benchmarks_words.frontiers(
        gaps(("A", "CN", -1, 5), ("B", "US", 10, 8), ("C", "US", 1, -0.1))
    )
    assert words.title == "American lead on B; no clear difference on A and C"
    assert "B: the United States leads by 22 points (10 to 34; thinned 8 to 22)." in words.finding
    assert "A: no clear difference, 22 points (\u22121 to 34; thinned 5 to 22)." in words.finding


def test_gaps_of_exchanged_and_of_equal_countries():
    table = gaps(("A", "CN", 3, 5), ("B", "US", 10, 8))
    swapped = table.assign(leader=table["leader"].map(SWAP))
    for field in ("overall", "open"):
        assert same_words(
            benchmarks_words.frontiers(table, field), benchmarks_words.frontiers(swapped, field)
        )
        assert says_no_difference(benchmarks_words.frontiers(gaps(("A", "CN", -3, 0)), field))


def test_a_missing_interval_names_no_leader():
    table = gaps(("A", "CN", np.nan, 5))
    assert benchmarks_words.frontiers(table).title == "No clear difference on A"
    assert "(no interval; thinned 5 to 22)" in benchmarks_words.frontiers(table).finding


def test_a_title_that_gets_too_long_is_replaced():
    names = [(f"Ruler of {n}", side, 1, 1) for n, side in zip("abcd", ("CN", "US", "CN", "US"))]
    assert (
        benchmarks_words.frontiers(gaps(*names)).title
        == "Which side leads models depends on the ruler"
    )


def test_held_out_counts_the_models():
    table = gaps(("A", "US", 3, 1), ("B", "US", -3, 1))
    words = benchmarks_words.held_out(table, least=10)
    assert words.title == "American lead on public A; no clear difference on public B"
    assert "Under 10 models a side are too few for a lag." in words.finding
    assert "No lag is drawn." in benchmarks_words.held_out(table, least=9).finding
    assert same_words(words, benchmarks_words.held_out(table.assign(leader="CN"), least=10))
    assert says_no_difference(benchmarks_words.held_out(gaps(("A", "US", -3, 1)), least=10))


def test_change_of_a_gap():
    def said(first, last, leaders=("US", "US")):
        table = pd.DataFrame([first, last], columns=["points", "low", "high"])
        days = pd.to_datetime(["2024-07-07", "2025-05-24"])
        return benchmarks_words.gap_change(table.assign(day=days, leader=leaders), RULER)

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
    assert benchmarks_words.without_fine_tunes(opened, own).endswith(
        "(2 rows of A) changes no best model."
    )
    own["model_behind"] = "other"
    assert benchmarks_words.without_fine_tunes(opened, own).endswith(
        "changes the best models on A."
    )


# --- lags


def medians(us=(20, 3, 6.5, 5.4, 7.6, 5.6), cn=(0, 0) + (np.nan,) * 4, chance=0.0001, ruler="E"):
    """(records, open, median, low, high, now) of both sides on one ruler."""
    table = pd.DataFrame([us, cn], columns=["records", "open", "median", "low", "high", "now"])
    return table.assign(side=["US", "CN"], ruler=ruler, chance=chance)


NOTHING = medians(us=(0, 0) + (np.nan,) * 4, chance=1.0)


def test_lag_of_a_clear_record_setter():
    words = benchmarks_words.lags(medians(), NOTHING, medians(), "E")
    assert words.title == "E: China trails American records by a median 6.5 months"
    assert words.finding.startswith(
        "On E 20 of 20 lead records are American, reached by China after a median of 6.5 months "
        "(5.4 to 7.6); 3 still open, the oldest for 5.6 months."
    )
    assert "leaves the median as it is" in words.finding
    swapped = medians().assign(side=["CN", "US"])
    assert same_words(words, benchmarks_words.lags(swapped, NOTHING, swapped, "E"))


def test_lags_of_equal_countries():
    assert says_no_difference(benchmarks_words.lags(NOTHING, NOTHING, NOTHING, "E"))
    even = medians(us=(7, 0, 2, 1, 3, np.nan), cn=(3, 0) + (np.nan,) * 4, chance=0.34)
    assert says_no_difference(benchmarks_words.lags(even, NOTHING, even, "E"))


def test_a_median_that_is_not_reached():
    late = medians(us=(9, 8, np.nan, np.nan, np.nan, 12.0))
    words = benchmarks_words.lags(late, NOTHING, late, "E")
    assert words.title == "E: most American records not yet reached by China"
    assert "8 still open, the oldest for 12.0 months" in words.finding


def test_other_rulers_and_the_strict_rule():
    every = pd.concat([medians(), medians(us=(9, 1, 3.9, 1, 9, 2), ruler="F"),
                       medians(us=(9, 1, 17, 7, np.nan, 2), ruler="G"),
                       medians(us=(3, 1, 99, 1, 99, 2), chance=0.5, ruler="H")])  # fmt: skip
    strict = medians(us=(20, 3, 7.0, 5.4, 7.6, 5.6))
    finding = benchmarks_words.lags(every, NOTHING, strict, "E").finding
    assert "Medians on 2 other rulers run from 3.9 to 17.0 months" in finding
    assert "makes the median 7.0 months" in finding


def test_then_and_now():
    def rows(now, day, re_estimated):
        table = pd.DataFrame({"side": ["CN", "US"], "now": [np.nan, now], "now_model": [None, "g"]})
        return table.assign(
            ruler="E", day=pd.Timestamp(day), re_estimated=re_estimated, models=[12, 50]
        )

    said = benchmarks_words.then_and_now(
        rows(16.4, "2024-07-25", True), rows(np.nan, "2026-08-22", False)
    )
    assert said == (
        "E: on 25 July 2024 (re-estimated, models: the United States 50, China 12) the oldest "
        "American record not reached by China, g, was 16.4 months old; on 22 August 2026 (models: "
        "the United States 50, China 12) no clear difference, neither side held a record that the "
        "other had not reached."
    )


def test_lag_table_writes_open_ends():
    table = medians(us=(9, 6, 9.2, 3.4, np.nan, 8.7))
    row = benchmarks_words.lag_table(table, table.assign(median=[9.4, np.nan])).iloc[0]
    assert row.tolist() == ["E", "United States", "9", "6", "9.2 (3.4 to open)", "9.4", "8.7"]


# --- the best open models


def open_models(*rows) -> pd.DataFrame:
    """(size, side, model, score, number of models), intervals of two points each way."""
    table = pd.DataFrame(rows, columns=["size", "side", "model", "score", "models"])
    return table.assign(low=table["score"] - 2, high=table["score"] + 2)


SIZED = open_models(
    ("small", "CN", "c", 90, 12), ("small", "US", "a", 95, 12),
    ("large", "CN", "d", 99, 12), ("large", "US", "b", 94, 12),
    ("tiny", "CN", "e", 10, 1), ("tiny", "US", "f", 50, 12),
    ("not recorded", "CN", None, np.nan, 2), ("not recorded", "US", None, np.nan, 5),
)  # fmt: skip


def test_sizes_with_few_models_are_not_compared():
    words = benchmarks_words.best_open_models(SIZED, RULER, least=10)
    assert words.title == "Open models: American lead small, Chinese large"
    assert "tiny" not in words.finding
    assert "Without a recorded size: the United States 5, China 2." in words.finding
    swapped = SIZED.assign(side=SIZED["side"].map(SWAP))
    assert same_words(words, benchmarks_words.best_open_models(swapped, RULER, least=10))
    title = benchmarks_words.best_open_models(SIZED, RULER, least=1).title
    assert title == "Open models: American lead in 2 of 3 sizes"


def test_sizes_without_a_lead():
    near = SIZED.assign(score=90.0, low=88.0, high=92.0)
    assert says_no_difference(benchmarks_words.best_open_models(near, RULER, least=10))


# --- single sentences


@pytest.mark.parametrize(
    "names, text", [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_listed(names, text):
    assert benchmarks_words.listed(names) == text


def test_record_setters_without_an_interval_are_listed():
    lines = pd.DataFrame(
        {"ruler": ["E", "E", "F"], "model": ["b", "a", "c"], "low": [np.nan, np.nan, 1.0]}
    ).assign(thinned=False)
    assert benchmarks_words.without_interval(lines).endswith("none is published: a and b (E).")
    assert (
        benchmarks_words.without_interval(lines[2:])
        == "Every record setter drawn here has an interval."
    )
