"""Panels: every refusal with its reason, and numbers worked out by hand on tiny tables."""

import pandas as pd
import pytest

from hubgap import panel
from hubgap.panel import Ground, Panel, Refusal, sources_of
from hubgap.rules import CountingRule, counted

from .tiny import DAYS, ELSEWHERE, census_data, observations, series_data, snapshot, tiny, waves

# --- refusals


@pytest.mark.parametrize("selection", ["attention sample", "catalogue", "fixed panel"])
def test_what_a_source_happened_to_list_is_no_trend(selection):
    data = series_data(selection, {"cn-lab/m": [1, 2, 3], "us-lab/m": [None, 5, 1]})
    with pytest.raises(Refusal, match="would show the selection"):
        panel.series(data, "src").require_trend()


def test_an_attention_sample_says_why_it_is_no_trend():
    sample = panel.snapshot(census_data(), "2026-08-22")
    with pytest.raises(Refusal, match="drew attention, not at random .attention sample."):
        sample.require_trend()


def test_one_wave_is_no_trend():
    with pytest.raises(Refusal, match="one wave is a point, not a trend"):
        panel.snapshot(census_data(), "2024-07-11").require_trend()


def test_two_sources_are_no_line():
    rows = pd.DataFrame({"day": pd.to_datetime(DAYS)})
    both = Panel("both", "fixed models", ("a", "b"), frozenset(), rows)
    with pytest.raises(Refusal, match="joins a, b, and a line needs one source"):
        both.require_trend()


@pytest.mark.parametrize("field", ["downloads_all_time", "license"])
def test_a_field_that_was_never_recorded(field):
    census = panel.snapshot(census_data(), "2024-07-11")
    with pytest.raises(Refusal, match=f"never recorded {field}; recorded are downloads_30d, likes"):
        census.require(field)


def test_a_counter_that_was_never_recorded_has_no_share():
    sample = panel.snapshot(census_data(), "2026-08-22")
    with pytest.raises(Refusal, match="never recorded likes"):
        counted(sample, CountingRule(counter="likes"))


def test_fields_hold_only_if_every_wave_recorded_them():
    data = tiny(
        **ELSEWHERE,
        waves=waves(
            ("panel", "src", DAYS[0], "catalogue", "downloads_30d|likes"),
            ("panel", "src", DAYS[1], "catalogue", "downloads_30d"),
        ),
        panel_observations=observations("src", DAYS[:2], {"cn-lab/m": [1, 2]}),
    )
    assert panel.series(data, "src").fields == {"downloads_30d"}


def test_census_and_sample_are_not_joined():
    data = census_data()
    census, sample = (panel.snapshot(data, day) for day in ("2024-07-11", "2026-08-22"))
    with pytest.raises(Refusal, match="census and as attention sample: .* not two ends of a line"):
        panel.join(census, sample)


def test_two_sources_are_not_joined():
    first, second = (
        panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}, name), name)
        for name in ("a", "b")
    )
    with pytest.raises(Refusal, match="come from a and from b: no index bridges sources"):
        panel.join(first, second)


def test_the_hub_is_not_joined_with_modelscope():
    data = tiny(
        **ELSEWHERE,
        waves=waves(
            ("panel", "src", DAYS[0], "catalogue"),
            ("modelscope", "src", DAYS[0], "catalogue", "downloads_all_time"),
        ),
        panel_observations=observations("src", DAYS[:1], {"cn-lab/m": [1]}),
        modelscope=observations("src", DAYS[:1], {"cn-lab/m": [9]}).rename(
            columns={"downloads_30d": "downloads_all_time"}
        ),
    )
    elsewhere = panel.modelscope(data)
    assert elsewhere.rows["downloads_all_time"].tolist() == [9]
    with pytest.raises(Refusal, match="Hugging Face Hub and on ModelScope"):
        panel.join(panel.series(data, "src"), elsewhere)


def test_different_fixed_models_are_not_joined():
    data = series_data("fixed panel", {"cn-lab/m": [1, 2, 3], "us-lab/m": [None, 5, 1]})
    with pytest.raises(Refusal, match="do not hold the same ones .model_id."):
        panel.join(
            panel.fixed_models(data, DAYS[0], "src"), panel.fixed_models(data, DAYS[1], "src")
        )


def test_waves_of_one_thing_are_joined():
    whole = panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}), "src")
    joined = panel.join(whole.at(DAYS[0]), whole)
    assert joined.rows["downloads_30d"].tolist() == [1, 2, 3]


