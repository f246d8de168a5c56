"""What was observed and what should not be trusted: measures, words and chart, tables by hand."""

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.charts import observed as charts
from hubgap.data import Data
from hubgap.measures import observed
from hubgap.panel import Panel
from hubgap.words.en import observed as words

from .tiny import DAYS, census_data, observations, series_data, tiny, waves

# --- what was observed


def test_observed_runs_and_holes():
    # 1 to 21 January is 20 days: one run. 21 January to 11 February is 21 days: a hole of the 20
    # days from 22 January to 10 February. The other platform fills no hole of the Hub.
    days = ["2025-01-01", "2025-01-21", "2025-02-11"]
    rows = [("panel", "src", day, "fixed panel") for day in days]
    table = waves(*rows, ("modelscope", "src", "2025-02-01", "catalogue"))
    table["n_models"] = [30, 10, 20, 5]
    runs = observed.observed(tiny(waves=table))
    hub = runs[runs["platform"] == "Hugging Face Hub"]
    assert hub[["waves", "least", "most"]].values.tolist() == [[2, 10, 30], [1, 20, 20]]
    assert hub["first_day"].tolist() == [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-11")]
    assert set(hub["selection"]) == {"followed list"}
    found = observed.holes(runs)
    assert found.values.tolist() == [[pd.Timestamp("2025-01-22"), pd.Timestamp("2025-02-10"), 20]]


def test_a_census_counts_once_and_with_its_remainder():
    data = census_data()
    extract = waves(
        ("panel", "s", "2024-07-11", "census"), ("panel", "s", "2026-08-22", "attention sample")
    )
    runs = observed.observed(data.replace({"waves": pd.concat([data["waves"], extract])}))
    assert runs[["selection", "source", "most"]].values.tolist() == [
        ["attention sample", "s", 10],
        ["census", "s", 17],  # ten rows kept and seven only counted
    ]


def test_a_snapshot_that_no_series_repeats_is_listed_itself():
    runs = observed.observed(census_data())
    assert runs[["selection", "waves"]].values.tolist() == [["attention sample", 1], ["census", 1]]


# --- what should not be trusted

NONE = {
    "level_shifts": pd.DataFrame(columns=["observed_on", "source", "median_change"]),
    "counter_stalls": pd.DataFrame(
        columns=["source", "observed_on", "verdict", "share_unchanged", "models_compared"]
    ),
    "placeholders": pd.DataFrame(columns=["model_id", "source", "first_seen", "last_seen"]),
    "panel_observations": observations("src", [], {}),
    "waves": waves(("panel", "src", "2025-06-30", "fixed panel")),
}


def doubts(**tables) -> pd.DataFrame:
    return observed.untrusted(tiny(**{**NONE, **tables}))


def test_nothing_is_in_doubt_without_artifacts():
    found = doubts()
    assert found.empty and "datetime64" in str(found["first_day"].dtype)


def shifts(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["observed_on", "source", "median_change"])
    return table.assign(observed_on=pd.to_datetime(table["observed_on"]))


def test_undercount_lasts_until_the_level_is_back():
    # 0.90 x 0.80 = 0.72; x 1.20 = 0.864, not back; x 1.12 = 0.968, back: the day before is the
    # last. The step of one source alone on 2 June is not the Hub's.
    found = doubts(
        level_shifts=shifts(
            ("2025-06-01", "a", -0.1),
            ("2025-06-01", "b", -0.1),
            ("2025-06-02", "a", 0.5),
            ("2025-06-03", "a", -0.2),
            ("2025-06-03", "b", -0.2),
            ("2025-06-05", "a", 0.2),
            ("2025-06-05", "b", 0.2),
            ("2025-06-09", "a", 0.1),
            ("2025-06-09", "b", 0.14),
        )
    )
    assert found[["kind", "reach", "sources"]].values.tolist() == [
        ["undercount", "whole Hub", "a|b"]
    ]
    assert found[["first_day", "last_day"]].values.tolist() == [
        [pd.Timestamp("2025-06-01"), pd.Timestamp("2025-06-08")]
    ]
    assert "fell by 28%, then stood at 97% of the level before" in found["reason"][0]


def test_an_undercount_that_does_not_end_lasts_to_the_end_of_the_data():
    found = doubts(level_shifts=shifts(("2025-06-01", "a", -0.1), ("2025-06-01", "b", -0.1)))
    assert found["last_day"].tolist() == [pd.Timestamp("2025-06-30")]


def test_small_falls_and_rises_are_no_undercount():
    found = doubts(
        level_shifts=shifts(
            ("2025-06-01", "a", -0.03),
            ("2025-06-01", "b", -0.03),
            ("2025-06-03", "a", 0.3),
            ("2025-06-03", "b", 0.3),
        )
    )
    assert found.empty


def test_stalls_and_copied_days():
    # On 4 June 90 of 100 and 5 of 10 stood still: 95 of 110 are 86%.
    table = pd.DataFrame(
        [
            ("a", "2025-06-04", "partly stalled", 0.9, 100.0),
            ("b", "2025-06-04", "partly stalled", 0.5, 10.0),
            ("a", "2025-06-05", "removed", None, None),
        ],
        columns=NONE["counter_stalls"].columns,
    )
    found = doubts(counter_stalls=table.assign(observed_on=pd.to_datetime(table["observed_on"])))
    assert found[["kind", "reach", "sources"]].values.tolist() == [
        ["counter stall", "2 sources", "a|b"],
        ["copied day", "1 source", "a"],
    ]
    assert found["reason"][0].startswith("86% of 110 models kept the count")
    assert (found["first_day"] == found["last_day"]).all()


def test_placeholders_are_one_span_a_source():
    table = pd.DataFrame(
        [("m", "a", "2025-06-02", "2025-06-20"), ("n", "a", "2025-06-01", "2025-06-03")],
        columns=NONE["placeholders"].columns,
    )
    days = {name: pd.to_datetime(table[name]) for name in ("first_seen", "last_seen")}
    found = doubts(placeholders=table.assign(**days))
    assert found[["kind", "reach", "sources"]].values.tolist() == [
        ["placeholders", "2 models", "a"]
    ]
    assert found[["first_day", "last_day"]].values.tolist() == [
        [pd.Timestamp("2025-06-01"), pd.Timestamp("2025-06-20")]
    ]


def crowd(namespace: str, days: int, models: int = 99) -> dict[str, list]:
    """Small models that make a country's total one: a download each."""
    return {f"{namespace}/{i:03}": [1] * days for i in range(models)}


def carried(
    counts: dict[str, list], selection: str = "fixed panel", month: str = "2025-02"
) -> pd.DataFrame:
    data = series_data(selection, counts)
    bursts = pd.DataFrame({"model_id": ["cn-lab/m"], "month": [month]})
    return doubts(bursts=bursts, waves=data["waves"], panel_observations=data["panel_observations"])


def test_a_burst_that_carries_a_tenth_of_a_country():
    # 11 of 110 Chinese downloads; 11 of 111 American ones are less, and in no burst.
    counts = {
        **crowd("cn-lab", 3),
        "cn-lab/m": [11] * 3,
        **crowd("us-lab", 3, 100),
        "us-lab/m": [11] * 3,
    }
    found = carried(counts)
    assert found[["kind", "reach", "sources"]].values.tolist() == [["burst", "CN", "src"]]
    assert found["reason"][0] == "up to 10% of it in one model: cn-lab/m"
    assert found[["first_day", "last_day"]].values.tolist() == [[pd.Timestamp("2025-02-01")] * 2]


def test_one_model_that_is_half_a_country_is_in_doubt_without_a_burst():
    # 99 of 198 American downloads on three days at most 31 days apart: one span.
    counts = {**crowd("us-lab", 3), "us-lab/m": [99, 99, 99]}
    found = carried(counts)
    assert found[["kind", "reach"]].values.tolist() == [["one model", "US"]]
    assert found[["first_day", "last_day"]].values.tolist() == [
        [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-01")]
    ]
    assert "50%" in found["reason"][0]


def test_copies_tests_small_lists_and_attention_samples_carry_no_total():
    half = {**crowd("us-lab", 3), "packer/m": [500] * 3, "ci-bot/m": [500] * 3}
    assert carried(half).empty
    assert carried({**crowd("us-lab", 3, 98), "us-lab/m": [500] * 3}).empty  # 99 models
    assert carried({**crowd("us-lab", 3), "us-lab/m": [500] * 3}, "attention sample").empty


# --- tables about the data


def test_filled():
    data = census_data({"cn-lab/m": 5, "us-lab/m": 0, "us-lab/n": 1, "us-lab/o": 1})
    table = data["snapshot-2024-07-11"].assign(
        likes=[1, None, 3, 4], gated=["unknown", "none", "unknown", "auto"], license=["mit"] * 4
    )
    early = data["waves"].assign(fields=["downloads_30d|likes|gated", "downloads_30d|pipeline_tag"])
    found = observed.filled(data.replace({"snapshot-2024-07-11": table, "waves": early}))
    census = found.iloc[0]
    assert (census["selection"], census["models"]) == ("census", 4)
    assert (census["likes"], census["gated"]) == (0.75, 0.5)
    assert pd.isna(census["license"])  # its column has values, but the source did not record it
    assert found["pipeline_tag"].tolist()[1] == 0


def test_agreement_adds_up_days():
    table = pd.DataFrame(
        [("a", "b", 10, 9), ("a", "b", 30, 30), ("a", "c", 50, 25)],
        columns=["source_a", "source_b", "n_compared", "n_identical"],
    )
    found = observed.agreement({"source_agreement": table.assign(observed_on=DAYS)})
    assert found.values.tolist() == [["a", "c", 1, 50, 25, 0.5], ["a", "b", 2, 40, 39, 0.975]]


def test_artifacts_are_the_tables_that_say_so():
    data = tiny()
    data.resources["bursts"] |= {"artifact": "Bursts.", "title": "Months of bursts"}
    assert observed.artifacts(data).values.tolist() == [["bursts", "Months of bursts", 1]]


# --- in short, in words and as a picture

HUB, ELSEWHERE = "Hugging Face Hub", "ModelScope"


def table(columns: str, *rows: tuple) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=columns.split())
    return found.assign(**{c: pd.to_datetime(found[c]) for c in ("first_day", "last_day")})


RUNS = table(
    "platform selection source first_day last_day waves least most",
    (HUB, "census of downloaded models", "early", "2022-07-02", "2022-07-02", 1, 38, 38),
    (HUB, "census", "full", "2024-07-11", "2024-07-11", 1, 760_000, 760_000),
    (HUB, "followed list", "daily", "2024-08-01", "2024-08-10", 10, 61, 3219),
    (ELSEWHERE, "catalogues", "monthly", "2024-08-01", "2024-08-01", 1, 5, 5),
)
GAPS = table(
    "first_day last_day days", ("2022-07-03", "2024-07-10", 739), ("2024-07-12", "2024-07-31", 20)
)
DOUBTS = table(
    "kind first_day last_day reach reason sources",
    ("burst", "2024-08-01", "2024-08-03", "CN", "up to 10% of it in one model", "a|b"),
    ("counter stall", "2024-08-02", "2024-08-02", "1 source", "why", "a"),
    ("counter stall", "2024-08-04", "2024-08-05", "1 source", "why", "a"),
    ("one model", "2024-07-11", "2024-07-11", "US", "why", "a"),
    ("undercount", "2024-08-06", "2024-08-09", "whole Hub", "counts fell", "a|b"),
)
NO_GAPS, NO_DOUBTS = GAPS.iloc[:0], DOUBTS.iloc[:0]


def said(runs: pd.DataFrame, gaps: pd.DataFrame):
    return words.observed(observed.seen(runs, gaps))


def test_words_count_waves_of_the_hub_only():
    shown = said(RUNS, GAPS)
    assert shown.title == "Only once, in July 2024, did anyone list every model on Hugging Face"
    assert shown.finding.startswith(
        "Of 12 rounds of collection only one listed every model, 760,000 models on 11 July 2024. "
        "The list of 2 July 2022 holds only the 38 models that had any downloads. On 98% of"
    )
    assert "on which 3 public sources counted downloads" in shown.definition
    assert "July 2022 to August 2024" in shown.definition


def test_words_without_a_census():
    shown = said(RUNS[RUNS["selection"] != "census"], GAPS)
    assert shown.title == "No source listed every model on Hugging Face"
    assert shown.finding.startswith("None of 11 rounds of collection listed every model. The list")
    again = RUNS[RUNS["selection"] == "census"].assign(first_day=pd.Timestamp("2025-07-11"))
    assert said(pd.concat([RUNS, again]), GAPS).title.startswith("Only 2 times did anyone list")


@pytest.mark.parametrize("gaps", [GAPS, NO_GAPS])
def test_words_are_short_and_name_no_country(gaps):
    shown = said(RUNS, gaps)
    assert len(shown.title.split()) <= 14 and len(shown.alt.split()) <= 90
    for text in (shown.title, shown.definition, shown.finding, shown.alt):
        assert not any(name in text for name in ("China", "United States", "Chinese", "American"))


def test_holes():
    # 2 July 2022 to 10 August 2024 are 771 days, 759 of them in holes: 98%.
    seen = observed.seen(RUNS, GAPS)
    assert (seen.holes, seen.longest, seen.days, round(seen.unseen * 771)) == (2, 739, 771, 759)
    assert seen.full == [(pd.Timestamp("2024-07-11"), 760_000)] and seen.sources == 3
    assert words.holed(seen) == (
        "On 98% of 771 days no source counted anything. The longest of 2 holes lasted 739 days."
    )
    assert words.holed(observed.seen(RUNS, NO_GAPS)) == "No hole interrupts the observations."


def test_doubts():
    found = observed.doubted(DOUBTS)
    assert (found.spans, found.stalled, found.carried) == (5, 3, 2)
    text = words.doubted(found)
    assert text.startswith(
        "Levels from 6 August 2024 to 9 August 2024 are not to be trusted, as counts fell. "
    )
    assert "On 3 days counters stood still" in text and "In 2 spans of days one model" in text
    assert words.doubted(observed.doubted(NO_DOUBTS)) == "No day is in doubt."
    only = words.doubted(observed.doubted(DOUBTS[DOUBTS["kind"] == "counter stall"]))
    assert only == "On 3 days counters stood still, so that one-day changes mislead."


def test_doubts_table_goes_kind_by_kind():
    found = words.doubts_table(DOUBTS)
    assert found["what"].tolist()[0] == "whole Hub undercounted"
    assert found["sources"].tolist()[0] == "a, b"
    assert found["from"].tolist()[-2:] == ["2 August 2024", "4 August 2024"]
    assert found["reach"].tolist()[1:3] == ["total of China", "total of the United States"]


def test_tables_of_days_stand_under_each_other():
    found = observed.stacked({"observed": RUNS, "hole": GAPS})
    assert found["what"].tolist() == ["observed"] * 4 + ["hole"] * 2
    assert found["days"].tolist()[-2:] == [739, 20] and pd.isna(found["source"].iloc[-1])


def test_what_may_be_compared():
    rows = pd.DataFrame({"day": pd.to_datetime(["2025-01-14", "2025-02-14"])})
    line = Panel("full catalogues", "full catalogues", ("a",), frozenset(), rows)
    one = Panel("Hub census", "census", ("b",), frozenset(), rows.iloc[:1])
    text = words.compared([line], [one, one])
    assert "full catalogues have 2 rounds from 14 January 2025 to 14 February 2025" in text
    assert "The Hub census and the Hub census are pictures of one day" in text
    text = words.compared([line], [one] * 7)
    assert text.count("and the Hub census are pictures of one day") == 2  # three, three and one
    assert text.count("The Hub census is a picture of one day") == 1


def test_filled_table_tells_never_recorded_from_none():
    days = {"day": [pd.Timestamp("2022-07-02")], "selection": ["census"], "models": [1000]}
    found = words.filled_table(
        pd.DataFrame({**days, "base_model": [float("nan")], "license": [0.0]})
    )
    assert found.values.tolist() == [["2 July 2022", "census", "1,000", "never recorded", "0%"]]
    assert list(found.columns)[2:] == ["rows", "base model", "license"]


def test_attributed_share_is_what_is_not_unknown():
    counters = pd.DataFrame(
        [
            ("downloads_30d", "CN", 25.0, 0.25),
            ("downloads_30d", "unknown", 75.0, 0.75),
            ("models", "CN", 1.0, 0.1),
            ("models", "unknown", 9.0, 0.9),
        ],
        columns=["counter", "side", "value", "share"],
    )
    found = words.attributed_table(observed.attributed({"list": counters}))
    assert found.to_dict("records") == [
        {"panel": "list", "models": "10", "of downloads": "25%", "of the models": "10%"}
    ]


def test_agreement_is_not_rounded_up_to_all():
    pairs = pd.DataFrame(
        [("a", "b", 2, 10_000, 9_960, 0.996), ("a", "c", 1, 5, 5, 1.0)],
        columns=["source_a", "source_b", "days", "compared", "identical", "share"],
    )
    assert words.agreement_table(pairs)["share"].tolist() == [
        "99.6%",
        "100%",
    ]
    assert words.agreed(observed.agreed(pairs)) == (
        "9,965 of 10,005 counts that two sources report for the same model and day are identical "
        "(99.6%)."
    )


def test_artifacts_link_to_the_codebook():
    found = pd.DataFrame({"table": ["bursts"], "title": ["Months of bursts"], "rows": [227]})
    assert words.artifacts_list(found) == "- [Months of bursts](../data/README.md#bursts): 227 rows"


# --- the chart


def test_every_way_of_choosing_models_has_a_row_and_another_platform_none():
    (axes,) = charts.observed(RUNS).axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == ["Every model", "Every downloaded model", "Chosen models, followed over time"]
    assert [text.get_text() for text in axes.texts] == [
        "the only full list: 760,000 models",
        "listed once: 38 models",
        "listed 10 times, up to 3,219 models",
    ]


def test_sources_stand_in_a_table_with_their_publishers():
    known = pd.DataFrame({"id": ["full", "daily"], "publisher": ["A. Uthor", "B. Uthor"]})
    found = words.sources_table(RUNS, known)
    assert found["by"].tolist() == ["A. Uthor", "early", "B. Uthor", "monthly"]
    assert found["models in a round"].tolist() == ["760,000", "38", "61 to 3,219", "5"]
    assert found["platform"].tolist() == [HUB] * 3 + [ELSEWHERE]


# --- the embedded data


@pytest.fixture(scope="module")
def embedded() -> Data:
    return open_data("embedded")


def test_the_census_is_whole(embedded):
    kept = embedded["snapshot-2024-07-11"]
    assert len(kept) + embedded["census_remainder"]["n_models"].sum() == 760_000
    whole = observed.observed(embedded).query("selection == 'census'")
    assert whole[["source", "most"]].values.tolist() == [["stalnaker", 760_000]]


def test_the_undercount_of_june_2026(embedded):
    found = observed.untrusted(embedded).query("kind == 'undercount'")
    assert found[["first_day", "last_day"]].values.tolist() == [
        [pd.Timestamp("2026-06-09"), pd.Timestamp("2026-06-18")]
    ]
