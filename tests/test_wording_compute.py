"""Words about compute: which case says what; exchanged countries; equal countries."""

import pandas as pd
import pytest

from hubgap.measures import compute
from hubgap.text import NARROW_SPACE
from hubgap.words.en import compute as words
from hubgap.words.en import grammar

from .altered import exchanged
from .test_compute import RUNS, STOCK, plane
from .test_wording_lineage import no_difference, same

SWAP = {"CN": "US", "US": "CN", "China": "United States", "United States": "China"}
THIN = NARROW_SPACE


def swap(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(side=table["side"].map(SWAP).fillna(table["side"]))


def doubled(table: pd.DataFrame) -> pd.DataFrame:
    """Each row twice, once on the other side."""
    twins = swap(table[table["side"].isin(["CN", "US"])])
    return pd.concat(
        [table, twins.assign(**{c: "twin-" + twins[c] for c in ("model",) if c in twins})]
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.8e26, f"3.8{THIN}×{THIN}10²⁶"),
        (1e23, "10²³"),
        (9.97e24, "10²⁵"),
        (2.04e9, f"2.0{THIN}×{THIN}10⁹"),
    ],
)
def test_operations_have_their_power_of_ten(value, text):
    assert words.flop(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(15.17, "15 times"), (1.68, "1.7 times"), (9.96, "10 times")]
)
def test_times(value, text):
    assert words.times(value) == text


# --- training runs


def runs_words(runs: pd.DataFrame) -> grammar.Words:
    return words.training_compute(compute.largest(runs), runs)


def test_a_run_leads_where_its_bounds_are_above_on_every_line():
    found = runs_words(RUNS)
    # 9e25 by 2e24; a factor of 3 each: 3e25 / 6e24 to 2.7e26 / 6.67e23
    assert found.title == "The largest known American training run is 45 times the largest Chinese"
    assert "45 times as much (5 to 405 if each is off by a factor of 3)" in found.finding
    assert f"American a4 (1 March 2025) 2.0{THIN}×{THIN}10²⁶ FLOP" in found.finding
    assert same(found, runs_words(swap(RUNS)))
    assert no_difference(runs_words(doubled(RUNS)))


def test_nine_times_are_no_clear_difference():
    close = RUNS.assign(flop=RUNS["flop"].where(RUNS["model"] != "c4", 1e25))
    assert no_difference(runs_words(close))
    assert "no clear difference if each may be off by a factor of 3" in runs_words(close).finding


def test_the_chart_counts_what_it_shows_and_what_it_cannot():
    assert (
        "7 language models (0 too small to be drawn), 2 without a value"
        in runs_words(RUNS).definition
    )


def test_models_without_a_value_are_counted():
    said = words.silence(compute.largest(RUNS))
    assert said == (
        "No value is known for 2 of 3 American models released after a2 and 0 of 0 Chinese models "
        "released after c4."
    )


def test_run_table():
    table = words.run_table(compute.top_runs(RUNS))
    assert table.loc[0].tolist() == [
        "a4", "United States", "lab", "1 March 2025", f"2.0{THIN}×{THIN}10²⁶", "speculative",
    ]  # fmt: skip


# --- disclosure


def shares(china: list[float], america: list[float], models: int = 100) -> pd.DataFrame:
    rows = [
        (year, side, weights, models, 1, 1, 1, share)
        for weights in words.WEIGHTS
        for side, values in (("CN", china), ("US", america))
        for year, share in zip((2023, 2024, 2025, 2026), values, strict=True)
    ]
    columns = ["year", "side", "weights", "models", "confident", "likely", "speculative", "known"]
    return pd.DataFrame(rows, columns=columns)


def test_disclosure_takes_two_years_together():
    table = shares([0.5, 0.6, 0.8, 0.6], [0.6, 0.6, 0.4, 0.2])
    found = words.disclosure(table)
    assert found.title == "Training compute known for a larger share of Chinese models since 2025"
    assert (
        "2023 to 2024: the United States 60\u202f% of 200, China 55\u202f% of 200 "
        "(no clear difference)" in found.finding
    )
    assert (
        "2025 to 2026: China 70\u202f% of 200, the United States 30\u202f% of 200." in found.finding
    )
    assert same(found, words.disclosure(swap(table)))
    assert no_difference(words.disclosure(shares([0.5] * 4, [0.5] * 4)))


