"""Words of notebook 11: three counters of use."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...counters import DAYS, FALLS, PARTS, SPLIT, WHOLE, Law
from ...measures.usage import ALL, CLEAN, COUNTERS, LARGEST, OPEN, STEADY, loose
from ...measures.verdicts import AHEAD, CLOSE, HANGS, MARGINS, SHARE, SIDES, Verdict, other
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
)
from .downloads import clause
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, country, larger, shown

HEADS = {
    "downloads": "Hugging Face downloads",
    "pulls": "Ollama pulls",
    "tokens": "OpenRouter tokens",
}
WHAT = {
    "downloads": "the downloads of listed language models on Hugging Face",
    "pulls": "the pulls from Ollama",
    "tokens": "the tokens on OpenRouter",
}
NAMES = {
    ALL: "as counted",
    OPEN: "open-weight models only",
    STEADY: "without listed jumps",
    "without sweeps": "without the background sweep",
    CLEAN: "without jumps and sweep",
    "by base": "by country of the base model",
    "disputed": "disputed makers elsewhere",
    "without the largest model": "without the leader's largest model",
    "without the largest maker": "without the leader's largest maker",
}
COUNTS = {  # counter -> what one is, what it is not, who is missing, its unit
    "downloads": (
        "a request for a model's marker file on Hugging Face, in thirty days",
        "no user and no run; test machines ask again and again",
        "copies from other sites and caches; months without a list that can be compared",
        "requests",
    ),
    "pulls": (
        "a fetch of any version of a name in the Ollama library, added up since it was listed",
        "no user and no run; updates, containers and scripts count too",
        "models outside the library, Ollama's fetches from Hugging Face, other programs",
        "pulls, rounded",
    ),
    "tokens": (
        "a piece of text read or written by a model through the router OpenRouter",
        "no user and no request; makers cut text into tokens differently",
        "use through a maker's own service, another cloud or one's own machine",
        "share of each day's tokens, averaged over a month",
    ),
}
LAWS = {
    FALLS: "A count of pulls since the beginning does not fall",
    PARTS: "A month's tokens are not below its named parts",
    SPLIT: "Tokens are those of prompts and answers together",
    WHOLE: "The shares of a day or month add up to one",
    DAYS: "The days of a month are not above the month",
}


def had(row: Mapping, what: str) -> str:
    """`A models had 64% of WHAT, B ones 29%`: the larger first; neither where they are equal."""
    digits = int(percent(row["CN"]) == percent(row["US"]))
    said = {side: percent(row[side], digits) for side in SIDES}
    first = larger(row)
    if first is None or said["CN"] == said["US"]:
        return f"models of each country had {percent(row['CN'])} of {what}"
    last = other(first)
    mine = f"{ADJECTIVE[first]} models had {said[first]} of {what}"
    return f"{mine}, {ADJECTIVE[last]} ones {said[last]}"


def at_end(row: Mapping) -> str:
    """What each side had in the last month of a counter, its bound and who leads."""
    verdict = row["verdict"]
    text = f"in {month(row['month'])} {had(row, WHAT[row['counter']])}"
    if not verdict.ahead:
        return sentence(f"{text}, and {clause(verdict)}")
    rest = other(verdict.ahead)
    if not loose(row, rest):
        return sentence(text)
    high = percent(row[f"{rest}_high"])
    return sentence(f"{text}, or {high} if every unknown maker were {ADJECTIVE[rest]}")


# --- the three counters


def counters(found: dict, ends: pd.DataFrame, agreed: pd.DataFrame) -> Words:
    """Words for the headline of each counter: who leads which, and in how many months all agree."""
    rows = ends[ends["reading"] == ALL].to_dict("records")
    finding = " ".join([*map(at_end, rows), agreement(agreed)])
    return Words(
        title=headline(_who_leads({name: one for (name, _), one in found.items()})),
        definition=(
            "Shares of models by Chinese and American makers in three counters that count "
            "different things and are never added."
        ),
        finding=finding,
        alt=f"Three charts, one a counter, show the shares of both countries by month. {finding}",
    )


def in_short(ends: pd.DataFrame, agreed: pd.DataFrame) -> str:
    """Sentences: who leads each counter since when, and in how many months all agree."""
    rows = ends[ends["reading"] == ALL].to_dict("records")
    return " ".join([*map(_has_led, rows), agreement(agreed)])


def _has_led(row: Mapping) -> str:
    if not (side := row["verdict"].ahead):
        return sentence(f"in {row['counter']} {clause(row['verdict'])}")
    return sentence(f"in {row['counter']} {NOUN[side]} has led {since(row)}")


def _who_leads(found: Mapping[str, Verdict]) -> str:
    """`A leads in downloads and tokens, B in pulls`; a reason where no counter has a leader."""
    led = {side: [name for name, one in found.items() if one.ahead == side] for side in SIDES}
    order = sorted(SIDES, key=lambda side: (-len(led[side]), list(found).index(led[side][0])
                                            if led[side] else 0))  # fmt: skip
    said = [f"{NOUN[side]} leads in {listed(led[side])}" for side in order if led[side]]
    if not said:
        kinds = set(found.values())
        if len(kinds) == 1:
            return f"in {listed(list(found))} {clause(*kinds)}"
        return listed([f"in {name} {clause(one)}" for name, one in found.items()])
    return ", ".join([said[0], *(one.replace(" leads in ", " in ") for one in said[1:])])


def agreement(table: pd.DataFrame) -> str:
    """A sentence: in how many months that all counters observed do they name one leader?"""
    n, sides = len(table), table["side"].dropna()
    months = f"the {plural(n, 'month')} that all three counters observed"
    if sides.empty:
        return f"In none of {months} do they name one leader."
    said = [
        f"{NOUN[side]} leads all three in {count((sides == side).sum())}"
        for side in sorted(SIDES, key=lambda side: -(sides == side).sum())
        if (sides == side).any()
    ]
    return sentence(f"of {months}, {listed(said)}")


def agreement_table(table: pd.DataFrame) -> pd.DataFrame:
    """Who leads each counter in the months that all observed."""
    columns = {name: (HEADS[name], leader_cell) for name in COUNTERS if name in table}
    return shown(table, month=("month", month), **columns, side=("all three", _agreed))


def leader_cell(verdict: Verdict) -> str:
    """`China`; `neither` within the margin; else who is larger and why nobody leads."""
    if verdict.kind == CLOSE:
        return "neither"
    if verdict.ahead:
        return country(verdict.ahead)
    larger_one = f"{country(verdict.side)} larger, but " if verdict.side else ""
    return f"{larger_one}{PHRASES[verdict.kind]}"


def _agreed(side: object) -> str:
    return country(side) if side in SIDES else "no"


def counters_table(extent: pd.DataFrame) -> pd.DataFrame:
    """What each counter counts, what not, who is missing, and how much was observed."""
    rows = []
    for row in extent.to_dict("records"):
        one, no, missing, unit = COUNTS[row["counter"]]
        rows.append(
            {
                "counter": HEADS[row["counter"]],
                "one is": one,
                "it is not": no,
                "missing": missing,
                "unit": unit,
                "observed": f"{count(row['days'])} days in {count(row['months'])} months, "
                f"{month(row['first'])} to {month(row['last'])}",
                "models": count(row["models"]),
                "source": row["publisher"],
            }
        )
    return pd.DataFrame(rows)


def laws_table(laws: list[Law]) -> pd.DataFrame:
    """How often each law was checked and broken."""
    return pd.DataFrame(
        {
            "law": LAWS[law.name],
            "cases": count(law.checked),
            "known exceptions": count(law.excused),
            "broken": count(len(law.broken)),
        }
        for law in laws
    )


SUBHEADS = {
    "downloads": "share of requests for the one file that counts for a language model",
    "pulls": "share of times that a model was fetched from Ollama's library",
    "tokens": "share of text, in pieces, that a router passed on\n"
    "shading adds unknown makers and unnamed models",
}


FIELDS = {  # names of the fields of a grid of months
    "China leads": Verdict(AHEAD, "CN"),
    "United States leads": Verdict(AHEAD, "US"),
    f"China larger, but {PHRASES[HANGS]}": Verdict(HANGS, "CN"),
    f"United States larger, but {PHRASES[HANGS]}": Verdict(HANGS, "US"),
    PHRASES[CLOSE]: Verdict(CLOSE),
}


def list_name(row: Mapping) -> str:
    """A label at the downloads of one of `lists`."""
    if row["fixed"]:
        return f"{plural(row['models'], 'model')},\nthe same every day"
    return f"lists of {plural(row['labs'], 'lab')},\nnew models included"


def short_month(last: pd.Timestamp) -> str:
    """A word at a month that was not observed to its end: `first 7 days of May`."""
    return f"first {plural(last.day, 'day')}\nof {last:%B}"


# --- pulls


def pulls(found: pd.DataFrame, climbed: pd.DataFrame, opened: pd.Series) -> Words:
    """Words for `flow`: who leads pulls by month, with and without what looks automated.

    opened: of each name, whether its weights are open.
    """
    every = {name: found[found["reading"] == name] for name in (ALL, CLEAN)}
    said = [at_end(every[ALL].iloc[-1]), *_moved(every), _climbed(climbed)]
    finding = " ".join(filter(None, said))
    return Words(
        title=headline(_pulled(every)),
        definition=(
            "Pulls a day of models from the Ollama library, by country of the maker. A pull is one "
            f"fetch by a person or a program. {_open(opened)}"
        ),
        finding=finding,
        alt=(
            "Thick lines show pulls a day by country without automated-looking jumps, thin lines "
            f"all that was counted. {finding}"
        ),
    )


def _open(opened: pd.Series) -> str:
    """A sentence: how many of the names are open-weight models."""
    closed, n = int((~opened).sum()), count(len(opened))
    if not closed:
        return f"All {n} names are open-weight models."
    return f"All but {count(closed)} of {n} names are open-weight models."


def _pulled(every: dict[str, pd.DataFrame]) -> str:
    """Who leads in pulls in every month, in the last one, or why nobody does."""
    cleaned = {one.ahead for one in every[CLEAN]["verdict"]}
    (side,) = cleaned if len(cleaned) == 1 else (None,)
    if side is None:
        last = every[CLEAN].iloc[-1]
        return f"in Ollama pulls of {month(last['month'])} {clause(last['verdict'])}"
    lead = f"{ADJECTIVE[side]} models lead in Ollama pulls in every month"
    if all(one.ahead == side for one in every[ALL]["verdict"]):
        return f"{lead}, with or without automated-looking jumps"
    return f"without automated-looking jumps, {lead}"


def _moved(every: dict[str, pd.DataFrame]) -> list[str]:
    """A sentence on each month in which automated-looking jumps make another leader."""
    cleaned = every[CLEAN].set_index("month")
    said = []
    for row in every[ALL].to_dict("records"):
        one = cleaned.loc[row["month"]]
        if row["verdict"].ahead and row["verdict"].ahead != one["verdict"].ahead:
            text = f"in {month(row['month'])} {had(row, 'the pulls')}"
            said.append(sentence(f"{text}, but without automated-looking jumps {had(one, 'them')}"))
    return said


def _climbed(table: pd.DataFrame) -> str:
    """A sentence on the names whose pulls climbed in step."""
    rows = table[table["side"].isin(SIDES)].set_index("side")
    if rows.empty:
        return ""
    n = {side: int(rows["n"].get(side, 0)) for side in SIDES}
    when = f"between {day(rows['start'].min())} and {day(rows['end'].max())}"
    gain = f"by {number(rows['gain'].sum())} pulls in all"
    first = larger(n)
    if first is None:
        return sentence(
            f"{when}, {plural(n['CN'], 'name')} of each country rose together, day by day, {gain}"
        )
    last = other(first)
    who = f"{count(n[first])} {ADJECTIVE[first]} names and {count(n[last])} {ADJECTIVE[last]} ones"
    return sentence(f"{when}, {who} rose together, day by day, {gain}")


def climb(table: pd.DataFrame) -> str:
    """A label at the names that climbed in step."""
    return f"{count(table['n'].sum())} names rose\ntogether,\nday by day"


SWEPT = "every name rose alike"
NO_READINGS = "no data"
CLEANED = "thick lines leave out\nautomated-looking jumps"
COUNTED = "thin lines show\nall that was counted"
HOLES = {"downloads": "no list\nto compare", "pulls": NO_READINGS, "tokens": NO_READINGS}


def stock_table(table: pd.DataFrame) -> pd.DataFrame:
    """Pulls since the beginning, for readers."""
    return shown(
        table,
        day=("day", day),
        side=("maker's country", country),
        n=("names", count),
        value=("pulls since listed", brief),
        share=("share", percent),
    )


# --- tokens


def tokens(ends: pd.DataFrame) -> Words:
    """Words for the shares of tokens of all and of open-weight models."""
    rows = ends[(ends["counter"] == "tokens") & ends["reading"].isin((ALL, OPEN))]
    every, opened = (rows[rows["reading"] == name].iloc[0] for name in (ALL, OPEN))
    said = f"in {month(opened['month'])} {had(opened, 'the tokens of open-weight models')} at least"
    if not opened["verdict"].ahead:
        said += f", and {clause(opened['verdict'])}"
    finding = [at_end(every), sentence(said), *map(_since, (every, opened))]
    finding = " ".join(filter(None, finding))
    return Words(
        title=headline(_token_title(every, opened)),
        definition=(
            "Mean daily shares of the tokens (pieces of text) passed on by OpenRouter, by country "
            "of the maker. Shading adds, to either country, the models that OpenRouter does not name. "
            "Makers cut text into tokens differently."
        ),
        finding=finding,
        alt=f"Lines show both countries by month, for all and for open-weight models. {finding}",
    )


def led(row: Mapping) -> str:
    """A label at one reading of the tokens: who leads since when, and what it means to lead."""
    if not (side := row["verdict"].ahead):
        return clause(row["verdict"])
    rest = ADJECTIVE[other(side)]
    far = (
        f"more than {points(SHARE * 100)} ahead, and ahead even if every unnamed model were {rest}"
    )
    return f"{NOUN[side]} has led clearly {since(row)}: {far}"


def _since(row: Mapping) -> str:
    """A sentence on since when the lead at the end has held; nothing without one."""
    if not row["verdict"].ahead:
        return ""
    what = "open-weight models" if row["reading"] == OPEN else "all models"
    return sentence(f"among {what} {NOUN[row['verdict'].ahead]} has led {since(row)}")


def since(row: Mapping) -> str:
    """`since June 2026`, `in every month from January 2025 on`; a word why there is no lead."""
    if pd.isna(row["since"]):
        return "no lead"
    if row["since"] == row["first"]:
        return f"in every month from {month(row['first'])} on"
    return f"since {month(row['since'])}"


def _token_title(every: Mapping, opened: Mapping) -> str:
    """Since when is who ahead in tokens, of all and of open-weight models?"""
    sides = {row["verdict"].ahead for row in (every, opened)}
    if None in sides:
        return f"in tokens on OpenRouter {clause(every['verdict'])}"
    when = [month(row["since"]) for row in (every, opened)]
    if len(sides) == 1:
        (side,) = sides
        lead = f"{NOUN[side]} has led on OpenRouter since {when[0]}"
        return f"{lead}, among open-weight models since {when[1]}"
    first, second = (NOUN[row["verdict"].ahead] for row in (every, opened))
    return f"{first} has led on OpenRouter since {when[0]}, {second} among open-weight models"


def requests(table: pd.DataFrame, found: dict[str, Verdict], days: tuple) -> str:
    """Sentences on tokens and requests of the same days."""
    rows = table.set_index("side")
    when = f"from {day(days[0])} to {day(days[1])}"
    said = [
        " and ".join(f"{clause(one)} by {name}" for name, one in found.items()),
        f"{when} {had(rows['tokens_share'], 'the tokens')}",
        had(rows["requests_share"], "the requests"),
    ]
    each = rows.loc[list(SIDES), "per_request"]
    if (first := larger(each)) is not None:
        said.append(
            f"a request to {ADJECTIVE[first]} models took {number(each[first])} tokens on average, "
            f"one to {ADJECTIVE[other(first)]} models {number(each[other(first)])}"
        )
    return " ".join(map(sentence, said))


def requests_table(table: pd.DataFrame) -> pd.DataFrame:
    """Tokens beside requests, for readers."""
    return shown(
        table,
        side=("maker's country", country),
        tokens=("tokens", brief),
        tokens_share=("share", percent),
        requests=("requests", brief),
        requests_share=("share of requests", percent),
        per_request=("tokens a request", number),
    )


# --- all readings


def readings(ends: pd.DataFrame, over: dict[str, Verdict], largest: pd.DataFrame) -> Words:
    """Words for `leads` in every reading: which counter's lead outlives its largest maker?"""
    heads = ends[ends["reading"] == ALL].set_index("counter")["verdict"]
    cut = ends[ends["reading"] == list(LARGEST)[-1]].set_index("counter")["verdict"]
    ahead = [name for name in heads.index if heads[name].ahead]
    lost = [name for name in ahead if cut[name].ahead != heads[name].ahead]
    makers = largest.set_index("counter")["maker"]
    said = [_cut(name, heads[name], cut[name], makers.get(name)) for name in heads.index]
    finding = " ".join(filter(None, [*said, _over(over)]))
    return Words(
        title=headline(_outlived(heads, ahead, lost)),
        definition=(
            "Who leads by more than five points, by month and way to count. The title is about "
            "each counter's last month. White months were not observed."
        ),
        finding=finding,
        alt=f"A grid of months shows the leader in each reading of each counter. {finding}",
    )


