"""Words of notebook 00: the answer on one page, one sentence a finding.

What another notebook says about a figure of its own is said here from the same parts of its words.
"""

from __future__ import annotations

import pandas as pd

from ...measures import lineage
from ...measures.benchmarks import Ruler, clearly_best
from ...measures.downloads import Group, Hardest
from ...measures.headlines import Tally
from ...measures.licenses import Flagships, Led
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    CONFIDENCE,
    DEPENDS,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...panel import SELECTIONS, Panel
from ...rules import CountingRule, Method
from ...text import (
    day,
    headline,
    month,
    percent,
    plural,
    safe,
    sentence,
)
from ...text import months as months_text
from .benchmarks import lag_said, lag_title
from .downloads import at_most, clause, drew, freely, models_of
from .grammar import ADJECTIVE, MOST_WORDS, NOUN, PHRASES, TOP, Words, among
from .headlines import in_short
from .licenses import flagship_title, known_permissive, shares_of
from .lineage import across_title, crossed_said, known_clause, of_all, on_other
from .ratings import INTERVAL, fields_title, of_each, on_each, size, versus

OPEN = "among open-weight models"
FIELDS = {"overall": "all models", "open": "open-weight"}
FIELD_HEADS = {"overall": "All models", "open": "Open-weight models"}
THIRDS = ("permissive", "not permissive", "not known")
ALL_CLOSED, SOME_CLOSED = "all closed", "hollow: closed"
UNIT = "rating points"
NO_RECORDS, WAITING = "no lead records", "\u25b7 not yet matched"
UNTIL_MATCHED = "months until matched"
IN_THE_BAR = "share of leading models, their number in the bar"
LEADING = "leading models"  # flagships
INTERVAL_OF_ONE = f"{percent(CONFIDENCE)} interval"
SHADE = f"shade: {INTERVAL_OF_ONE}"
LINE = f"line: {INTERVAL_OF_ONE}"
GLOSSES = {  # what a scoreboard is, in a few words
    "Arena": "blind votes by users",
    "ECI": "Epoch's index of many tests",
    "GPQA Diamond": "science questions, % correct",
}
FREE = "The latest list is itself free to reuse."
LISTS = {  # by selection of a panel
    "census": "all models",
    "head": "most downloaded",
    "attention sample": "popular models",
}


def ruled(rule: CountingRule | Method) -> CountingRule | Method:
    """The rule of a figure in this language."""
    return rule


def grounded(*observed: Panel | Ruler) -> str:
    """What panels or rulers are, for a caption; of panels the name and selection alone."""
    said = [
        f"{one.name}: {SELECTIONS[one.selection]}" if isinstance(one, Panel) else one.sentence
        for one in observed
    ]
    return " ".join(map(sentence, said))


# --- how wide the gap is


def gloss(ruler: str) -> str:
    """The name of a scoreboard and what it is: the title of a panel."""
    return f"{ruler}: {GLOSSES[ruler]}" if ruler in GLOSSES else ruler


def scale(ruler: Ruler) -> str:
    """The unit of a lead on a scoreboard, and the day of its scores where they have one."""
    unit = "percentage points" if ruler.unit == "percent solved" else ruler.unit
    return f"lead in {unit}{f', {day(ruler.day)}' if ruler.day else ''}"


def best(
    gaps: dict[str, pd.DataFrame], leads: dict[str, dict[str, Verdict]], ruler: Ruler
) -> Words:
    """Words of the best models of all and of open-weight ones: `benchmarks.gaps_on`, `.leads`.

    Both by field. `ruler` is the one that the title speaks of where they do not agree.
    """
    rows = {field: table.set_index("ruler").loc[ruler.name] for field, table in gaps.items()}
    others = {
        field: {name: verdict for name, verdict in found.items() if name != ruler.name}
        for field, found in leads.items()
    }
    finding = (
        f"On the {ruler.name} of {day(ruler.day)} {versus(rows['overall'])}. "
        f"{sentence(OPEN + ' ' + versus(rows['open']))} {_elsewhere(others)}"
    ).strip()
    definition = (
        "Gap between the two countries' best models, and between their best open-weight ones, which "
        f"are free to download, on {plural(len(leads['overall']), 'scoreboard')}. Lines show the "
        f"{INTERVAL}."
    )
    alt = (
        f"{len(leads['overall'])} scales, each with a row for all models and a row for open-weight "
        "ones, show the lead of the best model as a dot and its interval as a line. "
        f"{_per_field(leads)}"
    )
    title = _best_title(leads) or fields_title(rows["overall"], rows["open"], "in blind votes")
    return Words(headline(title), definition, finding, alt)


