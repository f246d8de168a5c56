"""Words of notebook 04: how free the licenses are."""

from __future__ import annotations

import pandas as pd

from ...measures import licenses as measures
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    SHARE,
    SIDES,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
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
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, larger


def licenses(section, verdict: Verdict, panel) -> Words:
    """Words of `licenses.cross_section` of one wave, and of who is more permissive."""
    date = panel.days[0]
    where = panel.name if panel.refreshed else f"{month(date)} {panel.selection.split()[-1]}"
    views = measures.bounds(section.freedoms, "permissive license")
    lows = {name: {side: view[side][0] for side in SIDES} for name, view in views.items()}
    most = of_sides({side: views["models"][side][1] for side in SIDES})
    if any(larger(view) != verdict.side for view in lows.values()):
        verdict = Verdict(verdict.kind)  # its side would be ahead, but is not known to be
    clear = sentence(_license_verdict(verdict))
    finding = (
        f"In the {where} {_permissive(lows)} {clear} "
        f"If every missing or unread license were permissive, {most} models would be."
    )
    total = section.classes.groupby("view", sort=False)["weight"].sum()
    definition = (
        f"Bars show how {count(total.iloc[0])} models and their {number(total.iloc[1])} downloads "
        f"in thirty days divide by declared license on {day(date)}. "
        "The top model, left out in the last block, is the most downloaded one of a row."
    )
    alt = (
        "Stacked bars of license classes, from permissive to undeclared, for four groups of "
        "publishers, by models, by downloads and by downloads without the top model of each. In "
        f"{month(date)} {_permissive(lows)} {clear}"
    )
    title = f"in {month(date)} {_license_title(verdict, lows)}"
    return Words(headline(title), definition, finding, alt)


def _permissive(lows: dict[str, dict[str, float]]) -> str:
    """`47% of Chinese and 28% of American models had ...`, and the same of downloads."""
    rest = [
        f", and {of_sides(lows[name])} ones without the most downloaded model of each"
        for name in lows
        if name.endswith("the top model")
    ]
    return (
        f"{of_sides(lows['models'])} models had a permissive license. Such models drew "
        f"{of_sides(lows['downloads'])} downloads{''.join(rest)}."
    )


def of_sides(values: dict[str, float], write=percent) -> str:
    """`47% of Chinese and 28% of American`, the larger first; a noun follows."""
    if values["CN"] == values["US"]:
        return f"{write(values['CN'])} of both countries'"
    order = sorted(SIDES, key=lambda side: values[side], reverse=True)
    return " and ".join(f"{write(values[side])} of {ADJECTIVE[side]}" for side in order)


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
        f"{safe(row.model_id)} ({row.license}), which drew {percent(row.share)} of all "
        f"{ADJECTIVE[row.Index]} downloads"
        for row in top.itertuples()
    ]
    return sentence(f"the last block leaves out {', and '.join(said)}")


def recorded(panel) -> str:
    """How many models come from a source that records licenses, and how many tags from others."""
    rows = panel.rows
    recording = rows.loc[rows["license_source"] == rows["source"], "source"].unique()
    rest = rows[~rows["source"].isin(recording)]
    models = f"{count(len(rows) - len(rest))} of {plural(len(rows), 'model')}"
    said = f"In the {panel.name}, {models} come from sources that record licenses."
    if rest.empty:
        return said
    filled = count(rest["license"].notna().sum())
    return f"{said} For {filled} of the other {count(len(rest))} an older list has a tag."


def _license_title(verdict: Verdict, lows: dict[str, dict[str, float]]) -> str:
    """Who was more permissive, and by which count where the counts disagree."""
    ahead = {name: larger(lows[name]) for name in ("models", "downloads")}
    if verdict.kind == DEPENDS and set(ahead.values()) == set(SIDES):
        first, second = (ADJECTIVE[side] for side in ahead.values())
        return f"{first} licenses were freer by models, {second} ones by downloads"
    return _license_verdict(verdict)


def _license_verdict(verdict: Verdict) -> str:
    """Who is more permissive, the larger side first where there is one."""
    if verdict.kind == AHEAD:
        return f"{ADJECTIVE[verdict.side]} models were more often permissive by every count"
    if verdict.kind == UNTAGGED and verdict.side:
        known = f"{ADJECTIVE[verdict.side]} models were more often permissive"
        return f"{known}, which {PHRASES[UNTAGGED]}"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"permissive shares of the two countries were {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"there were {PHRASES[TOO_FEW]} who is more permissive"
    return f"who is more permissive {PHRASES[verdict.kind]}"


