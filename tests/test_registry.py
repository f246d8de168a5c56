"""Who publishes: regions, parents, second readings, current names, and who is tracked."""

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.data import Data
from hubgap.registry import among, canonical, publishers, region_of, tracked

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
)
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


def test_the_refresh_follows_492_namespaces(embedded):
    assert len(tracked(embedded["organizations"])) == 492


def test_region_column_agrees_with_the_country(embedded):
    table = embedded["organizations"]
    computed = region_of(table["country"])
    for side in ("CN", "US"):
        assert ((table["region"] == side) == (computed == side)).all()
    assert ((table["region"] == "unknown") == (computed == "unknown")).all()


def test_every_listed_publisher_has_a_row_and_a_region(embedded):
    found = publishers(embedded["organizations"], embedded["parents"])
    assert len(found) == len(embedded["organizations"])
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
