"""Words of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import math

import pandas as pd

from ...measures import lineage as measures
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    CONFIDENCE,
    HANGS,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...panel import Panel
from ...text import (
    brief,
    count,
    day,
    headline,
    listed,
    month,
    number,
    percent,
    plural,
    safe,
    sentence,
)
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, both, country

THROUGH = {"base": "declared base", "root": "root of the family"}


def matrix(carried: pd.DataFrame, verdict: Verdict, rows: pd.DataFrame, panel) -> Words:
    """Words of `lineage.matrix`, from `lineage.carried` of the same rows and who leads."""
    views = measures.carried_views(carried)
    when = f"{month(panel.days[-1])} {panel.selection.split()[-1]}"
    models = rows.drop_duplicates("child")
    known, unknown = plural(len(models), "derivative"), models["side"].eq("unknown").mean()
    title = f"{when}: {_bases(verdict)}"
    said = _standing(views["models"])
    finding = (
        f"Of {known} in the {when}, {said}. "
        f"{sentence(_bases(verdict, 'derivatives'))} {_sureness(verdict)} "
        '"At most" gives every base of an unknown publisher to that side.'
    )
    definition = (
        "Derivatives by country of the publisher (rows) and of the declared base (columns), "
        f"{day(panel.days[-1])}: {known}; publishers not known: {percent(unknown)} of them. "
        "Downloads of the last thirty days."
    )
    alt = (
        "Three grids of publisher country by base country: models, downloads, authors. By models "
        f"{said}; by downloads {_standing(views['downloads'])}. "
        f"{sentence(_bases(verdict, 'derivatives'))}"
    )
    return Words(headline(title), definition, sentence(finding), sentence(alt))


def _standing(sides: dict[str, tuple[float, float]]) -> str:
    """`52% stand on American base models (at most 71%), 4% on Chinese ones (at most 24%)`."""
    said = {s: percent(low) for s, (low, _) in sides.items()}
    most = {
        s: "" if percent(high) == said[s] else f" (at most {percent(high)})"
        for s, (_, high) in sides.items()
    }
    if sides["CN"] == sides["US"]:
        return f"{said['CN']} stand on base models of each country{most['CN']}"
    first, second = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return (
        f"{said[first]} stand on {ADJECTIVE[first]} base models{most[first]}, "
        f"{said[second]} on {ADJECTIVE[second]} ones{most[second]}"
    )


def _bases(verdict: Verdict, what: str = "") -> str:
    """Whose base models carry more, in one clause."""
    if verdict.kind == AHEAD:
        than = f" {what} than {ADJECTIVE[other(verdict.side)]} ones" if what else ""
        return f"{ADJECTIVE[verdict.side]} base models carry more{than} by every count"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"what base models of both countries carry is {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"these are {PHRASES[TOO_FEW]} whose bases carry more"
    return f"whose base models carry more {PHRASES[verdict.kind]}"


def _sureness(verdict: Verdict) -> str:
    if verdict.kind != AHEAD:
        return ""
    return (
        f"That holds even if all bases of unknown publishers were {ADJECTIVE[other(verdict.side)]}, "
        "without the largest base or publisher, and if publishers are drawn again."
    )


def carried_readings(carried: pd.DataFrame) -> pd.DataFrame:
    """`lineage.carried` as a table to read: each share as known, and with all unknown bases."""
    views = measures.carried_views(carried).items()
    return pd.DataFrame(
        {"Share of": name} | {headline(country(side)): _range(*view[side]) for side in SIDES}
        for name, view in views
    )


def _ranges(sides: dict[str, tuple[float, float]]) -> str:
    """`China 47% (at most 85%), the United States 28% (at most 81%)`, the larger first."""
    said = {s: percent(sides[s][0]) for s in SIDES}
    for side in SIDES:
        if percent(sides[side][1]) != said[side]:
            said[side] += f" (at most {percent(sides[side][1])})"
    if sides["CN"] == sides["US"]:
        return f"each {said['CN']}"
    order = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return ", ".join(f"{NOUN[side]} {said[side]}" for side in order)


# --- across the two countries

UNKNOWN = "who builds more on the other"


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, measures.Crossing]) -> Words:
    """Words of `lineage.across` of some panels, and of `lineage.crossing` of each."""
    title = across_title(found)
    said = [_known(panel, table, found[panel].known) for panel, table in tables.items()]
    apart = [f"{month(p.days[-1])} {count(own_quantized(t))}" for p, t in tables.items()]
    definition = (
        "Share of each country's derivatives that stand on a model of the other country, of "
        "publishers of known country. Thick: with all bases of unknown publishers. Thin: "
        f"{percent(CONFIDENCE)} interval, publishers drawn again. Quantizations of a publisher's own "
        f"models left out: {', '.join(apart)}."
    )
    limits = (
        "Only models that name a base are counted, and the two lists are not two ends of a line."
    )
    finding = f"{of_all(found)} {' '.join(said)} {limits}"
    known = [_known(panel, table, found[panel].known, False) for panel, table in tables.items()]
    alt = f"Marks with ranges, a panel for each list. {title}. {' '.join(known)}"
    return Words(title, definition, finding, alt)


def own_quantized(table: pd.DataFrame) -> int:
    """How many quantizations of a publisher's own models `lineage.across` leaves out."""
    return table.drop_duplicates("side")["own_quantized"].sum()


