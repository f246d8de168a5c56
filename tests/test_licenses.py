"""Licenses: numbers worked out by hand, and which case says what, countries exchanged or equal."""

from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap.measures import licenses
from hubgap.measures.verdicts import DEPENDS, Lead
from hubgap.panel import Panel, Refusal
from hubgap.registry import NOT_RECORDED, license_terms
from hubgap.rules import CountingRule
from hubgap.text import NARROW_SPACE
from hubgap.words.en import grammar
from hubgap.words.en import licenses as licenses_words

from .test_lineage import same

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
    rows.loc[rows["model_id"] == "c/1", ["kind", "copy"]] = "repackager", True
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


def says_no_difference(words: grammar.Words) -> bool:
    texts = (words.title, words.finding, words.alt)
    named = ("China", "United States", "Chinese", "American")
    return all(
        grammar.NO_DIFFERENCE in text and not any(name in text for name in named) for text in texts
    )


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
        for view in licenses.VIEWS
        for side in ("CN", "US")
    ]
    rows += [
        ("models", side, "no license declared", *bounds["missing"][side]) for side in ("CN", "US")
    ]
    return pd.DataFrame(rows, columns=["view", "side", "freedom", "low", "high"])


def cross_section(table: pd.DataFrame, alternative: pd.DataFrame | None = None):
    totals = pd.DataFrame({"view": licenses.VIEWS, "weight": [1000, 5_000_000, 4_000_000]})
    others = table if alternative is None else alternative
    return licenses.CrossSection(totals, table, others, pd.DataFrame())


def license_words(*tables: pd.DataFrame) -> grammar.Words:
    section = cross_section(*tables)
    return licenses_words.licenses(section, licenses.permissive_lead(section), JULY)


MISSING = {"CN": (0.1, 0.1), "US": (0.3, 0.4)}
APART = freedoms(CN=(0.7, 0.8), US=(0.4, 0.6), missing=MISSING)
OVERLAP = freedoms(CN=(0.5, 0.8), US=(0.4, 0.6), missing=MISSING)
CLOSE = freedoms(CN=(0.44, 0.8), US=(0.4, 0.6), missing=MISSING)
TURNED = freedoms(
    CN=(0.5, 0.8), US=(0.4, 0.6), models={"CN": (0.2, 0.3), "US": (0.5, 0.6)}, missing=MISSING
)
EQUAL = freedoms(CN=(0.5, 0.8), US=(0.5, 0.8), missing={"CN": (0.2, 0.3), "US": (0.2, 0.3)})


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (APART, "July 2024 census: Chinese models more permissive by every count"),
        (
            OVERLAP,
            "July 2024 census: Chinese models more permissive, missing tags could reverse it",
        ),
        (CLOSE, "July 2024 census: permissive licenses show no clear difference"),
        (TURNED, "July 2024 census: which country is more permissive depends on the count"),
    ],
)
def test_license_title(table, title):
    assert license_words(table).title == title


def test_the_alternative_reading_can_take_a_lead_away():
    assert "depends on the count" in license_words(APART, CLOSE).title


def test_the_lead_is_that_of_every_count_and_reading():
    leads = {
        Lead("CN", True): (APART,),
        Lead("CN", False): (OVERLAP,),
        Lead(None, False): (CLOSE,),
        Lead(DEPENDS, False): (APART, CLOSE),
    }
    for lead, tables in leads.items():
        assert licenses.permissive_lead(cross_section(*tables)) == lead
    assert licenses.larger(cross_section(TURNED)) == {
        ("permissive license", "models"): "US",
        ("permissive license", "downloads"): None,
        ("no license declared", "models"): "US",
        ("no license declared", "downloads"): None,
    }


def test_license_finding_gives_the_larger_side_first_with_its_bound():
    finding = license_words(TURNED).finding.replace(NARROW_SPACE, " ")
    assert "by models the United States 50 % (at most 60 %), China 20 % (at most 30 %)" in finding
    assert (
        "by downloads China 50 % (at most 80 %), the United States 40 % (at most 60 %)" in finding
    )
    assert "without a known license: the United States 40 %, China 10 %" in finding


@pytest.mark.parametrize("table", [APART, OVERLAP, CLOSE, TURNED])
def test_license_words_exchange_their_countries(table):
    turned = table.assign(side=table["side"].map(SWAP))
    assert same(license_words(table), license_words(turned))


def test_equal_licenses():
    assert says_no_difference(license_words(EQUAL))


def test_freedom_table_states_ranges_and_who_is_larger_by_each_count():
    def table(freedoms, others=None):
        larger = licenses.larger(cross_section(freedoms, others))
        return licenses_words.freedom_table(freedoms, larger).iloc[0]

    permissive = [t[t["freedom"] == "permissive license"] for t in (APART, TURNED, OVERLAP, EQUAL)]
    apart, turned, overlap, equal = permissive
    assert table(apart).str.replace(NARROW_SPACE, " ").to_dict() == {
        "Share with": "permissive license",
        "China, models": "70–80 %",
        "United States, models": "40–60 %",
        "Larger by models": "China",
        "China, downloads": "70–80 %",
        "United States, downloads": "40–60 %",
        "Larger by downloads": "China",
    }
    assert table(turned)["Larger by models"] == "the United States"
    assert table(turned)["Larger by downloads"] == grammar.NO_DIFFERENCE
    assert table(apart, overlap)["Larger by models"] == grammar.NO_DIFFERENCE
    assert table(equal)["Larger by models"] == grammar.NO_DIFFERENCE


