"""Lengths of lists and survival against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from hubgap.measures.uncertainty import (
    Resampled,
    by_publisher,
    median_time,
    stays_ahead,
    worst_case,
)
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    NOT_IDENTIFIED,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    of_models,
    on_resampled,
    on_tags,
)

# --- lists of different length


@pytest.mark.parametrize(
    "makers, above, keep, chance",
    [
        (4, 1, 2, 0.5),  # of six pairs of four makers three hold the one
        (10, 3, 8, 1.0),  # eight of ten always hold one of three
        (5, 2, 2, 0.7),  # of ten pairs three hold neither of two
        (3, 3, 1, 1.0),
        (2, 1, 8, 1.0),  # no list is cut
    ],
)
def test_the_chance_that_a_leader_stays_in_a_shorter_list(makers, above, keep, chance):
    assert stays_ahead(makers, above, keep) == chance


# --- survival


def test_median_without_open_times():
    # Survival after 1, 2, 3, 4 months: 3/4, 2/4, 1/4, 0; one half is reached at 2.
    assert median_time([3, 1, 4, 2], [False] * 4).median == 2


def test_open_times_push_the_median_up_and_never_count_as_reached():
    # Open at 1 and 3, reached at 2 and 4. At 2: three at risk, 2/3 left; at 4: one at risk, 0 left.
    assert median_time([1, 2, 3, 4], [True, False, True, False]).median == 4


def test_median_is_missing_while_more_than_half_is_open():
    # Only the first of four is reached: survival stays at 3/4.
    assert np.isnan(median_time([1, 2, 3, 4], [False, True, True, True]).median)


def test_nothing_reached_has_no_median_and_no_interval():
    assert np.isnan(median_time([5, 6], [True, True])).all()


def test_interval_by_hand():
    # Ten reached times 1..10. Log-log bounds at S = 0.8 (t = 2): Greenwood sum 1/90 + 1/72 = 0.025,
    # theta = 1.96 * sqrt(0.025) / ln 0.8 = -1.389; lower bound 0.8 ** exp(1.389) = 0.409 <= 1/2,
    # and at t = 1 0.9 ** exp(1.96 * sqrt(1/90) / 0.10536) = 0.473 <= 1/2: the interval starts at 1.
    # Upper bound at t = 7, S = 0.3: sum of 1/(n(n-1)) over n = 10..4 = 1/3 - 1/10 = 0.2333,
    # 0.3 ** exp(-1.96 * sqrt(0.2333) / 1.204) = 0.578 > 1/2; at t = 8, S = 0.2: 0.4,
    # 0.2 ** exp(-1.96 * sqrt(0.4) / 1.609) = 0.475 <= 1/2: it ends at 8.
    result = median_time(range(1, 11), [False] * 10)
    assert result == (5, 1, 8)


# --- publishers drawn again


def drawn(hits: list[float], weights: list[float], publishers: list[str]):
    return by_publisher(*(pd.Series(column) for column in (hits, weights, publishers)))


def test_two_publishers_have_three_possible_draws():
    # 1 of 2 and 1 of 1: drawn twice the first gives 1/2, the second 1, one of each 2/3. Each end of
    # the interval is one of the extremes, since each comes in a quarter of the draws.
    found = drawn([1, 0, 1], [1, 1, 1], ["a", "a", "b"])
    assert found == (round(2 / 3, 4), 0.5, 1.0, 3, 2, 2)


def test_models_of_one_publisher_are_drawn_together():
    one = [1.0] * 50 + [0.0] * 50
    alone = drawn(one, [1.0] * 100, [f"p{n:02d}" for n in range(100)])
    apart = drawn(one, [1.0] * 100, [f"p{n // 10}" for n in range(100)])
    # half of a hundred: 1.96 * sqrt(0.25 / 100) = 0.098 either way; of ten publishers 0.31
    assert (alone.low, alone.high) == pytest.approx((0.4, 0.6), abs=0.02)
    assert (apart.low, apart.high) == pytest.approx((0.2, 0.8), abs=0.11)
    assert (alone.publishers, apart.publishers, apart.sources) == (100, 10, 5)


def test_the_order_of_rows_and_a_second_run_change_nothing():
    rows = [1, 0, 1, 0, 0], [1, 1, 0.5, 0.5, 1], ["a", "b", "b", "c", "c"]
    turned = [column[::-1] for column in rows]
    assert drawn(*rows) == drawn(*turned) == drawn(*rows)


def test_a_share_of_nothing_is_missing():
    found = drawn([], [], [])
    assert np.isnan(found[:3]).all() and found[3:] == (0, 0, 0)


def test_bounds_of_nothing_are_missing():
    bounds = worst_case(pd.Series({"CN": 0, "US": 0, "unknown": 0}), "unknown")
    assert bounds.drop(index="unknown").isna().all(axis=None)


# --- verdicts on shares of models and of licenses


def shares(cn: float, us: float, half: float = 0.1, publishers: int = 10, sources: int = 2):
    about = 100, publishers, sources
    return {
        side: Resampled(share, share - half, share + half, *about)
        for side, share in (("CN", cn), ("US", us))
    }


def test_a_share_of_models_leads_if_the_interval_of_the_difference_holds_no_zero():
    # Two half-widths of 10 points: 0.1 * sqrt(2) = 14.1 points.
    assert on_resampled(shares(0.5, 0.35)) == Verdict(AHEAD, "CN")
    assert on_resampled(shares(0.35, 0.49)) == Verdict(WITHIN_ERROR, "US")
    assert on_resampled(shares(0.5, 0.45)) == Verdict(CLOSE)
    assert on_resampled(shares(0.5, 0.1, publishers=9)) == Verdict(TOO_FEW)
    assert on_resampled(shares(0.5, 0.1, sources=1)) == Verdict(TOO_FEW)
    assert on_resampled(shares(0.5, float("nan"))) == Verdict(NOT_IDENTIFIED)


def test_a_lead_of_models_must_hold_in_all_views_and_all_draws():
    lead, error, few = Verdict(AHEAD, "CN"), Verdict(WITHIN_ERROR, "CN"), Verdict(TOO_FEW)
    assert of_models([lead, lead], lead) == lead
    assert of_models([lead, error], lead) == error
    assert of_models([lead, error], Verdict(DEPENDS)) == Verdict(DEPENDS)
    assert of_models([lead, few], Verdict(HANGS, "CN")) == few


def test_unknown_licenses_can_reverse_a_lead_or_part_what_is_close():
    def pair(cn, us):
        return {"CN": cn, "US": us}

    apart = pair((0.7, 0.8), (0.4, 0.6))
    assert on_tags([apart]) == Verdict(AHEAD, "CN")
    assert on_tags([apart, pair((0.5, 0.8), (0.4, 0.6))]) == Verdict(UNTAGGED, "CN")
    assert on_tags([pair((0.4, 0.41), (0.42, 0.44))]) == Verdict(CLOSE)
    wide = pair((0.4, 0.7), (0.42, 0.44))  # close as known, but up to 28 points apart
    assert on_tags([wide]) == Verdict(UNTAGGED)
    assert on_tags([wide, apart]) == Verdict(UNTAGGED, "CN")
    assert on_tags([apart, pair((0.1, 0.2), (0.4, 0.6))]) == Verdict(DEPENDS)
    assert on_tags([]) == Verdict(NOT_IDENTIFIED)
