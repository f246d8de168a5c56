"""Words of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import pandas as pd

from ...measures.headlines import Mean, Spread, Tally
from ...measures.verdicts import CLOSE, DEPENDS, SHARE, SIDES, Verdict
from ...text import count, headline, listed, percent, points, sentence, when
from .downloads import UNIVERSES, clause, counted
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, both, country, short, shown

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
        f"the same sides as another rule, so {count(counts['distinct'])} distinct rules remain, "
        "without those that give all unknown publishers to one country: these are bounds"
    )


def verdicts(tallies: dict[str, Tally]) -> Words:
    """Words for `headlines.tally` of all distinct rules, by name of the panel."""
    years = [when(name).split()[-1] for name in tallies]
    names = years if len(set(years)) == len(years) else map(when, tallies)
    found = dict(zip(names, (tally.verdict for tally in tallies.values()), strict=True))
    title = by_panel(found, " under most rules")
    finding = " ".join(sentence(f"{name}, {_tallied(tally)}") for name, tally in tallies.items())
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


def in_short(name: str, tally: Tally) -> str:
    """How many rules each side leads under, and the verdict, as one sentence."""
    return sentence(f"{name}, {_led_under(tally)}: {clause(tally.verdict)}")


def by_panel(verdicts: dict[str, Verdict], under: str = "") -> str:
    """Verdicts by name of the panel as a title; `under` is said of the first lead.

    `2024 American lead, 2026 depends on how one counts`; `American lead in 2024 and 2026`
    """
    panels: dict[Verdict, list[str]] = {}
    for name, verdict in verdicts.items():
        panels.setdefault(verdict, []).append(name)
    if len(panels) == 1:
        said = f"{short(verdict)}{under}" if verdict.ahead else clause(verdict)
        return f"{said} in {listed(list(verdicts))}"
    first = next((verdict for verdict in panels if verdict.ahead), None)
    said = [
        f"{listed(names)} {short(verdict)}{under if verdict == first else ''}"
        for verdict, names in panels.items()
    ]
    return ", ".join(said)


def _tallied(tally: Tally) -> str:
    """`of 1,000 distinct rules A leads under 450, B under 400; ...`: the larger first."""
    if not tally.rules:
        return f"no rule is identified, so {clause(tally.verdict)}"
    tail = "" if tally.verdict.ahead else f", so under most {clause(tally.verdict)}"
    if tally.verdict.kind == DEPENDS:
        tail = f", so {clause(tally.verdict)}"
    return (
        f"{_led_under(tally)}; under {count(tally.close)} the two differ by at most "
        f"{points(SHARE * 100)}, under {count(tally.hangs)} unknown publishers could turn the "
        f"lead{tail}"
    )


def _led_under(tally: Tally) -> str:
    led = {"CN": tally.CN, "US": tally.US}
    first, second = sorted(SIDES, key=lambda side: -led[side])
    text = (
        f"{NOUN[first]} leads under {count(led[first])}, {NOUN[second]} under {count(led[second])}"
    )
    if led[first] == led[second]:
        text = f"each country leads under {count(led[first])}"
    return f"of {count(tally.rules)} distinct rules {text}"


def ranges(spreads: dict[str, Spread]) -> Words:
    """Words for `headlines.spread` of the rules that count downloads, by name of the panel."""
    said = [sentence(f"{name}, {_span(spread)}") for name, spread in spreads.items()]
    name, last = list(spreads.items())[-1]
    most = points(max(last.width.values()) * 100)
    title = f"rules move either share of {when(name)} by {most}, {short(last.wider)}"
    if side := last.wider.ahead:
        title = f"rules move the {ADJECTIVE[side]} share of {when(name)} most, by {most}"
    return Words(
        title=headline(title),
        definition=(
            "Share of downloads under all rules of a universe, both readings of disputed publishers "
            "among them. Thin: with the bounds of unknown publishers. Filled: median. Hollow: "
            "published."
        ),
        finding=" ".join(said),
        alt=(
            f"Ranges of two countries' shares, one row a universe, one column a panel. {headline(title)}. "
            + " ".join(said)
        ),
    )


def _span(spread: Spread) -> str:
    """`China 4% to 61%, the United States 20% to 70%`: the higher end first; and the leads."""
    ends = spread.ends
    order = sorted(SIDES, key=lambda side: (-ends[side][1], -ends[side][0]))
    said = ", ".join(
        f"{NOUN[side]} {percent(ends[side][0])} to {percent(ends[side][1])}" for side in order
    )
    if ends["CN"] == ends["US"]:
        said = f"each {percent(ends['CN'][0])} to {percent(ends['CN'][1])}"
    alike = "" if spread.wider.ahead else f"; their widths {short(spread.wider)}"
    return (
        "by rule, in both readings of disputed publishers, the shares of downloads are "
        f"{said}; {_leads(spread.leads)}{alike}"
    )


def _leads(leads: dict[str, float]) -> str:
    """The largest lead of either side over the rules, the larger first."""
    if not leads:
        return f"under no rule a lead of more than {points(SHARE * 100)}"
    if len(set(leads.values())) == 1 and len(leads) == len(SIDES):
        return f"largest lead of each {points(leads['CN'])}"
    order = sorted(leads, key=lambda side: -leads[side])
    return f"largest lead of {' and of '.join(f'{NOUN[s]} {points(leads[s])}' for s in order)}"


def effects(tables: dict[str, pd.DataFrame], means: dict[str, Mean]) -> Words:
    """Words for `headlines.effects` and `.mean_gap` of the same rules, by name of the panel."""
    clear = next((name for name in tables if means[name].verdict.ahead), None)
    title = f"on average over rules {PHRASES[CLOSE]} in {listed([when(name) for name in tables])}"
    if clear:
        first, ahead = FIELDS[tables[clear]["field"].iloc[0]], means[clear].verdict.ahead
        title = f"{first} moves the {ADJECTIVE[ahead]} lead of {when(clear)} most"
    said = [
        sentence(f"{name}: {_three(table)}; mean over these rules: {_mean(means[name])}")
        for name, table in tables.items()
    ]
    return Words(
        title=headline(title),
        definition=(
            "Share of the variance of the lead explained by each choice, all its values weighted "
            "equally: Shapley effects over all combinations that the panel identifies, bounds apart."
        ),
        finding=" ".join(said),
        alt=f"Bars by choice, one column a panel. {headline(title)}. {' '.join(said)}",
    )


def _three(table: pd.DataFrame) -> str:
    top = table.head(3).to_dict("records")
    said = ", ".join(f"{FIELDS[row['field']]} {percent(row['share'])}" for row in top)
    return f"of the variance of the lead, {said}"


def _mean(mean: Mean) -> str:
    ahead = mean.verdict.ahead
    return f"{NOUN[ahead]} ahead by {points(mean.gap)}" if ahead else clause(mean.verdict)


def one(tables: dict[str, pd.DataFrame | str], found: dict[str, Verdict], rule) -> Words:
    """Words for `headlines.under_both` of one rule, and who leads in each panel."""
    said = [sentence(f"{name}, {_one(table, found[name], rule)}") for name, table in tables.items()]
    finding = " ".join(said)
    return Words(
        title=headline(by_panel({when(name): verdict for name, verdict in found.items()})),
        definition="Shares under one rule, by country; whisker: all unknown publishers elsewhere, or there.",
        finding=finding,
        alt=f"Bars of shares by country under one counting rule, one column a panel. {finding}",
    )


def _one(table: pd.DataFrame | str, verdict: Verdict, rule) -> str:
    if isinstance(table, str):
        return f"refused: {table}"
    rows = table.set_index("side")
    what = counted(rule)
    unknown = (
        percent(rows.loc["unknown", "share"]) if rows.loc["unknown", "share"] else "none listed"
    )
    other = f"disputed publishers read the other way, {both(rows['alternative'])}"
    return f"of {what}, {both(rows['share'])} (unknown publishers {unknown}): {clause(verdict)}; {other}"


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
