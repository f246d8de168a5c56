"""Words of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.benchmarks import FineTunes, Moved, Pair
from ...measures.verdicts import LEAST_MODELS, SIDES, other
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    months,
    percent,
    plural,
    points,
    safe,
    sentence,
)
from .grammar import ADJECTIVE, NO_DIFFERENCE, NOUN, Words, both, country, shown

MOST_WORDS = 12  # of a title
KINDS_OF_MODEL = {
    "overall": "",
    "open": "open-weight ",
    "own": "open-weight ",
}


def arena_state(
    state: pd.DataFrame, pairs: dict[str, Pair], ruler, stored: tuple[int, int]
) -> Words:
    """Words of one day of an arena board, from `state`, its `best_pairs` and what is `stored`."""
    overall, opened = pairs["overall"], pairs["open-weight"]
    title = headline(f"{month(ruler.day)}: {_state_title(overall, opened)}")
    finding = (
        f"{day(ruler.day)}, {ruler.name}: overall {_versus(overall)}; among open-weight models "
        f"{_versus(opened)}. A lead counts where the {percent(ruler.level)} intervals are apart; "
        "one board on one day, of votes by visitors, not of tests."
    )
    definition = (
        f"Rating points on the {ruler.name}, {day(ruler.day)}, {percent(ruler.level)} intervals; "
        f"{stored[0]} of the {stored[1]} models of the board are stored. Hollow: closed."
    )
    order = ", ".join(f"{safe(row.model)} {row.score:.0f}" for row in state.itertuples())
    alt = (
        f"Dots with whiskers for {len(state)} models, best first: {order}. {sentence(title)} "
        f"Overall {_versus(overall)}."
    )
    return Words(title, definition, finding, alt)


def _state_title(overall: Pair, opened: Pair) -> str:
    leads = [overall.ahead, opened.ahead]
    gaps = [points(pair.first["score"] - pair.second["score"]) for pair in (overall, opened)]
    if leads == [None, None]:
        return f"{NO_DIFFERENCE} overall or among open-weight models"
    if leads[0] == leads[1]:
        less = gaps[1].split()[0]
        return f"{ADJECTIVE[leads[0]]} lead of {gaps[0]} overall, {less} among open-weight models"
    texts = [f"{ADJECTIVE[side]} lead" if side else NO_DIFFERENCE for side in leads]
    return f"{texts[0]} overall, {texts[1]} among open-weight models"


def _versus(pair: Pair) -> str:
    """`the American A 1287 [1284, 1291] leads the Chinese B 1240 [...] by 47 points`."""
    first, second, ahead = pair
    texts = [
        f"{safe(row['model'])} {row['score']:.0f} [{row['low']:.0f}, {row['high']:.0f}]"
        for row in (first, second)
    ]
    if ahead is None:
        return f"{texts[0]} and {texts[1]} show {NO_DIFFERENCE}"
    gap = points(first["score"] - second["score"])
    return (
        f"the {ADJECTIVE[first['region']]} {texts[0]} leads the {ADJECTIVE[second['region']]} "
        f"{texts[1]} by {gap}"
    )


def frontiers(gaps: pd.DataFrame, leads: dict[str, str | None], field: str = "overall") -> Words:
    """Words of the frontiers on several rulers, from `gaps_on` and who leads on each."""
    rows, kind = gaps.to_dict("records"), KINDS_OF_MODEL[field]
    verdict = by_verdict(leads)
    title = headline(f"{kind.strip()}: {verdict}" if kind else verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline(f"which side leads {kind}models depends on the ruler")
    finding = (
        f"Best {kind}model of each side. {' '.join(map(sentence, _gap_clauses(gaps, leads)))} "
        "In brackets: what the published intervals allow, and the gap with the larger side thinned "
        "to the smaller. A lead counts where both stay above zero; no ruler is a vote."
    )
    levels = ", ".join(f"{percent(row['level'])} on {row['ruler']}" for row in rows if row["level"])
    definition = (
        f"Best {kind}model of each country so far. Bands: published intervals ({levels}). Dashed, "
        f"by release date: larger side thinned to the smaller. {_models_on(gaps)}."
    )
    alt = (
        f"{len(rows)} panels of step lines, one line a country, for the best {kind}model so far, "
        f"with bands for intervals and gaps where the scale changed. {sentence(verdict)}"
    )
    return Words(title, definition, finding, alt)


def _models_on(gaps: pd.DataFrame) -> str:
    """`Models of the United States and China: A 144, 52; B 207, 120`, the larger total first."""
    order = sorted(SIDES, key=lambda side: gaps[f"models_{side}"].sum(), reverse=True)
    sizes = "; ".join(
        f"{row['ruler']} {', '.join(count(row[f'models_{side}']) for side in order)}"
        for row in gaps.to_dict("records")
    )
    return f"Models of {listed([NOUN[side] for side in order])}: {sizes}"


def by_verdict(verdicts: dict[str, str | None]) -> str:
    """`American lead on A; no clear difference on B and C`, leads first."""
    groups: dict[str | None, list[str]] = {}
    for ruler, side in sorted(verdicts.items(), key=lambda pair: pair[1] is None):
        groups.setdefault(side, []).append(ruler)
    return "; ".join(
        f"{f'{ADJECTIVE[side]} lead' if side else NO_DIFFERENCE} on {listed(rulers)}"
        for side, rulers in groups.items()
    )


def _gap_clauses(gaps: pd.DataFrame, leads: dict[str, str | None]) -> list[str]:
    return [_gap_clause(row, leads[row["ruler"]]) for row in gaps.to_dict("records")]


def _gap_clause(gap: dict, side: str | None) -> str:
    """`A: the United States leads by 22 points (10 to 34; thinned 8 to 22)`."""
    verdict = f"{NOUN[side]} leads by" if side else f"{NO_DIFFERENCE},"
    spread = _range(gap["low"], gap["high"], gap["points"])
    thinned = _range(gap["thinned_low"], gap["thinned_high"], gap["points"])
    return f"{gap['ruler']}: {verdict} {_size(gap['points'])} ({spread}; thinned {thinned})"


def _digits(value: float) -> int:
    return 0 if abs(value) >= 10 else 1


def _size(value: float) -> str:
    return points(value, _digits(value))


def _range(low: float, high: float, like: float) -> str:
    """`10 to 34`, with as many digits as a value `like` is printed with."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    bounds = [f"{bound:.{_digits(like)}f}".replace("-", "\u2212") for bound in (low, high)]
    return " to ".join(dict.fromkeys(bounds))


