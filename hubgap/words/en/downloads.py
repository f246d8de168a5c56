"""Words of notebook 02: whose models are downloaded."""

from __future__ import annotations

import pandas as pd

from ...measures.downloads import FEW, Hardest, Readings
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    MARGINS,
    NOT_IDENTIFIED,
    SHARE,
    SIDES,
    Verdict,
    other,
)
from ...text import (
    brief,
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
    when,
)
from .grammar import (
    ADJECTIVE,
    NO_DIFFERENCE,
    NOUN,
    PHRASES,
    Words,
    both,
    country,
    short,
    shown,
)

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


def clause(verdict: Verdict) -> str:
    """A verdict on counts as a clause: `China leads`, `both countries within five points`."""
    if verdict.kind == AHEAD:
        return f"{NOUN[verdict.side]} leads"
    what = {CLOSE: "both countries", NOT_IDENTIFIED: "the leader"}.get(verdict.kind, "the lead")
    return f"{what} {PHRASES[verdict.kind]}"


def census(table: pd.DataFrame, found: dict[str, Verdict], panel) -> Words:
    """Words for `by_task` of one cross-section, and who leads which group."""
    groups = dict(list(table.groupby("task", sort=False)))
    downloads = COUNTERS["downloads_30d"]
    said = [_share_sentence(downloads + UNIVERSES[t], rows, found[t]) for t, rows in groups.items()]
    title = headline(f"{_who_led(found)} in {month(panel.days[-1])}")
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


def _who_led(found: dict[str, Verdict]) -> str:
    """`American models led all 3 groups of tasks`, or who led which, or what all have in common."""
    every, led = set(found.values()), {side: [] for side in SIDES}
    for task, verdict in found.items():
        if verdict.ahead:
            led[verdict.ahead].append(UNIVERSES[task])
    if len(every) == 1:
        (one,) = every
        if one.ahead:
            return f"{ADJECTIVE[one.ahead]} models led all {len(found)} groups of tasks"
        return f"{short(one)} in all {len(found)} groups of tasks"
    order = sorted((side for side in SIDES if led[side]), key=lambda side: -len(led[side]))
    if not order:
        return f"neither country led any of {len(found)} groups of tasks"
    return ", ".join(f"{NOUN[side]} led in {listed(led[side])}" for side in order)


def counted(rule) -> str:
    """What a rule counts: `downloads of language models created since ChatGPT`."""
    return COUNTERS[rule.counter] + UNIVERSES[rule.universe] + WINDOWS[rule.window]


def share(table: pd.DataFrame, verdict: Verdict, panel, rule) -> str:
    """A table of `shares` and who leads it in one sentence, its panel and rule included."""
    text = _share_sentence(counted(rule), table, verdict)
    return f"{sentence(f'{panel.name}: {text}')} {sentence(f'Rule: {rule.sentence}')}"


def _share_sentence(what: str, table: pd.DataFrame, verdict: Verdict) -> str:
    """`of 129 M downloads of language models A 57%, B 8% (at most 18% if ...)`."""
    rows = table.set_index("side")
    text = f"of {number(rows['value'].sum())} {what}, {both(rows['share'])}"
    if verdict.kind == AHEAD:
        most = percent(rows.loc[other(verdict.side), "high"])
        return f"{text} (at most {most} if every unknown publisher belonged there)"
    if verdict.kind == DEPENDS:
        reading = f"disputed publishers read the other way {both(rows['alternative'])}"
        return f"{text}; {reading}: {clause(verdict)}"
    unknown = percent(rows.loc["unknown", "share"])
    return f"{text}: {clause(verdict)} ({unknown} unknown publishers)"


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


