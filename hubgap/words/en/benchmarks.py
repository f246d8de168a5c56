"""Words of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.benchmarks import (
    UNLIKELY,
    _ahead,
    _best_pair,
    lead_in_points,
    record_setter,
    size_pairs,
)
from ...measures.verdicts import SIDES, leader, other
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


def arena_state(state: pd.DataFrame, ruler, listed: int, on_board: int) -> Words:
    """Words of one day of an arena board, from `frontier.state`.

    A side leads where its interval lies above the other's. `listed` of the `on_board` models of
    the day are stored.
    """
    overall, opened = (_best_pair(state, role) for role in ("best overall", "best open-weight"))
    title = headline(f"{month(ruler.day)}: {_state_title(overall, opened)}")
    finding = (
        f"{day(ruler.day)}, {ruler.name}: overall {_versus(overall)}; among open-weight models "
        f"{_versus(opened)}. A lead counts where the {percent(ruler.level)} intervals are apart; "
        "one board on one day, of votes by visitors, not of tests."
    )
    definition = (
        f"Rating points on the {ruler.name}, {day(ruler.day)}, {percent(ruler.level)} intervals; "
        f"{listed} of the {on_board} models of the board are stored. Hollow: closed."
    )
    order = ", ".join(f"{safe(row.model)} {row.score:.0f}" for row in state.itertuples())
    alt = (
        f"Dots with whiskers for {len(state)} models, best first: {order}. {sentence(title)} "
        f"Overall {_versus(overall)}."
    )
    return Words(title, definition, finding, alt)


def _state_title(overall: list[dict], opened: list[dict]) -> str:
    leads = [_ahead(pair) for pair in (overall, opened)]
    gaps = [points(pair[0]["score"] - pair[1]["score"]) for pair in (overall, opened)]
    if leads == [None, None]:
        return f"{NO_DIFFERENCE} overall or among open-weight models"
    if leads[0] == leads[1]:
        less = gaps[1].split()[0]
        return f"{ADJECTIVE[leads[0]]} lead of {gaps[0]} overall, {less} among open-weight models"
    texts = [f"{ADJECTIVE[side]} lead" if side else NO_DIFFERENCE for side in leads]
    return f"{texts[0]} overall, {texts[1]} among open-weight models"


def _versus(pair: list[dict]) -> str:
    """`A (American) 1287 [1284, 1291] leads B (Chinese) 1240 [...] by 47 points`."""
    first, second = pair
    texts = [
        f"{safe(row['model'])} {row['score']:.0f} [{row['low']:.0f}, {row['high']:.0f}]"
        for row in pair
    ]
    if _ahead(pair) is None:
        return f"{texts[0]} and {texts[1]} show {NO_DIFFERENCE}"
    gap = points(first["score"] - second["score"])
    return (
        f"the {ADJECTIVE[first['region']]} {texts[0]} leads the {ADJECTIVE[second['region']]} "
        f"{texts[1]} by {gap}"
    )


def frontiers(gaps: pd.DataFrame, field: str = "overall") -> Words:
    """Words of the frontiers on several rulers, from `frontier.gaps_on`; see `lead_in_points`."""
    rows, kind = gaps.to_dict("records"), KINDS_OF_MODEL[field]
    verdict = by_verdict({row["ruler"]: lead_in_points(row) for row in rows})
    title = headline(f"{kind.strip()}: {verdict}" if kind else verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline(f"which side leads {kind}models depends on the ruler")
    finding = (
        f"Best {kind}model of each side. {' '.join(sentence(_gap_clause(row)) for row in rows)} "
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


def _gap_clause(gap: dict) -> str:
    """`A: the United States leads by 22 points (10 to 34; thinned 8 to 22)`."""
    side = lead_in_points(gap)
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


def lags(medians: pd.DataFrame, opened: pd.DataFrame, strict: pd.DataFrame, ruler: str) -> Words:
    """Words of the lags on all rulers, from `frontier.lags_on`, with one ruler in the title.

    `opened`: of open-weight models; `strict`: of all models, where only a higher score reaches. A
    side is said to lead where so uneven a split of the lead records has a chance under UNLIKELY.
    """
    rows = medians[medians["ruler"] == ruler]
    title = headline(f"{ruler}: {lag_title(rows)}")
    side = record_setter(rows)
    parts = [lag_clause(rows)]
    if side:
        others = _medians_range(medians, ruler, side)
        parts.append(f"{others}; {_strict_clause(rows, strict, side)}")
    parts.append(f"among open-weight models, {lag_clause(opened[opened['ruler'] == ruler])}")
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


def lag_title(rows: pd.DataFrame) -> str:
    """Who trails whose records on one ruler, from `frontier.lags_on`."""
    side = record_setter(rows)
    if side is None:
        return f"{NO_DIFFERENCE} in who sets records first"
    median = rows.set_index("side").loc[side, "median"]
    if math.isnan(median):
        return f"most {ADJECTIVE[side]} records not yet reached by {NOUN[other(side)]}"
    return f"{NOUN[other(side)]} trails {ADJECTIVE[side]} records by a median {months(median, 1)}"


def lag_clause(rows: pd.DataFrame) -> str:
    """`on A 20 of 20 lead records are American, reached by China after a median of ...`."""
    side, ruler = record_setter(rows), rows["ruler"].iloc[0]
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


def _medians_range(medians: pd.DataFrame, ruler: str, side: str) -> str:
    """The range of the medians of one side's records on the other rulers where it leads."""
    rows = medians[(medians["side"] == side) & (medians["ruler"] != ruler)]
    rows = rows[(rows["chance"] < UNLIKELY) & rows["median"].notna()]
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
    """The current lag on one ruler on two days, from `frontier.lag_at`, as one sentence."""
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


