"""How much the models of each country are downloaded: totals, bounds, indexes, concentration.

Every function takes a Panel and a CountingRule and returns a tidy table. Sides are CN, US, other
and unknown; shares are between 0 and 1 of everything that the rule counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..panel import Panel, Refusal
from ..registry import (
    EU,
    LICENSED,
    REGIONS,
    Tables,
    at_floor,
    countries_of,
    license_terms,
    region_of,
)
from ..rules import CHOICES, CountingRule, counted, most_counted, only_counted
from .uncertainty import worst_case
from .verdicts import (
    AHEAD,
    CLOSE,
    MOSTLY_ONE,
    SHARE,
    SIDES,
    YEARS,
    Change,
    Verdict,
    at_margins,
    in_every_reading,
    leader,
    most_changed,
    on_shares,
    other,
)

TASKS = ("language", "encoder", "other tasks")
SHOWN = ("CN", "US", "EU", "other", "unknown")  # regions, with the European Union apart
FEW = {"publisher": "top_1", "model": "top_10"}  # what concentration is judged by
SIZES = {
    "up to 1B": 1e9,
    "1B to 4B": 4e9,
    "4B to 15B": 15e9,
    "15B to 80B": 80e9,
    "over 80B": np.inf,
}


def shares(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """One row a side: n (models), missing, value, share, low, high, alternative.

    missing are models whose counter was not recorded, which add nothing. low and high are bounds:
    every unknown publisher on another side, or on this one. alternative is the share with disputed
    publishers in their other reading.
    """
    table = _totals(panel, rule)
    other = _totals(panel, otherwise(rule))
    table["alternative"] = (other["value"] / other["value"].sum()).round(4)
    return table.reset_index()


def otherwise(rule: CountingRule) -> CountingRule:
    """The rule with disputed publishers in their other reading."""
    return replace(rule, disputed=next(c for c in CHOICES["disputed"] if c != rule.disputed))


def _totals(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    counter = rule.counter if rule.counter != "models" else "model_id"  # which is never missing
    rows = counted(panel, rule, counter)
    rows["missing"] = rows[counter].isna()
    table = rows.groupby("side").agg(
        n=("value", "size"), missing=("missing", "sum"), value=("value", "sum")
    )
    table = table.reindex(REGIONS, fill_value=0)
    unseen = only_counted(panel, rule) if rule.counter == "models" else 0
    if unseen and rule.unknown != "left out":
        side = "unknown" if rule.unknown == "own class" else rule.unknown
        table.loc[side, ["n", "value"]] += unseen
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


def largest(
    panel: Panel,
    rule: CountingRule,
    data: Tables,
    n: int,
    since: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """The n models that count most: model_id, publisher, side, value, share of all that the rule
    counts, parameters, year of creation and license_tag; ties by name.

    since: of models created after that day, and shares of these alone.
    """
    named = {"model_id", "parent", "created_at", "parameters", *LICENSED}
    rows = counted(panel, rule, *sorted(named))
    if since is not None:
        rows = rows[rows["created_at"].dt.tz_convert(None) > since]
    top = rows.sort_values(["value", "model_id"], ascending=[False, True]).head(n)
    top = license_terms(top.reset_index(drop=True), data)
    top = top.assign(
        share=(top["value"] / rows["value"].sum()).round(4), year=top["created_at"].dt.year
    )
    kept = ["model_id", "parent", "side", "value", "share", "parameters", "year", "license_tag"]
    return top[kept].rename(columns={"parent": "publisher"})


def organizations(panel: Panel, rule: CountingRule, n: int) -> pd.DataFrame:
    """The n publishers that count most: publisher, side, n (models), value, share of all that the
    rule counts; those of one parent are one, ties by name.
    """
    rows = counted(panel, rule, "parent")
    table = rows.groupby(["parent", "side"])["value"].agg(n="size", value="sum").reset_index()
    table["share"] = (table["value"] / table["value"].sum()).round(4)
    table = table.sort_values(["value", "parent"], ascending=[False, True]).head(n)
    return table.rename(columns={"parent": "publisher"}).reset_index(drop=True)


def concentration(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """How few publishers, and how few models, make up a side: one row a unit (of FEW) and side.

    largest (its name), n, hhi (sum of squared shares of the side), effective (1 / hhi), gini,
    top_1 and top_10 (shares of the side of the largest, of the ten largest). Publishers of one
    parent are one; only those with any downloads count.
    """
    rows = counted(panel, rule, "model_id", "parent")
    table = []
    for unit, column in (("publisher", "parent"), ("model", "model_id")):
        for side in SIDES:
            own = rows[rows["side"] == side].groupby(column)["value"].sum().sort_index()
            largest = own.idxmax() if len(own) else ""
            row = {"unit": unit, "side": side, "largest": largest}
            table.append(row | _concentrated(own.to_numpy()))
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

    existing_only keeps the models that the first wave listed with downloads. Where a publisher
    changes country inside the panel, `piece` numbers the days between such breaks. Refused for
    panels that are not a trend.
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
    if panel.breaks:
        table["piece"] = sum((table["day"] >= move.day).astype(int) for move in panel.breaks)
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
    """Every run of days on which one country is ahead by more than the margin (SHARE).

    Takes `index`; columns day (the first of the run), leader, holds (True where it lasts to the
    last day). Where the leader is another one than in the run before, the lead has crossed.
    """
    wide = table.pivot(index="day", columns="side", values="share")
    ahead = pd.Series([leader(row, SHARE) for row in wide.to_dict("records")], wide.index, "str")
    begins = ahead.notna() & (ahead.fillna("") != ahead.shift().fillna(""))
    found = ahead[begins].rename_axis("day").rename("leader").reset_index()
    lasting = len(found) - 1 if pd.notna(ahead.iloc[-1]) else -1
    return found.assign(holds=[place == lasting for place in range(len(found))])


def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Who leads at the end of each line of `indexes`, and since when.

    Columns universe, models, bursts, CN and US (shares of the two on the last day), verdict and
    leader (its side, None without a lead), since (first day from which that lead holds), crossings
    (changes of leader), and the side ahead at each of MARGINS.
    """
    found = []
    for key, rows in table.groupby(["universe", "models", "bursts"], sort=False):
        runs = crossings(rows)
        last = rows[rows["day"] == rows["day"].max()]
        who, held = in_column(last), runs[runs["holds"]]
        row = dict(zip(("universe", "models", "bursts"), key, strict=True))
        row |= last.set_index("side")["share"].to_dict()
        row |= {"verdict": who, "leader": who.ahead}
        row["since"] = held["day"].iloc[0] if len(held) else pd.NaT
        changed = runs["leader"] != runs["leader"].shift()
        broken = rows.groupby("piece")["day"].min() if "piece" in rows else []
        changed &= ~runs["day"].isin(broken)  # a changed country is no crossing
        row["crossings"] = int(changed.iloc[1:].sum())
        found.append(row | {m: v.ahead for m, v in at_margins([_known(last)]).items()})
    return pd.DataFrame(found)


