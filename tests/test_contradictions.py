"""Facts on which two tables contradict each other, on tables made by hand."""

import pandas as pd
import pytest

from hubgap.contradictions import contradictions

ALIASES = pd.DataFrame({"old_id": ["gpt2-old"], "new_id": ["us-lab/gpt2"]})
ORGANIZATIONS = pd.DataFrame(
    {"namespace": ["us-lab", "cn-lab", "old-lab"], "renamed_to": [None, None, "cn-lab"]}
)
MODEL = {"developer": "Maker", "country": "US", "open_weights": "true", "aliases": None}
FLAGSHIP = {"lab": "Maker", "country": "US"}


def days(table: pd.DataFrame) -> pd.DataFrame:
    dated = [c for c in table if c.endswith("_date") or c in ("date", "hub_created_at")]
    return table.assign(**{column: pd.to_datetime(table[column]) for column in dated})


def models(*rows: dict) -> pd.DataFrame:
    named = {"model": "Alpha 7B", "hub_id": "us-lab/alpha-7b", "release_date": "2024-12-12"}
    weights = {"weights_date": "2024-12-12"}
    return days(pd.DataFrame([{**MODEL, **named, **weights, **row} for row in rows]))


def flagships(*rows: dict) -> pd.DataFrame:
    named = {"model_id": "us-lab/alpha-7b", "release_date": "2024-12-12", "hub_created_at": None}
    return days(pd.DataFrame([{**FLAGSHIP, **named, **row} for row in rows]))


def computed(*rows: dict) -> pd.DataFrame:
    named = {"benchmark_model": None, "model": "Alpha 7B", "release_date": "2024-12-12"}
    more = {"parameters": None}
    return days(pd.DataFrame([{**MODEL, **named, **more, **row} for row in rows]))


def found(**tables) -> list[tuple]:
    """(fact, row, value, other row, other value) of each contradiction."""
    ground = {"aliases": ALIASES, "organizations": ORGANIZATIONS}
    pairs = contradictions({**ground, **tables})
    return [(p.fact, p.one[1], p.one[2], p.other[1], p.other[2]) for p in pairs]


WEIGHTS = ("weights day", "Alpha 7B", "2024-12-12", "us-lab/alpha-7b", "2025-01-08")


def test_two_days_of_the_weights_are_found_and_both_rows_named():
    late = flagships({"release_date": "2025-01-08"})
    assert found(benchmark_models=models({}), flagship_licenses=late) == [WEIGHTS]
    tables = {"aliases": ALIASES, "organizations": ORGANIZATIONS}
    pair = contradictions({**tables, "benchmark_models": models({}), "flagship_licenses": late})[0]
    assert str(pair) == (
        "benchmark_models (Alpha 7B) says 2024-12-12 and flagship_licenses (us-lab/alpha-7b) says "
        "2025-01-08 (weights day of Alpha 7B)"
    )


def test_an_announcement_before_the_weights_is_no_contradiction():
    open_later = models({"release_date": "2024-11-01"})
    assert not found(benchmark_models=open_later, flagship_licenses=flagships({}))


@pytest.mark.parametrize(
    "model_id", ["us-lab/Alpha-7B-Instruct", "us-lab/alpha_7b-chat-hf", "elsewhere/alpha-7b"]
)
def test_a_model_is_joined_by_its_name_not_by_its_repository_alone(model_id):
    late = flagships({"model_id": model_id, "release_date": "2025-01-08"})
    assert len(found(benchmark_models=models({"hub_id": None}), flagship_licenses=late)) == 1


def test_a_renamed_namespace_and_an_alias_lead_to_the_model():
    ours = models({"model": "Beta", "hub_id": "cn-lab/x1"}, {"model": "G", "hub_id": "us-lab/gpt2"})
    theirs = flagships({"model_id": "Old-lab/x1"}, {"model_id": "gpt2-old"})
    theirs["release_date"] = pd.Timestamp("2025-01-08")
    rows = found(benchmark_models=ours, flagship_licenses=theirs)
    assert [row[1] for row in rows] == ["Beta", "G"]


def test_names_that_only_look_alike_stay_apart():
    ours = models({"model": "Opt-13B", "hub_id": None}, {"model": "Command R", "hub_id": None})
    others = computed({"model": "OPT-1.3B"}, {"model": "Command R+"}, {"model": "ViT/14"})
    assert not found(benchmark_models=ours, training_compute=others.assign(release_date="x"))


