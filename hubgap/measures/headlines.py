"""Which counting rule makes the headline: the share under every rule that a panel identifies.

The rows of a panel are summed once into cells (rows that no rule tells apart); every rule is then a
selection of cells. The totals equal those of `downloads.shares`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product
from math import factorial
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..panel import Panel, Refusal
from ..registry import REGIONS
from ..rules import (
    BOUNDS,
    CHOICES,
    LEFT_OUT,
    CountingRule,
    Method,
    in_universe,
    in_window,
    only_counted,
    require,
    side_of,
)
from ..text import Told, cause_of, day
from . import downloads
from .uncertainty import worst_case
from .verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    EXACT,
    HANGS,
    MOST_RULES,
    NOT_IDENTIFIED,
    SHARE,
    SIDES,
    Verdict,
    leader,
    on_shares,
)

FIELDS = tuple(field.name for field in fields(CountingRule))
COUNTERS = tuple(CHOICES["counter"])
WAYS = tuple(product(CHOICES["credit"], CHOICES["disputed"], ("included", "to makers")))
COLUMNS = {  # a verdict in the column of `grid`, and the column of `ranges` that counts it
    "CN_ahead": Verdict(AHEAD, "CN"),
    "US_ahead": Verdict(AHEAD, "US"),
    "CN_hangs": Verdict(HANGS, "CN"),
    "US_hangs": Verdict(HANGS, "US"),
    "close": Verdict(CLOSE),
}
EVERY = Method(
    "all combinations of the choices of a counting rule but the bounds of unknown publishers; each "
    "distinct result once"
)


@dataclass(frozen=True, eq=False)
class Cube:
    """A panel of one day, summed into cells: all that any CountingRule needs.

    marks: bool, a column for each universe, the window since ChatGPT and each field that can be
    `left out`; sides: a column for each (credit, disputed, copies), a position in REGIONS; sums: a
    column for each counter; all by cell.
    refused: the reason, by (field, choice), of every choice that the panel does not identify.
    """

    panel: Panel
    marks: dict[str, np.ndarray]
    sides: dict[tuple[str, str, str], np.ndarray]
    sums: dict[str, np.ndarray]
    refused: dict[tuple[str, str], str]

    @property
    def n(self) -> int:
        """The number of cells."""
        return len(self.sums["models"])

    def reason(self, rule: CountingRule) -> str:
        """Why the panel does not identify a rule; empty where it does."""
        for field in FIELDS:
            if reason := self.refused.get((field, getattr(rule, field))):
                return reason
        if rule.counter == "models":
            return self.models_refused[rule.universe, rule.window, rule.quantized]
        return ""

    def assigned(self, rule: CountingRule) -> np.ndarray:
        """The side of each cell under a rule, a position in REGIONS; -1 where it does not count.

        Unknown publishers stay unknown, see `_placed`.
        """
        keep = self.marks[rule.universe]
        if rule.window != "all":
            keep = keep & self.marks[rule.window]
        for field in LEFT_OUT:
            if getattr(rule, field) == "left out":
                keep = keep & ~self.marks[field]
        copies = "to makers" if rule.copies == "to makers" else "included"
        side = self.sides[rule.credit, rule.disputed, copies]
        return np.where(keep, side, -1).astype(np.int8)

    def totals(self, rule: CountingRule) -> pd.Series:
        """The value of each side under a rule; Refusal where the panel does not identify it."""
        if reason := self.reason(rule):
            raise Refusal(reason)
        return pd.Series(self.sums_by_side(rule), REGIONS)

    def sums_by_side(self, rule: CountingRule) -> np.ndarray:
        """`totals` as numbers in the order of REGIONS, of a rule that is known to be identified."""
        side = self.assigned(rule)
        values = np.bincount(side + 1, self.sums[rule.counter], len(REGIONS) + 1)[1:]
        if rule.counter == "models":
            values[REGIONS.index("unknown")] += self.rest[rule.universe]
        return _placed(values, rule.unknown)

    @cached_property
    def rest(self) -> dict[str, int]:
        """The models known only as counts, by universe, where a number of models is identified."""
        known = [u for u in CHOICES["universe"] if not self.models_refused[u, "all", "included"]]
        return {u: only_counted(self.panel, CountingRule(u, counter="models")) for u in known}

    @cached_property
    def models_refused(self) -> dict[tuple[str, str, str], str]:
        asked = list(product(*(CHOICES[f] for f in ("universe", "window", "quantized"))))
        rules = {(u, w, q): CountingRule(u, w, counter="models", quantized=q) for u, w, q in asked}
        return dict.fromkeys(asked, "") | _reasons(only_counted, self.panel, rules)


def _placed(values: np.ndarray, unknown: str) -> np.ndarray:
    """Values by side (the last axis) with those of unknown publishers where a rule puts them."""
    if unknown == "own class":
        return values
    values = values.copy()
    if unknown != "left out":
        values[..., REGIONS.index(unknown)] += values[..., REGIONS.index("unknown")]
    values[..., REGIONS.index("unknown")] = 0
    return values


def _reasons(ask, panel: Panel, rules: dict) -> dict:
    """The refusals of a question, by the key of the rule that it was asked with."""
    found = {}
    for key, rule in rules.items():
        try:
            ask(panel, rule)
        except Refusal as refusal:
            found[key] = refusal.reason
    return found


def nothing_counted(panel: Panel) -> Told:
    """Why a rule that the panel identifies has no share: nothing is counted."""
    text = f"{panel.name} holds nothing that this rule counts."
    return Told(text, "nothing counted", cause_of(panel.name))


def cube(panel: Panel) -> Cube:
    """The cells of a panel of one day.

    Raises Refusal for a panel of several days: a share belongs to one.
    """
    if len(panel.days) > 1:
        raise Refusal(f"{panel.name} has {len(panel.days)} days: take one with Panel.at.")
    single = {(f, c): replace(CountingRule(), **{f: c}) for f in FIELDS for c in CHOICES[f]}
    refused = _reasons(require, panel, single)
    if panel.days[0] > panel.judged_until:
        refused["bursts", "left out"] = Told(
            f"{panel.name}: bursts of {day(panel.days[0])} are too recent to be told from a "
            "lasting rise.",
            *("too recent", cause_of(panel.name), f"{panel.days[0]:%Y-%m-%d}"),
        )
    universes = [u for u in CHOICES["universe"] if ("universe", u) not in refused]
    marks = {u: in_universe(panel, u) for u in universes}
    if ("window", "since ChatGPT") not in refused:
        marks["since ChatGPT"] = in_window(panel, "since ChatGPT")
    marks |= {field: marked(panel.rows) for field, marked in LEFT_OUT.items()}
    sides = {way: pd.Categorical(side_of(panel.rows, *way), REGIONS).codes for way in WAYS}
    cells, firsts = _cells(marks, sides)
    counted = [c for c in COUNTERS if c != "models" and c in panel.rows]
    sums = {c: np.bincount(cells, panel.rows[c].fillna(0)) for c in counted}
    return Cube(
        panel=panel,
        marks={name: np.asarray(column, dtype=bool)[firsts] for name, column in marks.items()},
        sides={way: codes[firsts] for way, codes in sides.items()},
        sums={**sums, "models": np.bincount(cells).astype(float)},
        refused=refused,
    )


def _cells(marks: dict, sides: dict) -> tuple[np.ndarray, np.ndarray]:
    """The number of each row's cell, and the first row of each cell."""
    code = np.zeros(len(next(iter(marks.values()))), dtype=np.int64)
    for column in marks.values():
        code = code * 2 + np.asarray(column, dtype=bool)
    for codes in sides.values():
        code = code * len(REGIONS) + codes
    _, firsts, cells = np.unique(code, return_index=True, return_inverse=True)
    return cells, firsts


