"""How much the models of each country are downloaded: totals, bounds, indexes, concentration.

Every function takes a Panel and a CountingRule and returns a tidy table. Sides are CN, US, other
and unknown; shares are between 0 and 1 of everything that the rule counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..panel import Panel, Refusal
from ..registry import REGIONS
from ..rules import CountingRule, counted, most_counted, only_counted
from .uncertainty import worst_case
from .verdicts import MOSTLY_ONE, SHARE, SIDES, YEARS, leader, leader_of_intervals

TASKS = ("language", "encoder", "other tasks")
SIZES = {
    "up to 1 B": 1e9,
    "1 to 4 B": 4e9,
    "4 to 15 B": 15e9,
    "15 to 80 B": 80e9,
    "over 80 B": np.inf,
}


def shares(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """One row a side: n (models), missing, value, share, low, high, alternative.

    missing are models whose counter was not recorded, which add nothing. low and high are bounds:
    every unknown publisher on another side, or on this one. alternative is the share with disputed
    publishers in their other reading.
    """
    table = _totals(panel, rule)
    other = _totals(panel, replace(rule, disputed="alternative"))
    table["alternative"] = (other["value"] / other["value"].sum()).round(4)
    return table.reset_index()


def _totals(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    counter = rule.counter if rule.counter != "models" else "model_id"  # which is never missing
    rows = counted(panel, rule, counter)
    rows["missing"] = rows[counter].isna()
    table = rows.groupby("side").agg(
        n=("value", "size"), missing=("missing", "sum"), value=("value", "sum")
    )
    table = table.reindex(REGIONS, fill_value=0)
    if rule.counter == "models" and rule.unknown != "left out":
        side = "unknown" if rule.unknown == "own class" else rule.unknown
        table.loc[side, ["n", "value"]] += only_counted(panel, rule)
    if not table["value"].sum():
        raise Refusal(f"{panel.name} holds nothing that this rule counts: {rule.sentence}.")
    bounds = worst_case(table["value"], unknown="unknown")
    return table.assign(share=(table["value"] / table["value"].sum()).round(4), **bounds.round(4))


def by_task(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """`shares` for language models, encoders and all other tasks, with a column task.

    top_model and top_value name each side's most downloaded model, so that one can be set apart.
    """
    tables = []
    for task in TASKS:
        narrow = replace(rule, universe=task)
        top = most_counted(counted(panel, narrow, "model_id")).set_index("side")
        table = shares(panel, narrow).assign(task=task)
        table["top_model"] = table["side"].map(top["model_id"])
        table["top_value"] = table["side"].map(top["value"])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def concentration(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """How few models make up a side: n, effective number (1 / HHI), Gini, shares of top 1 and 10.

    HHI is the sum of squared shares of a side's models; Gini is over models with any downloads.
    """
    rows = counted(panel, rule)
    table = [
        {"side": side, **_concentrated(rows.loc[rows["side"] == side, "value"].to_numpy())}
        for side in ("CN", "US")
    ]
    return pd.DataFrame(table)


def _concentrated(values: np.ndarray) -> dict[str, float]:
    values = np.sort(values[values > 0])[::-1].astype(float)
    if not len(values):
        return {
            "n": 0,
            "hhi": np.nan,
            "effective": np.nan,
            "gini": np.nan,
            "top_1": np.nan,
            "top_10": np.nan,
        }
    share, n = values / values.sum(), len(values)
    hhi = float((share**2).sum())
    gini = (n + 1 - 2 * float((share * np.arange(1, n + 1)).sum())) / n
    return {
        "n": n,
        "hhi": round(hhi, 4),
        "effective": round(1 / hhi, 1),
        "gini": round(-gini if gini < 0 else gini, 4),
        "top_1": round(share[0], 4),
        "top_10": round(share[:10].sum(), 4),
    }


# --- over time


def index(panel: Panel, rule: CountingRule, existing_only: bool = False) -> pd.DataFrame:
    """Downloads of each country on each day of one panel: day, side, n, value, share of the two.

    existing_only keeps the models that the first wave listed with downloads. Refused for panels
    that are not a trend.
    """
    panel.require_trend()
    rows = counted(panel, rule, "model_id", "day")
    rows = rows[rows["side"].isin(("CN", "US"))]
    if existing_only:
        first = rows[(rows["day"] == panel.days[0]) & (rows["value"] > 0)]
        rows = rows[rows["model_id"].isin(first["model_id"])]
    pairs = pd.MultiIndex.from_product([panel.days, ("CN", "US")], names=["day", "side"])
    table = rows.groupby(["day", "side"])["value"].agg(n="size", value="sum")
    table = table.reindex(pairs, fill_value=0).reset_index()
    table["share"] = (table["value"] / table.groupby("day")["value"].transform("sum")).round(4)
    return table


def indexes(panel: Panel, rule: CountingRule, universes: tuple[str, ...]) -> pd.DataFrame:
    """`index` for each universe, over all and over existing models, with and without bursts.

    Further columns: universe, models (`all` or `existing`), bursts (`included` or `left out`).
    """
    tables = []
    for universe in universes:
        for models in ("all", "existing"):
            for bursts in ("included", "left out"):
                narrow = replace(rule, universe=universe, bursts=bursts)
                table = index(panel, narrow, existing_only=models == "existing")
                tables.append(table.assign(universe=universe, models=models, bursts=bursts))
    return pd.concat(tables, ignore_index=True)


def crossings(table: pd.DataFrame) -> pd.DataFrame:
    """Every day on which another country has the larger value than on the day before.

    Takes `index`; columns day (the first with the new leader), leader, holds (True where that lead
    lasts to the last day). The first day is listed as the start; equal values keep the leader.
    """
    wide = table.pivot(index="day", columns="side", values="value")
    ahead = np.sign(wide["CN"] - wide["US"]).replace(0, np.nan).ffill()
    changed = ahead[ahead.notna() & (ahead != ahead.shift())]
    found = pd.DataFrame({"day": changed.index, "leader": np.where(changed > 0, "CN", "US")})
    return found.assign(holds=[i == len(found) - 1 for i in range(len(found))])


def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Who leads at the end of each line of `indexes`, and since when.

    Columns universe, models, bursts, leader (larger on the last day), since (first day after which
    that lead holds), crossings (changes of leader), CN and US (shares of the two on the last day),
    ahead (the leader by the threshold, else None).
    """
    found = []
    for key, rows in table.groupby(["universe", "models", "bursts"], sort=False):
        changes = crossings(rows)
        last = rows[rows["day"] == rows["day"].max()].set_index("side")["share"]
        row = dict(
            zip(("universe", "models", "bursts"), key, strict=True), CN=last["CN"], US=last["US"]
        )
        row |= {"leader": None, "since": pd.NaT, "crossings": max(len(changes) - 1, 0)}
        row["ahead"] = leader(last, SHARE)
        if len(changes) and last["CN"] != last["US"]:
            row |= {"leader": changes["leader"].iloc[-1], "since": changes["day"].iloc[-1]}
        found.append(row)
    return pd.DataFrame(found)


