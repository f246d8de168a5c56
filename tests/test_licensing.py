"""Licenses: classes, freedoms, flagships and openness against numbers worked out by hand."""

import pandas as pd
import pytest

from hubgap.measures import licenses
from hubgap.panel import Panel, Refusal
from hubgap.registry import NOT_RECORDED, license_terms
from hubgap.rules import CountingRule

LICENSES = pd.DataFrame(
    [
        ("mit", "permissive", True, "yes", "none", "no"),
        ("cc0-1.0", "permissive", False, "yes", "none", "no"),
        ("gpl-3.0", "copyleft", True, "yes", "none", "no"),
        ("gemma", "open-with-use-restrictions (RAIL)", False, "yes", "none", "yes (policy)"),
        ("llama3", "community-with-thresholds", False, "conditional", "over 700M users", "yes"),
        ("mit|gpl-3.0", "permissive", True, "yes", "none", "no"),
        ("cc-by-nc-4.0", "non-commercial", False, "no", "none", "no (only the NC limit)"),
        ("preview", "research-only", False, "no", "unknown", "unknown"),
        ("other", "proprietary/other", False, "unknown", "see card", "unknown"),
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
DATA = {
    "licenses": LICENSES,
    "flagship_licenses": pd.DataFrame(
        {"model_id": ["older/flag"], "license_tag": ["llama3"], "class": ["non-commercial"]}
    ),
    "aliases": pd.DataFrame({"old_id": ["older/flag"], "new_id": ["old-org/flag"]}),
    "organizations": pd.DataFrame({"namespace": ["org", "old-org"], "renamed_to": [None, "org"]}),
    "tasks": pd.DataFrame({"pipeline_tag": ["text-generation"], "task_group": ["language"]}),
}
DAY = pd.Timestamp("2026-01-01")


def models(rows: list[tuple]) -> pd.DataFrame:
    """Rows (model_id, region, license, downloads), seen by a source that records licenses."""
    table = pd.DataFrame(rows, columns=["model_id", "region", "license", "downloads_30d"])
    table["license"] = table["license"].astype("str")
    same = {"alt_region": table["region"], "parent_region": table["region"], "day": DAY}
    return table.assign(
        **same,
        kind="company",
        task="language",
        tracked=True,
        burst=False,
        license_name=pd.Series(dtype="str"),
        source="a",
        license_source="a",
        pipeline_tag="x",
        created_at=pd.Timestamp("2025-06-01", tz="UTC"),
        wave_id="w",
    )


def panel(rows: list[tuple] | pd.DataFrame, **changes) -> Panel:
    table = rows if isinstance(rows, pd.DataFrame) else models(rows)
    defaults = {
        "name": "test panel",
        "selection": "census",
        "sources": ("a",),
        "rows": table,
        "fields": frozenset(["license", "downloads_30d"]),
    }
    return Panel(**{**defaults, **changes})


# --- what a tag allows


def terms_of(rows: list[tuple], **columns) -> pd.DataFrame:
    return license_terms(models(rows).assign(**columns), DATA)


def classes_of(*tags) -> list[str]:
    rows = [(f"o/{n}", "CN", tag, 1) for n, tag in enumerate(tags)]
    return list(terms_of(rows)["license_class"])


def test_a_whole_tag_goes_before_its_parts():
    # As a whole it has a row that says permissive; its parts would be copyleft.
    assert classes_of("mit|gpl-3.0") == ["permissive"]


def test_the_strictest_part_counts_in_any_order():
    assert classes_of("gpl-3.0|mit", "llama3|gpl-3.0", "gpl-3.0|llama3") == [
        "copyleft",
        "community-with-thresholds",
        "community-with-thresholds",
    ]


def test_between_parts_of_one_class_the_one_without_osi_approval_counts():
    assert list(terms_of([("o/a", "CN", "mit|cc0-1.0", 1)])["osi_approved"]) == ["no"]


def test_a_tag_without_a_row_counts_as_other():
    assert classes_of("nobody-knows", "mit|nobody-knows") == ["proprietary/other"] * 2


def test_a_missing_tag_is_undeclared_only_where_the_source_records_licenses():
    table = terms_of(
        [
            ("o/a", "CN", None, 1),
            ("o/b", "CN", "mit", 1),
            ("o/c", "CN", None, 1),
            ("o/d", "CN", "mit", 1),
        ],
        source=["a", "a", "b", "b"],
        license_source=[None, "a", None, "a"],
    )
    assert list(table["license_class"]) == ["undeclared", "permissive", NOT_RECORDED, "permissive"]


def test_other_is_resolved_by_flagship_then_by_name():
    table = terms_of(
        [("org/flag", "CN", "other", 1), ("o/b", "CN", "other", 1), ("o/c", "CN", "other", 1)],
        license_name=pd.Series([None, "gemma", "house rules"], dtype="str"),
    )
    # The flagship's own class goes before the class of its tag; its old name is known.
    assert list(table["license_class"]) == [
        "non-commercial",
        "open-with-use-restrictions (RAIL)",
        "proprietary/other",
    ]
    assert list(table["license_tag"]) == ["llama3", "gemma", "other"]


def test_a_declared_tag_of_a_flagship_is_not_overruled():
    assert list(terms_of([("org/flag", "CN", "mit", 1)])["license_class"]) == ["permissive"]


def test_answers():
    tags = ["mit", "cc0-1.0", "gemma", "llama3", "cc-by-nc-4.0", "preview", "other"]
    table = terms_of([(f"o/{tag}", "CN", tag, 1) for tag in tags]).set_index("license_tag")
    columns = ["osi_approved", "commercial_use", "threshold", "use_restrictions"]
    assert table[columns].to_numpy().tolist() == [
        ["yes", "yes", "no", "no"],
        ["no", "yes", "no", "no"],
        ["no", "yes", "no", "yes"],
        ["no", "conditional", "yes", "yes"],
        ["no", "no", "no", "no"],
        ["no", "no", "unknown", "unknown"],
        ["unknown", "unknown", "unknown", "unknown"],
    ]


# --- one cross-section

ROWS = [
    ("c/1", "CN", "mit", 60),
    ("c/2", "CN", "llama3", 30),
    ("c/3", "CN", None, 10),
    ("c/4", "CN", "other", 0),
    ("u/1", "US", "cc0-1.0", 25),
    ("u/2", "US", "cc-by-nc-4.0", 75),
]


def share(table: pd.DataFrame, view: str, side: str, license_kind: str) -> float:
    row = table[
        (table["view"] == view) & (table["side"] == side) & (table["license"] == license_kind)
    ]
    return row["share"].item()


def test_classes_by_models_and_by_downloads():
    table = licenses.classes(licenses.licensed(panel(ROWS), CountingRule(), DATA))
    assert share(table, "models", "CN", "permissive") == 0.25
    assert share(table, "downloads", "CN", "permissive") == 0.6
    assert share(table, "downloads", "CN", "undeclared") == 0.1
    assert share(table, "downloads", "US", "non-commercial or research") == 0.75
    # Without c/1 (60) there remain 30 and 10; without u/2 (75) only u/1.
    assert share(table, "downloads without the top model", "CN", "user or revenue limits") == 0.75
    assert share(table, "downloads without the top model", "US", "permissive") == 1


def test_top_models_with_their_share_and_ties_by_name():
    rows = [*ROWS, ("u/0", "US", "mit", 75)]
    top = licenses.top_models(licenses.licensed(panel(rows), CountingRule(), DATA))
    assert sorted(top.to_numpy().tolist()) == [
        ["CN", "c/1", "permissive", 0.6],
        ["US", "u/0", "permissive", 0.4286],
    ]


def test_undeclared_is_a_row_of_its_own_and_shares_add_up():
    table = licenses.classes(licenses.licensed(panel(ROWS), CountingRule(), DATA))
    sums = table[table["side"].isin(["CN", "US"])].groupby(["view", "side"])["share"].sum()
    assert (sums == 1).all() and len(sums) == 6
    assert set(table["license"]) == set(licenses.KINDS.values())


def test_freedoms_carry_worst_case_bounds():
    table = licenses.freedoms(licenses.licensed(panel(ROWS), CountingRule(), DATA))
    bounds = table.set_index(["view", "side", "freedom"])[["low", "high"]]

    def of(view, side, freedom):
        return tuple(bounds.loc[(view, side, freedom)])

    # Of four Chinese models one is permissive; one undeclared and one unread could be.
    assert of("models", "CN", "permissive license") == (0.25, 0.75)
    assert of("downloads", "CN", "permissive license") == (0.6, 0.7)
    assert of("downloads", "CN", "limit on users or revenue") == (0.3, 0.4)
    assert of("downloads", "CN", "commercial use under conditions") == (0.3, 0.4)
    assert of("downloads", "CN", "commercial use without conditions") == (0.6, 0.7)
    assert of("models", "CN", "no license declared") == (0.25, 0.25)
    # cc0-1.0 is permissive without OSI approval.
    assert of("downloads", "US", "permissive license") == (0.25, 0.25)
    assert of("downloads", "US", "OSI-approved license") == (0, 0)


def test_not_recorded_widens_the_bounds_of_undeclared():
    rows = models(ROWS[:2] + [("c/3", "CN", None, 10)]).assign(source=["a", "a", "b"])
    rows["license_source"] = pd.Series(["a", "a", None], dtype="str")
    seen = licenses.licensed(panel(rows), CountingRule(), DATA)
    table = licenses.freedoms(seen).query(
        "view == 'downloads' and freedom == 'no license declared'"
    )
    assert table[["side", "low", "high"]].to_numpy().tolist() == [["CN", 0, 0.1]]


def test_the_remainder_counts_as_models_of_unknown_publishers():
    rest = pd.DataFrame(
        {"pipeline_tag": [None, None], "license": ["mit", None], "n_models": [3, 7], "source": "a"}
    )
    rest["license"] = rest["license"].astype("str")
    table = licenses.classes(licenses.licensed(panel(ROWS, remainder=rest), CountingRule(), DATA))
    assert share(table, "models", "unknown", "permissive") == 0.3
    assert share(table, "models", "unknown", "undeclared") == 0.7
    assert share(table, "models", "CN", "permissive") == 0.25
    assert pd.isna(share(table, "downloads", "unknown", "permissive"))


def test_the_rule_decides_about_copies():
    rows = models(ROWS)
    rows.loc[rows["model_id"] == "c/1", "kind"] = "repackager"
    seen = licenses.licensed(panel(rows), CountingRule(copies="left out"), DATA)
    assert share(licenses.classes(seen), "downloads", "CN", "permissive") == 0


def test_a_cross_section_reads_disputed_publishers_both_ways():
    rows = models(ROWS)
    rows.loc[rows["model_id"] == "u/2", "alt_region"] = "CN"
    section = licenses.cross_section(panel(rows), CountingRule(), DATA)
    other = licenses.cross_section(panel(rows), CountingRule(disputed="alternative"), DATA)

    def permissive(table):
        row = table.query(
            "view == 'downloads' and side == 'US' and freedom == 'permissive license'"
        )
        return row["low"].item()

    assert (permissive(section.freedoms), permissive(section.others)) == (0.25, 1)
    assert (permissive(other.freedoms), permissive(other.others)) == (1, 0.25)


def test_two_waves_are_refused():
    rows = pd.concat([models(ROWS), models(ROWS).assign(day=pd.Timestamp("2024-07-11"))])
    with pytest.raises(Refusal, match="dated flagship releases"):
        licenses.licensed(panel(rows), CountingRule(), DATA)


def test_a_panel_without_licenses_is_refused():
    with pytest.raises(Refusal, match="never recorded license"):
        licenses.licensed(panel(ROWS, fields=frozenset(["downloads_30d"])), CountingRule(), DATA)


# --- flagships

FLAGSHIPS = pd.DataFrame(
    [
        ("2024-01-31", "CN", "permissive"),
        ("2024-06-30", "HK", "non-commercial"),
        ("2024-07-01", "US", "permissive"),
        ("2025-03-01", "US", "research-only"),
        ("2025-03-02", "US", "permissive"),
        ("2025-03-03", "INT", "permissive"),
    ],
    columns=["release_date", "country", "class"],
).astype({"release_date": "datetime64[s]"})


def test_flagships_by_half_year_fill_the_grid():
    table = licenses.flagships(FLAGSHIPS)
    assert len(table) == 3 * 2 * 2  # half-years, sides, kinds of license that occur
    counted = table[table["models"] > 0].astype({"half_year": "str"})
    assert counted.to_numpy().tolist() == [
        ["2024-01-01", "CN", "permissive", 1],
        ["2024-01-01", "CN", "non-commercial or research", 1],
        ["2024-07-01", "US", "permissive", 1],
        ["2025-01-01", "US", "permissive", 1],
        ["2025-01-01", "US", "non-commercial or research", 1],
    ]


def test_flagships_by_year():
    years = licenses.flagship_years(licenses.flagships(FLAGSHIPS))
    assert years.to_numpy().tolist() == [
        [2024, "CN", 2, 1],
        [2024, "US", 1, 1],
        [2025, "CN", 0, 0],
        [2025, "US", 2, 1],
    ]


# --- openness


def systems(rows: list[tuple]) -> pd.DataFrame:
    """Systems (nation, organization, rating of weights, rating of every document)."""
    table = pd.DataFrame(
        rows, columns=["national_origin", "organization", "weights_endmodel", "rest"]
    )
    rest = {name: table["rest"] for name in licenses.DIMENSIONS if name != "weights_endmodel"}
    return table.assign(**rest)


SYSTEMS = systems(
    [
        ("China", "A", "open", "closed"),
        ("China", "B", "open", "partial"),
        ("United States", "C", "open", "open"),
        ("United States", "D", "partial", "closed"),
        ("United States", "D", "closed", "closed"),
        ("France", "E", "open", "open"),
        (None, "F", "open", "open"),
        ("Undisclosed", "G", "open", "open"),
    ]
)


def test_openness_counts_by_nation():
    table = licenses.openness(SYSTEMS).set_index(["dimension", "side"])
    weights = table.loc["weights of the system", ["systems", "open", "partial", "closed"]]
    assert weights.loc["US"].tolist() == [3, 1, 1, 1]
    assert weights.loc["CN"].tolist() == [2, 2, 0, 0]
    assert weights.loc["other"].tolist() == [1, 1, 0, 0]
    assert weights.loc["unknown"].tolist() == [2, 2, 0, 0]


def test_openness_gap_in_every_reading():
    table = licenses.openness_gap(SYSTEMS)
    assert list(table["reading"]) == [*licenses.READINGS, licenses.READINGS[-1]] * 2
    weights, documentation = table[:4], table[4:]
    assert weights[["CN", "US"]].to_numpy().tolist() == [
        [1, 0.3333],  # open
        [1, 0.6667],  # open or partial
        [1, 1],  # without D, which narrows the Chinese lead most
        [1, 0],  # without C, which widens it most
    ]
    assert documentation[["CN", "US"]].to_numpy().tolist() == [
        [0, 0.3333],
        [0.5, 0.3333],
        [0, 1],
        [0, 0],
    ]
