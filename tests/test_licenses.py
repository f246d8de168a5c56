"""Licenses: numbers worked out by hand, and which case says what, countries exchanged or equal."""

from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.measures import licenses
from hubgap.measures.uncertainty import Resampled
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    SHARE,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
)
from hubgap.panel import Panel, Refusal
from hubgap.registry import NOT_RECORDED, license_terms
from hubgap.rules import CountingRule
from hubgap.words.en import grammar
from hubgap.words.en import licenses as licenses_words

from .altered import exchanged
from .test_lineage import nobody_leads, same

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
        namespace=table["model_id"].str.split("/").str[0],
        kind="company",
        quantized=False,
        task="language",
        tracked=True,
        burst=False,
        copy=False,
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


def test_a_tag_counts_in_any_case():
    assert classes_of("MIT", " MIT ", "GPL-3.0|MIT") == ["permissive", "permissive", "copyleft"]


def test_the_licenses_that_the_hub_offers_have_a_row_each():
    tags = open_data("embedded")["licenses"]
    offered = tags.loc[tags["on_hub_list"], "license_tag"]
    assert len(offered) == 83 and {"apache-2.0", "mit", "intel-research", "llama4"} <= {*offered}
    assert not offered.str.contains("|", regex=False).any()
    assert not {"(none)", "apache-license-2.0", "cc0", "qwen"} & {*offered}


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


def test_a_view_leaves_out_the_most_downloaded_publisher():
    rows = [*ROWS, ("v/1", "US", "mit", 100), ("v/2", "US", "cc-by-nc-4.0", 20)]
    table = licenses.freedoms(licenses.licensed(panel(rows), CountingRule(), DATA))
    row = table.query("freedom == 'permissive license' and side == 'US'").set_index("view")["low"]
    assert row["downloads"] == round(125 / 220, 4)
    assert row[licenses.FEWER] == 0.25  # without v there remain u/1 (25) and u/2 (75)


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


def test_classes_with_conditions_are_added_up_for_the_charts():
    table = pd.DataFrame(
        [
            ("CN", "permissive", 5, 0.5),
            ("CN", "copyleft", 2, 0.2),
            ("CN", "use restrictions", 3, 0.3),
        ],
        columns=["side", "license", "weight", "share"],
    )
    assert licenses.drawn(table).to_numpy().tolist() == [
        ["CN", "permissive", 5, 0.5],
        ["CN", "with conditions", 5, 0.5],
    ]


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
    rows = models([*ROWS[:2], ("c/3", "CN", None, 10)]).assign(source=["a", "a", "b"])
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
    rows.loc[rows["model_id"] == "c/1", ["kind", "copy"]] = "repackager", True
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


def test_the_ground_names_who_listed_the_models_and_who_had_their_tags():
    rows = models(ROWS).assign(source=["a", "a", "b", "b", "a", "a"], license_source="older")
    assert licenses.ground(panel(rows)).sources == ("a", "b", "older")


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
    table = licenses.releases(FLAGSHIPS)
    assert len(table) == 3 * 2 * 2  # half-years, sides, kinds of license that occur
    counted = table[table["models"] > 0].astype({"half_year": "str"})
    assert counted.to_numpy().tolist() == [
        ["2024-01-01", "CN", "permissive", 1],
        ["2024-01-01", "CN", "non-commercial or research", 1],
        ["2024-07-01", "US", "permissive", 1],
        ["2025-01-01", "US", "permissive", 1],
        ["2025-01-01", "US", "non-commercial or research", 1],
    ]


def test_releases_are_added_up_by_year():
    half = pd.to_datetime(["2024-01-01", "2024-07-01"])
    table = pd.DataFrame(
        {"half_year": half, "side": "CN", "license": "permissive", "models": [1, 2]}
    )
    assert licenses.releases_by_year(table).to_numpy().tolist() == [[2024, "CN", "permissive", 3]]


