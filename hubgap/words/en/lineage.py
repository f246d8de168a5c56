"""Words of notebook 06: whose base models carry whose derivatives."""

from __future__ import annotations

import math

import pandas as pd

from ...measures import lineage as measures
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
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
from .grammar import ADJECTIVE, CHOSEN, NOUN, PHRASES, Words, among, country, larger

NOTABLE = 0.05  # of a month's derivatives, for one account that makes most of them to be told
THROUGH = {"base": "declared base", "root": "root of the family"}


def matrix(carried: pd.DataFrame, verdict: Verdict, rows: pd.DataFrame, panel) -> Words:
    """Words of `lineage.matrix`, from `lineage.carried` of the same rows and who leads."""
    views = measures.carried_views(carried)
    date = panel.days[-1]
    known = plural(rows["child"].nunique(), "derivative")
    title = f"in {month(date)}{_bases(verdict, views['models'])}"
    clear = sentence(_carried_more(verdict))
    finding = (
        f"Of {known} listed in {month(date)}, {_standing(views['models'])}. {clear} "
        f"{_sureness(verdict)} {_most(views['models'])}"
    )
    definition = (
        f"A derivative names another model as its base. Shown is on whose models {known} were "
        f"built, on the Hugging Face Hub, {day(date)}. The rest name models of other or unknown "
        "countries."
    )
    alt = (
        "Pairs of bars of what stands on each country's base models, by models, downloads and "
        "authors. "
        f"Of derivatives, {_standing(views['models'])}. Of their downloads, "
        f"{_standing(views['downloads'], 'go to those')}. {clear}"
    )
    return Words(headline(title), definition, finding.replace("  ", " "), alt)


def _standing(sides: dict[str, tuple[float, float]], verb: str = "stand") -> str:
    """`52% stand on American base models and 4% on Chinese ones`, the larger first."""
    said = {s: percent(low) for s, (low, _) in sides.items()}
    if sides["CN"] == sides["US"]:
        return f"{said['CN']} {verb} on base models of either country"
    first, second = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return (
        f"{said[first]} {verb} on {ADJECTIVE[first]} base models and "
        f"{said[second]} on {ADJECTIVE[second]} ones"
    )


def _most(sides: dict[str, tuple[float, float]]) -> str:
    """`If every base of an unknown publisher were Chinese, 24% would stand on Chinese ones.`"""
    if sides["CN"] == sides["US"]:
        return f"Every base of unknown origin could make it {percent(sides['CN'][1])}."
    side = min(SIDES, key=lambda side: sides[side])
    which = ADJECTIVE[side]
    return f"If every base of unknown origin were {which}, {percent(sides[side][1])} would stand there."


def _bases(verdict: Verdict, shares: dict[str, tuple[float, float]]) -> str:
    """The shares of both countries' models if one leads, else why nobody does: after `In ...`."""
    if verdict.kind != AHEAD:
        return f" {_carried_more(verdict)}"
    more, less = (percent(shares[side][0]) for side in (verdict.side, other(verdict.side)))
    first, second = ADJECTIVE[verdict.side], ADJECTIVE[other(verdict.side)]
    return f", {more} of derivatives used {first} models, {less} {second} ones"


def _carried_more(verdict: Verdict) -> str:
    """Whose base models carry more, in one clause."""
    if verdict.kind == AHEAD:
        first, second = ADJECTIVE[verdict.side], ADJECTIVE[other(verdict.side)]
        return f"{first} base models carried more derivatives than {second} ones by every count"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"the shares that base models of both countries carried were {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"there were {PHRASES[TOO_FEW]} whose bases carried more"
    return f"whose base models carried more {PHRASES[verdict.kind]}"


def _sureness(verdict: Verdict) -> str:
    if verdict.kind != AHEAD:
        return ""
    return (
        "That also holds without the largest base or publisher, and if publishers are drawn at random. "
        f"It holds even if all bases of unknown publishers were {ADJECTIVE[other(verdict.side)]}."
    )


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """`lineage.matrix` as a table to read: models, downloads, authors by publisher and base."""
    return pd.DataFrame(
        {
            "Publisher from": [headline(country(side)) for side in table["side"]],
            "Base from": [headline(country(side)) for side in table["base_side"]],
            "Models": [brief(n) for n in table["models"]],
            "Downloads": [brief(n) for n in table["downloads"]],
            "Authors": [brief(n) for n in table["authors"]],
        }
    )


