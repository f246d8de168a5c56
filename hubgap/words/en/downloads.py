"""Words of notebook 02: whose models are downloaded."""

from __future__ import annotations

from os.path import commonprefix
from string import digits

import pandas as pd

from ...measures.downloads import FEW, Hardest, Mover, Readings
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    MARGINS,
    NOT_IDENTIFIED,
    SHARE,
    SIDES,
    Change,
    Verdict,
    other,
)
from ...panel import TRACKED
from ...registry import FLOOR, at_floor
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
    CHOSEN,
    NOUN,
    PHRASES,
    TOP,
    Words,
    among,
    both,
    changed,
    country,
    free,
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
SAME_AGE = "about equally old"
UNSIZED = "not recorded"
LISTS = {  # how the models of a cross-section were chosen, beside its bar
    "census": "every model",
    "census of downloaded models": "every downloaded model",
    "head": "most downloaded models",
    "attention sample": "popular models",
    TRACKED: "tracked organizations",
}
MADE = ("Lists made alike", "Other lists, no two made alike")  # heads over such rows
LINES = {
    "all": "with new releases",
    "existing": "models listed on the first day only",
    "fixed": "one fixed list, counted daily",
}
WINDOWS = {"all": "", "since ChatGPT": " created since ChatGPT"}
COUNTERS = {
    "downloads_30d": "downloads of ",
    "downloads_all_time": "downloads since creation of ",
    "likes": "likes of ",
    "models": "",
}


def clause(verdict: Verdict) -> str:
    """A verdict on counts as a clause: `China leads`, `both countries are within five points`."""
    if verdict.kind == AHEAD:
        return f"{NOUN[verdict.side]} leads"
    what = {CLOSE: "both countries are", NOT_IDENTIFIED: "the leader"}
    return f"{what.get(verdict.kind, 'the lead')} {PHRASES[verdict.kind]}"


def drew(shares, what: str, verb: str = "drew", again: str = "", apart: bool = False) -> str:
    """`A publishers drew 57% of WHAT, B ones 8%`: the larger first; neither where they are equal.

    apart: with a decimal where both would be printed alike.
    """
    digits = int(apart and percent(shares["CN"]) == percent(shares["US"]))
    said = {side: percent(shares[side], digits) for side in SIDES}
    if shares["CN"] == shares["US"] or (digits and said["CN"] == said["US"]):
        return f"publishers of each country {verb} {percent(shares['CN'])} of {what}"
    first = max(SIDES, key=lambda side: shares[side])
    last = other(first)
    return (
        f"{ADJECTIVE[first]} publishers {verb} {said[first]} of {what}, "
        f"{ADJECTIVE[last]} ones {again}{said[last]}"
    )


def at_most(rows: pd.DataFrame, side: str) -> str:
    """`or 18% if every publisher of unknown country were Chinese`; rows by side."""
    high = percent(rows.loc[side, "high"])
    return f"or {high} if every publisher of unknown country were {ADJECTIVE[side]}"


def census(table: pd.DataFrame, found: dict[str, Verdict], panel) -> Words:
    """Words for `by_task` of one cross-section, and who leads which group."""
    groups = dict(list(table.groupby("task", sort=False)))
    when = panel.days[-1]
    finding = f"On {day(when)}, " + " ".join(
        _group(task, rows.set_index("side"), found[task], task == next(iter(groups)))
        for task, rows in groups.items()
    )
    return Words(
        title=headline(_who_led(found, month(when))),
        definition=(
            f"Share of each group's downloads on Hugging Face in the thirty days before {day(when)}, "
            "by the publisher's country. Encoders turn text into vectors or labels."
        ),
        finding=finding,
        alt=(
            f"One bar for each of {len(groups)} groups of tasks, divided by country of the publisher. "
            f"{finding}"
        ),
    )


def _group(task: str, rows: pd.DataFrame, verdict: Verdict, bound: bool) -> str:
    """Who drew which share of a group's downloads, with the bound if asked; and why nobody leads."""
    text = drew(rows["share"], f"the downloads of {UNIVERSES[task]}")
    if not verdict.ahead:
        return f"{sentence(text)} {sentence(clause(verdict))}"
    return sentence(f"{text}, {at_most(rows, other(verdict.ahead))}" if bound else text)