def largest(table: pd.DataFrame, panel) -> Words:
    """Words for `largest`: who publishes most of the most downloaded language models."""
    n, publishers = len(table), table["publisher"].value_counts()
    most = publishers.index[publishers == publishers.max()]
    models = f"of the {n} most downloaded language models"
    title = f"no publisher has more than {publishers.max()} {models}"
    if len(most) == 1:
        title = f"{safe(most[0])} publishes {publishers.max()} {models}"
    sides = {side: int((table["side"] == side).sum()) for side in SIDES}
    order = sorted(SIDES, key=lambda side: -sides[side])
    said = f"{sides[order[0]]} come from {ADJECTIVE[order[0]]} publishers and {sides[order[1]]} "
    said += f"from {ADJECTIVE[order[1]]} ones"
    if len(set(sides.values())) == 1:
        said = f"each country published {sides['CN']} of them"
    first = table.iloc[0]
    finding = (
        f"Among the {n} most downloaded language models on {day(panel.days[-1])}, {said}. Together "
        f"they drew {percent(table['share'].sum())} of the downloads of all listed language models, "
        f"and {safe(first['model_id'].split('/')[-1])} alone {percent(first['share'])}."
    )
    return Words(
        title=headline(title),
        definition=(
            f"Downloads in the thirty days before {day(panel.days[-1])}. Beside each bar stand the "
            "year of creation and the license tag."
        ),
        finding=finding,
        alt=f"The bars rank {n} models by downloads, in the color of their publisher's country. {finding}",
    )


def _created(created: pd.Series, older: str | None) -> str:
    order = sorted(SIDES, key=lambda side: created[side])
    words = f"before {month(created['CN'])} on each side"
    if created["CN"] != created["US"]:
        words = ", ".join(f"before {month(created[side])} ({ADJECTIVE[side]})" for side in order)
    return words if older else f"{words}: {NO_DIFFERENCE}"


def catalogues(leads: pd.DataFrame, lasting: tuple[Verdict, pd.Timestamp], panel) -> Words:
    """Words for `leads` over full catalogues: who leads at the end, and since when."""
    verdict, since = lasting
    waves, first = len(panel.days), panel.days[0]
    title = f"downloads of language models in full catalogues: {short(verdict)}"
    if verdict.ahead:
        title = (
            f"{ADJECTIVE[verdict.ahead]} language models took the lead in full catalogues in "
            f"{month(since)}"
        )
    if verdict.ahead and since == first:
        title = f"{ADJECTIVE[verdict.ahead]} language models led throughout in full catalogues"
    groups = leads.groupby("universe", sort=False)
    said = [f"{UNIVERSES[u]}: {_lead(rows, first)}" for u, rows in groups]
    finding = " ".join(map(sentence, [f"{panel.name}, {said[-1]}", *said[:-1]]))
    return Words(
        title=headline(title),
        definition=(
            f"Downloads of the thirty days before each of {waves} waves. Dashed: models left out "
            f"in the months of their bursts. Ahead: by more than {points(SHARE * 100)}."
        ),
        finding=finding,
        alt=f"Lines of downloads by country over {waves} waves. {headline(title)}. {finding}",
    )


def _lead(leads: pd.DataFrame, first: pd.Timestamp) -> str:
    """The lines of one universe: all models and existing ones, with bursts and without them."""
    text = []
    for models, name in (("all", ""), ("existing", "existing models only, ")):
        rows = leads[leads["models"] == models].set_index("bursts")
        said = {bursts: _line(row, first) for bursts, row in rows.iterrows()}
        same = said["included"] == said["left out"]
        bursts = "with and without bursts" if same else f"without bursts {said['left out']}"
        text.append(f"{name}{said['included']} ({bursts})")
    return "; ".join(text)


def _line(row: pd.Series, first: pd.Timestamp) -> str:
    text = both({side: row[side] for side in SIDES})
    if row["verdict"].kind != AHEAD:
        return f"{text}, {short(row['verdict'])}"
    since = "throughout" if row["since"] == first else f"since {month(row['since'])}"
    return f"{text}, ahead {since}"


CHANGES = {
    "none": "the rule as it is",
    "model": "without {subject}, the most downloaded {side} model",
    "publisher": "without {subject}, the largest {side} publisher",
    "disputed": "disputed publishers read the other way",
    "copies": "repackagers' copies included",
    "bursts": "bursts left out",
    "unknown": "unknown publishers all {side} (a bound)",
}


