"""Both families of verdict against numbers worked out by hand; each kind has words of its own."""

import math

import numpy as np
import pytest

from hubgap.data import ROOT
from hubgap.measures import verdicts
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    NO_ERROR,
    NOT_IDENTIFIED,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Score,
    Verdict,
    at_margins,
    difference,
    in_every_reading,
    most_changed,
    on_scores,
    on_shares,
    other,
)
from hubgap.words.en import grammar

# --- scores


def test_the_interval_of_a_difference_adds_half_widths_in_quadrature():
    # 3 down of the first and 4 up of the second: 5; 6 up of the first and 8 down of the second: 10.
    assert difference(Score(20, 17, 26), Score(10, 2, 14)) == (10 - 5, 10 + 10)


def test_a_published_interval_is_rescaled_to_95_percent():
    # 1.645 to each side at 90% is 1.960 at 95%; both sides: 1.960 times the root of two.
    low, high = difference(Score(10, 8.355, 11.645, 0.9), Score(7, 5.355, 8.645, 0.9))
    assert (low, high) == pytest.approx((3 - 2.772, 3 + 2.772), abs=0.001)


def test_differences_of_arrays():
    rest = Score(np.array([4.0, 10.0]), np.array([1.0, 7.0]), np.array([7.0, 13.0]))
    low, high = difference(Score(10, 6, 14), rest)
    assert low.tolist() == [1, -5] and high.tolist() == [11, 5]


@pytest.mark.parametrize(
    ("best", "models", "verdict"),
    [
        ((Score(10, 9, 11), Score(8.5, 7.5, 9.5)), (5, 5), (AHEAD, "CN")),  # 1.5, half-width 1.41
        ((Score(10, 9, 11), Score(8.6, 7.6, 9.6)), (5, 5), (WITHIN_ERROR, "CN")),
        ((Score(8.5, 7.5, 9.5), Score(10, 9, 11)), (5, 5), (AHEAD, "US")),
        ((Score(10, 9, 11), Score(10, 9, 11)), (5, 5), (WITHIN_ERROR, None)),
        ((Score(10), Score(8, 7, 9)), (5, 5), (NO_ERROR, "CN")),
        ((Score(8, 7, 9, math.nan), Score(10, 9, 11, math.nan)), (5, 5), (NO_ERROR, "US")),
        ((Score(10), Score(10)), (5, 5), (WITHIN_ERROR, None)),
        ((Score(99, 98, 99), Score(1, 1, 2)), (5, 4), (TOO_FEW, None)),
    ],
)
def test_verdicts_on_scores(best, models, verdict):
    best, models = dict(zip(verdicts.SIDES, best)), dict(zip(verdicts.SIDES, models))
    assert on_scores(best, models) == verdict
    swapped = on_scores({other(s): one for s, one in best.items()},
                        {other(s): n for s, n in models.items()})  # fmt: skip
    assert swapped == (verdict[0], verdict[1] and other(verdict[1]))


# --- counts and shares


@pytest.mark.parametrize(
    ("cn", "us", "verdict"),
    [
        ((0.40, 0.45), (0.30, 0.35), (AHEAD, "CN")),
        ((0.40, 0.55), (0.30, 0.45), (HANGS, "CN")),  # the unknown could turn it
        ((0.40, 0.45), (0.35, 0.40), (CLOSE, None)),  # five points exactly are not more
        ((0.30, 0.35), (0.40, 0.45), (AHEAD, "US")),
        ((math.nan, math.nan), (0.40, 0.45), (NOT_IDENTIFIED, None)),
    ],
)
def test_verdicts_on_shares(cn, us, verdict):
    assert on_shares({"CN": cn, "US": us}) == verdict


A, U, H = Verdict(AHEAD, "CN"), Verdict(AHEAD, "US"), Verdict(HANGS, "CN")


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        ([A, A], A),
        ([A, H], H),
        ([A, U], Verdict(DEPENDS)),
        ([A, Verdict(CLOSE)], Verdict(DEPENDS)),
        ([Verdict(CLOSE)] * 2, Verdict(CLOSE)),
        ([A, Verdict(NOT_IDENTIFIED)], Verdict(NOT_IDENTIFIED)),
        ([], Verdict(NOT_IDENTIFIED)),  # no answer is no tie
    ],
)
def test_one_verdict_of_several_readings(readings, verdict):
    assert in_every_reading(iter(readings)) == verdict


def test_the_verdict_at_each_margin():
    found = at_margins([{"CN": (0.30, 0.31), "US": (0.37, 0.38)}])
    assert found == {0.03: U, 0.05: U, 0.1: Verdict(CLOSE)}


def test_the_method_page_names_the_thresholds():
    page = (ROOT / "data" / "methods.md").read_text(encoding="utf-8")
    numbers = {"three": 3, "five": 5, "ten": 10}
    for text, value in (
        ("over five points larger", 100 * verdicts.SHARE),
        ("Under five models a side", verdicts.LEAST_SCORED),
        ("Under ten publishers a side", verdicts.LEAST_PUBLISHERS),
        ("from ten models a side", verdicts.LEAST_MODELS),
        ("and five records", verdicts.LEAST_RECORDS),
    ):
        (named,) = (numbers[word] for word in text.split() if word in numbers)
        assert text in page and named == value
    assert "at three and ten points" in page and verdicts.MARGINS[::2] == (0.03, 0.1)
    assert all(phrase in page for phrase in ("within the margin of error", "cannot be told"))
    assert len(page.split()) <= 640


# --- words


def test_every_kind_has_words_of_its_own():
    kinds = {WITHIN_ERROR, NO_ERROR, TOO_FEW, HANGS, UNTAGGED, CLOSE, DEPENDS, NOT_IDENTIFIED}
    assert set(grammar.PHRASES) == kinds
    phrases = [*grammar.PHRASES.values(), grammar.short(A), grammar.short(U)]
    assert not [(a, b) for a in phrases for b in phrases if a is not b and a in b]
    assert "five points" in grammar.PHRASES[CLOSE] and verdicts.SHARE == 0.05
    assert grammar.short(Verdict(NO_ERROR, "CN")) == "China higher, though no error is published"
    assert grammar.short(H) == grammar.PHRASES[HANGS]


def test_only_a_lead_has_a_side_ahead():
    assert (A.ahead, H.ahead, Verdict(WITHIN_ERROR, "CN").ahead) == ("CN", None, None)
    assert (str(A), str(Verdict(CLOSE))) == ("ahead: CN", "within the margin of points")


def test_the_share_that_changed_most_may_be_the_one_that_fell():
    def changed(*shares):
        return most_changed(*(dict(zip(("CN", "US"), pair, strict=True)) for pair in shares))

    assert changed((0.1, 0.6), (0.2, 0.3)) == ("US", 0.6, 0.3)
    assert changed((0.1, 0.6), (0.15, 0.55)) is None  # five points are not more than five
    assert changed((0.1, 0.6), (0.151, 0.6)) == ("CN", 0.1, 0.151)
    assert changed((0.1, 0.6), (0.2, 0.65)) is None  # both rose, five points apart
