"""Words of notebook 04: how free the licenses are."""

from __future__ import annotations

import pandas as pd

from ...measures import licenses as measures
from ...measures.verdicts import DEPENDS, SHARE, SIDES, Lead
from ...text import count, day, headline, month, number, percent, plural, points, safe, sentence
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both


def licenses(section, lead: Lead, panel) -> Words:
    """Words of `licenses.cross_section` of one wave, and of its `permissive_lead`."""
    date = panel.days[0]
    when = f"{month(date)} {panel.selection.split()[-1]}"
    where = panel.name if panel.refreshed else when
    views = measures.bounds(section.freedoms, "permissive license")
    title = headline(f"{when}: {_license_title(lead)}")
    verdict = _license_verdict(lead)
    missing = measures.bounds(section.freedoms, "no license declared")["models"]
    finding = (
        f"Permissive licenses in the {where}: {_bounds(views)}; models without a known license: "
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


def freedom_table(table: pd.DataFrame, larger: dict[tuple[str, str], str | None]) -> pd.DataFrame:
    """The bounds of all `licenses.freedoms` as a table to read, with the side that is `larger`."""
    rows = []
    for freedom in table["freedom"].unique():
        views = measures.bounds(table, freedom)
        row = {"Share with": freedom}
        for counter in ("models", "downloads"):
            for side in SIDES:
                place = headline(NOUN[side].removeprefix("the "))
                row[f"{place}, {counter}"] = _share_range(*views[counter][side])
            row[f"Larger by {counter}"] = NOUN.get(larger[freedom, counter], NO_DIFFERENCE)
        rows.append(row)
    return pd.DataFrame(rows)


def _share_range(low: float, high: float) -> str:
    """`47–85 %`, or `29 %` where both ends are printed alike."""
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


def _license_title(lead: Lead) -> str:
    if lead.ahead is None:
        return f"permissive licenses show {NO_DIFFERENCE}"
    if lead.ahead == DEPENDS:
        return "which country is more permissive depends on the count"
    doubt = " by every count" if lead.surely else ", missing tags could reverse it"
    return f"{ADJECTIVE[lead.ahead]} models more permissive{doubt}"


def _license_verdict(lead: Lead) -> str:
    if lead.ahead is None:
        verdict = f"what is declared shows {NO_DIFFERENCE}"
    elif lead.ahead == DEPENDS:
        verdict = "which country declares more depends on the count"
    else:
        worst = "also in the worst case" if lead.surely else "but the ranges overlap"
        verdict = f"{NOUN[lead.ahead]} declares more by every count, {worst}"
    return sentence(f'{verdict}; "at most" takes every missing or unread license as permissive')


def flagships(years: pd.DataFrame, led: measures.Led, table: pd.DataFrame) -> Words:
    """Words of `licenses.flagship_years`, of who `flagships_led`, and of the list itself."""
    verdict = flagship_verdict(led)
    sides = measures.by_year(years).items()
    listed = "; ".join(f"{year}: {shares_of(values)}" for year, values in sides)
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


def flagship_verdict(led: measures.Led) -> str:
    """Who led more years, from `licenses.flagships_led`."""
    if led.ahead:
        often = f"{led.years[led.ahead]} of {led.of} years"
        return f"{ADJECTIVE[led.ahead]} flagships were more often permissive in {often}"
    if any(led.years.values()):
        return f"Permissive flagships: each side led {led.years['CN']} of {led.of} years"
    return f"Permissive flagships: {NO_DIFFERENCE} in any year"


def shares_of(values: dict[str, tuple[int, int]]) -> str:
    """`China 32 of 41, the United States 10 of 19`, the larger share first."""
    said = {side: f"{yes} of {total}" for side, (yes, total) in values.items()}
    if values["CN"] == values["US"]:
        return f"each {said['CN']}"
    share = {side: yes / max(total, 1) for side, (yes, total) in values.items()}
    order = sorted(SIDES, key=lambda side: (share[side], values[side]), reverse=True)
    return ", ".join(f"{NOUN[side]} {said[side]}" for side in order)


def openness(
    counts: pd.DataFrame, gaps: pd.DataFrame, leads: dict[str, str | None], systems: int
) -> Words:
    """Words of `licenses.openness`, `openness_gap` and `openness_leads` of so many systems."""
    title = _openness_title(**leads)
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