# --- composition


def vintage(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Downloads by the year in which a repository was created: side, year, n, value, share.

    share is of the side's dated and undated downloads; year is missing where the day of creation is
    not recorded, and 0 where it is the Hub's first day and no older commit is known.
    """
    panel.require("created_at", *([] if rule.counter == "models" else [rule.counter]))
    rows = counted(panel, rule, "created_at")
    created = rows["created_at"].dt.tz_convert(None)
    year = created.dt.year.mask(at_floor(created), 0)
    rows = rows[rows["side"].isin(SIDES)].assign(year=year)
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


def pictures(panels: Iterable[Panel], rule: CountingRule) -> pd.DataFrame:
    """`shares` of each cross-section, with columns panel, day and selection; they are no line."""
    tables = [
        shares(one, rule).assign(panel=one.name, day=one.days[-1], selection=one.selection)
        for one in panels
    ]
    return pd.concat(tables, ignore_index=True)


def matched(first: Panel, last: Panel, rule: CountingRule) -> pd.DataFrame:
    """Downloads of the models that a rule counts in both of two panels: side, n, before, after.

    before_share and after_share are of all these models. Only so may two samples be compared.
    """
    both = (counted(one, rule, "model_id") for one in (first, last))
    pair = pd.merge(*both, on="model_id", suffixes=("_before", "_after"))
    table = pd.DataFrame({"n": pair["side_after"].value_counts()}).reindex(REGIONS, fill_value=0)
    for when in ("before", "after"):
        sums = pair.groupby(f"side_{when}")[f"value_{when}"].sum()
        table[when] = sums.reindex(REGIONS, fill_value=0)
        table[f"{when}_share"] = (table[when] / table[when].sum()).round(4)
    return table.rename_axis("side").reset_index()


def by_region(
    panel: Panel, rule: CountingRule, organizations: pd.DataFrame, universes: Iterable[str]
) -> pd.DataFrame:
    """Shares with the European Union apart from other countries, in both readings of publishers.

    Columns universe, disputed (a choice of the rule), region (of SHOWN), n, value, share.
    """
    tables = []
    for universe in universes:
        for disputed in CHOICES["disputed"]:
            read = replace(rule, universe=universe, disputed=disputed)
            rows = counted(panel, read, "namespace", "day")
            country = countries_of(rows["namespace"], rows["day"], organizations, disputed)
            table = _in_regions(rows, country)
            tables.append(table.assign(universe=universe, disputed=disputed))
    return pd.concat(tables, ignore_index=True)


def _in_regions(rows: pd.DataFrame, country: pd.Series) -> pd.DataFrame:
    """Rows of publishers of these countries by region: region (of SHOWN), n, value, share."""
    region = region_of(country).mask(country.isin(EU), "EU").rename("region")
    table = rows.groupby(region)["value"].agg(n="size", value="sum")
    table = table.reindex(SHOWN, fill_value=0).reset_index()
    return table.assign(share=(table["value"] / table["value"].sum()).round(4))


def placed(
    panel: Panel, rule: CountingRule, organizations: pd.DataFrame, publisher: str
) -> pd.DataFrame:
    """Shares by region with one publisher in each of the two countries that are read for it, or
    once, as registered, without it.

    Columns placed (its region: of SHOWN), region, n, value, share. All others are as registered.
    """
    rows = counted(panel, rule, "namespace", "day")
    where = rows["namespace"], rows["day"], organizations
    first, second = (countries_of(*where, disputed) for disputed in CHOICES["disputed"])
    own = rows["namespace"] == publisher
    if not own.any():
        return _in_regions(rows, first).assign(placed="unknown")
    tables = []
    for country in (first, first.where(~own, second)):
        there = country[own].head(1)
        region = region_of(there).mask(there.isin(EU), "EU").iloc[0]
        tables.append(_in_regions(rows, country).assign(placed=region))
    return pd.concat(tables, ignore_index=True)


def two_lines(catalogues: Panel, fixed: Panel, rule: CountingRule) -> pd.DataFrame:
    """Shares of the two countries over time, in full catalogues and in a later fixed set.

    `index` with a column line: `all`, `existing` (both of the catalogues' tracked language models)
    and `fixed`. Nothing joins the fixed set to the lines before it.
    """
    tracked = replace(rule, universe="tracked")
    tables = {
        "all": index(catalogues, tracked),
        "existing": index(catalogues, tracked, existing_only=True),
        "fixed": index(fixed, replace(rule, universe="language")),
    }
    return pd.concat(tables, names=["line"]).reset_index("line").reset_index(drop=True)


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
    other way, include `copies`, leave out `bursts`; give all `unknown` publishers to a side, which
    is a bound.
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


class Mover(NamedTuple):
    """A publisher, and its part of all that moves between regions."""

    publisher: str
    part: float


def mover(panel: Panel, rule: CountingRule, organizations: pd.DataFrame) -> Mover:
    """Who brings most from or to the European Union in the other reading of `by_region`."""
    rows = counted(panel, rule, "namespace", "day")
    where = rows["namespace"], rows["day"], organizations
    europe = [countries_of(*where, disputed).isin(EU) for disputed in CHOICES["disputed"]]
    moved = rows[europe[0] != europe[1]].groupby("namespace")["value"].sum().sort_index()
    if not moved.sum():
        return Mover("", 0.0)
    return Mover(moved.idxmax(), round(moved.max() / moved.sum(), 4))


# --- verdicts


def views(table: pd.DataFrame) -> list[dict[str, tuple[float, float]]]:
    """The (low, high) of both sides in a table of `shares`, in each reading of disputed publishers.

    One reading only where the table has no column alternative.
    """
    rows = table.set_index("side")
    found = [{side: (rows.loc[side, "low"], rows.loc[side, "high"]) for side in SIDES}]
    if "alternative" in rows:
        share = rows["alternative"]
        found.append({side: (share[side], share[side] + share["unknown"]) for side in SIDES})
    return found


def verdict(table: pd.DataFrame) -> Verdict:
    """Who leads a table of `shares`, in every reading of disputed publishers that it holds."""
    return in_every_reading(on_shares(view) for view in views(table))


def verdicts(table: pd.DataFrame, by: str) -> dict[str, Verdict]:
    """`verdict` of each group of rows: of `by_task` by task, of `by_counter` by counter."""
    return {name: verdict(rows) for name, rows in table.groupby(by, sort=False)}


def by_counters(table: pd.DataFrame) -> Verdict:
    """Who leads by every counter of `by_counter`."""
    return in_every_reading(verdicts(table, "counter").values())


def margins(tables: Mapping[tuple[str, str], pd.DataFrame]) -> pd.DataFrame:
    """Tables of `shares` by (panel, universe), one row each, and who leads at each of MARGINS.

    CN, US (shares), CN_alternative, US_alternative (in the other reading of disputed publishers);
    a column a margin: the `verdict` there.
    """
    found = []
    for (name, universe), table in tables.items():
        rows = table.set_index("side")
        row = {"panel": name, "universe": universe}
        for side in SIDES:
            row |= {side: rows.loc[side, "share"]}
            row |= {f"{side}_alternative": rows.loc[side, "alternative"]}
        found.append(row | at_margins(views(table)))
    return pd.DataFrame(found)


# --- language models in every reading

LANGUAGE = {  # reading -> what it changes in the rule for language models
    "headline": {},
    "copies to makers": {"copies": "to makers"},
    "copies in": {"copies": "included"},
    "quantized out": {"quantized": "left out"},
    "tests in": {"tests": "included"},
    "text-generation": {"universe": "text-generation"},
    "text": {"universe": "text"},
}


def language_readings(panel: Panel, rule: CountingRule) -> dict[tuple[str, str], pd.DataFrame]:
    """`shares` of language models by (window, reading of LANGUAGE); without what is refused."""
    found = {}
    for window in CHOICES["window"]:
        for reading, changed in LANGUAGE.items():
            read = replace(rule, **{"universe": "language", "window": window} | changed)
            with suppress(Refusal):
                found[window, reading] = shares(panel, read)
    return found


class Readings(NamedTuple):
    """The verdict on a headline, its lead in points, and the range of the gap over its readings.

    gap, low, high: China minus the United States.
    """

    verdict: Verdict
    gap: float
    low: float
    high: float


def over_readings(tables: Mapping[tuple[str, str], pd.DataFrame]) -> dict[str, Readings]:
    """The headline of `language_readings` and its range, by window."""
    found = {}
    for window in dict.fromkeys(window for window, _ in tables):
        own = {reading: table for (w, reading), table in tables.items() if w == window}
        gaps = {}
        for reading, table in own.items():
            share = table.set_index("side")["share"]
            gaps[reading] = round((share["CN"] - share["US"]) * 100, 1)
        headline = verdict(own["headline"])
        found[window] = Readings(headline, gaps["headline"], min(gaps.values()), max(gaps.values()))
    return found


def _known(table: pd.DataFrame, column: str = "share") -> dict[str, tuple[float, float]]:
    """The (low, high) of a column of a table with one row a side, no publisher unknown."""
    values = table.set_index("side")[column]
    return {side: (values[side],) * 2 for side in SIDES}


def in_column(table: pd.DataFrame, column: str = "share") -> Verdict:
    """Who is ahead in a share of a table with one row a side, no publisher unknown."""
    return on_shares(_known(table, column))


def concentrated(table: pd.DataFrame) -> dict[str, Verdict]:
    """Whose downloads are the more concentrated, by unit of `concentration`; FEW says in what."""
    return {unit: in_column(rows, FEW[unit]) for unit, rows in table.groupby("unit", sort=False)}


def mostly_one(table: pd.DataFrame) -> pd.Series:
    """Whether the downloads of a row of `by_task` are mostly those of its most downloaded model."""
    return table["top_value"] > table["value"] * MOSTLY_ONE


def between_heads(table: pd.DataFrame, by: str) -> Change | None:
    """Whose share changed most from the first to the last list of the most downloaded models.

    Takes shares by list, its name in the column `by`, in the order of days. None with fewer than
    two such lists, and where no share changed by more than SHARE.
    """
    heads = table[table["selection"] == "head"]
    lists = [rows.set_index("side")["share"] for _, rows in heads.groupby(by, sort=False)]
    return most_changed(lists[0], lists[-1]) if len(lists) > 1 else None


def at_both(table: pd.DataFrame) -> tuple[Verdict, Verdict]:
    """Who is ahead among the models of `matched`, before and after; unknown publishers as bounds."""
    rows = table.set_index("side")
    found = []
    for column in ("before_share", "after_share"):
        share = rows[column]
        found.append(on_shares({s: (share[s], share[s] + share["unknown"]) for s in SIDES}))
    return tuple(found)


def small(table: pd.DataFrame) -> Verdict:
    """Whose downloads go more to the smallest class of `size_classes`."""
    return in_column(table[table["size"] == next(iter(SIZES))])


def at_last(table: pd.DataFrame) -> dict[str, Verdict]:
    """Who is ahead at the end of each of `two_lines`."""
    return {name: at_both_ends(rows)[1] for name, rows in table.groupby("line", sort=False)}


def gained(table: pd.DataFrame) -> dict[str, Verdict]:
    """Whose share rose by more than the margin from the first to the last day, by line of `two_lines`."""
    found = {}
    for name, rows in table.groupby("line", sort=False):
        first, *_, last = rows.pivot(index="day", columns="side", values="share").to_dict("records")
        side = leader({"CN": last["CN"], "US": first["CN"]}, SHARE)  # what one gains, one loses
        found[name] = Verdict(AHEAD, side) if side else Verdict(CLOSE)
    return found


def older(medians: pd.DataFrame) -> dict[str, str | None]:
    """Whose downloads go to older models, by universe of `median_creation`."""
    groups = medians.groupby("universe")
    return {u: leader(rows.set_index("side")["age_years"], YEARS) for u, rows in groups}


def steady(leads: pd.DataFrame) -> tuple[Verdict, pd.Timestamp]:
    """Who leads `leads` of language models at the end, with and without bursts, and since when."""
    rows = leads[(leads["models"] == "all") & (leads["universe"] == "tracked")]
    return in_every_reading(rows["verdict"]), rows["since"].max()


def at_both_ends(table: pd.DataFrame) -> tuple[Verdict, Verdict]:
    """Who is ahead on the first and on the last day of `index`."""
    first, last = table["day"].min(), table["day"].max()
    return in_column(table[table["day"] == first]), in_column(table[table["day"] == last])


class Hardest(NamedTuple):
    """Who leads `sensitivity`, the worst change for that lead, and how many changes end it.

    Without a leader: a verdict of another kind, None, 0, 0.
    """

    verdict: Verdict
    worst: pd.Series | None
    lost: int
    changes: int

    @property
    def turned(self) -> bool:
        """Whether the worst change puts the other side ahead."""
        return leader(self.worst[list(SIDES)], SHARE) == other(self.verdict.ahead)


def hardest(table: pd.DataFrame) -> Hardest:
    """Does the lead of `sensitivity` survive every single change, and which is the hardest?

    The two rows that give all unknown publishers to a side are its bounds, no changes.
    """
    bound = table["change"] == "unknown"
    high = table[bound].set_index("side").reindex(SIDES)
    base = {side: table[side].iloc[0] for side in SIDES}
    highs = {side: np.nanmax([base[side], high.loc[side, side]]) for side in SIDES}
    found = on_shares({side: (base[side], highs[side]) for side in SIDES})
    if found.ahead is None:
        return Hardest(found, None, 0, 0)
    lead = (table["gap"] * (1 if found.ahead == "CN" else -1))[~bound].iloc[1:].dropna()
    changed = table.loc[lead.index].to_dict("records")
    lost = sum(leader(row, SHARE) != found.ahead for row in changed)
    return Hardest(found, table.loc[lead.idxmin()], lost, len(lead))
