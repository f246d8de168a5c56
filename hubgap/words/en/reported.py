"""Words on what the Hub's pages report of benchmarks, in notebook 05."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...measures.reported import (
    BROKEN,
    ELSEWHERE,
    MAKER,
    NO_MAKER,
    OFF_SCALE,
    TRANSCRIBED,
    UNKNOWN,
    UNLISTED,
    VERIFIED,
    Alternatives,
    Reported,
    judged,
)
from ...measures.verdicts import CONFIDENCE, LEAST_SCORED, SIDES, TOO_FEW
from ...text import count, day, headline, listed, percent, plural, points, safe, sentence
from .grammar import MOST_WORDS, PHRASES, Words, country, short
from .ratings import of_each, system, versus

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
HEADS = {  # classes of entries, over the columns and in the cells of tables
    VERIFIED: "verified by the Hub",
    MAKER: "accepted by the maker",
    TRANSCRIBED: "proposed, from a card",
    UNKNOWN: "from elsewhere",
}
AMONG = {
    VERIFIED: "among entries that the Hub verified",
    MAKER: "among entries that makers accepted",
    TRANSCRIBED: "among proposals that cite a card",
    UNKNOWN: "among entries that cite no card",
}
WITH_TOOLS = {"with": "with tools", "without": "without tools", "not stated": "tools not stated"}
LEFT_OUT = {
    BROKEN: "that the Hub could not read",
    UNLISTED: "of tasks that are not on the list",
    OFF_SCALE: "with a value off the scale of their task",
    NO_MAKER: "of copies",
    ELSEWHERE: "of publishers from elsewhere or of unknown country",
}
EFFORT = "effort:"  # before the efforts, on the chart
TOLD = 3  # comparisons or measurements at most, in sentences; all stand in tables


def ground(rows: pd.DataFrame) -> str:
    """What the entries rest on, from `entries`."""
    return sentence(
        f"entries on the Hub's pages of {plural(rows['model_id'].nunique(), 'model')}, as reported by "
        f"makers and others and recorded on {day(rows['recorded_on'].iloc[0])}, not all of the Hub"
    )


def reported(found: Reported, table: pd.DataFrame) -> Words:
    """Words of the entries of one test, from `reported` and `alternatives`."""
    shown, models = table["model_id"].nunique(), sum(found.models.values())
    pages = (
        plural(models, "model")
        if shown == models
        else f"{shown} of {models} models, those with most entries"
    )
    said = [_spread(found.most), _accepted(found), *_measured(table)]
    finding = " ".join(filter(None, said))
    return Words(
        title=headline(_title(found)),
        definition=(
            f"{found.benchmark} as the pages of {pages}, not all of Hugging Face, reported it "
            f"on {day(found.day)}. Each mark is one entry, hollow where the maker has not accepted it."
        ),
        finding=finding,
        alt=(
            "One row a model, with a mark for each reported score, and a line where there are "
            f"several. {finding}"
        ),
    )


def _title(found: Reported) -> str:
    """`one model has seven reported B scores, 17 points apart, none verified`, cut to fit."""
    most = found.most
    if most.values == 1:
        return f"no model has more than one reported {found.benchmark} score"
    said = f"one model has {_spelled(most.values)} reported {found.benchmark} scores"
    said += f", {points(most.high - most.low)} apart" if most.high > most.low else ", all alike"
    checked = _spelled(most.verified) if most.verified else "none"
    whole = f"{said}, {checked} verified"
    return whole if len(whole.split()) <= MOST_WORDS else said


def _spelled(n: int) -> str:
    return SPELLED[n] if n < len(SPELLED) else count(n)


def _spread(most: Alternatives) -> str:
    """From where to where the values of one model run, and what sets them apart."""
    if most.values == 1:
        return ""
    by = [
        f"by reasoning effort ({listed(list(most.efforts))})" if len(most.efforts) > 1 else "",
        f"by use of tools ({listed(list(most.tools))})" if len(most.tools) > 1 else "",
    ]
    said = f"the scores of {system(most.side, most.model)} run from {_between(most.low, most.high)}"
    said = ", ".join(filter(None, [said, listed(list(filter(None, by)))]))
    cards = f"{_spelled(most.cards)} of the {_spelled(most.values)} cite a card of its maker"
    return f"{sentence(said)} {sentence(cards)}"


def _between(low: float, high: float) -> str:
    ends = dict.fromkeys(_percent(end) for end in (low, high))
    return " to ".join(ends)


def _percent(value: float) -> str:
    return percent(value / 100, 1)


def _accepted(found: Reported) -> str:
    """How many entries somebody has checked, and how many are proposals."""
    checked = "none is" if not found.verified else f"{count(found.verified)} are"
    checked = "one is" if found.verified == 1 else checked
    proposed = (
        "one is a proposal" if found.proposed == 1 else f"{count(found.proposed)} are proposals"
    )
    return sentence(
        f"of all {count(found.entries)} entries, on {of_each(found.models, 'model')}, {checked} "
        f"verified and {proposed} that no maker has accepted"
    )


def _measured(table: pd.DataFrame) -> list[str]:
    """What an independent measurer found for models of `alternatives`."""
    rows = table.dropna(subset="measured").drop_duplicates("model_id").head(TOLD)
    return [
        sentence(
            f"for {safe(row.model)}, reported at {_between(row.lowest, row.highest)}, "
            f"{row.measured_by} measured {_percent(row.measured)}{_interval(row)}"
        )
        for row in rows.itertuples()
    ]


def _interval(row) -> str:
    ends = row.measured_low, row.measured_high
    return "" if any(map(pd.isna, ends)) else f" ({_between(*ends)})"


# --- tables and the two sides


def class_table(table: pd.DataFrame) -> pd.DataFrame:
    """`by_class` for readers: a row a test, for each class and country models and entries."""
    found = pd.DataFrame({"Test": table["test"].map(safe), "Used": table["listed"]})
    found = found.drop_duplicates("Test").assign(Used=found["Used"].map({True: "yes", False: "no"}))
    for group in HEADS:
        for side in SIDES:
            own = table[(table["group"] == group) & (table["side"] == side)]
            if table.loc[table["group"] == group, "entries"].any():
                cells = [
                    f"{count(models)} ({count(entries)})" if entries else None
                    for models, entries in zip(own["models"], own["entries"], strict=True)
                ]
                found[headline(f"{HEADS[group]}, {country(side)}")] = cells
    return found


def class_caption(rows: pd.DataFrame, left_out: Mapping[str, int]) -> str:
    """What stands above `class_table`: how many entries are used, and why not the others."""
    total, out = len(rows), sum(left_out.values())
    why = [f"{count(n)} {LEFT_OUT[reason]}" for reason, n in left_out.items() if n]
    said = [
        "Models with a reported score by test, class of entry and country, and in brackets their "
        "entries. A proposal has not been accepted by the maker, one from elsewhere cites no card.",
        f"Of {count(total)} entries recorded on {day(rows['recorded_on'].iloc[0])}, "
        f"{count(total - out)} are used.",
        f"Left out are {listed(why)}." if why else "",
    ]
    return " ".join(filter(None, said))


def sides(table: pd.DataFrame) -> str:
    """Who stands higher within one class, from `compared`, fullest first; mostly nobody can say."""
    if table.empty:
        return sentence("on no test do both countries have a model in one class of entries")
    enough = judged(table).to_dict("records")
    few, more = len(table) - len(enough), len(enough[TOLD:])
    if not enough:
        return _too_few(table)
    said = [f"{_place(row)}, {versus(row)}, of {_models(row)}" for row in enough[:TOLD]]
    said += [f"{plural(more, 'other comparison')} can be read in the table"] if more else []
    said += [f"in {plural(few, 'other comparison')} there are {PHRASES[TOO_FEW]}"] if few else []
    return " ".join(map(sentence, said))


def _too_few(table: pd.DataFrame) -> str:
    """That no comparison can tell a leader, and how many models the fullest has."""
    first, n = table.to_dict("records")[0], len(table)
    fullest = f"the fullest of {n} comparisons" if n > 1 else "the only one"
    none = f"no comparison has {plural(LEAST_SCORED, 'model')} of each country"
    said = f"{none}, so there are {PHRASES[TOO_FEW]} who leads"
    return f"{sentence(said)} {sentence(f'{fullest}, {_place(first)}, has {_models(first)}')}"


def _place(row: Mapping) -> str:
    """`on B, among entries that makers accepted, with tools`."""
    better = ", where lower is better" if row["direction"] == "lower" else ""
    return f"on {row['benchmark']}{better}, {AMONG[row['group']]}, {WITH_TOOLS[row['tools']]}"


def _models(row: Mapping) -> str:
    return of_each({side: row[f"models_{side}"] for side in SIDES}, "model")


def compared_table(table: pd.DataFrame) -> pd.DataFrame:
    """`compared` for readers: how many models, and the best value with its alternatives."""
    return pd.DataFrame(
        {
            "Test": row["benchmark"],
            "Entries": HEADS[row["group"]],
            "Tools": row["tools"],
            **{f"{country(side)}, models": count(row[f"models_{side}"]) for side in SIDES},
            **{f"{country(side)}, best": _best(row, side) for side in SIDES},
            "Who leads": short(row["verdict"]),
        }
        for row in table.to_dict("records")
    )


def _best(row: Mapping, side: str) -> str:
    """The best model of a side with its value, and what else is reported of it."""
    name = row["leading_model" if row["leader"] == side else "model_behind"]
    n, said = int(row[f"values_{side}"]), f"{safe(name)}, {_percent(row[f'best_{side}'])}"
    ends = _between(row[f"lowest_{side}"], row[f"highest_{side}"])
    return said if n == 1 else f"{said} ({plural(n, 'score')}, {ends})"


COMPARED = (  # what stands above `compared_table`
    "Reported scores of both countries on one test, within one class of entries. Where a model has "
    "several, that of the highest stated effort counts. No entry has a margin of error."
)


def anchor_table(table: pd.DataFrame) -> pd.DataFrame:
    """`anchored` for readers."""
    return pd.DataFrame(
        {
            "Test": row.benchmark,
            "Model": safe(row.model),
            "Entry": HEADS[row.group],
            "Tools": row.tools,
            "Reported": _percent(row.value),
            "Measured": f"{_percent(row.measured)}{_interval(row)}",
            "by": row.measured_by,
            "Reported less measured, points": _signed(row.more),
        }
        for row in table.itertuples()
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "\u2212")


def anchor_caption(table: pd.DataFrame) -> str:
    """What stands above `anchor_table`."""
    if table.empty:
        return "No model has both a reported score and one by an independent measurer."
    ends = sorted(table["more"])
    return (
        f"{plural(table['model_id'].nunique(), 'model')} with a reported score and one by an "
        f"independent measurer, which differ by {_signed(ends[0])} to {_signed(ends[-1])} points. "
        f"In brackets stand {percent(CONFIDENCE)} intervals of measurements, where they are published."
    )