def under(cubes: dict[str, Cube], rule: CountingRule) -> dict[str, pd.DataFrame | str]:
    """The shares under one rule by name of the panel: side, value, share, low, high; or a refusal.

    low and high are worst-case bounds: every unknown publisher on another side, or on this one.
    """
    found = {}
    for name, cells in cubes.items():
        try:
            values = cells.totals(rule)
        except Refusal as refusal:
            found[name] = str(refusal)
            continue
        share = (values / values.sum()).round(4)
        bounds = worst_case(values, unknown="unknown").round(4)
        table = pd.DataFrame({"value": values, "share": share, **bounds})
        found[name] = table.rename_axis("side").reset_index()
    return found


# --- all rules


class Every(NamedTuple):
    """All combinations of some choices, in the order of CHOICES.

    values: a column for each of REGIONS. signature: equal for rules that count the same models for
    the same sides, whatever their values. reason: why a rule is not identified, else empty; with
    one, values and signature mean nothing.
    """

    values: np.ndarray
    signature: np.ndarray
    reason: np.ndarray


LOOPED, MASKED = (
    ("copies", "credit", "disputed", "unknown"),
    ("universe", "window", "quantized", "tests", "bursts"),
)


def every(cells: Cube, choices: Mapping[str, Sequence[str]]) -> Every:
    """Sums, signatures and refusals of all combinations at once: `Cube.totals` rule by rule.

    A signature adds up a number drawn for each cell and side, so that two rules which differ in
    one have the same sum as good as never. Models known only as counts are one more cell.
    """
    order = (*LOOPED, *MASKED, "counter")
    values = np.zeros([*(len(choices[f]) for f in order), len(REGIONS)])
    signature = np.zeros(values.shape[:-1], dtype=np.uint64)
    drawn = np.random.default_rng(0).integers(2**63, size=(cells.n + 1, 4), dtype=np.uint64)
    weights = np.stack([cells.sums.get(c, np.zeros(cells.n)) for c in choices["counter"]])
    kept = {copies: _kept(cells, choices, copies) for copies in choices["copies"]}
    rest, counters = _only_counts(cells, choices), drawn[: len(weights), 0] * np.uint64(2)
    for place in np.ndindex(values.shape[:3]):
        copies, credit, disputed = (choices[f][k] for f, k in zip(LOOPED, place, strict=False))
        way = credit, disputed, copies if copies == "to makers" else "included"
        sides = np.eye(len(REGIONS), dtype=np.uint64)[cells.sides[way]]
        sums = np.moveaxis(kept[copies].astype(float) @ (weights[:, :, None] * sides), 0, 1)
        sums = sums.reshape(*values.shape[4:]) + rest
        for k, unknown in enumerate(choices["unknown"]):
            values[*place, k] = _placed(sums, unknown)
            one = (_placed(sides, unknown) * drawn[:-1]).sum(axis=1)
            codes = (kept[copies].astype(np.uint64) @ one).reshape(*values.shape[4:9], 1)
            more = (_placed((rest > 0).astype(np.uint64), unknown) * drawn[-1]).sum(axis=-1)
            signature[*place, k] = codes + more + counters
    back = [order.index(field) for field in FIELDS]
    return Every(
        values.transpose(*back, len(back)).reshape(-1, len(REGIONS)),
        signature.transpose(back).reshape(-1),
        _whys(cells, choices),
    )


