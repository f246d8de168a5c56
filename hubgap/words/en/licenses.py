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
    other,
)
from ...registry import NOT_RECORDED
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
from .grammar import ADJECTIVE, CHOSEN, NOUN, PHRASES, Words, among, free, larger


def licenses(section, verdict: Verdict, panel) -> Words:
    """Words of `licenses.cross_section` of one wave, and of who is more permissive."""
    date = panel.days[0]
    where = f"in the {panel.name}" if panel.refreshed else among(panel.selection, month(date))
    views = measures.bounds(section.freedoms, "permissive license")
    lows = {name: {side: view[side][0] for side in SIDES} for name, view in views.items()}
    most = of_sides({side: views["models"][side][1] for side in SIDES})
    if any(larger(view) != verdict.side for view in lows.values()):
        verdict = Verdict(verdict.kind)  # its side would be ahead, but is not known to be
    clear = sentence(_license_verdict(verdict))
    finding = (
        f"{where[:1].upper()}{where[1:]} {_permissive(lows)} {clear} "
        f"If every missing or unread license were permissive, {most} models would be."
    )
    total = section.classes.groupby("view", sort=False)["weight"].sum()
    chosen = CHOSEN.get(panel.selection, "")
    definition = (
        f"Shown are the declared licenses of {count(total.iloc[0])} {chosen}models on the Hugging Face "
        f"Hub, {day(date)}, and of their {number(total.iloc[1])} downloads in thirty days. {FREE} "
        f"{_most_downloaded(section.top)} {_unseen(section.classes)}"
    ).strip()
    alt = (
        "Stacked bars of license classes, from permissive to undeclared, for four groups of "
        f"publishers, by models and by downloads. In {month(date)} {_permissive(lows)} {clear}"
    )
    title = f"in {month(date)} {_license_title(verdict, lows)}"
    return Words(headline(title), definition, finding, alt)


def freely(section, panel) -> str:
    """How many downloads are of models known as permissive in a list that is free to reuse."""
    views = measures.bounds(section.freedoms, "permissive license")
    lows = {side: views["downloads"][side][0] for side in SIDES}
    return free(panel, f"{of_sides(lows)} downloads went to models known to be permissive")


FREE = "Permissive licenses allow any use, while others set conditions."


def _unseen(classes: pd.DataFrame) -> str:
    """What `not recorded` means, if anything is."""
    rows = classes[classes["license"] == NOT_RECORDED] if "license" in classes else classes[:0]
    return "Where a license is not recorded, no source kept it." if rows["weight"].sum() else ""


def _most_downloaded(top: pd.DataFrame) -> str:
    """The most downloaded model of the country whose downloads hang on it more."""
    if top.empty or not (own := top[top["side"].isin(SIDES)]).size:
        return ""
    first = own.sort_values(["share", "model_id"], ascending=[False, True]).iloc[0]
    name = safe(first["model_id"].split("/")[-1])
    return (
        f"One model, {name} ({first['license']}), drew {percent(first['share'])} of all "
        f"{ADJECTIVE[first['side']]} downloads."
    )


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
    return sentence(f"the most downloaded models are {', and '.join(said)}")


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
        by_one = any(
            name.endswith("the top model") and larger(view) != ahead["downloads"]
            for name, view in lows.items()
        )
        counted = "one model's downloads" if by_one else "downloads"
        ones = " ones" if counted == "downloads" else ""
        return f"{first} licenses were freer by models, {second}{ones} by {counted}"
    if verdict.kind == UNTAGGED and verdict.side:
        first, last = ADJECTIVE[verdict.side], ADJECTIVE[other(verdict.side)]
        return f"{first} models were known permissive more often than {last} ones"
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


def flagships(led: measures.Led, years: list[int], panel) -> Words:
    """Words of `licenses.most_liked` of one wave in the years drawn, and of whose are freer."""
    last = max(years)
    now, by_hand = led.ruled[last], led.listed[max(led.listed)]
    told = _by_year(led.ruled, "most-liked models")
    finding = (
        f"{_created(last, now)} {told} On a list of flagships made by hand, "
        f"{shares_of(by_hand.counts)} of {max(led.listed)} were permissive at release."
    )
    definition = (
        f"{FREE} The most-liked {'of the most downloaded ' * (panel.selection == 'head')}models created in "
        f"{listed([f'{y}' for y in years])}, as many of each country, on Hugging Face on "
        f"{day(panel.days[-1])}."
    )
    if len(years) < len(led.ruled):
        definition += " Licenses of models from other years are mostly not recorded."
    alt = (
        "Stacked bars of the most-liked models of each country by class of license, from permissive "
        f"to not recorded. {_created(last, now)} {told}"
    )
    return Words(known_permissive(now, last, "most-liked model"), definition, finding, alt)