def lead_table(leads: pd.DataFrame) -> pd.DataFrame:
    """`leads` for readers, and who would be ahead by each of MARGINS."""

    def name(side) -> str:
        return "neither" if pd.isna(side) else country(side)

    return shown(
        leads,
        universe=("models", UNIVERSES.get),
        models=("new releases", {"all": "included", "existing": "left out"}.get),
        bursts=("bursts", str),
        CN=(country("CN"), percent),
        US=(country("US"), percent),
        since=("lead held since", lambda date: "" if pd.isna(date) else month(date)),
        crossings=("changes of leader", count),
    ).assign(**{_by(margin): leads[margin].map(name) for margin in MARGINS})


def margin_table(table: pd.DataFrame) -> pd.DataFrame:
    """`margins` for readers: shares, these in the other reading, and who leads at each margin."""
    shares = {side: (country(side), percent) for side in SIDES}
    shares |= {
        f"{side}_alternative": (f"{country(side)}, other reading", percent) for side in SIDES
    }
    columns = {"panel": ("list of models", str), "universe": ("models", UNIVERSES.get)}
    return shown(table, **columns, **shares).assign(
        **{_by(margin): table[margin].map(_at_margin) for margin in MARGINS}
    )


READINGS = {
    "headline": "language models, copies by others out",
    "copies to makers": "copies credited to the maker of their base",
    "copies in": "copies credited to who publishes them",
    "quantized out": "quantized versions by makers out too",
    "tests in": "test repositories in",
    "text-generation": "the task text-generation alone",
    "text": "every task that generates text",
}
CREATED = {"all": "any time", "since ChatGPT": "since ChatGPT"}


def language_table(table: pd.DataFrame) -> pd.DataFrame:
    """`margins` of `language_readings` for readers: one row a list, window and reading."""
    columns = {
        "panel": ("list of models", str),
        "window": ("created", CREATED.get),
        "reading": ("counted", READINGS.get),
    }
    shares = {side: (country(side), percent) for side in SIDES}
    return shown(table, **columns, **shares).assign(
        **{_by(margin): table[margin].map(_at_margin) for margin in MARGINS}
    )


def language(found: dict[str, dict[str, Readings]]) -> str:
    """Sentences on language models of all repositories and since ChatGPT, by name of the panel."""
    said = []
    for name, windows in found.items():
        parts = [f"{UNIVERSES['language']}{WINDOWS[w]} {_read(one)}" for w, one in windows.items()]
        said.append(sentence(f"{name}: among {', among '.join(parts)}"))
    return " ".join(said)


def _read(one: Readings) -> str:
    """`China leads by 21 points (12 to 29 points over all readings)`, the range from the leader's side."""
    if not one.verdict.ahead:
        return clause(one.verdict)
    ends = (one.low, one.high) if one.verdict.ahead == "CN" else (-one.high, -one.low)
    low, high = map(points, ends)
    lead = f"{clause(one.verdict)} by {points(abs(one.gap))}"
    return f"{lead} ({low.split()[0]} to {high} over all readings)"


def _by(margin: float) -> str:
    return f"ahead by {points(margin * 100)}"


def _at_margin(verdict: Verdict) -> str:
    """A verdict in a cell whose column names the margin: `China`, `neither`."""
    if verdict.kind == AHEAD:
        return country(verdict.side)
    return "neither" if verdict.kind == CLOSE else PHRASES[verdict.kind]


def fixed_set(table: pd.DataFrame, ends: tuple[Verdict, Verdict], panel) -> str:
    """A sentence on `index` of a fixed set of models: first and last day, and the lead at both."""
    days = {
        when: table[table["day"] == when].set_index("side")
        for when in (panel.days[0], panel.days[-1])
    }
    first, last = map(clause, ends)
    said = f"{first} at both ends" if first == last else f"{first} on the first, {last} on the last"
    shares = [f"on {day(when)}, {both(rows['share'])}" for when, rows in days.items()]
    models = days[panel.days[-1]]["n"]
    return sentence(
        f"in {panel.name}, of the downloads of the two countries: {'; '.join(shares)}; {said} "
        f"(models: {both(models, count)})"
    )


