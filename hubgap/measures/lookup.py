"""What is known of one organization and of one model: tables with a row a name and observation.

An organization has a page if it is tracked, or is one of the largest others that are known to be no
private person. A model has one if its publisher is an organization and it is a flagship, stands high
on a board, or is among the most downloaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..data import Data
from ..panel import WHOLE, Panel
from ..registry import (
    NOT_RECORDED,
    Tables,
    among,
    canonical,
    holding,
    license_terms,
    looked_up,
    namespace_of,
    publishers,
    tracked,
)
from ..rules import CountingRule, counted, with_copies
from . import benchmarks, lineage, video
from .benchmarks import Ruler
from .licenses import KINDS
from .observed import MONTH

RULE = CountingRule()  # with copies: what a name publishes, whoever made it
OTHERS = 50  # organizations with a page besides the tracked ones
MODELS = 300  # with a page
HIGH = 15  # places among the open-weight models of a board
TOP = 8  # models and derivatives on a page
LISTED = 1000  # models of a league table
LEAST_EDGES = 5000  # declared bases that a source saw, for what is built to be counted in it
EDGES = pd.DataFrame(columns=["child", "parent", "source"], dtype="str")
NO_ORGANIZATION = ("individual", "test", "unknown")
SPAN = ["namespace", "country", "alt_country", "valid_from", "valid_to", "evidence", "source_url",
        "confidence", "disputed"]  # fmt: skip
COLUMNS = ("model_id", "namespace", "region", "task", "created_at", "parameters", "likes")
LICENSE = ("license", "license_name", "source", "license_source")


class Lookup(NamedTuple):
    """The tables of all pages.

    organizations, models: one row a page, most downloaded first. spans: the rows of the registry for
    each organization with a page, in the order of their days. names: the rows of
    organization_names for them. bases: the declared bases of models
    with a page (child, base, sources). lists: the cross-sections (day,
    name, selection, sentence, sources, whole, models, downloads). catalogues: namespace by list;
    listings: model by list, of the models with a page and of the first LISTED of the lists that a
    league table shows; top: the most downloaded models of each namespace. licenses: namespace,
    list, kind_of_license, models, downloads. lines: unit, name, panel, run, day, models, downloads,
    share. built: unit, name, source, observed_on, models, others, publishers. derivatives: base,
    child, downloads, day. places: model on a board. flagships, events: rows of these tables by
    namespace and model_id.
    """

    organizations: pd.DataFrame
    models: pd.DataFrame
    spans: pd.DataFrame
    names: pd.DataFrame
    bases: pd.DataFrame
    lists: pd.DataFrame
    catalogues: pd.DataFrame
    listings: pd.DataFrame
    top: pd.DataFrame
    licenses: pd.DataFrame
    lines: pd.DataFrame
    built: pd.DataFrame
    derivatives: pd.DataFrame
    places: pd.DataFrame
    flagships: pd.DataFrame
    events: pd.DataFrame


def lookup(
    panels: Iterable[Panel],
    lines: Iterable[Panel],
    rulers: Iterable[Ruler],
    boards: Iterable[Ruler],
    data: Data,
) -> Lookup:
    """All tables: of cross-sections in the order of their days, panels that may become a line,
    rulers of models and boards of video models.
    """
    panels = list(panels)
    lists = pd.DataFrame([_about(panel) for panel in panels])
    edges = {source: lineage.declared_edges(data, source).edges for source in _seen(data)}
    rows = pd.concat([listed(panel, data) for panel in panels], ignore_index=True)
    lists = lists.merge(rows.groupby("day").agg(models=("downloads", "size"), downloads=("downloads", "sum")), on="day")  # fmt: skip
    base = ranked_by(lists)
    catalogue = catalogues(rows)
    who = organizations(catalogue[catalogue["day"] == base], data)
    own = places(rulers, boards, data)
    released = flagships(data)
    subjects = models(rows, base, own, released, data)
    pages, named = set(who["namespace"]), set(subjects["model_id"])
    rows = _asked(rows, pages, named, edges)
    shown = rows["day"].isin(lists.loc[lists["league"], "day"]) & (rows["rank"] <= LISTED)
    listings = rows[shown | rows["model_id"].isin(named)]
    of_pages = rows[rows["namespace"].isin(pages)]
    return Lookup(
        organizations=who,
        models=subjects,
        spans=data["organizations"].query("namespace in @pages")[SPAN].reset_index(drop=True),
        names=data["organization_names"].query("namespace in @pages").reset_index(drop=True),
        bases=bases(edges, named),
        lists=lists,
        catalogues=catalogue[catalogue["namespace"].isin(pages)].reset_index(drop=True),
        listings=listings.reset_index(drop=True),
        top=top(of_pages),
        licenses=licenses(of_pages),
        lines=pd.concat([over_time(panel, pages, named) for panel in lines], ignore_index=True)
        if lines
        else pd.DataFrame(columns=LINE),
        built=built(edges, pages, named, data),
        derivatives=derivatives(edges, rows, named),
        places=own,
        flagships=released,
        events=events(data),
    )


def _asked(
    rows: pd.DataFrame, pages: set[str], named: set[str], edges: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """The models that any page tells of: of a wave of the whole Hub they are few."""
    children = [table.loc[table["parent"].isin(named), "child"] for table in edges.values()]
    told = pd.concat([pd.Series(sorted(named), dtype="str"), *children])
    kept = rows["namespace"].isin(pages) | (rows["rank"] <= LISTED) | among(rows["model_id"], told)
    return rows[kept]


def _about(panel: Panel) -> dict:
    return {
        "day": panel.days[-1],
        "name": panel.name,
        "selection": panel.selection,
        "sentence": panel.sentence,
        "sources": "|".join(panel.sources),
        "league": panel.selection in (*WHOLE, "tracked catalogues"),
        "likes": "likes" in panel.fields,
        "license": "license" in panel.fields,
    }


def ranked_by(lists: pd.DataFrame) -> pd.Timestamp:
    """The day of the last census or head, which says who is large; else of the last list."""
    whole = lists[lists["selection"].isin(WHOLE)]
    return (whole if len(whole) else lists)["day"].max()


# --- cross-sections


def listed(panel: Panel, data: Tables) -> pd.DataFrame:
    """The models of one cross-section: COLUMNS, kind_of_license, license_tag, day, downloads, share
    of all, and rank (of equals, all have the first).
    """
    known = [name for name in (*COLUMNS, *LICENSE) if name in panel.rows]
    rows = counted(panel, with_copies(panel, RULE), *known).rename(columns={"value": "downloads"})
    rows = rows.reindex(columns=[*COLUMNS, *LICENSE, "downloads"])
    if "license" in panel.fields:
        rows = license_terms(rows, data)
        kinds = rows["license_class"].map(KINDS)
    else:
        kinds = pd.Series(NOT_RECORDED, rows.index)
        rows = rows.assign(license_tag=None)
    rows = rows.assign(kind_of_license=kinds, day=panel.days[-1])
    total = rows["downloads"].sum()
    rows["share"] = (rows["downloads"] / total).round(6) if total else np.nan
    rows["rank"] = rows["downloads"].rank(method="min", ascending=False).astype(int)
    return rows[[*COLUMNS, "kind_of_license", "license_tag", "day", "downloads", "share", "rank"]]


def catalogues(rows: pd.DataFrame) -> pd.DataFrame:
    """What each namespace has of each list: day, namespace, models, downloads, share, rank."""
    keys = ["day", "namespace"]
    table = rows.groupby(keys).agg(models=("downloads", "size"), downloads=("downloads", "sum"))
    table = table.reset_index()
    by_list = table.groupby("day")["downloads"]
    table["share"] = (table["downloads"] / by_list.transform("sum")).round(6)
    table["rank"] = by_list.rank(method="min", ascending=False).astype(int)
    return table


def top(rows: pd.DataFrame) -> pd.DataFrame:
    """The TOP models of each namespace in the last list that has any of its models."""
    last = rows[rows["day"] == rows.groupby("namespace")["day"].transform("max")]
    order = ["namespace", "downloads", "model_id"]
    last = last.sort_values(order, ascending=[True, False, True])
    return last.groupby("namespace").head(TOP).reset_index(drop=True)


def licenses(rows: pd.DataFrame) -> pd.DataFrame:
    """Models and downloads by namespace, day and kind of license, where licenses were recorded."""
    known = rows[rows["kind_of_license"] != NOT_RECORDED]
    keys = ["namespace", "day", "kind_of_license"]
    table = known.groupby(keys).agg(models=("downloads", "size"), downloads=("downloads", "sum"))
    return table.reset_index()


# --- who has a page


def known_organizations(data: Tables) -> pd.DataFrame:
    """The namespaces that are no private person: the tracked ones, and others of a kind that no
    person is and with a base on record. Rows of `organizations` that hold now.
    """
    now = holding(data["organizations"])
    stake = now["namespace"].isin(tracked(data["organizations"])["namespace"])
    body = ~now["kind"].isin(NO_ORGANIZATION) & now["city_or_hq"].notna()
    kept = now[stake | (body & now["renamed_to"].isna())]
    return kept.assign(tracked=stake[kept.index]).reset_index(drop=True)


def organizations(listed_: pd.DataFrame, data: Tables) -> pd.DataFrame:
    """The namespaces with a page, most downloaded of one list of `catalogues` first.

    namespace, display_name, country, alt_country, valid_from, kind, parent, evidence, source_url,
    confidence, disputed, tracked, region, and models, downloads, share and rank in that list, which
    are missing where it has none of them. No city.
    """
    known = known_organizations(data)
    who = publishers(data["organizations"], data["parents"])
    found = known.merge(listed_.drop(columns="day"), on="namespace", how="left")
    order = ["downloads", "namespace"]
    found = found.sort_values(order, ascending=[False, True], na_position="last")
    largest = found[~found["tracked"]].dropna(subset="downloads").head(OTHERS)
    found = found[found["tracked"] | found.index.isin(largest.index)]
    found = found.drop(columns=["city_or_hq", "region", "atom_region"], errors="ignore")
    region = found["namespace"].map(who["region"])
    group = found["namespace"].map(who["parent"])
    return found.assign(region=region, group=group).reset_index(drop=True)


def models(
    rows: pd.DataFrame,
    day: pd.Timestamp,
    places_: pd.DataFrame,
    flagships_: pd.DataFrame,
    data: Tables,
) -> pd.DataFrame:
    """The MODELS with a page: model_id, namespace, why (flagship, board, downloads), and task,
    created_at, parameters, license_tag and kind_of_license of the last list that has them.

    Flagships come first, then the open-weight models in the first HIGH places of a board, then the
    most downloaded of the list of a day; only of publishers that are organizations.
    """
    high = places_[places_["open_place"] <= HIGH].sort_values(["open_place", "model_id"])
    most = rows[(rows["day"] == day) & (rows["rank"] <= LISTED)]  # all rows of a wave sort slowly
    most = most.sort_values(["downloads", "model_id"], ascending=[False, True])
    wanted = {
        "flagship": flagships_["model_id"],
        "board": high["model_id"].dropna(),
        "downloads": most["model_id"].head(LISTED),
    }
    table = pd.concat([pd.DataFrame({"model_id": ids, "why": why}) for why, ids in wanted.items()])
    table = table.drop_duplicates("model_id").dropna(subset="model_id")
    table["namespace"] = namespace_of(table["model_id"])
    named = known_organizations(data)["namespace"]
    table = table[table["namespace"].isin(named) & table["model_id"].str.contains("/", regex=False)]
    table = table.head(MODELS)
    facts = ["task", "created_at", "parameters", "license_tag", "kind_of_license", "downloads"]
    seen = rows[rows["model_id"].isin(table["model_id"])].sort_values("day")
    told = seen.groupby("model_id")[facts[:-1]].last()
    now = seen[seen["day"] == day].set_index("model_id")["downloads"]
    table = table.join(told, on="model_id").assign(downloads=table["model_id"].map(now))
    order = ["downloads", "model_id"]
    return table.sort_values(order, ascending=[False, True], na_position="last").reset_index(drop=True)  # fmt: skip


# --- over time

LINE = ["unit", "name", "panel", "run", "day", "models", "downloads", "share"]


def over_time(panel: Panel, namespaces: set[str], ids: set[str]) -> pd.DataFrame:
    """The waves of a panel that may become a line, by name: columns LINE, the last wave of a week.

    unit: `organization` (where the panel holds full catalogues; share is that of all in it) or
    `model`. run counts the stretches between which a wave lacks the name, or days lie more than
    MONTH apart: a hole. `panel` is its sentence.
    """
    panel.require_trend()
    days = pd.Series(panel.days)
    days = days.groupby(days.dt.strftime("%G-%V")).max()
    rows = counted(panel, with_copies(panel, RULE), "model_id", "namespace", "day").rename(
        columns={"value": "downloads"}
    )
    rows = rows[rows["day"].isin(days)]
    total = rows.groupby("day")["downloads"].sum()
    full = panel.selection == "full catalogues"
    units = {"organization": ("namespace", namespaces)} if full else {}
    units["model"] = ("model_id", ids)
    found = []
    for unit, (column, wanted) in units.items():
        own = rows[rows[column].isin(wanted)].groupby([column, "day"])["downloads"]
        table = own.agg(models="size", downloads="sum").reset_index()
        share = (table["downloads"] / table["day"].map(total)).round(6)
        table = table.rename(columns={column: "name"}).assign(unit=unit, share=share)
        found.append(table)
    table = pd.concat(found, ignore_index=True).assign(panel=panel.sentence)
    return table.assign(run=_runs(table, sorted(days)))[LINE]


def _runs(table: pd.DataFrame, days: list[pd.Timestamp]) -> pd.Series:
    """The number of the stretch that each row of a name, in the order of its days, belongs to."""
    place = table["day"].map({day: place for place, day in enumerate(days)})
    by = [table["unit"], table["name"]]
    skipped = place.groupby(by).diff().fillna(1) > 1
    late = table["day"].groupby(by).diff() > pd.Timedelta(days=MONTH)
    return (skipped | late).groupby(by).cumsum().astype(int)


# --- what is built on it


def _seen(data: Tables) -> list[str]:
    """The sources that saw enough declared bases to be counted, in the order of their days."""
    by_source = data["lineage_edges"].groupby("source")["observed_on"]
    table = by_source.agg(["size", "max"])
    return list(table[table["size"] >= LEAST_EDGES].sort_values("max").index)


def built(
    edges: dict[str, pd.DataFrame], namespaces: set[str], ids: set[str], data: Tables
) -> pd.DataFrame:
    """How many models declare a model, or one of a namespace, as their base, as each source saw it.

    unit, name, source, observed_on (the last day), models, others (of other groups of publishers)
    and publishers (of these).
    """
    groups = publishers(data["organizations"], data["parents"])["parent"]
    days = data["lineage_edges"].groupby("source")["observed_on"].max()
    found = []
    for source, table in edges.items():
        table = table.dropna(subset="parent")
        table = table.assign(base=namespace_of(table["parent"]), by=namespace_of(table["child"]))
        theirs, makers = (looked_up(table[c], groups).fillna(table[c]) for c in ("by", "base"))
        table["other"] = theirs != makers
        for unit, column, wanted in (
            ("organization", "base", namespaces),
            ("model", "parent", ids),
        ):
            own = table[table[column].isin(wanted)].drop_duplicates([column, "child"])
            foreign = own[own["other"]].groupby(column)
            counts = own.groupby(column)["child"].size().to_frame("models")
            counts["others"], counts["publishers"] = foreign.size(), foreign["by"].nunique()
            counts = counts.fillna(0).astype(int).rename_axis("name").reset_index()
            found.append(counts.assign(unit=unit, source=source, observed_on=days[source]))
    columns = ["unit", "name", "source", "observed_on", "models", "others", "publishers"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def derivatives(edges: dict[str, pd.DataFrame], rows: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """The TOP models that declare each of some models as their base: base, child, downloads, day.

    Downloads are those of the last list that has the child; of what is in no list nothing is said.
    """
    seen = pd.concat([table[table["parent"].isin(ids)] for table in edges.values()] or [EDGES])
    seen = seen[["child", "parent"]].drop_duplicates()
    last = rows[rows["model_id"].isin(seen["child"])].sort_values("day")
    last = last.drop_duplicates("model_id", keep="last")[["model_id", "downloads", "day"]]
    found = seen.merge(last, left_on="child", right_on="model_id").rename(
        columns={"parent": "base"}
    )
    found = found.sort_values(["base", "downloads", "child"], ascending=[True, False, True])
    return found.groupby("base").head(TOP)[["base", "child", "downloads", "day"]].reset_index(drop=True)  # fmt: skip


def bases(edges: dict[str, pd.DataFrame], ids: set[str]) -> pd.DataFrame:
    """The bases that some models declare, as any source saw it: child, base, sources (joined by |)."""
    seen = pd.concat([table[table["child"].isin(ids)] for table in edges.values()] or [EDGES])
    by_pair = seen.dropna(subset="parent").groupby(["child", "parent"])["source"]
    found = by_pair.agg(lambda sources: "|".join(dict.fromkeys(sources)))
    return found.rename("sources").reset_index().rename(columns={"parent": "base"})


# --- boards, releases, events


def places(rulers: Iterable[Ruler], boards: Iterable[Ruler], data: Data) -> pd.DataFrame:
    """Every model on every board: board, measured_by, day, unit, sources, model, model_id (missing
    where it is on no page of the Hub), maker, place of `listed`, open_place (among the open-weight
    ones), score, low, high.
    """
    hub = data["video_models"].set_index("model")["hub_id"]
    tables = [(ruler, benchmarks.on_ruler(ruler, data)) for ruler in rulers]
    for board in boards:
        scores = video.on_board(board, data)
        tables.append((board, scores.assign(hub_id=scores["model"].map(hub))))
    return pd.concat([_placed(*one, data) for one in tables], ignore_index=True)


def _placed(ruler: Ruler, scores: pd.DataFrame, data: Tables) -> pd.DataFrame:
    opened = scores["score"].where(scores["open_weights"] == "true")
    ids = scores["hub_id"].dropna().astype("str")
    ids = canonical(ids, data["aliases"], data["organizations"])
    return pd.DataFrame(
        {
            "board": ruler.name,
            "measured_by": ruler.measured_by,
            "day": pd.Timestamp(ruler.day) if ruler.day else pd.NaT,
            "unit": ruler.unit,
            "sources": "|".join(ruler.sources),
            "model": scores["model"],
            "model_id": ids.reindex(scores.index),
            "maker": scores["maker"],
            "place": scores["score"].rank(method="min", ascending=False).astype(int),
            "listed": len(scores),
            "open_place": opened.rank(method="min", ascending=False),
            "score": scores["score"].round(2),
            "low": scores["low"].round(2),
            "high": scores["high"].round(2),
        }
    )


def flagships(data: Tables) -> pd.DataFrame:
    """The flagship releases under current names, with namespace, in the order of their days."""
    table = data["flagship_licenses"]
    ids = canonical(table["model_id"], data["aliases"], data["organizations"])
    table = table.assign(model_id=ids, namespace=namespace_of(ids))
    return table.sort_values(["release_date", "model_id"]).drop_duplicates("model_id").reset_index(drop=True)  # fmt: skip


def events(data: Tables) -> pd.DataFrame:
    """The events that name a repository: with its model_id and namespace, in the order of days."""
    table = data["events"].dropna(subset="hub_repo_example")
    ids = canonical(table["hub_repo_example"], data["aliases"], data["organizations"])
    table = table.assign(model_id=ids, namespace=namespace_of(ids))
    return table.sort_values(["date", "event_id"]).reset_index(drop=True)
