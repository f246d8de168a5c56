"""Words of notebook 05: how wide the benchmark gap is."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.benchmarks import BOTH_LANGUAGES, TOP, Correlation, FineTunes, Moved, few_votes
from ...measures.verdicts import (
    AHEAD,
    CONFIDENCE,
    LEAST_MODELS,
    LEAST_SCORED,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...text import (
    brief,
    count,
    day,
    headline,
    license_name,
    listed,
    month,
    months,
    percent,
    plural,
    points,
    safe,
    sentence,
)
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, country, shown
from .ratings import (
    BRACKETS,
    all_boards,
    boards_title,
    known_part,
    makers,
    of_each,
    on_each,
    size,
    span,
    system,
    versus,
)

INTERVAL_HEAD = f"{percent(CONFIDENCE)} interval"
KINDS_OF_MODEL = {
    "overall": "",
    "open": "open-weight ",
    "own": "open-weight ",
}


def state_table(table: pd.DataFrame) -> pd.DataFrame:
    """`state` for readers; a rank may be the best possible one."""
    weights = table["open_weights"].map({"true": "open"}).fillna("closed")
    ranks = [
        f"{row.rank}" if row.rank_exact else f"{row.rank} or lower" for row in table.itertuples()
    ]
    ends = [f"{row.low:.0f} to {row.high:.0f}" for row in table.itertuples()]
    return shown(
        table.assign(weights=weights, rank=ranks, ends=ends),
        model=("Model", safe), region=("Country", country), weights=("Weights", str),
        score=("Rating", "{:.0f}".format), ends=(INTERVAL_HEAD, str), rank=("Rank", str),
    )  # fmt: skip


def frontiers(
    gaps: pd.DataFrame,
    leads: dict[str, Verdict],
    field: str = "overall",
    since: pd.Timestamp | None = None,
) -> Words:
    """Words of the frontiers on several rulers, from `gaps_on` and who leads on each.

    `since`: when one side came to stand highest on all, if that is known.
    """
    rows, kind = gaps.to_dict("records"), KINDS_OF_MODEL[field]
    title = headline(boards_title(leads, kind))
    highest = {row["leader"] for row in rows if row["points"] > 0}
    if since is not None and len(highest) == 1 and any(one.ahead for one in leads.values()):
        title = (
            f"{ADJECTIVE[highest.pop()]} {kind}models have stood highest on {all_boards(len(rows))} "
            f"since {month(since)}"
        )
    said = " ".join(sentence(f"on {_list_of(row)} {versus(row)}") for row in rows)
    ends = " ".join(sentence(_ends(row)) for row in rows)
    alt = (
        f"{len(rows)} panels of step lines, one line a country, show the best {kind}model so far. "
        f"{ends} {sentence(on_each(leads))}"
    )
    definition = (
        f"Score of each country's best {kind}model. {_bands(rows)} {_beyond_error(leads)}".strip()
    )
    return Words(title, definition, f"{said} {BRACKETS} {_models_on(gaps)}", alt)


def _bands(rows: list[dict]) -> str:
    """The published intervals, rulers of one level together."""
    levels: dict[float, list[str]] = {}
    for row in rows:
        if row["level"]:
            levels.setdefault(row["level"], []).append(row["ruler"])
    said = [f"{percent(level)} on {listed(names)}" for level, names in levels.items()]
    return f"Bands are published intervals ({', '.join(said)})." if said else ""


def _beyond_error(leads: dict[str, Verdict]) -> str:
    """On which rulers a difference is larger than its error, where it is not on all."""
    ahead = [name for name, one in leads.items() if one.ahead]
    rest = [name for name, one in leads.items() if one.kind == WITHIN_ERROR]
    if not ahead:
        return ""
    said = f"The latest lead exceeds its margin of error on {listed(ahead)}"
    return sentence(f"{said}, not on {listed(rest)}" if rest else said)


def _ends(row: dict) -> str:
    """`on A the American line ends at 162, the Chinese one at 157`, the higher first."""
    first, last = (f"{row[f'{role}_score']:.0f}" for role in ("leading", "behind"))
    if first == last:
        return f"on {row['ruler']} both lines end at {first}"
    sides = ADJECTIVE[row["leader"]], ADJECTIVE[row["behind"]]
    return f"on {row['ruler']} the {sides[0]} line ends at {first}, the {sides[1]} one at {last}"


def _list_of(row: dict) -> str:
    """`A`, and the day of a list that is one of many: `A of 8 October 2026`."""
    when = row.get("day")
    return row["ruler"] if pd.isna(when) else f"{row['ruler']} of {day(when)}"


def _models_on(gaps: pd.DataFrame) -> str:
    """`A lists 144 American and 52 Chinese models, B 207 American and 120 Chinese.`, which list is
    not known to its end, and how many models have no known country.
    """
    said, cut = [], []
    for row in gaps.to_dict("records"):
        if unknown := int(row["unknown"]):
            cut.append(f"on {_list_of(row)} the country of {plural(unknown, 'model')} is unknown")
        if "listed" in row and not pd.isna(row["listed"]):
            cut.append(f"on {_list_of(row)} {known_part(row)}")
            continue
        sizes = {side: int(row[f"models_{side}"]) for side in SIDES}
        lists = f" {of_each(sizes)}" if said else f" lists {of_each(sizes, 'model')}"
        said.append(row["ruler"] + lists)
    return " ".join(sentence(one) for one in (", ".join(said), *cut) if one)


def by_length(gaps: pd.DataFrame) -> str:
    """How many makers each side has on several rulers, and how many stand above all, `gaps_on`."""
    return " ".join(
        sentence(f"on {_list_of(row)} {makers(row)}") for row in gaps.to_dict("records")
    )


# --- months


def lags(
    medians: pd.DataFrame,
    ties: pd.DataFrame,
    setters: dict[str, str | None],
    ruler: str,
) -> Words:
    """Words of the median lags of all rulers, from `lags_on`; one ruler is told in full.

    `ties`: where a tie reaches; `setters`: who sets the records on each ruler.
    """
    rows, side = medians[medians["ruler"] == ruler], setters[ruler]
    drawn = medians.dropna(subset="median")
    said = lag_said(rows, side)
    if side:
        said += f" {_ties_said(ties, ruler, side)} {_elsewhere(drawn, setters, ruler)}"
    definition = f"{_lags_measured(side)} {_lags_range(drawn, setters, side)}"
    alt = (
        "One row a scoreboard, with a dot for the median months that a lead record stood and a "
        f"line for its interval. {_longest(drawn)}{said}"
    )
    return Words(headline(_lags_title(drawn, setters, ruler)), definition, said, alt)


def _longest(drawn: pd.DataFrame) -> str:
    """Which scoreboards have the longest and the shortest median."""
    rows = drawn.sort_values(["median", "ruler"]).to_dict("records")
    if len(rows) < 2:
        return ""
    ends = [f"{row['ruler']} ({row['median']:.1f})" for row in (rows[-1], rows[0])]
    return f"The longest median is that of {ends[0]}, the shortest that of {ends[1]}. "


def _lags_measured(side: str | None) -> str:
    """What a lag is, and the interval."""
    lines = f"Marks are the median of each scoreboard, lines its {percent(CONFIDENCE)} interval."
    if side is None:
        return f"Months until one country matched a model above all of its own. {lines}"
    own, its = ADJECTIVE[side], ADJECTIVE[other(side)]
    return (
        f"Months until {its} models matched each {own} record, a score above every {its} model's. "
        f"{lines}"
    )


def _led(drawn: pd.DataFrame, setters: dict[str, str | None], side: str | None) -> pd.DataFrame:
    """The medians of a side on the scoreboards whose records it sets."""
    led = [name for name, one in setters.items() if one == side]
    return drawn[(drawn["side"] == side) & drawn["ruler"].isin(led)]


def _lags_range(drawn: pd.DataFrame, setters: dict[str, str | None], side: str | None) -> str:
    """`On the 13 scoreboards ... it runs from 3.9 to 17.0 months.`, and what has no median."""
    rows = _led(drawn, setters, side)
    if len(rows) < 2:
        return ""
    low, high = f"{rows['median'].min():.1f}", months(rows["median"].max(), 1)
    return (
        f"The medians run from {low} to {high} on the {len(rows)} scoreboards where most records are "
        f"{ADJECTIVE[side]}."
    )


def without_median(medians: pd.DataFrame) -> str:
    """Which scoreboards of `lags_on` have no median; empty where all have one."""
    longest = medians.groupby("ruler", sort=False)["median"].max()
    names = list(longest.index[longest.isna()])
    if not names:
        return ""
    has = "has" if len(names) == 1 else "have"
    return sentence(f"{listed(names)} {has} too few models or records for a median")


def _lags_title(drawn: pd.DataFrame, setters: dict[str, str | None], ruler: str) -> str:
    """`China typically matches American records after about 6 months`: the median of medians."""
    side = setters[ruler]
    found = _led(drawn, setters, side)["median"]
    if side is None or found.empty:
        return lag_title(drawn[drawn["ruler"] == ruler], side, ruler)
    after = f"after about {months(found.median())}"
    return f"{NOUN[other(side)]} typically matches {ADJECTIVE[side]} records {after}"


def lag_title(rows: pd.DataFrame, side: str | None, ruler: str) -> str:
    """Who trails the records of a side on one ruler, from `lags_on`; None: nobody's."""
    if side is None:
        return f"on {ruler} lead records are split between the two"
    found = rows.set_index("side")["median"].to_dict().get(side, math.nan)
    if math.isnan(found):
        return f"on {ruler} {ADJECTIVE[side]} records have no median lag yet"
    return (
        f"{NOUN[other(side)]} matches {ADJECTIVE[side]} records on {ruler} after a median "
        f"{months(found, 1)}"
    )


