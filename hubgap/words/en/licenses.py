"""Words of notebook 04: how free the licenses are."""

from __future__ import annotations

import pandas as pd

from ...measures import licenses as measures
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    SHARE,
    SIDES,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    number,
    percent,
    plural,
    points,
    safe,
    sentence,
)
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, both, short


def licenses(section, verdict: Verdict, panel) -> Words:
    """Words of `licenses.cross_section` of one wave, and of who is more permissive."""
    date = panel.days[0]
    when = f"{month(date)} {panel.selection.split()[-1]}"
    where = panel.name if panel.refreshed else when
    views = measures.bounds(section.freedoms, "permissive license")
    title = headline(f"{when}: {_license_title(verdict)}")
    clear = _license_verdict(verdict)
    missing = measures.bounds(section.freedoms, "no license declared")["models"]
    finding = (
        f"Permissive licenses in the {where}: {_bounds(dict([*views.items()][:2]))}; models without "
        f"a known license: {both({s: missing[s][1] for s in SIDES})}. {clear}"
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
        f"Permissive {_bounds({name: views[name] for name in list(views)[:2]})}. {clear}"
    )
    return Words(title, definition, finding, alt)


def _bounds(views: dict[str, dict[str, tuple[float, float]]]) -> str:
    """`by models China 47% (at most 85%), the United States ...; by downloads ...`."""
    parts = []
    for name, sides in views.items():
        order = sorted(SIDES, key=lambda side: sides[side], reverse=True)
        said = {s: f"{percent(sides[s][0])} (at most {percent(sides[s][1])})" for s in order}
        same = sides["CN"] == sides["US"]
        text = f"each {said['CN']}" if same else ", ".join(f"{NOUN[s]} {said[s]}" for s in order)
        parts.append(f"by {name} {text}")
    return "; ".join(parts)


def freedom_table(
    table: pd.DataFrame, found: dict[tuple[str, str], dict[float, Verdict]]
) -> pd.DataFrame:
    """The bounds of all `licenses.freedoms` as a table to read, with `freedom_verdicts`."""
    rows = []
    for freedom in table["freedom"].unique():
        views = measures.bounds(table, freedom)
        row = {"Share with": freedom}
        for counter in ("models", "downloads"):
            for side in SIDES:
                place = headline(NOUN[side].removeprefix("the "))
                row[f"{place}, {counter}"] = _share_range(*views[counter][side])
            row[f"Larger by {counter}"] = _larger(found[freedom, counter])
        rows.append(row)
    return pd.DataFrame(rows)


def _larger(margins: dict[float, Verdict]) -> str:
    """The larger side, or why there is none; the other margins where they say something else."""
    said = {margin: NOUN.get(one.ahead, PHRASES.get(one.kind)) for margin, one in margins.items()}
    usual = said[SHARE]
    others = [
        f"by {points(margin * 100)} {'neither' if margins[margin].kind == CLOSE else text}"
        for margin, text in said.items()
        if text != usual
    ]
    return "; ".join([usual, *others])


def _share_range(low: float, high: float) -> str:
    """`47–85%`, or `29%` where both ends are printed alike."""
    if percent(low) == percent(high):
        return percent(low)
    return f"{low * 100:.0f}\u2013{percent(high)}"


def top_models(table: pd.DataFrame) -> str:
    """The model of each country that the last view leaves out, the larger share first."""
    top = table[table["side"].isin(SIDES)].set_index("side")
    top = top.sort_values(["share", "model_id"], ascending=[False, True])
    said = [
        f"{safe(row.model_id)} ({row.license}), {percent(row.share)} of the downloads of "
        f"{NOUN[row.Index]}"
        for row in top.itertuples()
    ]
    return sentence(f"left out as top models are {' and '.join(said)}")


def recorded(panel) -> str:
    """How many models come from a source that records licenses, and how many tags from others."""
    rows = panel.rows
    recording = rows.loc[rows["license_source"] == rows["source"], "source"].unique()
    rest = rows[~rows["source"].isin(recording)]
    models = f"{count(len(rows) - len(rest))} of {plural(len(rows), 'model')}"
    filled = rest["license"].notna().sum()
    others = f"; for {count(filled)} of the other {count(len(rest))} an older list has a tag"
    said = f"{panel.name}: {models} come from sources that record licenses"
    return sentence(f"{said}{others if len(rest) else ''}")