def of_all(found: dict[Panel, measures.Crossing]) -> str:
    """Who builds more on the other of all derivatives: said once, with the reason."""
    hidden = [panel for panel, one in found.items() if one.every.kind == NOT_IDENTIFIED]
    if not hidden:
        return ""
    parts = [
        f"{percent(found[p].unknown)} ({month(p.days[-1])})"
        for p in hidden
        if not math.isnan(found[p].unknown)
    ]
    said = f"{UNKNOWN} {PHRASES[NOT_IDENTIFIED]}"
    if parts:
        said += f": {' and '.join(parts)} of derivatives have a publisher of unknown country"
    return sentence(said)


def _known(panel: Panel, table: pd.DataFrame, verdict: Verdict, full: bool = True) -> str:
    """What is known of one panel: the two shares, on what they rest, and the verdict."""
    if verdict.kind == NOT_IDENTIFIED:
        return sentence(f"{panel.name}: {UNKNOWN} {PHRASES[NOT_IDENTIFIED]}, no base is recorded")
    shares = measures.drawn_again(table, "root")
    where = f"{panel.name}, where the publisher's country is known" if full else panel.name
    said = f"{where}: {on_other(shares, full)}"
    return f"{sentence(said)} {sentence(known_clause(verdict, shares))}"


def on_other(shares: dict[str, measures.Resampled], full: bool = True) -> str:
    """`47% of 144 Chinese derivatives by 22 publishers stand on American models (33% to 61% ...)`.

    The larger share first; `full`: with publishers and both intervals over them, else with one.
    """
    said = []
    for side in by_share(shares):
        one, whose, on = shares[side], ADJECTIVE[side], ADJECTIVE[other(side)]
        by = f" by {plural(one.publishers, 'publisher')}" if full else ""
        text = f"{percent(one.share)} of {count(one.models)} {whose} derivatives{by}"
        again = " if publishers are drawn again" if full and not said else ""
        ends = f" ({percent(one.low)} to {percent(one.high)}{again})" if full or not said else ""
        said.append(f"{text}{'' if said else ' stand'} on {on} models{ends}")
    return ", ".join(said)


def by_share(shares: dict[str, measures.Resampled]) -> list[str]:
    """The sides, the larger share first."""
    return sorted(SIDES, key=lambda side: (-shares[side].share, -shares[side].models))


