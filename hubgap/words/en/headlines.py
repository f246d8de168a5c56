"""Words of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import pandas as pd

from ...measures.headlines import Mean, Spread, Tally
from ...measures.verdicts import CLOSE, DEPENDS, SHARE, SIDES, Verdict
from ...text import count, headline, listed, percent, points, sentence, when
from .downloads import UNIVERSES, clause, counted, drew, otherwise
from .grammar import ADJECTIVE, MOST_WORDS, NOUN, PHRASES, Words, country, short, shown

ROWS = {**UNIVERSES, "tracked": "models of the ATOM list", "largest": "models over fifteen billion"}
FIELDS = {
    "universe": "which models count",
    "window": "when they were created",
    "counter": "what is counted (downloads, likes or models)",
    "credit": "who is credited",
    "copies": "copies by others",
    "quantized": "quantized versions",
    "tests": "test repositories",
    "bursts": "bursts",
    "disputed": "disputed publishers",
    "unknown": "unknown publishers",
}


def numbers(counts: dict[str, int], panel) -> str:
    """Sentences on `headlines.counts`: combinations, refused, duplicates, distinct rules."""
    return (
        f"The {panel.name} cannot answer {count(counts['refused'])} of "
        f"{count(counts['combinations'])} combinations of choices. Another "
        f"{count(counts['duplicates'])} count the same models for the same sides as another rule. So "
        f"{count(counts['distinct'])} distinct rules remain, without the worst cases that give all "
        "unknown publishers to one country."
    )


def verdicts(tallies: dict[str, Tally]) -> Words:
    """Words for `headlines.tally` of all distinct rules, by name of the panel."""
    years = [when(name).split()[-1] for name in tallies]
    names = years if len(set(years)) == len(years) else map(when, tallies)
    found = dict(zip(names, (tally.verdict for tally in tallies.values()), strict=True))
    finding = " ".join(_tallied(name, tally) for name, tally in tallies.items())
    rules = " and ".join(count(tally.rules) for tally in tallies.values())
    return Words(
        title=headline(by_panel(found, " under most rules")),
        definition=(
            f"Share of {rules} distinct rules under which a country is ahead by more than "
            f"{points(SHARE * 100)} and by more than all unknown publishers could give."
        ),
        finding=finding,
        alt=(
            "Stacked bars show who leads under how many rules, one bar for each choice of models. "
            f"{finding}"
        ),
    )


def in_short(name: str, tally: Tally) -> str:
    """How many rules each side leads under, and the verdict."""
    return f"{sentence(f'in {when(name)} {_led_under(tally)}')} {sentence(clause(tally.verdict))}"


def by_panel(verdicts: dict[str, Verdict], under: str = "") -> str:
    """Verdicts by name of the panel as a title; `under` is said of the first lead.

    `China leads in 2024 and 2026`; `American models lead in 2024, 2026 depends on how one counts`
    """
    panels: dict[Verdict, list[str]] = {}
    for name, verdict in verdicts.items():
        panels.setdefault(verdict, []).append(name)
    if len(panels) == 1:
        said = f"{clause(verdict)}{under if verdict.ahead else ''}"
        return f"{said} in {listed(list(verdicts))}"
    title = _each(panels, under)
    return title if len(title.split()) <= MOST_WORDS else _each(panels, "")


def _each(panels: dict[Verdict, list[str]], under: str) -> str:
    """Different verdicts and the names of their panels, one after the other."""
    first, said = next((verdict for verdict in panels if verdict.ahead), None), []
    for verdict, names in panels.items():
        if verdict.ahead:
            text = f"{ADJECTIVE[verdict.ahead]} {'models lead' if verdict == first else 'ones'}"
            said.append(f"{text}{under if verdict == first else ''} in {listed(names)}")
        else:
            phrase = PHRASES[verdict.kind]
            said.append(f"{listed(names)} {'is ' if verdict.kind == CLOSE else ''}{phrase}")
    return ", ".join(said)


def _tallied(name: str, tally: Tally) -> str:
    """`In July 2024 A leads under 450 of 1,000 distinct rules and B under 400. ...`: larger first."""
    if not tally.rules:
        return sentence(f"in {when(name)} no rule can be used, so {clause(tally.verdict)}")
    said = [
        f"in {when(name)} {_led_under(tally)}",
        f"under {count(tally.close)} the two differ by at most {points(SHARE * 100)}, and under "
        f"{count(tally.hangs)} unknown publishers could turn the lead",
    ]
    if tally.verdict.kind == DEPENDS:
        said.append(clause(tally.verdict))
    elif not tally.verdict.ahead:
        said.append(f"under most rules {clause(tally.verdict)}")
    return " ".join(map(sentence, said))


def _led_under(tally: Tally) -> str:
    led = {"CN": tally.CN, "US": tally.US}
    first, second = sorted(SIDES, key=lambda side: -led[side])
    rules = f"{count(tally.rules)} distinct rules"
    if led[first] == led[second]:
        return f"each country leads under {count(led[first])} of {rules}"
    return f"{NOUN[first]} leads under {count(led[first])} of {rules} and {NOUN[second]} under {count(led[second])}"


def ranges(spreads: dict[str, Spread]) -> Words:
    """Words for `headlines.spread` of the rules that count downloads, by name of the panel."""
    finding = " ".join(_span(name, spread) for name, spread in spreads.items())
    name, last = list(spreads.items())[-1]
    most = points(max(last.width.values()) * 100)
    title = f"rules move both shares of {when(name)} by {most}, their widths {short(last.wider)}"
    if side := last.wider.ahead:
        title = f"the {ADJECTIVE[side]} share of {when(name)} moves most with the rule, by {most}"
    return Words(
        title=headline(title),
        definition=(
            "Thick lines span the share of downloads under all rules, thin ones add the bounds of "
            "unknown publishers. Filled marks are medians, hollow ones published shares."
        ),
        finding=finding,
        alt=(
            "Lines show the range of each country's share, one row for each choice of models and one "
            f"column for each list. {finding}"
        ),
    )


def _span(name: str, spread: Spread) -> str:
    """From where to where the rules move each share: the higher end first; and the leads."""
    ends = {side: [percent(end) for end in spread.ends[side]] for side in SIDES}
    first, last = sorted(SIDES, key=lambda side: spread.ends[side][::-1], reverse=True)
    low, high = ends[first]
    text = f"in {when(name)} "
    if spread.ends[first] == spread.ends[last]:
        text += f"each country draws {low} to {high} of the downloads, by rule"
    else:
        text += (
            f"{ADJECTIVE[first]} publishers draw {low} to {high} of the downloads by rule, "
            f"{ADJECTIVE[last]} ones {ends[last][0]} to {ends[last][1]}"
        )
    said = [text, _leads(spread.leads)]
    if not spread.wider.ahead:
        said.append(f"the widths of the two ranges are {short(spread.wider)}")
    return " ".join(map(sentence, said))


def _leads(leads: dict[str, float]) -> str:
    """The largest lead of either side over the rules, the larger first."""
    if not leads:
        return f"under no rule is a lead larger than {points(SHARE * 100)}"
    if len(set(leads.values())) == 1 and len(leads) == len(SIDES):
        return f"the largest lead of either country is {points(leads['CN'])}"
    order = sorted(leads, key=lambda side: -leads[side])
    said = [f"{ADJECTIVE[side]} lead is {points(leads[side])}" for side in order]
    return f"the largest {' and the largest '.join(said)}"


def effects(tables: dict[str, pd.DataFrame], means: dict[str, Mean]) -> str:
    """Sentences on `headlines.effects` and `.mean_gap` of the same rules, by name of the panel."""
    said = [
        f"{FIELDS[table['field'].iloc[0]]} moves the lead of {when(name)} most and explains "
        f"{percent(table['share'].iloc[0])} of its variance"
        for name, table in tables.items()
    ]
    average = [f"in {when(name)} {_mean(mean)}" for name, mean in means.items()]
    return " ".join(map(sentence, [*said, f"averaged over all rules, {listed(average)}"]))


def effect_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """`headlines.effects` for readers: a row a choice, a column a panel."""
    shares = {name: table.set_index("field")["share"] for name, table in tables.items()}
    wide = pd.DataFrame(shares).sort_values(list(shares)[0], ascending=False)
    written = {
        name: ["cannot be told" if pd.isna(share) else percent(share) for share in wide[name]]
        for name in shares
    }
    return pd.DataFrame({"choice": [FIELDS[field] for field in wide.index], **written})


def _mean(mean: Mean) -> str:
    ahead = mean.verdict.ahead
    return f"{NOUN[ahead]} leads by {points(mean.gap)}" if ahead else clause(mean.verdict)


def one(tables: dict[str, pd.DataFrame | str], found: dict[str, Verdict], rule) -> Words:
    """Words for `headlines.under_both` of one rule, and who leads in each panel."""
    finding = " ".join(_one(name, table, found[name], rule) for name, table in tables.items())
    return Words(
        title=headline(by_panel({when(name): verdict for name, verdict in found.items()})),
        definition=(
            "Shares under one rule, by country of the publisher. Thin lines reach from no unknown "
            "publisher to all of them."
        ),
        finding=finding,
        alt=f"Bars of shares by country under one counting rule, one column for each list. {finding}",
    )


def _one(name: str, table: pd.DataFrame | str, verdict: Verdict, rule) -> str:
    if isinstance(table, str):
        return sentence(f"in {name} the rule is refused: {table}")
    rows = table.set_index("side")
    said = drew(rows["share"], counted(rule), "account for", "for ")
    unknown = rows.loc["unknown", "share"]
    last = f"Publishers of unknown country account for {percent(unknown)}. " if unknown else ""
    return (
        f"{sentence(f'in {name} {said}')} {sentence(clause(verdict))} {last}"
        f"{otherwise(rows['alternative'])}"
    )


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
