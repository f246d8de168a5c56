"""Lineage: roots of a forest with a known answer, and measures worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data, panel
from hubgap.measures import lineage
from hubgap.panel import Refusal
from hubgap.registry import CLASSES
from hubgap.rules import CountingRule

from .tiny import series_data, snapshot, tiny, waves

RULE = CountingRule()
WIDE = CountingRule(copies="included")


def edges(*pairs: tuple) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["child", "parent"], dtype="str")


# --- roots

FOREST = [  # child, parent -> parent_count, root, depth, state
    ("b", "a", 1, "a", 1, "found"),
    ("c", "b", 1, "a", 2, "found"),
    ("two ways", "a", 2, "a", 3, "found"),
    ("two ways", "c", 2, "a", 3, "found"),
    ("mixed", "c", 2, None, 3, "several roots"),
    ("mixed", "z", 2, None, 3, "several roots"),
    ("below mixed", "mixed", 1, None, 4, "several roots"),
    ("nameless", None, 1, None, None, "missing parent"),
    ("below nameless", "nameless", 2, None, None, "missing parent"),
    ("below nameless", "a", 2, None, None, "missing parent"),
    ("ring 1", "ring 2", 1, None, None, "cycle"),
    ("ring 2", "ring 1", 1, None, None, "cycle"),
    ("below ring", "ring 1", 3, None, None, "cycle"),
    ("below ring", "a", 3, None, None, "cycle"),
    ("below ring", None, 3, None, None, "cycle"),
    ("itself", "itself", 1, None, None, "cycle"),
]


@pytest.mark.parametrize("turn", [1, -1])
def test_roots_of_a_forest_with_a_known_answer(turn):
    known = pd.DataFrame(
        FOREST, columns=["child", "parent", "parent_count", "root", "depth", "state"]
    )
    found = lineage.roots(known[["child", "parent"]].astype("str")[::turn])
    expected = (
        known.drop(columns="parent").drop_duplicates().sort_values("child").reset_index(drop=True)
    )
    expected = expected.astype({"child": "str", "root": "str", "depth": "Int64", "state": "str"})
    pd.testing.assert_frame_equal(found, expected)


def test_roots_of_a_chain_10_000_deep():
    chain = edges(*((f"m{n}", f"m{n + 1}") for n in range(10_000)))
    found = lineage.roots(chain.sample(frac=1, random_state=1)).set_index("child")
    assert set(found["root"]) == {"m10000"}
    assert [found.loc[f"m{n}", "depth"] for n in (0, 1, 9_999)] == [10_000, 9_999, 1]


def test_roots_of_nothing_and_of_a_pair_said_twice():
    assert lineage.roots(edges()).empty
    assert lineage.roots(edges(("b", "a"), ("b", "a"))).loc[0, "parent_count"] == 1


# --- edges

DECLARED = [  # child, parent_canonical, source
    ("old-lab/m", "us-lab/base", "stalnaker"),
    ("cn-lab/m", "us-lab/base", "stalnaker"),  # the same pair under its newer name
    ("old-lab/loop", "cn-lab/loop", "stalnaker"),  # itself under two names
    ("us-lab/tune", "old-lab/base", "stalnaker"),
    ("anyone/path", None, "stalnaker"),
    ("packer/base-gguf", "packer/base", "elsewhere"),
    ("packer/base", "us-lab/base", "elsewhere"),
    ("packer/lost", "packer/nobody", "elsewhere"),
]


def lineage_data(**tables):
    table = pd.DataFrame(DECLARED, columns=["child", "parent_canonical", "source"], dtype="str")
    return tiny(lineage_edges=table, **tables)


def test_edges_are_renamed_and_what_is_dropped_is_counted():
    used, counts = lineage.census_edges(lineage_data())
    assert used.fillna("missing").values.tolist() == [
        ["cn-lab/m", "us-lab/base"],
        ["us-lab/tune", "cn-lab/base"],
        ["anyone/path", "missing"],
    ]
    assert counts["edges"].tolist() == [5, 1, 1, 2, 1]


def test_counts_of_the_census_edges_add_up():
    data = open_data("embedded")
    used, counts = lineage.census_edges(data)
    numbers = counts.set_index("what")["edges"]
    assert numbers["declared"] == numbers.drop("declared").sum() == 125_985
    assert len(used) == numbers.filter(like="used").sum() == 125_980
    states = lineage.roots(used)["state"].value_counts()
    assert set(states.index) == {"found", "several roots", "missing parent", "cycle"}
    assert states.sum() == used["child"].nunique()


def test_a_copy_of_a_copy_leads_to_the_first_model_that_is_no_copy():
    assert lineage.originals(lineage_data()).to_dict() == {
        "packer/base-gguf": "us-lab/base",
        "packer/base": "us-lab/base",
    }


def test_a_base_copied_by_a_repackager_counts_for_its_maker_or_is_unknown():
    pairs = edges(
        ("a/1", "packer/base-gguf"), ("a/2", "packer/nobody"), ("a/3", "a/2"), ("a/4", "hk-lab/m")
    )
    rows = lineage.sided(pairs, RULE, lineage_data())
    assert rows["base"].tolist() == ["us-lab/base", "packer/nobody", "a/2", "hk-lab/m"]
    assert rows["base_side"].tolist() == ["US", "unknown", "unknown", "CN"]
    assert rows["root_side"].tolist() == ["US", "unknown", "unknown", "CN"]


def test_sides_follow_the_reading_and_the_credit_of_the_rule():
    pairs = edges(("a/1", "us-lab/m"))
    for rule, side in (
        (RULE, "US"),
        (replace(RULE, disputed="alternative"), "other"),
        (replace(RULE, credit="parent"), "other"),
    ):
        assert lineage.sided(pairs, rule, lineage_data())["base_side"].tolist() == [side]


# --- derivatives of one wave

MODELS = {
    "us-lab/base": 100,
    "cn-lab/base": 50,
    "cn-lab/tune": 6,
    "us-lab/tune": 8,
    "us-lab/merge": 4,
    "packer/tune-gguf": 30,
    "ci-bot/tune": 1000,
    "solo/lora": 4,
    "solo/AWQ-tune": 2,
    "duo/tune": 2,
}
PAIRS = edges(
    ("cn-lab/tune", "us-lab/base"),
    ("us-lab/tune", "cn-lab/base"),
    ("us-lab/merge", "cn-lab/base"),
    ("us-lab/merge", "us-lab/base"),
    ("packer/tune-gguf", "us-lab/tune"),
    ("ci-bot/tune", "us-lab/base"),
    ("solo/lora", "us-lab/tune"),
    ("duo/tune", "nobody/knows"),
    ("not/listed", "us-lab/base"),
)


@pytest.fixture(name="data")
def small_data():
    table = snapshot(
        "2024-07-11", MODELS, library=["peft" if "lora" in m else "other" for m in MODELS]
    )
    return lineage_data(
        **{
            "waves": waves(("snapshot", "s", "2024-07-11", "census", "downloads_30d|likes")),
            "snapshot-2024-07-11": table,
        }
    )


@pytest.fixture(name="census")
def small_census(data):
    return panel.snapshot(data, "2024-07-11")


@pytest.fixture(name="rows")
def small_rows(data, census):
    return lineage.derivatives(census, RULE, PAIRS, data)


def test_derivatives_are_those_that_the_rule_counts_each_model_once(rows, census, data):
    assert rows["child"].tolist() == [
        "cn-lab/tune",
        "us-lab/tune",
        "us-lab/merge",
        "us-lab/merge",
        "solo/lora",
        "duo/tune",
    ]
    assert rows["weight"].tolist() == [1, 1, 0.5, 0.5, 1, 1]
    assert rows["downloads"].tolist() == [6, 8, 2, 2, 4, 2]
    wide = lineage.derivatives(census, WIDE, PAIRS, data)
    assert set(wide["child"]) - set(rows["child"]) == {"packer/tune-gguf"}


def test_a_rule_that_credits_the_base_is_refused(census, data):
    with pytest.raises(Refusal, match="credited to its root"):
        lineage.derivatives(census, replace(RULE, credit="root"), PAIRS, data)


def test_readings_differ_where_a_publisher_is_disputed(census, data):
    first, second = lineage.readings(census, RULE, PAIRS, data)
    assert first["side"].tolist() == ["CN", "US", "US", "US", "unknown", "unknown"]
    assert second["side"].tolist() == ["CN", "other", "other", "other", "unknown", "unknown"]


def test_matrix_by_hand(rows):
    table = lineage.matrix(rows).set_index(["side", "base_side"])
    assert len(table) == 16 and table["models"].sum() == 5 and table["downloads"].sum() == 24
    assert table.loc[("CN", "US")].tolist() == [1, 6, 1]
    assert table.loc[("US", "CN")].tolist() == [1.5, 10, 1]
    assert table.loc[("US", "US")].tolist() == [0.5, 2, 1]
    assert table.loc[("unknown", "unknown")].tolist() == [1, 2, 1]
    assert table.loc[("other", "other")].tolist() == [0, 0, 0]


def test_carried_by_hand(rows):
    table = lineage.carried(rows).set_index(["counter", "base_side"])
    assert table.loc[("models", "US")].tolist() == [0.5, 0.7]  # 2.5 of 5, and 1 unknown
    assert table.loc[("models", "CN")].tolist() == [0.3, 0.5]
    assert table.loc[("downloads", "CN")].tolist() == [0.4167, 0.5]  # 10 of 24, and 2 unknown
    # without cn-lab/base, us-lab/base and nobody/knows only the 4 on us-lab/tune are left
    assert table.loc[("downloads without the top base", "US")].tolist() == [1, 1]
    assert table.loc[("authors", "US")].tolist() == [
        0.75,
        1.0,
    ]  # 3 of 4 authors; duo may be one more
    assert table.loc[("authors", "CN")].tolist() == [0.25, 0.5]


def test_across_by_hand(rows):
    table = lineage.across(rows).set_index(["side", "through", "counter"])
    assert table.loc[("CN", "base", "models")].tolist() == [1, 1, 1, 0]
    assert table.loc[("US", "base", "models")].tolist() == [2, 0.75, 0.75, 0.25]
    # the merge of both countries has several roots, so its root is unknown
    assert table.loc[("US", "root", "models")].tolist() == [2, 0.5, 1, 0]
    assert table.loc[("US", "root", "downloads")].tolist() == [2, round(8 / 12, 4), 1, 0]


def test_the_busiest_publisher_of_each_side_is_left_out(rows):
    more = pd.concat([rows, rows.head(1).assign(child="hk-lab/tune", namespace="hk-lab")])
    assert lineage.without_busiest(more)["child"].tolist() == [
        "solo/lora",
        "duo/tune",
        "hk-lab/tune",
    ]


def test_what_declarations_miss(census):
    table = lineage.undeclared(census, RULE, PAIRS).set_index(["what", "side"])
    assert table.loc[("all models", "US")].tolist() == [3, 2, round(2 / 3, 4)]
    assert table.loc[("quantized copies", "unknown"), ["n", "declared"]].tolist() == [1, 0]
    assert table.loc[("adapters", "unknown"), ["n", "declared"]].tolist() == [1, 1]
    assert np.isnan(table.loc[("adapters", "CN"), "share"])


def test_repackagers_by_the_root_of_what_they_carry(census, data):
    rows = lineage.derivatives(census, WIDE, PAIRS, data)
    table = lineage.repackagers(rows, largest=1).set_index(["repackager", "counter"])
    assert table.index.get_level_values(0).unique().tolist() == ["all", "packer"]
    row = table.loc[("packer", "downloads")]
    assert row["total"] == 30
    assert row[["low_CN", "high_CN", "low_US", "high_US"]].tolist() == [1, 1, 0, 0]


def test_merges_by_the_countries_of_their_parents():
    pairs = [
        ("both", "CN"),
        ("both", "US"),
        ("china", "CN"),
        ("china", "unknown"),
        ("america", "US"),
        ("america", "other"),
        ("no", "unknown"),
        ("no", "unknown"),
        ("less", "unknown"),
        ("less", "other"),
        ("single", "CN"),
    ]
    rows = pd.DataFrame(pairs, columns=["child", "base_side"])
    assert lineage.merges(rows).values.tolist() == [
        ["both", 1, 0],
        ["CN", 1, 1],
        ["US", 1, 0],
        ["neither", 2, 1],
    ]


# --- bulk uploads


def uploads(*groups: tuple) -> pd.DataFrame:
    """Groups (author, base, side, number, day): repositories created in the first hour of a day."""
    rows = [
        (f"{author}/{base}-{day}-{n}", author, base, side, pd.Timestamp(day, tz="UTC"))
        for author, base, side, number, day in groups
        for n in range(number)
    ]
    table = pd.DataFrame(rows, columns=["child", "namespace", "base", "base_side", "created_at"])
    return table.assign(parent=table["base"], weight=1.0)


def test_authors_and_league_before_and_after_correction():
    rows = uploads(
        ("bulk", "x/first", "CN", 12, "2024-01-01"),
        ("bulk", "x/first", "CN", 3, "2024-01-02"),
        ("one", "x/first", "CN", 1, "2024-01-01"),
        ("one", "y/second", "US", 4, "2024-01-01"),
        ("two", "y/second", "US", 4, "2024-01-01"),
        ("three", "y/second", "US", 4, "2022-03-02"),  # the first day that the Hub recorded
    )
    table = lineage.authors(rows).set_index("base_side")
    assert table.loc["CN"].tolist() == [16, 1, 2, 2, round(14 / 32, 4), round(15 / 16, 4), 0.75, 12]
    assert table.loc["US"].tolist() == [12, 1, 3, 3, 0, round(1 / 3, 4), 0, 4]
    ranks = lineage.league(rows).set_index("base")
    assert ranks["models"].to_dict() == {"x/first": 16, "y/second": 12}
    assert ranks["without_batches"].to_dict() == {"x/first": 4, "y/second": 12}
    assert ranks["authors"].to_dict() == {"x/first": 2, "y/second": 3}
    assert ranks[["rank_models", "rank_without_batches", "rank_authors"]].values.tolist() == [
        [1, 2, 2],
        [2, 1, 1],
    ]


def test_repositories_of_the_first_recorded_day_are_no_batch():
    rows = uploads(("bulk", "x/first", "CN", 12, "2022-03-02"))
    assert lineage.authors(rows).set_index("base_side").loc[
        "CN", ["batched", "fastest"]
    ].tolist() == [0, 0]


# --- licenses along edges

LICENSES = pd.DataFrame(
    [
        ("mit", "permissive", True, "yes", "none", "no"),
        ("bsd", "permissive", True, "yes", "none", "no"),
        ("mpl", "weak-copyleft", True, "yes", "none", "no"),
        ("gpl", "copyleft", True, "yes", "none", "no"),
        ("rail", "open-with-use-restrictions (RAIL)", False, "yes", "none", "yes"),
        ("llama", "community-with-thresholds", False, "conditional", "over 700M users", "yes"),
        ("nc", "non-commercial", False, "no", "none", "no"),
        ("own", "proprietary/other", False, "unknown", "see card", "unknown"),
        ("(none)", "undeclared", False, "unknown", "unknown", "unknown"),
    ],
    columns=[
        "license_tag",
        "class",
        "osi_approved",
        "commercial_use",
        "user_or_revenue_threshold",
        "use_restrictions",
    ],
)
CASES = [  # license of the base, of the derivative, what changed
    ("mit", "bsd", "same"),
    ("mit", "gpl", "stricter"),
    ("mpl", "mit", "freer"),
    ("gpl", "mit", "incompatible"),
    ("gpl", "nc", "incompatible"),
    ("rail", "mit", "incompatible"),
    ("llama", "mit", "incompatible"),
    ("llama", "llama", "same"),
    ("nc", "mit", "incompatible"),
    ("mit", None, "undeclared"),
    ("mit", "own", "own or unread terms"),
    ("own", "mit", "base not known"),
    (None, "mit", "base not known"),
]


def test_license_changes_by_hand():
    assert set(LICENSES["class"]) <= set(CLASSES)
    models = {f"us-lab/{i}": base for i, (base, _, _) in enumerate(CASES)}
    models |= {f"cn-lab/{i}": child for i, (_, child, _) in enumerate(CASES)}
    listed = pd.DataFrame({"model_id": list(models), "license": list(models.values())}).astype(
        "str"
    )
    listed = listed.assign(license_name=pd.Series(dtype="str"), source="s", license_source="s")
    data = tiny(
        licenses=LICENSES,
        flagship_licenses=pd.DataFrame(
            {"model_id": ["us-lab/flag"], "license_tag": ["mit"], "class": ["permissive"]}
        ),
    )
    rows = pd.DataFrame(
        {
            "child": [f"cn-lab/{i}" for i in range(len(CASES))],
            "base": [f"us-lab/{i}" for i in range(len(CASES))],
            "base_side": "US",
            "weight": 0.5,
            "downloads": 2.0,
        }
    )
    rows = pd.concat([rows, rows.head(1).assign(base="gone/model", base_side="unknown")])
    table = lineage.drift(rows, SimpleNamespace(rows=listed), data).set_index(
        ["base_side", "change"]
    )
    expected = pd.Series([change for *_, change in CASES]).value_counts()
    assert table.loc["US", "models"].to_dict() == {c: expected[c] / 2 for c in lineage.CHANGES}
    assert table.loc["US", "downloads"].sum() == 2 * len(CASES)
    assert table.loc[("unknown", "base not known"), "models"] == 0.5


def test_contrary_shares_and_their_bounds():
    parts = {
        "same": 6,
        "stricter": 1,
        "freer": 1,
        "incompatible": 2,
        "undeclared": 5,
        "own or unread terms": 2,
        "base not known": 3,
    }
    cells = [
        (side, change, n, 0)
        for side in ("CN", "US", "other", "unknown")
        for change, n in parts.items()
    ]
    table = pd.DataFrame(cells, columns=["base_side", "change", "models", "downloads"])
    found = lineage.contrary(table).set_index(["base_side", "counter"])
    assert found.loc[("CN", "models")].tolist() == [10, 0.2, 0.1, 0.6]
    assert found.loc[("CN", "downloads"), ["share", "low", "high"]].isna().all()


# --- families over time


def test_descendants_of_full_catalogues_and_their_totals():
    data = series_data(
        "catalogue", {"cn-lab/a": [1, 1, 1], "cn-lab/b": [None, 1, 1], "us-lab/c": [1, 1, 1]}
    )
    seen = data["panel_observations"].assign(descendants=[10, 12, 15, 1, 2, 30, 30, 33])
    marked = data["waves"].assign(fields="downloads_30d|descendants")
    full = panel.full_catalogues(
        data.replace({"panel_observations": seen, "waves": marked}), "2025-01-01", "src"
    )
    table = lineage.descendants(full, RULE)
    assert table["value"].tolist() == [10, 30, 13, 30, 17, 33]
    totals = lineage.descendant_totals({"set": table}).set_index(["day", "side"])
    last = totals.loc[pd.Timestamp("2025-03-01")]
    assert last.loc["CN", ["value", "added", "share"]].tolist() == [17, 7, 0.34]
    assert last.loc["US", ["value", "added", "share"]].tolist() == [33, 3, 0.66]
    lines = lineage.descendant_lines(totals.reset_index(), {"set": table})
    assert lines["family"].value_counts().to_dict() == {"all": 6, "cn-lab": 3, "us-lab": 3}


def test_descendants_need_a_trend_that_recorded_them(census):
    with pytest.raises(Refusal, match="No line through"):
        lineage.descendants(census, RULE)


def test_tables_of_two_lists_keep_their_names(census, rows):
    table = lineage.side_by_side({census: lineage.across(rows)})
    assert set(table["list"]) == {census.name} and len(table) == 8