def carried_readings(carried: pd.DataFrame) -> pd.DataFrame:
    """`lineage.carried` as a table to read: each share as known, and with all unknown bases."""
    views = measures.carried_views(carried).items()
    return pd.DataFrame(
        {"Share of": name} | {headline(country(side)): _range(*view[side]) for side in SIDES}
        for name, view in views
    )


def _ranges(sides: dict[str, tuple[float, float]], noun: str) -> str:
    """`Of models, 47% are Chinese and 28% American, or 85% and 81% with all of unknown origin.`"""
    said, most = ({s: percent(sides[s][n]) for s in SIDES} for n in (0, 1))
    start = f"Of {noun}, {said['CN']}"
    if sides["CN"] == sides["US"]:
        return f"{start} come from either country, or {most['CN']} with all of unknown origin."
    first, second = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return (
        f"Of {noun}, {said[first]} are {ADJECTIVE[first]} and {said[second]} {ADJECTIVE[second]}, or "
        f"{most[first]} and {most[second]} with all of unknown origin."
    )


def numbered(values: dict[str, float], text=count) -> str:
    """`41 American and 17 Chinese`, the larger first; `20 of either country` where equal."""
    if values["CN"] == values["US"]:
        return f"{text(values['CN'])} of either country"
    order = sorted(SIDES, key=lambda side: values[side], reverse=True)
    return " and ".join(f"{text(values[side])} {ADJECTIVE[side]}" for side in order)


# --- across the two countries

UNKNOWN = "who builds more on the other"


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, measures.Crossing]) -> Words:
    """Words of `lineage.across` of some panels, and of `lineage.crossing` of each."""
    title = used_title(tables, found)
    said = [_known(panel, table, found[panel].known) for panel, table in tables.items()]
    apart = sum(own_quantized(table) for table in tables.values())
    days = listed([day(panel.days[-1]) for panel in tables])
    chosen = "".join({CHOSEN.get(panel.selection, "") for panel in tables})
    definition = (
        "A derivative names another model as its base. Shown is the share of each country's "
        f"{chosen}derivatives whose base is from the other country, on the Hugging Face Hub, {days}. "
        f"Only publishers of known country are counted.{_few(found)}"
    )
    finding = f"{' '.join(said)} Quantized copies of a publisher's own models, {count(apart)} here, are left out."
    known = [_known(panel, table, found[panel].known, False) for panel, table in tables.items()]
    alt = f"Marks with intervals, by models and by downloads. {title}. {' '.join(known)}"
    return Words(title, definition, finding, alt)


def _few(found: dict[Panel, measures.Crossing]) -> str:
    """` They made 1% of all derivatives.`: what is left of the lists of some panels."""
    left = [percent(1 - one.unknown) for one in found.values() if not math.isnan(one.unknown)]
    return f" They made {listed(left)} of all derivatives." if left else ""


def across_limits(found: dict[Panel, measures.Crossing]) -> str:
    """What the pictures leave out: publishers of no known country, and bases that nobody names."""
    limits = (
        "Only models that name a base are counted, and the two lists are not two ends of a line."
    )
    return " ".join(filter(None, [of_all(found), limits]))


def crossed_said(table: pd.DataFrame, verdict: Verdict, through: str) -> str:
    """What `lineage.crossed` found through bases or roots, and how surely, without its list."""
    if verdict.kind == NOT_IDENTIFIED:
        return f"{UNKNOWN} {PHRASES[NOT_IDENTIFIED]}, as no base is recorded."
    shares = measures.drawn_again(table, through)
    return f"{on_other(shares, False)}. {sentence(known_clause(verdict, shares))}"


def used_title(tables: dict[Panel, pd.DataFrame], found: dict[Panel, measures.Crossing]) -> str:
    """`In July 2024, 46% of A derivatives used B models, 5% vice versa`, of the first clear list."""
    for panel, one in found.items():
        more = measures.used_more(tables[panel], "base") if one.known.kind == DEPENDS else None
        if side := one.known.ahead or more:
            shares = measures.drawn_again(tables[panel], "base")
            more, less = (percent(shares[name].share) for name in (side, other(side)))
            return (
                f"In {month(panel.days[-1])}, {more} of {ADJECTIVE[side]} derivatives used "
                f"{ADJECTIVE[other(side)]} models, {less} vice versa"
            )
    return across_title(found)


