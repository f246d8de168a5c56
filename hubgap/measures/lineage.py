"""Who builds on whom: declared base models, their roots, and whose derivatives they carry.

An edge says that a model names another as its base. Nobody checks it, and a model without an edge
may be a derivative too. A base or publisher whose country is not known is a class of its own, and
in the worst case all of it belongs to one side. Most publishers of derivatives are of unknown
country, so who builds on whom is known only among the others.
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
    FLOOR,
    LICENSED,
    REGIONS,
    Tables,
    among,
    canonical,
    holding,
    license_terms,
    looked_up,
    namespace_of,
    publishers,
)
from ..rules import CountingRule, Method, counted
from .uncertainty import Resampled, by_publisher, worst_case
from .verdicts import (
    AHEAD,
    LEAST_PUBLISHERS,
    MARGINS,
    MOSTLY_ONE,
    NOT_IDENTIFIED,
    SHARE,
    SIDES,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    at_margins,
    in_every_reading,
    leader,
    leader_of_intervals,
    of_models,
    on_resampled,
    on_shares,
    other,
)

MERGES = "parkjay"  # the source that lists nothing but models with several bases
BY_ROOT = Method(
    "Models that name a base and whose publisher's country is known, by the root of the family; a "
    "publisher's quantizations of its own models left out; intervals by drawing publishers again."
)
BY_BASE = Method(
    "Models that name a base and whose publisher's country is known, by that base; a publisher's "
    "quantizations of its own models left out; intervals by drawing publishers again."
)
DESCENDANTS = Method(
    "children shown in the model tree, added up over an organization's models; country of the "
    "publisher"
)
COUNTERS = (
    "models",
    "downloads",
    "downloads without the top base",
    "downloads without the top publisher",
    "authors",
)
THROUGH = ("root", "base")  # how the model that a derivative stands on is found
FIRST, OTHERWISE = "publishers as registered", "the other country of disputed publishers"
LARGEST = {  # readings by downloads: column of the derivative that has most of them
    "without the largest publisher": "namespace",
    "without the largest model": "child",
}
FORMATS = "gguf|ggml|gptq|awq|exl2"  # quantized formats that repositories carry in their names
COMPARED = ["license_class", "commercial_use", "use_restrictions", "threshold"]
BATCH = 10  # repositories of one author on one base, created within one hour
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


def declared_edges(data: Tables, source: str) -> Edges:
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


def _named(table: pd.DataFrame, data: Tables) -> pd.DataFrame:
    """Rows of `lineage_edges` as child and parent under current names, and source."""
    ends = {"child": "child", "parent": "parent_canonical"}
    named = {
        end: canonical(table[name], data["aliases"], data["organizations"])
        for end, name in ends.items()
    }
    return pd.DataFrame({**named, "source": table["source"]})


def originals(data: Tables) -> pd.DataFrame:
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


def _repackagers(data: Tables) -> pd.Series:
    return holding(data["organizations"]).query("kind == 'repackager'")["namespace"]


# --- whose derivatives, on whose bases


def families(edges: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Edges with base, copy_source, root and state.

    `base` is the parent, or what it is a copy of (`originals`): who copies a model has not made it;
    copy_source then names who saw that declared.
    """
    copied = data.once(originals, data)
    base = looked_up(edges["parent"], copied["root"]).fillna(edges["parent"])
    family = roots(edges.assign(parent=base)).set_index("child")
    return edges.assign(
        base=base,
        copy_source=looked_up(edges["parent"], copied["source"]),
        root=looked_up(edges["child"], family["root"]),
        state=looked_up(edges["child"], family["state"]),
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
    data: Tables,
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
    return (
        looked_up(namespace_of(ids.dropna()), side)
        .reindex(ids.index)
        .fillna("unknown")
        .astype("str")
    )


def derivatives(panel: Panel, rule: CountingRule, data: Data) -> pd.DataFrame:
    """The edges that the first source of a panel saw of the models that a rule counts in one wave.

    `families` without parent and root, with base_side and root_side; side, kind, namespace (the
    author) and created_at of the child; weight, so that a model with several parents counts once (a
    half on each of two); downloads (of 30 days, times weight); own_quantized: a quantization of a
    model of its own maker.
    Raises Refusal for a rule that credits a model to its base: both ends are credited alike.
    """
    if rule.credit not in ("publisher", "parent"):
        raise Refusal(f"Who builds on whom is lost if a model is credited to its {rule.credit}.")
    child = ("model_id", "namespace", "kind", "created_at", "quantized")
    own = counted(panel, replace(rule, counter="downloads_30d"), *child)
    seen = data.once(families_seen, data, panel.sources[0])
    rows = _sided(seen, rule, data, panel.days[-1])
    own = own[among(own["model_id"], rows["child"])]  # few of a wave name a base
    rows = rows.merge(own, left_on="child", right_on="model_id")
    weight = 1 / rows.groupby("child")["child"].transform("size")
    rows = rows.assign(weight=weight, downloads=rows["value"] * weight)
    own = rows.pop("quantized") & (_makers(rows["base"], data) == _makers(rows["child"], data))
    return rows.drop(columns=["model_id", "value", "parent", "root"]).assign(own_quantized=own)


def _makers(ids: pd.Series, data: Tables) -> pd.Series:
    """The group that controls the namespace of each model, or the namespace; missing: missing."""
    owners = namespace_of(ids.dropna())
    groups = looked_up(owners, publishers(data["organizations"], data["parents"])["parent"])
    return groups.fillna(owners).reindex(ids.index)


def readings(panel: Panel, rule: CountingRule, data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`derivatives` with disputed publishers as the rule reads them, and as it does not."""
    second = replace(rule, disputed="alternative" if rule.disputed == "registry" else "registry")
    first, other = data.once(derivatives, panel, rule, data), derivatives(panel, second, data)
    if first["child"].equals(other["child"]):  # then only sides differ: the rest is held once
        other = first.assign(**other[["side", "base_side", "root_side"]])
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

    Shares of everything counted: low as known, high if every unknown base belonged there. Two
    counters leave out the most downloaded base, or publisher, of what stands on each side's bases.
    """
    values = [
        rows.groupby("base_side")["weight"].sum(),
        *(
            part.groupby("base_side")["downloads"].sum()
            for part in (
                rows,
                _without_largest(rows, "base_side", "base"),
                _without_largest(rows, "base_side", "namespace"),
            )
        ),
    ]
    bounds = [worst_case(value.reindex(REGIONS, fill_value=0), "unknown") for value in values]
    bounds.append(_author_bounds(rows))
    table = pd.concat(dict(zip(COUNTERS, bounds, strict=True)), names=["counter", "base_side"])
    return table.round(4).reset_index()


def _without_largest(rows: pd.DataFrame, side: str, column: str) -> pd.DataFrame:
    """The rows without what has most downloads on each side, by a column such as namespace."""
    total = rows.groupby([side, column])["downloads"].sum().sort_index()
    largest = total.groupby(side).idxmax().map(lambda key: key[1])
    return rows[~rows[column].isin(largest)]


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

    Only those whose publisher's country is known; a publisher's quantizations of its own models are
    apart (own_quantized). Further columns: n (derivatives), low, high (every unknown base included),
    own; publishers, and of models drawn_low, drawn_high (publishers drawn again) and sources
    (publishers of those on the other side). `through` is the declared base or the root of its
    family; where no one root is found its country is unknown.
    """
    table = []
    for side in SIDES:
        published = rows[rows["side"] == side]
        apart = published.loc[published["own_quantized"], "child"].nunique()
        published = published[~published["own_quantized"]]
        about = {"side": side, "n": published["child"].nunique(), "own_quantized": apart}
        about["publishers"] = published["namespace"].nunique()
        for through in ("base", "root"):
            on = published[f"{through}_side"]
            hits = published["weight"].where(on == other(side), 0)
            drawn = by_publisher(hits, published["weight"], published["namespace"])
            again = {"drawn_low": drawn.low, "drawn_high": drawn.high, "sources": drawn.sources}
            for counter, weight in (("models", "weight"), ("downloads", "downloads")):
                value = published.groupby(on)[weight].sum().reindex(REGIONS, fill_value=0)
                bounds = worst_case(value, "unknown").round(4)
                ends = bounds.loc[other(side)].to_dict() | {"own": bounds.loc[side, "low"]}
                row = {**about, "through": through, "counter": counter, **ends}
                table.append(row | (again if counter == "models" else {}))
    columns = ["side", "through", "counter", "n", "low", "high", "own", "own_quantized"]
    columns += ["publishers", "drawn_low", "drawn_high", "sources"]
    return pd.DataFrame(table)[columns].astype({"sources": "Int64"})


def crossed(panel: Panel, rule: CountingRule, data: Data) -> dict[str, pd.DataFrame]:
    """`across` of one wave by reading: of both `readings`, and without what is LARGEST."""
    first, second = data.once(readings, panel, rule, data)
    known = first[first["side"].isin(SIDES)]
    fewer = {name: _without_largest(known, "side", column) for name, column in LARGEST.items()}
    tables = {FIRST: first, OTHERWISE: second, **fewer}
    return {name: across(rows) for name, rows in tables.items()}


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


def last_seen(data: Tables, source: str) -> pd.Timestamp:
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
    dated = rows[rows["created_at"].dt.tz_convert(None) >= FLOOR]
    keys = [dated["namespace"], dated["base"], dated["created_at"].dt.floor("h")]
    return dated.groupby(keys)["child"].transform("size").reindex(rows.index, fill_value=0)


def _gini(ordered: np.ndarray) -> float:
    """Gini coefficient of ascending counts: 0 if all are equal."""
    n = len(ordered)
    if not n:
        return np.nan
    return round(float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum())), 4)


# --- licenses along edges


def drift(rows: pd.DataFrame, panel: Panel, data: Tables) -> pd.DataFrame:
    """How the license of a derivative differs from that of its base, by country of the base.

    base_side, change (of CHANGES), models, downloads. Classes are compared, not texts. Incompatible
    means that the derivative's tag grants what the tag of the base withholds (commercial use, use
    without restrictions or thresholds) or leaves copyleft; it is no legal finding.
    """
    panel.require("license")
    change = _changes(*(ends[COMPARED] for ends in _along(rows, panel, data)))
    cells = pd.MultiIndex.from_product([REGIONS, CHANGES], names=["base_side", "change"])
    table = (
        rows.assign(change=change)
        .groupby(["base_side", "change"])
        .agg(models=("weight", "sum"), downloads=("downloads", "sum"))
    )
    return table.reindex(cells, fill_value=0).round(1).reset_index()


def contrary_pairs(rows: pd.DataFrame, panel: Panel, data: Tables) -> pd.DataFrame:
    """Licenses of base and derivative where `drift` calls them incompatible, most models first.

    base, derivative: names of the licenses; models.
    """
    base, child = _along(rows, panel, data)
    names = data["licenses"].set_index("license_tag")["name"]
    pairs = pd.DataFrame(
        {
            "base": base["license_tag"].map(names).to_numpy(),
            "derivative": child["license_tag"].map(names).to_numpy(),
            "models": rows["weight"].to_numpy(),
        }
    )[_changes(base[COMPARED], child[COMPARED]) == "incompatible"]
    table = pairs.groupby(["base", "derivative"])["models"].sum().round().reset_index()
    return table.sort_values(["models", "base", "derivative"], ascending=[False, True, True])


def _along(rows: pd.DataFrame, panel: Panel, data: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The terms of the base and of the derivative of each row, as `license_terms` gives them."""
    ends = among(panel.rows["model_id"], pd.concat([rows["child"], rows["base"]]))
    terms = license_terms(panel.rows.loc[ends, LICENSED], data).set_index("model_id")
    return terms.reindex(rows["base"]), terms.reindex(rows["child"])


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


def by_owner(families: pd.DataFrame, data: Tables) -> pd.DataFrame:
    """`descendants` with the group that owns each organization today as `family`, added up."""
    groups = publishers(data["organizations"], data["parents"])["parent"]
    named = families.assign(family=families["family"].map(groups).fillna(families["family"]))
    return named.groupby(["day", "side", "family"])["value"].sum().reset_index()


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


def carried_verdicts(rows: pd.DataFrame, *tables: pd.DataFrame) -> dict[float, Verdict]:
    """Whose bases carry more by every counter of `carried`, in all readings, at each of MARGINS.

    rows: the derivatives of the first table, whose publishers are drawn again.
    """
    views = [view for one in tables for view in carried_views(one).values()]
    return {margin: _drawn(found, rows) for margin, found in at_margins(views).items()}


def _drawn(found: Verdict, rows: pd.DataFrame) -> Verdict:
    """A lead of bases, if it is one too where publishers of the derivatives are drawn again."""
    if found.kind != AHEAD:
        return found
    signs = rows["base_side"].map({found.side: 1, other(found.side): -1}).fillna(0)
    gap = by_publisher(rows["weight"] * signs, rows["weight"], rows["namespace"])
    if gap.publishers < LEAST_PUBLISHERS:
        return Verdict(TOO_FEW)
    return found if gap.low > 0 else Verdict(WITHIN_ERROR, found.side)


def carried_views(table: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of both sides in `carried`: counter -> side -> (low, high)."""
    return bounds(table, "counter", side="base_side")


class Crossing(NamedTuple):
    """Who builds more on the other: of all derivatives, and among publishers of known country.

    every, known: verdicts; margins: `known` at each of MARGINS; unknown: the share of derivatives
    whose publisher's country is not known (NaN without any).
    """

    every: Verdict
    known: Verdict
    margins: dict[float, Verdict]
    unknown: float


def crossing(panel: Panel, rule: CountingRule, data: Data) -> Crossing:
    """Who builds more on the other in one wave, in all that `crossed` reads."""
    rows, _ = data.once(readings, panel, rule, data)
    tables = data.once(crossed, panel, rule, data)
    margins = {margin: known_crossing(tables, margin) for margin in MARGINS}
    children = rows.drop_duplicates("child")["side"]
    return Crossing(of_all(rows), margins[SHARE], margins, float(children.eq("unknown").mean()))


def used_more(table: pd.DataFrame, through: str) -> str | None:
    """The side more of whose derivatives stand on the other, by models and by more than SHARE."""
    shares = drawn_again(table, through)
    return leader({side: shares[side].share for side in SIDES}, SHARE)


def telling(found: Mapping[Panel, Crossing]) -> list[Panel]:
    """The lists that tell who builds more on the other, or else the first."""
    told = [
        panel for panel, one in found.items() if one.known.kind not in (TOO_FEW, NOT_IDENTIFIED)
    ]
    return told or list(found)[:1]


def across_readings(
    tables: Mapping[str, pd.DataFrame],
) -> dict[tuple[str, str, str], dict[str, tuple[float, float]]]:
    """The bounds of `crossed` by reading, counter and through; what is LARGEST by downloads only.

    Models are not counted without the largest ones: their publishers are drawn again.
    """
    return {
        (reading, counter, through): view
        for reading, table in tables.items()
        for (counter, through), view in across_views(table).items()
        if counter == "downloads" or reading not in LARGEST
    }


def known_crossing(tables: Mapping[str, pd.DataFrame], margin: float = SHARE) -> Verdict:
    """Who builds more on the other among publishers of known country, from `crossed`."""
    drawn = (on_resampled(drawn_again(tables[FIRST], through), margin) for through in THROUGH)
    views = across_readings(tables).values()
    return of_models(drawn, in_every_reading(on_shares(view, margin) for view in views))


def drawn_again(table: pd.DataFrame, through: str) -> dict[str, Resampled]:
    """The shares of models in `across` with their intervals over publishers, by side."""
    rows = table[(table["counter"] == "models") & (table["through"] == through)]
    return {
        row.side: Resampled(
            row.low, row.drawn_low, row.drawn_high, row.n, row.publishers, row.sources
        )
        for row in rows.itertuples()
    }


def of_all(rows: pd.DataFrame) -> Verdict:
    """Who builds more on the other, of all `derivatives`: by models and root of the family.

    A publisher of unknown country may belong to either side, a base of unknown country too. Where
    the bounds of the two sides overlap nothing is identified.
    """
    rows = rows[~rows["own_quantized"]]
    weight = rows.groupby(["side", "root_side"])["weight"].sum()
    weight = weight.unstack(fill_value=0).reindex(REGIONS, fill_value=0)
    weight = weight.reindex(columns=list(REGIONS), fill_value=0)
    free, ends = weight.loc["unknown"], {}
    for side in SIDES:
        own, rival = weight.loc[side], other(side)
        hits, maybe = own[rival], own["unknown"] + free[rival] + free["unknown"]
        most = own.sum() + free[rival] + free["unknown"]
        least = own.sum() + free.sum() - free[rival]
        ends[side] = (
            hits / least if least else np.nan,
            (hits + maybe) / most if most else np.nan,
        )
    if free.sum() and leader_of_intervals(ends) is None:
        return Verdict(NOT_IDENTIFIED)
    return on_shares(ends)


def repackaged_verdict(table: pd.DataFrame | str) -> Verdict:
    """Whose models all `repackagers` together carry more, by models and downloads."""
    if isinstance(table, str):
        return Verdict(NOT_IDENTIFIED)
    return in_every_reading(map(on_shares, repackaged(table).values()))


def repackaged(table: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of what all `repackagers` carry: counter -> side -> (low, high)."""
    rows = table[table["repackager"] == "all"].set_index("counter")
    return {
        counter: {side: tuple(row[[f"low_{side}", f"high_{side}"]]) for side in SIDES}
        for counter, row in rows.iterrows()
    }


def batched_verdict(table: pd.DataFrame) -> Verdict:
    """Whose bases get more derivatives from batches, a share of those of `authors`."""
    share = table.set_index("base_side")["batched"]
    return on_shares(_exact(share))


def _exact(shares: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Shares without unknown parts as bounds."""
    return {side: (shares[side], shares[side]) for side in SIDES}


def descendants_verdicts(totals: pd.DataFrame) -> dict[float, Verdict]:
    """Who has more descendants on the last day and has added more, in every panel, by margin."""
    views = []
    for _, rows in totals.groupby("panel", sort=False):
        last = rows[rows["day"] == rows["day"].max()].set_index("side")
        views += [_exact(last[name] / last[name].sum()) for name in ("value", "added")]
    return at_margins(views)


def contrary_verdicts(*tables: pd.DataFrame) -> dict[float, Verdict]:
    """Whose bases are relicensed more, by both counters and in all readings, at each of MARGINS.

    Among derivatives whose license and whose base's license are known; a lead hangs on the others
    where their worst case could reverse it.
    """
    return {margin: _contrary(tables, margin) for margin in MARGINS}


def _contrary(tables: tuple[pd.DataFrame, ...], margin: float) -> Verdict:
    views = [_exact(sides) for table in tables for sides in contrary_shares(table).values()]
    found = in_every_reading(on_shares(view, margin) for view in views)
    ends = [
        view for table in tables for view in bounds(table, "counter", side="base_side").values()
    ]
    if found.kind == AHEAD and any(leader_of_intervals(view) != found.side for view in ends):
        return Verdict(UNTAGGED, found.side)
    return found


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


# --- month by month

LEAST_NEW = 1000  # derivatives of a month, for their shares to be drawn


def by_month(rows: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """On whose bases the `derivatives` of each whole month stand that had LEAST_NEW of them.

    month (its first day), base_side, models (a model with two parents is a half on each), largest
    (those of the account with most), share of the month. Only those that still existed on the day
    of the panel are known.
    """
    month = rows["created_at"].dt.tz_convert(None).dt.to_period("M").dt.start_time
    whole = (month + pd.offsets.MonthEnd(1)) <= panel.days[-1]
    key = [month[whole].rename("month"), "base_side"]
    by_account = rows[whole].groupby([*key, "namespace"])["weight"].sum().groupby(level=[0, 1])
    table = pd.DataFrame({"models": by_account.sum(), "largest": by_account.max()}).round(1)
    total = table["models"].groupby(level="month").sum()
    cells = pd.MultiIndex.from_product([total.index[total >= LEAST_NEW], REGIONS])
    table = table.reindex(cells.set_names(table.index.names), fill_value=0).reset_index()
    share = table["models"] / table.groupby("month")["models"].transform("sum")
    return table.assign(share=share.round(4))


def of_one_account(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `by_month` of either side that are mostly one account's."""
    mostly = table["largest"] > table["models"] * MOSTLY_ONE
    return table[mostly & table["base_side"].isin(SIDES)]


def last_month(table: pd.DataFrame) -> Verdict:
    """Whose bases carry more of the derivatives of the last month of `by_month`."""
    share = table[table["month"] == table["month"].max()].set_index("base_side")["share"]
    return on_shares({side: (share[side], share[side] + share["unknown"]) for side in SIDES})
