"""How free the licenses are: one cross-section, flagships over time, weights and documentation.

A license is what its tag declares. A missing tag is a class of its own: it is not a free license,
and in the worst case all such models go one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from ..panel import Ground, Panel, Refusal
from ..registry import NOT_RECORDED, REGIONS, license_terms, region_of
from ..rules import CountingRule, Method, counted, most_counted
from .verdicts import SHARE, SIDES, Lead, agreed, by_every_count, leader, leader_of_intervals, other

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
ANSWERS = tuple(dict.fromkeys(column for column, _ in FREEDOMS.values()))
READ = ("model_id", "models", "downloads_30d", "kind_of_license", *ANSWERS)


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
    second = replace(rule, disputed="alternative" if rule.disputed == "registry" else "registry")
    known = _with_terms(panel, data)
    rows, others = (counted(known, one, *READ).reset_index(drop=True) for one in (rule, second))
    return CrossSection(classes(rows), freedoms(rows), freedoms(others), top_models(rows))


def licensed(
    panel: Panel, rule: CountingRule, data: Mapping[str, pd.DataFrame], *columns: str
) -> pd.DataFrame:
    """The models that a rule counts in one wave, each with `side` and what its license allows.

    Columns READ, side, value and those that are asked for; `models` is 1, or the number of models
    of a row of the remainder (no downloads, publisher unknown). Both models and downloads are
    counted, so `rule.counter` has no effect. Raises Refusal for more than one wave: a census and an
    attention sample are not two ends of a line.
    """
    return counted(_with_terms(panel, data), rule, *READ, *columns).reset_index(drop=True)


def _with_terms(panel: Panel, data: Mapping[str, pd.DataFrame]) -> Panel:
    """The panel with its remainder as rows, and with what each license allows."""
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
    return replace(panel, rows=rows)


def ground(panel: Panel) -> Ground:
    """The panel, with the sources that its license tags were filled in from."""
    tags = panel.rows["license_source"].to_frame("source")
    return Ground.rows(panel.sentence, panel.rows, tags)


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
    rows = rows[["side", "model_id", "kind_of_license", "downloads_30d"]]
    total = rows.groupby("side")["downloads_30d"].sum()
    top = most_counted(rows, "downloads_30d")
    share = (top.pop("downloads_30d") / top["side"].map(total)).round(4)
    return top.assign(share=share).rename(columns={"kind_of_license": "license"})


def _remainder(panel: Panel, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """The models known only as counts, as rows without downloads of an unknown publisher."""
    if panel.remainder is None:
        return None
    tasks = data["tasks"].set_index("pipeline_tag")["task_group"]
    rest = panel.remainder.rename(columns={"n_models": "models"})
    regions = ("region", "alt_region", "parent_region")
    where = dict.fromkeys((*regions, *(f"made_{name}" for name in regions), "kind"), "unknown")
    return rest.assign(
        **where,
        day=panel.days[0],
        downloads_30d=0,
        tracked=False,
        burst=False,
        copy=False,
        task=rest["pipeline_tag"].map(tasks).fillna("undeclared"),
    )


def _answer(is_yes: pd.Series, known: pd.Series) -> pd.Series:
    return is_yes.map({True: "yes", False: "no"}).mask(known == "unknown", "unknown")


def _views(rows: pd.DataFrame) -> pd.DataFrame:
    """The `weight` of rows with the same side, license and answers, for each of VIEWS (`view`)."""
    rest = rows["downloads_30d"].mask(rows.index.isin(top_models(rows).index), 0)
    weights = dict(zip(VIEWS, (rows["models"], rows["downloads_30d"], rest)))
    keys = [rows[name] for name in ("side", "kind_of_license", *ANSWERS)]
    same = pd.DataFrame(weights).groupby(keys, dropna=False).sum().reset_index()
    return same.melt([key.name for key in keys], VIEWS, "view", "weight")


# --- flagships over time

LISTED = Method(
    "each model once, by the license coded for it; country of the laboratory's primary base"
)
YEARLY = Method(
    "Each model once, by the license coded for it; a lead survives one flagship of each side "
    "counted the other way."
)
NAMED = {"census": "stalnaker", "ATOM": "atom"}  # sources that the list of flagships names in words


def flagship_ground(table: pd.DataFrame) -> Ground:
    """The list of flagships, with the sources that its days and tags name."""
    tags = table["hub_tags_observed"].str.findall(r"\((\w+) [\d-]+\)").explode()
    days = table["source"].str.extract("(ATOM)", expand=False)
    named = [one.replace(NAMED).to_frame("source") for one in (tags, days)]
    return Ground.rows("Flagship releases, listed by hand", *named)


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

JUDGED = Method(
    "nation as the index states it; each system counts once; partial counts as open only in the "
    "second reading"
)
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


def bounds(table: pd.DataFrame, freedom: str) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of one of `freedoms`: view -> side -> (low, high)."""
    rows = table[(table["freedom"] == freedom) & table["side"].isin(SIDES)]
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for row in rows.itertuples():
        found.setdefault(row.view, {})[row.side] = (row.low, row.high)
    return found


def permissive_lead(section: CrossSection) -> Lead:
    """Whose models are more permissive in every view, in both readings of disputed publishers."""
    readings = [bounds(table, "permissive license") for table in section[1:3]]
    return by_every_count(view for views in readings for view in views.values())


def larger(section: CrossSection) -> dict[tuple[str, str], str | None]:
    """The side that is larger in any case, by freedom and counter (models, downloads).

    Its whole range lies above the other's in both readings of disputed publishers, and by
    downloads also without the top model.
    """
    found = {}
    for freedom in section.freedoms["freedom"].unique():
        readings = [bounds(table, freedom) for table in section[1:3]]
        for counter in ("models", "downloads"):
            views = [of[name] for of in readings for name in of if name.startswith(counter)]
            found[freedom, counter] = agreed(map(leader_of_intervals, views))
    return found


class Led(NamedTuple):
    """Who led more years, or None; how many years each side led, of how many."""

    ahead: str | None
    years: dict[str, int]
    of: int


def flagships_led(years: pd.DataFrame) -> Led:
    """Whose flagships were more often permissive in more of the years of `flagship_years`."""
    leads = [flagship_lead(values) for values in by_year(years).values()]
    led = {side: leads.count(side) for side in SIDES}
    return Led(leader(led), led, len(leads))


def by_year(years: pd.DataFrame) -> dict[int, dict[str, tuple[int, int]]]:
    """`flagship_years` as year -> side -> (permissive, of all)."""
    return {
        year: {row.side: (row.permissive, row.flagships) for row in rows.itertuples()}
        for year, rows in years.groupby("year")
    }


def flagship_lead(values: dict[str, tuple[int, int]]) -> str | None:
    """The side that leads (permissive, of all) if one flagship a side is counted against it."""
    for side in SIDES:
        (yes, total), (rival_yes, rival_total) = values[side], values[other(side)]
        if (yes - 1) * rival_total > (rival_yes + 1) * total:
            return side
    return None


def openness_leads(gaps: pd.DataFrame) -> dict[str, str | None]:
    """Who leads each theme of `openness_gap` by SHARE, and lies ahead in every reading."""
    return {theme: _openness_lead(rows) for theme, rows in gaps.groupby("theme", sort=False)}


def _openness_lead(readings: pd.DataFrame) -> str | None:
    values = readings[list(SIDES)].to_dict("records")
    return agreed([leader(values[0], SHARE), *map(leader, values)])