def _kept(cells: Cube, choices: Mapping[str, Sequence[str]], copies: str) -> np.ndarray:
    """Which cells count under each combination of MASKED, a row each, and one choice of copies."""
    kept = ~cells.marks["copies"][None] if copies == "left out" else np.ones((1, cells.n), bool)
    for field in MASKED:
        out = {"all": True, "included": True}
        if field in LEFT_OUT:
            out["left out"] = ~cells.marks[field]
        rows = [cells.marks.get(c, out.get(c, False)) for c in choices[field]]
        rows = np.stack([np.broadcast_to(row, cells.n) for row in rows])
        kept = (kept[:, None] & rows).reshape(-1, cells.n)
    return kept


def _only_counts(cells: Cube, choices: Mapping[str, Sequence[str]]) -> np.ndarray:
    """The models known only as counts, on the axes of MASKED, counter and side."""
    shape = [len(choices[f]) for f in MASKED] + [len(choices["counter"]), len(REGIONS)]
    rest = np.zeros(shape)
    for place, universe in enumerate(choices["universe"]):
        if "models" in choices["counter"]:
            at = place, ..., choices["counter"].index("models"), REGIONS.index("unknown")
            rest[at] = cells.rest.get(universe, 0)
    return rest


def _whys(cells: Cube, choices: Mapping[str, Sequence[str]]) -> np.ndarray:
    """Why each combination is not identified, the first field that hinders it; else empty."""
    why = np.full([len(choices[f]) for f in FIELDS], "", dtype=object)
    for (universe, window, quantized), reason in cells.models_refused.items():
        alone = {"universe": universe, "window": window, "quantized": quantized}
        if reason and all(choice in choices[f] for f, choice in alone.items()):
            why[_at(choices, counter="models", **alone)] = reason
    for field in reversed(FIELDS):
        for choice in choices[field]:
            if reason := cells.refused.get((field, choice)):
                why[_at(choices, **{field: choice})] = reason
    return why.reshape(-1)


