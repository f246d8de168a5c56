"""What the Hub's pages report: classes, efforts, scales and anchors worked out by hand."""

import matplotlib.colors
import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.charts import reported as charts
from hubgap.charts.core import CHINA
from hubgap.hub import compile as compiling
from hubgap.measures import reported
from hubgap.measures.verdicts import NO_ERROR, TOO_FEW, WITHIN_ERROR, Verdict
from hubgap.panel import Refusal
from hubgap.words.en import reported as words

from .altered import exchanged
from .test_benchmarks import NAMES
from .test_benchmarks import models as benchmark_models
from .tiny import TABLES

COLUMNS = """model_id dataset_id task_id value source_kind open_pull_request verified tools effort
malformed""".split()
USUAL = ("d/g", "g", 50.0, reported.CARD, True, False, "not stated", None, False)
TASKS = pd.DataFrame(
    [
        ("d/g", "g", "G", "percent", "higher", "G test", "Lab"),
        ("d/f", "f", "F", "fraction", "higher", None, None),
        ("d/w", "w", "W", "percent", "lower", None, None),
    ],
    columns="dataset_id task_id benchmark scale direction anchor anchor_measured_by".split(),
).assign(note="n")


def entry(model: str, value: float = 50.0, **other) -> dict:
    """An open proposal from a card on the test G, where nothing else is said."""
    row = dict(zip(COLUMNS, (model, *USUAL), strict=True))
    return row | {"value": value, "recorded_on": "2026-10-01"} | other


def tables(*rows: dict) -> dict:
    found = pd.DataFrame(rows)
    days = {"reported_on": pd.Timestamp("2026-09-01"), "source": "s", "notes_given": True}
    found = found.assign(**days, recorded_on=pd.to_datetime(found["recorded_on"]))
    found["entry"] = found.groupby("model_id").cumcount() + 1
    text = dict.fromkeys(("dataset_id", "task_id", "effort"), "str")
    return TABLES | {"eval_results": found.astype(text), "official_tasks": TASKS}


def read(*rows: dict) -> pd.DataFrame:
    return reported.entries(tables(*rows))


def used(*rows: dict) -> pd.DataFrame:
    return reported.used(read(*rows))


def chosen(*rows: dict) -> pd.DataFrame:
    return reported.one_each(used(*rows))


# --- entries


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ({"open_pull_request": False}, "maker"),
        ({"open_pull_request": True}, "transcribed"),
        ({"source_kind": "other"}, "unknown"),
        ({"source_kind": "other", "open_pull_request": False}, "unknown"),
        ({"source_kind": "none", "open_pull_request": False}, "unknown"),
        ({"source_kind": "none", "verified": True}, "verified"),
    ],
)
def test_whose_number_an_entry_is(said, group):
    assert read(entry("us-lab/m", **said))["group"].tolist() == [group]


def test_a_country_is_that_of_the_namespace_in_the_registry_under_its_current_name():
    names = ["cn-lab/m", "hk-lab/m", "us-lab/m", "old-lab/m", "nobody/m"]
    rows = read(*map(entry, names))
    assert rows["side"].tolist() == ["CN", "CN", "US", "CN", "unknown"]
    assert rows["model_id"].tolist()[3] == "cn-lab/m" and rows["model"].tolist()[3] == "m"
    assert rows["left_out"].isna().tolist() == [True] * 4 + [False]
    assert rows["left_out"].iloc[4] == reported.ELSEWHERE


def test_what_cannot_be_used_is_counted_by_its_reason():
    rows = read(
        entry("us-lab/m"),
        entry("us-lab/broken", None, dataset_id=None, task_id=None, malformed=True),
        entry("us-lab/m", task_id="g2"),  # another task of the same dataset is another test
        entry("us-lab/m", 100.1),
        entry("us-lab/m", -1),
        entry("us-lab/m", 0.8),  # 80% as a fraction, or under one percent: nobody knows
        entry("us-lab/m", None),
        entry("us-lab/m", 1.2, dataset_id="d/f", task_id="f"),
        entry("packer/m"),
        entry("ci-bot/m"),
        entry("cn-lab/m-GGUF"),
        entry("nobody/m"),
    )
    assert list(reported.unused(rows).values()) == [1, 1, 5, 3, 1]
    assert len(reported.used(rows)) == 1 and len(rows) == 12


