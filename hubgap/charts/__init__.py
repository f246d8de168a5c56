"""Charts: tables in, matplotlib figures out.

`core` holds the look and the shared marks; beside it stands one module a notebook. A chart function
draws axes only: title, definition line and footer come from `hubgap.publish`, words from
`hubgap.wording`.
"""

from . import benchmarks, downloads, headlines, ledger, licenses, lineage, observed
from .core import (
    CHINA,
    COLORS,
    FAINT,
    FONTS,
    INK,
    MARKERS,
    OTHER,
    PALE,
    THEME,
    UNITED_STATES,
    WIDTH,
    band,
    beside,
    canvas,
    color,
    end_labels,
    hole,
    ink,
    mark,
    marker,
    spread,
    units,
    years,
)

__all__ = [
    "CHINA",
    "COLORS",
    "FAINT",
    "FONTS",
    "INK",
    "MARKERS",
    "OTHER",
    "PALE",
    "THEME",
    "UNITED_STATES",
    "WIDTH",
    "band",
    "benchmarks",
    "beside",
    "canvas",
    "color",
    "downloads",
    "end_labels",
    "headlines",
    "hole",
    "ink",
    "ledger",
    "licenses",
    "lineage",
    "mark",
    "marker",
    "observed",
    "spread",
    "units",
    "years",
]
