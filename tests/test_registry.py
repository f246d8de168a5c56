"""Who publishes: regions, parents, second readings, current names, and who is tracked."""

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.countries import countries
from hubgap.data import Data
from hubgap.registry import (
    EU,
    Move,
    among,
    at_floor,
    canonical,
    holding,
    looked_up,
    moves,
    owners,
    publishers,
    region_of,
    tracked,
)

ORGANIZATIONS = pd.DataFrame(
    [
        ("cn-lab", "CN", "CN", None, "company", None, None),
        ("hk-lab", "HK", "CN", "US", "university", None, None),
        ("us-lab", "US", "US", None, "company", "group", None),
        ("asia-lab", "SG", "other", "CN", "startup", None, None),
        ("nobody", "unknown", "unknown", "US", "individual", None, None),
        ("old-lab", "CN", "CN", None, "company", None, "newer-lab"),
        ("newer-lab", "CN", "CN", None, "company", None, "cn-lab"),
        ("packer", "US", "US", None, "repackager", None, None),
        ("ci-bot", "US", "US", None, "test", None, None),
        ("person", "CN", "CN", None, "individual", None, None),
    ],
    columns=["namespace", "country", "region", "alt_country", "kind", "parent", "renamed_to"],
).assign(valid_from=pd.NaT, valid_to=pd.NaT)
PARENTS = pd.DataFrame({"parent": ["group"], "country": ["CN"]})


def test_china_includes_hong_kong_and_macau():
    countries = pd.Series(["CN", "HK", "MO", "US", "TW", "INT", "unknown", None], dtype="str")
    assert region_of(countries).tolist() == [
        "CN",
        "CN",
        "CN",
        "US",
        "other",
        "other",
        "unknown",
        "unknown",
    ]


def test_regions_keep_the_index():
    assert region_of(pd.Series(["US"], index=[7])).to_dict() == {7: "US"}


def test_publishers():
    found = publishers(ORGANIZATIONS, PARENTS)
    # A second country is the alternative reading; without one both readings agree.
    assert found["region"].to_dict()["hk-lab"] == "CN"
    assert found["alt_region"].to_dict() == {
        "cn-lab": "CN",
        "hk-lab": "US",
        "us-lab": "US",
        "asia-lab": "CN",
        "nobody": "US",
        "old-lab": "CN",
        "newer-lab": "CN",
        "packer": "US",
        "ci-bot": "US",
        "person": "CN",
    }
    # The group's base is credited where there is a group, else the publisher's own.
    assert found.loc["us-lab", ["region", "parent_region", "parent"]].tolist() == [
        "US",
        "CN",
        "group",
    ]
    assert found.loc["cn-lab", ["parent_region", "parent"]].tolist() == ["CN", "cn-lab"]


def test_a_group_without_a_row_leaves_the_publishers_region():
    found = publishers(ORGANIZATIONS, PARENTS.iloc[:0])
    assert found.loc["us-lab", "parent_region"] == "US"


# --- a country holds from a day to a day

STEWARDED = pd.DataFrame(
    [
        ("st", "DE", "US", "company", "lab", None, None, "2025-10-21"),
        ("st", "US", "DE", "company", "group", None, "2025-10-22", "2026-02-19"),
        ("st", "CN", None, "company", None, None, "2026-02-20", None),
        ("us", "US", None, "company", None, None, None, None),
        ("hk", "HK", None, "company", None, None, None, "2025-12-31"),
        ("hk", "CN", None, "company", None, None, "2026-01-01", None),
    ],
    columns=[
        "namespace", "country", "alt_country", "kind", "parent", "renamed_to", "valid_from", "valid_to",
    ],
).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})  # fmt: skip


