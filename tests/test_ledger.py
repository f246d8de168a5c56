"""The ledger: every published figure judged as expected, and measures against hand-made rows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.measures import ledger
from hubgap.measures.ledger import Answer, Question
from hubgap.rules import CountingRule
from hubgap.words.en import ledger as ledger_words

from .test_rules import ROWS, tiny
from .test_usage import OPENROUTER


def question(
    subject: str = "", region=None, rows: pd.DataFrame = ROWS, data=None, **choices
) -> Question:
    listed = pd.DataFrame(
        {"canonical_id": ["us/vec"], "total_params_b": [300.0], "is_moe": ["true"]}
    )
    rows = rows.assign(namespace=rows["model_id"].str.split("/").str[0])
    return Question(
        data or {"tracked_models": listed},
        tiny(rows),
        CountingRule(**choices),
        region,
        subject,
        "percent",
    )


# --- the table


@pytest.fixture(scope="module")
def rows():
    return ledger.ledger(open_data("embedded"))


def test_every_published_figure_has_a_row_and_a_verdict(rows):
    published = open_data("embedded")["published_figures"]["figure_id"]
    assert sorted(rows["figure_id"]) == sorted(published)
    assert set(rows["verdict"]) == {"agrees", "differs", "cannot be rebuilt"}
    assert rows.loc[rows["verdict"] != "agrees", "why"].str.len().gt(10).all()


def test_at_least_25_figures_have_a_value_and_none_without_a_measure_has(rows):
    assert rows["ours"].notna().sum() >= 25
    assert rows.loc[rows["measure"].isna(), "ours"].isna().all()
    assert rows.loc[rows["measure"].isna(), "missing"].notna().all()
    assert sum(one.rows for one in ledger.tallies(rows).values()) == rows["ours"].notna().sum()


def test_every_measure_is_used_and_every_direction_has_a_limit():
    table = open_data("embedded")["ledger"]
    assert set(table["measure"].dropna()) == set(ledger.MEASURES)
    directions = table[table["expected"] == "direction"]
    assert directions["against"].notna().all()
    assert (table["expected"].eq("none") == table["measure"].isna()).all()


def test_values_that_are_known_from_their_tables(rows):
    ours = rows.set_index("figure_id")["ours"]
    assert ours["F127"] == 760000  # all models of the census: 416,513 rows and 343,487 counted
    assert ours["F016"] == open_data("embedded")["tracked_models"]["canonical_id"].nunique()
    assert ours["F131"] == pytest.approx(100 * 376281 / 760000, abs=0.01)


def test_values_rest_on_the_sources_of_the_rows_they_were_read_from(rows):
    read = rows.set_index("figure_id")["read"]
    assert read["F127"] == "stalnaker"  # the census
    assert read["F016"] == "atom"  # the list of language models
    assert read["F151"] == "epoch_eci_2026_08"  # the fit that is read, not the later one
    assert (rows.loc[rows["ours"].isna(), "read"] == "").all()
    ground = ledger.ground(rows[rows["figure_id"].isin(["F127", "F016"])])
    assert ground.sources == ("atom", "stalnaker")


# --- verdicts


def verdict(expected: str, value: float, ours: float, against="", limits=None) -> str:
    row = {
        "figure_id": "A",
        "expected": expected,
        "value": value,
        "ours": ours,
        "against": against,
        "nearest": "another definition",
        "missing": "a column",
        "refusal": "",
    }
    published, values = limits or ({}, {})
    return ledger._verdict(row, published, values)[0]


@pytest.mark.parametrize(
    ("value", "ours", "expected"),
    [
        (11.0, 11.5, "agrees"),
        (11.0, 11.6, "differs"),
        (2.7, 2.65, "agrees"),
        (2.7, 2.64, "differs"),
    ],
)
def test_a_digit_agrees_within_the_published_rounding(value, ours, expected):
    assert verdict("digit", value, ours) == expected


def test_an_order_agrees_within_a_factor_of_two():
    assert verdict("order", 10, 5) == verdict("order", 10, 20) == "agrees"
    assert (
        verdict("order", 10, 4.9)
        == verdict("order", 10, 20.1)
        == verdict("order", 10, 0)
        == "differs"
    )


def test_a_direction_is_judged_against_a_number_or_another_figure():
    assert verdict("direction", 83, 54, "50") == "agrees"
    assert verdict("direction", 39, 52, "50") == "differs"
    assert verdict("direction", 17, 15, "B", ({"B": 16}, {"B": 41})) == "differs"
    assert verdict("direction", 56, 67, "B", ({"B": 35}, {"B": 28})) == "agrees"


LISTED = pd.DataFrame(
    # two shares against each other, one against a half, three digits, one row without a value
    [
        ("A", "direction", "B", 17.1, "percent", "differs"),
        ("B", "direction", "A", 15.8, "percent", "differs"),
        ("C", "direction", "50", 83.0, "percent", "agrees"),
        ("D", "digit", None, 2025.0, "year", "agrees"),
        ("E", "digit", None, 16.0, "ECI points", "agrees"),
        ("F", "digit", None, 253.5, "million downloads", "agrees"),
        ("G", "digit", None, 1772.0, "models", "differs"),
        ("H", "none", None, 10.0, "percent", "cannot be rebuilt"),
    ],
    columns=["figure_id", "expected", "against", "value", "unit", "verdict"],
)


def told(rows: pd.DataFrame = LISTED) -> pd.DataFrame:
    return rows.assign(comparison=ledger._comparisons(rows), easy=ledger._easy(rows))


def test_two_figures_set_against_each_other_are_one_comparison():
    assert list(told()["comparison"])[:3] == ["A B", "A B", "C"]
    assert ledger.tallies(told()) == {
        "digit": (3, 4, 4),
        "order": (0, 0, 0),
        "direction": (1, 2, 3),
    }


def test_a_year_and_a_whole_number_of_points_are_easy_and_a_count_of_models_is_not():
    assert list(told()["easy"]) == ["", "", "", ledger.YEAR, ledger.WHOLE, "", "", ""]
    assert ledger.easily(told()) == {ledger.YEAR: 1, ledger.WHOLE: 1}


def test_all_that_agree_to_the_digit_are_easy_and_eight_directions_are_four(rows):
    assert ledger.tallies(rows)["digit"] == (3, 19, 19)
    assert ledger.easily(rows) == {ledger.YEAR: 1, ledger.WHOLE: 2}  # F008; F148 and F152
    pairs = rows.loc[rows["comparison"].str.contains(" "), "comparison"].value_counts()
    assert list(pairs) == [2] * 4 and ledger.tallies(rows)["direction"][1:] == (11, 15)


def test_a_share_is_taken_of_the_published_tasks_only(rows):
    census = open_data("embedded")["snapshot-2024-07-11"]
    tags = ("text-generation", "image-text-to-text")
    published = census[census["pipeline_tag"].isin(tags)]
    meta = published["model_id"].str.startswith("meta-llama/")
    share = 100 * published.loc[meta, "downloads_30d"].sum() / published["downloads_30d"].sum()
    assert rows.set_index("figure_id")["ours"]["F086"] == pytest.approx(
        share,
        abs=0.05,  # a model that declared its task later counts too
    )
    table = rows.set_index("figure_id")
    assert (
        table.loc[["F086", "F087", "F088", "F089"], "subject"].str.endswith(" ".join(tags))
    ).all()
    assert table.loc[["F101", "F102"], "subject"].str.endswith(" of text-generation").all()


def test_a_lead_on_a_board_has_the_interval_of_the_difference(rows):
    row = rows.set_index("figure_id").loc["F160"]
    asked = Question(open_data("embedded"), None, CountingRule(), "US", row["subject"], row["unit"])
    board = ledger._board(asked)
    first, second = (
        board[board["country"] == side].nlargest(1, "rating").iloc[0] for side in ("US", "CN")
    )
    down = np.hypot(first["rating"] - first["ci_low"], second["ci_high"] - second["rating"])
    assert row["low"] == pytest.approx(row["ours"] - down, abs=0.06)


def test_a_value_that_is_missing_cannot_be_rebuilt():
    assert verdict("none", 5, np.nan) == "cannot be rebuilt"


# --- measures, on 600 downloads of six models


def test_publishers_and_ranks():
    assert ledger.publisher_total(question("us")).value == 320
    assert ledger.publisher_share(question("cn")).value == 140 / 600
    assert ledger.publisher_share(question("us of encoder")).value == 20 / 60
    assert ledger.publisher_share(question("us of encoder language")).value == 320 / 520
    assert ledger.ranks_total(question("2 3")).value == 140 + 80
    assert ledger.model_total(question("fr/chat")).value == 60


def test_top_shares():
    assert ledger.top_share(question("1 models")).value == 0.5
    assert ledger.top_share(question("2 publishers")).value == 460 / 600
    assert ledger.top_share(question("50 percent")).value == 480 / 600


def test_shares_of_a_size_with_what_has_none_as_bounds():
    # over a billion 100 + 300 + 80; known are all but cn/vec (40)
    sized = ROWS.assign(parameters=ROWS["parameters"].mask(ROWS["model_id"] == "us/vec", 3e11))
    assert ledger.size_share(question("over 1", rows=sized)) == Answer(
        500 / 560, 500 / 600, 540 / 600
    )
    assert ledger.size_share(question("us of from 250", rows=sized)).value == 1
    assert ledger.own_size_share(question("cn of over 1", rows=sized)) == Answer(1, 100 / 140, 1)
    assert ledger.size_total(question("up to 1", rows=sized)) == Answer(60, 60, 100)
    assert ledger.size_total(question("up to 1 of encoder", rows=sized)) == Answer(0, 0, 40)
    assert ledger.size_median(question(rows=sized)).value == 2e9


def test_age_overlap_and_correlation():
    old = ROWS.assign(created_at=ROWS["created_at"].where(ROWS["model_id"] != "fr/chat"))
    assert ledger.created_share(question("2024", rows=old)) == Answer(
        320 / 540, 320 / 600, 380 / 600
    )
    assert ledger.top_created(question("2 2024")) == Answer(1, 1, 1)
    assert ledger.top_overlap(question("2")).value == 1
    assert ledger.rank_correlation(question("100")).value == pytest.approx(-1)


def test_quantized_share_and_undownloaded_share():
    assert ledger.quantized_share(question()).value == 0.1
    none = ROWS.assign(downloads_30d=ROWS["downloads_30d"].where(ROWS["region"] == "US", 0))
    assert ledger.undownloaded_share(question(rows=none)).value == 4 / 6


def test_derivatives_and_names():
    panel = replace(tiny(), fields=frozenset(["downloads_30d", "descendants"]))
    asked = question("cn", rows=ROWS.assign(descendants=range(8)))._replace(
        panel=replace(
            panel, rows=ROWS.assign(descendants=range(8), namespace=ROWS["region"].str.lower())
        )
    )
    assert ledger.descendants(asked).value == 0 + 1
    assert ledger.descendants(asked._replace(subject="us/vec")).value == 3
    assert ledger.repositories(question("cn vec")).value == 1
    based = ROWS.assign(
        base_model=[None, ["Qwen/x"], None, ["a/b", "Qwen/y"], None, None, None, None]
    )
    assert ledger.family_total(question("qwen vec", rows=based)).value == 60


# --- words


def test_words_say_exact_agreement_first_and_how_easy_it_was():
    tallies = {
        "digit": ledger.Tally(3, 19, 19),
        "order": ledger.Tally(34, 41, 41),
        "direction": ledger.Tally(9, 11, 15),
    }
    words = ledger_words.agreement(tallies, {ledger.YEAR: 1, ledger.WHOLE: 2}, 117, 13)
    assert (
        words.title == "Most figures we rebuilt agree roughly with the published ones, few exactly"
    )
    assert "75 published figures" in words.definition and "71 comparisons" in words.definition
    assert len(words.title.split()) <= 14
    exact, easy, size, direction, twice, rest = words.finding.split(". ")
    assert exact.endswith("3 do")
    assert easy == (
        "Of these 1 is a year and 2 are rounded to whole numbers, which is easy to match"
    )
    assert size == "Of 41 expected to match in size, 34 are within a factor of two"
    assert (
        direction.startswith("Of 11 comparisons of direction, 9 come out") and "4 of them" in twice
    )
    assert (
        rest == "Of 117 published figures, 75 were rebuilt, and for 42 these data lack something."
    )
    assert (
        ledger_words.heads(tallies)["order"]
        == "Expected to match within a factor of two: 34 of 41 agree"
    )


def test_words_of_what_is_not_easy():
    one = dict.fromkeys(ledger.KINDS, ledger.Tally(1, 4, 4))
    words = ledger_words.agreement(one, {ledger.YEAR: 0, ledger.WHOLE: 0}, 12, 5)
    assert words.title.startswith("Some figures we rebuilt") and words.title.endswith(
        "some exactly"
    )
    assert "comparisons" not in words.definition
    assert "and 1 does. Of 4 expected" in words.finding and "count once" not in words.finding
    some = one | {"digit": ledger.Tally(3, 4, 4)}
    words = ledger_words.agreement(some, {ledger.YEAR: 1, ledger.WHOLE: 0}, 12, 5)
    assert "Of these 1 is a year, which is easy to match." in words.finding


def test_tokens_of_open_models_of_all_or_of_the_largest():
    def asked(subject: str, region: str) -> Question:
        return question(subject, region, data=OPENROUTER)

    # Two months: a 0.2 of 2 once it is open; unnamed 0.45 and d 0.05 could be of either side.
    assert ledger.token_share(asked("all 2026-01 2026-02", "CN")) == pytest.approx((0.1, 0.1, 0.35))
    # c 0.1; b 0.7 is American, if it is open
    assert ledger.token_share(asked("all 2026-01 2026-02", "US")) == pytest.approx(
        (0.05, 0.05, 0.65)
    )
    top = ledger.token_share(asked("2 2026-01 2026-02", "CN"))
    assert top.value == pytest.approx(2 / 3)  # a 0.2 beside c 0.1
