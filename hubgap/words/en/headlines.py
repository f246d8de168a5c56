"""Words of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import pandas as pd

from ...measures.downloads import MARGIN, leading
from ...measures.headlines import _totals, most_rules
from ...measures.verdicts import SIDES, leader
from ...text import count, headline, percent, points, sentence, when
from .downloads import COUNTERS, UNIVERSES
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country, shown

ROWS = {**UNIVERSES, "tracked": "models of the ATOM list", "largest": "models over fifteen billion"}
FIELDS = {
    "universe": "the universe",
    "counter": "the counter",
    "credit": "who is credited",
    "copies": "re-uploads",
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


def verdicts(tables: dict[str, pd.DataFrame]) -> Words:
    """Words for `headlines.ranges` of all distinct rules by universe, by name of the panel."""
    totals = {name: _totals(table) for name, table in tables.items()}
    most = {name: most_rules(total) for name, total in totals.items()}
    title = _who_leads({when(name): side for name, side in most.items()})
    finding = " ".join(sentence(f"{name}, {_ahead(total)}") for name, total in totals.items())
    rules = " and ".join(count(sum(total.values())) for total in totals.values())
    return Words(
        title=headline(title),
        definition=(
            f"Share of {rules} distinct rules under which a country is ahead by more than "
            f"{points(MARGIN * 100)} and by more than all unknown publishers could give."
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


def _ahead(totals: dict[str, int]) -> str:
    every = sum(totals.values())
    shares = {side: totals[side] / every for side in SIDES}
    tail = "" if most_rules(totals) else f", so {NO_DIFFERENCE} under most rules"
    return (
        f"share of {count(every)} distinct rules under which a country is clearly ahead: {both(shares)}; "
        f"neither {percent(totals['neither'] / every)}{tail}"
    )


def ranges(tables: dict[str, pd.DataFrame]) -> Words:
    """Words for `headlines.ranges` of the rules that count downloads, by name of the panel."""
    said = [sentence(f"{name}, {_span(table)}") for name, table in tables.items()]
    name, table = list(tables.items())[-1]
    width = {side: table[f"{side}_high"].max() - table[f"{side}_low"].min() for side in SIDES}
    most = points(max(width.values()) * 100)
    wider = leader(width, MARGIN)
    title = f"rules move either share of {when(name)} by {most}: {NO_DIFFERENCE}"
    if wider:
        title = f"rules move the {ADJECTIVE[wider]} share of {when(name)} most, by {most}"
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


def _span(table: pd.DataFrame) -> str:
    """`of all downloads, China 4 % to 61 %, the United States 20 % to 70 %`: the higher end first."""
    ends = {side: (table[f"{side}_low"].min(), table[f"{side}_high"].max()) for side in SIDES}
    gaps = table["gap_low"].min(), table["gap_high"].max()
    order = sorted(SIDES, key=lambda side: (-ends[side][1], -ends[side][0]))
    said = ", ".join(
        f"{NOUN[side]} {percent(ends[side][0])} to {percent(ends[side][1])}" for side in order
    )
    if ends["CN"] == ends["US"]:
        said = f"each {percent(ends['CN'][0])} to {percent(ends['CN'][1])}"
    leads = _lead_range(*gaps)
    return f"by rule, unknown publishers apart or left out, the shares of downloads are {said}; {leads}"


def _lead_range(low: float, high: float) -> str:
    """The largest lead of either side over the rules, the larger first."""
    most = {"CN": max(high, 0), "US": max(-low, 0)}
    if leader(most, MARGIN * 100) is None:
        return f"{NO_DIFFERENCE} in the largest lead of either"
    order = sorted(SIDES, key=lambda side: -most[side])
    said = [f"{NOUN[side]} {points(most[side])}" for side in order if most[side] > MARGIN * 100]
    return f"largest lead of {' and of '.join(said)}"


def effects(tables: dict[str, pd.DataFrame], gaps: dict[str, float]) -> Words:
    """Words for `headlines.effects` and the mean gap (points) over the same rules, by panel."""
    ahead = {name: leader({"CN": gap, "US": 0}, MARGIN * 100) for name, gap in gaps.items()}
    first = {name: FIELDS[table["field"].iloc[0]] for name, table in tables.items()}
    clear = next((name for name in tables if ahead[name]), None)
    title = f"{NO_DIFFERENCE} on average over rules in {' and '.join(map(when, tables))}"
    if clear:
        title = f"{first[clear]} moves the {ADJECTIVE[ahead[clear]]} lead of {when(clear)} most"
    said = [
        sentence(
            f"{name}: {_three(table)}; mean over these rules: {_mean(gaps[name], ahead[name])}"
        )
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


def _mean(gap: float, ahead: str | None) -> str:
    return f"{NOUN[ahead]} ahead by {points(gap)}" if ahead else NO_DIFFERENCE


def one(tables: dict[str, pd.DataFrame | str], rule) -> Words:
    """Words for `headlines.under` one rule."""
    said = {name: _one(table, rule) for name, table in tables.items()}
    ahead = {when(n): leading(t) for n, t in tables.items() if not isinstance(t, str)}
    title = "; ".join(
        f"{n}: {f'{NOUN[s]} leads' if s else NO_DIFFERENCE}" for n, s in ahead.items()
    )
    if set(ahead.values()) <= {None}:
        title = f"{NO_DIFFERENCE} under this rule in {' and '.join(ahead)}"
    finding = " ".join(sentence(f"{name}, {text}") for name, text in said.items())
    return Words(
        title=headline(title),
        definition="Shares under one rule, by country; whisker: all unknown publishers elsewhere, or there.",
        finding=finding,
        alt=f"Bars of shares by country under one counting rule, one column a panel. {finding}",
    )


def _one(table: pd.DataFrame | str, rule) -> str:
    if isinstance(table, str):
        return f"refused: {table}"
    share = table.set_index("side")["share"]
    ahead = leading(table)
    what = COUNTERS[rule.counter] + UNIVERSES[rule.universe]
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
