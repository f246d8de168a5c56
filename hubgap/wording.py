"""Words that are computed: titles, findings, alt texts and verdicts from numbers.

Every template treats the two countries alike: the side with the larger value comes first, and
below its threshold a comparison says "no clear difference". No digit is typed in this file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

NO_DIFFERENCE = "no clear difference"
NARROW_SPACE = "\u202f"  # between a number and its unit, so that a line never breaks there

NOUN = {"CN": "China", "US": "the United States"}
ADJECTIVE = {"CN": "Chinese", "US": "American"}
SIDES = tuple(NOUN)
LONGEST_NAME = 80  # characters of a name from the Hub that are shown


@dataclass(frozen=True)
class Words:
    """What a figure says: title (at most twelve words), definition line, finding, alt text."""

    title: str
    definition: str
    finding: str
    alt: str


# --- numbers


def number(value: float) -> str:
    """A count in at most three significant figures with a thin unit: `12 M`, `1.3 B`, `940`."""
    if value is None or math.isnan(value):
        return "not known"
    for scale, unit in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= scale - scale / 2000:
            return f"{_short(value / scale)}{NARROW_SPACE}{unit}"
    return _short(value)


def _short(value: float) -> str:
    text = f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}"
    return text.removesuffix(".0").replace("-", "\u2212")


def count(value: int) -> str:
    """A whole number with its thousands apart: `416,513`."""
    return f"{int(value):,}"


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as `38 %`; a share that rounds to nothing is `under 1 %`."""
    if share is None or math.isnan(share):
        return "not known"
    smallest = 10.0**-digits
    if 0 < share * 100 < smallest / 2:
        return f"under {smallest:.{digits}f}{NARROW_SPACE}%"
    return f"{share * 100:.{digits}f}{NARROW_SPACE}%"


def points(value: float, digits: int = 0) -> str:
    """A difference on a scale, without its sign: `47 points`."""
    text = f"{abs(value):.{digits}f}"
    return f"{text} point{'' if float(text) == 1 else 's'}"


def months(value: float, digits: int = 0) -> str:
    """A span of months: `7 months`."""
    text = f"{abs(value):.{digits}f}"
    return f"{text} month{'' if float(text) == 1 else 's'}"


def day(value) -> str:
    """A date as `11 July 2024`."""
    date = pd.Timestamp(value)
    return f"{date.day} {date:%B %Y}"


def month(value) -> str:
    """A date as `July 2024`."""
    return f"{pd.Timestamp(value):%B %Y}"


def plural(n: int, noun: str) -> str:
    """`1 model`, `12 models`."""
    return f"{count(n)} {noun}" + ("" if n == 1 else "s")


# --- countries


def leader(values: dict[str, float], margin: float = 0.0) -> str | None:
    """The side ("CN" or "US") whose value is larger by more than `margin`, else None."""
    gap = values["CN"] - values["US"]
    if math.isnan(gap) or abs(gap) <= margin:
        return None
    return "CN" if gap > 0 else "US"


def other(side: str) -> str:
    """The other of the two sides."""
    return "US" if side == "CN" else "CN"


def leader_of_intervals(values: dict[str, tuple[float, float]]) -> str | None:
    """The side whose whole (low, high) interval lies above the other's, else None."""
    for side in SIDES:
        if values[side][0] > values[other(side)][1]:
            return side
    return None


def both(values: dict[str, float], text: Callable[[float], str] = percent, joint: str = ", ") -> str:
    """`the United States 50 %, China 4 %`: the larger first; `each 50 %` where they are equal."""
    if values["CN"] == values["US"]:
        return f"each {text(values['CN'])}"
    first = "CN" if values["CN"] > values["US"] else "US"
    return joint.join(f"{NOUN[side]} {text(values[side])}" for side in (first, other(first)))


