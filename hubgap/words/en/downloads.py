"""Words of notebook 02: whose models are downloaded."""

from __future__ import annotations

import pandas as pd

from ...measures.downloads import Hardest
from ...measures.verdicts import SIDES, other
from ...text import count, day, headline, month, number, percent, plural, safe, sentence, when
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country, shown

UNIVERSES = {
    "all": "models of all tasks",
    "language": "language models",
    "text-generation": "models tagged text-generation",
    "text": "models that generate text",
    "encoder": "encoders",
    "other tasks": "models of other tasks",
    "tracked": "language models",
    "last year": "models created in the last year",
    "without encoders": "models of all tasks but encoders",
    "larger": "models over a billion parameters",
    "largest": "models over fifteen billion",
}
WINDOWS = {"all": "", "since ChatGPT": " created since ChatGPT"}
COUNTERS = {
    "downloads_30d": "downloads of ",
    "downloads_all_time": "downloads since creation of ",
    "likes": "likes of ",
    "models": "",
}


def census(table: pd.DataFrame, ahead: dict[str, str | None], panel) -> Words:
    """Words for `by_task` of one cross-section, and who leads which group."""
    groups = dict(list(table.groupby("task", sort=False)))
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


def counted(rule) -> str:
    """What a rule counts: `downloads of language models created since ChatGPT`."""
    return COUNTERS[rule.counter] + UNIVERSES[rule.universe] + WINDOWS[rule.window]


def share(table: pd.DataFrame, ahead: str | None, panel, rule) -> str:
    """A table of `shares` and who leads it in one sentence, its panel and rule included."""
    text = _share_sentence(counted(rule), table, ahead)
    return f"{sentence(f'{panel.name}: {text}')} {sentence(f'Rule: {rule.sentence}')}"


def _share_sentence(what: str, table: pd.DataFrame, ahead: str | None) -> str:
    """`of 129 M downloads of language models A 57 %, B 8 % (at most 18 % if ...)`."""
    rows = table.set_index("side")
    text = f"of {number(rows['value'].sum())} {what}, {both(rows['share'])}"
    if ahead is None:
        return (
            f"{text}: {NO_DIFFERENCE} ({percent(rows.loc['unknown', 'share'])} unknown publishers)"
        )
    most = percent(rows.loc[other(ahead), "high"])
    return f"{text} (at most {most} if every unknown publisher belonged there)"


def one_model(table: pd.DataFrame) -> str:
    """A sentence on the rows of `by_task` in which one model is most of a country's downloads."""
    said = [
        f"{percent(row.top_value / row.value)} of the {ADJECTIVE[row.side]} downloads of "
        f"{UNIVERSES[row.task]} are of one model, {safe(row.top_model)}"
        for row in table.sort_values(["task", "top_value"]).itertuples()
        if row.side in SIDES
    ]
    return " ".join(
        map(sentence, said or ["in no group is most of a country's downloads one model"])
    )


def vintage(
    table: pd.DataFrame, medians: pd.DataFrame, older: dict[str, str | None], panel
) -> Words:
    """Words for `vintage` and `median_creation` of all and of language models: whose are older?"""
    sides = {u: rows.set_index("side") for u, rows in medians.groupby("universe")}
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


def catalogues(leads: pd.DataFrame, lasting: tuple[str | None, pd.Timestamp], panel) -> Words:
    """Words for `leads` over full catalogues: who leads at the end, and since when."""
    ahead, since = lasting
    waves = len(panel.days)
    title = f"{NO_DIFFERENCE} in downloads of language models from full catalogues"
    if ahead:
        title = (
            f"{ADJECTIVE[ahead]} language models took the lead in full catalogues in {month(since)}"
        )
    if ahead and since == panel.days[0]:
        title = f"{ADJECTIVE[ahead]} language models led throughout in full catalogues"
    said = [f"{UNIVERSES[u]}: {_lead(rows)}" for u, rows in leads.groupby("universe", sort=False)]
    finding = " ".join(map(sentence, [f"{panel.name}, {said[-1]}", *said[:-1]]))
    return Words(
        title=headline(title),
        definition=(
            f"Downloads of the thirty days before each of {waves} waves. Dashed: models left "
            "out in the months of their bursts."
        ),
        finding=finding,
        alt=f"Lines of downloads by country over {waves} waves. {headline(title)}. {finding}",
    )


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
    if row["ahead"] not in NOUN:
        return f"{text}, {NO_DIFFERENCE}"
    return f"{text}, ahead " + (
        f"since {month(row['since'])}" if row["crossings"] else "throughout"
    )


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
    """`leads` for readers."""
    return shown(
        leads,
        universe=("models", UNIVERSES.get),
        models=("new releases", {"all": "included", "existing": "left out"}.get),
        bursts=("bursts", str),
        CN=(country("CN"), percent),
        US=(country("US"), percent),
        ahead=("leader at the end", lambda side: country(side) if side in NOUN else NO_DIFFERENCE),
        since=("lead held since", lambda date: "" if pd.isna(date) else month(date)),
        crossings=("changes of leader", count),
    )


def fixed_set(table: pd.DataFrame, ahead: str | None, panel) -> str:
    """A sentence on `index` of a fixed set of models: first and last day, and the lead at both."""
    ends = {
        when: table[table["day"] == when].set_index("side")
        for when in (panel.days[0], panel.days[-1])
    }
    verdict = (
        f"{NOUN[ahead]} is ahead at both ends" if ahead else f"{NO_DIFFERENCE} over the whole span"
    )
    said = [f"on {day(when)}, {both(rows['share'])}" for when, rows in ends.items()]
    models = ends[panel.days[-1]]["n"]
    return sentence(
        f"in {panel.name}, of the downloads of the two countries: {'; '.join(said)}; {verdict} "
        f"(models: {both(models, count)})"
    )


