"""How free the licenses are: one cross-section, flagships over time, weights and documentation.

A license is what its tag declares. A missing tag is a class of its own: it is not a free license,
and in the worst case all such models go one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from ..panel import Panel, Refusal
from ..registry import NOT_RECORDED, REGIONS, license_terms, region_of
from ..rules import CountingRule, counted
from .verdicts import SIDES, leader, other

KINDS = {  # license classes as they are drawn, from the freest
    "permissive": "permissive",
    "weak-copyleft": "copyleft",
    "copyleft": "copyleft",
    "open-with-use-restrictions (RAIL)": "use restrictions",
    "community-with-thresholds": "user or revenue limits",
    "non-commercial": "non-commercial or research",
    "research-only": "non-commercial or research",
    "proprietary/other": "own or unread terms",
    "undeclared": "undeclared",
    NOT_RECORDED: NOT_RECORDED,
}
VIEWS = ("models", "downloads", "downloads without the top model")
FREEDOMS = {  # question -> column of answers, and the answer that is counted
    "permissive license": ("permissive", "yes"),
    "OSI-approved license": ("osi_approved", "yes"),
    "commercial use without conditions": ("commercial_use", "yes"),
    "commercial use under conditions": ("commercial_use", "conditional"),
    "limit on users or revenue": ("threshold", "yes"),
    "use restrictions": ("use_restrictions", "yes"),
    "no license declared": ("undeclared", "yes"),
}


# --- one cross-section


class CrossSection(NamedTuple):
    """Licenses of one wave: `classes`, `freedoms` (also in the other reading), `top_models`."""

    classes: pd.DataFrame
    freedoms: pd.DataFrame
    others: pd.DataFrame
    top: pd.DataFrame


def cross_section(
    panel: Panel, rule: CountingRule, data: Mapping[str, pd.DataFrame]
) -> CrossSection:
    """Licenses of one wave; `others` are its freedoms with disputed publishers read otherwise."""
    reading = "alternative" if rule.disputed == "registry" else "registry"
    rows = licensed(panel, rule, data)
    others = licensed(panel, replace(rule, disputed=reading), data)
    return CrossSection(classes(rows), freedoms(rows), freedoms(others), top_models(rows))


def licensed(panel: Panel, rule: CountingRule, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The models that a rule counts in one wave, each with `side` and what its license allows.

    `models` is 1, or the number of models of a row of the remainder (no downloads, publisher
    unknown). Both models and downloads are counted, so `rule.counter` has no effect. Raises Refusal
    for more than one wave: a census and an attention sample are not two ends of a line.
    """
    panel.require("license", "downloads_30d")
    if len(panel.days) > 1:
        raise Refusal(
            f"{panel.name} has {len(panel.days)} waves: tags change backwards, selections differ, "
            "so licenses over time come only from dated flagship releases."
        )
    rows = license_terms(pd.concat([panel.rows.assign(models=1), _remainder(panel, data)]), data)
    rows["permissive"] = _answer(rows["license_class"] == "permissive", rows["osi_approved"])
    recorded = rows["license_class"].mask(rows["license_class"] == NOT_RECORDED, "unknown")
    rows["undeclared"] = _answer(rows["license_class"] == "undeclared", recorded)
    rows["kind_of_license"] = rows["license_class"].map(KINDS)
    return counted(replace(panel, rows=rows), rule).reset_index(drop=True)