def test_top_models_are_named_with_the_larger_share_first():
    top = pd.DataFrame(
        {
            "side": ["CN", "US", "other"],
            "model_id": ["c/1", "u/1", "o/1"],
            "license": ["undeclared", "permissive", "copyleft"],
            "share": [0.1, 0.56, 0.9],
        }
    )
    said = licenses_words.top_models(top).replace(NARROW_SPACE, " ")
    assert said == (
        "Left out as top models are u/1 (permissive), 56 % of the downloads of the United States "
        "and c/1 (undeclared), 10 % of the downloads of China."
    )


# --- flagships


def flagship_words(rows: list[tuple]) -> grammar.Words:
    """rows: (year, side, flagships, permissive)."""
    years = pd.DataFrame(rows, columns=["year", "side", "flagships", "permissive"])
    releases = pd.DataFrame(
        {
            "release_date": pd.to_datetime(["2024-02-01", "2025-08-28"]),
            "confidence": ["high", "low"],
        }
    )
    return licenses_words.flagships(years, licenses.flagships_led(years), releases)


LED = [(2024, "CN", 10, 8), (2024, "US", 10, 5), (2025, "CN", 10, 5), (2025, "US", 10, 4)]
SHARED = [(2024, "CN", 10, 8), (2024, "US", 10, 5), (2025, "CN", 10, 1), (2025, "US", 10, 9)]
LEVEL = [(2024, "CN", 10, 6), (2024, "US", 10, 6), (2025, "CN", 10, 3), (2025, "US", 10, 3)]


def test_a_flagship_lead_must_survive_one_flagship_a_side():
    # 2024: 7 of 10 against 6 of 10 is left, a lead; 2025: 4 of 10 against 5 of 10, none.
    assert (
        flagship_words(LED).title == "Chinese flagships were more often permissive in 1 of 2 years"
    )


def test_who_led_more_years():
    columns = ["year", "side", "flagships", "permissive"]
    led, shared, level = (
        licenses.flagships_led(pd.DataFrame(rows, columns=columns)) for rows in (LED, SHARED, LEVEL)
    )
    assert led == ("CN", {"CN": 1, "US": 0}, 2)
    assert shared == (None, {"CN": 1, "US": 1}, 2)
    assert level == (None, {"CN": 0, "US": 0}, 2)


def test_flagship_leads_of_both_sides_cancel_in_the_title():
    assert flagship_words(SHARED).title == "Permissive flagships: each side led 1 of 2 years"


def test_flagship_finding_lists_the_larger_share_first():
    assert "2025: the United States 9 of 10, China 1 of 10" in flagship_words(SHARED).finding


def test_a_half_year_that_is_not_over_is_said():
    assert "28 August 2025, the last half-year cut short" in (
        flagship_words(LED).definition.replace("\u00a0", " ").replace(NARROW_SPACE, " ")
    )


@pytest.mark.parametrize("rows", [LED, SHARED])
def test_flagship_words_exchange_their_countries(rows):
    turned = sorted((year, SWAP[side], n, yes) for year, side, n, yes in rows)
    assert same(flagship_words(rows), flagship_words(turned))


def test_equal_flagships():
    assert says_no_difference(flagship_words(LEVEL))


# --- openness


def openness_words(weights: list[tuple], documentation: list[tuple]) -> grammar.Words:
    """Shares (CN, US) in the four readings: open, partial included, and two with one left out."""
    gaps = [("weights", "r", *pair) for pair in weights]
    gaps += [("documentation", "r", *pair) for pair in documentation]
    counts = pd.DataFrame({"side": ["CN", "US", "other"], "systems": [5, 5, 4]})
    gaps = pd.DataFrame(gaps, columns=["theme", "reading", "CN", "US"])
    return licenses_words.openness(counts, gaps, licenses.openness_leads(gaps), 14)


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
            "Weights are open more often in China, documentation in the United States",
        ),
        (CHINA, CHINA, "Weights and documentation are open more often in China"),
        (CHINA, NARROW, "Chinese weights more often open; documentation: no clear difference"),
        (FRAGILE, CHINA, "Chinese documentation more often open; weights: no clear difference"),
        (NARROW, FRAGILE, "Open weights and open documentation: no clear difference"),
    ],
)
def test_openness_title(weights, documentation, title):
    words = openness_words(weights, documentation)
    assert words.title == title
    turned = [[(us, cn) for cn, us in pairs] for pairs in (weights, documentation)]
    assert same(words, openness_words(*turned))
    assert len(openness_words(*turned).title.split()) <= 12


def test_openness_finding_states_both_readings():
    finding = openness_words(AMERICA, CHINA).finding.replace(NARROW_SPACE, " ")
    assert (
        "of weights the United States 90 %, China 70 % (partly open ones included: "
        "the United States 100 %, China 90 %)" in finding
    )


def test_equal_openness():
    assert says_no_difference(openness_words(SAME, SAME))


def test_a_refresh_is_named_with_its_day_and_selection():
    panel = SimpleNamespace(
        name="Hub catalogues of 22 November 2026",
        days=[pd.Timestamp("2026-11-22")],
        selection="tracked catalogues",
        refreshed=True,
    )
    section = cross_section(APART)
    words = licenses_words.licenses(section, licenses.permissive_lead(section), panel)
    assert words.title.startswith("November 2026 catalogues: ")
    assert "in the Hub catalogues of 22 November 2026: by models" in words.finding


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
        "List: 2 of 4 models come from sources that record licenses; for 1 of the other 2 an older "
        "list has a tag."
    )
    whole = licenses_words.recorded(SimpleNamespace(name="list", rows=rows[:2]))
    assert whole == "List: 2 of 2 models come from sources that record licenses."
