"""CountingRule: which rows count, for whom, and the sentence that says so."""

from dataclasses import fields, replace
from itertools import product

import pandas as pd
import pytest

from hubgap.panel import Panel, Refusal
from hubgap.rules import CHOICES, CountingRule, counted, most_counted

DAY = pd.Timestamp("2026-01-01")
MODELS = pd.DataFrame(
    # model, region, second reading, group, kind, task, listed, burst, downloads, likes, age
    [
        ("cn/chat", "CN", "CN", "CN", "company", "language", True, False, 100, 5, 30),
        ("cn/vec", "CN", "CN", "US", "company", "encoder", False, False, 40, 1, 365),
        ("us/chat", "US", "CN", "US", "company", "language", True, True, 300, 2, 366),
        ("us/vec", "US", "US", "US", "company", "encoder", False, False, 20, 9, 800),
        ("fr/chat", "other", "US", "other", "startup", "language", False, False, 60, 3, 10),
        (
            "who/draw",
            "unknown",
            "unknown",
            "unknown",
            "unknown",
            "undeclared",
            False,
            False,
            80,
            0,
            5,
        ),
        ("pack/chat", "US", "US", "US", "repackager", "language", False, False, 500, 7, 5),
        ("ci/tiny", "US", "US", "US", "test", "language", False, False, 9000, 0, 5),
    ],
    columns=[
        "model_id",
        "region",
        "alt_region",
        "parent_region",
        "kind",
        "task",
        "tracked",
        "burst",
        "downloads_30d",
        "likes",
        "age",
    ],
)
ROWS = MODELS.assign(
    day=DAY,
    pipeline_tag=MODELS["task"].where(MODELS["task"] != "undeclared"),
    parameters=[7e9, None, 2e9, 1e8, 1e9, 7e10, 2e10, 1e6],
    quantized=MODELS["model_id"] == "fr/chat",
    # pack/chat is a copy of a Chinese model in an American group, fr/chat is its own quantized one
    copy=MODELS["model_id"] == "pack/chat",
    made_region=MODELS["region"].mask(MODELS["model_id"] == "pack/chat", "CN"),
    made_alt_region=MODELS["alt_region"].mask(MODELS["model_id"] == "pack/chat", "other"),
    made_parent_region=MODELS["parent_region"],
    # cn/vec names a base of an unknown publisher in a Chinese family, who/draw an American base
    base_region=["CN", "unknown", "US", "US", "other", "US", "CN", "US"],
    base_alt_region=["CN", "CN", "CN", "US", "other", "US", "CN", "US"],
    root_region=["CN", "CN", "US", "US", "other", "US", "CN", "US"],
    root_alt_region=["CN", "CN", "CN", "US", "other", "US", "CN", "US"],
    created_at=(DAY - pd.to_timedelta(MODELS["age"], unit="D")).dt.tz_localize("UTC"),
)
FIELDS = frozenset(["downloads_30d", "likes", "base_model", "parameters"])


def tiny(rows: pd.DataFrame = ROWS) -> Panel:
    return Panel("a tiny panel", "census", ("src",), FIELDS, rows)


def totals(rows: pd.DataFrame = ROWS, **choices) -> dict[str, float]:
    found = counted(tiny(rows), CountingRule(**choices))
    return found.groupby("side")["value"].sum().to_dict()


# --- what counts


def test_the_default_leaves_out_copies_and_tests():
    assert totals() == {"CN": 140, "US": 320, "other": 60, "unknown": 80}


def test_test_repositories_count_only_where_the_rule_says_so():
    assert totals(tests="included")["US"] == 320 + 9000
    # credit and disputed readings only move rows: they are crossed with what may drop them
    for names in (
        [name for name in CHOICES if name not in ("counter", "tests", "credit", "disputed")],
        ["credit", "disputed", "unknown"],
    ):
        for choices in product(*(CHOICES[name] for name in names)):
            rows = counted(tiny(), CountingRule(**dict(zip(names, choices, strict=True))))
            assert "ci/tiny" not in set(rows["model_id"])


def test_quantized_versions():
    assert totals(quantized="left out") == {"CN": 140, "US": 320, "unknown": 80}


def test_copies():
    assert totals(copies="included")["US"] == 820


def test_copies_are_credited_to_the_maker_of_their_base():
    assert totals(copies="to makers") == {"CN": 640, "US": 320, "other": 60, "unknown": 80}
    assert totals(copies="to makers", credit="parent")["US"] == 360 + 500
    found = totals(copies="to makers", disputed="alternative")
    assert found == {"CN": 440, "US": 80, "other": 500, "unknown": 80}


