"""Study: data, days and rule together; wrong names are refused, panels are made once and shared."""

from dataclasses import fields

import pandas as pd
import pytest

from hubgap.data import DataError
from hubgap.panel import Refusal
from hubgap.rules import CHOICES, CountingRule
from hubgap.study import Days, Study

from .test_folders import refreshed
from .tiny import census_data, snapshot, tiny, waves


@pytest.fixture
def study() -> Study:
    return Study(census_data())


def refusal(ask, **asked) -> str:
    """The one sentence with which something is refused."""
    with pytest.raises(Refusal) as caught:
        ask(**asked)
    said = str(caught.value)
    assert said.endswith(".") and "\n" not in said and said.count(". ") == 0
    return said


# --- another rule, other days


def test_under_another_rule_keeps_data_and_days(study):
    other = study.under(credit="root").under(unknown="CN")
    assert other.rule == CountingRule(credit="root", unknown="CN")
    assert other.data is study.data and other.days == study.days
    assert study.rule == CountingRule()


def test_on_other_days_keeps_data_and_rule(study):
    other = study.under(credit="root").on(latest="2024-07-11", since="2025-02-01")
    assert (other.days.latest, other.days.since) == ("2024-07-11", "2025-02-01")
    assert other.days.census == study.days.census and other.rule.credit == "root"


def test_a_wrong_name_is_refused_with_the_right_ones(study):
    said = refusal(study.under, credits="root")
    assert "'credits'" in said and said.endswith(f"choose from {', '.join(CHOICES)}.")
    said = refusal(study.on, lastest="2025-12-21")
    names = ", ".join(field.name for field in fields(Days))
    assert "'lastest'" in said and said.endswith(f"choose from {names}.")


def test_a_wrong_choice_is_refused_with_the_right_ones(study):
    said = refusal(study.under, credit="grandparent")
    assert said.endswith(f"'grandparent'; choose one of {', '.join(CHOICES['credit'])}.")
    said = refusal(study.on, latest="yesterday")
    assert said == "latest cannot be 'yesterday': choose latest or a day like 2025-12-21."
    said = refusal(lambda: study.on(latest="2025-12-21").latest)
    assert said.endswith("there are snapshots of 2024-07-11, 2026-08-22.")


def test_data_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(DataError, match="holds no datapackage.json"):
        Study(tmp_path)


# --- panels


def test_panels_are_made_once_and_shared_by_studies_of_the_same_data(study):
    census = study.census
    assert study.census is census
    assert study.under(credit="root").census is census
    assert study.on(latest="2024-07-11").latest is census
    assert study.picture("2026-08-22") is study.newest
    assert Study(census_data()).census is not census


def test_the_latest_day_is_that_of_the_best_list_which_a_refresh_moves_on(study):
    assert study.latest is study.census  # a sample that is newer is less than a census
    assert study.newest.days == [pd.Timestamp("2026-08-22")]
    assert study.on(latest="2024-07-11").newest is study.census
    assert Study(refreshed()).latest.name == "Hub catalogues of 22 November 2026"
    assert Study(refreshed(asked=1)).latest.name == "Hub catalogues of 15 November 2026"


@pytest.mark.parametrize(
    ("first", "second", "reusable"),
    [
        ("unpaid", "attribution", ["us-lab/n"]),
        ("free", "unstated", ["cn-lab/m"]),
        ("free", "attribution", None),  # the list itself may be reused
        ("unpaid", "share-alike", None),
    ],
)
def test_the_models_of_free_sources_stand_apart_where_a_list_holds_others(first, second, reusable):
    sources = pd.DataFrame({"id": ["s", "t"], "redistribution": [first, second]})
    sample = snapshot("2026-08-22", {"cn-lab/m": 9, "us-lab/n": 4}).assign(source=["s", "t"])
    days = waves(
        ("snapshot", "s", "2024-07-11", "census"),
        ("snapshot", "s|t", "2026-08-22", "attention sample"),
    )
    tables = {"waves": days, "snapshot-2026-08-22": sample, "sources": sources}
    one = Study(tiny(**{"snapshot-2024-07-11": snapshot("2024-07-11", {"cn-lab/m": 5})}, **tables))
    found = one.on(latest="2026-08-22").reusable
    assert (found and found.rows["model_id"].tolist()) == reusable
    assert not found or found.sources == ({"us-lab/n": "t", "cn-lab/m": "s"}[reusable[0]],)


def test_what_is_made_once_is_shared_under_other_rules(study):
    made = []
    for one in (study, study.under(credit="root"), study.on(latest="2024-07-11")):
        one.once(made.append, "x")
    assert made == ["x"]


def test_equal_studies_have_equal_keys_and_no_others_do(study):
    assert study.under(credit="root") == study.under(credit="root") != study
    assert study.under(credit="root").key == study.under(credit="root").key
    keys = {study.key, study.under(credit="root").key, study.on(latest="2024-07-11").key}
    assert len(keys) == 3


def test_a_head_stands_beside_the_census_as_cut_to_as_many_models():
    pictures = {
        "snapshot-2024-07-11": snapshot(
            "2024-07-11", {"cn-lab/a": 5, "us-lab/a": 9, "us-lab/b": 1}
        ),
        "snapshot-2026-06-20": snapshot("2026-06-20", {"cn-lab/a": 50, "us-lab/a": 40}),
        "snapshot-2026-08-22": snapshot("2026-08-22", {"cn-lab/a": 60}),
    }
    one = Study(
        tiny(
            **pictures,
            waves=waves(
                ("snapshot", "s", "2024-07-11", "census"),
                ("snapshot", "s", "2026-06-20", "head"),
                ("snapshot", "s", "2026-08-22", "attention sample"),
            ),
        )
    )
    assert one.latest.selection == one.earlier.selection == "head"
    assert set(one.earlier.rows["model_id"]) == {"cn-lab/a", "us-lab/a"}
    assert one.earlier is one.earlier and one.census.selection == "census of downloaded models"
    assert one.followed is one.newest is one.picture("2026-08-22")
    sampled = one.on(latest="2026-08-22")
    assert sampled.earlier is one.census and sampled.followed is sampled.latest