# --- flagships


def flagships(led: measures.Led, rows: pd.DataFrame, panel) -> Words:
    """Words of `licenses.most_liked` of one wave (rows), and of whose are more permissive."""
    verdict, last = sentence(flagship_title(led.ruled)), max(led.ruled)
    now, by_hand = led.ruled[last], led.listed[max(led.listed)]
    told = _by_year(led.ruled)
    finding = (
        f"{verdict} {_created(last, now)} {told} On a second list, made by hand, "
        f"{shares_of(by_hand.counts)} of {max(led.listed)} were permissive at release."
    )
    definition = (
        f"Flagships are the most liked models of makers in the {panel.name}. Every year of creation "
        f"has as many from either country, up to {count(measures.MOST)}, and all years have "
        f"{plural(len(rows), 'model')}. A license is not recorded where a list has no tag."
    )
    alt = (
        "Stacked bars of license classes of flagships, by year of creation and country, from "
        f"permissive to not recorded. {verdict} {told}"
    )
    return Words(headline(flagship_title(led.ruled)), definition, finding, alt)


def _created(year: int, found: measures.Flagships) -> str:
    """`Of those created in 2026, 29 of 50 ... are known to be permissive. With all unknown ...`."""
    return (
        f"Of those created in {year}, {shares_of(found.counts)} are known to be permissive. With "
        f"every unknown license, {of_sides(found.high)} ones could be."
    )


