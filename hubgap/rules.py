"""CountingRule: how models are counted for a country, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from .panel import Panel, Refusal

CHOICES = {
    "universe": {
        "all": "all models",
        "language": "models that generate text (by declared task)",
        "encoder": "encoders, which turn text into vectors or labels (by declared task)",
        "other tasks": "models of all other and of undeclared tasks",
        "tracked": "the language models since ChatGPT on the ATOM list",
        "last year": "models whose repository is known to be at most 365 days old",
    },
    "counter": {
        "downloads_30d": "downloads of the last 30 days (requests for a marker file, not users)",
        "downloads_all_time": "downloads since creation (requests for a marker file, not users)",
        "likes": "likes",
        "models": "number of models",
    },
    "credit": {
        "publisher": "credited to the publisher's primary base",
        "parent": "credited to the base of the group that owns the publisher",
    },
    "copies": {
        "included": "repackagers' copies included",
        "left out": "repackagers' copies left out",
    },
    "bursts": {
        "included": "bursts included",
        "left out": "models left out in the months of their bursts",
    },
    "disputed": {
        "registry": "disputed publishers as registered",
        "alternative": "disputed publishers read the other way",
    },
    "unknown": {
        "own class": "unknown publishers apart",
        "left out": "unknown publishers left out",
        "CN": "unknown publishers all counted as Chinese",
        "US": "unknown publishers all counted as American",
    },
}


@dataclass(frozen=True)
class CountingRule:
    """How a share is computed; each choice is a key of CHOICES. Test repositories never count.

    Raises ValueError for a choice that does not exist.
    """

    universe: str = "all"
    counter: str = "downloads_30d"
    credit: str = "publisher"
    copies: str = "left out"
    bursts: str = "included"
    disputed: str = "registry"
    unknown: str = "own class"

    def __post_init__(self):
        for field in fields(self):
            choice, known = getattr(self, field.name), CHOICES[field.name]
            if choice not in known:
                raise ValueError(
                    f"CountingRule: {field.name} cannot be {choice!r}; choose one of "
                    f"{', '.join(known)}."
                )

    @property
    def sentence(self) -> str:
        """The rule in one line for a caption."""
        said = [CHOICES[f.name][getattr(self, f.name)] for f in fields(self)]
        counter, universe = said[1], said[0]
        return f"{counter} of {universe}; " + "; ".join(said[2:])

    @property
    def key(self) -> str:
        """The rule as one short text, the same for equal rules."""
        return " | ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self))


def counted(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """The rows of a panel that a rule counts, with `side` (CN, US, other, unknown) and `value`.

    Raises Refusal if the panel never recorded what the rule needs.
    """
    rows = panel.rows
    if rule.counter != "models":
        panel.require(rule.counter)
    keep = (rows["kind"] != "test") & _in_universe(panel, rule.universe)
    if rule.copies == "left out":
        keep &= rows["kind"] != "repackager"
    if rule.bursts == "left out":
        keep &= ~rows["burst"]
    side = rows["parent_region" if rule.credit == "parent" else "region"]
    if rule.disputed == "alternative":
        side = side.where(rows["alt_region"] == rows["region"], rows["alt_region"])
    if rule.unknown == "left out":
        keep &= side != "unknown"
    elif rule.unknown != "own class":
        side = side.where(side != "unknown", rule.unknown)
    value = 1 if rule.counter == "models" else rows[rule.counter].fillna(0)
    return rows.assign(side=side, value=value)[keep]


def only_counted(panel: Panel, rule: CountingRule) -> int:
    """How many models a rule counts that the panel knows only as counts: their publisher is unknown.

    Raises Refusal where their day of creation would be needed.
    """
    if panel.remainder is None or rule.universe == "tracked":
        return 0
    if rule.universe == "last year":
        raise Refusal(
            f"{panel.name} knows {panel.remainder['n_models'].sum():,} models only as counts, without "
            "their day of creation: count downloads of the last year instead of models."
        )
    return int(panel.remainder.loc[_has_task(panel.remainder, rule.universe), "n_models"].sum())


def _in_universe(panel: Panel, universe: str) -> pd.Series:
    rows = panel.rows
    if universe == "tracked":
        return rows["tracked"]
    if universe == "last year":
        if rows["created_at"].isna().all():
            raise Refusal(f"{panel.name} never recorded created_at, so the last year is not known.")
        created = rows["created_at"].dt.tz_convert(None)
        return (rows["day"] - created).dt.days <= 365
    if universe != "all" and rows["pipeline_tag"].isna().all():
        raise Refusal(f"{panel.name} never recorded a task, so {universe} models are not known.")
    return _has_task(rows, universe)


def _has_task(rows: pd.DataFrame, universe: str) -> pd.Series:
    if universe == "all":
        return pd.Series(True, rows.index)
    if universe == "other tasks":
        return ~rows["task"].isin(("language", "encoder"))
    return rows["task"] == universe