def sentence(text: str) -> str:
    """The text with a capital at its start and one full stop at its end."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "."


def headline(text: str) -> str:
    """The text with a capital at its start and no full stop."""
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def country(side: str) -> str:
    """A side as the name of a row: `China`, `United States`, `other countries`, `not known`."""
    names = {"other": "other countries", "unknown": "not known"}
    return NOUN[side].removeprefix("the ") if side in NOUN else names[side]


def shown(table: pd.DataFrame, **columns: tuple[str, Callable]) -> pd.DataFrame:
    """A table for readers: the named columns under readable heads, written by their formatters."""
    return pd.DataFrame({head: table[name].map(write) for name, (head, write) in columns.items()})


_INERT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff" + re.escape("<>*`[]|$\\") + "]"
)


def safe(name: object) -> str:
    """A name from the Hub without control, direction and markup characters, cut to one line."""
    text = _INERT.sub("", str(name))
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "\u2026"


# --- 01 the data

NOTHING = "nothing observed"
DOWNLOADED = "downloaded models"
ELSEWHERE = "Another hub: ModelScope"
DOUBTED = "Not to be trusted"
SELECTED = {  # selections of a panel, as heads of groups of sources
    "census": "Census",
    "census of downloaded models": "Census",
    "catalogues": "Catalogues and families",
    "followed list": "Followed lists",
    "attention sample": "Attention samples",
}
DOUBTS = {  # kinds of `panel.untrusted`, as names of rows
    "undercount": "whole Hub undercounted",
    "burst": "burst in a country's total",
    "one model": "one model is most of a total",
    "counter stall": "counters stood still",
    "copied day": "copied days (removed)",
    "placeholders": "typed figures (removed)",
}


def observed(runs: pd.DataFrame, gaps: pd.DataFrame, doubts: pd.DataFrame) -> Words:
    """Words of what was observed when, from `panel.observed`, `holes` and `untrusted`."""
    hub = runs[runs["platform"] == "Hugging Face Hub"]
    waves, full = plural(hub["waves"].sum(), "wave"), hub[hub["selection"] == "census"]
    first, last = hub["first_day"].min(), hub["last_day"].max()
    said = f"{f'only {count(len(full))}' if len(full) else 'none'} of {waves}"
    sources = plural(hub["source"].nunique(), "source")
    verdict = sentence(f"{said} listed every model of the Hub{_on(full)}")
    return Words(
        title=headline(f"{said} listed every model of the Hub"),
        definition=(
            f"Waves (crawl rounds) of {sources} that counted downloads, by how models were chosen, "
            f"{day(first)} to {day(last)}. Thicker: more models. Gray: {NOTHING} for weeks (holes "
            "of years are cut)."
        ),
        finding=f"{verdict} {holed(hub, gaps)} {doubted(doubts)}",
        alt=(
            f"One line of time for each of {sources}, from census to attention sample, thicker "
            f"where a wave lists more models, gray where there was {NOTHING}; hatched below, "
            f"{plural(len(doubts), 'span')} of days not to be trusted. {verdict} {holed(hub, gaps)}"
        ),
    )


def _on(full: pd.DataFrame) -> str:
    days = [f"{day(row.first_day)}: {plural(row.most, 'model')}" for row in full.itertuples()]
    return f" ({'; '.join(days)})" if days else ""


def holed(runs: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """A sentence on the holes: how many, how long, and how much of the time they are."""
    if gaps.empty:
        return "No hole interrupts the observations."
    span = (runs["last_day"].max() - runs["first_day"].min()).days + 1
    return sentence(
        f"in {plural(len(gaps), 'hole')} of up to {plural(gaps['days'].max(), 'day')} nobody "
        f"looked: {percent(gaps['days'].sum() / span)} of {plural(span, 'day')}"
    )


def doubted(doubts: pd.DataFrame) -> str:
    """A sentence on what should not be trusted, from `panel.untrusted`; names no country."""
    kinds = dict(list(doubts.groupby("kind")))
    parts = [
        f"levels from {day(row.first_day)} to {day(row.last_day)} ({row.reason})"
        for row in kinds.get("undercount", doubts.iloc[:0]).itertuples()
    ]
    if "counter stall" in kinds:
        parts.append(f"one-day changes on {days_in(kinds['counter stall'])} of stalled counters")
    carried = sum(len(kinds.get(kind, ())) for kind in ("burst", "one model"))
    if carried:
        spans = plural(carried, "span")
        parts.append(f"totals of a country in {spans} in which one model carries them")
    return sentence(f"not to be trusted are {listed(parts)}" if parts else "no day is in doubt")


def days_in(spans: pd.DataFrame) -> str:
    """`12 days`: how many days lie in spans that do not overlap."""
    days = (spans["last_day"] - spans["first_day"]).dt.days + 1
    return plural(int(days.sum()), "day")


def observed_numbers(spans: pd.DataFrame) -> tuple[str, str]:
    """Waves of a source, and the range of models that a wave lists."""
    least, most = spans["least"].min(), spans["most"].max()
    models = count(most) if least == most else f"{count(least)}\u2013{count(most)}"
    return count(spans["waves"].sum()), models


def compared(lines: list, apart: list) -> str:
    """A sentence on what may be compared: `lines` are panels with a trend, `apart` single waves."""
    said = [
        f"{panel.name} ({plural(len(panel.days), 'wave')}, {day(panel.days[0])} to "
        f"{day(panel.days[-1])})"
        for panel in lines
    ]
    single = listed([panel.name for panel in apart])
    return sentence(
        f"a line over time is possible only inside one source, for {listed(said)}; {single} are "
        "pictures of one day each, and nothing joins them"
    )


def doubts_table(doubts: pd.DataFrame) -> pd.DataFrame:
    """`panel.untrusted` for readers, one kind after the other."""
    return shown(
        doubts.sort_values("kind", key=lambda kinds: kinds.map(list(DOUBTS).index), kind="stable"),
        kind=("what", lambda kind: DOUBTS[kind]),
        first_day=("from", day),
        last_day=("to", day),
        reach=("reach", str),
        reason=("why", str),
        sources=("sources", lambda text: text.replace("|", ", ")),
    )


def filled_table(table: pd.DataFrame) -> pd.DataFrame:
    """`panel.filled` for readers."""
    fields = {name: (name.replace("_", " "), _recorded) for name in table.columns[3:]}
    about = {"day": ("day", day), "selection": ("selection", str), "models": ("rows", count)}
    return shown(table, **about, **fields)


def _recorded(share: float) -> str:
    return "never recorded" if math.isnan(share) else percent(share)


def attributed_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How much is credited to a country: `adoption.by_counter` of several panels, by name."""
    rows = []
    for name, table in tables.items():
        unknown = table[table["side"] == "unknown"].set_index("counter")["share"]
        models = table.loc[table["counter"] == "models", "value"].sum()
        known = (1 - unknown).rename(lambda key: f"of {key.removesuffix('_30d')}").map(percent)
        rows.append({"panel": name, "models": count(models), **known})
    return pd.DataFrame(rows).rename(columns={"of models": "of the models"})


def agreement_table(table: pd.DataFrame) -> pd.DataFrame:
    """`panel.agreement` for readers."""
    return shown(
        table,
        source_a=("source", str),
        source_b=("and source", str),
        days=("days", count),
        compared=("counts compared", count),
        identical=("identical", count),
        share=("share", _nearly),
    )


def agreed(table: pd.DataFrame) -> str:
    """A sentence on `panel.agreement`: how often two sources report the same count."""
    same, compared = table["identical"].sum(), table["compared"].sum()
    return sentence(
        f"{count(same)} of {count(compared)} counts that two sources report for the same model and "
        f"day are identical ({_nearly(same / compared)})"
    )


def _nearly(share: float) -> str:
    """A share that is not printed as all where it is not all."""
    return percent(share, 1) if share < 1 else percent(share)


def artefacts_list(table: pd.DataFrame) -> str:
    """`panel.artefacts` as a list with links to the codebook."""
    return "\n".join(
        f"- [{row.title}](../data/README.md#{row.table}): {plural(row.rows, 'row')}"
        for row in table.itertuples()
    )


# --- 04 licenses

# A lead in a share counts from here on; below it, and where readings disagree, there is none.
CLEAR_SHARE = 5 / 100


def licenses(section, panel) -> Words:
    """Words of the license classes of one wave, from `licensing.cross_section`.

    A side is more permissive if its declared share leads by CLEAR_SHARE in every view and in both
    readings of disputed publishers; this holds in the worst case if its bounds lie above the
    other's everywhere.
    """
    date = panel.days[0]
    when = f"{month(date)} {panel.selection.split()[-1]}"
    views = _views_of("permissive license", section.freedoms)
    every = [*views.values(), *_views_of("permissive license", section.others).values()]
    leads = {leader({s: view[s][0] for s in SIDES}, CLEAR_SHARE) for view in every}
    safe_leads = {leader_of_intervals(view) for view in every}
    title = headline(f"{when}: {_license_title(leads, safe_leads)}")
    verdict = _license_verdict(leads, safe_leads)
    missing = _views_of("no license declared", section.freedoms)["models"]
    finding = (
        f"Permissive licenses in the {when}: {_bounds(views)}; models without a known license: "
        f"{both({s: missing[s][1] for s in SIDES})}. {verdict}"
    )
    total = section.classes.groupby("view", sort=False)["weight"].sum()
    definition = (
        f"Share of models and of their thirty-day downloads by declared license, {day(date)}: "
        f"{count(total.iloc[0])} models, {number(total.iloc[1])} downloads. "
        "The top model is the most downloaded one of a row."
    )
    alt = (
        "Stacked bars of license classes, from permissive to undeclared, for four groups of "
        "publishers, by models, by downloads and by downloads without the top model of each. "
        f"Permissive {_bounds({name: views[name] for name in list(views)[:2]})}. {verdict}"
    )
    return Words(title, definition, finding, alt)