def test_flagships_listed_by_hand_by_year():
    rows = licenses.listed_by_hand(FLAGSHIPS.assign(lab=list("ABCDEF")))
    found = licenses.flagships_by_year(rows)
    assert found[2024].counts == {"CN": (1, 2), "US": (1, 1)}
    assert found[2024].shares["CN"].publishers == 2
    assert found[2024].verdict == Verdict(TOO_FEW)


LIKED = [  # model, region, license, likes, created, kind, quantized, license seen by
    ("c/1", "CN", "mit", 90, "2024-02-01", "company", False, "a"),
    ("c/2", "CN", "llama3", 80, "2024-03-01", "company", False, "a"),
    ("c/3", "CN", "mit", 70, "2024-04-01", "company", False, "a"),
    ("c/4-gguf", "CN", "mit", 99, "2024-04-01", "company", True, "a"),
    ("c/5", "CN", "mit", 95, "2024-04-01", "individual", False, "a"),
    ("c/6", "CN", "mit", 85, "2022-04-01", "company", False, "a"),
    ("u/1", "US", "mit", 60, "2024-02-01", "company", False, "older"),
    ("u/0", "US", "gemma", 60, "2024-05-01", "company", False, "a"),
    ("u/3", "US", "mit", 10, None, "company", False, "a"),
    ("u/4", "US", "mit", None, "2024-05-01", "company", False, "a"),
    ("f/1", "other", "mit", 99, "2024-05-01", "company", False, "a"),
]


def liked() -> Panel:
    rows = models([(model, region, tag, 1) for model, region, tag, *_ in LIKED])
    _, _, _, likes, created, kind, quantized, seen = zip(*LIKED, strict=True)
    rows = rows.assign(
        likes=likes, created_at=pd.to_datetime(pd.Series(created), utc=True), kind=kind,
        quantized=quantized, license_source=pd.Series(seen, dtype="str"),
    )  # fmt: skip
    return panel(rows, fields=frozenset(["license", "downloads_30d", "likes", "created_at"]))


def test_flagships_by_rule_are_the_most_liked_of_makers_as_many_a_side():
    found = licenses.most_liked(liked(), CountingRule(), DATA)
    # The shorter side has two: u/4 has no likes, u/3 no day. Of the others c/4-gguf is quantized,
    # c/5 of a person, c/6 of a year before the Hub's days; u/0 goes before u/1 of equal likes.
    assert found[["year", "side", "model_id"]].to_numpy().tolist() == [
        [2024, "CN", "c/1"],
        [2024, "CN", "c/2"],
        [2024, "US", "u/0"],
        [2024, "US", "u/1"],
    ]
    # The tag of u/1 was not seen in this wave.
    assert found["permissive"].tolist() == ["yes", "no", "no", "unknown"]
    assert found["license"].tolist()[-1] == NOT_RECORDED
    (year,) = licenses.flagships_by_year(found).values()
    assert (year.shares["US"].share, year.high) == (0, {"CN": 0.5, "US": 0.5})
    counts = licenses.by_license(found).query("models > 0")
    assert counts[["side", "models"]].to_numpy().tolist() == [
        ["CN", 1],
        ["CN", 1],
        ["US", 1],
        ["US", 1],
    ]


def test_at_most_fifty_flagships_a_side():
    def side(letter, region, n):
        return [(f"{letter}/{i}", region, "mit", 1) for i in range(n)]

    rows = models([*side("c", "CN", 60), *side("u", "US", 55)]).assign(likes=range(115))
    many = panel(rows, fields=frozenset(["license", "downloads_30d", "likes", "created_at"]))
    found = licenses.most_liked(many, CountingRule(), DATA)
    assert found["side"].value_counts().to_dict() == {"CN": 50, "US": 50}