def test_the_country_on_the_day_of_an_observation_counts():
    days = ["2025-10-21", "2025-10-22", "2026-02-19", "2026-02-20", "2025-01-01", "2025-01-01"]
    names = pd.Series(
        ["st", "st", "st", "st", "us", "nobody"], index=[5, 3, 3, 1, 0, 9], dtype="str"
    )
    found = owners(names, pd.Series(pd.to_datetime(days), names.index), STEWARDED, PARENTS)
    assert found.index.tolist() == [5, 3, 3, 1, 0, 9]
    assert found["region"].fillna("-").tolist() == ["other", "US", "US", "CN", "US", "-"]
    assert found["alt_region"].fillna("-").tolist() == ["US", "other", "other", "CN", "US", "-"]
    assert found["parent_region"].fillna("-").tolist() == ["other", "CN", "CN", "CN", "US", "-"]
    assert found["parent"].fillna("-").tolist() == ["lab", "group", "group", "st", "us", "-"]


def test_one_row_a_namespace_on_a_day_and_without_one_the_last():
    assert publishers(STEWARDED, PARENTS)["region"].to_dict() == {
        "st": "CN",
        "us": "US",
        "hk": "CN",
    }
    early = publishers(STEWARDED, PARENTS, pd.Timestamp("2025-10-21"))
    assert early["region"].to_dict() == {"st": "other", "us": "US", "hk": "CN"}
    assert holding(STEWARDED, pd.Timestamp("2026-01-01"))["country"].tolist() == ["US", "US", "CN"]
    assert tracked(STEWARDED)["namespace"].tolist() == ["st", "us", "hk"]


def test_a_move_is_a_change_to_another_region():
    first, second = pd.Timestamp("2025-10-22"), pd.Timestamp("2026-02-20")
    assert moves(STEWARDED) == (Move("st", first, "DE", "US"), Move("st", second, "US", "CN"))
    assert moves(ORGANIZATIONS) == ()


def test_tracked_leaves_out_tests_copies_persons_old_names_and_third_countries():
    assert tracked(ORGANIZATIONS)["namespace"].tolist() == ["cn-lab", "hk-lab", "us-lab"]


# --- current names

ALIASES = pd.DataFrame({"old_id": ["bert", "old-lab/x"], "new_id": ["us-lab/bert", "us-lab/x"]})


def names(*ids: str) -> list[str]:
    return canonical(pd.Series(ids, dtype="str"), ALIASES, ORGANIZATIONS).tolist()


def test_an_alias_comes_before_a_renamed_namespace():
    assert names("bert", "old-lab/x", "newer-lab/y", "us-lab/z") == [
        "us-lab/bert",
        "us-lab/x",
        "cn-lab/y",
        "us-lab/z",
    ]


def test_a_namespace_that_was_renamed_twice():
    assert names("old-lab/y") == ["cn-lab/y"]


def test_only_the_namespace_is_replaced():
    assert names("us-lab/old-lab", "old-lab/old-lab/part", "old-lab") == [
        "us-lab/old-lab",
        "cn-lab/old-lab/part",
        "old-lab",
    ]


def test_the_case_of_a_known_namespace_does_not_matter():
    assert names("US-Lab/Z-1", "Old-Lab/x", "OLD-LAB/y", "Stranger/Z") == [
        "us-lab/Z-1",
        "us-lab/x",
        "cn-lab/y",
        "Stranger/Z",
    ]


def test_a_namespace_may_have_a_row_for_each_of_its_countries():
    twice = pd.concat([ORGANIZATIONS, ORGANIZATIONS], ignore_index=True)
    ids = pd.Series(["US-Lab/z", "old-lab/y"], dtype="str")
    assert canonical(ids, ALIASES, twice).tolist() == ["us-lab/z", "cn-lab/y"]


def test_two_namespaces_that_differ_only_by_case_stay_apart():
    two = pd.DataFrame({"namespace": ["Lab", "lab"], "renamed_to": [None, "newer"]})
    ids = pd.Series(["Lab/x", "lab/x", "LAB/x"], dtype="str")
    assert canonical(ids, ALIASES, two).tolist() == ["Lab/x", "newer/x", "LAB/x"]