def best_open_models(table: pd.DataFrame, ruler, least: int) -> Words:
    """Words of the best open-weight models by size, from `frontier.best_open`.

    A side leads a size class where the intervals of the best of both sides are apart; classes with
    fewer than `least` models on a side are not compared.
    """
    pairs = size_pairs(table, least)
    title = headline(f"open models: {_size_title({size: _ahead(p) for size, p in pairs.items()})}")
    said = "; ".join(f"{size}, {_versus(pair)}" for size, pair in pairs.items())
    missing = table[table["size"] == "not recorded"].groupby("side")["models"].sum()
    unsized = f"Without a recorded size: {both(missing.to_dict(), count)}."
    few = f"Sizes with under {least} models on a side are not compared."
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


def _size_title(leads: dict[str, str | None]) -> str:
    """`American lead 15 to 80 B, Chinese over 80 B`; sizes are counted if that gets too long."""
    led = [(size, side) for size, side in leads.items() if side]
    if not led:
        return f"{NO_DIFFERENCE} in any size"
    if len(led) == len(leads) <= len(SIDES):
        texts = [f"{ADJECTIVE[side]} lead {size}" for size, side in led]
        return ", ".join([texts[0], *(text.replace(" lead", "") for text in texts[1:])])
    counts = {side: [s for _, s in led].count(side) for side in SIDES}
    first = leader(counts)
    if first is None:
        return f"each side leads in {counts['CN']} of {len(leads)} sizes"
    return f"{ADJECTIVE[first]} lead in {counts[first]} of {len(leads)} sizes"


def gap_change(change: pd.DataFrame, ruler) -> str:
    """The gap on two days of one scale, from `frontier.change_of_gap`, as one sentence."""
    first, last = change.to_dict("records")
    said = " and ".join(
        f"{_size(row['points'])} ({_range(row['low'], row['high'], row['points'])}) "
        f"on {day(row['day'])}"
        for row in (first, last)
    )
    held = [row["leader"] if row["low"] > 0 else None for row in (first, last)]
    verdict = f"{NO_DIFFERENCE} between the two days"
    if None not in held and held[0] != held[1]:
        verdict = f"the lead passed from {NOUN[held[0]]} to {NOUN[held[1]]}"
    elif held[0] == held[1] is not None and last["low"] > first["high"]:
        verdict = f"the {ADJECTIVE[held[0]]} lead grew"
    elif held[0] == held[1] is not None and last["high"] < first["low"]:
        verdict = f"the {ADJECTIVE[held[0]]} lead shrank"
    return sentence(f"{ruler.name}, one scale: the gap was {said}: {verdict}")


def without_fine_tunes(opened: pd.DataFrame, own: pd.DataFrame) -> str:
    """Whether fine-tunes of the other side's base models change the best open-weight models."""
    pairs = zip(opened.to_dict("records"), own.to_dict("records"), strict=True)
    changed, dropped = [], 0
    for before, after in pairs:
        dropped += sum(before[f"models_{side}"] - after[f"models_{side}"] for side in SIDES)
        names = ("leading_model", "model_behind")
        changed += [before["ruler"]] if any(before[n] != after[n] for n in names) else []
    told = f"changes the best models on {listed(changed)}" if changed else "changes no best model"
    return sentence(
        f"leaving out fine-tunes of the other side's base models ({plural(int(dropped), 'row')} of "
        f"{listed(list(opened['ruler']))}) {told}"
    )


def without_interval(lines: pd.DataFrame) -> str:
    """The record-setting models of `frontier.steps` whose interval is not published."""
    rows = lines[lines["low"].isna() & ~lines["thinned"]]
    if rows.empty:
        return sentence("every record setter drawn here has an interval")
    said = [
        f"{listed([safe(name) for name in sorted(set(models))])} ({ruler})"
        for ruler, models in rows.groupby("ruler", sort=False)["model"]
    ]
    return sentence(f"drawn without an interval, because none is published: {'; '.join(said)}")


def ruler_table(table: pd.DataFrame) -> pd.DataFrame:
    """The rulers as a table to read, from `frontier.rulers_table`."""
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
    """One row for every ruler and side with a median, from two `frontier.lags_on` summaries."""
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


def held_out(gaps: pd.DataFrame, least: int) -> Words:
    """Words of a public and a held-out test on the same models, from `frontier.gaps_on`.

    With fewer than `least` models on a side there are dots and no lag.
    """
    rows = gaps.to_dict("records")
    verdict = by_verdict({f"{row['access']} {row['ruler']}": lead_in_points(row) for row in rows})
    title = headline(verdict)
    if len(title.split()) > MOST_WORDS:
        title = headline("which side leads on the same models depends on the test")
    said = "; ".join(_gap_clause(row) for row in rows)
    sizes = both({side: gaps[f"models_{side}"].iloc[0] for side in SIDES}, count)
    few = min(gaps[f"models_{side}"].iloc[0] for side in SIDES) < least
    limit = f"Under {least} models a side are too few for a lag" if few else "No lag is drawn"
    finding = (
        f"On the models that stand on both ({sizes}): {said}. A lead counts where the intervals are "
        f"apart and the larger side, thinned to the smaller, still leads. {limit}."
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