def lag_said(rows: pd.DataFrame, side: str | None) -> str:
    """Who set the lead records of one ruler, and how long they stood; sentences, from `lags_on`."""
    ruler, sides = rows["ruler"].iloc[0], rows.set_index("side")
    total = int(sides["records"].sum())
    if side is None:
        if not total:
            return f"On {ruler} lead records are split between the two, neither has one."
        numbers = of_each(sides["records"].to_dict())
        return f"On {ruler} lead records are split between the two: {numbers}."
    row, trailing = sides.loc[side], NOUN[other(side)]
    own, stand = int(row["records"]), int(row["open"])
    whole = f"all {total} lead records" if own == total else f"{own} of {total} lead records"
    matched = f"{trailing} has matched {own - stand}" if stand else f"{trailing} has matched all"
    if stand:
        verb, which = ("stands", "for") if stand == 1 else ("stand", "the oldest for")
        matched += f" and {stand} still {verb}, {which} {months(row['now'], 1)}"
    said = [f"{whole} on {ruler} are {ADJECTIVE[side]}", matched]
    if not math.isnan(row["median"]):
        late = " or more" if math.isnan(row["high"]) else f" to {row['high']:.1f}"
        median = months(row["median"], 1)
        said.append(f"the median record stood for {median} ({row['low']:.1f}{late})")
    return " ".join(map(sentence, said))