def _who_led(found: dict[str, Verdict], when: str) -> str:
    """`A models out-downloaded B ones in all 3 groups of tasks in July 2024`, or who led which."""
    kinds, led = set(found.values()), {side: [] for side in SIDES}
    for task, verdict in found.items():
        if verdict.ahead:
            led[verdict.ahead].append(UNIVERSES[task])
    if len(kinds) == 1:
        (one,) = kinds
        if one.ahead:
            mine, theirs = ADJECTIVE[one.ahead], ADJECTIVE[other(one.ahead)]
            every = f"in all {len(found)} groups of tasks in {when}"
            return f"{mine} models out-downloaded {theirs} ones {every}"
        return f"{clause(one)} in all {len(found)} groups in {when}"
    order = sorted((side for side in SIDES if led[side]), key=lambda side: -len(led[side]))
    if not order:
        return f"neither country led any of {len(found)} groups of tasks in {when}"
    return ", ".join(f"{NOUN[side]} led in {listed(led[side])}" for side in order) + f" in {when}"


def one_of(model: str, value: float) -> str:
    """A label below the part of one model: `one model, gpt2: 14M downloads`."""
    return f"one model, {safe(model.split('/')[-1])}: {brief(value)} downloads"


def what() -> dict[str, dict[str, str]]:
    """The parts of what a rule counts by field and choice, in their order: one follows the other."""
    return {"counter": COUNTERS, "universe": UNIVERSES, "window": WINDOWS}


def counted(rule) -> str:
    """What a rule counts: `downloads of language models created since ChatGPT`."""
    return "".join(said[getattr(rule, field)] for field, said in what().items())


def share(table: pd.DataFrame, verdict: Verdict, panel, rule) -> str:
    """A table of `shares` and who leads it in sentences, its panel and rule included."""
    return f"{found(table, verdict, panel, rule)} {sentence(f'Rule: {rule.sentence}')}"


def found(table: pd.DataFrame, verdict: Verdict, panel, rule) -> str:
    """A table of `shares` and who leads it in sentences."""
    return f"In the {panel.name}, {_share(counted(rule), table, verdict)}"


def _share(what: str, table: pd.DataFrame, verdict: Verdict) -> str:
    """`A publishers account for 57% of 129 million downloads of ..., B ones for 8%, or 18% if ...`."""
    rows = table.set_index("side")
    total = f"{number(rows['value'].sum())} {what}"
    text = drew(rows["share"], total, "account for", "for ")
    if verdict.kind == AHEAD:
        return f"{text}, {at_most(rows, other(verdict.side))}."
    if verdict.kind == DEPENDS:
        return f"{text}. {otherwise(rows['alternative'])} {sentence(clause(verdict))}"
    unknown = percent(rows.loc["unknown", "share"])
    return (
        f"{text}. {sentence(clause(verdict))} Publishers of unknown country account for {unknown}."
    )


def otherwise(shares) -> str:
    """A sentence on the shares in the other reading of disputed publishers."""
    text = drew(shares, "them", "account for", "for ")
    return f"If disputed publishers count for their other country, {text}."


def one_model(table: pd.DataFrame) -> str:
    """A sentence on the rows of `by_task` in which one model is most of a country's downloads."""
    said = [
        f"one model, {safe(row.top_model)}, drew {percent(row.top_value / row.value)} of the "
        f"{ADJECTIVE[row.side]} downloads of {UNIVERSES[row.task]}"
        for row in table.sort_values(["task", "top_value"]).itertuples()
        if row.side in SIDES
    ]
    return " ".join(
        map(sentence, said or ["in no group does one model draw most of a country's downloads"])
    )


def vintage(
    table: pd.DataFrame, medians: pd.DataFrame, older: dict[str, str | None], panel
) -> Words:
    """Words for `vintage` and `median_creation` of all and of language models: whose are older?"""
    sides = {u: rows.set_index("side")["created"] for u, rows in medians.groupby("universe")}
    undated = table.loc[table["year"].isna(), "value"].sum() / table["value"].sum()
    finding = (
        f"On {day(panel.days[-1])}, {_created(sides['all'], older['all'], 'downloads')} "
        f"{sentence(_created(sides['language'], older['language'], 'language-model downloads'))}"
        f"{_floor(medians)}"
    )
    return Words(
        title=headline(_age(older)),
        definition=(
            "Half of the downloads on Hugging Face in the thirty days before "
            f"{day(panel.days[-1])} went to models created before the mark. The "
            f"{percent(undated)} of downloads that have no date are left out."
        ),
        finding=finding,
        alt=f"Marks on a line of years show the middle dates of creation by country. {finding}",
    )


