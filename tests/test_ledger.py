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
    assert ledger.counts(rows)["rows"].sum() == rows["ours"].notna().sum()


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


@pytest.mark.parametrize(
    ("cn", "us", "expected"),
    [((12, 12), (0, 12), "CN"), ((0, 12), (12, 12), "US"), ((4, 8), (4, 12), None)],
)
def test_a_country_agrees_more_often_only_beyond_chance(cn, us, expected):
    sides = pd.DataFrame([("CN", *cn), ("US", *us)], columns=["side", "agrees", "rows"])
    assert ledger.agreeing_more(sides) == expected


def test_a_value_that_is_missing_cannot_be_rebuilt():
    assert verdict("none", 5, np.nan) == "cannot be rebuilt"


# --- measures, on 600 downloads of six models


def test_publishers_and_ranks():
    assert ledger.publisher_total(question("us")).value == 320
    assert ledger.publisher_share(question("cn")).value == 140 / 600
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


def test_words_count_by_kind_and_compare_the_countries():
    counts = pd.DataFrame(
        {"expected": ["digit", "order"], "agrees": [1, 8], "differs": [3, 2], "rows": [4, 10]}
    )
    sides = pd.DataFrame({"side": ["CN", "US"], "agrees": [4, 4], "rows": [8, 12]})
    words = ledger_words.agreement(counts, sides, None, 20, 5)
    assert words.title == "9 of 14 rebuilt figures agree; no clear difference by country"
    assert "14 rebuilt here, 6 not" in words.finding
    assert "(within published rounding) 1 of 4" in words.finding
    sides = pd.DataFrame({"side": ["CN", "US"], "agrees": [12, 0], "rows": [12, 12]})
    words = ledger_words.agreement(counts, sides, "CN", 20, 5)
    assert words.title.endswith("on China more often")
    assert "(more often on China than on the United States, Fisher's exact test)" in words.finding