def _elsewhere(drawn: pd.DataFrame, setters: dict[str, str | None], ruler: str) -> str:
    """The range of the medians of one side's records on the other rulers where it sets them."""
    rows = _led(drawn[drawn["ruler"] != ruler], setters, setters[ruler])
    if rows.empty:
        return "No other scoreboard has a median."
    low, high = rows["median"].min(), months(rows["median"].max(), 1)
    if len(rows) == 1:
        return f"On one other scoreboard the median is {high}."
    return f"On {len(rows)} other scoreboards the median runs from {low:.1f} to {high}."


def _ties_said(ties: pd.DataFrame, ruler: str, side: str) -> str:
    """The second end of the range: the median where a tie within the margin of error reaches."""
    row = ties[(ties["ruler"] == ruler) & (ties["side"] == side)].iloc[0]
    if math.isnan(row["median"]):
        return "If a tie counted as a match, there would be no median."
    return f"If a tie counted as a match, the median would be {months(row['median'], 1)}."


def then_and_now(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """The current lag on one ruler on two days, from `lag_at`, as two sentences."""
    first, second = _open_lag(then), _open_lag(now)
    ruler = then["ruler"].iloc[0]
    return f"{sentence(f'on {ruler}, {first}')} {sentence(second)}"


def _open_lag(rows: pd.DataFrame) -> str:
    sizes = of_each(rows.set_index("side")["models"].to_dict(), "model")
    again = "re-estimated for" if rows["re_estimated"].iloc[0] else "on"
    when = f"{again} {day(rows['day'].iloc[0])} with {sizes}"
    held = rows.dropna(subset="now")
    if held.empty:
        return f"{when}, neither side held a record that the other had not reached"
    row = held.iloc[0]
    side, name = row["side"], safe(row["now_model"])
    return (
        f"{when}, the oldest {ADJECTIVE[side]} record not reached by {NOUN[other(side)]} was "
        f"{name}, {months(row['now'], 1)} old"
    )


# --- sizes, and single sentences


def best_open_models(table: pd.DataFrame, duels: dict[str, dict], more: str | None, ruler) -> str:
    """What is said above the best open-weight models by size, from `best_open`.

    `duels`: of `by_size`; `more`: the side that is ahead in more of them.
    """
    title = sentence(_size_title(duels, more))
    missing = table[table["size"] == "not recorded"].groupby("side")["models"].sum()
    where = (
        f"The table has the best of {plural(int(table['models'].sum()), 'open-weight model')} on "
        f"{ruler.name} on {day(ruler.day)}, by parameters, country and license."
    )
    rule = (
        f"A size has no verdict where a country has under {LEAST_SCORED} models, nor where the "
        f"best two are {PHRASES[WITHIN_ERROR]}."
    )
    unsized = (
        f"Without a recorded size are {of_each(_both_sides(missing), 'model')}, which no size "
        "counts."
    )
    return f"{title} {where} {_sizes_said(duels)} {rule} {unsized}"


def best_open_table(table: pd.DataFrame, duels: dict[str, dict]) -> pd.DataFrame:
    """`best_open` for readers: a row a size, country and kind of license that has a model."""
    rows = table[table["models"] > 0]
    half, score = (rows["high"] - rows["low"]) / 2, rows["score"].map("{:.0f}".format)
    terms = rows["terms"].replace("other", "own or other terms")
    return shown(
        rows.assign(
            rating=score + half.map(lambda width: f" \u00b1 {width:.0f}"),
            ahead=[_ahead(row, duels) for row in rows.to_dict("records")],
            kind=rows["side"].map(country) + ", " + terms,
        ),
        size=("Parameters", headline), kind=("Country and license", str),
        model=("Best model", safe), rating=(f"Rating ({INTERVAL_HEAD})", str),
        parameters=("Its parameters", lambda value: brief(value * 1e9)),
        license=("Its license", _license), models=("Chosen from", count),
        ahead=("Ahead in its size", str),
    )  # fmt: skip


def _ahead(row: dict, duels: dict[str, dict]) -> str:
    """Whether a model is the one that is ahead in its size; why none is."""
    duel = duels.get(row["size"])
    if duel is None:
        return "not compared"
    if not duel["verdict"].ahead:
        return PHRASES[duel["verdict"].kind]
    return "yes" if row["model"] == duel["leading_model"] else "no"


def _license(name: str) -> str:
    """A license as it is read; a scoreboard may call one proprietary though the weights are out."""
    if str(name).lower() == "proprietary":
        return "proprietary, says the scoreboard"
    return safe(license_name(name))


def _both_sides(numbers: pd.Series) -> dict[str, int]:
    return numbers.reindex(list(SIDES), fill_value=0).to_dict()


def _by_leader(duels: dict[str, dict]) -> dict[str, list[str]]:
    """Side -> the sizes in which it is ahead, the side with more first."""
    found: dict[str, list[str]] = {}
    for name, row in duels.items():
        if side := row["verdict"].ahead:
            found.setdefault(side, []).append(name)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _sizes_said(duels: dict[str, dict]) -> str:
    """Who leads in which sizes and why nobody does in others, in sentences."""
    said = [
        f"{ADJECTIVE[side]} models are ahead at {listed(names)} parameters"
        for side, names in _by_leader(duels).items()
    ]
    kinds = {row["verdict"].kind for row in duels.values() if not row["verdict"].ahead}
    for kind in sorted(kinds):
        names = [name for name, row in duels.items() if row["verdict"].kind == kind]
        reason = f"there are {PHRASES[kind]}"
        if kind != TOO_FEW:
            reason = f"the best models are {PHRASES[kind]}"
        said.append(f"at {listed(names)} {reason}")
    if duels:
        name, row = list(duels.items())[-1]
        said.append(f"at {name} {versus(row)}" if row["verdict"].ahead else "")
    said = [part for part in said if part] or ["no size holds models of both countries"]
    return " ".join([f"{said[0]}.", *map(sentence, said[1:])])


def _size_title(duels: dict[str, dict], more: str | None) -> str:
    """`American open-weight models lead in 2 of 4 sizes, Chinese ones in 1`."""
    led = _by_leader(duels)
    if not duels:
        return "no size holds open-weight models of both countries"
    if not led:
        return "neither country's open-weight models lead in any size"
    if more is None:
        return f"each side's open-weight models lead in {len(led['CN'])} of {len(duels)} sizes"
    title = f"{ADJECTIVE[more]} open-weight models lead in {len(led[more])} of {len(duels)} sizes"
    rest = led.get(other(more))
    return f"{title}, {ADJECTIVE[other(more)]} ones in {len(rest)}" if rest else title


def gap_change(change: pd.DataFrame, moved: Moved, ruler) -> str:
    """The gap on two days of one scale, from `change_of_gap`, as sentences."""
    first, last = (
        f"{size(row['points'])} ({span(row)}) on {day(row['day'])}"
        for row in change.to_dict("records")
    )
    said = f"the change is {PHRASES.get(moved.kind)}"
    if moved.kind == "passed":
        said = f"the lead passed from {NOUN[moved.then.side]} to {NOUN[moved.now.side]}"
    elif moved.kind in ("grew", "shrank"):
        said = f"the {ADJECTIVE[change['leader'].iloc[0]]} margin {moved.kind}"
    gap = f"on one scale of the {ruler.name} the gap was {first} and {last}"
    return f"{sentence(gap)} {sentence(said)}"


def without_fine_tunes(without: FineTunes, rulers: list[str]) -> str:
    """Whether fine-tunes of the other side's base models change the best open-weight models."""
    changed = without.changed
    told = f"changes the best model on {listed(changed)}" if changed else "changes no best model"
    return sentence(
        f"leaving out the {plural(without.models, 'entry').replace('entrys', 'entries')} on "
        f"{listed(rulers)} that one side tuned from a base model of the other {told}"
    )


def without_interval(lines: pd.DataFrame) -> str:
    """The record-setting models of `steps` whose interval is not published."""
    rows = lines[lines["low"].isna()]
    if rows.empty:
        return sentence("every record setter drawn here has an interval")
    said = [
        f"of {listed([safe(name) for name in sorted(set(models))])} on {ruler}"
        for ruler, models in rows.groupby("ruler", sort=False)["model"]
    ]
    return sentence(f"no interval is published {', '.join(said)}, so they are drawn without a band")


def ruler_table(table: pd.DataFrame) -> pd.DataFrame:
    """The rulers as a table to read, from `rulers_table`."""
    return shown(
        table,
        ruler=("Scoreboard", str),
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
            "Scoreboard": rows["ruler"],
            "Records set by": rows["side"].map(country),
            **{f"{country(side)}, models": rows[f"models_{side}"].map(count) for side in SIDES},
            "Lead records": rows["records"].map(count),
            "still open": rows["open"].map(count),
            f"Median, months ({INTERVAL_HEAD})": [
                _month_range(row) for row in rows.to_dict("records")
            ],
            "clear records": rows["clear"].map(count),
            "Median where a tie reaches": rows["tied"].map("{:.1f}".format).replace("nan", "none"),
            "Oldest open, months": rows["now"].map("{:.1f}".format).replace("nan", "none"),
        }
    )


