"""Words of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.benchmarks import FineTunes, Moved
from ...measures.verdicts import (
    AHEAD,
    LEAST_MODELS,
    LEAST_SCORED,
    SIDES,
    Verdict,
    other,
)
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    months,
    percent,
    plural,
    safe,
    sentence,
)
from .grammar import ADJECTIVE, MOST_WORDS, NOUN, PHRASES, Words, both, country, short, shown
from .ratings import BRACKETS, by_verdict, makers, size, span, versus

KINDS_OF_MODEL = {
    "overall": "",
    "open": "open-weight ",
    "own": "open-weight ",
}


def arena_state(
    state: pd.DataFrame, duels: dict[str, pd.Series], ruler, stored: tuple[int, int]
) -> Words:
    """Words of one day of an arena board, from `state`, the gaps of `july` and what is `stored`."""
    overall, opened = duels["overall"], duels["open-weight"]
    title = headline(f"{month(ruler.day)}: {_state_title(overall, opened)}")
    finding = (
        f"On {day(ruler.day)}, on the {ruler.name}, {versus(overall)}; among open-weight models "
        f"{versus(opened)}. In brackets: {BRACKETS}. One board on one day, of votes by visitors, "
        "not of tests."
    )
    definition = (
        f"Rating points on the {ruler.name}, {day(ruler.day)}, {percent(ruler.level)} intervals; "
        f"{stored[0]} of the {stored[1]} models of the board are stored. Hollow: closed."
    )
    order = ", ".join(f"{safe(row.model)} {row.score:.0f}" for row in state.itertuples())
    alt = (
        f"Dots with whiskers for {len(state)} models, best first: {order}. {sentence(title)} "
        f"{sentence(f'overall {versus(overall)}')}"
    )
    return Words(title, definition, finding, alt)


def _state_title(overall: pd.Series, opened: pd.Series) -> str:
    first, second = short(overall["verdict"]), short(opened["verdict"])
    if first != second:
        return f"{first} overall, {second} among open-weight models"
    if overall["verdict"].kind != AHEAD:
        return f"{first} overall and among open-weight models"
    less = size(opened["points"]).split()[0]
    return f"{first} of {size(overall['points'])} overall, {less} among open-weight models"


def frontiers(gaps: pd.DataFrame, leads: dict[str, Verdict], field: str = "overall") -> Words:
    """Words of the frontiers on several rulers, from `gaps_on` and who leads on each."""
    rows, kind = gaps.to_dict("records"), KINDS_OF_MODEL[field]
    verdict = by_verdict(leads)
    title = headline(f"{kind.strip()}: {verdict}" if kind else verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline(_counted(leads, kind))
    said = [sentence(f"on {row['ruler']} {versus(row)}") for row in rows]
    finding = (
        f"Best {kind}model of each side; in brackets: {BRACKETS}. {' '.join(said)} No ruler is a "
        "vote."
    )
    levels = ", ".join(f"{percent(row['level'])} on {row['ruler']}" for row in rows if row["level"])
    definition = (
        f"Best {kind}model of each country so far. Bands: published intervals ({levels}). "
        f"{_models_on(gaps)}."
    )
    alt = (
        f"{len(rows)} panels of step lines, one line a country, for the best {kind}model so far, "
        f"with bands for intervals and gaps where the scale changed. {sentence(verdict)}"
    )
    return Words(title, definition, finding, alt)


def _counted(leads: dict[str, Verdict], kind: str = "") -> str:
    """`American models are ahead on 2 of 3 rulers`; or each side on some."""
    ahead = [verdict.ahead for verdict in leads.values() if verdict.ahead]
    if len(set(ahead)) > 1:
        return f"which side is ahead in {kind}models differs between {len(leads)} rulers"
    who = f"{ADJECTIVE[ahead[0]]} {kind}models are" if ahead else f"no side's {kind}models are"
    return f"{who} ahead on {len(ahead)} of {len(leads)} rulers" if ahead else f"{who} ahead"


def _models_on(gaps: pd.DataFrame) -> str:
    """`Models of the United States and China: A 144, 52; B 207, 120`, the larger total first."""
    order = sorted(SIDES, key=lambda side: gaps[f"models_{side}"].sum(), reverse=True)
    sizes = "; ".join(
        f"{row['ruler']} {', '.join(count(row[f'models_{side}']) for side in order)}"
        for row in gaps.to_dict("records")
    )
    return f"Models of {listed([NOUN[side] for side in order])}: {sizes}"


def by_length(gaps: pd.DataFrame) -> str:
    """How many makers each side has on several rulers, and how many stand above all, `gaps_on`."""
    return " ".join(sentence(f"{row['ruler']}: {makers(row)}") for row in gaps.to_dict("records"))


def lags(
    medians: pd.DataFrame,
    opened: pd.DataFrame,
    ties: pd.DataFrame,
    setters: dict[str, dict[str, str | None]],
    ruler: str,
) -> Words:
    """Words of the lags on all rulers, from `lags_on`, with one ruler in the title.

    `opened`: of open-weight models; `ties`: of all models, where a tie reaches;
    `setters`: who sets the records on each ruler, `overall` and among `open` models.
    """
    rows, side = medians[medians["ruler"] == ruler], setters["overall"][ruler]
    title = headline(f"{ruler}: {lag_title(rows, side)}")
    parts = [lag_clause(rows, side)]
    if side:
        led = [name for name, first in setters["overall"].items() if first == side]
        others = _medians_range(medians, [name for name in led if name != ruler], side)
        parts.append(f"{_ties_clause(ties, ruler, side)}; {others}")
    open_clause = lag_clause(opened[opened["ruler"] == ruler], setters["open"][ruler])
    parts.append(f"among open-weight models, {open_clause}")
    shown = medians.dropna(subset="median")["ruler"].nunique()
    definition = (
        "Months from each lead record until the other country reached it (at least as high). "
        f"{medians['ruler'].nunique()} rulers, {shown} with a median (Kaplan-Meier, with "
        "interval; without an upper end to the edge); arrows: still open, a lower bound."
    )
    alt = (
        "One row a ruler, with a dot for each lead record by the months until the other country "
        "reached it, arrows for records still open, and a bar for the median and its interval. "
        f"{sentence(parts[0])}"
    )
    return Words(title, definition, " ".join(map(sentence, parts)), alt)


def lag_title(rows: pd.DataFrame, side: str | None) -> str:
    """Who trails the records of a side on one ruler, from `lags_on`; None: nobody's."""
    if side is None:
        return "lead records are split between the two"
    median = rows.set_index("side").loc[side, "median"]
    if math.isnan(median):
        return f"most {ADJECTIVE[side]} records not yet reached by {NOUN[other(side)]}"
    return f"{NOUN[other(side)]} trails {ADJECTIVE[side]} records by a median {months(median, 1)}"