def _license_title(verdict: Verdict) -> str:
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} models more permissive by every count"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"permissive shares are {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"{PHRASES[TOO_FEW]} who is more permissive"
    return f"who is more permissive {PHRASES[verdict.kind]}"


def _license_verdict(verdict: Verdict) -> str:
    """The verdict and what stands behind it, the larger side first where there is one."""
    clear = _license_title(verdict)
    if verdict.kind == UNTAGGED and verdict.side:
        clear = f"{ADJECTIVE[verdict.side]} models are known to be permissive more by every count, "
        clear += f"but that {PHRASES[UNTAGGED]}"
    if verdict.kind == AHEAD:
        clear = f"{clear}, also if each unknown license of {ADJECTIVE[other(verdict.side)]} ones is"
    return sentence(f'{clear}; "at most" takes every missing or unread license as permissive')


# --- flagships


def flagships(led: measures.Led, rows: pd.DataFrame, panel) -> Words:
    """Words of `licenses.most_liked` of one wave (rows), and of whose are more permissive."""
    verdict, last = flagship_title(led.ruled), max(led.ruled)
    now = led.ruled[last]
    by_hand = led.listed[max(led.listed)].counts
    finding = (
        f"{sentence(verdict)} {sentence(_created(last, now, panel))} {sentence(_by_year(led.ruled))} "
        f"The list made by hand is a second reading: {_by_year(led.listed)}; in its last year "
        f"{shares_of(by_hand)} were permissive at release."
    )
    definition = (
        f"Flagships by rule: models by makers, most liked in the {panel.name}, by year of creation, "
        f"as many a side as the shorter side has, {count(measures.MOST)} at most; "
        f"{plural(len(rows), 'model')} by license tag. Not recorded: that list has no tag."
    )
    alt = (
        "Stacked bars of license classes of flagships, by year of creation and country, from "
        f"permissive to not recorded. {sentence(verdict)} {sentence(_by_year(led.ruled))}"
    )
    return Words(headline(verdict), definition, finding, alt)


def _created(year: int, found: measures.Flagships, panel) -> str:
    """`Of those created in 2026, 50 a side, 29 American ones are known to be permissive (66% ...)`."""
    most = count(max(total for _, total in found.counts.values()))
    start = f"{panel.name}: of those created in {year}, {most} a side,"
    ends = {side: percent(high) for side, high in found.high.items()}
    known, tags = " are known to be permissive", "with all unknown licenses "
    if found.counts["CN"] == found.counts["US"]:
        yes, _ = found.counts["CN"]
        both_ends = ends["CN"] if ends["CN"] == ends["US"] else both(found.high)
        return f"{start} {yes} of each country{known} ({tags}{both_ends})"
    said = []
    for side, (yes, _) in _larger_first(found.counts).items():
        said.append(f"{yes} {ADJECTIVE[side]} ones{known} ({tags}{ends[side]})")
        known, tags = "", ""
    return f"{start} {', '.join(said)}"


def _larger_first(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    order = sorted(counts, key=lambda s: (counts[s][0] / max(counts[s][1], 1), counts[s]))
    return {side: counts[side] for side in reversed(order)}


def _by_year(years: dict[int, measures.Flagships]) -> str:
    """`2023 and 2024: too few models to say; 2025: American lead`."""
    said: dict[str, list[str]] = {}
    for year, one in years.items():
        said.setdefault(short(one.verdict), []).append(f"{year}")
    return "; ".join(f"{listed(names)}: {text}" for text, names in said.items())


def flagship_title(years: dict[int, measures.Flagships]) -> str:
    """Whose flagships were more often permissive in more years, or why nobody's."""
    ahead, side = measures.years_ahead(years), measures.most_ahead(years)
    if any(ahead.values()):
        who = f"{ADJECTIVE[side]} flagships" if side else "Each country's flagships"
        led = f"{count(max(ahead.values()))} of {plural(len(years), 'year')}"
        return f"{who} were more often permissive in {led}"
    kinds = {one.verdict.kind for one in years.values()}
    if len(kinds) > 1:
        return "In no year can one country's flagships be called more permissive"
    (kind,) = kinds
    titles = {
        CLOSE: f"Permissive shares of flagships are {PHRASES[CLOSE]}",
        WITHIN_ERROR: f"Permissive shares of flagships are {PHRASES[WITHIN_ERROR]}",
        TOO_FEW: f"Flagships are {PHRASES[TOO_FEW]} whose are more permissive",
    }
    return titles.get(kind, f"Whose flagships are more permissive {PHRASES[kind]}")


def flagship_readings(led: measures.Led, census: dict[int, measures.Flagships]) -> pd.DataFrame:
    """Flagships by year in every reading as a table to read: by rule twice, and by hand."""
    rows = []
    names = {"by rule": led.ruled, "by rule, census": census, "by hand, at release": led.listed}
    for name, years in names.items():
        for year, one in years.items():
            row = {"Year": f"{year}", "List": name}
            for side, own in one.shares.items():
                place = headline(NOUN[side].removeprefix("the "))
                row[f"{place}, permissive"] = _share_range(own.share, one.high[side])
                row[f"{place}, models"] = count(own.models)
                row[f"{place}, publishers"] = count(own.publishers)
                row[f"{place}, publishers drawn again"] = _share_range(own.low, own.high)
            rows.append(row | {"More permissive": _larger(one.margins)})
    return pd.DataFrame(rows).sort_values(["Year"], kind="stable", ignore_index=True)


def at_release(led: measures.Led, table: pd.DataFrame, drawn: int) -> Words:
    """Words of the list of flagships made by hand, of which so many are drawn: `Led.listed`."""
    title = f"By hand: {flagship_title(led.listed)}"
    shares = "; ".join(f"{year}: {shares_of(one.counts)}" for year, one in led.listed.items())
    until = table["release_date"].max()
    recalled = (table["confidence"] == "low").sum()
    after = until + pd.Timedelta(days=1)
    cut = "" if (after.month % 6, after.day) == (1, 1) else ", the last half-year cut short"
    definition = (
        "Releases on the list by half-year and license at release, numbers: permissive of all; "
        f"{plural(drawn, 'model')}, {day(table['release_date'].min())} to {day(until)}{cut}; "
        f"{count(recalled)} licenses recalled, not read; {count(len(table) - drawn)} of no country "
        "left out."
    )
    finding = (
        f"{sentence(_by_year(led.listed))} Permissive in {shares}. The list is a choice of its "
        f"makers and ends on {day(until)}; who is ahead must stay so if laboratories are drawn again."
    )
    alt = (
        "One block for each flagship, stacked by half-year in a panel for each country, dark where "
        f"the license is permissive. {sentence(_by_year(led.listed))} Permissive in {shares}."
    )
    return Words(headline(title), definition, finding, alt)


def shares_of(values: dict[str, tuple[int, int]]) -> str:
    """`China 32 of 41, the United States 10 of 19`, the larger share first."""
    said = {side: f"{yes} of {total}" for side, (yes, total) in values.items()}
    if values["CN"] == values["US"]:
        return f"each {said['CN']}"
    return ", ".join(f"{NOUN[side]} {said[side]}" for side in _larger_first(values))


def openness(
    counts: pd.DataFrame, gaps: pd.DataFrame, found: dict[str, dict[float, Verdict]], systems: int
) -> Words:
    """Words of `licenses.openness`, `openness_gap` and `openness_verdicts` of so many systems."""
    title = _openness_title(**{theme: margins[SHARE] for theme, margins in found.items()})
    shares = gaps.groupby("theme", sort=False)[list(SIDES)].first().to_dict("index")
    generous = gaps.groupby("theme", sort=False)[list(SIDES)].nth(1).set_axis(list(shares))
    said = [
        f"{theme} {both(values)} (partly open ones included: {both(generous.loc[theme].to_dict())})"
        for theme, values in shares.items()
    ]
    of = counts.groupby("side")["systems"].max()
    others, unknown = (count(of.get(side, 0)) for side in ("other", "unknown"))
    definition = (
        f"Share of {count(systems)} systems rated open (mark) or at least partly open (end of "
        "line) by the European Open Source AI Index: "
        f"{both(of[list(SIDES)].to_dict(), count)}, other countries {others}, not stated and "
        f"left out {unknown}."
    )
    finding = (
        f"{sentence(title)} Rated open are, of {'; of '.join(said)}. A lead needs "
        f"{points(SHARE * 100)} and the same side ahead in every reading, also without any "
        "one organization; the index picks its systems by hand, so there is no sampling interval."
    )
    alt = (
        "Marks and lines for each dimension of the index, by nation: how many systems are open and "
        f"how many at least partly. {sentence(title)} Rated open are, of {'; of '.join(said)}."
    )
    return Words(title, definition, finding, alt)


def _openness_title(weights: Verdict, documentation: Verdict) -> str:
    if weights == documentation:
        if weights.ahead:
            return f"Weights and documentation are open more often in {NOUN[weights.side]}"
        return f"Openness of weights and of documentation: {PHRASES[weights.kind]}"
    if weights.ahead and documentation.ahead:
        ahead = f"{NOUN[weights.side]}, documentation in {NOUN[documentation.side]}"
        return f"Weights are open more often in {ahead}"
    if weights.ahead:
        rest = f"documentation: {PHRASES[documentation.kind]}"
        return f"{ADJECTIVE[weights.side]} weights more often open; {rest}"
    if documentation.ahead:
        rest = f"weights: {PHRASES[weights.kind]}"
        return f"{ADJECTIVE[documentation.side]} documentation more often open; {rest}"
    return f"Weights: {PHRASES[weights.kind]}; documentation: {PHRASES[documentation.kind]}"