def test_values_become_percent_and_a_lower_one_can_be_the_better():
    rows = used(
        entry("us-lab/m", 0.855, dataset_id="d/f", task_id="f"),
        entry("us-lab/m", 0, dataset_id="d/f", task_id="f"),
        entry("us-lab/m", 7.5, dataset_id="d/w", task_id="w"),
    )
    assert rows["value"].tolist() == [85.5, 0, 7.5]
    assert rows["score"].tolist() == [85.5, 0, -7.5]


def test_the_last_recording_is_read_and_none_after_the_asked_day():
    both = tables(entry("us-lab/m", 50), entry("us-lab/m", 60, recorded_on="2026-11-01"))
    assert reported.entries(both)["value"].tolist() == [60]
    assert reported.entries(both, "2026-10-31")["value"].tolist() == [50]
    with pytest.raises(Refusal, match="were not recorded before 30 September 2026"):
        reported.entries(both, "2026-09-30")


def test_entries_and_models_are_counted_by_test_class_and_side():
    told = tables(
        entry("us-lab/a"), entry("us-lab/a"), entry("us-lab/b"), entry("cn-lab/m"),
        entry("cn-lab/m", open_pull_request=False), entry("us-lab/a", dataset_id="Z/odd"),
        entry("us-lab/a", 101),
    )  # fmt: skip
    table = reported.by_class(reported.entries(told), told)
    assert table["test"].unique().tolist() == ["G", "F", "W", "Z/odd"]
    some = table[table["entries"] > 0].drop(columns="listed").values.tolist()
    assert some == [
        ["G", "maker", "CN", 1, 1],
        ["G", "transcribed", "CN", 1, 1],
        ["G", "transcribed", "US", 3, 2],
        ["Z/odd", "transcribed", "US", 1, 1],
    ]
    assert table.loc[~table["listed"], "test"].unique() == ["Z/odd"]
    shown = words.class_table(table)
    assert shown["Test"].tolist() == ["G", "F", "W", "Z/odd"]
    assert shown["Proposed, from a card, United States"].tolist()[::3] == ["2 (3)", "1 (1)"]
    assert not [head for head in shown if "erified" in head]  # a class without entries
    rows = reported.entries(told)
    assert words.class_caption(rows, reported.unused(rows)).endswith(
        "Of 7 entries recorded on 1 October 2026, 5 are used. Left out are 1 of tasks that are not "
        "on the list and 1 with a value off the scale of their task."
    )


# --- one value of a model

EFFORTS = [
    entry("us-lab/m", 60, effort="low"),
    entry("us-lab/m", 80, effort="medium"),
    entry("us-lab/m", 75, effort="high"),  # counts, though a lower effort scored more
    entry("us-lab/m", 90),  # no effort stated
    entry("us-lab/m", 85, effort="high", tools="with"),
    entry("us-lab/m", 70, source_kind="other"),
]


def test_the_highest_stated_effort_counts_with_the_range_of_the_others():
    rows = chosen(*EFFORTS)
    kept = rows[["group", "tools", "value", "values", "lowest", "highest"]].values.tolist()
    assert kept == [
        ["transcribed", "not stated", 75, 4, 60, 90],
        ["transcribed", "with", 85, 1, 85, 85],
        ["unknown", "not stated", 70, 1, 70, 70],
    ]


def test_of_equal_efforts_the_better_value_counts():
    lower = {"dataset_id": "d/w", "task_id": "w"}
    rows = chosen(
        entry("us-lab/m", 60), entry("us-lab/m", 61), entry("us-lab/m", 9, **lower),
        entry("us-lab/m", 4, **lower),
    )  # fmt: skip
    assert rows.set_index("benchmark")["value"].to_dict() == {"G": 61, "W": 4}


# --- the two sides


def sides(cn: list[float], us: list[float], **other) -> list[dict]:
    rows = [entry(f"cn-lab/{n}", value, **other) for n, value in enumerate(cn)]
    return rows + [entry(f"us-lab/{n}", value, **other) for n, value in enumerate(us)]