@pytest.mark.parametrize(
    "written",
    [
        " us-lab/z ",
        "us-lab/z\t",
        "https://huggingface.co/us-lab/z",
        "http://www.huggingface.co/us-lab/z/",
        "huggingface.co/us-lab/z/tree/main",
        "https://hf.co/US-lab/z?library=transformers",
        "https://huggingface.co/us-lab/z/blob/main/config.json",
    ],
)
def test_spaces_and_the_address_of_the_hub_are_no_part_of_an_id(written):
    assert names(written, " bert") == ["us-lab/z", "us-lab/bert"]


def test_other_addresses_and_paths_stay_as_they_are():
    written = ["https://github.com/us-lab/z", "/cache/us-lab/z", "hf.company/z"]
    assert names(*written) == written


@pytest.mark.parametrize("ids", [(), ("gpt2",)])
def test_ids_without_any_namespace(ids):
    assert names(*ids) == list(ids)


def test_rows_keep_their_index_even_if_it_repeats():
    ids = pd.Series(["old-lab/y", "us-lab/z"], index=[3, 3], dtype="str")
    found = canonical(ids, ALIASES, ORGANIZATIONS)
    assert found.index.tolist() == [3, 3] and found.tolist() == ["cn-lab/y", "us-lab/z"]


# --- the embedded data


@pytest.fixture(scope="module")
def embedded() -> Data:
    return open_data("embedded")


@pytest.mark.parametrize("table", ["organizations", "parents"])
def test_the_members_of_the_european_union_lie_in_the_europe_of_the_tables(embedded, table):
    rows = embedded[table]
    members = rows["country"].isin(EU)
    assert members.sum() > 100 and set(rows["region"][members]) == {"EU"}
    assert set(rows["country"][(rows["region"] == "EU") & ~members]) == {"GB", "CH", "NO"}


def test_the_refresh_follows_489_namespaces(embedded):
    found = tracked(embedded["organizations"])["namespace"]
    assert len(found) == 489 and found.is_unique
    assert {"sentence-transformers", "cross-encoder", "jinaai"} <= set(found)


def test_chinese_names_are_of_chinese_publishers_and_in_chinese(embedded):
    names, now = embedded["organization_names"], holding(embedded["organizations"])
    assert names["namespace"].isin(now["namespace"][now["region"] == "CN"]).all()
    assert names["name"].str.contains(r"[\u4e00-\u9fff]").all()
    assert len(names["namespace"].unique()) > 100


def test_region_column_agrees_with_the_country(embedded):
    table = embedded["organizations"]
    computed = region_of(table["country"])
    for side in ("CN", "US"):
        assert ((table["region"] == side) == (computed == side)).all()
    assert ((table["region"] == "unknown") == (computed == "unknown")).all()


def test_every_listed_publisher_has_a_row_and_a_region(embedded):
    found = publishers(embedded["organizations"], embedded["parents"])
    assert len(found) == embedded["organizations"]["namespace"].nunique() == 1325
    assert not found.drop(columns="parent").isna().any().any()
    assert found["parent"].notna().all()


def test_no_current_name_is_an_old_one(embedded):
    old = embedded["organizations"].dropna(subset="renamed_to")
    ids = canonical(old["namespace"] + "/m", embedded["aliases"], embedded["organizations"])
    assert not set(ids.str.split("/").str[0]) & set(old["namespace"])


def test_ids_are_found_among_many_and_a_missing_one_is_not():
    ids = pd.Series(["a/1", None, "b/2", "a/1"], index=[3, 1, 2, 7], dtype="str")
    found = among(ids, pd.Series(["a/1", None, "a/1"], dtype="str"))
    assert found.to_dict() == {3: True, 1: False, 2: False, 7: True}


# --- countries that contradict themselves or each other