def _at(choices: Mapping[str, Sequence[str]], **some: str) -> tuple:
    """Where the combinations with some choices stand, on the axes of FIELDS."""
    return tuple(choices[f].index(some[f]) if f in some else slice(None) for f in FIELDS)


def grid(cells: Cube) -> pd.DataFrame:
    """Every combination of choices: one row a rule, a column for each field of CountingRule.

    value (total, in the unit of the counter), CN and US (shares of it), CN_high and US_high (with
    every unknown publisher), gap (China minus the United States, percentage points), verdict (a key
    of COLUMNS), same_as (the number of the first rule that counts the same models for the same
    sides; a bound is no such rule), reason (why the panel does not identify the rule; then the
    numbers are missing).
    """
    choices = {field: list(known) for field, known in CHOICES.items()}
    places = np.indices([len(known) for known in choices.values()]).reshape(len(choices), -1)
    columns = {f: np.array(choices[f])[k] for f, k in zip(FIELDS, places, strict=True)}
    found = every(cells, choices)
    table = pd.DataFrame(columns).astype("str")
    known = found.reason == ""
    total = np.where(known, found.values.sum(axis=1), np.nan)
    china, america, _, unknown = found.values.T / np.where(total > 0, total, np.nan)
    ends = {"CN": china, "US": america, "CN_high": china + unknown, "US_high": america + unknown}
    table = table.assign(value=total, **{name: end.round(4) for name, end in ends.items()})
    table["same_as"] = np.arange(len(table))
    order = np.argsort(
        table["unknown"].isin(BOUNDS).to_numpy(), kind="stable"
    )  # bounds behind the others
    order = order[known[order]]
    _, first, code = np.unique(found.signature[order], return_index=True, return_inverse=True)
    table.loc[order, "same_as"] = order[first[code]]
    nothing = nothing_counted(cells.panel)
    table["reason"] = np.where(total == 0, nothing, found.reason)
    table["gap"] = ((table["CN"] - table["US"]) * 100).round(1)
    found = verdicts(*(table[column] for column in ("CN", "US", "CN_high", "US_high")))
    table["verdict"] = np.where(table["CN"].isna(), "", found)
    return table


def without_bounds(table: pd.DataFrame) -> pd.DataFrame:
    """`grid` without the rules that are bounds."""
    return table[~table["unknown"].isin(BOUNDS)]


def distinct(table: pd.DataFrame) -> pd.DataFrame:
    """The rules of `grid` that were computed and are no bounds, each result once."""
    table = without_bounds(table)
    return table[(table["reason"] == "") & (table["same_as"] == table.index)].reset_index(drop=True)


def counts(table: pd.DataFrame) -> dict[str, int]:
    """How many rules of `grid` are combinations, refused, duplicates and distinct; no bounds."""
    table = without_bounds(table)
    refused = int((table["reason"] != "").sum())
    kept = len(distinct(table))
    return {
        "combinations": len(table),
        "refused": refused,
        "duplicates": len(table) - refused - kept,
        "distinct": kept,
    }


def refusals(table: pd.DataFrame) -> pd.DataFrame:
    """Why rules of `grid` were refused: reason, rules; the most frequent first; no bounds."""
    table = without_bounds(table)
    found = table.loc[table["reason"] != "", "reason"].value_counts(sort=False)
    found = found.rename("rules").rename_axis("reason").reset_index()
    return found.sort_values(["rules", "reason"], ascending=[False, True], ignore_index=True)


