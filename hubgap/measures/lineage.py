"""Who builds on whom: declared base models, their roots, and whose derivatives they carry.

An edge says that a model names another as its base. Nobody checks it, and a model without an edge
may be a derivative too. A base or publisher whose country is not known is a class of its own, and
in the worst case all of it belongs to one side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..data import Data
from ..forest import roots
from ..panel import Ground, Panel, Refusal, sources_of
from ..registry import (
    CLASSES,
    LICENSED,
    REGIONS,
    among,
    canonical,
    holding,
    license_terms,
    namespace_of,
    publishers,
)
from ..rules import CountingRule, Method, counted
from .uncertainty import worst_case
from .verdicts import SHARE, SIDES, Lead, by_every_count, leader, unanimous

MERGES = "parkjay"  # the source that lists nothing but models with several bases
BY_ROOT = Method("Models that name a base, by the root of its family and country of the publisher.")
DESCENDANTS = Method(
    "children shown in the model tree, added up over an organization's models; country of the "
    "publisher"
)
COUNTERS = ("models", "downloads", "downloads without the top base", "authors")
FORMATS = "gguf|ggml|gptq|awq|exl2"  # quantized formats that repositories carry in their names
COMPARED = ["license_class", "commercial_use", "use_restrictions", "threshold"]
BATCH = 10  # repositories of one author on one base, created within one hour
FLOOR = pd.Timestamp("2022-03-03", tz="UTC")  # older repositories all carry the day before
CHANGES = (
    "same",
    "stricter",
    "freer",
    "incompatible",
    "undeclared",
    "own or unread terms",
    "base not known",
)


# --- edges


class Edges(NamedTuple):
    """`edges`: child, parent (current names, parent missing where no repository is named), source.

    `counts`: what, edges, why; the rows dropped and the rows used, which add up to the first row.
    """

    edges: pd.DataFrame
    counts: pd.DataFrame


def edges_of(panel: Panel, data: Data) -> Edges:
    """The base models that the first source of a panel saw declared, made once."""
    return data.once(declared_edges, data, panel.sources[0])


def declared_edges(data: Mapping[str, pd.DataFrame], source: str) -> Edges:
    """The base models that one source saw declared, under current names.

    Dropped are repetitions and models that name themselves, which renames bring about. An edge
    whose parent is no id of a repository (a path, a title) is kept with a missing parent.
    """
    edges = _named(data["lineage_edges"].query("source == @source"), data)
    itself = edges["child"] == edges["parent"]
    repeated = edges.duplicated() & ~itself
    used = edges[~itself & ~repeated].reset_index(drop=True)
    counts = [
        ("declared", len(edges), "names in the field base_model"),
        ("dropped, repeated", int(repeated.sum()), "the same pair, found under an older name too"),
        ("dropped, itself", int(itself.sum()), "a repository that names itself"),
        ("used, parent named", int(used["parent"].notna().sum()), "both ends are repositories"),
        ("used, parent missing", int(used["parent"].isna().sum()), "a path or a title, not an id"),
    ]
    return Edges(used, pd.DataFrame(counts, columns=["what", "edges", "why"]))


def _named(table: pd.DataFrame, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of `lineage_edges` as child and parent under current names, and source."""
    ends = {"child": "child", "parent": "parent_canonical"}
    named = {
        end: canonical(table[name], data["aliases"], data["organizations"])
        for end, name in ends.items()
    }
    return pd.DataFrame({**named, "source": table["source"]})