def test_a_window_counts_repositories_known_to_be_created_in_it():
    born = ["2022-11-29", "2022-11-30", "2023-01-01", None, "2022-01-01", "2024-01-01", None, None]
    rows = ROWS.assign(created_at=pd.to_datetime(pd.Series(born), utc=True))
    assert totals(rows, window="since ChatGPT") == {"CN": 40, "US": 300, "unknown": 80}
    assert totals(rows, window="all") == totals(rows)
    assert (
        "created since ChatGPT (30 November 2022)" in CountingRule(window="since ChatGPT").sentence
    )
    undated = rows.assign(created_at=pd.Series(pd.NaT, rows.index, dtype="datetime64[s, UTC]"))
    with pytest.raises(
        Refusal, match="never recorded created_at, so .* since ChatGPT is not known"
    ):
        counted(tiny(undated), CountingRule(window="since ChatGPT"))


def test_language_models_are_two_tags_and_all_that_generate_text_are_more():
    tags = ["text-generation", "fill-mask", "image-text-to-text", None, "translation"]
    rows = ROWS.head(5).assign(
        pipeline_tag=tags, task=["language", "encoder", "language", "undeclared", "text"]
    )
    assert totals(rows, universe="text-generation") == {"CN": 100}
    assert totals(rows, universe="language") == {"CN": 100, "US": 300}
    assert totals(rows, universe="text") == {"CN": 100, "US": 300, "other": 60}
    assert totals(rows, universe="other tasks") == {"US": 20, "other": 60}


def test_bursts():
    assert totals(bursts="left out")["US"] == 20


@pytest.mark.parametrize(
    ("universe", "expected"),
    [
        ("language", {"CN": 100, "US": 300, "other": 60}),
        ("encoder", {"CN": 40, "US": 20}),
        ("other tasks", {"unknown": 80}),
        ("tracked", {"CN": 100, "US": 300}),
        ("without encoders", {"CN": 100, "US": 300, "other": 60, "unknown": 80}),
        ("larger", {"CN": 100, "US": 300, "unknown": 80}),  # exactly 1 billion is not over it
        ("largest", {"unknown": 80}),
        ("last year", {"CN": 140, "other": 60, "unknown": 80}),  # 365 days old counts, 366 does not
    ],
)
def test_universe(universe, expected):
    assert totals(universe=universe) == expected


def test_the_three_groups_of_tasks_are_the_whole():
    parts = pd.DataFrame([totals(universe=task) for task in ("language", "encoder", "other tasks")])
    assert parts.sum().to_dict() == totals()


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        ("likes", {"CN": 6, "US": 11, "other": 3, "unknown": 0}),
        ("models", {"CN": 2, "US": 2, "other": 1, "unknown": 1}),
    ],
)
def test_counter(counter, expected):
    assert totals(counter=counter) == expected


def test_a_missing_count_is_nothing_but_the_model_stays():
    rows = ROWS.assign(likes=ROWS["likes"].astype(float).replace(5, None))
    assert totals(rows, counter="likes")["CN"] == 1
    assert len(counted(tiny(rows), CountingRule(counter="likes"))) == 6


# --- for whom


def test_credit_to_the_group():
    assert totals(credit="parent") == {"CN": 100, "US": 360, "other": 60, "unknown": 80}


def test_credit_to_the_declared_base_and_to_the_root():
    assert totals(credit="base") == {"CN": 100, "US": 400, "other": 60, "unknown": 40}
    assert totals(credit="root") == {"CN": 140, "US": 400, "other": 60}
    assert totals(credit="base", disputed="alternative") == {"CN": 440, "US": 100, "other": 60}


def test_a_finer_credit_never_changes_the_total():
    for choices in product(CHOICES["universe"], CHOICES["copies"], CHOICES["disputed"]):
        names = ("universe", "copies", "disputed")
        found = {
            credit: sum(totals(credit=credit, **dict(zip(names, choices, strict=True))).values())
            for credit in CHOICES["credit"]
        }
        assert len(set(found.values())) == 1, (choices, found)


def test_disputed_publishers_in_their_alternative_reading():
    assert totals(disputed="alternative") == {"CN": 440, "US": 80, "unknown": 80}


def test_the_alternative_reading_moves_only_disputed_publishers_of_a_group():
    # cn/vec belongs to a group elsewhere and is not disputed: its group keeps it.
    assert totals(credit="parent", disputed="alternative") == {"CN": 400, "US": 120, "unknown": 80}


@pytest.mark.parametrize("side", ["CN", "US"])
def test_unknown_publishers_all_to_one_side(side):
    found = totals(unknown=side)
    assert "unknown" not in found
    assert found[side] == totals()[side] + 80


def test_unknown_publishers_left_out():
    assert totals(unknown="left out") == {"CN": 140, "US": 320, "other": 60}


