"""Words of notebook 03: which counting rule makes the headline."""

from __future__ import annotations

import pandas as pd

from ...measures.headlines import Mean, Spread, Tally
from ...measures.verdicts import (
    CLOSE,
    DEPENDS,
    HANGS,
    NOT_IDENTIFIED,
    SHARE,
    SIDES,
    Verdict,
    other,
)
from ...text import count, day, headline, listed, month, percent, points, sentence, when
from .downloads import COUNTERS, UNIVERSES, WINDOWS, clause, counted, drew, otherwise
from .grammar import ADJECTIVE, MOST_WORDS, NOUN, PHRASES, Words, country, free, short, shown

ROWS = {
    **UNIVERSES,
    "every": "all ways together",
    "all": "all models",
    "encoder": "encoders (text to vectors)",
    "other tasks": "other tasks (images, sound)",
    "tracked": "models of the ATOM list",
    "largest": "models over fifteen billion",
}
DOWNLOADS = {
    "all": "all downloads",
    "language": "language-model downloads",
    "larger": "large-model downloads",
    "encoder": "encoder downloads",
    "other tasks": "other downloads",
}
CREDITS = {
    "publisher": "its publisher",
    "parent": "the group that owns its publisher",
    "base": "the publisher of its declared base model",
    "root": "the publisher of the first model of its declared family",
}
SHORTER = {DEPENDS: "depends", CLOSE: "was close", HANGS: "hangs on unknown publishers"}
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
        f"{count(counts['duplicates'])} count the same models for the same sides as another "
        "rule. So "
        f"{count(counts['distinct'])} distinct rules remain, without the worst cases that give all "
        "unknown publishers to one country."
    )


def verdicts(tallies: dict[str, Tally]) -> Words:
    """Words for `headlines.tally` of all distinct rules, by name of the panel."""
    found = {name: tally.verdict for name, tally in tallies.items()}
    finding = " ".join(_tallied(name, tally) for name, tally in tallies.items())
    ways = [f"{count(tally.rules)} ways for {when(name)}" for name, tally in tallies.items()]
    return Words(
        title=headline(_most_ways(_by_year(found))),
        definition=(
            "Share of ways of counting (not of downloads) in which a country is ahead by more "
            "than "
            f"{points(SHARE * 100)}, whoever the unknown publishers are. There are {listed(ways)}."
        ),
        finding=finding,
        alt=(
            "Stacked bars show in which share of the ways of counting each country is ahead, for "
            "all "
            f"ways and by choice of models. {finding}"
        ),
    )


def _by_year(found: dict[str, Verdict]) -> dict[str, Verdict]:
    """The same by year where no two panels share one, else by month."""
    names = [when(name) for name in found]
    years = [name.split()[-1] for name in names]
    names = years if len(set(years)) == len(years) else names
    return dict(zip(names, found.values(), strict=True))


def _most_ways(found: dict[str, Verdict]) -> str:
    """`in 2024 American models led by most ways of counting, in 2026 it depends`."""
    if len(set(found.values())) == 1 or not any(one.ahead for one in found.values()):
        return by_panel(found, " by most ways of counting")
    said, how = [], " by most ways of counting"
    for name, verdict in found.items():
        if verdict.ahead:
            models = f"{ADJECTIVE[verdict.ahead]} {'models led' if how else 'ones'}"
            said.append(f"in {name} {models}{how}")
            how = ""
        else:
            said.append(f"in {name} it {SHORTER.get(verdict.kind, PHRASES[verdict.kind])}")
    return ", ".join(said)


def in_short(name: str, tally: Tally) -> str:
    """How many rules each side leads under, and the verdict."""
    return f"{sentence(f'in {when(name)} {_led_under(tally)}')} {sentence(clause(tally.verdict))}"


def freely(tally: Tally, panel) -> str:
    """How many rules each side leads under in a list that is free to reuse."""
    return free(panel, _led_under(tally))


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
    """`In July 2024 A leads under 450 of 1,000 distinct rules and B under 400. ...`, larger first."""
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


def ranges(table: pd.DataFrame, found: Spread, panel, always: str | None = None) -> Words:
    """Words for `headlines.by_width` of rules that count downloads, and the spread of the first.

    always: the side that leads in language models under every rule.
    """
    widest = table["choice"].iloc[0] if len(table) else "all"
    rest = table[table["choice"] == "language"] if widest != "language" else table[:0]
    said = [f"in {month(panel.days[-1])} {_span(found.ends, DOWNLOADS[widest], 'drew')}"]
    if not found.wider.ahead:
        said.append(f"the widths of the two ranges are {short(found.wider)}")
    said += [_leads(found.leads), *(_of_language(row) for row in rest.to_dict("records"))]
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(_always(always, found, widest) or _moved(found, DOWNLOADS[widest])),
        definition=(
            f"Lowest, middle and highest share of Hugging Face downloads in the thirty days before "
            f"{day(panel.days[-1])}, over {count(table['rules'].sum())} ways of counting them. "
            "The ways "
            "differ in whom they credit and in what they leave out."
        ),
        finding=finding,
        alt=(
            "A line for each country shows its share over all rules, for "
            f"{len(table)} choices of models. {finding}"
        ),
    )