def originals(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What a repackager's copy was copied from, as any source saw it declared: root, source, by id.

    A copy of a copy leads to the first model that no repackager published.
    """
    repackager = _repackagers(data)
    edges = _named(data["lineage_edges"], data)
    edges = edges[namespace_of(edges["child"]).isin(repackager)]
    found = roots(edges).dropna(subset="root").set_index("child")[["root"]]
    found = found[~namespace_of(found["root"]).isin(repackager)]
    return found.assign(
        source=edges.groupby("child")["source"].agg(lambda seen: "|".join(sorted({*seen})))
    )


def _repackagers(data: Mapping[str, pd.DataFrame]) -> pd.Series:
    return holding(data["organizations"]).query("kind == 'repackager'")["namespace"]


# --- whose derivatives, on whose bases


def families(edges: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Edges with base, copy_source, root and state.

    `base` is the parent, or what it is a copy of (`originals`): who copies a model has not made it;
    copy_source then names who saw that declared.
    """
    copied = data.once(originals, data)
    base = edges["parent"].map(copied["root"]).fillna(edges["parent"])
    family = roots(edges.assign(parent=base)).set_index("child")
    return edges.assign(
        base=base,
        copy_source=edges["parent"].map(copied["source"]),
        root=edges["child"].map(family["root"]),
        state=edges["child"].map(family["state"]),
    )


def families_seen(data: Data, source: str) -> pd.DataFrame:
    """`families` of all edges that one source saw."""
    return families(data.once(declared_edges, data, source).edges, data)


def sided(edges: pd.DataFrame, rule: CountingRule, data: Data) -> pd.DataFrame:
    """`families` with base_side and root_side, the sides as a rule credits publishers, today."""
    return _sided(families(edges, data), rule, data)


def _sided(
    rows: pd.DataFrame,
    rule: CountingRule,
    data: Mapping[str, pd.DataFrame],
    day: pd.Timestamp | None = None,
) -> pd.DataFrame:
    who = publishers(data["organizations"], data["parents"], day)
    return rows.assign(**{f"{end}_side": _sides(rows[end], rule, who) for end in ("base", "root")})


def _sides(ids: pd.Series, rule: CountingRule, who: pd.DataFrame) -> pd.Series:
    """The side of each model's publisher: unknown if it is missing, not listed or a repackager."""
    side = who["parent_region" if rule.credit == "parent" else "region"]
    if rule.disputed == "alternative":
        side = side.where(who["alt_region"] == who["region"], who["alt_region"])
    side = side.where(who["kind"] != "repackager", "unknown")
    return namespace_of(ids.dropna()).map(side).reindex(ids.index).fillna("unknown").astype("str")


def derivatives(panel: Panel, rule: CountingRule, data: Data) -> pd.DataFrame:
    """The edges that the first source of a panel saw of the models that a rule counts in one wave.

    `families` with base_side and root_side; side, kind, namespace (the author) and created_at of
    the child; weight, so that a model with several parents counts once (a half on each of two);
    downloads (of 30 days, times weight).
    Raises Refusal for a rule that credits a model to its base: both ends are credited alike.
    """
    if rule.credit not in ("publisher", "parent"):
        raise Refusal(f"Who builds on whom is lost if a model is credited to its {rule.credit}.")
    child = ("model_id", "namespace", "kind", "created_at")
    own = counted(panel, replace(rule, counter="downloads_30d"), *child)
    seen = data.once(families_seen, data, panel.sources[0])
    rows = _sided(seen, rule, data, panel.days[-1])
    rows = rows.merge(own, left_on="child", right_on="model_id")
    weight = 1 / rows.groupby("child")["child"].transform("size")
    rows = rows.assign(weight=weight, downloads=rows["value"] * weight)
    return rows.drop(columns=["model_id", "value"])


def readings(panel: Panel, rule: CountingRule, data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`derivatives` with disputed publishers as the rule reads them, and as it does not."""
    second = replace(rule, disputed="alternative" if rule.disputed == "registry" else "registry")
    first, other = (data.once(derivatives, panel, one, data) for one in (rule, second))
    return first, other


def ground(*drawn: tuple[Panel, pd.DataFrame]) -> Ground:
    """Panels with their derivatives: who observed them, who saw the edges and copies declared."""
    observed = Ground.of(*(panel for panel, _ in drawn))
    seen = [rows["source"] for _, rows in drawn] + [rows["copy_source"] for _, rows in drawn]
    declared = sources_of(*(one.to_frame("source") for one in seen))
    return replace(observed, sources=tuple(dict.fromkeys((*observed.sources, *declared))))


def matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """Country of the publisher by country of the base: side, base_side, models, downloads, authors.

    rows: `derivatives`. Models and downloads add up; an author counts in every cell with a model.
    """
    cells = pd.MultiIndex.from_product([REGIONS, REGIONS], names=["side", "base_side"])
    table = rows.groupby(["side", "base_side"]).agg(
        models=("weight", "sum"), downloads=("downloads", "sum"), authors=("namespace", "nunique")
    )
    return table.reindex(cells, fill_value=0).round({"models": 1, "downloads": 0}).reset_index()


def carried(rows: pd.DataFrame) -> pd.DataFrame:
    """How much stands on the bases of each country: counter (of COUNTERS), base_side, low, high.

    Shares of everything counted: low as known, high if every unknown base belonged there. The third
    counter leaves out the most downloaded base of each side.
    """
    total = rows.groupby(["base_side", "base"])["downloads"].sum().sort_index()
    top = total.groupby("base_side").idxmax().map(lambda key: key[1])
    rest = rows[~rows["base"].isin(top)]
    values = [
        rows.groupby("base_side")["weight"].sum(),
        rows.groupby("base_side")["downloads"].sum(),
        rest.groupby("base_side")["downloads"].sum(),
    ]
    bounds = [worst_case(value.reindex(REGIONS, fill_value=0), "unknown") for value in values]
    bounds.append(_author_bounds(rows))
    table = pd.concat(dict(zip(COUNTERS, bounds, strict=True)), names=["counter", "base_side"])
    return table.round(4).reset_index()


def _author_bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of authors with a model on a side's bases; an author may count on several sides."""
    bounds = {}
    for side in REGIONS:
        known = rows.loc[rows["base_side"] == side, "namespace"].nunique()
        most = rows.loc[rows["base_side"].isin((side, "unknown")), "namespace"].nunique()
        bounds[side] = {"low": known, "high": most}
    return pd.DataFrame(bounds).T.rename_axis("base_side") / rows["namespace"].nunique()


def across(rows: pd.DataFrame) -> pd.DataFrame:
    """The share of each side's derivatives that stand on the other side: side, through, counter.

    Further columns: n (derivatives), low, high (every unknown one included), own. `through` is the
    declared base or the root of its family; where no one root is found its country is unknown.
    """
    table = []
    for side, rival in (("CN", "US"), ("US", "CN")):
        published = rows[rows["side"] == side]
        for through, column in (("base", "base_side"), ("root", "root_side")):
            for counter, weight in (("models", "weight"), ("downloads", "downloads")):
                value = published.groupby(column)[weight].sum().reindex(REGIONS, fill_value=0)
                bounds = worst_case(value, "unknown").round(4)
                table.append(
                    (
                        side,
                        through,
                        counter,
                        published["child"].nunique(),
                        *bounds.loc[rival],
                        bounds.loc[side, "low"],
                    )
                )
    columns = ["side", "through", "counter", "n", "low", "high", "own"]
    return pd.DataFrame(table, columns=columns)


def crossed(panel: Panel, rule: CountingRule, data: Data) -> tuple[pd.DataFrame, ...]:
    """`across` of one wave: of both `readings`, and of the first without the busiest publishers."""
    first, second = data.once(readings, panel, rule, data)
    return across(first), across(second), across(without_busiest(first))


def without_busiest(rows: pd.DataFrame) -> pd.DataFrame:
    """`derivatives` without the Chinese and the American publisher that have most of them."""
    own = rows[rows["side"].isin(("CN", "US"))].drop_duplicates("child")
    made = own.groupby(["side", "namespace"]).size().sort_index()
    busiest = made.groupby("side").idxmax().map(lambda key: key[1])
    return rows[~rows["namespace"].isin(busiest)]


def side_by_side(tables: Mapping[Panel, pd.DataFrame]) -> pd.DataFrame:
    """Tables of several panels in one, with a column `list` for the name of the panel."""
    return pd.concat(
        [table.assign(list=panel.name) for panel, table in tables.items()], ignore_index=True
    )


def undeclared(panel: Panel, rule: CountingRule, edges: pd.DataFrame) -> pd.DataFrame:
    """What declarations miss: side, what, n, declared, share of models that name a base.

    `what`: all models; quantized copies (FORMATS in the name) and adapters (library peft), which
    cannot be without a base.
    """
    rows = counted(panel, replace(rule, counter="models"), "model_id", "library")
    quantized = rows["model_id"].str.contains(rf"(?:{FORMATS})[^/]*$", case=False)
    rows = rows.assign(declared=among(rows["model_id"], edges["child"]))
    groups = {
        "all models": rows,
        "quantized copies": rows[quantized],
        "adapters": rows[rows["library"] == "peft"],
    }
    tables = [
        group.groupby("side")["declared"]
        .agg(n="size", declared="sum")
        .reindex(REGIONS, fill_value=0)
        for group in groups.values()
    ]
    table = pd.concat(dict(zip(groups, tables, strict=True)), names=["what"]).reset_index()
    return table.assign(share=(table["declared"] / table["n"].where(table["n"] > 0)).round(4))


def repackagers(rows: pd.DataFrame, largest: int = 8) -> pd.DataFrame:
    """What repackagers carry, by the root of its family: repackager, counter, total, low and high.

    Columns low_CN ... high_US are shares of the repackager's models or downloads, with and without
    those of unknown origin. The first rows are all repackagers together, then the `largest`.
    """
    rows = rows[rows["kind"] == "repackager"]
    size = rows.groupby("namespace")["downloads"].sum().sort_index()
    names = size.sort_values(ascending=False, kind="stable").index[:largest]
    table = []
    for name in ("all", *names):
        own = rows if name == "all" else rows[rows["namespace"] == name]
        for counter, weight in (("models", "weight"), ("downloads", "downloads")):
            value = own.groupby("root_side")[weight].sum().reindex(REGIONS, fill_value=0)
            bounds = worst_case(value, "unknown").round(4)
            row = {f"{end}_{side}": bounds.loc[side, end] for side in REGIONS for end in bounds}
            table.append(
                {"repackager": name, "counter": counter, "total": round(value.sum()), **row}
            )
    return pd.DataFrame(table)


def carried_by_repackagers(panel: Panel, rule: CountingRule, data: Data) -> pd.DataFrame | str:
    """`repackagers` of one wave under a rule that counts copies; or why it cannot tell."""
    try:
        return repackagers(data.once(derivatives, panel, replace(rule, copies="included"), data))
    except Refusal as refusal:
        return str(refusal)


def merges_seen(data: Data, source: str, rule: CountingRule) -> pd.DataFrame:
    """`merges` of all edges that one source saw."""
    rows = data.once(families_seen, data, source)
    return merges(_sided(rows, rule, data, last_seen(data, source)))


def last_seen(data: Mapping[str, pd.DataFrame], source: str) -> pd.Timestamp:
    """The last day on which a source saw bases declared."""
    return data["lineage_edges"].query("source == @source")["observed_on"].max()


def merges(rows: pd.DataFrame) -> pd.DataFrame:
    """Models with several parents by where these come from: parents, models, unclear.

    rows: `sided`. `parents`: both sides, CN (without US), US (without CN) or neither; `unclear` are
    those of a row that might join both sides, because parents of theirs are unknown.
    """
    several = rows[rows.groupby("child")["child"].transform("size") > 1]
    counts = several.groupby(["child", "base_side"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(REGIONS), fill_value=0)
    china, america = counts["CN"] > 0, counts["US"] > 0
    parents = np.select([china & america, china, america], ["both", "CN", "US"], "neither")
    enough = np.where(china | america, 1, 2)
    unclear = (counts["unknown"] >= enough) & (parents != "both")
    table = pd.DataFrame({"parents": parents, "unclear": unclear}).groupby("parents")["unclear"]
    table = table.agg(models="size", unclear="sum").reindex(
        ["both", "CN", "US", "neither"], fill_value=0
    )
    return table.reset_index()


# --- bulk uploads


def authors(rows: pd.DataFrame) -> pd.DataFrame:
    """How few authors make the derivatives on each side's bases: one row a base_side.

    n (derivatives), bases, authors, per_base (mean authors of a base), gini (of derivatives over
    authors), top (share of the busiest author), batched (share uploaded in batches), fastest (most
    repositories of one author on one base within an hour).
    """
    rows = rows.dropna(subset="base").assign(in_hour=_in_hour(rows))
    table = []
    for side in REGIONS:
        own = rows[rows["base_side"] == side]
        made = np.sort(own.groupby("namespace").size().to_numpy())
        pairs = own.drop_duplicates(["namespace", "base"])
        bases = own["base"].nunique()
        table.append(
            {
                "base_side": side,
                "n": len(own),
                "bases": bases,
                "authors": len(made),
                "per_base": round(len(pairs) / bases, 1) if bases else np.nan,
                "gini": _gini(made),
                "top": round(made[-1] / len(own), 4) if len(own) else np.nan,
                "batched": round((own["in_hour"] >= BATCH).mean(), 4) if len(own) else np.nan,
                "fastest": int(own["in_hour"].max()) if len(own) else 0,
            }
        )
    return pd.DataFrame(table)


def league(rows: pd.DataFrame, largest: int = 10) -> pd.DataFrame:
    """The most used bases before and after correction for bulk uploads.

    base, base_side, models, without_batches, authors, and the rank by each (equal values share the
    better rank); the `largest` by models or by authors, in the order of models.
    """
    rows = rows.dropna(subset="base").assign(in_hour=_in_hour(rows))
    rows = rows.assign(alone=rows["in_hour"] < BATCH)
    table = rows.groupby(["base", "base_side"]).agg(
        models=("child", "size"), without_batches=("alone", "sum"), authors=("namespace", "nunique")
    )
    table = table.reset_index().sort_values(["models", "base"], ascending=[False, True])
    for column in ("models", "without_batches", "authors"):
        table[f"rank_{column}"] = table[column].rank(method="min", ascending=False).astype(int)
    first = table[["rank_models", "rank_authors"]].min(axis=1) <= largest
    return table[first].reset_index(drop=True)


def _in_hour(rows: pd.DataFrame) -> pd.Series:
    """Repositories that the same author put on the same base within the same hour (0: no date)."""
    dated = rows[rows["created_at"] >= FLOOR]
    keys = [dated["namespace"], dated["base"], dated["created_at"].dt.floor("h")]
    return dated.groupby(keys)["child"].transform("size").reindex(rows.index, fill_value=0)


def _gini(ordered: np.ndarray) -> float:
    """Gini coefficient of ascending counts: 0 if all are equal."""
    n = len(ordered)
    if not n:
        return np.nan
    return round(float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum())), 4)


# --- licenses along edges


def drift(rows: pd.DataFrame, panel: Panel, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How the license of a derivative differs from that of its base, by country of the base.

    base_side, change (of CHANGES), models, downloads. Classes are compared, not texts. Incompatible
    means that the derivative's tag grants what the tag of the base withholds (commercial use, use
    without restrictions or thresholds) or leaves copyleft; it is no legal finding.
    """
    panel.require("license")
    ends = among(panel.rows["model_id"], pd.concat([rows["child"], rows["base"]]))
    terms = license_terms(panel.rows.loc[ends, LICENSED], data).set_index("model_id")[COMPARED]
    change = _changes(terms.reindex(rows["base"]), terms.reindex(rows["child"]))
    cells = pd.MultiIndex.from_product([REGIONS, CHANGES], names=["base_side", "change"])
    table = (
        rows.assign(change=change)
        .groupby(["base_side", "change"])
        .agg(models=("weight", "sum"), downloads=("downloads", "sum"))
    )
    return table.reindex(cells, fill_value=0).round(1).reset_index()


def _changes(base: pd.DataFrame, child: pd.DataFrame) -> np.ndarray:
    """One of CHANGES for each pair of terms (as `license_terms` gives them)."""
    base, child = base.reset_index(drop=True), child.reset_index(drop=True)
    order = {name: place for place, name in enumerate(CLASSES)}
    step = child["license_class"].map(order) - base["license_class"].map(order)
    withheld = (base["commercial_use"] == "no") & (child["commercial_use"] == "yes")
    for limit in ("use_restrictions", "threshold"):
        withheld |= (base[limit] == "yes") & (child[limit] == "no")
    withheld |= (base["license_class"] == "copyleft") & (child["license_class"] != "copyleft")
    unread = ("proprietary/other", "undeclared")
    known = base["license_class"].isin(set(CLASSES) - set(unread))
    tests = {
        "base not known": ~known,
        "undeclared": ~child["license_class"].isin(CLASSES[:-1]),
        "own or unread terms": child["license_class"] == "proprietary/other",
        "incompatible": withheld,
        "freer": step < 0,
        "stricter": step > 0,
    }
    return np.select(list(tests.values()), list(tests), "same")


def contrary(table: pd.DataFrame) -> pd.DataFrame:
    """The share of `drift` that is incompatible: base_side, counter, n, share, low, high.

    share is of the derivatives whose terms and whose base's terms are known (n); low and high are
    bounds over all derivatives, with all unknown terms one way or the other.
    """
    found = []
    for side in REGIONS:
        own = table[table["base_side"] == side].set_index("change")
        for counter in ("models", "downloads"):
            total, known = own[counter].sum(), own.loc[list(CHANGES[:4]), counter].sum()
            value = own.loc["incompatible", counter]
            share = value / known if known else np.nan
            low, high = (
                (value / total, (value + total - known) / total) if total else (np.nan, np.nan)
            )
            found.append((side, counter, round(known), *np.round([share, low, high], 4)))
    return pd.DataFrame(found, columns=["base_side", "counter", "n", "share", "low", "high"])


# --- families over time


def descendants(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Models in the trees of each organization's models on each day: day, side, family, value.

    `value` adds up the children that the Hub shows for each model; `family` is the publisher.
    Refused for panels that are not a trend or that never recorded it.
    """
    panel.require_trend()
    panel.require("descendants")
    rows = counted(panel, replace(rule, counter="models"))
    rows = rows[rows["side"].isin(("CN", "US"))].rename(columns={"namespace": "family"})
    table = rows.groupby(["day", "side", "family"])["descendants"].sum()
    return table.rename("value").reset_index()


def descendant_totals(families: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Totals of `descendants` for named panels: panel, day, side, value, share of the two, added.

    `added` is the value less that of the first day.
    """
    tables = []
    for name, table in families.items():
        total = table.groupby(["day", "side"])["value"].sum().unstack(fill_value=0)
        total = total.reindex(columns=["CN", "US"], fill_value=0)
        share, added = total.div(total.sum(axis=1), axis=0), total - total.iloc[0]
        wide = {"value": total, "share": share.round(4), "added": added}
        long = pd.concat(wide).stack().unstack(0).rename_axis(["day", "side"])
        tables.append(long.reset_index().assign(panel=name))
    return pd.concat(tables, ignore_index=True)


def descendant_lines(totals: pd.DataFrame, families: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All numbers of `descendant_totals` (family `all`) and of `descendants`, in one table."""
    parts = [table.assign(panel=name) for name, table in families.items()]
    return pd.concat([totals.assign(family="all"), *parts], ignore_index=True)


# --- verdicts


def bounds(table: pd.DataFrame, *by: str, side: str) -> dict:
    """The bounds of both sides by other columns: name (or names) -> side -> (low, high)."""
    found: dict = {}
    for row in table[table[side].isin(SIDES)].to_dict("records"):
        name = row[by[0]] if len(by) == 1 else tuple(row[column] for column in by)
        found.setdefault(name, {})[row[side]] = (row["low"], row["high"])
    return found


def across_views(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """The bounds of both sides in `across`: (counter, through) -> side -> (low, high)."""
    return bounds(table, "counter", "through", side="side")


def carried_lead(*tables: pd.DataFrame) -> Lead:
    """Whose bases carry more by every counter of `carried`, in all readings."""
    views = [bounds(table, "counter", side="base_side") for table in tables]
    return by_every_count(view for of in views for view in of.values())


def across_lead(tables: tuple[pd.DataFrame, ...]) -> Lead:
    """Who builds more on the other by every count of `across`, in all readings."""
    return by_every_count(view for table in tables for view in across_views(table).values())


def repackaged_lead(table: pd.DataFrame | str) -> Lead | None:
    """Whose models all `repackagers` together carry more, by models and downloads."""
    if isinstance(table, str):
        return None
    return by_every_count(repackaged(table).values())


def repackaged(table: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of what all `repackagers` carry: counter -> side -> (low, high)."""
    rows = table[table["repackager"] == "all"].set_index("counter")
    return {
        counter: {side: tuple(row[[f"low_{side}", f"high_{side}"]]) for side in SIDES}
        for counter, row in rows.iterrows()
    }


def batched_lead(table: pd.DataFrame) -> str | None:
    """Whose bases get more derivatives from batches, a share of those of `authors`."""
    return leader(table.set_index("base_side")["batched"].fillna(0), SHARE)


def descendants_lead(totals: pd.DataFrame) -> str | None:
    """Who has more descendants on the last day and has added more, in every panel; or DEPENDS."""
    leads = []
    for _, rows in totals.groupby("panel", sort=False):
        last = rows[rows["day"] == rows["day"].max()].set_index("side")
        leads += [leader(last[name] / last[name].sum(), SHARE) for name in ("value", "added")]
    return unanimous(leads)


def contrary_lead(*tables: pd.DataFrame) -> str | None:
    """Whose bases are relicensed more, by both counters and in all readings; or DEPENDS."""
    views = [sides for table in tables for sides in contrary_shares(table).values()]
    return unanimous(leader(sides, SHARE) for sides in views)


def contrary_shares(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The shares of `contrary`: counter -> side -> share."""
    rows = table[table["base_side"].isin(SIDES)]
    return {
        counter: of.set_index("base_side")["share"].to_dict()
        for counter, of in rows.groupby("counter", sort=False)
    }


def kept(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The part of pairs with two known licenses that is the same: counter -> side -> share."""
    known = table[table["change"].isin(CHANGES[:4])]
    total = known.groupby("base_side")[["models", "downloads"]].sum()
    same = known[known["change"] == "same"].set_index("base_side")
    return {
        counter: {side: same.loc[side, counter] / total.loc[side, counter] for side in SIDES}
        for counter in total
    }