def daily(table: pd.DataFrame, ahead: str | None, panel) -> str:
    """A sentence on `daily`: who gains more downloads a day, and what fell."""
    rows = table.set_index("side")
    verdict = f"{NOUN[ahead]} is ahead" if ahead else NO_DIFFERENCE
    fell, lost = plural(int(rows["n_fallen"].sum()), "model"), number(rows["fallen"].sum())
    return sentence(
        f"{panel.name}, {day(panel.days[0])} to {day(panel.days[-1])}: downloads a day by the "
        f"counter since creation, {both(rows['per_day'], number)}: {verdict} (models listed both "
        f"times: {both(rows['n'], count)}; left out {fell} whose counter fell, by {lost})"
    )


def share_table(table: pd.DataFrame, first: str) -> pd.DataFrame:
    """`shares` for readers, with a first column that tells the rows apart."""
    return shown(
        table,
        **{first: (first, lambda name: str(name).removesuffix("_30d"))},
        side=("publisher", country),
        n=("models", count),
        missing=("not recorded", count),
        value=("total", number),
        share=("share", percent),
        low=("at least", percent),
        high=("at most", percent),
    )


def size_table(table: pd.DataFrame) -> pd.DataFrame:
    """`size_classes` for readers: one row a class."""
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
    """`cumulative` for readers."""
    return shown(
        table,
        day=("day", day),
        n=("models listed", count),
        total=("downloads since creation", number),
        n_fallen=("models that fell", count),
        fallen=("lost by them", number),
    )


def counters(table: pd.DataFrame, ahead: dict[str, str | None], panel) -> str:
    """A sentence on `by_counter`: does the order of the countries depend on the counter?"""
    said = {"downloads_30d": "downloads", "likes": "likes", "models": "listed models"}
    parts, sides = [], set(ahead.values())
    for name, rows in table.groupby("counter", sort=False):
        missing = rows["missing"].sum() / rows["n"].sum()
        hole = f" (not recorded for {percent(missing)} of models)" if missing else ""
        parts.append(f"{said[name]}: {both(rows.set_index('side')['share'])}{hole}")
    verdict = "the counters do not agree on who leads"
    if len(sides) == 1:
        (side,) = sides
        verdict = (
            f"{NOUN[side]} leads by every counter" if side else f"{NO_DIFFERENCE} by any counter"
        )
    return sentence(f"{verdict}. {panel.name}, {'; '.join(parts)}")


def concentrated(table: pd.DataFrame, ahead: str | None, panel) -> str:
    """A sentence on `concentration`: how many models carry each side."""
    rows = table.set_index("side")
    verdict = (
        f"{ADJECTIVE[ahead]} downloads are the more concentrated"
        if ahead
        else (f"{NO_DIFFERENCE} in concentration")
    )
    return sentence(
        f"{panel.name}: {verdict}; share of the ten most downloaded, {both(rows['top_10'])}"
    )


def change_words(row) -> str:
    """One row of `sensitivity` in words, countries and names included."""
    return CHANGES[row["change"]].format(
        subject=safe(row["subject"]), side=ADJECTIVE.get(row["side"], "")
    )


def unchanged(row) -> str:
    """Why a row of `sensitivity` has no lead."""
    return "too recent to be judged" if row["change"] == "bursts" else "none of them is listed"


def robustness(tables: dict[str, pd.DataFrame], found: dict[str, Hardest]) -> Words:
    """Words for `sensitivity` and `hardest` of cross-sections (by label), latest last."""
    said = {name: _robust(name, table, found[name]) for name, table in tables.items()}
    title = headline(list(said.values())[-1][0])
    finding = " ".join(sentence(f"{name}: {text}") for name, (_, text) in said.items())
    return Words(
        title=title,
        definition=(
            "Lead in downloads of language models, in percentage points, when one thing is "
            "changed. Unknown publishers all of one country: worst-case bounds."
        ),
        finding=finding,
        alt=f"Dots for the lead under single changes, one block a panel. {title}. {finding}",
    )


def _robust(name: str, table: pd.DataFrame, found: Hardest) -> tuple[str, str]:
    """Headline and sentence: does the lead survive each single change, and which is the hardest?"""
    first = table.iloc[0]
    ahead, worst, lost, changes = found
    shown = both({side: first[side] for side in SIDES})
    if ahead is None:
        title = f"{NO_DIFFERENCE} in downloads of language models, {when(name)}"
        return title, f"{shown}, {NO_DIFFERENCE}"
    after = f"{change_words(worst)}: {both({side: worst[side] for side in SIDES})}"
    if not lost:
        title = f"the {ADJECTIVE[ahead]} lead of {when(name)} survives every single change"
        return title, f"{shown}; the lead survives {changes} single changes, even {after}"
    title = f"the {ADJECTIVE[ahead]} lead of {when(name)} hangs on one choice"
    if worst["subject"]:
        title = (
            f"without {safe(worst['subject'])}, the {ADJECTIVE[ahead]} lead of {when(name)} is gone"
        )
    return title, f"{shown}; the lead does not survive {lost} of {changes} single changes; {after}"
