"""The choices of a counting rule as a reader meets them: in the menus of a notebook and on the site."""

from __future__ import annotations

from ...rules import CHOICES
from ...text import headline
from .headlines import ROWS

TITLE = "Flip the rule"
LEAD = (
    "Choose which models count, what is counted and who is credited: the share, the picture and the "
    "sentence follow."
)
LEGENDS = {
    "date": "Day",
    "universe": "Which models",
    "window": "Created when",
    "counter": "What is counted",
    "credit": "Who is credited",
    "copies": "Copies by others",
    "quantized": "Quantized versions",
    "tests": "Test repositories",
    "bursts": "Bursts of downloads",
    "disputed": "Disputed publishers",
    "unknown": "Unknown publishers",
}
LABELS = {
    "universe": {choice: headline(name) for choice, name in ROWS.items()},
    "window": {"all": "At any time"},
    "counter": {
        "downloads_30d": "Downloads, last thirty days",
        "downloads_all_time": "Downloads since creation",
        "models": "Number of models",
    },
    "credit": {
        "publisher": "Publisher",
        "parent": "Owner of the publisher",
        "base": "Publisher of the base model",
        "root": "Publisher of the family's root",
    },
    "copies": {"to makers": "Credited to the maker"},
    "disputed": {"registry": "Registered country", "alternative": "Other reading"},
    "unknown": {
        "own class": "Shown apart",
        "CN": "All Chinese (a bound)",
        "US": "All American (a bound)",
    },
}
PRESETS = {  # the first word of a source of published shares -> who counts so
    "ATOM": "As ATOM counts",
    "Economies": "As Longpre and others count",
    "HF": "As Hugging Face counts",
}


def labels(field: str) -> dict[str, str]:
    """The choices of a field of a rule and what a reader calls them."""
    named = LABELS.get(field, {})
    return {choice: named.get(choice, headline(choice)) for choice in CHOICES[field]}


def preset(source: str) -> str:
    """What the rule nearest to a source of published shares is called."""
    return PRESETS.get(source.split()[0], f"As {source.split()[0]} counts")