def test_a_wave_without_liked_models_of_both_sides_is_refused():
    rows = models(ROWS[:3]).assign(likes=1)
    alone = panel(rows, fields=frozenset(["license", "downloads_30d", "likes", "created_at"]))
    with pytest.raises(Refusal, match="no year since 2023 with liked models of both"):
        licenses.most_liked(alone, CountingRule(), DATA)


def test_the_list_of_flagships_names_its_sources_in_words():
    listed = pd.DataFrame(
        {
            "hub_tags_observed": ["mit (census 2024-07-11); mit (radar 2026-08-22)", None],
            "source": ["census tag", "ATOM date; tag other"],
        }
    )
    assert licenses.flagship_ground(listed).sources == ("atom", "radar", "stalnaker")


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


# --- words

SWAP = {"CN": "US", "US": "CN"}
JULY = SimpleNamespace(days=[pd.Timestamp("2024-07-11")], selection="census", refreshed=False)


# --- classes


def freedoms(**bounds) -> pd.DataFrame:
    """The same permissive bounds in every view; `models` may have others."""
    rows = [
        (
            view,
            side,
            "permissive license",
            *(bounds.get("models", bounds) if view == "models" else bounds)[side],
        )
        for view in (*licenses.VIEWS, licenses.FEWER)
        for side in ("CN", "US")
    ]
    rows += [
        ("models", side, "no license declared", *bounds["missing"][side]) for side in ("CN", "US")
    ]
    return pd.DataFrame(rows, columns=["view", "side", "freedom", "low", "high"])


def drawn(cn: float, us: float, half: float = 0.05, publishers: int = 20, sources: int = 9):
    about = 100, publishers, sources
    return {
        side: Resampled(share, share - half, share + half, *about)
        for side, share in (("CN", cn), ("US", us))
    }


def cross_section(
    table: pd.DataFrame, alternative: pd.DataFrame | None = None, again: dict | None = None
):
    lows = licenses.bounds(table, "permissive license")["models"]
    again = again or drawn(*(lows[side][0] for side in ("CN", "US")))
    totals = pd.DataFrame({"view": licenses.VIEWS, "weight": [1000, 5_000_000, 4_000_000]})
    others = table if alternative is None else alternative
    return licenses.CrossSection(totals, table, others, pd.DataFrame(), again)


def license_words(*tables: pd.DataFrame) -> grammar.Words:
    section = cross_section(*tables)
    return licenses_words.licenses(section, licenses.permissive_verdicts(section)[SHARE], JULY)


MISSING = {"CN": (0.1, 0.1), "US": (0.3, 0.4)}
APART = freedoms(CN=(0.7, 0.8), US=(0.4, 0.6), missing=MISSING)
OVERLAP = freedoms(CN=(0.5, 0.8), US=(0.4, 0.6), missing=MISSING)
NEAR = freedoms(CN=(0.44, 0.44), US=(0.4, 0.4), missing=MISSING)
OPEN = freedoms(CN=(0.44, 0.8), US=(0.4, 0.6), missing=MISSING)
TURNED = freedoms(
    CN=(0.5, 0.8), US=(0.4, 0.6), models={"CN": (0.2, 0.3), "US": (0.5, 0.6)}, missing=MISSING
)
EQUAL = freedoms(CN=(0.5, 0.8), US=(0.5, 0.8), missing={"CN": (0.2, 0.3), "US": (0.2, 0.3)})


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (APART, "Chinese models were more often permissive by every count"),
        (OVERLAP, "Chinese models were known permissive more often than American ones"),
        (OPEN, "who is more permissive hangs on unknown licenses"),
        (NEAR, "permissive shares of the two countries were within five points"),
        (TURNED, "American licenses were freer by models, Chinese ones by downloads"),
    ],
)
def test_license_title(table, title):
    assert license_words(table).title == f"In July 2024 {title}"


def test_the_alternative_reading_can_take_a_lead_away():
    assert "depends on how one counts" in license_words(APART, NEAR).title