def test_the_two_sides_are_compared_within_one_class_alone():
    found = reported.compared(
        chosen(
            *sides([50, 51, 52, 53], [10, 20, 30, 40, 45]),
            entry("us-lab/accepted", 99, open_pull_request=False),
            entry("us-lab/other", 98, source_kind="other"),
            entry("us-lab/tools", 97, tools="with"),
            entry("cn-lab/without", 96, tools="without"),
        )
    )
    (row,) = found.to_dict("records")  # in no other class has the other side a model
    assert (row["group"], row["tools"]) == ("transcribed", "not stated")
    assert (row["models_CN"], row["models_US"]) == (4, 5)
    assert (row["best_CN"], row["best_US"], row["points"]) == (53, 45, 8)
    assert row["verdict"] == Verdict(TOO_FEW) and reported.judged(found).empty
    assert words.sides(found) == (
        "No comparison has 5 models of each country, so there are too few models to say who leads. "
        "The only one, on G, among proposals that cite a card, tools not stated, has 5 American and "
        "4 Chinese models."
    )


FIVE = sides([50, 51, 52, 53, 54], [10, 20, 30, 40, 45])


def test_with_five_a_side_one_is_higher_and_never_ahead():
    found = reported.compared(chosen(*FIVE, *sides([1.5], [2], tools="with")))
    assert found["verdict"].tolist() == [Verdict(NO_ERROR, "CN"), Verdict(TOO_FEW)]
    said = words.sides(found)
    assert said == (
        "On G, among proposals that cite a card, tools not stated, the Chinese 4 stands 9.0 points "
        "above the American 4, though no error is published, of 5 models of each side. In 1 other "
        "comparison there are too few models to say."
    )
    assert words.compared_table(found)["Who leads"].tolist() == [
        "China higher, though no error is published",
        "too few models to say",
    ]


def test_sentences_tell_the_fullest_and_leave_the_others_to_the_table():
    other = [{"dataset_id": "d/w", "task_id": "w"}, {"tools": "with"}, {"source_kind": "other"}]
    rows = [row for more in other for row in sides([5, 4, 3, 2, 6], [5, 4, 3, 2, 7], **more)]
    said = words.sides(reported.compared(chosen(*FIVE, *rows)))
    assert said.count("of 5 models of each side") == words.TOLD == 3
    assert said.endswith("1 other comparison can be read in the table.")


def test_equal_sides_are_level():
    found = reported.compared(chosen(*sides([50, 51, 52, 53, 54], [54, 53, 52, 51, 50])))
    assert found["verdict"].tolist() == [Verdict(WITHIN_ERROR)]
    assert "are level, within the margin of error" in words.sides(found)


def test_a_lower_error_rate_stands_higher():
    lower = {"dataset_id": "d/w", "task_id": "w"}
    found = reported.compared(chosen(*sides([9, 8, 7, 6, 5], [9, 8, 7, 6, 4], **lower)))
    assert found["verdict"].tolist() == [Verdict(NO_ERROR, "US")]
    assert found[["best_CN", "best_US", "points"]].values.tolist() == [[5, 4, 1]]
    assert words.sides(found).startswith("On W, where lower is better, among proposals")


def test_sentences_exchange_with_the_countries():
    mirrored = sides([10, 20, 30, 40, 45], [50, 51, 52, 53, 54])
    one, other = (words.sides(reported.compared(chosen(*rows))) for rows in (FIVE, mirrored))
    assert exchanged(one) == other


def test_where_the_two_sides_never_meet_nothing_is_compared():
    found = reported.compared(chosen(entry("us-lab/m"), entry("cn-lab/m", tools="with")))
    assert found.empty and reported.judged(found).empty
    assert words.sides(found).startswith("On no test do both countries have a model")
    assert words.compared_table(found).empty


# --- the figure, and what was measured