def lags(
    medians: pd.DataFrame,
    opened: pd.DataFrame,
    strict: pd.DataFrame,
    setters: dict[str, dict[str, str | None]],
    ruler: str,
) -> Words:
    """Words of the lags on all rulers, from `lags_on`, with one ruler in the title.

    `opened`: of open-weight models; `strict`: of all models, where only a higher score reaches;
    `setters`: who sets the records on each ruler, `overall` and among `open` models.
    """
    rows, side = medians[medians["ruler"] == ruler], setters["overall"][ruler]
    title = headline(f"{ruler}: {lag_title(rows, side)}")
    parts = [lag_clause(rows, side)]
    if side:
        led = [name for name, first in setters["overall"].items() if first == side]
        others = _medians_range(medians, [name for name in led if name != ruler], side)
        parts.append(f"{others}; {_strict_clause(rows, strict, side)}")
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
        return f"{NO_DIFFERENCE} in who sets records first"
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
        return f"on {ruler} there is {NO_DIFFERENCE} in who sets lead records ({each})"
    row = sides.loc[side]
    text = f"on {ruler} {int(row['records'])} of {total} lead records are {ADJECTIVE[side]}"
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


def _strict_clause(rows: pd.DataFrame, strict: pd.DataFrame, side: str) -> str:
    strictly = strict[(strict["ruler"] == rows["ruler"].iloc[0]) & (strict["side"] == side)]
    before, after = rows.set_index("side").loc[side, "median"], strictly["median"].iloc[0]
    if before == after or (math.isnan(before) and math.isnan(after)):
        return "asking for a higher score, not an equal one, leaves the median as it is"
    return f"asking for a higher score, not an equal one, makes the median {months(after, 1)}"


