"""Every rule at once: cells against the rows, duplicates, refusals, ranges and Shapley effects."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from hubgap import Study
from hubgap.exhibits import headlines as exhibits
from hubgap.measures import downloads, headlines
from hubgap.panel import Refusal
from hubgap.rules import CHOICES, CountingRule, counted
from hubgap.words.en import headlines as headlines_words
from hubgap.words.en.grammar import NO_DIFFERENCE

from .test_rules import ROWS, tiny

SEED = 20240711
COLUMNS = [field.name for field in fields(CountingRule)]


def rule_of(row) -> CountingRule:
    return CountingRule(**{name: row[name] for name in COLUMNS})


@pytest.fixture(scope="module")
def study():
    return Study("embedded")


@pytest.fixture(scope="module")
def census(study):
    return study.picture("2024-07-11")


@pytest.fixture(scope="module")
def sample(study):
    return study.picture("2026-08-22")


def test_the_census_has_over_200_rules(census):
    found = headlines.counts(headlines.grid(headlines.cube(census)))
    assert found["distinct"] > 200
    assert found["distinct"] + found["duplicates"] + found["refused"] == found["combinations"]


@pytest.mark.parametrize("name", ["census", "sample"])
def test_twenty_random_rules_equal_the_plain_computation(name, request):
    whole = request.getfixturevalue(name)
    cells = headlines.cube(whole)
    table = headlines.grid(cells)
    for _, row in table[table["reason"] == ""].sample(20, random_state=SEED).iterrows():
        rule = rule_of(row)
        plain = downloads.shares(whole, rule).set_index("side")
        assert cells.totals(rule).to_dict() == plain["value"].to_dict(), rule.key
        assert (row["CN"], row["US"]) == (plain.loc["CN", "share"], plain.loc["US", "share"])
        ahead = downloads.leading(plain.reset_index())
        assert row["verdict"] == (ahead or "neither"), rule.key


def test_refused_rules_are_refused_by_the_plain_computation_too(census):
    table = headlines.grid(headlines.cube(census))
    for _, row in table[table["reason"] != ""].sample(10, random_state=SEED).iterrows():
        with pytest.raises(Refusal):
            downloads.shares(census, rule_of(row))


def test_cells_of_a_tiny_panel_hold_what_the_rows_hold():
    cells = headlines.cube(tiny())
    assert cells.totals(CountingRule()).to_dict() == {
        "CN": 140,
        "US": 320,
        "other": 60,
        "unknown": 80,
    }
    assert cells.totals(CountingRule(counter="likes", unknown="CN"))["CN"] == 6
    with pytest.raises(Refusal, match="never recorded downloads_all_time"):
        cells.totals(CountingRule(counter="downloads_all_time"))


def test_random_rules_keep_the_total_in_whatever_order_they_are_built():
    cells, draw = headlines.cube(tiny()), np.random.default_rng(SEED)
    for _ in range(300):
        choices = {name: str(draw.choice(list(CHOICES[name]))) for name in COLUMNS}
        choices["counter"] = str(draw.choice(["downloads_30d", "likes", "models"]))
        rule = CountingRule()
        for name in draw.permutation(COLUMNS):
            rule = replace(rule, **{str(name): choices[str(name)]})
        own = cells.totals(replace(rule, unknown="own class"))
        assert cells.totals(replace(rule, unknown="CN")).sum() == own.sum()
        for credit in CHOICES["credit"]:
            finer = cells.totals(replace(rule, unknown="own class", credit=credit))
            assert finer.sum() == own.sum()
        if own.sum():
            assert (own / own.sum()).sum() == pytest.approx(1)
        rows = panel_rows(rule)
        assert cells.totals(rule)[rows.index].to_dict() == rows.to_dict()


def panel_rows(rule: CountingRule) -> pd.Series:
    return counted(tiny(), rule).groupby("side")["value"].sum()


def test_duplicates_are_rules_that_count_the_same_models_for_the_same_sides():
    known = ROWS[ROWS["region"] != "unknown"]
    table = headlines.grid(headlines.cube(tiny(known)))
    own = table[(table["unknown"] == "own class") & (table["credit"] == "publisher")]
    plain = own[own["reason"] == ""].iloc[0]
    same = table[(table["same_as"] == plain.name) & (table["reason"] == "")]
    assert set(same["unknown"]) == set(CHOICES["unknown"])  # nobody is unknown, so all four are one
    listed = own[(own["reason"] == "") & (own["counter"] == "models")].iloc[0]
    assert set(table[table["same_as"] == listed.name]["unknown"]) == set(CHOICES["unknown"])
    kept = headlines.distinct(table)
    assert not kept.duplicated(["same_as"]).any()


def test_equal_totals_of_other_models_are_no_duplicates():
    rows = ROWS.assign(downloads_30d=0.0, likes=0.0)
    rows.loc[rows["model_id"] == "cn/chat", "downloads_30d"] = 5.0
    table = headlines.grid(headlines.cube(tiny(rows)))
    pair = table.query(
        "counter == 'downloads_30d' and universe in ('all', 'language') and credit == 'publisher'"
    )
    assert pair.groupby("universe")["same_as"].first().nunique() == 2


def test_recent_bursts_are_refused():
    recent = replace(tiny(), judged_until=pd.Timestamp("2025-12-31"))
    with pytest.raises(Refusal, match="bursts of 1 January 2026 are too recent"):
        headlines.cube(recent).totals(CountingRule(bursts="left out"))


def test_a_panel_of_several_days_has_no_cells():
    rows = pd.concat([ROWS, ROWS.assign(day=pd.Timestamp("2026-02-01"))])
    with pytest.raises(Refusal, match="has 2 days"):
        headlines.cube(tiny(rows))


def test_ranges_take_the_worst_cases_apart():
    table = headlines.ranges(headlines.grid(headlines.cube(tiny())))
    row = table.set_index("choice").loc["other tasks"]  # one model, of an unknown publisher
    assert row["CN_worst_high"] == row["US_worst_high"] == 1
    assert row["CN_high"] == 0
    assert row["rules"] == row["CN_ahead"] + row["US_ahead"] + row["neither"]


# --- effects


def factorial(gap) -> pd.DataFrame:
    """A grid of two fields with two choices each; `gap` takes their positions."""
    rows = [
        {
            **{f.name: getattr(CountingRule(), f.name) for f in fields(CountingRule)},
            "copies": copies,
            "tests": tests,
            "gap": gap(i, j),
            "reason": "",
        }
        for i, copies in enumerate(CHOICES["copies"])
        for j, tests in enumerate(CHOICES["tests"])
    ]
    return pd.DataFrame(rows)


def test_effects_of_a_sum_are_its_variances():
    found = headlines.effects(factorial(lambda i, j: 3.0 * i + 1.0 * j)).set_index("field")
    # variances of the means 9/4 and 1/4
    assert found["share"].to_dict() == {"copies": 0.9, "tests": 0.1}
    assert found.loc["copies", ["low", "high"]].tolist() == [0.5, 3.5]


def test_effects_divide_an_interaction_equally():
    found = headlines.effects(factorial(lambda i, j: float(i == j)))
    assert found["share"].tolist() == [0.5, 0.5]


def test_effects_leave_out_the_choice_that_was_refused():
    table = factorial(lambda i, j: 3.0 * i + j)
    table.loc[table["tests"] == "included", "reason"] = "not recorded"
    assert headlines.effects(table)["field"].tolist() == ["copies"]
    assert headlines.mean_gap(table) == (1.5, None)


def test_effects_of_real_panels_add_up_to_one(sample):
    found = headlines.effects(headlines.grid(headlines.cube(sample)))
    assert found["share"].sum() == pytest.approx(1, abs=0.001)
    assert "bursts" not in set(found["field"])


# --- words


def ahead(cn: int, us: int, neither: int) -> pd.DataFrame:
    return pd.DataFrame({"CN_ahead": [cn], "US_ahead": [us], "neither": [neither]})


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ((0, 9, 1), (8, 1, 1), "American lead under most rules in July 2024, Chinese in May 2026"),
        (
            (9, 0, 1),
            (4, 4, 2),
            "July 2024: Chinese lead under most rules; May 2026: no clear difference",
        ),
        ((0, 9, 1), (0, 9, 1), "American lead under most rules in July 2024 and May 2026"),
        ((5, 5, 0), (6, 4, 0), "No clear difference under most rules in July 2024 and May 2026"),
    ],
)
def test_title_of_verdicts(first, second, title):
    tables = {"July 2024": ahead(*first), "May 2026": ahead(*second)}
    words = headlines_words.verdicts({n: headlines.tally(t) for n, t in tables.items()})
    assert words.title == title and len(title.split()) <= 12
    assert "distinct rules under which a country is ahead by more than 5 points" in words.definition


def spread(cn: tuple, us: tuple) -> pd.DataFrame:
    row = {"CN_low": cn[0], "CN_high": cn[1], "US_low": us[0], "US_high": us[1]}
    return pd.DataFrame(
        [row | {"gap_low": (cn[0] - us[1]) * 100, "gap_high": (cn[1] - us[0]) * 100}]
    )


def said_of(table: pd.DataFrame):
    return headlines_words.ranges({"May 2026": headlines.spread(table)})


def test_words_of_ranges():
    words = said_of(spread((0.1, 0.7), (0.2, 0.5)))
    assert words.title == "Rules move the Chinese share of May 2026 most, by 60 points"
    assert "largest lead of China 50 points and of the United States 40 points" in words.finding
    words = said_of(spread((0.1, 0.5), (0.1, 0.5)))
    assert words.title == "Rules move either share of May 2026 by 40 points: no clear difference"
    assert NO_DIFFERENCE in words.finding


def said_under(rule: CountingRule):
    tables = headlines.under({"May 2026": headlines.cube(tiny())}, rule)
    return headlines_words.one(tables, headlines.leaders(tables), rule)


def test_words_of_one_rule_say_the_refusal():
    words = said_under(CountingRule())
    assert words.title == "May 2026: the United States leads"
    words = said_under(CountingRule(counter="downloads_all_time"))
    assert "refused: a tiny panel never recorded downloads_all_time" in words.finding
    assert words.title == "May 2026: not identified"


def test_words_of_one_rule_without_a_leader_name_the_panels_that_identify_it():
    table = pd.DataFrame({"side": ["CN", "US", "unknown"], "share": [0.4, 0.4, 0.2]})
    tables = {"July 2024": "never recorded", "May 2026": table}
    words = headlines_words.one(tables, {"May 2026": None}, CountingRule())
    assert words.title == "No clear difference under this rule in May 2026"


def test_words_of_effects_name_the_first_clear_panel():
    table = pd.DataFrame({"field": ["counter", "universe"], "share": [0.6, 0.4]})
    tables, level = {"July 2024": table, "May 2026": table}, headlines.Mean(0.4, None)
    means = {"July 2024": level, "May 2026": headlines.Mean(-40.8, "US")}
    words = headlines_words.effects(tables, means)
    assert words.title == "The counter moves the American lead of May 2026 most"
    assert "mean over these rules: the United States ahead by 41 points" in words.finding
    words = headlines_words.effects(tables, dict.fromkeys(tables, level))
    assert words.title == "No clear difference on average over rules in July 2024 and May 2026"


# --- verdicts


@pytest.mark.parametrize(
    ("china", "america", "unknown", "ahead"),
    [
        (0.40, 0.30, 0.05, "CN"),
        (0.30, 0.40, 0.05, "US"),
        (0.55, 0.50, 0.0, "neither"),  # five points are not more than five
        (0.40, 0.30, 0.10, "neither"),  # all unknown publishers could be there
        (np.nan, np.nan, np.nan, "neither"),
    ],
)
def test_a_lead_is_beyond_the_threshold_and_all_unknown_publishers(china, america, unknown, ahead):
    ends = np.array([[china, america, china + unknown, america + unknown]]).T
    assert headlines.clear(*ends).tolist() == [ahead]
    if not np.isnan(china):
        rows = {"side": ["CN", "US"], "share": [china, america], "low": [china, america]}
        table = pd.DataFrame(rows | {"high": [china + unknown, america + unknown]})
        assert (downloads.leading(table) or "neither") == ahead


def test_most_rules_are_more_than_two_in_three():
    assert headlines.tally(ahead(7, 2, 1)) == (7, 2, 1, "CN")
    assert headlines.tally(ahead(2, 7, 1)) == (2, 7, 1, "US")
    assert headlines.tally(ahead(6, 3, 0)) == (6, 3, 0, None)
    assert headlines.tally(pd.concat([ahead(6, 3, 0), ahead(1, 0, 0)])).most == "CN"
    assert headlines.tally(ahead(6, 3, 1)).rules == 10


def test_spread_has_the_wider_side_and_the_leads_of_both():
    found = headlines.spread(spread((0.1, 0.7), (0.2, 0.5)))
    assert found.ends == {"CN": (0.1, 0.7), "US": (0.2, 0.5)} and found.wider == "CN"
    assert {side: round(lead) for side, lead in found.leads.items()} == {"CN": 50, "US": 40}
    assert headlines.spread(spread((0.1, 0.2), (0.5, 0.8))).leads.keys() == {"US"}
    level = headlines.spread(spread((0.1, 0.5), (0.1, 0.5)))
    assert level.wider is None and level.leads == {}


def test_mean_gap_names_who_is_ahead_by_more_than_the_threshold():
    assert headlines.mean_gap(factorial(lambda i, j: 5.0)) == (5.0, None)
    assert headlines.mean_gap(factorial(lambda i, j: 5.1)) == (5.1, "CN")
    assert headlines.mean_gap(factorial(lambda i, j: -6.0)) == (-6.0, "US")


def test_leaders_are_of_the_panels_that_identify_the_rule():
    cubes = {"May 2026": headlines.cube(tiny())}
    tables = headlines.under(cubes, CountingRule()) | {"July 2024": "never recorded"}
    assert headlines.leaders(tables) == {"May 2026": "US"}


def test_a_rule_that_no_panel_identifies_has_an_empty_table():
    assert headlines.stacked({"July 2024": "never recorded"}).empty
    table = headlines.under({"": headlines.cube(tiny())}, CountingRule())[""]
    stacked = headlines.stacked({"July 2024": "never recorded", "May 2026": table})
    assert stacked.columns[0] == "panel" and set(stacked["panel"]) == {"May 2026"}


# --- exhibits


def test_rules_are_computed_once_for_all_exhibits_and_studies_of_the_data(study):
    first, second = exhibits._grids(study), exhibits._grids(study.under(credit="root"))
    assert list(first) == [study.census.label, study.sample.label]
    assert all(first[name] is second[name] for name in first)


def test_your_rule_is_that_of_the_study(study):
    shown = exhibits.your_rule(study.under(universe="larger"))
    assert "more than 1 billion parameters" in shown.about["rule"]
    assert list(shown.verdict) == [study.sample.label] and "refused" in shown.words.finding
    plain = downloads.shares(study.sample, study.under(universe="larger").rule)
    assert shown.table["value"].tolist() == plain["value"].tolist()


def test_one_picture_under_a_rule_is_drawn_too(study):
    shown = exhibits.your_rule(study.on(census="latest"))
    assert set(shown.table["panel"]) == {study.sample.label} and len(shown.chart().axes) == 1


def test_menus_are_not_shown_while_pages_are_stored(monkeypatch):
    monkeypatch.setenv("HUBGAP_WIDGETS", "off")
    assert exhibits.controls(None) is None