def _age(older: dict[str, str | None]) -> str:
    """`downloaded A models are older than B ones, language models about equally old`."""
    side = older["all"]
    if not side:
        return f"downloaded models of both countries are {SAME_AGE}"
    mine, theirs = ADJECTIVE[side], ADJECTIVE[other(side)]
    return {
        side: f"downloaded {mine} models are older than {theirs} ones, also among language models",
        other(side): f"downloaded {mine} models are older, but among language models {theirs} ones",
        None: f"downloaded {mine} models are older than {theirs} ones, language models {SAME_AGE}",
    }[older["language"]]


def middle(date: pd.Timestamp) -> str:
    """A middle date beside its mark: `January 2025`, `March 2022 or earlier` where dates begin."""
    return f"{month(date)} or earlier" if at_floor(date) else month(date)


def _floor(medians: pd.DataFrame) -> str:
    """A sentence on middle dates that lie where the Hub's dates begin, or before."""
    said, created = "", medians["created"]
    if at_floor(created).any():
        said = f" As the Hub dates no model before {month(FLOOR)}, older models carry that month."
    if (created < FLOOR - pd.Timedelta(days=1)).any():
        said += f" Days before {month(FLOOR)} are those of a model's first commit."
    return said


def vintage_table(table: pd.DataFrame) -> pd.DataFrame:
    """`vintage` for readers: a row a year, the shares of each country's downloads."""
    wide = table.pivot(index="year", columns="side", values="share").reindex(columns=SIDES)
    wide = wide.fillna(0).sort_index(na_position="last").reset_index()
    return shown(
        wide,
        year=("created in", _year),
        **{side: (f"{ADJECTIVE[side]} downloads", lambda part: percent(part, 1)) for side in SIDES},
    )


def _year(year: float) -> str:
    if pd.isna(year):
        return "not recorded"
    return str(int(year)) if year else f"before {month(FLOOR)}, year unknown"


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
            "Downloads on Hugging Face in the thirty days before "
            f"{day(panel.days[-1])}.{_named_alike(table, most)}"
        ),
        finding=finding,
        alt=f"The bars rank {n} models by downloads, in the color of their publisher's country. {finding}",
    )


def _named_alike(table: pd.DataFrame, most) -> str:
    """` The models named Qwen are Alibaba's.`: what the models of one top publisher begin with."""
    own = table["publisher"] == most[0]
    names = table["model_id"].str.split("/").str[-1]
    start = commonprefix(list(names[own]))  # noqa: RUF071 (of names, not of paths)
    start = start.rstrip(f"{digits}.-_ ")
    only = len(most) == 1 and own.sum() > 1 and not names[~own].str.startswith(start).any()
    if not only or len(start) < 3:
        return ""
    return f" The models named {safe(start)} are by {safe(most[0])}."


def published(side: str, n: int, of: int) -> str:
    """A key to a color: `12 of 20 by Chinese publishers`."""
    whose = f"{ADJECTIVE[side]} publishers" if side in SIDES else "publishers elsewhere"
    whose = "unknown publishers" if side == "unknown" else whose
    return f"{n} of {of} by {whose}"


def _created(created: pd.Series, older: str | None, what: str) -> str:
    """`half of the A downloads went to models from March 2022 or earlier, half of the B ones to ...`."""
    first, last = sorted(SIDES, key=lambda side: created[side])
    before = {side: f"models from {month(created[side])} or earlier" for side in SIDES}
    text = f"half of either country's {what} went to {before[first]}"
    if created[first] != created[last]:
        text = (
            f"half of the {ADJECTIVE[first]} {what} went to {before[first]}, half of the "
            f"{ADJECTIVE[last]} ones to {before[last]}"
        )
    return f"{text}." if older else f"{text}. Here the models are {SAME_AGE}."