def own_quantized(table: pd.DataFrame) -> int:
    """How many quantizations of a publisher's own models `lineage.across` leaves out."""
    return table.drop_duplicates("side")["own_quantized"].sum()


def of_all(found: dict[Panel, measures.Crossing]) -> str:
    """Who builds more on the other of all derivatives: said once, with the reason."""
    hidden = [panel for panel, one in found.items() if one.every.kind == NOT_IDENTIFIED]
    if not hidden:
        return ""
    parts = [
        f"{percent(found[p].unknown)} of them in {month(p.days[-1])}"
        for p in hidden
        if not math.isnan(found[p].unknown)
    ]
    said = f"for all derivatives {UNKNOWN} {PHRASES[NOT_IDENTIFIED]}"
    if parts:
        said += f", as the publisher's country is unknown for {' and '.join(parts)}"
    return sentence(said)


def _known(panel: Panel, table: pd.DataFrame, verdict: Verdict, full: bool = True) -> str:
    """What is known of one panel: the two shares, on what they rest, and the verdict."""
    where = among(panel.selection, month(panel.days[-1]))
    if verdict.kind == NOT_IDENTIFIED:
        return f"{headline(where)} {UNKNOWN} {PHRASES[NOT_IDENTIFIED]}, as no base is recorded."
    shares = measures.drawn_again(table, "base")
    said = f"{headline(where)} {on_other(shares, full)}."
    return f"{said} {sentence(known_clause(verdict, shares))}"


def on_other(shares: dict[str, measures.Resampled], full: bool = True) -> str:
    """`47% of 144 Chinese derivatives stood on American models (33% to 61%), but 5% of 400 ...`.

    The larger share first; `full`: with both intervals over publishers, else with one.
    """
    said = []
    for side in by_share(shares):
        one, whose, on = shares[side], ADJECTIVE[side], ADJECTIVE[other(side)]
        ends = f" ({percent(one.low)} to {percent(one.high)})" if full or not said else ""
        by = f" by {plural(one.publishers, 'publisher')}" if full else ""
        text = f"{percent(one.share)} of {count(one.models)} {whose} derivatives{by}"
        said.append(f"{text}{'' if said else ' stood'} on {on} models{ends}")
    return ", and ".join(said)


def by_share(shares: dict[str, measures.Resampled]) -> list[str]:
    """The sides, the larger share first."""
    return sorted(SIDES, key=lambda side: (-shares[side].share, -shares[side].models))


def known_clause(verdict: Verdict, shares: dict[str, measures.Resampled]) -> str:
    """The verdict among publishers of known country, in one clause."""
    if verdict.kind == AHEAD:
        whose, on = ADJECTIVE[verdict.side], ADJECTIVE[other(verdict.side)]
        return f"in every reading {whose} publishers used {on} models more than the other way round"
    if verdict.kind == TOO_FEW:
        single = [
            f"all {ADJECTIVE[side]} ones on {ADJECTIVE[other(side)]} models are of one publisher"
            for side in by_share(shares)
            if shares[side].sources == 1
        ]
        return f"these are {PHRASES[TOO_FEW]} more{', as ' if single else ''}{' and '.join(single)}"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"the two shares are {PHRASES[verdict.kind]}"
    return f"{UNKNOWN} {PHRASES[verdict.kind]}"


def across_title(found: dict[Panel, measures.Crossing]) -> str:
    """Why no list has a lead: a title for where none has one."""
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
            f"{ADJECTIVE[s]}, interval": _range(drawn[s].low, drawn[s].high)
            for s in SIDES
            if counter == "models"
        }
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


# --- families over time