def daily(table: pd.DataFrame, verdict: Verdict, panel) -> str:
    """A sentence on `daily`: who gains more downloads a day, and what fell."""
    rows = table.set_index("side")
    fell, lost = plural(int(rows["n_fallen"].sum()), "model"), number(rows["fallen"].sum())
    return sentence(
        f"{panel.name}, {day(panel.days[0])} to {day(panel.days[-1])}: downloads a day by the "
        f"counter since creation, {both(rows['per_day'], number)}: {clause(verdict)} (models "
        f"listed both times: {both(rows['n'], count)}; left out {fell} whose counter fell, by "
        f"{lost})"
    )


def share_table(table: pd.DataFrame, first: str) -> pd.DataFrame:
    """`shares` for readers, with a first column that tells the rows apart."""
    return shown(
        table,
        **{first: (first, lambda name: str(name).removesuffix("_30d"))},
        side=("publisher", country),
        n=("models", count),
        missing=("not recorded", count),
        value=("total", brief),
        share=("share", percent),
        alternative=("share, other reading", percent),
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
        total=("downloads since creation", brief),
        n_fallen=("models that fell", count),
        fallen=("lost by them", brief),
    )


def counters(table: pd.DataFrame, verdict: Verdict, panel) -> str:
    """A sentence on `by_counter`: does the order of the countries depend on the counter?"""
    said = {"downloads_30d": "downloads", "likes": "likes", "models": "listed models"}
    parts = []
    for name, rows in table.groupby("counter", sort=False):
        missing = rows["missing"].sum() / rows["n"].sum()
        hole = f" (not recorded for {percent(missing)} of models)" if missing else ""
        parts.append(f"{said[name]}: {both(rows.set_index('side')['share'])}{hole}")
    text = clause(verdict) + ("" if verdict.kind == DEPENDS else " by every counter")
    return sentence(f"{text}. {panel.name}, {'; '.join(parts)}")


def concentrated(table: pd.DataFrame, found: dict[str, Verdict], panel) -> str:
    """A sentence on `concentration`: few publishers, few models, each side's share of the largest."""
    said = []
    for unit, rows in table.groupby("unit", sort=False):
        more, column = f"both are {short(found[unit])}", FEW[unit]
        if side := found[unit].ahead:
            more = f"{ADJECTIVE[side]} downloads are the more concentrated"
        order = rows.sort_values([column, "largest"], ascending=[False, True]).to_dict("records")
        held = [f"{percent(row[column])} of the {ADJECTIVE[row['side']]}" for row in order]
        if unit == "publisher":
            held = [f"{safe(row['largest'])} has {h}" for row, h in zip(order, held, strict=True)]
            said.append(f"{more} by publisher ({listed(held)})")
        else:
            said.append(f"{more} by model (the ten most downloaded have {listed(held)})")
    return sentence(f"{panel.name}, language models: {'; '.join(said)}")


def concentration_table(table: pd.DataFrame) -> pd.DataFrame:
    """`concentration` for readers."""
    return shown(
        table,
        unit=("by", str),
        side=("publisher's country", country),
        n=("with downloads", count),
        largest=("largest", safe),
        top_1=("its share", percent),
        top_10=("ten largest", percent),
        effective=("effective number", number),
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
    verdict, worst, lost, changes = found
    shown = both({side: first[side] for side in SIDES})
    if not verdict.ahead:
        title = f"downloads of language models, {when(name)}: {short(verdict)}"
        return title, f"{shown}: {clause(verdict)}"
    lead = f"the {ADJECTIVE[verdict.ahead]} lead of {when(name)}"
    after = f"{change_words(worst)}: {both({side: worst[side] for side in SIDES})}"
    if not lost:
        title = f"{lead} survives every single change"
        return title, f"{shown}; the lead survives {changes} single changes, even {after}"
    title = f"{lead} hangs on one choice"
    if worst["subject"]:
        title = f"without {safe(worst['subject'])}, {lead} is gone"
    return title, f"{shown}; the lead does not survive {lost} of {changes} single changes; {after}"
