"""Training compute and chips: numbers worked out by hand, verdicts, words and charts.

After a wanted change of a chart: `pytest --mpl-generate-path=tests/baseline tests/test_compute.py`.
"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubgap import Study, open_data
from hubgap.charts import compute as compute_charts
from hubgap.exhibits import compute as exhibits
from hubgap.measures import compute
from hubgap.measures.benchmarks import ECI
from hubgap.measures.verdicts import AHEAD, CLOSE, TOO_FEW, WITHIN_ERROR, Verdict
from hubgap.panel import Refusal, sources_of
from hubgap.words.en import compute as words
from hubgap.words.en import grammar

from .altered import exchanged
from .test_lineage import nobody_leads, same

picture = pytest.mark.mpl_image_compare
RULER = replace(ECI, day="2026-08-22")

TRAINED = (  # model, country, day, FLOP, confidence, open weights, base, domain, source
    ("a1", "US", "2023-02-01", 2e24, "Confident", "true", None, "Language", "epoch"),
    ("a2", "US", "2024-05-01", 9e25, "Likely", "false", None, "Multimodal,Language", "epoch"),
    ("a3", "US", "2025-01-01", None, "Unknown", "false", None, "Language", "epoch"),
    ("a4", "US", "2025-03-01", 2e26, "Speculative", "false", None, "Language", "epoch"),
    ("a5", "US", "2025-06-01", None, None, "false", None, "Language", "epoch"),
    ("c1", "CN", "2023-01-01", 1e24, "Confident", "true", None, "Language", "epoch"),
    ("c2", "HK", "2023-09-01", 8e24, "team 0.2", "false", None, "Language", "epoch|additions"),
    ("c3", "CN", "2024-04-01", 3e24, "team 0.3", "true", None, None, "additions"),
    ("c4", "CN", "2025-02-01", 2e24, "team 0.55", "true", None, "Language", "epoch|additions"),
    ("tuned", "CN", "2025-04-01", 9e26, "Confident", "true", "a2", "Language", "epoch"),
    ("video", "CN", "2025-04-02", 9e26, "Confident", "true", None, "Video,Vision", "epoch"),
    ("dark", "CN", "2025-04-03", 9e26, "Confident", "true", None, None, "epoch"),
    ("fr", "FR", "2025-05-01", 9e26, "Confident", "true", None, "Language", "epoch"),
    ("old", "US", "2019-05-01", 9e26, "Confident", "true", None, "Language", "epoch"),
)


def trained(rows=TRAINED) -> dict[str, pd.DataFrame]:
    columns = ["model", "country", "release_date", "training_flop", "confidence", "open_weights",
               "base_model", "domain", "source"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype({"base_model": "str", "domain": "str"})
    dates = pd.to_datetime(table["release_date"])
    known = table["model"].where(table["model"].isin(["a1", "c3"]))  # these stand on benchmarks
    table = table.assign(release_date=dates, developer="lab", benchmark_model=known)
    return {"training_compute": table.astype({"training_flop": float, "confidence": "str"})}


RUNS = compute.runs(trained())


# --- training runs


def test_runs_end_with_the_day_that_was_asked():
    assert compute.runs(trained(), "2024-04-01")["model"].tolist() == ["c1", "a1", "c2", "c3"]


def test_runs_are_language_models_of_the_two_sides_with_a_run_of_their_own():
    assert RUNS["model"].tolist() == ["c1", "a1", "c2", "c3", "a2", "a3", "c4", "a4", "a5"]
    assert RUNS.set_index("model").loc["c2", "side"] == "CN"  # Hong Kong


def test_how_firmly_a_value_is_known():
    assert RUNS.set_index("model")["known"].to_dict() == {
        "a1": "confident", "a2": "likely", "a3": "not known", "a4": "speculative",
        "a5": "not known", "c1": "confident", "c2": "guess", "c3": "speculative", "c4": "likely",
    }  # fmt: skip


def test_a_value_of_unknown_confidence_is_speculative():
    rows = trained([(*TRAINED[0][:4], "Unknown", *TRAINED[0][5:])])
    assert compute.runs(rows)["known"].tolist() == ["speculative"]


def test_teams_values_and_those_without_a_grade_are_named():
    said = pd.Series(["Confident", "team 0.55", "Unverified", "Unknown", None], dtype="str")
    assert compute.graded(said).tolist() == [
        "by the source", "by the other team", *["by nobody"] * 3,
    ]  # fmt: skip
    table = compute.largest(RUNS).set_index(["line", "side"])["graded"]
    assert table.tolist() == ["by the other team", "by the source"] * 2
    assert (
        "Chinese c4 (1 February 2025) took 2.0\u00a0×\u00a010²⁴ FLOP (graded by the other team)"
        in (runs_words(RUNS).finding)
    )


def test_records_on_each_line_leave_guesses_out():
    found = compute.record_runs(RUNS).groupby(["line", "side"])["model"].agg(list)
    firm, loose = compute.LINES
    assert found[firm, "US"] == ["a1", "a2"] and found[firm, "CN"] == ["c1", "c4"]
    assert found[loose, "US"] == ["a1", "a2", "a4"] and found[loose, "CN"] == ["c1", "c3"]


def test_largest_with_bounds_and_later_models_without_a_value():
    found = compute.largest(RUNS).set_index(["line", "side"])
    firm, loose = compute.LINES
    assert found["model"].tolist() == ["c4", "a2", "c3", "a4"]
    assert found["factor"].tolist() == [10, 10, 30, 30]  # likely, likely, speculative twice
    assert found.loc[(firm, "US"), ["later", "later_unknown"]].tolist() == [3, 2]  # a3, a4, a5
    assert found.loc[(loose, "US"), ["later", "later_unknown"]].tolist() == [1, 1]
    assert found.loc[(firm, "CN"), ["later", "later_unknown"]].tolist() == [0, 0]


def test_largest_up_to_a_day():
    found = compute.largest(RUNS, "2024-04-15")
    assert found["model"].tolist() == ["c1", "a1", "c3", "a1"]
    with pytest.raises(Refusal, match="no known training run"):
        compute.largest(RUNS, "2023-01-15")


def test_top_runs_begin_with_the_side_of_the_largest():
    found = compute.top_runs(RUNS, keep=2)
    assert found["model"].tolist() == ["a4", "a2", "c3", "c4"]


def test_disclosure_by_hand_leaves_out_the_team():
    assert sources_of(compute.without_team(RUNS)) == ("epoch",)
    found = compute.disclosure(RUNS).set_index(["weights", "year", "side"])
    # 2023: a1 known; c1 known, c2 valued by the team only. c3 stands in the team's list only.
    assert found.loc[("all", 2023, "US"), ["models", "known"]].tolist() == [1, 1]
    assert found.loc[("all", 2023, "CN"), ["models", "known"]].tolist() == [2, 0.5]
    assert found.loc[("all", 2024, "CN"), "models"] == 0
    assert np.isnan(found.loc[("all", 2024, "CN"), "known"])
    assert found.loc[("all", 2025, "US"), ["models", "known"]].tolist() == [3, 0.3333]
    assert found.loc[("closed", 2025, "US"), "speculative"] == 1
    assert found.loc[("open", 2025, "CN"), ["models", "likely"]].tolist() == [1, 0]


# --- score for compute


def on_eci(rows) -> dict[str, pd.DataFrame]:
    """(model, country, day, score) on ECI, joined with TRAINED."""
    models = pd.DataFrame(rows, columns=["model", "country", "release_date", "score"])
    models["release_date"] = pd.to_datetime(models["release_date"])
    facts = dict.fromkeys(["base_model_country", "hub_id", "license"])
    about = models.assign(open_weights="true", developer="lab", **facts).drop(columns="score")
    about["weights_date"] = about["release_date"]
    eci = models[["model", "score"]].assign(variant="v", ci_low=0, ci_high=0)
    return {
        "benchmark_models": about,
        "organizations": pd.DataFrame({"display_name": ["lab"], "parent": ["Lab"]}),
        "eci": eci.assign(fit=pd.Timestamp(RULER.day)),
        **trained(),
    }


def test_scored_joins_known_compute_and_keeps_models_without_it():
    day = "2024-01-01"
    rows = [("a1", "US", day, 10.0), ("c3", "CN", day, 12.0), ("x", "US", day, 20.0),
            ("y", "CN", None, 30.0), ("z", "FR", day, 40.0)]  # fmt: skip
    found = compute.scored(RULER, on_eci(rows))
    assert found["model"].tolist() == ["x", "c3", "a1"]
    assert found["known"].tolist() == ["not known", "speculative", "confident"]
    assert found["flop"].tolist()[1:] == [3e24, 2e24]
    tops = compute.known_at_top(found, keep=1).set_index("side")
    assert tops["known"].to_dict() == {"CN": 1, "US": 0}


def plane(step: float) -> pd.DataFrame:
    """Scores that lie on a plane: 7 for ten times the compute, 12 a year, `step` for China."""
    days = pd.to_datetime(["2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"] * 2)
    flop = np.array([1e23, 1e25, 1e24, 1e24, 1e24, 1e23, 1e25, 1e26])
    table = pd.DataFrame({"day": days, "flop": flop, "side": ["CN"] * 4 + ["US"] * 4})
    years = (table["day"] - pd.Timestamp("2025-01-01")).dt.days / 365.25
    score = 130 + 7 * np.log10(flop / 1e24) + 12 * years + step * (table["side"] == "CN")
    names = [f"m{n}" for n in range(8)]
    return table.assign(score=score, known="likely", model=names, developer=list("abcdefgh"))


def test_difference_at_equal_compute_and_date_is_that_of_the_plane():
    found = compute.equal_compute(plane(3)).iloc[0]
    assert found[["points", "low", "high"]].tolist() == [3, 3, 3]
    assert found[["per_tenfold", "per_year", "level"]].tolist() == [7, 12, 131.5]
    assert found[["models_CN", "models_US", "developers"]].tolist() == [4, 4, 8]


def test_without_the_date_the_difference_is_another():
    # China 1e23..1e25, the United States on average ten times more and no later
    dated, undated = compute.equal_compute(plane(3)).iloc[:2].itertuples()
    assert dated.dated and not undated.dated
    assert undated.points != dated.points and undated.per_year == 0


def test_equal_compute_mirrors_when_the_sides_are_exchanged():
    noise = np.array([2, -1, 0, 4, -3, 1, 2, 0])
    table = plane(1).assign(score=plane(1)["score"] + noise)
    mirrored = table.assign(side=table["side"].map({"CN": "US", "US": "CN"}))
    one, other = (compute.equal_compute(t).iloc[0] for t in (table, mirrored))
    assert one["low"] < one["points"] < one["high"]
    assert [one["points"], one["low"], one["high"]] == [
        -other["points"],
        -other["high"],
        -other["low"],
    ]


def test_models_of_one_developer_are_drawn_together():
    noise = np.array([2, -1, 0, 4, -3, 1, 2, 0])
    table = plane(1).assign(score=plane(1)["score"] + noise)
    few = table.assign(developer=["a", "a", "b", "b", "c", "c", "d", "d"])
    one, other = (compute.equal_compute(t).iloc[0] for t in (table, few))
    assert one["points"] == other["points"]
    assert (one["low"], one["high"]) != (other["low"], other["high"])


# --- chips

CHIPS = pd.DataFrame(
    [
        ("China", "Nvidia", "2025Q1", 80, 100, 120, False),
        ("Google", "Nvidia", "2025Q1", 200, 300, 400, False),
        ("Google", "Google TPU", "2025Q1", 400, 600, 800, False),
        ("Meta", "AMD", "2025Q1", 50, 100, 150, False),
        ("Other", "Nvidia", "2025Q1", 500, 900, 1000, False),
        ("Google", "Nvidia", "2025Q2", 300, 400, 500, False),
        ("China", "Nvidia", "2025Q3", 90, 110, 130, True),
        ("Google", "Nvidia", "2025Q3", 300, 400, 500, True),
    ],
    columns=["owner", "chip_maker", "quarter", "h100e_p5", "h100e_p50", "h100e_p95", "incomplete"],
)
CHIPS["quarter_end"] = pd.PeriodIndex(CHIPS["quarter"], freq="Q").end_time.normalize()
STOCK = compute.stock({"chip_stock": CHIPS})


def test_owners_are_companies_or_countries_and_others_are_not_attributed():
    owners = pd.Series(["China", "Oracle", "United States", "Other", "nobody"])
    assert compute.owner_side(owners).tolist() == ["CN", "US", "US", "other", "other"]


def test_every_owner_in_the_data_is_read_on_purpose():
    unnamed = set(open_data("embedded")["chip_stock"]["owner"]) - set(compute.OWNERS)
    assert all(owner.startswith("Other") for owner in unnamed)


def test_stock_adds_bounds_and_leaves_incomplete_quarters_out():
    assert set(STOCK["quarter"]) == {"2025Q1", "2025Q2"}
    rows = STOCK.set_index(["makers", "quarter", "side"])[["low", "middle", "high"]]
    assert rows.loc[("all counted", "2025Q1", "US")].tolist() == [650, 1000, 1350]
    assert rows.loc[("Nvidia", "2025Q1", "US")].tolist() == [200, 300, 400]


def test_share_in_the_last_quarter_of_both_sides():
    china, america = compute.stock_share(STOCK).itertuples()
    assert (china.quarter, china.middle, america.middle) == ("2025Q1", 100, 1000)
    assert china.share == 0.05  # 100 of 2000
    assert china.share_low == round(80 / (80 + 1350 + 1000), 4)
    assert china.share_high == round(120 / (120 + 650 + 500), 4)
    assert china.share_at_most == 0.5  # with the 900 of unnamed owners
    assert compute.stock_share(STOCK, makers="Nvidia")["middle"].tolist() == [100, 300]


def test_no_quarter_of_both_sides_is_refused():
    with pytest.raises(Refusal, match="No complete quarter"):
        compute.stock_share(STOCK, "2024-12-31")


def test_owners_of_a_quarter():
    found = compute.by_owner({"chip_stock": CHIPS}, "2025Q1")
    assert found["owner"].tolist() == ["Google", "Other", "China", "Meta"]
    assert found.loc[0, ["makers", "low", "middle", "high"]].tolist() == [
        "Google TPU, Nvidia", 600, 900, 1200,
    ]  # fmt: skip


# --- the embedded data


def test_anchors():
    data = open_data("embedded")
    runs = compute.runs(data)
    found = compute.largest(runs).set_index(["line", "side"])[["model", "flop"]]
    firm, loose = compute.LINES
    assert found.loc[(firm, "US")].tolist() == ["GPT-4.5", 3.8e26]
    assert found.loc[(firm, "CN")].tolist() == ["Doubao-pro", 2.505e25]
    assert found.loc[(loose, "US")].tolist() == ["Grok 4", 5e26]
    then = compute.largest(runs, "2024-07-25").set_index(["line", "side"])["model"]
    assert (then[firm, "US"], then[firm, "CN"]) == ("Llama 3.1-405B", "Qwen2-72B")
    known = runs.set_index("model")["known"]
    assert known["SenseChat 5.5"] == "guess"  # would be the Chinese record of 2024
    assert not {"Qwen2.5-VL-72B", "DeepSeek-R1", "Composer 2"} & set(known.index)  # trained on
    chips = compute.stock_share(compute.stock(data)).set_index("side")
    assert chips.loc["CN", ["quarter", "middle"]].tolist() == ["2025Q4", 412221]
    assert chips.loc["US", ["low", "middle", "high"]].tolist() == [12073066, 15192926, 19003610]


# --- words

SWAP = {"CN": "US", "US": "CN", "China": "United States", "United States": "China"}
THIN = "\u00a0"


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


# --- words on training runs


def runs_words(runs: pd.DataFrame) -> grammar.Words:
    table = compute.largest(runs)
    return words.training_compute(table, compute.larger(table), compute_charts.shown(runs))


def pair(us: float, cn: float, *known: str) -> pd.DataFrame:
    factors = [compute.FACTORS[name] for name in known]
    return pd.DataFrame({"side": ["US", "CN"], "flop": [us, cn], "factor": factors})


def test_a_ratio_combines_the_factors_of_two_grades_in_quadrature():
    # 3 and 3: exp(hypot(ln 3, ln 3)) = 3 ** sqrt(2) = 4.7288; at worst 9
    found = compute.run_ratio(pair(15e25, 1e25, "confident", "confident"))
    assert found == (Verdict(AHEAD, "US"), 15, 3.172, 70.93, 1.667, 135)
    # 10 and 10: 10 ** sqrt(2) = 25.954; at worst 100
    found = compute.run_ratio(pair(15e25, 1e25, "likely", "likely"))
    assert found == (Verdict(WITHIN_ERROR, "US"), 15, 0.5779, 389.3, 0.15, 1500)
    # 3 and 30: exp(hypot(1.0986, 3.4012)) = exp(3.5742) = 35.667
    found = compute.run_ratio(pair(1e25, 40e25, "confident", "speculative"))
    assert found.verdict == Verdict(AHEAD, "CN") and found.low == 1.121
    even = compute.run_ratio(pair(1e25, 1e25, "likely", "likely"))
    assert even.verdict == Verdict(WITHIN_ERROR) and even.times == 1


def test_the_larger_of_two_runs_must_be_clear_on_every_line():
    table = compute.largest(RUNS)
    found = compute.larger(table)
    assert list(found.lines) == list(compute.LINES)
    firm, loose = found.lines.values()
    assert firm == (Verdict(AHEAD, "US"), 45, 1.734, 1168, 0.45, 4500)  # by 10 ** sqrt(2), by 100
    assert loose.verdict == Verdict(WITHIN_ERROR, "US") and loose.low == 0.5432  # 30 ** sqrt(2)
    assert found.verdict == Verdict(WITHIN_ERROR, "US")
    assert compute.larger(swap(table)).verdict == Verdict(WITHIN_ERROR, "CN")


def test_a_run_that_is_larger_within_the_error_is_told_so():
    found = runs_words(RUNS)
    assert (
        found.title
        == "The largest American training run is estimated at 45 times the largest Chinese one"
    )
    assert "true ratio may lie anywhere from 1.7 to 1,170" in found.definition
    assert "a difference within the margin of error" in found.finding
    assert (
        "45 times as much. It may be 1.7 to 1,170 times if each is off by its factor (10 and 10), "
        "and 0.45 to 4,500 times at worst." in found.finding
    )
    assert f"American a4 (1 March 2025) took 2.0{THIN}×{THIN}10²⁶ FLOP" in found.finding
    assert same(found, runs_words(swap(RUNS)))
    assert nobody_leads(runs_words(doubled(RUNS)), WITHIN_ERROR)


def test_a_run_that_is_larger_on_every_line_is_told_as_such():
    sure = RUNS.assign(known=RUNS["known"].mask(RUNS["known"] != "not known", "confident"))
    found = runs_words(sure)  # 2e26 by 8e24, a factor of 3 each
    assert (
        found.title
        == "The largest American training run is estimated at 25 times the largest Chinese one"
    )
    assert same(found, runs_words(swap(sure)))


def test_the_chart_counts_what_it_shows_and_what_it_cannot():
    assert "Of 9 models 7 have a value, 0 too small to be drawn" in runs_words(RUNS).definition


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
        "by the source",
    ]  # fmt: skip


# --- verdicts and words on disclosure


WEIGHTS = ("all", *words.WEIGHTS)


def shares(china: list[float], america: list[float], models: int = 100) -> pd.DataFrame:
    rows = [
        (year, side, weights, models, 1, 1, 1, share)
        for weights in WEIGHTS
        for side, values in (("CN", china), ("US", america))
        for year, share in zip((2023, 2024, 2025, 2026), values, strict=True)
    ]
    columns = ["year", "side", "weights", "models", "confident", "likely", "speculative", "known"]
    return pd.DataFrame(rows, columns=columns)


def models(china: list[float], america: list[float], developers: int = 10) -> pd.DataFrame:
    """Runs of 100 models a year and side, this share of them with a value; dealt out in turn."""
    rows = [
        (
            f"{side}{year}{n}",
            f"{side}{n % developers}",
            side,
            pd.Timestamp(year, 1, 1),
            n < 100 * share,
        )
        for side, values in (("CN", china), ("US", america))
        for year, share in zip((2023, 2024, 2025, 2026), values, strict=True)
        for n in range(100)
    ]
    table = pd.DataFrame(rows, columns=["model", "developer", "side", "day", "valued"])
    known = table.pop("valued").map({True: "likely", False: "not known"})
    both = [table.assign(known=known, open_weights=value) for value in ("true", "false")]
    return pd.concat(both).assign(source="epoch", confidence="Likely")


def disclosed(runs: pd.DataFrame) -> grammar.Words:
    return words.disclosure(compute.disclosure(runs), compute.spans(runs))


def test_a_share_leads_by_more_than_five_points_if_developers_are_drawn_again():
    def ahead(china, america, developers=10):
        found = compute.spans(models([china] * 4, [america] * 4, developers))
        assert list(found) == list(WEIGHTS)
        return found["closed"][-1]

    assert ahead(0.5, 0.4).verdict == Verdict(AHEAD, "CN")  # the same share of each developer
    assert ahead(0.4, 0.5).verdict == Verdict(AHEAD, "US")
    found = ahead(0.5, 0.45)
    assert found.verdict == Verdict(CLOSE) and found.margins[0.03].ahead == "CN"
    assert ahead(0.9, 0.2, 9).verdict == Verdict(TOO_FEW)
    # of a hundred developers with one model each, five points or six are within the error
    assert ahead(0.5, 0.44, 100).verdict == Verdict(WITHIN_ERROR, "CN")
    assert (found.first, found.last) == (2025, 2026)
    assert [found.share[side].models for side in ("CN", "US")] == [200, 200]


def test_disclosure_takes_two_years_together():
    table = models([0.5, 0.6, 0.8, 0.6], [0.6, 0.6, 0.4, 0.2])
    found = disclosed(table)
    assert found.title == "Training compute has been known more often for Chinese models since 2025"
    assert (
        "In 2023 to 2024 training compute is known for 60% of 400 American models and 55% of 400 "
        "Chinese models, a difference within five points." in found.finding
    )
    assert "for 70% of 400 Chinese models and 30% of 400 American models." in found.finding
    assert same(found, disclosed(swap(table)))
    assert nobody_leads(disclosed(models([0.5] * 4, [0.5] * 4)), CLOSE)


def test_a_year_without_models_of_a_side_counts_as_none():
    table = models([0.5] * 4, [0.5] * 4)
    table = table[(table["side"] == "US") | (table["day"].dt.year != 2025)]
    last = compute.spans(table)["all"][-1].share
    assert (last["CN"].models, last["US"].models) == (200, 400)


# --- verdicts and words on score for compute


def score_words(table: pd.DataFrame) -> grammar.Words:
    tops = pd.DataFrame({"side": ["CN", "US"], "models": 10, "known": 3})
    planes = compute.equal_compute(table)
    return words.score_for_compute(planes, compute.higher(planes), tops, RULER)


def test_a_step_between_the_sides_is_a_lead_and_none_is_no_difference():
    found = score_words(plane(3))
    assert (
        found.title
        == "For the same compute and date, Chinese models score higher than American ones"
    )
    assert "Chinese models score 3.0 points higher (3.0 higher to 3.0 higher)" in found.finding
    assert same(found, score_words(swap(plane(3))))
    assert nobody_leads(score_words(doubled(plane(0)).assign(model=range(16))), WITHIN_ERROR)


def test_a_small_step_within_the_error_is_about_the_same():
    planes = compute.equal_compute(plane(3)).assign(low=-1.0)
    tops = pd.DataFrame({"side": ["CN", "US"], "models": 10, "known": 3})
    found = words.score_for_compute(planes, compute.higher(planes), tops, RULER)
    assert (
        found.title
        == "For the same compute and date, Chinese and American models score about the same"
    )
    assert "Epoch Capabilities Index (ECI)" in found.definition
    assert words.gap(planes) == (
        "Chinese models score 3.0 points higher\n"
        "on average (margin of error: 1.0 lower to 3.0 higher)"
    )


def on_equal(planes: pd.DataFrame) -> str:
    return words.equal_compute(planes, compute.higher(planes), RULER)


def test_an_interval_around_zero_is_no_lead():
    table = compute.equal_compute(plane(3)).assign(low=-1)
    assert compute.higher(table) == Verdict(WITHIN_ERROR, "CN")
    said = on_equal(table)
    assert (
        "within the margin of error" in said
        and "3.0 points higher (1.0 lower to 3.0 higher)" in said
    )


def test_both_lines_must_agree():
    table = compute.equal_compute(plane(3))
    table.loc[table["line"] == "speculative too", "low"] = -1
    assert compute.higher(table) == Verdict(WITHIN_ERROR, "CN")
    assert "within the margin of error" in on_equal(table)
    assert compute.higher(compute.equal_compute(plane(3))) == Verdict(AHEAD, "CN")
    assert compute.higher(compute.equal_compute(plane(-3))) == Verdict(AHEAD, "US")


def test_what_the_date_does_and_when_models_appeared():
    said = words.undated(compute.equal_compute(plane(3)))
    assert said.startswith(
        "Ten times the compute goes with 7 points, one year later with 12 points."
    )
    assert words.middle_release(compute.middle_release(plane(3).assign(flop=1e24))) == (
        "Half of the models with a known value were released before July 2024 (Chinese) and July "
        "2024 (American)."
    )


def test_the_best_models():
    tops = pd.DataFrame({"side": ["CN", "US"], "models": [10, 10], "known": [3, 0]})
    assert "training compute is known for 3 Chinese and 0 American models." in words.at_the_top(
        tops
    )


# --- verdicts and words on chips


def chip_words(stock: pd.DataFrame) -> grammar.Words:
    share = compute.stock_share(stock)
    tables = {"now": share, "then": share, "nvidia": compute.stock_share(stock, makers="Nvidia")}
    found = {name: compute.ratio(table, "middle") for name, table in tables.items()}
    return words.chip_stock(**tables, found=found, makers=["Nvidia", "AMD"])


def test_the_ratio_of_two_stocks_and_who_leads():
    share = compute.stock_share(STOCK)
    found = compute.ratio(share, "middle")
    assert found == (Verdict(AHEAD, "US"), 10, 650 / 120, 1350 / 80) and found.ahead == "US"
    assert compute.ratio(swap(share), "middle") == (Verdict(AHEAD, "CN"), *found[1:])
    wide = compute.ratio(share.assign(low=0), "middle")
    assert wide == (Verdict(WITHIN_ERROR, "US"), 10, 0, math.inf) and wide.ahead is None


def test_owners_lead_where_their_bounds_are_above():
    found = chip_words(STOCK)
    assert found.title == "American owners hold 10 times the counted AI chips of Chinese owners"
    assert (
        "equal to 1,000 (650 to 1,350) H100s and Chinese owners to 100 (80 to 120)" in found.finding
    )
    assert "10 times as many (5.4 to 17)" in found.finding
    assert "Chinese owners hold 5.0% of all that is counted" in found.finding
    assert same(found, chip_words(swap(STOCK)))


def test_the_limit_of_the_lower_line_and_the_digits_at_its_end():
    note = words.unnamed(compute.stock_share(STOCK))
    assert note == "5% of all counted chips,\n50% if every unnamed owner were Chinese"
    assert [words.chip_count(n) for n in (15192926, 412221, 950)] == ["15.2M", "412k", "950"]


def test_equal_stocks_are_within_the_error():
    sums = doubled(STOCK).groupby(["makers", "day", "quarter", "side"], sort=False)
    assert nobody_leads(chip_words(sums.sum().reset_index()), WITHIN_ERROR)


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
        "China", "China", "Nvidia", "400k", "100k", "900k",
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
        "Between 7 October 2022 and 31 August 2025 the list has 2 entries on export rules, "
        "2 American and 0 Chinese ones. Of these 1 is known from a search excerpt and 1 is known at "
        "second hand. Of 1 only the month or year is known."
    )
    assert exchanged(said) == words.rules(RULES.assign(side="CN"))
    assert words.rule_table(RULES)["date"].tolist() == ["7 October 2022", "August 2025"]


# --- charts

MARKS = pd.DataFrame(
    {
        "event_id": ["E1", "E2"],
        "start": pd.to_datetime(["2023-10-17", "2025-02-01"]),
        "end": pd.to_datetime(["2023-10-17", "2025-02-28"]),
        "precise": [True, False], "side": ["US", "CN"], "grade": ["excerpt", "secondary"],
        "label": ["A rule", "Another"],
    }
)  # fmt: skip


@picture
def test_training_compute():
    records = compute.record_runs(RUNS)
    return compute_charts.training_compute(RUNS, records, MARKS)


@picture
def test_disclosure():
    return compute_charts.disclosure(shares([0.03] * 4, [0.03] * 4).replace({"models": {100: 4}}))


@picture
def test_score_for_compute():
    table = plane(8)
    planes = compute.equal_compute(table)
    return compute_charts.score_for_compute(compute.left_over(table, planes), words.gap(planes))


@picture
def test_chip_stock():
    later = STOCK.assign(day=STOCK["day"] + pd.Timedelta(days=365), middle=STOCK["middle"] * 3)
    later = later.assign(low=later["low"] * 2, high=later["high"] * 4)
    return compute_charts.chip_stock(pd.concat([STOCK, later]), MARKS.head(0))


def test_every_known_run_is_drawn_and_no_line_uses_a_guess():
    axes = compute_charts.training_compute(RUNS, compute.record_runs(RUNS), MARKS.head(0)).axes[0]
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_xdata()) for line in dots) == RUNS["flop"].notna().sum()
    steps = [line for line in axes.lines if line.get_linestyle() != "None"]
    assert len(steps) == 4 and all(8e24 not in line.get_ydata() for line in steps)


def test_bars_are_the_shares_of_the_classes():
    table = shares([0.75] * 4, [0.75] * 4, models=4)  # one model of each class, and one unknown
    for axes in compute_charts.disclosure(table).axes:
        assert {round(bar.get_height(), 2) for bar in axes.patches} == {0.25}
        assert len(axes.patches) == 4 * 2 * 3


def test_what_a_plane_leaves_is_half_the_step_of_each_side():
    table = plane(3)
    found = compute.left_over(table, compute.equal_compute(table))
    assert found["left"].tolist() == [1.5] * 4 + [-1.5] * 4
    unknown = table.assign(known=["likely", "not known"] * 4)
    assert len(compute.left_over(unknown, compute.equal_compute(table))) == 4


def test_dots_stand_where_the_plane_leaves_them():
    table = plane(3)
    found = compute.left_over(table, compute.equal_compute(table))
    axes = compute_charts.score_for_compute(found, "a note").axes[0]
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_xdata()) for line in dots) == len(found)
    assert {height for line in dots for height in line.get_ydata()} == {1.5, -1.5}


# --- exhibits


def test_an_exhibit_rests_on_the_sources_of_its_rows():
    study = Study("embedded")
    score = exhibits.score_for_compute(study)
    assert {*score.ground.sources} == {
        "epoch_eci_2026_08", "epoch_notable", "epoch_large_scale", "additions",
    }  # fmt: skip
    assert compute.TEAM not in exhibits.disclosure(study).ground.sources
    assert compute.TEAM in exhibits.training_compute(study).ground.sources


def test_a_day_is_that_of_the_study():
    study = Study("embedded")
    assert "SenseChat" in exhibits.then(study.on(report="2023-12-31")).words
    with pytest.raises(Refusal, match="ECI was not read before"):
        exhibits.score_for_compute(study.on(today="2020-01-01"))