def lag_clause(rows: pd.DataFrame, side: str | None) -> str:
    """`on A 20 of 20 lead records are American, reached by China after a median of ...`."""
    ruler = rows["ruler"].iloc[0]
    sides = rows.set_index("side")
    total = int(sides["records"].sum())
    if side is None:
        each = both(sides["records"].to_dict(), count)
        return f"on {ruler} lead records are split between the two ({each})"
    row = sides.loc[side]
    models = both({one: sides.loc[one, f"models_{one}"] for one in SIDES}, count)
    text = f"on {ruler} {int(row['records'])} of {total} lead records are {ADJECTIVE[side]}"
    text += f" (models: {models})"
    if not math.isnan(row["median"]):
        late = "" if math.isnan(row["high"]) else f" to {row['high']:.1f}"
        spread = f"{row['low']:.1f}{late or ' or more'}"
        median = months(row["median"], 1)
        text += f", reached by {NOUN[other(side)]} after a median of {median} ({spread})"
    if row["open"]:
        text += f"; {int(row['open'])} still open, the oldest for {months(row['now'], 1)}"
    return text


def _medians_range(medians: pd.DataFrame, others: list[str], side: str) -> str:
    """The range of the medians of one side's records on the other rulers where it sets them."""
    rows = medians[(medians["side"] == side) & medians["ruler"].isin(others)]
    rows = rows.dropna(subset="median")
    if rows.empty:
        return "no other ruler has a median"
    low, high = rows["median"].min(), rows["median"].max()
    return f"medians on {plural(len(rows), 'other ruler')} run from {low:.1f} to {months(high, 1)}"


