"""Words about lineage: which case says what; exchanged countries; equal countries."""

from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap.measures import lineage
from hubgap.words.en import grammar
from hubgap.words.en import lineage as lineage_words

from .altered import exchanged

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


def no_difference(words: grammar.Words) -> bool:
    names = ("China", "United States", "Chinese", "American")
    said = all(
        grammar.NO_DIFFERENCE in getattr(words, p).lower() for p in ("title", "finding", "alt")
    )
    return said and not any(name in words.title for name in names)


# --- the matrix


def carried(china: tuple, america: tuple, **counters: tuple) -> pd.DataFrame:
    rows = []
    for counter in lineage.COUNTERS:
        pair = counters.get(counter, (china, america))
        rows += [(counter, side, *bounds) for side, bounds in zip(("CN", "US"), pair)]
    return pd.DataFrame(rows, columns=["counter", "base_side", "low", "high"])


def matrix_words(*tables: pd.DataFrame) -> grammar.Words:
    return lineage_words.matrix(tables[0], tables[-1], ROWS, PANEL)


def test_a_lead_in_every_count_and_in_the_worst_case():
    table = carried((0.1, 0.2), (0.5, 0.6))
    words = matrix_words(table)
    assert words.title == "July 2024 census: American base models carry more by every count"
    assert "by authors the United States 50\u202f% (at most 60\u202f%)" in words.finding
    assert "The United States carries more by every count, also in the worst case." in words.finding
    assert same(words, matrix_words(swap(table)))


def test_a_lead_that_unknown_bases_could_reverse():
    table = carried((0.1, 0.6), (0.5, 0.9))
    words = matrix_words(table)
    assert words.title == "July 2024: American bases carry more, unknown ones could reverse it"
    assert "but the ranges overlap" in words.finding
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
    assert words.title == "July 2024 census: whose base models carry more depends on the count"
    assert same(words, matrix_words(*map(swap, tables)))


@pytest.mark.parametrize(
    "america", [(0.3, 0.4), (0.34, 0.44)], ids=["equal", "below the threshold"]
)
def test_bases_without_a_clear_difference(america):
    assert no_difference(matrix_words(carried((0.3, 0.4), america)))


# --- across


def across(china: tuple, america: tuple) -> pd.DataFrame:
    rows = [
        (side, through, counter, 100, *bounds)
        for side, bounds in (("CN", china), ("US", america))
        for through in ("base", "root")
        for counter in ("models", "downloads")
    ]
    return pd.DataFrame(rows, columns=["side", "through", "counter", "n", "low", "high"])


def across_words(first: pd.DataFrame, second: pd.DataFrame) -> grammar.Words:
    return lineage_words.across({PANEL: (first, first), OTHER_PANEL: (second, second)})


def test_each_list_has_its_own_verdict():
    chinese, american = across((0.4, 0.5), (0.1, 0.2)), across((0.1, 0.2), (0.4, 0.4))
    words = across_words(chinese, american)
    assert words.title == (
        "Building more on the other: Chinese publishers 2024, American publishers 2026"
    )
    assert "40\u202f% to 50\u202f% of Chinese derivatives on American models" in words.finding
    assert "40\u202f% of American derivatives on Chinese models" in words.finding
    assert same(words, across_words(swap(chinese), swap(american)))


def test_a_list_without_a_clear_difference_beside_one_with():
    even = across((0.3, 0.3), (0.3, 0.3))
    title = across_words(even, across((0.1, 0.2), (0.4, 0.4))).title
    assert title == "Building more on the other: no clear difference 2024, American publishers 2026"
    assert no_difference(across_words(even, even))


# --- families over time


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
    return lineage_words.descendants(lineage.descendant_totals(families), families)


def test_families_that_lead_in_every_panel_and_families_that_do_not():
    words = descendant_words({"few": ((100, 50), (200, 90)), "many": ((100, 50), (200, 90))})
    assert words.title == "Chinese families have and add more descendants in every panel"
    assert "Few: China 200, the United States 90" in words.finding
    words = descendant_words({"few": ((100, 50), (200, 90)), "many": ((50, 100), (90, 200))})
    assert words.title == "Whose families have more descendants depends on the organizations listed"
    words = descendant_words({"few": ((100, 100), (200, 202))})
    assert no_difference(words) and "org-US 202 and org-CN 200" in words.finding


# --- licenses along edges


def drift_words(china: tuple, america: tuple) -> grammar.Words:
    """Incompatible ones of 100 with known terms, by models and by downloads."""
    rows = []
    for side, (models, downloads) in (
        ("CN", china),
        ("US", america),
        ("other", (0, 0)),
        ("unknown", (0, 0)),
    ):
        for change in lineage.CHANGES:
            parts = {"incompatible": (models, downloads), "same": (100 - models, 100 - downloads)}
            rows.append((side, change, *parts.get(change, (0, 0))))
    table = pd.DataFrame(rows, columns=["base_side", "change", "models", "downloads"])
    shares = lineage.contrary(table)
    return lineage_words.drift(shares, shares, table, PANEL)


def test_drift_that_one_side_leads_that_depends_and_that_does_not_differ():
    words = drift_words((20, 30), (10, 10))
    assert words.title == "Chinese bases are relicensed against their terms more"
    assert "by models China 20.0\u202f%, the United States 10.0\u202f%" in words.finding
    assert same(words, drift_words((10, 10), (20, 30)))
    words = drift_words((20, 10), (10, 30))
    assert words.title == "Whose bases are relicensed against their terms more depends on the count"
    assert no_difference(drift_words((20, 20), (20, 20)))
    assert no_difference(drift_words((20, 20), (22, 18)))


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
        "Hub census of 11 July 2024: 9 declared bases; dropped 2 as repeated (twice) and 1 as itself "
        "(loop). Of the 6 used, 1 have a missing parent (a path). 4 of them are left out by the rule "
        "or not in the list, 2 are counted, of 2 models. Roots, by model: found: 2."
    )


def test_batches_of_one_side_and_of_both_alike():
    table = pd.DataFrame({"base_side": ["CN", "US"], "batched": [0.1, 0.3]})
    assert lineage_words.bulk(table, lineage.BATCH).endswith("American bases get more of them.")
    even = table.assign(batched=0.1)
    assert lineage_words.bulk(even, lineage.BATCH).endswith("no clear difference.")


def test_repackagers_name_the_origin_that_is_larger_first():
    row = {"repackager": "all", "total": 10, "low_other": 0, "high_unknown": 0.1}
    bounds = {"low_CN": 0.2, "high_CN": 0.3, "low_US": 0.7, "high_US": 0.8}
    table = pd.DataFrame([{**row, **bounds, "counter": c} for c in ("models", "downloads")])
    assert lineage_words.repackaged(table, PANEL).endswith(
        "The United States is carried more by every count, also in the worst case."
    )
    shown = lineage_words.repackagers(table)
    assert list(shown.columns[3:5]) == ["United States", "China"]
    assert shown.loc[0, "United States"] == "70\u201380\u202f%"


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