def _outlived(heads: pd.Series, ahead: list[str], lost: list[str]) -> str:
    """Does the lead in each counter outlive the largest maker of its leader?"""
    if not ahead:
        return _who_leads(heads.to_dict())
    if len(lost) == len(heads):
        return "without its largest maker, every counter's leader loses the lead"
    if not lost:
        return f"the lead in {listed(ahead)} remains without the leader's largest maker"
    return f"without its largest maker, the leader in {listed(lost)} loses the lead"


def _cut(name: str, head: Verdict, cut: Verdict, maker: str | None) -> str:
    """What is left of a lead without the largest maker of its leader."""
    if not head.ahead:
        return sentence(f"in {name} {clause(head)}")
    joint = "also" if cut.ahead == head.ahead else "but"
    after = "" if cut.ahead == head.ahead else f" {clause(cut)}"
    return sentence(f"in {name} {clause(head)}, {joint} without {safe(maker)}{after}")


def _over(over: dict[str, Verdict]) -> str:
    """A sentence on the counters in which all readings agree, or none does."""
    sure = [f"in {name} {clause(one)}" for name, one in over.items() if one.ahead]
    if sure:
        return sentence(f"in every reading, {listed(sure)}")
    return ""


def largest_table(ends: pd.DataFrame, largest: pd.DataFrame) -> pd.DataFrame:
    """Who leads each counter in its last month: as counted, and without its largest names."""
    found = ends.pivot(index="counter", columns="reading", values="verdict")
    rows = found.assign(
        month=ends.groupby("counter")["month"].max(),
        maker=largest.set_index("counter")["maker"].reindex(found.index, fill_value="none"),
    ).reindex(ends["counter"].unique())
    return shown(
        rows.rename_axis("counter").reset_index(),
        counter=("counter", HEADS.get),
        month=("month", month),
        **{name: (NAMES[name], leader_cell) for name in (ALL, *LARGEST)},
        maker=("leader's largest maker", safe),
    )


def readings_table(ends: pd.DataFrame) -> pd.DataFrame:
    """The last month of every counter and reading, for readers."""
    table = shown(
        ends,
        counter=("counter", HEADS.get),
        reading=("reading", NAMES.get),
        month=("month", month),
        CN=("China", percent),
        US=("United States", percent),
        CN_high=("China at most", percent),
        US_high=("United States at most", percent),
    )
    for margin in MARGINS:
        table[f"ahead by more than {points(margin * 100)}"] = ends[margin].map(leader_cell)
    table["lead held"] = [since(row) for row in ends.to_dict("records")]
    return table