def test_openness_country_and_size():
    compute = computed(
        {"open_weights": "false", "country": "CN", "parameters": 7e9},
        {"model": "Gamma", "parameters": 70e9, "developer": "Other"},
    )
    board = pd.DataFrame(
        {"model": [None, None], "hub_id": ["us-lab/alpha-7b", "cn-lab/gamma"], "version": "v2",
         "country": ["US", None], "params_b": [9.9, 30.0]}
    )  # fmt: skip
    rows = found(benchmark_models=models({}), training_compute=compute, open_llm_leaderboard=board)
    assert rows == [
        ("openness", "Alpha 7B", "true", "Alpha 7B", "false"),
        ("country", "Alpha 7B", "US", "Alpha 7B", "CN"),
        ("country", "Alpha 7B", "US", "Alpha 7B", "CN"),  # of the maker
        ("size", "Gamma", "70 billion", "cn-lab/gamma", "30 billion"),
    ]


def test_what_is_unknown_contradicts_nothing():
    vague = computed({"open_weights": "unknown", "country": "unknown", "release_date": None})
    assert not found(benchmark_models=models({}), training_compute=vague)


def test_a_maker_has_one_country_in_all_tables():
    other = flagships({"model_id": "us-lab/else", "country": "INT"})
    rows = found(benchmark_models=models({}), flagship_licenses=other)
    assert rows == [("country", "Alpha 7B", "US", "us-lab/else", "INT")]


@pytest.mark.parametrize("day, wrong", [("2024-12-12", 0), ("2024-12-20", 0), ("2024-12-15", 1)])
def test_an_event_is_the_release_or_the_day_of_the_weights(day, wrong):
    event = {"kind": "release", "affects": "weights", "date_precision": "day", "title": "A release"}
    named = {"hub_repo_example": "us-lab/alpha-7b", "date": day, "hub_created_at": None}
    events = days(pd.DataFrame([{**event, **named}]))
    ours = models({"weights_date": "2024-12-20"})
    assert len(found(benchmark_models=ours, events=events)) == wrong


@pytest.mark.parametrize(
    "created, weights, wrong",
    [
        ("2024-12-01", "2024-12-12", 0),  # it waited for eleven days
        ("2022-12-12", "2024-12-12", 1),  # two years: one of the two is wrong
        ("2024-12-20", "2024-12-12", 1),  # before there was a repository
        ("2022-03-02", "2021-06-01", 0),  # older than what the Hub recorded
        ("2022-03-02", "2024-12-12", 1),
    ],
)
def test_weights_and_their_own_repository(created, weights, wrong):
    snapshot = pd.DataFrame({"model_id": ["us-lab/alpha-7b"]})
    snapshot["created_at"] = pd.Timestamp(created, tz="UTC")
    ours = models({"weights_date": weights, "release_date": "2021-01-01"})
    rows = found(benchmark_models=ours, **{"snapshot-2025-01-01": snapshot})
    assert len(rows) == wrong
    if wrong:
        assert rows[0][2:] == (weights, "us-lab/alpha-7b", created)


def test_a_repository_made_anew_contradicts_nobody_when_a_refresh_finds_it():
    snapshot = pd.DataFrame({"model_id": ["us-lab/alpha-7b"], "source": "hub_api"})
    snapshot["created_at"] = pd.Timestamp("2026-11-01", tz="UTC")
    ours = models({"weights_date": "2024-12-12", "release_date": "2021-01-01"})
    assert not found(benchmark_models=ours, **{"snapshot-2026-11-29": snapshot})


def test_a_documented_day_is_an_exception():
    late = flagships({"release_date": "2025-01-08"})
    excuse = {"model": "Alpha 7B", "table": "flagship_licenses", "date_in_table": "2025-01-08"}
    tables = {"benchmark_models": models({}), "flagship_licenses": late}
    listed = pd.DataFrame([excuse]).assign(date_in_table=lambda t: pd.to_datetime(t.date_in_table))
    assert not found(**tables, release_date_conflicts=listed)
    assert found(**tables, release_date_conflicts=listed.assign(table="eci")) == [WEIGHTS]


def test_without_the_tables_that_tell_names_nothing_is_compared():
    assert contradictions({"benchmark_models": models({})}) == []
    assert found() == []
