"""Words about licenses: which case says what; exchanged countries; equal countries."""

from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap.measures import licenses
from hubgap.text import NARROW_SPACE
from hubgap.words.en import grammar
from hubgap.words.en import licenses as licenses_words

SWAP = {"CN": "US", "US": "CN"}
PANEL = SimpleNamespace(days=[pd.Timestamp("2024-07-11")], selection="census", refreshed=False)


def exchanged(text: str) -> str:
    pairs = (
        ("the United States", "China"),
        ("The United States", "China"),
        ("American", "Chinese"),
    )
    for number, (one, two) in enumerate(pairs):
        text = text.replace(one, f"<{number}>").replace(two, f"<{number}|>")
    text = text.replace("<1>", "<0>").replace("<1|>", "<0|>")
    for number, (one, two) in enumerate(pairs):
        text = text.replace(f"<{number}>", two).replace(f"<{number}|>", one)
    return text


def same_words(left: grammar.Words, right: grammar.Words) -> bool:
    """Equal but for capitals: a country may move to the start of a sentence."""
    return all(
        exchanged(getattr(left, part)).lower() == getattr(right, part).lower()
        for part in ("title", "finding", "alt")
    )


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


def cross_section(table: pd.DataFrame, alternative: pd.DataFrame | None = None, top=None):
    totals = pd.DataFrame({"view": licenses.VIEWS, "weight": [1000, 5_000_000, 4_000_000]})
    return licenses.CrossSection(totals, table, table if alternative is None else alternative, top)


def license_words(*tables: pd.DataFrame) -> grammar.Words:
    return licenses_words.licenses(cross_section(*tables), PANEL)


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
    assert same_words(license_words(table), license_words(turned))


def test_equal_licenses():
    assert says_no_difference(license_words(EQUAL))


def test_freedom_table_states_ranges_and_who_is_larger_by_each_count():
    def table(freedoms, others=None):
        return licenses_words.freedom_table(cross_section(freedoms, others)).iloc[0]

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
    said = licenses_words.top_models(cross_section(APART, top=top)).replace(NARROW_SPACE, " ")
    assert said == (
        "Left out as top models are u/1 (permissive), 56 % of the downloads of the United States and "
        "c/1 (undeclared), 10 % of the downloads of China."
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
    return licenses_words.flagships(years, releases)


LED = [(2024, "CN", 10, 8), (2024, "US", 10, 5), (2025, "CN", 10, 5), (2025, "US", 10, 4)]
SHARED = [(2024, "CN", 10, 8), (2024, "US", 10, 5), (2025, "CN", 10, 1), (2025, "US", 10, 9)]
LEVEL = [(2024, "CN", 10, 6), (2024, "US", 10, 6), (2025, "CN", 10, 3), (2025, "US", 10, 3)]


def test_a_flagship_lead_must_survive_one_flagship_a_side():
    # 2024: 7 of 10 against 6 of 10 is left, a lead; 2025: 4 of 10 against 5 of 10, none.
    assert (
        flagship_words(LED).title == "Chinese flagships were more often permissive in 1 of 2 years"
    )


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
    assert same_words(flagship_words(rows), flagship_words(turned))


def test_equal_flagships():
    assert says_no_difference(flagship_words(LEVEL))


# --- openness


def openness_words(weights: list[tuple], documentation: list[tuple]) -> grammar.Words:
    """Shares (CN, US) in the four readings: open, partial included, and two with one left out."""
    gaps = [("weights", "r", *pair) for pair in weights]
    gaps += [("documentation", "r", *pair) for pair in documentation]
    counts = pd.DataFrame({"side": ["CN", "US", "other"], "systems": [5, 5, 4]})
    return licenses_words.openness(
        counts,
        pd.DataFrame(gaps, columns=["theme", "reading", "CN", "US"]),
        pd.DataFrame({"n": range(14)}),
    )


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
    assert same_words(words, openness_words(*turned))
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
    words = licenses_words.licenses(cross_section(APART), panel)
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