def test_who_is_more_permissive_by_every_count_reading_and_draw():
    def verdict(*tables, **again):
        return licenses.permissive_verdicts(cross_section(*tables, **again))[SHARE]

    assert verdict(APART) == Verdict(AHEAD, "CN")
    assert verdict(OVERLAP) == Verdict(UNTAGGED, "CN")
    assert verdict(OPEN) == Verdict(UNTAGGED)
    assert verdict(NEAR) == Verdict(CLOSE)
    assert verdict(APART, NEAR) == Verdict(DEPENDS)
    assert verdict(APART, again=drawn(0.7, 0.4, half=0.3)) == Verdict(WITHIN_ERROR, "CN")
    assert verdict(APART, again=drawn(0.7, 0.4, publishers=9)) == Verdict(TOO_FEW)
    assert verdict(APART, again=drawn(0.7, 0.4, sources=1)) == Verdict(TOO_FEW)
    found = licenses.freedom_verdicts(cross_section(TURNED))
    assert {key: margins[SHARE] for key, margins in found.items()} == {
        ("permissive license", "models"): Verdict(AHEAD, "US"),
        ("permissive license", "downloads"): Verdict(UNTAGGED, "CN"),
        ("no license declared", "models"): Verdict(AHEAD, "US"),
        ("no license declared", "downloads"): Verdict("not identified"),
    }


def test_license_finding_gives_the_larger_side_first_with_its_bound():
    finding = license_words(TURNED).finding
    assert (
        "In July 2024 50% of American and 20% of Chinese models had a permissive license" in finding
    )
    assert "drew 50% of Chinese and 40% of American downloads" in finding
    assert "license were permissive, 60% of American and 30% of Chinese models would be" in finding


@pytest.mark.parametrize("table", [APART, OVERLAP, OPEN, NEAR, TURNED])
def test_license_words_exchange_their_countries(table):
    turned = table.assign(side=table["side"].map(SWAP))
    assert same(license_words(table), license_words(turned))


def test_equal_licenses():
    even = freedoms(CN=(0.5, 0.5), US=(0.5, 0.5), missing=dict.fromkeys(("CN", "US"), (0.2, 0.3)))
    assert nobody_leads(license_words(even), CLOSE)
    assert nobody_leads(license_words(EQUAL), UNTAGGED)


def test_freedom_table_states_ranges_and_who_is_larger_by_each_count():
    def table(freedoms, others=None):
        larger = licenses.freedom_verdicts(cross_section(freedoms, others))
        return licenses_words.freedom_table(freedoms, larger).iloc[0]

    permissive = [t[t["freedom"] == "permissive license"] for t in (APART, TURNED, OVERLAP, EQUAL)]
    apart, turned, overlap, equal = permissive
    assert table(apart).to_dict() == {
        "Share with": "permissive license",
        "China, models": "70–80%",
        "United States, models": "40–60%",
        "Larger by models": "China",
        "China, downloads": "70–80%",
        "United States, downloads": "40–60%",
        "Larger by downloads": "China",
    }
    assert table(turned)["Larger by models"] == "the United States"
    assert table(turned)["Larger by downloads"] == "hangs on unknown licenses"
    assert table(apart, overlap)["Larger by models"] == "hangs on unknown licenses"
    assert table(equal)["Larger by models"] == "hangs on unknown licenses"
    near = NEAR[NEAR["freedom"] == "permissive license"]
    assert table(near)["Larger by models"] == "within five points; by 3 points China"


def test_top_models_are_named_with_the_larger_share_first():
    top = pd.DataFrame(
        {
            "side": ["CN", "US", "other"],
            "model_id": ["c/1", "u/1", "o/1"],
            "license": ["undeclared", "permissive", "copyleft"],
            "share": [0.1, 0.56, 0.9],
        }
    )
    said = licenses_words.top_models(top)
    assert said == (
        "The most downloaded models are u/1 (permissive), which drew 56% of all American downloads, "
        "and c/1 (undeclared), which drew 10% of all Chinese downloads."
    )
    one = licenses_words._most_downloaded(top)
    assert one == "One model, 1 (permissive), drew 56% of all American downloads."