def _views_of(freedom: str, freedoms: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of a freedom: view -> side -> (low, high)."""
    rows = freedoms[(freedoms["freedom"] == freedom) & freedoms["side"].isin(SIDES)]
    bounds: dict[str, dict[str, tuple[float, float]]] = {}
    for row in rows.itertuples():
        bounds.setdefault(row.view, {})[row.side] = (row.low, row.high)
    return bounds


def _bounds(views: dict[str, dict[str, tuple[float, float]]]) -> str:
    """`by models China 47 % (at most 85 %), the United States ...; by downloads ...`."""
    parts = []
    for name, sides in views.items():
        order = sorted(SIDES, key=lambda side: sides[side], reverse=True)
        said = {s: f"{percent(sides[s][0])} (at most {percent(sides[s][1])})" for s in order}
        same = sides["CN"] == sides["US"]
        text = f"each {said['CN']}" if same else ", ".join(f"{NOUN[s]} {said[s]}" for s in order)
        parts.append(f"by {name} {text}")
    return "; ".join(parts)


def freedom_table(section) -> pd.DataFrame:
    """The bounds of every freedom as a table to read, with the side that is larger in any case.

    That is a side whose whole range lies above the other's, in both readings of disputed
    publishers, and by downloads also without the top model.
    """
    rows = []
    for freedom in dict.fromkeys(section.freedoms["freedom"]):
        views, others = (_views_of(freedom, table) for table in (section.freedoms, section.others))
        row = {"Share with": freedom}
        for counter in ("models", "downloads"):
            for side in SIDES:
                place = headline(NOUN[side].removeprefix("the "))
                row[f"{place}, {counter}"] = _share_range(*views[counter][side])
            counted = [v[name] for v in (views, others) for name in v if name.startswith(counter)]
            leads = {leader_of_intervals(sides) for sides in counted}
            ahead = leads.pop() if len(leads) == 1 else None
            row[f"Larger by {counter}"] = NOUN.get(ahead, NO_DIFFERENCE)
        rows.append(row)
    return pd.DataFrame(rows)


def _share_range(low: float, high: float) -> str:
    """`47–85 %`, or `29 %` where both ends are printed alike."""
    if percent(low) == percent(high):
        return percent(low)
    return f"{low * 100:.0f}\u2013{percent(high)}"


def top_models(section) -> str:
    """The model of each country that the last view leaves out, the larger share first."""
    top = section.top[section.top["side"].isin(SIDES)].set_index("side")
    top = top.sort_values(["share", "model_id"], ascending=[False, True])
    said = [
        f"{safe(row.model_id)} ({row.license}), {percent(row.share)} of the downloads of "
        f"{NOUN[row.Index]}"
        for row in top.itertuples()
    ]
    return sentence(f"left out as top models are {' and '.join(said)}")


def _license_title(leads: set, safe_leads: set) -> str:
    if leads == {None}:
        return f"permissive licenses show {NO_DIFFERENCE}"
    if len(leads) > 1:
        return "which country is more permissive depends on the count"
    (side,) = leads
    if safe_leads == leads:
        return f"{ADJECTIVE[side]} models more permissive by every count"
    return f"{ADJECTIVE[side]} models more permissive, missing tags could reverse it"


def _license_verdict(leads: set, safe_leads: set) -> str:
    if leads == {None}:
        verdict = f"what is declared shows {NO_DIFFERENCE}"
    elif len(leads) > 1:
        verdict = "which country declares more depends on the count"
    else:
        (side,) = leads
        worst = "also in the worst case" if safe_leads == leads else "but the ranges overlap"
        verdict = f"{NOUN[side]} declares more by every count, {worst}"
    return sentence(f'{verdict}; "at most" takes every missing or unread license as permissive')


def flagships(years: pd.DataFrame, table: pd.DataFrame) -> Words:
    """Words of the flagship releases, from `licensing.flagship_years` and the list itself.

    A side leads a year if it would still lead with one flagship of each side counted against it.
    """
    sides = {
        year: {row.side: (row.permissive, row.flagships) for row in rows.itertuples()}
        for year, rows in years.groupby("year")
    }
    verdict = _flagship_verdict([_flagship_lead(values) for values in sides.values()])
    listed = "; ".join(f"{year}: {_shares_of(values)}" for year, values in sides.items())
    until = table["release_date"].max()
    recalled = (table["confidence"] == "low").sum()
    drawn = years["flagships"].sum()
    after = until + pd.Timedelta(days=1)
    cut = "" if (after.month % 6, after.day) == (1, 1) else ", the last half-year cut short"
    rule = (
        "A lead counts if it survives one flagship of each side counted the other way; the list is "
        f"made by hand, so there is no sampling interval, and ends on {day(until)}"
    )
    definition = (
        f"Flagship releases by half-year and license, numbers: permissive of all; {count(drawn)} "
        f"models, {day(table['release_date'].min())} to {day(until)}{cut}; {count(recalled)} "
        f"licenses recalled, not read; {count(len(table) - drawn)} of no country left out."
    )
    alt = (
        "One block for each flagship, stacked by half-year in a panel for each country, dark where "
        f"the license is permissive. {sentence(verdict)} Permissive in {listed}."
    )
    finding = f"{sentence(verdict)} Permissive in {listed}. {rule}."
    return Words(headline(verdict), definition, finding, alt)


def _flagship_verdict(leads: list[str | None]) -> str:
    led = {side: leads.count(side) for side in SIDES}
    first = leader(led)
    if first:
        often = f"{led[first]} of {len(leads)} years"
        return f"{ADJECTIVE[first]} flagships were more often permissive in {often}"
    if any(leads):
        return f"Permissive flagships: each side led {led['CN']} of {len(leads)} years"
    return f"Permissive flagships: {NO_DIFFERENCE} in any year"


def _flagship_lead(values: dict[str, tuple[int, int]]) -> str | None:
    for side in SIDES:
        (yes, total), (rival_yes, rival_total) = values[side], values[other(side)]
        if (yes - 1) * rival_total > (rival_yes + 1) * total:
            return side
    return None


def _shares_of(values: dict[str, tuple[int, int]]) -> str:
    """`China 32 of 41, the United States 10 of 19`, the larger share first."""
    said = {side: f"{yes} of {total}" for side, (yes, total) in values.items()}
    if values["CN"] == values["US"]:
        return f"each {said['CN']}"
    share = {side: yes / max(total, 1) for side, (yes, total) in values.items()}
    order = sorted(SIDES, key=lambda side: (share[side], values[side]), reverse=True)
    return ", ".join(f"{NOUN[side]} {said[side]}" for side in order)


def openness(counts: pd.DataFrame, gaps: pd.DataFrame, table: pd.DataFrame) -> Words:
    """Words of weights against documentation, from `licensing.openness` and `openness_gap`.

    A side leads if its mean share rated open leads by CLEAR_SHARE and lies ahead in every reading.
    """
    leads = {theme: _openness_lead(rows) for theme, rows in gaps.groupby("theme", sort=False)}
    title = _openness_title(*leads.values())
    shares = gaps.groupby("theme", sort=False)[list(SIDES)].first().to_dict("index")
    generous = gaps.groupby("theme", sort=False)[list(SIDES)].nth(1).set_axis(list(shares))
    said = [
        f"{theme} {both(values)} (partly open ones included: {both(generous.loc[theme].to_dict())})"
        for theme, values in shares.items()
    ]
    systems = counts.groupby("side")["systems"].max()
    others, unknown = (count(systems.get(side, 0)) for side in ("other", "unknown"))
    definition = (
        f"Share of {count(len(table))} systems rated open (mark) or at least partly open (end of "
        "line) by the European Open Source AI Index: "
        f"{both(systems[list(SIDES)].to_dict(), count)}, other countries {others}, not stated and "
        f"left out {unknown}."
    )
    finding = (
        f"{sentence(title)} Rated open are, of {'; of '.join(said)}. A lead needs "
        f"{points(CLEAR_SHARE * 100)} and the same side ahead in every reading, also without any "
        "one organization; the index picks its systems by hand, so there is no sampling interval."
    )
    alt = (
        "Marks and lines for each dimension of the index, by nation: how many systems are open and "
        f"how many at least partly. {sentence(title)} Rated open are, of {'; of '.join(said)}."
    )
    return Words(title, definition, finding, alt)


def _openness_lead(readings: pd.DataFrame) -> str | None:
    ahead = {leader(row) for row in readings[list(SIDES)].to_dict("records")}
    side = leader(readings[list(SIDES)].iloc[0].to_dict(), CLEAR_SHARE)
    return side if ahead == {side} else None


def _openness_title(weights: str | None, documentation: str | None) -> str:
    if weights == documentation:
        if weights is None:
            return f"Open weights and open documentation: {NO_DIFFERENCE}"
        return f"Weights and documentation are open more often in {NOUN[weights]}"
    if weights and documentation:
        ahead = f"{NOUN[weights]}, documentation in {NOUN[documentation]}"
        return f"Weights are open more often in {ahead}"
    if weights:
        return f"{ADJECTIVE[weights]} weights more often open; documentation: {NO_DIFFERENCE}"
    return f"{ADJECTIVE[documentation]} documentation more often open; weights: {NO_DIFFERENCE}"

# --- 02 downloads

MARGIN = 0.05  # shares that differ by less are not called different
YEARS = 0.5  # median ages that differ by less are not called different
UNIVERSES = {
    "all": "models of all tasks",
    "language": "language models",
    "encoder": "encoders",
    "other tasks": "models of other tasks",
    "tracked": "language models",
    "last year": "models created in the last year",
}
COUNTERS = {
    "downloads_30d": "downloads of ",
    "downloads_all_time": "downloads since creation of ",
    "likes": "likes of ",
    "models": "",
}


def leading(table: pd.DataFrame) -> str | None:
    """The side that leads a table of `adoption.shares`: by MARGIN and beyond worst-case bounds."""
    rows = table.set_index("side")
    ahead = leader(rows["share"], MARGIN)
    bounds = {side: (rows.loc[side, "low"], rows.loc[side, "high"]) for side in SIDES}
    return ahead if ahead == leader_of_intervals(bounds) else None


def census(table: pd.DataFrame, panel) -> Words:
    """Words for `adoption.by_task` of one cross-section."""
    groups = dict(list(table.groupby("task", sort=False)))
    ahead = {task: leading(rows) for task, rows in groups.items()}
    downloads = COUNTERS["downloads_30d"]
    said = [_share_sentence(downloads + UNIVERSES[t], rows, ahead[t]) for t, rows in groups.items()]
    title = headline(f"{_who_leads(ahead)} in {month(panel.days[-1])}")
    n = plural(int(table["n"].sum()), "model")
    finding = " ".join([sentence(f"{panel.name}, {n}: {said[0]}"), *map(sentence, said[1:])])
    return Words(
        title=title,
        definition=(
            "Downloads of the last thirty days by country of the publisher and declared task; "
            f"{n}. Hatched: a side's most downloaded model."
        ),
        finding=finding,
        alt=f"Bars of downloads by country for {len(groups)} groups of tasks. {title}. {finding}",
    )


def _who_leads(ahead: dict[str, str | None]) -> str:
    """`American models led all 3 groups of tasks`, or who led which, or no clear difference."""
    found = set(ahead.values())
    if found == {None}:
        return f"{NO_DIFFERENCE} in any of {len(ahead)} groups of tasks"
    if len(found) == 1:
        return f"{ADJECTIVE[found.pop()]} models led all {len(ahead)} groups of tasks"
    led = {side: [UNIVERSES[task] for task in ahead if ahead[task] == side] for side in SIDES}
    order = sorted((side for side in SIDES if led[side]), key=lambda side: -len(led[side]))
    return ", ".join(f"{NOUN[side]} led in {' and '.join(led[side])}" for side in order)


def share(table: pd.DataFrame, panel, rule) -> str:
    """A table of `adoption.shares` in one sentence, its panel and rule included."""
    text = _share_sentence(COUNTERS[rule.counter] + UNIVERSES[rule.universe], table, leading(table))
    return f"{sentence(f'{panel.name}: {text}')} {sentence(f'Rule: {rule.sentence}')}"


def _share_sentence(what: str, table: pd.DataFrame, ahead: str | None) -> str:
    """`of 129 M downloads of language models A 57 %, B 8 % (at most 18 % if ...)`."""
    rows = table.set_index("side")
    text = f"of {number(rows['value'].sum())} {what}, {both(rows['share'])}"
    if ahead is None:
        return f"{text}: {NO_DIFFERENCE} ({percent(rows.loc['unknown', 'share'])} unknown publishers)"
    most = percent(rows.loc[other(ahead), "high"])
    return f"{text} (at most {most} if every unknown publisher belonged there)"


def vintage(table: pd.DataFrame, medians: pd.DataFrame, panel) -> Words:
    """Words for `adoption.vintage` and `adoption.median_creation` of all and of language models."""
    sides = {u: rows.set_index("side") for u, rows in medians.groupby("universe")}
    older = {u: leader(rows["age_years"], YEARS) for u, rows in sides.items()}
    title = f"{NO_DIFFERENCE} in the age of downloaded models"
    if older["all"]:
        title = f"{ADJECTIVE[older['all']]} downloads go to older models" + {
            older["all"]: ", language models included",
            other(older["all"]): ", but to younger language models",
            None: f"; {NO_DIFFERENCE} among language models",
        }.get(older["language"])
    undated = table.loc[table["year"].isna(), "value"].sum() / table["value"].sum()
    said = {u: _created(sides[u]["created"], older[u]) for u in sides}
    finding = sentence(
        f"{panel.name}: half of the downloads with a known date went to repositories created "
        f"{said['all']}; among language models {said['language']}"
    )
    return Words(
        title=headline(title),
        definition=(
            "Share of each country's downloads of the last thirty days by the year in which the "
            f"repository was created; {panel.selection}; {percent(undated)} of downloads undated."
        ),
        finding=finding,
        alt=f"Bars of download shares by year of creation, one color a country. {finding}",
    )


def _created(created: pd.Series, older: str | None) -> str:
    order = sorted(SIDES, key=lambda side: created[side])
    words = f"before {month(created['CN'])} on each side"
    if created["CN"] != created["US"]:
        words = ", ".join(f"before {month(created[side])} ({ADJECTIVE[side]})" for side in order)
    return words if older else f"{words}: {NO_DIFFERENCE}"


def catalogues(leads: pd.DataFrame, panel) -> Words:
    """Words for `adoption.leads` over full catalogues: who leads at the end, and since when."""
    ahead, since = steady(leads[leads["universe"] == "tracked"])
    title = f"{NO_DIFFERENCE} in downloads of language models from full catalogues"
    if ahead:
        title = f"{ADJECTIVE[ahead]} language models took the lead in full catalogues in {month(since)}"
    if ahead and since == panel.days[0]:
        title = f"{ADJECTIVE[ahead]} language models led throughout in full catalogues"
    said = [f"{UNIVERSES[u]}: {_lead(rows)}" for u, rows in leads.groupby("universe", sort=False)]
    finding = " ".join(map(sentence, [f"{panel.name}, {said[-1]}", *said[:-1]]))
    return Words(
        title=headline(title),
        definition=(
            f"Downloads of the thirty days before each of {len(panel.days)} waves. Dashed: models left "
            "out in the months of their bursts."
        ),
        finding=finding,
        alt=f"Lines of downloads by country over {len(panel.days)} waves. {headline(title)}. {finding}",
    )


def steady(leads: pd.DataFrame) -> tuple[str | None, pd.Timestamp]:
    """Who leads over all models at the end with and without bursts by MARGIN, and since when."""
    rows = leads[leads["models"] == "all"]
    ahead = {leader(row, MARGIN) for row in rows[list(SIDES)].to_dict("records")}
    return (ahead.pop() if len(ahead) == 1 else None), rows["since"].max()


def _lead(leads: pd.DataFrame) -> str:
    """The lines of one universe: all models and existing ones, with bursts and without them."""
    text = []
    for models, name in (("all", ""), ("existing", "existing models only, ")):
        rows = leads[leads["models"] == models].set_index("bursts")
        said = {bursts: _line(row) for bursts, row in rows.iterrows()}
        same = said["included"] == said["left out"]
        bursts = "with and without bursts" if same else f"without bursts {said['left out']}"
        text.append(f"{name}{said['included']} ({bursts})")
    return "; ".join(text)


def _line(row: pd.Series) -> str:
    text = both({side: row[side] for side in SIDES})
    if leader(row, MARGIN) is None:
        return f"{text}, {NO_DIFFERENCE}"
    return f"{text}, ahead " + (f"since {month(row['since'])}" if row["crossings"] else "throughout")


CHANGES = {
    "none": "the rule as it is",
    "model": "without {subject}, the most downloaded {side} model",
    "publisher": "without {subject}, the largest {side} publisher",
    "disputed": "disputed publishers read the other way",
    "copies": "repackagers' copies included",
    "bursts": "bursts left out",
    "unknown": "unknown publishers all {side}",
}


def lead_table(leads: pd.DataFrame) -> pd.DataFrame:
    """`adoption.leads` for readers."""
    return shown(
        leads.assign(ahead=[leader(row, MARGIN) for row in leads[list(SIDES)].to_dict("records")]),
        universe=("models", UNIVERSES.get),
        models=("new releases", {"all": "included", "existing": "left out"}.get),
        bursts=("bursts", str),
        CN=(country("CN"), percent),
        US=(country("US"), percent),
        ahead=("leader at the end", lambda side: country(side) if side in NOUN else NO_DIFFERENCE),
        since=("lead held since", lambda date: "" if pd.isna(date) else month(date)),
        crossings=("changes of leader", count),
    )


def fixed_set(table: pd.DataFrame, panel) -> str:
    """A sentence on `adoption.index` of a fixed set of models: first and last day, and the lead."""
    ends = {when: table[table["day"] == when].set_index("side") for when in (panel.days[0], panel.days[-1])}
    ahead = {leader(rows["share"], MARGIN) for rows in ends.values()}
    side = ahead.pop() if len(ahead) == 1 else None
    verdict = f"{NOUN[side]} is ahead at both ends" if side else f"{NO_DIFFERENCE} over the whole span"
    said = [f"on {day(when)}, {both(rows['share'])}" for when, rows in ends.items()]
    models = ends[panel.days[-1]]["n"]
    return sentence(
        f"in {panel.name}, of the downloads of the two countries: {'; '.join(said)}; {verdict} "
        f"(models: {both(models, count)})"
    )


def share_table(table: pd.DataFrame, first: str) -> pd.DataFrame:
    """`adoption.shares` for readers, with a first column that tells the rows apart."""
    return shown(
        table,
        **{first: (first, lambda name: str(name).removesuffix("_30d"))},
        side=("publisher", country),
        n=("models", count),
        value=("total", number),
        share=("share", percent),
        low=("at least", percent),
        high=("at most", percent),
    )


def size_table(table: pd.DataFrame) -> pd.DataFrame:
    """`adoption.size_classes` for readers: one row a class."""
    wide = table.pivot(index="size", columns="side", values=["n", "share"])
    wide = wide.reindex(table["size"].unique())
    heads = {"n": "models", "share": "share"}
    formats = {"n": count, "share": percent}
    columns = {
        f"{country(side)}, {heads[what]}": wide[(what, side)].map(formats[what])
        for side in SIDES
        for what in heads
    }
    return pd.DataFrame({"parameters": wide.index, **columns})


def cumulative_table(table: pd.DataFrame) -> pd.DataFrame:
    """`adoption.cumulative` for readers."""
    return shown(
        table,
        day=("day", day),
        n=("models listed", count),
        total=("downloads since creation", number),
        n_fallen=("models that fell", count),
        fallen=("lost by them", number),
    )


def stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables under each other, their names in a first column `panel`."""
    return pd.concat(tables, names=["panel"]).reset_index("panel").reset_index(drop=True)


def counters(table: pd.DataFrame, panel) -> str:
    """A sentence on `adoption.by_counter`: does the order of the countries depend on the counter?"""
    shares = {name: rows.set_index("side")["share"] for name, rows in table.groupby("counter", sort=False)}
    said = {"downloads_30d": "downloads", "likes": "likes", "models": "listed models"}
    parts = [f"{said[name]}: {both(share)}" for name, share in shares.items()]
    ahead = {leader(share, MARGIN) for share in shares.values()}
    verdict = "the counters do not agree on who leads"
    if len(ahead) == 1:
        (side,) = ahead
        verdict = f"{NOUN[side]} leads by every counter" if side else f"{NO_DIFFERENCE} by any counter"
    return sentence(f"{verdict}. {panel.name}, {'; '.join(parts)}")


def concentrated(table: pd.DataFrame, panel) -> str:
    """A sentence on `adoption.concentration`: how many models carry each side."""
    rows = table.set_index("side")
    ahead = leader(rows["top_10"], MARGIN)
    verdict = f"{ADJECTIVE[ahead]} downloads are the more concentrated" if ahead else (
        f"{NO_DIFFERENCE} in concentration"
    )
    return sentence(f"{panel.name}: {verdict}; share of the ten most downloaded, {both(rows['top_10'])}")


def change_words(row) -> str:
    """One row of `adoption.sensitivity` in words, countries and names included."""
    return CHANGES[row["change"]].format(
        subject=safe(row["subject"]), side=ADJECTIVE.get(row["side"], "")
    )


def robustness(tables: dict[str, pd.DataFrame]) -> Words:
    """Words for `adoption.sensitivity` of several cross-sections (name -> table), latest last."""
    said = {name: _robust(name, table) for name, table in tables.items()}
    title = headline(list(said.values())[-1][0])
    finding = " ".join(sentence(f"{name}: {text}") for name, (_, text) in said.items())
    return Words(
        title=title,
        definition=(
            "Lead in downloads of language models, in percentage points, when one thing is changed. "
            "Unknown publishers all of one country: worst-case bounds."
        ),
        finding=finding,
        alt=f"Dots for the lead under single changes, one block a panel. {title}. {finding}",
    )


def _robust(name: str, table: pd.DataFrame) -> tuple[str, str]:
    """Headline and sentence: does the lead survive every single change, and which is the hardest?"""
    first = table.iloc[0]
    ahead = leader(first, MARGIN)
    shown = both({side: first[side] for side in SIDES})
    if ahead is None:
        return f"{NO_DIFFERENCE} in downloads of language models, {name}", f"{shown}, {NO_DIFFERENCE}"
    lead = (table["gap"] * (1 if ahead == "CN" else -1)).iloc[1:].dropna()
    worst = table.loc[lead.idxmin()]
    lost = sum(leader(row, MARGIN) != ahead for row in table.loc[lead.index].to_dict("records"))
    after = f"{change_words(worst)}: {both({side: worst[side] for side in SIDES})}"
    if not lost:
        title = f"the {ADJECTIVE[ahead]} lead of {name} survives every single change"
        return title, f"{shown}; the lead survives {len(lead)} single changes, even {after}"
    title = f"the {ADJECTIVE[ahead]} lead of {name} hangs on one choice"
    if worst["subject"]:
        title = f"without {safe(worst['subject'])}, the {ADJECTIVE[ahead]} lead of {name} is gone"
    return title, f"{shown}; the lead does not survive {lost} of {len(lead)} single changes; {after}"


# --- 05 benchmark gap

UNLIKELY = 0.05  # a split of lead records that is more probable than this names no leader
MOST_WORDS = 12  # of a title
KINDS_OF_MODEL = {
    "overall": "",
    "open": "open-weight ",
    "own": "open-weight ",
}


def arena_state(state: pd.DataFrame, ruler, listed: int, on_board: int) -> Words:
    """Words of one day of an arena board, from `frontier.state`.

    A side leads where its interval lies above the other's. `listed` of the `on_board` models of
    the day are stored.
    """
    overall, opened = (_best_pair(state, role) for role in ("best overall", "best open-weight"))
    title = headline(f"{month(ruler.day)}: {_state_title(overall, opened)}")
    finding = (
        f"{day(ruler.day)}, {ruler.name}: overall {_versus(overall)}; among open-weight models "
        f"{_versus(opened)}. A lead counts where the {percent(ruler.level)} intervals are apart; "
        "one board on one day, of votes by visitors, not of tests."
    )
    definition = (
        f"Rating points on the {ruler.name}, {day(ruler.day)}, {percent(ruler.level)} intervals; "
        f"{listed} of the {on_board} models of the board are stored. Hollow: closed."
    )
    order = ", ".join(f"{safe(row.model)} {row.score:.0f}" for row in state.itertuples())
    alt = (
        f"Dots with whiskers for {len(state)} models, best first: {order}. {sentence(title)} "
        f"Overall {_versus(overall)}."
    )
    return Words(title, definition, finding, alt)


def _best_pair(state: pd.DataFrame, role: str) -> list[dict]:
    """The rows of the best of both sides, the higher score first."""
    rows = state[state["role"].str.contains(role)].drop_duplicates("region")
    return rows.sort_values(["score", "model"], ascending=[False, True]).to_dict("records")


def _ahead(pair: list[dict]) -> str | None:
    """The side of the first of two rows, if its interval lies above the second's."""
    first, second = pair
    return first["region"] if first["low"] > second["high"] else None


def _state_title(overall: list[dict], opened: list[dict]) -> str:
    leads = [_ahead(pair) for pair in (overall, opened)]
    gaps = [points(pair[0]["score"] - pair[1]["score"]) for pair in (overall, opened)]
    if leads == [None, None]:
        return f"{NO_DIFFERENCE} overall or among open-weight models"
    if leads[0] == leads[1]:
        less = gaps[1].split()[0]
        return f"{ADJECTIVE[leads[0]]} lead of {gaps[0]} overall, {less} among open-weight models"
    texts = [f"{ADJECTIVE[side]} lead" if side else NO_DIFFERENCE for side in leads]
    return f"{texts[0]} overall, {texts[1]} among open-weight models"


def _versus(pair: list[dict]) -> str:
    """`A (American) 1287 [1284, 1291] leads B (Chinese) 1240 [...] by 47 points`."""
    first, second = pair
    texts = [
        f"{safe(row['model'])} {row['score']:.0f} [{row['low']:.0f}, {row['high']:.0f}]"
        for row in pair
    ]
    if _ahead(pair) is None:
        return f"{texts[0]} and {texts[1]} show {NO_DIFFERENCE}"
    gap = points(first["score"] - second["score"])
    return (
        f"the {ADJECTIVE[first['region']]} {texts[0]} leads the {ADJECTIVE[second['region']]} "
        f"{texts[1]} by {gap}"
    )


def frontiers(gaps: pd.DataFrame, field: str = "overall") -> Words:
    """Words of the frontiers on several rulers, from `frontier.gaps_on`; see `lead_in_points`."""
    rows, kind = gaps.to_dict("records"), KINDS_OF_MODEL[field]
    verdict = _by_verdict({row["ruler"]: lead_in_points(row) for row in rows})
    title = headline(f"{kind.strip()}: {verdict}" if kind else verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline(f"which side leads {kind}models depends on the ruler")
    finding = (
        f"Best {kind}model of each side. {' '.join(sentence(_gap_clause(row)) for row in rows)} "
        "In brackets: what the published intervals allow, and the gap with the larger side thinned "
        "to the smaller. A lead counts where both stay above zero; no ruler is a vote."
    )
    levels = ", ".join(f"{percent(row['level'])} on {row['ruler']}" for row in rows if row["level"])
    definition = (
        f"Best {kind}model of each country so far. Bands: published intervals ({levels}). Dashed, "
        f"by release date: larger side thinned to the smaller. {_models_on(gaps)}."
    )
    alt = (
        f"{len(rows)} panels of step lines, one line a country, for the best {kind}model so far, "
        f"with bands for intervals and gaps where the scale changed. {sentence(verdict)}"
    )
    return Words(title, definition, finding, alt)


def _models_on(gaps: pd.DataFrame) -> str:
    """`Models of the United States and China: A 144, 52; B 207, 120`, the larger total first."""
    order = sorted(SIDES, key=lambda side: gaps[f"models_{side}"].sum(), reverse=True)
    sizes = "; ".join(
        f"{row['ruler']} {', '.join(count(row[f'models_{side}']) for side in order)}"
        for row in gaps.to_dict("records")
    )
    return f"Models of {listed([NOUN[side] for side in order])}: {sizes}"


def lead_in_points(gap: dict) -> str | None:
    """The side that leads a row of `frontier.gap`: intervals apart, and a lead when thinned."""
    return gap["leader"] if min(gap["low"], gap["thinned_low"]) > 0 else None


def _by_verdict(verdicts: dict[str, str | None]) -> str:
    """`American lead on A; no clear difference on B and C`, leads first."""
    groups: dict[str | None, list[str]] = {}
    for ruler, side in sorted(verdicts.items(), key=lambda pair: pair[1] is None):
        groups.setdefault(side, []).append(ruler)
    return "; ".join(
        f"{f'{ADJECTIVE[side]} lead' if side else NO_DIFFERENCE} on {listed(rulers)}"
        for side, rulers in groups.items()
    )


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _gap_clause(gap: dict) -> str:
    """`A: the United States leads by 22 points (10 to 34; thinned 8 to 22)`."""
    side = lead_in_points(gap)
    verdict = f"{NOUN[side]} leads by" if side else f"{NO_DIFFERENCE},"
    spread = _range(gap["low"], gap["high"], gap["points"])
    thinned = _range(gap["thinned_low"], gap["thinned_high"], gap["points"])
    return f"{gap['ruler']}: {verdict} {_size(gap['points'])} ({spread}; thinned {thinned})"


def _digits(value: float) -> int:
    return 0 if abs(value) >= 10 else 1


def _size(value: float) -> str:
    return points(value, _digits(value))


def _range(low: float, high: float, like: float) -> str:
    """`10 to 34`, with as many digits as a value `like` is printed with."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    bounds = [f"{bound:.{_digits(like)}f}".replace("-", "\u2212") for bound in (low, high)]
    return " to ".join(dict.fromkeys(bounds))


def lags(medians: pd.DataFrame, opened: pd.DataFrame, strict: pd.DataFrame, ruler: str) -> Words:
    """Words of the lags on all rulers, from `frontier.lags_on`, with one ruler in the title.

    `opened`: of open-weight models; `strict`: of all models, where only a higher score reaches. A
    side is said to lead where so uneven a split of the lead records has a chance under UNLIKELY.
    """
    rows = medians[medians["ruler"] == ruler]
    title = headline(f"{ruler}: {_lag_title(rows)}")
    side = record_setter(rows)
    parts = [_lag_clause(rows)]
    if side:
        others = _medians_range(medians, ruler, side)
        parts.append(f"{others}; {_strict_clause(rows, strict, side)}")
    parts.append(f"among open-weight models, {_lag_clause(opened[opened['ruler'] == ruler])}")
    shown = medians.dropna(subset="median")["ruler"].nunique()
    definition = (
        "Months from each lead record until the other country reached it (at least as high). "
        f"{medians['ruler'].nunique()} rulers, {shown} with a median (Kaplan-Meier, with "
        "interval; without an upper end to the edge); arrows: still open, a lower bound."
    )
    alt = (
        "One row a ruler, with a dot for each lead record by the months until the other country "
        "reached it, arrows for records still open, and a bar for the median and its interval. "
        f"{sentence(parts[0])}"
    )
    return Words(title, definition, " ".join(map(sentence, parts)), alt)


def record_setter(rows: pd.DataFrame) -> str | None:
    """The side that set clearly more lead records of one ruler, from `frontier.lags_on`."""
    if rows["chance"].iloc[0] >= UNLIKELY:
        return None
    return leader(rows.set_index("side")["records"])


def _lag_title(rows: pd.DataFrame) -> str:
    side = record_setter(rows)
    if side is None:
        return f"{NO_DIFFERENCE} in who sets records first"
    median = rows.set_index("side").loc[side, "median"]
    if math.isnan(median):
        return f"most {ADJECTIVE[side]} records not yet reached by {NOUN[other(side)]}"
    return f"{NOUN[other(side)]} trails {ADJECTIVE[side]} records by a median {months(median, 1)}"


def _lag_clause(rows: pd.DataFrame) -> str:
    side, ruler = record_setter(rows), rows["ruler"].iloc[0]
    sides = rows.set_index("side")
    total = int(sides["records"].sum())
    if side is None:
        each = both(sides["records"].to_dict(), count)
        return f"on {ruler} there is {NO_DIFFERENCE} in who sets lead records ({each})"
    row = sides.loc[side]
    text = f"on {ruler} {int(row['records'])} of {total} lead records are {ADJECTIVE[side]}"
    if not math.isnan(row["median"]):
        late = "" if math.isnan(row["high"]) else f" to {row['high']:.1f}"
        spread = f"{row['low']:.1f}{late or ' or more'}"
        median = months(row["median"], 1)
        text += f", reached by {NOUN[other(side)]} after a median of {median} ({spread})"
    if row["open"]:
        text += f"; {int(row['open'])} still open, the oldest for {months(row['now'], 1)}"
    return text


def _medians_range(medians: pd.DataFrame, ruler: str, side: str) -> str:
    """The range of the medians of one side's records on the other rulers where it leads."""
    rows = medians[(medians["side"] == side) & (medians["ruler"] != ruler)]
    rows = rows[(rows["chance"] < UNLIKELY) & rows["median"].notna()]
    if rows.empty:
        return "no other ruler has a median"
    low, high = rows["median"].min(), rows["median"].max()
    return f"medians on {plural(len(rows), 'other ruler')} run from {low:.1f} to {months(high, 1)}"


def _strict_clause(rows: pd.DataFrame, strict: pd.DataFrame, side: str) -> str:
    strictly = strict[(strict["ruler"] == rows["ruler"].iloc[0]) & (strict["side"] == side)]
    before, after = rows.set_index("side").loc[side, "median"], strictly["median"].iloc[0]
    if before == after or (math.isnan(before) and math.isnan(after)):
        return "asking for a higher score, not an equal one, leaves the median as it is"
    return f"asking for a higher score, not an equal one, makes the median {months(after, 1)}"


def then_and_now(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """The current lag on one ruler on two days, from `frontier.lag_at`, as one sentence."""
    return sentence(f"{then['ruler'].iloc[0]}: {_open_lag(then)}; {_open_lag(now)}")


def _open_lag(rows: pd.DataFrame) -> str:
    sizes = both(rows.set_index("side")["models"].to_dict(), count)
    how = "re-estimated, models" if rows["re_estimated"].iloc[0] else "models"
    when = f"on {day(rows['day'].iloc[0])} ({how}: {sizes})"
    held = rows.dropna(subset="now")
    if held.empty:
        return f"{when} {NO_DIFFERENCE}, neither side held a record that the other had not reached"
    row = held.iloc[0]
    side, name = row["side"], safe(row["now_model"])
    return (
        f"{when} the oldest {ADJECTIVE[side]} record not reached by {NOUN[other(side)]}, "
        f"{name}, was {months(row['now'], 1)} old"
    )


def best_open_models(table: pd.DataFrame, ruler, least: int) -> Words:
    """Words of the best open-weight models by size, from `frontier.best_open`.

    A side leads a size class where the intervals of the best of both sides are apart; classes with
    fewer than `least` models on a side are not compared.
    """
    pairs = size_pairs(table, least)
    title = headline(f"open models: {_size_title({size: _ahead(p) for size, p in pairs.items()})}")
    said = "; ".join(f"{size}, {_versus(pair)}" for size, pair in pairs.items())
    missing = table[table["size"] == "not recorded"].groupby("side")["models"].sum()
    unsized = f"Without a recorded size: {both(missing.to_dict(), count)}."
    few = f"Sizes with under {least} models on a side are not compared."
    finding = f"{ruler.name}, {day(ruler.day)}, by parameters: {said}. {few} {unsized}"
    definition = (
        f"Best open-weight model by size, country and license on the {ruler.name}, "
        f"{day(ruler.day)}: rating, license, number of models (together "
        f"{count(table['models'].sum())}). Bold: clear lead of its size."
    )
    alt = (
        "Table with a row for each size class and a column for each country and kind of license. "
        f"{sentence(title)} {few} {unsized}"
    )
    return Words(title, definition, finding, alt)


def size_pairs(table: pd.DataFrame, least: int) -> dict[str, list[dict]]:
    """The best model of both sides (the higher first) of every size class that is compared."""
    pairs = {}
    for size, rows in table[table["size"] != "not recorded"].groupby("size", sort=False):
        enough = rows.groupby("side")["models"].sum().min() >= least
        rows = rows.dropna(subset="model").rename(columns={"side": "region"})
        rows = rows.sort_values(["score", "model"], ascending=[False, True])
        if enough:
            pairs[size] = rows.drop_duplicates("region").to_dict("records")
    return pairs


def _size_title(leads: dict[str, str | None]) -> str:
    """`American lead 15 to 80 B, Chinese over 80 B`; sizes are counted if that gets too long."""
    led = [(size, side) for size, side in leads.items() if side]
    if not led:
        return f"{NO_DIFFERENCE} in any size"
    if len(led) == len(leads) <= len(SIDES):
        texts = [f"{ADJECTIVE[side]} lead {size}" for size, side in led]
        return ", ".join([texts[0], *(text.replace(" lead", "") for text in texts[1:])])
    counts = {side: [s for _, s in led].count(side) for side in SIDES}
    first = leader(counts)
    if first is None:
        return f"each side leads in {counts['CN']} of {len(leads)} sizes"
    return f"{ADJECTIVE[first]} lead in {counts[first]} of {len(leads)} sizes"


def gap_change(change: pd.DataFrame, ruler) -> str:
    """The gap on two days of one scale, from `frontier.change_of_gap`, as one sentence."""
    first, last = change.to_dict("records")
    said = " and ".join(
        f"{_size(row['points'])} ({_range(row['low'], row['high'], row['points'])}) "
        f"on {day(row['day'])}"
        for row in (first, last)
    )
    held = [row["leader"] if row["low"] > 0 else None for row in (first, last)]
    verdict = f"{NO_DIFFERENCE} between the two days"
    if None not in held and held[0] != held[1]:
        verdict = f"the lead passed from {NOUN[held[0]]} to {NOUN[held[1]]}"
    elif held[0] == held[1] is not None and last["low"] > first["high"]:
        verdict = f"the {ADJECTIVE[held[0]]} lead grew"
    elif held[0] == held[1] is not None and last["high"] < first["low"]:
        verdict = f"the {ADJECTIVE[held[0]]} lead shrank"
    return sentence(f"{ruler.name}, one scale: the gap was {said}: {verdict}")


def without_fine_tunes(opened: pd.DataFrame, own: pd.DataFrame) -> str:
    """Whether fine-tunes of the other side's base models change the best open-weight models."""
    pairs = zip(opened.to_dict("records"), own.to_dict("records"), strict=True)
    changed, dropped = [], 0
    for before, after in pairs:
        dropped += sum(before[f"models_{side}"] - after[f"models_{side}"] for side in SIDES)
        names = ("leading_model", "model_behind")
        changed += [before["ruler"]] if any(before[n] != after[n] for n in names) else []
    told = f"changes the best models on {listed(changed)}" if changed else "changes no best model"
    return sentence(
        f"leaving out fine-tunes of the other side's base models ({plural(int(dropped), 'row')} of "
        f"{listed(list(opened['ruler']))}) {told}"
    )


def without_interval(lines: pd.DataFrame) -> str:
    """The record-setting models of `frontier.steps` whose interval is not published."""
    rows = lines[lines["low"].isna() & ~lines["thinned"]]
    if rows.empty:
        return sentence("every record setter drawn here has an interval")
    said = [
        f"{listed([safe(name) for name in sorted(set(models))])} ({ruler})"
        for ruler, models in rows.groupby("ruler", sort=False)["model"]
    ]
    return sentence(f"drawn without an interval, because none is published: {'; '.join(said)}")


def ruler_table(table: pd.DataFrame) -> pd.DataFrame:
    """The rulers as a table to read, from `frontier.rulers_table`."""
    return shown(
        table, ruler=("Ruler", str), measured_by=("Measured by", str), access=("What", str),
        until=("Models until", day), in_eci=("Part of ECI", str),
        **{f"models_{side}": (f"{country(side)}, models", count) for side in SIDES},
        **{f"open_{side}": (f"{country(side)}, open", count) for side in SIDES},
        without_interval=("Without interval", count),
    )


def lag_table(medians: pd.DataFrame, strict: pd.DataFrame) -> pd.DataFrame:
    """One row for every ruler and side with a median, from two `frontier.lags_on` summaries."""
    keys = ["ruler", "side"]
    strictly = strict[[*keys, "median"]].rename(columns={"median": "strictly"})
    rows = medians.dropna(subset="median").merge(strictly, on=keys)
    return pd.DataFrame(
        {
            "Ruler": rows["ruler"],
            "Records set by": rows["side"].map(country),
            "Lead records": rows["records"].map(count),
            "still open": rows["open"].map(count),
            "Median, months": [_month_range(row) for row in rows.to_dict("records")],
            "if only higher counts": [f"{value:.1f}" for value in rows["strictly"]],
            "Oldest open, months": rows["now"].map("{:.1f}".format).replace("nan", "none"),
        }
    )


def _month_range(row: dict) -> str:
    late = "open" if math.isnan(row["high"]) else f"{row['high']:.1f}"
    return f"{row['median']:.1f} ({row['low']:.1f} to {late})"


def held_out(gaps: pd.DataFrame, least: int) -> Words:
    """Words of a public and a held-out test on the same models, from `frontier.gaps_on`.

    With fewer than `least` models on a side there are dots and no lag.
    """
    rows = gaps.to_dict("records")
    verdict = _by_verdict({f"{row['access']} {row['ruler']}": lead_in_points(row) for row in rows})
    title = headline(verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline("which side leads on the same models depends on the test")
    said = "; ".join(_gap_clause(row) for row in rows)
    sizes = both({side: gaps[f"models_{side}"].iloc[0] for side in SIDES}, count)
    few = min(gaps[f"models_{side}"].iloc[0] for side in SIDES) < least
    limit = f"Under {least} models a side are too few for a lag" if few else "No lag is drawn"
    finding = (
        f"On the models that stand on both ({sizes}): {said}. A lead counts where the intervals are "
        f"apart and the larger side, thinned to the smaller, still leads. {limit}."
    )
    definition = (
        "Scores of the same models on a public and a held-out test, by release date, with "
        f"{percent(rows[0]['level'])} intervals; models: {sizes}. {limit}."
    )
    alt = (
        "Two panels of dots by release date and country, the same models in both. "
        f"{sentence(verdict)} {limit}."
    )
    return Words(title, definition, finding, alt)
