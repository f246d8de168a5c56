"""Charts of lineage: every cell is written, holes break lines, bars are whole, sides keep colors."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from hubgap.charts import core
from hubgap.charts import lineage as lineage_charts
from hubgap.measures import lineage

SIDES = ("CN", "US", "other", "unknown")


def words(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_matrix_writes_every_cell_also_the_empty_ones():
    cells = [(side, base, 10, 2_000, 3) for side in SIDES for base in SIDES]
    table = pd.DataFrame(cells, columns=["side", "base_side", "models", "downloads", "authors"])
    table.loc[0, "models"] = 0
    figure = lineage_charts.matrix(table)
    models, downloads, authors = figure.axes
    assert words(models) == ["0"] + ["10"] * 15
    assert words(downloads) == ["2\u202fk"] * 16 and words(authors) == ["3"] * 16


def test_across_draws_the_range_of_each_side_in_its_color():
    rows = [
        (side, through, counter, 0.1 if side == "CN" else 0.3, 0.4)
        for side in ("CN", "US")
        for through in ("base", "root")
        for counter in ("models", "downloads")
    ]
    table = pd.DataFrame(rows, columns=["side", "through", "counter", "low", "high"])
    (axes,) = (lineage_charts.across({"one": table, "two": table}).axes[0],)
    ranges = {(to_hex(line.get_color()).upper(), *line.get_xdata()) for line in axes.lines[::2]}
    assert ranges == {(core.CHINA, 0.1, 0.4), (core.UNITED_STATES, 0.3, 0.4)}
    assert "10\u202f%  Chinese on American" in words(axes)


def families(days: list[str]) -> dict[str, pd.DataFrame]:
    rows = [
        (pd.Timestamp(day), side, f"org-{side}", 10.0 + n)
        for n, day in enumerate(days)
        for side in ("CN", "US")
    ]
    table = pd.DataFrame(rows, columns=["day", "side", "family", "value"])
    return {"catalogues of 2 organizations": table, "catalogues of 3 organizations": table}


@pytest.mark.parametrize(
    ("days", "pieces"),
    [
        (["2025-01-01", "2025-02-01", "2025-03-01"], 1),
        (["2025-01-01", "2025-02-01", "2025-06-01", "2025-07-01"], 2),
    ],
)
def test_a_missing_wave_breaks_the_lines_and_is_drawn_as_a_hole(days, pieces):
    found = families(days)
    left, right = lineage_charts.descendants(lineage.descendant_totals(found), found).axes
    for axes, series in ((left, 2), (right, 4)):
        assert sum(len(line.get_xdata()) > 1 for line in axes.lines) == series * pieces
        assert words(axes).count("not listed") == pieces - 1


def test_bars_of_license_changes_are_whole_and_numbers_fit_their_rows():
    cells = [(side, c, 10, 1_000) for side in SIDES for c in lineage.CHANGES]
    table = pd.DataFrame(cells, columns=["base_side", "change", "models", "downloads"])
    (axes,) = lineage_charts.drift(table).axes
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(bars) == 2 * len(SIDES) * len(lineage.CHANGES)
    assert sum(bar.get_width() for bar in bars) == pytest.approx(2 * len(SIDES))
    assert words(axes).count("70") == len(SIDES) and words(axes).count("7\u202fk") == len(SIDES)