# --- composition


def vintage(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Downloads by the year in which a repository was created: side, year, n, value, share.

    share is of the side's dated and undated downloads; year is missing where the day of creation is
    not recorded. The Hub recorded no creation before 2022-03-02: 2022 means 2022 or earlier.
    """
    panel.require("created_at", *([] if rule.counter == "models" else [rule.counter]))
    rows = counted(panel, rule, "created_at")
    rows = rows[rows["side"].isin(("CN", "US"))].assign(year=rows["created_at"].dt.year)
    table = rows.groupby(["side", "year"], dropna=False)["value"].agg(n="size", value="sum")
    table = table.reset_index()
    table["share"] = (table["value"] / table.groupby("side")["value"].transform("sum")).round(4)
    return table


def median_creation(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """The day by which the repositories of half of a side's dated downloads had been created.

    Columns side, created, age_years (on the panel's last day).
    """
    rows = counted(panel, rule, "created_at").dropna(subset="created_at").sort_values("created_at")
    table = []
    for side in ("CN", "US"):
        own = rows[(rows["side"] == side) & (rows["value"] > 0)]
        half = own["value"].cumsum().searchsorted(own["value"].sum() / 2)
        when = own["created_at"].iloc[half].tz_convert(None).normalize() if len(own) else pd.NaT
        age = round((panel.days[-1] - when).days / 365.25, 1) if len(own) else np.nan
        table.append({"side": side, "created": when, "age_years": age})
    return pd.DataFrame(table)


def per_universe(
    measure, panel: Panel, rule: CountingRule, universes: tuple[str, ...]
) -> pd.DataFrame:
    """A measure of this module for each universe, one table with a column universe."""
    tables = [measure(panel, replace(rule, universe=u)).assign(universe=u) for u in universes]
    return pd.concat(tables, ignore_index=True)


def stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables under each other, their names in a first column `panel`."""
    return pd.concat(tables, names=["panel"]).reset_index("panel").reset_index(drop=True)


def size_classes(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Downloads by number of parameters: side, size, n, value, share of the side.

    Sizes are read by `models.sizes`; `not recorded` is a class.
    """
    panel.require("parameters")
    rows = counted(panel, rule)
    rows = rows[rows["side"].isin(("CN", "US"))]
    size = pd.cut(rows["parameters"], [0, *SIZES.values()], labels=list(SIZES)).astype("str")
    rows = rows.assign(size=size.fillna("not recorded"))
    order = pd.MultiIndex.from_product(
        [("CN", "US"), (*SIZES, "not recorded")], names=["side", "size"]
    )
    table = rows.groupby(["side", "size"])["value"].agg(n="size", value="sum")
    table = table.reindex(order, fill_value=0).reset_index()
    table["share"] = (table["value"] / table.groupby("side")["value"].transform("sum")).round(4)
    return table


def by_counter(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """The same rule with downloads, likes and number of models: counter, side, value, share."""
    counters = ("downloads_30d", "likes", "models")
    tables = [shares(panel, replace(rule, counter=c)).assign(counter=c) for c in counters]
    return pd.concat(tables, ignore_index=True)


# --- how much one choice matters


def sensitivity(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """The lead of one country over the other when one thing is changed.

    Columns change, side, subject, n, CN, US (shares of everything counted), gap (China minus the
    United States, percentage points). The first row is the rule itself (`none`); then leave out the
    most downloaded `model` and the largest `publisher` of a side, read `disputed` publishers the
    other way, include `copies`, leave out `bursts`, give all `unknown` publishers to a side.
    Bursts that are too recent to be judged have no gap, nor has a choice that the panel refuses.
    """
    rows = counted(panel, rule, "model_id", "parent")
    found = [("none", "", "", rows)]
    for side in ("CN", "US"):
        for what, column in (("model", "model_id"), ("publisher", "parent")):
            top = rows[rows["side"] == side].groupby(column)["value"].sum().sort_index()
            if len(top):
                found.append((what, side, top.idxmax(), rows[rows[column] != top.idxmax()]))
    for change, side, choice in (
        ("disputed", "", {"disputed": "alternative"}),
        ("copies", "", {"copies": "included"}),
        ("bursts", "", {"bursts": "left out"}),
        ("unknown", "CN", {"unknown": "CN"}),
        ("unknown", "US", {"unknown": "US"}),
    ):
        found.append((change, side, "", _under(panel, replace(rule, **choice), rows)))
    table = pd.DataFrame([_gap(*what, rows) for *what, rows in found])
    if panel.days[-1] > panel.judged_until:
        table.loc[table["change"] == "bursts", ["CN", "US", "gap"]] = np.nan
    return table


def _under(panel: Panel, rule: CountingRule, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that a rule counts; none where the panel refuses it."""
    try:
        return counted(panel, rule, "model_id", "parent")
    except Refusal:
        return rows.iloc[:0]


def _gap(change: str, side: str, subject: str, rows: pd.DataFrame) -> dict:
    share = (
        rows.groupby("side")["value"].sum().reindex(("CN", "US"), fill_value=0)
        / rows["value"].sum()
    )
    return {
        "change": change,
        "side": side,
        "subject": subject,
        "n": len(rows),
        "CN": round(share["CN"], 4),
        "US": round(share["US"], 4),
        "gap": round((share["CN"] - share["US"]) * 100, 1),
    }


def daily(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Downloads a day between the first and the last wave of a panel, for models of both.

    From the counter since creation: side, n, per_day (of models that did not fall), share of the
    two, n_fallen, fallen (lost by models whose counter fell, which a cumulative count cannot do).
    """
    rows = counted(panel, replace(rule, counter="downloads_all_time"))
    rows = rows[rows["side"].isin(("CN", "US"))]
    wide = rows.pivot(index=["side", "model_id"], columns="day", values="downloads_all_time")
    first, *_, last = panel.days
    step = (wide[last] - wide[first]).dropna()
    sides = step.groupby("side")
    table = pd.DataFrame({"n": sides.size(), "per_day": step[step >= 0].groupby("side").sum()})
    table["per_day"] = (table["per_day"] / (last - first).days).round()
    table["n_fallen"] = (step < 0).groupby("side").sum()
    table["fallen"] = -step[step < 0].groupby("side").sum()
    table = table.reindex(["CN", "US"]).fillna(0)
    return table.assign(share=(table["per_day"] / table["per_day"].sum()).round(4)).reset_index()


# --- another platform


def cumulative(panel: Panel) -> pd.DataFrame:
    """Counts since creation, per wave: day, n, total, n_fallen, fallen (lost by models that fell).

    A cumulative count cannot fall; where it does, the platform reset or recounted it.
    """
    panel.require("downloads_all_time")
    wide = panel.rows.pivot(index="model_id", columns="day", values="downloads_all_time")
    change = wide.ffill(axis=1).diff(axis=1).where(wide.notna())
    return pd.DataFrame(
        {
            "day": wide.columns,
            "n": wide.notna().sum().to_numpy(),
            "total": wide.sum().to_numpy(),
            "n_fallen": (change < 0).sum().to_numpy(),
            "fallen": change.where(change < 0, 0).sum().to_numpy(),
        }
    )


# --- who buys the Hub

BUYER, DEAL = "NVIDIA", "E130"  # a group of the registry; an event


class Group(NamedTuple):
    """Models of one group of publishers, the side of most of them, their share of its downloads."""

    models: int
    side: str
    share: float


def group(panel: Panel, rule: CountingRule, name: str) -> Group | None:
    """What a group of publishers has of what a rule counts; None if that is of neither side."""
    rows = counted(panel, rule)
    own = rows[(rows["parent"] == name) & rows["side"].isin(SIDES)]
    if own.empty:
        return None
    side = own["side"].mode().iloc[0]
    total = rows.loc[rows["side"] == side, "value"].sum()
    return Group(len(own), side, own["value"].sum() / total)


# --- verdicts


def leading(table: pd.DataFrame) -> str | None:
    """The side that leads a table of `shares`: by the threshold and beyond worst-case bounds."""
    rows = table.set_index("side")
    ahead = leader(rows["share"], SHARE)
    bounds = {side: (rows.loc[side, "low"], rows.loc[side, "high"]) for side in SIDES}
    return ahead if ahead == leader_of_intervals(bounds) else None


def leaders(table: pd.DataFrame) -> dict[str, str | None]:
    """Who leads each group of tasks of `by_task`."""
    return {task: leading(rows) for task, rows in table.groupby("task", sort=False)}


def mostly_one(table: pd.DataFrame) -> pd.Series:
    """Whether the downloads of a row of `by_task` are mostly those of its most downloaded model."""
    return table["top_value"] > table["value"] * MOSTLY_ONE


def ahead_in(table: pd.DataFrame, column: str = "share") -> str | None:
    """The side ahead in a column of a table with one row a side, by the threshold alone."""
    return leader(table.set_index("side")[column], SHARE)


def older(medians: pd.DataFrame) -> dict[str, str | None]:
    """Whose downloads go to older models, by universe of `median_creation`."""
    groups = medians.groupby("universe")
    return {u: leader(rows.set_index("side")["age_years"], YEARS) for u, rows in groups}


def steady(leads: pd.DataFrame) -> tuple[str | None, pd.Timestamp]:
    """Who leads `leads` of language models at the end, with and without bursts, and since when."""
    rows = leads[(leads["models"] == "all") & (leads["universe"] == "tracked")]
    ahead = set(rows["ahead"].fillna(""))
    return (ahead.pop() or None) if len(ahead) == 1 else None, rows["since"].max()


def at_both_ends(table: pd.DataFrame) -> str | None:
    """The side ahead on the first and on the last day of `index`, else None."""
    ends = [table[table["day"] == day] for day in (table["day"].min(), table["day"].max())]
    ahead = {ahead_in(rows) for rows in ends}
    return ahead.pop() if len(ahead) == 1 else None


def by_counters(table: pd.DataFrame) -> dict[str, str | None]:
    """Who is ahead by each counter of `by_counter`."""
    return {name: ahead_in(rows) for name, rows in table.groupby("counter", sort=False)}


class Hardest(NamedTuple):
    """Who leads `sensitivity`, the worst change for that lead, and how many changes end it.

    Without a leader: None, None, 0, 0.
    """

    ahead: str | None
    worst: pd.Series | None
    lost: int
    changes: int


def hardest(table: pd.DataFrame) -> Hardest:
    """Does the lead of `sensitivity` survive every single change, and which is the hardest?"""
    ahead = leader(table.iloc[0], SHARE)
    if ahead is None:
        return Hardest(None, None, 0, 0)
    lead = (table["gap"] * (1 if ahead == "CN" else -1)).iloc[1:].dropna()
    lost = sum(leader(row, SHARE) != ahead for row in table.loc[lead.index].to_dict("records"))
    return Hardest(ahead, table.loc[lead.idxmin()], lost, len(lead))