def with_scores(*rows: dict) -> dict:
    """`tables`, and two runs of us-lab/m by the Lab: 70 with a standard error of 2, and 60."""
    runs = pd.DataFrame({"score": [70.0, 60.0], "stderr": [2.0, np.nan], "variant": ["x", "y"]})
    runs = runs.assign(benchmark="G test", measured_by="Lab", model="M", setting="", source="s")
    known = benchmark_models(M=("US", "2024-01-01", "true")).assign(hub_id="us-lab/m")
    organizations = TABLES["organizations"].assign(display_name=None)
    organizations = pd.concat([organizations, NAMES.assign(namespace="x")], ignore_index=True)
    more = {"scores": runs, "benchmark_models": known, "organizations": organizations}
    return tables(*rows) | more


SEVEN = [*EFFORTS, entry("us-lab/m", 75, open_pull_request=False, verified=True)]
SHOWN = [*SEVEN, entry("cn-lab/m", 88), entry("cn-lab/n", 70), entry("cn-lab/n", 95)]


def shown(*rows: dict):
    told = with_scores(*rows)
    own = reported.used(reported.entries(told))
    table = reported.alternatives(own, reported.measured(told))
    return reported.reported(own, table), table


def test_the_model_with_most_values_comes_first_and_tells_its_range():
    found, table = shown(*SHOWN)
    assert table["model_id"].unique().tolist() == ["us-lab/m", "cn-lab/n", "cn-lab/m"]
    assert table["values"].tolist() == [7] * 7 + [2, 2, 1]
    assert (found.entries, found.models) == (10, {"CN": 2, "US": 1})
    assert (found.verified, found.proposed) == (1, 9)
    most = found.most
    assert (most.model, most.values, most.low, most.high) == ("m", 7, 60, 90)
    assert (most.cards, most.verified) == (6, 1)
    assert (most.efforts, most.tools) == (("low", "medium", "high"), ("with", "not stated"))


def test_of_as_many_values_those_farthest_apart_come_first():
    _, table = shown(entry("us-lab/m", 50), entry("us-lab/m", 60), entry("us-lab/n", 90),
                     entry("us-lab/n", 99), entry("us-lab/o", 98))  # fmt: skip
    assert table["model"].unique().tolist() == ["m", "n", "o"]


def test_the_fullest_test_is_shown_and_of_equals_the_first_by_name():
    other = {"dataset_id": "d/f", "task_id": "f"}
    rows = [entry("us-lab/m"), entry("cn-lab/m"), entry("us-lab/m", 0.5, **other)]
    assert reported.fullest(used(*rows)) == "G"
    assert reported.fullest(used(*rows, entry("cn-lab/m", 0.5, **other))) == "F"
    with pytest.raises(Refusal, match="No entry"):
        reported.fullest(used(entry("nobody/m")))


def test_a_figure_shows_at_most_so_many_models_and_counts_all():
    rows = [entry(f"us-lab/{n}", 40 + n) for n in range(23)]
    found, table = shown(*rows)
    assert len(table) == reported.SHOWN == 20 and table["value"].min() == 43
    assert found.entries == 23
    said = words.reported(found, table)
    assert "pages of 20 of 23 models, those with most entries, not all of" in said.definition
    assert said.title == "No model has more than one reported G score"


def test_reported_less_measured_by_hand():
    told = with_scores(*SHOWN)
    found = reported.measured(told)
    (row,) = found.to_dict("records")  # the best run of the model
    assert (row["model_id"], row["measured"], row["measured_by"]) == ("us-lab/m", 70, "Lab")
    assert row["measured_high"] == pytest.approx(70 + 1.959964 * 2)
    own = reported.anchored(reported.one_each(reported.used(reported.entries(told))), found)
    assert own[["group", "tools", "value", "more"]].values.tolist() == [
        ["transcribed", "not stated", 75, 5],
        ["transcribed", "with", 85, 15],
        ["unknown", "not stated", 70, 0],
        ["verified", "not stated", 75, 5],
    ]
    assert own["more_low"].iloc[0] == pytest.approx(5 - 1.959964 * 2)
    table = words.anchor_table(own)
    assert table.iloc[1, 4:].tolist() == ["85.0%", "70.0% (66.1% to 73.9%)", "Lab", "+15.0"]
    assert words.anchor_caption(own).startswith(
        "1 model with a reported score and one by an independent measurer, which differ by +0.0 to "
        "+15.0 points."
    )
    assert words.anchor_caption(own.head(0)).startswith("No model has both")
    assert words.anchor_table(own.head(0)).empty


