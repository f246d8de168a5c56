"""Training compute and chips against numbers worked out by hand on small tables."""

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.measures import compute
from hubgap.panel import Refusal

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


def test_records_on_each_line_leave_guesses_out():
    found = compute.record_runs(RUNS).groupby(["line", "side"])["model"].agg(list)
    firm, loose = compute.LINES
    assert found[firm, "US"] == ["a1", "a2"] and found[firm, "CN"] == ["c1", "c4"]
    assert found[loose, "US"] == ["a1", "a2", "a4"] and found[loose, "CN"] == ["c1", "c3"]


def test_largest_with_bounds_and_later_models_without_a_value():
    found = compute.largest(RUNS).set_index(["line", "side"])
    firm, loose = compute.LINES
    assert found["model"].tolist() == ["c4", "a2", "c3", "a4"]
    assert found.loc[(firm, "US"), ["low", "high"]].tolist() == [3e25, 2.7e26]
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
    eci = models[["model", "score"]].assign(variant="v", ci_low=0, ci_high=0)
    return {
        "benchmark_models": about,
        "eci": eci.assign(fit=pd.Timestamp(compute.ECI.day)),
        **trained(),
    }


def test_scored_joins_known_compute_and_keeps_models_without_it():
    day = "2024-01-01"
    rows = [("a1", "US", day, 10.0), ("c3", "CN", day, 12.0), ("x", "US", day, 20.0),
            ("y", "CN", None, 30.0), ("z", "FR", day, 40.0)]  # fmt: skip
    found = compute.scored(on_eci(rows))
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
