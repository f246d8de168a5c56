"""Panels, their names and refusals: in English they tell themselves."""

from __future__ import annotations

from ...panel import Panel
from ...text import headline, when


def name(panel: Panel) -> str:
    """The name of a panel on its own: `Hub census of 11 July 2024`."""
    return headline(panel.name)


def label(panel: Panel) -> str:
    """Its name in a finding: its month, or the whole name of what a refresh brought."""
    return headline(panel.label)


def month(panel: Panel) -> str:
    """Its month, for a title."""
    return when(panel.label)


def sentence(panel: Panel) -> str:
    """What the panel is, in one line for a caption, without a full stop."""
    return panel.sentence


def refusal(reason: str) -> str:
    """Why a panel cannot answer."""
    return str(reason)