def known_clause(verdict: Verdict, shares: dict[str, measures.Resampled]) -> str:
    """The verdict among publishers of known country, in one clause."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} publishers build more on the other in every reading"
    if verdict.kind == TOO_FEW:
        single = [
            f"all {ADJECTIVE[side]} ones on {ADJECTIVE[other(side)]} models are of one publisher"
            for side in by_share(shares)
            if shares[side].sources == 1
        ]
        return f"these are {PHRASES[TOO_FEW]} more{': ' if single else ''}{' and '.join(single)}"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"the two shares are {PHRASES[verdict.kind]}"
    return f"{UNKNOWN} {PHRASES[verdict.kind]}"


def across_title(found: dict[Panel, measures.Crossing]) -> str:
    """`Among derivatives of known country, A used B models more in 2024`, of the first clear list."""
    for panel, one in found.items():
        if side := one.known.ahead:
            return (
                f"Among derivatives of known country, {ADJECTIVE[side]} used "
                f"{ADJECTIVE[other(side)]} models more in {panel.days[-1].year}"
            )
    verdict = next(iter(found.values())).known
    titles = {
        CLOSE: f"Shares built on the other country lie {PHRASES[CLOSE]}",
        WITHIN_ERROR: f"Shares built on the other country lie {PHRASES[WITHIN_ERROR]}",
        TOO_FEW: f"Derivatives of known country are {PHRASES[TOO_FEW]} more",
    }
    return titles.get(verdict.kind, headline(f"{UNKNOWN} {PHRASES.get(verdict.kind)}"))


def across_readings(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """All readings of `lineage.crossed` as a table to read."""
    rows = []
    for (reading, counter, through), view in measures.across_readings(tables).items():
        row = {"Share of": f"{counter}, {THROUGH[through]}, {reading}"}
        row |= {f"{ADJECTIVE[s]} on {ADJECTIVE[other(s)]}": _range(*view[s]) for s in SIDES}
        drawn = measures.drawn_again(tables[reading], through)
        row |= {
            f"{ADJECTIVE[s]}, publishers drawn again": _range(drawn[s].low, drawn[s].high)
            for s in SIDES
            if counter == "models"
        }
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


# --- families over time


def descendants(totals: pd.DataFrame, families: dict[str, pd.DataFrame], verdict: Verdict) -> Words:
    """Words of `lineage.descendant_totals`, `descendants` and who leads."""
    said = []
    for name, rows in totals.groupby("panel", sort=False):
        last = rows[rows["day"] == rows["day"].max()].set_index("side")
        text = f"{both(last['value'], number)}; added since {month(rows['day'].min())}: "
        said.append(sentence(f"{name}: {text}{both(last['added'], number)}"))
    title = _families(verdict)
    days = totals["day"]
    definition = (
        "Models that the Hub shows below those of an organization, full catalogues, "
        f"{day(days.min())} to {day(days.max())}; before and after, nothing was listed."
    )
    finding = (
        f"{headline(title)}. {' '.join(said)} The largest families are {_largest(families)}. A "
        "lead must hold in the total and in what was added, in every panel; a model with several "
        f"parents counts for each."
    )
    alt = (
        "Lines of descendants over time: the largest families left, totals of the two countries "
        "right, solid and dashed for two sets of organizations. "
        f"{headline(title)}. {' '.join(said)}"
    )
    return Words(headline(title), definition, finding, alt)


def _families(verdict: Verdict) -> str:
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} families have and add more descendants in every panel"
    if verdict.kind == CLOSE:
        return f"The descendants of listed families are {PHRASES[CLOSE]}"
    return f"Whose families have more descendants {PHRASES[verdict.kind]}"


def _largest(families: dict[str, pd.DataFrame]) -> str:
    """The two largest families of the last panel on its last day."""
    rows = list(families.values())[-1]
    last = rows[rows["day"] == rows["day"].max()]
    last = last.sort_values(["value", "family"], ascending=[False, True]).head(len(SIDES))
    return listed([f"{safe(row.family)} {number(row.value)}" for row in last.itertuples()])


# --- licenses along edges


def drift(table: pd.DataFrame, shares: pd.DataFrame, verdict: Verdict, panel) -> Words:
    """Words of `lineage.drift`, from `lineage.contrary` of it and who leads."""
    title = _relicensed(verdict)
    said = "; ".join(
        f"by {name} {both(sides, lambda s: percent(s, 1))}"
        for name, sides in measures.contrary_shares(shares).items()
    )
    kept = "; ".join(f"by {name} {both(sides)}" for name, sides in measures.kept(table).items())
    total, downloads = table[["models", "downloads"]].sum()
    known = shares["n"][shares["counter"] == "models"].sum() / total
    rule = (
        f"A lead must hold by models and downloads and in both readings; both licenses are known "
        f"for {percent(known)} of derivatives, and undeclared ones could reverse any order"
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


def _relicensed(verdict: Verdict) -> str:
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} bases are relicensed against their terms more"
    if verdict.kind == CLOSE:
        return f"Derivatives that grant more than their base are {PHRASES[CLOSE]}"
    return f"Whose bases are relicensed against their terms more {PHRASES[verdict.kind]}"


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
            "Models": [brief(models[name]) for name in rows["repackager"]],
            "Downloads": [brief(value) for value in rows["total"]],
        }
    )
    for side in sorted(SIDES, key=lambda side: -rows[f"low_{side}"].iloc[0]):
        pairs = zip(rows[f"low_{side}"], rows[f"high_{side}"])
        shown[country(side)] = [_range(low, high) for low, high in pairs]
    shown["Other countries"] = [percent(value) for value in rows["low_other"]]
    return shown.assign(**{"Not known": [percent(value) for value in rows["high_unknown"]]})


def repackaged(table: pd.DataFrame | str, verdict: Verdict, panel) -> str:
    """The origin of what all repackagers carry, in two sentences; or why it is not known."""
    if isinstance(table, str):
        return sentence(table)
    if verdict.kind == NOT_IDENTIFIED:
        return sentence(f"{panel.name}: whose models repackagers carry {PHRASES[NOT_IDENTIFIED]}")
    views = measures.repackaged(table)
    said = "; ".join(f"by {name} {_ranges(sides)}" for name, sides in views.items())
    return f"{sentence(f'{panel.name}: what repackagers carry comes, {said}')} {_packed(verdict)}"


def _packed(verdict: Verdict) -> str:
    if verdict.kind == AHEAD:
        return f"Models of {NOUN[verdict.side]} are carried more by both counts."
    if verdict.kind == HANGS:
        known = f"More known ones are of {NOUN[verdict.side]}"
        return f"{known}, but whose are carried more {PHRASES[HANGS]}."
    if verdict.kind == CLOSE:
        return f"The two are {PHRASES[CLOSE]}."
    return f"Whose are carried more {PHRASES[verdict.kind]}."


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
            "Authors a base": [brief(n) for n in rows["per_base"]],
            "Gini": [f"{n:.2f}" for n in rows["gini"]],
            "Busiest author": [percent(n) for n in rows["top"]],
            "In batches": [percent(n) for n in rows["batched"]],
            "Most within an hour": [count(n) for n in rows["fastest"]],
        }
    )


def bulk(table: pd.DataFrame, verdict: Verdict) -> str:
    """Whether derivatives of one country's bases come more from batches, in one sentence."""
    batch = f"{count(measures.BATCH)} or more by one author on one base within an hour"
    if verdict.kind == NOT_IDENTIFIED:
        return sentence(f"whose derivatives came in batches ({batch}) {PHRASES[NOT_IDENTIFIED]}")
    share = table.set_index("base_side")["batched"]
    said = (
        f"{ADJECTIVE[verdict.side]} bases get more of them"
        if verdict.kind == AHEAD
        else f"the two are {PHRASES[verdict.kind]}"
    )
    return sentence(f"of the derivatives {both(share)} came in batches ({batch}): {said}")


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
