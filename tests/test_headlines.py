"""Every rule at once: cells against the rows, duplicates, refusals, ranges and Shapley effects."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from hubgap import Study
from hubgap.exhibits import headlines as exhibits
from hubgap.measures import downloads, headlines
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    NOT_IDENTIFIED,
    Verdict,
    on_shares,
)
from hubgap.panel import Refusal
from hubgap.rules import BOUNDS, CHOICES, CountingRule, counted
from hubgap.words.en import headlines as headlines_words

from .test_rules import ROWS, tiny

SEED = 20240711
CHINA, AMERICA, EVEN = Verdict(AHEAD, "CN"), Verdict(AHEAD, "US"), Verdict(CLOSE)
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
        found = on_shares(downloads.views(plain.reset_index())[0])
        assert headlines.COLUMNS[row["verdict"]] == found, rule.key


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
    assert row["rules"] == sum(row[column] for column in headlines.COLUMNS)


def test_rules_that_are_bounds_are_in_no_count_and_in_no_effect():
    table = headlines.grid(headlines.cube(tiny()))
    plain = table[~table["unknown"].isin(BOUNDS)]
    assert set(plain["unknown"]) == {"own class", "left out"}
    assert headlines.counts(table)["combinations"] == len(plain) == len(table) / 2
    assert set(headlines.distinct(table)["unknown"]) <= {"own class", "left out"}
    assert headlines.counts(table)["distinct"] == headlines.ranges(table)["rules"].sum()
    assert headlines.refusals(table)["rules"].sum() == (plain["reason"] != "").sum()
    found = headlines.effects(table).set_index("field")
    assert found["choices"].get("unknown", 2) == 2
    moved = table.assign(gap=table["gap"].where(~table["unknown"].isin(BOUNDS), 99.0))
    assert headlines.effects(moved).equals(headlines.effects(table))
    assert headlines.mean_gap(moved) == headlines.mean_gap(table)


def test_a_bound_that_comes_first_takes_no_rule_away():
    table = headlines.grid(headlines.cube(tiny()))
    firsts = table.loc[headlines.distinct(table)["same_as"].astype(int)]
    assert not firsts["unknown"].isin(BOUNDS).any()
    computed = table[(table["reason"] == "") & ~table["unknown"].isin(BOUNDS)]
    assert set(computed["same_as"]) == set(headlines.distinct(table)["same_as"])


def test_bounds_can_be_chosen_and_say_that_they_are_bounds():
    for side in BOUNDS:
        assert CountingRule(unknown=side).sentence.endswith("(a bound)")
        assert headlines.cube(tiny()).totals(CountingRule(unknown=side))["unknown"] == 0


# --- effects


def factorial(gap) -> pd.DataFrame:
    """A grid of two fields with two choices each; `gap` takes their positions."""
    rows = [
        {
            **{f.name: getattr(CountingRule(), f.name) for f in fields(CountingRule)},
            "quantized": quantized,
            "tests": tests,
            "gap": gap(i, j),
            "reason": "",
        }
        for i, quantized in enumerate(CHOICES["quantized"])
        for j, tests in enumerate(CHOICES["tests"])
    ]
    return pd.DataFrame(rows)


def test_effects_of_a_sum_are_its_variances():
    found = headlines.effects(factorial(lambda i, j: 3.0 * i + 1.0 * j)).set_index("field")
    # variances of the means 9/4 and 1/4
    assert found["share"].to_dict() == {"quantized": 0.9, "tests": 0.1}
    assert found.loc["quantized", ["low", "high"]].tolist() == [0.5, 3.5]


def test_effects_divide_an_interaction_equally():
    found = headlines.effects(factorial(lambda i, j: float(i == j)))
    assert found["share"].tolist() == [0.5, 0.5]


def test_effects_leave_out_the_choice_that_was_refused():
    table = factorial(lambda i, j: 3.0 * i + j)
    table.loc[table["tests"] == "included", "reason"] = "not recorded"
    assert headlines.effects(table)["field"].tolist() == ["quantized"]
    assert headlines.mean_gap(table) == (1.5, EVEN)


def test_effects_of_real_panels_add_up_to_one(sample):
    found = headlines.effects(headlines.grid(headlines.cube(sample)))
    assert found["share"].sum() == pytest.approx(1, abs=0.001)
    assert "bursts" not in set(found["field"])


# --- words


def ahead(cn: int, us: int, close: int, hangs: int = 0) -> pd.DataFrame:
    """`ranges` of as many rules; those that hang on unknown publishers are Chinese."""
    counts = {column: [0] for column in headlines.COLUMNS}
    counts |= {"CN_ahead": [cn], "US_ahead": [us], "close": [close], "CN_hangs": [hangs]}
    return pd.DataFrame(counts)


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        (
            (0, 9, 1),
            (8, 1, 1),
            "In 2024 American models led by most ways of counting, in 2026 Chinese ones",
        ),
        (
            (9, 0, 1),
            (4, 4, 2),
            "In 2024 Chinese models led by most ways of counting, in 2026 it depends",
        ),
        (
            (4, 4, 2),
            (9, 0, 1),
            "In 2024 it depends, in 2026 Chinese models led by most ways of counting",
        ),
        ((0, 9, 1), (0, 9, 1), "The United States leads by most ways of counting in 2024 and 2026"),
        ((5, 5, 0), (6, 4, 0), "The lead depends on how one counts in 2024 and 2026"),
        ((0, 0, 9), (1, 0, 9), "Both countries are within five points in 2024 and 2026"),
        (
            (0, 0, 1, 9),
            (0, 0, 0, 0),
            "2024 hangs on publishers of unknown country, 2026 cannot be told",
        ),
    ],
)
def test_title_of_verdicts(first, second, title):
    tables = {"July 2024": ahead(*first), "May 2026": ahead(*second)}
    words = headlines_words.verdicts({n: headlines.tally(t) for n, t in tables.items()})
    assert words.title == title and len(title.split()) <= 14
    assert (
        "(not of downloads) in which a country is ahead by more than 5 points" in words.definition
    )


def test_months_tell_two_panels_of_a_year_apart():
    tallies = {
        "May 2026": headlines.tally(ahead(0, 9, 1)),
        "June 2026": headlines.tally(ahead(9, 0, 1)),
    }
    assert headlines_words.verdicts(tallies).title == (
        "In May 2026 American models led by most ways of counting, in June 2026 Chinese ones"
    )


def test_the_first_bar_of_the_verdicts_counts_all_rules():
    table = headlines.ranges(headlines.grid(headlines.cube(tiny())))
    whole = headlines.with_total(table)
    assert whole["choice"].tolist() == ["every", *table["choice"]]
    assert whole["rules"].iloc[0] == table["rules"].sum()
    assert whole["US_ahead"].iloc[0] == headlines.tally(table).US


def test_rules_that_split_are_told_by_their_number_for_each_side():
    found = headlines.tally(ahead(43, 38, 12, 7))
    assert headlines_words.verdicts({"May 2026": found}).finding == (
        "In May 2026 China leads under 43 of 100 distinct rules and the United States under 38. Under "
        "12 the two differ by at most 5 points, and under 7 unknown publishers could turn the lead. "
        "The lead depends on how one counts."
    )
    even = headlines_words.verdicts({"May 2026": headlines.tally(ahead(1, 1, 8))}).finding
    assert "each country leads under 1 of 10 distinct rules." in even
    assert even.endswith("Under most rules both countries are within five points.")
    none = headlines_words.verdicts({"May 2026": headlines.tally(ahead(0, 0, 0))}).finding
    assert none == "In May 2026 no rule can be used, so the leader cannot be told."


def spread(cn: tuple, us: tuple) -> pd.DataFrame:
    row = {
        "choice": "encoder",
        "rules": 8,
        "CN_low": cn[0],
        "CN_high": cn[1],
        "US_low": us[0],
        "US_high": us[1],
    }
    return pd.DataFrame(
        [row | {"gap_low": (cn[0] - us[1]) * 100, "gap_high": (cn[1] - us[0]) * 100}]
    )


def said_of(*tables: pd.DataFrame):
    table = headlines.by_width(pd.concat(tables, ignore_index=True))
    return headlines_words.ranges(table, headlines.spread(table.head(1)), tiny())


def test_a_lead_under_every_rule_and_none_in_another_group_are_the_title():
    sure = spread((0.5, 0.7), (0.2, 0.4)).assign(choice="language")
    both = headlines.by_width(pd.concat([spread((0.1, 0.7), (0.2, 0.8)), sure], ignore_index=True))
    assert headlines.always(both, "language") == "CN" and headlines.always(both, "encoder") is None
    assert headlines.always(both, "all") is None
    found = headlines.spread(both.head(1))
    words = headlines_words.ranges(both, found, tiny(), "CN")
    assert words.title == (
        "Chinese publishers lead in language-model downloads however one counts, encoders go either way"
    )
    assert headlines_words.ranges(both, found, tiny()).title.startswith("Counting choices move")


def test_words_of_ranges_speak_of_the_widest():
    narrow = spread((0.4, 0.5), (0.3, 0.4)).assign(choice="language")
    words = said_of(narrow, spread((0.1, 0.7), (0.2, 0.5)))
    assert (
        words.title == "How one counts moves the Chinese share of encoder downloads from 10% to 70%"
    )
    assert words.finding == (
        "In January 2026 Chinese publishers drew 10% to 70% of encoder downloads by rule, American "
        "ones 20% to 50%. Under one rule Chinese publishers are 50 points ahead, under another "
        "American ones are 40 points ahead. Chinese publishers drew 40% to 50% of language-model "
        "downloads by rule, American ones 30% to 40%."
    )


def test_words_of_ranges_that_are_equally_wide():
    words = said_of(spread((0.1, 0.5), (0.12, 0.52)))
    assert words.title == (
        "Counting choices move either country's share of encoder downloads by up to 40 points"
    )
    assert "The widths of the two ranges are within five points." in words.finding
    words = said_of(spread((0.4, 0.42), (0.5, 0.52)))
    assert words.title == (
        "Counting choices move either country's share of encoder downloads by up to 2 points"
    )
    words = said_of(spread((0.4, 0.42), (0.4, 0.42)))
    assert "Under no rule is a lead larger than 5 points" in words.finding
    words = said_of(spread((0.5, 0.7), (0.1, 0.2)))
    assert "60 points ahead, the American ones under none." in words.finding


def said_under(rule: CountingRule):
    tables = headlines.under_both({"May 2026": headlines.cube(tiny())}, rule)
    return headlines_words.one(tables, headlines.leaders(tables), rule)


def test_words_of_one_rule_say_the_refusal_and_both_readings():
    words = said_under(CountingRule())
    assert words.title == "The United States leads in downloads of all models in 2026"
    assert words.definition.endswith("May 2026, each credited to the country of its publisher.")
    assert "If disputed publishers count for their other country, " in words.finding
    words = said_under(CountingRule(counter="downloads_all_time"))
    assert "rule is refused: a tiny panel never recorded downloads_all_time" in words.finding
    assert words.title.startswith("The leader cannot be told")


def test_the_other_reading_stands_beside_the_one_of_the_rule():
    cubes = {"May 2026": headlines.cube(tiny())}
    for own, way in (("registry", "alternative"), ("alternative", "registry")):
        table = headlines.under_both(cubes, CountingRule(disputed=own))["May 2026"]
        other = headlines.under(cubes, CountingRule(disputed=way))["May 2026"]
        assert table["alternative"].tolist() == other["share"].tolist()
        assert table["share"].tolist() != table["alternative"].tolist()


def test_words_of_one_rule_without_a_leader_say_why():
    share = [0.4, 0.4, 0.2]
    table = pd.DataFrame({"side": ["CN", "US", "unknown"], "share": share, "alternative": share})
    tables = {"July 2024": "never recorded", "May 2026": table}
    found = {"July 2024": Verdict(NOT_IDENTIFIED), "May 2026": EVEN}
    words = headlines_words.one(tables, found, CountingRule())
    assert words.title == "2024 cannot be told, 2026 is within five points"


def test_words_of_effects_name_the_first_choice_and_the_mean():
    table = pd.DataFrame({"field": ["counter", "universe"], "share": [0.6, 0.4]})
    tables, level = {"July 2024": table, "May 2026": table}, headlines.Mean(0.4, EVEN)
    means = {"July 2024": level, "May 2026": headlines.Mean(-40.8, AMERICA)}
    said = headlines_words.effects(tables, means)
    assert said.startswith(
        "What is counted (downloads, likes or models) moves the lead of July 2024"
    )
    assert "explains 60% of its variance. What is counted" in said
    assert said.endswith(
        "Averaged over all rules, in July 2024 both countries are within five points and in May 2026 "
        "the United States leads by 41 points."
    )
    told = headlines_words.effect_table({"July 2024": table, "May 2026": table[:1]})
    assert told["July 2024"].tolist() == ["60%", "40%"]
    assert told["May 2026"].tolist() == ["60%", "cannot be told"]


# --- verdicts


@pytest.mark.parametrize(
    ("china", "america", "unknown", "found"),
    [
        (0.40, 0.30, 0.05, CHINA),
        (0.30, 0.40, 0.05, AMERICA),
        (0.55, 0.50, 0.0, EVEN),  # five points are not more than five
        (0.40, 0.30, 0.10, Verdict(HANGS, "CN")),  # all unknown publishers could be there
        (0.30, 0.40, 0.10, Verdict(HANGS, "US")),
    ],
)
def test_the_verdict_of_many_rules_is_that_of_each(china, america, unknown, found):
    ends = np.array([[china, america, china + unknown, america + unknown]]).T
    (column,) = headlines.verdicts(*ends)
    assert headlines.COLUMNS[column] == found
    assert on_shares({"CN": (ends[0][0], ends[2][0]), "US": (ends[1][0], ends[3][0])}) == found


def test_most_rules_are_more_than_two_in_three():
    assert headlines.tally(ahead(7, 2, 1)) == (7, 2, 0, 1, CHINA)
    assert headlines.tally(ahead(2, 7, 1)) == (2, 7, 0, 1, AMERICA)
    assert headlines.tally(ahead(6, 3, 0)) == (6, 3, 0, 0, Verdict(DEPENDS))
    assert headlines.tally(pd.concat([ahead(6, 3, 0), ahead(1, 0, 0)])).verdict == CHINA
    assert headlines.tally(ahead(1, 0, 0, 9)) == (1, 0, 9, 0, Verdict(HANGS, "CN"))
    assert headlines.tally(ahead(6, 3, 1)).rules == 10


def test_without_any_rule_the_leader_is_not_identified_and_nobody_is_close():
    refused = headlines.grid(headlines.cube(tiny())).assign(reason="never recorded")
    table = headlines.ranges(refused)
    assert table.empty and headlines.tally(table) == (0, 0, 0, 0, Verdict(NOT_IDENTIFIED))


def test_spread_has_the_wider_side_and_the_leads_of_both():
    found = headlines.spread(spread((0.1, 0.7), (0.2, 0.5)))
    assert found.ends == {"CN": (0.1, 0.7), "US": (0.2, 0.5)} and found.wider == CHINA
    assert {side: round(lead) for side, lead in found.leads.items()} == {"CN": 50, "US": 40}
    assert headlines.spread(spread((0.1, 0.2), (0.5, 0.8))).leads.keys() == {"US"}
    level = headlines.spread(spread((0.1, 0.5), (0.1, 0.5)))
    assert level.wider == EVEN and level.leads.keys() == {"CN", "US"}


def test_mean_gap_names_who_is_ahead_by_more_than_the_threshold():
    assert headlines.mean_gap(factorial(lambda i, j: 5.0)) == (5.0, EVEN)
    assert headlines.mean_gap(factorial(lambda i, j: 5.1)) == (5.1, CHINA)
    assert headlines.mean_gap(factorial(lambda i, j: -6.0)) == (-6.0, AMERICA)


def test_a_panel_that_refuses_the_rule_does_not_identify_its_leader():
    cubes = {"May 2026": headlines.cube(tiny())}
    tables = headlines.under(cubes, CountingRule()) | {"July 2024": "never recorded"}
    assert headlines.leaders(tables) == {
        "May 2026": AMERICA,
        "July 2024": Verdict(NOT_IDENTIFIED),
    }


def test_a_rule_that_no_panel_identifies_has_an_empty_table():
    assert headlines.stacked({"July 2024": "never recorded"}).empty
    table = headlines.under({"": headlines.cube(tiny())}, CountingRule())[""]
    stacked = headlines.stacked({"July 2024": "never recorded", "May 2026": table})
    assert stacked.columns[0] == "panel" and set(stacked["panel"]) == {"May 2026"}


# --- exhibits


def test_rules_are_computed_once_for_all_exhibits_and_studies_of_the_data(study):
    first, second = exhibits._grids(study), exhibits._grids(study.under(credit="root"))
    assert list(first) == [study.census.label, study.latest.label]
    assert all(first[name] is second[name] for name in first)


def test_your_rule_is_that_of_the_study(study):
    shown = exhibits.your_rule(study.under(universe="larger"))
    assert "more than 1 billion parameters" in shown.about["rule"]
    assert shown.verdict[study.census.label] == Verdict(NOT_IDENTIFIED)
    assert "refused" in shown.words.finding
    plain = downloads.shares(study.latest, study.under(universe="larger").rule)
    assert shown.table["value"].tolist() == plain["value"].tolist()


def test_one_picture_under_a_rule_is_drawn_too(study):
    shown = exhibits.your_rule(study.on(census="latest"))
    assert set(shown.table["panel"]) == {study.latest.label} and len(shown.chart().axes) == 1


def test_menus_are_not_shown_while_pages_are_stored(monkeypatch):
    monkeypatch.setenv("HUBGAP_WIDGETS", "off")
    assert exhibits.controls(None) is None