def catalogues(leads: pd.DataFrame, lasting: tuple[Verdict, pd.Timestamp], panel) -> Words:
    """Words for `leads` over full catalogues: who leads at the end, and since when."""
    verdict, since = lasting
    first, whose = panel.days[0], panel.name.removeprefix("full catalogues of ")
    title = f"in full catalogues of language models {clause(verdict)}"
    if verdict.ahead:
        ours = f"language models by {ADJECTIVE[verdict.ahead]} publishers"
        title = f"{ours} took the lead in downloads in {month(since)}"
        if since == first:
            title = f"{ours} led downloads throughout"
    rest = leads[(leads["universe"] != "tracked") & (leads["models"] == "all")]
    told = pd.concat([leads[leads["universe"] == "tracked"], rest]).groupby("universe", sort=False)
    finding = " ".join(_lead(UNIVERSES[universe], rows, first) for universe, rows in told)
    return Words(
        title=headline(title),
        definition=(
            f"Hugging Face downloads in the past thirty days of the language models of {whose} that "
            f"the ATOM Project lists, measured {plural(len(panel.days), 'time')}. A burst is a month in which one "
            "model jumps to five times its level."
        ),
        finding=f"{finding} Shares are of both countries' downloads together.",
        alt=(
            "Two panels of lines show downloads by country, with new releases and without them. "
            f"{finding}"
        ),
    )


def ahead_since(lead: pd.Series) -> str:
    """A mark in a chart: `China ahead by more than 5 points of share since June 2025`, in two lines."""
    margin = points(SHARE * 100)
    return f"{country(lead['leader'])} ahead by more than\n{margin} of share since {month(lead['since'])}"


def _lead(what: str, leads: pd.DataFrame, first: pd.Timestamp) -> str:
    """The lines of one universe: all models and existing ones, with bursts and without them."""
    text = []
    for models, rows in leads.groupby("models", sort=False):
        lines = {row["bursts"]: _line(row, first) for _, row in rows.iterrows()}
        where = f"among {what}"
        if models == "existing":
            where = f"among {what} that were listed in {month(first)} already"
        text.append(sentence(f"{where}, {lines['included']}"))
        if lines["left out"] != lines["included"]:
            text.append(sentence(f"without bursts {lines['left out']}"))
    return " ".join(text)


def _line(row: pd.Series, first: pd.Timestamp) -> str:
    """`A publishers led from May 2025 on, with 53% at the end`."""
    if row["verdict"].kind != AHEAD:
        return f"{clause(row['verdict'])} at the end"
    since = "throughout" if row["since"] == first else f"from {month(row['since'])} on"
    side = row["verdict"].side
    return f"{ADJECTIVE[side]} publishers led {since}, with {percent(row[side])} at the end"


