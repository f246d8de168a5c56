"""Words of notebook 08: training compute, chips, and what is not known about them."""

from __future__ import annotations

import pandas as pd

from ...measures.benchmarks import Ruler
from ...measures.compute import FACTORS, GRADED, Larger, Ratio, RunRatio, Span
from ...measures.verdicts import AHEAD, SIDES, TOO_FEW, WITHIN_ERROR, Verdict, other
from ...text import (
    FIXED_SPACE,
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
from .grammar import ADJECTIVE, PHRASES, Words, country, shown
from .timeline import KNOWN_BY

CHIP = "H100"  # the unit of the chip counts
LONG = {"ECI": "Epoch Capabilities Index (ECI)"}  # the name of an index in full
TEN = 10
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FIRM = "confident or likely"
LINES = {
    FIRM: "by values called confident or likely",
    "speculative too": "with speculative values too",
}
WEIGHTS = {"open": "open-weight models", "closed": "closed models"}


def flop(value: float) -> str:
    """Operations as `3.8 × 10²⁶`, without their unit; `10²⁶` for a power of ten."""
    first, power = f"{value:.1e}".split("e")
    power = f"{TEN}{str(int(power)).translate(RAISED)}"
    return power if float(first) == 1 else f"{first}{FIXED_SPACE}×{FIXED_SPACE}{power}"


def times(value: float) -> str:
    """A ratio: `15 times`, `1.7 times`."""
    return f"{number(value)} times"


def chip_count(value: float) -> str:
    """Chips in three digits, from which a printed ratio can be checked: `15.2M`, `412k`."""
    for scale, unit in ((10**6, "M"), (10**3, "k")):
        if value >= scale:
            return f"{value / scale:.3g}{unit}"
    return f"{value:.3g}"


def _many(value: float) -> str:
    """`chip_count` in a sentence: `15.2 million`."""
    text = chip_count(value)
    return text.replace("M", f"{FIXED_SPACE}million") if text.endswith("M") else number(value)


# --- training runs


def training_compute(table: pd.DataFrame, found: Larger, drawn) -> Words:
    """Words for `compute.largest`, whose is larger, and what is drawn (`charts.compute.shown`)."""
    firm = found.lines[FIRM]
    return Words(
        title=headline(_run_title(found)),
        definition=(
            "Operations (FLOP) to train each language model, by day of release, as stated or "
            "estimated. Estimates are rough, so the true ratio may lie anywhere from "
            f"{_span(firm.low, firm.high)}. Of {count(drawn.valued + drawn.unknown)} models "
            f"{count(drawn.valued)} have a value, {count(drawn.small)} too small to be drawn."
        ),
        finding=largest(table, found),
        alt=(
            "Dots of training runs over time on a logarithmic scale, a step line for the largest "
            "of each country, and dated marks of export rules. "
            + sentence(_compared(table, FIRM, firm))
        ),
    )


def _run_title(found: Larger) -> str:
    """Whose largest run is how many times the other's; how sure that is stands in the finding."""
    side, ratio = found.verdict.side, times(found.lines[FIRM].times)
    if side is None:
        return f"the difference of the largest known training runs is {PHRASES[WITHIN_ERROR]}"
    return (
        f"the largest {ADJECTIVE[side]} training run is estimated at {ratio} the largest "
        f"{ADJECTIVE[other(side)]} one"
    )


def largest(table: pd.DataFrame, found: Larger) -> str:
    """Sentences on `compute.largest`: the largest known run of each side, by each line."""
    said = (_compared(table, line, one) for line, one in found.lines.items())
    return " ".join(map(sentence, said))


def silence(table: pd.DataFrame) -> str:
    """A sentence on `compute.largest`: how many models after the largest runs have no value."""
    rows = table[table["line"] == FIRM].set_index("side")
    share = (rows["later_unknown"] / rows["later"].clip(lower=1)).to_dict()
    order = sorted(SIDES, key=lambda side: -share[side])
    said = [
        f"{count(rows.loc[side, 'later_unknown'])} of {count(rows.loc[side, 'later'])} "
        f"{ADJECTIVE[side]} models released after {safe(rows.loc[side, 'model'])}"
        for side in order
    ]
    return sentence(f"no value is known for {' and '.join(said)}")


def _compared(table: pd.DataFrame, line: str, found: RunRatio) -> str:
    """The largest run of each side, the larger first, their ratio and its ranges."""
    rows = table[table["line"] == line].sort_values(["flop", "model"], ascending=[False, True])
    said = " and ".join(
        f"the {ADJECTIVE[row.side]} {safe(row.model)} ({day(row.day)}) took {flop(row.flop)} FLOP"
        f"{'' if row.graded == GRADED else f' (graded {row.graded})'}"
        for row in rows.itertuples()
    )
    factors = " and ".join(number(factor) for factor in rows["factor"])
    verdict = "" if found.verdict.kind == AHEAD else f", a difference {PHRASES[WITHIN_ERROR]}"
    return (
        f"{LINES[line]}, {said}. That is {times(found.times)} as much{verdict}. It may be "
        f"{_span(found.low, found.high)} times if each is off by its factor ({factors}), and "
        f"{_span(found.least, found.most)} times at worst"
    )


def _span(low: float, high: float) -> str:
    """`0.58 to 390`."""
    return " to ".join(f"{end:.2g}" if end < 1 else number(end) for end in (low, high))


def factors() -> str:
    """The factor of each grade in a sentence."""
    said = listed([f"{name} {number(factor)}" for name, factor in FACTORS.items()])
    return sentence(
        f"a value may be off by the factor of its grade, {said}. One without a grade counts as "
        "speculative, one of the other team by its chance of being right"
    )


def _bounds(found: Ratio) -> str:
    return _span(found.least, found.most)


def run_table(table: pd.DataFrame) -> pd.DataFrame:
    """`compute.top_runs` for readers."""
    return shown(
        table,
        model=("model", safe),
        side=("country", country),
        developer=("developer", safe),
        day=("released", day),
        flop=("FLOP", flop),
        known=("the value is", str),
        graded=("graded", str),
    )


# --- disclosure


def disclosure(table: pd.DataFrame, spans: dict[str, list[Span]]) -> Words:
    """Words for `compute.disclosure` and its `compute.spans`."""
    title, finding = _known_title(spans["all"][-1]), disclosing(spans)
    rows = table[table["weights"] == "all"]
    return Words(
        title=headline(title),
        definition=(
            "Share of language models released each year whose training compute is stated or could "
            "be estimated, speculative values included. Epoch AI lists "
            f"{plural(int(rows['models'].sum()), 'model')} since {int(rows['year'].min())}. "
            f"The last year, {int(rows['year'].max())}, is not complete."
        ),
        finding=finding,
        alt=(
            "Bars of shares by year of release and country, darker where the value is firmer. "
            f"{' '.join(map(sentence, finding.split('. ')[:2]))}"
        ),
    )


def _known_title(now: Span) -> str:
    kind, side = now.verdict
    if kind == AHEAD:
        return (
            f"training compute has been known more often for {ADJECTIVE[side]} models since "
            f"{now.first}"
        )
    if kind == TOO_FEW:
        return f"developers are {PHRASES[TOO_FEW]} whose training compute is known"
    return f"the difference of the shares with known training compute is {PHRASES[kind]}"


def disclosing(spans: dict[str, list[Span]]) -> str:
    """Sentences on `compute.spans`: whose compute is known, then and now, and by weights."""
    then, now = spans["all"][0], spans["all"][-1]
    said = [_disclosed(span, "models") for span in (then, now)]
    said += [_disclosed(spans[weights][-1], named) for weights, named in WEIGHTS.items()]
    return " ".join(map(sentence, said))


def _disclosed(span: Span, named: str) -> str:
    """`in 2025 to 2026 training compute is known for 66% of 80 Chinese models and 32% of 93 ...`."""
    order = sorted(SIDES, key=lambda side: -span.share[side].share)
    said = " and ".join(
        f"{percent(span.share[s].share)} of {count(span.share[s].models)} {ADJECTIVE[s]} {named}"
        for s in order
    )
    kind = span.verdict.kind
    verdict = {AHEAD: "", TOO_FEW: f", {PHRASES[TOO_FEW]}"}.get(kind)
    if verdict is None:
        verdict = f", a difference {PHRASES[kind]}"
    return f"in {span.first} to {span.last} training compute is known for {said}{verdict}"


def known_shares(spans: dict[str, list[Span]]) -> pd.DataFrame:
    """`compute.spans` as a table to read, with intervals over developers."""
    rows = []
    for weights, parts in spans.items():
        for span in parts:
            row = {
                "Models": WEIGHTS.get(weights, "all models"),
                "Years": f"{span.first}\u2013{span.last}",
            }
            for side, one in span.share.items():
                name = headline(country(side))
                row[f"{name}, known"] = f"{percent(one.share)} of {count(one.models)}"
                row[f"{name}, developers drawn again"] = (
                    f"{percent(one.low)} to {percent(one.high)}"
                )
                row[f"{name}, developers"] = count(one.publishers)
            rows.append(row)
    return pd.DataFrame(rows)


# --- score for compute


def score_for_compute(
    planes: pd.DataFrame, verdict: Verdict, tops: pd.DataFrame, ruler: Ruler
) -> Words:
    """Words for `compute.equal_compute`, who scores higher, and `compute.known_at_top`."""
    row = planes.iloc[0]
    n = _models({side: row[f"models_{side}"] for side in SIDES})
    finding = f"{equal_compute(planes, verdict, ruler)} {at_the_top(tops)}"
    return Words(
        title=headline(_score_title(row, verdict)),
        definition=(
            f"Score on the {LONG.get(ruler.name, ruler.name)} of {day(ruler.day)}, above or below "
            "what training compute and release date would predict, for "
            f"{n} models."
        ),
        finding=finding,
        alt=(
            "Dots of models by training compute, above and below a line of the score that compute "
            f"and release date would predict. {finding.split('. ')[0]}."
        ),
    )


def _score_title(row, verdict: Verdict) -> str:
    """Who scores higher for the same compute; nobody is named where both score the same."""
    side = "CN" if row.points > 0 else "US"
    one, two = ADJECTIVE[side], ADJECTIVE[other(side)]
    if verdict.kind == AHEAD:
        one, two = ADJECTIVE[verdict.side], ADJECTIVE[other(verdict.side)]
        return f"for the same compute and date, {one} models score higher than {two} ones"
    if row.points == 0:
        return f"for the same compute and date, the difference in score is {PHRASES[WITHIN_ERROR]}"
    return f"for the same compute and date, {one} and {two} models score about the same"


def gap(planes: pd.DataFrame) -> str:
    """What stands on the figure: how far the two sides are apart, in two lines."""
    row = next(planes[planes["dated"]].itertuples())
    said = _difference(row).replace(" (", "\non average (margin of error: ")
    return f"{said[:1].upper()}{said[1:]}"


def equal_compute(table: pd.DataFrame, found: Verdict, ruler: Ruler) -> str:
    """A sentence on `compute.equal_compute`: who scores higher for the same compute and date."""
    verdict = f"the difference is {PHRASES[WITHIN_ERROR]}"
    if found.kind == AHEAD:
        verdict = f"{ADJECTIVE[found.side]} models score higher"
    said = [f"at equal training compute and release date, {verdict} on {ruler.name}"]
    said += [f"{LINES[row.line]}, {_difference(row)}" for row in table[table["dated"]].itertuples()]
    return " ".join(map(sentence, said))


def _models(n: dict[str, int]) -> str:
    """`30 American and 22 Chinese`, the larger first; `30 of each` where they are equal."""
    if n["CN"] == n["US"]:
        return f"{count(n['CN'])} of each country's"
    order = sorted(SIDES, key=lambda side: -n[side])
    return " and ".join(f"{count(n[side])} {ADJECTIVE[side]}" for side in order)


def undated(table: pd.DataFrame) -> str:
    """A sentence on what the date does to the comparison of `compute.equal_compute`."""
    row = next(table[~table["dated"]].itertuples())
    dated = next(table[table["dated"]].itertuples())
    return sentence(
        f"ten times the compute goes with {points(dated.per_tenfold)}, one year later with "
        f"{points(dated.per_year)}. Without the date, {_difference(row)}"
    )


def _difference(row) -> str:
    """`Chinese models score 1.3 points higher (4.2 higher to 2.1 lower)`."""
    if row.points == 0:
        return f"both score the same (to {points(max(row.high, -row.low), 1)} higher or lower)"
    side = "CN" if row.points > 0 else "US"
    ends = (row.low, row.high) if row.points > 0 else (-row.high, -row.low)
    bounds = " to ".join(f"{abs(end):.1f} {'lower' if end < 0 else 'higher'}" for end in ends)
    return f"{ADJECTIVE[side]} models score {points(row.points, 1)} higher ({bounds})"


def at_the_top(table: pd.DataFrame) -> str:
    """A sentence on `compute.known_at_top`: how many of the best models have a known compute."""
    rows = table.set_index("side")
    return sentence(
        f"of the {count(rows['models'].max())} best models of each country, training compute is "
        f"known for {_models(rows['known'].to_dict())} models. What is not known is missing here, not equal"
    )


def middle_release(dates: dict[str, pd.Timestamp]) -> str:
    """A sentence on `compute.middle_release`, the middle release date of each side."""
    order = sorted(SIDES, key=lambda side: dates[side])
    said = " and ".join(f"{month(dates[side])} ({ADJECTIVE[side]})" for side in order)
    return sentence(f"half of the models with a known value were released before {said}")


# --- chips


def chip_stock(
    now: pd.DataFrame,
    then: pd.DataFrame,
    nvidia: pd.DataFrame,
    found: dict[str, Ratio],
    makers: list[str],
) -> Words:
    """Words for `compute.stock_share` of all makers, now and then, and of Nvidia alone.

    found: the ratio of each, by the names of the arguments. makers: whose chips are counted.
    """
    ahead, here = found["now"].ahead, chips(now, found["now"])
    title = f"the difference of the counted chips is {PHRASES[WITHIN_ERROR]}"
    if ahead:
        title = (
            f"{ADJECTIVE[ahead]} owners hold {times(found['now'].times)} the counted AI chips of "
            f"{ADJECTIVE[other(ahead)]} owners"
        )
    also = [
        f"on {day(then['day'].iloc[0])} {_ratio(found['then'])}",
        f"of Nvidia chips alone {_ratio(found['nvidia'])}",
    ]
    return Words(
        title=headline(title),
        definition=(
            f"{listed(makers)} chips for AI bought so far, counted in Nvidia {CHIP} chips of equal "
            "power, by a model of Epoch AI. Bands run from the low to the high end of every "
            "owner's estimate, added up. Chips of other makers are not counted."
        ),
        finding=" ".join([here, *map(sentence, also)]),
        alt=(
            "Lines with bands of counted chips by quarter for owners of each country on a "
            f"logarithmic scale, and dated marks of export rules. {here}"
        ),
    )


def chips(table: pd.DataFrame, found: Ratio) -> str:
    """A sentence on `compute.stock_share`: chips of each side, their ratio, the smaller share."""
    rows = table.set_index("side")
    less = min(SIDES, key=lambda side: rows.loc[side, "middle"])
    own = rows.loc[less]
    who = f"{ADJECTIVE[less]} owners hold" if found.ahead else "Each side holds"
    bounds = f"{percent(own['share_low'], 1)} to {percent(own['share_high'], 1)}"
    text = (
        f"by {day(own['day'])} {_held(table, found)}. {who} {percent(own['share'], 1)} of all that "
        f"is counted ({bounds}), or {percent(own['share_at_most'])} if every unnamed owner were theirs"
    )
    return sentence(text)


def unnamed(table: pd.DataFrame) -> str:
    """What stands on the figure: the smaller share, and how large unnamed owners could make it."""
    rows = table.set_index("side")
    less = min(SIDES, key=lambda side: rows.loc[side, "middle"])
    own = rows.loc[less]
    return (
        f"{percent(own['share'])} of all counted chips,\n"
        f"{percent(own['share_at_most'])} if every unnamed owner were {ADJECTIVE[less]}"
    )


def _held(table: pd.DataFrame, found: Ratio) -> str:
    """How many chips each side held, the larger first, and their ratio."""
    rows = table.set_index("side")
    one, two = sorted(SIDES, key=lambda side: -rows.loc[side, "middle"])
    chips_of = {
        side: f"{_many(rows.loc[side, 'middle'])} ({_many(rows.loc[side, 'low'])} to "
        f"{_many(rows.loc[side, 'high'])})"
        for side in SIDES
    }
    said = (
        f"{ADJECTIVE[one]} owners had bought counted chips equal to {chips_of[one]} {CHIP}s and "
        f"{ADJECTIVE[two]} owners to {chips_of[two]}"
    )
    if found.ahead is None:
        return f"{said}. The difference is {PHRASES[WITHIN_ERROR]}"
    return f"{said}. That is {times(found.times)} as many ({_bounds(found)})"


def _ratio(found: Ratio) -> str:
    """`American owners had 24 times as many (15 to 37)`."""
    if found.ahead is None:
        return f"the difference is {PHRASES[WITHIN_ERROR]}"
    return (
        f"{ADJECTIVE[found.ahead]} owners had {times(found.times)} as many ({_bounds(found)}) as "
        f"{ADJECTIVE[other(found.ahead)]} ones"
    )


def owner_table(table: pd.DataFrame) -> pd.DataFrame:
    """`compute.by_owner` for readers."""
    return shown(
        table,
        owner=("owner", str),
        side=("country", country),
        makers=("chips of", str),
        middle=(f"{CHIP} equivalents", brief),
        low=("at least", brief),
        high=("at most", brief),
    )


# --- export rules


def rules(table: pd.DataFrame) -> str:
    """A sentence on the export rules of `timeline.rows`: how many, whose, how they are known."""
    sides = {side: int((table["side"] == side).sum()) for side in SIDES}
    counts = table["grade"].value_counts().sort_index()
    grades = [
        f"{count(n)} {'is' if n == 1 else 'are'} {KNOWN_BY[name]}" for name, n in counts.items()
    ]
    partial = int((~table["precise"]).sum())
    first, last = day(table["start"].min()), day(table["end"].max())
    n = f"{count(len(table))} {'entry' if len(table) == 1 else 'entries'}"
    said = [
        f"between {first} and {last} the list has {n} on export rules, {_models(sides)} ones",
        f"of these {listed(grades)}",
        f"of {count(partial)} only the month or year is known" if partial else "all have a day",
    ]
    return " ".join(map(sentence, said))


def rule_table(table: pd.DataFrame) -> pd.DataFrame:
    """The export rules for readers."""
    dates = [day(row.start) if row.precise else month(row.start) for row in table.itertuples()]
    return shown(
        table.assign(when=dates),
        when=("date", str),
        side=("of", country),
        title=("rule or announcement", safe),
        grade=("how known", str),
    )
