"""Words and chart of what was observed: counts, holes and doubts, and none of them."""

import pandas as pd
import pytest

from hubgap.charts import observed as observed_charts
from hubgap.panel import Panel
from hubgap.words.en import observed as observed_words

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
    ("burst", "2024-08-01", "2024-08-03", "total of China", "up to 10 % of it in one model", "a|b"),
    ("counter stall", "2024-08-02", "2024-08-02", "1 source", "why", "a"),
    ("counter stall", "2024-08-04", "2024-08-05", "1 source", "why", "a"),
    ("one model", "2024-07-11", "2024-07-11", "total of China", "why", "a"),
    ("undercount", "2024-08-06", "2024-08-09", "whole Hub", "counts fell", "a|b"),
)
NO_GAPS, NO_DOUBTS = GAPS.iloc[:0], DOUBTS.iloc[:0]


def test_words_count_waves_of_the_hub_only():
    words = observed_words.observed(RUNS, GAPS, DOUBTS)
    assert words.title == "Only 1 of 12 waves listed every model of the Hub"
    assert "12 waves listed every model of the Hub (11 July 2024: 760,000 models)." in words.finding
    assert "of 3 sources that counted downloads" in words.definition
    assert "2 July 2022 to 10 August 2024" in words.definition
    assert "5 spans of days not to be trusted" in words.alt


def test_words_without_a_census():
    words = observed_words.observed(RUNS[RUNS["selection"] != "census"], GAPS, DOUBTS)
    assert words.title == "None of 11 waves listed every model of the Hub"
    assert words.finding.startswith("None of 11 waves listed every model of the Hub. In 2 holes")


@pytest.mark.parametrize("doubts", [DOUBTS, NO_DOUBTS])
@pytest.mark.parametrize("gaps", [GAPS, NO_GAPS])
def test_words_are_short_and_name_no_country(gaps, doubts):
    words = observed_words.observed(RUNS, gaps, doubts)
    assert len(words.title.split()) <= 12 and len(words.alt.split()) <= 90
    for text in (words.title, words.definition, words.finding, words.alt):
        assert not any(name in text for name in ("China", "United States", "Chinese", "American"))


def test_holes():
    # 2 July 2022 to 10 August 2024 are 771 days, 759 of them in holes: 98 %.
    hub = RUNS[RUNS["platform"] == HUB]
    text = observed_words.holed(hub, GAPS)
    assert text == "In 2 holes of up to 739 days nobody looked: 98\u202f% of 771 days."
    assert observed_words.holed(hub, NO_GAPS) == "No hole interrupts the observations."


def test_doubts():
    text = observed_words.doubted(DOUBTS)
    assert text.startswith(
        "Not to be trusted are levels from 6 August 2024 to 9 August 2024 (counts fell), "
    )
    assert (
        "one-day changes on 3 days of stalled counters and totals of a country in 2 spans" in text
    )
    assert observed_words.doubted(NO_DOUBTS) == "No day is in doubt."
    only = observed_words.doubted(DOUBTS[DOUBTS["kind"] == "counter stall"])
    assert only == "Not to be trusted are one-day changes on 3 days of stalled counters."


def test_doubts_table_goes_kind_by_kind():
    found = observed_words.doubts_table(DOUBTS)
    assert found["what"].tolist()[0] == "whole Hub undercounted"
    assert found["sources"].tolist()[0] == "a, b"
    assert found["from"].tolist()[-2:] == ["2 August 2024", "4 August 2024"]


def test_what_may_be_compared():
    rows = pd.DataFrame({"day": pd.to_datetime(["2025-01-14", "2025-02-14"])})
    line = Panel("full catalogues", "full catalogues", ("a",), frozenset(), rows)
    one = Panel("Hub census", "census", ("b",), frozenset(), rows.iloc[:1])
    text = observed_words.compared([line], [one, one])
    assert "for full catalogues (2 waves, 14 January 2025 to 14 February 2025)" in text
    assert "Hub census and Hub census are pictures of one day each" in text


def test_filled_table_tells_never_recorded_from_none():
    days = {"day": [pd.Timestamp("2022-07-02")], "selection": ["census"], "models": [1000]}
    found = observed_words.filled_table(
        pd.DataFrame({**days, "base_model": [float("nan")], "license": [0.0]})
    )
    assert found.values.tolist() == [
        ["2 July 2022", "census", "1,000", "never recorded", "0\u202f%"]
    ]
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
    found = observed_words.attributed_table({"list": counters})
    assert found.to_dict("records") == [
        {"panel": "list", "models": "10", "of downloads": "25\u202f%", "of the models": "10\u202f%"}
    ]


def test_agreement_is_not_rounded_up_to_all():
    pairs = pd.DataFrame(
        [("a", "b", 2, 10_000, 9_960, 0.996), ("a", "c", 1, 5, 5, 1.0)],
        columns=["source_a", "source_b", "days", "compared", "identical", "share"],
    )
    assert observed_words.agreement_table(pairs)["share"].tolist() == [
        "99.6\u202f%",
        "100\u202f%",
    ]
    assert observed_words.agreed(pairs) == (
        "9,965 of 10,005 counts that two sources report for the same model and day are identical "
        "(99.6\u202f%)."
    )


def test_artefacts_link_to_the_codebook():
    found = pd.DataFrame({"table": ["bursts"], "title": ["Months of bursts"], "rows": [227]})
    assert (
        observed_words.artefacts_list(found)
        == "- [Months of bursts](../data/README.md#bursts): 227 rows"
    )


# --- the chart


def test_a_hole_of_years_is_cut_in_its_middle_and_no_other():
    # The hole of 739 days is drawn as 80: all later days move by 659, none before its middle.
    days = ["2022-07-02", "2022-08-11", "2024-07-11", "2024-08-10"]
    places = observed_charts._place(days, GAPS)
    assert (places - places[0]).tolist() == [0, 40, 740 - 659, 770 - 659]


def test_every_source_and_every_kind_of_doubt_has_a_line():
    words = [text.get_text() for text in observed_charts.observed(RUNS, GAPS, DOUBTS).axes[0].texts]
    for source in RUNS["source"]:
        assert words.count(source) == 1
    assert words.count("Census") == 1 and observed_words.ELSEWHERE in words
    assert "61\u20133,219" in words and "760,000" in words
    assert words.count(observed_words.DOUBTS["counter stall"]) == 1 and words.count("3 days") == 2
    assert observed_words.DOUBTS["placeholders"] not in words
    assert words.count(observed_words.NOTHING) == 1  # the hole of 20 days has no room for the words


def test_a_chart_without_holes_and_doubts():
    figure = observed_charts.observed(RUNS[RUNS["source"] == "daily"], NO_GAPS, NO_DOUBTS)
    assert observed_words.NOTHING not in [text.get_text() for text in figure.axes[0].texts]