def test_an_unknown_snapshot_names_the_known_ones():
    with pytest.raises(Refusal, match="no snapshot of 2023-01-01; .* 2024-07-11, 2026-08-22"):
        panel.snapshot(census_data(), "2023-01-01")


def test_an_unknown_source_names_the_known_ones():
    with pytest.raises(Refusal, match="comes from nobody; sources are src"):
        panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}), "nobody")


def test_rows_taken_out_of_a_census_are_no_series():
    data = series_data("census", {"cn-lab/m": [1, 2, 3]})
    with pytest.raises(Refusal, match="No series of observations comes from src"):
        panel.series(data, "src")


def test_a_day_that_was_not_observed():
    whole = panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}), "src")
    with pytest.raises(Refusal, match="was not observed on 5 February 2025"):
        whole.at("2025-02-05")


# --- full catalogues and fixed models


def test_full_catalogues():
    # Missing in the second wave: 10 beside 1,000 is one percent and passes, 11 does not; an
    # organization that a wave does not list at all has no full catalogue; a model that comes late
    # is a release, not a gap; a publisher of a third country is not looked at.
    counts = {
        "cn-lab/big": [1000, 1000, 1000],
        "cn-lab/small": [10, None, 4],
        "cn-lab/new": [None, None, 50],
        "hk-lab/big": [1000, 1000, 1000],
        "hk-lab/small": [4, None, 11],
        "us-lab/m": [7, None, 7],
        "nobody/m": [7, 7, 7],
    }
    full = panel.full_catalogues(series_data("catalogue", counts), DAYS[0], "src")
    assert set(full.rows["namespace"]) == {"cn-lab"}
    assert (full.name, full.selection) == ("full catalogues of 1 organization", "full catalogues")
    assert full.note == "models missing from a wave would add at most 1.0%"
    full.require_trend()


def test_full_catalogues_look_only_at_the_days_asked_for():
    counts = {"cn-lab/m": [7, None, None], "us-lab/m": [None, 7, 7]}
    full = panel.full_catalogues(series_data("catalogue", counts), DAYS[1], "src")
    assert set(full.rows["namespace"]) == {"us-lab"}
    assert full.days == list(pd.to_datetime(DAYS[1:]))


def test_only_a_crawl_of_catalogues_has_full_ones():
    with pytest.raises(Refusal, match="No catalogue was listed in full .*followed list"):
        panel.full_catalogues(series_data("fixed panel", {"cn-lab/m": [1, 2, 3]}), DAYS[0], "src")
    with pytest.raises(Refusal, match="src listed no catalogue in full in every wave"):
        counts = {"cn-lab/m": [1, None, 3], "nobody/m": [1, 1, 1]}
        panel.full_catalogues(series_data("catalogue", counts), DAYS[0], "src")


def test_fixed_models():
    counts = {"cn-lab/m": [1, 2, 3], "us-lab/m": [None, 5, 1], "us-lab/n": [4, 5, 6]}
    data = series_data("fixed panel", counts)
    fixed = panel.fixed_models(data, DAYS[0], "src")
    assert set(fixed.rows["model_id"]) == {"cn-lab/m", "us-lab/n"}
    assert (fixed.name, fixed.note) == (
        "2 models seen in every wave",
        "1 model not seen in every wave",
    )
    fixed.require_trend()
    assert len(panel.fixed_models(data, DAYS[1], "src").rows) == 6
    with pytest.raises(Refusal, match="saw no model"):
        panel.fixed_models(data, "2026-01-01", "src")


# --- what a row says


def test_old_names_are_folded_and_count_once():
    # `short` is an alias in a renamed namespace. Of two rows of one model the larger count stays,
    # and a count stays rather than none.
    counts = {
        "old-lab/m": 4.0,
        "cn-lab/m": 9.0,
        "short": 3.0,
        "old-lab/n": 2.0,
        "cn-lab/n": float("nan"),
    }
    rows = panel.snapshot(census_data(counts), "2024-07-11").rows.set_index("model_id")
    assert rows["downloads_30d"].to_dict() == {"cn-lab/m": 9, "cn-lab/short": 3, "cn-lab/n": 2}
    assert set(rows["namespace"]) == {"cn-lab"}


