"""Lengths of lists and survival against numbers worked out by hand."""

import numpy as np
import pytest

from hubgap.measures.uncertainty import median_time, stays_ahead

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