def known_permissive(found: measures.Flagships, year: int, chosen: str) -> str:
    """`At least 41 of 50 CHOSEN Chinese models of 2026 are permissive, 28 American`."""
    counts = found.counts
    yes, total = counts["CN"]
    if counts["CN"] == counts["US"]:
        return f"At least {count(yes)} of {count(total)} {chosen}s of either country are permissive"
    kind, noun = chosen.split()
    (first, (yes, of)), (last, (less, _)) = _larger_first(counts).items()  # as many of each
    return (
        f"At least {count(yes)} of {count(of)} {kind} {ADJECTIVE[first]} {noun}s of {year} are "
        f"permissive, {count(less)} {ADJECTIVE[last]}"
    )


def _created(year: int, found: measures.Flagships) -> str:
    """`Of those created in 2026, 29 of 50 ... are known to be permissive. With all unknown ...`."""
    return (
        f"Of models created in {year}, {shares_of(found.counts, 'ones')} are known to be permissive. "
        f"With every unknown license, {of_sides(found.high)} ones could be."
    )


def _larger_first(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    order = sorted(counts, key=lambda s: (counts[s][0] / max(counts[s][1], 1), counts[s]))
    return {side: counts[side] for side in reversed(order)}


def _by_year(years: dict[int, measures.Flagships], what: str = "flagships") -> str:
    """`For 2023 and 2024 there are too few models to say. In 2025 American flagships were ...`."""
    said: dict[Verdict, list[str]] = {}
    for year, one in years.items():
        said.setdefault(_seen(one), []).append(f"{year}")
    return " ".join(_year_told(listed(names), one, what) for one, names in said.items())


def _seen(found: measures.Flagships) -> Verdict:
    """The verdict of a year, with its side only if more of its flagships are known as permissive."""
    shares = {side: own.share for side, own in found.shares.items()}
    verdict = found.verdict
    return verdict if verdict.side == larger(shares) else Verdict(verdict.kind)


def _year_told(years: str, verdict: Verdict, what: str) -> str:
    """The verdict on the models of some years, the larger side first where there is one."""
    more = f"In {years} {ADJECTIVE.get(verdict.side)} {what} were more often permissive"
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


def flagship_readings(
    led: measures.Led, others: dict[str, dict[int, measures.Flagships]]
) -> pd.DataFrame:
    """Flagships by year in every reading as a table to read: by rule in each list, and by hand."""
    rows = []
    names = {
        "most liked": led.ruled,
        **{f"most liked, {label}": ruled for label, ruled in others.items()},
        "by hand, at release": led.listed,
    }
    for name, years in names.items():
        for year, one in years.items():
            row = {"Year": f"{year}", "List": name}
            for side, own in one.shares.items():
                place = headline(NOUN[side].removeprefix("the "))
                row[f"{place}, permissive"] = _share_range(own.share, one.high[side])
                row[f"{place}, models"] = count(own.models)
                row[f"{place}, publishers"] = count(own.publishers)
                row[f"{place}, interval"] = _share_range(own.low, own.high)
            rows.append(row | {"More permissive": _larger(one.margins)})
    return pd.DataFrame(rows).sort_values(["Year"], kind="stable", ignore_index=True)


def at_release(led: measures.Led, table: pd.DataFrame, drawn: int) -> Words:
    """Words of the list of flagships made by hand, of which so many are drawn: `Led.listed`."""
    until, last = table["release_date"].max(), max(led.listed)
    unchecked = (table["confidence"] == "low").sum()
    definition = (
        f"{FREE} The list of {plural(drawn, 'flagship')}, each a leading open-weight model of its "
        f"maker, was made by hand, with licenses at release, from {month(table['release_date'].min())} to {day(until)}. "
        f"{count(unchecked)} of the licenses on the list were not checked against a source."
    )
    told = _by_year(led.listed)
    finding = (
        f"Of releases of {last} on the list, {shares_of(led.listed[last].counts)} were permissive. "
        f"{told} The list is a choice of its makers. Left out is what belongs to no one country "
        f"({plural(len(table) - drawn, 'model')}). A side counts as ahead only if it stays so when "
        "laboratories are drawn at random."
    )
    alt = (
        "Columns of the licenses of flagships by year of release in a panel for each country, dark "
        f"where the license is permissive. In {last} {shares_of(led.listed[last].counts)} were. {told}"
    )
    return Words(_release_title(led.listed), definition, finding, alt)


def cut_short(table: pd.DataFrame) -> str:
    """The month in which the last year of the list ends; empty if the year is whole."""
    until = table["release_date"].max()
    return "" if (until.month, until.day) == (12, 31) else f"{until:%B}"


def _release_title(years: dict[int, measures.Flagships]) -> str:
    """Since when most flagships of both countries were permissive, or how the last year stands."""
    last = max(years)
    verdict, since = _seen(years[last]), measures.mostly_permissive(years)
    if verdict.kind == AHEAD:
        return f"In {last} {ADJECTIVE[verdict.side]} flagships were more often permissive"
    if since:
        return f"Since {since} most flagships of both countries have been permissive"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"Permissive shares of flagships released in {last} are {PHRASES[verdict.kind]}"
    if verdict.kind == TOO_FEW:
        return f"Flagships of {last} are {PHRASES[TOO_FEW]} whose are more permissive"
    return f"Whose flagships of {last} are more permissive {PHRASES[verdict.kind]}"


def shares_of(values: dict[str, tuple[int, int]], what: str = "flagships") -> str:
    """`32 of 41 Chinese and 10 of 19 American flagships`, the larger share first."""
    if values["CN"] == values["US"]:
        yes, total = values["CN"]
        return f"{yes} of {total} {what} of either country"
    said = [f"{yes} of {n} {ADJECTIVE[side]}" for side, (yes, n) in _larger_first(values).items()]
    return f"{' and '.join(said)} {what}"


def openness(
    counts: pd.DataFrame, gaps: pd.DataFrame, found: dict[str, dict[float, Verdict]], systems: int
) -> Words:
    """Words of `licenses.openness`, `openness_gap` and `openness_verdicts` of so many systems."""
    title = _openness_title(**{theme: margins[SHARE] for theme, margins in found.items()})
    strict, partly = (
        gaps.groupby("theme", sort=False)[list(SIDES)].nth(n).to_dict("records") for n in (0, 1)
    )
    of = counts.groupby("side")["systems"].max()
    definition = (
        f"Counted are {count(systems - of.get('unknown', 0))} AI systems of known country in the "
        f"European Open Source AI Index, {_numbers(of)} and {count(of.get('other', 0))} of other "
        "countries. It rates every part of a system as open, partly open or closed."
    )
    finding = (
        f"{sentence(title)} {_rated(found, strict)} {_others(counts)} A lead needs "
        f"{points(SHARE * 100)} in the mean of all rows of a theme and must hold with partly open ones "
        "and without any one organization. The index picks its systems by hand, so there is no "
        "sampling interval."
    ).replace("  ", " ")
    alt = (
        "Marks and lines for each part that the index rates, by country, show how many systems are "
        f"open and how many at least partly. {sentence(title)} {_rated(found, strict)} "
        f"{_rated(found, partly, 'at least partly open')}"
    )
    return Words(title, definition, finding, alt)


def _numbers(of: pd.Series) -> str:
    """`74 American, 58 Chinese`, the larger first."""
    if of["CN"] == of["US"]:
        return f"{count(of['CN'])} of either country"
    order = sorted(SIDES, key=lambda side: of[side], reverse=True)
    return ", ".join(f"{count(of[side])} {ADJECTIVE[side]}" for side in order)


def _others(counts: pd.DataFrame) -> str:
    """Whether systems of other countries are documented more openly than those of both."""
    if "open" not in counts or "other" not in set(counts["side"]):
        return ""
    rows = counts[counts["theme"] == "documentation"]
    mean = (rows["open"] / rows["systems"]).groupby(rows["side"]).mean()
    if not mean["other"] > max(mean[side] for side in SIDES):
        return ""
    return f"Systems of other countries are documented most openly, at {percent(mean['other'])}."


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
        first, second = NOUN[weights.side], NOUN[documentation.side]
        return headline(f"{first} opens more weights, {second} more documentation")
    if weights.ahead:
        more = f"{ADJECTIVE[weights.side]} weights are more often open"
        return f"{more}, while documentation {_is(documentation)}"
    if documentation.ahead:
        more = f"{ADJECTIVE[documentation.side]} documentation is more often open"
        return f"{more}, openness of weights {_is(weights)}"
    return f"Openness of weights {_is(weights)}, that of documentation {_is(documentation)}"