def _ties_clause(ties: pd.DataFrame, ruler: str, side: str) -> str:
    """The second end of the range: the median where a tie within the margin of error reaches."""
    row = ties[(ties["ruler"] == ruler) & (ties["side"] == side)].iloc[0]
    if math.isnan(row["median"]):
        return f"where a tie reaches, {plural(int(row['records']), 'clear record')} give no median"
    return f"where a tie reaches, the median is {months(row['median'], 1)}"


def then_and_now(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """The current lag on one ruler on two days, from `lag_at`, as one sentence."""
    return sentence(f"{then['ruler'].iloc[0]}: {_open_lag(then)}; {_open_lag(now)}")


def _open_lag(rows: pd.DataFrame) -> str:
    sizes = both(rows.set_index("side")["models"].to_dict(), count)
    how = "re-estimated, models" if rows["re_estimated"].iloc[0] else "models"
    when = f"on {day(rows['day'].iloc[0])} ({how}: {sizes})"
    held = rows.dropna(subset="now")
    if held.empty:
        return f"{when} neither side held a record that the other had not reached"
    row = held.iloc[0]
    side, name = row["side"], safe(row["now_model"])
    return (
        f"{when} the oldest {ADJECTIVE[side]} record not reached by {NOUN[other(side)]}, "
        f"{name}, was {months(row['now'], 1)} old"
    )


def best_open_models(table: pd.DataFrame, duels: dict[str, dict], more: str | None, ruler) -> Words:
    """Words of the best open-weight models by size, from `best_open`.

    `duels`: of `by_size`; `more`: the side that is ahead in more of them.
    """
    title = headline(f"open models: {_size_title(duels, more)}")
    said = "; ".join(f"{name}, {versus(found)}" for name, found in duels.items())
    missing = table[table["size"] == "not recorded"].groupby("side")["models"].sum()
    unsized = f"Without a recorded size: {both(missing.to_dict(), count)}."
    few = f"With under {LEAST_SCORED} models on a side nobody is said to lead."
    finding = f"{ruler.name}, {day(ruler.day)}, by parameters: {said}. {few} {unsized}"
    definition = (
        f"Best open-weight model by size, country and license on the {ruler.name}, "
        f"{day(ruler.day)}: rating, license, number of models (together "
        f"{count(table['models'].sum())}). Bold: ahead in its size."
    )
    alt = (
        "Table with a row for each size class and a column for each country and kind of license. "
        f"{sentence(title)} {few} {unsized}"
    )
    return Words(title, definition, finding, alt)


def _size_title(duels: dict[str, dict], more: str | None) -> str:
    """`American lead 15B to 80B, Chinese over 80B`; sizes are counted if that gets too long."""
    verdicts = {name: found["verdict"] for name, found in duels.items()}
    led = [(name, verdict.side) for name, verdict in verdicts.items() if verdict.ahead]
    if not led:
        kinds = [PHRASES[kind] for kind in dict.fromkeys(one.kind for one in verdicts.values())]
        return f"{' or '.join(kinds)} in every size" if kinds else "no size holds both countries"
    if len(led) == len(duels) <= len(SIDES):
        texts = [f"{ADJECTIVE[side]} lead {name}" for name, side in led]
        return ", ".join([texts[0], *(text.replace(" lead", "") for text in texts[1:])])
    sizes = [side for _, side in led].count(more or "CN")
    if more is None:
        return f"each side leads in {sizes} of {len(duels)} sizes"
    return f"{ADJECTIVE[more]} lead in {sizes} of {len(duels)} sizes"


def gap_change(change: pd.DataFrame, moved: Moved, ruler) -> str:
    """The gap on two days of one scale, from `change_of_gap`, as one sentence."""
    said = " and ".join(
        f"{size(row['points'])} ({span(row)}) on {day(row['day'])}"
        for row in change.to_dict("records")
    )
    verdict = f"the change is {PHRASES.get(moved.kind)}"
    if moved.kind == "passed":
        verdict = f"the lead passed from {NOUN[moved.then.side]} to {NOUN[moved.now.side]}"
    elif moved.kind in ("grew", "shrank"):
        verdict = f"the {ADJECTIVE[change['leader'].iloc[0]]} margin {moved.kind}"
    return sentence(f"{ruler.name}, one scale: the gap was {said}: {verdict}")


def without_fine_tunes(without: FineTunes, rulers: list[str]) -> str:
    """Whether fine-tunes of the other side's base models change the best open-weight models."""
    changed = without.changed
    told = f"changes the best models on {listed(changed)}" if changed else "changes no best model"
    return sentence(
        f"leaving out fine-tunes of the other side's base models ({plural(without.models, 'row')} "
        f"of {listed(rulers)}) {told}"
    )


def without_interval(lines: pd.DataFrame) -> str:
    """The record-setting models of `steps` whose interval is not published."""
    rows = lines[lines["low"].isna()]
    if rows.empty:
        return sentence("every record setter drawn here has an interval")
    said = [
        f"{listed([safe(name) for name in sorted(set(models))])} ({ruler})"
        for ruler, models in rows.groupby("ruler", sort=False)["model"]
    ]
    return sentence(f"drawn without an interval, because none is published: {'; '.join(said)}")


def ruler_table(table: pd.DataFrame) -> pd.DataFrame:
    """The rulers as a table to read, from `rulers_table`."""
    return shown(
        table,
        ruler=("Ruler", str),
        measured_by=("Measured by", str),
        access=("What", str),
        until=("Models until", day),
        in_eci=("Part of ECI", str),
        **{f"models_{side}": (f"{country(side)}, models", count) for side in SIDES},
        **{f"open_{side}": (f"{country(side)}, open", count) for side in SIDES},
        without_interval=("Without interval", count),
    )


def lag_table(medians: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """One row for every ruler and side with a median, from two `lags_on` summaries."""
    keys = ["ruler", "side"]
    tied = ties[[*keys, "records", "median"]].rename(columns={"records": "clear", "median": "tied"})
    rows = medians.dropna(subset="median").merge(tied, on=keys)
    return pd.DataFrame(
        {
            "Ruler": rows["ruler"],
            "Records set by": rows["side"].map(country),
            **{f"{country(side)}, models": rows[f"models_{side}"].map(count) for side in SIDES},
            "Lead records": rows["records"].map(count),
            "still open": rows["open"].map(count),
            "Median, months": [_month_range(row) for row in rows.to_dict("records")],
            "clear records": rows["clear"].map(count),
            "Median where a tie reaches": rows["tied"].map("{:.1f}".format).replace("nan", "none"),
            "Oldest open, months": rows["now"].map("{:.1f}".format).replace("nan", "none"),
        }
    )


def _month_range(row: dict) -> str:
    late = "open" if math.isnan(row["high"]) else f"{row['high']:.1f}"
    return f"{row['median']:.1f} ({row['low']:.1f} to {late})"


def held_out(gaps: pd.DataFrame, leads: dict[str, Verdict], few: bool) -> Words:
    """Words of a public and a held-out test on the same models, from `on_both`.

    `few`: there are too few models for a lag.
    """
    rows = gaps.to_dict("records")
    verdict = by_verdict({f"{row['access']} {row['ruler']}": leads[row["ruler"]] for row in rows})
    title = headline(verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline(_counted(leads))
    said = "; ".join(f"on {row['ruler']} {versus(row)}" for row in rows)
    sizes = both({side: gaps[f"models_{side}"].iloc[0] for side in SIDES}, count)
    limit = (
        f"Under {LEAST_MODELS} models a side are too few for a lag" if few else "No lag is drawn"
    )
    finding = f"Of the models that stand on both ({sizes}): {said}. {limit}."
    definition = (
        "Scores of the same models on a public and a held-out test, by release date, with "
        f"{percent(rows[0]['level'])} intervals; models: {sizes}. {limit}."
    )
    alt = (
        "Two panels of dots by release date and country, the same models in both. "
        f"{sentence(verdict)} {limit}."
    )
    return Words(title, definition, finding, alt)