def _month_range(row: dict) -> str:
    late = "no end" if math.isnan(row["high"]) else f"{row['high']:.1f}"
    return f"{row['median']:.1f} ({row['low']:.1f} to {late})"


def held_out(gaps: pd.DataFrame, leads: dict[str, Verdict], few: bool) -> Words:
    """Words of a public and a held-out test on the same models, from `on_both`.

    `few`: there are too few models for a lag.
    """
    rows = gaps.to_dict("records")
    named = {f"{_secrecy(row)} {row['ruler']}": leads[row["ruler"]] for row in rows}
    sizes = of_each({side: gaps[f"models_{side}"].iloc[0] for side in SIDES}, "model")
    told = [f"on the {_secrecy(row)} {row['ruler']} {versus(row)}" for row in rows]
    said = " ".join(map(sentence, told))
    limit = f"With under {LEAST_MODELS} models of a side no lag is read." if few else ""
    parts = (sentence(f"{sizes} were run on both tests"), said, _overlapping(rows), limit)
    secret = [row["ruler"] for row in rows if row["access"] == "held-out"]
    definition = (
        f"Questions solved by the best model of each country, among {sizes} that took both tests. "
        + (f"The questions of {listed(secret)} are kept secret. " if secret else "")
        + f"Colored lines are {percent(rows[0]['level'])} intervals."
    )
    alt = (
        "Two rows, one a test, each with a dot for the best model of each country and a line for "
        f"its interval. {' '.join(sentence(_scores(row)) for row in rows)} "
        f"{sentence(on_each(named))}"
    )
    title = headline(_held_out_title(rows) or boards_title(named))
    return Words(title, definition, " ".join(filter(None, parts)), alt)