def classes(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of the kinds of license by side: view, side, license, weight, share (0 to 1).

    rows: as `licensed` gives them. `weight` is models or 30-day downloads, by view; the third view
    leaves out the most downloaded model of each side.
    """
    keys = ["view", "side", "kind_of_license"]
    index = pd.MultiIndex.from_product([VIEWS, REGIONS, dict.fromkeys(KINDS.values())], names=keys)
    weight = _views(rows).groupby(keys)["weight"].sum().reindex(index, fill_value=0)
    total = weight.groupby(["view", "side"]).transform("sum")
    table = pd.DataFrame({"weight": weight, "share": (weight / total.where(total > 0)).round(4)})
    return table.reset_index().rename(columns={"kind_of_license": "license"})


def freedoms(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares for which a freedom (key of FREEDOMS) is stated: view, side, freedom, low, high.

    `low` counts what the license says; `high` adds all models whose license is undeclared, unread
    or not recorded: the worst-case bounds (Manski). Shares are 0 to 1 of models or downloads.
    """
    views = _views(rows)
    total = views.groupby(["view", "side"], sort=False)["weight"].sum()
    tables = []
    for freedom, (column, wanted) in FREEDOMS.items():
        answers = views.groupby(["view", "side", column])["weight"].sum().unstack(fill_value=0)
        answers = answers.reindex(total.index).reindex(columns=[wanted, "unknown"], fill_value=0)
        low, unknown = answers.div(total.where(total > 0), axis="index").to_numpy().T
        shares = pd.DataFrame({"freedom": freedom, "low": low, "high": low + unknown}, total.index)
        tables.append(shares.round(4).reset_index())
    return pd.concat(tables, ignore_index=True)


def top_models(rows: pd.DataFrame) -> pd.DataFrame:
    """The most downloaded model of each side: side, model_id, license, share of its downloads."""
    total = rows.groupby("side")["downloads_30d"].sum()
    top = rows.sort_values(["downloads_30d", "model_id"], ascending=[False, True])
    top = top.drop_duplicates("side")
    share = (top["downloads_30d"] / top["side"].map(total)).round(4)
    top = top[["side", "model_id", "kind_of_license"]].assign(share=share)
    return top.rename(columns={"kind_of_license": "license"})


def _remainder(panel: Panel, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """The models known only as counts, as rows without downloads of an unknown publisher."""
    if panel.remainder is None:
        return None
    tasks = data["tasks"].set_index("pipeline_tag")["task_group"]
    rest = panel.remainder.rename(columns={"n_models": "models"})
    where = dict.fromkeys(("region", "alt_region", "parent_region", "kind"), "unknown")
    return rest.assign(
        **where,
        day=panel.days[0],
        downloads_30d=0,
        tracked=False,
        burst=False,
        task=rest["pipeline_tag"].map(tasks).fillna("undeclared"),
    )


def _answer(is_yes: pd.Series, known: pd.Series) -> pd.Series:
    return is_yes.map({True: "yes", False: "no"}).mask(known == "unknown", "unknown")


def _views(rows: pd.DataFrame) -> pd.DataFrame:
    """Side and license of the rows once for each of VIEWS, with `view` and its `weight`."""
    answers = dict.fromkeys(column for column, _ in FREEDOMS.values())
    rest = rows.drop(top_models(rows).index)
    weights = (rows["models"], rows["downloads_30d"], rest["downloads_30d"])
    kept = rows[["side", "kind_of_license", *answers]]
    tables = [kept.loc[w.index].assign(view=view, weight=w) for view, w in zip(VIEWS, weights)]
    return pd.concat(tables, ignore_index=True)


# --- flagships over time


def flagships(table: pd.DataFrame) -> pd.DataFrame:
    """Flagship releases: half_year (its first day), side (CN, US), license, models.

    table: flagship_licenses, a hand-made list: counts, no sampling interval. The class is the
    flagship's own terms, which may differ from its tag. Every combination has a row.
    """
    day = table["release_date"]
    half = pd.to_datetime({"year": day.dt.year, "month": (day.dt.month > 6) * 6 + 1, "day": 1})
    rows = pd.DataFrame(
        {
            "half_year": half,
            "side": region_of(table["country"]),
            "license": table["class"].map(KINDS),
        }
    )
    halves = pd.date_range(half.min(), half.max(), freq="6MS", unit="s")
    drawn = [kind for kind in dict.fromkeys(KINDS.values()) if kind in set(rows["license"])]
    index = pd.MultiIndex.from_product([halves, ("CN", "US"), drawn], names=rows.columns)
    return rows.value_counts().reindex(index, fill_value=0).rename("models").reset_index()


def flagship_years(counts: pd.DataFrame) -> pd.DataFrame:
    """Flagships and permissive ones by year and side: year, side, flagships, permissive.

    counts: as `flagships` gives them.
    """
    counts = counts.assign(year=counts["half_year"].dt.year)
    counts["permissive"] = counts["models"].where(counts["license"] == "permissive", 0)
    years = counts.groupby(["year", "side"])[["models", "permissive"]].sum()
    return years.rename(columns={"models": "flagships"}).reset_index()


# --- weights against documentation

DIMENSIONS = {  # column of the openness table -> (theme, what is rated)
    "weights_endmodel": ("weights", "weights of the system"),
    "weights_basemodel": ("base weights", "weights of its base model"),
    "modelcard": ("documentation", "model card"),
    "preprint": ("documentation", "preprint"),
    "paper": ("documentation", "peer-reviewed paper"),
    "hardware_architecture": ("documentation", "architecture and hardware"),
    "code": ("documentation", "code documentation"),
    "trainingcode": ("documentation", "training code"),
    "datasources_endmodel": ("documentation", "tuning data"),
    "datasources_basemodel": ("documentation", "training data of the base"),
    "datasheet": ("documentation", "data sheet"),
    "licenses": ("license", "licenses of all parts"),
}
READINGS = ("open", "open or partial", "open, one organization left out")


def nation(origins: pd.Series) -> pd.Series:
    """The index's national origins as REGIONS; missing and Undisclosed are unknown."""
    side = origins.map({"China": "CN", "United States": "US", "Undisclosed": "unknown"})
    return side.where(side.notna(), origins.isna().map({True: "unknown", False: "other"}))


def openness(table: pd.DataFrame) -> pd.DataFrame:
    """Systems by nation and dimension: theme, dimension, side, systems, open, partial, closed.

    table: the European Open Source AI Index, rated open, partial or closed by its judges; a
    hand-made list, so no sampling interval.
    """
    ratings = table.assign(side=nation(table["national_origin"])).melt(
        "side", list(DIMENSIONS), "dimension", "rating"
    )
    counts = ratings.groupby(["dimension", "side"])["rating"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=["open", "partial", "closed"], fill_value=0)
    counts.insert(0, "systems", counts.sum(axis=1))
    counts = counts.reindex(list(DIMENSIONS), level="dimension").reset_index()
    themes = counts["dimension"].map(DIMENSIONS)
    counts.insert(0, "theme", themes.str[0])
    return counts.assign(dimension=themes.str[1]).rename_axis(columns=None)


def openness_gap(table: pd.DataFrame) -> pd.DataFrame:
    """Mean shares of open weights and documentation of the two sides, in every reading.

    One row a theme and reading: theme, reading, CN, US. The last reading stands twice: without
    the organization whose leaving moves the gap most towards either side.
    """
    side = nation(table["national_origin"])
    result = []
    for theme in ("weights", "documentation"):
        columns = [name for name, (of, _) in DIMENSIONS.items() if of == theme]
        strict = (table[columns] == "open").mean(axis=1)
        loose = (table[columns] != "closed").mean(axis=1)
        means = [strict.groupby(side).mean(), loose.groupby(side).mean()]
        left_out = [
            strict[table["organization"] != name].groupby(side).mean()
            for name in sorted(table.loc[side.isin(("CN", "US")), "organization"].dropna().unique())
        ]
        left_out.sort(key=lambda mean: mean["CN"] - mean["US"])
        for reading, mean in zip((*READINGS, READINGS[-1]), (*means, left_out[0], left_out[-1])):
            result.append((theme, reading, round(mean["CN"], 4), round(mean["US"], 4)))
    return pd.DataFrame(result, columns=["theme", "reading", "CN", "US"])


# --- verdicts


# A lead in a share counts from here on; below it, and where readings disagree, there is none.
CLEAR_SHARE = 5 / 100


def _views_of(freedom: str, freedoms: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of a freedom: view -> side -> (low, high)."""
    rows = freedoms[(freedoms["freedom"] == freedom) & freedoms["side"].isin(SIDES)]
    bounds: dict[str, dict[str, tuple[float, float]]] = {}
    for row in rows.itertuples():
        bounds.setdefault(row.view, {})[row.side] = (row.low, row.high)
    return bounds


def flagship_lead(values: dict[str, tuple[int, int]]) -> str | None:
    """The side that leads (permissive, of all) with one flagship of each side counted against it."""
    for side in SIDES:
        (yes, total), (rival_yes, rival_total) = values[side], values[other(side)]
        if (yes - 1) * rival_total > (rival_yes + 1) * total:
            return side
    return None


def _openness_lead(readings: pd.DataFrame) -> str | None:
    ahead = {leader(row) for row in readings[list(SIDES)].to_dict("records")}
    side = leader(readings[list(SIDES)].iloc[0].to_dict(), CLEAR_SHARE)
    return side if ahead == {side} else None