def test_a_year_without_models_of_a_side_counts_as_none():
    table = shares([0.5, 0.5, float("nan"), 0.5], [0.5] * 4)
    table.loc[table["known"].isna(), "models"] = 0
    assert "of 100" in words.disclosing(table)


def test_disclosure_table():
    table = words.disclosure_table(shares([0.5] * 4, [0.25] * 4).tail(1))
    assert table.loc[table.index[0]].tolist() == [
        "2026", "United States", "closed models", "100", "25\u202f%", "1", "1", "1",
    ]  # fmt: skip


# --- score for compute


def score_words(table: pd.DataFrame) -> grammar.Words:
    tops = pd.DataFrame({"side": ["CN", "US"], "models": 10, "known": 3})
    return words.score_for_compute(compute.equal_compute(table), tops, "2026-08-22")


def test_a_step_between_the_sides_is_a_lead_and_none_is_no_difference():
    found = score_words(plane(3))
    assert found.title == "At equal compute and date, Chinese models score higher on ECI"
    assert "Chinese models 3.0 points higher (3.0 higher to 3.0 higher)" in found.finding
    assert same(found, score_words(swap(plane(3))))
    assert no_difference(score_words(doubled(plane(0)).assign(model=range(16))))


def test_an_interval_around_zero_is_no_lead():
    table = compute.equal_compute(plane(3)).assign(low=-1)
    said = words.equal_compute(table)
    assert "no clear difference" in said and "3.0 points higher (1.0 lower to 3.0 higher)" in said


def test_both_lines_must_agree():
    table = compute.equal_compute(plane(3))
    table.loc[table["line"] == "speculative too", "low"] = -1
    assert "no clear difference" in words.equal_compute(table)


def test_what_the_date_does_and_when_models_appeared():
    said = words.undated(compute.equal_compute(plane(3)))
    assert said.startswith(
        "Ten times the compute goes with 7 points, one year later with 12 points."
    )
    assert words.middle_release(plane(3).assign(flop=1e24)) == (
        "Half of the models with a known value were released before July 2024 (Chinese), July 2024 "
        "(American)."
    )


def test_the_best_models():
    tops = pd.DataFrame({"side": ["CN", "US"], "models": [10, 10], "known": [3, 0]})
    assert "training compute is known for: China 3, the United States 0." in words.at_the_top(tops)


# --- chips


def chip_words(stock: pd.DataFrame) -> grammar.Words:
    share = compute.stock_share(stock)
    return words.chip_stock(share, share, compute.stock_share(stock, makers="Nvidia"))


def test_owners_lead_where_their_bounds_are_above():
    found = chip_words(STOCK)
    assert found.title == "American owners hold 10 times the counted chips of Chinese ones"
    assert (
        "American owners 1\u202fk (650 to 1.4\u202fk), Chinese owners 100 (80 to 120)"
        in found.finding
    )
    assert "10 times as many (5.4 to 17)" in found.finding
    assert "Chinese owners hold 5.0\u202f% of all that is counted" in found.finding
    assert same(found, chip_words(swap(STOCK)))


def test_equal_stocks_are_no_clear_difference():
    sums = doubled(STOCK).groupby(["makers", "day", "quarter", "side"], sort=False)
    assert no_difference(chip_words(sums.sum().reset_index()))


def test_owner_table():
    table = pd.DataFrame(
        {
            "owner": ["China"],
            "side": ["CN"],
            "makers": "Nvidia",
            "low": 1e5,
            "middle": 4e5,
            "high": 9e5,
        }
    )
    assert words.owner_table(table).loc[0].tolist() == [
        "China", "China", "Nvidia", "400\u202fk", "100\u202fk", "900\u202fk",
    ]  # fmt: skip


# --- export rules

RULES = pd.DataFrame(
    {
        "start": pd.to_datetime(["2022-10-07", "2025-08-01"]),
        "end": pd.to_datetime(["2022-10-07", "2025-08-31"]),
        "precise": [True, False], "side": ["US", "US"], "grade": ["excerpt", "secondary"],
        "title": ["A rule", "Another"],
    }
)  # fmt: skip


def test_rules_are_counted_with_their_evidence_and_never_explained():
    said = words.rules(RULES)
    assert said == (
        "2 entries on export rules between 7 October 2022 and 31 August 2025: the United States 2, "
        "China 0; how known: excerpt 1 and secondary 1; 1 known to the month or year only."
    )
    assert exchanged(said) == words.rules(RULES.assign(side="CN"))
    assert words.rule_table(RULES)["date"].tolist() == ["7 October 2022", "August 2025"]