def ranges(table: pd.DataFrame, field: str = "universe") -> pd.DataFrame:
    """The spread of the distinct rules by one choice: one row a choice.

    choice, rules; for CN, US (shares) and gap (points) low, median, high over them, worst_low and
    worst_high over the bounds too; rules by verdict, a column each of COLUMNS.
    """
    rows, every = distinct(table), table[table["reason"] == ""]
    found = []
    for choice in [c for c in CHOICES[field] if c in set(rows[field])]:
        own, bounded = rows[rows[field] == choice], every[every[field] == choice]
        row = {"choice": choice, "rules": len(own)}
        for column, digits in (("CN", 4), ("US", 4), ("gap", 1)):
            low, middle, high = own[column].quantile([0, 0.5, 1]).round(digits)
            row |= {f"{column}_low": low, f"{column}_median": middle, f"{column}_high": high}
            row |= {
                f"{column}_worst_low": bounded[column].min(),
                f"{column}_worst_high": bounded[column].max(),
            }
        told = own["verdict"].value_counts()
        found.append(row | {column: told.get(column, 0) for column in COLUMNS})
    ends = ("low", "median", "high", "worst_low", "worst_high")
    spans = [f"{column}_{end}" for column in ("CN", "US", "gap") for end in ends]
    return pd.DataFrame(found, columns=["choice", "rules", *spans, *COLUMNS])


def with_total(table: pd.DataFrame) -> pd.DataFrame:
    """`ranges` below a row `every` that counts the rules of all rows, by verdict."""
    counted = ["rules", *COLUMNS]
    total = table[counted].sum().to_frame().T.assign(choice="every")
    return pd.concat([total, table], ignore_index=True)[table.columns] if len(table) else table


