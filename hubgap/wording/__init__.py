"""Words that are computed: titles, findings, alt texts and verdicts from numbers.

`core` holds numbers, countries and comparisons; beside it stands one module a notebook. Every
template treats the two countries alike: the side with the larger value comes first, and below its
threshold a comparison says "no clear difference". No digit is typed into a sentence.
"""

from . import benchmarks, downloads, licenses, observed
from .core import (
    ADJECTIVE,
    LONGEST_NAME,
    NARROW_SPACE,
    NO_DIFFERENCE,
    NOUN,
    SIDES,
    Words,
    both,
    count,
    country,
    day,
    headline,
    leader,
    leader_of_intervals,
    listed,
    month,
    months,
    number,
    other,
    percent,
    plural,
    points,
    safe,
    sentence,
    shown,
)

__all__ = [
    "ADJECTIVE",
    "LONGEST_NAME",
    "NARROW_SPACE",
    "NOUN",
    "NO_DIFFERENCE",
    "SIDES",
    "Words",
    "benchmarks",
    "both",
    "count",
    "country",
    "day",
    "downloads",
    "headline",
    "leader",
    "leader_of_intervals",
    "licenses",
    "listed",
    "month",
    "months",
    "number",
    "observed",
    "other",
    "percent",
    "plural",
    "points",
    "safe",
    "sentence",
    "shown",
]