def descendants(
    totals: pd.DataFrame, families: dict[str, pd.DataFrame], owners: pd.DataFrame, verdict: Verdict
) -> Words:
    """Words of `lineage.descendant_totals`, `descendants`, `by_owner` and who leads."""
    last = {
        name: rows[rows["day"] == rows["day"].max()].set_index("side")
        for name, rows in totals.groupby("panel", sort=False)
    }
    first, final = owners["day"].min(), owners["day"].max()
    title = _families(verdict, {n: rows["value"].to_dict() for n, rows in last.items()}, owners)
    told = " ".join(
        f"Among {name.split()[-2]} organizations, {_descend(rows['value'])}. Since "
        f"{month(totals.loc[totals['panel'] == name, 'day'].min())} {_descend(rows['added'], 'more')}."
        for name, rows in last.items()
    )
    definition = (
        "Descendants are models that name one of an organization's models as their base, as the "
        f"Hugging Face Hub counts them, {day(first)} to {day(final)}. Totals depend on which "
        "organizations were listed in full, so two sets are drawn."
    )
    clear = _more_descendants(verdict)
    finding = (
        f"{clear} {told} The largest families are those of {_largest(owners)}. A model with "
        "several parents counts for each."
    )
    alt = (
        "Lines of descendants over time, the largest owners left, the totals of the two countries "
        f"right, for two sets of organizations. {sentence(title)} {clear} {told}"
    )
    return Words(title, definition, finding, alt)


def sets(families: dict[str, pd.DataFrame]) -> dict[str, str]:
    """What each panel of `lineage.descendants` holds: `31 organizations: 16 Chinese, 15 American`."""
    said = {}
    for name, rows in families.items():
        of = rows.groupby("side")["family"].nunique().reindex(list(SIDES), fill_value=0)
        parts = numbered(of.to_dict()).replace(" and ", ", ")
        said[name] = f"{plural(of.sum(), 'organization')}: {parts}"
    return said


def _descend(values: pd.Series, what: str = "models") -> str:
    """`107,000 models descend from Chinese and 96,100 from American ones`, the larger first."""
    if values["CN"] == values["US"]:
        return f"{number(values['CN'])} {what} descend from makers of either country"
    first, second = sorted(SIDES, key=lambda side: values[side], reverse=True)
    return (
        f"{number(values[first])} {what} descend from {ADJECTIVE[first]} makers and "
        f"{number(values[second])} from {ADJECTIVE[second]} ones"
    )


def _families(verdict: Verdict, totals: dict[str, dict], owners: pd.DataFrame) -> str:
    """Whose families are larger: where sets disagree, the largest family against the largest set."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} families have more descendants and add more"
    if verdict.kind == CLOSE:
        return f"The descendants of listed families are {PHRASES[CLOSE]}"
    (top,) = _last(owners, 1).itertuples()
    if len({larger(values) for values in totals.values()}) > 1:
        return f"{safe(top.family)}'s family is largest, but which country leads {PHRASES[DEPENDS]}"
    return f"Whose families have more descendants {PHRASES[verdict.kind]}"


def _more_descendants(verdict: Verdict) -> str:
    """The verdict in one sentence: it must hold in totals, in what was added and in both sets."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} families have and add more descendants in every set."
    if verdict.kind == CLOSE:
        return f"The two countries' families are {PHRASES[CLOSE]} in every set."
    return f"Whose families have more descendants {PHRASES[verdict.kind]}."


def _last(owners: pd.DataFrame, largest: int) -> pd.DataFrame:
    """So many of the largest rows of the last day."""
    last = owners[owners["day"] == owners["day"].max()]
    return last.sort_values(["value", "family"], ascending=[False, True]).head(largest)


def _largest(owners: pd.DataFrame) -> str:
    """The two largest families on the last day."""
    rows = _last(owners, len(SIDES)).itertuples()
    return listed([f"{safe(row.family)} ({number(row.value)})" for row in rows])


# --- licenses along edges


def drift(shares: pd.DataFrame, pairs: pd.DataFrame, verdict: Verdict, panel) -> Words:
    """Words of `lineage.contrary`, `contrary_pairs` and who leads."""
    views = measures.contrary_shares(shares)
    title = _relicensed(verdict, views["models"])
    known = shares["n"][shares["counter"] == "models"].sum()
    clear = sentence(_more_granted(verdict))
    finding = (
        f"A license that grants what the base withholds is on {_granted(views['models'])}. By "
        f"downloads it is on {_granted(views['downloads'], 'those')}. {clear} Derivatives without "
        "a license, left out here, could reverse any order."
    )
    definition = (
        "How often a derivative's license allows what the license of its base model forbids, on the "
        f"Hugging Face Hub, {day(panel.days[-1])}. {_commonest(pairs, known)}"
    )
    alt = (
        "Bars of the share of derivatives that grant what their base withholds, by country of the "
        f"base, by models and by downloads. By models it is {_granted(views['models'])}, by "
        f"downloads {_granted(views['downloads'])}. {clear}"
    )
    return Words(headline(title), definition, finding, alt)