def by_width(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ranges`, first the one over which the share of either side moves most."""
    moves = [table[f"{side}_high"] - table[f"{side}_low"] for side in SIDES]
    most = pd.concat(moves, axis=1).max(axis=1)
    return table.loc[most.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def stacked(tables: dict[str, pd.DataFrame | str]) -> pd.DataFrame:
    """Tables of several panels as one, with a column panel; refusals are left out."""
    found = [
        table.assign(panel=name) for name, table in tables.items() if not isinstance(table, str)
    ]
    if not found:
        return pd.DataFrame(columns=["panel"])
    table = pd.concat(found, ignore_index=True)
    return table[["panel", *table.columns.drop("panel")]]


# --- which choice matters


def effects(table: pd.DataFrame) -> pd.DataFrame:
    """How much of the variance of the gap each choice explains: field, choices, share, low, high.

    Shapley effects (Owen 2014, SIAM/ASA J. Uncertainty Quantification 2:245) over the largest full
    factorial of `grid` without a bound or a refused rule, each choice with equal weight: an average over all
    orders of fixing the fields, so that interactions are divided and shares add up to 1. low and
    high are the mean gaps of the field's two most distant choices.
    """
    table = _factorial(table)
    names = [field for field in FIELDS if table[field].nunique() > 1]
    shape = [table[field].nunique() for field in names]
    gaps = table["gap"].to_numpy().reshape(shape)  # grid is in the order of CHOICES
    explained = _explained(gaps)
    rows = []
    for place, field in enumerate(names):
        means = gaps.mean(axis=tuple(k for k in range(len(names)) if k != place))
        share = _shapley(explained, place, len(names)) / explained[-1] if explained[-1] else 0.0
        rows.append(
            (field, shape[place], round(share, 4), means.min().round(1), means.max().round(1))
        )
    found = pd.DataFrame(rows, columns=["field", "choices", "share", "low", "high"])
    return found.sort_values(["share", "field"], ascending=[False, True], ignore_index=True)


def _factorial(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the bounds, then the choice with the most refused rules until no rule is refused."""
    table = without_bounds(table)
    while (refused := table["reason"] != "").any():
        means = {(f, c): refused[table[f] == c].mean() for f in FIELDS for c in table[f].unique()}
        field, choice = max(means, key=means.get)
        table = table[table[field] != choice]
    return table


def _explained(gaps: np.ndarray) -> np.ndarray:
    """The variance of the mean gap given each set of fields; a set is the bits of its position."""
    every = 2**gaps.ndim - 1
    means = {every: gaps}
    for chosen in range(every - 1, -1, -1):  # the mean over one more field than a larger set
        place = (~chosen & (chosen + 1)).bit_length() - 1
        means[chosen] = means[chosen | 1 << place].mean(axis=place, keepdims=True)
    return np.array([means[chosen].var() for chosen in range(every + 1)])


def _shapley(explained: np.ndarray, place: int, n: int) -> float:
    total = 0.0
    for chosen in range(2**n):
        if chosen >> place & 1:
            continue
        size = chosen.bit_count()
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        total += weight * (explained[chosen | 1 << place] - explained[chosen])
    return total


# --- one rule


def under_both(cubes: dict[str, Cube], rule: CountingRule) -> dict[str, pd.DataFrame | str]:
    """`under` with a column alternative: the share with disputed publishers read the other way."""
    other = under(cubes, downloads.otherwise(rule))
    return {
        name: table if isinstance(table, str) else table.assign(alternative=other[name]["share"])
        for name, table in under(cubes, rule).items()
    }


# --- verdicts


def verdicts(china, america, china_high, america_high) -> np.ndarray:
    """`on_shares` of many rules at once, as keys of COLUMNS.

    Takes arrays of shares, and of shares with every unknown publisher.
    """
    gap = np.round(china - america, EXACT)
    ahead = [(gap > SHARE) & (china > america_high), (-gap > SHARE) & (america > china_high)]
    return np.select([*ahead, gap > SHARE, -gap > SHARE], list(COLUMNS)[:4], "close")


class Tally(NamedTuple):
    """Under how many distinct rules each side is ahead, is so but for unknown publishers, or none.

    verdict: that of most rules (MOST_RULES); DEPENDS where no one is that of most, NOT_IDENTIFIED
    without any rule.
    """

    CN: int
    US: int
    hangs: int
    close: int
    verdict: Verdict

    @property
    def rules(self) -> int:
        """All of them."""
        return self.CN + self.US + self.hangs + self.close


def tally(table: pd.DataFrame) -> Tally:
    """The verdicts of `ranges`, counted over all of its rows."""
    totals = {column: int(table[column].sum()) for column in COLUMNS}
    every = sum(totals.values())
    most = [COLUMNS[column] for column, n in totals.items() if n > MOST_RULES * every]
    verdict = most[0] if most else Verdict(DEPENDS if every else NOT_IDENTIFIED)
    china, america, *hangs, close = totals.values()
    return Tally(china, america, sum(hangs), close, verdict)


class Spread(NamedTuple):
    """How far rules move the two shares.

    ends: lowest and highest share a side. width: the distance between them. wider: whose is the
    wider. leads: the largest lead of each side that has one, in points.
    """

    ends: dict[str, tuple[float, float]]
    width: dict[str, float]
    wider: Verdict
    leads: dict[str, float]


def spread(table: pd.DataFrame) -> Spread:
    """The verdict on `ranges`, over all of its rows."""
    ends = {side: (table[f"{side}_low"].min(), table[f"{side}_high"].max()) for side in SIDES}
    width = {side: high - low for side, (low, high) in ends.items()}
    most = {"CN": table["gap_high"].max(), "US": -table["gap_low"].min()}
    leads = {side: points for side, points in most.items() if points > SHARE * 100}
    return Spread(ends, width, on_shares({side: (width[side],) * 2 for side in SIDES}), leads)


def always(table: pd.DataFrame, choice: str) -> str | None:
    """The side that leads under every rule of one choice of models in `ranges`, else None."""
    rows = table[table["choice"] == choice]
    if len(rows) and rows["gap_low"].iloc[0] > SHARE * 100:
        return "CN"
    return "US" if len(rows) and rows["gap_high"].iloc[0] < -SHARE * 100 else None


class Mean(NamedTuple):
    """The mean gap over rules in percentage points, and who is ahead by it."""

    gap: float
    verdict: Verdict


def mean_gap(table: pd.DataFrame) -> Mean:
    """Who is ahead on average over the rules of `effects`."""
    gap = round(_factorial(table)["gap"].mean(), 1)
    side = leader({"CN": gap, "US": 0}, SHARE * 100)
    return Mean(gap, Verdict(AHEAD, side) if side else Verdict(CLOSE))


def leaders(tables: dict[str, pd.DataFrame | str]) -> dict[str, Verdict]:
    """Who leads under one rule, by name of each panel of `under`; not identified where refused."""
    return {
        name: Verdict(NOT_IDENTIFIED)
        if isinstance(table, str)
        else on_shares(downloads.views(table)[0])
        for name, table in tables.items()
    }