def then_and_now(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """The current lag on one ruler on two days, from `lag_at`, as one sentence."""
    return sentence(f"{then['ruler'].iloc[0]}: {_open_lag(then)}; {_open_lag(now)}")


def _open_lag(rows: pd.DataFrame) -> str:
    sizes = both(rows.set_index("side")["models"].to_dict(), count)
    how = "re-estimated, models" if rows["re_estimated"].iloc[0] else "models"
    when = f"on {day(rows['day'].iloc[0])} ({how}: {sizes})"
    held = rows.dropna(subset="now")
    if held.empty:
        return f"{when} {NO_DIFFERENCE}, neither side held a record that the other had not reached"
    row = held.iloc[0]
    side, name = row["side"], safe(row["now_model"])
    return (
        f"{when} the oldest {ADJECTIVE[side]} record not reached by {NOUN[other(side)]}, "
        f"{name}, was {months(row['now'], 1)} old"
    )


def best_open_models(table: pd.DataFrame, pairs: dict[str, Pair], more: str | None, ruler) -> Words:
    """Words of the best open-weight models by size, from `best_open`.

    `pairs`: of `size_pairs`; `more`: the side that is ahead in more of them.
    """
    title = headline(f"open models: {_size_title(pairs, more)}")
    said = "; ".join(f"{size}, {_versus(pair)}" for size, pair in pairs.items())
    missing = table[table["size"] == "not recorded"].groupby("side")["models"].sum()
    unsized = f"Without a recorded size: {both(missing.to_dict(), count)}."
    few = f"Sizes with under {LEAST_MODELS} models on a side are not compared."
    finding = f"{ruler.name}, {day(ruler.day)}, by parameters: {said}. {few} {unsized}"
    definition = (
        f"Best open-weight model by size, country and license on the {ruler.name}, "
        f"{day(ruler.day)}: rating, license, number of models (together "
        f"{count(table['models'].sum())}). Bold: clear lead of its size."
    )
    alt = (
        "Table with a row for each size class and a column for each country and kind of license. "
        f"{sentence(title)} {few} {unsized}"
    )
    return Words(title, definition, finding, alt)


def _size_title(pairs: dict[str, Pair], more: str | None) -> str:
    """`American lead 15 to 80 B, Chinese over 80 B`; sizes are counted if that gets too long."""
    led = [(size, pair.ahead) for size, pair in pairs.items() if pair.ahead]
    if not led:
        return f"{NO_DIFFERENCE} in any size"
    if len(led) == len(pairs) <= len(SIDES):
        texts = [f"{ADJECTIVE[side]} lead {size}" for size, side in led]
        return ", ".join([texts[0], *(text.replace(" lead", "") for text in texts[1:])])
    sizes = [side for _, side in led].count(more or "CN")
    if more is None:
        return f"each side leads in {sizes} of {len(pairs)} sizes"
    return f"{ADJECTIVE[more]} lead in {sizes} of {len(pairs)} sizes"


def gap_change(change: pd.DataFrame, moved: Moved, ruler) -> str:
    """The gap on two days of one scale, from `change_of_gap`, as one sentence."""
    said = " and ".join(
        f"{_size(row['points'])} ({_range(row['low'], row['high'], row['points'])}) "
        f"on {day(row['day'])}"
        for row in change.to_dict("records")
    )
    verdict = f"{NO_DIFFERENCE} between the two days"
    if moved.kind == "passed":
        verdict = f"the lead passed from {NOUN[moved.then]} to {NOUN[moved.now]}"
    elif moved.kind:
        verdict = f"the {ADJECTIVE[moved.then]} lead {moved.kind}"
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
    rows = lines[lines["low"].isna() & ~lines["thinned"]]
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


def lag_table(medians: pd.DataFrame, strict: pd.DataFrame) -> pd.DataFrame:
    """One row for every ruler and side with a median, from two `lags_on` summaries."""
    keys = ["ruler", "side"]
    strictly = strict[[*keys, "median"]].rename(columns={"median": "strictly"})
    rows = medians.dropna(subset="median").merge(strictly, on=keys)
    return pd.DataFrame(
        {
            "Ruler": rows["ruler"],
            "Records set by": rows["side"].map(country),
            "Lead records": rows["records"].map(count),
            "still open": rows["open"].map(count),
            "Median, months": [_month_range(row) for row in rows.to_dict("records")],
            "if only higher counts": [f"{value:.1f}" for value in rows["strictly"]],
            "Oldest open, months": rows["now"].map("{:.1f}".format).replace("nan", "none"),
        }
    )


def _month_range(row: dict) -> str:
    late = "open" if math.isnan(row["high"]) else f"{row['high']:.1f}"
    return f"{row['median']:.1f} ({row['low']:.1f} to {late})"


def held_out(gaps: pd.DataFrame, leads: dict[str, str | None], few: bool) -> Words:
    """Words of a public and a held-out test on the same models, from `on_both`.

    `few`: there are too few models for a lag.
    """
    rows = gaps.to_dict("records")
    verdict = by_verdict({f"{row['access']} {row['ruler']}": leads[row["ruler"]] for row in rows})
    title = headline(verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline("which side leads on the same models depends on the test")
    said = "; ".join(_gap_clauses(gaps, leads))
    sizes = both({side: gaps[f"models_{side}"].iloc[0] for side in SIDES}, count)
    limit = (
        f"Under {LEAST_MODELS} models a side are too few for a lag" if few else "No lag is drawn"
    )
    finding = (
        f"On the models that stand on both ({sizes}): {said}. A lead counts where the intervals "
        f"are apart and the larger side, thinned to the smaller, still leads. {limit}."
    )
    definition = (
        "Scores of the same models on a public and a held-out test, by release date, with "
        f"{percent(rows[0]['level'])} intervals; models: {sizes}. {limit}."
    )
    alt = (
        "Two panels of dots by release date and country, the same models in both. "
        f"{sentence(verdict)} {limit}."
    )
    return Words(title, definition, finding, alt)