# --- flagships


def flagship_rows(rows: list[tuple], makers: int = 20) -> pd.DataFrame:
    """rows: (year, side, flagships, permissive, unknown), dealt out to makers in turn."""
    table = [
        (
            year,
            side,
            f"{side}{n % makers}",
            "yes" if n < yes else "unknown" if n < yes + gap else "no",
        )
        for year, side, total, yes, gap in rows
        for n in range(total)
    ]
    return pd.DataFrame(table, columns=["year", "side", "namespace", "permissive"])


def led(ruled: list[tuple], listed: list[tuple] | None = None) -> licenses.Led:
    found = (licenses.flagships_by_year(flagship_rows(rows)) for rows in (ruled, listed or ruled))
    return licenses.Led(*found)


def flagship_words(rows: list[tuple]) -> grammar.Words:
    sample = SimpleNamespace(days=[pd.Timestamp("2026-08-22")], selection="head")
    found = led(rows)
    return licenses_words.flagships(found, licenses.recorded(found.ruled), sample)


AHEAD_ONCE = [(2024, "CN", 50, 40, 0), (2024, "US", 50, 20, 0),
              (2025, "CN", 50, 20, 0), (2025, "US", 50, 20, 0)]  # fmt: skip
SHARED = [(2024, "CN", 50, 40, 0), (2024, "US", 50, 20, 0),
          (2025, "CN", 50, 10, 0), (2025, "US", 50, 40, 0)]  # fmt: skip
LEVEL = [(year, side, 50, 20, 0) for year in (2024, 2025) for side in ("CN", "US")]
TAGLESS = [(year, side, 50, 20, 20) for year in (2024, 2025) for side in ("CN", "US")]
FEW = [(2024, "CN", 9, 9, 0), (2024, "US", 9, 1, 0)]


def test_a_year_of_flagships_needs_more_than_five_points_in_every_draw():
    def verdict(cn, us, makers=20, gap=0):
        rows = flagship_rows([(2024, "CN", 50, cn, gap), (2024, "US", 50, us, 0)], makers)
        return licenses.flagships_by_year(rows)[2024].verdict

    assert verdict(40, 20) == Verdict(AHEAD, "CN")
    assert verdict(25, 20, makers=50) == Verdict(WITHIN_ERROR, "CN")  # 50% and 40%, one each
    assert verdict(22, 20) == Verdict(CLOSE)  # 44% and 40%
    assert verdict(20, 40, gap=25) == Verdict(UNTAGGED, "US")  # 40% to 90%, and 80%
    assert verdict(40, 20, makers=9) == Verdict(TOO_FEW)


def test_both_readings_of_disputed_makers_must_agree():
    first, second = (flagship_rows([(2024, "CN", 50, cn, 0), (2024, "US", 50, us, 0)])
                     for cn, us in ((40, 20), (20, 40)))  # fmt: skip
    assert licenses.flagships_by_year(first, second)[2024].verdict == Verdict(DEPENDS)


def test_who_is_ahead_in_more_years():
    years = [licenses.flagships_by_year(flagship_rows(r)) for r in (AHEAD_ONCE, SHARED, LEVEL)]
    assert [licenses.years_ahead(one) for one in years] == [
        {"CN": 1, "US": 0}, {"CN": 1, "US": 1}, {"CN": 0, "US": 0},
    ]  # fmt: skip
    assert [licenses.most_ahead(one) for one in years] == ["CN", None, None]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (AHEAD_ONCE, "Chinese flagships were more often permissive in 1 of 2 years"),
        (SHARED, "Each country's flagships were more often permissive in 1 of 2 years"),
        (LEVEL, "Permissive shares of flagships are within five points"),
        (TAGLESS, "Whose flagships are more permissive hangs on unknown licenses"),
        (FEW, "Flagships are too few models to say whose are more permissive"),
        (LEVEL + TAGLESS[:0] + [(2026, *one[1:]) for one in TAGLESS[:2]],
         "In no year can one country's flagships be called more permissive"),
    ],
)  # fmt: skip
def test_flagship_title(rows, title):
    years = led(rows).ruled
    assert licenses_words.flagship_title(years) == title and len(title.split()) <= 12
    turned = sorted((year, SWAP[side], *rest) for year, side, *rest in rows)
    assert exchanged(title) == licenses_words.flagship_title(led(turned).ruled)
    assert same(flagship_words(rows), flagship_words(turned))


