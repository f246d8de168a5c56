"""Words of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import pandas as pd

from ...measures.headlines import Mean, Spread, Tally
from ...measures.verdicts import SHARE, SIDES
from ...text import count, headline, percent, points, sentence, when
from .downloads import UNIVERSES, counted
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country, shown

ROWS = {**UNIVERSES, "tracked": "models of the ATOM list", "largest": "models over fifteen billion"}
FIELDS = {
    "universe": "the universe",
    "window": "the window",
    "counter": "the counter",
    "credit": "who is credited",
    "copies": "copies by others",
    "quantized": "quantized versions",
    "tests": "test repositories",
    "bursts": "bursts",
    "disputed": "disputed publishers",
    "unknown": "unknown publishers",
}


def numbers(counts: dict[str, int], panel) -> str:
    """A sentence on `headlines.counts`: combinations, refused, duplicates, distinct rules."""
    return sentence(
        f"{panel.name}: of {count(counts['combinations'])} combinations of choices the panel does not "
        f"identify {count(counts['refused'])}; {count(counts['duplicates'])} count the same models for "
        f"the same sides as another rule, so {count(counts['distinct'])} distinct rules remain"
    )


def verdicts(tallies: dict[str, Tally]) -> Words:
    """Words for `headlines.tally` of all distinct rules, by name of the panel."""
    title = _who_leads({when(name): tally.most for name, tally in tallies.items()})
    finding = " ".join(sentence(f"{name}, {_ahead(tally)}") for name, tally in tallies.items())
    rules = " and ".join(count(tally.rules) for tally in tallies.values())
    return Words(
        title=headline(title),
        definition=(
            f"Share of {rules} distinct rules under which a country is ahead by more than "
            f"{points(SHARE * 100)} and by more than all unknown publishers could give."
        ),
        finding=finding,
        alt=f"Stacked bars by universe, one block a panel. {headline(title)}. {finding}",
    )


def _who_leads(most: dict[str, str | None]) -> str:
    """`American lead under most rules in July 2024, Chinese in August 2026`, or where there is none."""
    names = " and ".join(most)
    if set(most.values()) == {None}:
        return f"{NO_DIFFERENCE} under most rules in {names}"
    lead = "lead under most rules"
    if len(set(most.values())) == 1:
        return f"{ADJECTIVE[next(iter(most.values()))]} {lead} in {names}"
    if None in most.values():
        said = {
            name: f"{ADJECTIVE[side]} {lead}" if side else NO_DIFFERENCE
            for name, side in most.items()
        }
        return "; ".join(f"{name}: {text}" for name, text in said.items())
    (first, one), *rest = [(name, ADJECTIVE[side]) for name, side in most.items()]
    return ", ".join([f"{one} {lead} in {first}", *(f"{side} in {name}" for name, side in rest)])


def _ahead(tally: Tally) -> str:
    shares = {"CN": tally.CN / tally.rules, "US": tally.US / tally.rules}
    tail = "" if tally.most else f", so {NO_DIFFERENCE} under most rules"
    return (
        f"share of {count(tally.rules)} distinct rules under which a country is clearly ahead: "
        f"{both(shares)}; neither {percent(tally.neither / tally.rules)}{tail}"
    )


def ranges(spreads: dict[str, Spread]) -> Words:
    """Words for `headlines.spread` of the rules that count downloads, by name of the panel."""
    said = [sentence(f"{name}, {_span(spread)}") for name, spread in spreads.items()]
    name, last = list(spreads.items())[-1]
    most = points(max(last.width.values()) * 100)
    title = f"rules move either share of {when(name)} by {most}: {NO_DIFFERENCE}"
    if last.wider:
        title = f"rules move the {ADJECTIVE[last.wider]} share of {when(name)} most, by {most}"
    return Words(
        title=headline(title),
        definition=(
            "Share of downloads under all rules of a universe. Thick: unknown publishers apart or left "
            "out; thin: all given to one country. Filled: median. Hollow: published."
        ),
        finding=" ".join(said),
        alt=(
            f"Ranges of two countries' shares, one row a universe, one column a panel. {headline(title)}. "
            + " ".join(said)
        ),
    )


def _span(spread: Spread) -> str:
    """`China 4 % to 61 %, the United States 20 % to 70 %`: the higher end first; and the leads."""
    ends = spread.ends
    order = sorted(SIDES, key=lambda side: (-ends[side][1], -ends[side][0]))
    said = ", ".join(
        f"{NOUN[side]} {percent(ends[side][0])} to {percent(ends[side][1])}" for side in order
    )
    if ends["CN"] == ends["US"]:
        said = f"each {percent(ends['CN'][0])} to {percent(ends['CN'][1])}"
    return (
        "by rule, unknown publishers apart or left out, the shares of downloads are "
        f"{said}; {_leads(spread.leads)}"
    )


def _leads(leads: dict[str, float]) -> str:
    """The largest lead of either side over the rules, the larger first."""
    if not leads:
        return f"{NO_DIFFERENCE} in the largest lead of either"
    order = sorted(leads, key=lambda side: -leads[side])
    return f"largest lead of {' and of '.join(f'{NOUN[s]} {points(leads[s])}' for s in order)}"


def effects(tables: dict[str, pd.DataFrame], means: dict[str, Mean]) -> Words:
    """Words for `headlines.effects` and `.mean_gap` of the same rules, by name of the panel."""
    clear = next((name for name in tables if means[name].ahead), None)
    title = f"{NO_DIFFERENCE} on average over rules in {' and '.join(map(when, tables))}"
    if clear:
        first, ahead = FIELDS[tables[clear]["field"].iloc[0]], ADJECTIVE[means[clear].ahead]
        title = f"{first} moves the {ahead} lead of {when(clear)} most"
    said = [
        sentence(f"{name}: {_three(table)}; mean over these rules: {_mean(means[name])}")
        for name, table in tables.items()
    ]
    return Words(
        title=headline(title),
        definition=(
            "Share of the variance of the lead explained by each choice, all its values weighted "
            "equally: Shapley effects over all combinations that the panel identifies."
        ),
        finding=" ".join(said),
        alt=f"Bars by choice, one column a panel. {headline(title)}. {' '.join(said)}",
    )


def _three(table: pd.DataFrame) -> str:
    top = table.head(3).to_dict("records")
    said = ", ".join(f"{FIELDS[row['field']]} {percent(row['share'])}" for row in top)
    return f"of the variance of the lead, {said}"


def _mean(mean: Mean) -> str:
    return f"{NOUN[mean.ahead]} ahead by {points(mean.gap)}" if mean.ahead else NO_DIFFERENCE


def one(tables: dict[str, pd.DataFrame | str], ahead: dict[str, str | None], rule) -> Words:
    """Words for `headlines.under` one rule, and who leads in each panel that identifies it."""
    said = {name: _one(table, ahead.get(name), rule) for name, table in tables.items()}
    leads = {name: f"{NOUN[side]} leads" if side else NO_DIFFERENCE for name, side in ahead.items()}
    leads = leads or dict.fromkeys(tables, "not identified")
    title = "; ".join(f"{when(name)}: {text}" for name, text in leads.items())
    if set(ahead.values()) == {None}:
        title = f"{NO_DIFFERENCE} under this rule in {' and '.join(map(when, ahead))}"
    finding = " ".join(sentence(f"{name}, {text}") for name, text in said.items())
    return Words(
        title=headline(title),
        definition="Shares under one rule, by country; whisker: all unknown publishers elsewhere, or there.",
        finding=finding,
        alt=f"Bars of shares by country under one counting rule, one column a panel. {finding}",
    )


def _one(table: pd.DataFrame | str, ahead: str | None, rule) -> str:
    if isinstance(table, str):
        return f"refused: {table}"
    share = table.set_index("side")["share"]
    what = counted(rule)
    verdict = f"{NOUN[ahead]} leads" if ahead else NO_DIFFERENCE
    unknown = percent(share["unknown"]) if share["unknown"] else "none listed"
    return f"of {what}, {both(share)} (unknown publishers {unknown}): {verdict}"


def refusal_table(table: pd.DataFrame) -> pd.DataFrame:
    """`headlines.refusals` for readers."""
    return shown(table, reason=("why", str), rules=("combinations refused", count))


def published_table(rows: pd.DataFrame) -> pd.DataFrame:
    """`ledger.published_shares` for readers, as their sources define them."""
    write = {
        "source": ("published by", str),
        "side": ("country", country),
        "share": ("share", lambda share: percent(share, 1)),
        "as_of_window": ("window", str),
        "universe": ("counts", str),
        "counter": ("counter", str),
        "choice": ("row of the picture", ROWS.get),
    }
    return shown(rows, **write)