CHANGES = {  # what `sensitivity` changes, in a sentence
    "none": "by our count",
    "model": "without {subject}, the most downloaded {side} model",
    "publisher": "without {subject}, the largest {side} publisher",
    "disputed": "with disputed publishers counted for their other country",
    "copies": "with copies by others included",
    "bursts": "without sudden jumps of single models",
    "unknown": "if every publisher of unknown country were {side}",
}
LABELS = {  # the same beside its mark
    "none": "Our count",
    "model": "Without {subject} (top {side} model)",
    "publisher": "Without {subject} (top {side} publisher)",
    "disputed": "Publishers of disputed country switched",
    "copies": "Copies by others included",
    "bursts": "Sudden jumps of models left out",
    "unknown": "All unknown publishers {side} (extreme case)",
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
    return " ".join(
        sentence(f"in {when(name)}, among {UNIVERSES['language']}{WINDOWS[w]}, {_read(one)}")
        for name, windows in found.items()
        for w, one in windows.items()
    )


def _read(one: Readings) -> str:
    """`China led by 21 points (12 to 29 in other counts)`, the range from the leader's side."""
    if not one.verdict.ahead:
        return clause(one.verdict)
    ends = (one.low, one.high) if one.verdict.ahead == "CN" else (-one.high, -one.low)
    low, high = (points(end).split()[0] for end in ends)
    lead = f"{NOUN[one.verdict.ahead]} led by {points(abs(one.gap))}"
    return f"{lead} ({low} to {high} in other counts)"


def _by(margin: float) -> str:
    return f"ahead by {points(margin * 100)}"


def _at_margin(verdict: Verdict) -> str:
    """A verdict in a cell whose column names the margin: `China`, `neither`."""
    if verdict.kind == AHEAD:
        return country(verdict.side)
    return "neither" if verdict.kind == CLOSE else PHRASES[verdict.kind]


def fixed_set(table: pd.DataFrame, ends: tuple[Verdict, Verdict], panel) -> str:
    """Sentences on `index` of a fixed set of models: first and last day, and the lead at both."""
    first, last = (
        table[table["day"] == when].set_index("side") for when in (panel.days[0], panel.days[-1])
    )
    on = [day(when) for when in (panel.days[0], panel.days[-1])]
    side = max(SIDES, key=lambda side: (last["share"][side], first["share"][side]))
    who = f"{ADJECTIVE[side]} ones"
    if last["share"].nunique() == first["share"].nunique() == 1:
        who = "those of each country"
    held = [
        f"{percent(rows['share'][side])} on {when}"
        for rows, when in zip((first, last), on, strict=True)
    ]
    said = [clause(one) for one in ends]
    lead = f"{said[0]} at both ends"
    if said[0] != said[1]:
        lead = f"{said[0]} on the first day, and {said[1]} on the last"
    return " ".join(
        map(
            sentence,
            (
                f"of both countries' downloads of {panel.name}, {who} drew {listed(held)}",
                lead,
                f"the set holds {models_of(last['n'])}",
            ),
        )
    )


def models_of(n) -> str:
    """`304 American models and 214 Chinese ones`, the larger first; `20 models of each country`."""
    if n["CN"] == n["US"]:
        return f"{plural(int(n['CN']), 'model')} of each country"
    first = max(SIDES, key=lambda side: n[side])
    last = other(first)
    return f"{plural(int(n[first]), f'{ADJECTIVE[first]} model')} and {count(n[last])} {ADJECTIVE[last]} ones"


def daily(table: pd.DataFrame, verdict: Verdict, panel) -> str:
    """Sentences on `daily`: who gains more downloads a day, and what fell."""
    rows = table.set_index("side")
    gained = both(rows["per_day"], number, " and ")
    fell = plural(int(rows["n_fallen"].sum()), "model")
    return " ".join(
        map(
            sentence,
            (
                f"from {day(panel.days[0])} to {day(panel.days[-1])} the counters since creation grew, "
                f"in downloads a day, for {gained}, and {clause(verdict)}",
                f"this is based on {models_of(rows['n'])} that {panel.name} lists both times",
                f"the count leaves out {fell} with a falling counter, by {number(rows['fallen'].sum())}",
            ),
        )
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
    """Sentences on `by_counter`: does the order of the countries depend on the counter?"""
    names = {"downloads_30d": "the downloads", "likes": "the likes", "models": "the listed models"}
    said = [clause(verdict) + ("" if verdict.kind == DEPENDS else " by every counter")]
    for name, rows in table.groupby("counter", sort=False):
        said.append(drew(rows.set_index("side")["share"], names[name], "have", apart=True))
        if missing := rows["missing"].sum() / rows["n"].sum():
            said.append(f"for {percent(missing)} of the models {names[name]} are not recorded")
    return " ".join(map(sentence, said))


def concentrated(table: pd.DataFrame, found: dict[str, Verdict], panel) -> str:
    """Sentences on `concentration`: few publishers, few models, each side's share of the largest."""
    said = []
    for unit, rows in table.groupby("unit", sort=False):
        column = FEW[unit]
        order = rows.sort_values([column, "largest"], ascending=[False, True]).to_dict("records")
        if not (side := found[unit].ahead):
            more = f"by {unit} both countries are {PHRASES[found[unit].kind]}"
        else:
            more = (
                f"by {unit}, downloads of {ADJECTIVE[side]} language models are more concentrated"
            )
        held = [(percent(row[column]), ADJECTIVE[row["side"]]) for row in order]
        (first, mine), (last, theirs) = held
        if unit == "publisher":
            largest, smaller = (safe(row["largest"]) for row in order)
            drawn = f"{largest} has {first} of the {mine} downloads, {smaller} {last} of the {theirs} ones"
        else:
            drawn = f"ten models have {first} of the {mine} downloads, ten others {last} of the {theirs} ones"
        said += [more, drawn]
    return " ".join(map(sentence, said))


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


def change_words(row, words: dict[str, str] = CHANGES) -> str:
    """One row of `sensitivity` in words, countries and names included."""
    subject = row["subject"].split("/")[-1]
    return words[row["change"]].format(subject=safe(subject), side=ADJECTIVE.get(row["side"], ""))


def unchanged(row) -> str:
    """Why a row of `sensitivity` has no lead."""
    return "too recent to be judged" if row["change"] == "bursts" else "none of them is listed"


def robustness(
    tables: dict[str, pd.DataFrame], found: dict[str, Hardest], selections: dict[str, str]
) -> Words:
    """Words for `sensitivity` and `hardest` of cross-sections (by label), latest last."""
    name = list(tables)[-1]
    finding = " ".join(
        _robust(among(selections[one], one), table, found[one]) for one, table in tables.items()
    )
    return Words(
        title=headline(_hangs(name, found[name])),
        definition=(
            "Lead in downloads of language models on Hugging Face, in percentage points, when one "
            "choice of the count is changed. Leads are computed before shares are rounded."
        ),
        finding=finding,
        alt=f"Dots show the lead under single changes, in one block for each list. {finding}",
    )


def _hangs(name: str, found: Hardest) -> str:
    """Headline: does the lead survive each single change, and which is the hardest?"""
    if not found.verdict.ahead:
        return f"in {when(name)} {clause(found.verdict)}"
    lead = f"the {ADJECTIVE[found.verdict.ahead]} lead of {when(name)}"
    if not found.lost:
        return f"{lead} survives every single change"
    subject = found.worst["subject"].split("/")[-1]
    if not subject:
        return f"{lead} hangs on one choice"
    theirs = ADJECTIVE[other(found.verdict.ahead)]
    if found.turned:
        return f"without {safe(subject)}, {lead} turns {theirs}"
    return f"without {safe(subject)}, {lead} is gone"


def _robust(where: str, table: pd.DataFrame, found: Hardest) -> str:
    """The lead as it is, whether it survives each single change, and the shares after the worst."""
    said = [f"{where} {drew(table.iloc[0], 'the downloads of language models')}"]
    if not found.verdict.ahead:
        return " ".join(map(sentence, [*said, clause(found.verdict)]))
    after = drew(found.worst, "the rest" if found.worst["subject"] else "them", "have")
    after = f"{change_words(found.worst)}, {after}"
    if found.lost:
        said += [f"the lead falls with {found.lost} of {found.changes} single changes", after]
    else:
        said += [f"the lead survives all {found.changes} single changes", f"even {after}"]
    return " ".join(map(sentence, said))


# --- who, what size, and when


def organizations(table: pd.DataFrame, panel) -> Words:
    """Words for `organizations`: how much the largest draws, and whose the largest are."""
    shares, names = table["share"], table["publisher"].map(safe)
    first = names[shares == shares.max()].tolist()
    title = f"{listed(first)} {'each draw' if len(first) > 1 else 'draws'} {percent(shares.max())}"
    chosen = TOP.get(panel.selection, "listed ")
    title += f" of the downloads of {chosen}language models"
    sides = table["side"].value_counts().reindex(SIDES, fill_value=0)
    order = sorted(SIDES, key=lambda side: -sides[side])
    of = [
        f"{sides[side]} {'is' if sides[side] == 1 else 'are'} {ADJECTIVE[side]}" for side in order
    ]
    if sides.nunique() == 1:
        of = [f"{sides['CN']} are of each country"]
    finding = (
        f"Among the {len(table)} publishers with most downloads of language models on "
        f"{day(panel.days[-1])}, {listed(of)}. Together they drew {percent(shares.sum())} of the "
        f"downloads of all listed language models. {_against_the_next(table)}"
    )
    return Words(
        title=headline(title),
        definition=(
            f"Publishers on Hugging Face by downloads in the thirty days before "
            f"{day(panel.days[-1])}. Accounts of one owner are one publisher, and copies of other "
            "publishers' models are left out."
        ),
        finding=finding.strip(),
        alt=f"Bars rank {len(table)} publishers in the color of their country. {finding}".strip(),
    )


def _against_the_next(table: pd.DataFrame) -> str:
    """How many of the next publishers the largest outweighs together; nothing for less than two."""
    after = table["value"].iloc[1:].cumsum()
    n = int((after < table["value"].iloc[0]).sum())
    if n < 2:
        return ""
    return f"{safe(table['publisher'].iloc[0])} drew more than the next {n} together."


def pictures(table: pd.DataFrame, found: dict, change: Change | None = None) -> Words:
    """Words for `pictures`: whose share changed between two heads, or who led on which day."""
    lists = table.drop_duplicates("panel").set_index("panel")
    years = lists["day"].dt.strftime("%Y")
    sure = {y: {found[one].ahead for one in years.index[years == y]} for y in years.unique()}
    led = {s: [year for year, ahead in sure.items() if ahead == {s}] for s in SIDES}
    order = sorted(SIDES, key=lambda s: led[s][:1] or ["9999"])
    said = [f"{ADJECTIVE[s]} publishers led language-model downloads in {listed(led[s])}"
            for s in order if led[s]]  # fmt: skip
    title = "in no list does a country lead in downloads of language models"
    if said:
        again = "publishers led language-model downloads"
        title = ", ".join([said[0], *(one.replace(f"{again} ", "") for one in said[1:])])
    if change:
        title = f"among top models {changed('language-model downloads', change)}"
    sentences = []
    for name, rows in table.groupby("panel", sort=False):
        where = among(lists["selection"][name], month(lists["day"][name]))
        text = f"{where} {drew(rows.set_index('side')['share'], 'language-model downloads')}"
        sentences.append(text if found[name].ahead else f"{text}, and {clause(found[name])}")
    finding, n = " ".join(map(sentence, sentences)), len(found)
    alike = (lists["selection"] == "head").sum() > 1
    caution = "the lists were made in different ways"
    if alike:
        caution = "only the two lists of most downloaded models were made alike"
    return Words(
        title=headline(title),
        definition=(
            "Shares of the downloads of language models on Hugging Face, by country of the publisher. "
            f"{sentence(caution)}"
        ),
        finding=f"{finding} {sentence(caution)}",
        alt=f"There is a bar of shares for each of {n} lists. {finding}",
    )


def matched(table: pd.DataFrame, first, last) -> str:
    """Sentences on `matched`: what the same models drew in two lists."""
    rows = table.set_index("side")
    n = plural(int(rows["n"].sum()), "language model")
    both = f"{month(first.days[-1])} and {month(last.days[-1])}"
    then, now = (
        f"{drew(rows[f'{one}_share'], 'their downloads')} in {month(panel.days[-1])}"
        for one, panel in (("before", first), ("after", last))
    )
    return " ".join(map(sentence, (f"the lists of {both} share {n}", then, now)))


def freely(table: pd.DataFrame, panel) -> str:
    """A sentence on `shares` of language models in a list that is free to reuse."""
    return free(panel, drew(table.set_index("side")["share"], "the downloads of language models"))


def newest(table: pd.DataFrame, since: pd.Timestamp, panel) -> str:
    """A caption of the most downloaded language models created since a day."""
    return (
        f"The most downloaded language models created after {day(since)}, among "
        f"{CHOSEN.get(panel.selection, '')}models on {day(panel.days[-1])}. The share is of the "
        "downloads of all such new models."
    )


def largest_table(table: pd.DataFrame) -> pd.DataFrame:
    """`largest` for readers."""
    return shown(
        table,
        model_id=("model", safe),
        publisher=("publisher", safe),
        side=("country", country),
        value=("downloads", brief),
        share=("share", percent),
        license_tag=("license", safe),
    )


BARS = {"registry": "as registered", "alternative": "in their other country"}  # of publishers


PLACES = {
    **NOUN,
    "EU": "the European Union",
    "other": "another country",
    "unknown": "no known country",
}


def regions(table: pd.DataFrame, mover: Mover, panel) -> Words:
    """Words for `placed` of encoders: what the country of one publisher decides."""
    wide = table.pivot(index="placed", columns="region", values="share")
    low, high = wide["EU"].min(), wide["EU"].max()
    title = f"the EU draws {percent(high)} of encoder downloads"
    if low < high:
        title = (
            f"one publisher's country decides whether the EU draws {percent(low)} or "
            f"{percent(high)} of encoder downloads"
        )
    name, said = safe(mover.publisher), []
    for place in dict.fromkeys(table["placed"]):
        shares = wide.loc[place]
        said.append(
            f"with {name} in {PLACES[place]}, {drew(shares, 'encoder downloads')}, and those of "
            f"the European Union {percent(shares['EU'])}"
        )
    said.append(
        f"this publisher makes {percent(mover.part)} of what changes between the European Union and other places "
        "when all publishers of disputed country are placed in their other one"
    )
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(title),
        definition=(
            f"Downloads on Hugging Face in the thirty days before {day(panel.days[-1])}, by region of "
            "the publisher. Encoders turn text into vectors or labels. The bars differ in where one "
            "publisher is counted."
        ),
        finding=finding,
        alt=f"Two bars of shares by region, one for each placing of a publisher. {finding}",
    )


def placing(publisher: str, region: str) -> str:
    """A bar's name: `PUBLISHER in the European Union`."""
    return f"{safe(publisher)} in {PLACES[region]}"


def region_table(table: pd.DataFrame) -> pd.DataFrame:
    """`by_region` for readers: a row a group of models and placing of publishers."""
    wide = table.pivot_table(
        index=["universe", "disputed"], columns="region", values="share", sort=False
    )
    regions = {region: (country(region), percent) for region in wide}
    columns = {"universe": ("models", UNIVERSES.get), "disputed": ("placing", BARS.get)}
    return shown(wide.reset_index(), **columns, **regions)


def over_time(table: pd.DataFrame, gained: dict, ends: dict, catalogues, fixed) -> Words:
    """Words for `two_lines`: who `gained` in the catalogues, and who is ahead at each line's end."""
    then, now = (f"{panel.days[0]:%Y}" for panel in (catalogues, fixed))
    rose, leads = gained["all"].ahead, ends["fixed"].ahead
    title = f"neither country gained download share in {then}"
    if rose:
        title = f"{ADJECTIVE[rose]} models gained download share in {then}"
    if leads and leads == rose:
        title += f" and led a fixed list in {now}"
    elif leads:
        title += f", and {ADJECTIVE[leads]} ones led a fixed list in {now}"
    lists = {
        "all": f"in the {catalogues.name[:1].lower()}{catalogues.name[1:]}",
        "existing": "of the models that were listed on the first day",
        "fixed": f"of {fixed.name}",
    }
    said = [
        _course(lists[name], rows, ends[name]) for name, rows in table.groupby("line", sort=False)
    ]
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(title),
        definition=(
            "China's share of Chinese and American language-model downloads on Hugging Face. The two "
            "lists hold different models and cannot be joined."
        ),
        finding=finding,
        alt=f"Three lines show shares over time, with a hole between two lists. {finding}",
    )