def _larger_first(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    order = sorted(counts, key=lambda s: (counts[s][0] / max(counts[s][1], 1), counts[s]))
    return {side: counts[side] for side in reversed(order)}


def _by_year(years: dict[int, measures.Flagships]) -> str:
    """`For 2023 and 2024 there are too few models to say. In 2025 American flagships were ...`."""
    said: dict[Verdict, list[str]] = {}
    for year, one in years.items():
        said.setdefault(_seen(one), []).append(f"{year}")
    return " ".join(_year_told(listed(names), one) for one, names in said.items())


def _seen(found: measures.Flagships) -> Verdict:
    """The verdict of a year, with its side only if more of its flagships are known as permissive."""
    shares = {side: own.share for side, own in found.shares.items()}
    verdict = found.verdict
    return verdict if verdict.side == larger(shares) else Verdict(verdict.kind)


def _year_told(years: str, verdict: Verdict) -> str:
    """The verdict on the flagships of some years, the larger side first where there is one."""
    more = f"In {years} {ADJECTIVE.get(verdict.side)} flagships were more often permissive"
    if verdict.kind == AHEAD:
        return f"{more}."
    if verdict.side:
        return f"{more}, but that {_is(verdict)}."
    if verdict.kind == TOO_FEW:
        return f"For {years} there are {PHRASES[TOO_FEW]}."
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"In {years} permissive shares were {PHRASES[verdict.kind]}."
    return f"Whose were more often permissive in {years} {PHRASES[verdict.kind]}."


def _is(verdict: Verdict) -> str:
    """`is within five points`, `hangs on unknown licenses`: a phrase after a subject."""
    verb = "is " if verdict.kind in (CLOSE, WITHIN_ERROR) else ""
    return f"{verb}{PHRASES[verdict.kind]}"


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
    until, last = table["release_date"].max(), max(led.listed)
    recalled = (table["confidence"] == "low").sum()
    after = until + pd.Timedelta(days=1)
    cut = "" if (after.month % 6, after.day) == (1, 1) else " The last half-year is cut short."
    definition = (
        f"Every block is one of {plural(drawn, 'model')} on a list made by hand, released from "
        f"{day(table['release_date'].min())} to {day(until)}.{cut} Numbers say how many of a "
        f"half-year were permissive at release. The list gives "
        f"{plural(recalled, 'license')} from memory and has {plural(len(table) - drawn, 'model')} of "
        "no country, not drawn here."
    )
    told = _by_year(led.listed)
    finding = (
        f"Of releases of {last} on the list, {shares_of(led.listed[last].counts)} were permissive. "
        f"{told} The list is a choice of its makers. A side counts as ahead only if it stays so "
        "when laboratories are drawn again."
    )
    every = " ".join(
        f"In {year} {shares_of(one.counts)} were permissive." for year, one in led.listed.items()
    )
    alt = (
        "One block for each flagship, stacked by half-year in a panel for each country, dark where "
        f"the license is permissive. {every} {told}"
    )
    return Words(_release_title(last, _seen(led.listed[last])), definition, finding, alt)


def _release_title(year: int, verdict: Verdict) -> str:
    """Whose flagships of the last year were more often permissive, and how sure that is."""
    if verdict.side and verdict.kind in (AHEAD, WITHIN_ERROR):
        more = f"In {year} {ADJECTIVE[verdict.side]} flagships were more often permissive"
        return more if verdict.kind == AHEAD else f"{more}, {PHRASES[WITHIN_ERROR]}"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"Permissive shares of flagships released in {year} are {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"Flagships of {year} are {PHRASES[TOO_FEW]} whose are more permissive"
    return f"Whose flagships of {year} are more permissive {PHRASES[verdict.kind]}"


def shares_of(values: dict[str, tuple[int, int]], noun: str = "flagships") -> str:
    """`32 of 41 Chinese and 10 of 19 American flagships`, the larger share first."""
    if values["CN"] == values["US"]:
        yes, total = values["CN"]
        return f"{yes} of {total} {noun} of either country"
    said = [f"{yes} of {n} {ADJECTIVE[side]}" for side, (yes, n) in _larger_first(values).items()]
    return f"{' and '.join(said)} {noun}"


def openness(
    counts: pd.DataFrame, gaps: pd.DataFrame, found: dict[str, dict[float, Verdict]], systems: int
) -> Words:
    """Words of `licenses.openness`, `openness_gap` and `openness_verdicts` of so many systems."""
    title = _openness_title(**{theme: margins[SHARE] for theme, margins in found.items()})
    strict, partly = (
        gaps.groupby("theme", sort=False)[list(SIDES)].nth(n).to_dict("records") for n in (0, 1)
    )
    of = counts.groupby("side")["systems"].max()
    rated = of_sides(of[list(SIDES)].to_dict(), count).replace(" of ", " ")
    definition = (
        f"Marks show the share of {count(systems)} systems that the European Open Source AI Index "
        "rates open, and lines end at the share rated at least partly open. The index rates "
        f"{rated} systems and {count(of.get('other', 0))} of other countries. "
        f"Left out are {count(of.get('unknown', 0))} whose country is not stated."
    )
    finding = (
        f"{sentence(title)} {_rated(found, strict)} A lead needs {points(SHARE * 100)} and must hold "
        "with partly open ones and without any one organization. The index picks its systems by "
        "hand, so there is no sampling interval."
    )
    alt = (
        "Marks and lines for each dimension of the index, by country, show how many systems are "
        f"open and how many at least partly. {sentence(title)} {_rated(found, strict)} "
        f"{_rated(found, partly, 'at least partly open')}"
    )
    return Words(title, definition, finding, alt)


def _rated(themes, shares: list[dict[str, float]], what: str = "open") -> str:
    """`Rated open are the weights of 95% of Chinese and 76% of American systems.`"""
    return " ".join(
        f"The {theme} of {of_sides(values)} systems {'are' if theme == 'weights' else 'is'} {what}."
        for theme, values in zip(themes, shares, strict=True)
    )


def _openness_title(weights: Verdict, documentation: Verdict) -> str:
    if weights == documentation:
        if weights.ahead:
            return f"Weights and documentation are open more often in {NOUN[weights.side]}"
        return f"Openness of weights and of documentation {_is(weights)}"
    if weights.ahead and documentation.ahead:
        ahead = f"{NOUN[weights.side]}, documentation in {NOUN[documentation.side]}"
        return f"Weights are open more often in {ahead}"
    if weights.ahead:
        more = f"{ADJECTIVE[weights.side]} weights are more often open"
        return f"{more}, while documentation {_is(documentation)}"
    if documentation.ahead:
        more = f"{ADJECTIVE[documentation.side]} documentation is more often open"
        return f"{more}, openness of weights {_is(weights)}"
    return f"Openness of weights {_is(weights)}, that of documentation {_is(documentation)}"
