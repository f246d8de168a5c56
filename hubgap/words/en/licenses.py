"""Words of notebook 04: how free the licenses are."""

from __future__ import annotations

import pandas as pd

from ...measures.licenses import CLEAR_SHARE, _openness_lead, _views_of, flagship_lead
from ...measures.verdicts import SIDES, leader, leader_of_intervals
from ...text import count, day, headline, month, number, percent, plural, points, safe, sentence
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both


def licenses(section, panel) -> Words:
    """Words of the license classes of one wave, from `licensing.cross_section`.

    A side is more permissive if its declared share leads by CLEAR_SHARE in every view and in both
    readings of disputed publishers; this holds in the worst case if its bounds lie above the
    other's everywhere.
    """
    date = panel.days[0]
    when = f"{month(date)} {panel.selection.split()[-1]}"
    where = panel.name if panel.refreshed else when
    views = _views_of("permissive license", section.freedoms)
    every = [*views.values(), *_views_of("permissive license", section.others).values()]
    leads = {leader({s: view[s][0] for s in SIDES}, CLEAR_SHARE) for view in every}
    safe_leads = {leader_of_intervals(view) for view in every}
    title = headline(f"{when}: {_license_title(leads, safe_leads)}")
    verdict = _license_verdict(leads, safe_leads)
    missing = _views_of("no license declared", section.freedoms)["models"]
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


def recorded(panel) -> str:
    """How many models come from a source that records licenses, and where the other tags are from."""
    rows = panel.rows
    recording = rows.loc[rows["license_source"] == rows["source"], "source"].unique()
    rest = rows[~rows["source"].isin(recording)]
    said = f"{panel.name}: {count(len(rows) - len(rest))} of {plural(len(rows), 'model')} come from sources"
    filled = rest["license"].notna().sum()
    others = f"; for {count(filled)} of the other {count(len(rest))} an older list has a tag"
    return sentence(f"{said} that record licenses{others if len(rest) else ''}")


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
    verdict = flagship_verdict([flagship_lead(values) for values in sides.values()])
    listed = "; ".join(f"{year}: {shares_of(values)}" for year, values in sides.items())
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


def flagship_verdict(leads: list[str | None]) -> str:
    """Who led more years, from the leads of `flagship_lead`: one a year."""
    led = {side: leads.count(side) for side in SIDES}
    first = leader(led)
    if first:
        often = f"{led[first]} of {len(leads)} years"
        return f"{ADJECTIVE[first]} flagships were more often permissive in {often}"
    if any(leads):
        return f"Permissive flagships: each side led {led['CN']} of {len(leads)} years"
    return f"Permissive flagships: {NO_DIFFERENCE} in any year"


def shares_of(values: dict[str, tuple[int, int]]) -> str:
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