def _best_title(leads: dict[str, dict[str, Verdict]]) -> str:
    """`A has the best models, B the best open-weight ones`, where most scoreboards say it of each
    and none says the reverse.
    """
    overall, opened = (clearly_best(leads[field]) for field in ("overall", "open"))
    if not overall or not opened:
        return ""
    if overall == opened:
        return f"{NOUN[overall]} has the best models, open-weight ones included"
    return f"{NOUN[overall]} has the best models, {NOUN[opened]} the best open-weight ones"


def _elsewhere(others: dict[str, dict[str, Verdict]]) -> str:
    return _per_field(others) if others["overall"] else ""


def _per_field(leads: dict[str, dict[str, Verdict]]) -> str:
    """`Overall American models lead on B. Among open-weight models Chinese ones lead on B.`"""
    overall, opened = on_each(leads["overall"]), on_each(leads["open"], "ones")
    return f"{sentence(f'overall, {overall}')} {sentence(f'{OPEN}, {opened}')}"


def reconciled(
    gaps: dict[str, pd.DataFrame], medians: pd.DataFrame, setter: str | None, ruler: Ruler
) -> str:
    """Why points and months differ: `benchmarks.gaps_on` by field, `.lags_on` of all models."""
    said = (
        "Votes and solved tasks are different units, and a lag rests on all records, the gap of "
        "today on two models."
    )
    median = medians.set_index("side")["median"].to_dict().get(setter)
    if setter is None or pd.isna(median):
        return said
    now = gaps["overall"].set_index("ruler").loc[ruler.name]
    return (
        f"{said} On {ruler.name}, {NOUN[other(setter)]} took a median {months_text(median, 1)} to "
        f"match {ADJECTIVE[setter]} records, while {_today(now)}."
    )


def _today(row: pd.Series) -> str:
    if row["verdict"].ahead:
        return f"{ADJECTIVE[row['leader']]} models are {size(row['points'])} ahead today"
    said = PHRASES[row["verdict"].kind]
    if row["verdict"].kind == TOO_FEW:
        return f"today there are {said}"
    if row["verdict"].kind == NOT_IDENTIFIED:
        return f"who leads today {said}"
    return f"today's best are {size(row['points'])} apart, {said}"


def july(
    state: pd.DataFrame, duels: dict[str, pd.Series], ruler: Ruler, stored: tuple[int, int]
) -> Words:
    """Words of one day of an Arena board, from `state`, the gaps of `july` and what is `stored`."""
    overall, opened = duels["overall"], duels["open-weight"]
    title = headline(_july_title(overall, opened, f"in {month(ruler.day)}"))
    finding = (
        f"On the {ruler.name} of {day(ruler.day)} {versus(overall)}. "
        f"{sentence(OPEN + ' ' + versus(opened))} The scores of {stored[0]} of the {stored[1]} "
        "models "
        "ranked that day are known."
    )
    definition = (
        f"Ratings by blind votes on the {ruler.name}, {day(ruler.day)}, with "
        f"{percent(ruler.level)} "
        "intervals. Shown are each country's best and the models that a New York Times report "
        "named."
    )
    order = ", ".join(f"{safe(row.model)} {row.score:.0f}" for row in state.itertuples())
    alt = f"Dots with whiskers for {len(state)} models, best first: {order}. {finding}"
    return Words(title, definition, finding, alt)


def july_gaps(duels: dict[str, pd.Series]) -> dict[str, tuple[str, str]]:
    """The words of the two brackets, and the pair of models that each joins."""
    pairs = {n: (row["leading_model"], row["model_behind"]) for n, row in duels.items()}
    ends = {"overall": "apart", "open-weight": "among\nopen-weight"}
    return {f"{size(duels[n]['points'])}\n{ends[n]}": pair for n, pair in pairs.items()}


def _july_title(overall: pd.Series, opened: pd.Series, when: str) -> str:
    first, second = overall["verdict"].ahead, opened["verdict"].ahead
    if not first or not second:
        return fields_title(overall, opened, when, past=True)
    less = size(opened["points"]).split()[0]
    others = "open-weight ones" if first == second else f"{ADJECTIVE[second]} open-weight ones"
    return f"{when} {ADJECTIVE[first]} models led by {size(overall['points'])}, {others} by {less}"


