"""Charts of notebook 08 as pictures, drawn from small tables and compared with tests/baseline.

After a wanted change: `pytest --mpl-generate-path=tests/baseline tests/test_charts_compute.py`.
"""

import pandas as pd
import pytest

from hubgap.charts import compute as compute_charts
from hubgap.measures import compute

from .test_compute import RUNS, STOCK, plane
from .test_wording_compute import shares

picture = pytest.mark.mpl_image_compare

RULES = pd.DataFrame(
    {
        "event_id": ["E1", "E2"],
        "start": pd.to_datetime(["2023-10-17", "2025-02-01"]),
        "end": pd.to_datetime(["2023-10-17", "2025-02-28"]),
        "precise": [True, False], "side": ["US", "CN"], "grade": ["excerpt", "secondary"],
        "label": ["A rule", "Another"],
    }
)  # fmt: skip


@picture
def test_training_compute():
    records = compute.record_runs(RUNS)
    return compute_charts.training_compute(RUNS, records, RULES, ("E1",))


@picture
def test_disclosure():
    return compute_charts.disclosure(shares([0.03] * 4, [0.03] * 4).replace({"models": {100: 4}}))


@picture
def test_score_for_compute():
    table = plane(8)
    return compute_charts.score_for_compute(table, compute.equal_compute(table), compute.REFERENCE)


@picture
def test_chip_stock():
    later = STOCK.assign(day=STOCK["day"] + pd.Timedelta(days=365), middle=STOCK["middle"] * 3)
    later = later.assign(low=later["low"] * 2, high=later["high"] * 4)
    return compute_charts.chip_stock(pd.concat([STOCK, later]), RULES.head(0))


# --- what a picture of tolerance could hide


def test_every_known_run_is_drawn_and_no_line_uses_a_guess():
    axes = compute_charts.training_compute(RUNS, compute.record_runs(RUNS), RULES.head(0)).axes[0]
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_xdata()) for line in dots) == RUNS["flop"].notna().sum()
    steps = [line for line in axes.lines if line.get_linestyle() != "None"]
    assert len(steps) == 4 and all(8e24 not in line.get_ydata() for line in steps)


def test_bars_are_the_shares_of_the_classes():
    table = shares([0.75] * 4, [0.75] * 4, models=4)  # one model of each class, and one unknown
    for axes in compute_charts.disclosure(table).axes:
        assert {round(bar.get_height(), 2) for bar in axes.patches} == {0.25}
        assert len(axes.patches) == 4 * 2 * 3


def test_the_line_of_a_year_is_the_plane_in_its_middle():
    table = plane(0)
    figure = compute_charts.score_for_compute(
        table, compute.equal_compute(table), compute.REFERENCE
    )
    line = next(line for line in figure.axes[2].lines if len(line.get_xdata()) == 2)
    assert line.get_ydata() == pytest.approx([136, 143], abs=0.1)  # half of 2025, 1e24 to 1e25