def test_most_liked_models_are_told_in_counts():
    words = flagship_words(SHARED)
    assert (
        words.title
        == "At least 40 of 50 most-liked American models of 2025 are permissive, 10 Chinese"
    )
    assert "models created in 2024 and 2025, as many" in words.definition
    level = flagship_words(LEVEL)
    assert level.title == "At least 20 of 50 most-liked models of either country are permissive"
    assert "In 2024 and 2025 permissive shares were within five points." in level.finding


def test_years_are_drawn_in_which_most_licenses_are_known():
    rows = [(2024, "CN", 50, 5, 30), (2024, "US", 50, 20, 0), *SHARED[2:]]
    assert licenses.recorded(led(rows).ruled) == [2025]
    assert licenses.recorded(led(rows[:2]).ruled) == [2024]


def test_flagship_finding_has_the_bound_and_the_list_made_by_hand_as_second_reading():
    finding = flagship_words(TAGLESS).finding
    assert "20 of 50 ones of either country are known to be permissive" in finding
    assert "With every unknown license, 80% of both countries' ones could be." in finding
    assert (
        "a list of flagships made by hand, 20 of 50 flagships of either country of 2025" in finding
    )


def test_a_side_that_only_unknown_licenses_could_put_ahead_is_not_called_ahead():
    rows = [(2026, "CN", 50, 20, 29), (2026, "US", 50, 22, 4)]
    found = licenses.flagships_by_year(flagship_rows(rows))
    could = found[2026]._replace(margins={SHARE: Verdict(UNTAGGED, "CN")})
    told = licenses_words._by_year({2026: could}, "flagships")
    assert told == "Whose were more often permissive in 2026 hangs on unknown licenses."


def test_the_list_made_by_hand_alone_tells_licenses_at_release():
    releases = pd.DataFrame(
        {
            "release_date": pd.to_datetime(["2024-02-01", "2025-08-28"]),
            "confidence": ["high", "low"],
        }
    )
    words = licenses_words.at_release(led(SHARED), releases, 2)
    assert words.title == "In 2025 American flagships were more often permissive"
    assert "on the list, 40 of 50 American and 10 of 50 Chinese flagships" in words.finding
    assert "from February 2024 to 28 August 2025. 1 of the licenses" in words.definition
    assert licenses_words.cut_short(releases) == "August"
    whole = releases.assign(release_date=pd.Timestamp("2025-12-31"))
    assert licenses_words.cut_short(whole) == ""


def test_since_when_most_flagships_of_both_countries_are_permissive():
    def since(*pairs):
        rows = [
            (2023 + n, side, 50, yes, 0)
            for n, pair in enumerate(pairs)
            for side, yes in zip(("CN", "US"), pair)
        ]
        return licenses.mostly_permissive(licenses.flagships_by_year(flagship_rows(rows)))

    assert since((10, 30), (26, 26), (30, 40)) == 2024
    assert since((10, 30), (25, 26)) is None  # just half is not most
    assert since((30, 30), (30, 30)) is None  # never otherwise
    assert since((30, 30), (10, 30), (30, 30)) == 2025
    found = licenses.flagships_by_year(
        flagship_rows([(year, side, 50, yes, 0) for year, yes in ((2024, 20), (2025, 30))
                       for side in ("CN", "US")])
    )  # fmt: skip
    title = "Since 2025 most flagships of both countries have been permissive"
    assert licenses_words._release_title(found) == title


