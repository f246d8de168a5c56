"""Words of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import pandas as pd

from ...measures.lineage import (
    CLEAR_SHARE,
    DEPENDS,
    _contrary_views,
    _in_any_case,
    _ranges_of,
    _verdict,
    across_lead,
    across_views,
)
from ...measures.verdicts import SIDES, leader, other
from ...text import count, day, headline, listed, month, number, percent, plural, safe, sentence
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country

THROUGH = {"base": "declared base", "root": "root of the family"}


def matrix(carried: pd.DataFrame, others: pd.DataFrame, rows: pd.DataFrame, panel) -> Words:
    """Words of `lineage.matrix`, from `lineage.carried` in both readings of disputed publishers.

    A side leads if its known share leads by CLEAR_SHARE in every counter and both readings; this
    holds in any case if its bounds lie above the other's everywhere.
    """
    views, second = (_ranges_of(table, "counter", "base_side") for table in (carried, others))
    every = [*views.values(), *second.values()]
    verdict = _verdict(every)
    when = f"{month(panel.days[-1])} {panel.selection.split()[-1]}"
    models = rows.drop_duplicates("child")
    known, unknown = plural(len(models), "derivative"), models["side"].eq("unknown").mean()
    title = {
        None: f"{when}: {NO_DIFFERENCE} in whose base models are used",
        DEPENDS: f"{when}: whose base models carry more {DEPENDS}",
    }.get(verdict, f"{when}: {ADJECTIVE.get(verdict)} base models carry more by every count")
    if verdict in SIDES and not _in_any_case(every):
        bases = f"{month(panel.days[-1])}: {ADJECTIVE[verdict]} bases"
        title = f"{bases} carry more, unknown ones could reverse it"
    said = "; ".join(f"by {name} {_ranges(sides)}" for name, sides in views.items())
    finding = (
        f"On base models of the two countries stand, of {known} in the {when}, {said}. "
        f"{_in_words(verdict, every, 'carries more')} "
        '"At most" gives every base of an unknown publisher to that side.'
    )
    definition = (
        "Derivatives by country of the publisher (rows) and of the declared base (columns), "
        f"{day(panel.days[-1])}: {known}; publishers not known: {percent(unknown)} of them. "
        "Downloads of the last thirty days."
    )
    alt = (
        "Three grids of publisher country by base country: models, downloads, authors. Known "
        f"shares of the bases: by models {_ranges(views['models'])}; by downloads "
        f"{_ranges(views['downloads'])}. {_in_words(verdict, every, 'carries more')}"
    )
    return Words(headline(title), definition, sentence(finding), sentence(alt))


def _in_words(verdict: str | None, views: list, does: str) -> str:
    if verdict is None:
        return sentence(f"there is {NO_DIFFERENCE}")
    if verdict == DEPENDS:
        return sentence(f"which country {does} {DEPENDS}")
    worst = "also in the worst case" if _in_any_case(views) else "but the ranges overlap"
    return sentence(f"{NOUN[verdict]} {does} by every count, {worst}")


def _ranges(sides: dict[str, tuple[float, float]]) -> str:
    """`China 47 % (at most 85 %), the United States 28 % (at most 81 %)`, the larger first."""
    said = {s: percent(sides[s][0]) for s in SIDES}
    for side in SIDES:
        if percent(sides[side][1]) != said[side]:
            said[side] += f" (at most {percent(sides[side][1])})"
    if sides["CN"] == sides["US"]:
        return f"each {said['CN']}"
    order = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return ", ".join(f"{NOUN[side]} {said[side]}" for side in order)


# --- across the two countries


def across(lists: dict[object, tuple[pd.DataFrame, ...]]) -> Words:
    """Words of `lineage.across`: panel -> its table, then other readings that must agree."""
    leads, said, sizes, short = [], [], [], []
    for panel, (table, *others) in lists.items():
        verdict, views = across_lead((table, *others))
        leads.append((verdict, panel.days[-1].year))
        first = {
            name: across_views(table)[name] for name in (("models", "root"), ("downloads", "root"))
        }
        words = "; ".join(f"by {name[0]} {on_other(sides)}" for name, sides in first.items())
        clear = _in_words(verdict, views, "builds more on the other")
        by_models = f"{panel.name}, by models: {on_other(first['models', 'root'])}"
        short.append(sentence(by_models))
        said.append(f"{sentence(f'{panel.name}, root of the family: {words}')} {clear}")
        n = table.drop_duplicates("side").set_index("side")["n"]
        sizes.append(f"{month(panel.days[-1])} {both(n, count)}")
    title = _across_title(leads)
    definition = (
        "Share of each country's derivatives that stand on a model of the other country: known "
        f"part (mark), with all unknown ones (end of line). Derivatives: {'; '.join(sizes)}."
    )
    limits = (
        "Every count means base and root, models and downloads, both readings of disputed publishers, "
        "and without the busiest publisher of each side. Only models that name a base are counted, "
        "and the two lists are not two ends of a line."
    )
    alt = f"Marks with ranges for each country, a panel for each list. {title}. {' '.join(short)}"
    return Words(title, definition, f"{' '.join(said)} {limits}", alt)


def on_other(sides: dict[str, tuple[float, float]]) -> str:
    """`46 % to 47 % of Chinese derivatives on American models, ...`, the larger first."""
    texts = {
        side: percent(low)
        if percent(low) == percent(high)
        else f"{percent(low)} to {percent(high)}"
        for side, (low, high) in sides.items()
    }
    if sides["CN"] == sides["US"]:
        return f"{texts['CN']} of each country's derivatives stand on the other's models"
    order = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return ", ".join(
        f"{texts[s]} of {ADJECTIVE[s]} derivatives on {ADJECTIVE[other(s)]} models" for s in order
    )


def _across_title(leads: list[tuple[str | None, int]]) -> str:
    verdicts = {verdict for verdict, _ in leads}
    if verdicts == {None}:
        return f"Building on the other country's models: {NO_DIFFERENCE}"
    who = {None: NO_DIFFERENCE, DEPENDS: DEPENDS} | {s: f"{ADJECTIVE[s]} publishers" for s in SIDES}
    said = [f"{who[verdict]} {year}" for verdict, year in leads]
    return f"Building more on the other: {', '.join(said)}"


# --- families over time


def descendants(totals: pd.DataFrame, families: dict[str, pd.DataFrame]) -> Words:
    """Words of `lineage.descendant_totals` and of `lineage.descendants` of the same panels.

    A side leads if it has more on the last day, and has added more, in every panel.
    """
    leads, said = set(), []
    for name, rows in totals.groupby("panel", sort=False):
        last = rows[rows["day"] == rows["day"].max()].set_index("side")
        for column in ("value", "added"):
            share = last[column] / last[column].sum()
            leads.add(leader(share, CLEAR_SHARE))
        text = f"{both(last['value'], number)}; added since {month(rows['day'].min())}: "
        said.append(sentence(f"{name}: {text}{both(last['added'], number)}"))
    title = f"{NO_DIFFERENCE} in the descendants of listed families"
    if len(leads) > 1:
        title = "Whose families have more descendants depends on the organizations listed"
    elif leads != {None}:
        title = f"{ADJECTIVE[leads.pop()]} families have and add more descendants in every panel"
    days = totals["day"]
    definition = (
        "Models that the Hub shows below those of an organization, full catalogues, "
        f"{day(days.min())} to {day(days.max())}; before and after, nothing was listed."
    )
    finding = (
        f"{headline(title)}. {' '.join(said)} The largest families are {_largest(families)}. A lead "
        "must hold in the total and in what was added, in every panel; a model with several parents "
        "counts for each."
    )
    alt = (
        "Lines of descendants over time: the largest families left, totals of the two countries "
        f"right, solid and dashed for two sets of organizations. {headline(title)}. {' '.join(said)}"
    )
    return Words(headline(title), definition, finding, alt)


def _largest(families: dict[str, pd.DataFrame]) -> str:
    """The two largest families of the last panel on its last day."""
    rows = list(families.values())[-1]
    last = rows[rows["day"] == rows["day"].max()]
    last = last.sort_values(["value", "family"], ascending=[False, True]).head(len(SIDES))
    return listed([f"{safe(row.family)} {number(row.value)}" for row in last.itertuples()])


# --- licenses along edges


def drift(shares: pd.DataFrame, others: pd.DataFrame, table: pd.DataFrame, panel) -> Words:
    """Words of `lineage.drift`, from `lineage.contrary` in both readings of disputed publishers."""
    views = [_contrary_views(rows) for rows in (shares, others)]
    leads = {leader(sides, CLEAR_SHARE) for view in views for sides in view.values()}
    verdict = leads.pop() if len(leads) == 1 else DEPENDS
    title = {
        None: f"Licenses that grant more than their base's: {NO_DIFFERENCE}",
        DEPENDS: f"Whose bases are relicensed against their terms more {DEPENDS}",
    }.get(verdict, f"{ADJECTIVE.get(verdict)} bases are relicensed against their terms more")
    said = "; ".join(
        f"by {name} {both(sides, lambda s: percent(s, 1))}" for name, sides in views[0].items()
    )
    kept = _kept(table)
    total, downloads = table[["models", "downloads"]].sum()
    known = shares["n"][shares["counter"] == "models"].sum() / total
    rule = (
        f"No lead counts below {percent(CLEAR_SHARE)} or unless it holds by models and downloads "
        f"and in both readings; both licenses are known for {percent(known)} of derivatives, and "
        "undeclared ones could reverse any order"
    )
    finding = (
        f"{headline(title)}. Of derivatives whose license and whose base's license are known, tags "
        f"that grant what the base withholds: {said}. The class of the base is kept: {kept}. "
        f"{sentence(rule)}"
    )
    definition = (
        "License of derivatives against that of their declared base, by country of the base, "
        f"{day(panel.days[-1])}: {count(total)} derivatives, {number(downloads)} downloads."
    )
    alt = (
        "Stacked bars of how licenses change from base to derivative, by country of the base, by "
        f"models and by downloads. {headline(title)}. Granting what the base withholds: {said}. "
        f"Kept: {kept}."
    )
    return Words(headline(title), definition, finding, alt)


def _kept(table: pd.DataFrame) -> str:
    """`by models China 95 %, ...`: the part of pairs with two known licenses that is the same."""
    known = table[table["change"].isin(("same", "stricter", "freer", "incompatible"))]
    parts = []
    for counter in ("models", "downloads"):
        total = known.groupby("base_side")[counter].sum()
        same = known[known["change"] == "same"].set_index("base_side")[counter]
        parts.append(f"by {counter} {both({side: same[side] / total[side] for side in SIDES})}")
    return "; ".join(parts)


# --- tables and single sentences


def edges(counts: pd.DataFrame, rows: pd.DataFrame, panel) -> str:
    """How many edges were declared, dropped and used, and how their roots came out."""
    found = counts.set_index("what")
    gone = counts[counts["what"].str.startswith("dropped")]
    dropped = [f"{count(r.edges)} as {r.what.split(', ')[1]} ({r.why})" for r in gone.itertuples()]
    missing = found.loc["used, parent missing"]
    used = found.loc["declared", "edges"] - gone["edges"].sum()
    states = rows.drop_duplicates("child")["state"].value_counts()
    roots = "; ".join(f"{name}: {count(states[name])}" for name in sorted(states.index))
    models = plural(rows["child"].nunique(), "model")
    declared = found.loc["declared", "edges"]
    return (
        f"{panel.name}: {count(declared)} declared bases; dropped {listed(dropped)}. Of the "
        f"{count(used)} used, {count(missing['edges'])} have a missing parent ({missing['why']}). "
        f"{count(used - len(rows))} of them are left out by the rule or not in the list, "
        f"{count(len(rows))} are counted, of {models}. Roots, by model: {roots}."
    )


def undeclared(table: pd.DataFrame) -> str:
    """What a count of declared bases misses, from `lineage.undeclared`."""
    said = []
    for what, rows in table.groupby("what", sort=False):
        known = rows.set_index("side")
        every = known["declared"].sum() / known["n"].sum()
        pair = both(known["share"].fillna(0)[list(SIDES)])
        said.append(f"{what} {percent(every)} ({pair})")
    text = "; ".join(said)
    return sentence(f"a base is named by, of all publishers and of the two countries' own: {text}")


def merges(lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """`lineage.merges` of several lists as a table to read, the more frequent country first."""
    first = next(iter(lists.values())).set_index("parents")["models"]
    order = sorted(SIDES, key=lambda side: -first[side])
    names = {"both": "both countries"} | {
        s: f"{country(s)}, not {country(other(s))}" for s in order
    }
    names["neither"] = "neither, as far as known"
    table = pd.DataFrame({"Parents from": list(names.values())})
    for title, rows in lists.items():
        own = rows.set_index("parents")
        table[title] = [count(own.loc[key, "models"]) for key in names]
        table[f"{title}: may join both"] = [count(own.loc[key, "unclear"]) for key in names]
    return table


def repackagers(table: pd.DataFrame | str) -> pd.DataFrame:
    """`lineage.repackagers` by downloads as a table to read: shares with worst-case bounds."""
    if isinstance(table, str):
        return pd.DataFrame({"Refused": [sentence(table)]})
    rows = table[table["counter"] == "downloads"]
    models = table[table["counter"] == "models"].set_index("repackager")["total"]
    shown = pd.DataFrame(
        {
            "Repackager": [safe(name) for name in rows["repackager"]],
            "Models": [number(models[name]) for name in rows["repackager"]],
            "Downloads": [number(value) for value in rows["total"]],
        }
    )
    for side in sorted(SIDES, key=lambda side: -rows[f"low_{side}"].iloc[0]):
        pairs = zip(rows[f"low_{side}"], rows[f"high_{side}"])
        shown[country(side)] = [_range(low, high) for low, high in pairs]
    shown["Other countries"] = [percent(value) for value in rows["low_other"]]
    return shown.assign(**{"Not known": [percent(value) for value in rows["high_unknown"]]})


def repackaged(table: pd.DataFrame | str, panel) -> str:
    """The origin of what all repackagers carry, in one sentence."""
    if isinstance(table, str):
        return sentence(table)
    rows = table[table["repackager"] == "all"].set_index("counter")
    views = {
        name: {s: (rows.loc[name, f"low_{s}"], rows.loc[name, f"high_{s}"]) for s in SIDES}
        for name in ("models", "downloads")
    }
    said = "; ".join(f"by {name} {_ranges(sides)}" for name, sides in views.items())
    verdict = _in_words(_verdict(list(views.values())), list(views.values()), "is carried more")
    return f"{sentence(f'{panel.name}: what repackagers carry comes, {said}')} {verdict}"


def _range(low: float, high: float) -> str:
    return (
        percent(low) if percent(low) == percent(high) else f"{low * 100:.0f}\u2013{percent(high)}"
    )


def authors(table: pd.DataFrame) -> pd.DataFrame:
    """`lineage.authors` as a table to read, the base country with more derivatives first."""
    rows = table[table["n"] > 0].sort_values("n", ascending=False, kind="stable")
    rows = pd.concat([rows[rows["base_side"] != "unknown"], rows[rows["base_side"] == "unknown"]])
    return pd.DataFrame(
        {
            "Base from": [headline(country(side)) for side in rows["base_side"]],
            "Derivatives": [count(n) for n in rows["n"]],
            "Authors": [count(n) for n in rows["authors"]],
            "Authors a base": [number(n) for n in rows["per_base"]],
            "Gini": [f"{n:.2f}" for n in rows["gini"]],
            "Busiest author": [percent(n) for n in rows["top"]],
            "In batches": [percent(n) for n in rows["batched"]],
            "Most within an hour": [count(n) for n in rows["fastest"]],
        }
    )


def bulk(table: pd.DataFrame, batch: int) -> str:
    """Whether derivatives of one country's bases come more from batches, in one sentence."""
    share = table.set_index("base_side")["batched"].fillna(0)
    ahead = leader(share, CLEAR_SHARE)
    verdict = f"{ADJECTIVE[ahead]} bases get more of them" if ahead else NO_DIFFERENCE
    return sentence(
        f"of the derivatives {both(share)} came in batches ({count(batch)} or more by one author on one "
        f"base within an hour): {verdict}"
    )


def league(table: pd.DataFrame) -> pd.DataFrame:
    """`lineage.league` as a table to read."""
    return pd.DataFrame(
        {
            "Base": [safe(name) for name in table["base"]],
            "From": [headline(country(side)) for side in table["base_side"]],
            "Derivatives": [count(n) for n in table["models"]],
            "Rank": [count(n) for n in table["rank_models"]],
            "Without batches": [count(n) for n in table["without_batches"]],
            "Rank without": [count(n) for n in table["rank_without_batches"]],
            "Authors": [count(n) for n in table["authors"]],
            "Rank by authors": [count(n) for n in table["rank_authors"]],
        }
    )