def _secrecy(row: dict) -> str:
    return "secret" if row["access"] == "held-out" else row["access"]


def _held_out_title(rows: list[dict]) -> str:
    """`American models lead a public test by 7 points, a secret one by 24`; empty where one side
    does not lead on both.
    """
    if len(rows) != 2 or not all(row["verdict"].ahead for row in rows):
        return ""
    if len({row["leader"] for row in rows}) > 1 or len({row["access"] for row in rows}) < 2:
        return ""
    first, second = (points(row["points"]) for row in rows)
    kinds = [_secrecy(row) for row in rows]
    return (
        f"{ADJECTIVE[rows[0]['leader']]} models lead a {kinds[0]} test by {first}, "
        f"a {kinds[1]} one by {second.split()[0]}"
    )


def _overlapping(rows: list[dict]) -> str:
    """That two intervals overlap where there is a lead all the same."""
    names = [
        row["ruler"]
        for row in rows
        if row["verdict"].ahead and row["leading_low"] < row["behind_high"]
    ]
    if not names:
        return ""
    return (
        f"The intervals of the two overlap on {listed(names)}, but that of their difference does "
        "not hold zero."
    )


def _scores(row: dict) -> str:
    """`on A the best American model solves 95%, the best Chinese one 88%`."""
    first, last = (percent(row[f"{role}_score"] / 100) for role in ("leading", "behind"))
    sides = ADJECTIVE[row["leader"]], ADJECTIVE[row["behind"]]
    if first == last:
        return f"on {row['ruler']} the best models of both sides solve {first}"
    return (
        f"on {row['ruler']} the best {sides[0]} model solves {first}, the best {sides[1]} one "
        f"{last}"
    )