def test_phi_2_was_research_only_at_release():
    listed = open_data("embedded")["flagship_licenses"].set_index("model_id")
    assert listed.loc["microsoft/phi-2", "class"] == "research-only"


# --- openness


def openness_words(weights: list[tuple], documentation: list[tuple]) -> grammar.Words:
    """Shares (CN, US) in the four readings: open, partial included, and two with one left out."""
    gaps = [("weights", "r", *pair) for pair in weights]
    gaps += [("documentation", "r", *pair) for pair in documentation]
    counts = pd.DataFrame({"side": ["CN", "US", "other"], "systems": [5, 5, 4]})
    gaps = pd.DataFrame(gaps, columns=["theme", "reading", "CN", "US"])
    return licenses_words.openness(counts, gaps, licenses.openness_verdicts(gaps), 14)


CHINA = [(0.9, 0.7), (1.0, 0.9), (0.9, 0.8), (0.9, 0.6)]
AMERICA = [(us, cn) for cn, us in CHINA]
NARROW = [(0.73, 0.7)] * 4
FRAGILE = [(0.9, 0.7), (0.8, 0.9), (0.9, 0.8), (0.9, 0.6)]
SAME = [(0.5, 0.5)] * 4


@pytest.mark.parametrize(
    ("weights", "documentation", "title"),
    [
        (
            CHINA,
            AMERICA,
            "China opens more weights, the United States more documentation",
        ),
        (CHINA, CHINA, "Weights and documentation are open more often in China"),
        (
            CHINA,
            NARROW,
            "Chinese weights are more often open, while documentation is within five points",
        ),
        (
            FRAGILE,
            CHINA,
            "Chinese documentation is more often open, openness of weights "
            "depends on how one counts",
        ),
        (NARROW, NARROW, "Openness of weights and of documentation is within five points"),
    ],
)
def test_openness_title(weights, documentation, title):
    words = openness_words(weights, documentation)
    assert words.title == title
    turned = [[(us, cn) for cn, us in pairs] for pairs in (weights, documentation)]
    assert same(words, openness_words(*turned))
    assert len(openness_words(*turned).title.split()) <= grammar.MOST_WORDS


def test_openness_finding_states_both_readings():
    words = openness_words(AMERICA, CHINA)
    assert "The weights of 90% of American and 70% of Chinese systems are open." in words.finding
    assert "100% of American and 90% of Chinese systems are at least partly open" in words.alt


def test_equal_openness():
    assert nobody_leads(openness_words(SAME, SAME), CLOSE)


def test_a_refresh_is_named_with_its_day_and_selection():
    panel = SimpleNamespace(
        name="Hub catalogues of 22 November 2026",
        days=[pd.Timestamp("2026-11-22")],
        selection="tracked catalogues",
        refreshed=True,
    )
    section = cross_section(APART)
    words = licenses_words.licenses(section, licenses.permissive_verdicts(section)[SHARE], panel)
    assert words.title.startswith("In November 2026 ")
    assert "In the Hub catalogues of 22 November 2026 70% of Chinese" in words.finding


def test_where_tags_come_from():
    rows = pd.DataFrame(
        {
            "source": ["a", "a", "b", "b"],
            "license_source": ["a", "a", "old", None],
            "license": ["mit", None, "mit", None],
        }
    )
    text = licenses_words.recorded(SimpleNamespace(name="list", rows=rows))
    assert text == (
        "In the list, 2 of 4 models come from sources that record licenses. For 1 of the other 2 an "
        "older list has a tag."
    )
    whole = licenses_words.recorded(SimpleNamespace(name="list", rows=rows[:2]))
    assert whole == "In the list, 2 of 2 models come from sources that record licenses."