def test_the_words_of_the_figure():
    said = words.reported(*shown(*SHOWN))
    assert said.title == "One model has seven reported G scores, 30 points apart, one verified"
    assert said.definition.startswith(
        "G as the pages of 3 models, not all of Hugging Face, reported"
    )
    assert said.finding == (
        "The scores of the American m run from 60.0% to 90.0%, by reasoning effort (low, medium and "
        "high) and by use of tools (with and not stated). Six of the seven cite a card of its maker. "
        "Of all 10 entries, on 2 Chinese and 1 American model, one is verified and 9 are proposals "
        "that no maker has accepted. For m, reported at 60.0% to 90.0%, Lab measured 70.0% (66.1% to "
        "73.9%)."
    )


def test_a_title_is_cut_to_fit():
    found, table = shown(*SHOWN)
    long = words.reported(found._replace(benchmark="A Test of Many Words"), table).title
    assert long == "One model has seven reported A Test of Many Words scores, 30 points apart"
    alike = found.most._replace(low=60, high=60, verified=0)
    said = words.reported(found._replace(most=alike), table).title
    assert said == "One model has seven reported G scores, all alike, none verified"


def test_each_entry_is_a_mark_and_proposals_are_hollow():
    _, table = shown(*SHOWN)
    (axes,) = charts.alternatives(table).axes
    marks = [line for line in axes.lines if line.get_marker() in "os"]
    drawn = {
        value: matplotlib.colors.to_hex(line.get_markerfacecolor())
        for line in marks
        for value in line.get_xdata()
        if line.get_marker() == "o"
    }
    assert sum(len(line.get_xdata()) for line in marks) == len(table) == 10
    assert drawn == {88: "#ffffff", 70: "#ffffff", 95: "#ffffff"}
    accepted = table.assign(open_pull_request=False)
    (axes,) = charts.alternatives(accepted).axes
    faces = {line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "o"}
    assert faces == {CHINA}
    texts = [text.get_text() for text in axes.texts]
    assert "7 scores, 60% to 90%" in texts and "measured by Lab: 70%" in texts
    assert {"low", "medium", "high", "effort:"} <= set(texts)


# --- the embedded entries


def test_the_entries_of_the_facts_are_numbered_and_dated():
    facts = {
        "model_id": ["a/a", "b/b", "a/a"],
        "date": ["2026-04-16T13:53:00.000Z", "", "2026-01-01"],
    }
    table = compiling._recorded(pd.DataFrame(facts))
    assert table["entry"].tolist() == [1, 1, 2]
    assert table["reported_on"].tolist() == ["2026-04-16", "", "2026-01-01"]
    assert (table["recorded_on"] == "2026-10-01").all() and (table["source"] == "walkie").all()


def test_the_embedded_entries_are_those_of_the_recording():
    data = open_data("embedded")
    rows = reported.entries(data)
    assert (len(rows), rows["model_id"].nunique()) == (116, 18)
    sound = rows[~rows["malformed"]]
    assert sound["group"].value_counts().to_dict() == {
        "transcribed": 72,
        "unknown": 26,
        "maker": 16,
    }
    assert not rows["verified"].any() and sound["open_pull_request"].sum() == 98
    assert sum(reported.unused(rows).values()) == 23
    listed = data["official_tasks"]
    assert not listed["benchmark"].duplicated().any()
    seen = set(map(tuple, sound[["dataset_id", "task_id"]].values))
    assert set(map(tuple, listed[["dataset_id", "task_id"]].values)) <= seen
    pairs = set(map(tuple, data["scores"][["benchmark", "measured_by"]].values))
    anchored = listed.dropna(subset="anchor")
    assert set(map(tuple, anchored[["anchor", "anchor_measured_by"]].values)) <= pairs


def test_the_anchor_of_a_ruler_of_these_pages_reads_the_runs_of_that_ruler():
    rulers = reported.anchors(open_data("embedded"))
    assert rulers["Terminal-Bench 2.0"].setting == "Terminus 2"
    assert rulers["GPQA Diamond"].sources == ("epoch_hub",)
    assert rulers["Humanity's Last Exam"].measured_by == "Artificial Analysis"