TOP_HEADS = {
    "score": "{n} best rated, points from blind votes",
    "downloads": "{n} most downloaded, in thirty days",
}


def scored_downloads(table: pd.DataFrame, found: Correlation, ruler, panel) -> Words:
    """Words for `scored_downloads`: whose models top either list, and how closely the two agree."""
    n = min(TOP, len(table))
    best, drawn = (table.nlargest(n, column) for column in ("score", "downloads"))
    (first, many), (second, more) = (_most_of(rows) for rows in (best, drawn))
    shared = len(set(best["hub_id"]) & set(drawn["hub_id"]))
    both_lists = "One model is" if shared == 1 else f"{shared or 'No'} models are"
    title = (
        f"{many} of {n} best-rated open models are {first}, {more} of {n} most downloaded {second}"
    )
    finding = (
        f"{_closely(found)} {both_lists} among both the {n} best rated and the {n} most "
        f"downloaded. Of the best rated, {many} are {first}, and of the most downloaded {more} are "
        f"{second}."
    )
    return Words(
        title=headline(title),
        definition=(
            f"Of {plural(len(table), 'open-weight model')} with a rating on {ruler.name} of "
            f"{day(ruler.day)} and downloads on Hugging Face in the thirty days before "
            f"{day(panel.days[-1])}, the first of either list. Names in bold stand on both."
        ),
        finding=finding,
        alt=f"Two lists of models stand side by side, by rating and by downloads. {finding}",
    )


def _most_of(rows: pd.DataFrame) -> tuple[str, int]:
    """The country with most of some models as an adjective, and how many it has."""
    counts = rows["region"].value_counts()
    most = counts.index[counts == counts.max()]
    names = [ADJECTIVE.get(side, "from other countries") for side in sorted(most)]
    return (
        (names[0], int(counts.max())) if len(most) == 1 else ("of each country", int(counts.max()))
    )


def _closely(found: Correlation) -> str:
    """Whether better rated models are downloaded more, with the rank correlation."""
    if not found.clear:
        return f"Among {count(found.n)} open models a better rating says nothing of downloads."
    way = "more" if found.rho > 0 else "less"
    loosely = ", but only loosely" if found.loose else ""
    rho, low, high = (f"{value:.2f}".replace("-", "\u2212") for value in found[:3])
    return (
        f"Among {count(found.n)} open models the better rated ones are downloaded {way}{loosely}. "
        f"The rank correlation is {rho} ({low} to {high}), where one would be the same order."
    )


# --- the language of the prompt

FIELD_HEADS = {"overall": "All models", "open": "Open-weight models"}
AMONG = {"overall": "", "open": "among open-weight models "}
PROMPTS = {  # rows of charts and tables, by category
    "overall": "All prompts",
    "english": "In English",
    "chinese": "In Chinese",
    "non_english": "Not in English",
}
ON_PROMPTS = {
    "overall": "all prompts",
    "english": "English-language prompts",
    "chinese": "Chinese-language prompts",
}
ON_BOTH = "on English and Chinese-language prompts"


def voted(when: pd.Timestamp) -> str:
    """What the ratings by language rest on: the ground of their figure."""
    return sentence(
        f"Arena of {day(when)} by language of the prompt, with style control, of which the best two "
        "models of each country are kept, open and closed"
    )


def prompt_languages(table: pd.DataFrame, between: dict[str, Moved]) -> Words:
    """Words of the leads by language of the prompt, from `by_language` and `between_languages`."""
    every = {field: table[table["field"] == field].to_dict("records") for field in FIELD_HEADS}
    both = {
        field: [row for row in rows if row["category"] in BOTH_LANGUAGES]
        for field, rows in every.items()
    }
    said = [_leads_on(rows, intervals=True) for rows in both.values()]
    said += [
        BRACKETS,
        _between(between),
        *_few_votes([row for rows in both.values() for row in rows]),
    ]
    definition = (
        "Gap between the two countries' best models in blind votes on the Arena of "
        f"{day(table['day'].iloc[0])}, by language of the prompt. What length and layout of an answer "
        "add is left out (style control)."
    )
    alt = (
        "Two panels, for all models and open-weight ones, have a row for all prompts, those in "
        "English and those in the other language, with a mark for the lead and a line for its "
        f"interval. {' '.join(map(_leads_on, every.values()))}"
    )
    finding = " ".join(filter(None, said))
    return Words(headline(_languages_title(*both.values())), definition, finding, alt)