def kling(table: pd.DataFrame, duels: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    """Words of the video hero: its first duel (`video.kling`), and who leads now (`video.gaps`).

    table: the systems drawn, `video.heroes`.
    """
    first = duels[duels["question"] == "first"].iloc[0]
    rows = gaps.to_dict("records")
    board = next(row for row in rows if row["ruler"] == first["ruler"])
    ranked = of_each({side: board[f"makers_{side}"] for side in SIDES}, "maker")
    others = [
        f"on {row['ruler']} of {day(row['day'])} {versus(row)}" for row in rows if row is not board
    ]
    where = f"on {first['ruler']} of {day(first['day'])}, which ranks {ranked}, {versus(board)}"
    finding = " ".join(map(sentence, (where, f"there {versus(first)}", *others)))
    rival = next(n for n in (first["leading_model"], first["model_behind"]) if n != first["system"])
    definition = (
        f"Ratings by blind votes, {first['ruler']}, {day(first['day'])} ({percent(first['level'])} "
        f"intervals). Shown are {safe(first['system'])}, the latest Kling, the rival "
        f"{safe(rival)} and each country's best."
    )
    alt = f"Dots with whiskers for {len(table)} systems, best first. {finding}"
    return Words(headline(_kling_title(first, board)), definition, finding, alt)


def _kling_title(first: pd.Series, board: dict) -> str:
    """`in May 2026 the best video system was A, though B outranked C`, B of the other side."""
    when, verdict = f"in {month(board['day'])}", board["verdict"]
    if verdict.kind == NOT_IDENTIFIED:
        return f"{when} whose video system was best {PHRASES[verdict.kind]}"
    if not verdict.ahead:
        return f"{when} the best video systems were {PHRASES[verdict.kind]}"
    now = f"{when} the best video system was {ADJECTIVE[verdict.ahead]}"
    if not first["verdict"].ahead:
        return now
    joint = "and" if first["verdict"].ahead == verdict.ahead else "though"
    then = f"{safe(first['leading_model'])} outranked {safe(first['model_behind'])}"
    whole = f"{now}, {joint} {then}"
    return whole if len(whole.split()) <= MOST_WORDS else now


def months(medians: dict[str, pd.DataFrame], setters: dict[str, str | None], ruler: Ruler) -> Words:
    """Words of the lag on one ruler: `benchmarks.lags_on` and `.record_setter`, both by field."""
    said = {field: lag_said(rows, setters[field]) for field, rows in medians.items()}
    sizes = of_each({side: medians["overall"][f"models_{side}"].iloc[0] for side in SIDES}, "model")
    definition = (
        f"Months that each record on {_named(ruler.name)}, stood until the other country had as "
        "high "
        "a score."
    )
    finding = f"{said['overall']} {ruler.name} ranks {sizes}."
    alt = (
        "Rows for all models and open-weight models have a dot for each record by the months that "
        f"it stood, and arrows for those that still stand. {said['overall']} "
        f"{sentence(OPEN)[:-1]}, "
        f"{said['open'][:1].lower()}{said['open'][1:]}"
    )
    title = headline(_months_title(medians, setters, ruler.name))
    return Words(title, definition, finding, alt)


def record(model: str, months: float, waiting: bool) -> str:
    """How long one record stood, for who points at its mark."""
    stood = months_text(months, 1)
    return (
        f"{model}: not matched yet, after {stood}" if waiting else f"{model}: matched after {stood}"
    )


def recorded(row) -> str:
    """`20 American records`, and on a second line how soon half of them fell."""
    noun = "record" if row.records == 1 else "records"
    said = f"{row.records} {ADJECTIVE[row.side]} {noun}"
    return said if pd.isna(row.median) else f"{said},\nhalf within {row.median:.1f}"


def _named(ruler: str) -> str:
    return f"{ruler}, {GLOSSES[ruler]}" if ruler in GLOSSES else ruler


def _months_title(medians: dict, setters: dict[str, str | None], ruler: str) -> str:
    """`half of A records fell within 6.5 months, of B open ones within 7.3`."""
    found = {
        field: rows.set_index("side")["median"].to_dict().get(setters[field])
        for field, rows in medians.items()
    }
    if pd.isna(found["overall"]) or pd.isna(found["open"]):
        return lag_title(medians["overall"], setters["overall"], ruler)
    first, second = (ADJECTIVE[setters[field]] for field in ("overall", "open"))
    others = "open ones" if first == second else f"{second} open ones"
    return (
        f"half of {first} records fell within {months_text(found['overall'], 1)}, of {others} "
        "within "
        f"{found['open']:.1f}"
    )


# --- what is downloaded


def downloads(
    shares: dict[Panel, pd.DataFrame],
    since: dict[Panel, pd.DataFrame],
    found: dict[Panel, Hardest],
) -> Words:
    """Words of downloads of language models, by panel: `downloads.shares` and `.hardest`.

    `since`: the shares among those created since ChatGPT.
    """
    finding = " ".join(_shares(p, table.set_index("side"), found[p]) for p, table in shares.items())
    late = since[list(since)[-1]].set_index("side")["share"]
    late = sentence(f"among models created since ChatGPT, {drew(late, 'the downloads')}")
    return Words(
        headline(_downloads_title(found)),
        "Share of language-model downloads on Hugging Face in thirty days, by country of the "
        "publisher. A thin line ends at the share if every publisher of unknown country were from "
        "there.",
        f"{finding} {late}",
        "Bars show the two countries' shares for each list of models, and without the publisher or "
        f"model whose loss changes most. {finding}",
    )


def listing(panel: Panel) -> str:
    """`July 2024, all models`: what a list holds, as the head of its bars."""
    held = LISTS.get(panel.selection)
    return f"{month(panel.days[-1])}{f': {held}' if held else ''}"


def when(panel: Panel) -> str:
    """The month of a list."""
    return month(panel.days[-1])


def same_without(subject: str) -> str:
    """The head of the bars after the hardest single change."""
    return f"The same without {subject or 'one choice'}"


def _downloads_title(found: dict[Panel, Hardest]) -> str:
    """`among popular models A leads in language-model downloads, thanks to B`: of the last."""
    panel, one = list(found.items())[-1]
    which = TOP.get(panel.selection, "")
    which = f"among {which}models " if which else ""
    if not one.verdict.ahead:
        return f"{which}{clause(one.verdict)}{' in downloads' if one.verdict.kind == CLOSE else ''}"
    title = f"{which}{NOUN[one.verdict.ahead]} leads in language-model downloads"
    if not one.lost:
        return title
    if one.worst["subject"]:
        full = f"{title}, thanks to {safe(one.worst['subject'])}"
        if len(full.split()) <= MOST_WORDS:
            return full
    return f"{title}, but not robustly"


def _shares(panel: Panel, rows: pd.DataFrame, found: Hardest) -> str:
    """`In July 2024 A publishers drew 57% of ..., B ones 8%, or 18% if ...`; without C too."""
    what = "the downloads of language models"
    text = f"{among(panel.selection, panel.label)} {drew(rows['share'], what)}"
    if not found.verdict.ahead:
        return f"{sentence(text)} {sentence(clause(found.verdict))}"
    said, worst = [f"{text}, {at_most(rows, other(found.verdict.ahead))}"], found.worst
    if found.lost:
        after = f"without {safe(worst['subject'])}" if worst["subject"] else "by another choice"
        said.append(f"{after}, {drew(worst, 'the rest', 'would have')}")
    return " ".join(map(sentence, said))


def flagships(led: Led, panel: Panel) -> Words:
    """Words of the flagships of each year by rule in one wave, and by hand: `licenses.led`."""
    years, last = led.ruled, max(led.ruled)
    title = headline(_freer(years))
    finding = sentence(
        f"of those created in {last}, {shares_of(years[last].counts, LEADING)} are known to be "
        f"permissive ({panel.label}), {_flagship_tail(years[last].verdict)}"
    )
    definition = (
        "Licenses of each country's most liked models on Hugging Face by year of creation. A "
        "permissive license allows any use."
    )
    every = " ".join(
        f"Of {when}, {shares_of(one.counts, LEADING)} are known to be permissive."
        for when, one in years.items()
    )
    alt = (
        f"Bars of licenses by year and country. {sentence(title)} {every} "
        f"In {last} that is {_flagship_tail(years[last].verdict)}."
    )
    return Words(title, definition, finding, alt)


def some_of(part: int, total: int) -> str:
    """`12 of 50 models`."""
    return f"{part} of {plural(total, 'model')}"


def _freer(years: dict[int, Flagships]) -> str:
    """Whose leading models had freer licenses in more years, or why that cannot be said."""
    verdicts = [one.verdict for one in years.values()]
    if any(one.ahead for one in verdicts) or UNTAGGED not in {one.kind for one in verdicts}:
        return flagship_title(years)
    return known_permissive(years[max(years)], max(years), LEADING.removesuffix("s"))


def _flagship_tail(verdict: Verdict) -> str:
    """How sure the difference of one year is, after its two shares."""
    if verdict.kind == AHEAD:
        return (
            f"{ADJECTIVE[verdict.side]} ones more often than {ADJECTIVE[other(verdict.side)]} ones"
        )
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"a difference {PHRASES[verdict.kind]}"
    joint = "which are" if verdict.kind == TOO_FEW else "a difference that"
    return f"{joint} {PHRASES[verdict.kind]}"


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> Words:
    """Words of `lineage.across`, by models and root of the family, and of `lineage.crossing`."""
    shares = {panel: lineage.drawn_again(table, "root") for panel, table in tables.items()}
    said = [_across_clause(panel, shares[panel], one.known) for panel, one in found.items()]
    finding = " ".join(map(sentence, filter(None, [*said, of_all(found)])))
    definition = (
        "Share of derivatives (models made from others) on Hugging Face that use a model of the "
        "other "
        "country, by publishers of known country."
    )
    alt = f"Bars of the two countries' shares. {finding}"
    return Words(headline(_used(tables, found)), definition, finding, alt)


def derived(side: str) -> str:
    """The name of a bar: whose derivatives stand on whose models."""
    return f"{ADJECTIVE[side]} on {ADJECTIVE[other(side)]}"


def _used(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> str:
    """`in 2024 A publishers used B models more than vice versa`, of the first clear list.

    Where other readings disagree: `in 2026 21% of A derivatives used B models, 5% vice versa`.
    """
    for panel, one in found.items():
        shares = lineage.drawn_again(tables[panel], "root")
        if one.known.kind == DEPENDS and (side := lineage.used_more(tables[panel], "root")):
            more, less = (percent(shares[name].share) for name in (side, other(side)))
            return (
                f"in {panel.days[-1].year} {more} of {ADJECTIVE[side]} derivatives used "
                f"{ADJECTIVE[other(side)]} models, {less} vice versa"
            )
        if side := one.known.ahead:
            return (
                f"in {panel.days[-1].year} {ADJECTIVE[side]} publishers used "
                f"{ADJECTIVE[other(side)]} "
                "models more than vice versa"
            )
    return across_title(found)


def _across_clause(panel: Panel, shares: dict, verdict: Verdict) -> str:
    """What is known of one list, in one clause."""
    where = among(panel.selection, month(panel.days[-1]))
    if verdict.kind == NOT_IDENTIFIED:
        return f"{where} it {PHRASES[NOT_IDENTIFIED]}, no base is recorded"
    if verdict.kind == TOO_FEW:
        return f"{where} there are {PHRASES[TOO_FEW]}"
    said = f"{where} {on_other(shares, False)}"
    return said if verdict.ahead else f"{sentence(said)} {sentence(known_clause(verdict, shares))}"


def free(shares: pd.DataFrame, led: Led, crossed: pd.DataFrame, verdict: Verdict, panel) -> str:
    """The findings above in a list that is free to reuse: `shares` of language models and so on."""
    last = max(led.ruled)
    known = shares_of(led.ruled[last].counts, LEADING)
    built = f"its derivatives are {PHRASES[TOO_FEW]} more"
    if verdict.kind != TOO_FEW:
        built = crossed_said(crossed, verdict, "root")
    said = [f"of those created in {last}, {known} are known to be permissive", built]
    return " ".join([freely(shares, panel), *map(sentence, said)])


# --- what cannot be known


def by_rule(panel: Panel, tally: Tally) -> str:
    """How many rules each side leads under, and the verdict."""
    return in_short(panel.label, tally)


def lists(gap: pd.Series) -> str:
    """How many models of each side a board held: a row of `benchmarks.gaps_on`."""
    models = {side: gap[f"models_{side}"] for side in SIDES}
    ranked = f"{gap['ruler']} ranked {models_of(models)} on {day(gap['day'])}"
    return sentence(f"lists are unequal: {ranked}")


def owner(event: pd.Series, group: Group | None) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in the downloads above."""
    said = f"{safe(event['title'])} (announced on {day(event['date'])}, not completed)"
    if group is None:
        return sentence(said)
    place = (
        f"the buyer is ranked here: its {plural(group.models, 'model')} drew "
        f"{percent(group.share)} "
        f"of the {ADJECTIVE[group.side]} downloads above"
    )
    return f"{sentence(said)} {sentence(place)}"