def test_publisher_region_task_and_list_of_a_row():
    counts = {"cn-lab/m": 1, "hk-lab/m": 2, "us-lab/m": 3, "stranger/m": 4}
    tags = pd.Series(["text-generation", None, "text-generation", "odd"], dtype="str")
    rows = panel.snapshot(census_data(counts, pipeline_tag=tags), "2024-07-11").rows
    expected = {
        "region": ["CN", "CN", "US", "unknown"],
        "alt_region": ["CN", "CN", "other", "unknown"],
        "parent_region": ["CN", "CN", "other", "unknown"],
        "kind": ["company", "university", "company", "unknown"],
        "parent": ["cn-lab", "hk-lab", "us-group", "stranger"],
        "task": ["language", "undeclared", "language", "undeclared"],
        "tracked": [True, False, False, False],
    }
    assert {name: rows[name].tolist() for name in expected} == expected


def moved(data):
    """The data with us-lab stewarded from Germany until the end of January 2025."""
    table = data["organizations"]
    own = table[table["namespace"] == "us-lab"]
    spans = pd.concat([own.assign(country="DE", alt_country="US"), own])
    spans["valid_from"] = pd.to_datetime([None, "2025-02-01"])
    spans["valid_to"] = pd.to_datetime(["2025-01-31", None])
    rest = table[table["namespace"] != "us-lab"]
    return data.replace({"organizations": pd.concat([rest, spans], ignore_index=True)})


def test_a_country_counts_on_the_day_and_its_change_is_a_break():
    counts = {"cn-lab/m": [1, 2, 3], "us-lab/m": [4, 5, 6]}
    rows = panel.series(moved(series_data("catalogue", counts)), "src")
    own = rows.rows[rows.rows["namespace"] == "us-lab"].sort_values("day")
    assert own["region"].tolist() == ["other", "US", "US"]
    assert own["alt_region"].tolist() == ["US", "other", "other"]
    assert [(one.namespace, f"{one.day:%Y-%m-%d}") for one in rows.breaks] == [
        ("us-lab", "2025-02-01")
    ]
    assert "; break on 1 February 2025, when us-lab changed country (DE to US)" in rows.sentence
    assert rows.at("2025-02-01").breaks == () and "break" not in rows.at("2025-02-01").sentence
    assert panel.series(series_data("catalogue", counts), "src").breaks == ()


def test_a_base_has_the_country_of_the_day_on_which_it_was_declared():
    bases = pd.Series([["us-lab/base"], None], dtype=object)
    data = moved(census_data({"cn-lab/m": 1, "us-lab/base": 2}, base_model=bases))
    rows = panel.snapshot(data, "2024-07-11").rows.set_index("model_id")
    assert rows.loc["cn-lab/m", ["base_region", "base_alt_region"]].tolist() == ["other", "US"]


def test_day_of_creation_and_task_come_from_the_latest_snapshot_that_says_them():
    created = pd.to_datetime(pd.Series(["2024-01-01", "2024-02-02"]), utc=True)
    counts = {"old-lab/m": 5, "us-lab/m": 1}
    data = census_data(counts, created_at=created, pipeline_tag="text-generation")
    late = snapshot("2026-08-22", {"cn-lab/m": 9}, created_at=pd.Timestamp("2024-01-09", tz="UTC"))
    data = data.replace({"snapshot-2026-08-22": late})
    sample = panel.snapshot(data, "2026-08-22").rows
    assert sample["task"].tolist() == ["language"]
    daily = tiny(
        **{name: data[name] for name in data.resources if name.startswith("snapshot-")},
        waves=waves(("panel", "src", DAYS[0], "fixed panel")),
        panel_observations=observations("src", DAYS[:1], {"cn-lab/m": [1], "us-lab/m": [1]}),
    )
    rows = panel.series(daily, "src").rows
    assert rows["created_at"].dt.strftime("%m-%d").tolist() == ["01-09", "02-02"]


def test_bursts_are_marked_in_their_month_under_any_name():
    bursts = pd.DataFrame({"model_id": ["old-lab/m"], "month": ["2025-02"]})
    data = series_data("catalogue", {"cn-lab/m": [1, 9, 1], "us-lab/m": [1, 9, 1]})
    rows = panel.series(data.replace({"bursts": bursts}), "src").rows
    assert rows[["model_id", "day"]][rows["burst"]].values.tolist() == [
        ["cn-lab/m", pd.Timestamp("2025-02-01")]
    ]