def _commonest(pairs: pd.DataFrame, known: int) -> str:
    """How many pairs of licenses are known, with the most frequent contradiction as an example."""
    if pairs.empty:
        return f"Both licenses are known for {number(known)} derivatives."
    first = pairs.iloc[0]
    return (
        f"In {count(first['models'])} of {number(known)} known pairs, for example, the base is "
        f"under {safe(first['base'])} and the derivative under {safe(first['derivative'])}."
    )


def _granted(sides: dict[str, float], what: str = "derivatives") -> str:
    """`6.1% of derivatives on American bases and 3.7% of those on Chinese ones`."""
    said = {side: percent(share, 1) for side, share in sides.items()}
    if sides["CN"] == sides["US"]:
        return f"{said['CN']} of {what} on bases of either country"
    first, second = sorted(SIDES, key=lambda side: sides[side], reverse=True)
    return (
        f"{said[first]} of {what} on {ADJECTIVE[first]} bases and {said[second]} of those on "
        f"{ADJECTIVE[second]} ones"
    )


def _relicensed(verdict: Verdict, shares: dict[str, float]) -> str:
    """Whose bases are relicensed more, or how many derivatives of either are."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} bases are relicensed against their terms more often"
    first, second = sorted(SIDES, key=lambda side: shares[side], reverse=True)
    if shares["CN"] == shares["US"]:
        derivatives = f"{percent(shares['CN'])} of derivatives"
        return f"{derivatives} of models of either country loosen the license"
    return (
        f"{percent(shares[first])} of derivatives of {ADJECTIVE[first]} models loosen the license, "
        f"{percent(shares[second])} of {ADJECTIVE[second]} models'"
    )


def _more_granted(verdict: Verdict) -> str:
    """The verdict on what is granted, in one clause."""
    if verdict.kind == AHEAD:
        return f"more of those on {ADJECTIVE[verdict.side]} bases do so by every count"
    if verdict.kind == CLOSE:
        return f"the two countries' shares are {PHRASES[CLOSE]} by either count"
    return f"on whose bases more do so {PHRASES[verdict.kind]}"


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """`lineage.drift` as a table to read: what became of the license, by country of the base."""
    shown = pd.DataFrame({"The derivative's license is": list(dict.fromkeys(table["change"]))})
    for side in SIDES:
        own = table[table["base_side"] == side].set_index("change")
        for counter in ("models", "downloads"):
            share = own[counter] / max(own[counter].sum(), 1)
            name = f"{ADJECTIVE[side]} bases, {counter}"
            shown[name] = [percent(value) for value in share.reindex(shown.iloc[:, 0])]
    return shown


# --- tables and single sentences


def edges(counts: pd.DataFrame, rows: pd.DataFrame, panel) -> str:
    """How many edges were declared, dropped and used, and how their roots came out."""
    found = counts.set_index("what")
    gone = counts[counts["what"].str.startswith("dropped")]
    dropped = [f"{count(r.edges)} as {r.what.split(', ')[1]} ({r.why})" for r in gone.itertuples()]
    missing = found.loc["used, parent missing"]
    used = found.loc["declared", "edges"] - gone["edges"].sum()
    states = rows.drop_duplicates("child")["state"].value_counts()
    roots = listed([f"{count(states[name])} {name}" for name in sorted(states.index)])
    models = plural(rows["child"].nunique(), "model")
    declared = found.loc["declared", "edges"]
    return (
        f"The {panel.name} declares {count(declared)} bases. Dropped are {listed(dropped)}. Of the "
        f"{count(used)} used, {count(missing['edges'])} have a missing parent ({missing['why']}). "
        f"{count(used - len(rows))} of them are left out by the rule or not in the list, so "
        f"{count(len(rows))} are counted, of {models}. By model, the roots came out as {roots}."
    )


def undeclared(table: pd.DataFrame) -> str:
    """What a count of declared bases misses, from `lineage.undeclared`."""
    said = []
    for what, rows in table.groupby("what", sort=False):
        known = rows.set_index("side")
        every = known["declared"].sum() / known["n"].sum()
        share = known["share"].fillna(0)[list(SIDES)].to_dict()
        own = _of_publishers(share)
        said.append(f"Of {what} {percent(every)} name a base, but of the countries' own {own} do.")
    return " ".join(said)


def _of_publishers(shares: dict[str, float]) -> str:
    """`17% by American publishers and 6% by Chinese ones`, the larger first."""
    if shares["CN"] == shares["US"]:
        return f"{percent(shares['CN'])} by publishers of either country"
    first, second = sorted(SIDES, key=lambda side: shares[side], reverse=True)
    high, low = percent(shares[first]), percent(shares[second])
    return f"{high} by {ADJECTIVE[first]} publishers and {low} by {ADJECTIVE[second]} ones"


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
        return sentence(
            f"in {month(panel.days[-1])} whose models repackagers carry {PHRASES[NOT_IDENTIFIED]}"
        )
    views = measures.repackaged(table)
    start = f"that repackagers carried in {month(panel.days[-1])}"
    said = " ".join(_ranges(sides, f"{name} {start}") for name, sides in views.items())
    return f"{said} {_packed(verdict)}"


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
        else f"the two shares are {PHRASES[verdict.kind]}"
    )
    start = f"of derivatives, {_on_bases(share)} came in batches, meaning {batch}."
    return f"{sentence(start)} {sentence(said)}"


def _on_bases(shares: dict[str, float]) -> str:
    """`5% of those on American and 3% on Chinese bases`, the larger first."""
    if shares["CN"] == shares["US"]:
        return f"{percent(shares['CN'])} of those on bases of either country"
    first, second = sorted(SIDES, key=lambda side: shares[side], reverse=True)
    high, low = percent(shares[first]), percent(shares[second])
    return f"{high} of those on {ADJECTIVE[first]} and {low} on {ADJECTIVE[second]} bases"


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


def by_month(table: pd.DataFrame, verdict: Verdict, panel: Panel) -> Words:
    """Words of `lineage.by_month`: on whose models the derivatives of the last month stand."""
    wide = table.pivot(index="month", columns="base_side", values="share")
    first, last = wide.iloc[0], wide.iloc[-1]
    start, end = month(wide.index[0]), month(wide.index[-1])
    order = sorted(SIDES, key=lambda side: -last[side])
    title = f"in {end}, {_based(last, order, 'of new derivatives used')}"
    n = number(table.loc[table["month"] == wide.index[-1], "models"].sum())
    said = [
        f"of about {n} derivatives made in {end}, {_based(last, order, 'were built on')}",
        f"in {start} it had been {_based(first, order, 'on', ' and ')}",
        f"for {percent(last['unknown'])} of those of {end} the country of the base is not known",
    ]
    said += [
        f"in {month(row.month)} one account made {count(row.largest)} of the {count(row.models)} on "
        f"{ADJECTIVE[row.base_side]} models"
        for row in measures.of_one_account(table).itertuples()
        if row.share > NOTABLE
    ]
    if not verdict.ahead:
        said.append(f"for {end} the larger number {PHRASES[verdict.kind]}")
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(title),
        definition=(
            f"New derivatives on Hugging Face by the country of the model they are made from, up to "
            f"the full listing of {day(panel.days[-1])}. Models deleted before that day are missing, "
            "and later ones were never listed in full."
        ),
        finding=finding,
        alt=f"One bar a month for {len(wide)} months is divided by country of the base. {finding}",
    )


def _based(shares: pd.Series, order: list[str], used: str, joint: str = ", ") -> str:
    """`42% USED American models, 12% Chinese ones`; what ends with `on` says so twice."""
    if shares["CN"] == shares["US"]:
        return f"{percent(shares['CN'])} {used} models of each country"
    on = "on " if used.endswith("on") else ""
    first, last = order
    return (
        f"{percent(shares[first])} {used} {ADJECTIVE[first]} models{joint}{percent(shares[last])} "
        f"{on}{ADJECTIVE[last]} ones"
    )