def _always(side: str | None, found: Spread, widest: str) -> str:
    """`A publishers lead in language models however one counts, encoders go either way`, or empty."""
    if side is None or set(found.leads) != set(SIDES) or widest == "language":
        return ""
    either = ROWS[widest].split(" (")[0]
    return (
        f"{ADJECTIVE[side]} publishers lead in language-model downloads however one counts, {either} go either "
        "way"
    )


def _moved(found: Spread, what: str) -> str:
    """`how one counts moves the A share of WHAT from 20% to 79%`: of the wider range, if any is."""
    if side := found.wider.ahead:
        low, high = map(percent, found.ends[side])
        return f"how one counts moves the {ADJECTIVE[side]} share of {what} from {low} to {high}"
    most = points(max(found.width.values()) * 100)
    return f"counting choices move either country's share of {what} by up to {most}"


def _span(ends: dict[str, tuple[float, float]], what: str, verb: str) -> str:
    """`A publishers drew 20% to 79% of WHAT by rule, B ones 19% to 77%`: the higher end first."""
    first, last = sorted(SIDES, key=lambda side: ends[side][::-1], reverse=True)
    said = {side: " to ".join(map(percent, ends[side])) for side in SIDES}
    if ends[first] == ends[last]:
        return f"publishers of each country {verb} {said[first]} of {what}, by rule"
    return (
        f"{ADJECTIVE[first]} publishers {verb} {said[first]} of {what} by rule, "
        f"{ADJECTIVE[last]} ones "
        f"{said[last]}"
    )


def _of_language(row: dict) -> str:
    ends = {side: (row[f"{side}_low"], row[f"{side}_high"]) for side in SIDES}
    return _span(ends, DOWNLOADS["language"], "drew")


def _leads(leads: dict[str, float]) -> str:
    """The largest lead of either side over the rules, the larger first."""
    if not leads:
        return f"under no rule is a lead larger than {points(SHARE * 100)}"
    if len(set(leads.values())) == 1 and len(leads) == len(SIDES):
        return f"the largest lead of either country is {points(leads['CN'])}"
    order = sorted(leads, key=lambda side: -leads[side])
    first = f"under one rule {ADJECTIVE[order[0]]} publishers are {points(leads[order[0]])} ahead"
    if len(order) == 1:
        return f"{first}, the {ADJECTIVE[other(order[0])]} ones under none"
    return f"{first}, under another {ADJECTIVE[order[1]]} ones are {points(leads[order[1]])} ahead"


def range_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """`headlines.ranges` for readers: a row a choice, two columns a panel."""
    found = {"models": [*dict.fromkeys(c for table in tables.values() for c in table["choice"])]}
    for name, table in tables.items():
        rows = table.set_index("choice").reindex(found["models"]).to_dict("records")
        for side in SIDES:
            found[f"{country(side)}, {when(name)}"] = [_ends(row, side) for row in rows]
    return pd.DataFrame(found).assign(models=[ROWS[choice] for choice in found["models"]])


def _ends(row: dict, side: str) -> str:
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    return PHRASES[NOT_IDENTIFIED] if pd.isna(low) else f"{percent(low)} to {percent(high)}"


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
    wide = pd.DataFrame(shares).sort_values(next(iter(shares)), ascending=False)
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
    what = COUNTERS[rule.counter] + ROWS[rule.universe] + WINDOWS[rule.window]
    by_year = _by_year(found)
    titles = [by_panel(by_year, f" in {what}"), by_panel(by_year)]
    lists = " and ".join(f"{when(name)}" for name in tables)
    return Words(
        title=headline(next((t for t in titles if len(t.split()) <= MOST_WORDS), titles[-1])),
        definition=(
            f"Share of {what} listed on Hugging Face in {lists}, each credited to the country of "
            f"{CREDITS[rule.credit]}."
        ),
        finding=finding,
        alt=f"Bars of shares by country under one counting rule, one column for each list. {finding}",
    )


def _one(name: str, table: pd.DataFrame | str, verdict: Verdict, rule) -> str:
    if isinstance(table, str):
        return refused(name, table)
    rows = table.set_index("side")
    said = drew(rows["share"], counted(rule), "account for", "for ")
    unknown = rows.loc["unknown", "share"]
    last = f"Publishers of unknown country account for {percent(unknown)}. " if unknown else ""
    return (
        f"{sentence(f'in {name} {said}')} {sentence(clause(verdict))} {last}"
        f"{otherwise(rows['alternative'])}"
    )


def refused(name: str, reason: str) -> str:
    """Why a rule says nothing of a panel."""
    return sentence(f"in {name} the rule is refused: {reason}")


def refusal_table(table: pd.DataFrame) -> pd.DataFrame:
    """`headlines.refusals` for readers."""
    return shown(table, reason=("why", str), rules=("combinations refused", count))


def published_table(rows: pd.DataFrame, ranges: pd.DataFrame) -> pd.DataFrame:
    """`ledger.published_shares` for readers, as sources define them, beside `ranges` of ours."""
    ours = ranges.set_index("choice").reindex(rows["choice"]).to_dict("records")
    here = [_ends(row, side) for row, side in zip(ours, rows["side"], strict=True)]
    write = {
        "source": ("published by", str),
        "side": ("country", country),
        "share": ("share", lambda share: percent(share, 1)),
        "as_of_window": ("window", str),
        "universe": ("counts", str),
        "counter": ("counter", str),
        "choice": ("nearest models here", ROWS.get),
        "here": ("share here, by rule", str),
    }
    return shown(rows.assign(here=here), **write)