def test_a_publisher_that_only_the_alternative_reading_knows_is_not_left_out():
    rows = ROWS.assign(alt_region=ROWS["alt_region"].replace("unknown", "CN"))
    assert totals(rows, disputed="alternative", unknown="left out")["CN"] == 520


# --- what holds for every rule


def test_shares_with_unknown_as_its_own_class_sum_to_one():
    for counter in ("downloads_30d", "likes", "models"):
        found = pd.Series(totals(counter=counter))
        assert (found / found.sum()).sum() == pytest.approx(1)
        assert found.sum() == counted(tiny(), CountingRule(counter=counter))["value"].sum()


def test_the_order_of_rows_and_of_filters_is_irrelevant():
    choices = {
        "universe": "language",
        "copies": "left out",
        "bursts": "left out",
        "unknown": "left out",
    }
    together = set(counted(tiny(), CountingRule(**choices))["model_id"])
    kept = [
        set(counted(tiny(), replace(CountingRule(copies="included"), **{name: choice}))["model_id"])
        for name, choice in choices.items()
    ]
    assert together == set.intersection(*kept) == {"cn/chat", "fr/chat"}
    assert totals(ROWS.iloc[::-1], **choices) == totals(**choices)


def test_the_rows_of_the_panel_are_not_changed():
    panel = tiny(ROWS.copy())
    counted(panel, CountingRule(unknown="CN", disputed="alternative"))
    pd.testing.assert_frame_equal(panel.rows, ROWS)


# --- refusals


def test_a_choice_that_does_not_exist():
    with pytest.raises(Refusal, match="universe cannot be 'robots'; choose one of all, language"):
        CountingRule(universe="robots")
    with pytest.raises(Refusal, match="unknown cannot be 'other'"):
        CountingRule(unknown="other")


def test_a_counter_that_was_never_recorded():
    with pytest.raises(Refusal, match="a tiny panel never recorded downloads_all_time"):
        counted(tiny(), CountingRule(counter="downloads_all_time"))


@pytest.mark.parametrize("universe", ["language", "encoder", "other tasks"])
def test_a_universe_that_needs_a_task(universe):
    rows = ROWS.assign(pipeline_tag=None)
    with pytest.raises(Refusal, match=f"never recorded a task, so {universe} models are not known"):
        counted(tiny(rows), CountingRule(universe=universe))


def test_larger_models_need_sizes_for_half_of_the_downloads():
    rows = ROWS.assign(parameters=ROWS["parameters"].where(ROWS["model_id"] == "us/chat"))
    with pytest.raises(Refusal, match="recorded parameters for 3.* of its downloads: too few"):
        counted(tiny(rows), CountingRule(universe="larger"))


def test_a_credit_that_needs_base_models():
    panel = replace(tiny(), fields=frozenset(["downloads_30d"]))
    with pytest.raises(Refusal, match="never recorded base_model"):
        counted(panel, CountingRule(credit="root"))


def test_a_universe_that_needs_the_day_of_creation():
    rows = ROWS.assign(created_at=pd.Series(pd.NaT, ROWS.index, dtype="datetime64[s, UTC]"))
    with pytest.raises(
        Refusal, match="never recorded created_at, so which models are of last year is not known"
    ):
        counted(tiny(rows), CountingRule(universe="last year"))


# --- what the rule says of itself


def test_sentence_and_key_name_every_choice():
    rule = CountingRule()
    for field in fields(rule):
        assert CHOICES[field.name][getattr(rule, field.name)] in rule.sentence
        assert f"{field.name}={getattr(rule, field.name)}" in rule.key


def test_every_other_choice_changes_sentence_and_key():
    rule = CountingRule()
    for field in fields(rule):
        for choice in set(CHOICES[field.name]) - {getattr(rule, field.name)}:
            other = replace(rule, **{field.name: choice})
            assert other.sentence != rule.sentence and other.key != rule.key


def test_equal_rules_are_equal_and_frozen():
    assert CountingRule() == CountingRule(universe="all") and hash(CountingRule()) == hash(
        CountingRule()
    )
    with pytest.raises(AttributeError):
        CountingRule().universe = "language"


def test_the_most_counted_model_of_a_side_is_the_first_of_equals():
    rows = pd.DataFrame(
        {"model_id": ["b", "a", "c", "d"], "side": ["CN", "CN", "US", "US"], "value": [5, 5, 1, 2]}
    )
    found = most_counted(rows).set_index("side")["model_id"]
    assert found.to_dict() == {"CN": "a", "US": "d"}


def test_only_the_columns_that_are_wanted_are_handed_on():
    found = counted(tiny(), CountingRule(), "model_id")
    assert list(found) == ["model_id", "side", "value"]
    assert found.equals(counted(tiny(), CountingRule())[["model_id", "side", "value"]])