def _leads_on(rows: list[dict], intervals: bool = False) -> str:
    """`The American lead is 38 points on English-language prompts and 46 on ...`, of one field."""
    among = AMONG[rows[0]["field"]]
    if _agreed(rows) is None or not rows[0]["verdict"].ahead:
        return " ".join(
            sentence(f"{among}on {ON_PROMPTS[row['category']]} {_duel(row)}") for row in rows
        )
    said = [
        f"{size(row['points']) if row is rows[0] else size(row['points']).split()[0]} on "
        f"{ON_PROMPTS[row['category']]}{f' ({span(row)})' if intervals else ''}"
        for row in rows
    ]
    return sentence(f"{among}the {ADJECTIVE[rows[0]['leader']]} lead is {listed(said)}")


def _duel(row: dict) -> str:
    if row["verdict"].kind == NOT_IDENTIFIED and pd.isna(row["points"]):
        return f"who is ahead {PHRASES[NOT_IDENTIFIED]}"
    return versus(row)


def _agreed(rows: list[dict]) -> Verdict | None:
    """The verdict of all rows, if it is one."""
    found = {row["verdict"] for row in rows}
    return found.pop() if len(found) == 1 else None


def _between(between: dict[str, Moved]) -> str:
    """Whether a lead differs between the two languages, from `between_languages`."""
    kinds = {field: moved.kind for field, moved in between.items()}
    if set(kinds.values()) == {WITHIN_ERROR}:
        return f"The difference between the two languages is {PHRASES[WITHIN_ERROR]}."
    said = {
        "grew": "the gap is wider on {second}",
        "shrank": "the gap is narrower on {second}",
        "passed": "{first} and {second} have different leaders",
        WITHIN_ERROR: f"the difference between the two languages is {PHRASES[WITHIN_ERROR]}",
    }
    names = dict(zip(("first", "second"), map(ON_PROMPTS.get, BOTH_LANGUAGES), strict=True))
    return " ".join(
        sentence(AMONG[field] + said[kind].format(**names)) for field, kind in kinds.items()
    )


def _few_votes(rows: list[dict]) -> list[str]:
    """Ratings on few votes, and what a lead is without the best model if that is one of them."""
    few = {category: {} for category in BOTH_LANGUAGES}
    for row in rows:
        few[row["category"]] |= few_votes(row)
    told = [
        sentence(
            f"on {ON_PROMPTS[category]} "
            + listed([f"{safe(name)} has {count(votes)} votes" for name, votes in models.items()])
        )
        for category, models in few.items()
        if models
    ]
    led = [row for row in rows if row["verdict"].ahead and row["leading_model"] in few_votes(row)]
    return [*told, *map(_without, led)]


def fewest_votes(row: dict) -> str:
    """What stands beside a lead on a chart, if one of its two ratings has few votes."""
    votes = [(n, name) for name, n in few_votes(row).items()]
    return f"{safe(min(votes)[1])}: {count(min(votes)[0])} votes" if votes else ""


def _without(row: dict) -> str:
    """What a row of `by_language` says of the leader's second best."""
    if not isinstance(verdict := row.get("next_verdict"), Verdict):
        return ""
    name = f"{AMONG[row['field']]}without {safe(row['leading_model'])}"
    second, rival = (
        system(row[side], row[model])
        for side, model in (("leader", "next_model"), ("behind", "model_behind"))
    )
    gap = {"points": row["next_points"], "low": row["next_low"], "high": row["next_high"]}
    if verdict.ahead == row["leader"]:
        return sentence(f"{name}, {second} would be {size(gap['points'])} ahead ({span(gap)})")
    if verdict.ahead:
        return sentence(f"{name}, {rival} would be ahead")
    return sentence(f"{name}, {second} and {rival} would be {PHRASES[verdict.kind]}")