def test_a_burst_is_judged_only_with_five_months_after_it():
    whole = panel.series(series_data("catalogue", {"cn-lab/m": [1, 9, 1]}), "src")
    assert whole.judged_until == pd.Timestamp("2024-10-01")  # five months before 2025-03-01


def test_remainder_and_selection_of_a_census():
    census = panel.snapshot(census_data(), "2024-07-11")
    assert census.remainder["n_models"].sum() == 7
    assert (census.name, census.selection) == ("Hub census of 11 July 2024", "census")
    assert panel.snapshot(census_data(), "2026-08-22").remainder is None


def test_a_list_without_models_without_downloads_is_no_full_census():
    early = panel.snapshot(census_data({"cn-lab/m": 5, "us-lab/m": 1}), "2024-07-11")
    assert early.name == "Hub list of 11 July 2024"
    assert early.selection == "census of downloaded models"


def test_sentence():
    whole = panel.series(series_data("fixed panel", {"cn-lab/m": [1, 2, 3]}), "src")
    fixed = panel.fixed_models(series_data("fixed panel", {"cn-lab/m": [1, 2, 3]}), DAYS[0], "src")
    assert whole.sentence.startswith(
        "the series of src, 3 days from 1 January 2025 to 1 March 2025: "
    )
    assert "new releases left out; 0 models not seen in every wave" in fixed.sentence


def test_answers_give_the_reason_of_a_refusal_and_hide_no_other_error():
    census = panel.snapshot(census_data(), "2024-07-11")
    table = panel.answers(
        {"downloads": lambda: census.require("downloads_30d"), "a line": census.require_trend}
    )
    assert table["question"].tolist() == ["downloads", "a line"]
    assert table["answer"][0] == "Can be answered."
    assert table["answer"][1].endswith("one wave is a point, not a trend.")
    with pytest.raises(KeyError):
        panel.answers({"a mistake": lambda: {}["no"]})


# --- what else a figure rests on


def test_the_label_of_a_panel_is_its_month():
    assert panel.snapshot(census_data(), "2024-07-11").label == "July 2024"
    whole = panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}), "src")
    assert whole.label == "March 2025"


def test_several_panels_are_one_ground():
    data = census_data()
    census, sample = (panel.snapshot(data, day) for day in ("2024-07-11", "2026-08-22"))
    whole = panel.series(series_data("catalogue", {"cn-lab/m": [1, 2, 3]}), "src")
    both = Ground.of(whole, census, sample)
    assert both.sources == ("src", "s")  # in the order of the panels, each once
    assert both.sentence == f"The {whole.sentence[4:]}. {census.sentence}. {sample.sentence}."
    assert Ground.of(census, sample, joint=" / ").sentence.count(" / ") == 1
    assert Ground.of(census) == Ground(f"{census.sentence}.", ("s",))


def test_rows_name_the_sources_of_a_ground():
    first = pd.DataFrame({"source": ["b|a", "b", None]})
    ground = Ground.rows("two lists", first, pd.DataFrame({"source": ["c"]}))
    assert ground == Ground("two lists", ("a", "b", "c"))
    assert sources_of(first) == ("a", "b") and sources_of(first[2:]) == ()


# --- heads and first commits


def test_a_census_is_cut_to_its_most_downloaded_models():
    whole = panel.snapshot(census_data({"cn-lab/a": 5, "us-lab/b": 7, "us-lab/a": 5}), "2024-07-11")
    top = panel.head(whole, 2)
    assert list(top.rows["model_id"]) == ["cn-lab/a", "us-lab/b"]  # of equals the first by name
    assert top.name == "Hub head of 11 July 2024" and top.selection == "head"
    assert top.sentence.endswith("; 2 models with 5 downloads or more")
    assert top.remainder is None
    sample = panel.snapshot(census_data(), "2026-08-22")
    with pytest.raises(Refusal, match="is no census"):
        panel.head(sample, 1)


def test_a_first_commit_is_read_before_a_day_of_creation():
    created = pd.Timestamp("2022-03-02", tz="UTC")
    data = census_data({"us-lab/old": 5, "us-lab/m": 6}, created_at=created)
    rows = panel.snapshot(data, "2024-07-11").rows.set_index("model_id")
    assert rows.loc["us-lab/old", "created_at"] == pd.Timestamp("2019-10-23", tz="UTC")
    assert rows.loc["us-lab/m", "created_at"] == created
