"""Words of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import pandas as pd

from ...measures import lineage as measures
from ...measures.verdicts import DEPENDS, SHARE, SIDES, Lead, other
from ...panel import Panel
from ...text import count, day, headline, listed, month, number, percent, plural, safe, sentence
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country

THROUGH = {"base": "declared base", "root": "root of the family"}
ON_COUNT = "depends on the count"


def matrix(carried: pd.DataFrame, lead: Lead, rows: pd.DataFrame, panel) -> Words:
    """Words of `lineage.matrix`, from `lineage.carried` of the same rows and `carried_lead`."""
    views = measures.bounds(carried, "counter", side="base_side")
    verdict = lead.ahead
    when = f"{month(panel.days[-1])} {panel.selection.split()[-1]}"
    models = rows.drop_duplicates("child")
    known, unknown = plural(len(models), "derivative"), models["side"].eq("unknown").mean()
    title = {
        None: f"{when}: {NO_DIFFERENCE} in whose base models are used",
        DEPENDS: f"{when}: whose base models carry more {ON_COUNT}",
    }.get(verdict, f"{when}: {ADJECTIVE.get(verdict)} base models carry more by every count")
    if verdict in SIDES and not lead.surely:
        bases = f"{month(panel.days[-1])}: {ADJECTIVE[verdict]} bases"
        title = f"{bases} carry more, unknown ones could reverse it"
    said = "; ".join(f"by {name} {_ranges(sides)}" for name, sides in views.items())
    finding = (
        f"On base models of the two countries stand, of {known} in the {when}, {said}. "
        f"{_in_words(lead, 'carries more')} "
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
        f"{_ranges(views['downloads'])}. {_in_words(lead, 'carries more')}"
    )
    return Words(headline(title), definition, sentence(finding), sentence(alt))


def _in_words(lead: Lead, does: str) -> str:
    if lead.ahead is None:
        return sentence(f"there is {NO_DIFFERENCE}")
    if lead.ahead == DEPENDS:
        return sentence(f"which country {does} {ON_COUNT}")
    worst = "also in the worst case" if lead.surely else "but the ranges overlap"
    return sentence(f"{NOUN[lead.ahead]} {does} by every count, {worst}")


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


def across(tables: dict[Panel, pd.DataFrame], leads: dict[Panel, Lead]) -> Words:
    """Words of `lineage.across` of some panels, and of who builds more on the other."""
    said, sizes, short = [], [], []
    for panel, table in tables.items():
        views = measures.across_views(table)
        first = {name: views[name, "root"] for name in ("models", "downloads")}
        words = "; ".join(f"by {name} {on_other(sides)}" for name, sides in first.items())
        clear = _in_words(leads[panel], "builds more on the other")
        by_models = f"{panel.name}, by models: {on_other(first['models'])}"
        short.append(sentence(by_models))
        said.append(f"{sentence(f'{panel.name}, root of the family: {words}')} {clear}")
        n = table.drop_duplicates("side").set_index("side")["n"]
        sizes.append(f"{month(panel.days[-1])} {both(n, count)}")
    title = across_title(leads)
    definition = (
        "Share of each country's derivatives that stand on a model of the other country: known "
        f"part (mark), with all unknown ones (end of line). Derivatives: {'; '.join(sizes)}."
    )
    limits = (
        "Every count means base and root, models and downloads, both readings of disputed "
        "publishers, and without the busiest publisher of each side. Only models that name a base "
        "are counted, and the two lists are not two ends of a line."
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


def across_title(leads: dict[Panel, Lead]) -> str:
    """`Building more on the other: A publishers 2024, B publishers 2026`."""
    if {lead.ahead for lead in leads.values()} == {None}:
        return f"Building on the other country's models: {NO_DIFFERENCE}"
    who = {None: NO_DIFFERENCE, DEPENDS: ON_COUNT}
    who |= {side: f"{ADJECTIVE[side]} publishers" for side in SIDES}
    said = [f"{who[lead.ahead]} {panel.days[-1].year}" for panel, lead in leads.items()]
    return f"Building more on the other: {', '.join(said)}"


# --- families over time


def descendants(
    totals: pd.DataFrame, families: dict[str, pd.DataFrame], ahead: str | None
) -> Words:
    """Words of `lineage.descendant_totals`, of `descendants` of the same panels, and who leads."""
    said = []
    for name, rows in totals.groupby("panel", sort=False):
        last = rows[rows["day"] == rows["day"].max()].set_index("side")
        text = f"{both(last['value'], number)}; added since {month(rows['day'].min())}: "
        said.append(sentence(f"{name}: {text}{both(last['added'], number)}"))
    title = {
        None: f"{NO_DIFFERENCE} in the descendants of listed families",
        DEPENDS: "Whose families have more descendants depends on the organizations listed",
    }.get(ahead, f"{ADJECTIVE.get(ahead)} families have and add more descendants in every panel")
    days = totals["day"]
    definition = (
        "Models that the Hub shows below those of an organization, full catalogues, "
        f"{day(days.min())} to {day(days.max())}; before and after, nothing was listed."
    )
    finding = (
        f"{headline(title)}. {' '.join(said)} The largest families are {_largest(families)}. A "
        "lead must hold in the total and in what was added, in every panel; a model with several "
        "parents counts for each."
    )
    alt = (
        "Lines of descendants over time: the largest families left, totals of the two countries "
        "right, solid and dashed for two sets of organizations. "
        f"{headline(title)}. {' '.join(said)}"
    )
    return Words(headline(title), definition, finding, alt)


def _largest(families: dict[str, pd.DataFrame]) -> str:
    """The two largest families of the last panel on its last day."""
    rows = list(families.values())[-1]
    last = rows[rows["day"] == rows["day"].max()]
    last = last.sort_values(["value", "family"], ascending=[False, True]).head(len(SIDES))
    return listed([f"{safe(row.family)} {number(row.value)}" for row in last.itertuples()])


# --- licenses along edges


def drift(table: pd.DataFrame, shares: pd.DataFrame, ahead: str | None, panel) -> Words:
    """Words of `lineage.drift`, from `lineage.contrary` of it and `contrary_lead`."""
    title = {
        None: f"Licenses that grant more than their base's: {NO_DIFFERENCE}",
        DEPENDS: f"Whose bases are relicensed against their terms more {ON_COUNT}",
    }.get(ahead, f"{ADJECTIVE.get(ahead)} bases are relicensed against their terms more")
    said = "; ".join(
        f"by {name} {both(sides, lambda s: percent(s, 1))}"
        for name, sides in measures.contrary_shares(shares).items()
    )
    kept = "; ".join(f"by {name} {both(sides)}" for name, sides in measures.kept(table).items())
    total, downloads = table[["models", "downloads"]].sum()
    known = shares["n"][shares["counter"] == "models"].sum() / total
    rule = (
        f"No lead counts below {percent(SHARE)} or unless it holds by models and downloads "
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


def repackaged(table: pd.DataFrame | str, lead: Lead | None, panel) -> str:
    """The origin of what all repackagers carry, in two sentences; or why it is not known."""
    if isinstance(table, str):
        return sentence(table)
    views = measures.repackaged(table)
    said = "; ".join(f"by {name} {_ranges(sides)}" for name, sides in views.items())
    clear = _in_words(lead, "is carried more")
    return f"{sentence(f'{panel.name}: what repackagers carry comes, {said}')} {clear}"


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


def bulk(table: pd.DataFrame, ahead: str | None) -> str:
    """Whether derivatives of one country's bases come more from batches, in one sentence."""
    share = table.set_index("base_side")["batched"].fillna(0)
    verdict = f"{ADJECTIVE[ahead]} bases get more of them" if ahead else NO_DIFFERENCE
    return sentence(
        f"of the derivatives {both(share)} came in batches ({count(measures.BATCH)} or more by one "
        f"author on one base within an hour): {verdict}"
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