def _languages_title(overall: list[dict], opened: list[dict]) -> str:
    """`on English and Chinese-language prompts, A models lead overall, B ones among open ...`."""
    first, second = _agreed(overall), _agreed(opened)
    if first and first.ahead:
        who = f"{ON_BOTH} {ADJECTIVE[first.side]} models lead"
        if first == second:
            return f"{who} overall and among open-weight ones"
        if second and second.ahead:
            return f"{who}, {ADJECTIVE[second.side]} ones among open-weight models"
        return who
    if first and first.kind == NOT_IDENTIFIED:
        return f"who leads {ON_BOTH} {PHRASES[NOT_IDENTIFIED]}"
    if {row["verdict"].kind for row in overall} == {WITHIN_ERROR}:
        return f"in both languages the best two models are {PHRASES[WITHIN_ERROR]}"
    led = [
        f"{ADJECTIVE[row['leader']]} {{}} {'lead ' if not place else ''}on {ON_PROMPTS[row['category']]}"
        for place, row in enumerate(row for row in overall if row["verdict"].kind == AHEAD)
    ]
    if not led:
        return "neither country's models lead in either language"
    alone = " alone" if len(led) == 1 else ""
    return (
        ", ".join(one.format("ones" if place else "models") for place, one in enumerate(led))
        + alone
    )


def prompt_language_table(table: pd.DataFrame) -> pd.DataFrame:
    """`by_language` for readers: two rows a lead, the higher model first."""
    return pd.DataFrame(
        _best_on(row, role)
        for row in table.to_dict("records")
        for role in ("leading", "behind")
        if row["verdict"].kind != NOT_IDENTIFIED
    )


def _best_on(row: dict, role: str) -> dict[str, str]:
    """One model of a row of `by_language`, and what it is ahead by if it is the higher."""
    side, model = ("leader", "leading_model") if role == "leading" else ("behind", "model_behind")
    half = (row[f"{role}_high"] - row[f"{role}_low"]) / 2
    ahead = f"{row['points']:.0f} ({span(row)})"
    if not row["verdict"].ahead:
        ahead = PHRASES[row["verdict"].kind]
    return {
        "Prompts": PROMPTS[row["category"]],
        "Among": FIELD_HEADS[row["field"]].lower(),
        "Country": country(row[side]),
        "Best model": safe(row[model]),
        f"Rating ({INTERVAL_HEAD})": f"{row[f'{role}_score']:.0f} \u00b1 {half:.0f}",
        "Votes": count(row[f"{role}_votes"]),
        "Rank": count(row[f"{role}_rank"]),
        "Ahead by (interval of the difference)": ahead if role == "leading" else "",
    }


def prompt_language_caption(table: pd.DataFrame) -> str:
    """What stands above `prompt_language_table`."""
    return (
        f"The best model of each country by language of the prompt, Arena of "
        f"{day(table['day'].iloc[0])} with style control. A rank is the place on the whole list."
    )


def releases(table: pd.DataFrame, found: Verdict) -> Words:
    """Words for `releases`: who released more ranked open models of late, and since when."""
    quarters = sorted(table["quarter"].unique())
    late = table[table["quarter"].isin(quarters[-4:])].groupby("side")["n"].sum()
    start, end = month(quarters[-4]), month(quarters[-1] + pd.offsets.QuarterEnd(0))
    span = f"from {start} to {end}"
    order = sorted(SIDES, key=lambda side: -late[side])
    each = f"{late[order[0]]} ranked open models of {ADJECTIVE[order[0]]} labs came out"
    each += f", and {late[order[1]]} of {ADJECTIVE[order[1]]} ones"
    if late.nunique() == 1:
        each = f"{late['CN']} ranked open models of each country came out"
    said = [f"{span}, {each}"]
    if found.ahead:
        first, last = (ADJECTIVE[side] for side in (found.ahead, other(found.ahead)))
        title = f"{first} labs now release more ranked open models than {last} ones"
        if (since := _more_since(table, found.ahead)) is not None:
            said.append(f"{first} labs have released more in every quarter since {month(since)}")
    else:
        title = f"the two countries' releases of ranked open models are {PHRASES[found.kind]}"
        said.append(f"the shares of both are {PHRASES[found.kind]}")
    finding = " ".join(map(sentence, said))
    return Words(
        title=headline(title),
        definition=(
            f"Open-weight models that at least one public ranking lists, by the quarter in which "
            f"their weights came out, to {end}."
        ),
        finding=finding,
        alt=f"Two columns a quarter, one a country, for {len(quarters)} quarters. {finding}",
    )


def _more_since(table: pd.DataFrame, side: str) -> pd.Timestamp | None:
    """The first of the last quarters without break in which a side released more; None: not even
    the last one.
    """
    wide = table.pivot(index="quarter", columns="side", values="n")
    behind = wide.index[wide[side] <= wide[other(side)]]
    after = wide.index[wide.index > behind.max()] if len(behind) else wide.index
    return after.min() if len(after) else None