def test_what_is_known_of_ids_is_looked_up_as_map_does():
    ids = pd.Series(["b", None, "x", "a", "b"], [4, 4, 0, 1, 2], dtype="str", name="id")
    for known in (["one", "two"], [1.5, 2.5], pd.to_datetime(["2024-07-11", "2026-10-04"])):
        table = pd.Series(known, ["a", "b"])
        found = looked_up(ids, table)
        pd.testing.assert_series_equal(found, ids.map(table))
        assert found.isna().tolist() == [False, True, True, False, False]
        assert found.dropna().tolist() == [known[1], known[0], known[1]]


def test_the_embedded_countries_agree(embedded):
    assert countries(embedded) == []


def test_stewards_changed_on_their_days(embedded):
    changed = embedded["organizations"].dropna(subset="valid_from").set_index("namespace")
    days = changed["valid_from"].dt.strftime("%Y-%m-%d").to_dict()
    assert days == {
        "cross-encoder": "2025-10-22",
        "ggml-org": "2026-02-20",
        "jinaai": "2025-10-09",
        "sentence-transformers": "2025-10-22",
    }
    assert set(changed["country"]) == {"US"} and changed["alt_country"].notna().all()


FAULTS = {  # namespace -> cells as they stood, and what `countries` says
    "lewtun": (
        {"country": "US", "city_or_hq": "Bern, CH"},
        "an individual with the place Bern, CH",
    ),
    "HuggingFaceFW": ({"alt_country": None}, "but the place is Paris, FR"),
    "alabnii": ({"country": "CN"}, "but name or evidence say JP"),
    "openskyml": ({"country": "CN"}, "with no public statement of origin: set it to unknown"),
    "Gen-Verse": ({"alt_country": "US"}, "and alt_country is the same"),
    "jinaai": ({"valid_to": pd.NaT}, "its rows do not follow each other"),
    "argilla": ({"valid_to": pd.Timestamp("2024-06-12")}, "its rows do not follow each other"),
    "naver": ({"alt_country": None}, "Table parents, NAVER: country KR, but none"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_row_that_contradicts_itself_is_named(embedded, name):
    cells, told = FAULTS[name]
    table = embedded["organizations"].copy()
    for column, value in cells.items():
        table.loc[table["namespace"] == name, column] = value
    said = countries(embedded.replace({"organizations": table}))
    assert any(name in one and told in one for one in said), said


@pytest.mark.parametrize(
    ("table", "key", "model", "told"),
    [
        (
            "benchmark_models",
            "model",
            "GPT-J-6B",
            "Model EleutherAI/gpt-j-6b: country US in benchmark",
        ),
        (
            "benchmark_models",
            "model",
            "GPT-NeoX-20B",
            "Model GPT-NeoX-20B: country INT in training_c",
        ),
        (
            "training_compute",
            "model",
            "BLOOM-176B",
            "Maker BigScience: country INT in parents, INT in",
        ),
        (
            "flagship_licenses",
            "model_id",
            "EleutherAI/pythia-6.9b",
            "Maker EleutherAI: country INT",
        ),
        ("video_models", "model", "Kling 2.6 Pro", "in video_models: mend the wrong one."),
        (
            "open_llm_leaderboard",
            "hub_id",
            "ai21labs/Jamba-v0.1",
            "country US in open_llm_leaderboard",
        ),
    ],
)
def test_tables_that_disagree_on_a_country_are_named(embedded, table, key, model, told):
    other = embedded[table].copy()
    assert (other[key] == model).any()
    other.loc[other[key] == model, "country"] = "US"
    assert any(told in one for one in countries(embedded.replace({table: other})))


def test_the_hub_gives_two_days_to_all_older_repositories():
    days = ["2022-03-01T23:59", "2022-03-02", "2022-03-02T23:59", "2022-03-03"]
    created = pd.Series(pd.to_datetime(days, format="ISO8601"))
    assert at_floor(created).tolist() == [False, True, True, False]
    assert at_floor(created[1]) and not at_floor(pd.NaT)
