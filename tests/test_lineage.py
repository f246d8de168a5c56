"""Lineage: roots of a known forest, measures worked out by hand, which case says what, charts."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from hubgap import open_data, panel
from hubgap.charts import core
from hubgap.charts import lineage as lineage_charts
from hubgap.forest import roots
from hubgap.measures import lineage
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    MARGINS,
    NOT_IDENTIFIED,
    SHARE,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
)
from hubgap.panel import Refusal
from hubgap.registry import CLASSES, REGIONS
from hubgap.rules import CountingRule
from hubgap.words.en import grammar
from hubgap.words.en import lineage as lineage_words

from .altered import exchanged
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
    found = roots(known[["child", "parent"]].astype("str")[::turn])
    expected = (
        known.drop(columns="parent").drop_duplicates().sort_values("child").reset_index(drop=True)
    )
    expected = expected.astype({"child": "str", "root": "str", "depth": "Int64", "state": "str"})
    pd.testing.assert_frame_equal(found, expected)


def test_roots_of_a_chain_10_000_deep():
    chain = edges(*((f"m{n}", f"m{n + 1}") for n in range(10_000)))
    found = roots(chain.sample(frac=1, random_state=1)).set_index("child")
    assert set(found["root"]) == {"m10000"}
    assert [found.loc[f"m{n}", "depth"] for n in (0, 1, 9_999)] == [10_000, 9_999, 1]


def test_roots_of_nothing_and_of_a_pair_said_twice():
    assert roots(edges()).empty
    assert roots(edges(("b", "a"), ("b", "a"))).loc[0, "parent_count"] == 1


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


def lineage_data(*more: tuple, **tables):
    columns = ["child", "parent_canonical", "source"]
    table = pd.DataFrame([*DECLARED, *more], columns=columns, dtype="str")
    table["relation"] = "unknown"
    return tiny(lineage_edges=table, **tables)


def test_edges_are_renamed_and_what_is_dropped_is_counted():
    used, counts = lineage.declared_edges(lineage_data(), "stalnaker")
    assert used.fillna("missing").values.tolist() == [
        ["cn-lab/m", "us-lab/base", "stalnaker"],
        ["us-lab/tune", "cn-lab/base", "stalnaker"],
        ["anyone/path", "missing", "stalnaker"],
    ]
    assert counts["edges"].tolist() == [5, 1, 1, 2, 1]


def test_counts_of_the_census_edges_add_up():
    data = open_data("embedded")
    used, counts = lineage.declared_edges(data, "stalnaker")
    numbers = counts.set_index("what")["edges"]
    assert numbers["declared"] == numbers.drop("declared").sum() == 125_985
    assert len(used) == numbers.filter(like="used").sum() == 125_979
    states = roots(used)["state"].value_counts()
    assert set(states.index) == {"found", "several roots", "missing parent", "cycle"}
    assert states.sum() == used["child"].nunique()


def test_a_copy_of_a_copy_leads_to_the_first_model_that_is_no_copy():
    assert lineage.originals(lineage_data()).to_dict("index") == {
        "packer/base-gguf": {"root": "us-lab/base", "source": "elsewhere"},
        "packer/base": {"root": "us-lab/base", "source": "elsewhere"},
    }


def test_a_base_copied_by_a_repackager_counts_for_its_maker_or_is_unknown():
    pairs = edges(
        ("a/1", "packer/base-gguf"), ("a/2", "packer/nobody"), ("a/3", "a/2"), ("a/4", "hk-lab/m")
    )
    rows = lineage.sided(pairs, RULE, lineage_data())
    assert rows["base"].tolist() == ["us-lab/base", "packer/nobody", "a/2", "hk-lab/m"]
    assert rows["copy_source"].fillna("").tolist() == ["elsewhere", "", "", ""]
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
        *((*pair, "s") for pair in PAIRS.itertuples(index=False)),
        **{
            "waves": waves(("snapshot", "s", "2024-07-11", "census", "downloads_30d|likes")),
            "snapshot-2024-07-11": table,
        },
    )


@pytest.fixture(name="census")
def small_census(data):
    return panel.snapshot(data, "2024-07-11")


@pytest.fixture(name="rows")
def small_rows(data, census):
    return lineage.derivatives(census, RULE, data)


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
    wide = lineage.derivatives(census, WIDE, data)
    assert set(wide["child"]) - set(rows["child"]) == {"packer/tune-gguf"}


def test_a_rule_that_credits_the_base_is_refused(census, data):
    with pytest.raises(Refusal, match="credited to its root"):
        lineage.derivatives(census, replace(RULE, credit="root"), data)


def test_readings_differ_where_a_publisher_is_disputed(census, data):
    first, second = lineage.readings(census, RULE, data)
    assert first["side"].tolist() == ["CN", "US", "US", "US", "unknown", "unknown"]
    assert second["side"].tolist() == ["CN", "other", "other", "other", "unknown", "unknown"]


def test_the_edges_of_a_panel_are_those_of_its_first_source(census, data, rows):
    used, counts = lineage.edges_of(census, data)
    assert used[["child", "parent"]].equals(PAIRS) and counts["edges"].tolist() == [9, 0, 0, 9, 0]
    assert lineage.ground((census, rows)).sources == ("s",)
    copied = rows.head(1).assign(copy_source="elsewhere|older")
    known = lineage.ground((census, rows), (census, copied))
    assert known.sources == ("s", "elsewhere", "older")


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
    # without us-lab (on Chinese bases), cn-lab (on American ones) and duo solo/lora is left
    assert table.loc[("downloads without the top publisher", "US")].tolist() == [1, 1]
    assert table.loc[("authors", "US")].tolist() == [
        0.75,
        1.0,
    ]  # 3 of 4 authors; duo may be one more
    assert table.loc[("authors", "CN")].tolist() == [0.25, 0.5]


def test_across_by_hand(rows):
    shown = ["n", "low", "high", "own", "publishers", "sources"]
    table = lineage.across(rows).set_index(["side", "through", "counter"])[shown]
    assert table.loc[("CN", "base", "models")].tolist() == [1, 1, 1, 0, 1, 1]
    assert table.loc[("US", "base", "models")].tolist() == [2, 0.75, 0.75, 0.25, 1, 1]
    # the merge of both countries has several roots, so its root is unknown
    assert table.loc[("US", "root", "models")].tolist() == [2, 0.5, 1, 0, 1, 1]
    assert table.loc[("US", "root", "downloads")].tolist()[:4] == [2, round(8 / 12, 4), 1, 0]


def test_quantizations_of_a_publishers_own_models_are_apart(rows):
    own = rows.assign(own_quantized=rows["child"] == "us-lab/merge")
    table = lineage.across(own).set_index(["side", "through", "counter"])
    assert table.loc[("US", "root", "models"), ["n", "own_quantized"]].tolist() == [1, 1]
    assert table.loc[("US", "root", "models"), ["low", "high"]].tolist() == [1, 1]


def test_a_quantization_is_a_publishers_own_if_its_maker_made_the_base():
    pairs = [("us-lab/base-GGUF", "us-lab/base"), ("us-lab/tune-fp8", "cn-lab/base"),
             ("us-lab/tune", "us-lab/base"), ("cn-lab/q-awq", "us-lab/base")]  # fmt: skip
    models = {child: 1 for child, _ in pairs}
    table = snapshot("2024-07-11", models)
    data = lineage_data(
        *((*pair, "s") for pair in pairs),
        **{
            "waves": waves(("snapshot", "s", "2024-07-11", "census", "downloads_30d|likes")),
            "snapshot-2024-07-11": table,
        },
    )
    rows = lineage.derivatives(panel.snapshot(data, "2024-07-11"), RULE, data)
    found = rows.set_index("child")["own_quantized"].to_dict()
    # another's quantization of us-lab/base is a copy, which the rule leaves out
    counted = [child for child in models if child != "cn-lab/q-awq"]
    assert found == {child: child == "us-lab/base-GGUF" for child in counted}


def test_four_readings_of_who_builds_on_the_other(census, data, rows):
    read = lineage.crossed(census, RULE, data)
    assert list(read) == [lineage.FIRST, lineage.OTHERWISE, *lineage.LARGEST]
    assert read[lineage.FIRST].equals(lineage.across(rows))
    second = read[lineage.OTHERWISE].set_index(["side", "through", "counter"])
    assert second.loc[("US", "base", "models"), "n"] == 0
    # us-lab/tune (8) is the largest American derivative, cn-lab/tune the only Chinese one
    last = read["without the largest model"].set_index(["side", "through", "counter"])
    assert last.loc[("US", "base", "downloads"), ["n", "low"]].tolist() == [1, 0.5]
    assert last.loc[("CN", "base", "downloads"), "n"] == 0


def test_in_the_small_census_nothing_is_told(census, data):
    found = lineage.crossing(census, RULE, data)
    # Unknown publishers (2 of 5 models) could turn 1 of 1 Chinese on American into 1 of 2,
    # and 1 of 2 American on Chinese into all of 4.
    assert found.every == Verdict(NOT_IDENTIFIED)
    assert found.known == Verdict(TOO_FEW) and found.unknown == 0.4
    assert set(found.margins) == set(MARGINS)


def test_what_declarations_miss(census):
    table = lineage.undeclared(census, RULE, PAIRS).set_index(["what", "side"])
    assert table.loc[("all models", "US")].tolist() == [3, 2, round(2 / 3, 4)]
    assert table.loc[("quantized copies", "unknown"), ["n", "declared"]].tolist() == [1, 0]
    assert table.loc[("adapters", "unknown"), ["n", "declared"]].tolist() == [1, 1]
    assert np.isnan(table.loc[("adapters", "CN"), "share"])


def test_repackagers_by_the_root_of_what_they_carry(census, data):
    rows = lineage.derivatives(census, WIDE, data)
    table = lineage.repackagers(rows, largest=1).set_index(["repackager", "counter"])
    assert table.index.get_level_values(0).unique().tolist() == ["all", "packer"]
    row = table.loc[("packer", "downloads")]
    assert row["total"] == 30
    assert row[["low_CN", "high_CN", "low_US", "high_US"]].tolist() == [1, 1, 0, 0]


def test_what_repackagers_carry_in_a_panel_or_why_it_cannot_be_told(census, data):
    table = lineage.carried_by_repackagers(census, RULE, data)
    assert lineage.repackaged(table)["models"] == {"CN": (1, 1), "US": (0, 0)}
    assert lineage.repackaged_verdict(table) == Verdict(AHEAD, "CN")
    said = lineage.carried_by_repackagers(census, replace(RULE, credit="root"), data)
    assert "credited to its root" in said
    assert lineage.repackaged_verdict(said) == Verdict(NOT_IDENTIFIED)


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
    seen = SimpleNamespace(rows=listed, require=lambda *fields: None)
    table = lineage.drift(rows, seen, data).set_index(["base_side", "change"])
    expected = pd.Series([change for *_, change in CASES]).value_counts()
    assert table.loc["US", "models"].to_dict() == {c: expected[c] / 2 for c in lineage.CHANGES}
    assert table.loc["US", "downloads"].sum() == 2 * len(CASES)
    assert table.loc[("unknown", "base not known"), "models"] == 0.5
    names = LICENSES.assign(name="License " + LICENSES["license_tag"])
    named = tiny(licenses=names, flagship_licenses=data["flagship_licenses"])
    pairs = lineage.contrary_pairs(rows.assign(weight=1.0), seen, named)
    assert pairs.to_numpy().tolist() == [
        [f"License {base}", f"License {child}", 1.0]
        for base, child in sorted((b, c) for b, c, what in CASES if what == "incompatible")
    ]


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
    assert lineage.kept(table)["models"] == {"CN": 0.6, "US": 0.6}


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


# --- words

DAY = pd.Timestamp("2024-07-11")


class Panel(SimpleNamespace):
    """What words need of a panel; a key of dictionaries."""

    __hash__ = object.__hash__


PANEL = Panel(name="Hub census of 11 July 2024", days=[DAY], selection="census")
OTHER_PANEL = Panel(name="Hub sample", days=[pd.Timestamp("2026-08-22")], selection="sample")
SWAP = {"CN": "US", "US": "CN"}
ROWS = pd.DataFrame({"child": ["a/1", "b/2"], "side": ["unknown", "CN"], "state": "found"})


def swap(table: pd.DataFrame) -> pd.DataFrame:
    columns = [c for c in ("side", "base_side") if c in table]
    return table.assign(**{c: table[c].map(SWAP).fillna(table[c]) for c in columns})


def same(left: grammar.Words, right: grammar.Words) -> bool:
    """The second has the countries of the first exchanged, capitals aside."""
    parts = ("title", "finding", "alt")
    return all(exchanged(getattr(left, p)).lower() == getattr(right, p).lower() for p in parts)


def nobody_leads(words: grammar.Words, kind: str) -> bool:
    """The phrase of a verdict in title, finding and alt text, and no country in the title."""
    names = ("China", "United States", "Chinese", "American")
    said = all(
        grammar.PHRASES[kind] in getattr(words, p).lower() for p in ("title", "finding", "alt")
    )
    return said and not any(name in words.title for name in names)


# --- the matrix


def carried(china: tuple, america: tuple, **counters: tuple) -> pd.DataFrame:
    rows = []
    for counter in lineage.COUNTERS:
        pair = counters.get(counter, (china, america))
        rows += [(counter, side, *bounds) for side, bounds in zip(("CN", "US"), pair)]
    return pd.DataFrame(rows, columns=["counter", "base_side", "low", "high"])


def derived(sides: dict[str, int], publishers: int = 20, **columns) -> pd.DataFrame:
    """So many derivatives by side of their base, dealt out to some publishers in turn."""
    base = [side for side, n in sides.items() for _ in range(n)]
    rows = pd.DataFrame({"base_side": base, "weight": 1.0})
    owners = [f"a{n % publishers}" for n in range(len(rows))]
    return rows.assign(namespace=owners, child=[f"m{n}" for n in range(len(rows))], **columns)


MANY = derived({"US": 300, "CN": 100})


def test_a_lead_in_what_is_carried_is_that_of_every_counter_and_reading():
    apart, overlap = carried((0.1, 0.2), (0.5, 0.6)), carried((0.1, 0.6), (0.5, 0.9))

    def verdict(*tables, rows=MANY):
        return lineage.carried_verdicts(rows, *tables)[SHARE]

    assert verdict(apart) == Verdict(AHEAD, "US")
    assert verdict(apart, overlap) == Verdict(HANGS, "US")
    assert verdict(apart, swap(apart)) == Verdict(DEPENDS)
    close = carried((0.3, 0.3), (0.34, 0.34))
    found = lineage.carried_verdicts(MANY, close)
    assert list(found.values()) == [Verdict(AHEAD, "US"), Verdict(CLOSE), Verdict(CLOSE)]
    # all models of few publishers, and of publishers that differ much
    assert verdict(apart, rows=derived({"US": 300, "CN": 100}, 9)) == Verdict(TOO_FEW)
    one = derived({"US": 300}, 1)
    rest = derived({"CN": 200}, 10).assign(namespace=lambda t: "b" + t["namespace"])
    assert verdict(apart, rows=pd.concat([one, rest])) == Verdict(WITHIN_ERROR, "US")


def matrix_words(*tables: pd.DataFrame, rows: pd.DataFrame = MANY) -> grammar.Words:
    found = lineage.carried_verdicts(rows, tables[0], tables[-1])
    return lineage_words.matrix(tables[0], found[SHARE], ROWS, PANEL)


def test_a_lead_in_every_count_and_in_the_worst_case():
    table = carried((0.1, 0.2), (0.5, 0.6))
    words = matrix_words(table)
    assert words.title == "In July 2024, 50% of derivatives used American models, 10% Chinese ones"
    assert "50% stand on American base models and 10% on Chinese ones" in words.finding
    assert "If every base of unknown origin were Chinese, 20% would stand there" in words.finding
    assert same(words, matrix_words(swap(table), rows=swap(MANY)))


def test_a_lead_that_unknown_bases_could_reverse():
    table = carried((0.1, 0.6), (0.5, 0.9))
    words = matrix_words(table)
    assert nobody_leads(words, HANGS)
    assert same(words, matrix_words(swap(table)))


@pytest.mark.parametrize(
    "tables",
    [
        (carried((0.1, 0.2), (0.5, 0.6), authors=((0.5, 0.6), (0.1, 0.2))),),
        (carried((0.1, 0.2), (0.5, 0.6)), carried((0.5, 0.6), (0.1, 0.2))),
        (carried((0.1, 0.2), (0.5, 0.6), downloads=((0.3, 0.3), (0.32, 0.32))),),
    ],
    ids=["another counter", "the other reading", "one below the threshold"],
)
def test_counts_or_readings_that_disagree(tables):
    words = matrix_words(*tables)
    assert words.title == "In July 2024 whose base models carried more depends on how one counts"
    assert same(words, matrix_words(*map(swap, tables)))


@pytest.mark.parametrize("america", [(0.3, 0.3), (0.34, 0.34)], ids=["equal", "below five points"])
def test_bases_that_are_close(america):
    assert nobody_leads(matrix_words(carried((0.3, 0.3), america)), CLOSE)


# --- across


def across(china: tuple, america: tuple, publishers: int = 20, sources: int = 9) -> pd.DataFrame:
    """Shares with bounds; intervals of models by publisher run from 10 points below to 10 above."""
    rows = [
        (side, through, counter, 100, low, high, 3, publishers, low - 0.1, low + 0.1, sources)
        for side, (low, high) in (("CN", china), ("US", america))
        for through in ("base", "root")
        for counter in ("models", "downloads")
    ]
    columns = ["side", "through", "counter", "n", "low", "high", "own_quantized", "publishers",
               "drawn_low", "drawn_high", "sources"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


CHINESE, AMERICAN = across((0.4, 0.5), (0.1, 0.2)), across((0.1, 0.2), (0.4, 0.4))


def crossing(table: pd.DataFrame, unknown: float = 0.98) -> lineage.Crossing:
    margins = {m: lineage.known_crossing({lineage.FIRST: table}, m) for m in MARGINS}
    return lineage.Crossing(Verdict(NOT_IDENTIFIED), margins[SHARE], margins, unknown)


def across_words(first: pd.DataFrame, second: pd.DataFrame) -> grammar.Words:
    tables = {PANEL: first, OTHER_PANEL: second}
    return lineage_words.across(tables, {of: crossing(table) for of, table in tables.items()})


def test_among_known_publishers_a_lead_holds_in_every_reading_and_draw():
    def known(**tables):
        return lineage.known_crossing({lineage.FIRST: CHINESE, **tables})

    assert known() == Verdict(AHEAD, "CN")
    # half-widths of 10 points each: the interval of a difference of 30 is 16 to 44, of 13 it is
    # -1 to 27
    near = across((0.23, 0.23), (0.1, 0.1))
    assert lineage.known_crossing({lineage.FIRST: near}) == Verdict(WITHIN_ERROR, "CN")
    level = across((0.14, 0.14), (0.1, 0.1))
    assert lineage.known_crossing({lineage.FIRST: level}) == Verdict(CLOSE)
    assert known(**{lineage.OTHERWISE: AMERICAN}) == Verdict(DEPENDS)
    wide = across((0.4, 0.5), (0.1, 0.45))
    assert lineage.known_crossing({lineage.FIRST: wide}) == Verdict(HANGS, "CN")
    # without the largest publisher only downloads are read
    largest = AMERICAN.assign(low=AMERICAN["low"].where(AMERICAN["counter"] == "models", 0.3))
    assert known(**{"without the largest publisher": largest}) == Verdict(DEPENDS)


@pytest.mark.parametrize("few", [{"publishers": 9}, {"sources": 1}])
def test_under_ten_publishers_or_all_hits_in_one_namespace_are_too_few(few):
    table = across((0.4, 0.5), (0.1, 0.2), **few)
    assert lineage.known_crossing({lineage.FIRST: table}) == Verdict(TOO_FEW)


def published(*groups: tuple) -> pd.DataFrame:
    """Groups of derivatives: side of the publisher, side of the root, number."""
    rows = [(side, root) for side, root, number in groups for _ in range(number)]
    table = pd.DataFrame(rows, columns=["side", "root_side"])
    return table.assign(weight=1.0, own_quantized=False)


def test_unknown_publishers_leave_nothing_identified():
    known = ("CN", "US", 8), ("CN", "CN", 2), ("US", "CN", 1), ("US", "US", 9)
    # 80% against 10%. One unknown publisher on an American base, if Chinese: 9 of 11, if American:
    # 1 of 11, still apart.
    assert lineage.of_all(published(*known)) == Verdict(AHEAD, "CN")
    few = published(*known, ("unknown", "US", 1))
    assert lineage.of_all(few) == Verdict(AHEAD, "CN")
    # Ten on Chinese ones: as Chinese, 8 of 20; as American, 11 of 20: the bounds overlap.
    many = published(*known, ("unknown", "CN", 10))
    assert lineage.of_all(many) == Verdict(NOT_IDENTIFIED)
    assert lineage.of_all(published()) == Verdict(NOT_IDENTIFIED)


def test_the_title_has_both_shares_and_each_list_its_own_verdict():
    few = across((0.1, 0.2), (0.4, 0.4), sources=1)
    words = across_words(CHINESE, few)
    assert words.title == (
        "In July 2024, 40% of Chinese derivatives used American models, 10% vice versa"
    )
    assert (
        "40% of 100 Chinese derivatives by 20 publishers stood on American models (30% to 50%)"
        in words.finding
    )
    assert "They made 2% and 2% of all derivatives." in words.definition
    assert same(words, across_words(swap(CHINESE), swap(few)))


def test_what_cannot_be_told_of_all_derivatives_is_said_once_below_the_pictures():
    few = across((0.1, 0.2), (0.4, 0.4), sources=1)
    tables = {PANEL: CHINESE, OTHER_PANEL: few}
    found = {of: crossing(table) for of, table in tables.items()}
    assert lineage.telling(found) == [PANEL]
    assert lineage.telling({OTHER_PANEL: found[OTHER_PANEL]}) == [OTHER_PANEL]
    said = lineage_words.across_limits(found)
    assert said.count(grammar.PHRASES[NOT_IDENTIFIED]) == 1
    assert "unknown for 98% of them in July 2024 and 98% of them in August 2026." in said


def test_where_readings_disagree_the_title_has_the_shares():
    table = across((0.1, 0.1), (0.3, 0.3))
    assert lineage.used_more(table, "base") == "US"
    assert lineage.used_more(across((0.3, 0.3), (0.3, 0.3)), "base") is None
    apart = crossing(table)._replace(known=Verdict(DEPENDS))
    words = lineage_words.across({PANEL: table}, {PANEL: apart})
    assert (
        words.title
        == "In July 2024, 30% of American derivatives used Chinese models, 10% vice versa"
    )
    assert grammar.PHRASES[DEPENDS] in words.finding


def test_lists_without_a_lead_have_the_phrase_of_the_first_in_the_title():
    even = across((0.3, 0.3), (0.3, 0.3))
    assert nobody_leads(across_words(even, even), CLOSE)
    later = across_words(even, AMERICAN).title
    assert later.startswith("In August 2026, 40% of American derivatives used Chinese models")


def test_a_list_that_recorded_no_base_cannot_be_told():
    none = across((np.nan, np.nan), (np.nan, np.nan), 0, 0).assign(n=0)
    words = across_words(none, none)
    assert words.title == "Who builds more on the other cannot be told"
    assert crossing(none).known == Verdict(NOT_IDENTIFIED)
    assert "not known" not in words.finding and "no base is recorded" in words.finding


# --- descendants


def descendant_words(totals: dict[str, tuple]) -> grammar.Words:
    """Panels with (China, United States) on the first and on the last day."""
    families = {}
    for name, (first, last) in totals.items():
        rows = [
            (pd.Timestamp(day), side, f"org-{side}", value)
            for day, pair in (("2025-01-14", first), ("2025-09-08", last))
            for side, value in zip(("CN", "US"), pair)
        ]
        families[name] = pd.DataFrame(rows, columns=["day", "side", "family", "value"])
    totals = lineage.descendant_totals(families)
    found = lineage.descendants_verdicts(totals)
    return lineage_words.descendants(totals, families, families[name], found[SHARE])


def test_families_that_lead_in_every_panel_and_families_that_do_not():
    few, many = ((f"catalogues of {n} organizations", ((100, 50), (200, 90))) for n in (2, 3))
    words = descendant_words(dict((few, many)))
    assert words.title == "Chinese families have more descendants and add more"
    assert (
        "Among 2 organizations, 200 models descend from Chinese makers and 90 from American ones."
        in words.finding
    )
    many = many[0], ((50, 100), (90, 200))
    words = descendant_words(dict((few, many)))
    assert words.title.endswith("largest, but which country leads depends on how one counts")
    words = descendant_words({few[0]: ((100, 100), (200, 202))})
    assert nobody_leads(words, CLOSE) and "org-US (202) and org-CN (200)" in words.finding


def test_one_large_family_against_many_small_ones():
    sizes = {"big": ("CN", 90), "one": ("US", 60), "two": ("US", 60)}
    rows = pd.DataFrame(
        [(DAY, side, family, value) for family, (side, value) in sizes.items()],
        columns=["day", "side", "family", "value"],
    )
    title = "big's family is largest, but which country leads depends on how one counts"
    totals = {"of 3": {"CN": 90, "US": 120}, "of 1": {"CN": 90, "US": 0}}
    assert lineage_words._families(Verdict(DEPENDS), totals, rows) == title
    assert list(lineage_words.sets({"of 3": rows}).values()) == [
        "3 organizations: 2 American, 1 Chinese"
    ]


def test_families_of_one_owner_are_added_up():
    rows = pd.DataFrame(
        [(DAY, "US", "lab", 1.0), (DAY, "US", "old-lab", 2.0), (DAY, "US", "alone", 4.0)],
        columns=["day", "side", "family", "value"],
    )
    organizations = pd.DataFrame({"namespace": ["lab", "old-lab"], "parent": ["Group"] * 2})
    organizations = organizations.assign(country="US", alt_country=None, kind="company")
    tables = {
        "organizations": organizations,
        "parents": pd.DataFrame({"parent": ["Group"], "country": ["US"]}),
    }
    found = lineage.by_owner(rows, tables).set_index("family")["value"].to_dict()
    assert found == {"Group": 3, "alone": 4}


# --- licenses along edges


def drift_words(china: tuple, america: tuple, unknown: int = 0) -> grammar.Words:
    """Incompatible ones of 100 with known terms, by models and by downloads; undeclared ones."""
    rows = []
    for side, (models, downloads) in (
        ("CN", china),
        ("US", america),
        ("other", (0, 0)),
        ("unknown", (0, 0)),
    ):
        for change in lineage.CHANGES:
            parts = {"incompatible": (models, downloads), "same": (100 - models, 100 - downloads)}
            parts["undeclared"] = (unknown, unknown)
            rows.append((side, change, *parts.get(change, (0, 0))))
    table = pd.DataFrame(rows, columns=["base_side", "change", "models", "downloads"])
    shares = lineage.contrary(table)
    found = lineage.contrary_verdicts(shares, shares)
    pairs = pd.DataFrame([("RAIL", "MIT", 7)], columns=["base", "derivative", "models"])
    return lineage_words.drift(shares, pairs, found[SHARE], PANEL)


def test_drift_that_one_side_leads_that_depends_and_that_does_not_differ():
    words = drift_words((20, 30), (10, 10))
    assert words.title == "Chinese bases are relicensed against their terms more often"
    assert (
        "20.0% of derivatives on Chinese bases and 10.0% of those on American ones" in words.finding
    )
    assert same(words, drift_words((10, 10), (20, 30)))
    words = drift_words((20, 10), (10, 30))
    title = "20% of derivatives of Chinese models loosen the license, 10% of American models'"
    assert words.title == title and "bases more do so depends on how one counts" in words.finding
    assert "In 7 of 400 known pairs, for example, the base is under RAIL" in words.definition
    assert same(words, drift_words((10, 30), (20, 10)))
    for china, america, unknown, kind in (
        ((20, 20), (20, 20), 0, CLOSE),
        ((20, 20), (22, 18), 0, CLOSE),
        # 20 to 40 of 120 against 10 to 30 of 120, if undeclared ones all go one way
        ((20, 30), (10, 10), 20, UNTAGGED),
    ):
        words = drift_words(china, america, unknown)
        assert grammar.PHRASES[kind] in words.finding and grammar.PHRASES[kind] in words.alt


# --- tables and single sentences


def test_edges_say_how_many_were_used_and_dropped_and_why():
    counts = pd.DataFrame(
        [
            ("declared", 9, ""),
            ("dropped, repeated", 2, "twice"),
            ("dropped, itself", 1, "loop"),
            ("used, parent named", 5, ""),
            ("used, parent missing", 1, "a path"),
        ],
        columns=["what", "edges", "why"],
    )
    assert lineage_words.edges(counts, ROWS, PANEL) == (
        "The Hub census of 11 July 2024 declares 9 bases. Dropped are 2 as repeated (twice) and 1 as "
        "itself (loop). Of the 6 used, 1 have a missing parent (a path). 4 of them are left out by "
        "the rule or not in the list, so 2 are counted, of 2 models. By model, the roots came out as "
        "2 found."
    )


def test_batches_of_one_side_and_of_both_alike():
    table = pd.DataFrame({"base_side": ["CN", "US"], "batched": [0.1, 0.3]})
    found = lineage.batched_verdict(table)
    assert found == Verdict(AHEAD, "US")
    assert lineage_words.bulk(table, found).endswith("American bases get more of them.")
    even = table.assign(batched=0.1)
    assert lineage_words.bulk(even, lineage.batched_verdict(even)).endswith("within five points.")
    none = table.assign(batched=np.nan)
    assert lineage_words.bulk(none, lineage.batched_verdict(none)).endswith("cannot be told.")


def test_repackagers_name_the_origin_that_is_larger_first():
    row = {"repackager": "all", "total": 10, "low_other": 0, "high_unknown": 0.1}
    bounds = {"low_CN": 0.2, "high_CN": 0.3, "low_US": 0.7, "high_US": 0.8}
    table = pd.DataFrame([{**row, **bounds, "counter": c} for c in ("models", "downloads")])
    found = lineage.repackaged_verdict(table)
    assert found == Verdict(AHEAD, "US")
    assert lineage_words.repackaged(table, found, PANEL).endswith(
        "Models of the United States are carried more by both counts."
    )
    wide = table.assign(high_CN=0.9)
    said = lineage_words.repackaged(wide, lineage.repackaged_verdict(wide), PANEL)
    assert said.endswith("whose are carried more hangs on publishers of unknown country.")
    shown = lineage_words.repackagers(table)
    assert list(shown.columns[3:5]) == ["United States", "China"]
    assert shown.loc[0, "United States"] == "70\u201380%"


def test_merges_are_listed_with_the_more_frequent_country_first():
    table = pd.DataFrame(
        {"parents": ["both", "CN", "US", "neither"], "models": [1, 2, 3, 4], "unclear": 0}
    )
    shown = lineage_words.merges({"Census": table})
    assert shown["Parents from"].tolist()[1:3] == [
        "United States, not China",
        "China, not United States",
    ]
    assert shown["Census"].tolist() == ["1", "3", "2", "4"]


# --- charts


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_bars_of_bases_have_their_shares_and_lines_to_the_bounds():
    table = carried((0.1, 0.2), (0.5, 0.6))
    axes = lineage_charts.matrix(table[table["counter"].isin(("models", "authors"))]).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [0.1, 0.5] * 2
    assert [tuple(line.get_xdata()) for line in axes.lines] == [(0.1, 0.2), (0.5, 0.6)] * 2
    bars = ["10% on Chinese models", "50% on American models"] * 2
    assert texts(axes) == [*bars, "line: if all unknown bases were from that country"]


def test_every_pair_of_publisher_and_base_is_a_row_also_the_empty_ones():
    cells = [(side, base, 10, 2_000, 3) for side in REGIONS for base in REGIONS]
    table = pd.DataFrame(cells, columns=["side", "base_side", "models", "downloads", "authors"])
    table.loc[0, "models"] = 0
    shown = lineage_words.cells(table)
    assert shown["Models"].tolist() == ["0"] + ["10"] * 15
    assert set(shown["Downloads"]) == {"2k"} and set(shown["Authors"]) == {"3"}


def test_across_draws_the_interval_of_each_side_in_its_color():
    table = across((0.1, 0.4), (0.3, 0.4))
    found = crossing(table)
    (axes,) = lineage_charts.across(table, found.known).axes
    intervals = {
        (to_hex(line.get_color()).upper(), *np.round(line.get_xdata(), 2))
        for line in axes.lines[::2]
    }
    assert intervals == {(core.CHINA, 0.0, 0.2), (core.UNITED_STATES, 0.2, 0.4)}  # 10 points each
    assert "10% of 100 models by 20 publishers" in texts(axes)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "Chinese derivatives\non American models"
    assert axes.get_title("left").endswith(grammar.PHRASES[found.known.kind])
    none = across((np.nan, np.nan), (np.nan, np.nan), 0, 0)
    (empty,) = lineage_charts.across(none, crossing(none).known).axes
    assert not empty.lines and empty.get_title("left").endswith("cannot be told")


def families(days: list[str]) -> dict[str, pd.DataFrame]:
    rows = [
        (pd.Timestamp(day), side, f"org-{side}", 10.0 + n)
        for n, day in enumerate(days)
        for side in ("CN", "US")
    ]
    table = pd.DataFrame(rows, columns=["day", "side", "family", "value"])
    return {"catalogues of 2 organizations": table, "catalogues of 3 organizations": table}


def descendants_of(found: dict[str, pd.DataFrame]):
    owners, sets = list(found.values())[-1], lineage_words.sets(found)
    return lineage_charts.descendants(lineage.descendant_totals(found), owners, sets)


@pytest.mark.parametrize(
    ("days", "pieces"),
    [
        (["2025-01-01", "2025-02-01", "2025-03-01"], 1),
        (["2025-01-01", "2025-02-01", "2025-06-01", "2025-07-01"], 2),
    ],
)
def test_a_missing_wave_breaks_the_lines_and_is_drawn_as_a_hole(days, pieces):
    found = families(days)
    left, right = descendants_of(found).axes
    for axes, series in ((left, 2), (right, 4)):
        assert sum(len(line.get_xdata()) > 1 for line in axes.lines) == series * pieces
        assert texts(axes).count("not listed") == pieces - 1


def license_changes() -> pd.DataFrame:
    cells = [(side, c, 10, 1_000) for side in REGIONS for c in lineage.CHANGES]
    return pd.DataFrame(cells, columns=["base_side", "change", "models", "downloads"])


def test_bars_of_license_changes_are_shares_of_known_pairs():
    shares = lineage.contrary(license_changes())  # one of four changes between known licenses
    (axes,) = lineage_charts.drift(shares[shares["base_side"].isin(("CN", "US"))]).axes
    assert [bar.get_width() for bar in axes.patches] == [0.25] * 4
    assert texts(axes) == [
        f"25.0% of {n} on {whose} bases"
        for whose in ("Chinese", "American")
        for n in ("40 derivatives", "4k downloads")
    ]


def test_all_license_changes_are_in_the_table():
    shown = lineage_words.changes(license_changes())
    assert shown["The derivative's license is"].tolist() == list(lineage.CHANGES)
    assert set(shown["Chinese bases, models"]) == {"14%"}  # one of seven


def test_whole_months_with_enough_new_derivatives(monkeypatch):
    monkeypatch.setattr(lineage, "LEAST_NEW", 3)
    made = {"2024-05-03": 2, "2024-06-01": 4, "2024-07-02": 5}  # too few; enough; half a month
    rows = [(day, side, f"{side}{n % 2}", 1.0) for day, many in made.items()
            for n, side in enumerate(["CN", "US", "US", "unknown", "US"][:many])]  # fmt: skip
    rows = pd.DataFrame(rows, columns=["created_at", "base_side", "namespace", "weight"])
    rows["created_at"] = pd.to_datetime(rows["created_at"], utc=True)
    census = SimpleNamespace(days=[pd.Timestamp("2024-07-11")])
    table = lineage.by_month(rows, census)
    assert table["month"].unique().tolist() == [pd.Timestamp("2024-06-01")]
    assert table.set_index("base_side")["share"].to_dict() == {
        "CN": 0.25, "US": 0.5, "other": 0.0, "unknown": 0.25}  # fmt: skip
    assert lineage.last_month(table) == Verdict(HANGS, "US")
    assert lineage.of_one_account(table)["base_side"].tolist() == ["CN"]
    said = lineage_words.by_month(table, lineage.last_month(table), census)
    assert said.title == (
        "In June 2024, 50% of new derivatives used American models, 25% Chinese ones"
    )
    assert "In June 2024 one account made 1 of the 1 on Chinese models" in said.finding
    assert "hangs on publishers of unknown country" in said.finding