def _course(what: str, rows: pd.DataFrame, end: Verdict) -> str:
    """From which share to which, told of the side with more at the end, and who is ahead then."""
    wide = rows.pivot(index="day", columns="side", values="share")
    first, last = wide.iloc[0], wide.iloc[-1]
    side = max(SIDES, key=lambda s: (last[s], first[s]))
    who = f"{ADJECTIVE[side]} ones drew" if last.nunique() > 1 else "those of each country drew"
    text = (
        f"{what}, {who} {percent(first[side])} in {month(wide.index[0])} and {percent(last[side])} "
        f"in {month(wide.index[-1])}"
    )
    return text if end.ahead else f"{text}, when {clause(end)}"


def sizes(table: pd.DataFrame, verdict: Verdict, panel) -> Words:
    """Words for `size_classes`: whose downloads go to small models, and the largest class."""
    wide = table.pivot(index="size", columns="side", values="share").reindex(table["size"].unique())
    n = table.groupby("side")["n"].sum()
    unknown = table.loc[table["size"] == UNSIZED, "n"].sum()
    smallest, *_, largest_, _ = wide.index
    title = f"in downloads of small language models {clause(verdict)}"
    if verdict.ahead:
        first, last = ADJECTIVE[verdict.ahead], ADJECTIVE[other(verdict.ahead)]
        small = {side: percent(wide.loc[smallest, side]) for side in SIDES}
        title = f"models {smallest} parameters draw {small[verdict.ahead]} of {first} downloads, "
        title += f"{small[other(verdict.ahead)]} of {last} ones"
    said = [
        f"models of {smallest} parameters drew {_of_each(wide.loc[smallest])}",
        f"models of {largest_} drew {_of_each(wide.loc[largest_])}",
        f"this is based on {models_of(n)}",
    ]
    if not verdict.ahead:
        said.append(clause(verdict))
    if unknown:
        said.append(f"for {plural(int(unknown), 'model')} of them the size is not recorded")
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(title),
        definition=(
            f"Shares of each country's downloads in the thirty days before {day(panel.days[-1])}, by "
            "number of parameters of the language model, B for a billion."
        ),
        finding=finding,
        alt=f"Two columns for each class of size show the shares of each country. {finding}",
    )


def _of_each(shares: pd.Series) -> str:
    """`36% of the American downloads and 13% of the Chinese ones`, the larger first."""
    if shares["CN"] == shares["US"]:
        return f"{percent(shares['CN'])} of each country's downloads"
    first = max(SIDES, key=lambda side: shares[side])
    return (
        f"{percent(shares[first])} of the {ADJECTIVE[first]} downloads and "
        f"{percent(shares[other(first)])} of the {ADJECTIVE[other(first)]} ones"
    )
