"""Counting rules in words: the parts of a sentence, one for each choice."""

from __future__ import annotations

from ...rules import CHOICES, CountingRule

BEFORE = {"counter": "Rule: ", "universe": " of "}  # of what stands before a part


def parts() -> dict[str, dict[str, str]]:
    """The parts of a rule's sentence by field and choice, in their order: one follows the other."""
    order = dict.fromkeys(("counter", "universe", *CHOICES))
    return {
        field: {c: text and BEFORE.get(field, "; ") + text for c, text in CHOICES[field].items()}
        for field in order
    }


def sentence(rule: CountingRule) -> str:
    """The rule in one line for a caption, without a full stop."""
    return rule.sentence
